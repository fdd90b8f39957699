/* Lists as data. A list is a block in a .sql file: one FROM, columns, filters, sorts (grammar: HACKING.md). Run-time text
 * joins only these compiled fragments, chosen by number, values bound. The next page is asked for by key, never by
 * a large OFFSET. Sorts are NOT NULL expressions and always end in the row's id. */
#pragma once

#include "store/db.h"

typedef struct ListColumn { const char *name; char type; const char *sqlite, *postgres; const char *right; } ListColumn;
typedef struct ListFilter { const char *name; char type; const char *sqlite, *postgres; } ListFilter;  /* one value each, used as often as needed */
typedef struct ListSort { const char *name; const char *const *sqlite, *const *postgres; const char *types; int count; } ListSort;

typedef struct List {
    const char *name, *feature;
    const char *from_sqlite, *from_postgres;    /* FROM … WHERE …, for who sees everyone */
    const char *count_sqlite, *count_postgres;  /* the same without LEFT JOINs, for a total under no filter; NULL: there is none */
    const char *from_some_sqlite, *from_some_postgres, *count_some_sqlite, *count_some_postgres;   /* the same, of those the actor sees; NULL: unscoped */
    bool scoped;
    const ListColumn *columns;  int column_count;
    const ListFilter *filters;  int filter_count;
    const ListSort *sorts;      int sort_count;
} List;

typedef struct ListOr { int filter; Value value; } ListOr;

typedef struct ListAsk {
    const int *columns; int column_count;       /* NULL: all */
    const Value *filters;                       /* one per filter of the list, VALUE_NULL: not in force; NULL: none */
    const struct ListOr *others;                /* further values of filters that are in force: any of them will do */
    int other_count;
    const int64_t *ids; size_t id_count;        /* only these rows; NULL: all */
    int sort;
    bool descending;
    const char *after;                          /* token of the page before; NULL: the first */
    int64_t beside;                             /* only rows after the one with this id, filters or not; 0: all */
    int from;                                   /* so many rows are passed over: for who drags a scroll bar; those who read all turn pages by key */
    int size;                                   /* 1–5,000 */
} ListAsk;

/* The page's rows, read with row_next/row_*; column numbers are positions in ASK->columns. */
Rows list_rows(Tx *tx, const List *list, const ListAsk *ask);

/* After the last row: the token of the next page, or NULL when this was the end. A token of another list, sort or
 * base is refused by list_after_valid (bad input, not a fault). */
const char *list_next(const Rows *rows, Arena *mem);
bool list_after_valid(const List *list, const ListAsk *ask);

int64_t list_total(Tx *tx, const List *list, const ListAsk *ask);        /* rows under these filters, whatever the page */
