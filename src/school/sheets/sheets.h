/* A spreadsheet brought to a list: its columns are those of a Grid (school/lists/grid.h), its lines rows that are known again by a key of the grid, or
 * new ones; each value goes through the column's CellVerb, somebody new through the grid's GridMake. So any list that can be edited can be brought to.
 *
 * Nobody is guessed: a line whose key fits several rows, or none, changes nothing and is told. What serves to know a row again is not changed by the line. An
 * empty cell changes nothing, unless it was asked to erase. A text that differs in capitals, accents, blanks or hyphens only is the same one.
 *
 * The preview carries everything out in a transaction that is rolled back, so that what a rule would refuse is seen before; a line of which something is refused
 * is left out whole. Applying is one work, taken back like any other, and happens only if it comes to the very changes that were shown.
 *
 * Right: imports.use, and that of each column; somebody new: the grid's make_right. */
#pragma once

#include "base/vec.h"
#include "document/table_read.h"
#include "school/lists/grid_import.h"

#define SHEET_KEPT_DAYS 7               /* of what was brought and not applied */

enum { SHEET_CHANGES_MOST = 20000, SHEET_NEW_MOST = 1000, SHEET_SHOWN_MOST = 500 /* lines of a report */ };

/* What a person has said about a sheet: kept as JSON text in its row. */
typedef struct SheetAsked {
    const char *list;                   /* a grid's name */
    int page;                           /* of the book, from 0 */
    int header;                         /* the number of the line with the titles; 0: there is none */
    const char *key;                    /* a key's word */
    Day from;                           /* of dated values; NO_DAY: today */
    bool erase, create;
    const char **targets;               /* by column of the sheet: a column's word, "" when it is left out */
    size_t count;
} SheetAsked;
const char *sheet_asked_json(Arena *mem, const SheetAsked *asked);
SheetAsked sheet_asked_read(Arena *mem, const char *json);             /* NULL: nothing was said, list is NULL */

/* ---- what can be brought where ---- */

bool sheet_brings(const Work *w, const Grid *grid, const GridColumn *column);   /* the actor may change it, or a line be known by it */
const GridKey *sheet_keys(Arena *mem, const Grid *grid);               /* at least one, ended by a NULL word */
const GridKey *sheet_key(Arena *mem, const Grid *grid, const char *word);       /* NULL: none is called so */
/* The columns of the sheet that KEY's PART looks at, by their places in ASKED->targets, best first; how many (0: it cannot be used). */
int sheet_key_columns(Arena *mem, const SheetAsked *asked, const char *part, int places[4]);

/* ---- what the titles say (guess.c) ---- */

int sheet_header_guess(Work *w, const Grid *grid, const TableSheet *sheet);
void sheet_targets_guess(Work *w, const Grid *grid, const TableSheet *sheet, SheetAsked *asked);
const char *sheet_key_guess(Work *w, const Grid *grid, const TableSheet *sheet, const SheetAsked *asked);       /* NULL: none can be used */
const char *sheet_headers_hash(Arena *mem, const TableSheet *sheet, int header);        /* "" without titles */
const TableLine *sheet_line(const TableSheet *sheet, int number);       /* NULL: there is none */
const char *sheet_cell(const TableLine *line, size_t column);           /* "" beyond its end */

/* ---- the plan (plan.c) ---- */

typedef enum SheetFate { FATE_REFUSED, FATE_AMBIGUOUS, FATE_UNKNOWN, FATE_NEW, FATE_CHANGED, FATE_SAME, SHEET_FATES } SheetFate;
extern const char *const sheet_fate_words[];    /* as printed in JSON, NULL-ended */

typedef struct SheetChange { const GridColumn *column; Value value; const char *before, *after; } SheetChange;
typedef struct SheetLine {
    int number;
    SheetFate fate;
    int64_t id;                         /* the row it is about; 0: none, or not yet */
    const char *label;
    VEC(SheetChange) changes;
    VEC(const char *) why;              /* what is wrong, in words */
} SheetLine;
typedef struct SheetPlan {
    const Grid *grid;
    const SheetAsked *asked;
    VEC(SheetLine) lines;
    int64_t totals[SHEET_FATES];
    size_t changes, made;
    const char *digest;                 /* of what would be changed */
} SheetPlan;

/* Compares the sheet with what the actor sees; writes nothing. SKIP: numbers of lines to leave out. Problems: too much at once. */
SheetPlan *sheet_plan(Work *w, const Grid *grid, const TableSheet *sheet, const SheetAsked *asked, const int *skip, size_t skip_count);

/* In a transaction that will be rolled back: what a rule refuses becomes the fate of its line. Then totals and digest are as they will be. */
void sheet_try(Work *w, SheetPlan *plan);
/* For good, with a new number for each line that makes somebody. Problems name their line, and then nothing may be kept. */
void sheet_apply(Work *w, SheetPlan *plan, const int64_t *numbers, size_t number_count);

/* ---- the report, as JSON text (report.c) ---- */
const char *sheet_report_json(Arena *mem, const SheetPlan *plan);
