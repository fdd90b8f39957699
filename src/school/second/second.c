#include "school/second/second.h"

#include "base/str.h"
#include "gen/statements.h"
#include "school/accounts/accounts.h"
#include "school/accounts/entry.h"
#include "school/second/secrets.h"
#include "work/secret.h"

#include <sodium.h>
#include <string.h>


const char *const policy_words[] = { "off", "optional", "required", NULL };

/* ---- what the school asks ---- */

static Policy policy_of(Kind kind, const char *word) {
    for (int i = 0; word && policy_words[i]; i++)
        if (str_equal(policy_words[i], word))
            return (Policy) i;
    return kind == KIND_GUARDIAN || kind == KIND_PUPIL ? POLICY_OFF : POLICY_OPTIONAL;
}

Policy second_policy(Work *w, Kind kind) { return policy_of(kind, db_text(w->tx, &SECOND_POLICY_OF, VALUES(of_text(kind_words[kind])))); }

void second_set_policy(Work *w, Kind kind, Policy policy) {
    change_put(w->tx, &TABLE_SECOND_POLICY, KEY(of_text(kind_words[kind])), FIELDS(SET(COL_SECOND_POLICY_POLICY, of_text(policy_words[policy]))));
}

/* How long a known browser spares its owner the second step (promises.md 6.3); 0: never. */
static Instant spared(Kind kind) {
    switch (kind) {
    case KIND_SUPERVISOR: return 0;
    case KIND_STAFF: case KIND_TEACHER: return 30 * DAY_LONG;
    default: return DEVICE_LIFE;
    }
}

static bool is_known(Work *w, int64_t account, Kind kind, const char *device) {
    uint8_t hash[32];
    return spared(kind) && secret_digest(device, hash) && db_int(w->tx, &DEVICE_KNOWN, VALUES(of_int(account), of_bytes(hash, sizeof hash), of_int(w->now - spared(kind))));
}

unsigned second_gates(Work *w, int64_t account, const char *device) {
    Rows r = db_rows(w->tx, &SECOND_ACCOUNT, VALUES(of_int(account)));
    Kind kind = row_next(&r) ? accounts_kind(row_peek(&r, SECOND_ACCOUNT_KIND)) : KIND_NOBODY;
    Policy policy = kind ? policy_of(kind, row_peek(&r, SECOND_ACCOUNT_POLICY)) : POLICY_OFF;
    rows_end(&r);
    if (policy == POLICY_OFF)
        return 0;
    if (!means_of(w, account).count)
        return policy == POLICY_REQUIRED ? GATE_ENROL : 0;
    return is_known(w, account, kind, device) ? 0 : GATE_SECOND;
}

/* ---- tries ---- */

static int wait_for(Work *w, int64_t account, Instant window, int64_t most, int64_t *count) {
    Rows r = db_rows(w->tx, &SECOND_TRIES, VALUES(of_int(account), of_int(w->now - window)));
    bool some = row_next(&r);
    Instant until = some ? row_int(&r, SECOND_TRIES_FIRST) + window : 0;
    *count = some ? row_int(&r, SECOND_TRIES_COUNT) : 0;
    rows_end(&r);
    return *count >= most && until > w->now ? (int) ((until - w->now + SECOND - 1) / SECOND) : 0;
}

Tried second_count_try(Work *w, int64_t account) {
    int64_t lately, today;
    int day = wait_for(w, account, DAY_LONG, 10, &today), now = wait_for(w, account, 5 * MINUTE, 5, &lately);
    if (day || now)
        return (Tried){ .wait = day > now ? day : now };
    db_do(w->tx, &SECOND_TRIES_SWEEP, VALUES(of_int(account), of_int(w->now - DAY_LONG)));
    return (Tried){ .id = db_int(w->tx, &SECOND_TRY_ADD, VALUES(of_int(account), of_int(w->now))), .last = lately + 1 >= 5 || today + 1 >= 10 };
}

void second_try_was_right(Work *w, int64_t id) { db_do(w->tx, &SECOND_TRY_END, VALUES(of_int(id))); }

/* ---- browsers ---- */

const char *device_trust(Work *w, int64_t account, const char *device, const char *label) {
    uint8_t old[32], hash[32];
    char *secret = arena_alloc(w->mem, SECRET_DIGITS + 1, 1);
    secret_random(secret);
    secret_digest(secret, hash);
    db_do(w->tx, &DEVICES_SWEEP, VALUES(of_int(account), of_int(w->now - DEVICE_LIFE)));
    if (secret_digest(device, old)) {
        db_do(w->tx, &DEVICE_RENEW, VALUES(of_bytes(old, sizeof old), of_bytes(hash, sizeof hash)));
        accounts_renew_device(w, old, hash);
    }
    db_do(w->tx, &DEVICE_ADD, VALUES(of_int(account), of_bytes(hash, sizeof hash), of_text(label), of_int(w->now)));
    change_touch(w->tx, SCHOOL, "second");
    return secret;
}

bool device_forget(Work *w, int64_t id, int64_t account) {
    change_touch(w->tx, SCHOOL, "second");
    return db_do(w->tx, &DEVICE_FORGET, VALUES(of_int(id), of_int(account)));
}
