/* The files of an import between its arrival and its end: sealed with the school's key (secretstream) under DIR/imports/NAME/N, so that nothing of
 * them can be read without it. Read again into nameless memory, never to the disk in clear. */
#pragma once

#include "work/work.h"

#define SEALED_FILES_MOST 32

typedef struct SealedFiles { const char **paths, **names; int *fds; size_t count; } SealedFiles;

/* Seals them, on the disk when it returns, in a new folder: its name in MEM; NULL: it could not, and nothing is left. */
const char *sealed_files_keep(const School *school, Arena *mem, const char *const *paths, const char *const *names, size_t count);
/* All COUNT of them, or none (count 0): they are gone, changed, or no longer open. */
SealedFiles sealed_files_open(const School *school, const char *folder, size_t count, Arena *mem);
void sealed_files_close(SealedFiles *files);
void sealed_files_remove(const School *school, const char *folder);

/* Removes each folder that KEEP does not want; AGE: how long ago its last file came, in milliseconds. */
void sealed_files_sweep(const School *school, bool (*keep)(void *context, const char *folder, Instant age), void *context);
