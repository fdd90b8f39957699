/* A list as a file: the columns that are shown, the rows that correspond or are selected, as a person reads them (days and numbers as such). */
#include "school/lists/grid_parts.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/lists/table_file.h"

#include <stdlib.h>
#include <string.h>

#define ROWS_AT_ONCE 1000

static CellKind kind_of(const GridColumn *c) { return !c ? CELL_TEXT : c->as == GRID_INT ? CELL_INT : c->as == GRID_DAY ? CELL_DAY : c->as == GRID_INSTANT ? CELL_INSTANT : CELL_TEXT; }

static const SheetColumn *columns_of(Request *rq, const GridTurn *t) {
    SheetColumn *columns = NEW_ARRAY(rq->mem, SheetColumn, (size_t) t->shown_count);
    for (int i = 0; i < t->shown_count; i++) {
        const GridShown *s = &t->shown[i];
        columns[i] = (SheetColumn){ words(rq->mem, s->column ? s->column->label : s->many->label, NULL), kind_of(s->column) };
    }
    return columns;
}

/* « Classe : 4e A, 4e B · Régime : Externe » and the words searched for. */
static const char *filters_in_words(Request *rq, const GridTurn *t) {
    Str s = str_new(rq->mem, 80);
    if (*t->q)
        str_add(&s, words(rq->mem, T_LIST_SEARCHED, WITH(ARG_TEXT("words", t->q))));
    for (const GridFilter *f = t->grid->filters; f && f->word; f++) {
        const char *chosen = grid_chosen(rq, t, f);
        if (chosen)
            str_printf(&s, "%s%s", str_empty(s.data) ? "" : " · ", words(rq->mem, f->label, NULL));
        if (chosen && *chosen)
            str_add(&s, words(rq->mem, T_LIST_CHOSEN, WITH(ARG_TEXT("value", chosen))));
    }
    return str_empty(s.data) ? NULL : s.data;
}

/* ---- rows ---- */

static Cell cell_of(Request *rq, const GridColumn *c, const Rows *r, const GridPlaces *p) {
    int at = p->at[c->column];
    if (c->as == GRID_DAY)
        return cell_day(row_null(r, at) ? NO_DAY : (Day) row_int(r, at));
    if (c->as == GRID_INT || c->as == GRID_INSTANT)
        return row_null(r, at) ? (Cell){ NULL, CELL_NONE } : cell_int(row_int(r, at));
    return cell_text(grid_words(rq->mem, c, r, p));
}

typedef struct Line { int64_t id; Cell *cells; } Line;

static int by_id(const void *a, const void *b) {
    int64_t x = (*(Line *const *) a)->id, y = (*(Line *const *) b)->id;
    return x < y ? -1 : x > y;
}

/* What hangs on the rows, joined by commas, at the place of its column. */
static void fill_many(Request *rq, const GridMany *m, Line *lines, size_t count, int place) {
    Line **sorted = NEW_ARRAY(rq->mem, Line *, count + 1);
    int64_t *ids = NEW_ARRAY(rq->mem, int64_t, count + 1);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &lines[i];
    qsort(sorted, count, sizeof *sorted, by_id);
    for (size_t i = 0; i < count; i++)
        ids[i] = sorted[i]->id;
    size_t at = 0;
    for (Rows r = db_rows(rq->work->tx, m->rows, VALUES(of_ids(ids, count))); row_next(&r); ) {
        while (at < count && sorted[at]->id < row_int(&r, 0))
            at++;
        if (at == count || sorted[at]->id != row_int(&r, 0))
            continue;
        Cell *cell = &sorted[at]->cells[place];
        cell->text = cell->text ? arena_printf(rq->mem, "%s, %s", cell->text, row_peek(&r, 2)) : row_text(&r, 2, rq->mem);
    }
}

/* One page of rows into the sheet; the token of the next, NULL at the end. */
static const char *write_rows(Request *rq, GridTurn *t, const GridPlaces *p, Sheet *sheet) {
    Line *lines = NEW_ARRAY(rq->mem, Line, ROWS_AT_ONCE);
    size_t count = 0;
    Rows r = list_rows(rq->work->tx, t->grid->list, &t->ask);
    for (; row_next(&r); count++) {
        lines[count] = (Line){ row_int(&r, 0), NEW_ARRAY(rq->mem, Cell, (size_t) t->shown_count) };
        for (int i = 0; i < t->shown_count; i++)
            lines[count].cells[i] = t->shown[i].column ? cell_of(rq, t->shown[i].column, &r, p) : cell_text(NULL);
    }
    const char *next = list_next(&r, rq->mem);
    for (int i = 0; i < t->shown_count; i++)
        if (t->shown[i].many && count)
            fill_many(rq, t->shown[i].many, lines, count, i);
    for (size_t i = 0; i < count; i++)
        sheet_row(sheet, lines[i].cells);
    return next;
}

static void write_all(Request *rq, GridTurn *t, Sheet *sheet) {
    const GridPlaces *p = grid_places(rq->mem, t);
    t->ask.columns = p->columns;
    t->ask.column_count = p->count;
    t->ask.size = ROWS_AT_ONCE;
    t->ask.from = 0;
    t->ask.after = NULL;
    do
        t->ask.after = write_rows(rq, t, p, sheet);
    while (t->ask.after && ok(rq->work));
}

Reply grid_file(Request *rq, const Grid *grid) {
    if (grid->cards && str_equal(grid_asked(rq, "forme", 0), "vcf"))
        return grid_cards(rq, grid);
    int kind = table_kind(grid_asked(rq, "forme", 0));
    if (kind < 0)
        return not_found(rq);
    GridTurn *t = grid_turn(rq, grid);
    grid_read_columns(rq, t);
    grid_leave_out(rq, t);
    TableFile f = table_begin(rq, (SheetKind) kind, words(rq->mem, grid->label, NULL), filters_in_words(rq, t), columns_of(rq, t), (size_t) t->shown_count);
    write_all(rq, t, f.sheet);
    return table_reply(rq, &f, NULL);
}
