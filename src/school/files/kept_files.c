#include "school/files/kept_files.h"

#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE 65536

struct KeptWriter { const School *school; Arena *mem; int fd; SealedWriter *seal; char name[KEPT_NAME + 1]; bool failed; };

static bool is_name(const char *name) { return name && strlen(name) == KEPT_NAME && strspn(name, "0123456789abcdef") == KEPT_NAME; }

const char *kept_place(Arena *mem, int year, const char *name) { return arena_printf(mem, "%d/files/%.2s/%s", year, name, name); }

static const char *path_of(const School *school, Arena *mem, const char *name) {
    return arena_printf(mem, "%s/%s", school->folder, kept_place(mem, school->year, name));
}

static const char *label_of(Arena *mem, const char *name) { return arena_printf(mem, "file %s", name); }

static void close_file(void *fd) { close((int) (intptr_t) fd); }

static bool sync_folder(const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

/* PATH exists when this is true, and will after a power cut. */
static bool make_folder(Arena *mem, const char *path) {
    if (mkdir(path, 0700) == 0)
        return sync_folder(arena_text_n(mem, path, (size_t) (strrchr(path, '/') - path)));
    return errno == EEXIST;
}

static const char *folder_for(const School *school, Arena *mem, const char *name) {
    const char *year = arena_printf(mem, "%s/%d", school->folder, school->year), *files = arena_printf(mem, "%s/files", year);
    const char *folder = arena_printf(mem, "%s/%.2s", files, name);
    return make_folder(mem, year) && make_folder(mem, files) && make_folder(mem, folder) ? folder : NULL;
}

/* ---- writing ---- */

KeptWriter *kept_begin(const School *school, Arena *mem) {
    unsigned char chance[KEPT_NAME / 2];
    KeptWriter *to = NEW(mem, KeptWriter);
    *to = (KeptWriter){ .school = school, .mem = mem };
    randombytes_buf(chance, sizeof chance);
    sodium_bin2hex(to->name, sizeof to->name, chance, sizeof chance);
    const char *folder = folder_for(school, mem, to->name);
    to->fd = folder ? open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600) : -1;
    if (to->fd < 0)
        return NULL;
    arena_on_drop(mem, close_file, (void *) (intptr_t) to->fd);
    to->seal = sealed_create(mem, to->fd, school->secret, label_of(mem, to->name));
    return to->seal ? to : NULL;
}

bool kept_write(KeptWriter *to, const void *bytes, size_t size) {
    to->failed = to->failed || !sealed_write(to->seal, bytes, size);
    return !to->failed;
}

const char *kept_end(KeptWriter *to) {
    Arena *mem = to->mem;
    const char *path = path_of(to->school, mem, to->name);
    bool good = !to->failed && sealed_finish(to->seal)
        && linkat(AT_FDCWD, arena_printf(mem, "/proc/self/fd/%d", to->fd), AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0;
    if (good && sync_folder(arena_text_n(mem, path, (size_t) (strrchr(path, '/') - path))))
        return to->name;
    if (good)
        unlink(path);
    return NULL;
}

const char *kept_put(const School *school, Arena *mem, const void *bytes, size_t size) {
    KeptWriter *to = kept_begin(school, mem);
    return to && kept_write(to, bytes, size) ? kept_end(to) : NULL;
}

const char *kept_copy(const School *school, Arena *mem, int from) {
    KeptWriter *to = kept_begin(school, mem);
    char *piece = arena_alloc(mem, PIECE, 1);
    bool good = to != NULL;
    off_t at = 0;
    for (ssize_t got = 1; good && got > 0; at += got) {
        got = pread(from, piece, PIECE, at);
        good = got >= 0 && kept_write(to, piece, (size_t) got);
    }
    sodium_memzero(piece, PIECE);
    return good ? kept_end(to) : NULL;
}

/* ---- reading ---- */

static int open_named(const School *school, Arena *mem, const char *name) {
    int fd = is_name(name) ? open(path_of(school, mem, name), O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
    if (fd < 0)
        return -1;
    if (str_equal(sealed_label(mem, fd), label_of(mem, name)))
        return fd;
    close(fd);
    return -1;
}

SealedReader *kept_open(const School *school, Arena *mem, const char *name) {
    int fd = open_named(school, mem, name);
    if (fd < 0)
        return NULL;
    arena_on_drop(mem, close_file, (void *) (intptr_t) fd);
    return sealed_open(mem, fd, school->secret);
}

bool kept_is_there(const School *school, Arena *mem, const char *name) {
    int fd = open_named(school, mem, name);
    bool whole = fd >= 0 && sealed_is_whole(mem, fd);
    if (fd >= 0)
        close(fd);
    return whole;
}

void kept_remove(const School *school, const char *name) {
    Arena *mem = arena_new();
    if (is_name(name))
        unlink(path_of(school, mem, name));
    arena_free(mem);
}

/* ---- all of them ---- */

typedef struct Walk { KeptFate (*fate)(void *context, const char *name, Instant age); void *context; } Walk;

static void walk_one(const Walk *walk, const char *folder) {
    DIR *dir = opendir(folder);
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
        struct stat st;
        if (is_name(e->d_name) && fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode)
                && walk->fate(walk->context, e->d_name, instant_now() - (Instant) st.st_mtime * 1000) == KEPT_GOES)
            unlinkat(dirfd(dir), e->d_name, 0);
    }
    if (dir)
        closedir(dir);
}

void kept_walk(const char *folder, int year, KeptFate (*fate)(void *context, const char *name, Instant age), void *context) {
    static const char digits[] = "0123456789abcdef";
    Arena *mem = arena_new();
    const Walk walk = { fate, context };
    for (int i = 0; i < 256; i++)
        walk_one(&walk, arena_printf(mem, "%s/%d/files/%c%c", folder, year, digits[i / 16], digits[i % 16]));
    arena_free(mem);
}
