/* Names and values: queries, headers, posted forms, JSON bodies flattened to the same names. */
#include "base/str.h"
#include "base/text.h"
#include "web/conversation.h"

#include <jansson.h>
#include <string.h>

#define PAIRS_MOST 20000

const char *pair_get(const Pairs *pairs, const char *name) {
    for (size_t i = 0; i < pairs->count; i++)
        if (strcasecmp(pairs->items[i].name, name) == 0)
            return pairs->items[i].value;
    return NULL;
}

bool pairs_said_twice(const Pairs *pairs, const char *name) {
    int count = 0;
    for (size_t i = 0; i < pairs->count; i++)
        count += strcasecmp(pairs->items[i].name, name) == 0;
    return count > 1;
}

void pairs_add(Arena *mem, Pairs *pairs, const char *name, const char *value) {
    *VEC_ADD(mem, pairs) = (Pair){ name, value };
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

char *url_decode(Arena *mem, const char *text, size_t size, bool plus_is_blank) {
    Str s = str_new(mem, size);
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '+' && plus_is_blank) {
            str_add_char(&s, ' ');
        } else if (text[i] != '%') {
            str_add_char(&s, text[i]);
        } else {
            int high = i + 1 < size ? hex_digit(text[i + 1]) : -1;
            int low = i + 2 < size ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return NULL;
            str_add_char(&s, (char) (high << 4 | low));
            i += 2;
        }
    }
    return text_is_utf8(s.data, s.size) && !memchr(s.data, 0, s.size) ? s.data : NULL;
}

char *url_encode(Arena *mem, const char *text) {
    Str s = str_new(mem, strlen(text));
    for (; *text; text++) {
        unsigned char c = (unsigned char) *text;
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.' || c == '~';
        if (plain)
            str_add_char(&s, (char) c);
        else
            str_printf(&s, "%%%02X", c);
    }
    return s.data;
}

bool urlencoded_read(Arena *mem, const char *text, size_t size, Pairs *to) {
    for (const char *at = text, *end = text + size; at < end; ) {
        const char *stop = memchr(at, '&', (size_t) (end - at));
        stop = stop ? stop : end;
        const char *equals = memchr(at, '=', (size_t) (stop - at));
        const char *name_end = equals ? equals : stop;
        char *name = url_decode(mem, at, (size_t) (name_end - at), true);
        char *value = equals ? url_decode(mem, equals + 1, (size_t) (stop - equals - 1), true) : arena_text(mem, "");
        if (!name || !value || to->count >= PAIRS_MOST)
            return false;
        if (*name)
            pairs_add(mem, to, name, value);
        at = stop + 1;
    }
    return true;
}

/* ---- JSON bodies ---- */

static bool flatten(Arena *mem, const json_t *value, const char *name, Pairs *to, int depth);

static bool flatten_object(Arena *mem, const json_t *object, const char *name, Pairs *to, int depth) {
    const char *key;
    json_t *member;
    json_object_foreach((json_t *) object, key, member)
        if (!flatten(mem, member, *name ? arena_printf(mem, "%s.%s", name, key) : arena_text(mem, key), to, depth + 1))
            return false;
    return true;
}

static bool flatten_array(Arena *mem, const json_t *array, const char *name, Pairs *to, int depth) {
    for (size_t i = 0; i < json_array_size(array); i++)
        if (!flatten(mem, json_array_get(array, i), arena_printf(mem, "%s.%zu", name, i), to, depth + 1))
            return false;
    return true;
}

static bool flatten(Arena *mem, const json_t *value, const char *name, Pairs *to, int depth) {
    if (depth > 16 || to->count >= PAIRS_MOST)
        return false;
    switch (json_typeof(value)) {
    case JSON_OBJECT: return flatten_object(mem, value, name, to, depth);
    case JSON_ARRAY: return flatten_array(mem, value, name, to, depth);
    case JSON_STRING: pairs_add(mem, to, name, arena_text(mem, json_string_value(value))); return true;
    case JSON_INTEGER: pairs_add(mem, to, name, arena_printf(mem, "%lld", (long long) json_integer_value(value))); return true;
    case JSON_TRUE: pairs_add(mem, to, name, "true"); return true;
    case JSON_FALSE: pairs_add(mem, to, name, "false"); return true;
    case JSON_NULL: pairs_add(mem, to, name, ""); return true;
    default: return false;              /* a fraction: no field of ours takes one */
    }
}

bool json_form_read(Arena *mem, const char *body, size_t size, Pairs *to) {
    json_t *root = json_loadb(body, size, JSON_REJECT_DUPLICATES, NULL);
    bool good = root && json_is_object(root) && flatten(mem, root, "", to, 0);
    json_decref(root);
    return good;
}
