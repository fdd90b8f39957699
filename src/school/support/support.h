/* Support plans of pupils (features.md PE-04): PAP, PPS, PAI and the like, from a day until another, with a reference, adaptations and a note. Several may hold at once.
 *
 * What a plan is and says is class D3, and SEALED (PRIV-12, work/sealed_cell.h): in the base stand a pupil's number, days, and a number of a version. Versions never change and are
 * sealed each for its own number and its pupil: put under another, they do not open, and the plan says `readable` false. So audit and history hold numbers of versions,
 * not a word of what they say; undoing puts the version of before in force again.
 *
 * NEED TO KNOW: support.read opens plans of pupils whom one sees. It begins with those who administer the school, the CPE, and teachers, who see the pupils they teach. Neither
 * the secretariat nor the assistants begin with it, nor who teaches nobody (librarian): the school gives it to whom it concerns. A legal guardian sees
 * their child's until 18, the pupil their own, at /compte/accompagnement. Each reading is told (Route.reads).
 * No medical proof is kept: State LPI is where it is (décret 2021-1246); here is its reference.
 *
 * HOW LONG: a plan goes SUPPORT_KEPT_DAYS after the last of: its last day, its last version. A version that no plan holds goes SUPPORT_LOOSE_DAYS later, for as long as the
 * history may put it in force again; both together are three years. The job support.tidy sees to it each day, in the base of the year in service; a base of a closed
 * year is not written, and goes as a whole with what purges years.
 *
 * Rights: support.read, support.edit. */
#pragma once

#include "work/job.h"

extern RightId support_read, support_edit;

#define SUPPORT_LOOSE_DAYS 61
#define SUPPORT_KEPT_DAYS (3 * 365 - SUPPORT_LOOSE_DAYS)
#define SUPPORT_LABEL_MOST 60           /* characters */
#define SUPPORT_REFERENCE_MOST 40
#define SUPPORT_LINE_MOST 200           /* of one adaptation */
#define SUPPORT_LINES_MOST 30
#define SUPPORT_NOTE_MOST 2000

extern const char *const support_kind_words[];  /* "pap" "pps" "pai" "ppre" "ulis" "upe2a" "segpa" "ctr" "other", NULL-ended */
enum { SUPPORT_OTHER = 8 };             /* has a label */

/* What a plan says. Texts may be NULL; adaptations: one a line. */
typedef struct SupportText { int kind; const char *label, *reference, *adaptations, *note; } SupportText;
typedef struct SupportPlan {
    int64_t id, pupil, version;
    Day from, until;                    /* [from, until), DAY_OPEN: it lasts */
    bool readable;                      /* false: its version is not the one that was sealed for it; text says nothing */
    SupportText text;
} SupportPlan;

/* Those of PUPIL, newest first. Whoever calls has looked whether the actor may see them. */
SupportPlan *support_plans(Work *w, int64_t pupil, size_t *count);
bool support_plan(Work *w, int64_t id, SupportPlan *plan);      /* false: there is none */

/* As it is kept: lines trimmed, empty ones gone. Problems at "kind", "label", "reference", "adaptations", "note". */
SupportText support_checked(Work *w, const SupportText *text);

/* Verbs. LAST: its last day, NO_DAY: none yet. Problems at "from", "last", and those of support_checked; nothing is changed then. */
int64_t support_add(Work *w, int64_t pupil, const SupportText *text, Day from, Day last);
/* For each of PUPILS whom the actor sees and who has none of that kind and label in those days; *DONE of them, *HAD: who had one. */
void support_add_all(Work *w, const int64_t *pupils, size_t count, const SupportText *text, Day from, Day last, size_t *done, size_t *had);
/* WAS: as the page showed it (its version, its days); what has changed since is a conflict. */
void support_change(Work *w, int64_t id, const SupportText *text, Day from, Day last, const SupportPlan *was);
void support_end(Work *w, int64_t id, Day last);                /* its last day; not before its first */

/* What goes, see HOW LONG. */
void support_tidy(Work *w);

/* ---- for copies that leave (Unsealed, web/feature.h) ---- */
bool support_unseal(Work *w, int64_t plan, const char **texts);

/* ---- on the pupil's record ---- */
struct Doc;
void support_on_record(Work *w, struct Doc *d, int64_t pupil);  /* the keys of support/on_record.reply */
