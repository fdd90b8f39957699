/* Two records of one human, made one. Who is alike is proposed, never assumed: the same birth day and near names; of adults the same name and the same
 * e-mail or telephone. A pupil is never proposed on a name alone.
 *
 * Merging writes the year's base only, through the change door: undone as any other change. Of the other base nothing changes: the one who goes keeps their
 * number, keys and account, which from then on stand for the one who stays (person.merged_into; people.sql, accounts.sql). Of two accounts one goes on, the
 * other opens no more until the merging is taken back (accounts_merge).
 *
 * Right: people.edit. */
#pragma once

#include "school/people/people_change.h"

/* GONE becomes KEPT: every row that points at GONE points at KEPT. Where both say something KEPT's stays, what only GONE says is taken over; of GONE's own
 * values those in THEIRS (by PersonEdit, PERSON_EDITS of them; NULL: none) replace KEPT's. POINTING: the references of all features, NULL-ended.
 * At "other" when one of them is not there, is the other, or was merged already. */
void people_merge(Work *w, int64_t kept, int64_t gone, const bool *theirs, const Reference *const *pointing);

/* They are two: not proposed again. */
void people_not_twins(Work *w, int64_t one, int64_t other);

/* Pairs of those whom the actor sees, 200 at most. WHY: what is alike. */
typedef enum TwinWhy { TWIN_BIRTH, TWIN_EMAIL, TWIN_PHONE } TwinWhy;
typedef struct Twins { int64_t one, other; const char *one_name, *other_name; TwinWhy why; } Twins;
Twins *people_twins(Work *w, size_t *count);
