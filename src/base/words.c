#include "base/words.h"

#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "gen/texts.h"

#include <string.h>

static const WordArg *argument(const WordArg *args, const char *name, size_t size) {
    for (const WordArg *a = args; a && a->name; a++)
        if (!strncmp(a->name, name, size) && !a->name[size])
            return a;
    return NULL;
}

/* French "one" covers 0 and 1 (FR-06), and -1. */
static const char *form_for(const TextEntry *entry, const WordArg *args) {
    if (!entry->many)
        return entry->one;
    const WordArg *n = argument(args, "n", 1);
    must(n && !n->text);
    return n->number >= -1 && n->number <= 1 ? entry->one : entry->many;
}

/* A year is not a quantity: 2 026 would be wrong. */
static void add_argument(Str *out, const WordArg *arg) {
    if (arg->text)
        str_add(out, arg->text);
    else if (str_equal(arg->name, "year") || (arg->number > -1000 && arg->number < 1000))
        str_add_int(out, arg->number);
    else
        str_add(out, text_thousands(out->arena, arg->number));
}

const char *words(Arena *a, TextId id, const WordArg *args) {
    must(id > T_NONE && id < TEXTS_END);
    const char *text = form_for(&text_entries[id], args);
    const char *open = strchr(text, '{');
    if (!open)
        return text;
    Str out = str_new(a, strlen(text) + 64);
    for (; open; open = strchr(text, '{')) {
        const char *close = strchr(open, '}');
        must(close);        /* textgen has checked it */
        const WordArg *arg = argument(args, open + 1, (size_t) (close - open - 1));
        must(arg);
        str_add_n(&out, text, (size_t) (open - text));
        add_argument(&out, arg);
        text = close + 1;
    }
    str_add(&out, text);
    return out.data;
}

const char *words_id(TextId id) {
    must(id >= T_NONE && id < TEXTS_END);
    return text_entries[id].id;
}

TextId words_find(const char *id) {
    int low = T_NONE + 1, high = TEXTS_END;
    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = strcmp(text_entries[middle].id, id);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return T_NONE;
}

/* ---- values kept: a line each, «name=text» or «name#number» ---- */

const char *words_keep(Arena *a, const WordArg *args) {
    Str out = str_new(a, 64);
    for (const WordArg *arg = args; arg && arg->name; arg++) {
        str_add(&out, arg->name);
        str_add_char(&out, arg->text ? '=' : '#');
        if (!arg->text)
            str_add_int(&out, arg->number);
        for (const char *c = arg->text; c && *c; c++)
            str_add_char(&out, *c == '\n' ? ' ' : *c);
        str_add_char(&out, '\n');
    }
    return out.data;
}

static const WordArg *read_kept(Arena *a, const char *kept) {
    VEC(WordArg) args = { 0 };
    for (const char *at = kept; at && *at; ) {
        size_t line = strcspn(at, "\n"), name = strcspn(at, "=#\n");
        WordArg arg = { .name = arena_text_n(a, at, name) };
        const char *value = arena_text_n(a, at + name + 1, line > name ? line - name - 1 : 0);
        if (at[name] == '=')
            arg.text = value;
        else if (at[name] != '#' || !str_int(value, INT64_MIN, INT64_MAX, &arg.number))
            return NULL;
        *VEC_ADD(a, &args) = arg;
        at += line + (at[line] == '\n');
    }
    *VEC_ADD(a, &args) = (WordArg){ 0 };
    return args.items;
}

/* Has every placeholder of the text its value? */
static bool enough(const TextEntry *entry, const WordArg *args) {
    const WordArg *n = argument(args, "n", 1);
    if (entry->many && !(n && !n->text))
        return false;
    for (const char *open = strchr(form_for(entry, args), '{'); open; open = strchr(open + 1, '{'))
        if (!argument(args, open + 1, strcspn(open + 1, "}")))
            return false;
    return true;
}

const char *words_kept(Arena *a, const char *id, const char *kept) {
    TextId text = id ? words_find(id) : T_NONE;
    const WordArg *args = read_kept(a, kept);
    return text && args && enough(&text_entries[text], args) ? words(a, text, args) : NULL;
}
