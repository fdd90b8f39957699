/* Undoing: what one work changed is put back, all of it or nothing (BY-08). The before-images go through the change door as one new work, so that undoing
 * stands in the history, and may be undone in turn.
 *
 * A work can be taken back within 30 days, if it is not taken back already and nothing later depends on it: no later work touched the same field of
 * the same object (one that was taken back itself does not count), nothing refers to an object that it made, all that its objects referred
 * to is still there, and no other object has got hold of what must be unique. */
#pragma once

#include "store/history.h"

#define UNDO_DAYS 30

typedef enum UndoWhy {
    UNDO_UNKNOWN,       /* there is no such work, or this program cannot read what it did */
    UNDO_OLD,           /* more than 30 days ago */
    UNDO_DONE,          /* `work` has taken it back already */
    UNDO_TOUCHED,       /* `work` has changed the same: column -1 when it made or ended the object */
    UNDO_REFERRED,      /* `by_object` of `by_table` refers by `column` to an object that it made; work: who touched that last, 0 unknown */
    UNDO_MISSING,       /* its object refers by `column` to `by_object` of `by_table`, which is gone; work: who ended it, 0 unknown */
    UNDO_TAKEN,         /* another object, `by_object`, now has what is unique in `column`; work: who touched that last, 0 unknown */
} UndoWhy;

typedef struct UndoReason {
    UndoWhy why;
    int64_t work;
    const Table *table;                 /* the object of the work to be undone; NULL: of the whole */
    const char *object;
    const Table *by_table;              /* column is of this one with UNDO_REFERRED */
    const char *by_object;
    int column;
} UndoReason;

#define UNDO_REASONS 50                 /* so many are named; reason_count goes on counting */

typedef struct Undo {
    WorkDone work;
    size_t objects;                     /* that it changed */
    UndoReason reasons[UNDO_REASONS];
    size_t reason_count;                /* 0: it can be taken back */
    struct UndoPlan *plan;
} Undo;

/* Can WORK be taken back at NOW? In a READ for pages; in the WRITE itself before undo_run. Costs as the work is large, whatever came later. */
Undo *undo_check(Tx *tx, Arena *mem, Place place, int64_t work, int64_t now);

/* Takes it back, in the WRITE that checked it and changed nothing yet, under the name that change_by gave; the act is "undo". False: the
 * transaction has failed, or met a conflict. */
bool undo_run(Tx *tx, Undo *undo);
