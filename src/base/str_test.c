#include "base/str.h"

#include "test/test.h"

#include <string.h>

TEST(text_grows_and_always_ends) {
    Arena *a = arena_new();
    Str s = str_new(a, 0);
    CHECK_TEXT(s.data, "");
    for (int i = 0; i < 5000; i++)
        str_add(&s, "é");
    CHECK_INT(s.size, 10000);
    CHECK_INT(strlen(s.data), 10000);
    arena_free(a);
}

TEST(every_way_of_adding) {
    Arena *a = arena_new();
    Str s = str_new(a, 2);
    str_add(&s, "un");
    str_add(&s, NULL);
    str_add_n(&s, " deux", 3);
    str_add_char(&s, '-');
    str_add_int(&s, INT64_MIN);
    str_printf(&s, " %s %d", "trois", 4);
    memcpy(str_room(&s, 2), "!!", 2);
    s.size += 2;
    CHECK_TEXT(arena_text_n(a, s.data, s.size), "un de--9223372036854775808 trois 4!!");
    arena_free(a);
}

/* Each character at each place of texts of every length up to three strides, against what JSON says of it. */
TEST(quoted_as_json_wherever_it_stands) {
    Arena *a = arena_new();
    for (size_t size = 1; size < 25; size++)
        for (size_t at = 0; at < size; at++)
            for (int c = 1; c < 256; c++) {
                char *text = memset(arena_alloc(a, size + 1, 1), 'a', size);
                text[size] = '\0';
                text[at] = (char) c;
                const char *shown = c == '"' ? "\\\"" : c == '\\' ? "\\\\" : c < 0x20 ? arena_printf(a, "\\u%04x", (unsigned) c) : arena_printf(a, "%c", c);
                const char *wanted = arena_printf(a, "\"%.*s%s%s\"", (int) at, text, shown, text + at + 1);
                Str s = str_new(a, 0);
                str_quote(&s, text);
                if (!str_equal(s.data, wanted) || s.size != strlen(wanted))
                    CHECK_TEXT(s.data, wanted);
            }
    Str s = str_new(a, 0);
    str_quote(&s, "");
    CHECK_TEXT(s.data, "\"\"");
    arena_free(a);
}

TEST(comparisons_take_null) {
    CHECK(str_equal(NULL, NULL) && !str_equal(NULL, "") && !str_equal("a", NULL) && str_equal("a", "a"));
    CHECK(str_starts("siecle.xml", "siecle") && str_starts("a", "") && !str_starts("si", "siecle") && !str_starts(NULL, ""));
    CHECK(str_ends("eleves.xml", ".xml") && !str_ends("ml", ".xml") && !str_ends(NULL, ""));
    CHECK(str_empty(NULL) && str_empty("") && !str_empty(" "));
}

TEST(numbers_are_digits_and_nothing_else) {
    static const struct { const char *text; int64_t number; } good[] = {
        { "0", 0 }, { "007", 7 }, { "-3", -3 }, { "9223372036854775807", INT64_MAX }, { "-9223372036854775808", INT64_MIN }, { "-0", 0 },
    };
    static const char *const bad[] = { "", " 1", "1 ", "+1", "1x", "-", "--1", "1.0", "1,5", "0x10", "1e3", "9223372036854775808",
        "-9223372036854775809", "99999999999999999999999999", "１", NULL };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t number = 99;
        CHECK(str_int(good[i].text, INT64_MIN, INT64_MAX, &number));
        CHECK_INT(number, good[i].number);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t number = 99;
        CHECK(!str_int(bad[i], INT64_MIN, INT64_MAX, &number));
        CHECK_INT(number, 99);                  /* untouched */
    }
}

TEST(numbers_keep_to_their_range) {
    int64_t number;
    CHECK(str_int("240", 0, 240, &number) && str_int("0", 0, 240, &number));
    CHECK(!str_int("241", 0, 240, &number) && !str_int("-1", 0, 240, &number));
}

TEST_MAIN
