/* Text with separators, as every program writes it differently: which encoding and which separator it has is seen in its bytes. */
#include "document/table_parts.h"

#include "base/str.h"
#include "base/text.h"
#include "document/sheet.h"

#include <string.h>

/* ---- encoding ---- */

static void put_code_point(Str *s, uint32_t c) {
    char bytes[4];
    int size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (int i = size - 1; i > 0; i--, c >>= 6)
        bytes[i] = (char) (0x80 | (c & 0x3f));
    static const unsigned char heads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    bytes[0] = (char) (heads[size] | c);
    str_add_n(s, bytes, (size_t) size);
}

/* Two bytes each, HIGH first or not. NULL: not well-formed, or a NUL in it. */
static const char *from_utf16(Arena *mem, const unsigned char *bytes, size_t size, bool high_first) {
    Str s = str_new(mem, size + 16);
    for (size_t i = 0; i + 1 < size; i += 2) {
        uint32_t unit = (uint32_t) (bytes[i + high_first] | bytes[i + !high_first] << 8), low = 0;
        if (unit >= 0xd800 && unit < 0xdc00 && i + 3 < size) {
            i += 2;
            low = (uint32_t) (bytes[i + high_first] | bytes[i + !high_first] << 8);
            if (low < 0xdc00 || low > 0xdfff)
                return NULL;
            unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        }
        if (!unit || (unit >= 0xd800 && unit < 0xe000))
            return NULL;
        put_code_point(&s, unit);
    }
    return s.data;
}

/* What Windows has at 0x80 to 0x9F, where the standard has nothing. */
static const uint16_t windows[32] = { 0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018,
    0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178 };

static const char *from_one_byte(Arena *mem, const char *bytes, size_t size) {
    bool is_windows = false;
    for (size_t i = 0; i < size; i++)
        is_windows = is_windows || ((unsigned char) bytes[i] >= 0x80 && (unsigned char) bytes[i] < 0xa0);
    if (!is_windows)
        return text_from_latin9(mem, bytes, size);
    Str s = str_new(mem, size + size / 8 + 16);
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char) bytes[i];
        put_code_point(&s, c >= 0x80 && c < 0xa0 ? windows[c - 0x80] : c);
    }
    return s.data;
}

/* Latin letters in two bytes without a mark: every other byte is NUL. */
static bool looks_utf16(const char *bytes, size_t size, size_t nul_at) {
    size_t some = size < 200 ? size : 200, nuls = 0;
    for (size_t i = nul_at; i < some; i += 2)
        nuls += bytes[i] == '\0';
    return some >= 4 && nuls * 2 > some / 2;
}

static const char *as_text(Arena *mem, const char *bytes, size_t size) {
    const unsigned char *b = (const unsigned char *) bytes;
    if (size >= 3 && b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf)
        return text_is_utf8(bytes + 3, size - 3) ? arena_text_n(mem, bytes + 3, size - 3) : NULL;
    if (size >= 2 && ((b[0] == 0xff && b[1] == 0xfe) || (b[0] == 0xfe && b[1] == 0xff)))
        return from_utf16(mem, b + 2, size - 2, b[0] == 0xfe);
    if (looks_utf16(bytes, size, 1))
        return from_utf16(mem, b, size, false);
    if (looks_utf16(bytes, size, 0))
        return from_utf16(mem, b, size, true);
    if (memchr(bytes, '\0', size))
        return NULL;
    return text_is_utf8(bytes, size) ? arena_text_n(mem, bytes, size) : from_one_byte(mem, bytes, size);
}

/* A few control characters may stray into a text; a text is not made of them. */
static bool is_text(const char *text) {
    size_t odd = 0, size = 0;
    for (const char *c = text; *c && size < 4096; c++, size++)
        odd += (unsigned char) *c < 0x20 && !strchr("\t\n\r", *c);
    return odd * 20 <= size;
}

/* ---- separators ---- */

/* "sep=;" is how Excel is told. */
static char told_separator(const char **text) {
    const char *t = *text;
    if (strncasecmp(t, "sep=", 4) != 0 || !t[4] || (t[5] != '\n' && t[5] != '\r'))
        return '\0';
    *text = t + 5;
    return t[4];
}

/* The one that stands in most of the first lines, outside quotes; a line has as many of it as the others. */
static char seen_separator(const char *text) {
    static const char candidates[] = "\t;,|";
    int best = 0, most = 0;
    char found = ';';
    for (const char *candidate = candidates; *candidate; candidate++) {
        int lines = 0, with = 0, alike = 0, first = -1, here = 0;
        bool quoted = false;
        for (const char *c = text; lines < 30; c++) {
            quoted = quoted != (*c == '"');
            here += *c == *candidate && !quoted;
            if (*c && (*c != '\n' || quoted))
                continue;
            lines++;
            with += here > 0;
            first = first < 0 && here ? here : first;
            alike += here > 0 && here == first;
            here = 0;
            if (!*c)
                break;
        }
        int weight = with + 2 * alike;
        if (weight > best || (weight == best && first > most)) {
            best = weight;
            most = first;
            found = *candidate;
        }
    }
    return found;
}

/* ---- cells ---- */

/* The cell at AT in CELL; where it ends. Quotes are such only at a cell's beginning, as spreadsheets have it. */
static const char *read_cell(Str *cell, const char *at, char separator) {
    cell->size = 0;
    if (*at == '"') {
        for (at++; *at && (*at != '"' || at[1] == '"'); at++) {
            at += *at == '"';
            str_add_char(cell, *at);
        }
        at += *at == '"';
    }
    for (; *at && *at != separator && *at != '\n' && *at != '\r'; at++)
        str_add_char(cell, *at);
    return at;
}

/* ="0612345678": how some keep a zero. Our own files have an apostrophe before what would be a formula. */
static const char *plain_cell(Arena *mem, const char *cell) {
    size_t size = strlen(cell);
    if (size >= 3 && cell[0] == '=' && cell[1] == '"' && cell[size - 1] == '"')
        return arena_text_n(mem, cell + 2, size - 3);
    return sheet_csv_plain(cell);
}

static void read_lines(TableMaker *m, const char *at, char separator, int first) {
    Str cell = str_new(m->mem, 256);
    table_sheet(m, "");
    for (int number = first; *at && m->trouble == TABLE_FINE; number++) {
        table_line(m, number);
        for (int column = 0;; column++) {
            at = read_cell(&cell, at, separator);
            cell.data[cell.size] = '\0';
            table_cell(m, column, plain_cell(m->mem, cell.data));
            if (*at != separator || !*at)
                break;
            at++;
        }
        at += *at == '\r';
        at += *at == '\n';
    }
}

void table_csv(TableMaker *m, const char *bytes, size_t size) {
    const char *text = as_text(m->mem, bytes, size);
    if (!text || !is_text(text)) {
        table_fail(m, TABLE_NOT_TABLE);
        return;
    }
    char separator = told_separator(&text);
    if (separator)
        text += (*text == '\r') + (text[*text == '\r'] == '\n');
    read_lines(m, text, separator ? separator : seen_separator(text), separator ? 2 : 1);
}
