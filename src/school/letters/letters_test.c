/* Letters of a whole school, on both engines: texts and versions, whom a batch is for, what it prints, what it keeps and what it does not, mails that are taken back. */
#include "school/letters/letters.h"

#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts.h"
#include "school/exports/exports.h"
#include "school/people/people_change.h"
#include "test/gateway.h"
#include "test/mailbox.h"
#include "test/outside.h"
#include "test/test.h"
#include "test/verb_try.h"
#include "web/feature.h"
#include "work/sms.h"

#include <stdio.h>
#include <string.h>

static ReadySchool *r;

static void on_both(void (*fn)(void)) { ready_on_both(&r, fn); }
static Arena *mem(void) { return r->small->mem; }
static int64_t number(const char *sql) { return verb_int(r, "%s", sql); }

static Work *begin(void) {
    Work *w = verb_begin(r, "letters");
    work_actor(w, accounts_actor(w, r->people[SUPERVISOR].cookie), "letters");
    return w;
}

static Holder *everybody(Work *w, size_t *count) {
    VEC(int64_t) ids = { 0 };
    static const int only_id[] = { 0 };
    for (Rows rows = list_rows(w->tx, &LIST_ACCOUNTS, &(ListAsk){ .columns = only_id, .column_count = 1, .size = 5000 }); row_next(&rows); )
        *VEC_ADD(w->mem, &ids) = row_int(&rows, 0);
    return accounts_holders(w, ids.items, ids.count, count);
}

static void accounts_for_all(void) {
    Work *w = begin();
    VEC(int64_t) ids = { 0 };
    size_t count;
    Holder *all = everybody(w, &count);
    for (size_t i = 0; i < count; i++)
        *VEC_ADD(w->mem, &ids) = all[i].person;
    accounts_make(w, ids.items, ids.count, &count);
    CHECK_INT(verb_end(w), T_NONE);
}

static JobRunner *runner;
static Sender senders[2];

static void run_jobs(void) {
    runner = jobs_new(mem(), &r->small->school, feature_jobs(features, mem()));
    for (int i = 0; i < 50 && jobs_run_one(runner); i++)
        ;
}

/* Again and again to the same people. */
static const LetterAsk letters = { .way = WAY_LETTER, .by_hand = true, .repeat = REPEAT_ALL };

/* Asked for everybody; 0: refused, *WHAT says why. */
static int64_t start(const LetterAsk *ask, TextId *what) {
    Work *w = begin();
    size_t count;
    Holder *all = everybody(w, &count);
    int64_t id = letter_start(w, ask, all, count, "https://ecole.example");
    TextId end = verb_end(w);
    if (what)
        *what = end;
    else
        CHECK_INT(end, T_NONE);
    return id;
}

static const char *state_of(int64_t batch) { return verb_text(r, "SELECT state FROM letter_batch WHERE id = %lld", (long long) batch); }

/* What the file of BATCH says. */
static const char *printed(int64_t batch) {
    const char *name = verb_text(r, "SELECT coalesce(sealed, '') FROM letter_batch WHERE id = %lld", (long long) batch);
    SealedReader *in = copy_file_open(&r->small->school, mem(), LETTERS_FOLDER, name);
    Str all = str_new(mem(), 100000);
    char piece[4096];
    if (!CHECK(in != NULL))
        return "";
    for (int64_t n; (n = sealed_read_some(in, piece, sizeof piece)) > 0; )
        str_add_n(&all, piece, (size_t) n);
    return outside(mem(), "pdftotext", (const char *const[]){ "-layout", outside_file(mem(), all.data, all.size), "-", NULL });
}

static bool opens(const char *login, const char *secret) {
    Work *w = begin();
    Rows rows = db_rows(w->tx, &ACCOUNT_SECRET, VALUES(of_text(login)));
    bool good = row_next(&rows);
    size_t size = 0;
    const void *stored = good ? row_bytes(&rows, ACCOUNT_SECRET_FIRST_HASH, w->mem, &size) : NULL;
    rows_end(&rows);
    good = stored && accounts_is_first_secret(w->school, secret, stored, size);
    tx_rollback(w->tx);
    return good;
}

/* ---- texts ---- */

static TextId save(LetterTo to, LetterWay way, const char *subject, const char *body) {
    Work *w = begin();
    letter_save(w, to, way, &(LetterVersion){ .head = NULL, .subject = subject, .body = body });
    return verb_end(w);
}

static void texts_on(void) {
    for (int to = 0; to < LETTER_TOS; to++)
        for (int way = 0; way < LETTER_WAYS; way++) {
            Work *w = begin();
            LetterVersion v = letter_version(w, (LetterTo) to, (LetterWay) way);
            LetterParts parts;
            CHECK(letter_parts(w, (LetterTo) to, (LetterWay) way, &v, &parts) && letter_says_secret(&parts) && !has_problems(w));
            CHECK(to != TO_GUARDIANS || way != WAY_LETTER || letter_names_all(&parts));
            CHECK(!letter_save(w, (LetterTo) to, (LetterWay) way, &v) && !has_problems(w));     /* as it is: no version */
            tx_rollback(w->tx);
        }
    CHECK_INT(save(TO_STAFF, WAY_LETTER, "Objet", "[identifian]"), T_LETTERS_UNKNOWN_LIKE);
    CHECK_INT(save(TO_STAFF, WAY_LETTER, NULL, "texte"), T_LETTERS_NO_SUBJECT);
    CHECK_INT(save(TO_STAFF, WAY_LABEL, NULL, NULL), T_LETTERS_NO_BODY);
    CHECK_INT(save(TO_GUARDIANS, WAY_SMS, NULL, "[nom]"), T_LETTERS_NOT_HERE);
    CHECK_INT(save(TO_GUARDIANS, WAY_MAIL, "Objet", "[nom complet]"), T_LETTERS_NOT_HERE);       /* no full name by mail */
    CHECK_INT(save(TO_STAFF, WAY_LETTER, "Objet", "[classe]"), T_LETTERS_NOT_HERE);
    CHECK_INT(number("SELECT count(*) FROM letter_version WHERE at > 1756700000000"), 0);
    CHECK_INT(save(TO_STAFF, WAY_LETTER, "Un", "Premier [identifiant]"), T_NONE);
    CHECK_INT(save(TO_STAFF, WAY_LETTER, "Deux", "Second"), T_NONE);
    Work *w = begin();
    size_t count;
    LetterVersion *all = letter_versions(w, TO_STAFF, WAY_LETTER, &count);
    CHECK_INT((int64_t) count, 3);
    CHECK_TEXT(all[0].body, "Second");
    CHECK_TEXT(all[1].subject, "Un");
    CHECK(all[2].id == 0 && strstr(all[2].body, "[mot de passe provisoire]"));
    CHECK_TEXT(letter_version(w, TO_STAFF, WAY_LETTER).body, "Second");
    CHECK_INT(letter_version(w, TO_TEACHERS, WAY_LETTER).id, 0);
    tx_rollback(w->tx);
}
TEST(a_text_has_versions_and_no_mistake_is_kept) { on_both(texts_on); }

/* ---- letters ---- */

static void letters_on(void) {
    accounts_for_all();
    int64_t personalised = number("SELECT count(*) FROM account a JOIN account_secret s ON s.account = a.id WHERE s.hash IS NOT NULL");
    int64_t batch = start(&letters, NULL);
    CHECK_TEXT(state_of(batch), "working");
    CHECK_INT(number("SELECT count(*) FROM account WHERE handed_at IS NOT NULL"), 0);
    run_jobs();
    CHECK_TEXT(state_of(batch), "ready");
    int64_t people = verb_int(r, "SELECT people FROM letter_batch WHERE id = %lld", (long long) batch);
    CHECK(people > 20);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM letter WHERE batch = %lld AND version IS NULL AND way = 'letter'", (long long) batch), people);
    CHECK_INT(number("SELECT count(*) FROM account WHERE handed_at IS NOT NULL"), people);
    CHECK_INT(number("SELECT count(*) FROM account a JOIN account_secret s ON s.account = a.id WHERE s.hash IS NOT NULL"), personalised);
    const char *text = printed(batch), *login = verb_text(r, "SELECT login FROM account WHERE person = %lld", (long long) ready_thing(r, "guardian")->other);
    const char *at = strstr(text, arena_printf(mem(), " %s\n", login)), *secret = at ? strstr(at, "provisoire") : NULL;
    CHECK(strstr(text, "ecole.example") && strstr(text, "Vous y suivrez la scolarité de"));
    if (CHECK(secret != NULL)) {
        secret += strlen("provisoire") + strspn(secret + strlen("provisoire"), " \u00a0:");
        CHECK(opens(login, arena_text_n(mem(), secret, 14)));
        CHECK(!opens(login, "xxxx-xxxx-xxxx"));
    }
    int64_t again = start(&letters, NULL);
    run_jobs();
    CHECK_TEXT(state_of(again), "ready");
    if (secret)
        CHECK(!opens(login, arena_text_n(mem(), secret, 14)));         /* the newer letter counts */
}
TEST(everybody_gets_a_letter_whose_secret_opens) { on_both(letters_on); }

static void nothing_kept_on(void) {
    accounts_for_all();
    int64_t batch = start(&letters, NULL);
    Work *w = begin();
    const JobSeen *job = job_about(w, letter_about(w->mem, batch));
    CHECK(job && job_cancel(w, job->id));
    CHECK_INT(verb_end(w), T_NONE);
    run_jobs();
    CHECK_TEXT(state_of(batch), "stopped");
    CHECK_INT(number("SELECT count(*) FROM letter"), 0);
    CHECK_INT(number("SELECT count(*) FROM account WHERE handed_at IS NOT NULL"), 0);
    const LetterAsk labels = { .way = WAY_LABEL, .sheet = { 5, 13, 380, 210, 50, 50, 0, 0, 1 } };
    batch = start(&labels, NULL);
    run_jobs();
    CHECK_TEXT(state_of(batch), "failed");              /* not all fits: nobody's secret was made */
    CHECK(strstr(verb_text(r, "SELECT coalesce(error, '') FROM job WHERE about = 'courriers/%lld'", (long long) batch), "letters.label_small") != NULL);
    CHECK_INT(number("SELECT count(*) FROM account WHERE handed_at IS NOT NULL"), 0);
    CHECK_INT(number("SELECT count(*) FROM account_secret WHERE first_hash IS NOT NULL AND account IN (SELECT id FROM account WHERE kind = 'pupil')"), 0);
}
TEST(what_is_stopped_or_fails_changes_nobodys_password) { on_both(nothing_kept_on); }

static void personalised_on(void) {
    accounts_for_all();
    const char *hash = verb_text(r, "SELECT hash FROM account_secret WHERE account = %lld", (long long) r->people[STAFF].account);
    CHECK(hash && strlen(hash) > 20);
    start(&letters, NULL);
    run_jobs();
    CHECK_TEXT(verb_text(r, "SELECT hash FROM account_secret WHERE account = %lld", (long long) r->people[STAFF].account), hash);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM letter WHERE person = %lld", (long long) r->people[STAFF].person), 0);
    const LetterAsk renew = { .way = WAY_LETTER, .by_hand = true, .renew = true, .repeat = REPEAT_ALL };
    start(&renew, NULL);
    run_jobs();
    CHECK_INT(verb_int(r, "SELECT count(*) FROM account_secret WHERE account = %lld AND hash IS NULL AND first_hash IS NOT NULL", (long long) r->people[STAFF].account), 1);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM letter WHERE person = %lld", (long long) r->people[STAFF].person), 1);
}
TEST(a_chosen_password_is_replaced_only_if_asked) { on_both(personalised_on); }

static void no_secret_on(void) {
    accounts_for_all();
    for (int to = 0; to < LETTER_TOS; to++)
        CHECK_INT(save((LetterTo) to, WAY_LETTER, "Réunion", "Bonjour [prénom]."), T_NONE);
    int64_t batch = start(&letters, NULL);
    run_jobs();
    CHECK_TEXT(state_of(batch), "ready");
    CHECK(strstr(printed(batch), "Réunion") != NULL);
    CHECK_INT(number("SELECT count(*) FROM account WHERE handed_at IS NOT NULL"), 0);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM letter WHERE batch = %lld AND version IS NULL", (long long) batch), 0);
}
TEST(a_letter_without_a_secret_makes_none) { on_both(no_secret_on); }

/* ---- those who live together ---- */

static void together_on(void) {
    accounts_for_all();
    int64_t pupil = ready_thing(r, "pupil")->own, one = ready_thing(r, "guardian")->own, other = ready_thing(r, "guardian")->other;
    Work *w = verb_begin(r, "together");
    guardianship_add(w, pupil, other, &(Guardianship){ .level = 1 });
    CHECK_INT(verb_end(w), T_NONE);
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET address = (SELECT x.address FROM person x WHERE x.id = %lld) WHERE id = %lld", (long long) one, (long long) other));
    w = begin();
    int64_t ids[] = { one, other, r->people[TEACHER].person };
    size_t count, cases;
    Holder *h = accounts_holders(w, ids, 3, &count);
    LetterPerson *people = letter_people(w, h, count);
    CHECK_INT((int64_t) count, 3);
    LetterCase *apart = letter_cases(w->mem, people, count, false, &cases);
    CHECK_INT((int64_t) cases, 3);
    CHECK_INT((int64_t) apart[0].count, 1);
    LetterCase *all = letter_cases(w->mem, people, count, true, &cases);
    CHECK_INT((int64_t) cases, 2);
    LetterCase *couple = all[0].count == 2 ? &all[0] : &all[1];
    CHECK_INT((int64_t) couple->count, 2);
    CHECK(couple->child_count >= 2);                    /* each child once, of both */
    for (size_t i = 0; i < couple->child_count; i++)
        for (size_t k = 0; k < i; k++)
            CHECK(couple->children[i].pupil != couple->children[k].pupil);
    tx_rollback(w->tx);
    const LetterAsk ask = { .way = WAY_LETTER, .by_hand = true, .together = true, .renew = true, .repeat = REPEAT_ALL };
    int64_t batch = start(&ask, NULL);
    run_jobs();
    CHECK_TEXT(state_of(batch), "ready");
    CHECK_INT(verb_int(r, "SELECT count(*) FROM letter WHERE person IN (%lld, %lld)", (long long) one, (long long) other), 2);
    TextId what;
    CHECK_INT(save(TO_GUARDIANS, WAY_LETTER, "Objet", "[identifiant] [mot de passe provisoire]"), T_NONE);
    CHECK_INT(start(&ask, &what), 0);
    CHECK_INT(what, T_LETTERS_NOT_TOGETHER);
}
TEST(those_who_live_together_get_one_that_names_all) { on_both(together_on); }

/* ---- mails ---- */

static const LetterAsk mails = { .way = WAY_MAIL, .repeat = REPEAT_ALL };

static void mails_on(void) {
    TextId what;
    accounts_for_all();
    store_fixture_tamper(r->small->fixture, "UPDATE person SET email = NULL");
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET email = 'parent@exemple.fr' WHERE id = %lld", (long long) ready_thing(r, "guardian")->other));
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET email = 'pas une adresse' WHERE id = %lld", (long long) ready_thing(r, "guardian")->own));
    const struct MailServer *before = r->small->school.mail;
    r->small->school.mail = NULL;
    CHECK_INT(start(&mails, &what), 0);
    CHECK_INT(what, T_LETTERS_NO_SERVER);
    Mailbox *box = mailbox_open(mem());
    MailServer by = mailbox_server(box);
    r->small->school.mail = &by;
    senders[0] = mailing_sender(&r->small->school);
    Instant now = instant_now();
    int64_t batch = start(&mails, NULL);
    run_jobs();
    CHECK_TEXT(state_of(batch), "sent");
    CHECK_INT(number("SELECT count(*) FROM letter"), 1);
    CHECK(!outbox_send_one(&r->small->school, YEAR, senders, now + 30 * 1000));        /* not within its minute */
    Work *w = begin();
    CHECK(letter_recall(w, batch));
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_TEXT(state_of(batch), "recalled");
    CHECK_INT(number("SELECT count(*) FROM letter WHERE recalled = 1"), 1);
    CHECK(!outbox_send_one(&r->small->school, YEAR, senders, now + 3600 * 1000));
    batch = start(&mails, NULL);
    run_jobs();
    mailbox_refuse(box, "MAIL", "451 4.3.2 later");
    CHECK(outbox_send_one(&r->small->school, YEAR, senders, now + 300 * 1000));        /* the server is down: it waits */
    CHECK_INT(mailbox_now(box)->count, 0);
    mailbox_refuse(box, NULL, NULL);
    CHECK(outbox_send_one(&r->small->school, YEAR, senders, now + 7200 * 1000));
    CHECK(!outbox_send_one(&r->small->school, YEAR, senders, now + 90000 * 1000));     /* once, and never again */
    CHECK_INT(mailbox_now(box)->count, 1);
    CHECK_TEXT(mailbox_now(box)->to, "<parent@exemple.fr>");
    CHECK(!strstr(mailbox_now(box)->letter, verb_text(r, "SELECT display_name FROM person WHERE id = %lld", (long long) ready_thing(r, "guardian")->other)));
    w = begin();
    CHECK(!letter_recall(w, batch));
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(number("SELECT count(*) FROM letter WHERE recalled = 0"), 1);
    r->small->school.mail = before;
    mailbox_close(box);
}
TEST(mails_wait_a_minute_and_leave_once) { on_both(mails_on); }

/* ---- text messages ---- */

static const LetterAsk texts = { .way = WAY_SMS, .repeat = REPEAT_ALL };

static void set_mobile(int64_t person, const char *number, const char *accepts) {
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET phone_mobile = '%s', accepts_sms = %s WHERE id = %lld", number, accepts, (long long) person));
}

static void messages_on(void) {
    TextId what;
    int64_t one = ready_thing(r, "guardian")->own, other = ready_thing(r, "guardian")->other, teacher = r->people[TEACHER].person;
    accounts_for_all();
    store_fixture_tamper(r->small->fixture, "UPDATE person SET phone_mobile = NULL");
    set_mobile(other, "0612345678", "NULL");
    set_mobile(one, "+33145678901", "1");                   /* a landline */
    set_mobile(teacher, "+33612345678", "0");               /* refused */
    const struct SmsServer *before = r->small->school.sms;
    r->small->school.sms = NULL;
    CHECK_INT(start(&texts, &what), 0);
    CHECK_INT(what, T_LETTERS_NO_GATEWAY);
    Gateway *g = gateway_open(mem());
    SmsServer by = { .kind = SMS_KANNEL, .url = arena_printf(mem(), "http://127.0.0.1:%d/s", g->port), .user = "u", .password = "p", .price = 7 };
    r->small->school.sms = &by;
    senders[0] = sms_sender(&r->small->school);
    Instant now = instant_now();
    int64_t batch = start(&texts, NULL);
    run_jobs();
    CHECK_TEXT(state_of(batch), "sent");
    CHECK_INT(number("SELECT count(*) FROM letter WHERE way = 'sms'"), 1);
    CHECK(!outbox_send_one(&r->small->school, YEAR, senders, now + 30 * 1000));
    Work *w = begin();
    CHECK(letter_recall(w, batch));
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_TEXT(state_of(batch), "recalled");
    batch = start(&texts, NULL);
    run_jobs();
    gateway_answer(g, GATEWAY_SAYS("503 Later"));
    CHECK(outbox_send_one(&r->small->school, YEAR, senders, now + 300 * 1000));
    gateway_answer(g, GATEWAY_TAKES);
    CHECK(outbox_send_one(&r->small->school, YEAR, senders, now + 7200 * 1000));
    CHECK(!outbox_send_one(&r->small->school, YEAR, senders, now + 90000 * 1000));
    CHECK_INT(gateway_count(g), 2);
    const char *asked = gateway_asked(g, mem()), *login = verb_text(r, "SELECT login FROM account WHERE person = %lld", (long long) other);
    CHECK(strstr(asked, "&to=%2B33612345678&") && strstr(asked, "&coding=0&") && strstr(asked, login));
    CHECK(!strstr(asked, verb_text(r, "SELECT family_name FROM person WHERE id = %lld", (long long) other)));
    CHECK_INT(verb_int(r, "SELECT segments FROM letter_batch WHERE id = %lld", (long long) batch), 1);
    CHECK_INT(verb_int(r, "SELECT cost FROM letter_batch WHERE id = %lld", (long long) batch), 7);
    r->small->school.sms = before;
    gateway_close(g);
}
TEST(text_messages_go_to_mobiles_that_accept_them_once) { on_both(messages_on); }

/* The same text to one number is one message; where each gets a secret of their own, each gets theirs. */
static void shared_on(void) {
    int64_t one = ready_thing(r, "guardian")->own, other = ready_thing(r, "guardian")->other;
    accounts_for_all();
    store_fixture_tamper(r->small->fixture, "UPDATE person SET phone_mobile = NULL");
    set_mobile(one, "+33612345678", "NULL");
    set_mobile(other, "06 12 34 56 78", "1");
    const LetterAsk renew = { .way = WAY_SMS, .renew = true, .repeat = REPEAT_ALL };
    int64_t batch = start(&renew, NULL);
    run_jobs();
    CHECK_INT(number("SELECT count(*) FROM outbox WHERE channel = 'sms'"), 2);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM letter WHERE batch = %lld AND message IS NULL", (long long) batch), 2);
    CHECK_INT(save(TO_GUARDIANS, WAY_SMS, NULL, "Réunion mardi à 18 h, [établissement]"), T_NONE);
    batch = start(&renew, NULL);
    run_jobs();
    CHECK_INT(number("SELECT count(*) FROM outbox WHERE channel = 'sms'"), 3);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM letter WHERE batch = %lld", (long long) batch), 2);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM letter WHERE batch = %lld AND message IS NOT NULL", (long long) batch), 1);
    CHECK_INT(verb_int(r, "SELECT segments FROM letter_batch WHERE id = %lld", (long long) batch), 1);
    Work *w = begin();
    CHECK(letter_recall(w, batch));
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_TEXT(state_of(batch), "recalled");
    CHECK_INT(verb_int(r, "SELECT count(*) FROM letter WHERE batch = %lld AND recalled = 1", (long long) batch), 2);
    TextId what;
    Str longer = str_new(mem(), 2000);
    for (int i = 0; i < 1300; i++)
        str_add(&longer, "a");
    CHECK_INT(save(TO_GUARDIANS, WAY_SMS, NULL, longer.data), T_NONE);
    CHECK_INT(start(&renew, &what), 0);
    CHECK_INT(what, T_LETTERS_SMS_LONG);
}
TEST(one_number_gets_one_text_once) { on_both(shared_on); }

/* ---- begun again ---- */

static Instant later;
static Instant clock_of(void *context) { return later; }

static void run_at(Instant now, int most) {
    runner = jobs_new(mem(), &r->small->school, feature_jobs(features, mem()));
    later = now;
    jobs_clock(runner, clock_of, NULL);
    for (int i = 0; i < most && jobs_run_one(runner); i++)
        ;
}

/* The first secret in TEXT, NULL: there is none. */
static const char *secret_in(const char *text) {
    for (; strlen(text) >= 14; text++)
        if (text[4] == '-' && text[9] == '-' && strspn(text, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789-") == 14)
            return arena_text_n(mem(), text, 14);
    return NULL;
}

/* Wherever the store fails, or a process dies there: in the end it is written once, and what was written opens. */
static void again_on(void) {
    accounts_for_all();
    int64_t person = ready_thing(r, "guardian")->other;
    const char *login = verb_text(r, "SELECT login FROM account WHERE person = %lld", (long long) person);
    const struct MailServer *before = r->small->school.mail;
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET email = CASE WHEN id = %lld THEN 'parent@exemple.fr' END", (long long) person));
    Mailbox *box = mailbox_open(mem());
    MailServer by = mailbox_server(box);
    r->small->school.mail = &by;
    senders[0] = mailing_sender(&r->small->school);
    Instant now = instant_now();
    for (int nth = 1; nth < 40; nth++) {
        int64_t batch = start(&mails, NULL);
        store_fail_at(r->small->school.store, nth);
        run_at(now, 1);
        store_fail_at(r->small->school.store, 0);
        now += 600 * 1000;
        run_at(now, 10);
        CHECK_TEXT(state_of(batch), "sent");
        CHECK_INT(verb_int(r, "SELECT count(*) FROM letter WHERE batch = %lld", (long long) batch), 1);
        int sent = mailbox_now(box)->count;
        while (outbox_send_one(&r->small->school, YEAR, senders, now + 7200 * 1000))
            ;
        CHECK_INT(mailbox_now(box)->count, sent + 1);
        const char *secret = secret_in(mailbox_now(box)->letter);
        CHECK(secret && opens(login, secret));
    }
    r->small->school.mail = before;
    mailbox_close(box);
}
TEST(a_batch_that_is_begun_again_is_sent_once_and_opens) { on_both(again_on); }

/* ---- from which of the school's addresses ---- */

static void mailer_on(void) {
    TextId what;
    accounts_for_all();
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET email = CASE WHEN id = %lld THEN 'parent@exemple.fr' END", (long long) ready_thing(r, "guardian")->other));
    const struct MailServer *before = r->small->school.mail;
    Mailbox *box = mailbox_open(mem());
    MailServer by = mailbox_server(box);
    r->small->school.mail = &by;
    senders[0] = mailing_sender(&r->small->school);
    LetterAsk ask = mails;
    int64_t theirs = ready_thing(r, "mailer")->own;
    ask.mailer = ready_thing(r, "mailer")->other;
    CHECK_INT(start(&ask, &what), 0);
    CHECK_INT(what, T_MAILING_NOT_YOURS);
    ask.mailer = 987654;
    CHECK_INT(start(&ask, &what), 0);
    CHECK_INT(what, T_MAILING_NOT_YOURS);
    ask.mailer = theirs;
    int64_t batch = start(&ask, NULL);
    run_jobs();
    CHECK_INT(verb_int(r, "SELECT mailer FROM letter_batch WHERE id = %lld", (long long) batch), theirs);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM outbox WHERE mailer = %lld", (long long) theirs), 1);
    CHECK(outbox_send_one(&r->small->school, YEAR, senders, instant_now() + 300 * 1000));
    CHECK_TEXT(mailbox_now(box)->from, "<secretariat@exemple.fr>");
    CHECK_TEXT(mailbox_now(box)->to, "<parent@exemple.fr>");
    store_fixture_tamper_at(r->small->fixture, SCHOOL, "UPDATE mailer SET everyone = 0");
    ask.mailer = 0;
    batch = start(&ask, NULL);                      /* none is theirs: as preau.conf says */
    run_jobs();
    CHECK(outbox_send_one(&r->small->school, YEAR, senders, instant_now() + 600 * 1000));
    CHECK_TEXT(mailbox_now(box)->from, "<ecole@exemple.fr>");
    CHECK_INT(verb_int(r, "SELECT count(*) FROM letter_batch WHERE id = %lld AND mailer IS NULL", (long long) batch), 1);
    r->small->school.mail = NULL;                   /* and where that says nothing, by no way */
    CHECK_INT(start(&ask, &what), 0);
    CHECK_INT(what, T_LETTERS_NO_SERVER);
    store_fixture_tamper_at(r->small->fixture, SCHOOL, "UPDATE mailer SET everyone = 1, paused = 0");
    ask.mailer = theirs;
    CHECK_INT(start(&ask, &what), 0);
    CHECK_INT(what, T_MAILING_NOT_YOURS);           /* another has a server of its own, this one has not */
    ask.mailer = ready_thing(r, "mailer")->other;
    CHECK(start(&ask, NULL));
    r->small->school.mail = before;
    mailbox_close(box);
}
TEST(a_batch_leaves_from_the_address_it_was_given) { on_both(mailer_on); }

/* ---- cleaned up ---- */

static void cleaned_on(void) {
    accounts_for_all();
    int64_t batch = start(&letters, NULL);
    run_jobs();
    CHECK_TEXT(state_of(batch), "ready");
    run_jobs();
    CHECK_INT(verb_int(r, "SELECT count(*) FROM letter WHERE batch = %lld", (long long) batch), verb_int(r, "SELECT people FROM letter_batch WHERE id = %lld", (long long) batch));
    store_fixture_tamper(r->small->fixture, "UPDATE letter_batch SET ended_at = 1000");
    Work *w = begin();
    job_add(w, &letters_jobs[LETTERS_JOB_TIDY], NULL, verb_text(r, "SELECT sealed FROM letter_batch WHERE id = %lld", (long long) batch));
    CHECK_INT(verb_end(w), T_NONE);
    const char *name = verb_text(r, "SELECT sealed FROM letter_batch WHERE id = %lld", (long long) batch);
    CHECK(copy_file_open(&r->small->school, mem(), LETTERS_FOLDER, name) != NULL);
    run_jobs();
    CHECK_TEXT(state_of(batch), "gone");
    CHECK(copy_file_open(&r->small->school, mem(), LETTERS_FOLDER, name) == NULL);
}
TEST(a_batch_is_made_once_and_its_file_goes) { on_both(cleaned_on); }

int main(int argc, char **argv) {
    int status = test_main(argc, argv);
    ready_schools_end();
    return status;
}
