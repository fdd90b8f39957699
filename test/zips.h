/* Zip files as nobody should send them, made byte by byte. */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ZipEntry {
    const char *name;
    size_t name_size;               /* 0: strlen */
    const void *data;
    size_t size;
    bool deflated;
    const char *local_name;         /* NULL: the same */
    int64_t declared;               /* 0: its size, -1: 4 GB in a wide field */
    int flags;                      /* 1 encrypted, 0x800 a name in UTF-8 */
    uint32_t attributes;            /* external: 0xA1FF0000 a link */
    bool over_first;                /* stands on the first entry's bytes */
} ZipEntry;

uint8_t *zip_of(Arena *mem, const ZipEntry *entries, size_t count, size_t *size);
