#include "work/sealed_cell.h"

#include "base/must.h"

#include <sodium.h>
#include <string.h>

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
_Static_assert(NONCE + TAG == SEALED_CELL_MORE, "nonce, then what it holds, then the tag");

static void key_of(const School *school, const char *use, uint8_t key[32]) {
    crypto_generichash(key, 32, (const uint8_t *) use, strlen(use), school->secret, 32);
}

void cell_seal(const School *school, const CellPlace *place, const void *plain, size_t size, uint8_t *sealed) {
    uint8_t key[32];
    must(school->secret);
    key_of(school, place->use, key);
    randombytes_buf(sealed, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE, NULL, plain, size, place->of, place->of_size, NULL, sealed, key);
    sodium_memzero(key, sizeof key);
}

bool cell_open(const School *school, const CellPlace *place, const void *sealed, size_t size, void *plain) {
    uint8_t key[32];
    const uint8_t *bytes = sealed;
    if (!sealed || size < SEALED_CELL_MORE)
        return false;
    key_of(school, place->use, key);
    bool good = crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, bytes + NONCE, size - NONCE, place->of, place->of_size, bytes, key) == 0;
    sodium_memzero(key, sizeof key);
    return good;
}
