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

/* What holds for a pupil from a day on, one word at a time: régime, permission to leave. */
typedef struct FactKind { DatedKind dated; const Statement *of; const Table *table; int column; PersonEdit edit; const char *(*code)(Work *w, const char *status); } FactKind;
extern const FactKind board_facts, exit_facts;
DatedList pupil_facts(Work *w, const FactKind *kind, int64_t pupil);
const char *board_code(Work *w, const char *status);   /* the ministry's code for it: the first of the school's own list, or the usual one */
