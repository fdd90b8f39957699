/* A table being written, row after row, into a sink: one interface, a writer for each format. Nothing here knows what a list is.
 *
 *     Sheet *s = sheet_new(mem, SHEET_ODS, &head, sink_to_memory(mem));
 *     for each row  sheet_row(s, (const Cell[]){ cell_text(name), cell_day(birth), cell_int(count) });
 *     bool good = sheet_end(s);
 *
 * CSV  UTF-8 with its mark, `;`, CRLF, every quote doubled: as French spreadsheets read it by a double click. What a spreadsheet would take for a
 *      formula (= + - @ tab CR first) gets an apostrophe before it (P-19), and so does a text that begins with apostrophes and then one of these, so that
 *      taking one away gives back the text: sheet_csv_plain. Numbers and days are no text and stay bare. A phone with its leading 0 stays a
 *      text there only if it holds blanks, "06 12 34 56 78": who wants all of it takes ODS.
 * ODS  OpenDocument 1.2: texts are texts (never a formula, zeros kept, +33 kept), numbers and days are such; the first row stays in sight, and is
 *      repeated when printed.
 * PDF  A4, tagged; see pdf.h. Portrait if the columns fit, else landscape, else smaller type, else longer texts take several lines, else the columns
 *      that are left follow on pages of their own, the first column again beside them. A cell of more than 24 lines ends in «…».
 *
 * Memory: CSV and ODS keep what the sink keeps (and 200 rows); PDF keeps the rows as text once, since the columns' widths and the number of pages come from
 * all of them. The same rows give the same bytes. One thread at a time has a Sheet; two sheets share nothing. */
#pragma once

#include "base/date.h"
#include "document/sink.h"

typedef enum SheetKind { SHEET_CSV, SHEET_ODS, SHEET_PDF } SheetKind;
typedef enum CellKind { CELL_TEXT, CELL_INT, CELL_DAY, CELL_INSTANT /* local day and time */ } CellKind;

typedef struct SheetColumn { const char *label; CellKind kind; } SheetColumn;

/* Texts are NULL where there is none. CSV has the columns only; ODS shows the rest when printed. */
typedef struct SheetHead {
    const char *title;          /* "Élèves de 5e B": compulsory */
    const char *subtitle;       /* the filters in words, how many rows */
    const char *school;
    const char *printed;        /* "Édité le 3 octobre 2026 par …" */
    Instant made;               /* kept in the files' own description */
    const SheetColumn *columns;
    size_t count;               /* at least one */
} SheetHead;

/* TEXT of a CELL_TEXT column, else NUMBER. NULL or CELL_NONE: nothing there. */
#define CELL_NONE INT64_MIN
typedef struct Cell { const char *text; int64_t number; } Cell;
static inline Cell cell_text(const char *text) { return (Cell){ text, CELL_NONE }; }
static inline Cell cell_int(int64_t number) { return (Cell){ NULL, number }; }
static inline Cell cell_day(Day day) { return (Cell){ NULL, day == NO_DAY ? CELL_NONE : day }; }
static inline Cell cell_instant(Instant at) { return (Cell){ NULL, at }; }

typedef struct Sheet Sheet;

/* HEAD and its texts stay the caller's, and must last as long as the sheet. */
Sheet *sheet_new(Arena *mem, SheetKind kind, const SheetHead *head, Sink *to);
void sheet_row(Sheet *s, const Cell *cells);    /* as many as columns */
bool sheet_end(Sheet *s);                       /* ends the sink too; false: it failed, or (PDF) the fonts are not there */

extern const char *const sheet_words[];         /* "csv" "ods" "pdf", by kind, NULL-ended: also the end of the file's name */
const char *sheet_type(SheetKind kind);         /* its media type */

/* What a cell of our CSV says, without the apostrophe that keeps it from being a formula. */
const char *sheet_csv_plain(const char *cell);
