/* Batches at the desk: whom one would be for and how, how far it is, its file, mails taken back; and what somebody's record says. */
#include "school/letters/letters_web.h"

#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts_web.h"
#include "school/exports/exports.h"
#include "school/files/files_parts.h"
#include "school/people/people_change.h"
#include "store/years.h"
#include "work/mail.h"
#include "work/sms.h"

#include <string.h>

#define NAMES_SHOWN 20

/* ---- guards ---- */

/* What is printed are passwords and addresses: both rights are needed as well. */
Verdict may_send_letters(Request *rq) {
    Work *w = rq->work;
    return !w->actor->account ? SIGN_IN : may(w, right_manage) && may(w, people_contact) ? ALLOW : FORBIDDEN;
}

/* Whoever made it. Others make their own, and the records say so. */
Verdict own_batch(Request *rq) {
    Work *w = rq->work;
    int64_t account = 0;
    Rows r = db_rows(w->tx, &LETTER_BATCH, VALUES(of_int(path_id(rq, "lot"))));
    if (row_next(&r))
        account = row_int(&r, LETTER_BATCH_ACCOUNT);
    rows_end(&r);
    Verdict first = may_send_letters(rq);
    return first != ALLOW ? first : account && account == w->actor->account ? ALLOW : UNKNOWN;
}

/* ---- whom, and how ---- */

typedef struct SendingForm {
    int way, format;
    bool asked, renew, by_hand, together, own, urgent;
    int repeat;
    int64_t across, down, first, skip, mailer;
    const char *key, *search;
    int show;
    const char *width, *height, *left, *top, *gap_x, *gap_y;
} SendingForm;
static const char *const ways[] = { "letter", "label", "mail", "sms", NULL };
static const char *const repeats[] = { "ask", "skip", "all", NULL };
const char *const letter_shown[] = { "receive", "left", "all", NULL };
static const char *const formats[] = { "of24", "of21", "of14", "of16", "of8", NULL };
#define NUMBER(member) FIELD(SendingForm, member, .kind = FIELD_INT, .max = 200)
#define MILLIMETRES(member) FIELD(SendingForm, member, .kind = FIELD_TEXT, .max = 8)
const Field sending_fields[] = { FIELD(SendingForm, way, .kind = FIELD_CHOICE, .choices = ways), FIELD(SendingForm, format, .kind = FIELD_CHOICE, .choices = formats),
    FIELD(SendingForm, asked, .kind = FIELD_BOOL), FIELD(SendingForm, renew, .kind = FIELD_BOOL), FIELD(SendingForm, by_hand, .kind = FIELD_BOOL), FIELD(SendingForm, together, .kind = FIELD_BOOL),
    FIELD(SendingForm, own, .kind = FIELD_BOOL), FIELD(SendingForm, urgent, .kind = FIELD_BOOL), NUMBER(across), NUMBER(down), NUMBER(first), MILLIMETRES(width), MILLIMETRES(height), MILLIMETRES(left), MILLIMETRES(top),
    MILLIMETRES(gap_x), MILLIMETRES(gap_y), FIELD(SendingForm, repeat, .kind = FIELD_CHOICE, .choices = repeats), FIELD(SendingForm, key, .kind = FIELD_WORD, .max = 64),
    FIELD(SendingForm, show, .kind = FIELD_CHOICE, .choices = letter_shown), FIELD(SendingForm, search, .kind = FIELD_TEXT, .max = 80), FIELD(SendingForm, skip, .kind = FIELD_INT, .max = LETTER_PEOPLE_MOST), FIELD(SendingForm, mailer, .kind = FIELD_INT, .max = INT64_MAX), { .kind = FIELD_END } };

/* «63,5» in tenths; -1: no such measure. */
static int64_t tenths(Arena *mem, const char *typed) {
    if (!typed)
        return 0;
    size_t whole = strcspn(typed, ",.");
    int64_t mm, tenth = 0;
    bool good = str_int(arena_text_n(mem, typed, whole), 0, 1000, &mm) && (!typed[whole] || str_int(typed + whole + 1, 0, 9, &tenth));
    return good ? mm * 10 + tenth : -1;
}

LetterAsk letter_asked(Request *rq, LetterLook *look) {
    SendingForm f = { 0 };
    Arena *mem = rq->mem;
    form_read(rq, sending_fields, &f);
    LetterAsk ask = { .way = (LetterWay) f.way, .renew = f.renew, .by_hand = f.by_hand, .together = f.together, .urgent = f.urgent, .mailer = f.mailer, .repeat = (LetterRepeat) f.repeat, .key = f.key, .sheet = label_formats[f.format].sheet };
    if (f.own)
        ask.sheet = (LabelSheet){ f.across, f.down, tenths(mem, f.width), tenths(mem, f.height), tenths(mem, f.left), tenths(mem, f.top), tenths(mem, f.gap_x), tenths(mem, f.gap_y), 1 };
    ask.sheet.first = f.first ? f.first : 1;
    if (look)
        *look = (LetterLook){ (LetterShow) f.show, f.search, f.skip };
    return ask;
}

LetterWhom letter_whom(Request *rq) {
    LetterWhom all = { 0 };
    GridWhom chosen = grid_whom(rq, &holders_grid, LETTERS_SENDING);
    all.holders = accounts_holders(rq->work, chosen.ids, chosen.count, &all.count);
    all.query = chosen.here + strlen(LETTERS_SENDING);
    all.turn = chosen.turn;
    return all;
}

static const char *known(Arena *mem, const char *typed, int64_t value) {
    return typed ? typed : value % 10 ? arena_printf(mem, "%lld,%lld", (long long) value / 10, (long long) value % 10) : arena_printf(mem, "%lld", (long long) value / 10);
}

/* Whom text messages would reach, what they would count for and cost: by the texts themselves, as they are now. */
static void doc_texted(Work *w, Doc *d, const LetterWhom *all, const char *site) {
    const LetterAsk ask = { .way = WAY_SMS };
    LetterParts parts[LETTER_TOS] = { 0 };
    LetterPerson *people = letter_people(w, all->holders, all->count);
    LetterBar *bars = NEW_ARRAY(w->mem, LetterBar, all->count + 1);
    LetterCount c = letter_choose(w, &ask, all->holders, people, all->count, bars);
    size_t kept = 0;
    for (size_t i = 0; i < all->count; i++)
        if (bars[i] == BAR_NOTHING)
            people[kept++] = people[i];
    doc_int(d, "texted", (int64_t) c.ready);
    doc_int(d, "no_mobile", (int64_t) c.no_mobile);
    doc_int(d, "no_sms", (int64_t) c.no_sms);
    doc_int(d, "stopped", (int64_t) c.stopped);
    if (!letter_texts_for(w, WAY_SMS, people, kept, parts))
        return;
    const LetterSetting setting = letter_setting(w, site);
    LetterTexted t = letter_texted(w, people, kept, parts, &setting);
    doc_int(d, "texts", t.messages);
    doc_int(d, "segments", t.segments);
    doc_int(d, "unicode", t.unicode);
    if (t.cost)
        doc_text(d, "cost", letter_euros(w->mem, t.cost));
}

static void doc_counts(Work *w, Doc *d, const LetterWhom *all, const char *site) {
    LetterPerson *people = letter_people(w, all->holders, all->count);
    LetterBar *to = NEW_ARRAY(w->mem, LetterBar, all->count + 1);
    const LetterAsk letter = { .way = WAY_LETTER }, mail = { .way = WAY_MAIL }, label = { .way = WAY_LABEL };
    LetterCount by_letter = letter_choose(w, &letter, all->holders, people, all->count, to), by_mail = letter_choose(w, &mail, all->holders, people, all->count, to),
        by_label = letter_choose(w, &label, all->holders, people, all->count, to);
    size_t kept = 0, cases;
    for (size_t i = 0; i < all->count; i++)
        if (to[i] == BAR_NOTHING)
            people[kept++] = people[i];
    letter_cases(w->mem, people, kept, true, &cases);
    doc_int(d, "count", (int64_t) all->count);
    doc_int(d, "ready", (int64_t) by_label.ready);
    doc_int(d, "none", (int64_t) by_label.none);
    doc_int(d, "personalised", (int64_t) by_label.personalised);
    doc_int(d, "frozen", (int64_t) by_label.frozen);
    doc_int(d, "addressed", (int64_t) by_letter.ready);
    doc_int(d, "no_address", (int64_t) (by_label.ready - by_letter.ready));
    doc_int(d, "mailed", (int64_t) by_mail.ready);
    doc_int(d, "no_mail", (int64_t) (by_label.ready - by_mail.ready));
    doc_int(d, "together_letters", (int64_t) cases);
    doc_bool(d, "mail_open", !letter_way_shut(w, WAY_MAIL));
    doc_bool(d, "sms_open", w->school->sms != NULL);
    if (w->school->sms)
        doc_texted(w, d, all, site);
}

Reply show_sending(Request *rq) {
    Work *w = rq->work;
    LetterWhom all = letter_whom(rq);
    const LabelSheet *s = &label_formats[1].sheet;
    Doc *d = doc_new(w, &REPLY_LETTERS_SENDING);
    doc_counts(w, d, &all, request_site(rq));
    doc_word(d, "way", "letter");
    doc_word(d, "format", "of24");
    doc_bool(d, "by_hand", true);
    doc_bool(d, "together", false);
    doc_bool(d, "renew", false);
    doc_bool(d, "own", false);
    doc_int(d, "first", 1);
    doc_int(d, "across", s->across);
    doc_int(d, "down", s->down);
    doc_text(d, "width", known(rq->mem, NULL, s->width));
    doc_text(d, "height", known(rq->mem, NULL, s->height));
    doc_text(d, "left", known(rq->mem, NULL, s->left));
    doc_text(d, "top", known(rq->mem, NULL, s->top));
    doc_text(d, "gap_x", known(rq->mem, NULL, s->gap_x));
    doc_text(d, "gap_y", known(rq->mem, NULL, s->gap_y));
    grid_carry(all.turn, d);
    doc_text(d, "check_href", arena_printf(rq->mem, LETTERS_SENDING "/verifier%s", all.query));
    for (size_t i = 0; i < all.count && i < NAMES_SHOWN; i++)
        doc_add_text(d, "names", all.holders[i].about ? arena_printf(rq->mem, "%s · %s", all.holders[i].name, all.holders[i].about) : all.holders[i].name);
    doc_int(d, "further", all.count > NAMES_SHOWN ? (int64_t) (all.count - NAMES_SHOWN) : 0);
    return page(rq, &PAGE_LETTERS_SENDING, d);
}

/* A form sent twice is one batch, whatever has become of those it is for. */
Reply start_batch(Request *rq) {
    Work *w = rq->work;
    LetterAsk ask = letter_asked(rq, NULL);
    int64_t id = has_problems(w) ? 0 : letter_of_form(w, ask.key);
    if (id)
        return see_other(rq, LETTERS_HERE "/lots/%lld", (long long) id);
    LetterWhom all = letter_whom(rq);
    if (store_is_closed(w->school->store))
        problem(w, T_LETTERS_CLOSED_YEAR, NULL, "accounts");
    id = has_problems(w) ? 0 : letter_start(w, &ask, all.holders, all.count, request_site(rq));
    if (!has_problems(w))
        return see_other(rq, LETTERS_HERE "/lots/%lld", (long long) id);
    return str_equal(w->problems->field, "repeat") && !w->problems->next ? check_again(rq, &ask, &all) : again(rq, show_sending);
}

/* ---- one batch ---- */

void batches_doc(Work *w, Doc *d) {
    Rows r = db_rows(w->tx, &LETTER_BATCHES, VALUES(of_int(w->actor->account), of_int(w->actor->scope.all)));
    while (row_next(&r)) {
        Doc *item = doc_add(d, "batches");
        doc_int(item, "id", row_int(&r, LETTER_BATCHES_ID));
        doc_int(item, "at", row_int(&r, LETTER_BATCHES_AT));
        doc_text(item, "who", row_text(&r, LETTER_BATCHES_WHO, w->mem));
        doc_bool(item, "mine", row_int(&r, LETTER_BATCHES_ACCOUNT) == w->actor->account);
        doc_word(item, "way", row_text(&r, LETTER_BATCHES_WAY, w->mem));
        doc_word(item, "state", row_text(&r, LETTER_BATCHES_STATE, w->mem));
        doc_int(item, "people", row_int(&r, LETTER_BATCHES_PEOPLE));
    }
}

static void doc_job(Work *w, Doc *d, int64_t batch) {
    const JobSeen *job = job_about(w, letter_about(w->mem, batch));
    if (!job)
        return;
    doc_text(d, "progress", job->note ? job_note(w->mem, job) : words(w->mem, T_LETTERS_WAITS, NULL));
    doc_bool(d, "stopping", job->cancel);
    doc_text(d, "error", job->error);
}

/* Of what was sent: how many have left, and whose could not. */
static void doc_sent(Work *w, Doc *d, int64_t batch, const char *way, bool own) {
    OutboxTally t = outbox_tally(w, YEAR, letter_dedup_of(w->mem, batch));
    doc_int(d, "waiting", t.waiting);
    doc_int(d, "left", t.left);
    doc_int(d, "delivered", t.delivered);
    if (t.reason)
        doc_text(d, "why", words(w->mem, str_equal(way, "sms") ? sms_reason(t.reason) : mailing_reason(t.reason, own), NULL));
    doc_int(d, "failed", t.failed);
    doc_int(d, "recalled", t.recalled);
}

Reply show_batch(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "lot");
    Doc *d = doc_new(w, &REPLY_LETTERS_BATCH);
    Rows r = db_rows(w->tx, &LETTER_BATCH, VALUES(of_int(id)));
    if (!row_next(&r))
        return not_found(rq);
    const char *state = row_text(&r, LETTER_BATCH_STATE, w->mem), *way = row_text(&r, LETTER_BATCH_WAY, w->mem);
    Instant ended = row_int(&r, LETTER_BATCH_ENDED_AT);
    bool own = row_int(&r, LETTER_BATCH_MAILER_OWN);
    doc_text(d, "mailer", row_text(&r, LETTER_BATCH_MAILER_LABEL, w->mem));
    doc_int(d, "id", id);
    doc_int(d, "at", row_int(&r, LETTER_BATCH_AT));
    doc_text(d, "who", row_text(&r, LETTER_BATCH_WHO, w->mem));
    doc_word(d, "way", way);
    doc_word(d, "state", state);
    doc_int(d, "people", row_int(&r, LETTER_BATCH_PEOPLE));
    doc_int(d, "left_out", row_int(&r, LETTER_BATCH_LEFT_OUT));
    doc_bool(d, "repeated", row_int(&r, LETTER_BATCH_REPEATED));
    doc_bool(d, "urgent", row_int(&r, LETTER_BATCH_URGENT));
    Instant leaves = row_int(&r, LETTER_BATCH_LEAVES_AT), until = leaves > ended + LETTER_RECALL ? leaves : ended + LETTER_RECALL;
    if (leaves > w->now && str_equal(state, "sent"))
        doc_int(d, "leaves_at", leaves);
    if (!row_null(&r, LETTER_BATCH_SEGMENTS))
        doc_int(d, "segments", row_int(&r, LETTER_BATCH_SEGMENTS));
    if (!row_null(&r, LETTER_BATCH_COST))
        doc_text(d, "cost", letter_euros(w->mem, row_int(&r, LETTER_BATCH_COST)));
    if (str_equal(state, "ready")) {
        doc_text(d, "size_words", size_words(w->mem, row_int(&r, LETTER_BATCH_SIZE)));
        doc_int(d, "until", ended + LETTER_HOURS * HOUR);
    }
    rows_end(&r);
    doc_bool(d, "working", str_equal(state, "working"));
    doc_bool(d, "may_recall", str_equal(state, "sent") && w->now < until);
    if (str_equal(state, "working") || str_equal(state, "failed"))
        doc_job(w, d, id);
    doc_bool(d, "by_wire", str_equal(way, "mail") || str_equal(way, "sms"));
    if ((str_equal(way, "mail") || str_equal(way, "sms")) && ended)
        doc_sent(w, d, id, way, own);
    return page(rq, &PAGE_LETTERS_BATCH, d);
}

static Reply to_batch(const Request *rq) { return see_other(rq, LETTERS_HERE "/lots/%lld", (long long) path_id(rq, "lot")); }

Reply stop_batch(Request *rq) {
    const JobSeen *job = job_about(rq->work, letter_about(rq->mem, path_id(rq, "lot")));
    if (job)
        job_cancel(rq->work, job->id);
    return to_batch(rq);
}

Reply recall_batch(Request *rq) {
    if (letter_recall(rq->work, path_id(rq, "lot")))
        return to_batch(rq);
    problem(rq->work, T_LETTERS_TOO_LATE, NULL, "recall");
    return again(rq, show_batch);
}

/* ---- its file ---- */

static int64_t read_sealed(void *from, void *to, size_t most) { return sealed_read_some(from, to, most); }

Reply get_batch_file(Request *rq) {
    Work *w = rq->work;
    Rows r = db_rows(w->tx, &LETTER_BATCH, VALUES(of_int(path_id(rq, "lot"))));
    bool ready = row_next(&r) && str_equal(row_peek(&r, LETTER_BATCH_STATE), "ready");
    const char *sealed = ready ? row_text(&r, LETTER_BATCH_SEALED, rq->mem) : NULL;
    bool labels = ready && str_equal(row_peek(&r, LETTER_BATCH_WAY), "label");
    int64_t size = ready ? row_int(&r, LETTER_BATCH_SIZE) : 0;
    rows_end(&r);
    ByteSource *source = NEW(rq->mem, ByteSource);
    *source = (ByteSource){ read_sealed, ready ? copy_file_open(w->school, rq->mem, LETTERS_FOLDER, sealed) : NULL };
    if (!source->context)
        return not_found(rq);
    const char *title = words(rq->mem, labels ? T_LETTERS_LABELS_TITLE : T_LETTERS_TITLE, NULL);
    return kept_file_reply(rq, arena_printf(rq->mem, "%s %s.pdf", title, day_iso(rq->mem, w->today)), "application/pdf", source, (size_t) size);
}

/* Its file goes once this is committed. */
Reply drop_batch(Request *rq) {
    Work *w = rq->work;
    Rows r = db_rows(w->tx, &LETTER_BATCH, VALUES(of_int(path_id(rq, "lot"))));
    bool ready = row_next(&r) && str_equal(row_peek(&r, LETTER_BATCH_STATE), "ready");
    const char *sealed = ready ? row_text(&r, LETTER_BATCH_SEALED, w->mem) : NULL;
    rows_end(&r);
    if (ready) {
        db_do(w->tx, &LETTER_BATCH_END, VALUES(of_int(path_id(rq, "lot")), of_text("gone"), of_int(w->now)));
        job_add(w, &letters_jobs[LETTERS_JOB_TIDY], NULL, sealed);
        change_touch(w->tx, YEAR, "letters");
    }
    return to_batch(rq);
}

/* ---- on records ---- */

void letters_on_record(Work *w, struct Doc *d, int64_t person) {
    texting_on_record(w, d, person);
    if (!may(w, letters_send))
        return;
    for (Rows r = db_rows(w->tx, &LETTERS_OF_PERSON, VALUES(of_int(person))); row_next(&r); ) {
        Doc *item = doc_add(d, "letters");
        doc_int(item, "at", row_int(&r, LETTERS_OF_PERSON_AT));
        doc_word(item, "way", row_text(&r, LETTERS_OF_PERSON_WAY, w->mem));
        doc_text(item, "who", row_text(&r, LETTERS_OF_PERSON_WHO, w->mem));
        doc_bool(item, "recalled", row_int(&r, LETTERS_OF_PERSON_RECALLED));
    }
}
