#include "school/rights/rights_changes.h"

#include "base/map.h"
#include "base/str.h"
#include "gen/statements.h"
#include "store/history.h"

#include <stdlib.h>
#include <string.h>

const char *const rights_change_words[] = { "made", "ended", "name", "kind", "idle", "gained", "lost", "set", "every_class", "class", "exception", NULL };

/* ---- one object: as it was before the first change to it, as it is after the last ---- */

#define COLUMNS_MOST 12
typedef struct Object {
    const Table *table;
    const Value *key;
    bool was, is;                       /* it was there, it is */
    Value before[COLUMNS_MOST], after[COLUMNS_MOST];
    Instant at;
    const char *by;
    struct Object *next;                /* in the order of their first changes */
} Object;

typedef struct Story { Work *w; Map by_key; Object *first, **end; Map sets, accounts, classes; VEC(RightsChange) changes; } Story;

static Object *object_of(Story *s, const HistoryDeed *deed) {
    const char *name = arena_printf(s->w->mem, "%s %s", deed->table->name, deed->object);
    Object *o = map_get(&s->by_key, name);
    if (o)
        return o;
    o = NEW(s->w->mem, Object);
    *o = (Object){ .table = deed->table, .key = deed->key, .was = deed->kind != HISTORY_MADE };
    map_put(&s->by_key, name, o);
    *s->end = o;
    s->end = &o->next;
    return o;
}

static void take_deed(Story *s, const HistoryDeed *deed, Instant at, const char *by) {
    Object *o = object_of(s, deed);
    o->is = deed->kind != HISTORY_ENDED;
    o->at = at;
    o->by = by;
    for (size_t i = 0; i < deed->count; i++) {
        int c = deed->fields[i].column;
        if (c >= COLUMNS_MOST)
            continue;
        if (o->before[c].kind == VALUE_NULL && o->after[c].kind == VALUE_NULL)
            o->before[c] = deed->fields[i].before;
        o->after[c] = deed->fields[i].after;
    }
}

static void read_deeds(Story *s, Instant from, Instant until) {
    Arena *mem = s->w->mem;
    for (Rows r = db_rows(s->w->tx, &RIGHTS_DEEDS, VALUES(of_int(from), of_int(until))); row_next(&r); ) {
        HistoryDeed deed;
        const Table *table = history_table(s->w->tx, row_peek(&r, RIGHTS_DEEDS_TABLE_NAME));
        if (table && history_deed(mem, table, row_text(&r, RIGHTS_DEEDS_OBJECT, mem), row_text(&r, RIGHTS_DEEDS_FIELDS, mem), &deed))
            take_deed(s, &deed, row_int(&r, RIGHTS_DEEDS_AT), row_text(&r, RIGHTS_DEEDS_WHO, mem));
    }
}

/* ---- names ---- */

static const char *number(Arena *mem, int64_t id) { return arena_printf(mem, "%lld", (long long) id); }

/* Those there are, and those that are gone, as they were called last. */
typedef struct SetNamed { const char *name, *mode; } SetNamed;

static void know_set(Story *s, int64_t id, const char *name, const char *mode) {
    SetNamed *n = NEW(s->w->mem, SetNamed);
    *n = (SetNamed){ name, mode };
    map_put(&s->sets, number(s->w->mem, id), n);
}

static const char *text_in(const Value *v) { return v->kind == VALUE_TEXT ? v->data : NULL; }

static void name_sets(Story *s) {
    for (const Object *o = s->first; o; o = o->next)
        if (o->table == &TABLE_ACCESS_PROFILE && !o->is && o->was)
            know_set(s, o->key[0].integer, text_in(&o->before[COL_ACCESS_PROFILE_NAME]), text_in(&o->before[COL_ACCESS_PROFILE_MODE]));
    for (Rows r = db_rows(s->w->tx, &SETS_ALL, NO_VALUES); row_next(&r); )
        know_set(s, row_int(&r, SETS_ALL_ID), row_text(&r, SETS_ALL_NAME, s->w->mem), row_text(&r, SETS_ALL_MODE, s->w->mem));
}

static const char *set_name(const Story *s, const Value *id) {
    const SetNamed *n = id->kind == VALUE_INT ? map_get(&s->sets, number(s->w->mem, id->integer)) : NULL;
    return id->kind != VALUE_INT ? NULL : n && n->name ? n->name : number(s->w->mem, id->integer);
}

typedef struct Ids { VEC(int64_t) rows; } Ids;

static void name_rows(Story *s, Map *names, const Ids *ids, const Statement *by) {
    for (Rows r = db_rows(s->w->tx, by, VALUES(of_ids(ids->rows.items, ids->rows.count))); row_next(&r); )
        map_put(names, number(s->w->mem, row_int(&r, 0)), (void *) (uintptr_t) row_text(&r, 1, s->w->mem));
}

static void name_others(Story *s) {
    Ids accounts = { 0 }, classes = { 0 };
    for (const Object *o = s->first; o; o = o->next) {
        if (o->table == &TABLE_ACCOUNT_MODE || o->table == &TABLE_ACCESS_EXCEPTION || o->table == &TABLE_ACCOUNT_STRUCTURE)
            *VEC_ADD(s->w->mem, &accounts.rows) = o->key[0].integer;
        if (o->table == &TABLE_ACCOUNT_STRUCTURE)
            *VEC_ADD(s->w->mem, &classes.rows) = o->key[1].integer;
    }
    name_rows(s, &s->accounts, &accounts, &RIGHTS_NAMED);
    name_rows(s, &s->classes, &classes, &RIGHTS_CLASS_CODES);
}

static const char *name_in(const Story *s, const Map *names, int64_t id) {
    const char *name = map_get(names, number(s->w->mem, id));
    return name ? name : number(s->w->mem, id);
}

/* ---- what comes of it ---- */

static RightsChange *add(Story *s, const Object *o, RightsChangeKind kind) {
    RightsChange *c = VEC_ADD(s->w->mem, &s->changes);
    bool of_set = o->table == &TABLE_ACCESS_PROFILE || o->table == &TABLE_PROFILE_RIGHT;
    int64_t id = o->key[0].integer;
    const SetNamed *n = of_set ? map_get(&s->sets, number(s->w->mem, id)) : NULL;
    *c = (RightsChange){ .kind = kind, .set = of_set ? id : 0, .account = of_set ? 0 : id, .at = o->at, .by = o->by, .mode = n ? n->mode : NULL,
        .whose = of_set ? n && n->name ? n->name : number(s->w->mem, id) : name_in(s, &s->accounts, id) };
    return c;
}

static bool same(const Value *a, const Value *b) {
    if (a->kind != b->kind || a->kind == VALUE_NULL)
        return a->kind == b->kind;
    return a->kind == VALUE_TEXT ? str_equal(a->data, b->data) : a->integer == b->integer;
}

static const char *shown(const Story *s, const Value *v) {
    return v->kind == VALUE_NULL ? NULL : v->kind == VALUE_TEXT ? v->data : number(s->w->mem, v->integer);
}

static void between(Story *s, const Object *o, RightsChangeKind kind, int column) {
    if (same(&o->before[column], &o->after[column]))
        return;
    RightsChange *c = add(s, o, kind);
    c->before = shown(s, &o->before[column]);
    c->after = shown(s, &o->after[column]);
}

/* A set that began, or is no more, says so: not each right that it held. */
static bool stood_throughout(const Story *s, int64_t set) {
    const Object *o = map_get(&s->by_key, arena_printf(s->w->mem, "%s %lld", TABLE_ACCESS_PROFILE.name, (long long) set));
    return !o || (o->was && o->is);
}

static int64_t rights_of_made(const Story *s, int64_t set) {
    int64_t count = 0;
    for (const Object *o = s->first; o; o = o->next)
        count += o->table == &TABLE_PROFILE_RIGHT && o->key[0].integer == set && o->is;
    return count;
}

static void tell_set(Story *s, const Object *o) {
    bool everything = str_equal(text_in(&o->after[COL_ACCESS_PROFILE_KIND]), "administration");
    if (!o->was && o->is)
        add(s, o, CHANGE_MADE)->after = everything ? NULL : number(s->w->mem, rights_of_made(s, o->key[0].integer));
    else if (o->was && !o->is)
        add(s, o, CHANGE_ENDED);
    else if (o->was) {
        between(s, o, CHANGE_NAME, COL_ACCESS_PROFILE_NAME);
        between(s, o, CHANGE_KIND, COL_ACCESS_PROFILE_KIND);
        between(s, o, CHANGE_IDLE, COL_ACCESS_PROFILE_IDLE_MINUTES);
    }
}

static void tell_right(Story *s, const Object *o) {
    if (o->was != o->is && stood_throughout(s, o->key[0].integer))
        add(s, o, o->is ? CHANGE_GAINED : CHANGE_LOST)->right = o->key[1].data;
}

static void tell_mode(Story *s, const Object *o) {
    const Value *was = &o->before[COL_ACCOUNT_MODE_PROFILE], *is = &o->after[COL_ACCOUNT_MODE_PROFILE];
    if (o->was != o->is || !same(was, is)) {
        RightsChange *c = add(s, o, CHANGE_SET);
        c->mode = o->key[1].data;
        c->before = o->was ? set_name(s, was) : NULL;
        c->after = o->is ? set_name(s, is) : NULL;
    }
    if (o->is && !same(&o->before[COL_ACCOUNT_MODE_EVERY_CLASS], &o->after[COL_ACCOUNT_MODE_EVERY_CLASS]) && (o->was || !o->after[COL_ACCOUNT_MODE_EVERY_CLASS].integer)) {
        RightsChange *c = add(s, o, CHANGE_EVERY_CLASS);
        c->mode = o->key[1].data;
        c->after = shown(s, &o->after[COL_ACCOUNT_MODE_EVERY_CLASS]);
    }
}

static void tell_class(Story *s, const Object *o) {
    if (o->was == o->is)
        return;
    RightsChange *c = add(s, o, CHANGE_CLASS);
    const char *code = name_in(s, &s->classes, o->key[1].integer);
    c->before = o->is ? NULL : code;
    c->after = o->is ? code : NULL;
}

static void tell_exception(Story *s, const Object *o) {
    const char *was = o->was ? shown(s, &o->before[COL_ACCESS_EXCEPTION_ALLOWED]) : NULL, *is = o->is ? shown(s, &o->after[COL_ACCESS_EXCEPTION_ALLOWED]) : NULL;
    if (o->was == o->is && same(&o->before[COL_ACCESS_EXCEPTION_ALLOWED], &o->after[COL_ACCESS_EXCEPTION_ALLOWED]))
        return;
    RightsChange *c = add(s, o, CHANGE_EXCEPTION);
    c->mode = o->key[1].data;
    c->right = o->key[2].data;
    c->before = was;
    c->after = is;
    c->reason = o->is ? text_in(&o->after[COL_ACCESS_EXCEPTION_REASON]) : NULL;
}

typedef struct Teller { const Table *table; void (*tell)(Story *s, const Object *o); } Teller;
static const Teller tellers[] = { { &TABLE_ACCESS_PROFILE, tell_set }, { &TABLE_PROFILE_RIGHT, tell_right }, { &TABLE_ACCOUNT_MODE, tell_mode }, { &TABLE_ACCOUNT_STRUCTURE, tell_class },
    { &TABLE_ACCESS_EXCEPTION, tell_exception } };

/* Sets before accounts; each by its number, so that what is of one stands together; then as it came. */
static int in_order(const void *x, const void *y) {
    const RightsChange *a = x, *b = y;
    if (!a->set != !b->set)
        return a->set ? -1 : 1;
    int64_t one = a->set + a->account, other = b->set + b->account;
    if (one != other)
        return one < other ? -1 : 1;
    return a->kind != b->kind ? (int) a->kind - (int) b->kind : a->at < b->at ? -1 : a->at > b->at;
}

RightsChange *rights_changes(Work *w, Instant from, Instant until, size_t *count) {
    Story s = { .w = w, .by_key = map_new(w->mem), .sets = map_new(w->mem), .accounts = map_new(w->mem), .classes = map_new(w->mem) };
    s.end = &s.first;
    read_deeds(&s, from, until);
    name_sets(&s);
    name_others(&s);
    for (size_t t = 0; t < sizeof tellers / sizeof *tellers; t++)
        for (const Object *o = s.first; o; o = o->next)
            if (o->table == tellers[t].table)
                tellers[t].tell(&s, o);
    if (s.changes.count)
        qsort(s.changes.items, s.changes.count, sizeof *s.changes.items, in_order);
    *count = s.changes.count;
    return s.changes.items;
}
