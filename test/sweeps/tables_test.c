/* Features stay out of each other's tables (architecture.md §9): as SQLite's authorizer sees every statement and every list while it is prepared, a
 * feature's SQL writes its own tables only, and reads only those of features before it. Changes by the door (change_put &TABLE_…) are looked for in the code.
 *
 * A table belongs to the feature that its schema step is named after: 0003-people.sql. What is let through, and why: test/tables.txt. */
#include "base/map.h"
#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "store/engine.h"
#include "test/ready_school.h"
#include "test/test.h"
#include "web/feature.h"

#include <ctype.h>
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static Arena *mem;
static Map said;

/* ---- what is let through ---- */

typedef struct Let { const char *line; bool used; } Let;
static VEC(Let) lets;

static void read_lets(void) {
    char line[300];
    FILE *file = fopen(source_path(mem, "test/tables.txt"), "r");
    while (CHECK(file != NULL) && fgets(line, sizeof line, file))
        if (line[0] != '#')
            *VEC_ADD(mem, &lets) = (Let){ arena_text_n(mem, line, strcspn(line, "\n")), false };
    if (file)
        fclose(file);
}

static const char *let(const char *key) {       /* what follows "KEY", or NULL */
    for (size_t i = 0; i < lets.count; i++)
        if (str_starts(lets.items[i].line, key)) {
            lets.items[i].used = true;
            return lets.items[i].line + strlen(key);
        }
    return NULL;
}

/* ---- owners, in order ---- */

/* The step's name, or what test/tables.txt says for steps without a folder: «owner structures people: reason». */
static const char *owner_of_step(const Migration *m) {
    const char *name = strchr(m->name, '-') + 1, *other = let(arena_printf(mem, "owner %s ", name));
    return other ? arena_text_n(mem, other, strcspn(other, ":")) : name;
}

static const char *owner_of(const char *table) {
    for (int i = 0; i < migration_count; i++) {
        const char *made = arena_printf(mem, "CREATE TABLE %s ", table);
        if (strstr(migrations[i].sqlite, made))
            return owner_of_step(&migrations[i]);
    }
    return NULL;
}

/* Store and work come before all; what is no feature (verbs, the demo) after all. */
static int place_of(const char *feature) {
    int i = 0;
    if (str_equal(feature, "store") || str_equal(feature, "work"))
        return str_equal(feature, "store") ? -2 : -1;
    while (features[i] && !str_equal(features[i]->name, feature))
        i++;
    return i;
}

/* ---- every use of a table ---- */

typedef struct Use { const char *feature, *name; bool scoped, change_door; } Use;

static void check_use(const Use *u, const char *table, bool writes) {
    const char *owner = owner_of(table);
    if (!owner)
        return;                         /* SQLite's own */
    bool own = str_equal(owner, u->feature), earlier = place_of(owner) < place_of(u->feature);
    bool scope = u->scoped && !writes && str_equal(owner, "access");            /* {seen …} reads what the account may see */
    if (own || (!writes && earlier) || scope || let(arena_printf(mem, "%s %s %s:", writes ? "write" : "read", u->feature, table)))
        return;
    if (!map_add(&said, arena_printf(mem, "%s %s %d", u->name, table, writes), &said))
        return;                         /* once a statement, not once a column */
    printf("# %s of %s %s %s, a table of %s (say why in test/tables.txt: «%s %s %s: reason»)\n", u->name, u->feature, writes ? "writes" : "reads", table, owner,
        writes ? "write" : "read", u->feature, table);
    test_check(false, "a feature stays out of the tables of others", __FILE__, __LINE__);
}

static int authorize(void *context, int action, const char *a, const char *b, const char *c, const char *d) {
    const Use *u = context;
    (void) b, (void) c, (void) d;
    bool writes = action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE;
    if (a && (writes || action == SQLITE_READ))
        check_use(u, a, writes);
    return SQLITE_OK;
}

static void prepare(sqlite3 *db, Use *u, const char *sql) {
    sqlite3_stmt *s = NULL;
    sqlite3_set_authorizer(db, authorize, u);
    bool good = sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK;
    if (!good)
        printf("# %s: %s\n", u->name, sqlite3_errmsg(db));
    CHECK(good);
    sqlite3_finalize(s);
}

/* Both bases' tables in one, in memory: no two have the same name. */
static sqlite3 *all_tables_in_one(void) {
    sqlite3 *db;
    must(sqlite3_open(":memory:", &db) == SQLITE_OK);
    for (int i = 0; i < migration_count; i++)
        must(sqlite3_exec(db, migrations[i].sqlite, NULL, NULL, NULL) == SQLITE_OK);
    return db;
}

static Value some_value(char type) {
    static const int64_t ids[] = { 1, 2 };
    return type == 'i' ? of_int(1) : type == 't' ? of_text("a") : type == 'b' ? of_bytes("a", 1) : of_ids(ids, 2);
}

/* Every column, filter and sort of a list. */
static void prepare_list(sqlite3 *db, StoreFixture *f, const List *list) {
    Use u = { list->feature, list->name, list->scoped, false };
    Value filters[64] = { 0 };
    for (int i = 0; i < list->filter_count; i++)
        filters[i] = some_value(list->filters[i].type);
    for (int sort = 0; sort < list->sort_count; sort++) {
        Tx *tx = tx_begin(f->store, f->mem, TX_READ);
        tx_scope(tx, &(Scope){ .account = 1, .person = 1, .day = 1 });
        prepare(db, &u, list_text(tx, list, &(ListAsk){ .filters = filters, .sort = sort, .size = 25 }));
        tx_rollback(tx);
    }
}

TEST(sql_writes_its_own_tables_and_reads_those_of_earlier_features) {
    mem = arena_new();
    said = map_new(mem);
    read_lets();
    sqlite3 *db = all_tables_in_one();
    for (const Statement *const *s = all_statements; *s; s++) {
        Use u = { (*s)->feature, (*s)->name, (*s)->scoped, false };
        if (!strchr((*s)->name, ':'))           /* "person:insert" is the change door's own: see below */
            prepare(db, &u, (*s)->sqlite);
    }
    StoreFixture *f = store_fixture_open(false);
    for (const List *const *list = all_lists; *list; list++)
        prepare_list(db, f, *list);
    store_fixture_close(f);
    sqlite3_close(db);
}

/* ---- the change door, as the code names it ---- */

/* What stands in OF_TABLES (Processing) is told of, not written. */
static void check_code_line(const char *feature, const char *path, const char *line) {
    const char *told = strstr(line, "OF_TABLES(");
    for (const char *at = line; (at = strstr(at, "&TABLE_")); ) {
        at += strlen("&TABLE_");
        Str name = str_new(mem, 40);
        for (; isupper((unsigned char) *at) || isdigit((unsigned char) *at) || *at == '_'; at++)
            str_add_char(&name, (char) tolower((unsigned char) *at));
        check_use(&(Use){ feature, path, false, true }, name.data, !told || at < told);
    }
}

static void check_code(const char *feature, const char *folder) {
    char line[4000];
    DIR *dir = opendir(folder);
    for (struct dirent *e; CHECK(dir != NULL) && (e = readdir(dir)); ) {
        const char *path = arena_printf(mem, "%s/%s", folder, e->d_name);
        FILE *file = str_ends(path, ".c") && !str_ends(path, "_test.c") ? fopen(path, "r") : NULL;
        while (file && fgets(line, sizeof line, file))
            check_code_line(feature, path, line);
        if (file)
            fclose(file);
    }
    if (dir)
        closedir(dir);
}

TEST(code_changes_its_own_tables) {
    DIR *dir = opendir(source_path(mem, "src/school"));
    for (struct dirent *e; CHECK(dir != NULL) && (e = readdir(dir)); )
        if (e->d_type == DT_DIR && e->d_name[0] != '.')
            check_code(arena_text(mem, e->d_name), arena_printf(mem, "%s/%s", source_path(mem, "src/school"), e->d_name));
    closedir(dir);
}

TEST(what_is_let_through_is_still_needed) {
    for (size_t i = 0; i < lets.count; i++)
        if (!lets.items[i].used && !str_starts(lets.items[i].line, "owner ")) {
            printf("# test/tables.txt: nothing needs this any more: %s\n", lets.items[i].line);
            test_check(false, "every line of test/tables.txt is needed", __FILE__, __LINE__);
        }
    for (const Table *const *t = all_tables; *t; t++)
        if (!CHECK(place_of(owner_of((*t)->name)) < place_of("verbs")))
            printf("# %s belongs to %s, which is no feature: name its step after one, or say «owner %s FEATURE: reason» in test/tables.txt\n", (*t)->name,
                owner_of((*t)->name), owner_of((*t)->name));
    arena_free(mem);
}

TEST_MAIN
