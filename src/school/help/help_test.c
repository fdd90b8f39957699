/* The guide and the program agree: where it leads, which screens it belongs to, what each screen's help is. What it may hold is tested with the generator. */
#include "base/arena.h"
#include "base/str.h"
#include "gen/guide.h"
#include "school/help/help.h"
#include "test/test.h"
#include "web/feature.h"

#include <string.h>

static bool is_route(const char *path, bool to_the_letter) {
    for (int f = 0; features[f]; f++)
        for (const Route *r = features[f]->routes; r && r->path; r++)
            if (r->method == GET && (to_the_letter ? str_equal(r->path, path) : help_fits(r->path, path) || str_equal(r->path, path)))
                return true;
    return false;
}

#define EACH_SECTION(c, s) for (const GuideChapter *c = guide; c->name; c++) for (const GuideSection *s = c->sections; s->anchor; s++)

TEST(every_screen_of_the_guide_is_a_route) {
    EACH_SECTION(c, s)
        for (const char *const *screen = s->screens; *screen; screen++)
            if (!is_route(*screen, true))
                CHECK_TEXT(*screen, s->anchor);
}

TEST(every_link_of_the_guide_leads_to_a_page) {
    int links = 0;
    EACH_SECTION(c, s)
        for (const GuideBlock *b = s->blocks; b->lines; b++)
            for (const GuideSpan *const *line = b->lines; *line; line++)
                for (const GuideSpan *span = *line; span->text; span++) {
                    const char *chapter = span->to && str_starts(span->to, "/bureau/aide/") ? span->to + strlen("/bureau/aide/") : NULL;
                    links += span->to != NULL;
                    if (span->to && (!is_route(span->to, false) || (chapter && !help_chapter(chapter))))
                        CHECK_TEXT(span->to, s->anchor);
                    if (span->to && s->spaces && str_starts(span->to, "/bureau"))
                        CHECK_TEXT(span->to, "no family may go there");
                }
    CHECK(links > 30);
}

static bool has_section(const char *path) {
    EACH_SECTION(c, s)
        for (const char *const *screen = s->screens; *screen; screen++)
            if (str_equal(*screen, path))
                return true;
    return false;
}

TEST(every_screen_of_the_rail_has_its_help) {
    static const char *const without[] = { NULL };      /* screens whose help is that of the screen above them */
    for (int f = 0; features[f]; f++)
        for (const Panel *p = features[f]->panels; p && p->group; p++) {
            bool excused = false;
            for (const char *const *w = without; *w; w++)
                excused = excused || str_equal(*w, p->path);
            if (has_section(p->path) == excused)
                CHECK_TEXT(p->path, "said in «écrans» of one section of docs/guide");
        }
}

TEST(every_chapter_says_something) {
    int chapters = 0;
    for (const GuideChapter *c = guide; c->name; c++, chapters++) {
        CHECK(c->sections[0].anchor && str_equal(c->sections[0].title, c->title) && c->sections[0].blocks[0].lines);
        CHECK(c->sections[1].anchor && help_chapter(c->name) == c);
        const GuideSection *last = c->sections;
        while (last[1].anchor)
            last++;
        CHECK(str_starts(last->title, "Si ") && last->blocks[0].kind == GUIDE_POINTS);
        for (const GuideSection *s = c->sections; s->anchor; s++)
            CHECK(s->blocks[0].lines && s->blocks[0].lines[0]);
    }
    CHECK_INT(chapters, 12);
    CHECK(!help_chapter("README") && !help_chapter(NULL) && !help_chapter(""));
}

TEST(a_page_leads_to_the_section_that_fits_best) {
    static const struct { const char *path, *href; bool in_space; } cases[] = {
        { "/bureau/imports", "/bureau/aide/importer#importer", false },
        { "/bureau/imports/41", "/bureau/aide/importer#importer", false },
        { "/bureau/imports/tableau", "/bureau/aide/importer#importer-importer-un-tableau", false },
        { "/bureau/imports/tableau/3", "/bureau/aide/importer#importer-importer-un-tableau", false },
        { "/bureau/annee/conges/nouveau", "/bureau/aide/liste-de-rentree#liste-de-rentree-regler-le-calendrier", false },
        { "/bureau/eleves/12/historique", "/bureau/aide/journal#journal-l-historique-d-une-fiche", false },
        { "/bureau/eleves/12", "/bureau/aide/fiches#fiches", false },
        { "/bureau/eleves", "/bureau/aide/liste-de-rentree#liste-de-rentree-les-listes", false },
        { "/bureau", "/bureau/aide/commencer#commencer", false },
        { "/bureau/aide", "/bureau/aide", false },
        { "/bureau/inconnu", "/bureau/aide", false },
        { "/parent/enfants/7/equipe", "/aide#espaces-espace-parents", true },
        { "/compte/connexions", "/aide#securite-vos-appareils-et-vos-connexions", true },
        { "/bureau/eleves", "/aide", true },
    };
    Arena *mem = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_TEXT(help_href(mem, cases[i].path, cases[i].in_space), cases[i].href);
    CHECK(help_fits("/a/:b", "/a/1") && !help_fits("/a/:b", "/a") && !help_fits("/a", "/a/1") && !help_fits("/a/:b", "/a/") && !help_fits("/ab", "/a"));
    arena_free(mem);
}

TEST(searched_by_the_beginning_of_words_without_accents) {
    Arena *mem = arena_new();
    const GuideChapter *c = help_chapter("importer");
    const GuideSection *s = &c->sections[1];
    static const struct { const char *typed; bool says; } cases[] = { { "eleves", true }, { "ÉLÈVES siecle", true }, { "expor", true }, { "xporter", false }, { "eleves girafe", false },
        { "", false }, { "  ", false }, { "’", false }, { "n'ouvrez", true }, { "ouvrez", true } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (help_section_says(mem, c, s, cases[i].typed) != cases[i].says)
            CHECK_TEXT(cases[i].typed, cases[i].says ? "found" : "not found");
    CHECK(help_section_says(mem, help_chapter("espaces"), help_chapter("espaces")->sections, "ordinateur"));      /* «l’ordinateur» */
    CHECK(help_title_says(mem, s, "fichiers rassembler") && !help_title_says(mem, s, "siecle") && !help_title_says(mem, s, ""));
    CHECK(str_starts(help_first_words(mem, s), "Dans SIECLE"));
    arena_free(mem);
}

TEST_MAIN
