#include "school/recovery/recovery.h"

#include "base/str.h"
#include "base/text.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts.h"
#include "school/accounts/entry.h"
#include "work/outbox.h"
#include "work/secret.h"

#include <sodium.h>
#include <string.h>

#define CODE_LENGTH 8

/* ---- hashes ---- */

/* Keyed by the school, and good for this ticket only. */
static void code_hash(const Work *w, const uint8_t ticket[32], const char *code, uint8_t hash[32]) {
    uint8_t key[32];
    Str plain = str_new(w->mem, 64);
    str_add_n(&plain, (const char *) ticket, 32);
    str_add(&plain, code_plain(w->mem, code));
    crypto_generichash(key, sizeof key, (const uint8_t *) "preau recovery", 14, w->school->secret, 32);
    crypto_generichash(hash, 32, (const uint8_t *) plain.data, plain.size, key, sizeof key);
    sodium_memzero(key, sizeof key);
}

/* ---- who ---- */

/* By login first, by address always: the same walk over all addresses is made whatever was typed. Capitals make no other address: most servers see none, and who shares
 * one is to be seen. */
RecoveryWho recovery_find(Work *w, const char *typed) {
    const char *wanted = typed, *email = NULL;
    int64_t named = 0, account = 0;
    bool by_address = strchr(typed, '@') != NULL, usable = false;
    int found = 0;
    Rows r = db_rows(w->tx, &FORGOTTEN_LOGIN, VALUES(of_text(by_address ? "" : accounts_login(w->mem, typed))));
    if (row_next(&r)) {
        named = row_int(&r, FORGOTTEN_LOGIN_ACCOUNT);
        wanted = row_text(&r, FORGOTTEN_LOGIN_EMAIL, w->mem);
    }
    rows_end(&r);
    r = db_rows(w->tx, &FORGOTTEN_EMAIL, NO_VALUES);
    while (row_next(&r)) {
        if (strcasecmp(row_peek(&r, FORGOTTEN_EMAIL_EMAIL), wanted ? wanted : "") != 0)
            continue;
        found++;
        account = row_int(&r, FORGOTTEN_EMAIL_ACCOUNT);
        usable = row_int(&r, FORGOTTEN_EMAIL_USABLE);
        email = row_text(&r, FORGOTTEN_EMAIL_EMAIL, w->mem);
    }
    rows_end(&r);
    return found == 1 && usable && (by_address || named == account) ? (RecoveryWho){ account, email } : (RecoveryWho){ 0, "" };
}

/* ---- letters ---- */

static void send(Work *w, const char *to, TextId subject, const char *body, const char *dedup) {
    outbox_add(w, SCHOOL, &(OutboxMessage){ .channel = "mail", .to = to, .subject = words(w->mem, subject, NULL), .body = body, .dedup = dedup });
}

static const char *code_letter(Work *w, const char *code) {
    const char *until = minutes_words(w->mem, instant_minutes(w->now + RECOVERY_LIFE));
    return arena_printf(w->mem, "%s\n\n%s\n\n%s\n\n%s\n\n%s\n\n%s\n", words(w->mem, T_RECOVERY_MAIL_HELLO, NULL),
        words(w->mem, T_RECOVERY_MAIL_WHY, WITH(ARG_TEXT("school", w->school->name))), code, words(w->mem, T_RECOVERY_MAIL_UNTIL, WITH(ARG_TEXT("time", until))),
        words(w->mem, T_RECOVERY_MAIL_NOT_YOU, NULL), w->school->name);
}

static const char *changed_letter(Work *w) {
    return arena_printf(w->mem, "%s\n\n%s\n\n%s\n\n%s\n", words(w->mem, T_RECOVERY_MAIL_HELLO, NULL),
        words(w->mem, T_RECOVERY_CHANGED_WHY, WITH(ARG_TEXT("school", w->school->name), ARG_TEXT("time", instant_words(w->mem, w->now)))),
        words(w->mem, T_RECOVERY_CHANGED_NOT_YOU, NULL), w->school->name);
}

/* ---- the three steps ---- */

const char *recovery_ask(Work *w, const RecoveryWho *who) {
    uint8_t ticket[32], hash[32];
    char *secret = arena_alloc(w->mem, SECRET_DIGITS + 1, 1), code[CODE_LENGTH + 2] = "";
    int64_t lately = db_int(w->tx, &FORGOTTEN_COUNT, VALUES(of_int(who->account), of_int(w->now - 30 * MINUTE))),
        today = db_int(w->tx, &FORGOTTEN_COUNT, VALUES(of_int(who->account), of_int(w->now - DAY_LONG)));
    bool somebody = who->account && lately < 5 && today < 10;
    secret_random(secret);
    secret_digest(secret, ticket);
    code_random(code, CODE_LENGTH + 1);
    code[CODE_LENGTH / 2] = '-';
    code_hash(w, ticket, code, hash);
    db_do(w->tx, &FORGOTTEN_SWEEP, VALUES(of_int(w->now - RECOVERY_KEPT_DAYS * DAY_LONG)));
    int64_t id = db_int(w->tx, &FORGOTTEN_ADD, VALUES(of_bytes(ticket, sizeof ticket), somebody ? of_int(who->account) : of_null(), of_bytes(hash, sizeof hash), of_int(w->now)));
    send(w, somebody ? who->email : "", T_RECOVERY_MAIL_SUBJECT, code_letter(w, code), arena_printf(w->mem, "recovery/%lld/%lld", (long long) id, (long long) w->now));
    sodium_memzero(code, sizeof code);
    return secret;
}

bool recovery_count_try(Work *w, const char *ticket) {
    uint8_t hash[32];
    return secret_digest(ticket, hash) && db_int(w->tx, &FORGOTTEN_TRY, VALUES(of_bytes(hash, sizeof hash), of_int(w->now - RECOVERY_LIFE), of_int(RECOVERY_TRIES)));
}

bool recovery_is_right(Work *w, const char *ticket, const char *code) {
    uint8_t of_ticket[32], typed[32];
    if (!secret_digest(ticket, of_ticket))
        return false;
    code_hash(w, of_ticket, code, typed);
    Rows r = db_rows(w->tx, &FORGOTTEN_CODE, VALUES(of_bytes(of_ticket, sizeof of_ticket), of_int(w->now - RECOVERY_LIFE)));
    int64_t id = 0;
    if (row_next(&r)) {
        size_t size;
        const void *stored = row_bytes(&r, FORGOTTEN_CODE_CODE, w->mem, &size);
        bool same = size == sizeof typed && sodium_memcmp(stored, typed, sizeof typed) == 0;
        id = same && !row_null(&r, FORGOTTEN_CODE_ACCOUNT) ? row_int(&r, FORGOTTEN_CODE_ID) : 0;
    }
    rows_end(&r);
    if (id)
        db_do(w->tx, &FORGOTTEN_PROVE, VALUES(of_int(id), of_int(w->now)));
    return id != 0;
}

Recovering recovery_proven(Work *w, const char *ticket) {
    uint8_t hash[32];
    Recovering who = { 0 };
    if (!secret_digest(ticket, hash))
        return who;
    Rows r = db_rows(w->tx, &FORGOTTEN_PROVEN, VALUES(of_bytes(hash, sizeof hash), of_int(w->now - RECOVERY_LIFE)));
    if (row_next(&r))
        who = (Recovering){ row_int(&r, FORGOTTEN_PROVEN_ACCOUNT), accounts_kind(row_peek(&r, FORGOTTEN_PROVEN_KIND)), row_text(&r, FORGOTTEN_PROVEN_LOGIN, w->mem),
            row_text(&r, FORGOTTEN_PROVEN_DISPLAY_NAME, w->mem), row_text(&r, FORGOTTEN_PROVEN_EMAIL, w->mem) };
    rows_end(&r);
    return who;
}

void recovery_finish(Work *w, const Recovering *who, const char *hash) {
    accounts_set_hash(w, who->account, hash);
    accounts_note_password(w, who->account);
    accounts_end_sessions(w, who->account);
    accounts_forget_tries(w, who->login);
    accounts_forget_devices(w, who->account, NULL);
    db_do(w->tx, &FORGOTTEN_END, VALUES(of_int(who->account)));
    send(w, who->email ? who->email : "", T_RECOVERY_CHANGED_SUBJECT, changed_letter(w), arena_printf(w->mem, "password/%lld/%lld", (long long) who->account, (long long) w->now));
}
