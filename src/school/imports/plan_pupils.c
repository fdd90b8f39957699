/* Élèves: pupils, their options, their classes and groups. */
#include "school/imports/plan_read.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people.h"

#include <string.h>

static const char *const SYSTEM = "siecle.eleve";

/* ---- who is known already ---- */

static const char *name_and_birth(Plan *p, const char *family, const char *given, Day birth) {
    return arena_printf(p->mem, "%s|%s|%d", text_fold(p->mem, family ? family : ""), text_fold(p->mem, given ? given : ""), birth);
}

static const char *upper(Plan *p, const char *code) {
    char *copy = arena_text(p->mem, code);
    for (char *c = copy; c && *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char) (*c - 'a' + 'A');
    return copy;
}

/* Homonyms: one behind the other. */
static void index_name(Plan *p, PlanRow *pupil, const char *name) {
    Joining *one = NEW(p->mem, Joining);
    *one = (Joining){ .structure = pupil, .next = map_get(&p->pupils_by_name, name) };
    map_put(&p->pupils_by_name, name, one);
}

/* The number in the school has five digits and may lose its leading zeros on the way. */
static const char *without_zeros(const char *elenoet) {
    return elenoet ? elenoet + strspn(elenoet, "0") : "";
}

static void index_pupil(Plan *p, PlanRow *pupil) {
    const PlanRow *person = plan_find(p, PLAN_PERSON, pupil->key);
    const char *siecle = plan_value_text(pupil, COL_PUPIL_SIECLE_ID), *ine = plan_value_text(pupil, COL_PUPIL_INE);
    const char *elenoet = plan_value_text(pupil, COL_PUPIL_ELENOET);
    Value birth = plan_value(person, COL_PERSON_BIRTH_DAY);
    if (siecle)
        map_put(&p->pupils_by_siecle, siecle, pupil);
    if (ine)
        map_put(&p->pupils_by_ine, upper(p, ine), pupil);
    if (elenoet)
        map_put(&p->pupils_by_elenoet, without_zeros(elenoet), pupil);
    if (birth.kind == VALUE_INT)
        index_name(p, pupil, name_and_birth(p, plan_value_text(person, COL_PERSON_FAMILY_NAME),
            plan_value_text(person, COL_PERSON_GIVEN_NAME), (Day) birth.integer));
}

void plan_index_pupils(Plan *p, const Source *sources, size_t count) {
    p->pupils_in_file = p->pupils_by_ine = p->pupils_by_name = p->pupils_by_elenoet = p->pupils_by_siecle = map_new(p->mem);
    p->pupils_read = p->guardians_read = p->sts_people = p->boards_said = p->unknown_structures = map_new(p->mem);
    for (size_t i = 0; i < p->tables[PLAN_PUPIL].rows.count; i++)
        index_pupil(p, p->tables[PLAN_PUPIL].rows.items[i]);
    Record record;
    for (size_t s = 0; s < count; s++)
        for (size_t at = 0; record_next(&sources[s], &at, &record); )
            if (record.kind == R_PUPIL && record.values[R_PUPIL_SIECLE_ID])
                map_keep(&p->pupils_in_file, record.values[R_PUPIL_SIECLE_ID], p);
}

PlanRow *plan_pupil_named(const Plan *p, const char *siecle_id) {
    PlanRow *pupil = map_get(&p->pupils_read, siecle_id);
    return pupil ? pupil : map_get(&p->pupils_by_siecle, siecle_id);
}

/* ---- who is this ---- */

/* A pupil of the base that a new ELEVE_ID may be: not already named by this file under its own number. */
static bool is_free(const Plan *p, const PlanRow *pupil) {
    const char *siecle = plan_value_text(pupil, COL_PUPIL_SIECLE_ID);
    return pupil->now && !pupil->seen && !map_get(&p->pupils_in_file, siecle);
}

static PlanRow *pupil_by_ine(const Plan *p, const char *ine) {
    PlanRow *pupil = str_empty(ine) ? NULL : map_get(&p->pupils_by_ine, ine);
    return pupil && is_free(p, pupil) ? pupil : NULL;
}

static const char *describe(Plan *p, const char *name, const char *birth, const char *number) {
    return words(p->mem, T_IMPORT_DESCRIBE_PUPIL, WITH(ARG_TEXT("name", name), ARG_TEXT("birth", birth), ARG_TEXT("number", number)));
}

static const char *describe_ours(Plan *p, const PlanRow *pupil) {
    const PlanRow *person = plan_find(p, PLAN_PERSON, pupil->key);
    Value birth = plan_value(person, COL_PERSON_BIRTH_DAY);
    return describe(p, plan_value_text(person, COL_PERSON_DISPLAY_NAME),
        birth.kind == VALUE_INT ? day_french(p->mem, (Day) birth.integer) : "", plan_value_text(pupil, COL_PUPIL_SIECLE_ID));
}

static PlanRow *pupil_by_name(Plan *p, const Record *r) {
    Day birth = plan_day_of(p, r->values[R_PUPIL_BIRTH_DATE]);
    const Joining *found = birth == NO_DAY ? NULL
        : map_get(&p->pupils_by_name, name_and_birth(p, r->values[R_PUPIL_FAMILY_NAME], r->values[R_PUPIL_GIVEN_NAME], birth));
    while (found && !is_free(p, found->structure))
        found = found->next;
    return found ? found->structure : NULL;
}

static PlanRow *pupil_by_elenoet(const Plan *p, const char *elenoet) {
    PlanRow *found = str_empty(elenoet) ? NULL : map_get(&p->pupils_by_elenoet, without_zeros(elenoet));
    return found && is_free(p, found) ? found : NULL;
}

/* Same name and birth date, or same number in the school: asked, never assumed. */
static PlanRow *pupil_by_asking(Plan *p, const Record *r) {
    PlanRow *named = pupil_by_name(p, r), *found = named ? named : pupil_by_elenoet(p, r->values[R_PUPIL_ELENOET]);
    if (!found)
        return NULL;
    Names n = { .family_name = r->values[R_PUPIL_FAMILY_NAME], .usage_name = r->values[R_PUPIL_USAGE_NAME], .given_name = r->values[R_PUPIL_GIVEN_NAME] };
    Decision question = {
        .id = arena_printf(p->mem, "pupil-%s-%s", r->values[R_PUPIL_SIECLE_ID], found->key),
        .kind = "same_pupil",
        .label = names_display(p->mem, &n),
        .theirs = describe(p, names_display(p->mem, &n), r->values[R_PUPIL_BIRTH_DATE], r->values[R_PUPIL_SIECLE_ID]),
        .ours = describe_ours(p, found),
        .facts = words(p->mem, named ? T_IMPORT_FACT_NAME_BIRTH : T_IMPORT_FACT_ELENOET, NULL),
    };
    return str_equal(plan_ask(p, &question)->choice, "same") ? found : NULL;
}

static PlanRow *person_for(Plan *p, const Record *r) {
    const char *siecle = r->values[R_PUPIL_SIECLE_ID];
    if (plan_knows(p, SYSTEM, siecle))
        return plan_person(p, SYSTEM, siecle);
    PlanRow *pupil = pupil_by_ine(p, upper(p, r->values[R_PUPIL_INE]));
    if (!pupil)
        pupil = pupil_by_asking(p, r);
    if (!pupil)
        return plan_person(p, SYSTEM, siecle);
    plan_tie(p, SYSTEM, siecle, plan_find(p, PLAN_PERSON, pupil->key));
    return plan_person(p, SYSTEM, siecle);
}

/* ---- what the file says of a pupil ---- */

static const FieldColumn person_texts[] = {
    { R_PUPIL_GIVEN_NAME, COL_PERSON_GIVEN_NAME }, { R_PUPIL_GIVEN_NAME_2, COL_PERSON_GIVEN_NAME_2 }, { R_PUPIL_GIVEN_NAME_3, COL_PERSON_GIVEN_NAME_3 },
    { R_PUPIL_BIRTH_CITY, COL_PERSON_BIRTH_CITY }, { R_PUPIL_BIRTH_INSEE, COL_PERSON_BIRTH_INSEE },
    { R_PUPIL_BIRTH_DEPARTMENT, COL_PERSON_BIRTH_DEPARTMENT }, { R_PUPIL_BIRTH_COUNTRY, COL_PERSON_BIRTH_COUNTRY },
    { R_PUPIL_NATIONALITY, COL_PERSON_NATIONALITY }, { R_PUPIL_EMAIL, COL_PERSON_EMAIL }, { R_PUPIL_PHONE_HOME, COL_PERSON_PHONE_HOME },
    { R_PUPIL_PHONE_MOBILE, COL_PERSON_PHONE_MOBILE }, { R_PUPIL_PHONE_WORK, COL_PERSON_PHONE_WORK }, { 0, -1 } };

static const FieldColumn pupil_texts[] = {
    { R_PUPIL_SIECLE_ID, COL_PUPIL_SIECLE_ID }, { R_PUPIL_MEF, COL_PUPIL_MEF }, { R_PUPIL_STATUS, COL_PUPIL_STATUS }, { R_PUPIL_PROVENANCE, COL_PUPIL_PROVENANCE },
    { R_PUPIL_EXIT_REASON, COL_PUPIL_EXIT_REASON }, { R_PUPIL_PREVIOUS_MEF, COL_PUPIL_PREVIOUS_MEF },
    { R_PUPIL_PREVIOUS_CLASS, COL_PUPIL_PREVIOUS_CLASS }, { R_PUPIL_PREVIOUS_UAI, COL_PUPIL_PREVIOUS_UAI },
    { R_PUPIL_PREVIOUS_SCHOOL, COL_PUPIL_PREVIOUS_SCHOOL }, { 0, -1 } };

static void say_sex(Plan *p, PlanRow *person, const char *code) {
    if (str_equal(code, "1") || str_equal(code, "2"))
        plan_set(person, COL_PERSON_SEX, of_text(*code == '1' ? "m" : "f"));
    else if (code && !*code)
        plan_set(person, COL_PERSON_SEX, of_null());
    else if (code)
        plan_warn(p, T_IMPORT_BAD_CODE, WITH(ARG_TEXT("value", code)));
}

static void say_board(Plan *p, const PlanRow *pupil, const char *code) {
    if (!code)
        return;
    if (!*code || board_of_code(code))
        map_put(&p->boards_said, pupil->key, arena_text(p->mem, code));
    else
        plan_warn(p, T_IMPORT_BAD_BOARD, WITH(ARG_TEXT("value", code)));
}

static void say_elenoet(PlanRow *pupil, const char *elenoet) {
    const char *known = plan_value_text(pupil, COL_PUPIL_ELENOET);
    if (!elenoet || !known || !*elenoet || !str_equal(without_zeros(known), without_zeros(elenoet)))
        plan_text(pupil, COL_PUPIL_ELENOET, elenoet);
}

/* Eleven characters: ten digits and a letter, or nine and two (FX13). Doubted aloud, without the number, and kept. */
static void say_ine(Plan *p, PlanRow *pupil, const char *given) {
    const char *ine = upper(p, given);
    plan_text(pupil, COL_PUPIL_INE, ine);
    size_t digits = ine ? strspn(ine, "0123456789") : 0;
    if (!str_empty(ine) && (strlen(ine) != 11 || digits < 9 || digits > 10 || strspn(ine + digits, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 11 - digits))
        plan_warn(p, T_IMPORT_BAD_INE, NULL);
}

static void read_pupil(Plan *p, const Record *r) {
    const char *siecle = r->values[R_PUPIL_SIECLE_ID];
    if (str_empty(siecle) || !plan_can_name(p, SYSTEM, siecle, r->values[R_PUPIL_FAMILY_NAME], r->values[R_PUPIL_USAGE_NAME])) {
        plan_warn(p, T_IMPORT_NO_NUMBER, NULL);
        return;
    }
    PlanRow *person = person_for(p, r);
    PlanRow *pupil = plan_row(p, PLAN_PUPIL, NULL, person->key);
    plan_met(p, pupil, REPORT_PUPIL, NULL);
    if (!person->thing)
        person->thing = pupil->thing;
    if (!pupil->now)
        plan_ref(pupil, COL_PUPIL_PERSON, person);
    map_put(&p->pupils_read, siecle, pupil);

    plan_names(person, r->values[R_PUPIL_FAMILY_NAME], r->values[R_PUPIL_USAGE_NAME]);
    plan_texts(person, r, person_texts);
    plan_day(p, person, COL_PERSON_BIRTH_DAY, r->values[R_PUPIL_BIRTH_DATE]);
    say_sex(p, person, r->values[R_PUPIL_SEX]);
    plan_bool(p, person, COL_PERSON_ACCEPTS_SMS, r->values[R_PUPIL_ACCEPTS_SMS]);
    plan_address_of(p, person, r->values[R_PUPIL_ADDRESS]);

    plan_texts(pupil, r, pupil_texts);
    say_elenoet(pupil, r->values[R_PUPIL_ELENOET]);
    say_ine(p, pupil, r->values[R_PUPIL_INE]);
    plan_bool(p, pupil, COL_PUPIL_REPEATING, r->values[R_PUPIL_REPEATING]);
    plan_bool(p, pupil, COL_PUPIL_TRANSPORT, r->values[R_PUPIL_TRANSPORT]);
    plan_day(p, pupil, COL_PUPIL_ENTRY_DAY, r->values[R_PUPIL_ENTRY_DATE]);
    plan_day(p, pupil, COL_PUPIL_EXIT_DAY, r->values[R_PUPIL_EXIT_DATE]);
    say_board(p, pupil, r->values[R_PUPIL_REGIME]);
}

/* ---- options, classes, groups ---- */

static void read_option(Plan *p, const Record *r, PlanRow *pupil) {
    const char *subject = r->values[R_OPTION_SUBJECT], *modality = r->values[R_OPTION_MODALITY];
    if (str_empty(subject))
        return;
    modality = modality ? modality : "";
    PlanRow *row = plan_row(p, PLAN_OPTION, NULL, plan_key(p, pupil->key, subject, modality, NULL));
    plan_met(p, row, REPORT_OPTION, subject);
    if (!row->now)
        plan_ref(row, COL_PUPIL_OPTION_PERSON, plan_find(p, PLAN_PERSON, pupil->key));
    plan_set(row, COL_PUPIL_OPTION_SUBJECT, of_text(subject));
    plan_set(row, COL_PUPIL_OPTION_MODALITY, of_text(modality));
    plan_text(row, COL_PUPIL_OPTION_NUMBER, r->values[R_OPTION_NUMBER]);
}

static void read_membership(Plan *p, const Record *r, PlanRow *pupil) {
    const char *code = r->values[R_MEMBERSHIP_CODE], *type = r->values[R_MEMBERSHIP_TYPE];
    if (str_empty(code))
        return;
    const char *kind = !str_empty(type) && (*type == 'G' || *type == 'g') ? "group" : "class";
    PlanRow *structure = plan_find(p, PLAN_STRUCTURE, plan_key(p, kind, code, NULL));
    if (!structure && str_empty(type))
        structure = plan_find(p, PLAN_STRUCTURE, plan_key(p, "group", code, NULL));
    plan_join(p, pupil, structure);
    if (structure)
        return;
    if (map_add(&p->unknown_structures, plan_key(p, kind, code, NULL), pupil))
        plan_warn(p, *kind == 'c' ? T_IMPORT_UNKNOWN_CLASS : T_IMPORT_UNKNOWN_GROUP, WITH(ARG_TEXT("code", code)));
}

void plan_pupils(Plan *p, const Record *r) {
    if (r->kind == R_PUPIL) {
        read_pupil(p, r);
        return;
    }
    const char *siecle = r->kind == R_OPTION ? r->values[R_OPTION_PUPIL] : r->values[R_MEMBERSHIP_PUPIL];
    PlanRow *pupil = map_get(&p->pupils_read, siecle);
    if (!pupil)
        plan_warn(p, T_IMPORT_UNKNOWN_PUPIL, WITH(ARG_TEXT("number", siecle)));
    else if (r->kind == R_OPTION)
        read_option(p, r, pupil);
    else
        read_membership(p, r, pupil);
}
