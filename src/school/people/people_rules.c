/* Each value of a person by itself: what it must look like. */
#include "school/people/people_rules.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people_input.h"

#define NAME_MOST 100
#define TEXT_MOST 100
#define OLDEST (-25567)                 /* 1900-01-01 */

const char *const title_words[] = { "M.", "MME", "MLLE", NULL };

/* ---- readers ---- */

static bool read_text(Work *w, const CellChange *c, const EditRule *rule, Value *out) { return cell_text(w, c, rule->max, rule->required, out); }
static bool read_word(Work *w, const CellChange *c, const EditRule *rule, Value *out) { return cell_word(w, c, rule->words, rule->required, out); }
static bool read_flag(Work *w, const CellChange *c, const EditRule *rule, Value *out) { (void) rule; return cell_number(w, c, 0, 1, out); }

static bool refuse(Work *w, const CellChange *c, TextId why) {
    problem(w, why, NULL, "%s", c->at);
    return false;
}

static bool read_birth(Work *w, const CellChange *c, const EditRule *rule, Value *out) {
    (void) rule;
    *out = c->value;
    return out->kind == VALUE_NULL || (out->integer >= OLDEST && out->integer <= w->today) || refuse(w, c, T_PEOPLE_BAD_BIRTH);
}

static bool normal(Work *w, const CellChange *c, Value *out, const char *(*make)(Arena *, const char *), TextId why) {
    const char *made = out->kind == VALUE_TEXT ? make(w->mem, out->data) : NULL;
    if (out->kind == VALUE_TEXT && !made)
        return refuse(w, c, why);
    *out = of_text(made);
    return true;
}

static bool read_phone(Work *w, const CellChange *c, const EditRule *rule, Value *out) {
    return read_text(w, c, rule, out) && normal(w, c, out, phone_normal, T_PEOPLE_BAD_PHONE);
}

static bool read_email(Work *w, const CellChange *c, const EditRule *rule, Value *out) {
    return read_text(w, c, rule, out) && normal(w, c, out, email_normal, T_PEOPLE_BAD_EMAIL);
}

static bool is_free(Work *w, const CellChange *c, const Value *number, const Statement *find, TextId why) {
    int64_t whose = number->kind == VALUE_TEXT ? db_int(w->tx, find, number, 1) : 0;
    return !whose || whose == c->id || refuse(w, c, why);
}

static bool read_ine(Work *w, const CellChange *c, const EditRule *rule, Value *out) {
    return read_text(w, c, rule, out) && normal(w, c, out, ine_normal, T_PEOPLE_BAD_INE) && is_free(w, c, out, &PUPIL_OF_INE, T_PEOPLE_INE_TAKEN);
}

static bool read_elenoet(Work *w, const CellChange *c, const EditRule *rule, Value *out) {
    if (!read_text(w, c, rule, out))
        return false;
    if (out->kind == VALUE_TEXT && strspn(out->data, "0123456789") != strlen(out->data))
        return refuse(w, c, T_FORM_NOT_A_NUMBER);
    return is_free(w, c, out, &PUPIL_OF_ELENOET, T_PEOPLE_ELENOET_TAKEN);
}

static bool read_mef(Work *w, const CellChange *c, const EditRule *rule, Value *out) {
    if (!read_text(w, c, rule, out))
        return false;
    return out->kind == VALUE_NULL || db_text(w->tx, &MEF_NAMED, out, 1) || refuse(w, c, T_STRUCTURES_UNKNOWN_MEF);
}

/* One of the ministry's codes, where the school has imported them. */
static bool known_code(Work *w, const CellChange *c, const char *list, const Value *code) {
    return code->kind != VALUE_TEXT || code_is_known(w, list, code->data) || refuse(w, c, T_FORM_NOT_A_CHOICE);
}

static bool read_status(Work *w, const CellChange *c, const EditRule *rule, Value *out) {
    return read_text(w, c, rule, out) && known_code(w, c, "STATUTS_ELEVE", out);
}

static bool read_exit_reason(Work *w, const CellChange *c, const EditRule *rule, Value *out) {
    return read_text(w, c, rule, out) && known_code(w, c, "MOTIFS_SORTIE", out);
}

/* Anywhere in the year and a little around it: what it does to the rest is the verb's. */
static bool read_day(Work *w, const CellChange *c, const EditRule *rule, Value *out) {
    Day first, last;
    (void) rule;
    *out = c->value;
    year_days(w, &first, &last);
    return out->kind == VALUE_NULL || (out->integer > OLDEST && out->integer <= day_of(w->school->year + 1, 9, 1)) || refuse(w, c, T_PEOPLE_OUTSIDE_YEAR);
}

#define PERSON(edit, field, reader, ...) [edit] = { .name = field, .table = &TABLE_PERSON, .read = reader, __VA_ARGS__ }
#define PUPIL(edit, field, reader, ...) [edit] = { .name = field, .table = &TABLE_PUPIL, .read = reader, __VA_ARGS__ }
const EditRule edit_rules[PERSON_EDITS] = {
    PERSON(EDIT_FAMILY_NAME, "family_name", read_text, .column = COL_PERSON_FAMILY_NAME, .max = NAME_MOST, .required = true),
    PERSON(EDIT_USAGE_NAME, "usage_name", read_text, .column = COL_PERSON_USAGE_NAME, .max = NAME_MOST),
    PERSON(EDIT_GIVEN_NAME, "given_name", read_text, .column = COL_PERSON_GIVEN_NAME, .max = NAME_MOST),
    PERSON(EDIT_GIVEN_NAME_2, "given_name_2", read_text, .column = COL_PERSON_GIVEN_NAME_2, .max = NAME_MOST),
    PERSON(EDIT_GIVEN_NAME_3, "given_name_3", read_text, .column = COL_PERSON_GIVEN_NAME_3, .max = NAME_MOST),
    PERSON(EDIT_TITLE, "title", read_word, .column = COL_PERSON_TITLE, .words = title_words),
    PERSON(EDIT_SEX, "sex", read_word, .column = COL_PERSON_SEX, .words = sex_words),
    PERSON(EDIT_BIRTH_DAY, "birth_date", read_birth, .column = COL_PERSON_BIRTH_DAY),
    PERSON(EDIT_BIRTH_CITY, "birth_city", read_text, .column = COL_PERSON_BIRTH_CITY, .max = TEXT_MOST),
    PERSON(EDIT_BIRTH_DEPARTMENT, "birth_department", read_text, .column = COL_PERSON_BIRTH_DEPARTMENT, .max = 10),
    PERSON(EDIT_BIRTH_COUNTRY, "birth_country", read_text, .column = COL_PERSON_BIRTH_COUNTRY, .max = TEXT_MOST),
    PERSON(EDIT_NATIONALITY, "nationality", read_text, .column = COL_PERSON_NATIONALITY, .max = TEXT_MOST),
    PERSON(EDIT_EMAIL, "email", read_email, .column = COL_PERSON_EMAIL, .max = 254),
    PERSON(EDIT_PHONE_HOME, "phone_home", read_phone, .column = COL_PERSON_PHONE_HOME, .max = 30),
    PERSON(EDIT_PHONE_MOBILE, "phone_mobile", read_phone, .column = COL_PERSON_PHONE_MOBILE, .max = 30),
    PERSON(EDIT_PHONE_WORK, "phone_work", read_phone, .column = COL_PERSON_PHONE_WORK, .max = 30),
    PERSON(EDIT_ACCEPTS_SMS, "accepts_sms", read_flag, .column = COL_PERSON_ACCEPTS_SMS),
    PERSON(EDIT_OCCUPATION, "occupation", read_text, .column = COL_PERSON_OCCUPATION, .max = TEXT_MOST),
    PUPIL(EDIT_INE, "ine", read_ine, .column = COL_PUPIL_INE, .max = 20),
    PUPIL(EDIT_ELENOET, "elenoet", read_elenoet, .column = COL_PUPIL_ELENOET, .max = 10),
    PUPIL(EDIT_MEF, "mef", read_mef, .column = COL_PUPIL_MEF, .max = 20),
    PUPIL(EDIT_STATUS, "status", read_status, .column = COL_PUPIL_STATUS, .max = 10),
    PUPIL(EDIT_REPEATING, "repeating", read_flag, .column = COL_PUPIL_REPEATING),
    PUPIL(EDIT_PROVENANCE, "provenance", read_text, .column = COL_PUPIL_PROVENANCE, .max = TEXT_MOST),
    PUPIL(EDIT_TRANSPORT, "transport", read_flag, .column = COL_PUPIL_TRANSPORT),
    PUPIL(EDIT_PREVIOUS_SCHOOL, "previous_school", read_text, .column = COL_PUPIL_PREVIOUS_SCHOOL, .max = TEXT_MOST),
    PUPIL(EDIT_PREVIOUS_CLASS, "previous_class", read_text, .column = COL_PUPIL_PREVIOUS_CLASS, .max = TEXT_MOST),
    PUPIL(EDIT_ENTRY_DAY, "entry_date", read_day, .column = COL_PUPIL_ENTRY_DAY),
    PUPIL(EDIT_EXIT_DAY, "exit_date", read_day, .column = COL_PUPIL_EXIT_DAY),
    PUPIL(EDIT_EXIT_REASON, "exit_reason", read_exit_reason, .column = COL_PUPIL_EXIT_REASON, .max = 10),
    [EDIT_BOARD] = { .name = "board_status", .read = read_word, .words = board_words }, [EDIT_EXITS] = { .name = "exit_permission", .read = read_word, .words = exit_words },
    [EDIT_CLASS] = { .name = "class" },
    [EDIT_SHARE_ADDRESS] = { .name = "share_address", .table = &TABLE_GUARDIAN, .read = read_flag, .column = COL_GUARDIAN_SHARE_ADDRESS },
    [EDIT_FUNCTION] = { .name = "function", .read = read_text, .column = COL_TEACHER_FUNCTION, .max = 20 },
    [EDIT_GRADE] = { .name = "grade", .read = read_text, .column = COL_TEACHER_GRADE, .max = 40 },
    [EDIT_LEFT_DAY] = { .name = "left_date", .read = read_day, .column = COL_TEACHER_EXIT_DAY },
};
