/* Letters and sheets of labels, as they are printed.
 *
 * A letter: A4, to be folded in three (marks at the left edge), the address where a French window envelope (DL, 110 × 220 mm) shows it: x 105 to 195 mm, y 50 to 85 mm, and
 * nothing else there. Its head at the top left, its day at the right, its subject as a heading, its body below the first fold; as many pages as it takes. In a body, blank lines
 * part paragraphs; a line that begins with «> » stands in a frame, what is behind its colon in bold. */
#pragma once

#include "document/pdf.h"
#include "base/words.h"

#define LETTER_LINES 7                  /* of an address */
#define LETTER_TO_MOST 10               /* with the names before it */

typedef struct PaperLetter { const char *head, *day, *subject, *body; const char *const *to /* NULL-ended: names, then the address */; } PaperLetter;

Pdf *paper_new(Arena *mem, Sink *to, const PdfHead *head);      /* NULL: it cannot be drawn */
/* Begins on a page of its own. */
void paper_letter(Arena *mem, Pdf *pdf, const PaperLetter *l);

/* ---- labels ---- */

/* Of an A4 sheet, in tenths of a millimetre. FIRST: the first place that is still free, from 1. */
typedef struct LabelSheet { int64_t across, down, width, height, left, top, gap_x, gap_y, first; } LabelSheet;
#define LABEL_NUMBERS 9

/* Sheets as they are sold; ends with a NULL word. */
typedef struct LabelFormat { const char *word; TextId label; LabelSheet sheet; } LabelFormat;
extern const LabelFormat label_formats[];

/* T_NONE: it fits on the sheet. *FIELD: which of its numbers is wrong. */
TextId label_sheet_problem(const LabelSheet *s, const char **field);
size_t label_sheets(const LabelSheet *s, size_t labels);       /* how many are needed */

/* TEXT: lines, the first in bold; «> » as in letters. CODE: what its QR code holds, said aloud as SHOWS. */
typedef struct PaperLabel { const char *text, *code, *shows; } PaperLabel;
bool label_fits(Arena *mem, Pdf *pdf, const LabelSheet *s, const char *text);  /* in letters that one can still read */
/* The Nth of a run, from 0: begins a page where it has to. */
void paper_label(Arena *mem, Pdf *pdf, const LabelSheet *s, size_t n, const PaperLabel *label);
