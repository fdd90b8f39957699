#include "store_fixture.h"

#include "base/must.h"
#include "gen/dummy_statements.h"
#include "store/engine.h"
#include "throwaway_postgres.h"

#include <dirent.h>
#include <ftw.h>
#include <libpq-fe.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    (void) st, (void) type, (void) ftw;
    return remove(path);
}

static void run_on(const char *database, const char *sql) {
    PGconn *pg = PQconnectdb(database);
    PGresult *result = PQexec(pg, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fprintf(stderr, "%s: %s", sql, PQerrorMessage(pg));
    PQclear(result);
    PQfinish(pg);
}

static int databases;

static const char *new_database(Arena *mem) {
    const char *socket = throwaway_postgres();
    const char *name = arena_printf(mem, "t%d_%d", (int) getpid(), ++databases);
    run_on(arena_printf(mem, "host=%s user=postgres dbname=postgres", socket),
           arena_printf(mem, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' "
                             "STRATEGY file_copy", name));
    return arena_printf(mem, "host=%s user=postgres dbname=%s", socket, name);
}

static Store *open_it(StoreFixture *f, const StoreOptions *options, StoreError *error) {
    return store_open_steps(options, dummy_migrations, dummy_migration_count, f->mem, error);
}

StoreFixture *store_fixture_open(bool postgres) {
    Arena *mem = arena_new();
    StoreFixture *f = NEW(mem, StoreFixture);
    StoreError error;
    char *folder = arena_text(mem, "/tmp/preau-store-XXXXXX");
    must(sodium_init() >= 0 && mkdtemp(folder));
    *f = (StoreFixture){ .mem = mem, .postgres = postgres, .folder = folder };
    randombytes_buf(f->key, sizeof f->key);
    f->options = (StoreOptions){ .folder = folder, .uai = "0751234A", .year = 2026, .create = true,
                                 .postgres = postgres ? new_database(mem) : NULL, .key = postgres ? NULL : f->key };
    f->store = open_it(f, &f->options, &error);
    if (!f->store)
        fprintf(stderr, "store: fault %d: %s: %s\n", error.fault, error.path, error.detail ? error.detail : "");
    must(f->store);
    return f;
}

Store *store_fixture_another(StoreFixture *f, const StoreOptions *options, StoreError *error) {
    return open_it(f, options, error);
}

void store_fixture_reopen(StoreFixture *f) {
    StoreError error;
    store_close(f->store);
    f->store = open_it(f, &f->options, &error);
    must(f->store);
}

void store_fixture_close(StoreFixture *f) {
    store_close(f->store);
    nftw(f->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    if (f->postgres) {
        const char *name = strstr(f->options.postgres, "dbname=") + 7;
        run_on(arena_printf(f->mem, "host=%s user=postgres dbname=postgres", throwaway_postgres()),
               arena_printf(f->mem, "DROP DATABASE %s WITH (FORCE)", name));
    }
    arena_free(f->mem);
}

void for_each_engine(void (*fn)(StoreFixture *f)) {
    for (int postgres = 0; postgres < 2; postgres++) {
        StoreFixture *f = store_fixture_open(postgres);
        fn(f);
        store_fixture_close(f);
    }
}

void store_fixture_cut(StoreFixture *f) {
    run_on(f->options.postgres, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                "WHERE datname = current_database() AND pid <> pg_backend_pid()");
    usleep(50000);
}

static void tamper_sqlite(StoreFixture *f, const char *sql) {
    sqlite3 *db = NULL;
    char raw[36] = "raw:";
    char *fault = NULL;
    memcpy(raw + 4, f->store->key_year, 32);
    must(sqlite3_open(f->store->path_year, &db) == SQLITE_OK);
    sqlite3mc_config(db, "cipher", sqlite3mc_cipher_index("aegis"));
    sqlite3_key_v2(db, "main", raw, sizeof raw);
    if (sqlite3_exec(db, sql, NULL, NULL, &fault) != SQLITE_OK)
        fprintf(stderr, "%s: %s\n", sql, fault);
    sqlite3_free(fault);
    sqlite3_close(db);
}

void store_fixture_tamper(StoreFixture *f, const char *sql) {
    if (f->postgres)
        run_on(f->options.postgres, arena_printf(f->mem, "SET search_path = y2026, school; %s", sql));
    else
        tamper_sqlite(f, sql);
}

static bool file_holds(const char *path, const char *text, size_t size) {
    FILE *file = fopen(path, "rb");
    struct stat st;
    if (!file)
        return false;
    must(fstat(fileno(file), &st) == 0);
    char *all = malloc((size_t) st.st_size + 1);
    size_t got = fread(all, 1, (size_t) st.st_size, file);
    bool found = memmem(all, got, text, size) != NULL;
    free(all);
    fclose(file);
    return found;
}

static bool folder_holds(Arena *mem, const char *folder, const char *text, size_t size) {
    DIR *dir = opendir(folder);
    bool found = false;
    for (struct dirent *e; dir && (e = readdir(dir));) {
        if (e->d_name[0] == '.')
            continue;
        char *path = arena_printf(mem, "%s/%s", folder, e->d_name);
        found |= e->d_type == DT_DIR ? folder_holds(mem, path, text, size) : file_holds(path, text, size);
    }
    if (dir)
        closedir(dir);
    return found;
}

bool store_fixture_finds(const StoreFixture *f, const char *text, size_t size) {
    return folder_holds(f->mem, f->folder, text, size);
}
