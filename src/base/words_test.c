#include "base/words.h"

#include "gen/texts.h"
#include "test/test.h"

TEST(french_one_covers_zero_and_one) {      /* FR-06 */
    static const struct { int64_t n; const char *wanted; } cases[] = {
        { 0, "Une correction est nécessaire" }, { 1, "Une correction est nécessaire" }, { 2, "2 corrections sont nécessaires" },
        { 999, "999 corrections sont nécessaires" }, { 1000, "1\u202F000 corrections sont nécessaires" },
        { 1234567, "1\u202F234\u202F567 corrections sont nécessaires" },
    };
    Arena *a = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_TEXT(words(a, T_PROBLEMS_TITLE, WITH(ARG_INT("n", cases[i].n))), cases[i].wanted);
    arena_free(a);
}

TEST(every_id_finds_its_text_and_others_find_none) {
    bool all = true;
    for (int id = T_NONE + 1; id < TEXTS_END; id++)
        all = all && words_find(words_id(id)) == id;
    CHECK(all);
    CHECK_INT(words_find("zz.unknown"), T_NONE);
    CHECK_INT(words_find(""), T_NONE);
    CHECK_TEXT(words_id(T_NONE), "");
}

TEST(a_text_without_values_is_itself) {
    Arena *a = arena_new();
    CHECK_TEXT(words(a, T_PAGE_PRODUCT, NULL), "Préau");
    arena_free(a);
}

TEST_MAIN
