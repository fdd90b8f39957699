/* PDF 1.7 as we write it: tagged, its language and title said, fonts embedded as far as they are used, the same calls the same bytes. Pages go to the
 * sink as they end. Our own writer on HarfBuzz (shaping, subsets) and zlib, because Cairo 1.16 says neither language nor what a picture shows, makes
 * 4.7 MB of tags for a table of 2,500 × 12, and takes 0.6 s for it.
 *
 * Lengths are hundredths of a point, from the top left corner; a text stands on its base line. What is drawn while an element is open belongs to
 * it and is read aloud; what is drawn between elements is decoration («artifact»): rules, running heads, repeated column heads.
 *
 * Texts: Lato, and DejaVu Sans for letters that Lato lacks; what neither has is a box, and still copied as it is. Kerning, ligatures and marks as the font wants.
 * Right to left words stand rightly in a left to right line; their words and digits among each other do so in simple cases only. */
#pragma once

#include "base/date.h"
#include "document/sink.h"

typedef struct Pdf Pdf;
typedef enum PdfFont { PDF_PLAIN, PDF_BOLD } PdfFont;
typedef enum PdfAlign { PDF_LEFT, PDF_CENTER, PDF_RIGHT } PdfAlign;
typedef struct PdfStyle { PdfFont font; int size; } PdfStyle;

#define PDF_PT(points) ((points) * 100)
#define PDF_MM(mm) ((mm) * 28346 / 100)
enum { PDF_A4_SHORT = 59528, PDF_A4_LONG = 84189 };

/* NULL where there is none; TITLE is compulsory. */
typedef struct PdfHead { const char *title, *subject, *author; Instant made; } PdfHead;

Pdf *pdf_new(Arena *mem, Sink *to, const PdfHead *head);        /* NULL: the fonts are not there (package fonts-lato) */
void pdf_page(Pdf *p, int width, int height);   /* ends the one before; an open element goes on */
bool pdf_end(Pdf *p);                           /* at least one page; ends the sink. False: a write failed */

/* Elements. A table holds rows, a row cells; nothing is drawn in these two. The others hold what is drawn. */
typedef enum PdfTag { PDF_H1, PDF_H2, PDF_P, PDF_TABLE, PDF_TR, PDF_TH_COLUMN, PDF_TH_ROW, PDF_TD, PDF_FIGURE } PdfTag;
void pdf_open(Pdf *p, PdfTag tag);
void pdf_open_figure(Pdf *p, const char *shows, int x, int y, int width, int height);   /* SHOWS: said in place of the picture */
void pdf_close(Pdf *p);

/* Text of SIZE bytes (whole characters, one line). */
int pdf_width(Pdf *p, PdfStyle style, const char *text, size_t size);   /* without kerning: a little more than it takes */
void pdf_text(Pdf *p, PdfStyle style, int x, int y, const char *text, size_t size);
void pdf_text_in(Pdf *p, PdfStyle style, PdfAlign align, int x, int y, int width, const char *text, size_t size);      /* ends in «…» when too long */

/* The next line of TEXT that fits into WIDTH: its bytes, at least one character; *SKIP is where the one after begins. Broken at blanks (never at a no-break space),
 * after hyphens, at ends of lines, else anywhere. */
size_t pdf_line(Pdf *p, PdfStyle style, int width, const char *text, size_t *skip);

void pdf_rule(Pdf *p, int x1, int y1, int x2, int y2, int weight);      /* black */
void pdf_box(Pdf *p, int x, int y, int width, int height);              /* filled black: bars, the squares of a code */
void pdf_frame(Pdf *p, int x, int y, int width, int height, int weight);

/* A JPEG as it is (grey, colour; not CMYK), once for all the places it is drawn. 0: it is none. */
typedef struct PdfImage { int number, width, height; } PdfImage;
PdfImage pdf_jpeg(Pdf *p, const void *bytes, size_t size);
void pdf_image(Pdf *p, PdfImage image, int x, int y, int width, int height);            /* the whole of it, its proportions kept, in the middle of that box */
