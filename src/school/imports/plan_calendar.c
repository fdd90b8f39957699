/* Communs: the school's year as SIECLE has it, its periods and closures. A file of another year (--accept-year) says nothing of this one's days. */
#include "school/imports/plan_read.h"

#include "base/str.h"
#include "base/text.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/imports/plan_edits.h"

#define YEAR_DAYS_MOST 366

static Day day_either(const char *text) {
    Day day = text ? day_parse_french(text) : NO_DAY;
    return day == NO_DAY && text ? day_parse_iso(text) : day;
}

/* A date that must be there to make sense of the record. */
static Day day_needed(Plan *p, const char *text) {
    Day day = day_either(text);
    if (day == NO_DAY)
        plan_warn(p, T_IMPORT_BAD_DATE, WITH(ARG_TEXT("value", text)));
    return day;
}

static PlanRow *year_row(const Plan *p) { return plan_find(p, PLAN_SCHOOL_YEAR, "1"); }
static Day day_at(const PlanRow *row, int column) { return (Day) plan_value(row, column).integer; }

static void meet(Plan *p, PlanRow *row, const char *label) {
    row->seen = true;
    plan_met(p, row, REPORT_CALENDAR, label);
}

/* ---- the year's dates ---- */

static void read_date(PlanRow *year, int column, Day theirs) {
    if (theirs != NO_DAY)
        plan_set(year, column, of_int(theirs));
}

/* Facts of this very import are dated from the year's new first day. */
static void move_first_day(Plan *p, Day first) {
    p->first_day = first;
    p->day = p->day > first ? p->day : first;
}

static void read_year(Plan *p, const Record *r) {
    PlanRow *year = year_row(p);
    Day first = day_either(r->values[R_YEAR_FIRST]), last = day_either(r->values[R_YEAR_LAST]), teachers = day_either(r->values[R_YEAR_TEACHERS_FIRST]);
    if (!year || (first == NO_DAY && last == NO_DAY && teachers == NO_DAY))
        return;
    Day from = first == NO_DAY ? day_at(year, COL_SCHOOL_YEAR_FIRST_DAY) : first, to = last == NO_DAY ? day_at(year, COL_SCHOOL_YEAR_LAST_DAY) : last;
    if (day_school_year(from) != p->w->school->year || to <= from || to - from > YEAR_DAYS_MOST) {
        plan_warn(p, T_IMPORT_CALENDAR_OTHER_YEAR, WITH(ARG_INT("year", p->w->school->year)));
        p->other_year = p->file;        /* nor does the rest of this file say anything of our days */
        return;
    }
    meet(p, year, words(p->mem, T_COLUMN_SCHOOL_YEAR, NULL));
    read_date(year, COL_SCHOOL_YEAR_FIRST_DAY, first);
    read_date(year, COL_SCHOOL_YEAR_LAST_DAY, last);
    if (teachers <= from)
        read_date(year, COL_SCHOOL_YEAR_TEACHERS_FIRST_DAY, teachers);
    move_first_day(p, day_at(year, COL_SCHOOL_YEAR_FIRST_DAY));
}

static bool inside_year(const Plan *p, Day first, Day last) {
    const PlanRow *year = year_row(p);
    return first >= day_at(year, COL_SCHOOL_YEAR_FIRST_DAY) && last <= day_at(year, COL_SCHOOL_YEAR_LAST_DAY);
}

/* ---- periods ---- */

static const char *period_kind(const char *type) {
    return str_equal(type, "T") ? "trimester" : str_equal(type, "S") ? "semester" : str_equal(type, "A") ? "year" : "custom";
}

static const char *period_label(Plan *p, const char *kind, int64_t number, const char *theirs) {
    if (str_equal(kind, "trimester"))
        return words(p->mem, T_CALENDAR_TRIMESTER, WITH(ARG_INT("n", number)));
    return str_equal(kind, "semester") ? words(p->mem, T_CALENDAR_SEMESTER, WITH(ARG_INT("n", number))) : theirs;
}

static PlanRow *new_row(Plan *p, PlanTableId table, const char *kind, const char *label, Day first, const int columns[2]) {
    PlanRow *row = plan_row(p, table, NULL, arena_printf(p->mem, "new:%s:%s:%d", kind, label, first));
    plan_set(row, columns[0], of_text(kind));
    plan_set(row, columns[1], of_text(label));
    return row;
}

static bool is_period(const PlanRow *row, const char *kind, int64_t number) {
    return str_equal(plan_value_text(row, COL_PERIOD_KIND), kind) && plan_value(row, COL_PERIOD_NUMBER).integer == number;
}

static PlanRow *period_numbered(const Plan *p, const char *kind, int64_t number) {
    for (size_t i = 0; i < p->tables[PLAN_PERIOD].rows.count; i++)
        if (is_period(p->tables[PLAN_PERIOD].rows.items[i], kind, number))
            return p->tables[PLAN_PERIOD].rows.items[i];
    return NULL;
}

/* Somebody took it away here. */
static bool period_stays_away(Plan *p, const char *kind, int64_t number) {
    for (const Gone *g = p->tables[PLAN_PERIOD].gone; g; g = g->next)
        if (is_period(g->row, kind, number))
            return plan_gone(p, g);
    return false;
}

static void read_period(Plan *p, const Record *r) {
    static const int names[] = { COL_PERIOD_KIND, COL_PERIOD_LABEL };
    const char *kind = period_kind(r->values[R_PERIOD_TYPE]), *code = r->values[R_PERIOD_CODE];
    int64_t number = 0;
    Day first = day_needed(p, r->values[R_PERIOD_FIRST]), last = day_needed(p, r->values[R_PERIOD_LAST]);
    if (first == NO_DAY || last == NO_DAY)
        return;
    if (!r->values[R_PERIOD_NUMBER] || !str_int(r->values[R_PERIOD_NUMBER], 1, 99, &number))
        number = 1;
    const char *label = period_label(p, kind, number, str_empty(r->values[R_PERIOD_LABEL]) ? code ? code : "" : r->values[R_PERIOD_LABEL]);
    if (last < first || !inside_year(p, first, last)) {
        plan_warn(p, T_IMPORT_CALENDAR_OUTSIDE, WITH(ARG_TEXT("label", label), ARG_TEXT("first", day_french(p->mem, first)), ARG_TEXT("last", day_french(p->mem, last))));
        return;
    }
    PlanRow *row = period_numbered(p, kind, number);
    if (!row && period_stays_away(p, kind, number))
        return;
    if (!row) {
        row = new_row(p, PLAN_PERIOD, kind, label, first, names);
        plan_set(row, COL_PERIOD_NUMBER, of_int(number));
    }
    meet(p, row, label);
    plan_set(row, COL_PERIOD_FIRST_DAY, of_int(first));
    plan_set(row, COL_PERIOD_LAST_DAY, of_int(last));
}

/* ---- closures ---- */

static bool same_words(Plan *p, const char *a, const char *b) {
    return str_equal(text_fold(p->mem, a ? a : ""), text_fold(p->mem, b ? b : ""));
}

/* How much alike a holiday and a closure are: the same days, the same name, days in common (a day of its own, jour férié, has nothing in common). */
static int likeness(Plan *p, const PlanRow *row, const char *label, Day first, Day resume) {
    Day from = day_at(row, COL_HOLIDAY_FIRST_DAY), until = day_at(row, COL_HOLIDAY_RESUME_DAY);
    if (from == first && until == resume)
        return 3;
    if (str_equal(plan_value_text(row, COL_HOLIDAY_KIND), "public") || row->seen)
        return 0;
    return same_words(p, plan_value_text(row, COL_HOLIDAY_LABEL), label) ? 2 : from < resume && first < until;
}

static PlanRow *holiday_like(Plan *p, const char *label, Day first, Day resume) {
    PlanRow *best = NULL;
    int most = 0;
    for (size_t i = 0; i < p->tables[PLAN_HOLIDAY].rows.count; i++) {
        PlanRow *row = p->tables[PLAN_HOLIDAY].rows.items[i];
        int alike = likeness(p, row, label, first, resume);
        if (alike > most) {
            most = alike;
            best = row;
        }
    }
    return best;
}

/* Somebody took it away here. */
static bool holiday_stays_away(Plan *p, const char *label, Day first, Day resume) {
    for (const Gone *g = p->tables[PLAN_HOLIDAY].gone; g; g = g->next)
        if (likeness(p, g->row, label, first, resume))
            return plan_gone(p, g);
    return false;
}

static void read_closure(Plan *p, const Record *r) {
    static const int names[] = { COL_HOLIDAY_KIND, COL_HOLIDAY_LABEL };
    Day first = day_needed(p, r->values[R_CLOSURE_FIRST]), last = day_needed(p, r->values[R_CLOSURE_LAST]);
    const char *label = str_empty(r->values[R_CLOSURE_LABEL]) ? words(p->mem, T_HOLIDAY_KIND_CLOSURE, NULL) : r->values[R_CLOSURE_LABEL];
    if (first == NO_DAY || last == NO_DAY)
        return;
    if (last < first || !inside_year(p, first, last)) {
        bool summer = first > day_at(year_row(p), COL_SCHOOL_YEAR_LAST_DAY) || last < day_at(year_row(p), COL_SCHOOL_YEAR_FIRST_DAY);
        if (last < first || !summer)
            plan_warn(p, T_IMPORT_CALENDAR_OUTSIDE, WITH(ARG_TEXT("label", label), ARG_TEXT("first", day_french(p->mem, first)), ARG_TEXT("last", day_french(p->mem, last))));
        return;
    }
    bool vacation = str_starts(text_fold(p->mem, label), "vacances");
    PlanRow *row = holiday_like(p, label, first, last + 1);
    if (!row && holiday_stays_away(p, label, first, last + 1))
        return;
    if (!row)
        row = new_row(p, PLAN_HOLIDAY, vacation ? "vacation" : "closure", label, first, names);
    meet(p, row, label);
    plan_set(row, COL_HOLIDAY_FIRST_DAY, of_int(first));
    plan_set(row, COL_HOLIDAY_RESUME_DAY, of_int(last + 1));
}

/* ---- what must hold between them ---- */

static void forget(PlanRow *row) {
    for (int c = 0; c < row->table->table->column_count; c++)
        plan_unsay(row, c);
    if (!row->now)
        row->seen = row->thing->created = row->thing->seen = false;
}

/* Where the file speaks of it; what merely follows the year it does not name. */
static void stand_at(Plan *p, const PlanRow *row) {
    p->file = row->thing ? row->thing->file : NULL;
    p->line = row->thing ? row->thing->line : 0;
}

static bool counts(const PlanRow *row) { return row->now || row->seen; }

/* Rows of one kind never overlap: one that the file would make so is left as it was. LAST: the second column is the last day itself. */
static void refuse_overlaps(Plan *p, PlanTableId id, int kind, int label, int first, int last, int inclusive) {
    PlanTable *t = &p->tables[id];
    for (size_t i = 0; i < t->rows.count; i++)
        for (size_t k = 0; k < t->rows.count; k++) {
            PlanRow *row = t->rows.items[i], *other = t->rows.items[k];
            if (row == other || !(plan_cell(row, first)->said || plan_cell(row, last)->said) || !counts(other) || !str_equal(plan_value_text(row, kind), plan_value_text(other, kind)))
                continue;
            if (day_at(row, first) >= day_at(other, last) + inclusive || day_at(other, first) >= day_at(row, last) + inclusive)
                continue;
            stand_at(p, row);
            plan_warn(p, T_IMPORT_CALENDAR_OVERLAPS, WITH(ARG_TEXT("label", plan_value_text(row, label)), ARG_TEXT("other", plan_value_text(other, label))));
            forget(row);
        }
}

/* A period that began or ended with the year goes on doing so, unless the file says otherwise. */
static void follow_year(Plan *p, const PlanRow *year) {
    for (size_t i = 0; i < p->tables[PLAN_PERIOD].rows.count; i++) {
        PlanRow *row = p->tables[PLAN_PERIOD].rows.items[i];
        bool met = row->seen;
        const int pairs[][2] = { { COL_PERIOD_FIRST_DAY, COL_SCHOOL_YEAR_FIRST_DAY }, { COL_PERIOD_LAST_DAY, COL_SCHOOL_YEAR_LAST_DAY } };
        for (int k = 0; row->now && !met && k < 2; k++)
            if (plan_cell(year, pairs[k][1])->said && row->now[pairs[k][0]].integer == year->now[pairs[k][1]].integer) {
                plan_set_anyway(row, pairs[k][0], plan_value(year, pairs[k][1]));
                row->seen = true;
            }
    }
}

void plan_calendar(Plan *p, const Record *r) {
    if (!str_equal(p->root, "BEE_COMMUN") || p->file == p->other_year || !year_row(p))
        return;                         /* STS has the year of the administration, not the pupils' */
    if (r->kind == R_YEAR)
        read_year(p, r);
    else if (r->kind == R_PERIOD)
        read_period(p, r);
    else
        read_closure(p, r);
}

/* One end of a row stays as somebody wrote it, the other follows: it may end before it begins. */
static void refuse_reversed(Plan *p, PlanTableId id, int label, int first, int last, int inclusive) {
    for (size_t i = 0; i < p->tables[id].rows.count; i++) {
        PlanRow *row = p->tables[id].rows.items[i];
        if (!(plan_cell(row, first)->said || plan_cell(row, last)->said) || day_at(row, first) < day_at(row, last) + inclusive)
            continue;
        stand_at(p, row);
        plan_warn(p, T_IMPORT_CALENDAR_OUTSIDE, WITH(ARG_TEXT("label", plan_value_text(row, label)), ARG_TEXT("first", day_french(p->mem, day_at(row, first))),
            ARG_TEXT("last", day_french(p->mem, day_at(row, last) + inclusive - 1))));
        forget(row);
    }
}

void plan_finish_calendar(Plan *p) {
    PlanRow *year = year_row(p);
    if (!year)
        return;
    follow_year(p, year);
    refuse_reversed(p, PLAN_PERIOD, COL_PERIOD_LABEL, COL_PERIOD_FIRST_DAY, COL_PERIOD_LAST_DAY, 1);
    refuse_reversed(p, PLAN_HOLIDAY, COL_HOLIDAY_LABEL, COL_HOLIDAY_FIRST_DAY, COL_HOLIDAY_RESUME_DAY, 0);
    refuse_overlaps(p, PLAN_PERIOD, COL_PERIOD_KIND, COL_PERIOD_LABEL, COL_PERIOD_FIRST_DAY, COL_PERIOD_LAST_DAY, 1);
    refuse_overlaps(p, PLAN_HOLIDAY, COL_HOLIDAY_KIND, COL_HOLIDAY_LABEL, COL_HOLIDAY_FIRST_DAY, COL_HOLIDAY_RESUME_DAY, 0);
}
