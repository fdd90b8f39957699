#include "school/people/people_input.h"

#include "base/str.h"

#include <string.h>

/* ---- telephones ---- */

typedef struct Overseas { const char *begins, *prefix; } Overseas;

static const char *prefix_of(const char *national) {
    static const Overseas all[] = { { "262", "+262" }, { "263", "+262" }, { "269", "+262" }, { "639", "+262" }, { "692", "+262" }, { "693", "+262" },
        { "590", "+590" }, { "690", "+590" }, { "691", "+590" }, { "594", "+594" }, { "694", "+594" }, { "596", "+596" }, { "696", "+596" }, { "697", "+596" } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (str_starts(national, all[i].begins))
            return all[i].prefix;
    return "+33";
}

/* Digits, and a + before them; "(0)" counts for nothing. False: something else stands there. */
static bool digits_of(Str *s, const char *typed) {
    for (const char *c = typed; *c; c++) {
        if (strncmp(c, "(0)", 3) == 0 && s->size)
            c += 2;
        else if (*c >= '0' && *c <= '9')
            str_add_char(s, *c);
        else if (*c == '+' && !s->size)
            str_add_char(s, '+');
        else if (strncmp(c, "\xc2\xa0", 2) == 0)
            c++;
        else if (strncmp(c, "\xe2\x80\xaf", 3) == 0)
            c += 2;
        else if (!strchr(" .-/()", *c))
            return false;
    }
    return true;
}

const char *phone_normal(Arena *mem, const char *typed) {
    Str s = str_new(mem, 20);
    if (!digits_of(&s, typed))
        return NULL;
    const char *number = str_starts(s.data, "00") ? arena_printf(mem, "+%s", s.data + 2) : s.data;
    if (str_starts(number, "+330"))
        number = arena_printf(mem, "+33%s", number + 4);
    if (str_starts(number, "+33") && strlen(number) == 12 && number[3] != '0')
        return number;
    if (number[0] == '0' && strlen(number) == 10 && number[1] != '0')
        return arena_printf(mem, "%s%s", prefix_of(number + 1), number + 1);
    bool elsewhere = number[0] == '+' && number[1] != '0' && !str_starts(number, "+33") && strlen(number) >= 9 && strlen(number) <= 16;
    return elsewhere ? number : NULL;
}

/* ---- e-mail ---- */

static bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

static bool is_label(const char *at, size_t size) {
    if (size == 0 || size > 63 || at[0] == '-' || at[size - 1] == '-')
        return false;
    for (size_t i = 0; i < size; i++)
        if (!is_letter_or_digit(at[i]) && at[i] != '-')
            return false;
    return true;
}

static bool is_domain(const char *domain) {
    int labels = 0;
    for (const char *at = domain; ; at++, labels++) {
        size_t size = strcspn(at, ".");
        if (!is_label(at, size))
            return false;
        at += size;
        if (!*at)
            return labels >= 1 && size >= 2;
    }
}

static bool is_local(const char *local, size_t size) {
    if (size == 0 || size > 64 || local[0] == '.' || local[size - 1] == '.' || memmem(local, size, "..", 2))
        return false;
    for (size_t i = 0; i < size; i++)
        if (!is_letter_or_digit(local[i]) && !strchr(".!#$%&'*+/=?^_`{|}~-", local[i]))
            return false;
    return true;
}

static char *lower(Arena *mem, const char *text) {
    char *copy = arena_text(mem, text);
    for (char *c = copy; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char) (*c - 'A' + 'a');
    return copy;
}

const char *email_normal(Arena *mem, const char *typed) {
    const char *at = strchr(typed, '@');
    if (!at || strlen(typed) > 254 || !is_local(typed, (size_t) (at - typed)) || !is_domain(at + 1))
        return NULL;
    return arena_printf(mem, "%.*s%s", (int) (at - typed), typed, lower(mem, at));
}

/* ---- INE ---- */

const char *ine_normal(Arena *mem, const char *typed) {
    Str s = str_new(mem, 12);
    for (const char *c = typed; *c; c++)
        if (*c != ' ')
            str_add_char(&s, *c >= 'a' && *c <= 'z' ? (char) (*c - 'a' + 'A') : *c);
    size_t digits = strspn(s.data, "0123456789");
    bool good = s.size == 11 && (digits == 9 || digits == 10) && strspn(s.data + digits, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 11 - digits;
    return good ? s.data : NULL;
}
