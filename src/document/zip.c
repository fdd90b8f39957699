#include "document/zip.h"

#include "base/must.h"
#include "base/vec.h"

#include <string.h>
#include <zlib.h>

enum { STORED = 0, DEFLATED = 8, SIZES_FOLLOW = 8, UTF8_NAMES = 0x800, DAY_ONE = 0x21 /* 1 January 1980, the first there is */ };
enum { ENTRIES_MOST = 65535, NAME_MOST = 200 };

typedef struct ZipItem { const char *name; int64_t at, packed, size; uint32_t crc; int method, flags; } ZipItem;

struct Zip {
    Arena *mem;
    Sink *to;
    VEC(ZipItem) items;
    z_stream deflate;
    bool open, large;
    unsigned char piece[32 * 1024];
};

static void drop(void *handle) {
    deflateEnd(handle);
}

Zip *zip_new(Arena *mem, Sink *to) {
    Zip *z = NEW(mem, Zip);
    z->mem = mem;
    z->to = to;
    must(deflateInit2(&z->deflate, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    arena_on_drop(mem, drop, &z->deflate);
    return z;
}

static void put16(Zip *z, unsigned number) { sink_write(z->to, (const unsigned char[]){ number & 255, number >> 8 & 255 }, 2); }
static void put32(Zip *z, int64_t number) {
    z->large = z->large || number > UINT32_MAX;
    put16(z, (unsigned) (number & 0xffff));
    put16(z, (unsigned) (number >> 16 & 0xffff));
}

/* From "version needed" to "name length": the same in an entry and in the directory. */
static void put_item(Zip *z, const ZipItem *i, bool sizes) {
    put16(z, 20);
    put16(z, (unsigned) i->flags);
    put16(z, (unsigned) i->method);
    put32(z, (int64_t) DAY_ONE << 16);
    put32(z, sizes ? i->crc : 0);
    put32(z, sizes ? i->packed : 0);
    put32(z, sizes ? i->size : 0);
    put16(z, (unsigned) strlen(i->name));
    put16(z, 0);
}

static ZipItem *add(Zip *z, const char *name, int method, int flags) {
    must(*name && *name != '/' && strlen(name) < 1000);
    ZipItem *i = VEC_ADD(z->mem, &z->items);
    *i = (ZipItem){ .name = arena_text(z->mem, name), .at = sink_size(z->to), .method = method, .flags = flags | UTF8_NAMES };
    put32(z, 0x04034b50);
    return i;
}

static void squeeze(Zip *z, const void *bytes, size_t size, int how) {
    ZipItem *i = &z->items.items[z->items.count - 1];
    z->deflate.next_in = (unsigned char *) (uintptr_t) bytes;
    z->deflate.avail_in = (uInt) size;
    do {
        z->deflate.next_out = z->piece;
        z->deflate.avail_out = sizeof z->piece;
        deflate(&z->deflate, how);
        size_t made = sizeof z->piece - z->deflate.avail_out;
        sink_write(z->to, z->piece, made);
        i->packed += (int64_t) made;
    } while (z->deflate.avail_out == 0);
}

static void close_entry(Zip *z) {
    if (!z->open)
        return;
    squeeze(z, "", 0, Z_FINISH);
    const ZipItem *i = &z->items.items[z->items.count - 1];
    put32(z, 0x08074b50);
    put32(z, i->crc);
    put32(z, i->packed);
    put32(z, i->size);
    z->open = false;
}

void zip_store(Zip *z, const char *name, const void *bytes, size_t size) {
    close_entry(z);
    ZipItem *i = add(z, name, STORED, 0);
    i->packed = i->size = (int64_t) size;
    i->crc = (uint32_t) crc32_z(0, bytes, size);
    put_item(z, i, true);
    sink_write(z->to, name, strlen(name));
    sink_write(z->to, bytes, size);
}

void zip_begin(Zip *z, const char *name) {
    close_entry(z);
    put_item(z, add(z, name, DEFLATED, SIZES_FOLLOW), false);
    sink_write(z->to, name, strlen(name));
    deflateReset(&z->deflate);
    z->open = true;
}

void zip_write(Zip *z, const void *bytes, size_t size) {
    must(z->open);
    ZipItem *i = &z->items.items[z->items.count - 1];
    i->crc = (uint32_t) crc32_z(i->crc, bytes, size);
    i->size += (int64_t) size;
    for (size_t done = 0, piece; done < size; done += piece) {
        piece = size - done < (1u << 30) ? size - done : 1u << 30;
        squeeze(z, (const char *) bytes + done, piece, Z_NO_FLUSH);
    }
}

void zip_put(Zip *z, const char *name, const void *bytes, size_t size) {
    zip_begin(z, name);
    zip_write(z, bytes, size);
}

bool zip_end(Zip *z) {
    close_entry(z);
    int64_t at = sink_size(z->to);
    for (size_t n = 0; n < z->items.count; n++) {
        const ZipItem *i = &z->items.items[n];
        put32(z, 0x02014b50);
        put16(z, 20);
        put_item(z, i, true);
        put16(z, 0);            /* comment, disk, attributes */
        put16(z, 0);
        put16(z, 0);
        put32(z, 0);
        put32(z, i->at);
        sink_write(z->to, i->name, strlen(i->name));
    }
    int64_t size = sink_size(z->to) - at;
    bool many = z->items.count > ENTRIES_MOST;
    put32(z, 0x06054b50);
    put32(z, 0);
    put16(z, (unsigned) z->items.count);
    put16(z, (unsigned) z->items.count);
    put32(z, size);
    put32(z, at);
    put16(z, 0);
    return sink_end(z->to) && !many && !z->large;
}

/* Its first MOST bytes at most, in whole letters. */
static size_t cut(const char *text, size_t most) {
    size_t size = strlen(text);
    if (size > most)
        for (size = most; size && ((unsigned char) text[size] & 0xc0) == 0x80; size--)
            ;
    return size;
}

char *zip_safe_name(Arena *mem, const char *text) {
    size_t size = cut(text, NAME_MOST);
    char *name = arena_text_n(mem, text, size);
    for (char *c = name; *c; c++)
        if ((unsigned char) *c < 0x20 || *c == 0x7f || strchr("/\\:*?\"<>|", *c))
            *c = '_';
    while (size && (name[size - 1] == '.' || name[size - 1] == ' '))
        name[--size] = '\0';
    if (*name == '.')
        *name = '_';
    return size ? name : arena_text(mem, "_");
}
