/* STSWEB: teachers and staff, disciplines, services, main teachers. A person's number is the pair (type, id). */
#include "school/imports/plan_read.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/imports/plan_edits.h"
#include "school/people/people.h"

#include <string.h>

const char *plan_sts_type(const char *type) {
    return type && strcasecmp(type, "local") == 0 ? "local" : "epp";
}

static const char *sts_system(const char *type) {
    return str_equal(plan_sts_type(type), "local") ? "sts.local" : "sts.epp";
}

static const char *sts_name(Plan *p, const char *type, const char *id) {
    return plan_key(p, sts_system(type), id, NULL);
}

/* ---- people ---- */

static void say_person(Plan *p, PlanRow *person, const Record *r) {
    static const char *const titles[] = { "M.", "MME", "MLLE" };
    int64_t number;
    plan_names(person, r->values[R_STS_PERSON_FAMILY_NAME], r->values[R_STS_PERSON_USAGE_NAME]);
    plan_text(person, COL_PERSON_GIVEN_NAME, r->values[R_STS_PERSON_GIVEN_NAME]);
    plan_day(p, person, COL_PERSON_BIRTH_DAY, r->values[R_STS_PERSON_BIRTH_DATE]);
    if (!str_empty(r->values[R_STS_PERSON_SEX]) && str_int(r->values[R_STS_PERSON_SEX], 1, 2, &number))
        plan_set(person, COL_PERSON_SEX, of_text(number == 1 ? "m" : "f"));
    if (!str_empty(r->values[R_STS_PERSON_TITLE]) && str_int(r->values[R_STS_PERSON_TITLE], 1, 3, &number))
        plan_set(person, COL_PERSON_TITLE, of_text(titles[number - 1]));
}

/* teacher and staff are tables of the same columns. */
static PlanRow *post_row(Plan *p, PlanRow *person, const Record *r, bool teaches) {
    static const FieldColumn teacher[] = { { R_STS_PERSON_ID, COL_TEACHER_STS_ID },
        { R_STS_PERSON_FUNCTION, COL_TEACHER_FUNCTION }, { R_STS_PERSON_GRADE, COL_TEACHER_GRADE }, { 0, -1 } };
    static const FieldColumn staff[] = { { R_STS_PERSON_ID, COL_STAFF_STS_ID },
        { R_STS_PERSON_FUNCTION, COL_STAFF_FUNCTION }, { R_STS_PERSON_GRADE, COL_STAFF_GRADE }, { 0, -1 } };
    PlanRow *row = plan_row(p, teaches ? PLAN_TEACHER : PLAN_STAFF, NULL, person->key);
    plan_met(p, row, teaches ? REPORT_TEACHER : REPORT_STAFF, NULL);
    if (!row->now)
        plan_ref(row, teaches ? COL_TEACHER_PERSON : COL_STAFF_PERSON, person);
    plan_reopen(row, teaches ? COL_TEACHER_EXIT_DAY : COL_STAFF_EXIT_DAY, of_null());
    plan_text(row, teaches ? COL_TEACHER_STS_TYPE : COL_STAFF_STS_TYPE, plan_sts_type(r->values[R_STS_PERSON_TYPE]));
    plan_texts(row, r, teaches ? teacher : staff);
    return row;
}

/* FONCTION ENS teaches, every other one is staff; not said, what is known stays. */
static bool teaches(const Plan *p, const PlanRow *person, const char *function) {
    return function ? strcasecmp(function, "ENS") == 0 : plan_find(p, PLAN_TEACHER, person->key) != NULL;
}

static PlanRow *person_for(Plan *p, const Record *r) {
    const char *id = r->values[R_STS_PERSON_ID], *system = sts_system(r->values[R_STS_PERSON_TYPE]);
    PlanRow *same = plan_knows(p, system, id) ? NULL : plan_same_colleague(p, r);
    if (same)
        plan_tie(p, system, id, same);
    return plan_person(p, system, id);
}

static void read_person(Plan *p, const Record *r) {
    const char *id = r->values[R_STS_PERSON_ID], *type = r->values[R_STS_PERSON_TYPE];
    if (str_empty(id) || !plan_can_name(p, sts_system(type), id, r->values[R_STS_PERSON_FAMILY_NAME], r->values[R_STS_PERSON_USAGE_NAME])) {
        plan_warn(p, T_IMPORT_NO_NUMBER, NULL);
        return;
    }
    PlanRow *person = person_for(p, r);
    say_person(p, person, r);
    PlanRow *post = post_row(p, person, r, teaches(p, person, r->values[R_STS_PERSON_FUNCTION]));
    if (!person->thing)
        person->thing = post->thing;
    map_put(&p->sts_people, sts_name(p, type, id), person);
}

static void read_discipline(Plan *p, const Record *r) {
    PlanRow *person = map_get(&p->sts_people, sts_name(p, r->values[R_STS_DISCIPLINE_TYPE], r->values[R_STS_DISCIPLINE_PERSON]));
    const char *code = r->values[R_STS_DISCIPLINE_CODE];
    if (!person)
        return;
    person->listed = true;
    if (str_empty(code))
        return;
    PlanRow *row = plan_row(p, PLAN_DISCIPLINE, person->thing, plan_key(p, person->key, code, NULL));
    plan_ref(row, COL_POST_DISCIPLINE_TEACHER, person);
    plan_set(row, COL_POST_DISCIPLINE_CODE, of_text(code));
    plan_text(row, COL_POST_DISCIPLINE_LABEL, r->values[R_STS_DISCIPLINE_LABEL]);
    plan_text(row, COL_POST_DISCIPLINE_HOURS, r->values[R_STS_DISCIPLINE_HOURS]);
}

static void read_main_teacher(Plan *p, const Record *r) {
    PlanRow *person = map_get(&p->sts_people, sts_name(p, r->values[R_STS_MAIN_TEACHER_TYPE], r->values[R_STS_MAIN_TEACHER_PERSON]));
    const char *code = r->values[R_STS_MAIN_TEACHER_CLASS];
    p->main_teachers_listed = true;
    if (!person || str_empty(code))
        return;
    PlanRow *class = plan_find(p, PLAN_STRUCTURE, plan_key(p, "class", code, NULL));
    if (!class) {
        plan_warn(p, T_IMPORT_MAIN_OF_UNKNOWN, WITH(ARG_TEXT("code", code)));
        return;
    }
    PlanRow *row = plan_row(p, PLAN_MAIN_TEACHER, class->thing, plan_key(p, class->key, person->key, NULL));
    plan_ref(row, COL_MAIN_TEACHER_STRUCTURE, class);
    plan_ref(row, COL_MAIN_TEACHER_TEACHER, person);
    if (!row->now)
        plan_set(row, COL_MAIN_TEACHER_FROM_DAY, of_int(p->first_day));
    plan_set(row, COL_MAIN_TEACHER_UNTIL_DAY, of_int(DAY_OPEN));
}

/* ---- services ---- */

static PlanRow *subject_row(Plan *p, const char *code) {
    PlanRow *row = plan_find(p, PLAN_SUBJECT, plan_key(p, code, NULL));
    if (row)
        return row;
    Record subject = { .kind = R_SUBJECT, .line = p->line };
    subject.values[R_SUBJECT_CODE] = code;
    plan_nomenclature(p, &subject);
    plan_warn(p, T_IMPORT_UNKNOWN_SUBJECT, WITH(ARG_TEXT("code", code)));
    return plan_find(p, PLAN_SUBJECT, plan_key(p, code, NULL));
}

static void read_service(Plan *p, const Record *r) {
    const char *kind = str_equal(r->values[R_SERVICE_PUBLIC_KIND], "G") ? "group" : "class";
    const char *code = r->values[R_SERVICE_PUBLIC_CODE], *subject = r->values[R_SERVICE_SUBJECT];
    const char *modality = r->values[R_SERVICE_MODALITY] ? r->values[R_SERVICE_MODALITY] : "";
    PlanRow *structure = str_empty(code) ? NULL : plan_find(p, PLAN_STRUCTURE, plan_key(p, kind, code, NULL));
    if (!structure || str_empty(subject))
        return;
    PlanRow *taught = subject_row(p, subject);
    PlanRow *row = plan_row(p, PLAN_SERVICE, NULL, plan_key(p, structure->key, taught->key, modality, NULL));
    plan_met(p, row, REPORT_SERVICE, code);
    plan_ref(row, COL_SERVICE_STRUCTURE, structure);
    plan_ref(row, COL_SERVICE_SUBJECT, taught);
    plan_set(row, COL_SERVICE_MODALITY, of_text(modality));

    row->listed = row->listed || r->values[R_SERVICE_TEACHER_ID];
    if (str_empty(r->values[R_SERVICE_TEACHER_ID]))
        return;
    PlanRow *teacher = map_get(&p->sts_people, sts_name(p, r->values[R_SERVICE_TEACHER_TYPE], r->values[R_SERVICE_TEACHER_ID]));
    if (!teacher) {
        plan_warn(p, T_IMPORT_UNKNOWN_TEACHER, WITH(ARG_TEXT("number", r->values[R_SERVICE_TEACHER_ID])));
        return;
    }
    PlanRow *link = plan_row(p, PLAN_SERVICE_TEACHER, row->thing, plan_key(p, row->key, teacher->key, NULL));
    plan_ref(link, COL_SERVICE_TEACHER_SERVICE, row);
    plan_ref(link, COL_SERVICE_TEACHER_TEACHER, teacher);
}

void plan_sts(Plan *p, const Record *r) {
    switch (r->kind) {
    case R_STS_PERSON: read_person(p, r); break;
    case R_STS_DISCIPLINE: read_discipline(p, r); break;
    case R_STS_MAIN_TEACHER: read_main_teacher(p, r); break;
    default: read_service(p, r); break;
    }
}

/* What STS lists of a person or of a service replaces what was known: the rest ends. */
static void end_unlisted(Plan *p, PlanTableId table, const Map *owners) {
    for (size_t i = 0; i < p->tables[table].rows.count; i++) {
        PlanRow *row = p->tables[table].rows.items[i];
        const PlanRow *owner = row->now && !row->seen ? map_get(owners, plan_number(p->mem, row->now[0].integer)) : NULL;
        if (owner && owner->listed)
            plan_end(row);
    }
}

void plan_finish_sts(Plan *p) {
    if (!p->expected[REPORT_SERVICE])
        return;
    end_unlisted(p, PLAN_DISCIPLINE, &p->tables[PLAN_PERSON].by_key);
    end_unlisted(p, PLAN_SERVICE_TEACHER, &p->tables[PLAN_SERVICE].by_id);
    for (size_t i = 0; i < p->tables[PLAN_MAIN_TEACHER].rows.count && p->main_teachers_listed; i++) {
        PlanRow *row = p->tables[PLAN_MAIN_TEACHER].rows.items[i];
        if (row->now && !row->seen && plan_value(row, COL_MAIN_TEACHER_UNTIL_DAY).integer == DAY_OPEN) {
            plan_set(row, COL_MAIN_TEACHER_UNTIL_DAY, of_int(p->day));
            row->seen = true;
        }
    }
}
