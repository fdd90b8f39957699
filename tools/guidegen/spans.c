/* What stands in a line: words, **the name of something on a screen**, [a link](/to/a/page). */
#include "guidegen.h"

#include <ctype.h>
#include <string.h>

static bool is_name(const Catalogue *names, const char *text) {
    for (size_t i = 0; i < names->count; i++)
        if (!strcmp(names->items[i].one, text) || (names->items[i].many && !strcmp(names->items[i].many, text)))
            return true;
    return false;
}

static void add_span(Line *line, Span span) {
    line->spans = more(line->spans, sizeof span, line->count);
    line->spans[line->count++] = span;
}

static void add_words(Line *line, const char *from, const char *until) {
    if (until > from)
        add_span(line, (Span){ .text = copy_n(from, (size_t) (until - from)) });
}

static const char *add_strong(Line *line, const Catalogue *names, At at, const char *open) {
    const char *close = strstr(open + 2, "**");
    if (!close) {
        refuse(at, "** is not closed");
        return open + strlen(open);
    }
    Span span = { .text = copy_n(open + 2, (size_t) (close - open - 2)), .strong = true };
    if (!is_name(names, span.text))
        refuse(at, "**%s** is no text of text/fr.po", span.text);
    add_span(line, span);
    return close + 2;
}

static const char *add_link(Line *line, At at, const char *open) {
    const char *middle = strstr(open, "]("), *close = middle ? strchr(middle, ')') : NULL;
    if (!close || middle[2] != '/') {
        refuse(at, "a link is [words](/path)");
        return open + strlen(open);
    }
    add_span(line, (Span){ .text = copy_n(open + 1, (size_t) (middle - open - 1)), .to = copy_n(middle + 2, (size_t) (close - middle - 2)) });
    return close + 1;
}

static void lint_line(const Line *line, At at) {
    CatalogueText of = { .at = at, .id = "guide" };
    Text plain = { 0 };
    for (size_t i = 0; i < line->count; i++)
        text_add(&plain, line->spans[i].text);
    lint_text(&of, text_of(&plain));
}

Line line_read(const Catalogue *names, At at, const char *text) {
    Line line = { 0 };
    const char *from = text, *c = text;
    while (*c) {
        bool strong = !strncmp(c, "**", 2);
        if (!strong && *c != '[') {
            if (*c == '<' || *c == '`' || *c == '*')
                refuse(at, "%c is not of this Markdown", *c);
            c++;
            continue;
        }
        add_words(&line, from, c);
        from = c = strong ? add_strong(&line, names, at, c) : add_link(&line, at, c);
    }
    add_words(&line, from, c);
    lint_line(&line, at);
    return line;
}

/* The letters of French in UTF-8 that begin with C3, without their marks. */
static char plain_letter(unsigned char second) {
    static const char of[] = "aaaaaaaceeeeiiiidnooooo-ouuuuypsaaaaaaaceeeeiiiidnooooo-ouuuuypy";
    return second >= 0x80 && second < 0xC0 ? of[second - 0x80] : '-';
}

char *anchor_of(const char *title) {
    Text out = { 0 };
    for (const unsigned char *c = (const unsigned char *) title; *c; c++) {
        char letter = *c < 0x80 ? (char) tolower(*c) : *c == 0xC3 && c[1] ? plain_letter(*++c) : '-';
        bool word = isalnum((unsigned char) letter);
        bool after = out.size && out.data[out.size - 1] != '-';
        if (word)
            text_add_n(&out, &letter, 1);
        else if (after)
            text_add(&out, "-");
    }
    return trimmed(text_of(&out), out.size && out.data[out.size - 1] == '-' ? out.size - 1 : out.size);
}
