/* What the files of the PDF writer share: pdf_file.c makes objects, pdf_font.c faces, pdf.c pages and their structure. Private to src/document. */
#pragma once

#include "base/vec.h"
#include "document/pdf.h"

#include <hb.h>

/* ---- objects ---- */

enum { PDF_CATALOG = 1, PDF_PAGES, PDF_RESOURCES, PDF_ROOT, PDF_INFO, PDF_METADATA, PDF_PARENTS, PDF_DOCUMENT, PDF_FIRST_FREE };

typedef struct PdfPlace { uint32_t at; int32_t index; } PdfPlace;       /* where in the file; or INDEX ≥ 0 in the stream AT */

typedef struct PdfFile {
    Arena *mem;
    Sink *to;
    VEC(PdfPlace) places;
    Str packed, packed_head;            /* small objects on their way into a compressed stream */
    int packed_count, packed_stream;
    Str scratch;
} PdfFile;

void pdf_file_begin(PdfFile *f, Arena *mem, Sink *to);
int pdf_number(PdfFile *f);                             /* of a new object */
Str *pdf_object(PdfFile *f, int number);                /* to be written into, then pdf_object_end */
void pdf_object_end(PdfFile *f);
/* A stream; DICT without its brackets and without Length. DEFLATED: we do it. */
void pdf_stream(PdfFile *f, int number, const char *dict, const void *bytes, size_t size, bool deflated);
bool pdf_file_end(PdfFile *f);
PdfImage pdf_jpeg_write(PdfFile *f, const void *bytes, size_t size);     /* number 0: it is none */
void pdf_put_string(Str *to, const char *text);         /* <FEFF…> */
void pdf_put_utf16(Str *to, const char *text, size_t size);
void pdf_put_hex(Str *to, unsigned number);             /* four digits */
void pdf_put_length(Str *to, int hundredths);           /* "12.5 " */

/* ---- faces ---- */

enum { PDF_FACES = 3, PDF_FALLBACK = 2, PDF_KNOWN = 0x250 };

typedef struct PdfFace {
    const char *name;                   /* in the file */
    hb_font_t *font;                    /* scaled to 1,000 */
    int number, glyphs;                 /* NUMBER: its object, 0 when it is not used */
    int16_t known[PDF_KNOWN];           /* by character: its width, -1 when the face lacks it */
    int16_t *widths;                    /* by glyph; -1 when not used */
    const char **said;                  /* by glyph: the text it was first used for */
} PdfFace;

bool pdf_face_load(PdfFace *face, Arena *mem, const char *name, const char *path);
int pdf_face_width(const PdfFace *face, uint32_t character);    /* -1 when the face lacks it */
void pdf_face_write(PdfFace *face, PdfFile *f);         /* what was used of it */

typedef struct PdfRun { const char *text; size_t size; bool right_to_left; } PdfRun;

/* One run of one face as operators into TO, at SIZE. False: its glyphs do not say what it means, which then has to stand beside. */
bool pdf_face_shape(PdfFace *face, Arena *mem, hb_buffer_t *buffer, const PdfRun *run, int size, Str *to);

/* The character at TEXT, and how many bytes it takes. */
uint32_t pdf_character(const char *text, size_t *bytes);
