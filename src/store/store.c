/* Opening and closing a school's bases, copies and checks. */
#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "store/engine.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READERS_MAX 16

#define SLOW_READERS 2                  /* a long reading must not take the place of the short ones */
#define POSTGRES_READERS 6              /* they wait for the server more than they work */

/* SQLite: one for each thread that serves; connections are opened when first needed. */
static int sensible_readers(bool postgres) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int short_ones = postgres ? POSTGRES_READERS : cores < 2 ? 2 : cores > 8 ? 8 : (int) cores;
    return short_ones + SLOW_READERS;
}

/* Each base has a key of its own, so that one key file opens all years and no two files share a key. */
static void derive_key(uint8_t out[32], const uint8_t *key, const char *base) {
    crypto_generichash(out, 32, (const uint8_t *) base, strlen(base), key, 32);
}

static char *joined(const char *a, const char *b) {
    size_t size = strlen(a) + strlen(b) + 1;
    char *out = malloc(size);
    must(out);
    snprintf(out, size, "%s%s", a, b);
    return out;
}

static Store *store_new(const StoreOptions *o, const Migration *steps, int count) {
    Store *s = calloc(1, sizeof *s);
    char base[32];
    must(s && o->uai && (o->postgres || o->folder));
    must(sodium_init() >= 0);
    s->engine = o->postgres ? &postgres_engine : &sqlite_engine;
    s->folder = joined(o->folder ? o->folder : "", "");
    s->postgres = o->postgres ? joined(o->postgres, "") : NULL;
    s->uai = joined(o->uai, "");
    s->year = o->year;
    snprintf(base, sizeof base, "/%d/base.db", o->year);
    s->path_year = joined(s->folder, base);
    s->path_school = joined(s->folder, "/school.db");
    s->read_only = o->read_only;
    s->create = o->create;
    s->steps = steps;
    s->tables = all_tables;
    s->step_count = count;
    s->has_key = o->key != NULL;
    if (o->key) {
        snprintf(base, sizeof base, "preau base %d", o->year);
        derive_key(s->key_year, o->key, base);
        derive_key(s->key_school, o->key, "preau base school");
    }
    s->reader_count = o->readers > READERS_MAX ? READERS_MAX : o->readers > 0 ? o->readers : sensible_readers(o->postgres != NULL);
    s->spare_readers = o->readers > 0 ? 0 : SLOW_READERS;
    s->readers = calloc((size_t) s->reader_count, sizeof(Connection *));
    s->reader_busy = calloc((size_t) s->reader_count, sizeof(bool));
    must(s->readers && s->reader_busy);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->freed, NULL);
    return s;
}

static bool prepare_base(Store *s, Place place, Arena *mem, StoreError *error) {
    Connection *c = s->engine->open_base(s, place, mem, error);
    if (!c)
        return false;
    bool done = migrate_base(s, c, place, s->create, mem, error);
    s->engine->close(c);
    return done;
}

static bool make_folder(const Store *s, Arena *mem, StoreError *error) {
    char *folder = arena_printf(mem, "%s/%d", s->folder, s->year);
    if (s->postgres || s->year == 0 || !s->create || mkdir(folder, 0700) == 0 || errno == EEXIST)
        return true;
    *error = (StoreError){ STORE_UNREACHABLE, folder, arena_text(mem, strerror(errno)) };
    return false;
}

Store *store_open_steps(const StoreOptions *options, const Migration *steps, int count, Arena *mem, StoreError *error) {
    Store *s = store_new(options, steps, count);
    *error = (StoreError){ 0 };
    bool opened = make_folder(s, mem, error) && prepare_base(s, SCHOOL, mem, error) &&
                  (s->year == 0 || prepare_base(s, YEAR, mem, error)) && (s->writer = s->engine->open(s, mem, error));
    s->create = false;
    if (opened)
        return s;
    store_close(s);
    return NULL;
}

Store *store_open(const StoreOptions *options, Arena *mem, StoreError *error) {
    return store_open_steps(options, migrations, migration_count, mem, error);
}

void store_close(Store *s) {
    if (!s)
        return;
    for (int i = 0; i < s->reader_count; i++) {
        must(!s->reader_busy[i]);           /* no transaction outlives its store */
        if (s->readers[i])
            s->engine->close(s->readers[i]);
    }
    must(!s->writer_busy);
    if (s->writer)
        s->engine->close(s->writer);
    pthread_cond_destroy(&s->freed);
    pthread_mutex_destroy(&s->lock);
    sodium_memzero(s->key_year, sizeof s->key_year);
    sodium_memzero(s->key_school, sizeof s->key_school);
    free((char *) s->folder);
    free((char *) s->postgres);
    free((char *) s->uai);
    free((char *) s->path_year);
    free((char *) s->path_school);
    free(s->readers);
    free(s->reader_busy);
    free(s);
}

bool store_is_postgres(const Store *store) {
    return store->postgres != NULL;
}

int store_year(const Store *store) {
    return store->year;
}

int store_readers(const Store *store) {
    return store->reader_count;
}

void change_hooks(Store *store, const TableHook *hooks, size_t count) {
    store->hooks = hooks;
    store->hook_count = count;
}

/* ---- care ---- */

/* Takes the writer's place without a transaction: what follows must not run inside one. */
static void take_writer(Store *s) {
    pthread_mutex_lock(&s->lock);
    while (s->writer_busy)
        pthread_cond_wait(&s->freed, &s->lock);
    s->writer_busy = true;
    pthread_mutex_unlock(&s->lock);
}

static void free_writer(Store *s) {
    pthread_mutex_lock(&s->lock);
    s->writer_busy = false;
    pthread_cond_broadcast(&s->freed);
    pthread_mutex_unlock(&s->lock);
}

bool store_snapshot(Store *store, const char *path_year, const char *path_school, Arena *mem, const char **fault) {
    *fault = "not this engine's";
    if (!store->engine->snapshot)
        return false;
    take_writer(store);
    bool done = store->engine->snapshot(store->writer, path_year, path_school, mem);
    *fault = done ? NULL : arena_text(mem, store->engine->reason(store->writer));
    free_writer(store);
    return done;
}

static void check_chain(Store *store, Place place, Arena *mem, StoreFinding *findings, size_t *count) {
    Tx *tx = tx_begin(store, mem, TX_READ);
    int64_t bad = change_verify(tx, place);
    if (!tx_ok(tx))
        findings[(*count)++] = (StoreFinding){ CHECK_ENGINE, place, tx_fault(tx)->reason };
    else if (bad)
        findings[(*count)++] = (StoreFinding){ CHECK_AUDIT, place, arena_printf(mem, "%lld", (long long) bad) };
    tx_rollback(tx);
}

StoreFinding *store_check(Store *store, Arena *mem, size_t *count) {
    StoreFinding *all = NULL;
    size_t total = 0;
    for (Place place = YEAR; place <= SCHOOL; place++) {
        size_t found = 0;
        StoreFinding *some = NULL;
        if (place == YEAR && store->year == 0)
            continue;
        if (store->engine->check) {
            take_writer(store);
            some = store->engine->check(store->writer, place, mem, &found);
            free_writer(store);
        }
        StoreFinding *grown = NEW_ARRAY(mem, StoreFinding, total + found + 1);
        if (total)
            memcpy(grown, all, total * sizeof *all);
        if (found)
            memcpy(grown + total, some, found * sizeof *some);
        all = grown;
        total += found;
        check_chain(store, place, mem, all, &total);
    }
    *count = total;
    return all;
}
