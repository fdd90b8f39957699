/* Sealed cells: they open where they were sealed, and nowhere else. */
#include "work/sealed_cell.h"

#include "test/test.h"

#include <sodium.h>
#include <string.h>

static const uint8_t secret[32] = { 1 }, other_secret[32] = { 2 };

TEST(a_cell_opens_where_it_was_sealed_and_nowhere_else) {
    const School school = { .secret = secret }, other = { .secret = other_secret };
    const CellPlace here = { "preau test", "12,7", 4 }, there = { "preau test", "12,8", 4 }, elsewhere = { "preau other", "12,7", 4 };
    static const char plain[] = "tiers temps";
    uint8_t sealed[sizeof plain + SEALED_CELL_MORE], again[sizeof sealed];
    char opened[sizeof plain] = "";
    CHECK(sodium_init() >= 0);
    cell_seal(&school, &here, plain, sizeof plain, sealed);
    cell_seal(&school, &here, plain, sizeof plain, again);
    CHECK(memcmp(sealed, again, sizeof sealed) != 0);           /* nobody sees that two say the same */
    CHECK(cell_open(&school, &here, sealed, sizeof sealed, opened) && !strcmp(opened, plain));
    CHECK(!cell_open(&school, &there, sealed, sizeof sealed, opened));
    CHECK(!cell_open(&school, &elsewhere, sealed, sizeof sealed, opened));
    CHECK(!cell_open(&other, &here, sealed, sizeof sealed, opened));
    CHECK(!cell_open(&school, &here, sealed, sizeof sealed - 1, opened));
    CHECK(!cell_open(&school, &here, sealed, SEALED_CELL_MORE - 1, opened));
    CHECK(!cell_open(&school, &here, NULL, 0, opened));
    for (size_t i = 0; i < sizeof sealed; i++) {
        sealed[i] ^= 1;
        CHECK(!cell_open(&school, &here, sealed, sizeof sealed, opened));
        sealed[i] ^= 1;
    }
    cell_seal(&school, &here, "", 0, sealed);
    CHECK(cell_open(&school, &here, sealed, SEALED_CELL_MORE, opened));
}

TEST_MAIN
