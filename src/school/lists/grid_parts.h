/* Between the engine's own files. Private to this folder. */
#pragma once

#include "base/vec.h"
#include "school/lists/grid_import.h"

#define GRID_SHOWN_MOST 40
#define GRID_IDS_IN_ADDRESS 300         /* 6 KB at the very most: a comma takes three bytes there (grid.js: BY_ADDRESS) */
typedef struct GridShown { const GridColumn *column; const GridMany *many; } GridShown;         /* one of them */
typedef struct GridGiven { const char *word, *value; } GridGiven;

/* What an address asks. */
typedef struct GridTurn {
    const Grid *grid;
    ListAsk ask;
    Value *filters;
    VEC(ListOr) others;
    VEC(GridGiven) given;               /* the words that make this list this one: q, filters, sort, colonnes; not where one stands in it */
    const char *q;
    const char *query;                  /* what the addresses of its records carry: "?q=ma&sort=-nom" or "" */
    bool all;                           /* who is chosen: all that corresponds, */
    const int64_t *but; size_t but_count;       /* these excepted, by number; or those of ask.ids */
    const char *chosen_ids;             /* the one or the other as they were sent, joined by commas; NULL: none */
    const GridColumn *sorted;
    GridShown shown[GRID_SHOWN_MOST];   /* the name first; empty for JSON, which has all */
    int shown_count;
    bool chosen;                        /* by the address or by this person before */
} GridTurn;

GridTurn *grid_turn(Request *rq, const Grid *grid);
const char *grid_asked(const Request *rq, const char *word, int n);         /* the Nth WORD of the address or, where it has none, of the form */
void grid_read_columns(Request *rq, GridTurn *t);                   /* which columns the page shows: of who wants JSON nothing is asked */
const char *grid_given(const GridTurn *t, const char *word);        /* NULL: not given */
/* PATH with what makes this list this one, OTHER (name, value, …, NULL) in place of its own; a value of NULL leaves the word out. */
const char *grid_address(Request *rq, const GridTurn *t, const char *path, const char *const *other);
bool grid_shows(const Grid *grid, const char *word);                /* a column or a GridMany is called so */

/* Where the list's columns stand in the rows; -1: not asked for. */
typedef struct GridPlaces { int *columns; int count; int at[]; } GridPlaces;
GridPlaces *grid_places_new(Arena *mem, const List *list);          /* of its id alone; then whatever is needed */
void grid_need(GridPlaces *p, int column);
int grid_raw_column(const GridColumn *c);                           /* the list's column with what its verb takes */
const GridPlaces *grid_places(Arena *mem, const GridTurn *t);
/* A value as a person reads it; NULL: nothing. */
const char *grid_words(Arena *mem, const GridColumn *c, const Rows *r, const GridPlaces *p);
/* What stands around the rows: search, filters, columns, views, the way on. */
void grid_head(Request *rq, const GridTurn *t, Doc *d, int64_t shown, const char *next);
bool grid_in_json(const Grid *grid, const GridColumn *column);      /* its key is not of the page only */
void grid_add_editor(Request *rq, Doc *d, const GridColumn *column);        /* edit, max, required, options */

/* Who is chosen (grid_whom.c). */
void grid_read_whom(Request *rq, GridTurn *t);
int64_t *grid_ids(Request *rq, const GridTurn *t, size_t *count);           /* in the list's order; none where nobody is chosen */
void grid_leave_out(Request *rq, GridTurn *t);                              /* those excepted are no longer asked for */
const char *grid_whom_address(Request *rq, const GridTurn *t, const char *path, const char *column);    /* PATH about them; COLUMN: ?champ=, NULL: none */

/* The page that changes the same thing of many: IDS are those it is about. */
void grid_many_head(Request *rq, GridTurn *t, Doc *d, const int64_t *ids, size_t count);
const char *grid_chosen(Request *rq, const GridTurn *t, const GridFilter *f);       /* what a filter lets through, in words; "" for a FILTER_SET; NULL: all */

/* ?forme=csv, ods, pdf, or vcf where the rows are persons: the list as a file. */
Reply grid_file(Request *rq, const Grid *grid);
Reply grid_cards(Request *rq, const Grid *grid);
