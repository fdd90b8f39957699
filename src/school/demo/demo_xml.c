#include "school/demo/demo_xml.h"

XmlOut put_new(Arena *mem, size_t expected) {
    XmlOut o = { .text = str_new(mem, expected) };
    str_add(&o.text, "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n");
    return o;
}

static void add_escaped(Str *s, const char *text) {
    const char *from = text;
    for (; *text; text++) {
        const char *entity = *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : *text == '>' ? "&gt;" : *text == '"' ? "&quot;" : NULL;
        if (!entity)
            continue;
        str_add_n(s, from, (size_t) (text - from));
        str_add(s, entity);
        from = text + 1;
    }
    str_add_n(s, from, (size_t) (text - from));
}

static void indent(XmlOut *o) {
    for (int i = 0; i < o->depth; i++)
        str_add_n(&o->text, "  ", 2);
}

static void start(XmlOut *o, const char *name) {
    indent(o);
    str_add_char(&o->text, '<');
    str_add(&o->text, name);
}

static void add_attribute(XmlOut *o, const char *name, const char *value) {
    if (!name)
        return;
    str_add_char(&o->text, ' ');
    str_add(&o->text, name);
    str_add(&o->text, "=\"");
    add_escaped(&o->text, value);
    str_add_char(&o->text, '"');
}

void put_open_two(XmlOut *o, const char *name, const char *first, const char *value, const char *second, const char *value_2) {
    start(o, name);
    add_attribute(o, first, value);
    add_attribute(o, second, value_2);
    str_add(&o->text, ">\n");
    o->depth++;
}

void put_open(XmlOut *o, const char *name) {
    put_open_two(o, name, NULL, NULL, NULL, NULL);
}

void put_open_with(XmlOut *o, const char *name, const char *attribute, const char *value) {
    put_open_two(o, name, attribute, value, NULL, NULL);
}

void put_close(XmlOut *o, const char *name) {
    o->depth--;
    indent(o);
    str_add(&o->text, "</");
    str_add(&o->text, name);
    str_add(&o->text, ">\n");
}

void put_leaf(XmlOut *o, const char *name, const char *text) {
    if (!text)
        return;
    start(o, name);
    str_add_char(&o->text, '>');
    add_escaped(&o->text, text);
    str_add(&o->text, "</");
    str_add(&o->text, name);
    str_add(&o->text, ">\n");
}

void put_int(XmlOut *o, const char *name, int64_t number) {
    put_leaf(o, name, arena_printf(o->text.arena, "%lld", (long long) number));
}

void put_empty_two(XmlOut *o, const char *name, const char *first, const char *value, const char *second, const char *value_2) {
    start(o, name);
    add_attribute(o, first, value);
    add_attribute(o, second, value_2);
    str_add(&o->text, "/>\n");
}

void put_empty_with(XmlOut *o, const char *name, const char *attribute, const char *value) {
    put_empty_two(o, name, attribute, value, NULL, NULL);
}

/* ---- encoding ---- */

static char latin9(uint32_t letter) {
    static const struct { uint32_t letter; unsigned char byte; } moved[] = { { 0x20ac, 0xa4 }, { 0x160, 0xa6 }, { 0x161, 0xa8 }, { 0x17d, 0xb4 },
        { 0x17e, 0xb8 }, { 0x152, 0xbc }, { 0x153, 0xbd }, { 0x178, 0xbe }, { 0x2019, '\'' }, { 0x2013, '-' }, { 0x2014, '-' } };
    for (size_t i = 0; i < sizeof moved / sizeof *moved; i++) {
        if (moved[i].letter == letter)
            return (char) moved[i].byte;
        if (moved[i].byte == letter && letter >= 0xa0)      /* ¤ ¦ ¨ ´ ¸ ¼ ½ ¾ gave their places up */
            return '?';
    }
    return letter < 0x100 ? (char) (unsigned char) letter : '?';
}

Str put_latin9(const Str *utf8) {
    Str bytes = str_new(utf8->arena, utf8->size + 1);
    const unsigned char *at = (const unsigned char *) utf8->data, *end = at + utf8->size;
    while (at < end) {
        if (*at < 0x80) {
            const unsigned char *from = at;
            while (at < end && *at < 0x80)
                at++;
            str_add_n(&bytes, (const char *) from, (size_t) (at - from));
            continue;
        }
        int more = *at >= 0xf0 ? 3 : *at >= 0xe0 ? 2 : 1;
        uint32_t letter = *at++ & (0x3fu >> more);
        for (; more && at < end; more--)
            letter = letter << 6 | (*at++ & 0x3f);
        str_add_char(&bytes, latin9(letter));
    }
    return bytes;
}
