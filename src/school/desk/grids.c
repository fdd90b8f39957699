/* The lists of the desk, as data. */
#include "school/desk/desk.h"

#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people.h"

#define SORT(list_sort) .sort = 1 + (list_sort)
#define COLUMNS_END { .key = NULL }

/* ---- pupils ---- */

static const GridColumn pupil_columns[] = {
    { PUPILS_DISPLAY_NAME, "display_name", .as = GRID_NAME, .word = "nom", .label = T_LIST_NAME, SORT(PUPILS_SORT_NAME), .flag = T_PUPIL_LEFT,
        .flagged = PUPILS_EXIT_DAY },
    { PUPILS_CLASS_ID, "id", "class", GRID_INT },
    { PUPILS_CLASS_CODE, "code", "class", .word = "classe", .label = T_LIST_CLASS, .first = true, SORT(PUPILS_SORT_CLASS), .base = "/bureau/classes",
        .link = PUPILS_CLASS_ID },
    { PUPILS_BIRTH_DAY, "birth_date", .as = GRID_DAY, .word = "naissance", .label = T_LIST_BIRTH, .first = true, SORT(PUPILS_SORT_BIRTH) },
    { PUPILS_BOARD_STATUS, "board_status", .as = GRID_WORD, .words = "board", .word = "regime", .label = T_LIST_BOARD, .first = true },
    { PUPILS_FAMILY_NAME, "family_name", .word = "nom-de-naissance", .label = T_RECORD_FAMILY_NAME },
    { PUPILS_USAGE_NAME, "usage_name", .word = "nom-usage", .label = T_RECORD_USAGE_NAME },
    { PUPILS_GIVEN_NAME, "given_names", .as = GRID_ADD, .word = "prenom", .label = T_LIST_GIVEN_NAME },
    { PUPILS_GIVEN_NAME_2, "given_names", .as = GRID_ADD },
    { PUPILS_GIVEN_NAME_3, "given_names", .as = GRID_ADD },
    { PUPILS_SEX, "sex", .as = GRID_WORD, .words = "sex", .word = "sexe", .label = T_LIST_SEX },
    { PUPILS_MEF, "mef", .word = "mef", .label = T_LIST_MEF_CODE },
    { PUPILS_MEF_LABEL, "mef_label", .word = "formation", .label = T_LIST_MEF },
    { PUPILS_SIECLE_ID, "siecle_id", .word = "siecle", .label = T_RECORD_SIECLE },
    { PUPILS_ELENOET, "elenoet", .word = "elenoet", .label = T_RECORD_ELENOET },
    { PUPILS_INE, "ine", .word = "ine", .label = T_RECORD_INE },
    { PUPILS_ENTRY_DAY, "entry_date", .as = GRID_DAY, .word = "entree", .label = T_LIST_ENTRY },
    { PUPILS_EXIT_DAY, "exit_date", .as = GRID_DAY, .word = "sortie", .label = T_LIST_EXIT },
    { PUPILS_GROUPS, "groups", .as = GRID_SPLIT, .bar = '|', .word = "groupes", .label = T_DESK_GROUPS },
    { PUPILS_EMAIL, "email", .word = "courriel", .label = T_LIST_EMAIL },
    { PUPILS_PHONE_MOBILE, "phone_mobile", .as = GRID_PHONE, .word = "portable", .label = T_LIST_MOBILE },
    { PUPILS_CITY, "city", .word = "ville", .label = T_LIST_CITY },
    COLUMNS_END,
};

static const GridColumn guardian_of[] = {
    { GUARDIANS_OF_PUPILS_LEVEL, "level", .as = GRID_INT }, { GUARDIANS_OF_PUPILS_RANK, "rank", .as = GRID_INT },
    { GUARDIANS_OF_PUPILS_LEGAL, "legal", .as = GRID_YES_NO }, { GUARDIANS_OF_PUPILS_KINSHIP, "kinship", .as = GRID_WORD }, COLUMNS_END,
};
static const GridMany pupil_many[] = { { &GUARDIANS_OF_PUPILS, "guardians", "responsables", T_LIST_GUARDIANS, true, "/bureau/responsables", guardian_of },
    { .key = NULL } };

static const GridFilter pupil_filters[] = {
    { "classe", T_LIST_CLASS, PUPILS_FILTER_CLASS, FILTER_ROW, .options = &CLASSES_WITH_SEEN },
    { "groupe", T_LIST_GROUP, PUPILS_FILTER_GROUP, FILTER_ROW, .options = &GROUPS_WITH_SEEN },
    { "regime", T_LIST_BOARD, PUPILS_FILTER_BOARD, FILTER_WORD, .choices = board_words, .words = "board" },
    { "sans_classe", T_LIST_CHIP_NO_CLASS, PUPILS_FILTER_CLASSED, FILTER_SET, .set = 0 },
    { "sortis", T_LIST_CHIP_LEFT, PUPILS_FILTER_PRESENT, FILTER_SET, .set = 0 },
    { .word = NULL },
};

const Grid pupils_grid = { .name = "eleves", .list = &LIST_PUPILS, .base = "/bureau/eleves", .label = T_DESK_PUPILS, .topics = "pupils people structures guardians",
    .right = &desk_lists, .page = &PAGE_DESK_PUPILS, .columns = pupil_columns, .many = pupil_many, .filters = pupil_filters, .q = PUPILS_FILTER_Q,
    .q2 = PUPILS_FILTER_Q2, .code = -1 };

/* ---- guardians ---- */

static const GridColumn guardian_columns[] = {
    { GUARDIANS_DISPLAY_NAME, "display_name", .as = GRID_NAME, .word = "nom", .label = T_LIST_NAME, SORT(GUARDIANS_SORT_NAME) },
    { GUARDIANS_TITLE, "title", .word = "civilite", .label = T_LIST_TITLE },
    { GUARDIANS_FAMILY_NAME, "family_name", .word = "nom-de-naissance", .label = T_RECORD_FAMILY_NAME },
    { GUARDIANS_GIVEN_NAME, "given_name", .word = "prenom", .label = T_LIST_GIVEN_NAME },
    { GUARDIANS_SIECLE_ID, "siecle_id", .word = "siecle", .label = T_RECORD_SIECLE },
    { GUARDIANS_LINE1, "lines", "address", GRID_ADD, .word = "adresse", .label = T_RECORD_ADDRESS },
    { GUARDIANS_LINE2, "lines", "address", GRID_ADD },
    { GUARDIANS_LINE3, "lines", "address", GRID_ADD },
    { GUARDIANS_LINE4, "lines", "address", GRID_ADD },
    { GUARDIANS_POSTCODE, "postcode", "address", .word = "code-postal", .label = T_LIST_POSTCODE },
    { GUARDIANS_CITY, "city", "address", .word = "ville", .label = T_LIST_CITY, .first = true, SORT(GUARDIANS_SORT_CITY) },
    { GUARDIANS_COUNTRY, "country", "address", .word = "pays", .label = T_LIST_COUNTRY },
    { GUARDIANS_PHONE_MOBILE, "phone_mobile", .as = GRID_PHONE, .word = "portable", .label = T_LIST_MOBILE, .first = true },
    { GUARDIANS_PHONE_HOME, "phone_home", .as = GRID_PHONE, .word = "domicile", .label = T_LIST_PHONE_HOME },
    { GUARDIANS_PHONE_WORK, "phone_work", .as = GRID_PHONE, .word = "travail", .label = T_LIST_PHONE_WORK },
    { GUARDIANS_EMAIL, "email", .word = "courriel", .label = T_LIST_EMAIL, .first = true },
    COLUMNS_END,
};

static const GridColumn pupil_of[] = {
    { PUPILS_OF_GUARDIANS_LEVEL, "level", .as = GRID_INT }, { PUPILS_OF_GUARDIANS_RANK, "rank", .as = GRID_INT },
    { PUPILS_OF_GUARDIANS_LEGAL, "legal", .as = GRID_YES_NO }, { PUPILS_OF_GUARDIANS_CLASS_CODE, "class_code" }, COLUMNS_END,
};
static const GridMany guardian_many[] = { { &PUPILS_OF_GUARDIANS, "pupils", "enfants", T_LIST_CHILDREN, true, "/bureau/eleves", pupil_of }, { .key = NULL } };

static const GridFilter guardian_filters[] = {
    { "classe", T_LIST_CHILDS_CLASS, GUARDIANS_FILTER_CLASS, FILTER_ROW, .options = &CLASSES_WITH_SEEN },
    { "sans_adresse", T_LIST_CHIP_NO_EMAIL, GUARDIANS_FILTER_EMAIL, FILTER_SET, .set = 0 },
    { "sans_telephone", T_LIST_CHIP_NO_PHONE, GUARDIANS_FILTER_PHONE, FILTER_SET, .set = 0 },
    { .word = NULL },
};

const Grid guardians_grid = { .name = "responsables", .list = &LIST_GUARDIANS, .base = "/bureau/responsables", .label = T_DESK_GUARDIANS,
    .topics = "guardians people pupils", .right = &desk_lists, .page = &PAGE_DESK_GUARDIANS, .columns = guardian_columns, .many = guardian_many,
    .filters = guardian_filters, .q = GUARDIANS_FILTER_Q, .q2 = GUARDIANS_FILTER_Q2, .code = -1 };

/* ---- teachers and staff ---- */

static const GridColumn teacher_columns[] = {
    { TEACHERS_DISPLAY_NAME, "display_name", .as = GRID_NAME, .word = "nom", .label = T_LIST_NAME, SORT(TEACHERS_SORT_NAME) },
    { TEACHERS_TITLE, "title", .word = "civilite", .label = T_LIST_TITLE },
    { TEACHERS_STS_ID, "sts_id", .word = "sts", .label = T_LIST_STS_ID },
    { TEACHERS_STS_TYPE, "sts_type" },
    { TEACHERS_FUNCTION, "function" },
    { TEACHERS_FUNCTION, "function_label", .word = "fonction", .label = T_LIST_FUNCTION, .say = function_words },
    { TEACHERS_GRADE, "grade", .word = "grade", .label = T_LIST_GRADE },
    { TEACHERS_DISCIPLINES, "disciplines", .as = GRID_SPLIT, .bar = ' ', .word = "disciplines", .label = T_LIST_DISCIPLINES, .first = true },
    { TEACHERS_SUBJECTS, "subjects", .as = GRID_SPLIT, .bar = ' ', .word = "matieres", .label = T_DESK_SUBJECTS },
    { TEACHERS_CLASSES, "classes", .as = GRID_SPLIT, .bar = '|', .word = "classes", .label = T_LIST_CLASSES, .first = true },
    COLUMNS_END,
};
static const GridFilter teacher_filters[] = { { "matiere", T_LIST_SUBJECT, TEACHERS_FILTER_SUBJECT, FILTER_ROW, .options = &SUBJECT_OPTIONS }, { .word = NULL } };

const Grid teachers_grid = { .name = "professeurs", .list = &LIST_TEACHERS, .base = "/bureau/professeurs", .label = T_DESK_TEACHERS,
    .topics = "teachers people structures", .right = &desk_lists, .page = &PAGE_DESK_TEACHERS, .columns = teacher_columns, .filters = teacher_filters,
    .q = TEACHERS_FILTER_Q, .q2 = TEACHERS_FILTER_Q2, .code = -1 };

static const GridColumn staff_columns[] = {
    { STAFF_DISPLAY_NAME, "display_name", .as = GRID_NAME, .word = "nom", .label = T_LIST_NAME, SORT(STAFF_SORT_NAME) },
    { STAFF_TITLE, "title", .word = "civilite", .label = T_LIST_TITLE },
    { STAFF_FUNCTION, "function_label", .word = "fonction", .label = T_LIST_FUNCTION, .first = true, .say = function_words },
    { STAFF_FUNCTION, "function" },
    { STAFF_STS_ID, "sts_id", .word = "sts", .label = T_LIST_STS_ID },
    { STAFF_STS_TYPE, "sts_type" },
    { STAFF_GRADE, "grade", .word = "grade", .label = T_LIST_GRADE },
    COLUMNS_END,
};

const Grid staff_grid = { .name = "personnels", .list = &LIST_STAFF, .base = "/bureau/personnels", .label = T_DESK_STAFF, .topics = "staff people",
    .right = &desk_lists, .page = &PAGE_DESK_STAFF, .columns = staff_columns, .q = STAFF_FILTER_Q, .q2 = STAFF_FILTER_Q2, .code = -1 };

/* ---- classes, groups, subjects ---- */

static const GridColumn structure_columns[] = {
    { STRUCTURES_CODE, "code", .as = GRID_NAME, .word = "code", .label = T_LIST_CODE, SORT(STRUCTURES_SORT_CODE) },
    { STRUCTURES_LABEL, "label", .word = "libelle", .label = T_LIST_LABEL, .first = true },
    { STRUCTURES_COUNT, "count", .as = GRID_INT, .word = "effectif", .label = T_LIST_SIZE, .first = true },
    { STRUCTURES_MEFS, "mefs", .word = "formation", .label = T_LIST_MEF, .first = true },
    { STRUCTURES_MAIN_TEACHERS, "main_teachers", .word = "professeurs-principaux", .label = T_LIST_MAIN_TEACHERS },
    COLUMNS_END,
};

#define STRUCTURES(grid_name, at, text, kind) { .name = grid_name, .list = &LIST_STRUCTURES, .base = at, .label = text, .topics = "structures pupils", \
    .right = &desk_lists, .page = &PAGE_DESK_STRUCTURES, .columns = structure_columns, .q = -1, .q2 = -1, .code = STRUCTURES_FILTER_Q, \
    .fixed = STRUCTURES_FILTER_KIND, .fixed_value = kind }
const Grid classes_grid = STRUCTURES("classes", "/bureau/classes", T_DESK_CLASSES, "class");
const Grid groups_grid = STRUCTURES("groupes", "/bureau/groupes", T_DESK_GROUPS, "group");

static const GridColumn subject_columns[] = {
    { SUBJECTS_LABEL, "label", .as = GRID_NAME, .word = "libelle", .label = T_LIST_LABEL, SORT(SUBJECTS_SORT_LABEL) },
    { SUBJECTS_CODE, "code", .word = "code", .label = T_LIST_CODE, .first = true, SORT(SUBJECTS_SORT_CODE) },
    { SUBJECTS_CODE_SHORT, "code_short", .word = "code-court", .label = T_LIST_CODE_SHORT },
    { SUBJECTS_SERVICES, "services", .as = GRID_INT, .word = "services", .label = T_LIST_SERVICES, .first = true },
    { SUBJECTS_TEACHERS, "teachers", .as = GRID_INT, .word = "professeurs", .label = T_LIST_TEACHERS, .first = true },
    COLUMNS_END,
};
static const GridFilter subject_filters[] = { { "enseignees", T_LIST_CHIP_TAUGHT, SUBJECTS_FILTER_TAUGHT, FILTER_SET, .set = 1 }, { .word = NULL } };

const Grid subjects_grid = { .name = "matieres", .list = &LIST_SUBJECTS, .base = "/bureau/matieres", .label = T_DESK_SUBJECTS,
    .topics = "subjects structures teachers", .right = &desk_lists, .page = &PAGE_DESK_SUBJECTS, .columns = subject_columns, .filters = subject_filters, .q = -1,
    .q2 = -1, .code = SUBJECTS_FILTER_Q };

const Grid *const desk_grids[] = { &pupils_grid, &guardians_grid, &teachers_grid, &staff_grid, &classes_grid, &groups_grid, &subjects_grid, NULL };

Reply show_pupils(Request *rq) { return grid_page(rq, &pupils_grid); }
Reply show_guardians(Request *rq) { return grid_page(rq, &guardians_grid); }
Reply show_teachers(Request *rq) { return grid_page(rq, &teachers_grid); }
Reply show_staff(Request *rq) { return grid_page(rq, &staff_grid); }
Reply show_classes(Request *rq) { return grid_page(rq, &classes_grid); }
Reply show_groups(Request *rq) { return grid_page(rq, &groups_grid); }
Reply show_subjects(Request *rq) { return grid_page(rq, &subjects_grid); }
