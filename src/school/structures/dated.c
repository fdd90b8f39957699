#include "school/structures/dated.h"

#include "base/str.h"

#include <stdlib.h>

static Day least(Day a, Day b) { return a < b ? a : b; }
static Day most(Day a, Day b) { return a > b ? a : b; }

bool dated_same(const Dated *a, const Dated *b) { return a->what == b->what && str_equal(a->word, b->word); }

const Dated *dated_on(const DatedList *list, Day day) {
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].from <= day && day < list->items[i].until)
            return &list->items[i];
    return NULL;
}

static int compare(const void *a, const void *b) {
    const Dated *x = a, *y = b;
    return x->from != y->from ? (x->from < y->from ? -1 : 1) : (x->until > y->until) - (x->until < y->until);
}

/* In order, without empty ones; neighbours that say the same are one. */
static DatedList tidy(Arena *mem, DatedList *list) {
    DatedList out = { 0 };
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, compare);
    for (size_t i = 0; i < list->count; i++) {
        const Dated *fact = &list->items[i];
        Dated *last = out.count ? &out.items[out.count - 1] : NULL;
        if (fact->from >= fact->until)
            continue;
        if (last && last->until == fact->from && dated_same(last, fact))
            last->until = fact->until;
        else
            *VEC_ADD(mem, &out) = *fact;
    }
    return out;
}

static Day next_start(const DatedList *list, Day after, Day end) {
    Day next = end;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].from > after)
            next = least(next, list->items[i].from);
    return next;
}

DatedList dated_change(Arena *mem, const DatedList *list, const Dated *to, Day from, Day end) {
    DatedList out = { 0 };
    const Dated *held = dated_on(list, from);
    Day until = held ? least(held->until, end) : next_start(list, from, end);
    for (size_t i = 0; i < list->count; i++) {
        Dated *fact = VEC_ADD(mem, &out);
        *fact = list->items[i];
        if (fact->from <= from && from < fact->until)
            fact->until = from;
    }
    if (to) {
        Dated *fact = VEC_ADD(mem, &out);
        *fact = held && dated_same(held, to) ? *held : *to;     /* what was known of it stays known */
        fact->from = from;
        fact->until = until;
    }
    return tidy(mem, &out);
}

DatedList dated_stay(Arena *mem, const DatedList *list, Stay old, Stay stay) {
    DatedList out = { 0 };
    for (size_t i = 0; i < list->count; i++) {
        Dated fact = list->items[i];
        fact.from = fact.from == old.start ? stay.start : most(fact.from, stay.start);
        fact.until = fact.until == old.end ? stay.end : least(fact.until, stay.end);
        *VEC_ADD(mem, &out) = fact;
    }
    return tidy(mem, &out);
}

bool dated_correct(Arena *mem, DatedList *list, Day from, Day to_from, Day to_until) {
    bool good = to_from < to_until;
    Dated *mended = NULL;
    for (size_t i = 0; i < list->count; i++) {
        Dated *fact = &list->items[i];
        if (fact->from == from)
            mended = fact;
        else if (fact->from < to_until && to_from < fact->until)
            good = false;
    }
    if (!mended || !good)
        return false;
    mended->from = to_from;
    mended->until = to_until;
    *list = tidy(mem, list);
    return true;
}

DatedList dated_fill(Arena *mem, const DatedList *list, const DatedList *others) {
    DatedList out = { 0 };
    for (size_t i = 0; i < list->count; i++)
        *VEC_ADD(mem, &out) = list->items[i];
    for (size_t i = 0; i < others->count; i++)
        for (Day from = others->items[i].from, until = others->items[i].until; from < until; ) {
            const Dated *held = dated_on(list, from);
            Day next = held ? least(held->until, until) : least(next_start(list, from, until), until);
            if (!held) {
                Dated *fact = VEC_ADD(mem, &out);
                *fact = others->items[i];
                fact->from = from;
                fact->until = next;
            }
            from = next;
        }
    return tidy(mem, &out);
}

/* ---- from one list to the other ---- */

static const Dated *row_of(const DatedKind *kind, const DatedList *list, const Dated *fact) {
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].from == fact->from && (!kind->keyed || list->items[i].what == fact->what))
            return &list->items[i];
    return NULL;
}

static bool equal(const Dated *a, const Dated *b) { return a->until == b->until && dated_same(a, b) && str_equal(a->code, b->code); }

bool dated_write(Work *w, const DatedKind *kind, int64_t of, const DatedList *now, const DatedList *then) {
    bool changed = false;
    for (size_t i = 0; i < now->count; i++)
        if (!row_of(kind, then, &now->items[i])) {
            kind->erase(w, of, &now->items[i]);
            changed = true;
        }
    for (size_t i = 0; i < then->count; i++) {
        const Dated *row = row_of(kind, now, &then->items[i]);
        if (row && equal(row, &then->items[i]))
            continue;
        kind->put(w, of, &then->items[i]);
        changed = true;
    }
    return changed;
}
