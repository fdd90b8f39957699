/* Faces: how wide a text is, which glyphs it becomes (HarfBuzz), and what of a face goes into the file (its subset). */
#include "base/must.h"
#include "document/pdf_parts.h"

#include <hb-ot.h>
#include <hb-subset.h>
#include <stdio.h>

/* ---- loading and measuring ---- */

static void drop_font(void *font) { hb_font_destroy(font); }

static int measure(const PdfFace *face, uint32_t character) {
    hb_codepoint_t glyph;
    return hb_font_get_nominal_glyph(face->font, character, &glyph) ? hb_font_get_glyph_h_advance(face->font, glyph) : -1;
}

bool pdf_face_load(PdfFace *face, Arena *mem, const char *name, const char *path) {
    hb_blob_t *blob = hb_blob_create_from_file_or_fail(path);
    if (!blob)
        return false;
    hb_face_t *of = hb_face_create(blob, 0);
    *face = (PdfFace){ .name = name, .font = hb_font_create(of), .glyphs = (int) hb_face_get_glyph_count(of) };
    hb_blob_destroy(blob);
    hb_face_destroy(of);
    arena_on_drop(mem, drop_font, face->font);
    hb_font_set_scale(face->font, 1000, 1000);
    face->widths = NEW_ARRAY(mem, int16_t, (size_t) face->glyphs + 1);
    face->said = NEW_ARRAY(mem, const char *, (size_t) face->glyphs + 1);
    for (int i = 0; i < face->glyphs; i++)
        face->widths[i] = -1;
    for (uint32_t c = 0; c < PDF_KNOWN; c++)
        face->known[c] = (int16_t) measure(face, c);
    return face->glyphs > 1;
}

int pdf_face_width(const PdfFace *face, uint32_t character) {
    return character < PDF_KNOWN ? face->known[character] : measure(face, character);
}

/* ---- shaping ---- */

static int width_of(PdfFace *face, unsigned glyph) {
    if (face->widths[glyph] < 0)
        face->widths[glyph] = (int16_t) hb_font_get_glyph_h_advance(face->font, glyph);
    return face->widths[glyph];
}

/* A no-break space looks like a space: who copies it may have that. */
static bool is_blank(const char *text, size_t size) {
    return (size == 1 && *text == ' ') || (size == 2 && memcmp(text, "\xc2\xa0", 2) == 0) || (size == 3 && memcmp(text, "\xe2\x80\xaf", 3) == 0);
}

static bool says(PdfFace *face, Arena *mem, unsigned glyph, const char *text, size_t size) {
    if (!face->said[glyph])
        face->said[glyph] = is_blank(text, size) ? " " : arena_text_n(mem, text, size);
    const char *said = face->said[glyph];
    return glyph && ((strncmp(said, text, size) == 0 && !said[size]) || (*said == ' ' && is_blank(text, size)));
}

typedef struct Glyphs { const hb_glyph_info_t *info; const hb_glyph_position_t *at; unsigned count; } Glyphs;

/* Each cluster of characters should be one glyph that always says the same. From right to left the last cluster comes first. */
static bool all_said(PdfFace *face, Arena *mem, const Glyphs *g, const PdfRun *run) {
    bool good = true;
    size_t end = run->size;
    for (unsigned i = 0, next; i < g->count; i = next) {
        for (next = i + 1; next < g->count && g->info[next].cluster == g->info[i].cluster; next++)
            ;
        size_t from = g->info[i].cluster;
        if (!run->right_to_left)
            end = next < g->count ? g->info[next].cluster : run->size;
        good = says(face, mem, g->info[i].codepoint, run->text + from, end - from) && next == i + 1 && good;
        end = from;
    }
    return good;
}

static void put_move(Str *to, int move, bool *open) {
    if (move) {
        str_add(to, *open ? ">" : "");
        str_add_int(to, -move);
        *open = false;
    }
}

/* Raised or lowered marks: outside an array of glyphs. */
static void put_rise(Str *to, int rise, int size, bool *open) {
    str_add(to, *open ? ">]TJ " : "]TJ ");
    pdf_put_length(to, (int) ((int64_t) rise * size / 1000));
    str_add(to, "Ts[");
    *open = false;
}

static void put_glyphs(PdfFace *face, const Glyphs *g, int size, Str *to) {
    int move = 0, rise = 0;
    bool open = false;
    str_add_char(to, '[');
    for (unsigned i = 0; i < g->count; i++) {
        const hb_glyph_position_t *at = &g->at[i];
        unsigned glyph = g->info[i].codepoint;
        put_move(to, move + at->x_offset, &open);
        if (at->y_offset != rise)
            put_rise(to, rise = at->y_offset, size, &open);
        if (!open)
            str_add_char(to, '<');
        open = true;
        pdf_put_hex(to, glyph);
        move = at->x_advance - at->x_offset - width_of(face, glyph);
    }
    if (rise)
        put_rise(to, 0, size, &open);
    str_add(to, open ? ">]TJ\n" : "]TJ\n");
}

bool pdf_face_shape(PdfFace *face, Arena *mem, hb_buffer_t *buffer, const PdfRun *run, int size, Str *to) {
    Glyphs g;
    hb_buffer_clear_contents(buffer);
    hb_buffer_add_utf8(buffer, run->text, (int) run->size, 0, (int) run->size);
    hb_buffer_guess_segment_properties(buffer);
    hb_buffer_set_direction(buffer, run->right_to_left ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_shape(face->font, buffer, NULL, 0);
    g.info = hb_buffer_get_glyph_infos(buffer, &g.count);
    g.at = hb_buffer_get_glyph_positions(buffer, NULL);
    put_glyphs(face, &g, size, to);
    return all_said(face, mem, &g, run);
}

/* ---- into the file ---- */

static hb_blob_t *subset(const PdfFace *face) {
    static const char *const dropped[] = { "GSUB", "GPOS", "GDEF", "kern", "name", "OS/2", "post", "cmap", "DSIG", "gasp", "FFTM", "GASP", NULL };
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    must(input);
    for (int i = 0; i < face->glyphs; i++)
        if (face->widths[i] >= 0)
            hb_set_add(hb_subset_input_glyph_set(input), (hb_codepoint_t) i);
    for (int i = 0; dropped[i]; i++)
        hb_set_add(hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG), hb_tag_from_string(dropped[i], 4));
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_RETAIN_GIDS | HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
    hb_face_t *small = hb_subset_or_fail(hb_font_get_face(face->font), input);
    hb_subset_input_destroy(input);
    must(small);
    hb_blob_t *blob = hb_face_reference_blob(small);
    hb_face_destroy(small);
    return blob;
}

/* Six letters before its name say that it is a part, and which. */
static void put_name(Str *to, const PdfFace *face) {
    uint32_t hash = 2166136261u;
    for (int i = 0; i < face->glyphs; i++)
        if (face->widths[i] >= 0)
            hash = (hash ^ (uint32_t) i) * 16777619u;
    str_add_char(to, '/');
    for (int i = 0; i < 6; i++, hash /= 26)
        str_add_char(to, (char) ('A' + hash % 26));
    str_printf(to, "+%s", face->name);
}

static void put_widths(Str *to, const PdfFace *face) {
    str_add(to, "/W[");
    for (int i = 0; i < face->glyphs; i++)
        if (face->widths[i] >= 0) {
            str_printf(to, "%d[", i);
            for (; i < face->glyphs && face->widths[i] >= 0; i++)
                str_printf(to, "%d ", face->widths[i]);
            str_add_char(to, ']');
        }
    str_add_char(to, ']');
}

static int16_t signed16(const char *bytes) {
    return (int16_t) ((unsigned char) bytes[0] << 8 | (unsigned char) bytes[1]);
}

static void put_descriptor(Str *to, const PdfFace *face, int file) {
    hb_face_t *of = hb_font_get_face(face->font);
    hb_blob_t *head = hb_face_reference_table(of, HB_TAG('h', 'e', 'a', 'd'));
    hb_font_extents_t extents = { 0 };
    unsigned length, em = hb_face_get_upem(of);
    const char *bytes = hb_blob_get_data(head, &length);
    hb_font_get_h_extents(face->font, &extents);
    str_add(to, "<</Type/FontDescriptor/FontName");
    put_name(to, face);
    str_printf(to, "/Flags 4/ItalicAngle 0/StemV 80/Ascent %d/Descent %d/CapHeight %d/FontFile2 %d 0 R/FontBBox[", extents.ascender, extents.descender,
        extents.ascender * 7 / 10, file);
    for (int i = 0; i < 4; i++)
        str_printf(to, "%d ", length >= 44 ? signed16(bytes + 36 + 2 * i) * 1000 / (int) em : 0);
    str_add(to, "]>>");
    hb_blob_destroy(head);
}

static void put_mappings(Str *to, const PdfFace *face) {
    str_add(to, "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
        "/CMapName/Adobe-Identity-UCS def/CMapType 2 def 1 begincodespacerange<0000><FFFF>endcodespacerange\n");
    for (int i = 1; i < face->glyphs; i++)
        if (face->said[i]) {
            str_add(to, "1 beginbfchar<");
            pdf_put_hex(to, (unsigned) i);
            str_add(to, "><");
            pdf_put_utf16(to, face->said[i], strlen(face->said[i]));
            str_add(to, ">endbfchar\n");
        }
    str_add(to, "endcmap CMapName currentdict/CMap defineresource pop end end\n");
}

void pdf_face_write(PdfFace *face, PdfFile *f) {
    char dict[40];
    unsigned size;
    int file = pdf_number(f), descriptor = pdf_number(f), inner = pdf_number(f), mappings = pdf_number(f);
    width_of(face, 0);
    hb_blob_t *blob = subset(face);
    const char *bytes = hb_blob_get_data(blob, &size);
    snprintf(dict, sizeof dict, "/Length1 %u", size);
    pdf_stream(f, file, dict, bytes, size, true);
    hb_blob_destroy(blob);
    put_descriptor(pdf_object(f, descriptor), face, file);
    pdf_object_end(f);
    Str *to = pdf_object(f, inner);
    str_add(to, "<</Type/Font/Subtype/CIDFontType2/BaseFont");
    put_name(to, face);
    str_printf(to, "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/DW 0/FontDescriptor %d 0 R", descriptor);
    put_widths(to, face);
    str_add(to, ">>");
    pdf_object_end(f);
    Str map = str_new(f->mem, 8192);
    put_mappings(&map, face);
    pdf_stream(f, mappings, "", map.data, map.size, true);
    to = pdf_object(f, face->number);
    str_add(to, "<</Type/Font/Subtype/Type0/Encoding/Identity-H/BaseFont");
    put_name(to, face);
    str_printf(to, "/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", inner, mappings);
    pdf_object_end(f);
}
