/* Pupils, class by class, and the households they come from. Pupils 0 … kind.pupils − 1 are present at the rentrée, then come those who have left, then those
 * who will have come three months later. */
#include "school/demo/demo_model.h"

#include "base/must.h"
#include "base/str.h"
#include "school/demo/demo_names.h"

Chance chance_for(const Demo *d, int kind, int number) {
    Chance c = { d->seed ^ ((uint64_t) kind << 40) ^ ((uint64_t) number * 0x2545f4914f6cdd1du) };
    chance_next(&c);
    return c;
}

const char *one_of_names(Chance *c, const char *const *list) {
    int count = 0;
    while (list[count])
        count++;
    return list[chance_below(c, count)];
}

const char *day_text(const Demo *d, int day, int month) {
    return arena_printf(d->mem, "%02d/%02d/%04d", day, month, d->year + (month < 8));
}

bool in_files(const Demo *d, int pupil) {
    return d->step || pupil < d->kind->pupils + d->kind->leavers;
}

/* One in twenty is a year behind; DOUBLEMENT says that it was this very year. */
static void be_born(const Demo *d, Pupil *p, Chance *c) {
    bool late = chance_percent(c, 6);
    p->repeats = late && chance_percent(c, 50);
    p->birth_year = d->year - demo_levels[p->level].age - late + (!late && chance_percent(c, 2));
    p->birth_month = 1 + chance_below(c, 12);
    p->birth_day = 1 + chance_below(c, 28);
}

static const char *board(const Demo *d, Chance *c) {
    int luck = chance_below(c, 100);
    bool boarders = d->kind->classes[FIRST_LEVEL_OF_LYCEE] > 0;
    int half = boarders ? 60 : 70;
    if (luck < half)
        return luck % 20 == 0 ? "24" : luck % 20 == 1 ? "29" : "2";
    if (boarders && luck < half + 6)
        return "3";
    return luck % 10 == 0 ? "1" : "0";
}

static void make_pupil(Demo *d, int number, int division) {
    Chance c = chance_for(d, OF_PUPIL, number);
    Pupil *p = &d->pupils[number];
    p->division = division;
    p->level = d->divisions[division].level;
    p->household = NOBODY;
    p->girl = chance_percent(&c, 50);
    p->given = one_of_names(&c, p->girl ? girls : boys);
    p->given_2 = chance_percent(&c, 40) ? one_of_names(&c, p->girl ? girls : boys) : NULL;
    p->entry = day_text(d, 1, 9);
    be_born(d, p, &c);
    int luck = chance_below(&c, 100);
    p->language = luck < 60 ? 0 : luck < 80 ? 1 : luck < 92 ? 2 : 3;
    p->board = board(d, &c);
    if (p->level >= FIRST_LEVEL_OF_LYCEE && chance_percent(&c, 60)) {
        p->phone = arena_printf(d->mem, "+3363998%04d", 9999 - number % 3000);
        p->email = arena_printf(d->mem, "eleve%d@exemple.invalid", number + 1);
    }
}

static void leave(Demo *d, Pupil *p, int rank) {
    static const char *const reasons[] = { "12", "10", "20", "42", "44", "11" };
    p->exit = day_text(d, 5 + rank % 20, 9);
    p->exit_reason = reasons[rank % 6];
}

static void make_all(Demo *d) {
    const DemoKind *k = d->kind;
    d->pupil_count = k->pupils + k->leavers + k->arrivals;
    d->pupils = NEW_ARRAY(d->mem, Pupil, (size_t) d->pupil_count);
    for (int i = 0; i < k->pupils; i++)
        make_pupil(d, i, (int) ((int64_t) i * d->division_count / k->pupils));
    for (int i = 0; i < k->leavers + k->arrivals; i++)
        make_pupil(d, k->pupils + i, i * 7 % d->division_count);
    for (int i = 0; i < k->leavers; i++)
        leave(d, &d->pupils[k->pupils + i], i);
    for (int i = 0; i < k->arrivals; i++)
        d->pupils[k->pupils + k->leavers + i].entry = day_text(d, 3 + i, 11);
    d->pupils[3].entry = d->pupils[k->pupils / 2 + 3].entry = day_text(d, 15, 9);
    d->pupils[k->pupils - 4].division = NOBODY;
}

/* ---- households ---- */

static int new_household(Demo *d, int pupil) {
    int number = d->household_count++;
    Chance c = chance_for(d, OF_HOUSEHOLD, number);
    d->households[number] = (Household){ .name = one_of_names(&c, families), .first_pupil = pupil, .separated = chance_percent(&c, 28) };
    return number;
}

/* 15 % have a brother or sister here: one of the first half of the school with one of the second, evenly. */
static void make_households(Demo *d) {
    int pairs = d->kind->pupils * 15 / 200, half = d->kind->pupils / 2;
    d->households = NEW_ARRAY(d->mem, Household, (size_t) d->pupil_count);
    for (int k = 0; k < pairs; k++) {
        int younger = k * half / pairs, older = half + younger;
        d->pupils[younger].household = d->pupils[older].household = new_household(d, younger);
    }
    d->pupils[1].household = d->pupils[2].household = new_household(d, 1);      /* the twins: make_hard_cases */
    for (int i = 0; i < d->pupil_count; i++)
        if (d->pupils[i].household == NOBODY)
            d->pupils[i].household = new_household(d, i);
    for (int i = 0; i < d->pupil_count; i++)
        d->pupils[i].family = d->households[d->pupils[i].household].name;
}

void make_pupils(Demo *d) {
    make_all(d);
    make_households(d);
}
