/* Before a batch leaves (BY-10), on both engines: who receives and why, who does not and why not, nobody twice unless it is asked, one form one batch, a trial to oneself. */
#include "school/letters/plan.h"

#include "base/must.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people_change.h"
#include "test/gateway.h"
#include "test/mailbox.h"
#include "test/test.h"
#include "test/verb_try.h"
#include "web/feature.h"
#include "work/sms.h"

#include <string.h>

static ReadySchool *r;

static void on_both(void (*fn)(void)) { ready_on_both(&r, fn); }
static Arena *mem(void) { return r->small->mem; }
static int64_t number(const char *sql) { return verb_int(r, "%s", sql); }
static int64_t guardian(void) { return ready_thing(r, "guardian")->other; }

static Work *begin(void) {
    Work *w = verb_begin(r, "letters");
    work_actor(w, accounts_actor(w, r->people[SUPERVISOR].cookie), "letters");
    return w;
}

static Holder *these(Work *w, size_t *count) {
    const int64_t ids[] = { guardian(), ready_thing(r, "guardian")->own, r->people[TEACHER].person, ready_thing(r, "pupil")->other };
    return accounts_holders(w, ids, sizeof ids / sizeof *ids, count);
}

static void accounts_for_them(void) {
    Work *w = begin();
    size_t count, made;
    Holder *h = these(w, &count);
    int64_t ids[4];
    for (size_t i = 0; i < count; i++)
        ids[i] = h[i].person;
    accounts_make(w, ids, count, &made);
    CHECK_INT(verb_end(w), T_NONE);
}

static void run_jobs(void) {
    JobRunner *runner = jobs_new(mem(), &r->small->school, feature_jobs(features, mem()));
    for (int i = 0; i < 50 && jobs_run_one(runner); i++)
        ;
}

static int64_t start(const LetterAsk *ask, TextId *what) {
    Work *w = begin();
    size_t count;
    Holder *h = these(w, &count);
    int64_t id = letter_start(w, ask, h, count, "https://ecole.example");
    *what = verb_end(w);
    return id;
}

static size_t index_of(const LetterPlan *plan, int64_t person) {
    size_t i = 0;
    while (i < plan->count && plan->people[i].person != person)
        i++;
    must(i < plan->count);
    return i;
}

static bool says(const char **why, const char *text) {
    for (; *why; why++)
        if (strstr(*why, text))
            return true;
    return false;
}

static LetterPlan plan_of(Work *w, const LetterAsk *ask) {
    size_t count;
    Holder *h = these(w, &count);
    return letter_plan(w, ask, h, count, "https://ecole.example");
}

/* ---- why ---- */

static void why_on(void) {
    int64_t one = ready_thing(r, "guardian")->own, teacher = r->people[TEACHER].person;
    store_fixture_tamper(r->small->fixture, "UPDATE person SET email = NULL, phone_mobile = NULL, accepts_sms = NULL");
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE guardianship SET preferred = 1 WHERE guardian = %lld", (long long) guardian()));
    Work *w = begin();
    const LetterAsk letter = { .way = WAY_LETTER, .by_hand = true, .renew = true }, mail = { .way = WAY_MAIL, .renew = true }, sms = { .way = WAY_SMS, .renew = true }, plain = { .way = WAY_LETTER };
    LetterPlan plan = plan_of(w, &letter);
    CHECK_INT(plan.bars[index_of(&plan, guardian())], BAR_NO_ACCOUNT);
    CHECK(says(letter_why(w, &letter, &plan, index_of(&plan, guardian())), "pas encore de compte"));
    tx_rollback(w->tx);
    accounts_for_them();
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET email = 'pas une adresse', phone_mobile = '0612345678', accepts_sms = 0 WHERE id = %lld", (long long) one));
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET phone_mobile = '0145678901' WHERE id = %lld", (long long) teacher));
    w = begin();
    plan = plan_of(w, &letter);
    size_t i = index_of(&plan, guardian());
    CHECK_INT(plan.bars[i], BAR_NOTHING);
    const char **why = letter_why(w, &letter, &plan, i);
    CHECK(says(why, "représentant légal de ") && says(why, ", préféré") && says(why, "compte jamais remis"));
    CHECK(says(letter_why(w, &letter, &plan, index_of(&plan, teacher)), "professeur"));
    CHECK(says(letter_why(w, &letter, &plan, index_of(&plan, teacher)), "il sera remplacé"));
    CHECK(says(letter_why(w, &letter, &plan, index_of(&plan, ready_thing(r, "pupil")->other)), "élève"));
    plan = plan_of(w, &plain);
    CHECK_INT(plan.bars[index_of(&plan, teacher)], BAR_CHOSEN);
    plan = plan_of(w, &mail);
    CHECK_INT(plan.counts.ready, 0);
    CHECK(says(letter_why(w, &mail, &plan, index_of(&plan, one)), "n’est pas valable"));
    CHECK(says(letter_why(w, &mail, &plan, index_of(&plan, guardian())), "n’a pas d’adresse e-mail"));
    plan = plan_of(w, &sms);
    CHECK_INT(plan.bars[index_of(&plan, one)], BAR_NO_SMS);
    CHECK_INT(plan.bars[index_of(&plan, teacher)], BAR_NO_MOBILE);
    CHECK_INT(plan.bars[index_of(&plan, guardian())], BAR_NO_MOBILE);
    tx_rollback(w->tx);
}
TEST(everybody_is_told_why_they_receive_or_do_not) { on_both(why_on); }

/* Two who live together, and two who share a number, are told of each other. */
static void shared_on(void) {
    int64_t one = ready_thing(r, "guardian")->own;
    accounts_for_them();
    store_fixture_tamper(r->small->fixture, "UPDATE person SET phone_mobile = NULL");
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET phone_mobile = '0612345678', accepts_sms = NULL WHERE id IN (%lld, %lld)", (long long) one, (long long) guardian()));
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET address = (SELECT x.address FROM person x WHERE x.id = %lld) WHERE id = %lld", (long long) one, (long long) guardian()));
    Work *w = begin();
    letter_save(w, TO_GUARDIANS, WAY_SMS, &(LetterVersion){ .body = "Réunion mardi, [établissement]" });
    CHECK_INT(verb_end(w), T_NONE);
    w = begin();
    guardianship_add(w, ready_thing(r, "pupil")->own, guardian(), &(Guardianship){ .level = 1 });
    const LetterAsk together = { .way = WAY_LETTER, .by_hand = true, .together = true, .renew = true }, sms = { .way = WAY_SMS, .renew = true };
    LetterPlan plan = plan_of(w, &together);
    const char *name = plan.people[index_of(&plan, one)].display_name;
    const char **why = letter_why(w, &together, &plan, index_of(&plan, guardian()));
    CHECK(says(why, "un seul pli") && says(why, name));
    CHECK_INT((int64_t) plan.case_count, (int64_t) plan.counts.ready - 1);
    plan = plan_of(w, &sms);
    CHECK_INT(plan.texted.messages, 1);
    CHECK(says(letter_why(w, &sms, &plan, index_of(&plan, one)), "un seul SMS") != says(letter_why(w, &sms, &plan, index_of(&plan, guardian())), "un seul SMS"));
    tx_rollback(w->tx);
}
TEST(those_who_share_are_told_with_whom) { on_both(shared_on); }

/* ---- nobody twice ---- */

static void repeat_on(void) {
    TextId what;
    accounts_for_them();
    const LetterAsk ask = { .way = WAY_LETTER, .by_hand = true, .renew = true }, label = { .way = WAY_LABEL, .renew = true, .sheet = label_formats[0].sheet };
    LetterAsk skip = ask, all = ask;
    skip.repeat = REPEAT_SKIP;
    all.repeat = REPEAT_ALL;
    CHECK(start(&ask, &what) > 0);
    CHECK_INT(what, T_NONE);
    int64_t waiting = start(&ask, &what);               /* before the first is made: nobody is known to have it */
    run_jobs();
    int64_t reached = number("SELECT count(*) FROM letter");
    CHECK(reached >= 3);
    CHECK_TEXT(verb_text(r, "SELECT state FROM letter_batch WHERE id = %lld", (long long) waiting), "failed");
    CHECK(strstr(verb_text(r, "SELECT coalesce(error, '') FROM job WHERE about = 'courriers/%lld'", (long long) waiting), "letters.all_reached") != NULL);
    CHECK_INT(start(&ask, &what), 0);
    CHECK_INT(what, T_LETTERS_REPEATED);
    CHECK_INT(start(&skip, &what), 0);
    CHECK_INT(what, T_LETTERS_ALL_REACHED);
    Work *w = begin();
    LetterPlan plan = plan_of(w, &skip), other = plan_of(w, &label);
    CHECK_INT((int64_t) plan.counts.reached, reached);
    CHECK(says(letter_why(w, &skip, &plan, 0), "a reçu une lettre de "));
    CHECK_INT((int64_t) other.counts.reached, 0);       /* another way: told, not held back */
    CHECK(says(letter_why(w, &label, &other, 0), "a reçu une lettre de "));
    tx_rollback(w->tx);
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "DELETE FROM letter WHERE person = %lld", (long long) guardian()));
    int64_t batch = start(&skip, &what);
    run_jobs();
    CHECK_INT(verb_int(r, "SELECT count(*) FROM letter WHERE batch = %lld", (long long) batch), 1);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM letter WHERE batch = %lld AND person = %lld", (long long) batch, (long long) guardian()), 1);
    batch = start(&all, &what);
    run_jobs();
    CHECK_INT(verb_int(r, "SELECT count(*) FROM letter WHERE batch = %lld", (long long) batch), reached);
    CHECK_INT(verb_int(r, "SELECT repeated FROM letter_batch WHERE id = %lld", (long long) batch), 1);
    store_fixture_tamper(r->small->fixture, "UPDATE letter SET at = at - 90000000");
    CHECK(start(&ask, &what) > 0);                      /* a day later */
}
TEST(nobody_gets_the_like_within_a_day_unless_it_is_asked) { on_both(repeat_on); }

/* What was taken back, or could not be delivered, has reached nobody. */
static void unreached_on(void) {
    TextId what;
    const LetterAsk ask = { .way = WAY_MAIL };
    accounts_for_them();
    store_fixture_tamper(r->small->fixture, "UPDATE person SET email = NULL");
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET email = 'parent@exemple.fr' WHERE id = %lld", (long long) guardian()));
    int64_t batch = start(&ask, &what);
    run_jobs();
    Work *w = begin();
    CHECK(letter_recall(w, batch));
    CHECK_INT(verb_end(w), T_NONE);
    batch = start(&ask, &what);
    CHECK_INT(what, T_NONE);
    run_jobs();
    CHECK_INT(start(&ask, &what), 0);
    CHECK_INT(what, T_LETTERS_REPEATED);
    store_fixture_tamper(r->small->fixture, "UPDATE outbox SET state = 'failed'");
    CHECK(start(&ask, &what) > 0);
}
TEST(what_did_not_arrive_may_be_sent_again) { on_both(unreached_on); }

/* ---- one form, one batch ---- */

static void form_on(void) {
    TextId what;
    accounts_for_them();
    const LetterAsk ask = { .way = WAY_LETTER, .by_hand = true, .key = "f0rm" }, other = { .way = WAY_LETTER, .by_hand = true, .key = "an0ther", .repeat = REPEAT_ALL };
    int64_t batch = start(&ask, &what);
    CHECK(batch > 0);
    CHECK_INT(start(&ask, &what), batch);
    run_jobs();
    CHECK_INT(start(&ask, &what), batch);               /* nor once it is made: the form says no more than it did */
    CHECK_INT(what, T_NONE);
    CHECK_INT(number("SELECT count(*) FROM letter_batch WHERE form_key IS NOT NULL"), 1);
    CHECK(start(&other, &what) > batch);
}
TEST(a_form_sent_twice_is_one_batch) { on_both(form_on); }

/* ---- a trial ---- */

static size_t try_it(LetterWay way, LetterTo to, TextId *what) {
    Work *w = verb_begin(r, "letters");
    work_actor(w, accounts_actor(w, r->people[STAFF].cookie), "letters");
    const LetterAsk ask = { .way = way };
    bool of[LETTER_TOS] = { 0 };
    of[to] = true;
    size_t sent = letter_try(w, &ask, of, "https://ecole.example");
    *what = verb_end(w);
    return sent;
}

static void trial_on(void) {
    TextId what;
    int64_t me = r->people[STAFF].person;
    Mailbox *box = mailbox_open(mem());
    MailServer by = mailbox_server(box);
    const struct MailServer *before = r->small->school.mail;
    r->small->school.mail = &by;
    Sender senders[2] = { mailing_sender(&r->small->school) };
    accounts_for_them();
    store_fixture_tamper(r->small->fixture, "UPDATE person SET email = 'quelquun@exemple.fr'");
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET email = NULL, phone_mobile = NULL WHERE id = %lld", (long long) me));
    CHECK_INT((int64_t) try_it(WAY_MAIL, TO_GUARDIANS, &what), 0);
    CHECK_INT(what, T_LETTERS_TRY_NO_MAIL);
    CHECK_INT((int64_t) try_it(WAY_LETTER, TO_GUARDIANS, &what), 0);
    CHECK_INT(what, T_LETTERS_TRY_PAPER);
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET email = 'moi@exemple.fr' WHERE id = %lld", (long long) me));
    int64_t written = number("SELECT count(*) FROM letter_batch") + number("SELECT count(*) FROM letter"), secrets = number("SELECT count(*) FROM account_secret WHERE first_hash IS NOT NULL");
    CHECK_INT((int64_t) try_it(WAY_MAIL, TO_GUARDIANS, &what), 1);
    CHECK_INT(number("SELECT count(*) FROM outbox"), 1);
    CHECK(outbox_send_one(&r->small->school, YEAR, senders, instant_now() + 1000));
    const Mailbox *got = mailbox_now(box);
    CHECK_TEXT(got->to, "<moi@exemple.fr>");
    CHECK(strstr(got->letter, "xxxx-xxxx-xxxx") && strstr(got->letter, "Ceci est un essai") && strstr(got->letter, "Camille"));
    CHECK(!strstr(got->letter, verb_text(r, "SELECT login FROM account WHERE person = %lld", (long long) guardian())));
    CHECK_INT(number("SELECT count(*) FROM account_secret WHERE first_hash IS NOT NULL"), secrets);
    CHECK_INT(number("SELECT count(*) FROM letter_batch") + number("SELECT count(*) FROM letter"), written);
    r->small->school.mail = before;
    mailbox_close(box);
}
TEST(a_trial_goes_to_who_asks_and_holds_nobodys_secret) { on_both(trial_on); }

static void trial_sms_on(void) {
    TextId what;
    int64_t me = r->people[STAFF].person;
    const SmsServer by = { .kind = SMS_KANNEL, .url = "http://127.0.0.1:9/s", .user = "u", .password = "p" };
    const struct SmsServer *before = r->small->school.sms;
    r->small->school.sms = NULL;
    CHECK_INT((int64_t) try_it(WAY_SMS, TO_PUPILS, &what), 0);
    CHECK_INT(what, T_LETTERS_NO_GATEWAY);
    r->small->school.sms = &by;
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET phone_mobile = '0612345678', accepts_sms = 0 WHERE id = %lld", (long long) me));
    CHECK_INT((int64_t) try_it(WAY_SMS, TO_PUPILS, &what), 0);
    CHECK_INT(what, T_LETTERS_TRY_NO_SMS);
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET accepts_sms = 1 WHERE id = %lld", (long long) me));
    CHECK_INT((int64_t) try_it(WAY_SMS, TO_PUPILS, &what), 1);
    CHECK_INT(number("SELECT count(*) FROM outbox WHERE channel = 'sms' AND dedup LIKE 'letter-try/%'"), 1);
    r->small->school.sms = before;
}
TEST(a_trial_by_text_message_respects_who_refuses_them) { on_both(trial_sms_on); }

/* ---- the manners of text messages ---- */

static TextId set_rules(const TextingRules *rules) {
    Work *w = begin();
    texting_set_rules(w, rules);
    return verb_end(w);
}

static void manners_on(void) {
    TextId what;
    const SmsServer by = { .kind = SMS_KANNEL, .url = "http://127.0.0.1:9/s", .user = "u", .password = "p" };
    const struct SmsServer *before = r->small->school.sms;
    const LetterAsk ask = { .way = WAY_SMS }, again = { .way = WAY_SMS, .repeat = REPEAT_ALL }, urgent = { .way = WAY_SMS, .repeat = REPEAT_ALL, .urgent = true };
    r->small->school.sms = &by;
    accounts_for_them();
    store_fixture_tamper(r->small->fixture, "UPDATE person SET phone_mobile = NULL, accepts_sms = NULL");
    store_fixture_tamper(r->small->fixture, arena_printf(mem(), "UPDATE person SET phone_mobile = '06 12 34 56 78' WHERE id = %lld", (long long) guardian()));
    CHECK_INT(set_rules(&(TextingRules){ 0, 24 * 60, false, 2 }), T_NONE);             /* quiet whatever the hour, two in a month */
    Work *w = begin();
    LetterPlan plan = plan_of(w, &ask);
    CHECK(plan.leaves > w->now);
    CHECK_INT(plan_of(w, &urgent).leaves, 0);
    tx_rollback(w->tx);
    int64_t batch = start(&ask, &what);
    CHECK_INT(what, T_NONE);
    run_jobs();
    CHECK_INT(verb_int(r, "SELECT count(*) FROM letter_batch WHERE id = %lld AND leaves_at IS NOT NULL AND urgent = 0", (long long) batch), 1);
    CHECK_INT(number("SELECT count(*) FROM outbox WHERE channel = 'sms' AND next_at >= (SELECT max(leaves_at) FROM letter_batch)"), 1);
    CHECK_INT(number("SELECT CAST(sum(segments) AS bigint) FROM sms_use"), 1);
    batch = start(&urgent, &what);
    run_jobs();
    CHECK_INT(verb_int(r, "SELECT count(*) FROM letter_batch WHERE id = %lld AND leaves_at IS NULL AND urgent = 1", (long long) batch), 1);
    CHECK_INT(number("SELECT count(*) FROM outbox WHERE channel = 'sms_urgent'"), 1);
    CHECK_INT(start(&again, &what), 0);
    CHECK_INT(what, T_TEXTING_OVER);
    w = begin();
    CHECK(letter_recall(w, batch));
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(number("SELECT CAST(sum(segments) AS bigint) FROM sms_use"), 1);                         /* what was taken back counts no more */
    batch = start(&again, &what);
    CHECK_INT(what, T_NONE);
    CHECK_INT(set_rules(&(TextingRules){ 0, 0, false, 1 }), T_NONE);                   /* less room since */
    run_jobs();
    CHECK_TEXT(verb_text(r, "SELECT state FROM letter_batch WHERE id = %lld", (long long) batch), "failed");
    CHECK(strstr(verb_text(r, "SELECT coalesce(error, '') FROM job WHERE about = 'courriers/%lld'", (long long) batch), "texting.over_since") != NULL);
    w = begin();
    texting_stop(w, "+33612345678");
    CHECK_INT(verb_end(w), T_NONE);
    w = begin();
    plan = plan_of(w, &again);
    CHECK_INT(plan.bars[index_of(&plan, guardian())], BAR_STOPPED);
    CHECK(says(letter_why(w, &again, &plan, index_of(&plan, guardian())), "a répondu STOP"));
    tx_rollback(w->tx);
    r->small->school.sms = before;
}
TEST(text_messages_have_hours_a_quota_and_stop) { on_both(manners_on); }

int main(int argc, char **argv) {
    int status = test_main(argc, argv);
    ready_schools_end();
    return status;
}
