#include "test/zips.h"

#include "base/must.h"
#include "base/str.h"

#include <string.h>
#include <zlib.h>

static void add(Str *s, uint64_t number, int bytes) {
    for (int i = 0; i < bytes; i++)
        str_add_char(s, (char) (number >> (8 * i)));
}

static uint8_t *deflated(Arena *mem, const ZipEntry *e, size_t *size) {
    z_stream z = { 0 };
    must(deflateInit2(&z, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    uLong room = deflateBound(&z, e->size);
    uint8_t *out = arena_alloc(mem, room + 1, 1);
    z.next_in = (Bytef *) e->data;
    z.avail_in = (uInt) e->size;
    z.next_out = out;
    z.avail_out = (uInt) room;
    must(deflate(&z, Z_FINISH) == Z_STREAM_END);
    *size = z.total_out;
    deflateEnd(&z);
    return out;
}

typedef struct Placed { size_t at, packed; uint32_t crc; } Placed;

static void add_sizes(Str *s, const ZipEntry *e, const Placed *p) {
    add(s, p->crc, 4);
    add(s, p->packed, 4);
    add(s, e->declared < 0 ? 0xFFFFFFFF : e->declared ? (uint64_t) e->declared : e->size, 4);
}

static void add_local(Arena *mem, Str *s, const ZipEntry *e, Placed *p) {
    const char *name = e->local_name ? e->local_name : e->name;
    size_t name_size = e->name_size && !e->local_name ? e->name_size : strlen(name), packed = e->size;
    const void *data = e->deflated ? deflated(mem, e, &packed) : e->data;
    *p = (Placed){ .at = s->size, .packed = packed, .crc = (uint32_t) crc32(0, e->data, (uInt) e->size) };
    str_add_n(s, "PK\3\4", 4);
    add(s, 20, 2);
    add(s, (uint64_t) e->flags, 2);
    add(s, e->deflated ? 8 : 0, 2);
    add(s, 0x5B255A25, 4);
    add_sizes(s, e, p);
    add(s, name_size, 2);
    add(s, 0, 2);
    str_add_n(s, name, name_size);
    str_add_n(s, data, packed);
}

static void add_entry(Str *s, const ZipEntry *e, const Placed *p) {
    size_t name_size = e->name_size ? e->name_size : strlen(e->name);
    bool wide = e->declared < 0;
    str_add_n(s, "PK\1\2", 4);
    add(s, 0x0314, 2);
    add(s, 20, 2);
    add(s, (uint64_t) e->flags, 2);
    add(s, e->deflated ? 8 : 0, 2);
    add(s, 0x5B255A25, 4);
    add_sizes(s, e, p);
    add(s, name_size, 2);
    add(s, wide ? 12 : 0, 2);
    add(s, 0, 6);
    add(s, 0, 2);
    s->size -= 2;
    add(s, e->attributes, 4);
    add(s, p->at, 4);
    str_add_n(s, e->name, name_size);
    if (wide) {
        add(s, 1, 2);
        add(s, 8, 2);
        add(s, (uint64_t) 4 << 30, 8);
    }
}

uint8_t *zip_of(Arena *mem, const ZipEntry *entries, size_t count, size_t *size) {
    Str s = str_new(mem, 4096);
    Placed *placed = NEW_ARRAY(mem, Placed, count + 1);
    for (size_t i = 0; i < count; i++)
        if (entries[i].over_first)
            placed[i] = placed[0];
        else
            add_local(mem, &s, &entries[i], &placed[i]);
    size_t directory = s.size;
    for (size_t i = 0; i < count; i++)
        add_entry(&s, &entries[i], &placed[i]);
    size_t length = s.size - directory;
    str_add_n(&s, "PK\5\6", 4);
    add(&s, 0, 4);
    add(&s, count, 2);
    add(&s, count, 2);
    add(&s, length, 4);
    add(&s, directory, 4);
    add(&s, 0, 2);
    *size = s.size;
    return (uint8_t *) s.data;
}
