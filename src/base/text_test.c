/* FR-04 (sorting), FR-05 (searching), FR-08 (any name). */
#include "base/text.h"

#include "base/str.h"
#include "test/test.h"

#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof *(array))

static int compare(Arena *a, const char *left, const char *right) {
    SortKey l = text_sort_key(a, left), r = text_sort_key(a, right);
    size_t least = l.size < r.size ? l.size : r.size;
    int order = memcmp(l.bytes, r.bytes, least);
    return order ? order : (l.size > r.size) - (l.size < r.size);
}

TEST(names_sort_as_in_a_french_dictionary) {
    static const char *const ordered[] = { "", "Abel", "ABEL, Zoé", "Abélard", "cote", "coté", "côte", "côté", "Da Costa", "DACOSTA", "d’Almeida",
        "Dalmeida", "Dalmeida-Roux", "De La Tour", "Delatour", "Dupont, Ève", "Dupont, Zoé", "Dupontel, Abel", "Élodie", "Eloi", "Nguyen", "Nguyễn",
        "Noé", "Noël", "Œuvrard", "Olivier", "Saint Jean", "Saint-Jean", "Saintjean", "Zoé", "Zola" };
    Arena *a = arena_new();
    for (size_t i = 1; i < COUNT(ordered); i++)
        if (!CHECK(compare(a, ordered[i - 1], ordered[i]) < 0))
            CHECK_TEXT(ordered[i - 1], ordered[i]);
    CHECK(compare(a, "Noe\u0308l", "Noël") == 0);       /* taken apart or not, the same */
    CHECK(compare(a, NULL, "") == 0);
    arena_free(a);
}

TEST(an_apostrophe_moves_no_name_away_from_its_twin) {
    static const char *const twins[][2] = { { "d’Almeida, Luís", "Dalmeida, Luís" }, { "O'Brien", "OBrien" }, { "L’Hermite", "LHermite" } };
    static const char *const others[] = { "Da Costa", "Dalmeid", "Dalmeidb", "O Brien", "L Hermite", "Lhermitf", "OBriel" };
    Arena *a = arena_new();
    for (size_t i = 0; i < COUNT(twins); i++) {
        CHECK(compare(a, twins[i][0], twins[i][1]) != 0);
        for (size_t o = 0; o < COUNT(others); o++)
            CHECK((compare(a, others[o], twins[i][0]) < 0) == (compare(a, others[o], twins[i][1]) < 0));
    }
    arena_free(a);
}

TEST(folding_forgets_case_marks_and_ligatures) {
    static const char *const cases[][2] = { { "D’ALMEIDA-Noé", "dalmeida noe" }, { "Noë", "noe" }, { "Œuvrard", "oeuvrard" }, { "ŒUVRARD", "oeuvrard" },
        { "Łukasz", "lukasz" }, { "Saint-Jean", "saint jean" }, { "d’Almeida", "dalmeida" }, { "d'Almeida", "dalmeida" }, { "Nguyễn", "nguyen" },
        { "Nguye\u0302\u0303n", "nguyen" }, { "Ærøskøbing", "aeroskobing" }, { "Đặng", "dang" }, { "Groß", "gross" }, { "IŞIK ışık", "isik isik" },
        { "İbrahim", "ibrahim" }, { "  Anne  -  Marie ", "anne marie" }, { "Anne\u00A0Marie\u202F!", "anne marie" }, { "", "" }, { "’", "" }, { "-", "" },
        { "4B", "4b" }, { "Ωmega", "ωmega" }, { "张伟", "张伟" }, { "ZOÉ", "zoe" } };
    Arena *a = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_TEXT(text_fold(a, cases[i][0]), cases[i][1]);
    arena_free(a);
}

/* Whether typing TYPED finds a person called NAME: each typed word starts one of the name's, as lists search (FR-05). */
static bool finds(Arena *a, const char *typed, const char *name) {
    char **wanted = text_search_words(a, typed), **known = text_search_words(a, name);
    for (; *wanted; wanted++) {
        bool found = false;
        for (char **word = known; *word; word++)
            found = found || str_starts(*word, *wanted);
        if (!found)
            return false;
    }
    return true;
}

TEST(what_people_type_finds_the_name) {
    static const char *const cases[][2] = { { "noe", "Noé" }, { "noe", "Noë" }, { "oeuvrard", "Œuvrard" }, { "lukasz", "Łukasz" }, { "saint jean", "Saint-Jean" },
        { "saintjean", "Saint-Jean" }, { "jean", "Saint-Jean" }, { "Saint-Jean", "Saint-Jean" }, { "dalmeida", "d’Almeida" }, { "d’alm", "d’Almeida" },
        { "nguyen", "Nguyễn" }, { "dup le", "DUPONT Léa" }, { "lea dupont", "DUPONT Léa" }, { "", "DUPONT Léa" } };
    Arena *a = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++)
        if (!CHECK(finds(a, cases[i][0], cases[i][1])))
            CHECK_TEXT(cases[i][0], cases[i][1]);
    CHECK(!finds(a, "upont", "DUPONT Léa"));
    arena_free(a);
}

TEST(each_search_word_comes_once) {
    Arena *a = arena_new();
    char **found = text_search_words(a, "Martin MARTIN Jean-Luc");
    static const char *const wanted[] = { "martin", "jean", "luc", "jeanluc" };
    size_t count = 0;
    while (found[count])
        count++;
    if (CHECK_INT(count, COUNT(wanted)))
        for (size_t i = 0; i < count; i++)
            CHECK_TEXT(found[i], wanted[i]);
    CHECK(text_search_words(a, " ’- ")[0] == NULL);
    arena_free(a);
}

TEST(distance_counts_edits_up_to_a_limit) {
    static const struct { const char *left, *right; int limit, distance; } cases[] = {
        { "dupont", "dupont", 1, 0 }, { "dupont", "dupond", 1, 1 }, { "dupont", "dupnot", 1, 1 }, { "dupont", "dupon", 1, 1 }, { "dupont", "duppont", 1, 1 },
        { "dupont", "durand", 1, 2 }, { "dupont", "durand", 5, 3 }, { "", "abc", 3, 3 }, { "", "abc", 2, 3 }, { "", "", 0, 0 }, { "ca", "abc", 3, 3 },
    };
    char longest[100];
    memset(longest, 'a', 99);
    longest[99] = '\0';
    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK_INT(text_distance(cases[i].left, cases[i].right, cases[i].limit), cases[i].distance);
        CHECK_INT(text_distance(cases[i].right, cases[i].left, cases[i].limit), cases[i].distance);
    }
    CHECK_INT(text_distance(longest, longest, 1), 2);       /* over 63 bytes no word is like another */
}

TEST(only_well_formed_utf8_passes) {
    static const char *const good[] = { "", "a", "é", "€", "😀", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF" };
    static const char *const bad[] = { "\x80", "\xC3", "\xC0\xAF", "\xC1\xBF", "\xE2\x82", "\xE0\x80\xAF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\xAF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF", "a\xC3(", "\xE9l\xE8ve" };
    for (size_t i = 0; i < COUNT(good); i++)
        CHECK(text_is_utf8(good[i], strlen(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(!text_is_utf8(bad[i], strlen(bad[i])));
    CHECK(!text_is_utf8("a\0b", 3));
    CHECK(!text_is_utf8("é", 1));                           /* the size counts, not the NUL */
}

TEST(normal_form_upper_case_and_blanks) {
    Arena *a = arena_new();
    CHECK_TEXT(text_nfc(a, "E\u0301loi\u0308se"), "Éloïse");
    CHECK_TEXT(text_nfc(a, "Léa"), "Léa");
    CHECK_TEXT(text_upper(a, "d’Almeida"), "D’ALMEIDA");
    CHECK_TEXT(text_upper(a, "éloïse groß œuvre"), "ÉLOÏSE GROSS ŒUVRE");
    CHECK_TEXT(text_trim(a, " \u00A0Anne \t\n Marie\u202F "), "Anne Marie");
    CHECK_TEXT(text_trim(a, " "), "");
    CHECK_INT(text_length("Élève 😀"), 7);
    arena_free(a);
}

TEST(a_name_of_sixty_marks_stays_itself) {               /* FR-08; no overrun when normal forms grow */
    Arena *a = arena_new();
    Str name = str_new(a, 4);
    for (int i = 0; i < 60; i++)
        str_add(&name, "ΐ");                               /* three code points when taken apart */
    CHECK_TEXT(text_nfc(a, name.data), name.data);
    CHECK_INT(text_length(text_fold(a, name.data)), 60);
    CHECK(text_sort_key(a, name.data).size > 60);
    arena_free(a);
}

TEST(latin9_is_not_latin1) {
    Arena *a = arena_new();
    CHECK_TEXT(text_from_latin9(a, "\xC9l\xE8ve \xA4 \xBD\xBE\xA6", 11), "Élève € œŸŠ");
    CHECK_TEXT(text_from_latin9(a, "", 0), "");
    arena_free(a);
}

TEST(thousands_are_parted_by_narrow_blanks) {
    Arena *a = arena_new();
    CHECK_TEXT(text_thousands(a, 0), "0");
    CHECK_TEXT(text_thousands(a, 999), "999");
    CHECK_TEXT(text_thousands(a, 1234567), "1\u202F234\u202F567");
    CHECK_TEXT(text_thousands(a, -123456), "-123\u202F456");
    CHECK_TEXT(text_thousands(a, INT64_MIN), "-9\u202F223\u202F372\u202F036\u202F854\u202F775\u202F808");
    arena_free(a);
}

TEST(a_word_is_known_by_its_beginning) {
    CHECK(text_begins_word("le courrier part", "le") && text_begins_word("le courrier part", "cour") && text_begins_word("le courrier part", "part"));
    CHECK(!text_begins_word("le courrier part", "art") && !text_begins_word("le courrier part", "parti") && !text_begins_word("", "a"));
}

TEST_MAIN
