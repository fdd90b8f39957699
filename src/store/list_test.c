/* Every filter × sort × direction of a list, page by page, against the same done in C; on both engines. */
#include "base/str.h"
#include "gen/dummy_statements.h"
#include "store/change.h"
#include "test/store_fixture.h"
#include "test/test.h"

#include <stdlib.h>
#include <string.h>

#define COUNT 60

typedef struct Line { int64_t id, rank, born; char colour[8], key[4]; bool word; } Line;

static const char *const colours[] = { "azur", "été", "Bleu", "ocre" };

static void fill(StoreFixture *f, Line *lines) {
    Tx *tx = tx_begin(f->store, f->mem, TX_WRITE);
    change_by(tx, &(ChangeBy){ .act = "fill" });
    for (int i = 0; i < COUNT; i++) {
        Line *l = &lines[i];
        *l = (Line){ .rank = i * 7 % 5, .born = i % 3 - 1, .word = i % 4 == 0 };
        memcpy(l->colour, colours[i % 4], strlen(colours[i % 4]));
        l->key[0] = (char) (i * 13 % 11), l->key[1] = (char) 0xF0;
        l->id = change_add(tx, &TABLE_DUMMY, FIELDS(SET(COL_DUMMY_NAME, of_text("n")), SET(COL_DUMMY_RANK, of_int(l->rank)),
            SET(COL_DUMMY_BORN, l->born ? of_int(l->born) : of_null()), SET(COL_DUMMY_COLOUR, of_text(l->colour)),
            SET(COL_DUMMY_SORT_KEY, of_bytes(l->key, 2))));
        if (l->word)
            change_put(tx, &TABLE_DUMMY_LINK, KEY(of_int(l->id), of_text("abc")), FIELDS(SET(COL_DUMMY_LINK_WEIGHT, of_int(i))));
    }
    CHECK_INT(tx_commit(tx), TX_DONE);
}

static int by_number(int64_t a, int64_t b) {
    return a < b ? -1 : a > b;
}

static int sort_of;

static int by_sort(const void *left, const void *right) {
    const Line *a = left, *b = right;
    int order = 0;
    if (sort_of == DUMMIES_SORT_RANK)
        order = by_number(a->rank, b->rank);
    if (sort_of == DUMMIES_SORT_NAME || (sort_of == DUMMIES_SORT_RANK && !order))
        order = memcmp(a->key, b->key, 2);
    if (sort_of == DUMMIES_SORT_COLOUR)
        order = strcmp(a->colour, b->colour);
    if (sort_of == DUMMIES_SORT_COLOUR && !order)
        order = by_number(a->born, b->born);
    return order ? order : by_number(a->id, b->id);
}

static bool passes(const Line *l, const Value *filters) {
    return (filters[DUMMIES_FILTER_RANK].kind == VALUE_NULL || l->rank == filters[DUMMIES_FILTER_RANK].integer) &&
           (filters[DUMMIES_FILTER_WORD].kind == VALUE_NULL || l->word) &&
           (filters[DUMMIES_FILTER_AMONG].kind == VALUE_NULL || l->id % 2 == 1);
}

static size_t expected(const Line *all, const Value *filters, bool descending, Line *out) {
    size_t count = 0;
    for (int i = 0; i < COUNT; i++)
        if (passes(&all[i], filters))
            out[count++] = all[i];
    qsort(out, count, sizeof *out, by_sort);
    for (size_t i = 0; descending && i < count / 2; i++) {
        Line swap = out[i];
        out[i] = out[count - 1 - i];
        out[count - 1 - i] = swap;
    }
    return count;
}

static void walk_pages(Arena *mem, Tx *tx, ListAsk ask, const Line *wanted, size_t count) {
    size_t at = 0, pages = 0;
    bool same = true;
    do {
        CHECK(list_after_valid(&LIST_DUMMIES, &ask));
        Rows rows = list_rows(tx, &LIST_DUMMIES, &ask);
        while (row_next(&rows)) {
            same = same && at < count && row_int(&rows, 1) == wanted[at].id && row_int(&rows, 0) == wanted[at].rank;
            at++;
        }
        ask.after = list_next(&rows, mem);
    } while (ask.after && ++pages < 100);
    CHECK(same);
    CHECK_INT(at, count);
    CHECK_INT(pages, count ? (count - 1) / (size_t) ask.size : 0);
    CHECK_INT(list_total(tx, &LIST_DUMMIES, &ask), count);
}

/* From each row to the next, one at a time, ends where the list ends. */
static void walk_neighbours(Tx *tx, ListAsk ask, const Line *wanted, size_t count) {
    bool same = true;
    ask.size = 1;
    for (size_t i = 0; i < count; i++) {
        ask.beside = wanted[i].id;
        Rows rows = list_rows(tx, &LIST_DUMMIES, &ask);
        bool there = row_next(&rows);
        same = same && there == (i + 1 < count) && (!there || row_int(&rows, 1) == wanted[i + 1].id);
        rows_end(&rows);
    }
    CHECK(same);
}

static void all_pairs(StoreFixture *f) {
    static const int columns[] = { DUMMIES_RANK, DUMMIES_ID };
    Line lines[COUNT], wanted[COUNT];
    int64_t odd[COUNT];
    fill(f, lines);
    for (int i = 0; i < COUNT; i++)
        odd[i] = 2 * i + 1;
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    tx_scope(tx, &(Scope){ .all = true });
    for (int mix = 0; mix < 8; mix++) {
        Value filters[3] = { mix & 1 ? of_int(2) : of_null(), mix & 2 ? of_text("ab") : of_null(),
                             mix & 4 ? of_ids(odd, COUNT) : of_null() };
        for (sort_of = 0; sort_of < LIST_DUMMIES.sort_count; sort_of++)
            for (int turn = 0; turn < 4; turn++) {
                bool descending = turn & 1;
                size_t count = expected(lines, filters, descending, wanted);
                walk_pages(f->mem, tx, (ListAsk){ .columns = columns, .column_count = 2, .filters = filters, .sort = sort_of,
                                          .descending = descending, .size = turn & 2 ? 7 : 60 }, wanted, count);
                if (turn < 2)
                    walk_neighbours(tx, (ListAsk){ .columns = columns, .column_count = 2, .filters = filters, .sort = sort_of, .descending = descending }, wanted, count);
            }
    }
    CHECK_INT(tx_commit(tx), TX_DONE);
}

TEST(every_filter_sort_and_page_equals_a_model) {
    for_each_engine(all_pairs);
}

static void scope_and_tokens(StoreFixture *f) {
    Line lines[COUNT];
    fill(f, lines);
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    tx_scope(tx, &(Scope){ .person = lines[4].id });
    ListAsk ask = { .sort = DUMMIES_SORT_NAME, .size = 5 };
    Rows rows = list_rows(tx, &LIST_DUMMIES, &ask);
    CHECK(row_next(&rows) && row_int(&rows, DUMMIES_ID) == lines[4].id);
    CHECK(!row_next(&rows) && !list_next(&rows, f->mem));
    ask.beside = lines[5].id;           /* whom one does not see is beside nobody */
    rows = list_rows(tx, &LIST_DUMMIES, &ask);
    CHECK(!row_next(&rows));
    ask.beside = 0;
    tx_scope(tx, &(Scope){ .all = true });
    rows = list_rows(tx, &LIST_DUMMIES, &ask);
    while (row_next(&rows))
        ;
    ask.after = list_next(&rows, f->mem);
    CHECK(ask.after && list_after_valid(&LIST_DUMMIES, &ask));
    ask.sort = DUMMIES_SORT_RANK;
    CHECK(!list_after_valid(&LIST_DUMMIES, &ask));
    ask.sort = DUMMIES_SORT_NAME, ask.descending = true;
    CHECK(!list_after_valid(&LIST_DUMMIES, &ask));
    ask.descending = false;
    static const char *const bad[] = { "", "!", "AAAA", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!list_after_valid(&LIST_DUMMIES, &(ListAsk){ .after = bad[i], .size = 5 }));
    char *cut = arena_text(f->mem, ask.after);
    for (size_t size = strlen(cut); size-- > 0;) {
        cut[size] = 0;
        CHECK(!list_after_valid(&LIST_DUMMIES, &(ListAsk){ .after = cut, .size = 5 }));
    }
    CHECK_INT(tx_commit(tx), TX_DONE);
}

TEST(a_list_keeps_to_its_scope_and_its_tokens) {
    for_each_engine(scope_and_tokens);
}

TEST_MAIN
