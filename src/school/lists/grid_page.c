/* A list as a document: its items by their keys for JSON; its columns and rows of cells for the page. Both from the same columns. */
#include "school/lists/grid_parts.h"

#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "gen/statements.h"
#include "gen/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the list's columns that are needed ---- */

void grid_need(GridPlaces *p, int column) {
    if (p->at[column] >= 0)
        return;
    p->at[column] = p->count;
    p->columns[p->count++] = column;
}

GridPlaces *grid_places_new(Arena *mem, const List *list) {
    int all = list->column_count;
    GridPlaces *p = arena_alloc(mem, sizeof *p + (size_t) all * sizeof(int), _Alignof(GridPlaces));
    p->columns = NEW_ARRAY(mem, int, (size_t) all);
    for (int i = 0; i < all; i++)
        p->at[i] = -1;
    grid_need(p, 0);
    return p;
}

int grid_raw_column(const GridColumn *c) { return c->edit && c->edit->raw ? c->edit->raw - 1 : c->column; }

/* Only what is shown: a list may have dear columns. */
const GridPlaces *grid_places(Arena *mem, const GridTurn *t) {
    GridPlaces *p = grid_places_new(mem, t->grid->list);
    for (const GridColumn *c = t->grid->columns; c->key && !t->shown_count; c++)
        if (grid_in_json(t->grid, c))
            grid_need(p, c->column);
    for (int i = 0; i < t->shown_count; i++) {
        const GridColumn *c = t->shown[i].column;
        if (!c)
            continue;
        grid_need(p, c->column);
        if (c->base)
            grid_need(p, c->link);
        if (c->flag)
            grid_need(p, c->flagged);
        grid_need(p, grid_raw_column(c));
    }
    return p;
}

/* ---- a value as a person reads it ---- */

static const char *with_commas(Arena *mem, const char *joined, char bar) {
    Str s = str_new(mem, strlen(joined) + 16);
    for (const char *c = joined; *c; c++)
        if (*c == bar)
            str_add(&s, ", ");
        else
            str_add_char(&s, *c);
    return s.data;
}

static const char *word_of(Arena *mem, const char *words_of, const char *value) {
    char id[96];
    int size = snprintf(id, sizeof id, "%s.%s", words_of, value);
    TextId text = size > 0 && (size_t) size < sizeof id ? words_find(id) : 0;
    return text ? words(mem, text, NULL) : value;
}

static const char *phone(Arena *mem, const char *number) {
    char pairs[PHONE_PAIRS];
    size_t size = phone_pairs(pairs, number);
    return size ? arena_text_n(mem, pairs, size) : number;
}

const char *grid_words(Arena *mem, const GridColumn *c, const Rows *r, const GridPlaces *p) {
    int at = p->at[c->column];
    if (row_null(r, at))
        return NULL;
    if (c->as == GRID_INT)
        return arena_printf(mem, "%lld", (long long) row_int(r, at));
    if (c->as == GRID_DAY)
        return day_french(mem, (Day) row_int(r, at));
    if (c->as == GRID_INSTANT)
        return instant_words(mem, row_int(r, at));
    if (c->as == GRID_YES_NO)
        return words(mem, row_int(r, at) ? T_WORD_YES : T_WORD_NO, NULL);
    const char *text = row_text(r, at, mem);
    if (c->say)
        return c->say(mem, text);
    switch (c->as) {
    case GRID_WORD: return word_of(mem, c->words, text);
    case GRID_PHONE: return phone(mem, text);
    case GRID_SPLIT: return with_commas(mem, text, c->bar);
    default: return text;
    }
}

/* ---- an item of the JSON document ---- */

static void add_split(Doc *d, const char *key, const char *joined, char bar, Arena *mem) {
    doc_list(d, key);
    for (const char *at = joined; at && *at; ) {
        size_t size = strcspn(at, (char[]){ bar, '\0' });
        doc_add_text(d, key, arena_text_n(mem, at, size));
        at += size + (at[size] == bar);
    }
}

/* A list is there even if nothing is in it; anything else that is not known is left out. */
static void put_none(Doc *d, const GridColumn *c) {
    if (c->as == GRID_SPLIT || c->as == GRID_ADD)
        doc_list(d, c->key);
}

static void put_key(Doc *d, const GridColumn *c, const Rows *r, int at, Arena *mem) {
    if (row_null(r, at)) {
        put_none(d, c);
        return;
    }
    switch (c->as) {
    case GRID_INT: case GRID_INSTANT: doc_int(d, c->key, row_int(r, at)); break;
    case GRID_DAY: doc_day(d, c->key, (Day) row_int(r, at)); break;
    case GRID_YES_NO: doc_bool(d, c->key, row_int(r, at) != 0); break;
    case GRID_WORD: doc_word(d, c->key, row_peek(r, at)); break;
    case GRID_SPLIT: add_split(d, c->key, row_text(r, at, mem), c->bar, mem); break;
    case GRID_ADD: doc_add_text(d, c->key, row_text(r, at, mem)); break;
    default: doc_text(d, c->key, c->say ? c->say(mem, row_text(r, at, mem)) : row_text(r, at, mem));
    }
}

/* An object whose first value is not there is not there either: a pupil without a class. Lists in it are: an address without lines. */
static void put_item(const GridTurn *t, Doc *item, const Rows *r, const GridPlaces *p, Arena *mem) {
    Doc *object = NULL;
    const char *in = NULL;
    doc_int(item, "id", row_int(r, 0));
    for (const GridColumn *c = t->grid->columns; c->key; c++) {
        int at = p->at[c->column];
        if (at < 0)                     /* of the page only */
            continue;
        if (!c->in) {
            put_key(item, c, r, at, mem);
            continue;
        }
        if (!str_equal(in, c->in)) {
            object = c->as != GRID_ADD && row_null(r, at) ? NULL : doc_object(item, c->in);
            in = c->in;
        }
        if (object)
            put_key(object, c, r, at, mem);
    }
}

/* ---- a row of the page ---- */

static Doc *new_cell(Doc *item, const char *as) {
    Doc *cell = doc_add(item, "cells");
    doc_word(cell, "as", as);
    return cell;
}

static const char *style_of(const GridColumn *c) {
    return c->as == GRID_NAME ? "name" : c->as == GRID_INT ? "number" : c->as == GRID_DAY || c->as == GRID_PHONE ? "nb" : "text";
}

/* What an editor begins with, where it is not what is read. */
static const char *raw_value(Arena *mem, const GridColumn *c, const Rows *r, const GridPlaces *p) {
    int at = p->at[grid_raw_column(c)];
    bool same = c->edit->as == EDIT_TEXT || c->edit->as == EDIT_DAY || c->edit->as == EDIT_INT;
    if (row_null(r, at) || (same && c->as != GRID_PHONE))
        return NULL;
    return c->edit->as == EDIT_ROW || c->edit->as == EDIT_YES_NO ? arena_printf(mem, "%lld", (long long) row_int(r, at)) : row_text(r, at, mem);
}

static void put_cell(Request *rq, const GridTurn *t, Doc *item, const GridColumn *c, const Rows *r, const GridPlaces *p) {
    Doc *cell = new_cell(item, style_of(c));
    const char *text = grid_words(rq->mem, c, r, p);
    doc_text(cell, "label", text);
    if (c->as == GRID_NAME) {
        doc_text(item, "name", text);
        doc_text(cell, "href", arena_printf(rq->mem, "%s/%lld%s", t->grid->base, (long long) row_int(r, 0), t->query));
    } else if (c->base && !row_null(r, p->at[c->link])) {
        doc_text(cell, "href", arena_printf(rq->mem, "%s/%lld", c->base, (long long) row_int(r, p->at[c->link])));
    }
    if (c->flag && !row_null(r, p->at[c->flagged]))
        doc_words(cell, "flag", c->flag, NULL);
    if (c->edit)
        doc_text(cell, "value", raw_value(rq->mem, c, r, p));
}

static void put_row(Request *rq, const GridTurn *t, Doc *item, const Rows *r, const GridPlaces *p) {
    doc_int(item, "id", row_int(r, 0));
    for (int i = 0; i < t->shown_count; i++)
        if (t->shown[i].column)
            put_cell(rq, t, item, t->shown[i].column, r, p);
        else
            new_cell(item, "links");
}

/* ---- what hangs on the rows ---- */

typedef struct Found { int64_t id; Doc *doc; } Found;

static int by_id(const void *a, const void *b) {
    int64_t x = ((const Found *) a)->id, y = ((const Found *) b)->id;
    return x < y ? -1 : x > y;
}

/* The statement answers in the order of the owners' ids: *AT only goes forward. */
static Doc *owner_of(const Found *found, size_t count, int64_t id, size_t *at) {
    while (*at < count && found[*at].id < id)
        ++*at;
    return *at < count && found[*at].id == id ? found[*at].doc : NULL;
}

static void put_link(Request *rq, const GridMany *m, Doc *cell, const Rows *r) {
    Doc *link = doc_add(cell, "links");
    doc_text(link, "label", row_text(r, 2, rq->mem));
    doc_text(link, "href", arena_printf(rq->mem, "%s/%lld", m->base, (long long) row_int(r, 1)));
}

static void put_many_item(Request *rq, const GridMany *m, Doc *owner, const Rows *r) {
    Doc *item = doc_add(owner, m->key);
    doc_int(item, "id", row_int(r, 1));
    doc_text(item, "display_name", row_text(r, 2, rq->mem));
    for (const GridColumn *c = m->fields; c && c->key; c++)
        put_key(item, c, r, c->column, rq->mem);
}

static Doc *cell_of(const Doc *item, int place) {
    return (Doc *) (uintptr_t) doc_item(doc_get(item, "cells"), (size_t) place);
}

#define MOST 1000                       /* owners, from which on a walk over all costs less than looking each up */

/* PLACE: of the column among those shown; -1: for the JSON document. */
static void put_many(Request *rq, const GridMany *m, const Found *found, size_t count, int place) {
    int64_t *ids = NEW_ARRAY(rq->mem, int64_t, count + 1);
    bool all = m->all && place < 0 && count > MOST && rq->work->actor->scope.all;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        ids[i] = found[i].id;
        if (place < 0)
            doc_list(found[i].doc, m->key);
    }
    Rows r = all ? db_rows(rq->work->tx, m->all, NO_VALUES) : db_rows(rq->work->tx, m->rows, VALUES(of_ids(ids, count)));
    while (row_next(&r)) {
        Doc *owner = owner_of(found, count, row_int(&r, 0), &at);
        if (owner && place < 0)
            put_many_item(rq, m, owner, &r);
        else if (owner)
            put_link(rq, m, cell_of(owner, place), &r);
    }
    for (size_t i = 0; all && i < count; i++)
        doc_sort(found[i].doc, m->key, m->by);
}

static void put_all_many(Request *rq, const GridTurn *t, Found *found, size_t count) {
    qsort(found, count, sizeof *found, by_id);
    for (const GridMany *m = t->grid->many; m && m->key && rq->wants_json; m++)
        put_many(rq, m, found, count, -1);
    for (int i = 0; i < t->shown_count; i++)
        if (t->shown[i].many)
            put_many(rq, t->shown[i].many, found, count, i);
}

/* ---- the rows of the page, and what comes next ---- */

typedef struct Shown { size_t count; const char *next; } Shown;

static Shown put_rows(Request *rq, GridTurn *t, Doc *d) {
    const GridPlaces *p = grid_places(rq->mem, t);
    Found *found = NEW_ARRAY(rq->mem, Found, (size_t) t->ask.size + 1);
    Shown shown = { 0 };
    t->ask.columns = p->columns;
    t->ask.column_count = p->count;
    doc_list(d, "items");
    Rows r = list_rows(rq->work->tx, t->grid->list, &t->ask);
    while (row_next(&r)) {
        Doc *item = doc_add(d, "items");
        found[shown.count++] = (Found){ row_int(&r, 0), item };
        if (rq->wants_json)
            put_item(t, item, &r, p, rq->mem);
        else
            put_row(rq, t, item, &r, p);
    }
    shown.next = list_next(&r, rq->mem);
    if (shown.count)
        put_all_many(rq, t, found, shown.count);
    return shown;
}

Reply grid_page(Request *rq, const Grid *grid) {
    GridTurn *t = grid_turn(rq, grid);
    Doc *d = doc_new(rq->work, grid->page->type);
    if (!rq->wants_json)
        grid_read_columns(rq, t);
    Shown shown = put_rows(rq, t, d);
    if (!rq->wants_json && str_equal(query_text(rq, "part"), "rows"))
        return page(rq, grid->page, d);
    bool whole = !t->ask.after && !t->ask.from && !shown.next;          /* the page is all there is: nothing to count */
    doc_int(d, "total", whole ? (int64_t) shown.count : list_total(rq->work->tx, grid->list, &t->ask));
    doc_text(d, "next", shown.next);
    if (!rq->wants_json)
        grid_head(rq, t, d, (int64_t) shown.count, shown.next);
    return page(rq, grid->page, d);
}
