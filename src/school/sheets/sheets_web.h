/* What the screens of this folder share. */
#pragma once

#include "school/sheets/sheets.h"
#include "web/feature.h"

/* A sheet as its row says; OPEN: its content is there, and may still be applied. */
typedef struct Seen {
    int64_t id, made, changed, work;
    Instant at;
    const char *state, *name, *report, *digest;
    SheetAsked asked;
    TableBook book;
    const Grid **grids;                 /* to which this person may bring something */
    bool open;
} Seen;
Seen *sheet_seen(Request *rq);          /* NULL: there is none */
const Grid *sheet_grid(const Seen *s, const char *name);        /* NULL: none of that name, or not this person's to change */

Reply show_spreadsheet(Request *rq);    /* rq->kept: a SheetAsked that was posted and not taken; NULL: none */
