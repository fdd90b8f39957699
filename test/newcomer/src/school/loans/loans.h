/* Calculators that the school lends to pupils. One calculator is with one pupil at a time; it comes back on a day that is not before the day it left. */
#pragma once

#include "work/work.h"

/* PUPIL takes the calculator NUMBER on DAY: the loan's id. Adds problems (pupil: not at school, or not yours to see; number: it is lent already; since_day:
 * not yet come) and then changes nothing, and answers 0. */
int64_t loans_lend(Work *w, int64_t pupil, const char *number, Day since);

/* The calculator of LOAN is back on DAY. A problem at returned_day when it is back already, or would be before it left. */
void loans_take_back(Work *w, int64_t loan, Day returned);
