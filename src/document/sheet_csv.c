#include "document/sheet_writer.h"

#include <string.h>

/* First in a cell, these make spreadsheets calculate (P-19). */
static bool is_dangerous(char first) {
    return first && strchr("=+-@\t\r", first);
}

/* After its apostrophes, if any. */
static bool wants_apostrophe(const char *text) {
    return is_dangerous(text[strspn(text, "'")]);
}

const char *sheet_csv_plain(const char *cell) {
    return *cell == '\'' && wants_apostrophe(cell) ? cell + 1 : cell;
}

static void put_text(Str *to, const char *text) {
    bool apostrophe = wants_apostrophe(text), quoted = strpbrk(text, ";\"\r\n\t") || *text == ' ' || (*text && text[strlen(text) - 1] == ' ');
    if (quoted)
        str_add_char(to, '"');
    if (apostrophe)
        str_add_char(to, '\'');
    for (const char *quote; quoted && (quote = strchr(text, '"')); text = quote + 1) {
        str_add_n(to, text, (size_t) (quote - text) + 1);
        str_add_char(to, '"');
    }
    str_add(to, text);
    if (quoted)
        str_add_char(to, '"');
}

static void *begin(Sheet *s) {
    const SheetHead *h = s->head;
    Str *to = &s->to->held;
    str_add(to, "\xEF\xBB\xBF");
    for (size_t i = 0; i < h->count; i++) {
        put_text(to, h->columns[i].label);
        str_add(to, i + 1 < h->count ? ";" : "\r\n");
    }
    return NULL;
}

static void row(Sheet *s, const Cell *cells) {
    const SheetHead *h = s->head;
    Str *to = &s->to->held;
    for (size_t i = 0; i < h->count; i++) {
        if (h->columns[i].kind != CELL_TEXT)
            cell_print(to, h->columns[i].kind, &cells[i]);
        else if (cells[i].text)
            put_text(to, cells[i].text);
        if (h->count == 1 && cell_empty(h->columns[i].kind, &cells[i]))
            str_add(to, "\"\"");                /* an empty line would be no row */
        str_add(to, i + 1 < h->count ? ";" : "\r\n");
    }
    sink_pause(s->to);
}

static bool end(Sheet *s) {
    return sink_end(s->to);
}

const SheetWriter sheet_csv = { begin, row, end };
