/* Canaries: in every text that says something of a person stands a token of its own, so that a page, a file or a log shows by itself whose field it holds.
 *
 * A token is zqTTCCp1NNNNNNzq: table TT and column CC of the program's tables, row N: the person where the table is about one, else the row's own id. */
#pragma once

#include "store/change.h"
#include "test/store_fixture.h"

#define CANARY_SIZE 16

typedef struct Canary { const Table *table; int column; int64_t id; } Canary;

/* Writes one into every text column of every row of every table, past the change door, save what test/canaries.txt excuses. Returns how many columns were
 * written. */
int canaries_set(StoreFixture *f);

/* The next token at or after *AT, which moves behind it; false: none is left. Capitals count as well. */
bool canary_next(const char **at, const char *end, Canary *found);

/* Any token in any file below FOLDER: its path, in MEM; NULL when there is none. */
const char *canary_in_files(Arena *mem, const char *folder);
