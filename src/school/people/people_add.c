/* Who arrives: a new person, or a new hat for somebody who is here already. */
#include "school/people/people_rules.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people_input.h"

/* ---- is that person here already ---- */

static bool same_name(Work *w, const char *a, const char *b) { return !str_empty(a) && !str_empty(b) && str_equal(text_fold(w->mem, a), text_fold(w->mem, b)); }

/* The names of one person may stand in either place: "nom de famille" of one file is "nom d'usage" of the other. */
static bool named_alike(Work *w, const NewPerson *who, const Rows *r) {
    const char *const *v = who->values;
    const char *family = row_peek(r, PERSONS_OF_WORD_FAMILY_NAME), *usage = row_peek(r, PERSONS_OF_WORD_USAGE_NAME), *given = row_peek(r, PERSONS_OF_WORD_GIVEN_NAME);
    bool surname = same_name(w, v[EDIT_FAMILY_NAME], family) || same_name(w, v[EDIT_FAMILY_NAME], usage) || same_name(w, v[EDIT_USAGE_NAME], family) ||
        same_name(w, v[EDIT_USAGE_NAME], usage);
    return surname && (same_name(w, v[EDIT_GIVEN_NAME], given) || (str_empty(v[EDIT_GIVEN_NAME]) && str_empty(given)));
}

static bool same_way(Work *w, const NewPerson *who, const Rows *r) {
    static const int ours[] = { PERSONS_OF_WORD_PHONE_HOME, PERSONS_OF_WORD_PHONE_MOBILE, PERSONS_OF_WORD_PHONE_WORK };
    const char *email = who->values[EDIT_EMAIL];
    if (!str_empty(email) && same_name(w, email, row_peek(r, PERSONS_OF_WORD_EMAIL)))
        return true;
    for (int i = 0; i < 9; i++) {
        const char *typed = who->values[EDIT_PHONE_HOME + i / 3], *known = row_peek(r, ours[i % 3]);
        const char *a = str_empty(typed) ? NULL : phone_normal(w->mem, typed), *b = str_empty(known) ? NULL : phone_normal(w->mem, known);
        if (a && b && str_equal(a, b))
            return true;
    }
    return false;
}

/* Same name and birth date; of adults, a same e-mail or telephone will do. */
static const char *here_already(Work *w, const NewPerson *who, bool adult) {
    char **words_of = text_search_words(w->mem, who->values[EDIT_FAMILY_NAME] ? who->values[EDIT_FAMILY_NAME] : "");
    const char *found = NULL;
    for (Rows r = db_rows(w->tx, &PERSONS_OF_WORD, VALUES(of_text(words_of[0]))); words_of[0] && row_next(&r); ) {
        bool birth = who->birth_day != NO_DAY && !row_null(&r, PERSONS_OF_WORD_BIRTH_DAY) && row_int(&r, PERSONS_OF_WORD_BIRTH_DAY) == who->birth_day;
        if (!found && named_alike(w, who, &r) && (birth || (adult && same_way(w, who, &r))))
            found = row_text(&r, PERSONS_OF_WORD_DISPLAY_NAME, w->mem);
    }
    return found;
}

/* ---- reading all that was said ---- */

static Value said(const NewPerson *who, PersonEdit edit) {
    Day day = edit == EDIT_BIRTH_DAY ? who->birth_day : edit == EDIT_ENTRY_DAY ? who->entry_day : NO_DAY;
    if (edit == EDIT_BIRTH_DAY || edit == EDIT_ENTRY_DAY)
        return day == NO_DAY ? of_null() : of_int(day);
    if (edit == EDIT_ACCEPTS_SMS || edit == EDIT_REPEATING)
        return of_int(edit == EDIT_ACCEPTS_SMS ? who->accepts_sms : who->repeating);
    return of_text(who->values[edit]);
}

/* The fields of FIRST to LAST, each checked as it would be in its cell. */
static size_t read_fields(Work *w, const NewPerson *who, PersonEdit first, PersonEdit last, ChangeField *out) {
    size_t count = 0;
    for (PersonEdit edit = first; edit <= last; edit++) {
        const EditRule *rule = &edit_rules[edit];
        CellChange c = { .field = (int) edit, .value = said(who, edit), .at = rule->name };
        Value value;
        if (rule->read(w, &c, rule, &value))
            out[count++] = SET(rule->column, value);
    }
    return count;
}

/* ---- the person ---- */

typedef struct Arrival { const NewPerson *who; int64_t person; ChangeField fields[PERSON_EDITS]; size_t count; } Arrival;

/* Everything that can be wrong with who it is. HAT: what they may not be yet. */
static void check_person(Work *w, Arrival *a, int64_t number, int hat, bool adult) {
    a->person = a->who->person ? a->who->person : number;
    if (!a->who->person) {
        const char *known = a->who->anyway ? NULL : here_already(w, a->who, adult);
        a->count = read_fields(w, a->who, EDIT_FAMILY_NAME, EDIT_OCCUPATION, a->fields);
        if (known)
            problem(w, T_PEOPLE_HERE_ALREADY, WITH(ARG_TEXT("name", known)), "anyway");
        return;
    }
    Rows r = db_rows(w->tx, &PERSON_HATS, VALUES(of_int(a->who->person)));
    bool known = row_next(&r);
    if (!known || row_int(&r, hat))
        problem(w, known ? T_PEOPLE_HAS_HAT : T_PEOPLE_UNKNOWN, NULL, "person");
    rows_end(&r);
}

static void write_person(Work *w, Arrival *a) {
    const char *const *v = a->who->values;
    if (a->who->person)
        return;
    Names names = { NULL };
    const char **parts[] = { &names.family_name, &names.usage_name, &names.given_name, &names.given_name_2, &names.given_name_3 };
    for (int i = 0; i < 5; i++)
        *parts[i] = str_empty(v[EDIT_FAMILY_NAME + i]) ? NULL : text_trim(w->mem, v[EDIT_FAMILY_NAME + i]);
    name_fields(w, &names, a->fields + a->count);
    change_put(w->tx, &TABLE_PERSON, KEY(of_int(a->person)), a->fields, a->count + 2);
}

/* ---- pupils ---- */

/* Who does not say comes today. */
static NewPerson arriving(Work *w, const NewPerson *said_so) {
    NewPerson who = *said_so;
    Day first, last;
    year_days(w, &first, &last);
    if (who.entry_day == NO_DAY)
        who.entry_day = w->today < first ? first : w->today > last ? last : w->today;
    else if (who.entry_day > last)
        problem(w, T_PEOPLE_OUTSIDE_YEAR, NULL, "entry_date");
    return who;
}

int64_t pupil_add(Work *w, int64_t number, const NewPerson *said_so, int64_t class_id) {
    NewPerson all = arriving(w, said_so), *who = &all;
    Arrival a = { .who = who };
    ChangeField pupil[PERSON_EDITS];
    CellChange board = { .field = EDIT_BOARD, .value = of_text(who->values[EDIT_BOARD]), .from = who->entry_day, .at = "board_status" }, class = { .value = of_int(class_id),
        .from = who->entry_day, .at = "class" };
    Value status;
    if (class_id && !structure_is_class(w, class_id))
        problem(w, T_STRUCTURES_UNKNOWN_CLASS, NULL, "class");
    check_person(w, &a, number, PERSON_HATS_PUPIL, false);
    size_t count = read_fields(w, who, EDIT_INE, EDIT_ENTRY_DAY, pupil);
    edit_rules[EDIT_BOARD].read(w, &board, &edit_rules[EDIT_BOARD], &status);
    if (has_problems(w))
        return 0;
    board.id = class.id = a.person;
    write_person(w, &a);
    change_put(w->tx, &TABLE_PUPIL, KEY(of_int(a.person)), pupil, count);
    if (status.kind == VALUE_TEXT)
        pupil_change(w, &board);
    if (class_id)
        class_change(w, &class);
    return has_problems(w) || !ok(w) ? 0 : a.person;
}

/* ---- colleagues ---- */

static int64_t colleague_add(Work *w, int64_t number, const NewPerson *who, const Table *post, int hat) {
    Arrival a = { .who = who };
    ChangeField fields[PERSON_EDITS];
    check_person(w, &a, number, hat, true);
    size_t count = read_fields(w, who, EDIT_FUNCTION, EDIT_GRADE, fields);
    if (has_problems(w))
        return 0;
    write_person(w, &a);
    change_put(w->tx, post, KEY(of_int(a.person)), fields, count);
    return ok(w) ? a.person : 0;
}

int64_t teacher_add(Work *w, int64_t number, const NewPerson *who) { return colleague_add(w, number, who, &TABLE_TEACHER, PERSON_HATS_TEACHER); }
int64_t staff_add(Work *w, int64_t number, const NewPerson *who) { return colleague_add(w, number, who, &TABLE_STAFF, PERSON_HATS_STAFF); }

/* ---- guardians ---- */

int64_t guardian_add(Work *w, int64_t number, const NewPerson *who, int64_t pupil, const Guardianship *tie, int64_t household, const Address *address) {
    Arrival a = { .who = who };
    PupilStay stay;
    if (who->person)
        a.person = who->person;
    else
        check_person(w, &a, number, PERSON_HATS_GUARDIAN, true);
    if (!pupil_stay(w, pupil, &stay))
        problem(w, T_PEOPLE_UNKNOWN, NULL, "pupil");
    if (has_problems(w))
        return 0;
    write_person(w, &a);
    guardianship_add(w, pupil, a.person, tie);
    if (household)
        person_joins(w, a.person, household);
    else if (address)
        person_moves(w, a.person, address);
    return has_problems(w) || !ok(w) ? 0 : a.person;
}
