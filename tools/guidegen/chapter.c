/* One chapter: its title, the screens it belongs to, then sections of paragraphs and lists. */
#include "guidegen.h"

#include <ctype.h>
#include <string.h>

#define SCREENS "écrans: "
#define FOR_SPACES "pour: espaces"

typedef struct Reader { At at; const Catalogue *names; Chapter chapter; Text pending; const char *kind; At pending_at; bool opened; } Reader;

static Section *section_of(Reader *r) { return r->chapter.count ? &r->chapter.sections[r->chapter.count - 1] : NULL; }

static Block *block_for(Section *s, const char *kind, bool opened) {
    Block *last = s->count ? &s->blocks[s->count - 1] : NULL;
    if (last && opened && !strcmp(last->kind, kind) && strcmp(kind, "PARAGRAPH"))
        return last;
    s->blocks = more(s->blocks, sizeof *s->blocks, s->count);
    s->blocks[s->count] = (Block){ .kind = kind };
    return &s->blocks[s->count++];
}

/* What was read of a paragraph or an item is whole. */
static void put_pending(Reader *r) {
    Section *s = section_of(r);
    if (!r->pending.size)
        return;
    if (s) {
        Block *b = block_for(s, r->kind, r->opened);
        b->lines = more(b->lines, sizeof *b->lines, b->count);
        b->lines[b->count++] = line_read(r->names, r->pending_at, text_of(&r->pending));
        r->opened = true;
    } else
        refuse(r->at, "words before the title");
    r->pending = (Text){ 0 };
}

static void begin(Reader *r, const char *kind, const char *text) {
    put_pending(r);
    r->kind = kind;
    r->pending_at = r->at;
    text_add(&r->pending, text);
}

static void add_section(Reader *r, const char *title, bool chapter) {
    CatalogueText of = { .at = r->at, .id = "guide" };
    Chapter *c = &r->chapter;
    lint_text(&of, title);
    if (chapter != !c->count)
        refuse(r->at, chapter ? "a second title" : "a section before the title");
    Section s = { .at = r->at, .title = copy_n(title, strlen(title)), .anchor = chapter ? c->name : format("%s-%s", c->name, anchor_of(title)),
        .spaces = c->count && c->sections[0].spaces };
    if (chapter)
        c->title = s.title;
    c->sections = more(c->sections, sizeof s, c->count);
    c->sections[c->count++] = s;
    r->opened = false;
}

static void add_screens(Reader *r, const char *paths) {
    Section *s = section_of(r);
    while (s && *paths) {
        size_t size = strcspn(paths, " ");
        if (size && *paths != '/')
            refuse(r->at, "a screen is a path: %s", paths);
        if (size) {
            s->screens = more(s->screens, sizeof *s->screens, s->screen_count);
            s->screens[s->screen_count++] = copy_n(paths, size);
        }
        paths += size + (paths[size] == ' ');
    }
}

static const char *after_number(const char *line) {
    const char *c = line;
    while (isdigit((unsigned char) *c))
        c++;
    return c > line && c[0] == '.' && c[1] == ' ' ? c + 2 : NULL;
}

static void read_line(Reader *r, const char *line) {
    const char *numbered = after_number(line);
    bool heading = *line == '#';
    if (!*line || heading)
        put_pending(r);
    if (!*line)
        r->opened = false;
    else if (heading && !strncmp(line, "# ", 2))
        add_section(r, line + 2, true);
    else if (heading && !strncmp(line, "## ", 3))
        add_section(r, line + 3, false);
    else if (heading)
        refuse(r->at, "a heading is # or ##");
    else if (!strncmp(line, SCREENS, strlen(SCREENS)))
        add_screens(r, line + strlen(SCREENS));
    else if (!strcmp(line, FOR_SPACES) && section_of(r))
        section_of(r)->spaces = true;
    else if (numbered || !strncmp(line, "- ", 2))
        begin(r, numbered ? "STEPS" : "POINTS", numbered ? numbered : line + 2);
    else if (r->pending.size)
        text_addf(&r->pending, " %s", line + strspn(line, " "));
    else
        begin(r, "PARAGRAPH", line);
}

Chapter chapter_read(const Catalogue *names, const char *path) {
    const char *name = strrchr(path, '/') + 1;
    Reader r = { .at = { path, 0 }, .names = names };
    char *text = read_whole(path), *rest = text;
    const char *after = strchr(name, '-');
    size_t size = after ? strlen(after + 1) - strlen(".md") : 0;
    r.chapter.name = after ? copy_n(after + 1, size) : "";
    if (!text || !after)
        refuse(r.at, "a chapter is NN-name.md");
    for (char *line; text && after && (line = strsep(&rest, "\n")); ) {
        r.at.line++;
        read_line(&r, line);
    }
    put_pending(&r);
    if (!r.chapter.count)
        refuse(r.at, "no title");
    return r.chapter;
}
