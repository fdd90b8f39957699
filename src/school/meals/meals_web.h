/* What the pages of meals share. */
#pragma once

#include "school/access/access.h"
#include "school/meals/meals.h"
#include "web/feature.h"

extern const char *const meal_day_keys[];       /* "mon" … "sun", NULL-ended: checkboxes are called lunch_mon, dinner_sun */

typedef struct WeekForm { bool days[MEALS][7]; } WeekForm;
#define MEAL_DAY(type, n, meal, key) { .name = meal "_" key, .kind = FIELD_BOOL, .offset = offsetof(type, week) + sizeof(bool) * (n) }
#define MEAL_WEEK(type) MEAL_DAY(type, 0, "lunch", "mon"), MEAL_DAY(type, 1, "lunch", "tue"), MEAL_DAY(type, 2, "lunch", "wed"), MEAL_DAY(type, 3, "lunch", "thu"), \
    MEAL_DAY(type, 4, "lunch", "fri"), MEAL_DAY(type, 5, "lunch", "sat"), MEAL_DAY(type, 6, "lunch", "sun"), MEAL_DAY(type, 7, "dinner", "mon"), MEAL_DAY(type, 8, "dinner", "tue"), \
    MEAL_DAY(type, 9, "dinner", "wed"), MEAL_DAY(type, 10, "dinner", "thu"), MEAL_DAY(type, 11, "dinner", "fri"), MEAL_DAY(type, 12, "dinner", "sat"), MEAL_DAY(type, 13, "dinner", "sun")
int week_mask(const WeekForm *week, Meal meal);

/* The rows of meals/week.html: what was ticked, once the form came back (it has ASKED), else DAYS. OFFERED: days on which each meal may be ticked at all. */
void doc_week(const Request *rq, Doc *d, const char *asked, const int days[MEALS], const int offered[MEALS]);

const char *meals_show_days(Arena *mem, int64_t mask);         /* "lundi, mardi" */

/* The page of one pupil's two weeks, at the desk and in a Space: the keys of meals/coming.reply. FAMILY: what a guardian may still say. */
typedef struct Ahead { const MealYear *year; Day from, until; bool family, may_say; } Ahead;
void doc_coming(Work *w, Doc *d, int64_t pupil, const Ahead *ahead);

typedef struct SayForm { Day day; int meal; bool eats; } SayForm;

#define MEALS_HERE "/bureau/repas"
#define MEALS_CHOSEN MEALS_HERE "/choisis"
extern const RightInfo meals_rights[];
enum { MEALS_SEE, MEALS_EDIT, MEALS_SETTINGS, SPACE_MEALS, SPACE_MEALS_CHANGE };
extern const Field meals_say_fields[], meals_days_fields[], meals_rules_fields[], meals_other_fields[], meals_end_fields[];

Verdict feeds_pupil(Request *rq), feeds_own(Request *rq), speaks_for(Request *rq);
Reply show_meals_day(Request *rq), meals_list(Request *rq), show_pupil_meals(Request *rq), save_meal_days(Request *rq), say_meal(Request *rq), show_meals_chosen(Request *rq), save_meals_chosen(Request *rq),
    show_meals_rules(Request *rq), save_meals_rules(Request *rq), save_meals_other(Request *rq), end_meals_other(Request *rq), show_own_meals(Request *rq), say_own(Request *rq);
