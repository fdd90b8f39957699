/* One engine for every list of the desk. A feature says as data what its list has: columns (how a value is read, edited, called in an address), filters,
 * a search. From that come the page, its blocks of rows, the JSON document, sorting, choosing columns, saved views, changes in cells and in masses, files.
 *
 * The address is the state: ?q= ?sort= ?after= ?size= (contract), ?from= (a block of rows at a place), ?ids= (these rows), ?colonnes=, and one word for
 * each filter (?classe=3,4: any of them). Of a selection: ?ids=, or ?tout=1 and ?sauf=. */
#pragma once

#include "school/lists/cell.h"
#include "store/list.h"
#include "web/route.h"

typedef enum GridAs {
    GRID_TEXT, GRID_INT, GRID_DAY, GRID_INSTANT, GRID_PHONE,
    GRID_YES_NO,        /* 0 or 1 */
    GRID_WORD,          /* a word of the reply; read as the catalogue's WORDS.value */
    GRID_SPLIT,         /* several, joined by `bar`: a list of texts in the document, commas on the page */
    GRID_ADD,           /* one of several columns that go to one list of texts */
    GRID_NAME,          /* who or what the row is: links to its record; the first column, always shown */
} GridAs;

/* How a value is changed; options and words are also what a pasted text is compared with. */
typedef enum EditAs { EDIT_TEXT, EDIT_DAY, EDIT_INT, EDIT_YES_NO, EDIT_WORD, EDIT_ROW } EditAs;
typedef struct GridEdit {
    EditAs as;
    CellVerb verb;
    int field;                          /* the verb's */
    const RightId *right;
    int max;                            /* EDIT_TEXT: characters; EDIT_INT: the highest number */
    bool required;                      /* cannot be emptied */
    bool dated;                         /* the change holds from a day on, today unless said */
    const char *const *choices;         /* EDIT_WORD: NULL-ended; named by the column's `words` */
    const Statement *options;           /* EDIT_ROW: -> id ID, label TEXT */
    int raw;                            /* 1 + the list's column with the id of EDIT_ROW; 0: the column itself */
} GridEdit;

typedef struct GridColumn {
    int column;                         /* of the list */
    const char *key, *in;               /* in the list's .reply, where its right stands: "code" in the object "class"; in NULL: in the item. An html key is
                                           of the page only */
    GridAs as;
    const char *words;                  /* GRID_WORD: "board" for board.half_board */
    const char *(*say)(Arena *mem, const char *value);      /* another way to read it, on the page and in the document */
    char bar;                           /* GRID_SPLIT */
    const char *word;                   /* in addresses: "naissance"; NULL: of the document only */
    TextId label;
    bool first;                         /* shown to who has not chosen */
    int sort;                           /* 1 + the list's sort; 0: it cannot be sorted by */
    const char *base;                   /* a link to BASE/id, id being the column `link` */
    int link;
    TextId flag;                        /* GRID_NAME: a word behind the name where the column `flagged` is set: « parti » */
    int flagged;
    const GridEdit *edit;               /* NULL: it is only read */
} GridColumn;

/* Things that hang on a row, several to each: the guardians of pupils. ROWS (owners IDS) answers owner first, in the owners' order, then id and display
 * name; FIELDS say what else the document has of each. ALL () answers the same of every owner, for long documents: the field BY puts an owner's in order. */
typedef struct GridMany {
    const Statement *rows;
    const char *key, *word;
    TextId label;
    bool first;
    const char *base;
    const GridColumn *fields;
    const Statement *all;               /* NULL: none */
    const char *by;
} GridMany;

/* The rows are persons: their address cards. ROWS (ids IDS) -> id ID, family TEXT, given TEXT, others TEXT, title TEXT, mobile TEXT, home TEXT, work TEXT,
 * mail TEXT, line1 TEXT, line2 TEXT, line3 TEXT, line4 TEXT, postcode TEXT, city TEXT, country TEXT, in any order, in the reader's scope. Whoever lacks CONTACT has
 * names only. */
typedef struct GridCards { const Statement *rows; const RightId *contact; TextId role; bool of_school; } GridCards;

typedef enum FilterAs { FILTER_ROW /* ids of options */, FILTER_WORD, FILTER_SET /* on, with one value, or not */ } FilterAs;
typedef struct GridFilter {
    const char *word;
    TextId label;
    int filter;                         /* of the list */
    FilterAs as;
    const Statement *options;           /* FILTER_ROW: -> id ID, label TEXT */
    const char *const *choices;         /* FILTER_WORD */
    const char *words;
    int set;                            /* FILTER_SET */
} GridFilter;

/* By what a line of somebody's spreadsheet is known to be a row (school/sheets): each of these columns, by their words, must say the same; "a/b": either. The
 * surest key first. */
typedef struct GridKey { const char *word; TextId label; const char *columns[4]; } GridKey;

/* One thing that can be done with the chosen rows: a page of the feature's own, asked with ?ids=, or ?tout=1, ?sauf= and the list's words (grid_whom). When they are
 * too many for an address it is posted the same: the path has a route of either method. */
typedef struct GridAct { TextId label; const char *path; const RightId *right; } GridAct;

/* A new row, of what such a line says, read as for cells: its id, or 0 and problems. NUMBER: a new one of the school's base (people.h), for a person. */
typedef int64_t (*GridMake)(Work *w, int64_t number, const CellChange *values, size_t count);

typedef struct Grid {
    const char *name;                   /* "eleves": in the engine's own addresses, in kept columns and views */
    const List *list;
    const char *base;                   /* "/bureau/eleves" */
    TextId label;                       /* what it is called */
    const char *topics;                 /* what its rows change with: "pupils people structures" */
    TextId add; const char *add_path; const RightId *add_right;     /* « Nouvel élève »; add 0: nobody makes one by hand */
    const RightId *right;               /* who may read it: as its route */
    const Page *page;
    const GridColumn *columns;          /* ends with a NULL key; the first that can be sorted by is the order where nobody asks */
    const GridMany *many;               /* ends with a NULL key; NULL: nothing hangs on its rows */
    const GridFilter *filters;          /* ends with a NULL word; NULL: none */
    const GridCards *cards;             /* NULL: rows are no persons */
    int q, q2;                          /* filters for the first and second word of ?q=, folded; -1: none */
    int code;                           /* filter for the beginning of a code, in capitals; -1: none */
    const GridKey *keys;                /* ends with a NULL word; NULL: its name column is the only one */
    GridMake make; const RightId *make_right;       /* NULL: a line of a spreadsheet makes none */
    const GridAct *acts;                /* ends with a NULL path; NULL: none */
    int fixed; const char *fixed_value; /* a filter that is always in force: classes among structures; fixed_value NULL: none */
} Grid;

/* Of all features; NULL: there is none of that name. */
const Grid *grid_find(const char *name);

/* The handler of a list's own address. */
Reply grid_page(Request *rq, const Grid *grid);

/* Those whom a GridAct is asked for, of the actor's own, in the list's order. HERE: the address about them, PATH being its path; what it has no room for
 * is `carried` (lists/carried.reply), put into every form that goes on with them (lists/carry.html). */
typedef struct GridWhom { int64_t *ids; size_t count; const char *here; const struct GridTurn *turn; } GridWhom;
GridWhom grid_whom(Request *rq, const Grid *grid, const char *path);
void grid_carry(const struct GridTurn *turn, Doc *d);

/* On a record's page: the way back to the list it was opened from, and its neighbours there (lists/record_way.html). Asked with the record's own
 * statements, read after them. */
typedef struct GridBeside { const struct GridTurn *turn; /* NULL: who wants JSON has none */ Rows before, after; } GridBeside;
GridBeside grid_ask_beside(Request *rq, const Grid *grid, int64_t id);
void grid_beside(Request *rq, Doc *d, GridBeside *beside);
