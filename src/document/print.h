/* What is printed looks alike: margins, heading, foot with date and «page x sur y», texts of several lines. Everything may be gone through «dry» first, to know how
 * many pages there are. */
#pragma once

#include "document/pdf.h"

enum { PRINT_MARGIN = PDF_MM(12), PRINT_FOOT = PDF_MM(17) /* nothing of the page itself below this */ };

/* NULL where there is none; TITLE is compulsory. */
typedef struct PrintHead { const char *title, *subtitle, *school, *printed; } PrintHead;

typedef struct Print {
    Arena *mem;
    Pdf *pdf;
    PrintHead head;
    int width, height;          /* of the pages */
    bool dry;                   /* only counting */
    int page, pages;
    int y;                      /* what comes next stands below */
} Print;

int print_available(const Print *p);            /* between the margins */
void print_page(Print *p);                      /* a new page, its foot, its heading: in full on the first, small after; Y is below */

/* The drawing of pdf.h, not done when it is dry. */
void print_open(const Print *p, PdfTag tag);
void print_close(const Print *p);
void print_rule(const Print *p, int x, int y, int width, int weight);
void print_line(const Print *p, PdfStyle style, PdfAlign align, int x, int y, int width, const char *text);     /* Y: its base line */

/* TEXT below Y in as many lines as it takes, MOST at most (then «…»): their count. */
int print_lines(const Print *p, PdfStyle style, PdfAlign align, int x, int y, int width, const char *text, int most);
int print_leading(int size);                    /* from line to line */

/* Cards of one size in rows, below each page's heading: how many there is room for below Y, and how many pages COUNT of them take (1 at least), from a page not begun. */
typedef struct PrintCards { int across, height; } PrintCards;
size_t print_places(const Print *p, PrintCards cards);
int print_pages_for(Print p, PrintCards cards, size_t count);
#define PRINT_CARDS_BELOW 400           /* from Y to the first row */
