/* A forgotten password: who is written to, what nobody learns, for how long a code is good and how often it may be tried, what the new password ends. */
#include "school/recovery/recovery.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "school/accounts/accounts.h"
#include "school/second/second.h"
#include "test/mailbox.h"
#include "test/ready_school.h"
#include "test/test.h"
#include "web/feature.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static ReadySchool *r;
static const char other_password[] = "agrafe pile cheval";

/* ---- the school ---- */

static void run_sql(Place place, const char *sql) { store_fixture_tamper_at(r->small->fixture, place, sql); }

static void give_address(Who who, const char *email) {
    run_sql(YEAR, arena_printf(r->small->mem, "UPDATE person SET email = '%s' WHERE id = %lld", email, (long long) r->people[who].person));
}

static Exchange ask(const char *method, const char *target, const char *body, bool json) {
    SmallSchool *s = r->small;
    const char **headers = NEW_ARRAY(s->mem, const char *, 16);
    int n = 0;
    headers[n++] = "Host", headers[n++] = "127.0.0.1:8080", headers[n++] = "Origin", headers[n++] = "http://127.0.0.1:8080";
    headers[n++] = "Content-Type", headers[n++] = "application/x-www-form-urlencoded";
    if (json)
        headers[n++] = "Accept", headers[n++] = "application/json";
    Exchange e = { .method = method, .target = target, .headers = headers, .body = body, .body_size = body ? strlen(body) : 0 };
    small_ask(s, s->mem, &e);
    return e;
}

static Exchange post(const char *target, const char *body, bool json) { return ask("POST", target, body, json); }

static bool says(const Exchange *e, const char *text) { return memmem(e->answer, e->answer_size, text, strlen(text)) != NULL; }

/* ---- the letters ---- */

typedef struct Letters { int count; char to[200], body[2000]; } Letters;

static SendResult read_letter(void *context, const OutboxMessage *m, const char **reason) {
    Letters *all = context;
    if (!*m->to) {
        *reason = "nobody";
        return SEND_NEVER;
    }
    all->count++;
    snprintf(all->to, sizeof all->to, "%s", m->to);
    snprintf(all->body, sizeof all->body, "%s", m->body);
    return SEND_DONE;
}

static Letters letters(void) {
    Letters all = { 0 };
    Sender senders[] = { { "mail", read_letter, &all }, { .channel = NULL } };
    while (outbox_send_one(&r->small->school, SCHOOL, senders, instant_now() + 1000))
        continue;
    return all;
}

static const char *code_in(const Letters *all) {
    for (const char *at = strchr(all->body, '\n'); at; at = strchr(at + 1, '\n'))
        if (strcspn(at + 1, "\n") == 9 && at[5] == '-')
            return arena_text_n(r->small->mem, at + 1, 9);
    return "";
}

/* Asks for WHO; the ticket. */
static const char *ticket_for(const char *who) {
    Exchange e = post("/connexion/oubli", arena_printf(r->small->mem, "who=%s", url_encode(r->small->mem, who)), true);
    const char *answer = arena_text_n(r->small->mem, e.answer, e.answer_size), *at = strstr(answer, "\"ticket\":\"");
    CHECK_INT(e.status, 200);
    return at ? arena_text_n(r->small->mem, at + 10, 64) : "";
}

static Exchange give(const char *ticket, const char *code) {
    return post("/connexion/oubli/code", arena_printf(r->small->mem, "ticket=%s&code=%s", ticket, code), true);
}

static Exchange choose(const char *ticket) {
    const char *password = url_encode(r->small->mem, other_password);
    return post("/connexion/oubli/mot-de-passe", arena_printf(r->small->mem, "ticket=%s&password=%s&password_again=%s", ticket, password, password), true);
}

/* ---- who is written to ---- */

static void written_to(void) {
    give_address(STAFF, "personnel@exemple.fr");
    ticket_for("Personnel");
    Letters one = letters();
    CHECK_INT(one.count, 1);
    CHECK_TEXT(one.to, "personnel@exemple.fr");
    CHECK_INT((int64_t) strlen(code_in(&one)), 9);
    ticket_for("PERSONNEL@exemple.fr");
    CHECK_INT(letters().count, 1);
    ticket_for("personne");
    ticket_for("personne@exemple.fr");
    ticket_for("superviseur");              /* nobody of the school: no address */
    ticket_for("nouveau");                  /* still waits for a first secret to be used */
    ticket_for("' OR 1=1 --");
    CHECK_INT(letters().count, 0);
    give_address(PUPIL, "Personnel@exemple.fr");            /* a family's one address */
    ticket_for("personnel");
    ticket_for("eleve");
    ticket_for("personnel@exemple.fr");
    CHECK_INT(letters().count, 0);
    give_address(PUPIL, "eleve@exemple.fr");
    run_sql(SCHOOL, "UPDATE account SET state = 'frozen' WHERE login = 'eleve'");
    ticket_for("eleve");
    ticket_for("eleve@exemple.fr");
    CHECK_INT(letters().count, 0);
}
TEST(only_one_open_account_of_its_own_address_is_written_to) { ready_on_both(&r, written_to); }

/* The same bytes but for the ticket, and as many rows. */
static const char *blanked(const Exchange *e) {
    char *text = arena_text_n(r->small->mem, e->answer, e->answer_size), *at = strstr(text, "name=\"ticket\" value=\"");
    if (CHECK(at != NULL))
        memset(at + 21, 'x', 64);
    return text;
}

static void no_difference(void) {
    give_address(STAFF, "personnel@exemple.fr");
    Exchange known = post("/connexion/oubli", "who=personnel", false), unknown = post("/connexion/oubli", "who=personnes", false);
    CHECK_INT(known.status, 200);
    CHECK_INT(unknown.status, 200);
    CHECK_TEXT(blanked(&known), blanked(&unknown));
    CHECK_INT(ready_number(r->small, "SELECT count(*) FROM recovery"), 2);
    CHECK_INT(ready_number(r->small, "SELECT count(*) FROM school_outbox"), 2);
    CHECK_INT(ready_number(r->small, "SELECT max(length(sealed)) - min(length(sealed)) FROM school_outbox"), (int64_t) strlen("personnel@exemple.fr"));
}
TEST(a_stranger_learns_nothing) { ready_on_both(&r, no_difference); }

static void five_letters(void) {
    give_address(STAFF, "personnel@exemple.fr");
    for (int i = 0; i < 7; i++)
        ticket_for("personnel");
    CHECK_INT(letters().count, 5);
    run_sql(SCHOOL, "UPDATE recovery SET at = at - 31 * 60000");
    for (int i = 0; i < 7; i++)
        ticket_for("personnel");
    CHECK_INT(letters().count, 5);
    run_sql(SCHOOL, "UPDATE recovery SET at = at - 31 * 60000");
    ticket_for("personnel");
    CHECK_INT(letters().count, 0);          /* ten a day */
}
TEST(nobodys_mailbox_is_flooded) { ready_on_both(&r, five_letters); }

static void one_address(void) {
    r->small->site.limits = true;
    int served = 0;
    for (int i = 0; i < 30; i++)
        served += post("/connexion/oubli", "who=personne", true).status == 200;
    CHECK_INT(served, 25);
    Exchange code = post("/connexion/oubli/code", "ticket=00&code=AAAA-AAAA", true), password = post("/connexion", "login=personne&password=xxxxxxxxxx", true);
    CHECK_INT(code.status, 429);            /* one count for all that is guessed */
    CHECK_INT(password.status, 429);
    r->small->site.limits = false;
}
TEST(an_address_asks_25_times_in_five_minutes) { ready_on_both(&r, one_address); }

static void without_mail(void) {
    r->small->school.mail = NULL;
    Exchange page = ask("GET", "/connexion/oubli", NULL, false), asked = post("/connexion/oubli", "who=personnel", true);
    CHECK(page.status == 200 && says(&page, "vie scolaire") && !says(&page, "name=\"who\""));
    CHECK(asked.status == 422 && says(&asked, "recovery.no_mail"));
    CHECK_INT(ready_number(r->small, "SELECT count(*) FROM recovery"), 0);
}
TEST(without_mail_it_says_whom_to_ask) { ready_on_both(&r, without_mail); }

/* ---- the code ---- */

static void a_code(void) {
    give_address(STAFF, "personnel@exemple.fr");
    const char *ticket = ticket_for("personnel");
    Letters all = letters();
    const char *code = code_in(&all), *second = ticket_for("personnel");
    letters();
    CHECK_INT(give(second, code).status, 422);              /* good for its own page only */
    CHECK_INT(choose(ticket).status, 422);                  /* not before the code */
    for (int i = 0; i < RECOVERY_TRIES; i++)
        give(second, "AAAA-AAAA");
    Exchange closed = give(second, "AAAA-AAAA");
    CHECK(closed.status == 422 && says(&closed, "recovery.over"));
    run_sql(SCHOOL, "UPDATE recovery SET at = at - 16 * 60000");
    Exchange old = give(ticket, code);
    CHECK(old.status == 422 && says(&old, "recovery.over"));
    run_sql(SCHOOL, "UPDATE recovery SET at = at + 16 * 60000");
    CHECK_INT(give(ticket, arena_printf(r->small->mem, "%.4s%s", code, code + 5)).status, 200);
    run_sql(SCHOOL, "UPDATE recovery SET proved_at = proved_at - 16 * 60000");
    CHECK_INT(choose(ticket).status, 422);
}
TEST(a_code_is_good_for_its_page_and_its_time) { ready_on_both(&r, a_code); }

typedef struct Guessing { const char *ticket; int counted; } Guessing;

static void *guess(void *context) {
    Guessing *g = context;
    for (int i = 0; i < 3; i++) {
        Arena *mem = arena_new();
        Tx *tx = tx_begin(r->small->school.store, mem, TX_WRITE);
        bool counts = recovery_count_try(work_new(mem, tx, &r->small->school, &program_actor, "test"), g->ticket);
        if (tx_commit(tx) == TX_DONE && counts)
            g->counted++;
        arena_free(mem);
    }
    return NULL;
}

static void in_parallel(void) {
    pthread_t threads[8];
    Guessing g[8];
    const char *ticket = ticket_for("personne");
    int counted = 0;
    for (int i = 0; i < 8; i++) {
        g[i] = (Guessing){ ticket, 0 };
        must(pthread_create(&threads[i], NULL, guess, &g[i]) == 0);
    }
    for (int i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        counted += g[i].counted;
    }
    CHECK_INT(counted, RECOVERY_TRIES);
}
TEST(parallel_guesses_do_not_outrun_the_count) { ready_on_both(&r, in_parallel); }

/* ---- the new password ---- */

static void changed(void) {
    SmallSchool *s = r->small;
    give_address(STAFF, "personnel@exemple.fr");
    Actor actor = { .kind = KIND_STAFF, .account = r->people[STAFF].account, .login = "", .display_name = "" };
    Work *w = work_new(s->mem, tx_begin(s->school.store, s->mem, TX_WRITE), &s->school, &program_actor, "test");
    w->actor = &actor;
    means_set_pin(w, "2846");
    must(tx_commit(w->tx) == TX_DONE);
    const char *ticket = ticket_for("personnel");
    Letters all = letters();
    CHECK_INT(give(ticket, code_in(&all)).status, 200);
    CHECK_INT(choose(ticket).status, 303);
    CHECK_INT(ready_number(s, arena_printf(s->mem, "SELECT count(*) FROM session WHERE ended_at IS NULL AND account = %lld", (long long) r->people[STAFF].account)), 0);
    Letters told = letters();
    CHECK_INT(told.count, 1);
    CHECK(strstr(told.body, "vient d’être changé") != NULL && strstr(told.body, other_password) == NULL && strstr(told.body, "personnel") == NULL && *code_in(&told) == '\0');
    CHECK_INT(choose(ticket).status, 422);                  /* once */
    CHECK_INT(give(ticket, code_in(&all)).status, 422);
    Exchange before = post("/connexion", arena_printf(s->mem, "login=personnel&password=%s", url_encode(s->mem, READY_PASSWORD)), true),
        after = post("/connexion", arena_printf(s->mem, "login=personnel&password=%s", url_encode(s->mem, other_password)), true);
    CHECK_INT(before.status, 422);
    CHECK_INT(after.status, 303);
    CHECK_INT(ready_number(s, arena_printf(s->mem, "SELECT count(*) FROM session WHERE ended_at IS NULL AND waits = 1 AND account = %lld", (long long) r->people[STAFF].account)), 1);
}
TEST(a_new_password_ends_sessions_and_spares_no_second_step) { ready_on_both(&r, changed); }

static void frozen_meanwhile(void) {
    give_address(STAFF, "personnel@exemple.fr");
    const char *ticket = ticket_for("personnel");
    Letters all = letters();
    CHECK_INT(give(ticket, code_in(&all)).status, 200);
    run_sql(SCHOOL, "UPDATE account SET state = 'frozen' WHERE login = 'personnel'");
    CHECK_INT(choose(ticket).status, 422);
    CHECK_INT(letters().count, 0);
}
TEST(an_account_frozen_meanwhile_stays_as_it_is) { ready_on_both(&r, frozen_meanwhile); }

int main(int argc, char **argv) {
    int code = test_main(argc, argv);
    ready_schools_end();
    return code;
}
