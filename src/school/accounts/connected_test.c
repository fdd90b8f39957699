/* Who is signed in (A19), and the end of a session by force. On both engines. */
#include "school/accounts/accounts.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "school/access/access.h"
#include "test/ready_school.h"
#include "test/test.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define PAGE "/bureau/connexions-en-cours"

static Work *begin(ReadySchool *r, TxMode mode) {
    SmallSchool *s = r->small;
    return work_new(s->mem, tx_begin(s->school.store, s->mem, mode), &s->school, &program_actor, "test");
}

static void end(Work *w) { CHECK_INT(tx_commit(w->tx), TX_DONE); }

static void on_both(void (*run)(ReadySchool *r)) {
    for (int postgres = 0; postgres < 2; postgres++) {
        ReadySchool *r = ready_school(postgres);
        run(r);
        ready_school_done(r);
    }
}

static Connected now(ReadySchool *r) {
    Work *w = begin(r, TX_READ);
    ConnectedAsk ask = accounts_ask_connected(w);
    Connected c = accounts_connected(w, &ask);
    CHECK(tx_ok(w->tx));
    tx_rollback(w->tx);
    return c;
}

static Exchange get(ReadySchool *r, Who who, const char *target) { return request(r->small, r->people[who].cookie, "GET", target, NULL, true); }

static Exchange close_it(ReadySchool *r, Who who, int64_t session) {
    return request(r->small, r->people[who].cookie, "POST", arena_printf(r->small->mem, PAGE "/%lld/fin", (long long) session), "", true);
}

/* ---- figures ---- */

static void come_and_go(ReadySchool *r) {
    Connected before = now(r), c;
    CHECK(before.count[CROWD_TEACHERS][CLIENT_DESK] == 1 && before.count[CROWD_GUARDIANS][CLIENT_WEB] == 1 && before.count[CROWD_PUPILS][CLIENT_WEB] == 1);
    CHECK(before.count[CROWD_ADMINISTRATIVE][CLIENT_DESK] >= 2 && before.count[CROWD_PUPIL_LIFE][CLIENT_DESK] == 2 && before.left == -1);
    Work *w = begin(r, TX_WRITE);
    Instant start = w->now;
    for (int i = 0; i < 3; i++)
        accounts_open_session(w, r->people[TEACHER].account, "test", NULL);
    end(w);
    c = now(r);
    CHECK(c.count[CROWD_TEACHERS][CLIENT_DESK] == 4 && c.total == before.total + 3);
    w = begin(r, TX_WRITE);
    accounts_end_others(w, r->people[TEACHER].account, r->people[TEACHER].session);
    end(w);
    CHECK_INT(now(r).count[CROWD_TEACHERS][CLIENT_DESK], 1);
    Instant next = 0;
    CHECK(accounts_end_old(r->small->school.store, start, &next) && now(r).total == before.total && next > start && next <= start + ACCOUNTS_IDLE_LEAST + 1);
    /* A quarter of an hour of nothing ends the supervisor's, half an hour those of the desk, an hour the families'. */
    next = 0;
    CHECK(accounts_end_old(r->small->school.store, start + 16 * 60000, &next));
    CHECK(now(r).total < before.total && now(r).count[CROWD_TEACHERS][CLIENT_DESK] == 1);
    next = 0;
    CHECK(accounts_end_old(r->small->school.store, start + 31 * 60000, &next));
    CHECK(now(r).total == 2 && now(r).count[CROWD_PUPILS][CLIENT_WEB] == 1);
    next = 0;
    CHECK(accounts_end_old(r->small->school.store, start + 61 * 60000, &next) && now(r).total == 0);
    CHECK_INT(get(r, TEACHER, "/bureau").status, 401);
}
TEST(figures_are_right_as_sessions_come_go_and_end_by_themselves) { on_both(come_and_go); }

/* Who is seen stays, and nothing is asked of the base before something may have ended. */
static void seen_stays(ReadySchool *r) {
    Work *w = begin(r, TX_READ);
    Instant start = w->now, next = 0;
    w->now = start + 14 * 60000;
    CHECK(accounts_actor(w, r->people[SUPERVISOR].cookie) != NULL);
    tx_rollback(w->tx);
    CHECK(accounts_end_old(r->small->school.store, start + 20 * 60000, &next));
    CHECK_INT(db_int((w = begin(r, TX_READ))->tx, &SESSION_OWNER, VALUES(of_int(r->people[SUPERVISOR].session))), r->people[SUPERVISOR].account);
    tx_rollback(w->tx);
    store_fail_at(r->small->school.store, 1);
    CHECK(accounts_end_old(r->small->school.store, next - 1, &next));           /* not asked: it cannot fail */
    CHECK(!accounts_end_old(r->small->school.store, next, &next));
    store_fail_at(r->small->school.store, 0);
    CHECK(accounts_end_old(r->small->school.store, next, &next));
}
TEST(who_is_seen_stays_and_nothing_is_looked_for_too_early) { on_both(seen_stays); }

/* A set may leave its holders less silence than others of their kind, from the next request on. */
static void by_set(ReadySchool *r) {
    const Instant minute = 60000;
    Work *w = begin(r, TX_WRITE);
    Instant start = w->now, next = 0;
    change_put(w->tx, &TABLE_ACCESS_PROFILE, KEY(of_int(db_int(w->tx, &ACCESS_PROFILE, VALUES(of_text("secretariat"))))), FIELDS(SET(COL_ACCESS_PROFILE_IDLE_MINUTES, of_int(5))));
    end(w);
    w = begin(r, TX_WRITE);
    const char *staff = accounts_open_session(w, r->people[STAFF].account, "test", NULL), *teacher = accounts_open_session(w, r->people[TEACHER].account, "test", NULL);
    end(w);
    w = begin(r, TX_READ);
    w->now = start + 4 * minute;
    const Actor *actor = accounts_actor(w, staff), *other = accounts_actor(w, teacher);
    CHECK(actor && actor->idle == 5 * minute && other && other->idle == 30 * minute);
    w->now += 6 * minute;
    CHECK(!accounts_actor(w, staff) && accounts_actor(w, teacher));
    tx_rollback(w->tx);
    int64_t before = now(r).total;
    CHECK(accounts_end_old(r->small->school.store, start + 10 * minute, &next));
    CHECK_INT(now(r).total, before - 3);                /* this one, the one that staff had, and the newcomer's of the same set */
    w = begin(r, TX_WRITE);
    change_put(w->tx, &TABLE_ACCESS_PROFILE, KEY(of_int(db_int(w->tx, &ACCESS_PROFILE, VALUES(of_text("teacher"))))), FIELDS(SET(COL_ACCESS_PROFILE_IDLE_MINUTES, of_int(20))));
    w->now = start + 10 * minute;
    other = accounts_actor(w, teacher);
    CHECK(other && other->idle == 20 * minute);         /* the first set of a mode holds without a line */
    end(w);
    CHECK(accounts_idle(KIND_SUPERVISOR, 20) == 15 * minute && accounts_idle(KIND_PUPIL, 0) == 60 * minute);     /* less, never more */
}
TEST(a_set_ends_silent_sessions_sooner) { on_both(by_set); }

static void school_life(ReadySchool *r) {
    Work *w = begin(r, TX_WRITE);
    accounts_open_session_as(w, r->people[STAFF].account, &(NewSession){ .mode = MODE_SCHOOL_LIFE, .label = "test" });
    end(w);
    Connected c = now(r);
    CHECK_INT(c.count[CROWD_PUPIL_LIFE][CLIENT_DESK], 3);         /* and those of who is there by their profile */
    Exchange e = get(r, SUPERVISOR, PAGE "?qui=vie-scolaire");
    CHECK(answers(&e, "\"login\":\"personnel\"") && answers(&e, "\"login\":\"restreint\"") && answers(&e, "\"who\":\"pupil_life\""));
    e = get(r, SUPERVISOR, PAGE "?qui=administratifs");
    CHECK(answers(&e, "\"login\":\"personnel\"") && !answers(&e, "\"login\":\"restreint\"") && answers(&e, "\"login\":\"superviseur\""));
}
TEST(school_life_has_a_row_of_its_own) { on_both(school_life); }

/* ---- a limit of the school ---- */

static Exchange sign_in(ReadySchool *r) {
    return request(r->small, NULL, "POST", "/connexion", "login=personnel&password=quatre+mots+sans+rapport", true);
}

static void limited(ReadySchool *r) {
    Connected c = now(r);
    int64_t used = c.count[CROWD_ADMINISTRATIVE][CLIENT_DESK] - 2;        /* two of the supervisor's */
    r->small->school.administrative_most = used + 1;
    CHECK_INT(now(r).left, 1);
    Exchange e = get(r, STAFF, "/bureau");
    CHECK(answers(&e, "\"administrative_left\":1") && answers(&e, arena_printf(r->small->mem, "\"administrative_most\":%lld", (long long) used + 1)));
    CHECK_INT(sign_in(r).status, 303);
    CHECK_INT(now(r).left, 0);
    e = sign_in(r);
    CHECK(e.status == 422 && answers(&e, "accounts.full"));
    Work *w = begin(r, TX_READ);
    CHECK(accounts_are_full(w, r->people[STAFF].account) && !accounts_are_full(w, r->people[SUPERVISOR].account));
    CHECK(!accounts_are_full(w, r->people[TEACHER].account) && !accounts_are_full(w, r->people[PUPIL].account));
    tx_rollback(w->tx);
    r->small->school.administrative_most = 0;
    CHECK(sign_in(r).status == 303 && now(r).left == -1);
}
TEST(a_school_may_limit_its_administrative_connections) { on_both(limited); }

/* ---- who sees and ends what ---- */

static void give(ReadySchool *r, const char *right) {
    Work *w = begin(r, TX_WRITE);
    change_put(w->tx, &TABLE_PROFILE_RIGHT, KEY(of_int(db_int(w->tx, &ACCESS_PROFILE, VALUES(of_text("classes")))), of_text(right)), NULL, 0);
    end(w);
}

/* Who holds the rights and sees two classes only: their pupils, guardians and colleagues; no supervisor, and no whole address. */
static void in_scope(ReadySchool *r) {
    SmallSchool *s = r->small;
    Work *w = begin(r, TX_WRITE);
    int64_t other = accounts_add(w, KIND_PUPIL, ready_thing(r, "pupil")->other, "eleve3b", "ÉLÈVE de 3B");
    accounts_open_session(w, other, "test", "10.1.2.3");
    accounts_open_session(w, r->people[PUPIL].account, "test", "192.0.2.7");
    end(w);
    int64_t hidden = ready_number(s, arena_printf(s->mem, "SELECT max(id) FROM session WHERE account = %lld", (long long) other));
    CHECK_INT(get(r, RESTRICTED, PAGE).status, 403);
    give(r, "accounts.connected");
    give(r, "accounts.sessions");
    s->site.networks = "10.0.0.0/8";
    s->site.limits = true;
    Exchange some = get(r, RESTRICTED, PAGE), all = get(r, SUPERVISOR, PAGE);
    CHECK(answers(&all, "eleve3b") && answers(&all, "10.1.2.3") && answers(&all, "\"place\":\"school\",\"address\":\"10.1.2.3\"")
        && answers(&all, "\"place\":\"elsewhere\",\"address\":\"192.0.2.7\""));
    CHECK_INT(some.status, 200);
    CHECK(!answers(&some, "eleve3b") && !answers(&some, "\"login\":\"superviseur\"") && answers(&some, "\"login\":\"professeur\"") && !answers(&some, "192.0.2.7"));
    CHECK(answers(&some, "{\"who\":\"pupils\",\"desk\":null,\"timetable\":null,\"web\":2}") && answers(&all, "{\"who\":\"pupils\",\"desk\":null,\"timetable\":null,\"web\":3}"));
    CHECK_INT(close_it(r, RESTRICTED, hidden).status, 404);
    CHECK_INT(close_it(r, RESTRICTED, r->people[SUPERVISOR].session).status, 404);
    CHECK_INT(get(r, SUPERVISOR, "/bureau").status, 200);
    CHECK_INT(close_it(r, RESTRICTED, r->people[PUPIL].session).status, 303);
    CHECK_INT(get(r, PUPIL, "/").status, 401);
    /* It stands in the school's history, with who did it. */
    CHECK_INT(ready_number(s, "SELECT count(*) FROM school_audit WHERE table_name = 'session_closing'"), 1);
    CHECK_INT(ready_number(s, arena_printf(s->mem, "SELECT count(*) FROM school_work w JOIN school_audit u ON u.work = w.id WHERE u.table_name = 'session_closing' AND w.account = %lld",
        (long long) r->people[RESTRICTED].account)), 1);
}
TEST(who_sees_some_ends_theirs_only_and_no_supervisors) { on_both(in_scope); }

/* ---- the race: what was ended by force writes no more ---- */

typedef struct Writer { ReadySchool *r; Arena *mem; bool let_in; pthread_t thread; } Writer;

/* As the dispatcher does: who asks is found out inside the transaction that writes. */
static void *write_as(void *context) {
    Writer *t = context;
    SmallSchool *s = t->r->small;
    Tx *tx = tx_begin(s->school.store, t->mem, TX_WRITE);
    Work *w = work_new(t->mem, tx, &s->school, &program_actor, "test");
    const Actor *actor = accounts_actor(w, t->r->people[TEACHER].cookie);
    t->let_in = actor != NULL;
    if (actor) {
        work_actor(w, actor, "test");
        change_put(tx, &TABLE_ACCOUNT, KEY(of_int(actor->account)), FIELDS(SET(COL_ACCOUNT_KEYS_OFF, of_int(1))));
    }
    CHECK_INT(tx_commit(tx), TX_DONE);
    return NULL;
}

static void race(ReadySchool *r) {
    Writer t = { .r = r, .mem = arena_new() };
    Work *w = begin(r, TX_WRITE);
    accounts_close_session(w, r->people[TEACHER].session, r->people[TEACHER].account);      /* the writer is ours from here on */
    must(pthread_create(&t.thread, NULL, write_as, &t) == 0);
    end(w);
    pthread_join(t.thread, NULL);
    CHECK(!t.let_in);
    CHECK_INT(ready_number(r->small, arena_printf(r->small->mem, "SELECT count(*) FROM school_work WHERE account = %lld", (long long) r->people[TEACHER].account)), 0);
    arena_free(t.mem);
}
TEST(a_session_ended_by_force_writes_not_one_more_row) { on_both(race); }

/* ---- cost ---- */

static int statements_of(ReadySchool *r, const char *target) {
    Exchange e = request(r->small, r->people[SUPERVISOR].cookie, "GET", target, NULL, false);
    CHECK_INT(e.status, 200);
    return e.statements;
}

static void thousand(ReadySchool *r) {
    static const char *const targets[] = { "/bureau", "/bureau/eleves", PAGE, PAGE "?part=figures", "/compte/connexions" };
    int before[5];
    for (int i = 0; i < 5; i++)
        before[i] = statements_of(r, targets[i]);
    Work *w = begin(r, TX_WRITE);
    for (int i = 0; i < 1000; i++)
        accounts_open_session(w, r->people[i % 2 ? TEACHER : GUARDIAN].account, "test", NULL);
    end(w);
    for (int i = 0; i < 5; i++)
        CHECK_INT(statements_of(r, targets[i]), before[i]);
    Connected c = now(r);
    CHECK(c.count[CROWD_TEACHERS][CLIENT_DESK] == 501 && c.count[CROWD_GUARDIANS][CLIENT_WEB] == 501);
    Exchange e = get(r, SUPERVISOR, PAGE "?qui=professeurs");
    CHECK(answers(&e, "\"cut\":true"));
}
TEST(a_thousand_sessions_cost_as_many_statements_as_ten) { on_both(thousand); }

int main(int argc, char **argv) {
    int status = test_main(argc, argv);
    ready_schools_end();
    return status;
}
