/* The means themselves: made, used, taken away. */
#include "school/second/second.h"

#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts.h"
#include "school/second/passkey.h"
#include "school/second/secrets.h"
#include "school/second/totp.h"
#include "work/secret.h"

#include <sodium.h>
#include <string.h>

const char *const means_words[] = { "app", "card", "pin", "passkey", "recovery", NULL };

Means means_named(const char *word) {
    int i = 0;
    while (i < MEANS_KINDS && !str_equal(means_words[i], word))
        i++;
    return (Means) i;
}

bool means_offered(Kind kind, Means means) {
    bool family = kind == KIND_GUARDIAN || kind == KIND_PUPIL;
    return means == MEANS_CARD ? !family : means == MEANS_PIN ? family : means < MEANS_RECOVERY;
}

MeansList means_of(Work *w, int64_t account) {
    VEC(MeansLine) all = { 0 };
    Rows r = db_rows(w->tx, &MEANS_OF, VALUES(of_int(account))), left = db_rows(w->tx, &RECOVERY_LEFT, VALUES(of_int(account)));
    while (row_next(&r))
        *VEC_ADD(w->mem, &all) = (MeansLine){ row_int(&r, MEANS_OF_ID), means_named(row_peek(&r, MEANS_OF_KIND)), row_text(&r, MEANS_OF_LABEL, w->mem),
            row_int(&r, MEANS_OF_MADE_AT), row_int(&r, MEANS_OF_USED_AT) };
    MeansList list = { all.items, all.count, row_next(&left) ? row_int(&left, RECOVERY_LEFT_COUNT) : 0 };
    rows_end(&left);
    return list;
}

bool means_has(const MeansList *all, Means kind) {
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].kind == kind)
            return true;
    return false;
}

/* ---- away ---- */

static void end(Work *w, int64_t id) {
    db_do(w->tx, &PASSKEY_END, VALUES(of_int(id)));
    db_do(w->tx, &MEANS_SECRET_END, VALUES(of_int(id)));
    change_end(w->tx, &TABLE_SECOND_MEANS, KEY(of_int(id)));
}

static void end_all(Work *w, const Statement *which, const Value *values, size_t count) {
    VEC(int64_t) ids = { 0 };
    for (Rows r = db_rows(w->tx, which, values, count); row_next(&r); )
        *VEC_ADD(w->mem, &ids) = row_int(&r, 0);
    for (size_t i = 0; i < ids.count; i++)
        end(w, ids.items[i]);
}

static void forget_the_rest(Work *w, int64_t account) {
    db_do(w->tx, &RECOVERY_END, VALUES(of_int(account)));
    db_do(w->tx, &DRAFT_END, VALUES(of_int(account)));
    db_do(w->tx, &DEVICES_FORGET, VALUES(of_int(account)));
}

bool means_remove(Work *w, int64_t means) {
    int64_t account = w->actor->account;
    if (db_int(w->tx, &MEANS_OWNER, VALUES(of_int(means))) != account)
        return false;
    end(w, means);
    if (!means_of(w, account).count)
        forget_the_rest(w, account);
    return true;
}

void means_reset(Work *w, int64_t account) {
    end_all(w, &MEANS_ALL, VALUES(of_int(account)));
    forget_the_rest(w, account);
    accounts_end_sessions(w, account);
}

/* ---- new ---- */

/* Of an app, a card and a PIN one has one: the new one takes the place of the old. */
static int64_t add(Work *w, Means kind, const char *label, const void *secret, size_t size, int64_t used, int64_t asked) {
    int64_t account = w->actor->account;
    if (kind != MEANS_PASSKEY)
        end_all(w, &MEANS_NAMED, VALUES(of_int(account), of_text(means_words[kind])));
    int64_t id = change_add(w->tx, &TABLE_SECOND_MEANS, FIELDS(SET(COL_SECOND_MEANS_ACCOUNT, of_int(account)), SET(COL_SECOND_MEANS_KIND, of_text(means_words[kind])),
        SET(COL_SECOND_MEANS_LABEL, of_text(label)), SET(COL_SECOND_MEANS_MADE_AT, of_int(w->now))));
    db_do(w->tx, &MEANS_SECRET_ADD, VALUES(of_int(id), of_bytes(secret, size), of_int(used), asked ? of_int(asked) : of_null(), of_int(w->now)));
    return id;
}

void means_draft(Work *w, Means kind) {
    uint8_t key[32], sealed[SEALED_ROOM];
    randombytes_buf(key, sizeof key);
    size_t size = secret_seal(w->school, w->actor->account, key, sizeof key, sealed);
    sodium_memzero(key, sizeof key);
    int64_t asked = kind == MEANS_CARD ? 1 + (int64_t) randombytes_uniform(CARD_CODES) : 0;
    db_do(w->tx, &DRAFT_SET, VALUES(of_int(w->actor->account), of_text(means_words[kind]), of_bytes(sealed, size), of_int(asked), of_int(w->now)));
}

bool means_drafted(Work *w, Means kind, Draft *draft) {
    Rows r = db_rows(w->tx, &DRAFT_OF, VALUES(of_int(w->actor->account), of_text(means_words[kind]), of_int(w->now - DRAFT_LIFE)));
    size_t size;
    *draft = (Draft){ .kind = kind };
    if (!row_next(&r))
        return false;
    draft->asked = (int) row_int(&r, DRAFT_OF_ASKED);
    const void *sealed = row_bytes(&r, DRAFT_OF_SECRET, w->mem, &size);
    rows_end(&r);
    return secret_unseal(w->school, w->actor->account, sealed, size, draft->key, sizeof draft->key);
}

/* ---- the card ---- */

const char *card_code(Arena *mem, const uint8_t seed[32], int number) {
    uint8_t bytes[16], name[2] = { 'c', (uint8_t) number };
    char *code = arena_alloc(mem, CARD_LENGTH + 1, 1);
    crypto_generichash(bytes, sizeof bytes, name, sizeof name, seed, 32);
    code_of_bytes(code, bytes, CARD_LENGTH);
    code[CARD_LENGTH] = '\0';
    return code;
}

static bool card_fits(Arena *mem, const uint8_t seed[32], int64_t asked, const char *code) {
    return asked && strlen(code) == CARD_LENGTH && sodium_memcmp(card_code(mem, seed, (int) asked), code, CARD_LENGTH) == 0;
}

static int codes_left(int64_t used) {
    int left = 0;
    for (int i = 0; i < CARD_CODES; i++)
        left += !(used >> i & 1);
    return left;
}

/* One that has not been used, by chance: 0 when all have. What is asked stays asked until it is answered, so that nobody asks again until a code that they have comes. */
static int64_t ask_next(int64_t used) {
    int left = codes_left(used), skip = left ? (int) randombytes_uniform((uint32_t) left) : 0;
    for (int i = 0; i < CARD_CODES; i++)
        if (!(used >> i & 1) && skip-- == 0)
            return i + 1;
    return 0;
}

typedef struct Kept { int64_t id, used, asked; const void *secret; size_t size; } Kept;

static Kept kept(Work *w, int64_t account, Means kind) {
    Kept k = { 0 };
    Rows r = db_rows(w->tx, &MEANS_SECRET, VALUES(of_int(account), of_text(means_words[kind])));
    if (row_next(&r)) {
        k = (Kept){ .id = row_int(&r, MEANS_SECRET_ID), .used = row_int(&r, MEANS_SECRET_USED), .asked = row_int(&r, MEANS_SECRET_ASKED) };
        k.secret = row_bytes(&r, MEANS_SECRET_SECRET, w->mem, &k.size);
    }
    rows_end(&r);
    return k;
}

int card_asked(Work *w, int64_t account) { return (int) kept(w, account, MEANS_CARD).asked; }

int card_left(Work *w, int64_t account) {
    Kept k = kept(w, account, MEANS_CARD);
    return k.id ? codes_left(k.used) : 0;
}

/* ---- confirming ---- */

bool means_confirm(Work *w, Means kind, const char *typed) {
    Draft draft;
    uint8_t sealed[SEALED_ROOM];
    const char *code = code_plain(w->mem, typed);
    int64_t account = w->actor->account, used = 0, asked = 0;
    if (!means_drafted(w, kind, &draft))
        return false;
    if (kind == MEANS_APP && !(used = totp_match(draft.key, code, w->now, 0)))
        return false;
    if (kind == MEANS_CARD && !card_fits(w->mem, draft.key, draft.asked, code))
        return false;
    if (kind == MEANS_CARD) {
        used = INT64_C(1) << (draft.asked - 1);
        asked = ask_next(used);
    }
    size_t size = secret_seal(w->school, account, draft.key, kind == MEANS_APP ? TOTP_KEY : sizeof draft.key, sealed);
    sodium_memzero(draft.key, sizeof draft.key);
    add(w, kind, NULL, sealed, size, used, asked);
    db_do(w->tx, &DRAFT_END, VALUES(of_int(account)));
    return true;
}

/* ---- PIN, recovery codes ---- */

static bool is_row(const char *pin) {           /* 0000 1234 9876 */
    int up = 1, down = 1, same = 1;
    for (; pin[0] && pin[1]; pin++) {
        up = up && pin[1] == pin[0] + 1;
        down = down && pin[1] == pin[0] - 1;
        same = same && pin[1] == pin[0];
    }
    return up || down || same;
}

TextId pin_problem(const char *pin) {
    size_t size = strlen(pin);
    if (size < PIN_LEAST || size > PIN_MOST || pin[strspn(pin, "0123456789")])
        return T_SECOND_PIN_FIGURES;
    return is_row(pin) ? T_SECOND_PIN_GUESSABLE : T_NONE;
}

void means_set_pin(Work *w, const char *pin) {
    uint8_t hash[32];
    secret_hash(w->school, w->actor->account, "pin", pin, hash);
    add(w, MEANS_PIN, NULL, hash, sizeof hash, 0, 0);
}

const char **recovery_new(Work *w, int64_t account) {
    const char **codes = NEW_ARRAY(w->mem, const char *, RECOVERY_CODES + 1);
    db_do(w->tx, &RECOVERY_END, VALUES(of_int(account)));
    for (int i = 0; i < RECOVERY_CODES; i++) {
        char *code = arena_alloc(w->mem, 12, 1);
        uint8_t hash[32];
        code_random(code, 11);
        code[5] = '-';
        code[11] = '\0';
        secret_hash(w->school, account, "recovery", code_plain(w->mem, code), hash);
        db_do(w->tx, &RECOVERY_ADD, VALUES(of_int(account), of_bytes(hash, sizeof hash)));
        codes[i] = code;
    }
    change_touch(w->tx, SCHOOL, "second");
    return codes;
}

/* ---- checking ---- */

static bool check_app(Work *w, int64_t account, const Kept *k, const char *code) {
    uint8_t key[TOTP_KEY];
    int64_t period = secret_unseal(w->school, account, k->secret, k->size, key, sizeof key) ? totp_match(key, code, w->now, k->used) : 0;
    sodium_memzero(key, sizeof key);
    return period && db_do(w->tx, &MEANS_USED, VALUES(of_int(k->id), of_int(period), of_null(), of_int(w->now)));
}

static bool check_card(Work *w, int64_t account, const Kept *k, const char *code) {
    uint8_t seed[32];
    bool good = secret_unseal(w->school, account, k->secret, k->size, seed, sizeof seed) && card_fits(w->mem, seed, k->asked, code);
    sodium_memzero(seed, sizeof seed);
    if (!good)
        return false;
    int64_t used = k->used | INT64_C(1) << (k->asked - 1), next = ask_next(used);
    return db_do(w->tx, &MEANS_USED, VALUES(of_int(k->id), of_int(used), next ? of_int(next) : of_null(), of_int(w->now)));
}

static bool check_pin(Work *w, int64_t account, const Kept *k, const char *code) {
    uint8_t hash[32];
    secret_hash(w->school, account, "pin", code, hash);
    return k->size == sizeof hash && sodium_memcmp(hash, k->secret, sizeof hash) == 0
        && db_do(w->tx, &MEANS_USED, VALUES(of_int(k->id), of_int(0), of_null(), of_int(w->now)));
}

/* Found by its keyed hash: how long that takes says nothing of the code. */
static bool check_recovery(Work *w, int64_t account, const char *code) {
    uint8_t hash[32];
    secret_hash(w->school, account, "recovery", code, hash);
    return db_do(w->tx, &RECOVERY_USE, VALUES(of_int(account), of_bytes(hash, sizeof hash)));
}

bool second_check(Work *w, int64_t account, Means kind, const char *typed) {
    const char *code = code_plain(w->mem, typed);
    if (kind == MEANS_RECOVERY)
        return check_recovery(w, account, code);
    if (kind >= MEANS_PASSKEY)
        return false;
    Kept k = kept(w, account, kind);
    if (!k.id)
        return false;
    return kind == MEANS_APP ? check_app(w, account, &k, code) : kind == MEANS_CARD ? check_card(w, account, &k, code) : check_pin(w, account, &k, code);
}

/* ---- passkeys ---- */

PasskeyKept passkey_kept(Work *w, const void *credential, size_t size) {
    PasskeyKept k = { 0 };
    Rows r = db_rows(w->tx, &PASSKEY_KEPT, VALUES(of_bytes(credential, size)));
    if (row_next(&r)) {
        k = (PasskeyKept){ .means = row_int(&r, PASSKEY_KEPT_MEANS), .account = row_int(&r, PASSKEY_KEPT_ACCOUNT), .counter = row_int(&r, PASSKEY_KEPT_USED) };
        k.key = row_bytes(&r, PASSKEY_KEPT_SECRET, w->mem, &k.key_size);
    }
    rows_end(&r);
    return k;
}

bool passkey_answered(Work *w, const uint8_t challenge[32]) {
    db_do(w->tx, &PASSKEY_SWEEP, VALUES(of_int(w->now)));
    if (db_int(w->tx, &PASSKEY_ANSWERED, VALUES(of_bytes(challenge, 32))))
        return false;
    db_do(w->tx, &PASSKEY_ANSWER, VALUES(of_bytes(challenge, 32), of_int(w->now + PASSKEY_WITHIN)));
    return true;
}

bool passkey_note(Work *w, const PasskeyKept *k, int64_t counter, const uint8_t challenge[32]) {
    return passkey_answered(w, challenge) && db_do(w->tx, &MEANS_USED, VALUES(of_int(k->means), of_int(counter), of_null(), of_int(w->now)));
}

bool means_add_passkey(Work *w, const char *label, const void *credential, size_t credential_size, const void *key, size_t key_size, int64_t counter) {
    if (passkey_kept(w, credential, credential_size).means)
        return false;
    int64_t id = add(w, MEANS_PASSKEY, label, key, key_size, counter, 0);
    db_do(w->tx, &PASSKEY_KEEP, VALUES(of_int(id), of_bytes(credential, credential_size)));
    return true;
}

const char **passkeys_of(Work *w, int64_t account) {
    VEC(const char *) all = { 0 };
    for (Rows r = db_rows(w->tx, &PASSKEYS_OF, VALUES(of_int(account))); row_next(&r); ) {
        size_t size, room;
        const void *credential = row_bytes(&r, PASSKEYS_OF_CREDENTIAL, w->mem, &size);
        room = sodium_base64_encoded_len(size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        *VEC_ADD(w->mem, &all) = sodium_bin2base64(arena_alloc(w->mem, room, 1), room, credential, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    }
    *VEC_ADD(w->mem, &all) = NULL;
    return all.items;
}
