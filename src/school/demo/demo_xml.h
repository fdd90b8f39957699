/* Writing one of the ministry's files in ISO-8859-15. Private to src/school/demo. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

typedef struct DemoXml { FILE *out; int depth; } DemoXml;

DemoXml demo_xml_begin(const char *folder, const char *name);
bool demo_xml_end(DemoXml *x);
/* ATTRIBUTES: name, value, …, NULL */
void demo_open(DemoXml *x, const char *element, const char *attribute, const char *value, const char *attribute_2, const char *value_2);
void demo_close(DemoXml *x, const char *element);
void demo_leaf(DemoXml *x, const char *element, const char *text);              /* NULL: no element */
void demo_leaf_int(DemoXml *x, const char *element, long number);
