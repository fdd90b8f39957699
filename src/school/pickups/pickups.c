#include "school/pickups/pickups.h"

#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people_input.h"

static Pickup pickup_in(Work *w, const Rows *r) {
    return (Pickup){ row_int(r, PICKUPS_OF_ID), row_int(r, PICKUPS_OF_PUPIL), row_text(r, PICKUPS_OF_NAME, w->mem), row_text(r, PICKUPS_OF_TIE, w->mem), row_text(r, PICKUPS_OF_PHONE, w->mem),
        (Day) row_int(r, PICKUPS_OF_FROM_DAY), (Day) row_int(r, PICKUPS_OF_UNTIL_DAY) };
}
_Static_assert((int) PICKUPS_OF_UNTIL_DAY == (int) PICKUP_READ_UNTIL_DAY && (int) PICKUPS_OF_NAME == (int) PICKUP_READ_NAME, "read alike");

Pickup *pickups_of(Work *w, int64_t pupil, size_t *count) {
    VEC(Pickup) all = { 0 };
    for (Rows r = db_rows(w->tx, &PICKUPS_OF, VALUES(of_int(pupil), of_int(w->today))); row_next(&r); )
        *VEC_ADD(w->mem, &all) = pickup_in(w, &r);
    *count = all.count;
    return all.items;
}

bool pickup_read(Work *w, int64_t id, Pickup *p) {
    Rows r = db_rows(w->tx, &PICKUP_READ, VALUES(of_int(id)));
    bool found = row_next(&r);
    if (found)
        *p = pickup_in(w, &r);
    rows_end(&r);
    return found;
}

/* ---- what may be said ---- */

static const char *kept(Work *w, const char *typed, size_t most, const char *prefix, const char *field) {
    const char *text = typed ? text_trim(w->mem, typed) : NULL;
    if (str_empty(text))
        return NULL;
    if (text_length(text) > most)
        problem(w, T_FORM_TOO_LONG, WITH(ARG_INT("n", (int64_t) most)), "%s%s", prefix, field);
    return text;
}

Pickup pickup_checked(Work *w, const char *name, const char *tie, const char *phone, const char *prefix) {
    Pickup p = { .name = kept(w, name, PICKUP_NAME_MOST, prefix, "name"), .tie = kept(w, tie, PICKUP_TIE_MOST, prefix, "tie") };
    const char *typed = phone ? text_trim(w->mem, phone) : NULL;
    if (!p.name)
        problem(w, T_FORM_REQUIRED, NULL, "%sname", prefix);
    p.phone = str_empty(typed) ? NULL : phone_normal(w->mem, typed);
    if (!str_empty(typed) && !p.phone)
        problem(w, T_PICKUPS_BAD_PHONE, NULL, "%sphone", prefix);
    return p;
}

static Day until_of(Work *w, Day from, Day last) {
    if (last != NO_DAY && last < from)
        problem(w, T_PICKUPS_ENDS_BEFORE, NULL, "last");
    return last == NO_DAY ? DAY_OPEN : last + 1;
}

/* ---- verbs ---- */

int64_t pickup_add(Work *w, int64_t pupil, const Pickup *who, Day from, Day last) {
    size_t count;
    from = from == NO_DAY ? w->today : from;
    Day until = until_of(w, from, last);
    pickups_of(w, pupil, &count);
    if (count >= PICKUPS_MOST)
        problem(w, T_PICKUPS_TOO_MANY, WITH(ARG_INT("n", PICKUPS_MOST)), "name");
    if (has_problems(w))
        return 0;
    return change_add(w->tx, &TABLE_PICKUP, FIELDS(SET(COL_PICKUP_PUPIL, of_int(pupil)), SET(COL_PICKUP_NAME, of_text(who->name)), SET(COL_PICKUP_TIE, of_text(who->tie)),
        SET(COL_PICKUP_PHONE, of_text(who->phone)), SET(COL_PICKUP_FROM_DAY, of_int(from)), SET(COL_PICKUP_UNTIL_DAY, of_int(until))));
}

void pickup_change(Work *w, int64_t id, const Pickup *to, Day from, Day last, const Pickup *was) {
    from = from == NO_DAY ? was->from : from;
    Day until = until_of(w, from, last);
    if (!has_problems(w))
        change_put(w->tx, &TABLE_PICKUP, KEY(of_int(id)), FIELDS(SET_IF(COL_PICKUP_NAME, of_text(to->name), of_text(was->name)), SET_IF(COL_PICKUP_TIE, of_text(to->tie), of_text(was->tie)),
            SET_IF(COL_PICKUP_PHONE, of_text(to->phone), of_text(was->phone)), SET_IF(COL_PICKUP_FROM_DAY, of_int(from), of_int(was->from)),
            SET_IF(COL_PICKUP_UNTIL_DAY, of_int(until), of_int(was->until))));
}

void pickup_end(Work *w, int64_t id) {
    Pickup p;
    if (!pickup_read(w, id, &p))
        return;
    if (p.from >= w->today)
        change_end(w->tx, &TABLE_PICKUP, KEY(of_int(id)));
    else if (p.until > w->today)
        change_put(w->tx, &TABLE_PICKUP, KEY(of_int(id)), FIELDS(SET(COL_PICKUP_UNTIL_DAY, of_int(w->today))));
}
