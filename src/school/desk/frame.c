/* What stands around every page of the desk: the school, the person, the rail. The rail is every feature's panels. */
#include "school/desk/desk.h"

#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/help/help.h"
#include "school/spaces/spaces.h"
#include "store/years.h"

#include <stdlib.h>
#include <string.h>

/* href NULL: the first of its screens that one may open; without any, the group is not there. */
typedef struct Group { const char *name, *icon, *href; TextId label; } Group;
static const Group groups[] = {
    { "home", "house", "/bureau", T_DESK_HOME },
    { "people", "list", "/bureau/eleves", T_DESK_PEOPLE },
    { "communication", "mail", NULL, T_DESK_COMMUNICATION },
    { "admin", "sliders-horizontal", "/compte/connexions", T_DESK_ADMIN },
};
#define GROUPS (sizeof groups / sizeof *groups)

typedef VEC(const Panel *) Panels;

static bool inside(const char *path, const char *href) {
    size_t size = strlen(href);
    return strncmp(path, href, size) == 0 && (path[size] == '/' || !path[size]);
}

/* The panels of a group in their order, whoever declares them. */
static Panels panels_of(Arena *mem, const char *group) {
    Panels all = { 0 };
    for (int f = 0; features[f]; f++)
        for (const Panel *p = features[f]->panels; p && p->group; p++) {
            if (!str_equal(p->group, group))
                continue;
            *VEC_ADD(mem, &all) = p;
            size_t i = all.count - 1;
            for (; i && all.items[i - 1]->rank > p->rank; i--)
                all.items[i] = all.items[i - 1];
            all.items[i] = p;
        }
    return all;
}

static const char *href_of(Work *w, const Group *group) {
    if (group->href)
        return group->href;
    Panels all = panels_of(w->mem, group->name);
    for (size_t i = 0; i < all.count; i++)
        if (!all.items[i]->right || may(w, *all.items[i]->right))
            return all.items[i]->path;
    return NULL;
}

static const char *current_group(const char *path) {
    for (int f = 0; features[f]; f++)
        for (const Panel *p = features[f]->panels; p && p->group; p++)
            if (inside(path, p->path))
                return p->group;
    return str_equal(path, "/bureau") ? "home" : "";
}

/* Counts are of the whole school: only who sees it all is shown them. */
static const Statement *counts_of(const Work *w, const Panel *p) {
    return w->actor->scope.all && !(p->right && !may(w, *p->right)) ? p->counts : NULL;
}

typedef struct Counts { const Statement *of; Rows row; bool read, known; } Counts;

/* Of the panels of a group one statement counts, or some: the first is asked before anything of the frame is read. */
static Counts ask_counts(Work *w, const Panels *panels) {
    for (size_t i = 0; i < panels->count; i++) {
        const Statement *of = counts_of(w, panels->items[i]);
        if (of)
            return (Counts){ .of = of, .row = db_rows(w->tx, of, NO_VALUES) };
    }
    return (Counts){ 0 };
}

static void add_count(Work *w, Doc *item, const Panel *p, Counts *c) {
    const Statement *of = counts_of(w, p);
    if (!of)
        return;
    if (of != c->of) {
        rows_end(&c->row);
        *c = (Counts){ .of = of, .row = db_rows(w->tx, of, NO_VALUES) };
    }
    if (!c->read)
        c->known = row_next(&c->row);
    c->read = true;
    if (c->known)
        doc_int(item, "count", row_int(&c->row, p->column));
}

static void add_items(Work *w, Doc *group, const Panels *panels, Counts *counts, const char *path) {
    for (size_t i = 0; i < panels->count; i++) {
        const Panel *p = panels->items[i];
        if (p->right && !may(w, *p->right))
            continue;
        Doc *item = doc_add(group, "items");
        doc_words(item, "label", p->label, NULL);
        doc_text(item, "href", p->path);
        doc_bool(item, "current", inside(path, p->path));
        add_count(w, item, p, counts);
    }
    rows_end(&counts->row);
}

static bool says_all(Arena *mem, const char *text, char *const *typed) {
    const char *folded = text_fold(mem, text);
    for (; *typed; typed++)
        if (!text_begins_word(folded, *typed))
            return false;
    return true;
}

bool desk_opens(const Work *w, const char *path) {
    for (int f = 0; features[f]; f++)
        for (const Panel *p = features[f]->panels; p && p->group; p++)
            if (str_equal(p->path, path))
                return !p->right || may(w, *p->right);
    return false;
}

static Doc *add_found(Doc *d, const char *kind, const char *label, const char *path) {
    Doc *item = doc_add(d, "items");
    doc_text(item, "display_name", label);
    doc_word(item, "kind", kind);
    doc_text(item, "href", path);
    return item;
}

int64_t desk_screens_found(Work *w, Doc *d, char *const *typed) {
    int64_t count = 0;
    for (int f = 0; features[f]; f++)
        for (const Panel *p = features[f]->panels; p && p->group; p++) {
            const char *label = words(w->mem, p->label, NULL);
            if ((p->right && !may(w, *p->right)) || !says_all(w->mem, label, typed))
                continue;
            add_found(d, "screen", label, p->path);
            count++;
        }
    return count;
}

/* What one may do in every list: add to it, choose its columns, take it away as a file. */
static int64_t list_commands(Work *w, Doc *d, const Grid *grid, char *const *typed) {
    static const struct { TextId label; const char *place; } menus[] = { { T_COMMAND_COLUMNS, "colonnes" }, { T_COMMAND_EXPORT, "exporter" } };
    int64_t count = 0;
    const char *list = words(w->mem, grid->label, NULL), *add = grid->add && may(w, *grid->add_right) ? words(w->mem, grid->add, NULL) : NULL;
    if (!may(w, *grid->right))
        return 0;
    if (add && says_all(w->mem, add, typed)) {
        add_found(d, "command", add, grid->add_path);
        count++;
    }
    for (size_t i = 0; i < sizeof menus / sizeof *menus; i++) {
        const char *label = words(w->mem, menus[i].label, NULL);
        if (!says_all(w->mem, arena_printf(w->mem, "%s %s", label, list), typed))
            continue;
        doc_text(add_found(d, "command", label, arena_printf(w->mem, "%s#%s", grid->base, menus[i].place)), "detail", list);
        count++;
    }
    return count;
}

int64_t desk_commands_found(Work *w, Doc *d, char *const *typed) {
    int64_t count = 0;
    for (int f = 0; features[f]; f++) {
        for (const Command *c = features[f]->commands; c && c->path; c++) {
            const char *label = words(w->mem, c->label, NULL), *other = c->words ? words(w->mem, c->words, NULL) : "";
            if ((c->right && !may(w, *c->right)) || !says_all(w->mem, arena_printf(w->mem, "%s %s", label, other), typed))
                continue;
            doc_bool(add_found(d, "command", label, c->path), "post", c->post);
            count++;
        }
        for (const Grid *const *g = features[f]->grids; g && *g; g++)
            count += list_commands(w, d, *g, typed);
    }
    return count;
}

/* ---- the keys, for the help (?) and for keys.js ---- */

typedef struct Key { const char *sign, *other_sign; TextId press, other; TextId says; bool in_lists; } Key;
static const Key keys[] = {
    { .press = T_KEYS_CTRL_K, .says = T_KEYS_SEARCH }, { .sign = "/", .says = T_KEYS_FILTER },
    { .press = T_KEYS_J, .other = T_KEYS_K, .says = T_KEYS_ROWS }, { .press = T_KEYS_ENTER, .says = T_KEYS_OPEN },
    { .press = T_KEYS_ESCAPE, .says = T_KEYS_BACK }, { .sign = "?", .says = T_KEYS_HELP },
    { .sign = "↑", .other_sign = "↓", .says = T_KEYS_CELLS, .in_lists = true },
    { .press = T_KEYS_CTRL_HOME, .other = T_KEYS_CTRL_END, .says = T_KEYS_ENDS, .in_lists = true },
    { .press = T_KEYS_SPACE, .says = T_KEYS_SELECT, .in_lists = true }, { .press = T_KEYS_SHIFT_ARROWS, .says = T_KEYS_EXTEND, .in_lists = true },
    { .press = T_KEYS_CTRL_A, .says = T_KEYS_ALL, .in_lists = true }, { .press = T_KEYS_F2, .other = T_KEYS_ENTER, .says = T_KEYS_EDIT, .in_lists = true },
    { .press = T_KEYS_TAB, .says = T_KEYS_EDIT_NEXT, .in_lists = true }, { .press = T_KEYS_DELETE, .says = T_KEYS_EMPTY, .in_lists = true },
    { .press = T_KEYS_CTRL_D, .says = T_KEYS_FILL, .in_lists = true },
    { .press = T_KEYS_CTRL_C, .other = T_KEYS_CTRL_V, .says = T_KEYS_COPY, .in_lists = true },
    { .press = T_KEYS_CTRL_Z, .says = T_KEYS_UNDO, .in_lists = true },
};

static void add_press(Doc *item, Arena *mem, const char *sign, TextId press) {
    if (sign || press)
        doc_add_text(item, "press", sign ? sign : words(mem, press, NULL));
}

static void add_keys(Work *w, Doc *d, bool of_lists) {
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const Key *k = &keys[i];
        if (k->in_lists != of_lists)
            continue;
        Doc *item = doc_add(d, of_lists ? "list_keys" : "keys");
        doc_list(item, "press");
        add_press(item, w->mem, k->sign, k->press);
        add_press(item, w->mem, k->other_sign, k->other);
        doc_words(item, "says", k->says, NULL);
    }
}

static void add_go(Doc *d, const char *key, TextId label, const char *path) {
    Doc *item = doc_add(d, "gos");
    doc_text(item, "key", key);
    doc_words(item, "label", label, NULL);
    doc_text(item, "href", path);
}

static void add_gos(Work *w, Doc *d) {
    add_go(d, "h", T_DESK_HOME, "/bureau");
    for (int f = 0; features[f]; f++)
        for (const Panel *p = features[f]->panels; p && p->group; p++)
            if (p->go && (!p->right || may(w, *p->right)))
                add_go(d, p->go, p->label, p->path);
}

static bool is_list(const char *path) {
    for (int f = 0; features[f]; f++)
        for (const Grid *const *g = features[f]->grids; g && *g; g++)
            if (str_equal((*g)->base, path))
                return true;
    return false;
}

/* "pupils=12 people=3": what the page shows, so that live.js knows of a change that came before its stream was open. */
static const char *versions(Work *w, Rows *asked) {
    size_t count;
    const TopicVersion *all = topic_read(asked, &count);
    Str text = str_new(w->mem, 160);
    for (size_t i = 0; i < count; i++) {
        str_add(&text, i ? " " : "");
        str_add(&text, all[i].topic);
        str_add_char(&text, '=');
        str_add_int(&text, all[i].version);
    }
    return text.data;
}

struct Frame { const char *path, *group; bool space; Panels panels; Counts counts; Rows topics; };

Frame *desk_ask_frame(Work *w, const char *path, const char *layout) {
    Frame *f = NEW(w->mem, Frame);
    *f = (Frame){ .path = path, .space = str_equal(layout, "space") };
    if (!f->space) {
        f->group = current_group(path);
        f->panels = panels_of(w->mem, f->group);
        f->counts = ask_counts(w, &f->panels);
    }
    f->topics = topic_ask(w->tx);
    return f;
}

/* In which mode one is, those one may change to, and as whom one looks. */
static void show_mode(Work *w, Doc *d) {
    const Actor *a = w->actor;
    doc_word(d, "mode", mode_words[a->mode]);
    doc_bool(d, "reading", a->reading);
    doc_text(d, "viewing", a->viewing);
    for (Mode mode = MODE_ADMINISTRATIVE; mode <= MODE_PUPIL; mode++)
        if (mode != a->mode && a->modes & 1U << mode)
            doc_word(doc_add(d, "modes"), "mode", mode_words[mode]);
}

/* The keys and the rail of the desk. */
static void show_rail(Work *w, Doc *d, Frame *asked) {
    const char *path = asked->path;
    doc_bool(d, "keys_off", w->actor->keys_off);
    doc_int(d, "idle", w->actor->idle / 1000);
    doc_bool(d, "searching", str_equal(path, "/bureau/recherche"));
    add_keys(w, d, false);
    if (is_list(path))
        add_keys(w, d, true);
    add_gos(w, d);
    for (size_t g = 0; g < GROUPS; g++) {
        const char *href = href_of(w, &groups[g]);
        if (!href)
            continue;
        Doc *group = doc_add(d, "rail");
        doc_words(group, "label", groups[g].label, NULL);
        doc_text(group, "icon", groups[g].icon);
        doc_text(group, "href", href);
        doc_bool(group, "current", str_equal(groups[g].name, asked->group));
        if (str_equal(groups[g].name, asked->group))
            add_items(w, group, &asked->panels, &asked->counts, path);
    }
}

const Doc *desk_frame(Work *w, Frame *asked) {
    const char *path = asked->path;
    static const TextId roles[] = { [KIND_SUPERVISOR] = T_KIND_SUPERVISOR, [KIND_STAFF] = T_KIND_STAFF, [KIND_TEACHER] = T_KIND_TEACHER, [KIND_PROGRAM] = 0 };
    Doc *d = doc_new(w, &REPLY_LAYOUT_FRAME);
    doc_text(d, "school", w->school->name);
    const char *years = arena_printf(w->mem, "%d – %d", w->school->year, w->school->year + 1);
    doc_text(d, "year", store_is_closed(w->school->store) ? words(w->mem, T_PAGE_CLOSED_YEAR, WITH(ARG_TEXT("years", years))) : years);
    doc_text(d, "versions", versions(w, &asked->topics));
    doc_text(d, "person", w->actor->display_name);
    doc_int(d, "account", w->actor->account);
    const char *role = roles[w->actor->kind] ? words(w->mem, roles[w->actor->kind], NULL) : NULL;
    if (!str_equal(role, w->actor->display_name))
        doc_text(d, "role", role);
    show_mode(w, d);
    doc_text(d, "page", path);
    doc_text(d, "help_href", help_href(w->mem, path, asked->space));
    if (asked->space) {
        space_frame(w, d, path);
        doc_bool(d, "keeps", !w->actor->shared && !w->actor->viewing && !w->actor->closed);
        doc_text(d, "time_zone", getenv("TZ"));        /* as the process was told its school's (verbs/folder.h) */
    } else {
        show_rail(w, d, asked);
    }
    return d;
}
