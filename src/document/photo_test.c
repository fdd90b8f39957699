/* Photos: what comes in (honest, damaged, made to harm) and what may come out of it. */
#include "document/photo.h"

#include "base/must.h"
#include "base/str.h"
#include "test/test.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <turbojpeg.h>
#include <unistd.h>
#include <zlib.h>

typedef struct Made { uint8_t *bytes; size_t size; } Made;

static uint8_t *colour_at(uint8_t *rgb, int width, int x, int y) { return rgb + ((size_t) y * (size_t) width + (size_t) x) * 3; }

/* Red above on the left, green above on the right, blue below on the left, white below on the right. */
static uint8_t *quarters(Arena *mem, int width, int height) {
    uint8_t *rgb = arena_alloc(mem, (size_t) width * (size_t) height * 3, 1);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            bool left = x < width / 2, top = y < height / 2;
            uint8_t *p = colour_at(rgb, width, x, y);
            p[0] = (left && top) || (!left && !top) ? 250 : 5;
            p[1] = !left ? 250 : 5;
            p[2] = !top ? 250 : 5;
        }
    return rgb;
}

static Made jpeg_of(Arena *mem, int width, int height, int flags) {
    unsigned long size = tjBufSize(width, height, TJSAMP_444);
    Made m = { arena_alloc(mem, size, 1), 0 };
    tjhandle t = tjInitCompress();
    CHECK(tjCompress2(t, quarters(mem, width, height), width, 0, height, TJPF_RGB, &m.bytes, &size, TJSAMP_444, 90, TJFLAG_NOREALLOC | flags) == 0);
    tjDestroy(t);
    m.size = size;
    return m;
}

/* AFTER the first two bytes. */
static Made with_segment(Arena *mem, Made m, int kind, const void *bytes, size_t size) {
    Made out = { arena_alloc(mem, m.size + size + 4, 1), m.size + size + 4 };
    const uint8_t head[6] = { 0xff, 0xd8, 0xff, (uint8_t) kind, (uint8_t) ((size + 2) >> 8), (uint8_t) (size + 2) };
    memcpy(out.bytes, head, sizeof head);
    memcpy(out.bytes + 6, bytes, size);
    memcpy(out.bytes + 6 + size, m.bytes + 2, m.size - 2);
    return out;
}

#define CANARY "GPSCANARY48.8566N"
static Made with_orientation(Arena *mem, Made m, int turn, bool big) {
    uint8_t exif[100] = "Exif\0\0";
    static const uint8_t little_end[] = { 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0 }, big_end[] = { 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1 };
    memcpy(exif + 6, big ? big_end : little_end, sizeof big_end);
    exif[24 + big] = (uint8_t) turn;
    memcpy(exif + 40, CANARY, strlen(CANARY));
    return with_segment(mem, m, 0xe1, exif, sizeof exif);
}

static uint8_t *decoded(Arena *mem, const Photo *photo, int *width, int *height) {
    int sampling, colours;
    tjhandle t = tjInitDecompress();
    CHECK(photo->bytes && tjDecompressHeader3(t, photo->bytes, photo->size, width, height, &sampling, &colours) == 0);
    uint8_t *rgb = arena_alloc(mem, (size_t) *width * (size_t) *height * 3, 1);
    CHECK(tjDecompress2(t, photo->bytes, photo->size, rgb, *width, 0, *height, TJPF_RGB, 0) == 0);
    tjDestroy(t);
    return rgb;
}

/* "R" red, "G" green, "B" blue, "W" white: of the four corners, from left to right, from above. */
static const char *corners(Arena *mem, const Photo *photo) {
    int width = 0, height = 0;
    uint8_t *rgb = decoded(mem, photo, &width, &height);
    char *said = arena_alloc(mem, 5, 1);
    for (int i = 0; i < 4; i++) {
        const uint8_t *p = colour_at(rgb, width, i % 2 ? width - 5 : 5, i / 2 ? height - 5 : 5);
        said[i] = p[0] > 128 && p[1] > 128 ? 'W' : p[0] > 128 ? 'R' : p[1] > 128 ? (p[2] > 128 ? 'C' : 'G') : 'B';
    }
    return said;
}

TEST(a_photo_is_upright_whatever_way_the_camera_was_held) {
    /* By orientation: what is seen of quarters() stored as it is. */
    static const char *const seen[] = { NULL, "RGBW", "GRWB", "WBGR", "BWRG", "RBGW", "BRWG", "WGBR", "GWRB" };
    for (int turn = 1; turn <= 8; turn++)
        for (int big = 0; big < 2; big++) {
            Arena *mem = arena_new();
            Made m = with_orientation(mem, jpeg_of(mem, 400, 400, 0), turn, big);
            CHECK(memmem(m.bytes, m.size, CANARY, strlen(CANARY)) != NULL);
            Photo photo = photo_make(mem, m.bytes, m.size, (PhotoCrop){ 0 });
            CHECK_INT(photo.trouble, PHOTO_FINE);
            CHECK_TEXT(corners(mem, &photo), seen[turn]);
            CHECK(memmem(photo.bytes, photo.size, CANARY, strlen(CANARY)) == NULL);     /* nothing of where it was taken */
            CHECK(memmem(photo.bytes, photo.size, "Exif", 4) == NULL && photo_is_bare(photo.bytes, photo.size));
            arena_free(mem);
        }
}

TEST(it_is_three_by_four_and_small) {
    static const struct { int width, height, wide, high; } sizes[] = { { 3000, 4000, 360, 480 }, { 4000, 3000, 360, 480 }, { 720, 5000, 360, 480 }, { 240, 900, 240, 320 },
        { 200, 120, 90, 120 }, { 361, 481, 360, 480 } };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        Arena *mem = arena_new();
        int width, height;
        Made m = jpeg_of(mem, sizes[i].width, sizes[i].height, i % 2 ? TJFLAG_PROGRESSIVE : 0);
        Photo photo = photo_make(mem, m.bytes, m.size, (PhotoCrop){ 0 });
        decoded(mem, &photo, &width, &height);
        CHECK_INT(width, sizes[i].wide);
        CHECK_INT(height, sizes[i].high);
        CHECK(photo.size < 60000);
        arena_free(mem);
    }
}

TEST(the_part_that_was_chosen_is_kept) {
    static const struct { PhotoCrop crop; const char *seen; } crops[] = { { { 0, 0, 300 }, "RRRR" }, { { 600, 0, 300 }, "GGGG" }, { { 0, 550, 300 }, "BBBB" },
        { { 1000, 1000, 300 }, "WWWW" }, { { 250, 250, 500 }, "RGBW" }, { { 0, 0, 1000 }, "RGBW" } };
    Arena *mem = arena_new();
    Made m = jpeg_of(mem, 1200, 1200, 0);
    for (size_t i = 0; i < sizeof crops / sizeof *crops; i++) {
        Photo photo = photo_make(mem, m.bytes, m.size, crops[i].crop);
        CHECK_TEXT(corners(mem, &photo), crops[i].seen);
    }
    CHECK_INT(photo_make(mem, m.bytes, m.size, (PhotoCrop){ 500, 500, 1 }).trouble, PHOTO_TOO_SMALL);
    arena_free(mem);
}

/* ---- PNG ---- */

static void chunk(Str *to, const char *kind, const void *bytes, size_t size) {
    const uint8_t head[8] = { (uint8_t) (size >> 24), (uint8_t) (size >> 16), (uint8_t) (size >> 8), (uint8_t) size, (uint8_t) kind[0], (uint8_t) kind[1], (uint8_t) kind[2], (uint8_t) kind[3] };
    uLong sum = crc32(crc32(0, head + 4, 4), bytes, (uInt) size);
    const uint8_t tail[4] = { (uint8_t) (sum >> 24), (uint8_t) (sum >> 16), (uint8_t) (sum >> 8), (uint8_t) sum };
    str_add_n(to, (const char *) head, 8);
    str_add_n(to, bytes, size);
    str_add_n(to, (const char *) tail, 4);
}

/* SAID: the size that it claims; the rows are those of a real one of 300 × 400. */
static Made png_of(Arena *mem, uint32_t width, uint32_t height) {
    Str s = str_new(mem, 400000), rows = str_new(mem, 400 * 901);
    const uint8_t *rgb = quarters(mem, 300, 400);
    const uint8_t head[13] = { (uint8_t) (width >> 24), (uint8_t) (width >> 16), (uint8_t) (width >> 8), (uint8_t) width, (uint8_t) (height >> 24), (uint8_t) (height >> 16),
        (uint8_t) (height >> 8), (uint8_t) height, 8, 2 };
    for (int y = 0; y < 400; y++) {
        str_add_char(&rows, 0);
        str_add_n(&rows, (const char *) rgb + y * 900, 900);
    }
    uLongf size = compressBound(rows.size);
    uint8_t *packed = arena_alloc(mem, size, 1);
    must(compress(packed, &size, (const uint8_t *) rows.data, rows.size) == Z_OK);
    str_add_n(&s, "\x89PNG\r\n\x1a\n", 8);
    chunk(&s, "IHDR", head, sizeof head);
    chunk(&s, "tEXt", "Comment\0" CANARY, 8 + strlen(CANARY));
    chunk(&s, "IDAT", packed, size);
    chunk(&s, "IEND", "", 0);
    return (Made){ (uint8_t *) s.data, s.size };
}

TEST(a_png_is_a_photo_too_and_no_bomb) {
    Arena *mem = arena_new();
    Made m = png_of(mem, 300, 400);
    Photo photo = photo_make(mem, m.bytes, m.size, (PhotoCrop){ 0 });
    CHECK_INT(photo.trouble, PHOTO_FINE);
    CHECK_TEXT(corners(mem, &photo), "RGBW");
    CHECK(memmem(photo.bytes, photo.size, CANARY, strlen(CANARY)) == NULL);
    Made bomb = png_of(mem, 30000, 30000), long_one = png_of(mem, 300, 4000);
    CHECK_INT(photo_make(mem, bomb.bytes, bomb.size, (PhotoCrop){ 0 }).trouble, PHOTO_TOO_LARGE);       /* 2.7 GB, from 2 KB */
    CHECK_INT(photo_make(mem, long_one.bytes, long_one.size, (PhotoCrop){ 0 }).trouble, PHOTO_BROKEN);  /* rows that are not there */
    CHECK_INT(photo_make(mem, m.bytes, m.size / 2, (PhotoCrop){ 0 }).trouble, PHOTO_BROKEN);
    arena_free(mem);
}

/* ---- what is none ---- */

TEST(what_is_no_photo_is_refused) {
    static const char *const others[] = { "", "GIF89a\1\0\1\0\0\0", "GIF89a/*=1;alert(1)//", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "<!DOCTYPE html><script>alert(1)</script>", "%PDF-1.4\n1 0 obj<</JS(alert)>>", "RIFF\x10\0\0\0WEBPVP8 ", "\xff\xd8\xff", "\x89PNG\r\n", "MZ\x90", "PK\3\4" };
    Arena *mem = arena_new();
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        Photo photo = photo_make(mem, (const uint8_t *) others[i], strlen(others[i]), (PhotoCrop){ 0 });
        CHECK(photo.trouble == PHOTO_NOT_IMAGE || photo.trouble == PHOTO_BROKEN);
        CHECK(!photo.bytes);
    }
    Made m = jpeg_of(mem, 300, 400, 0);
    for (size_t cut = 4; cut < m.size - 200; cut += m.size / 37)
        CHECK_INT(photo_make(mem, m.bytes, cut, (PhotoCrop){ 0 }).trouble, PHOTO_BROKEN);
    Made small = jpeg_of(mem, 40, 60, 0);
    CHECK_INT(photo_make(mem, small.bytes, small.size, (PhotoCrop){ 0 }).trouble, PHOTO_TOO_SMALL);
    arena_free(mem);
}

/* A picture that is a page, a script or an archive as well: what comes out is a picture only. */
TEST(of_two_things_in_one_only_the_picture_is_left) {
    static const char script[] = "*/alert('POLYGLOT')/*<script>POLYGLOT</script>";
    Arena *mem = arena_new();
    Made m = with_segment(mem, jpeg_of(mem, 300, 400, 0), 0xfe, script, sizeof script), tail = { arena_alloc(mem, m.size + 200, 1), m.size + 200 };
    memcpy(tail.bytes, m.bytes, m.size);
    memcpy(tail.bytes + m.size, "PK\3\4POLYGLOT", 12);
    Photo photo = photo_make(mem, tail.bytes, tail.size, (PhotoCrop){ 0 });
    CHECK_INT(photo.trouble, PHOTO_FINE);
    CHECK(memmem(photo.bytes, photo.size, "POLYGLOT", 8) == NULL);
    CHECK(photo_is_bare(photo.bytes, photo.size));
    CHECK(!photo_is_bare(m.bytes, m.size) && !photo_is_bare(tail.bytes, tail.size));
    Made exif = with_orientation(mem, jpeg_of(mem, 300, 400, 0), 1, false);
    CHECK(!photo_is_bare(exif.bytes, exif.size));
    arena_free(mem);
}

/* A frame head that claims 65,000 × 65,000: refused before any memory is asked for. */
TEST(a_size_that_is_only_claimed_costs_nothing) {
    Arena *mem = arena_new();
    Made m = jpeg_of(mem, 300, 400, 0);
    for (size_t at = 2; at + 9 < m.size; at++)
        if (m.bytes[at] == 0xff && m.bytes[at + 1] == 0xc0) {
            memset(m.bytes + at + 5, 0xfd, 4);
            break;
        }
    size_t before = arena_bytes(mem);
    CHECK_INT(photo_make(mem, m.bytes, m.size, (PhotoCrop){ 0 }).trouble, PHOTO_TOO_LARGE);
    CHECK(arena_bytes(mem) - before < 65536);
    arena_free(mem);
}

/* ---- in the child ---- */

static int file_of(const void *bytes, size_t size) {
    int fd = memfd_create("photo", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, bytes, size) == (ssize_t) size);
    return fd;
}

TEST(the_child_gives_the_same) {
    Arena *mem = arena_new();
    Made m = with_orientation(mem, jpeg_of(mem, 800, 600, 0), 6, true);
    PhotoCrop crop = { 100, 50, 600 };
    int fd = file_of(m.bytes, m.size);
    Photo here = photo_make(mem, m.bytes, m.size, crop), there = photo_read(mem, "/proc/self/exe", fd, crop);
    CHECK_INT(there.trouble, PHOTO_FINE);
    CHECK(there.size == here.size && there.size && memcmp(here.bytes, there.bytes, here.size) == 0);
    close(fd);
    static const struct { const char *bytes; PhotoTrouble trouble; } others[] = { { "nothing of the kind", PHOTO_NOT_IMAGE }, { "\xff\xd8\xff\xe0 broken", PHOTO_BROKEN } };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        fd = file_of(others[i].bytes, strlen(others[i].bytes));
        CHECK_INT(photo_read(mem, "/proc/self/exe", fd, crop).trouble, others[i].trouble);
        close(fd);
    }
    fd = file_of(m.bytes, m.size);
    CHECK_INT(ftruncate(fd, PHOTO_FILE_MOST + 1), 0);
    CHECK_INT(photo_read(mem, "/proc/self/exe", fd, crop).trouble, PHOTO_TOO_LARGE);
    CHECK_INT(photo_read(mem, "/bin/true", fd, crop).trouble, PHOTO_BROKEN);            /* another program's silence is no photo */
    CHECK_INT(photo_read(mem, "/bin/nothing-there", fd, crop).trouble, PHOTO_FAILED);
    close(fd);
    arena_free(mem);
}

int main(int argc, char **argv) {
    if (argc > 1 && str_equal(argv[1], "read-photo"))
        return photo_child(argc > 2 ? argv[2] : "");
    return test_main(argc, argv);
}
