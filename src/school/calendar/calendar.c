#include "school/calendar/calendar.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"

#include <string.h>

const char *const zone_words[] = { "A", "B", "C", "corse", "autre", NULL };

Day calendar_easter(int year) {
    int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
    return day_of(year, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
}

/* ---- the official calendar: first day of rest after class, day classes resume (formats.md §9) ---- */

typedef struct Break { int year; const char *zones; TextId label; int from[3], resume[3]; } Break;

#define ALL "A B C corse autre"
static const Break breaks[] = {
    { 2024, ALL, T_CALENDAR_AUTUMN, { 2024, 10, 19 }, { 2024, 11, 4 } }, { 2024, ALL, T_CALENDAR_CHRISTMAS, { 2024, 12, 21 }, { 2025, 1, 6 } },
    { 2024, "A", T_CALENDAR_WINTER, { 2025, 2, 22 }, { 2025, 3, 10 } }, { 2024, "B", T_CALENDAR_WINTER, { 2025, 2, 8 }, { 2025, 2, 24 } },
    { 2024, "C corse autre", T_CALENDAR_WINTER, { 2025, 2, 15 }, { 2025, 3, 3 } },
    { 2024, "A", T_CALENDAR_SPRING, { 2025, 4, 19 }, { 2025, 5, 5 } }, { 2024, "B", T_CALENDAR_SPRING, { 2025, 4, 5 }, { 2025, 4, 22 } },
    { 2024, "C corse autre", T_CALENDAR_SPRING, { 2025, 4, 12 }, { 2025, 4, 28 } }, { 2024, ALL, T_CALENDAR_ASCENSION, { 2025, 5, 29 }, { 2025, 6, 2 } },
    { 2025, ALL, T_CALENDAR_AUTUMN, { 2025, 10, 18 }, { 2025, 11, 3 } }, { 2025, ALL, T_CALENDAR_CHRISTMAS, { 2025, 12, 20 }, { 2026, 1, 5 } },
    { 2025, "A", T_CALENDAR_WINTER, { 2026, 2, 7 }, { 2026, 2, 23 } }, { 2025, "B corse", T_CALENDAR_WINTER, { 2026, 2, 14 }, { 2026, 3, 2 } },
    { 2025, "C autre", T_CALENDAR_WINTER, { 2026, 2, 21 }, { 2026, 3, 9 } }, { 2025, "A", T_CALENDAR_SPRING, { 2026, 4, 4 }, { 2026, 4, 20 } },
    { 2025, "B corse", T_CALENDAR_SPRING, { 2026, 4, 11 }, { 2026, 4, 27 } }, { 2025, "C autre", T_CALENDAR_SPRING, { 2026, 4, 18 }, { 2026, 5, 4 } },
    { 2025, ALL, T_CALENDAR_ASCENSION, { 2026, 5, 14 }, { 2026, 5, 18 } },
    { 2026, ALL, T_CALENDAR_AUTUMN, { 2026, 10, 17 }, { 2026, 11, 2 } }, { 2026, ALL, T_CALENDAR_CHRISTMAS, { 2026, 12, 19 }, { 2027, 1, 4 } },
    { 2026, "A", T_CALENDAR_WINTER, { 2027, 2, 13 }, { 2027, 3, 1 } }, { 2026, "B", T_CALENDAR_WINTER, { 2027, 2, 20 }, { 2027, 3, 8 } },
    { 2026, "C autre", T_CALENDAR_WINTER, { 2027, 2, 6 }, { 2027, 2, 22 } }, { 2026, "A", T_CALENDAR_SPRING, { 2027, 4, 10 }, { 2027, 4, 26 } },
    { 2026, "B", T_CALENDAR_SPRING, { 2027, 4, 17 }, { 2027, 5, 3 } }, { 2026, "C autre", T_CALENDAR_SPRING, { 2027, 4, 3 }, { 2027, 4, 19 } },
    { 2026, ALL, T_CALENDAR_ASCENSION, { 2027, 5, 7 }, { 2027, 5, 10 } },
};

static Day last_day_of(int year) {
    return year == 2024 ? day_of(2025, 7, 4) : year == 2025 ? day_of(2026, 7, 3) : year == 2026 ? day_of(2027, 7, 2) : day_of(year + 1, 7, 5);
}

static Day first_day_of(int year, const char *zone) {
    bool later = str_equal(zone, "corse");
    if (year == 2024)
        return day_of(2024, 9, later ? 3 : 2);
    return year == 2025 || year == 2026 ? day_of(year, 9, later && year == 2025 ? 2 : 1) : day_of(year, 9, 1);
}

static bool names_zone(const char *zones, const char *zone) {
    size_t size = strlen(zone);
    for (const char *at = zones; at && *at; at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL)
        if (strncmp(at, zone, size) == 0 && (at[size] == ' ' || !at[size]))
            return true;
    return false;
}

/* ---- writing it ---- */

static void add_holiday(Work *w, const char *kind, TextId label, Day first, Day resume) {
    change_add(w->tx, &TABLE_HOLIDAY, FIELDS(SET(COL_HOLIDAY_KIND, of_text(kind)), SET(COL_HOLIDAY_LABEL, of_text(words(w->mem, label, NULL))),
        SET(COL_HOLIDAY_FIRST_DAY, of_int(first)), SET(COL_HOLIDAY_RESUME_DAY, of_int(resume))));
}

static void add_breaks(Work *w, int year, const char *zone) {
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) {
        const Break *b = &breaks[i];
        if (b->year == year && names_zone(b->zones, zone))
            add_holiday(w, "vacation", b->label, day_of(b->from[0], b->from[1], b->from[2]), day_of(b->resume[0], b->resume[1], b->resume[2]));
    }
}

static void add_public_holidays(Work *w, int year) {
    Day easter = calendar_easter(year + 1);
    const struct { TextId label; Day day; } days[] = { { T_CALENDAR_ALL_SAINTS, day_of(year, 11, 1) }, { T_CALENDAR_ARMISTICE, day_of(year, 11, 11) },
        { T_CALENDAR_CHRISTMAS_DAY, day_of(year, 12, 25) }, { T_CALENDAR_NEW_YEAR, day_of(year + 1, 1, 1) }, { T_CALENDAR_EASTER_MONDAY, easter + 1 },
        { T_CALENDAR_LABOUR_DAY, day_of(year + 1, 5, 1) }, { T_CALENDAR_VICTORY, day_of(year + 1, 5, 8) }, { T_CALENDAR_ASCENSION_DAY, easter + 39 },
        { T_CALENDAR_WHIT_MONDAY, easter + 50 } };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        add_holiday(w, "public", days[i].label, days[i].day, days[i].day + 1);
}

static void add_slots(Work *w) {
    static const int starts[] = { 8 * 60, 8 * 60 + 55, 10 * 60 + 5, 11 * 60, 13 * 60, 13 * 60 + 55, 15 * 60 + 5, 16 * 60 };
    for (int i = 0; i < 8; i++)
        change_add(w->tx, &TABLE_SLOT, FIELDS(SET(COL_SLOT_LABEL, of_text(arena_printf(w->mem, "%c%d", i < 4 ? 'M' : 'S', i % 4 + 1))),
            SET(COL_SLOT_FROM_TIME, of_int(starts[i])), SET(COL_SLOT_UNTIL_TIME, of_int(starts[i] + 55))));
}

static void add_periods(Work *w, int year, Day first, Day last) {
    const Day from[] = { first, day_of(year, 12, 1), day_of(year + 1, 3, 15) };
    for (int i = 0; i < 3; i++)
        change_add(w->tx, &TABLE_PERIOD, FIELDS(SET(COL_PERIOD_KIND, of_text("trimester")), SET(COL_PERIOD_NUMBER, of_int(i + 1)),
            SET(COL_PERIOD_LABEL, of_text(words(w->mem, T_CALENDAR_TRIMESTER, WITH(ARG_INT("n", i + 1))))), SET(COL_PERIOD_FIRST_DAY, of_int(from[i])),
            SET(COL_PERIOD_LAST_DAY, of_int(i < 2 ? from[i + 1] - 1 : last))));
}

void calendar_set_up(Work *w, int year, const char *zone) {
    Day first = first_day_of(year, zone), last = last_day_of(year);
    change_put(w->tx, &TABLE_SCHOOL_YEAR, KEY(of_int(1)), FIELDS(SET(COL_SCHOOL_YEAR_FIRST_DAY, of_int(first)), SET(COL_SCHOOL_YEAR_LAST_DAY, of_int(last)),
        SET(COL_SCHOOL_YEAR_TEACHERS_FIRST_DAY, of_int(first - 1)), SET(COL_SCHOOL_YEAR_ZONE, of_text(zone)),
        SET(COL_SCHOOL_YEAR_NOON, of_int(12 * 60 + 30)), SET(COL_SCHOOL_YEAR_WEEK_DAYS, of_int(0x1F)), SET(COL_SCHOOL_YEAR_WEEK_CYCLE, of_int(1))));
    add_breaks(w, year, zone);
    add_public_holidays(w, year);
    add_slots(w);
    add_periods(w, year, first, last);
}
