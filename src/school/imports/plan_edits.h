/* What of the base an import leaves as it is, by its mode. create: nothing that is there changes, only what is missing is made, with what hangs on it.
 * keep: a value whose last writer is a person, as the audit tells, stays; so does a row that a person added and the files lack, and so stays away one that
 * a person took away. overwrite: the files win.
 *
 * Whatever the mode but create, numbers and enrolment follow the files: ELEVE_ID, INE, EPP…, MEF, entry and exit, classes and groups.
 *
 * It stands where the planner says things (plan_set, plan_end, plan_row), so that what follows from a value (sort keys, calling order, the year's days)
 * follows from the one that stays. */
#pragma once

#include "school/imports/plan.h"

/* What a person wrote last, after any import: COLUMN of a row; or the row itself, added or taken away; or all of a row that makes sense only as a whole: half of
 * an address from here and half from the files is nowhere. */
#define PLAN_ROW (-1)
#define PLAN_ALL (-2)
typedef struct Edit {
    int column;
    Instant at;
    const char *by;                     /* NULL: an account that is no more */
    bool made;                          /* with the whole row: it was nothing before */
    Value before;                       /* what the file had said, unless made */
    struct Kept *kept;                  /* as noted already */
    struct Edit *next;                  /* of the same row */
} Edit;

typedef struct Gone { PlanRow *row; Edit *edit; struct Gone *next; } Gone;     /* row: as it was, of no table */

typedef struct Kept {
    const PlanRow *row;
    const Edit *edit;
    PlanCell theirs;                    /* of a column: what the files say */
    PlanRow *said;                      /* PLAN_ALL: the row as the files have it, of no table */
    const char *decision;               /* "keep-person-12-phone_mobile" */
    bool taken;                         /* it was answered that the file be followed */
    const char *file;
    uint32_t line;
} Kept;

/* Reads who wrote what, in one statement, once the base is in memory. */
void plan_load_edits(Plan *p);

/* Does this column stay, against THEIRS, which differs? Notes it if it does because of somebody. */
bool plan_stays(PlanRow *row, int column, PlanCell theirs);
/* Takes ROW away, unless it stays. */
void plan_end(PlanRow *row);
/* COLUMN ended ROW here, by somebody or by the program: the files, which still have it, open it again only when all is to follow them. */
void plan_reopen(PlanRow *row, int column, Value open);
/* A new row of natural key KEY: somebody took it away here, and it stays so. */
bool plan_stays_away(Plan *p, PlanTableId table, const char *key);
bool plan_gone(Plan *p, const Gone *gone);              /* the same, once found */

/* create: of the new rows those are not made that hang on nothing new. After the last record, before what is left is put in order. */
void plan_only_create(Plan *p);
