/* Transactions and statements: who may write, which connection, and failures that stick. */
#include "base/must.h"
#include "store/engine.h"

#include <string.h>

/* ---- values ---- */

Value of_int(int64_t integer) {
    return (Value){ .kind = VALUE_INT, .integer = integer };
}

Value of_text(const char *text) {
    return text ? (Value){ .kind = VALUE_TEXT, .data = text, .size = strlen(text) } : of_null();
}

Value of_bytes(const void *data, size_t size) {
    return data ? (Value){ .kind = VALUE_BYTES, .data = data, .size = size } : of_null();
}

Value of_null(void) {
    return (Value){ .kind = VALUE_NULL };
}

Value of_ids(const int64_t *ids, size_t count) {
    return (Value){ .kind = VALUE_IDS, .data = ids, .size = count };
}

static size_t value_bytes(const Value *v) {
    return v->kind == VALUE_IDS ? v->size * sizeof(int64_t) : v->size;
}

bool value_equal(const Value *a, const Value *b) {
    if (a->kind != b->kind)
        return false;
    if (a->kind == VALUE_NULL)
        return true;
    if (a->kind == VALUE_INT)
        return a->integer == b->integer;
    return a->size == b->size && (a->size == 0 || memcmp(a->data, b->data, value_bytes(a)) == 0);
}

Value value_copy(Arena *mem, const Value *value) {
    Value copy = *value;
    if (value->data)
        copy.data = arena_copy(mem, value->data, value_bytes(value));
    return copy;
}

/* ---- connections ---- */

/* Waits for the one writer's place, or for a reader's. *READER is -1 for the writer. */
static Connection **take_place(Store *store, TxMode mode, int *reader) {
    Connection **place = NULL;
    pthread_mutex_lock(&store->lock);
    while (!place) {
        *reader = -1;
        if (mode == TX_WRITE && !store->writer_busy) {
            store->writer_busy = true;
            place = &store->writer;
        }
        for (int i = 0; mode == TX_READ && !place && i < store->reader_count; i++)
            if (!store->reader_busy[i]) {
                store->reader_busy[i] = true;
                *reader = i;
                place = &store->readers[i];
            }
        if (!place)
            pthread_cond_wait(&store->freed, &store->lock);
    }
    pthread_mutex_unlock(&store->lock);
    return place;
}

static void give_back(Tx *tx) {
    Store *store = tx->store;
    pthread_mutex_lock(&store->lock);
    if (tx->reader < 0)
        store->writer_busy = false;
    else
        store->reader_busy[tx->reader] = false;
    pthread_cond_broadcast(&store->freed);
    pthread_mutex_unlock(&store->lock);
    tx->connection = NULL;
}

/* ---- transactions ---- */

const char closed_year[] = "this year is closed";

static void fail(Tx *tx, const char *what, const char *reason, Outcome outcome) {
    if (tx->fault.reason)
        return;
    tx->fault = (Fault){ what, reason ? arena_text(tx->mem, reason) : "no reason given", outcome == LOST || outcome == UNSURE };
    tx->again = outcome == RETRY;
}

Tx *tx_begin(Store *store, Arena *arena, TxMode mode) {
    Tx *tx = NEW(arena, Tx);
    *tx = (Tx){ .store = store, .mem = arena, .mode = mode };
    Connection **place = take_place(store, mode, &tx->reader);
    if (!*place) {
        StoreError error = { 0 };
        *place = store->engine->open(store, arena, &error);
        if (!*place)
            fail(tx, "connect", error.detail ? error.detail : "no connection", LOST);
    }
    tx->connection = *place;
    if (!tx->connection)
        return tx;
    Outcome outcome = store->engine->begin(tx->connection, mode);
    tx->begun = outcome == RAN;
    if (outcome != RAN)
        fail(tx, "BEGIN", store->engine->reason(tx->connection), outcome);
    return tx;
}

void tx_scope(Tx *tx, const Scope *scope) {
    tx->scope = *scope;
    tx->has_scope = true;
}

bool tx_ok(const Tx *tx) {
    return !tx->fault.reason;
}

const Fault *tx_fault(const Tx *tx) {
    return tx->fault.reason ? &tx->fault : NULL;
}

void tx_fail(Tx *tx, const char *what, const char *reason) {
    fail(tx, what, reason, REFUSED);
}

int tx_statements(const Tx *tx) {
    return tx->statements;
}

void tx_rollback(Tx *tx) {
    if (tx->begun)
        tx->store->engine->rollback(tx->connection);
    tx->begun = false;
    give_back(tx);
}

/* True when torture mode says that this step fails. */
static bool tortured(Tx *tx, const char *what) {
    tx->statements++;
    bool once = tx->store->fail_once > 0 && --tx->store->fail_once == 0;
    if (!once && (tx->store->fail_at == 0 || tx->statements != tx->store->fail_at))
        return false;
    fail(tx, what, "made to fail", REFUSED);
    return true;
}

TxEnd tx_commit(Tx *tx) {
    const Engine *engine = tx->store->engine;
    if (tx_ok(tx) && tx->changes)
        change_flush(tx);
    if (tx_ok(tx))
        tortured(tx, "COMMIT");
    if (!tx_ok(tx)) {
        bool again = tx->again;
        tx_rollback(tx);
        return again ? TX_AGAIN : TX_FAILED;
    }
    if (tx->store->forgets && tx->mode == TX_WRITE) {
        tx_rollback(tx);
        return TX_DONE;
    }
    Outcome outcome = engine->commit(tx->connection);
    tx->begun = false;
    if (outcome != RAN)
        fail(tx, "COMMIT", engine->reason(tx->connection), outcome);
    give_back(tx);
    if (outcome == UNSURE && tx->mode == TX_WRITE)
        return TX_UNKNOWN;
    return outcome == RAN ? TX_DONE : outcome == RETRY ? TX_AGAIN : TX_FAILED;
}

int store_fail_once(Store *store, int nth) {
    int left = store->fail_once;
    store->fail_once = nth;
    return left;
}

void store_forget(Store *store, bool forget) { store->forgets = forget; }

void store_fail_at(Store *store, int nth) {
    store->fail_at = nth;
}

void tx_writes(Tx *tx, Place place) {
    must(tx->mode == TX_WRITE);
    must(!tx->writes_somewhere || tx->writes == place);     /* no commit ever spans two files */
    if (place == YEAR && tx->store->read_only && tx_ok(tx))
        tx->fault = (Fault){ "change", closed_year };
    tx->writes_somewhere = true;
    tx->writes = place;
}

bool tx_wrote(const Tx *tx, Place *place) {
    *place = tx->writes;
    return tx->writes_somewhere;
}

/* ---- statements ---- */

#define VALUES_MAX 96

Rows db_run(Tx *tx, const Run *run) {
    Rows rows = { .tx = tx, .name = run->name, .columns = run->columns };
    if (!tx_ok(tx) || tortured(tx, run->name))
        return rows;
    Cursor *cursor = NULL;
    Outcome outcome = tx->store->engine->run(tx->connection, run, tx->mem, &cursor);
    if (outcome != RAN)
        fail(tx, run->name, tx->store->engine->reason(tx->connection), outcome);
    else
        rows.handle = cursor;
    return rows;
}

static bool value_fits(const Value *v, char type) {
    static const char letters[] = { [VALUE_NULL] = 0, [VALUE_INT] = 'i', [VALUE_TEXT] = 't', [VALUE_BYTES] = 'b',
                                    [VALUE_IDS] = 'a' };
    return v->kind == VALUE_NULL || letters[v->kind] == type;
}

typedef struct Bound { Value values[VALUES_MAX]; char types[VALUES_MAX + 1]; } Bound;

/* The statement with its values, the scope's hidden ones behind them. */
static Run bound(Tx *tx, const Statement *s, const Value *values, size_t count, Bound *b) {
    must(count == (size_t) s->parameter_count && count + 6 < VALUES_MAX);
    for (size_t i = 0; i < count; i++) {
        must(value_fits(&values[i], s->parameters[i]));
        b->values[i] = values[i];
        b->types[i] = s->parameters[i];
    }
    int total = (int) count;
    if (s->scoped) {
        const int64_t hidden[] = { tx->scope.all, tx->scope.account, tx->scope.person, tx->scope.teacher, tx->scope.guardian, tx->scope.day };
        must(tx->has_scope);
        for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
            b->values[total] = of_int(hidden[i]), b->types[total++] = 'i';
    }
    b->types[total] = 0;
    if (s->writes)
        tx_writes(tx, s->place);
    return (Run){ .name = s->name, .text = tx->store->engine->letter == 's' ? s->sqlite : s->postgres, .fixed = true,
                  .types = b->types, .values = b->values, .count = total, .columns = s->columns,
                  .column_count = s->column_count };
}

Rows db_rows(Tx *tx, const Statement *statement, const Value *values, size_t count) {
    Bound b;
    Run run = bound(tx, statement, values, count, &b);
    return db_run(tx, &run);
}

void db_send(Tx *tx, const Statement *statement, const Value *values, size_t count) {
    Bound b;
    Run run = bound(tx, statement, values, count, &b);
    must(statement->column_count == 0);
    if (!tx_ok(tx) || tortured(tx, statement->name))
        return;
    Outcome outcome = tx->store->engine->send(tx->connection, &run, tx->mem);
    if (outcome != RAN)
        fail(tx, statement->name, tx->store->engine->reason(tx->connection), outcome);
}

bool row_next(Rows *rows) {
    if (!rows->handle)
        return false;
    const Engine *engine = rows->tx->store->engine;
    bool row = false;
    if (rows->list && rows->at == rows->list->size)
        list_keep_keys(rows);               /* the page is full: one more row only tells that there is a next page */
    Outcome outcome = engine->next(rows->handle, &row);
    if (rows->list && rows->at == rows->list->size)
        rows->list->more = outcome == RAN && row, row = false;
    if (outcome != RAN)
        fail(rows->tx, rows->name, engine->reason(rows->tx->connection), outcome);
    if (outcome != RAN || !row) {
        rows_end(rows);
        return false;
    }
    rows->at++;
    return true;
}

void rows_end(Rows *rows) {
    if (rows->handle)
        rows->tx->store->engine->end(rows->handle);
    rows->handle = NULL;
}

static const Engine *on_row(const Rows *rows, int column, char type) {
    must(rows->handle && rows->at > 0);     /* only between a row_next that said true and the one that says false */
    must(type == 0 || rows->columns[column] == type);
    return rows->tx->store->engine;
}

bool row_null(const Rows *rows, int column) {
    return on_row(rows, column, 0)->is_null(rows->handle, column);
}

int64_t row_int(const Rows *rows, int column) {
    return on_row(rows, column, 'i')->integer(rows->handle, column);
}

const char *row_peek(const Rows *rows, int column) {
    size_t size;
    return on_row(rows, column, 't')->bytes(rows->handle, column, &size);
}

const char *row_text(const Rows *rows, int column, Arena *mem) {
    size_t size;
    const char *text = on_row(rows, column, 't')->bytes(rows->handle, column, &size);
    return text ? arena_text_n(mem, text, size) : NULL;
}

const void *row_bytes(const Rows *rows, int column, Arena *mem, size_t *size) {
    const void *bytes = on_row(rows, column, 'b')->bytes(rows->handle, column, size);
    return bytes ? arena_copy(mem, bytes, *size) : NULL;
}

int64_t db_do(Tx *tx, const Statement *statement, const Value *values, size_t count) {
    Rows rows = db_rows(tx, statement, values, count);
    if (!rows.handle)
        return 0;
    const Engine *engine = tx->store->engine;
    bool row = true;
    Outcome outcome = RAN;
    while (outcome == RAN && row)
        outcome = engine->next(rows.handle, &row);
    if (outcome != RAN)
        fail(tx, statement->name, engine->reason(tx->connection), outcome);
    int64_t touched = outcome == RAN ? engine->touched(rows.handle) : 0;
    rows_end(&rows);
    return touched;
}

int64_t db_int(Tx *tx, const Statement *statement, const Value *values, size_t count) {
    Rows rows = db_rows(tx, statement, values, count);
    int64_t number = row_next(&rows) ? row_int(&rows, 0) : 0;
    if (statement->writes)
        while (row_next(&rows))
            ;                               /* a writing statement runs to its end */
    rows_end(&rows);
    return tx_ok(tx) ? number : 0;
}

const char *db_text(Tx *tx, const Statement *statement, const Value *values, size_t count) {
    Rows rows = db_rows(tx, statement, values, count);
    const char *text = row_next(&rows) ? row_text(&rows, 0, tx->mem) : NULL;
    rows_end(&rows);
    return text;
}
