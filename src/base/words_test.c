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

TEST(a_text_is_made_again_from_kept_values) {
    Arena *a = arena_new();
    const char *kept = words_keep(a, WITH(ARG_INT("n", 1234), ARG_TEXT("odd", "a=b#c\nd"), ARG_TEXT("none", "")));
    CHECK_TEXT(words_kept(a, "problems.title", kept), "1\u202F234 corrections sont nécessaires");
    CHECK_TEXT(kept, "n#1234\nodd=a=b#c d\nnone=\n");
    CHECK_TEXT(words_kept(a, "page.product", NULL), "Préau");
    CHECK(!words_kept(a, "zz.unknown", kept));
    CHECK(!words_kept(a, NULL, kept));
    static const char *const wrong[] = { "", NULL, "n=text\n", "m#3\n", "n#x\n", "n", "=\n", "#\n" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(!words_kept(a, "problems.title", wrong[i]));
    arena_free(a);
}

TEST_MAIN
