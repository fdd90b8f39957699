/* The change door on both engines: what it remembers, what it refuses, and that a chain shows who tampered. */
#include "base/str.h"
#include "gen/dummy_statements.h"
#include "gen/statements.h"
#include "test/store_fixture.h"
#include "test/test.h"

#include <string.h>

static Tx *begin(StoreFixture *f, const char *act) {
    Tx *tx = tx_begin(f->store, f->mem, TX_WRITE);
    change_by(tx, &(ChangeBy){ .account = 7, .person = 8, .at = 1790000000000, .act = act });
    return tx;
}

static void done(Tx *tx) {
    TxEnd end = tx_commit(tx);
    CHECK_TEXT(tx_fault(tx) ? tx_fault(tx)->reason : NULL, NULL);
    CHECK_INT(end, TX_DONE);
}

static int64_t add_dummy(Tx *tx, const char *name) {
    return change_add(tx, &TABLE_DUMMY, FIELDS(SET(COL_DUMMY_NAME, of_text(name)), SET(COL_DUMMY_SORT_KEY, of_bytes(name, strlen(name))),
                                               SET(COL_DUMMY_SHOUT, of_text("secret des dérivés"))));
}

static int64_t made(StoreFixture *f, const char *name) {
    Tx *tx = begin(f, "make");
    int64_t id = add_dummy(tx, name);
    done(tx);
    return id;
}

/* The history of one object, oldest first: "make {…} edit {…}". */
static const char *history(StoreFixture *f, const Table *table, const Value *key) {
    size_t count;
    Str out = str_new(f->mem, 128);
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    HistoryLine *lines = change_history(tx, table, key, &count);
    for (size_t i = count; i-- > 0;)
        str_printf(&out, "%s%s %s", out.size ? " " : "", lines[i].act, lines[i].fields);
    done(tx);
    return out.data;
}

static int64_t verify(StoreFixture *f, Place place) {
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    int64_t bad = change_verify(tx, place);
    done(tx);
    return bad;
}

static void history_tells(StoreFixture *f) {
    int64_t id = made(f, "Ada \"é\"\n");
    Tx *tx = begin(f, "edit");
    change_source(tx, "Eleves.xml:12");
    CHECK(change_put(tx, &TABLE_DUMMY, KEY(of_int(id)), FIELDS(SET(COL_DUMMY_RANK, of_int(5)), SET(COL_DUMMY_NOTE, of_text("n")))));
    CHECK(change_put(tx, &TABLE_DUMMY, KEY(of_int(id)), FIELDS(SET(COL_DUMMY_RANK, of_int(6)))));      /* merged */
    CHECK(!change_put(tx, &TABLE_DUMMY, KEY(of_int(id)), FIELDS(SET(COL_DUMMY_RANK, of_int(6)))));     /* as it is */
    CHECK(change_work(tx) > 0);
    done(tx);
    tx = begin(f, "derive");
    CHECK(change_put(tx, &TABLE_DUMMY, KEY(of_int(id)), FIELDS(SET(COL_DUMMY_SHOUT, of_text("ADA")))));     /* silent */
    done(tx);
    tx = begin(f, "same");
    change_put(tx, &TABLE_DUMMY, KEY(of_int(id)), FIELDS(SET(COL_DUMMY_RANK, of_int(1))));
    change_put(tx, &TABLE_DUMMY, KEY(of_int(id)), FIELDS(SET(COL_DUMMY_RANK, of_int(6))));
    done(tx);
    tx = begin(f, "end");
    CHECK(change_end(tx, &TABLE_DUMMY, KEY(of_int(id))));
    CHECK(!change_end(tx, &TABLE_DUMMY, KEY(of_int(id))));
    done(tx);
    CHECK_TEXT(history(f, &TABLE_DUMMY, KEY(of_int(id))),
               arena_printf(f->mem, "make {\"id\":[null,%d],\"name\":[null,\"Ada \\\"é\\\"\\u000a\"],\"rank\":[null,3],"
                            "\"colour\":[null,\"bleu d'eau\"]} edit {\"note\":[null,\"n\"],\"rank\":[3,6]} end {\"id\":[%d,null],"
                            "\"name\":[\"Ada \\\"é\\\"\\u000a\",null],\"note\":[\"n\",null],\"rank\":[6,null],"
                            "\"colour\":[\"bleu d'eau\",null]}", (int) id, (int) id));
    size_t count;
    tx = tx_begin(f->store, f->mem, TX_READ);
    HistoryLine *lines = change_history(tx, &TABLE_DUMMY, KEY(of_int(id)), &count);
    CHECK_INT(count, 3);
    CHECK_TEXT(lines[1].source, "Eleves.xml:12");
    CHECK(lines[1].account == 7 && lines[1].person == 8 && lines[1].at == 1790000000000);
    done(tx);
    CHECK_INT(verify(f, YEAR), 0);
}

TEST(history_tells_each_object_once_per_work) {
    for_each_engine(history_tells);
}

static void keys_and_pairs(StoreFixture *f) {
    int64_t id = made(f, "a");
    Tx *tx = begin(f, "link");
    Value key[] = { of_int(id), of_text("a,b\\c") };
    CHECK(change_put(tx, &TABLE_DUMMY_LINK, key, FIELDS(SET(COL_DUMMY_LINK_WEIGHT, of_null()))));
    CHECK(!change_put(tx, &TABLE_DUMMY_LINK, key, NULL, 0));
    CHECK(change_put(tx, &TABLE_DUMMY_PAIR, KEY(of_int(1), of_int(2)), NULL, 0));
    CHECK(!change_put(tx, &TABLE_DUMMY_PAIR, KEY(of_int(1), of_int(2)), NULL, 0));
    change_make(tx, &TABLE_DUMMY_PAIR, KEY(of_int(3), of_int(4)), NULL, 0);
    done(tx);
    CHECK_TEXT(history(f, &TABLE_DUMMY_PAIR, KEY(of_int(3), of_int(4))), "link {\"a\":[null,3],\"b\":[null,4]}");
    tx = begin(f, "twice");
    change_make(tx, &TABLE_DUMMY_PAIR, KEY(of_int(3), of_int(4)), NULL, 0);
    CHECK_INT(tx_commit(tx), TX_FAILED);
    CHECK_TEXT(history(f, &TABLE_DUMMY_LINK, key),
               arena_printf(f->mem, "link {\"dummy\":[null,%d],\"word\":[null,\"a,b\\\\c\"]}", (int) id));
    CHECK_TEXT(history(f, &TABLE_DUMMY_PAIR, KEY(of_int(1), of_int(2))), "link {\"a\":[null,1],\"b\":[null,2]}");
    tx = begin(f, "nothing");
    CHECK(change_put(tx, &TABLE_DUMMY_PAIR, KEY(of_int(5), of_int(6)), NULL, 0));
    CHECK(change_end(tx, &TABLE_DUMMY_PAIR, KEY(of_int(5), of_int(6))));
    done(tx);
    CHECK_TEXT(history(f, &TABLE_DUMMY_PAIR, KEY(of_int(5), of_int(6))), "");
    CHECK_INT(verify(f, YEAR), 0);              /* not even a bare work */
}

/* Ids taken ahead are each used once and never again, with those given one by one between them; what is refused on its way shows. */
static void ids_are_reserved(StoreFixture *f) {
    int64_t last = made(f, "before");
    Tx *tx = begin(f, "many");
    change_reserve(tx, &TABLE_DUMMY, 0);
    change_reserve(tx, &TABLE_DUMMY, 3);
    for (int i = 0; i < 5; i++) {               /* two more than were said */
        int64_t id = add_dummy(tx, "n");
        CHECK_INT(id, last + 1);
        last = id;
    }
    done(tx);
    tx = begin(f, "lost");
    change_reserve(tx, &TABLE_DUMMY, 4);
    CHECK(add_dummy(tx, "a") > last);
    tx_rollback(tx);
    int64_t after = made(f, "after");
    CHECK(after > last);
    tx = tx_begin(f->store, f->mem, TX_READ);
    CHECK_INT(db_int(tx, &DUMMY_COUNT, NO_VALUES), 7);
    done(tx);
    tx = begin(f, "refused");
    change_reserve(tx, &TABLE_DUMMY, 2);
    change_add(tx, &TABLE_DUMMY, FIELDS(SET(COL_DUMMY_NAME, of_null()), SET(COL_DUMMY_SORT_KEY, of_bytes("k", 1))));   /* NOT NULL */
    add_dummy(tx, "b");
    CHECK_INT(tx_commit(tx), TX_FAILED);
    CHECK(strstr(arena_printf(f->mem, "%s %s", tx_fault(tx)->statement, tx_fault(tx)->reason), "dummy:insert") != NULL);
    CHECK_INT(verify(f, YEAR), 0);
}
TEST(ids_may_be_taken_ahead) { for_each_engine(ids_are_reserved); }

TEST(rows_of_keys_only_are_remembered_too) {
    for_each_engine(keys_and_pairs);
}

static void conflicts(StoreFixture *f) {
    int64_t id = made(f, "a");
    Tx *tx = begin(f, "edit");
    Value key[] = { of_int(id) };
    CHECK(change_put(tx, &TABLE_DUMMY, key, FIELDS(SET_IF(COL_DUMMY_RANK, of_int(9), of_int(3)))));
    CHECK(!tx_conflicts(tx));
    CHECK(!change_put(tx, &TABLE_DUMMY, key, FIELDS(SET_IF(COL_DUMMY_RANK, of_int(10), of_int(3)), SET(COL_DUMMY_NOTE, of_text("x")),
                                                    SET_IF(COL_DUMMY_NAME, of_text("b"), of_text("z")))));
    const Conflict *c = tx_conflicts(tx);
    CHECK(c && c->column == COL_DUMMY_RANK && c->mine.integer == 10 && c->theirs.integer == 9);
    CHECK(c && c->next && c->next->column == COL_DUMMY_NAME && str_equal(c->next->theirs.data, "a") && !c->next->next);
    CHECK(!change_put(tx, &TABLE_DUMMY, key, FIELDS(SET_IF(COL_DUMMY_RANK, of_int(9), of_int(3)))));     /* is so already */
    CHECK(c && !c->next->next);
    done(tx);
    CHECK(str_ends(history(f, &TABLE_DUMMY, key), " edit {\"rank\":[3,9]}"));
}

TEST(a_change_that_believed_otherwise_is_not_made) {
    for_each_engine(conflicts);
}

/* ---- hooks and topics ---- */

static void keep_words(Tx *tx, const Value *key, const Value *before, const Value *after) {
    (void) before;
    db_do(tx, &DUMMY_WORD_CLEAR, VALUES(key[0]));
    if (after)
        db_do(tx, &DUMMY_WORD_ADD, VALUES(after[COL_DUMMY_NAME], key[0]));
}

static int64_t version_of(StoreFixture *f, const char *topic) {
    size_t count;
    int64_t version = 0;
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    TopicVersion *topics = topic_versions(tx, &count);
    for (size_t i = 0; i < count; i++)
        if (str_equal(topics[i].topic, topic))
            version = topics[i].version;
    done(tx);
    return version;
}

static void hooks_and_topics(StoreFixture *f) {
    const TableHook hooks[] = { { &TABLE_DUMMY, keep_words } };
    change_hooks(f->store, hooks, 1);
    int64_t id = made(f, "Zoé");
    CHECK_INT(version_of(f, "dummies"), 1);
    Tx *tx = begin(f, "edit");
    add_dummy(tx, "Yves"), add_dummy(tx, "Xavier");
    change_put(tx, &TABLE_DUMMY, KEY(of_int(id)), FIELDS(SET(COL_DUMMY_NAME, of_text("Zoë"))));
    CHECK_TEXT(db_text(tx, &DUMMY_WORDS, VALUES(of_int(id))), "Zoë");
    done(tx);
    CHECK_INT(version_of(f, "dummies"), 2);
    tx = begin(f, "void");
    change_put(tx, &TABLE_DUMMY, KEY(of_int(id)), FIELDS(SET(COL_DUMMY_NAME, of_text("Zazie"))));
    tx_rollback(tx);
    CHECK_INT(version_of(f, "dummies"), 2);
    tx = begin(f, "end");
    change_end(tx, &TABLE_DUMMY, KEY(of_int(id)));
    CHECK(db_text(tx, &DUMMY_WORDS, VALUES(of_int(id))) == NULL);
    done(tx);
}

TEST(hooks_and_topics_come_with_every_change) {
    for_each_engine(hooks_and_topics);
}

/* ---- failures ---- */

static void tortured(StoreFixture *f) {
    int64_t id = made(f, "a");
    Value key[] = { of_int(id) };
    const char *before = history(f, &TABLE_DUMMY, key);
    bool through = false;
    int nth = 1;
    for (; !through && nth < 40; nth++) {
        store_fail_at(f->store, nth);
        Tx *tx = begin(f, "edit");
        change_put(tx, &TABLE_DUMMY, key, FIELDS(SET(COL_DUMMY_RANK, of_int(50))));
        int64_t other = add_dummy(tx, "b");
        change_put(tx, &TABLE_DUMMY_LINK, KEY(of_int(other), of_text("w")), NULL, 0);
        CHECK(tx_ok(tx) || !change_end(tx, &TABLE_DUMMY, key));
        through = tx_commit(tx) == TX_DONE;
        store_fail_at(f->store, 0);
        if (!through)
            CHECK_TEXT(history(f, &TABLE_DUMMY, key), before);
    }
    CHECK_INT(nth, 14);         /* so many statements does this take; keep it low */
    CHECK_INT(verify(f, YEAR), 0);
}

TEST(whatever_statement_fails_nothing_is_left) {
    for_each_engine(tortured);
}

/* ---- tampering ---- */

typedef struct Deed { const char *sql; int64_t found; } Deed;

static void tampered(StoreFixture *f) {
    static const Deed deeds[] = {
        { "UPDATE year_audit SET fields = '{}' WHERE id = 3", 3 },
        { "UPDATE year_audit SET object = '999' WHERE id = 5", 5 },
        { "UPDATE year_audit SET source = 'x' WHERE id = 1", 1 },
        { "DELETE FROM year_audit WHERE id = 4", 4 },
        { "UPDATE year_audit SET id = 99 WHERE id = 6", 6 },
        { "UPDATE year_audit SET hash = (SELECT hash FROM year_audit WHERE id = 2) WHERE id = 7", 7 },
        { "INSERT INTO year_audit (id, work, table_name, object, fields, hash) SELECT 11, work, table_name, object, fields, hash "
          "FROM year_audit WHERE id = 10", 11 },
        { "UPDATE year_work SET account = 1 WHERE id = (SELECT work FROM year_audit WHERE id = 8)", 8 },
        { "UPDATE year_work SET at = 0 WHERE id = (SELECT work FROM year_audit WHERE id = 9)", 9 },
        { "DELETE FROM year_audit WHERE id = 10", 10 },
        { "UPDATE year_audit SET id = -id WHERE id IN (2, 3); UPDATE year_audit SET id = 5 + id WHERE id < 0", 2 },
    };
    for (size_t d = 0; d < sizeof deeds / sizeof *deeds; d++) {
        StoreFixture *g = store_fixture_open(f->postgres);
        for (int i = 0; i < 10; i++)
            made(g, arena_printf(g->mem, "n%d", i));
        CHECK_INT(verify(g, YEAR), 0);
        store_fixture_tamper(g, deeds[d].sql);
        int64_t bad = verify(g, YEAR);
        size_t count;
        StoreFinding *findings = store_check(g->store, g->mem, &count);
        if (!CHECK(bad == deeds[d].found || d == 10) || bad == 0)
            CHECK_TEXT(deeds[d].sql, arena_printf(g->mem, "%d", (int) bad));
        CHECK(count == 1 && findings[0].check == CHECK_AUDIT && findings[0].place == YEAR);
        store_fixture_close(g);
        if (f->postgres && d == 2)
            break;                          /* the same code reads both: three deeds are enough there */
    }
}

TEST(a_chain_shows_where_it_was_tampered_with) {
    for_each_engine(tampered);
}

static void heads(StoreFixture *f) {
    uint8_t first[CHANGE_HASH], again[CHANGE_HASH];
    int64_t id;
    size_t findings;
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    CHECK(!change_head(tx, YEAR, &id, first));
    done(tx);
    made(f, "a"), made(f, "b");
    tx = tx_begin(f->store, f->mem, TX_READ);
    CHECK(change_head(tx, YEAR, &id, first) && id == 2);
    done(tx);
    store_fixture_tamper(f, "DELETE FROM year_audit WHERE id = 2");
    tx = tx_begin(f->store, f->mem, TX_READ);
    CHECK(change_head(tx, YEAR, &id, again) && memcmp(first, again, CHANGE_HASH));
    done(tx);
    store_check(f->store, f->mem, &findings);
    CHECK_INT(findings, 1);
}

TEST(a_cut_tail_shows_by_its_head) {
    for_each_engine(heads);
}

TEST_MAIN
