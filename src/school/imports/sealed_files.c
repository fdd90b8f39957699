#include "school/imports/sealed_files.h"

#include "base/str.h"
#include "base/vec.h"

#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE 65536
#define OVERHEAD crypto_secretstream_xchacha20poly1305_ABYTES
#define HEADER crypto_secretstream_xchacha20poly1305_HEADERBYTES

static void sealing_key(const School *school, uint8_t key[32]) {
    crypto_generichash(key, 32, (const uint8_t *) "preau import files", 18, school->secret, 32);
}

static const char *folder_of(const School *school, const char *name, Arena *mem) {
    return arena_printf(mem, "%s/imports/%s", school->folder, name);
}

static ssize_t read_full(int fd, uint8_t *to, size_t size) {
    size_t got = 0;
    for (ssize_t n; got < size && (n = read(fd, to + got, size - got)) > 0; )
        got += (size_t) n;
    return (ssize_t) got;
}

/* ---- sealing: a header, the name as the first piece, then the bytes ---- */

typedef struct Seal { crypto_secretstream_xchacha20poly1305_state state; uint8_t plain[PIECE], sealed[PIECE + OVERHEAD]; } Seal;

static bool push(Seal *s, int to, size_t size, bool last) {
    unsigned long long out;
    crypto_secretstream_xchacha20poly1305_push(&s->state, s->sealed, &out, s->plain, size, NULL, 0,
        last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
    uint32_t piece = (uint32_t) out;
    return write(to, &piece, sizeof piece) == sizeof piece && write(to, s->sealed, out) == (ssize_t) out;
}

static bool seal_file(const School *school, Arena *mem, int from, int to, const char *name) {
    uint8_t key[32], header[HEADER];
    Seal *s = NEW(mem, Seal);
    sealing_key(school, key);
    crypto_secretstream_xchacha20poly1305_init_push(&s->state, header, key);
    sodium_memzero(key, sizeof key);
    size_t size = strlen(name) < 255 ? strlen(name) : 255;
    memcpy(s->plain, name, size);
    bool good = write(to, header, sizeof header) == sizeof header && push(s, to, size, false);
    for (bool last = false; good && !last; ) {
        ssize_t got = read_full(from, s->plain, PIECE);
        last = got < PIECE;
        good = got >= 0 && push(s, to, (size_t) got, last);
    }
    return good && fsync(to) == 0;
}

static bool seal_one(const School *school, Arena *mem, const char *path, const char *to_path, const char *name) {
    int from = open(path, O_RDONLY | O_CLOEXEC), to = open(to_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = from >= 0 && to >= 0 && seal_file(school, mem, from, to, name);
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    return good;
}

static bool sync_folder(const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

/* Under a name of chance: the row that refers to it comes after, and what no row refers to is swept. */
const char *sealed_files_keep(const School *school, Arena *mem, const char *const *paths, const char *const *names, size_t count) {
    Arena *scratch = arena_new();
    unsigned char chance[16];
    char *name = arena_alloc(mem, 2 * sizeof chance + 1, 1);
    randombytes_buf(chance, sizeof chance);
    sodium_bin2hex(name, 2 * sizeof chance + 1, chance, sizeof chance);
    const char *all = arena_printf(scratch, "%s/imports", school->folder), *folder = folder_of(school, name, scratch);
    mkdir(all, 0700);
    bool good = count <= SEALED_FILES_MOST && mkdir(folder, 0700) == 0;
    for (size_t i = 0; good && i < count; i++)
        good = seal_one(school, scratch, paths[i], arena_printf(scratch, "%s/%zu", folder, i), names[i]);
    good = good && sync_folder(folder) && sync_folder(all);
    arena_free(scratch);
    if (good)
        return name;
    sealed_files_remove(school, name);
    return NULL;
}

/* ---- opening ---- */

static bool pull(Seal *s, int from, size_t *size, bool *last) {
    uint32_t piece;
    unsigned long long out;
    unsigned char tag;
    if (read_full(from, (uint8_t *) &piece, sizeof piece) != sizeof piece || piece > sizeof s->sealed || read_full(from, s->sealed, piece) != (ssize_t) piece)
        return false;
    if (crypto_secretstream_xchacha20poly1305_pull(&s->state, s->plain, &out, &tag, s->sealed, piece, NULL, 0) != 0)
        return false;
    *size = (size_t) out;
    *last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return true;
}

static int open_sealed(const School *school, Arena *mem, int from, const char **name) {
    uint8_t key[32], header[HEADER];
    Seal *s = NEW(mem, Seal);
    size_t size = 0;
    bool last = false;
    sealing_key(school, key);
    bool good = read_full(from, header, sizeof header) == (ssize_t) sizeof header
        && crypto_secretstream_xchacha20poly1305_init_pull(&s->state, header, key) == 0 && pull(s, from, &size, &last);
    sodium_memzero(key, sizeof key);
    if (!good)
        return -1;
    *name = arena_text_n(mem, (const char *) s->plain, size);
    int to = memfd_create("import", MFD_CLOEXEC);
    while (good && !last) {
        good = pull(s, from, &size, &last) && write(to, s->plain, size) == (ssize_t) size;
    }
    if (good && to >= 0)
        return to;
    if (to >= 0)
        close(to);
    return -1;
}

SealedFiles sealed_files_open(const School *school, const char *folder, size_t count, Arena *mem) {
    SealedFiles f = { .paths = NEW_ARRAY(mem, const char *, SEALED_FILES_MOST), .names = NEW_ARRAY(mem, const char *, SEALED_FILES_MOST),
        .fds = NEW_ARRAY(mem, int, SEALED_FILES_MOST) };
    for (size_t i = 0; i < count && count <= SEALED_FILES_MOST; i++) {
        int from = open(arena_printf(mem, "%s/%zu", folder_of(school, folder, mem), i), O_RDONLY | O_CLOEXEC);
        int fd = from >= 0 ? open_sealed(school, mem, from, &f.names[i]) : -1;
        if (from >= 0)
            close(from);
        if (fd < 0)
            break;
        f.fds[f.count] = fd;
        f.paths[f.count++] = arena_printf(mem, "/proc/self/fd/%d", fd);
    }
    if (f.count != count)
        sealed_files_close(&f);
    return f;
}

void sealed_files_close(SealedFiles *files) {
    for (size_t i = 0; i < files->count; i++)
        close(files->fds[i]);
    files->count = 0;
}

void sealed_files_remove(const School *school, const char *folder) {
    Arena *mem = arena_new();
    const char *path = folder_of(school, folder, mem);
    for (size_t i = 0; i < SEALED_FILES_MOST; i++)
        unlink(arena_printf(mem, "%s/%zu", path, i));
    rmdir(path);
    arena_free(mem);
}

void sealed_files_sweep(const School *school, bool (*keep)(void *context, const char *folder, Instant age), void *context) {
    Arena *mem = arena_new();
    VEC(const char *) folders = { 0 };
    DIR *dir = opendir(arena_printf(mem, "%s/imports", school->folder));
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir))
        if (e->d_name[0] != '.')
            *VEC_ADD(mem, &folders) = arena_text(mem, e->d_name);
    if (dir)
        closedir(dir);
    for (size_t i = 0; i < folders.count; i++) {
        struct stat st;
        bool there = stat(folder_of(school, folders.items[i], mem), &st) == 0 && S_ISDIR(st.st_mode);
        if (there && !keep(context, folders.items[i], instant_now() - (Instant) st.st_mtime * 1000))
            sealed_files_remove(school, folders.items[i]);
    }
    arena_free(mem);
}
