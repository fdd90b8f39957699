#include "work/backup_mark.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *mark_path(Arena *mem, const School *school) { return arena_printf(mem, "%s/last-backup", school->folder); }

void backup_mark(const School *school, Instant now) {
    Arena *mem = arena_new();
    const char *path = mark_path(mem, school), *part = arena_printf(mem, "%s.part", path);
    FILE *file = fopen(part, "we");
    bool good = file && fprintf(file, "%lld\n", (long long) now) > 0;
    if (file && fclose(file) == 0 && good)
        good = rename(part, path) == 0;
    if (file && !good)
        unlink(part);
    arena_free(mem);
}

Instant backup_marked(Arena *mem, const School *school) {
    char line[32] = "";
    int64_t at = 0;
    FILE *file = fopen(mark_path(mem, school), "re");
    if (!file)
        return 0;
    if (fgets(line, sizeof line, file))
        line[strcspn(line, "\n")] = '\0';
    fclose(file);
    return str_int(line, 1, INT64_MAX, &at) ? at : 0;
}
