/* What follows from the year: open half-days, school weeks, A and B. */
#include "school/calendar/calendar.h"

#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"

static const Holiday *holiday_on(const Calendar *c, Day day) {
    for (size_t i = 0; i < c->holiday_count; i++)
        if (c->holidays[i].first_day <= day && day < c->holidays[i].resume_day)
            return &c->holidays[i];
    return NULL;
}

bool calendar_is_open(const Calendar *c, Day day, HalfDay half) {
    int bit = 1 << (day_weekday(day) - 1);
    bool worked = (half == MORNING ? c->dates.week_days : c->dates.afternoons) & bit;
    return worked && day >= c->dates.first_day && day <= c->dates.last_day && !holiday_on(c, day);
}

HalfDay calendar_half(const Calendar *c, int minutes) {
    return minutes < c->dates.noon ? MORNING : AFTERNOON;
}

const Week *calendar_week(const Calendar *c, Day day) {
    Day first = day_monday(c->dates.first_day), monday = day_monday(day);
    return monday < first || (size_t) (monday - first) / 7 >= c->week_count ? NULL : &c->weeks[(monday - first) / 7];
}

static bool has_school(const Calendar *c, Day monday) {
    for (Day day = monday; day < monday + 7; day++)
        if (calendar_is_open(c, day, MORNING) || calendar_is_open(c, day, AFTERNOON))
            return true;
    return false;
}

/* What keeps the week closed: the holiday of its first worked day. */
static const char *closed_by(const Calendar *c, Day monday) {
    for (Day day = monday; day < monday + 7; day++) {
        const Holiday *h = (c->dates.week_days | c->dates.afternoons) >> (day - monday) & 1 ? holiday_on(c, day) : NULL;
        if (h)
            return h->label;
    }
    return "";
}

/* The turn of each week that counts, from 0; the week of cycle_from (or the next that counts) is an A. */
static void give_letters(Calendar *c) {
    Day from = day_monday(c->dates.cycle_from == NO_DAY ? c->dates.first_day : c->dates.cycle_from);
    int turns = 0, first = -1;
    if (c->dates.cycle == CYCLE_NONE)
        return;
    for (size_t i = 0; i < c->week_count; i++) {
        bool counts = c->dates.cycle == CYCLE_ALL_WEEKS || c->weeks[i].number;
        if (counts && first < 0 && c->weeks[i].monday >= from)
            first = turns;
        turns += counts;
    }
    for (size_t i = 0, turn = first > 0 && first % 2 ? 1 : 0; i < c->week_count; i++)
        if (c->dates.cycle == CYCLE_ALL_WEEKS || c->weeks[i].number)
            c->weeks[i].letter = turn++ % 2 ? 'B' : 'A';
}

static void count_weeks(Calendar *c, Arena *mem) {
    Day first = day_monday(c->dates.first_day), last = day_monday(c->dates.last_day);
    int number = 0;
    c->week_count = last < first ? 0 : (size_t) (last - first) / 7 + 1;
    c->weeks = NEW_ARRAY(mem, Week, c->week_count);
    for (size_t i = 0; i < c->week_count; i++) {
        Day monday = first + 7 * (Day) i;
        c->weeks[i] = (Week){ .monday = monday, .iso = day_iso_week(monday, NULL) };
        if (has_school(c, monday))
            c->weeks[i].number = ++number;
        else
            c->weeks[i].closed_by = closed_by(c, monday);
    }
    give_letters(c);
}

const Calendar *calendar_read(Work *w) {
    Calendar *c = NEW(w->mem, Calendar);
    VEC(Holiday) holidays = { 0 };
    Rows y = db_rows(w->tx, &YEAR_READ, NO_VALUES);
    if (!row_next(&y))
        return NULL;
    c->zone = row_text(&y, YEAR_READ_ZONE, w->mem);
    rows_end(&y);
    if (!calendar_dates(w, &c->dates))
        return NULL;
    for (Rows r = db_rows(w->tx, &HOLIDAYS_ALL, NO_VALUES); row_next(&r); )
        *VEC_ADD(w->mem, &holidays) = (Holiday){ .id = row_int(&r, HOLIDAYS_ALL_ID), .kind = row_text(&r, HOLIDAYS_ALL_KIND, w->mem),
            .label = row_text(&r, HOLIDAYS_ALL_LABEL, w->mem), .first_day = (Day) row_int(&r, HOLIDAYS_ALL_FIRST_DAY),
            .resume_day = (Day) row_int(&r, HOLIDAYS_ALL_RESUME_DAY) };
    c->holidays = holidays.items;
    c->holiday_count = holidays.count;
    count_weeks(c, w->mem);
    return c;
}
