/* Who else may come for a pupil than their legal guardians (features.md PE-02): a grandmother, a neighbour, from a day until another. The school writes it down, or a guardian
 * asks for it and the school accepts (school/proposals). They are nobody of the school: a name, how they are bound, a telephone, and nothing more is kept of them.
 *
 * Rights: pickups.see, pickups.edit. */
#pragma once

#include "work/work.h"

extern RightId pickups_see, pickups_edit;

#define PICKUP_NAME_MOST 80             /* characters */
#define PICKUP_TIE_MOST 60
#define PICKUPS_MOST 20                 /* at a time, of one pupil */

/* tie, phone: NULL where nothing was said. until DAY_OPEN: it lasts. */
typedef struct Pickup { int64_t id, pupil; const char *name, *tie, *phone; Day from, until; } Pickup;

/* Of PUPIL: those of today and those to come, by name. Whoever calls has looked whether the actor may see them. */
Pickup *pickups_of(Work *w, int64_t pupil, size_t *count);
bool pickup_read(Work *w, int64_t id, Pickup *p);               /* false: there is none */

/* As they are kept: trimmed, the telephone as others are. Problems at PREFIX and "name", "tie", "phone". */
Pickup pickup_checked(Work *w, const char *name, const char *tie, const char *phone, const char *prefix);

/* Verbs. FROM NO_DAY: today; LAST: their last day, NO_DAY: none. Problems also at "from", "last"; nothing is changed then. */
int64_t pickup_add(Work *w, int64_t pupil, const Pickup *who, Day from, Day last);
/* WAS: as the page showed it; what has changed since is a conflict. */
void pickup_change(Work *w, int64_t id, const Pickup *to, Day from, Day last, const Pickup *was);
void pickup_end(Work *w, int64_t id);                           /* from today on no more; who was to come later never was */

struct Doc;
void pickups_on_record(Work *w, struct Doc *d, int64_t pupil);  /* the keys of pickups/on_record.reply */
