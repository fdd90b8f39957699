/* The school year: its dates, half-days, holidays, slots and periods, and what follows from them: which weeks have school, which are A or B, when the
 * doors are open. Official dates come from arrêtés (calendar_official.c); schools may change them all.
 *
 * The verbs below collect every problem at its field and then change nothing. WAS is what the client believed (NULL: nothing; NO_DAY, -1 or NULL in
 * one field: nothing about it); what was not so is a conflict of the transaction (409). A row with id 0 is a new one.
 *
 * Right: calendar.edit. */
#pragma once

#include "work/work.h"

extern const char *const zone_words[];          /* A B C corse autre, NULL-ended */
extern const char *const holiday_kind_words[];  /* vacation public closure */
extern const char *const period_kind_words[];   /* trimester semester year custom */

/* ---- what a base begins with ---- */

/* What one year passes on to the next: half-days, noon, cycle of weeks, slots. */
typedef struct Slot { int64_t id; const char *label; int from_time, until_time; } Slot;
typedef struct CalendarShape { int noon, week_days, afternoons, cycle; const Slot *slots; size_t slot_count; } CalendarShape;
bool calendar_shape(Work *w, CalendarShape *out);       /* of this base; false: it was never set up */

/* Official dates and holidays of YEAR in ZONE, public holidays, three trimesters, and the SHAPE of last year; NULL: eight slots of 55 minutes, Wednesday
 * afternoon free. A zone or year whose dates are not known gets the national ones, to be checked by the school. */
void calendar_set_up(Work *w, int year, const char *zone, const CalendarShape *shape);

/* ---- the year ---- */

enum { CYCLE_NONE, CYCLE_SCHOOL_WEEKS, CYCLE_ALL_WEEKS };   /* no A and B · weeks without school take no letter · every week takes one */
extern const char *const cycle_words[];         /* none school_weeks all_weeks */

typedef struct YearDates {
    Day first_day, last_day, teachers_first_day;
    int noon;                           /* minutes: where the second half-day begins */
    int week_days, afternoons;          /* half-days with school, bit 0 is Monday: mornings, afternoons */
    int cycle;
    Day cycle_from;                     /* a day of the first week A; NO_DAY: the first week of the year */
} YearDates;

bool calendar_dates(Work *w, YearDates *out);   /* false: the year was never set up */

/* Periods that begin or end with the year go on doing so. Problems at first_day last_day teachers_first_day noon week_days cycle_from. */
void calendar_change_year(Work *w, const YearDates *to, const YearDates *was);

/* Another zone: the holidays of the old one go, those of the new one come, as official as before: an import may still change them. Problem at zone: some
 * were changed by hand. */
void calendar_change_zone(Work *w, const char *zone);

/* ---- holidays, periods, slots ---- */

/* Closed from first_day to the eve of resume_day. Problems at label first_day resume_day. */
typedef struct Holiday { int64_t id; const char *kind, *label; Day first_day, resume_day; } Holiday;
void calendar_put_holiday(Work *w, const Holiday *to, const Holiday *was);
void calendar_end_holiday(Work *w, int64_t holiday);

/* Periods of one kind never overlap. Problems at first_day last_day. */
typedef struct Period { int64_t id; const char *kind, *label; Day first_day, last_day; } Period;
void calendar_put_period(Work *w, const Period *to, const Period *was);
void calendar_end_period(Work *w, int64_t period);

/* Slots may have any length, and never overlap. Problems at from_time until_time. */
void calendar_put_slot(Work *w, const Slot *to, const Slot *was);
void calendar_end_slot(Work *w, int64_t slot);

/* ---- what is known of any year ---- */

/* Easter Sunday (Meeus), from which the movable public holidays follow. */
Day calendar_easter(int year);

/* What is official, without a base: vacations and public holidays of YEAR, its first and last day. */
Holiday *calendar_vacations(Arena *mem, int year, const char *zone, size_t *count);
Holiday *calendar_public_holidays(Arena *mem, int year, size_t *count);
Day calendar_first_day(int year, const char *zone);
Day calendar_last_day(int year);
bool calendar_is_official(int year, const char *zone);      /* false: the zone's own dates are not known, or not all */

/* ---- reading it: once a work, then as often as one likes ---- */

typedef enum HalfDay { MORNING, AFTERNOON } HalfDay;

/* One ISO week of the year. number counts the weeks with school from 1, 0: none; letter is 'A', 'B', or 0. */
typedef struct Week { Day monday; int iso, number; char letter; const char *closed_by; } Week;

typedef struct Calendar {
    YearDates dates;
    const char *zone;
    Holiday *holidays;
    size_t holiday_count;
    Week *weeks;                        /* from the first day's to the last day's */
    size_t week_count;
} Calendar;

const Calendar *calendar_read(Work *w);                             /* NULL: the year was never set up */
const Week *calendar_week(const Calendar *c, Day day);              /* NULL: outside the year */
bool calendar_is_open(const Calendar *c, Day day, HalfDay half);    /* pupils are expected */
HalfDay calendar_half(const Calendar *c, int minutes);
