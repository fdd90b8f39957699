/* Intervals that never overlap, against a calendar in which each day says for itself what holds. */
#include "school/structures/dated.h"

#include "test/test.h"

#include <string.h>

#define DAYS 40

static DatedList list_of(Arena *mem, const Dated *facts, size_t count) {
    DatedList list = { 0 };
    for (size_t i = 0; i < count; i++)
        *VEC_ADD(mem, &list) = facts[i];
    return list;
}

static int64_t what_on(const DatedList *list, Day day) {
    const Dated *fact = dated_on(list, day);
    return fact ? fact->what : 0;
}

/* In order, apart, none empty, no two neighbours that say the same. */
static bool is_tidy(const DatedList *list) {
    for (size_t i = 0; i < list->count; i++) {
        const Dated *fact = &list->items[i], *last = i ? fact - 1 : NULL;
        if (fact->from >= fact->until || (last && (last->until > fact->from || (last->until == fact->from && dated_same(last, fact)))))
            return false;
    }
    return true;
}

TEST(a_change_adds_history_and_on_its_first_day_mends_it) {
    Arena *mem = arena_new();
    DatedList list = list_of(mem, (Dated[]){ { .from = 1, .until = DAY_OPEN, .what = 7 } }, 1);
    list = dated_change(mem, &list, &(Dated){ .what = 8 }, 10, DAY_OPEN);
    CHECK_INT(list.count, 2);
    CHECK_INT(list.items[0].until, 10);
    CHECK_INT(list.items[1].until, DAY_OPEN);
    list = dated_change(mem, &list, &(Dated){ .what = 9 }, 10, DAY_OPEN);         /* the same day: it was 9 all along */
    CHECK_INT(list.count, 2);
    CHECK_INT(what_on(&list, 10), 9);
    CHECK_INT(what_on(&list, 9), 7);
    list = dated_change(mem, &list, &(Dated){ .what = 7 }, 10, DAY_OPEN);         /* back: one fact again */
    CHECK_INT(list.count, 1);
    list = dated_change(mem, &list, NULL, 20, DAY_OPEN);
    CHECK_INT(what_on(&list, 19), 7);
    CHECK_INT(what_on(&list, 20), 0);
    list = dated_change(mem, &list, &(Dated){ .what = 7 }, 30, 35);               /* leaves and comes back, until 35 at most */
    CHECK_INT(list.count, 2);
    CHECK_INT(what_on(&list, 34), 7);
    CHECK_INT(what_on(&list, 35), 0);
    list = dated_change(mem, &list, &(Dated){ .what = 5 }, 25, DAY_OPEN);         /* into the gap: until what comes next */
    CHECK_INT(what_on(&list, 29), 5);
    CHECK_INT(what_on(&list, 30), 7);
    arena_free(mem);
}

TEST(a_stay_moves_what_began_and_ended_with_it) {
    Arena *mem = arena_new();
    DatedList list = list_of(mem, (Dated[]){ { .from = 1, .until = 10, .what = 7 }, { .from = 10, .until = DAY_OPEN, .what = 8 } }, 2);
    DatedList left = dated_stay(mem, &list, (Stay){ 1, DAY_OPEN }, (Stay){ 1, 20 });
    CHECK_INT(left.items[1].until, 20);
    DatedList early = dated_stay(mem, &left, (Stay){ 1, 20 }, (Stay){ 1, 5 });
    CHECK_INT(early.count, 1);
    CHECK_INT(early.items[0].until, 5);
    DatedList back = dated_stay(mem, &left, (Stay){ 1, 20 }, (Stay){ 1, DAY_OPEN });
    CHECK_INT(back.items[1].until, DAY_OPEN);
    DatedList late = dated_stay(mem, &list, (Stay){ 1, DAY_OPEN }, (Stay){ 12, DAY_OPEN });
    CHECK_INT(late.count, 1);
    CHECK_INT(late.items[0].from, 12);
    DatedList never = dated_stay(mem, &list, (Stay){ 1, DAY_OPEN }, (Stay){ 1, 1 });
    CHECK_INT(never.count, 0);
    arena_free(mem);
}

TEST(a_correction_may_not_overlap) {
    Arena *mem = arena_new();
    DatedList list = list_of(mem, (Dated[]){ { .from = 1, .until = 10, .what = 7 }, { .from = 12, .until = 20, .what = 8 } }, 2);
    CHECK(!dated_correct(mem, &list, 12, 9, 20));
    CHECK(!dated_correct(mem, &list, 12, 15, 15));
    CHECK(!dated_correct(mem, &list, 13, 14, 15));
    CHECK_INT(list.items[1].from, 12);
    CHECK(dated_correct(mem, &list, 12, 10, 25));
    CHECK_INT(list.items[1].from, 10);
    CHECK_INT(list.items[1].until, 25);
    CHECK(dated_correct(mem, &list, 1, 2, 10));
    CHECK_INT(list.items[0].from, 2);
    arena_free(mem);
}

TEST(another_list_fills_the_days_of_which_nothing_is_said) {
    Arena *mem = arena_new();
    DatedList list = list_of(mem, (Dated[]){ { .from = 5, .until = 10, .what = 7 }, { .from = 20, .until = 30, .what = 8 } }, 2);
    DatedList others = list_of(mem, (Dated[]){ { .from = 1, .until = 25, .what = 9 }, { .from = 40, .until = DAY_OPEN, .what = 8 } }, 2);
    DatedList all = dated_fill(mem, &list, &others);
    CHECK(is_tidy(&all));
    CHECK_INT(all.count, 5);
    CHECK_INT(what_on(&all, 4), 9);
    CHECK_INT(what_on(&all, 9), 7);
    CHECK_INT(what_on(&all, 19), 9);
    CHECK_INT(what_on(&all, 24), 8);
    CHECK_INT(what_on(&all, 35), 0);
    CHECK_INT(what_on(&all, 50), 8);
    arena_free(mem);
}

static unsigned next(unsigned *state) { return (*state = *state * 1103515245u + 12345u) >> 16; }

TEST(a_thousand_changes_equal_a_calendar_of_days) {
    Arena *mem = arena_new();
    unsigned state = 7;
    for (int turn = 0; turn < 50; turn++) {
        int64_t days[DAYS] = { 0 };
        DatedList list = { 0 };
        for (int change = 0; change < 20; change++) {
            Day from = (Day) (next(&state) % DAYS);
            int64_t what = next(&state) % 4;
            const Dated *fact = dated_on(&list, from);
            Day until = fact ? fact->until : DAYS;
            for (size_t i = 0; !fact && i < list.count; i++)
                if (list.items[i].from > from && list.items[i].from < until)
                    until = list.items[i].from;
            list = dated_change(mem, &list, what ? &(Dated){ .what = what } : NULL, from, DAYS);
            for (Day day = from; day < until; day++)
                days[day] = what;
            bool same = is_tidy(&list);
            for (Day day = 0; day < DAYS; day++)
                same = same && what_on(&list, day) == days[day];
            CHECK(same);
        }
    }
    arena_free(mem);
}

TEST_MAIN
