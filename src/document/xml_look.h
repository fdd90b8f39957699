/* What the bytes of an XML file are, before a parser sees any: the encoding to read them in (FX3), and what must not reach a parser at all
 * (P-16): a DOCTYPE wherever it stands, an entity, a tag without end. One pass over the file, bounded memory. */
#pragma once

#include "document/xml.h"

typedef struct XmlLook {
    const char *encoding;           /* what to read it in, whatever it declares */
    bool lies;                      /* it is not in the encoding that it declares */
    int skip;                       /* bytes of a byte order mark */
    XmlTrouble trouble;             /* XML_FINE, XML_NOT_XML, XML_DOCTYPE, XML_TOO_LARGE, XML_SOURCE_FAILED */
    uint32_t line;                  /* of the trouble */
} XmlLook;

/* Reads SOURCE to its end; the caller rewinds it. */
XmlLook xml_look(XmlSource source, Arena *mem);
