/* Any cells as a table, in each format: CSV reads back and starts no formula, ODS is a zip of well-formed XML, PDF ends. */
#include "base/must.h"
#include "base/text.h"
#include "document/archive.h"
#include "document/sheet.h"
#include "document/xml.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COLUMNS = 3 };

/* Cells are cut at byte 0xFF, which no text holds. */
typedef struct Cells { const char *items[300]; int count; } Cells;

static Cells cut(Arena *mem, const char *data, size_t size) {
    Cells cells = { .count = 0 };
    for (size_t at = 0; at < size && cells.count < 299; at++) {
        const char *end = memchr(data + at, 0xff, size - at);
        size_t length = end ? (size_t) (end - data) - at : size - at;
        if (text_is_utf8(data + at, length))
            cells.items[cells.count++] = arena_text_n(mem, data + at, length);
        at += length;
    }
    while (cells.count % COLUMNS)
        cells.items[cells.count++] = NULL;
    return cells;
}

static Sink *written(Arena *mem, SheetKind kind, const Cells *cells) {
    static const SheetColumn columns[COLUMNS] = { { "a" }, { "b" }, { "c" } };
    const SheetHead head = { .title = cells->count && cells->items[0] ? cells->items[0] : "t", .subtitle = cells->count > 1 ? cells->items[1] : NULL, .columns = columns, .count = COLUMNS };
    Sink *to = sink_to_memory(mem);
    Sheet *s = sheet_new(mem, kind, &head, to);
    for (int i = 0; i < cells->count; i += COLUMNS)
        sheet_row(s, (const Cell[]){ cell_text(cells->items[i]), cell_text(cells->items[i + 1]), cell_text(cells->items[i + 2]) });
    must(sheet_end(s));
    return to;
}

static void check_csv(Arena *mem, const Cells *cells) {
    const char *at = strchr(written(mem, SHEET_CSV, cells)->held.data, '\n') + 1;
    for (int i = 0; i < cells->count; i++) {
        Str cell = str_new(mem, 16);
        bool quoted = *at == '"';
        for (at += quoted; *at && (quoted ? *at != '"' || *++at == '"' : *at != ';' && *at != '\r'); at++)
            str_add_char(&cell, *at);
        must(!cell.size || !strchr("=+-@\t\r", *cell.data));
        must(str_equal(sheet_csv_plain(cell.data), cells->items[i] ? cells->items[i] : ""));
        must(i % COLUMNS == COLUMNS - 1 ? str_starts(at, "\r\n") : *at == ';');
        at += i % COLUMNS == COLUMNS - 1 ? 2 : 1;
    }
    must(!*at);
}

static int read_entry(void *context, char *to, int size) { return archive_read(context, to, size); }

static void check_ods(Arena *mem, const Cells *cells) {
    const Sink *to = written(mem, SHEET_ODS, cells);
    int fd = memfd_create("fuzz", MFD_CLOEXEC), rows = 0;
    ArchiveItem *items;
    must(fd >= 0 && write(fd, to->held.data, to->held.size) == (ssize_t) to->held.size);
    ArchiveTrouble trouble = archive_list(fd, mem, &items);
    must(trouble == ARCHIVE_FINE || trouble == ARCHIVE_RATIO);         /* a title many times over packs well */
    for (; trouble == ARCHIVE_FINE && items->name; items++) {
        XmlReader *x = xml_open(mem, (XmlSource){ read_entry, archive_open(fd, items->place, mem) }, "UTF-8");
        while (xml_next(x))
            rows += str_equal(xml_name(x), "table-row");
        must(xml_trouble(x) == XML_FINE);
    }
    must(trouble != ARCHIVE_FINE || rows == cells->count / COLUMNS + 1);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!size)
        return 0;
    Arena *mem = arena_new();
    Cells cells = cut(mem, (const char *) data + 1, size - 1);
    if (*data % 4 == 3)
        must(written(mem, SHEET_PDF, &cells)->held.size > 500);
    else
        (*data % 4 == 2 ? check_ods : check_csv)(mem, &cells);
    arena_free(mem);
    return 0;
}
