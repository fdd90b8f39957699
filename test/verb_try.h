/* A verb tried on the ready school: what it did is kept if nothing was wrong, as the dispatcher would. The day is 15 November 2025. */
#pragma once

#include "test/ready_school.h"

#define TRY_DAY day_of(2025, 11, 15)

Work *verb_begin(const ReadySchool *r, const char *act);
/* T_NONE: kept. Otherwise the first problem's code; T_ERROR_CONFLICT: not as it was believed. */
TextId verb_end(Work *w);
const char *verb_at(const Work *w);     /* the field of the first problem, after verb_end too */
int64_t verb_number(const ReadySchool *r);      /* a person number, from the school's base */

/* Text and number, by SQL that both engines understand; %lld takes IDs. */
const char *verb_text(const ReadySchool *r, const char *sql, ...) __attribute__((format(printf, 2, 3)));
int64_t verb_int(const ReadySchool *r, const char *sql, ...) __attribute__((format(printf, 2, 3)));
