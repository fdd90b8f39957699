/* The same file told in another way: another encoding, order, spelling of XML. For tests that a content is a content, however it is written
 * (formats.md §0, P-48). */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct Variant {
    const char *name;
    const char *encoding;           /* "ISO-8859-15", "UTF-8", "UTF-16LE", "UTF-16BE", "WINDOWS-1252" */
    const char *declared;           /* NULL: as it is; "": none */
    bool bom;
    bool crlf, compact;             /* line ends; everything on one line */
    bool reversed;                  /* every list and every element's children and attributes, backwards */
    bool to_children;               /* attributes become children */
    bool cdata, references;         /* texts in CDATA; letters as &#…; */
    bool prefixed;                  /* <s:ELEVE xmlns:s=…> */
    bool padded;                    /* blanks and line ends around texts */
    bool noisy;                     /* comments and processing instructions between elements, single quotes */
    const char *root;               /* another name for the root */
} Variant;

/* XML is UTF-8 with its declaration taken off, or ISO-8859-15 with it; the answer is SIZE bytes. */
char *variant_of(Arena *mem, const char *xml, size_t xml_size, const Variant *v, size_t *size);

char *read_whole(Arena *mem, const char *path, size_t *size);
const char *write_whole(Arena *mem, const char *folder, const char *name, const void *bytes, size_t size);     /* its path */
