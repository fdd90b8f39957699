/* XML as the ministry writes it: indented by two, ISO-8859-15. Texts are given in UTF-8. */
#pragma once

#include "base/str.h"

typedef struct XmlOut { Str text; int depth; } XmlOut;

XmlOut put_new(Arena *mem, size_t expected);
void put_open(XmlOut *o, const char *name);
void put_open_with(XmlOut *o, const char *name, const char *attribute, const char *value);
void put_open_two(XmlOut *o, const char *name, const char *first, const char *value, const char *second, const char *value_2);
void put_close(XmlOut *o, const char *name);
void put_leaf(XmlOut *o, const char *name, const char *text);       /* NULL: nothing; "": the element, empty */
void put_int(XmlOut *o, const char *name, int64_t number);
void put_empty_with(XmlOut *o, const char *name, const char *attribute, const char *value);     /* <NAME A="…"/> */
void put_empty_two(XmlOut *o, const char *name, const char *first, const char *value, const char *second, const char *value_2);

/* UTF-8 to ISO-8859-15 (FX4): the apostrophe ’ and the dashes become ASCII, what has no place becomes "?". */
Str put_latin9(const Str *utf8);
