/* Who eats at school, day by day (features.md PE-03): the days on which the kitchen serves, a pupil's usual days, and one day otherwise, which families may say themselves
 * until the hour that the kitchen needs.
 *
 * SERVED: on its days of the week, when the school is open that day; dinner also on the eve of an open day (boarders come back on Sunday). One day otherwise, for everybody, is a
 * MealDay: a strike, an outing of the whole school. Until the school says more, lunch is served where there is school morning and afternoon, dinner on none.
 * USUAL: what meals_set_days says for those days; else what the régime says: half-board eats every lunch, boarders every meal, external nothing. SIECLE's régime may say how
 * many days a week (21 to 26, 31 to 36), never which: the desk shows that number beside.
 * OTHERWISE: a day of one pupil, said by the desk for any day of the year, by a legal guardian until meals_closes_at. Said as it is usually, it is forgotten.
 *
 * Rights: meals.see, meals.edit (desk), meals.settings, space.meals (rubric of families: what their child eats), space.meals_change (guardians: to say otherwise). */
#pragma once

#include "base/vec.h"
#include "school/calendar/calendar.h"
#include "work/rights.h"

extern RightId meals_see, meals_edit, meals_settings, space_meals, space_meals_change;

typedef enum Meal { LUNCH, DINNER, MEALS } Meal;
extern const char *const meal_words[];          /* "lunch" "dinner", NULL-ended */
#define ALL_WEEK 127                            /* bit 0 is Monday */
#define MEALS_NOT_SAID (-1)                     /* of days: the régime speaks; of one day: as usual */

/* ---- what the kitchen serves ---- */

#define MEALS_AHEAD_MOST 14
typedef struct MealRules {
    int days[MEALS];                            /* of the week */
    int ahead, until;                           /* families may say otherwise until that minute of the day itself (0), or of so many days with that meal before */
    bool adds;                                  /* they may also have their child eat who usually does not that day */
} MealRules;

typedef struct MealDay { Day day; int served[MEALS]; /* 0, 1, MEALS_NOT_SAID */ const char *label; } MealDay;

/* Read once a work; lives as long as it. */
typedef struct MealYear { const Calendar *calendar; /* NULL: the year was never set up, nothing is served */ MealRules rules; VEC(MealDay) others; } MealYear;
const MealYear *meals_year(Work *w);

bool meals_served(const MealYear *y, Day day, Meal meal);
const MealDay *meals_other_day(const MealYear *y, Day day);                     /* NULL: as in other weeks */
/* The first day from DAY on (back to DAY, if STEP is -1) with any meal; NO_DAY: there is none. */
Day meals_next_day(const MealYear *y, Day day, int step);
/* Until when families may speak of that meal. */
Instant meals_closes_at(const MealYear *y, Day day, Meal meal);

/* Problems at lunch_days (that is: none is served at all), ahead, until. */
void meals_set_rules(Work *w, const MealRules *to);
/* A day for everybody. Problems at day (outside the year), lunch (it says nothing), label. */
#define MEALS_LABEL_MOST 80
void meals_set_other_day(Work *w, const MealDay *to);
void meals_end_other_day(Work *w, Day day);

/* ---- who eats ---- */

/* What decides of one pupil, or of many who have it in common. */
typedef struct Eater { const char *board; /* a word of board_words, NULL: none */ int days[MEALS], change[MEALS]; } Eater;
int meals_of_board(const char *board, Meal meal);                               /* days of the week, all or none */
int meals_board_days(const char *code);                                         /* how many days a week SIECLE's régime says; 0: it does not */
bool meals_usual(const Eater *e, Day day, Meal meal);
bool meals_eats(const MealYear *y, const Eater *e, Day day, Meal meal);

/* ---- of one pupil ----
 * Whoever calls has looked whether the actor sees them. */

/* From FROM on (NO_DAY: today) these days, both MEALS_NOT_SAID: as the régime says. Problems at from. */
void meals_set_days(Work *w, int64_t pupil, Day from, const int days[MEALS]);
/* The same of those of PUPILS whom the actor sees; how many it was. Problems also at pupils: nobody. */
size_t meals_set_days_all(Work *w, const int64_t *pupils, size_t count, Day from, const int days[MEALS]);

/* That day the pupil eats, or does not. FAMILY: said by a guardian, within the hour. Problems at day. */
void meals_say(Work *w, int64_t pupil, Day day, Meal meal, bool eats, bool family);

int meals_said(const Rows *r, int column);                                       /* of a flag or days: MEALS_NOT_SAID where the row says nothing */
void meals_merge_days(Work *w, int64_t kept, int64_t gone);                     /* Reference.merge */

/* ---- for the records of pupils, and the Spaces ---- */
struct Doc;
void meals_on_record(Work *w, struct Doc *d, int64_t pupil);                    /* the keys of meals/on_record.reply */
const char *meals_own_href(Work *w, int64_t pupil);                             /* of a Space; NULL: it is not shown */
