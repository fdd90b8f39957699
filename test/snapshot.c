#include "test/snapshot.h"

#include "base/must.h"
#include "base/str.h"

#include <dirent.h>
#include <libpq-fe.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- SQLite ---- */

static void add_value(crypto_generichash_state *h, sqlite3_stmt *s, int column) {
    int type = sqlite3_column_type(s, column), size = sqlite3_column_bytes(s, column);
    const void *bytes = sqlite3_column_blob(s, column);
    unsigned char head[2] = { (unsigned char) type, (unsigned char) column };
    crypto_generichash_update(h, head, sizeof head);
    crypto_generichash_update(h, (const unsigned char *) &size, sizeof size);
    if (bytes && size)
        crypto_generichash_update(h, bytes, (size_t) size);
}

static void finish(Str *to, const char *name, crypto_generichash_state *h) {
    unsigned char out[16];
    char hex[33];
    crypto_generichash_final(h, out, sizeof out);
    str_printf(to, "%s %s\n", name, sodium_bin2hex(hex, sizeof hex, out, sizeof out));
}

static void add_table(Str *to, sqlite3 *db, const char *name) {
    sqlite3_stmt *rows;
    crypto_generichash_state h;
    crypto_generichash_init(&h, NULL, 0, 16);
    must(sqlite3_prepare_v2(db, arena_printf(to->arena, "SELECT * FROM \"%s\"", name), -1, &rows, NULL) == SQLITE_OK);
    while (sqlite3_step(rows) == SQLITE_ROW)
        for (int c = 0; c < sqlite3_column_count(rows); c++)
            add_value(&h, rows, c);
    must(sqlite3_finalize(rows) == SQLITE_OK);
    finish(to, name, &h);
}

static void sqlite_lines(Str *to, const StoreFixture *f) {
    for (Place place = YEAR; place <= SCHOOL; place++) {
        sqlite3 *db = store_fixture_raw(f, place);
        sqlite3_stmt *names;
        must(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", -1, &names, NULL) == SQLITE_OK);
        while (sqlite3_step(names) == SQLITE_ROW)
            add_table(to, db, (const char *) sqlite3_column_text(names, 0));
        must(sqlite3_finalize(names) == SQLITE_OK);
        sqlite3_close(db);
    }
}

/* What SQLite itself says of the last commit: the change counter lives in the WAL's own index, read through a connection that stays open. */
static void read_versions(StoreFixture *f, int64_t versions[2]) {
    for (Place place = YEAR; place <= SCHOOL; place++) {
        sqlite3_stmt *s;
        if (!f->watch[place])
            f->watch[place] = store_fixture_raw(f, place);
        must(sqlite3_prepare_v2(f->watch[place], "PRAGMA data_version", -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW);
        versions[place] = sqlite3_column_int64(s, 0);
        sqlite3_finalize(s);
    }
}

/* ---- PostgreSQL ---- */

static PGresult *ask(PGconn *pg, const char *sql) {
    PGresult *r = PQexec(pg, sql);
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
        fprintf(stderr, "%s: %s", sql, PQerrorMessage(pg));
    must(PQresultStatus(r) == PGRES_TUPLES_OK);
    return r;
}

static PGconn *watching(StoreFixture *f) {
    if (!f->watch_postgres)
        f->watch_postgres = PQconnectdb(f->options.postgres);
    return f->watch_postgres;
}

/* The oldest transaction that may still write. */
static int64_t first_unfinished(StoreFixture *f) {
    PGresult *r = ask(watching(f), "SELECT pg_snapshot_xmin(pg_current_snapshot())");
    int64_t xid = atoll(PQgetvalue(r, 0, 0));
    PQclear(r);
    return xid;
}

/* Of the server's transactions since, whosever they are, one may have written: all that is known to have come to nothing did not. */
static bool none_committed_since(StoreFixture *f, int64_t since, Arena *mem) {
    PGresult *r = ask(watching(f), arena_printf(mem, "SELECT 1 FROM generate_series(%lld, pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1) x "
        "WHERE pg_xact_status(x::text::xid8) IS DISTINCT FROM 'aborted' LIMIT 1", (long long) since));
    bool none = PQntuples(r) == 0;
    PQclear(r);
    return none;
}

static void postgres_lines(Str *to, StoreFixture *f) {
    PGconn *pg = watching(f);
    PGresult *r = ask(pg, "SELECT schemaname || '.' || tablename FROM pg_catalog.pg_tables "
                          "WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1");
    Str sql = str_new(to->arena, 4000);
    for (int i = 0; i < PQntuples(r); i++)
        str_printf(&sql, "%sSELECT '%s', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM %s t", i ? " UNION ALL " : "",
            PQgetvalue(r, i, 0), PQgetvalue(r, i, 0));
    str_add(&sql, " ORDER BY 1");       /* workers of a parallel append come in any order */
    PQclear(r);
    r = ask(pg, sql.data);
    for (int i = 0; i < PQntuples(r); i++)
        str_printf(to, "%s %s\n", PQgetvalue(r, i, 0), PQgetvalue(r, i, 1));
    PQclear(r);
}

/* ---- other files ---- */

static int by_name(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

static void add_file(Str *to, const char *path) {
    unsigned char buffer[65536];
    crypto_generichash_state h;
    FILE *file = fopen(path, "rb");
    crypto_generichash_init(&h, NULL, 0, 16);
    for (size_t got; file && (got = fread(buffer, 1, sizeof buffer, file)) > 0; )
        crypto_generichash_update(&h, buffer, got);
    if (file)
        fclose(file);
    finish(to, path, &h);
}

static void file_lines(Str *to, const char *folder) {
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, by_name);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name, *path = arena_printf(to->arena, "%s/%s", folder, name);
        if (name[0] != '.' && entries[i]->d_type == DT_DIR)
            file_lines(to, path);
        else if (name[0] != '.' && !strstr(name, ".db"))
            add_file(to, path);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

/* ---- together ---- */

static const char *files_only(const StoreFixture *f, Arena *mem) {
    Str lines = str_new(mem, 1000);
    file_lines(&lines, f->folder);
    return lines.data;
}

Snapshot snapshot_take(StoreFixture *f, Arena *mem) {
    Snapshot s = { 0 };
    Str lines = str_new(mem, 4000);
    if (f->postgres)
        s.versions[YEAR] = first_unfinished(f);
    else
        read_versions(f, s.versions);
    str_add(&lines, files_only(f, mem));
    s.files = lines.size;
    if (f->postgres)
        postgres_lines(&lines, f);
    else
        sqlite_lines(&lines, f);
    s.lines = lines.data;
    return s;
}

/* EXCEPT names tables, a blank between them; a count that SQLite keeps for itself goes with the tables it counts. */
static bool is_except(const char *line, const char *except) {
    size_t size = strcspn(line, " \n");
    for (const char *at = except; at && *at; at += strcspn(at, " "), at += strspn(at, " ")) {
        size_t least = strcspn(at, " ");
        if (size >= least && strncmp(line + size - least, at, least) == 0 && (size == least || line[size - least - 1] == '.'))
            return true;
    }
    return except && size >= 15 && strncmp(line + size - 15, "sqlite_sequence", 15) == 0;
}

static const char *next_line(const char *at, const char *except) {
    while (*at && is_except(at, except))
        at += strcspn(at, "\n") + 1;
    return at;
}

static const char *first_difference(Arena *mem, const char *a, const char *b, const char *except) {
    for (;;) {
        a = next_line(a, except);
        b = next_line(b, except);
        size_t one = strcspn(a, "\n"), two = strcspn(b, "\n");
        if (!one && !two)
            return NULL;
        if (one != two || memcmp(a, b, one) != 0)
            return arena_text_n(mem, one ? a : b, strcspn(one ? a : b, " \n"));
        a += one + 1;
        b += two + 1;
    }
}

/* Without a commit since, only files can have changed: no table is read then. */
static bool no_commit_since(StoreFixture *f, const Snapshot *before, Arena *mem) {
    int64_t now[2];
    if (f->postgres)
        return none_committed_since(f, before->versions[YEAR], mem);
    read_versions(f, now);
    return now[YEAR] == before->versions[YEAR] && now[SCHOOL] == before->versions[SCHOOL];
}

const char *snapshot_changed(StoreFixture *f, Arena *mem, const Snapshot *before, const char *except) {
    if (!no_commit_since(f, before, mem))
        return first_difference(mem, before->lines, snapshot_take(f, mem).lines, except);
    const char *files = files_only(f, mem);
    return first_difference(mem, arena_text_n(mem, before->lines, before->files), files, except);
}
