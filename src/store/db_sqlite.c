/* SQLite with Multiple Ciphers: the year's base is the main file, the school's is attached; both encrypted with keys of
 * their own (AEGIS-256, raw keys), WAL, synchronous=FULL. One thread at a time uses a connection. */
#include "base/must.h"
#include "base/str.h"
#include "store/engine.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MILLISECONDS 10000
#define CACHE_KILOBYTES 24576           /* page cache of all connections together, spare ones apart */

struct Cursor {
    Connection *connection;
    sqlite3_stmt *statement;
    CacheEntry *entry;                  /* NULL: prepared for this once */
    bool stepped, done;                 /* run steps once, so that a refusal comes at once; next hands that row out */
    Cursor *next, *previous;
};

struct Connection {
    sqlite3 *db;
    const Store *store;
    Cache cache;
    Cursor *open, *spare;
    sqlite3_stmt *begin_read, *begin_write, *commit, *rollback, *look_main, *look_school;
    char reason[160];
};

/* ---- opening ---- */

#define RAW_KEY 36                      /* "raw:" and 32 bytes */

static void raw_key(uint8_t out[RAW_KEY], const uint8_t *key) {
    memcpy(out, "raw:", 4);
    memcpy(out + 4, key, 32);
}

static bool use_key(sqlite3 *db, const uint8_t *key) {
#ifdef SQLITE3MC_H_
    uint8_t raw[RAW_KEY];
    raw_key(raw, key);
    bool used = sqlite3mc_config(db, "default:cipher", sqlite3mc_cipher_index("aegis")) > 0 &&
                sqlite3_key_v2(db, "main", raw, sizeof raw) == SQLITE_OK;
    sodium_memzero(raw, sizeof raw);
    return used;
#else
    (void) db, (void) key;
    return false;                       /* built with the system's SQLite: no encryption */
#endif
}

static bool pragma(sqlite3 *db, const char *text) {
    return sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK;
}

static bool set_up(const Store *store, sqlite3 *db, bool attached) {
    char text[160];
    int share = CACHE_KILOBYTES / (store->reader_count - store->spare_readers + 1), school = attached ? share / 4 : 0;
    /* Plans do not look at bound values: else each new LIMIT prepares its statement again (half the time of a record's page). */
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
    snprintf(text, sizeof text, "PRAGMA main.cache_size = -%d; PRAGMA main.synchronous = FULL;", share - school);
    if (!pragma(db, text) || !pragma(db, "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; "
                                         "PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 4194304;"))
        return false;
    snprintf(text, sizeof text, "PRAGMA school.cache_size = -%d; PRAGMA school.synchronous = FULL;", school);
    return !attached || pragma(db, text);
}

static StoreFault fault_of(int code) {
    switch (code & 0xFF) {
    case SQLITE_NOTADB: return STORE_WRONG_KEY;
    case SQLITE_CORRUPT: return STORE_DAMAGED;
    default: return STORE_UNREACHABLE;
    }
}

static bool report(sqlite3 *db, const char *path, StoreFault fault, Arena *mem, StoreError *error) {
    *error = (StoreError){ fault, arena_text(mem, path), arena_text(mem, db ? sqlite3_errmsg(db) : "out of memory") };
    return false;
}

/* Opens PATH as the main base of *DB and reads its first page: that is where a wrong key shows. */
static bool open_file(sqlite3 **db, const char *path, const uint8_t *key, bool create, Arena *mem, StoreError *error) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    if (!create && access(path, F_OK))
        return *db = NULL, *error = (StoreError){ STORE_MISSING, arena_text(mem, path), NULL }, false;
    if (sqlite3_open_v2(path, db, flags, NULL) != SQLITE_OK)
        return report(*db, path, STORE_UNREACHABLE, mem, error);
    sqlite3_extended_result_codes(*db, 1);
    sqlite3_busy_timeout(*db, BUSY_MILLISECONDS);
    if (key && !use_key(*db, key))
        return report(*db, path, STORE_WRONG_KEY, mem, error);
    int code = sqlite3_exec(*db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
    return code == SQLITE_OK || report(*db, path, fault_of(code), mem, error);
}

static bool attach_school(const Store *store, sqlite3 *db, Arena *mem, StoreError *error) {
    uint8_t raw[RAW_KEY] = { 0 };
    sqlite3_stmt *attach = NULL;
    const char *text = store->has_key ? "ATTACH ?1 AS school KEY ?2" : "ATTACH ?1 AS school";
    bool done = sqlite3_prepare_v2(db, text, -1, &attach, NULL) == SQLITE_OK;
    raw_key(raw, store->key_school);
    if (done) {
        sqlite3_bind_text(attach, 1, store->path_school, -1, SQLITE_STATIC);
        if (store->has_key)
            sqlite3_bind_blob(attach, 2, raw, sizeof raw, SQLITE_STATIC);
        done = sqlite3_step(attach) == SQLITE_DONE;
    }
    sqlite3_finalize(attach);
    sodium_memzero(raw, sizeof raw);
    int code = done ? sqlite3_exec(db, "SELECT count(*) FROM school.sqlite_schema", NULL, NULL, NULL) : sqlite3_errcode(db);
    return code == SQLITE_OK || report(db, store->path_school, fault_of(code), mem, error);
}

static void drop_statement(void *owner, void *handle) {
    (void) owner;
    sqlite3_finalize(handle);
}

static bool prepare_own(Connection *c, bool attached) {
    const struct { sqlite3_stmt **statement; const char *text; } own[] = {
        { &c->begin_read, "BEGIN" }, { &c->begin_write, "BEGIN IMMEDIATE" }, { &c->commit, "COMMIT" },
        { &c->rollback, "ROLLBACK" }, { &c->look_main, "SELECT 1 FROM main.sqlite_schema LIMIT 1" },
        { &c->look_school, "SELECT 1 FROM school.sqlite_schema LIMIT 1" },
    };
    for (size_t i = 0; i < sizeof own / sizeof *own - (attached ? 0 : 1); i++)
        if (sqlite3_prepare_v3(c->db, own[i].text, -1, SQLITE_PREPARE_PERSISTENT, own[i].statement, NULL) != SQLITE_OK)
            return false;
    return true;
}

static void close_connection(Connection *c) {
    sqlite3_stmt *own[] = { c->begin_read, c->begin_write, c->commit, c->rollback, c->look_main, c->look_school };
    cache_clear(&c->cache, true);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        sqlite3_finalize(own[i]);
    for (Cursor *spare; (spare = c->spare); free(spare))
        c->spare = spare->next;
    sqlite3_close_v2(c->db);
    free(c);
}

static Connection *connection_new(const Store *store) {
    Connection *c = calloc(1, sizeof *c);
    must(c);
    c->store = store;
    cache_init(&c->cache, drop_statement, c);
    return c;
}

static Connection *open_connection(const Store *store, Arena *mem, StoreError *error) {
    Connection *c = connection_new(store);
    bool both = store->year != 0;
    const char *path = both ? store->path_year : store->path_school;
    const uint8_t *key = !store->has_key ? NULL : both ? store->key_year : store->key_school;
    if (open_file(&c->db, path, key, false, mem, error) && (!both || attach_school(store, c->db, mem, error))) {
        if (set_up(store, c->db, both) && prepare_own(c, both))
            return c;
        report(c->db, path, STORE_UNREACHABLE, mem, error);
    }
    close_connection(c);
    return NULL;
}

/* A connection to one base alone, for its schema steps; makes the file when asked to. */
static Connection *open_base(const Store *store, Place place, Arena *mem, StoreError *error) {
    Connection *c = connection_new(store);
    const char *path = place == YEAR ? store->path_year : store->path_school;
    const uint8_t *key = !store->has_key ? NULL : place == YEAR ? store->key_year : store->key_school;
    if (open_file(&c->db, path, key, store->create, mem, error)) {
        if (set_up(store, c->db, false) && prepare_own(c, false) &&
            (!store->create || pragma(c->db, "PRAGMA main.journal_mode = WAL;")))
            return c;
        report(c->db, path, STORE_UNREACHABLE, mem, error);
    }
    close_connection(c);
    return NULL;
}

/* ---- transactions ---- */

static Outcome outcome_of(Connection *c, int code) {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
        return RAN;
    snprintf(c->reason, sizeof c->reason, "%s (%d)", sqlite3_errmsg(c->db), sqlite3_extended_errcode(c->db));
    return (code & 0xFF) == SQLITE_BUSY || (code & 0xFF) == SQLITE_LOCKED ? RETRY : REFUSED;
}

static Outcome step_own(Connection *c, sqlite3_stmt *statement) {
    int code = sqlite3_step(statement);
    Outcome outcome = outcome_of(c, code);
    sqlite3_reset(statement);
    return outcome;
}

/* BEGIN alone reads nothing: a look at each file fixes the snapshot of both. */
static Outcome begin(Connection *c, TxMode mode) {
    Outcome outcome = step_own(c, mode == TX_WRITE ? c->begin_write : c->begin_read);
    if (outcome == RAN && mode == TX_READ)
        outcome = step_own(c, c->look_main);
    if (outcome == RAN && mode == TX_READ && c->look_school)
        outcome = step_own(c, c->look_school);
    if (outcome != RAN && !sqlite3_get_autocommit(c->db))
        step_own(c, c->rollback);
    return outcome;
}

static void end(Cursor *cursor);

static void end_open(Connection *c) {
    while (c->open)
        end(c->open);
}

static void roll_back(Connection *c) {
    end_open(c);
    if (!sqlite3_get_autocommit(c->db))     /* some failures have rolled back already */
        step_own(c, c->rollback);
}

static Outcome commit(Connection *c) {
    end_open(c);
    Outcome outcome = step_own(c, c->commit);
    if (outcome != RAN)
        roll_back(c);
    return outcome;
}

/* ---- statements ---- */

/* Values need not be copied when the first step, made at once, uses them all. */
static void bind(sqlite3_stmt *statement, int place, const Value *v, bool at_once, Arena *mem) {
    sqlite3_destructor_type copied = at_once ? SQLITE_STATIC : SQLITE_TRANSIENT;
    switch (v->kind) {
    case VALUE_NULL:
        sqlite3_bind_null(statement, place);
        break;
    case VALUE_INT:
        sqlite3_bind_int64(statement, place, v->integer);
        break;
    case VALUE_TEXT:
        sqlite3_bind_text(statement, place, v->data, (int) v->size, copied);
        break;
    case VALUE_BYTES:
        sqlite3_bind_blob(statement, place, v->size ? v->data : "", (int) v->size, copied);
        break;
    case VALUE_IDS: {
        const int64_t *ids = v->data;
        Str json = str_new(mem, v->size * 8 + 2);
        str_add_char(&json, '[');
        for (size_t i = 0; i < v->size; i++) {
            if (i)
                str_add_char(&json, ',');
            str_add_int(&json, ids[i]);
        }
        str_add_char(&json, ']');
        sqlite3_bind_text(statement, place, json.data, (int) json.size, SQLITE_TRANSIENT);
    }
    }
}

static bool find_statement(Connection *c, const Run *run, sqlite3_stmt **statement, CacheEntry **entry) {
    *entry = cache_find(&c->cache, run->text, run->fixed);
    if (*entry && !(*entry)->busy) {
        *statement = (*entry)->handle;
        return true;
    }
    bool again = *entry != NULL;        /* the same statement inside itself: one more, for this once */
    *entry = NULL;
    const char *rest = NULL;
    if (sqlite3_prepare_v3(c->db, run->text, -1, again ? 0 : SQLITE_PREPARE_PERSISTENT, statement, &rest) != SQLITE_OK)
        return false;
    must(!*rest);                       /* one statement to a text */
    if (!again)
        *entry = cache_add(&c->cache, run->text, run->fixed, *statement);
    return true;
}

static Cursor *cursor_new(Connection *c, sqlite3_stmt *statement, CacheEntry *entry) {
    Cursor *cursor = c->spare;
    if (cursor)
        c->spare = cursor->next;
    else
        cursor = malloc(sizeof *cursor);
    must(cursor);
    *cursor = (Cursor){ .connection = c, .statement = statement, .entry = entry, .next = c->open };
    if (c->open)
        c->open->previous = cursor;
    c->open = cursor;
    if (entry)
        entry->busy = true;
    return cursor;
}

static void end(Cursor *cursor) {
    Connection *c = cursor->connection;
    if (cursor->entry) {
        sqlite3_reset(cursor->statement);
        cursor->entry->busy = false;
    } else {
        sqlite3_finalize(cursor->statement);
    }
    if (cursor->previous)
        cursor->previous->next = cursor->next;
    else
        c->open = cursor->next;
    if (cursor->next)
        cursor->next->previous = cursor->previous;
    cursor->next = c->spare;
    c->spare = cursor;
}

static Outcome run(Connection *c, const Run *run, Arena *mem, Cursor **out) {
    sqlite3_stmt *statement;
    CacheEntry *entry;
    if (!find_statement(c, run, &statement, &entry))
        return outcome_of(c, sqlite3_errcode(c->db));
    int places = sqlite3_bind_parameter_count(statement);
    if (places > run->count || sqlite3_column_count(statement) != run->column_count) {
        snprintf(c->reason, sizeof c->reason, "%d columns, the head says %d", sqlite3_column_count(statement), run->column_count);
        end(cursor_new(c, statement, entry));
        return REFUSED;
    }
    for (int i = 0; i < places; i++)
        bind(statement, i + 1, &run->values[i], run->column_count == 0, mem);
    Cursor *cursor = cursor_new(c, statement, entry);
    int code = sqlite3_step(statement);
    Outcome outcome = outcome_of(c, code);
    cursor->stepped = true;
    cursor->done = code == SQLITE_DONE;
    if (outcome != RAN)
        end(cursor);
    else
        *out = cursor;
    return outcome;
}

static Outcome next(Cursor *cursor, bool *row) {
    int code = cursor->done ? SQLITE_DONE : cursor->stepped ? SQLITE_ROW : sqlite3_step(cursor->statement);
    cursor->stepped = false;
    cursor->done = code == SQLITE_DONE;
    *row = code == SQLITE_ROW;
    return outcome_of(cursor->connection, code);
}

static Outcome send(Connection *c, const Run *statement, Arena *mem) {
    Cursor *cursor = NULL;
    Outcome outcome = run(c, statement, mem, &cursor);
    if (outcome == RAN)
        end(cursor);
    return outcome;
}

static int64_t touched(const Cursor *cursor) {
    return sqlite3_changes64(cursor->connection->db);
}

/* One look for a column, then its value: each sqlite3_column_… looks anew. No other thread uses the connection. */
static sqlite3_value *column_of(const Cursor *cursor, int column) {
    return sqlite3_column_value(cursor->statement, column);
}

static bool is_null(const Cursor *cursor, int column) {
    return sqlite3_value_type(column_of(cursor, column)) == SQLITE_NULL;
}

static int64_t integer(const Cursor *cursor, int column) {
    return sqlite3_value_int64(column_of(cursor, column));
}

static const void *bytes(const Cursor *cursor, int column, size_t *size) {
    sqlite3_value *value = column_of(cursor, column);
    int type = sqlite3_value_type(value);
    const void *data = type == SQLITE_NULL ? NULL : type == SQLITE_BLOB ? sqlite3_value_blob(value) : (const void *) sqlite3_value_text(value);
    *size = (size_t) sqlite3_value_bytes(value);
    return data || type == SQLITE_NULL ? data : "";
}

static const char *reason(const Connection *c) {
    return c->reason;
}

static bool script(Connection *c, const char *text) {
    return outcome_of(c, sqlite3_exec(c->db, text, NULL, NULL, NULL)) == RAN;
}

/* ---- care ---- */

typedef struct Findings { StoreFinding *items; size_t count; StoreCheck check; Place place; Arena *mem; } Findings;
#define FINDINGS_MAX 100

static int add_finding(void *to, int count, char **cells, char **names) {
    (void) names;
    Findings *f = to;
    if (f->check == CHECK_ENGINE && cells[0] && !strcmp(cells[0], "ok"))
        return 0;
    Str detail = str_new(f->mem, 64);
    for (int i = 0; i < count; i++)
        str_printf(&detail, "%s%s", i ? " " : "", cells[i] ? cells[i] : "-");
    if (f->count < FINDINGS_MAX)
        f->items[f->count++] = (StoreFinding){ f->check, f->place, detail.data };
    return 0;
}

static StoreFinding *check(Connection *c, Place place, Arena *mem, size_t *count) {
    bool main_base = place == YEAR || c->store->year == 0;
    Findings f = { NEW_ARRAY(mem, StoreFinding, FINDINGS_MAX), 0, CHECK_ENGINE, place, mem };
    int code = sqlite3_exec(c->db, main_base ? "PRAGMA main.integrity_check" : "PRAGMA school.integrity_check", add_finding,
                            &f, NULL);
    if (code != SQLITE_OK)
        add_finding(&f, 1, (char *[]){ (char *) sqlite3_errmsg(c->db) }, NULL);
    f.check = CHECK_REFERENCES;
    code = sqlite3_exec(c->db, main_base ? "PRAGMA main.foreign_key_check" : "PRAGMA school.foreign_key_check", add_finding,
                        &f, NULL);
    if (code != SQLITE_OK)
        add_finding(&f, 1, (char *[]){ (char *) sqlite3_errmsg(c->db) }, NULL);
    *count = f.count;
    return f.items;
}

/* The copy takes the key of the connection's main base: so each base is copied over a connection of its own. */
static bool vacuum_into(Connection *c, Place place, const char *path, Arena *mem) {
    StoreError error = { 0 };
    sqlite3_stmt *statement = NULL;
    Connection *alone = open_base(c->store, place, mem, &error);
    if (!alone) {
        snprintf(c->reason, sizeof c->reason, "%s", error.detail ? error.detail : "the base is missing");
        return false;
    }
    bool fresh = access(path, F_OK) != 0;
    bool done = fresh && sqlite3_prepare_v2(alone->db, "VACUUM INTO ?1", -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_bind_text(statement, 1, path, -1, SQLITE_STATIC) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_DONE;
    if (!done)
        snprintf(c->reason, sizeof c->reason, "%s", fresh ? sqlite3_errmsg(alone->db) : "a file is there already");
    if (!done && fresh)
        unlink(path);
    sqlite3_finalize(statement);
    close_connection(alone);
    return done;
}

/* Both copies are of one moment when nobody writes between them: the caller holds the writer's place. */
static bool snapshot(Connection *c, const char *path_year, const char *path_school, Arena *mem) {
    if (c->store->year == 0)
        return vacuum_into(c, SCHOOL, path_school, mem);
    if (!vacuum_into(c, YEAR, path_year, mem))
        return false;
    if (vacuum_into(c, SCHOOL, path_school, mem))
        return true;
    unlink(path_year);
    return false;
}

const Engine sqlite_engine = {
    .open = open_connection, .open_base = open_base, .close = close_connection, .begin = begin, .commit = commit, .rollback = roll_back, .run = run,
    .send = send, .next = next, .end = end, .touched = touched, .is_null = is_null, .integer = integer, .bytes = bytes, .reason = reason,
    .script = script, .check = check, .snapshot = snapshot,
    .letter = 's',
};
