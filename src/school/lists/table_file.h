/* A table to keep, offered by a page as CSV, ODS or PDF (document/sheet.h): it says what it is, of which school, made when and by whom. For SLOW routes. */
#pragma once

#include "document/sheet.h"
#include "web/route.h"

int table_kind(const char *word);       /* a SheetKind by its word, as ?forme= has it; -1: there is none such */

typedef struct TableFile { SheetKind kind; const char *title; Sink *sink; Sheet *sheet; } TableFile;

/* SUBTITLE may be NULL. COLUMNS and all texts last as long as the work. Rows go to `sheet`. */
TableFile table_begin(Request *rq, SheetKind kind, const char *title, const char *subtitle, const SheetColumn *columns, size_t count);
/* NAME: what the file is called, without its end; NULL: by its title and the day. */
Reply table_reply(Request *rq, TableFile *t, const char *name);
