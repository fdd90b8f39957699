#include "school/letters/paper.h"

#include "base/str.h"
#include "document/print.h"
#include "document/qr.h"
#include "gen/texts.h"

#include <string.h>

/* A French window envelope: everything of the address lies within its window wherever the sheet slides to. */
enum { LEFT = PDF_MM(20), WIDTH = PDF_MM(170), TOP = PDF_MM(18), BOTTOM = PDF_A4_LONG - PDF_MM(20), TO_X = PDF_MM(110), TO_Y = PDF_MM(52), TO_WIDTH = PDF_MM(82), TO_LEADING = 1250, TO_HEIGHT = PDF_MM(32),
    HEAD_WIDTH = PDF_MM(85), BODY = PDF_MM(104), FOLD = PDF_MM(99), LABEL_COLUMN = PDF_MM(58), INSIDE = PDF_MM(4) };
static const PdfStyle plain = { PDF_PLAIN, 1050 }, bold = { PDF_BOLD, 1050 }, small = { PDF_PLAIN, 850 }, name_style = { PDF_BOLD, 1100 }, to_style = { PDF_PLAIN, 1050 };

typedef struct Sheet { Arena *mem; Pdf *pdf; int y, page; } Sheet;

Pdf *paper_new(Arena *mem, Sink *to, const PdfHead *head) { return pdf_new(mem, to, head); }

static int leading(PdfStyle style) { return style.size * 135 / 100; }

static void new_page(Sheet *s) {
    pdf_page(s->pdf, PDF_A4_SHORT, PDF_A4_LONG);
    s->y = TOP;
    if (++s->page > 1) {
        const char *page = words(s->mem, T_LETTERS_PAGE, WITH(ARG_INT("n", s->page)));
        pdf_text_in(s->pdf, small, PDF_RIGHT, LEFT, PDF_A4_LONG - PDF_MM(12), WIDTH, page, strlen(page));
    }
}

static void room(Sheet *s, int height) {
    if (s->y + height > BOTTOM)
        new_page(s);
}

/* TEXT of one typed line in as many as it takes. */
static void flow(Sheet *s, PdfStyle style, int x, int width, const char *text) {
    size_t skip;
    for (; *text; text += skip) {
        size_t size = pdf_line(s->pdf, style, width, text, &skip);
        room(s, leading(style));
        pdf_text(s->pdf, style, x, s->y + style.size, text, size);
        s->y += leading(style);
    }
}

/* The typed line at TEXT: its bytes; *NEXT is where the one after begins, NULL after the last. */
static size_t line_of(const char *text, const char **next) {
    size_t size = strcspn(text, "\n");
    *next = text[size] ? text + size + 1 : NULL;
    return size && text[size - 1] == '\r' ? size - 1 : size;
}

static bool is_framed(const char *text) { return text[0] == '>' && text[1] == ' '; }

/* «Identifiant : dupont» in two. The colon comes after a blank of either kind, and before one. */
static bool pair_of(Arena *mem, const char *line, const char **label, const char **value) {
    const char *colon = strstr(line, ": ");
    if (!colon || colon == line)
        return false;
    size_t size = (size_t) (colon - line);
    while (size && line[size - 1] == ' ')
        size--;
    if (size > 1 && (unsigned char) line[size - 2] == 0xc2 && (unsigned char) line[size - 1] == 0xa0)
        size -= 2;
    *label = arena_text_n(mem, line, size);
    *value = colon + 2 + strspn(colon + 2, " ");
    return true;
}

static void frame_line(Sheet *s, const char *line) {
    const char *label, *value;
    pdf_open(s->pdf, PDF_P);
    if (pair_of(s->mem, line, &label, &value)) {
        pdf_text_in(s->pdf, plain, PDF_LEFT, LEFT + INSIDE, s->y + plain.size, LABEL_COLUMN - INSIDE, label, strlen(label));
        flow(s, bold, LEFT + INSIDE + LABEL_COLUMN, WIDTH - 2 * INSIDE - LABEL_COLUMN, *value ? value : " ");
    } else {
        flow(s, bold, LEFT + INSIDE, WIDTH - 2 * INSIDE, line);
    }
    pdf_close(s->pdf);
}

/* Lines that begin with «> », all of them on one page if one can hold them. Where the next text begins; NULL: none. */
static const char *frame(Sheet *s, const char *text) {
    int lines = 0;
    const char *next = text;
    for (const char *at = text; next && is_framed(at); at = next ? next : at, lines++)
        line_of(at, &next);
    room(s, lines * leading(plain) + 2 * INSIDE);
    int top = s->y, page = s->page;
    s->y += INSIDE;
    for (next = text; next && is_framed(next); ) {
        const char *at = next;
        size_t size = line_of(at, &next);
        frame_line(s, arena_text_n(s->mem, at + 2, size > 2 ? size - 2 : 0));
    }
    s->y += INSIDE - (leading(plain) - plain.size) / 2;
    if (s->page == page)
        pdf_frame(s->pdf, LEFT, top, WIDTH, s->y - top, 40);
    s->y += leading(plain) / 3;
    return next;
}

static const char *paragraph(Sheet *s, const char *text) {
    const char *next = text;
    pdf_open(s->pdf, PDF_P);
    while (next && *next && *next != '\n' && !is_framed(next)) {
        const char *at = next;
        size_t size = line_of(at, &next);
        if (!size)
            break;
        flow(s, plain, LEFT, WIDTH, arena_text_n(s->mem, at, size));
    }
    pdf_close(s->pdf);
    return next;
}

static void body(Sheet *s, const char *text) {
    while (text && *text) {
        if (*text == '\n' || *text == '\r') {
            s->y += leading(plain) / 2;
            text++;
        } else {
            text = is_framed(text) ? frame(s, text) : paragraph(s, text);
        }
    }
}

/* Each typed line on one, cut if it must be; MOST of them. */
static void block(const Sheet *s, PdfStyle first, PdfStyle style, int x, int y, int width, const char *text, int most) {
    pdf_open(s->pdf, PDF_P);
    for (int i = 0; text && *text && i < most; i++) {
        const char *next;
        size_t size = line_of(text, &next);
        pdf_text_in(s->pdf, i ? style : first, PDF_LEFT, x, y + style.size + i * leading(style), width, text, size);
        text = next;
    }
    pdf_close(s->pdf);
}

static void address(const Sheet *s, const char *const *to) {
    PdfStyle style = to_style;
    int lines = 0, step = TO_LEADING;
    while (to[lines])
        lines++;
    if (lines * step > TO_HEIGHT) {
        step = TO_HEIGHT / lines;
        style.size = step * 85 / 100;
    }
    pdf_open(s->pdf, PDF_P);
    for (int i = 0; i < lines; i++)
        pdf_text_in(s->pdf, style, PDF_LEFT, TO_X, TO_Y + style.size + i * step, TO_WIDTH, to[i], strlen(to[i]));
    pdf_close(s->pdf);
}

void paper_letter(Arena *mem, Pdf *pdf, const PaperLetter *l) {
    Sheet s = { .mem = mem, .pdf = pdf };
    new_page(&s);
    block(&s, name_style, small, LEFT, TOP, HEAD_WIDTH, l->head, 8);
    block(&s, small, small, TO_X, TOP, TO_WIDTH, l->day, 1);
    address(&s, l->to);
    for (int fold = 1; fold <= 2; fold++)
        pdf_rule(pdf, PDF_MM(4), fold * FOLD, PDF_MM(8), fold * FOLD, 25);
    s.y = BODY;
    pdf_open(pdf, PDF_H1);
    flow(&s, bold, LEFT, WIDTH, l->subject);
    pdf_close(pdf);
    s.y += leading(plain) / 2;
    body(&s, l->body);
}

/* ---- labels ---- */

enum { A4_WIDTH = 2100, A4_HEIGHT = 2970, LEAST_WIDTH = 350, LEAST_HEIGHT = 200, CODE_MOST = PDF_MM(24), SIZE_FIRST = 1000, SIZE_LAST = 600, SIZE_STEP = 50 };
static int tenths(int64_t n) { return (int) (n * 28346 / 1000); }

const LabelFormat label_formats[] = {
    { "of24", T_LETTER_FORMAT_OF24, { 3, 8, 700, 370, 0, 5, 0, 0, 1 } },
    { "of21", T_LETTER_FORMAT_OF21, { 3, 7, 635, 381, 72, 151, 25, 0, 1 } },
    { "of14", T_LETTER_FORMAT_OF14, { 2, 7, 991, 381, 46, 151, 25, 0, 1 } },
    { "of16", T_LETTER_FORMAT_OF16, { 2, 8, 1050, 370, 0, 5, 0, 0, 1 } },
    { "of8", T_LETTER_FORMAT_OF8, { 2, 4, 991, 677, 46, 131, 25, 0, 1 } },
    { .word = NULL } };

TextId label_sheet_problem(const LabelSheet *s, const char **field) {
    const struct { const char *field; int64_t value, least, most; } all[] = { { "across", s->across, 1, 10 }, { "down", s->down, 1, 20 }, { "width", s->width, LEAST_WIDTH, A4_WIDTH },
        { "height", s->height, LEAST_HEIGHT, A4_HEIGHT }, { "left", s->left, 0, A4_WIDTH }, { "top", s->top, 0, A4_HEIGHT }, { "gap_x", s->gap_x, 0, 500 }, { "gap_y", s->gap_y, 0, 500 } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].value < all[i].least || all[i].value > all[i].most) {
            *field = all[i].field;
            return T_LETTERS_SHEET_NUMBER;
        }
    *field = "width";
    if (s->left + s->across * s->width + (s->across - 1) * s->gap_x > A4_WIDTH)
        return T_LETTERS_SHEET_TOO_WIDE;
    *field = "height";
    if (s->top + s->down * s->height + (s->down - 1) * s->gap_y > A4_HEIGHT)
        return T_LETTERS_SHEET_TOO_HIGH;
    *field = "first";
    return s->first < 1 || s->first > s->across * s->down ? T_LETTERS_SHEET_FIRST : T_NONE;
}

size_t label_sheets(const LabelSheet *s, size_t labels) {
    size_t places = (size_t) (s->across * s->down);
    return labels ? (labels + (size_t) s->first - 1 + places - 1) / places : 0;
}

typedef struct Place { int x, y, width, height, code; } Place;     /* within the label's edge; the side of its code */

static Place place_of(const LabelSheet *s, size_t n) {
    size_t places = (size_t) (s->across * s->down), at = (n + (size_t) s->first - 1) % places;
    int edge = PDF_MM(3), column = (int) (at % (size_t) s->across), row = (int) (at / (size_t) s->across);
    Place p = { tenths(s->left + column * (s->width + s->gap_x)) + edge, tenths(s->top + row * (s->height + s->gap_y)) + edge, tenths(s->width) - 2 * edge,
        tenths(s->height) - 2 * edge, CODE_MOST };
    p.code = p.code < p.height ? p.code : p.height;
    p.code = p.code < p.width / 3 ? p.code : p.width / 3;
    return p;
}

typedef struct LabelLine { const char *label, *value; bool bold; } LabelLine;

static LabelLine label_line(Arena *mem, const char *line, size_t size, bool first) {
    LabelLine all = { .value = arena_text_n(mem, line, size), .bold = first };
    if (is_framed(all.value)) {
        const char *text = all.value + 2;
        all = (LabelLine){ .value = text, .bold = true };
        if (pair_of(mem, text, &all.label, &all.value))
            all.label = arena_printf(mem, "%s\u00a0: ", all.label);
    }
    return all;
}

static int width_of(Pdf *pdf, const LabelLine *l, int size) {
    return (l->label ? pdf_width(pdf, (PdfStyle){ PDF_PLAIN, size }, l->label, strlen(l->label)) : 0)
        + pdf_width(pdf, (PdfStyle){ l->bold ? PDF_BOLD : PDF_PLAIN, size }, l->value, strlen(l->value));
}

/* The largest letters in which every line fits; 0: none. */
static int size_for(Arena *mem, Pdf *pdf, const Place *p, const char *text) {
    int widest = 0, lines = 0, width = p->width - p->code - PDF_MM(2);
    for (const char *next = text; next && *next; lines++) {
        const char *at = next;
        size_t size = line_of(at, &next);
        LabelLine l = label_line(mem, at, size, lines == 0);
        int wide = width_of(pdf, &l, SIZE_FIRST);
        widest = wide > widest ? wide : widest;
    }
    for (int size = SIZE_FIRST; size >= SIZE_LAST; size -= SIZE_STEP)
        if ((int64_t) widest * size / SIZE_FIRST + 20 <= width && lines * print_leading(size) <= p->height)
            return size;
    return 0;
}

bool label_fits(Arena *mem, Pdf *pdf, const LabelSheet *s, const char *text) {
    Place p = place_of(s, 0);
    return size_for(mem, pdf, &p, text) != 0;
}

void paper_label(Arena *mem, Pdf *pdf, const LabelSheet *s, size_t n, const PaperLabel *label) {
    Place p = place_of(s, n);
    if (!n || (n + (size_t) s->first - 1) % (size_t) (s->across * s->down) == 0)
        pdf_page(pdf, PDF_A4_SHORT, PDF_A4_LONG);
    int size = size_for(mem, pdf, &p, label->text), row = 0;
    size = size ? size : SIZE_LAST;
    pdf_open(pdf, PDF_P);
    for (const char *next = label->text; next && *next; row++) {
        const char *at = next;
        size_t bytes = line_of(at, &next);
        LabelLine l = label_line(mem, at, bytes, row == 0);
        PdfStyle style = { PDF_PLAIN, size }, strong = { l.bold ? PDF_BOLD : PDF_PLAIN, size };
        int y = p.y + size + row * print_leading(size), x = p.x + p.code + PDF_MM(2), before = l.label ? pdf_width(pdf, style, l.label, strlen(l.label)) : 0;
        if (l.label)
            pdf_text(pdf, style, x, y, l.label, strlen(l.label));
        pdf_text_in(pdf, strong, PDF_LEFT, x + before, y, p.width - p.code - PDF_MM(2) - before, l.value, strlen(l.value));
    }
    pdf_close(pdf);
    pdf_qr(pdf, label->code, label->shows, p.x, p.y, p.code);
}
