#include "document/sheet.h"

#include "base/must.h"
#include "document/sheet_writer.h"

const char *const sheet_words[] = { "csv", "ods", "pdf", NULL };

const char *sheet_type(SheetKind kind) {
    return kind == SHEET_CSV ? "text/csv; charset=utf-8" : kind == SHEET_ODS ? "application/vnd.oasis.opendocument.spreadsheet" : "application/pdf";
}

Sheet *sheet_new(Arena *mem, SheetKind kind, const SheetHead *head, Sink *to) {
    must(head->count && head->title);
    Sheet *s = NEW(mem, Sheet);
    *s = (Sheet){ .mem = mem, .head = head, .to = to, .writer = kind == SHEET_CSV ? &sheet_csv : kind == SHEET_ODS ? &sheet_ods : &sheet_pdf };
    s->own = s->writer->begin(s);
    return s;
}

void sheet_row(Sheet *s, const Cell *cells) {
    s->writer->row(s, cells);
}

bool sheet_end(Sheet *s) {
    return s->writer->end(s);
}

/* ---- cells ---- */

bool cell_empty(CellKind kind, const Cell *cell) {
    return kind == CELL_TEXT ? str_empty(cell->text) : cell->number == CELL_NONE;
}

static void put_digits(char *to, int number, int count) {
    for (int i = count - 1; i >= 0; i--, number /= 10)
        to[i] = (char) ('0' + number % 10);
}

static void put_clock(Str *to, Instant at) {
    char clock[] = "00:00";
    int minutes = instant_minutes(at);
    put_digits(clock, minutes / 60, 2);
    put_digits(clock + 3, minutes % 60, 2);
    str_add_n(to, clock, 5);
}

void cell_print(Str *to, CellKind kind, const Cell *cell) {
    if (cell_empty(kind, cell))
        return;
    if (kind == CELL_TEXT || kind == CELL_INT) {
        kind == CELL_TEXT ? str_add(to, cell->text) : str_add_int(to, cell->number);
        return;
    }
    char text[] = "00/00/0000 ";
    Date date = day_date(kind == CELL_DAY ? (Day) cell->number : instant_day(cell->number));
    put_digits(text, date.day, 2);
    put_digits(text + 3, date.month, 2);
    put_digits(text + 6, date.year, 4);
    str_add_n(to, text, kind == CELL_DAY ? 10 : 11);
    if (kind == CELL_INSTANT)
        put_clock(to, cell->number);
}

void cell_print_iso(Str *to, CellKind kind, const Cell *cell) {
    must(kind != CELL_TEXT);
    if (kind == CELL_INT) {
        str_add_int(to, cell->number);
        return;
    }
    char text[] = "0000-00-00T";
    Date date = day_date(kind == CELL_DAY ? (Day) cell->number : instant_day(cell->number));
    put_digits(text, date.year, 4);
    put_digits(text + 5, date.month, 2);
    put_digits(text + 8, date.day, 2);
    str_add_n(to, text, kind == CELL_DAY ? 10 : 11);
    if (kind == CELL_INSTANT) {
        put_clock(to, cell->number);
        str_add(to, ":00");
    }
}
