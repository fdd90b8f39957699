/* The words people read. Every user text lives in the catalogue text/fr.po under an id ("read.doctype"); textgen makes
 * the constant T_READ_DOCTYPE and the table (gen/texts.h). No user text stands in C or JavaScript.
 *
 * A text may hold {name} placeholders and, for plurals, msgid_plural forms chosen by the argument named "n": French
 * "one" covers 0 and 1 (FR-06). */
#pragma once

#include "base/arena.h"

#include <stdint.h>

typedef int TextId;             /* a constant of gen/texts.h; 0 is no text */

typedef struct WordArg { const char *name; const char *text; int64_t number; } WordArg;     /* text NULL: the number */
#define ARG_TEXT(n, t) ((WordArg){ .name = (n), .text = (t) ? (t) : "" })
#define ARG_INT(n, i) ((WordArg){ .name = (n), .number = (i) })
#define WITH(...) ((const WordArg[]){ __VA_ARGS__ __VA_OPT__(,) { 0 } })

/* The text with its placeholders filled. ARGS ends with a nameless one (use WITH); NULL when there are none. */
const char *words(Arena *a, TextId id, const WordArg *args);

const char *words_id(TextId id);            /* "read.doctype": the `code` of a problem in JSON */
TextId words_find(const char *id);          /* 0 when the catalogue has no such id: for ids that come from a child process */

/* Values kept in a base beside a text's id, and the text from both later, perhaps by another catalogue: NULL when it has no such id
 * any more, or asks for values that were not kept. */
const char *words_keep(Arena *a, const WordArg *args);
const char *words_kept(Arena *a, const char *id, const char *kept);
