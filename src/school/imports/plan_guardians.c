/* Responsables and addresses; and, once all is read, what follows from it for everybody: names, calling order. */
#include "school/imports/plan_read.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/imports/plan_edits.h"
#include "school/people/people.h"

#include <stdlib.h>
#include <string.h>

static const char *const SYSTEM = "siecle.personne";

/* ---- addresses ---- */

void plan_address_of(Plan *p, PlanRow *person, const char *address) {
    if (!address)
        return;
    if (!*address)
        plan_set(person, COL_PERSON_ADDRESS, of_null());
    else
        plan_ref(person, COL_PERSON_ADDRESS, plan_row(p, PLAN_ADDRESS, NULL, address));
    const PlanRow *row = *address ? plan_find(p, PLAN_ADDRESS, address) : NULL;
    if (row && row->thing)
        row->thing->seen = true;        /* someone lives there, described or not */
}

static void read_address(Plan *p, const Record *r) {
    static const FieldColumn map[] = { { R_ADDRESS_ID, COL_ADDRESS_SIECLE_ID }, { R_ADDRESS_LINE1, COL_ADDRESS_LINE1 },
        { R_ADDRESS_LINE2, COL_ADDRESS_LINE2 }, { R_ADDRESS_LINE3, COL_ADDRESS_LINE3 }, { R_ADDRESS_LINE4, COL_ADDRESS_LINE4 },
        { R_ADDRESS_PO_BOX, COL_ADDRESS_PO_BOX }, { R_ADDRESS_POSTCODE, COL_ADDRESS_POSTCODE }, { R_ADDRESS_CITY, COL_ADDRESS_CITY },
        { R_ADDRESS_INSEE, COL_ADDRESS_INSEE }, { R_ADDRESS_FOREIGN_CITY, COL_ADDRESS_FOREIGN_CITY },
        { R_ADDRESS_COUNTRY_CODE, COL_ADDRESS_COUNTRY_CODE }, { R_ADDRESS_COUNTRY, COL_ADDRESS_COUNTRY }, { 0, -1 } };
    if (str_empty(r->values[R_ADDRESS_ID]))
        return;
    PlanRow *row = plan_row(p, PLAN_ADDRESS, NULL, r->values[R_ADDRESS_ID]);
    plan_met(p, row, REPORT_ADDRESS, r->values[R_ADDRESS_ID]);
    plan_texts(row, r, map);
}

/* ---- persons ---- */

/* As LC_CIVILITE writes it, though only the long one be there. */
static void say_title(PlanRow *person, const char *title) {
    static const char *const same[][2] = { { "MADAME", "MME" }, { "MONSIEUR", "M." }, { "M", "M." }, { "MADEMOISELLE", "MLLE" } };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (title && strcasecmp(title, same[i][0]) == 0)
            title = same[i][1];
    plan_text(person, COL_PERSON_TITLE, title);
}

static PlanRow *person_for(Plan *p, const Record *r) {
    const char *siecle = r->values[R_PERSON_ID];
    PlanRow *same = plan_knows(p, SYSTEM, siecle) ? NULL : plan_same_guardian(p, r);
    if (same)
        plan_tie(p, SYSTEM, siecle, same);
    return plan_person(p, SYSTEM, siecle);
}

static void read_person(Plan *p, const Record *r) {
    static const FieldColumn texts[] = { { R_PERSON_GIVEN_NAME, COL_PERSON_GIVEN_NAME },
        { R_PERSON_PHONE_HOME, COL_PERSON_PHONE_HOME }, { R_PERSON_PHONE_MOBILE, COL_PERSON_PHONE_MOBILE },
        { R_PERSON_PHONE_WORK, COL_PERSON_PHONE_WORK }, { R_PERSON_EMAIL, COL_PERSON_EMAIL },
        { R_PERSON_OCCUPATION, COL_PERSON_OCCUPATION }, { 0, -1 } };
    const char *siecle = r->values[R_PERSON_ID];
    if (str_empty(siecle) || !plan_can_name(p, SYSTEM, siecle, r->values[R_PERSON_FAMILY_NAME], r->values[R_PERSON_USAGE_NAME])) {
        plan_warn(p, T_IMPORT_NO_NUMBER, NULL);
        return;
    }
    PlanRow *person = person_for(p, r);
    PlanRow *guardian = plan_row(p, PLAN_GUARDIAN, NULL, person->key);
    plan_met(p, guardian, REPORT_GUARDIAN, NULL);
    if (!person->thing)
        person->thing = guardian->thing;
    if (!guardian->now)
        plan_ref(guardian, COL_GUARDIAN_PERSON, person);
    map_put(&p->guardians_read, siecle, guardian);
    plan_names(person, r->values[R_PERSON_FAMILY_NAME], r->values[R_PERSON_USAGE_NAME]);
    say_title(person, r->values[R_PERSON_TITLE]);
    plan_texts(person, r, texts);
    plan_bool(p, person, COL_PERSON_ACCEPTS_SMS, r->values[R_PERSON_ACCEPTS_SMS]);
    plan_address_of(p, person, r->values[R_PERSON_ADDRESS]);
    plan_set(guardian, COL_GUARDIAN_SIECLE_ID, of_text(siecle));
    plan_bool(p, guardian, COL_GUARDIAN_SHARE_ADDRESS, r->values[R_PERSON_SHARE_ADDRESS]);
}

/* ---- who answers for whom ---- */

/* NIVEAU_RESPONSABILITE 1 legal, 2 in charge, 3 contact; before 2018 RESP_LEGAL 1 or 2 (the second one), 0 for a contact. 0: not said. */
static int64_t level_of(Plan *p, const Record *r) {
    const char *level = r->values[R_GUARDIANSHIP_LEVEL], *old = r->values[R_GUARDIANSHIP_LEGAL_OLD];
    int64_t number;
    if (!str_empty(level) && str_int(level, 1, 3, &number))
        return number;
    if (str_empty(level) && !str_empty(old) && str_int(old, 0, 2, &number))
        return number == 0 ? 3 : 1;
    if (!level && !old)
        return 0;
    plan_warn(p, T_IMPORT_BAD_LEVEL, WITH(ARG_TEXT("value", str_empty(level) && old ? old : level)));
    return 3;
}

static const char *kinship_of_label(const char *folded) {
    static const char *const labels[][2] = { { "mere", "mother" }, { "pere", "father" }, { "fratrie", "sibling" }, { "ascendant", "grandparent" },
        { "autre membre de la famille", "other_family" }, { "autre famille", "other_family" }, { "educateur", "educator" },
        { "assistant familial", "foster_carer" }, { "tuteur", "tutor" }, { "aide sociale a lenfance", "child_welfare" },
        { "eleve lui meme", "self" }, { "autre cas", "other" }, { "autre lien", "other" } };
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (str_equal(labels[i][0], folded))
            return labels[i][1];
    return NULL;
}

/* The codes of the two lists differ by their length; what neither has is understood by its label in the nomenclature, if that is known. */
static const char *kinship_of(Plan *p, const char *code) {
    const char *kinship = strlen(code) == 1 ? kinship_of_old_code(code) : kinship_of_code(code);
    const PlanRow *entry = kinship ? NULL : plan_find(p, PLAN_CODE, plan_key(p, "LIENS_PARENTE", code, NULL));
    const char *label = entry ? plan_value_text(entry, COL_CODE_ENTRY_LABEL_LONG) : NULL;
    return label ? kinship_of_label(text_fold(p->mem, label)) : kinship;
}

static void say_kinship(Plan *p, PlanRow *row, const char *code) {
    if (!code)
        return;
    const char *kinship = *code ? kinship_of(p, code) : NULL;
    if (*code && !kinship)
        plan_warn(p, T_IMPORT_BAD_CODE, WITH(ARG_TEXT("value", code)));
    else
        plan_set(row, COL_GUARDIANSHIP_KINSHIP, of_text(kinship));
}

/* All that a link says, so that of two for the same pair the same one is kept whatever their order: the stronger level first. */
static const char *link_text(Plan *p, const Record *r) {
    const char *level = str_empty(r->values[R_GUARDIANSHIP_LEVEL]) ? r->values[R_GUARDIANSHIP_LEGAL_OLD] : r->values[R_GUARDIANSHIP_LEVEL];
    Str s = str_new(p->mem, 32);
    str_add(&s, str_equal(level, "0") || str_empty(level) ? "9" : level);
    for (int i = R_GUARDIANSHIP_LEVEL; i <= R_GUARDIANSHIP_CONTACT_FIRST; i++) {
        str_add(&s, "|");
        str_add(&s, r->values[i]);
    }
    return s.data;
}

static void say_link(Plan *p, PlanRow *row, const Record *r) {
    int64_t level = level_of(p, r);
    if (level || !row->now)
        plan_set(row, COL_GUARDIANSHIP_LEVEL, of_int(level ? level : 3));
    say_kinship(p, row, r->values[R_GUARDIANSHIP_KINSHIP]);
    plan_bool(p, row, COL_GUARDIANSHIP_PAYS_FEES, r->values[R_GUARDIANSHIP_PAYS_FEES]);
    plan_bool(p, row, COL_GUARDIANSHIP_RECEIVES_AID, r->values[R_GUARDIANSHIP_RECEIVES_AID]);
    plan_bool(p, row, COL_GUARDIANSHIP_HOSTS, r->values[R_GUARDIANSHIP_HOSTS]);
    plan_bool(p, row, COL_GUARDIANSHIP_CONTACT_FIRST, r->values[R_GUARDIANSHIP_CONTACT_FIRST]);
    plan_reopen(row, COL_GUARDIANSHIP_UNTIL_DAY, of_int(DAY_OPEN));
    row->order = str_empty(r->values[R_GUARDIANSHIP_LEVEL]) && str_equal(r->values[R_GUARDIANSHIP_LEGAL_OLD], "2") ? 1 : 0;
}

static void read_guardianship(Plan *p, const Record *r) {
    const char *pupil_id = r->values[R_GUARDIANSHIP_PUPIL], *person_id = r->values[R_GUARDIANSHIP_PERSON];
    PlanRow *pupil = plan_pupil_named(p, pupil_id), *guardian = map_get(&p->guardians_read, person_id);
    if (!pupil || !guardian) {
        plan_warn(p, pupil ? T_IMPORT_LINK_UNKNOWN_PERSON : T_IMPORT_LINK_UNKNOWN_PUPIL, WITH(ARG_TEXT("number", pupil ? person_id : pupil_id)));
        return;
    }
    PlanRow *row = plan_row(p, PLAN_GUARDIANSHIP, NULL, plan_key(p, pupil->key, guardian->key, NULL));
    const char *text = link_text(p, r);
    bool twice = row->number && row->thing->file == p->file;
    if (twice && strcmp(row->number, text) <= 0)
        return;
    if (!row->number) {
        row->sibling = pupil->links;
        pupil->links = row;
    }
    plan_met(p, row, REPORT_GUARDIANSHIP, NULL);
    plan_ref(row, COL_GUARDIANSHIP_PUPIL, plan_find(p, PLAN_PERSON, pupil->key));
    plan_ref(row, COL_GUARDIANSHIP_GUARDIAN, plan_find(p, PLAN_PERSON, guardian->key));
    say_link(p, row, r);
    row->number = text;
    row->alias = guardian->key;
}

void plan_guardians(Plan *p, const Record *r) {
    if (r->kind == R_ADDRESS)
        read_address(p, r);
    else if (r->kind == R_PERSON)
        read_person(p, r);
    else
        read_guardianship(p, r);
}

/* ---- once all is read ---- */

/* The order in which to call: those to contact first, then by level; the second legal guardian of the old dialect after the first; then
 * the ministry's number, so that the order of the lines in the file never matters. */
static int compare_links(const void *a, const void *b) {
    const PlanRow *x = *(PlanRow *const *) a, *y = *(PlanRow *const *) b;
    int64_t first = x->table->plan->mode == MODE_CREATE ? (y->now != NULL) - (x->now != NULL) : 0;    /* those who are there keep their places */
    if (first == 0)
        first = plan_value(y, COL_GUARDIANSHIP_CONTACT_FIRST).integer - plan_value(x, COL_GUARDIANSHIP_CONTACT_FIRST).integer;
    if (first == 0)
        first = plan_value(x, COL_GUARDIANSHIP_LEVEL).integer - plan_value(y, COL_GUARDIANSHIP_LEVEL).integer;
    if (first == 0)
        first = x->order - y->order;
    return first ? (first < 0 ? -1 : 1) : strcmp(x->number, y->number);
}

static void rank_links(Plan *p, const PlanRow *pupil) {
    VEC(PlanRow *) links = { 0 };
    for (PlanRow *row = pupil->links; row; row = row->sibling) {
        const PlanRow *guardian = plan_find(p, PLAN_GUARDIAN, row->alias);
        row->number = plan_value_text(guardian, COL_GUARDIAN_SIECLE_ID);
        if (!row->away)
            *VEC_ADD(p->mem, &links) = row;
    }
    if (links.count)
        qsort(links.items, links.count, sizeof *links.items, compare_links);
    for (size_t i = 0; i < links.count; i++)
        plan_set(links.items[i], COL_GUARDIANSHIP_RANK, of_int((int64_t) i + 1));
}

/* Shown and sorted by names only: when no name is new, neither is that. */
static bool has_new_name(const PlanRow *person) {
    static const int names[] = { COL_PERSON_FAMILY_NAME, COL_PERSON_USAGE_NAME, COL_PERSON_GIVEN_NAME, COL_PERSON_GIVEN_NAME_2, COL_PERSON_GIVEN_NAME_3 };
    bool fresh = !person->now;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        fresh = fresh || plan_cell(person, names[i])->said;
    return fresh;
}

static void name_person(Plan *p, PlanRow *person) {
    if (!has_new_name(person)) {
        if (person->thing && !person->thing->label)
            person->thing->label = plan_value_text(person, COL_PERSON_DISPLAY_NAME);
        return;
    }
    Names n = { plan_value_text(person, COL_PERSON_FAMILY_NAME), plan_value_text(person, COL_PERSON_USAGE_NAME),
        plan_value_text(person, COL_PERSON_GIVEN_NAME), plan_value_text(person, COL_PERSON_GIVEN_NAME_2), plan_value_text(person, COL_PERSON_GIVEN_NAME_3) };
    const char *shown = names_display(p->mem, &n);
    plan_set(person, COL_PERSON_DISPLAY_NAME, of_text(shown));
    SortKey key = names_sort_key(p->mem, &n);
    plan_set(person, COL_PERSON_SORT_KEY, of_bytes(key.bytes, key.size));
    if (person->thing && !person->thing->label)
        person->thing->label = shown;
}

/* An address that is referred to but described nowhere (files without addresses) says nothing. */
static void drop_unknown_address(PlanRow *person) {
    const PlanCell *cell = plan_cell(person, COL_PERSON_ADDRESS);
    PlanRow *address = cell->said == CELL_ROW ? cell->is.row : NULL;
    if (address && !address->now && !address->thing) {
        address->seen = false;
        plan_unsay(person, COL_PERSON_ADDRESS);
    }
}

void plan_finish_people(Plan *p) {
    PlanTable *people = &p->tables[PLAN_PERSON], *pupils = &p->tables[PLAN_PUPIL];
    for (size_t i = 0; i < people->rows.count; i++)
        if (people->rows.items[i]->seen) {
            drop_unknown_address(people->rows.items[i]);
            name_person(p, people->rows.items[i]);
        }
    for (size_t i = 0; i < pupils->rows.count; i++)
        rank_links(p, pupils->rows.items[i]);
}
