/* What the writers of a sheet share. Private to src/document. */
#pragma once

#include "document/sheet.h"

typedef struct SheetWriter {
    void *(*begin)(Sheet *s);
    void (*row)(Sheet *s, const Cell *cells);
    bool (*end)(Sheet *s);
} SheetWriter;

struct Sheet {
    Arena *mem;
    const SheetHead *head;
    Sink *to;
    const SheetWriter *writer;
    void *own;                  /* the writer's */
};

extern const SheetWriter sheet_csv, sheet_ods, sheet_pdf;

bool cell_empty(CellKind kind, const Cell *cell);
/* A cell as people read it, at the end of TO: the text, "12", "01/09/2026", "01/09/2026 08:05"; nothing when it is empty. */
void cell_print(Str *to, CellKind kind, const Cell *cell);
void cell_print_iso(Str *to, CellKind kind, const Cell *cell);      /* a number, 2026-09-01, 2026-09-01T08:05:00 */
