/* The engine's own addresses: choosing columns, keeping views, changing what is selected. Those who may read a list may choose its columns and keep views;
 * each column says who may change it. */
#include "school/lists/grid_change.h"
#include "school/lists/grid_parts.h"
#include "web/feature.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"

#include <string.h>

#define VIEWS_MOST 30                   /* of one list */
#define QUERY_MOST 1000
#define CELLS_MOST 5000                 /* of one paste */

const Grid *grid_find(const char *name) {
    for (int f = 0; name && features[f]; f++)
        for (const struct Grid *const *g = features[f]->grids; g && *g; g++)
            if (str_equal((*g)->name, name))
                return *g;
    return NULL;
}

/* A list that is not there and one that is not the actor's to read answer the same. */
static Verdict reads_list(Request *rq) {
    const Grid *grid = grid_find(path_word(rq, "list"));
    rq->kept = (void *) (uintptr_t) grid;
    return grid && may(rq->work, *grid->right) ? ALLOW : UNKNOWN;
}

static const Grid *grid_of(const Request *rq) { return rq->kept; }

/* Back to the list as it was; QUERY is of our own page, but it came back by the post. */
static Reply back_to(const Request *rq, const char *query) {
    bool plain = query && strspn(query, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~%=&") == strlen(query);
    return see_other(rq, "%s%s%s", grid_of(rq)->base, plain && *query ? "?" : "", plain ? query : "");
}

/* "a=1&colonnes=b&c=2" without its columns. */
static const char *without_columns(Arena *mem, const char *query) {
    Str s = str_new(mem, 64);
    for (const char *at = query; at && *at; ) {
        size_t size = strcspn(at, "&");
        if (!str_starts(at, "colonnes=")) {
            str_add(&s, str_empty(s.data) ? "" : "&");
            str_add_n(&s, at, size);
        }
        at += size + (at[size] == '&');
    }
    return s.data;
}

/* ---- columns ---- */

typedef struct ColumnsForm { bool first; const char *query; } ColumnsForm;
static const Field columns_form[] = { FIELD(ColumnsForm, first, .kind = FIELD_BOOL), FIELD(ColumnsForm, query, .kind = FIELD_TEXT, .max = QUERY_MOST),
    { .kind = FIELD_END } };

static Reply keep_columns(Request *rq) {
    const Grid *grid = grid_of(rq);
    ColumnsForm form;
    Str all = str_new(rq->mem, 64);
    const char *word;
    form_read(rq, columns_form, &form);
    for (int n = 0; (word = form_nth(rq, "columns", n)); n++)
        for (const char *at = word; *at; ) {
            size_t size = strcspn(at, ",");
            const char *one = arena_text_n(rq->mem, at, size);
            if (grid_shows(grid, one))
                str_printf(&all, "%s%s", str_empty(all.data) ? "" : ",", one);
            at += size + (at[size] == ',');
        }
    if (form.first || str_empty(all.data))
        db_do(rq->work->tx, &LIST_COLUMNS_FORGET, VALUES(of_int(rq->work->actor->account), of_text(grid->name)));
    else
        db_do(rq->work->tx, &LIST_COLUMNS_KEEP, VALUES(of_int(rq->work->actor->account), of_text(grid->name), of_text(all.data)));
    return back_to(rq, without_columns(rq->mem, form.query));
}

/* ---- views ---- */

typedef struct ViewForm { const char *label, *query; } ViewForm;
static const Field view_form[] = { FIELD(ViewForm, label, .kind = FIELD_TEXT, .required = true, .max = 60),
    FIELD(ViewForm, query, .kind = FIELD_TEXT, .max = QUERY_MOST), { .kind = FIELD_END } };

static Reply show_again(Request *rq) { return grid_page(rq, grid_of(rq)); }

static Reply keep_view(Request *rq) {
    Work *w = rq->work;
    const Grid *grid = grid_of(rq);
    ViewForm form;
    int64_t count = 0;
    form_read(rq, view_form, &form);
    for (Rows r = db_rows(w->tx, &LIST_VIEWS, VALUES(of_text(grid->name))); row_next(&r); count++)
        if (form.label && str_equal(row_peek(&r, LIST_VIEWS_LABEL), form.label))
            problem(w, T_LIST_VIEW_THERE, NULL, "label");
    if (count >= VIEWS_MOST)
        problem(w, T_LIST_TOO_MANY_VIEWS, WITH(ARG_INT("n", VIEWS_MOST)), "label");
    if (str_empty(form.query))
        problem(w, T_LIST_VIEW_IS_ALL, NULL, "label");
    if (has_problems(w))
        return again(rq, show_again);
    change_add(w->tx, &TABLE_LIST_VIEW, FIELDS(SET(COL_LIST_VIEW_LIST, of_text(grid->name)), SET(COL_LIST_VIEW_LABEL, of_text(form.label)),
        SET(COL_LIST_VIEW_QUERY, of_text(form.query)), SET(COL_LIST_VIEW_ACCOUNT, of_int(w->actor->account))));
    return back_to(rq, form.query);
}

static Verdict reads_view(Request *rq) {
    Verdict verdict = reads_list(rq);
    const char *list = verdict == ALLOW ? db_text(rq->work->tx, &LIST_VIEW_LIST, VALUES(of_int(path_id(rq, "view")))) : NULL;
    return verdict == ALLOW && list && str_equal(list, grid_of(rq)->name) ? ALLOW : UNKNOWN;
}

static Reply drop_view(Request *rq) {
    change_end(rq->work->tx, &TABLE_LIST_VIEW, KEY(of_int(path_id(rq, "view"))));
    return back_to(rq, "");
}

/* ---- changes in cells ---- */

typedef struct CellIn { int64_t id; const char *column, *value, *label, *was; bool known; Day from; } CellIn;
static const Field cell_form[] = { FIELD(CellIn, id, .kind = FIELD_ID, .required = true), FIELD(CellIn, column, .kind = FIELD_WORD, .required = true),
    FIELD(CellIn, value, .kind = FIELD_TEXT, .max = 1000), FIELD(CellIn, label, .kind = FIELD_TEXT, .max = 1000), FIELD(CellIn, was, .kind = FIELD_TEXT, .max = 1000),
    FIELD(CellIn, known, .kind = FIELD_BOOL), FIELD(CellIn, from, .kind = FIELD_DAY), { .kind = FIELD_END } };

typedef struct ChangeForm { bool check; } ChangeForm;
static const Field change_form[] = { FIELD(ChangeForm, check, .kind = FIELD_BOOL), { .kind = FIELD_END } };

static Reply changed(Request *rq, size_t count, bool check) {
    Doc *d = doc_new(rq->work, &REPLY_LISTS_CHANGED);
    doc_int(d, "cells", (int64_t) count);
    doc_bool(d, "kept", !check);
    if (!check && change_work(rq->work->tx))
        doc_int(d, "work", change_work(rq->work->tx));
    Reply reply = page(rq, &PAGE_LISTS_CHANGED, d);
    reply.trial = check;
    return reply;
}

static Reply change_cells(Request *rq) {
    ChangeForm form;
    size_t count;
    form_read(rq, change_form, &form);
    const CellIn *in = form_list(rq, "cells", cell_form, sizeof *in, CELLS_MOST, &count);
    CellTyped *cells = NEW_ARRAY(rq->mem, CellTyped, count + 1);
    if (!count)
        problem(rq->work, T_LIST_NOTHING, NULL, "cells");
    for (size_t i = 0; i < count; i++)
        cells[i] = (CellTyped){ .id = in[i].id, .column = in[i].column, .value = in[i].label ? in[i].label : in[i].value, .said = in[i].label != NULL,
            .known = in[i].known, .was = in[i].was, .from = in[i].from };
    if (!has_problems(rq->work))
        grid_change(rq->work, grid_of(rq), cells, count);
    return changed(rq, count, form.check);
}

/* ---- the same value for many ---- */

typedef struct ManyForm { const char *column, *value; Day from; } ManyForm;
static const Field many_form[] = { FIELD(ManyForm, column, .kind = FIELD_WORD), FIELD(ManyForm, value, .kind = FIELD_TEXT, .max = 1000),
    FIELD(ManyForm, from, .kind = FIELD_DAY), { .kind = FIELD_END } };

static Reply show_change(Request *rq) {
    const Grid *grid = grid_of(rq);
    GridTurn *t = grid_turn(rq, grid);
    size_t count;
    const int64_t *ids = grid_ids(rq, t, &count);
    Doc *d = doc_new(rq->work, &REPLY_LISTS_MANY);
    doc_int(d, "count", (int64_t) count);
    grid_many_head(rq, t, d, ids, count);
    return page(rq, &PAGE_LISTS_MANY, d);
}

static Reply change_many(Request *rq) {
    const Grid *grid = grid_of(rq);
    GridTurn *t = grid_turn(rq, grid);
    ManyForm form;
    size_t count;
    form_read(rq, many_form, &form);
    const int64_t *ids = grid_ids(rq, t, &count);
    CellTyped *cells = NEW_ARRAY(rq->mem, CellTyped, count + 1);
    if (!count)
        problem(rq->work, T_LIST_NOTHING, NULL, "value");
    for (size_t i = 0; i < count; i++)
        cells[i] = (CellTyped){ .id = ids[i], .column = form.column, .value = form.value, .from = form.from, .of_many = true };
    if (!has_problems(rq->work))
        grid_change(rq->work, grid, cells, count);
    if (has_problems(rq->work))
        return again(rq, show_change);
    return see_other(rq, "%s", grid_address(rq, t, grid->base, NULL));
}

/* Those who are too many for an address. */
typedef struct ChosenForm { const char *ids, *tout, *sauf, *champ, *forme; } ChosenForm;
static const Field chosen_form[] = { FIELD(ChosenForm, ids, .kind = FIELD_TEXT, .max = 400000), FIELD(ChosenForm, tout, .kind = FIELD_WORD),
    FIELD(ChosenForm, sauf, .kind = FIELD_TEXT, .max = 400000), FIELD(ChosenForm, champ, .kind = FIELD_WORD), FIELD(ChosenForm, forme, .kind = FIELD_WORD),
    { .kind = FIELD_END } };

static Reply show_file(Request *rq) { return grid_file(rq, grid_of(rq)); }

static RightId lists_export;
static const RightInfo rights[] = { { "lists.export", T_RIGHT_LISTS_EXPORT, 2, &lists_export, BRANCH_PRIVACY, OF_DESK, "secretariat council cpe teacher librarian" }, { 0 } };

static const Route routes[] = {
    { POST, "/bureau/listes/:list", change_cells, reads_list, WRITE, PORTAL_DESK, NULL, &PAGE_LISTS_CHANGED, .form = change_form },
    { POST, "/bureau/listes/:list/colonnes", keep_columns, reads_list, WRITE, PORTAL_DESK, NULL, NULL, .form = columns_form },
    { POST, "/bureau/listes/:list/vues", keep_view, reads_list, WRITE, PORTAL_DESK, NULL, NULL, .form = view_form },
    { POST, "/bureau/listes/:list/vues/:view/retirer", drop_view, reads_view, WRITE, PORTAL_DESK, NULL, NULL, .form = columns_form },
    { GET, "/bureau/listes/:list/fichier", show_file, reads_list, SLOW, PORTAL_DESK, "lists.export", NULL },
    { POST, "/bureau/listes/:list/fichier", show_file, reads_list, SLOW, PORTAL_DESK, "lists.export", NULL, .form = chosen_form },
    { GET, "/bureau/listes/:list/modifier", show_change, reads_list, READ, PORTAL_DESK, NULL, &PAGE_LISTS_MANY },
    { POST, "/bureau/listes/:list/choix", show_change, reads_list, SLOW, PORTAL_DESK, NULL, &PAGE_LISTS_MANY, .form = chosen_form },
    { POST, "/bureau/listes/:list/modifier", change_many, reads_list, WRITE, PORTAL_DESK, NULL, &PAGE_LISTS_MANY, .form = many_form },
    ROUTES_END,
};

static const GuardName guards[] = { GUARD(reads_list), GUARD(reads_view), { 0 } };
static const ColumnText columns[] = { { &TABLE_LIST_VIEW, COL_LIST_VIEW_LABEL, T_LIST_VIEW_NAME }, { &TABLE_LIST_VIEW, COL_LIST_VIEW_LIST, T_FIELD_LIST },
    { &TABLE_LIST_VIEW, COL_LIST_VIEW_QUERY, T_FIELD_QUERY, .others = true }, { &TABLE_LIST_VIEW, COL_LIST_VIEW_ACCOUNT, T_FIELD_ACCOUNT }, { 0 } };
static const TableText tables[] = { { &TABLE_LIST_VIEW, T_TABLE_LIST_VIEW, &LIST_VIEW_CALLED }, { 0 } };
static const ActText acts[] = { { "POST /bureau/listes/:list", T_ACT_CELLS }, { "POST /bureau/listes/:list/modifier", T_ACT_MANY },
    { "POST /bureau/listes/:list/vues", T_ACT_VIEW }, { "POST /bureau/listes/:list/vues/:view/retirer", T_ACT_VIEW_END }, { 0 } };
static const Topic topics[] = { { "lists", NULL, NULL, guard_signed_in }, { 0 } };

static const Processing processings[] = {
    { "schooling", .persons = OF_EVERYBODY, .rights = "lists.export" },
    { "accounts", .persons = OF_WHO_WORKS, .data_class = 1, .tables = OF_TABLES(&TABLE_LIST_COLUMNS, &TABLE_LIST_VIEW), .kept = T_REGISTER_KEPT_YEAR }, { 0 } };

const Feature lists_feature = { .name = "lists", .rights = rights, .routes = routes, .guards = guards, .columns = columns, .tables = tables, .acts = acts, .topics = topics,
    .processings = processings };
