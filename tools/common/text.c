/* Text that grows, and the one way to refuse. */
#include "../common/common.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int refusals;

static void *must_have(void *memory) {
    if (!memory) {
        fputs("generator: out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

void *more(void *items, size_t item_size, size_t count) {
    bool full = count == 0 || (count & (count - 1)) == 0;       /* sizes are powers of two */
    if (!full)
        return items;
    items = must_have(realloc(items, item_size * (count ? count * 2 : 1)));
    memset((char *) items + item_size * count, 0, item_size * (count ? count : 1));
    return items;
}

void text_add_n(Text *t, const char *s, size_t size) {
    if (t->size + size + 1 > t->room) {
        t->room = (t->size + size + 1) * 2;
        t->data = must_have(realloc(t->data, t->room));
    }
    if (size)
        memcpy(t->data + t->size, s, size);
    t->size += size;
    t->data[t->size] = 0;
}

void text_add(Text *t, const char *s) {
    text_add_n(t, s, strlen(s));
}

const char *text_of(const Text *t) {
    return t->data ? t->data : "";
}

static char *vformat(const char *pattern, va_list args) {
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, pattern, again);
    va_end(again);
    char *out = must_have(malloc((size_t) size + 1));
    vsnprintf(out, (size_t) size + 1, pattern, args);
    return out;
}

void text_addf(Text *t, const char *pattern, ...) {
    va_list args;
    va_start(args, pattern);
    char *piece = vformat(pattern, args);
    va_end(args);
    text_add(t, piece);
    free(piece);
}

char *format(const char *pattern, ...) {
    va_list args;
    va_start(args, pattern);
    char *out = vformat(pattern, args);
    va_end(args);
    return out;
}

char *copy_n(const char *s, size_t size) {
    char *out = must_have(malloc(size + 1));
    memcpy(out, s, size);
    out[size] = 0;
    return out;
}

char *trimmed(const char *s, size_t size) {
    while (size && isspace((unsigned char) *s))
        s++, size--;
    while (size && isspace((unsigned char) s[size - 1]))
        size--;
    return copy_n(s, size);
}

char *constant_name(const char *s) {
    char *out = copy_n(s, strlen(s));
    for (char *c = out; *c; c++)
        *c = isalnum((unsigned char) *c) ? (char) toupper((unsigned char) *c) : '_';
    return out;
}

/* Bytes above 127 go through as they are: the sources are UTF-8. */
void add_literal(Text *out, const char *s, size_t size) {
    text_add(out, "\"");
    for (size_t i = 0; i < size; i++)
        switch (s[i]) {
            case '"': text_add(out, "\\\""); break;
            case '\\': text_add(out, "\\\\"); break;
            case '\n': text_add(out, "\\n"); break;
            case '\t': text_add(out, "\\t"); break;
            case '?': text_add(out, i && s[i - 1] == '?' ? "\\?" : "?"); break;     /* no trigraph */
            default: text_add_n(out, s + i, 1);
        }
    text_add(out, "\"");
}

void refuse(At at, const char *pattern, ...) {
    va_list args;
    va_start(args, pattern);
    char *sentence = vformat(pattern, args);
    va_end(args);
    fprintf(stderr, "%s:%d: %s\n", at.path, at.line, sentence);
    free(sentence);
    refusals++;
}

bool refused(void) {
    return refusals > 0;
}
