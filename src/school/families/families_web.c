/* Who answers for a pupil, and who lives where (PE-07, PE-08): forms over the verbs of people. */
#include "base/str.h"
#include "base/vec.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people_change.h"
#include "web/feature.h"

static Verdict seen(Request *rq, const Statement *in_scope, const char *name) {
    return db_int(rq->work->tx, in_scope, VALUES(of_int(path_id(rq, name)))) ? ALLOW : UNKNOWN;
}

static Verdict lives_pupil(Request *rq) { return seen(rq, &PUPIL_IN_SCOPE, "pupil"); }
static Verdict lives_guardian(Request *rq) { return seen(rq, &GUARDIAN_IN_SCOPE, "guardian"); }

static Verdict knows_tie(Request *rq) {
    bool tied = seen(rq, &PUPIL_IN_SCOPE, "pupil") == ALLOW &&
        db_int(rq->work->tx, &TIE_RECORD, VALUES(of_int(path_id(rq, "pupil")), of_int(path_id(rq, "guardian"))));
    return tied ? ALLOW : UNKNOWN;
}

static const char *const level_words[] = { "legal", "charge", "contact", NULL };

static int level_of(const char *word) {
    for (int i = 0; level_words[i]; i++)
        if (str_equal(level_words[i], word))
            return i + 1;
    return 0;
}

/* ---- one tie ---- */

static const char *yes_no(int64_t yes) { return yes ? "yes" : "no"; }

static void doc_tie(const Rows *r, Doc *d, Arena *mem) {
    doc_text(d, "display_name", row_text(r, TIE_RECORD_GUARDIAN_NAME, mem));
    doc_text(d, "pupil_name", row_text(r, TIE_RECORD_PUPIL_NAME, mem));
    doc_word(d, "level", level_words[row_int(r, TIE_RECORD_LEVEL) - 1]);
    doc_int(d, "rank", row_int(r, TIE_RECORD_RANK));
    doc_word(d, "kinship", row_text(r, TIE_RECORD_KINSHIP, mem));
    doc_word(d, "pays_fees", yes_no(row_int(r, TIE_RECORD_PAYS_FEES)));
    doc_word(d, "receives_aid", yes_no(row_int(r, TIE_RECORD_RECEIVES_AID)));
    doc_word(d, "hosts", yes_no(row_int(r, TIE_RECORD_HOSTS)));
    doc_word(d, "contact_first", yes_no(row_int(r, TIE_RECORD_CONTACT_FIRST)));
    doc_word(d, "preferred", yes_no(row_int(r, TIE_RECORD_PREFERRED)));
    doc_word(d, "recipient", yes_no(row_int(r, TIE_RECORD_RECIPIENT)));
}

static Reply show_tie(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = path_id(rq, "pupil"), guardian = path_id(rq, "guardian");
    Doc *d = doc_new(w, &REPLY_FAMILIES_TIE);
    Rows r = db_rows(w->tx, &TIE_RECORD, VALUES(of_int(pupil), of_int(guardian)));
    if (row_next(&r))
        doc_tie(&r, d, w->mem);
    rows_end(&r);
    doc_int(d, "id", guardian);
    doc_text(d, "path", arena_printf(rq->mem, "/bureau/eleves/%lld/responsables/%lld", (long long) pupil, (long long) guardian));
    doc_text(d, "back", arena_printf(rq->mem, "/bureau/eleves/%lld", (long long) pupil));
    return page(rq, &PAGE_FAMILIES_TIE, d);
}

static Reply back_to_pupil(Request *rq, Handler show) {
    return has_problems(rq->work) ? again(rq, show) : see_other(rq, "/bureau/eleves/%lld", (long long) path_id(rq, "pupil"));
}

typedef struct TieForm { const char *level, *kinship, *pays_fees, *receives_aid, *hosts, *contact_first, *preferred, *recipient, *was_level, *was_kinship, *was_pays_fees, *was_receives_aid,
    *was_hosts, *was_contact_first, *was_preferred, *was_recipient; int64_t rank; } TieForm;
#define HELD(member) FIELD(TieForm, member, .kind = FIELD_WORD), FIELD(TieForm, was_##member, .kind = FIELD_WORD)
static const Field tie_fields[] = { HELD(level), HELD(kinship), HELD(pays_fees), HELD(receives_aid), HELD(hosts), HELD(contact_first),
    HELD(preferred), HELD(recipient), FIELD(TieForm, rank, .kind = FIELD_INT, .min = 1, .max = 20), { .kind = FIELD_END } };

static Value flag(const char *word) { return str_equal(word, "yes") ? of_int(1) : str_equal(word, "no") ? of_int(0) : of_null(); }

static void save_value(Request *rq, int64_t guardian, int field, const char *name, Value value, Value was) {
    CellChange change = { .id = guardian, .field = field, .value = value, .compare = form_typed(rq, arena_printf(rq->mem, "was_%s", name)) != NULL, .was = was, .at = name };
    if (form_typed(rq, name) && !(change.compare && value_equal(&value, &was)))
        guardianship_change(rq->work, path_id(rq, "pupil"), &change);
}

/* In the order of calling, GUARDIAN at RANK. */
static void place(Work *w, int64_t pupil, int64_t guardian, int64_t rank) {
    VEC(int64_t) order = { 0 };
    for (Rows r = db_rows(w->tx, &TIES_IN_ORDER, VALUES(of_int(pupil))); row_next(&r); )
        if (row_int(&r, 0) != guardian)
            *VEC_ADD(w->mem, &order) = row_int(&r, 0);
    VEC(int64_t) placed = { 0 };
    for (size_t i = 0; i <= order.count; i++) {
        if ((int64_t) i + 1 == rank || (i == order.count && rank > (int64_t) i))
            *VEC_ADD(w->mem, &placed) = guardian;
        if (i < order.count)
            *VEC_ADD(w->mem, &placed) = order.items[i];
    }
    guardianship_order(w, pupil, placed.items, placed.count);
}

static Reply save_tie(Request *rq) {
    int64_t pupil = path_id(rq, "pupil"), guardian = path_id(rq, "guardian");
    TieForm f = { 0 };
    form_read(rq, tie_fields, &f);
    int level = level_of(f.level), was_level = level_of(f.was_level);
    if (has_problems(rq->work))
        return again(rq, show_tie);
    save_value(rq, guardian, EDIT_LEVEL, "level", of_int(level), of_int(was_level));
    save_value(rq, guardian, EDIT_KINSHIP, "kinship", of_text(f.kinship), of_text(f.was_kinship));
    save_value(rq, guardian, EDIT_PAYS_FEES, "pays_fees", flag(f.pays_fees), flag(f.was_pays_fees));
    save_value(rq, guardian, EDIT_RECEIVES_AID, "receives_aid", flag(f.receives_aid), flag(f.was_receives_aid));
    save_value(rq, guardian, EDIT_HOSTS, "hosts", flag(f.hosts), flag(f.was_hosts));
    save_value(rq, guardian, EDIT_CONTACT_FIRST, "contact_first", flag(f.contact_first), flag(f.was_contact_first));
    save_value(rq, guardian, EDIT_RECIPIENT, "recipient", flag(f.recipient), flag(f.was_recipient));
    if (f.rank && !has_problems(rq->work))
        place(rq->work, pupil, guardian, f.rank);
    save_value(rq, guardian, EDIT_PREFERRED, "preferred", flag(f.preferred), flag(f.was_preferred));
    return back_to_pupil(rq, show_tie);
}

typedef struct EndForm { Day from; } EndForm;
static const Field end_fields[] = { FIELD(EndForm, from, .kind = FIELD_DAY), { .kind = FIELD_END } };

static Reply end_tie(Request *rq) {
    EndForm f = { 0 };
    form_read(rq, end_fields, &f);
    if (!has_problems(rq->work))
        guardianship_end(rq->work, path_id(rq, "pupil"), path_id(rq, "guardian"), f.from, "from");
    return back_to_pupil(rq, show_tie);
}

/* ---- a new guardian ---- */

static void doc_homes(Work *w, Doc *d, int64_t person) {
    doc_list(d, "homes");
    for (Rows r = db_rows(w->tx, &HOMES_NEAR, VALUES(of_int(person))); row_next(&r); ) {
        Doc *item = doc_add(d, "homes");
        doc_int(item, "id", row_int(&r, HOMES_NEAR_ID));
        doc_text(item, "label", row_text(&r, HOMES_NEAR_LABEL, w->mem));
    }
}

static Reply show_new(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = path_id(rq, "pupil"), address = 0;
    Doc *d = doc_new(w, &REPLY_FAMILIES_NEW);
    Rows r = db_rows(w->tx, &HOME_RECORD, VALUES(of_int(pupil)));
    if (row_next(&r)) {
        doc_text(d, "pupil_name", row_text(&r, HOME_RECORD_DISPLAY_NAME, w->mem));
        address = row_int(&r, HOME_RECORD_ADDRESS);
    }
    rows_end(&r);
    doc_text(d, "path", rq->path);
    doc_text(d, "back", arena_printf(rq->mem, "/bureau/eleves/%lld", (long long) pupil));
    doc_bool(d, "may_contact", may(w, people_contact));
    for (const Problem *p = w->problems; p; p = p->next)
        if (str_equal(p->field, "anyway"))
            doc_bool(d, "doubtful", true);
    if (address && may(w, people_contact))
        doc_int(d, "household", address);
    return page(rq, &PAGE_FAMILIES_NEW, d);
}

typedef struct NewForm { const char *family_name, *usage_name, *given_name, *title, *email, *phone_mobile, *phone_home, *phone_work, *occupation; const char *level, *kinship;
    bool accepts_sms, pays_fees, receives_aid, hosts, contact_first, anyway, same_address; int64_t person;
    const char *line1, *line2, *line3, *line4, *po_box, *postcode, *city, *country; } NewForm;
#define TOLD(member, most) FIELD(NewForm, member, .kind = FIELD_TEXT, .max = most)
#define TICK(member) FIELD(NewForm, member, .kind = FIELD_BOOL)
static const Field new_fields[] = { TOLD(family_name, 100), TOLD(usage_name, 100), TOLD(given_name, 100), TOLD(title, 10), TOLD(email, 254), TOLD(phone_mobile, 30),
    TOLD(phone_home, 30), TOLD(phone_work, 30), TOLD(occupation, 100), FIELD(NewForm, level, .kind = FIELD_WORD, .required = true), FIELD(NewForm, kinship, .kind = FIELD_WORD),
    TICK(accepts_sms), TICK(pays_fees), TICK(receives_aid), TICK(hosts), TICK(contact_first), TICK(anyway), TICK(same_address), FIELD(NewForm, person, .kind = FIELD_ID),
    TOLD(line1, 100), TOLD(line2, 100), TOLD(line3, 100), TOLD(line4, 100), TOLD(po_box, 100), TOLD(postcode, 20), TOLD(city, 100), TOLD(country, 100), { .kind = FIELD_END } };

static NewPerson person_in(const NewForm *f) {
    NewPerson who = { .person = f->person, .anyway = f->anyway, .birth_day = NO_DAY, .entry_day = NO_DAY, .accepts_sms = f->accepts_sms };
    who.values[EDIT_FAMILY_NAME] = f->family_name;
    who.values[EDIT_USAGE_NAME] = f->usage_name;
    who.values[EDIT_GIVEN_NAME] = f->given_name;
    who.values[EDIT_TITLE] = f->title;
    who.values[EDIT_EMAIL] = f->email;
    who.values[EDIT_PHONE_MOBILE] = f->phone_mobile;
    who.values[EDIT_PHONE_HOME] = f->phone_home;
    who.values[EDIT_PHONE_WORK] = f->phone_work;
    who.values[EDIT_OCCUPATION] = f->occupation;
    return who;
}

static int64_t address_of(Work *w, int64_t person) {
    Rows r = db_rows(w->tx, &HOME_RECORD, VALUES(of_int(person)));
    int64_t address = row_next(&r) ? row_int(&r, HOME_RECORD_ADDRESS) : 0;
    rows_end(&r);
    return address;
}

static Reply save_new(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = path_id(rq, "pupil"), number = *(int64_t *) rq->kept;
    NewForm f = { 0 };
    form_read(rq, new_fields, &f);
    NewPerson who = person_in(&f);
    Guardianship tie = { level_of(f.level), f.kinship, f.pays_fees, f.receives_aid, f.hosts, f.contact_first };
    Address home = { f.line1, f.line2, f.line3, f.line4, f.po_box, f.postcode, f.city, f.country };
    bool elsewhere = !f.same_address && (f.line1 || f.line2 || f.line3 || f.line4 || f.po_box || f.postcode || f.city);
    if (who.person && !db_int(w->tx, &SOMEBODY_IN_SCOPE, VALUES(of_int(who.person))))
        problem(w, T_PEOPLE_UNKNOWN, NULL, "person");
    if (!has_problems(w))
        guardian_add(w, number, &who, pupil, &tie, f.same_address ? address_of(w, pupil) : 0, elsewhere ? &home : NULL);
    return back_to_pupil(rq, show_new);
}

/* ---- where somebody lives ---- */

typedef struct Dweller { const char *base; int64_t id; } Dweller;

static Dweller dweller(const Request *rq) {
    bool pupil = str_starts(rq->route->path, "/bureau/eleves");
    return (Dweller){ pupil ? "/bureau/eleves" : "/bureau/responsables", path_id(rq, pupil ? "pupil" : "guardian") };
}

static int64_t doc_home(Work *w, Doc *d, int64_t person) {
    static const char *const keys[] = { "line1", "line2", "line3", "line4", "po_box", "postcode", "city" };
    Rows r = db_rows(w->tx, &HOME_RECORD, VALUES(of_int(person)));
    int64_t address = 0;
    if (row_next(&r)) {
        doc_text(d, "display_name", row_text(&r, HOME_RECORD_DISPLAY_NAME, w->mem));
        address = row_int(&r, HOME_RECORD_ADDRESS);
        for (int i = 0; i < 7; i++)
            doc_text(d, keys[i], row_text(&r, HOME_RECORD_LINE1 + i, w->mem));
        if (!str_equal(row_peek(&r, HOME_RECORD_COUNTRY_CODE), "100"))
            doc_text(d, "country", row_text(&r, HOME_RECORD_COUNTRY, w->mem));
    }
    rows_end(&r);
    return address;
}

static Reply show_home(Request *rq) {
    Work *w = rq->work;
    Dweller who = dweller(rq);
    Doc *d = doc_new(w, &REPLY_FAMILIES_HOME);
    int64_t address = doc_home(w, d, who.id);
    doc_int(d, "id", who.id);
    doc_text(d, "back", arena_printf(rq->mem, "%s/%lld", who.base, (long long) who.id));
    doc_bool(d, "may_contact", may(w, people_contact));
    doc_list(d, "others");
    if (address)
        for (Rows r = db_rows(w->tx, &HOME_PEOPLE, VALUES(of_int(address), of_int(who.id))); row_next(&r); )
            doc_add_text(d, "others", row_text(&r, HOME_PEOPLE_DISPLAY_NAME, w->mem));
    doc_homes(w, d, who.id);
    return page(rq, &PAGE_FAMILIES_HOME, d);
}

static Reply home_done(Request *rq) {
    Dweller who = dweller(rq);
    return has_problems(rq->work) ? again(rq, show_home) : see_other(rq, "%s/%lld", who.base, (long long) who.id);
}

typedef struct HomeForm { const char *how, *line1, *line2, *line3, *line4, *po_box, *postcode, *city, *country, *was_line1, *was_line2, *was_line3, *was_line4, *was_po_box,
    *was_postcode, *was_city; int64_t home; } HomeForm;
#define LINE(member) FIELD(HomeForm, member, .kind = FIELD_TEXT, .max = 100), FIELD(HomeForm, was_##member, .kind = FIELD_TEXT, .max = 300)
static const Field home_fields[] = { FIELD(HomeForm, how, .kind = FIELD_WORD, .required = true), LINE(line1), LINE(line2), LINE(line3), LINE(line4), LINE(po_box), LINE(postcode),
    LINE(city), FIELD(HomeForm, country, .kind = FIELD_TEXT, .max = 100), { .kind = FIELD_END } };
static const Field join_fields[] = { FIELD(HomeForm, home, .kind = FIELD_ID, .required = true), { .kind = FIELD_END } };

/* What the page showed: NULL when it did not say, "" when it showed nothing. */
static const char *believed(const Request *rq, const char *name, const char *was) { return was || !form_typed(rq, name) ? was : ""; }

static Reply save_home(Request *rq) {
    Work *w = rq->work;
    Dweller who = dweller(rq);
    HomeForm f = { 0 };
    form_read(rq, home_fields, &f);
    Address to = { f.line1, f.line2, f.line3, f.line4, f.po_box, f.postcode, f.city, f.country };
    Address was = { believed(rq, "was_line1", f.was_line1), believed(rq, "was_line2", f.was_line2), believed(rq, "was_line3", f.was_line3),
        believed(rq, "was_line4", f.was_line4), believed(rq, "was_po_box", f.was_po_box), believed(rq, "was_postcode", f.was_postcode),
        believed(rq, "was_city", f.was_city), NULL };
    int64_t address = address_of(w, who.id);
    if (!may(w, people_contact))
        problem(w, T_EDIT_NOT_YOURS, NULL, "line1");
    if (f.how && !str_equal(f.how, "together") && !str_equal(f.how, "alone"))
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "how");
    if (has_problems(w))
        return again(rq, show_home);
    if (address && str_equal(f.how, "together"))
        address_change(w, address, &to, &was);
    else
        person_moves(w, who.id, &to);
    return home_done(rq);
}

/* To somebody of the family only: an address is no number to be tried. */
static Reply join_home(Request *rq) {
    Work *w = rq->work;
    Dweller who = dweller(rq);
    HomeForm f = { 0 };
    bool near = false;
    form_read(rq, join_fields, &f);
    for (Rows r = db_rows(w->tx, &HOMES_NEAR, VALUES(of_int(who.id))); row_next(&r); )
        near = near || row_int(&r, HOMES_NEAR_ID) == f.home;
    if (!may(w, people_contact))
        problem(w, T_EDIT_NOT_YOURS, NULL, "home");
    else if (f.home && !near)
        problem(w, T_PEOPLE_NO_ADDRESS, NULL, "home");
    if (!has_problems(w))
        person_joins(w, who.id, f.home);
    return home_done(rq);
}

#define HOMES(base, param, guard) \
    { GET, base "/:" param "/adresse", show_home, guard, READ, PORTAL_DESK, "people.edit", &PAGE_FAMILIES_HOME }, \
    { POST, base "/:" param "/adresse", save_home, guard, WRITE, PORTAL_DESK, "people.edit", &PAGE_FAMILIES_HOME, home_fields }, \
    { POST, base "/:" param "/adresse/rejoindre", join_home, guard, WRITE, PORTAL_DESK, "people.edit", &PAGE_FAMILIES_HOME, join_fields }

static const Route routes[] = {
    { GET, "/bureau/eleves/:pupil/responsables/nouveau", show_new, lives_pupil, READ, PORTAL_DESK, "people.edit", &PAGE_FAMILIES_NEW },
    { POST, "/bureau/eleves/:pupil/responsables/nouveau", save_new, lives_pupil, SLOW_WRITE, PORTAL_DESK, "people.edit", &PAGE_FAMILIES_NEW, new_fields, person_number_before },
    { GET, "/bureau/eleves/:pupil/responsables/:guardian", show_tie, knows_tie, READ, PORTAL_DESK, "people.edit", &PAGE_FAMILIES_TIE },
    { POST, "/bureau/eleves/:pupil/responsables/:guardian", save_tie, knows_tie, WRITE, PORTAL_DESK, "people.edit", &PAGE_FAMILIES_TIE, tie_fields },
    { POST, "/bureau/eleves/:pupil/responsables/:guardian/fin", end_tie, knows_tie, WRITE, PORTAL_DESK, "people.edit", &PAGE_FAMILIES_TIE, end_fields },
    HOMES("/bureau/eleves", "pupil", lives_pupil), HOMES("/bureau/responsables", "guardian", lives_guardian),
    ROUTES_END,
};

static const GuardName guards[] = { GUARD(lives_pupil), GUARD(lives_guardian), GUARD(knows_tie), { 0 } };

static const ActText acts[] = { { "POST /bureau/eleves/:pupil/responsables/nouveau", T_ACT_TIE_ADDED }, { "POST /bureau/eleves/:pupil/responsables/:guardian", T_ACT_TIE },
    { "POST /bureau/eleves/:pupil/responsables/:guardian/fin", T_ACT_TIE_END }, { "POST /bureau/eleves/:pupil/adresse", T_ACT_HOME },
    { "POST /bureau/eleves/:pupil/adresse/rejoindre", T_ACT_HOME }, { "POST /bureau/responsables/:guardian/adresse", T_ACT_HOME },
    { "POST /bureau/responsables/:guardian/adresse/rejoindre", T_ACT_HOME }, { 0 } };

const Feature families_feature = { .name = "families", .routes = routes, .guards = guards, .acts = acts, .processings = no_processings };
