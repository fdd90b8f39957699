/* What the generators share: text that grows, refusals with file and line, finding files, and the text catalogue.
 * A generator is a short process: memory is never given back, and the first refusals are all printed before it fails. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* ---- text.c ---- */

typedef struct Text { char *data; size_t size, room; } Text;
void text_add(Text *t, const char *s);
void text_add_n(Text *t, const char *s, size_t size);
void text_addf(Text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *text_of(const Text *t);                     /* "" when nothing was added */
char *copy_n(const char *s, size_t size);
char *format(const char *pattern, ...) __attribute__((format(printf, 1, 2)));
char *trimmed(const char *s, size_t size);              /* without blanks at both ends */
char *constant_name(const char *s);                     /* "read.doctype" → "READ_DOCTYPE" */
void *more(void *items, size_t item_size, size_t count);        /* room for one more */
void add_literal(Text *out, const char *s, size_t size);        /* as one C string literal, quotes included */

typedef struct At { const char *path; int line; } At;
void refuse(At at, const char *pattern, ...) __attribute__((format(printf, 2, 3)));
bool refused(void);

/* ---- files.c ---- */

typedef struct Paths { char **items; size_t count; } Paths;
void find_files(Paths *found, const char *folder, const char *suffix);  /* adds, below FOLDER; sort afterwards */
void sort_paths(Paths *found);
char *read_whole(const char *path);                     /* NULL when there is no such file */
bool write_output(const char *folder, const char *name, const char *data, size_t size);

/* ---- catalogue.c: text/fr.po ---- */

typedef struct CatalogueText {
    At at;
    char *id;               /* "read.doctype" */
    char *one;              /* msgstr, or msgstr[0] */
    char *many;             /* msgstr[1]; NULL when the text has no plural */
} CatalogueText;
typedef struct Catalogue { CatalogueText *items; size_t count; } Catalogue;

/* Reads PATH, sorted by id; what is malformed or said twice is refused. */
Catalogue catalogue_read(const char *path);
const CatalogueText *catalogue_find(const Catalogue *c, const char *id);

/* The next {name} at or after CURSOR: points at the name and gives its length; NULL when there is none. */
const char *placeholder_next(const char *cursor, size_t *size);
