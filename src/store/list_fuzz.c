/* Any text as the token of a next page, and any keys behind a mark that is right: refused, or texts and numbers that a store can be given. */
#include "list.c"

#include "base/must.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const expressions[] = { "n.sort_key", "n.day", "n.text", "n.id" };
static const ListSort fuzz_sorts[] = { { "name", expressions, expressions, "bi", 2 }, { "day", expressions + 1, expressions + 1, "iti", 3 },
    { "text", expressions + 2, expressions + 2, "ti", 2 } };
static const List fuzz_list = { .name = "essai", .feature = "essai", .sorts = fuzz_sorts, .sort_count = 3 };

static void check_keys(const ListAsk *ask) {
    uint8_t raw[TOKEN_MAX];
    Value keys[LIST_KEYS_MAX];
    if (!read_token(&fuzz_list, ask, raw, keys))
        return;
    for (int i = 0; i < fuzz_sorts[ask->sort].count; i++)
        must(keys[i].kind != VALUE_TEXT || text_is_utf8(keys[i].data, keys[i].size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *mem = arena_new();
    for (int sort = 0; sort < 3; sort++) {
        ListAsk ask = { .sort = sort, .size = 50, .after = arena_text_n(mem, (const char *) data, strnlen((const char *) data, size)) };
        list_after_valid(&fuzz_list, &ask);
        uint8_t raw[TOKEN_MAX];
        char token[2 * TOKEN_MAX];
        size_t most = TOKEN_MAX / 2 - MARK, kept = size < most ? size : most;
        mark_of(raw, &fuzz_list, &ask);
        memcpy(raw + MARK, data, kept);
        sodium_bin2base64(token, sizeof token, raw, MARK + kept, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        ask.after = token;
        check_keys(&ask);
    }
    arena_free(mem);
    return 0;
}
