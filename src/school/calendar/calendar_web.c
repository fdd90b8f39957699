#include "school/calendar/calendar.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "web/feature.h"

static RightId right_edit;
static const RightInfo rights[] = { { "calendar.edit", T_RIGHT_CALENDAR_EDIT, 1, &right_edit }, { 0 } };

static void year_dates(Work *w, Doc *d) {
    Rows r = db_rows(w->tx, &YEAR_READ, NO_VALUES);
    if (!row_next(&r))
        return;
    doc_day(d, "first_day", (Day) row_int(&r, YEAR_READ_FIRST_DAY));
    doc_day(d, "last_day", (Day) row_int(&r, YEAR_READ_LAST_DAY));
    doc_text(d, "zone", row_text(&r, YEAR_READ_ZONE, w->mem));
    doc_int(d, "noon", row_int(&r, YEAR_READ_NOON));
    rows_end(&r);
}

static Reply show_year(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_CALENDAR_YEAR);
    year_dates(w, d);
    Rows s = db_rows(w->tx, &SLOTS_ALL, NO_VALUES);
    doc_list(d, "slots");
    while (row_next(&s)) {
        Doc *item = doc_add(d, "slots");
        doc_int(item, "id", row_int(&s, SLOTS_ALL_ID));
        doc_text(item, "label", row_text(&s, SLOTS_ALL_LABEL, w->mem));
        doc_int(item, "from_time", row_int(&s, SLOTS_ALL_FROM_TIME));
        doc_int(item, "until_time", row_int(&s, SLOTS_ALL_UNTIL_TIME));
    }
    Rows h = db_rows(w->tx, &HOLIDAYS_ALL, NO_VALUES);
    doc_list(d, "holidays");
    while (row_next(&h)) {
        Doc *item = doc_add(d, "holidays");
        doc_int(item, "id", row_int(&h, HOLIDAYS_ALL_ID));
        doc_word(item, "kind", row_text(&h, HOLIDAYS_ALL_KIND, w->mem));
        doc_text(item, "label", row_text(&h, HOLIDAYS_ALL_LABEL, w->mem));
        doc_day(item, "first_day", (Day) row_int(&h, HOLIDAYS_ALL_FIRST_DAY));
        doc_day(item, "resume_day", (Day) row_int(&h, HOLIDAYS_ALL_RESUME_DAY));
    }
    Rows p = db_rows(w->tx, &PERIODS_ALL, NO_VALUES);
    doc_list(d, "periods");
    while (row_next(&p)) {
        Doc *item = doc_add(d, "periods");
        doc_int(item, "id", row_int(&p, PERIODS_ALL_ID));
        doc_text(item, "label", row_text(&p, PERIODS_ALL_LABEL, w->mem));
        doc_day(item, "first_day", (Day) row_int(&p, PERIODS_ALL_FIRST_DAY));
        doc_day(item, "last_day", (Day) row_int(&p, PERIODS_ALL_LAST_DAY));
    }
    return page(rq, &PAGE_CALENDAR_YEAR, d);
}

/* ---- the first editable records: slots and the year's dates ---- */

typedef struct SlotForm { const char *label; int from_time, until_time; const char *was_label; int was_from_time, was_until_time; } SlotForm;
static const Field slot_fields[] = { FIELD(SlotForm, label, .kind = FIELD_TEXT, .required = true, .max = 20),
    FIELD(SlotForm, from_time, .kind = FIELD_MINUTES, .required = true), FIELD(SlotForm, until_time, .kind = FIELD_MINUTES, .required = true),
    FIELD(SlotForm, was_label, .kind = FIELD_TEXT), FIELD(SlotForm, was_from_time, .kind = FIELD_MINUTES),
    FIELD(SlotForm, was_until_time, .kind = FIELD_MINUTES), { .kind = FIELD_END } };

static Verdict slot_exists(Request *rq) {
    return db_int(rq->work->tx, &SLOT_EXISTS, VALUES(of_int(path_id(rq, "slot")))) ? ALLOW : UNKNOWN;
}

/* Slots may have any length, but two of them never overlap. */
static void check_slot(Work *w, int64_t slot, const SlotForm *f) {
    if (f->until_time <= f->from_time)
        problem(w, T_CALENDAR_SLOT_ENDS_FIRST, NULL, "until_time");
    else if (db_int(w->tx, &SLOTS_OVERLAPPING, VALUES(of_int(slot), of_int(f->from_time), of_int(f->until_time))))
        problem(w, T_CALENDAR_SLOT_OVERLAPS, NULL, "from_time");
}

static ChangeField change(int column, Value value, bool compare, Value was) {
    return (ChangeField){ .column = column, .value = value, .compare = compare, .was = was };
}

static Reply save_slot(Request *rq) {
    Work *w = rq->work;
    int64_t slot = path_id(rq, "slot");
    SlotForm f = { 0 };
    form_read(rq, slot_fields, &f);
    if (!has_problems(w))
        check_slot(w, slot, &f);
    if (has_problems(w))
        return again(rq, show_year);
    change_put(w->tx, &TABLE_SLOT, KEY(of_int(slot)), FIELDS(change(COL_SLOT_LABEL, of_text(f.label), f.was_label, of_text(f.was_label)),
        change(COL_SLOT_FROM_TIME, of_int(f.from_time), f.was_from_time >= 0, of_int(f.was_from_time)),
        change(COL_SLOT_UNTIL_TIME, of_int(f.until_time), f.was_until_time >= 0, of_int(f.was_until_time))));
    return see_other(rq, "/bureau/annee");
}

typedef struct YearForm { Day first_day, last_day; int noon; } YearForm;
static const Field year_fields[] = { FIELD(YearForm, first_day, .kind = FIELD_DAY, .required = true), FIELD(YearForm, last_day, .kind = FIELD_DAY, .required = true),
    FIELD(YearForm, noon, .kind = FIELD_MINUTES, .required = true), { .kind = FIELD_END } };

static Reply save_year(Request *rq) {
    Work *w = rq->work;
    YearForm f = { 0 };
    form_read(rq, year_fields, &f);
    if (!has_problems(w) && f.last_day <= f.first_day)
        problem(w, T_CALENDAR_YEAR_ENDS_FIRST, NULL, "last_day");
    if (!has_problems(w) && (day_school_year(f.first_day) != w->school->year || f.last_day - f.first_day > 366))
        problem(w, T_CALENDAR_OTHER_YEAR, WITH(ARG_INT("year", w->school->year)), "first_day");
    if (has_problems(w))
        return again(rq, show_year);
    change_put(w->tx, &TABLE_SCHOOL_YEAR, KEY(of_int(1)), FIELDS(SET(COL_SCHOOL_YEAR_FIRST_DAY, of_int(f.first_day)),
        SET(COL_SCHOOL_YEAR_LAST_DAY, of_int(f.last_day)), SET(COL_SCHOOL_YEAR_NOON, of_int(f.noon))));
    return see_other(rq, "/bureau/annee");
}

static const Route routes[] = {
    { GET, "/bureau/annee", show_year, guard_signed_in, READ, PORTAL_DESK, "calendar.edit", &PAGE_CALENDAR_YEAR },
    { POST, "/bureau/annee", save_year, guard_signed_in, WRITE, PORTAL_DESK, "calendar.edit", &PAGE_CALENDAR_YEAR, year_fields },
    { POST, "/bureau/annee/creneaux/:slot", save_slot, slot_exists, WRITE, PORTAL_DESK, "calendar.edit", &PAGE_CALENDAR_YEAR, slot_fields },
    ROUTES_END,
};

static const Panel panels[] = { { .group = "admin", .rank = 2, .label = T_DESK_YEAR, .path = "/bureau/annee", .right = &right_edit }, PANELS_END };

static const GuardName guards[] = { GUARD(slot_exists), { 0 } };

const Feature calendar_feature = { .name = "calendar", .routes = routes, .rights = rights, .panels = panels, .guards = guards };
