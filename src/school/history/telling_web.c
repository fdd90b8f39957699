/* Deeds in plain French: what the row is called, which columns the reader may see, and their values by name. */
#include "school/history/history.h"

#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "web/shown.h"

static RightId contact_right(void) {
    static const char name[] = "people.contact";
    for (int f = 0; features[f]; f++)
        for (const RightInfo *r = features[f]->rights; r && r->name; r++)
            if (str_equal(r->name, name))
                return *r->id;
    return 0;
}

/* Who does not see everyone is told of colleagues what their records tell: see HistorySubject. */
Telling *telling_new(Work *w) {
    Telling *t = NEW(w->mem, Telling);
    *t = (Telling){ .w = w, .strict = !w->actor->scope.all, .names = NEW(w->mem, Map) };
    *t->names = map_new(w->mem);
    return t;
}

static bool shows_column(const Telling *t, const Table *table, int column) {
    const ColumnText *text = shown_column(features, table, column);
    return shown_to(t->w, features, text) && (!t->strict || !text->right || may(t->w, contact_right()));
}

/* ---- names ---- */

/* The row's own name; NULL: it has none, is gone, or is out of sight. */
static const char *name_of(Telling *t, const Table *table, int64_t id) {
    const TableText *text = shown_table(features, table);
    const char *key = arena_printf(t->w->mem, "%s %lld", table->name, (long long) id), *name = map_get(t->names, key);
    if (name || !text || !text->find)
        return name && *name ? name : NULL;
    Rows r = db_rows(t->w->tx, text->find, VALUES(of_ids(&id, 1)));
    name = row_next(&r) ? row_text(&r, 1, t->w->mem) : "";
    rows_end(&r);
    map_put(t->names, key, (void *) (uintptr_t) (name ? name : ""));
    return name && *name ? name : NULL;
}

/* ---- many names at once ---- */

struct Wanted { const Table *table; int64_t id; struct Wanted *next; };

static void want(Telling *t, const Table *table, const Value *id) {
    const char *key = id->kind == VALUE_INT ? arena_printf(t->w->mem, "%s %lld", table->name, (long long) id->integer) : NULL;
    if (!key || !map_add(t->names, key, ""))
        return;
    struct Wanted *one = NEW(t->w->mem, struct Wanted);
    *one = (struct Wanted){ table, id->integer, t->wanted };
    t->wanted = one;
}

void telling_note(Telling *t, const HistoryDeed *d) {
    if (!d->table)
        return;
    if (d->table->known)
        want(t, d->table, &d->key[0]);
    for (int i = 0; i < d->table->key_count; i++)
        if (d->table->columns[i].refers)
            want(t, d->table->columns[i].refers, &d->key[i]);
    for (size_t i = 0; i < d->count; i++) {
        const Table *other = d->table->columns[d->fields[i].column].refers;
        if (other)
            want(t, other, &d->fields[i].before);
        if (other)
            want(t, other, &d->fields[i].after);
    }
}

static void learn(Telling *t, const TableText *text) {
    VEC(int64_t) ids = { 0 };
    for (const struct Wanted *one = t->wanted; one; one = one->next)
        if (one->table == text->table)
            *VEC_ADD(t->w->mem, &ids) = one->id;
    if (!ids.count)
        return;
    Rows r = db_rows(t->w->tx, text->find, VALUES(of_ids(ids.items, ids.count)));
    while (row_next(&r)) {
        const char *name = row_text(&r, 1, t->w->mem);
        map_put(t->names, arena_printf(t->w->mem, "%s %lld", text->table->name, (long long) row_int(&r, 0)), (void *) (uintptr_t) (name ? name : ""));
    }
}

void telling_learn(Telling *t) {
    for (int f = 0; features[f]; f++)
        for (const TableText *text = features[f]->tables; text && text->table; text++)
            if (text->find)
                learn(t, text);
    t->wanted = NULL;
}

static const char *value_text_of(Telling *t, const Table *table, int column, const Value *v) {
    const TableColumn *c = &table->columns[column];
    const ColumnText *text = shown_column(features, table, column);
    if (!c->refers || v->kind != VALUE_INT || (text && text->show))
        return shown_value(t->w->mem, text, v);
    const char *name = name_of(t, c->refers, v->integer);
    return name ? name : words(t->w->mem, T_HISTORY_GONE, WITH(ARG_TEXT("number", arena_printf(t->w->mem, "%lld", (long long) v->integer))));
}

static const char *label_of(Telling *t, const Table *table) {
    const TableText *text = shown_table(features, table);
    return text ? words(t->w->mem, text->label, NULL) : table->name;
}

/* What its key says, the subject of the page left out: «DUPONT Léa, 6A, 01/09/2025». */
static const char *key_text(Telling *t, const HistoryDeed *d) {
    Str s = str_new(t->w->mem, 40);
    for (int i = 0; i < d->table->key_count; i++) {
        bool subject = d->table->columns[i].refers == t->root && d->key[i].integer == t->id && t->root;
        if (subject || !shows_column(t, d->table, i))
            continue;
        str_add(&s, s.size ? ", " : "");
        str_add(&s, value_text_of(t, d->table, i, &d->key[i]));
    }
    return s.data;
}

/* A row that is gone is called by what it held. */
static const char *held_name(Telling *t, const HistoryDeed *d) {
    Str s = str_new(t->w->mem, 40);
    for (size_t i = 0; i < d->count && d->kind != HISTORY_CHANGED && s.size < 40; i++) {
        const Value *v = d->kind == HISTORY_MADE ? &d->fields[i].after : &d->fields[i].before;
        if (v->kind != VALUE_TEXT || !shows_column(t, d->table, d->fields[i].column) || (d->table->columns[d->fields[i].column].refers))
            continue;
        str_add(&s, s.size ? " " : "");
        str_add(&s, value_text_of(t, d->table, d->fields[i].column, v));
    }
    return s.data;
}

/* The only row of its table has no name but the table's. */
static const char *row_name(Telling *t, const HistoryDeed *d) {
    const TableText *text = shown_table(features, d->table);
    if (d->table->known && !d->table->auto_id && !d->table->columns[0].refers && !(text && text->find))
        return "";
    const char *name = d->table->known ? name_of(t, d->table, d->key[0].integer) : NULL;
    if (name)
        return name;
    if (d->table->known && !d->table->columns[0].refers && d->kind != HISTORY_CHANGED)
        return held_name(t, d);
    return d->table->known && !d->table->columns[0].refers ? arena_printf(t->w->mem, "n° %s", d->object) : key_text(t, d);
}

const char *telling_name(Telling *t, const Table *table, const char *object) {
    HistoryDeed d = { .table = table, .object = object, .kind = HISTORY_CHANGED, .key = NEW_ARRAY(t->w->mem, Value, (size_t) table->key_count) };
    const char *name = history_key(t->w->mem, table, object, d.key) ? row_name(t, &d) : object;
    return *name ? arena_printf(t->w->mem, "%s %s", label_of(t, table), name) : label_of(t, table);
}

/* ---- who may be told ---- */

/* Who sees everyone sees those that are gone too. */
static bool person_is_seen(Telling *t, const Table *person, int64_t id) { return t->w->actor->scope.all || name_of(t, person, id); }

static bool has_rights(const Table *table) {
    for (int i = 0; i < table->column_count; i++) {
        const ColumnText *text = shown_column(features, table, i);
        if (text && text->right)
            return true;
    }
    return false;
}

/* A row that needs rights and names nobody (an address) is told to who sees everyone, or came to it by the person whose it is. */
static bool persons_are_seen(Telling *t, const Table *table, const Value *key) {
    bool named = table->person && !table->columns[0].refers;
    if (named && !person_is_seen(t, table, key[0].integer))
        return false;
    for (int i = 0; i < table->key_count; i++) {
        const Table *other = table->columns[i].refers;
        bool person = other && other->person;
        if (person && !person_is_seen(t, other, key[i].integer))
            return false;
        named = named || person;
    }
    return named || t->w->actor->scope.all || (t->root && t->root->person) || !has_rights(table);
}

bool telling_shows(Telling *t, const HistoryDeed *d) {
    if (!d->table)
        return t->w->actor->scope.all;          /* it is said that it cannot be read */
    if (!persons_are_seen(t, d->table, d->key))
        return false;
    bool any = d->count == 0;
    for (size_t i = 0; i < d->count && !any; i++)
        any = shows_column(t, d->table, d->fields[i].column);
    return any;
}

/* ---- one line ---- */

/* What a new row holds by itself is not worth a line: no end. */
static bool says_nothing(const HistoryDeed *d, const HistoryField *f) {
    const Value *v = d->kind == HISTORY_ENDED ? &f->before : &f->after;
    return d->kind != HISTORY_CHANGED && v->kind == VALUE_INT && v->integer == DAY_OPEN && str_equal(d->table->columns[f->column].name, "until_day");
}

static void add_field(Telling *t, Doc *item, const HistoryDeed *d, const HistoryField *f) {
    const ColumnText *text = shown_column(features, d->table, f->column);
    if (!shows_column(t, d->table, f->column) || says_nothing(d, f))
        return;
    Doc *field = doc_add(item, "fields");
    doc_text(field, "field", d->table->columns[f->column].name);
    doc_words(field, "label", text->label, NULL);
    if (d->kind != HISTORY_MADE)
        doc_text(field, "before", value_text_of(t, d->table, f->column, &f->before));
    if (d->kind != HISTORY_ENDED)
        doc_text(field, "after", value_text_of(t, d->table, f->column, &f->after));
}

static const HistoryField *only_field(Telling *t, const HistoryDeed *d) {
    const HistoryField *one = NULL;
    int count = 0;
    for (size_t i = 0; d->kind == HISTORY_CHANGED && i < d->count; i++)
        if (shows_column(t, d->table, d->fields[i].column)) {
            one = &d->fields[i];
            count++;
        }
    return count == 1 ? one : NULL;
}

static const char *called(Telling *t, const HistoryDeed *d) {
    const char *name = row_name(t, d);
    return *name ? arena_printf(t->w->mem, "%s %s", label_of(t, d->table), name) : label_of(t, d->table);
}

/* «régime» : externe → demi-pensionnaire. */
static const char *change_text(Telling *t, const HistoryDeed *d, const HistoryField *f) {
    const ColumnText *text = shown_column(features, d->table, f->column);
    return words(t->w->mem, T_HISTORY_CHANGE, WITH(ARG_TEXT("label", words(t->w->mem, text->label, NULL)), ARG_TEXT("before", value_text_of(t, d->table, f->column, &f->before)),
        ARG_TEXT("after", value_text_of(t, d->table, f->column, &f->after))));
}

const char *telling_detail(Telling *t, const HistoryDeed *d) {
    static const TextId texts[] = { [HISTORY_MADE] = T_HISTORY_DETAIL_MADE, [HISTORY_CHANGED] = T_HISTORY_DETAIL_CHANGED, [HISTORY_ENDED] = T_HISTORY_DETAIL_ENDED };
    const HistoryField *one = only_field(t, d);
    if (one)
        return words(t->w->mem, T_HISTORY_DETAIL_ONE, WITH(ARG_TEXT("what", called(t, d)), ARG_TEXT("change", change_text(t, d, one))));
    return words(t->w->mem, texts[d->kind], WITH(ARG_TEXT("what", called(t, d))));
}

/* «MARTIN Claire a changé « régime » : externe → demi-pensionnaire» */
static const char *sentence(Telling *t, const Line *line) {
    static const TextId texts[] = { [HISTORY_MADE] = T_HISTORY_MADE, [HISTORY_CHANGED] = T_HISTORY_CHANGED, [HISTORY_ENDED] = T_HISTORY_ENDED };
    const HistoryDeed *d = &line->deed;
    const HistoryField *one = only_field(t, d);
    if (one)
        return words(t->w->mem, T_HISTORY_CHANGED_ONE, WITH(ARG_TEXT("who", line->who), ARG_TEXT("change", change_text(t, d, one))));
    return words(t->w->mem, texts[d->kind], WITH(ARG_TEXT("who", line->who), ARG_TEXT("what", called(t, d))));
}

void telling_add(Telling *t, Doc *item, const Line *line) {
    static const char *const kinds[] = { [HISTORY_MADE] = "made", [HISTORY_CHANGED] = "changed", [HISTORY_ENDED] = "ended" };
    const HistoryDeed *d = &line->deed;
    doc_int(item, "id", d->id);
    doc_int(item, "work", d->work);
    doc_list(item, "fields");
    if (line->at) {
        doc_int(item, "at", line->at);
        doc_text(item, "by", line->who);
    }
    if (!d->table) {
        doc_words(item, "text", T_HISTORY_UNREADABLE, NULL);
        return;
    }
    doc_text(item, "text", line->at ? sentence(t, line) : telling_detail(t, d));
    doc_bool(item, "single", only_field(t, d) != NULL);
    doc_text(item, "table", d->table->name);
    doc_text(item, "object", d->object);
    doc_text(item, "name", called(t, d));
    doc_word(item, "kind", kinds[d->kind]);
    doc_text(item, "source", d->source);
    for (size_t i = 0; i < d->count; i++)
        add_field(t, item, d, &d->fields[i]);
}

/* ---- why not ---- */

static const char *last_by(Telling *t, int64_t work) {
    if (!work)
        return words(t->w->mem, T_HISTORY_SOMETHING_ELSE, NULL);
    return words(t->w->mem, T_HISTORY_OPERATION, WITH(ARG_TEXT("number", arena_printf(t->w->mem, "%lld", (long long) work))));
}

static const char *column_label(Telling *t, const Table *table, int column) {
    const ColumnText *text = column >= 0 ? shown_column(features, table, column) : NULL;
    return text ? words(t->w->mem, text->label, NULL) : column >= 0 ? table->columns[column].name : "";
}

const char *reason_text(Telling *t, const UndoReason *r) {
    Arena *mem = t->w->mem;
    const char *what = r->table && r->object ? telling_name(t, r->table, r->object) : "", *by = last_by(t, r->work);
    const char *other = r->by_table && r->by_object ? telling_name(t, r->by_table, r->by_object) : "";
    switch (r->why) {
    case UNDO_UNKNOWN: return words(mem, T_UNDO_UNKNOWN, NULL);
    case UNDO_OLD: return words(mem, T_UNDO_OLD, WITH(ARG_INT("n", UNDO_DAYS)));
    case UNDO_DONE: return words(mem, T_UNDO_DONE, WITH(ARG_TEXT("by", by)));
    case UNDO_TOUCHED:
        if (r->column < 0)
            return words(mem, T_UNDO_TOUCHED_ROW, WITH(ARG_TEXT("what", what), ARG_TEXT("by", by)));
        return words(mem, T_UNDO_TOUCHED, WITH(ARG_TEXT("what", what), ARG_TEXT("label", column_label(t, r->table, r->column)), ARG_TEXT("by", by)));
    case UNDO_REFERRED: return words(mem, T_UNDO_REFERRED, WITH(ARG_TEXT("what", what), ARG_TEXT("other", other), ARG_TEXT("by", by)));
    case UNDO_MISSING: return words(mem, T_UNDO_MISSING, WITH(ARG_TEXT("what", what), ARG_TEXT("other", other), ARG_TEXT("by", by)));
    case UNDO_TAKEN:
        return words(mem, T_UNDO_TAKEN, WITH(ARG_TEXT("what", what), ARG_TEXT("label", column_label(t, r->table, r->column)), ARG_TEXT("other", other), ARG_TEXT("by", by)));
    }
    return "";
}
