/* A table on paper. The rows wait as text until all are there, because the columns' widths come from all of them; then everything is gone through twice: once to
 * know how many pages there are, once to draw. */
#include "base/must.h"
#include "base/words.h"
#include "base/vec.h"
#include "document/print.h"
#include "document/sheet_writer.h"
#include "gen/texts.h"

enum { SIDE = 300, ABOVE = 170, THIN = 35, THICK = 80, LINES_MOST = 24, EM = 1000, SHORT_LABEL = 6 * EM /* on one line */ };

typedef struct Measure { int natural, word; bool broken; } Measure;     /* of a column, in thousandths of the letters' size; BROKEN: a cell of several lines */

typedef struct Paper {
    Print print;
    VEC(const char *) rows;             /* a row: its cells, a NUL after each */
    Str scratch;
    Measure *measures;
    int size;                           /* of the letters */
    int *widths;                        /* of the columns, white included */
    bool *whole;                        /* nothing in this column is longer than its width */
    size_t *sets;                       /* where each set of columns begins (the first column apart); the last is the count */
    int set_count;
} Paper;

static int scaled(int thousandths, int size) { return (int) ((int64_t) thousandths * size / EM); }

/* ---- taking the rows ---- */

static void measure(Paper *p, Measure *m, PdfFont font, const char *text, bool words_only) {
    const PdfStyle style = { font, EM };
    size_t size = strlen(text);
    int natural = words_only ? 0 : pdf_width(p->print.pdf, style, text, size);
    m->natural = natural > m->natural ? natural : m->natural;
    m->broken = m->broken || (!words_only && text[strcspn(text, "\r\n")]);
    if (!words_only && natural <= m->word)
        return;                         /* none of its words can be longer */
    for (const char *at = text; *at; ) {
        size_t word = strcspn(at, " -/\r\n");
        word += at[word] == '-' || at[word] == '/';
        int width = pdf_width(p->print.pdf, style, at, word);
        m->word = width > m->word ? width : m->word;
        at += word + strspn(at + word, " \r\n");
    }
}

static void *begin(Sheet *s) {
    const SheetHead *h = s->head;
    Paper *p = NEW(s->mem, Paper);
    p->print = (Print){ .mem = s->mem, .head = { h->title, h->subtitle, h->school, h->printed } };
    p->print.pdf = pdf_new(s->mem, s->to, &(PdfHead){ .title = h->title, .subject = h->subtitle, .author = h->school, .made = h->made });
    p->measures = NEW_ARRAY(s->mem, Measure, h->count);
    p->widths = NEW_ARRAY(s->mem, int, h->count);
    p->whole = NEW_ARRAY(s->mem, bool, h->count);
    p->sets = NEW_ARRAY(s->mem, size_t, h->count + 1);
    p->scratch = str_new(s->mem, 256);
    for (size_t i = 0; p->print.pdf && i < h->count; i++) {
        measure(p, &p->measures[i], PDF_BOLD, h->columns[i].label, true);
        int whole = pdf_width(p->print.pdf, (PdfStyle){ PDF_BOLD, EM }, h->columns[i].label, strlen(h->columns[i].label));
        p->measures[i].natural = whole <= SHORT_LABEL ? whole : p->measures[i].word;
    }
    return p;
}

static void row(Sheet *s, const Cell *cells) {
    Paper *p = s->own;
    if (!p->print.pdf)
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

static int widest(const Paper *p) { return print_available(&p->print) * 35 / 100; }
static int column_width(const Paper *p, int thousandths) {
    int width = scaled(thousandths, p->size) + p->size / 10;
    return (width > widest(p) ? widest(p) : width) + 2 * SIDE;
}

static bool fits_so(Paper *p, size_t count, bool tall, int size, bool words) {
    int64_t sum = 0;
    p->print.width = tall ? PDF_A4_SHORT : PDF_A4_LONG;
    p->print.height = tall ? PDF_A4_LONG : PDF_A4_SHORT;
    p->size = size;
    for (size_t i = 0; i < count; i++) {
        p->widths[i] = column_width(p, words ? p->measures[i].word : p->measures[i].natural);
        sum += p->widths[i];
    }
    return sum <= print_available(&p->print);
}

/* What is left goes to the columns that want more; when none does, each grows by half at most. */
static void share_rest(Paper *p, size_t count, bool words) {
    int64_t sum = 0, wanted = 0, rest;
    for (size_t i = 0; i < count; i++) {
        sum += p->widths[i];
        wanted += words ? column_width(p, p->measures[i].natural) - p->widths[i] : p->widths[i];
    }
    rest = print_available(&p->print) - sum;
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
        if (sum + p->widths[i] > print_available(&p->print) && i > p->sets[p->set_count - 1]) {
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

static int set_width(const Paper *p, int set) {
    int width = p->widths[0];
    for (size_t i = p->sets[set]; i < p->sets[set + 1]; i++)
        width += p->widths[i];
    return width;
}

/* Which of many columns stand on this page. */
static void put_place(Sheet *s, Paper *p, int set, bool begins) {
    const PdfStyle small = { PDF_PLAIN, 850 };
    const char *columns = words(s->mem, T_SHEET_COLUMNS, WITH(ARG_INT("first", (int64_t) p->sets[set] + (set > 0)), ARG_INT("last", (int64_t) p->sets[set + 1]),
        ARG_INT("all", (int64_t) s->head->count)));
    if (begins)
        print_open(&p->print, PDF_P);
    print_line(&p->print, small, PDF_LEFT, PRINT_MARGIN, p->print.y + small.size, print_available(&p->print), columns);
    if (begins)
        print_close(&p->print);
    p->print.y += print_leading(small.size);
}

/* Heads of columns: only the first time they are read aloud. */
static void put_labels(Sheet *s, Paper *p, int set, bool begins) {
    const PdfStyle bold = { PDF_BOLD, p->size };
    int x = PRINT_MARGIN, most = 1;
    bool dry = p->print.dry;
    p->print.dry = true;
    for (size_t i = 0; i < p->sets[set + 1]; i = i ? i + 1 : p->sets[set]) {
        int count = print_lines(&p->print, bold, PDF_LEFT, 0, 0, p->widths[i] - 2 * SIDE, s->head->columns[i].label, 6);
        most = count > most ? count : most;
    }
    p->print.dry = dry;
    if (begins)
        print_open(&p->print, PDF_TR);
    for (size_t i = 0; i < p->sets[set + 1]; i = i ? i + 1 : p->sets[set]) {
        if (begins)
            print_open(&p->print, PDF_TH_COLUMN);
        print_lines(&p->print, bold, s->head->columns[i].kind == CELL_INT ? PDF_RIGHT : PDF_LEFT, x + SIDE, p->print.y + ABOVE, p->widths[i] - 2 * SIDE, s->head->columns[i].label, 6);
        if (begins)
            print_close(&p->print);
        x += p->widths[i];
    }
    if (begins)
        print_close(&p->print);
    p->print.y += most * print_leading(p->size) + 2 * ABOVE;
    print_rule(&p->print, PRINT_MARGIN, p->print.y, set_width(p, set), THICK);
}

static int put_cell(Sheet *s, Paper *p, size_t column, int x, const char *text) {
    const PdfStyle style = { PDF_PLAIN, p->size };
    int width = p->widths[column] - 2 * SIDE, count = 1;
    print_open(&p->print, column ? PDF_TD : PDF_TH_ROW);
    if (s->head->columns[column].kind == CELL_INT)
        print_line(&p->print, style, PDF_RIGHT, x + SIDE, p->print.y + ABOVE + p->size, width, text);
    else if (!p->whole[column])
        count = print_lines(&p->print, style, PDF_LEFT, x + SIDE, p->print.y + ABOVE, width, text, LINES_MOST);
    else if (!p->print.dry)
        pdf_text(p->print.pdf, style, x + SIDE, p->print.y + ABOVE + p->size, text, strlen(text));
    print_close(&p->print);
    return count;
}

static int put_row(Sheet *s, Paper *p, int set, const char *cell) {
    int x = PRINT_MARGIN, most = 1;
    print_open(&p->print, PDF_TR);
    for (size_t i = 0; i < p->sets[set + 1]; i++, cell += strlen(cell) + 1) {
        if (i && i < p->sets[set])
            continue;
        int count = put_cell(s, p, i, x, cell);
        most = count > most ? count : most;
        x += p->widths[i];
    }
    print_close(&p->print);
    return most * print_leading(p->size) + 2 * ABOVE;
}

static int row_height(Sheet *s, Paper *p, int set, const char *cells) {
    bool dry = p->print.dry;
    p->print.dry = true;
    int height = put_row(s, p, set, cells);
    p->print.dry = dry;
    return height;
}

static void put_set(Sheet *s, Paper *p, int set) {
    size_t at = 0;
    bool begins = true;
    do {
        print_page(&p->print);
        if (p->set_count > 1)
            put_place(s, p, set, begins);
        p->print.y += 300;
        if (begins)
            print_open(&p->print, PDF_TABLE);
        put_labels(s, p, set, begins);
        begins = false;
        for (size_t first = at; at < p->rows.count; at++) {
            if (at > first && p->print.y + row_height(s, p, set, p->rows.items[at]) > p->print.height - PRINT_FOOT)
                break;
            p->print.y += put_row(s, p, set, p->rows.items[at]);
            print_rule(&p->print, PRINT_MARGIN, p->print.y, set_width(p, set), THIN);
        }
    } while (at < p->rows.count);
    print_close(&p->print);
}

static bool end(Sheet *s) {
    Paper *p = s->own;
    if (!p->print.pdf) {
        s->to->failed = true;
        return sink_end(s->to);
    }
    lay_out(p, s->head->count);
    for (int drawn = 0; drawn < 2; drawn++) {
        p->print.dry = !drawn;
        p->print.page = 0;
        for (int set = 0; set < p->set_count; set++)
            put_set(s, p, set);
        p->print.pages = p->print.page;
    }
    return pdf_end(p->print.pdf);
}

const SheetWriter sheet_pdf = { begin, row, end };
