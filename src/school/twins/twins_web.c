/* Who may be the same, side by side; merged, or said to be two. */
#include "school/twins/twins.h"

#include "base/str.h"
#include "base/vec.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "web/feature.h"

#include <string.h>

static Verdict sees_somebody(Request *rq) { return db_int(rq->work->tx, &SOMEBODY_IN_SCOPE, VALUES(of_int(path_id(rq, "person")))) ? ALLOW : UNKNOWN; }

static Reply show_twins(Request *rq) {
    static const char *const why[] = { [TWIN_BIRTH] = "birth", [TWIN_EMAIL] = "email", [TWIN_PHONE] = "phone" };
    size_t count;
    Twins *pairs = people_twins(rq->work, &count);
    Doc *d = doc_new(rq->work, &REPLY_TWINS_TWINS);
    doc_list(d, "items");
    for (size_t i = 0; i < count; i++) {
        Doc *item = doc_add(d, "items");
        doc_int(item, "id", pairs[i].one);
        doc_int(item, "other", pairs[i].other);
        doc_text(item, "display_name", pairs[i].one_name);
        doc_text(item, "other_name", pairs[i].other_name);
        doc_word(item, "why", why[pairs[i].why]);
    }
    return page(rq, &PAGE_TWINS_TWINS, d);
}

/* ---- side by side ---- */

typedef struct Compared { PersonEdit edit; TextId label; const RightId *right; bool day; } Compared;
static const Compared compared[] = { { EDIT_FAMILY_NAME, T_RECORD_FAMILY_NAME }, { EDIT_USAGE_NAME, T_RECORD_USAGE_NAME }, { EDIT_GIVEN_NAME, T_EDIT_GIVEN_NAME },
    { EDIT_GIVEN_NAME_2, T_EDIT_GIVEN_NAME_2 }, { EDIT_GIVEN_NAME_3, T_EDIT_GIVEN_NAME_3 }, { EDIT_TITLE, T_RECORD_CIVILITY },
    { EDIT_BIRTH_DAY, T_EDIT_BIRTH_DATE, &people_birth, true }, { EDIT_BIRTH_CITY, T_EDIT_BIRTH_CITY, &people_birth }, { EDIT_EMAIL, T_LIST_EMAIL, &people_contact },
    { EDIT_PHONE_MOBILE, T_EDIT_PHONE_MOBILE, &people_contact }, { EDIT_PHONE_HOME, T_EDIT_PHONE_HOME, &people_contact }, { EDIT_PHONE_WORK, T_EDIT_PHONE_WORK, &people_contact },
    { EDIT_OCCUPATION, T_RECORD_OCCUPATION } };
static const char *const compared_keys[] = { "family_name", "usage_name", "given_name", "given_name_2", "given_name_3", "title", "birth_date", "birth_city", "email", "phone_mobile",
    "phone_home", "phone_work", "occupation", NULL };
#define COMPARED (sizeof compared / sizeof *compared)

static const char *shown(const Rows *r, const Compared *c, Arena *mem) {
    if (c->day)
        return row_null(r, (int) c->edit) ? NULL : day_french(mem, (Day) row_int(r, (int) c->edit));
    return row_text(r, (int) c->edit, mem);
}

static void read_side(Work *w, int64_t person, const char **values, const char **name) {
    Rows r = db_rows(w->tx, &PERSON_EDITED, VALUES(of_int(person)));
    bool found = row_next(&r);
    for (size_t i = 0; found && i < COMPARED; i++)
        values[i] = shown(&r, &compared[i], w->mem);
    if (found)
        *name = row_text(&r, PERSON_EDITED_DISPLAY_NAME, w->mem);
    rows_end(&r);
}

/* "siecle.eleve": SIECLE, as everybody calls it. */
static const char *system_name(Arena *mem, const char *system) {
    char *name = arena_text_n(mem, system, strcspn(system, "."));
    for (char *c = name; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char) (*c - 'a' + 'A');
    return name;
}

/* All else: who answers for whom, where they are, under which numbers and logins they are known. */
static void doc_holds(Work *w, Doc *d, int64_t person) {
    doc_list(d, "holds");
    for (Rows r = db_rows(w->tx, &TWIN_TIES, VALUES(of_int(person))); row_next(&r); )
        doc_add_text(d, "holds", words(w->mem, row_int(&r, TWIN_TIES_OF_PUPIL) ? T_TWINS_GUARDIAN : T_TWINS_CHILD, WITH(ARG_TEXT("name", row_text(&r, TWIN_TIES_DISPLAY_NAME, w->mem)))));
    for (Rows r = db_rows(w->tx, &TWIN_PLACES, VALUES(of_int(person))); row_next(&r); )
        doc_add_text(d, "holds", words(w->mem, T_TWINS_IN, WITH(ARG_TEXT("code", row_text(&r, TWIN_PLACES_CODE, w->mem)),
            ARG_TEXT("from", day_french(w->mem, (Day) row_int(&r, TWIN_PLACES_FROM_DAY))))));
    for (Rows r = db_rows(w->tx, &TWIN_KEYS, VALUES(of_int(person))); row_next(&r); )
        doc_add_text(d, "holds", words(w->mem, T_TWINS_KEY, WITH(ARG_TEXT("system", system_name(w->mem, row_peek(&r, TWIN_KEYS_SYSTEM))))));
    if (db_int(w->tx, &TWIN_ACCOUNTS, VALUES(of_int(person))))
        doc_add_text(d, "holds", words(w->mem, T_TWINS_ACCOUNT, NULL));
}

static Reply show_pair_of(Request *rq, int64_t one, int64_t other) {
    Work *w = rq->work;
    const char *ours[COMPARED] = { 0 }, *theirs[COMPARED] = { 0 }, *name = NULL, *other_name = NULL;
    Doc *d = doc_new(w, &REPLY_TWINS_PAIR);
    read_side(w, one, ours, &name);
    read_side(w, other, theirs, &other_name);
    doc_int(d, "id", one);
    doc_text(d, "display_name", name);
    doc_holds(w, d, one);
    if (other_name) {
        Doc *o = doc_object(d, "other");
        doc_int(o, "id", other);
        doc_text(o, "display_name", other_name);
        doc_holds(w, o, other);
    }
    doc_list(d, "fields");
    for (size_t i = 0; other_name && i < COMPARED; i++) {
        if ((str_empty(ours[i]) && str_empty(theirs[i])) || (compared[i].right && !may(w, *compared[i].right)))
            continue;
        Doc *item = doc_add(d, "fields");
        doc_word(item, "field", compared_keys[i]);
        doc_words(item, "label", compared[i].label, NULL);
        doc_text(item, "mine", ours[i]);
        doc_text(item, "theirs", theirs[i]);
        doc_bool(item, "differs", !str_empty(ours[i]) && !str_empty(theirs[i]) && !str_equal(ours[i], theirs[i]));
    }
    return page(rq, &PAGE_TWINS_PAIR, d);
}

static bool in_scope(Request *rq, int64_t person) { return person && db_int(rq->work->tx, &SOMEBODY_IN_SCOPE, VALUES(of_int(person))); }

typedef struct PairForm { int64_t other; bool theirs[COMPARED]; } PairForm;
static const Field other_fields[] = { FIELD(PairForm, other, .kind = FIELD_ID, .required = true), { .kind = FIELD_END } };
#define THEIRS(i, key) { .name = "theirs_" key, .kind = FIELD_BOOL, .offset = offsetof(PairForm, theirs[i]) }
static const Field pair_fields[] = { FIELD(PairForm, other, .kind = FIELD_ID, .required = true), THEIRS(0, "family_name"), THEIRS(1, "usage_name"), THEIRS(2, "given_name"),
    THEIRS(3, "given_name_2"), THEIRS(4, "given_name_3"), THEIRS(5, "title"), THEIRS(6, "birth_date"), THEIRS(7, "birth_city"), THEIRS(8, "email"), THEIRS(9, "phone_mobile"),
    THEIRS(10, "phone_home"), THEIRS(11, "phone_work"), THEIRS(12, "occupation"), { .kind = FIELD_END } };

/* Somebody out of reach is nobody: the page then shows one side alone. */
static int64_t other_of(Request *rq, const char *said) {
    int64_t other = 0;
    return said && str_int(said, 1, INT64_MAX, &other) && in_scope(rq, other) ? other : 0;
}

static Reply show_pair(Request *rq) {
    const char *said = rq->route->method == GET ? query_text(rq, "avec") : form_typed(rq, "other");
    return show_pair_of(rq, path_id(rq, "person"), other_of(rq, said));
}

static bool read_pair(Request *rq, const Field *fields, PairForm *f) {
    form_read(rq, fields, f);
    if (!has_problems(rq->work) && !in_scope(rq, f->other))
        problem(rq->work, T_PEOPLE_UNKNOWN, NULL, "other");
    return !has_problems(rq->work);
}

static Reply merge_pair(Request *rq) {
    PairForm f = { 0 };
    bool theirs[PERSON_EDITS] = { 0 };
    if (read_pair(rq, pair_fields, &f)) {
        for (size_t i = 0; i < COMPARED; i++)
            theirs[compared[i].edit] = f.theirs[i] && (!compared[i].right || may(rq->work, *compared[i].right));
        people_merge(rq->work, path_id(rq, "person"), f.other, theirs, feature_references(features, rq->mem));
    }
    return has_problems(rq->work) ? again(rq, show_pair) : see_other(rq, "/bureau/doublons");
}

static Reply part_pair(Request *rq) {
    PairForm f = { 0 };
    if (read_pair(rq, other_fields, &f))
        people_not_twins(rq->work, path_id(rq, "person"), f.other);
    return has_problems(rq->work) ? again(rq, show_pair) : see_other(rq, "/bureau/doublons");
}

static const Route routes[] = {
    { GET, "/bureau/doublons", show_twins, guard_signed_in, READ, PORTAL_DESK, "people.edit", &PAGE_TWINS_TWINS },
    { GET, "/bureau/doublons/:person", show_pair, sees_somebody, READ, PORTAL_DESK, "people.edit", &PAGE_TWINS_PAIR },
    { POST, "/bureau/doublons/:person/fusionner", merge_pair, sees_somebody, WRITE, PORTAL_DESK, "people.edit", &PAGE_TWINS_PAIR, pair_fields },
    { POST, "/bureau/doublons/:person/distincts", part_pair, sees_somebody, WRITE, PORTAL_DESK, "people.edit", &PAGE_TWINS_PAIR, other_fields },
    ROUTES_END,
};

static const Panel panels[] = { { .group = "admin", .rank = 3, .label = T_DESK_TWINS, .path = "/bureau/doublons", .right = &people_edit }, PANELS_END };
static const GuardName guards[] = { GUARD(sees_somebody), { 0 } };

static const Reference references[] = { { &TABLE_NOT_TWIN, COL_NOT_TWIN_ONE, &REF_TWIN_ONE }, { &TABLE_NOT_TWIN, COL_NOT_TWIN_OTHER, &REF_TWIN_OTHER }, { 0 } };
static const ColumnText columns[] = { { &TABLE_NOT_TWIN, COL_NOT_TWIN_ONE, T_TWINS_ONE }, { &TABLE_NOT_TWIN, COL_NOT_TWIN_OTHER, T_TWINS_OTHER }, { 0 } };
static const ActText acts[] = { { "POST /bureau/doublons/:person/fusionner", T_ACT_MERGE }, { "POST /bureau/doublons/:person/distincts", T_ACT_NOT_TWINS }, { 0 } };
static const TableText tables[] = { { &TABLE_NOT_TWIN, T_TABLE_NOT_TWIN }, { 0 } };

static const Processing processings[] = { { "schooling", .persons = OF_EVERYBODY, .data_class = 2, .tables = OF_TABLES(&TABLE_NOT_TWIN), .kept = T_REGISTER_KEPT_YEAR }, { 0 } };

const Feature twins_feature = { .name = "twins", .routes = routes, .panels = panels, .guards = guards, .references = references,
    .columns = columns, .tables = tables, .acts = acts, .processings = processings };
