/* The lists of the desk, as data. */
#include "school/desk/desk.h"

#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/certificates/certificates.h"
#include "school/contacts/contacts.h"
#include "school/files/files.h"
#include "school/meals/meals.h"
#include "school/people/people_change.h"
#include "school/rights/rights.h"
#include "school/support/support.h"

#define SORT(list_sort) .sort = 1 + (list_sort)
#define COLUMNS_END { .key = NULL }
#define TOLD(list) .acts = (const GridAct[]){ { T_CONTACTS_ACT, "/bureau/preferences/" list, &people_edit }, { .path = NULL } }

/* How a value is changed: the verb of the feature whose it is. */
#define CHANGE(with, of, may, ...) .edit = &(const GridEdit){ .verb = with, .field = of, .right = may, __VA_ARGS__ }
#define PUPIL(of, ...) CHANGE(pupil_change, of, &people_edit, __VA_ARGS__)
#define GUARDIAN(of, ...) CHANGE(guardian_change, of, &people_edit, __VA_ARGS__)
#define TEACHER(of, ...) CHANGE(teacher_change, of, &people_edit, __VA_ARGS__)
#define STAFF(of, ...) CHANGE(staff_change, of, &people_edit, __VA_ARGS__)
#define STRUCTURE(of, ...) CHANGE(structure_change, of, &structures_edit, __VA_ARGS__)
#define SUBJECT(of, ...) CHANGE(subject_change, of, &structures_edit, __VA_ARGS__)
#define CHOICE(words_of) .as = EDIT_WORD, .choices = words_of

#define CARDS(called, ours) .cards = &(const GridCards){ &CARDS_OF, &people_contact, called, ours }

/* « Nouvel élève »: a guardian is made on the record of a pupil. */
#define ADDED(text, at, may) .add = text, .add_path = at, .add_right = may

/* ---- pupils ---- */

static const GridColumn pupil_columns[] = {
    { PUPILS_DISPLAY_NAME, "display_name", .as = GRID_NAME, .word = "nom", .label = T_LIST_NAME, SORT(PUPILS_SORT_NAME), .flag = T_PUPIL_LEFT,
        .flagged = PUPILS_GONE },
    { PUPILS_CLASS_ID, "id", "class", GRID_INT },
    { PUPILS_CLASS_CODE, "code", "class", .word = "classe", .label = T_LIST_CLASS, .first = true, SORT(PUPILS_SORT_CLASS), .base = "/bureau/classes",
        .link = PUPILS_CLASS_ID, PUPIL(EDIT_CLASS, .as = EDIT_ROW, .options = &CLASS_OPTIONS,
            .raw = 1 + PUPILS_CLASS_ID, .dated = true) },
    { PUPILS_BIRTH_DAY, "birth_date", .as = GRID_DAY, .word = "naissance", .label = T_LIST_BIRTH, .first = true, SORT(PUPILS_SORT_BIRTH), 
        PUPIL(EDIT_BIRTH_DAY, .as = EDIT_DAY) },
    { PUPILS_BOARD_STATUS, "board_status", .as = GRID_WORD, .words = "board", .word = "regime", .label = T_LIST_BOARD, .first = true, 
        PUPIL(EDIT_BOARD, CHOICE(board_words), .dated = true) },
    { PUPILS_EXIT_PERMISSION, "exit_permission", .as = GRID_WORD, .words = "exits", .word = "sortie-autorisee", .label = T_LIST_EXITS,
        PUPIL(EDIT_EXITS, CHOICE(exit_words), .dated = true) },
    { PUPILS_IMAGE_RIGHT, "image_right", .as = GRID_WORD, .words = "image_right", .word = "droit-image", .label = T_IMAGE_RIGHT_TITLE,
        CHANGE(image_right_change, 0, &photos_edit, CHOICE(image_right_words), .dated = true) },
    { PUPILS_FAMILY_NAME, "family_name", .word = "nom-de-naissance", .label = T_RECORD_FAMILY_NAME, PUPIL(EDIT_FAMILY_NAME, .max = 100, .required = true) },
    { PUPILS_USAGE_NAME, "usage_name", .word = "nom-usage", .label = T_RECORD_USAGE_NAME, PUPIL(EDIT_USAGE_NAME, .max = 100) },
    { PUPILS_GIVEN_NAME, "given_names", .as = GRID_ADD, .word = "prenom", .label = T_LIST_GIVEN_NAME, PUPIL(EDIT_GIVEN_NAME, .max = 100) },
    { PUPILS_GIVEN_NAME_2, "given_names", .as = GRID_ADD },
    { PUPILS_GIVEN_NAME_3, "given_names", .as = GRID_ADD },
    { PUPILS_SEX, "sex", .as = GRID_WORD, .words = "sex", .word = "sexe", .label = T_LIST_SEX, PUPIL(EDIT_SEX, CHOICE(sex_words)) },
    { PUPILS_MEF, "mef", .word = "mef", .label = T_LIST_MEF_CODE },
    { PUPILS_MEF_LABEL, "mef_label", .word = "formation", .label = T_LIST_MEF },
    { PUPILS_SIECLE_ID, "siecle_id", .word = "siecle", .label = T_RECORD_SIECLE },
    { PUPILS_ELENOET, "elenoet", .word = "elenoet", .label = T_RECORD_ELENOET, PUPIL(EDIT_ELENOET, .max = 20) },
    { PUPILS_INE, "ine", .word = "ine", .label = T_RECORD_INE, PUPIL(EDIT_INE, .max = 11) },
    { PUPILS_ENTRY_DAY, "entry_date", .as = GRID_DAY, .word = "entree", .label = T_LIST_ENTRY },
    { PUPILS_EXIT_DAY, "exit_date", .as = GRID_DAY, .word = "sortie", .label = T_LIST_EXIT },
    { PUPILS_GROUPS, "groups", .as = GRID_SPLIT, .bar = '|', .word = "groupes", .label = T_DESK_GROUPS },
    { PUPILS_EMAIL, "email", .word = "courriel", .label = T_LIST_EMAIL, PUPIL(EDIT_EMAIL, .max = 200) },
    { PUPILS_PHONE_MOBILE, "phone_mobile", .as = GRID_PHONE, .word = "portable", .label = T_LIST_MOBILE, 
        PUPIL(EDIT_PHONE_MOBILE, .max = 30) },
    { PUPILS_CITY, "city", .word = "ville", .label = T_LIST_CITY },
    COLUMNS_END,
};

static const GridColumn guardian_of[] = {
    { GUARDIANS_OF_PUPILS_LEVEL, "level", .as = GRID_INT }, { GUARDIANS_OF_PUPILS_RANK, "rank", .as = GRID_INT },
    { GUARDIANS_OF_PUPILS_LEGAL, "legal", .as = GRID_YES_NO }, { GUARDIANS_OF_PUPILS_KINSHIP, "kinship", .as = GRID_WORD }, COLUMNS_END,
};
static const GridMany pupil_many[] = { { &GUARDIANS_OF_PUPILS, "guardians", "responsables", T_LIST_GUARDIANS, true, "/bureau/responsables", guardian_of,
    &GUARDIANS_OF_ALL, "rank" },
    { .key = NULL } };

static const GridFilter pupil_filters[] = {
    { "classe", T_LIST_CLASS, PUPILS_FILTER_CLASS, FILTER_ROW, .options = &CLASSES_WITH_SEEN },
    { "groupe", T_LIST_GROUP, PUPILS_FILTER_GROUP, FILTER_ROW, .options = &GROUPS_WITH_SEEN },
    { "regime", T_LIST_BOARD, PUPILS_FILTER_BOARD, FILTER_WORD, .choices = board_words, .words = "board" },
    { "sortie-autorisee", T_LIST_EXITS, PUPILS_FILTER_EXITS, FILTER_WORD, .choices = exit_words, .words = "exits" },
    { "sans_droit_image", T_LIST_CHIP_NO_IMAGE_RIGHT, PUPILS_FILTER_IMAGE, FILTER_SET, .set = 0 },
    { "sans_classe", T_LIST_CHIP_NO_CLASS, PUPILS_FILTER_CLASSED, FILTER_SET, .set = 0 },
    { "sortis", T_LIST_CHIP_LEFT, PUPILS_FILTER_PRESENT, FILTER_SET, .set = 0 },
    { .word = NULL },
};

#define NAMED "nom-de-naissance/nom-usage"
static const GridKey pupil_keys[] = { { "ine", T_RECORD_INE, { "ine" } }, { "siecle", T_RECORD_SIECLE, { "siecle" } }, { "elenoet", T_RECORD_ELENOET, { "elenoet" } },
    { "naissance", T_KEY_BIRTH, { NAMED, "prenom", "naissance" } }, { "complet", T_KEY_FULL_BIRTH, { "nom", "naissance" } }, { "noms", T_KEY_NAMES, { NAMED, "prenom" } },
    { "nom", T_KEY_FULL, { "nom" } }, { .word = NULL } };

static const GridAct pupil_acts[] = { { T_SUPPORT_ACT, "/bureau/accompagnements/choisis", &support_edit }, { T_MEALS_ACT, "/bureau/repas/choisis", &meals_edit },
    { T_CERTIFICATES_ACT, "/bureau/certificats/choisis", &certificates_issue }, { .path = NULL } };

const Grid pupils_grid = { .name = "eleves", .list = &LIST_PUPILS, .base = "/bureau/eleves", .label = T_DESK_PUPILS, .topics = "pupils people structures guardians",
    .right = &desk_lists, .page = &PAGE_DESK_PUPILS, .columns = pupil_columns, .many = pupil_many, .filters = pupil_filters, .keys = pupil_keys,
    ADDED(T_ARRIVAL_PUPIL, "/bureau/eleves/nouveau", &people_edit), .make = pupil_of_line, .make_right = &people_edit, .acts = pupil_acts, CARDS(T_KIND_PUPIL, false),
    .q = PUPILS_FILTER_Q, .q2 = PUPILS_FILTER_Q2, .code = -1 };

/* ---- guardians ---- */

/* What they want to be told, by which way: theirs, or what holds for who has said nothing. */
#define TOLD_BY(column, called, address, text, of) { GUARDIANS_##column, called, "preferences", GRID_YES_NO, .word = address, .label = text, \
    CHANGE(preferences_change, of, &people_edit, .as = EDIT_YES_NO) }

static const GridColumn guardian_columns[] = {
    { GUARDIANS_DISPLAY_NAME, "display_name", .as = GRID_NAME, .word = "nom", .label = T_LIST_NAME, SORT(GUARDIANS_SORT_NAME) },
    { GUARDIANS_TITLE, "title", .word = "civilite", .label = T_LIST_TITLE, GUARDIAN(EDIT_TITLE, CHOICE(title_words)) },
    { GUARDIANS_FAMILY_NAME, "family_name", .word = "nom-de-naissance", .label = T_RECORD_FAMILY_NAME, GUARDIAN(EDIT_FAMILY_NAME, .max = 100, .required = true) },
    { GUARDIANS_GIVEN_NAME, "given_name", .word = "prenom", .label = T_LIST_GIVEN_NAME, GUARDIAN(EDIT_GIVEN_NAME, .max = 100) },
    { GUARDIANS_SIECLE_ID, "siecle_id", .word = "siecle", .label = T_RECORD_SIECLE },
    { GUARDIANS_LINE1, "lines", "address", GRID_ADD, .word = "adresse", .label = T_RECORD_ADDRESS },
    { GUARDIANS_LINE2, "lines", "address", GRID_ADD },
    { GUARDIANS_LINE3, "lines", "address", GRID_ADD },
    { GUARDIANS_LINE4, "lines", "address", GRID_ADD },
    { GUARDIANS_POSTCODE, "postcode", "address", .word = "code-postal", .label = T_LIST_POSTCODE },
    { GUARDIANS_CITY, "city", "address", .word = "ville", .label = T_LIST_CITY, .first = true, SORT(GUARDIANS_SORT_CITY) },
    { GUARDIANS_COUNTRY, "country", "address", .word = "pays", .label = T_LIST_COUNTRY },
    { GUARDIANS_PHONE_MOBILE, "phone_mobile", .as = GRID_PHONE, .word = "portable", .label = T_LIST_MOBILE, .first = true, 
        GUARDIAN(EDIT_PHONE_MOBILE, .max = 30) },
    { GUARDIANS_PHONE_HOME, "phone_home", .as = GRID_PHONE, .word = "domicile", .label = T_LIST_PHONE_HOME, GUARDIAN(EDIT_PHONE_HOME, .max = 30) },
    { GUARDIANS_PHONE_WORK, "phone_work", .as = GRID_PHONE, .word = "travail", .label = T_LIST_PHONE_WORK, GUARDIAN(EDIT_PHONE_WORK, .max = 30) },
    { GUARDIANS_EMAIL, "email", .word = "courriel", .label = T_LIST_EMAIL, .first = true, GUARDIAN(EDIT_EMAIL, .max = 200) },
    { GUARDIANS_SAID, "said", "preferences", GRID_YES_NO, .word = "a-choisi", .label = T_LIST_SAID },
    TOLD_BY(LETTER_LIFE, "letter_life", "courrier-vie-scolaire", T_CONTACTS_LETTER_LIFE, 0),
    TOLD_BY(LETTER_RESULTS, "letter_results", "courrier-resultats", T_CONTACTS_LETTER_RESULTS, 1),
    TOLD_BY(LETTER_NEWS, "letter_news", "courrier-informations", T_CONTACTS_LETTER_NEWS, 2),
    TOLD_BY(MAIL_LIFE, "mail_life", "courriel-vie-scolaire", T_CONTACTS_MAIL_LIFE, 3),
    TOLD_BY(MAIL_RESULTS, "mail_results", "courriel-resultats", T_CONTACTS_MAIL_RESULTS, 4),
    TOLD_BY(MAIL_NEWS, "mail_news", "courriel-informations", T_CONTACTS_MAIL_NEWS, 5),
    TOLD_BY(SMS_LIFE, "sms_life", "sms-vie-scolaire", T_CONTACTS_SMS_LIFE, 6),
    TOLD_BY(SMS_RESULTS, "sms_results", "sms-resultats", T_CONTACTS_SMS_RESULTS, 7),
    TOLD_BY(SMS_NEWS, "sms_news", "sms-informations", T_CONTACTS_SMS_NEWS, 8),
    TOLD_BY(DISCUSSION, "discussion", "messagerie", T_CONTACTS_MAY_DISCUSS, 9),
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
    { "sans_choix", T_LIST_CHIP_UNSAID, GUARDIANS_FILTER_SAID, FILTER_SET, .set = 0 },
    { .word = NULL },
};

static const GridKey guardian_keys[] = { { "siecle", T_RECORD_SIECLE, { "siecle" } }, { "noms", T_KEY_NAMES, { "nom-de-naissance", "prenom" } },
    { "courriel", T_KEY_EMAIL, { "nom-de-naissance", "courriel" } }, { "nom", T_KEY_FULL, { "nom" } }, { .word = NULL } };

const Grid guardians_grid = { .name = "responsables", .list = &LIST_GUARDIANS, .base = "/bureau/responsables", .label = T_DESK_GUARDIANS,
    .topics = "guardians people pupils", .right = &desk_lists, .page = &PAGE_DESK_GUARDIANS, .columns = guardian_columns, .many = guardian_many,
    .filters = guardian_filters, .keys = guardian_keys, CARDS(T_KIND_GUARDIAN, false), .q = GUARDIANS_FILTER_Q, .q2 = GUARDIANS_FILTER_Q2, .code = -1, TOLD("responsables") };

/* ---- teachers and staff ---- */

static const GridColumn teacher_columns[] = {
    { TEACHERS_DISPLAY_NAME, "display_name", .as = GRID_NAME, .word = "nom", .label = T_LIST_NAME, SORT(TEACHERS_SORT_NAME), .flag = T_COLLEAGUE_LEFT,
        .flagged = TEACHERS_GONE },
    { TEACHERS_FAMILY_NAME, "family_name", .word = "nom-de-naissance", .label = T_RECORD_FAMILY_NAME, TEACHER(EDIT_FAMILY_NAME, .max = 100, .required = true) },
    { TEACHERS_USAGE_NAME, "usage_name", .word = "nom-usage", .label = T_RECORD_USAGE_NAME, TEACHER(EDIT_USAGE_NAME, .max = 100) },
    { TEACHERS_GIVEN_NAME, "given_name", .word = "prenom", .label = T_LIST_GIVEN_NAME, TEACHER(EDIT_GIVEN_NAME, .max = 100) },
    { TEACHERS_TITLE, "title", .word = "civilite", .label = T_LIST_TITLE, TEACHER(EDIT_TITLE, CHOICE(title_words)) },
    { TEACHERS_STS_ID, "sts_id", .word = "sts", .label = T_LIST_STS_ID },
    { TEACHERS_STS_TYPE, "sts_type" },
    { TEACHERS_FUNCTION, "function" },
    { TEACHERS_FUNCTION, "function_label", .word = "fonction", .label = T_LIST_FUNCTION, .say = function_words },
    { TEACHERS_GRADE, "grade", .word = "grade", .label = T_LIST_GRADE, TEACHER(EDIT_GRADE, .max = 60) },
    { TEACHERS_DISCIPLINES, "disciplines", .as = GRID_SPLIT, .bar = ' ', .word = "disciplines", .label = T_LIST_DISCIPLINES, .first = true },
    { TEACHERS_SUBJECTS, "subjects", .as = GRID_SPLIT, .bar = ' ', .word = "matieres", .label = T_DESK_SUBJECTS },
    { TEACHERS_CLASSES, "classes", .as = GRID_SPLIT, .bar = '|', .word = "classes", .label = T_LIST_CLASSES, .first = true },
    { TEACHERS_ACCESS_PROFILE_ID, "access_profile_id", .as = GRID_INT },
    { TEACHERS_ACCESS_PROFILE, "access_profile", .word = "profil", .label = T_LIST_TEACHER_PROFILE,
        CHANGE(rights_change, EDIT_TEACHER_PROFILE, &rights_edit, .as = EDIT_ROW, .options = &TEACHER_PROFILE_OPTIONS, .raw = 1 + TEACHERS_ACCESS_PROFILE_ID) },
    { TEACHERS_EXIT_DAY, "exit_date", .as = GRID_DAY, .word = "sortie", .label = T_LIST_EXIT },
    { TEACHERS_EMAIL, "email", .word = "courriel", .label = T_LIST_EMAIL, TEACHER(EDIT_EMAIL, .max = 200) },
    { TEACHERS_PHONE_MOBILE, "phone_mobile", .as = GRID_PHONE, .word = "portable", .label = T_LIST_MOBILE, TEACHER(EDIT_PHONE_MOBILE, .max = 30) },
    { TEACHERS_PHONE_WORK, "phone_work", .as = GRID_PHONE, .word = "travail", .label = T_LIST_PHONE_WORK, TEACHER(EDIT_PHONE_WORK, .max = 30) },
    COLUMNS_END,
};
static const GridFilter teacher_filters[] = {
    { "matiere", T_LIST_SUBJECT, TEACHERS_FILTER_SUBJECT, FILTER_ROW, .options = &SUBJECT_OPTIONS },
    { "partis", T_LIST_CHIP_GONE, TEACHERS_FILTER_PRESENT, FILTER_SET, .set = 0 },
    { .word = NULL },
};

/* Of teachers and staff: the number is of the ministry, or of this school (sts_type). */
static const GridKey colleague_keys[] = { { "sts", T_LIST_STS_ID, { "sts" } }, { "noms", T_KEY_NAMES, { NAMED, "prenom" } }, { "nom", T_KEY_FULL, { "nom" } },
    { .word = NULL } };

const Grid teachers_grid = { .name = "professeurs", .list = &LIST_TEACHERS, .base = "/bureau/professeurs", .label = T_DESK_TEACHERS,
    .topics = "teachers people structures", .right = &desk_lists, .page = &PAGE_DESK_TEACHERS, .columns = teacher_columns, .filters = teacher_filters,
    .keys = colleague_keys, ADDED(T_ARRIVAL_TEACHER, "/bureau/professeurs/nouveau", &people_edit), .make = teacher_of_line, .make_right = &people_edit,
    CARDS(T_KIND_TEACHER, true), .q = TEACHERS_FILTER_Q, .q2 = TEACHERS_FILTER_Q2, .code = -1, TOLD("professeurs") };

static const GridColumn staff_columns[] = {
    { STAFF_DISPLAY_NAME, "display_name", .as = GRID_NAME, .word = "nom", .label = T_LIST_NAME, SORT(STAFF_SORT_NAME), .flag = T_COLLEAGUE_LEFT,
        .flagged = STAFF_GONE },
    { STAFF_FAMILY_NAME, "family_name", .word = "nom-de-naissance", .label = T_RECORD_FAMILY_NAME, STAFF(EDIT_FAMILY_NAME, .max = 100, .required = true) },
    { STAFF_USAGE_NAME, "usage_name", .word = "nom-usage", .label = T_RECORD_USAGE_NAME, STAFF(EDIT_USAGE_NAME, .max = 100) },
    { STAFF_GIVEN_NAME, "given_name", .word = "prenom", .label = T_LIST_GIVEN_NAME, STAFF(EDIT_GIVEN_NAME, .max = 100) },
    { STAFF_TITLE, "title", .word = "civilite", .label = T_LIST_TITLE, STAFF(EDIT_TITLE, CHOICE(title_words)) },
    { STAFF_FUNCTION, "function_label", .word = "fonction", .label = T_LIST_FUNCTION, .first = true, .say = function_words },
    { STAFF_FUNCTION, "function" },
    { STAFF_STS_ID, "sts_id", .word = "sts", .label = T_LIST_STS_ID },
    { STAFF_STS_TYPE, "sts_type" },
    { STAFF_GRADE, "grade", .word = "grade", .label = T_LIST_GRADE, STAFF(EDIT_GRADE, .max = 60) },
    { STAFF_ACCESS_GROUP_ID, "access_group_id", .as = GRID_INT },
    { STAFF_ACCESS_GROUP, "access_group", .word = "groupe", .label = T_LIST_GROUP_OF_RIGHTS, .first = true,
        CHANGE(rights_change, EDIT_GROUP, &rights_edit, .as = EDIT_ROW, .options = &GROUP_OPTIONS, .raw = 1 + STAFF_ACCESS_GROUP_ID) },
    { STAFF_ACCESS_PROFILE_ID, "access_profile_id", .as = GRID_INT },
    { STAFF_ACCESS_PROFILE, "access_profile", .word = "profil", .label = T_LIST_PROFILE, .first = true,
        CHANGE(rights_change, EDIT_PROFILE, &rights_edit, .as = EDIT_ROW, .options = &PROFILE_OPTIONS, .raw = 1 + STAFF_ACCESS_PROFILE_ID) },
    { STAFF_EXIT_DAY, "exit_date", .as = GRID_DAY, .word = "sortie", .label = T_LIST_EXIT },
    { STAFF_EMAIL, "email", .word = "courriel", .label = T_LIST_EMAIL, STAFF(EDIT_EMAIL, .max = 200) },
    { STAFF_PHONE_MOBILE, "phone_mobile", .as = GRID_PHONE, .word = "portable", .label = T_LIST_MOBILE, STAFF(EDIT_PHONE_MOBILE, .max = 30) },
    { STAFF_PHONE_WORK, "phone_work", .as = GRID_PHONE, .word = "travail", .label = T_LIST_PHONE_WORK, STAFF(EDIT_PHONE_WORK, .max = 30) },
    COLUMNS_END,
};

static const GridFilter staff_filters[] = { { "partis", T_LIST_CHIP_GONE, STAFF_FILTER_PRESENT, FILTER_SET, .set = 0 }, { .word = NULL } };

const Grid staff_grid = { .name = "personnels", .list = &LIST_STAFF, .base = "/bureau/personnels", .label = T_DESK_STAFF, .topics = "staff people",
    .right = &desk_lists, .page = &PAGE_DESK_STAFF, .columns = staff_columns, .filters = staff_filters, .keys = colleague_keys,
    ADDED(T_ARRIVAL_STAFF, "/bureau/personnels/nouveau", &people_edit), .make = staff_of_line, .make_right = &people_edit, CARDS(T_KIND_STAFF, true),
    .q = STAFF_FILTER_Q, .q2 = STAFF_FILTER_Q2, .code = -1, TOLD("personnels") };

/* ---- classes, groups, subjects ---- */

static const GridColumn structure_columns[] = {
    { STRUCTURES_CODE, "code", .as = GRID_NAME, .word = "code", .label = T_LIST_CODE, SORT(STRUCTURES_SORT_CODE) },
    { STRUCTURES_LABEL, "label", .word = "libelle", .label = T_LIST_LABEL, .first = true, STRUCTURE(EDIT_STRUCTURE_LABEL, .max = 100) },
    { STRUCTURES_COUNT, "count", .as = GRID_INT, .word = "effectif", .label = T_LIST_SIZE, .first = true },
    { STRUCTURES_MEFS, "mefs", .word = "formation", .label = T_LIST_MEF, .first = true },
    { STRUCTURES_MAIN_TEACHERS, "main_teachers", .word = "professeurs-principaux", .label = T_LIST_MAIN_TEACHERS },
    COLUMNS_END,
};

#define STRUCTURES(grid_name, at, text, kind, new) { .name = grid_name, .list = &LIST_STRUCTURES, .base = at, .label = text, .topics = "structures pupils", \
    .right = &desk_lists, .page = &PAGE_DESK_STRUCTURES, .columns = structure_columns, .q = -1, .q2 = -1, .code = STRUCTURES_FILTER_Q, \
    .fixed = STRUCTURES_FILTER_KIND, .fixed_value = kind, ADDED(new, at "/nouveau", &structures_edit) }
const Grid classes_grid = STRUCTURES("classes", "/bureau/classes", T_DESK_CLASSES, "class", T_STRUCTURE_NEW_CLASS);
const Grid groups_grid = STRUCTURES("groupes", "/bureau/groupes", T_DESK_GROUPS, "group", T_STRUCTURE_NEW_GROUP);

static const GridColumn subject_columns[] = {
    { SUBJECTS_LABEL, "label", .as = GRID_NAME, .word = "libelle", .label = T_LIST_LABEL, SORT(SUBJECTS_SORT_LABEL) },
    { SUBJECTS_CODE, "code", .word = "code", .label = T_LIST_CODE, .first = true, SORT(SUBJECTS_SORT_CODE) },
    { SUBJECTS_CODE_SHORT, "code_short", .word = "code-court", .label = T_LIST_CODE_SHORT },
    { SUBJECTS_SERVICES, "services", .as = GRID_INT, .word = "services", .label = T_LIST_SERVICES, .first = true },
    { SUBJECTS_TEACHERS, "teachers", .as = GRID_INT, .word = "professeurs", .label = T_LIST_TEACHERS, .first = true },
    COLUMNS_END,
};
static const GridFilter subject_filters[] = { { "enseignees", T_LIST_CHIP_TAUGHT, SUBJECTS_FILTER_TAUGHT, FILTER_SET, .set = 1 }, { .word = NULL } };

static const GridKey subject_keys[] = { { "code", T_LIST_CODE, { "code" } }, { "libelle", T_LIST_LABEL, { "libelle" } }, { .word = NULL } };

const Grid subjects_grid = { .name = "matieres", .list = &LIST_SUBJECTS, .base = "/bureau/matieres", .label = T_DESK_SUBJECTS,
    .topics = "subjects structures teachers", .right = &desk_lists, .page = &PAGE_DESK_SUBJECTS, .columns = subject_columns, .filters = subject_filters, .keys = subject_keys,
    ADDED(T_SUBJECT_NEW, "/bureau/matieres/nouveau", &structures_edit), .q = -1,
    .q2 = -1, .code = SUBJECTS_FILTER_Q };

const Grid *const desk_grids[] = { &pupils_grid, &guardians_grid, &teachers_grid, &staff_grid, &classes_grid, &groups_grid, &subjects_grid, NULL };

Reply show_pupils(Request *rq) { return grid_page(rq, &pupils_grid); }
Reply show_guardians(Request *rq) { return grid_page(rq, &guardians_grid); }
Reply show_teachers(Request *rq) { return grid_page(rq, &teachers_grid); }
Reply show_staff(Request *rq) { return grid_page(rq, &staff_grid); }
Reply show_classes(Request *rq) { return grid_page(rq, &classes_grid); }
Reply show_groups(Request *rq) { return grid_page(rq, &groups_grid); }
Reply show_subjects(Request *rq) { return grid_page(rq, &subjects_grid); }
