/* A table on paper. The rows wait as text until all are there, because the columns' widths come from all of them; then everything is gone through twice: once to
 * know how many pages there are, once to draw. */
#include "base/must.h"
#include "base/words.h"
#include "base/vec.h"
#include "document/pdf.h"
#include "document/sheet_writer.h"
#include "gen/texts.h"

enum { MARGIN = PDF_MM(12), FOOT = PDF_MM(17), SIDE = 300, ABOVE = 170, HEAD_SIZE = 850, THIN = 35, THICK = 80, LINES_MOST = 24, EM = 1000 };

typedef struct Measure { int natural, word; bool broken; } Measure;     /* of a column, in thousandths of the letters' size; BROKEN: a cell of several lines */

typedef struct Paper {
    Pdf *pdf;
    VEC(const char *) rows;             /* a row: its cells, a NUL after each */
    Str scratch;
    Measure *measures;
    int width, height, size;            /* of the page, of the letters */
    int *widths;                        /* of the columns, white included */
    bool *whole;                        /* nothing in this column is longer than its width */
    size_t *sets;                       /* where each set of columns begins (the first column apart); the last is the count */
    int set_count;
    bool dry;                           /* only counting */
    int page, pages, y;
} Paper;

static int scaled(int thousandths, int size) { return (int) ((int64_t) thousandths * size / EM); }

/* ---- taking the rows ---- */

static void measure(Paper *p, Measure *m, PdfFont font, const char *text, bool words_only) {
    const PdfStyle style = { font, EM };
    size_t size = strlen(text);
    int natural = words_only ? 0 : pdf_width(p->pdf, style, text, size);
    m->natural = natural > m->natural ? natural : m->natural;
    m->broken = m->broken || (!words_only && text[strcspn(text, "\r\n")]);
    if (!words_only && natural <= m->word)
        return;                         /* none of its words can be longer */
    for (const char *at = text; *at; ) {
        size_t word = strcspn(at, " -/\r\n");
        word += at[word] == '-' || at[word] == '/';
        int width = pdf_width(p->pdf, style, at, word);
        m->word = width > m->word ? width : m->word;
        at += word + strspn(at + word, " \r\n");
    }
}

static void *begin(Sheet *s) {
    const SheetHead *h = s->head;
    Paper *p = NEW(s->mem, Paper);
    p->pdf = pdf_new(s->mem, s->to, &(PdfHead){ .title = h->title, .subject = h->subtitle, .author = h->school, .made = h->made });
    p->measures = NEW_ARRAY(s->mem, Measure, h->count);
    p->widths = NEW_ARRAY(s->mem, int, h->count);
    p->whole = NEW_ARRAY(s->mem, bool, h->count);
    p->sets = NEW_ARRAY(s->mem, size_t, h->count + 1);
    p->scratch = str_new(s->mem, 256);
    for (size_t i = 0; p->pdf && i < h->count; i++) {
        measure(p, &p->measures[i], PDF_BOLD, h->columns[i].label, true);
        p->measures[i].natural = p->measures[i].word;
    }
    return p;
}

static void row(Sheet *s, const Cell *cells) {
    Paper *p = s->own;
    if (!p->pdf)
        return;
    p->scratch.size = 0;
    for (size_t i = 0; i < s->head->count; i++) {
        size_t from = p->scratch.size;
        cell_print(&p->scratch, s->head->columns[i].kind, &cells[i]);
        str_add_n(&p->scratch, "", 1);
        measure(p, &p->measures[i], PDF_PLAIN, p->scratch.data + from, false);
    }
    *VEC_ADD(s->mem, &p->rows) = arena_copy(s->mem, p->scratch.data, p->scratch.size);
}

/* ---- the columns' widths ---- */

static int available(const Paper *p) { return p->width - 2 * MARGIN; }
static int widest(const Paper *p) { return available(p) * 35 / 100; }
static int column_width(const Paper *p, int thousandths) {
    int width = scaled(thousandths, p->size) + p->size / 10;
    return (width > widest(p) ? widest(p) : width) + 2 * SIDE;
}

static bool fits_so(Paper *p, size_t count, bool tall, int size, bool words) {
    int64_t sum = 0;
    p->width = tall ? PDF_A4_SHORT : PDF_A4_LONG;
    p->height = tall ? PDF_A4_LONG : PDF_A4_SHORT;
    p->size = size;
    for (size_t i = 0; i < count; i++) {
        p->widths[i] = column_width(p, words ? p->measures[i].word : p->measures[i].natural);
        sum += p->widths[i];
    }
    return sum <= available(p);
}

/* What is left goes to the columns that want more; when none does, each grows by half at most. */
static void share_rest(Paper *p, size_t count, bool words) {
    int64_t sum = 0, wanted = 0, rest;
    for (size_t i = 0; i < count; i++) {
        sum += p->widths[i];
        wanted += words ? column_width(p, p->measures[i].natural) - p->widths[i] : p->widths[i];
    }
    rest = available(p) - sum;
    rest = !words && rest > sum / 2 ? sum / 2 : rest;
    for (size_t i = 0; i < count && wanted; i++)
        p->widths[i] += (int) (rest * (words ? column_width(p, p->measures[i].natural) - p->widths[i] : p->widths[i]) / wanted);
}

/* Columns that do not fit beside each other, on pages of their own, each time beside the first. */
static void cut_into_sets(Paper *p, size_t count) {
    int64_t sum = p->widths[0];
    p->set_count = 0;
    p->sets[p->set_count++] = 1;
    for (size_t i = 1; i < count; i++) {
        if (sum + p->widths[i] > available(p) && i > p->sets[p->set_count - 1]) {
            p->sets[p->set_count++] = i;
            sum = p->widths[0];
        }
        sum += p->widths[i];
    }
    p->sets[p->set_count] = count;
}

static void lay_out(Paper *p, size_t count) {
    static const struct { bool tall; int size; bool words; } tries[] = { { true, 900, false }, { true, 800, false }, { false, 900, false }, { false, 800, false },
        { false, 700, false }, { false, 800, true }, { false, 700, true } };
    bool fit = false, words = false;
    for (size_t i = 0; i < sizeof tries / sizeof *tries && !fit; i++) {
        words = tries[i].words;
        fit = fits_so(p, count, tries[i].tall, tries[i].size, words);
    }
    if (fit)
        share_rest(p, count, words);
    else
        fits_so(p, count, false, 800, false);
    cut_into_sets(p, count);
    for (size_t i = 0; i < count; i++)
        p->whole[i] = !p->measures[i].broken && scaled(p->measures[i].natural, p->size) <= p->widths[i] - 2 * SIDE;
}

/* ---- drawing, or only counting ---- */

static int leading(int size) { return size * 6 / 5; }

static void open_tag(const Paper *p, PdfTag tag) {
    if (!p->dry)
        pdf_open(p->pdf, tag);
}

static void close_tag(const Paper *p) {
    if (!p->dry)
        pdf_close(p->pdf);
}

static void rule(const Paper *p, int y, int width, int weight) {
    if (!p->dry)
        pdf_rule(p->pdf, MARGIN, y, MARGIN + width, y, weight);
}

static void one_line(const Paper *p, PdfStyle style, PdfAlign align, int x, int y, int width, const char *text) {
    if (!p->dry)
        pdf_text_in(p->pdf, style, align, x, y, width, text, strlen(text));
}

/* TEXT below Y in as many lines as it takes, MOST at most: their count. */
static int lines(const Paper *p, PdfStyle style, PdfAlign align, int x, int y, int width, const char *text, int most) {
    int count = 0;
    size_t skip;
    for (; *text && count < most; text += skip) {
        size_t size = pdf_line(p->pdf, style, width, text, &skip);
        bool last = ++count == most && text[skip];
        if (!p->dry)
            pdf_text_in(p->pdf, style, align, x, y + style.size + (count - 1) * leading(style.size), width, text, last ? strlen(text) : size);
    }
    return count;
}

static int set_width(const Paper *p, int set) {
    int width = p->widths[0];
    for (size_t i = p->sets[set]; i < p->sets[set + 1]; i++)
        width += p->widths[i];
    return width;
}

/* School, title, filters; on the pages that follow, the title again, small. */
static void put_heading(Sheet *s, Paper *p, int set, bool begins) {
    const PdfStyle small = { PDF_PLAIN, HEAD_SIZE }, title = { PDF_BOLD, 1500 };
    const struct { const char *text; PdfTag tag; PdfStyle style; int most; } all[] = { { s->head->school, PDF_P, small, 1 }, { s->head->title, PDF_H1, title, 3 },
        { s->head->subtitle, PDF_P, small, 4 } };
    p->y = MARGIN;
    if (p->page > 1)
        one_line(p, small, PDF_LEFT, MARGIN, p->y + small.size, available(p), s->head->title);
    for (size_t i = 0; p->page == 1 && i < sizeof all / sizeof *all; i++) {
        if (str_empty(all[i].text))
            continue;
        open_tag(p, all[i].tag);
        p->y += lines(p, all[i].style, PDF_LEFT, MARGIN, p->y, available(p), all[i].text, all[i].most) * leading(all[i].style.size) + 200;
        close_tag(p);
    }
    p->y += p->page > 1 ? leading(small.size) + 200 : 0;
    if (p->set_count > 1) {
        size_t last = p->sets[set + 1];
        const char *columns = words(s->mem, T_SHEET_COLUMNS, WITH(ARG_INT("first", (int64_t) p->sets[set] + (set > 0)), ARG_INT("last", (int64_t) last),
            ARG_INT("all", (int64_t) s->head->count)));
        if (begins)
            open_tag(p, PDF_P);
        one_line(p, small, PDF_LEFT, MARGIN, p->y + small.size, available(p), columns);
        if (begins)
            close_tag(p);
        p->y += leading(small.size);
    }
    p->y += 300;
}

static void put_foot(Sheet *s, Paper *p) {
    const PdfStyle small = { PDF_PLAIN, 800 };
    const char *page = words(s->mem, T_SHEET_PAGE, WITH(ARG_INT("page", p->page), ARG_INT("pages", p->pages)));
    int y = p->height - MARGIN, side = available(p) / 4;
    one_line(p, small, PDF_RIGHT, MARGIN + available(p) - side, y, side, page);
    if (s->head->printed)
        one_line(p, small, PDF_LEFT, MARGIN, y, available(p) - side, s->head->printed);
}

/* Heads of columns: only the first time they are read aloud. */
static void put_labels(Sheet *s, Paper *p, int set, bool begins) {
    const PdfStyle bold = { PDF_BOLD, p->size };
    int x = MARGIN, most = 1;
    bool dry = p->dry;
    p->dry = true;
    for (size_t i = 0; i < p->sets[set + 1]; i = i ? i + 1 : p->sets[set]) {
        int count = lines(p, bold, PDF_LEFT, 0, 0, p->widths[i] - 2 * SIDE, s->head->columns[i].label, 6);
        most = count > most ? count : most;
    }
    p->dry = dry;
    if (begins)
        open_tag(p, PDF_TR);
    for (size_t i = 0; i < p->sets[set + 1]; i = i ? i + 1 : p->sets[set]) {
        if (begins)
            open_tag(p, PDF_TH_COLUMN);
        lines(p, bold, s->head->columns[i].kind == CELL_INT ? PDF_RIGHT : PDF_LEFT, x + SIDE, p->y + ABOVE, p->widths[i] - 2 * SIDE, s->head->columns[i].label, 6);
        if (begins)
            close_tag(p);
        x += p->widths[i];
    }
    if (begins)
        close_tag(p);
    p->y += most * leading(p->size) + 2 * ABOVE;
    rule(p, p->y, set_width(p, set), THICK);
}

static int put_cell(Sheet *s, Paper *p, size_t column, int x, const char *text) {
    const PdfStyle style = { PDF_PLAIN, p->size };
    int width = p->widths[column] - 2 * SIDE, count = 1;
    open_tag(p, column ? PDF_TD : PDF_TH_ROW);
    if (s->head->columns[column].kind == CELL_INT)
        one_line(p, style, PDF_RIGHT, x + SIDE, p->y + ABOVE + p->size, width, text);
    else if (!p->whole[column])
        count = lines(p, style, PDF_LEFT, x + SIDE, p->y + ABOVE, width, text, LINES_MOST);
    else if (!p->dry)
        pdf_text(p->pdf, style, x + SIDE, p->y + ABOVE + p->size, text, strlen(text));
    close_tag(p);
    return count;
}

static int put_row(Sheet *s, Paper *p, int set, const char *cell) {
    int x = MARGIN, most = 1;
    open_tag(p, PDF_TR);
    for (size_t i = 0; i < p->sets[set + 1]; i++, cell += strlen(cell) + 1) {
        if (i && i < p->sets[set])
            continue;
        int count = put_cell(s, p, i, x, cell);
        most = count > most ? count : most;
        x += p->widths[i];
    }
    close_tag(p);
    return most * leading(p->size) + 2 * ABOVE;
}

static int row_height(Sheet *s, Paper *p, int set, const char *cells) {
    bool dry = p->dry;
    p->dry = true;
    int height = put_row(s, p, set, cells);
    p->dry = dry;
    return height;
}

static void put_set(Sheet *s, Paper *p, int set) {
    size_t at = 0;
    bool begins = true;
    do {
        p->page++;
        if (!p->dry)
            pdf_page(p->pdf, p->width, p->height);
        put_foot(s, p);
        put_heading(s, p, set, begins);
        if (begins)
            open_tag(p, PDF_TABLE);
        put_labels(s, p, set, begins);
        begins = false;
        for (size_t first = at; at < p->rows.count; at++) {
            if (at > first && p->y + row_height(s, p, set, p->rows.items[at]) > p->height - FOOT)
                break;
            p->y += put_row(s, p, set, p->rows.items[at]);
            rule(p, p->y, set_width(p, set), THIN);
        }
    } while (at < p->rows.count);
    close_tag(p);
}

static bool end(Sheet *s) {
    Paper *p = s->own;
    if (!p->pdf) {
        s->to->failed = true;
        return sink_end(s->to);
    }
    lay_out(p, s->head->count);
    for (int drawn = 0; drawn < 2; drawn++) {
        p->dry = !drawn;
        p->page = 0;
        for (int set = 0; set < p->set_count; set++)
            put_set(s, p, set);
        p->pages = p->page;
    }
    return pdf_end(p->pdf);
}

const SheetWriter sheet_pdf = { begin, row, end };
