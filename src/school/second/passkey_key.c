#include "school/second/passkey_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <string.h>

#define ES256 (-7)
#define RS256 (-257)
enum { COSE_TYPE = 1, COSE_ALGORITHM = 3, COSE_CURVE = -1, COSE_X = -2, COSE_Y = -3 };      /* of RSA: the modulus stands at -1, the exponent at -2 */
enum { TYPE_EC = 2, TYPE_RSA = 3, CURVE_P256 = 1 };
enum { RSA_LEAST = 2048, RSA_MOST = 8192 };

typedef struct CoseKey { int64_t type, algorithm, curve; CborItem one, two, three; } CoseKey;

static void read_pair(Cbor *c, CoseKey *k) {
    CborItem name = cbor_next(c);
    Cbor before = *c;
    if (name.kind != CBOR_NUMBER) {
        cbor_skip(c);
        return;
    }
    CborItem value = cbor_next(c);
    switch (name.number) {
    case COSE_TYPE: k->type = value.kind == CBOR_NUMBER ? value.number : 0; break;
    case COSE_ALGORITHM: k->algorithm = value.kind == CBOR_NUMBER ? value.number : 0; break;
    case COSE_CURVE: k->one = value; break;
    case COSE_X: k->two = value; break;
    case COSE_Y: k->three = value; break;
    default:
        *c = before;
        cbor_skip(c);
    }
}

static EVP_PKEY *from_data(const char *type, OSSL_PARAM *params) {
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (context && params && EVP_PKEY_fromdata_init(context) == 1)
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params);
    EVP_PKEY_CTX_free(context);
    return key;
}

/* OpenSSL refuses a point that is not on the curve. */
static EVP_PKEY *ec_key(const CoseKey *k) {
    uint8_t point[65] = { 4 };
    char curve[] = "P-256";
    if (k->one.kind != CBOR_NUMBER || k->one.number != CURVE_P256 || k->two.kind != CBOR_BYTES || k->two.size != 32 || k->three.kind != CBOR_BYTES || k->three.size != 32)
        return NULL;
    memcpy(point + 1, k->two.bytes, 32);
    memcpy(point + 33, k->three.bytes, 32);
    OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point), OSSL_PARAM_construct_end() };
    return from_data("EC", params);
}

static EVP_PKEY *rsa_key(const CoseKey *k) {
    if (k->one.kind != CBOR_BYTES || k->two.kind != CBOR_BYTES || k->one.size > RSA_MOST / 8 || k->two.size > 8)
        return NULL;
    BIGNUM *modulus = BN_bin2bn(k->one.bytes, (int) k->one.size, NULL), *exponent = BN_bin2bn(k->two.bytes, (int) k->two.size, NULL);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    EVP_PKEY *key = NULL;
    if (modulus && exponent && build && BN_num_bits(modulus) >= RSA_LEAST && BN_is_odd(exponent) && !BN_is_one(exponent)
            && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus) && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent)) {
        OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
        key = from_data("RSA", params);
        OSSL_PARAM_free(params);
    }
    OSSL_PARAM_BLD_free(build);
    BN_free(modulus);
    BN_free(exponent);
    return key;
}

static const uint8_t *to_der(Arena *mem, EVP_PKEY *key, size_t *size) {
    int length = key ? i2d_PUBKEY(key, NULL) : -1;
    uint8_t *der = length > 0 ? arena_alloc(mem, (size_t) length, 1) : NULL, *at = der;
    if (der && i2d_PUBKEY(key, &at) != length)
        der = NULL;
    *size = der ? (size_t) length : 0;
    return der;
}

const uint8_t *passkey_key_read(Arena *mem, Cbor *c, size_t *size) {
    CoseKey k = { 0 };
    CborItem map = cbor_next(c);
    *size = 0;
    if (map.kind != CBOR_MAP)
        return NULL;
    for (int64_t i = 0; i < map.number && !c->bad; i++)
        read_pair(c, &k);
    if (c->bad)
        return NULL;
    EVP_PKEY *key = k.type == TYPE_EC && k.algorithm == ES256 ? ec_key(&k) : k.type == TYPE_RSA && k.algorithm == RS256 ? rsa_key(&k) : NULL;
    const uint8_t *der = to_der(mem, key, size);
    EVP_PKEY_free(key);
    return der;
}

bool passkey_key_signed(const uint8_t *der, size_t der_size, const void *bytes, size_t size, const uint8_t *signature, size_t signature_size) {
    const uint8_t *at = der;
    EVP_PKEY *key = d2i_PUBKEY(NULL, &at, (long) der_size);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good = key && context && EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key) == 1
        && EVP_DigestVerify(context, signature, signature_size, bytes, size) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return good;
}
