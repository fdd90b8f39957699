/* Who else may come for a pupil: the list beside their record, one of them. What families ask is school/proposals. */
#include "school/pickups/pickups.h"

#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "web/feature.h"

RightId pickups_see, pickups_edit;
static const RightInfo rights[] = { { "pickups.see", T_RIGHT_PICKUPS_SEE, 2, &pickups_see, BRANCH_PEOPLE, OF_STAFF, "secretariat assistants school_life cpe" },
    { "pickups.edit", T_RIGHT_PICKUPS_EDIT, 2, &pickups_edit, BRANCH_PEOPLE, OF_STAFF, "secretariat cpe", .changes = true }, { 0 } };

/* ---- a pupil's ---- */

static Verdict picks_up(Request *rq) { return db_text(rq->work->tx, &PUPIL_NAMED, VALUES(of_int(path_id(rq, "pupil")))) ? ALLOW : UNKNOWN; }
static Verdict sees_pickup(Request *rq) { return db_int(rq->work->tx, &PICKUP_SEEN, VALUES(of_int(path_id(rq, "pickup")))) ? ALLOW : UNKNOWN; }

static void doc_pickup(Work *w, Doc *item, const Pickup *p) {
    doc_int(item, "id", p->id);
    doc_text(item, "name", p->name);
    doc_text(item, "tie", p->tie);
    doc_text(item, "phone", p->phone);
    doc_day(item, "from_date", p->from);
    doc_bool(item, "coming", p->from > w->today);
    if (p->until != DAY_OPEN)
        doc_day(item, "last_date", p->until - 1);
}

static void doc_pickups(Work *w, Doc *d, int64_t pupil) {
    size_t count;
    const Pickup *all = pickups_of(w, pupil, &count);
    doc_list(d, "pickups");
    for (size_t i = 0; i < count; i++)
        doc_pickup(w, doc_add(d, "pickups"), &all[i]);
}

static Reply show_pickups(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = path_id(rq, "pupil");
    Doc *d = doc_new(w, &REPLY_PICKUPS_PICKUPS);
    doc_int(d, "id", pupil);
    doc_text(d, "display_name", db_text(w->tx, &PUPIL_NAMED, VALUES(of_int(pupil))));
    doc_bool(d, "may_edit", may(w, pickups_edit));
    doc_pickups(w, d, pupil);
    return page(rq, &PAGE_PICKUPS_PICKUPS, d);
}

void pickups_on_record(Work *w, struct Doc *d, int64_t pupil) {
    if (!may(w, pickups_see))
        return;
    doc_text(d, "pickups_href", arena_printf(w->mem, "/bureau/eleves/%lld/personnes-autorisees", (long long) pupil));
    doc_pickups(w, d, pupil);
}

typedef struct PickupForm { const char *name, *tie, *phone; Day from, last; const char *was_name, *was_tie, *was_phone; Day was_from, was_last; bool seen; } PickupForm;
#define TYPED FIELD(PickupForm, name, .kind = FIELD_TEXT, .required = true, .max = PICKUP_NAME_MOST), FIELD(PickupForm, tie, .kind = FIELD_TEXT, .max = PICKUP_TIE_MOST), \
    FIELD(PickupForm, phone, .kind = FIELD_TEXT, .max = 30), FIELD(PickupForm, from, .kind = FIELD_DAY), FIELD(PickupForm, last, .kind = FIELD_DAY)
static const Field new_fields[] = { TYPED, { .kind = FIELD_END } };
static const Field pickup_fields[] = { TYPED, FIELD(PickupForm, seen, .kind = FIELD_BOOL), FIELD(PickupForm, was_name, .kind = FIELD_TEXT, .max = PICKUP_NAME_MOST),
    FIELD(PickupForm, was_tie, .kind = FIELD_TEXT, .max = PICKUP_TIE_MOST), FIELD(PickupForm, was_phone, .kind = FIELD_TEXT, .max = 30), FIELD(PickupForm, was_from, .kind = FIELD_DAY),
    FIELD(PickupForm, was_last, .kind = FIELD_DAY), { .kind = FIELD_END } };

static Reply to_list(const Request *rq, int64_t pupil) { return see_other(rq, "/bureau/eleves/%lld/personnes-autorisees", (long long) pupil); }

static Reply add_one(Request *rq) {
    PickupForm f = { 0 };
    form_read(rq, new_fields, &f);
    if (!has_problems(rq->work)) {
        Pickup who = pickup_checked(rq->work, f.name, f.tie, f.phone, "");
        pickup_add(rq->work, path_id(rq, "pupil"), &who, f.from, f.last);
    }
    return has_problems(rq->work) ? again(rq, show_pickups) : to_list(rq, path_id(rq, "pupil"));
}

/* ---- one of them ---- */

static Reply show_pickup(Request *rq) {
    Work *w = rq->work;
    Pickup p;
    if (!pickup_read(w, path_id(rq, "pickup"), &p))
        return not_found(rq);
    Doc *d = doc_new(w, &REPLY_PICKUPS_PICKUP);
    doc_int(d, "pupil", p.pupil);
    doc_text(d, "display_name", db_text(w->tx, &PUPIL_NAMED, VALUES(of_int(p.pupil))));
    doc_pickup(w, d, &p);
    return page(rq, &PAGE_PICKUPS_PICKUP, d);
}

static Reply save_one(Request *rq) {
    Work *w = rq->work;
    PickupForm f = { 0 };
    Pickup was = { 0 };
    form_read(rq, pickup_fields, &f);
    if (!has_problems(w) && pickup_read(w, path_id(rq, "pickup"), &was)) {
        Pickup to = pickup_checked(w, f.name, f.tie, f.phone, "");
        if (f.seen) {                   /* who does not say what their page showed believes what is there */
            Pickup shown = pickup_checked(w, f.was_name, f.was_tie, f.was_phone, "was_");
            was = (Pickup){ was.id, was.pupil, shown.name, shown.tie, shown.phone, f.was_from == NO_DAY ? was.from : f.was_from, f.was_last == NO_DAY ? DAY_OPEN : f.was_last + 1 };
        }
        pickup_change(w, was.id, &to, f.from, f.last, &was);
    }
    return has_problems(w) ? again(rq, show_pickup) : to_list(rq, was.pupil);
}

static Reply end_one(Request *rq) {
    Pickup was = { 0 };
    if (pickup_read(rq->work, path_id(rq, "pickup"), &was))
        pickup_end(rq->work, was.id);
    return to_list(rq, was.pupil);
}

/* ---- the feature ---- */

static const Route routes[] = {
    { GET, "/bureau/eleves/:pupil/personnes-autorisees", show_pickups, picks_up, READ, PORTAL_DESK, "pickups.see", &PAGE_PICKUPS_PICKUPS },
    { POST, "/bureau/eleves/:pupil/personnes-autorisees", add_one, picks_up, WRITE, PORTAL_DESK, "pickups.edit", &PAGE_PICKUPS_PICKUPS, new_fields },
    { GET, "/bureau/personnes-autorisees/:pickup", show_pickup, sees_pickup, READ, PORTAL_DESK, "pickups.edit", &PAGE_PICKUPS_PICKUP },
    { POST, "/bureau/personnes-autorisees/:pickup", save_one, sees_pickup, WRITE, PORTAL_DESK, "pickups.edit", &PAGE_PICKUPS_PICKUP, pickup_fields },
    { POST, "/bureau/personnes-autorisees/:pickup/fin", end_one, sees_pickup, WRITE, PORTAL_DESK, "pickups.edit", &PAGE_PICKUPS_PICKUPS },
    ROUTES_END,
};
static const GuardName guards[] = { GUARD(picks_up), GUARD(sees_pickup), { 0 } };
static const Topic topics[] = { { "pickups", NULL, "pickups.see", guard_signed_in }, { 0 } };
static const TableText tables[] = { { &TABLE_PICKUP, T_TABLE_PICKUP, &PICKUP_CALLED }, { 0 } };
static const Reference references[] = { { &TABLE_PICKUP, COL_PICKUP_PUPIL, &REF_PICKUP }, { 0 } };
#define SEEN_COLUMN .right = "pickups.see"
static const ColumnText columns[] = { { &TABLE_PICKUP, COL_PICKUP_PUPIL, T_TABLE_PUPIL, SHOWN_PLAIN, SEEN_COLUMN }, { &TABLE_PICKUP, COL_PICKUP_NAME, T_PICKUPS_NAME, SHOWN_PLAIN, SEEN_COLUMN, .others = true },
    { &TABLE_PICKUP, COL_PICKUP_TIE, T_PICKUPS_TIE, SHOWN_PLAIN, SEEN_COLUMN, .others = true }, { &TABLE_PICKUP, COL_PICKUP_PHONE, T_PICKUPS_PHONE, SHOWN_PLAIN, SEEN_COLUMN, .others = true },
    { &TABLE_PICKUP, COL_PICKUP_FROM_DAY, T_FIELD_FROM_DAY, SHOWN_DAY, SEEN_COLUMN }, { &TABLE_PICKUP, COL_PICKUP_UNTIL_DAY, T_FIELD_UNTIL_DAY, SHOWN_DAY, SEEN_COLUMN }, { 0 } };
static const ActText acts[] = { { "POST /bureau/eleves/:pupil/personnes-autorisees", T_ACT_PICKUP_ADDED }, { "POST /bureau/personnes-autorisees/:pickup", T_ACT_PICKUP },
    { "POST /bureau/personnes-autorisees/:pickup/fin", T_ACT_PICKUP_END }, { 0 } };
static const Processing processings[] = { { "pickups", T_REGISTER_PICKUPS, T_REGISTER_PICKUPS_WHY, T_REGISTER_PICKUPS_BASIS, OF_PUPILS, 2, OF_TABLES(&TABLE_PICKUP),
        .rights = "pickups.see pickups.edit", .kept = T_REGISTER_KEPT_YEAR }, { 0 } };

const Feature pickups_feature = { .name = "pickups", .routes = routes, .rights = rights, .guards = guards, .topics = topics, .tables = tables, .references = references, .columns = columns, .acts = acts,
    .processings = processings };
