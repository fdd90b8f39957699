/* The Spaces: what families and staff open on a phone or at home (features.md A14–A18, B9), and when the school publishes them (A32, W-01, W-02).
 *
 * A Space belongs to a mode (Mode, work.h). It is open from an instant to another; what families find in it are rights of their set (access.h), which rules narrow
 * by class and by day. What staff find in theirs follows from their own rights. Closed, it answers 403 with what the school says meanwhile; the desk, and what
 * is everybody's (/compte), stay open.
 *
 * Rights: spaces.publish (to change any of it); space.record, space.team, space.year, space.faces (what families are shown). */
#pragma once

#include "base/vec.h"
#include "school/access/access.h"

struct Doc;

#define SPACE_MESSAGE_MOST 500          /* characters */

extern const char *const space_words[]; /* "none" "management" "pupil_life" "teacher" "parent" "pupil", by Mode; NULL-ended */
const char *space_home(Mode mode);      /* "/parent"; NULL: there is none */

/* A Space as the base says. opens_at, closes_at 0: none. */
typedef struct Space { Mode mode; Instant opens_at, closes_at; const char *message; } Space;
Space space_read(Work *w, Mode mode);

/* Published now, from AT on, or (0) not at all: what was said of its end is forgotten. */
void space_publish(Work *w, Mode mode, Instant at);
/* Published until AT; 0: until somebody stops it. A problem at closes_on: it would end before it begins. */
void space_close_at(Work *w, Mode mode, Instant at);
void space_say(Work *w, Mode mode, const char *message);       /* NULL, "": nothing */

/* A rubric on or off for all of a family's Space: a right of its set. False: there is none such, a problem is told at rubric. */
bool space_show(Work *w, Mode mode, const char *right, bool on);

/* For all (structure 0, level NULL), one class, or the classes of a level: shown from the one day to the eve of the other, NO_DAY: always; or not shown. A class and a level: a problem. */
typedef struct SpaceRule { int64_t structure; const char *level; bool shown; Day from, until; const char *code; /* of the class, where it was read */ } SpaceRule;
void space_rule(Work *w, Mode mode, const char *right, const SpaceRule *rule);
void space_rule_end(Work *w, Mode mode, const char *right, int64_t structure, const char *level);

/* ---- beside what is delivered ---- */

/* A rubric as it stands: on, and its rules. delivered: whether the program delivers it on; it differs when that is not so, or it has a rule. */
typedef struct SpaceStanding { const RightInfo *right; bool on, delivered; VEC(SpaceRule) rules; } SpaceStanding;
typedef struct SpaceStandings { VEC(SpaceStanding) rubrics; } SpaceStandings;
SpaceStandings *space_standings(Work *w, Mode mode);            /* of a family's Space; none of another */
bool space_differs(const SpaceStanding *rubric);
void space_restore(Work *w, Mode mode, const char *right);      /* a rubric as it was delivered; RIGHT NULL: every one of the Space. When it opens and what it says stays */

extern RightId spaces_publish, space_record, space_team, space_year, space_faces;
extern const RightInfo spaces_rights[];
enum { SPACES_PUBLISH, SPACE_RECORD, SPACE_TEAM, SPACE_YEAR, SPACE_FACES };

/* Adds what stands around a page of a Space to the frame document: which Space, its menu, who one is. */
void space_frame(Work *w, struct Doc *d, const char *path);

/* The keys of spaces/states, for who may publish. BACK: where its buttons return to, "home" (the desk's) or "management". */
void spaces_on_home(Work *w, struct Doc *d, const char *back);
