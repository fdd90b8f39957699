/* At the door (P-05): how often one may try, devices that are known, the alarm, letters to an account's owner. On both engines. */
#include "school/accounts/entry.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "school/accounts/accounts.h"
#include "test/ready_school.h"
#include "test/test.h"
#include "web/route.h"
#include "work/mail.h"
#include "work/outbox.h"
#include "work/secret.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>


static ReadySchool *r;

/* ---- tries ---- */

static const From nowhere = { NULL, NULL, false };

static School school_of(const StoreFixture *f) {
    return (School){ .uai = "9990001X", .name = "Collège Jean-Exemple", .kind = "college", .zone = "A", .year = 2026, .store = f->store, .secret = f->key };
}

static Work *begin(const StoreFixture *f, School *school, Instant now) {
    *school = school_of(f);
    Work *w = work_new(f->mem, tx_begin(f->store, f->mem, TX_WRITE), school, &program_actor, "test");
    w->now = now ? now : w->now;
    return w;
}

static void end(Work *w) { CHECK_INT(tx_commit(w->tx), TX_DONE); }

static int try_from(StoreFixture *f, const char *login, const From *from, Instant now) {
    School school;
    Work *w = begin(f, &school, now);
    int wait = accounts_count_try(w, login, from).wait;
    end(w);
    return wait;
}

static int try_at(StoreFixture *f, const char *login, Instant now) { return try_from(f, login, &nowhere, now); }

static void tries_on(StoreFixture *f) {
    Instant start = instant_now(), now = start;
    for (int i = 0; i < 5; i++)
        CHECK_INT(try_at(f, "dupont", now), 0);
    CHECK_INT(try_at(f, "dupont", now), 1);
    CHECK_INT(try_at(f, "Du-Pont", now), 1);            /* the same login, written otherwise */
    CHECK_INT(try_at(f, "martin", now), 0);             /* nobody else waits */
    store_fixture_reopen(f);
    CHECK_INT(try_at(f, "dupont", now), 1);             /* a restart forgives nothing */
    static const int waits[] = { 1, 2, 4, 8, 16 };
    for (int i = 0; i < 5; i++) {
        CHECK_INT(try_at(f, "dupont", now), waits[i]);
        now += waits[i] * 1000;
        CHECK_INT(try_at(f, "dupont", now), 0);
    }
    CHECK_INT(try_at(f, "dupont", now), (start + HOUR - now) / 1000);
    CHECK_INT(try_at(f, "dupont", start + 59 * MINUTE), 60);
    School school;
    Work *w = begin(f, &school, now);
    accounts_forget_tries(w, "dupont");
    end(w);
    CHECK_INT(try_at(f, "dupont", now), 0);
}
TEST(five_tries_are_free_then_one_waits) { for_each_engine(tries_on); }

/* Who tries as often as they may, for a day: in no hour more than ten are looked at. */
static void ten_an_hour_on(StoreFixture *f) {
    Instant start = instant_now(), looked_at[400];
    int count = 0;
    for (Instant now = start; now < start + 24 * HOUR; ) {
        int wait = try_at(f, "dupont", now);
        if (!wait)
            looked_at[count++] = now;
        now += wait ? wait * 1000 : 100;
    }
    CHECK(count > 100 && count <= 240);
    for (int i = 10; i < count; i++)
        CHECK(looked_at[i] - looked_at[i - 10] >= HOUR);
}
TEST(nobody_has_more_than_ten_tries_in_any_hour) { for_each_engine(ten_an_hour_on); }

/* Each time its owner comes in from somewhere unknown, the try is taken back, and nothing else. */
static void right_on(StoreFixture *f) {
    School school;
    Instant now = instant_now();
    for (int i = 0; i < 4; i++)
        try_at(f, "dupont", now);
    for (int i = 0; i < 3; i++) {
        Work *w = begin(f, &school, now);
        Try t = accounts_count_try(w, "dupont", &nowhere);
        CHECK(t.id && !t.wait && !t.known);
        accounts_try_was_right(w, &t);
        end(w);
    }
    CHECK_INT(try_at(f, "dupont", now), 0);
    CHECK_INT(try_at(f, "dupont", now), 1);
}
TEST(coming_in_gives_a_stranger_no_more_tries) { for_each_engine(right_on); }

static void address_on(StoreFixture *f) {
    School school;
    Work *w = begin(f, &school, 0);
    for (int i = 0; i < 25; i++) {
        CHECK_INT(accounts_address_wait(w, "2001:db8:1:2::7", false), 0);
        accounts_failed_from(w, arena_printf(f->mem, "2001:db8:1:2::%x", i));
    }
    CHECK_INT(accounts_address_wait(w, "2001:db8:1:2:ffff::1", false), 60);
    CHECK_INT(accounts_address_wait(w, "2001:db8:1:2:ffff::1", true), 0);    /* behind one school, 25 are few */
    CHECK_INT(accounts_address_wait(w, "2001:db8:1:3::7", false), 0);
    CHECK_INT(accounts_address_wait(w, "192.0.2.7", false), 0);
    CHECK_INT(accounts_address_wait(w, NULL, false), 0);
    w->now += MINUTE;
    CHECK_INT(accounts_address_wait(w, "2001:db8:1:2::7", false), 0);
    end(w);
}
TEST(an_address_that_tries_every_login_waits_too) { for_each_engine(address_on); }

typedef struct Guesser { StoreFixture *f; int looked_at; pthread_t thread; } Guesser;

static void *guess(void *context) {
    Guesser *g = context;
    for (int i = 0; i < 8; i++) {
        Arena *mem = arena_new();
        School school = school_of(g->f);
        Tx *tx = tx_begin(g->f->store, mem, TX_WRITE);
        int wait = accounts_count_try(work_new(mem, tx, &school, &program_actor, "test"), "dupont", &nowhere).wait;
        g->looked_at += tx_commit(tx) == TX_DONE && wait == 0;
        arena_free(mem);
    }
    return NULL;
}

static void parallel_on(StoreFixture *f) {
    Guesser guessers[16] = { 0 };
    int looked_at = 0;
    for (int i = 0; i < 16; i++) {
        guessers[i].f = f;
        must(pthread_create(&guessers[i].thread, NULL, guess, &guessers[i]) == 0);
    }
    for (int i = 0; i < 16; i++) {
        pthread_join(guessers[i].thread, NULL);
        looked_at += guessers[i].looked_at;
    }
    CHECK(looked_at >= 5 && looked_at <= 10);
}
TEST(many_connections_at_once_have_no_more_tries_than_one) { for_each_engine(parallel_on); }

/* ---- a known device ---- */

static const char *some_secret(Arena *mem) {
    char *secret = arena_alloc(mem, SECRET_DIGITS + 1, 1);
    secret_random(secret);
    return secret;
}

static void known_on(StoreFixture *f) {
    School school;
    Work *w = begin(f, &school, 0);
    Instant now = w->now;
    int64_t account = accounts_add(w, KIND_TEACHER, 0, "dupont", "DUPONT Léa"), other = accounts_add(w, KIND_TEACHER, 0, "martin", "MARTIN Ana");
    const char *device = some_secret(f->mem), *theirs = some_secret(f->mem);
    CHECK(!accounts_sign_device(w, account, device, "Firefox"));         /* the first of all is no other one */
    CHECK(!accounts_sign_device(w, account, device, "Firefox") && accounts_device_known(w, account, device));
    CHECK(!accounts_sign_device(w, other, theirs, "Firefox") && !accounts_device_known(w, account, theirs));
    CHECK(!accounts_sign_device(w, account, "no cookie of ours", "Firefox"));
    end(w);
    CHECK(!store_fixture_finds(f, device, 64));
    for (int i = 0; i < 25; i++) {
        w = begin(f, &school, now);
        accounts_try_was_wrong(w, &(From){ "192.0.2.7", theirs, false });
        end(w);
        try_from(f, "dupont", &(From){ "192.0.2.8", theirs, false }, now + i * MINUTE / 2);
    }
    From stranger = { "192.0.2.9", NULL, false }, another = { "192.0.2.9", theirs, false }, owner = { "192.0.2.7", device, false };
    CHECK(try_from(f, "dupont", &stranger, now + 13 * MINUTE) > 15 * 60 && try_from(f, "dupont", &another, now + 13 * MINUTE) > 15 * 60);
    CHECK(try_from(f, "durand", &owner, now) > 0);                       /* its address waits for all others */
    for (int i = 0; i < 5; i++)
        CHECK_INT(try_from(f, "Dupont", &owner, now + 13 * MINUTE), 0);
    CHECK_INT(try_from(f, "dupont", &owner, now + 13 * MINUTE), 1);      /* a small budget of its own */
    w = begin(f, &school, now + 14 * MINUTE);
    Try t = accounts_count_try(w, "dupont", &owner);
    CHECK(!t.wait && t.known);
    accounts_try_was_right(w, &t);
    CHECK(!accounts_count_try(w, "dupont", &owner).wait && accounts_count_try(w, "dupont", &stranger).wait > 0);
    accounts_forget_devices(w, account, theirs);
    CHECK(accounts_count_try(w, "dupont", &owner).wait > 0 && !accounts_device_known(w, account, device));
    CHECK(accounts_sign_device(w, account, device, "Firefox"));          /* told again, and known again */
    w->now += SIGNED_DEVICE_LIFE + MINUTE;
    CHECK(!accounts_device_known(w, account, device));
    end(w);
}
TEST(a_known_device_is_not_kept_out_by_others_guesses) { for_each_engine(known_on); }

/* ---- the alarm ---- */

static Alarm alarm_at(StoreFixture *f, Instant now) {
    School school;
    Work *w = begin(f, &school, now);
    Rows asked = accounts_ask_alarm(w);
    Alarm alarm = accounts_alarm(&asked);
    end(w);
    return alarm;
}

/* One guess at this login, wrong or right. */
static int spray(StoreFixture *f, const char *login, const char *address, bool right, Instant now) {
    School school;
    From from = { address, NULL, false };
    Work *w = begin(f, &school, now);
    Try t = accounts_count_try(w, login, &from);
    if (!t.wait && right)
        accounts_try_was_right(w, &t);
    else if (!t.wait)
        accounts_try_was_wrong(w, &from);
    end(w);
    return t.wait;
}

static void alarm_on(StoreFixture *f) {
    Instant now = instant_now();
    for (int i = 0; i < 200; i++)                       /* one account, and a room where everybody comes in at the second try */
        spray(f, i % 2 ? "dupont" : arena_printf(f->mem, "salle%d", i % 30), arena_printf(f->mem, "192.0.2.%d", i), false, now),
            spray(f, arena_printf(f->mem, "salle%d", i % 30), "192.0.2.1", true, now);
    CHECK(!alarm_at(f, now).from_at);
    for (int i = 0; i < ALARM_MINUTE; i++, now += 1000)
        CHECK_INT(spray(f, arena_printf(f->mem, "personne%d", i), arena_printf(f->mem, "198.51.100.%d", i), false, now), 0);
    Alarm alarm = alarm_at(f, now);
    CHECK(alarm.from_at && now - alarm.from_at <= MINUTE && alarm.logins >= ALARM_MINUTE && alarm.logins < 40);
    /* From now on a source has three. */
    for (int i = 0; i < 3; i++)
        CHECK_INT(spray(f, arena_printf(f->mem, "encore%d", i), "203.0.113.5", false, now), 0);
    CHECK_INT(spray(f, "encore4", "203.0.113.5", false, now), 60);
    CHECK_INT(spray(f, "encore4", "203.0.113.6", false, now), 0);
    for (int i = 0; i < 120; i++, now += 1000)
        spray(f, arena_printf(f->mem, "suite%d", i), arena_printf(f->mem, "198.51.100.%d", i), false, now);
    CHECK(alarm_at(f, now).from_at == alarm.from_at && alarm_at(f, now).last_at > alarm.last_at);
    CHECK(!alarm_at(f, now + ALARM_QUIET + MINUTE).from_at);
    for (int i = 0; i < 4; i++)
        CHECK_INT(spray(f, arena_printf(f->mem, "calme%d", i), "203.0.113.9", false, now + ALARM_QUIET + MINUTE), 0);
}
TEST(many_accounts_tried_a_little_raise_the_alarm_within_a_minute) { for_each_engine(alarm_on); }

static void slow_alarm_on(StoreFixture *f) {
    Instant now = instant_now();
    for (int i = 0; i < ALARM_LATELY; i++, now += 9000) {
        CHECK(!alarm_at(f, now).from_at);
        spray(f, arena_printf(f->mem, "personne%d", i), arena_printf(f->mem, "198.51.100.%d", i % 4), false, now);
    }
    CHECK(alarm_at(f, now).from_at != 0);
}
TEST(so_do_many_accounts_tried_slowly) { for_each_engine(slow_alarm_on); }

/* ---- over the wire ---- */

static void run_sql(Place place, const char *sql) { store_fixture_tamper_at(r->small->fixture, place, sql); }

static void give_address(Who who, const char *email) {
    run_sql(YEAR, arena_printf(r->small->mem, "UPDATE person SET email = '%s' WHERE id = %lld", email, (long long) r->people[who].person));
}

static const char *agent = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0";

static Exchange ask_from(const char *address, const char *cookie, const char *method, const char *target, const char *body) {
    SmallSchool *s = r->small;
    s->site.behind = "https://ecole.example";
    const char **headers = NEW_ARRAY(s->mem, const char *, 20);
    int n = 0;
    headers[n++] = "Host", headers[n++] = "ecole.example", headers[n++] = "Origin", headers[n++] = s->site.behind, headers[n++] = "User-Agent", headers[n++] = agent;
    headers[n++] = "Content-Type", headers[n++] = "application/x-www-form-urlencoded", headers[n++] = "Accept", headers[n++] = "application/json";
    if (cookie)
        headers[n++] = "Cookie", headers[n++] = cookie;
    if (address)
        headers[n++] = "X-Forwarded-For", headers[n++] = address;
    Exchange e = { .method = method, .target = target, .headers = headers, .body = body, .body_size = body ? strlen(body) : 0 };
    small_ask(s, s->mem, &e);
    return e;
}

/* The cookie NAME= as this answer sets it; "" none. */
static const char *cookie_of(const Exchange *e, const char *name) {
    for (const char *const *h = e->answer_headers; h && *h; h += 2)
        if (str_equal(h[0], "Set-Cookie") && str_starts(h[1], name))
            return arena_text_n(r->small->mem, h[1], strcspn(h[1], ";"));
    return "";
}

static Exchange sign_in(const char *address, const char *cookie, const char *login, const char *password) {
    return ask_from(address, cookie, "POST", "/connexion", arena_printf(r->small->mem, "login=%s&password=%s", login, url_encode(r->small->mem, password)));
}

typedef struct Letters { int count; char to[200], subject[200], body[2000]; } Letters;

static SendResult read_letter(void *context, const OutboxMessage *m, const char **reason) {
    Letters *all = context;
    (void) reason;
    all->count++;
    snprintf(all->to, sizeof all->to, "%s", m->to);
    snprintf(all->subject, sizeof all->subject, "%s", m->subject);
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

static void locked_out(void) {
    r->small->site.limits = true;
    Exchange e = sign_in("192.0.2.1", NULL, "personnel", READY_PASSWORD);
    const char *device = cookie_of(&e, "__Host-dev=");
    CHECK(e.status == 303 && strlen(device) == 75);
    int evaluated = 0;
    for (int i = 0; i < 64; i++)
        evaluated += sign_in(arena_printf(r->small->mem, "198.51.100.%d", i), NULL, "personnel", "pas le bon mot").status == 422;
    CHECK(evaluated >= 5 && evaluated <= 10);
    CHECK_INT(sign_in("192.0.2.2", NULL, "personnel", READY_PASSWORD).status, 429);
    CHECK_INT(sign_in("192.0.2.2", "__Host-dev=0000000000000000000000000000000000000000000000000000000000000000", "personnel", READY_PASSWORD).status, 429);
    Exchange again = sign_in("192.0.2.2", device, "personnel", READY_PASSWORD);
    CHECK_INT(again.status, 303);
    CHECK_TEXT(cookie_of(&again, "__Host-dev="), device);
    CHECK_INT(sign_in("192.0.2.2", device, "personnel", "pas le bon").status, 422);
    r->small->site.limits = false;
}
TEST(who_was_here_before_comes_in_while_others_guess) { ready_on_both(&r, locked_out); }

static void new_device(void) {
    give_address(STAFF, "personnel@exemple.fr");
    Exchange first = sign_in("192.0.2.1", NULL, "personnel", READY_PASSWORD);
    CHECK_INT(letters().count, 0);                      /* the very first */
    const char *device = cookie_of(&first, "__Host-dev=");
    CHECK(sign_in("192.0.2.1", device, "personnel", READY_PASSWORD).status == 303 && letters().count == 0);
    CHECK(sign_in("192.0.2.1", device, "personnel", "pas le bon").status == 422 && letters().count == 0);
    Exchange second = sign_in("198.51.100.7", NULL, "personnel", READY_PASSWORD);
    Letters told = letters();
    CHECK(second.status == 303 && told.count == 1);
    CHECK_TEXT(told.to, "personnel@exemple.fr");
    CHECK_TEXT(told.subject, "Connexion sur un nouvel appareil");
    CHECK(strstr(told.body, "Firefox sur Windows") && strstr(told.body, "Ce n’est pas vous") && strstr(told.body, "https://ecole.example/compte/connexions"));
    CHECK(!strstr(told.body, "198.51.100.7") && !strstr(told.body, "personnel") && !strstr(told.body, "Personnel"));
    sign_in("198.51.100.7", NULL, "personnel", READY_PASSWORD);
    CHECK_INT(letters().count, 0);                      /* the same device at the same place, the same day */
    sign_in("198.51.100.8", NULL, "personnel", READY_PASSWORD);
    CHECK_INT(letters().count, 1);
    give_address(PUPIL, "Personnel@exemple.fr");        /* a family's one address */
    sign_in("198.51.100.9", NULL, "personnel", READY_PASSWORD);
    CHECK_INT(letters().count, 0);
    give_address(PUPIL, "eleve@exemple.fr");
    r->small->school.mail = NULL;
    sign_in("198.51.100.10", NULL, "personnel", READY_PASSWORD);
    CHECK_INT(ready_number(r->small, "SELECT count(*) FROM school_outbox WHERE state = 'queued'"), 0);
    CHECK_INT(ready_number(r->small, arena_printf(r->small->mem, "SELECT count(*) FROM signed_device WHERE account = %lld", (long long) r->people[STAFF].account)), 6);
}
TEST(another_device_is_told_to_the_owner_of_the_account) { ready_on_both(&r, new_device); }

/* A cookie that somebody put into another's browser is worth nothing once the other has signed in there. */
static void planted(void) {
    r->small->site.limits = true;
    Exchange mine = sign_in("192.0.2.1", NULL, "eleve", "peu importe");
    CHECK(mine.status == 422 && !*cookie_of(&mine, "__Host-dev="));    /* nobody has a device for trying */
    const char *planted = arena_printf(r->small->mem, "__Host-dev=%s", some_secret(r->small->mem));
    Exchange e = sign_in("192.0.2.1", planted, "personnel", READY_PASSWORD);
    CHECK(e.status == 303 && strlen(cookie_of(&e, "__Host-dev=")) == 75 && !str_equal(cookie_of(&e, "__Host-dev="), planted));
    for (int i = 0; i < 12; i++)
        sign_in(arena_printf(r->small->mem, "198.51.100.%d", i), NULL, "personnel", "pas le bon mot");
    CHECK_INT(sign_in("192.0.2.5", planted, "personnel", READY_PASSWORD).status, 429);
    CHECK_INT(sign_in("192.0.2.5", cookie_of(&e, "__Host-dev="), "personnel", READY_PASSWORD).status, 303);
    r->small->site.limits = false;
}
TEST(a_planted_cookie_is_worth_nothing) { ready_on_both(&r, planted); }

static void changed_password(void) {
    SmallSchool *s = r->small;
    give_address(STAFF, "personnel@exemple.fr");
    Exchange home = sign_in("192.0.2.1", NULL, "personnel", READY_PASSWORD), stolen = sign_in("198.51.100.7", NULL, "personnel", READY_PASSWORD);
    letters();
    const char *cookies = arena_printf(s->mem, "%s; %s", cookie_of(&home, "__Host-sid="), cookie_of(&home, "__Host-dev="));
    Exchange wrong = ask_from("192.0.2.1", cookies, "POST", "/compte/mot-de-passe", "old=non&password=agrafe+pile+cheval&password_again=agrafe+pile+cheval");
    CHECK(wrong.status == 422 && letters().count == 0);
    Exchange e = ask_from("192.0.2.1", cookies, "POST", "/compte/mot-de-passe", arena_printf(s->mem, "old=%s&password=agrafe+pile+cheval&password_again=agrafe+pile+cheval",
        url_encode(s->mem, READY_PASSWORD)));
    CHECK_INT(e.status, 303);
    Letters told = letters();
    CHECK(told.count == 1 && str_equal(told.subject, "Votre mot de passe a changé") && !strstr(told.body, "agrafe") && strstr(told.body, "Prévenez"));
    r->small->site.limits = true;
    for (int i = 0; i < 12; i++)
        sign_in(arena_printf(s->mem, "203.0.113.%d", i), NULL, "personnel", "pas le bon mot");
    CHECK_INT(sign_in("198.51.100.7", cookie_of(&stolen, "__Host-dev="), "personnel", "agrafe pile cheval").status, 429);
    CHECK_INT(sign_in("192.0.2.1", cookie_of(&home, "__Host-dev="), "personnel", "agrafe pile cheval").status, 303);
    r->small->site.limits = false;
}
TEST(another_password_is_told_and_forgets_other_devices) { ready_on_both(&r, changed_password); }

/* Who opens the account for the first time and gives another address is told at the one of before. */
static void changed_address(void) {
    SmallSchool *s = r->small;
    give_address(STAFF, "personnel@exemple.fr");
    run_sql(SCHOOL, arena_printf(s->mem, "UPDATE account SET first_step = 'contact' WHERE id = %lld", (long long) r->people[STAFF].account));
    const char *cookie = arena_printf(s->mem, "__Host-sid=%s", r->people[STAFF].cookie), *target = "/connexion/premiere/coordonnees", *told = "SELECT count(*) FROM outbox WHERE dedup LIKE 'address/%'";
    CHECK_INT(ask_from("192.0.2.1", cookie, "POST", target, "email=Personnel@exemple.fr&was_email=personnel@exemple.fr").status, 303);
    CHECK_INT(ask_from("192.0.2.1", cookie, "POST", target, "email=pas+une+adresse&was_email=Personnel@exemple.fr").status, 422);
    CHECK_INT(ready_number(s, told), 0);
    CHECK_INT(ask_from("192.0.2.1", cookie, "POST", target, "email=autre@exemple.fr&was_email=Personnel@exemple.fr").status, 303);
    CHECK_INT(ready_number(s, told), 1);
}
TEST(another_address_is_told_to_the_one_before) { ready_on_both(&r, changed_address); }

static bool says(const Exchange *e, const char *text) { return memmem(e->answer, e->answer_size, text, strlen(text)) != NULL; }

static void alarm_shown(void) {
    SmallSchool *s = r->small;
    s->site.behind = NULL;
    Exchange quiet = request(s, r->people[SUPERVISOR].cookie, "GET", "/bureau", NULL, true);
    CHECK(quiet.status == 200 && !says(&quiet, "\"alarm\""));
    s->site.limits = true;
    for (int i = 0; i < ALARM_MINUTE + 2; i++)
        sign_in(arena_printf(s->mem, "198.51.100.%d", i), NULL, arena_printf(s->mem, "personne%d", i), "pas le bon mot");
    s->site.limits = false;
    s->site.behind = NULL;
    static const char *const shown[] = { "/bureau", "/bureau/connexions-en-cours", "/bureau/connexions-en-cours?part=figures", NULL };
    for (int i = 0; shown[i]; i++) {
        Exchange page = request(s, r->people[SUPERVISOR].cookie, "GET", shown[i], NULL, false);
        CHECK(page.status == 200 && says(&page, "Beaucoup de comptes sont essayés"));
    }
    Exchange json = request(s, r->people[SUPERVISOR].cookie, "GET", "/bureau", NULL, true), other = request(s, r->people[RESTRICTED].cookie, "GET", "/bureau", NULL, true);
    CHECK(says(&json, "\"alarm\":{\"from_at\":") && !says(&other, "\"alarm\""));
    CHECK_INT(ready_number(s, "SELECT count(*) FROM school_audit WHERE table_name = 'sign_in_alarm'"), 1);
    Exchange history = request(s, r->people[SUPERVISOR].cookie, "GET", "/bureau/journal", NULL, false);
    CHECK(says(&history, "beaucoup de comptes essayés"));
}
TEST(the_alarm_is_shown_to_who_sees_connections_and_kept) { ready_on_both(&r, alarm_shown); }

/* ---- computers that others use too (OFF-08) ---- */

static const char *kept_there(const char *address, const char *session) {
    Exchange e = ask_from(address, session, "GET", "/compte", NULL);
    for (const char *const *h = e.answer_headers; h && *h; h += 2)
        if (str_equal(h[0], "Preau-Offline"))
            return h[1];
    return NULL;
}

/* What the browser is told may stay of a session that was opened from ADDRESS, the box SHARED ticked or not; asked from elsewhere afterwards. */
static const char *told_of(const char *address, const char *before, bool shared) {
    Exchange e = ask_from(address, before, "POST", "/connexion", arena_printf(r->small->mem, "login=personnel&password=%s%s", url_encode(r->small->mem, READY_PASSWORD), shared ? "&shared=1" : ""));
    CHECK_INT(e.status, 303);
    return kept_there("192.0.2.9", cookie_of(&e, "__Host-sid="));
}

static void on_shared_computers(void) {
    r->small->site.limits = true;
    r->small->site.networks = "10.0.0.0/8";
    const char *own = arena_printf(r->small->mem, "leave=%lld", (long long) r->people[STAFF].account);
    CHECK_TEXT(told_of("192.0.2.1", NULL, false), own);
    CHECK_TEXT(told_of("192.0.2.1", NULL, true), "never");
    CHECK_TEXT(told_of("10.1.2.3", NULL, false), "never");
    Exchange e = ask_from("192.0.2.1", NULL, "POST", "/connexion", arena_printf(r->small->mem, "login=personnel&password=%s&shared=1", url_encode(r->small->mem, READY_PASSWORD)));
    CHECK_TEXT(told_of("192.0.2.1", cookie_of(&e, "__Host-sid="), false), "never");        /* signed in once more over it: the computer is the same */
    CHECK_TEXT(kept_there("192.0.2.9", NULL), "erase");
}
TEST(on_a_shared_computer_nothing_stays) { ready_on_both(&r, on_shared_computers); }

int main(int argc, char **argv) {
    int code = test_main(argc, argv);
    ready_schools_end();
    return code;
}
