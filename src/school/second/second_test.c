/* The second step: vectors, what counts once, how often one may try. On both engines. */
#include "school/second/second.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts.h"
#include "document/qr.h"
#include "school/second/secrets.h"
#include "school/second/totp.h"
#include "test/store_fixture.h"
#include "test/test.h"
#include "web/feature.h"

#include <pthread.h>
#include <string.h>


/* ---- RFC 6238, appendix B ---- */

TEST(codes_are_those_of_rfc_6238) {
    static const struct { int64_t seconds; const char *code; } vectors[] = { { 59, "94287082" }, { 1111111109, "07081804" }, { 1111111111, "14050471" },
        { 1234567890, "89005924" }, { 2000000000, "69279037" }, { 20000000000, "65353130" } };
    static const uint8_t key[] = "12345678901234567890";
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        char code[9];
        totp_code(key, 20, totp_period(vectors[i].seconds * 1000), 8, code);
        CHECK_TEXT(code, vectors[i].code);
    }
}

TEST(a_code_is_good_one_step_around_and_once) {
    static const uint8_t key[] = "12345678901234567890";
    Instant now = INT64_C(1111111109000);
    int64_t period = totp_period(now);
    for (int step = -3; step <= 3; step++) {
        char code[9];
        totp_code(key, 20, period + step, 6, code);
        CHECK_INT(totp_match(key, code, now, 0), step >= -1 && step <= 1 ? period + step : 0);
        CHECK_INT(totp_match(key, code, now, period + step), 0);
    }
    CHECK_INT(totp_match(key, "", now, 0), 0);
    CHECK_INT(totp_match(key, "12345", now, 0), 0);
    CHECK_INT(totp_match(key, NULL, now, 0), 0);
}

TEST(a_key_is_typed_in_base_32) {
    Arena *mem = arena_new();
    static const char *const vectors[][2] = { { "", "" }, { "f", "MY" }, { "fo", "MZXQ" }, { "foo", "MZXW6" }, { "foob", "MZXW6YQ" }, { "fooba", "MZXW6YTB" }, { "foobar", "MZXW6YTBOI" } };
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        CHECK_TEXT(totp_base32(mem, (const uint8_t *) vectors[i][0], strlen(vectors[i][0])), vectors[i][1]);
    arena_free(mem);
}

/* Version 1 is 21 modules, with the three eyes in their corners. */
TEST(a_qr_code_is_drawn_with_its_empty_border) {
    Arena *mem = arena_new();
    int side;
    const char *path = qr_path(mem, "PREAU", &side);
    CHECK_INT(side, 29);
    CHECK(str_starts(path, "M4 4h7v1h-7z"));
    CHECK(strstr(path, "M18 4h7v1h-7z") && strstr(path, "M4 24h7v1h-7z") && !strstr(path, "M3 ") && !strstr(path, " 25h"));
    arena_free(mem);
}

TEST(pins_that_anyone_would_try_are_refused) {
    static const char *const good[] = { "2846", "190573", "1223", NULL }, *const wrong[] = { "123", "12a4", "12 34", "1234567890123", "", NULL },
        *const guessed[] = { "1234", "0000", "9876", "123456", NULL };
    for (int i = 0; good[i]; i++)
        CHECK_INT(pin_problem(good[i]), T_NONE);
    for (int i = 0; wrong[i]; i++)
        CHECK_INT(pin_problem(wrong[i]), T_SECOND_PIN_FIGURES);
    for (int i = 0; guessed[i]; i++)
        CHECK_INT(pin_problem(guessed[i]), T_SECOND_PIN_GUESSABLE);
}

/* ---- over a store ---- */

static School school;
static Actor actor;

static Work *begin(StoreFixture *f) {
    school = (School){ .uai = "9990001X", .name = "Collège Jean-Exemple", .kind = "college", .zone = "A", .year = 2026, .store = f->store, .secret = f->key };
    return work_new(f->mem, tx_begin(f->store, f->mem, TX_WRITE), &school, &program_actor, "test");
}

static void act_as(Work *w, Kind kind, int64_t account) {
    actor = (Actor){ .kind = kind, .account = account, .login = "", .display_name = "" };
    w->actor = &actor;
}

static void end(Work *w) { CHECK_INT(tx_commit(w->tx), TX_DONE); }

static const char *app_code(const Draft *d, Instant at) {
    static char code[9];
    totp_code(d->key, TOTP_KEY, totp_period(at), 6, code);
    return code;
}

static void app_on(StoreFixture *f) {
    Work *w = begin(f);
    int64_t account = accounts_add(w, KIND_STAFF, 0, "dupont", "DUPONT Léa");
    Draft draft;
    act_as(w, KIND_STAFF, account);
    CHECK(!means_drafted(w, MEANS_APP, &draft));
    means_draft(w, MEANS_APP);
    CHECK(means_drafted(w, MEANS_APP, &draft) && !means_drafted(w, MEANS_CARD, &draft));
    CHECK(means_drafted(w, MEANS_APP, &draft));
    CHECK_INT(second_gates(w, account, NULL), 0);               /* a draft is no means yet */
    CHECK(!means_confirm(w, MEANS_APP, "000000") || str_equal(app_code(&draft, w->now), "000000"));
    const char *first = arena_text(f->mem, app_code(&draft, w->now));
    CHECK(means_confirm(w, MEANS_APP, arena_printf(f->mem, " %.3s %s ", first, first + 3)));
    CHECK(!second_check(w, account, MEANS_APP, first));         /* it has served */
    CHECK(!means_drafted(w, MEANS_APP, &(Draft){ 0 }) && means_of(w, account).count == 1);
    CHECK_INT(second_gates(w, account, NULL), GATE_SECOND);
    means_draft(w, MEANS_APP);                                  /* another that is not confirmed changes nothing, and is too late soon */
    w->now += DRAFT_LIFE + 1;
    CHECK(!means_drafted(w, MEANS_APP, &(Draft){ 0 }) && !means_confirm(w, MEANS_APP, first));
    CHECK(second_check(w, account, MEANS_APP, app_code(&draft, w->now)));
    end(w);
}
TEST(an_application_counts_once_it_has_been_used) { for_each_engine(app_on); }

static void once_on(StoreFixture *f) {
    Work *w = begin(f);
    int64_t account = accounts_add(w, KIND_STAFF, 0, "dupont", "DUPONT Léa"), other = accounts_add(w, KIND_STAFF, 0, "durand", "DURAND Ali");
    Draft draft;
    act_as(w, KIND_STAFF, account);
    means_draft(w, MEANS_APP);
    CHECK(means_drafted(w, MEANS_APP, &draft));
    CHECK(means_confirm(w, MEANS_APP, app_code(&draft, w->now)));
    w->now += 2 * MINUTE;
    CHECK(!second_check(w, other, MEANS_APP, app_code(&draft, w->now)));
    CHECK(second_check(w, account, MEANS_APP, app_code(&draft, w->now)));
    CHECK(!second_check(w, account, MEANS_APP, app_code(&draft, w->now)));
    CHECK(!second_check(w, account, MEANS_APP, app_code(&draft, w->now - MINUTE / 2)));     /* nor one of before */
    w->now -= 10 * MINUTE;                                      /* P-46: a clock that goes back lets nobody in */
    CHECK(!second_check(w, account, MEANS_APP, app_code(&draft, w->now)));
    end(w);
    CHECK(!store_fixture_finds(f, (const char *) draft.key, TOTP_KEY));
}
TEST(each_code_of_an_application_serves_once) { for_each_engine(once_on); }

static void card_on(StoreFixture *f) {
    Work *w = begin(f);
    int64_t account = accounts_add(w, KIND_TEACHER, 0, "dupont", "DUPONT Léa");
    Draft draft;
    bool seen[CARD_CODES + 1] = { false };
    act_as(w, KIND_TEACHER, account);
    means_draft(w, MEANS_CARD);
    CHECK(means_drafted(w, MEANS_CARD, &draft) && draft.asked >= 1 && draft.asked <= CARD_CODES);
    int other = draft.asked % CARD_CODES + 1;
    CHECK(!means_confirm(w, MEANS_CARD, card_code(f->mem, draft.key, other)));
    CHECK(means_confirm(w, MEANS_CARD, card_code(f->mem, draft.key, draft.asked)));
    seen[draft.asked] = true;
    for (int left = CARD_CODES - 1; left > 0; left--) {
        int asked = card_asked(w, account);
        CHECK(asked >= 1 && asked <= CARD_CODES && !seen[asked]);
        CHECK_INT(card_left(w, account), left);
        CHECK(!second_check(w, account, MEANS_CARD, card_code(f->mem, draft.key, asked % CARD_CODES + 1)));
        CHECK_INT(card_asked(w, account), asked);               /* what is asked stays asked */
        CHECK(second_check(w, account, MEANS_CARD, card_code(f->mem, draft.key, asked)));
        CHECK(!second_check(w, account, MEANS_CARD, card_code(f->mem, draft.key, asked)));
        seen[asked] = true;
    }
    CHECK_INT(card_asked(w, account), 0);
    CHECK_INT(card_left(w, account), 0);
    CHECK(!second_check(w, account, MEANS_CARD, card_code(f->mem, draft.key, 1)));
    const char *code = card_code(f->mem, draft.key, 3);
    CHECK(strlen(code) == CARD_LENGTH && !strpbrk(code, "IO01") && !str_equal(code, card_code(f->mem, draft.key, 4)));
    end(w);
    CHECK(!store_fixture_finds(f, (const char *) draft.key, 32) && !store_fixture_finds(f, code, CARD_LENGTH));
}
TEST(a_card_asks_for_each_of_its_codes_once) { for_each_engine(card_on); }

static void pin_on(StoreFixture *f) {
    Work *w = begin(f);
    int64_t account = accounts_add(w, KIND_GUARDIAN, 0, "dupont", "DUPONT Léa"), other = accounts_add(w, KIND_PUPIL, 0, "dupont2", "DUPONT Zoé");
    act_as(w, KIND_GUARDIAN, account);
    means_set_pin(w, "284613");
    CHECK(second_check(w, account, MEANS_PIN, "284613") && second_check(w, account, MEANS_PIN, "284 613"));
    CHECK(!second_check(w, account, MEANS_PIN, "284614") && !second_check(w, other, MEANS_PIN, "284613") && !second_check(w, account, MEANS_APP, "284613"));
    means_set_pin(w, "5197");
    CHECK(!second_check(w, account, MEANS_PIN, "284613") && second_check(w, account, MEANS_PIN, "5197"));
    CHECK_INT((int64_t) means_of(w, account).count, 1);
    CHECK_INT(second_gates(w, account, NULL), 0);               /* the school does not ask families by default */
    second_set_policy(w, KIND_GUARDIAN, POLICY_OPTIONAL);
    CHECK_INT(second_gates(w, account, NULL), GATE_SECOND);
    CHECK_INT(second_gates(w, other, NULL), 0);
    second_set_policy(w, KIND_PUPIL, POLICY_REQUIRED);
    CHECK_INT(second_gates(w, other, NULL), GATE_ENROL);
    end(w);
}
TEST(a_pin_and_what_the_school_asks) { for_each_engine(pin_on); }

static void recovery_on(StoreFixture *f) {
    Work *w = begin(f);
    int64_t account = accounts_add(w, KIND_STAFF, 0, "dupont", "DUPONT Léa"), other = accounts_add(w, KIND_STAFF, 0, "durand", "DURAND Ali");
    act_as(w, KIND_STAFF, account);
    means_set_pin(w, "2846");
    const char **codes = recovery_new(w, account), **others = recovery_new(w, other);
    CHECK_INT(means_of(w, account).recovery_left, RECOVERY_CODES);
    CHECK(strlen(codes[0]) == 11 && !str_equal(codes[0], codes[1]) && !codes[RECOVERY_CODES]);
    CHECK(!second_check(w, account, MEANS_RECOVERY, others[0]));
    CHECK(second_check(w, account, MEANS_RECOVERY, codes[3]) && !second_check(w, account, MEANS_RECOVERY, codes[3]));
    CHECK_INT(means_of(w, account).recovery_left, RECOVERY_CODES - 1);
    const char **again = recovery_new(w, account);
    CHECK(!second_check(w, account, MEANS_RECOVERY, codes[4]) && second_check(w, account, MEANS_RECOVERY, again[4]));
    CHECK(means_remove(w, means_of(w, account).items[0].id) && means_of(w, account).recovery_left == 0);
    CHECK(!second_check(w, account, MEANS_RECOVERY, again[5]));
    CHECK(second_check(w, other, MEANS_RECOVERY, others[0]));
    end(w);
    CHECK(!store_fixture_finds(f, again[5], 11));
}
TEST(recovery_codes_serve_once_and_go_with_the_last_means) { for_each_engine(recovery_on); }

static void devices_on(StoreFixture *f) {
    Work *w = begin(f);
    int64_t staff = accounts_add(w, KIND_STAFF, 0, "dupont", "DUPONT Léa"), head = accounts_add(w, KIND_SUPERVISOR, 0, "direction", "Direction"),
        parent = accounts_add(w, KIND_GUARDIAN, 0, "durand", "DURAND Ali");
    second_set_policy(w, KIND_GUARDIAN, POLICY_OPTIONAL);
    act_as(w, KIND_STAFF, staff); means_set_pin(w, "2846");
    act_as(w, KIND_SUPERVISOR, head); means_set_pin(w, "2846");
    act_as(w, KIND_GUARDIAN, parent); means_set_pin(w, "2846");
    const char *one = device_trust(w, staff, NULL, "Firefox"), *two = device_trust(w, parent, one, "Firefox"), *three = device_trust(w, head, two, "Firefox");
    CHECK_INT(second_gates(w, staff, one), GATE_SECOND);        /* a copy of the old cookie is worth nothing */
    CHECK_INT(second_gates(w, staff, three), 0);
    CHECK_INT(second_gates(w, parent, three), 0);
    CHECK_INT(second_gates(w, head, three), GATE_SECOND);       /* each session */
    CHECK_INT(second_gates(w, staff, "not a cookie of ours"), GATE_SECOND);
    w->now += 31 * DAY_LONG;
    CHECK_INT(second_gates(w, staff, three), GATE_SECOND);
    CHECK_INT(second_gates(w, parent, three), 0);
    w->now += 340 * DAY_LONG;
    CHECK_INT(second_gates(w, parent, three), GATE_SECOND);
    const char *four = device_trust(w, staff, three, "Firefox");
    CHECK_INT(second_gates(w, staff, four), 0);
    int64_t id = db_int(w->tx, &DEVICES_OF, VALUES(of_int(staff), of_int(0)));
    CHECK(!device_forget(w, id, parent) && device_forget(w, id, staff));
    CHECK_INT(second_gates(w, staff, four), GATE_SECOND);
    end(w);
}
TEST(a_known_browser_is_spared_for_a_while_and_worth_nothing_alone) { for_each_engine(devices_on); }

static void reset_on(StoreFixture *f) {
    Work *w = begin(f);
    int64_t account = accounts_add(w, KIND_STAFF, 0, "dupont", "DUPONT Léa");
    act_as(w, KIND_STAFF, account);
    means_set_pin(w, "2846");
    recovery_new(w, account);
    device_trust(w, account, NULL, "Firefox");
    const char *cookie = accounts_open_session(w, account, "test", NULL);
    means_reset(w, account);
    CHECK(!accounts_actor(w, cookie));
    MeansList left = means_of(w, account);
    CHECK(left.count == 0 && left.recovery_left == 0 && !db_int(w->tx, &DEVICES_OF, VALUES(of_int(account), of_int(0))));
    CHECK_INT(second_gates(w, account, NULL), 0);
    end(w);
    w = begin(f);
    CHECK_INT(change_verify(w->tx, SCHOOL), 0);
    tx_rollback(w->tx);
}
TEST(what_is_lost_is_taken_away_whole) { for_each_engine(reset_on); }

/* ---- sessions at a gate ---- */

static void gate_on(StoreFixture *f) {
    Work *w = begin(f);
    int64_t account = accounts_add(w, KIND_SUPERVISOR, 0, "direction", "Direction");
    accounts_set_hash(w, account, "not a real one");
    const char *cookie = accounts_open_session_as(w, account, &(NewSession){ .mode = MODE_ADMINISTRATIVE, .waits = GATE_SECOND | GATE_FIRST, .label = "test" });
    const Actor *a = accounts_actor(w, cookie);
    if (!CHECK(a && a->waits == GATE_SECOND))
        return;
    CHECK(!a->scope.all && !a->scope.person && !a->scope.account);
    for (size_t i = 0; i < sizeof a->rights.bits / sizeof *a->rights.bits; i++)
        CHECK(a->rights.bits[i] == 0);
    const char *next = accounts_renew_session(w, a, 0);
    CHECK(!accounts_actor(w, cookie));                          /* P-06 */
    a = accounts_actor(w, next);
    CHECK(a && !a->waits && a->scope.all && a->proved_at == w->now);
    const char *late = accounts_open_session_as(w, account, &(NewSession){ .mode = MODE_ADMINISTRATIVE, .waits = GATE_SECOND, .label = "test" });
    w->now += SECOND_STEP_WITHIN;
    CHECK(accounts_watcher(w, late, 0) != NULL);
    w->now += 1;
    CHECK(!accounts_watcher(w, late, 0));
    end(w);
}
TEST(who_waits_for_the_second_step_is_nobody_and_not_for_long) { for_each_engine(gate_on); }

/* ---- P-05 ---- */

static void tries_on(StoreFixture *f) {
    Work *w = begin(f);
    int64_t account = accounts_add(w, KIND_STAFF, 0, "dupont", "DUPONT Léa"), other = accounts_add(w, KIND_STAFF, 0, "durand", "DURAND Ali");
    Tried t;
    for (int i = 0; i < 5; i++) {
        t = second_count_try(w, account);
        CHECK(t.id && !t.wait && t.last == (i == 4));
    }
    CHECK_INT(second_count_try(w, account).wait, 300);
    CHECK_INT(second_count_try(w, other).wait, 0);
    w->now += 5 * MINUTE;
    for (int i = 0; i < 5; i++)
        CHECK_INT((t = second_count_try(w, account)).wait, 0);
    CHECK(t.last);
    w->now += 6 * MINUTE;
    CHECK(second_count_try(w, account).wait > 23 * 3600);       /* ten are a day's */
    second_try_was_right(w, t.id);                              /* one that was right counts for nothing */
    CHECK_INT(second_count_try(w, account).wait, 0);
    w->now += DAY_LONG;
    CHECK_INT(second_count_try(w, account).wait, 0);
    end(w);
}
TEST(five_tries_in_five_minutes_and_ten_a_day) { for_each_engine(tries_on); }

typedef struct Guess { StoreFixture *f; int64_t account; int evaluated; } Guess;

static void *guess(void *context) {
    Guess *g = context;
    Arena *mem = arena_new();
    for (int i = 0; i < 8; i++) {
        Tx *tx = tx_begin(g->f->store, mem, TX_WRITE);
        Tried t = second_count_try(work_new(mem, tx, &school, &program_actor, "test"), g->account);
        g->evaluated += tx_commit(tx) == TX_DONE && !t.wait;
    }
    arena_free(mem);
    return NULL;
}

static void parallel_on(StoreFixture *f) {
    Work *w = begin(f);
    int64_t account = accounts_add(w, KIND_STAFF, 0, "dupont", "DUPONT Léa");
    pthread_t threads[8];
    Guess guesses[8];
    int evaluated = 0;
    end(w);
    for (int i = 0; i < 8; i++) {
        guesses[i] = (Guess){ f, account, 0 };
        CHECK(pthread_create(&threads[i], NULL, guess, &guesses[i]) == 0);
    }
    for (int i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        evaluated += guesses[i].evaluated;
    }
    CHECK_INT(evaluated, 5);
}
TEST(parallel_guesses_do_not_outrun_the_count) { for_each_engine(parallel_on); }

/* ---- P-07: which routes ask who sits there ---- */

static bool asks(Method method, const char *path) {
    for (int f = 0; features[f]; f++)
        for (const Route *r = features[f]->routes; r && r->path; r++)
            if (r->method == method && str_equal(r->path, path))
                return r->step_up;
    return false;
}

TEST(sensitive_routes_ask_once_more_who_sits_there) {
    static const struct { Method method; const char *path; } sensitive[] = { { POST, "/compte/securite/application" }, { GET, "/compte/securite/application" },
        { POST, "/compte/securite/application/code" }, { POST, "/compte/securite/carte" }, { POST, "/compte/securite/carte/code" }, { POST, "/compte/securite/pin" },
        { POST, "/compte/securite/cle" }, { POST, "/compte/securite/codes" }, { POST, "/compte/securite/retirer" }, { POST, "/bureau/securite" },
        { POST, "/bureau/securite/comptes" }, { POST, "/compte/donnees" }, { POST, "/compte/donnees/:person" }, { POST, "/bureau/personnes/:person/donnees" },
        { POST, "/bureau/exports" }, { GET, "/bureau/exports/:copy/fichier" },
        { POST, "/bureau/courriels/nouvelle" }, { POST, "/bureau/courriels/:mailer" }, { POST, "/bureau/courriels/:mailer/retirer" },
        { POST, "/bureau/courriers/envoi/lancer" }, { GET, "/bureau/courriers/lots/:lot/fichier" } };
    for (size_t i = 0; i < sizeof sensitive / sizeof *sensitive; i++)
        if (!CHECK(asks(sensitive[i].method, sensitive[i].path)))
            test_check_text(sensitive[i].path, "with step_up", "route", __FILE__, __LINE__);
}
TEST_MAIN
