/* One person in several modes: a teacher whose child is here. On both engines. */
#include "school/accounts/accounts.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "school/access/access.h"
#include "test/ready_school.h"
#include "test/test.h"

static ReadySchool *r;

static const char *cookie_in(const Exchange *e) {
    for (const char *const *h = e->answer_headers; h[0]; h += 2)
        if (str_equal(h[0], "Set-Cookie") && str_starts(h[1], "sid="))
            return arena_text_n(r->small->mem, h[1] + 4, 64);
    return NULL;
}

static Exchange ask(const char *cookie, const char *method, const char *target, const char *body) { return request(r->small, cookie, method, target, body, true); }

static void two_hats(void) {
    SmallSchool *s = r->small;
    int64_t own = ready_thing(r, "pupil")->own, other = ready_thing(r, "pupil")->other;
    /* The teacher, who teaches 6A, answers for a pupil of 3B. */
    store_fixture_tamper(s->fixture, arena_printf(s->mem, "INSERT INTO guardian (person) SELECT %lld WHERE NOT EXISTS (SELECT 1 FROM guardian WHERE person = %lld)",
        (long long) r->people[TEACHER].person, (long long) r->people[TEACHER].person));
    store_fixture_tamper(s->fixture, arena_printf(s->mem, "INSERT INTO guardianship (pupil, guardian, level, rank, until_day) VALUES (%lld, %lld, 1, 9, %d)", (long long) other,
        (long long) r->people[TEACHER].person, DAY_OPEN));
    const char *taught = arena_printf(s->mem, "/bureau/eleves/%lld", (long long) own), *child = arena_printf(s->mem, "/bureau/eleves/%lld", (long long) other);
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    const char *cookie = accounts_open_session(work_new(s->mem, tx, &s->school, &program_actor, "test"), r->people[TEACHER].account, "test", NULL);
    must(tx_commit(tx) == TX_DONE);
    CHECK_INT(ask(cookie, "GET", taught, NULL).status, 200);
    CHECK_INT(ask(cookie, "GET", child, NULL).status, 404);             /* at the desk one is a teacher, and nothing else */
    Exchange e = ask(cookie, "POST", "/compte/mode", "mode=administrative");
    CHECK_INT(e.status, 422);
    e = ask(cookie, "POST", "/compte/mode", "mode=guardian");
    CHECK_INT(e.status, 303);
    const char *then = cookie_in(&e);
    CHECK(then && !str_equal(then, cookie));
    CHECK_INT(ask(cookie, "GET", "/", NULL).status, 401);               /* the number of before is worth nothing (P-06) */
    CHECK_INT(ask(then, "GET", taught, NULL).status, 403);
    store_fixture_tamper(s->fixture, "DELETE FROM space");
    e = ask(then, "GET", "/", NULL);
    CHECK(e.status == 200 && answers(&e, "\"modes\":[{\"mode\":\"teacher\"}]"));
    /* Next time it begins where it was. */
    tx = tx_begin(s->school.store, s->mem, TX_READ);
    NextMode next = accounts_next_mode(work_new(s->mem, tx, &s->school, &program_actor, "test"), r->people[TEACHER].account);
    tx_rollback(tx);
    CHECK(next.mode == MODE_GUARDIAN && next.may == (1U << MODE_TEACHER | 1U << MODE_GUARDIAN));
}
TEST(a_teacher_with_a_child_here_is_one_or_the_other) { ready_on_both(&r, two_hats); }

/* When there are as many administrative connections as the school wants, the next one consults. */
static void full(void) {
    SmallSchool *s = r->small;
    s->school.administrative_most = 1;
    Exchange e = ask(NULL, "POST", "/connexion", "login=personnel&password=quatre+mots+sans+rapport");
    CHECK(e.status == 422 && answers(&e, "accounts.full"));
    e = ask(NULL, "POST", "/connexion", "login=personnel&password=quatre+mots+sans+rapport&reading=1");
    CHECK_INT(e.status, 303);
    const char *cookie = cookie_in(&e);
    must(cookie);
    CHECK_INT(ask(cookie, "GET", "/bureau/eleves", NULL).status, 200);
    CHECK_INT(ask(cookie, "GET", "/bureau/eleves/nouveau", NULL).status, 403);
    CHECK_INT(ask(cookie, "POST", "/bureau/annee", "noon=12:30").status, 403);
    s->school.administrative_most = 0;
}
TEST(when_it_is_full_one_may_come_in_to_consult) { ready_on_both(&r, full); }

int main(int argc, char **argv) {
    int failed = test_main(argc, argv);
    ready_schools_end();
    return failed;
}
