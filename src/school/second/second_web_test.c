/* The second step over requests: what a session may do at its gate, under which number it goes on, who is asked once more, and what is kept of it nowhere. */
#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "school/accounts/accounts.h"
#include "school/second/second.h"
#include "school/second/totp.h"
#include "test/ready_school.h"
#include "test/test.h"
#include "web/feature.h"

#include <stdio.h>
#include <string.h>

#define HOST "127.0.0.1:8080"
static ReadySchool *r;

/* ---- asking ---- */

static Exchange ask_with(const char *cookies, const char *method, const char *target, const char *body, bool json, const char *key) {
    SmallSchool *s = r->small;
    const char **headers = NEW_ARRAY(s->mem, const char *, 16);
    int n = 0;
    headers[n++] = "Host", headers[n++] = HOST;
    headers[n++] = "Origin", headers[n++] = "http://" HOST;
    if (json)
        headers[n++] = "Accept", headers[n++] = "application/json";
    if (body)
        headers[n++] = "Content-Type", headers[n++] = "application/x-www-form-urlencoded";
    if (cookies)
        headers[n++] = "Cookie", headers[n++] = cookies;
    if (key)
        headers[n++] = "Idempotency-Key", headers[n++] = key;
    Exchange e = { .method = method, .target = target, .headers = headers, .body = body, .body_size = body ? strlen(body) : 0 };
    small_ask(s, s->mem, &e);
    return e;
}

static Exchange ask(const char *session, const char *method, const char *target, const char *body, bool json) {
    return ask_with(session ? arena_printf(r->small->mem, "sid=%s", session) : NULL, method, target, body, json, NULL);
}

static const char *header(const Exchange *e, const char *name, const char *start) {
    for (const char *const *h = e->answer_headers; *h; h += 2)
        if (strcasecmp(h[0], name) == 0 && str_starts(h[1], start))
            return h[1];
    return "";
}

static const char *cookie(const Exchange *e, const char *name) {
    const char *start = arena_printf(r->small->mem, "%s=", name), *set = header(e, "Set-Cookie", start);
    return *set ? arena_text_n(r->small->mem, set + strlen(start), strcspn(set + strlen(start), ";")) : NULL;
}

static bool says(const Exchange *e, const char *text) { return memmem(e->answer, e->answer_size, text, strlen(text)) != NULL; }

/* ---- who has what ---- */

static Work *begin_as(Who who, Actor *actor) {
    SmallSchool *s = r->small;
    static const Kind kinds[PEOPLE] = { [SUPERVISOR] = KIND_SUPERVISOR, [STAFF] = KIND_STAFF, [TEACHER] = KIND_TEACHER, [GUARDIAN] = KIND_GUARDIAN, [PUPIL] = KIND_PUPIL };
    Work *w = work_new(s->mem, tx_begin(s->school.store, s->mem, TX_WRITE), &s->school, &program_actor, "test");
    *actor = (Actor){ .kind = kinds[who], .account = r->people[who].account, .login = "", .display_name = "" };
    w->actor = actor;
    return w;
}

/* A PIN is the simplest of them; the rules let anybody have one who is given it. */
static void give_pin(Who who) {
    Actor actor;
    Work *w = begin_as(who, &actor);
    means_set_pin(w, "2846");
    must(tx_commit(w->tx) == TX_DONE);
}

static const char *sign_in(const char *device) {
    SmallSchool *s = r->small;
    const char *body = arena_printf(s->mem, "login=personnel&password=%s", url_encode(s->mem, READY_PASSWORD));
    Exchange e = ask_with(device ? arena_printf(s->mem, "dev=%s", device) : NULL, "POST", "/connexion", body, false, NULL);
    CHECK_INT(e.status, 303);
    return cookie(&e, "sid");
}

static void run_sql(const char *sql) { store_fixture_tamper_at(r->small->fixture, SCHOOL, sql); }

/* As if the password had been given MINUTES ago. */
static void age_proof(const char *session_of, int minutes) {
    run_sql(arena_printf(r->small->mem, "UPDATE session SET proved_at = proved_at - %d WHERE account = (SELECT id FROM account WHERE login = '%s')", minutes * 60000, session_of));
}

/* ---- the gate ---- */

/* Every route of the program, as somebody who has given a password and no more. */
static void nobody_yet(void) {
    give_pin(STAFF);
    const char *waiting = sign_in(NULL);
    for (int f = 0; features[f]; f++)
        for (const Route *route = features[f]->routes; route && route->path; route++) {
            if (route->behind & GATE_SECOND || route->mode == NONE)
                continue;
            static const char *const methods[] = { "GET", "POST", "PUT", "DELETE" };
            Str path = str_new(r->small->mem, 64);
            for (const char *at = route->path; *at; at++)
                if (*at == ':') {
                    str_add_char(&path, '1');
                    at += strcspn(at, "/") - 1;
                } else {
                    str_add_char(&path, *at);
                }
            Exchange page = ask(waiting, methods[route->method], path.data, route->method == GET ? NULL : "", false),
                json = ask(waiting, methods[route->method], path.data, route->method == GET ? NULL : "", true);
            if (!CHECK(page.status == 303 && *header(&page, "Location", "/connexion/seconde-etape") && json.status == 401 && says(&json, "second_step")))
                printf("# %s %s: %d, %d\n", methods[route->method], route->path, page.status, json.status);
        }
}
TEST(a_password_alone_opens_no_route) { ready_on_both(&r, nobody_yet); }

/* The routes that are open there, and no others: who adds one says why here. */
TEST(the_gate_leaves_these_routes_open) {
    static const char *const open[] = { "/openapi.json", "/readyz", "/connexion", "/deconnexion", "/connexion/cle", "/connexion/oubli", "/connexion/oubli/code", "/connexion/oubli/mot-de-passe", "/connexion/seconde-etape", "/connexion/seconde-etape/cle",
        "/verifier" /* who holds a paper may be anybody */, "/passerelle/sms", "/passerelle/sms/recu" /* a gateway, by addresses that we signed */, NULL };
    for (int f = 0; features[f]; f++)
        for (const Route *route = features[f]->routes; route && route->path; route++) {
            bool listed = false;
            for (int i = 0; open[i]; i++)
                listed = listed || str_equal(open[i], route->path);
            if (!CHECK(listed == ((route->behind & GATE_SECOND) != 0)))
                printf("# %s\n", route->path);
        }
}

static void under_another_number(void) {
    give_pin(STAFF);
    const char *waiting = sign_in(NULL), *right = "means=pin&code=2846";
    Exchange e = ask(waiting, "POST", "/connexion/seconde-etape", right, false);
    const char *session = cookie(&e, "sid");
    CHECK_INT(e.status, 303);
    CHECK(session && !str_equal(session, waiting));
    CHECK_INT(ask(waiting, "GET", "/bureau", NULL, false).status, 401);
    CHECK_INT(ask(waiting, "POST", "/connexion/seconde-etape", right, false).status, 401);
    CHECK_INT(ask(session, "GET", "/bureau", NULL, false).status, 200);
    CHECK_INT(ask(session, "POST", "/connexion/seconde-etape", right, false).status, 404);
    CHECK_INT(ask(sign_in(cookie(&e, "dev")), "GET", "/bureau", NULL, false).status, 303);     /* known at the door is not known here */
}
TEST(the_session_goes_on_under_another_number) { ready_on_both(&r, under_another_number); }

/* Each change of it is told to the owner of the account; the letter names nobody. */
static void told_by_mail(void) {
    SmallSchool *s = r->small;
    const char *session = r->people[STAFF].cookie, *told = "SELECT count(*) FROM school_outbox WHERE dedup LIKE 'second/%'";
    give_pin(STAFF);
    store_fixture_tamper_at(s->fixture, YEAR, arena_printf(s->mem, "UPDATE person SET email = 'personnel@exemple.fr' WHERE id = %lld", (long long) r->people[STAFF].person));
    CHECK_INT(ask(session, "POST", "/compte/securite/codes", "", false).status, 200);
    CHECK_INT(ready_number(s, told), 1);
    CHECK_INT(ask(session, "POST", "/compte/securite/retirer", "id=987654", false).status, 422);
    CHECK_INT(ready_number(s, told), 1);
    int64_t means = ready_number(s, arena_printf(s->mem, "SELECT max(id) FROM second_means WHERE account = %lld", (long long) r->people[STAFF].account));
    CHECK_INT(ask(session, "POST", "/compte/securite/retirer", arena_printf(s->mem, "id=%lld", (long long) means), false).status, 303);
    CHECK_INT(ready_number(s, told), 2);
    give_pin(STAFF);
    CHECK_INT(ask(r->people[SUPERVISOR].cookie, "POST", "/bureau/securite/comptes", arena_printf(s->mem, "account=%lld", (long long) r->people[STAFF].account), false).status, 303);
    CHECK_INT(ready_number(s, told), 3);
}
TEST(a_changed_second_step_is_told_by_mail) { ready_on_both(&r, told_by_mail); }

static void known_browser(void) {
    give_pin(STAFF);
    Exchange e = ask(sign_in(NULL), "POST", "/connexion/seconde-etape", "means=pin&code=2846&trust=1", false);
    const char *device = cookie(&e, "dev");
    CHECK(device && strlen(device) == 64 && strstr(header(&e, "Set-Cookie", "dev="), "HttpOnly; SameSite=Lax; Max-Age=31536000"));
    CHECK(!store_fixture_finds(r->small->fixture, device, 64));
    CHECK_INT(ask(sign_in(device), "GET", "/bureau", NULL, false).status, 200);
    CHECK_INT(ask(sign_in("0000000000000000000000000000000000000000000000000000000000000000"), "GET", "/bureau", NULL, false).status, 303);
    e = ask_with(arena_printf(r->small->mem, "dev=%s", device), "GET", "/bureau", NULL, false, NULL);
    CHECK_INT(e.status, 401);                                   /* P-04: alone it gives nothing */
    run_sql("UPDATE known_device SET proved_at = proved_at - 2592000001");
    CHECK_INT(ask(sign_in(device), "GET", "/bureau", NULL, false).status, 303);
}
TEST(a_browser_that_is_known_is_not_asked_for_a_month) { ready_on_both(&r, known_browser); }

/* Behind a public address the cookie bears the prefix that only it may set. */
TEST(the_browsers_cookie_is_bound_to_the_schools_address) {
    r = ready_school(false);
    give_pin(STAFF);
    Site site = r->small->site;
    site.behind = "https://ecole.example";
    const char *session = sign_in(NULL), *headers[] = { "Host", "ecole.example", "Origin", site.behind, "Cookie", arena_printf(r->small->mem, "__Host-sid=%s", session),
        "Content-Type", "application/x-www-form-urlencoded", NULL };
    Exchange e = { .method = "POST", .target = "/connexion/seconde-etape", .headers = headers, .body = "means=pin&code=2846&trust=1", .body_size = 27 };
    serve_exchange(&site, r->small->mem, &e);
    CHECK_INT(e.status, 303);
    CHECK(str_ends(header(&e, "Set-Cookie", "__Host-dev="), "; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000; Secure"));
    CHECK(*header(&e, "Set-Cookie", "__Host-sid="));
    ready_school_done(r);
}

/* Whoever is signed in already, and signs in again, has two steps to take again. */
static void no_way_round(void) {
    Exchange e = ask(r->people[STAFF].cookie, "GET", "/bureau", NULL, false);
    CHECK_INT(e.status, 200);
    give_pin(STAFF);
    const char *body = arena_printf(r->small->mem, "login=personnel&password=%s", url_encode(r->small->mem, READY_PASSWORD));
    e = ask(r->people[STAFF].cookie, "POST", "/connexion", body, false);
    CHECK_INT(ask(cookie(&e, "sid"), "GET", "/bureau", NULL, false).status, 303);
    /* Nor does a new first secret: who has lost the password has not lost the second step. */
    Actor actor;
    Work *w = begin_as(STAFF, &actor);
    const char *secret = accounts_first_secret(w, actor.account);
    must(tx_commit(w->tx) == TX_DONE);
    e = ask(NULL, "POST", "/connexion", arena_printf(r->small->mem, "login=personnel&password=%s", secret), false);
    const char *waiting = cookie(&e, "sid");
    e = ask(waiting, "GET", "/connexion/premiere", NULL, false);
    CHECK_INT(e.status, 303);
    CHECK(*header(&e, "Location", "/connexion/seconde-etape"));
    e = ask(waiting, "POST", "/connexion/premiere", "password=cheval+pile+agrafe&password_again=cheval+pile+agrafe", true);
    CHECK_INT(e.status, 401);
    e = ask(waiting, "POST", "/connexion/seconde-etape", "means=pin&code=2846", false);
    const char *first = cookie(&e, "sid");
    e = ask(first, "GET", "/bureau", NULL, false);
    CHECK(*header(&e, "Location", "/connexion/premiere"));
    e = ask(first, "POST", "/connexion/premiere", "password=cheval+pile+agrafe&password_again=cheval+pile+agrafe", false);
    e = ask(cookie(&e, "sid"), "GET", "/bureau", NULL, false);       /* to what else is asked at a first sign-in, not to the second step again */
    CHECK(*header(&e, "Location", "/connexion/premiere"));
}
TEST(there_is_no_way_round_the_second_step) { ready_on_both(&r, no_way_round); }

/* ---- how often ---- */

static void five_times(void) {
    r->small->site.limits = true;
    give_pin(STAFF);
    const char *waiting = sign_in(NULL);
    for (int i = 0; i < 4; i++)
        CHECK_INT(ask(waiting, "POST", "/connexion/seconde-etape", "means=pin&code=1111", false).status, 422);
    Exchange e = ask(waiting, "POST", "/connexion/seconde-etape", "means=pin&code=1111", false);
    CHECK_INT(e.status, 303);
    CHECK_TEXT(header(&e, "Location", "/"), "/connexion?essais=1");
    CHECK_INT(ask(waiting, "GET", "/connexion/seconde-etape", NULL, false).status, 401);        /* back to the password */
    waiting = sign_in(NULL);
    e = ask(waiting, "POST", "/connexion/seconde-etape", "means=pin&code=2846", false);           /* which buys no other try */
    CHECK_INT(e.status, 429);
    CHECK(*header(&e, "Retry-After", "2") || *header(&e, "Retry-After", "3"));
    run_sql("UPDATE second_try SET at = at - 300001");
    CHECK_INT(ask(waiting, "POST", "/connexion/seconde-etape", "means=pin&code=2846", false).status, 303);
    r->small->site.limits = false;
}
TEST(after_five_wrong_ones_it_begins_again_with_the_password) { ready_on_both(&r, five_times); }

static void guessed_password(void) {
    r->small->site.limits = true;
    for (int i = 0; i < 4; i++)
        CHECK_INT(ask(r->people[STAFF].cookie, "POST", "/compte/confirmer", "password=perdu", false).status, 422);
    CHECK_INT(ask(r->people[STAFF].cookie, "POST", "/compte/confirmer", "password=perdu", false).status, 303);
    CHECK_INT(ask(r->people[STAFF].cookie, "GET", "/bureau", NULL, false).status, 401);
    r->small->site.limits = false;
}
TEST(who_guesses_at_a_session_left_open_closes_it) { ready_on_both(&r, guessed_password); }

/* ---- P-07 ---- */

static void once_more(void) {
    const char *staff = r->people[STAFF].cookie;
    CHECK_INT(ask(staff, "POST", "/compte/donnees", "", false).status, 200);
    age_proof("personnel", 11);
    Exchange e = ask(staff, "POST", "/compte/donnees", "", true);
    CHECK_INT(e.status, 401);
    CHECK(says(&e, "\"stepup\""));
    e = ask(staff, "POST", "/compte/securite/pin", "pin=2846&pin_again=2846&note=un%3Cb%3E", false);
    CHECK_INT(e.status, 401);
    CHECK(says(&e, "action=\"/compte/confirmer\"") && says(&e, "name=\"page\" value=\"/compte/securite/pin\"") && says(&e, "name=\"posted\" value=\"1\""));
    CHECK(says(&e, "name=\"kept.0.value\" value=\"un&lt;b&gt;\"") && !says(&e, "2846"));          /* secrets are typed again */
    e = ask(staff, "GET", "/bureau", NULL, false);
    CHECK_INT(e.status, 200);                                   /* all else goes on */
    e = ask(staff, "POST", "/compte/mode", "mode=administrative", false);
    CHECK_INT(e.status, 303);
    staff = cookie(&e, "sid");                                  /* another mode, another session: it proves nothing */
    CHECK_INT(ask(staff, "POST", "/compte/donnees", "", true).status, 401);
    const char *body = arena_printf(r->small->mem, "password=%s&page=/compte/donnees&posted=1", url_encode(r->small->mem, READY_PASSWORD));
    e = ask(staff, "POST", "/compte/confirmer", body, false);
    CHECK_INT(e.status, 200);
    CHECK(says(&e, "action=\"/compte/donnees\""));
    const char *again = cookie(&e, "sid");
    CHECK(again && !str_equal(again, staff));
    CHECK_INT(ask(staff, "GET", "/bureau", NULL, false).status, 401);                             /* P-06 */
    CHECK_INT(ask(again, "POST", "/compte/donnees", "", false).status, 200);
    age_proof("personnel", 9);
    CHECK_INT(ask(again, "POST", "/compte/donnees", "", false).status, 200);
}
TEST(an_act_that_matters_asks_once_more) { ready_on_both(&r, once_more); }

/* An address asked for again comes back to itself, never elsewhere. */
static void comes_back(void) {
    Actor actor;
    Work *w = begin_as(STAFF, &actor);
    means_draft(w, MEANS_APP);
    must(tx_commit(w->tx) == TX_DONE);
    age_proof("personnel", 11);
    Exchange e = ask(r->people[STAFF].cookie, "GET", "/compte/securite/application", NULL, false);
    CHECK_INT(e.status, 401);
    CHECK(says(&e, "name=\"page\" value=\"/compte/securite/application\"") && !says(&e, "name=\"posted\""));
    const char *password = url_encode(r->small->mem, READY_PASSWORD);
    e = ask(r->people[STAFF].cookie, "POST", "/compte/confirmer", arena_printf(r->small->mem, "password=%s&page=/compte/securite/application", password), false);
    CHECK_TEXT(header(&e, "Location", "/"), "/compte/securite/application");
    e = ask(cookie(&e, "sid"), "POST", "/compte/confirmer", arena_printf(r->small->mem, "password=%s&posted=1&page=https://mechant.example/", password), false);
    CHECK_TEXT(header(&e, "Location", "/"), "/compte/securite");
}
TEST(one_comes_back_to_where_it_was_asked) { ready_on_both(&r, comes_back); }

/* ---- nowhere ---- */

static void kept_nowhere(void) {
    const char *staff = r->people[STAFF].cookie, *cookies = arena_printf(r->small->mem, "sid=%s", staff);
    Exchange e = ask_with(cookies, "POST", "/compte/securite/carte", "", true, "cle-d-essai-numero-1");
    CHECK_INT(e.status, 200);
    const char *at = strstr(arena_text_n(r->small->mem, e.answer, e.answer_size), "\"code\":\"");
    if (!CHECK(at))
        return;
    const char *code = arena_text_n(r->small->mem, at + 8, CARD_LENGTH);
    e = ask_with(cookies, "POST", "/compte/securite/carte", "", true, "cle-d-essai-numero-1");
    CHECK_INT(e.status, 204);                                   /* done; what it said then was not kept */
    CHECK(!store_fixture_finds(r->small->fixture, code, CARD_LENGTH));
}
TEST(what_is_said_once_is_in_no_receipt) { ready_on_both(&r, kept_nowhere); }

int main(int argc, char **argv) {
    int code = test_main(argc, argv);
    ready_schools_end();
    return code;
}
