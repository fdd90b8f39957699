/* Undoing, second half: putting back, in an order that neither references nor what is unique can break:
 *   1. rows that refer to something which the work made refer to what they did before, or to nothing yet;
 *   2. what it made goes, children first;
 *   3. what it changed is as it was (what is unique is free for 4), from the last to the first;
 *   4. what it ended is made again, parents first;
 *   5. rows that refer to something of 4. */
#include "base/must.h"
#include "base/str.h"
#include "store/audit.h"
#include "store/undo_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- which table hangs on which ---- */

static int depth_of(const Table *table) {
    int depth = 0;
    for (int i = 0; i < table->column_count; i++) {
        const Table *parent = table->columns[i].refers;
        int below = parent && parent != table ? depth_of(parent) + 1 : 0;
        depth = below > depth ? below : depth;
    }
    return depth;
}

typedef struct Turn { const HistoryDeed *deed; int depth; size_t number; } Turn;

static int by_depth(const void *a, const void *b) {
    const Turn *x = a, *y = b;
    if (x->depth != y->depth)
        return x->depth < y->depth ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* The deeds of one kind, parents first. */
static Turn *turns(const UndoPlan *p, HistoryKind kind, size_t *count) {
    Turn *all = NEW_ARRAY(p->mem, Turn, p->count + 1);
    const Table *last = NULL;
    int depth = 0;
    *count = 0;
    for (size_t i = 0; i < p->count; i++) {
        const HistoryDeed *d = &p->deeds[i];
        if (d->kind != kind)
            continue;
        if (d->table != last)
            depth = depth_of(last = d->table);
        all[(*count)++] = (Turn){ d, depth, i };
    }
    qsort(all, *count, sizeof *all, by_depth);
    return all;
}

/* ---- rows that were changed ---- */

static bool refers_to(const UndoPlan *p, const HistoryDeed *d, int column, const Value *v, HistoryKind kind) {
    const Table *parent = d->table->columns[column].refers;
    if (!parent || v->kind != VALUE_INT)
        return false;
    char id[24];
    snprintf(id, sizeof id, "%lld", (long long) v->integer);
    const HistoryDeed *other = undo_deed(p, parent, id);
    return other && other->kind == kind;
}

enum { NOW_REFERS_TO_MADE = 1, THEN_REFERS_TO_ENDED = 2 };

static int links_of(const UndoPlan *p, const HistoryDeed *d, const HistoryField *f) {
    return (refers_to(p, d, f->column, &f->after, HISTORY_MADE) ? NOW_REFERS_TO_MADE : 0) |
           (refers_to(p, d, f->column, &f->before, HISTORY_ENDED) ? THEN_REFERS_TO_ENDED : 0);
}

/* The steps 1, 3 and 5 of the head of this file. */
static void put_back(Tx *tx, const UndoPlan *p, const HistoryDeed *d, int step) {
    ChangeField fields[COLUMNS_MAX];
    size_t count = 0;
    int let_go = p->let_go[d - p->deeds] - 1;
    for (size_t i = 0; i < d->count; i++) {
        const HistoryField *f = &d->fields[i];
        int links = links_of(p, d, f);
        bool both = links == (NOW_REFERS_TO_MADE | THEN_REFERS_TO_ENDED);
        if (both && step == 1)
            fields[count++] = SET_IF(f->column, of_null(), f->after);
        else if (both && step == 5)
            fields[count++] = SET_IF(f->column, f->before, of_null());
        else if (!both && step == (links == NOW_REFERS_TO_MADE ? 1 : links == THEN_REFERS_TO_ENDED ? 5 : 3))
            fields[count++] = SET_IF(f->column, f->before, f->column == let_go ? of_null() : f->after);
    }
    if (count)
        change_put(tx, d->table, d->key, fields, count);
}

static void put_all_back(Tx *tx, const UndoPlan *p, int step) {
    for (size_t i = p->count; i-- > 0 && tx_ok(tx); )
        if (p->deeds[i].kind == HISTORY_CHANGED)
            put_back(tx, p, &p->deeds[i], step);
}

static void let_go(Tx *tx, const UndoPlan *p) {
    for (size_t i = 0; i < p->count && tx_ok(tx); i++)
        for (size_t f = 0; p->let_go[i] && f < p->deeds[i].count; f++)
            if (p->deeds[i].fields[f].column == p->let_go[i] - 1)
                change_put(tx, p->deeds[i].table, p->deeds[i].key, FIELDS(SET_IF(p->let_go[i] - 1, of_null(), p->deeds[i].fields[f].after)));
}

/* ---- rows that were made, and ended ---- */

static void end_made(Tx *tx, const UndoPlan *p) {
    size_t count;
    const Turn *all = turns(p, HISTORY_MADE, &count);
    while (count-- > 0 && tx_ok(tx))
        if (!change_end(tx, all[count].deed->table, all[count].deed->key) && tx_ok(tx))
            tx_fail(tx, "undo", "a row is not there");
}

/* A column that is not told was empty then, or has come since and begins as it does. */
static void make_again(Tx *tx, const UndoPlan *p) {
    size_t count;
    const Turn *all = turns(p, HISTORY_ENDED, &count);
    for (size_t t = 0; t < count && tx_ok(tx); t++) {
        const HistoryDeed *d = all[t].deed;
        ChangeField fields[COLUMNS_MAX];
        for (size_t i = 0; i < d->count; i++)
            fields[i] = SET(d->fields[i].column, d->fields[i].before);
        change_make(tx, d->table, d->key, fields, d->count);
    }
}

bool undo_run(Tx *tx, Undo *u) {
    const UndoPlan *p = u->plan;
    must(u->reason_count == 0 && tx->changes && tx->changes->by.act && change_work(tx) == 0);
    ChangeBy by = tx->changes->by;
    by.act = "undo";
    by.undoes = u->work.id;
    change_by(tx, &by);
    put_all_back(tx, p, 1);
    end_made(tx, p);
    let_go(tx, p);
    put_all_back(tx, p, 3);
    make_again(tx, p);
    put_all_back(tx, p, 5);
    return tx_ok(tx) && !tx_conflicts(tx);
}
