/* Text into XML, between tags or in a value between double quotes: markup escaped, and what XML cannot hold (control characters, U+FFFE, U+FFFF) gone. */
#pragma once

#include "base/str.h"

void xml_put(Str *to, const char *text);        /* NULL puts nothing */
void xml_put_n(Str *to, const char *text, size_t size);         /* whole characters */
