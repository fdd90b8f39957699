/* The manners of text messages, on both engines: quiet hours, a month's quota, STOP. */
#include "school/texting/texting.h"

#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts.h"
#include "test/gateway.h"
#include "test/test.h"
#include "test/verb_try.h"
#include "work/sms.h"

#include <string.h>

#define NUMBER "+33612345678"

static ReadySchool *r;

static void on_both(void (*fn)(void)) { ready_on_both(&r, fn); }
static Arena *mem(void) { return r->small->mem; }
static int64_t number(const char *sql) { return verb_int(r, "%s", sql); }

static Work *begin(void) {
    Work *w = verb_begin(r, "texting");
    work_actor(w, accounts_actor(w, r->people[SUPERVISOR].cookie), "texting");
    return w;
}

/* ---- hours ---- */

static Instant at(int month, int day, int hour, int minute) { return instant_of(day_of(month < 9 ? 2027 : 2026, month, day), hour * 60 + minute); }

TEST(what_is_sent_in_quiet_hours_leaves_when_they_end) {
    const TextingRules usual = { 20 * 60, 8 * 60, true, 0 }, nights = { 20 * 60, 8 * 60, false, 0 }, noon = { 12 * 60, 14 * 60, false, 0 }, none = { 0, 0, false, 0 };
    CHECK_INT(texting_leaves(&usual, at(11, 26, 10, 30)), at(11, 26, 10, 30));      /* a Thursday */
    CHECK_INT(texting_leaves(&usual, at(11, 26, 20, 0)), at(11, 27, 8, 0));
    CHECK_INT(texting_leaves(&usual, at(11, 27, 7, 59)), at(11, 27, 8, 0));
    CHECK_INT(texting_leaves(&usual, at(11, 27, 8, 0)), at(11, 27, 8, 0));
    CHECK_INT(texting_leaves(&usual, at(11, 28, 21, 0)), at(11, 30, 8, 0));         /* Saturday night, Sunday */
    CHECK_INT(texting_leaves(&nights, at(11, 28, 21, 0)), at(11, 29, 8, 0));
    CHECK_INT(texting_leaves(&usual, at(11, 10, 22, 0)), at(11, 12, 8, 0));         /* 11 November */
    CHECK_INT(texting_leaves(&usual, at(3, 27, 22, 0)), at(3, 30, 8, 0));           /* Easter and its Monday; an hour is skipped */
    CHECK_INT(texting_leaves(&usual, at(12, 24, 23, 0)), at(12, 26, 8, 0));
    CHECK_INT(texting_leaves(&noon, at(11, 26, 12, 0)), at(11, 26, 14, 0));
    CHECK_INT(texting_leaves(&noon, at(11, 26, 14, 0)), at(11, 26, 14, 0));
    CHECK_INT(texting_leaves(&none, at(11, 29, 3, 0)), at(11, 29, 3, 0));
}

static void rules_on(void) {
    Work *w = begin();
    texting_set_rules(w, &(TextingRules){ -1, 480, true, 0 });
    CHECK_INT(verb_end(w), T_FORM_REQUIRED);
    w = begin();
    texting_set_rules(w, &(TextingRules){ 21 * 60, 7 * 60, false, 1000 });
    CHECK_INT(verb_end(w), T_NONE);
    w = begin();
    TextingRules rules = texting_rules(w->tx);
    CHECK_INT(rules.quiet_from, 21 * 60);
    CHECK_INT(rules.quiet_until, 7 * 60);
    CHECK(!rules.quiet_days);
    CHECK_INT(rules.quota, 1000);
    tx_rollback(w->tx);
    store_fixture_tamper_at(r->small->fixture, SCHOOL, "DELETE FROM setting WHERE name LIKE 'sms%'");
    w = begin();
    rules = texting_rules(w->tx);
    CHECK(rules.quiet_from == 20 * 60 && rules.quiet_until == 8 * 60 && rules.quiet_days && !rules.quota);
    tx_rollback(w->tx);
}
TEST(rules_are_kept_and_begin_with_nights_and_days_of_rest) { on_both(rules_on); }

/* ---- how many ---- */

static void quota_on(void) {
    Work *w = begin();
    texting_set_rules(w, &(TextingRules){ 0, 0, false, 100 });
    CHECK_INT(verb_end(w), T_NONE);
    w = begin();
    texting_count(w, "letter/1/", 70);
    texting_count(w, "letter/2/", 5);
    TextingRoom room = texting_room(w);
    CHECK_INT(room.used, 75);
    CHECK(texting_fits(&room, 25) && !texting_fits(&room, 26));
    CHECK(!texting_warns(&room, 4) && texting_warns(&room, 5));
    texting_uncount(w, "letter/1/", 60);
    CHECK_INT(texting_room(w).used, 15);
    texting_uncount(w, "letter/2/", 60);                /* never below nothing */
    CHECK_INT(texting_room(w).used, 10);
    CHECK_INT(verb_end(w), T_NONE);
    store_fixture_tamper(r->small->fixture, "UPDATE sms_use SET at = at - 2764800000");     /* the month before */
    w = begin();
    CHECK_INT(texting_room(w).used, 0);
    tx_rollback(w->tx);
}
TEST(what_a_month_counts_is_held_against_its_quota) { on_both(quota_on); }

/* ---- STOP ---- */

static void words_on(void) {
    const char *const yes[] = { "STOP", "stop", " Stop. ", "STOP SMS", "«Stop»", "stop!" }, *const no[] = { "", "stoppez", "ne stop pas", "1", "oui", "STOPPER" };
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        CHECK(texting_says_stop(mem(), yes[i]));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        CHECK(!texting_says_stop(mem(), no[i]));
    CHECK_TEXT(texting_number(mem(), "+33612345678"), NUMBER);
    CHECK_TEXT(texting_number(mem(), "33612345678"), NUMBER);
    CHECK_TEXT(texting_number(mem(), "0033612345678"), NUMBER);
    CHECK_TEXT(texting_number(mem(), "0612345678"), NUMBER);
    CHECK(texting_number(mem(), "36184") == NULL && texting_number(mem(), "COLLEGE") == NULL && texting_number(mem(), NULL) == NULL);
}
TEST(only_stop_is_stop_and_only_a_number_is_one) { on_both(words_on); }

static void stop_on(void) {
    for (int i = 0; i < 2; i++) {
        Work *w = begin();
        texting_stop(w, NUMBER);
        CHECK_INT(verb_end(w), T_NONE);
    }
    CHECK_INT(number("SELECT count(*) FROM sms_stop"), 1);
    Work *w = begin();
    CHECK(texting_is_stopped(w->tx, NUMBER) && !texting_is_stopped(w->tx, "+33612345679"));
    texting_lift_stop(w, NUMBER, NULL);
    CHECK_INT(verb_end(w), T_FORM_REQUIRED);
    w = begin();
    texting_lift_stop(w, "+33612345679", "demandé");
    CHECK_INT(verb_end(w), T_TEXTING_NOT_STOPPED);
    w = begin();
    texting_lift_stop(w, NUMBER, "Demandé au téléphone");
    CHECK_INT(verb_end(w), T_NONE);
    w = begin();
    CHECK(!texting_is_stopped(w->tx, NUMBER));
    texting_stop(w, NUMBER);                            /* again, after it was lifted */
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(number("SELECT count(*) FROM sms_stop WHERE lifted_at IS NULL"), 1);
    CHECK_INT(number("SELECT count(*) FROM sms_stop WHERE reason IS NOT NULL AND lifted_by IS NOT NULL"), 1);
}
TEST(a_stop_holds_until_it_is_lifted_with_a_reason) { on_both(stop_on); }

/* What waits is held by the hours, unless it is urgent, and never goes to who has answered STOP meanwhile. */
static void sent_on(void) {
    Gateway *g = gateway_open(mem());
    const SmsServer by = { .kind = SMS_KANNEL, .url = arena_printf(mem(), "http://127.0.0.1:%d/s", g->port), .user = "u", .password = "p" };
    const struct SmsServer *before = r->small->school.sms;
    r->small->school.sms = &by;
    Work *w = begin();
    texting_set_rules(w, &(TextingRules){ 20 * 60, 8 * 60, true, 0 });
    CHECK_INT(verb_end(w), T_NONE);
    const Sender senders[] = { texting_sender(&r->small->school, true), texting_sender(&r->small->school, false), { .channel = NULL } };
    Instant night = at(12, 24, 23, 0), morning = at(12, 26, 8, 0);
    w = begin();
    outbox_add(w, YEAR, &(OutboxMessage){ .channel = "sms", .to = NUMBER, .body = "un", .dedup = "a/1", .not_before = 1 });
    outbox_add(w, YEAR, &(OutboxMessage){ .channel = "sms", .to = "+33612345679", .body = "deux", .dedup = "a/2", .not_before = 1 });
    outbox_add(w, YEAR, &(OutboxMessage){ .channel = TEXTING_URGENT, .to = "+33612345670", .body = "trois", .dedup = "a/3", .not_before = 1 });
    CHECK_INT(verb_end(w), T_NONE);
    CHECK(outbox_send_one(&r->small->school, YEAR, senders, night));
    CHECK(!outbox_send_one(&r->small->school, YEAR, senders, night));
    CHECK(strstr(gateway_asked(g, mem()), "trois") != NULL);
    CHECK_INT(gateway_count(g), 1);
    w = begin();
    CHECK(!outbox_is_due(w->tx, YEAR, senders, night) && outbox_is_due(w->tx, YEAR, senders, morning));
    tx_rollback(w->tx);
    CHECK_INT(number("SELECT coalesce(CAST(sum(attempts) AS bigint), 0) FROM outbox WHERE state = 'queued'"), 0);   /* no try was lost */
    w = begin();
    texting_stop(w, NUMBER);
    CHECK_INT(verb_end(w), T_NONE);
    while (outbox_send_one(&r->small->school, YEAR, senders, morning))
        ;
    CHECK_INT(gateway_count(g), 2);
    CHECK(strstr(gateway_asked(g, mem()), "deux") != NULL);
    CHECK_INT(number("SELECT count(*) FROM outbox WHERE dedup = 'a/1' AND state = 'failed' AND reason = 'stopped'"), 1);
    CHECK_INT(sms_reason("stopped"), T_SMS_WHY_STOPPED);
    r->small->school.sms = before;
    gateway_close(g);
}
TEST(hours_hold_what_waits_and_stop_ends_it) { on_both(sent_on); }

int main(int argc, char **argv) {
    int status = test_main(argc, argv);
    ready_schools_end();
    return status;
}
