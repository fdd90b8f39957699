/* Passkeys between the browser and the rules. */
#include "school/second/second_web.h"

#include "base/log.h"
#include "base/str.h"
#include "gen/texts.h"

#include <sodium.h>

#define SENT_MOST 8192

const Field passkey_fields[] = { FIELD(PasskeyForm, credential, .kind = FIELD_SECRET, .required = true, .max = SENT_MOST),
    FIELD(PasskeyForm, client, .kind = FIELD_SECRET, .required = true, .max = SENT_MOST), FIELD(PasskeyForm, data, .kind = FIELD_SECRET, .required = true, .max = SENT_MOST),
    FIELD(PasskeyForm, signature, .kind = FIELD_SECRET, .required = true, .max = SENT_MOST), FIELD(PasskeyForm, page, .kind = FIELD_TEXT, .max = 200),
    FIELD(PasskeyForm, trust, .kind = FIELD_BOOL), FIELD(PasskeyForm, shared, .kind = FIELD_BOOL), { .kind = FIELD_END } };

static PasskeyBytes sent(Request *rq, const char *name) {
    const char *text = form_raw(rq, name);
    PasskeyBytes b = { 0 };
    if (text && strlen(text) <= SENT_MOST)
        b.bytes = passkey_bytes(rq->mem, text, &b.size);
    return b;
}

bool passkey_proves(Request *rq, Work *w, PasskeyUse use, int64_t account, PasskeyKept *kept) {
    PasskeyBytes credential = sent(rq, "credential"), client = sent(rq, "client"), data = sent(rq, "data"), signature = sent(rq, "signature");
    uint8_t challenge[32];
    *kept = (PasskeyKept){ 0 };
    if (!credential.bytes || !client.bytes || !data.bytes || !signature.bytes)
        return false;
    *kept = passkey_kept(w, credential.bytes, credential.size);
    if (!kept->means || (account && kept->account != account))
        return false;
    bool verified = use == PASSKEY_SIGN_IN || use == PASSKEY_PROVE;     /* whose hand it is in: a key left in the computer answers to anybody's */
    PasskeyAsk ask = { w->school, request_origin(rq), use, use == PASSKEY_SIGN_IN ? 0 : w->actor->session, w->now, verified };
    int64_t counter = kept->counter;
    PasskeyWrong wrong = passkey_used(rq->mem, &ask, client, data, signature, (PasskeyBytes){ kept->key, kept->key_size }, &counter, challenge);
    if (wrong == PASSKEY_COUNTER)       /* the key's owner and the school are to know: somebody has a copy */
        log_event(LOG_WARNING, "passkey counter", LOG_INT("account", kept->account));
    return !wrong && passkey_note(w, kept, counter, challenge);
}

/* By what name a device files its passkeys: not the account's number, nor anything else that says who it is. */
static const char *handle_of(Work *w, int64_t account) {
    uint8_t hash[16];
    const char *name = arena_printf(w->mem, "passkey user %lld", (long long) account);
    size_t room = sodium_base64_encoded_len(sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    crypto_generichash(hash, sizeof hash, (const uint8_t *) name, strlen(name), w->school->secret, 32);
    return sodium_bin2base64(arena_alloc(w->mem, room, 1), room, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void passkey_doc(Request *rq, Doc *d, PasskeyUse use, int64_t account) {
    Work *w = rq->work;
    const char *origin = request_origin(rq), *host = passkey_host(rq->mem, origin);
    PasskeyAsk ask = { w->school, origin, use, use == PASSKEY_SIGN_IN ? 0 : w->actor->session, w->now, false };
    if (!host)
        return;
    Doc *k = doc_object(d, "passkey");
    doc_text(k, "host", host);
    doc_text(k, "challenge", passkey_challenge(rq->mem, &ask));
    if (use == PASSKEY_ADD) {
        doc_text(d, "key_user", handle_of(w, account));
        doc_text(d, "key_name", w->actor->login);
        doc_text(d, "key_label", w->actor->display_name);
    }
    doc_list(k, "credentials");
    for (const char **c = account ? passkeys_of(w, account) : NULL; c && *c; c++)
        doc_add_text(k, "credentials", *c);
}
