/* Classes, their parts, groups, subjects, MEF and options; who is in which of them, when (PE-12, PE-13). The verbs of whoever edits them by hand.
 *
 * A verb collects every problem and then changes nothing. Where it takes a CellChange, problems stand at change->at; elsewhere at the names of the fields.
 * Dated verbs take the day from when on: NO_DAY is today, a day before the year or before the pupil came is the day they came; a day after the year, or of a
 * pupil who has left, is refused (dated.h: on the day a fact begins it is corrected, later it changes).
 *
 * A class has one id with groups and parts: membership.structure. A part (half a class, LV2…) belongs to one class: its row of group_class. Who changes class
 * leaves the parts of the old one and keeps the groups.
 *
 * Right: structures.edit. */
#pragma once

#include "school/structures/cell_rules.h"
#include "school/structures/dated.h"

extern RightId structures_edit;
extern const char *const structure_kind_words[];       /* class group part, NULL-ended */

/* ---- one value: CellVerbs; id is the structure, the subject, the pupil ---- */

enum { EDIT_STRUCTURE_CODE, EDIT_STRUCTURE_LABEL, EDIT_STRUCTURE_PLANNED, EDIT_STRUCTURE_MAIN_TEACHER /* dated: one instead of all others; an id */ };
enum { EDIT_SUBJECT_CODE, EDIT_SUBJECT_CODE_SHORT, EDIT_SUBJECT_LABEL, EDIT_SUBJECT_LABEL_LONG, EDIT_SUBJECT_LABEL_PRINT };
void structure_change(Work *w, const CellChange *change);
void subject_change(Work *w, const CellChange *change);
void class_change(Work *w, const CellChange *change);          /* the class of a pupil from change->from on: its id, or none */

/* What a subject is shown as, and sorted by. */
const char *subject_shown(const char *label_print, const char *label_long, const char *code);
extern const TableHook structures_hooks[];             /* sort keys follow */

/* ---- what there is ---- */

typedef struct NewStructure { const char *kind, *code, *label; int planned /* -1: not said */; int64_t class_id /* of a part */; } NewStructure;
int64_t structure_add(Work *w, const NewStructure *to);        /* 0: a problem. At kind code label planned class_id */
/* Only what holds nobody and nothing, ever: otherwise refused, in words that say what holds it. */
void structure_remove(Work *w, int64_t structure);

typedef struct NewSubject { const char *code, *code_short, *label, *label_long, *label_print; } NewSubject;
int64_t subject_add(Work *w, const NewSubject *to);
void subject_remove(Work *w, int64_t subject);

/* A new MEF when WAS is NULL (its code: letters and digits); otherwise the one with TO's code, whose labels were WAS (a NULL one: nothing is believed about it). */
typedef struct Mef { const char *code, *label, *label_long, *mefstat; } Mef;
void mef_put(Work *w, const Mef *to, const Mef *was);
void mef_remove(Work *w, const char *code);

void structure_mef_put(Work *w, int64_t structure, const char *mef, bool teaches);      /* at mef */
void group_class_put(Work *w, int64_t group, int64_t class_id, bool draws);             /* at class_id */

/* ---- who is in it ---- */

/* In a group or a part from FROM on, or no longer. A class is class_change's. */
void membership_add(Work *w, int64_t pupil, int64_t structure, Day from, const char *at);
void membership_end(Work *w, int64_t pupil, int64_t structure, Day from, const char *at);
/* The days of a membership that began on OLD_FROM, mended: refused where they would overlap another class or leave the pupil's stay. Parts follow their
 * class, and stay within it. At from until. */
void membership_correct(Work *w, int64_t pupil, int64_t structure, Day old_from, Day from, Day until);

void main_teacher_add(Work *w, int64_t class_id, int64_t teacher, Day from, const char *at);
void main_teacher_only(Work *w, const CellChange *change);     /* one instead of all others, or none: EDIT_STRUCTURE_MAIN_TEACHER */
void main_teacher_end(Work *w, int64_t class_id, int64_t teacher, Day from, const char *at);
void main_teacher_leaves(Work *w, int64_t teacher, Day day);   /* no longer of any class from DAY on */

/* A pupil's choice of a subject; MODALITY is the ministry's code, "" not said. At subject modality. */
void option_add(Work *w, int64_t pupil, const char *subject, const char *modality);
void option_end(Work *w, int64_t pupil, const char *subject, const char *modality);
bool code_is_known(Work *w, const char *list, const char *code);        /* one of the ministry's, where the school has imported that list */

/* ---- for whoever knows the pupil ---- */

bool structure_is_class(Work *w, int64_t id);
typedef struct PupilStay { Day first_day, last_day; Stay stay; } PupilStay;     /* of the year; of the pupil in it */
bool year_days(Work *w, Day *first, Day *last);                /* August to July where the year was never set up: false */
bool pupil_stay(Work *w, int64_t pupil, PupilStay *out);       /* false: there is no such pupil */
/* FROM as these verbs understand it; NO_DAY: it was refused at AT. */
Day stay_day(Work *w, const PupilStay *s, Day from, const char *at);
/* Comings and goings move what began and ended with them. */
void memberships_stay(Work *w, int64_t pupil, Stay old, Stay stay);
void memberships_merge(Work *w, int64_t kept, int64_t gone);   /* what GONE was in goes to KEPT, where KEPT was in nothing of that kind */
