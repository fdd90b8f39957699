#include "school/meals/meals.h"

#include "base/str.h"
#include "base/text.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/structures/dated.h"

#include <string.h>

const char *const meal_words[] = { "lunch", "dinner", NULL };

static const char *const setting_names[] = { "meals_lunch", "meals_dinner", "meals_ahead", "meals_until", "meals_adds" };
enum { SETTING_LUNCH, SETTING_DINNER, SETTING_AHEAD, SETTING_UNTIL, SETTING_ADDS, SETTINGS };

/* ---- what the kitchen serves ---- */

static MealRules read_rules(Work *w, const Calendar *c) {
    int64_t values[SETTINGS] = { c ? c->dates.week_days & c->dates.afternoons : 0, 0, 0, 9 * 60, 0 };
    for (Rows r = db_rows(w->tx, &MEALS_RULES_SAID, NO_VALUES); row_next(&r); )
        for (int i = 0; i < SETTINGS; i++)
            if (!strcmp(row_peek(&r, MEALS_RULES_SAID_NAME), setting_names[i]))
                (void) str_int(row_peek(&r, MEALS_RULES_SAID_VALUE), 0, 24 * 60, &values[i]);
    return (MealRules){ { (int) values[SETTING_LUNCH], (int) values[SETTING_DINNER] }, (int) values[SETTING_AHEAD], (int) values[SETTING_UNTIL], values[SETTING_ADDS] != 0 };
}

int meals_said(const Rows *r, int column) { return row_null(r, column) ? MEALS_NOT_SAID : (int) row_int(r, column); }

const MealYear *meals_year(Work *w) {
    MealYear *y = NEW(w->mem, MealYear);
    y->calendar = calendar_read(w);
    y->rules = read_rules(w, y->calendar);
    for (Rows r = db_rows(w->tx, &MEALS_OTHER_DAYS, NO_VALUES); row_next(&r); )
        *VEC_ADD(w->mem, &y->others) = (MealDay){ (Day) row_int(&r, MEALS_OTHER_DAYS_DAY), { meals_said(&r, MEALS_OTHER_DAYS_LUNCH), meals_said(&r, MEALS_OTHER_DAYS_DINNER) },
            row_text(&r, MEALS_OTHER_DAYS_LABEL, w->mem) };
    return y;
}

static bool holds(int days, Day day) { return days >> (day_weekday(day) - 1) & 1; }

static bool is_open(const MealYear *y, Day day) { return calendar_is_open(y->calendar, day, MORNING) || calendar_is_open(y->calendar, day, AFTERNOON); }

const MealDay *meals_other_day(const MealYear *y, Day day) {
    for (size_t i = 0; i < y->others.count; i++)
        if (y->others.items[i].day == day)
            return &y->others.items[i];
    return NULL;
}

bool meals_served(const MealYear *y, Day day, Meal meal) {
    const MealDay *other = meals_other_day(y, day);
    if (!y->calendar)
        return false;
    if (other && other->served[meal] != MEALS_NOT_SAID)
        return other->served[meal] != 0;
    return holds(y->rules.days[meal], day) && (is_open(y, day) || (meal == DINNER && is_open(y, day + 1)));
}

Day meals_next_day(const MealYear *y, Day day, int step) {
    if (!y->calendar)
        return NO_DAY;
    Day first = y->calendar->dates.first_day - 1, last = y->calendar->dates.last_day;
    for (Day d = step < 0 && day > last ? last : step > 0 && day < first ? first : day; d >= first && d <= last; d += step)
        if (meals_served(y, d, LUNCH) || meals_served(y, d, DINNER))
            return d;
    return NO_DAY;
}

Instant meals_closes_at(const MealYear *y, Day day, Meal meal) {
    Day before = day;
    for (int left = y->rules.ahead; left > 0; ) {
        if (!y->calendar || before <= y->calendar->dates.first_day) {      /* before the year's first meals: plain days */
            before -= left;
            break;
        }
        before--;
        left -= meals_served(y, before, meal);
    }
    return instant_of(before, y->rules.until);
}

void meals_set_rules(Work *w, const MealRules *to) {
    const int64_t values[SETTINGS] = { to->days[LUNCH], to->days[DINNER], to->ahead, to->until, to->adds };
    if (to->ahead < 0 || to->ahead > MEALS_AHEAD_MOST)
        problem(w, T_MEALS_TOO_FAR_AHEAD, WITH(ARG_INT("n", MEALS_AHEAD_MOST)), "ahead");
    if (to->until < 0)
        problem(w, T_FORM_REQUIRED, NULL, "until");
    if (!to->days[LUNCH] && !to->days[DINNER])
        problem(w, T_MEALS_NONE_SERVED, NULL, "lunch_days");
    for (int i = 0; i < SETTINGS && !has_problems(w); i++)
        change_put(w->tx, &TABLE_SETTING, KEY(of_text(setting_names[i])), FIELDS(SET(COL_SETTING_VALUE, of_text(arena_printf(w->mem, "%lld", (long long) values[i])))));
}

/* A day of the year, or the Sunday before it. */
static bool is_of_year(const Calendar *c, Day day) { return c && day != NO_DAY && day >= c->dates.first_day - 1 && day <= c->dates.last_day; }

static Value maybe(int value) { return value == MEALS_NOT_SAID ? of_null() : of_int(value); }

void meals_set_other_day(Work *w, const MealDay *to) {
    if (!is_of_year(calendar_read(w), to->day))
        problem(w, T_MEALS_OUTSIDE, NULL, "day");
    if (to->served[LUNCH] == MEALS_NOT_SAID && to->served[DINNER] == MEALS_NOT_SAID)
        problem(w, T_MEALS_SAYS_NOTHING, NULL, "lunch");
    if (to->label && text_length(to->label) > MEALS_LABEL_MOST)
        problem(w, T_FORM_TOO_LONG, WITH(ARG_INT("n", MEALS_LABEL_MOST)), "label");
    if (!has_problems(w))
        change_put(w->tx, &TABLE_MEAL_DAY, KEY(of_int(to->day)), FIELDS(SET(COL_MEAL_DAY_LUNCH, maybe(to->served[LUNCH])), SET(COL_MEAL_DAY_DINNER, maybe(to->served[DINNER])),
            SET(COL_MEAL_DAY_LABEL, of_text(to->label))));
}

void meals_end_other_day(Work *w, Day day) { change_end(w->tx, &TABLE_MEAL_DAY, KEY(of_int(day))); }

/* ---- who eats ---- */

int meals_of_board(const char *board, Meal meal) {
    bool eats = board && !str_equal(board, "external") && (meal == LUNCH || !str_equal(board, "half_board"));
    return eats ? ALL_WEEK : 0;
}

int meals_board_days(const char *code) {
    return code && (code[0] == '2' || code[0] == '3') && code[1] >= '1' && code[1] <= '6' && !code[2] ? code[1] - '0' : 0;
}

bool meals_usual(const Eater *e, Day day, Meal meal) {
    return holds(e->days[meal] == MEALS_NOT_SAID ? meals_of_board(e->board, meal) : e->days[meal], day);
}

bool meals_eats(const MealYear *y, const Eater *e, Day day, Meal meal) {
    return meals_served(y, day, meal) && (e->change[meal] == MEALS_NOT_SAID ? meals_usual(e, day, meal) : e->change[meal] != 0);
}

/* ---- a pupil's usual days ---- */

/* Both masks as one number, never 0. */
static int64_t packed(int lunch, int dinner) { return 1 << 14 | dinner << 7 | lunch; }

static void put_days(Work *w, int64_t pupil, const Dated *fact) {
    change_put(w->tx, &TABLE_MEAL_DAYS, KEY(of_int(pupil), of_int(fact->from)), FIELDS(SET(COL_MEAL_DAYS_UNTIL_DAY, of_int(fact->until)),
        SET(COL_MEAL_DAYS_LUNCH, of_int(fact->what & ALL_WEEK)), SET(COL_MEAL_DAYS_DINNER, of_int(fact->what >> 7 & ALL_WEEK))));
}
static void erase_days(Work *w, int64_t pupil, const Dated *fact) { change_end(w->tx, &TABLE_MEAL_DAYS, KEY(of_int(pupil), of_int(fact->from))); }
static const DatedKind usual_days = { false, put_days, erase_days };

static DatedList days_of(Work *w, int64_t pupil) {
    DatedList list = { 0 };
    for (Rows r = db_rows(w->tx, &MEALS_DAYS_OF, VALUES(of_int(pupil))); row_next(&r); )
        *VEC_ADD(w->mem, &list) = (Dated){ .from = (Day) row_int(&r, MEALS_DAYS_OF_FROM_DAY), .until = (Day) row_int(&r, MEALS_DAYS_OF_UNTIL_DAY),
            .what = packed((int) row_int(&r, MEALS_DAYS_OF_LUNCH), (int) row_int(&r, MEALS_DAYS_OF_DINNER)) };
    return list;
}

/* The day from which it is to hold, within the year; NO_DAY: a problem is told. */
static Day first_of(Work *w, Day from) {
    const Calendar *c = calendar_read(w);
    if (!c) {
        problem(w, T_MEALS_NO_YEAR, NULL, "from");
        return NO_DAY;
    }
    from = from == NO_DAY ? w->today : from;
    from = from < c->dates.first_day ? c->dates.first_day : from;
    if (from > c->dates.last_day)
        problem(w, T_MEALS_OUTSIDE, NULL, "from");
    return from;
}

static void set_days(Work *w, int64_t pupil, Day from, const int days[MEALS]) {
    DatedList now = days_of(w, pupil);
    bool as_board = days[LUNCH] == MEALS_NOT_SAID;
    const Dated to = { .what = as_board ? 0 : packed(days[LUNCH], days[DINNER]) };
    DatedList then = dated_change(w->mem, &now, as_board ? NULL : &to, from, DAY_OPEN);
    dated_write(w, &usual_days, pupil, &now, &then);
}

void meals_set_days(Work *w, int64_t pupil, Day from, const int days[MEALS]) {
    from = first_of(w, from);
    if (!has_problems(w))
        set_days(w, pupil, from, days);
}

size_t meals_set_days_all(Work *w, const int64_t *pupils, size_t count, Day from, const int days[MEALS]) {
    VEC(int64_t) seen = { 0 };
    for (Rows r = db_rows(w->tx, &PUPILS_NAMED, VALUES(of_ids(pupils, count))); row_next(&r); )
        *VEC_ADD(w->mem, &seen) = row_int(&r, PUPILS_NAMED_PUPIL);
    from = first_of(w, from);
    if (!seen.count)
        problem(w, T_MEALS_NOBODY, NULL, "pupils");
    for (size_t i = 0; i < seen.count && ok(w) && !has_problems(w); i++)
        set_days(w, seen.items[i], from, days);
    return has_problems(w) ? 0 : seen.count;
}

/* Days of both records never overlap: what the one that goes says fills what the other leaves open. */
void meals_merge_days(Work *w, int64_t kept, int64_t gone) {
    DatedList theirs = days_of(w, gone), now = days_of(w, kept), nothing = { 0 };
    DatedList then = dated_fill(w->mem, &now, &theirs);
    dated_write(w, &usual_days, gone, &theirs, &nothing);
    dated_write(w, &usual_days, kept, &now, &then);
}

/* ---- one day otherwise ---- */

static Eater eater_on(Work *w, int64_t pupil, Day day, bool *changed) {
    Eater e = { NULL, { MEALS_NOT_SAID, MEALS_NOT_SAID }, { MEALS_NOT_SAID, MEALS_NOT_SAID } };
    Rows r = db_rows(w->tx, &MEALS_EATER, VALUES(of_int(pupil), of_int(day)));
    *changed = false;
    if (row_next(&r)) {
        e = (Eater){ row_text(&r, MEALS_EATER_BOARD, w->mem), { meals_said(&r, MEALS_EATER_LUNCH_DAYS), meals_said(&r, MEALS_EATER_DINNER_DAYS) },
            { meals_said(&r, MEALS_EATER_LUNCH), meals_said(&r, MEALS_EATER_DINNER) } };
        *changed = !row_null(&r, MEALS_EATER_CHANGED);
    }
    rows_end(&r);
    return e;
}

static void check_say(Work *w, const Eater *e, Day day, Meal meal, bool eats, bool family) {
    const MealYear *y = meals_year(w);
    if (!is_of_year(y->calendar, day))
        problem(w, T_MEALS_OUTSIDE, NULL, "day");
    else if (!meals_served(y, day, meal))
        problem(w, T_MEALS_NOT_SERVED, WITH(ARG_TEXT("day", day_words(w->mem, day))), "day");
    else if (family && w->now >= meals_closes_at(y, day, meal))
        problem(w, T_MEALS_TOO_LATE, WITH(ARG_TEXT("at", instant_words(w->mem, meals_closes_at(y, day, meal)))), "day");
    else if (family && eats && !y->rules.adds && !meals_usual(e, day, meal))
        problem(w, T_MEALS_NOT_THAT_DAY, WITH(ARG_TEXT("day", day_words(w->mem, day))), "day");
}

void meals_say(Work *w, int64_t pupil, Day day, Meal meal, bool eats, bool family) {
    bool changed;
    Eater e = eater_on(w, pupil, day, &changed);
    check_say(w, &e, day, meal, eats, family);
    if (has_problems(w))
        return;
    int to = eats == meals_usual(&e, day, meal) ? MEALS_NOT_SAID : eats, other = e.change[meal == LUNCH ? DINNER : LUNCH];
    if (to != MEALS_NOT_SAID || (changed && other != MEALS_NOT_SAID))
        change_put(w->tx, &TABLE_MEAL_CHANGE, KEY(of_int(pupil), of_int(day)), FIELDS(SET(meal == LUNCH ? COL_MEAL_CHANGE_LUNCH : COL_MEAL_CHANGE_DINNER, maybe(to))));
    else if (changed)
        change_end(w->tx, &TABLE_MEAL_CHANGE, KEY(of_int(pupil), of_int(day)));
}
