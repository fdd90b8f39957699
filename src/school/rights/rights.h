/* Setting who may do what (features.md A04, A05, A31, X-01, X-02, X-05; experience.md SC-7): sets of rights and what they hold, which account has which, exceptions,
 * the classes of a restricted account, and the eye: who holds a right, why, and over which pupil. What holds is school/access; here it is changed and shown.
 *
 * Nobody gives what they do not hold. Who administers the school is named by the supervisor or a super-administrator; super-administrators by the supervisor alone. */
#pragma once

#include "base/vec.h"
#include "school/access/access.h"
#include "school/accounts/accounts.h"
#include "school/lists/cell.h"

extern RightId rights_see, rights_edit, rights_view_as;

/* An account, for who sets its rights. works: its person is of the staff, or teaches. modes: those it may be in, 1 << Mode. */
typedef struct RightsAccount { int64_t id, person; const char *display_name, *login; Kind kind; bool open, works; unsigned modes; } RightsAccount;
bool rights_account(Work *w, int64_t id, RightsAccount *a);    /* false: there is none */
bool rights_is_for(const RightsAccount *a, Mode mode);         /* a set of MODE may be given to it: those of staff to who works here, that of teachers to who teaches */

/* Verbs. Problems go to FIELD; a set or account that is not there is the guard's to refuse. */
int64_t rights_copy_set(Work *w, int64_t from, const char *name, const char *field);    /* its id; 0 and a problem */
void rights_name_set(Work *w, int64_t set, const char *name, const char *field);
void rights_set_kind(Work *w, int64_t set, const char *kind, const char *field);        /* "modification" "consultation", of groups */
/* After how much silence the sessions of its holders end by themselves: IDLE of idle_minutes. Of who administers the school, by who does. From the next request on. */
extern const char *const idle_words[];          /* "usual" "five" …, NULL-ended: as long as for everybody of their kind, 5 minutes … */
extern const int idle_minutes[];
void rights_set_idle(Work *w, int64_t set, int idle, const char *field);
void rights_end_set(Work *w, int64_t set, const char *field);                           /* a copy that nobody has */
void rights_put(Work *w, int64_t set, const char *right, bool on, const char *field);
void rights_accept(Work *w, int64_t set, const char *danger, const char *reason, const char *field);

/* The set of ACCOUNT in MODE; SET 0: none, it may not be in that mode any more. */
void rights_assign(Work *w, int64_t account, Mode mode, int64_t set, const char *field);
/* ALLOWED: 1 it has RIGHT, 0 it has not, whatever its set says; -1: as its set says. */
void rights_except(Work *w, int64_t account, Mode mode, const char *right, int allowed, const char *reason, const char *field);
/* In school life mode ACCOUNT sees every class, or those of CLASSES. */
void rights_classes(Work *w, int64_t account, bool every, const int64_t *classes, size_t count, const char *field);

/* Rights that together let one do what neither lets. */
typedef struct Danger { const char *code; const char *rights[3]; TextId text; } Danger;
extern const Danger rights_dangers[];                           /* ends with a NULL code */

/* All sets with what they hold and how many persons hold them, read at once; exceptions beside them. set: of an exception, the set it stands beside; 0: the first of its mode. */
typedef struct RightsSet { int64_t id, people, idle; const char *code, *name, *kind, *model, *mode; bool sees_all, danger; Rights has; } RightsSet;
typedef struct RightsExcept { const RightInfo *right; bool allowed; Mode mode; int64_t set; } RightsExcept;
typedef struct RightsSets { VEC(RightsSet) rows; VEC(RightsExcept) exceptions; int64_t supervisors; } RightsSets;
RightsSets *rights_sets(Work *w);
RightsSet *rights_set_of(const RightsSets *s, int64_t id);      /* NULL: there is none */
bool rights_in_set(const RightsSet *row, const RightInfo *right);
bool rights_gives(const RightsSet *row, const RightInfo *right);       /* the like, but not of what changes something to who only consults */
bool rights_has_danger(const RightsSet *row, const Danger *d);
int64_t rights_count(const RightsSets *s, const RightInfo *right);     /* how many persons hold RIGHT, as rights_holders counts them: supervisors, by sets, by exceptions */

/* Cells of lists: the row is a person (school/lists/cell.h). */
enum { EDIT_GROUP, EDIT_PROFILE, EDIT_TEACHER_PROFILE };
void rights_change(Work *w, const CellChange *change);

/* One who holds a right, and by what. */
typedef struct RightHolder { int64_t account, person; const char *display_name, *set, *reason; Mode mode; Kind kind; } RightHolder;
/* Of RIGHT, by name; PUPIL 0: of whoever. With PUPIL: those who see that pupil only. *COUNT of them, in the work's memory. The actor's own scope is as before after. */
RightHolder *rights_holders(Work *w, const RightInfo *right, int64_t pupil, size_t *count);

/* May W's actor look as A sees? Not as the supervisor, not as one that holds what the actor does not. */
bool rights_may_view(Work *w, const RightsAccount *a, Mode mode);
