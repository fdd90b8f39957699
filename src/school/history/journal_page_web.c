/* The journal as a page and as a file. */
#include "school/history/journal.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/lists/table_file.h"
#include "school/reads/reads.h"

#include <string.h>

#define PAGE_LINES 40
#define FILE_AT_ONCE 500
#define FILE_MOST 20000                 /* lines of a file; whoever wants others says between which days */

typedef struct JournalForm { int64_t par, personne; int quoi; Day du, au; } JournalForm;
const Field journal_fields[] = { FIELD(JournalForm, par, .kind = FIELD_ID), FIELD(JournalForm, personne, .kind = FIELD_ID),
    FIELD(JournalForm, quoi, .kind = FIELD_CHOICE, .choices = journal_kinds), FIELD(JournalForm, du, .kind = FIELD_DAY), FIELD(JournalForm, au, .kind = FIELD_DAY), { .kind = FIELD_END } };

/* ---- who is shown what ---- */

static unsigned kinds_for(const Work *w) {
    bool changes = may(w, history_see);
    return (changes ? 1u << JOURNAL_OPERATION : 0) | (changes && w->actor->scope.all ? 1u << JOURNAL_ACCOUNT : 0) | (may(w, reads_see) ? 1u << JOURNAL_READ : 0);
}

/* ---- what is asked ---- */

typedef struct Asked { JournalForm form; JournalAsk ask; const char *person_name; } Asked;

/* «12.0.7»: where each kind goes on. What is no such thing begins at the newest. */
static void read_place(const char *text, int64_t before[JOURNAL_KINDS]) {
    int64_t read[JOURNAL_KINDS];
    for (int kind = 0; kind < JOURNAL_KINDS; kind++)
        before[kind] = INT64_MAX;
    for (int kind = 0; kind < JOURNAL_KINDS; kind++) {
        size_t size = text ? strcspn(text, ".") : 0;
        char number[24] = "";
        if (!size || size >= sizeof number)
            return;
        memcpy(number, text, size);
        if (!str_int(number, 0, INT64_MAX, &read[kind]))
            return;
        text += size + (text[size] == '.');
    }
    memcpy(before, read, sizeof read);
}

static Asked asked_of(Request *rq) {
    Work *w = rq->work;
    Asked a = { .form = { .quoi = -1, .du = NO_DAY, .au = NO_DAY } };
    form_read(rq, journal_fields, &a.form);
    a.ask = (JournalAsk){ .kinds = kinds_for(w), .account = a.form.par, .until = INT64_MAX };
    if (!query_text(rq, "quoi") || str_empty(query_text(rq, "quoi")))
        a.form.quoi = -1;
    if (a.form.quoi >= 0)
        a.ask.kinds &= 1u << a.form.quoi;
    if (a.form.du != NO_DAY)
        a.ask.since = instant_of(a.form.du, 0);
    if (a.form.au != NO_DAY)
        a.ask.until = instant_of(a.form.au + 1, 0);
    if (a.form.personne) {              /* of whom one does not see, there is nothing */
        a.person_name = db_text(w->tx, &JOURNAL_PERSON, VALUES(of_int(a.form.personne)));
        a.ask.person = a.form.personne;
        a.ask.kinds = a.person_name ? a.ask.kinds : 0;
    }
    read_place(query_text(rq, "avant"), a.ask.before);
    return a;
}

/* PATH with the same filters. */
static const char *address(Request *rq, const char *path, const JournalForm *f, const char *more) {
    Str s = str_new(rq->mem, 100);
    str_printf(&s, "%s?%s", path, more);
    if (f->quoi >= 0)
        str_printf(&s, "&quoi=%s", journal_kinds[f->quoi]);
    if (f->par)
        str_printf(&s, "&par=%lld", (long long) f->par);
    if (f->personne)
        str_printf(&s, "&personne=%lld", (long long) f->personne);
    if (f->du != NO_DAY)
        str_printf(&s, "&du=%s", day_iso(rq->mem, f->du));
    if (f->au != NO_DAY)
        str_printf(&s, "&au=%s", day_iso(rq->mem, f->au));
    return s.data;
}

/* ---- the page ---- */

static const char *what_of(Work *w, const JournalLine *line) {
    return line->kind == JOURNAL_READ ? words(w->mem, T_JOURNAL_SAW, WITH(ARG_TEXT("what", reads_what(w->mem, line->act)))) : history_what(w, line->act, line->undoes);
}

static void add_line(Work *w, Doc *d, const JournalLine *line) {
    Doc *item = doc_add(d, "items");
    doc_word(item, "kind", journal_kinds[line->kind]);
    doc_int(item, "id", line->id);
    doc_int(item, "at", line->at);
    doc_text(item, "by", history_by(w, line->account, line->who));
    if (line->account)
        doc_int(item, "account", line->account);
    doc_text(item, "act", line->act);
    doc_text(item, "what", what_of(w, line));
    doc_text(item, "detail", line->detail);
    if (line->objects)
        doc_int(item, "objects", line->objects);
    if (line->person)
        doc_int(item, "person", line->person);
    if (line->kind == JOURNAL_OPERATION)
        doc_text(item, "href", arena_printf(w->mem, "/bureau/historique/%lld", (long long) line->id));
    if (line->kind == JOURNAL_READ)
        doc_text(item, "href", arena_printf(w->mem, "/bureau/personnes/%lld/consultations", (long long) line->person));
}

static void add_filters(Request *rq, Doc *d, const Asked *a) {
    Work *w = rq->work;
    const JournalForm *f = &a->form;
    doc_word(d, "kind", f->quoi >= 0 ? journal_kinds[f->quoi] : NULL);
    doc_day(d, "from_date", f->du);
    doc_day(d, "until_date", f->au);
    if (f->par)
        doc_int(d, "account", f->par);
    if (a->person_name) {
        doc_int(d, "person", f->personne);
        doc_text(d, "person_name", a->person_name);
    }
    doc_bool(d, "filtered", f->quoi >= 0 || f->par || f->personne || f->du != NO_DAY || f->au != NO_DAY);
    doc_text(d, "csv_href", address(rq, "/bureau/journal/fichier", f, "forme=csv"));
    doc_text(d, "ods_href", address(rq, "/bureau/journal/fichier", f, "forme=ods"));
    doc_list(d, "people");
    for (Rows r = db_rows(w->tx, &JOURNAL_BY, NO_VALUES); row_next(&r); ) {
        Doc *item = doc_add(d, "people");
        doc_int(item, "id", row_int(&r, JOURNAL_BY_ID));
        doc_text(item, "label", row_text(&r, JOURNAL_BY_LABEL, w->mem));
    }
}

Reply show_journal(Request *rq) {
    Work *w = rq->work;
    size_t count;
    bool more;
    Asked a = asked_of(rq);
    Doc *d = doc_new(w, &REPLY_HISTORY_JOURNAL);
    doc_list(d, "items");
    JournalLine *lines = journal_lines(w, &a.ask, PAGE_LINES, &count, &more);
    for (size_t i = 0; i < count; i++)
        add_line(w, d, &lines[i]);
    if (more) {
        const int64_t *b = a.ask.before;
        const char *next = arena_printf(w->mem, "%lld.%lld.%lld", (long long) b[JOURNAL_OPERATION], (long long) b[JOURNAL_ACCOUNT], (long long) b[JOURNAL_READ]);
        doc_text(d, "next", next);
        doc_text(d, "next_href", address(rq, "/bureau/journal", &a.form, arena_printf(w->mem, "avant=%s", next)));
    }
    add_filters(rq, d, &a);
    Reply reply = page(rq, &PAGE_HISTORY_JOURNAL, d);
    reply.status = has_problems(w) ? 422 : 200;
    return reply;
}

/* ---- the file ---- */

static void write_lines(Work *w, JournalAsk *ask, Sheet *sheet) {
    bool more = true;
    for (size_t told = 0, count; more && told < FILE_MOST && ok(w); told += count) {
        JournalLine *lines = journal_lines(w, ask, FILE_AT_ONCE, &count, &more);
        for (size_t i = 0; i < count; i++) {
            const JournalLine *l = &lines[i];
            TextId kind = words_find(arena_printf(w->mem, "journal_kind.%s", journal_kinds[l->kind]));
            sheet_row(sheet, (const Cell[]){ cell_instant(l->at), cell_text(history_by(w, l->account, l->who)), cell_text(words(w->mem, kind, NULL)),
                cell_text(what_of(w, l)), cell_text(l->detail), cell_int(l->kind == JOURNAL_READ ? l->thing ? l->thing : CELL_NONE : l->id) });
        }
    }
}

Reply journal_file(Request *rq) {
    Work *w = rq->work;
    int kind = table_kind(query_text(rq, "forme"));
    Asked a = asked_of(rq);
    if (kind < 0 || kind == SHEET_PDF)          /* thousands of lines are for a spreadsheet */
        return not_found(rq);
    if (has_problems(w))
        return show_journal(rq);
    const SheetColumn columns[] = { { words(w->mem, T_IMPORTS_WHEN, NULL), CELL_INSTANT }, { words(w->mem, T_HISTORY_BY, NULL), CELL_TEXT },
        { words(w->mem, T_JOURNAL_KIND, NULL), CELL_TEXT }, { words(w->mem, T_HISTORY_WHAT, NULL), CELL_TEXT }, { words(w->mem, T_JOURNAL_DETAIL, NULL), CELL_TEXT },
        { words(w->mem, T_JOURNAL_NUMBER, NULL), CELL_INT } };
    TableFile t = table_begin(rq, (SheetKind) kind, words(w->mem, T_JOURNAL_TITLE, NULL), a.person_name, columns, 6);
    for (int i = 0; i < JOURNAL_KINDS; i++)
        a.ask.before[i] = INT64_MAX;
    write_lines(w, &a.ask, t.sheet);
    return table_reply(rq, &t, NULL);
}
