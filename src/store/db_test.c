/* Statements, transactions and failures, the same on both engines. */
#include "base/str.h"
#include "gen/dummy_statements.h"
#include "gen/statements.h"
#include "test/store_fixture.h"
#include "test/test.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

static void add_word(StoreFixture *f, Tx *tx, const char *word, int64_t dummy) {
    (void) f;
    db_do(tx, &DUMMY_WORD_ADD, VALUES(of_text(word), of_int(dummy)));
}

static const char *words_of(StoreFixture *f, int64_t dummy) {
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    const char *words = db_text(tx, &DUMMY_WORDS, VALUES(of_int(dummy)));
    CHECK(tx_ok(tx));
    CHECK_INT(tx_commit(tx), TX_DONE);
    return words;
}

static void write_words(StoreFixture *f, const char *word, int64_t dummy) {
    Tx *tx = tx_begin(f->store, f->mem, TX_WRITE);
    add_word(f, tx, word, dummy);
    CHECK_INT(tx_commit(tx), TX_DONE);
}

/* ---- values ---- */

static void types_come_back(StoreFixture *f) {
    static const char raw[] = { 0, 1, (char) 0xFF, 'a', 0 };
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    Rows rows = db_rows(tx, &DUMMY_TYPES, VALUES(of_int(-5000000000), of_text("d’Alméida"), of_bytes(raw, sizeof raw)));
    CHECK(row_next(&rows));
    size_t size = 0;
    const void *bytes = row_bytes(&rows, DUMMY_TYPES_RAW, f->mem, &size);
    CHECK_INT(row_int(&rows, DUMMY_TYPES_NUMBER), -5000000000);
    CHECK_TEXT(row_text(&rows, DUMMY_TYPES_WORDS, f->mem), "d’Alméida");
    CHECK(size == sizeof raw && memcmp(bytes, raw, size) == 0);
    CHECK(row_null(&rows, DUMMY_TYPES_NOTHING) && !row_peek(&rows, DUMMY_TYPES_NOTHING));
    CHECK_INT(row_int(&rows, DUMMY_TYPES_YES), 1);
    CHECK_INT(row_int(&rows, DUMMY_TYPES_SUM), 3);
    CHECK_INT(row_int(&rows, DUMMY_TYPES_TWICE), -10000000000);
    CHECK(!row_next(&rows));
    CHECK(!row_next(&rows));
    rows = db_rows(tx, &DUMMY_TYPES, VALUES(of_null(), of_text(""), of_bytes("", 0)));
    CHECK(row_next(&rows));
    CHECK(row_null(&rows, DUMMY_TYPES_NUMBER));
    CHECK_INT(row_int(&rows, DUMMY_TYPES_NUMBER), 0);
    CHECK_TEXT(row_peek(&rows, DUMMY_TYPES_WORDS), "");
    CHECK(!row_null(&rows, DUMMY_TYPES_RAW));
    CHECK_TEXT(db_text(tx, &DUMMY_ENGINE, NO_VALUES), f->postgres ? "postgres" : "both");
    CHECK_INT(tx_commit(tx), TX_DONE);      /* the rows left open are ended with it */
}

TEST(types_come_back_on_both_engines) {
    for_each_engine(types_come_back);
}

static void writes_are_seen(StoreFixture *f) {
    Tx *tx = tx_begin(f->store, f->mem, TX_WRITE);
    CHECK_INT(db_do(tx, &DUMMY_WORD_ADD, VALUES(of_text("b"), of_int(1))), 1);
    CHECK_INT(db_do(tx, &DUMMY_WORD_ADD, VALUES(of_text("b"), of_int(1))), 0);
    add_word(f, tx, "a", 1);
    CHECK_TEXT(db_text(tx, &DUMMY_WORDS, VALUES(of_int(1))), "a,b");
    CHECK(words_of(f, 1) == NULL);          /* a reader beside it sees the past */
    CHECK_INT(tx_commit(tx), TX_DONE);
    CHECK_TEXT(words_of(f, 1), "a,b");
    tx = tx_begin(f->store, f->mem, TX_WRITE);
    CHECK_INT(db_do(tx, &DUMMY_WORD_CLEAR, VALUES(of_int(1))), 2);
    tx_rollback(tx);
    CHECK_TEXT(words_of(f, 1), "a,b");
}

TEST(a_write_is_seen_after_its_commit_only) {
    for_each_engine(writes_are_seen);
}

static void snapshot_holds(StoreFixture *f) {
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    CHECK(db_text(tx, &DUMMY_WORDS, VALUES(of_int(9))) == NULL);
    write_words(f, "later", 9);
    CHECK(db_text(tx, &DUMMY_WORDS, VALUES(of_int(9))) == NULL);
    CHECK_INT(tx_commit(tx), TX_DONE);
    CHECK_TEXT(words_of(f, 9), "later");
}

TEST(a_read_is_a_snapshot) {
    for_each_engine(snapshot_holds);
}

static void nested_rows(StoreFixture *f) {
    write_words(f, "x", 1), write_words(f, "y", 2);
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    int pairs = 0;
    const int64_t ids[] = { 1, 2, 7 };
    Rows outer = db_rows(tx, &DUMMY_WORDS, VALUES(of_int(1)));
    while (row_next(&outer)) {
        Rows inner = db_rows(tx, &DUMMY_WORDS, VALUES(of_int(2)));
        while (row_next(&inner))
            pairs += str_equal(row_peek(&outer, 0), "x") && str_equal(row_peek(&inner, 0), "y");
    }
    CHECK_INT(pairs, 1);
    Rows some = db_rows(tx, &DUMMY_SOME, VALUES(of_ids(ids, 3), of_int(0)));
    CHECK(!row_next(&some));
    some = db_rows(tx, &DUMMY_SOME, VALUES(of_ids(NULL, 0), of_int(0)));
    CHECK(!row_next(&some));
    CHECK_INT(tx_commit(tx), TX_DONE);
}

TEST(a_statement_runs_inside_itself_and_takes_ids) {
    for_each_engine(nested_rows);
}

/* ---- failures ---- */

static void first_fault_sticks(StoreFixture *f) {
    Tx *tx = tx_begin(f->store, f->mem, TX_WRITE);
    add_word(f, tx, "before", 1);
    db_do(tx, &DUMMY_WORD_ADD, VALUES(of_null(), of_int(1)));       /* NOT NULL */
    CHECK(!tx_ok(tx));
    CHECK_TEXT(tx_fault(tx)->statement, "DUMMY_WORD_ADD");
    add_word(f, tx, "after", 1);
    CHECK_INT(db_int(tx, &DUMMY_COUNT, NO_VALUES), 0);
    CHECK(!row_next(&(Rows){ .tx = tx }));
    CHECK_INT(tx_commit(tx), TX_FAILED);
    CHECK(words_of(f, 1) == NULL);
    write_words(f, "again", 1);
    CHECK_TEXT(words_of(f, 1), "again");
}

TEST(the_first_fault_sticks_and_nothing_is_written) {
    for_each_engine(first_fault_sticks);
}

static void sent_ahead(StoreFixture *f) {
    Tx *tx = tx_begin(f->store, f->mem, TX_WRITE);
    for (int i = 0; i < 1200; i++)
        db_send(tx, &DUMMY_WORD_ADD, VALUES(of_text(arena_printf(f->mem, "w%d", i)), of_int(3)));
    CHECK(strlen(db_text(tx, &DUMMY_WORDS, VALUES(of_int(3)))) > 5000);     /* reads what was sent before it */
    db_send(tx, &DUMMY_WORD_CLEAR, VALUES(of_int(3)));
    db_send(tx, &DUMMY_WORD_ADD, VALUES(of_text("last"), of_int(3)));
    CHECK_INT(tx_commit(tx), TX_DONE);
    CHECK_TEXT(words_of(f, 3), "last");
    tx = tx_begin(f->store, f->mem, TX_WRITE);
    db_send(tx, &DUMMY_WORD_ADD, VALUES(of_text("more"), of_int(3)));
    db_send(tx, &DUMMY_WORD_ADD, VALUES(of_null(), of_int(3)));             /* NOT NULL */
    db_send(tx, &DUMMY_WORD_ADD, VALUES(of_text("after"), of_int(3)));
    CHECK_INT(tx_commit(tx), TX_FAILED);
    CHECK(strstr(tx_fault(tx)->reason, f->postgres ? "DUMMY_WORD_ADD: SQLSTATE 23502" : "NOT NULL") != NULL);
    CHECK_TEXT(words_of(f, 3), "last");
}

TEST(what_is_sent_ahead_is_ordered_and_its_faults_stick) {
    for_each_engine(sent_ahead);
}

static void every_step_fails_once(StoreFixture *f) {
    int nth = 1;
    for (bool done = false; !done && nth < 20; nth++) {
        store_fail_at(f->store, nth);
        Tx *tx = tx_begin(f->store, f->mem, TX_WRITE);
        add_word(f, tx, "one", 1), add_word(f, tx, "two", 1), add_word(f, tx, "three", 1);
        done = tx_commit(tx) == TX_DONE;
        store_fail_at(f->store, 0);
        CHECK_TEXT(words_of(f, 1), done ? "one,three,two" : NULL);
    }
    CHECK_INT(nth, 6);          /* three statements and the commit failed, then nothing did */
}

TEST(torture_fails_each_statement_and_the_commit) {
    for_each_engine(every_step_fails_once);
}

static void hidden_scope(StoreFixture *f) {
    Tx *tx = tx_begin(f->store, f->mem, TX_WRITE);
    change_by(tx, &(ChangeBy){ .act = "test" });
    int64_t ids[3];
    for (int i = 0; i < 3; i++)
        ids[i] = change_add(tx, &TABLE_DUMMY, FIELDS(SET(COL_DUMMY_NAME, of_text("n")), SET(COL_DUMMY_SORT_KEY, of_bytes("k", 1))));
    for (int all = 0; all < 2; all++) {
        tx_scope(tx, &(Scope){ .all = all, .person = ids[1] });
        Rows rows = db_rows(tx, &DUMMY_SEEN, NO_VALUES);
        int seen = 0;
        while (row_next(&rows))
            seen++;
        CHECK_INT(seen, all ? 3 : 1);
    }
    CHECK_INT(tx_commit(tx), TX_DONE);
}

TEST(scope_is_bound_to_every_statement_that_asks) {
    for_each_engine(hidden_scope);
}

/* ---- asked first, read later: one flight on PostgreSQL ---- */

static Rows ask_abs(Tx *tx, int64_t number) { return db_rows(tx, &DUMMY_ABS, VALUES(of_int(number))); }

static void asked_first(StoreFixture *f) {
    enum { MANY = 1200 };                       /* more than go in one flight */
    static Rows many[MANY];
    write_words(f, "x", 1);
    write_words(f, "y", 2);
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    Rows one = db_rows(tx, &DUMMY_WORDS, VALUES(of_int(1))), two = db_rows(tx, &DUMMY_WORDS, VALUES(of_int(2)));
    Rows unread = db_rows(tx, &DUMMY_WORDS, VALUES(of_int(1))), given_up = db_rows(tx, &DUMMY_WORDS, VALUES(of_int(2)));
    rows_end(&given_up);
    CHECK(row_next(&two) && str_equal(row_peek(&two, 0), "y"));         /* in any order */
    Rows three = db_rows(tx, &DUMMY_WORDS, VALUES(of_int(2)));
    CHECK(row_next(&one) && str_equal(row_peek(&one, 0), "x") && str_equal(row_peek(&two, 0), "y"));
    CHECK(row_next(&three) && str_equal(row_peek(&three, 0), "y"));
    CHECK(!row_next(&one) && !row_next(&two) && !row_next(&given_up) && !row_next(&given_up));
    for (int i = 0; i < MANY; i++)
        many[i] = ask_abs(tx, -i);
    for (int i = MANY - 1; i >= 0; i--)
        CHECK(row_next(&many[i]) && row_int(&many[i], 0) == i);
    CHECK_INT(tx_statements(tx), 5 + MANY);
    CHECK(unread.handle && tx_commit(tx) == TX_DONE);
    for (int end = 0; end < 4; end++) {         /* nothing asked, or nothing of it read, at either end */
        tx = tx_begin(f->store, f->mem, TX_READ);
        if (end % 2)
            one = db_rows(tx, &DUMMY_WORDS, VALUES(of_int(1)));
        if (end < 2)
            tx_rollback(tx);
        else
            CHECK_INT(tx_commit(tx), TX_DONE);
        CHECK_TEXT(words_of(f, 2), "y");
    }
}

TEST(what_is_asked_first_is_read_in_any_order_or_not_at_all) {
    for_each_engine(asked_first);
}

/* One refused among others: whoever is read then says so, and the next transaction knows nothing of it. */
static void one_refused(StoreFixture *f) {
    for (int read_bad = 0; read_bad < 2; read_bad++) {
        Tx *tx = tx_begin(f->store, f->mem, TX_READ);
        Rows before = ask_abs(tx, -1), bad = ask_abs(tx, INT64_MIN), after = ask_abs(tx, -2);
        if (read_bad)
            CHECK(!row_next(&bad));
        else
            row_next(&before);
        CHECK(!tx_ok(tx) && !row_next(&after) && !row_next(&bad));
        CHECK(strstr(tx_fault(tx)->statement, "DUMMY_ABS") && !tx_fault(tx)->away);
        CHECK(!row_next(&(Rows[]){ ask_abs(tx, -3) }[0]));
        CHECK_INT(tx_commit(tx), TX_FAILED);
        CHECK_TEXT(words_of(f, 1), NULL);
    }
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);           /* refused, but never read */
    CHECK_INT(db_int(tx, &DUMMY_ABS, VALUES(of_int(-4))), 4);
    ask_abs(tx, INT64_MIN);
    CHECK_INT(tx_commit(tx), TX_FAILED);
    tx = tx_begin(f->store, f->mem, TX_READ);
    ask_abs(tx, INT64_MIN);
    tx_rollback(tx);
    tx = tx_begin(f->store, f->mem, TX_WRITE);              /* nor is anything written with it */
    add_word(f, tx, "lost", 1);
    ask_abs(tx, INT64_MIN);
    add_word(f, tx, "too", 1);
    CHECK_INT(tx_commit(tx), TX_FAILED);
    CHECK_TEXT(words_of(f, 1), NULL);
    for (int at = 10; at < 1200; at += 400) {               /* of several flights, in any of them */
        tx = tx_begin(f->store, f->mem, TX_WRITE);
        for (int i = 0; i < 1200; i++)
            db_send(tx, &DUMMY_WORD_ADD, VALUES(i == at ? of_null() : of_text(arena_printf(f->mem, "w%d", i)), of_int(1)));
        CHECK_INT(tx_commit(tx), TX_FAILED);
        CHECK_TEXT(words_of(f, 1), NULL);
    }
    write_words(f, "kept", 1);
    CHECK_TEXT(words_of(f, 1), "kept");
}

TEST(one_refused_in_a_flight_loses_its_transaction_and_no_other) {
    for_each_engine(one_refused);
}

/* Each of them fails in turn: the others, asked already, are of no use, and the next transaction is well. */
static void flights_tortured(StoreFixture *f) {
    int nth = 1;
    for (bool done = false; !done && nth < 20; nth++) {
        store_fail_at(f->store, nth);
        Tx *tx = tx_begin(f->store, f->mem, TX_READ);
        Rows rows[] = { ask_abs(tx, -1), ask_abs(tx, -2), ask_abs(tx, -3) };
        int64_t sum = 0;
        for (int i = 0; i < 3; i++)
            sum += row_next(&rows[i]) ? row_int(&rows[i], 0) : 0;
        done = tx_commit(tx) == TX_DONE;
        store_fail_at(f->store, 0);
        CHECK(!done || sum == 6);
        tx = tx_begin(f->store, f->mem, TX_READ);
        CHECK_INT(db_int(tx, &DUMMY_ABS, VALUES(of_int(-7))), 7);
        CHECK_INT(tx_commit(tx), TX_DONE);
    }
    CHECK_INT(nth, 6);                          /* three statements and the commit */
}

TEST(torture_fails_each_of_a_flight) {
    for_each_engine(flights_tortured);
}

static void scopes_in_a_flight(StoreFixture *f) {
    int64_t ids[3];
    Tx *tx = tx_begin(f->store, f->mem, TX_WRITE);
    change_by(tx, &(ChangeBy){ .act = "test" });
    for (int i = 0; i < 3; i++)
        ids[i] = change_add(tx, &TABLE_DUMMY, FIELDS(SET(COL_DUMMY_NAME, of_text("n")), SET(COL_DUMMY_SORT_KEY, of_bytes("k", 1))));
    CHECK_INT(tx_commit(tx), TX_DONE);
    tx = tx_begin(f->store, f->mem, TX_READ);
    tx_scope(tx, &(Scope){ .all = true });
    Rows all = db_rows(tx, &DUMMY_SEEN, NO_VALUES);
    tx_scope(tx, &(Scope){ .person = ids[1] });
    Rows mine = db_rows(tx, &DUMMY_SEEN, NO_VALUES);
    CHECK(row_next(&mine) && row_int(&mine, DUMMY_SEEN_ID) == ids[1] && !row_next(&mine));
    for (int i = 0; i < 3; i++)
        CHECK(row_next(&all) && row_int(&all, DUMMY_SEEN_ID) == ids[i]);
    CHECK(!row_next(&all));
    tx_rollback(tx);
}

TEST(the_scope_is_that_of_when_it_was_asked) {
    for_each_engine(scopes_in_a_flight);
}

/* ---- writers ---- */

typedef struct Race { StoreFixture *f; int number; } Race;

static void *count_up(void *argument) {
    Race *race = argument;
    for (int i = 0; i < 25; i++) {
        Arena *mem = arena_new();
        Tx *tx = tx_begin(race->f->store, mem, TX_WRITE);
        const char *text = db_text(tx, &DUMMY_WORDS, VALUES(of_int(1)));    /* check, then write: safe behind one writer */
        int64_t count = 0;
        str_int(text ? text : "0", 0, 1000000, &count);
        db_do(tx, &DUMMY_WORD_CLEAR, VALUES(of_int(1)));
        db_do(tx, &DUMMY_WORD_ADD, VALUES(of_text(arena_printf(mem, "%d", (int) count + 1)), of_int(1)));
        race->number += tx_commit(tx) == TX_DONE;
        arena_free(mem);
    }
    return NULL;
}

static void one_writer(StoreFixture *f) {
    pthread_t threads[4];
    Race races[4];
    int done = 0;
    for (int i = 0; i < 4; i++) {
        races[i] = (Race){ f, 0 };
        pthread_create(&threads[i], NULL, count_up, &races[i]);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        done += races[i].number;
    }
    CHECK_INT(done, 100);
    CHECK_TEXT(words_of(f, 1), "100");
}

TEST(writers_queue_and_no_count_is_lost) {
    for_each_engine(one_writer);
}

static void two_programs(StoreFixture *f) {
    StoreError error;
    StoreOptions options = f->options;
    options.create = false;
    Store *other = store_fixture_another(f, &options, &error);
    CHECK(other != NULL);
    write_words(f, "here", 1);
    Tx *tx = tx_begin(other, f->mem, TX_WRITE);
    CHECK_TEXT(db_text(tx, &DUMMY_WORDS, VALUES(of_int(1))), "here");
    db_do(tx, &DUMMY_WORD_ADD, VALUES(of_text("there"), of_int(1)));
    CHECK_INT(tx_commit(tx), TX_DONE);
    CHECK_TEXT(words_of(f, 1), "here,there");
    store_close(other);
}

TEST(another_program_shares_the_bases) {
    for_each_engine(two_programs);
}

/* ---- opening ---- */

static void opens_again(StoreFixture *f) {
    write_words(f, "kept", 1);
    store_fixture_reopen(f);
    CHECK_TEXT(words_of(f, 1), "kept");
    StoreError error;
    StoreOptions options = f->options;
    options.uai = "0759999Z";
    if (!f->postgres)
        CHECK(!store_fixture_another(f, &options, &error) && error.fault == STORE_FOREIGN);
    options = f->options;
    options.year = 2031;
    options.create = false;
    CHECK(!store_fixture_another(f, &options, &error) && error.fault == STORE_MISSING);
    options = f->options;
    options.read_only = true;
    Store *ended = store_fixture_another(f, &options, &error);
    CHECK(ended != NULL);
    Tx *tx = tx_begin(ended, f->mem, TX_WRITE);
    db_do(tx, &DUMMY_WORD_ADD, VALUES(of_text("no"), of_int(1)));
    CHECK_INT(tx_commit(tx), TX_FAILED);
    store_close(ended);
    store_fixture_tamper(f, "INSERT INTO year_step (number, name, at) VALUES (99999, '99999-future', 0)");
    CHECK(!store_fixture_another(f, &f->options, &error) && error.fault == STORE_NEWER);
    CHECK_TEXT(error.detail, "99999-future");
    store_fixture_tamper(f, "DELETE FROM year_step WHERE number = 99999 OR number = 9001");
    options = f->options;
    options.create = false;
    CHECK(!store_fixture_another(f, &options, &error) && error.fault == STORE_OLDER);
    CHECK_TEXT(error.detail, "9001-dummy");
    store_fixture_tamper(f, "INSERT INTO year_step (number, name, at) VALUES (9001, '9001-dummy', 0)");
}

TEST(a_base_opens_again_or_says_why_not) {
    for_each_engine(opens_again);
}

TEST(the_school_base_opens_without_a_year) {
    for (int postgres = 0; postgres < 2; postgres++) {
        StoreFixture *f = store_fixture_open(postgres);
        StoreError error;
        StoreOptions options = f->options;
        options.year = 0;
        Store *school = store_fixture_another(f, &options, &error);
        CHECK(school != NULL);
        Tx *tx = tx_begin(school, f->mem, TX_WRITE);
        change_by(tx, &(ChangeBy){ .act = "test" });
        change_put(tx, &TABLE_DUMMY_SETTING, KEY(of_text("a")), FIELDS(SET(COL_DUMMY_SETTING_VALUE, of_text("b"))));
        CHECK_INT(tx_commit(tx), TX_DONE);
        store_close(school);
        tx = tx_begin(f->store, f->mem, TX_READ);
        CHECK_INT(change_verify(tx, SCHOOL), 0);
        size_t lines;
        change_history(tx, &TABLE_DUMMY_SETTING, KEY(of_text("a")), &lines);
        CHECK_INT(lines, 1);
        tx_rollback(tx);
        store_fixture_close(f);
    }
}

TEST(a_wrong_or_missing_key_is_told_apart) {
    StoreFixture *f = store_fixture_open(false);
    StoreError error;
    StoreOptions options = f->options;
    uint8_t other[32] = { 1, 2, 3 };
    options.key = other;
    CHECK(!store_fixture_another(f, &options, &error) && error.fault == STORE_WRONG_KEY);
    options.key = NULL;
    CHECK(!store_fixture_another(f, &options, &error) && error.fault == STORE_WRONG_KEY);
    store_fixture_close(f);
}

/* ---- at rest ---- */

static const char canary[] = "canari-jaune-de-douze-octets";

TEST(nothing_readable_lies_on_the_disk) {
    StoreFixture *f = store_fixture_open(false);
    Tx *tx = tx_begin(f->store, f->mem, TX_WRITE);
    change_by(tx, &(ChangeBy){ .act = canary });
    change_source(tx, canary);
    for (int i = 0; i < 500; i++)
        change_add(tx, &TABLE_DUMMY, FIELDS(SET(COL_DUMMY_NAME, of_text(canary)), SET(COL_DUMMY_NOTE, of_text(canary)),
                                            SET(COL_DUMMY_SORT_KEY, of_bytes(canary, sizeof canary - 1))));
    CHECK(!store_fixture_finds(f, canary, sizeof canary - 1));      /* in the midst of a transaction */
    CHECK_INT(tx_commit(tx), TX_DONE);
    CHECK(!store_fixture_finds(f, canary, sizeof canary - 1));      /* in the WAL */
    const char *fault, *year = arena_printf(f->mem, "%s/copy-year.db", f->folder);
    const char *school = arena_printf(f->mem, "%s/copy-school.db", f->folder);
    CHECK(store_snapshot(f->store, year, school, f->mem, &fault));
    store_fixture_reopen(f);
    CHECK(!store_fixture_finds(f, canary, sizeof canary - 1));      /* in the base and in the copies */
    CHECK(access(year, R_OK) == 0 && access(school, R_OK) == 0);
    CHECK(!store_snapshot(f->store, year, school, f->mem, &fault) && fault);    /* never over a file that is there */
    store_fixture_close(f);
}

TEST(a_snapshot_opens_with_the_same_key) {
    StoreFixture *f = store_fixture_open(false), *g = store_fixture_open(false);
    const char *fault;
    write_words(f, "copied", 1);
    StoreOptions options = f->options;
    store_close(g->store);
    const char *year = arena_printf(f->mem, "%s/2026/base.db", g->folder), *school = arena_printf(f->mem, "%s/school.db", g->folder);
    unlink(year), unlink(school);
    CHECK(store_snapshot(f->store, year, school, f->mem, &fault));
    options.folder = g->folder;
    StoreError error;
    g->options = options;
    g->store = store_fixture_another(g, &options, &error);
    CHECK_TEXT(g->store ? NULL : error.detail, NULL);
    CHECK(g->store && str_equal(words_of(g, 1), "copied"));
    store_fixture_close(f);
    store_fixture_close(g);
}

/* ---- a server that goes away ---- */

TEST(a_lost_connection_fails_one_transaction_and_comes_back) {
    StoreFixture *f = store_fixture_open(true);
    write_words(f, "one", 1);
    Tx *tx = tx_begin(f->store, f->mem, TX_WRITE);
    add_word(f, tx, "two", 1);
    store_fixture_cut(f);
    add_word(f, tx, "three", 1);
    CHECK(!tx_ok(tx));
    CHECK_INT(tx_commit(tx), TX_FAILED);
    write_words(f, "four", 1);
    CHECK_TEXT(words_of(f, 1), "four,one");
    tx = tx_begin(f->store, f->mem, TX_WRITE);
    add_word(f, tx, "five", 1);
    CHECK_INT(db_int(tx, &DUMMY_COUNT, NO_VALUES), 0);
    store_fixture_cut(f);
    CHECK_INT(tx_commit(tx), TX_UNKNOWN);
    tx = tx_begin(f->store, f->mem, TX_WRITE);
    db_send(tx, &DUMMY_WORD_ADD, VALUES(of_text("six"), of_int(1)));
    store_fixture_cut(f);
    CHECK_INT(tx_commit(tx), TX_FAILED);    /* lost before COMMIT was sent: certainly not written */
    store_fixture_cut(f);                   /* cut while idle: nobody notices */
    CHECK_TEXT(words_of(f, 1), "four,one");
    tx = tx_begin(f->store, f->mem, TX_READ);
    Rows rows = ask_abs(tx, -1), more = ask_abs(tx, -2);
    store_fixture_cut(f);                   /* with a flight on its way */
    CHECK(!row_next(&rows) && !row_next(&more) && !row_next(&rows) && tx_fault(tx)->away);
    tx_rollback(tx);
    CHECK_TEXT(words_of(f, 1), "four,one");
    store_fixture_close(f);
}

TEST_MAIN
