/* Undoing, first half: may it be? Everything is asked for sets of objects: what came later by one join over the audit, who refers and what is
 * missing by some hundred ids at a time. The references and what is unique are those that sqlgen read in the schema. */
#include "store/undo.h"

#include "base/date.h"
#include "base/map.h"
#include "base/str.h"
#include "gen/statements.h"
#include "store/audit.h"
#include "store/undo_plan.h"

#include <string.h>

#define CHUNK 500

const char *undo_name(Arena *mem, const Table *table, const char *object) { return arena_printf(mem, "%s %s", table->name, object); }

const HistoryDeed *undo_deed(const UndoPlan *p, const Table *table, const char *object) {
    return map_get(&p->of_object, undo_name(p->scratch, table, object));
}

static void add_reason(Undo *u, UndoReason reason) {
    if (u->reason_count < UNDO_REASONS)
        u->reasons[u->reason_count] = reason;
    u->reason_count++;
}

/* ---- reading what it did ---- */

static bool derives(const Tx *tx, const Table *table) {
    for (size_t i = 0; i < tx->store->hook_count; i++)
        if (tx->store->hooks[i].table == table && tx->store->hooks[i].derive)
            return true;
    for (int i = 0; i < table->column_count; i++)
        if (!audit_records(&table->columns[i]))
            return false;
    return true;
}

/* A row that was ended can be made again only if what the audit leaves out can be derived. */
static void read_deeds(Tx *tx, Undo *u) {
    UndoPlan *p = u->plan;
    p->deeds = history_deeds(tx, p->mem, p->place, u->work.id, 0, INT64_MAX, &p->count);
    u->objects = p->count;
    p->let_go = NEW_ARRAY(p->mem, int, p->count + 1);
    for (size_t i = 0; i < p->count; i++) {
        HistoryDeed *d = &p->deeds[i];
        if (!d->table || d->table->place != p->place || (d->kind == HISTORY_ENDED && !derives(tx, d->table))) {
            add_reason(u, (UndoReason){ .why = UNDO_UNKNOWN, .table = d->table, .object = d->object });
            return;
        }
        map_put(&p->of_object, undo_name(p->scratch, d->table, d->object), d);
    }
}

/* ---- what came later ---- */

static const HistoryField *field_of(const HistoryDeed *d, int column) {
    for (size_t i = 0; i < d->count; i++)
        if (d->fields[i].column == column)
            return &d->fields[i];
    return NULL;
}

static void compare_later(Undo *u, const HistoryDeed *ours, const HistoryDeed *later, int64_t work) {
    UndoReason reason = { .why = UNDO_TOUCHED, .work = work, .table = ours->table, .object = ours->object, .column = -1 };
    if (later->kind != HISTORY_CHANGED) {
        add_reason(u, reason);
        return;
    }
    for (size_t i = 0; i < later->count; i++) {
        reason.column = later->fields[i].column;
        if (ours->kind != HISTORY_CHANGED || field_of(ours, reason.column))
            add_reason(u, reason);
    }
}

static void look_later(Tx *tx, Undo *u, const HistoryVoid *voided) {
    UndoPlan *p = u->plan;
    Rows r = db_rows(tx, p->place == YEAR ? &YEAR_WORK_LATER : &SCHOOL_WORK_LATER, VALUES(of_int(u->work.id)));
    while (row_next(&r)) {
        int64_t work = row_int(&r, YEAR_WORK_LATER_WORK);
        if (history_is_void(voided, work))
            continue;
        Arena *mem = arena_new();
        HistoryDeed later;
        const Table *table = history_table(tx, row_peek(&r, YEAR_WORK_LATER_TABLE_NAME));
        const char *object = row_text(&r, YEAR_WORK_LATER_OBJECT, mem);
        const HistoryDeed *ours = table ? undo_deed(p, table, object) : NULL;
        if (!ours || !history_deed(mem, table, object, row_peek(&r, YEAR_WORK_LATER_FIELDS), &later))
            add_reason(u, (UndoReason){ .why = UNDO_UNKNOWN });
        else
            compare_later(u, ours, &later, work);
        arena_free(mem);
    }
}

/* ---- who refers, what is missing ---- */

static int64_t last_work(Tx *tx, Place place, const Table *table, const char *object) {
    if (!table->audited)
        return 0;
    return db_int(tx, place == YEAR ? &YEAR_OBJECT_LAST : &SCHOOL_OBJECT_LAST, VALUES(of_text(table->name), of_text(object)));
}

/* Search words and the like go by themselves. */
static bool kept_by_hook(const Tx *tx, const Table *table) {
    for (size_t i = 0; i < tx->store->hook_count; i++)
        if (tx->store->hooks[i].keeps == table)
            return true;
    return false;
}

static Value read_value(const Rows *r, int column, char type, Arena *mem) {
    if (row_null(r, column))
        return of_null();
    return type == 'i' ? of_int(row_int(r, column)) : type == 't' ? of_text(row_text(r, column, mem)) : of_null();
}

static const char *key_at(const Rows *r, const Table *table, Arena *mem) {
    Value *key = NEW_ARRAY(mem, Value, (size_t) table->key_count);
    for (int i = 0; i < table->key_count; i++)
        key[i] = read_value(r, i, table->columns[i].type, mem);
    return audit_object(mem, table, key);
}

/* A row that refers goes with the object, or refers to something else again. */
static bool goes_too(const UndoPlan *p, const Table *table, const char *object, int column) {
    const HistoryDeed *d = undo_deed(p, table, object);
    return d && (d->kind == HISTORY_MADE || (d->kind == HISTORY_CHANGED && field_of(d, column)));
}

static void ask_referring(Tx *tx, Undo *u, const Table *child, int column, const Table *parent, const int64_t *ids, size_t count) {
    UndoPlan *p = u->plan;
    VEC(UndoReason) found = { 0 };
    Rows r = db_rows(tx, child->columns[column].referring, VALUES(of_ids(ids, count)));
    while (row_next(&r)) {
        Arena *mem = arena_new();
        const char *object = key_at(&r, child, mem);
        if (!goes_too(p, child, object, column))
            *VEC_ADD(p->mem, &found) = (UndoReason){ UNDO_REFERRED, 0, parent, arena_printf(p->mem, "%lld", (long long) row_int(&r, child->key_count)), child,
                arena_text(p->mem, object), column };
        arena_free(mem);
    }
    for (size_t i = 0; i < found.count; i++) {
        if (i < UNDO_REASONS)
            found.items[i].work = last_work(tx, p->place, child, found.items[i].by_object);
        add_reason(u, found.items[i]);
    }
}

typedef VEC(int64_t) Ids;

static void look_for_referring(Tx *tx, Undo *u, const Table *parent, const Ids *made) {
    for (const Table *const *t = tx->store->tables; *t; t++)
        for (int c = 0; c < (*t)->column_count; c++)
            for (size_t from = 0; (*t)->columns[c].refers == parent && !kept_by_hook(tx, *t) && from < made->count; from += CHUNK)
                ask_referring(tx, u, *t, c, parent, made->items + from, made->count - from < CHUNK ? made->count - from : CHUNK);
}

static void look_for_references(Tx *tx, Undo *u) {
    UndoPlan *p = u->plan;
    for (const Table *const *t = tx->store->tables; *t; t++) {
        Ids made = { 0 };
        for (size_t i = 0; (*t)->known && i < p->count; i++)
            if (p->deeds[i].table == *t && p->deeds[i].kind == HISTORY_MADE)
                *VEC_ADD(p->mem, &made) = p->deeds[i].key[0].integer;
        look_for_referring(tx, u, *t, &made);
    }
}

/* What the row will refer to once it is as it was: calls for each reference of D to PARENT. */
typedef struct Wanted { const HistoryDeed *deed; int column; int64_t id; } Wanted;
typedef VEC(Wanted) WantedList;

static void want(const UndoPlan *p, const HistoryDeed *d, int column, const Value *v, WantedList *to) {
    const Table *parent = d->table->columns[column].refers;
    const HistoryDeed *made_again = v->kind == VALUE_INT ? undo_deed(p, parent, arena_printf(p->scratch, "%lld", (long long) v->integer)) : NULL;
    if (v->kind == VALUE_INT && !(made_again && made_again->kind == HISTORY_ENDED))
        *VEC_ADD(p->mem, to) = (Wanted){ d, column, v->integer };
}

static void wanted_of(const UndoPlan *p, const HistoryDeed *d, const Table *parent, WantedList *to) {
    for (int i = 0; d->kind == HISTORY_ENDED && i < d->table->key_count; i++)
        if (d->table->columns[i].refers == parent)
            want(p, d, i, &d->key[i], to);
    for (size_t i = 0; d->kind != HISTORY_MADE && i < d->count; i++)
        if (d->table->columns[d->fields[i].column].refers == parent)
            want(p, d, d->fields[i].column, &d->fields[i].before, to);
}

static void ask_known(Tx *tx, Undo *u, const Table *parent, const Wanted *wanted, size_t count) {
    UndoPlan *p = u->plan;
    int64_t ids[CHUNK];
    for (size_t i = 0; i < count; i++)
        ids[i] = wanted[i].id;
    Map known = map_new(p->scratch);
    Rows r = db_rows(tx, parent->known, VALUES(of_ids(ids, count)));
    while (row_next(&r))
        map_put(&known, arena_printf(p->scratch, "%lld", (long long) row_int(&r, 0)), u);
    for (size_t i = 0; i < count && tx_ok(tx); i++) {
        const char *id = arena_printf(p->mem, "%lld", (long long) wanted[i].id);
        if (!map_get(&known, id))
            add_reason(u, (UndoReason){ UNDO_MISSING, last_work(tx, p->place, parent, id), wanted[i].deed->table, wanted[i].deed->object, parent, id, wanted[i].column });
    }
}

static void look_for_missing(Tx *tx, Undo *u) {
    const UndoPlan *p = u->plan;
    for (const Table *const *t = tx->store->tables; *t; t++) {
        WantedList wanted = { 0 };
        for (size_t i = 0; (*t)->known && i < p->count; i++)
            wanted_of(p, &p->deeds[i], *t, &wanted);
        for (size_t from = 0; from < wanted.count; from += CHUNK)
            ask_known(tx, u, *t, wanted.items + from, wanted.count - from < CHUNK ? wanted.count - from : CHUNK);
    }
}

/* ---- what must be unique ---- */

/* As it will be: what it was, where the deed says so; of a row that only changed the rest is as it is now. */
static Value value_then(Tx *tx, const UndoPlan *p, const HistoryDeed *d, int column) {
    const HistoryField *f = field_of(d, column);
    if (f || d->table->columns[column].key)
        return f ? f->before : d->key[column];
    if (d->kind == HISTORY_ENDED)
        return of_null();
    Rows r = db_rows(tx, d->table->read, d->key, (size_t) d->table->key_count);
    Value v = row_next(&r) ? read_value(&r, column, d->table->columns[column].type, p->mem) : of_null();
    rows_end(&r);
    return v;
}

static bool touches(const HistoryDeed *d, const TableUnique *u) {
    bool any = d->kind == HISTORY_ENDED;
    for (int i = 0; i < u->count && !any; i++)
        any = field_of(d, u->columns[i]) != NULL;
    return any;
}

/* Who has it now lets go of it in the same turn. Rows are put back from the last deed to the first: one whose turn comes later must be without it
 * for a moment; so two that exchanged what is unique can exchange it again. */
static bool gives_up(const UndoPlan *p, const HistoryDeed *d, const char *object, const TableUnique *u) {
    const HistoryDeed *holder = undo_deed(p, d->table, object);
    if (!holder || holder->kind == HISTORY_ENDED || (holder->kind == HISTORY_CHANGED && !touches(holder, u)))
        return false;
    if (holder->kind == HISTORY_MADE || d->kind == HISTORY_ENDED || holder > d)
        return true;
    for (int i = 0; i < u->count; i++)
        if (field_of(holder, u->columns[i]) && !d->table->columns[u->columns[i]].not_null) {
            p->let_go[holder - p->deeds] = u->columns[i] + 1;
            return true;
        }
    return false;
}

/* Two rows of this work may come to want the same, when a later one changed another column of it. */
static const HistoryDeed *wanted_too(UndoPlan *p, const HistoryDeed *d, const TableUnique *unique, const Value *values) {
    Str name = str_new(p->scratch, 64);
    str_add(&name, unique->find->name);
    for (int i = 0; i < unique->count; i++) {
        str_printf(&name, " %zu:%lld:", values[i].size, (long long) values[i].integer);
        str_add_n(&name, values[i].data ? values[i].data : "", values[i].size);
    }
    const HistoryDeed *other = map_get(&p->wanted, name.data);
    if (!other)
        map_put(&p->wanted, name.data, (void *) (uintptr_t) d);
    return other;
}

static void ask_unique(Tx *tx, Undo *u, const HistoryDeed *d, const TableUnique *unique) {
    UndoPlan *p = u->plan;
    Value values[8];
    for (int i = 0; i < unique->count; i++) {
        values[i] = value_then(tx, p, d, unique->columns[i]);
        if (values[i].kind == VALUE_NULL)
            return;                     /* nothing is never twice */
    }
    Rows r = db_rows(tx, unique->find, values, (size_t) unique->count);
    const char *holder = row_next(&r) ? key_at(&r, d->table, p->mem) : NULL;
    rows_end(&r);
    if (holder && (str_equal(holder, d->object) || gives_up(p, d, holder, unique)))
        holder = NULL;
    const HistoryDeed *other = wanted_too(p, d, unique, values);
    if (!holder && other)
        holder = other->object;
    if (holder)
        add_reason(u, (UndoReason){ UNDO_TAKEN, last_work(tx, p->place, d->table, holder), d->table, d->object, d->table, holder, unique->columns[unique->count - 1] });
}

static void look_for_taken(Tx *tx, Undo *u) {
    const UndoPlan *p = u->plan;
    for (size_t i = 0; i < p->count; i++)
        for (int n = 0; p->deeds[i].kind != HISTORY_MADE && n < p->deeds[i].table->unique_count; n++)
            if (touches(&p->deeds[i], &p->deeds[i].table->uniques[n]))
                ask_unique(tx, u, &p->deeds[i], &p->deeds[i].table->uniques[n]);
}

/* ---- all of it ---- */

Undo *undo_check(Tx *tx, Arena *mem, Place place, int64_t work, int64_t now) {
    Undo *u = NEW(mem, Undo);
    UndoPlan *p = u->plan = NEW(mem, UndoPlan);
    int64_t by;
    *p = (UndoPlan){ .mem = mem, .scratch = arena_child(mem), .place = place };
    p->of_object = map_new(mem);
    p->wanted = map_new(mem);
    if (!history_work(tx, place, work, &u->work)) {
        add_reason(u, (UndoReason){ .why = UNDO_UNKNOWN });
        return u;
    }
    HistoryVoid voided = history_void(tx, mem, place, work, &by);
    if (now - u->work.at > UNDO_DAYS * DAY_LONG)
        add_reason(u, (UndoReason){ .why = UNDO_OLD });
    if (by)
        add_reason(u, (UndoReason){ .why = UNDO_DONE, .work = by });
    read_deeds(tx, u);
    if (u->reason_count || !tx_ok(tx))
        return u;
    look_later(tx, u, &voided);
    look_for_references(tx, u);
    look_for_missing(tx, u);
    look_for_taken(tx, u);
    return u;
}
