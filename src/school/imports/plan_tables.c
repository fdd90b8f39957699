#include "school/imports/plan_tables.h"

#include "base/str.h"
#include "gen/statements.h"

/* ---- natural keys ---- */

static const char *text_at(const Value *row, int column) {
    return row[column].kind == VALUE_TEXT ? row[column].data : "";
}

static const char *number_at(Plan *p, const Value *row, int column) {
    return plan_number(p->mem, row[column].integer);
}

/* The natural key of a row of another table, found by its number: those tables were read before. */
static const char *key_of_id(Plan *p, PlanTableId table, int64_t id) {
    PlanRow *row = map_get(&p->tables[table].by_id, plan_number(p->mem, id));
    return row ? row->key : "";
}

static const char *key_first_text(Plan *p, const Value *row) { return plan_key(p, text_at(row, 0), NULL); }
static const char *key_first_number(Plan *p, const Value *row) { return number_at(p, row, 0); }

static const char *key_address(Plan *p, const Value *row) {
    const char *siecle = text_at(row, COL_ADDRESS_SIECLE_ID);
    return *siecle ? siecle : arena_printf(p->mem, "#%lld", (long long) row[0].integer);
}

static const char *key_subject(Plan *p, const Value *row) { return plan_key(p, text_at(row, COL_SUBJECT_CODE), NULL); }

static const char *key_structure(Plan *p, const Value *row) {
    return plan_key(p, text_at(row, COL_STRUCTURE_KIND), text_at(row, COL_STRUCTURE_CODE), NULL);
}

static const char *key_structure_mef(Plan *p, const Value *row) {
    return plan_key(p, key_of_id(p, PLAN_STRUCTURE, row[0].integer), text_at(row, 1), NULL);
}

static const char *key_group_class(Plan *p, const Value *row) {
    return plan_key(p, key_of_id(p, PLAN_STRUCTURE, row[0].integer), key_of_id(p, PLAN_STRUCTURE, row[1].integer), NULL);
}

static const char *key_board(Plan *p, const Value *row) { return plan_key(p, number_at(p, row, 0), number_at(p, row, 1), NULL); }

static const char *key_membership(Plan *p, const Value *row) {
    return plan_key(p, number_at(p, row, 0), key_of_id(p, PLAN_STRUCTURE, row[1].integer), number_at(p, row, 2), NULL);
}

static const char *key_two_numbers(Plan *p, const Value *row) { return plan_key(p, number_at(p, row, 0), number_at(p, row, 1), NULL); }
static const char *key_two_texts(Plan *p, const Value *row) { return plan_key(p, text_at(row, 0), text_at(row, 1), NULL); }
static const char *key_three_texts(Plan *p, const Value *row) { return plan_key(p, text_at(row, 0), text_at(row, 1), text_at(row, 2), NULL); }
static const char *key_number_text(Plan *p, const Value *row) { return plan_key(p, number_at(p, row, 0), text_at(row, 1), NULL); }

static const char *key_number_two_texts(Plan *p, const Value *row) {
    return plan_key(p, number_at(p, row, 0), text_at(row, 1), text_at(row, 2), NULL);
}

static const char *key_service(Plan *p, const Value *row) {
    return plan_key(p, key_of_id(p, PLAN_STRUCTURE, row[COL_SERVICE_STRUCTURE].integer),
        key_of_id(p, PLAN_SUBJECT, row[COL_SERVICE_SUBJECT].integer), text_at(row, COL_SERVICE_MODALITY), NULL);
}

static const char *key_service_teacher(Plan *p, const Value *row) {
    return plan_key(p, key_of_id(p, PLAN_SERVICE, row[0].integer), number_at(p, row, 1), NULL);
}

static const char *key_main_teacher(Plan *p, const Value *row) {
    return plan_key(p, key_of_id(p, PLAN_STRUCTURE, row[0].integer), number_at(p, row, 1), NULL);
}

/* In the order of PlanTableId, which is also the order of writing: whatever a row refers to comes before it. */
const PlanTableInfo plan_table_info[PLAN_TABLES] = {
    [PLAN_ADDRESS]         = { &TABLE_ADDRESS, &ALL_ADDRESS, key_address },
    [PLAN_PERSON]          = { &TABLE_PERSON, &ALL_PERSON, key_first_number },
    [PLAN_PUPIL]           = { &TABLE_PUPIL, &ALL_PUPIL, key_first_number },
    [PLAN_GUARDIAN]        = { &TABLE_GUARDIAN, &ALL_GUARDIAN, key_first_number },
    [PLAN_TEACHER]         = { &TABLE_TEACHER, &ALL_TEACHER, key_first_number },
    [PLAN_STAFF]           = { &TABLE_STAFF, &ALL_STAFF, key_first_number },
    [PLAN_DISCIPLINE]      = { &TABLE_POST_DISCIPLINE, &ALL_POST_DISCIPLINE, key_number_text },
    [PLAN_MEF]             = { &TABLE_MEF, &ALL_MEF, key_first_text },
    [PLAN_SUBJECT]         = { &TABLE_SUBJECT, &ALL_SUBJECT, key_subject },
    [PLAN_STRUCTURE]       = { &TABLE_STRUCTURE, &ALL_STRUCTURE, key_structure },
    [PLAN_STRUCTURE_MEF]   = { &TABLE_STRUCTURE_MEF, &ALL_STRUCTURE_MEF, key_structure_mef },
    [PLAN_GROUP_CLASS]     = { &TABLE_GROUP_CLASS, &ALL_GROUP_CLASS, key_group_class },
    [PLAN_BOARD]           = { &TABLE_BOARD, &ALL_BOARD, key_board },
    [PLAN_GUARDIANSHIP]    = { &TABLE_GUARDIANSHIP, &ALL_GUARDIANSHIP, key_two_numbers },
    [PLAN_MEMBERSHIP]      = { &TABLE_MEMBERSHIP, &ALL_MEMBERSHIP, key_membership },
    [PLAN_OPTION]          = { &TABLE_PUPIL_OPTION, &ALL_PUPIL_OPTION, key_number_two_texts },
    [PLAN_PROGRAMME]       = { &TABLE_PROGRAMME, &ALL_PROGRAMME, key_three_texts },
    [PLAN_SERVICE]         = { &TABLE_SERVICE, &ALL_SERVICE, key_service },
    [PLAN_SERVICE_TEACHER] = { &TABLE_SERVICE_TEACHER, &ALL_SERVICE_TEACHER, key_service_teacher },
    [PLAN_MAIN_TEACHER]    = { &TABLE_MAIN_TEACHER, &ALL_MAIN_TEACHER, key_main_teacher },
    [PLAN_CODE]            = { &TABLE_CODE_ENTRY, &ALL_CODE_ENTRY, key_two_texts },
    [PLAN_SCHOOL_YEAR]     = { &TABLE_SCHOOL_YEAR, &ALL_SCHOOL_YEAR, key_first_number },
    [PLAN_HOLIDAY]         = { &TABLE_HOLIDAY, &ALL_HOLIDAY, key_first_number },
    [PLAN_PERIOD]          = { &TABLE_PERIOD, &ALL_PERIOD, key_first_number },
};

/* ---- things of the base ---- */

typedef void (*Owner)(Plan *p, PlanRow *row);

static Thing *thing_of_base(Plan *p, ReportKind kind, const char *label) {
    Thing *thing = plan_thing(p, kind, label);
    thing->file = NULL;
    thing->line = 0;
    thing->seen = false;
    return thing;
}

static PlanRow *person_of(Plan *p, const PlanRow *row) {
    return map_get(&p->tables[PLAN_PERSON].by_key, plan_number(p->mem, row->now[0].integer));
}

static void own_by_person(Plan *p, PlanRow *row, ReportKind kind) {
    PlanRow *person = person_of(p, row);
    row->thing = thing_of_base(p, kind, person ? plan_value_text(person, COL_PERSON_DISPLAY_NAME) : "");
    if (person && !person->thing)
        person->thing = row->thing;
}

static void own_pupil(Plan *p, PlanRow *row) {
    own_by_person(p, row, REPORT_PUPIL);
    row->thing->left = row->now[COL_PUPIL_EXIT_DAY].kind == VALUE_INT;
}

static void own_guardian(Plan *p, PlanRow *row) { own_by_person(p, row, REPORT_GUARDIAN); }
static void own_teacher(Plan *p, PlanRow *row) { own_by_person(p, row, REPORT_TEACHER); }
static void own_staff(Plan *p, PlanRow *row) { own_by_person(p, row, REPORT_STAFF); }
static void own_address(Plan *p, PlanRow *row) { row->thing = thing_of_base(p, REPORT_ADDRESS, row->key); }
static void own_mef(Plan *p, PlanRow *row) { row->thing = thing_of_base(p, REPORT_MEF, row->key); }
static void own_subject(Plan *p, PlanRow *row) { row->thing = thing_of_base(p, REPORT_SUBJECT, row->key); }
static void own_option(Plan *p, PlanRow *row) { row->thing = thing_of_base(p, REPORT_OPTION, text_at(row->now, 1)); }
static void own_service(Plan *p, PlanRow *row) { row->thing = thing_of_base(p, REPORT_SERVICE, ""); }
static void own_guardianship(Plan *p, PlanRow *row) { row->thing = thing_of_base(p, REPORT_GUARDIANSHIP, ""); }

static void own_structure(Plan *p, PlanRow *row) {
    bool class = str_equal(text_at(row->now, COL_STRUCTURE_KIND), "class");
    if (str_equal(text_at(row->now, COL_STRUCTURE_KIND), "part"))
        return;                         /* never in a file: not gone either */
    row->thing = thing_of_base(p, class ? REPORT_CLASS : REPORT_GROUP, text_at(row->now, COL_STRUCTURE_CODE));
}

static void own_through(PlanRow *row, const PlanRow *owner) {
    if (owner)
        row->thing = owner->thing;
}

static void own_by_pupil(Plan *p, PlanRow *row) {
    own_through(row, map_get(&p->tables[PLAN_PUPIL].by_key, number_at(p, row->now, 0)));
}

static void own_by_teacher(Plan *p, PlanRow *row) {
    const PlanRow *teacher = map_get(&p->tables[PLAN_TEACHER].by_key, number_at(p, row->now, 0));
    own_through(row, teacher ? teacher : map_get(&p->tables[PLAN_STAFF].by_key, number_at(p, row->now, 0)));
}

static void own_by_structure(Plan *p, PlanRow *row) {
    own_through(row, map_get(&p->tables[PLAN_STRUCTURE].by_id, number_at(p, row->now, 0)));
}

static void own_by_service(Plan *p, PlanRow *row) {
    own_through(row, map_get(&p->tables[PLAN_SERVICE].by_id, number_at(p, row->now, 0)));
}

void plan_own_rows(Plan *p) {
    static const Owner owners[PLAN_TABLES] = {
        [PLAN_ADDRESS] = own_address, [PLAN_PUPIL] = own_pupil, [PLAN_GUARDIAN] = own_guardian, [PLAN_TEACHER] = own_teacher,
        [PLAN_STAFF] = own_staff, [PLAN_DISCIPLINE] = own_by_teacher, [PLAN_MEF] = own_mef, [PLAN_SUBJECT] = own_subject,
        [PLAN_STRUCTURE] = own_structure, [PLAN_STRUCTURE_MEF] = own_by_structure, [PLAN_GROUP_CLASS] = own_by_structure,
        [PLAN_BOARD] = own_by_pupil, [PLAN_GUARDIANSHIP] = own_guardianship, [PLAN_MEMBERSHIP] = own_by_pupil,
        [PLAN_OPTION] = own_option, [PLAN_SERVICE] = own_service, [PLAN_SERVICE_TEACHER] = own_by_service,
        [PLAN_MAIN_TEACHER] = own_by_structure,
    };
    for (PlanTableId id = 0; id < PLAN_TABLES; id++)
        for (size_t i = 0; owners[id] && i < p->tables[id].rows.count; i++)
            owners[id](p, p->tables[id].rows.items[i]);
}
