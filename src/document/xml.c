#include "document/xml.h"

#include "base/text.h"

#include <libxml/xmlreader.h>
#include <string.h>

#define DEPTH_MOST 64
#define ELEMENT_MOST ((int64_t) 1024 * 1024)
#define NAMES_MOST 4096         /* different ones: libxml2 keeps them all, ever more slowly */

struct XmlReader {
    Arena *mem;
    XmlSource source;
    xmlTextReaderPtr reader;
    XmlTrouble trouble;
    uint32_t last_line;
    int64_t given, expanding_since;         /* bytes of the source; -1 outside xml_element */
    bool at_end, expanded;
};

static int give(void *context, char *to, int size) {
    XmlReader *x = context;
    int given = x->source.read(x->source.context, to, size);
    if (given == 0)
        x->at_end = true;
    if (given < 0)
        x->trouble = XML_SOURCE_FAILED;
    x->given += given > 0 ? given : 0;
    if (x->expanding_since >= 0 && x->given - x->expanding_since > ELEMENT_MOST) {
        x->trouble = XML_TOO_LARGE;
        return -1;
    }
    return given;
}

static void note(void *context, xmlErrorPtr error) {
    XmlReader *x = context;
    if (error->level < XML_ERR_ERROR || error->domain == XML_FROM_NAMESPACE)        /* a prefix that nobody declared harms nobody */
        return;
    if (error->line > 0)
        x->last_line = (uint32_t) error->line;
    if (x->trouble != XML_FINE)
        return;
    const xmlParserCtxt *parser = error->ctxt;
    if (parser && parser->instate == XML_PARSER_EPILOG) {       /* something more after the root has ended */
        x->trouble = XML_MALFORMED;
        return;
    }
    bool cut = error->code == XML_ERR_TAG_NOT_FINISHED || error->code == XML_ERR_DOCUMENT_END || (x->at_end && error->code != XML_ERR_TAG_NAME_MISMATCH);
    x->trouble = error->code == XML_ERR_DOCUMENT_EMPTY ? XML_NOT_XML : cut ? XML_TRUNCATED : XML_MALFORMED;
}

static void quiet(void *context, const char *format, ...) {
    (void) context;
    (void) format;
}

static void drop(void *reader) {
    xmlFreeTextReader(reader);
}

XmlReader *xml_open(Arena *mem, XmlSource source, const char *encoding) {
    XmlReader *x = NEW(mem, XmlReader);
    *x = (XmlReader){ .mem = mem, .source = source, .expanding_since = -1 };
    xmlSetGenericErrorFunc(NULL, quiet);
    x->reader = xmlReaderForIO(give, NULL, x, NULL, encoding, XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_BIG_LINES | XML_PARSE_IGNORE_ENC);
    if (!x->reader) {
        x->trouble = XML_NOT_XML;
        return x;
    }
    arena_on_drop(mem, drop, x->reader);
    xmlTextReaderSetStructuredErrorHandler(x->reader, (xmlStructuredErrorFunc) note, x);
    return x;
}

static bool too_many_names(XmlReader *x) {
    const xmlNode *node = xmlTextReaderCurrentNode(x->reader);      /* asking the reader for its document would keep it for ever */
    return node && node->doc && node->doc->dict && xmlDictSize(node->doc->dict) > NAMES_MOST;
}

static bool fail(XmlReader *x, XmlTrouble trouble) {
    if (x->trouble == XML_FINE)
        x->trouble = trouble;
    int line = x->reader ? xmlTextReaderGetParserLineNumber(x->reader) : 0;
    if (line > 0)
        x->last_line = (uint32_t) line;
    return false;
}

bool xml_next(XmlReader *x) {
    if (x->trouble != XML_FINE)
        return false;
    for (;;) {
        int more = x->expanded ? xmlTextReaderNext(x->reader) : xmlTextReaderRead(x->reader);
        x->expanded = false;
        if (more < 0)
            return fail(x, x->at_end ? XML_TRUNCATED : XML_MALFORMED);
        if (x->trouble != XML_FINE)
            return fail(x, x->trouble);
        if (more == 0)
            return false;
        if (too_many_names(x))
            return fail(x, XML_TOO_LARGE);
        int type = xmlTextReaderNodeType(x->reader);
        if (type == XML_READER_TYPE_DOCUMENT_TYPE)
            return fail(x, XML_DOCTYPE);
        if (type != XML_READER_TYPE_ELEMENT)
            continue;
        if (xmlTextReaderDepth(x->reader) > DEPTH_MOST)
            return fail(x, XML_TOO_DEEP);
        return true;
    }
}

const char *xml_name(const XmlReader *x) {
    return (const char *) xmlTextReaderConstLocalName(x->reader);
}

int xml_depth(const XmlReader *x) {
    return xmlTextReaderDepth(x->reader);
}

uint32_t xml_line(const XmlReader *x) {
    return (uint32_t) xmlGetLineNo(xmlTextReaderCurrentNode(x->reader));
}

const char *xml_attribute(XmlReader *x, const char *name, Arena *mem) {
    xmlChar *value = xmlTextReaderGetAttribute(x->reader, (const xmlChar *) name);
    char *copy = arena_text(mem, (const char *) value);
    xmlFree(value);
    return copy;
}

const XmlNode *xml_element(XmlReader *x) {
    x->expanding_since = x->given;
    xmlNodePtr node = xmlTextReaderExpand(x->reader);
    x->expanding_since = -1;
    x->expanded = true;
    if (!node || x->trouble != XML_FINE) {
        fail(x, x->at_end ? XML_TRUNCATED : XML_MALFORMED);
        return NULL;
    }
    return node;
}

XmlTrouble xml_trouble(const XmlReader *x) { return x->trouble; }
uint32_t xml_last_line(const XmlReader *x) { return x->last_line; }

/* ---- inside an element ---- */

static const char *clean(const xmlChar *text, Arena *mem) {
    return text_trim(mem, text_nfc(mem, text ? (const char *) text : ""));
}

const char *xml_text(const XmlNode *element, Arena *mem) {
    /* One text child is the rule and needs no copy by libxml2. */
    if (element->children && !element->children->next && element->children->type == XML_TEXT_NODE)
        return clean(element->children->content, mem);
    xmlChar *content = xmlNodeGetContent(element);
    const char *text = clean(content, mem);
    xmlFree(content);
    return text;
}

static const XmlNode *from(const XmlNode *node, const char *name) {
    for (; node; node = node->next)
        if (node->type == XML_ELEMENT_NODE && (!name || strcmp((const char *) node->name, name) == 0))
            return node;
    return NULL;
}

const XmlNode *xml_child(const XmlNode *element, const char *name) { return from(element->children, name); }
const XmlNode *xml_sibling(const XmlNode *element, const char *name) { return from(element->next, name); }
uint32_t xml_node_line(const XmlNode *element) { return (uint32_t) xmlGetLineNo(element); }

static const char *attribute_text(const xmlAttr *a, Arena *mem) {
    return clean(a->children ? a->children->content : NULL, mem);
}

const char *xml_value(const XmlNode *element, const char *name, Arena *mem) {
    const char *value = NULL;
    for (const xmlAttr *a = element->properties; a; a = a->next)
        if (strcmp((const char *) a->name, name) == 0)
            value = attribute_text(a, mem);
    const XmlNode *child = value && *value ? NULL : xml_child(element, name);
    return child ? xml_text(child, mem) : value;
}

const char *xml_node_name(const XmlNode *element) { return (const char *) element->name; }

const char *xml_value_like(const XmlNode *element, const char *prefix, Arena *mem) {
    for (const xmlAttr *a = element->properties; a; a = a->next)
        if (strncmp((const char *) a->name, prefix, strlen(prefix)) == 0)
            return attribute_text(a, mem);
    for (const XmlNode *c = xml_child(element, NULL); c; c = xml_sibling(c, NULL))
        if (strncmp((const char *) c->name, prefix, strlen(prefix)) == 0)
            return xml_text(c, mem);
    return NULL;
}
