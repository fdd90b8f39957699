/* One value of one thing, changed by hand: what a cell of a list, a field of a record, a block pasted from a spreadsheet and a change of four hundred
 * things at once all come down to. The column of a list names the feature's verb and its field (grid.h); whoever calls it has read the typed text into a
 * Value, knows that the actor sees the thing, and holds the column's right.
 *
 * A verb knows the rule: it adds problems at AT and then changes nothing, or writes through the change door. What was believed goes to the door as `was`,
 * which answers 409 with both values when somebody was quicker. */
#pragma once

#include "work/work.h"

typedef struct CellChange {
    int64_t id;                         /* the thing: what the list's column `id` says (a person for pupils, guardians, teachers and staff) */
    int field;                          /* the feature's own: which value of it */
    Value value;                        /* VALUE_NULL: emptied; text is trimmed NFC of at most the column's `max`; days, choices and ids are numbers or words */
    bool compare;                       /* WAS is what the caller believed it to be */
    Value was;
    Day from;                           /* of a dated value: from when on; NO_DAY: today. Before the year: from its first day */
    const char *at;                     /* where problems go, "cells.3.value" */
} CellChange;
typedef void (*CellVerb)(Work *w, const CellChange *change);
