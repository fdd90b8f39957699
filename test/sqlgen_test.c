/* What sqlgen refuses, by file, line and sentence. */
#include "base/arena.h"
#include "base/str.h"
#include "test/test.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char schema[] = "-- audited, person\nCREATE TABLE human (id AUTO, name TEXT NOT NULL);\n"
                             "CREATE TABLE log (id AUTO, text TEXT);\n";

static void write_text(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    CHECK(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

/* The generator's words and "ok" when it accepts. */
static char *generate(Arena *mem, const char *year, const char *school, const char *sql) {
    char *folder = arena_text(mem, "/tmp/preau-sqlgen-XXXXXX"), exe[512] = { 0 };
    CHECK(mkdtemp(folder) && readlink("/proc/self/exe", exe, sizeof exe - 1) > 0);
    char *make = arena_printf(mem, "mkdir -p %s/schema/year %s/schema/school %s/src/feature", folder, folder, folder);
    CHECK(system(make) == 0);
    write_text(arena_printf(mem, "%s/schema/year/0001-a.sql", folder), year);
    write_text(arena_printf(mem, "%s/schema/school/0001-a.sql", folder), school);
    write_text(arena_printf(mem, "%s/src/feature/a.sql", folder), sql);
    FILE *run = popen(arena_printf(mem, "%s/gen/sqlgen %s %s 2>&1 && echo ok; rm -r %s", dirname(exe), folder, folder, folder), "r");
    char *words = arena_alloc(mem, 4000, 1);
    size_t size = fread(words, 1, 3999, run);
    words[size] = 0;
    pclose(run);
    return words;
}

typedef struct Case { const char *sql, *said; } Case;

static void check_cases(const Case *cases, bool in_schema) {
    Arena *mem = arena_new();
    for (; cases->sql; cases++) {
        char *words = in_schema ? generate(mem, arena_printf(mem, "%s%s", schema, cases->sql), "", "")
                                : generate(mem, schema, "", cases->sql);
        if (!strstr(words, cases->said))
            CHECK_TEXT(words, cases->said);
    }
    arena_free(mem);
}

TEST(statements_that_break_a_rule_stop_the_build) {
    static const Case cases[] = {
        { "-- A (id ID) -> text TEXT\nSELECT text FROM log WHERE id = $id;", "ok" },
        { "-- A (id ID) -> text TEXT\nSELECT text FROM log WHERE id = $other;", "a.sql:1: the parameter $other is not declared" },
        { "\n\n-- A (id ID) -> text TEXT\nSELECT text FROM log;", "a.sql:3: the parameter id is never used" },
        { "-- A () -> name TEXT\nSELECT name FROM human;", "A reads human, which bears persons" },
        { "-- A () -> n INT\nSELECT 1 FROM log l, human h;", "A reads human, which bears persons" },
        { "-- A () -> n INT\nSELECT 1 FROM log WHERE EXISTS (SELECT 1 FROM human);", "A reads human" },
        { "-- A () -> name TEXT [unscoped: a test]\nSELECT name FROM human;", "ok" },
        { "-- A () -> name TEXT [unscoped: ]\nSELECT name FROM human;", "[unscoped] needs its reason" },
        { "-- A (n TEXT)\nUPDATE human SET name = $n;", "A writes human, which is audited" },
        { "-- A (n TEXT)\nINSERT INTO human (name) VALUES ($n);", "A writes human, which is audited" },
        { "-- A () [unscoped: x]\nDELETE FROM human;", "A writes human, which is audited" },
        { "-- A (q TEXT) -> text TEXT\nSELECT text FROM log WHERE text LIKE $q;", "LIKE is banned" },
        { "-- A () -> name TEXT\nSELECT name FROM human WHERE $seen_day > id;", "A reads human" },
        { "-- A () -> name TEXT\nSELECT name FROM human WHERE $seen_person = id;", "ok" },
        { "-- TERM twice (id)\n($id + $id)\n\n-- A () -> n INT\nSELECT {term twice l.id} FROM log l;", "ok" },
        { "-- TERM all ()\n(SELECT count(*) FROM human)\n\n-- A () -> n INT\nSELECT {term all} FROM log l;", "A reads human" },
        { "-- A () -> n INT\nSELECT {term thrice l.id} FROM log l;", "no block -- TERM thrice" },
        { "-- TERM twice (id)\n($id + $id)\n\n-- A () -> n INT\nSELECT {term twice} FROM log l;", "is written as its head says" },
        { "-- TERM one (id)\n$id\n\n-- TERM two (id)\n{term one $id}\n\n-- A () -> n INT\nSELECT {term two l.id} FROM log l;", "inside a TERM block" },
        { "-- A () -> text TEXT\nSELECT l.text FROM log l WHERE {on l};", "ok" },
        { "-- A () -> n INT\nSELECT avg(id) FROM log;", "avg( is banned" },
        { "-- A () -> n INT\nSELECT now();", "now( is banned" },
        { "-- A () -> n FLOAT\nSELECT 1;", "the head needs pairs" },
        { "-- A () -> n INT\nSELECT 1;\n-- A () -> n INT\nSELECT 2;", "the name A is given twice" },
        { "-- A () -> n INT\nSELECT \"text\" FROM log;", "has no place in our SQL" },
        { "-- A () -> n INT\nSELECT 1; SELECT 2;", "one statement to a head" },
        { "-- A (id ID) -> n INT\nSELECT 1 FROM log WHERE id {any $id};", "must be declared IDS" },
        { "-- A () -> n INT\nSELECT 1 FROM log WHERE {seen nobody log.id};", "no block -- SEEN nobody" },
        { "-- LIST L\nFROM log l\n-- column text TEXT: l.text\n-- sort id: l.id ID\n", "L has no column id" },
        { "-- LIST L\nFROM human l\n-- column id ID: l.id\n-- sort id: l.id ID\n", "L reads human" },
        { "-- LIST L\nFROM log l\n-- column id ID: l.id\n-- filter a INT: l.id = 1\n-- sort id: l.id ID\n", "does not use $value" },
        { "SELECT 1;", "SQL before the first head" },
        { NULL, NULL },
    };
    check_cases(cases, false);
}

TEST(schema_that_breaks_a_rule_stops_the_build) {
    static const Case cases[] = {
        { "CREATE TABLE t (id ID PRIMARY KEY, n INT);", "ok" },
        { "CREATE TABLE t (n INT, id ID PRIMARY KEY);", "t: key columns come first" },
        { "CREATE TABLE t (a ID, b ID, n INT, PRIMARY KEY (b, a));", "key columns come first" },
        { "CREATE TABLE t (n INT);", "t has no primary key" },
        { "CREATE TABLE \nhuman (id AUTO);", "exists already" },
        { "CREATE TABLE t (id AUTO, price FLOAT);", "unknown type FLOAT" },
        { "CREATE TABLE t (id AUTO, order INT);", "the column name order is a word of SQL" },
        { "CREATE TABLE user (id AUTO);", "the table name user is a word of SQL" },
        { "CREATE TABLE t (id AUTO, n INT DEFAULT 3);", "a DEFAULT needs NOT NULL" },
        { "CREATE TABLE t (id AUTO, n ID REFERENCES nowhere (id));", "a table that no earlier step makes" },
        { NULL, NULL },
    };
    check_cases(cases, true);
    Arena *mem = arena_new();
    CHECK(strstr(generate(mem, schema, "CREATE TABLE t (id AUTO, n ID REFERENCES human (id));", ""), "lives in the other base"));
    arena_free(mem);
}

TEST_MAIN
