/* Letters and labels as they are printed, seen by poppler: where the address stands, what is read, what fits. */
#include "school/letters/paper.h"

#include "base/str.h"
#include "gen/texts.h"
#include "test/outside.h"
#include "test/test.h"

#include <string.h>

static const char *text_in(Arena *mem, const char *path, const char *x, const char *y, const char *w, const char *h) {
    return outside(mem, "pdftotext", (const char *const[]){ "-r", "254", "-x", x, "-y", y, "-W", w, "-H", h, "-layout", path, "-", NULL });
}

static const char *print(Arena *mem, const PaperLetter *l) {
    Sink *to = sink_to_memory(mem);
    Pdf *pdf = paper_new(mem, to, &(PdfHead){ .title = "Courriers", .author = "Collège" });
    CHECK(pdf != NULL);
    paper_letter(mem, pdf, l);
    CHECK(pdf_end(pdf));
    return outside_file(mem, to->held.data, to->held.size);
}

static const char *const six[] = { "Mme DURAND Marie-Antoinette", "M. DURAND Jean", "Résidence des Érables", "Bâtiment C", "3 bis, rue des Alouettes", "34500 BÉZIERS", "SUISSE", NULL };

TEST(the_address_is_seen_in_the_window_and_nothing_else_is) {
    Arena *mem = arena_new();
    Str body = str_new(mem, 100);
    for (int i = 0; i < 12; i++)
        str_add(&body, "Une phrase assez longue pour aller à la ligne, et qui ne doit pas monter jusqu’à la fenêtre de l’enveloppe.\n\n");
    const PaperLetter l = { "Collège Simone-Veil\n4, avenue des Platanes\n34500 Béziers", "Le mardi 1er septembre 2026", "Votre accès", body.data, six };
    const char *path = print(mem, &l);
    /* In tenths of a millimetre at 254 dpi: the window, then all of the first third but the window. */
    const char *window = text_in(mem, path, "1050", "500", "900", "350"), *above = text_in(mem, path, "0", "0", "2100", "500"), *beside = text_in(mem, path, "0", "500", "1050", "480"),
        *below = text_in(mem, path, "1050", "850", "900", "140");
    for (int i = 0; six[i]; i++)
        CHECK(strstr(window, six[i]) != NULL);
    CHECK(!strstr(window, "Votre") && !strstr(window, "Collège") && !strstr(window, "septembre"));
    CHECK(strstr(above, "Collège Simone-Veil") && strstr(above, "Platanes") && strstr(above, "1er septembre"));
    CHECK_INT((int64_t) strspn(beside, " \n\f"), (int64_t) strlen(beside));
    CHECK_INT((int64_t) strspn(below, " \n\f"), (int64_t) strlen(below));
    arena_free(mem);
}

TEST(a_letter_is_tagged_framed_and_goes_on) {
    static const char *const nowhere[] = { "DURAND Marie", NULL };
    Arena *mem = arena_new();
    Str body = str_new(mem, 100);
    str_add(&body, "Bonjour,\n\n> Adresse\u00a0: ecole.example\n> Identifiant\u00a0: durand\n> sans deux points\n\n");
    for (int i = 0; i < 60; i++)
        str_printf(&body, "Ligne %d.\n\n", i);
    const char *path = print(mem, &(PaperLetter){ "École", "", "Objet", body.data, nowhere });
    const char *text = outside(mem, "pdftotext", (const char *const[]){ "-layout", path, "-", NULL }), *info = outside(mem, "pdfinfo", (const char *const[]){ path, NULL });
    CHECK(strstr(text, "durand") && strstr(text, "sans deux points") && !strstr(text, ">") && strstr(text, "Ligne 59.") && strstr(text, "Page 2"));
    CHECK(strstr(info, "Tagged:          yes") && strstr(info, "Title:           Courriers"));
    CHECK(strstr(outside(mem, "pdfinfo", (const char *const[]){ "-struct", path, NULL }), "H1"));
    CHECK(!strstr(outside(mem, "qpdf", (const char *const[]){ "--check", path, NULL }), "WARNING"));
    arena_free(mem);
}

/* ---- labels ---- */

TEST(every_sheet_as_it_is_sold_fits_on_its_page) {
    const char *field;
    for (const LabelFormat *f = label_formats; f->word; f++)
        CHECK_INT(label_sheet_problem(&f->sheet, &field), T_NONE);
}

TEST(a_sheet_that_cannot_be_says_which_number) {
    static const struct { LabelSheet s; TextId what; const char *field; } tries[] = { { { 0, 8, 700, 370, 0, 0, 0, 0, 1 }, T_LETTERS_SHEET_NUMBER, "across" },
        { { 3, 21, 700, 370, 0, 0, 0, 0, 1 }, T_LETTERS_SHEET_NUMBER, "down" }, { { 3, 8, 701, 370, 0, 0, 0, 0, 1 }, T_LETTERS_SHEET_TOO_WIDE, "width" },
        { { 3, 8, 700, 372, 0, 0, 0, 0, 1 }, T_LETTERS_SHEET_TOO_HIGH, "height" }, { { 3, 8, 690, 370, 31, 0, 0, 0, 1 }, T_LETTERS_SHEET_TOO_WIDE, "width" },
        { { 3, 8, 700, 370, -1, 0, 0, 0, 1 }, T_LETTERS_SHEET_NUMBER, "left" }, { { 2, 2, 300, 370, 0, 0, 0, 0, 1 }, T_LETTERS_SHEET_NUMBER, "width" },
        { { 3, 8, 700, 370, 0, 0, 0, 0, 25 }, T_LETTERS_SHEET_FIRST, "first" }, { { 3, 8, 700, 370, 0, 0, 0, 0, 0 }, T_LETTERS_SHEET_FIRST, "first" },
        { { 3, 8, 700, 350, 0, 0, 0, 501, 1 }, T_LETTERS_SHEET_NUMBER, "gap_y" }, { { 10, 20, 2100, 2970, 2100, 2970, 500, 500, 1 }, T_LETTERS_SHEET_TOO_WIDE, "width" } };
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        const char *field = "";
        CHECK_INT(label_sheet_problem(&tries[i].s, &field), tries[i].what);
        CHECK_TEXT(field, tries[i].field);
    }
    const LabelSheet s = { 3, 8, 700, 370, 0, 0, 0, 0, 20 };
    CHECK_INT((int64_t) label_sheets(&s, 0), 0);
    CHECK_INT((int64_t) label_sheets(&s, 5), 1);
    CHECK_INT((int64_t) label_sheets(&s, 6), 2);
    CHECK_INT((int64_t) label_sheets(&s, 29), 2);
    CHECK_INT((int64_t) label_sheets(&s, 30), 3);
}

static const char label_text[] = "DURAND Marie-Antoinette · 6A\necole.example\n> Identifiant\u00a0: durand\n> Mot de passe\u00a0: abcd-efgh-jkmn\nValable jusqu’au 01/10/2026";

TEST(labels_begin_where_the_sheet_is_free) {
    Arena *mem = arena_new();
    Sink *to = sink_to_memory(mem);
    Pdf *pdf = paper_new(mem, to, &(PdfHead){ .title = "Étiquettes" });
    LabelSheet s = label_formats[0].sheet;
    s.first = 23;
    CHECK(label_fits(mem, pdf, &s, label_text));
    CHECK(!label_fits(mem, pdf, &s, "un\ndeux\ntrois\nquatre\ncinq\nsix\nsept\nhuit\nneuf\ndix\nonze\ndouze\ntreize\nquatorze\nquinze"));
    CHECK(!label_fits(mem, pdf, &s, "Une seule ligne qui est beaucoup trop longue pour une étiquette de soixante-dix millimètres de large"));
    for (size_t i = 0; i < 3; i++)
        paper_label(mem, pdf, &s, i, &(PaperLabel){ label_text, "https://ecole.example/connexion?identifiant=durand", "Code QR" });
    CHECK(pdf_end(pdf));
    const char *path = outside_file(mem, to->held.data, to->held.size);
    CHECK(strstr(outside(mem, "pdfinfo", (const char *const[]){ path, NULL }), "Pages:           2"));
    const char *last = outside(mem, "pdftotext", (const char *const[]){ "-l", "1", "-x", "396", "-y", "735", "-W", "199", "-H", "105", path, "-", NULL });
    const char *next = outside(mem, "pdftotext", (const char *const[]){ "-f", "2", "-x", "0", "-y", "1", "-W", "199", "-H", "105", path, "-", NULL });
    CHECK(strstr(last, "abcd-efgh-jkmn") && strstr(last, "Identifiant") && strstr(last, "durand"));
    CHECK(strstr(next, "DURAND Marie-Antoinette · 6A") && strstr(next, "01/10/2026"));
    CHECK(!strstr(outside(mem, "qpdf", (const char *const[]){ "--check", path, NULL }), "WARNING"));
    arena_free(mem);
}

TEST_MAIN
