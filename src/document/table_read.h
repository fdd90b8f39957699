/* A table as a spreadsheet left it, read as texts: CSV and its like, XLSX, ODS, or a block of cells pasted from one. Nothing here knows what a list is.
 *
 * A cell is what a person sees in it: a formula's last value, a day as 01/09/2026 (of both calendars of Excel), an hour as 08:05, a truth as oui or non,
 * 50 %, a number without the noise of its last digits and with the zeros its format puts before it, «12,5». What is merged downwards is in each line. Blanks and
 * control characters are one blank. A sheet that is hidden is left out, and so are lines in which nothing is; each line knows its number.
 *
 * What strangers send is decoded in a sandboxed child (sandbox.h): bounded in bytes, lines, columns and time; no DTD, no entity, nothing fetched, no formula
 * computed. It answers one packed text, which is believed in nothing but its shape, and which may be kept and unpacked again. */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TABLE_FILE_MOST ((int64_t) 16 * 1024 * 1024)
#define TABLE_PACKED_MOST ((size_t) 8 * 1024 * 1024)
enum { TABLE_SHEETS_MOST = 30, TABLE_LINES_MOST = 10000 /* of all sheets, those with something in them */, TABLE_COLUMNS_MOST = 200, TABLE_CELL_MOST = 2000 /* bytes: what
    is longer is cut */ };

typedef enum TableTrouble {
    TABLE_FINE,
    TABLE_NOT_TABLE,        /* neither a spreadsheet nor text */
    TABLE_OLD,              /* .xls, or a workbook with a password: the same outside */
    TABLE_EMPTY,
    TABLE_TOO_LARGE, TABLE_TOO_LONG /* lines */, TABLE_TOO_WIDE /* columns */,
    TABLE_BROKEN,           /* cut, changed */
    TABLE_HARMFUL,          /* what no spreadsheet writes: a bomb, a DTD, entries that overlap or lead elsewhere */
    TABLE_FAILED,           /* ourselves */
} TableTrouble;

typedef struct TableLine { int number; int count; const char **cells; /* "" where nothing is */ } TableLine;
typedef struct TableSheet { const char *name; TableLine *lines; size_t count; int width; } TableSheet;
typedef struct TableBook { TableSheet *sheets; size_t count; } TableBook;

/* Reads the open file FD from its start. PROGRAM: the program to run as the child ("/proc/self/exe" in `preau`, whose verb read-table it is); NULL: in this
 * process. PACKED, in MEM: at least one sheet with at least one line. */
TableTrouble table_read(Arena *mem, const char *program, int fd, const char **packed, size_t *size);

/* What was pasted: UTF-8, in this process. */
TableTrouble table_read_text(Arena *mem, const char *text, const char **packed, size_t *size);

/* False: it is not what table_read answers. */
bool table_unpack(Arena *mem, const char *packed, size_t size, TableBook *out);

int table_child(void);      /* the child's main: a file on descriptor 0, the packed text on 1. Its exit code is the trouble */
