/* What the import of spreadsheets (school/sheets) needs of a list: who may bring which of its columns, what it holds now, what a text means in it. */
#pragma once

#include "school/lists/grid_change.h"

const GridColumn *grid_column(const Grid *grid, const char *word);                      /* NULL: none is called so */
bool grid_may(const Work *w, const Grid *grid, const GridColumn *column);               /* the reader has the right to see it */
bool grid_may_edit(const Work *w, const GridColumn *column);        /* it can be edited, and the actor has the right */

/* What was typed, as the column's verb takes it; false: the problem is told at AT. ALL: classes and the like, read once for all cells of a call; NULL at first. */
typedef struct GridOptions GridOptions;
bool grid_value(Work *w, GridOptions **all, const GridColumn *c, const CellTyped *cell, const char *at, Value *out);
/* VALUE as people read it; TYPED, where that is how it is read. */
const char *grid_value_words(Arena *mem, const GridColumn *c, const Value *value, const char *typed);

/* Every row of GRID that the actor sees, with these columns: as people read them (NULL: nothing there), and as their verbs take them. */
typedef struct GridKnown { int64_t id; const char *name, **shown; Value *values; } GridKnown;
GridKnown *grid_known(Work *w, const Grid *grid, const GridColumn *const *columns, size_t count, size_t *rows);
