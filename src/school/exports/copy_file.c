/* A file while it waits to be fetched: FOLDER/IN/NAME, sealed with the school's key. The disk never holds it in clear, and no backup holds it at all. */
#include "school/exports/exports.h"

#include "base/str.h"
#include "school/files/kept_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_SIZE 32

struct CopyFile { const School *school; const char *in; Arena *mem; int fd; SealedWriter *seal; Sink *sink; char name[NAME_SIZE + 1]; };

static bool is_name(const char *name) { return name && strlen(name) == NAME_SIZE && strspn(name, "0123456789abcdef") == NAME_SIZE; }
static const char *folder_of(const School *school, Arena *mem, const char *in) { return arena_printf(mem, "%s/%s", school->folder, in); }
static const char *label_of(Arena *mem, const char *in, const char *name) { return arena_printf(mem, "%s %s", str_equal(in, EXPORTS_FOLDER) ? "export" : in, name); }
static void close_file(void *fd) { close((int) (intptr_t) fd); }

static bool take(void *context, const void *bytes, size_t size) { return sealed_write(((CopyFile *) context)->seal, bytes, size); }

CopyFile *copy_file_begin(const School *school, Arena *mem, const char *in) {
    unsigned char chance[NAME_SIZE / 2];
    CopyFile *f = NEW(mem, CopyFile);
    *f = (CopyFile){ .school = school, .in = in, .mem = mem };
    randombytes_buf(chance, sizeof chance);
    sodium_bin2hex(f->name, sizeof f->name, chance, sizeof chance);
    mkdir(folder_of(school, mem, in), 0700);
    f->fd = open(folder_of(school, mem, in), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (f->fd < 0)
        return NULL;
    arena_on_drop(mem, close_file, (void *) (intptr_t) f->fd);
    f->seal = sealed_create(mem, f->fd, school->secret, label_of(mem, in, f->name));
    f->sink = f->seal ? sink_to(mem, take, f) : NULL;
    return f->seal ? f : NULL;
}

Sink *copy_file_sink(CopyFile *f) { return f->sink; }

const char *copy_file_end(CopyFile *f, int64_t *size) {
    *size = sink_size(f->sink);
    bool good = sink_end(f->sink) && sealed_finish(f->seal);
    const char *path = arena_printf(f->mem, "%s/%s", folder_of(f->school, f->mem, f->in), f->name);
    return good && linkat(AT_FDCWD, arena_printf(f->mem, "/proc/self/fd/%d", f->fd), AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 ? f->name : NULL;
}

SealedReader *copy_file_open(const School *school, Arena *mem, const char *in, const char *name) {
    int fd = is_name(name) ? open(arena_printf(mem, "%s/%s", folder_of(school, mem, in), name), O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
    if (fd < 0)
        return NULL;
    arena_on_drop(mem, close_file, (void *) (intptr_t) fd);
    return str_equal(sealed_label(mem, fd), label_of(mem, in, name)) ? sealed_open(mem, fd, school->secret) : NULL;
}

void copy_file_remove(const School *school, const char *in, const char *name) {
    Arena *mem = arena_new();
    if (is_name(name))
        unlink(arena_printf(mem, "%s/%s", folder_of(school, mem, in), name));
    arena_free(mem);
}

void copy_files_sweep(const School *school, const char *in, bool (*keep)(void *context, const char *name, Instant age), void *context) {
    Arena *mem = arena_new();
    DIR *dir = opendir(folder_of(school, mem, in));
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
        struct stat st;
        if (is_name(e->d_name) && fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0
                && !keep(context, e->d_name, instant_now() - (Instant) st.st_mtime * 1000))
            unlinkat(dirfd(dir), e->d_name, 0);
    }
    if (dir)
        closedir(dir);
    arena_free(mem);
}
