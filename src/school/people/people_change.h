/* People edited by hand: one value of somebody (CellVerbs, lists/cell.h), who arrives, who leaves, who answers for whom, who lives where
 * (PE-01, PE-07, PE-08, PE-10, PE-11). Nobody is deleted: they leave on a day.
 *
 * Verbs collect every problem and then change nothing. Problems of a CellChange stand at change->at, of the others at the names of the fields. Whoever calls
 * has looked whether the actor sees the person. Names keep the letters they were given; what is shown, sorted and found follows them (FR-04, FR-08).
 * Dated: régime and class, from change->from on (structures.h says how days are understood); the rest is as it is, and audited.
 *
 * An import keeps what was written here, and says what the files have, unless it is told otherwise (docs/imports.md); numbers and enrolment follow the files.
 *
 * Right: people.edit. */
#pragma once

#include "school/people/people.h"
#include "school/structures/structures.h"

struct Request;

extern RightId people_birth, people_contact, people_ine, people_edit;
extern const char *const title_words[];         /* M. MME MLLE, as the ministry writes them */

typedef enum PersonEdit {
    /* of anybody */
    EDIT_FAMILY_NAME, EDIT_USAGE_NAME, EDIT_GIVEN_NAME, EDIT_GIVEN_NAME_2, EDIT_GIVEN_NAME_3, EDIT_TITLE, EDIT_SEX, EDIT_BIRTH_DAY, EDIT_BIRTH_CITY,
    EDIT_BIRTH_DEPARTMENT, EDIT_BIRTH_COUNTRY, EDIT_NATIONALITY, EDIT_EMAIL, EDIT_PHONE_HOME, EDIT_PHONE_MOBILE, EDIT_PHONE_WORK, EDIT_ACCEPTS_SMS, EDIT_OCCUPATION,
    /* of a pupil */
    EDIT_INE, EDIT_ELENOET, EDIT_MEF, EDIT_STATUS, EDIT_REPEATING, EDIT_PROVENANCE, EDIT_TRANSPORT, EDIT_PREVIOUS_SCHOOL, EDIT_PREVIOUS_CLASS, EDIT_ENTRY_DAY,
    EDIT_EXIT_DAY, EDIT_EXIT_REASON, EDIT_BOARD /* dated: a word of board_words */, EDIT_EXITS /* dated: a word of exit_words */, EDIT_CLASS /* dated: an id */,
    /* of a guardian */
    EDIT_SHARE_ADDRESS,
    /* of a teacher, of a member of staff */
    EDIT_FUNCTION, EDIT_GRADE, EDIT_LEFT_DAY,
    PERSON_EDITS
} PersonEdit;

void pupil_change(Work *w, const CellChange *change);
void guardian_change(Work *w, const CellChange *change);
void teacher_change(Work *w, const CellChange *change);
void staff_change(Work *w, const CellChange *change);

/* ---- arriving: NUMBER comes from person_number_new, in a transaction of the school's base before this one ---- */

/* That transaction, for Route.before of a screen that makes somebody: the number is *(int64_t *) rq->kept. One that stays unused is harmless. */
bool person_number_before(struct Request *rq);
bool person_numbers_before(struct Request *rq, int64_t *numbers, size_t count);     /* the same of many at once, into NUMBERS */

typedef struct NewPerson {
    int64_t person;                     /* somebody who is here already and gets another hat: nothing below is looked at; 0: new */
    bool anyway;                        /* it was said that there is one of that name and birth date (or e-mail, telephone), and this is another */
    const char *values[PERSON_EDITS];  /* by PersonEdit, what is a text */
    Day birth_day, entry_day;           /* NO_DAY: not said; who does not say when they come, comes today */
    bool accepts_sms, repeating;
} NewPerson;

/* The person, 0 when something is wrong. At the fields' names: family_name … board_status class; at "anyway" when somebody like that is here already. */
int64_t pupil_add(Work *w, int64_t number, const NewPerson *who, int64_t class_id);
int64_t teacher_add(Work *w, int64_t number, const NewPerson *who);
int64_t staff_add(Work *w, int64_t number, const NewPerson *who);

typedef struct Guardianship { int level; const char *kinship; bool pays_fees, receives_aid, hosts, contact_first; } Guardianship;   /* level 1 legal, 2 in charge, 3 contact */
typedef struct Address { const char *line1, *line2, *line3, *line4, *po_box, *postcode, *city, *country; } Address;    /* country NULL: France */
/* Answers for PUPIL; lives at HOUSEHOLD (an address of somebody of the school), or else at ADDRESS; 0 and NULL: not said. */
int64_t guardian_add(Work *w, int64_t number, const NewPerson *who, int64_t pupil, const Guardianship *tie, int64_t household, const Address *address);

/* ---- leaving and coming back ---- */

/* From DAY on no longer here: class, groups and régime end with it. A day before they came: never came. At exit_date exit_reason. */
void pupil_leave(Work *w, int64_t pupil, Day day, const char *reason);
/* Here again from DAY on, in CLASS_ID (0: none yet), under the régime they had. On the day they left: they never did, and all goes on. At date class. */
void pupil_return(Work *w, int64_t pupil, Day day, int64_t class_id);
/* A mended régime, or permission to leave (EXITS), by the day it began on. At from until. */
void fact_correct(Work *w, int64_t pupil, bool exits, Day old_from, Day from, Day until);

void pupil_facts_merge(Work *w, int64_t kept, int64_t gone);            /* régimes and permissions to leave, as memberships_merge */

/* ---- who answers for whom ---- */

enum { EDIT_LEVEL, EDIT_KINSHIP, EDIT_PAYS_FEES, EDIT_RECEIVES_AID, EDIT_HOSTS, EDIT_CONTACT_FIRST, EDIT_PREFERRED /* there is one: the others are it no more, and it is the first to call */,
    EDIT_RECIPIENT };
void guardianship_change(Work *w, int64_t pupil, const CellChange *change);     /* of the guardian change->id */
void guardianship_recipient(Work *w, int64_t pupil, int64_t guardian, bool yes);        /* EDIT_RECIPIENT, of many at once: they are known to be tied */
void guardianship_add(Work *w, int64_t pupil, int64_t guardian, const Guardianship *to);       /* anybody may become a guardian; one that ended begins again */
void guardianship_end(Work *w, int64_t pupil, int64_t guardian, Day from, const char *at);
void guardianship_order(Work *w, int64_t pupil, const int64_t *guardians, size_t count);       /* in which order to call; the others after them. At guardians */

/* ---- who lives where ---- */

/* For all who live there: the household moves, or its address is mended. At line1 … country. */
void address_change(Work *w, int64_t address, const Address *to, const Address *was);
void person_moves(Work *w, int64_t person, const Address *to);          /* alone; NULL: nowhere that is known */
void person_joins(Work *w, int64_t person, int64_t address);            /* to those who live there. At address */
