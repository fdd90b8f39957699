/* Undoing on both engines: what may be taken back, why something may not, and that what was derived comes right. Random operations: model_test.c. */
#include "base/date.h"
#include "base/str.h"
#include "gen/dummy_statements.h"
#include "gen/statements.h"
#include "store/undo.h"
#include "test/dummy_hooks.h"
#include "test/store_fixture.h"
#include "test/test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define NOW INT64_C(1790000000000)

static Tx *begin(StoreFixture *f, const char *act) {
    Tx *tx = tx_begin(f->store, f->mem, TX_WRITE);
    change_by(tx, &(ChangeBy){ .account = 7, .person = 8, .at = NOW, .act = act });
    return tx;
}

static int64_t done(Tx *tx) {
    TxEnd end = tx_commit(tx);
    CHECK_TEXT(tx_fault(tx) ? tx_fault(tx)->reason : NULL, NULL);
    CHECK_INT(end, TX_DONE);
    return change_work(tx);
}

/* Takes WORK back; its number, 0 when there is a reason why not, which is then in *WHY. */
static int64_t undone(StoreFixture *f, int64_t work, int64_t now, UndoReason *why) {
    Tx *tx = begin(f, "somebody asks");
    Undo *u = undo_check(tx, f->mem, YEAR, work, now);
    CHECK(tx_ok(tx));
    if (u->reason_count) {
        *why = u->reasons[0];
        tx_rollback(tx);
        return 0;
    }
    CHECK(undo_run(tx, u));
    return done(tx);
}

static int64_t takes_back(StoreFixture *f, int64_t work) {
    UndoReason why = { 0 };
    int64_t number = undone(f, work, NOW, &why);
    if (!CHECK(number > 0))
        printf("# why not: %d, work %lld, %s %s, column %d\n", why.why, (long long) why.work, why.table ? why.table->name : "", why.object ? why.object : "", why.column);
    return number;
}

static UndoReason refused(StoreFixture *f, int64_t work, UndoWhy why) {
    UndoReason reason = { .why = (UndoWhy) -1 };
    CHECK_INT(undone(f, work, NOW, &reason), 0);
    CHECK_INT(reason.why, why);
    return reason;
}

static int64_t add(Tx *tx, const char *name) { return change_add(tx, &TABLE_DUMMY, FIELDS(SET(COL_DUMMY_NAME, of_text(name)))); }

static int64_t add_child(Tx *tx, int64_t parent, const char *code, int64_t place) {
    return change_add(tx, &TABLE_DUMMY_CHILD, FIELDS(SET(COL_DUMMY_CHILD_PARENT, parent ? of_int(parent) : of_null()),
        SET(COL_DUMMY_CHILD_CODE, of_text(code)), SET(COL_DUMMY_CHILD_PLACE, of_int(place))));
}

static void put_rank(Tx *tx, int64_t id, int64_t rank) { change_put(tx, &TABLE_DUMMY, KEY(of_int(id)), FIELDS(SET(COL_DUMMY_RANK, of_int(rank)))); }
static void put_name(Tx *tx, int64_t id, const char *name) { change_put(tx, &TABLE_DUMMY, KEY(of_int(id)), FIELDS(SET(COL_DUMMY_NAME, of_text(name)))); }
static void put_child(Tx *tx, int64_t id, int column, Value value) { change_put(tx, &TABLE_DUMMY_CHILD, KEY(of_int(id)), FIELDS(SET(column, value))); }

/* One work of one change. */
static int64_t ranked(StoreFixture *f, int64_t id, int64_t rank) {
    Tx *tx = begin(f, "rank");
    put_rank(tx, id, rank);
    return done(tx);
}

static int64_t named(StoreFixture *f, int64_t id, const char *name) {
    Tx *tx = begin(f, "name");
    put_name(tx, id, name);
    return done(tx);
}

static int64_t ended(StoreFixture *f, int64_t id) {
    Tx *tx = begin(f, "end");
    CHECK(change_end(tx, &TABLE_DUMMY, KEY(of_int(id))));
    return done(tx);
}

static int64_t made(StoreFixture *f, const char *name, int64_t *work) {
    Tx *tx = begin(f, "make");
    int64_t id = add(tx, name);
    *work = done(tx);
    return id;
}

/* "name rank shout sort words": all of a dummy, derived columns too; "–" when it is not there. */
static const char *dummy(StoreFixture *f, int64_t id) {
    size_t size;
    const char *text = "–";
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    Rows r = db_rows(tx, TABLE_DUMMY.read, KEY(of_int(id)), 1);
    if (row_next(&r)) {
        const char *sort = row_bytes(&r, COL_DUMMY_SORT_KEY, f->mem, &size), *name = row_text(&r, COL_DUMMY_NAME, f->mem), *shout = row_text(&r, COL_DUMMY_SHOUT, f->mem);
        int64_t rank = row_int(&r, COL_DUMMY_RANK);
        rows_end(&r);
        text = arena_printf(f->mem, "%s %d %s %.*s %s", name, (int) rank, shout, (int) size, sort, db_text(tx, &DUMMY_WORDS, VALUES(of_int(id))));
    }
    rows_end(&r);
    done(tx);
    return text;
}

static const char *child(StoreFixture *f, int64_t id) {
    const char *text = "–";
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    Rows r = db_rows(tx, TABLE_DUMMY_CHILD.read, KEY(of_int(id)), 1);
    if (row_next(&r))
        text = arena_printf(f->mem, "%d %s %d", (int) row_int(&r, COL_DUMMY_CHILD_PARENT), row_peek(&r, COL_DUMMY_CHILD_CODE), (int) row_int(&r, COL_DUMMY_CHILD_PLACE));
    rows_end(&r);
    done(tx);
    return text;
}

static void check_chain(StoreFixture *f) {
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    CHECK_INT(change_verify(tx, YEAR), 0);
    done(tx);
}

/* ---- there and back ---- */

static void back_and_forth(StoreFixture *f) {
    int64_t make, id;
    dummy_hooks_set(f);
    id = made(f, "Zoé", &make);
    CHECK_TEXT(dummy(f, id), "Zoé 3 ZOÉ Zoé Zoé");
    int64_t name = named(f, id, "Ada"), rank = ranked(f, id, 5);
    CHECK_TEXT(dummy(f, id), "Ada 5 ADA Ada Ada");
    int64_t undo = takes_back(f, name);
    CHECK_TEXT(dummy(f, id), "Zoé 5 ZOÉ Zoé Zoé");      /* what the audit does not hold follows */
    CHECK_INT(refused(f, name, UNDO_DONE).work, undo);
    int64_t redo = takes_back(f, undo);
    CHECK_TEXT(dummy(f, id), "Ada 5 ADA Ada Ada");
    CHECK_INT(refused(f, undo, UNDO_DONE).work, redo);
    takes_back(f, redo);
    takes_back(f, rank);
    CHECK_TEXT(dummy(f, id), "Zoé 3 ZOÉ Zoé Zoé");
    takes_back(f, make);                                /* all that came later was taken back */
    CHECK_TEXT(dummy(f, id), "–");
    WorkDone work;
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    CHECK(history_work(tx, YEAR, undo, &work) && work.undoes == name && str_equal(work.act, "undo") && work.account == 7);
    CHECK(history_work(tx, YEAR, name, &work) && work.undoes == 0);
    done(tx);
    check_chain(f);
    store_fixture_tamper(f, arena_printf(f->mem, "UPDATE year_work SET undoes = %lld WHERE id = %lld", (long long) rank, (long long) undo));
    tx = tx_begin(f->store, f->mem, TX_READ);
    CHECK(change_verify(tx, YEAR) > 0);                 /* whose work it took back is chained too */
    done(tx);
}
TEST(a_work_is_taken_back_and_put_back_again) { for_each_engine(back_and_forth); }

static void ends_come_back(StoreFixture *f) {
    int64_t make, id;
    dummy_hooks_set(f);
    id = made(f, "d’Almeida \"\\,\n", &make);
    Tx *tx = begin(f, "link");
    change_put(tx, &TABLE_DUMMY_LINK, KEY(of_int(id), of_text("a,b\\c")), FIELDS(SET(COL_DUMMY_LINK_WEIGHT, of_int(INT64_MIN))));
    done(tx);
    tx = begin(f, "end");
    CHECK(change_end(tx, &TABLE_DUMMY_LINK, KEY(of_int(id), of_text("a,b\\c"))));
    CHECK(change_end(tx, &TABLE_DUMMY, KEY(of_int(id))));
    int64_t end = done(tx);
    CHECK_TEXT(dummy(f, id), "–");
    takes_back(f, end);
    CHECK_TEXT(dummy(f, id), "d’Almeida \"\\,\n 3 D’ALMEIDA \"\\,\n d’Almeida \"\\,\n d’Almeida \"\\,\n");
    tx = tx_begin(f->store, f->mem, TX_READ);
    Rows r = db_rows(tx, TABLE_DUMMY_LINK.read, KEY(of_int(id), of_text("a,b\\c")), 2);
    CHECK(row_next(&r) && row_int(&r, COL_DUMMY_LINK_WEIGHT) == INT64_MIN);
    rows_end(&r);
    done(tx);
    check_chain(f);
}
TEST(what_was_ended_is_made_again_with_its_key) { for_each_engine(ends_come_back); }

/* One work that hangs a child on a new parent and ends the old one: neither order of the engine's references may break. */
static void moved(StoreFixture *f) {
    int64_t make;
    dummy_hooks_set(f);
    int64_t old = made(f, "old", &make);
    Tx *tx = begin(f, "child");
    int64_t one = add_child(tx, old, "a", 1);
    done(tx);
    tx = begin(f, "move");
    int64_t fresh = add(tx, "new");
    put_child(tx, one, COL_DUMMY_CHILD_PARENT, of_int(fresh));
    CHECK(change_end(tx, &TABLE_DUMMY, KEY(of_int(old))));
    int64_t move = done(tx);
    int64_t undo = takes_back(f, move);
    CHECK_TEXT(child(f, one), arena_printf(f->mem, "%d a 1", (int) old));
    CHECK_TEXT(dummy(f, fresh), "–");
    takes_back(f, undo);
    CHECK_TEXT(child(f, one), arena_printf(f->mem, "%d a 1", (int) fresh));
    CHECK_TEXT(dummy(f, old), "–");
}
TEST(references_hold_in_whatever_order_it_was_done) { for_each_engine(moved); }

static void exchanged(StoreFixture *f) {
    dummy_hooks_set(f);
    Tx *tx = begin(f, "children");
    int64_t a = add_child(tx, 0, "a", 1), b = add_child(tx, 0, "b", 1);
    done(tx);
    tx = begin(f, "exchange");
    put_child(tx, a, COL_DUMMY_CHILD_CODE, of_text("c"));
    put_child(tx, b, COL_DUMMY_CHILD_CODE, of_text("a"));
    put_child(tx, a, COL_DUMMY_CHILD_CODE, of_text("b"));
    int64_t exchange = done(tx), undo = takes_back(f, exchange);
    CHECK_TEXT(child(f, a), "0 a 1");
    CHECK_TEXT(child(f, b), "0 b 1");
    takes_back(f, undo);
    CHECK_TEXT(child(f, a), "0 b 1");
    CHECK_TEXT(child(f, b), "0 a 1");
    tx = begin(f, "end and make");
    CHECK(change_end(tx, &TABLE_DUMMY_CHILD, KEY(of_int(a))));
    int64_t c = add_child(tx, 0, "b", 1);
    takes_back(f, done(tx));
    CHECK_TEXT(child(f, a), "0 b 1");
    CHECK_TEXT(child(f, c), "–");
    check_chain(f);
}
TEST(what_is_unique_is_exchanged_back) { for_each_engine(exchanged); }

/* ---- why not ---- */

static void reasons(StoreFixture *f) {
    int64_t make, id;
    UndoReason why;
    dummy_hooks_set(f);
    id = made(f, "Zoé", &make);
    int64_t first = ranked(f, id, 5), second = ranked(f, id, 6);
    why = refused(f, first, UNDO_TOUCHED);
    CHECK(why.work == second && why.table == &TABLE_DUMMY && why.column == COL_DUMMY_RANK && str_equal(why.object, arena_printf(f->mem, "%d", (int) id)));
    CHECK_INT(refused(f, make, UNDO_TOUCHED).work, first);
    ranked(f, id, 5);
    CHECK_INT(refused(f, first, UNDO_TOUCHED).work, second);        /* the same value again is no undoing */
    int64_t name = named(f, id, "Ada"), end = ended(f, id);
    why = refused(f, name, UNDO_TOUCHED);
    CHECK(why.work == end && why.column == -1);
    takes_back(f, end);
    takes_back(f, name);
    refused(f, 987654, UNDO_UNKNOWN);
}
TEST(what_was_touched_later_is_a_reason) { for_each_engine(reasons); }

static void references(StoreFixture *f) {
    int64_t make, id, other_make;
    dummy_hooks_set(f);
    id = made(f, "Zoé", &make);
    int64_t other = made(f, "Ada", &other_make);
    Tx *tx = begin(f, "child");
    int64_t one = add_child(tx, id, "a", 1);
    int64_t hang = done(tx);
    UndoReason why = refused(f, make, UNDO_REFERRED);
    CHECK(why.by_table == &TABLE_DUMMY_CHILD && str_equal(why.by_object, arena_printf(f->mem, "%d", (int) one)) && why.work == hang);
    CHECK(why.column == COL_DUMMY_CHILD_PARENT && why.table == &TABLE_DUMMY);
    tx = begin(f, "move");
    put_child(tx, one, COL_DUMMY_CHILD_PARENT, of_int(other));
    int64_t move = done(tx);
    int64_t gone = takes_back(f, make);                 /* nothing refers to it any more */
    why = refused(f, move, UNDO_MISSING);
    CHECK(why.table == &TABLE_DUMMY_CHILD && why.by_table == &TABLE_DUMMY && why.work == gone && why.column == COL_DUMMY_CHILD_PARENT);
    tx = begin(f, "note");
    db_do(tx, &DUMMY_NOTE_ADD, VALUES(of_int(other), of_text("n")));
    done(tx);
    tx = begin(f, "away");
    put_child(tx, one, COL_DUMMY_CHILD_PARENT, of_null());
    done(tx);
    why = refused(f, other_make, UNDO_REFERRED);        /* what is not audited counts as well */
    CHECK(why.by_table == &TABLE_DUMMY_NOTE && why.work == 0);
}
TEST(what_refers_or_is_missing_is_a_reason) { for_each_engine(references); }

static void taken(StoreFixture *f) {
    dummy_hooks_set(f);
    Tx *tx = begin(f, "child");
    int64_t one = add_child(tx, 0, "a", 1);
    done(tx);
    tx = begin(f, "code");
    put_child(tx, one, COL_DUMMY_CHILD_CODE, of_text("b"));
    int64_t code = done(tx);
    tx = begin(f, "another");
    int64_t two = add_child(tx, 0, "a", 1);
    int64_t another = done(tx);
    UndoReason why = refused(f, code, UNDO_TAKEN);
    CHECK(why.work == another && str_equal(why.by_object, arena_printf(f->mem, "%d", (int) two)));
    tx = begin(f, "place");
    put_child(tx, two, COL_DUMMY_CHILD_PLACE, of_int(2));
    done(tx);
    takes_back(f, code);
    CHECK_TEXT(child(f, one), "0 a 1");
}
TEST(what_another_has_got_hold_of_is_a_reason) { for_each_engine(taken); }

static void thirty_days(StoreFixture *f) {
    int64_t make;
    UndoReason why;
    dummy_hooks_set(f);
    int64_t id = made(f, "Zoé", &make);
    CHECK_INT(undone(f, make, NOW + 30 * DAY_LONG + 1, &why), 0);
    CHECK_INT(why.why, UNDO_OLD);
    CHECK(undone(f, make, NOW + 30 * DAY_LONG, &why) > 0);
    CHECK_TEXT(dummy(f, id), "–");
}
TEST(after_thirty_days_it_stays) { for_each_engine(thirty_days); }

/* Somebody with the key changed a row past the door: it is not what the work left, so nothing is done. */
static void tampered(StoreFixture *f) {
    int64_t make;
    dummy_hooks_set(f);
    int64_t id = made(f, "Zoé", &make), rank = ranked(f, id, 5);
    store_fixture_tamper(f, "UPDATE dummy SET rank = 77");
    Tx *tx = begin(f, "undo");
    Undo *u = undo_check(tx, f->mem, YEAR, rank, NOW);
    CHECK_INT(u->reason_count, 0);
    CHECK(!undo_run(tx, u));
    CHECK(tx_conflicts(tx) && tx_conflicts(tx)->theirs.integer == 77);
    tx_rollback(tx);
    store_fixture_tamper(f, arena_printf(f->mem, "UPDATE year_audit SET fields = '{\"rank\":[3,5]' WHERE work = %lld", (long long) rank));
    refused(f, rank, UNDO_UNKNOWN);
    store_fixture_tamper(f, arena_printf(f->mem, "UPDATE year_audit SET fields = '{\"gone\":[3,\"x\"]}' WHERE work = %lld", (long long) rank));
    refused(f, rank, UNDO_UNKNOWN);
}
/* A column that a later schema has dropped says nothing any more; the others do. */
static void dropped(StoreFixture *f) {
    int64_t make;
    dummy_hooks_set(f);
    int64_t id = made(f, "Zoé", &make), rank = ranked(f, id, 5);
    store_fixture_tamper(f, arena_printf(f->mem, "UPDATE year_audit SET fields = '{\"gone\":[\"a\\\\\",null],\"rank\":[3,5],\"old\":[-1,0]}' WHERE work = %lld", (long long) rank));
    takes_back(f, rank);
    CHECK_TEXT(dummy(f, id), "Zoé 3 ZOÉ Zoé Zoé");
}
TEST(columns_that_are_gone_are_left_out) { for_each_engine(dropped); }

TEST(what_is_not_as_the_audit_says_is_left_alone) { for_each_engine(tampered); }

/* Rows whose derived columns nobody knows how to make are not made again wrongly. */
static void not_derived(StoreFixture *f) {
    dummy_hooks_set(f);
    change_hooks(f->store, NULL, 0);
    Tx *tx = begin(f, "make");
    int64_t id = change_add(tx, &TABLE_DUMMY, FIELDS(SET(COL_DUMMY_NAME, of_text("x")), SET(COL_DUMMY_SORT_KEY, of_bytes("x", 1))));
    done(tx);
    refused(f, ended(f, id), UNDO_UNKNOWN);
}
TEST(what_cannot_be_derived_is_not_made_again) { for_each_engine(not_derived); }

static void many(StoreFixture *f) {
    dummy_hooks_set(f);
    int64_t ids[1200];
    Tx *tx = begin(f, "many");
    for (int i = 0; i < 1200; i++)
        ids[i] = add(tx, arena_printf(f->mem, "n%d", i));
    for (int i = 0; i < 1200; i++)
        change_put(tx, &TABLE_DUMMY_LINK, KEY(of_int(ids[i]), of_text("main")), NULL, 0);
    int64_t work = done(tx);
    tx = begin(f, "later");
    for (int i = 0; i < 80; i++)
        change_put(tx, &TABLE_DUMMY_LINK, KEY(of_int(ids[i * 15]), of_text("later")), NULL, 0);
    int64_t later = done(tx);
    tx = begin(f, "look");
    Undo *u = undo_check(tx, f->mem, YEAR, work, NOW);
    CHECK_INT(u->objects, 2400);
    CHECK_INT(u->reason_count, 80);                     /* all are counted, some are named */
    CHECK(u->reasons[UNDO_REASONS - 1].why == UNDO_REFERRED && u->reasons[UNDO_REASONS - 1].work == later);
    CHECK(tx_statements(tx) < 200);
    tx_rollback(tx);
    takes_back(f, later);
    takes_back(f, work);
    CHECK_TEXT(dummy(f, ids[7]), "–");
    check_chain(f);
}
TEST(many_objects_are_asked_for_together) { for_each_engine(many); }

static void any_statement_fails(StoreFixture *f) {
    int64_t make;
    dummy_hooks_set(f);
    int64_t id = made(f, "Zoé", &make), end = ended(f, id);
    bool through = false;
    int nth = 1;
    for (; !through && nth < 60; nth++) {
        store_fail_at(f->store, nth);
        Tx *tx = begin(f, "undo");
        Undo *u = undo_check(tx, f->mem, YEAR, end, NOW);
        if (tx_ok(tx) && !u->reason_count)
            undo_run(tx, u);
        through = tx_commit(tx) == TX_DONE;
        store_fail_at(f->store, 0);
        CHECK_TEXT(dummy(f, id), through ? "Zoé 3 ZOÉ Zoé Zoé" : "–");
    }
    CHECK(through && nth > 8);
    check_chain(f);
}
TEST(whatever_statement_fails_nothing_is_taken_back) { for_each_engine(any_statement_fails); }

/* ---- what sqlgen knows is what the engines keep ---- */

static int references_of(const Table *const *all) {
    int count = 0;
    for (; *all; all++)
        for (int c = 0; c < (*all)->column_count; c++)
            count += (*all)->columns[c].refers != NULL;
    return count;
}

/* "child.column parent" of one table as the engine has it; how many. */
static int check_engine_references(StoreFixture *f, const Table *t) {
    char sql[300];
    sqlite3_stmt *s;
    int count = 0;
    sqlite3 *db = store_fixture_raw(f, t->place);
    snprintf(sql, sizeof sql, "SELECT \"table\", \"from\" FROM pragma_foreign_key_list('%s')", t->name);
    CHECK_INT(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    for (; sqlite3_step(s) == SQLITE_ROW; count++) {
        const char *parent = (const char *) sqlite3_column_text(s, 0), *column = (const char *) sqlite3_column_text(s, 1);
        bool known = false;
        for (int c = 0; c < t->column_count; c++)
            known = known || (str_equal(t->columns[c].name, column) && t->columns[c].refers && str_equal(t->columns[c].refers->name, parent) && t->columns[c].referring);
        if (!CHECK(known))
            printf("# %s.%s refers to %s\n", t->name, column, parent);
    }
    sqlite3_finalize(s);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM pragma_index_list('%s') WHERE \"unique\" = 1 AND origin = 'c'", t->name);
    CHECK_INT(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    CHECK_INT(sqlite3_step(s), SQLITE_ROW);
    if (!CHECK_INT(t->unique_count, sqlite3_column_int(s, 0)))
        printf("# %s: what is unique\n", t->name);
    sqlite3_finalize(s);
    sqlite3_close(db);
    return count;
}

TEST(references_are_those_of_the_engine) {
    StoreFixture *f = store_fixture_open(false);
    const Table *const *const sets[] = { all_tables, dummy_all_tables };
    for (int set = 0; set < 2; set++) {
        int count = 0;
        for (const Table *const *t = sets[set]; *t; t++)
            count += check_engine_references(f, *t);
        CHECK_INT(count, references_of(sets[set]));
        CHECK(count >= 3);
    }
    store_fixture_close(f);
}

/* PostgreSQL's own list has as many: both engines run the same steps. */
TEST(references_are_those_of_postgres) {
    StoreFixture *f = store_fixture_open(true);
    int known = references_of(all_tables) + references_of(dummy_all_tables);
    store_fixture_tamper(f, arena_printf(f->mem, "SELECT 1 / (CASE WHEN (SELECT count(*) FROM pg_constraint WHERE contype = 'f') = %d THEN 1 ELSE 0 END)", known));
    store_fixture_close(f);
}

TEST_MAIN
