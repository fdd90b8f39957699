/* Workbooks as Excel writes them (ECMA-376): which sheets there are, the texts they share, the formats by which a number is a day, then cell by cell. */
#include "document/table_parts.h"

#include "base/str.h"

#include <string.h>

typedef VEC(const char *) Texts;
typedef struct Part { const char *id, *target; } Part;
typedef struct Book {
    TableMaker *m;
    int fd;
    const TableFile *files;
    VEC(Part) parts;                    /* which file is which */
    Texts shared;
    VEC(int) formats;                   /* by the style of a cell */
    bool since_1904;
} Book;

/* Each element of the file at DEPTH, or deeper with DEPTH -1, is handed on; its memory goes with the file. */
typedef void (*Take)(Book *b, XmlReader *x, Arena *mem);

static void walk(Book *b, const TableFile *file, Take take) {
    Arena *mem = arena_child(b->m->mem);
    XmlReader *x = table_xml(b->m, mem, b->fd, file);
    while (x && b->m->trouble == TABLE_FINE && xml_next(x))
        take(b, x, mem);
    if (x)
        table_xml_ended(b->m, x);
    arena_free(mem);
}

/* ---- what the cells refer to ---- */

static void take_part(Book *b, XmlReader *x, Arena *mem) {
    (void) mem;
    if (!str_equal(xml_name(x), "Relationship"))
        return;
    const char *target = xml_attribute(x, "Target", b->m->mem), *mode = xml_attribute(x, "TargetMode", b->m->mem);
    if (target && !str_equal(mode, "External"))
        *VEC_ADD(b->m->mem, &b->parts) = (Part){ xml_attribute(x, "Id", b->m->mem), *target == '/' ? target + 1 : arena_printf(b->m->mem, "xl/%s", target) };
}

static void take_shared(Book *b, XmlReader *x, Arena *mem) {
    if (!str_equal(xml_name(x), "si"))
        return;
    Arena *row = arena_child(mem);
    const XmlNode *element = xml_element(x);
    const char *text = element ? xml_text(element, row) : "";
    *VEC_ADD(b->m->mem, &b->shared) = arena_text(b->m->mem, text);
    b->m->bytes += b->m->bytes > TABLE_PACKED_MOST ? 0 : strlen(text) / 8;      /* texts nobody refers to fill memory too */
    if (b->shared.count > 1000000)
        table_fail(b->m, TABLE_TOO_LARGE);
    arena_free(row);
}

/* Formats that have a number only, by what the standard says they are. */
static int usual_format(int64_t id) {
    if (id == 9 || id == 10)
        return TABLE_PERCENT;
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58))
        return TABLE_DAY;
    if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47))
        return TABLE_HOUR;
    return id == 22 ? TABLE_DAY_HOUR : TABLE_PLAIN;
}

typedef VEC(struct Named { const char *id; int format; }) Nameds;

static void take_formats(Book *b, const XmlNode *all, Nameds *named, Arena *mem) {
    for (const XmlNode *f = xml_child(all, "numFmt"); f; f = xml_sibling(f, "numFmt")) {
        const char *code = xml_value(f, "formatCode", mem), *id = xml_value(f, "numFmtId", mem);
        if (code && id)
            *VEC_ADD(b->m->mem, named) = (struct Named){ arena_text(b->m->mem, id), table_format(code) };
    }
}

static void take_styles(Book *b, const XmlNode *all, const Nameds *named, Arena *mem) {
    for (const XmlNode *f = xml_child(all, "xf"); f; f = xml_sibling(f, "xf")) {
        const char *id = xml_value(f, "numFmtId", mem);
        int64_t number = 0;
        int format = TABLE_PLAIN;
        if (str_int(id ? id : "0", 0, 163, &number))
            format = usual_format(number);
        for (size_t i = 0; i < named->count; i++)
            if (str_equal(named->items[i].id, id))
                format = named->items[i].format;
        *VEC_ADD(b->m->mem, &b->formats) = format;
    }
}

static void read_styles(Book *b) {
    const TableFile *file = table_file(b->files, "xl/styles.xml");
    Arena *mem = arena_child(b->m->mem);
    Nameds named = { 0 };
    XmlReader *x = file ? table_xml(b->m, mem, b->fd, file) : NULL;
    while (x && xml_next(x)) {
        bool formats = str_equal(xml_name(x), "numFmts"), styles = str_equal(xml_name(x), "cellXfs");
        const XmlNode *element = formats || styles ? xml_element(x) : NULL;
        if (element && formats)
            take_formats(b, element, &named, mem);
        else if (element)
            take_styles(b, element, &named, mem);
    }
    if (x)
        table_xml_ended(b->m, x);
    arena_free(mem);
}

/* ---- a sheet ---- */

/* "BC12" → 54, 12. False: it is no such thing. */
static bool read_place(const char *reference, int *column, int *line) {
    int64_t number;
    *column = 0;
    for (; reference && *reference >= 'A' && *reference <= 'Z' && *column < 20000; reference++)
        *column = *column * 26 + (*reference - 'A' + 1);
    if (!reference || !*column || !str_int(reference, 1, 1048576, &number))
        return false;
    *line = (int) number;
    --*column;
    return true;
}

static const char *number_text(const Book *b, const char *value, const char *style, Arena *mem) {
    const char *number = table_number(mem, value);
    int64_t s = 0;
    int format = style && str_int(style, 0, INT32_MAX, &s) && (size_t) s < b->formats.count ? b->formats.items[s] : TABLE_PLAIN;
    return number ? table_formatted(mem, number, format, b->since_1904) : value;
}

static const char *cell_of(const Book *b, const XmlNode *c, Arena *mem) {
    const char *type = xml_value(c, "t", mem), *value = xml_value(c, "v", mem);
    int64_t at;
    if (str_equal(type, "inlineStr")) {
        const XmlNode *inside = xml_child(c, "is");
        return inside ? xml_text(inside, mem) : NULL;
    }
    if (str_empty(value))
        return NULL;
    if (str_equal(type, "s"))
        return str_int(value, 0, INT32_MAX, &at) && (size_t) at < b->shared.count ? b->shared.items[at] : NULL;
    if (str_equal(type, "b"))
        return str_equal(value, "1") ? table_yes(mem) : table_no(mem);
    if (str_equal(type, "d"))
        return table_iso(mem, value);
    return str_equal(type, "str") || str_equal(type, "e") ? value : number_text(b, value, xml_value(c, "s", mem), mem);
}

/* Some writers leave the references out: then each thing stands after the one before. */
static void take_row(Book *b, const XmlNode *row, Arena *mem) {
    int64_t number = b->m->number + 1;
    int column = 0, place, line;
    const char *said = xml_value(row, "r", mem);
    if (said && !str_int(said, 1, 1048576, &number)) {
        table_fail(b->m, TABLE_BROKEN);
        return;
    }
    table_line(b->m, (int) number);
    for (const XmlNode *c = xml_child(row, "c"); c; c = xml_sibling(c, "c"), column++) {
        if (read_place(xml_value(c, "r", mem), &place, &line))
            column = place;
        table_cell(b->m, column, cell_of(b, c, mem));
    }
}

/* "B3:B9": what stands in B3 is that of B4 to B9 too. Across, a title is one title. */
static void take_merged(Book *b, const char *range, Arena *mem) {
    int column, first, last_column, last;
    const char *colon = range ? strchr(range, ':') : NULL;
    if (colon && read_place(arena_text_n(mem, range, (size_t) (colon - range)), &column, &first) && read_place(colon + 1, &last_column, &last) &&
            column < TABLE_COLUMNS_MOST)
        table_fill(b->m, column, first, last);
}

static void take_sheet(Book *b, XmlReader *x, Arena *mem) {
    bool row = str_equal(xml_name(x), "row"), merged = str_equal(xml_name(x), "mergeCell");
    if (!row && !merged)
        return;
    Arena *here = arena_child(mem);
    const XmlNode *element = row ? xml_element(x) : NULL;
    if (merged)
        take_merged(b, xml_attribute(x, "ref", here), here);
    else if (element)
        take_row(b, element, here);
    arena_free(here);
}

/* ---- the book ---- */

typedef VEC(Part) Parts;
static const char *target_of(const Book *b, const char *id) {
    for (size_t i = 0; id && i < b->parts.count; i++)
        if (str_equal(b->parts.items[i].id, id))
            return b->parts.items[i].target;
    return NULL;
}

/* The sheets that are shown, in their order. */
static void read_sheets(Book *b, Arena *mem) {
    Parts sheets = { 0 };
    XmlReader *x = table_xml(b->m, mem, b->fd, table_file(b->files, "xl/workbook.xml"));
    while (x && xml_next(x)) {
        const char *state = xml_attribute(x, "state", mem), *date_1904 = xml_attribute(x, "date1904", mem);
        if (str_equal(xml_name(x), "workbookPr"))
            b->since_1904 = str_equal(date_1904, "1") || str_equal(date_1904, "true");
        else if (str_equal(xml_name(x), "sheet") && (!state || str_equal(state, "visible")) && sheets.count < TABLE_SHEETS_MOST)
            *VEC_ADD(mem, &sheets) = (Part){ xml_attribute(x, "r:id", mem), xml_attribute(x, "name", mem) };
    }
    if (!x || !table_xml_ended(b->m, x))
        return;
    for (size_t i = 0; i < sheets.count && b->m->trouble == TABLE_FINE; i++) {
        const TableFile *file = table_file(b->files, target_of(b, sheets.items[i].id));
        if (!file)
            continue;                   /* a chart */
        table_sheet(b->m, sheets.items[i].target);
        walk(b, file, take_sheet);
    }
}

void table_xlsx(TableMaker *m, int fd, const TableFile *files) {
    Book b = { .m = m, .fd = fd, .files = files };
    const TableFile *shared = table_file(files, "xl/sharedStrings.xml"), *parts = table_file(files, "xl/_rels/workbook.xml.rels");
    if (!parts) {
        table_fail(m, TABLE_NOT_TABLE);
        return;
    }
    walk(&b, parts, take_part);
    if (shared)
        walk(&b, shared, take_shared);
    read_styles(&b);
    if (m->trouble == TABLE_FINE)
        read_sheets(&b, arena_child(m->mem));
}
