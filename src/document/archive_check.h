/* The directory of a zip file, read by ourselves before a library unpacks anything: what the library would smooth over (names with a NUL in them,
 * entries over one another, two names for one entry, sizes that lie) is refused here (P-17). */
#pragma once

#include "document/archive.h"

ArchiveTrouble archive_check(int fd, int64_t size, Arena *mem);
