/* Cutting {word argument name=argument "text"} into pieces. */
#include "templategen.h"

#include <ctype.h>
#include <string.h>

static const char *skip_blanks(const char *c) {
    while (isspace((unsigned char) *c))
        c++;
    return c;
}

static bool is_bare(char c) {
    return c && !isspace((unsigned char) c) && c != '}' && c != '{' && c != '"' && c != '=' && c != '<' && c != '>';
}

/* A bare word or a "text"; NULL when the quotes never end. */
static const char *read_piece(const char *c, char **piece, bool *quoted) {
    *quoted = *c == '"';
    if (*quoted) {
        const char *end = strpbrk(c + 1, "\"\n");
        if (!end || *end != '"')
            return NULL;
        *piece = copy_n(c + 1, (size_t) (end - c - 1));
        return end + 1;
    }
    const char *start = c;
    while (is_bare(*c))
        c++;
    *piece = copy_n(start, (size_t) (c - start));
    return c;
}

static const char *read_argument(const char *c, Argument *argument) {
    *argument = (Argument){ 0 };
    if (*c == '=') {            /* {if status = present} */
        argument->value = "=";
        return c + 1;
    }
    c = read_piece(c, &argument->value, &argument->quoted);
    if (!c || *c != '=' || argument->quoted)
        return c;
    argument->name = argument->value;
    return read_piece(c + 1, &argument->value, &argument->quoted);
}

const char *directive_read(const char *cursor, At at, Directive *d) {
    *d = (Directive){ .at = at };
    bool quoted;
    const char *c = cursor + 1;
    const char *word = *c == '"' ? NULL : read_piece(c, &d->word, &quoted);
    if (!word || !*d->word) {
        refuse(at, "a brace starts a directive: {key}, {if key}, {t \"some.id\"}…");
        return NULL;
    }
    for (c = skip_blanks(word); *c != '}'; c = skip_blanks(c)) {
        const char *next = d->count < ARGUMENTS_MAX && *c ? read_argument(c, &d->arguments[d->count]) : NULL;
        if (!next || next == c) {
            refuse(at, "{%s …} is malformed or never closed", d->word);
            return NULL;
        }
        d->count++;
        c = next;
    }
    return c + 1;
}

const char *argument_named(const Directive *d, const char *name) {
    for (int i = 0; i < d->count; i++)
        if (d->arguments[i].name && !strcmp(d->arguments[i].name, name))
            return d->arguments[i].value;
    return NULL;
}
