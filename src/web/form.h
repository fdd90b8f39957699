/* Forms as data: a table of fields describes what a body (urlencoded, multipart or JSON) or a query may hold; reading
 * it fills one struct, collects problems at the fields and keeps what was typed for the page that shows them. */
#pragma once

#include "work/work.h"

#include <stddef.h>

typedef enum FieldKind {
    FIELD_TEXT,         /* const char *, trimmed, NFC, max characters in .max; empty is NULL */
    FIELD_LONG_TEXT,    /* the same with line breaks kept */
    FIELD_SECRET,       /* const char *, untouched, never given back to the page, never logged */
    FIELD_INT,          /* int64_t within [min, max] */
    FIELD_ID,           /* int64_t > 0 */
    FIELD_BOOL,         /* bool: "on" "1" "true"; absent is false */
    FIELD_CHOICE,       /* int: index in .choices */
    FIELD_DAY,          /* Day: ISO or French; NO_DAY when empty */
    FIELD_MINUTES,      /* int: "08:05" "8h05" "8 h 05"; -1 when empty */
    FIELD_WORD,         /* const char *: letters, digits, - _ . only */
    FIELD_END,
} FieldKind;

#define FORM_TEXT_MOST 200              /* characters, where .max is 0 */
#define FORM_LONG_TEXT_MOST 10000
#define FORM_SECRET_MOST 1024

typedef struct Field {
    const char *name;
    FieldKind kind;
    size_t offset;
    bool required;
    int64_t min, max;
    const char *const *choices;         /* NULL-ended words, as posted and printed */
} Field;

#define FIELD(type, member, ...) { .name = #member, .offset = offsetof(type, member), __VA_ARGS__ }

typedef struct Request Request;

/* Fills OUT (zeroed before) from the request's body, or from its query for a GET. Problems go to the work, at
 * "NAME". Always fills what it can. */
void form_read(Request *rq, const Field *fields, void *out);

/* A list posted as entries.0.name, entries.1.name … (or a JSON array): *COUNT structs of SIZE bytes in the arena. */
void *form_list(Request *rq, const char *name, const Field *fields, size_t size, size_t max, size_t *count);

/* What was typed, for the page that shows it again; NULL when nothing was (or it was a secret). */
const char *form_typed(const Request *rq, const char *name);

/* The page shows VALUE as if it had been typed there: a text that was asked to be put right. */
void form_retype(Request *rq, const char *name, const char *value);

/* An uploaded file, streamed to the school folder's temporary place and removed after the request unless taken. */
typedef struct Upload { const char *field, *name; const char *path; int64_t size; bool taken; } Upload;
Upload *form_uploads(Request *rq, size_t *count);
