/* What an address asks of a list, and addresses that ask for something else. */
#include "school/lists/grid_parts.h"

#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "gen/statements.h"

#include <string.h>

#define SIZE_DEFAULT 100
#define SIZE_MOST 5000
#define FROM_MOST 1000000
#define Q_MOST 200                      /* bytes */
#define VALUES_MOST 24                  /* of one filter */

/* ---- what the reader may see ---- */

static const ReplyField *field_named(const ReplyType *type, const char *key) {
    for (int i = 0; type && i < type->count; i++)
        if (str_equal(type->fields[i].key, key))
            return &type->fields[i];
    return NULL;
}

static const ReplyField *reply_of(const Grid *grid, const char *in, const char *key, const ReplyField **within) {
    const ReplyField *items = field_named(grid->page->type, "items"), *object = in ? field_named(items->of, in) : NULL;
    const ReplyField *field = field_named(in ? object->of : items->of, key);
    must(field);                        /* a column's key is declared in the list's .reply */
    *within = object;
    return field;
}

static bool may_see(const Work *w, const Grid *grid, const char *in, const char *key) {
    const ReplyField *within, *field = reply_of(grid, in, key, &within);
    return may(w, field->right_id) && (!within || may(w, within->right_id));
}

bool grid_in_json(const Grid *grid, const GridColumn *c) {
    const ReplyField *within;
    return !reply_of(grid, c->in, c->key, &within)->html_only;
}

bool grid_may(const Work *w, const Grid *grid, const GridColumn *column) { return may_see(w, grid, column->in, column->key); }

/* ---- the words of an address, or of the form that is too long for one ---- */

const char *grid_asked(const Request *rq, const char *word, int n) {
    return query_text(rq, word) ? query_nth(rq, word, n) : form_nth(rq, word, n);
}

static void give(Request *rq, GridTurn *t, const char *word, const char *value) {
    if (!str_empty(value))
        *VEC_ADD(rq->mem, &t->given) = (GridGiven){ word, value };
}

const char *grid_given(const GridTurn *t, const char *word) {
    for (size_t i = 0; i < t->given.count; i++)
        if (str_equal(t->given.items[i].word, word))
            return t->given.items[i].value;
    return NULL;
}

static const char *other_value(const char *const *other, const char *word, bool *found) {
    for (; other && other[0]; other += 2)
        if (str_equal(other[0], word)) {
            *found = true;
            return other[1];
        }
    *found = false;
    return NULL;
}

static void add_word(Request *rq, Str *s, const char *word, const char *value) {
    if (!str_empty(value))
        str_printf(s, "%c%s=%s", strchr(s->data, '?') ? '&' : '?', word, url_encode(rq->mem, value));
}

const char *grid_address(Request *rq, const GridTurn *t, const char *path, const char *const *other) {
    Str s = str_new(rq->mem, 96);
    str_add(&s, path);
    for (size_t i = 0; i < t->given.count; i++) {
        bool found;
        const char *value = other_value(other, t->given.items[i].word, &found);
        add_word(rq, &s, t->given.items[i].word, found ? value : t->given.items[i].value);
    }
    for (; other && other[0]; other += 2)
        if (!grid_given(t, other[0]))
            add_word(rq, &s, other[0], other[1]);
    return s.data;
}

/* ---- search and filters ---- */

static void read_search(Request *rq, GridTurn *t) {
    const Grid *grid = t->grid;
    const char *q = grid_asked(rq, "q", 0);
    t->q = q && strlen(q) <= Q_MOST ? q : "";
    give(rq, t, "q", t->q);
    if (grid->code >= 0 && *t->q)
        t->filters[grid->code] = of_text(text_upper(rq->mem, t->q));
    char *folded = text_fold(rq->mem, t->q), *blank = strchr(folded, ' ');
    if (blank)
        *blank = '\0';
    if (*folded && grid->q >= 0)
        t->filters[grid->q] = of_text(folded);
    if (blank && blank[1] && grid->q2 >= 0)
        t->filters[grid->q2] = of_text(arena_text_n(rq->mem, blank + 1, strcspn(blank + 1, " ")));
}

static bool is_choice(const char *const *choices, const char *word) {
    for (; *choices; choices++)
        if (str_equal(*choices, word))
            return true;
    return false;
}

/* One value of a filter as it stands in an address; NULL kind: it means nothing. */
static Value filter_value(const GridFilter *f, const char *text) {
    int64_t id;
    switch (f->as) {
    case FILTER_ROW: return str_int(text, 1, INT64_MAX, &id) ? of_int(id) : of_null();
    case FILTER_WORD: return is_choice(f->choices, text) ? of_text(text) : of_null();
    case FILTER_SET: return of_int(f->set);
    }
    return of_null();
}

static void add_value(GridTurn *t, const GridFilter *f, Value value, Arena *mem) {
    if (t->filters[f->filter].kind == VALUE_NULL) {
        t->filters[f->filter] = value;
        return;
    }
    *VEC_ADD(mem, &t->others) = (ListOr){ f->filter, value };
}

/* ?classe=3,4 and ?classe=3&classe=4 are the same; what means nothing is passed over. */
static void read_filter(Request *rq, GridTurn *t, const GridFilter *f) {
    Str all = str_new(rq->mem, 16);
    int count = 0;
    const char *text;
    for (int n = 0; (text = grid_asked(rq, f->word, n)); n++)
        for (const char *at = text; *at && count < VALUES_MOST; ) {
            size_t size = strcspn(at, ",");
            const char *one = arena_text_n(rq->mem, at, size);
            Value value = filter_value(f, one);
            at += size + (at[size] == ',');
            if (value.kind == VALUE_NULL || (f->as == FILTER_SET && count))
                continue;
            str_add(&all, count++ ? "," : "");
            str_add(&all, f->as == FILTER_SET ? "1" : one);
            add_value(t, f, value, rq->mem);
        }
    give(rq, t, f->word, all.data);
}

/* ---- sort and columns ---- */

const GridColumn *grid_column(const Grid *grid, const char *word) {
    for (const GridColumn *c = grid->columns; c->key; c++)
        if (str_equal(c->word, word))
            return c;
    return NULL;
}

static void read_sort(Request *rq, GridTurn *t) {
    const char *asked = grid_asked(rq, "sort", 0);
    bool descending = asked && *asked == '-';
    const GridColumn *c = asked ? grid_column(t->grid, asked + descending) : NULL;
    if (c && c->sort && grid_may(rq->work, t->grid, c)) {
        t->ask.descending = descending;
        t->sorted = c;
        give(rq, t, "sort", asked);
    } else {
        for (t->sorted = t->grid->columns; !t->sorted->sort; )
            t->sorted++;
    }
    t->ask.sort = t->sorted->sort - 1;
}

static void show(GridTurn *t, const GridColumn *c, const GridMany *m) {
    for (int i = 0; i < t->shown_count; i++)
        if (t->shown[i].column == c && t->shown[i].many == m)
            return;
    if (t->shown_count < GRID_SHOWN_MOST)
        t->shown[t->shown_count++] = (GridShown){ c, m };
}

static const GridMany *many_named(const Grid *grid, const char *word) {
    for (const GridMany *m = grid->many; m && m->key; m++)
        if (str_equal(m->word, word))
            return m;
    return NULL;
}

bool grid_shows(const Grid *grid, const char *word) { return grid_column(grid, word) || many_named(grid, word); }

static void show_named(Request *rq, GridTurn *t, const char *word) {
    const GridColumn *c = grid_column(t->grid, word);
    const GridMany *m = c ? NULL : many_named(t->grid, word);
    if (c && grid_may(rq->work, t->grid, c))
        show(t, c, NULL);
    if (m && may_see(rq->work, t->grid, NULL, m->key))
        show(t, NULL, m);
}

static void show_first(Request *rq, GridTurn *t) {
    for (const GridColumn *c = t->grid->columns; c->key; c++)
        if (c->first)
            show_named(rq, t, c->word);
    for (const GridMany *m = t->grid->many; m && m->key; m++)
        if (m->first)
            show_named(rq, t, m->word);
}

static const char *kept_columns(Work *w, const Grid *grid) {
    return db_text(w->tx, &LIST_COLUMNS_KEPT, VALUES(of_int(w->actor->account), of_text(grid->name)));
}

/* The address says which; else what this person chose last; else what the list shows at first. The name stands always, and first. */
void grid_read_columns(Request *rq, GridTurn *t) {
    const char *asked = grid_asked(rq, "colonnes", 0), *words = asked ? asked : kept_columns(rq->work, t->grid);
    for (const GridColumn *c = t->grid->columns; c->key; c++)
        if (c->as == GRID_NAME)
            show(t, c, NULL);
    for (const char *at = words; at && *at; ) {
        size_t size = strcspn(at, ",");
        show_named(rq, t, arena_text_n(rq->mem, at, size));
        at += size + (at[size] == ',');
    }
    t->chosen = words && t->shown_count > 1;
    if (!t->chosen)
        show_first(rq, t);
    if (asked && t->chosen)
        give(rq, t, "colonnes", asked);
}

GridTurn *grid_turn(Request *rq, const Grid *grid) {
    GridTurn *t = NEW(rq->mem, GridTurn);
    const char *size = query_text(rq, "size"), *from = query_text(rq, "from");
    int64_t number = SIZE_DEFAULT, place = 0;
    t->grid = grid;
    t->filters = NEW_ARRAY(rq->mem, Value, (size_t) grid->list->filter_count + 1);
    read_search(rq, t);
    for (const GridFilter *f = grid->filters; f && f->word; f++)
        read_filter(rq, t, f);
    if (grid->fixed_value)
        t->filters[grid->fixed] = of_text(grid->fixed_value);
    read_sort(rq, t);
    t->query = grid_address(rq, t, "", NULL);
    if (size && !str_int(size, 1, SIZE_MOST, &number))
        number = SIZE_DEFAULT;
    if (from && str_int(from, 0, FROM_MOST, &place))
        t->ask.from = (int) place;
    grid_read_whom(rq, t);
    t->ask.size = (int) number;
    t->ask.filters = t->filters;
    t->ask.others = t->others.items;
    t->ask.other_count = (int) t->others.count;
    t->ask.after = t->ask.from ? NULL : query_text(rq, "after");
    if (t->ask.after && !list_after_valid(grid->list, &t->ask))
        t->ask.after = NULL;
    return t;
}
