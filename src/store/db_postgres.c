/* PostgreSQL 15: one database per school, schemas `school` and `y2026`. Parameters and results travel in binary. A writer
 * stands behind one advisory lock, so that programs of the command line queue too.
 *
 * What is asked goes to a pipeline, BEGIN too, and is sent when a first answer is wanted: then all of it goes in one flight, and all answers are
 * read. The end of a reading is sent and not waited for: its answer is read with the first of the next transaction. */
#include "base/must.h"
#include "base/str.h"
#include "store/engine.h"

#include <endian.h>
#include <libpq-fe.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SENT_MAX 500                    /* statements on their way before their answers are read */
#define SENT_ROOM (SENT_MAX + 8)        /* BEGIN, ROLLBACK, and where flights end */

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25, OID_NAME = 19,
       OID_VARCHAR = 1043, OID_INT8_ARRAY = 1016 };

struct Cursor {
    Connection *connection;
    PGresult *result;                   /* NULL: it has not come yet */
    Outcome outcome;
    const char *columns;                /* letters of the result */
    int column_count, row, rows;
    Cursor *next, *previous;
};

/* Asked, its answer not read. Nobody wants its rows without a CURSOR. */
typedef struct Sent { const char *name; Cursor *cursor; bool sync; /* no statement: where a flight ends */ } Sent;

struct Connection {
    PGconn *pg;
    const Store *store;
    Place place;                        /* of a connection to one base alone */
    bool one_base;
    Cache cache;
    Cursor *open, *spare;
    unsigned prepared;                  /* names given so far */
    Sent sent[SENT_ROOM];               /* while there are some the connection is in pipeline mode */
    int sent_count;
    bool flight_ended, reading, gone;   /* the last of them is a sync; the transaction only reads; the server is no longer there */
    char lock[64];
    char reason[160];
};

/* ---- connection ---- */

static Outcome outcome_of(Connection *c, const PGresult *result) {
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return RAN;
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *constraint = result ? PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME) : NULL;
    const char *message = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    bool harmless = state && (!strncmp(state, "42", 2) || !strncmp(state, "57", 2));    /* other messages may hold data */
    snprintf(c->reason, sizeof c->reason, "SQLSTATE %s %s%s", state ? state : "none (connection lost)",
             constraint ? constraint : "", harmless && message ? message : "");
    bool farewell = !state || !strncmp(state, "57P", 3);    /* a server that ends says so before it hangs up */
    if (farewell || PQstatus(c->pg) != CONNECTION_OK) {
        c->gone = true;
        return LOST;
    }
    return !strcmp(state, "40001") || !strcmp(state, "40P01") ? RETRY : REFUSED;
}

static Outcome cannot_send(Connection *c) {
    snprintf(c->reason, sizeof c->reason, "cannot be sent (connection lost)");
    c->gone = true;
    return LOST;
}

static void note_sent(Connection *c, Sent sent) {
    must(c->sent_count < SENT_ROOM);
    c->sent[c->sent_count++] = sent;
    c->flight_ended = sent.sync;
}

static bool end_flight(Connection *c) {
    if (c->flight_ended)
        return true;
    if (!PQpipelineSync(c->pg))
        return false;
    note_sent(c, (Sent){ .sync = true });
    return true;
}

/* A constant text without values. */
static Outcome send_text(Connection *c, const char *name, const char *text) {
    if ((c->sent_count == 0 && !PQenterPipelineMode(c->pg)) || !PQsendQueryParams(c->pg, text, 0, NULL, NULL, NULL, NULL, 1))
        return cannot_send(c);
    note_sent(c, (Sent){ .name = name });
    return RAN;
}

static Outcome check_columns(Connection *c, const Cursor *cursor, const PGresult *result);

/* One answer goes to who asked for it. The first refusal says whose it is; what the server skips after it is refused too. */
static Outcome take_answer(Connection *c, const Sent *sent, Outcome before) {
    PGresult *result = PQgetResult(c->pg);
    PQclear(PQgetResult(c->pg));            /* each answer is closed by a NULL */
    Outcome outcome = before != RAN ? before : outcome_of(c, result);
    if (outcome == RAN && sent->cursor)
        outcome = check_columns(c, sent->cursor, result);
    if (outcome != RAN && before == RAN) {
        char words[sizeof c->reason];
        snprintf(words, sizeof words, "%s", c->reason);
        snprintf(c->reason, sizeof c->reason, "%.60s: %.90s", sent->name ? sent->name : "a step", words);
    }
    if (!sent->cursor) {
        PQclear(result);
        return outcome;
    }
    sent->cursor->result = result;
    sent->cursor->outcome = outcome;
    sent->cursor->rows = outcome == RAN ? PQntuples(result) : 0;
    return outcome;
}

/* Of the first COUNT that were sent. */
static Outcome take_answers(Connection *c, int count) {
    Outcome all = c->gone ? LOST : RAN;
    for (int i = 0; i < count; i++) {
        const Sent *sent = &c->sent[i];
        if (all == LOST && sent->cursor)
            sent->cursor->outcome = LOST;
        else if (all != LOST && sent->sync)
            PQclear(PQgetResult(c->pg));
        else if (all != LOST)
            all = take_answer(c, sent, all);
    }
    c->sent_count -= count;
    memmove(c->sent, c->sent + count, (size_t) c->sent_count * sizeof *c->sent);
    return all;
}

/* Sends what is still here and reads all answers. */
static Outcome settle(Connection *c) {
    if (c->sent_count == 0)
        return RAN;
    if (!end_flight(c))
        cannot_send(c);
    Outcome all = take_answers(c, c->sent_count);
    c->flight_ended = false;
    PQexitPipelineMode(c->pg);
    return all;
}

/* Thousands in a row go in flights, so that the server works on one while the next is filled. */
static Outcome make_way(Connection *c) {
    int first = 0;
    if ((c->sent_count == SENT_MAX / 2 || c->sent_count >= SENT_MAX) && !end_flight(c))
        return cannot_send(c);
    if (c->sent_count < SENT_MAX)
        return RAN;
    while (!c->sent[first].sync)
        first++;
    return take_answers(c, first + 1);
}

static Outcome command(Connection *c, const char *text) {
    Outcome outcome = settle(c);
    if (outcome != RAN)
        return outcome;
    PGresult *result = PQexec(c->pg, text);         /* constant texts only */
    outcome = outcome_of(c, result);
    PQclear(result);
    return outcome;
}

static void ignore_notice(void *argument, const PGresult *result) {
    (void) argument, (void) result;
}

static bool set_up(Connection *c) {
    const Store *s = c->store;
    char text[200];
    PQsetNoticeReceiver(c->pg, ignore_notice, NULL);
    if (PQstatus(c->pg) != CONNECTION_OK)
        return false;
    if (c->one_base && c->place == SCHOOL)
        snprintf(text, sizeof text, "SET search_path = school");
    else if (c->one_base)
        snprintf(text, sizeof text, "SET search_path = y%d", s->year);
    else if (s->year)
        snprintf(text, sizeof text, "SET search_path = y%d, school", s->year);
    else
        snprintf(text, sizeof text, "SET search_path = school");
    return command(c, text) == RAN && command(c, "SET jit = off") == RAN && command(c, "SET client_encoding = UTF8") == RAN &&
           command(c, "SET synchronous_commit = on") == RAN;
}

static void drop_statement(void *owner, void *handle) {
    char text[48];
    snprintf(text, sizeof text, "DEALLOCATE s%u", (unsigned) (uintptr_t) handle);
    command(owner, text);
}

static void end(Cursor *cursor);

static void end_open(Connection *c) {
    while (c->open)
        end(c->open);
}

static void close_connection(Connection *c) {
    end_open(c);
    for (Cursor *spare; (spare = c->spare); free(spare))
        c->spare = spare->next;
    cache_clear(&c->cache, false);
    PQfinish(c->pg);
    free(c);
}

/* Puts the connection together again after it was lost; what was prepared on the old one is gone. */
static bool reconnect(Connection *c) {
    c->sent_count = 0;
    c->flight_ended = c->gone = false;
    cache_clear(&c->cache, false);
    PQreset(c->pg);
    return set_up(c);
}

static int64_t lock_number(const char *uai) {
    int64_t number;
    crypto_generichash((uint8_t *) &number, sizeof number, (const uint8_t *) uai, strlen(uai), NULL, 0);
    return number;
}

/* What the school's address does not say itself: nobody waits for ever for a server that is not there. */
static Connection *connect_to(const Store *store, bool one_base, Place place, Arena *mem, StoreError *error) {
    const char *const names[] = { "connect_timeout", "tcp_user_timeout", "dbname", NULL }, *const values[] = { "5", "20000", store->postgres, NULL };
    Connection *c = calloc(1, sizeof *c);
    must(c);
    c->store = store;
    c->one_base = one_base;
    c->place = place;
    cache_init(&c->cache, drop_statement, c);
    snprintf(c->lock, sizeof c->lock, "SELECT pg_advisory_xact_lock(%lld)", (long long) lock_number(store->uai));
    c->pg = PQconnectdbParams(names, values, 1);
    if (set_up(c))
        return c;
    const char *detail = PQstatus(c->pg) == CONNECTION_OK ? c->reason : PQerrorMessage(c->pg);
    *error = (StoreError){ STORE_UNREACHABLE, store->uai, arena_text(mem, detail) };
    close_connection(c);
    return NULL;
}

static Connection *open_connection(const Store *store, Arena *mem, StoreError *error) {
    return connect_to(store, false, YEAR, mem, error);
}

static Connection *open_base(const Store *store, Place place, Arena *mem, StoreError *error) {
    Connection *c = connect_to(store, true, place, mem, error);
    char text[64];
    if (!c || !store->create)
        return c;
    if (place == SCHOOL)
        snprintf(text, sizeof text, "CREATE SCHEMA IF NOT EXISTS school");
    else
        snprintf(text, sizeof text, "CREATE SCHEMA IF NOT EXISTS y%d", store->year);
    if (command(c, text) == RAN)
        return c;
    *error = (StoreError){ STORE_UNREACHABLE, store->uai, arena_text(mem, c->reason) };
    close_connection(c);
    return NULL;
}

bool postgres_years(const StoreOptions *options, Arena *mem, YearList *to, StoreError *error) {
    PGconn *pg = PQconnectdb(options->postgres);
    PGresult *result = PQstatus(pg) == CONNECTION_OK ? PQexec(pg, "SELECT substr(nspname, 2) FROM pg_catalog.pg_namespace WHERE nspname ~ '^y[0-9]{4}$'") : NULL;
    bool done = PQresultStatus(result) == PGRES_TUPLES_OK;
    if (!done)
        *error = (StoreError){ STORE_UNREACHABLE, options->uai, arena_text(mem, PQerrorMessage(pg)) };
    for (int i = 0; done && i < PQntuples(result); i++) {
        int64_t year;
        if (str_int(PQgetvalue(result, i, 0), YEAR_LEAST, YEAR_MOST, &year))
            *VEC_ADD(mem, to) = (int) year;
    }
    PQclear(result);
    PQfinish(pg);
    return done;
}

/* ---- transactions ---- */

/* Two looks: at what the end of the last reading answered, or the server's farewell, and at whether it has hung up. */
static bool still_there(Connection *c) {
    return !c->gone && PQstatus(c->pg) == CONNECTION_OK && PQconsumeInput(c->pg) && PQconsumeInput(c->pg);
}

/* Not waited for: goes with the first statement. */
static Outcome begin(Connection *c, TxMode mode) {
    if (!still_there(c) && !reconnect(c))       /* the server was restarted meanwhile: nothing was lost yet */
        return LOST;
    c->reading = mode == TX_READ;
    if (c->reading)
        return send_text(c, "BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    Outcome outcome = send_text(c, "BEGIN", "BEGIN");
    return outcome == RAN ? send_text(c, "BEGIN", c->lock) : outcome;
}

/* A reading's end is not waited for. What it asked and did not read is, since ROLLBACK would be skipped behind something refused. */
static void roll_back(Connection *c) {
    end_open(c);
    settle(c);
    if (c->gone)
        return;
    if (!c->reading)
        command(c, "ROLLBACK");
    else if (send_text(c, "ROLLBACK", "ROLLBACK") == RAN)
        end_flight(c);
}

/* Lost before COMMIT was sent: nothing was written, and that is certain. */
static Outcome commit(Connection *c) {
    end_open(c);
    Outcome outcome = settle(c);
    if (outcome != RAN) {
        roll_back(c);
        return outcome;
    }
    outcome = command(c, "COMMIT");
    return outcome == LOST ? UNSURE : outcome;
}

/* ---- statements ---- */

static Oid oid_of(char type) {
    return type == 'i' ? OID_INT8 : type == 't' ? OID_TEXT : type == 'b' ? OID_BYTEA : OID_INT8_ARRAY;
}

static bool fits(Oid type, char letter) {
    switch (letter) {
    case 'i': return type == OID_INT8 || type == OID_INT4 || type == OID_INT2 || type == OID_BOOL;
    case 't': return type == OID_TEXT || type == OID_VARCHAR || type == OID_NAME;
    default: return type == OID_BYTEA;
    }
}

/* "s12"; without printf, which would be a tenth of asking. */
static void statement_name(char name[24], unsigned number) {
    char digits[12], *at = digits + sizeof digits;
    for (; number; number /= 10)
        *--at = (char) ('0' + number % 10);
    size_t size = (size_t) (digits + sizeof digits - at);
    name[0] = 's';
    memcpy(name + 1, at, size);
    name[size + 1] = '\0';
}

static Outcome prepare(Connection *c, const Run *run, unsigned *number) {
    CacheEntry *entry = cache_find(&c->cache, run->text, run->fixed);
    if (entry) {
        *number = (unsigned) (uintptr_t) entry->handle;
        return RAN;
    }
    Oid types[128];
    char name[24];
    Outcome settled = settle(c);
    must(run->count <= 128);
    if (settled != RAN)
        return settled;
    for (int i = 0; i < run->count; i++)
        types[i] = oid_of(run->types[i]);
    *number = ++c->prepared;
    statement_name(name, *number);
    PGresult *result = PQprepare(c->pg, name, run->text, run->count, types);
    Outcome outcome = outcome_of(c, result);
    PQclear(result);
    if (outcome == RAN)
        cache_add(&c->cache, run->text, run->fixed, (void *) (uintptr_t) *number);
    return outcome;
}

typedef struct Bound { const char *values[128]; int sizes[128], formats[128]; int64_t numbers[128]; } Bound;

static void bind(Bound *b, int i, const Value *v, Arena *mem) {
    b->values[i] = v->size ? v->data : "";
    b->sizes[i] = (int) v->size;
    b->formats[i] = 1;
    if (v->kind == VALUE_NULL) {
        b->values[i] = NULL;
    } else if (v->kind == VALUE_INT) {
        b->numbers[i] = (int64_t) htobe64((uint64_t) v->integer);
        b->values[i] = (const char *) &b->numbers[i];
        b->sizes[i] = 8;
    } else if (v->kind == VALUE_IDS) {
        const int64_t *ids = v->data;
        Str list = str_new(mem, v->size * 8 + 2);
        str_add_char(&list, '{');
        for (size_t id = 0; id < v->size; id++) {
            if (id)
                str_add_char(&list, ',');
            str_add_int(&list, ids[id]);
        }
        str_add_char(&list, '}');
        b->values[i] = list.data;
        b->formats[i] = 0;
    }
}

static Outcome check_columns(Connection *c, const Cursor *cursor, const PGresult *result) {
    if (PQnfields(result) != cursor->column_count) {
        snprintf(c->reason, sizeof c->reason, "%d columns, the head says %d", PQnfields(result), cursor->column_count);
        return REFUSED;
    }
    for (int i = 0; i < cursor->column_count; i++)
        if (!fits(PQftype(result, i), cursor->columns[i])) {
            snprintf(c->reason, sizeof c->reason, "column %d has type %u, the head says '%c'", i + 1, PQftype(result, i), cursor->columns[i]);
            return REFUSED;
        }
    return RAN;
}

static Cursor *cursor_new(Connection *c, const Run *run) {
    Cursor *cursor = c->spare;
    if (cursor)
        c->spare = cursor->next;
    else
        cursor = malloc(sizeof *cursor);
    must(cursor);
    *cursor = (Cursor){ .connection = c, .columns = run->columns, .column_count = run->column_count, .row = -1, .next = c->open };
    if (c->open)
        c->open->previous = cursor;
    c->open = cursor;
    return cursor;
}

static void end(Cursor *cursor) {
    Connection *c = cursor->connection;
    for (int i = 0; !cursor->result && i < c->sent_count; i++)
        if (c->sent[i].cursor == cursor)
            c->sent[i].cursor = NULL;       /* its answer comes all the same */
    PQclear(cursor->result);
    if (cursor->previous)
        cursor->previous->next = cursor->next;
    else
        c->open = cursor->next;
    if (cursor->next)
        cursor->next->previous = cursor->previous;
    cursor->next = c->spare;
    c->spare = cursor;
}

/* Prepared, its values bound; NAME as the server knows it. */
static Outcome make_ready(Connection *c, const Run *run, Arena *mem, Bound *b, char name[24]) {
    unsigned number;
    Outcome outcome = prepare(c, run, &number);
    if (outcome != RAN)
        return outcome;
    for (int i = 0; i < run->count; i++)
        bind(b, i, &run->values[i], mem);
    statement_name(name, number);
    return RAN;
}

static Outcome ask(Connection *c, const Run *run, Arena *mem) {
    Bound b;
    char name[24];
    Outcome outcome = make_ready(c, run, mem, &b, name);
    if (outcome == RAN)
        outcome = make_way(c);
    if (outcome != RAN)
        return outcome;
    if ((c->sent_count == 0 && !PQenterPipelineMode(c->pg)) ||
        !PQsendQueryPrepared(c->pg, name, run->count, b.values, b.sizes, b.formats, 1))
        return cannot_send(c);
    return RAN;
}

static Outcome run(Connection *c, const Run *run, Arena *mem, Cursor **cursor) {
    Outcome outcome = ask(c, run, mem);
    if (outcome == RAN)
        note_sent(c, (Sent){ .name = run->name, .cursor = *cursor = cursor_new(c, run) });
    return outcome;
}

static Outcome send(Connection *c, const Run *run, Arena *mem) {
    Outcome outcome = ask(c, run, mem);
    if (outcome == RAN)
        note_sent(c, (Sent){ .name = run->name });
    return outcome;
}

static Outcome next(Cursor *cursor, bool *row) {
    Outcome outcome = cursor->result ? RAN : settle(cursor->connection);
    if (outcome == RAN)
        outcome = cursor->outcome;
    *row = outcome == RAN && ++cursor->row < cursor->rows;
    return outcome;
}

static int64_t touched(const Cursor *cursor) {
    int64_t count = 0;
    str_int(PQcmdTuples(cursor->result), 0, INT64_MAX, &count);
    return count;
}

static bool is_null(const Cursor *cursor, int column) {
    return PQgetisnull(cursor->result, cursor->row, column);
}

static int64_t integer(const Cursor *cursor, int column) {
    const uint8_t *data = (const uint8_t *) PQgetvalue(cursor->result, cursor->row, column);
    int size = PQgetlength(cursor->result, cursor->row, column);
    uint64_t number = size && size != 1 && (data[0] & 0x80) ? UINT64_MAX : 0;      /* the sign; one byte is a boolean */
    if (is_null(cursor, column))
        return 0;
    for (int i = 0; i < size; i++)
        number = number << 8 | data[i];
    return (int64_t) number;
}

static const void *bytes(const Cursor *cursor, int column, size_t *size) {
    *size = (size_t) PQgetlength(cursor->result, cursor->row, column);
    return is_null(cursor, column) ? NULL : PQgetvalue(cursor->result, cursor->row, column);
}

static const char *reason(const Connection *c) {
    return c->reason;
}

static bool script(Connection *c, const char *text) {
    return command(c, text) == RAN;
}

const Engine postgres_engine = {
    .open = open_connection, .open_base = open_base, .close = close_connection, .begin = begin, .commit = commit,
    .rollback = roll_back, .run = run, .send = send, .next = next, .end = end, .touched = touched, .is_null = is_null, .integer = integer,
    .bytes = bytes, .reason = reason, .script = script, .letter = 'p',
};
