/* The school year: its dates, holidays, slots and periods. Official dates come from arrêtés (formats.md §9); schools may change them.
 *
 * Right: calendar.edit. */
#pragma once

#include "work/work.h"

extern const char *const zone_words[];          /* A B C corse autre, NULL-ended */

/* What a new base begins with: dates and holidays of YEAR in ZONE, public holidays, eight slots of 55 minutes, three trimesters.
 * A zone or year whose dates are not known gets the national ones, to be checked by the school. */
void calendar_set_up(Work *w, int year, const char *zone);

/* Easter Sunday (Meeus), from which the movable public holidays follow. */
Day calendar_easter(int year);
