/* Between the store (db.c) and its two engines. Private to this folder: nobody else sees a connection. */
#pragma once

#include "base/vec.h"
#include "store/change.h"
#include "store/list.h"
#include "store/migrate.h"

#include <pthread.h>

typedef struct Connection Connection;   /* each engine defines its own */
typedef struct Cursor Cursor;

typedef enum Outcome {
    RAN,
    REFUSED,            /* the engine said no: the transaction is lost */
    RETRY,              /* the engine asks to rerun the whole */
    LOST,               /* the connection went away: nothing was written */
    UNSURE,             /* it went away in COMMIT: written or not, nobody knows yet */
} Outcome;

/* A text to run. `fixed` texts live as long as the program, so their address names them; others are compared. */
typedef struct Run {
    const char *name;                   /* for faults */
    const char *text;
    bool fixed;
    const char *types;                  /* of the values */
    const Value *values;
    int count;
    const char *columns;                /* letters of the result */
    int column_count;
} Run;

typedef struct Engine {
    Connection *(*open)(const Store *store, Arena *mem, StoreError *error);
    Connection *(*open_base)(const Store *store, Place place, Arena *mem, StoreError *error);  /* one base alone, for its steps */
    void (*close)(Connection *c);
    Outcome (*begin)(Connection *c, TxMode mode);       /* reconnects by itself when it was lost before */
    Outcome (*commit)(Connection *c);
    void (*rollback)(Connection *c);
    Outcome (*run)(Connection *c, const Run *run, Arena *mem, Cursor **cursor);    /* a refusal, here and of begin, may show at next */
    Outcome (*send)(Connection *c, const Run *run, Arena *mem);     /* returns nothing; a refusal may show later */
    Outcome (*next)(Cursor *cursor, bool *row);
    void (*end)(Cursor *cursor);                        /* once per cursor; a transaction's end ends those left */
    int64_t (*touched)(const Cursor *cursor);           /* rows written, after next said there is no row */
    bool (*is_null)(const Cursor *cursor, int column);
    int64_t (*integer)(const Cursor *cursor, int column);
    const void *(*bytes)(const Cursor *cursor, int column, size_t *size);   /* valid until next; text too, NUL-ended */
    const char *(*reason)(const Connection *c);         /* of the last refusal; no data in it */
    bool (*script)(Connection *c, const char *text);    /* constant texts: schema steps */
    StoreFinding *(*check)(Connection *c, Place place, Arena *mem, size_t *count);
    bool (*snapshot)(Connection *c, const char *path_year, const char *path_school, Arena *mem);   /* NULL: not this engine's */
    char letter;                                        /* 's', 'p': which spelling */
} Engine;

extern const Engine sqlite_engine, postgres_engine;

/* years.c: the schemas y2025, y2026 … of a database. */
#define YEAR_LEAST 1990
#define YEAR_MOST 2200
typedef VEC(int) YearList;
bool postgres_years(const StoreOptions *options, Arena *mem, YearList *to, StoreError *error);
extern const char closed_year[];        /* the reason of a change to a closed year, known by its address */

struct Store {
    const Engine *engine;
    const char *folder, *postgres, *uai, *path_year, *path_school;
    int year, reader_count, spare_readers;      /* spare: of them, seldom all used at a time */
    bool read_only, has_key, create;    /* create: while opening */
    uint8_t key_year[32], key_school[32];
    const Migration *steps;
    int step_count;
    const TableHook *hooks;
    size_t hook_count;
    const Table *const *tables;         /* NULL-ended: all that the audit may name (tests have their own) */
    int fail_at, fail_once;             /* torture mode */
    bool forgets;                       /* nothing that is committed is kept */

    pthread_mutex_t lock;               /* guards what follows */
    pthread_cond_t freed;
    Connection *writer;
    bool writer_busy;
    Connection **readers;               /* opened when first needed */
    bool *reader_busy;
};

struct Tx {
    Store *store;
    Connection *connection;
    int reader;                         /* its place in store->readers, -1: the writer */
    Arena *mem;
    TxMode mode;
    Scope scope;
    bool has_scope, again, begun;
    bool writes_somewhere;
    Place writes;                       /* the one base that this transaction writes */
    int statements;
    Fault fault;                        /* .reason NULL while all is well */
    struct Changes *changes;            /* of change.c */
};

/* With other schema steps than the program's own: tests. */
Store *store_open_steps(const StoreOptions *options, const Migration *steps, int count, Arena *mem, StoreError *error);

/* db.c: the Nth statement or commit from now on fails, once, in whatever transaction it is: requests of several. 0 stops that. Returns what was left of
 * the number before: 0 when that failure has happened. One thread at a time. */
int store_fail_once(Store *store, int nth);

/* migrate.c: brings one base to date over a connection whose main base it is, or only looks when !CREATE. */
bool migrate_base(const Store *store, Connection *c, Place place, bool create, Arena *mem, StoreError *error);

/* change.c: writes the pending audit rows and topics, before COMMIT. */
void change_flush(Tx *tx);

/* list.c: what a page of a list remembers. */
#define LIST_KEYS_MAX 8
struct ListRun {
    const List *list;
    int sort, size, first_key;          /* first_key: the column where the sort's keys begin */
    bool descending, more;
    Value keys[LIST_KEYS_MAX];
};
void list_keep_keys(Rows *rows);        /* of the row it stands on */
const char *list_text(Tx *tx, const List *list, const ListAsk *ask);    /* the statement as joined: for the test of plans */

/* db.c, for list.c: runs a text made for the occasion. */
Rows db_run(Tx *tx, const Run *run);
void tx_writes(Tx *tx, Place place);    /* must not differ from the base written before */

/* cache.c: prepared statements of one connection, the least recently used leaves first. */
#define CACHE_SIZE 256
typedef struct CacheEntry {
    const char *text;                   /* ours when !fixed */
    uint64_t hash, used;                /* used: when */
    void *handle;                       /* the engine's; NULL: free place */
    bool fixed, busy;
    int next;                           /* in its bucket, -1 ends */
} CacheEntry;
typedef struct Cache {
    CacheEntry entries[CACHE_SIZE];
    int buckets[CACHE_SIZE], count;
    uint64_t clock;
    void (*drop)(void *owner, void *handle);
    void *owner;
} Cache;
void cache_init(Cache *cache, void (*drop)(void *owner, void *handle), void *owner);
CacheEntry *cache_find(Cache *cache, const char *text, bool fixed);     /* NULL: not there */
CacheEntry *cache_add(Cache *cache, const char *text, bool fixed, void *handle);       /* NULL: all are busy */
void cache_clear(Cache *cache, bool drop);
