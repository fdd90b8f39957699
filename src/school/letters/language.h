/* What a letter is written in: text with words in square brackets, as people type them.
 *
 *     [prénom]                                    a word: what it says of whoever the letter is to
 *     [si classe] … [sinon] … [fin]               only if the word says something; [si pas classe]: if it says nothing
 *     [si plusieurs enfants] … [fin]              only if there are two or more
 *     [pour chaque enfant] … [fin]                once each; what is said of one of them stands in there only
 *     [[                                          a bracket
 *
 * Capitals, accents, apostrophes and blanks more or less make no other word. A line that holds nothing but one of [si] [sinon] [pour chaque] [fin] goes with its end. What a
 * word says is never read again: a bracket in a name is a bracket. Pure: no store, no request; which words there are is said by the caller. */
#pragma once

#include "base/str.h"
#include "base/words.h"

#define LETTER_DEEP 6                   /* conditions in conditions */
#define LETTER_PIECES 500
#define LETTER_MISTAKES 10              /* as many are told at once */
#define LETTER_SAID_MOST (64 * 1024)    /* bytes of one letter */

/* ID: the caller's. LIST: 0, it stands everywhere; else 1 + the list inside whose loop alone it stands. REFUSED: it is known, and not for this kind of letter. */
typedef struct LetterWord { const char *word; int id, list; bool refused; } LetterWord;
typedef struct LetterList { const char *one, *several; } LetterList;            /* "enfant" "enfants" */
typedef struct LetterWords { const LetterWord *words; size_t count; const LetterList *lists; size_t list_count; } LetterWords;

/* LINE counts from 1. WORD as it was typed, LIKE what may have been meant; "" where there is none. */
typedef struct LetterMistake { int line; TextId what; const char *word, *like; } LetterMistake;
const char *letter_mistake_words(Arena *mem, const LetterMistake *m);

typedef struct LetterText LetterText;
/* NULL: there are *COUNT mistakes, 1 at least. */
LetterText *letter_read(Arena *mem, const char *text, const LetterWords *of, LetterMistake mistakes[LETTER_MISTAKES], size_t *count);

/* Does the word stand in it? OUTSIDE: where no loop over LIST is around it. */
bool letter_has(const LetterText *text, int id);
bool letter_has_outside(const LetterText *text, int id, int list);

/* VALUE of a word; in the loop over LIST (1 + its number; 0: in none) of the Nth of them. NULL or "": nothing. */
typedef struct LetterValues {
    void *context;
    const char *(*value)(void *context, int id, int list, size_t n);
    size_t (*count)(void *context, int list);
} LetterValues;
/* Adds to TO. False: it would be longer than LETTER_SAID_MOST. */
bool letter_say(const LetterText *text, const LetterValues *values, Str *to);
