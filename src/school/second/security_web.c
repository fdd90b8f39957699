/* « Sécurité du compte »: what one has for the second step, set up, used once, taken away. */
#include "school/second/second_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "document/qr.h"
#include "school/second/secrets.h"
#include "school/second/totp.h"

#include <sodium.h>
#include <string.h>

#define HERE "/compte/securite"

/* ---- guards ---- */

static Verdict offered(Request *rq, Means means) {
    Kind kind = rq->work->actor->kind;
    return means_offered(kind, means) && second_policy(rq->work, kind) != POLICY_OFF ? ALLOW : UNKNOWN;
}
Verdict app_offered(Request *rq) { return offered(rq, MEANS_APP); }
Verdict card_offered(Request *rq) { return offered(rq, MEANS_CARD); }
Verdict pin_offered(Request *rq) { return offered(rq, MEANS_PIN); }
Verdict has_means(Request *rq) { return means_of(rq->work, rq->work->actor->account).count ? ALLOW : UNKNOWN; }

/* ---- the page ---- */

static void add_means(Work *w, Doc *d, const MeansList *all) {
    doc_list(d, "means");
    for (size_t i = 0; i < all->count; i++) {
        const MeansLine *m = &all->items[i];
        Doc *item = doc_add(d, "means");
        doc_int(item, "id", m->id);
        doc_word(item, "kind", means_words[m->kind]);
        doc_text(item, "label", m->label);
        doc_int(item, "made_at", m->made_at);
        if (m->used_at)
            doc_int(item, "used_at", m->used_at);
        if (m->kind == MEANS_CARD)
            doc_int(item, "left", card_left(w, w->actor->account));
    }
}

static void add_devices(Work *w, Doc *d) {
    doc_list(d, "devices");
    for (Rows r = db_rows(w->tx, &DEVICES_OF, VALUES(of_int(w->actor->account), of_int(w->now - DEVICE_LIFE))); row_next(&r); ) {
        Doc *item = doc_add(d, "devices");
        doc_int(item, "id", row_int(&r, DEVICES_OF_ID));
        doc_text(item, "label", row_text(&r, DEVICES_OF_LABEL, w->mem));
        doc_int(item, "proved_at", row_int(&r, DEVICES_OF_PROVED_AT));
    }
}

Reply show_security(Request *rq) {
    Work *w = rq->work;
    Kind kind = w->actor->kind;
    MeansList all = means_of(w, w->actor->account);
    Policy policy = second_policy(w, kind);
    Doc *d = doc_new(w, &REPLY_SECOND_SECURITY);
    doc_text(d, "school", w->school->name);
    doc_word(d, "policy", policy_words[policy]);
    doc_bool(d, "must_enrol", w->actor->waits & GATE_ENROL);
    add_means(w, d, &all);
    doc_int(d, "recovery_left", all.recovery_left);
    doc_bool(d, "offers_app", policy != POLICY_OFF);
    doc_bool(d, "offers_card", policy != POLICY_OFF && means_offered(kind, MEANS_CARD));
    doc_bool(d, "offers_pin", policy != POLICY_OFF && means_offered(kind, MEANS_PIN));
    doc_bool(d, "has_app", means_has(&all, MEANS_APP));
    doc_bool(d, "has_card", means_has(&all, MEANS_CARD));
    doc_bool(d, "has_pin", means_has(&all, MEANS_PIN));
    add_devices(w, d);
    passkey_doc(rq, d, PASSKEY_ADD, w->actor->account);
    return own_page(rq, &PAGE_SECOND_SECURITY, d);
}

/* ---- one that has just come to count ---- */

static Reply show_codes(Request *rq, const char **codes) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_SECOND_RECOVERY);
    doc_text(d, "school", w->school->name);
    doc_text(d, "login", w->actor->login);
    doc_int(d, "at", w->now);
    for (; *codes; codes++)
        doc_add_text(d, "codes", *codes);
    Reply reply = own_page(rq, &PAGE_SECOND_RECOVERY, d);
    reply.unkept = true;
    return reply;
}

static void tell(Request *rq) { accounts_tell(rq->work, rq->work->actor->account, TOLD_SECOND, NULL, NULL, request_site(rq), NULL); }

/* The first brings the recovery codes, and opens the gate to who had to have one. */
static Reply added(Request *rq) {
    Work *w = rq->work;
    tell(rq);
    if (w->actor->waits & GATE_ENROL)
        set_session_cookie(rq, accounts_renew_session(w, w->actor, w->actor->waits & ~(unsigned) GATE_ENROL));
    return means_of(w, w->actor->account).recovery_left ? see_other(rq, HERE) : show_codes(rq, recovery_new(w, w->actor->account));
}

/* ---- the application ---- */

typedef struct CodeForm { const char *code; } CodeForm;
const Field code_fields[] = { FIELD(CodeForm, code, .kind = FIELD_SECRET, .required = true, .max = 40), { .kind = FIELD_END } };

Reply start_app(Request *rq) {
    means_draft(rq->work, MEANS_APP);
    return see_other(rq, HERE "/application");
}

static const char *uri(const Request *rq, const char *key) {
    const char *school = url_encode(rq->mem, rq->work->school->name), *login = url_encode(rq->mem, rq->work->actor->login);
    return arena_printf(rq->mem, "otpauth://totp/%s:%s?secret=%s&issuer=%s", school, login, key, school);
}

/* In fours, as one types it. */
static const char *in_fours(Arena *mem, const char *key) {
    Str s = str_new(mem, 48);
    for (size_t i = 0; key[i]; i++)
        str_printf(&s, "%s%c", i && i % 4 == 0 ? " " : "", key[i]);
    return s.data;
}

Reply show_app(Request *rq) {
    Work *w = rq->work;
    Draft draft;
    int side;
    if (!means_drafted(w, MEANS_APP, &draft))
        return see_other(rq, HERE);
    Doc *d = doc_new(w, &REPLY_SECOND_APP);
    const char *key = totp_base32(rq->mem, draft.key, TOTP_KEY);
    doc_text(d, "school", w->school->name);
    doc_text(d, "key", in_fours(rq->mem, key));
    doc_text(d, "uri", uri(rq, key));
    doc_text(d, "qr", qr_path(rq->mem, uri(rq, key), &side));
    doc_int(d, "side", side);
    return own_page(rq, &PAGE_SECOND_APP, d);
}

static Reply confirm_draft(Request *rq, Means kind, Handler show) {
    Work *w = rq->work;
    CodeForm f = { 0 };
    Draft draft;
    form_read(rq, code_fields, &f);
    if (f.code && !means_drafted(w, kind, &draft))
        problem(w, T_SECOND_TOO_LATE, NULL, "code");
    else if (f.code && !means_confirm(w, kind, f.code))
        problem(w, T_SECOND_WRONG, NULL, "code");
    return has_problems(w) ? again(rq, show) : added(rq);
}

Reply confirm_app(Request *rq) {
    Draft draft;
    return confirm_draft(rq, MEANS_APP, means_drafted(rq->work, MEANS_APP, &draft) ? show_app : show_security);
}

/* ---- the card ---- */

static Reply card_page(Request *rq, bool codes) {
    Work *w = rq->work;
    Draft draft;
    if (!means_drafted(w, MEANS_CARD, &draft))
        return see_other(rq, HERE);
    Doc *d = doc_new(w, &REPLY_SECOND_CARD);
    doc_text(d, "school", w->school->name);
    doc_text(d, "login", w->actor->login);
    doc_int(d, "at", w->now);
    doc_int(d, "asked", draft.asked);
    for (int i = 1; codes && i <= CARD_CODES; i++) {
        Doc *item = doc_add(d, "codes");
        doc_int(item, "number", i);
        doc_text(item, "code", card_code(rq->mem, draft.key, i));
    }
    sodium_memzero(&draft, sizeof draft);
    Reply reply = own_page(rq, &PAGE_SECOND_CARD, d);
    reply.unkept = codes;
    return reply;
}

/* The codes are on the answer to this, and nowhere else. */
Reply start_card(Request *rq) {
    means_draft(rq->work, MEANS_CARD);
    return card_page(rq, true);
}

Reply show_card(Request *rq) { return card_page(rq, false); }

Reply confirm_card(Request *rq) {
    Draft draft;
    return confirm_draft(rq, MEANS_CARD, means_drafted(rq->work, MEANS_CARD, &draft) ? show_card : show_security);
}

/* ---- PIN, passkey, recovery codes ---- */

typedef struct PinForm { const char *pin, *pin_again; } PinForm;
const Field pin_fields[] = { FIELD(PinForm, pin, .kind = FIELD_SECRET, .required = true, .max = 40), FIELD(PinForm, pin_again, .kind = FIELD_SECRET, .required = true, .max = 40),
    { .kind = FIELD_END } };

Reply save_pin(Request *rq) {
    Work *w = rq->work;
    PinForm f = { 0 };
    form_read(rq, pin_fields, &f);
    TextId wrong = f.pin ? pin_problem(f.pin) : 0;
    if (wrong)
        problem(w, wrong, NULL, "pin");
    else if (f.pin && f.pin_again && !str_equal(f.pin, f.pin_again))
        problem(w, T_SECOND_PIN_DIFFERENT, NULL, "pin_again");
    if (has_problems(w))
        return again(rq, show_security);
    means_set_pin(w, f.pin);
    return added(rq);
}

typedef struct KeyForm { const char *label, *client, *attestation; } KeyForm;
const Field key_fields[] = { FIELD(KeyForm, label, .kind = FIELD_TEXT, .max = 60), FIELD(KeyForm, client, .kind = FIELD_SECRET, .required = true, .max = 8192),
    FIELD(KeyForm, attestation, .kind = FIELD_SECRET, .required = true, .max = 32768), { .kind = FIELD_END } };

static bool read_key(Request *rq, const KeyForm *f, PasskeyMade *made) {
    Work *w = rq->work;
    uint8_t challenge[32];
    PasskeyBytes client = { 0 }, attestation = { 0 };
    PasskeyAsk ask = { w->school, request_origin(rq), PASSKEY_ADD, w->actor->session, w->now, false };
    client.bytes = passkey_bytes(rq->mem, f->client, &client.size);
    attestation.bytes = passkey_bytes(rq->mem, f->attestation, &attestation.size);
    return client.bytes && attestation.bytes && passkey_made(rq->mem, &ask, client, attestation, made, challenge) == PASSKEY_FINE && passkey_answered(w, challenge);
}

static int64_t passkey_count(Work *w) {
    int64_t count = 0;
    for (const char **c = passkeys_of(w, w->actor->account); *c; c++)
        count++;
    return count;
}

Reply add_key(Request *rq) {
    Work *w = rq->work;
    KeyForm f = { 0 };
    PasskeyMade made;
    form_read(rq, key_fields, &f);
    if (!has_problems(w) && passkey_count(w) >= PASSKEYS_MOST)
        problem(w, T_PASSKEY_TOO_MANY, WITH(ARG_INT("n", PASSKEYS_MOST)), "label");
    else if (!has_problems(w) && !read_key(rq, &f, &made))
        problem(w, T_PASSKEY_REFUSED, NULL, "label");
    if (has_problems(w))
        return again(rq, show_security);
    const char *label = f.label ? f.label : accounts_device(rq->mem, header_text(rq, "User-Agent"));
    if (!means_add_passkey(w, label, made.credential, made.credential_size, made.key, made.key_size, made.counter)) {
        problem(w, T_PASSKEY_KNOWN, NULL, "label");
        return again(rq, show_security);
    }
    return added(rq);
}

Reply new_recovery(Request *rq) {
    tell(rq);
    return show_codes(rq, recovery_new(rq->work, rq->work->actor->account));
}

/* ---- away ---- */

typedef struct IdForm { int64_t id; } IdForm;
const Field id_fields[] = { FIELD(IdForm, id, .kind = FIELD_ID, .required = true), { .kind = FIELD_END } };

Reply remove_means(Request *rq) {
    IdForm f = { 0 };
    form_read(rq, id_fields, &f);
    if (f.id > 0 && !has_problems(rq->work) && !means_remove(rq->work, f.id))
        problem(rq->work, T_SECOND_GONE, NULL, "id");
    if (has_problems(rq->work))
        return again(rq, show_security);
    tell(rq);
    return see_other(rq, HERE);
}

Reply forget_device(Request *rq) {
    IdForm f = { 0 };
    form_read(rq, id_fields, &f);
    if (f.id > 0 && !has_problems(rq->work) && !device_forget(rq->work, f.id, rq->work->actor->account))
        problem(rq->work, T_SECOND_GONE, NULL, "id");
    return has_problems(rq->work) ? again(rq, show_security) : see_other(rq, HERE);
}
