/* Between the readers of tables. Private to this folder. */
#pragma once

#include "base/date.h"
#include "base/vec.h"
#include "document/table_read.h"
#include "document/xml.h"

/* A book being read. The first trouble stays, and everything after it does nothing. */
typedef struct TableMaker {
    Arena *mem;
    TableTrouble trouble;
    VEC(TableSheet) sheets;
    VEC(TableLine) lines;               /* of the sheet being read */
    const char *name, *cells[TABLE_COLUMNS_MOST];                   /* of the line being read */
    int number, width;
    int total;                          /* lines of all sheets */
    size_t bytes;
} TableMaker;

bool table_fail(TableMaker *m, TableTrouble trouble);           /* always false */
void table_sheet(TableMaker *m, const char *name);              /* begins one; ends the one before */
void table_line(TableMaker *m, int number);                     /* begins one; the one before goes if nothing is in it */
/* In the line that was begun, COLUMN from 0 on: cleaned, nothing if it is empty. */
void table_cell(TableMaker *m, int column, const char *text);
void table_fill(TableMaker *m, int column, int first, int last);        /* merged: what stands in the line numbered FIRST stands in each to LAST */
TableTrouble table_end(TableMaker *m, const char **packed, size_t *size);

/* ---- what a cell says ---- */

/* A number as files write it ("6.12E8", "12.199999999999999") in plain digits with 15 that count, a point before its fraction; NULL: it is none. */
const char *table_number(Arena *mem, const char *text);
const char *table_shown(Arena *mem, const char *number);                /* the same with a comma */

typedef enum TableFormat { TABLE_PLAIN, TABLE_PERCENT, TABLE_DAY, TABLE_HOUR, TABLE_DAY_HOUR, TABLE_ZEROS /* + how many digits */ } TableFormat;
TableFormat table_format(const char *code);     /* of a format as Excel writes it: "dd/mm/yyyy", "0#########" */
/* NUMBER as that format shows it; SINCE_1904: the other calendar. */
const char *table_formatted(Arena *mem, const char *number, int format, bool since_1904);
const char *table_iso(Arena *mem, const char *iso);                     /* "2026-09-01T08:05:00" as French; itself when it is none */

const char *table_yes(Arena *mem);
const char *table_no(Arena *mem);

/* ---- the readers ---- */

typedef struct TableFile { const char *name; int place; } TableFile;      /* an entry of an archive; the last has a NULL name */

void table_csv(TableMaker *m, const char *bytes, size_t size);
void table_xlsx(TableMaker *m, int fd, const TableFile *files);
void table_ods(TableMaker *m, int fd, const TableFile *files);

const TableFile *table_file(const TableFile *files, const char *name);  /* NULL: none of that name */
/* Entry by entry as XML: looked at first for what must not reach a parser. NULL: the maker knows why. It lasts as long as MEM. */
XmlReader *table_xml(TableMaker *m, Arena *mem, int fd, const TableFile *file);
bool table_xml_ended(TableMaker *m, XmlReader *x);                      /* well */
