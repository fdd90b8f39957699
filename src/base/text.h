/* French text: how it is searched, sorted and shown. FR-04, FR-05, FR-08. ICU does the normal form and the collation;
 * searching uses our own folding, which ICU has no name for. */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool text_is_utf8(const char *bytes, size_t size);              /* well-formed, no NUL, no surrogate */
char *text_nfc(Arena *a, const char *utf8);                     /* the same text in normal form C */
char *text_trim(Arena *a, const char *utf8);                    /* without blanks at both ends, inner runs of blanks made one */
size_t text_length(const char *utf8);                           /* code points */

/* ISO-8859-15 bytes as UTF-8 (0xA4 is the euro sign). */
char *text_from_latin9(Arena *a, const char *bytes, size_t size);

/* Folded for search: lower case, no marks, œ→oe æ→ae ł→l ø→o đ→d ß→ss ı→i, apostrophes dropped, hyphens and other
 * separators as one space: "D’ALMEIDA-Noé" → "dalmeida noe". */
char *text_fold(Arena *a, const char *utf8);

/* The words of a folded text, each once, and also the joined form of hyphenated names, so that "saint jean",
 * "saintjean" and "jean" all find Saint-Jean. Ends with a NULL. */
char **text_search_words(Arena *a, const char *utf8);

bool text_begins_word(const char *folded, const char *typed);  /* some word of FOLDED begins so */

/* Bytes that sort as CLDR root sorts the text (cote < coté < côte < côté): compare with memcmp. */
typedef struct SortKey { const uint8_t *bytes; size_t size; } SortKey;
SortKey text_sort_key(Arena *a, const char *utf8);
const char *text_collation_version(void);                       /* of ICU; a base remembers it and is rebuilt when it differs */

/* Upper case with accents kept: "d’Almeida" → "D’ALMEIDA". */
char *text_upper(Arena *a, const char *utf8);

/* Number of edits (insert, delete, replace, swap of neighbours) between folded words, or LIMIT+1 when more. */
int text_distance(const char *a, const char *b, int limit);

/* "1 234 567" with U+202F. */
char *text_thousands(Arena *a, int64_t number);

/* "06 12 34 56 78" with U+00A0, a French number in pairs, whether it is kept with 0 or +33; the length, or 0 for another country's. */
#define PHONE_PAIRS 20
size_t phone_pairs(char to[PHONE_PAIRS], const char *number);
