#include "document/xml_put.h"

#include <string.h>

/* Besides markup, XML knows no control characters, nor U+FFFE and U+FFFF. */
static const char *put_odd(Str *to, const char *text) {
    if ((unsigned char) *text != 0xef) {
        str_add(to, *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : *text == '>' ? "&gt;" : *text == '"' ? "&quot;" : " ");
        return text + 1;
    }
    bool none = str_starts(text, "\xef\xbf\xbe") || str_starts(text, "\xef\xbf\xbf");
    str_add_n(to, none ? "\xef\xbf\xbd" : text, none ? 3 : 1);
    return text + (none ? 3 : 1);
}

void xml_put_n(Str *to, const char *text, size_t size) {
    for (const char *end = text + size; text < end; ) {
        const char *from = text;
        while (text < end && (unsigned char) *text >= ' ' && !strchr("&<>\"\xef", *text))
            text++;
        str_add_n(to, from, (size_t) (text - from));
        if (text < end)
            text = put_odd(to, text);
    }
}

void xml_put(Str *to, const char *text) {
    if (text)
        xml_put_n(to, text, strlen(text));
}
