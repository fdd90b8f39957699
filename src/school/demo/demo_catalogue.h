/* What is taught, at which levels, in which invented school: the tables behind the demo. */
#pragma once

#include <stdbool.h>

typedef struct DemoSubject {
    const char *code, *short_code;      /* CODE_MATIERE, CODE_GESTION (≤ 5 letters) */
    const char *label, *title;          /* in capitals ≤ 20 letters; as printed */
    const char *schools;                /* "C" college, "L" lycée; the cité has all */
    const char *discipline;             /* who teaches it */
    const char *hours;                  /* a week, in the programme */
} DemoSubject;
extern const DemoSubject demo_subjects[];       /* ends with a NULL code */
const DemoSubject *subject_of(const char *short_code, int size);

typedef struct DemoDiscipline { const char *code, *label; } DemoDiscipline;
extern const DemoDiscipline demo_disciplines[]; /* ends with a NULL code */

enum { LEVELS = 11, FIRST_LEVEL_OF_LYCEE = 4 };

typedef struct DemoLevel {
    const char *prefix, *label;         /* of class codes and labels */
    const char *mef, *mefstat, *formation, *title;
    int age, previous;                  /* years in December; the level before, −1: another school */
    const char *core, *halves;          /* CODE_GESTION of what each class has; of what halves of a class have */
    const char *languages, *options;    /* cross-class groups, one each a bundle of classes; options may be NULL */
    int choices;                        /* how many of `options` a pupil has (0: one in three has one) */
} DemoLevel;
extern const DemoLevel demo_levels[LEVELS];

typedef struct DemoKind {
    const char *school, *uai, *name, *name_1, *name_2, *type, *nature, *letter;
    int pupils, leavers, arrivals, guardians, teachers, school_life, others, groups, services;
    int classes[LEVELS];
} DemoKind;
const DemoKind *kind_of(const char *school);    /* NULL: no such school */
bool taught_in(const DemoKind *k, const DemoSubject *s);

/* The words of a list divided by blanks: NULL at the end, else the next word and its SIZE. */
const char *next_word(const char **list, int *size);
int word_count(const char *list);
