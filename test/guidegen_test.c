/* What guidegen takes, and what it refuses by file, line and sentence. */
#include "base/arena.h"
#include "test/test.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void write_text(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    CHECK(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

/* What the generator says of a chapter, then guide.c when it accepts. */
static const char *generate(Arena *mem, const char *chapter) {
    char *folder = arena_text(mem, "/tmp/preau-guidegen-XXXXXX"), exe[512] = { 0 };
    CHECK(mkdtemp(folder) && readlink("/proc/self/exe", exe, sizeof exe - 1) > 0);
    CHECK(system(arena_printf(mem, "mkdir -p %s/text %s/docs/guide", folder, folder)) == 0);
    write_text(arena_printf(mem, "%s/text/fr.po", folder), "msgid \"a.save\"\nmsgstr \"Enregistrer\"\n");
    write_text(arena_printf(mem, "%s/docs/guide/01-essai.md", folder), chapter);
    FILE *run = popen(arena_printf(mem, "%s/gen/guidegen %s %s 2>&1 && cat %s/guide.c; rm -r %s", dirname(exe), folder, folder, folder, folder), "r");
    char *words = arena_alloc(mem, 8000, 1);
    words[fread(words, 1, 7999, run)] = 0;
    pclose(run);
    return words;
}

TEST(a_chapter_becomes_data) {
    Arena *mem = arena_new();
    const char *made = generate(mem, "# Essai\nécrans: /a /a/:b\n\nUn mot\nde plus.\n\n## Créer l’été\npour: espaces\n\n1. Un\n   deux.\n2. **Enregistrer**, puis [là](/c).\n\n- Point\n");
    static const char *const parts[] = { "\"essai\", \"Essai\"", "\"/a\", \"/a/:b\", NULL", "Un mot de plus.", "\"essai-creer-l-ete\"", "\"Un deux.\"",
        "{ \"Enregistrer\", NULL, true }", "\"/c\", false }", "GUIDE_STEPS", "GUIDE_POINTS", "GUIDE_PARAGRAPH" };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!strstr(made, parts[i]))
            CHECK_TEXT(made, parts[i]);
    arena_free(mem);
}

TEST(what_is_no_chapter_stops_the_build) {
    static const char *const cases[][2] = {
        { "# Essai\n\n**Sauver**\n", "01-essai.md:3: **Sauver** is no text of text/fr.po" }, { "# Essai\n\n**Enregistrer\n", ":3: ** is not closed" },
        { "# Essai\n\n[là](https://x)\n", ":3: a link is [words](/path)" }, { "# Essai\n\n[là\n", ":3: a link is" }, { "# Essai\n\nUn <b>mot</b>\n", ":3: < is not of this Markdown" },
        { "# Essai\n\n`mot`\n", ":3: ` is not of this Markdown" }, { "# Essai\n\n### Trop bas\n", ":3: a heading is # or ##" }, { "# Essai\n\n# Encore\n", ":3: a second title" },
        { "Un mot\n", "words before the title" }, { "", "no title" }, { "## Une partie\n", ":1: a section before the title" },
        { "# Essai\nécrans: a\n", ":2: a screen is a path" }, { "# Essai\n\n## Un\n\n## Un\n", ":5: this section is called as another" },
        { "# Essai\n\nC'est\n", ":3: guide: the apostrophe is" }, { "# Essai\n\nVraiment ?\n", ":3: guide: before ? stands a narrow" },
    };
    Arena *mem = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *said = generate(mem, cases[i][0]);
        if (!strstr(said, cases[i][1]))
            CHECK_TEXT(said, cases[i][1]);
    }
    arena_free(mem);
}

TEST_MAIN
