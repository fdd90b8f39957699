/* Who is in which class and groups, and who eats where, as of when: intervals [from_day, until_day). A file says how things stand on
 * the day of its export; what changed since the last one changes on that day, and a pupil who left leaves everything. */
#include "school/imports/plan_read.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/imports/plan_edits.h"
#include "school/people/people.h"

#include <string.h>

void plan_join(Plan *p, PlanRow *pupil, PlanRow *structure) {
    Joining *j = NEW(p->mem, Joining);
    *j = (Joining){ .structure = structure, .next = pupil->joins };
    pupil->joins = j;
}

/* The last day a pupil is here, exclusive; DAY_OPEN while nothing says so. */
static Day end_of(const PlanRow *pupil) {
    Value exit = plan_value(pupil, COL_PUPIL_EXIT_DAY);
    return exit.kind == VALUE_INT ? (Day) exit.integer : DAY_OPEN;
}

static Day start_of(const Plan *p, const PlanRow *pupil) {
    Value entry = plan_value(pupil, COL_PUPIL_ENTRY_DAY);
    return entry.kind == VALUE_INT && entry.integer > p->first_day ? (Day) entry.integer : p->first_day;
}

static int64_t number_of(const PlanRow *row, int column) {
    return plan_value(row, column).integer;
}

/* An interval that no longer holds ends on the day of the file; one that began no earlier never was. */
static void close_interval(PlanRow *row, int from, int until, Day day) {
    if (row->now && number_of(row, from) >= day)
        plan_end(row);
    else
        plan_set(row, until, of_int(day));
    row->seen = true;
}

static Day least(Day a, Day b) { return a < b ? a : b; }
static Day most(Day a, Day b) { return a > b ? a : b; }

static bool in_force(const PlanRow *row, int until, Day end, Day day) {
    int64_t stops = number_of(row, until);
    return stops == DAY_OPEN || stops == end || stops > day;
}

/* ---- classes and groups ---- */

static PlanRow *membership_of(const PlanRow *pupil, const PlanRow *structure, Day end, Day day) {
    for (PlanRow *row = pupil->memberships; row; row = row->sibling)
        if (row->structure == structure && in_force(row, COL_MEMBERSHIP_UNTIL_DAY, end, day))
            return row;
    return NULL;
}

static bool had_kind(const PlanRow *pupil, const char *kind) {
    for (const PlanRow *row = pupil->memberships; row; row = row->sibling)
        if (row->now && str_equal(plan_value_text(row, COL_MEMBERSHIP_KIND), kind))
            return true;
    return false;
}

static void add_membership(Plan *p, PlanRow *pupil, PlanRow *structure, Day from, Day until) {
    if (from >= until)
        return;
    PlanRow *person = plan_find(p, PLAN_PERSON, pupil->key);
    PlanRow *row = plan_row(p, PLAN_MEMBERSHIP, pupil->thing,
        plan_key(p, pupil->key, structure->key, plan_number(p->mem, from), NULL));
    plan_ref(row, COL_MEMBERSHIP_PERSON, person);
    plan_ref(row, COL_MEMBERSHIP_STRUCTURE, structure);
    plan_set(row, COL_MEMBERSHIP_FROM_DAY, of_int(from));
    plan_set(row, COL_MEMBERSHIP_UNTIL_DAY, of_int(until));
    plan_set(row, COL_MEMBERSHIP_KIND, of_text(plan_value_text(structure, COL_STRUCTURE_KIND)));
    row->ended = false;
}

static bool joins(const PlanRow *pupil, const PlanRow *structure) {
    for (const Joining *j = pupil->joins; j; j = j->next)
        if (j->structure == structure)
            return true;
    return false;
}

/* ---- one class at a time ---- */

/* Of two classes for one pupil, which the file does not tell apart: the one where the pupil is already; else by code, whatever the order of lines. */
static bool goes_before(const Plan *p, const PlanRow *pupil, const PlanRow *a, const PlanRow *b) {
    Day end = end_of(pupil);
    bool in_a = membership_of(pupil, a, end, p->day) != NULL, in_b = membership_of(pupil, b, end, p->day) != NULL;
    return in_a != in_b ? in_a : strcmp(a->key, b->key) < 0;
}

static bool is_class(const PlanRow *structure) {
    return structure && str_equal(plan_value_text(structure, COL_STRUCTURE_KIND), "class");
}

static void keep_one_class(Plan *p, PlanRow *pupil) {
    PlanRow *kept = NULL;
    bool several = false;
    for (const Joining *j = pupil->joins; j; j = j->next)
        if (is_class(j->structure) && j->structure != kept) {
            several = several || kept;
            kept = !kept || goes_before(p, pupil, j->structure, kept) ? j->structure : kept;
        }
    if (!several)
        return;
    for (Joining *j = pupil->joins; j; j = j->next)
        if (is_class(j->structure))
            j->structure = kept;
    report_warning(p->report, pupil->thing->file, pupil->thing->line, T_IMPORT_TWO_CLASSES, WITH(ARG_TEXT("code", plan_value_text(kept, COL_STRUCTURE_CODE))));
}

/* ---- settling ---- */

static void settle_memberships(Plan *p, PlanRow *pupil) {
    Day end = end_of(pupil), start = start_of(p, pupil);
    if (!pupil->joins && end == DAY_OPEN)
        return;
    keep_one_class(p, pupil);
    for (PlanRow *row = pupil->memberships; row; row = row->sibling) {
        Day last = !pupil->joins || joins(pupil, row->structure) ? end : least(p->day, end);
        if (in_force(row, COL_MEMBERSHIP_UNTIL_DAY, end, p->day) && number_of(row, COL_MEMBERSHIP_UNTIL_DAY) > last)
            close_interval(row, COL_MEMBERSHIP_FROM_DAY, COL_MEMBERSHIP_UNTIL_DAY, last);
    }
    for (const Joining *j = pupil->joins; j; j = j->next) {
        if (!j->structure)
            continue;
        PlanRow *row = membership_of(pupil, j->structure, end, p->day);
        if (row && !row->ended) {
            plan_set(row, COL_MEMBERSHIP_UNTIL_DAY, of_int(end));
            row->seen = true;
        } else {
            bool first = !had_kind(pupil, plan_value_text(j->structure, COL_STRUCTURE_KIND));
            add_membership(p, pupil, j->structure, first ? start : most(p->day, start), end);
        }
    }
}

/* ---- board ---- */

static PlanRow *board_in_force(const PlanRow *pupil, Day end, Day day) {
    for (PlanRow *row = pupil->boards; row; row = row->sibling)
        if (in_force(row, COL_BOARD_UNTIL_DAY, end, day))
            return row;
    return NULL;
}

static void add_board(Plan *p, PlanRow *pupil, const char *code, Day from, Day until) {
    if (from >= until)
        return;
    PlanRow *row = plan_row(p, PLAN_BOARD, pupil->thing, plan_key(p, pupil->key, plan_number(p->mem, from), NULL));
    plan_ref(row, COL_BOARD_PERSON, plan_find(p, PLAN_PERSON, pupil->key));
    plan_set(row, COL_BOARD_FROM_DAY, of_int(from));
    plan_set(row, COL_BOARD_UNTIL_DAY, of_int(until));
    plan_set(row, COL_BOARD_STATUS, of_text(board_of_code(code)));
    plan_set(row, COL_BOARD_CODE, of_text(code));
    row->ended = false;
}

/* Somebody chose another one here. */
static bool stays(PlanRow *now, const char *code) {
    const char *status = board_of_code(code);
    bool other = now->now && !str_equal(plan_value_text(now, COL_BOARD_STATUS), status);
    return now->now && (other ? plan_stays(now, COL_BOARD_STATUS, plan_cell_of(of_text(status))) : plan_stays(now, COL_BOARD_CODE, plan_cell_of(of_text(code))));
}

static void settle_board(Plan *p, PlanRow *pupil) {
    const char *code = map_get(&p->boards_said, pupil->key);
    Day end = end_of(pupil), start = start_of(p, pupil);
    PlanRow *now = board_in_force(pupil, end, p->day);
    if (code && !*code) {               /* said to have none any more */
        Day last = least(p->day, end);
        if (now && number_of(now, COL_BOARD_UNTIL_DAY) > last)
            close_interval(now, COL_BOARD_FROM_DAY, COL_BOARD_UNTIL_DAY, last);
        return;
    }
    if (now && (!code || str_equal(plan_value_text(now, COL_BOARD_CODE), code) || stays(now, code))) {
        if (number_of(now, COL_BOARD_UNTIL_DAY) != end && (code || end != DAY_OPEN))
            close_interval(now, COL_BOARD_FROM_DAY, COL_BOARD_UNTIL_DAY, end);
        now->seen = true;
        return;
    }
    if (!code)
        return;
    if (now)
        close_interval(now, COL_BOARD_FROM_DAY, COL_BOARD_UNTIL_DAY, least(p->day, end));
    add_board(p, pupil, code, now ? most(p->day, start) : start, end);
}

/* ---- chaining the base's own rows to their pupil ---- */

static void chain_memberships(Plan *p) {
    for (size_t i = 0; i < p->tables[PLAN_MEMBERSHIP].rows.count; i++) {
        PlanRow *row = p->tables[PLAN_MEMBERSHIP].rows.items[i];
        PlanRow *pupil = map_get(&p->tables[PLAN_PUPIL].by_key, plan_number(p->mem, row->now[0].integer));
        row->structure = map_get(&p->tables[PLAN_STRUCTURE].by_id, plan_number(p->mem, row->now[1].integer));
        if (pupil && !str_equal(plan_value_text(row, COL_MEMBERSHIP_KIND), "part")) {       /* parts of classes are no file's: made here, kept here */
            row->sibling = pupil->memberships;
            pupil->memberships = row;
        }
    }
}

static void chain_boards(Plan *p) {
    for (size_t i = 0; i < p->tables[PLAN_BOARD].rows.count; i++) {
        PlanRow *row = p->tables[PLAN_BOARD].rows.items[i];
        PlanRow *pupil = map_get(&p->tables[PLAN_PUPIL].by_key, plan_number(p->mem, row->now[0].integer));
        if (pupil) {
            row->sibling = pupil->boards;
            pupil->boards = row;
        }
    }
}

void plan_finish_memberships(Plan *p) {
    chain_memberships(p);
    chain_boards(p);
    for (size_t i = 0; i < p->tables[PLAN_PUPIL].rows.count; i++) {
        PlanRow *pupil = p->tables[PLAN_PUPIL].rows.items[i];
        if (!pupil->seen)
            continue;
        settle_memberships(p, pupil);
        settle_board(p, pupil);
    }
}
