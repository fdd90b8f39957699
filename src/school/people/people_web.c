/* Forms about one person: who they are, how they are reached; and new ones, at …/nouveau. One table of fields says what a form holds; one loop saves it. */
#include "school/people/people_parts.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people_rules.h"

/* ---- whom a form is about: the address says it ---- */

typedef struct PersonKind {
    const char *word, *base, *param;
    CellVerb verb;
    const Statement *own;               /* what only they have, in the order of PersonEdit from `first` on */
    PersonEdit first, last;
    int64_t (*add)(Work *w, int64_t number, const NewPerson *who);
} PersonKind;

static const PersonKind kinds[] = {
    { "pupil", "/bureau/eleves", "pupil", pupil_change, &PUPIL_EDITED, EDIT_INE, EDIT_EXIT_REASON, NULL },
    { "guardian", "/bureau/responsables", "guardian", guardian_change, &GUARDIAN_EDITED, EDIT_SHARE_ADDRESS, EDIT_SHARE_ADDRESS, NULL },
    { "teacher", "/bureau/professeurs", "teacher", teacher_change, &TEACHER_EDITED, EDIT_FUNCTION, EDIT_LEFT_DAY, teacher_add },
    { "staff", "/bureau/personnels", "staff", staff_change, &STAFF_EDITED, EDIT_FUNCTION, EDIT_LEFT_DAY, staff_add },
};

static const PersonKind *kind_of(const Request *rq) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_starts(rq->route->path, kinds[i].base))
            return &kinds[i];
    must(!"a form about nobody");
    return NULL;
}

static Verdict in_scope(Request *rq, const Statement *seen, const char *name) {
    return db_int(rq->work->tx, seen, VALUES(of_int(path_id(rq, name)))) ? ALLOW : UNKNOWN;
}

static Verdict edits_pupil(Request *rq) { return in_scope(rq, &PUPIL_IN_SCOPE, "pupil"); }
static Verdict edits_guardian(Request *rq) { return in_scope(rq, &GUARDIAN_IN_SCOPE, "guardian"); }
static Verdict edits_teacher(Request *rq) { return in_scope(rq, &TEACHER_IN_SCOPE, "teacher"); }
static Verdict edits_staff(Request *rq) { return in_scope(rq, &STAFF_IN_SCOPE, "staff"); }

/* ---- what forms hold: each value, and what it was when the page was shown ---- */

typedef struct PersonForm {
    const char *text[PERSON_EDITS], *was_text[PERSON_EDITS];
    Day day[PERSON_EDITS], was_day[PERSON_EDITS];
    Day from;
    int64_t class_id, was_class;
    bool anyway;
} PersonForm;

#define HOLD(edit, field, most) { .name = field, .kind = FIELD_TEXT, .offset = offsetof(PersonForm, text[edit]), .max = most }, \
    { .name = "was_" field, .kind = FIELD_TEXT, .offset = offsetof(PersonForm, was_text[edit]), .max = FORM_LONG_TEXT_MOST }
#define HOLD_DAY(edit, field) { .name = field, .kind = FIELD_DAY, .offset = offsetof(PersonForm, day[edit]) }, \
    { .name = "was_" field, .kind = FIELD_DAY, .offset = offsetof(PersonForm, was_day[edit]) }
#define NAMES HOLD(EDIT_FAMILY_NAME, "family_name", 100), HOLD(EDIT_USAGE_NAME, "usage_name", 100), HOLD(EDIT_GIVEN_NAME, "given_name", 100), \
    HOLD(EDIT_GIVEN_NAME_2, "given_name_2", 100), HOLD(EDIT_GIVEN_NAME_3, "given_name_3", 100), HOLD(EDIT_TITLE, "title", 10), HOLD(EDIT_SEX, "sex", 1), \
    HOLD_DAY(EDIT_BIRTH_DAY, "birth_date"), HOLD(EDIT_BIRTH_CITY, "birth_city", 100)
#define WAYS HOLD(EDIT_EMAIL, "email", 254), HOLD(EDIT_PHONE_MOBILE, "phone_mobile", 30), HOLD(EDIT_PHONE_HOME, "phone_home", 30), HOLD(EDIT_PHONE_WORK, "phone_work", 30), \
    HOLD(EDIT_ACCEPTS_SMS, "accepts_sms", 3)
#define POST_OF HOLD(EDIT_FUNCTION, "function", 20), HOLD(EDIT_GRADE, "grade", 40)

static const Field identity_fields[] = { NAMES, HOLD(EDIT_BIRTH_DEPARTMENT, "birth_department", 10), HOLD(EDIT_BIRTH_COUNTRY, "birth_country", 100),
    HOLD(EDIT_NATIONALITY, "nationality", 100), HOLD(EDIT_OCCUPATION, "occupation", 100), HOLD(EDIT_INE, "ine", 20), HOLD(EDIT_ELENOET, "elenoet", 10),
    HOLD(EDIT_SHARE_ADDRESS, "share_address", 3), POST_OF, HOLD_DAY(EDIT_LEFT_DAY, "left_date"), { .kind = FIELD_END } };
static const Field contact_fields[] = { WAYS, { .kind = FIELD_END } };
static const Field schooling_fields[] = { HOLD(EDIT_MEF, "mef", 20), HOLD(EDIT_STATUS, "status", 10), HOLD(EDIT_REPEATING, "repeating", 3),
    HOLD(EDIT_PROVENANCE, "provenance", 100), HOLD(EDIT_TRANSPORT, "transport", 3), HOLD(EDIT_PREVIOUS_SCHOOL, "previous_school", 100),
    HOLD(EDIT_PREVIOUS_CLASS, "previous_class", 100), HOLD_DAY(EDIT_ENTRY_DAY, "entry_date"), HOLD(EDIT_BOARD, "board_status", 30), HOLD(EDIT_EXITS, "exit_permission", 30),
    FIELD(PersonForm, from, .kind = FIELD_DAY), { .name = "class", .kind = FIELD_ID, .offset = offsetof(PersonForm, class_id) },
    { .name = "was_class", .kind = FIELD_ID, .offset = offsetof(PersonForm, was_class) }, { .kind = FIELD_END } };
static const Field arrival_fields[] = { NAMES, WAYS, HOLD(EDIT_INE, "ine", 20), HOLD(EDIT_ELENOET, "elenoet", 10), HOLD(EDIT_MEF, "mef", 20), HOLD(EDIT_BOARD, "board_status", 30),
    HOLD_DAY(EDIT_ENTRY_DAY, "entry_date"), { .name = "class", .kind = FIELD_ID, .offset = offsetof(PersonForm, class_id) }, POST_OF,
    FIELD(PersonForm, anyway, .kind = FIELD_BOOL), { .kind = FIELD_END } };

static bool is_day(PersonEdit edit) { return edit == EDIT_BIRTH_DAY || edit == EDIT_ENTRY_DAY || edit == EDIT_EXIT_DAY || edit == EDIT_LEFT_DAY; }
static bool is_flag(PersonEdit edit) { return edit == EDIT_ACCEPTS_SMS || edit == EDIT_REPEATING || edit == EDIT_TRANSPORT || edit == EDIT_SHARE_ADDRESS; }

/* What the reader may not see, they may not overwrite either: their page does not hold it. */
static RightId right_of(PersonEdit edit) {
    if (edit >= EDIT_BIRTH_DAY && edit <= EDIT_NATIONALITY)
        return people_birth;
    if (edit >= EDIT_EMAIL && edit <= EDIT_PHONE_WORK)
        return people_contact;
    return edit == EDIT_INE ? people_ine : 0;
}

static Value value_in(PersonEdit edit, const char *text, Day day) {
    if (is_day(edit))
        return day == NO_DAY ? of_null() : of_int(day);
    if (is_flag(edit))
        return str_equal(text, "yes") ? of_int(1) : str_equal(text, "no") ? of_int(0) : of_null();
    return of_text(text);
}

static bool told(const Request *rq, const char *prefix, const char *name) { return form_typed(rq, arena_printf(rq->mem, "%s%s", prefix, name)) != NULL; }

/* Only what was sent is changed, and only where it is not what the page showed. */
static void save_edit(Request *rq, const PersonForm *f, PersonEdit edit, CellVerb verb, int64_t id) {
    const char *name = edit_rules[edit].name;
    Work *w = rq->work;
    CellChange change = { .id = id, .field = (int) edit, .value = value_in(edit, f->text[edit], f->day[edit]), .compare = told(rq, "was_", name),
        .was = value_in(edit, f->was_text[edit], f->was_day[edit]), .from = f->from, .at = name };
    if (edit == EDIT_CLASS) {
        change.value = f->class_id ? of_int(f->class_id) : of_null();
        change.was = f->was_class ? of_int(f->was_class) : of_null();
    }
    if (!told(rq, "", name) || (change.compare && value_equal(&change.value, &change.was)))
        return;
    if (right_of(edit) && !may(w, right_of(edit)))
        problem(w, T_EDIT_NOT_YOURS, NULL, "%s", name);
    else
        verb(w, &change);
}

/* Every value of the route's form. */
static void save_edits(Request *rq, const PersonForm *f, CellVerb verb, int64_t id) {
    for (PersonEdit edit = 0; edit < PERSON_EDITS; edit++)
        for (const Field *field = rq->route->form; field->kind != FIELD_END; field++)
            if (str_equal(field->name, edit_rules[edit].name))
                save_edit(rq, f, edit, verb, id);
}

/* ---- the page ---- */

static void doc_edit(Doc *d, const ReplyType *type, PersonEdit edit, const Rows *r, int column, Arena *mem) {
    const char *name = edit_rules[edit].name;
    bool known = false;
    for (int i = 0; i < type->count; i++)
        known = known || str_equal(type->fields[i].key, name);
    if (!known || row_null(r, column))
        return;
    if (is_day(edit))
        doc_day(d, name, (Day) row_int(r, column));
    else if (is_flag(edit))
        doc_word(d, name, row_int(r, column) ? "yes" : "no");
    else if (edit == EDIT_SEX)
        doc_word(d, name, row_text(r, column, mem));
    else
        doc_text(d, name, row_text(r, column, mem));
}

static void doc_rights(const Work *w, Doc *d) {
    doc_bool(d, "may_birth", may(w, people_birth));
    doc_bool(d, "may_contact", may(w, people_contact));
    doc_bool(d, "may_ine", may(w, people_ine));
}

Doc *person_edited(Request *rq, const Page *form) {
    Work *w = rq->work;
    const PersonKind *kind = kind_of(rq);
    int64_t id = path_id(rq, kind->param);
    Doc *d = doc_new(w, form->type);
    Rows r = db_rows(w->tx, &PERSON_EDITED, VALUES(of_int(id)));
    if (row_next(&r)) {
        for (PersonEdit edit = EDIT_FAMILY_NAME; edit <= EDIT_OCCUPATION; edit++)
            doc_edit(d, form->type, edit, &r, (int) edit, w->mem);
        doc_text(d, "display_name", row_text(&r, PERSON_EDITED_DISPLAY_NAME, w->mem));
    }
    rows_end(&r);
    Rows o = db_rows(w->tx, kind->own, VALUES(of_int(id)));
    if (row_next(&o))
        for (PersonEdit edit = kind->first; edit <= kind->last; edit++)
            doc_edit(d, form->type, edit, &o, (int) (edit - kind->first), w->mem);
    rows_end(&o);
    doc_int(d, "id", id);
    doc_word(d, "kind", kind->word);
    doc_text(d, "path", rq->path);
    doc_text(d, "back", arena_printf(rq->mem, "%s/%lld", kind->base, (long long) id));
    return d;
}

static Reply show_identity(Request *rq) {
    Doc *d = person_edited(rq, &PAGE_PEOPLE_IDENTITY);
    doc_rights(rq->work, d);
    return page(rq, &PAGE_PEOPLE_IDENTITY, d);
}

static Reply show_contact(Request *rq) {
    Doc *d = person_edited(rq, &PAGE_PEOPLE_CONTACT);
    doc_bool(d, "may_contact", may(rq->work, people_contact));
    return page(rq, &PAGE_PEOPLE_CONTACT, d);
}

Reply person_save(Request *rq, Handler show) {
    const PersonKind *kind = kind_of(rq);
    int64_t id = path_id(rq, kind->param);
    PersonForm f = { 0 };
    form_read(rq, rq->route->form, &f);
    if (!told(rq, "", "from"))
        f.from = NO_DAY;
    if (!has_problems(rq->work))
        save_edits(rq, &f, kind->verb, id);
    return has_problems(rq->work) ? again(rq, show) : see_other(rq, "%s/%lld", kind->base, (long long) id);
}

static Reply save_identity(Request *rq) { return person_save(rq, show_identity); }
static Reply save_contact(Request *rq) { return person_save(rq, show_contact); }

/* ---- what forms choose from ---- */

void doc_choice(Work *w, Doc *d, const char *key, const Statement *all) {
    doc_list(d, key);
    for (Rows r = db_rows(w->tx, all, NO_VALUES); row_next(&r); ) {
        Doc *item = doc_add(d, key);
        doc_text(item, "id", row_text(&r, 0, w->mem));
        doc_text(item, "label", row_text(&r, 1, w->mem));
    }
}

void doc_numbered_choice(Work *w, Doc *d, const char *key, const Statement *all) {
    doc_list(d, key);
    for (Rows r = db_rows(w->tx, all, NO_VALUES); row_next(&r); ) {
        Doc *item = doc_add(d, key);
        doc_int(item, "id", row_int(&r, 0));
        doc_text(item, "label", row_text(&r, 1, w->mem));
    }
}

/* ---- new ones ---- */

static Reply show_arrival(Request *rq) {
    Work *w = rq->work;
    const PersonKind *kind = kind_of(rq);
    Doc *d = doc_new(w, &REPLY_PEOPLE_ARRIVAL);
    doc_word(d, "kind", kind->word);
    doc_text(d, "path", rq->path);
    doc_text(d, "back", kind->base);
    for (const Problem *p = w->problems; p; p = p->next)
        if (str_equal(p->field, "anyway"))
            doc_bool(d, "doubtful", true);
    if (kind == &kinds[0]) {
        doc_numbered_choice(w, d, "classes", &CHOOSE_CLASS);
        doc_choice(w, d, "mefs", &CHOOSE_MEF);
    }
    return page(rq, &PAGE_PEOPLE_ARRIVAL, d);
}

bool person_numbers_before(Request *rq, int64_t *numbers, size_t count) {
    const School *school = request_school(rq);
    Tx *tx = tx_begin(school->store, rq->mem, TX_WRITE);
    Rows r = person_numbers_new(work_new(rq->mem, tx, school, &program_actor, "person_number"), count);
    for (size_t i = 0; i < count && row_next(&r); i++)
        numbers[i] = row_int(&r, 0);
    rows_end(&r);
    return tx_commit(tx) == TX_DONE;
}

bool person_number_before(Request *rq) {
    rq->kept = NEW(rq->mem, int64_t);
    return person_numbers_before(rq, rq->kept, 1);
}

static NewPerson arriving(const PersonForm *f) {
    NewPerson who = { .anyway = f->anyway, .birth_day = f->day[EDIT_BIRTH_DAY], .entry_day = f->day[EDIT_ENTRY_DAY] };
    for (PersonEdit edit = 0; edit < PERSON_EDITS; edit++)
        who.values[edit] = is_flag(edit) ? NULL : f->text[edit];
    who.accepts_sms = str_equal(f->text[EDIT_ACCEPTS_SMS], "yes");
    return who;
}

static Reply save_arrival(Request *rq) {
    Work *w = rq->work;
    const PersonKind *kind = kind_of(rq);
    PersonForm f = { 0 };
    int64_t id = 0, number = *(int64_t *) rq->kept;
    form_read(rq, arrival_fields, &f);
    NewPerson who = arriving(&f);
    if (!has_problems(w))
        id = kind->add ? kind->add(w, number, &who) : pupil_add(w, number, &who, f.class_id);
    return has_problems(w) ? again(rq, show_arrival) : see_other(rq, "%s/%lld", kind->base, (long long) id);
}

#define FORMS(base, param, guard) \
    { GET, base "/:" param "/identite", show_identity, guard, READ, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_IDENTITY }, \
    { POST, base "/:" param "/identite", save_identity, guard, WRITE, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_IDENTITY, identity_fields }, \
    { GET, base "/:" param "/contact", show_contact, guard, READ, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_CONTACT }, \
    { POST, base "/:" param "/contact", save_contact, guard, WRITE, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_CONTACT, contact_fields }
#define ARRIVALS(base) \
    { GET, base "/nouveau", show_arrival, guard_signed_in, READ, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_ARRIVAL }, \
    { POST, base "/nouveau", save_arrival, guard_signed_in, SLOW_WRITE, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_ARRIVAL, arrival_fields, person_number_before }

extern const Route people_routes[];
const Route people_routes[] = {
    ARRIVALS("/bureau/eleves"), ARRIVALS("/bureau/professeurs"), ARRIVALS("/bureau/personnels"),
    FORMS("/bureau/eleves", "pupil", edits_pupil), FORMS("/bureau/responsables", "guardian", edits_guardian),
    FORMS("/bureau/professeurs", "teacher", edits_teacher), FORMS("/bureau/personnels", "staff", edits_staff),
    { GET, "/bureau/eleves/:pupil/scolarite", show_schooling, edits_pupil, READ, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_SCHOOLING },
    { POST, "/bureau/eleves/:pupil/scolarite", save_schooling, edits_pupil, WRITE, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_SCHOOLING, schooling_fields },
    { POST, "/bureau/eleves/:pupil/groupes", join_group, edits_pupil, WRITE, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_SCHOOLING, group_fields },
    { POST, "/bureau/eleves/:pupil/groupes/fin", leave_group, edits_pupil, WRITE, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_SCHOOLING, group_fields },
    { POST, "/bureau/eleves/:pupil/options", add_option, edits_pupil, WRITE, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_SCHOOLING, option_fields },
    { POST, "/bureau/eleves/:pupil/options/fin", end_option, edits_pupil, WRITE, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_SCHOOLING, option_fields },
    { GET, "/bureau/eleves/:pupil/dates", show_dates, edits_pupil, READ, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_DATES },
    { POST, "/bureau/eleves/:pupil/dates", save_dates, edits_pupil, WRITE, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_DATES, dates_fields },
    { GET, "/bureau/eleves/:pupil/depart", show_leaving, edits_pupil, READ, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_LEAVING },
    { POST, "/bureau/eleves/:pupil/depart", save_leaving, edits_pupil, WRITE, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_LEAVING, leaving_fields },
    { POST, "/bureau/eleves/:pupil/retour", save_return, edits_pupil, WRITE, PORTAL_DESK, "people.edit", &PAGE_PEOPLE_LEAVING, return_fields },
    ROUTES_END,
};

extern const GuardName people_guards[];
const GuardName people_guards[] = { GUARD(edits_pupil), GUARD(edits_guardian), GUARD(edits_teacher), GUARD(edits_staff), { 0 } };
