/* What stays in an import: who wrote last is read from the audit, column by column; what the planner says against it is noted and left. */
#include "school/imports/plan_edits.h"

#include "base/str.h"
#include "gen/statements.h"
#include "school/imports/plan_tables.h"
#include "store/history.h"

#include <string.h>

/* ---- which columns a person may hold against the files ---- */

#define BIT(column) (UINT64_C(1) << (column))

/* FOLLOWS: columns that never stay. LINK: nothing refers to such rows, so that one may stay away. WHOLE: all its columns stay or none. */
typedef struct Rule { bool stays; uint64_t follows; bool link, whole; } Rule;

static const Rule rules[PLAN_TABLES] = {
    [PLAN_ADDRESS] = { true, BIT(COL_ADDRESS_SIECLE_ID), .whole = true }, [PLAN_PERSON] = { true },
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
typedef struct Object { PlanTableId table; const Value *key; Edit *edits, *gone; Value *was; struct Object *next; } Object;
typedef struct Reading { Plan *plan; Map by_name; Object *all; } Reading;

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
            *o = (Object){ .table = id, .next = r->all };
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

/* A second correction still stands against what the file had said before the first. */
static void add_edit(Plan *p, Object *o, const Edit *by, int column, bool made, Value before) {
    Edit *known = edit_of(o->edits, column), *e = known ? known : NEW(p->mem, Edit);
    *e = (Edit){ .column = column, .at = by->at, .by = by->by, .made = known ? known->made : made, .before = known ? known->before : before,
        .next = known ? known->next : o->edits };
    if (!known)
        o->edits = e;
}

static void end_object(Plan *p, Object *o, const HistoryDeed *d, const Edit *by) {
    o->edits = NULL;
    if (!by)
        return;
    o->gone = NEW(p->mem, Edit);
    *o->gone = *by;
    o->was = NEW_ARRAY(p->mem, Value, (size_t) d->table->column_count);
    for (int k = 0; k < d->table->key_count; k++)
        o->was[k] = d->key[k];
    for (size_t i = 0; i < d->count; i++)
        o->was[d->fields[i].column] = d->fields[i].before;
}

static void read_deed(Plan *p, Object *o, const HistoryDeed *d, const Edit *by) {
    o->key = d->key;
    if (d->kind == HISTORY_ENDED) {
        end_object(p, o, d, by);
        return;
    }
    bool made = d->kind == HISTORY_MADE;
    if (made) {
        o->gone = NULL;
        o->edits = NULL;
    }
    if (made && by)
        add_edit(p, o, by, 0, true, of_null());     /* its key */
    for (size_t i = 0; i < d->count; i++)
        if (by)
            add_edit(p, o, by, d->fields[i].column, made, d->fields[i].before);
        else
            forget_edit(o, d->fields[i].column);
}

/* As if what was taken back had never been written: that is done only while nobody has changed the same since. */
static void read_edits(Reading *r) {
    Plan *p = r->plan;
    int64_t by_none;
    HistoryVoid voided = history_void(p->w->tx, p->mem, YEAR, 0, &by_none);
    Rows rows = db_rows(p->w->tx, &PLAN_EDITS, NO_VALUES);
    while (row_next(&rows)) {
        if (history_is_void(&voided, row_int(&rows, PLAN_EDITS_WORK)))
            continue;
        const char *object = row_text(&rows, PLAN_EDITS_OBJECT, p->mem);
        Object *o = object_of(r, row_peek(&rows, PLAN_EDITS_TABLE_NAME), object);
        Edit by = { .column = PLAN_ROW, .at = row_int(&rows, PLAN_EDITS_AT), .by = row_text(&rows, PLAN_EDITS_BY_NAME, p->mem) };
        HistoryDeed d;
        if (o && history_deed(p->mem, plan_table_info[o->table].table, object, row_peek(&rows, PLAN_EDITS_FIELDS), &d))
            read_deed(p, o, &d, row_int(&rows, PLAN_EDITS_BY_HAND) ? &by : NULL);
    }
}

static PlanRow *row_of(Plan *p, const Object *o) {
    const PlanTableInfo *info = &plan_table_info[o->table];
    Value *row = NEW_ARRAY(p->mem, Value, (size_t) info->table->column_count);
    if (info->table->auto_id || o->table == PLAN_PERSON)
        return map_get(&p->tables[o->table].by_id, plan_number(p->mem, o->key[0].integer));
    for (int k = 0; k < info->table->key_count; k++)
        row[k] = o->key[k];
    return plan_find(p, o->table, info->key(p, row));
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
    str_printf(&s, "-%s", edit->column == PLAN_ROW ? "row" : edit->column == PLAN_ALL ? "all" : table->columns[edit->column].name);
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

/* Behind this edit of a row, once: what tells of the whole row; of all its edits, as written by who wrote last. */
static Edit *edit_beside(Plan *p, Edit *edits, int column) {
    Edit *beside = edit_of(edits, column);
    if (beside)
        return beside;
    beside = NEW(p->mem, Edit);
    *beside = *edits;
    beside->column = column;
    beside->kept = NULL;
    for (const Edit *e = edits; e && column == PLAN_ALL; e = e->next)
        if (e->at > beside->at) {
            beside->at = e->at;
            beside->by = e->by;
        }
    edits->next = beside;
    return beside;
}

static bool whole_stays(Plan *p, PlanRow *row, Edit *edits, int column, PlanCell theirs) {
    Edit *all = edit_beside(p, edits, PLAN_ALL);
    bool stays = note(p, row, all, (PlanCell){ 0 });
    if (!all->kept->said) {
        all->kept->said = NEW(p->mem, PlanRow);
        *all->kept->said = (PlanRow){ .table = row->table, .key = row->key, .now = row->now, .next = NEW_ARRAY(p->mem, PlanCell, (size_t) row->table->table->column_count) };
    }
    all->kept->said->next[column] = theirs;
    return stays;
}

bool plan_stays(PlanRow *row, int column, PlanCell theirs) {
    Plan *p = row->table->plan;
    if (p->mode == MODE_CREATE)
        return true;
    if (!row->edited || rules[id_of(row->table)].follows & BIT(column))
        return false;
    Edit *edits = map_get(&row->table->edited, row->key), *edit = edit_of(edits, column);
    if (rules[id_of(row->table)].whole)
        return whole_stays(p, row, edits, column, theirs);
    return edit && note(p, row, edit, theirs);
}

void plan_end(PlanRow *row) {
    Plan *p = row->table->plan;
    if (row->now && p->mode == MODE_CREATE)
        return;
    Edit *edit = row->now && row->edited ? edit_of(map_get(&row->table->edited, row->key), 0) : NULL;
    if (edit && edit->made && note(p, row, edit_beside(p, edit, PLAN_ROW), (PlanCell){ 0 }))
        return;                         /* its key: a person added it */
    row->ended = true;
}

void plan_reopen(PlanRow *row, int column, Value open) {
    bool by_hand = row->now && row->edited && edit_of(map_get(&row->table->edited, row->key), column);
    if (row->now && (by_hand || row->table->plan->mode == MODE_OVERWRITE))
        plan_set(row, column, open);
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
