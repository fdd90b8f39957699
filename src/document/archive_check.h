/* The directory of a zip file, read by ourselves before a library unpacks anything: what the library would smooth over (names with a NUL in them,
 * entries over one another, two names for one entry, sizes that lie) is refused here (P-17). */
#pragma once

#include "document/archive.h"

/* NAMES: of all entries, in the order in which they stand in the file; raw bytes, NUL-ended. */
ArchiveTrouble archive_check(int fd, int64_t size, Arena *mem, const char ***names, int *count);
