#include "base/words.h"

#include "base/str.h"
#include "gen/texts.h"

#include <stdio.h>

static int count, failures;

static void same(const char *name, const char *got, const char *wanted) {
    bool good = str_equal(got, wanted);
    printf("%sok %d - %s\n", good ? "" : "not ", ++count, name);
    if (!good)
        printf("# got %s, wanted %s\n", got, wanted);
    failures += !good;
}

static void test_plural(Arena *a) {
    static const struct { int64_t n; const char *wanted; } cases[] = {      /* FR-06 */
        { 0, "Une correction est nécessaire" }, { 1, "Une correction est nécessaire" }, { 2, "2 corrections sont nécessaires" },
        { 999, "999 corrections sont nécessaires" }, { 1000, "1\u202F000 corrections sont nécessaires" },
        { 1234567, "1\u202F234\u202F567 corrections sont nécessaires" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same("plural", words(a, T_PROBLEMS_TITLE, WITH(ARG_INT("n", cases[i].n))), cases[i].wanted);
}

/* Each id finds its own text, and neighbours of an id find nothing. */
static void test_ids(Arena *a) {
    bool all = true;
    for (int id = T_NONE + 1; id < TEXTS_END; id++)
        all = all && words_find(words_id(id)) == id;
    same("every id is found", all ? "yes" : "no", "yes");
    same("unknown id", words_find("zz.unknown") == T_NONE && words_find("") == T_NONE ? "none" : "some", "none");
    same("no text", words_id(T_NONE), "");
    same("plain text", words(a, T_PAGE_PRODUCT, NULL), "Préau");
}

int main(void) {
    Arena *a = arena_new();
    test_plural(a);
    test_ids(a);
    printf("1..%d\n", count);
    arena_free(a);
    return failures != 0;
}
