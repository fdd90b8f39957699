#include "guidegen.h"

#include <stdio.h>
#include <string.h>

static void put_text(Text *out, const char *text) {
    if (text)
        add_literal(out, text, strlen(text));
    else
        text_add(out, "NULL");
}

static void put_line(Text *out, const Line *line) {
    text_add(out, "(const GuideSpan[]){ ");
    for (size_t i = 0; i < line->count; i++) {
        text_add(out, "{ ");
        put_text(out, line->spans[i].text);
        text_add(out, ", ");
        put_text(out, line->spans[i].to);
        text_addf(out, ", %s }, ", line->spans[i].strong ? "true" : "false");
    }
    text_add(out, "{ 0 } }");
}

static void put_blocks(Text *out, const Section *s) {
    text_add(out, "        (const GuideBlock[]){\n");
    for (size_t b = 0; b < s->count; b++) {
        text_addf(out, "        { GUIDE_%s, (const GuideSpan *const[]){\n", s->blocks[b].kind);
        for (size_t i = 0; i < s->blocks[b].count; i++) {
            text_add(out, "            ");
            put_line(out, &s->blocks[b].lines[i]);
            text_add(out, ",\n");
        }
        text_add(out, "            NULL } },\n");
    }
    text_add(out, "        { 0 } } },\n");
}

static void put_section(Text *out, const Section *s) {
    text_add(out, "    { ");
    put_text(out, s->anchor);
    text_add(out, ", ");
    put_text(out, s->title);
    text_addf(out, ", %s, (const char *const[]){ ", s->spaces ? "true" : "false");
    for (size_t i = 0; i < s->screen_count; i++) {
        put_text(out, s->screens[i]);
        text_add(out, ", ");
    }
    text_add(out, "NULL },\n");
    put_blocks(out, s);
}

static void put_guide(Text *out, const Guide *g) {
    text_add(out, "/* Made by guidegen from docs/guide/. */\n#include \"gen/guide.h\"\n\nconst GuideChapter guide[] = {\n");
    for (size_t i = 0; i < g->count; i++) {
        const Chapter *c = &g->items[i];
        text_add(out, "{ ");
        put_text(out, c->name);
        text_add(out, ", ");
        put_text(out, c->title);
        text_add(out, ", (const GuideSection[]){\n");
        for (size_t s = 0; s < c->count; s++)
            put_section(out, &c->sections[s]);
        text_add(out, "    { 0 } } },\n");
    }
    text_add(out, "{ 0 } };\n");
}

/* An anchor names one section of the whole guide: families read sections of several chapters on one page. */
static void check_anchors(const Guide *g) {
    for (size_t a = 0; a < g->count; a++)
        for (size_t i = 0; i < g->items[a].count; i++)
            for (size_t b = 0; b < g->count; b++)
                for (size_t k = 0; k < g->items[b].count; k++)
                    if ((b > a || (b == a && k > i)) && !strcmp(g->items[a].sections[i].anchor, g->items[b].sections[k].anchor))
                        refuse(g->items[b].sections[k].at, "this section is called as another");
}

int main(int argc, char **argv) {
    Paths found = { 0 };
    Guide guide = { 0 };
    Text out = { 0 };
    if (argc != 3) {
        fprintf(stderr, "usage: guidegen OUTDIR SRCROOT\n");
        return 2;
    }
    Catalogue names = catalogue_read(format("%s/text/fr.po", argv[2]));
    find_files(&found, format("%s/docs/guide", argv[2]), ".md");
    sort_paths(&found);
    for (size_t i = 0; i < found.count; i++) {
        if (strstr(found.items[i], "README"))
            continue;
        guide.items = more(guide.items, sizeof *guide.items, guide.count);
        guide.items[guide.count++] = chapter_read(&names, found.items[i]);
    }
    if (!guide.count)
        refuse((At){ "docs/guide", 0 }, "no chapter");
    check_anchors(&guide);
    if (refused())
        return 1;
    put_guide(&out, &guide);
    const char *header = "/* Made by guidegen from docs/guide/. */\n#pragma once\n#include \"school/help/guide.h\"\n";
    return write_output(argv[1], "guide.h", header, strlen(header)) && write_output(argv[1], "guide.c", out.data, out.size) ? 0 : 1;
}
