/* What stays as somebody wrote it here, in sentences: whose, in what, by whom, since when, and what the files say. */
#include "school/imports/import_details.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/imports/plan_edits.h"

#include <string.h>

typedef struct Telling { Report *report; const Plan *plan; Arena *mem; } Telling;

/* ---- whose ---- */

static const char *person_name(const Plan *p, Arena *mem, int64_t person) {
    const PlanRow *row = plan_find(p, PLAN_PERSON, plan_number(mem, person));
    return row ? plan_value_text(row, COL_PERSON_DISPLAY_NAME) : NULL;
}

static const PlanRow *row_numbered(const Plan *p, Arena *mem, PlanTableId table, int64_t id) {
    return map_get(&p->tables[table].by_id, plan_number(mem, id));
}

static const char *structure_code(const Plan *p, Arena *mem, int64_t structure) {
    const PlanRow *row = row_numbered(p, mem, PLAN_STRUCTURE, structure);
    return row ? plan_value_text(row, COL_STRUCTURE_CODE) : NULL;
}

/* An address is known by who lives there. */
static const char *resident(const Plan *p, int64_t address) {
    for (size_t i = 0; i < p->tables[PLAN_PERSON].rows.count; i++) {
        const PlanRow *person = p->tables[PLAN_PERSON].rows.items[i];
        if (person->now && person->now[COL_PERSON_ADDRESS].kind == VALUE_INT && person->now[COL_PERSON_ADDRESS].integer == address)
            return plan_value_text(person, COL_PERSON_DISPLAY_NAME);
    }
    return NULL;
}

static const char *service_name(const Plan *p, Arena *mem, int64_t service) {
    const PlanRow *row = row_numbered(p, mem, PLAN_SERVICE, service);
    const PlanRow *subject = row ? row_numbered(p, mem, PLAN_SUBJECT, row->now[COL_SERVICE_SUBJECT].integer) : NULL;
    return subject ? arena_printf(mem, "%s %s", structure_code(p, mem, row->now[COL_SERVICE_STRUCTURE].integer), plan_value_text(subject, COL_SUBJECT_CODE)) : NULL;
}

static const char *both(Arena *mem, const char *a, const char *b) {
    return str_empty(a) ? b : str_empty(b) ? a : arena_printf(mem, "%s – %s", a, b);
}

static const char *label_of(const Telling *t, const PlanRow *row) {
    const Plan *p = t->plan;
    Arena *mem = t->mem;
    int64_t first = row->now[0].integer, second = row->table->table->column_count > 1 ? row->now[1].integer : 0;
    switch ((PlanTableId) (row->table - p->tables)) {
    case PLAN_GUARDIANSHIP: return both(mem, person_name(p, mem, first), person_name(p, mem, second));
    case PLAN_ADDRESS: return resident(p, first);
    case PLAN_STRUCTURE: return structure_code(p, mem, first);
    case PLAN_STRUCTURE_MEF: return both(mem, structure_code(p, mem, first), plan_value_text(row, COL_STRUCTURE_MEF_MEF));
    case PLAN_GROUP_CLASS: return both(mem, structure_code(p, mem, first), structure_code(p, mem, second));
    case PLAN_SERVICE_TEACHER: return both(mem, service_name(p, mem, first), person_name(p, mem, second));
    case PLAN_MAIN_TEACHER: return both(mem, structure_code(p, mem, first), person_name(p, mem, second));
    case PLAN_DISCIPLINE: case PLAN_OPTION: return both(mem, person_name(p, mem, first), row->now[1].kind == VALUE_TEXT ? row->now[1].data : NULL);
    case PLAN_MEF: return plan_value_text(row, COL_MEF_CODE);
    case PLAN_SUBJECT: return plan_value_text(row, COL_SUBJECT_CODE);
    case PLAN_SCHOOL_YEAR: return words(mem, T_COLUMN_SCHOOL_YEAR, NULL);
    case PLAN_HOLIDAY: return plan_value_text(row, COL_HOLIDAY_LABEL);
    case PLAN_PERIOD: return plan_value_text(row, COL_PERIOD_LABEL);
    default: return person_name(p, mem, first);
    }
}

/* ---- what ---- */

static bool is_yes_no(const Table *table, int column) {
    return (table == &TABLE_PERSON && column == COL_PERSON_ACCEPTS_SMS) || (table == &TABLE_GUARDIAN && column == COL_GUARDIAN_SHARE_ADDRESS)
        || (table == &TABLE_PUPIL && (column == COL_PUPIL_REPEATING || column == COL_PUPIL_TRANSPORT))
        || (table == &TABLE_GUARDIANSHIP && column >= COL_GUARDIANSHIP_PAYS_FEES);
}

static const char *address_text(const Telling *t, const PlanRow *row) {
    Str s = str_new(t->mem, 60);
    for (int c = COL_ADDRESS_LINE1; row && c <= COL_ADDRESS_CITY; c++)
        if ((c <= COL_ADDRESS_LINE4 || c == COL_ADDRESS_POSTCODE || c == COL_ADDRESS_CITY) && !str_empty(plan_value_text(row, c))) {
            str_add(&s, s.size ? ", " : "");
            str_add(&s, plan_value_text(row, c));
        }
    return s.size ? s.data : NULL;
}

static const char *word_of(const Telling *t, const char *list, const char *word) {
    TextId id = words_find(arena_printf(t->mem, "%s.%s", list, word));
    return id ? words(t->mem, id, NULL) : word;
}

/* NULL: nothing. */
static const char *shown(const Telling *t, const PlanRow *row, int column, Value v) {
    const Table *table = row->table->table;
    if (v.kind == VALUE_TEXT && table == &TABLE_BOARD && column == COL_BOARD_STATUS)
        return word_of(t, "board", v.data);
    if (v.kind == VALUE_TEXT && table == &TABLE_GUARDIANSHIP && column == COL_GUARDIANSHIP_KINSHIP)
        return word_of(t, "kinship", v.data);
    if (v.kind == VALUE_TEXT)
        return v.size ? arena_text_n(t->mem, v.data, v.size) : NULL;
    if (v.kind != VALUE_INT)
        return NULL;
    if (str_ends(table->columns[column].name, "_day"))
        return v.integer == DAY_OPEN ? NULL : day_french(t->mem, (Day) v.integer);
    if (table == &TABLE_PERSON && column == COL_PERSON_ADDRESS)
        return address_text(t, row_numbered(t->plan, t->mem, PLAN_ADDRESS, v.integer));
    if (is_yes_no(table, column))
        return words(t->mem, v.integer ? T_WORD_YES : T_WORD_NO, NULL);
    return arena_printf(t->mem, "%lld", (long long) v.integer);
}

static Value value_of(const PlanCell *cell) {
    if (cell->kind == VALUE_INT)
        return of_int(cell->is.integer);
    return (Value){ .kind = cell->kind, .data = cell->kind == VALUE_NULL ? NULL : cell->is.data, .size = cell->size };
}

static const char *ours(const Telling *t, const Kept *k) {
    return k->said ? address_text(t, k->row) : shown(t, k->row, k->edit->column, k->row->now[k->edit->column]);
}

static const char *theirs(const Telling *t, const Kept *k) {
    if (k->said)
        return address_text(t, k->said);
    if (k->theirs.said != CELL_ROW)
        return shown(t, k->row, k->edit->column, value_of(&k->theirs));
    return k->theirs.is.row->table->table == &TABLE_ADDRESS ? address_text(t, k->theirs.is.row) : k->theirs.is.row->key;
}

static bool says_news(const Kept *k, const Edit *edits) {
    for (int c = 0; c < k->row->table->table->column_count; c++) {
        const Edit *e = edits;
        while (e && e->column != c)
            e = e->next;
        Value said = plan_value(k->said, c);
        if (plan_cell(k->said, c)->said && !(e && !e->made && value_equal(&said, &e->before)))
            return true;
    }
    return false;
}

/* The files had said something else when it was written here. */
static bool is_news(const Kept *k) {
    if (k->said)
        return says_news(k, map_get(&k->row->table->edited, k->row->key));
    Value said = k->theirs.said == CELL_ROW ? of_int(k->theirs.is.row->id) : value_of(&k->theirs);
    return k->edit->column != PLAN_ROW && !k->edit->made && !value_equal(&said, &k->edit->before);
}

/* ---- in a sentence ---- */

static const char *sentence(Arena *mem, const ReportKept *k) {
    static const TextId kept[] = { T_IMPORT_KEPT_VALUE, T_IMPORT_KEPT_ADDED, T_IMPORT_KEPT_REMOVED };
    static const TextId taken[] = { T_IMPORT_TAKEN_VALUE, T_IMPORT_TAKEN_ADDED, T_IMPORT_TAKEN_REMOVED };
    TextId id = k->taken ? taken[k->what] : k->news ? T_IMPORT_KEPT_NEWS : kept[k->what];
    const char *nothing = words(mem, T_WORD_NOTHING, NULL);
    return words(mem, id, WITH(ARG_TEXT("label", k->label), ARG_TEXT("field", k->field), ARG_TEXT("ours", k->ours ? k->ours : nothing),
        ARG_TEXT("theirs", k->theirs ? k->theirs : nothing), ARG_TEXT("day", day_french(mem, instant_day(k->at))), ARG_TEXT("by", k->by)));
}

static void tell(const Telling *t, const Kept *kept) {
    Report *r = t->report;
    const PlanRow *row = kept->row;
    int column = kept->edit->column;
    const char *label = label_of(t, row), *field = import_column(t->mem, row->table->table, column < 0 ? 0 : column);
    ReportKept k = { .decision = arena_text(r->mem, kept->decision), .label = arena_text(r->mem, str_empty(label) ? row->key : label),
        .field = arena_text(r->mem, field ? field : column < 0 ? row->table->table->name : row->table->table->columns[column].name),
        .at = kept->edit->at, .taken = kept->taken, .news = is_news(kept), .file = kept->file, .line = kept->line };
    k.by = kept->edit->by ? arena_text(r->mem, kept->edit->by) : words(r->mem, T_IMPORT_KEPT_SOMEBODY, NULL);
    k.what = column != PLAN_ROW ? KEPT_VALUE : kept->edit->made ? KEPT_ADDED : KEPT_REMOVED;
    if (column != PLAN_ROW) {
        k.ours = arena_text(r->mem, ours(t, kept));
        k.theirs = arena_text(r->mem, theirs(t, kept));
    }
    k.text = sentence(r->mem, &k);
    *VEC_ADD(r->mem, &r->kept) = k;
}

void import_kept(Report *report, const Plan *plan) {
    report->kept.count = 0;
    report->kept_count = 0;
    for (int news = 1; news >= 0; news--)
        for (size_t i = 0; i < plan->kept.count; i++) {
            const Kept *k = plan->kept.items[i];
            if (is_news(k) != (news == 1))
                continue;
            report->kept_count += !k->taken;
            if (report->kept.count >= KEPT_MOST)
                continue;
            Telling t = { report, plan, arena_new() };
            tell(&t, k);
            arena_free(t.mem);
        }
}
