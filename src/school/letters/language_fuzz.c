/* Any text as a letter: read, then said with values of all kinds; or its mistakes in words. */
#include "school/letters/language.h"

#include "base/must.h"
#include "base/text.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const LetterWord known[] = { { "prénom", 1, 0, false }, { "classe", 2, 0, false }, { "secret", 3, 0, true }, { "nom", 4, 1, false } };
static const LetterList lists[] = { { "enfant", "enfants" }, { "destinataire", "destinataires" } };

static const char *value(void *context, int id, int list, size_t n) {
    static const char *const values[] = { NULL, "[fin]", "", "x", "a\nb" };
    must(id >= 0 && id <= 4 && list >= 0 && list <= 2 && n < 3);
    return values[id];
}

static size_t count(void *context, int list) {
    must(list == 1 || list == 2);
    return list == 1 ? 3 : 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const LetterWords all = { known, sizeof known / sizeof *known, lists, 2 };
    LetterMistake mistakes[LETTER_MISTAKES];
    size_t wrong;
    if (size > 20000 || !text_is_utf8((const char *) data, size))
        return 0;
    Arena *mem = arena_new();
    LetterText *text = letter_read(mem, arena_text_n(mem, (const char *) data, size), &all, mistakes, &wrong);
    must((text != NULL) == (wrong == 0) && wrong <= LETTER_MISTAKES);
    for (size_t i = 0; i < wrong; i++)
        must(mistakes[i].line >= 1 && *letter_mistake_words(mem, &mistakes[i]));
    if (text) {
        Str said = str_new(mem, 100);
        letter_say(text, &(LetterValues){ NULL, value, count }, &said);
        must(said.size <= LETTER_SAID_MOST && text_is_utf8(said.data, said.size));
        must(!letter_has(text, 3));
    }
    arena_free(mem);
    return 0;
}
