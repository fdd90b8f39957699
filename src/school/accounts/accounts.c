#include "school/accounts/accounts.h"

#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/access/access.h"

#include <sodium.h>
#include <string.h>

#define SECOND ((Instant) 1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

/* promises.md 6.3 */
static const struct SessionLimits { Instant idle, absolute; } limits[] = {
    [KIND_SUPERVISOR] = { 15 * MINUTE, 8 * HOUR }, [KIND_STAFF] = { 30 * MINUTE, 12 * HOUR }, [KIND_TEACHER] = { 30 * MINUTE, 12 * HOUR },
    [KIND_GUARDIAN] = { 60 * MINUTE, 12 * HOUR }, [KIND_PUPIL] = { 60 * MINUTE, 12 * HOUR }, [KIND_PROGRAM] = { 0, 0 },
};

/* ---- logins ---- */

static Kind kind_of(const char *word) {
    for (int i = 0; kind_words[i]; i++)
        if (str_equal(kind_words[i], word))
            return (Kind) i;
    return KIND_NOBODY;
}

int64_t accounts_add(Work *w, Kind kind, int64_t person, const char *login, const char *display_name) {
    return change_add(w->tx, &TABLE_ACCOUNT, FIELDS(SET(COL_ACCOUNT_LOGIN, of_text(login)), SET(COL_ACCOUNT_KIND, of_text(kind_words[kind])),
        SET(COL_ACCOUNT_PERSON, person ? of_int(person) : of_null()), SET(COL_ACCOUNT_DISPLAY_NAME, of_text(display_name)),
        SET(COL_ACCOUNT_STATE, of_text("open"))));
}

const char *accounts_login(Arena *mem, const char *text) {
    char *folded = text_fold(mem, text);
    Str s = str_new(mem, strlen(folded));
    for (; *folded; folded++)
        if ((*folded >= 'a' && *folded <= 'z') || (*folded >= '0' && *folded <= '9'))
            str_add_char(&s, *folded);
    return s.data;
}

int64_t accounts_find(Work *w, const char *login) {
    return db_int(w->tx, &ACCOUNT_BY_LOGIN, VALUES(of_text(accounts_login(w->mem, login))));
}

const char *accounts_free_login(Work *w, const char *family_name) {
    const char *base = accounts_login(w->mem, family_name), *login = base = *base ? base : "compte";
    for (int n = 2; ok(w) && db_int(w->tx, &ACCOUNT_BY_LOGIN, VALUES(of_text(login))); n++)
        login = arena_printf(w->mem, "%s%d", base, n);
    return login;
}

/* ---- first secrets ---- */

/* 32 letters and digits that nobody takes for one another: five bits each, 60 in all. */
static const char unambiguous[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

static void first_hash(const School *school, const char *secret, uint8_t hash[32]) {
    uint8_t key[32];
    Arena *mem = arena_new();
    Str plain = str_new(mem, 16);
    for (const char *c = text_upper(mem, secret); *c; c++)
        if (strchr(unambiguous, *c))
            str_add_char(&plain, *c);
    crypto_generichash(key, sizeof key, (const uint8_t *) "preau first secret", 18, school->secret, 32);
    crypto_generichash(hash, 32, (const uint8_t *) plain.data, plain.size, key, sizeof key);
    sodium_memzero(plain.data, plain.size);
    sodium_memzero(key, sizeof key);
    arena_free(mem);
}

const char *accounts_first_secret(Work *w, int64_t account) {
    char *secret = arena_alloc(w->mem, 15, 1);
    uint8_t hash[32];
    for (int i = 0; i < 14; i++)
        secret[i] = i == 4 || i == 9 ? '-' : unambiguous[randombytes_uniform(32)];
    first_hash(w->school, secret, hash);
    db_do(w->tx, &ACCOUNT_SECRET_FIRST, VALUES(of_int(account), of_bytes(hash, sizeof hash), of_int(w->now + FIRST_SECRET_DAYS * 24 * HOUR)));
    db_do(w->tx, &SESSIONS_END_OF, VALUES(of_int(account), of_int(0), of_int(w->now)));
    return secret;
}

bool accounts_is_first_secret(const School *school, const char *typed, const void *stored, size_t size) {
    uint8_t hash[32];
    first_hash(school, typed, hash);
    return size == sizeof hash && sodium_memcmp(hash, stored, sizeof hash) == 0;
}

void accounts_set_hash(Work *w, int64_t account, const char *hash) {
    db_do(w->tx, &ACCOUNT_SECRET_SET, VALUES(of_int(account), of_text(hash)));
}

/* ---- passwords ---- */

const char *accounts_hash(Arena *mem, const char *password) {
    char *text = arena_alloc(mem, crypto_pwhash_STRBYTES, 1);
    return crypto_pwhash_str(text, password, strlen(password), 1, (size_t) 46 * 1024 * 1024) == 0 ? text : NULL;
}

bool accounts_verify(const char *hash, const char *password) {
    /* Someone unknown costs the same time as someone known. */
    static const char nobody[] = "$argon2id$v=19$m=47104,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    return crypto_pwhash_str_verify(hash ? hash : nobody, password, strlen(password)) == 0 && hash;
}

static const char *const well_known[] = { "motdepasse", "password", "azerty", "qwerty", "123456", "12345678", "123456789", "1234567890", "bonjour",
    "soleil", "chouchou", "doudou", "marseille", "jetaime", "loulou", "football", "princesse", "college", "lycee", "ecole", "professeur", "000000",
    "111111", "abcdef", "azertyuiop", "qwertyuiop", "iloveyou", "administrateur", "superviseur", "direction", "principal", "preau", NULL };

/* A word that anyone would try, alone or repeated or followed by figures, is no password however long it is. */
static bool is_guessable(Arena *mem, const char *password, const char *word) {
    const char *folded = accounts_login(mem, password);
    size_t size = word ? strlen(word) : 0;
    if (size < 3)
        return false;
    while (strncmp(folded, word, size) == 0)
        folded += size;
    return folded[strspn(folded, "0123456789")] == '\0' && !str_equal(folded, accounts_login(mem, password));
}

static bool is_monotonous(const char *password) {
    bool seen[256] = { false };
    int different = 0;
    for (; *password; password++) {
        different += !seen[(unsigned char) *password];
        seen[(unsigned char) *password] = true;
    }
    return different < 5;
}

TextId accounts_password_problem(Work *w, Kind kind, const char *login, const char *display_name, const char *password) {
    size_t least = kind == KIND_SUPERVISOR ? 16 : kind == KIND_STAFF || kind == KIND_TEACHER ? 12 : 10, length = text_length(password);
    if (length < least)
        return T_PASSWORD_TOO_SHORT;
    if (length > 128)
        return T_PASSWORD_TOO_LONG;
    if (is_monotonous(password))
        return T_PASSWORD_GUESSABLE;
    for (int i = 0; well_known[i]; i++)
        if (is_guessable(w->mem, password, well_known[i]))
            return T_PASSWORD_GUESSABLE;
    for (char **word = text_search_words(w->mem, arena_printf(w->mem, "%s %s %s %s", login, display_name, w->school->name, w->school->uai)); *word; word++)
        if (is_guessable(w->mem, password, *word))
            return T_PASSWORD_ABOUT_YOU;
    return T_NONE;
}

/* ---- sessions ---- */

static bool session_hash(const char *secret, uint8_t hash[32]) {
    uint8_t raw[32];
    size_t size;
    if (!secret || strlen(secret) != 64 || sodium_hex2bin(raw, sizeof raw, secret, 64, NULL, &size, NULL) != 0 || size != sizeof raw)
        return false;
    crypto_generichash(hash, 32, raw, sizeof raw, NULL, 0);
    return true;
}

const char *accounts_open_session(Work *w, int64_t account, const char *label, const char *address) {
    uint8_t raw[32], hash[32];
    char *secret = arena_alloc(w->mem, 65, 1);
    randombytes_buf(raw, sizeof raw);
    sodium_bin2hex(secret, 65, raw, sizeof raw);
    must(session_hash(secret, hash));
    db_do(w->tx, &SESSION_ADD, VALUES(of_bytes(hash, sizeof hash), of_int(account), of_int(w->now), of_text(label), of_text(address)));
    return secret;
}

static bool too_old(const Rows *r, Kind kind, int64_t session, Instant now) {
    Instant seen = accounts_seen(session, row_int(r, SESSION_ACTOR_SEEN_AT), now, limits[kind].idle);
    return now - row_int(r, SESSION_ACTOR_OPENED_AT) > limits[kind].absolute || now - seen > limits[kind].idle;
}

const Actor *accounts_actor(Work *w, const char *secret) {
    uint8_t hash[32];
    if (!session_hash(secret, hash))
        return NULL;
    Rows r = db_rows(w->tx, &SESSION_ACTOR, VALUES(of_bytes(hash, sizeof hash)));
    if (!row_next(&r))
        return NULL;
    Actor *actor = NEW(w->mem, Actor);
    *actor = (Actor){ .kind = kind_of(row_peek(&r, SESSION_ACTOR_KIND)), .account = row_int(&r, SESSION_ACTOR_ACCOUNT),
        .person = row_int(&r, SESSION_ACTOR_PERSON), .session = row_int(&r, SESSION_ACTOR_SESSION),
        .login = row_text(&r, SESSION_ACTOR_LOGIN, w->mem), .display_name = row_text(&r, SESSION_ACTOR_DISPLAY_NAME, w->mem),
        .must_personalise = row_int(&r, SESSION_ACTOR_FIRST) };
    Day first = (Day) row_int(&r, SESSION_ACTOR_FIRST_DAY), last = (Day) row_int(&r, SESSION_ACTOR_LAST_DAY);
    bool ended = too_old(&r, actor->kind, actor->session, w->now);
    rows_end(&r);
    if (ended)
        return NULL;
    access_fill(w, actor, first, last);
    return actor;
}

/* ---- tries (P-05) ---- */

static void who_hash(Work *w, const char *login, uint8_t who[32]) {
    const char *name = accounts_login(w->mem, login);
    crypto_generichash(who, 32, (const uint8_t *) name, strlen(name), w->school->secret, 32);
}

/* Five tries are free; then 1, 2, 4 … 30 seconds; ten in an hour close the door for a quarter of an hour. */
static int wait_after(int64_t failures, Instant last, Instant now) {
    Instant until = 0;
    if (failures >= 10)
        until = last + 15 * MINUTE;
    else if (failures >= 5)
        until = last + (failures - 5 > 4 ? 30 : INT64_C(1) << (failures - 5)) * SECOND;
    return until > now ? (int) ((until - now + SECOND - 1) / SECOND) : 0;
}

int accounts_count_try(Work *w, const char *login) {
    uint8_t who[32];
    who_hash(w, login, who);
    Rows r = db_rows(w->tx, &SIGN_IN_FAILURES, VALUES(of_bytes(who, sizeof who), of_int(w->now - HOUR)));
    int wait = row_next(&r) ? wait_after(row_int(&r, SIGN_IN_FAILURES_COUNT), row_int(&r, SIGN_IN_FAILURES_LAST), w->now) : 0;
    rows_end(&r);
    if (wait)
        return wait;
    db_do(w->tx, &SIGN_IN_SWEEP, VALUES(of_int(w->now - 24 * HOUR)));
    db_do(w->tx, &SIGN_IN_FAILED, VALUES(of_bytes(who, sizeof who), of_int(w->now)));
    return 0;
}

void accounts_forget_tries(Work *w, const char *login) {
    uint8_t who[32];
    who_hash(w, login, who);
    db_do(w->tx, &SIGN_IN_FORGET, VALUES(of_bytes(who, sizeof who)));
}
