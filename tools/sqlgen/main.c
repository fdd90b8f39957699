#include "sqlgen.h"

#include <stdio.h>
#include <string.h>

static bool write_file(const char *folder, const char *name, const Text *text) {
    const char *path = format("%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    bool written = f && (text->size == 0 || fwrite(text->data, 1, text->size, f) == text->size);
    if (f && fclose(f))
        written = false;
    if (!written)
        fprintf(stderr, "sqlgen: %s cannot be written\n", path);
    return written;
}

/* For ninja: what the outputs depend on. */
static bool write_depfile(const char *folder) {
    Text text = { 0 };
    text_addf(&text, "%s/statements.h %s/statements.c:", folder, folder);
    for (size_t i = 0; i < files_read.count; i++)
        text_addf(&text, " %s", files_read.items[i]);
    text_add(&text, "\n");
    return write_file(folder, "statements.d", &text);
}

static void open_output(Output *out) {
    text_add(&out->header, "/* Made by sqlgen from schema/ and the .sql files. */\n#pragma once\n\n"
             "#include \"store/change.h\"\n#include \"store/db.h\"\n#include \"store/list.h\"\n#include \"store/migrate.h\"\n\n");
    text_add(&out->source, "/* Made by sqlgen from schema/ and the .sql files. */\n#include \"statements.h\"\n\n");
    text_add(&out->unscoped, "");
}

static void close_output(Output *out) {
    text_add(&out->header, "\n/* Each ends with a NULL. */\nextern const Statement *const all_statements[];\n"
             "extern const List *const all_lists[];\nextern const Table *const all_tables[];\n");
    text_addf(&out->source, "\nconst Statement *const all_statements[] = {\n%s    NULL\n};\n",
              out->statement_index.data ? out->statement_index.data : "");
    text_addf(&out->source, "const List *const all_lists[] = {\n%s    NULL\n};\n",
              out->list_index.data ? out->list_index.data : "");
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fputs("usage: sqlgen OUTDIR SRCROOT\n", stderr);
        return 2;
    }
    const char *folder = argv[1], *root = argv[2];
    Output out = { 0 };
    Paths sources = find_sql(root, "src");
    read_schema(root);
    for (size_t i = 0; i < sources.count; i++)
        read_blocks(sources.items[i], &blocks);
    open_output(&out);
    emit_tables(&out);
    emit_statements(&out);
    emit_lists(&out);
    emit_steps(&out);
    close_output(&out);
    if (refused())
        return 1;
    return write_file(folder, "statements.h", &out.header) && write_file(folder, "statements.c", &out.source) &&
           write_file(folder, "unscoped.txt", &out.unscoped) && write_depfile(folder) ? 0 : 1;
}
