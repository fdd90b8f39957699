#include "web/doc.h"

#include "base/must.h"

#include <string.h>

struct DocItems { union { const Doc **docs; const char **texts; }; size_t count, capacity; };

struct Doc {
    Work *w;
    const ReplyType *type;
    int cursor;                 /* behind the last key: documents are mostly filled in their declared order */
    bool hidden;                /* what the actor may not see swallows what it is given */
    DocValue values[];
};

static Doc *doc_of(Work *w, const ReplyType *type, bool hidden) {
    Doc *d = arena_alloc(w->mem, sizeof *d + (size_t) type->count * sizeof(DocValue), _Alignof(Doc));
    d->w = w;
    d->type = type;
    d->hidden = hidden;
    return d;
}

Doc *doc_new(Work *w, const ReplyType *type) {
    return doc_of(w, type, false);
}

/* The linker keeps one copy of equal literals: mostly the address tells. The key is that at FROM, the one before (a list is added to), or any. */
static int find(const ReplyType *type, int from, const char *key) {
    int near = from ? from - 1 : 0;
    for (int i = near; i < type->count; i++)
        if (type->fields[i].key == key)
            return i;
    for (int i = 0; i < near; i++)
        if (type->fields[i].key == key)
            return i;
    for (int i = 0; i < type->count; i++)
        if (strcmp(type->fields[i].key, key) == 0)
            return i;
    return -1;
}

/* The place for a value, or NULL where the actor has no right to it. */
static DocValue *place(Doc *d, const char *key, const ReplyField **field) {
    const ReplyType *type = d->type;
    int i = find(type, d->cursor, key);
    must(i >= 0);               /* the key is declared in the .reply */
    d->cursor = i + 1;
    const ReplyField *f = *field = &type->fields[i];
    if (d->hidden || (f->right_id && !has_right(d->w->actor, f->right_id)))
        return NULL;
    d->values[i].kind = f->kind;
    return &d->values[i];
}

void doc_int(Doc *d, const char *key, int64_t number) {
    const ReplyField *f;
    DocValue *v = place(d, key, &f);
    must(f->kind == REPLY_INT || f->kind == REPLY_ID || f->kind == REPLY_MINUTES || f->kind == REPLY_INSTANT);
    if (v) {
        v->number = number;
        v->set = true;
    }
}

void doc_bool(Doc *d, const char *key, bool yes) {
    const ReplyField *f;
    DocValue *v = place(d, key, &f);
    must(f->kind == REPLY_BOOL);
    if (v) {
        v->number = yes;
        v->set = true;
    }
}

void doc_text(Doc *d, const char *key, const char *text) {
    const ReplyField *f;
    DocValue *v = place(d, key, &f);
    must(f->kind == REPLY_TEXT);
    if (v && text) {
        v->text = text;
        v->set = true;
    }
}

void doc_words(Doc *d, const char *key, TextId id, const WordArg *args) {
    doc_text(d, key, words(d->w->mem, id, args));
}

/* Ours, which lasts, whatever becomes of the one given. */
static const char *known_word(const char *const *words_of, const char *word) {
    for (; words_of && *words_of; words_of++)
        if (strcmp(*words_of, word) == 0)
            return *words_of;
    return NULL;
}

void doc_word(Doc *d, const char *key, const char *word) {
    const ReplyField *f;
    DocValue *v = place(d, key, &f);
    must(f->kind == REPLY_WORD);
    const char *known = v && word ? known_word(f->words, word) : NULL;     /* a word of an older base that we no longer know is left out */
    if (known) {
        v->text = known;
        v->set = true;
    }
}

void doc_day(Doc *d, const char *key, Day day) {
    const ReplyField *f;
    DocValue *v = place(d, key, &f);
    must(f->kind == REPLY_DAY);
    if (v && day != NO_DAY) {
        v->number = day;
        v->set = true;
    }
}

/* ---- lists and objects ---- */

/* Most lists hold one or two items: a parent's children, a pupil's given names. */
static void make_room(Arena *mem, struct DocItems *items) {
    if (items->count < items->capacity)
        return;
    size_t wanted = items->capacity ? items->capacity * 2 : 2;
    const Doc **moved = NEW_ARRAY(mem, const Doc *, wanted);
    if (items->count)
        memcpy(moved, items->docs, items->count * sizeof *moved);
    items->docs = moved;
    items->capacity = wanted;
}

static struct DocItems *items_of(Doc *d, DocValue *v) {
    if (!v->set)
        v->items = NEW(d->w->mem, struct DocItems);
    v->set = true;
    return v->items;
}

void doc_list(Doc *d, const char *key) {
    const ReplyField *f;
    DocValue *v = place(d, key, &f);
    must(f->kind == REPLY_LIST || f->kind == REPLY_TEXTS);
    if (v)
        items_of(d, v);
}

void doc_add_text(Doc *d, const char *key, const char *text) {
    const ReplyField *f;
    DocValue *v = place(d, key, &f);
    must(f->kind == REPLY_TEXTS);
    if (!v || !text)
        return;
    struct DocItems *items = items_of(d, v);
    make_room(d->w->mem, items);
    items->texts[items->count++] = text;
}

Doc *doc_object(Doc *d, const char *key) {
    const ReplyField *f;
    DocValue *v = place(d, key, &f);
    must(f->kind == REPLY_OBJECT);
    Doc *object = doc_of(d->w, f->of, v == NULL);
    if (v) {
        v->object = object;
        v->set = true;
    }
    return object;
}

Doc *doc_add(Doc *d, const char *key) {
    const ReplyField *f;
    DocValue *v = place(d, key, &f);
    must(f->kind == REPLY_LIST);
    Doc *item = doc_of(d->w, f->of, v == NULL);
    if (!v)
        return item;
    struct DocItems *items = items_of(d, v);
    make_room(d->w->mem, items);
    items->docs[items->count++] = item;
    return item;
}

/* Lists to be sorted are short, and mostly sorted already. */
void doc_sort(Doc *d, const char *key, const char *by) {
    const ReplyField *f;
    DocValue *v = place(d, key, &f);
    must(f->kind == REPLY_LIST);
    if (!v || !v->set || v->items->count < 2)
        return;
    int field = find(f->of, 0, by);
    must(field >= 0 && f->of->fields[field].kind == REPLY_INT);
    const Doc **docs = v->items->docs;
    for (size_t i = 1; i < v->items->count; i++) {
        const Doc *moved = docs[i];
        size_t at = i;
        for (; at && docs[at - 1]->values[field].number > moved->values[field].number; at--)
            docs[at] = docs[at - 1];
        docs[at] = moved;
    }
}

/* ---- reading ---- */

const DocValue *doc_at(const Doc *d, int field) { return &d->values[field]; }
const ReplyType *doc_type(const Doc *d) { return d->type; }
size_t doc_items(const DocValue *v) { return v->set && (v->kind == REPLY_LIST || v->kind == REPLY_TEXTS) ? v->items->count : 0; }
const Doc *doc_item(const DocValue *v, size_t i) { return v->items->docs[i]; }
const char *doc_item_text(const DocValue *v, size_t i) { return v->items->texts[i]; }

const DocValue *doc_get(const Doc *d, const char *key) {
    int i = find(d->type, 0, key);
    must(i >= 0);
    return &d->values[i];
}

/* ---- what is told to whom it concerns ---- */

bool reply_holds_told(const ReplyType *type) {
    for (int i = 0; type && i < type->count; i++)
        if (type->fields[i].data_class == CLASS_TOLD || reply_holds_told(type->fields[i].of))
            return true;
    return false;
}

static bool value_is_told(const ReplyField *f, const DocValue *v) {
    if (!v->set)
        return false;
    if (f->kind == REPLY_OBJECT)
        return doc_shows_told(v->object);
    if (f->kind != REPLY_LIST && f->kind != REPLY_TEXTS)
        return f->data_class == CLASS_TOLD;
    if (f->data_class == CLASS_TOLD)
        return v->items->count > 0;
    for (size_t i = 0; f->kind == REPLY_LIST && reply_holds_told(f->of) && i < v->items->count; i++)
        if (doc_shows_told(v->items->docs[i]))
            return true;
    return false;
}

bool doc_shows_told(const Doc *d) {
    for (int i = 0; i < d->type->count; i++)
        if (value_is_told(&d->type->fields[i], &d->values[i]))
            return true;
    return false;
}
