/* The sample school, imported, with one real person of each kind signed in, ready in a few milliseconds: it is made once per engine, then copied.
 *
 * What addresses can name stands in test/things.txt. What is «own» is within everybody's reach who has a scope at all: a pupil of 6A, taught by the
 * teacher, child of the guardian, shown to the restricted member of staff. What is «other» belongs to 3B: only who sees all sees it. */
#pragma once

#include "test/small_school.h"

typedef enum Who { STRANGER, SUPERVISOR, STAFF, RESTRICTED, TEACHER, GUARDIAN, PUPIL, NEWCOMER, PEOPLE } Who;

/* stranger: no cookie. supervisor. staff: the profile «all», and a password (READY_PASSWORD). restricted: the profile «classes», 6A and 5 A. teacher: that
 * profile, without a named class. guardian, pupil: no profile. newcomer: «all», still with a first secret. */
typedef struct ReadyPerson { const char *name, *login, *cookie; int64_t account, person, session; } ReadyPerson;
typedef struct ReadyThing { const char *name, *place; int64_t own, other; } ReadyThing;   /* "pupil" stands in an address at "/:pupil" */

#define READY_THINGS 60
#define READY_PASSWORD "quatre mots sans rapport"

typedef struct ReadySchool {
    SmallSchool *small;
    ReadyPerson people[PEOPLE];
    ReadyThing things[READY_THINGS + 1];     /* ends with a NULL name */
    const char *first_secret;           /* the newcomer's */
} ReadySchool;

ReadySchool *ready_school(bool postgres);
void ready_school_done(ReadySchool *r);
/* FN on each engine's school, in turn; *R is it meanwhile. */
void ready_on_both(ReadySchool **r, void (*fn)(void));
void ready_schools_end(void);           /* at the end of the program: the ones that were copied from */

const ReadyPerson *ready_person(const ReadySchool *r, const char *name);     /* NULL: nobody is called that */
const ReadyThing *ready_thing(const ReadySchool *r, const char *name);

/* One number, by SQL that both engines understand. */
int64_t ready_number(const SmallSchool *s, const char *sql);
