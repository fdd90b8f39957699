#include "school/imports/plan.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "school/imports/plan_edits.h"
#include "school/imports/plan_tables.h"
#include "school/people/people.h"

#include <sodium.h>
#include <stdarg.h>
#include <string.h>

#define KEY_SEPARATOR '\x1f'

const char *plan_key(Plan *p, const char *first, ...) {
    Str s = str_new(p->mem, 40);
    str_add(&s, first);
    va_list parts;
    va_start(parts, first);
    for (const char *part; (part = va_arg(parts, const char *)); ) {
        str_add_char(&s, KEY_SEPARATOR);
        str_add(&s, part);
    }
    va_end(parts);
    return s.data;
}

/* By hand: keys of numbers are made a hundred thousand times. */
const char *plan_number(Arena *mem, int64_t number) {
    char text[24], *at = text + sizeof text;
    uint64_t left = number < 0 ? -(uint64_t) number : (uint64_t) number;
    do
        *--at = (char) ('0' + left % 10);
    while (left /= 10);
    if (number < 0)
        *--at = '-';
    return arena_text_n(mem, at, (size_t) (text + sizeof text - at));
}

const char *plan_outside(Arena *mem, const char *system, const char *theirs) {
    size_t before = strlen(system), after = strlen(theirs);
    char *name = arena_alloc(mem, before + after + 2, 1);
    memcpy(name, system, before);
    name[before] = ':';
    memcpy(name + before + 1, theirs, after);
    return name;
}

/* ---- tables ---- */

static PlanRow *table_add(Plan *p, PlanTable *t, const char *key) {
    PlanRow *row = NEW(p->mem, PlanRow);
    row->table = t;
    row->key = key;
    map_keep(&t->by_key, key, row);
    *VEC_ADD(p->mem, &t->rows) = row;
    return row;
}

PlanRow *plan_find(const Plan *p, PlanTableId table, const char *key) {
    return map_get(&p->tables[table].by_key, key);
}

PlanRow *plan_row(Plan *p, PlanTableId table, Thing *thing, const char *key) {
    PlanRow *row = plan_find(p, table, key);
    if (!row) {
        row = table_add(p, &p->tables[table], arena_text(p->mem, key));
        row->away = p->tables[table].gone && plan_stays_away(p, table, key);
    }
    row->seen = true;
    if (!row->thing)
        row->thing = thing;
    return row;
}

/* ---- the base as it is ---- */

static Value value_of(const Rows *rows, int column, char type, Arena *mem) {
    if (row_null(rows, column))
        return of_null();
    if (type == 'i')
        return of_int(row_int(rows, column));
    if (type == 't')
        return of_text(row_text(rows, column, mem));
    size_t size;
    const void *data = row_bytes(rows, column, mem, &size);
    return of_bytes(data, size);
}

static void load_table(Plan *p, PlanTableId id) {
    PlanTable *t = &p->tables[id];
    const PlanTableInfo *info = &plan_table_info[id];
    Rows rows = db_rows(p->w->tx, info->all, NO_VALUES);
    while (row_next(&rows)) {
        Value *now = NEW_ARRAY(p->mem, Value, (size_t) t->table->column_count);
        for (int c = 0; c < t->table->column_count; c++)
            now[c] = value_of(&rows, c, t->table->columns[c].type, p->mem);
        PlanRow *row = table_add(p, t, info->key(p, now));
        row->now = now;
        if (t->table->auto_id || id == PLAN_PERSON) {
            row->id = now[0].integer;
            map_keep(&t->by_id, plan_number(p->mem, row->id), row);
        }
    }
}

static Map person_keys(Work *w) {
    Map keys = map_new(w->mem);
    Rows rows = db_rows(w->tx, &PLAN_PERSON_KEYS, NO_VALUES);
    while (row_next(&rows)) {
        int64_t *person = NEW(w->mem, int64_t);
        *person = row_int(&rows, PLAN_PERSON_KEYS_PERSON);
        const char *system = row_text(&rows, PLAN_PERSON_KEYS_SYSTEM, w->mem);
        map_keep(&keys, plan_outside(w->mem, system, row_peek(&rows, PLAN_PERSON_KEYS_THEIRS)), person);
    }
    return keys;
}

static void remember(Plan *p, Arena *scratch, const char *system, const PlanRow *row, int number) {
    const char *theirs = plan_value_text(row, number);
    if (theirs && !map_get(&p->person_keys, plan_outside(scratch, system, theirs))) {
        PlanRow *person = plan_find(p, PLAN_PERSON, row->key);
        if (person)
            plan_tie(p, system, theirs, person);
    }
}

/* What a decision tied is written down in the school's base once the year's has it (import_tie): should the one be lost after the other, the year tells. */
static void remember_ties(Plan *p) {
    Arena *scratch = arena_new();
    for (size_t i = 0; i < p->tables[PLAN_PUPIL].rows.count; i++)
        remember(p, scratch, "siecle.eleve", p->tables[PLAN_PUPIL].rows.items[i], COL_PUPIL_SIECLE_ID);
    for (size_t i = 0; i < p->tables[PLAN_GUARDIAN].rows.count; i++)
        remember(p, scratch, "siecle.personne", p->tables[PLAN_GUARDIAN].rows.items[i], COL_GUARDIAN_SIECLE_ID);
    for (PlanTableId id = PLAN_TEACHER; id <= PLAN_STAFF; id++)     /* tables of the same columns */
        for (size_t i = 0; i < p->tables[id].rows.count; i++) {
            const PlanRow *row = p->tables[id].rows.items[i];
            remember(p, scratch, str_equal(plan_value_text(row, COL_TEACHER_STS_TYPE), "local") ? "sts.local" : "sts.epp", row, COL_TEACHER_STS_ID);
        }
    arena_free(scratch);
}

Plan *plan_bare(Work *w, Report *report) {
    Plan *p = NEW(w->mem, Plan);
    p->w = w;
    p->mem = w->mem;
    p->report = report;
    p->person_keys = map_new(p->mem);
    for (PlanTableId id = 0; id < PLAN_TABLES; id++) {
        p->tables[id].table = plan_table_info[id].table;
        p->tables[id].plan = p;
        p->tables[id].by_key = p->tables[id].by_id = p->tables[id].edited = map_new(p->mem);
    }
    return p;
}

Plan *plan_new(Work *w, Report *report) {
    Plan *p = plan_bare(w, report);
    for (PlanTableId id = 0; id < PLAN_TABLES; id++)
        load_table(p, id);
    p->person_keys = person_keys(p->w);
    remember_ties(p);
    plan_own_rows(p);
    return p;
}

/* ---- what a row should hold ---- */

Thing *plan_thing(Plan *p, ReportKind kind, const char *label) {
    Thing *thing = NEW(p->mem, Thing);
    *thing = (Thing){ .kind = kind, .label = label, .file = p->file, .line = p->line, .seen = p->line > 0 };
    *VEC_ADD(p->mem, &p->things) = thing;
    return thing;
}

static bool same_value(const Value *a, const Value *b) {
    if (a->kind != b->kind)
        return false;
    if (a->kind == VALUE_INT)
        return a->integer == b->integer;
    if (a->kind == VALUE_NULL)
        return true;
    return a->size == b->size && (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

const PlanCell *plan_cell(const PlanRow *row, int column) {
    static const PlanCell unsaid = { 0 };
    return row->next ? &row->next[column] : &unsaid;
}

static PlanCell *cell_for(PlanRow *row, int column) {
    if (!row->next)
        row->next = NEW_ARRAY(row->table->plan->mem, PlanCell, (size_t) row->table->table->column_count);
    return &row->next[column];
}

static Value value_of_cell(const PlanCell *cell) {
    if (cell->said == CELL_ROW)
        return of_int(cell->is.row->id);
    if (cell->kind == VALUE_INT)
        return of_int(cell->is.integer);
    return (Value){ .kind = cell->kind, .data = cell->kind == VALUE_NULL ? NULL : cell->is.data, .size = cell->size };
}

PlanCell plan_cell_of(Value value) {
    PlanCell cell = { .said = CELL_VALUE, .kind = (uint8_t) value.kind, .size = (uint32_t) value.size };
    if (value.kind == VALUE_INT)
        cell.is.integer = value.integer;
    else
        cell.is.data = value.data;
    return cell;
}

/* What is said already needs no memory: after the first import that is nearly everything. */
void plan_set(PlanRow *row, int column, Value value) {
    if (row->now && plan_cell(row, column)->said == CELL_UNSAID && same_value(&value, &row->now[column]))
        return;
    PlanCell cell = plan_cell_of(value);
    if (!row->now || !plan_stays(row, column, cell))
        *cell_for(row, column) = cell;
}

void plan_set_anyway(PlanRow *row, int column, Value value) { *cell_for(row, column) = plan_cell_of(value); }

void plan_text(PlanRow *row, int column, const char *text) {
    if (text)
        plan_set(row, column, of_text(*text ? text : NULL));
}

static bool refers(const PlanRow *row, int column, const PlanRow *to) {
    return row->now && to->id && row->now[column].kind == VALUE_INT && row->now[column].integer == to->id;
}

void plan_ref(PlanRow *row, int column, PlanRow *to) {
    if (plan_cell(row, column)->said == CELL_UNSAID && refers(row, column, to))
        return;
    PlanCell cell = { .said = CELL_ROW, .is.row = to };
    if (!row->now || !plan_stays(row, column, cell))
        *cell_for(row, column) = cell;
}

void plan_unsay(PlanRow *row, int column) {
    if (row->next)
        row->next[column] = (PlanCell){ 0 };
}

Value plan_value(const PlanRow *row, int column) {
    const PlanCell *cell = plan_cell(row, column);
    if (cell->said)
        return value_of_cell(cell);
    return row->now ? row->now[column] : of_null();
}

const char *plan_value_text(const PlanRow *row, int column) {
    Value v = plan_value(row, column);
    return v.kind == VALUE_TEXT ? v.data : NULL;
}

Decision *plan_ask(Plan *p, const Decision *question) {
    Decision *d = VEC_ADD(p->mem, &p->decisions);
    *d = *question;
    d->file = p->file;
    d->line = p->line;
    d->choice = plan_answer(p, d->id);
    return d;
}

const char *plan_answer(const Plan *p, const char *decision) {
    const char *choice = NULL;
    for (size_t i = 0; i < p->answers.count; i++)
        if (str_equal(p->answers.items[i].id, decision))
            choice = p->answers.items[i].choice;
    return choice;
}

/* ---- persons and their names in the outside world ---- */

bool plan_knows(const Plan *p, const char *system, const char *theirs) {
    const char *name = plan_outside(p->mem, system, theirs);
    return map_get(&p->person_keys, name) || plan_find(p, PLAN_PERSON, name);
}

PlanRow *plan_person(Plan *p, const char *system, const char *theirs) {
    const char *name = plan_outside(p->mem, system, theirs);
    const int64_t *known = map_get(&p->person_keys, name);
    const char *key = known ? plan_number(p->mem, *known) : name;
    bool first = !plan_find(p, PLAN_PERSON, key);
    PlanRow *person = plan_row(p, PLAN_PERSON, NULL, key);
    person->alias = name;
    if (known)
        person->id = *known;
    else if (first)
        *VEC_ADD(p->mem, &p->new_keys) = (NewKey){ .system = system, .theirs = arena_text(p->mem, theirs) };
    if (!person->now)
        plan_ref(person, COL_PERSON_ID, person);
    return person;
}

void plan_tie(Plan *p, const char *system, const char *theirs, PlanRow *person) {
    *VEC_ADD(p->mem, &p->new_keys) = (NewKey){ .system = system, .theirs = arena_text(p->mem, theirs), .person = person };
    person->alias = plan_outside(p->mem, system, theirs);
    map_put(&p->person_keys, person->alias, &person->id);
}

/* Who has got a number since the plan was made keeps it. The new ones come in one go: a thousand times waiting for a server is most of an import. */
void plan_reserve(Work *w, const Plan *p) {
    Map known = person_keys(w);
    size_t missing = 0;
    for (size_t i = 0; i < p->new_keys.count; i++)
        missing += !p->new_keys.items[i].person && !map_get(&known, plan_outside(w->mem, p->new_keys.items[i].system, p->new_keys.items[i].theirs));
    Rows numbers = person_numbers_new(w, missing);
    for (size_t i = 0; i < p->new_keys.count && ok(w); i++) {
        const NewKey *k = &p->new_keys.items[i];
        const char *name = plan_outside(w->mem, k->system, k->theirs);
        if (!k->person && !map_get(&known, name) && row_next(&numbers)) {
            int64_t *number = NEW(w->mem, int64_t);
            *number = row_int(&numbers, 0);
            person_tie(w, k->system, k->theirs, *number);
            map_keep(&known, name, number);
        }
    }
    rows_end(&numbers);
}

/* ---- settling: what differs ---- */

bool plan_differs(const PlanRow *row, int column) {
    const PlanCell *cell = plan_cell(row, column);
    if (!cell->said)
        return false;
    if (!row->now)
        return true;
    if (cell->said == CELL_ROW)
        return !refers(row, column, cell->is.row);
    Value value = value_of_cell(cell);
    return !same_value(&value, &row->now[column]);
}

static bool row_differs(const PlanRow *row) {
    if (row->away)
        return false;
    if (row->ended)
        return row->now != NULL;
    if (!row->seen)
        return false;
    if (!row->now)
        return true;
    for (int c = 0; row->next && c < row->table->table->column_count; c++)
        if (plan_differs(row, c))
            return true;
    return false;
}

static void count_thing(const Plan *p, const Thing *thing) {
    ReportCount *n = &p->report->changes[thing->kind];
    if (thing->created)
        n->created++;
    else if (!thing->seen)
        n->gone += p->expected[thing->kind] && !thing->left ? 1 : 0;
    else if (thing->updated)
        n->updated++;
    else
        n->unchanged++;
}

/* A person may be several things here: whoever the files speak of as one of them is updated as that. */
static void update_roles(Plan *p, const PlanRow *person) {
    static const PlanTableId roles[] = { PLAN_PUPIL, PLAN_GUARDIAN, PLAN_TEACHER, PLAN_STAFF };
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        const PlanRow *role = plan_find(p, roles[i], person->key);
        if (role && role->thing)
            role->thing->updated = true;
    }
}

void plan_settle(Plan *p) {
    for (PlanTableId id = 0; id < PLAN_TABLES; id++)
        for (size_t i = 0; i < p->tables[id].rows.count; i++) {
            const PlanRow *row = p->tables[id].rows.items[i];
            if (row->thing && row_differs(row))
                row->thing->updated = true;
            if (id == PLAN_PERSON && row->now && row_differs(row))
                update_roles(p, row);
        }
    memset(p->report->changes, 0, sizeof p->report->changes);
    for (size_t i = 0; i < p->things.count; i++)
        count_thing(p, p->things.items[i]);
}

/* ---- carrying out ---- */

static size_t changed_fields(const PlanRow *row, ChangeField *fields) {
    size_t count = 0;
    for (int c = 0; c < row->table->table->column_count; c++) {
        if (!plan_differs(row, c) || (row->table->table->columns[c].key && row->table->table->key_count > 0 && !row->table->table->auto_id))
            continue;
        fields[count++] = row->now ? SET_IF(c, value_of_cell(plan_cell(row, c)), row->now[c]) : SET(c, value_of_cell(plan_cell(row, c)));
    }
    return count;
}

static void row_key(const PlanRow *row, Value *key) {
    for (int c = 0; c < row->table->table->key_count; c++)
        key[c] = row->now ? row->now[c] : value_of_cell(plan_cell(row, c));
}

#define COLUMNS_MAX 64
#define KEYS_MAX 4

static void write_row(Plan *p, PlanRow *row) {
    ChangeField fields[COLUMNS_MAX];
    Value key[KEYS_MAX];
    const Table *table = row->table->table;
    must(table->column_count <= COLUMNS_MAX && table->key_count <= KEYS_MAX);
    if (row->thing && row->thing->line)
        change_source(p->w->tx, arena_printf(p->mem, "%s:%u", row->thing->file, row->thing->line));
    else
        change_source(p->w->tx, "import");      /* some line or other; what has no source is somebody's hand */
    size_t count = changed_fields(row, fields);
    if (table->auto_id && !row->now) {
        row->id = change_add(p->w->tx, table, fields, count);
        return;
    }
    row_key(row, key);
    if (row->ended)
        change_end(p->w->tx, table, key);
    else if (!row->now)
        change_make(p->w->tx, table, key, fields, count);
    else
        change_put(p->w->tx, table, key, fields, count);
}

/* ---- digest ---- */

static void digest_text(crypto_generichash_state *h, const char *text) {
    crypto_generichash_update(h, (const unsigned char *) text, strlen(text) + 1);
}

static void digest_value(crypto_generichash_state *h, const Value *v) {
    unsigned char kind = (unsigned char) v->kind;
    crypto_generichash_update(h, &kind, 1);
    if (v->kind == VALUE_INT)
        crypto_generichash_update(h, (const unsigned char *) &v->integer, sizeof v->integer);
    else if (v->kind != VALUE_NULL)
        crypto_generichash_update(h, v->data, v->size);
}

static void digest_cell(crypto_generichash_state *h, const PlanCell *cell) {
    Value value = value_of_cell(cell);
    if (cell->said == CELL_ROW)
        digest_text(h, cell->is.row->alias ? cell->is.row->alias : cell->is.row->key);
    else
        digest_value(h, &value);
}

static void digest_row(crypto_generichash_state *h, const PlanRow *row) {
    digest_text(h, row->table->table->name);
    digest_text(h, row->ended ? "ended" : "put");
    for (int c = 0; c < row->table->table->column_count; c++) {
        if (!row->now && !plan_cell(row, c)->said)
            continue;
        if (row->now && row->table->table->columns[c].key)
            digest_value(h, &row->now[c]);
        if (plan_differs(row, c)) {
            digest_text(h, row->table->table->columns[c].name);
            digest_cell(h, plan_cell(row, c));
        }
    }
}

const char *plan_digest(Plan *p) {
    crypto_generichash_state h;
    unsigned char out[32];
    crypto_generichash_init(&h, NULL, 0, sizeof out);
    p->report->rows = 0;
    for (PlanTableId id = 0; id < PLAN_TABLES; id++)
        for (size_t i = 0; i < p->tables[id].rows.count; i++)
            if (row_differs(p->tables[id].rows.items[i])) {
                digest_row(&h, p->tables[id].rows.items[i]);
                p->report->rows++;
            }
    crypto_generichash_final(&h, out, sizeof out);
    char *hex = arena_alloc(p->mem, 2 * sizeof out + 1, 1);
    return sodium_bin2hex(hex, 2 * sizeof out + 1, out, sizeof out);
}

static size_t new_rows(const PlanTable *t) {
    size_t count = 0;
    for (size_t i = 0; i < t->rows.count; i++)
        count += !t->rows.items[i]->now && row_differs(t->rows.items[i]);
    return count;
}

bool plan_apply(Plan *p) {
    for (PlanTableId id = 0; id < PLAN_TABLES && ok(p->w); id++) {
        const PlanTable *t = &p->tables[id];
        if (t->table->auto_id)
            change_reserve(p->w->tx, t->table, new_rows(t));
        for (size_t i = 0; i < t->rows.count; i++)
            if (row_differs(t->rows.items[i]))
                write_row(p, t->rows.items[i]);
    }
    change_source(p->w->tx, NULL);
    return ok(p->w) && !tx_conflicts(p->w->tx);
}
