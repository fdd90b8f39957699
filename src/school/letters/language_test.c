/* The language of letters by itself: words, conditions, loops, and every mistake with its line. */
#include "school/letters/language.h"

#include "gen/texts.h"
#include "test/test.h"

#include <string.h>

enum { NAME, CLASS, SECRET, CHILD, CHILD_CLASS };
static const LetterWord known[] = { { "prénom", NAME, 0, false }, { "classe", CLASS, 0, false }, { "mot de passe", SECRET, 0, true }, { "prénom de l’enfant", CHILD, 1, false },
    { "classe de l’enfant", CHILD_CLASS, 1, false } };
static const LetterList lists[] = { { "enfant", "enfants" }, { "destinataire", "destinataires" } };
static const LetterWords all = { known, sizeof known / sizeof *known, lists, 2 };

typedef struct Family { const char *name, *class_code; const char *const *children; size_t count; } Family;

static const char *value(void *context, int id, int list, size_t n) {
    const Family *f = context;
    return id == NAME ? f->name : id == CLASS ? f->class_code : id == CHILD && list == 1 ? f->children[n] : id == CHILD_CLASS && list == 1 && n == 0 ? "6A" : NULL;
}

static size_t count(void *context, int list) { return list == 1 ? ((const Family *) context)->count : 1; }

static const char *say(Arena *mem, const char *text, const Family *f) {
    LetterMistake mistakes[LETTER_MISTAKES];
    size_t wrong;
    LetterText *read = letter_read(mem, text, &all, mistakes, &wrong);
    if (!read)
        return letter_mistake_words(mem, &mistakes[0]);
    Str said = str_new(mem, 100);
    return letter_say(read, &(LetterValues){ (void *) f, value, count }, &said) ? said.data : "too long";
}

static const char *const two[] = { "Léa", "Noé" };
static const Family family = { "Luc", NULL, two, 2 }, alone = { "Ana\n> x [prénom]", "6A", two, 1 };

TEST(words_conditions_and_loops_are_said) {
    static const struct { const char *text, *said; } tries[] = { { "", "" }, { "Bonjour [prénom].", "Bonjour Luc." }, { "[PRENOM] [ Prénom ]", "Luc Luc" }, { "[[prénom]", "[prénom]" },
        { "a]b", "a]b" }, { "[si classe]oui[sinon]non[fin]", "non" }, { "[si pas classe]sans[fin]!", "sans!" }, { "[SI prénom][Sinon]x[FIN].", "." },
        { "[pour chaque enfant][prénom de l'enfant] [fin].", "Léa Noé ." }, { "[pour chaque enfant]\n- [prénom de l’enfant][si classe de l’enfant], [classe de l’enfant][fin]\n[fin]\nfin", "- Léa, 6A\n- Noé\nfin" },
        { "[si plusieurs enfants]vos enfants[sinon]votre enfant[fin]", "vos enfants" }, { "a\n[si classe]\nb\n[fin]\nc", "a\nc" }, { "a\r\n[si prénom]\r\nb\r\n[fin]\r\nc", "a\r\nb\r\nc" },
        { "  [si prénom]  \nx\n  [fin]", "x\n" }, { "a [si prénom]\nb\n[fin]", "a \nb\n" } };
    Arena *mem = arena_new();
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        CHECK_TEXT(say(mem, tries[i].text, &family), tries[i].said);
    CHECK_TEXT(say(mem, "[si plusieurs enfants]vos[sinon]votre[fin]", &alone), "votre");
    CHECK_TEXT(say(mem, "[prénom]", &alone), "Ana > x [prénom]");        /* what a word says is never read again, and begins no line */
    arena_free(mem);
}

TEST(each_mistake_says_its_line_and_what_was_meant) {
    static const struct { const char *text; int line; TextId what; const char *word, *like; } tries[] = {
        { "a\n[prenon]", 2, T_LETTERS_UNKNOWN_LIKE, "prenon", "prénom" }, { "[xyz]", 1, T_LETTERS_UNKNOWN, "xyz", "" }, { "[]", 1, T_LETTERS_UNKNOWN, "", "" },
        { "\n\n[mot de passe]", 3, T_LETTERS_NOT_HERE, "mot de passe", "" }, { "[prénom de l’enfant]", 1, T_LETTERS_IN_LOOP, "prénom de l’enfant", "enfant" },
        { "[pour chaque chat][fin]", 1, T_LETTERS_NO_LIST, "chat", "" }, { "[si plusieurs chats][fin]", 1, T_LETTERS_NO_LIST, "chats", "" }, { "[prénom\n]", 1, T_LETTERS_OPEN_BRACKET, "[prénom", "" },
        { "fin [", 1, T_LETTERS_OPEN_BRACKET, "[", "" }, { "a[fin]", 1, T_LETTERS_LONE_END, "", "" }, { "[sinon]", 1, T_LETTERS_LONE_ELSE, "", "" },
        { "[si classe]a[sinon]b[sinon]c[fin]", 1, T_LETTERS_LONE_ELSE, "", "" }, { "[pour chaque enfant][sinon][fin]", 1, T_LETTERS_LONE_ELSE, "", "" },
        { "a\nb\n[si classe]\nc", 3, T_LETTERS_NOT_ENDED, "[si]", "" }, { "[pour chaque enfant][pour chaque enfant][fin][fin]", 1, T_LETTERS_LOOP_IN_LOOP, "", "" },
        { "[si a][fin]", 1, T_LETTERS_UNKNOWN, "a", "" } };
    Arena *mem = arena_new();
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        LetterMistake mistakes[LETTER_MISTAKES] = { 0 };
        size_t wrong = 0;
        CHECK(letter_read(mem, tries[i].text, &all, mistakes, &wrong) == NULL);
        CHECK(wrong >= 1);
        CHECK_INT(mistakes[0].line, tries[i].line);
        CHECK_INT(mistakes[0].what, tries[i].what);
        CHECK_TEXT(mistakes[0].word, tries[i].word);
        CHECK_TEXT(mistakes[0].like, tries[i].like);
    }
    CHECK_TEXT(say(mem, "\n[prenon]", &family), "Ligne 2\u00a0: [prenon] n’existe pas. Vouliez-vous dire [prénom]\u202f?");
    arena_free(mem);
}

static const char *times(Arena *mem, const char *text, int n) {
    Str s = str_new(mem, 100);
    while (n--)
        str_add(&s, text);
    return s.data;
}

TEST(nothing_grows_without_end) {
    Arena *mem = arena_new();
    LetterMistake mistakes[LETTER_MISTAKES];
    size_t wrong;
    CHECK(letter_read(mem, times(mem, "[prénom]", LETTER_PIECES + 5), &all, mistakes, &wrong) == NULL);
    CHECK_INT(mistakes[0].what, T_LETTERS_TOO_MANY);
    CHECK(letter_read(mem, times(mem, "[si prénom]", LETTER_DEEP + 1), &all, mistakes, &wrong) == NULL);
    CHECK_INT(mistakes[0].what, T_LETTERS_TOO_DEEP);
    CHECK(letter_read(mem, times(mem, "[si prénom]", LETTER_DEEP - 1), &all, mistakes, &wrong) == NULL);
    CHECK_INT((int64_t) wrong, LETTER_DEEP - 1);
    CHECK(letter_read(mem, times(mem, "[x]", 1000), &all, mistakes, &wrong) == NULL);
    CHECK_INT((int64_t) wrong, LETTER_MISTAKES);
    const Family crowd = { "Luc", NULL, two, 2 };
    CHECK_TEXT(say(mem, arena_printf(mem, "[pour chaque enfant]%s[fin]", times(mem, "0123456789", 4000)), &crowd), "too long");
    arena_free(mem);
}

TEST(a_word_is_found_in_and_out_of_a_loop) {
    Arena *mem = arena_new();
    LetterMistake mistakes[LETTER_MISTAKES];
    size_t wrong;
    LetterText *in = letter_read(mem, "[pour chaque destinataire][si prénom][classe][fin][fin]", &all, mistakes, &wrong);
    LetterText *out = letter_read(mem, "[pour chaque destinataire][prénom][fin][si pas classe]x[fin]", &all, mistakes, &wrong);
    CHECK(in && letter_has(in, CLASS) && letter_has(in, NAME) && !letter_has_outside(in, CLASS, 2) && letter_has_outside(in, CLASS, 1));
    CHECK(out && letter_has_outside(out, CLASS, 2) && !letter_has_outside(out, NAME, 2) && !letter_has(out, SECRET));
    arena_free(mem);
}

TEST_MAIN
