/* The files of an import between its preview and its end: sealed with the school's key (secretstream) under DIR/imports/ID/N, so that nothing of them can
 * be read without it. Read again into nameless memory, never to the disk in clear. */
#pragma once

#include "work/work.h"

typedef struct SealedFiles { const char **paths, **names; int *fds; size_t count; } SealedFiles;

bool sealed_files_keep(const School *school, int64_t import, const char *const *paths, const char *const *names, size_t count);
SealedFiles sealed_files_open(const School *school, int64_t import, Arena *mem);        /* count 0: none, or they no longer open */
void sealed_files_close(SealedFiles *files);
void sealed_files_remove(const School *school, int64_t import);
