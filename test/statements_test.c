/* Every statement and every fragment of every list, on both engines: it is prepared, reads columns of the types its head
 * says, and scans no large table from end to end unless test/scans.txt says why (architecture.md §9). */
#include "base/str.h"
#include "gen/dummy_statements.h"
#include "gen/statements.h"
#include "store/engine.h"
#include "test/store_fixture.h"
#include "test/test.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const large[] = { "person", "person_word", "pupil", "board", "guardian", "guardianship", "membership",
    "pupil_option", "address", "service_teacher", "session", "person_key", "person_number", "year_audit", "year_work",
    "school_audit", "school_work", "sign_in_failure", "year_receipt", "school_receipt", "account", "dummy", "dummy_link", NULL };

static const char *program_folder(Arena *mem) {
    char path[512] = "";
    ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);
    char *slash = size > 0 ? strrchr(path, '/') : NULL;
    return slash ? arena_text_n(mem, path, (size_t) (slash - path)) : ".";
}

static bool good(Tx *tx, const char *name, const char *what) {
    if (tx_ok(tx))
        return true;
    printf("# %s, %s: %s\n", name, what, tx_fault(tx)->reason);
    CHECK_TEXT(name, "prepared");
    return false;
}

/* ---- which table an alias stands for ---- */

static bool word_at(const char *text, const char *at, size_t size) {
    bool before = at == text || !(isalnum((unsigned char) at[-1]) || at[-1] == '_');
    return before && !(isalnum((unsigned char) at[size]) || at[size] == '_');
}

static bool stands_for(const char *text, const char *table, const char *alias, size_t alias_size) {
    size_t size = strlen(table);
    if (size == alias_size && !strncmp(table, alias, size))
        return true;
    for (const char *at = text; (at = strstr(at, table)); at += size) {
        const char *next = at + size;
        if (!word_at(text, at, size) || *next != ' ')
            continue;
        next += strncmp(next, " AS ", 4) ? 1 : 4;
        if (!strncmp(next, alias, alias_size) && word_at(text, next, alias_size))
            return true;
    }
    return false;
}

/* "SCAN m USING INDEX …" → the large table that m is, or NULL. */
static const char *scanned(const char *text, const char *detail) {
    if (!str_starts(detail, "SCAN "))
        return NULL;
    const char *alias = detail + 5;
    for (const char *const *table = large; *table; table++)
        if (stands_for(text, *table, alias, strcspn(alias, " ")))
            return *table;
    return NULL;
}

static bool excused(Arena *mem, const char *name, const char *table) {
    FILE *file = fopen("test/scans.txt", "r");
    char line[300];
    const char *wanted = arena_printf(mem, "%s %s:", name, table);
    bool found = false;
    CHECK(file != NULL);
    while (file && fgets(line, sizeof line, file))
        found |= str_starts(line, wanted);
    if (file)
        fclose(file);
    return found;
}

/* ---- plans ---- */

typedef struct Plan { const char *name, *text, *types; const Value *values; int count; bool list; } Plan;

/* A list may walk its first table in order, from the top; anything else must search. */
static void check_plan(StoreFixture *f, const Plan *p) {
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    const char *text = arena_printf(f->mem, "EXPLAIN QUERY PLAN %s", p->text);
    Rows rows = db_run(tx, &(Run){ .name = p->name, .text = text, .types = p->types, .values = p->values, .count = p->count,
                                            .columns = "iiit", .column_count = 4 });
    int scans = 0;
    while (row_next(&rows)) {
        const char *table = scanned(p->text, row_peek(&rows, 3));
        bool driving = table && p->list && row_int(&rows, 1) == 0 && scans++ == 0;
        if (table && !driving && !excused(f->mem, p->name, table)) {
            printf("# %s: %s (say why in test/scans.txt: «%s %s: reason»)\n", p->name, row_peek(&rows, 3), p->name, table);
            CHECK(!"scan of a large table");
        }
    }
    good(tx, p->name, "plan");
    tx_rollback(tx);
}

static void explain_postgres(StoreFixture *f, const Statement *s, const char *types, const Value *values, int count) {
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    const char *text = arena_printf(f->mem, "EXPLAIN %s", s->postgres);
    Rows rows = db_run(tx, &(Run){ .name = s->name, .text = text, .types = types, .values = values, .count = count, .columns = "t",
                                            .column_count = 1 });
    rows_end(&rows);
    good(tx, s->name, "EXPLAIN");
    tx_rollback(tx);
}

static void check_statement(StoreFixture *f, const Statement *s) {
    Value nulls[64] = { 0 };
    int count = s->parameter_count + (s->scoped ? 6 : 0);
    const char *types = arena_printf(f->mem, "%s%s", s->parameters, s->scoped ? "iiiiii" : "");
    CHECK_INT(strlen(s->columns), s->column_count);
    if (f->postgres)
        explain_postgres(f, s, types, nulls, count);
    else
        check_plan(f, &(Plan){ s->name, s->sqlite, types, nulls, count, str_ends(s->name, ":walk") });
    if (s->writes)
        return;
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    tx_scope(tx, &(Scope){ 0 });
    Rows rows = db_rows(tx, s, nulls, (size_t) s->parameter_count);
    while (row_next(&rows))
        ;
    good(tx, s->name, "run");
    tx_rollback(tx);
}

static void all_statements_run(StoreFixture *f) {
    const Statement *const *sets[] = { all_statements, dummy_all_statements };
    for (int set = 0; set < 2; set++)
        for (const Statement *const *s = sets[set]; *s; s++)
            check_statement(f, *s);
}

TEST(every_statement_is_prepared_and_plans_well) {
    for_each_engine(all_statements_run);
}

/* What reads persons without looking at who asks is read by people too: test/unscoped.txt, a line each with its reason. */
TEST(every_unscoped_statement_was_looked_at) {
    Arena *mem = arena_new();
    const char *made = arena_printf(mem, "%s/gen/unscoped.txt", program_folder(mem));
    FILE *now = fopen(made, "r"), *known = fopen("test/unscoped.txt", "r");
    char line[400], expected[400];
    CHECK(now && known);
    while (now && known && fgets(line, sizeof line, now))
        CHECK_TEXT(fgets(expected, sizeof expected, known) ? expected : "no more lines in test/unscoped.txt", line);
    if (known)
        CHECK(!fgets(expected, sizeof expected, known));
    if (now)
        fclose(now);
    if (known)
        fclose(known);
    arena_free(mem);
}

/* ---- lists ---- */

static Value some_value(char type) {
    static const int64_t ids[] = { 1, 2 };
    return type == 'i' ? of_int(1) : type == 't' ? of_text("a") : type == 'b' ? of_bytes("a", 1) : of_ids(ids, 2);
}

/* ALL: who sees everyone reads another FROM than who does not. */
static void ask_list(StoreFixture *f, const List *list, const ListAsk *ask, bool all, const char *what) {
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    tx_scope(tx, &(Scope){ .all = all, .account = 1, .person = 1, .day = 1 });
    Rows rows = list_rows(tx, list, ask);
    while (row_next(&rows))
        ;
    list_total(tx, list, ask);
    good(tx, list->name, what);
    tx_rollback(tx);
    if (f->postgres)
        return;
    char types[64];
    Value nulls[64] = { 0 };
    memset(types, 'i', sizeof types);
    tx = tx_begin(f->store, f->mem, TX_READ);
    tx_scope(tx, &(Scope){ .all = all });
    check_plan(f, &(Plan){ list->name, list_text(tx, list, ask), types, nulls, 60, true });
    tx_rollback(tx);
}

static void check_list(StoreFixture *f, const List *list) {
    Value filters[64] = { 0 };
    for (int sort = 0; sort < list->sort_count; sort++)
        for (int filter = -1; filter < list->filter_count; filter++) {
            if (filter >= 0)
                filters[filter] = some_value(list->filters[filter].type);
            for (int turn = 0; turn < 4; turn++)
                ask_list(f, list, &(ListAsk){ .filters = filters, .sort = sort, .descending = turn & 1, .size = 25 }, turn & 2,
                         filter < 0 ? list->sorts[sort].name : list->filters[filter].name);
            if (filter >= 0)
                filters[filter] = of_null();
        }
}

static void all_lists_run(StoreFixture *f) {
    const List *const *sets[] = { all_lists, dummy_all_lists };
    for (int set = 0; set < 2; set++)
        for (const List *const *list = sets[set]; *list; list++)
            check_list(f, *list);
}

TEST(every_filter_and_sort_of_every_list_runs) {
    for_each_engine(all_lists_run);
}

TEST_MAIN
