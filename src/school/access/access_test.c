/* Scope is said twice (scope.sql): of one id, and as the set that lists are read from. Whoever asks, both say the same. */
#include "base/vec.h"
#include "gen/dummy_statements.h"
#include "gen/statements.h"
#include "test/small_school.h"
#include "test/test.h"

typedef struct Pair { const List *list; const Statement *probe; int sort; } Pair;
static const Pair pairs[] = {
    { &LIST_PUPILS, &PUPIL_SEEN, PUPILS_SORT_NAME },
    { &LIST_GUARDIANS, &GUARDIAN_SEEN, GUARDIANS_SORT_NAME },
    { &LIST_TEACHERS, &TEACHER_SEEN, TEACHERS_SORT_NAME },
    { &LIST_STAFF, &STAFF_SEEN, STAFF_SORT_NAME },
    { &LIST_PERSONS_FOUND, &PERSON_PROBED, PERSONS_FOUND_SORT_NAME },
};

typedef VEC(int64_t) Ids;

static Ids every_person(Tx *tx, Arena *mem) {
    Ids ids = { 0 };
    for (Rows r = db_rows(tx, &EVERY_PERSON, NO_VALUES); row_next(&r); )
        *VEC_ADD(mem, &ids) = row_int(&r, 0);
    return ids;
}

/* How many of ALL the list names; every one that it names is probed, every other is not. */
static int64_t agree(Tx *tx, Arena *mem, const Pair *p, const Ids *all) {
    const int columns[] = { 0 };
    ListAsk ask = { .columns = columns, .column_count = 1, .sort = p->sort, .size = 5000 };
    Ids listed = { 0 };
    for (Rows r = list_rows(tx, p->list, &ask); row_next(&r); )
        *VEC_ADD(mem, &listed) = row_int(&r, 0);
    CHECK_INT(list_total(tx, p->list, &ask), (int64_t) listed.count);
    for (size_t i = 0; i < all->count; i++) {
        bool in_list = false;
        for (size_t n = 0; n < listed.count && !in_list; n++)
            in_list = listed.items[n] == all->items[i];
        CHECK_INT(db_int(tx, p->probe, VALUES(of_int(all->items[i]))) != 0, in_list);
    }
    return (int64_t) listed.count;
}

static int64_t first_of(Tx *tx, const Statement *all) {
    Rows r = db_rows(tx, all, NO_VALUES);
    int64_t id = row_next(&r) ? row_int(&r, 0) : 0;
    rows_end(&r);
    return id;
}

static void said_twice(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    Tx *tx = tx_begin(f->store, s->mem, TX_READ);
    int64_t restricted = db_int(tx, &ACCOUNT_BY_LOGIN, VALUES(of_text("restreint")));
    Rows y = db_rows(tx, &YEAR_READ, NO_VALUES);
    CHECK(row_next(&y));
    int32_t day = (int32_t) row_int(&y, YEAR_READ_LAST_DAY);
    rows_end(&y);
    tx_scope(tx, &(Scope){ .all = true, .day = day });
    int64_t teacher = db_int(tx, &SOMEONE_WHO_TEACHES, NO_VALUES), guardian = db_int(tx, &SOMEONE_WITH_CHILDREN, NO_VALUES), pupil = first_of(tx, &ALL_PUPIL);
    CHECK(restricted && teacher && guardian && pupil);
    const struct { Scope scope; bool sees_pupils; } readers[] = {
        { { .all = true, .day = day }, true }, { { .account = restricted, .day = day }, true }, { { .person = teacher, .teacher = teacher, .day = day }, true },
        { { .person = guardian, .guardian = guardian, .day = day }, true }, { { .person = pupil, .day = day }, true }, { { .day = day }, false },
        { { .person = teacher, .day = day }, false }, { { .person = guardian, .day = day }, false } };      /* who is not here as that */
    Ids all = every_person(tx, s->mem);
    CHECK(all.count > 100);
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        tx_scope(tx, &readers[i].scope);
        for (size_t p = 0; p < sizeof pairs / sizeof *pairs; p++) {
            int64_t seen = agree(tx, s->mem, &pairs[p], &all);
            if (p == 0)
                CHECK_INT(seen > 0 && (readers[i].scope.all || seen < 48), readers[i].sees_pupils);
        }
    }
    CHECK(tx_ok(tx));
    tx_rollback(tx);
}
TEST(a_list_names_whom_a_probe_finds_and_nobody_else) { for_each_engine(said_twice); }

TEST_MAIN
