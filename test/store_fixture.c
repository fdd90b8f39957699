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

static const char UAI[] = "0751234A";

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

static const char *new_database(Arena *mem, const char *template) {
    const char *socket = throwaway_postgres();
    const char *name = arena_printf(mem, "t%d_%d", (int) getpid(), ++databases);
    run_on(arena_printf(mem, "host=%s user=postgres dbname=postgres", socket),
           arena_printf(mem, "CREATE DATABASE %s TEMPLATE %s ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' "
                             "STRATEGY file_copy", name, template));
    return arena_printf(mem, "host=%s user=postgres dbname=%s", socket, name);
}

static const char *database_name(const StoreFixture *f) { return strstr(f->options.postgres, "dbname=") + 7; }

static Store *open_it(StoreFixture *f, const StoreOptions *options, StoreError *error) {
    return f->steps ? store_open_steps(options, f->steps, f->step_count, f->mem, error) : store_open(options, f->mem, error);
}

/* ---- a database that has the tables already ---- */

static const char *steps_mark(Arena *mem, const Migration *steps, int count) {
    unsigned char out[12];
    char hex[25];
    crypto_generichash_state h;
    crypto_generichash_init(&h, NULL, 0, sizeof out);
    for (int i = 0; i < count; i++) {
        crypto_generichash_update(&h, (const unsigned char *) steps[i].name, strlen(steps[i].name) + 1);
        crypto_generichash_update(&h, (const unsigned char *) steps[i].postgres, strlen(steps[i].postgres) + 1);
    }
    crypto_generichash_final(&h, out, sizeof out);
    return arena_text(mem, sodium_bin2hex(hex, sizeof hex, out, sizeof out));
}

static void make_migrated(Arena *mem, PGconn *pg, const char *name, const Migration *steps, int count) {
    StoreError error;
    const char *made = new_database(mem, "template0");
    char *folder = arena_printf(mem, "%s/preau-store-XXXXXX", throwaway_place());
    must(mkdtemp(folder));
    Store *store = store_open_steps(&(StoreOptions){ .folder = folder, .uai = UAI, .year = 2026, .create = true, .postgres = made }, steps, count, mem, &error);
    must(store);
    store_close(store);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    PQclear(PQexec(pg, arena_printf(mem, "ALTER DATABASE %s RENAME TO %s", strstr(made, "dbname=") + 7, name)));
}

/* Tables take longer to make than to copy: one program makes them, and all that share its server copy them. */
static const char *migrated(Arena *mem, const Migration *steps, int count) {
    PGconn *pg = PQconnectdb(arena_printf(mem, "host=%s user=postgres dbname=postgres", throwaway_postgres()));
    const char *name = arena_printf(mem, "migrated_%s", steps_mark(mem, steps, count));
    PQclear(PQexec(pg, "SELECT pg_advisory_lock(1)"));
    PGresult *there = PQexec(pg, arena_printf(mem, "SELECT 1 FROM pg_database WHERE datname = '%s'", name));
    if (PQntuples(there) == 0)
        make_migrated(mem, pg, name, steps, count);
    PQclear(there);
    PQfinish(pg);
    return name;
}

static StoreFixture *open_new(bool postgres, const Migration *steps, int count, const char *template) {
    Arena *mem = arena_new();
    StoreFixture *f = NEW(mem, StoreFixture);
    StoreError error;
    char *folder = arena_printf(mem, "%s/preau-store-XXXXXX", throwaway_place());
    must(sodium_init() >= 0 && mkdtemp(folder));
    *f = (StoreFixture){ .mem = mem, .postgres = postgres, .folder = folder, .steps = steps, .step_count = count };
    randombytes_buf(f->key, sizeof f->key);
    f->options = (StoreOptions){ .folder = folder, .uai = UAI, .year = 2026, .create = true,
                                 .postgres = postgres ? new_database(mem, template) : NULL, .key = postgres ? NULL : f->key };
    f->store = open_it(f, &f->options, &error);
    if (!f->store)
        fprintf(stderr, "store: fault %d: %s: %s\n", error.fault, error.path, error.detail ? error.detail : "");
    must(f->store);
    return f;
}

static StoreFixture *open_migrated(bool postgres, const Migration *steps, int count, bool own) {
    Arena *scratch = arena_new();
    StoreFixture *f = open_new(postgres, own ? steps : NULL, own ? count : 0, postgres ? migrated(scratch, steps, count) : "");
    arena_free(scratch);
    return f;
}

StoreFixture *store_fixture_open(bool postgres) { return open_migrated(postgres, dummy_migrations, dummy_migration_count, true); }
StoreFixture *store_fixture_open_plain(bool postgres) { return open_migrated(postgres, migrations, migration_count, false); }
StoreFixture *store_fixture_open_steps(bool postgres, const Migration *steps, int count) { return open_new(postgres, steps, count, "template0"); }

/* ---- copies ---- */

void store_fixture_freeze(StoreFixture *f) {
    store_close(f->store);
    f->store = NULL;
}

static void copy_file(const char *from, const char *to) {
    char buffer[65536];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    must(in && out);
    for (size_t got; (got = fread(buffer, 1, sizeof buffer, in)) > 0; )
        must(fwrite(buffer, 1, got, out) == got);
    fclose(in);
    must(fclose(out) == 0);
}

static void copy_folder(Arena *mem, const char *from, const char *to) {
    DIR *dir = opendir(from);
    must(dir);
    for (struct dirent *e; (e = readdir(dir)); ) {
        const char *a = arena_printf(mem, "%s/%s", from, e->d_name), *b = arena_printf(mem, "%s/%s", to, e->d_name);
        if (e->d_name[0] == '.')
            continue;
        if (e->d_type != DT_DIR) {
            copy_file(a, b);
            continue;
        }
        must(mkdir(b, 0700) == 0);
        copy_folder(mem, a, b);
    }
    closedir(dir);
}

StoreFixture *store_fixture_copy(const StoreFixture *frozen) {
    Arena *mem = arena_new();
    StoreFixture *f = NEW(mem, StoreFixture);
    StoreError error;
    char *folder = arena_printf(mem, "%s/preau-store-XXXXXX", throwaway_place());
    must(!frozen->store && mkdtemp(folder));
    *f = *frozen;
    f->mem = mem;
    f->folder = f->options.folder = folder;
    f->watch[YEAR] = f->watch[SCHOOL] = NULL;
    f->watch_postgres = NULL;
    copy_folder(mem, frozen->folder, folder);
    f->options.create = false;
    if (f->postgres)
        f->options.postgres = new_database(mem, database_name(frozen));
    else
        f->options.key = f->key;
    f->store = open_it(f, &f->options, &error);
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
    for (int i = 0; i < 2; i++)
        sqlite3_close(f->watch[i]);
    PQfinish(f->watch_postgres);
    nftw(f->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    if (f->postgres) {
        run_on(arena_printf(f->mem, "host=%s user=postgres dbname=postgres", throwaway_postgres()),
               arena_printf(f->mem, "DROP DATABASE %s WITH (FORCE)", database_name(f)));
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

sqlite3 *store_fixture_raw(const StoreFixture *f, Place place) {
    sqlite3 *db = NULL;
    char raw[36] = "raw:";
    memcpy(raw + 4, place == YEAR ? f->store->key_year : f->store->key_school, 32);
    must(sqlite3_open(place == YEAR ? f->store->path_year : f->store->path_school, &db) == SQLITE_OK);
    if (!f->store->has_key)
        return db;
    sqlite3mc_config(db, "cipher", sqlite3mc_cipher_index("aegis"));
    sqlite3_key_v2(db, "main", raw, sizeof raw);
    return db;
}

static void tamper_sqlite(StoreFixture *f, Place place, const char *sql) {
    sqlite3 *db = store_fixture_raw(f, place);
    char *fault = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &fault) != SQLITE_OK)
        fprintf(stderr, "%s: %s\n", sql, fault);
    sqlite3_free(fault);
    sqlite3_close(db);
}

void store_fixture_tamper(StoreFixture *f, const char *sql) { store_fixture_tamper_at(f, YEAR, sql); }

void store_fixture_tamper_at(StoreFixture *f, Place place, const char *sql) {
    if (f->postgres)
        run_on(f->options.postgres, arena_printf(f->mem, "SET search_path = y2026, school; %s", sql));
    else
        tamper_sqlite(f, place, sql);
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
