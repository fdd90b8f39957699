/* Who is chosen in a list: these rows (ids=), or all that corresponds (tout=1) but some (sauf=). A few hundred stand in the address; more come in the body of a
 * form and go on from page to page in one, for no address is longer than 8 KB (framing.h). */
#include "school/lists/grid_parts.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

#define IDS_MOST 20000
#define WHOM_AT_ONCE 5000

typedef VEC(int64_t) Ids;

static void add_ids(Arena *mem, Ids *ids, const char *text) {
    for (const char *at = text; *at && ids->count < IDS_MOST; ) {
        size_t size = strcspn(at, ",");
        int64_t id;
        if (str_int(arena_text_n(mem, at, size), 1, INT64_MAX, &id))
            *VEC_ADD(mem, ids) = id;
        at += size + (at[size] == ',');
    }
}

/* Of the address, and of the body; false: NAME is in neither. */
static bool read_ids(Request *rq, const char *name, Ids *ids) {
    const char *text, *pair;
    bool there = false;
    for (int n = 0; (text = query_nth(rq, name, n)); n++, there = true)
        add_ids(rq->mem, ids, text);
    for (size_t at = 0; (pair = form_pair(rq, &at, &text)); )
        if (str_equal(pair, name)) {
            add_ids(rq->mem, ids, text);
            there = true;
        }
    return there;
}

static const char *joined(Arena *mem, const Ids *ids) {
    Str all = str_new(mem, 64);
    for (size_t i = 0; i < ids->count; i++) {
        str_add(&all, i ? "," : "");
        str_add_int(&all, ids->items[i]);
    }
    return all.data;
}

static int by_number(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return x < y ? -1 : x > y;
}

void grid_read_whom(Request *rq, GridTurn *t) {
    Ids ids = { 0 };
    t->all = grid_asked(rq, "tout", 0) != NULL;
    bool there = read_ids(rq, t->all ? "sauf" : "ids", &ids);
    if (t->all && ids.count) {
        t->chosen_ids = joined(rq->mem, &ids);
        qsort(ids.items, ids.count, sizeof *ids.items, by_number);
        t->but = ids.items;
        t->but_count = ids.count;
    } else if (!t->all && there) {
        t->chosen_ids = joined(rq->mem, &ids);
        t->ask.ids = ids.items ? ids.items : NEW_ARRAY(rq->mem, int64_t, 1);
        t->ask.id_count = ids.count;
    }
}

int64_t *grid_ids(Request *rq, const GridTurn *t, size_t *count) {
    static const int only_id[] = { 0 };
    Ids ids = { 0 };
    ListAsk ask = t->ask;
    ask.columns = only_id;
    ask.column_count = 1;
    ask.size = WHOM_AT_ONCE;
    ask.from = 0;
    ask.after = NULL;
    do {
        Rows r = { 0 };
        if (t->all || ask.ids)
            r = list_rows(rq->work->tx, t->grid->list, &ask);
        while (row_next(&r)) {
            int64_t id = row_int(&r, 0);
            if (!t->but_count || !bsearch(&id, t->but, t->but_count, sizeof id, by_number))
                *VEC_ADD(rq->mem, &ids) = id;
        }
        ask.after = r.list ? list_next(&r, rq->mem) : NULL;
    } while (ask.after && ok(rq->work));
    *count = ids.count;
    return ids.items;
}

void grid_leave_out(Request *rq, GridTurn *t) {
    size_t count;
    if (!t->but_count)
        return;
    int64_t *ids = grid_ids(rq, t, &count);
    t->ask.ids = ids ? ids : NEW_ARRAY(rq->mem, int64_t, 1);
    t->ask.id_count = count;
}

/* ---- on to the next page ---- */

/* Before grid_leave_out. */
static bool is_carried(const GridTurn *t) { return t->but_count > GRID_IDS_IN_ADDRESS || t->ask.id_count > GRID_IDS_IN_ADDRESS; }

const char *grid_whom_address(Request *rq, const GridTurn *t, const char *path, const char *column) {
    const char *ids = is_carried(t) ? NULL : t->chosen_ids;
    const char *other[] = { "tout", t->all ? "1" : NULL, t->all ? "sauf" : "ids", ids, "champ", column, NULL };
    return grid_address(rq, t, path, other);
}

void grid_carry(const GridTurn *t, Doc *d) {
    if (!is_carried(t))
        return;
    Doc *item = doc_add(d, "carried");
    doc_text(item, "name", t->all ? "sauf" : "ids");
    doc_text(item, "value", t->chosen_ids);
}

GridWhom grid_whom(Request *rq, const Grid *grid, const char *path) {
    GridTurn *t = grid_turn(rq, grid);
    GridWhom whom = { .turn = t, .here = grid_whom_address(rq, t, path, NULL) };
    whom.ids = grid_ids(rq, t, &whom.count);
    return whom;
}
