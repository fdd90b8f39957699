/* Zip files as schools send them: one or several XML inside, perhaps in a folder (FX2). Everything that P-17 refuses is refused
 * before a byte of it is used. */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum ArchiveTrouble { ARCHIVE_FINE, ARCHIVE_BROKEN, ARCHIVE_EMPTY_ZIP, ARCHIVE_NO_XML, ARCHIVE_BAD_NAME, ARCHIVE_TOO_MANY, ARCHIVE_TOO_LARGE,
    ARCHIVE_RATIO, ARCHIVE_NESTED, ARCHIVE_LINK, ARCHIVE_ENCRYPTED, ARCHIVE_OVERLAP } ArchiveTrouble;

#define ARCHIVE_ENTRIES_MOST 1000
#define ARCHIVE_TOTAL_MOST ((int64_t) 256 * 1024 * 1024)
#define ARCHIVE_RATIO_MOST 200

bool archive_is_zip(int fd);                    /* by its first bytes; the position is put back */

/* A first pass over the whole archive: its trouble, and its XML entries (by what they hold, whatever their name), ended by a NULL name. */
typedef struct ArchiveItem { const char *name; int place; } ArchiveItem;
ArchiveTrouble archive_list(int fd, Arena *mem, ArchiveItem **items);

/* The same for an archive of anything else: its every entry that is no folder and no leaving of another system. */
ArchiveTrouble archive_list_all(int fd, Arena *mem, ArchiveItem **items);

/* The names in the directory, in the order in which they stand in the file, without unpacking anything; ended by NULL. */
ArchiveTrouble archive_names(int fd, Arena *mem, const char ***names);

/* Reading one entry; bounded by the same limits. NULL: not there any more. */
typedef struct ArchiveEntry ArchiveEntry;
ArchiveEntry *archive_open(int fd, int place, Arena *mem);
int archive_read(ArchiveEntry *entry, char *to, int size);      /* 0 at the end, -1 when it fails */
