/* The same school three months later. Whatever does not change here is the same bytes in both, save DATE_MODIFICATION. */
#include "school/demo/demo_model.h"

#include "base/str.h"
#include "school/demo/demo_names.h"

static void leave_school(Demo *d) {
    static const char *const reasons[] = { "12", "42", "11", "20" };
    for (int i = 37, rank = 0; i < d->kind->pupils; i += 120, rank++) {
        d->pupils[i].exit = day_text(d, 4 + rank % 20, 11);
        d->pupils[i].exit_reason = reasons[rank % 4];
    }
}

/* To the next class of the level; the one who had none has one now. */
static void change_classes(Demo *d) {
    for (int i = 61; i < d->kind->pupils; i += 115) {
        Pupil *p = &d->pupils[i];
        int next = p->division + 1;
        if (p->division != NOBODY && !p->exit && next < d->division_count && d->divisions[next].level == p->level)
            p->division = next;
    }
    for (int i = 0; i < d->kind->pupils; i++)
        for (int c = 0; d->pupils[i].division == NOBODY; c++)
            if (d->divisions[c].level == d->pupils[i].level)
                d->pupils[i].division = c;
}

static void change_persons(Demo *d) {
    for (int i = 11; i < d->person_count; i += 40)
        if (!d->persons[i].legal_person)
            d->persons[i].phone_mobile = arena_printf(d->mem, "+3363998%04d", 7000 + i % 1000);
    for (int i = 28; i < d->person_count; i += 160)
        d->persons[i].email = arena_printf(d->mem, "nouveau%d@exemple.invalid", i + 1);
    for (int i = 45; i < d->person_count; i += 200)
        d->persons[i].usage = arena_printf(d->mem, "%s-PRÉAU", d->persons[i].family);
    for (int i = 19; i < d->address_count; i += 60)
        if (!d->addresses[i].foreign_city)
            d->addresses[i].line_1 = arena_printf(d->mem, "%d RUE DU DÉMÉNAGEMENT", 1 + i % 90);
}

static void change_pupils(Demo *d) {
    for (int i = 73; i < d->kind->pupils; i += 130) {
        d->pupils[i].usage = arena_printf(d->mem, "%s-MODÈLE", d->pupils[i].family);
        d->pupils[i].board = str_equal(d->pupils[i].board, "0") ? "2" : "0";
    }
}

void make_later(Demo *d) {
    leave_school(d);
    change_classes(d);
    change_persons(d);
    change_pupils(d);
}
