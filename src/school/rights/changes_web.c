/* « Ce qui a changé » in the rights, between two days: as a page, as JSON, as a file for the register (G-02). */
#include "school/rights/rights_changes.h"
#include "school/rights/rights_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/texts.h"

#define USUAL_DAYS 30

typedef struct DaysForm { Day du, au; } DaysForm;
const Field changes_fields[] = { FIELD(DaysForm, du, .kind = FIELD_DAY), FIELD(DaysForm, au, .kind = FIELD_DAY), { .kind = FIELD_END } };

/* From the one to the other, both with; a month until today where nothing is asked. */
typedef struct Span { Day from, last; RightsChange *changes; size_t count; } Span;

static Span span_asked(Request *rq) {
    Work *w = rq->work;
    DaysForm f = { NO_DAY, NO_DAY };
    form_read(rq, changes_fields, &f);
    Span s = { f.du == NO_DAY ? w->today - USUAL_DAYS : f.du, f.au == NO_DAY ? w->today : f.au, NULL, 0 };
    if (s.last < s.from)
        problem(w, T_RIGHTS_CHANGES_ORDER, NULL, "au");
    if (!has_problems(w))
        s.changes = rights_changes(w, instant_of(s.from, 0), instant_of(s.last + 1, 0), &s.count);
    return s;
}

/* ---- in words ---- */

static const char *right_words(Work *w, const char *name) {
    const RightInfo *right = access_right(name);
    return right ? words(w->mem, right->label, NULL) : name;
}

static const char *word_of(Work *w, const char *prefix, const char *word) {
    TextId id = words_find(arena_printf(w->mem, "%s.%s", prefix, word));
    return id ? words(w->mem, id, NULL) : word;
}

static const char *idle_words_of(Work *w, const char *minutes) {
    int64_t n = 0;
    int i = 0;
    str_int(minutes ? minutes : "", 0, 1000, &n);
    while (idle_words[i + 1] && idle_minutes[i] != n)
        i++;
    return word_of(w, "set_idle", idle_words[i]);
}

#define NONE_OR(text) ((text) ? (text) : words(w->mem, T_RIGHTS_CHANGES_NONE, NULL))

static const char *of_set(Work *w, const RightsChange *c) {
    int64_t rights = 0;
    switch (c->kind) {
    case CHANGE_MADE:
        if (!c->after)
            return words(w->mem, T_RIGHTS_CHANGES_MADE_WHOLE, NULL);
        str_int(c->after, 0, RIGHTS_MAX, &rights);
        return words(w->mem, T_RIGHTS_CHANGES_MADE, WITH(ARG_INT("n", rights)));
    case CHANGE_ENDED: return words(w->mem, T_RIGHTS_CHANGES_ENDED, NULL);
    case CHANGE_NAME: return words(w->mem, T_RIGHTS_CHANGES_NAME, WITH(ARG_TEXT("before", NONE_OR(c->before)), ARG_TEXT("after", NONE_OR(c->after))));
    case CHANGE_KIND: return words(w->mem, T_RIGHTS_CHANGES_TO, WITH(ARG_TEXT("before", word_of(w, "set_kind", c->before)), ARG_TEXT("after", word_of(w, "set_kind", c->after))));
    case CHANGE_IDLE: return words(w->mem, T_RIGHTS_CHANGES_IDLE, WITH(ARG_TEXT("before", idle_words_of(w, c->before)), ARG_TEXT("after", idle_words_of(w, c->after))));
    case CHANGE_GAINED: return words(w->mem, T_RIGHTS_CHANGES_GAINED, WITH(ARG_TEXT("right", right_words(w, c->right))));
    case CHANGE_LOST: return words(w->mem, T_RIGHTS_CHANGES_LOST, WITH(ARG_TEXT("right", right_words(w, c->right))));
    default: return NULL;
    }
}

static const char *of_account(Work *w, const RightsChange *c) {
    const char *mode = c->mode ? word_of(w, "mode", c->mode) : "", *right = c->right ? right_words(w, c->right) : "";
    switch (c->kind) {
    case CHANGE_SET: return words(w->mem, T_RIGHTS_CHANGES_SET, WITH(ARG_TEXT("mode", mode), ARG_TEXT("before", NONE_OR(c->before)), ARG_TEXT("after", NONE_OR(c->after))));
    case CHANGE_EVERY_CLASS: return words(w->mem, str_equal(c->after, "1") ? T_RIGHTS_CHANGES_ALL_CLASSES : T_RIGHTS_CHANGES_SOME_CLASSES, NULL);
    case CHANGE_CLASS: return words(w->mem, c->after ? T_RIGHTS_CHANGES_CLASS : T_RIGHTS_CHANGES_NO_CLASS, WITH(ARG_TEXT("class", c->after ? c->after : c->before)));
    case CHANGE_EXCEPTION:
        if (!c->after)
            return words(w->mem, T_RIGHTS_CHANGES_AS_SET, WITH(ARG_TEXT("right", right)));
        return words(w->mem, str_equal(c->after, "1") ? T_RIGHTS_CHANGES_GIVEN : T_RIGHTS_CHANGES_TAKEN, WITH(ARG_TEXT("right", right), ARG_TEXT("reason", c->reason ? c->reason : "")));
    default: return NULL;
    }
}

static const char *said(Work *w, const RightsChange *c) { return c->set ? of_set(w, c) : of_account(w, c); }

/* ---- the page ---- */

static void doc_change(Work *w, Doc *item, const RightsChange *c) {
    doc_word(item, "what", rights_change_words[c->kind]);
    doc_text(item, "right", c->right);
    doc_text(item, "before", c->before);
    doc_text(item, "after", c->after);
    doc_text(item, "reason", c->reason);
    doc_text(item, "said", said(w, c));
    doc_int(item, "at", c->at);
    doc_text(item, "by", c->by);
}

Reply show_changes(Request *rq) {
    Work *w = rq->work;
    Span s = span_asked(rq);
    Doc *d = doc_new(w, &REPLY_RIGHTS_CHANGES), *of = NULL;
    int64_t set = 0, account = 0;
    doc_day(d, "from_date", s.from);
    doc_day(d, "last_date", s.last);
    doc_day(d, "week", w->today - 7);
    doc_day(d, "month", w->today - USUAL_DAYS);
    doc_day(d, "year", day_of(w->school->year, 8, 1));
    doc_day(d, "today", w->today);
    doc_int(d, "count", (int64_t) s.count);
    doc_list(d, "changed");
    for (size_t i = 0; i < s.count; i++) {
        const RightsChange *c = &s.changes[i];
        if (!of || c->set != set || c->account != account) {
            of = doc_add(d, "changed");
            set = c->set;
            account = c->account;
            if (set)
                doc_int(of, "set", set);
            if (account)
                doc_int(of, "account", account);
            doc_text(of, "name", c->whose);
            doc_word(of, "mode", set ? c->mode : NULL);
            doc_list(of, "lines");
        }
        doc_change(w, doc_add(of, "lines"), c);
    }
    Reply reply = page(rq, &PAGE_RIGHTS_CHANGES, d);
    if (has_problems(w))
        reply.status = 422;
    return reply;
}

/* ---- the file ---- */

Reply changes_file(Request *rq) {
    Work *w = rq->work;
    int kind = table_kind(query_text(rq, "forme"));
    Span s = span_asked(rq);
    if (kind < 0 || has_problems(w))
        return not_found(rq);
    const SheetColumn columns[] = { { words(w->mem, T_RIGHTS_CHANGES_WHOSE, NULL), CELL_TEXT }, { words(w->mem, T_RIGHTS_CHANGES_WHAT, NULL), CELL_TEXT },
        { words(w->mem, T_RIGHTS_CHANGES_AT, NULL), CELL_INSTANT }, { words(w->mem, T_RIGHTS_CHANGES_BY, NULL), CELL_TEXT } };
    const char *span = words(w->mem, T_RECORD_FROM_UNTIL, WITH(ARG_TEXT("from", day_french(w->mem, s.from)), ARG_TEXT("until", day_french(w->mem, s.last))));
    TableFile t = table_begin(rq, (SheetKind) kind, words(w->mem, T_RIGHTS_CHANGES_TITLE, NULL), span, columns, 4);
    for (size_t i = 0; i < s.count; i++)
        sheet_row(t.sheet, (const Cell[]){ cell_text(s.changes[i].whose), cell_text(said(w, &s.changes[i])), cell_instant(s.changes[i].at),
            cell_text(s.changes[i].by ? s.changes[i].by : words(w->mem, T_RIGHTS_CHANGES_PROGRAM, NULL)) });
    return table_reply(rq, &t, arena_printf(rq->mem, "%s %s", t.title, day_iso(rq->mem, s.last)));
}
