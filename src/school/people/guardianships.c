/* Who answers for whom, and who lives where. */
#include "school/people/people_rules.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"

/* ---- who answers for whom ---- */

typedef struct Tie { int64_t rank; Day until; bool found; int64_t last_rank; } Tie;

static Tie tie_of(Work *w, int64_t pupil, int64_t guardian) {
    Tie tie = { .until = NO_DAY };
    for (Rows r = db_rows(w->tx, &GUARDIANSHIPS_OF, VALUES(of_int(pupil))); row_next(&r); ) {
        int64_t rank = row_int(&r, GUARDIANSHIPS_OF_RANK);
        tie.last_rank = rank > tie.last_rank ? rank : tie.last_rank;
        if (row_int(&r, GUARDIANSHIPS_OF_GUARDIAN) == guardian)
            tie = (Tie){ rank, (Day) row_int(&r, GUARDIANSHIPS_OF_UNTIL_DAY), true, tie.last_rank };
    }
    return tie;
}

static bool is_here(Work *w, int64_t person, bool *guardian) {
    Rows r = db_rows(w->tx, &PERSON_HATS, VALUES(of_int(person)));
    bool known = row_next(&r);
    *guardian = known && row_int(&r, PERSON_HATS_GUARDIAN);
    rows_end(&r);
    return known;
}

static bool is_kinship(const char *word) {
    for (int i = 0; kinship_words[i]; i++)
        if (str_equal(kinship_words[i], word))
            return true;
    return str_empty(word);
}

void guardianship_add(Work *w, int64_t pupil, int64_t guardian, const Guardianship *to) {
    PupilStay stay;
    bool wears_it;
    Tie tie = tie_of(w, pupil, guardian);
    if (!pupil_stay(w, pupil, &stay))
        problem(w, T_PEOPLE_UNKNOWN, NULL, "pupil");
    if (!is_here(w, guardian, &wears_it))
        problem(w, T_PEOPLE_UNKNOWN, NULL, "guardian");
    if (tie.found && tie.until == DAY_OPEN)
        problem(w, T_PEOPLE_ANSWERS_ALREADY, NULL, "guardian");
    if (to->level < 1 || to->level > 3)
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "level");
    if (!is_kinship(to->kinship))
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "kinship");
    if (has_problems(w))
        return;
    if (!wears_it)
        change_put(w->tx, &TABLE_GUARDIAN, KEY(of_int(guardian)), NULL, 0);
    change_put(w->tx, &TABLE_GUARDIANSHIP, KEY(of_int(pupil), of_int(guardian)), FIELDS(SET(COL_GUARDIANSHIP_LEVEL, of_int(to->level)),
        SET(COL_GUARDIANSHIP_RANK, of_int(tie.found ? tie.rank : tie.last_rank + 1)),
        SET(COL_GUARDIANSHIP_KINSHIP, str_empty(to->kinship) ? of_null() : of_text(to->kinship)), SET(COL_GUARDIANSHIP_PAYS_FEES, of_int(to->pays_fees)),
        SET(COL_GUARDIANSHIP_RECEIVES_AID, of_int(to->receives_aid)), SET(COL_GUARDIANSHIP_HOSTS, of_int(to->hosts)),
        SET(COL_GUARDIANSHIP_CONTACT_FIRST, of_int(to->contact_first)), SET(COL_GUARDIANSHIP_UNTIL_DAY, of_int(DAY_OPEN))));
}

static bool holds(Work *w, int64_t pupil, int64_t guardian, const char *at) {
    Tie tie = tie_of(w, pupil, guardian);
    if (!tie.found || tie.until <= w->today)
        problem(w, T_PEOPLE_NOT_GUARDIAN, NULL, "%s", at);
    return tie.found && tie.until > w->today;
}

/* The preferred one is alone in that, and stands first. */
static void put_first(Work *w, int64_t pupil, int64_t guardian) {
    VEC(int64_t) others = { 0 };
    for (Rows r = db_rows(w->tx, &GUARDIANSHIPS_OF, VALUES(of_int(pupil))); row_next(&r); )
        if (row_int(&r, GUARDIANSHIPS_OF_GUARDIAN) != guardian && row_int(&r, GUARDIANSHIPS_OF_PREFERRED))
            *VEC_ADD(w->mem, &others) = row_int(&r, GUARDIANSHIPS_OF_GUARDIAN);
    for (size_t i = 0; i < others.count; i++)
        change_put(w->tx, &TABLE_GUARDIANSHIP, KEY(of_int(pupil), of_int(others.items[i])), FIELDS(SET(COL_GUARDIANSHIP_PREFERRED, of_int(0))));
    guardianship_order(w, pupil, &guardian, 1);
}

void guardianship_change(Work *w, int64_t pupil, const CellChange *change) {
    static const int columns[] = { [EDIT_LEVEL] = COL_GUARDIANSHIP_LEVEL, [EDIT_KINSHIP] = COL_GUARDIANSHIP_KINSHIP, [EDIT_PAYS_FEES] = COL_GUARDIANSHIP_PAYS_FEES,
        [EDIT_RECEIVES_AID] = COL_GUARDIANSHIP_RECEIVES_AID, [EDIT_HOSTS] = COL_GUARDIANSHIP_HOSTS, [EDIT_CONTACT_FIRST] = COL_GUARDIANSHIP_CONTACT_FIRST, [EDIT_PREFERRED] = COL_GUARDIANSHIP_PREFERRED,
        [EDIT_RECIPIENT] = COL_GUARDIANSHIP_RECIPIENT };
    must(change->field >= 0 && change->field <= EDIT_RECIPIENT);
    Value value;
    bool level = change->field == EDIT_LEVEL, good;
    if (level && change->value.kind == VALUE_NULL)
        problem(w, T_FORM_REQUIRED, NULL, "%s", change->at);
    good = change->field == EDIT_KINSHIP ? cell_word(w, change, kinship_words, false, &value) : cell_number(w, change, level, level ? 3 : 1, &value);
    if (!good || !holds(w, pupil, change->id, change->at) || has_problems(w))
        return;
    change_put(w->tx, &TABLE_GUARDIANSHIP, KEY(of_int(pupil), of_int(change->id)), FIELDS(cell_set(change, columns[change->field], value)));
    if (change->field == EDIT_PREFERRED && value.kind == VALUE_INT && value.integer)
        put_first(w, pupil, change->id);
}

void guardianship_recipient(Work *w, int64_t pupil, int64_t guardian, bool yes) {
    change_put(w->tx, &TABLE_GUARDIANSHIP, KEY(of_int(pupil), of_int(guardian)), FIELDS(SET(COL_GUARDIANSHIP_RECIPIENT, of_int(yes))));
}

void guardianship_end(Work *w, int64_t pupil, int64_t guardian, Day from, const char *at) {
    PupilStay year = { .stay = { .end = DAY_OPEN } };
    year_days(w, &year.first_day, &year.last_day);
    year.stay.start = year.first_day;
    Day day = stay_day(w, &year, from, at);
    Tie tie = tie_of(w, pupil, guardian);
    if (!tie.found || tie.until != DAY_OPEN)
        problem(w, T_PEOPLE_NOT_GUARDIAN, NULL, "%s", at);
    if (!has_problems(w))
        change_put(w->tx, &TABLE_GUARDIANSHIP, KEY(of_int(pupil), of_int(guardian)), FIELDS(SET(COL_GUARDIANSHIP_UNTIL_DAY, of_int(day))));
}

static bool named(const int64_t *ids, size_t count, int64_t id) {
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}

void guardianship_order(Work *w, int64_t pupil, const int64_t *guardians, size_t count) {
    VEC(int64_t) order = { 0 };
    for (size_t i = 0; i < count; i++) {
        if (!tie_of(w, pupil, guardians[i]).found || named(guardians, i, guardians[i]))
            problem(w, T_PEOPLE_NOT_GUARDIAN, NULL, "guardians");
        *VEC_ADD(w->mem, &order) = guardians[i];
    }
    if (has_problems(w))
        return;
    for (Rows r = db_rows(w->tx, &GUARDIANSHIPS_OF, VALUES(of_int(pupil))); row_next(&r); )
        if (!named(guardians, count, row_int(&r, GUARDIANSHIPS_OF_GUARDIAN)))
            *VEC_ADD(w->mem, &order) = row_int(&r, GUARDIANSHIPS_OF_GUARDIAN);
    for (size_t i = 0; i < order.count; i++)
        change_put(w->tx, &TABLE_GUARDIANSHIP, KEY(of_int(pupil), of_int(order.items[i])), FIELDS(SET(COL_GUARDIANSHIP_RANK, of_int((int64_t) i + 1))));
}

/* ---- who lives where ---- */

#define LINES 5                         /* four lines and the post box, in the order of the table */
#define LINE_MOST 100
#define FRANCE "FRANCE"
#define FRANCE_CODE "100"

typedef struct Told { Value lines[LINES], postcode, city, country; bool abroad; } Told;

static Value told(Work *w, const char *text, int max, bool required, const char *at) {
    CellChange c = { .value = of_text(text), .at = at };
    Value out = { 0 };
    cell_text(w, &c, max, required, &out);
    return out;
}

static bool is_postcode(const Value *v) { return v->kind != VALUE_TEXT || (v->size == 5 && strspn(v->data, "0123456789") == 5); }

static Told read_address(Work *w, const Address *a) {
    static const char *const names[] = { "line1", "line2", "line3", "line4", "po_box" };
    const char *const lines[] = { a->line1, a->line2, a->line3, a->line4, a->po_box };
    Told t = { 0 };
    for (int i = 0; i < LINES; i++)
        t.lines[i] = told(w, lines[i], LINE_MOST, false, names[i]);
    t.country = told(w, a->country, LINE_MOST, false, "country");
    t.abroad = t.country.kind == VALUE_TEXT && !str_equal(text_fold(w->mem, t.country.data), "france");
    t.postcode = told(w, a->postcode, 20, false, "postcode");
    t.city = told(w, a->city, LINE_MOST, true, "city");
    if (!t.abroad && !is_postcode(&t.postcode))
        problem(w, T_PEOPLE_BAD_POSTCODE, NULL, "postcode");
    return t;
}

/* What stands in its own columns: the city here or abroad, and the country by its code where that is known. */
typedef struct Place4 { Value city, foreign_city, country_code, country; } Place4;

static Place4 place_of(const Told *t, const char *known_country, const char *known_code) {
    if (!t->abroad)
        return (Place4){ t->city, of_null(), of_text(FRANCE_CODE), of_text(FRANCE) };
    return (Place4){ of_null(), t->city, of_text(str_equal(known_country, t->country.data) ? known_code : NULL), t->country };
}

static size_t address_fields(const Told *t, const Place4 *p, bool new_city, ChangeField out[12]) {
    size_t n = 0;
    for (int i = 0; i < LINES; i++)
        out[n++] = SET(COL_ADDRESS_LINE1 + i, t->lines[i]);
    out[n++] = SET(COL_ADDRESS_POSTCODE, t->postcode);
    out[n++] = SET(COL_ADDRESS_CITY, p->city);
    out[n++] = SET(COL_ADDRESS_FOREIGN_CITY, p->foreign_city);
    out[n++] = SET(COL_ADDRESS_COUNTRY_CODE, p->country_code);
    out[n++] = SET(COL_ADDRESS_COUNTRY, p->country);
    if (new_city)
        out[n++] = SET(COL_ADDRESS_INSEE, of_null());
    return n;
}

/* NULL: nothing was said about it; "": nothing was there. */
static void believe(ChangeField *field, const char *was) {
    if (!was)
        return;
    field->compare = true;
    field->was = *was ? of_text(was) : of_null();
}

void address_change(Work *w, int64_t address, const Address *to, const Address *was) {
    ChangeField fields[12];
    Rows r = db_rows(w->tx, &ADDRESS_NOW, VALUES(of_int(address)));
    if (!row_next(&r)) {
        problem(w, T_PEOPLE_NO_ADDRESS, NULL, "line1");
        return;
    }
    const char *here = row_text(&r, ADDRESS_NOW_CITY, w->mem), *abroad = row_text(&r, ADDRESS_NOW_FOREIGN_CITY, w->mem), *code = row_text(&r, ADDRESS_NOW_COUNTRY_CODE, w->mem),
        *country = row_text(&r, ADDRESS_NOW_COUNTRY, w->mem);
    rows_end(&r);
    Told t = read_address(w, to);
    if (has_problems(w))
        return;
    Place4 place = place_of(&t, country, code);
    size_t count = address_fields(&t, &place, !str_equal(here ? here : abroad, t.city.data), fields);
    if (was) {
        const char *const believed[] = { was->line1, was->line2, was->line3, was->line4, was->po_box, was->postcode };
        for (int i = 0; i < 6; i++)
            believe(&fields[i], believed[i]);
        believe(&fields[t.abroad ? 7 : 6], was->city);
    }
    change_put(w->tx, &TABLE_ADDRESS, KEY(of_int(address)), fields, count);
}

void person_moves(Work *w, int64_t person, const Address *to) {
    ChangeField fields[12];
    bool guardian;
    if (!is_here(w, person, &guardian))
        problem(w, T_PEOPLE_UNKNOWN, NULL, "line1");
    Told t = { 0 };
    if (to)
        t = read_address(w, to);
    if (has_problems(w))
        return;
    int64_t address = 0;
    if (to) {
        Place4 place = place_of(&t, NULL, NULL);
        address = change_add(w->tx, &TABLE_ADDRESS, fields, address_fields(&t, &place, false, fields));
    }
    change_put(w->tx, &TABLE_PERSON, KEY(of_int(person)), FIELDS(SET(COL_PERSON_ADDRESS, address ? of_int(address) : of_null())));
}

void person_joins(Work *w, int64_t person, int64_t address) {
    bool guardian;
    Rows r = db_rows(w->tx, &ADDRESS_NOW, VALUES(of_int(address)));
    if (!row_next(&r))
        problem(w, T_PEOPLE_NO_ADDRESS, NULL, "address");
    rows_end(&r);
    if (!is_here(w, person, &guardian))
        problem(w, T_PEOPLE_UNKNOWN, NULL, "address");
    if (!has_problems(w))
        change_put(w->tx, &TABLE_PERSON, KEY(of_int(person)), FIELDS(SET(COL_PERSON_ADDRESS, of_int(address))));
}
