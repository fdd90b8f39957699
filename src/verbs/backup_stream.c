#include "verbs/backup.h"

#include "base/str.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE 65536
#define NAME_MOST 255

typedef struct Entry { uint32_t name_size; uint32_t last; uint64_t size; } Entry;      /* as written: little-endian machines only, like the bases' key */

bool backup_add(SealedWriter *to, Arena *mem, const char *name, const char *path) {
    uint8_t *piece = arena_alloc(mem, PIECE, 1);
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0)
        return false;
    Entry e = { .name_size = (uint32_t) strlen(name), .size = (uint64_t) st.st_size };
    bool good = sealed_write(to, &e, sizeof e) && sealed_write(to, name, e.name_size);
    for (uint64_t left = e.size; good && left; ) {
        ssize_t n = read(fd, piece, left < PIECE ? left : PIECE);
        good = n > 0 && sealed_write(to, piece, (size_t) n);
        left -= good ? (uint64_t) n : 0;
    }
    close(fd);
    return good;
}

bool backup_end(SealedWriter *to) {
    Entry e = { .last = 1 };
    return sealed_write(to, &e, sizeof e) && sealed_finish(to);
}

/* A name stays below the folder: no step up, none from the root, none that hides. */
static bool is_safe(const char *name) {
    if (*name == '/' || !*name)
        return false;
    for (const char *at = name; *at; at += strcspn(at, "/"), at += *at == '/')
        if (*at == '.' || *at == '/')
            return false;
    return true;
}

static int create_below(Arena *mem, const char *into, const char *name) {
    for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/'))
        mkdir(arena_printf(mem, "%s/%.*s", into, (int) (slash - name), name), 0700);
    return open(arena_printf(mem, "%s/%s", into, name), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

static bool extract_one(SealedReader *from, Arena *mem, const char *into, const Entry *e, uint8_t *piece) {
    char name[NAME_MOST + 1] = "";
    if (e->name_size == 0 || e->name_size > NAME_MOST || !sealed_read(from, name, e->name_size) || !is_safe(name))
        return false;
    int fd = into ? create_below(mem, into, name) : -1;
    bool good = !into || fd >= 0;
    for (uint64_t left = e->size; good && left; ) {
        size_t n = left < PIECE ? (size_t) left : PIECE;
        good = sealed_read(from, piece, n) && (!into || write(fd, piece, n) == (ssize_t) n);
        left -= n;
    }
    good = good && (!into || fsync(fd) == 0);
    if (fd >= 0)
        close(fd);
    return good;
}

bool backup_extract(SealedReader *from, Arena *mem, const char *into, int *files) {
    uint8_t *piece = arena_alloc(mem, PIECE, 1);
    Entry e;
    for (*files = 0; sealed_read(from, &e, sizeof e); ++*files) {
        if (e.last)
            return sealed_at_end(from);
        if (!extract_one(from, mem, into, &e, piece))
            return false;
    }
    return false;
}
