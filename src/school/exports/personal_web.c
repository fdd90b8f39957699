/* One person's data, told part by part: which rows are theirs, and how each value reads when nobody else is named. */
#include "school/exports/exports.h"

#include "base/map.h"
#include "base/must.h"
#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/files/files.h"
#include "school/history/history.h"
#include "web/shown.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS_MOST 64
#define KEYS_MOST 8
#define LINES_AT_ONCE 200

/* What was found, once: told as often as there are files to make of it. */
typedef enum ToldKind { TOLD_PART, TOLD_ROW, TOLD_FIELD, TOLD_ROW_END, TOLD_PART_END } ToldKind;
typedef struct Told { ToldKind kind; const char *name, *label, *json, *text; } Told;

struct Personal {
    Work *w;                            /* its memory lasts; a row's is the row's own */
    Arena *row;
    const Whose *whose;
    Map others, kinds, names, acts;
    const char *reader;                 /* what the reader is called */
    int64_t other_count;
    VEC(Told) told;
    Map labels;
    bool begun;                         /* the part has a row */
    const char *part, *label;
};

/* ---- whose ---- */

Whose whose_data(Work *w, int64_t person, int64_t account) {
    VEC(int64_t) persons = { 0 };
    VEC(int64_t) accounts = { 0 };
    Whose whose = { .reader = w->actor->person };
    for (Rows r = db_rows(w->tx, &COPY_PERSONS, VALUES(of_int(person))); row_next(&r); ) {
        whose.name = whose.name ? whose.name : row_text(&r, COPY_PERSONS_DISPLAY_NAME, w->mem);
        *VEC_ADD(w->mem, &persons) = row_int(&r, COPY_PERSONS_ID);
    }
    for (Rows r = db_rows(w->tx, &COPY_ACCOUNTS, VALUES(of_ids(persons.items, persons.count))); row_next(&r); )
        if (row_int(&r, COPY_ACCOUNTS_ID) != account)
            *VEC_ADD(w->mem, &accounts) = row_int(&r, COPY_ACCOUNTS_ID);
    if (account)
        *VEC_ADD(w->mem, &accounts) = account;
    whose.persons = persons.items;
    whose.person_count = persons.count;
    whose.accounts = accounts.items;
    whose.account_count = accounts.count;
    whose.name = whose.name ? whose.name : w->actor->display_name;
    return whose;
}

static bool among(const int64_t *ids, size_t count, int64_t id) {
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}

static bool is_own(const Personal *p, char whose, int64_t id) {
    const Whose *o = p->whose;
    return whose == 'p' ? among(o->persons, o->person_count, id) : whose == 'a' && among(o->accounts, o->account_count, id);
}

/* ---- values ---- */

typedef struct Said { const char *json, *text; } Said;

static const char *quoted(Arena *mem, const char *text) {
    Str s = str_new(mem, strlen(text) + 8);
    str_quote(&s, text);
    return s.data;
}

static Said said(Arena *mem, const char *word, const char *text) { return (Said){ quoted(mem, word), text }; }

/* The same number for the same person, in each file of the copy. */
static int64_t other_number(Personal *p, int64_t id) {
    const char *key = arena_printf(p->row, "%lld", (long long) id);
    const int64_t *number = map_get(&p->others, key);
    if (number)
        return *number;
    int64_t *one = NEW(p->w->mem, int64_t);
    *one = ++p->other_count;
    map_put(&p->others, key, one);
    return *one;
}

static Said say_person(Personal *p, int64_t id) {
    if (is_own(p, 'p', id))
        return said(p->row, "self", words(p->row, T_EXPORTS_SELF, NULL));
    if (id == p->whose->reader) {
        p->reader = p->reader ? p->reader : db_text(p->w->tx, &COPY_READER, VALUES(of_int(id)));
        return p->reader ? said(p->row, p->reader, p->reader) : (Said){ "null", NULL };
    }
    int64_t number = other_number(p, id);
    return said(p->row, arena_printf(p->row, "other-%lld", (long long) number), words(p->row, T_EXPORTS_OTHER, WITH(ARG_INT("number", number))));
}

static Said say_account(Personal *p, int64_t id) {
    if (!id)
        return said(p->row, "program", words(p->row, T_JOBS_BY_ITSELF, NULL));
    if (is_own(p, 'a', id))
        return said(p->row, "self", words(p->row, T_EXPORTS_SELF, NULL));
    const char *key = arena_printf(p->row, "%lld", (long long) id), *kind = map_get(&p->kinds, key);
    if (!kind) {
        kind = db_text(p->w->tx, &COPY_ACCOUNT_KIND, VALUES(of_int(id)));
        map_put(&p->kinds, key, (void *) (uintptr_t) arena_text(p->w->mem, kind ? kind : "nobody"));
        kind = map_get(&p->kinds, key);
    }
    TextId text = words_find(arena_printf(p->row, "kind.%s", kind));
    return said(p->row, kind, text ? words(p->row, text, NULL) : words(p->row, T_HISTORY_SOMEBODY, NULL));
}

/* What a row of another table is called; of tables that bear people, nothing. */
static Said say_row(Personal *p, const Table *t, int64_t id) {
    const TableText *text = t->person ? NULL : shown_table(features, t);
    const char *key = arena_printf(p->row, "%s %lld", t->name, (long long) id), *name = map_get(&p->names, key);
    if (!name && text && text->find) {
        Rows r = db_rows(p->w->tx, text->find, VALUES(of_ids(&id, 1)));
        name = row_next(&r) ? row_text(&r, 1, p->w->mem) : NULL;
        rows_end(&r);
        map_put(&p->names, key, (void *) (uintptr_t) (name ? name : ""));
    }
    const char *number = arena_printf(p->row, "%lld", (long long) id);
    return str_empty(name) ? (Said){ number, number } : said(p->row, name, name);
}

static Said say_number(Personal *p, const Table *t, int column, const ColumnText *text, const Value *v) {
    const TableColumn *c = &t->columns[column];
    Arena *mem = p->row;
    if (c->whose == 'p')
        return say_person(p, v->integer);
    if (c->whose == 'a')
        return say_account(p, v->integer);
    if (c->refers)
        return say_row(p, c->refers, v->integer);
    if (c->holds == 'w')
        return said(mem, instant_iso(mem, v->integer), instant_words(mem, v->integer));
    if (c->holds == 'd')
        return said(mem, day_iso(mem, (Day) v->integer), text ? shown_value(mem, text, v) : day_french(mem, (Day) v->integer));
    if (c->holds == 'y')
        return (Said){ v->integer ? "true" : "false", words(mem, v->integer ? T_WORD_YES : T_WORD_NO, NULL) };
    return (Said){ arena_printf(mem, "%lld", (long long) v->integer), shown_value(mem, text, v) };
}

static Said say(Personal *p, const Table *t, int column, const Value *v) {
    const ColumnText *text = shown_column(features, t, column);
    if (v->kind == VALUE_NULL)
        return (Said){ "null", NULL };
    if (v->kind == VALUE_INT)
        return say_number(p, t, column, text, v);
    const char *plain = arena_text_n(p->row, v->data, v->size);
    TextId act = str_equal(t->columns[column].name, "act") ? shown_act(features, plain) : 0;
    return said(p->row, plain, act ? words(p->row, act, NULL) : shown_value(p->row, text, v));
}

/* ---- rows ---- */

static void note(Personal *p, ToldKind kind) { *VEC_ADD(p->w->mem, &p->told) = (Told){ .kind = kind }; }

/* Each label once, however many rows. */
static const char *kept_label(Personal *p, const char *label) {
    const char *kept = map_get(&p->labels, label);
    if (!kept)
        map_put(&p->labels, label, (void *) (uintptr_t) (kept = arena_text(p->w->mem, label)));
    return kept;
}

static void begin_row(Personal *p) {
    if (!p->begun)
        *VEC_ADD(p->w->mem, &p->told) = (Told){ .kind = TOLD_PART, .name = p->part, .label = kept_label(p, p->label) };
    p->begun = true;
    note(p, TOLD_ROW);
}

static void begin_part(Personal *p, const char *name, const char *label) {
    p->part = name;
    p->label = label;
    p->begun = false;
}

static void end_part(Personal *p) {
    if (p->begun)
        note(p, TOLD_PART_END);
}

/* NAME is the program's own. */
static void tell(Personal *p, const char *name, const char *label, Said s) {
    *VEC_ADD(p->w->mem, &p->told) = (Told){ TOLD_FIELD, name, kept_label(p, label), arena_text(p->w->mem, s.json), arena_text(p->w->mem, s.text) };
}

/* ROW: its key at least. */
static bool tells_column(const Personal *p, const Table *t, int column, const Value *row) {
    const ColumnText *text = shown_column(features, t, column);
    if (!export_has_column(t, column) || (text && text->others))
        return false;
    int about = text && text->about && text->about <= t->key_count ? text->about - 1 : -1;
    return about < 0 || is_own(p, 'p', row[about].integer) || row[about].integer == p->whose->reader;
}

static void tell_unsealed(Personal *p, const Table *t, const Value *row) {
    const char *texts[UNSEALED_MOST];
    Work at_once = *p->w;
    at_once.mem = p->row;
    if (!export_unsealed_name(t, 0) || !export_unseal(&at_once, t, row[0].integer, texts))
        return;
    for (int i = 0; export_unsealed_name(t, i); i++)
        tell(p, export_unsealed_name(t, i), export_unsealed_label(p->row, t, i), texts[i] ? said(p->row, texts[i], texts[i]) : (Said){ "null", NULL });
}

static void tell_row(Personal *p, const Table *t, const Value *row) {
    begin_row(p);
    for (int c = 0; c < t->column_count; c++)
        if (tells_column(p, t, c, row))
            tell(p, t->columns[c].name, export_column_label(p->row, t, c), say(p, t, c, &row[c]));
    tell_unsealed(p, t, row);
    note(p, TOLD_ROW_END);
}

/* Whom its rows are about: the persons of its key, else the first it names; if none, the account it belongs to. */
static int subjects_of(const Table *t, int *columns) {
    int count = 0;
    for (int c = 0; c < t->key_count; c++)
        if (t->columns[c].whose == 'p')
            columns[count++] = c;
    for (int c = t->key_count; c < t->column_count && !count; c++)
        if (t->columns[c].whose == 'p')
            columns[count++] = c;
    for (int c = 0; c < t->column_count && !count; c++)
        if (t->columns[c].whose == 'a')
            columns[count++] = c;
    return count;
}

/* Words to search by, and the like: made from what stands elsewhere. */
static bool is_derived(const Table *t) {
    for (int f = 0; features[f]; f++)
        for (const TableHook *h = features[f]->hooks; h && h->table; h++)
            if (h->keeps == t)
                return true;
    return false;
}

typedef struct Key { Value values[KEYS_MOST]; int count; } Key;
typedef VEC(Key) Keys;

static int compare_keys(const void *a, const void *b) {
    const Key *x = a, *y = b;
    for (int i = 0; i < x->count; i++) {
        const Value *v = &x->values[i], *u = &y->values[i];
        int order = v->kind == VALUE_INT ? (v->integer > u->integer) - (v->integer < u->integer) : strcmp(v->data, u->data);
        if (order)
            return order;
    }
    return 0;
}

static void find_keys(Personal *p, const Table *t, int column, Keys *keys) {
    const Whose *o = p->whose;
    bool people = t->columns[column].whose == 'p';
    const int64_t *ids = people ? o->persons : o->accounts;
    size_t count = people ? o->person_count : o->account_count;
    if (!count)
        return;
    must(t->key_count <= KEYS_MOST && t->column_count <= COLUMNS_MOST);
    for (Rows r = db_rows(p->w->tx, t->columns[column].of, VALUES(of_ids(ids, count))); row_next(&r); ) {
        Key *key = VEC_ADD(p->row, keys);
        key->count = t->key_count;
        for (int i = 0; i < t->key_count; i++)
            key->values[i] = t->columns[i].type == 't' ? of_text(row_text(&r, i, p->row)) : of_int(row_int(&r, i));
    }
}

static void tell_table(Personal *p, const Table *t) {
    int columns[COLUMNS_MOST];
    Arena *outer = p->row, *mine = p->row = arena_child(outer);
    int count = subjects_of(t, columns);
    Keys keys = { 0 };
    for (int i = 0; i < count; i++)
        find_keys(p, t, columns[i], &keys);
    if (keys.count)
        qsort(keys.items, keys.count, sizeof *keys.items, compare_keys);
    begin_part(p, t->name, export_table_label(mine, t));
    for (size_t i = 0; i < keys.count; i++) {
        Value row[COLUMNS_MOST];
        if (i && compare_keys(&keys.items[i], &keys.items[i - 1]) == 0)
            continue;                   /* it names them twice */
        p->row = arena_child(mine);
        if (change_read(p->w->tx, t, keys.items[i].values, row, p->row))
            tell_row(p, t, row);
        arena_free(p->row);
    }
    end_part(p);
    p->row = outer;
    arena_free(mine);
}

/* What the person's own row refers to. */
static void tell_referred(Personal *p, const Table *t) {
    for (int c = t->key_count; c < t->column_count; c++) {
        const Table *other = t->columns[c].refers;
        Value row[COLUMNS_MOST], to[COLUMNS_MOST];
        if (!other || other == t || other->key_count != 1 || !export_has(other))
            continue;
        begin_part(p, other->name, export_table_label(p->row, other));
        for (size_t i = 0; i < p->whose->person_count; i++)
            if (change_read(p->w->tx, t, KEY(of_int(p->whose->persons[i])), row, p->row) && row[c].kind == VALUE_INT && change_read(p->w->tx, other, &row[c], to, p->row))
                tell_row(p, other, to);
        end_part(p);
    }
}

/* ---- history ---- */

/* Of rows whose key names nobody, those that are about the person now. */
static bool is_about(Personal *p, const HistoryDeed *d) {
    int columns[COLUMNS_MOST];
    Value row[COLUMNS_MOST];
    int count = d->table ? subjects_of(d->table, columns) : 0;
    if (d->table && !count)
        return true;                    /* what their own row refers to */
    for (int i = 0; i < count; i++)
        if (columns[i] < d->table->key_count && is_own(p, d->table->columns[columns[i]].whose, d->key[columns[i]].integer))
            return true;
    if (!count || columns[0] < d->table->key_count || !change_read(p->w->tx, d->table, d->key, row, p->row))
        return false;
    return is_own(p, d->table->columns[columns[0]].whose, row[columns[0]].integer);
}

static void tell_change(Personal *p, const Table *t, const HistoryField *f, HistoryKind kind) {
    Said before = say(p, t, f->column, &f->before), after = say(p, t, f->column, &f->after);
    const char *nothing = words(p->row, T_WORD_NOTHING, NULL), *was = before.text ? before.text : nothing, *is = after.text ? after.text : nothing;
    Said s = { arena_printf(p->row, "[%s,%s]", before.json, after.json), kind == HISTORY_MADE ? after.text : kind == HISTORY_ENDED ? before.text :
        words(p->row, T_EXPORTS_CHANGE, WITH(ARG_TEXT("before", was), ARG_TEXT("after", is))) };
    tell(p, t->columns[f->column].name, export_column_label(p->row, t, f->column), s);
}

static void tell_deed(Personal *p, const HistoryDeed *d, Instant at, int64_t account, const char *act) {
    static const TextId kinds[] = { [HISTORY_MADE] = T_EXPORTS_MADE, [HISTORY_CHANGED] = T_EXPORTS_CHANGED, [HISTORY_ENDED] = T_EXPORTS_ENDED };
    static const char *const codes[] = { [HISTORY_MADE] = "made", [HISTORY_CHANGED] = "changed", [HISTORY_ENDED] = "ended" };
    Arena *mem = p->row;
    TextId known = shown_act(features, act);
    begin_row(p);
    tell(p, "history_at", words(mem, T_EXPORTS_COLUMN_AT, NULL), said(mem, instant_iso(mem, at), instant_words(mem, at)));
    tell(p, "history_act", words(mem, T_EXPORTS_COLUMN_ACT, NULL), said(mem, act ? act : "", words(mem, known ? known : T_ACT_OTHER, NULL)));
    tell(p, "history_by", words(mem, T_HISTORY_BY, NULL), say_account(p, account));
    tell(p, "history_table", words(mem, T_EXPORTS_COLUMN_TABLE_NAME, NULL), said(mem, d->table->name, export_table_label(mem, d->table)));
    tell(p, "history_kind", words(mem, T_EXPORTS_COLUMN_KIND, NULL), said(mem, codes[d->kind], words(mem, kinds[d->kind], NULL)));
    if (d->source)
        tell(p, "history_source", words(mem, T_EXPORTS_COLUMN_SOURCE, NULL), said(mem, d->source, d->source));
    for (int c = 0; c < d->table->key_count; c++)
        if (tells_column(p, d->table, c, d->key))
            tell(p, d->table->columns[c].name, export_column_label(mem, d->table, c), say(p, d->table, c, &d->key[c]));
    for (size_t i = 0; i < d->count; i++)
        if (tells_column(p, d->table, d->fields[i].column, d->key))
            tell_change(p, d->table, &d->fields[i], d->kind);
    note(p, TOLD_ROW_END);
}

static const char *act_of(Personal *p, int64_t work) {
    const char *key = arena_printf(p->row, "%lld", (long long) work), *act = map_get(&p->acts, key);
    if (!act)
        map_put(&p->acts, key, (void *) (uintptr_t) (act = db_text(p->w->tx, &COPY_WORK_ACT, VALUES(of_int(work)))));
    return act;
}

static void tell_person_history(Personal *p, int64_t person) {
    Arena *outer = p->row;
    size_t count = LINES_AT_ONCE;
    for (int64_t before = INT64_MAX; count == LINES_AT_ONCE && tx_ok(p->w->tx); ) {
        Work at_once = *p->w;
        at_once.mem = p->row = arena_child(outer);
        Line *lines = lines_of(&at_once, &(HistorySubject){ .root = "person", .id = person, .follow = "address" }, before, LINES_AT_ONCE, &count);
        for (size_t i = 0; i < count; i++) {
            before = lines[i].deed.id;
            if (is_about(p, &lines[i].deed))
                tell_deed(p, &lines[i].deed, lines[i].at, lines[i].account, act_of(p, lines[i].deed.work));
        }
        arena_free(p->row);
    }
    p->row = outer;
}

typedef struct AccountDeed { HistoryDeed deed; Instant at; int64_t account; const char *act; } AccountDeed;

/* A page of an account's lines, the newest first, from before *BEFORE on; what is told asks statements of its own, so they are read first. */
static AccountDeed *account_deeds(Personal *p, int64_t account, int64_t *before, size_t *lines, size_t *count) {
    const Table *table = history_table(p->w->tx, "account");
    AccountDeed *all = NEW_ARRAY(p->row, AccountDeed, LINES_AT_ONCE);
    *lines = *count = 0;
    Rows r = db_rows(p->w->tx, &COPY_ACCOUNT_LINES, VALUES(of_text(arena_printf(p->row, "%lld", (long long) account)), of_int(*before), of_int(LINES_AT_ONCE)));
    for (; row_next(&r); (*lines)++) {
        AccountDeed one = { .at = row_int(&r, COPY_ACCOUNT_LINES_AT), .account = row_int(&r, COPY_ACCOUNT_LINES_ACCOUNT), .act = row_text(&r, COPY_ACCOUNT_LINES_ACT, p->row) };
        *before = row_int(&r, COPY_ACCOUNT_LINES_ID);
        if (!table || !history_deed(p->row, table, row_text(&r, COPY_ACCOUNT_LINES_OBJECT, p->row), row_peek(&r, COPY_ACCOUNT_LINES_FIELDS), &one.deed))
            continue;
        one.deed.source = row_text(&r, COPY_ACCOUNT_LINES_SOURCE, p->row);
        all[(*count)++] = one;
    }
    return all;
}

static void tell_account_history(Personal *p, int64_t account) {
    Arena *outer = p->row;
    size_t lines = LINES_AT_ONCE, count;
    for (int64_t before = INT64_MAX; lines == LINES_AT_ONCE && tx_ok(p->w->tx); ) {
        p->row = arena_child(outer);
        AccountDeed *all = account_deeds(p, account, &before, &lines, &count);
        for (size_t i = 0; i < count; i++)
            tell_deed(p, &all[i].deed, all[i].at, all[i].account, all[i].act);
        arena_free(p->row);
    }
    p->row = outer;
}

/* ---- files ---- */

const char *personal_file_name(Arena *mem, int64_t id, const char *kind, const char *title, const char *type) {
    const DocumentType *known = document_type_named(type);
    bool photo = str_equal(kind, "photo");
    return arena_printf(mem, "%lld %s.%s", (long long) id, photo ? words(mem, T_EXPORTS_PHOTO, NULL) : title, photo ? "jpg" : known ? known->extension : "bin");
}

static void tell_files(Personal *p) {
    Arena *outer = p->row, *mine = p->row = arena_child(outer);
    begin_part(p, "files", words(mine, T_EXPORTS_FILES, NULL));
    for (Rows r = db_rows(p->w->tx, &COPY_FILES, VALUES(of_ids(p->whose->persons, p->whose->person_count))); row_next(&r); ) {
        const char *name = personal_file_name(mine, row_int(&r, COPY_FILES_ID), row_text(&r, COPY_FILES_KIND, mine), row_text(&r, COPY_FILES_TITLE, mine),
            row_text(&r, COPY_FILES_TYPE, mine));
        const char *number = arena_printf(mine, "%lld", (long long) row_int(&r, COPY_FILES_ID));
        begin_row(p);
        tell(p, "file", words(mine, T_EXPORTS_COLUMN_ID, NULL), (Said){ number, number });
        tell(p, "path", words(mine, T_EXPORTS_COLUMN_NAME, NULL), said(mine, name, name));
        note(p, TOLD_ROW_END);
    }
    end_part(p);
    p->row = outer;
    arena_free(mine);
}

static void find_all(Personal *p) {
    const Table *root = history_table(p->w->tx, "person");
    tell_table(p, root);
    tell_referred(p, root);
    for (int place = YEAR; place <= SCHOOL; place++)
        for (const Table *const *t = all_tables; *t; t++)
            if (tx_ok(p->w->tx) && (*t)->place == (Place) place && *t != root && export_has(*t) && !is_derived(*t))
                tell_table(p, *t);
    tell_files(p);
    begin_part(p, "history", words(p->row, T_HISTORY_TITLE, NULL));
    for (size_t i = 0; i < p->whose->person_count; i++)
        tell_person_history(p, p->whose->persons[i]);
    for (size_t i = 0; i < p->whose->account_count; i++)
        tell_account_history(p, p->whose->accounts[i]);
    end_part(p);
}

Personal *personal_new(Work *w, const Whose *whose) {
    Personal *p = NEW(w->mem, Personal);
    *p = (Personal){ .w = w, .row = w->mem, .whose = whose, .others = map_new(w->mem), .kinds = map_new(w->mem), .names = map_new(w->mem), .acts = map_new(w->mem),
        .labels = map_new(w->mem) };
    find_all(p);
    return p;
}

void personal_tell(const Personal *p, const Teller *to) {
    for (size_t i = 0; i < p->told.count; i++) {
        const Told *t = &p->told.items[i];
        switch (t->kind) {
        case TOLD_PART: to->part(to->context, t->name, t->label); break;
        case TOLD_ROW: to->row(to->context); break;
        case TOLD_FIELD: to->field(to->context, t->name, t->label, t->json, t->text); break;
        case TOLD_ROW_END: to->row_end(to->context); break;
        case TOLD_PART_END: to->part_end(to->context); break;
        }
    }
}
