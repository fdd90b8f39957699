/* The change door: read, compare, write, remember. What changed in one object during a transaction is merged and written
 * as one audit row when it commits (audit.c). */
#include "store/change.h"

#include "base/must.h"
#include "store/audit.h"

#include <string.h>

static Changes *changes_of(Tx *tx) {
    if (!tx->changes) {
        tx->changes = NEW(tx->mem, Changes);
        tx->changes->mem = tx->mem;
    }
    return tx->changes;
}

void change_by(Tx *tx, const ChangeBy *by) {
    Changes *c = changes_of(tx);
    must(c->work == 0);                 /* before the first change */
    c->by = *by;
    c->by.act = arena_text(tx->mem, by->act);
}

void change_source(Tx *tx, const char *source) {
    changes_of(tx)->source = arena_text(tx->mem, source);
}

const Conflict *tx_conflicts(const Tx *tx) {
    return tx->changes ? tx->changes->conflicts : NULL;
}

int64_t change_work(const Tx *tx) {
    return tx->changes ? tx->changes->work : 0;
}

/* ---- rows ---- */

static bool fits(const Value *v, char type) {
    return v->kind == VALUE_NULL || (v->kind == VALUE_INT && type == 'i') || (v->kind == VALUE_TEXT && type == 't') ||
           (v->kind == VALUE_BYTES && type == 'b');
}

static void check_fields(const Table *table, const ChangeField *fields, size_t count, int first) {
    must(table->column_count <= COLUMNS_MAX);
    for (size_t i = 0; i < count; i++) {
        must(fields[i].column >= first && fields[i].column < table->column_count);
        must(fits(&fields[i].value, table->columns[fields[i].column].type));
    }
}

static void fresh_row(const Table *table, Value *row) {
    for (int i = 0; i < table->column_count; i++) {
        const TableColumn *c = &table->columns[i];
        row[i] = !c->has_default ? of_null() : c->type == 't' ? of_text(c->default_text) : of_int(c->default_number);
    }
}

bool change_read(Tx *tx, const Table *table, const Value *key, Value *row, Arena *mem) {
    Rows rows = db_rows(tx, table->read, key, (size_t) table->key_count);
    bool found = row_next(&rows);
    for (int i = 0; found && i < table->column_count; i++) {
        size_t size = 0;
        if (row_null(&rows, i))
            row[i] = of_null();
        else if (table->columns[i].type == 'i')
            row[i] = of_int(row_int(&rows, i));
        else if (table->columns[i].type == 't')
            row[i] = of_text(row_text(&rows, i, mem));
        else
            row[i].data = row_bytes(&rows, i, mem, &size), row[i].kind = VALUE_BYTES, row[i].size = size;
    }
    rows_end(&rows);
    return found && tx_ok(tx);
}

/* What comes with every change: hooks, topic, and the audit row to be. */
static void changed(Tx *tx, const Table *table, const Value *before, const Value *after) {
    if (!tx_ok(tx))
        return;
    const Value *key = after ? after : before;
    if (table->audited)
        audit_note(tx, tx->changes, table, before, after);
    if (table->topic)
        audit_topic(tx->changes, table->topic);
    for (size_t i = 0; i < tx->store->hook_count; i++)
        if (tx->store->hooks[i].table == table && tx->store->hooks[i].hook)
            tx->store->hooks[i].hook(tx, key, before, after);
}

/* Who gives a derived column has derived it himself. */
static void derive(const Tx *tx, const Table *table, const ChangeField *fields, size_t count, const Value *before, Value *row, Arena *mem) {
    for (size_t i = 0; i < count; i++)
        if (!audit_records(&table->columns[fields[i].column]))
            return;
    for (size_t i = 0; i < tx->store->hook_count; i++)
        if (tx->store->hooks[i].table == table && tx->store->hooks[i].derive)
            tx->store->hooks[i].derive(mem, before, row);
}

static Changes *open_door(Tx *tx, const Table *table) {
    Changes *c = changes_of(tx);
    must(c->by.act);                    /* change_by comes first */
    tx_writes(tx, table->place);
    c->place = table->place;
    return c;
}

void change_touch(Tx *tx, Place place, const char *topic) {
    Changes *c = changes_of(tx);
    tx_writes(tx, place);
    c->place = place;
    audit_topic(c, topic);
}

void change_reserve(Tx *tx, const Table *table, size_t count) {
    Changes *c = open_door(tx, table);
    size_t got = 0;
    must(table->auto_id);
    if (!count || tx->store->engine->letter == 's')         /* which waits for nobody */
        return;
    int64_t *ids = NEW_ARRAY(tx->mem, int64_t, count);
    Rows rows = db_rows(tx, table->reserve, &(Value){ .kind = VALUE_INT, .integer = (int64_t) count }, 1);
    while (got < count && row_next(&rows))
        ids[got++] = row_int(&rows, 0);
    rows_end(&rows);
    Reserved *r = NEW(tx->mem, Reserved);
    *r = (Reserved){ .table = table, .ids = ids, .count = got, .next = c->reserved };
    c->reserved = r;
}

static int64_t reserved_id(Changes *c, const Table *table) {
    for (Reserved *r = c->reserved; r; r = r->next)
        if (r->table == table && r->used < r->count)
            return r->ids[r->used++];
    return 0;
}

/* Which id it got is waited for, unless it is known. */
static int64_t insert_new(Tx *tx, const Table *table, Value *row) {
    int64_t id = reserved_id(tx->changes, table);
    row[0] = id ? of_int(id) : of_null();
    if (!id)
        return db_int(tx, table->insert, row, (size_t) table->column_count);
    Rows made = db_rows(tx, table->insert, row, (size_t) table->column_count);
    rows_end(&made);
    return id;
}

int64_t change_add(Tx *tx, const Table *table, const ChangeField *fields, size_t count) {
    Value row[COLUMNS_MAX];
    open_door(tx, table);
    must(table->auto_id);
    check_fields(table, fields, count, table->key_count);
    fresh_row(table, row);
    for (size_t i = 0; i < count; i++)
        row[fields[i].column] = fields[i].value;
    derive(tx, table, fields, count, NULL, row, tx->mem);
    int64_t id = insert_new(tx, table, row);
    row[0] = of_int(id);
    changed(tx, table, NULL, row);
    return tx_ok(tx) ? id : 0;
}

/* ---- put ---- */

void change_conflict(Tx *tx, const Table *table, int column, const Value *mine, const Value *theirs) {
    Conflict *c = NEW(tx->mem, Conflict), **end = &changes_of(tx)->conflicts;
    *c = (Conflict){ table, column, value_copy(tx->mem, mine), value_copy(tx->mem, theirs), NULL };
    while (*end)
        end = &(*end)->next;
    *end = c;
}

/* A field that holds already what is wanted is no conflict, whatever the client believed. */
static bool as_believed(Tx *tx, const Table *table, const ChangeField *fields, size_t count, const Value *row) {
    bool all = true;
    for (size_t i = 0; i < count; i++) {
        const Value *now = &row[fields[i].column];
        if (!fields[i].compare || value_equal(now, &fields[i].was) || value_equal(now, &fields[i].value))
            continue;
        change_conflict(tx, table, fields[i].column, &fields[i].value, now);
        all = false;
    }
    return all;
}

/* Indexes are left alone where nothing in them changes: five pages less to write of a person whose address of mail is mended. */
static void update_row(Tx *tx, const Table *table, const Value *before, const Value *row) {
    Value values[COLUMNS_MAX];
    size_t count = 0;
    bool plain = table->update_plain != NULL;
    for (int i = table->key_count; plain && i < table->column_count; i++)
        plain = table->columns[i].plain || value_equal(&before[i], &row[i]);
    for (int i = table->key_count; i < table->column_count; i++)
        if (!plain || table->columns[i].plain)
            values[count++] = row[i];
    memcpy(values + count, row, (size_t) table->key_count * sizeof *values);
    db_send(tx, plain ? table->update_plain : table->update, values, count + (size_t) table->key_count);
}

static bool put_fields(Tx *tx, const Table *table, const Value *before, const Value *key, const ChangeField *fields,
                       size_t count, Arena *scratch) {
    Value row[COLUMNS_MAX];
    bool differs = !before;
    if (before)
        memcpy(row, before, (size_t) table->column_count * sizeof *row);
    else
        fresh_row(table, row);
    memcpy(row, key, (size_t) table->key_count * sizeof *row);
    if (!as_believed(tx, table, fields, count, row))
        return false;
    for (size_t i = 0; i < count; i++) {
        differs |= !value_equal(&row[fields[i].column], &fields[i].value);
        row[fields[i].column] = fields[i].value;
    }
    if (!differs)
        return false;
    derive(tx, table, fields, count, before, row, scratch);
    if (before)
        update_row(tx, table, before, row);
    else if (table->auto_id)
        db_int(tx, table->insert, row, (size_t) table->column_count);
    else
        db_send(tx, table->insert, row, (size_t) table->column_count);
    changed(tx, table, before, row);
    return tx_ok(tx);
}

bool change_put(Tx *tx, const Table *table, const Value *key, const ChangeField *fields, size_t count) {
    Value before[COLUMNS_MAX];
    open_door(tx, table);
    check_fields(table, fields, count, table->key_count);
    if (!tx_ok(tx))
        return false;
    Arena *scratch = arena_new();
    bool there = change_read(tx, table, key, before, scratch);
    bool done = tx_ok(tx) && put_fields(tx, table, there ? before : NULL, key, fields, count, scratch);
    arena_free(scratch);
    return done;
}

void change_make(Tx *tx, const Table *table, const Value *key, const ChangeField *fields, size_t count) {
    open_door(tx, table);
    check_fields(table, fields, count, table->key_count);
    if (!tx_ok(tx))
        return;
    Arena *scratch = arena_new();
    put_fields(tx, table, NULL, key, fields, count, scratch);
    arena_free(scratch);
}

bool change_end(Tx *tx, const Table *table, const Value *key) {
    Value before[COLUMNS_MAX];
    open_door(tx, table);
    must(table->column_count <= COLUMNS_MAX);
    if (!tx_ok(tx))
        return false;
    Arena *scratch = arena_new();
    bool there = change_read(tx, table, key, before, scratch);
    if (there) {
        changed(tx, table, before, NULL);       /* first what hangs on it */
        db_send(tx, table->erase, key, (size_t) table->key_count);
    }
    arena_free(scratch);
    return there && tx_ok(tx);
}
