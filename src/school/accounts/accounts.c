#include "school/accounts/accounts.h"

#include "base/must.h"
#include "base/str.h"
#include "base/vec.h"
#include "base/text.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/access/access.h"
#include "work/secret.h"

#include <sodium.h>
#include <string.h>


/* promises.md 6.3 */
static const struct SessionLimits { Instant idle, absolute; } limits[] = {
    [KIND_SUPERVISOR] = { 15 * MINUTE, 8 * HOUR }, [KIND_STAFF] = { 30 * MINUTE, 12 * HOUR }, [KIND_TEACHER] = { 30 * MINUTE, 12 * HOUR },
    [KIND_GUARDIAN] = { 60 * MINUTE, 12 * HOUR }, [KIND_PUPIL] = { 60 * MINUTE, 12 * HOUR }, [KIND_PROGRAM] = { 0, 0 },
};

/* ---- logins ---- */

Kind accounts_kind(const char *word) {
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

const char *accounts_new_secret(Arena *mem) {
    char *secret = arena_alloc(mem, 15, 1);
    for (int i = 0; i < 14; i++)
        secret[i] = i == 4 || i == 9 ? '-' : unambiguous[randombytes_uniform(32)];
    return secret;
}

void accounts_keep_secret(Work *w, int64_t account, const char *secret) {
    uint8_t hash[32];
    first_hash(w->school, secret, hash);
    db_send(w->tx, &ACCOUNT_SECRET_FIRST, VALUES(of_int(account), of_bytes(hash, sizeof hash), of_int(w->now + FIRST_SECRET_DAYS * 24 * HOUR)));
}

const char *accounts_first_secret(Work *w, int64_t account) {
    const char *secret = accounts_new_secret(w->mem);
    accounts_keep_secret(w, account, secret);
    accounts_end_sessions(w, account);
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

void accounts_note_password(Work *w, int64_t account) {
    change_put(w->tx, &TABLE_ACCOUNT, KEY(of_int(account)), FIELDS(SET(COL_ACCOUNT_PASSWORD_AT, of_int(w->now))));
}

/* ---- sessions ---- */

NextMode accounts_next_mode(Work *w, int64_t account) {
    NextMode next = { 0 };
    Rows r = db_rows(w->tx, &ACCOUNT_LAST_MODE, VALUES(of_int(account)));
    if (!row_next(&r))
        return next;
    Mode last = access_mode(row_peek(&r, ACCOUNT_LAST_MODE_MODE));
    next.kind = accounts_kind(row_peek(&r, ACCOUNT_LAST_MODE_KIND));
    next.person = row_int(&r, ACCOUNT_LAST_MODE_PERSON);
    rows_end(&r);
    next.may = next.kind == KIND_SUPERVISOR ? 1U << MODE_ADMINISTRATIVE : access_modes(w, account, next.person) | access_own_mode(next.kind);
    if (next.may & 1U << last)
        next.mode = last;
    for (Mode mode = MODE_ADMINISTRATIVE; mode <= MODE_PUPIL && !next.mode; mode++)
        if (next.may & 1U << mode)
            next.mode = mode;
    return next;
}

const char *accounts_open_session(Work *w, int64_t account, const char *label, const char *address) {
    NextMode next = accounts_next_mode(w, account);
    return accounts_open_session_as(w, account, &(NewSession){ .mode = next.mode, .may = next.may, .label = label, .address = address });
}

static const char *new_secret(Arena *mem, uint8_t hash[32]) {
    char *secret = arena_alloc(mem, SECRET_DIGITS + 1, 1);
    secret_random(secret);
    must(secret_digest(secret, hash));
    return secret;
}

const char *accounts_open_session_as(Work *w, int64_t account, const NewSession *as) {
    uint8_t hash[32];
    const char *secret = new_secret(w->mem, hash);
    db_do(w->tx, &SESSION_ADD, VALUES(of_bytes(hash, sizeof hash), of_int(account), of_int(w->now), of_int(as->proved_at ? as->proved_at : w->now),
        of_text(as->mode ? mode_words[as->mode] : NULL), of_int(as->may), of_int(as->reading), of_int(as->waits & ~GATE_FIRST), of_text(as->label), of_text(as->address),
        of_int(as->shared)));
    change_touch(w->tx, SCHOOL, "sign_in");
    return secret;
}

const char *accounts_renew_session(Work *w, const Actor *actor, unsigned waits) {
    uint8_t hash[32];
    const char *secret = new_secret(w->mem, hash);
    db_do(w->tx, &SESSION_RENEW, VALUES(of_int(actor->session), of_int(actor->account), of_bytes(hash, sizeof hash), of_int(waits & ~GATE_FIRST), of_int(w->now)));
    change_touch(w->tx, SCHOOL, "sign_in");
    return secret;
}

const char *accounts_change_mode(Work *w, const Actor *actor, Mode mode, unsigned may, bool reading) {
    uint8_t hash[32];
    const char *secret = new_secret(w->mem, hash);
    db_do(w->tx, &SESSION_CHANGE_MODE, VALUES(of_int(actor->session), of_int(actor->account), of_bytes(hash, sizeof hash), of_text(mode_words[mode]), of_int(may), of_int(reading)));
    change_touch(w->tx, SCHOOL, "session");
    return secret;
}

void accounts_end_session(Work *w, int64_t session, int64_t account) {
    if (db_do(w->tx, &SESSION_END, VALUES(of_int(session), of_int(account), of_int(w->now))))
        change_touch(w->tx, SCHOOL, "session");
}

void accounts_end_others(Work *w, int64_t account, int64_t session) {
    if (db_do(w->tx, &SESSIONS_END_OF, VALUES(of_int(account), of_int(session), of_int(w->now))))
        change_touch(w->tx, SCHOOL, "session");
}

void accounts_end_sessions(Work *w, int64_t account) { accounts_end_others(w, account, 0); }

void accounts_look_as(Work *w, int64_t viewed, Mode mode) {
    int64_t line = change_add(w->tx, &TABLE_SEEN_AS, FIELDS(SET(COL_SEEN_AS_ACCOUNT, of_int(w->actor->account)), SET(COL_SEEN_AS_VIEWED, of_int(viewed)),
        SET(COL_SEEN_AS_MODE, of_text(mode_words[mode])), SET(COL_SEEN_AS_FROM_AT, of_int(w->now))));
    db_do(w->tx, &SESSION_VIEW, VALUES(of_int(w->actor->session), of_int(line)));
}

void accounts_look_no_more(Work *w) {
    int64_t line = db_int(w->tx, &SESSION_VIEWING, VALUES(of_int(w->actor->session)));
    if (!line)
        return;
    change_put(w->tx, &TABLE_SEEN_AS, KEY(of_int(line)), FIELDS(SET(COL_SEEN_AS_UNTIL_AT, of_int(w->now))));
    db_do(w->tx, &SESSION_VIEW, VALUES(of_int(w->actor->session), of_null()));
}

/* A set may say less, never more. */
Instant accounts_idle(Kind kind, int64_t minutes) { return minutes > 0 && minutes * MINUTE < limits[kind].idle ? minutes * MINUTE : limits[kind].idle; }

Instant accounts_session_end(Kind kind, Instant opened, Instant seen, int64_t minutes) {
    Instant by_age = opened + limits[kind].absolute, by_silence = seen + accounts_idle(kind, minutes);
    return by_age < by_silence ? by_age : by_silence;
}

bool accounts_session_ended(Kind kind, Instant opened, Instant seen, int64_t minutes, Instant now) { return now > accounts_session_end(kind, opened, seen, minutes); }

/* Its set has said how much silence there may be; who is nobody yet has none. */
static bool too_old(Actor *actor, Instant opened, Instant stored, Instant now, bool visit) {
    int64_t minutes = actor->idle / MINUTE;
    actor->idle = accounts_idle(actor->kind, minutes);
    Instant seen = visit ? accounts_seen(actor->session, stored, now, actor->idle) : accounts_last_seen(actor->session, stored);
    return accounts_session_ended(actor->kind, opened, seen, minutes, now);
}

_Static_assert((int) SESSION_ACTOR_VIEWING == (int) SESSION_ACTOR_AGAIN_VIEWING && (int) SESSION_ACTOR_LAST_DAY == (int) SESSION_ACTOR_AGAIN_LAST_DAY,
    "both are read by the same function");

/* As somebody else sees it: their mode, rights and scope, in one's own name (the account and the session stay), for half an hour. */
static void look_as(Work *w, Actor *actor, int64_t viewing, Day first, Day last) {
    Rows r = db_rows(w->tx, &SEEN_AS, VALUES(of_int(viewing)));
    if (!row_next(&r))
        return;
    Actor seen = { .kind = accounts_kind(row_peek(&r, SEEN_AS_KIND)), .account = row_int(&r, SEEN_AS_ACCOUNT), .person = row_int(&r, SEEN_AS_PERSON) };
    Mode mode = access_mode(row_peek(&r, SEEN_AS_MODE));
    const char *name = row_text(&r, SEEN_AS_DISPLAY_NAME, w->mem);
    bool over = w->now > row_int(&r, SEEN_AS_FROM_AT) + 30 * MINUTE;
    rows_end(&r);
    if (over)
        return;
    access_fill(w, &seen, mode, false, first, last);
    actor->kind = seen.kind;
    actor->person = seen.person;
    actor->mode = seen.mode;
    actor->rank = seen.rank;
    actor->reading = true;
    actor->rights = seen.rights;
    actor->scope = seen.scope;
    actor->modes = 0;
    actor->ruled = seen.ruled;
    actor->closed = false;              /* so that it is looked at before it is published */
    actor->viewing = name;
}

static const Actor *actor_of(Work *w, Rows *r, bool visit) {
    if (!row_next(r))
        return NULL;
    Actor *actor = NEW(w->mem, Actor);
    *actor = (Actor){ .kind = accounts_kind(row_peek(r, SESSION_ACTOR_KIND)), .account = row_int(r, SESSION_ACTOR_ACCOUNT),
        .person = row_int(r, SESSION_ACTOR_PERSON), .session = row_int(r, SESSION_ACTOR_SESSION),
        .login = row_text(r, SESSION_ACTOR_LOGIN, w->mem), .display_name = row_text(r, SESSION_ACTOR_DISPLAY_NAME, w->mem),
        .proved_at = row_int(r, SESSION_ACTOR_PROVED_AT),
        .waits = (unsigned) row_int(r, SESSION_ACTOR_WAITS) | (row_int(r, SESSION_ACTOR_FIRST) ? GATE_FIRST : 0), .keys_off = row_int(r, SESSION_ACTOR_KEYS_OFF) };
    Day first = (Day) row_int(r, SESSION_ACTOR_FIRST_DAY), last = (Day) row_int(r, SESSION_ACTOR_LAST_DAY);
    Mode mode = access_mode(row_peek(r, SESSION_ACTOR_MODE));
    actor->shared = row_int(r, SESSION_ACTOR_SHARED);
    bool reading = row_int(r, SESSION_ACTOR_READING), nobody_yet = actor->waits & GATE_SECOND;
    int64_t viewing = row_int(r, SESSION_ACTOR_VIEWING);
    actor->modes = (unsigned) row_int(r, SESSION_ACTOR_MODES);
    Instant opened = row_int(r, SESSION_ACTOR_OPENED_AT), seen = row_int(r, SESSION_ACTOR_SEEN_AT);
    rows_end(r);
    if (nobody_yet) {                   /* no right, no mode, and nobody in sight */
        actor->modes = 0;
        actor->scope = (Scope){ .day = w->today };
        return too_old(actor, opened, seen, w->now, visit) || w->now - opened > SECOND_STEP_WITHIN ? NULL : actor;
    }
    access_fill(w, actor, mode, reading, first, last);
    if (too_old(actor, opened, seen, w->now, visit))
        return NULL;
    if (viewing)
        look_as(w, actor, viewing, first, last);
    return actor;
}

static const Actor *actor_by_secret(Work *w, const char *secret, bool visit) {
    uint8_t hash[32];
    if (!secret_digest(secret, hash))
        return NULL;
    Rows r = db_rows(w->tx, &SESSION_ACTOR, VALUES(of_bytes(hash, sizeof hash)));
    return actor_of(w, &r, visit);
}

const Actor *accounts_actor(Work *w, const char *secret) { return actor_by_secret(w, secret, true); }

const Actor *accounts_watcher(Work *w, const char *secret, int64_t session) {
    if (secret || !session)
        return actor_by_secret(w, secret, false);
    Rows r = db_rows(w->tx, &SESSION_ACTOR_AGAIN, VALUES(of_int(session)));
    return actor_of(w, &r, false);
}

/* ---- one's own children ---- */

OwnChild *accounts_own_children(Work *w, size_t *count) {
    VEC(OwnChild) all = { 0 };
    for (Rows r = db_rows(w->tx, &LEGAL_CHILDREN, NO_VALUES); row_next(&r); )
        if (row_null(&r, LEGAL_CHILDREN_BIRTH_DAY) || day_age((Day) row_int(&r, LEGAL_CHILDREN_BIRTH_DAY), w->today) < OF_AGE)
            *VEC_ADD(w->mem, &all) = (OwnChild){ row_int(&r, LEGAL_CHILDREN_PERSON), row_text(&r, LEGAL_CHILDREN_DISPLAY_NAME, w->mem) };
    *count = all.count;
    return all.items;
}

bool accounts_is_own_child(Work *w, int64_t person) {
    size_t count;
    const OwnChild *all = accounts_own_children(w, &count);
    for (size_t i = 0; i < count; i++)
        if (all[i].person == person)
            return true;
    return false;
}
