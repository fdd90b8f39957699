/* Random operations through the change door, and random undoing of what they did, against a model in memory, on both engines: rows, conflicts, which
 * works may be taken back, and the history folded from its first line give the same. The model knows no audit: it is numbers in cells, each with
 * the works that stand in it; a work may be taken back when it is the last in all of its cells and what is left would be sound.
 * Another run each day; PREAU_TEST_SEED repeats one, PREAU_TEST_ALL=1 makes it four times as long. */
#include "base/date.h"
#include "base/str.h"
#include "base/vec.h"
#include "gen/dummy_statements.h"
#include "gen/statements.h"
#include "store/undo.h"
#include "test/dummy_hooks.h"
#include "test/store_fixture.h"
#include "test/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OBJECTS 60
#define CHILDREN 30
#define NAMES 6
#define NOTHING (-1)
#define BACK 25                         /* how far back works are taken back */

/* The cells of an object, of a child; then one a link. */
enum { THERE, NAME, NOTE, RANK, PER_ROW, PARENT = NAME, CODE = NOTE, PLACE = RANK };
#define LINKS ((OBJECTS + CHILDREN) * PER_ROW)
#define CELLS (LINKS + OBJECTS * NAMES)
typedef struct Model { int cells[CELLS], objects, children; } Model;

static int64_t ids[OBJECTS], child_ids[CHILDREN];
static const char *const names[NAMES] = { "Ada", "", "d’Almeida", "\"\\,", "noël\n", "Zoé Zoé" };

static unsigned seed;

static int dice(int sides) {
    seed = seed * 1103515245 + 12345;
    return (int) ((seed >> 16) % (unsigned) sides);
}

static int *object(Model *m, int i) { return m->cells + i * PER_ROW; }
static int *child(Model *m, int i) { return m->cells + (OBJECTS + i) * PER_ROW; }
static int *link_of(Model *m, int i, int word) { return m->cells + LINKS + i * NAMES + word; }

static Value text_value(int number) { return number == NOTHING ? of_null() : of_text(names[number]); }
static Value int_value(int number) { return number == NOTHING ? of_null() : of_int(number); }

/* ---- operations, in the base and in the model ---- */

static void add_object(Tx *tx, Model *m) {
    if (m->objects == OBJECTS)
        return;
    int number = m->objects++, *o = object(m, number);
    o[THERE] = 1, o[NAME] = dice(NAMES), o[NOTE] = dice(NAMES + 1) - 1, o[RANK] = 3;
    ids[number] = change_add(tx, &TABLE_DUMMY, FIELDS(SET(COL_DUMMY_NAME, of_text(names[o[NAME]])), SET(COL_DUMMY_NOTE, text_value(o[NOTE]))));
    CHECK(ids[number] > 0);
}

static void put_object(Tx *tx, Model *m, int number) {
    int name = dice(NAMES), note = dice(NAMES + 1) - 1, rank = dice(4), *o = object(m, number);
    if (!o[THERE])
        return;
    name = dice(3) ? o[NAME] : name;
    bool differs = name != o[NAME] || note != o[NOTE] || rank != o[RANK];
    CHECK(change_put(tx, &TABLE_DUMMY, KEY(of_int(ids[number])), FIELDS(SET(COL_DUMMY_NAME, of_text(names[name])), SET(COL_DUMMY_NOTE, text_value(note)),
        SET(COL_DUMMY_RANK, of_int(rank)))) == differs);
    o[NAME] = name, o[NOTE] = note, o[RANK] = rank;
}

static int conflicts(const Tx *tx) {
    int count = 0;
    for (const Conflict *c = tx_conflicts(tx); c; c = c->next)
        count++;
    return count;
}

static void believe(Tx *tx, Model *m, int number) {
    int rank = dice(4), was = dice(4), *o = object(m, number);
    if (!o[THERE])
        return;
    bool conflict = was != o[RANK] && rank != o[RANK];
    int before = conflicts(tx);
    bool changed = change_put(tx, &TABLE_DUMMY, KEY(of_int(ids[number])), FIELDS(SET_IF(COL_DUMMY_RANK, of_int(rank), of_int(was))));
    CHECK_INT(conflicts(tx) - before, conflict);
    CHECK(changed == (!conflict && rank != o[RANK]));
    if (!conflict)
        o[RANK] = rank;
}

static void link_object(Tx *tx, Model *m, int number) {
    int word = dice(NAMES), *linked = link_of(m, number, word);
    Value key[] = { of_int(ids[number]), of_text(names[word]) };
    if (!object(m, number)[THERE])
        return;
    if (dice(2)) {
        CHECK(change_put(tx, &TABLE_DUMMY_LINK, key, NULL, 0) == !*linked);
        *linked = 1;
    } else {
        CHECK(change_end(tx, &TABLE_DUMMY_LINK, key) == *linked);
        *linked = 0;
    }
}

/* Nothing hangs on what is gone, and no two children have the same code and place. */
static bool is_sound(Model *m) {
    for (int i = 0; i < m->objects; i++)
        for (int word = 0; word < NAMES; word++)
            if (!object(m, i)[THERE] && *link_of(m, i, word))
                return false;
    for (int i = 0; i < m->children; i++) {
        const int *one = child(m, i);
        if (one[THERE] && one[PARENT] != NOTHING && !object(m, one[PARENT])[THERE])
            return false;
        for (int k = 0; k < i && one[THERE] && one[CODE] != NOTHING && one[PLACE] != NOTHING; k++)
            if (child(m, k)[THERE] && child(m, k)[CODE] == one[CODE] && child(m, k)[PLACE] == one[PLACE])
                return false;
    }
    return true;
}

static void put_child(Tx *tx, Model *m, bool fresh) {
    Model then = *m;
    int number = fresh ? then.children++ : dice(m->children), parent = dice(m->objects + 1) - 1, *c = child(&then, number);
    if (number == CHILDREN || (!fresh && !c[THERE]))
        return;
    if (fresh || dice(2))
        c[PARENT] = parent >= 0 && object(m, parent)[THERE] ? parent : NOTHING;
    if (fresh || dice(2))
        c[CODE] = dice(4) - 1, c[PLACE] = dice(3) - 1;
    c[THERE] = 1;
    if (!is_sound(&then))
        return;
    Value above = c[PARENT] == NOTHING ? of_null() : of_int(ids[c[PARENT]]);
    if (fresh)
        child_ids[number] = change_add(tx, &TABLE_DUMMY_CHILD, FIELDS(SET(COL_DUMMY_CHILD_PARENT, above), SET(COL_DUMMY_CHILD_CODE, text_value(c[CODE])),
            SET(COL_DUMMY_CHILD_PLACE, int_value(c[PLACE]))));
    else
        change_put(tx, &TABLE_DUMMY_CHILD, KEY(of_int(child_ids[number])), FIELDS(SET(COL_DUMMY_CHILD_PARENT, above),
            SET(COL_DUMMY_CHILD_CODE, text_value(c[CODE])), SET(COL_DUMMY_CHILD_PLACE, int_value(c[PLACE]))));
    *m = then;
}

static void end_child(Tx *tx, Model *m, int number) {
    CHECK(change_end(tx, &TABLE_DUMMY_CHILD, KEY(of_int(child_ids[number]))) == child(m, number)[THERE]);
    child(m, number)[THERE] = 0;
}

static void end_object(Tx *tx, Model *m, int number) {
    for (int word = 0; word < NAMES; word++)
        if (*link_of(m, number, word)) {
            CHECK(change_end(tx, &TABLE_DUMMY_LINK, KEY(of_int(ids[number]), of_text(names[word]))));
            *link_of(m, number, word) = 0;
        }
    for (int i = 0; i < m->children; i++)
        if (child(m, i)[THERE] && child(m, i)[PARENT] == number) {
            if (dice(2)) {
                end_child(tx, m, i);
                continue;
            }
            change_put(tx, &TABLE_DUMMY_CHILD, KEY(of_int(child_ids[i])), FIELDS(SET(COL_DUMMY_CHILD_PARENT, of_null())));
            child(m, i)[PARENT] = NOTHING;
        }
    CHECK(change_end(tx, &TABLE_DUMMY, KEY(of_int(ids[number]))) == object(m, number)[THERE]);
    object(m, number)[THERE] = 0;
}

static void operate(Tx *tx, Model *m) {
    int number = m->objects ? dice(m->objects) : -1, what = dice(26);
    if (number < 0 || what < 3)
        add_object(tx, m);
    else if (what < 9)
        put_object(tx, m, number);
    else if (what < 13)
        believe(tx, m, number);
    else if (what < 18)
        link_object(tx, m, number);
    else if (what < 24)
        put_child(tx, m, !m->children || (what == 18 && m->children < CHILDREN));
    else if (what == 24 && m->children)
        end_child(tx, m, dice(m->children));
    else
        end_object(tx, m, number);
}

/* ---- works, as the model sees them ---- */

typedef struct Cell { int at, before, after, under; } Cell;     /* under: the root that stood below when it was taken away */

/* A work puts its root into its cells or takes it out again: an operation is its own root, undoing takes out, undoing that puts in again. */
typedef struct Done { int64_t work; int root; bool puts; Cell *cells; int count; } Done;

static VEC(Done) log_;
static VEC(int) stack[CELLS];           /* the roots that stand in a cell, the last on top */

static int top(int at) { return stack[at].count ? stack[at].items[stack[at].count - 1] : NOTHING; }

static int row_start(int at) { return at < LINKS ? at - at % PER_ROW : at; }

/* What changed between two models; of a row that came or went all that it holds. */
static Cell *cells_of(Arena *mem, Model *before, Model *after, int *count) {
    VEC(Cell) cells = { 0 };
    for (int at = 0; at < CELLS; at++) {
        int there = row_start(at);
        bool came_or_went = at < LINKS && before->cells[there] != after->cells[there];
        bool never = at < LINKS && !before->cells[there] && !after->cells[there];
        if (!never && (came_or_went || before->cells[at] != after->cells[at]))
            *VEC_ADD(mem, &cells) = (Cell){ at, before->cells[at], after->cells[at], NOTHING };
    }
    *count = (int) cells.count;
    return cells.items;
}

static void push(Arena *mem, int root) {
    for (int i = 0; i < log_.items[root].count; i++)
        *VEC_ADD(mem, &stack[log_.items[root].cells[i].at]) = root;
}

static void remember(Arena *mem, int64_t work, Model *before, Model *after) {
    Done d = { .work = work, .root = (int) log_.count, .puts = true };
    d.cells = cells_of(mem, before, after, &d.count);
    CHECK((d.count > 0) == (work > 0));         /* what came to nothing leaves no work */
    if (!d.count)
        return;
    *VEC_ADD(mem, &log_) = d;
    push(mem, d.root);
}

static bool may_undo(Model *m, int number, Model *then) {
    const Done *d = &log_.items[number], *root = &log_.items[d->root];
    *then = *m;
    for (int i = 0; i < root->count; i++) {
        int expected = d->puts ? d->root : d->cells[i].under;
        if (top(root->cells[i].at) != expected)
            return false;
        then->cells[root->cells[i].at] = d->puts ? root->cells[i].before : root->cells[i].after;
    }
    return is_sound(then);
}

static void take_back(Arena *mem, int64_t work, int number) {
    const Done *d = &log_.items[number];
    Done undo = { .work = work, .root = d->root, .puts = !d->puts };
    undo.count = log_.items[d->root].count;
    undo.cells = arena_copy(mem, log_.items[d->root].cells, (size_t) undo.count * sizeof(Cell));
    if (undo.puts)
        push(mem, d->root);
    for (int i = 0; !undo.puts && i < undo.count; i++) {
        stack[undo.cells[i].at].count--;
        undo.cells[i].under = top(undo.cells[i].at);
    }
    *VEC_ADD(mem, &log_) = undo;
}

static int tried, taken_back;

/* One work of some time ago, taken back if it may be; base and model must agree. */
static void undo_one(StoreFixture *f, Arena *keep, Model *m) {
    Model then;
    int number = (int) log_.count - 1 - dice(log_.count < BACK ? (int) log_.count : BACK);
    bool may = may_undo(m, number, &then);
    Arena *mem = arena_new();
    Tx *tx = tx_begin(f->store, mem, TX_WRITE);
    change_by(tx, &(ChangeBy){ .at = 5, .act = "random" });
    Undo *u = undo_check(tx, mem, YEAR, log_.items[number].work, 6);
    tried++;
    if (!CHECK(may == (u->reason_count == 0)))
        printf("# work %lld (root %d, puts %d): the model says %d, the base: reason %d, work %lld, %s %s\n", (long long) log_.items[number].work,
            log_.items[number].root, log_.items[number].puts, may, u->reason_count ? (int) u->reasons[0].why : -1, (long long) u->reasons[0].work,
            u->reasons[0].table ? u->reasons[0].table->name : "", u->reasons[0].object ? u->reasons[0].object : "");
    if (may && u->reason_count == 0 && dice(6)) {
        CHECK(undo_run(tx, u));
        CHECK_INT(tx_commit(tx), TX_DONE);
        CHECK_TEXT(tx_fault(tx) ? tx_fault(tx)->reason : NULL, NULL);
        take_back(keep, change_work(tx), number);
        *m = then;
        taken_back++;
    } else {
        tx_rollback(tx);
    }
    arena_free(mem);
}

/* ---- comparing ---- */

static bool same_json(const json_t *json, const Value *v) {
    if (v->kind == VALUE_NULL)
        return !json || json_is_null(json);
    if (v->kind == VALUE_INT)
        return json_is_integer(json) && json_integer_value(json) == v->integer;
    return json_is_string(json) && str_equal(json_string_value(json), v->data);
}

/* Folds the history of an object: each line starts where the one before ended. */
static json_t *folded(Tx *tx, const Value *key) {
    size_t count;
    HistoryLine *lines = change_history(tx, &TABLE_DUMMY, key, &count);
    json_t *row = json_object();
    for (size_t i = count; i-- > 0;) {
        json_t *fields = json_loads(lines[i].fields, 0, NULL), *pair;
        const char *name;
        CHECK(fields != NULL);
        json_object_foreach(fields, name, pair) {
            const json_t *now = json_object_get(row, name);
            CHECK(now ? json_equal(now, json_array_get(pair, 0)) : json_is_null(json_array_get(pair, 0)));
            json_object_set(row, name, json_array_get(pair, 1));
        }
        json_decref(fields);
    }
    return row;
}

static void compare_object(Arena *mem, Tx *tx, Model *m, int number) {
    const int *o = object(m, number);
    Value name = of_null(), note = of_null(), rank = of_null();
    size_t size;
    Rows rows = db_rows(tx, TABLE_DUMMY.read, KEY(of_int(ids[number])), 1);
    CHECK(row_next(&rows) == o[THERE]);
    if (o[THERE]) {
        name = of_text(names[o[NAME]]), note = text_value(o[NOTE]), rank = of_int(o[RANK]);
        CHECK_TEXT(row_peek(&rows, COL_DUMMY_NAME), names[o[NAME]]);
        CHECK_TEXT(row_text(&rows, COL_DUMMY_NOTE, mem), o[NOTE] == NOTHING ? NULL : names[o[NOTE]]);
        CHECK_INT(row_int(&rows, COL_DUMMY_RANK), o[RANK]);
        const void *sort = row_bytes(&rows, COL_DUMMY_SORT_KEY, mem, &size);
        CHECK(size == strlen(names[o[NAME]]) && (!size || !memcmp(sort, names[o[NAME]], size)));
    }
    rows_end(&rows);
    CHECK_TEXT(db_text(tx, &DUMMY_WORDS, VALUES(of_int(ids[number]))), o[THERE] ? names[o[NAME]] : NULL);
    json_t *row = folded(tx, KEY(of_int(ids[number])));
    CHECK(same_json(json_object_get(row, "name"), &name) && same_json(json_object_get(row, "note"), &note) &&
          same_json(json_object_get(row, "rank"), &rank));
    json_decref(row);
}

static void compare_child(Arena *mem, Tx *tx, Model *m, int number) {
    const int *c = child(m, number);
    Rows rows = db_rows(tx, TABLE_DUMMY_CHILD.read, KEY(of_int(child_ids[number])), 1);
    CHECK(row_next(&rows) == c[THERE]);
    if (c[THERE]) {
        CHECK_INT(row_int(&rows, COL_DUMMY_CHILD_PARENT), c[PARENT] == NOTHING ? 0 : ids[c[PARENT]]);
        CHECK_TEXT(row_text(&rows, COL_DUMMY_CHILD_CODE, mem), c[CODE] == NOTHING ? NULL : names[c[CODE]]);
        CHECK(row_null(&rows, COL_DUMMY_CHILD_PLACE) == (c[PLACE] == NOTHING) && (c[PLACE] == NOTHING || row_int(&rows, COL_DUMMY_CHILD_PLACE) == c[PLACE]));
    }
    rows_end(&rows);
}

static void compare(StoreFixture *f, Model *m) {
    Arena *mem = arena_new();
    Tx *tx = tx_begin(f->store, mem, TX_READ);
    for (int i = 0; i < m->objects; i++) {
        compare_object(mem, tx, m, i);
        for (int word = 0; word < NAMES; word++) {
            Rows rows = db_rows(tx, TABLE_DUMMY_LINK.read, KEY(of_int(ids[i]), of_text(names[word])), 2);
            CHECK(row_next(&rows) == *link_of(m, i, word));
            rows_end(&rows);
        }
    }
    for (int i = 0; i < m->children; i++)
        compare_child(mem, tx, m, i);
    CHECK_INT(change_verify(tx, YEAR), 0);
    CHECK_INT(tx_commit(tx), TX_DONE);
    arena_free(mem);
}

/* ---- the run ---- */

static void some_operations(StoreFixture *f, Arena *keep, Model *m, int *left) {
    Model before = *m;
    Arena *mem = arena_new();
    Tx *tx = tx_begin(f->store, mem, TX_WRITE);
    change_by(tx, &(ChangeBy){ .at = 5, .act = "random" });
    for (int i = dice(12); i >= 0; i--, --*left)
        operate(tx, m);
    if (dice(6) == 0) {
        tx_rollback(tx);
        *m = before;
    } else {
        CHECK_INT(tx_commit(tx), TX_DONE);
        CHECK_TEXT(tx_fault(tx) ? tx_fault(tx)->reason : NULL, NULL);
        remember(keep, change_work(tx), &before, m);
    }
    arena_free(mem);
}

static void random_operations(StoreFixture *f) {
    const char *given = getenv("PREAU_TEST_SEED");
    int left = getenv("PREAU_TEST_ALL") ? 20000 : 5000;
    Arena *keep = arena_new();
    Model m = { .objects = 0 };
    Instant start = instant_now();
    seed = given ? (unsigned) atoi(given) : (unsigned) instant_day(start);
    unsigned first = seed;
    memset(&log_, 0, sizeof log_);
    memset(stack, 0, sizeof stack);
    tried = taken_back = 0;
    dummy_hooks_set(f);
    while (left > 0) {
        some_operations(f, keep, &m, &left);
        for (int i = dice(4); i > 0 && log_.count; i--, left--)
            undo_one(f, keep, &m);
    }
    compare(f, &m);
    printf("# PREAU_TEST_SEED=%u: %d works, %d of %d taken back, %lld ms\n", first, (int) log_.count, taken_back, tried, (long long) (instant_now() - start));
    CHECK(taken_back > 100 && tried - taken_back > 100);
    arena_free(keep);
}

TEST(random_operations_equal_a_model) {
    for_each_engine(random_operations);
}

TEST_MAIN
