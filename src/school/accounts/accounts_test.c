/* Who may come in: first secrets, passwords, sessions (P-06). On both engines. */
#include "school/accounts/accounts.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "test/store_fixture.h"
#include "test/test.h"

#include <string.h>


static School school_of(const StoreFixture *f) {
    return (School){ .uai = "9990001X", .name = "Collège Jean-Exemple", .kind = "college", .zone = "A", .year = 2026, .store = f->store, .secret = f->key };
}

static Work *begin(const StoreFixture *f, School *school, TxMode mode) {
    *school = school_of(f);
    return work_new(f->mem, tx_begin(f->store, f->mem, mode), school, &program_actor, "test");
}

static void end(Work *w) { CHECK_INT(tx_commit(w->tx), TX_DONE); }

/* ---- first secrets ---- */

static bool is_first(Work *w, const char *login, const char *typed) {
    size_t size = 0;
    Rows r = db_rows(w->tx, &ACCOUNT_SECRET, VALUES(of_text(login)));
    CHECK(row_next(&r));
    const void *hash = row_bytes(&r, ACCOUNT_SECRET_FIRST_HASH, w->mem, &size);
    rows_end(&r);
    return hash && accounts_is_first_secret(w->school, typed, hash, size);
}

static void first_secret_on(StoreFixture *f) {
    School school;
    Work *w = begin(f, &school, TX_WRITE);
    int64_t account = accounts_add(w, KIND_TEACHER, 0, "dupont", "DUPONT Léa");
    const char *one = accounts_first_secret(w, account);
    CHECK_INT((int64_t) strlen(one), 14);
    CHECK(one[4] == '-' && one[9] == '-' && !strpbrk(one, "IO01"));
    CHECK(is_first(w, "dupont", one));
    char typed[15];
    for (int i = 0; i < 15; i++)
        typed[i] = one[i] == '-' ? ' ' : one[i] >= 'A' && one[i] <= 'Z' ? (char) (one[i] + 32) : one[i];
    CHECK(is_first(w, "dupont", typed));
    const char *two = accounts_first_secret(w, account);
    CHECK(!str_equal(one, two) && !is_first(w, "dupont", one) && is_first(w, "dupont", two));
    accounts_set_hash(w, account, accounts_hash(f->mem, "quatre mots sans rapport"));
    CHECK(!is_first(w, "dupont", two));
    end(w);
    CHECK(!store_fixture_finds(f, two, 14));
}
TEST(a_first_secret_is_typed_as_one_likes_and_serves_once) { for_each_engine(first_secret_on); }

static void homonyms_on(StoreFixture *f) {
    School school;
    Work *w = begin(f, &school, TX_WRITE);
    static const char *const wanted[] = { "dupontmoret", "dupontmoret2", "dupontmoret3" };
    for (int i = 0; i < 3; i++) {
        const char *login = accounts_free_login(w, "DUPONT-MORET");
        CHECK_TEXT(login, wanted[i]);
        accounts_add(w, KIND_GUARDIAN, 0, login, "DUPONT-MORET Zoé");
    }
    CHECK(accounts_find(w, "Dupont-Moret 2") == accounts_find(w, "dupontmoret2"));
    CHECK_TEXT(accounts_free_login(w, "Ελένη"), "compte");
    end(w);
}
TEST(homonyms_are_numbered) { for_each_engine(homonyms_on); }

/* ---- passwords ---- */

static TextId verdict(Kind kind, const char *password) {
    Arena *mem = arena_new();
    School school = { .uai = "9990001X", .name = "Collège Jean-Exemple" };
    Work w = { .mem = mem, .school = &school, .actor = &program_actor };
    TextId problem = accounts_password_problem(&w, kind, "dupont2", "DUPONT Léa", password);
    arena_free(mem);
    return problem;
}

TEST(passwords_are_long_and_not_what_anyone_would_try) {
    CHECK_INT(verdict(KIND_PUPIL, "neuf-lett"), T_PASSWORD_TOO_SHORT);
    CHECK_INT(verdict(KIND_PUPIL, "dix lettre"), T_NONE);
    CHECK_INT(verdict(KIND_TEACHER, "onze lettre"), T_PASSWORD_TOO_SHORT);
    CHECK_INT(verdict(KIND_TEACHER, "douze lettre"), T_NONE);
    CHECK_INT(verdict(KIND_SUPERVISOR, "quinze lettres!"), T_PASSWORD_TOO_SHORT);
    CHECK_INT(verdict(KIND_SUPERVISOR, "seize lettres, x"), T_NONE);
    CHECK_INT(verdict(KIND_PUPIL, "éééàààçç œœ"), T_NONE);
    CHECK_INT(verdict(KIND_PUPIL, "пароль из слов"), T_NONE);
    static const char *const guessed[] = { "motdepasse", "MotDePasse2026!", "azertyuiop123", "123456789012", "Soleil-Soleil", "soleil2010marseille", "aaaaaaaaaaaa", "password password", NULL };
    for (int i = 0; guessed[i]; i++)
        if (!CHECK(verdict(KIND_PUPIL, guessed[i]) == T_PASSWORD_GUESSABLE))
            test_check_text(guessed[i], "refused", "password", __FILE__, __LINE__);
    static const char *const about[] = { "DupontDupont", "dupont9990001x", "dupont2010!!", "Exemple-2026", NULL };
    for (int i = 0; about[i]; i++)
        CHECK_INT(verdict(KIND_PUPIL, about[i]), T_PASSWORD_ABOUT_YOU);
    CHECK_INT(verdict(KIND_SUPERVISOR, "correct cheval pile agrafe"), T_NONE);
    char longest[140];
    for (int i = 0; i < 139; i++)
        longest[i] = "abcdefghij"[i * 7 % 10];
    longest[129] = '\0';
    CHECK_INT(verdict(KIND_PUPIL, longest), T_PASSWORD_TOO_LONG);
}

TEST(a_password_is_kept_as_argon2id) {
    Arena *mem = arena_new();
    const char *hash = accounts_hash(mem, "quatre mots sans rapport");
    CHECK(str_starts(hash, "$argon2id$v=19$m=47104,t=1,p=1$"));
    CHECK(accounts_verify(hash, "quatre mots sans rapport") && !accounts_verify(hash, "quatre mots sans rappor") && !accounts_verify(NULL, "quatre mots"));
    arena_free(mem);
}

/* ---- sessions ---- */

static bool opens(Work *w, const char *secret, Instant now) {
    w->now = now;
    return accounts_actor(w, secret) != NULL;
}

static void sessions_on(StoreFixture *f) {
    School school;
    Work *w = begin(f, &school, TX_WRITE);
    int64_t account = accounts_add(w, KIND_SUPERVISOR, 0, "superviseur", "Superviseur");
    Instant start = w->now;
    const char *one = accounts_open_session(w, account, "Firefox", "127.0.0.1"), *two = accounts_open_session(w, account, "Chrome", "127.0.0.1");
    CHECK_INT((int64_t) strlen(one), 64);
    CHECK(!str_equal(one, two) && opens(w, one, start) && opens(w, two, start));
    CHECK(!opens(w, NULL, start) && !opens(w, "", start) && !opens(w, "00", start));
    CHECK(!opens(w, "0000000000000000000000000000000000000000000000000000000000000000", start));
    for (int minutes = 10; minutes <= 480; minutes += 10)
        CHECK(opens(w, one, start + minutes * MINUTE));
    CHECK(!opens(w, one, start + 481 * MINUTE));        /* eight hours at most, busy or not */
    CHECK(!opens(w, two, start + 16 * MINUTE));         /* a quarter of an hour of nothing */
    w->now = start;
    accounts_first_secret(w, account);
    CHECK(!opens(w, two, start));
    end(w);
    CHECK(!store_fixture_finds(f, one, 64));
}
TEST(a_session_ends_by_age_by_silence_and_by_a_new_secret) { for_each_engine(sessions_on); }

static void seen_on(StoreFixture *f) {
    School school;
    Work *w = begin(f, &school, TX_WRITE);
    Instant start = w->now;
    const char *secret = accounts_open_session(w, accounts_add(w, KIND_STAFF, 0, "martin", "MARTIN Ana"), "Firefox", "127.0.0.1");
    end(w);
    w = begin(f, &school, TX_READ);
    w->now = start + 7 * MINUTE;
    const Actor *actor = accounts_actor(w, secret);
    CHECK(actor && actor->kind == KIND_STAFF && accounts_last_seen(actor->session, start) == start + 7 * MINUTE);
    tx_rollback(w->tx);
    CHECK(accounts_seen_flush(f->store) && accounts_seen_flush(f->store));
    w = begin(f, &school, TX_READ);
    Rows r = db_rows(w->tx, &SESSION_AGES, NO_VALUES);
    CHECK(row_next(&r) && row_int(&r, SESSION_AGES_SEEN_AT) == start + 7 * MINUTE);
    rows_end(&r);
    tx_rollback(w->tx);
}
TEST(when_a_session_was_seen_reaches_the_base) { for_each_engine(seen_on); }

TEST_MAIN
