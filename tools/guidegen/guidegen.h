/* guidegen OUTDIR SRCROOT: reads docs/guide/NN-name.md, refuses what is not of its small Markdown (docs/guide/README.md), and writes guide.h and guide.c:
 * the guide as the program shows it (src/school/help/guide.h). What stands in ** must be a text of text/fr.po, to the letter: it names something on a screen. */
#pragma once

#include "../textgen/textgen.h"

typedef struct Span { char *text, *to; bool strong; } Span;
typedef struct Line { Span *spans; size_t count; } Line;
typedef struct Block { const char *kind; Line *lines; size_t count; } Block;
typedef struct Section { At at; char *anchor, *title; bool spaces; char **screens; size_t screen_count; Block *blocks; size_t count; } Section;
typedef struct Chapter { char *name, *title; Section *sections; size_t count; } Chapter;
typedef struct Guide { Chapter *items; size_t count; } Guide;

/* ---- spans.c ---- */
Line line_read(const Catalogue *names, At at, const char *text);
char *anchor_of(const char *title);                     /* "Créer les comptes" → "creer-les-comptes" */

/* ---- chapter.c ---- */
Chapter chapter_read(const Catalogue *names, const char *path);
