#include "school/proposals/proposals.h"

#include "base/str.h"
#include "base/text.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people_change.h"
#include "school/people/people_input.h"
#include "school/pickups/pickups.h"

#include <string.h>

#define REASON_MOST 300
#define PICKUP_NUMBER "pickup"          /* the field that says which one is to end; shown to nobody */

const char *const proposal_kind_words[] = { "contact", "exits", "pickup", "pickup_end", NULL };
static const char *const fields[PROPOSAL_VALUES] = { "email", "phone_mobile", "phone_home", "phone_work", "line1", "line2", "line3", "line4", "postcode", "city" };
enum { WAYS = 4, FIRST_LINE = 4 };

int64_t proposal_contact_now(Work *w, int64_t person, ProposalValue now[PROPOSAL_VALUES]) {
    Rows r = db_rows(w->tx, &PROPOSAL_CONTACT_NOW, VALUES(of_int(person)));
    bool found = row_next(&r);
    int64_t home = found && !row_null(&r, PROPOSAL_CONTACT_NOW_ADDRESS) ? row_int(&r, PROPOSAL_CONTACT_NOW_ADDRESS) : 0;
    for (int i = 0; i < PROPOSAL_VALUES; i++)
        now[i] = (ProposalValue){ .field = fields[i], .was = found ? row_text(&r, PROPOSAL_CONTACT_NOW_EMAIL + i, w->mem) : NULL };
    rows_end(&r);
    return home;
}

/* ---- asking ---- */

/* As it would be kept, or a problem. */
static const char *kept(Work *w, int i, const char *typed) {
    const char *text = typed ? text_trim(w->mem, typed) : NULL;
    if (str_empty(text))
        return NULL;
    const char *good = i == 0 ? email_normal(w->mem, text) : i < WAYS ? phone_normal(w->mem, text) : text_length(text) <= 100 ? text : NULL;
    if (!good)
        problem(w, i == 0 ? T_PROPOSALS_BAD_EMAIL : i < WAYS ? T_PROPOSALS_BAD_PHONE : T_PROPOSALS_TOO_LONG, NULL, "%s", fields[i]);
    return good;
}

static int64_t add(Work *w, int64_t person, ProposalKind kind, const ProposalValue *values, size_t count) {
    int64_t before = kind >= PROPOSAL_PICKUP ? 0 : db_int(w->tx, &PROPOSAL_WAITING, VALUES(of_int(person), of_text(proposal_kind_words[kind])));
    if (before)
        change_put(w->tx, &TABLE_PROPOSAL, KEY(of_int(before)), FIELDS(SET(COL_PROPOSAL_STATE, of_text("withdrawn"))));
    int64_t id = change_add(w->tx, &TABLE_PROPOSAL, FIELDS(SET(COL_PROPOSAL_PERSON, of_int(person)), SET(COL_PROPOSAL_KIND, of_text(proposal_kind_words[kind])),
        SET(COL_PROPOSAL_STATE, of_text("waiting")), SET(COL_PROPOSAL_ACCOUNT, of_int(w->actor->account)), SET(COL_PROPOSAL_AT, of_int(w->now))));
    for (size_t i = 0; i < count; i++)
        if (!str_equal(values[i].was, values[i].wanted))
            change_put(w->tx, &TABLE_PROPOSAL_VALUE, KEY(of_int(id), of_text(values[i].field)), FIELDS(SET(COL_PROPOSAL_VALUE_WAS, of_text(values[i].was)),
                SET(COL_PROPOSAL_VALUE_WANTED, of_text(values[i].wanted))));
    return id;
}

int64_t proposal_ask_contact(Work *w, int64_t person, ProposalValue values[PROPOSAL_VALUES]) {
    bool differs = false;
    for (int i = 0; i < PROPOSAL_VALUES; i++) {
        values[i].wanted = kept(w, i, values[i].wanted);
        differs = differs || !str_equal(values[i].was, values[i].wanted);
    }
    bool moves = false, somewhere = values[PROPOSAL_VALUES - 1].wanted != NULL;
    for (int i = FIRST_LINE; i < PROPOSAL_VALUES; i++)
        moves = moves || !str_equal(values[i].was, values[i].wanted);
    if (moves && !somewhere)
        problem(w, T_PROPOSALS_NO_CITY, NULL, "city");
    if (!differs && !has_problems(w))
        problem(w, T_PROPOSALS_NOTHING, NULL, "proposal");
    return has_problems(w) ? 0 : add(w, person, PROPOSAL_CONTACT, values, PROPOSAL_VALUES);
}

int64_t proposal_ask_exits(Work *w, int64_t pupil, const char *wanted) {
    bool known = false;
    for (int i = 0; exit_words[i]; i++)
        known = known || str_equal(exit_words[i], wanted);
    ProposalValue value = { "exit_permission", db_text(w->tx, &PROPOSAL_EXITS_NOW, VALUES(of_int(pupil))), wanted };
    if (!known)
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "exit_permission");
    else if (str_equal(value.was, wanted))
        problem(w, T_PROPOSALS_NOTHING, NULL, "proposal");
    return has_problems(w) ? 0 : add(w, pupil, PROPOSAL_EXITS, &value, 1);
}

int64_t proposal_ask_pickup(Work *w, int64_t pupil, const char *name, const char *tie, const char *phone) {
    Pickup who = pickup_checked(w, name, tie, phone, "pickup_");
    if (db_int(w->tx, &PROPOSALS_WAITING_OF, VALUES(of_int(pupil), of_text("pickup"))) >= PROPOSED_PICKUPS_MOST)
        problem(w, T_PROPOSALS_TOO_MANY_WAIT, NULL, "proposal");
    const ProposalValue values[] = { { "pickup_name", NULL, who.name }, { "pickup_tie", NULL, who.tie }, { "pickup_phone", NULL, who.phone } };
    return has_problems(w) ? 0 : add(w, pupil, PROPOSAL_PICKUP, values, 3);
}

bool proposal_ends(const ProposalsEnding *e, int64_t pickup, int64_t *proposal) {
    for (size_t i = 0; i < e->count; i++)
        if (e->items[i].pickup == pickup) {
            *proposal = e->items[i].proposal;
            return true;
        }
    return false;
}

ProposalsEnding proposals_ending(Work *w, int64_t pupil) {
    ProposalsEnding all = { 0 };
    for (Rows r = db_rows(w->tx, &PROPOSALS_ENDING, VALUES(of_int(pupil))); row_next(&r); ) {
        ProposalEnding *e = VEC_ADD(w->mem, &all);
        *e = (ProposalEnding){ row_int(&r, PROPOSALS_ENDING_ID), 0 };
        str_int(row_peek(&r, PROPOSALS_ENDING_PICKUP), 1, INT64_MAX, &e->pickup);
    }
    return all;
}

int64_t proposal_ask_pickup_end(Work *w, int64_t pupil, int64_t pickup) {
    Pickup who;
    const char *number = arena_printf(w->mem, "%lld", (long long) pickup);
    if (!pickup_read(w, pickup, &who) || who.pupil != pupil)
        return 0;
    int64_t waiting = 0;
    ProposalsEnding ending = proposals_ending(w, pupil);
    const ProposalValue values[] = { { PICKUP_NUMBER, number, NULL }, { "pickup_name", who.name, NULL }, { "pickup_tie", who.tie, NULL } };
    return proposal_ends(&ending, pickup, &waiting) ? waiting : add(w, pupil, PROPOSAL_PICKUP_END, values, 3);
}

/* ---- deciding ---- */

bool proposal_read(Work *w, int64_t id, Proposal *p) {
    Rows r = db_rows(w->tx, &PROPOSAL_READ, VALUES(of_int(id)));
    if (!row_next(&r))
        return false;
    *p = (Proposal){ id, row_int(&r, PROPOSAL_READ_PERSON), row_int(&r, PROPOSAL_READ_ACCOUNT), PROPOSAL_CONTACT, row_text(&r, PROPOSAL_READ_STATE, w->mem) };
    for (int kind = 0; proposal_kind_words[kind]; kind++)
        if (str_equal(proposal_kind_words[kind], row_peek(&r, PROPOSAL_READ_KIND)))
            p->kind = (ProposalKind) kind;
    rows_end(&r);
    return true;
}

void proposal_withdraw(Work *w, const Proposal *p) {
    if (str_equal(p->state, "waiting"))
        change_put(w->tx, &TABLE_PROPOSAL, KEY(of_int(p->id)), FIELDS(SET(COL_PROPOSAL_STATE, of_text("withdrawn"))));
}

static bool waits(Work *w, const Proposal *p) {
    if (!str_equal(p->state, "waiting"))
        problem(w, T_PROPOSALS_DECIDED, NULL, "proposal");
    return !has_problems(w);
}

static void decide(Work *w, const Proposal *p, const char *state, const char *reason) {
    change_put(w->tx, &TABLE_PROPOSAL, KEY(of_int(p->id)), FIELDS(SET(COL_PROPOSAL_STATE, of_text(state)), SET(COL_PROPOSAL_DECIDED_BY, of_int(w->actor->account)),
        SET(COL_PROPOSAL_DECIDED_AT, of_int(w->now)), SET(COL_PROPOSAL_REASON, of_text(reason))));
}

/* The address as it is now, with what was asked put in its place. What was asked was believed to be as whoever asked saw it. */
static void move(Work *w, const Proposal *p, const ProposalValue values[PROPOSAL_VALUES], const bool asked[PROPOSAL_VALUES], bool together) {
    const char *to[PROPOSAL_VALUES], *before[PROPOSAL_VALUES];
    ProposalValue now[PROPOSAL_VALUES];
    int64_t home = proposal_contact_now(w, p->person, now);
    for (int i = FIRST_LINE; i < PROPOSAL_VALUES; i++) {
        const ProposalValue *v = asked[i] ? &values[i] : &now[i];
        to[i] = asked[i] ? v->wanted : v->was;
        before[i] = v->was ? v->was : "";
    }
    Address address = { to[4], to[5], to[6], to[7], NULL, to[8], to[9], NULL };
    Address was = { before[4], before[5], before[6], before[7], NULL, before[8], before[9], NULL };
    if (home && together)
        address_change(w, home, &address, &was);
    else
        person_moves(w, p->person, &address);
}

static void accept_contact(Work *w, const Proposal *p, bool together) {
    static const PersonEdit edits[WAYS] = { EDIT_EMAIL, EDIT_PHONE_MOBILE, EDIT_PHONE_HOME, EDIT_PHONE_WORK };
    ProposalValue values[PROPOSAL_VALUES] = { { 0 } };
    bool asked[PROPOSAL_VALUES] = { false }, moves = false;
    for (Rows r = db_rows(w->tx, &PROPOSAL_VALUES_OF, VALUES(of_int(p->id))); row_next(&r); )
        for (int i = 0; i < PROPOSAL_VALUES; i++)
            if (str_equal(fields[i], row_peek(&r, PROPOSAL_VALUES_OF_FIELD))) {
                values[i] = (ProposalValue){ fields[i], row_text(&r, PROPOSAL_VALUES_OF_WAS, w->mem), row_text(&r, PROPOSAL_VALUES_OF_WANTED, w->mem) };
                asked[i] = true;
                moves = moves || i >= FIRST_LINE;
            }
    for (int i = 0; i < WAYS; i++)
        if (asked[i])
            guardian_change(w, &(CellChange){ .id = p->person, .field = (int) edits[i], .value = of_text(values[i].wanted), .compare = true, .was = of_text(values[i].was), .at = fields[i] });
    if (moves)
        move(w, p, values, asked, together);
}

static void accept_exits(Work *w, const Proposal *p) {
    const char *wanted = NULL, *was = NULL;
    Rows r = db_rows(w->tx, &PROPOSAL_VALUES_OF, VALUES(of_int(p->id)));
    if (row_next(&r)) {
        wanted = row_text(&r, PROPOSAL_VALUES_OF_WANTED, w->mem);
        was = row_text(&r, PROPOSAL_VALUES_OF_WAS, w->mem);
    }
    rows_end(&r);
    pupil_change(w, &(CellChange){ .id = p->person, .field = EDIT_EXITS, .value = of_text(wanted), .compare = true, .was = of_text(was), .from = w->actor->scope.day, .at = "exit_permission" });
}

/* Of today's school: who was added or mended meanwhile by hand stays as it is. */
static void accept_pickup(Work *w, const Proposal *p) {
    const char *name = NULL, *tie = NULL, *phone = NULL;
    int64_t ends = 0;
    for (Rows r = db_rows(w->tx, &PROPOSAL_VALUES_OF, VALUES(of_int(p->id))); row_next(&r); ) {
        const char *field = row_peek(&r, PROPOSAL_VALUES_OF_FIELD);
        if (str_equal(field, PICKUP_NUMBER))
            str_int(row_text(&r, PROPOSAL_VALUES_OF_WAS, w->mem), 1, INT64_MAX, &ends);
        const char **into = str_equal(field, "pickup_name") ? &name : str_equal(field, "pickup_tie") ? &tie : str_equal(field, "pickup_phone") ? &phone : NULL;
        if (into)
            *into = row_text(&r, PROPOSAL_VALUES_OF_WANTED, w->mem);
    }
    if (p->kind == PROPOSAL_PICKUP_END) {
        pickup_end(w, ends);
        return;
    }
    Pickup who = pickup_checked(w, name, tie, phone, "pickup_");
    pickup_add(w, p->person, &who, NO_DAY, NO_DAY);
}

void proposal_accept(Work *w, const Proposal *p, bool together) {
    if (!waits(w, p))
        return;
    if (p->kind == PROPOSAL_CONTACT)
        accept_contact(w, p, together);
    else if (p->kind >= PROPOSAL_PICKUP)
        accept_pickup(w, p);
    else
        accept_exits(w, p);
    if (!has_problems(w))
        decide(w, p, "accepted", NULL);
}

void proposal_refuse(Work *w, const Proposal *p, const char *typed) {
    const char *reason = typed ? text_trim(w->mem, typed) : NULL;
    if (str_empty(reason) || text_length(reason) > REASON_MOST)
        problem(w, T_PROPOSALS_WHY, NULL, "reason");
    if (waits(w, p))
        decide(w, p, "refused", reason);
}
