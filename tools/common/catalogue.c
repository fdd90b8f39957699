/* Reading text/fr.po: the gettext syntax, msgid being an id and msgstr the French text. The file is merged by union,
 * so blank lines may be missing or doubled: an entry starts at its msgid, whatever stands before. */
#include "../common/common.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct Reader {
    const char *path;
    int line;
    Catalogue found;
    CatalogueText current;
    char *plural_id;
    char **into;            /* what a continuation line adds to */
} Reader;

static void add_quoted(Reader *r, const char *s) {
    At at = { r->path, r->line };
    Text text = { 0 };
    if (*r->into)
        text_add(&text, *r->into);
    const char *c = s + 1;
    for (; *c && *c != '"'; c++) {
        if (*c == '\\' && c[1]) {
            c++;
            text_add_n(&text, *c == 'n' ? "\n" : *c == 't' ? "\t" : c, 1);
        } else
            text_add_n(&text, c, 1);
    }
    if (*c != '"' || c[1])
        refuse(at, "a text ends with a double quote and nothing after it");
    text_add(&text, "");
    *r->into = text.data;
}

static bool id_is_well_formed(const char *id) {
    if (!islower((unsigned char) *id))
        return false;
    for (const char *c = id; *c; c++)
        if (!islower((unsigned char) *c) && !isdigit((unsigned char) *c) && *c != '_' && *c != '.')
            return false;
    return true;
}

static void check_placeholders(const CatalogueText *t, const char *text) {
    for (const char *c = text; *c; c++)
        if (*c == '{' || *c == '}') {
            size_t size = 0;
            const char *name = *c == '{' ? placeholder_next(c, &size) : NULL;
            if (!name || name != c + 1) {
                refuse(t->at, "%s: a brace starts a {name}", t->id);
                return;
            }
            c = name + size;
        }
}

static void end_entry(Reader *r) {
    CatalogueText t = r->current;
    char *plural_id = r->plural_id;
    r->current = (CatalogueText){ 0 };
    r->plural_id = NULL;
    r->into = NULL;
    if (!t.id || !*t.id)
        return;             /* nothing yet, or the header */
    if (!id_is_well_formed(t.id))
        refuse(t.at, "\"%s\": an id is made of a-z 0-9 _ and dots", t.id);
    if (!t.one || !*t.one || (t.many && !*t.many))
        refuse(t.at, "%s has no text", t.id);
    else if (!!plural_id != !!t.many)
        refuse(t.at, "%s: a plural is msgid_plural, msgstr[0] and msgstr[1]", t.id);
    else {
        check_placeholders(&t, t.one);
        if (t.many)
            check_placeholders(&t, t.many);
        r->found.items = more(r->found.items, sizeof t, r->found.count);
        r->found.items[r->found.count++] = t;
    }
}

static void read_line(Reader *r, char *line) {
    At at = { r->path, r->line };
    if (!*line || *line == '#')
        return;
    if (*line == '"') {
        if (r->into)
            add_quoted(r, line);
        else
            refuse(at, "a text continues nothing");
        return;
    }
    char *quote = strchr(line, '"');
    char *word = trimmed(line, quote ? (size_t) (quote - line) : strlen(line));
    if (!strcmp(word, "msgid")) {
        end_entry(r);
        r->current.at = at;
        r->into = &r->current.id;
    } else if (!strcmp(word, "msgid_plural"))
        r->into = &r->plural_id;
    else if (!strcmp(word, "msgstr") || !strcmp(word, "msgstr[0]"))
        r->into = &r->current.one;
    else if (!strcmp(word, "msgstr[1]"))
        r->into = &r->current.many;
    else
        r->into = NULL;
    if (!r->into || !quote || (r->into != &r->current.id && !r->current.id))
        refuse(at, "a line is msgid, msgid_plural, msgstr, msgstr[0] or msgstr[1] and a \"text\"");
    else if (*r->into)
        refuse(at, "%s is said twice in one entry", word);
    else
        add_quoted(r, quote);
}

static int by_id(const void *a, const void *b) {
    return strcmp(((const CatalogueText *) a)->id, ((const CatalogueText *) b)->id);
}

static void check_twice(const Catalogue *c) {
    for (size_t i = 1; i < c->count; i++)
        if (!strcmp(c->items[i - 1].id, c->items[i].id))
            refuse(c->items[i].at, "%s is also at line %d", c->items[i].id, c->items[i - 1].at.line);
        else if (!strcmp(constant_name(c->items[i - 1].id), constant_name(c->items[i].id)))
            refuse(c->items[i].at, "%s and %s make the same constant", c->items[i].id, c->items[i - 1].id);
}

Catalogue catalogue_read(const char *path) {
    Reader r = { .path = path };
    char *text = read_whole(path);
    if (!text) {
        refuse((At){ path, 0 }, "no such file");
        return r.found;
    }
    for (char *line = text; line;) {
        char *end = strchr(line, '\n');
        if (end)
            *end = 0;
        r.line++;
        read_line(&r, trimmed(line, strlen(line)));
        line = end ? end + 1 : NULL;
    }
    end_entry(&r);
    if (r.found.count)
        qsort(r.found.items, r.found.count, sizeof *r.found.items, by_id);
    check_twice(&r.found);
    return r.found;
}

const CatalogueText *catalogue_find(const Catalogue *c, const char *id) {
    CatalogueText wanted = { .id = (char *) (size_t) id };
    return c->count ? bsearch(&wanted, c->items, c->count, sizeof wanted, by_id) : NULL;
}

const char *placeholder_next(const char *cursor, size_t *size) {
    for (const char *open = strchr(cursor, '{'); open; open = strchr(open + 1, '{')) {
        size_t n = strspn(open + 1, "abcdefghijklmnopqrstuvwxyz0123456789_");
        if (n && open[1 + n] == '}') {
            *size = n;
            return open + 1;
        }
    }
    return NULL;
}
