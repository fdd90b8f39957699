/* A book being read, line after line; and its packed form: sheets behind 0x1D, each its name and then its lines behind 0x1E, each its number and its
 * cells behind 0x1F. No cell holds one of these. */
#include "document/table_parts.h"

#include "base/str.h"
#include "base/text.h"

#include <string.h>

#define SHEET '\x1d'
#define LINE '\x1e'
#define CELL '\x1f'

bool table_fail(TableMaker *m, TableTrouble trouble) {
    if (m->trouble == TABLE_FINE)
        m->trouble = trouble;
    return false;
}

/* One blank for what is none of a cell's business; a text that was cut is still one. */
static const char *cleaned(Arena *mem, const char *text) {
    size_t size = strlen(text);
    bool ascii = true;
    if (size > TABLE_CELL_MOST)
        for (size = TABLE_CELL_MOST; size && ((unsigned char) text[size] & 0xc0) == 0x80; size--)
            continue;
    char *copy = arena_text_n(mem, text, size);
    for (char *c = copy; *c; c++) {
        ascii = ascii && (unsigned char) *c < 0x80;
        *c = (unsigned char) *c < 0x20 || *c == 0x7f ? ' ' : *c;
    }
    return text_trim(mem, ascii ? copy : text_nfc(mem, copy));
}

/* ---- making ---- */

static void end_line(TableMaker *m) {
    if (!m->width)
        return;
    TableLine *line = VEC_ADD(m->mem, &m->lines);
    *line = (TableLine){ .number = m->number, .count = m->width, .cells = NEW_ARRAY(m->mem, const char *, (size_t) m->width) };
    for (int i = 0; i < m->width; i++)
        line->cells[i] = m->cells[i] ? m->cells[i] : "";
    m->width = 0;
    if (++m->total > TABLE_LINES_MOST)
        table_fail(m, TABLE_TOO_LONG);
}

static void end_sheet(TableMaker *m) {
    end_line(m);
    if (m->lines.count && m->sheets.count >= TABLE_SHEETS_MOST)
        table_fail(m, TABLE_TOO_LARGE);
    else if (m->lines.count)
        *VEC_ADD(m->mem, &m->sheets) = (TableSheet){ .name = m->name, .lines = m->lines.items, .count = m->lines.count };
    memset(&m->lines, 0, sizeof m->lines);
}

void table_sheet(TableMaker *m, const char *name) {
    end_sheet(m);
    m->name = name ? cleaned(m->mem, name) : "";
    m->number = 0;
}

void table_line(TableMaker *m, int number) {
    end_line(m);
    m->number = number;
}

void table_cell(TableMaker *m, int column, const char *text) {
    const char *clean = text && m->trouble == TABLE_FINE ? cleaned(m->mem, text) : "";
    if (!*clean)
        return;
    m->bytes += strlen(clean);
    if (column >= TABLE_COLUMNS_MOST) {
        table_fail(m, TABLE_TOO_WIDE);
        return;
    }
    if (m->bytes > TABLE_PACKED_MOST / 2)
        table_fail(m, TABLE_TOO_LARGE);
    for (; m->width <= column; m->width++)
        m->cells[m->width] = NULL;
    m->cells[column] = clean;
}

/* A line in which nothing else is was left out, and stays so. */
void table_fill(TableMaker *m, int column, int first, int last) {
    const char *text = NULL;
    end_line(m);
    for (size_t i = 0; i < m->lines.count && m->lines.items[i].number <= last; i++) {
        TableLine *line = &m->lines.items[i];
        if (line->number == first && column < line->count)
            text = line->cells[column];
        if (!text || line->number <= first || (column < line->count && *line->cells[column]))
            continue;
        const char **cells = NEW_ARRAY(m->mem, const char *, (size_t) (column < line->count ? line->count : column + 1));
        int count = column < line->count ? line->count : column + 1;
        for (int c = 0; c < count; c++)
            cells[c] = c == column ? text : c < line->count ? line->cells[c] : "";
        *line = (TableLine){ line->number, count, cells };
        m->bytes += strlen(text);
    }
}

/* ---- packing ---- */

TableTrouble table_end(TableMaker *m, const char **packed, size_t *size) {
    end_sheet(m);
    if (m->trouble == TABLE_FINE && !m->sheets.count)
        table_fail(m, TABLE_EMPTY);
    Str out = str_new(m->mem, m->bytes * 2 + 4096);
    for (size_t s = 0; s < m->sheets.count && m->trouble == TABLE_FINE; s++) {
        str_add_char(&out, SHEET);
        str_add(&out, m->sheets.items[s].name);
        for (size_t l = 0; l < m->sheets.items[s].count; l++) {
            const TableLine *line = &m->sheets.items[s].lines[l];
            str_add_char(&out, LINE);
            str_add_int(&out, line->number);
            for (int c = 0; c < line->count; c++) {
                str_add_char(&out, CELL);
                str_add(&out, line->cells[c]);
            }
        }
    }
    if (out.size > TABLE_PACKED_MOST)
        table_fail(m, TABLE_TOO_LARGE);
    *packed = out.data;
    *size = out.size;
    return m->trouble;
}

/* ---- unpacking ---- */

static bool unpack_line(Arena *mem, char *text, TableLine *out) {
    int64_t number;
    char *cell = strchr(text, CELL);
    if (!cell)
        return false;
    *cell++ = '\0';
    int count = 1;
    for (const char *c = cell; *c; c++)
        count += *c == CELL;
    if (count > TABLE_COLUMNS_MOST || !str_int(text, 0, INT32_MAX, &number))
        return false;
    *out = (TableLine){ .number = (int) number, .count = count, .cells = NEW_ARRAY(mem, const char *, (size_t) count) };
    for (int i = 0; i < count; i++) {
        out->cells[i] = cell;
        cell += strcspn(cell, (char[]){ CELL, '\0' });
        *cell++ = '\0';
    }
    return true;
}

static bool unpack_sheet(Arena *mem, char *text, TableSheet *out) {
    VEC(TableLine) lines = { 0 };
    char *at = strchr(text, LINE);
    out->name = text;
    while (at) {
        *at++ = '\0';
        char *next = strchr(at, LINE);
        size_t size = next ? (size_t) (next - at) : strlen(at);
        at[size] = '\0';
        TableLine line;
        if (!unpack_line(mem, at, &line) || lines.count >= TABLE_LINES_MOST)
            return false;
        *VEC_ADD(mem, &lines) = line;
        out->width = line.count > out->width ? line.count : out->width;
        at = next;
    }
    out->lines = lines.items;
    out->count = lines.count;
    return lines.count > 0;
}

static bool holds_control(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++)
        if ((unsigned char) text[i] < 0x20 && (text[i] < SHEET))
            return true;
    return false;
}

bool table_unpack(Arena *mem, const char *packed, size_t size, TableBook *out) {
    VEC(TableSheet) sheets = { 0 };
    char *copy = arena_copy(mem, packed, size), *at = copy;
    if (!size || size > TABLE_PACKED_MOST || *at != SHEET || !text_is_utf8(copy, size) || holds_control(copy, size))
        return false;
    while (at) {
        char *next = strchr(++at, SHEET);
        TableSheet sheet = { 0 };
        if (next)
            *next = '\0';
        if (sheets.count >= TABLE_SHEETS_MOST || !unpack_sheet(mem, at, &sheet))
            return false;
        *VEC_ADD(mem, &sheets) = sheet;
        at = next;
    }
    *out = (TableBook){ sheets.items, sheets.count };
    return true;
}
