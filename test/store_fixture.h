/* A fresh store for a test, on each engine in turn: SQLite in a folder of its own with a random key; PostgreSQL in a new
 * database of a throw-away cluster (unix socket only, started once per test program, or shared by the environment
 * variable PREAU_TEST_POSTGRES, which names the folder of its socket). Bases hold the program's tables and the dummy
 * feature's (test/dummy). */
#pragma once

#include "store/db.h"
#include "store/migrate.h"

typedef struct StoreFixture {
    Store *store;
    Arena *mem;                         /* lives until the fixture ends */
    bool postgres;
    const char *folder;                 /* of the SQLite files */
    uint8_t key[32];
    StoreOptions options;               /* what it was opened with */
    const Migration *steps;             /* NULL: the program's own, as store_open takes them */
    int step_count;
    struct sqlite3 *watch[2];           /* of snapshot.c: connections that say whether anybody has committed */
    struct pg_conn *watch_postgres;
} StoreFixture;

/* Runs FN on a fresh store of SQLite, then of PostgreSQL. */
void for_each_engine(void (*fn)(StoreFixture *f));

StoreFixture *store_fixture_open(bool postgres);
StoreFixture *store_fixture_open_plain(bool postgres);  /* the program's tables only, as `preau` itself would open them */
StoreFixture *store_fixture_open_steps(bool postgres, const Migration *steps, int count);       /* a base of earlier times */
void store_fixture_close(StoreFixture *f);              /* the store and all its files */

/* Many tests of one costly store: freeze closes it for good, then each copy is a fixture of its own with the same key and rows. */
void store_fixture_freeze(StoreFixture *f);
StoreFixture *store_fixture_copy(const StoreFixture *frozen);
void store_fixture_reopen(StoreFixture *f);             /* the same bases, as after a restart */

/* The lines of a check: the store again, whatever it says; NULL and *ERROR when it does not open. */
Store *store_fixture_another(StoreFixture *f, const StoreOptions *options, StoreError *error);

/* Ends every connection to the fixture's database from outside: a server that went away. PostgreSQL only. */
void store_fixture_cut(StoreFixture *f);

/* The two bases as somebody with the key sees them, past the store: Place's file of a SQLite fixture. The caller closes it. */
struct sqlite3 *store_fixture_raw(const StoreFixture *f, Place place);

/* Runs SQL past the store, as somebody with the file and the key, or the password, could. */
void store_fixture_tamper(StoreFixture *f, const char *sql);                   /* in the year's base */
void store_fixture_tamper_at(StoreFixture *f, Place place, const char *sql);

/* True when TEXT (12 bytes or more) stands readable in any file below the folder. */
bool store_fixture_finds(const StoreFixture *f, const char *text, size_t size);
