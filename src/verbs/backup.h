/* A school in one sealed file: preau.conf and the bases, each base still encrypted with the school's key. `preau backup` writes it while
 * `preau serve` goes on; `preau restore` reads all of it before it writes anything. The key is never in it. */
#pragma once

#include "base/arena.h"
#include "document/sealed.h"

/* One file after another: its path in the school folder, its size, its bytes. */
bool backup_add(SealedWriter *to, Arena *mem, const char *name, const char *path);
bool backup_end(SealedWriter *to);

/* Reads every file. INTO: where they are written, with their folders; NULL: they are only read. False: damaged, or not ours, or the disk is full. */
bool backup_extract(SealedReader *from, Arena *mem, const char *into, int *files);
