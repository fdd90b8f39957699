/* How each value of a person is read and where it is kept: of people_change.c and people_add.c, nobody else's. */
#pragma once

#include "school/people/people_change.h"

typedef struct EditRule {
    const char *name;                   /* as fields and lists call it */
    const Table *table;                 /* NULL: dated, or of a colleague (teacher and staff have the same columns) */
    int column;
    bool (*read)(Work *w, const CellChange *change, const struct EditRule *rule, Value *out);      /* false: the problem is told */
    int max;
    const char *const *words;
    bool required;
} EditRule;

extern const EditRule edit_rules[PERSON_EDITS];

/* What is shown and sorted, of NAMES: two fields. */
void name_fields(Work *w, const Names *names, ChangeField out[2]);

DatedList boards_of(Work *w, int64_t pupil);
extern const DatedKind board_kind;
const char *board_code(Work *w, const char *status);   /* the ministry's code for it: the first of the school's own list, or the usual one */
