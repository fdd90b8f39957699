#include "document/print.h"

#include "base/words.h"
#include "gen/texts.h"

int print_available(const Print *p) { return p->width - 2 * PRINT_MARGIN; }
int print_leading(int size) { return size * 6 / 5; }

void print_open(const Print *p, PdfTag tag) {
    if (!p->dry)
        pdf_open(p->pdf, tag);
}

void print_close(const Print *p) {
    if (!p->dry)
        pdf_close(p->pdf);
}

void print_rule(const Print *p, int x, int y, int width, int weight) {
    if (!p->dry)
        pdf_rule(p->pdf, x, y, x + width, y, weight);
}

void print_line(const Print *p, PdfStyle style, PdfAlign align, int x, int y, int width, const char *text) {
    if (!p->dry)
        pdf_text_in(p->pdf, style, align, x, y, width, text, strlen(text));
}

int print_lines(const Print *p, PdfStyle style, PdfAlign align, int x, int y, int width, const char *text, int most) {
    int count = 0;
    size_t skip;
    for (; *text && count < most; text += skip) {
        size_t size = pdf_line(p->pdf, style, width, text, &skip);
        bool last = ++count == most && text[skip];
        if (!p->dry)
            pdf_text_in(p->pdf, style, align, x, y + style.size + (count - 1) * print_leading(style.size), width, text, last ? strlen(text) : size);
    }
    return count;
}

/* School, title, filters; on the pages that follow, the title again, small. */
static void heading(Print *p) {
    const PdfStyle small = { PDF_PLAIN, 850 }, title = { PDF_BOLD, 1500 };
    const struct { const char *text; PdfTag tag; PdfStyle style; int most; } all[] = { { p->head.school, PDF_P, small, 1 }, { p->head.title, PDF_H1, title, 3 },
        { p->head.subtitle, PDF_P, small, 4 } };
    if (p->page > 1) {
        print_line(p, small, PDF_LEFT, PRINT_MARGIN, p->y + small.size, print_available(p), p->head.title);
        p->y += print_leading(small.size) + 200;
        return;
    }
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (str_empty(all[i].text))
            continue;
        print_open(p, all[i].tag);
        p->y += print_lines(p, all[i].style, PDF_LEFT, PRINT_MARGIN, p->y, print_available(p), all[i].text, all[i].most) * print_leading(all[i].style.size) + 200;
        print_close(p);
    }
}

static void foot(const Print *p) {
    const PdfStyle small = { PDF_PLAIN, 800 };
    const char *page = words(p->mem, T_SHEET_PAGE, WITH(ARG_INT("page", p->page), ARG_INT("pages", p->pages)));
    int y = p->height - PRINT_MARGIN, side = print_available(p) / 4;
    print_line(p, small, PDF_RIGHT, PRINT_MARGIN + print_available(p) - side, y, side, page);
    if (p->head.printed)
        print_line(p, small, PDF_LEFT, PRINT_MARGIN, y, print_available(p) - side, p->head.printed);
}

void print_page(Print *p) {
    p->page++;
    p->y = PRINT_MARGIN;
    if (!p->dry)
        pdf_page(p->pdf, p->width, p->height);
    foot(p);
    heading(p);
}

size_t print_places(const Print *p, PrintCards cards) {
    return (size_t) ((p->height - PRINT_FOOT - p->y - PRINT_CARDS_BELOW) / cards.height * cards.across);
}

int print_pages_for(Print p, PrintCards cards, size_t count) {
    p.dry = true;
    do {
        print_page(&p);
        size_t here = print_places(&p, cards);
        count -= count < here ? count : here;
    } while (count);
    return p.page;
}
