/* Pictures with where they were taken in them: what is left has the same pixels, the same way round, and none of it. */
#include "document/bare.h"

#include "base/must.h"
#include "base/str.h"
#include "document/photo.h"
#include "test/test.h"

#include <string.h>
#include <sys/mman.h>
#include <turbojpeg.h>
#include <unistd.h>
#include <zlib.h>

#define CANARY "GPSCANARY48.8566N"
enum { WIDTH = 120, HEIGHT = 160 };

static const char *bare(Arena *mem, BareKind kind, const Str *from, size_t *size) {
    int in = memfd_create("in", MFD_CLOEXEC), out = memfd_create("out", MFD_CLOEXEC);
    must(in >= 0 && out >= 0 && write(in, from->data, from->size) == (ssize_t) from->size);
    bool good = bare_copy(kind, in, (int64_t) from->size, out);
    *size = (size_t) lseek(out, 0, SEEK_END);
    char *bytes = arena_alloc(mem, *size + 1, 1);
    must(pread(out, bytes, *size, 0) == (ssize_t) *size);
    close(in);
    close(out);
    return good ? bytes : NULL;
}

static bool holds(const char *bytes, size_t size, const char *what, size_t what_size) { return memmem(bytes, size, what, what_size) != NULL; }

/* An Exif block that says TURN, and a place in its GPS directory. */
static Str exif(Arena *mem, int turn) {
    Str s = str_new(mem, 100);
    const char directory[] = { 'I', 'I', 42, 0, 8, 0, 0, 0, 2, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (char) turn, 0, 0, 0, 0x25, (char) 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0, 0, 0, 0 };
    str_add_n(&s, directory, sizeof directory);
    str_add(&s, CANARY);
    return s;
}

/* ---- JPEG ---- */

static void segment(Str *to, int kind, const char *name, size_t name_size, const Str *held) {
    size_t size = name_size + (held ? held->size : 0) + 2;
    const char head[4] = { (char) 0xff, (char) kind, (char) (size >> 8), (char) size };
    str_add_n(to, head, 4);
    str_add_n(to, name, name_size);
    if (held)
        str_add_n(to, held->data, held->size);
}

static Str plain_jpeg(Arena *mem, int flags) {
    uint8_t *rgb = arena_alloc(mem, WIDTH * HEIGHT * 3, 1), *out;
    for (int i = 0; i < WIDTH * HEIGHT * 3; i++)
        rgb[i] = (uint8_t) (i * 7 + i / WIDTH);
    unsigned long size = tjBufSize(WIDTH, HEIGHT, TJSAMP_444);
    out = arena_alloc(mem, size, 1);
    tjhandle t = tjInitCompress();
    must(tjCompress2(t, rgb, WIDTH, 0, HEIGHT, TJPF_RGB, &out, &size, TJSAMP_444, 90, TJFLAG_NOREALLOC | flags) == 0);
    tjDestroy(t);
    Str s = str_new(mem, size);
    str_add_n(&s, (const char *) out, size);
    return s;
}

/* As a telephone writes it: Exif, XMP, a maker's own, a comment, a profile; behind its end a film that says where it was. */
static Str sent_jpeg(Arena *mem, const Str *plain, int turn) {
    Str s = str_new(mem, plain->size + 1000), block = exif(mem, turn), words = str_new(mem, 40), profile = str_new(mem, 40);
    str_add(&words, CANARY);
    str_add(&profile, "profile of colours");
    str_add_n(&s, plain->data, 2);
    segment(&s, 0xe1, "Exif\0", 6, &block);
    segment(&s, 0xe1, "http://ns.adobe.com/xap/1.0/\0", 29, &words);
    segment(&s, 0xed, "Photoshop 3.0\0", 14, &words);
    segment(&s, 0xe2, "MPF\0", 4, &words);
    segment(&s, 0xe2, "ICC_PROFILE\0\1\1", 14, &profile);
    segment(&s, 0xfe, "", 0, &words);
    str_add_n(&s, plain->data + 2, plain->size - 2);
    str_add(&s, "....ftypmp42" CANARY);
    return s;
}

static bool same_pixels(Arena *mem, const char *a, size_t a_size, const char *b, size_t b_size) {
    uint8_t *one = arena_alloc(mem, WIDTH * HEIGHT * 3, 1), *two = arena_alloc(mem, WIDTH * HEIGHT * 3, 1);
    tjhandle t = tjInitDecompress();
    bool good = tjDecompress2(t, (const uint8_t *) a, a_size, one, WIDTH, 0, HEIGHT, TJPF_RGB, 0) == 0 && tjDecompress2(t, (const uint8_t *) b, b_size, two, WIDTH, 0, HEIGHT, TJPF_RGB, 0) == 0;
    tjDestroy(t);
    return good && memcmp(one, two, WIDTH * HEIGHT * 3) == 0;
}

TEST(a_jpeg_keeps_its_pixels_its_colours_and_its_way_round_only) {
    Arena *mem = arena_new();
    for (int flags = 0; flags <= TJFLAG_PROGRESSIVE; flags += TJFLAG_PROGRESSIVE)
        for (int turn = 1; turn <= 6; turn += 5) {
            Str plain = plain_jpeg(mem, flags), sent = sent_jpeg(mem, &plain, turn);
            size_t size, again;
            const char *left = bare(mem, BARE_JPEG, &sent, &size);
            CHECK(holds(sent.data, sent.size, CANARY, strlen(CANARY)));
            CHECK(left && !holds(left, size, CANARY, strlen(CANARY)) && !holds(left, size, "Photoshop", 9) && !holds(left, size, "MPF", 3));
            CHECK(left && holds(left, size, "profile of colours", 18) && same_pixels(mem, plain.data, plain.size, left, size));
            CHECK_INT(left && holds(left, size, "Exif", 4), turn != 1);
            CHECK_INT((int) photo_make(mem, (const uint8_t *) left, size, (PhotoCrop){ 0 }).trouble, (int) PHOTO_FINE);
            Str once = str_new(mem, size);
            str_add_n(&once, left, size);
            left = bare(mem, BARE_JPEG, &once, &again);
            CHECK(left && again == size && memcmp(left, once.data, size) == 0);         /* there is nothing left to take away */
        }
    arena_free(mem);
}

/* ---- PNG ---- */

static void chunk(Str *to, const char *kind, const char *bytes, size_t size) {
    uLong sum = crc32(crc32(0, (const uint8_t *) kind, 4), (const uint8_t *) bytes, (uInt) size);
    const char head[4] = { (char) (size >> 24), (char) (size >> 16), (char) (size >> 8), (char) size }, tail[4] = { (char) (sum >> 24), (char) (sum >> 16), (char) (sum >> 8), (char) sum };
    str_add_n(to, head, 4);
    str_add_n(to, kind, 4);
    str_add_n(to, bytes, size);
    str_add_n(to, tail, 4);
}

static Str png_with(Arena *mem, bool said, int turn) {
    Str s = str_new(mem, 4000), block = exif(mem, turn), rows = str_new(mem, HEIGHT * (3 * WIDTH + 1));
    const char head[13] = { 0, 0, 0, (char) WIDTH, 0, 0, 0, (char) HEIGHT, 8, 2 };
    uint8_t packed[4000];
    uLongf size = sizeof packed;
    for (int i = 0; i < HEIGHT * (3 * WIDTH + 1); i++)
        str_add_char(&rows, 0);
    must(compress(packed, &size, (const uint8_t *) rows.data, rows.size) == Z_OK);
    str_add_n(&s, "\x89PNG\r\n\x1a\n", 8);
    chunk(&s, "IHDR", head, sizeof head);
    chunk(&s, "gAMA", "\0\0\xb1\x8f", 4);
    if (said) {
        chunk(&s, "eXIf", block.data, block.size);
        chunk(&s, "tEXt", "Comment\0" CANARY, 8 + strlen(CANARY));
        chunk(&s, "iTXt", "XML:com.adobe.xmp\0\0\0\0\0" CANARY, 22 + strlen(CANARY));
        chunk(&s, "tIME", "\x07\xea\1\1\1\1\1", 7);
        chunk(&s, "maKr", CANARY, strlen(CANARY));
    }
    chunk(&s, "IDAT", (const char *) packed, size);
    chunk(&s, "IEND", "", 0);
    if (said)
        str_add(&s, CANARY);
    return s;
}

TEST(a_png_keeps_what_paints_it) {
    Arena *mem = arena_new();
    size_t size;
    Str plain = png_with(mem, false, 1), sent = png_with(mem, true, 1), turned = png_with(mem, true, 8);
    const char *left = bare(mem, BARE_PNG, &sent, &size);
    CHECK(left && size == plain.size && memcmp(left, plain.data, size) == 0);
    left = bare(mem, BARE_PNG, &turned, &size);
    CHECK(left && size == plain.size + 12 + 26 && !holds(left, size, CANARY, strlen(CANARY)) && holds(left, size, "eXIfII", 6));
    CHECK_INT((int) photo_make(mem, (const uint8_t *) left, size, (PhotoCrop){ 0 }).trouble, (int) PHOTO_FINE);        /* its sums hold */
    arena_free(mem);
}

/* ---- WebP ---- */

static void piece(Str *to, const char *kind, const char *bytes, size_t size) {
    const char head[4] = { (char) size, (char) (size >> 8), (char) (size >> 16), (char) (size >> 24) };
    str_add_n(to, kind, 4);
    str_add_n(to, head, 4);
    str_add_n(to, bytes, size);
    if (size & 1)
        str_add_char(to, 0);
}

/* FLAGS as VP8X has them. */
static Str webp_with(Arena *mem, char flags, bool said, const Str *block) {
    Str s = str_new(mem, 500), all = str_new(mem, 500);
    const char extended[10] = { flags, 0, 0, 0, (char) (WIDTH - 1), 0, 0, (char) (HEIGHT - 1), 0, 0 };
    piece(&s, "VP8X", extended, sizeof extended);
    piece(&s, "ICCP", "profile", 7);
    piece(&s, "VP8 ", "pixels of it", 12);
    if (said)
        piece(&s, "XMP ", CANARY, strlen(CANARY));
    if (block)
        piece(&s, "EXIF", block->data, block->size);
    if (said)
        piece(&s, "makr", CANARY, strlen(CANARY));
    piece(&all, "RIFF", "", 0);
    str_add(&all, "WEBP");
    str_add_n(&all, s.data, s.size);
    all.data[4] = (char) (s.size + 4);
    all.data[5] = (char) ((s.size + 4) >> 8);
    return all;
}

TEST(a_webp_keeps_what_paints_it_and_says_so) {
    Arena *mem = arena_new();
    size_t size;
    Str straight = exif(mem, 1), turned = exif(mem, 3), way = exif(mem, 3);
    way.size = 22;                      /* its only entry and nothing after it: the way round */
    way.data[8] = 1;
    str_add_n(&way, "\0\0\0\0", 4);
    Str plain = webp_with(mem, 0x20, false, NULL), sent = webp_with(mem, 0x2c, true, &straight), sent_turned = webp_with(mem, 0x2c, true, &turned), left_turned = webp_with(mem, 0x28, false, &way);
    str_add(&sent, CANARY);
    const char *left = bare(mem, BARE_WEBP, &sent, &size);
    CHECK(left && size == plain.size && memcmp(left, plain.data, size) == 0);
    left = bare(mem, BARE_WEBP, &sent_turned, &size);
    CHECK(left && size == left_turned.size && memcmp(left, left_turned.data, size) == 0);
    arena_free(mem);
}

/* ---- what cannot be told apart ---- */

TEST(pieces_that_do_not_follow_each_other_are_refused) {
    Arena *mem = arena_new();
    Str plain = plain_jpeg(mem, 0), jpeg = sent_jpeg(mem, &plain, 6), png = png_with(mem, true, 6), block = exif(mem, 6), webp = webp_with(mem, 0x2c, true, &block);
    size_t size, kept;
    for (size_t cut = 2; cut < 300; cut++) {
        Str some = jpeg;
        some.size = cut;
        CHECK(!bare(mem, BARE_JPEG, &some, &size));
    }
    for (size_t cut = 8; cut < png.size - strlen(CANARY); cut++) {
        Str some = png;
        some.size = cut;
        CHECK(!bare(mem, BARE_PNG, &some, &size));
    }
    for (size_t cut = 0; cut < webp.size; cut++) {
        Str some = webp;
        some.size = cut;
        CHECK(!bare(mem, BARE_WEBP, &some, &size));
    }
    Str short_one = plain;              /* in the pixels: what is there is kept, and ended */
    short_one.size -= 100;
    const char *left = bare(mem, BARE_JPEG, &short_one, &kept);
    CHECK(left && kept == short_one.size + 2 && memcmp(left + kept - 2, "\xff\xd9", 2) == 0);
    jpeg.data[4] = 0;                   /* a length of less than itself */
    jpeg.data[5] = 1;
    CHECK(!bare(mem, BARE_JPEG, &jpeg, &size));
    arena_free(mem);
}

TEST_MAIN
