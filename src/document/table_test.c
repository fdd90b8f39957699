/* Tables as spreadsheets leave them: every way of writing text with separators, workbooks of both kinds, what must be refused; in this process and in the child. */
#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "document/sheet.h"
#include "document/table_parts.h"
#include "document/zip.h"
#include "test/test.h"
#include "test/zips.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int file_of(const void *bytes, size_t size) {
    int fd = memfd_create("table", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, bytes, size) == (ssize_t) size);
    return fd;
}

/* The whole book: cells behind |, lines behind / with their numbers, sheets behind #; or its trouble, "!3". */
static const char *read_file(Arena *mem, const char *program, const void *bytes, size_t size) {
    int fd = file_of(bytes, size);
    const char *packed = NULL;
    size_t packed_size;
    TableBook book = { 0 };
    TableTrouble trouble = table_read(mem, program, fd, &packed, &packed_size);
    close(fd);
    if (trouble)
        return arena_printf(mem, "!%d", trouble);
    CHECK(table_unpack(mem, packed, packed_size, &book));
    Str s = str_new(mem, 200);
    for (size_t b = 0; b < book.count; b++) {
        str_printf(&s, "%s%s", *book.sheets[b].name ? "#" : "", book.sheets[b].name);
        for (size_t l = 0; l < book.sheets[b].count; l++) {
            const TableLine *line = &book.sheets[b].lines[l];
            str_printf(&s, "/%d", line->number);
            for (int c = 0; c < line->count; c++)
                str_printf(&s, "|%s", line->cells[c]);
        }
    }
    return s.data;
}

static const char *trouble(TableTrouble t, Arena *mem) { return arena_printf(mem, "!%d", t); }
static const char *read_text(Arena *mem, const char *text) { return read_file(mem, NULL, text, strlen(text)); }
#define READS(text, expected) CHECK_TEXT(read_text(mem, text), expected)

/* ---- text with separators ---- */

TEST(separators_and_quotes_are_seen) {
    Arena *mem = arena_new();
    READS("Nom;Prénom\r\nDUPONT;Léa\r\n", "/1|Nom|Prénom/2|DUPONT|Léa");
    READS("Nom,Prénom\nDUPONT,Léa", "/1|Nom|Prénom/2|DUPONT|Léa");
    READS("Nom\tPrénom\rDUPONT\tLéa\r", "/1|Nom|Prénom/2|DUPONT|Léa");
    READS("Nom|Note\nDUPONT|12,5\n", "/1|Nom|Note/2|DUPONT|12,5");
    READS("sep=,\r\na;b,c\r\n", "/2|a;b|c");
    READS("\"Nom;Prénom\";\"dit \"\"Le Grand\"\"\"\n\"deux\nlignes\";x\n", "/1|Nom;Prénom|dit \"Le Grand\"/2|deux lignes|x");
    READS("Nom;Adresse\nA;\"1, rue B, Lyon, 69001\"\nB;\"2, rue C, Lyon, 69001\"\n", "/1|Nom|Adresse/2|A|1, rue B, Lyon, 69001/3|B|2, rue C, Lyon, 69001");
    READS("seul\nDUPONT\n", "/1|seul/2|DUPONT");
    READS("a;;c;\n;;\n\n;b\n", "/1|a||c/4||b");
    READS("=\"0612345678\";\"=\"\"0611\"\"\";'=1+1;'a\n", "/1|0612345678|0611|=1+1|'a");
    READS("  DUPONT\xc2\xa0 \t;x;y\n", "/1|DUPONT|x|y");
    arena_free(mem);
}

TEST(encodings_are_seen) {
    Arena *mem = arena_new();
    READS("\xef\xbb\xbfPr\xc3\xa9nom;x\n", "/1|Prénom|x");
    READS("Pr\xe9nom;\xbcuf \xa4\n", "/1|Prénom|Œuf €");
    READS("Pr\xe9nom;\x9cuf \x80;L\x92\xcele\n", "/1|Prénom|œuf €|L’Île");
    READS("Pre\xcc\x81nom;x\n", "/1|Prénom|x");
    static const char le[] = "\xff\xfeP\0r\0\xe9\0;\0x\0\n\0", be[] = "\xfe\xff\0P\0r\0\xe9\0;\0x\0\n", bare[] = "P\0r\0\xe9\0;\0x\0\n\0", pair[] = "\xff\xfe\x3d\xd8\x00\xde",
        half[] = "\xff\xfe\x3d\xd8\x41\0";
    CHECK_TEXT(read_file(mem, NULL, le, sizeof le - 1), "/1|Pré|x");
    CHECK_TEXT(read_file(mem, NULL, be, sizeof be - 1), "/1|Pré|x");
    CHECK_TEXT(read_file(mem, NULL, bare, sizeof bare - 1), "/1|Pré|x");
    CHECK_TEXT(read_file(mem, NULL, pair, sizeof pair - 1), "/1|\xf0\x9f\x98\x80");
    CHECK_TEXT(read_file(mem, NULL, half, sizeof half - 1), trouble(TABLE_NOT_TABLE, mem));
    arena_free(mem);
}

TEST(what_is_no_table_is_refused) {
    Arena *mem = arena_new();
    READS("", trouble(TABLE_EMPTY, mem));
    READS(";;\n\n;", trouble(TABLE_EMPTY, mem));
    READS("%PDF-1.7\n", trouble(TABLE_NOT_TABLE, mem));
    READS("<html><table><tr><td>a</td></tr></table></html>", trouble(TABLE_NOT_TABLE, mem));
    READS("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook", trouble(TABLE_OLD, mem));
    READS("a;b\x01\x02\x03\x04\n", trouble(TABLE_NOT_TABLE, mem));
    CHECK_TEXT(read_file(mem, NULL, "a;b\0;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;", 36), trouble(TABLE_NOT_TABLE, mem));
    Str wide = str_new(mem, 500), lines = str_new(mem, 40000), cell = str_new(mem, 5000);
    for (int i = 0; i < TABLE_COLUMNS_MOST; i++)
        str_add(&wide, "x;");
    CHECK(strstr(read_text(mem, wide.data), "/1|x|x") != NULL);
    str_add(&wide, "x\n");
    READS(wide.data, trouble(TABLE_TOO_WIDE, mem));
    for (int i = 0; i <= TABLE_LINES_MOST; i++)
        str_add(&lines, "x\n");
    READS(lines.data, trouble(TABLE_TOO_LONG, mem));
    for (int i = 0; i < 1500; i++)
        str_add(&cell, "é");
    CHECK_INT(text_length(read_text(mem, cell.data)), 3 + TABLE_CELL_MOST / 2);
    int fd = file_of("a", 1);
    const char *packed;
    size_t size;
    CHECK_INT(ftruncate(fd, TABLE_FILE_MOST + 1), 0);
    CHECK_INT(table_read(mem, NULL, fd, &packed, &size), TABLE_TOO_LARGE);
    close(fd);
    arena_free(mem);
}

TEST(what_is_packed_is_not_believed) {
    Arena *mem = arena_new();
    static const char *const bad[] = { "x", "\x1d", "\x1d" "A\x1e", "\x1d" "A\x1e" "1", "\x1d" "A\x1ex\x1f" "a", "\x1d" "A\x1e-1\x1f" "a", "\x1d" "A\x1e" "1\x1f\xff", "\x1d" "A\x1e" "1\x1f\n",
        "\x1d" "A\x1e" "1\x1f" "a\x1d" "B" };
    TableBook book;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!table_unpack(mem, bad[i], strlen(bad[i]), &book));
    CHECK(!table_unpack(mem, "", 0, &book));
    CHECK(table_unpack(mem, "\x1d" "A\x1e" "7\x1f" "a\x1f\x1f" "b", 9, &book) && book.count == 1 && book.sheets[0].width == 3 && book.sheets[0].lines[0].number == 7);
    arena_free(mem);
}

/* ---- numbers, days, hours ---- */

TEST(numbers_are_what_people_see) {
    Arena *mem = arena_new();
    static const char *const pairs[][2] = { { "612345678", "612345678" }, { "6.12345678E8", "612345678" }, { "12.199999999999999", "12.2" }, { "0.30000000000000004", "0.3" },
        { "9.9999999999999999", "10" }, { "-0.5", "-0.5" }, { "1e-3", "0.001" }, { "0", "0" }, { "0.000", "0" }, { "1E+2", "100" }, { "007", "7" }, { "12345678901234567", "12345678901234600" } };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        CHECK_TEXT(table_number(mem, pairs[i][0]), pairs[i][1]);
    static const char *const none[] = { "", "-", ".", "x", "1x", "1e", "1e999", "1.2.3", " 1", "1E200" };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        CHECK(table_number(mem, none[i]) == NULL);
    arena_free(mem);
}

TEST(formats_say_what_a_number_is) {
    Arena *mem = arena_new();
    static const struct { const char *code; int format; const char *number, *shown; bool since_1904; } all[] = { { "General", TABLE_PLAIN, "0.5", "0,5" },
        { "dd/mm/yyyy", TABLE_DAY, "42248", "01/09/2015" }, { "[$-40C]d mmmm yyyy;@", TABLE_DAY, "60", "28/02/1900" }, { "d/m/yy", TABLE_DAY, "1", "01/01/1900" },
        { "yyyy-mm-dd", TABLE_DAY, "61", "01/03/1900" }, { "dd/mm/yyyy", TABLE_DAY, "40786", "01/09/2015", true }, { "dd/mm/yyyy hh:mm", TABLE_DAY_HOUR, "42248.3368055556",
        "01/09/2015 08:05" }, { "dd/mm/yyyy hh:mm", TABLE_DAY_HOUR, "42248", "01/09/2015" }, { "hh:mm", TABLE_HOUR, "0.336805555555556", "08:05" }, { "mmm", TABLE_DAY, "42248", "01/09/2015" },
        { "[h]:mm", TABLE_HOUR, "0.5", "12:00" }, { "0%", TABLE_PERCENT, "0.5", "50\u00a0%" }, { "0.00%", TABLE_PERCENT, "0.125", "12,5\u00a0%" },
        { "0000000000", TABLE_ZEROS + 10, "612345678", "0612345678" }, { "00 00 00 00 00", TABLE_ZEROS + 10, "612345678", "0612345678" }, { "0#########", TABLE_PLAIN, "612345678", "612345678" },
        { "00000", TABLE_ZEROS + 5, "1000", "01000" }, { "#,##0.00 \"days\"", TABLE_PLAIN, "3", "3" }, { "[Red]0", TABLE_PLAIN, "3", "3" }, { "0.00", TABLE_PLAIN, "3.5", "3,5" },
        { "dd/mm/yyyy", TABLE_DAY, "-4", "-4" }, { "dd/mm/yyyy", TABLE_DAY, "99999999", "99999999" } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        CHECK_INT(table_format(all[i].code), all[i].format);
        CHECK_TEXT(table_formatted(mem, all[i].number, all[i].format, all[i].since_1904), all[i].shown);
    }
    CHECK_TEXT(table_iso(mem, "2015-09-01"), "01/09/2015");
    CHECK_TEXT(table_iso(mem, "2015-09-01T08:05:00"), "01/09/2015 08:05");
    CHECK_TEXT(table_iso(mem, "2015-09-01T00:00:00"), "01/09/2015");
    CHECK_TEXT(table_iso(mem, "hier"), "hier");
    arena_free(mem);
}

/* ---- workbooks ---- */

typedef struct Entry { const char *name, *text; } Entry;

static Str zipped(Arena *mem, const Entry *entries) {
    Sink *to = sink_to_memory(mem);
    Zip *z = zip_new(mem, to);
    for (; entries->name; entries++)
        zip_put(z, entries->name, entries->text, strlen(entries->text));
    must(zip_end(z));
    return to->held;
}

#define NS "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define WORKBOOK(pr, sheets) { "xl/workbook.xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><workbook " NS ">" pr "<sheets>" sheets "</sheets></workbook>" }
#define SHEET_1 "<sheet name=\"Élèves\" sheetId=\"1\" r:id=\"rId1\"/>"
#define PARTS { "xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" " \
    "Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Target=\"/xl/worksheets/sheet2.xml\"/><Relationship Id=\"rId3\" TargetMode=\"External\" " \
    "Target=\"http://192.0.2.1/sheet.xml\"/></Relationships>" }
#define STYLES { "xl/styles.xml", "<styleSheet " NS "><numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/><numFmt numFmtId=\"165\" formatCode=\"0000000000\"/>" \
    "</numFmts><cellXfs count=\"5\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"9\"/></cellXfs></styleSheet>" }
#define SHARED { "xl/sharedStrings.xml", "<sst " NS "><si><t>Nom</t></si><si><r><t>DU</t></r><r><t xml:space=\"preserve\"> PONT</t></r></si></sst>" }
#define CELLS(name, rows) { "xl/worksheets/" name ".xml", "<worksheet " NS "><sheetData>" rows "</sheetData></worksheet>" }

#define READS_ZIP(expected, ...) do { Str z = zipped(mem, (const Entry[]){ __VA_ARGS__, { 0 } }); CHECK_TEXT(read_file(mem, NULL, z.data, z.size), expected); } while (0)

TEST(a_workbook_of_excel) {
    Arena *mem = arena_new();
    READS_ZIP("#Élèves/1|Nom|Né/2|DU PONT|01/09/2015|0612345678|50 %|Oui||12,5/4||calculé|#N/A|en place|01/09/2015", WORKBOOK("", SHEET_1), PARTS, STYLES, SHARED, CELLS("sheet1",
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is><t>Né</t></is></c></row>"
        "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\" s=\"1\"><v>42248</v></c><c r=\"C2\" s=\"3\"><v>6.12345678E8</v></c><c r=\"D2\" s=\"4\"><v>0.5</v></c>"
        "<c r=\"E2\" t=\"b\"><v>1</v></c><c r=\"G2\"><f>1+11.5</f><v>12.5</v></c></row><row r=\"3\"><c r=\"A3\" s=\"1\"/></row>"
        "<row r=\"4\"><c r=\"B4\" t=\"str\"><f>WEBSERVICE(\"http://192.0.2.1/\")</f><v>calculé</v></c><c r=\"C4\" t=\"e\"><v>#N/A</v></c><c r=\"D4\" t=\"s\"><v>99</v></c>"
        "<c r=\"D4\" t=\"inlineStr\"><is><r><t>en </t></r><r><t>place</t></r></is></c><c r=\"E4\" t=\"d\"><v>2015-09-01</v></c></row>"));
    READS_ZIP("#Élèves/1|01/09/2015/2|x|y", WORKBOOK("<workbookPr date1904=\"1\"/>", SHEET_1), PARTS, STYLES, CELLS("sheet1",
        "<row><c s=\"2\"><v>40786</v></c></row><row><c t=\"str\"><v>x</v></c><c t=\"str\"><v>y</v></c></row>"));
    READS_ZIP("#Élèves/1|a#Autre/5||b", WORKBOOK("", SHEET_1 "<sheet name=\"Cachée\" state=\"hidden\" r:id=\"rId1\"/><sheet name=\"Autre\" r:id=\"rId2\"/><sheet name=\"Ailleurs\" r:id=\"rId3\"/>"),
        PARTS, CELLS("sheet1", "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c></row>"), CELLS("sheet2", "<row r=\"5\"><c r=\"B5\" t=\"str\"><v>b</v></c></row>"));
    READS_ZIP("#Élèves/1|6A|Léa/2|6A|Noé/3|5B", WORKBOOK("", SHEET_1), PARTS, { "xl/worksheets/sheet1.xml", "<worksheet " NS "><sheetData>"
        "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>6A</v></c><c r=\"B1\" t=\"str\"><v>Léa</v></c></row><row r=\"2\"><c r=\"B2\" t=\"str\"><v>Noé</v></c></row>"
        "<row r=\"3\"><c r=\"A3\" t=\"str\"><v>5B</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"A3:B3\"/><mergeCell ref=\"x\"/></mergeCells></worksheet>" });
    arena_free(mem);
}

TEST(a_workbook_that_means_harm) {
    Arena *mem = arena_new();
    const char *harmful = trouble(TABLE_HARMFUL, mem), *broken = trouble(TABLE_BROKEN, mem);
    READS_ZIP(harmful, WORKBOOK("", SHEET_1), PARTS, { "xl/worksheets/sheet1.xml", "<!DOCTYPE w [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><w><sheetData><row><c t=\"str\"><v>&e;</v></c></row></sheetData></w>" });
    READS_ZIP(harmful, WORKBOOK("", SHEET_1), PARTS, CELLS("sheet1", "<row/>"), { "xl/sharedStrings.xml", "<!DOCTYPE s [<!ENTITY a \"aaaa\">]><sst><si><t>&a;</t></si></sst>" });
    READS_ZIP(broken, WORKBOOK("", SHEET_1), PARTS, { "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c t=\"str\"><v>a</v></c></row>" });
    READS_ZIP(broken, WORKBOOK("", SHEET_1), PARTS, CELLS("sheet1", "<row r=\"0\"><c t=\"str\"><v>a</v></c></row>"));
    READS_ZIP(trouble(TABLE_NOT_TABLE, mem), { "word/document.xml", "<document/>" });
    READS_ZIP(trouble(TABLE_NOT_TABLE, mem), WORKBOOK("", SHEET_1));
    READS_ZIP(trouble(TABLE_EMPTY, mem), WORKBOOK("", SHEET_1), PARTS, CELLS("sheet1", "<row r=\"1\"><c r=\"A1\"/></row>"));
    READS_ZIP(trouble(TABLE_TOO_WIDE, mem), WORKBOOK("", SHEET_1), PARTS, CELLS("sheet1", "<row r=\"1\"><c r=\"XFD1\" t=\"str\"><v>a</v></c></row>"));
    READS_ZIP(trouble(TABLE_OLD, mem), { "META-INF/manifest.xml", "<manifest><file-entry><encryption-data/></file-entry></manifest>" }, { "content.xml", "garbage" });
    size_t size;
    char *zeros = arena_alloc(mem, 8 << 20, 1);
    const uint8_t *bomb = zip_of(mem, (const ZipEntry[]){ { .name = "xl/workbook.xml", .data = zeros, .size = 8 << 20, .deflated = true } }, 1, &size);
    CHECK_TEXT(read_file(mem, NULL, bomb, size), harmful);
    const uint8_t *over = zip_of(mem, (const ZipEntry[]){ { .name = "xl/workbook.xml", .data = "<a/>", .size = 4 }, { .name = "b", .data = "<a/>", .size = 4, .over_first = true } }, 2, &size);
    CHECK_TEXT(read_file(mem, NULL, over, size), broken);
    const uint8_t *locked = zip_of(mem, (const ZipEntry[]){ { .name = "xl/workbook.xml", .data = "<a/>", .size = 4, .flags = 1 } }, 1, &size);
    CHECK_TEXT(read_file(mem, NULL, locked, size), trouble(TABLE_OLD, mem));
    Str whole = zipped(mem, (const Entry[]){ WORKBOOK("", SHEET_1), PARTS, CELLS("sheet1", "<row r=\"1\"><c t=\"str\"><v>a</v></c></row>"), { 0 } });
    CHECK_TEXT(read_file(mem, NULL, whole.data, whole.size - 30), broken);
    arena_free(mem);
}

#define ODS(rows) { "content.xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body>" \
    "<office:spreadsheet>" rows "</office:spreadsheet></office:body></office:document-content>" }
#define P(text) "<text:p>" text "</text:p>"
#define TEXT_CELL(text) "<table:table-cell office:value-type=\"string\">" P(text) "</table:table-cell>"

TEST(a_workbook_of_opendocument) {
    Arena *mem = arena_new();
    READS_ZIP("#Élèves/1|Nom|a|a|x y/2|12,5|06 12|01/09/2015|08:05|Non|50 %/5|6A|Léa/6|6A|Noé", ODS("<table:table table:name=\"Élèves\"><table:table-header-rows><table:table-row>"
        "<table:table-cell office:value-type=\"string\"><office:annotation>" P("une note") "</office:annotation>" P("Nom") "</table:table-cell>"
        "<table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"string\">" P("a") "</table:table-cell><table:table-cell office:value-type=\"string\">" P("x") P("y") "</table:table-cell>"
        "</table:table-row></table:table-header-rows><table:table-row><table:table-cell office:value-type=\"float\" office:value=\"12.5\">" P("12,50 ") "</table:table-cell>"
        "<table:table-cell office:value-type=\"float\" office:value=\"612\">" P("06 12") "</table:table-cell><table:table-cell office:value-type=\"date\" office:date-value=\"2015-09-01\">" P("1 sept.")
        "</table:table-cell><table:table-cell office:value-type=\"time\" office:time-value=\"PT08H05M00S\"/><table:table-cell office:value-type=\"boolean\" office:boolean-value=\"false\"/>"
        "<table:table-cell office:value-type=\"percentage\" office:value=\"0.5\">" P("50 %") "</table:table-cell><table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row>"
        "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row><table:table-row><table:table-cell table:number-rows-spanned=\"2\" office:value-type=\"string\">" P("6A")
        "</table:table-cell>" TEXT_CELL("Léa") "</table:table-row><table:table-row><table:covered-table-cell/>" TEXT_CELL("Noé") "</table:table-row>"
        "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell/></table:table-row></table:table>"));
    READS_ZIP(trouble(TABLE_TOO_LONG, mem), ODS("<table:table table:name=\"A\"><table:table-row table:number-rows-repeated=\"1048576\">" TEXT_CELL("a") "</table:table-row></table:table>"));
    READS_ZIP(trouble(TABLE_TOO_WIDE, mem), ODS("<table:table table:name=\"A\"><table:table-row><table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"string\">" P("a")
        "</table:table-cell></table:table-row></table:table>"));
    arena_free(mem);
}

/* ---- our own files ---- */

TEST(what_we_write_is_read_back) {
    Arena *mem = arena_new();
    static const SheetColumn columns[] = { { "Nom", CELL_TEXT }, { "Né(e) le", CELL_DAY }, { "Effectif", CELL_INT }, { "Portable", CELL_TEXT } };
    const SheetHead head = { .title = "Élèves", .columns = columns, .count = 4 };
    for (SheetKind kind = SHEET_CSV; kind <= SHEET_ODS; kind++) {
        Sink *to = sink_to_memory(mem);
        Sheet *s = sheet_new(mem, kind, &head, to);
        sheet_row(s, (const Cell[]){ cell_text("D’ALMEIDA; \"Noé\""), cell_day(day_of(2015, 9, 1)), cell_int(28), cell_text("06 12 34 56 78") });
        sheet_row(s, (const Cell[]){ cell_text("=1+1"), cell_day(NO_DAY), cell_int(CELL_NONE), cell_text("+33612345678") });
        CHECK(sheet_end(s));
        const char *read = read_file(mem, NULL, to->held.data, to->held.size);
        CHECK_TEXT(strchr(read, '/'), "/1|Nom|Né(e) le|Effectif|Portable/2|D’ALMEIDA; \"Noé\"|01/09/2015|28|06 12 34 56 78/3|=1+1|||+33612345678");
    }
    arena_free(mem);
}

/* ---- in the child ---- */

TEST(the_child_reads_the_same) {
    Arena *mem = arena_new();
    static const char self[] = "/proc/self/exe";
    Str book = zipped(mem, (const Entry[]){ WORKBOOK("", SHEET_1), PARTS, STYLES, SHARED, CELLS("sheet1", "<row r=\"1\"><c t=\"s\"><v>1</v></c><c t=\"b\"><v>0</v></c></row>"), { 0 } });
    CHECK_TEXT(read_file(mem, self, book.data, book.size), "#Élèves/1|DU PONT|Non");
    CHECK_TEXT(read_file(mem, self, "Pr\xe9nom;x", 8), "/1|Prénom|x");
    CHECK_TEXT(read_file(mem, self, "%PDF-", 5), trouble(TABLE_NOT_TABLE, mem));
    CHECK_TEXT(read_file(mem, self, "", 0), trouble(TABLE_EMPTY, mem));
    CHECK_TEXT(read_file(mem, "/bin/true", "a", 1), trouble(TABLE_BROKEN, mem));        /* another program's silence is no table */
    CHECK_TEXT(read_file(mem, "/bin/nothing-there", "a", 1), trouble(TABLE_FAILED, mem));
    arena_free(mem);
}

int main(int argc, char **argv) {
    if (argc > 1 && str_equal(argv[1], "read-table"))
        return table_child();
    return test_main(argc, argv);
}
