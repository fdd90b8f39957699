/* Any bytes as a zip: its names are safe, what is read stays within bounds. */
#include "base/must.h"
#include "document/archive.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_name(const char *name) {
    must(*name && *name != '/' && !strchr(name, '\\') && strcmp(name, "..") != 0 && strncmp(name, "../", 3) != 0 && !strstr(name, "/../"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *mem = arena_new();
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, data, size) == (ssize_t) size);
    ArchiveItem *items;
    if (archive_is_zip(fd) && archive_list(fd, mem, &items) == ARCHIVE_FINE)
        for (; items->name; items++) {
            char piece[4096];
            int64_t total = 0;
            ArchiveEntry *entry = archive_open(fd, items->place, mem);
            check_name(items->name);
            for (int got; entry && (got = archive_read(entry, piece, sizeof piece)) > 0; )
                total += got;
            must(total <= ARCHIVE_RATIO_MOST * ((int64_t) size + 1024));
        }
    close(fd);
    arena_free(mem);
    return 0;
}
