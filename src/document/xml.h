/* XML as a stream of elements: the only place that knows libxml2. No DTD is read, no entity expanded, nothing fetched
 * (FX5, P-16): any DOCTYPE is refused. In which encoding the bytes are read is the caller's to say: xml_look.h. */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct XmlSource {
    int (*read)(void *context, char *to, int size);     /* bytes given, 0 at the end, -1 when it failed */
    void *context;
} XmlSource;

typedef enum XmlTrouble { XML_FINE, XML_NOT_XML, XML_DOCTYPE, XML_MALFORMED, XML_TRUNCATED, XML_TOO_DEEP, XML_TOO_LARGE,
    XML_SOURCE_FAILED } XmlTrouble;

typedef struct XmlReader XmlReader;
typedef struct _xmlNode XmlNode;

XmlReader *xml_open(Arena *mem, XmlSource source, const char *encoding);
bool xml_next(XmlReader *x);                    /* to the next start of an element, inwards; false at the end or on trouble */
const char *xml_name(const XmlReader *x);       /* without prefix */
int xml_depth(const XmlReader *x);              /* 0: the root */
uint32_t xml_line(const XmlReader *x);
const char *xml_attribute(XmlReader *x, const char *name, Arena *mem);

/* The whole element being read, valid until xml_next, which then goes on after it; NULL on trouble. An element of more than 1 MB is one. */
const XmlNode *xml_element(XmlReader *x);

XmlTrouble xml_trouble(const XmlReader *x);
uint32_t xml_last_line(const XmlReader *x);

/* Inside an element. A value is an attribute or a child of that name (the one that says something): trimmed, NFC; NULL when absent, "" when empty. */
const char *xml_value(const XmlNode *element, const char *name, Arena *mem);
const char *xml_text(const XmlNode *element, Arena *mem);
const XmlNode *xml_child(const XmlNode *element, const char *name);         /* the first of that name; NULL name: any */
const XmlNode *xml_sibling(const XmlNode *element, const char *name);
uint32_t xml_node_line(const XmlNode *element);
const char *xml_node_name(const XmlNode *element);

/* The value of the first attribute, else child, whose name begins so; NULL when there is none. */
const char *xml_value_like(const XmlNode *element, const char *prefix, Arena *mem);
