/* Random operations through the change door against a model in memory, on both engines: rows, conflicts, and the history
 * folded from its first line give the same. PREAU_TEST_ALL=1 makes it 10,000 operations an engine. */
#include "base/str.h"
#include "gen/dummy_statements.h"
#include "gen/statements.h"
#include "test/store_fixture.h"
#include "test/test.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define OBJECTS 60
#define NAMES 6

typedef struct Object { int64_t id; bool there; int name, note; int64_t rank; } Object;     /* note -1: NULL */
typedef struct Model { Object objects[OBJECTS]; int count; bool linked[OBJECTS][NAMES]; } Model;

static const char *const names[NAMES] = { "Ada", "", "d’Almeida", "\"\\,", "noël\n", "Zoé Zoé" };

static unsigned seed;

static int dice(int sides) {
    seed = seed * 1103515245 + 12345;
    return (int) ((seed >> 16) % (unsigned) sides);
}

static Value note_value(int note) {
    return note < 0 ? of_null() : of_text(names[note]);
}

static void add_object(Tx *tx, Model *m) {
    if (m->count == OBJECTS)
        return;
    Object *o = &m->objects[m->count++];
    *o = (Object){ .there = true, .name = dice(NAMES), .note = dice(NAMES + 1) - 1, .rank = 3 };
    o->id = change_add(tx, &TABLE_DUMMY, FIELDS(SET(COL_DUMMY_NAME, of_text(names[o->name])), SET(COL_DUMMY_NOTE, note_value(o->note)),
                                                SET(COL_DUMMY_SORT_KEY, of_bytes(&o->name, sizeof o->name))));
    CHECK(o->id > 0);
}

static void put_object(Tx *tx, Object *o) {
    int note = dice(NAMES + 1) - 1;
    int64_t rank = dice(4);
    if (!o->there)
        return;
    bool differs = note != o->note || rank != o->rank;
    CHECK(change_put(tx, &TABLE_DUMMY, KEY(of_int(o->id)), FIELDS(SET(COL_DUMMY_NOTE, note_value(note)), SET(COL_DUMMY_RANK, of_int(rank)))) ==
          differs);
    o->note = note;
    o->rank = rank;
}

static void believe(Tx *tx, Object *o) {
    int64_t rank = dice(4), was = dice(4);
    if (!o->there)
        return;
    bool conflict = was != o->rank && rank != o->rank;
    const Conflict *c = tx_conflicts(tx);
    int before = 0, after = 0;
    for (; c; c = c->next)
        before++;
    bool changed = change_put(tx, &TABLE_DUMMY, KEY(of_int(o->id)), FIELDS(SET_IF(COL_DUMMY_RANK, of_int(rank), of_int(was))));
    for (c = tx_conflicts(tx); c; c = c->next)
        after++;
    CHECK_INT(after - before, conflict);
    CHECK(changed == (!conflict && rank != o->rank));
    if (!conflict)
        o->rank = rank;
}

static void link_object(Tx *tx, Model *m, int object) {
    int word = dice(NAMES);
    const Object *o = &m->objects[object];
    Value key[] = { of_int(o->id), of_text(names[word]) };
    bool *linked = &m->linked[object][word];
    if (!o->there)
        return;
    if (dice(2)) {
        CHECK(change_put(tx, &TABLE_DUMMY_LINK, key, NULL, 0) == !*linked);
        *linked = true;
    } else {
        CHECK(change_end(tx, &TABLE_DUMMY_LINK, key) == *linked);
        *linked = false;
    }
}

static void end_object(Tx *tx, Model *m, int object) {
    Object *o = &m->objects[object];
    for (int word = 0; word < NAMES; word++)
        if (m->linked[object][word]) {
            CHECK(change_end(tx, &TABLE_DUMMY_LINK, KEY(of_int(o->id), of_text(names[word]))));
            m->linked[object][word] = false;
        }
    CHECK(change_end(tx, &TABLE_DUMMY, KEY(of_int(o->id))) == o->there);
    o->there = false;
}

static void operate(Tx *tx, Model *m) {
    int object = m->count ? dice(m->count) : -1, what = dice(20);
    if (object < 0 || what < 3)
        add_object(tx, m);
    else if (what < 9)
        put_object(tx, &m->objects[object]);
    else if (what < 13)
        believe(tx, &m->objects[object]);
    else if (what < 19)
        link_object(tx, m, object);
    else
        end_object(tx, m, object);
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

static void compare_object(StoreFixture *f, Tx *tx, const Object *o) {
    Rows rows = db_rows(tx, TABLE_DUMMY.read, KEY(of_int(o->id)), 1);
    CHECK(row_next(&rows) == o->there);
    Value name = of_null(), note = of_null(), rank = of_null();
    if (o->there) {
        name = of_text(row_text(&rows, COL_DUMMY_NAME, f->mem));
        note = of_text(row_text(&rows, COL_DUMMY_NOTE, f->mem));
        rank = of_int(row_int(&rows, COL_DUMMY_RANK));
        CHECK_TEXT(name.data, names[o->name]);
        CHECK_TEXT(note.data, o->note < 0 ? NULL : names[o->note]);
        CHECK_INT(rank.integer, o->rank);
    }
    rows_end(&rows);
    json_t *row = folded(tx, KEY(of_int(o->id)));
    CHECK(same_json(json_object_get(row, "name"), &name) && same_json(json_object_get(row, "note"), &note) &&
          same_json(json_object_get(row, "rank"), &rank));
    json_decref(row);
}

static void compare(StoreFixture *f, const Model *m) {
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    for (int i = 0; i < m->count; i++) {
        compare_object(f, tx, &m->objects[i]);
        for (int word = 0; word < NAMES; word++) {
            Rows rows = db_rows(tx, TABLE_DUMMY_LINK.read, KEY(of_int(m->objects[i].id), of_text(names[word])), 2);
            CHECK(row_next(&rows) == m->linked[i][word]);
            rows_end(&rows);
        }
    }
    CHECK_INT(change_verify(tx, YEAR), 0);
    CHECK_INT(tx_commit(tx), TX_DONE);
}

static void random_operations(StoreFixture *f) {
    int operations = getenv("PREAU_TEST_ALL") ? 10000 : 1500;
    Model *m = calloc(1, sizeof *m), *before = calloc(1, sizeof *m);
    seed = 20260901;
    for (int done = 0; done < operations;) {
        Arena *mem = arena_new();
        Tx *tx = tx_begin(f->store, mem, TX_WRITE);
        change_by(tx, &(ChangeBy){ .at = done, .act = "random" });
        *before = *m;
        for (int i = dice(30); i >= 0; i--, done++)
            operate(tx, m);
        if (dice(5) == 0) {
            tx_rollback(tx);
            *m = *before;
        } else {
            CHECK_INT(tx_commit(tx), TX_DONE);
        }
        arena_free(mem);
    }
    compare(f, m);
    free(m);
    free(before);
}

TEST(random_operations_equal_a_model) {
    for_each_engine(random_operations);
}

TEST_MAIN
