#include "school/desk/desk.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts_web.h"
#include "school/certificates/certificates.h"
#include "school/exports/exports.h"
#include "school/letters/letters.h"
#include "school/files/files.h"
#include "school/meals/meals.h"
#include "school/people/people_change.h"
#include "school/pickups/pickups.h"
#include "school/reads/reads.h"
#include "school/rights/rights.h"
#include "school/support/support.h"

static const char *cell(const Rows *r, int column, Arena *mem) { return row_text(r, column, mem); }
static Day day_cell(const Rows *r, int column) { return row_null(r, column) ? NO_DAY : (Day) row_int(r, column); }

/* ---- what records share ---- */

const char *function_words(Arena *mem, const char *code) {
    TextId id = str_empty(code) ? 0 : words_find(arena_printf(mem, "function.%s", text_fold(mem, code)));
    return id ? words(mem, id, NULL) : code;
}

void doc_phones(Doc *d, const char *mobile, const char *home, const char *work) {
    const char *all[] = { mobile, home, work };
    doc_list(d, "phones");
    for (int i = 0; i < 3; i++)
        if (!str_empty(all[i]))
            doc_add_text(d, "phones", all[i]);
}

static void card_of(Work *w, Doc *d, const char *list, int64_t id) {
    doc_text(d, "card_href", arena_printf(w->mem, "/bureau/listes/%s/fichier?forme=vcf&ids=%lld", list, (long long) id));
}

/* Every statement of a record is asked before the first row is read (db.h); hence rows as arguments. */
static Rows rows_of(Work *w, const Statement *statement, int64_t id) { return db_rows(w->tx, statement, VALUES(of_int(id))); }

void doc_address(Work *w, Doc *d, Rows r) {
    if (!row_next(&r))
        return;
    Doc *a = doc_object(d, "address");
    doc_list(a, "lines");
    for (int i = 0; i < 4; i++) {
        const char *line = cell(&r, ADDRESS_OF_LINE1 + i, w->mem);
        if (!str_empty(line))
            doc_add_text(a, "lines", line);
    }
    const char *city = cell(&r, ADDRESS_OF_CITY, w->mem);
    doc_text(a, "postcode", cell(&r, ADDRESS_OF_POSTCODE, w->mem));
    doc_text(a, "city", city ? city : cell(&r, ADDRESS_OF_FOREIGN_CITY, w->mem));
    if (!str_equal(cell(&r, ADDRESS_OF_COUNTRY_CODE, w->mem), "100"))
        doc_text(a, "country", cell(&r, ADDRESS_OF_COUNTRY, w->mem));
    rows_end(&r);
}

void doc_household(Work *w, Doc *d, Rows r) {
    doc_list(d, "household");
    while (row_next(&r)) {
        Doc *p = doc_add(d, "household");
        doc_int(p, "id", row_int(&r, HOUSEHOLD_OF_ID));
        doc_text(p, "display_name", cell(&r, HOUSEHOLD_OF_DISPLAY_NAME, w->mem));
        doc_bool(p, "is_pupil", row_int(&r, HOUSEHOLD_OF_IS_PUPIL));
    }
}

static const char *level_word(int64_t level) { return level == 1 ? "legal" : level == 2 ? "charge" : "contact"; }

/* ---- pupil ---- */

static int64_t pupil_identity(Work *w, Doc *d, int64_t id, Rows r) {
    if (!row_next(&r))
        return -1;
    const char *name = cell(&r, PUPIL_RECORD_DISPLAY_NAME, w->mem);
    Day birth = day_cell(&r, PUPIL_RECORD_BIRTH_DAY);
    int64_t address = row_int(&r, PUPIL_RECORD_ADDRESS);
    doc_int(d, "id", id);
    doc_text(d, "display_name", name);
    doc_text(d, "initials", names_initials(w->mem, name));
    doc_text(d, "family_name", cell(&r, PUPIL_RECORD_FAMILY_NAME, w->mem));
    doc_text(d, "usage_name", cell(&r, PUPIL_RECORD_USAGE_NAME, w->mem));
    doc_list(d, "given_names");
    Str given = str_new(w->mem, 40);
    for (int i = 0; i < 3; i++) {
        const char *one = cell(&r, PUPIL_RECORD_GIVEN_NAME + i, w->mem);
        doc_add_text(d, "given_names", one);
        if (one)
            str_printf(&given, "%s%s", given.size ? ", " : "", one);
    }
    doc_text(d, "given_line", given.data);
    doc_word(d, "sex", cell(&r, PUPIL_RECORD_SEX, w->mem));
    doc_day(d, "birth_date", birth);
    doc_text(d, "birth_city", cell(&r, PUPIL_RECORD_BIRTH_CITY, w->mem));
    if (birth != NO_DAY)
        doc_int(d, "age", day_age(birth, w->today));
    doc_text(d, "mef", cell(&r, PUPIL_RECORD_MEF, w->mem));
    doc_text(d, "mef_label", cell(&r, PUPIL_RECORD_MEF_LABEL, w->mem));
    doc_text(d, "siecle_id", cell(&r, PUPIL_RECORD_SIECLE_ID, w->mem));
    doc_text(d, "elenoet", cell(&r, PUPIL_RECORD_ELENOET, w->mem));
    doc_text(d, "ine", cell(&r, PUPIL_RECORD_INE, w->mem));
    doc_bool(d, "repeating", row_int(&r, PUPIL_RECORD_REPEATING));
    doc_day(d, "entry_date", day_cell(&r, PUPIL_RECORD_ENTRY_DAY));
    doc_day(d, "exit_date", day_cell(&r, PUPIL_RECORD_EXIT_DAY));
    doc_text(d, "exit_label", cell(&r, PUPIL_RECORD_EXIT_LABEL, w->mem));
    doc_word(d, "exit_permission", cell(&r, PUPIL_RECORD_EXIT_PERMISSION, w->mem));
    doc_text(d, "previous_school", cell(&r, PUPIL_RECORD_PREVIOUS_SCHOOL, w->mem));
    doc_text(d, "previous_class", cell(&r, PUPIL_RECORD_PREVIOUS_CLASS, w->mem));
    doc_text(d, "email", cell(&r, PUPIL_RECORD_EMAIL, w->mem));
    doc_phones(d, cell(&r, PUPIL_RECORD_PHONE_MOBILE, w->mem), cell(&r, PUPIL_RECORD_PHONE_HOME, w->mem), cell(&r, PUPIL_RECORD_PHONE_WORK, w->mem));
    rows_end(&r);
    return address;
}

static void pupil_structures(Work *w, Doc *d, Rows r, Rows b) {
    doc_list(d, "groups");
    while (row_next(&r)) {
        bool class = str_equal(row_peek(&r, PUPIL_MEMBERSHIPS_KIND), "class");
        bool now = row_int(&r, PUPIL_MEMBERSHIPS_FROM_DAY) <= w->actor->scope.day && row_int(&r, PUPIL_MEMBERSHIPS_UNTIL_DAY) > w->actor->scope.day;
        Doc *s = now && class ? doc_object(d, "class") : doc_add(d, now ? "groups" : "past");
        doc_int(s, "id", row_int(&r, PUPIL_MEMBERSHIPS_STRUCTURE));
        doc_text(s, "code", cell(&r, PUPIL_MEMBERSHIPS_CODE, w->mem));
        if (now) {
            doc_text(s, "label", cell(&r, PUPIL_MEMBERSHIPS_LABEL, w->mem));
            continue;
        }
        doc_word(s, "kind", cell(&r, PUPIL_MEMBERSHIPS_KIND, w->mem));
        doc_day(s, "from_date", day_cell(&r, PUPIL_MEMBERSHIPS_FROM_DAY));
        doc_day(s, "until_date", day_cell(&r, PUPIL_MEMBERSHIPS_UNTIL_DAY));
        if (row_int(&r, PUPIL_MEMBERSHIPS_UNTIL_DAY) != DAY_OPEN)
            doc_day(s, "last_date", day_cell(&r, PUPIL_MEMBERSHIPS_UNTIL_DAY) - 1);
    }
    if (row_next(&b)) {
        doc_word(d, "board_status", cell(&b, PUPIL_BOARDS_STATUS, w->mem));
        doc_text(d, "board_label", cell(&b, PUPIL_BOARDS_LABEL, w->mem));
    }
    rows_end(&b);
}

static void pupil_guardians(Work *w, Doc *d, int64_t id, Rows r, int64_t address) {
    doc_list(d, "guardians");
    while (row_next(&r)) {
        int64_t level = row_int(&r, PUPIL_GUARDIANS_LEVEL);
        Doc *g = doc_add(d, "guardians");
        doc_int(g, "id", row_int(&r, PUPIL_GUARDIANS_ID));
        if (may(w, people_edit))
            doc_text(g, "edit_href", arena_printf(w->mem, "/bureau/eleves/%lld/responsables/%lld", (long long) id, (long long) row_int(&r, PUPIL_GUARDIANS_ID)));
        doc_text(g, "display_name", cell(&r, PUPIL_GUARDIANS_DISPLAY_NAME, w->mem));
        doc_text(g, "title", cell(&r, PUPIL_GUARDIANS_TITLE, w->mem));
        doc_int(g, "level", level);
        doc_int(g, "rank", row_int(&r, PUPIL_GUARDIANS_RANK));
        doc_bool(g, "legal", level == 1);
        doc_word(g, "level_word", level_word(level));
        doc_word(g, "kinship", cell(&r, PUPIL_GUARDIANS_KINSHIP, w->mem));
        doc_bool(g, "hosts", row_int(&r, PUPIL_GUARDIANS_HOSTS));
        doc_bool(g, "preferred", row_int(&r, PUPIL_GUARDIANS_PREFERRED));
        doc_bool(g, "recipient", row_int(&r, PUPIL_GUARDIANS_RECIPIENT));
        doc_text(g, "email", cell(&r, PUPIL_GUARDIANS_EMAIL, w->mem));
        doc_phones(g, cell(&r, PUPIL_GUARDIANS_PHONE_MOBILE, w->mem), cell(&r, PUPIL_GUARDIANS_PHONE_HOME, w->mem), cell(&r, PUPIL_GUARDIANS_PHONE_WORK, w->mem));
        doc_bool(g, "other_address", row_int(&r, PUPIL_GUARDIANS_ADDRESS) != address);
    }
}

static void pupil_neighbours(Work *w, Doc *d, Rows s, Rows o, Rows t) {
    doc_list(d, "siblings");
    while (row_next(&s)) {
        Doc *p = doc_add(d, "siblings");
        doc_int(p, "id", row_int(&s, PUPIL_SIBLINGS_ID));
        doc_text(p, "display_name", cell(&s, PUPIL_SIBLINGS_DISPLAY_NAME, w->mem));
        doc_text(p, "class_code", cell(&s, PUPIL_SIBLINGS_CLASS_CODE, w->mem));
    }
    doc_list(d, "options");
    while (row_next(&o)) {
        Doc *p = doc_add(d, "options");
        if (!row_null(&o, PUPIL_OPTIONS_SUBJECT_ID))
            doc_int(p, "subject_id", row_int(&o, PUPIL_OPTIONS_SUBJECT_ID));
        doc_text(p, "subject", cell(&o, PUPIL_OPTIONS_SUBJECT, w->mem));
        doc_text(p, "label", cell(&o, PUPIL_OPTIONS_LABEL, w->mem));
        doc_text(p, "modality", cell(&o, PUPIL_OPTIONS_MODALITY, w->mem));
        doc_text(p, "modality_label", cell(&o, PUPIL_OPTIONS_MODALITY_LABEL, w->mem));
    }
    doc_list(d, "teachers");
    while (row_next(&t)) {
        Doc *p = doc_add(d, "teachers");
        doc_int(p, "id", row_int(&t, PUPIL_TEACHERS_ID));
        doc_text(p, "display_name", cell(&t, PUPIL_TEACHERS_DISPLAY_NAME, w->mem));
        doc_text(p, "subject", cell(&t, PUPIL_TEACHERS_SUBJECT, w->mem));
        doc_text(p, "structure", cell(&t, PUPIL_TEACHERS_STRUCTURE, w->mem));
    }
}

Reply show_pupil(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "pupil");
    Doc *d = doc_new(w, &REPLY_DESK_PUPIL);
    Rows record = rows_of(w, &PUPIL_RECORD, id), memberships = rows_of(w, &PUPIL_MEMBERSHIPS, id), boards = rows_of(w, &PUPIL_BOARDS, id);
    Rows home = rows_of(w, &ADDRESS_OF, id), guardians = rows_of(w, &PUPIL_GUARDIANS, id), siblings = rows_of(w, &PUPIL_SIBLINGS, id);
    Rows options = rows_of(w, &PUPIL_OPTIONS, id), teachers = rows_of(w, &PUPIL_TEACHERS, id), household = rows_of(w, &HOUSEHOLD_OF, id);
    FilesAsked files = files_ask(w, id);
    Rows account = holder_ask(w, id);
    GridBeside beside = grid_ask_beside(rq, &pupils_grid, id);
    int64_t address = pupil_identity(w, d, id, record);
    if (address < 0)
        return not_found(rq);
    pupil_structures(w, d, memberships, boards);
    doc_address(w, d, home);
    pupil_guardians(w, d, id, guardians, address);
    pupil_neighbours(w, d, siblings, options, teachers);
    doc_household(w, d, household);
    doc_bool(d, "may_edit", may(w, people_edit));
    doc_bool(d, "may_ask_who", may(w, rights_see));
    support_on_record(w, d, id);
    meals_on_record(w, d, id);
    pickups_on_record(w, d, id);
    files_on_record(w, d, &files);
    holder_on_record(w, d, account);
    reads_on_record(w, d, id);
    exports_on_record(w, d, id);
    letters_on_record(w, d, id);
    certificates_on_record(w, d, id);
    card_of(w, d, "eleves", id);
    grid_beside(rq, d, &beside);
    return page(rq, &PAGE_DESK_PUPIL, d);
}

/* ---- guardian ---- */

Reply show_guardian(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "guardian");
    int64_t ids[] = { id };
    Rows r = rows_of(w, &GUARDIAN_RECORD, id), home = rows_of(w, &ADDRESS_OF, id), household = rows_of(w, &HOUSEHOLD_OF, id);
    Rows p = db_rows(w->tx, &PUPILS_OF_GUARDIANS, VALUES(of_ids(ids, 1)));
    FilesAsked files = files_ask(w, id);
    Rows account = holder_ask(w, id);
    GridBeside beside = grid_ask_beside(rq, &guardians_grid, id);
    if (!row_next(&r))
        return not_found(rq);
    Doc *d = doc_new(w, &REPLY_DESK_GUARDIAN);
    const char *name = cell(&r, GUARDIAN_RECORD_DISPLAY_NAME, w->mem), *occupation = cell(&r, GUARDIAN_RECORD_OCCUPATION_LABEL, w->mem);
    doc_int(d, "id", id);
    doc_text(d, "display_name", name);
    doc_text(d, "initials", names_initials(w->mem, name));
    doc_text(d, "title", cell(&r, GUARDIAN_RECORD_TITLE, w->mem));
    doc_text(d, "family_name", cell(&r, GUARDIAN_RECORD_FAMILY_NAME, w->mem));
    doc_text(d, "usage_name", cell(&r, GUARDIAN_RECORD_USAGE_NAME, w->mem));
    doc_text(d, "given_name", cell(&r, GUARDIAN_RECORD_GIVEN_NAME, w->mem));
    doc_text(d, "siecle_id", cell(&r, GUARDIAN_RECORD_SIECLE_ID, w->mem));
    doc_bool(d, "accepts_sms", row_int(&r, GUARDIAN_RECORD_ACCEPTS_SMS));
    doc_bool(d, "share_address", row_int(&r, GUARDIAN_RECORD_SHARE_ADDRESS));
    doc_text(d, "occupation", occupation ? occupation : cell(&r, GUARDIAN_RECORD_OCCUPATION, w->mem));
    doc_text(d, "email", cell(&r, GUARDIAN_RECORD_EMAIL, w->mem));
    doc_phones(d, cell(&r, GUARDIAN_RECORD_PHONE_MOBILE, w->mem), cell(&r, GUARDIAN_RECORD_PHONE_HOME, w->mem), cell(&r, GUARDIAN_RECORD_PHONE_WORK, w->mem));
    rows_end(&r);
    doc_address(w, d, home);
    doc_list(d, "pupils");
    while (row_next(&p)) {
        int64_t level = row_int(&p, PUPILS_OF_GUARDIANS_LEVEL);
        Doc *pupil = doc_add(d, "pupils");
        doc_int(pupil, "id", row_int(&p, PUPILS_OF_GUARDIANS_ID));
        doc_text(pupil, "display_name", cell(&p, PUPILS_OF_GUARDIANS_DISPLAY_NAME, w->mem));
        doc_int(pupil, "level", level);
        doc_int(pupil, "rank", row_int(&p, PUPILS_OF_GUARDIANS_RANK));
        doc_bool(pupil, "legal", level == 1);
        doc_word(pupil, "level_word", level_word(level));
        doc_text(pupil, "class_code", cell(&p, PUPILS_OF_GUARDIANS_CLASS_CODE, w->mem));
    }
    doc_household(w, d, household);
    doc_bool(d, "may_edit", may(w, people_edit));
    files_on_record(w, d, &files);
    holder_on_record(w, d, account);
    reads_on_record(w, d, id);
    exports_on_record(w, d, id);
    letters_on_record(w, d, id);
    card_of(w, d, "responsables", id);
    grid_beside(rq, d, &beside);
    return page(rq, &PAGE_DESK_GUARDIAN, d);
}

/* ---- teacher, staff ---- */

/* TEACHER_RECORD and STAFF_RECORD have the same columns, in the same order. */
static void colleague(Work *w, Doc *d, const Rows *r, int64_t id) {
    const char *name = cell(r, TEACHER_RECORD_DISPLAY_NAME, w->mem);
    doc_int(d, "id", id);
    doc_text(d, "display_name", name);
    doc_text(d, "initials", names_initials(w->mem, name));
    doc_text(d, "title", cell(r, TEACHER_RECORD_TITLE, w->mem));
    doc_text(d, "family_name", cell(r, TEACHER_RECORD_FAMILY_NAME, w->mem));
    doc_text(d, "usage_name", cell(r, TEACHER_RECORD_USAGE_NAME, w->mem));
    doc_text(d, "given_name", cell(r, TEACHER_RECORD_GIVEN_NAME, w->mem));
    doc_day(d, "birth_date", day_cell(r, TEACHER_RECORD_BIRTH_DAY));
    doc_text(d, "sts_id", cell(r, TEACHER_RECORD_STS_ID, w->mem));
    doc_text(d, "sts_type", cell(r, TEACHER_RECORD_STS_TYPE, w->mem));
    doc_text(d, "function", cell(r, TEACHER_RECORD_FUNCTION, w->mem));
    doc_text(d, "function_label", function_words(w->mem, cell(r, TEACHER_RECORD_FUNCTION, w->mem)));
    doc_text(d, "grade", cell(r, TEACHER_RECORD_GRADE, w->mem));
    doc_day(d, "exit_date", day_cell(r, TEACHER_RECORD_EXIT_DAY));
    doc_text(d, "email", cell(r, TEACHER_RECORD_EMAIL, w->mem));
    doc_phones(d, cell(r, TEACHER_RECORD_PHONE_MOBILE, w->mem), cell(r, TEACHER_RECORD_PHONE_HOME, w->mem), cell(r, TEACHER_RECORD_PHONE_WORK, w->mem));
}

static void teacher_work(Work *w, Doc *d, Rows s, Rows p, Rows m) {
    doc_list(d, "services");
    while (row_next(&s)) {
        Doc *v = doc_add(d, "services");
        doc_int(v, "structure", row_int(&s, TEACHER_SERVICES_STRUCTURE));
        doc_word(v, "kind", cell(&s, TEACHER_SERVICES_KIND, w->mem));
        doc_text(v, "code", cell(&s, TEACHER_SERVICES_CODE, w->mem));
        doc_int(v, "subject_id", row_int(&s, TEACHER_SERVICES_SUBJECT_ID));
        doc_text(v, "subject", cell(&s, TEACHER_SERVICES_SUBJECT, w->mem));
        doc_text(v, "modality", cell(&s, TEACHER_SERVICES_MODALITY, w->mem));
    }
    doc_list(d, "disciplines");
    while (row_next(&p)) {
        Doc *v = doc_add(d, "disciplines");
        doc_text(v, "code", cell(&p, TEACHER_DISCIPLINES_CODE, w->mem));
        doc_text(v, "label", cell(&p, TEACHER_DISCIPLINES_LABEL, w->mem));
        doc_text(v, "hours", cell(&p, TEACHER_DISCIPLINES_HOURS, w->mem));
    }
    doc_list(d, "main_of");
    while (row_next(&m)) {
        Doc *v = doc_add(d, "main_of");
        doc_int(v, "id", row_int(&m, TEACHER_MAIN_OF_STRUCTURE));
        doc_text(v, "code", cell(&m, TEACHER_MAIN_OF_CODE, w->mem));
    }
}

Reply show_teacher(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "teacher");
    Rows r = rows_of(w, &TEACHER_RECORD, id), services = rows_of(w, &TEACHER_SERVICES, id), disciplines = rows_of(w, &TEACHER_DISCIPLINES, id);
    Rows main_of = rows_of(w, &TEACHER_MAIN_OF, id);
    FilesAsked files = files_ask(w, id);
    Rows account = holder_ask(w, id);
    GridBeside beside = grid_ask_beside(rq, &teachers_grid, id);
    if (!row_next(&r))
        return not_found(rq);
    Doc *d = doc_new(w, &REPLY_DESK_TEACHER);
    colleague(w, d, &r, id);
    rows_end(&r);
    teacher_work(w, d, services, disciplines, main_of);
    doc_bool(d, "may_edit", may(w, people_edit));
    files_on_record(w, d, &files);
    holder_on_record(w, d, account);
    reads_on_record(w, d, id);
    exports_on_record(w, d, id);
    letters_on_record(w, d, id);
    card_of(w, d, "professeurs", id);
    grid_beside(rq, d, &beside);
    return page(rq, &PAGE_DESK_TEACHER, d);
}

Reply show_staff_member(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "staff");
    Rows r = rows_of(w, &STAFF_RECORD, id);
    FilesAsked files = files_ask(w, id);
    Rows account = holder_ask(w, id);
    GridBeside beside = grid_ask_beside(rq, &staff_grid, id);
    if (!row_next(&r))
        return not_found(rq);
    Doc *d = doc_new(w, &REPLY_DESK_STAFF_MEMBER);
    colleague(w, d, &r, id);
    rows_end(&r);
    doc_bool(d, "may_edit", may(w, people_edit));
    files_on_record(w, d, &files);
    holder_on_record(w, d, account);
    reads_on_record(w, d, id);
    exports_on_record(w, d, id);
    letters_on_record(w, d, id);
    card_of(w, d, "personnels", id);
    grid_beside(rq, d, &beside);
    return page(rq, &PAGE_DESK_STAFF_MEMBER, d);
}

/* ---- class, group, subject ---- */

static void structure_pupils(Work *w, Doc *d, Rows r) {
    int64_t count = 0;
    doc_list(d, "pupils");
    for (; row_next(&r); count++) {
        Doc *p = doc_add(d, "pupils");
        doc_int(p, "id", row_int(&r, STRUCTURE_PUPILS_ID));
        doc_text(p, "display_name", cell(&r, STRUCTURE_PUPILS_DISPLAY_NAME, w->mem));
        doc_word(p, "sex", cell(&r, STRUCTURE_PUPILS_SEX, w->mem));
        doc_day(p, "birth_date", day_cell(&r, STRUCTURE_PUPILS_BIRTH_DAY));
        doc_text(p, "class_code", cell(&r, STRUCTURE_PUPILS_CLASS_CODE, w->mem));
        doc_word(p, "board_status", cell(&r, STRUCTURE_PUPILS_BOARD_STATUS, w->mem));
    }
    doc_int(d, "count", count);
}

static void structure_teaching(Work *w, Doc *d, Rows s, Rows m) {
    doc_list(d, "services");
    while (row_next(&s)) {
        Doc *v = doc_add(d, "services");
        doc_int(v, "subject_id", row_int(&s, STRUCTURE_SERVICES_SUBJECT_ID));
        doc_text(v, "subject", cell(&s, STRUCTURE_SERVICES_SUBJECT, w->mem));
        doc_text(v, "modality", cell(&s, STRUCTURE_SERVICES_MODALITY, w->mem));
        if (row_null(&s, STRUCTURE_SERVICES_TEACHER))
            continue;
        doc_int(v, "teacher", row_int(&s, STRUCTURE_SERVICES_TEACHER));
        doc_text(v, "teacher_name", cell(&s, STRUCTURE_SERVICES_TEACHER_NAME, w->mem));
    }
    doc_list(d, "main_teachers");
    while (row_next(&m)) {
        Doc *v = doc_add(d, "main_teachers");
        doc_int(v, "id", row_int(&m, STRUCTURE_MAIN_TEACHERS_ID));
        doc_text(v, "display_name", cell(&m, STRUCTURE_MAIN_TEACHERS_DISPLAY_NAME, w->mem));
    }
}

static void structure_around(Work *w, Doc *d, Rows m, Rows n) {
    doc_list(d, "mefs");
    while (row_next(&m)) {
        Doc *v = doc_add(d, "mefs");
        doc_text(v, "code", cell(&m, STRUCTURE_MEFS_CODE, w->mem));
        doc_text(v, "label", cell(&m, STRUCTURE_MEFS_LABEL, w->mem));
    }
    doc_list(d, "neighbours");
    while (row_next(&n)) {
        Doc *v = doc_add(d, "neighbours");
        doc_int(v, "id", row_int(&n, STRUCTURE_NEIGHBOURS_ID));
        doc_word(v, "kind", cell(&n, STRUCTURE_NEIGHBOURS_KIND, w->mem));
        doc_text(v, "code", cell(&n, STRUCTURE_NEIGHBOURS_CODE, w->mem));
    }
}

static Reply show_structure(Request *rq, const char *kind) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "structure");
    Rows r = db_rows(w->tx, &STRUCTURE_RECORD, VALUES(of_int(id), of_text(kind)));
    Rows mefs = rows_of(w, &STRUCTURE_MEFS, id), neighbours = rows_of(w, &STRUCTURE_NEIGHBOURS, id), pupils = rows_of(w, &STRUCTURE_PUPILS, id);
    Rows services = rows_of(w, &STRUCTURE_SERVICES, id), main_teachers = rows_of(w, &STRUCTURE_MAIN_TEACHERS, id);
    GridBeside beside = grid_ask_beside(rq, str_equal(kind, "class") ? &classes_grid : &groups_grid, id);
    if (!row_next(&r))
        return not_found(rq);
    Doc *d = doc_new(w, &REPLY_DESK_STRUCTURE);
    doc_int(d, "id", id);
    doc_word(d, "kind", kind);
    doc_text(d, "code", cell(&r, STRUCTURE_RECORD_CODE, w->mem));
    doc_text(d, "label", cell(&r, STRUCTURE_RECORD_LABEL, w->mem));
    rows_end(&r);
    structure_around(w, d, mefs, neighbours);
    structure_pupils(w, d, pupils);
    structure_teaching(w, d, services, main_teachers);
    doc_bool(d, "may_edit", may(w, structures_edit));
    grid_beside(rq, d, &beside);
    return page(rq, &PAGE_DESK_STRUCTURE, d);
}

Reply show_class(Request *rq) { return show_structure(rq, "class"); }

/* A part of a class is shown where groups are. */
Reply show_group(Request *rq) {
    const char *kind = db_text(rq->work->tx, &STRUCTURE_KIND, VALUES(of_int(path_id(rq, "structure"))));
    return show_structure(rq, str_equal(kind, "part") ? "part" : "group");
}

Reply show_subject(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "subject");
    Rows r = rows_of(w, &SUBJECT_RECORD, id), s = rows_of(w, &SUBJECT_SERVICES, id);
    GridBeside beside = grid_ask_beside(rq, &subjects_grid, id);
    if (!row_next(&r))
        return not_found(rq);
    Doc *d = doc_new(w, &REPLY_DESK_SUBJECT);
    const char *print = cell(&r, SUBJECT_RECORD_LABEL_PRINT, w->mem), *plain = cell(&r, SUBJECT_RECORD_LABEL_LONG, w->mem);
    const char *code = cell(&r, SUBJECT_RECORD_CODE, w->mem);
    doc_int(d, "id", id);
    doc_text(d, "code", code);
    doc_text(d, "code_short", cell(&r, SUBJECT_RECORD_CODE_SHORT, w->mem));
    doc_text(d, "label", !str_empty(print) ? print : !str_empty(plain) ? plain : code);
    rows_end(&r);
    doc_list(d, "services");
    while (row_next(&s)) {
        Doc *v = doc_add(d, "services");
        doc_int(v, "structure", row_int(&s, SUBJECT_SERVICES_STRUCTURE));
        doc_word(v, "kind", cell(&s, SUBJECT_SERVICES_KIND, w->mem));
        doc_text(v, "code", cell(&s, SUBJECT_SERVICES_CODE, w->mem));
        doc_text(v, "modality", cell(&s, SUBJECT_SERVICES_MODALITY, w->mem));
        if (row_null(&s, SUBJECT_SERVICES_TEACHER))
            continue;
        doc_int(v, "teacher", row_int(&s, SUBJECT_SERVICES_TEACHER));
        doc_text(v, "teacher_name", cell(&s, SUBJECT_SERVICES_TEACHER_NAME, w->mem));
    }
    doc_bool(d, "may_edit", may(w, structures_edit));
    grid_beside(rq, d, &beside);
    return page(rq, &PAGE_DESK_SUBJECT, d);
}
