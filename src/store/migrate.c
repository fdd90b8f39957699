/* Running the schema steps that a base has not had yet. */
#include "base/date.h"
#include "base/must.h"
#include "base/str.h"
#include "base/vec.h"
#include "store/engine.h"

#include <string.h>

/* The table of steps done is not a step itself. Row 0 says whose base this is: "0751234A" or "0751234A 2026". */
typedef struct StepTexts { const char *exists, *create, *all, *add; } StepTexts;

static const StepTexts texts_sqlite[] = {
    [YEAR] = { "SELECT count(*) FROM sqlite_schema WHERE name = 'year_step'",
               "CREATE TABLE year_step (number INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL) STRICT",
               "SELECT number, name FROM year_step ORDER BY number",
               "INSERT INTO year_step (number, name, at) VALUES (?1, ?2, ?3)" },
    [SCHOOL] = { "SELECT count(*) FROM sqlite_schema WHERE name = 'school_step'",
                 "CREATE TABLE school_step (number INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL) STRICT",
                 "SELECT number, name FROM school_step ORDER BY number",
                 "INSERT INTO school_step (number, name, at) VALUES (?1, ?2, ?3)" },
};

static const StepTexts texts_postgres[] = {
    [YEAR] = { "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = 'year_step'",
               "CREATE TABLE year_step (number bigint PRIMARY KEY, name text NOT NULL, at bigint NOT NULL)",
               "SELECT number, name FROM year_step ORDER BY number",
               "INSERT INTO year_step (number, name, at) VALUES ($1::bigint, $2::text, $3::bigint)" },
    [SCHOOL] = { "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = 'school_step'",
                 "CREATE TABLE school_step (number bigint PRIMARY KEY, name text NOT NULL, at bigint NOT NULL)",
                 "SELECT number, name FROM school_step ORDER BY number",
                 "INSERT INTO school_step (number, name, at) VALUES ($1::bigint, $2::text, $3::bigint)" },
};

typedef struct Done { int64_t number; const char *name; } Done;
typedef VEC(Done) DoneSteps;

typedef struct Base {
    const Store *store;
    const Engine *engine;
    Connection *connection;
    Place place;
    const StepTexts *texts;
    const char *mark, *path;
    Arena *mem;
    StoreError *error;
} Base;

static bool stop(const Base *b, StoreFault fault, const char *detail) {
    *b->error = (StoreError){ fault, b->path, detail ? arena_text(b->mem, detail) : NULL };
    return false;
}

static bool engine_stop(const Base *b) {
    return stop(b, STORE_DAMAGED, b->engine->reason(b->connection));
}

static bool exists(const Base *b, bool *yes) {
    Run run = { .text = b->texts->exists, .fixed = true, .types = "", .columns = "i", .column_count = 1 };
    Cursor *cursor;
    bool row = false;
    if (b->engine->run(b->connection, &run, b->mem, &cursor) != RAN)
        return engine_stop(b);
    bool ran = b->engine->next(cursor, &row) == RAN;
    *yes = ran && row && b->engine->integer(cursor, 0) > 0;
    b->engine->end(cursor);
    return ran || engine_stop(b);
}

static bool remember(const Base *b, int64_t number, const char *name) {
    Value values[] = { of_int(number), of_text(name), of_int(instant_now()) };
    Run run = { .text = b->texts->add, .fixed = true, .types = "iti", .values = values, .count = 3, .columns = "" };
    Cursor *cursor;
    bool row;
    if (b->engine->run(b->connection, &run, b->mem, &cursor) != RAN)
        return engine_stop(b);
    bool ran = b->engine->next(cursor, &row) == RAN;
    b->engine->end(cursor);
    return ran || engine_stop(b);
}

static bool read_done(const Base *b, DoneSteps *done) {
    Run run = { .text = b->texts->all, .fixed = true, .types = "", .columns = "it", .column_count = 2 };
    Cursor *cursor;
    bool row = false, ran;
    size_t size;
    if (b->engine->run(b->connection, &run, b->mem, &cursor) != RAN)
        return engine_stop(b);
    while ((ran = b->engine->next(cursor, &row) == RAN) && row)
        *VEC_ADD(b->mem, done) = (Done){ b->engine->integer(cursor, 0), arena_text(b->mem, b->engine->bytes(cursor, 1, &size)) };
    b->engine->end(cursor);
    return ran || engine_stop(b);
}

static bool is_done(const DoneSteps *done, int64_t number) {
    for (size_t i = 0; i < done->count; i++)
        if (done->items[i].number == number)
            return true;
    return false;
}

static bool check_known(const Base *b, const DoneSteps *done) {
    if (!done->count || done->items[0].number != 0 || strcmp(done->items[0].name, b->mark))
        return stop(b, STORE_FOREIGN, done->count ? done->items[0].name : NULL);
    for (size_t i = 1; i < done->count; i++) {
        bool known = false;
        for (int s = 0; s < b->store->step_count; s++)
            known |= b->store->steps[s].place == b->place && b->store->steps[s].number == done->items[i].number;
        if (!known)
            return stop(b, STORE_NEWER, done->items[i].name);
    }
    return true;
}

static bool run_steps(const Base *b, const DoneSteps *done, bool create) {
    for (int s = 0; s < b->store->step_count; s++) {
        const Migration *m = &b->store->steps[s];
        if (m->place != b->place || is_done(done, m->number))
            continue;
        if (!create)
            return stop(b, STORE_OLDER, m->name);
        if (!b->engine->script(b->connection, b->engine->letter == 's' ? m->sqlite : m->postgres))
            return stop(b, STORE_DAMAGED, arena_printf(b->mem, "%s: %s", m->name, b->engine->reason(b->connection)));
        if (!remember(b, m->number, m->name))
            return false;
    }
    return true;
}

static bool bring_to_date(const Base *b, bool create) {
    DoneSteps done = { 0 };
    bool there = false;
    if (!exists(b, &there))
        return false;
    if (!there && !create)
        return stop(b, STORE_MISSING, NULL);
    if (!there && (!b->engine->script(b->connection, b->texts->create) || !remember(b, 0, b->mark)))
        return engine_stop(b);
    return read_done(b, &done) && check_known(b, &done) && run_steps(b, &done, create);
}

bool migrate_base(const Store *store, Connection *c, Place place, bool create, Arena *mem, StoreError *error) {
    bool sqlite = store->engine->letter == 's';
    Base b = { store, store->engine, c, place, sqlite ? &texts_sqlite[place] : &texts_postgres[place], NULL,
               sqlite ? place == YEAR ? store->path_year : store->path_school : store->uai, mem, error };
    b.mark = place == YEAR ? arena_printf(mem, "%s %d", store->uai, store->year) : store->uai;
    if (store->engine->begin(c, create ? TX_WRITE : TX_READ) != RAN)
        return stop(&b, STORE_UNREACHABLE, store->engine->reason(c));
    if (!bring_to_date(&b, create)) {
        store->engine->rollback(c);
        return false;
    }
    return store->engine->commit(c) == RAN || engine_stop(&b);
}
