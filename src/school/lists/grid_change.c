/* Changes by hand in a list: one cell, a block pasted from a spreadsheet, the same value for many. All of a call in one transaction: what a rule
 * refuses stops it all, and one undo takes it back. */
#include "school/lists/grid_change.h"
#include "school/lists/grid_parts.h"

#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "gen/statements.h"
#include "gen/texts.h"

#include <string.h>

#define TEXT_MOST 200                   /* characters, where a column says nothing */

/* ---- what was typed, or pasted, as a value ---- */

static bool same_words(Arena *mem, const char *a, const char *b) { return str_equal(text_fold(mem, a), text_fold(mem, b)); }

static bool text_value(Work *w, const GridEdit *e, const char *typed, const char *at, Value *out) {
    const char *text = text_nfc(w->mem, text_trim(w->mem, typed));
    int most = e->max ? e->max : TEXT_MOST;
    *out = of_text(text);
    if (text_length(text) <= (size_t) most)
        return true;
    problem(w, T_FORM_TOO_LONG, WITH(ARG_INT("n", most)), "%s", at);
    return false;
}

static bool day_value(Work *w, const char *typed, const char *at, Value *out) {
    Day day = day_parse_french(typed);
    day = day == NO_DAY ? day_parse_iso(typed) : day;
    *out = of_int(day);
    if (day != NO_DAY)
        return true;
    problem(w, T_FORM_NOT_A_DATE, NULL, "%s", at);
    return false;
}

static bool int_value(Work *w, const GridEdit *e, const char *typed, const char *at, Value *out) {
    int64_t number, most = e->max ? e->max : INT32_MAX;
    if (!str_int(typed, 0, most, &number)) {
        problem(w, T_FORM_OUT_OF_RANGE, WITH(ARG_INT("least", 0), ARG_INT("most", most)), "%s", at);
        return false;
    }
    *out = of_int(number);
    return true;
}

/* Other ways in which people write it, in the catalogue: "dp, demi pension". */
static bool one_of_words(Arena *mem, TextId all, const char *typed) {
    const char *folded = text_fold(mem, typed);
    for (const char *at = all ? words(mem, all, NULL) : ""; *at; ) {
        size_t size = strcspn(at, ",");
        if (str_equal(folded, text_trim(mem, text_fold(mem, arena_text_n(mem, at, size)))))
            return true;
        at += size + (at[size] == ',');
    }
    return false;
}

static bool yes_no_value(Work *w, const char *typed, const char *at, Value *out) {
    bool yes = str_equal(typed, "1") || same_words(w->mem, typed, words(w->mem, T_WORD_YES, NULL)) || one_of_words(w->mem, T_SAID_WORD_YES, typed);
    bool no = str_equal(typed, "0") || same_words(w->mem, typed, words(w->mem, T_WORD_NO, NULL)) || one_of_words(w->mem, T_SAID_WORD_NO, typed);
    *out = of_int(yes);
    if (yes || no)
        return true;
    problem(w, T_LIST_NO_SUCH_CHOICE, WITH(ARG_TEXT("value", typed)), "%s", at);
    return false;
}

/* What a person reads for WORD: the catalogue's words, or itself where the column has none. */
static const char *said_for(Arena *mem, const GridColumn *c, const char *word) {
    TextId label = c->words ? words_find(arena_printf(mem, "%s.%s", c->words, word)) : 0;
    return label ? words(mem, label, NULL) : word;
}

/* "said.title.mme", of MME. */
static bool said_also(Arena *mem, const GridColumn *c, const char *word, const char *typed) {
    Str id = str_new(mem, 40);
    str_printf(&id, "said.%s.", c->words ? c->words : c->key);
    for (const char *l = word; *l; l++)
        if ((*l >= 'a' && *l <= 'z') || *l == '_')
            str_add_char(&id, *l);
        else if (*l >= 'A' && *l <= 'Z')
            str_add_char(&id, (char) (*l - 'A' + 'a'));
    return one_of_words(mem, words_find(id.data), typed);
}

static bool word_value(Work *w, const GridColumn *c, const CellTyped *cell, const char *at, Value *out) {
    for (const char *const *word = c->edit->choices; *word; word++)
        if (cell->said ? same_words(w->mem, cell->value, said_for(w->mem, c, *word)) || said_also(w->mem, c, *word, cell->value) : str_equal(cell->value, *word)) {
            *out = of_text(*word);
            return true;
        }
    problem(w, T_LIST_NO_SUCH_CHOICE, WITH(ARG_TEXT("value", cell->value)), "%s", at);
    return false;
}

/* Classes and the like: read once for all the cells of a call. */
struct GridOptions { const Statement *of; Map by_label, by_id; struct GridOptions *next; };
typedef struct GridOptions Options;

static const Options *options_of(Work *w, Options **all, const Statement *of) {
    for (const Options *o = *all; o; o = o->next)
        if (o->of == of)
            return o;
    Options *o = NEW(w->mem, Options);
    *o = (Options){ of, map_new(w->mem), map_new(w->mem), *all };
    for (Rows r = db_rows(w->tx, of, NO_VALUES); row_next(&r); ) {
        int64_t *id = NEW(w->mem, int64_t);
        *id = row_int(&r, 0);
        map_put(&o->by_label, text_fold(w->mem, row_peek(&r, 1)), id);
        map_put(&o->by_id, arena_printf(w->mem, "%lld", (long long) *id), id);
    }
    *all = o;
    return o;
}

static bool row_value(Work *w, Options **all, const GridColumn *c, const CellTyped *cell, const char *at, Value *out) {
    const Options *options = options_of(w, all, c->edit->options);
    const int64_t *id = map_get(cell->said ? &options->by_label : &options->by_id, cell->said ? text_fold(w->mem, cell->value) : cell->value);
    *out = of_int(id ? *id : 0);
    if (!id)
        problem(w, T_LIST_NO_SUCH_CHOICE, WITH(ARG_TEXT("value", cell->value)), "%s", at);
    return id != NULL;
}

bool grid_value(Work *w, Options **all, const GridColumn *c, const CellTyped *cell, const char *at, Value *out) {
    *out = of_null();
    if (!cell->value || !*text_trim(w->mem, cell->value)) {
        if (c->edit->required)
            problem(w, T_FORM_REQUIRED, NULL, "%s", at);
        return !c->edit->required;
    }
    switch (c->edit->as) {
    case EDIT_TEXT: return text_value(w, c->edit, cell->value, at, out);
    case EDIT_DAY: return day_value(w, cell->value, at, out);
    case EDIT_INT: return int_value(w, c->edit, cell->value, at, out);
    case EDIT_YES_NO: return yes_no_value(w, cell->value, at, out);
    case EDIT_WORD: return word_value(w, c, cell, at, out);
    case EDIT_ROW: return row_value(w, all, c, cell, at, out);
    }
    return false;
}

const char *grid_value_words(Arena *mem, const GridColumn *c, const Value *value, const char *typed) {
    char pairs[PHONE_PAIRS];
    if (value->kind == VALUE_NULL)
        return NULL;
    size_t size = c->as == GRID_PHONE ? phone_pairs(pairs, value->data) : 0;
    if (size)
        return arena_text_n(mem, pairs, size);
    switch (c->edit->as) {
    case EDIT_DAY: return day_french(mem, (Day) value->integer);
    case EDIT_YES_NO: return words(mem, value->integer ? T_WORD_YES : T_WORD_NO, NULL);
    case EDIT_WORD: return said_for(mem, c, value->data);
    case EDIT_TEXT: return value->data;
    default: return typed;
    }
}

/* ---- the things: only those the actor sees ---- */

static const char *key_of(Arena *mem, int64_t id) { return arena_printf(mem, "%lld", (long long) id); }

static const GridColumn *name_column(const Grid *grid) {
    const GridColumn *c = grid->columns;
    while (c->as != GRID_NAME)
        c++;
    return c;
}

static Map names_seen(Work *w, const Grid *grid, const int64_t *ids, size_t count) {
    Map names = map_new(w->mem);
    Value *filters = NEW_ARRAY(w->mem, Value, (size_t) grid->list->filter_count + 1);
    int columns[] = { 0, name_column(grid)->column };
    if (grid->fixed_value)
        filters[grid->fixed] = of_text(grid->fixed_value);
    for (size_t from = 0; from < count; from += GRID_CHANGE_MOST) {
        size_t some = count - from < GRID_CHANGE_MOST ? count - from : GRID_CHANGE_MOST;
        ListAsk ask = { .columns = columns, .column_count = 2, .filters = filters, .ids = ids + from, .id_count = some, .size = GRID_CHANGE_MOST };
        for (Rows r = list_rows(w->tx, grid->list, &ask); row_next(&r); )
            map_put(&names, key_of(w->mem, row_int(&r, 0)), arena_text(w->mem, row_peek(&r, 1)));
    }
    return names;
}

/* ---- changing ---- */

static const GridColumn *editable(Work *w, const Grid *grid, const char *word, const char *at) {
    const GridColumn *c = word ? grid_column(grid, word) : NULL;
    if (c && grid_may(w, grid, c) && grid_may_edit(w, c))
        return c;
    problem(w, T_LIST_NOT_EDITABLE, NULL, "%s.column", at);
    return NULL;
}

/* What the verb found wrong is said of whom: in a change of four hundred a field's name says nothing. */
static void name_problems(Work *w, Problem **from, const char *name) {
    for (Problem *p = *from; p; p = p->next)
        p->text = words(w->mem, T_LIST_OF_ROW, WITH(ARG_TEXT("name", name), ARG_TEXT("text", p->text)));
}

static void change_one(Work *w, Options **all, const Grid *grid, const Map *names, const CellTyped *cell, const char *at) {
    const char *name = map_get(names, key_of(w->mem, cell->id)), *value_at = arena_printf(w->mem, "%s.value", at);
    const GridColumn *c = editable(w, grid, cell->column, at);
    CellChange change = { .id = cell->id, .from = cell->from, .at = value_at };
    Problem **before = w->problems_end;
    if (!name)
        problem(w, T_LIST_GONE, NULL, "%s.id", at);
    if (!name || !c || !grid_value(w, all, c, cell, value_at, &change.value)) {
        if (name && cell->of_many)
            name_problems(w, before, name);
        return;
    }
    CellTyped was = { .value = cell->was };
    change.field = c->edit->field;
    change.compare = cell->known && (str_empty(cell->was) || grid_value(w, all, c, &was, arena_printf(w->mem, "%s.was", at), &change.was));
    c->edit->verb(w, &change);
    if (cell->of_many)
        name_problems(w, before, name);
}

void grid_change(Work *w, const Grid *grid, const CellTyped *cells, size_t count) {
    int64_t *ids = NEW_ARRAY(w->mem, int64_t, count + 1);
    Options *all = NULL;
    for (size_t i = 0; i < count; i++)
        ids[i] = cells[i].id;
    Map names = names_seen(w, grid, ids, count);
    for (size_t i = 0; i < count && ok(w); i++)
        change_one(w, &all, grid, &names, &cells[i], arena_printf(w->mem, "cells.%zu", i));
}
