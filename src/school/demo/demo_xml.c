#include "school/demo/demo_xml.h"

#include <stdint.h>

/* What ISO-8859-15 does not have is written as SIECLE would be given it: the nearest letter. */
static int latin9_of(uint32_t point) {
    static const struct { uint32_t point; int byte; } own[] = { { 0x20AC, 0xA4 }, { 0x160, 0xA6 }, { 0x161, 0xA8 }, { 0x17D, 0xB4 }, { 0x17E, 0xB8 }, { 0x152, 0xBC },
        { 0x153, 0xBD }, { 0x178, 0xBE }, { 0x2019, '\'' }, { 0x2013, '-' }, { 0x1EC5, 'e' }, { 0x1EC4, 'E' }, { 0x1EA6, 'A' }, { 0x1ECB, 'i' }, { 0x141, 'L' }, { 0x142, 'l' },
        { 0x15A, 'S' }, { 0, 0 } };
    for (int i = 0; own[i].point; i++)
        if (own[i].point == point)
            return own[i].byte;
    return point < 0x100 ? (int) point : '?';
}

static void write_text(FILE *out, const char *utf8) {
    for (const unsigned char *p = (const unsigned char *) utf8; *p; ) {
        int more = *p >= 0xF0 ? 3 : *p >= 0xE0 ? 2 : *p >= 0xC0 ? 1 : 0;
        uint32_t point = more ? *p & (0x3Fu >> more) : *p;
        for (int i = 0; i < more; i++)
            point = point << 6 | (*++p & 0x3F);
        p++;
        if (point == '&' || point == '<' || point == '>' || point == '"')
            fputs(point == '&' ? "&amp;" : point == '<' ? "&lt;" : point == '>' ? "&gt;" : "&quot;", out);
        else
            fputc(latin9_of(point), out);
    }
}

DemoXml demo_xml_begin(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    DemoXml x = { .out = fopen(path, "wb") };
    if (x.out)
        fputs("<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n", x.out);
    return x;
}

bool demo_xml_end(DemoXml *x) {
    bool written = x->out && !ferror(x->out);
    bool closed = x->out && fclose(x->out) == 0;
    return written && closed;
}

static void indent(DemoXml *x) {
    for (int i = 0; i < x->depth; i++)
        fputs("  ", x->out);
}

static void write_attribute(DemoXml *x, const char *name, const char *value) {
    if (!name || !value)
        return;
    fprintf(x->out, " %s=\"", name);
    write_text(x->out, value);
    fputc('"', x->out);
}

void demo_open(DemoXml *x, const char *element, const char *attribute, const char *value, const char *attribute_2, const char *value_2) {
    indent(x);
    fprintf(x->out, "<%s", element);
    write_attribute(x, attribute, value);
    write_attribute(x, attribute_2, value_2);
    fputs(">\n", x->out);
    x->depth++;
}

void demo_close(DemoXml *x, const char *element) {
    x->depth--;
    indent(x);
    fprintf(x->out, "</%s>\n", element);
}

void demo_leaf(DemoXml *x, const char *element, const char *text) {
    if (!text)
        return;
    indent(x);
    fprintf(x->out, "<%s>", element);
    write_text(x->out, text);
    fprintf(x->out, "</%s>\n", element);
}

void demo_leaf_int(DemoXml *x, const char *element, long number) {
    indent(x);
    fprintf(x->out, "<%s>%ld</%s>\n", element, number, element);
}
