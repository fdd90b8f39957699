#include "store/history.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "store/audit.h"

#include <stdlib.h>
#include <string.h>

bool history_work(Tx *tx, Place place, int64_t work, WorkDone *out) {
    Rows r = db_rows(tx, place == YEAR ? &YEAR_WORK_READ : &SCHOOL_WORK_READ, VALUES(of_int(work)));
    bool found = row_next(&r);
    *out = (WorkDone){ .id = work };
    if (found) {
        out->at = row_int(&r, YEAR_WORK_READ_AT);
        out->account = row_int(&r, YEAR_WORK_READ_ACCOUNT);
        out->person = row_int(&r, YEAR_WORK_READ_PERSON);
        out->undoes = row_int(&r, YEAR_WORK_READ_UNDOES);
        out->act = row_text(&r, YEAR_WORK_READ_ACT, tx->mem);
    }
    rows_end(&r);
    return found;
}

const Table *history_table(const Tx *tx, const char *name) {
    for (const Table *const *t = tx->store->tables; *t; t++)
        if ((*t)->audited && str_equal((*t)->name, name))
            return *t;
    return NULL;
}

/* ---- the text of a deed: {"family_name":["A","B"],"rank":[3,null]} ---- */

typedef struct Reader { Arena *mem; const char *at; bool bad; } Reader;

static bool take(Reader *r, char c) {
    if (*r->at != c) {
        r->bad = true;
        return false;
    }
    r->at++;
    return true;
}

static int hex_digit(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }

/* Behind a backslash: a quote, a backslash, or u00XX. */
static void read_escape(Reader *r, Str *out) {
    if (*r->at == '"' || *r->at == '\\') {
        str_add_char(out, *r->at++);
        return;
    }
    if (strncmp(r->at, "u00", 3) || hex_digit(r->at[3]) < 0 || hex_digit(r->at[4]) < 0) {
        r->bad = true;
        return;
    }
    str_add_char(out, (char) (hex_digit(r->at[3]) * 16 + hex_digit(r->at[4])));
    r->at += 5;
}

static const char *read_text(Reader *r, size_t *size) {
    Str out = str_new(r->mem, 16);
    take(r, '"');
    while (!r->bad && *r->at != '"') {
        size_t plain = strcspn(r->at, "\"\\");
        str_add_n(&out, r->at, plain);
        r->at += plain;
        if (*r->at == '\\')
            r->at++, read_escape(r, &out);
        else if (!*r->at)
            r->bad = true;
    }
    if (!r->bad)
        r->at++;
    *size = out.size;
    return out.data;
}

/* TYPE 0: of a column that is gone, whatever it is. */
static Value read_value(Reader *r, char type) {
    Value v = of_null();
    type = type ? type : *r->at == '"' ? 't' : 'i';
    if (str_starts(r->at, "null")) {
        r->at += 4;
    } else if (type == 'i') {
        size_t size = strspn(r->at, "-0123456789");
        r->bad = r->bad || !str_int(arena_text_n(r->mem, r->at, size), INT64_MIN, INT64_MAX, &v.integer);
        v.kind = VALUE_INT;
        r->at += size;
    } else if (type == 't') {
        v.data = read_text(r, &v.size);
        v.kind = VALUE_TEXT;
    } else {
        r->bad = true;
    }
    return v;
}

static int column_named(const Table *table, const char *name) {
    for (int i = 0; i < table->column_count; i++)
        if (str_equal(table->columns[i].name, name))
            return i;
    return -1;
}

/* One "name":[before,after]; the key's own say whether the row was made or ended. A column of an older schema says nothing any more. */
static void read_field(Reader *r, HistoryDeed *d) {
    size_t size;
    const char *name = read_text(r, &size);
    HistoryField f = { .column = r->bad ? -1 : column_named(d->table, name) };
    char type = f.column < 0 ? 0 : d->table->columns[f.column].type;
    if (!take(r, ':') || !take(r, '['))
        return;
    f.before = read_value(r, type);
    take(r, ',');
    f.after = read_value(r, type);
    take(r, ']');
    if (f.column < 0)
        return;
    if (d->table->columns[f.column].key)
        d->kind = f.before.kind == VALUE_NULL ? HISTORY_MADE : HISTORY_ENDED;
    else if (d->count < COLUMNS_MAX)
        d->fields[d->count++] = f;
}

bool history_deed(Arena *mem, const Table *table, const char *object, const char *fields, HistoryDeed *out) {
    HistoryField found[COLUMNS_MAX];
    Reader r = { mem, fields, false };
    *out = (HistoryDeed){ .table = table, .object = object, .kind = HISTORY_CHANGED, .fields = found };
    out->key = NEW_ARRAY(mem, Value, (size_t) table->key_count);
    if (!history_key(mem, table, object, out->key))
        return false;
    take(&r, '{');
    while (!r.bad && *r.at != '}') {
        read_field(&r, out);
        if (*r.at != '}')
            take(&r, ',');
    }
    if (r.bad || r.at[1] || (out->kind == HISTORY_CHANGED && !out->count))
        return false;
    out->fields = out->count ? arena_copy(mem, found, out->count * sizeof *found) : NULL;
    return true;
}

/* "12,a\,b": numbers and texts by commas; a backslash takes the next as it is. */
bool history_key(Arena *mem, const Table *table, const char *object, Value *key) {
    const char *at = object;
    for (int i = 0; i < table->key_count; i++) {
        Str one = str_new(mem, 16);
        for (; *at && *at != ','; at++) {
            if (*at == '\\' && at[1])
                at++;
            str_add_char(&one, *at);
        }
        if (i + 1 < table->key_count ? *at++ != ',' : *at != '\0')
            return false;
        key[i] = of_text(one.data);
        if (table->columns[i].type == 'i' && !str_int(one.data, INT64_MIN, INT64_MAX, &key[i].integer))
            return false;
        if (table->columns[i].type == 'i')
            key[i] = of_int(key[i].integer);
    }
    return true;
}

/* ---- a work's deeds ---- */

HistoryDeed *history_deeds(Tx *tx, Arena *mem, Place place, int64_t work, int64_t after, int64_t most, size_t *count) {
    VEC(HistoryDeed) deeds = { 0 };
    Rows r = db_rows(tx, place == YEAR ? &YEAR_WORK_LINES : &SCHOOL_WORK_LINES, VALUES(of_int(work), of_int(after), of_int(most)));
    while (row_next(&r)) {
        const Table *table = history_table(tx, row_peek(&r, YEAR_WORK_LINES_TABLE_NAME));
        HistoryDeed d = { 0 };
        if (!table || !history_deed(mem, table, row_text(&r, YEAR_WORK_LINES_OBJECT, mem), row_peek(&r, YEAR_WORK_LINES_FIELDS), &d))
            d.table = NULL;
        d.id = row_int(&r, YEAR_WORK_LINES_ID);
        d.work = work;
        d.source = row_text(&r, YEAR_WORK_LINES_SOURCE, mem);
        *VEC_ADD(mem, &deeds) = d;
    }
    *count = deeds.count;
    return deeds.items;
}

/* ---- what was taken back ---- */

/* A work that took one back, and what this comes to in the end: root was done by somebody, and is in force or not. */
typedef struct Turned { int64_t id, root; } Turned;
typedef VEC(Turned) TurnedList;

static int64_t root_of(const TurnedList *all, int64_t work) {
    size_t from = 0, until = all->count;
    while (from < until) {
        size_t middle = (from + until) / 2;
        if (all->items[middle].id == work)
            return all->items[middle].root;
        if (all->items[middle].id < work)
            from = middle + 1;
        else
            until = middle;
    }
    return work;
}

static int by_root(const void *a, const void *b) {
    const Turned *x = a, *y = b;
    if (x->root != y->root)
        return x->root < y->root ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static int by_number(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return x < y ? -1 : x > y;
}

static TurnedList read_turned(Tx *tx, Arena *mem, Place place) {
    TurnedList all = { 0 };
    Rows r = db_rows(tx, place == YEAR ? &YEAR_WORK_UNDOS : &SCHOOL_WORK_UNDOS, NO_VALUES);
    while (row_next(&r)) {
        int64_t id = row_int(&r, YEAR_WORK_UNDOS_ID), root = root_of(&all, row_int(&r, YEAR_WORK_UNDOS_UNDOES));
        *VEC_ADD(mem, &all) = (Turned){ id, root };
    }
    return all;
}

HistoryVoid history_void(Tx *tx, Arena *mem, Place place, int64_t work, int64_t *by) {
    VEC(int64_t) ids = { 0 };
    TurnedList all = read_turned(tx, mem, place);
    int64_t own = root_of(&all, work);
    *by = 0;
    if (all.count)
        qsort(all.items, all.count, sizeof *all.items, by_root);
    for (size_t i = 0, next; i < all.count; i = next) {
        int64_t root = all.items[i].root;
        size_t first = i, turns = root > work;
        for (next = i; next < all.count && all.items[next].root == root; next++)
            turns += all.items[next].id > work;
        while (first < next && all.items[first].id <= work)
            first++;
        if (turns % 2) {
            *by = root == own ? all.items[next - 1].id : *by;
            continue;
        }
        *VEC_ADD(mem, &ids) = root;
        for (; first < next; first++)
            *VEC_ADD(mem, &ids) = all.items[first].id;
    }
    if (ids.count)
        qsort(ids.items, ids.count, sizeof *ids.items, by_number);
    return (HistoryVoid){ ids.items, ids.count };
}

bool history_is_void(const HistoryVoid *v, int64_t work) { return v->count && bsearch(&work, v->works, v->count, sizeof work, by_number); }

void history_undone(Tx *tx, Arena *mem, Place place, const int64_t *works, int64_t *by, size_t count) {
    TurnedList all = read_turned(tx, mem, place);
    for (size_t w = 0; w < count; w++) {
        int64_t root = root_of(&all, works[w]), last = 0;
        bool turned = false;
        for (size_t i = 0; i < all.count; i++)
            if (all.items[i].root == root && all.items[i].id > works[w])
                turned = !turned, last = all.items[i].id;
        by[w] = turned ? last : 0;
    }
}
