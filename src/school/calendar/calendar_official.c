/* The official calendar, as dated tables: what the arrêtés fix for each year and zone, and the public holidays, which follow from Easter. */
#include "school/calendar/calendar.h"

#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"

const char *const zone_words[] = { "A", "B", "C", "corse", "autre", NULL };

Day calendar_easter(int year) {
    int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
    return day_of(year, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
}

/* ---- what the arrêtés say ---- */

enum { A = 1, B = 2, C = 4, CORSE = 8, AUTRE = 16, MAINLAND = A | B | C, ALL = 31 };

/* A day as figures, so that a table reads as the arrêté does. */
typedef struct Ymd { int year, month, day; } Ymd;

/* Class ends on the eve of `from`, and begins again on the morning of `resume`. Source: the ministry's dataset fr-en-calendrier-scolaire (Licence
 * Ouverte 2.0) and the arrêtés it repeats, as copied in formats.md §9 and its samples (calendriers/vacances_scolaires_2024_2027.csv). AUTRE (overseas,
 * abroad) has calendars of its own: only what is the same everywhere is given. Winter and spring 2027 in Corsica: no source. */
typedef struct Break { int year, zones; TextId label; Ymd from, resume; } Break;

static const Break breaks[] = {
    { 2024, ALL, T_CALENDAR_AUTUMN, { 2024, 10, 19 }, { 2024, 11, 4 } },
    { 2024, ALL, T_CALENDAR_CHRISTMAS, { 2024, 12, 21 }, { 2025, 1, 6 } },
    { 2024, A, T_CALENDAR_WINTER, { 2025, 2, 22 }, { 2025, 3, 10 } },
    { 2024, B, T_CALENDAR_WINTER, { 2025, 2, 8 }, { 2025, 2, 24 } },
    { 2024, C | CORSE, T_CALENDAR_WINTER, { 2025, 2, 15 }, { 2025, 3, 3 } },
    { 2024, A, T_CALENDAR_SPRING, { 2025, 4, 19 }, { 2025, 5, 5 } },
    { 2024, B, T_CALENDAR_SPRING, { 2025, 4, 5 }, { 2025, 4, 22 } },
    { 2024, C | CORSE, T_CALENDAR_SPRING, { 2025, 4, 12 }, { 2025, 4, 28 } },
    { 2024, ALL, T_CALENDAR_ASCENSION, { 2025, 5, 29 }, { 2025, 6, 2 } },
    { 2025, ALL, T_CALENDAR_AUTUMN, { 2025, 10, 18 }, { 2025, 11, 3 } },
    { 2025, ALL, T_CALENDAR_CHRISTMAS, { 2025, 12, 20 }, { 2026, 1, 5 } },
    { 2025, A, T_CALENDAR_WINTER, { 2026, 2, 7 }, { 2026, 2, 23 } },
    { 2025, B | CORSE, T_CALENDAR_WINTER, { 2026, 2, 14 }, { 2026, 3, 2 } },
    { 2025, C, T_CALENDAR_WINTER, { 2026, 2, 21 }, { 2026, 3, 9 } },
    { 2025, A, T_CALENDAR_SPRING, { 2026, 4, 4 }, { 2026, 4, 20 } },
    { 2025, B | CORSE, T_CALENDAR_SPRING, { 2026, 4, 11 }, { 2026, 4, 27 } },
    { 2025, C, T_CALENDAR_SPRING, { 2026, 4, 18 }, { 2026, 5, 4 } },
    { 2025, ALL, T_CALENDAR_ASCENSION, { 2026, 5, 14 }, { 2026, 5, 18 } },
    { 2026, ALL, T_CALENDAR_AUTUMN, { 2026, 10, 17 }, { 2026, 11, 2 } },
    { 2026, ALL, T_CALENDAR_CHRISTMAS, { 2026, 12, 19 }, { 2027, 1, 4 } },
    { 2026, A, T_CALENDAR_WINTER, { 2027, 2, 13 }, { 2027, 3, 1 } },
    { 2026, B, T_CALENDAR_WINTER, { 2027, 2, 20 }, { 2027, 3, 8 } },
    { 2026, C, T_CALENDAR_WINTER, { 2027, 2, 6 }, { 2027, 2, 22 } },
    { 2026, A, T_CALENDAR_SPRING, { 2027, 4, 10 }, { 2027, 4, 26 } },
    { 2026, B, T_CALENDAR_SPRING, { 2027, 4, 17 }, { 2027, 5, 3 } },
    { 2026, C, T_CALENDAR_SPRING, { 2027, 4, 3 }, { 2027, 4, 19 } },
    { 2026, ALL, T_CALENDAR_ASCENSION, { 2027, 5, 6 }, { 2027, 5, 10 } },
};
#define BREAKS (sizeof breaks / sizeof *breaks)
#define BREAKS_A_YEAR 5                 /* a zone of which fewer are known is not official */

/* Pupils' first day, and the last before the summer. Source: as above (rentrees.csv). */
typedef struct Term { int year, zones; Ymd first, last; } Term;

static const Term terms[] = {
    { 2024, MAINLAND | AUTRE, { 2024, 9, 2 }, { 2025, 7, 4 } }, { 2024, CORSE, { 2024, 9, 3 }, { 2025, 7, 4 } },
    { 2025, MAINLAND | AUTRE, { 2025, 9, 1 }, { 2026, 7, 3 } }, { 2025, CORSE, { 2025, 9, 2 }, { 2026, 7, 3 } },
    { 2026, ALL, { 2026, 9, 1 }, { 2027, 7, 2 } },
};
#define TERMS (sizeof terms / sizeof *terms)

static Day day_from(Ymd d) { return day_of(d.year, d.month, d.day); }

static int zone_bit(const char *zone) {
    for (int i = 0; zone_words[i]; i++)
        if (str_equal(zone_words[i], zone))
            return 1 << i;
    return AUTRE;
}

Holiday *calendar_vacations(Arena *mem, int year, const char *zone, size_t *count) {
    Holiday *all = NEW_ARRAY(mem, Holiday, BREAKS);
    *count = 0;
    for (size_t i = 0; i < BREAKS; i++)
        if (breaks[i].year == year && breaks[i].zones & zone_bit(zone))
            all[(*count)++] = (Holiday){ .kind = "vacation", .label = words(mem, breaks[i].label, NULL), .first_day = day_from(breaks[i].from),
                .resume_day = day_from(breaks[i].resume) };
    return all;
}

bool calendar_is_official(int year, const char *zone) {
    int known = 0, bit = zone_bit(zone);
    for (size_t i = 0; i < BREAKS; i++)
        known += breaks[i].year == year && breaks[i].zones & bit ? 1 : 0;
    return known == BREAKS_A_YEAR && bit != AUTRE;
}

static const Term *term_of(int year, const char *zone) {
    for (size_t i = 0; i < TERMS; i++)
        if (terms[i].year == year && terms[i].zones & zone_bit(zone))
            return &terms[i];
    return NULL;
}

/* The year begins on a day of school: the Monday when 1 September falls on a week-end. */
Day calendar_first_day(int year, const char *zone) {
    const Term *t = term_of(year, zone);
    Day first = t ? day_from(t->first) : day_of(year, 9, 1);
    return day_weekday(first) < 6 ? first : day_monday(first) + 7;
}

/* Unknown yet: the first Friday of July. */
Day calendar_last_day(int year) {
    const Term *t = term_of(year, "A");
    Day seventh = day_of(year + 1, 7, 7);
    return t ? day_from(t->last) : seventh - (day_weekday(seventh) + 2) % 7;
}

/* Code du travail, L. 3133-1; those of July and August never fall in a school year. */
Holiday *calendar_public_holidays(Arena *mem, int year, size_t *count) {
    Day easter = calendar_easter(year + 1);
    const struct { TextId label; Day day; } days[] = { { T_CALENDAR_ALL_SAINTS, day_of(year, 11, 1) }, { T_CALENDAR_ARMISTICE, day_of(year, 11, 11) },
        { T_CALENDAR_CHRISTMAS_DAY, day_of(year, 12, 25) }, { T_CALENDAR_NEW_YEAR, day_of(year + 1, 1, 1) }, { T_CALENDAR_EASTER_MONDAY, easter + 1 },
        { T_CALENDAR_LABOUR_DAY, day_of(year + 1, 5, 1) }, { T_CALENDAR_VICTORY, day_of(year + 1, 5, 8) }, { T_CALENDAR_ASCENSION_DAY, easter + 39 },
        { T_CALENDAR_WHIT_MONDAY, easter + 50 } };
    Holiday *all = NEW_ARRAY(mem, Holiday, sizeof days / sizeof *days);
    *count = sizeof days / sizeof *days;
    for (size_t i = 0; i < *count; i++)
        all[i] = (Holiday){ .kind = "public", .label = words(mem, days[i].label, NULL), .first_day = days[i].day, .resume_day = days[i].day + 1 };
    return all;
}

/* ---- writing it ---- */

static void add_holidays(Work *w, const Holiday *all, size_t count) {
    for (size_t i = 0; i < count; i++)
        change_add(w->tx, &TABLE_HOLIDAY, FIELDS(SET(COL_HOLIDAY_KIND, of_text(all[i].kind)), SET(COL_HOLIDAY_LABEL, of_text(all[i].label)),
            SET(COL_HOLIDAY_FIRST_DAY, of_int(all[i].first_day)), SET(COL_HOLIDAY_RESUME_DAY, of_int(all[i].resume_day))));
}

static void add_slots(Work *w, const Slot *slots, size_t count) {
    for (size_t i = 0; i < count; i++)
        change_add(w->tx, &TABLE_SLOT, FIELDS(SET(COL_SLOT_LABEL, of_text(slots[i].label)), SET(COL_SLOT_FROM_TIME, of_int(slots[i].from_time)),
            SET(COL_SLOT_UNTIL_TIME, of_int(slots[i].until_time))));
}

static void add_periods(Work *w, int year, Day first, Day last) {
    const Day from[] = { first, day_of(year, 12, 1), day_of(year + 1, 3, 15) };
    for (int i = 0; i < 3; i++)
        change_add(w->tx, &TABLE_PERIOD, FIELDS(SET(COL_PERIOD_KIND, of_text("trimester")), SET(COL_PERIOD_NUMBER, of_int(i + 1)),
            SET(COL_PERIOD_LABEL, of_text(words(w->mem, T_CALENDAR_TRIMESTER, WITH(ARG_INT("n", i + 1))))), SET(COL_PERIOD_FIRST_DAY, of_int(from[i])),
            SET(COL_PERIOD_LAST_DAY, of_int(i < 2 ? from[i + 1] - 1 : last))));
}

#define MONDAY_TO_FRIDAY 0x1F
#define WEDNESDAY 0x04
#define AT(hours, minutes) ((hours) * 60 + (minutes)), ((hours) * 60 + (minutes) + 55)

static const Slot usual_slots[] = { { 0, "M1", AT(8, 0) }, { 0, "M2", AT(8, 55) }, { 0, "M3", AT(10, 5) }, { 0, "M4", AT(11, 0) },
    { 0, "S1", AT(13, 0) }, { 0, "S2", AT(13, 55) }, { 0, "S3", AT(15, 5) }, { 0, "S4", AT(16, 0) } };
static const CalendarShape usual_shape = { 12 * 60 + 30, MONDAY_TO_FRIDAY, MONDAY_TO_FRIDAY & ~WEDNESDAY, CYCLE_SCHOOL_WEEKS, usual_slots,
    sizeof usual_slots / sizeof *usual_slots };

void calendar_set_up(Work *w, int year, const char *zone, const CalendarShape *shape) {
    Day first = calendar_first_day(year, zone), last = calendar_last_day(year), teachers = first - (day_weekday(first) == 1 ? 3 : 1);
    size_t count;
    shape = shape ? shape : &usual_shape;
    change_put(w->tx, &TABLE_SCHOOL_YEAR, KEY(of_int(1)), FIELDS(SET(COL_SCHOOL_YEAR_FIRST_DAY, of_int(first)), SET(COL_SCHOOL_YEAR_LAST_DAY, of_int(last)),
        SET(COL_SCHOOL_YEAR_TEACHERS_FIRST_DAY, of_int(teachers)), SET(COL_SCHOOL_YEAR_ZONE, of_text(zone)),
        SET(COL_SCHOOL_YEAR_NOON, of_int(shape->noon)), SET(COL_SCHOOL_YEAR_WEEK_DAYS, of_int(shape->week_days)),
        SET(COL_SCHOOL_YEAR_AFTERNOONS, of_int(shape->afternoons)), SET(COL_SCHOOL_YEAR_WEEK_CYCLE, of_int(shape->cycle != CYCLE_NONE)),
        SET(COL_SCHOOL_YEAR_CYCLE_COUNTS_CLOSED, of_int(shape->cycle == CYCLE_ALL_WEEKS))));
    const Holiday *vacations = calendar_vacations(w->mem, year, zone, &count);
    add_holidays(w, vacations, count);
    const Holiday *public = calendar_public_holidays(w->mem, year, &count);
    add_holidays(w, public, count);
    add_slots(w, shape->slots, shape->slot_count);
    add_periods(w, year, first, last);
}

/* ---- another zone ---- */

typedef VEC(Holiday) Holidays;

static Holidays vacations_of_base(Work *w) {
    Holidays all = { 0 };
    for (Rows r = db_rows(w->tx, &HOLIDAYS_ALL, NO_VALUES); row_next(&r); )
        if (str_equal(row_peek(&r, HOLIDAYS_ALL_KIND), "vacation"))
            *VEC_ADD(w->mem, &all) = (Holiday){ .id = row_int(&r, HOLIDAYS_ALL_ID), .label = row_text(&r, HOLIDAYS_ALL_LABEL, w->mem),
                .first_day = (Day) row_int(&r, HOLIDAYS_ALL_FIRST_DAY), .resume_day = (Day) row_int(&r, HOLIDAYS_ALL_RESUME_DAY) };
    return all;
}

static bool holds(const Holiday *all, size_t count, const Holiday *one) {
    for (size_t i = 0; i < count; i++)
        if (all[i].first_day == one->first_day && all[i].resume_day == one->resume_day)
            return true;
    return false;
}

void calendar_change_zone(Work *w, const char *zone) {
    Rows r = db_rows(w->tx, &YEAR_READ, NO_VALUES);
    if (!row_next(&r))
        return;
    const char *old_zone = row_text(&r, YEAR_READ_ZONE, w->mem);
    rows_end(&r);
    size_t old_count, new_count;
    const Holiday *before = calendar_vacations(w->mem, w->school->year, old_zone, &old_count);
    const Holiday *after = calendar_vacations(w->mem, w->school->year, zone, &new_count);
    Holidays ours = vacations_of_base(w), theirs = { 0 };
    for (size_t i = 0; i < ours.count; i++)
        if (!holds(before, old_count, &ours.items[i]) && !holds(after, new_count, &ours.items[i]))
            problem(w, T_CALENDAR_ZONE_BY_HAND, WITH(ARG_TEXT("label", ours.items[i].label)), "zone");
    if (has_problems(w))
        return;
    change_source(w->tx, arena_printf(w->mem, "zone %s", zone));
    for (size_t i = 0; i < ours.count; i++)
        if (!holds(after, new_count, &ours.items[i]))
            change_end(w->tx, &TABLE_HOLIDAY, KEY(of_int(ours.items[i].id)));
    for (size_t i = 0; i < new_count; i++)
        if (!holds(ours.items, ours.count, &after[i]))
            *VEC_ADD(w->mem, &theirs) = after[i];
    add_holidays(w, theirs.items, theirs.count);
    change_source(w->tx, NULL);
    change_put(w->tx, &TABLE_SCHOOL_YEAR, KEY(of_int(1)), FIELDS(SET(COL_SCHOOL_YEAR_ZONE, of_text(zone))));
}

/* ---- from one year to the next ---- */

bool calendar_shape(Work *w, CalendarShape *out) {
    YearDates dates;
    VEC(Slot) slots = { 0 };
    if (!calendar_dates(w, &dates))
        return false;
    for (Rows r = db_rows(w->tx, &SLOTS_ALL, NO_VALUES); row_next(&r); )
        *VEC_ADD(w->mem, &slots) = (Slot){ .label = row_text(&r, SLOTS_ALL_LABEL, w->mem), .from_time = (int) row_int(&r, SLOTS_ALL_FROM_TIME),
            .until_time = (int) row_int(&r, SLOTS_ALL_UNTIL_TIME) };
    *out = (CalendarShape){ dates.noon, dates.week_days, dates.afternoons, dates.cycle, slots.items, slots.count };
    return ok(w);
}
