/* Who may see and do what: four permission models that are never merged (features.md B12). A session is in one mode (Mode, work.h), and what it may do
 * is what one set of rights says: a group in administrative mode, a profile in school life mode and for teachers, one set each for guardians and pupils.
 * Sets begin as the built-in ones that each right names (RightInfo.starts). The supervisor holds every right and sees everyone, always. */
#pragma once

#include "work/rights.h"

extern const char *const mode_words[];         /* "none" "administrative" "school_life" "teacher" "guardian" "pupil", NULL-ended */
Mode access_mode(const char *word);             /* MODE_NONE: no such word */

/* The built-in sets, of which `super` and `administration` hold every right of their mode and cannot be edited. */
typedef struct BuiltIn { const char *code; Mode mode; const char *kind; bool sees_all; TextId name; } BuiltIn;
extern const BuiltIn access_built_in[];         /* ends with a NULL code */
const char *access_first_set(Mode mode);        /* its code: whom nobody gave another has this one; NULL: one must be given */

/* Fills mode, rights, scope and idle (as its set says it, 0: nothing) of an actor whose account, person and kind are known. ASKED: the mode of the session; who may not be in it is in the first they
 * may, else in none. READING: without the rights that change anything. */
void access_fill(Work *w, Actor *actor, Mode asked, bool reading, Day first_day, Day last_day);

/* The modes that an account of KIND and PERSON may be in, a bit each (1 << mode). Staff: those they were given. Whoever teaches is a teacher, whoever answers
 * for a pupil (legal guardian, or in charge) a guardian, whoever is a pupil a pupil; one person may be several. */
unsigned access_modes(Work *w, int64_t account, int64_t person);
unsigned access_own_mode(Kind kind);            /* of teachers, guardians and pupils, by their kind alone */

/* Sets and rights as the program has them: makes the built-in sets that are missing, gives a right that this base has not met to the sets that begin with it
 * and to their copies, and moves what a base of an older program says. Nothing is written when nothing is new. */
void access_bring_up(Work *w);
bool access_is_up(Work *w);

/* What one year passes on to the next: the school's sets, its own and the built-in ones as it set them, with the rights they hold, how soon their sessions end, the dangers that
 * were accepted, and the rights that it had met, so that what it took away is not given again. Nobody holds one of them in the new year before it is given there. */
typedef struct AccessShape AccessShape;
const AccessShape *access_shape(Work *w);       /* of this base */
void access_set_up(Work *w, const AccessShape *shape);          /* in a new base, before access_bring_up */

/* Gives ACCOUNT the set called CODE, in the set's mode. */
void access_give(Work *w, int64_t account, const char *code);

/* What a new account begins with: a member of staff by their function (EDU, AED and the like in school life mode, others in administrative mode), others nothing
 * of their own. */
void access_begin(Work *w, int64_t account, Kind kind, int64_t person);

/* In school life mode: ACCOUNT sees only the classes named for it; and one more of them. */
void access_restrict(Work *w, int64_t account);
void access_show_class(Work *w, int64_t account, int64_t structure);

/* A right by its name; NULL: the program knows none. Rights in the order of the features. */
const RightInfo *access_right(const char *name);
const RightInfo *access_nth(size_t n);          /* from 0 on; NULL: there are no more */
bool access_offered(const RightInfo *right, Mode mode);         /* a set of MODE may have it */
bool access_starts(const RightInfo *right, const char *code);   /* the built-in set CODE begins with it */

/* ---- Spaces (features.md A32, B9) ----
 * What families find in their Space are rights of their set, its rubrics (BRANCH_SPACES): published or not for all by the set, for some classes, levels or days by
 * rules: a class's own holds, else those of its levels (all must show), else everybody's. */
bool access_is_open(Instant opens_at, Instant closes_at, Instant now);         /* 0: none */
bool access_shows(Work *w, const RightInfo *right, int64_t pupil);             /* is the actor shown this rubric of PUPIL, whom they see? */
