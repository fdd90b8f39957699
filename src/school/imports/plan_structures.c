/* Nomenclature and Structures: MEF, subjects, programmes, code lists, classes and groups. STS repeats some of them. */
#include "school/imports/plan_read.h"

#include "base/str.h"
#include "base/text.h"
#include "gen/statements.h"
#include "school/imports/plan_tables.h"
#include "school/structures/structures.h"

/* ---- nomenclature ---- */

static void read_mef(Plan *p, const Record *r) {
    static const FieldColumn map[] = { { R_MEF_LABEL, COL_MEF_LABEL }, { R_MEF_LABEL_LONG, COL_MEF_LABEL_LONG },
        { R_MEF_MEFSTAT, COL_MEF_MEFSTAT }, { 0, -1 } };
    const char *code = r->values[R_MEF_CODE];
    if (str_empty(code))
        return;
    PlanRow *row = plan_row(p, PLAN_MEF, NULL, code);
    plan_met(p, row, REPORT_MEF, code);
    plan_set(row, COL_MEF_CODE, of_text(code));
    plan_texts(row, r, map);
}

/* Sorted by what is shown. */
static void sort_subject(Plan *p, PlanRow *row) {
    SortKey key = text_sort_key(p->mem, subject_shown(plan_value_text(row, COL_SUBJECT_LABEL_PRINT), plan_value_text(row, COL_SUBJECT_LABEL_LONG),
        plan_value_text(row, COL_SUBJECT_CODE)));
    plan_set(row, COL_SUBJECT_SORT_KEY, of_bytes(key.bytes, key.size));
}

static void read_subject(Plan *p, const Record *r) {
    static const FieldColumn map[] = { { R_SUBJECT_CODE_SHORT, COL_SUBJECT_CODE_SHORT }, { R_SUBJECT_LABEL_SHORT, COL_SUBJECT_LABEL },
        { R_SUBJECT_LABEL_LONG, COL_SUBJECT_LABEL_LONG }, { R_SUBJECT_LABEL_PRINT, COL_SUBJECT_LABEL_PRINT }, { 0, -1 } };
    const char *code = r->values[R_SUBJECT_CODE];
    if (str_empty(code))
        return;
    PlanRow *row = plan_row(p, PLAN_SUBJECT, NULL, code);
    plan_met(p, row, REPORT_SUBJECT, code);
    plan_set(row, COL_SUBJECT_CODE, of_text(code));
    plan_texts(row, r, map);
    sort_subject(p, row);
}

static void read_programme(Plan *p, const Record *r) {
    const char *mef = r->values[R_PROGRAMME_MEF], *subject = r->values[R_PROGRAMME_SUBJECT], *modality = r->values[R_PROGRAMME_MODALITY];
    if (str_empty(mef) || str_empty(subject))
        return;
    modality = modality ? modality : "";
    PlanRow *row = plan_row(p, PLAN_PROGRAMME, NULL, plan_key(p, mef, subject, modality, NULL));
    plan_set(row, COL_PROGRAMME_MEF, of_text(mef));
    plan_set(row, COL_PROGRAMME_SUBJECT, of_text(subject));
    plan_set(row, COL_PROGRAMME_MODALITY, of_text(modality));
    plan_text(row, COL_PROGRAMME_HOURS, r->values[R_PROGRAMME_HOURS]);
}

static void read_code(Plan *p, const Record *r) {
    const char *list = r->values[R_CODE_LIST], *code = r->values[R_CODE_CODE];
    if (str_empty(list) || str_empty(code))
        return;
    PlanRow *row = plan_row(p, PLAN_CODE, NULL, plan_key(p, list, code, NULL));
    plan_set(row, COL_CODE_ENTRY_LIST, of_text(list));
    plan_set(row, COL_CODE_ENTRY_CODE, of_text(code));
    plan_text(row, COL_CODE_ENTRY_LABEL_SHORT, r->values[R_CODE_LABEL_SHORT]);
    plan_text(row, COL_CODE_ENTRY_LABEL_LONG, r->values[R_CODE_LABEL_LONG]);
}

void plan_nomenclature(Plan *p, const Record *r) {
    if (r->kind == R_MEF)
        read_mef(p, r);
    else if (r->kind == R_SUBJECT)
        read_subject(p, r);
    else if (r->kind == R_PROGRAMME)
        read_programme(p, r);
    else
        read_code(p, r);
}

/* ---- classes and groups ---- */

static PlanRow *structure_row(Plan *p, const char *kind, const char *code) {
    return plan_row(p, PLAN_STRUCTURE, NULL, plan_key(p, kind, code, NULL));
}

static void read_structure(Plan *p, const char *kind, const char *code, const char *label, const char *planned) {
    if (str_empty(code))
        return;
    PlanRow *row = structure_row(p, kind, code);
    plan_met(p, row, str_equal(kind, "class") ? REPORT_CLASS : REPORT_GROUP, code);
    plan_set(row, COL_STRUCTURE_KIND, of_text(kind));
    plan_set(row, COL_STRUCTURE_CODE, of_text(code));
    plan_text(row, COL_STRUCTURE_LABEL, label);
    int64_t number;
    if (planned && str_int(planned, 0, 9999, &number))
        plan_set(row, COL_STRUCTURE_PLANNED, of_int(number));
    SortKey key = text_sort_key(p->mem, code);
    plan_set(row, COL_STRUCTURE_SORT_KEY, of_bytes(key.bytes, key.size));
}

static void read_structure_mef(Plan *p, const char *kind, const char *code, const char *mef) {
    if (str_empty(code) || str_empty(mef))
        return;
    PlanRow *structure = structure_row(p, kind, code);
    PlanRow *row = plan_row(p, PLAN_STRUCTURE_MEF, structure->thing, plan_key(p, structure->key, mef, NULL));
    plan_ref(row, COL_STRUCTURE_MEF_STRUCTURE, structure);
    plan_set(row, COL_STRUCTURE_MEF_MEF, of_text(mef));
}

static void read_group_class(Plan *p, const char *group, const char *class) {
    if (str_empty(group) || str_empty(class))
        return;
    PlanRow *from = plan_find(p, PLAN_STRUCTURE, plan_key(p, "class", class, NULL));
    if (!from)
        return;
    PlanRow *to = structure_row(p, "group", group);
    PlanRow *row = plan_row(p, PLAN_GROUP_CLASS, to->thing, plan_key(p, to->key, from->key, NULL));
    plan_ref(row, COL_GROUP_CLASS_GROUP_ID, to);
    plan_ref(row, COL_GROUP_CLASS_CLASS_ID, from);
}

void plan_structures(Plan *p, const Record *r) {
    switch (r->kind) {
    case R_DIVISION:
        read_structure(p, "class", r->values[R_DIVISION_CODE], r->values[R_DIVISION_LABEL], r->values[R_DIVISION_PLANNED]);
        break;
    case R_GROUP:
        read_structure(p, "group", r->values[R_GROUP_CODE], r->values[R_GROUP_LABEL], r->values[R_GROUP_PLANNED]);
        break;
    case R_DIVISION_MEF:
        read_structure_mef(p, "class", r->values[R_DIVISION_MEF_CODE], r->values[R_DIVISION_MEF_MEF]);
        break;
    case R_GROUP_MEF:
        read_structure_mef(p, "group", r->values[R_GROUP_MEF_CODE], r->values[R_GROUP_MEF_MEF]);
        break;
    default:
        read_group_class(p, r->values[R_GROUP_DIVISION_CODE], r->values[R_GROUP_DIVISION_DIVISION]);
        break;
    }
}
