#include "school/second/secrets.h"

#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "work/sealed_cell.h"

#include <sodium.h>
#include <string.h>

static void owner_bytes(int64_t account, uint8_t to[8]) {
    for (int i = 0; i < 8; i++)
        to[i] = (uint8_t) ((uint64_t) account >> (56 - 8 * i));
}

size_t secret_seal(const School *school, int64_t account, const void *secret, size_t size, uint8_t sealed[SEALED_ROOM]) {
    uint8_t owner[8];
    must(size + SEALED_CELL_MORE <= SEALED_ROOM);
    owner_bytes(account, owner);
    cell_seal(school, &(CellPlace){ "preau second step", owner, sizeof owner }, secret, size, sealed);
    return size + SEALED_CELL_MORE;
}

bool secret_unseal(const School *school, int64_t account, const void *sealed, size_t sealed_size, void *secret, size_t size) {
    uint8_t owner[8];
    owner_bytes(account, owner);
    return sealed_size == size + SEALED_CELL_MORE && cell_open(school, &(CellPlace){ "preau second step", owner, sizeof owner }, sealed, sealed_size, secret);
}

void secret_hash(const School *school, int64_t account, const char *what, const char *typed, uint8_t hash[32]) {
    crypto_generichash_state h;
    uint8_t owner[8];
    owner_bytes(account, owner);
    crypto_generichash_init(&h, school->secret, 32, 32);
    crypto_generichash_update(&h, (const uint8_t *) what, strlen(what) + 1);
    crypto_generichash_update(&h, owner, sizeof owner);
    crypto_generichash_update(&h, (const uint8_t *) typed, strlen(typed));
    crypto_generichash_final(&h, hash, 32);
    sodium_memzero(&h, sizeof h);
}
