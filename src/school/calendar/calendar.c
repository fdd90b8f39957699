/* What may be changed in the year, and what is wrong with it when it may not. */
#include "school/calendar/calendar.h"

#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"

#define NOON_LEAST (10 * 60)
#define NOON_MOST (16 * 60)
#define YEAR_DAYS_MOST 366
#define TEACHERS_EARLIER_MOST 45        /* days before the pupils */
#define NEVER_ON_SUNDAY 0x3F

const char *const holiday_kind_words[] = { "vacation", "public", "closure", NULL };
const char *const period_kind_words[] = { "trimester", "semester", "year", "custom", NULL };
const char *const cycle_words[] = { "none", "school_weeks", "all_weeks", NULL };

static Value of_day(Day day) { return day == NO_DAY ? of_null() : of_int(day); }

/* ---- what was believed: a field nobody speaks of is not compared ---- */

static ChangeField text_field(int column, const char *to, const char *was) {
    return was ? SET_IF(column, of_text(to), of_text(was)) : SET(column, of_text(to));
}

static ChangeField int_field(int column, int to, int was) {
    return was >= 0 ? SET_IF(column, of_int(to), of_int(was)) : SET(column, of_int(to));
}

static ChangeField day_field(int column, Day to, Day was) {
    return was != NO_DAY ? SET_IF(column, of_day(to), of_int(was)) : SET(column, of_day(to));
}

/* ---- the year ---- */

bool calendar_dates(Work *w, YearDates *out) {
    Rows r = db_rows(w->tx, &YEAR_READ, NO_VALUES);
    if (!row_next(&r))
        return false;
    *out = (YearDates){ .first_day = (Day) row_int(&r, YEAR_READ_FIRST_DAY), .last_day = (Day) row_int(&r, YEAR_READ_LAST_DAY),
        .teachers_first_day = row_null(&r, YEAR_READ_TEACHERS_FIRST_DAY) ? NO_DAY : (Day) row_int(&r, YEAR_READ_TEACHERS_FIRST_DAY),
        .noon = (int) row_int(&r, YEAR_READ_NOON), .week_days = (int) row_int(&r, YEAR_READ_WEEK_DAYS), .afternoons = (int) row_int(&r, YEAR_READ_AFTERNOONS),
        .cycle = !row_int(&r, YEAR_READ_WEEK_CYCLE) ? CYCLE_NONE : row_int(&r, YEAR_READ_CYCLE_COUNTS_CLOSED) ? CYCLE_ALL_WEEKS : CYCLE_SCHOOL_WEEKS,
        .cycle_from = row_null(&r, YEAR_READ_CYCLE_FROM) ? NO_DAY : (Day) row_int(&r, YEAR_READ_CYCLE_FROM) };
    rows_end(&r);
    return true;
}

static void check_days(Work *w, const YearDates *to) {
    if (day_school_year(to->first_day) != w->school->year)
        problem(w, T_CALENDAR_OTHER_YEAR, WITH(ARG_INT("year", w->school->year)), "first_day");
    if (to->last_day <= to->first_day)
        problem(w, T_CALENDAR_YEAR_ENDS_FIRST, NULL, "last_day");
    else if (to->last_day - to->first_day > YEAR_DAYS_MOST)
        problem(w, T_CALENDAR_YEAR_TOO_LONG, NULL, "last_day");
    if (to->teachers_first_day != NO_DAY && (to->teachers_first_day > to->first_day || to->first_day - to->teachers_first_day > TEACHERS_EARLIER_MOST))
        problem(w, T_CALENDAR_TEACHERS_DAY, NULL, "teachers_first_day");
}

static void check_week(Work *w, const YearDates *to) {
    if (to->noon < NOON_LEAST || to->noon > NOON_MOST)
        problem(w, T_CALENDAR_NOON, NULL, "noon");
    if (!(to->week_days | to->afternoons) || (to->week_days | to->afternoons) & ~NEVER_ON_SUNDAY)
        problem(w, T_CALENDAR_NO_HALF_DAY, NULL, "week_days");
    if (to->cycle_from != NO_DAY && (to->cycle_from < day_monday(to->first_day) || to->cycle_from > to->last_day))
        problem(w, T_CALENDAR_OUTSIDE_YEAR, NULL, "cycle_from");
}

/* A period that begins or ends with the year goes on doing so. */
static Period period_in(const Period *p, const YearDates *now, const YearDates *to) {
    Period moved = *p;
    moved.first_day = p->first_day == now->first_day ? to->first_day : p->first_day;
    moved.last_day = p->last_day == now->last_day ? to->last_day : p->last_day;
    return moved;
}

typedef VEC(Period) Periods;

static Periods read_periods(Work *w) {
    Periods all = { 0 };
    for (Rows r = db_rows(w->tx, &PERIODS_ALL, NO_VALUES); row_next(&r); )
        *VEC_ADD(w->mem, &all) = (Period){ .id = row_int(&r, PERIODS_ALL_ID), .label = row_text(&r, PERIODS_ALL_LABEL, w->mem),
            .first_day = (Day) row_int(&r, PERIODS_ALL_FIRST_DAY), .last_day = (Day) row_int(&r, PERIODS_ALL_LAST_DAY) };
    return all;
}

/* Whatever lies in the year must lie in it still. */
static void check_contents(Work *w, const Periods *periods, const YearDates *now, const YearDates *to) {
    for (size_t i = 0; i < periods->count; i++) {
        Period p = period_in(&periods->items[i], now, to);
        if (p.first_day < to->first_day || p.last_day < to->first_day)
            problem(w, T_CALENDAR_LEAVES_OUT, WITH(ARG_TEXT("label", p.label)), "first_day");
        if (p.last_day > to->last_day || p.first_day > to->last_day)
            problem(w, T_CALENDAR_LEAVES_OUT, WITH(ARG_TEXT("label", p.label)), "last_day");
    }
    for (Rows r = db_rows(w->tx, &HOLIDAYS_ALL, NO_VALUES); row_next(&r); ) {
        const char *label = row_peek(&r, HOLIDAYS_ALL_LABEL);
        if (row_int(&r, HOLIDAYS_ALL_FIRST_DAY) < to->first_day)
            problem(w, T_CALENDAR_LEAVES_OUT, WITH(ARG_TEXT("label", label)), "first_day");
        if (row_int(&r, HOLIDAYS_ALL_RESUME_DAY) > to->last_day + 1)
            problem(w, T_CALENDAR_LEAVES_OUT, WITH(ARG_TEXT("label", label)), "last_day");
    }
}

/* Nobody chose these days: they follow. */
static void move_periods(Work *w, const Periods *periods, const YearDates *now, const YearDates *to) {
    change_source(w->tx, TABLE_SCHOOL_YEAR.name);
    for (size_t i = 0; i < periods->count; i++) {
        Period p = period_in(&periods->items[i], now, to);
        change_put(w->tx, &TABLE_PERIOD, KEY(of_int(p.id)),
            FIELDS(SET(COL_PERIOD_FIRST_DAY, of_int(p.first_day)), SET(COL_PERIOD_LAST_DAY, of_int(p.last_day))));
    }
    change_source(w->tx, NULL);
}

static void write_year(Work *w, const YearDates *to, const YearDates *was) {
    static const YearDates nothing = { NO_DAY, NO_DAY, NO_DAY, -1, -1, -1, -1, NO_DAY };
    was = was ? was : &nothing;
    int alternates = was->cycle < 0 ? -1 : was->cycle != CYCLE_NONE, counts = was->cycle < 0 ? -1 : was->cycle == CYCLE_ALL_WEEKS;
    change_put(w->tx, &TABLE_SCHOOL_YEAR, KEY(of_int(1)), FIELDS(
        day_field(COL_SCHOOL_YEAR_FIRST_DAY, to->first_day, was->first_day), day_field(COL_SCHOOL_YEAR_LAST_DAY, to->last_day, was->last_day),
        day_field(COL_SCHOOL_YEAR_TEACHERS_FIRST_DAY, to->teachers_first_day, was->teachers_first_day), int_field(COL_SCHOOL_YEAR_NOON, to->noon, was->noon),
        int_field(COL_SCHOOL_YEAR_WEEK_DAYS, to->week_days, was->week_days), int_field(COL_SCHOOL_YEAR_AFTERNOONS, to->afternoons, was->afternoons),
        int_field(COL_SCHOOL_YEAR_WEEK_CYCLE, to->cycle != CYCLE_NONE, alternates),
        int_field(COL_SCHOOL_YEAR_CYCLE_COUNTS_CLOSED, to->cycle == CYCLE_ALL_WEEKS, counts), day_field(COL_SCHOOL_YEAR_CYCLE_FROM, to->cycle_from, was->cycle_from)));
}

void calendar_change_year(Work *w, const YearDates *to, const YearDates *was) {
    YearDates now;
    if (!calendar_dates(w, &now))
        return;
    Periods periods = read_periods(w);
    check_days(w, to);
    check_week(w, to);
    if (!has_problems(w))
        check_contents(w, &periods, &now, to);
    if (has_problems(w))
        return;
    write_year(w, to, was);
    move_periods(w, &periods, &now, to);
}

/* ---- holidays ---- */

static bool overlapped(Work *w, const Statement *overlapping, const Value *values, size_t count, const char *field) {
    const char *label = db_text(w->tx, overlapping, values, count);
    if (label)
        problem(w, T_CALENDAR_OVERLAPS, WITH(ARG_TEXT("label", label)), "%s", field);
    return label != NULL;
}

static void check_holiday(Work *w, const Holiday *to, const YearDates *year) {
    if (to->first_day < year->first_day || to->first_day > year->last_day)
        problem(w, T_CALENDAR_OUTSIDE_YEAR, NULL, "first_day");
    if (to->resume_day <= to->first_day)
        problem(w, T_CALENDAR_RESUMES_FIRST, NULL, "resume_day");
    else if (to->resume_day > year->last_day + 1)
        problem(w, T_CALENDAR_OUTSIDE_YEAR, NULL, "resume_day");
    else
        overlapped(w, &HOLIDAYS_OVERLAPPING, VALUES(of_int(to->id), of_text(to->kind), of_int(to->first_day), of_int(to->resume_day)), "first_day");
}

void calendar_put_holiday(Work *w, const Holiday *to, const Holiday *was) {
    static const Holiday nothing = { .first_day = NO_DAY, .resume_day = NO_DAY };
    YearDates year;
    if (!calendar_dates(w, &year))
        return;
    check_holiday(w, to, &year);
    if (has_problems(w))
        return;
    was = was ? was : &nothing;
    const ChangeField fields[] = { text_field(COL_HOLIDAY_KIND, to->kind, was->kind), text_field(COL_HOLIDAY_LABEL, to->label, was->label),
        day_field(COL_HOLIDAY_FIRST_DAY, to->first_day, was->first_day), day_field(COL_HOLIDAY_RESUME_DAY, to->resume_day, was->resume_day) };
    if (to->id)
        change_put(w->tx, &TABLE_HOLIDAY, KEY(of_int(to->id)), fields, 4);
    else
        change_add(w->tx, &TABLE_HOLIDAY, fields, 4);
}

void calendar_end_holiday(Work *w, int64_t holiday) {
    change_end(w->tx, &TABLE_HOLIDAY, KEY(of_int(holiday)));
}

/* ---- periods ---- */

static void check_period(Work *w, const Period *to, const YearDates *year) {
    if (to->first_day < year->first_day || to->first_day > year->last_day)
        problem(w, T_CALENDAR_OUTSIDE_YEAR, NULL, "first_day");
    if (to->last_day < to->first_day)
        problem(w, T_CALENDAR_PERIOD_ENDS_FIRST, NULL, "last_day");
    else if (to->last_day > year->last_day)
        problem(w, T_CALENDAR_OUTSIDE_YEAR, NULL, "last_day");
    else
        overlapped(w, &PERIODS_OVERLAPPING, VALUES(of_int(to->id), of_text(to->kind), of_int(to->first_day), of_int(to->last_day)), "first_day");
}

void calendar_put_period(Work *w, const Period *to, const Period *was) {
    static const Period nothing = { .first_day = NO_DAY, .last_day = NO_DAY };
    YearDates year;
    if (!calendar_dates(w, &year))
        return;
    check_period(w, to, &year);
    if (has_problems(w))
        return;
    was = was ? was : &nothing;
    ChangeField fields[5] = { text_field(COL_PERIOD_KIND, to->kind, was->kind), text_field(COL_PERIOD_LABEL, to->label, was->label),
        day_field(COL_PERIOD_FIRST_DAY, to->first_day, was->first_day), day_field(COL_PERIOD_LAST_DAY, to->last_day, was->last_day) };
    if (to->id) {
        change_put(w->tx, &TABLE_PERIOD, KEY(of_int(to->id)), fields, 4);
        return;
    }
    fields[4] = SET(COL_PERIOD_NUMBER, of_int(1 + db_int(w->tx, &PERIOD_NUMBERS, VALUES(of_text(to->kind)))));
    change_add(w->tx, &TABLE_PERIOD, fields, 5);
}

void calendar_end_period(Work *w, int64_t period) {
    change_end(w->tx, &TABLE_PERIOD, KEY(of_int(period)));
}

/* ---- slots ---- */

void calendar_put_slot(Work *w, const Slot *to, const Slot *was) {
    static const Slot nothing = { .from_time = -1, .until_time = -1 };
    if (to->until_time <= to->from_time)
        problem(w, T_CALENDAR_SLOT_ENDS_FIRST, NULL, "until_time");
    else
        overlapped(w, &SLOTS_OVERLAPPING, VALUES(of_int(to->id), of_int(to->from_time), of_int(to->until_time)), "from_time");
    if (has_problems(w))
        return;
    was = was ? was : &nothing;
    const ChangeField fields[] = { text_field(COL_SLOT_LABEL, to->label, was->label), int_field(COL_SLOT_FROM_TIME, to->from_time, was->from_time),
        int_field(COL_SLOT_UNTIL_TIME, to->until_time, was->until_time) };
    if (!to->id)
        change_add(w->tx, &TABLE_SLOT, fields, 3);
    else
        change_put(w->tx, &TABLE_SLOT, KEY(of_int(to->id)), fields, 3);
}

void calendar_end_slot(Work *w, int64_t slot) {
    change_end(w->tx, &TABLE_SLOT, KEY(of_int(slot)));
}
