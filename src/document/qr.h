/* QR codes: on a page, as the path of an SVG; on paper. Error correction M. Modules are the small squares; four of them are empty on each side. */
#pragma once

#include "document/pdf.h"

/* A run of dark modules a stroke, in a square of SIDE. */
const char *qr_path(Arena *mem, const char *text, int *side);

/* A figure of WIDTH on each side; SHOWS is read aloud in its place. */
void pdf_qr(Pdf *pdf, const char *text, const char *shows, int x, int y, int width);
