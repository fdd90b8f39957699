#include "web/doc.h"

#include "base/must.h"
#include "base/vec.h"

#include <string.h>

struct DocItems { const Doc **docs; const char **texts; size_t count, capacity; };

struct Doc {
    Work *w;
    const ReplyType *type;
    int cursor;                 /* where the next key most likely stands: documents are filled in their declared order */
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

static int find(const ReplyType *type, int from, const char *key) {
    for (int i = from; i < type->count; i++)
        if (type->fields[i].key == key || strcmp(type->fields[i].key, key) == 0)
            return i;
    for (int i = 0; i < from; i++)
        if (strcmp(type->fields[i].key, key) == 0)
            return i;
    return -1;
}

static const ReplyField *field_of(Doc *d, const char *key, DocValue **value) {
    int i = find(d->type, d->cursor, key);
    must(i >= 0);               /* the key is declared in the .reply */
    d->cursor = i + 1 < d->type->count ? i + 1 : 0;
    *value = &d->values[i];
    return &d->type->fields[i];
}

/* The place for a value of KIND, or NULL where the actor has no right to it. */
static DocValue *place(Doc *d, const char *key, const ReplyField **field) {
    DocValue *value;
    *field = field_of(d, key, &value);
    if (d->hidden || !has_right(d->w->actor, (*field)->right_id))
        return NULL;
    value->kind = (*field)->kind;
    return value;
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

static bool allowed(const char *const *words_of, const char *word) {
    for (; words_of && *words_of; words_of++)
        if (strcmp(*words_of, word) == 0)
            return true;
    return false;
}

void doc_word(Doc *d, const char *key, const char *word) {
    const ReplyField *f;
    DocValue *v = place(d, key, &f);
    must(f->kind == REPLY_WORD);
    if (v && word && allowed(f->words, word)) {     /* a word of an older base that we no longer know is left out */
        v->text = word;
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

static struct DocItems *items_of(Doc *d, DocValue *v) {
    if (!v->items)
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
    items->texts = vec_room(d->w->mem, items->texts, sizeof *items->texts, items->count, &items->capacity);
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
    d->cursor = (int) (f - d->type->fields);        /* the next item goes to the same list */
    Doc *item = doc_of(d->w, f->of, v == NULL);
    if (!v)
        return item;
    struct DocItems *items = items_of(d, v);
    items->docs = vec_room(d->w->mem, items->docs, sizeof *items->docs, items->count, &items->capacity);
    items->docs[items->count++] = item;
    return item;
}

/* ---- reading ---- */

const DocValue *doc_at(const Doc *d, int field) { return &d->values[field]; }
const ReplyType *doc_type(const Doc *d) { return d->type; }
size_t doc_items(const DocValue *v) { return v->items ? v->items->count : 0; }
const Doc *doc_item(const DocValue *v, size_t i) { return v->items->docs[i]; }
const char *doc_item_text(const DocValue *v, size_t i) { return v->items->texts[i]; }

const DocValue *doc_get(const Doc *d, const char *key) {
    int i = find(d->type, 0, key);
    must(i >= 0);
    return &d->values[i];
}
