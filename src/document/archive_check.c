#include "document/archive_check.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define END_SIZE 22                 /* of the end record, without its comment */
#define END_FAR (END_SIZE + 65535)
#define ENTRY_SIZE 46
#define LOCAL_SIZE 30
#define DIRECTORY_MOST (16 * 1024 * 1024)

typedef struct Span { int64_t from, until; const char *name; } Span;
typedef struct Directory {
    int fd;
    int64_t size, offset, length, count, total;
    const uint8_t *bytes;
    Span spans[ARCHIVE_ENTRIES_MOST];
} Directory;

typedef struct Entry { int flags, method, name_size, extra_size; int64_t packed, unpacked, offset; const uint8_t *name, *extra; } Entry;

static int64_t number(const uint8_t *at, int bytes) {
    uint64_t n = 0;
    for (int i = bytes - 1; i >= 0; i--)
        n = n << 8 | at[i];
    return n > INT64_MAX ? INT64_MAX : (int64_t) n;
}

static bool read_at(int fd, int64_t at, void *to, int64_t size) {
    return at >= 0 && size >= 0 && pread(fd, to, (size_t) size, at) == size;
}

/* ---- where the directory is ---- */

/* A directory of more than 4 GB, or that could be: its numbers stand in a record of their own. */
static bool read_wide_end(Directory *d, int64_t end_at) {
    uint8_t locator[20], end[56];
    if (!read_at(d->fd, end_at - (int64_t) sizeof locator, locator, sizeof locator) || memcmp(locator, "PK\6\7", 4) != 0)
        return false;
    if (!read_at(d->fd, number(locator + 8, 8), end, sizeof end) || memcmp(end, "PK\6\6", 4) != 0)
        return false;
    d->count = number(end + 32, 8);
    d->length = number(end + 40, 8);
    d->offset = number(end + 48, 8);
    return true;
}

static bool find_directory(Directory *d, Arena *mem) {
    int64_t far = d->size < END_FAR ? d->size : END_FAR, from = d->size - far;
    uint8_t *tail = arena_alloc(mem, (size_t) far + 1, 1);
    if (far < END_SIZE || !read_at(d->fd, from, tail, far))
        return false;
    for (int64_t at = far - END_SIZE; at >= 0; at--) {
        if (memcmp(tail + at, "PK\5\6", 4) != 0)
            continue;
        d->count = number(tail + at + 10, 2);
        d->length = number(tail + at + 12, 4);
        d->offset = number(tail + at + 16, 4);
        if (number(tail + at + 4, 2) || number(tail + at + 6, 2))
            return false;           /* on several disks */
        if ((d->count == 0xFFFF || d->length == 0xFFFFFFFF || d->offset == 0xFFFFFFFF) && !read_wide_end(d, from + at))
            return false;
        return d->length <= DIRECTORY_MOST && d->offset <= d->size - d->length;
    }
    return false;
}

/* ---- one entry ---- */

static bool bad_name(const uint8_t *name, int size) {
    if (!size || *name == '/' || memchr(name, '\0', (size_t) size) || memchr(name, '\\', (size_t) size) || (size > 1 && name[1] == ':'))
        return true;
    for (int from = 0, i = 0; i <= size; i++)
        if (i == size || name[i] == '/') {
            if (i - from == 2 && name[from] == '.' && name[from + 1] == '.')
                return true;
            from = i + 1;
        }
    return false;
}

/* Sizes and places that 32 bits do not hold stand in an extra field, in this order. */
static bool widen(Entry *e) {
    int64_t *const wide[] = { &e->unpacked, &e->packed, &e->offset };
    const uint8_t *at = e->extra, *end = e->extra + e->extra_size;
    while (end - at >= 4 && number(at, 2) != 1)
        at += 4 + number(at + 2, 2) > end - at ? end - at : 4 + number(at + 2, 2);
    at += end - at >= 4 ? 4 : end - at;
    for (int i = 0; i < 3; i++)
        if (*wide[i] == 0xFFFFFFFF) {
            if (end - at < 8)
                return false;
            *wide[i] = number(at, 8);
            at += 8;
        }
    return true;
}

static int64_t read_entry(const Directory *d, int64_t at, Entry *e) {
    const uint8_t *b = d->bytes + at;
    if (d->length - at < ENTRY_SIZE || memcmp(b, "PK\1\2", 4) != 0)
        return -1;
    *e = (Entry){ .flags = (int) number(b + 8, 2), .method = (int) number(b + 10, 2), .packed = number(b + 20, 4), .unpacked = number(b + 24, 4),
        .name_size = (int) number(b + 28, 2), .extra_size = (int) number(b + 30, 2), .offset = number(b + 42, 4), .name = b + ENTRY_SIZE };
    e->extra = e->name + e->name_size;
    int64_t size = ENTRY_SIZE + e->name_size + e->extra_size + number(b + 32, 2);
    return size > d->length - at || !widen(e) ? -1 : size;
}

/* What stands before the data must tell the same: one library reads this name, another that one. */
static bool same_locally(const Directory *d, const Entry *e, Span *span) {
    uint8_t local[LOCAL_SIZE], name[UINT16_MAX];
    if (!read_at(d->fd, e->offset, local, sizeof local) || memcmp(local, "PK\3\4", 4) != 0 || number(local + 26, 2) != e->name_size
            || number(local + 8, 2) != e->method || !read_at(d->fd, e->offset + LOCAL_SIZE, name, e->name_size))
        return false;
    span->from = e->offset;
    span->until = e->offset + LOCAL_SIZE + e->name_size + number(local + 28, 2) + e->packed;
    return memcmp(name, e->name, (size_t) e->name_size) == 0 && e->packed < d->size && span->until <= d->offset;
}

static ArchiveTrouble check_entry(Directory *d, const Entry *e, Span *span) {
    if (bad_name(e->name, e->name_size))
        return ARCHIVE_BAD_NAME;
    if (e->flags & (1 | 1 << 6 | 1 << 13))
        return ARCHIVE_ENCRYPTED;
    if (e->unpacked > ARCHIVE_TOTAL_MOST || (d->total += e->unpacked) > ARCHIVE_TOTAL_MOST)
        return ARCHIVE_TOO_LARGE;
    if (e->unpacked > ARCHIVE_RATIO_MOST * (d->size + 1024))
        return ARCHIVE_RATIO;
    return same_locally(d, e, span) ? ARCHIVE_FINE : ARCHIVE_BROKEN;
}

/* ---- all of them ---- */

static int by_place(const void *a, const void *b) {
    const Span *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

static bool one_over_another(Span *spans, int64_t count) {
    if (count)
        qsort(spans, (size_t) count, sizeof *spans, by_place);
    for (int64_t i = 1; i < count; i++)
        if (spans[i].from < spans[i - 1].until)
            return true;
    return false;
}

static void tell_names(const Directory *d, Arena *mem, const char ***names, int *count) {
    *count = (int) d->count;
    *names = NEW_ARRAY(mem, const char *, (size_t) d->count + 1);
    for (int64_t i = 0; i < d->count; i++)
        (*names)[i] = d->spans[i].name;
}

ArchiveTrouble archive_check(int fd, int64_t size, Arena *mem, const char ***names, int *count) {
    Directory *d = NEW(mem, Directory);
    d->fd = fd;
    d->size = size;
    if (!find_directory(d, mem))
        return ARCHIVE_BROKEN;
    if (d->count > ARCHIVE_ENTRIES_MOST)
        return ARCHIVE_TOO_MANY;
    uint8_t *bytes = arena_alloc(mem, (size_t) d->length + 1, 1);
    if (!read_at(fd, d->offset, bytes, d->length))
        return ARCHIVE_BROKEN;
    d->bytes = bytes;
    int64_t at = 0;
    for (int64_t i = 0; i < d->count; i++) {
        Entry e;
        int64_t taken = read_entry(d, at, &e);
        ArchiveTrouble trouble = taken < 0 ? ARCHIVE_BROKEN : check_entry(d, &e, &d->spans[i]);
        if (trouble != ARCHIVE_FINE)
            return trouble;
        d->spans[i].name = arena_text_n(mem, (const char *) e.name, (size_t) e.name_size);
        at += taken;
    }
    if (at != d->length)
        return ARCHIVE_BROKEN;      /* more entries than it says */
    if (one_over_another(d->spans, d->count))
        return ARCHIVE_OVERLAP;
    tell_names(d, mem, names, count);
    return ARCHIVE_FINE;
}
