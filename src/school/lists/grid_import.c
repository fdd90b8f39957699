/* What a list holds now, whole, for whoever compares it with a file. */
#include "school/lists/grid_parts.h"

#include "base/str.h"
#include "gen/texts.h"

#define AT_ONCE 5000

typedef struct Asked { const Grid *grid; const GridColumn *const *columns; size_t count; GridPlaces *places; int name; } Asked;

static void ask_columns(Work *w, Asked *a) {
    a->places = grid_places_new(w->mem, a->grid->list);
    const GridColumn *name = a->grid->columns;
    while (name->as != GRID_NAME)
        name++;
    a->name = name->column;
    grid_need(a->places, a->name);
    for (size_t i = 0; i < a->count; i++) {
        grid_need(a->places, a->columns[i]->column);
        grid_need(a->places, grid_raw_column(a->columns[i]));
    }
}

static Value raw_value(Arena *mem, const Asked *a, const GridColumn *c, const Rows *r) {
    int column = grid_raw_column(c), at = a->places->at[column];
    if (row_null(r, at))
        return of_null();
    return a->grid->list->columns[column].type == 't' ? of_text(row_text(r, at, mem)) : of_int(row_int(r, at));
}

static GridKnown read_known(Arena *mem, const Asked *a, const Rows *r) {
    GridKnown k = { .id = row_int(r, 0), .name = row_text(r, a->places->at[a->name], mem), .shown = NEW_ARRAY(mem, const char *, a->count + 1),
        .values = NEW_ARRAY(mem, Value, a->count + 1) };
    for (size_t i = 0; i < a->count; i++) {
        k.shown[i] = grid_words(mem, a->columns[i], r, a->places);
        k.values[i] = raw_value(mem, a, a->columns[i], r);
    }
    return k;
}

GridKnown *grid_known(Work *w, const Grid *grid, const GridColumn *const *columns, size_t count, size_t *rows) {
    VEC(GridKnown) all = { 0 };
    Asked a = { .grid = grid, .columns = columns, .count = count };
    Value *filters = NEW_ARRAY(w->mem, Value, (size_t) grid->list->filter_count + 1);
    const char *after = NULL;
    ask_columns(w, &a);
    if (grid->fixed_value)
        filters[grid->fixed] = of_text(grid->fixed_value);
    do {
        ListAsk ask = { .columns = a.places->columns, .column_count = a.places->count, .filters = filters, .after = after, .size = AT_ONCE };
        Rows r = list_rows(w->tx, grid->list, &ask);
        while (row_next(&r))
            *VEC_ADD(w->mem, &all) = read_known(w->mem, &a, &r);
        after = list_next(&r, w->mem);
    } while (after && ok(w));
    *rows = all.count;
    return all.items;
}
