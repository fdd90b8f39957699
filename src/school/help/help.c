#include "school/help/help.h"

#include "base/str.h"
#include "base/text.h"
#include "gen/guide.h"

#include <string.h>

const GuideChapter *help_chapter(const char *name) {
    for (const GuideChapter *c = guide; c->name; c++)
        if (str_equal(c->name, name))
            return c;
    return NULL;
}

/* ---- which section belongs to a page ---- */

/* How well SCREEN fits PATH: 0 not at all; a piece counts more said in clear than as «:import». The screen may end before the path does. */
static int fitness(const char *screen, const char *path, bool whole) {
    int fit = 0;
    while (*screen == '/' && *path == '/') {
        size_t asked = strcspn(++screen, "/"), has = strcspn(++path, "/");
        bool same = asked == has && strncmp(screen, path, has) == 0;
        if (!same && (*screen != ':' || !has))
            return 0;
        fit += same ? 17 : 16;
        screen += asked;
        path += has;
    }
    return *screen || (whole && *path) ? 0 : fit;
}

bool help_fits(const char *screen, const char *path) { return fitness(screen, path, true) > 0; }

/* Of a page that no section names, one that names where it lies; but not the root of everything, «/bureau». */
static int fitness_of(const GuideSection *s, const char *path) {
    int best = 0;
    for (const char *const *screen = s->screens; *screen; screen++) {
        int whole = fitness(*screen, path, true), fit = whole ? whole + 8 : strchr(*screen + 1, '/') ? fitness(*screen, path, false) : 0;
        best = fit > best ? fit : best;
    }
    return best;
}

const char *help_href(Arena *mem, const char *path, bool in_space) {
    const GuideChapter *chapter = NULL;
    const GuideSection *found = NULL;
    int best = 0;
    for (const GuideChapter *c = guide; c->name; c++)
        for (const GuideSection *s = c->sections; s->anchor; s++) {
            int fit = s->spaces || !in_space ? fitness_of(s, path) : 0;
            if (fit > best) {
                best = fit;
                chapter = c;
                found = s;
            }
        }
    if (!found)
        return in_space ? "/aide" : "/bureau/aide";
    return in_space ? arena_printf(mem, "/aide#%s", found->anchor) : arena_printf(mem, "/bureau/aide/%s#%s", chapter->name, found->anchor);
}

/* ---- searching ---- */

static void add_line(Str *text, const GuideSpan *line) {
    for (; line->text; line++)
        str_add(text, line->text);
    str_add_char(text, ' ');
}

/* Folded word by word: «l’import» is found by «import», so an apostrophe parts words here. */
static char *folded_words(Arena *mem, const char *text) {
    Str spaced = str_new(mem, strlen(text) + 1);
    for (const char *c = text; *c; c++) {
        bool curly = strncmp(c, "’", strlen("’")) == 0;
        str_add_char(&spaced, curly || *c == '\'' ? ' ' : *c);
        c += curly ? strlen("’") - 1 : 0;
    }
    return text_trim(mem, text_fold(mem, spaced.data));
}

static bool says(Arena *mem, const char *text, const char *typed) {
    char *words_of = folded_words(mem, typed), *word;
    const char *folded = folded_words(mem, text);
    bool all = *words_of;
    while (all && (word = strsep(&words_of, " ")))
        all = text_begins_word(folded, word);
    return all;
}

bool help_title_says(Arena *mem, const GuideSection *section, const char *typed) { return says(mem, section->title, typed); }

bool help_section_says(Arena *mem, const GuideChapter *chapter, const GuideSection *section, const char *typed) {
    Str text = str_new(mem, 2048);
    str_printf(&text, "%s %s ", chapter->title, section->title);
    for (const GuideBlock *b = section->blocks; b->lines; b++)
        for (const GuideSpan *const *line = b->lines; *line; line++)
            add_line(&text, *line);
    return says(mem, text.data, typed);
}

const char *help_first_words(Arena *mem, const GuideSection *section) {
    Str text = str_new(mem, 256);
    if (section->blocks[0].lines)
        add_line(&text, section->blocks[0].lines[0]);
    return text.size ? text_trim(mem, text.data) : "";
}
