/* Changing what a list shows. A rule's refusal, a value that cannot be read, a thing that is not there (or not the actor's to know): a problem each, at
 * cells.N.value, cells.N.id, cells.N.column; nothing is changed then. */
#pragma once

#include "school/lists/grid.h"

#define GRID_CHANGE_MOST 5000

typedef struct CellTyped {
    int64_t id;
    const char *column;                 /* its word */
    const char *value;                  /* NULL, "": emptied */
    bool said;                          /* VALUE is what a person reads (pasted), not a word or an id */
    bool known;                         /* WAS is what the caller saw */
    const char *was;
    Day from;                           /* of a dated value; NO_DAY: today */
    bool of_many;                       /* problems say of whom */
} CellTyped;

void grid_change(Work *w, const Grid *grid, const CellTyped *cells, size_t count);
