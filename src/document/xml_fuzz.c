/* Any bytes as XML: looked at, then parsed; every value of every element is read. */
#include "base/must.h"
#include "base/text.h"
#include "document/xml_look.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Bytes { const uint8_t *at; size_t left; } Bytes;

static int give(void *context, char *to, int size) {
    Bytes *b = context;
    size_t given = b->left < (size_t) size ? b->left : (size_t) size;
    memcpy(to, b->at, given);
    b->at += given;
    b->left -= given;
    return (int) given;
}

static void walk(const XmlNode *node, Arena *mem) {
    const char *text = xml_text(node, mem), *like = xml_value_like(node, "CODE", mem);
    must(text_is_utf8(text, strlen(text)));
    must(!like || text_is_utf8(like, strlen(like)));
    xml_value(node, "ID", mem);
    for (const XmlNode *c = xml_child(node, NULL); c; c = xml_sibling(c, NULL))
        walk(c, mem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *mem = arena_new();
    Bytes all = { data, size };
    XmlLook seen = xml_look((XmlSource){ give, &all }, mem);
    if (seen.trouble == XML_FINE && (size_t) seen.skip <= size) {
        Bytes again = { data + seen.skip, size - (size_t) seen.skip };
        XmlReader *x = xml_open(mem, (XmlSource){ give, &again }, seen.encoding);
        while (xml_next(x)) {
            const XmlNode *node = xml_depth(x) == 2 ? xml_element(x) : NULL;
            xml_attribute(x, "ID", mem);
            if (node)
                walk(node, mem);
        }
        must(xml_trouble(x) != XML_DOCTYPE);            /* seen before */
    }
    arena_free(mem);
    return 0;
}
