/* FR-03: dates and hours, also on the two nights when the clocks change. */
#include "base/date.h"

#include "test/test.h"

#include <stdlib.h>
#include <time.h>

static void in_zone(const char *name) {
    setenv("TZ", name, 1);
    tzset();
}

static Instant utc(int year, int month, int day, int hour, int minute) {
    return ((Instant) day_of(year, month, day) * 1440 + hour * 60 + minute) * 60000;
}

TEST(days_count_from_1970) {
    CHECK_INT(day_of(1970, 1, 1), 0);
    CHECK_INT(day_of(1969, 12, 31), -1);
    CHECK_INT(day_of(2000, 3, 1), 11017);
    CHECK_INT(day_of(9999, 12, 31), DAY_OPEN);
    CHECK_INT(day_of(1, 1, 1), -719162);
}

TEST(dates_that_do_not_exist_are_refused) {
    static const Date bad[] = { { 2026, 2, 29 }, { 1900, 2, 29 }, { 2026, 4, 31 }, { 2026, 0, 1 }, { 2026, 13, 1 }, { 2026, 1, 0 }, { 2026, 1, 32 },
        { 0, 1, 1 }, { 10000, 1, 1 } };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_INT(day_of(bad[i].year, bad[i].month, bad[i].day), NO_DAY);
    CHECK(day_of(2024, 2, 29) != NO_DAY && day_of(2000, 2, 29) != NO_DAY);
}

TEST(every_day_of_ten_thousand_years_follows_the_one_before) {
    Day day = day_of(1, 1, 1);
    Date before = day_date(day);
    bool good = true;
    for (day++; day <= DAY_OPEN; day++) {
        Date d = day_date(day);
        bool next_day = d.year == before.year && d.month == before.month && d.day == before.day + 1;
        bool next_month = d.day == 1 && (d.month == before.month + 1 || (d.month == 1 && before.month == 12 && d.year == before.year + 1));
        good = good && (next_day || next_month) && day_of(d.year, d.month, d.day) == day;
        before = d;
    }
    CHECK(good);
    CHECK_INT(before.year, 9999);
}

TEST(weeks_are_iso_weeks) {
    static const struct { int year, month, day, weekday, week, iso_year; } cases[] = {
        { 2026, 9, 1, 2, 36, 2026 }, { 2026, 12, 31, 4, 53, 2026 }, { 2027, 1, 1, 5, 53, 2026 }, { 2027, 1, 4, 1, 1, 2027 },
        { 2024, 12, 30, 1, 1, 2025 }, { 2023, 1, 1, 7, 52, 2022 }, { 1969, 12, 29, 1, 1, 1970 }, { 1, 1, 1, 1, 1, 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Day day = day_of(cases[i].year, cases[i].month, cases[i].day);
        int iso_year = 0;
        CHECK_INT(day_weekday(day), cases[i].weekday);
        CHECK_INT(day_iso_week(day, &iso_year), cases[i].week);
        CHECK_INT(iso_year, cases[i].iso_year);
        CHECK_INT(day_weekday(day_monday(day)), 1);
    }
    CHECK_INT(day_iso_week(day_of(2026, 9, 1), NULL), 36);
}

TEST(ages_are_full_years) {
    Day leap = day_of(2012, 2, 29);
    CHECK_INT(day_age(leap, day_of(2030, 2, 28)), 17);
    CHECK_INT(day_age(leap, day_of(2030, 3, 1)), 18);
    CHECK_INT(day_age(leap, day_of(2028, 2, 29)), 16);
    CHECK_INT(day_age(day_of(2014, 9, 1), day_of(2026, 9, 1)), 12);
    CHECK_INT(day_age(day_of(2014, 9, 2), day_of(2026, 9, 1)), 11);
}

TEST(august_opens_a_school_year) {
    CHECK_INT(day_school_year(day_of(2026, 7, 31)), 2025);
    CHECK_INT(day_school_year(day_of(2026, 8, 1)), 2026);
    CHECK_INT(day_school_year(day_of(2027, 6, 30)), 2026);
}

TEST(dates_are_read_strictly) {
    static const char *const bad[] = { "", "2026-9-1", "2026-09-31", "2026-09-01 ", " 2026-09-01", "2026/09/01", "+026-09-01", "20260901", "0000-01-01", NULL };
    static const char *const bad_french[] = { "", "1/9/2026", "31/09/2026", "01-09-2026", "2026/09/01", "01/09/26", "0x/09/2026", NULL };
    CHECK_INT(day_parse_iso("2026-09-01"), day_of(2026, 9, 1));
    CHECK_INT(day_parse_french("01/09/2026"), day_of(2026, 9, 1));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_INT(day_parse_iso(bad[i]), NO_DAY);
    for (size_t i = 0; i < sizeof bad_french / sizeof *bad_french; i++)
        CHECK_INT(day_parse_french(bad_french[i]), NO_DAY);
}

TEST(dates_are_written_the_french_way) {
    Arena *a = arena_new();
    CHECK_TEXT(day_words(a, day_of(2026, 9, 1)), "mardi 1er septembre 2026");
    CHECK_TEXT(day_words(a, day_of(2026, 8, 31)), "lundi 31 août 2026");
    CHECK_TEXT(day_words(a, day_of(2027, 2, 21)), "dimanche 21 février 2027");
    CHECK_TEXT(day_french(a, day_of(2026, 9, 1)), "01/09/2026");
    CHECK_TEXT(day_iso(a, day_of(814, 1, 28)), "0814-01-28");
    CHECK_TEXT(minutes_words(a, 485), "8\u00A0h\u00A005");
    CHECK_TEXT(minutes_words(a, 0), "0\u00A0h\u00A000");
    CHECK_TEXT(minutes_clock(a, 485), "08:05");
    arena_free(a);
}

TEST(paris_hours_on_an_ordinary_day_and_on_both_changes) {
    static const struct { Date local; int minutes; Date utc_date; int utc_hour, utc_minute; } cases[] = {
        { { 2026, 9, 1 }, 485, { 2026, 9, 1 }, 6, 5 },              /* summer */
        { { 2026, 12, 1 }, 485, { 2026, 12, 1 }, 7, 5 },            /* winter */
        { { 2026, 3, 29 }, 0, { 2026, 3, 28 }, 23, 0 },             /* a day of 23 hours */
        { { 2026, 3, 29 }, 119, { 2026, 3, 29 }, 0, 59 },
        { { 2026, 3, 29 }, 120, { 2026, 3, 29 }, 1, 0 },            /* 2 h 00 to 2 h 59 do not exist: an hour later */
        { { 2026, 3, 29 }, 150, { 2026, 3, 29 }, 1, 30 },
        { { 2026, 3, 29 }, 180, { 2026, 3, 29 }, 1, 0 },
        { { 2026, 3, 29 }, 1439, { 2026, 3, 29 }, 21, 59 },
        { { 2026, 10, 25 }, 119, { 2026, 10, 24 }, 23, 59 },        /* a day of 25 hours */
        { { 2026, 10, 25 }, 150, { 2026, 10, 25 }, 0, 30 },         /* 2 h 30 exists twice: the first one */
        { { 2026, 10, 25 }, 180, { 2026, 10, 25 }, 2, 0 },
        { { 2026, 10, 25 }, 1439, { 2026, 10, 25 }, 22, 59 },
    };
    in_zone("Europe/Paris");
    for (int round = 0; round < 2; round++)                 /* twice: the answer never depends on what was asked before */
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            Date l = cases[i].local, u = cases[i].utc_date;
            CHECK_INT(instant_of(day_of(l.year, l.month, l.day), cases[i].minutes), utc(u.year, u.month, u.day, cases[i].utc_hour, cases[i].utc_minute));
        }
}

TEST(every_quarter_of_an_hour_of_a_year_comes_back) {
    in_zone("Europe/Paris");
    bool good = true;
    for (Day day = day_of(2026, 1, 1); day <= day_of(2026, 12, 31); day++)
        for (int minutes = 0; minutes < 1440; minutes += 15) {
            Instant at = instant_of(day, minutes);
            bool skipped = day == day_of(2026, 3, 29) && minutes >= 120 && minutes < 180;
            good = good && instant_day(at) == day && instant_minutes(at) == minutes + (skipped ? 60 : 0);
        }
    CHECK(good);
}

TEST(instants_have_the_schools_own_date) {
    Arena *a = arena_new();
    in_zone("Europe/Paris");
    Instant evening = utc(2026, 8, 31, 22, 30);
    CHECK_INT(instant_day(evening), day_of(2026, 9, 1));
    CHECK_INT(instant_minutes(evening), 30);
    CHECK_TEXT(instant_words(a, utc(2026, 9, 1, 6, 5)), "mardi 1er septembre 2026 à 8\u00A0h\u00A005");
    in_zone("America/Martinique");
    CHECK_INT(instant_day(evening), day_of(2026, 8, 31));
    CHECK_INT(instant_of(day_of(2026, 9, 1), 485), utc(2026, 9, 1, 12, 5));
    in_zone("Indian/Reunion");
    CHECK_INT(instant_minutes(evening), 150);
    arena_free(a);
}

TEST(instants_are_written_in_utc) {
    Arena *a = arena_new();
    CHECK_TEXT(instant_iso(a, utc(2026, 9, 1, 6, 5)), "2026-09-01T06:05:00.000Z");
    CHECK_TEXT(instant_iso(a, -1), "1969-12-31T23:59:59.999Z");
    CHECK_TEXT(instant_iso(a, 1), "1970-01-01T00:00:00.001Z");
    CHECK(instant_now() > utc(2024, 1, 1, 0, 0));
    arena_free(a);
}

TEST_MAIN
