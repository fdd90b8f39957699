/* Schema steps (architecture.md §8, §9), on both engines: run one by one or all at once they make the same schema; and a base frozen at a release
 * (test/frozen/RELEASE) is brought to date with every row it had, its histories whole.
 *
 * A frozen base is two files. steps.txt names the steps of that release with a digest of each text, which also proves that no landed step is edited; rows.sql
 * holds its rows, in SQL that both engines take ({hex} is bytes). PREAU_TEST_FREEZE=0.2.0 writes the folder from a small school of today. */
#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "store/engine.h"
#include "test/small_school.h"
#include "test/test.h"
#include "test/throwaway_postgres.h"

#include <dirent.h>
#include <libpq-fe.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- a schema in words ---- */

static void add_names(Str *to, sqlite3 *db) {
    sqlite3_stmt *s;
    must(sqlite3_prepare_v2(db, "SELECT name, coalesce(sql, '') FROM sqlite_schema ORDER BY name", -1, &s, NULL) == SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW)
        str_printf(to, "%s %s\n", (const char *) sqlite3_column_text(s, 0), (const char *) sqlite3_column_text(s, 1));
    sqlite3_finalize(s);
    sqlite3_close(db);
}

static const char *schema_of(StoreFixture *f) {
    Str out = str_new(f->mem, 8000);
    if (!f->postgres) {
        add_names(&out, store_fixture_raw(f, YEAR));
        add_names(&out, store_fixture_raw(f, SCHOOL));
        return out.data;
    }
    PGconn *pg = PQconnectdb(f->options.postgres);
    PGresult *r = PQexec(pg, "SELECT table_schema || '.' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || "
        "coalesce(column_default, '') || ' ' || is_identity FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema') "
        "UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname NOT IN ('pg_catalog') UNION ALL SELECT conrelid::regclass || ' ' || "
        "pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace <> 'pg_catalog'::regnamespace ORDER BY 1");
    must(PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) > 100);
    for (int i = 0; i < PQntuples(r); i++)
        str_printf(&out, "%s\n", PQgetvalue(r, i, 0));
    PQclear(r);
    PQfinish(pg);
    return out.data;
}

static void reopen(StoreFixture *f, const Migration *steps, int count) {
    StoreError error;
    store_close(f->store);
    f->store = store_open_steps(&f->options, steps, count, f->mem, &error);
    if (!f->store)
        printf("# fault %d: %s: %s\n", error.fault, error.path, error.detail ? error.detail : "");
    must(f->store);
}

/* A base that has only these steps so far. */
static StoreFixture *open_with(bool postgres, const Migration *steps, int count) {
    return store_fixture_open_steps(postgres, steps, count);
}

static void replayed_on(bool postgres) {
    StoreFixture *fresh = store_fixture_open_plain(postgres), *old = open_with(postgres, migrations, 0);
    for (int i = 1; i <= migration_count; i++)
        reopen(old, migrations, i);
    CHECK_TEXT(schema_of(old), schema_of(fresh));
    store_fixture_close(old);
    store_fixture_close(fresh);
}

TEST(steps_one_by_one_make_the_schema_of_all_at_once) {
    replayed_on(false);
    replayed_on(true);
}

/* ---- freezing ---- */

static const char *digest(Arena *mem, const Migration *m) {
    unsigned char out[16];
    char *hex = arena_alloc(mem, 33, 1);
    const char *both = arena_printf(mem, "%s\n%s", m->sqlite, m->postgres);
    crypto_generichash(out, sizeof out, (const unsigned char *) both, strlen(both), NULL, 0);
    return sodium_bin2hex(hex, 33, out, sizeof out);
}

static void write_value(FILE *to, sqlite3_stmt *s, int c) {
    const unsigned char *bytes = sqlite3_column_blob(s, c);
    switch (sqlite3_column_type(s, c)) {
    case SQLITE_NULL: fputs("NULL", to); break;
    case SQLITE_INTEGER: fprintf(to, "%lld", sqlite3_column_int64(s, c)); break;
    case SQLITE_BLOB:
        fputc('{', to);
        for (int i = 0; i < sqlite3_column_bytes(s, c); i++)
            fprintf(to, "%02x", bytes[i]);
        fputc('}', to);
        break;
    default:
        fputc('\'', to);
        for (const char *at = (const char *) sqlite3_column_text(s, c); *at; at++)
            fprintf(to, *at == '\'' ? "''" : "%c", *at);
        fputc('\'', to);
    }
}

static void write_rows(FILE *to, sqlite3 *db, const Table *t, Arena *mem) {
    sqlite3_stmt *s;
    must(sqlite3_prepare_v2(db, arena_printf(mem, "SELECT * FROM %s ORDER BY 1, 2", t->name), -1, &s, NULL) == SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW) {
        fprintf(to, "INSERT INTO %s (", t->name);
        for (int c = 0; c < sqlite3_column_count(s); c++)
            fprintf(to, "%s%s", c ? ", " : "", sqlite3_column_name(s, c));
        fputs(") VALUES (", to);
        for (int c = 0; c < sqlite3_column_count(s); c++) {
            fputs(c ? ", " : "", to);
            write_value(to, s, c);
        }
        fputs(");\n", to);
    }
    sqlite3_finalize(s);
}

static void freeze(const char *release) {
    StoreFixture *f = store_fixture_open_plain(false);
    SmallSchool *s = small_school(f);
    const char *folder = source_path(f->mem, arena_printf(f->mem, "test/frozen/%s", release));
    CHECK(import_samples(s, false, "siecle/Structures.xml", "../requests/meme_eleve.xml", NULL)->applied);
    mkdir(source_path(f->mem, "test/frozen"), 0777);
    must(mkdir(folder, 0777) == 0);
    FILE *steps = fopen(arena_printf(f->mem, "%s/steps.txt", folder), "w"), *rows = fopen(arena_printf(f->mem, "%s/rows.sql", folder), "w");
    must(steps && rows);
    for (int i = 0; i < migration_count; i++)
        fprintf(steps, "%s %s %s\n", migrations[i].place == YEAR ? "year" : "school", migrations[i].name, digest(f->mem, &migrations[i]));
    for (Place place = YEAR; place <= SCHOOL; place++) {
        sqlite3 *db = store_fixture_raw(f, place);
        fprintf(rows, "-- %s\n", place == YEAR ? "year" : "school");
        for (const Table *const *t = all_tables; *t; t++)
            if ((*t)->place == place)
                write_rows(rows, db, *t, f->mem);
        sqlite3_close(db);
    }
    CHECK(fclose(steps) == 0 && fclose(rows) == 0);
    store_fixture_close(f);
}

/* ---- thawing ---- */

typedef struct Frozen { const char *folder; Migration steps[200]; int count; } Frozen;

static const Migration *step_named(const char *place, const char *name) {
    for (int i = 0; i < migration_count; i++)
        if (str_equal(migrations[i].name, name) && str_equal(place, migrations[i].place == YEAR ? "year" : "school"))
            return &migrations[i];
    return NULL;
}

/* The steps of the release, as they are today; they must be as they were. */
static void read_steps(Arena *mem, Frozen *z) {
    char line[300], place[20], name[100], was[40];
    FILE *file = fopen(arena_printf(mem, "%s/steps.txt", z->folder), "r");
    must(file);
    while (fgets(line, sizeof line, file)) {
        must(sscanf(line, "%19s %99s %39s", place, name, was) == 3 && z->count < 200);
        const Migration *m = step_named(place, name);
        bool same = m && str_equal(digest(mem, m), was);
        if (!same)
            printf("# schema/%s/%s.sql: %s since it landed (%s): a step is never edited; write another one\n", place, name, m ? "edited" : "gone", z->folder);
        test_check(same, "no landed step is edited", __FILE__, __LINE__);
        if (m)
            z->steps[z->count++] = *m;
    }
    fclose(file);
}

/* {0a1b} as each engine writes bytes. */
static const char *spelt(StoreFixture *f, const char *line) {
    Str s = str_new(f->mem, strlen(line) + 20);
    for (bool quoted = false; *line; line++) {
        quoted ^= *line == '\'';
        if (!quoted && *line == '{')
            str_add(&s, f->postgres ? "'\\x" : "x'");
        else if (!quoted && *line == '}')
            str_add(&s, "'");
        else
            str_add_char(&s, *line);
    }
    return s.data;
}

/* All at once: each base's rows are one transaction. */
static int load_rows(StoreFixture *f, const Frozen *z) {
    Str sql[2] = { str_new(f->mem, 100000), str_new(f->mem, 10000) };
    Place place = YEAR;
    int rows = 0;
    static char line[200000];
    FILE *file = fopen(arena_printf(f->mem, "%s/rows.sql", z->folder), "r");
    must(file);
    while (fgets(line, sizeof line, file)) {
        if (str_starts(line, "-- "))
            place = str_starts(line, "-- year") ? YEAR : SCHOOL;
        else
            str_add(&sql[place], spelt(f, line)), rows++;
    }
    fclose(file);
    /* The order of tables is the generator's: references are checked when all rows are there. */
    for (int p = SCHOOL; p >= YEAR; p--)
        store_fixture_tamper_at(f, (Place) p, arena_printf(f->mem, f->postgres ? "SET session_replication_role = replica; BEGIN; %s COMMIT;"
            : "PRAGMA foreign_keys = OFF; BEGIN; %s COMMIT;", sql[p].data));
    return rows;
}

static int64_t count_rows(StoreFixture *f, const Table *t) {
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    const char *sql = arena_printf(f->mem, "SELECT count(*) FROM %s", t->name);
    Rows r = db_run(tx, &(Run){ .name = t->name, .text = sql, .types = "", .columns = "i", .column_count = 1 });
    int64_t count = row_next(&r) ? row_int(&r, 0) : -1;
    rows_end(&r);
    tx_rollback(tx);
    return count;
}

static int64_t count_all(StoreFixture *f) {
    int64_t all = 0;
    for (const Table *const *t = all_tables; *t; t++)
        all += count_rows(f, *t);
    return all;
}

static void thaw(const char *folder, bool postgres) {
    Frozen *z = calloc(1, sizeof *z);
    Arena *mem = arena_new();
    z->folder = folder;
    read_steps(mem, z);
    StoreFixture *f = open_with(postgres, z->steps, z->count), *fresh = store_fixture_open_plain(postgres);
    int rows = load_rows(f, z);
    reopen(f, migrations, migration_count);
    CHECK_TEXT(schema_of(f), schema_of(fresh));
    CHECK(rows > 100);
    CHECK(count_all(f) >= rows);                /* later steps may add rows, and take none away */
    size_t findings;
    const StoreFinding *found = store_check(f->store, f->mem, &findings);
    CHECK_INT(findings, 0);
    for (size_t i = 0; i < findings; i++)
        printf("# %s: finding %d: %s\n", folder, found[i].check, found[i].detail);
    store_fixture_close(fresh);
    store_fixture_close(f);
    arena_free(mem);
    free(z);
}

TEST(a_base_of_each_release_is_brought_to_date) {
    Arena *mem = arena_new();
    const char *release = getenv("PREAU_TEST_FREEZE"), *root = source_path(mem, "test/frozen");
    if (release)
        freeze(release);
    DIR *dir = opendir(root);
    int releases = 0;
    for (struct dirent *e; CHECK(dir != NULL) && (e = readdir(dir)); )
        if (e->d_name[0] != '.') {
            releases++;
            thaw(arena_printf(mem, "%s/%s", root, e->d_name), false);
            thaw(arena_printf(mem, "%s/%s", root, e->d_name), true);
        }
    CHECK(releases > 0);
    if (dir)
        closedir(dir);
    arena_free(mem);
}

TEST_MAIN
