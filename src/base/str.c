#include "base/str.h"

#include "base/must.h"

#include <stdio.h>
#include <string.h>

Str str_new(Arena *a, size_t expected) {
    size_t capacity = expected < 16 ? 16 : expected + 1;
    return (Str){ .arena = a, .data = arena_grown(a, "", 1, capacity), .capacity = capacity };
}

char *str_grow(Str *s, size_t size) {
    must(size < SIZE_MAX / 4);
    size_t capacity = s->capacity * 2;
    while (capacity < s->size + size + 1)
        capacity *= 2;
    s->data = arena_grown(s->arena, s->data, s->size + 1, capacity);
    s->capacity = capacity;
    return s->data + s->size;
}

void str_add(Str *s, const char *text) {
    if (text)
        str_add_n(s, text, strlen(text));
}

void str_add_int(Str *s, int64_t number) {
    char digits[20];
    size_t at = sizeof digits;
    uint64_t left = number < 0 ? -(uint64_t) number : (uint64_t) number;
    do {
        digits[--at] = (char) ('0' + left % 10);
        left /= 10;
    } while (left);
    if (number < 0)
        str_add_char(s, '-');
    str_add_n(s, digits + at, sizeof digits - at);
}

void str_printf(Str *s, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    must(size >= 0);
    vsnprintf(str_room(s, (size_t) size), (size_t) size + 1, format, args);
    va_end(args);
    s->size += (size_t) size;
}

/* Eight bytes at once: is one of them a control character, a quote or a backslash? */
static bool eight_need_escape(uint64_t bytes) {
    const uint64_t ones = 0x0101010101010101u, highs = ones * 0x80;
    uint64_t quote = bytes ^ ones * '"', back = bytes ^ ones * '\\';
    return ((bytes - ones * 0x20) | (quote - ones) | (back - ones)) & ~bytes & highs;
}

static bool needs_escape(const char *text, size_t size) {
    uint64_t bytes = 0x2020202020202020u;
    for (; size >= sizeof bytes; text += sizeof bytes, size -= sizeof bytes) {
        memcpy(&bytes, text, sizeof bytes);
        if (eight_need_escape(bytes))
            return true;
    }
    for (; size; size--)
        bytes = bytes << 8 | (unsigned char) *text++;
    return eight_need_escape(bytes);
}

static void add_escaped(Str *s, const char *text) {
    static const char hex[] = "0123456789abcdef";
    const char *from = text;
    for (; *text; text++) {
        unsigned char c = (unsigned char) *text;
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        str_add_n(s, from, (size_t) (text - from));
        from = text + 1;
        if (c == '"' || c == '\\')
            str_add_n(s, (char[]){ '\\', (char) c }, 2);
        else
            str_add_n(s, (char[]){ '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] }, 6);
    }
    str_add_n(s, from, (size_t) (text - from));
}

void str_quote(Str *s, const char *text) {
    size_t size = strlen(text);
    char *room = str_room(s, size + 2);
    *room++ = '"';
    s->size++;
    if (needs_escape(text, size)) {
        add_escaped(s, text);
    } else {
        memcpy(room, text, size);
        s->size += size;
    }
    str_add_char(s, '"');
}

bool str_equal(const char *a, const char *b) {
    return a && b ? strcmp(a, b) == 0 : a == b;
}

bool str_starts(const char *text, const char *prefix) {
    return text && strncmp(text, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *text, const char *suffix) {
    size_t size = text ? strlen(text) : 0, tail = strlen(suffix);
    return text && size >= tail && memcmp(text + size - tail, suffix, tail) == 0;
}

bool str_empty(const char *text) {
    return !text || !*text;
}

bool str_int(const char *text, int64_t min, int64_t max, int64_t *out) {
    if (!text)
        return false;
    bool negative = *text == '-';
    const char *digit = text + negative;
    if (!*digit)
        return false;
    int64_t number = 0;
    for (; *digit; digit++) {
        if (*digit < '0' || *digit > '9')
            return false;
        if (__builtin_mul_overflow(number, 10, &number) || __builtin_sub_overflow(number, *digit - '0', &number))
            return false;                   /* counted downwards: INT64_MIN has no positive twin */
    }
    if (!negative && __builtin_sub_overflow(0, number, &number))
        return false;
    if (number < min || number > max)
        return false;
    *out = number;
    return true;
}
