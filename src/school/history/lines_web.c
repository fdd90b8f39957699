/* What happened to one object: its own row, rows whose key names it, rows it refers to. Which these are is read from the schema. */
#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "school/history/history.h"

#include <stdlib.h>

typedef VEC(Line) Lines;

/* The columns of OBJECTS_FROM and OBJECTS_WITH are the same. */
static void add_lines(Work *w, const Table *table, Rows r, Lines *to) {
    while (row_next(&r)) {
        Line line = { .at = row_int(&r, OBJECTS_FROM_AT), .account = row_int(&r, OBJECTS_FROM_ACCOUNT), .who = row_text(&r, OBJECTS_FROM_WHO, w->mem) };
        const char *object = row_text(&r, OBJECTS_FROM_OBJECT, w->mem);
        if (!history_deed(w->mem, table, object, row_peek(&r, OBJECTS_FROM_FIELDS), &line.deed))
            line.deed.table = NULL;
        line.deed.id = row_int(&r, OBJECTS_FROM_ID);
        line.deed.work = row_int(&r, OBJECTS_FROM_WORK);
        line.deed.source = row_text(&r, OBJECTS_FROM_SOURCE, w->mem);
        *VEC_ADD(w->mem, to) = line;
    }
}

/* One object, "12", or all whose key begins with it, "12,…": a blank comes before a comma, a comma before "-". */
static void add_from(Work *w, const Table *table, int64_t id, bool alone, int64_t before, size_t most, Lines *to) {
    const char *below = arena_printf(w->mem, alone ? "%lld" : "%lld,", (long long) id), *above = arena_printf(w->mem, alone ? "%lld " : "%lld-", (long long) id);
    add_lines(w, table, db_rows(w->tx, &OBJECTS_FROM, VALUES(of_text(table->name), of_text(below), of_text(above), of_int(before), of_int((int64_t) most))), to);
}

static void add_with(Work *w, const Table *table, int column, int64_t id, int64_t before, size_t most, Lines *to) {
    const char *number = arena_printf(w->mem, ",%lld,", (long long) id);
    Lines found = { 0 };
    add_lines(w, table, db_rows(w->tx, &OBJECTS_WITH, VALUES(of_text(table->name), of_text(number), of_int(before), of_int((int64_t) most))), &found);
    for (size_t i = 0; i < found.count; i++)
        if (found.items[i].deed.table && found.items[i].deed.key[column].integer == id)
            *VEC_ADD(w->mem, to) = found.items[i];
}

/* Rows that refer to it by a column outside their key: those that do so now. */
static void add_referring(Work *w, const Table *table, int column, int64_t id, int64_t before, size_t most, Lines *to) {
    VEC(int64_t) ids = { 0 };
    Rows r = db_rows(w->tx, table->columns[column].referring, VALUES(of_ids(&id, 1)));
    while (row_next(&r))
        *VEC_ADD(w->mem, &ids) = row_int(&r, 0);
    for (size_t i = 0; table->known && i < ids.count; i++)
        add_from(w, table, ids.items[i], true, before, most, to);
}

static void add_children(Work *w, const HistorySubject *s, const Table *root, const Table *table, int64_t before, size_t most, Lines *to) {
    for (int c = 0; c < table->column_count; c++) {
        if (table->columns[c].refers != root)
            continue;
        if (c == 0)
            add_from(w, table, s->id, table->key_count == 1, before, most, to);
        else if (table->columns[c].key)
            add_with(w, table, c, s->id, before, most, to);
        else
            add_referring(w, table, c, s->id, before, most, to);
    }
}

/* Whatever it has referred to by FOLLOW: then and now. */
static void add_followed(Work *w, const HistorySubject *s, const Table *root, int64_t before, size_t most, Lines *to) {
    VEC(int64_t) ids = { 0 };
    Lines own = { 0 };
    int follow = 0;
    while (!str_equal(root->columns[follow].name, s->follow))
        follow++;
    add_from(w, root, s->id, true, INT64_MAX, 1000, &own);
    for (size_t i = 0; i < own.count; i++)
        for (size_t f = 0; own.items[i].deed.table && f < own.items[i].deed.count; f++) {
            const HistoryField *field = &own.items[i].deed.fields[f];
            if (field->column != follow)
                continue;
            if (field->before.kind == VALUE_INT)
                *VEC_ADD(w->mem, &ids) = field->before.integer;
            if (field->after.kind == VALUE_INT)
                *VEC_ADD(w->mem, &ids) = field->after.integer;
        }
    for (size_t i = 0; i < ids.count; i++) {
        bool again = false;
        for (size_t k = 0; k < i && !again; k++)
            again = ids.items[k] == ids.items[i];
        if (!again)
            add_from(w, root->columns[follow].refers, ids.items[i], true, before, most, to);
    }
}

static int newest_first(const void *a, const void *b) {
    const Line *x = a, *y = b;
    return x->deed.id > y->deed.id ? -1 : x->deed.id < y->deed.id;
}

Line *lines_of(Work *w, const HistorySubject *s, int64_t before, size_t most, size_t *count) {
    Lines all = { 0 };
    const Table *root = history_table(w->tx, s->root);
    add_from(w, root, s->id, true, before, most, &all);
    for (const Table *const *t = all_tables; *t; t++)
        if ((*t)->audited && (*t)->place == root->place)
            add_children(w, s, root, *t, before, most, &all);
    if (s->follow)
        add_followed(w, s, root, before, most, &all);
    if (all.count)
        qsort(all.items, all.count, sizeof *all.items, newest_first);
    size_t kept = 0;
    for (size_t i = 0; i < all.count; i++)      /* a row that names it twice is told once */
        if (!kept || all.items[kept - 1].deed.id != all.items[i].deed.id)
            all.items[kept++] = all.items[i];
    *count = kept < most ? kept : most;
    return all.items;
}
