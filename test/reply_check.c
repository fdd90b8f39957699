#include "test/reply_check.h"

#include "base/date.h"
#include "base/str.h"
#include "base/vec.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

typedef struct Checker { Arena *mem; Map *met; } Checker;

static const char *check_object(Checker *c, const ReplyType *type, const char *name, const char *path, const json_t *object);

static bool is_minutes(const char *text) {
    int64_t hours, minutes;
    return text && strlen(text) == 5 && text[2] == ':' && str_int((char[]){ text[0], text[1], '\0' }, 0, 23, &hours) && str_int(text + 3, 0, 59, &minutes);
}

static bool is_instant(const char *text) {
    return text && strlen(text) == 24 && text[10] == 'T' && text[23] == 'Z' && day_parse_iso((char[]){ text[0], text[1], text[2], text[3], text[4], text[5], text[6],
        text[7], text[8], text[9], '\0' }) != NO_DAY;
}

static bool is_word(const ReplyField *f, const char *text) {
    for (const char *const *w = f->words; text && w && *w; w++)
        if (str_equal(*w, text))
            return true;
    return false;
}

static bool is_texts(const json_t *list) {
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!json_is_string(json_array_get(list, i)))
            return false;
    return json_is_array(list);
}

static const char *kind_problem(const ReplyField *f, const json_t *v) {
    const char *text = json_string_value(v);
    switch (f->kind) {
    case REPLY_INT: return json_is_integer(v) ? NULL : "not a whole number";
    case REPLY_ID: return json_is_integer(v) && json_integer_value(v) > 0 ? NULL : "not an id";
    case REPLY_BOOL: return json_is_boolean(v) ? NULL : "neither true nor false";
    case REPLY_TEXT: return text ? NULL : "not a text";
    case REPLY_WORD: return is_word(f, text) ? NULL : "not one of its words";
    case REPLY_DAY: return text && strlen(text) == 10 && day_parse_iso(text) != NO_DAY ? NULL : "not a day";
    case REPLY_INSTANT: return is_instant(text) ? NULL : "not an instant";
    case REPLY_MINUTES: return is_minutes(text) ? NULL : "not a time of day";
    case REPLY_OBJECT: return json_is_object(v) ? NULL : "not an object";
    case REPLY_LIST: return json_is_array(v) ? NULL : "not a list";
    case REPLY_TEXTS: return is_texts(v) ? NULL : "not a list of texts";
    }
    return "of no known kind";
}

static const char *check_value(Checker *c, const ReplyField *f, const char *name, const char *path, const json_t *v) {
    if (f->nullable && json_is_null(v))
        return NULL;
    const char *wrong = kind_problem(f, v);
    if (wrong)
        return arena_printf(c->mem, "%s: %s", path, wrong);
    map_put(c->met, name, (void *) (uintptr_t) f);
    if (f->kind == REPLY_OBJECT)
        return check_object(c, f->of, name, path, v);
    for (size_t i = 0; f->kind == REPLY_LIST && !wrong && i < json_array_size(v); i++) {
        const json_t *item = json_array_get(v, i);
        const char *at = arena_printf(c->mem, "%s.%zu", path, i);
        wrong = json_is_object(item) ? check_object(c, f->of, name, at, item) : arena_printf(c->mem, "%s: not an object", at);
    }
    return wrong;
}

static const ReplyField *field_named(const ReplyType *type, const char *key) {
    for (int i = 0; i < type->count; i++)
        if (str_equal(type->fields[i].key, key))
            return &type->fields[i];
    return NULL;
}

/* Rights decide what is absent; so only what is there is judged, and a nullable key, which is always there. */
static const char *check_object(Checker *c, const ReplyType *type, const char *name, const char *path, const json_t *object) {
    const char *key, *wrong = NULL;
    json_t *value;
    json_object_foreach((json_t *) object, key, value) {
        const ReplyField *f = field_named(type, key);
        const char *at = *path ? arena_printf(c->mem, "%s.%s", path, key) : key;
        if (!f || f->html_only)
            return arena_printf(c->mem, "%s: %s", at, f ? "for the page only" : "not declared");
        wrong = check_value(c, f, arena_printf(c->mem, "%s.%s", name, key), at, value);
        if (wrong)
            return wrong;
    }
    for (int i = 0; i < type->count; i++)
        if (type->fields[i].nullable && !type->fields[i].html_only && !type->fields[i].right && !json_object_get(object, type->fields[i].key))
            return arena_printf(c->mem, "%s.%s: nullable, yet absent", path, type->fields[i].key);
    return NULL;
}

const char *reply_check(Arena *mem, Map *met, const ReplyType *type, const char *json, size_t size) {
    Checker c = { mem, met };
    json_t *root = json_loadb(json, size, JSON_REJECT_DUPLICATES, NULL);
    const char *wrong = json_is_object(root) ? check_object(&c, type, type->name, "", root) : "no JSON object, or a key twice";
    json_decref(root);
    return wrong;
}

const char *reply_check_problems(Arena *mem, const char *json, size_t size) {
    json_t *root = json_loadb(json, size, JSON_REJECT_DUPLICATES, NULL), *problems = json_object_get(root, "problems"), *one;
    const char *wrong = json_array_size(problems) > 0 ? NULL : "no problem in it";
    size_t i;
    json_array_foreach(problems, i, one) {
        const char *field = json_string_value(json_object_get(one, "field")), *code = json_string_value(json_object_get(one, "code")),
            *text = json_string_value(json_object_get(one, "text"));
        if (!field || !code || !words_find(code) || str_empty(text) || json_object_size(one) != 3)
            wrong = arena_printf(mem, "problems.%zu: not {field, code, text}", i);
    }
    json_decref(root);
    return wrong;
}

static void add_keys(Arena *mem, const ReplyType *type, const char *name, ReplyKeys *to) {
    for (int i = 0; i < type->count; i++) {
        const ReplyField *f = &type->fields[i];
        if (f->html_only)
            continue;
        const char *key = arena_printf(mem, "%s.%s", name, f->key);
        *VEC_ADD(mem, to) = key;
        if (f->of)
            add_keys(mem, f->of, key, to);
    }
}

void reply_keys(Arena *mem, const ReplyType *type, ReplyKeys *to) { add_keys(mem, type, type->name, to); }
