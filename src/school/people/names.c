#include "school/people/people.h"

#include "base/str.h"
#include "base/vec.h"

#include <string.h>

static const char *shown_family(const Names *n) {
    return str_empty(n->usage_name) ? n->family_name : n->usage_name;
}

char *names_display(Arena *a, const Names *n) {
    const char *family = shown_family(n);
    if (str_empty(n->given_name))
        return arena_text(a, family ? family : "");
    return arena_printf(a, "%s %s", text_upper(a, family ? family : ""), n->given_name);
}

SortKey names_sort_key(Arena *a, const Names *n) {
    Str s = str_new(a, 64);
    str_add(&s, shown_family(n));
    /* U+0001 would be ignored by the collation; a comma weighs less than any letter, so DUPONT comes before DUPONTEL. */
    str_add(&s, ", ");
    str_add(&s, n->given_name);
    if (!str_empty(n->given_name_2))
        str_printf(&s, ", %s", n->given_name_2);
    if (!str_empty(n->given_name_3))
        str_printf(&s, ", %s", n->given_name_3);
    return text_sort_key(a, s.data);
}

static void add_words(Str *all, const char *name) {
    if (str_empty(name))
        return;
    str_add(all, " ");
    str_add(all, name);
}

char **names_words(Arena *a, const Names *n) {
    Str all = str_new(a, 96);
    add_words(&all, n->family_name);
    add_words(&all, n->usage_name);
    add_words(&all, n->given_name);
    add_words(&all, n->given_name_2);
    add_words(&all, n->given_name_3);
    return text_search_words(a, all.data);
}

static size_t letter_size(const char *utf8) {
    size_t size = 1;
    while (((unsigned char) utf8[size] & 0xC0) == 0x80)
        size++;
    return size;
}

char *names_initials(Arena *a, const char *display_name) {
    Str s = str_new(a, 8);
    const char *last = strrchr(display_name, ' ');
    if (display_name[0])
        str_add_n(&s, display_name, letter_size(display_name));
    if (last && last[1])
        str_add_n(&s, last + 1, letter_size(last + 1));
    return text_upper(a, s.data);
}

const char *names_civility(const char *title) {
    static const struct { const char *code, *written; } known[] = { { "M", "M." }, { "M.", "M." }, { "MR", "M." }, { "MME", "Mme" }, { "MLLE", "Mme" } };
    for (size_t i = 0; title && i < sizeof known / sizeof *known; i++)
        if (str_equal(title, known[i].code))
            return known[i].written;
    return title;
}
