#include "templategen.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

Catalogue catalogue;
const char *source_root;
Text files_read;

const CatalogueText *known_text(At at, const char *id) {
    const CatalogueText *text = catalogue_find(&catalogue, id);
    if (!text)
        refuse(at, "no text %s in text/fr.po", id);
    return text;
}

static char *print_name(const char *name) {
    char *out = constant_name(name);
    for (char *c = out; *c; c++)
        *c = (char) tolower((unsigned char) *c);
    return out;
}

static bool starts_with_page(const char *path) {
    const char *text = read_whole(path);
    return text && !strncmp(text, "{page ", 6);
}

/* src/web/layout/desk.html is written over src/web/layout/frame.reply. */
static void write_layout(Output *out, const char *path, const char *name) {
    const Reply *frame = reply_named("layout/frame");
    Writer w = { .page = print_name(name), .layout = true };
    if (!frame) {
        refuse((At){ path, 1 }, "a layout needs src/web/layout/frame.reply");
        return;
    }
    write_template(&w, path, &frame->shape);
    emit_template(out, name, &w);
    text_addf(&out->layouts, "    { \"%s\", print_%s },\n", strrchr(name, '/') + 1, w.page);
}

static void check_layout(At at, const Paths *templates, const char *layout) {
    const char *wanted = format("layout/%s", layout);
    bool known = !strcmp(layout, "none");
    for (size_t i = 0; i < templates->count; i++)
        known |= !strcmp(page_name(templates->items[i], ".html"), wanted);
    if (!known)
        refuse(at, "no layout %s in src/web/layout", layout);
}

static void write_page(Output *out, const char *path, const char *name, const Paths *templates) {
    const Reply *reply = reply_named(name);
    Writer w = { .page = print_name(name) };
    if (!reply) {
        refuse((At){ path, 1 }, "a page needs its reply: %s.reply", name);
        return;
    }
    write_template(&w, path, &reply->shape);
    if (!w.has_page)
        refuse((At){ path, 1 }, "a page starts with {page \"title.id\" layout=desk}");
    else
        check_layout((At){ path, 1 }, templates, w.layout_name);
    emit_template(out, name, &w);
    emit_page(out, name, &w);
}

static void write_templates(Output *out, const Paths *templates) {
    for (size_t i = 0; i < templates->count; i++) {
        const char *path = templates->items[i], *name = page_name(path, ".html");
        if (!strncmp(name, "layout/", 7) && !strchr(name + 7, '/'))
            write_layout(out, path, name);
        else if (reply_named(name) || starts_with_page(path))
            write_page(out, path, name, templates);
    }
}

static void write_replies_alone(Output *out, const Paths *templates) {
    for (size_t i = 0; i < replies.count; i++) {
        const char *name = replies.items[i].name;
        bool has_template = !strncmp(name, "layout/", 7);      /* a frame is no page */
        for (size_t k = 0; k < templates->count; k++)
            has_template |= !strcmp(page_name(templates->items[k], ".html"), name);
        if (!has_template)
            emit_page(out, name, NULL);
    }
}

static void finish(Output *out) {
    text_add(&out->header, "\n/* All of them, NULL-ended, for sweeps and tables. */\nextern const Page *const pages[];\n");
    text_addf(&out->source, "const Page *const pages[] = {\n%s    NULL\n};\n\nconst Layout layouts[] = {\n%s    { NULL, NULL }\n};\n",
              text_of(&out->index), text_of(&out->layouts));
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fputs("usage: templategen OUTDIR SRCROOT\n", stderr);
        return 2;
    }
    const char *folder = argv[1];
    source_root = argv[2];
    const char *texts = format("%s/text/fr.po", source_root);
    text_addf(&files_read, "%s/pages.h %s/pages.c: %s", folder, folder, texts);
    catalogue = catalogue_read(texts);
    Paths templates = { 0 }, reply_files = { 0 };
    find_files(&templates, format("%s/src", source_root), ".html");
    find_files(&reply_files, format("%s/src", source_root), ".reply");
    sort_paths(&templates);
    sort_paths(&reply_files);
    Output out = { 0 };
    text_add(&out.header, "/* Made by templategen from the .reply and .html files under src/. */\n#pragma once\n\n#include \"web/route.h\"\n\n");
    text_add(&out.source, "/* Made by templategen from the .reply and .html files under src/. */\n#include \"pages.h\"\n\n"
             "#include \"base/str.h\"\n#include \"gen/texts.h\"\n#include \"web/template.h\"\n\n");
    read_replies(&reply_files);
    for (size_t i = 0; i < replies.count; i++)
        emit_reply(&out, &replies.items[i]);
    write_templates(&out, &templates);
    write_replies_alone(&out, &templates);
    finish(&out);
    text_add(&files_read, "\n");
    if (refused())
        return 1;
    return write_output(folder, "pages.h", out.header.data, out.header.size) && write_output(folder, "pages.c", out.source.data, out.source.size) &&
           write_output(folder, "pages.d", files_read.data, files_read.size) ? 0 : 1;
}
