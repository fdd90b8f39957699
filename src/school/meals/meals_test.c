/* Meals on both stores: what the kitchen serves, until when, who eats as usual, one day otherwise, bad input, two records that become one. */
#include "school/meals/meals.h"

#include "gen/statements.h"
#include "gen/texts.h"
#include "school/twins/twins.h"
#include "test/test.h"
#include "test/verb_try.h"
#include "web/feature.h"

static ReadySchool *r;
#define MONDAY day_of(2025, 11, 17)
#define WEDNESDAY day_of(2025, 11, 19)
#define FRIDAY day_of(2025, 11, 21)
#define HOLIDAY day_of(2025, 12, 22)
enum { MON = 1, TUE = 2, WED = 4, THU = 8, FRI = 16, SUN = 64, SCHOOL_DAYS = MON | TUE | THU | FRI };

static int64_t own(void) { return ready_thing(r, "pupil")->own; }
static int64_t other(void) { return ready_thing(r, "pupil")->other; }
static int64_t said(const char *what) { return verb_int(r, "SELECT count(*) FROM %s", what); }

static TextId set_rules(MealRules rules) {
    Work *w = verb_begin(r, "edit");
    meals_set_rules(w, &rules);
    return verb_end(w);
}
static TextId set_day(MealDay day) {
    Work *w = verb_begin(r, "edit");
    meals_set_other_day(w, &day);
    return verb_end(w);
}
static TextId set_days(int64_t pupil, Day from, int lunch, int dinner) {
    Work *w = verb_begin(r, "edit");
    meals_set_days(w, pupil, from, (const int[]){ lunch, dinner });
    return verb_end(w);
}
/* NOW: what the clock says, for a family. */
static TextId say(int64_t pupil, Day day, Meal meal, bool eats, Instant now) {
    Work *w = verb_begin(r, "edit");
    if (now)
        w->now = now;
    meals_say(w, pupil, day, meal, eats, now != 0);
    return verb_end(w);
}
static void set_board(int64_t pupil, const char *status, const char *code) {
    Work *w = verb_begin(r, "edit");
    for (Rows rows = db_rows(w->tx, &BOARDS_OF, VALUES(of_int(pupil))); row_next(&rows); )
        change_put(w->tx, &TABLE_BOARD, KEY(of_int(pupil), of_int(row_int(&rows, BOARDS_OF_FROM_DAY))), FIELDS(SET(COL_BOARD_STATUS, of_text(status)), SET(COL_BOARD_CODE, of_text(code))));
    CHECK_INT(verb_end(w), T_NONE);
}

/* ---- what is served, until when ---- */

typedef struct Served { Day day; bool lunch, dinner; } Served;

static void serves(void) {
    Work *w = verb_begin(r, "edit");
    const MealYear *y = meals_year(w);
    CHECK_INT(y->rules.days[LUNCH], SCHOOL_DAYS);       /* the sample has no school on Wednesday afternoon */
    CHECK_INT(y->rules.days[DINNER], 0);
    CHECK(meals_served(y, MONDAY, LUNCH) && !meals_served(y, MONDAY, DINNER) && !meals_served(y, WEDNESDAY, LUNCH));
    tx_rollback(w->tx);
    CHECK_INT(set_rules((MealRules){ { SCHOOL_DAYS, SUN | MON | TUE | WED | THU }, 1, 10 * 60, false }), T_NONE);
    CHECK_INT(set_day((MealDay){ MONDAY, { 0, MEALS_NOT_SAID }, "Grève" }), T_NONE);
    CHECK_INT(set_day((MealDay){ WEDNESDAY, { 1, 0 }, NULL }), T_NONE);
    static const struct { int year, month, day; bool lunch, dinner; } cases[] = { { 2025, 11, 16, false, true } /* Sunday: they come back */, { 2025, 11, 17, false, true } /* strike */,
        { 2025, 11, 18, true, true }, { 2025, 11, 19, true, false }, { 2025, 11, 20, true, true }, { 2025, 11, 21, true, false }, { 2025, 11, 22, false, false },
        { 2025, 12, 21, false, false } /* in the holidays nobody comes back */, { 2025, 12, 22, false, false }, { 2026, 1, 4, false, true }, { 2026, 1, 5, true, true },
        { 2025, 7, 10, false, false }, { 2027, 1, 4, false, false } };
    w = verb_begin(r, "edit");
    y = meals_year(w);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Day day = day_of(cases[i].year, cases[i].month, cases[i].day);
        CHECK_TEXT(arena_printf(w->mem, "%s %d %d", day_iso(w->mem, day), meals_served(y, day, LUNCH), meals_served(y, day, DINNER)),
            arena_printf(w->mem, "%s %d %d", day_iso(w->mem, day), cases[i].lunch, cases[i].dinner));
    }
    /* One day with lunch before: Thursday for Friday; Friday for Tuesday, since there is none on Monday. */
    CHECK_INT(meals_closes_at(y, FRIDAY, LUNCH), instant_of(FRIDAY - 1, 10 * 60));
    CHECK_INT(meals_closes_at(y, MONDAY + 1, LUNCH), instant_of(day_of(2025, 11, 14), 10 * 60));
    CHECK_INT(meals_closes_at(y, y->calendar->dates.first_day, LUNCH), instant_of(y->calendar->dates.first_day - 1, 10 * 60));
    CHECK_INT(meals_next_day(y, day_of(2025, 11, 22), 1), day_of(2025, 11, 23));
    CHECK_INT(meals_next_day(y, day_of(2025, 12, 23), -1), day_of(2025, 12, 19));
    CHECK_INT(meals_next_day(y, y->calendar->dates.last_day + 1, 1), NO_DAY);
    tx_rollback(w->tx);
}
TEST(a_meal_is_served_on_its_days_of_an_open_school) { ready_on_both(&r, serves); }

/* ---- who eats as usual ---- */

static void usually(void) {
    static const struct { const char *board; int lunch, dinner; } boards[] = { { NULL, 0, 0 }, { "external", 0, 0 }, { "half_board", ALL_WEEK, 0 }, { "boarder", ALL_WEEK, ALL_WEEK },
        { "boarder_external", ALL_WEEK, ALL_WEEK }, { "hosted_boarder", ALL_WEEK, ALL_WEEK } };
    for (size_t i = 0; i < sizeof boards / sizeof *boards; i++)
        CHECK(meals_of_board(boards[i].board, LUNCH) == boards[i].lunch && meals_of_board(boards[i].board, DINNER) == boards[i].dinner);
    static const struct { const char *code; int days; } codes[] = { { NULL, 0 }, { "", 0 }, { "0", 0 }, { "2", 0 }, { "21", 1 }, { "26", 6 }, { "27", 0 }, { "29", 0 }, { "34", 4 }, { "38", 0 }, { "44", 0 }, { "211", 0 } };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        CHECK_INT(meals_board_days(codes[i].code), codes[i].days);
    const Eater half = { "half_board", { MEALS_NOT_SAID, MEALS_NOT_SAID }, { MEALS_NOT_SAID, MEALS_NOT_SAID } }, tuesdays = { "external", { TUE, 0 }, { MEALS_NOT_SAID, MEALS_NOT_SAID } };
    const Eater away = { "half_board", { MEALS_NOT_SAID, MEALS_NOT_SAID }, { 0, MEALS_NOT_SAID } };
    Work *w = verb_begin(r, "edit");
    const MealYear *y = meals_year(w);
    CHECK(meals_eats(y, &half, MONDAY, LUNCH) && !meals_eats(y, &half, WEDNESDAY, LUNCH) && !meals_eats(y, &half, MONDAY, DINNER));
    CHECK(!meals_eats(y, &tuesdays, MONDAY, LUNCH) && meals_eats(y, &tuesdays, MONDAY + 1, LUNCH));
    CHECK(!meals_eats(y, &away, MONDAY, LUNCH) && meals_usual(&away, MONDAY, LUNCH));
    tx_rollback(w->tx);
}
TEST(the_regime_speaks_until_days_are_said) { ready_on_both(&r, usually); }

static void days(void) {
    CHECK_INT(set_days(own(), MONDAY, MON | TUE, 0), T_NONE);
    CHECK_INT(set_days(own(), FRIDAY, MON | TUE, 0), T_NONE);           /* nothing new */
    CHECK_INT(said("meal_days"), 1);
    CHECK_INT(set_days(own(), FRIDAY, FRI, WED), T_NONE);
    CHECK_INT(said("meal_days"), 2);
    CHECK_INT(verb_int(r, "SELECT until_day FROM meal_days WHERE from_day = %lld", (long long) MONDAY), FRIDAY);
    CHECK_INT(set_days(own(), FRIDAY, MEALS_NOT_SAID, MEALS_NOT_SAID), T_NONE);         /* that day it is mended: it never was otherwise */
    CHECK_INT(said("meal_days"), 1);
    CHECK_INT(set_days(own(), day_of(2025, 1, 1), 0, 0), T_NONE);       /* before the year: from its first day on; no day at all is said too */
    CHECK_INT(verb_int(r, "SELECT lunch FROM meal_days WHERE from_day < %lld", (long long) MONDAY), 0);
    int64_t before = said("meal_days");
    CHECK_INT(set_days(own(), day_of(2027, 1, 1), MON, 0), T_MEALS_OUTSIDE);
    CHECK_INT(said("meal_days"), before);
}
TEST(usual_days_are_dated) { ready_on_both(&r, days); }

static void many(void) {
    const int64_t both[] = { own(), other(), 999999999 };
    Work *w = verb_begin(r, "edit");
    CHECK_INT(meals_set_days_all(w, both, 3, MONDAY, (const int[]){ MON, 0 }), 2);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(said("meal_days"), 2);
    w = verb_begin(r, "edit");
    CHECK_INT(meals_set_days_all(w, both + 2, 1, MONDAY, (const int[]){ MON, 0 }), 0);
    CHECK_INT(verb_end(w), T_MEALS_NOBODY);
}
TEST(days_of_many_at_once_of_those_one_sees) { ready_on_both(&r, many); }

/* ---- one day otherwise ---- */

static int64_t change(const char *column) { return verb_int(r, "SELECT coalesce(min(%s), -1) FROM meal_change WHERE person = %lld", column, (long long) own()); }

static void otherwise(void) {
    set_board(own(), "half_board", "2");
    CHECK_INT(set_rules((MealRules){ { SCHOOL_DAYS, MON }, 0, 9 * 60, false }), T_NONE);
    CHECK_INT(say(own(), MONDAY, LUNCH, false, 0), T_NONE);
    CHECK(change("lunch") == 0 && change("dinner") == -1);
    CHECK_INT(say(own(), MONDAY, DINNER, true, 0), T_NONE);             /* the desk may add what is not usual */
    CHECK(change("lunch") == 0 && change("dinner") == 1);
    CHECK_INT(say(own(), MONDAY, LUNCH, true, 0), T_NONE);              /* as usual: forgotten, the other stays */
    CHECK(change("lunch") == -1 && change("dinner") == 1);
    CHECK_INT(say(own(), MONDAY, DINNER, false, 0), T_NONE);
    CHECK_INT(said("meal_change"), 0);
    CHECK_INT(say(own(), MONDAY, LUNCH, true, 0), T_NONE);              /* nothing to say */
    CHECK_INT(said("meal_change"), 0);
    CHECK_INT(say(own(), WEDNESDAY, LUNCH, true, 0), T_MEALS_NOT_SERVED);
    CHECK_INT(say(own(), HOLIDAY, LUNCH, false, 0), T_MEALS_NOT_SERVED);
    CHECK_INT(say(own(), day_of(2027, 1, 4), LUNCH, false, 0), T_MEALS_OUTSIDE);
    CHECK_INT(say(own(), NO_DAY, LUNCH, false, 0), T_MEALS_OUTSIDE);
    CHECK_INT(said("meal_change"), 0);
}
TEST(one_day_otherwise_is_forgotten_when_it_is_as_usual) { ready_on_both(&r, otherwise); }

static void by_families(void) {
    Instant nine = instant_of(MONDAY, 9 * 60);
    set_board(own(), "half_board", "2");
    CHECK_INT(set_rules((MealRules){ { SCHOOL_DAYS, MON }, 0, 9 * 60, false }), T_NONE);
    CHECK_INT(say(own(), MONDAY, LUNCH, false, nine), T_MEALS_TOO_LATE);
    CHECK_INT(said("meal_change"), 0);
    CHECK_INT(say(own(), MONDAY, LUNCH, false, nine - 1), T_NONE);
    CHECK_INT(say(own(), MONDAY, LUNCH, true, nine), T_MEALS_TOO_LATE);                 /* nor back */
    CHECK_INT(change("lunch"), 0);
    CHECK_INT(say(own(), MONDAY, LUNCH, true, nine - 1), T_NONE);
    CHECK_INT(said("meal_change"), 0);
    CHECK_INT(say(own(), MONDAY, DINNER, true, nine - 1), T_MEALS_NOT_THAT_DAY);        /* who eats lunch does not come to dinner by a click */
    CHECK_INT(set_rules((MealRules){ { SCHOOL_DAYS, MON }, 0, 9 * 60, true }), T_NONE);
    CHECK_INT(say(own(), MONDAY, DINNER, true, nine - 1), T_NONE);
    CHECK_INT(change("dinner"), 1);
}
TEST(families_speak_within_the_hour_and_their_days) { ready_on_both(&r, by_families); }

/* ---- bad input ---- */

static void bad(void) {
    int64_t settings = verb_int(r, "SELECT count(*) FROM meal_day");
    CHECK_INT(set_rules((MealRules){ { 0, 0 }, 0, 9 * 60, false }), T_MEALS_NONE_SERVED);
    CHECK_INT(set_rules((MealRules){ { MON, 0 }, MEALS_AHEAD_MOST + 1, 9 * 60, false }), T_MEALS_TOO_FAR_AHEAD);
    CHECK_INT(set_rules((MealRules){ { MON, 0 }, 0, -1, false }), T_FORM_REQUIRED);
    CHECK_INT(set_day((MealDay){ MONDAY, { MEALS_NOT_SAID, MEALS_NOT_SAID }, "Grève" }), T_MEALS_SAYS_NOTHING);
    CHECK_INT(set_day((MealDay){ day_of(2024, 1, 8), { 0, 0 }, NULL }), T_MEALS_OUTSIDE);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM meal_day"), settings);
    Work *w = verb_begin(r, "edit");
    CHECK_INT(meals_year(w)->rules.days[LUNCH], SCHOOL_DAYS);
    tx_rollback(w->tx);
}
TEST(bad_rules_change_nothing) { ready_on_both(&r, bad); }

/* ---- two records that were one person ---- */

static void merged(void) {
    CHECK_INT(set_days(own(), MONDAY, MON, 0), T_NONE);
    CHECK_INT(set_days(other(), FRIDAY, FRI, 0), T_NONE);
    CHECK_INT(set_days(other(), day_of(2025, 10, 1), TUE, 0), T_NONE);
    CHECK_INT(say(other(), MONDAY + 1, LUNCH, false, 0), T_NONE);
    Work *w = verb_begin(r, "merge");
    people_merge(w, own(), other(), NULL, feature_references(features, w->mem));
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM meal_days WHERE person <> %lld", (long long) own()), 0);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM meal_days a JOIN meal_days b ON b.person = a.person AND b.from_day > a.from_day AND b.from_day < a.until_day"), 0);
    CHECK_INT(verb_int(r, "SELECT lunch FROM meal_days WHERE from_day = %lld", (long long) MONDAY), MON);
    CHECK_INT(verb_int(r, "SELECT lunch FROM meal_days WHERE from_day = %lld", (long long) day_of(2025, 10, 1)), TUE);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM meal_change WHERE person = %lld", (long long) own()), 1);
}
TEST(days_of_two_records_become_one_without_overlap) { ready_on_both(&r, merged); }

TEST(z_end) { ready_schools_end(); }

TEST_MAIN
