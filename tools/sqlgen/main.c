#include "sqlgen.h"

#include <stdio.h>

static bool write_text(const char *folder, const char *name, const Text *text) {
    return write_output(folder, name, text->data, text->size);
}

static void open_output(Output *out) {
    text_add(&out->header, "/* Made by sqlgen from schema/ and the .sql files. */\n#pragma once\n\n"
             "#include \"store/change.h\"\n#include \"store/db.h\"\n#include \"store/list.h\"\n#include \"store/migrate.h\"\n\n");
    text_addf(&out->source, "/* Made by sqlgen from schema/ and the .sql files. */\n#include \"%sstatements.h\"\n\n", out->prefix);
    text_add(&out->unscoped, "");
}

static void close_output(Output *out) {
    const char *p = out->prefix;
    text_addf(&out->header, "\n/* Each ends with a NULL. */\nextern const Statement *const %sall_statements[];\n"
              "extern const List *const %sall_lists[];\nextern const Table *const %sall_tables[];\n", p, p, p);
    if (*p)
        text_addf(&out->header, "extern const Migration %smigrations[];\nextern const int %smigration_count;\n", p, p);
    text_addf(&out->source, "\nconst Statement *const %sall_statements[] = {\n%s    NULL\n};\n", p,
              out->statement_index.data ? out->statement_index.data : "");
    text_addf(&out->source, "const List *const %sall_lists[] = {\n%s    NULL\n};\n", p,
              out->list_index.data ? out->list_index.data : "");
}

static void read_sources(const char *root, const char *folder) {
    Paths sources = find_sql(root, folder);
    for (size_t i = 0; i < sources.count; i++)
        read_blocks(sources.items[i], &blocks);
}

/* With EXTRA (the dummy feature of the tests) only what stands below it is written, under names that begin with
 * "dummy_"; the schema steps of both come in one array. */
int main(int argc, char **argv) {
    if (argc != 3 && argc != 4) {
        fputs("usage: sqlgen OUTDIR SRCROOT [EXTRA]\n", stderr);
        return 2;
    }
    const char *folder = argv[1], *root = argv[2], *extra = argc == 4 ? argv[3] : NULL;
    Output out = { .prefix = extra ? "dummy_" : "" };
    read_schema(root);
    size_t known = tables.count;
    read_sources(root, "src");
    size_t known_blocks = blocks.count;
    if (extra) {
        read_schema(extra);
        read_sources(extra, "sql");
    }
    expand_terms(&blocks);
    out.first_table = extra ? known : 0;
    out.first_block = extra ? known_blocks : 0;
    open_output(&out);
    emit_tables(&out);
    emit_statements(&out);
    emit_lists(&out);
    emit_steps(&out);
    close_output(&out);
    if (refused())
        return 1;
    return write_text(folder, format("%sstatements.h", out.prefix), &out.header) &&
           write_text(folder, format("%sstatements.c", out.prefix), &out.source) &&
           (extra || write_text(folder, "unscoped.txt", &out.unscoped)) ? 0 : 1;
}
