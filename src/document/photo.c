#include "document/photo.h"

#include "base/must.h"
#include "base/str.h"
#include "document/sandbox.h"

#include <png.h>
#include <string.h>
#include <turbojpeg.h>
#include <unistd.h>

enum { SECONDS_MOST = 10, QUALITY = 82, TROUBLE_BASE = 40 /* exit codes of the child: other programs' mean nothing */ };
#define MEMORY_MOST ((size_t) 768 * 1024 * 1024)
#define JPEG_PIXELS_MOST ((int64_t) 60 * 1000 * 1000)
#define PNG_PIXELS_MOST ((int64_t) 25 * 1000 * 1000)    /* all of it is in memory at once */

/* As decoded; TURN is the orientation by which it is seen (1…8, as cameras write it). */
typedef struct Picture { int width, height, turn; const uint8_t *rgb; } Picture;
typedef struct Box { int x, y, width, height; } Box;

static Photo trouble(PhotoTrouble what) { return (Photo){ .trouble = what }; }

/* ---- the orientation, from the Exif segment ---- */

typedef struct Bytes { const uint8_t *at; size_t size; bool big; } Bytes;

static unsigned two(const Bytes *b, size_t at) { return b->big ? b->at[at] << 8u | b->at[at + 1] : b->at[at + 1] << 8u | b->at[at]; }
static size_t four(const Bytes *b, size_t at) {
    return b->big ? (size_t) two(b, at) << 16 | two(b, at + 2) : (size_t) two(b, at + 2) << 16 | two(b, at);
}

static int turn_in(Bytes tiff) {
    if (tiff.size < 8 || (memcmp(tiff.at, "II", 2) != 0 && memcmp(tiff.at, "MM", 2) != 0))
        return 1;
    tiff.big = tiff.at[0] == 'M';
    size_t directory = four(&tiff, 4);
    if (directory > tiff.size - 2)
        return 1;
    size_t count = two(&tiff, directory), first = directory + 2;
    for (size_t i = 0; i < count && first + 12 * (i + 1) <= tiff.size; i++)
        if (two(&tiff, first + 12 * i) == 0x0112) {
            unsigned turn = two(&tiff, first + 12 * i + 8);
            return turn >= 1 && turn <= 8 ? (int) turn : 1;
        }
    return 1;
}

/* Where the next segment begins; *KIND and the bytes it holds. 0: no more of them, or not one. */
static size_t next_segment(const uint8_t *bytes, size_t size, size_t at, int *kind, Bytes *held) {
    while (at + 1 < size && bytes[at] == 0xff && bytes[at + 1] == 0xff)
        at++;
    if (at + 4 > size || bytes[at] != 0xff)
        return 0;
    size_t length = (size_t) bytes[at + 2] << 8 | bytes[at + 3];
    *kind = bytes[at + 1];
    if (length < 2 || length > size - at - 2)
        return 0;
    *held = (Bytes){ .at = bytes + at + 4, .size = length - 2 };
    return at + 2 + length;
}

int photo_turn(const uint8_t *tiff, size_t size) { return turn_in((Bytes){ .at = tiff, .size = size }); }

static int orientation(const uint8_t *bytes, size_t size) {
    int kind = 0;
    Bytes held;
    for (size_t at = 2; (at = next_segment(bytes, size, at, &kind, &held)) && kind != 0xda; )
        if (kind == 0xe1 && held.size > 14 && memcmp(held.at, "Exif\0", 6) == 0)
            return turn_in((Bytes){ .at = held.at + 6, .size = held.size - 6 });
    return 1;
}

bool photo_is_bare(const uint8_t *bytes, size_t size) {
    int kind = 0;
    Bytes held;
    if (size < 4 || size > PHOTO_BYTES_MOST || bytes[0] != 0xff || bytes[1] != 0xd8 || bytes[size - 2] != 0xff || bytes[size - 1] != 0xd9)
        return false;
    for (size_t at = 2; (at = next_segment(bytes, size, at, &kind, &held)) && kind != 0xda; )
        if (kind != 0xdb && kind != 0xc0 && kind != 0xc4 && kind != 0xdd && !(kind == 0xe0 && held.size == 14 && memcmp(held.at, "JFIF", 5) == 0))
            return false;
    for (size_t at = 0; kind == 0xda && at + 1 < size - 2; at++)        /* after the scan nothing follows: no second picture, no thumbnail */
        if (bytes[at] == 0xff && (bytes[at + 1] == 0xd9 || (at && bytes[at + 1] == 0xd8)))
            return false;
    return kind == 0xda;
}

/* ---- decoding ---- */

static void drop_jpeg(void *handle) { tjDestroy(handle); }

/* The smallest of an eighth, a quarter, a half that still has the width asked for: decoded at that size, which costs as much less. */
static tjscalingfactor scale_for(int width, int height, const PhotoCrop *crop) {
    int seen = crop->size ? (int) ((int64_t) (width < height ? width : height) * crop->size / 1000) : width < height ? width : height * 3 / 4;
    int denominator = 8;
    while (denominator > 1 && seen / denominator < PHOTO_WIDTH)
        denominator /= 2;
    return (tjscalingfactor){ 1, denominator };
}

static PhotoTrouble read_jpeg(Arena *mem, const uint8_t *bytes, size_t size, const PhotoCrop *crop, Picture *out) {
    int width, height, sampling, colours;
    tjhandle jpeg = tjInitDecompress();
    must(jpeg);
    arena_on_drop(mem, drop_jpeg, jpeg);
    if (tjDecompressHeader3(jpeg, bytes, size, &width, &height, &sampling, &colours) != 0 || width < 1 || height < 1)
        return PHOTO_BROKEN;
    if (colours == TJCS_CMYK || colours == TJCS_YCCK)
        return PHOTO_NOT_IMAGE;
    if ((int64_t) width * height > JPEG_PIXELS_MOST)
        return PHOTO_TOO_LARGE;
    tjscalingfactor scale = scale_for(width, height, crop);
    out->width = TJSCALED(width, scale);
    out->height = TJSCALED(height, scale);
    uint8_t *rgb = arena_alloc(mem, (size_t) out->width * (size_t) out->height * 3, 1);
    bool good = tjDecompress2(jpeg, bytes, size, rgb, out->width, 0, out->height, TJPF_RGB, TJFLAG_LIMITSCANS) == 0;
    if (!good && (tjGetErrorCode(jpeg) != TJERR_WARNING || strstr(tjGetErrorStr2(jpeg), "remature")))
        return PHOTO_BROKEN;            /* other warnings are a camera's way of writing */
    out->rgb = rgb;
    out->turn = orientation(bytes, size);
    return PHOTO_FINE;
}

static PhotoTrouble read_png(Arena *mem, const uint8_t *bytes, size_t size, Picture *out) {
    png_image image = { .version = PNG_IMAGE_VERSION };
    const png_color paper = { 255, 255, 255 };
    if (!png_image_begin_read_from_memory(&image, bytes, size))
        return PHOTO_BROKEN;
    bool fits = (int64_t) image.width * image.height <= PNG_PIXELS_MOST;
    image.format = PNG_FORMAT_RGB;
    uint8_t *rgb = fits ? arena_alloc(mem, PNG_IMAGE_SIZE(image), 1) : NULL;
    bool good = fits && png_image_finish_read(&image, &paper, rgb, 0, NULL);
    *out = (Picture){ (int) image.width, (int) image.height, 1, rgb };
    png_image_free(&image);
    return good ? PHOTO_FINE : fits ? PHOTO_BROKEN : PHOTO_TOO_LARGE;
}

/* ---- as it is seen: turned, cropped, made smaller ---- */

static int seen_width(const Picture *p) { return p->turn > 4 ? p->height : p->width; }
static int seen_height(const Picture *p) { return p->turn > 4 ? p->width : p->height; }

static const uint8_t *pixel(const Picture *p, int x, int y) {
    int w = p->width - 1, h = p->height - 1, a = x, b = y;
    switch (p->turn) {
    case 2: a = w - x; break;
    case 3: a = w - x; b = h - y; break;
    case 4: b = h - y; break;
    case 5: a = y; b = x; break;
    case 6: a = y; b = h - x; break;
    case 7: a = w - y; b = h - x; break;
    case 8: a = w - y; b = x; break;
    default: break;
    }
    return p->rgb + ((size_t) b * (size_t) p->width + (size_t) a) * 3;
}

static Box cropped(const Picture *p, const PhotoCrop *crop) {
    int width = seen_width(p), height = seen_height(p);
    int wanted = crop->size ? (int) ((int64_t) width * crop->size / 1000) : width;
    Box box = { .width = wanted < height * 3 / 4 ? wanted : height * 3 / 4 };
    box.height = box.width * 4 / 3;
    box.x = crop->size ? (int) ((int64_t) width * crop->x / 1000) : (width - box.width) / 2;
    box.y = crop->size ? (int) ((int64_t) height * crop->y / 1000) : (height - box.height) / 2;
    box.x = box.x > width - box.width ? width - box.width : box.x;
    box.y = box.y > height - box.height ? height - box.height : box.y;
    return box;
}

/* Each new pixel is the mean of those it stands for. */
static uint8_t *resized(Arena *mem, const Picture *p, const Box *from, int width, int height) {
    uint8_t *rgb = arena_alloc(mem, (size_t) width * (size_t) height * 3, 1), *to = rgb;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++, to += 3) {
            int x1 = from->x + x * from->width / width, x2 = from->x + (x + 1) * from->width / width;
            int y1 = from->y + y * from->height / height, y2 = from->y + (y + 1) * from->height / height;
            unsigned sum[3] = { 0 }, count = 0;
            for (int v = y1; v < (y2 > y1 ? y2 : y1 + 1); v++)
                for (int u = x1; u < (x2 > x1 ? x2 : x1 + 1); u++, count++)
                    for (int c = 0; c < 3; c++)
                        sum[c] += pixel(p, u, v)[c];
            for (int c = 0; c < 3; c++)
                to[c] = (uint8_t) ((sum[c] + count / 2) / count);
        }
    return rgb;
}

static Photo encode(Arena *mem, const uint8_t *rgb, int width, int height) {
    unsigned long size = tjBufSize(width, height, TJSAMP_420);
    unsigned char *out = arena_alloc(mem, size, 1);
    tjhandle jpeg = tjInitCompress();
    must(jpeg);
    arena_on_drop(mem, drop_jpeg, jpeg);
    bool good = tjCompress2(jpeg, rgb, width, 0, height, TJPF_RGB, &out, &size, TJSAMP_420, QUALITY, TJFLAG_NOREALLOC) == 0;
    return good ? (Photo){ out, size, PHOTO_FINE } : trouble(PHOTO_FAILED);
}

Photo photo_make(Arena *mem, const uint8_t *bytes, size_t size, PhotoCrop crop) {
    static const uint8_t png[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
    Picture p = { 0 };
    PhotoTrouble wrong = PHOTO_NOT_IMAGE;
    if (size > 3 && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[2] == 0xff)
        wrong = read_jpeg(mem, bytes, size, &crop, &p);
    else if (size > sizeof png && memcmp(bytes, png, sizeof png) == 0)
        wrong = read_png(mem, bytes, size, &p);
    if (wrong)
        return trouble(wrong);
    Box box = cropped(&p, &crop);
    if (box.width < PHOTO_LEAST)
        return trouble(PHOTO_TOO_SMALL);
    int width = box.width < PHOTO_WIDTH ? box.width : PHOTO_WIDTH;
    return encode(mem, resized(mem, &p, &box, width, width * 4 / 3), width, width * 4 / 3);
}

/* ---- the child ---- */

static PhotoCrop crop_of(Arena *mem, const char *argument) {
    int values[3] = { 0 };
    for (int i = 0; i < 3 && argument; i++) {
        int64_t number = 0;
        size_t size = strcspn(argument, ",");
        str_int(arena_text_n(mem, argument, size), 0, 1000, &number);
        values[i] = (int) number;
        argument = argument[size] ? argument + size + 1 : NULL;
    }
    return (PhotoCrop){ values[0], values[1], values[2] };
}

static Photo make_from(Arena *mem, int fd, PhotoCrop crop) {
    Str all = sandbox_take(mem, fd, (size_t) PHOTO_FILE_MOST);
    return all.size > (size_t) PHOTO_FILE_MOST ? trouble(PHOTO_TOO_LARGE) : photo_make(mem, (const uint8_t *) all.data, all.size, crop);
}

int photo_child(const char *argument) {
    Arena *mem = arena_new();
    PhotoCrop crop = crop_of(mem, argument);
    if (!sandbox_enter(SECONDS_MOST, MEMORY_MOST))
        return 4;
    Photo photo = make_from(mem, STDIN_FILENO, crop);
    const char *at = photo.bytes;
    for (size_t left = photo.size; left; ) {
        ssize_t wrote = write(STDOUT_FILENO, at, left);
        if (wrote <= 0)
            _exit(3);
        at += wrote;
        left -= (size_t) wrote;
    }
    _exit(TROUBLE_BASE + (int) photo.trouble);          /* nothing else may run in here */
}

/* ---- the parent ---- */

Photo photo_read(Arena *mem, const char *program, int fd, PhotoCrop crop) {
    int from;
    char argument[64];
    char *const argv[] = { "preau", "read-photo", argument, NULL };
    if (lseek(fd, 0, SEEK_SET) != 0)
        return trouble(PHOTO_FAILED);
    if (!program)
        return make_from(mem, fd, crop);
    snprintf(argument, sizeof argument, "%d,%d,%d", crop.x, crop.y, crop.size);
    pid_t child = sandbox_start(program, argv, fd, &from);
    if (child < 0)
        return trouble(PHOTO_FAILED);
    Str out = sandbox_take(mem, from, PHOTO_BYTES_MOST);
    int code = sandbox_end(child, from, out.size > PHOTO_BYTES_MOST);
    if (code > TROUBLE_BASE && code < TROUBLE_BASE + PHOTO_FAILED)
        return trouble((PhotoTrouble) (code - TROUBLE_BASE));
    if (code != TROUBLE_BASE)
        return trouble(PHOTO_BROKEN);   /* it died of it, or took too long: the picture's fault */
    return photo_is_bare((const uint8_t *) out.data, out.size) ? (Photo){ out.data, out.size, PHOTO_FINE } : trouble(PHOTO_FAILED);
}
