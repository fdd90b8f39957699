#include "gen/statements.h"
#include "gen/texts.h"
#include "school/structures/structures.h"
#include "web/feature.h"

RightId structures_edit;
static const RightInfo rights[] = { { "structures.edit", T_RIGHT_STRUCTURES_EDIT, 1, &structures_edit }, { 0 } };

static const ColumnText columns[] = {
    { &TABLE_STRUCTURE, COL_STRUCTURE_CODE, T_LIST_CODE }, { &TABLE_STRUCTURE, COL_STRUCTURE_LABEL, T_LIST_LABEL },
    { &TABLE_STRUCTURE, COL_STRUCTURE_PLANNED, T_STRUCTURE_PLANNED }, { &TABLE_MEMBERSHIP, COL_MEMBERSHIP_STRUCTURE, T_LIST_CLASS },
    { &TABLE_MAIN_TEACHER, COL_MAIN_TEACHER_TEACHER, T_STRUCTURE_MAIN_TEACHER }, { &TABLE_SUBJECT, COL_SUBJECT_CODE, T_LIST_CODE },
    { &TABLE_SUBJECT, COL_SUBJECT_CODE_SHORT, T_SUBJECT_CODE_SHORT }, { &TABLE_SUBJECT, COL_SUBJECT_LABEL, T_SUBJECT_LABEL },
    { &TABLE_SUBJECT, COL_SUBJECT_LABEL_LONG, T_SUBJECT_LABEL_LONG }, { &TABLE_SUBJECT, COL_SUBJECT_LABEL_PRINT, T_SUBJECT_LABEL_PRINT },
    { &TABLE_MEF, COL_MEF_LABEL, T_SUBJECT_LABEL }, { &TABLE_MEF, COL_MEF_LABEL_LONG, T_SUBJECT_LABEL_LONG }, { &TABLE_MEF, COL_MEF_MEFSTAT, T_MEF_MEFSTAT },
    { 0 } };

const Feature structures_feature = { .name = "structures", .rights = rights, .columns = columns };
