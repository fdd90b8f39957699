/* The PDF writer by itself: lines, widths, photos, figures that say what they show; faces. */
#include "document/faces.h"

#include "test/outside.h"
#include "test/test.h"

#include <string.h>

static const PdfStyle plain = { PDF_PLAIN, 1000 };

static Pdf *new_pdf(Arena *mem, Sink *to) { return pdf_new(mem, to, &(PdfHead){ .title = "Essai" }); }

TEST(lines_break_where_one_may) {
    static const struct { const char *text, *line; size_t skip; } all[] = { { "un mot", "un mot", 6 }, { "un mot et la suite de tout cela", "un mot et la", 13 },
        { "Saint-Jean-Baptiste-de-la-Salle", "Saint-Jean-", 11 }, { "un\ndeux", "un", 3 }, { "un\r\ndeux", "un", 4 }, { "\nx", "", 1 },
        { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL, 0 }, { "ééééééééééééééééééééééééééééé", NULL, 0 }, { "vraiment\u00a0impossible\u00a0à couper", NULL, 0 },
        { "mot      suivi de beaucoup", "mot      suivi", 15 } };
    Arena *mem = arena_new();
    Pdf *p = new_pdf(mem, sink_to_memory(mem));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size_t skip, size = pdf_line(p, plain, PDF_PT(66), all[i].text, &skip);
        CHECK(skip > 0 && size <= skip && pdf_width(p, plain, all[i].text, size) <= PDF_PT(66));
        CHECK((all[i].text[size] & 0xc0) != 0x80 && (all[i].text[skip] & 0xc0) != 0x80);
        if (all[i].line) {
            CHECK_TEXT(arena_text_n(mem, all[i].text, size), all[i].line);
            CHECK_INT((int64_t) skip, (int64_t) all[i].skip);
        }
    }
    for (int width = 0; width < PDF_PT(3); width += 50) {               /* narrower than a letter: one a line, and an end */
        size_t skip, lines = 0;
        for (const char *at = "é à\u00a0ü-x  y"; *at && lines < 50; at += skip, lines++)
            pdf_line(p, plain, width, at, &skip);
        CHECK(lines >= 6 && lines < 20);
    }
    arena_free(mem);
}

TEST(widths_grow_with_text_and_size) {
    Arena *mem = arena_new();
    Pdf *p = new_pdf(mem, sink_to_memory(mem));
    int one = pdf_width(p, plain, "Élève", 7);
    CHECK(one > PDF_PT(15) && one < PDF_PT(35));
    CHECK_INT(pdf_width(p, (PdfStyle){ PDF_PLAIN, 2000 }, "Élève", 7), 2 * one);
    CHECK(pdf_width(p, (PdfStyle){ PDF_BOLD, 1000 }, "Élève", 7) > one);
    CHECK_INT(pdf_width(p, plain, "0123456789", 10), 10 * pdf_width(p, plain, "1", 1));        /* figures stand below each other */
    CHECK_INT(pdf_width(p, plain, "", 0), 0);
    CHECK(pdf_width(p, plain, "😀\u4e2d", 7) > 0);
    arena_free(mem);
}

/* A picture of 24 × 32, of which only the head is looked at. */
static size_t jpeg(unsigned char *to, int colours, int kind) {
    const unsigned char head[] = { 0xff, 0xd8, 0xff, 0xe0, 0, 4, 'J', 'F', 0xff, (unsigned char) kind, 0, 11, 8, 0, 32, 0, 24, (unsigned char) colours, 1, 0x11, 0, 0xff, 0xd9 };
    memcpy(to, head, sizeof head);
    return sizeof head;
}

TEST(only_pictures_are_pictures) {
    static const struct { int colours, kind; size_t cut; bool good; } all[] = { { 1, 0xc0, 0, true }, { 3, 0xc2, 0, true }, { 4, 0xc0, 0, false }, { 3, 0xc3, 0, false },
        { 3, 0xc0, 20, false }, { 3, 0xc0, 23, false }, { 3, 0xda, 0, false } };
    Arena *mem = arena_new();
    Pdf *p = new_pdf(mem, sink_to_memory(mem));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        unsigned char bytes[64];
        size_t size = jpeg(bytes, all[i].colours, all[i].kind) - all[i].cut;
        char *exact = arena_copy(mem, bytes, size);                     /* so that a look beyond is seen */
        PdfImage image = pdf_jpeg(p, exact, size);
        CHECK((image.number != 0) == all[i].good);
        CHECK(!all[i].good || (image.width == 24 && image.height == 32));
    }
    CHECK(!pdf_jpeg(p, "\x89PNG\r\n\x1a\n0123456789", 18).number && !pdf_jpeg(p, "", 0).number);
    arena_free(mem);
}

/* A whole one, in colour, 24 × 32. */
static const unsigned char whole_jpeg[] = {
    255, 216, 255, 224, 0, 16, 74, 70, 73, 70, 0, 1, 1, 1, 0, 30, 0, 30, 0, 0, 255, 219, 0, 67, 0, 40, 28, 30, 35, 30, 25, 40, 35, 33, 35, 45, 43, 40, 48,
    60, 100, 65, 60, 55, 55, 60, 123, 88, 93, 73, 100, 145, 128, 153, 150, 143, 128, 140, 138, 160, 180, 230, 195, 160, 170, 218, 173, 138, 140, 200, 255,
    203, 218, 238, 245, 255, 255, 255, 155, 193, 255, 255, 255, 250, 255, 230, 253, 255, 248, 255, 219, 0, 67, 1, 43, 45, 45, 60, 53, 60, 118, 65, 65,
    118, 248, 165, 140, 165, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248,
    248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 248, 255, 192, 0, 17, 8, 0,
    32, 0, 24, 3, 1, 34, 0, 2, 17, 1, 3, 17, 1, 255, 196, 0, 24, 0, 0, 3, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 4, 5, 255, 196, 0, 35, 16, 0,
    1, 4, 2, 2, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 3, 17, 4, 33, 19, 65, 18, 20, 49, 81, 82, 97, 177, 255, 196, 0, 20, 1, 1, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 196, 0, 20, 17, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 218, 0, 12, 3, 1, 0, 2, 17, 3, 17, 0, 63, 0,
    236, 172, 142, 198, 152, 185, 229, 165, 128, 151, 146, 9, 61, 81, 21, 233, 246, 181, 169, 24, 129, 113, 169, 28, 9, 54, 69, 160, 159, 22, 85, 10, 149,
    186, 175, 205, 245, 238, 133, 96, 192, 211, 92, 142, 36, 142, 202, 16, 58, 155, 224, 138, 71, 120, 156, 219, 39, 187, 84, 80, 147, 14, 7, 184, 184,
    197, 29, 147, 100, 150, 3, 104, 31, 203, 199, 84, 27, 90, 35, 68, 246, 132, 141, 194, 198, 0, 220, 17, 29, 252, 2, 16, 127, 255, 217 };

static Sink *faces_of(Arena *mem, int count, const char *title) {
    Sink *to = sink_to_memory(mem);
    FacesHead head = { .print = { .title = title, .school = "Collège « Préau »", .printed = "Édité le 3 octobre 2026" }, .made = 1790000000000,
        .count = (size_t) count };
    Faces *f = faces_new(mem, &head, to);
    for (int i = 0; i < count; i++)
        faces_card(f, &(FaceCard){ .photo = i % 3 ? whole_jpeg : NULL, .photo_size = sizeof whole_jpeg, .name = arena_printf(mem, "Élodie-%d d’Almeida de la Tour-d’Auvergne", i), .detail = "5e B" });
    CHECK(faces_end(f));
    return to;
}

static int times(const char *text, const char *word) {
    int count = 0;
    for (; (text = strstr(text, word)); text += strlen(word))
        count++;
    return count;
}

TEST(faces_have_names_and_photos_say_whose_they_are) {
    static const char title[] = "Trombinoscope", much[] = "Un titre qui prend trois lignes à lui tout seul, parce que l’établissement, ses classes, ses groupes et ses options ont tous un nom, "
        "qui est long, et que chacun de ces noms y figure en entier, sans rien oublier de ce qui les distingue";
    static const struct { int count, pages; const char *title; } all[] = { { 0, 1, title }, { 28, 1, title }, { 30, 1, title }, { 31, 2, title }, { 61, 3, title }, { 30, 2, much } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        Arena *mem = arena_new();
        Sink *to = faces_of(mem, all[i].count, all[i].title);
        const char *path = outside_file(mem, to->held.data, to->held.size);
        CHECK(strstr(outside(mem, "qpdf", (const char *const[]){ "--check", path, NULL }), "No syntax or stream encoding errors found"));
        const char *text = outside(mem, "pdftotext", (const char *const[]){ path, "-", NULL });
        const char *tags = outside(mem, "pdfinfo", (const char *const[]){ "-struct", path, NULL });
        CHECK(strstr(text, arena_printf(mem, "page %d sur %d", all[i].pages, all[i].pages)));
        CHECK_INT(times(text, "Élodie-"), all[i].count);
        CHECK_INT(times(text, "5e B"), all[i].count);
        CHECK_INT(times(tags, "\n  Figure"), all[i].count - (all[i].count + 2) / 3);
        const char *whole = outside(mem, "qpdf", (const char *const[]){ "--qdf", "--object-streams=disable", path, "-", NULL });
        CHECK_INT(times(whole, "/Alt "), all[i].count - (all[i].count + 2) / 3);
        arena_free(mem);
    }
}

TEST_MAIN
