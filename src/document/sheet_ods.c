/* OpenDocument 1.2 in a zip: what is small first, then content.xml as a stream. Columns' widths stand before the rows, hence the first rows wait
 * until there are enough of them to know. */
#include "base/must.h"
#include "base/words.h"
#include "document/sheet_writer.h"
#include "document/xml_put.h"
#include "document/zip.h"
#include "gen/texts.h"

#include <string.h>

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define NS "urn:oasis:names:tc:opendocument:xmlns:"
#define NAMESPACES " xmlns:office=\"" NS "office:1.0\" xmlns:style=\"" NS "style:1.0\" xmlns:text=\"" NS "text:1.0\" xmlns:table=\"" NS "table:1.0\" xmlns:fo=\"" NS \
    "xsl-fo-compatible:1.0\" xmlns:number=\"" NS "datastyle:1.0\" office:version=\"1.2\">"

enum { ROWS_LOOKED_AT = 200, PIECE = 32 * 1024, NAME_MOST = 31 };
enum { CHARACTER_WIDTH = 19, WIDTH_LEAST = 160, WIDTH_MOST = 900 };    /* hundredths of a centimetre */

typedef struct Ods { Zip *zip; Str out; int *characters; int rows; bool begun; } Ods;

/* ---- text in XML ---- */

/* A paragraph of OpenDocument holds neither runs of blanks, nor tabs, nor ends of lines; FIRST: at its beginning. */
static const char *put_blanks(Str *to, const char *text, bool first) {
    size_t blanks = strspn(text, " ");
    if (*text == '\t')
        str_add(to, "<text:tab/>");
    else if (!blanks)
        str_add(to, "</text:p><text:p>");
    else if (!first && blanks == 1 && text[1])
        str_add_char(to, ' ');
    else
        str_printf(to, "<text:s text:c=\"%zu\"/>", blanks);
    return text + (blanks ? blanks : str_starts(text, "\r\n") ? 2 : 1);
}

static void put_paragraphs(Str *to, const char *text) {
    str_add(to, "<text:p>");
    for (bool first = true; *text; ) {
        size_t size = strcspn(text, " \t\n\r");
        xml_put_n(to, text, size);
        text += size;
        first = first && !size;
        if (*text) {
            bool line = *text == '\n' || *text == '\r';
            text = put_blanks(to, text, first);
            first = line;
        }
    }
    str_add(to, "</text:p>");
}

/* ---- what is not the table ---- */

static const char *safe_name(Sheet *s) {
    const char *title = s->head->title;
    Str name = str_new(s->mem, 64);
    for (int count = 0; *title && count < NAME_MOST; title++) {
        str_add_char(&name, strchr("[]*?:/\\'", *title) ? '-' : *title);
        count += ((unsigned char) title[1] & 0xc0) != 0x80;
    }
    return name.data;
}

static const char manifest[] = XML_HEAD "<manifest:manifest xmlns:manifest=\"" NS "manifest:1.0\" manifest:version=\"1.2\">"
    "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.2\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/>"
    "<manifest:file-entry manifest:full-path=\"meta.xml\" manifest:media-type=\"text/xml\"/>"
    "<manifest:file-entry manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/>"
    "<manifest:file-entry manifest:full-path=\"settings.xml\" manifest:media-type=\"text/xml\"/>"
    "<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>";

static void put_meta(Sheet *s, Str *to) {
    const char *made = s->head->made ? instant_iso(s->mem, s->head->made) : NULL;
    str_add(to, XML_HEAD "<office:document-meta xmlns:office=\"" NS "office:1.0\" xmlns:meta=\"" NS "meta:1.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
        " office:version=\"1.2\"><office:meta><meta:generator>");
    xml_put(to, words(s->mem, T_PAGE_PRODUCT, NULL));
    str_add(to, "/" PREAU_VERSION "</meta:generator><dc:title>");
    xml_put(to, s->head->title);
    str_add(to, "</dc:title><dc:description>");
    xml_put(to, s->head->subtitle);
    str_add(to, "</dc:description><dc:creator>");
    xml_put(to, s->head->school);
    str_add(to, "</dc:creator><dc:language>fr-FR</dc:language>");
    if (made)
        str_printf(to, "<meta:creation-date>%s</meta:creation-date><dc:date>%s</dc:date>", made, made);
    str_add(to, "</office:meta></office:document-meta>");
}

static void put_regions(Str *to, const char *left, const char *right, const char *right_markup) {
    str_add(to, "<style:region-left><text:p>");
    xml_put(to, left);
    str_add(to, "</text:p></style:region-left><style:region-right><text:p>");
    xml_put(to, right);
    str_add(to, right_markup);
    str_add(to, "</text:p></style:region-right>");
}

/* Printed: A4 on its side, title and filters above, date and «page x sur y» below. The catalogue's sentence holds no markup but what we give it. */
static void put_styles(Sheet *s, Str *to) {
    const char *page = words(s->mem, T_SHEET_PAGE, WITH(ARG_TEXT("page", "<text:page-number>1</text:page-number>"),
        ARG_TEXT("pages", "<text:page-count>1</text:page-count>")));
    str_add(to, XML_HEAD "<office:document-styles" NAMESPACES "<office:styles><style:default-style style:family=\"table-cell\"><style:text-properties "
        "fo:language=\"fr\" fo:country=\"FR\"/></style:default-style><style:style style:name=\"Default\" style:family=\"table-cell\"/></office:styles>"
        "<office:automatic-styles><style:page-layout style:name=\"pm\"><style:page-layout-properties fo:page-width=\"29.7cm\" fo:page-height=\"21cm\" "
        "style:print-orientation=\"landscape\" fo:margin-top=\"1cm\" fo:margin-bottom=\"1cm\" fo:margin-left=\"1.2cm\" fo:margin-right=\"1.2cm\" "
        "style:scale-to-X=\"1\" style:scale-to-Y=\"0\"/>"
        "<style:header-style><style:header-footer-properties fo:min-height=\"0.8cm\" fo:margin-bottom=\"0.2cm\"/></style:header-style>"
        "<style:footer-style><style:header-footer-properties fo:min-height=\"0.8cm\" fo:margin-top=\"0.2cm\"/></style:footer-style></style:page-layout>"
        "</office:automatic-styles><office:master-styles><style:master-page style:name=\"Default\" style:page-layout-name=\"pm\"><style:header>");
    put_regions(to, s->head->title, s->head->subtitle, "");
    str_add(to, "</style:header><style:footer>");
    put_regions(to, s->head->printed ? s->head->printed : s->head->school, NULL, page);
    str_add(to, "</style:footer></style:master-page></office:master-styles></office:document-styles>");
}

static void put_setting(Str *to, const char *name, const char *type, int value) {
    str_printf(to, "<config:config-item config:name=\"%s\" config:type=\"%s\">%d</config:config-item>", name, type, value);
}

/* The first row stays in sight. */
static void put_settings(Sheet *s, Str *to) {
    const char *name = safe_name(s);
    str_add(to, XML_HEAD "<office:document-settings xmlns:office=\"" NS "office:1.0\" xmlns:config=\"" NS "config:1.0\" xmlns:ooo=\"http://openoffice.org/2004/office\""
        " office:version=\"1.2\"><office:settings><config:config-item-set config:name=\"ooo:view-settings\"><config:config-item-map-indexed config:name=\"Views\">"
        "<config:config-item-map-entry><config:config-item config:name=\"ViewId\" config:type=\"string\">view1</config:config-item>"
        "<config:config-item-map-named config:name=\"Tables\"><config:config-item-map-entry config:name=\"");
    xml_put(to, name);
    str_add(to, "\">");
    put_setting(to, "HorizontalSplitMode", "short", 0);
    put_setting(to, "VerticalSplitMode", "short", 2);
    put_setting(to, "HorizontalSplitPosition", "int", 0);
    put_setting(to, "VerticalSplitPosition", "int", 1);
    put_setting(to, "ActiveSplitRange", "short", 2);
    put_setting(to, "PositionBottom", "int", 1);
    str_add(to, "</config:config-item-map-entry></config:config-item-map-named><config:config-item config:name=\"ActiveTable\" config:type=\"string\">");
    xml_put(to, name);
    str_add(to, "</config:config-item></config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings>"
        "</office:document-settings>");
}

/* ---- the table ---- */

static void put_formats(Str *to) {
    static const char day[] = "<number:day number:style=\"long\"/><number:text>/</number:text><number:month number:style=\"long\"/><number:text>/</number:text>"
        "<number:year number:style=\"long\"/>";
    str_add(to, "<number:text-style style:name=\"N0\"><number:text-content/></number:text-style>"
        "<number:number-style style:name=\"N1\"><number:number number:decimal-places=\"0\" number:min-integer-digits=\"1\"/></number:number-style>");
    str_printf(to, "<number:date-style style:name=\"N2\" number:language=\"fr\" number:country=\"FR\">%s</number:date-style>"
        "<number:date-style style:name=\"N3\" number:language=\"fr\" number:country=\"FR\">%s<number:text> </number:text><number:hours number:style=\"long\"/>"
        "<number:text>:</number:text><number:minutes number:style=\"long\"/></number:date-style>", day, day);
    for (int kind = CELL_TEXT; kind <= CELL_INSTANT; kind++)
        str_printf(to, "<style:style style:name=\"c%d\" style:family=\"table-cell\" style:parent-style-name=\"Default\" style:data-style-name=\"N%d\"/>", kind, kind);
    str_add(to, "<style:style style:name=\"h\" style:family=\"table-cell\" style:parent-style-name=\"Default\" style:data-style-name=\"N0\">"
        "<style:table-cell-properties fo:border-bottom=\"0.75pt solid #000000\"/><style:text-properties fo:font-weight=\"bold\"/></style:style>"
        "<style:style style:name=\"t\" style:family=\"table\" style:master-page-name=\"Default\"><style:table-properties table:display=\"true\"/></style:style>");
}

static void put_columns(Str *to, const Ods *o, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int width = o->characters[i] * CHARACTER_WIDTH + 50;
        width = width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : width;
        str_printf(to, "<style:style style:name=\"w%zu\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"%d.%02dcm\"/></style:style>",
            i, width / 100, width % 100);
    }
}

static void put_head(Sheet *s, Ods *o, Str *to) {
    const SheetHead *h = s->head;
    str_add(to, XML_HEAD "<office:document-content" NAMESPACES "<office:automatic-styles>");
    put_formats(to);
    put_columns(to, o, h->count);
    str_add(to, "</office:automatic-styles><office:body><office:spreadsheet><table:table table:style-name=\"t\" table:name=\"");
    xml_put(to, safe_name(s));
    str_add(to, "\">");
    for (size_t i = 0; i < h->count; i++)
        str_printf(to, "<table:table-column table:style-name=\"w%zu\" table:default-cell-style-name=\"c%d\"/>", i, h->columns[i].kind);
    str_add(to, "<table:table-header-rows><table:table-row>");
    for (size_t i = 0; i < h->count; i++) {
        str_add(to, "<table:table-cell table:style-name=\"h\" office:value-type=\"string\">");
        put_paragraphs(to, h->columns[i].label);
        str_add(to, "</table:table-cell>");
    }
    str_add(to, "</table:table-row></table:table-header-rows>");
}

/* What waits in OUT goes on: before it, once, what stands above the rows. */
static void send_rows(Sheet *s, Ods *o) {
    if (!o->begun) {
        Str head = str_new(s->mem, 4096);
        put_head(s, o, &head);
        zip_begin(o->zip, "content.xml");
        zip_write(o->zip, head.data, head.size);
        o->begun = true;
    }
    zip_write(o->zip, o->out.data, o->out.size);
    o->out.size = 0;
}

static void put_small(Sheet *s, Ods *o, const char *name, void (*put)(Sheet *s, Str *to)) {
    o->out.size = 0;
    put(s, &o->out);
    zip_put(o->zip, name, o->out.data, o->out.size);
    o->out.size = 0;
}

static void *begin(Sheet *s) {
    static const char type[] = "application/vnd.oasis.opendocument.spreadsheet";
    Ods *o = NEW(s->mem, Ods);
    *o = (Ods){ .zip = zip_new(s->mem, s->to), .out = str_new(s->mem, PIECE + 8192),
        .characters = NEW_ARRAY(s->mem, int, s->head->count) };
    for (size_t i = 0; i < s->head->count; i++)
        o->characters[i] = (int) strlen(s->head->columns[i].label);
    zip_store(o->zip, "mimetype", type, sizeof type - 1);       /* first, and as it is: so the format is known from outside */
    zip_put(o->zip, "META-INF/manifest.xml", manifest, sizeof manifest - 1);
    put_small(s, o, "meta.xml", put_meta);
    put_small(s, o, "styles.xml", put_styles);
    put_small(s, o, "settings.xml", put_settings);
    return o;
}

static void put_cell(Ods *o, CellKind kind, const Cell *cell, int *characters) {
    static const char *const openings[] = { "<table:table-cell office:value-type=\"string\">", "<table:table-cell office:value-type=\"float\" office:value=\"",
        "<table:table-cell office:value-type=\"date\" office:date-value=\"", "<table:table-cell office:value-type=\"date\" office:date-value=\"" };
    Str *to = &o->out;
    if (cell_empty(kind, cell)) {
        str_add(to, "<table:table-cell/>");
        return;
    }
    str_add(to, openings[kind]);
    if (kind == CELL_TEXT) {
        int size = (int) strnlen(cell->text, 1000);
        *characters = size > *characters ? size : *characters;
        put_paragraphs(to, cell->text);
    } else {
        *characters = kind == CELL_DAY && *characters < 10 ? 10 : kind == CELL_INSTANT && *characters < 16 ? 16 : *characters;
        cell_print_iso(to, kind, cell);
        str_add(to, "\"><text:p>");
        cell_print(to, kind, cell);
        str_add(to, "</text:p>");
    }
    str_add(to, "</table:table-cell>");
}

static void row(Sheet *s, const Cell *cells) {
    Ods *o = s->own;
    str_add(&o->out, "<table:table-row>");
    for (size_t i = 0; i < s->head->count; i++)
        put_cell(o, s->head->columns[i].kind, &cells[i], &o->characters[i]);
    str_add(&o->out, "</table:table-row>");
    if (++o->rows >= ROWS_LOOKED_AT && o->out.size >= PIECE)
        send_rows(s, o);
}

static bool end(Sheet *s) {
    Ods *o = s->own;
    str_add(&o->out, "</table:table></office:spreadsheet></office:body></office:document-content>");
    send_rows(s, o);
    return zip_end(o->zip);
}

const SheetWriter sheet_ods = { begin, row, end };
