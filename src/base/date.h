/* Days, instants and school years. A Day is a civil date in the school's own time zone, counted from 1970-01-01;
 * an Instant is a moment in UTC. The process runs in its school's zone (TZ is set at start, one school a process),
 * so Paris time is the C library's local time. FR-03. */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef int32_t Day;            /* days since 1970-01-01 */
typedef int64_t Instant;        /* milliseconds since 1970-01-01T00:00:00Z */

#define DAY_OPEN 2932896        /* 9999-12-31: an interval that has no end yet */
#define NO_DAY INT32_MIN
#define SECOND ((Instant) 1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY_LONG (24 * HOUR)            /* usually */

typedef struct Date { int year, month, day; } Date;     /* month 1–12, day 1–31 */

Day day_of(int year, int month, int day);               /* NO_DAY when there is no such date (years 1–9999) */
Date day_date(Day day);
int day_weekday(Day day);                               /* 1 Monday … 7 Sunday */
Day day_monday(Day day);                                /* the Monday of its week */
int day_iso_week(Day day, int *iso_year);               /* 1–53 */
int day_age(Day birth, Day on);                         /* full years; born on 29 February: older on 1 March */
int day_school_year(Day day);                           /* its start year: August opens a school year */

Day day_parse_iso(const char *text);                    /* "2026-09-01", or NO_DAY */
Day day_parse_french(const char *text);                 /* "01/09/2026", or NO_DAY */
char *day_iso(Arena *a, Day day);                       /* "2026-09-01" */
char *day_french(Arena *a, Day day);                    /* "01/09/2026", for grids */
char *day_words(Arena *a, Day day);                     /* "mardi 1er septembre 2026", for text */

Instant instant_now(void);
Day instant_day(Instant at);                            /* the civil date there and then */
int instant_minutes(Instant at);                        /* minutes since local midnight, 0–1439 */
Instant instant_of(Day day, int minutes);               /* local time; skipped in March: an hour on; twice in October: the first */
char *instant_iso(Arena *a, Instant at);                /* "2026-09-01T06:05:00.000Z" */
char *instant_words(Arena *a, Instant at);              /* "mardi 1er septembre 2026 à 8 h 05" */
char *minutes_words(Arena *a, int minutes);             /* "8 h 05" */
char *minutes_clock(Arena *a, int minutes);             /* "08:05" */
