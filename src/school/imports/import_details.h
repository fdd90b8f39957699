/* What a plan would change, named: who is created, who changes in what, who is no longer there. For the preview; private to this folder. */
#pragma once

#include "school/imports/plan.h"

/* At most DETAILS_MOST of each kind and change; the counts say how many there are in all. */
#define DETAILS_MOST 50
void import_details(Report *report, const Plan *plan);

/* What stays as somebody wrote it here, in sentences. */
void import_kept(Report *report, const Plan *plan);

/* The catalogue's words for a column: "column.person.birth_day", else "column.membership" for all of a table; NULL: not worth a word. */
const char *import_column(Arena *mem, const Table *table, int column);
