#include "document/qr.h"

#include "base/must.h"
#include "base/str.h"

#include <qrencode.h>

#define QUIET 4

static int run_from(const QRcode *code, int x, int y) {
    int end = x;
    while (end < code->width && code->data[y * code->width + end] & 1)
        end++;
    return end - x;
}

const char *qr_path(Arena *mem, const char *text, int *side) {
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    must(code);
    Str path = str_new(mem, 4096);
    *side = code->width + 2 * QUIET;
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++) {
            int run = run_from(code, x, y);
            if (run)
                str_printf(&path, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, run, run);
            x += run;
        }
    QRcode_free(code);
    return path.data;
}

/* Boxes end where the next begins, so that no white line stands between two rows. */
void pdf_qr(Pdf *pdf, const char *text, const char *shows, int x, int y, int width) {
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    must(code);
    int side = code->width + 2 * QUIET;
    pdf_open_figure(pdf, shows, x, y, width, width);
    for (int row = 0; row < code->width; row++)
        for (int column = 0; column < code->width; column++) {
            int run = run_from(code, column, row);
            if (run) {
                int left = (column + QUIET) * width / side, right = (column + run + QUIET) * width / side, top = (row + QUIET) * width / side, bottom = (row + 1 + QUIET) * width / side;
                pdf_box(pdf, x + left, y + top, right - left, bottom - top);
            }
            column += run;
        }
    pdf_close(pdf);
    QRcode_free(code);
}
