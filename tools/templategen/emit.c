/* Writing pages.h and pages.c. */
#include "templategen.h"

#include <string.h>

static const char *kind_name(Kind kind) {
    static const char *const names[] = { "INT", "ID", "BOOL", "TEXT", "WORD", "DAY", "INSTANT", "MINUTES", "OBJECT", "LIST", "TEXTS" };
    return names[kind];
}

/* A shape used by two replies is written once. */
typedef struct Written { const void **items; size_t count; } Written;

static bool first_time(Written *written, const void *item) {
    for (size_t i = 0; i < written->count; i++)
        if (written->items[i] == item)
            return false;
    written->items = more(written->items, sizeof *written->items, written->count);
    written->items[written->count++] = item;
    return true;
}

static Written written_shapes, written_words;

static void emit_words(Text *source, const Key *key) {
    if (!key->word_count || !first_time(&written_words, key->c_words))
        return;
    text_addf(source, "static const char *const %s[] = { ", key->c_words);
    for (size_t i = 0; i < key->word_count; i++)
        text_addf(source, "\"%s\", ", key->words[i]);
    text_add(source, "NULL };\n");
}

static void emit_key(Text *source, const Key *key) {
    text_addf(source, "    { .key = \"%s\", .json = \",\\\"%s\\\":\", .json_size = %zu, .kind = REPLY_%s, .data_class = %d", key->name, key->name,
              strlen(key->name) + 4, kind_name(key->kind), key->data_class);
    if (key->right)
        text_addf(source, ", .right = \"%s\"", key->right);
    if (key->html_only)
        text_add(source, ", .html_only = true");
    if (key->nullable)
        text_add(source, ", .nullable = true");
    if (key->word_count)
        text_addf(source, ", .words = %s", key->c_words);
    if (key->of)
        text_addf(source, ", .of = &type_%s", key->of->c_name);
    text_add(source, " },\n");
}

static void emit_fields(Text *source, const Shape *shape) {
    for (size_t i = 0; i < shape->count; i++) {
        const Key *key = &shape->keys[i];
        emit_words(source, key);
        if (key->of && first_time(&written_shapes, key->of)) {
            emit_fields(source, key->of);
            text_addf(source, "static ReplyType type_%s = { \"%s\", %s, %zu };\n\n", key->of->c_name, key->of->name,
                      key->of->count ? format("fields_%s", key->of->c_name) : "NULL", key->of->count);
        }
    }
    if (!shape->count)
        return;
    text_addf(source, "static ReplyField fields_%s[] = {\n", shape->c_name);
    for (size_t i = 0; i < shape->count; i++)
        emit_key(source, &shape->keys[i]);
    text_add(source, "};\n");
}

void emit_reply(Output *out, const Reply *reply) {
    const Shape *shape = &reply->shape;
    text_addf(&out->source, "/* ---- %s ---- */\n\n", reply->name);
    emit_fields(&out->source, shape);
    text_addf(&out->source, "ReplyType REPLY_%s = { \"%s\", %s, %zu };\n\n", constant_name(reply->name), reply->name,
              shape->count ? format("fields_%s", shape->c_name) : "NULL", shape->count);
    text_addf(&out->header, "extern ReplyType REPLY_%s;\n", constant_name(reply->name));
}

static void emit_print(Text *source, const Writer *w) {
    text_addf(source, "static void print_%s(Out *out, const Doc *d0, const char *part) {\n", w->page);
    for (size_t i = 0; i < w->part_count; i++)
        text_addf(source, "    if (part && str_equal(part, \"%s\")) {\n        print_%s_part_%s(out, d0);\n        return;\n    }\n",
                  w->parts[i], w->page, w->parts[i]);
    text_addf(source, "%s    (void) out;\n    (void) d0;\n    (void) part;\n}\n\n", text_of(&w->code));
}

void emit_template(Output *out, const char *name, const Writer *w) {
    text_addf(&out->source, "/* ---- %s.html ---- */\n\n%s\n%s", name, text_of(&w->tables), text_of(&w->functions));
    emit_print(&out->source, w);
    if (w->title_code)
        text_addf(&out->source, "static void title_%s(Out *out, const Doc *d0) {\n    %s\n    (void) d0;\n}\n\n", w->page, w->title_code);
    if (w->part_count) {
        text_addf(&out->source, "static const char *const parts_%s[] = { ", w->page);
        for (size_t i = 0; i < w->part_count; i++)
            text_addf(&out->source, "\"%s\", ", w->parts[i]);
        text_add(&out->source, "NULL };\n\n");
    }
}

void emit_page(Output *out, const char *name, const Writer *w) {
    const char *constant = constant_name(name);
    bool framed = w && w->layout_name && strcmp(w->layout_name, "none");
    text_addf(&out->header, "extern const Page PAGE_%s;\n", constant);
    text_addf(&out->index, "    &PAGE_%s,\n", constant);
    text_addf(&out->source, "const Page PAGE_%s = { .name = \"%s\", .type = &REPLY_%s", constant, name, constant);
    if (w)
        text_addf(&out->source, ", .print = print_%s, .title = T_%s", w->page, constant_name(w->title ? w->title : "none"));
    if (w && w->part_count)
        text_addf(&out->source, ", .parts = parts_%s", w->page);
    if (w && w->title_code)
        text_addf(&out->source, ", .print_title = title_%s", w->page);
    if (framed)
        text_addf(&out->source, ", .layout = \"%s\"", w->layout_name);
    text_add(&out->source, " };\n\n");
}
