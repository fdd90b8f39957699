/* Dated facts (architecture.md §8): what holds for somebody from one day until another, [from, until), one at a time, never two at once: a pupil's class,
 * régime, place in one group; a class's main teacher. Here they are a list in memory, in order; what changes is worked out on it, and dated_write then
 * makes the table say the same with as few changes as that takes.
 *
 * X_change(from) adds to history: what held until then ends the day before. On the day a fact begins it is a correction: it never was otherwise. */
#pragma once

#include "base/vec.h"
#include "work/work.h"

typedef struct Dated {
    Day from, until;                    /* until DAY_OPEN: it lasts */
    int64_t what;                       /* the structure, the teacher; 0 where WORD says it all */
    const char *word, *code;            /* a régime and the ministry's code of it */
} Dated;
typedef struct DatedList { Dated *items; size_t count, capacity; } DatedList;   /* a VEC */

bool dated_same(const Dated *a, const Dated *b);        /* the same fact, whatever its days */
const Dated *dated_on(const DatedList *list, Day day);  /* NULL: nothing held that day */

/* From FROM on it is TO (NULL: nothing), until what comes next, or END. What held that day makes room; neighbours that say the same become one. */
DatedList dated_change(Arena *mem, const DatedList *list, const Dated *to, Day from, Day end);

/* Of somebody who comes on START and goes on END (DAY_OPEN: stays), who came on OLD_START and went on OLD_END before: facts that began or ended with them
 * go on doing so, nothing is left outside. */
typedef struct Stay { Day start, end; } Stay;
DatedList dated_stay(Arena *mem, const DatedList *list, Stay old, Stay stay);

/* The fact that begins on FROM is from now on said to last from TO_FROM until TO_UNTIL. False: it would overlap another, or be empty. */
bool dated_correct(Arena *mem, DatedList *list, Day from, Day to_from, Day to_until);

/* What OTHERS say for days of which LIST says nothing. */
DatedList dated_fill(Arena *mem, const DatedList *list, const DatedList *others);

/* How the facts of one thing are kept: PUT is change_put, ERASE is change_end. KEYED: what it is belongs to the key, beside the day. */
typedef struct DatedKind {
    bool keyed;
    void (*put)(Work *w, int64_t of, const Dated *fact);
    void (*erase)(Work *w, int64_t of, const Dated *fact);
} DatedKind;
bool dated_write(Work *w, const DatedKind *kind, int64_t of, const DatedList *now, const DatedList *then);
