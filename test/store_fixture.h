/* A fresh store for a test, on each engine in turn: SQLite in a folder of its own with a random key; PostgreSQL in a new
 * database of a throw-away cluster (unix socket only, started once per test program, or shared by the environment
 * variable PREAU_TEST_POSTGRES, which names the folder of its socket). Bases hold the program's tables and the dummy
 * feature's (test/dummy). */
#pragma once

#include "store/db.h"

typedef struct StoreFixture {
    Store *store;
    Arena *mem;                         /* lives until the fixture ends */
    bool postgres;
    const char *folder;                 /* of the SQLite files */
    uint8_t key[32];
    StoreOptions options;               /* what it was opened with */
} StoreFixture;

/* Runs FN on a fresh store of SQLite, then of PostgreSQL. */
void for_each_engine(void (*fn)(StoreFixture *f));

StoreFixture *store_fixture_open(bool postgres);
void store_fixture_close(StoreFixture *f);              /* the store and all its files */
void store_fixture_reopen(StoreFixture *f);             /* the same bases, as after a restart */

/* The lines of a check: the store again, whatever it says; NULL and *ERROR when it does not open. */
Store *store_fixture_another(StoreFixture *f, const StoreOptions *options, StoreError *error);

/* Ends every connection to the fixture's database from outside: a server that went away. PostgreSQL only. */
void store_fixture_cut(StoreFixture *f);

/* Runs SQL past the store, as somebody with the file and the key, or the password, could. */
void store_fixture_tamper(StoreFixture *f, const char *sql);

/* True when TEXT (12 bytes or more) stands readable in any file below the folder. */
bool store_fixture_finds(const StoreFixture *f, const char *text, size_t size);
