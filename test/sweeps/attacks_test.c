/* Attacks, one after the other, on both engines: what another site's pages send, what is written otherwise than a form, sessions that are over or somebody else's, forms
 * that were opened before something changed, and many guesses at once. Each says what is answered, and that nothing in the base has changed. */
#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "school/access/access.h"
#include "school/accounts/accounts.h"
#include "school/recovery/recovery.h"
#include "school/second/second.h"
#include "test/ready_school.h"
#include "test/snapshot.h"
#include "test/test.h"
#include "web/feature.h"
#include "work/outbox.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define OURS "http://127.0.0.1:8080"
#define FORM "application/x-www-form-urlencoded"
#define AT_ONCE 64

static ReadySchool *r;
static const char *const methods[] = { "GET", "POST", "PUT", "DELETE" };

/* ---- one request, as an attacker writes it ---- */

typedef struct Attack { const char *cookie, *method, *target, *type, *body; const char *headers[8]; bool ours /* Origin and Host of our own */; } Attack;

static Exchange attack_in(Arena *mem, struct Dispatcher *d, const Attack *a) {
    const char **headers = NEW_ARRAY(mem, const char *, 24);
    int n = 0;
    for (int i = 0; a->headers[i]; i++)
        headers[n++] = a->headers[i];
    if (a->ours)
        headers[n++] = "Host", headers[n++] = "127.0.0.1:8080", headers[n++] = "Origin", headers[n++] = OURS;
    if (a->cookie)
        headers[n++] = "Cookie", headers[n++] = arena_printf(mem, "sid=%s", a->cookie);
    if (a->type)
        headers[n++] = "Content-Type", headers[n++] = a->type;
    headers[n++] = "Accept", headers[n++] = "application/json";
    Exchange e = { .method = a->method, .target = a->target, .headers = headers, .body = a->body, .body_size = a->body ? strlen(a->body) : 0, .dispatcher = d };
    small_ask(r->small, mem, &e);
    return e;
}

static struct Dispatcher *dispatcher(void) {
    Exchange e = attack_in(r->small->mem, NULL, &(Attack){ .method = "GET", .target = "/healthz", .ours = true });
    return e.dispatcher;
}

/* An address of ROUTE, with numbers that nothing has. */
static const char *address_of(Arena *mem, const Route *route) {
    Str s = str_new(mem, 80);
    for (const char *at = route->path; *at; ) {
        size_t size = strcspn(at + 1, "/") + 1;
        if (at[1] == ':')
            str_add(&s, "/987654");
        else
            str_add_n(&s, at, size);
        at += size;
    }
    return s.data;
}

/* What one round is made of: each route that LOOKS_AT, with a memory of its own. */
static void on_routes(bool (*looks_at)(const Route *route), void (*try_it)(Arena *mem, struct Dispatcher *d, const Route *route)) {
    struct Dispatcher *d = dispatcher();
    int count = 0;
    for (int f = 0; features[f]; f++)
        for (const Route *route = features[f]->routes; route && route->path; route++)
            if (looks_at(route)) {
                Arena *mem = arena_new();
                try_it(mem, d, route);
                arena_free(mem);
                count++;
            }
    CHECK(count > 20);
}

static void check_answer(const Exchange *e, int wanted, const Route *route, const char *what) {
    if (!CHECK(e->status == wanted))
        printf("# %s %s, %s: %d, not %d\n", methods[route->method], route->path, what, e->status, wanted);
}

/* FN runs, and the base is as it was. */
static void changes_nothing(void (*fn)(void), const char *except) {
    Snapshot before = snapshot_take(r->small->fixture, r->small->mem);
    fn();
    const char *changed = snapshot_changed(r->small->fixture, r->small->mem, &before, except);
    if (!CHECK(changed == NULL))
        printf("# %s has changed\n", changed);
}

static bool posts(const Route *route) { return route->method != GET; }

/* ---- pages of elsewhere ---- */

typedef struct Forged { const char *what, *headers[8]; } Forged;
static const Forged forged[] = {
    { "another origin", { "Host", "127.0.0.1:8080", "Origin", "https://mechant.example" } },
    { "no origin at all", { "Host", "127.0.0.1:8080" } },
    { "an origin that is nobody's", { "Host", "127.0.0.1:8080", "Origin", "null" } },
    { "our origin, from another site", { "Host", "127.0.0.1:8080", "Origin", OURS, "Sec-Fetch-Site", "cross-site" } },
    { "our origin, from the same site", { "Host", "127.0.0.1:8080", "Origin", OURS, "Sec-Fetch-Site", "same-site" } },
    { "typed in, without an origin", { "Host", "127.0.0.1:8080", "Sec-Fetch-Site", "none" } },
    { "our name before theirs", { "Host", "127.0.0.1:8080", "Origin", OURS ".mechant.example" } },
    { "another port", { "Host", "127.0.0.1:8080", "Origin", "http://127.0.0.1:8081" } },
    { "another scheme", { "Host", "127.0.0.1:8080", "Origin", "https://127.0.0.1:8080" } },
    { "their name pointing here", { "Host", "mechant.example", "Origin", "http://mechant.example" } },
    { "two origins, theirs first", { "Host", "127.0.0.1:8080", "Origin", "https://mechant.example", "Origin", OURS } },
    { "two origins, ours first", { "Host", "127.0.0.1:8080", "Origin", OURS, "Origin", "https://mechant.example" } },
    { "told twice from where", { "Host", "127.0.0.1:8080", "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Site", "cross-site" } },
    { "a referer for an origin", { "Host", "127.0.0.1:8080", "Referer", OURS "/bureau" } },
};

static void forge(Arena *mem, struct Dispatcher *d, const Route *route) {
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
        Attack a = { .cookie = r->people[SUPERVISOR].cookie, .method = methods[route->method], .target = address_of(mem, route), .type = FORM, .body = "a=1" };
        memcpy(a.headers, forged[i].headers, sizeof a.headers);
        a.headers[7] = NULL;
        Exchange e = attack_in(mem, d, &a);
        check_answer(&e, 403, route, forged[i].what);
        CHECK_INT(e.statements, 0);                     /* it did not even begin */
    }
}
static void forge_all(void) { on_routes(posts, forge); }
static void forgeries(void) { changes_nothing(forge_all, NULL); }
TEST(no_other_sites_page_posts_anything) { ready_on_both(&r, forgeries); }

/* ---- not a form ---- */

typedef struct Body { const char *what, *type, *body; int status; } Body;
static const Body bodies[] = {
    { "plain text", "text/plain", "login=superviseur", 415 }, { "no type", NULL, "a=1", 415 }, { "XML", "application/xml", "<a/>", 415 },
    { "broken JSON", "application/json", "{\"a\":", 400 }, { "JSON that is no object", "application/json", "[1,2]", 400 }, { "JSON with a key twice", "application/json", "{\"a\":1,\"a\":2}", 400 },
    { "JSON, then more", "application/json", "{\"a\":1}{\"b\":2}", 400 },
};

static void send_bodies(Arena *mem, struct Dispatcher *d, const Route *route) {
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        Exchange e = attack_in(mem, d, &(Attack){ r->people[SUPERVISOR].cookie, methods[route->method], address_of(mem, route), bodies[i].type, bodies[i].body, .ours = true });
        check_answer(&e, bodies[i].status, route, bodies[i].what);
        CHECK_INT(e.statements, 0);
    }
}
static void send_all_bodies(void) { on_routes(posts, send_bodies); }
static void odd_bodies(void) { changes_nothing(send_all_bodies, NULL); }
TEST(what_is_no_form_is_refused_everywhere) { ready_on_both(&r, odd_bodies); }

/* ---- another method ---- */

/* What is there to be posted to, and nothing to be read: asked for with GET, whatever else is said of the method, it is not there. */
static void override(Arena *mem, struct Dispatcher *d, const Route *route) {
    static const char *const names[] = { "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override" };
    const char *address = address_of(mem, route), *cookie = r->people[SUPERVISOR].cookie;
    Exchange plain = attack_in(mem, d, &(Attack){ cookie, "GET", address, .ours = true });
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Exchange e = attack_in(mem, d, &(Attack){ cookie, "GET", address, .headers = { names[i], methods[route->method] }, .ours = true });
        check_answer(&e, plain.status, route, names[i]);
    }
    Exchange e = attack_in(mem, d, &(Attack){ cookie, "GET", arena_printf(mem, "%s?_method=POST", address), .ours = true });
    check_answer(&e, plain.status, route, "_method");
    static const char *const others[] = { "DELETE", "PUT", "PATCH", "TRACE", "get", "POST " };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!str_equal(others[i], methods[route->method])) {
            e = attack_in(mem, d, &(Attack){ cookie, others[i], address, FORM, "a=1", .ours = true });
            check_answer(&e, 405, route, others[i]);
        }
}
static void override_all(void) { on_routes(posts, override); }
static void overrides(void) { changes_nothing(override_all, NULL); }
TEST(nothing_makes_one_method_another) { ready_on_both(&r, overrides); }

/* ---- sessions ---- */

static bool is_closed(const Route *route) { return !(route->portals & PORTAL_OPEN) && route->mode != NONE; }

static const char *ended_cookie;

static void replay(Arena *mem, struct Dispatcher *d, const Route *route) {
    bool write = route->method != GET;
    Exchange e = attack_in(mem, d, &(Attack){ ended_cookie, methods[route->method], address_of(mem, route), write ? FORM : NULL, write ? "a=1" : NULL, .ours = true });
    check_answer(&e, 401, route, "a session that is over");
}
static void replay_all(void) { on_routes(is_closed, replay); }

/* P-06: everywhere, after signing out and after signing in anew. */
static void replays(void) {
    ended_cookie = r->people[STAFF].cookie;
    Exchange out = attack_in(r->small->mem, NULL, &(Attack){ ended_cookie, "POST", "/deconnexion", FORM, "", .ours = true });
    CHECK_INT(out.status, 303);
    changes_nothing(replay_all, NULL);
    ended_cookie = r->people[TEACHER].cookie;
    Exchange in = attack_in(r->small->mem, NULL, &(Attack){ ended_cookie, "POST", "/connexion", FORM, "login=personnel&password=quatre+mots+sans+rapport", .ours = true });
    CHECK_INT(in.status, 303);
    changes_nothing(replay_all, NULL);
    static const char *const wrong[] = { "", "0", "0000000000000000000000000000000000000000000000000000000000000000", "../../etc/passwd", "' OR 1=1 --" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK_INT(attack_in(r->small->mem, NULL, &(Attack){ wrong[i], "GET", "/bureau", .ours = true }).status, 401);
}
TEST(a_session_that_is_over_opens_nothing) { ready_on_both(&r, replays); }

/* Of one's own session in another's name, and of another school. */
static void swap(void) {
    SmallSchool *s = r->small;
    Attack a = { r->people[SUPERVISOR].cookie, "POST", arena_printf(s->mem, "/bureau/eleves/%lld/contact", (long long) ready_thing(r, "pupil")->own), FORM, "email=autre@exemple.fr",
        { "Preau-Account", arena_printf(s->mem, "%lld", (long long) r->people[STAFF].account) }, true };
    CHECK_INT(attack_in(s->mem, NULL, &a).status, 401);
    a.cookie = r->people[GUARDIAN].cookie;
    a.headers[0] = NULL;
    CHECK_INT(attack_in(s->mem, NULL, &a).status, 403);
    a.cookie = r->people[PUPIL].cookie;
    CHECK_INT(attack_in(s->mem, NULL, &a).status, 403);
}

static void swapped(void) {
    changes_nothing(swap, NULL);
    for (int postgres = 0; postgres < 2; postgres++) {
        ReadySchool *here = r, *there = ready_school(postgres);
        Tx *tx = tx_begin(there->small->school.store, there->small->mem, TX_WRITE);
        const char *cookie = accounts_open_session(work_new(there->small->mem, tx, &there->small->school, &program_actor, "test"), there->people[SUPERVISOR].account, "test", NULL);
        must(tx_commit(tx) == TX_DONE);
        CHECK_INT(attack_in(here->small->mem, NULL, &(Attack){ cookie, "GET", "/bureau", .ours = true }).status, 401);
        CHECK_INT(attack_in(here->small->mem, NULL, &(Attack){ here->people[SUPERVISOR].cookie, "GET", "/bureau", .ours = true }).status, 200);
        ready_school_done(there);
    }
}
TEST(a_session_is_good_for_one_account_of_one_school) { ready_on_both(&r, swapped); }

/* ---- forms opened before something changed ---- */

static Work *begin_write(void) {
    SmallSchool *s = r->small;
    return work_new(s->mem, tx_begin(s->school.store, s->mem, TX_WRITE), &s->school, &program_actor, "test");
}

static void end_write(Work *w) { must(tx_commit(w->tx) == TX_DONE); }

static const char *stale_target, *stale_body;
static int stale_status;
static void post_stale(void) {
    Exchange e = attack_in(r->small->mem, NULL, &(Attack){ r->people[STAFF].cookie, "POST", stale_target, FORM, stale_body, .ours = true });
    if (!CHECK(e.status == stale_status))
        printf("# %s %s: %d\n", stale_target, stale_body, e.status);
}

static void expect_stale(const char *target, const char *body, int status) {
    stale_target = target;
    stale_body = body;
    stale_status = status;
    changes_nothing(post_stale, NULL);
}

static void stale(void) {
    SmallSchool *s = r->small;
    const char *target = arena_printf(s->mem, "/bureau/eleves/%lld/contact", (long long) ready_thing(r, "pupil")->own);
    stale_target = target, stale_body = "email=un@exemple.fr", stale_status = 303;
    post_stale();
    expect_stale(target, "email=deux@exemple.fr&was_email=ancien@exemple.fr", 409);         /* what the form showed is not so any more */
    Work *w = begin_write();
    change_end(w->tx, &TABLE_PROFILE_RIGHT, KEY(of_int(db_int(w->tx, &ACCESS_PROFILE, VALUES(of_text("secretariat")))), of_text("people.edit")));
    end_write(w);
    expect_stale(target, "email=deux@exemple.fr&was_email=un@exemple.fr", 403);             /* the right was taken while it was open */
    w = begin_write();
    change_put(w->tx, &TABLE_PROFILE_RIGHT, KEY(of_int(db_int(w->tx, &ACCESS_PROFILE, VALUES(of_text("secretariat")))), of_text("people.edit")), NULL, 0);
    end_write(w);
    w = begin_write();
    change_put(w->tx, &TABLE_ACCOUNT, KEY(of_int(r->people[STAFF].account)), FIELDS(SET(COL_ACCOUNT_STATE, of_text("frozen"))));
    end_write(w);
    expect_stale(target, "email=deux@exemple.fr&was_email=un@exemple.fr", 401);             /* the account was frozen */
}
TEST(a_form_opened_before_is_looked_at_as_of_now) { ready_on_both(&r, stale); }

/* ---- numbers in a form ---- */

/* Somebody else's thing, named in a form by who does not see it, and one that does not exist: the same words, and nothing is changed. */
typedef struct Named { Who who; const char *target, *field; int64_t other; } Named;

static void check_named(const Named *n) {
    SmallSchool *s = r->small;
    Exchange other = attack_in(s->mem, NULL, &(Attack){ r->people[n->who].cookie, "POST", n->target, FORM, arena_printf(s->mem, "%s=%lld", n->field, (long long) n->other), .ours = true });
    Exchange missing = attack_in(s->mem, NULL, &(Attack){ r->people[n->who].cookie, "POST", n->target, FORM, arena_printf(s->mem, "%s=987654", n->field), .ours = true });
    if (!CHECK(other.status >= 400 && other.status == missing.status))
        printf("# %s: %d, %d\n", n->target, other.status, missing.status);
    const char *one = strstr(arena_text_n(s->mem, other.answer, other.answer_size), "problems"), *two = strstr(arena_text_n(s->mem, missing.answer, missing.answer_size), "problems");
    CHECK(str_equal(one ? one : "", two ? two : ""));
}

static int64_t newest(const char *table, Who who) {
    return ready_number(r->small, arena_printf(r->small->mem, "SELECT max(id) FROM %s WHERE account = %lld", table, (long long) r->people[who].account));
}

static void name_all(void) {
    const Named all[] = { { STAFF, "/compte/securite/retirer", "id", newest("second_means", TEACHER) }, { STAFF, "/compte/securite/oublier", "id", newest("known_device", TEACHER) },
        { STAFF, "/bureau/securite/comptes", "account", ready_number(r->small, "SELECT min(id) FROM account WHERE kind = 'supervisor'") } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        check_named(&all[i]);
}

static void named(void) {
    Work *w = begin_write();
    Actor actor = { .kind = KIND_TEACHER, .account = r->people[TEACHER].account, .login = "", .display_name = "" };
    w->actor = &actor;
    means_set_pin(w, "2846");
    actor.account = ready_number(r->small, "SELECT min(id) FROM account WHERE kind = 'supervisor'");
    means_set_pin(w, "2846");
    device_trust(w, r->people[TEACHER].account, NULL, "Firefox");
    end_write(w);
    changes_nothing(name_all, NULL);
}
TEST(another_ones_number_in_a_form_is_as_one_that_does_not_exist) { ready_on_both(&r, named); }

/* ---- many at once ---- */

typedef struct One { pthread_t thread; Arena *mem; Attack attack; struct Dispatcher *d; Exchange e; } One;
static pthread_barrier_t gate;

static void *send_one(void *context) {
    One *one = context;
    pthread_barrier_wait(&gate);
    one->e = attack_in(one->mem, one->d, &one->attack);
    return NULL;
}

/* The same request COUNT times, all at once, each from another address when FROM says so. */
static One *at_once(const Attack *a, int count) {
    One *all = NEW_ARRAY(r->small->mem, One, count);
    struct Dispatcher *d = dispatcher();
    must(pthread_barrier_init(&gate, NULL, (unsigned) count) == 0);
    for (int i = 0; i < count; i++) {
        all[i] = (One){ .mem = arena_new(), .attack = *a, .d = d };
        must(pthread_create(&all[i].thread, NULL, send_one, &all[i]) == 0);
    }
    for (int i = 0; i < count; i++)
        pthread_join(all[i].thread, NULL);
    pthread_barrier_destroy(&gate);
    return all;
}

static int answered(const One *all, int count, int status) {
    int n = 0;
    for (int i = 0; i < count; i++)
        n += all[i].e.status == status;
    return n;
}

static void forget(One *all, int count) {
    for (int i = 0; i < count; i++)
        arena_free(all[i].mem);
}

static void passwords(void) {
    r->small->site.limits = true;
    One *all = at_once(&(Attack){ NULL, "POST", "/connexion", FORM, "login=personnel&password=pas+le+bon+mot", .ours = true }, AT_ONCE);
    int looked_at = answered(all, AT_ONCE, 422), waits = answered(all, AT_ONCE, 429);
    CHECK(looked_at >= 5 && looked_at <= 10 && looked_at + waits == AT_ONCE);
    forget(all, AT_ONCE);
    CHECK_INT(ready_number(r->small, "SELECT count(*) FROM sign_in_failure WHERE aimed = 1"), looked_at);
    CHECK_INT(ready_number(r->small, arena_printf(r->small->mem, "SELECT count(*) FROM session WHERE account = %lld", (long long) r->people[STAFF].account)), 1);
    r->small->site.limits = false;
}
TEST(sixty_four_passwords_at_once_are_no_more_than_ten) { ready_on_both(&r, passwords); }

/* A session of STAFF that waits for its second step, which is a PIN or one of these recovery codes. */
static const char *waiting_session(void) {
    Work *w = begin_write();
    const char *cookie = accounts_open_session_as(w, r->people[STAFF].account, &(NewSession){ .mode = MODE_ADMINISTRATIVE, .waits = GATE_SECOND, .label = "test" });
    end_write(w);
    return cookie;
}

static const char **give_second(void) {
    Work *w = begin_write();
    Actor actor = { .kind = KIND_STAFF, .account = r->people[STAFF].account, .login = "", .display_name = "" };
    w->actor = &actor;
    means_set_pin(w, "2846");
    const char **codes = recovery_new(w, actor.account);
    end_write(w);
    return codes;
}

static void pins(void) {
    r->small->site.limits = true;
    give_second();
    One *all = at_once(&(Attack){ waiting_session(), "POST", "/connexion/seconde-etape", FORM, "means=pin&code=0000", .ours = true }, AT_ONCE);
    int looked_at = answered(all, AT_ONCE, 422) + answered(all, AT_ONCE, 303);
    CHECK(looked_at >= 1 && looked_at <= 5 && looked_at + answered(all, AT_ONCE, 429) + answered(all, AT_ONCE, 401) == AT_ONCE);
    forget(all, AT_ONCE);
    CHECK(ready_number(r->small, "SELECT count(*) FROM second_try") <= 5);
    CHECK_INT(ready_number(r->small, arena_printf(r->small->mem, "SELECT count(*) FROM session WHERE account = %lld AND waits = 0 AND ended_at IS NULL",
        (long long) r->people[STAFF].account)), 1);     /* the one that they had */
    r->small->site.limits = false;
}
TEST(sixty_four_second_steps_at_once_are_no_more_than_five) { ready_on_both(&r, pins); }

/* One code, in two browsers at the same moment: it lets one of them in. */
static void one_code_twice(void) {
    const char *code = give_second()[0];
    One both[2];
    must(pthread_barrier_init(&gate, NULL, 2) == 0);
    struct Dispatcher *d = dispatcher();
    for (int i = 0; i < 2; i++)
        both[i] = (One){ .mem = arena_new(), .d = d, .attack = { waiting_session(), "POST", "/connexion/seconde-etape", FORM,
            arena_printf(r->small->mem, "means=recovery&code=%s", code), .ours = true } };
    for (int i = 0; i < 2; i++)
        must(pthread_create(&both[i].thread, NULL, send_one, &both[i]) == 0);
    for (int i = 0; i < 2; i++)
        pthread_join(both[i].thread, NULL);
    pthread_barrier_destroy(&gate);
    CHECK_INT(answered(both, 2, 303), 1);
    CHECK_INT(answered(both, 2, 422), 1);
    forget(both, 2);
    CHECK_INT(ready_number(r->small, arena_printf(r->small->mem, "SELECT count(*) FROM recovery_code WHERE account = %lld", (long long) r->people[STAFF].account)), RECOVERY_CODES - 1);
}
TEST(one_recovery_code_at_two_places_lets_one_in) { ready_on_both(&r, one_code_twice); }

/* ---- a forgotten password ---- */

static SendResult read_code(void *context, const OutboxMessage *m, const char **reason) {
    char *code = context;
    (void) reason;
    for (const char *at = strchr(m->body, '\n'); at; at = strchr(at + 1, '\n'))
        if (strcspn(at + 1, "\n") == 9 && at[5] == '-')
            memcpy(code, at + 1, 9);
    return SEND_DONE;
}

static const char *ticket(char code[10]) {
    SmallSchool *s = r->small;
    store_fixture_tamper(s->fixture, arena_printf(s->mem, "UPDATE person SET email = 'personnel@exemple.fr' WHERE id = %lld", (long long) r->people[STAFF].person));
    Exchange e = attack_in(s->mem, NULL, &(Attack){ NULL, "POST", "/connexion/oubli", FORM, "who=personnel", .ours = true });
    const char *at = strstr(arena_text_n(s->mem, e.answer, e.answer_size), "\"ticket\":\"");
    Sender senders[] = { { "mail", read_code, code }, { .channel = NULL } };
    while (outbox_send_one(&s->school, SCHOOL, senders, instant_now() + 1000))
        continue;
    must(at && code[4] == '-');
    return arena_text_n(s->mem, at + 10, 64);
}

static void codes(void) {
    char code[10] = "";
    const char *held = ticket(code);
    One *all = at_once(&(Attack){ NULL, "POST", "/connexion/oubli/code", FORM, arena_printf(r->small->mem, "ticket=%s&code=AAAA-AAAA", held), .ours = true }, AT_ONCE);
    CHECK_INT(answered(all, AT_ONCE, 422), AT_ONCE);
    int wrong = 0;
    for (int i = 0; i < AT_ONCE; i++)
        wrong += answers(&all[i].e, "recovery.wrong");
    CHECK(wrong <= RECOVERY_TRIES);
    forget(all, AT_ONCE);
    Exchange right = attack_in(r->small->mem, NULL, &(Attack){ NULL, "POST", "/connexion/oubli/code", FORM, arena_printf(r->small->mem, "ticket=%s&code=%s", held, code), .ours = true });
    CHECK(right.status == 422 && answers(&right, "recovery.over"));     /* nor is the right one looked at any more */
    CHECK_INT(ready_number(r->small, "SELECT max(tries) FROM recovery"), RECOVERY_TRIES);
}
TEST(sixty_four_codes_at_once_are_no_more_than_five) { ready_on_both(&r, codes); }

static void chosen_twice(void) {
    char code[10] = "";
    const char *held = ticket(code);
    Exchange right = attack_in(r->small->mem, NULL, &(Attack){ NULL, "POST", "/connexion/oubli/code", FORM, arena_printf(r->small->mem, "ticket=%s&code=%s", held, code), .ours = true });
    CHECK_INT(right.status, 200);
    One *all = at_once(&(Attack){ NULL, "POST", "/connexion/oubli/mot-de-passe", FORM,
        arena_printf(r->small->mem, "ticket=%s&password=agrafe+pile+cheval&password_again=agrafe+pile+cheval", held), .ours = true }, 8);
    CHECK_INT(answered(all, 8, 303), 1);
    CHECK_INT(answered(all, 8, 422), 7);
    forget(all, 8);
    CHECK_INT(ready_number(r->small, "SELECT count(*) FROM school_outbox WHERE dedup LIKE 'password/%'"), 1);
}
TEST(one_reset_chosen_many_times_at_once_is_chosen_once) { ready_on_both(&r, chosen_twice); }

/* ---- who administers ---- */

/* Two who administer take it from each other at the same moment, and one the supervisor's: a school is never without somebody who can. */
static void last_one(void) {
    SmallSchool *s = r->small;
    Work *w = begin_write();
    access_give(w, r->people[STAFF].account, "super");
    access_give(w, r->people[NEWCOMER].account, "super");
    end_write(w);
    w = begin_write();
    accounts_set_hash(w, r->people[NEWCOMER].account, "not a real one");
    int64_t supervisor = r->people[SUPERVISOR].account, given[] = { r->people[NEWCOMER].account, r->people[STAFF].account, supervisor };
    const char *cookies[] = { accounts_open_session(w, r->people[STAFF].account, "test", NULL), accounts_open_session(w, r->people[NEWCOMER].account, "test", NULL), r->people[SUPERVISOR].cookie };
    end_write(w);
    One all[9];
    must(pthread_barrier_init(&gate, NULL, 9) == 0);
    struct Dispatcher *d = dispatcher();
    for (int i = 0; i < 9; i++)
        all[i] = (One){ .mem = arena_new(), .d = d, .attack = { cookies[i % 3], "POST",
            arena_printf(s->mem, "/bureau/autorisations/comptes/%lld/mode", (long long) given[i / 3]), FORM, "mode=administrative&set=", .ours = true } };
    for (int i = 0; i < 9; i++)
        must(pthread_create(&all[i].thread, NULL, send_one, &all[i]) == 0);
    for (int i = 0; i < 9; i++)
        pthread_join(all[i].thread, NULL);
    pthread_barrier_destroy(&gate);
    for (int i = 0; i < 9; i++) {
        if (i / 3 == 2)                                 /* the supervisor's, by whoever */
            CHECK(all[i].e.status == 403 || all[i].e.status == 422);
        else if (i % 3 == 2)                            /* by the supervisor, who names them */
            CHECK_INT(all[i].e.status, 303);
    }
    forget(all, 9);
    CHECK_INT(ready_number(s, arena_printf(s->mem, "SELECT count(*) FROM account WHERE id = %lld AND kind = 'supervisor' AND state = 'open'", (long long) supervisor)), 1);
    CHECK_INT(attack_in(s->mem, NULL, &(Attack){ r->people[SUPERVISOR].cookie, "GET", "/bureau/autorisations", .ours = true }).status, 200);
}
TEST(a_school_is_never_without_who_administers_it) { ready_on_both(&r, last_one); }

int main(int argc, char **argv) {
    int code = test_main(argc, argv);
    ready_schools_end();
    return code;
}
