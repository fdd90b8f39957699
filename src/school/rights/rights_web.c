/* « Autorisations »: the sets, what they hold, and who holds a right (SC-7). What one account may do is account_web.c. */
#include "school/rights/rights_web.h"

#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"

RightId rights_see, rights_edit, rights_view_as;
static const RightInfo rights[] = { { "rights.see", T_RIGHT_RIGHTS_SEE, 2, &rights_see, BRANCH_ADMIN, OF_OFFICE },
    { "rights.edit", T_RIGHT_RIGHTS_EDIT, 2, &rights_edit, BRANCH_ADMIN, OF_OFFICE, .changes = true },
    { "rights.view_as", T_RIGHT_RIGHTS_VIEW_AS, 3, &rights_view_as, BRANCH_PRIVACY, OF_OFFICE }, { 0 } };

const char *const data_words[] = { "plain", "plain", "personal", "sensitive", "sensitive", NULL };

TextId branch_label(RightBranch branch) {
    static const TextId labels[] = { T_BRANCH_CONNECTION, T_BRANCH_PEOPLE, T_BRANCH_MARKS, T_BRANCH_ROLL, T_BRANCH_ABSENCES, T_BRANCH_DISCIPLINE, T_BRANCH_LESSONS,
        T_BRANCH_TIMETABLE, T_BRANCH_MESSAGES, T_BRANCH_ADMIN, T_BRANCH_PRIVACY, T_BRANCH_SPACES };
    return labels[branch];
}

/* ---- the page ---- */

static void show_groups(Doc *d, const RightsSets *s, int64_t current) {
    for (Mode mode = MODE_ADMINISTRATIVE; mode <= MODE_PUPIL; mode++) {
        Doc *group = doc_add(d, "groups");
        doc_word(group, "mode", mode_words[mode]);
        doc_list(group, "sets");
        for (size_t i = 0; i < s->rows.count; i++) {
            const RightsSet *row = &s->rows.items[i];
            if (!str_equal(row->mode, mode_words[mode]))
                continue;
            Doc *item = doc_add(group, "sets");
            doc_int(item, "id", row->id);
            doc_text(item, "name", row->name);
            doc_int(item, "people", row->people);
            doc_bool(item, "danger", row->danger);
            doc_bool(item, "current", row->id == current);
        }
    }
}

static bool differs(const RightsSet *row, const RightInfo *right) {
    return !str_equal(row->kind, "administration") && rights_in_set(row, right) != access_starts(right, row->model);
}

/* What is behind a right, to be searched: its words, its branch's, the titles of its screens. */
static const char *behind(Arena *mem, const RightInfo *right) {
    Str all = str_new(mem, 200);
    str_printf(&all, "%s %s", words(mem, right->label, NULL), words(mem, branch_label(right->branch), NULL));
    for (int f = 0; features[f]; f++)
        for (const Route *r = features[f]->routes; r && r->path; r++)
            if (str_equal(r->right, right->name) && r->page && r->page->title && !r->page->print_title)
                str_printf(&all, " %s", words(mem, r->page->title, NULL));
    return text_fold(mem, all.data);
}

static bool is_sought(Arena *mem, const RightInfo *right, char *const *sought) {
    const char *all = sought && *sought ? behind(mem, right) : NULL;
    for (; all && *sought; sought++)
        if (!text_begins_word(all, *sought))
            return false;
    return true;
}

int rights_tree(Work *w, Doc *d, Mode mode, char *const *sought, RightsLeaf *leaf, void *context) {
    const RightInfo *r;
    int matches = 0;
    doc_list(d, "branches");
    for (int b = 0; b < BRANCHES; b++) {
        Doc *branch = NULL;
        int64_t held = 0, total = 0;
        int before = matches;
        for (size_t n = 0; (r = access_nth(n)); n++) {
            if ((int) r->branch != b || !access_offered(r, mode))
                continue;
            branch = branch ? branch : doc_add(d, "branches");
            Doc *item = doc_add(branch, "rights");
            bool on = leaf(context, item, r);
            doc_text(item, "name", r->name);
            doc_words(item, "label", r->label, NULL);
            doc_word(item, "data", data_words[r->data_class]);
            doc_bool(item, "on", on);
            bool found = is_sought(w->mem, r, sought);
            if (sought)
                doc_bool(item, "hidden", !found);
            matches += found;
            held += on;
            total++;
        }
        if (!branch)
            continue;
        doc_words(branch, "label", branch_label((RightBranch) b), NULL);
        doc_int(branch, "held", held);
        doc_int(branch, "total", total);
        if (sought)
            doc_bool(branch, "hidden", matches == before);
    }
    return matches;
}

typedef struct SetShown { Work *w; const RightsSets *s; const RightsSet *row; const RightInfo *asked; int64_t different; } SetShown;

static bool set_leaf(void *context, Doc *leaf, const RightInfo *right) {
    SetShown *c = context;
    doc_int(leaf, "number", *right->id);
    doc_int(leaf, "data_class", right->data_class);
    doc_bool(leaf, "differs", differs(c->row, right));
    doc_bool(leaf, "changes", right->changes);
    doc_bool(leaf, "may_give", !access_offered(right, MODE_ADMINISTRATIVE) || may(c->w, *right->id));
    doc_int(leaf, "people", rights_count(c->s, right));
    doc_bool(leaf, "current", right == c->asked);
    c->different += differs(c->row, right);
    return rights_in_set(c->row, right);
}

static void show_dangers(Work *w, Doc *d, const RightsSet *row) {
    Map accepted = map_new(w->mem);
    for (Rows r = db_rows(w->tx, &SET_ACCEPTED, VALUES(of_int(row->id))); row_next(&r); )
        map_put(&accepted, row_text(&r, SET_ACCEPTED_DANGER, w->mem), (void *) (uintptr_t) row_text(&r, SET_ACCEPTED_REASON, w->mem));
    for (const Danger *g = rights_dangers; g->code; g++) {
        if (!rights_has_danger(row, g))
            continue;
        Doc *item = doc_add(d, "dangers");
        doc_word(item, "code", g->code);
        doc_words(item, "text", g->text, WITH(ARG_INT("n", row->people)));
        doc_text(item, "reason", map_get(&accepted, g->code));
    }
}

/* ---- who holds a right ---- */

/* The pages behind a right, by their titles; a title that names somebody says nothing without a name. */
static void show_routes(Work *w, Doc *d, const RightInfo *right) {
    Map told = map_new(w->mem);
    for (int f = 0; features[f]; f++)
        for (const Route *r = features[f]->routes; r && r->path; r++) {
            if (!str_equal(r->right, right->name))
                continue;
            static const char *const methods[] = { "GET", "POST", "PUT", "DELETE" };
            doc_add_text(d, "routes", arena_printf(w->mem, "%s %s", methods[r->method], r->path));
            const char *title = r->page && r->page->title && !r->page->print_title ? words(w->mem, r->page->title, NULL) : NULL;
            if (!title || map_get(&told, title))
                continue;
            map_put(&told, title, (void *) (uintptr_t) title);
            doc_add_text(d, "screens", title);
        }
}

static void show_pupils(Request *rq, Doc *d, int64_t set, const RightInfo *right) {
    Work *w = rq->work;
    const char *q = query_text(rq, "eleve");
    int64_t id;
    if (str_empty(q) || strlen(q) > 200 || str_int(q, 1, INT64_MAX, &id))
        return;
    doc_text(d, "q", q);
    char **typed = text_search_words(w->mem, q);
    if (!typed[0])
        return;
    doc_list(d, "found");
    for (Rows r = db_rows(w->tx, &RIGHTS_PUPILS, VALUES(of_text(typed[0]), of_text(typed[1] ? typed[1] : ""))); row_next(&r); ) {
        Doc *item = doc_add(d, "found");
        doc_int(item, "id", row_int(&r, RIGHTS_PUPILS_ID));
        doc_text(item, "display_name", row_text(&r, RIGHTS_PUPILS_DISPLAY_NAME, w->mem));
        doc_text(item, "class_code", row_text(&r, RIGHTS_PUPILS_CLASS_CODE, w->mem));
        doc_text(item, "href", arena_printf(w->mem, "/bureau/autorisations/%lld?droit=%s&eleve=%lld#qui", (long long) set, right->name, (long long) row_int(&r, RIGHTS_PUPILS_ID)));
    }
}

static int64_t pupil_asked(Request *rq, Doc *d) {
    int64_t id = 0;
    const char *q = query_text(rq, "eleve");
    if (str_empty(q) || !str_int(q, 1, INT64_MAX, &id))
        return 0;
    Rows r = db_rows(rq->work->tx, &RIGHTS_PUPIL_SEEN, VALUES(of_int(id)));
    bool seen = row_next(&r);
    if (seen) {
        doc_int(d, "pupil", id);
        doc_text(d, "pupil_name", row_text(&r, RIGHTS_PUPIL_SEEN_DISPLAY_NAME, rq->work->mem));
    }
    rows_end(&r);
    return seen ? id : 0;
}

static void show_right(Request *rq, Doc *d, int64_t set, const RightInfo *right) {
    Work *w = rq->work;
    size_t count;
    Doc *r = doc_object(d, "right");
    doc_text(r, "name", right->name);
    doc_words(r, "label", right->label, NULL);
    doc_int(r, "data_class", right->data_class);
    doc_word(r, "data", data_words[right->data_class]);
    doc_bool(r, "changes", right->changes);
    doc_list(r, "screens");
    doc_list(r, "routes");
    show_routes(w, r, right);
    const RightHolder *all = rights_holders(w, right, pupil_asked(rq, r), &count);
    show_pupils(rq, r, set, right);
    doc_int(r, "total", (int64_t) count);
    doc_list(r, "holders");
    for (size_t i = 0; i < count; i++) {
        Doc *h = doc_add(r, "holders");
        doc_int(h, "account", all[i].account);
        doc_text(h, "display_name", all[i].display_name);
        doc_word(h, "kind", kind_words[all[i].kind]);
        doc_word(h, "mode", mode_words[all[i].mode]);
        doc_text(h, "set", str_empty(all[i].set) ? NULL : all[i].set);
        doc_text(h, "reason", str_empty(all[i].reason) ? NULL : all[i].reason);
    }
}

static void show_idle(Work *w, Doc *d, const RightsSet *row) {
    int i = 0;
    while (idle_words[i + 1] && idle_minutes[i] != row->idle)
        i++;
    doc_word(d, "idle", idle_words[i]);
    doc_bool(d, "may_set_idle", may(w, rights_edit) && (!str_equal(row->kind, "administration") || w->actor->rank));
}

static Reply show_set(Request *rq, int64_t id) {
    Work *w = rq->work;
    const RightsSets *s = rights_sets(w);
    const RightsSet *row = rights_set_of(s, id);
    const RightInfo *asked = query_text(rq, "droit") ? access_right(query_text(rq, "droit")) : NULL;
    if (!row)
        return not_found(rq);           /* the guard has seen it: the store has failed since */
    Doc *d = doc_new(w, &REPLY_RIGHTS_SETS);
    Mode mode = access_mode(row->mode);
    SetShown shown = { w, s, row, asked, 0 };
    doc_bool(d, "may_edit", may(w, rights_edit));
    doc_bool(d, "may_view_as", may(w, rights_view_as));
    show_groups(d, s, id);
    doc_int(d, "id", id);
    doc_text(d, "name", row->name);
    doc_word(d, "mode", row->mode);
    doc_word(d, "kind", row->kind);
    doc_bool(d, "fixed", str_equal(row->kind, "administration"));
    doc_bool(d, "sees_all", row->sees_all);
    show_idle(w, d, row);
    doc_int(d, "people", row->people);
    doc_text(d, "model", row->model);
    doc_bool(d, "copies", mode != MODE_GUARDIAN && mode != MODE_PUPIL);
    doc_bool(d, "own", !str_equal(row->code, row->model));
    doc_bool(d, "group", mode == MODE_ADMINISTRATIVE);
    show_dangers(w, d, row);
    const char *typed = query_text(rq, "cherche");
    if (!str_empty(typed) && strlen(typed) <= 60)
        doc_text(d, "sought", typed);
    doc_int(d, "matches", rights_tree(w, d, mode, text_search_words(w->mem, !str_empty(typed) && strlen(typed) <= 60 ? typed : ""), set_leaf, &shown));
    doc_int(d, "differs", shown.different);
    if (asked)
        show_right(rq, d, id, asked);
    return page(rq, &PAGE_RIGHTS_SETS, d);
}

static Reply show_one(Request *rq) { return show_set(rq, path_id(rq, "set")); }

/* The first that may be edited. */
static Reply show_first_set(Request *rq) { return show_set(rq, db_int(rq->work->tx, &ACCESS_PROFILE, VALUES(of_text("secretariat")))); }

static Verdict is_a_set(Request *rq) {
    Rows r = db_rows(rq->work->tx, &SET_READ, VALUES(of_int(path_id(rq, "set"))));
    bool there = row_next(&r);
    rows_end(&r);
    return there ? ALLOW : UNKNOWN;
}

/* ---- changing one ---- */

static Reply back_to(Request *rq, int64_t set, const char *anchor) {
    return has_problems(rq->work) ? again(rq, show_one) : see_other(rq, "/bureau/autorisations/%lld%s", (long long) set, anchor);
}

typedef struct PutForm { const char *right; bool on; } PutForm;
static const Field put_fields[] = { FIELD(PutForm, right, .kind = FIELD_WORD, .required = true, .max = 60), FIELD(PutForm, on, .kind = FIELD_BOOL), { .kind = FIELD_END } };

static Reply put_right(Request *rq) {
    PutForm f = { 0 };
    form_read(rq, put_fields, &f);
    if (!has_problems(rq->work))
        rights_put(rq->work, path_id(rq, "set"), f.right, f.on, "right");
    const RightInfo *right = access_right(f.right);
    return back_to(rq, path_id(rq, "set"), right ? arena_printf(rq->mem, "#droit-%d", *right->id) : "");
}

typedef struct NameForm { const char *name; } NameForm;
static const Field name_fields[] = { FIELD(NameForm, name, .kind = FIELD_TEXT, .required = true, .max = 60), { .kind = FIELD_END } };

static Reply copy_set(Request *rq) {
    NameForm f = { 0 };
    form_read(rq, name_fields, &f);
    int64_t id = has_problems(rq->work) ? 0 : rights_copy_set(rq->work, path_id(rq, "set"), f.name, "name");
    return back_to(rq, id, "");
}

static Reply name_set(Request *rq) {
    NameForm f = { 0 };
    form_read(rq, name_fields, &f);
    if (!has_problems(rq->work))
        rights_name_set(rq->work, path_id(rq, "set"), f.name, "name");
    return back_to(rq, path_id(rq, "set"), "");
}

static const char *const kinds[] = { "modification", "consultation", NULL };
typedef struct KindForm { int kind; } KindForm;
static const Field kind_fields[] = { FIELD(KindForm, kind, .kind = FIELD_CHOICE, .required = true, .choices = kinds), { .kind = FIELD_END } };

static Reply set_kind(Request *rq) {
    KindForm f = { 0 };
    form_read(rq, kind_fields, &f);
    if (!has_problems(rq->work))
        rights_set_kind(rq->work, path_id(rq, "set"), kinds[f.kind], "kind");
    return back_to(rq, path_id(rq, "set"), "");
}

typedef struct IdleForm { int idle; } IdleForm;
static const Field idle_fields[] = { FIELD(IdleForm, idle, .kind = FIELD_CHOICE, .required = true, .choices = idle_words), { .kind = FIELD_END } };

static Reply set_idle(Request *rq) {
    IdleForm f = { 0 };
    form_read(rq, idle_fields, &f);
    if (!has_problems(rq->work))
        rights_set_idle(rq->work, path_id(rq, "set"), f.idle, "idle");
    return back_to(rq, path_id(rq, "set"), "");
}

static Reply end_set(Request *rq) {
    rights_end_set(rq->work, path_id(rq, "set"), "set");
    return has_problems(rq->work) ? again(rq, show_one) : see_other(rq, "/bureau/autorisations");
}

typedef struct DangerForm { const char *danger, *reason; } DangerForm;
static const Field danger_fields[] = { FIELD(DangerForm, danger, .kind = FIELD_WORD, .required = true, .max = 40),
    FIELD(DangerForm, reason, .kind = FIELD_TEXT, .required = true, .max = 200), { .kind = FIELD_END } };

static Reply accept_danger(Request *rq) {
    DangerForm f = { 0 };
    form_read(rq, danger_fields, &f);
    if (!has_problems(rq->work))
        rights_accept(rq->work, path_id(rq, "set"), f.danger, f.reason, "reason");
    return back_to(rq, path_id(rq, "set"), "");
}

/* ---- the matrix, for the register (G-02) ---- */

static Reply matrix(Request *rq) {
    Work *w = rq->work;
    int kind = table_kind(query_text(rq, "forme"));
    if (kind < 0)
        return not_found(rq);
    const RightsSets *s = rights_sets(w);
    size_t sets = s->rows.count;
    SheetColumn *columns = NEW_ARRAY(w->mem, SheetColumn, sets + 2);
    columns[0] = (SheetColumn){ words(w->mem, T_RIGHTS_COLUMN_BRANCH, NULL), CELL_TEXT };
    columns[1] = (SheetColumn){ words(w->mem, T_RIGHTS_COLUMN_RIGHT, NULL), CELL_TEXT };
    for (size_t i = 0; i < sets; i++)
        columns[i + 2] = (SheetColumn){ arena_printf(w->mem, "%s (%lld)", s->rows.items[i].name, (long long) s->rows.items[i].people), CELL_TEXT };
    TableFile t = table_begin(rq, (SheetKind) kind, words(w->mem, T_RIGHTS_TITLE, NULL), NULL, columns, sets + 2);
    Cell *cells = NEW_ARRAY(w->mem, Cell, sets + 2);
    const RightInfo *r;
    for (int b = 0; b < BRANCHES; b++)
        for (size_t n = 0; (r = access_nth(n)); n++) {
            if ((int) r->branch != b)
                continue;
            cells[0] = cell_text(words(w->mem, branch_label(r->branch), NULL));
            cells[1] = cell_text(words(w->mem, r->label, NULL));
            for (size_t i = 0; i < sets; i++)
                cells[i + 2] = cell_text(rights_gives(&s->rows.items[i], r) ? words(w->mem, T_RIGHTS_YES, NULL) : NULL);
            sheet_row(t.sheet, cells);
        }
    return table_reply(rq, &t, NULL);
}

/* ---- the tables ---- */

#define SET_ACT(at, does, ...) { POST, "/bureau/autorisations/:set/" at, does, is_a_set, WRITE, PORTAL_DESK, "rights.edit", &PAGE_RIGHTS_SETS, .step_up = true, __VA_ARGS__ }
#define ACCOUNT_ACT(at, does, ...) { POST, "/bureau/autorisations/comptes/:account/" at, does, account_is_there, WRITE, PORTAL_DESK, "rights.edit", &PAGE_RIGHTS_ACCOUNT, .step_up = true, __VA_ARGS__ }
static const Route routes[] = {
    { GET, "/bureau/autorisations", show_first_set, guard_signed_in, READ, PORTAL_DESK, "rights.see", &PAGE_RIGHTS_SETS },
    { GET, "/bureau/autorisations/matrice", matrix, guard_signed_in, SLOW, PORTAL_DESK, "rights.see" },
    { GET, "/bureau/autorisations/evolution", show_changes, guard_signed_in, SLOW, PORTAL_DESK, "rights.see", &PAGE_RIGHTS_CHANGES, changes_fields },
    { GET, "/bureau/autorisations/evolution/fichier", changes_file, guard_signed_in, SLOW, PORTAL_DESK, "rights.see", .form = changes_fields },
    { GET, "/bureau/autorisations/:set", show_one, is_a_set, READ, PORTAL_DESK, "rights.see", &PAGE_RIGHTS_SETS },
    SET_ACT("droits", put_right, .form = put_fields),
    SET_ACT("copie", copy_set, .form = name_fields),
    SET_ACT("nom", name_set, .form = name_fields),
    SET_ACT("sorte", set_kind, .form = kind_fields),
    SET_ACT("inactivite", set_idle, .form = idle_fields),
    SET_ACT("dangers", accept_danger, .form = danger_fields),
    SET_ACT("fin", end_set, .form = NULL),
    { GET, "/bureau/autorisations/comptes/:account", show_account, account_is_there, READ, PORTAL_DESK, "rights.see", &PAGE_RIGHTS_ACCOUNT },
    ACCOUNT_ACT("mode", assign_set, .form = assign_fields),
    ACCOUNT_ACT("classes", set_classes, .form = classes_fields),
    ACCOUNT_ACT("exceptions", set_exception, .form = exception_fields),
    { POST, "/bureau/autorisations/comptes/:account/voir-comme", view_as, may_view_as, WRITE, PORTAL_DESK, "rights.view_as", &PAGE_RIGHTS_ACCOUNT, .form = view_fields, .step_up = true },
    ROUTES_END,
};

static const Panel panels[] = { { .group = "admin", .rank = 1, .label = T_RIGHTS_TITLE, .path = "/bureau/autorisations", .right = &rights_see, .go = "o" }, PANELS_END };

static const GuardName guards[] = { GUARD(is_a_set), GUARD(account_is_there), GUARD(may_view_as), { 0 } };

static const Topic topics[] = { { "access", NULL, "rights.see", guard_signed_in }, { 0 } };

static const ActText acts[] = { { "POST /bureau/autorisations/:set/droits", T_ACT_RIGHTS_PUT }, { "POST /bureau/autorisations/:set/copie", T_ACT_RIGHTS_COPY },
    { "POST /bureau/autorisations/:set/nom", T_ACT_RIGHTS_NAME }, { "POST /bureau/autorisations/:set/sorte", T_ACT_RIGHTS_KIND },
    { "POST /bureau/autorisations/:set/inactivite", T_ACT_RIGHTS_IDLE },
    { "POST /bureau/autorisations/:set/dangers", T_ACT_RIGHTS_ACCEPT }, { "POST /bureau/autorisations/:set/fin", T_ACT_RIGHTS_END },
    { "POST /bureau/autorisations/comptes/:account/mode", T_ACT_RIGHTS_ASSIGN }, { "POST /bureau/autorisations/comptes/:account/classes", T_ACT_RIGHTS_CLASSES },
    { "POST /bureau/autorisations/comptes/:account/exceptions", T_ACT_RIGHTS_EXCEPT }, { "POST /bureau/autorisations/comptes/:account/voir-comme", T_ACT_VIEW_AS }, { 0 } };

static const Processing processings[] = { { "accounts", .persons = OF_EVERYBODY, .rights = "rights.see rights.edit rights.view_as" }, { 0 } };

const Feature rights_feature = { .name = "rights", .routes = routes, .rights = rights, .panels = panels, .guards = guards, .topics = topics, .acts = acts,
    .processings = processings };
