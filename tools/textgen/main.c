#include "textgen.h"

#include <stdio.h>
#include <string.h>

#define SENTENCE_WORDS 20       /* FR-07 */

static void lint_all(const Catalogue *c, Text *long_ones) {
    for (size_t i = 0; i < c->count; i++) {
        const CatalogueText *t = &c->items[i];
        lint_text(t, t->one);
        if (t->many)
            lint_text(t, t->many);
        int words_in = longest_sentence(t->many ? t->many : t->one);
        if (words_in > SENTENCE_WORDS)
            text_addf(long_ones, "%s:%d: %s has a sentence of %d words\n", t->at.path, t->at.line, t->id, words_in);
    }
}

static void emit_header(const Catalogue *c, Text *out) {
    text_add(out, "/* Made by textgen from text/fr.po. */\n#pragma once\n\nenum {\n    T_NONE,\n");
    for (size_t i = 0; i < c->count; i++)
        text_addf(out, "    T_%s,\n", constant_name(c->items[i].id));
    text_add(out, "    TEXTS_END\n};\n\n"
             "/* In the order of the constants, which is that of the ids; many is NULL where there is no plural. */\n"
             "typedef struct TextEntry { const char *id, *one, *many; } TextEntry;\n"
             "extern const TextEntry text_entries[TEXTS_END];\n");
}

static void emit_source(const Catalogue *c, Text *out) {
    text_add(out, "/* Made by textgen from text/fr.po. */\n#include \"texts.h\"\n\n#include <stddef.h>\n\n"
             "const TextEntry text_entries[TEXTS_END] = {\n    { \"\", \"\", NULL },\n");
    for (size_t i = 0; i < c->count; i++) {
        const CatalogueText *t = &c->items[i];
        text_addf(out, "    { \"%s\", ", t->id);
        add_literal(out, t->one, strlen(t->one));
        text_add(out, ", ");
        if (t->many)
            add_literal(out, t->many, strlen(t->many));
        else
            text_add(out, "NULL");
        text_add(out, " },\n");
    }
    text_add(out, "};\n");
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fputs("usage: textgen OUTDIR SRCROOT\n", stderr);
        return 2;
    }
    const char *folder = argv[1];
    const char *path = format("%s/text/fr.po", argv[2]);
    Catalogue c = catalogue_read(path);
    Text header = { 0 }, source = { 0 }, long_ones = { 0 }, needs = { 0 };
    lint_all(&c, &long_ones);
    if (refused())
        return 1;
    emit_header(&c, &header);
    emit_source(&c, &source);
    text_addf(&needs, "%s/texts.h %s/texts.c: %s\n", folder, folder, path);
    return write_output(folder, "texts.h", header.data, header.size) && write_output(folder, "texts.c", source.data, source.size) &&
           write_output(folder, "texts-long.txt", long_ones.data, long_ones.size) &&
           write_output(folder, "texts.d", needs.data, needs.size) ? 0 : 1;
}
