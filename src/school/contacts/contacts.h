/* Who is told what about a pupil, and how: what each wants to be told (PE-09), and to which of the guardians what goes home is sent (PE-08).
 *
 * Preferences say by which channel which kind of message may come, and whether one may be written to in discussions. The school sets them for many
 * at once, each changes their own afterwards. They are wishes: what the law wants told (a summons, a report card) goes by letter whatever they say. */
#pragma once

#include "school/lists/cell.h"

typedef enum ContactBy { BY_LETTER, BY_MAIL, BY_SMS, CONTACT_WAYS } ContactBy;
typedef enum ContactAbout { ABOUT_LIFE /* absences, late arrivals, sanctions */, ABOUT_RESULTS, ABOUT_NEWS /* meetings, outings, the life of the school */, CONTACT_SUBJECTS } ContactAbout;

typedef struct Preferences { bool wanted[CONTACT_WAYS][CONTACT_SUBJECTS], discussion; } Preferences;

/* What is proposed, and what holds for who has said nothing: everything by letter and e-mail, an SMS for absences, discussions. */
extern const Preferences preferences_usual;

/* What PERSON has said; *SAID (may be NULL) whether they have. */
Preferences preferences_of(Work *w, int64_t person, bool *said);

/* Of PERSONS, whom the caller has found in the actor's scope. ONLY_UNSAID: those who have said something keep it. The number of those that it set. */
size_t preferences_set(Work *w, const int64_t *persons, size_t count, const Preferences *to, bool only_unsaid);
/* A cell of a list: field 0 to 8 by way, then subject; 9 discussions. Who had said nothing has then said what is usual, but for this. */
void preferences_change(Work *w, const CellChange *change);
/* How many of them have said nothing. */
size_t preferences_unsaid(Work *w, const int64_t *persons, size_t count);

/* ---- to whom it is sent ---- */

/* One guardian of one pupil. place: where they live, folded, so that two spellings of one address are one; "": not known. */
typedef struct Tie { int64_t pupil, guardian; int level, rank; bool preferred, first, recipient; const char *place; } Tie;

/* Of one pupil's COUNT ties: TO[i], does it go to that guardian? One for each address, two where they live apart; who lives nowhere that is known is by
 * themselves. At one address the preferred one, then legal before in charge, then whom to contact first, then rank. A contact (level 3) never, unless preferred. */
void recipients_choose(const Tie *ties, size_t count, bool *to);

/* An address so that two spellings of it are one: «3 bis, rue X» is «3BIS RUE X». */
const char *contact_place(Arena *mem, const char *address);

typedef struct Recipients { size_t pupils, one, several, none, changed; } Recipients;       /* pupils by how many it goes to; guardians for whom that changes */
/* For the pupils of GUARDIANS, as far as the actor sees them, all their guardians looked at. SET: writes it; otherwise only says what would be. */
Recipients recipients_reset(Work *w, const int64_t *guardians, size_t count, bool set);
