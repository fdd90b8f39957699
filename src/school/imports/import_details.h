/* What a plan would change, named: who is created, who changes in what, who is no longer there. For the preview; private to this folder. */
#pragma once

#include "school/imports/plan.h"

/* At most DETAILS_MOST of each kind and change; the counts say how many there are in all. */
#define DETAILS_MOST 50
void import_details(Report *report, const Plan *plan);
