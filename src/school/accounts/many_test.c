/* Accounts of a whole school: who gets one, first secrets, what may not be frozen, two accounts of one person. On both engines. */
#include "school/accounts/accounts_many.h"

#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people_change.h"
#include "school/twins/twins.h"
#include "store/undo.h"
#include "test/test.h"
#include "test/verb_try.h"
#include "web/feature.h"

#include <stdio.h>
#include <string.h>

static ReadySchool *r;

static void on_both(void (*fn)(void)) { ready_on_both(&r, fn); }

/* ---- whom it is about ---- */

typedef VEC(int64_t) Ids;

static Ids everybody(Work *w) {
    Ids ids = { 0 };
    static const int only_id[] = { 0 };
    for (Rows rows = list_rows(w->tx, &LIST_ACCOUNTS, &(ListAsk){ .columns = only_id, .column_count = 1, .size = 5000 }); row_next(&rows); )
        *VEC_ADD(w->mem, &ids) = row_int(&rows, 0);
    return ids;
}

static Work *as(Who who) {
    Work *w = verb_begin(r, "accounts");
    if (r->people[who].cookie)
        work_actor(w, accounts_actor(w, r->people[who].cookie), "accounts");
    return w;
}

static Holder *all_of(Work *w, size_t *count) {
    Ids ids = everybody(w);
    return accounts_holders(w, ids.items, ids.count, count);
}

static Holder holder(Work *w, int64_t person) {
    size_t count;
    Holder *h = accounts_holders(w, &person, 1, &count);
    return count ? *h : (Holder){ 0 };
}

static size_t make_all(Who who) {
    Work *w = as(who);
    Ids ids = everybody(w);
    size_t made;
    NewAccount *all = accounts_make(w, ids.items, ids.count, &made);
    for (size_t i = 0; i < made; i++)
        CHECK(all[i].id > 0 && all[i].kind != KIND_NOBODY);
    CHECK_INT(verb_end(w), T_NONE);
    return made;
}

/* ---- made ---- */

static int64_t number(const char *sql) { return verb_int(r, "%s", sql); }

static void made_on(void) {
    int64_t guardian = ready_thing(r, "guardian")->other, pupil = ready_thing(r, "pupil")->other, staff = ready_thing(r, "staff")->other;
    store_fixture_tamper(r->small->fixture, arena_printf(r->small->mem, "UPDATE guardianship SET level = 3 WHERE guardian = %lld", (long long) guardian));
    store_fixture_tamper(r->small->fixture, arena_printf(r->small->mem, "UPDATE pupil SET exit_day = 1 WHERE person = %lld", (long long) pupil));
    Work *w = verb_begin(r, "hats");
    guardianship_add(w, ready_thing(r, "pupil")->own, staff, &(Guardianship){ .level = 2 });
    CHECK_INT(verb_end(w), T_NONE);
    int64_t before = number("SELECT count(*) FROM account");
    size_t made = make_all(STRANGER);
    CHECK(made > 20);
    CHECK_INT(number("SELECT count(*) FROM account"), before + (int64_t) made);
    CHECK_INT(number("SELECT count(*) - count(DISTINCT person) FROM account WHERE person IS NOT NULL"), 0);
    CHECK_INT((int64_t) make_all(STRANGER), 0);
    w = as(STRANGER);
    Holder worker = holder(w, staff), contact = holder(w, guardian), left = holder(w, pupil);
    CHECK(worker.account && worker.kind == KIND_STAFF && worker.account_kind == KIND_STAFF && worker.here && worker.state == HOLDER_TO_HAND);
    CHECK(worker.about && strstr(worker.about, " 6A"));             /* a member of staff who is somebody's guardian has one account */
    CHECK(!contact.person && !left.person);                         /* a mere contact and who has left have none, and are not named */
    tx_rollback(w->tx);
    CHECK_INT(number("SELECT count(*) FROM account_secret s JOIN account a ON a.id = s.account WHERE a.kind = 'pupil' AND s.first_hash IS NOT NULL"), 0);
}
TEST(everybody_of_the_school_gets_one_account) { on_both(made_on); }

static void scoped_on(void) {
    Work *w = as(RESTRICTED);
    size_t made;
    int64_t persons[] = { ready_thing(r, "pupil")->other, ready_thing(r, "guardian")->other };
    accounts_make(w, persons, 2, &made);
    CHECK_INT((int64_t) made, 0);
    CHECK(!holder(w, persons[0]).person && holder(w, ready_thing(r, "pupil")->own).person);
    tx_rollback(w->tx);
    size_t some = make_all(RESTRICTED);
    CHECK(some > 0 && make_all(STRANGER) > 0);
}
TEST(only_whom_one_sees) { on_both(scoped_on); }

static void homonyms_on(void) {
    Work *w = verb_begin(r, "add");
    tx_rollback(w->tx);
    for (int i = 0; i < 12; i++) {
        int64_t id = verb_number(r);
        NewPerson who = { .birth_day = NO_DAY, .entry_day = NO_DAY, .anyway = true };
        who.values[EDIT_FAMILY_NAME] = "L’Hôte";
        who.values[EDIT_GIVEN_NAME] = "Zoé";
        w = verb_begin(r, "add");
        staff_add(w, id, &who);
        CHECK_INT(verb_end(w), T_NONE);
    }
    make_all(STRANGER);
    CHECK_INT(number("SELECT count(*) FROM account WHERE login = 'lhote' OR login = 'lhote2' OR login = 'lhote12'"), 3);
    CHECK_INT(number("SELECT count(*) FROM account WHERE login = 'lhote13' OR login = 'lhote1'"), 0);
}
TEST(homonyms_of_a_whole_school_are_numbered) { on_both(homonyms_on); }

static void undone_on(void) {
    int64_t before = number("SELECT count(*) FROM account");
    make_all(STRANGER);
    int64_t work = number("SELECT max(id) FROM school_work");
    Work *w = as(STRANGER);
    size_t count, done;
    Holder *all = all_of(w, &count);
    for (size_t i = 0; i < count; i++)
        if (all[i].kind == KIND_PUPIL)
            accounts_first_secret(w, all[i].account);               /* a secret that nobody has been given is no reason to stay */
    CHECK_INT(verb_end(w), T_NONE);
    w = verb_begin(r, "undo");
    Undo *u = undo_check(w->tx, w->mem, SCHOOL, work, w->now);
    CHECK(u->reason_count == 0 && undo_run(w->tx, u));
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(number("SELECT count(*) FROM account"), before);
    make_all(STRANGER);
    work = number("SELECT max(id) FROM school_work");
    w = as(STRANGER);
    all = all_of(w, &count);
    accounts_hand_out(w, all, count, false, &done);
    CHECK_INT(verb_end(w), T_NONE);
    w = verb_begin(r, "undo");
    u = undo_check(w->tx, w->mem, SCHOOL, work, w->now);
    CHECK(u->reason_count > 0);                                     /* whoever holds a slip has an account */
    tx_rollback(w->tx);
}
TEST(accounts_that_nobody_was_given_are_taken_back) { on_both(undone_on); }

/* ---- handed out ---- */

static bool opens(Work *w, const char *cookie) { return accounts_actor(w, cookie) != NULL; }

static void handed_on(void) {
    make_all(STRANGER);
    Work *w = as(STRANGER);
    size_t count, done, given = 0;
    Holder *all = all_of(w, &count);
    const char **secrets = accounts_hand_out(w, all, count, false, &done);
    const char *one = NULL;
    for (size_t i = 0; i < count; i++) {
        bool chosen = all[i].state == HOLDER_PERSONALISED;
        CHECK((secrets[i] != NULL) == !chosen);
        given += secrets[i] != NULL;
        one = secrets[i] ? secrets[i] : one;
    }
    CHECK(given == done && done > 20 && done < count);
    CHECK(opens(w, r->people[TEACHER].cookie));                     /* has chosen a password: nothing happened to it */
    CHECK_INT(verb_end(w), T_NONE);
    CHECK(!store_fixture_finds(r->small->fixture, one, 14));
    w = as(STRANGER);
    int64_t teacher = r->people[TEACHER].person;
    Holder h = holder(w, teacher);
    CHECK(h.state == HOLDER_PERSONALISED && !h.handed_at);
    secrets = accounts_hand_out(w, &h, 1, true, &done);
    CHECK(done == 1 && secrets[0] && !opens(w, r->people[TEACHER].cookie));
    h = holder(w, teacher);
    CHECK(h.state == HOLDER_HANDED && h.handed_at == w->now && h.until == w->now + (Instant) FIRST_SECRET_DAYS * 24 * 3600 * 1000);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK(accounts_end_old_secrets(r->small->school.store, h.until - 1));
    w = as(STRANGER);
    CHECK(holder(w, teacher).state == HOLDER_HANDED);
    tx_rollback(w->tx);
    CHECK(accounts_end_old_secrets(r->small->school.store, h.until));
    w = as(STRANGER);
    CHECK(holder(w, teacher).state == HOLDER_EXPIRED);
    tx_rollback(w->tx);
}
TEST(first_secrets_are_for_those_who_have_not_chosen) { on_both(handed_on); }

/* ---- frozen ---- */

static void frozen_on(void) {
    Work *w = as(STAFF);
    size_t done;
    int64_t mine = r->people[STAFF].person, theirs = r->people[TEACHER].person;
    Holder h = holder(w, mine);
    CHECK(h.account == r->people[STAFF].account && accounts_freeze(w, &h, 1) == 0);
    h = holder(w, theirs);
    CHECK(accounts_freeze(w, &h, 1) == 1 && !opens(w, r->people[TEACHER].cookie));
    h = holder(w, theirs);
    CHECK(h.state == HOLDER_FROZEN && accounts_freeze(w, &h, 1) == 0);
    CHECK(!accounts_hand_out(w, &h, 1, true, &done)[0] && done == 0);
    CHECK_INT(verb_end(w), T_NONE);
    w = as(STAFF);
    h = holder(w, theirs);
    CHECK(accounts_thaw(w, &h, 1) == 1 && holder(w, theirs).state == HOLDER_PERSONALISED);
    CHECK(!opens(w, r->people[TEACHER].cookie));                    /* its sessions do not come back */
    h = holder(w, r->people[GUARDIAN].person);
    CHECK(opens(w, r->people[GUARDIAN].cookie) && accounts_close(w, &h, 1) == 1 && !opens(w, r->people[GUARDIAN].cookie));
    CHECK_INT(verb_end(w), T_NONE);
    store_fixture_tamper_at(r->small->fixture, SCHOOL, arena_printf(r->small->mem, "UPDATE account SET person = %lld WHERE kind = 'supervisor'", (long long) ready_thing(r, "staff")->other));
    w = as(STAFF);
    h = holder(w, ready_thing(r, "staff")->other);
    CHECK(h.account_kind == KIND_SUPERVISOR && !accounts_may_touch(w, &h) && accounts_freeze(w, &h, 1) == 0 && accounts_close(w, &h, 1) == 0);
    CHECK(!accounts_hand_out(w, &h, 1, true, &done)[0]);
    tx_rollback(w->tx);
    w = as(STRANGER);
    CHECK(accounts_may_touch(w, &h) && accounts_freeze(w, &h, 1) == 0);
    tx_rollback(w->tx);
}
TEST(nobody_freezes_themselves_or_the_supervisor) { on_both(frozen_on); }

/* ---- two persons become one ---- */

static int64_t merge(int64_t kept, int64_t gone) {
    Work *w = verb_begin(r, "merge");
    people_merge(w, kept, gone, NULL, feature_references(features, w->mem));
    CHECK_INT(verb_end(w), T_NONE);
    return number("SELECT max(id) FROM year_work");
}

static void undo_merge(int64_t work) {
    Work *w = verb_begin(r, "undo");
    Undo *u = undo_check(w->tx, w->mem, YEAR, work, w->now);
    CHECK(u->reason_count == 0 && undo_run(w->tx, u));
    CHECK_INT(verb_end(w), T_NONE);
}

static const char *signs_in(const char *login) {
    Work *w = as(STRANGER);
    Rows rows = db_rows(w->tx, &ACCOUNT_SECRET, VALUES(of_text(login)));
    const char *state = row_next(&rows) ? row_text(&rows, ACCOUNT_SECRET_STATE, r->small->mem) : "?";
    rows_end(&rows);
    tx_rollback(w->tx);
    return state;
}

static bool session_open(Who who) {
    Work *w = as(STRANGER);
    bool open = opens(w, r->people[who].cookie);
    tx_rollback(w->tx);
    return open;
}

/* The teacher (a password, signed in) and a guardian of the same name who was never here; then the guardian who was, into the teacher. */
static void merged_on(void) {
    make_all(STRANGER);
    int64_t teacher = r->people[TEACHER].person, guardian = r->people[GUARDIAN].person, idle = ready_thing(r, "guardian")->other;
    const char *idle_login = verb_text(r, "SELECT login FROM account WHERE person = %lld", (long long) idle);
    int64_t first = merge(idle, teacher);                           /* the one with a password goes on, whichever record stays */
    CHECK_TEXT(signs_in("professeur"), "open");
    CHECK_TEXT(signs_in(idle_login), "merged");
    CHECK(session_open(TEACHER));
    Work *w = as(STRANGER);
    Holder h = holder(w, idle);
    CHECK(h.account == r->people[TEACHER].account && !holder(w, teacher).person && h.kind == KIND_TEACHER);
    const Actor *actor = accounts_actor(w, r->people[TEACHER].cookie);
    CHECK(actor && actor->person == idle);
    tx_rollback(w->tx);
    store_fixture_tamper_at(r->small->fixture, SCHOOL, arena_printf(r->small->mem, "UPDATE session SET opened_at = opened_at + 60000 WHERE account = %lld", (long long) r->people[GUARDIAN].account));
    int64_t second = merge(idle, guardian);                         /* both have a password: the one that was used last goes on */
    CHECK_TEXT(signs_in("parent"), "open");
    CHECK_TEXT(signs_in("professeur"), "merged");
    CHECK(session_open(GUARDIAN) && !session_open(TEACHER));
    undo_merge(second);
    CHECK_TEXT(signs_in("professeur"), "open");
    CHECK_TEXT(signs_in("parent"), "open");
    CHECK(session_open(GUARDIAN) && session_open(TEACHER));
    undo_merge(first);
    CHECK_TEXT(signs_in(idle_login), "open");
    merge(idle, guardian);
    Instant next = 0;
    CHECK(accounts_end_old(r->small->school.store, instant_now(), &next));
    CHECK_TEXT(signs_in("parent"), "open");
    CHECK(session_open(GUARDIAN));
}
TEST(two_persons_made_one_have_one_account) { on_both(merged_on); }

static void ended_on(void) {
    int64_t teacher = r->people[TEACHER].person, guardian = r->people[GUARDIAN].person;
    store_fixture_tamper_at(r->small->fixture, SCHOOL, arena_printf(r->small->mem, "UPDATE session SET opened_at = opened_at + 60000 WHERE account = %lld", (long long) r->people[GUARDIAN].account));
    merge(teacher, guardian);
    Instant next = 0;
    CHECK(accounts_end_old(r->small->school.store, instant_now(), &next));
    CHECK_INT(verb_int(r, "SELECT count(*) FROM session WHERE ended_at IS NULL AND account = %lld", (long long) r->people[TEACHER].account), 0);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM session WHERE ended_at IS NULL AND account = %lld", (long long) r->people[GUARDIAN].account), 1);
}
TEST(sessions_of_the_account_that_ends_are_ended) { on_both(ended_on); }

/* ---- asked again ---- */

static Exchange asks(const char *target, const char *key) {
    SmallSchool *s = r->small;
    const char **headers = NEW_ARRAY(s->mem, const char *, 13);
    const char *all[] = { "Host", "127.0.0.1:8080", "Origin", "http://127.0.0.1:8080", "Accept", "application/json", "Cookie", arena_printf(s->mem, "sid=%s", r->people[SUPERVISOR].cookie),
        "Content-Type", "application/x-www-form-urlencoded", "Idempotency-Key", key };
    memcpy(headers, all, sizeof all);
    Exchange e = { .method = "POST", .target = target, .headers = headers, .body = "" };
    small_ask(s, s->mem, &e);
    return e;
}

/* A receipt says that it was done, never what was shown: neither as page nor as paper; and the secret is still the first one's. */
static void once_on(void) {
    const char *target = arena_printf(r->small->mem, "/bureau/comptes/%lld/mot-de-passe", (long long) r->people[TEACHER].person);
    Exchange first = asks(target, "cle-du-premier-essai"), again = asks(target, "cle-du-premier-essai");
    CHECK_INT(first.status, 200);
    CHECK(answers(&first, "\"secret\""));
    CHECK_INT(again.status, 204);
    CHECK_INT((int64_t) again.answer_size, 0);
    CHECK_INT(number("SELECT count(*) FROM school_receipt"), 1);
    CHECK_INT(number("SELECT count(*) FROM school_receipt WHERE body IS NOT NULL"), 0);
    const char *at = strstr(first.answer, "\"secret\":\"") + strlen("\"secret\":\"");
    Work *w = as(STRANGER);
    size_t size = 0;
    Rows rows = db_rows(w->tx, &ACCOUNT_SECRET, VALUES(of_text("professeur")));
    CHECK(row_next(&rows));
    const void *hash = row_bytes(&rows, ACCOUNT_SECRET_FIRST_HASH, w->mem, &size);
    rows_end(&rows);
    CHECK(hash && accounts_is_first_secret(w->school, arena_text_n(w->mem, at, 14), hash, size));
    tx_rollback(w->tx);
    target = arena_printf(r->small->mem, "/bureau/comptes/%lld/coupons", (long long) r->people[TEACHER].person);
    first = asks(target, "cle-du-second-essai");
    again = asks(target, "cle-du-second-essai");
    CHECK(first.status == 200 && str_equal(first.answer_type, "application/pdf"));
    CHECK_INT(again.status, 204);
    CHECK_INT(number("SELECT count(*) FROM year_receipt WHERE body IS NOT NULL"), 0);
}
TEST(an_answer_with_a_secret_is_given_once) { on_both(once_on); }

/* ---- passwords ---- */

TEST(a_password_is_worth_what_it_costs_to_guess) {
    static const struct { const char *password; int level; } all[] = { { "abcdefghijklmnop", 0 }, { "aaaaaaaaaaaaaaaaaaaa", 0 }, { "1234567890123456", 0 }, { "dix lettre", 1 },
        { "quatre mots ici", 3 }, { "orage papier tambour violet", 3 }, { "Tr0ub4dor&3", 2 }, { "kqvzmwhtbd", 1 }, { "", 0 } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!CHECK_INT(accounts_password_level(all[i].password), all[i].level))
            printf("# %s\n", all[i].password);
}

TEST_MAIN
