/* Batches: whom one is for, the job that makes it, mails taken back.
 *
 * In this order, whatever dies when: all is read; secrets are made, in memory only; the file is written whole; the secrets are kept, all at once, if everybody still stands as
 * they were read; and then the batch says so, with who was written to. One that is begun again makes new secrets and a new file, and what was there before was seen by nobody. */
#include "school/letters/plan.h"

#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/exports/exports.h"
#include "work/mail.h"

#include <string.h>

#define AT_ONCE 50                      /* letters from one look at the job to the next */

const char *letter_about(Arena *mem, int64_t batch) { return arena_printf(mem, LETTERS_FOLDER "/%lld", (long long) batch); }

static int64_t batch_of(const Job *job) {
    int64_t id = 0;
    const char *slash = job->about ? strchr(job->about, '/') : NULL;
    return slash && str_int(slash + 1, 1, INT64_MAX, &id) ? id : 0;
}

const char *letter_dedup_of(Arena *mem, int64_t batch) { return arena_printf(mem, "letter/%lld/", (long long) batch); }
const char *letter_dedup(Arena *mem, int64_t batch, int64_t person) { return arena_printf(mem, "letter/%lld/%lld", (long long) batch, (long long) person); }

/* ---- what is asked, as a job's parameters: numbers ---- */

/* The third is three: a batch that waited while the program was renewed has but the first in it. */
enum { FLAGS = 3, FIRST_ID = FLAGS + LABEL_NUMBERS };

static const char *parameters(Arena *mem, const LetterAsk *ask, const LetterPerson *people, size_t count) {
    const LabelSheet *l = &ask->sheet;
    const int64_t numbers[FIRST_ID] = { ask->renew, ask->by_hand, ask->together | (ask->repeat << 1) | (ask->urgent << 3), l->across, l->down, l->width, l->height, l->left, l->top, l->gap_x, l->gap_y, l->first };
    Str s = str_new(mem, 8 * (count + FIRST_ID));
    for (size_t i = 0; i < FIRST_ID + count; i++) {
        str_add_int(&s, i < FIRST_ID ? numbers[i] : people[i - FIRST_ID].person);
        str_add_char(&s, ' ');
    }
    return s.data;
}

static bool read_parameters(Arena *mem, const char *text, LetterAsk *ask, int64_t **ids, size_t *count) {
    VEC(int64_t) all = { 0 };
    while (text && *text) {
        size_t size = strcspn(text, " ");
        if (!str_int(arena_text_n(mem, text, size), 0, INT64_MAX, VEC_ADD(mem, &all)))
            return false;
        text += size + (text[size] == ' ');
    }
    if (all.count < FIRST_ID)
        return false;
    const int64_t *n = all.items + FLAGS;
    ask->renew = all.items[0];
    ask->by_hand = all.items[1];
    ask->together = all.items[2] & 1;
    ask->repeat = (LetterRepeat) ((all.items[2] >> 1 & 3) % 3);
    ask->urgent = all.items[2] >> 3 & 1;
    ask->sheet = (LabelSheet){ n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8] };
    *ids = all.items + FIRST_ID;
    *count = all.count - FIRST_ID;
    return true;
}

/* ---- started ---- */

int64_t letter_of_form(Work *w, const char *key) { return key ? db_int(w->tx, &LETTER_BATCH_OF_FORM, VALUES(of_int(w->actor->account), of_text(key))) : 0; }

int64_t letter_start(Work *w, const LetterAsk *asked, const Holder *holders, size_t count, const char *site) {
    int64_t known = letter_of_form(w, asked->key);
    if (known)
        return known;
    LetterAsk own = *asked, *ask = &own;
    LetterPlan plan = letter_plan(w, ask, holders, count, site);
    const LetterCount *c = &plan.counts;
    letter_leaves(w, ask);
    if (ask->repeat == REPEAT_UNSAID && c->reached)
        problem(w, T_LETTERS_REPEATED, WITH(ARG_INT("n", (int64_t) c->reached)), "repeat");
    else if (!c->ready)
        problem(w, c->reached ? T_LETTERS_ALL_REACHED : T_LETTERS_NOBODY, NULL, "accounts");
    if (has_problems(w) || !ok(w))
        return 0;
    int64_t id = db_int(w->tx, &LETTER_BATCH_ADD, VALUES(of_int(w->now), of_int(w->actor->account), of_text(letter_way_words[ask->way]), of_text(site), of_int((int64_t) c->ready),
        of_int((int64_t) (count - c->ready)), of_text(ask->key), of_int(ask->repeat == REPEAT_ALL),
        of_int(ask->urgent && ask->way == WAY_SMS), ask->way == WAY_MAIL && ask->mailer ? of_int(ask->mailer) : of_null()));
    job_add(w, &letters_jobs[LETTERS_JOB_MAKE], letter_about(w->mem, id), parameters(w->mem, ask, plan.to, c->ready));
    change_touch(w->tx, YEAR, "letters");
    return id;
}

/* ---- read ---- */

typedef struct Making {
    LetterAsk ask;
    int64_t *ids;
    size_t id_count;
    Holder *holders;
    LetterPerson *people;
    const char **secrets;               /* of the holders; NULL: none */
    LetterCase *cases;
    size_t holder_count, count, case_count;
    LetterParts parts[LETTER_TOS];
    LetterSetting setting;
    LetterTexted texted;                /* of WAY_SMS */
    Instant leaves;                     /* the same; 0: at once */
    const char *file;
    int64_t size;
} Making;

/* Under the name of who asked, who sees what the program sees, today. */
static const Actor *today_of(const Job *job) {
    Actor *a = NEW(job->mem, Actor);
    *a = *job->actor;
    a->scope.day = instant_day(instant_now());
    return a;
}

static LetterWay way_called(const char *word) {
    for (int way = 0; letter_way_words[way]; way++)
        if (str_equal(letter_way_words[way], word))
            return (LetterWay) way;
    return WAY_LETTER;
}

static void read_setting(Work *w, Job *job, Making *m) {
    Rows r = db_rows(w->tx, &LETTER_BATCH, VALUES(of_int(batch_of(job))));
    if (row_next(&r)) {
        m->ask.way = way_called(row_peek(&r, LETTER_BATCH_WAY));
        m->ask.mailer = row_int(&r, LETTER_BATCH_MAILER);
        m->setting = letter_setting(w, row_text(&r, LETTER_BATCH_SITE, job->mem));
    }
    rows_end(&r);
}

/* A secret for whoever's letter says one, and who may have one. */
static void make_secrets(Work *w, Making *m) {
    m->secrets = NEW_ARRAY(w->mem, const char *, m->holder_count + 1);
    for (size_t i = 0; i < m->count; i++) {
        LetterPerson *p = &m->people[i];
        if (letter_says_secret(&m->parts[p->to]))
            m->secrets[p->holder - m->holders] = p->secret = accounts_new_secret(w->mem);
    }
}

static bool read_all(Job *job, Making *m) {
    Tx *tx = tx_begin(job->school->store, job->mem, TX_READ);
    Work *w = work_new(job->mem, tx, job->school, today_of(job), job->kind);
    read_setting(w, job, m);
    bool good = m->setting.site && read_parameters(job->mem, job->parameters, &m->ask, &m->ids, &m->id_count);
    LetterPlan plan = { 0 };
    if (good) {
        m->holders = accounts_holders(w, m->ids, m->id_count, &m->holder_count);
        plan = letter_plan(w, &m->ask, m->holders, m->holder_count, m->setting.site);
        good = !has_problems(w);
        memcpy(m->parts, plan.parts, sizeof m->parts);
        m->leaves = plan.leaves;
    }
    if (good) {
        m->people = plan.to;
        m->count = plan.counts.ready;
        make_secrets(w, m);
        if (m->ask.way == WAY_SMS)
            m->texted = letter_texted(w, m->people, m->count, m->parts, &m->setting);      /* with their secrets */
        good = !m->texted.bad;
        m->cases = letter_cases(job->mem, m->people, m->count, m->ask.together && m->ask.way == WAY_LETTER, &m->case_count);
    }
    bool read = tx_ok(tx);
    tx_rollback(tx);
    if (!read)
        job_retry(job, T_JOBS_STORE, NULL);
    else if (!good)
        job_fail(job, texting_fits(&plan.room, plan.texted.segments) ? T_LETTERS_TEXT_WRONG : T_TEXTING_OVER_SINCE, NULL);
    else if (!m->count)
        job_fail(job, plan.counts.reached ? T_LETTERS_ALL_REACHED : T_LETTERS_NOBODY, NULL);
    return read && good && m->count;
}

/* ---- printed ---- */

static bool print_letter(Job *job, Making *m, Pdf *pdf, size_t n) {
    const LetterCase *c = &m->cases[n];
    PaperLetter l = letter_paper(job->mem, &m->parts[c->people->to], c, &m->setting);
    if (l.head && l.subject && l.body)
        paper_letter(job->mem, pdf, &l);
    return l.head && l.subject && l.body;
}

static bool print_label(Job *job, Making *m, Pdf *pdf, size_t n) {
    const LetterCase *c = &m->cases[n];
    PaperLabel l = letter_label(job->mem, &m->parts[c->people->to], c, &m->setting);
    bool good = l.text && label_fits(job->mem, pdf, &m->ask.sheet, l.text);
    if (good)
        paper_label(job->mem, pdf, &m->ask.sheet, n, &l);
    return good;
}

/* False: it was stopped, or job_fail and its like have said why. */
static bool print_all(Job *job, Making *m) {
    bool labels = m->ask.way == WAY_LABEL, good = true;
    CopyFile *file = copy_file_begin(job->school, job->mem, LETTERS_FOLDER);
    const char *title = words(job->mem, labels ? T_LETTERS_LABELS_TITLE : T_LETTERS_TITLE, NULL);
    Pdf *pdf = file ? paper_new(job->mem, copy_file_sink(file), &(PdfHead){ .title = title, .author = job->school->name, .made = instant_now() }) : NULL;
    if (!pdf) {
        job_retry(job, T_LETTERS_NO_ROOM, NULL);
        return false;
    }
    for (size_t i = 0; i < m->case_count && good; i++) {
        if (i % AT_ONCE == 0 && !job_progress(job, T_LETTERS_PROGRESS, (int64_t) i, (int64_t) m->case_count))
            return false;
        good = labels ? print_label(job, m, pdf, i) : print_letter(job, m, pdf, i);
    }
    if (!good) {
        job_fail(job, labels ? T_LETTERS_LABEL_SMALL : T_LETTERS_TOO_LONG, NULL);
        return false;
    }
    m->file = pdf_end(pdf) ? copy_file_end(file, &m->size) : NULL;
    if (!m->file)
        job_retry(job, T_LETTERS_NO_ROOM, NULL);
    return m->file && job_progress(job, T_LETTERS_PROGRESS, (int64_t) m->case_count, (int64_t) m->case_count);
}

/* ---- kept ---- */

static bool as_they_were(const Holder *now, size_t now_count, const Making *m) {
    if (now_count != m->holder_count)
        return false;
    for (size_t i = 0; i < now_count; i++)
        if (m->secrets[i] && (now[i].person != m->holders[i].person || now[i].account != m->holders[i].account || now[i].state != m->holders[i].state
                || !str_equal(now[i].login, m->holders[i].login)))
            return false;
    return true;
}

/* Somebody may have come in, or chosen a password, since they were read: then all is done again. */
static void keep_secrets(Job *job, Making *m) {
    Tx *tx = tx_begin(job->school->store, job->mem, TX_WRITE);
    Work *w = work_new(job->mem, tx, job->school, today_of(job), "secrets");
    size_t count;
    Holder *now = accounts_holders(w, m->ids, m->id_count, &count);
    if (!as_they_were(now, count, m)) {
        tx_rollback(tx);
        job_retry(job, T_LETTERS_CHANGED_MEANWHILE, NULL);
        return;
    }
    accounts_keep_secrets(w, m->holders, m->secrets, m->holder_count);
    if (tx_commit(tx) != TX_DONE)
        job_retry(job, T_JOBS_STORE, NULL);
}

static void make_batch(Job *job) {
    Making *m = NEW(job->mem, Making);
    *m = (Making){ 0 };
    job->kept = m;
    if (read_all(job, m) && (m->ask.way == WAY_MAIL || m->ask.way == WAY_SMS || print_all(job, m)))
        keep_secrets(job, m);
}

static void send_mail(Work *w, const Making *m, const LetterPerson *p, int64_t batch) {
    const LetterCase one = { .people = (LetterPerson *) p, .count = 1, .children = p->children, .child_count = p->child_count };
    const LetterParts *parts = &m->parts[p->to];
    const char *subject = letter_said(w->mem, parts->subject, &one, &m->setting), *body = letter_said(w->mem, parts->body, &one, &m->setting);
    if (subject && body)
        outbox_add(w, YEAR, &(OutboxMessage){ .channel = "mail", .to = p->mail, .subject = subject, .body = body, .dedup = letter_dedup(w->mem, batch, p->person),
            .not_before = w->now + LETTER_RECALL, .mailer = m->ask.mailer });
}

static void send_text(Work *w, const Making *m, size_t i, int64_t batch) {
    const LetterPerson *p = &m->people[i];
    if (m->texted.with[i] == i)
        outbox_add(w, YEAR, &(OutboxMessage){ .channel = m->ask.urgent ? TEXTING_URGENT : "sms", .to = p->mobile, .body = m->texted.texts[i],
            .dedup = letter_dedup(w->mem, batch, p->person), .not_before = m->leaves ? m->leaves : w->now + LETTER_RECALL });
}

static void keep_batch(Work *w, Job *job) {
    const Making *m = job->kept;
    int64_t batch = batch_of(job);
    change_reserve(w->tx, &TABLE_LETTER, m->count);
    if (m->ask.way == WAY_SMS)
        texting_count(w, letter_dedup_of(w->mem, batch), m->texted.segments);
    for (size_t i = 0; i < m->count && ok(w); i++) {
        const LetterPerson *p = &m->people[i];
        int64_t version = m->parts[p->to].version;
        bool shared = m->ask.way == WAY_SMS && m->texted.with[i] != i;
        change_add(w->tx, &TABLE_LETTER, FIELDS(SET(COL_LETTER_PERSON, of_int(p->person)), SET(COL_LETTER_BATCH, of_int(batch)), SET(COL_LETTER_WAY, of_text(letter_way_words[m->ask.way])),
            SET(COL_LETTER_VERSION, version ? of_int(version) : of_null()), SET(COL_LETTER_AT, of_int(w->now)), SET(COL_LETTER_ACCOUNT, of_int(job->account)),
            SET(COL_LETTER_MESSAGE, shared ? of_int(m->people[m->texted.with[i]].person) : of_null())));
        if (m->ask.way == WAY_MAIL)
            send_mail(w, m, p, batch);
        else if (m->ask.way == WAY_SMS)
            send_text(w, m, i, batch);
    }
    db_do(w->tx, &LETTER_BATCH_MADE, VALUES(of_int(batch), of_text(m->file ? "ready" : "sent"), of_int((int64_t) m->count), of_int((int64_t) (m->id_count - m->count)), of_text(m->file),
        of_int(m->size), m->ask.way == WAY_SMS ? of_int(m->texted.segments) : of_null(), m->texted.cost ? of_int(m->texted.cost) : of_null(), m->leaves ? of_int(m->leaves) : of_null(), of_int(w->now)));
    change_touch(w->tx, YEAR, "letters");
}

static void batch_ended(Work *w, Job *job) {
    db_do(w->tx, &LETTER_BATCH_END, VALUES(of_int(batch_of(job)), of_text(str_equal(job->state, "cancelled") ? "stopped" : "failed"), of_int(w->now)));
    change_touch(w->tx, YEAR, "letters");
}

/* ---- taken back ---- */

typedef struct Sent { int64_t id, person, message; bool back; } Sent;

/* Few share a message. */
static bool is_back(const Sent *all, size_t count, int64_t person) {
    for (size_t i = 0; i < count; i++)
        if (all[i].person == person)
            return all[i].back;
    return false;
}

/* What text messages counted for: all of it, or the share of those that were taken back. */
static void give_back(Work *w, int64_t batch, const Sent *all, size_t count) {
    int64_t segments = 0, messages = 0, back = 0;
    Rows r = db_rows(w->tx, &LETTER_BATCH, VALUES(of_int(batch)));
    if (row_next(&r) && !row_null(&r, LETTER_BATCH_SEGMENTS))
        segments = row_int(&r, LETTER_BATCH_SEGMENTS);
    rows_end(&r);
    for (size_t i = 0; i < count; i++) {
        messages += all[i].message == all[i].person;
        back += all[i].back;
    }
    if (segments && back)
        texting_uncount(w, letter_dedup_of(w->mem, batch), segments * back / messages);
}

bool letter_recall(Work *w, int64_t batch) {
    VEC(int64_t) ids = { 0 };
    VEC(Sent) all = { 0 };
    for (Rows r = db_rows(w->tx, &LETTERS_OF_BATCH, VALUES(of_int(batch))); row_next(&r); )
        *VEC_ADD(w->mem, &all) = (Sent){ row_int(&r, LETTERS_OF_BATCH_ID), row_int(&r, LETTERS_OF_BATCH_PERSON), row_int(&r, LETTERS_OF_BATCH_MESSAGE) };
    for (size_t i = 0; i < all.count; i++)
        all.items[i].back = all.items[i].message == all.items[i].person && outbox_recall(w, YEAR, letter_dedup(w->mem, batch, all.items[i].person));
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i].message == all.items[i].person ? all.items[i].back : is_back(all.items, all.count, all.items[i].message))
            *VEC_ADD(w->mem, &ids) = all.items[i].id;
    for (size_t i = 0; i < ids.count; i++)
        change_put(w->tx, &TABLE_LETTER, KEY(of_int(ids.items[i])), FIELDS(SET(COL_LETTER_RECALLED, of_int(1))));
    give_back(w, batch, all.items, all.count);
    if (ids.count && ids.count == all.count)
        db_do(w->tx, &LETTER_BATCH_END, VALUES(of_int(batch), of_text("recalled"), of_int(w->now)));
    change_touch(w->tx, YEAR, "letters");
    return ids.count > 0;
}

/* ---- what goes ---- */

static void tidy(Work *w, Job *job) {
    VEC(int64_t) ids = { 0 };
    (void) job;
    for (Rows r = db_rows(w->tx, &LETTER_BATCHES_OLD, VALUES(of_int(w->now - LETTER_HOURS * HOUR))); row_next(&r); )
        *VEC_ADD(w->mem, &ids) = row_int(&r, LETTER_BATCHES_OLD_ID);
    for (size_t i = 0; i < ids.count; i++)
        db_do(w->tx, &LETTER_BATCH_END, VALUES(of_int(ids.items[i]), of_text("gone"), of_int(w->now)));
    if (ids.count)
        change_touch(w->tx, YEAR, "letters");
}

static void sweep(Job *job) { copy_folder_sweep(job, LETTERS_FOLDER, &LETTER_BATCH_OF); }

const JobKind letters_jobs[] = {
    [LETTERS_JOB_MAKE] = { "letters.make", T_LETTERS_JOB, .lane = "letters", .page = "/bureau/courriers/lots", .topic = "letters", .before = make_batch, .step = keep_batch, .ended = batch_ended },
    [LETTERS_JOB_TIDY] = { "letters.tidy", T_LETTERS_JOB_TIDY, .step = tidy, .after = sweep, .every_hours = 1 },
    { .name = NULL },
};
