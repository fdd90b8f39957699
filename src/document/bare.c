#include "document/bare.h"

#include "document/photo.h"

#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define BLOCK 65536
#define SAYS_MOST 65536                 /* of what stands about the picture, where the way round is looked for: it stands in the beginning */
#define PIECES_MOST 1000000
#define TIFF 26

typedef struct Copy { int from, to; int64_t size, written; bool bad; } Copy;

/* ---- reading and writing ---- */

static bool read_at(const Copy *c, int64_t at, void *to, size_t size) {
    return at >= 0 && at <= c->size && (int64_t) size <= c->size - at && pread(c->from, to, size, at) == (ssize_t) size;
}

static void put(Copy *c, const void *bytes, size_t size) {
    c->bad = c->bad || pwrite(c->to, bytes, size, c->written) != (ssize_t) size;
    c->written += (int64_t) size;
}

static void copy(Copy *c, int64_t at, int64_t size) {
    uint8_t block[BLOCK];
    for (int64_t some; size > 0 && !c->bad; at += some, size -= some) {
        some = size < BLOCK ? size : BLOCK;
        c->bad = !read_at(c, at, block, (size_t) some);
        if (!c->bad)
            put(c, block, (size_t) some);
    }
}

static uint32_t big(const uint8_t *b) { return (uint32_t) b[0] << 24 | (uint32_t) b[1] << 16 | (uint32_t) b[2] << 8 | b[3]; }
static uint32_t little(const uint8_t *b) { return (uint32_t) b[3] << 24 | (uint32_t) b[2] << 16 | (uint32_t) b[1] << 8 | b[0]; }
static void put_big(uint8_t *b, uint32_t n) { for (int i = 0; i < 4; i++) b[i] = (uint8_t) (n >> (24 - 8 * i)); }
static void put_little(uint8_t *b, uint32_t n) { for (int i = 0; i < 4; i++) b[i] = (uint8_t) (n >> (8 * i)); }

/* ---- the way round: all that is kept of Exif, and only where it says something ---- */

static bool says_turned(const Copy *c, int64_t at, int64_t size, uint8_t tiff[TIFF]) {
    uint8_t exif[SAYS_MOST];
    size_t some = (size_t) (size < SAYS_MOST ? size : SAYS_MOST), skip = 0;
    static const uint8_t plain[TIFF] = { 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1 };
    if (size < 8 || !read_at(c, at, exif, some))
        return false;
    if (some > 14 && memcmp(exif, "Exif\0", 6) == 0)
        skip = 6;
    int turn = photo_turn(exif + skip, some - skip);
    memcpy(tiff, plain, TIFF);
    tiff[18] = (uint8_t) turn;
    return turn > 1;
}

/* ---- JPEG ---- */

/* In what is coded of the picture: where the next segment stands; the file's size when there is none. */
static int64_t after_scan(Copy *c, int64_t at) {
    uint8_t block[BLOCK];
    while (at + 1 < c->size && !c->bad) {
        size_t some = (size_t) (c->size - at < BLOCK ? c->size - at : BLOCK);
        c->bad = !read_at(c, at, block, some);
        for (size_t i = 0; i + 1 < some && !c->bad; i++)
            if (block[i] == 0xff && block[i + 1] != 0 && block[i + 1] != 0xff && (block[i + 1] < 0xd0 || block[i + 1] > 0xd7))
                return at + (int64_t) i;
        at += (int64_t) some - 1;
    }
    return c->size;
}

static bool begins(const Copy *c, int64_t at, int64_t size, const char *word, size_t word_size) {
    uint8_t head[16];
    return size >= (int64_t) word_size && read_at(c, at, head, word_size) && memcmp(head, word, word_size) == 0;
}

/* Of the application segments those by which colours are read: JFIF, Adobe's, the profile. */
static bool is_picture(const Copy *c, int kind, int64_t at, int64_t size) {
    if (kind == 0xe0)
        return begins(c, at, size, "JFIF", 5) && size == 14;            /* longer: with a picture in it, in small */
    if (kind == 0xe2)
        return begins(c, at, size, "ICC_PROFILE", 12);
    return kind == 0xee ? begins(c, at, size, "Adobe", 5) : !(kind > 0xe0 && kind <= 0xef) && kind != 0xfe;
}

static void jpeg_segment(Copy *c, int kind, int64_t at, int64_t size) {
    uint8_t exif[10 + TIFF] = { 0xff, 0xe1, 0, 8 + TIFF, 'E', 'x', 'i', 'f' };
    if (is_picture(c, kind, at + 4, size))
        copy(c, at, 4 + size);
    else if (kind == 0xe1 && begins(c, at + 4, size, "Exif\0", 6) && says_turned(c, at + 4, size, exif + 10))
        put(c, exif, sizeof exif);
}

/* What follows the end of the picture is no part of it: other pictures, films, a maker's own. */
static void jpeg(Copy *c) {
    uint8_t head[4];
    int64_t at = 2;
    bool scanned = false;
    copy(c, 0, 2);
    for (int n = 0; !c->bad && n < PIECES_MOST; n++) {
        while (read_at(c, at, head, 2) && head[0] == 0xff && head[1] == 0xff)
            at++;
        if (scanned && (at >= c->size || (read_at(c, at, head, 2) && head[0] == 0xff && head[1] == 0xd9))) {
            put(c, (const uint8_t[]){ 0xff, 0xd9 }, 2);
            return;
        }
        int64_t size = read_at(c, at, head, 4) && head[0] == 0xff && head[1] >= 0xc0 && head[1] != 0xd8 ? (head[2] << 8 | head[3]) - 2 : -1;
        c->bad = c->bad || size < 0 || size > c->size - at - 4;
        if (c->bad)
            return;
        jpeg_segment(c, head[1], at, size);
        at += 4 + size;
        if (head[1] == 0xda) {
            int64_t end = after_scan(c, at);
            copy(c, at, end - at);
            at = end;
            scanned = true;
        }
    }
    c->bad = true;
}

/* ---- PNG ---- */

static bool png_keeps(const uint8_t type[4]) {
    static const char others[] = "tRNS gAMA cHRM sRGB iCCP sBIT bKGD hIST pHYs sPLT cICP mDCV cLLI acTL fcTL fdAT";
    if (type[0] >= 'A' && type[0] <= 'Z')
        return true;
    for (const char *at = others; ; at += 5) {
        if (memcmp(at, type, 4) == 0)
            return true;
        if (!at[4])
            return false;
    }
}

static void put_chunk(Copy *c, const char *type, const uint8_t *bytes, uint32_t size) {
    uint8_t number[4];
    put_big(number, size);
    put(c, number, 4);
    put(c, type, 4);
    put(c, bytes, size);
    put_big(number, (uint32_t) crc32(crc32(0, (const uint8_t *) type, 4), bytes, size));
    put(c, number, 4);
}

static void png(Copy *c) {
    uint8_t head[8], tiff[TIFF];
    int64_t at = 8;
    copy(c, 0, 8);
    for (int n = 0; !c->bad && n < PIECES_MOST; n++) {
        c->bad = !read_at(c, at, head, 8) || (int64_t) big(head) > c->size - at - 12;
        if (c->bad)
            return;
        int64_t size = big(head);
        if (png_keeps(head + 4))
            copy(c, at, size + 12);
        else if (memcmp(head + 4, "eXIf", 4) == 0 && says_turned(c, at + 8, size, tiff))
            put_chunk(c, "eXIf", tiff, TIFF);
        if (memcmp(head + 4, "IEND", 4) == 0)
            return;
        at += size + 12;
    }
    c->bad = true;
}

/* ---- WebP ---- */

enum { WEBP_EXIF = 8, WEBP_XMP = 4 };

static bool webp_keeps(const uint8_t type[4]) {
    static const char *const known[] = { "VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP" };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (memcmp(known[i], type, 4) == 0)
            return true;
    return false;
}

/* The flags of VP8X and the length of the whole say what is there: written last. */
static void webp(Copy *c) {
    uint8_t head[8], riff[12], flags = 0, number[4], tiff[TIFF] = { 0 };
    int64_t at = 12, flags_at = 0;
    bool turned = false;
    c->bad = c->bad || !read_at(c, 0, riff, 12);
    int64_t end = c->bad ? 0 : 8 + (int64_t) little(riff + 4);
    c->bad = c->bad || end > c->size;
    put(c, riff, 12);
    for (int n = 0; !c->bad && at < end && n < PIECES_MOST; n++) {
        c->bad = !read_at(c, at, head, 8);
        int64_t size = c->bad ? 0 : little(head + 4), whole = 8 + size + (size & 1);
        if (c->bad || (c->bad = whole > c->size - at))
            return;
        if (memcmp(head, "VP8X", 4) == 0) {
            flags_at = c->written + 8;
            c->bad = size < 10 || !read_at(c, at + 8, &flags, 1);
        }
        if (webp_keeps(head))
            copy(c, at, whole);
        turned = turned || (memcmp(head, "EXIF", 4) == 0 && says_turned(c, at + 8, size, tiff));
        at += whole;
    }
    turned = turned && flags_at;
    if (turned) {
        put(c, (const uint8_t[]){ 'E', 'X', 'I', 'F', TIFF, 0, 0, 0 }, 8);
        put(c, tiff, TIFF);
    }
    flags = (uint8_t) ((flags & ~(WEBP_EXIF | WEBP_XMP)) | (turned ? WEBP_EXIF : 0));
    put_little(number, (uint32_t) (c->written - 8));
    c->bad = c->bad || at < end || pwrite(c->to, number, 4, 4) != 4 || (flags_at && pwrite(c->to, &flags, 1, flags_at) != 1);
}

bool bare_copy(BareKind kind, int from, int64_t size, int to) {
    static void (*const kinds[])(Copy *c) = { [BARE_JPEG] = jpeg, [BARE_PNG] = png, [BARE_WEBP] = webp };
    Copy c = { .from = from, .to = to, .size = size };
    kinds[kind](&c);
    return !c.bad;
}
