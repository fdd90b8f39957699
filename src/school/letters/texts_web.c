/* The texts: a list, one in its versions, a preview for somebody who is really there, with a secret that opens nothing. */
#include "school/letters/letters_web.h"

#include "base/text.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people_change.h"
#include "work/sms.h"

#include <string.h>

/* ---- the list ---- */

typedef struct TextSeen { Instant at; const char *who; } TextSeen;

/* The number of a text in its address. Text messages came later: they stand behind the others, whose addresses stay. */
static int64_t text_id(int to, int way) { return way == WAY_SMS ? 1 + LETTER_TOS * WAY_SMS + to : 1 + to * WAY_SMS + way; }

static int64_t id_of(const char *audience, const char *way) {
    for (int to = 0; to < LETTER_TOS; to++)
        for (int by = 0; by < LETTER_WAYS; by++)
            if (str_equal(letter_to_words[to], audience) && str_equal(letter_way_words[by], way))
                return text_id(to, by);
    return 0;
}

Reply show_letters(Request *rq) {
    Work *w = rq->work;
    TextSeen seen[LETTER_TEXTS + 1] = { 0 };
    Rows r = db_rows(w->tx, &LETTER_TEXTS_NOW, NO_VALUES);
    while (row_next(&r)) {
        int64_t id = id_of(row_peek(&r, LETTER_TEXTS_NOW_AUDIENCE), row_peek(&r, LETTER_TEXTS_NOW_WAY));
        if (id)
            seen[id] = (TextSeen){ row_int(&r, LETTER_TEXTS_NOW_AT), row_text(&r, LETTER_TEXTS_NOW_WHO, w->mem) };
    }
    Doc *d = doc_new(w, &REPLY_LETTERS_LETTERS);
    for (int to = 0; to < LETTER_TOS; to++) {
        Doc *item = doc_add(d, "audiences");
        doc_word(item, "audience", letter_to_words[to]);
        for (int by = 0; by < LETTER_WAYS; by++) {
            const TextSeen *s = &seen[text_id(to, by)];
            Doc *text = doc_add(item, "texts");
            doc_int(text, "id", text_id(to, by));
            doc_word(text, "way", letter_way_words[by]);
            if (s->at) {
                doc_int(text, "at", s->at);
                doc_text(text, "who", s->who);
            }
        }
    }
    doc_bool(d, "may_send", may(w, letters_send));
    doc_list(d, "batches");
    if (may(w, letters_send))
        batches_doc(w, d);
    return page(rq, &PAGE_LETTERS_LETTERS, d);
}

/* ---- one ---- */

#define BEFORE_SMS (LETTER_TOS * WAY_SMS)
static LetterWay way_of(const Request *rq) { return path_id(rq, "text") > BEFORE_SMS ? WAY_SMS : (LetterWay) ((path_id(rq, "text") - 1) % WAY_SMS); }
static LetterTo to_of(const Request *rq) { return (LetterTo) (way_of(rq) == WAY_SMS ? path_id(rq, "text") - 1 - BEFORE_SMS : (path_id(rq, "text") - 1) / WAY_SMS); }

Verdict has_letter_text(Request *rq) {
    int64_t id = path_id(rq, "text");
    return id >= 1 && id <= LETTER_TEXTS ? ALLOW : UNKNOWN;
}

static void doc_words_of(Work *w, Doc *d, LetterTo to, LetterWay way) {
    size_t count;
    LetterWordSeen *seen = letter_words_seen(w->mem, to, way, &count);
    for (size_t i = 0; i < count; i++)
        if (seen[i].allowed) {
            Doc *item = doc_add(d, "words");
            doc_text(item, "word", arena_printf(w->mem, "[%s]", seen[i].word));
            doc_text(item, "about", seen[i].about);
        }
}

static void doc_versions(Work *w, Doc *d, const LetterVersion *all, size_t count) {
    doc_list(d, "versions");
    for (size_t i = 0; i < count; i++) {
        Doc *item = doc_add(d, "versions");
        doc_int(item, "number", all[i].id);
        doc_bool(item, "holds", i == 0);
        doc_bool(item, "usual", all[i].id == 0);
        if (all[i].id) {
            doc_int(item, "at", all[i].at);
            doc_text(item, "who", all[i].who);
        }
        doc_text(item, "body", all[i].body);
    }
}

typedef struct LetterForm { const char *head, *subject, *body, *q; bool pdf, plain; } LetterForm;
#define PARTS FIELD(LetterForm, head, .kind = FIELD_LONG_TEXT, .max = 600), FIELD(LetterForm, subject, .kind = FIELD_TEXT, .max = 200), \
    FIELD(LetterForm, body, .kind = FIELD_LONG_TEXT, .max = LETTER_BODY_MOST)
const Field letter_fields[] = { PARTS, { .kind = FIELD_END } };
const Field preview_fields[] = { PARTS, FIELD(LetterForm, q, .kind = FIELD_TEXT, .max = 100), FIELD(LetterForm, pdf, .kind = FIELD_BOOL),
    FIELD(LetterForm, plain, .kind = FIELD_BOOL), { .kind = FIELD_END } };

static Doc *text_doc(Request *rq) {
    Work *w = rq->work;
    LetterTo to = to_of(rq);
    LetterWay way = way_of(rq);
    size_t count;
    LetterVersion *all = letter_versions(w, to, way, &count);
    Doc *d = doc_new(w, &REPLY_LETTERS_TEXT);
    doc_int(d, "id", path_id(rq, "text"));
    doc_word(d, "audience", letter_to_words[to]);
    doc_word(d, "way", letter_way_words[way]);
    doc_text(d, "head", all->head);
    doc_text(d, "subject", all->subject);
    doc_text(d, "body", all->body);
    doc_bool(d, "may_edit", may(w, letters_edit));
    doc_bool(d, "of_guardians", to == TO_GUARDIANS);
    doc_bool(d, "has_subject", letter_has_subject(way));
    doc_words_of(w, d, to, way);
    doc_versions(w, d, all, count);
    return d;
}

Reply show_letter_text(Request *rq) { return page(rq, &PAGE_LETTERS_TEXT, text_doc(rq)); }

static LetterVersion typed(Request *rq, LetterForm *f, const Field *fields) {
    form_read(rq, fields, f);
    LetterWay way = way_of(rq);
    return (LetterVersion){ .head = way == WAY_LETTER ? f->head : NULL, .subject = letter_has_subject(way) ? f->subject : NULL, .body = f->body };
}

static Reply to_text(const Request *rq) { return see_other(rq, LETTERS_HERE "/textes/%lld", (long long) path_id(rq, "text")); }

Reply save_letter_text(Request *rq) {
    LetterForm f = { 0 };
    LetterVersion v = typed(rq, &f, letter_fields);
    letter_save(rq->work, to_of(rq), way_of(rq), &v);
    return has_problems(rq->work) ? again(rq, show_letter_text) : to_text(rq);
}

typedef struct TakeForm { int64_t version; } TakeForm;
const Field take_fields[] = { FIELD(TakeForm, version, .kind = FIELD_INT, .max = INT64_MAX), { .kind = FIELD_END } };

/* One of this text; 0: the program's own. */
Reply take_letter_version(Request *rq) {
    Work *w = rq->work;
    TakeForm f = { 0 };
    form_read(rq, take_fields, &f);
    size_t count, i = 0;
    LetterVersion *all = letter_versions(w, to_of(rq), way_of(rq), &count);
    while (i < count && all[i].id != f.version)
        i++;
    if (i == count)
        problem(w, T_LETTERS_NO_VERSION, NULL, "version");
    else
        letter_save(w, to_of(rq), way_of(rq), &all[i]);
    return has_problems(w) ? again(rq, show_letter_text) : to_text(rq);
}

/* ---- a preview ---- */

/* The first who is called so, and the names of the others. */
static int64_t person_for(Work *w, LetterTo to, const char *q, Doc *d) {
    int64_t first = 0;
    char **words_of = text_search_words(w->mem, q ? q : "");
    const char *one = words_of[0] ? words_of[0] : "", *two = words_of[0] && words_of[1] ? words_of[1] : "";
    for (Rows r = db_rows(w->tx, &LETTER_TRY, VALUES(of_text(letter_to_words[to]), of_text(one), of_text(two))); row_next(&r); )
        if (!first)
            first = row_int(&r, LETTER_TRY_ID);
        else
            doc_add_text(d, "others", row_text(&r, LETTER_TRY_DISPLAY_NAME, w->mem));
    return first;
}

/* Who is not to see how people are reached sees no address here either. */
static LetterCase case_of(Work *w, LetterTo to, int64_t person) {
    Holder *h = NEW(w->mem, Holder);
    size_t count;
    Holder *found = accounts_holders(w, &person, 1, &count);
    *h = count ? *found : (Holder){ .person = person };
    LetterPerson *p = letter_people(w, h, 1);
    p->to = to;
    p->login = p->login ? p->login : words(w->mem, T_LETTERS_SPECIMEN_LOGIN, NULL);
    p->secret = words(w->mem, T_LETTERS_SPECIMEN, NULL);
    if (!may(w, people_contact))
        p->lines[0] = NULL;
    return (LetterCase){ .people = p, .count = 1, .children = p->children, .child_count = p->child_count };
}

static LetterSetting setting_of(const Request *rq) {
    Work *w = rq->work;
    return letter_setting(w, request_site(rq));
}

/* What the text counts for; the first sign of it that makes it a longer one. */
static void doc_counted(Work *w, Doc *preview, const char *text) {
    SmsCount c = sms_count(text);
    int64_t price = w->school->sms ? w->school->sms->price : 0;
    Doc *d = doc_object(preview, "counted");
    doc_int(d, "characters", c.characters);
    doc_int(d, "messages", c.messages);
    doc_bool(d, "unicode", c.unicode);
    doc_text(d, "culprit", c.unicode ? arena_text(w->mem, c.culprit) : NULL);
    doc_bool(d, "too_long", c.messages > SMS_LONGEST);
    if (price)
        doc_text(d, "cost", letter_euros(w->mem, price * c.messages));
}

static void doc_preview(Request *rq, Doc *d, const LetterParts *parts, const LetterCase *c) {
    Work *w = rq->work;
    LetterSetting s = setting_of(rq);
    PaperLetter l = letter_paper(w->mem, parts, c, &s);
    Doc *preview = doc_object(d, "preview");
    doc_text(preview, "name", c->people->display_name);
    if (way_of(rq) == WAY_LETTER)
        for (size_t i = 0; l.to[i]; i++)
            doc_add_text(preview, "to", l.to[i]);
    doc_text(preview, "subject", parts->subject ? l.subject : NULL);
    doc_text(preview, "body", !l.body ? words(w->mem, T_LETTERS_TOO_LONG, NULL) : way_of(rq) == WAY_SMS ? sms_written(w->mem, l.body) : l.body);
    if (l.body && way_of(rq) == WAY_SMS)
        doc_counted(w, preview, sms_written(w->mem, l.body));
}

static Reply preview_pdf(Request *rq, const LetterParts *parts, const LetterCase *c) {
    Work *w = rq->work;
    LetterSetting s = setting_of(rq);
    Sink *to = sink_to_memory(w->mem);
    const char *title = words(w->mem, T_LETTERS_PREVIEW, NULL);
    Pdf *pdf = paper_new(w->mem, to, &(PdfHead){ .title = title, .author = w->school->name, .made = w->now });
    PaperLetter l = letter_paper(w->mem, parts, c, &s);
    if (pdf && way_of(rq) == WAY_LABEL) {
        PaperLabel label = letter_label(w->mem, parts, c, &s);
        label.text = label.text ? label.text : "";
        paper_label(w->mem, pdf, &label_formats[0].sheet, 0, &label);
    } else if (pdf && l.head && l.subject && l.body) {
        paper_letter(w->mem, pdf, &l);
    }
    if (!pdf || !pdf_end(pdf))
        tx_fail(w->tx, "letters", "not drawn");
    return file_reply(rq, arena_printf(w->mem, "%s.pdf", title), "application/pdf", to->held.data, to->held.size);
}

Reply preview_letter(Request *rq) {
    Work *w = rq->work;
    LetterForm f = { 0 };
    LetterParts parts;
    LetterVersion v = typed(rq, &f, preview_fields);
    if (f.plain && v.body)
        form_retype(rq, "body", v.body = sms_plain(w->mem, v.body));
    bool good = letter_parts(w, to_of(rq), way_of(rq), &v, &parts);
    Doc *d = text_doc(rq);
    int64_t person = good ? person_for(w, to_of(rq), f.q, d) : 0;
    if (good && !person)
        problem(w, T_LETTERS_NOBODY_CALLED, WITH(ARG_TEXT("q", f.q)), "q");
    if (has_problems(w))
        return again(rq, show_letter_text);
    LetterCase c = case_of(w, to_of(rq), person);
    if (f.pdf && way_of(rq) != WAY_SMS)
        return preview_pdf(rq, &parts, &c);
    doc_text(d, "head", v.head);
    doc_text(d, "subject", v.subject);
    doc_text(d, "body", v.body);
    doc_preview(rq, d, &parts, &c);
    return page(rq, &PAGE_LETTERS_TEXT, d);
}
