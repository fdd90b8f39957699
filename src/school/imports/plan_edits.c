/* What stays in an import: who wrote last is read from the audit, column by column; what the planner says against it is noted and left. */
#include "school/imports/plan_edits.h"

#include "base/str.h"
#include "gen/statements.h"
#include "school/imports/plan_tables.h"
#include "store/history.h"

#include <jansson.h>
#include <string.h>

/* ---- which columns a person may hold against the files ---- */

#define BIT(column) (UINT64_C(1) << (column))

/* FOLLOWS: columns that never stay. LINK: nothing refers to such rows, so that one may stay away. */
typedef struct Rule { bool stays; uint64_t follows; bool link; } Rule;

static const Rule rules[PLAN_TABLES] = {
    [PLAN_ADDRESS] = { true, BIT(COL_ADDRESS_SIECLE_ID) }, [PLAN_PERSON] = { true },
    [PLAN_PUPIL] = { true, BIT(COL_PUPIL_SIECLE_ID) | BIT(COL_PUPIL_ELENOET) | BIT(COL_PUPIL_INE) | BIT(COL_PUPIL_MEF) | BIT(COL_PUPIL_STATUS)
        | BIT(COL_PUPIL_ENTRY_DAY) | BIT(COL_PUPIL_EXIT_DAY) | BIT(COL_PUPIL_EXIT_REASON) },
    [PLAN_GUARDIAN] = { true, BIT(COL_GUARDIAN_SIECLE_ID) }, [PLAN_TEACHER] = { true, BIT(COL_TEACHER_STS_TYPE) | BIT(COL_TEACHER_STS_ID) },
    [PLAN_STAFF] = { true, BIT(COL_STAFF_STS_TYPE) | BIT(COL_STAFF_STS_ID) }, [PLAN_DISCIPLINE] = { true, .link = true }, [PLAN_MEF] = { true },
    [PLAN_SUBJECT] = { true }, [PLAN_STRUCTURE] = { true }, [PLAN_STRUCTURE_MEF] = { true, .link = true }, [PLAN_GROUP_CLASS] = { true, .link = true },
    [PLAN_BOARD] = { true, BIT(COL_BOARD_FROM_DAY) | BIT(COL_BOARD_UNTIL_DAY), .link = true }, [PLAN_GUARDIANSHIP] = { true, .link = true },
    [PLAN_OPTION] = { true, .link = true }, [PLAN_SERVICE_TEACHER] = { true, .link = true }, [PLAN_MAIN_TEACHER] = { true, .link = true },
    [PLAN_SCHOOL_YEAR] = { true }, [PLAN_HOLIDAY] = { true, .link = true }, [PLAN_PERIOD] = { true, .link = true },
};

static PlanTableId id_of(const PlanTable *t) { return (PlanTableId) (t - t->plan->tables); }

/* ---- the audit, read forwards: what is left is who wrote last ---- */

/* One object of which a person wrote something. */
typedef struct Object { PlanTableId table; const char *name; Edit *edits, *gone; Value *was; struct Object *next; } Object;
typedef struct Reading { Plan *plan; Map by_name; Object *all; } Reading;

static Value value_in(Plan *p, const json_t *json) {
    if (json_is_integer(json))
        return of_int(json_integer_value(json));
    return json_is_string(json) ? of_text(arena_text(p->mem, json_string_value(json))) : of_null();
}

static int column_named(const Table *table, const char *name) {
    for (int c = 0; c < table->column_count; c++)
        if (str_equal(table->columns[c].name, name))
            return c;
    return PLAN_ROW;                    /* of an older schema: nobody says anything of it */
}

static Edit *edit_of(Edit *edits, int column) {
    while (edits && edits->column != column)
        edits = edits->next;
    return edits;
}

static Object *object_of(Reading *r, const char *table, const char *name) {
    Plan *p = r->plan;
    const char *both = plan_key(p, table, name, NULL);
    Object *o = map_get(&r->by_name, both);
    for (PlanTableId id = 0; !o && id < PLAN_TABLES; id++)
        if (rules[id].stays && str_equal(plan_table_info[id].table->name, table)) {
            o = NEW(p->mem, Object);
            *o = (Object){ .table = id, .name = arena_text(p->mem, name), .next = r->all };
            r->all = o;
            map_put(&r->by_name, both, o);
        }
    return o;
}

static void forget_edit(Object *o, int column) {
    for (Edit **at = &o->edits; *at; )
        if ((*at)->column == column)
            *at = (*at)->next;
        else
            at = &(*at)->next;
}

/* PAIR: [before, after]. A second correction still stands against what the file had said before the first. */
static void add_edit(Plan *p, Object *o, const Edit *by, const json_t *pair) {
    Edit *known = edit_of(o->edits, by->column), *e = known ? known : NEW(p->mem, Edit);
    Edit edit = *by;
    edit.before = known ? known->before : value_in(p, json_array_get(pair, 0));
    edit.made = known ? known->made : by->made;
    edit.next = known ? known->next : o->edits;
    *e = edit;
    if (!known)
        o->edits = e;
}

/* The whole row came or went: its keys are told only then. */
static bool tells_keys(const Table *table, const json_t *fields, size_t which) {
    const json_t *pair = json_object_get(fields, table->columns[0].name);
    return pair && !json_is_null(json_array_get(pair, which));
}

static void end_object(Plan *p, Object *o, const Edit *by, const json_t *fields) {
    const Table *table = plan_table_info[o->table].table;
    o->edits = NULL;
    if (!by)
        return;
    o->gone = NEW(p->mem, Edit);
    *o->gone = *by;
    o->was = NEW_ARRAY(p->mem, Value, (size_t) table->column_count);
    for (int c = 0; c < table->column_count; c++)
        o->was[c] = value_in(p, json_array_get(json_object_get(fields, table->columns[c].name), 0));
}

/* BY: NULL when no person wrote it: an import, or the program. */
static void read_fields(Plan *p, Object *o, json_t *fields, const Edit *by) {
    const Table *table = plan_table_info[o->table].table;
    bool made = tells_keys(table, fields, 1);
    const char *name;
    json_t *pair;
    if (tells_keys(table, fields, 0)) {
        end_object(p, o, by, fields);
        return;
    }
    if (made) {
        o->gone = NULL;
        o->edits = NULL;
    }
    json_object_foreach(fields, name, pair) {
        int column = column_named(table, name);
        Edit edit = { .column = column };
        if (by)
            edit = (Edit){ .column = column, .at = by->at, .by = by->by, .made = made };
        if (column != PLAN_ROW && by)
            add_edit(p, o, &edit, pair);
        else if (column != PLAN_ROW)
            forget_edit(o, column);
    }
}

static void read_edits(Reading *r) {
    Plan *p = r->plan;
    int64_t by_none;
    HistoryVoid voided = history_void(p->w->tx, p->mem, YEAR, 0, &by_none);
    Rows rows = db_rows(p->w->tx, &PLAN_EDITS, NO_VALUES);
    while (row_next(&rows)) {
        if (history_is_void(&voided, row_int(&rows, PLAN_EDITS_WORK)))
            continue;
        Object *o = object_of(r, row_peek(&rows, PLAN_EDITS_TABLE_NAME), row_peek(&rows, PLAN_EDITS_OBJECT));
        json_t *fields = json_loads(row_peek(&rows, PLAN_EDITS_FIELDS), 0, NULL);
        Edit by = { .column = PLAN_ROW, .at = row_int(&rows, PLAN_EDITS_AT), .by = row_text(&rows, PLAN_EDITS_BY_NAME, p->mem) };
        if (o && fields)
            read_fields(p, o, fields, row_int(&rows, PLAN_EDITS_BY_HAND) ? &by : NULL);
        json_decref(fields);
    }
}

/* ---- from the audit's names of objects to rows ---- */

/* Key values joined by commas, a comma or backslash inside one behind a backslash (audit.c). */
static void read_key(Plan *p, const Table *table, const char *name, Value *key) {
    for (int k = 0; k < table->key_count; k++) {
        Str part = str_new(p->mem, 16);
        for (; *name && *name != ','; name++) {
            name += *name == '\\' && name[1];
            str_add_char(&part, *name);
        }
        name += *name == ',';
        int64_t number = 0;
        key[k] = of_text(part.data);
        if (table->columns[k].type == 'i')
            key[k] = of_int(str_int(part.data, INT64_MIN, INT64_MAX, &number) ? number : 0);
    }
}

static PlanRow *row_of(Plan *p, const Object *o) {
    const PlanTableInfo *info = &plan_table_info[o->table];
    Value *key = NEW_ARRAY(p->mem, Value, (size_t) info->table->column_count);
    read_key(p, info->table, o->name, key);
    if (info->table->auto_id || o->table == PLAN_PERSON)
        return map_get(&p->tables[o->table].by_id, plan_number(p->mem, key[0].integer));
    return plan_find(p, o->table, info->key(p, key));
}

static void keep_gone(Plan *p, const Object *o) {
    PlanTable *t = &p->tables[o->table];
    PlanRow *row = NEW(p->mem, PlanRow);
    Gone *gone = NEW(p->mem, Gone);
    *row = (PlanRow){ .table = t, .key = plan_table_info[o->table].key(p, o->was), .now = o->was };
    *gone = (Gone){ .row = row, .edit = o->gone, .next = t->gone };
    t->gone = gone;
}

void plan_load_edits(Plan *p) {
    Reading r = { .plan = p, .by_name = map_new(p->mem) };
    if (p->mode == MODE_OVERWRITE)
        return;
    read_edits(&r);
    for (const Object *o = r.all; o; o = o->next) {
        PlanRow *row = o->edits ? row_of(p, o) : NULL;
        if (o->gone && rules[o->table].link)
            keep_gone(p, o);
        if (!row)
            continue;
        row->edited = true;
        map_put(&p->tables[o->table].edited, row->key, o->edits);
    }
}

/* ---- what stays ---- */

/* Letters, digits and dots, so that forms take it. */
static const char *decision_of(Plan *p, const PlanRow *row, const Edit *edit) {
    const Table *table = row->table->table;
    Str s = str_new(p->mem, 40);
    str_printf(&s, "keep-%s-", table->name);
    for (int k = 0; k < table->key_count; k++) {
        str_add(&s, k ? "." : "");
        if (row->now[k].kind == VALUE_INT)
            str_add_int(&s, row->now[k].integer);
        for (const char *c = row->now[k].kind == VALUE_TEXT ? row->now[k].data : ""; *c; c++)
            str_add_char(&s, strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", *c) ? *c : '_');
    }
    str_printf(&s, "-%s", edit->column == PLAN_ROW ? "row" : table->columns[edit->column].name);
    return s.data;
}

/* True: it stays. False: it was answered that the file be followed. What several files say of it, the last one counts. */
static bool note(Plan *p, const PlanRow *row, Edit *edit, PlanCell theirs) {
    Kept *k = edit->kept;
    if (!k) {
        k = edit->kept = NEW(p->mem, Kept);
        k->row = row;
        k->edit = edit;
        k->decision = decision_of(p, row, edit);
        k->taken = str_equal(plan_answer(p, k->decision), "file");
        *VEC_ADD(p->mem, &p->kept) = k;
    }
    k->theirs = theirs;
    k->file = p->line ? p->file : NULL;
    k->line = p->line;
    return !k->taken;
}

bool plan_stays(PlanRow *row, int column, PlanCell theirs) {
    Plan *p = row->table->plan;
    if (p->mode == MODE_CREATE)
        return true;
    if (!row->edited || rules[id_of(row->table)].follows & BIT(column))
        return false;
    Edit *edit = edit_of(map_get(&row->table->edited, row->key), column);
    return edit && note(p, row, edit, theirs);
}

void plan_end(PlanRow *row) {
    Plan *p = row->table->plan;
    if (row->now && p->mode == MODE_CREATE)
        return;
    Edit *edit = row->now && row->edited ? edit_of(map_get(&row->table->edited, row->key), 0) : NULL;
    if (edit && edit->made) {           /* its key: a person added it */
        Edit *whole = edit_of(edit, PLAN_ROW);
        if (!whole) {
            whole = NEW(p->mem, Edit);
            *whole = (Edit){ .column = PLAN_ROW, .at = edit->at, .by = edit->by, .made = true, .next = edit->next };
            edit->next = whole;
        }
        if (note(p, row, whole, (PlanCell){ 0 }))
            return;
    }
    row->ended = true;
}

bool plan_gone(Plan *p, const Gone *gone) { return note(p, gone->row, gone->edit, (PlanCell){ 0 }); }

bool plan_stays_away(Plan *p, PlanTableId table, const char *key) {
    for (const Gone *g = p->tables[table].gone; g; g = g->next)
        if (str_equal(g->row->key, key))
            return plan_gone(p, g);
    return false;
}

/* ---- create: new things, with what hangs on them ---- */

static bool is_new(const PlanRow *row) { return !row->now && !row->away; }

static bool hangs_on_new(const PlanRow *row, PlanTableId id) {
    bool class = id == PLAN_MEMBERSHIP && str_equal(plan_value_text(row, COL_MEMBERSHIP_KIND), "class");
    for (int c = 0; c < row->table->table->column_count; c++) {
        const PlanCell *cell = plan_cell(row, c);
        if (cell->said == CELL_ROW && is_new(cell->is.row) && !(class && c != COL_MEMBERSHIP_PERSON))
            return true;                /* a new class takes nobody from the class where they are */
    }
    return false;
}

static void leave(PlanRow *row) {
    row->away = true;
    if (row->thing)
        row->thing->created = false;    /* its own: what hangs on something new is made */
}

static bool is_link(PlanTableId id) {
    return id == PLAN_PUPIL || id == PLAN_GUARDIAN || id == PLAN_TEACHER || id == PLAN_STAFF || id == PLAN_MEMBERSHIP
        || (rules[id].link && id != PLAN_HOLIDAY && id != PLAN_PERIOD);
}

static void leave_empty_addresses(Plan *p) {
    Map lived = map_new(p->mem);
    for (size_t i = 0; i < p->tables[PLAN_PERSON].rows.count; i++) {
        const PlanRow *person = p->tables[PLAN_PERSON].rows.items[i];
        const PlanCell *cell = plan_cell(person, COL_PERSON_ADDRESS);
        if (is_new(person) && cell->said == CELL_ROW)
            map_keep(&lived, cell->is.row->key, cell->is.row);
    }
    for (size_t i = 0; i < p->tables[PLAN_ADDRESS].rows.count; i++) {
        PlanRow *address = p->tables[PLAN_ADDRESS].rows.items[i];
        if (is_new(address) && !map_get(&lived, address->key))
            leave(address);
    }
}

void plan_only_create(Plan *p) {
    if (p->mode != MODE_CREATE)
        return;
    for (PlanTableId id = 0; id < PLAN_TABLES; id++)
        for (size_t i = 0; is_link(id) && i < p->tables[id].rows.count; i++) {
            PlanRow *row = p->tables[id].rows.items[i];
            if (is_new(row) && row->seen && !hangs_on_new(row, id))
                leave(row);
        }
    leave_empty_addresses(p);
}
