#include "document/xml_look.h"

#include "base/str.h"

#include <string.h>

#define CHUNK (64 * 1024)
#define OVERLAP 16                  /* more than the longest text that is looked for */
#define GAP_MOST (64 * 1024)        /* bytes from one «<» to the next: no value, and no tag, of these files is as long */
#define GAP_LONG 1024               /* from here on «=» are counted: attributes are compared two by two */
#define EQUALS_MOST 64
#define HEAD 1024

typedef struct Look {
    XmlLook seen;
    XmlSource source;
    char *buffer;                   /* the end of the chunk before, then this chunk */
    size_t carried;
    char head[HEAD + 1];            /* without NUL bytes */
    size_t head_size;
    uint32_t lines;                 /* ended before this chunk */
    size_t gap, equals;             /* bytes since the last «<», «=» among them */
    bool wide, begun, opened;       /* two bytes a letter; the first bytes were looked at; there was a «<» */
    bool high[256];                 /* bytes over 127 that occur */
    bool any_high, bad_utf8;
    int expected;                   /* bytes of a UTF-8 letter that still must come */
    uint8_t least, most;            /* bounds of the next of them */
} Look;

/* ---- is it UTF-8? ---- */

static void begin_letter(Look *l, uint8_t b) {
    l->least = 0x80;
    l->most = 0xBF;
    if (b >= 0xC2 && b <= 0xDF) {
        l->expected = 1;
    } else if (b >= 0xE0 && b <= 0xEF) {
        l->expected = 2;
        l->least = b == 0xE0 ? 0xA0 : 0x80;
        l->most = b == 0xED ? 0x9F : 0xBF;
    } else if (b >= 0xF0 && b <= 0xF4) {
        l->expected = 3;
        l->least = b == 0xF0 ? 0x90 : 0x80;
        l->most = b == 0xF4 ? 0x8F : 0xBF;
    } else {
        l->bad_utf8 = true;
    }
}

static void note_byte(Look *l, uint8_t b) {
    if (b >= 0x80) {
        l->high[b] = true;
        l->any_high = true;
    }
    if (l->expected) {
        if (b < l->least || b > l->most)
            l->bad_utf8 = true;
        l->expected = l->bad_utf8 ? 0 : l->expected - 1;
        l->least = 0x80;
        l->most = 0xBF;
    } else if (b >= 0x80 && !l->bad_utf8) {
        begin_letter(l, b);
    }
}

static void note_bytes(Look *l, const char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        uint64_t eight;
        if (!l->expected && size - i >= sizeof eight) {     /* most of these files is ASCII */
            memcpy(&eight, bytes + i, sizeof eight);
            if (!(eight & 0x8080808080808080u)) {
                i += sizeof eight - 1;
                continue;
            }
        }
        note_byte(l, (uint8_t) bytes[i]);
    }
}

/* ---- what must not be there ---- */

static uint32_t count_of(char wanted, const char *bytes, size_t size) {
    uint32_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += bytes[i] == wanted;
    return count;
}

static uint32_t lines_in(const char *bytes, size_t size) { return count_of('\n', bytes, size); }

static void refuse(Look *l, XmlTrouble trouble, const char *at) {
    l->seen.trouble = trouble;
    l->seen.line = l->lines + 1 + (at > l->buffer + l->carried ? lines_in(l->buffer + l->carried, (size_t) (at - l->buffer) - l->carried) : 0);
}

static void look_for(Look *l, size_t size, const char *text) {
    const char *found = l->seen.trouble == XML_FINE ? memmem(l->buffer, l->carried + size, text, strlen(text)) : NULL;
    if (found)
        refuse(l, XML_DOCTYPE, found);
}

static void measure_gaps(Look *l, size_t size) {
    const char *chunk = l->buffer + l->carried, *end = chunk + size;
    for (const char *at = chunk, *next; at < end; at = next) {
        next = memchr(at, '<', (size_t) (end - at));
        next = next ? next + 1 : end;
        l->gap += (size_t) (next - at);
        if (l->gap > GAP_LONG)
            l->equals += count_of('=', at, (size_t) (next - at));
        if ((l->gap > GAP_MOST || l->equals > EQUALS_MOST) && l->seen.trouble == XML_FINE)
            refuse(l, XML_TOO_LARGE, at);
        if (next[-1] == '<') {
            l->gap = l->equals = 0;
            l->opened = true;
        }
    }
}

/* ---- chunk after chunk ---- */

static size_t without_nul(char *bytes, size_t size) {
    size_t kept = 0;
    for (size_t i = 0; i < size; i++)
        if (bytes[i])
            bytes[kept++] = bytes[i];
    return kept;
}

static void wide(Look *l, const char *encoding, bool mark) {
    l->wide = true;
    l->seen.encoding = encoding;
    l->seen.skip = mark ? 2 : 0;
}

/* The byte order mark, or the NUL bytes between the first letters of a wide file without one. */
static void begin(Look *l, const char *bytes, size_t size) {
    char b[4] = { 0 };
    memcpy(b, bytes, size < sizeof b ? size : sizeof b);
    l->begun = true;
    if (memcmp(b, "\xEF\xBB\xBF", 3) == 0) {
        l->seen.encoding = "UTF-8";
        l->seen.skip = 3;
    } else if (memcmp(b, "\xFF\xFE\0", 4) == 0 || memcmp(b, "\0", 2) == 0) {
        l->seen.trouble = XML_NOT_XML;          /* four bytes a letter, or none at all */
        l->seen.line = 1;
    } else if (memcmp(b, "\xFF\xFE", 2) == 0 || memcmp(b, "<", 2) == 0) {
        wide(l, "UTF-16LE", *b != '<');
    } else if (memcmp(b, "\xFE\xFF", 2) == 0 || memcmp(b, "\0<", 2) == 0) {
        wide(l, "UTF-16BE", *b != '\0');
    }
}

static void look_at_chunk(Look *l, size_t size) {
    char *chunk = l->buffer + l->carried;
    if (!l->begun)
        begin(l, chunk, size);
    if (!l->wide)
        note_bytes(l, chunk, size);
    size = without_nul(chunk, size);
    for (size_t i = 0; i < size && l->head_size < HEAD; i++)
        l->head[l->head_size++] = chunk[i];
    look_for(l, size, "<!DOCTYPE");
    look_for(l, size, "<!ENTITY");
    measure_gaps(l, size);
    l->lines += lines_in(chunk, size);
    size_t all = l->carried + size, kept = all < OVERLAP ? all : OVERLAP;
    memmove(l->buffer, l->buffer + all - kept, kept);
    l->carried = kept;
}

/* ---- the encoding ---- */

/* The name after encoding= in the declaration, in capitals; "" when it has none. */
static char *declared(Look *l, Arena *mem) {
    char *end = strstr(l->head, "?>"), *at = strstr(l->head, "encoding");
    if (!end || !at || at > end || !strstr(l->head, "<?xml"))
        return "";
    at += strcspn(at, "\"'>");
    char *name = arena_text_n(mem, at + 1, *at == '>' || !*at ? 0 : strcspn(at + 1, "\"'>"));
    for (char *c = name; *c; c++)
        *c = *c >= 'a' && *c <= 'z' ? (char) (*c - 'a' + 'A') : *c == '_' ? '-' : *c;
    return name;
}

static bool is_one_of(const char *name, const char *const *names) {
    for (; *names; names++)
        if (str_equal(*names, name))
            return true;
    return false;
}

static bool occurs(const Look *l, const char *bytes) {
    for (; *bytes; bytes++)
        if (l->high[(uint8_t) *bytes])
            return true;
    return false;
}

/* Bytes 0x80 to 0x9F mean nothing in ISO-8859: they come from Windows, unless what differs between the two is there as well. */
static bool is_windows(const Look *l) {
    static const char undefined[] = "\x81\x8d\x8f\x90\x9d", of_15[] = "\xa4\xa6\xa8\xb4\xb8\xbc\xbd\xbe";
    bool control = false;
    for (int b = 0x80; b < 0xA0; b++)
        control = control || l->high[b];
    return control && !occurs(l, undefined) && !occurs(l, of_15);
}

static void choose(Look *l, Arena *mem) {
    static const char *const of_windows[] = { "WINDOWS-1252", "CP1252", "CP-1252", "ANSI", NULL };
    static const char *const of_latin9[] = { "ISO-8859-15", "ISO8859-15", "LATIN9", "LATIN-9", NULL };
    static const char *const of_latin1[] = { "ISO-8859-1", "ISO8859-1", "LATIN1", "LATIN-1", "US-ASCII", "ASCII", NULL };
    const char *name = declared(l, mem);
    bool latin9 = is_one_of(name, of_latin9), latin1 = is_one_of(name, of_latin1), windows = is_one_of(name, of_windows);
    bool one_byte = latin9 || latin1 || windows, utf8 = !l->bad_utf8 && !l->expected;
    XmlLook *s = &l->seen;
    if (s->encoding && (l->wide || utf8))
        return;
    if (utf8 && (l->any_high || !one_byte)) {       /* accents that are well-formed UTF-8 by chance: never seen */
        s->encoding = "UTF-8";
        s->lies = one_byte || (*name && !str_equal(name, "UTF-8") && !str_equal(name, "UTF8"));
        return;
    }
    s->lies = !one_byte;
    s->encoding = one_byte && is_windows(l) ? "WINDOWS-1252" : latin1 ? "ISO-8859-1" : windows && !occurs(l, "\x81\x8d\x8f\x90\x9d") ? "WINDOWS-1252" : "ISO-8859-15";
}

XmlLook xml_look(XmlSource source, Arena *mem) {
    Look *l = NEW(mem, Look);
    l->source = source;
    l->buffer = arena_alloc(mem, OVERLAP + CHUNK, 1);
    for (int got; l->seen.trouble == XML_FINE && (got = source.read(source.context, l->buffer + l->carried, CHUNK)) != 0; )
        if (got < 0)
            l->seen.trouble = XML_SOURCE_FAILED;
        else
            look_at_chunk(l, (size_t) got);
    if (l->seen.trouble == XML_FINE && !l->opened) {
        l->seen.trouble = XML_NOT_XML;
        l->seen.line = 1;
    }
    if (l->seen.trouble == XML_FINE)
        choose(l, mem);
    return l->seen;
}
