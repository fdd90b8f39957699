/* Photos: a JPEG goes into the file as it is, after a look at what its head says. */
#include "document/pdf_parts.h"

#include <stdio.h>

typedef struct Look { int width, height, colours; } Look;

static int two(const unsigned char *b) { return b[0] << 8 | b[1]; }

/* From segment to segment until the frame's head; baseline and progressive pictures of 8 bits. */
static Look look_at(const unsigned char *b, size_t size) {
    size_t at = 2;
    if (size < 4 || b[0] != 0xff || b[1] != 0xd8)
        return (Look){ 0 };
    while (at + 9 < size && b[at] == 0xff) {
        int kind = b[at + 1], length = two(b + at + 2);
        if (kind >= 0xc0 && kind <= 0xc2)
            return length >= 8 && b[at + 4] == 8 ? (Look){ two(b + at + 7), two(b + at + 5), b[at + 9] } : (Look){ 0 };
        if (kind == 0xff)
            at++;
        else if (kind >= 0xc0 && kind != 0xd9 && kind != 0xda && length >= 2)
            at += 2 + (size_t) length;
        else
            break;
    }
    return (Look){ 0 };
}

PdfImage pdf_jpeg_write(PdfFile *f, const void *bytes, size_t size) {
    Look look = look_at(bytes, size);
    if (look.width <= 0 || look.height <= 0 || (look.colours != 1 && look.colours != 3))
        return (PdfImage){ 0 };
    char dict[200];
    int number = pdf_number(f);
    snprintf(dict, sizeof dict, "/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/%s/Filter/DCTDecode", look.width, look.height,
        look.colours == 1 ? "DeviceGray" : "DeviceRGB");
    pdf_stream(f, number, dict, bytes, size, false);
    return (PdfImage){ number, look.width, look.height };
}
