#include "document/sealed.h"

#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define MAGIC "preau-sealed-1 "
#define PIECE 65536
#define OVERHEAD crypto_secretstream_xchacha20poly1305_ABYTES
#define HEADER crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define SUM 32

struct SealedWriter {
    int fd;
    crypto_secretstream_xchacha20poly1305_state state;
    crypto_generichash_state *sum;
    const char *label;
    uint8_t *plain, *sealed;
    size_t filled;
};

struct SealedReader {
    int fd;
    crypto_secretstream_xchacha20poly1305_state state;
    const char *label;
    uint8_t *plain, *sealed;
    size_t filled, taken;
    off_t left;                         /* sealed bytes before the checksum */
    bool last, broken;
};

/* The key that seals is not the school's own: one never opens what the other does. */
static void sealing_key(const uint8_t key[32], uint8_t out[32]) {
    crypto_generichash(out, 32, (const uint8_t *) "preau sealed file", 17, key, 32);
}

/* It wants 64-byte places; the arena gives 16. */
static crypto_generichash_state *new_sum(Arena *mem) {
    uintptr_t at = (uintptr_t) arena_alloc(mem, sizeof(crypto_generichash_state) + 64, 1);
    crypto_generichash_state *sum = (crypto_generichash_state *) ((at + 63) & ~(uintptr_t) 63);
    crypto_generichash_init(sum, NULL, 0, SUM);
    return sum;
}

/* ---- whole reads and writes ---- */

static bool write_all(SealedWriter *to, const void *bytes, size_t size) {
    const uint8_t *at = bytes;
    crypto_generichash_update(to->sum, at, size);
    while (size) {
        ssize_t n = write(to->fd, at, size);
        if (n <= 0)
            return false;
        at += n;
        size -= (size_t) n;
    }
    return true;
}

static bool read_all(int fd, void *bytes, size_t size) {
    uint8_t *at = bytes;
    while (size) {
        ssize_t n = read(fd, at, size);
        if (n <= 0)
            return false;
        at += n;
        size -= (size_t) n;
    }
    return true;
}

/* ---- writing ---- */

SealedWriter *sealed_create(Arena *mem, int fd, const uint8_t key[32], const char *label) {
    SealedWriter *to = NEW(mem, SealedWriter);
    uint8_t own[32], header[HEADER];
    if (strlen(label) > SEALED_LABEL_MOST || strchr(label, '\n'))
        return NULL;
    *to = (SealedWriter){ .fd = fd, .label = arena_text(mem, label), .plain = arena_alloc(mem, PIECE, 1), .sealed = arena_alloc(mem, PIECE + OVERHEAD, 1) };
    to->sum = new_sum(mem);
    sealing_key(key, own);
    crypto_secretstream_xchacha20poly1305_init_push(&to->state, header, own);
    sodium_memzero(own, sizeof own);
    const char *line = arena_printf(mem, MAGIC "%s\n", label);
    return write_all(to, line, strlen(line)) && write_all(to, header, sizeof header) ? to : NULL;
}

static bool push(SealedWriter *to, uint8_t tag) {
    unsigned long long size = 0;
    crypto_secretstream_xchacha20poly1305_push(&to->state, to->sealed, &size, to->plain, to->filled, (const uint8_t *) to->label, strlen(to->label), tag);
    to->filled = 0;
    return write_all(to, to->sealed, (size_t) size);
}

bool sealed_write(SealedWriter *to, const void *bytes, size_t size) {
    const uint8_t *at = bytes;
    while (size) {
        size_t room = PIECE - to->filled, n = size < room ? size : room;
        memcpy(to->plain + to->filled, at, n);
        to->filled += n;
        at += n;
        size -= n;
        if (to->filled == PIECE && !push(to, 0))
            return false;
    }
    return true;
}

bool sealed_finish(SealedWriter *to) {
    uint8_t sum[SUM];
    if (!push(to, crypto_secretstream_xchacha20poly1305_TAG_FINAL))
        return false;
    crypto_generichash_final(to->sum, sum, sizeof sum);
    sodium_memzero(to->plain, PIECE);
    return write(to->fd, sum, sizeof sum) == (ssize_t) sizeof sum && fsync(to->fd) == 0;
}

/* ---- reading ---- */

/* The first line, with which the file begins; *SIZE: its bytes. */
static const char *first_line(Arena *mem, int fd, off_t *size) {
    char line[sizeof MAGIC + SEALED_LABEL_MOST + 1] = "";
    ssize_t n = pread(fd, line, sizeof line - 1, 0);
    const char *end = n > 0 ? memchr(line, '\n', (size_t) n) : NULL;
    if (!end || strncmp(line, MAGIC, strlen(MAGIC)) != 0)
        return NULL;
    *size = end + 1 - line;
    return arena_text_n(mem, line + strlen(MAGIC), (size_t) (end - line) - strlen(MAGIC));
}

const char *sealed_label(Arena *mem, int fd) {
    off_t size;
    return first_line(mem, fd, &size);
}

bool sealed_is_whole(Arena *mem, int fd) {
    crypto_generichash_state *state = new_sum(mem);
    uint8_t sum[SUM], found[SUM], *piece = arena_alloc(mem, PIECE, 1);
    off_t left = lseek(fd, 0, SEEK_END) - SUM;
    if (left < 0 || lseek(fd, 0, SEEK_SET) != 0)
        return false;
    while (left > 0) {
        size_t n = left < PIECE ? (size_t) left : PIECE;
        if (!read_all(fd, piece, n))
            return false;
        crypto_generichash_update(state, piece, n);
        left -= (off_t) n;
    }
    crypto_generichash_final(state, sum, sizeof sum);
    return read_all(fd, found, sizeof found) && sodium_memcmp(sum, found, SUM) == 0;
}

static bool pull(SealedReader *from) {
    uint8_t tag = 0;
    unsigned long long size = 0;
    size_t n = from->left < PIECE + (off_t) OVERHEAD ? (size_t) from->left : PIECE + OVERHEAD;
    from->taken = from->filled = 0;
    from->broken = from->broken || from->last || n < OVERHEAD || !read_all(from->fd, from->sealed, n)
        || crypto_secretstream_xchacha20poly1305_pull(&from->state, from->plain, &size, &tag, from->sealed, n, (const uint8_t *) from->label, strlen(from->label)) != 0;
    if (from->broken)
        return false;
    from->left -= (off_t) n;
    from->filled = (size_t) size;
    from->last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return true;
}

SealedReader *sealed_open(Arena *mem, int fd, const uint8_t key[32]) {
    SealedReader *from = NEW(mem, SealedReader);
    uint8_t own[32], header[HEADER];
    off_t line = 0, end = lseek(fd, 0, SEEK_END);
    *from = (SealedReader){ .fd = fd, .label = first_line(mem, fd, &line), .plain = arena_alloc(mem, PIECE, 1), .sealed = arena_alloc(mem, PIECE + OVERHEAD, 1) };
    from->left = end - line - (off_t) HEADER - SUM;
    if (!from->label || from->left <= 0 || lseek(fd, line, SEEK_SET) != line || !read_all(fd, header, sizeof header))
        return NULL;
    sealing_key(key, own);
    bool good = crypto_secretstream_xchacha20poly1305_init_pull(&from->state, header, own) == 0;
    sodium_memzero(own, sizeof own);
    return good && pull(from) ? from : NULL;
}

bool sealed_read(SealedReader *from, void *bytes, size_t size) {
    uint8_t *at = bytes;
    while (size) {
        if (from->taken == from->filled && !pull(from))
            return false;
        size_t n = from->filled - from->taken < size ? from->filled - from->taken : size;
        memcpy(at, from->plain + from->taken, n);
        from->taken += n;
        at += n;
        size -= n;
    }
    return true;
}

int64_t sealed_read_some(SealedReader *from, void *bytes, size_t most) {
    if (sealed_at_end(from))
        return 0;
    if (from->broken || from->taken == from->filled)
        return -1;
    size_t n = from->filled - from->taken < most ? from->filled - from->taken : most;
    memcpy(bytes, from->plain + from->taken, n);
    from->taken += n;
    return (int64_t) n;
}

bool sealed_at_end(SealedReader *from) {
    while (!from->broken && from->taken == from->filled && !from->last)
        if (!pull(from))
            return false;
    return !from->broken && from->last && from->taken == from->filled && from->left == 0;
}
