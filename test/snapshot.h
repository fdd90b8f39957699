/* Everything a school keeps, as one text: a line for each table of both bases and for each other file of its folder, with a digest of its content. Tables
 * are asked of the engine, not listed here: a new one is watched from its first day. */
#pragma once

#include "test/store_fixture.h"

/* versions: what SQLite says of the last commit to each base; of PostgreSQL, its first transaction that had not ended. */
typedef struct Snapshot { int64_t versions[2]; const char *lines; size_t files; } Snapshot;      /* files: bytes of the lines about files, the first */

Snapshot snapshot_take(StoreFixture *f, Arena *mem);

/* NULL when nothing has changed since BEFORE, save in the table EXCEPT (NULL: none); else the name in the first line that differs. */
const char *snapshot_changed(StoreFixture *f, Arena *mem, const Snapshot *before, const char *except);
