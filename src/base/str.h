/* Str: text that grows, in an arena. `data` is always NUL-terminated and valid to read; the final value may be kept
 * as an ordinary `const char *`. Texts are UTF-8 throughout the program. */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct Str {
    Arena *arena;
    char *data;
    size_t size;        /* bytes, without the final NUL */
    size_t capacity;
} Str;

Str str_new(Arena *a, size_t expected);
void str_add(Str *s, const char *text);                      /* NULL adds nothing */
void str_add_int(Str *s, int64_t number);
void str_printf(Str *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
void str_quote(Str *s, const char *text);                    /* "…" as JSON writes it */
char *str_grow(Str *s, size_t size);                         /* str_room's slow part */

/* Room for SIZE more bytes; then add to s->size. These three are most of what printing a page does: hence inline. */
static inline char *str_room(Str *s, size_t size) {
    return size < s->capacity && s->size + size < s->capacity ? s->data + s->size : str_grow(s, size);
}

static inline void str_add_n(Str *s, const char *bytes, size_t size) {
    char *room = str_room(s, size);
    if (size)
        memcpy(room, bytes, size);
    s->size += size;
    s->data[s->size] = '\0';
}

static inline void str_add_char(Str *s, char c) {
    str_add_n(s, &c, 1);
}

bool str_equal(const char *a, const char *b);                /* NULL equals only NULL */
bool str_starts(const char *text, const char *prefix);
bool str_ends(const char *text, const char *suffix);
bool str_empty(const char *text);                            /* NULL or "" */

/* A decimal number and nothing else ("007" and "-3" are numbers, "" " 1" "+1" "1x" are not) within [min, max]. */
bool str_int(const char *text, int64_t min, int64_t max, int64_t *out);
