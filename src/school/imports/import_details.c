#include "school/imports/import_details.h"

#include "base/date.h"
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"

typedef struct Details { Report *report; const Plan *plan; Arena *scratch; Map of_thing; } Details;

/* ---- which things ---- */

static const char *change_of(const Plan *p, const Thing *t) {
    if (t->created)
        return "created";
    if (!t->seen)
        return p->expected[t->kind] && !t->left ? "gone" : NULL;
    return t->updated ? "updated" : NULL;
}

static const char *thing_key(const Details *d, const Thing *t) { return arena_printf(d->scratch, "%p", (const void *) t); }

/* Addresses, links, services: the persons and classes they belong to are what people know. */
static bool has_name(const Thing *t) { return !str_empty(t->label) && t->kind != REPORT_ADDRESS && t->kind != REPORT_OPTION; }

static void choose_things(Details *d) {
    int chosen[REPORT_KINDS][3] = { 0 };
    for (size_t i = 0; i < d->plan->things.count; i++) {
        const Thing *t = d->plan->things.items[i];
        const char *change = has_name(t) ? change_of(d->plan, t) : NULL;
        if (!change || chosen[t->kind][*change == 'c' ? 0 : *change == 'u' ? 1 : 2]++ >= DETAILS_MOST)
            continue;
        ReportDetail *detail = NEW(d->report->mem, ReportDetail);
        *detail = (ReportDetail){ .kind = t->kind, .change = change, .label = arena_text(d->report->mem, t->label) };
        *VEC_ADD(d->report->mem, &d->report->details) = detail;
        if (*change == 'u')
            map_put(&d->of_thing, thing_key(d, t), detail);
    }
}

/* ---- in what they change ---- */

const char *import_column(Arena *mem, const Table *table, int column) {
    TextId id = words_find(arena_printf(mem, "column.%s.%s", table->name, table->columns[column].name));
    if (!id)
        id = words_find(arena_printf(mem, "column.%s", table->name));
    return id ? words(mem, id, NULL) : NULL;
}

static const char *column_words(const Details *d, const Table *table, int column) {
    return arena_text(d->report->mem, import_column(d->scratch, table, column));
}

/* Yes and no say nothing without their question; what is open has no end to show. */
static const char *shown(const Details *d, const Table *table, int column, const Value *v) {
    if (v->kind == VALUE_TEXT && v->size)
        return arena_text_n(d->report->mem, v->data, v->size);
    if (v->kind == VALUE_INT && str_ends(table->columns[column].name, "_day"))
        return v->integer == DAY_OPEN ? NULL : day_french(d->report->mem, (Day) v->integer);
    return v->kind == VALUE_INT && v->integer > 1 ? arena_printf(d->report->mem, "%lld", (long long) v->integer) : NULL;
}

static void add_words(const Details *d, ReportDetail *detail, const char *text) {
    for (size_t i = 0; i < detail->fields.count; i++)
        if (str_equal(detail->fields.items[i], text))
            return;
    *VEC_ADD(d->report->mem, &detail->fields) = text;
}

static void note_cell(const Details *d, ReportDetail *detail, const PlanRow *row, int column) {
    const Table *table = row->table->table;
    if (plan_cell(row, column)->said != CELL_VALUE || !plan_differs(row, column))
        return;
    Value value = plan_value(row, column);
    const char *label = column_words(d, table, column), *before = shown(d, table, column, &row->now[column]), *after = shown(d, table, column, &value);
    if (label && after && str_equal(table->columns[column].name, "until_day"))
        add_words(d, detail, words(d->report->mem, T_IMPORT_DETAIL_UNTIL, WITH(ARG_TEXT("label", label), ARG_TEXT("day", after))));
    else if (label && (before || after))
        add_words(d, detail, words(d->report->mem, T_IMPORT_DETAIL_CHANGE, WITH(ARG_TEXT("label", label), ARG_TEXT("before", before ? before : "–"),
            ARG_TEXT("after", after ? after : "–"))));
    else if (label)
        add_words(d, detail, label);
}

/* What a new row stands for: the class that is joined, the board that is chosen. NULL: its table says enough. */
static const char *row_words(const Details *d, const PlanRow *row) {
    const PlanRow *structure = row->structure;
    const Table *table = row->table->table;
    for (int c = 0; !structure && c < table->column_count; c++)
        if (plan_cell(row, c)->said == CELL_ROW && plan_cell(row, c)->is.row->table->table == &TABLE_STRUCTURE)
            structure = plan_cell(row, c)->is.row;
    if (structure)
        return plan_value_text(structure, COL_STRUCTURE_CODE);
    const char *status = table == &TABLE_BOARD ? plan_value_text(row, COL_BOARD_STATUS) : NULL;
    TextId id = status ? words_find(arena_printf(d->scratch, "board.%s", status)) : 0;
    return id ? words(d->report->mem, id, NULL) : NULL;
}

/* A row that comes or goes. */
static void note_row(const Details *d, ReportDetail *detail, const PlanRow *row) {
    const char *label = column_words(d, row->table->table, 0), *value = row->ended ? NULL : row_words(d, row);
    if (label && value)
        label = words(d->report->mem, T_IMPORT_DETAIL_VALUE, WITH(ARG_TEXT("label", label), ARG_TEXT("value", value)));
    if (label)
        add_words(d, detail, label);
}

static void look_at_row(const Details *d, const PlanRow *row) {
    if (!row->thing || !row->thing->updated || row->thing->created || row->away || !(row->seen || row->ended))
        return;
    ReportDetail *detail = map_get(&d->of_thing, thing_key(d, row->thing));
    if (!detail)
        return;
    if (!row->now || row->ended)
        note_row(d, detail, row);
    else
        for (int c = 0; c < row->table->table->column_count; c++)
            note_cell(d, detail, row, c);
}

void import_details(Report *report, const Plan *plan) {
    Details d = { .report = report, .plan = plan, .scratch = arena_new() };
    d.of_thing = map_new(d.scratch);
    report->details.count = 0;
    choose_things(&d);
    for (PlanTableId id = 0; id < PLAN_TABLES; id++)
        for (size_t i = 0; i < plan->tables[id].rows.count; i++)
            look_at_row(&d, plan->tables[id].rows.items[i]);
    arena_free(d.scratch);
}
