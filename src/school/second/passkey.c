#include "school/second/passkey.h"

#include "base/str.h"
#include "school/second/passkey_key.h"

#include <arpa/inet.h>
#include <jansson.h>
#include <sodium.h>
#include <string.h>

enum { FLAG_PRESENT = 1, FLAG_VERIFIED = 4, FLAG_MAY_BE_COPIED = 8, FLAG_IS_COPIED = 16, FLAG_CREDENTIAL = 64 };
enum { HEAD = 37 /* hash of the host, flags, counter */, AAGUID = 16 };
#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

/* ---- challenges ---- */

typedef struct Challenge { uint8_t end[8], chance[16], mac[24]; } Challenge;

static void sign(const PasskeyAsk *ask, const Challenge *c, uint8_t mac[24]) {
    crypto_generichash_state h;
    uint8_t what[9] = { (uint8_t) ask->use };
    static const char label[] = "preau passkey challenge";
    for (int i = 0; i < 8; i++)
        what[1 + i] = (uint8_t) ((uint64_t) ask->session >> (56 - 8 * i));
    crypto_generichash_init(&h, ask->school->secret, 32, 24);
    crypto_generichash_update(&h, (const uint8_t *) label, sizeof label);
    crypto_generichash_update(&h, what, sizeof what);
    crypto_generichash_update(&h, c->end, sizeof c->end);
    crypto_generichash_update(&h, c->chance, sizeof c->chance);
    crypto_generichash_final(&h, mac, 24);
}

const char *passkey_challenge(Arena *mem, const PasskeyAsk *ask) {
    Challenge c;
    uint64_t end = (uint64_t) (ask->now + PASSKEY_WITHIN);
    size_t room = sodium_base64_encoded_len(sizeof c, BASE64);
    for (int i = 0; i < 8; i++)
        c.end[i] = (uint8_t) (end >> (56 - 8 * i));
    randombytes_buf(c.chance, sizeof c.chance);
    sign(ask, &c, c.mac);
    return sodium_bin2base64(arena_alloc(mem, room, 1), room, (const uint8_t *) &c, sizeof c, BASE64);
}

static bool challenge_holds(const PasskeyAsk *ask, const uint8_t *bytes, size_t size) {
    Challenge c;
    uint8_t mac[24];
    uint64_t end = 0;
    if (size != sizeof c)
        return false;
    memcpy(&c, bytes, sizeof c);
    sign(ask, &c, mac);
    for (int i = 0; i < 8; i++)
        end = end << 8 | c.end[i];
    return sodium_memcmp(mac, c.mac, sizeof mac) == 0 && end > (uint64_t) ask->now;
}

/* ---- small things ---- */

const char *passkey_host(Arena *mem, const char *origin) {
    const char *at = strstr(origin, "://");
    struct in_addr four;
    if (!at || at[3] == '[')
        return NULL;
    const char *host = arena_text_n(mem, at + 3, strcspn(at + 3, ":/"));
    return *host && inet_pton(AF_INET, host, &four) != 1 ? host : NULL;
}

const uint8_t *passkey_bytes(Arena *mem, const char *text, size_t *size) {
    size_t length = text ? strlen(text) : 0;
    uint8_t *bytes = arena_alloc(mem, length + 1, 1);
    *size = 0;
    return text && sodium_base642bin(bytes, length, text, length, NULL, size, NULL, BASE64) == 0 ? bytes : NULL;
}

/* ---- what the browser signs beside ---- */

static const char *member(const json_t *object, const char *name) { return json_string_value(json_object_get(object, name)); }

static PasskeyWrong look_at_client(Arena *mem, const PasskeyAsk *ask, const json_t *client, const char *type, uint8_t challenge[32]) {
    size_t size = 0;
    const uint8_t *bytes = passkey_bytes(mem, member(client, "challenge"), &size);
    if (!str_equal(member(client, "type"), type))
        return PASSKEY_TYPE;
    if (!str_equal(member(client, "origin"), ask->origin) || json_is_true(json_object_get(client, "crossOrigin")))
        return PASSKEY_ORIGIN;
    if (!bytes || !challenge_holds(ask, bytes, size))
        return PASSKEY_CHALLENGE;
    crypto_generichash(challenge, 32, bytes, size, NULL, 0);
    return PASSKEY_FINE;
}

static PasskeyWrong client_fits(Arena *mem, const PasskeyAsk *ask, PasskeyBytes client, const char *type, uint8_t challenge[32]) {
    json_t *root = json_loadb((const char *) client.bytes, client.size, JSON_REJECT_DUPLICATES, NULL);
    PasskeyWrong wrong = json_is_object(root) ? look_at_client(mem, ask, root, type, challenge) : PASSKEY_MALFORMED;
    json_decref(root);
    return wrong;
}

/* ---- what the device signs ---- */

static void read_head(const uint8_t *data, PasskeyMade *to) {
    memcpy(to->host, data, 32);
    to->flags = data[32];
    to->counter = (int64_t) data[33] << 24 | (int64_t) data[34] << 16 | (int64_t) data[35] << 8 | data[36];
}

static PasskeyWrong head_fits(const PasskeyAsk *ask, Arena *mem, const PasskeyMade *head) {
    uint8_t host[32];
    const char *name = passkey_host(mem, ask->origin);
    if (!name)
        return PASSKEY_HOST;
    crypto_hash_sha256(host, (const uint8_t *) name, strlen(name));
    if (sodium_memcmp(host, head->host, sizeof host) != 0)
        return PASSKEY_HOST;
    if (!(head->flags & FLAG_PRESENT))
        return PASSKEY_ABSENT;
    if ((head->flags & FLAG_IS_COPIED) && !(head->flags & FLAG_MAY_BE_COPIED))
        return PASSKEY_MALFORMED;
    return ask->verified && !(head->flags & FLAG_VERIFIED) ? PASSKEY_UNVERIFIED : PASSKEY_FINE;
}

/* Behind the head: the kind of device, the credential's name with its length, its public key. */
static PasskeyWrong read_credential(Arena *mem, const uint8_t *data, size_t size, PasskeyMade *made) {
    if (size < HEAD + AAGUID + 2)
        return PASSKEY_MALFORMED;
    read_head(data, made);
    const uint8_t *at = data + HEAD + AAGUID;
    made->credential_size = (size_t) at[0] << 8 | at[1];
    made->credential = at + 2;
    if (!(made->flags & FLAG_CREDENTIAL) || !made->credential_size || made->credential_size > PASSKEY_CREDENTIAL_MOST || made->credential_size > size - (HEAD + AAGUID + 2))
        return PASSKEY_MALFORMED;
    Cbor c = cbor_over(made->credential + made->credential_size, size - (HEAD + AAGUID + 2) - made->credential_size);
    made->key = passkey_key_read(mem, &c, &made->key_size);
    return made->key && made->key_size <= PASSKEY_KEY_MOST ? PASSKEY_FINE : PASSKEY_MALFORMED;
}

PasskeyWrong passkey_read_made(Arena *mem, const uint8_t *bytes, size_t size, PasskeyMade *made) {
    Cbor c = cbor_over(bytes, size);
    CborItem map = cbor_next(&c), data = { .kind = CBOR_BAD };
    *made = (PasskeyMade){ 0 };
    for (int64_t i = 0; map.kind == CBOR_MAP && i < map.number && !c.bad; i++) {
        CborItem name = cbor_next(&c);
        if (name.kind != CBOR_TEXT)
            return PASSKEY_MALFORMED;
        if (cbor_is_text(&name, "authData"))
            data = cbor_next(&c);
        else
            cbor_skip(&c);
    }
    return c.bad || data.kind != CBOR_BYTES ? PASSKEY_MALFORMED : read_credential(mem, data.bytes, data.size, made);
}

PasskeyWrong passkey_made(Arena *mem, const PasskeyAsk *ask, PasskeyBytes client, PasskeyBytes attestation, PasskeyMade *made, uint8_t challenge[32]) {
    PasskeyWrong wrong = client_fits(mem, ask, client, "webauthn.create", challenge);
    wrong = wrong ? wrong : passkey_read_made(mem, attestation.bytes, attestation.size, made);
    return wrong ? wrong : head_fits(ask, mem, made);
}

static bool is_signed(Arena *mem, PasskeyBytes client, PasskeyBytes data, PasskeyBytes signature, PasskeyBytes key) {
    uint8_t *all = arena_alloc(mem, data.size + crypto_hash_sha256_BYTES, 1);
    memcpy(all, data.bytes, data.size);
    crypto_hash_sha256(all + data.size, client.bytes, client.size);
    return passkey_key_signed(key.bytes, key.size, all, data.size + crypto_hash_sha256_BYTES, signature.bytes, signature.size);
}

PasskeyWrong passkey_used(Arena *mem, const PasskeyAsk *ask, PasskeyBytes client, PasskeyBytes data, PasskeyBytes signature, PasskeyBytes key, int64_t *counter,
        uint8_t challenge[32]) {
    PasskeyMade head = { 0 };
    PasskeyWrong wrong = data.size < HEAD ? PASSKEY_MALFORMED : client_fits(mem, ask, client, "webauthn.get", challenge);
    if (wrong)
        return wrong;
    read_head(data.bytes, &head);
    wrong = head_fits(ask, mem, &head);
    if (wrong)
        return wrong;
    if (!is_signed(mem, client, data, signature, key))
        return PASSKEY_SIGNATURE;
    if ((head.counter || *counter) && head.counter <= *counter)
        return PASSKEY_COUNTER;
    *counter = head.counter;
    return PASSKEY_FINE;
}
