/* A template becomes straight-line C: constant markup in runs, one call a value, loops and conditions as they stand. */
#include "templategen.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define INCLUDES_DEEPEST 16

/* ---- writing C ---- */

int indent_of(const Writer *w) {
    int depth = 1;
    for (const Block *b = w->block; b && b->kind != BLOCK_PART; b = b->outer)
        depth++;
    return depth * 4;
}

/* One string literal a line of markup, so that the output reads like the template. */
static void flush_run(Writer *w) {
    if (!w->run.size)
        return;
    int indent = indent_of(w);
    text_addf(&w->code, "%*sMARKUP(out, ", indent, "");
    const char *end = w->run.data + w->run.size;
    for (const char *c = w->run.data; c < end;) {
        const char *line_end = memchr(c, '\n', (size_t) (end - c));
        size_t size = line_end ? (size_t) (line_end - c) + 1 : (size_t) (end - c);
        if (c > w->run.data)
            text_addf(&w->code, "\n%*s", indent + 12, "");
        add_literal(&w->code, c, size);
        c += size;
    }
    text_add(&w->code, ");\n");
    w->run.size = 0;
}

void write_line(Writer *w, const char *pattern, ...) {
    char line[4096];
    va_list args;
    va_start(args, pattern);
    int size = vsnprintf(line, sizeof line, pattern, args);
    va_end(args);
    flush_run(w);
    if (size >= (int) sizeof line)
        refuse((At){ w->page, 0 }, "a directive is too long");
    text_addf(&w->code, "%*s%s\n", indent_of(w), "", line);
}

/* Indentation is not worth sending, except where blanks are kept. */
static void add_run(Writer *w, const char *text, size_t size) {
    bool kept = w->html.depth && (!strcmp(w->html.open[w->html.depth - 1], "pre") || !strcmp(w->html.open[w->html.depth - 1], "textarea"));
    for (size_t i = 0; i < size; i++) {
        text_add_n(&w->run, text + i, 1);
        if (text[i] == '\n' && !kept)
            while (i + 1 < size && isspace((unsigned char) text[i + 1]))
                i++;
    }
}

static const char *find_in(const char *text, const char *end, const char *wanted) {
    size_t size = strlen(wanted);
    for (; text + size <= end; text++)
        if (!memcmp(text, wanted, size))
            return text;
    return NULL;
}

/* Comments stay in the template. */
static void write_literal(Writer *w, At at, const char *text, size_t size) {
    const char *end = text + size;
    while (text < end) {
        const char *comment = w->html.where == IN_COMMENT ? text : find_in(text, end, "<!--");
        const char *stop = comment ? comment : end;
        html_literal(&w->html, at, text, (size_t) (stop - text));
        add_run(w, text, (size_t) (stop - text));
        if (!comment)
            return;
        const char *close = find_in(comment, end, "-->");
        stop = close ? close + 3 : end;
        html_literal(&w->html, at, comment, (size_t) (stop - comment));
        text = stop;
    }
}

/* ---- keys ---- */

static bool member_value(Writer *w, const char *doc, const Shape *shape, const char *path, Value *value) {
    size_t size = strcspn(path, ".");
    int i = shape_index(shape, path, size);
    if (i < 0)
        return false;
    const Key *key = &shape->keys[i];
    if (!path[size]) {
        *value = (Value){ key, key->kind, format("value_at(%s, %d /* %s */)", doc, i, key->name) };
        return true;
    }
    return key->kind == K_OBJECT &&
           member_value(w, format("object_at(%s, %d /* %s */)", doc, i, key->name), key->of, path + size + 1, value);
}

bool find_value_quietly(Writer *w, const char *path, Value *value) {
    for (Scope *s = w->scope; s; s = s->outer) {
        bool found = s->shape && member_value(w, s->doc, s->shape, path, value);
        if (!s->shape && !strcmp(path, "item")) {
            *value = (Value){ NULL, K_TEXT, s->doc };
            found = true;
        }
        s->used |= found;
        if (found)
            return true;
    }
    return false;
}

bool find_value(Writer *w, At at, const char *path, Value *value) {
    if (find_value_quietly(w, path, value))
        return true;
    const Scope *outermost = w->scope;
    while (outermost && outermost->outer)
        outermost = outermost->outer;
    refuse(at, "no key %s here (%s.reply)", path, outermost && outermost->shape ? outermost->shape->name : "?");
    return false;
}

/* ---- blocks ---- */

static Block *open_block(Writer *w, const Directive *d, BlockKind kind) {
    flush_run(w);
    Block *b = more(NULL, sizeof *b, 0);
    *b = (Block){ .kind = kind, .at = d->at, .file = d->at.path, .outer = w->block, .code = w->code };
    html_block_start(&w->html, d->at, &b->html);
    w->code = (Text){ 0 };
    w->block = b;
    return b;
}

/* The C of "key = word". */
static char *comparison(const Directive *d, const char *path, const Value *value, const Argument *word) {
    bool number = (value->kind == K_INT || value->kind == K_ID) && *word->value && strspn(word->value, "0123456789") == strlen(word->value);
    if (value->kind == K_WORD) {
        bool known = false;
        for (size_t i = 0; i < value->key->word_count; i++)
            known |= !strcmp(value->key->words[i], word->value);
        if (!known)
            refuse(d->at, "%s is never \"%s\"", path, word->value);
    } else if (number)
        return format("(value_number(%s) == %s)", value->code, word->value);
    else if (value->kind != K_TEXT || !value->key || !word->quoted)
        refuse(d->at, "%s is compared with a word it lists, a number, or a \"text\"", path);
    return format("value_is(%s, \"%s\")", value->code, word->value);
}

/* {if key}, {if not key}, {if key = word} */
static char *condition(Writer *w, const Directive *d) {
    int first = d->count && !d->arguments[0].name && !strcmp(d->arguments[0].value, "not");
    const Argument *a = &d->arguments[first];
    int left = d->count - first;
    const Argument *word = left == 3 && !strcmp(a[1].value, "=") ? &a[2] : left == 1 && a->name ? a : NULL;
    const char *path = a->name ? a->name : a->value;
    Value value;
    if (left < 1 || (left > 1 && !word)) {
        refuse(d->at, "{if key}, {if not key} or {if key = word}");
        return "true";
    }
    if (!find_value(w, d->at, path, &value))
        return "true";
    char *says = word ? comparison(d, path, &value, word) :
        value.key ? format("value_says(%s)", value.code) : format("!str_empty(%s)", value.code);
    return format("%s%s", first ? "!" : "", says);
}

static void open_if(Writer *w, const Directive *d) {
    char *says = condition(w, d);
    Block *b = open_block(w, d, BLOCK_IF);
    b->head = *says == '(' ? format("if %s {", says) : format("if (%s) {", says);
}

static void open_else(Writer *w, const Directive *d) {
    Block *b = w->block;
    if (!b || b->kind != BLOCK_IF || b->has_else || b->file != d->at.path) {
        refuse(d->at, "{else} stands once in an {if}");
        return;
    }
    flush_run(w);
    b->has_else = true;
    html_block_middle(&w->html, d->at, &b->html);
    text_addf(&w->code, "%*s} else {\n", indent_of(w) - 4, "");
}

static void open_each(Writer *w, const Directive *d) {
    Value value = { 0 };
    bool fields = d->count == 2 && !strcmp(d->arguments[1].value, "fields");
    if (d->count < 1 || d->arguments[0].name || (d->count == 2 && !fields) || d->count > 2)
        refuse(d->at, "{each key} or {each key fields}");
    else if (find_value(w, d->at, d->arguments[0].value, &value) && value.kind != K_LIST && value.kind != K_TEXTS)
        refuse(d->at, "%s is not a list", d->arguments[0].value);
    int n = ++w->number;
    Block *b = open_block(w, d, BLOCK_EACH);
    if (w->html.where != IN_TEXT && w->html.where != IN_VALUE)
        refuse(d->at, "{each} stands between tags or inside double quotes");
    bool list = value.kind == K_LIST && value.key;
    Scope *s = more(NULL, sizeof *s, 0);
    *s = (Scope){ .shape = list ? value.key->of : NULL, .outer = w->scope, .index = format("i%d", n) };
    s->doc = list ? format("d%d", n) : format("doc_item_text(list%d, i%d)", n, n);
    if (fields)
        s->form = d->arguments[0].value;
    b->head = format("const DocValue *list%d = %s;\n%*sfor (size_t i%d = 0; i%d < doc_items(list%d); i%d++) {", n,
                     value.code ? value.code : "NULL", indent_of(w) - 4, "", n, n, n, n);
    b->scope = s;
    w->scope = s;
}

static void open_part(Writer *w, const Directive *d) {
    for (const Block *b = w->block; b; b = b->outer)
        if (b->kind != BLOCK_IF)
            refuse(d->at, "{part} stands in no {each} and no other {part}");
    const char *name = d->count == 1 && !d->arguments[0].name ? d->arguments[0].value : "";
    if (!*name || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name))
        refuse(d->at, "{part name}");
    for (size_t i = 0; i < w->part_count; i++)
        if (!strcmp(w->parts[i], name))
            refuse(d->at, "part %s is there twice", name);
    Block *b = open_block(w, d, BLOCK_PART);
    if (w->html.where != IN_TEXT)
        refuse(d->at, "{part} stands between tags");
    b->head = copy_n(name, strlen(name));
    w->parts = more(w->parts, sizeof(char *), w->part_count);
    w->parts[w->part_count++] = b->head;
}

static void close_part(Writer *w, const Block *b, const Text *body) {
    text_addf(&w->functions, "static void print_%s_part_%s(Out *out, const Doc *d0) {\n%s    (void) d0;\n    (void) out;\n}\n\n", w->page,
              b->head, text_of(body));
    write_line(w, "print_%s_part_%s(out, d0);", w->page, b->head);
}

static void close_each(Writer *w, const Block *b, const Text *body) {
    const Scope *s = b->scope;
    write_line(w, "%s", b->head);
    if (s->used && s->shape)
        text_addf(&w->code, "%*sconst Doc *%s = doc_item(list%s, %s);\n", indent_of(w) + 4, "", s->doc, s->doc + 1, s->index);
    text_add(&w->code, text_of(body));
    write_line(w, "}");
    w->scope = s->outer;
}

static void close_block(Writer *w, const Directive *d) {
    static const char *const names[] = { "/if", "/each", "/part" };
    Block *b = w->block;
    if (!b || b->file != d->at.path || strcmp(names[b->kind], d->word)) {
        refuse(d->at, "{%s} closes nothing here", d->word);
        return;
    }
    flush_run(w);
    html_block_end(&w->html, d->at, &b->html);
    Text body = w->code;
    w->code = b->code;
    w->block = b->outer;
    if (b->kind == BLOCK_PART)
        close_part(w, b, &body);
    else if (b->kind == BLOCK_EACH)
        close_each(w, b, &body);
    else {
        write_line(w, "%s", b->head);
        text_add(&w->code, text_of(&body));
        write_line(w, "}");
    }
}

/* ---- page, include ---- */

static void page_directive(Writer *w, const Directive *d) {
    if (w->has_page || w->includes || d->at.line != 1)
        refuse(d->at, "{page} is the first line, once");
    w->has_page = true;
    const char *layout = argument_named(d, "layout");
    w->layout_name = format("%s", layout ? layout : "desk");
    const CatalogueText *title = d->count && d->arguments[0].quoted ? known_text(d->at, d->arguments[0].value) : NULL;
    if (!title) {
        refuse(d->at, "{page \"title.id\" layout=desk}");
        return;
    }
    w->title = title->id;
    Directive values = *d;      /* what is left are the title's values */
    values.count = 0;
    for (int i = 1; i < d->count; i++)
        if (!d->arguments[i].name || strcmp(d->arguments[i].name, "layout"))
            values.arguments[values.count++] = d->arguments[i];
    char *arguments = words_arguments(w, &values, title, 0);
    if (arguments && strcmp(arguments, "NULL"))
        w->title_code = format("out_words(out, T_%s, %s);", constant_name(title->id), arguments);
}

static void write_file(Writer *w, const char *path);

static char *fragment_path(const char *name) {
    static const char *const folders[] = { "src", "src/school", "src/web", NULL };
    for (const char *const *f = folders; *f; f++) {
        char *path = format("%s/%s/%s.html", source_root, *f, name);
        FILE *file = fopen(path, "rb");
        if (file) {
            fclose(file);
            return path;
        }
    }
    return NULL;
}

static void include_directive(Writer *w, const Directive *d) {
    char *path = d->count == 1 && d->arguments[0].quoted ? fragment_path(d->arguments[0].value) : NULL;
    if (!path)
        refuse(d->at, "{include \"folder/fragment\"} names a .html file under src/school or src/web");
    else if (w->includes == INCLUDES_DEEPEST)
        refuse(d->at, "includes nest too deep");
    else if (html_in_text(&w->html, d->at, "include")) {
        w->includes++;
        Html before = w->html;
        w->html.floor = w->html.depth;
        write_file(w, path);
        if (w->html.where != IN_TEXT || w->html.depth != before.depth)
            refuse((At){ path, 1 }, "a fragment closes the elements it opens");
        w->html.floor = before.floor;
        w->includes--;
    }
}

static void write_directive(Writer *w, const Directive *d) {
    Value value;
    bool is_key = d->count == 0 && find_value_quietly(w, d->word, &value);
    if (d->word[0] == '/')
        close_block(w, d);
    else if (is_key)
        write_key(w, d);
    else if (!strcmp(d->word, "page"))
        page_directive(w, d);
    else if (!strcmp(d->word, "if"))
        open_if(w, d);
    else if (!strcmp(d->word, "else"))
        open_else(w, d);
    else if (!strcmp(d->word, "each"))
        open_each(w, d);
    else if (!strcmp(d->word, "part"))
        open_part(w, d);
    else if (!strcmp(d->word, "include"))
        include_directive(w, d);
    else if (!write_value_directive(w, d) && !write_form_directive(w, d))
        write_key(w, d);
}

static int count_lines(const char *from, const char *to) {
    int lines = 0;
    for (; from < to; from++)
        lines += *from == '\n';
    return lines;
}

static void write_file(Writer *w, const char *path) {
    At at = { path, 1 };
    const char *c = read_whole(path);
    const Block *outer = w->block;
    text_addf(&files_read, " %s", path);
    while (c && *c) {
        const char *brace = c + strcspn(c, "{");
        write_literal(w, at, c, (size_t) (brace - c));
        at.line += count_lines(c, brace);
        if (!*brace)
            break;
        Directive d;
        c = directive_read(brace, at, &d);
        if (!c)
            return;
        write_directive(w, &d);
        at.line += count_lines(brace, c);
    }
    if (w->block != outer && w->block)
        refuse(w->block->at, "this block is never closed");
}

void write_template(Writer *w, const char *path, const Shape *shape) {
    Scope scope = { .shape = shape, .doc = "d0" };
    w->scope = &scope;
    write_file(w, path);
    flush_run(w);
    if (!w->block)
        html_end(&w->html, (At){ path, 1 });
    w->scope = NULL;
}
