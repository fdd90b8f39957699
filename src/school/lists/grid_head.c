/* What stands around the rows of a list: search, filters, columns and how they are edited, views, the way on. */
#include "school/lists/grid_parts.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"

#include <string.h>

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* ---- choices ---- */

static void add_choice(Doc *d, const char *value, const char *label, bool on) {
    Doc *item = doc_add(d, "options");
    doc_text(item, "value", value);
    doc_text(item, "label", label);
    doc_bool(item, "on", on);
}

/* Is VALUE among "3,4"? */
static bool among(const char *all, const char *value) {
    size_t size = strlen(value);
    for (const char *at = all; at && *at; ) {
        size_t here = strcspn(at, ",");
        if (here == size && memcmp(at, value, size) == 0)
            return true;
        at += here + (at[here] == ',');
    }
    return false;
}

/* Choices of a filter or an editor into D (NULL: none); those of GIVEN in words to CHOSEN (NULL: nobody asks). */
static void put_choice(Doc *d, const char *value, const char *label, const char *given, Str *chosen) {
    bool on = among(given, value);
    if (d)
        add_choice(d, value, label, on);
    if (on && chosen)
        str_printf(chosen, "%s%s", str_empty(chosen->data) ? "" : ", ", label);
}

static void add_rows(Request *rq, Doc *d, const Statement *options, const char *given, Str *chosen) {
    for (Rows r = db_rows(rq->work->tx, options, NO_VALUES); row_next(&r); )
        put_choice(d, arena_printf(rq->mem, "%lld", (long long) row_int(&r, 0)), row_text(&r, 1, rq->mem), given, chosen);
}

static void add_words(Request *rq, Doc *d, const char *const *choices, const char *words_of, const char *given, Str *chosen) {
    for (; *choices; choices++) {
        TextId id = words_of ? words_find(arena_printf(rq->mem, "%s.%s", words_of, *choices)) : 0;
        put_choice(d, *choices, id ? words(rq->mem, id, NULL) : *choices, given, chosen);
    }
}

static void add_options(Request *rq, Doc *d, const GridFilter *f, const char *given, Str *chosen) {
    if (f->as == FILTER_ROW)
        add_rows(rq, d, f->options, given, chosen);
    if (f->as == FILTER_WORD)
        add_words(rq, d, f->choices, f->words, given, chosen);
}

const char *grid_chosen(Request *rq, const GridTurn *t, const GridFilter *f) {
    const char *given = grid_given(t, f->word);
    Str chosen = str_new(rq->mem, 24);
    if (given)
        add_options(rq, NULL, f, given, &chosen);
    return given ? chosen.data : NULL;
}

/* ---- filters ---- */

static void add_filter(Request *rq, const GridTurn *t, Doc *d, const GridFilter *f) {
    const char *given = grid_given(t, f->word);
    Str chosen = str_new(rq->mem, 24);
    Doc *item = doc_add(d, "filters");
    doc_text(item, "word", f->word);
    doc_words(item, "label", f->label, NULL);
    doc_bool(item, "on", given != NULL);
    doc_word(item, "as", f->as == FILTER_SET ? "set" : "choices");
    add_options(rq, item, f, given, &chosen);
    doc_text(item, "chosen", chosen.data);
    doc_text(item, "clear_href", grid_address(rq, t, t->grid->base, WORDS(f->word, NULL)));
    if (f->as == FILTER_SET)
        doc_text(item, "set_href", grid_address(rq, t, t->grid->base, WORDS(f->word, "1")));
    if (given)
        doc_bool(d, "filtered", true);
}

/* What the form of search and filters carries along. */
static void add_kept(const GridTurn *t, Doc *d) {
    static const char *const kept[] = { "sort", "colonnes" };
    for (int i = 0; i < 2; i++) {
        const char *value = grid_given(t, kept[i]);
        if (!value)
            continue;
        Doc *item = doc_add(d, "kept");
        doc_text(item, "name", kept[i]);
        doc_text(item, "value", value);
    }
}

/* ---- columns ---- */

static const char *edit_word(EditAs as) {
    static const char *const kinds[] = { [EDIT_TEXT] = "text", [EDIT_DAY] = "day", [EDIT_INT] = "int", [EDIT_YES_NO] = "choice", [EDIT_WORD] = "choice",
        [EDIT_ROW] = "choice" };
    return kinds[as];
}

void grid_add_editor(Request *rq, Doc *d, const GridColumn *c) {
    const GridEdit *e = c->edit;
    doc_word(d, "edit", edit_word(e->as));
    doc_int(d, "max", e->max ? e->max : 200);
    doc_bool(d, "required", e->required);
    if (e->as == EDIT_WORD)
        add_words(rq, d, e->choices, c->words, NULL, NULL);
    if (e->as == EDIT_ROW)
        add_rows(rq, d, e->options, NULL, NULL);
    if (e->as == EDIT_YES_NO) {
        add_choice(d, "1", words(rq->mem, T_WORD_YES, NULL), false);
        add_choice(d, "0", words(rq->mem, T_WORD_NO, NULL), false);
    }
}

bool grid_may_edit(const Work *w, const GridColumn *c) { return c->edit && may(w, *c->edit->right); }

static void add_column(Request *rq, const GridTurn *t, Doc *d, const GridColumn *c) {
    Doc *item = doc_add(d, "columns");
    bool current = c == t->sorted;
    doc_text(item, "word", c->word);
    doc_words(item, "label", c->label, NULL);
    doc_bool(item, "number", c->as == GRID_INT);
    if (c->sort) {
        const char *other = current && !t->ask.descending ? arena_printf(rq->mem, "-%s", c->word) : c->word;
        doc_text(item, "href", grid_address(rq, t, t->grid->base, WORDS("sort", other)));
        doc_word(item, "state", !current ? "none" : t->ask.descending ? "descending" : "ascending");
    }
    if (grid_may_edit(rq->work, c)) {
        grid_add_editor(rq, item, c);
        doc_bool(d, "may_edit", true);
    }
}

static void add_columns(Request *rq, const GridTurn *t, Doc *d) {
    for (int i = 0; i < t->shown_count; i++) {
        if (t->shown[i].column) {
            add_column(rq, t, d, t->shown[i].column);
            continue;
        }
        Doc *item = doc_add(d, "columns");
        doc_text(item, "word", t->shown[i].many->word);
        doc_words(item, "label", t->shown[i].many->label, NULL);
    }
}

static bool is_shown(const GridTurn *t, const GridColumn *c, const GridMany *m) {
    for (int i = 0; i < t->shown_count; i++)
        if (t->shown[i].column == c && t->shown[i].many == m)
            return true;
    return false;
}

static void add_column_choice(Doc *d, const char *word, TextId label, bool on) {
    Doc *item = doc_add(d, "choices");
    doc_text(item, "value", word);
    doc_words(item, "label", label, NULL);
    doc_bool(item, "on", on);
}

/* Those shown in their order, then the others in the list's. */
static void add_choices(Request *rq, const GridTurn *t, Doc *d) {
    for (int i = 1; i < t->shown_count; i++) {
        const GridShown *s = &t->shown[i];
        add_column_choice(d, s->column ? s->column->word : s->many->word, s->column ? s->column->label : s->many->label, true);
    }
    for (const GridColumn *c = t->grid->columns; c->key; c++)
        if (c->word && !is_shown(t, c, NULL) && grid_may(rq->work, t->grid, c))
            add_column_choice(d, c->word, c->label, false);
    for (const GridMany *m = t->grid->many; m && m->key; m++)
        if (!is_shown(t, NULL, m))
            add_column_choice(d, m->word, m->label, false);
}

/* ---- the same thing of many ---- */

#define NAMES_SHOWN 20

static void add_names(Request *rq, const GridTurn *t, Doc *d, const int64_t *ids, size_t count) {
    const GridColumn *name = t->grid->columns;
    while (name->as != GRID_NAME)
        name++;
    const int columns[] = { name->column };
    size_t shown = count < NAMES_SHOWN ? count : NAMES_SHOWN;
    ListAsk ask = { .columns = columns, .column_count = 1, .ids = ids, .id_count = shown, .size = NAMES_SHOWN, .filters = t->filters };
    doc_list(d, "names");
    for (Rows r = list_rows(rq->work->tx, t->grid->list, &ask); count && row_next(&r); )
        doc_add_text(d, "names", row_text(&r, 0, rq->mem));
    doc_int(d, "further", (int64_t) (count - shown));
}

void grid_many_head(Request *rq, GridTurn *t, Doc *d, const int64_t *ids, size_t count) {
    const Grid *grid = t->grid;
    const char *typed = form_typed(rq, "column"), *asked = typed ? typed : grid_asked(rq, "champ", 0);
    const char *path = arena_printf(rq->mem, "/bureau/listes/%s/modifier", grid->name);
    doc_text(d, "list", grid->name);
    doc_words(d, "list_label", grid->label, NULL);
    doc_text(d, "back_href", grid_address(rq, t, grid->base, NULL));
    doc_text(d, "choose_href", grid_whom_address(rq, t, arena_printf(rq->mem, "/bureau/listes/%s/choix", grid->name), NULL));
    grid_carry(t, d);
    add_names(rq, t, d, ids, count);
    for (const GridColumn *c = grid->columns; c->key; c++) {
        bool on = c->word && str_equal(c->word, asked);
        if (!c->word || !grid_may(rq->work, grid, c) || !grid_may_edit(rq->work, c))
            continue;
        Doc *item = doc_add(d, "columns");
        doc_text(item, "word", c->word);
        doc_words(item, "label", c->label, NULL);
        doc_text(item, "href", grid_whom_address(rq, t, path, c->word));
        doc_bool(item, "on", on);
        if (!on)
            continue;
        doc_text(d, "column", c->word);
        doc_text(d, "here", grid_whom_address(rq, t, path, c->word));
        doc_bool(d, "dated", c->edit->dated);
        grid_add_editor(rq, d, c);
    }
}

/* ---- views ---- */

static void add_views(Request *rq, const GridTurn *t, Doc *d) {
    const char *now = grid_address(rq, t, "", NULL);
    now += *now == '?';
    doc_text(d, "view_query", now);
    for (Rows r = db_rows(rq->work->tx, &LIST_VIEWS, VALUES(of_text(t->grid->name))); row_next(&r); ) {
        const char *query = row_text(&r, LIST_VIEWS_QUERY, rq->mem);
        Doc *item = doc_add(d, "views");
        bool current = str_equal(query, now);
        doc_int(item, "id", row_int(&r, LIST_VIEWS_ID));
        doc_text(item, "label", row_text(&r, LIST_VIEWS_LABEL, rq->mem));
        doc_text(item, "href", arena_printf(rq->mem, "%s?%s", t->grid->base, query));
        doc_bool(item, "current", current);
        if (current)
            doc_bool(d, "in_view", true);
    }
}

static void add_acts(Work *w, Doc *d, const Grid *grid) {
    for (const GridAct *act = grid->acts; act && act->path; act++) {
        if (!may(w, *act->right))
            continue;
        Doc *item = doc_add(d, "acts");
        doc_words(item, "label", act->label, NULL);
        doc_text(item, "path", act->path);
    }
}

void grid_head(Request *rq, const GridTurn *t, Doc *d, int64_t shown, const char *next) {
    const Grid *grid = t->grid;
    const char *before = query_text(rq, "after");
    doc_int(d, "shown", shown);
    doc_bool(d, "long", shown > GRID_IDS_IN_ADDRESS);
    doc_text(d, "list", grid->name);
    doc_text(d, "q", t->q);
    doc_text(d, "base", grid->base);
    doc_text(d, "query", t->query);
    const char *file = arena_printf(rq->mem, "/bureau/listes/%s/fichier", grid->name);
    for (int i = 0; i < 3; i++)
        doc_text(d, (const char *const[]){ "csv_href", "ods_href", "pdf_href" }[i],
            grid_address(rq, t, file, WORDS("forme", (const char *const[]){ "csv", "ods", "pdf" }[i])));
    if (grid->cards)
        doc_text(d, "vcf_href", grid_address(rq, t, file, WORDS("forme", "vcf")));
    doc_text(d, "rows_href", grid_address(rq, t, grid->base, NULL));
    doc_words(d, "list_label", grid->label, NULL);
    doc_text(d, "topics", grid->topics);
    doc_bool(d, "filtered", *t->q != '\0');
    doc_bool(d, "more", t->ask.after || next);
    for (const GridFilter *f = grid->filters; f && f->word; f++)
        add_filter(rq, t, d, f);
    add_kept(t, d);
    add_columns(rq, t, d);
    add_choices(rq, t, d);
    add_views(rq, t, d);
    if (grid->add && may(rq->work, *grid->add_right)) {
        doc_words(d, "add_label", grid->add, NULL);
        doc_text(d, "add_href", grid->add_path);
    }
    add_acts(rq->work, d, grid);
    if (next)
        doc_text(d, "next_href", grid_address(rq, t, grid->base, WORDS("after", next)));
    if (before && t->ask.after)
        doc_text(d, "first_href", grid_address(rq, t, grid->base, NULL));
}

/* ---- a record and its list ---- */

/* The row next to ID in the list's order, or the other way round. */
static Rows neighbour(Request *rq, const GridTurn *t, int64_t id, bool backwards) {
    static const int only_id[] = { 0 };
    ListAsk ask = t->ask;
    ask.columns = only_id;
    ask.column_count = 1;
    ask.beside = id;
    ask.after = NULL;
    ask.size = 1;
    ask.descending = ask.descending != backwards;
    return list_rows(rq->work->tx, t->grid->list, &ask);
}

GridBeside grid_ask_beside(Request *rq, const Grid *grid, int64_t id) {
    GridBeside beside = { 0 };
    if (rq->wants_json)
        return beside;
    beside.turn = grid_turn(rq, grid);
    beside.before = neighbour(rq, beside.turn, id, true);
    beside.after = neighbour(rq, beside.turn, id, false);
    return beside;
}

/* 0: none. */
static int64_t only_one(Rows *r) {
    int64_t id = row_next(r) ? row_int(r, 0) : 0;
    rows_end(r);
    return id;
}

void grid_beside(Request *rq, Doc *d, GridBeside *beside) {
    const GridTurn *t = beside->turn;
    if (!t)
        return;
    const Grid *grid = t->grid;
    int64_t before = only_one(&beside->before), after = only_one(&beside->after);
    doc_text(d, "back_href", arena_printf(rq->mem, "%s%s", grid->base, t->query));
    doc_words(d, "back_label", grid->label, NULL);
    doc_bool(d, "back_filtered", *t->query != '\0');
    if (before)
        doc_text(d, "previous_href", arena_printf(rq->mem, "%s/%lld%s", grid->base, (long long) before, t->query));
    if (after)
        doc_text(d, "next_href", arena_printf(rq->mem, "%s/%lld%s", grid->base, (long long) after, t->query));
}
