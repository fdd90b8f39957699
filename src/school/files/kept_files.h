/* Files beside the year's base, FOLDER/YEAR/files/ab/ab12…: each sealed with the school's key (sealed.h) under a name of chance that says nothing, and that
 * is part of the seal, so that no file passes for another. Written without a name, synced, then named in one stroke, before the row that refers to it is
 * committed: a name always stands for a whole file. What no row refers to is swept. */
#pragma once

#include "document/sealed.h"
#include "work/work.h"

#define KEPT_NAME 32                    /* hexadecimal digits */

typedef struct KeptWriter KeptWriter;
KeptWriter *kept_begin(const School *school, Arena *mem);       /* NULL: there is no room. Forgotten with MEM unless it is ended */
bool kept_write(KeptWriter *to, const void *bytes, size_t size);
const char *kept_end(KeptWriter *to);   /* on the disk for good: its name. NULL: a write failed, and nothing is left */

/* The two at once. NULL: not kept. */
const char *kept_put(const School *school, Arena *mem, const void *bytes, size_t size);
const char *kept_copy(const School *school, Arena *mem, int from);      /* the open file FROM, from its start */

SealedReader *kept_open(const School *school, Arena *mem, const char *name);    /* closed with MEM. NULL: gone, or another file under its name */
bool kept_is_there(const School *school, Arena *mem, const char *name);         /* and its checksum is that of its bytes */
void kept_remove(const School *school, const char *name);

/* Every file under its name; WALK says what becomes of it. AGE: since it was last written, in milliseconds. */
typedef enum KeptFate { KEPT_STAYS, KEPT_GOES } KeptFate;
void kept_walk(const char *folder, int year, KeptFate (*walk)(void *context, const char *name, Instant age), void *context);
const char *kept_place(Arena *mem, int year, const char *name);         /* from the school's folder on: "2026/files/ab/ab12…" */
