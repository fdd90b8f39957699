/* OpenDocument spreadsheets: content.xml, line by line. What is repeated a million times is nothing, repeated. */
#include "document/table_parts.h"

#include "base/str.h"

#include <string.h>

#define REPEATED_MOST 1048576

static int repeated(const XmlNode *element, const char *name, Arena *mem) {
    const char *said = xml_value(element, name, mem);
    int64_t times = 1;
    return said && str_int(said, 1, REPEATED_MOST, &times) ? (int) times : 1;
}

/* Paragraphs, one after the other; a note that hangs on the cell is none. */
static const char *text_of(const XmlNode *cell, Arena *mem) {
    Str s = str_new(mem, 64);
    for (const XmlNode *p = xml_child(cell, "p"); p; p = xml_sibling(p, "p"))
        str_printf(&s, "%s%s", s.size ? " " : "", xml_text(p, mem));
    return s.data;
}

/* PT08H05M00S → 08:05 */
static const char *hour_of(const char *value, const char *text, Arena *mem) {
    bool plain = value && strlen(value) >= 8 && str_starts(value, "PT") && value[4] == 'H' && value[7] == 'M';
    return plain ? arena_printf(mem, "%.2s:%.2s", value + 2, value + 5) : text;
}

/* A telephone or a code that is shown with zeros before it was meant so. */
static const char *number_of(const char *value, const char *text, Arena *mem) {
    const char *number = table_number(mem, value);
    bool zeros = text[0] == '0' && text[1] && strspn(text, "0123456789 .-/\xc2\xa0") == strlen(text) && text[1] != '.';
    return !number || zeros ? text : table_shown(mem, number);
}

static const char *cell_of(const XmlNode *cell, Arena *mem) {
    const char *type = xml_value(cell, "value-type", mem), *text = text_of(cell, mem);
    if (str_equal(type, "float"))
        return number_of(xml_value(cell, "value", mem), text, mem);
    if (str_equal(type, "date")) {
        const char *value = xml_value(cell, "date-value", mem);
        return value ? table_iso(mem, value) : text;
    }
    if (str_equal(type, "time"))
        return hour_of(xml_value(cell, "time-value", mem), text, mem);
    if (str_equal(type, "boolean"))
        return str_equal(xml_value(cell, "boolean-value", mem), "true") ? table_yes(mem) : table_no(mem);
    return text;
}

typedef struct Merge { int column, first, last; } Merge;
typedef VEC(Merge) Merges;

static void take_cells(TableMaker *m, const XmlNode *row, Merges *merges, Arena *mem) {
    int column = 0;
    for (const XmlNode *cell = xml_child(row, NULL); cell && column < 20000; cell = xml_sibling(cell, NULL)) {
        bool covered = str_equal(xml_node_name(cell), "covered-table-cell");
        if (!covered && !str_equal(xml_node_name(cell), "table-cell"))
            continue;
        int times = repeated(cell, "number-columns-repeated", mem), down = repeated(cell, "number-rows-spanned", mem);
        const char *text = covered ? "" : cell_of(cell, mem);
        if (down > 1 && column < TABLE_COLUMNS_MOST)
            *VEC_ADD(m->mem, merges) = (Merge){ column, m->number, m->number + down - 1 };
        for (int i = 0; i < times && *text && m->trouble == TABLE_FINE; i++)
            table_cell(m, column + i, text);
        column += times;
    }
}

static void take_row(TableMaker *m, const XmlNode *row, Merges *merges, int *number, Arena *mem) {
    int times = repeated(row, "number-rows-repeated", mem);
    for (int i = 0; i < times && m->trouble == TABLE_FINE; i++) {
        table_line(m, *number + i);
        take_cells(m, row, merges, mem);
        if (!m->width)
            break;
    }
    *number = *number > REPEATED_MOST ? *number : *number + times;
}

static void fill(TableMaker *m, Merges *merges) {
    for (size_t i = 0; i < merges->count; i++)
        table_fill(m, merges->items[i].column, merges->items[i].first, merges->items[i].last);
    merges->count = 0;
}

void table_ods(TableMaker *m, int fd, const TableFile *files) {
    Arena *mem = arena_child(m->mem);
    Merges merges = { 0 };
    int number = 1;
    XmlReader *x = table_xml(m, mem, fd, table_file(files, "content.xml"));
    while (x && m->trouble == TABLE_FINE && xml_next(x)) {
        Arena *here = arena_child(mem);
        if (str_equal(xml_name(x), "table")) {
            fill(m, &merges);
            table_sheet(m, xml_attribute(x, "table:name", here));
            number = 1;
        } else if (str_equal(xml_name(x), "table-row")) {
            const XmlNode *row = xml_element(x);
            if (row)
                take_row(m, row, &merges, &number, here);
        }
        arena_free(here);
    }
    fill(m, &merges);
    if (x)
        table_xml_ended(m, x);
    arena_free(mem);
}
