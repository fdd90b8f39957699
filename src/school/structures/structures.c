/* What there is: classes, parts, groups, subjects, MEF, options. */
#include "school/structures/structures.h"

#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "gen/statements.h"
#include "gen/texts.h"

#include <ctype.h>

#define CODE_MOST 20
#define LABEL_MOST 100
#define PLANNED_MOST 9999
#define MODALITY_MOST 10

const char *const structure_kind_words[] = { "class", "group", "part", NULL };

static Value key_of(Work *w, const char *text) {
    SortKey key = text_sort_key(w->mem, text);
    return of_bytes(key.bytes, key.size);
}

/* A text of a new thing, checked as a cell of that name would be. */
static Value text_of(Work *w, const char *text, int max, bool required, const char *at) {
    CellChange c = { .value = of_text(text), .at = at };
    Value out = { 0 };
    cell_text(w, &c, max, required, &out);
    return out;
}

static bool taken(Work *w, const char *kind, const Value *code, int64_t but) {
    int64_t other = code->kind == VALUE_TEXT ? db_int(w->tx, &STRUCTURE_NAMED, VALUES(of_text(kind), *code)) : 0;
    return other && other != but;
}

/* ---- what still holds it, in words ---- */

typedef struct Holds { Work *w; Str what; } Holds;

static void held_by(Holds *h, TextId id, int64_t count) {
    if (!count)
        return;
    str_add(&h->what, h->what.size ? ", " : "");
    str_add(&h->what, words(h->w->mem, id, WITH(ARG_INT("n", count))));
}

static bool held(const Holds *h, const char *code) {
    if (h->what.size)
        problem(h->w, T_STRUCTURES_HELD, WITH(ARG_TEXT("code", code), ARG_TEXT("what", h->what.data)), "%s", "");
    return h->what.size > 0;
}

/* ---- classes, parts, groups ---- */

static void change_code(Work *w, const CellChange *change, const char *kind) {
    Value code;
    if (!cell_text(w, change, CODE_MOST, true, &code))
        return;
    if (taken(w, kind, &code, change->id))
        problem(w, T_STRUCTURES_CODE_TAKEN, WITH(ARG_TEXT("code", code.data)), "%s", change->at);
    if (!has_problems(w))
        change_put(w->tx, &TABLE_STRUCTURE, KEY(of_int(change->id)),
            FIELDS(cell_set(change, COL_STRUCTURE_CODE, code), SET(COL_STRUCTURE_SORT_KEY, key_of(w, code.data))));
}

void structure_change(Work *w, const CellChange *change) {
    Value value;
    const char *kind = db_text(w->tx, &STRUCTURE_KIND, VALUES(of_int(change->id)));
    if (!kind) {
        problem(w, T_STRUCTURES_UNKNOWN, NULL, "%s", change->at);
        return;
    }
    switch (change->field) {
    case EDIT_STRUCTURE_CODE:
        change_code(w, change, kind);
        break;
    case EDIT_STRUCTURE_LABEL:
        if (cell_text(w, change, LABEL_MOST, false, &value) && !has_problems(w))
            change_put(w->tx, &TABLE_STRUCTURE, KEY(of_int(change->id)), FIELDS(cell_set(change, COL_STRUCTURE_LABEL, value)));
        break;
    case EDIT_STRUCTURE_PLANNED:
        if (cell_number(w, change, 0, PLANNED_MOST, &value) && !has_problems(w))
            change_put(w->tx, &TABLE_STRUCTURE, KEY(of_int(change->id)), FIELDS(cell_set(change, COL_STRUCTURE_PLANNED, value)));
        break;
    default:
        must(change->field == EDIT_STRUCTURE_MAIN_TEACHER);
        main_teacher_only(w, change);
    }
}

bool structure_is_class(Work *w, int64_t id) { return str_equal(db_text(w->tx, &STRUCTURE_KIND, VALUES(of_int(id))), "class"); }

int64_t structure_add(Work *w, const NewStructure *to) {
    bool part = str_equal(to->kind, "part"), known = part;
    for (int i = 0; structure_kind_words[i]; i++)
        known = known || str_equal(structure_kind_words[i], to->kind);
    if (!known)
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "kind");
    Value code = text_of(w, to->code, CODE_MOST, true, "code"), label = text_of(w, to->label, LABEL_MOST, false, "label");
    if (known && taken(w, to->kind, &code, 0))
        problem(w, T_STRUCTURES_CODE_TAKEN, WITH(ARG_TEXT("code", code.data)), "code");
    if (to->planned > PLANNED_MOST)
        problem(w, T_FORM_OUT_OF_RANGE, WITH(ARG_INT("least", 0), ARG_INT("most", PLANNED_MOST)), "planned");
    if (part && !structure_is_class(w, to->class_id))
        problem(w, T_STRUCTURES_UNKNOWN_CLASS, NULL, "class_id");
    if (has_problems(w))
        return 0;
    int64_t id = change_add(w->tx, &TABLE_STRUCTURE, FIELDS(SET(COL_STRUCTURE_KIND, of_text(to->kind)), SET(COL_STRUCTURE_CODE, code),
        SET(COL_STRUCTURE_LABEL, label), SET(COL_STRUCTURE_PLANNED, to->planned < 0 ? of_null() : of_int(to->planned)),
        SET(COL_STRUCTURE_SORT_KEY, key_of(w, code.data))));
    if (id && part)
        change_put(w->tx, &TABLE_GROUP_CLASS, KEY(of_int(id), of_int(to->class_id)), NULL, 0);
    return id;
}

/* Whether anything refers to it; false and *CODE when nothing does. */
static bool structure_held(Work *w, int64_t structure, bool *found) {
    Holds h = { w, str_new(w->mem, 80) };
    const char *code = NULL;
    Rows k = db_rows(w->tx, &STRUCTURE_KIND, VALUES(of_int(structure)));
    *found = row_next(&k);
    if (*found)
        code = row_text(&k, STRUCTURE_KIND_CODE, w->mem);
    rows_end(&k);
    Rows r = db_rows(w->tx, &STRUCTURE_HOLDS, VALUES(of_int(structure)));
    if (row_next(&r)) {
        held_by(&h, T_STRUCTURES_HELD_MEMBERS, row_int(&r, STRUCTURE_HOLDS_MEMBERS));
        held_by(&h, T_STRUCTURES_HELD_SERVICES, row_int(&r, STRUCTURE_HOLDS_SERVICES));
        held_by(&h, T_STRUCTURES_HELD_MAIN, row_int(&r, STRUCTURE_HOLDS_MAIN_TEACHERS));
        held_by(&h, T_STRUCTURES_HELD_GROUPS, row_int(&r, STRUCTURE_HOLDS_GROUPS));
        held_by(&h, T_STRUCTURES_HELD_ACCOUNTS, row_int(&r, STRUCTURE_HOLDS_ACCOUNTS));
    }
    rows_end(&r);
    return held(&h, code);
}

void structure_remove(Work *w, int64_t structure) {
    VEC(const char *) mefs = { 0 };
    VEC(int64_t) classes = { 0 };
    bool found;
    if (structure_held(w, structure, &found) || !found)
        return;
    for (Rows r = db_rows(w->tx, &STRUCTURE_OWN_MEFS, VALUES(of_int(structure))); row_next(&r); )
        *VEC_ADD(w->mem, &mefs) = row_text(&r, 0, w->mem);
    for (Rows r = db_rows(w->tx, &GROUP_OWN_CLASSES, VALUES(of_int(structure))); row_next(&r); )
        *VEC_ADD(w->mem, &classes) = row_int(&r, 0);
    for (size_t i = 0; i < mefs.count; i++)
        change_end(w->tx, &TABLE_STRUCTURE_MEF, KEY(of_int(structure), of_text(mefs.items[i])));
    for (size_t i = 0; i < classes.count; i++)
        change_end(w->tx, &TABLE_GROUP_CLASS, KEY(of_int(structure), of_int(classes.items[i])));
    change_end(w->tx, &TABLE_STRUCTURE, KEY(of_int(structure)));
}

void structure_mef_put(Work *w, int64_t structure, const char *mef, bool teaches) {
    const Value key[] = { of_int(structure), of_text(mef) };
    if (!db_text(w->tx, &STRUCTURE_KIND, VALUES(of_int(structure))) || (teaches && !db_text(w->tx, &MEF_NAMED, VALUES(of_text(mef)))))
        problem(w, T_STRUCTURES_UNKNOWN_MEF, NULL, "mef");
    else if (teaches)
        change_put(w->tx, &TABLE_STRUCTURE_MEF, key, NULL, 0);
    else
        change_end(w->tx, &TABLE_STRUCTURE_MEF, key);
}

void group_class_put(Work *w, int64_t group, int64_t class_id, bool draws) {
    const char *kind = db_text(w->tx, &STRUCTURE_KIND, VALUES(of_int(group)));
    if (!str_equal(kind, "group"))
        problem(w, T_STRUCTURES_UNKNOWN_GROUP, NULL, "class_id");
    else if (!structure_is_class(w, class_id))
        problem(w, T_STRUCTURES_UNKNOWN_CLASS, NULL, "class_id");
    else if (draws)
        change_put(w->tx, &TABLE_GROUP_CLASS, KEY(of_int(group), of_int(class_id)), NULL, 0);
    else
        change_end(w->tx, &TABLE_GROUP_CLASS, KEY(of_int(group), of_int(class_id)));
}

/* ---- subjects ---- */

/* Sorted by what is shown: the label to print, the long one, the code. */
static Value subject_key(Work *w, const Value *print, const Value *longer, const Value *code) {
    return key_of(w, print->kind == VALUE_TEXT ? print->data : longer->kind == VALUE_TEXT ? longer->data : code->data);
}

typedef struct SubjectRule { int column, max; bool required; } SubjectRule;
static const SubjectRule subject_rules[] = { [EDIT_SUBJECT_CODE] = { COL_SUBJECT_CODE, CODE_MOST, true }, [EDIT_SUBJECT_CODE_SHORT] = { COL_SUBJECT_CODE_SHORT, CODE_MOST },
    [EDIT_SUBJECT_LABEL] = { COL_SUBJECT_LABEL, LABEL_MOST }, [EDIT_SUBJECT_LABEL_LONG] = { COL_SUBJECT_LABEL_LONG, LABEL_MOST },
    [EDIT_SUBJECT_LABEL_PRINT] = { COL_SUBJECT_LABEL_PRINT, LABEL_MOST } };

/* Pupils' options and programmes name a subject by its code, so that it cannot change under them. */
static bool code_is_used(Work *w, int64_t subject, const char *code) {
    Rows r = db_rows(w->tx, &SUBJECT_HOLDS, VALUES(of_int(subject), of_text(code)));
    bool used = row_next(&r) && (row_int(&r, SUBJECT_HOLDS_OPTIONS) || row_int(&r, SUBJECT_HOLDS_PROGRAMMES));
    rows_end(&r);
    return used;
}

static void check_subject_code(Work *w, const CellChange *change, const char *now, const Value *code) {
    int64_t other = db_int(w->tx, &SUBJECT_NAMED, VALUES(*code));
    if (str_equal(now, code->data))
        return;
    if (other && other != change->id)
        problem(w, T_STRUCTURES_CODE_TAKEN, WITH(ARG_TEXT("code", code->data)), "%s", change->at);
    else if (code_is_used(w, change->id, now))
        problem(w, T_STRUCTURES_CODE_USED, NULL, "%s", change->at);
}

void subject_change(Work *w, const CellChange *change) {
    must(change->field >= 0 && change->field <= EDIT_SUBJECT_LABEL_PRINT);
    const SubjectRule *rule = &subject_rules[change->field];
    Value value;
    Rows r = db_rows(w->tx, &SUBJECT_NAMES, VALUES(of_int(change->id)));
    if (!row_next(&r)) {
        problem(w, T_STRUCTURES_UNKNOWN_SUBJECT, NULL, "%s", change->at);
        return;
    }
    Value code = of_text(row_text(&r, SUBJECT_NAMES_CODE, w->mem)), longer = of_text(row_text(&r, SUBJECT_NAMES_LABEL_LONG, w->mem)),
        print = of_text(row_text(&r, SUBJECT_NAMES_LABEL_PRINT, w->mem));
    rows_end(&r);
    if (!cell_text(w, change, rule->max, rule->required, &value))
        return;
    if (change->field == EDIT_SUBJECT_CODE)
        check_subject_code(w, change, code.data, &value);
    Value key = subject_key(w, change->field == EDIT_SUBJECT_LABEL_PRINT ? &value : &print, change->field == EDIT_SUBJECT_LABEL_LONG ? &value : &longer,
        change->field == EDIT_SUBJECT_CODE ? &value : &code);
    if (!has_problems(w))
        change_put(w->tx, &TABLE_SUBJECT, KEY(of_int(change->id)), FIELDS(cell_set(change, rule->column, value), SET(COL_SUBJECT_SORT_KEY, key)));
}

int64_t subject_add(Work *w, const NewSubject *to) {
    Value code = text_of(w, to->code, CODE_MOST, true, "code"), shorter = text_of(w, to->code_short, CODE_MOST, false, "code_short"),
        label = text_of(w, to->label, LABEL_MOST, false, "label"), longer = text_of(w, to->label_long, LABEL_MOST, false, "label_long"),
        print = text_of(w, to->label_print, LABEL_MOST, false, "label_print");
    if (code.kind == VALUE_TEXT && db_int(w->tx, &SUBJECT_NAMED, VALUES(code)))
        problem(w, T_STRUCTURES_CODE_TAKEN, WITH(ARG_TEXT("code", code.data)), "code");
    if (has_problems(w))
        return 0;
    return change_add(w->tx, &TABLE_SUBJECT, FIELDS(SET(COL_SUBJECT_CODE, code), SET(COL_SUBJECT_CODE_SHORT, shorter), SET(COL_SUBJECT_LABEL, label),
        SET(COL_SUBJECT_LABEL_LONG, longer), SET(COL_SUBJECT_LABEL_PRINT, print), SET(COL_SUBJECT_SORT_KEY, subject_key(w, &print, &longer, &code))));
}

void subject_remove(Work *w, int64_t subject) {
    const char *code = db_text(w->tx, &SUBJECT_NAMES, VALUES(of_int(subject)));
    Holds h = { w, str_new(w->mem, 80) };
    Rows r = db_rows(w->tx, &SUBJECT_HOLDS, VALUES(of_int(subject), of_text(code)));
    if (row_next(&r)) {
        held_by(&h, T_STRUCTURES_HELD_SERVICES, row_int(&r, SUBJECT_HOLDS_SERVICES));
        held_by(&h, T_STRUCTURES_HELD_OPTIONS, row_int(&r, SUBJECT_HOLDS_OPTIONS));
        held_by(&h, T_STRUCTURES_HELD_PROGRAMMES, row_int(&r, SUBJECT_HOLDS_PROGRAMMES));
    }
    rows_end(&r);
    if (code && !held(&h, code))
        change_end(w->tx, &TABLE_SUBJECT, KEY(of_int(subject)));
}

/* ---- MEF ---- */

static ChangeField mef_field(int column, const Value *to, const Mef *was, const char *believed) {
    return was && believed ? SET_IF(column, *to, str_empty(believed) ? of_null() : of_text(believed)) : SET(column, *to);
}

/* Codes stand in addresses, and are the ministry's: eleven digits, as a rule. */
static void check_mef_code(Work *w, const char *code, bool known) {
    if (known)
        problem(w, T_STRUCTURES_CODE_TAKEN, WITH(ARG_TEXT("code", code)), "code");
    for (const char *c = code; *c; c++)
        if (!isalnum((unsigned char) *c)) {
            problem(w, T_STRUCTURES_BAD_MEF, NULL, "code");
            return;
        }
}

void mef_put(Work *w, const Mef *to, const Mef *was) {
    Value code = text_of(w, to->code, CODE_MOST, true, "code"), label = text_of(w, to->label, LABEL_MOST, false, "label"),
        longer = text_of(w, to->label_long, LABEL_MOST, false, "label_long"), stat = text_of(w, to->mefstat, CODE_MOST, false, "mefstat");
    const char *known = code.kind == VALUE_TEXT ? db_text(w->tx, &MEF_NAMED, VALUES(code)) : NULL;
    if (!was && code.kind == VALUE_TEXT)
        check_mef_code(w, code.data, known);
    if (!known && was && code.kind == VALUE_TEXT)
        problem(w, T_STRUCTURES_UNKNOWN_MEF, NULL, "code");
    if (has_problems(w))
        return;
    change_put(w->tx, &TABLE_MEF, &code, FIELDS(mef_field(COL_MEF_LABEL, &label, was, was ? was->label : NULL),
        mef_field(COL_MEF_LABEL_LONG, &longer, was, was ? was->label_long : NULL), mef_field(COL_MEF_MEFSTAT, &stat, was, was ? was->mefstat : NULL)));
}

void mef_remove(Work *w, const char *code) {
    Holds h = { w, str_new(w->mem, 80) };
    Rows r = db_rows(w->tx, &MEF_HOLDS, VALUES(of_text(code)));
    if (row_next(&r)) {
        held_by(&h, T_STRUCTURES_HELD_PUPILS, row_int(&r, MEF_HOLDS_PUPILS));
        held_by(&h, T_STRUCTURES_HELD_STRUCTURES, row_int(&r, MEF_HOLDS_STRUCTURES));
        held_by(&h, T_STRUCTURES_HELD_PROGRAMMES, row_int(&r, MEF_HOLDS_PROGRAMMES));
    }
    rows_end(&r);
    if (!held(&h, code))
        change_end(w->tx, &TABLE_MEF, KEY(of_text(code)));
}

/* ---- options ---- */

bool code_is_known(Work *w, const char *list, const char *code) {
    Rows r = db_rows(w->tx, &CODES_KNOWN, VALUES(of_text(list), of_text(code)));
    bool unknown = row_next(&r) && row_int(&r, CODES_KNOWN_ENTRIES) && !row_int(&r, CODES_KNOWN_FOUND);
    rows_end(&r);
    return !unknown;
}

void option_add(Work *w, int64_t pupil, const char *subject, const char *modality) {
    PupilStay stay;
    Value code = text_of(w, modality, MODALITY_MOST, false, "modality");
    const Value key[] = { of_int(pupil), of_text(subject), code.kind == VALUE_TEXT ? code : of_text("") };
    if (!pupil_stay(w, pupil, &stay))
        problem(w, T_PEOPLE_UNKNOWN, NULL, "subject");
    else if (str_empty(subject) || !db_int(w->tx, &SUBJECT_NAMED, VALUES(of_text(subject))))
        problem(w, T_STRUCTURES_UNKNOWN_SUBJECT, NULL, "subject");
    else if (db_int(w->tx, &OPTION_HELD, key, 3))
        problem(w, T_STRUCTURES_OPTION_TAKEN, NULL, "subject");
    if (code.kind == VALUE_TEXT && !code_is_known(w, "MODALITES_ELECTION", code.data))
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "modality");
    if (!has_problems(w))
        change_put(w->tx, &TABLE_PUPIL_OPTION, key, NULL, 0);
}

void option_end(Work *w, int64_t pupil, const char *subject, const char *modality) {
    change_end(w->tx, &TABLE_PUPIL_OPTION, KEY(of_int(pupil), of_text(subject), of_text(modality ? modality : "")));
}
