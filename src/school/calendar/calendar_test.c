/* The school year: what is official, what follows from it, what may be changed and how it is refused, on a screen too. Both engines (R-01, FR-03). */
#include "school/calendar/calendar.h"

#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "test/small_school.h"
#include "test/test.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- what is official ---- */

static Day iso(const char *text) { return day_parse_iso(text); }

/* A few facts of each year and zone, by hand: first day without class, day classes resume. */
TEST(vacations_are_those_of_the_arretes) {
    static const struct { int year; const char *zone, *first, *resume; } facts[] = {
        { 2024, "A", "2025-02-22", "2025-03-10" }, { 2024, "B", "2025-04-05", "2025-04-22" }, { 2024, "corse", "2025-02-15", "2025-03-03" },
        { 2025, "A", "2026-02-07", "2026-02-23" }, { 2025, "B", "2026-02-14", "2026-03-02" }, { 2025, "C", "2026-02-21", "2026-03-09" },
        { 2025, "A", "2026-04-04", "2026-04-20" }, { 2025, "B", "2026-04-11", "2026-04-27" }, { 2025, "C", "2026-04-18", "2026-05-04" },
        { 2025, "corse", "2026-02-14", "2026-03-02" }, { 2025, "corse", "2026-04-11", "2026-04-27" }, { 2025, "autre", "2025-10-18", "2025-11-03" },
        { 2026, "A", "2027-02-13", "2027-03-01" }, { 2026, "B", "2027-02-20", "2027-03-08" }, { 2026, "C", "2027-02-06", "2027-02-22" },
        { 2026, "A", "2027-04-10", "2027-04-26" }, { 2026, "B", "2027-04-17", "2027-05-03" }, { 2026, "C", "2027-04-03", "2027-04-19" },
        { 2026, "A", "2026-10-17", "2026-11-02" }, { 2026, "corse", "2026-12-19", "2027-01-04" }, { 2026, "C", "2027-05-06", "2027-05-10" },
    };
    Arena *mem = arena_new();
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        size_t count;
        bool found = false;
        const Holiday *all = calendar_vacations(mem, facts[i].year, facts[i].zone, &count);
        for (size_t h = 0; h < count; h++)
            found = found || (all[h].first_day == iso(facts[i].first) && all[h].resume_day == iso(facts[i].resume));
        if (!CHECK(found))
            printf("# %d %s %s\n", facts[i].year, facts[i].zone, facts[i].first);
    }
    CHECK_INT(calendar_first_day(2025, "B"), iso("2025-09-01"));
    CHECK_INT(calendar_first_day(2025, "corse"), iso("2025-09-02"));
    CHECK_INT(calendar_last_day(2025), iso("2026-07-03"));
    CHECK_INT(calendar_last_day(2026), iso("2027-07-02"));
    arena_free(mem);
}

TEST(a_calendar_without_a_source_says_so_and_has_the_national_dates) {
    Arena *mem = arena_new();
    size_t corsica, other, unknown;
    CHECK(calendar_is_official(2025, "A") && calendar_is_official(2026, "C") && calendar_is_official(2025, "corse"));
    CHECK(!calendar_is_official(2026, "corse") && !calendar_is_official(2025, "autre") && !calendar_is_official(2031, "A"));
    calendar_vacations(mem, 2026, "corse", &corsica);
    calendar_vacations(mem, 2025, "autre", &other);
    calendar_vacations(mem, 2031, "A", &unknown);
    CHECK_INT(corsica, 3);
    CHECK_INT(other, 3);
    CHECK_INT(unknown, 0);
    for (int year = 2027; year < 2060; year++) {        /* a year nobody knows yet still begins and ends on days of school */
        Day first = calendar_first_day(year, "A"), last = calendar_last_day(year);
        CHECK(day_weekday(first) < 6 && day_date(first).month == 9 && day_date(first).day <= 3);
        CHECK(day_weekday(last) == 5 && day_date(last).month == 7 && day_date(last).day <= 7);
    }
    arena_free(mem);
}

TEST(easter_is_where_the_tables_put_it) {
    static const char *const easters[] = { "1961-04-02", "2000-04-23", "2008-03-23", "2011-04-24", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2285-03-22", NULL };
    for (int i = 0; easters[i]; i++)
        CHECK_INT(calendar_easter(day_date(iso(easters[i])).year), iso(easters[i]));
}

/* The samples beside the project, where they are: each line of each file. */
static FILE *official_file(const char *name) {
    Arena *mem = arena_new();
    FILE *file = NULL;
    for (int up = 1; up <= 3 && !file; up++)
        file = fopen(arena_printf(mem, "%s%sshared/formats/samples/calendriers/%s", up > 1 ? "../../" : "", up > 2 ? "../" : "../", name), "r");
    arena_free(mem);
    return file;
}

static const char *our_zone(const char *theirs) { return str_equal(theirs, "Corse") ? "corse" : theirs; }

static bool same_as_ours(Arena *mem, int year, const char *zone, Day first, Day resume) {
    size_t count;
    if (day_date(first).month == 7)                     /* the summer: only its beginning is ours */
        return calendar_last_day(year) + 1 == first;
    const Holiday *all = calendar_vacations(mem, year, zone, &count);
    for (size_t i = 0; i < count; i++)
        if (all[i].first_day == first && all[i].resume_day == resume)
            return true;
    return false;
}

TEST(vacations_equal_the_official_sample) {
    Arena *mem = arena_new();
    FILE *file = official_file("vacances_scolaires_2024_2027.csv");
    char line[256], zone[16], first[16], resume[16];
    int year, checked = 0;
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "%d-%*d;%15[^;];%*[^;];%10s", &year, zone, first) == 3 && sscanf(strstr(line, first), "%10[^;];%10[^;]", first, resume) == 2) {
            if (!CHECK(same_as_ours(mem, year, our_zone(zone), iso(first), iso(resume))))
                printf("# %s", line);
            checked++;
        }
    if (file)
        fclose(file);
    else
        printf("# no official sample beside the project: the facts above stand alone\n");
    CHECK(!file || checked >= 60);
    arena_free(mem);
}

TEST(first_days_and_public_holidays_equal_the_official_samples) {
    Arena *mem = arena_new();
    FILE *file = official_file("rentrees.csv");
    char line[256], zone[16], day[16], scope[32];
    int year, checked = 0;
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "%d-%*d;%15[^;];%10s", &year, zone, day) == 3 && ++checked)
            CHECK_INT(calendar_first_day(year, our_zone(zone)), iso(day));
    CHECK(!file || checked >= 10);
    if (file)
        fclose(file);
    file = official_file("jours_feries_2024_2027.csv");
    for (checked = 0; file && fgets(line, sizeof line, file); ) {
        if (sscanf(line, "%10[^;];%*[^;];%31s", day, scope) != 2 || !str_equal(scope, "France"))
            continue;
        Day d = iso(day);
        size_t count;
        bool found = day_date(d).month == 7 || day_date(d).month == 8;
        const Holiday *all = calendar_public_holidays(mem, day_school_year(d), &count);
        for (size_t i = 0; i < count; i++)
            found = found || all[i].first_day == d;
        CHECK(found);
        checked++;
    }
    CHECK(!file || checked >= 40);
    if (file)
        fclose(file);
    arena_free(mem);
}

/* ---- works on a base ---- */

static Work *open_work(SmallSchool *s) {
    return work_new(s->mem, tx_begin(s->school.store, s->mem, TX_WRITE), &s->school, &program_actor, "test");
}

static void end_work(Work *w) {
    if (has_problems(w) || tx_conflicts(w->tx))
        tx_rollback(w->tx);
    else
        CHECK_INT(tx_commit(w->tx), TX_DONE);
}

static const char *problems_of(Work *w) {
    Str s = str_new(w->mem, 80);
    for (const Problem *p = w->problems; p; p = p->next)
        str_printf(&s, "%s%s %s", s.size ? ", " : "", p->field, words_id(p->code));
    return s.data;
}

static const Calendar *read_calendar(SmallSchool *s) {
    Work *w = work_new(s->mem, tx_begin(s->school.store, s->mem, TX_READ), &s->school, &program_actor, "test");
    const Calendar *c = calendar_read(w);
    tx_rollback(w->tx);
    return c;
}

/* ---- weeks ---- */

static void weeks_of_a_year(StoreFixture *f) {
    const Calendar *c = read_calendar(small_school(f));         /* 2025, zone C */
    CHECK_INT(c->week_count, 44);
    CHECK_INT(c->weeks[0].monday, iso("2025-09-01"));
    CHECK_INT(c->weeks[0].iso, 36);
    const Week *november = calendar_week(c, iso("2025-11-11"));
    CHECK_INT(november->number, 9);                             /* seven before the holidays, then the second */
    CHECK_INT(november->letter, 'A');
    const Week *holidays = calendar_week(c, iso("2025-10-22"));
    CHECK_INT(holidays->number, 0);
    CHECK_INT(holidays->letter, 0);
    CHECK_TEXT(holidays->closed_by, "Vacances de la Toussaint");
    CHECK(!calendar_week(c, iso("2025-08-31")) && !calendar_week(c, iso("2026-07-06")) && calendar_week(c, iso("2026-07-05")));
    CHECK(calendar_is_open(c, iso("2025-09-03"), MORNING) && !calendar_is_open(c, iso("2025-09-03"), AFTERNOON));       /* Wednesday */
    CHECK(!calendar_is_open(c, iso("2025-09-06"), MORNING));                                                           /* Saturday */
    CHECK(calendar_is_open(c, iso("2025-10-17"), AFTERNOON) && !calendar_is_open(c, iso("2025-10-20"), MORNING) && calendar_is_open(c, iso("2025-11-03"), MORNING));
    CHECK(!calendar_is_open(c, iso("2025-11-11"), MORNING) && !calendar_is_open(c, iso("2025-08-29"), MORNING) && !calendar_is_open(c, iso("2026-07-06"), MORNING));
    CHECK(calendar_half(c, 12 * 60 + 29) == MORNING && calendar_half(c, 12 * 60 + 30) == AFTERNOON);
    /* The nights when the clocks change: weeks have seven days all the same. */
    CHECK_INT(calendar_week(c, iso("2026-03-30"))->monday - calendar_week(c, iso("2026-03-29"))->monday, 7);
    CHECK_INT(calendar_week(c, iso("2025-10-27"))->monday - calendar_week(c, iso("2025-10-26"))->monday, 7);
}
TEST(weeks_have_numbers_letters_and_closed_days) { for_each_engine(weeks_of_a_year); }

/* As another program wrote them for the same school: emp_sts, ALTERNANCES. */
static void letters_of_the_sample(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    const Calendar *c = read_calendar(s);
    FILE *file = fopen(sample(s->mem, "sts/emp_sts_9990001X_2025.xml"), "r");
    char line[256], code[8] = "", day[16];
    int checked = 0;
    while (file && fgets(line, sizeof line, file) && !strstr(line, "</ALTERNANCES>")) {
        sscanf(line, " <ALTERNANCE CODE=\"%7[^\"]\"", code);
        if (sscanf(line, " <DATE_DEBUT_SEMAINE>%10s", day) != 1)
            continue;
        const Week *week = calendar_week(c, iso(day));
        CHECK(week && week->number > 0);
        if (week && *code == 'Q')
            CHECK_INT(week->letter, code[1] == '1' ? 'A' : 'B');
        checked++;
    }
    if (file)
        fclose(file);
    CHECK_INT(checked, 72);             /* 36 weeks, once in H and once in Q1 or Q2 */
}
TEST(weeks_a_and_b_are_those_of_the_sample) { for_each_engine(letters_of_the_sample); }

static void cycles(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    YearDates y = read_calendar(s)->dates;
    Work *w = open_work(s);
    y.cycle_from = iso("2025-09-10");                           /* the second week is the first A */
    calendar_change_year(w, &y, NULL);
    end_work(w);
    const Calendar *c = read_calendar(s);
    CHECK_INT(c->weeks[0].letter, 'B');
    CHECK_INT(c->weeks[1].letter, 'A');
    CHECK_INT(calendar_week(c, iso("2025-11-03"))->letter, 'A');
    w = open_work(s);
    y.cycle = CYCLE_ALL_WEEKS;
    y.cycle_from = NO_DAY;
    calendar_change_year(w, &y, NULL);
    end_work(w);
    c = read_calendar(s);
    CHECK_INT(calendar_week(c, iso("2025-10-20"))->letter, 'B');
    CHECK_INT(calendar_week(c, iso("2025-11-03"))->letter, 'B');
    w = open_work(s);
    y.cycle = CYCLE_NONE;
    calendar_change_year(w, &y, NULL);
    end_work(w);
    CHECK_INT(read_calendar(s)->weeks[0].letter, 0);
}
TEST(the_cycle_of_weeks_is_the_schools_choice) { for_each_engine(cycles); }

/* ---- rules, all problems at once, nothing changed ---- */

typedef struct BadYear { YearDates to; const char *problems; } BadYear;

static void bad_years(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    const Day first = iso("2025-09-01"), last = iso("2026-07-03");
    const BadYear bad[] = {
        { { last, first, NO_DAY, 750, 31, 31, 0, NO_DAY }, "last_day calendar.year_ends_first" },
        { { first - 60, last - 700, NO_DAY, 750, 31, 31, 0, NO_DAY }, "first_day calendar.other_year, last_day calendar.year_ends_first" },
        { { first, first + 367, NO_DAY, 750, 31, 31, 0, NO_DAY }, "last_day calendar.year_too_long" },
        { { first, last, first + 1, 750, 31, 31, 0, NO_DAY }, "teachers_first_day calendar.teachers_day" },
        { { first, last, first - 46, 750, 31, 31, 0, NO_DAY }, "teachers_first_day calendar.teachers_day" },
        { { first, last, NO_DAY, 599, 0, 0, 0, NO_DAY }, "noon calendar.noon, week_days calendar.no_half_day" },
        { { first, last, NO_DAY, 961, 0x40, 0, 0, NO_DAY }, "noon calendar.noon, week_days calendar.no_half_day" },
        { { first, last, NO_DAY, 750, 31, 31, 1, first - 1 }, "cycle_from calendar.outside_year" },
        { { first, last, NO_DAY, 750, 31, 31, 1, last + 1 }, "cycle_from calendar.outside_year" },
        { { first, iso("2026-05-20"), NO_DAY, 750, 31, 31, 0, NO_DAY }, "last_day calendar.leaves_out" },        /* Whit Monday */
        { { iso("2025-10-20"), last, NO_DAY, 750, 31, 31, 0, NO_DAY }, "first_day calendar.leaves_out" },        /* the autumn holidays */
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Work *w = open_work(s);
        calendar_change_year(w, &bad[i].to, NULL);
        CHECK_TEXT(problems_of(w), bad[i].problems);
        CHECK_INT(change_work(w->tx), 0);
        end_work(w);
    }
}
TEST(a_year_that_cannot_be_is_refused_whole) { for_each_engine(bad_years); }

static void bad_rows(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    static const struct { const char *kind, *first, *last, *problems; } holidays[] = {
        { "closure", "2025-08-20", "2025-08-25", "first_day calendar.outside_year" }, { "closure", "2026-05-29", "2026-05-29", "resume_day calendar.resumes_first" },
        { "closure", "2026-07-03", "2026-07-06", "resume_day calendar.outside_year" }, { "vacation", "2025-10-31", "2025-11-05", "first_day calendar.overlaps" },
        { "public", "2025-11-11", "2025-11-12", "first_day calendar.overlaps" }, { "closure", "2027-01-01", "2026-01-01", "first_day calendar.outside_year, resume_day calendar.resumes_first" },
    };
    static const struct { const char *kind, *first, *last, *problems; } periods[] = {
        { "semester", "2026-02-01", "2026-01-31", "last_day calendar.period_ends_first" }, { "semester", "2025-08-31", "2026-01-31", "first_day calendar.outside_year" },
        { "semester", "2026-02-01", "2026-07-04", "last_day calendar.outside_year" }, { "trimester", "2025-11-30", "2025-12-05", "first_day calendar.overlaps" },
        { "year", "2026-08-01", "2026-07-01", "first_day calendar.outside_year, last_day calendar.period_ends_first" },
    };
    static const struct { int from, until; const char *problems; } slots[] = { { 540, 540, "until_time calendar.slot_ends_first" },
        { 540, 500, "until_time calendar.slot_ends_first" }, { 530, 540, "from_time calendar.overlaps" }, { 400, 1200, "from_time calendar.overlaps" } };
    for (size_t i = 0; i < sizeof holidays / sizeof *holidays; i++) {
        Work *w = open_work(s);
        calendar_put_holiday(w, &(Holiday){ 0, holidays[i].kind, "X", iso(holidays[i].first), iso(holidays[i].last) }, NULL);
        CHECK_TEXT(problems_of(w), holidays[i].problems);
        CHECK_INT(change_work(w->tx), 0);
        end_work(w);
    }
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        Work *w = open_work(s);
        calendar_put_period(w, &(Period){ 0, periods[i].kind, "X", iso(periods[i].first), iso(periods[i].last) }, NULL);
        CHECK_TEXT(problems_of(w), periods[i].problems);
        CHECK_INT(change_work(w->tx), 0);
        end_work(w);
    }
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        Work *w = open_work(s);
        calendar_put_slot(w, &(Slot){ 0, "X", slots[i].from, slots[i].until }, NULL);
        CHECK_TEXT(problems_of(w), slots[i].problems);
        CHECK_INT(change_work(w->tx), 0);
        end_work(w);
    }
}
TEST(rows_that_cannot_be_are_refused) { for_each_engine(bad_rows); }

/* The edges that must pass: neighbours, another kind, the row itself. */
static void good_rows(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    Work *w = open_work(s);
    calendar_put_holiday(w, &(Holiday){ 0, "closure", "Pont", iso("2025-11-10"), iso("2025-11-11") }, NULL);
    calendar_put_holiday(w, &(Holiday){ 0, "closure", "Dans les vacances", iso("2025-12-22"), iso("2025-12-24") }, NULL);
    calendar_put_holiday(w, &(Holiday){ 0, "closure", "Dernier jour", iso("2026-07-03"), iso("2026-07-04") }, NULL);
    calendar_put_period(w, &(Period){ 0, "semester", "S1", iso("2025-09-01"), iso("2026-01-31") }, NULL);
    calendar_put_period(w, &(Period){ 0, "semester", "S2", iso("2026-02-01"), iso("2026-07-03") }, NULL);
    calendar_put_slot(w, &(Slot){ 0, "M0", 475, 480 }, NULL);
    CHECK_TEXT(problems_of(w), "");
    end_work(w);
    const Calendar *c = read_calendar(s);
    CHECK(!calendar_is_open(c, iso("2025-11-10"), MORNING));
    CHECK(!calendar_is_open(c, iso("2026-07-03"), MORNING));
    /* A later first day: the trimester and the semester that begin with the year follow it. */
    YearDates y = c->dates;
    y.first_day++;
    w = open_work(s);
    calendar_change_year(w, &y, &c->dates);
    CHECK_TEXT(problems_of(w), "");
    end_work(w);
    c = read_calendar(s);
    w = open_work(s);
    int moved = 0;
    for (Rows r = db_rows(w->tx, &PERIODS_ALL, NO_VALUES); row_next(&r); )
        moved += row_int(&r, PERIODS_ALL_FIRST_DAY) == c->dates.first_day;
    CHECK_INT(moved, 2);
    end_work(w);
}
TEST(neighbours_other_kinds_and_periods_that_follow) { for_each_engine(good_rows); }

static void zones(StoreFixture *f) {
    SmallSchool *s = small_school(f);                           /* zone C */
    Work *w = open_work(s);
    calendar_change_zone(w, "A");
    CHECK_TEXT(problems_of(w), "");
    end_work(w);
    const Calendar *c = read_calendar(s);
    CHECK_TEXT(c->zone, "A");
    CHECK(!calendar_is_open(c, iso("2026-02-10"), MORNING) && calendar_is_open(c, iso("2026-02-24"), MORNING) && !calendar_is_open(c, iso("2025-12-22"), MORNING));
    CHECK_INT(c->holiday_count, 14);
    const Holiday *winter = NULL;
    for (size_t i = 0; i < c->holiday_count; i++)
        winter = c->holidays[i].first_day == iso("2026-02-07") ? &c->holidays[i] : winter;
    w = open_work(s);
    if (CHECK(winter != NULL))
        calendar_put_holiday(w, &(Holiday){ winter->id, "vacation", winter->label, winter->first_day - 1, winter->resume_day }, winter);
    end_work(w);
    w = open_work(s);
    calendar_change_zone(w, "B");
    CHECK_TEXT(problems_of(w), "zone calendar.zone_by_hand");
    CHECK_INT(change_work(w->tx), 0);
    end_work(w);
}
TEST(another_zone_brings_its_holidays_and_loses_nothing_made_by_hand) { for_each_engine(zones); }

static void shapes(StoreFixture *f) {
    static const Slot slots[] = { { 0, "Un", 480, 540 }, { 0, "Deux", 540, 570 } };
    const CalendarShape given = { 13 * 60, 0x1F, 0x1B, CYCLE_ALL_WEEKS, slots, 2 };
    CalendarShape shape;
    School school = { .uai = "9990001X", .year = 2026, .store = f->store };
    Work *w = work_new(f->mem, tx_begin(f->store, f->mem, TX_WRITE), &school, &program_actor, "test");
    CHECK(!calendar_shape(w, &shape));
    calendar_set_up(w, 2026, "corse", &given);
    CHECK(calendar_shape(w, &shape));
    end_work(w);
    CHECK(shape.noon == 13 * 60 && shape.week_days == 0x1F && shape.afternoons == 0x1B && shape.cycle == CYCLE_ALL_WEEKS);
    CHECK_INT(shape.slot_count, 2);
    CHECK_TEXT(shape.slots[1].label, "Deux");
    CHECK_INT(shape.slots[1].until_time, 570);
}
TEST(the_shape_of_a_year_passes_to_the_next) { for_each_engine(shapes); }

/* ---- on the screen ---- */

#define YEAR "first_day=2025-09-01&last_day=2026-07-03&noon=12:30&cycle=school_weeks&morning_mon=1&afternoon_mon=1"

/* The row of the year's page whose JSON holds TEXT. */
static int64_t row_id(SmallSchool *s, const char *list, const char *text) {
    Exchange e = request(s, s->supervisor, "GET", "/bureau/annee", NULL, true);
    const char *at = strstr(arena_text_n(s->mem, e.answer, e.answer_size), arena_printf(s->mem, "\"%s\":", list)), *found = at ? strstr(at, text) : NULL;
    int64_t id = 0;
    while (found && found > at && strncmp(found, "{\"id\":", 6) != 0)
        found--;
    if (found)
        str_int(arena_text_n(s->mem, found + 6, strspn(found + 6, "0123456789")), 1, INT64_MAX, &id);
    return id;
}

static void edited(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    CHECK_INT(request(s, s->supervisor, "POST", "/bureau/annee", YEAR "&morning_wed=1&teachers_first_day=2025-08-29&cycle_from=08/09/2025&was_noon=12:30&was_week_days=31", false).status, 303);
    Exchange e = request(s, s->supervisor, "GET", "/bureau/annee", NULL, true);
    CHECK(answers(&e, "{\"day\":1,\"morning\":true,\"afternoon\":true}") && answers(&e, "{\"day\":3,\"morning\":true,\"afternoon\":false}"));
    CHECK(answers(&e, "{\"day\":2,\"morning\":false,\"afternoon\":false}") && answers(&e, "\"cycle_from\":\"2025-09-08\""));
    CHECK(answers(&e, "{\"monday\":\"2025-09-01\",\"iso\":36,\"number\":1,\"letter\":\"B\"}") && answers(&e, "\"official\":true"));
    CHECK_INT(request(s, s->supervisor, "POST", "/bureau/annee/conges/nouveau", "kind=closure&label=Pont&first_day=10/11/2025&resume_day=2025-11-11", false).status, 303);
    int64_t bridge = row_id(s, "holidays", "\"label\":\"Pont\"");
    CHECK(bridge > 0);
    const char *path = arena_printf(s->mem, "/bureau/annee/conges/%lld", (long long) bridge);
    e = request(s, s->supervisor, "GET", path, NULL, true);
    CHECK(answers(&e, "\"kind\":\"closure\"") && answers(&e, "\"resume_day\":\"2025-11-11\""));
    CHECK_INT(request(s, s->supervisor, "POST", arena_printf(s->mem, "%s/fin", path), "", false).status, 303);
    CHECK_INT(request(s, s->supervisor, "GET", path, NULL, false).status, 404);
    CHECK_INT(request(s, s->supervisor, "POST", "/bureau/annee/periodes/nouveau", "kind=custom&label=Stage&first_day=2026-01-05&last_day=2026-01-16", false).status, 303);
    path = arena_printf(s->mem, "/bureau/annee/periodes/%lld", (long long) row_id(s, "periods", "\"label\":\"Stage\""));
    CHECK_INT(request(s, s->supervisor, "POST", path, "kind=custom&label=Stage+3e&first_day=2026-01-05&last_day=2026-01-17", false).status, 303);
    CHECK(row_id(s, "periods", "\"label\":\"Stage 3e\"") > 0);
    CHECK_INT(request(s, s->supervisor, "POST", arena_printf(s->mem, "%s/fin", path), "", false).status, 303);
    CHECK_INT(request(s, s->supervisor, "POST", "/bureau/annee/creneaux/nouveau", "label=Etude&from_time=17h&until_time=17h45", false).status, 303);
    path = arena_printf(s->mem, "/bureau/annee/creneaux/%lld", (long long) row_id(s, "slots", "\"label\":\"Etude\""));
    CHECK_INT(request(s, s->supervisor, "POST", arena_printf(s->mem, "%s/fin", path), "", false).status, 303);
    CHECK_INT(request(s, s->supervisor, "GET", path, NULL, false).status, 404);
    CHECK_INT(request(s, s->supervisor, "POST", "/bureau/annee/zone", "zone=corse", false).status, 303);
    e = request(s, s->supervisor, "GET", "/bureau/annee", NULL, true);
    CHECK(answers(&e, "\"zone\":\"corse\""));
    Work *w = work_new(s->mem, tx_begin(s->school.store, s->mem, TX_READ), &s->school, &program_actor, "test");
    size_t lines;
    change_history(w->tx, &TABLE_HOLIDAY, KEY(of_int(bridge)), &lines);
    CHECK_INT(lines, 2);                /* made, taken away: both remain known */
    tx_rollback(w->tx);
}
TEST(the_year_is_edited_on_its_screen) { for_each_engine(edited); }

/* Each field of each form, wrong: 422, the message at the field, what was typed still there, nothing changed. */
static void bad_input(StoreFixture *f) {
    static const struct { const char *path, *body, *field; } bad[] = {
        { "", "last_day=2026-07-03&noon=12:30&cycle=none&morning_mon=1", "first_day" },
        { "", "first_day=2025-02-30&last_day=2026-07-03&noon=12:30&cycle=none&morning_mon=1", "first_day" },
        { "", "first_day=2025-09-01&last_day=demain&noon=12:30&cycle=none&morning_mon=1", "last_day" },
        { "", YEAR "&teachers_first_day=x", "teachers_first_day" }, { "", "first_day=2025-09-01&last_day=2026-07-03&noon=25:00&cycle=none&morning_mon=1", "noon" },
        { "", "first_day=2025-09-01&last_day=2026-07-03&noon=08:00&cycle=none&morning_mon=1", "noon" },
        { "", "first_day=2025-09-01&last_day=2026-07-03&noon=12:30&cycle=weekly&morning_mon=1", "cycle" },
        { "", "first_day=2025-09-01&last_day=2026-07-03&noon=12:30&cycle=none", "week_days" }, { "", YEAR "&cycle_from=32/09/2025", "cycle_from" },
        { "", YEAR "&was_first_day=x", "was_first_day" }, { "/zone", "zone=D", "zone" }, { "/zone", "", "zone" },
        { "/conges/nouveau", "kind=holiday&label=X&first_day=2025-11-10&resume_day=2025-11-11", "kind" },
        { "/conges/nouveau", "kind=closure&label=+&first_day=2025-11-10&resume_day=2025-11-11", "label" },
        { "/conges/nouveau", "kind=closure&label=X&first_day=&resume_day=2025-11-11", "first_day" },
        { "/conges/nouveau", "kind=closure&label=X&first_day=2025-11-10&resume_day=x", "resume_day" },
        { "/conges/nouveau", "kind=closure&label=0123456789012345678901234567890123456789012345678901234567890&first_day=2025-11-10&resume_day=2025-11-11", "label" },
        { "/periodes/nouveau", "kind=quarter&label=X&first_day=2025-11-10&last_day=2025-11-11", "kind" },
        { "/periodes/nouveau", "kind=year&label=&first_day=2025-11-10&last_day=2025-11-11", "label" },
        { "/periodes/nouveau", "kind=year&label=X&first_day=x&last_day=2025-11-11", "first_day" }, { "/periodes/nouveau", "kind=year&label=X&first_day=2025-11-10&last_day=", "last_day" },
        { "/creneaux/nouveau", "label=012345678901234567890&from_time=18:00&until_time=18:30", "label" }, { "/creneaux/nouveau", "label=X&from_time=24:00&until_time=18:30", "from_time" },
        { "/creneaux/nouveau", "label=X&from_time=18:00&until_time=", "until_time" }, { "/creneaux/1", "label=X&from_time=18:00&until_time=18:30&was_from_time=x", "was_from_time" },
    };
    SmallSchool *s = small_school(f);
    Exchange before = request(s, s->supervisor, "GET", "/bureau/annee", NULL, true);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *path = arena_printf(s->mem, "/bureau/annee%s", bad[i].path);
        Exchange json = request(s, s->supervisor, "POST", path, bad[i].body, true), html = request(s, s->supervisor, "POST", path, bad[i].body, false);
        if (!CHECK_INT(json.status, 422) || !CHECK(answers(&json, arena_printf(s->mem, "\"field\":\"%s\"", bad[i].field))))
            printf("# %s %s\n", path, bad[i].body);
        CHECK_INT(html.status, 422);
        CHECK(answers(&html, "class=\"problems\""));
    }
    Exchange after = request(s, s->supervisor, "GET", "/bureau/annee", NULL, true), typed;
    CHECK_TEXT(arena_text_n(s->mem, after.answer, after.answer_size), arena_text_n(s->mem, before.answer, before.answer_size));
    typed = request(s, s->supervisor, "POST", "/bureau/annee/conges/nouveau", "kind=closure&label=Tap%C3%A9&first_day=2025-11-10&resume_day=2025-11-09", false);
    CHECK(answers(&typed, "value=\"Tapé\"") && answers(&typed, "id=\"p-resume_day\"") && answers(&typed, "<option value=\"closure\" selected>"));
}
TEST(bad_input_is_told_at_its_field_and_changes_nothing) { for_each_engine(bad_input); }

/* Two people on one row: the second is told both values, in words. */
static void believed_otherwise(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    const char *path = arena_printf(s->mem, "/bureau/annee/conges/%lld", (long long) row_id(s, "holidays", "2025-10-18"));
    const char *body = "kind=closure&label=Toussaint&first_day=2025-10-17&resume_day=2025-11-03&was_kind=public&was_first_day=2025-10-16";
    Exchange e = request(s, s->supervisor, "POST", path, body, false);
    CHECK_INT(e.status, 409);
    CHECK(answers(&e, "Premier jour sans classe") && answers(&e, "<td>17/10/2025</td><td>18/10/2025</td>") && answers(&e, "<td>Fermeture</td><td>Vacances</td>"));
    CHECK(!answers(&e, "first_day"));
    e = request(s, s->supervisor, "POST", path, body, true);
    CHECK(answers(&e, "{\"field\":\"first_day\",\"mine\":\"2025-10-17\",\"theirs\":\"2025-10-18\"}"));
    e = request(s, s->supervisor, "POST", "/bureau/annee", YEAR "&was_noon=12:00&was_week_days=31&was_cycle=none", false);
    CHECK_INT(e.status, 303);           /* noon and cycle are already what is wanted, whatever was believed */
    e = request(s, s->supervisor, "POST", "/bureau/annee", "first_day=2025-09-01&last_day=2026-07-03&noon=13:00&cycle=none&morning_tue=1&was_noon=12:00&was_week_days=63", false);
    CHECK_INT(e.status, 409);
    CHECK(answers(&e, "<td>13:00</td><td>12:30</td>") && answers(&e, "<td>Mardi</td><td>Lundi</td>"));
    e = request(s, s->supervisor, "GET", "/bureau/annee", NULL, true);
    CHECK(answers(&e, "\"noon\":\"12:30\""));
}
TEST(two_people_never_overwrite_each_other_and_read_both_values) { for_each_engine(believed_otherwise); }

static void others(StoreFixture *f) {
    static const char *const paths[] = { "/bureau/annee", "/bureau/annee/zone", "/bureau/annee/conges/1", "/bureau/annee/conges/nouveau",
        "/bureau/annee/conges/1/fin", "/bureau/annee/periodes/1", "/bureau/annee/periodes/1/fin", "/bureau/annee/creneaux/1", "/bureau/annee/creneaux/1/fin" };
    SmallSchool *s = small_school(f);
    Exchange before = request(s, s->supervisor, "GET", "/bureau/annee", NULL, true);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        CHECK_INT(request(s, NULL, "POST", paths[i], YEAR, true).status, 401);
        CHECK_INT(request(s, s->restricted, "POST", paths[i], YEAR, true).status, 403);
    }
    CHECK_INT(request(s, s->supervisor, "POST", "/bureau/annee/conges/999", "kind=closure&label=X&first_day=2025-11-10&resume_day=2025-11-11", true).status, 404);
    CHECK_INT(request(s, s->supervisor, "POST", "/bureau/annee/periodes/999/fin", "", true).status, 404);
    CHECK_INT(request(s, s->supervisor, "GET", "/bureau/annee/creneaux/x", NULL, true).status, 404);
    Exchange after = request(s, s->supervisor, "GET", "/bureau/annee", NULL, true);
    CHECK_TEXT(arena_text_n(s->mem, after.answer, after.answer_size), arena_text_n(s->mem, before.answer, before.answer_size));
}
TEST(nobody_else_changes_the_year) { for_each_engine(others); }

/* Each statement fails in turn: an error, and nothing changed; then it goes through. */
static void torture(StoreFixture *f) {
    static const struct { const char *path, *body; } posts[] = { { "", YEAR "&teachers_first_day=2025-08-28" }, { "/zone", "zone=B" },
        { "/conges/nouveau", "kind=closure&label=Pont&first_day=2025-11-10&resume_day=2025-11-11" }, { "/conges/1/fin", "" },
        { "/periodes/1", "kind=trimester&label=T1&first_day=2025-09-01&last_day=2025-11-28" }, { "/periodes/2/fin", "" },
        { "/creneaux/1", "label=M1&from_time=08:00&until_time=08:50" }, { "/creneaux/2/fin", "" } };
    SmallSchool *s = small_school(f);
    for (size_t i = 0; i < sizeof posts / sizeof *posts; i++) {
        const char *path = arena_printf(s->mem, "/bureau/annee%s", posts[i].path);
        Exchange before = request(s, s->supervisor, "GET", "/bureau/annee", NULL, true);
        int nth = 1;
        for (; nth < 120; nth++) {
            store_fail_at(f->store, nth);
            Exchange e = request(s, s->supervisor, "POST", path, posts[i].body, false);
            store_fail_at(f->store, 0);
            if (e.status == 303)
                break;
            if (!CHECK(e.status == 500 || e.status == 503))
                break;
            Exchange now = request(s, s->supervisor, "GET", "/bureau/annee", NULL, true);
            CHECK_TEXT(arena_text_n(s->mem, now.answer, now.answer_size), arena_text_n(s->mem, before.answer, before.answer_size));
        }
        if (!CHECK(nth > 3 && nth < 120))
            printf("# %s %d\n", path, nth);
    }
}
TEST(each_statement_of_a_change_may_fail) { for_each_engine(torture); }

TEST_MAIN
