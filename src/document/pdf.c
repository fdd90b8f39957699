/* Pages and their structure. What is drawn lies in marked content, numbered on its page; each element says which numbers are its own, and the parent tree
 * says the element of each number. */
#include "document/pdf.h"

#include "base/must.h"
#include "base/words.h"
#include "document/pdf_parts.h"
#include "document/xml_put.h"
#include "gen/texts.h"

enum { DEPTH = 8, ARTIFACT = -1, NOTHING = 0, ELEMENT = 1 };

typedef struct Element { int number, page; PdfTag tag; Str kids; const char *shows; int box[4]; } Element;

struct Pdf {
    Arena *mem;
    PdfFile file;
    PdfHead head;
    PdfFace faces[PDF_FACES];
    hb_buffer_t *buffer;
    Element open[DEPTH];                /* the first is the document */
    int depth;
    int page, height, width;            /* PAGE: its object, 0 before the first */
    int pages, marks;                   /* MARKS: numbers given on this page */
    int marked;                         /* what is being drawn belongs to */
    PdfStyle style;                     /* in force on this page; size 0: none */
    Str content, line, parents, page_list, parent_list;
    VEC(int) images;
};

static void drop_buffer(void *buffer) { hb_buffer_destroy(buffer); }

Pdf *pdf_new(Arena *mem, Sink *to, const PdfHead *head) {
    Pdf *p = NEW(mem, Pdf);
    p->mem = mem;
    p->head = *head;
    if (!pdf_face_load(&p->faces[PDF_PLAIN], mem, "Lato-Regular", PREAU_FONTS "/lato/Lato-Regular.ttf")
            || !pdf_face_load(&p->faces[PDF_BOLD], mem, "Lato-Bold", PREAU_FONTS "/lato/Lato-Bold.ttf"))
        return NULL;
    pdf_face_load(&p->faces[PDF_FALLBACK], mem, "DejaVuSans", PREAU_FONTS "/dejavu/DejaVuSans.ttf");
    p->buffer = hb_buffer_create();
    arena_on_drop(mem, drop_buffer, p->buffer);
    pdf_file_begin(&p->file, mem, to);
    for (int i = 0; i < DEPTH; i++)
        p->open[i].kids = str_new(mem, 64);
    p->open[0].number = PDF_DOCUMENT;
    Str *const texts[] = { &p->content, &p->line, &p->parents, &p->page_list, &p->parent_list };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = str_new(mem, 1024);
    return p;
}

/* ---- what belongs to whom ---- */

static void unmark(Pdf *p) {
    if (p->marked != NOTHING)
        str_add(&p->content, "EMC\n");
    p->marked = NOTHING;
}

static const char *tag_word(PdfTag tag) {
    static const char *const table[] = { "H1", "H2", "P", "Table", "TR", "TH", "TH", "TD", "Figure" };
    return table[tag];
}

/* What follows belongs to the open element, or to none. */
static void mark(Pdf *p) {
    must(p->page);
    Element *e = &p->open[p->depth];
    if (p->depth == 0 || e->tag == PDF_TABLE || e->tag == PDF_TR) {
        if (p->marked != ARTIFACT)
            str_add(&p->content, "/Artifact BMC\n");
        p->marked = ARTIFACT;
        return;
    }
    if (p->marked == ELEMENT)
        return;
    str_printf(&p->content, "/%s<</MCID %d>>BDC\n", tag_word(e->tag), p->marks);
    if (!e->page || e->page == p->page)
        str_printf(&e->kids, " %d", p->marks);
    else
        str_printf(&e->kids, "<</Type/MCR/Pg %d 0 R/MCID %d>>", p->page, p->marks);
    e->page = e->page ? e->page : p->page;
    str_printf(&p->parents, "%d 0 R ", e->number);
    p->marks++;
    p->marked = ELEMENT;
}

void pdf_open(Pdf *p, PdfTag tag) {
    must(p->depth + 1 < DEPTH);
    unmark(p);
    Element *e = &p->open[++p->depth];
    e->kids.size = 0;
    e->kids.data[0] = '\0';
    e->number = pdf_number(&p->file);
    e->tag = tag;
    e->page = 0;
    e->shows = NULL;
}

void pdf_open_figure(Pdf *p, const char *shows, int x, int y, int width, int height) {
    pdf_open(p, PDF_FIGURE);
    Element *e = &p->open[p->depth];
    e->shows = shows;
    memcpy(e->box, (int[]){ x, p->height - y - height, x + width, p->height - y }, sizeof e->box);
}

static void put_attributes(Str *to, const Element *e) {
    if (e->tag == PDF_TH_COLUMN || e->tag == PDF_TH_ROW)
        str_printf(to, "/A<</O/Table/Scope/%s>>", e->tag == PDF_TH_ROW ? "Row" : "Column");
    if (!e->shows)
        return;
    str_add(to, "/Alt");
    pdf_put_string(to, e->shows);
    str_add(to, "/A<</O/Layout/Placement/Block/BBox[");
    for (int i = 0; i < 4; i++)
        pdf_put_length(to, e->box[i]);
    str_add(to, "]>>");
}

void pdf_close(Pdf *p) {
    must(p->depth > 0);
    unmark(p);
    const Element *e = &p->open[p->depth--];
    Element *parent = &p->open[p->depth];
    Str *to = pdf_object(&p->file, e->number);
    str_printf(to, "<</S/%s/P %d 0 R", tag_word(e->tag), parent->number);
    if (e->page)
        str_printf(to, "/Pg %d 0 R", e->page);
    put_attributes(to, e);
    str_add(to, "/K[");
    str_add_n(to, e->kids.data, e->kids.size);
    str_add(to, "]>>");
    pdf_object_end(&p->file);
    str_printf(&parent->kids, "%d 0 R ", e->number);
}

/* ---- pages ---- */

static void end_page(Pdf *p) {
    if (!p->page)
        return;
    unmark(p);
    int content = pdf_number(&p->file), parents = pdf_number(&p->file);
    pdf_stream(&p->file, content, "", p->content.data, p->content.size, true);
    Str *to = pdf_object(&p->file, p->page);
    str_printf(to, "<</Type/Page/Parent %d 0 R/Resources %d 0 R/Contents %d 0 R/StructParents %d/Tabs/S/MediaBox[0 0 ", PDF_PAGES, PDF_RESOURCES, content, p->pages);
    pdf_put_length(to, p->width);
    pdf_put_length(to, p->height);
    str_add(to, "]>>");
    pdf_object_end(&p->file);
    str_printf(pdf_object(&p->file, parents), "[%s]", p->parents.data);
    pdf_object_end(&p->file);
    str_printf(&p->page_list, "%d 0 R ", p->page);
    str_printf(&p->parent_list, "%d %d 0 R ", p->pages++, parents);
    p->content.size = p->parents.size = 0;
    p->content.data[0] = p->parents.data[0] = '\0';
    p->page = 0;
}

void pdf_page(Pdf *p, int width, int height) {
    end_page(p);
    p->page = pdf_number(&p->file);
    p->width = width;
    p->height = height;
    p->marks = 0;
    p->style.size = 0;
}

/* ---- the end ---- */

static void put_info(Pdf *p, Str *to) {
    const char *product = words(p->mem, T_PAGE_PRODUCT, NULL);
    str_add(to, "<</Title");
    pdf_put_string(to, p->head.title);
    if (p->head.subject) {
        str_add(to, "/Subject");
        pdf_put_string(to, p->head.subject);
    }
    if (p->head.author) {
        str_add(to, "/Author");
        pdf_put_string(to, p->head.author);
    }
    str_add(to, "/Producer");
    pdf_put_string(to, arena_printf(p->mem, "%s " PREAU_VERSION, product));
    if (p->head.made) {
        const char *iso = instant_iso(p->mem, p->head.made);           /* 2026-09-01T06:05:00.000Z */
        str_printf(to, "/CreationDate(D:%.4s%.2s%.2s%.2s%.2s%.2sZ)", iso, iso + 5, iso + 8, iso + 11, iso + 14, iso + 17);
    }
    str_add(to, ">>");
}

static void write_metadata(Pdf *p) {
    Str xmp = str_new(p->mem, 1024);
    str_add(&xmp, "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">");
    xml_put(&xmp, p->head.title);
    str_add(&xmp, "</rdf:li></rdf:Alt></dc:title><dc:language><rdf:Bag><rdf:li>fr-FR</rdf:li></rdf:Bag></dc:language></rdf:Description></rdf:RDF></x:xmpmeta>\n"
        "<?xpacket end=\"w\"?>");
    pdf_stream(&p->file, PDF_METADATA, "/Type/Metadata/Subtype/XML", xmp.data, xmp.size, false);
}

static void write_resources(Pdf *p) {
    for (int i = 0; i < PDF_FACES; i++)
        if (p->faces[i].number)
            pdf_face_write(&p->faces[i], &p->file);
    Str *to = pdf_object(&p->file, PDF_RESOURCES);
    str_add(to, "<</Font<<");
    for (int i = 0; i < PDF_FACES; i++)
        if (p->faces[i].number)
            str_printf(to, "/F%d %d 0 R", i, p->faces[i].number);
    str_add(to, ">>/XObject<<");
    for (size_t i = 0; i < p->images.count; i++)
        str_printf(to, "/I%d %d 0 R", p->images.items[i], p->images.items[i]);
    str_add(to, ">>>>");
    pdf_object_end(&p->file);
}

static void put_object(Pdf *p, int number, const char *text) {
    str_add(pdf_object(&p->file, number), text);
    pdf_object_end(&p->file);
}

bool pdf_end(Pdf *p) {
    must(p->depth == 0 && p->pages + (p->page != 0) > 0);
    end_page(p);
    write_resources(p);
    write_metadata(p);
    put_info(p, pdf_object(&p->file, PDF_INFO));
    pdf_object_end(&p->file);
    put_object(p, PDF_CATALOG, arena_printf(p->mem, "<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/MarkInfo<</Marked true>>/Lang(fr-FR)"
        "/ViewerPreferences<</DisplayDocTitle true>>/Metadata %d 0 R>>", PDF_PAGES, PDF_ROOT, PDF_METADATA));
    put_object(p, PDF_PAGES, arena_printf(p->mem, "<</Type/Pages/Count %d/Kids[%s]>>", p->pages, p->page_list.data));
    put_object(p, PDF_ROOT, arena_printf(p->mem, "<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>", PDF_DOCUMENT, PDF_PARENTS, p->pages));
    put_object(p, PDF_PARENTS, arena_printf(p->mem, "<</Nums[%s]>>", p->parent_list.data));
    put_object(p, PDF_DOCUMENT, arena_printf(p->mem, "<</S/Document/P %d 0 R/K[%s]>>", PDF_ROOT, p->open[0].kids.data));
    return pdf_file_end(&p->file);
}

/* ---- drawing ---- */

static void put_lengths(Str *to, const int *lengths, int count) {
    for (int i = 0; i < count; i++)
        pdf_put_length(to, lengths[i]);
}

void pdf_rule(Pdf *p, int x1, int y1, int x2, int y2, int weight) {
    mark(p);
    pdf_put_length(&p->content, weight);
    str_add(&p->content, "w ");
    put_lengths(&p->content, (int[]){ x1, p->height - y1 }, 2);
    str_add(&p->content, "m ");
    put_lengths(&p->content, (int[]){ x2, p->height - y2 }, 2);
    str_add(&p->content, "l S\n");
}

void pdf_box(Pdf *p, int x, int y, int width, int height) {
    mark(p);
    put_lengths(&p->content, (int[]){ x, p->height - y - height, width, height }, 4);
    str_add(&p->content, "re f\n");
}

void pdf_frame(Pdf *p, int x, int y, int width, int height, int weight) {
    mark(p);
    pdf_put_length(&p->content, weight);
    str_add(&p->content, "w ");
    put_lengths(&p->content, (int[]){ x, p->height - y - height, width, height }, 4);
    str_add(&p->content, "re S\n");
}

PdfImage pdf_jpeg(Pdf *p, const void *bytes, size_t size) {
    PdfImage image = pdf_jpeg_write(&p->file, bytes, size);
    if (image.number)
        *VEC_ADD(p->mem, &p->images) = image.number;
    return image;
}

void pdf_image(Pdf *p, PdfImage image, int x, int y, int width, int height) {
    must(image.number);
    bool wide = (int64_t) image.width * height > (int64_t) image.height * width;
    int w = wide ? width : (int) ((int64_t) height * image.width / image.height), h = wide ? (int) ((int64_t) width * image.height / image.width) : height;
    mark(p);
    str_add(&p->content, "q ");
    put_lengths(&p->content, (int[]){ w, 0, 0, h, x + (width - w) / 2, p->height - y - (height - h) / 2 - h }, 6);
    str_printf(&p->content, "cm /I%d Do Q\n", image.number);
}

/* ---- text ---- */

static bool is_right_to_left(uint32_t c) {
    return (c >= 0x590 && c < 0x900) || (c >= 0xfb1d && c < 0xfe00) || (c >= 0xfe70 && c < 0xff00) || (c >= 0x10800 && c < 0x11000);
}

static bool is_neutral(uint32_t c) {
    return c < 'A' || (c > 'Z' && c < 'a') || (c > 'z' && c < 0xc0) || (c >= 0x2000 && c < 0x2070);
}

/* It belongs to the letter before it: marks, joiners, choices of form. */
static bool stays(uint32_t c) {
    return (c >= 0x300 && c < 0x370) || c == 0x200c || c == 0x200d || (c >= 0xfe00 && c < 0xfe10);
}

static int face_for(const Pdf *p, PdfFont font, uint32_t c) {
    const PdfFace *fallback = &p->faces[PDF_FALLBACK];
    return pdf_face_width(&p->faces[font], c) >= 0 || !fallback->font || pdf_face_width(fallback, c) < 0 ? (int) font : PDF_FALLBACK;
}

/* The first run of TEXT: one face, one direction. */
static PdfRun first_run(const Pdf *p, PdfFont font, const char *text, size_t size, int *face) {
    size_t bytes, end;
    uint32_t c = pdf_character(text, &end);
    PdfRun run = { .text = text, .right_to_left = is_right_to_left(c) };
    *face = face_for(p, font, c);
    for (size_t at = end; at < size; at += bytes) {
        c = pdf_character(text + at, &bytes);
        if (run.right_to_left ? pdf_face_width(&p->faces[*face], c) < 0 && !stays(c) : face_for(p, font, c) != *face && !stays(c))
            break;
        if (run.right_to_left && is_neutral(c))
            continue;                   /* of the run if more of its kind follows */
        if (is_right_to_left(c) != run.right_to_left && !stays(c))
            break;
        end = at + bytes;
    }
    run.size = end;
    return run;
}

static size_t ascii_size(const char *text, size_t size) {
    size_t at = 0;
    while (at < size && (unsigned char) text[at] >= ' ' && (unsigned char) text[at] < 0x7f)
        at++;
    return at;
}

static void set_style(Pdf *p, int face, int size, Str *to) {
    if (p->style.size == size && (int) p->style.font == face)
        return;
    str_printf(to, "/F%d ", face);
    pdf_put_length(to, size);
    str_add(to, "Tf ");
    p->style = (PdfStyle){ (PdfFont) face, size };
}

/* All runs of a line without control characters; false when what they mean has to stand beside. */
static bool put_runs(Pdf *p, PdfStyle style, const char *text, size_t size) {
    bool said = true;
    for (size_t at = 0; at < size; ) {
        int face = style.font;
        PdfRun run = { text + at, size - at, false };
        if (ascii_size(run.text, run.size) != run.size)
            run = first_run(p, style.font, run.text, run.size, &face);
        if (!p->faces[face].number)
            p->faces[face].number = pdf_number(&p->file);
        set_style(p, face, style.size, &p->line);
        said = pdf_face_shape(&p->faces[face], p->mem, p->buffer, &run, style.size, &p->line) && said;
        at += run.size;
    }
    return said;
}

static const char *without_controls(Arena *mem, const char *text, size_t size) {
    char *copy = NULL;
    for (size_t i = 0; i < size; i++)
        if ((unsigned char) text[i] < ' ' || text[i] == 0x7f) {
            copy = copy ? copy : arena_text_n(mem, text, size);
            copy[i] = ' ';
        }
    return copy ? copy : text;
}

void pdf_text(Pdf *p, PdfStyle style, int x, int y, const char *text, size_t size) {
    if (!size)
        return;
    mark(p);
    text = without_controls(p->mem, text, size);
    p->line.size = 0;
    bool said = put_runs(p, style, text, size);
    str_add(&p->content, "BT 1 0 0 1 ");
    put_lengths(&p->content, (int[]){ x, p->height - y }, 2);
    str_add(&p->content, "Tm\n");
    if (!said) {
        str_add(&p->content, "/Span<</ActualText<FEFF");
        pdf_put_utf16(&p->content, text, size);
        str_add(&p->content, ">>>BDC\n");
    }
    str_add_n(&p->content, p->line.data, p->line.size);
    str_add(&p->content, said ? "ET\n" : "EMC ET\n");
}

/* A character's width in thousandths. */
static int character_width(const Pdf *p, PdfFont font, uint32_t c) {
    const PdfFace *face = &p->faces[font];
    int width = pdf_face_width(face, c < ' ' || c == 0x7f ? ' ' : c);
    return width >= 0 ? width : stays(c) ? 0 : pdf_face_width(&p->faces[PDF_FALLBACK], c) >= 0 && p->faces[PDF_FALLBACK].font ?
        pdf_face_width(&p->faces[PDF_FALLBACK], c) : 1000;
}

int pdf_width(Pdf *p, PdfStyle style, const char *text, size_t size) {
    int64_t sum = 0;
    for (size_t at = 0, bytes; at < size; at += bytes)
        sum += character_width(p, style.font, pdf_character(text + at, &bytes));
    return (int) (sum * style.size / 1000 < INT32_MAX / 2 ? sum * style.size / 1000 : INT32_MAX / 2);
}

/* How many bytes of TEXT fit. */
static size_t fits(Pdf *p, PdfStyle style, const char *text, size_t size, int width) {
    int64_t sum = 0;
    for (size_t at = 0, bytes; at < size; at += bytes) {
        sum += (int64_t) character_width(p, style.font, pdf_character(text + at, &bytes)) * style.size;
        if (sum > (int64_t) width * 1000)
            return at;
    }
    return size;
}

void pdf_text_in(Pdf *p, PdfStyle style, PdfAlign align, int x, int y, int width, const char *text, size_t size) {
    static const char dots[] = "\xe2\x80\xa6";
    if (fits(p, style, text, size, width) < size) {
        size = fits(p, style, text, size, width - pdf_width(p, style, dots, 3));
        while (size && text[size - 1] == ' ')
            size--;
        text = arena_printf(p->mem, "%.*s%s", (int) size, text, dots);
        size += 3;
    }
    int left = align == PDF_LEFT ? 0 : width - pdf_width(p, style, text, size);
    pdf_text(p, style, x + (align == PDF_CENTER ? left / 2 : left), y, text, size);
}

static bool breaks_after(char c) { return c && strchr("-/@_,;", c); }

size_t pdf_line(Pdf *p, PdfStyle style, int width, const char *text, size_t *skip) {
    size_t whole = strcspn(text, "\r\n"), fit = fits(p, style, text, whole, width), size = fit;
    if (fit == whole) {
        *skip = whole + (str_starts(text + whole, "\r\n") ? 2 : text[whole] != '\0');
        return whole;
    }
    while (size && text[size] != ' ' && !breaks_after(text[size - 1]))
        size--;
    if (!size && fit == 0)
        pdf_character(text, &size);
    *skip = size = size ? size : fit;
    *skip += strspn(text + size, " ");
    while (size && text[size - 1] == ' ')
        size--;
    return size;
}
