/* Any bytes as what the reading child writes: nothing of it is believed but its shape. */
#include "reading.c"

#include "base/must.h"

#include <sys/mman.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *mem = arena_new();
    Sources sources = { 0 };
    Gather g = { .sources = &sources, .report = report_new(mem), .mem = mem, .scratch = arena_child(mem), .name = "essai.xml" };
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, data, size) == (ssize_t) size && lseek(fd, 0, SEEK_SET) == 0);
    Stream from = { .mem = mem, .fd = fd };
    while (take_file(&g, &from))
        continue;
    close_source(&g);
    for (size_t i = 0; i < sources.count; i++) {
        Record r;
        size_t count = 0;
        for (size_t at = 0; record_next(&sources.items[i], &at, &r); )
            count++;
        must(count == sources.items[i].count && sources.items[i].name);
    }
    must(report_json(g.report)[0] == '{');
    close(fd);
    arena_free(mem);
    return 0;
}
