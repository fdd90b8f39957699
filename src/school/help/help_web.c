/* The guide's pages: contents and search, a chapter, and what of it is for those of the Spaces. */
#include "base/str.h"
#include "gen/guide.h"
#include "gen/pages.h"
#include "gen/texts.h"
#include "school/help/help.h"
#include "school/help/help_web.h"

#include <string.h>

#define ASKED_MOST 200          /* bytes of what is searched for */

static void doc_block(Doc *d, const GuideBlock *b) {
    static const char *const kinds[] = { [GUIDE_PARAGRAPH] = "paragraph", [GUIDE_STEPS] = "steps", [GUIDE_POINTS] = "points" };
    doc_word(d, "kind", kinds[b->kind]);
    doc_list(d, "lines");
    for (const GuideSpan *const *line = b->lines; *line; line++) {
        Doc *item = doc_add(d, "lines");
        doc_list(item, "spans");
        for (const GuideSpan *s = *line; s->text; s++) {
            Doc *span = doc_add(item, "spans");
            doc_text(span, "text", s->text);
            doc_bool(span, "strong", s->strong);
            doc_text(span, "to", s->to);
        }
    }
}

static void doc_section(Doc *d, const GuideSection *s, bool first) {
    doc_bool(d, "first", first);
    doc_text(d, "anchor", s->anchor);
    doc_text(d, "title", s->title);
    doc_list(d, "blocks");
    for (const GuideBlock *b = s->blocks; b->lines; b++)
        doc_block(doc_add(d, "blocks"), b);
}

static const char *chapter_href(Work *w, const GuideChapter *c) { return c->name ? arena_printf(w->mem, "/bureau/aide/%s", c->name) : NULL; }

/* ---- contents ---- */

static void add_found(Work *w, Doc *d, const GuideChapter *c, const GuideSection *s) {
    Doc *item = doc_add(d, "found");
    doc_text(item, "title", s->title);
    doc_text(item, "chapter", c->title);
    doc_text(item, "says", help_first_words(w->mem, s));
    doc_text(item, "href", arena_printf(w->mem, "/bureau/aide/%s#%s", c->name, s->anchor));
}

/* Those whose title says it all come first. */
static void doc_found(Work *w, Doc *d, const char *q) {
    int64_t count = 0;
    doc_list(d, "found");
    for (int by_title = 1; by_title >= 0; by_title--)
        for (const GuideChapter *c = guide; c->name; c++)
            for (const GuideSection *s = c->sections; s->anchor; s++)
                if (help_title_says(w->mem, s, q) == by_title && (by_title || help_section_says(w->mem, c, s, q))) {
                    add_found(w, d, c, s);
                    count++;
                }
    doc_int(d, "total", count);
}

static Reply show_contents(Request *rq) {
    Work *w = rq->work;
    const char *q = query_text(rq, "q");
    Doc *d = doc_new(w, &REPLY_HELP_CONTENTS);
    if (!str_empty(q) && strlen(q) <= ASKED_MOST) {
        doc_text(d, "q", q);
        doc_found(w, d, q);
    }
    doc_list(d, "chapters");
    for (const GuideChapter *c = guide; c->name; c++) {
        Doc *item = doc_add(d, "chapters");
        doc_text(item, "title", c->title);
        doc_text(item, "says", help_first_words(w->mem, c->sections));
        doc_text(item, "href", chapter_href(w, c));
    }
    return page(rq, &PAGE_HELP_CONTENTS, d);
}

/* ---- a chapter ---- */

static Verdict names_chapter(Request *rq) { return help_chapter(path_word(rq, "chapter")) ? ALLOW : UNKNOWN; }

static Reply show_chapter(Request *rq) {
    Work *w = rq->work;
    const GuideChapter *c = help_chapter(path_word(rq, "chapter"));
    Doc *d = doc_new(w, &REPLY_HELP_CHAPTER);
    doc_text(d, "title", c->title);
    doc_list(d, "sections");
    for (const GuideSection *s = c->sections; s->anchor; s++)
        doc_section(doc_add(d, "sections"), s, s == c->sections);
    if (c > guide) {
        doc_text(d, "before", c[-1].title);
        doc_text(d, "before_href", chapter_href(w, &c[-1]));
    }
    doc_text(d, "after", c[1].title);
    doc_text(d, "after_href", chapter_href(w, &c[1]));
    return page(rq, &PAGE_HELP_CHAPTER, d);
}

/* ---- in the Spaces ---- */

static Reply show_in_space(Request *rq) {
    Doc *d = doc_new(rq->work, &REPLY_HELP_SPACE);
    doc_list(d, "sections");
    for (const GuideChapter *c = guide; c->name; c++)
        for (const GuideSection *s = c->sections; s->anchor; s++)
            if (s->spaces)
                doc_section(doc_add(d, "sections"), s, s == c->sections);
    return page(rq, &PAGE_HELP_SPACE, d);
}

static const Route routes[] = {
    { GET, "/bureau/aide", show_contents, guard_signed_in, READ, PORTAL_DESK, NULL, &PAGE_HELP_CONTENTS },
    { GET, "/bureau/aide/:chapter", show_chapter, names_chapter, READ, PORTAL_DESK, NULL, &PAGE_HELP_CHAPTER },
    { GET, "/aide/connexion", show_connection, guard_signed_in, READ, PORTAL_ANY, NULL, &PAGE_HELP_CONNECTION, .while_viewing = true },
    { GET, "/aide", show_in_space, guard_signed_in, READ, PORTAL_ANY, NULL, &PAGE_HELP_SPACE, .while_viewing = true, .offline = true },
    ROUTES_END,
};
static const GuardName guards[] = { GUARD(names_chapter), { 0 } };
static const Command commands[] = { { T_HELP_TITLE, T_COMMAND_HELP_WORDS, "/bureau/aide", NULL },
    { T_CONNECTION_TITLE, T_COMMAND_CONNECTION_WORDS, "/aide/connexion", NULL }, { 0 } };

const Feature help_feature = { .name = "help", .routes = routes, .guards = guards, .commands = commands, .processings = no_processings };
