/* « Mes démarches » of guardians, and at the desk « Demandes des familles », where they are decided. */
#include "school/proposals/proposals.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people.h"
#include "school/pickups/pickups.h"
#include "web/feature.h"

#define PROPOSALS_SHOWN 100             /* as many as PROPOSALS_WAITING gives */

RightId space_contact, space_exits, space_pickups, proposals_decide;
static const RightInfo rights[] = { { "space.contact", T_RIGHT_SPACE_CONTACT, 2, &space_contact, BRANCH_SPACES, 1U << MODE_GUARDIAN, "guardians", .changes = true },
    { "space.exits", T_RIGHT_SPACE_EXITS, 2, &space_exits, BRANCH_SPACES, 1U << MODE_GUARDIAN, .changes = true },
    { "space.pickups", T_RIGHT_SPACE_PICKUPS, 2, &space_pickups, BRANCH_SPACES, 1U << MODE_GUARDIAN, .changes = true },
    { "proposals.decide", T_RIGHT_PROPOSALS_DECIDE, 2, &proposals_decide, BRANCH_PEOPLE, OF_STAFF, "secretariat", .changes = true }, { 0 } };

/* ---- one's own ---- */

static Verdict may_ask(Request *rq) { return may(rq->work, space_contact) || may(rq->work, space_exits) || may(rq->work, space_pickups) ? ALLOW : FORBIDDEN; }

enum { EXITS = 1, PICKUPS = 2 };
static bool asks_exits_of(Work *w, int64_t pupil) { return access_shows(w, &rights[EXITS], pupil); }
static bool asks_pickups_of(Work *w, int64_t pupil) { return access_shows(w, &rights[PICKUPS], pupil); }

static void doc_child(Work *w, Doc *child, const Rows *r, const char *tail) {
    const char *given = row_text(r, PROPOSAL_CHILDREN_GIVEN_NAME, w->mem);
    doc_int(child, "id", row_int(r, PROPOSAL_CHILDREN_ID));
    doc_text(child, "given_name", given ? given : row_text(r, PROPOSAL_CHILDREN_DISPLAY_NAME, w->mem));
    doc_text(child, "href", arena_printf(w->mem, "/parent/enfants/%lld/%s", (long long) row_int(r, PROPOSAL_CHILDREN_ID), tail));
}

static Reply show_own(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_PROPOSALS_OWN);
    doc_list(d, "items");
    for (Rows r = db_rows(w->tx, &PROPOSALS_OF_ACCOUNT, VALUES(of_int(w->actor->account))); row_next(&r); ) {
        Doc *item = doc_add(d, "items");
        doc_int(item, "id", row_int(&r, PROPOSALS_OF_ACCOUNT_ID));
        doc_text(item, "display_name", row_text(&r, PROPOSALS_OF_ACCOUNT_DISPLAY_NAME, w->mem));
        doc_word(item, "kind", row_text(&r, PROPOSALS_OF_ACCOUNT_KIND, w->mem));
        doc_word(item, "state", row_text(&r, PROPOSALS_OF_ACCOUNT_STATE, w->mem));
        doc_int(item, "at", row_int(&r, PROPOSALS_OF_ACCOUNT_AT));
        if (!row_null(&r, PROPOSALS_OF_ACCOUNT_DECIDED_AT))
            doc_int(item, "decided_at", row_int(&r, PROPOSALS_OF_ACCOUNT_DECIDED_AT));
        doc_text(item, "reason", row_text(&r, PROPOSALS_OF_ACCOUNT_REASON, w->mem));
    }
    if (may(w, space_contact))
        doc_text(d, "contact_href", "/parent/demarches/coordonnees");
    for (Rows r = db_rows(w->tx, &PROPOSAL_CHILDREN, NO_VALUES); row_next(&r); ) {
        int64_t pupil = row_int(&r, PROPOSAL_CHILDREN_ID);
        if (asks_exits_of(w, pupil))
            doc_child(w, doc_add(d, "children"), &r, "sortie");
        if (asks_pickups_of(w, pupil))
            doc_child(w, doc_add(d, "pickup_children"), &r, "personnes-autorisees");
    }
    return page(rq, &PAGE_PROPOSALS_OWN, d);
}

static Verdict own_proposal(Request *rq) {
    Proposal p;
    return proposal_read(rq->work, path_id(rq, "proposal"), &p) && p.account == rq->work->actor->account ? ALLOW : UNKNOWN;
}

static Reply withdraw(Request *rq) {
    Proposal p;
    if (proposal_read(rq->work, path_id(rq, "proposal"), &p))
        proposal_withdraw(rq->work, &p);
    return see_other(rq, "/parent/demarches");
}

/* ---- how one is reached ---- */

typedef struct ContactForm { const char *values[PROPOSAL_VALUES]; } ContactForm;
#define VALUE_AT(n, called, most) { .name = called, .kind = FIELD_TEXT, .offset = offsetof(ContactForm, values[n]), .max = most }
static const Field contact_fields[] = { VALUE_AT(0, "email", 254), VALUE_AT(1, "phone_mobile", 30), VALUE_AT(2, "phone_home", 30), VALUE_AT(3, "phone_work", 30), VALUE_AT(4, "line1", 100),
    VALUE_AT(5, "line2", 100), VALUE_AT(6, "line3", 100), VALUE_AT(7, "line4", 100), VALUE_AT(8, "postcode", 20), VALUE_AT(9, "city", 100), { .kind = FIELD_END } };

static Reply show_contact(Request *rq) {
    Work *w = rq->work;
    ProposalValue now[PROPOSAL_VALUES];
    Doc *d = doc_new(w, &REPLY_PROPOSALS_CONTACT);
    proposal_contact_now(w, w->actor->person, now);
    for (int i = 0; i < PROPOSAL_VALUES; i++)
        doc_text(d, now[i].field, now[i].was);
    doc_bool(d, "waiting", db_int(w->tx, &PROPOSAL_WAITING, VALUES(of_int(w->actor->person), of_text("contact"))) != 0);
    return page(rq, &PAGE_PROPOSALS_CONTACT, d);
}

static Reply ask_contact(Request *rq) {
    ContactForm f = { 0 };
    ProposalValue values[PROPOSAL_VALUES];
    form_read(rq, contact_fields, &f);
    proposal_contact_now(rq->work, rq->work->actor->person, values);
    for (int i = 0; i < PROPOSAL_VALUES; i++)
        values[i].wanted = form_typed(rq, values[i].field) ? f.values[i] : values[i].was;       /* what a page does not hold stays */
    if (!has_problems(rq->work))
        proposal_ask_contact(rq->work, rq->work->actor->person, values);
    return has_problems(rq->work) ? again(rq, show_contact) : see_other(rq, "/parent/demarches");
}

/* ---- when a child may leave ---- */

static const char *child_name(Request *rq) {
    return db_text(rq->work->tx, &PROPOSAL_CHILD, VALUES(of_int(path_id(rq, "pupil")), of_int(rq->work->actor->person)));
}
static Verdict decides_for(Request *rq) { return child_name(rq) && asks_exits_of(rq->work, path_id(rq, "pupil")) ? ALLOW : UNKNOWN; }

static Reply show_exits(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = path_id(rq, "pupil");
    Doc *d = doc_new(w, &REPLY_PROPOSALS_EXITS);
    doc_int(d, "id", pupil);
    doc_text(d, "display_name", child_name(rq));
    doc_word(d, "exit_permission", db_text(w->tx, &PROPOSAL_EXITS_NOW, VALUES(of_int(pupil))));
    doc_bool(d, "waiting", db_int(w->tx, &PROPOSAL_WAITING, VALUES(of_int(pupil), of_text("exits"))) != 0);
    return page(rq, &PAGE_PROPOSALS_EXITS, d);
}

typedef struct ExitsForm { const char *exit_permission; } ExitsForm;
static const Field exits_fields[] = { FIELD(ExitsForm, exit_permission, .kind = FIELD_WORD, .required = true, .max = 20), { .kind = FIELD_END } };

static Reply ask_exits(Request *rq) {
    ExitsForm f = { 0 };
    form_read(rq, exits_fields, &f);
    if (!has_problems(rq->work))
        proposal_ask_exits(rq->work, path_id(rq, "pupil"), f.exit_permission);
    return has_problems(rq->work) ? again(rq, show_exits) : see_other(rq, "/parent/demarches");
}

/* ---- who else may come ---- */

static Verdict decides_pickups(Request *rq) { return child_name(rq) && asks_pickups_of(rq->work, path_id(rq, "pupil")) ? ALLOW : UNKNOWN; }

static Verdict own_pickup(Request *rq) {
    Pickup p;
    return decides_pickups(rq) == ALLOW && pickup_read(rq->work, path_id(rq, "pickup"), &p) && p.pupil == path_id(rq, "pupil") && p.until > rq->work->today ? ALLOW : UNKNOWN;
}

static Reply show_own_pickups(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = path_id(rq, "pupil");
    size_t count;
    int64_t proposal;
    ProposalsEnding ending = proposals_ending(w, pupil);
    Doc *d = doc_new(w, &REPLY_PROPOSALS_PICKUPS);
    const Pickup *all = pickups_of(w, pupil, &count);
    doc_int(d, "id", pupil);
    doc_text(d, "display_name", child_name(rq));
    doc_int(d, "pupil", pupil);
    doc_int(d, "waiting", db_int(w->tx, &PROPOSALS_WAITING_OF, VALUES(of_int(pupil), of_text("pickup"))));
    doc_list(d, "pickups");
    for (size_t i = 0; i < count; i++) {
        Doc *item = doc_add(d, "pickups");
        doc_int(item, "id", all[i].id);
        doc_text(item, "name", all[i].name);
        doc_text(item, "tie", all[i].tie);
        doc_text(item, "phone", all[i].phone);
        doc_bool(item, "ending", proposal_ends(&ending, all[i].id, &proposal));
    }
    return page(rq, &PAGE_PROPOSALS_PICKUPS, d);
}

typedef struct PickupForm { const char *pickup_name, *pickup_tie, *pickup_phone; } PickupForm;
static const Field pickup_fields[] = { FIELD(PickupForm, pickup_name, .kind = FIELD_TEXT, .required = true, .max = PICKUP_NAME_MOST),
    FIELD(PickupForm, pickup_tie, .kind = FIELD_TEXT, .max = PICKUP_TIE_MOST), FIELD(PickupForm, pickup_phone, .kind = FIELD_TEXT, .max = 30), { .kind = FIELD_END } };

static Reply ask_pickup(Request *rq) {
    PickupForm f = { 0 };
    form_read(rq, pickup_fields, &f);
    if (!has_problems(rq->work))
        proposal_ask_pickup(rq->work, path_id(rq, "pupil"), f.pickup_name, f.pickup_tie, f.pickup_phone);
    return has_problems(rq->work) ? again(rq, show_own_pickups) : see_other(rq, "/parent/demarches");
}

static Reply ask_pickup_end(Request *rq) {
    proposal_ask_pickup_end(rq->work, path_id(rq, "pupil"), path_id(rq, "pickup"));
    return see_other(rq, "/parent/demarches");
}

/* ---- at the desk ---- */

static void doc_value(Work *w, Doc *item, const Rows *r) {
    const char *field = row_text(r, PROPOSALS_WAITING_VALUES_FIELD, w->mem), *was = row_text(r, PROPOSALS_WAITING_VALUES_WAS, w->mem), *wanted = row_text(r, PROPOSALS_WAITING_VALUES_WANTED, w->mem);
    Doc *v = doc_add(item, "values");
    doc_word(v, "field", field);
    doc_text(v, "was", was);
    doc_text(v, "wanted", wanted);
    if (str_equal(field, "exit_permission")) {
        doc_word(v, "was_word", was);
        doc_word(v, "wanted_word", wanted);
    }
    if (str_starts(field, "line") || str_equal(field, "city") || str_equal(field, "postcode"))
        doc_bool(item, "moves", true);
}

/* ITEMS: of ids, those of the page. */
static void doc_values(Work *w, Doc *const *items, const int64_t *ids, size_t count) {
    for (Rows r = db_rows(w->tx, &PROPOSALS_WAITING_VALUES, NO_VALUES); row_next(&r); )
        for (size_t i = 0; i < count; i++)
            if (ids[i] == row_int(&r, PROPOSALS_WAITING_VALUES_PROPOSAL))
                doc_value(w, items[i], &r);
}

static const char *record_href(Work *w, bool pupil, int64_t person) { return arena_printf(w->mem, pupil ? "/bureau/eleves/%lld" : "/bureau/responsables/%lld", (long long) person); }

static Reply show_waiting(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_PROPOSALS_WAITING), *items[PROPOSALS_SHOWN];
    int64_t ids[PROPOSALS_SHOWN];
    size_t count = 0;
    doc_list(d, "items");
    for (Rows r = db_rows(w->tx, &PROPOSALS_WAITING, NO_VALUES); row_next(&r); ) {
        Doc *item = doc_add(d, "items");
        int64_t id = row_int(&r, PROPOSALS_WAITING_ID), person = row_int(&r, PROPOSALS_WAITING_PERSON);
        doc_int(item, "id", id);
        doc_int(item, "person", person);
        doc_text(item, "display_name", row_text(&r, PROPOSALS_WAITING_DISPLAY_NAME, w->mem));
        doc_word(item, "kind", row_text(&r, PROPOSALS_WAITING_KIND, w->mem));
        doc_text(item, "who", row_text(&r, PROPOSALS_WAITING_WHO, w->mem));
        doc_int(item, "at", row_int(&r, PROPOSALS_WAITING_AT));
        doc_text(item, "href", record_href(w, row_int(&r, PROPOSALS_WAITING_IS_PUPIL), person));
        doc_list(item, "values");
        if (count < PROPOSALS_SHOWN) {
            ids[count] = id;
            items[count++] = item;
        }
    }
    doc_values(w, items, ids, count);
    doc_list(d, "decided");
    for (Rows r = db_rows(w->tx, &PROPOSALS_DECIDED, NO_VALUES); row_next(&r); ) {
        Doc *item = doc_add(d, "decided");
        const char *kind = row_text(&r, PROPOSALS_DECIDED_KIND, w->mem);
        doc_text(item, "display_name", row_text(&r, PROPOSALS_DECIDED_DISPLAY_NAME, w->mem));
        doc_word(item, "kind", kind);
        doc_word(item, "state", row_text(&r, PROPOSALS_DECIDED_STATE, w->mem));
        doc_int(item, "decided_at", row_int(&r, PROPOSALS_DECIDED_DECIDED_AT));
        doc_text(item, "by_name", row_text(&r, PROPOSALS_DECIDED_BY_NAME, w->mem));
        doc_text(item, "href", record_href(w, !str_equal(kind, "contact"), row_int(&r, PROPOSALS_DECIDED_PERSON)));
    }
    return page(rq, &PAGE_PROPOSALS_WAITING, d);
}

static Verdict decides(Request *rq) { return db_int(rq->work->tx, &PROPOSAL_SEEN, VALUES(of_int(path_id(rq, "proposal")))) ? ALLOW : UNKNOWN; }

static Reply decided(Request *rq) { return has_problems(rq->work) ? again(rq, show_waiting) : see_other(rq, "/bureau/demandes"); }

typedef struct DecideForm { bool together; const char *reason; } DecideForm;
static const Field accept_fields[] = { FIELD(DecideForm, together, .kind = FIELD_BOOL), { .kind = FIELD_END } };
static const Field refuse_fields[] = { FIELD(DecideForm, reason, .kind = FIELD_TEXT, .max = 300), { .kind = FIELD_END } };

static Reply accept(Request *rq) {
    DecideForm f = { 0 };
    Proposal p;
    form_read(rq, accept_fields, &f);
    if (!has_problems(rq->work) && proposal_read(rq->work, path_id(rq, "proposal"), &p))
        proposal_accept(rq->work, &p, f.together);
    return decided(rq);
}

static Reply refuse(Request *rq) {
    DecideForm f = { 0 };
    Proposal p;
    form_read(rq, refuse_fields, &f);
    if (!has_problems(rq->work) && proposal_read(rq->work, path_id(rq, "proposal"), &p))
        proposal_refuse(rq->work, &p, f.reason);
    return decided(rq);
}

/* ---- the feature ---- */

static const Route routes[] = {
    { GET, "/parent/demarches", show_own, may_ask, READ, PORTAL_PARENT, NULL, &PAGE_PROPOSALS_OWN, .offline = true },
    { GET, "/parent/demarches/coordonnees", show_contact, guard_signed_in, READ, PORTAL_PARENT, "space.contact", &PAGE_PROPOSALS_CONTACT },
    { POST, "/parent/demarches/coordonnees", ask_contact, guard_signed_in, WRITE, PORTAL_PARENT, "space.contact", &PAGE_PROPOSALS_CONTACT, contact_fields },
    { POST, "/parent/demarches/:proposal/retirer", withdraw, own_proposal, WRITE, PORTAL_PARENT, NULL, &PAGE_PROPOSALS_OWN },
    { GET, "/parent/enfants/:pupil/sortie", show_exits, decides_for, READ, PORTAL_PARENT, "space.exits", &PAGE_PROPOSALS_EXITS },
    { POST, "/parent/enfants/:pupil/sortie", ask_exits, decides_for, WRITE, PORTAL_PARENT, "space.exits", &PAGE_PROPOSALS_EXITS, exits_fields },
    { GET, "/parent/enfants/:pupil/personnes-autorisees", show_own_pickups, decides_pickups, READ, PORTAL_PARENT, "space.pickups", &PAGE_PROPOSALS_PICKUPS },
    { POST, "/parent/enfants/:pupil/personnes-autorisees", ask_pickup, decides_pickups, WRITE, PORTAL_PARENT, "space.pickups", &PAGE_PROPOSALS_PICKUPS, pickup_fields },
    { POST, "/parent/enfants/:pupil/personnes-autorisees/:pickup/retirer", ask_pickup_end, own_pickup, WRITE, PORTAL_PARENT, "space.pickups", &PAGE_PROPOSALS_PICKUPS },
    { GET, "/bureau/demandes", show_waiting, guard_signed_in, READ, PORTAL_DESK, "proposals.decide", &PAGE_PROPOSALS_WAITING },
    { POST, "/bureau/demandes/:proposal/accepter", accept, decides, WRITE, PORTAL_DESK, "proposals.decide", &PAGE_PROPOSALS_WAITING, accept_fields },
    { POST, "/bureau/demandes/:proposal/refuser", refuse, decides, WRITE, PORTAL_DESK, "proposals.decide", &PAGE_PROPOSALS_WAITING, refuse_fields },
    ROUTES_END,
};
static const GuardName guards[] = { GUARD(may_ask), GUARD(own_proposal), GUARD(decides_for), GUARD(decides_pickups), GUARD(own_pickup), GUARD(decides), { 0 } };
static const Topic topics[] = { { "proposals", NULL, "proposals.decide", guard_signed_in }, { 0 } };
static const Panel panels[] = { { .group = "communication", .rank = 5, .label = T_PROPOSALS_TITLE, .path = "/bureau/demandes", .right = &proposals_decide, .counts = &PROPOSALS_COUNT,
    .column = PROPOSALS_COUNT_WAITING }, PANELS_END };
static const TableText tables[] = { { &TABLE_PROPOSAL, T_TABLE_PROPOSAL, &PROPOSAL_CALLED }, { &TABLE_PROPOSAL_VALUE, T_TABLE_PROPOSAL_VALUE }, { 0 } };
static const Reference references[] = { { &TABLE_PROPOSAL, COL_PROPOSAL_PERSON, &REF_PROPOSAL }, { 0 } };
#define CONTACT_COLUMN .right = "people.contact"
static const ColumnText columns[] = { { &TABLE_PROPOSAL, COL_PROPOSAL_PERSON, T_FIELD_PROPOSAL_PERSON, SHOWN_PLAIN }, { &TABLE_PROPOSAL, COL_PROPOSAL_KIND, T_FIELD_PROPOSAL_KIND, SHOWN_WORD, "proposal_kind" },
    { &TABLE_PROPOSAL, COL_PROPOSAL_STATE, T_FIELD_PROPOSAL_STATE, SHOWN_WORD, "proposal_state" }, { &TABLE_PROPOSAL, COL_PROPOSAL_ACCOUNT, T_FIELD_ACCOUNT, SHOWN_PLAIN, .others = true },
    { &TABLE_PROPOSAL, COL_PROPOSAL_AT, T_FIELD_PROPOSAL_AT, SHOWN_TIME }, { &TABLE_PROPOSAL, COL_PROPOSAL_DECIDED_BY, T_FIELD_PROPOSAL_BY, SHOWN_PLAIN, .others = true },
    { &TABLE_PROPOSAL, COL_PROPOSAL_DECIDED_AT, T_FIELD_PROPOSAL_DECIDED, SHOWN_TIME }, { &TABLE_PROPOSAL, COL_PROPOSAL_REASON, T_FIELD_REASON, SHOWN_PLAIN },
    { &TABLE_PROPOSAL_VALUE, COL_PROPOSAL_VALUE_PROPOSAL, T_TABLE_PROPOSAL, SHOWN_PLAIN }, { &TABLE_PROPOSAL_VALUE, COL_PROPOSAL_VALUE_FIELD, T_PROPOSALS_WHAT, SHOWN_WORD, "proposal_field" },
    { &TABLE_PROPOSAL_VALUE, COL_PROPOSAL_VALUE_WAS, T_PROPOSALS_NOW, SHOWN_PLAIN, CONTACT_COLUMN }, { &TABLE_PROPOSAL_VALUE, COL_PROPOSAL_VALUE_WANTED, T_PROPOSALS_WANTED, SHOWN_PLAIN, CONTACT_COLUMN },
    { 0 } };
static const ActText acts[] = { { "POST /parent/demarches/coordonnees", T_ACT_PROPOSAL }, { "POST /parent/enfants/:pupil/sortie", T_ACT_PROPOSAL },
    { "POST /parent/enfants/:pupil/personnes-autorisees", T_ACT_PROPOSAL }, { "POST /parent/enfants/:pupil/personnes-autorisees/:pickup/retirer", T_ACT_PROPOSAL }, { "POST /parent/demarches/:proposal/retirer", T_ACT_PROPOSAL_BACK },
    { "POST /bureau/demandes/:proposal/accepter", T_ACT_PROPOSAL_YES }, { "POST /bureau/demandes/:proposal/refuser", T_ACT_PROPOSAL_NO }, { 0 } };

static const Processing processings[] = { { "spaces", .persons = OF_GUARDIANS | OF_PUPILS, .data_class = 2, .tables = OF_TABLES(&TABLE_PROPOSAL, &TABLE_PROPOSAL_VALUE),
        .rights = "space.contact space.exits space.pickups proposals.decide", .kept = T_REGISTER_KEPT_YEAR }, { 0 } };

const Feature proposals_feature = { .name = "proposals", .routes = routes, .rights = rights, .guards = guards, .topics = topics, .panels = panels, .tables = tables, .references = references,
    .columns = columns, .acts = acts, .processings = processings };
