/* Any well-formed text folds, sorts and takes its normal form without harm; folding twice changes nothing more. */
#include "base/date.h"
#include "base/must.h"
#include "base/str.h"
#include "base/text.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *a = arena_new();
    must(text_is_utf8(text_from_latin9(a, (const char *) data, strnlen((const char *) data, size)), 0));
    if (size < 4096 && text_is_utf8((const char *) data, size)) {
        char *text = arena_text_n(a, (const char *) data, size), *folded = text_fold(a, text);
        must(str_equal(text_fold(a, folded), folded));
        must(str_equal(text_nfc(a, text_nfc(a, text)), text_nfc(a, text)));
        must(text_is_utf8(folded, strlen(folded)) && text_length(text_trim(a, text)) <= text_length(text));
        for (char **word = text_search_words(a, text); *word; word++)
            must(**word && text_distance(*word, *word, 1) <= 2);
        text_sort_key(a, text);
        text_upper(a, text);
        int64_t number;
        Day day = day_parse_iso(text);
        must(day == NO_DAY || str_equal(day_iso(a, day), text));
        day = day_parse_french(text);
        must(day == NO_DAY || str_equal(day_french(a, day), text));
        if (str_int(text, INT64_MIN, INT64_MAX, &number))
            must(strspn(text, "-0123456789") == size);
    }
    arena_free(a);
    return 0;
}
