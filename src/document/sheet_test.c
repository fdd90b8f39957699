/* Tables as files, read back by others: our CSV by a reader of its own, ODS by libarchive and libxml2, PDF by qpdf and poppler. */
#include "document/archive.h"
#include "document/sheet.h"
#include "document/xml.h"

#include "test/outside.h"
#include "test/test.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const SheetColumn columns[] = { { "Nom & prénom" }, { "Né le", CELL_DAY }, { "Absences", CELL_INT }, { "Vu", CELL_INSTANT }, { "=Note" } };
enum { COLUMNS = 5 };

/* What a stranger may have written into a name. */
static const char *const hostile[] = { "=1+1", "+33 6 12 34 56 78", "-2", "@SUM(A1)", "\tx", "\rx", "'=1", "'", "''+", "a;b", "dit \"Léo\"", "deux\nlignes", "a\r\nb", "  deux  blancs ",
    "<b>&amp;</b>]]>", "0612", "é\xcc\x81\xcc\x82", "שלום עולם", "محمد 12", "😀 👨‍👩‍👧", "Ωμέγα Жуков", "Œuvre ﬁnale, af\xef\xac\x81ne office", "\xef\xbf\xbe\x01\x1f\x7f", "\u202e\u200f|",
    "", NULL, "12\u202f345\u00a0€", "d’Almeida-Noé" };
enum { HOSTILE = sizeof hostile / sizeof *hostile };

static SheetHead head_of(const SheetColumn *of, size_t count) {
    return (SheetHead){ .title = "Élèves de l’<établissement> & co", .subtitle = "Tous les régimes · demi-pensionnaires", .school = "Collège « Préau »",
        .printed = "Édité le samedi 3 octobre 2026", .made = 1790000000000, .columns = of, .count = count };
}

static Sink *hostile_sheet(Arena *mem, SheetKind kind) {
    Sink *to = sink_to_memory(mem);
    SheetHead head = head_of(columns, COLUMNS);
    Sheet *s = sheet_new(mem, kind, &head, to);
    for (int i = 0; i < HOSTILE; i++)
        sheet_row(s, (const Cell[]){ cell_text(hostile[i]), cell_day(i % 4 ? day_of(2012, 2, 29) : NO_DAY), i % 5 ? cell_int(-i) : cell_int(CELL_NONE),
            i % 3 ? cell_instant(instant_of(day_of(2026, 9, 1), 485)) : cell_int(CELL_NONE), cell_text("x") });
    CHECK(sheet_end(s));
    return to;
}

/* ---- CSV ---- */

/* The next cell of a text with `;`, quotes and CRLF; *LAST: of its row. */
static const char *next_cell(Arena *mem, const char **at, bool *quoted, bool *last) {
    Str cell = str_new(mem, 16);
    const char *c = *at;
    *quoted = *c == '"';
    if (*quoted)
        for (c++; *c && (*c != '"' || *++c == '"'); c++)
            str_add_char(&cell, *c);
    else
        for (; *c && *c != ';' && *c != '\r'; c++)
            str_add_char(&cell, *c);
    *last = str_starts(c, "\r\n");
    CHECK(*last || *c == ';');
    *at = c + (*last ? 2 : *c != '\0');
    return cell.data;
}

TEST(csv_is_read_back_and_starts_no_formula) {
    Arena *mem = arena_new();
    Sink *to = hostile_sheet(mem, SHEET_CSV);
    const char *at = to->held.data;
    bool quoted, last;
    CHECK(strlen(at) == to->held.size && str_starts(at, "\xef\xbb\xbfNom & prénom;Né le;Absences;Vu;'=Note\r\n"));
    at = strchr(at, '\n') + 1;
    for (int i = 0; i < HOSTILE; i++) {
        const char *cell = next_cell(mem, &at, &quoted, &last);
        CHECK(!*cell || !strchr("=+-@\t\r", *cell));
        CHECK_TEXT(sheet_csv_plain(cell), hostile[i] ? hostile[i] : "");
        CHECK_TEXT(next_cell(mem, &at, &quoted, &last), i % 4 ? "29/02/2012" : "");
        CHECK_TEXT(next_cell(mem, &at, &quoted, &last), i % 5 ? arena_printf(mem, "%d", -i) : "");
        CHECK_TEXT(next_cell(mem, &at, &quoted, &last), i % 3 ? "01/09/2026 08:05" : "");
        CHECK_TEXT(next_cell(mem, &at, &quoted, &last), "x");
        CHECK(last);
    }
    CHECK_TEXT(at, "");
    CHECK(strstr(to->held.data, "\n'+33 6 12 34 56 78;") && strstr(to->held.data, "\n\"dit \"\"Léo\"\"\";") && strstr(to->held.data, "\n0612;"));
    arena_free(mem);
}

TEST(csv_of_one_column_keeps_its_empty_rows) {
    Arena *mem = arena_new();
    Sink *to = sink_to_memory(mem);
    SheetHead head = head_of(columns, 1);
    Sheet *s = sheet_new(mem, SHEET_CSV, &head, to);
    sheet_row(s, (const Cell[]){ cell_text(NULL) });
    sheet_row(s, (const Cell[]){ cell_text("a") });
    CHECK(sheet_end(s));
    CHECK_TEXT(to->held.data, "\xef\xbb\xbfNom & prénom\r\n\"\"\r\na\r\n");
    arena_free(mem);
}

/* ---- ODS ---- */

static int read_entry(void *context, char *to, int size) { return archive_read(context, to, size); }

/* The entry NAME of the zip on FD as XML, read from its start. */
static XmlReader *entry_xml(Arena *mem, int fd, const char *name) {
    ArchiveItem *items;
    CHECK_INT(archive_list(fd, mem, &items), ARCHIVE_FINE);
    for (; items->name; items++)
        if (str_equal(items->name, name)) {
            ArchiveEntry *entry = archive_open(fd, items->place, mem);
            return entry ? xml_open(mem, (XmlSource){ read_entry, entry }, "UTF-8") : NULL;
        }
    return NULL;
}

static int as_file(const Sink *to) {
    int fd = memfd_create("sheet", MFD_CLOEXEC);
    CHECK_INT(write(fd, to->held.data, to->held.size), (int64_t) to->held.size);
    return fd;
}

static int elements(XmlReader *x, const char *name) {
    int count = 0;
    while (xml_next(x))
        count += str_equal(xml_name(x), name);
    CHECK_INT(xml_trouble(x), XML_FINE);
    return count;
}

TEST(ods_is_an_open_document) {
    static const char *const names[] = { "META-INF/manifest.xml", "meta.xml", "styles.xml", "settings.xml", "content.xml" };
    static const char type[] = "mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
    Arena *mem = arena_new();
    Sink *to = hostile_sheet(mem, SHEET_ODS), *again = hostile_sheet(mem, SHEET_ODS);
    CHECK(to->held.size == again->held.size && memcmp(to->held.data, again->held.data, to->held.size) == 0);
    CHECK(memcmp(to->held.data + 30, type, sizeof type - 1) == 0);
    int fd = as_file(to);
    for (int i = 0; i < 5; i++) {
        XmlReader *x = entry_xml(mem, fd, names[i]);
        if (CHECK(x != NULL))
            CHECK(elements(x, i == 0 ? "file-entry" : i == 1 ? "title" : i == 2 ? "page-number" : i == 3 ? "config-item" : "table") >= 1);
    }
    CHECK_INT(elements(entry_xml(mem, fd, "content.xml"), "table-row"), HOSTILE + 1);
    CHECK_INT(elements(entry_xml(mem, fd, "content.xml"), "table-cell"), (HOSTILE + 1) * COLUMNS);
    close(fd);
    arena_free(mem);
}

static const char *cell_of(XmlReader *x, Arena *mem, const char **kind, const char **value) {
    while (xml_next(x) && !str_equal(xml_name(x), "table-cell"))
        ;
    *kind = xml_attribute(x, "office:value-type", mem);
    *value = xml_attribute(x, "office:date-value", mem);
    *value = *value ? *value : xml_attribute(x, "office:value", mem);
    Str text = str_new(mem, 64);
    const XmlNode *cell = xml_element(x);
    for (const XmlNode *p = cell ? xml_child(cell, "p") : NULL; p; p = xml_sibling(p, "p"))
        str_add(&text, xml_text(p, mem));
    return text.data;
}

TEST(ods_keeps_texts_numbers_and_days_apart) {
    Arena *mem = arena_new();
    int fd = as_file(hostile_sheet(mem, SHEET_ODS));
    XmlReader *x = entry_xml(mem, fd, "content.xml");
    const char *kind, *value;
    for (int i = 0; i < COLUMNS; i++)
        CHECK_TEXT(cell_of(x, mem, &kind, &value), columns[i].label);
    for (int i = 0; i < HOSTILE; i++) {
        const char *text = cell_of(x, mem, &kind, &value);
        CHECK_TEXT(kind, str_empty(hostile[i]) ? NULL : "string");
        if (i < 4 || i == 14 || i == 15 || i == 27)
            CHECK_TEXT(text, hostile[i]);
        CHECK_TEXT(cell_of(x, mem, &kind, &value), i % 4 ? "29/02/2012" : "");
        CHECK_TEXT(kind, i % 4 ? "date" : NULL);
        CHECK_TEXT(value, i % 4 ? "2012-02-29" : NULL);
        CHECK_TEXT(cell_of(x, mem, &kind, &value), i % 5 ? arena_printf(mem, "%d", -i) : "");
        CHECK_TEXT(value, i % 5 ? arena_printf(mem, "%d", -i) : NULL);
        cell_of(x, mem, &kind, &value);
        CHECK_TEXT(value, i % 3 ? "2026-09-01T08:05:00" : NULL);
        CHECK_TEXT(cell_of(x, mem, &kind, &value), "x");
    }
    CHECK_INT(xml_trouble(x), XML_FINE);
    close(fd);
    arena_free(mem);
}

/* ---- PDF ---- */

static const char *pdf_file(Arena *mem, const Sink *to) {
    const char *path = outside_file(mem, to->held.data, to->held.size);
    const char *check = outside(mem, "qpdf", (const char *const[]){ "--check", path, NULL });
    CHECK(strstr(check, "No syntax or stream encoding errors found"));
    return path;
}

static int times(const char *text, const char *word) {
    int count = 0;
    for (; (text = strstr(text, word)); text += strlen(word))
        count++;
    return count;
}

TEST(pdf_is_whole_tagged_and_says_what_it_is) {
    Arena *mem = arena_new();
    Sink *to = hostile_sheet(mem, SHEET_PDF), *again = hostile_sheet(mem, SHEET_PDF);
    CHECK(to->held.size == again->held.size && memcmp(to->held.data, again->held.data, to->held.size) == 0);
    const char *path = pdf_file(mem, to), *info = outside(mem, "pdfinfo", (const char *const[]){ path, NULL });
    CHECK(strstr(info, "Élèves de l’<établissement> & co") && strstr(info, "Tagged:          yes") && strstr(info, "(A4)"));
    const char *tags = outside(mem, "pdfinfo", (const char *const[]){ "-struct", path, NULL });
    CHECK_INT(times(tags, "\n    TR"), HOSTILE + 1);
    CHECK_INT(times(tags, "\n      TH"), HOSTILE + COLUMNS);
    CHECK_INT(times(tags, "\n      TD"), HOSTILE * (COLUMNS - 1));
    CHECK_INT(times(tags, "/Scope /Column"), COLUMNS);
    CHECK_INT(times(tags, "\n  H1"), 1);
    const char *fonts = outside(mem, "pdffonts", (const char *const[]){ path, NULL });
    CHECK_INT(times(fonts, "yes yes yes"), 3);                  /* embedded, in part, with its letters' meaning: two of Lato, and DejaVu Sans */
    const char *all = outside(mem, "qpdf", (const char *const[]){ "--qdf", "--object-streams=disable", path, "-", NULL });
    CHECK(strstr(all, "/Lang (fr-FR)") && strstr(all, "/DisplayDocTitle true"));
    arena_free(mem);
}

TEST(pdf_says_each_word_once) {
    static const char *const wanted[] = { "=1+1", "+33 6 12 34 56 78", "dit \"Léo\"", "<b>&amp;</b>]]>", "Ωμέγα Жуков", "d’Almeida-Noé", "Œuvre ", "שלום", "עולם", "محمد", "😀", "29/02/2012",
        "page 1 sur ", "Édité le samedi 3 octobre 2026", "Collège « Préau »", "demi-pensionnaires" };
    Arena *mem = arena_new();
    const char *path = pdf_file(mem, hostile_sheet(mem, SHEET_PDF));
    const char *text = outside(mem, "pdftotext", (const char *const[]){ "-raw", path, "-", NULL });
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!CHECK(strstr(text, wanted[i])))
            CHECK_TEXT("missing", wanted[i]);
    arena_free(mem);
}

/* COUNT columns of a word each, ROWS rows, the number of each cell in it. */
static const char *numbered(Arena *mem, size_t count, int rows, const char *word, const char *long_word) {
    SheetColumn *of = NEW_ARRAY(mem, SheetColumn, count);
    Cell *cells = NEW_ARRAY(mem, Cell, count);
    Sink *to = sink_to_memory(mem);
    for (size_t i = 0; i < count; i++)
        of[i].label = arena_printf(mem, "Colonne%zu", i);
    SheetHead head = head_of(of, count);
    Sheet *s = sheet_new(mem, SHEET_PDF, &head, to);
    for (int r = 0; r < rows; r++) {
        for (size_t i = 0; i < count; i++)
            cells[i] = cell_text(arena_printf(mem, "%s%d.%zu", r == rows / 2 && i == 1 ? long_word : word, r, i));
        sheet_row(s, cells);
    }
    CHECK(sheet_end(s));
    return pdf_file(mem, to);
}

static int pages_of(Arena *mem, const char *path) {
    const char *info = outside(mem, "pdfinfo", (const char *const[]){ path, NULL }), *pages = strstr(info, "Pages:");
    return pages ? atoi(pages + 6) : -1;
}

/* All cells are there, once (the first column once a set of columns); each page says its number of all. */
static void all_there(Arena *mem, const char *path, size_t count, int rows, const char *word) {
    const char *text = outside(mem, "pdftotext", (const char *const[]){ "-raw", path, "-", NULL });
    int pages = pages_of(mem, path), missing = 0;
    for (int r = 0; r < rows; r++)
        for (size_t i = 0; i < count; i++)
            missing += r != rows / 2 && !strstr(text, arena_printf(mem, "%s%d.%zu", word, r, i));
    CHECK_INT(missing, 0);
    for (int p = 1; p <= pages; p++)
        CHECK_INT(times(text, arena_printf(mem, "page %d sur %d\n", p, pages)), 1);
    for (size_t i = 0; i < count; i++)
        CHECK(times(text, arena_printf(mem, "Colonne%zu", i)) >= 1);
}

TEST(pdf_finds_room_for_its_columns) {
    Arena *mem = arena_new();
    static const struct { size_t columns; bool tall; int pages; } all[] = { { 3, true, 2 }, { 8, true, 2 }, { 12, false, 2 }, { 40, false, 6 } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *path = numbered(mem, all[i].columns, 60, "Cellule", "Cellule");
        const char *info = outside(mem, "pdfinfo", (const char *const[]){ path, NULL });
        CHECK(strstr(info, all[i].tall ? "595.28 x 841.89" : "841.89 x 595.28"));
        CHECK(pages_of(mem, path) >= all[i].pages && pages_of(mem, path) <= all[i].pages * 3);
        all_there(mem, path, all[i].columns, 60, "Cellule");
    }
    arena_free(mem);
}

TEST(pdf_bears_a_cell_without_end) {
    Arena *mem = arena_new();
    Str words = str_new(mem, 10100), joined = str_new(mem, 10100);
    for (int i = 0; i < 1000; i++) {
        str_add(&words, "appréciat ");
        str_add(&joined, "sansblancsé");
    }
    const char *path = numbered(mem, 6, 90, "C", words.data);
    all_there(mem, path, 6, 90, "C");
    CHECK(strstr(outside(mem, "pdftotext", (const char *const[]){ "-raw", path, "-", NULL }), "…"));
    path = numbered(mem, 14, 30, "demi-pensionnaire externé ", joined.data);       /* they wrap, or the columns stand on pages of their own */
    CHECK(pages_of(mem, path) >= 2);
    numbered(mem, 1, 0, "", "");                                /* no row at all */
    arena_free(mem);
}

/* ---- all of them ---- */

static void *write_again(void *wanted) {
    const Sink *const *all = wanted;
    bool same = true;
    for (int i = 0; i < 4; i++)
        for (SheetKind kind = SHEET_CSV; kind <= SHEET_PDF; kind++) {
            Arena *mem = arena_new();
            Sink *to = hostile_sheet(mem, kind);
            same = same && to->held.size == all[kind]->held.size && memcmp(to->held.data, all[kind]->held.data, to->held.size) == 0;
            arena_free(mem);
        }
    return same ? wanted : NULL;
}

TEST(threads_write_at_the_same_time) {
    Arena *mem = arena_new();
    const Sink *all[] = { hostile_sheet(mem, SHEET_CSV), hostile_sheet(mem, SHEET_ODS), hostile_sheet(mem, SHEET_PDF) };
    pthread_t threads[3];
    for (int i = 0; i < 3; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, write_again, all), 0);
    for (int i = 0; i < 3; i++) {
        void *good;
        pthread_join(threads[i], &good);
        CHECK(good == all);
    }
    arena_free(mem);
}

TEST(a_full_disk_is_said) {
    for (SheetKind kind = SHEET_CSV; kind <= SHEET_PDF; kind++) {
        Arena *mem = arena_new();
        int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
        SheetHead head = head_of(columns, COLUMNS);
        Sheet *s = sheet_new(mem, kind, &head, sink_to_file(mem, full));
        for (int i = 0; i < 3000; i++)
            sheet_row(s, (const Cell[]){ cell_text("abc"), cell_day(i), cell_int(i), cell_instant(i), cell_text("déf") });
        CHECK(!sheet_end(s));
        close(full);
        arena_free(mem);
    }
}

TEST_MAIN
