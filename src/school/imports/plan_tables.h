/* The tables a plan holds in memory: how each is read whole and by which natural key its rows are found. */
#pragma once

#include "school/imports/plan.h"

typedef struct PlanTableInfo {
    const Table *table;
    const Statement *all;               /* every column, in the table's order */
    const char *(*key)(Plan *p, const Value *row);
} PlanTableInfo;

extern const PlanTableInfo plan_table_info[PLAN_TABLES];

/* Makes the Things of the base's own rows, so that whoever the files no longer name is counted as gone. */
void plan_own_rows(Plan *p);
