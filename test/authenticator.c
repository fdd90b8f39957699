#include "test/authenticator.h"

#include "base/must.h"
#include "base/str.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct Authenticator { EVP_PKEY *key; bool rsa; uint8_t credential[16]; };

Authenticator *authenticator_new(bool rsa) {
    Authenticator *a = calloc(1, sizeof *a);
    a->rsa = rsa;
    a->key = rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
    must(a->key);
    randombytes_buf(a->credential, sizeof a->credential);
    return a;
}

void authenticator_free(Authenticator *a) {
    EVP_PKEY_free(a->key);
    free(a);
}

static Authenticator *of_scripts;
static void end_of_scripts(void) { authenticator_free(of_scripts); }

const Authenticator *authenticator_of_scripts(void) {
    if (!of_scripts) {
        of_scripts = authenticator_new(false);
        atexit(end_of_scripts);
    }
    return of_scripts;
}

/* ---- CBOR, as short as it goes ---- */

static void add_head(Str *to, int type, uint64_t n) {
    if (n < 24) {
        str_add_char(to, (char) (type << 5 | (int) n));
    } else if (n < 256) {
        str_add_char(to, (char) (type << 5 | 24));
        str_add_char(to, (char) n);
    } else {
        str_add_char(to, (char) (type << 5 | 25));
        str_add_char(to, (char) (n >> 8));
        str_add_char(to, (char) n);
    }
}
static void add_number(Str *to, int64_t n) { add_head(to, n < 0, n < 0 ? (uint64_t) (-1 - n) : (uint64_t) n); }
static void add_bytes(Str *to, const void *bytes, size_t size) {
    add_head(to, 2, size);
    str_add_n(to, bytes, size);
}
static void add_text(Str *to, const char *text) {
    add_head(to, 3, strlen(text));
    str_add(to, text);
}

static void add_part(const Authenticator *a, Str *to, int64_t name, const char *part, size_t least) {
    BIGNUM *n = NULL;
    uint8_t bytes[1024];
    must(EVP_PKEY_get_bn_param(a->key, part, &n));
    size_t size = (size_t) BN_num_bytes(n) < least ? least : (size_t) BN_num_bytes(n);
    must(size <= sizeof bytes && BN_bn2binpad(n, bytes, (int) size) == (int) size);
    BN_free(n);
    add_number(to, name);
    add_bytes(to, bytes, size);
}

static void add_cose(const Authenticator *a, Str *to) {
    add_head(to, 5, a->rsa ? 4 : 5);
    add_number(to, 1), add_number(to, a->rsa ? 3 : 2);
    add_number(to, 3), add_number(to, a->rsa ? -257 : -7);
    if (a->rsa) {
        add_part(a, to, -1, OSSL_PKEY_PARAM_RSA_N, 0);
        add_part(a, to, -2, OSSL_PKEY_PARAM_RSA_E, 0);
        return;
    }
    add_number(to, -1), add_number(to, 1);
    add_part(a, to, -2, OSSL_PKEY_PARAM_EC_PUB_X, 32);
    add_part(a, to, -3, OSSL_PKEY_PARAM_EC_PUB_Y, 32);
}

const uint8_t *authenticator_cose(const Authenticator *a, Arena *mem, size_t *size) {
    Str s = str_new(mem, 600);
    add_cose(a, &s);
    *size = s.size;
    return (const uint8_t *) s.data;
}

/* ---- what it says ---- */

static const char *base64(Arena *mem, const void *bytes, size_t size) {
    size_t room = sodium_base64_encoded_len(size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return sodium_bin2base64(arena_alloc(mem, room, 1), room, bytes, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static Str data_of(const Authenticator *a, Arena *mem, const Said *said) {
    Str s = str_new(mem, 800);
    uint8_t host[32];
    crypto_hash_sha256(host, (const uint8_t *) said->host, strlen(said->host));
    str_add_n(&s, (const char *) host, sizeof host);
    str_add_char(&s, (char) said->flags);
    for (int i = 24; i >= 0; i -= 8)
        str_add_char(&s, (char) (said->counter >> i));
    if (said->flags & 64) {
        static const char kind[16];
        str_add_n(&s, kind, sizeof kind);
        str_add_char(&s, 0);
        str_add_char(&s, sizeof a->credential);
        str_add_n(&s, (const char *) a->credential, sizeof a->credential);
        add_cose(a, &s);
    }
    return s;
}

static const char *client_of(Arena *mem, const Said *said) {
    return arena_printf(mem, "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":%s}", said->type, said->challenge, said->origin,
        said->crossed ? "true" : "false");
}

const char *authenticator_credential(const Authenticator *a, Arena *mem) { return base64(mem, a->credential, sizeof a->credential); }

const char *authenticator_client(Arena *mem, const Said *said) { return base64(mem, client_of(mem, said), strlen(client_of(mem, said))); }

const char *authenticator_data(const Authenticator *a, Arena *mem, const Said *said) {
    Str data = data_of(a, mem, said);
    return base64(mem, data.data, data.size);
}

const char *authenticator_attestation(const Authenticator *a, Arena *mem, const Said *said) {
    Str s = str_new(mem, 1000), data = data_of(a, mem, said);
    add_head(&s, 5, 3);
    add_text(&s, "fmt"), add_text(&s, "none");
    add_text(&s, "attStmt"), add_head(&s, 5, 0);
    add_text(&s, "authData"), add_bytes(&s, data.data, data.size);
    return base64(mem, s.data, s.size);
}

const char *authenticator_signature(const Authenticator *a, Arena *mem, const Said *said) {
    Str all = data_of(a, mem, said);
    const char *client = client_of(mem, said);
    uint8_t hash[32], signature[512];
    size_t size = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    crypto_hash_sha256(hash, (const uint8_t *) client, strlen(client));
    str_add_n(&all, (const char *) hash, sizeof hash);
    must(context && EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, a->key) == 1
        && EVP_DigestSign(context, signature, &size, (const uint8_t *) all.data, all.size) == 1);
    EVP_MD_CTX_free(context);
    return base64(mem, signature, size);
}
