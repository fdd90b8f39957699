/* What the owner of an account is told by mail (entry.h). */
#include "school/accounts/entry.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "work/outbox.h"

#include <sodium.h>
#include <string.h>

typedef struct LetterWords { const char *word; TextId subject, what, not_you; Place place; } LetterWords;
static const LetterWords letters[] = {
    [TOLD_DEVICE] = { "device", T_LETTER_DEVICE_SUBJECT, T_LETTER_DEVICE_WHAT, T_LETTER_NOT_YOU, SCHOOL },
    [TOLD_PASSWORD] = { "password", T_LETTER_PASSWORD_SUBJECT, T_LETTER_PASSWORD_WHAT, T_LETTER_NOT_YOU_LOST, SCHOOL },
    [TOLD_SECOND] = { "second", T_LETTER_SECOND_SUBJECT, T_LETTER_SECOND_WHAT, T_LETTER_NOT_YOU, SCHOOL },
    [TOLD_ADDRESS] = { "address", T_LETTER_ADDRESS_SUBJECT, T_LETTER_ADDRESS_WHAT, T_LETTER_NOT_YOU_LOST, YEAR },       /* where addresses are written */
};

/* Capitals make no other address: most servers see none. */
const char *accounts_address(Work *w, int64_t account) {
    const char *email = db_text(w->tx, &ACCOUNT_ADDRESS, VALUES(of_int(account)));
    bool shared = false;
    if (str_empty(email))
        return NULL;
    for (Rows r = db_rows(w->tx, &ACCOUNT_ADDRESSES_LIKE, VALUES(of_text(email), of_int(account))); row_next(&r); )
        shared = shared || strcasecmp(row_peek(&r, ACCOUNT_ADDRESSES_LIKE_EMAIL), email) == 0;
    return shared ? NULL : email;
}

static const char *body(Work *w, const LetterWords *l, const char *detail, const char *site) {
    const char *school = w->school->name, *time = instant_words(w->mem, w->now);
    return arena_printf(w->mem, "%s\n\n%s\n\n%s\n\n%s\n\n%s\n", words(w->mem, T_RECOVERY_MAIL_HELLO, NULL),
        words(w->mem, l->what, WITH(ARG_TEXT("school", school), ARG_TEXT("time", time), ARG_TEXT("device", detail ? detail : ""))), words(w->mem, T_LETTER_YOU, NULL),
        words(w->mem, l->not_you, WITH(ARG_TEXT("site", site))), school);
}

/* Made of numbers only. What was done is told each time, also twice within a millisecond; of a device once a day. Its name and place are there as a keyed hash: which ones they were is not to be found out again. */
static const char *dedup(Work *w, int64_t account, Told what, const char *detail, const char *from) {
    if (what != TOLD_DEVICE)
        return arena_printf(w->mem, "%s/%lld/%lld/%u", letters[what].word, (long long) account, (long long) w->now, randombytes_random());
    uint8_t hash[16];
    char digits[2 * sizeof hash + 1];
    const char *name = arena_printf(w->mem, "told device:%s:%s", detail ? detail : "", from ? from : "");
    crypto_generichash(hash, sizeof hash, (const uint8_t *) name, strlen(name), w->school->secret, 32);
    return arena_printf(w->mem, "%s/%lld/%lld/%s", letters[what].word, (long long) account, (long long) w->today, sodium_bin2hex(digits, sizeof digits, hash, sizeof hash));
}

void accounts_tell(Work *w, int64_t account, Told what, const char *detail, const char *from, const char *site, const char *to) {
    if (!w->school->mail)
        return;                         /* it would wait for ever */
    const char *address = to ? to : accounts_address(w, account);
    if (str_empty(address))
        return;
    outbox_add(w, letters[what].place, &(OutboxMessage){ .channel = "mail", .to = address, .subject = words(w->mem, letters[what].subject, NULL), .body = body(w, &letters[what], detail, site),
        .dedup = dedup(w, account, what, detail, from) });
}
