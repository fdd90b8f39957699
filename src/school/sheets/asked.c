/* What a person has said about a sheet; what may be brought where. */
#include "school/sheets/sheets.h"

#include "base/str.h"

#include <jansson.h>
#include <string.h>

/* ---- as text ---- */

const char *sheet_asked_json(Arena *mem, const SheetAsked *asked) {
    Str s = str_new(mem, 400);
    str_add(&s, "{\"list\":");
    str_quote(&s, asked->list);
    str_printf(&s, ",\"page\":%d,\"header\":%d,\"key\":", asked->page, asked->header);
    str_quote(&s, asked->key ? asked->key : "");
    str_printf(&s, ",\"from\":%d,\"erase\":%s,\"create\":%s,\"targets\":[", asked->from, asked->erase ? "true" : "false", asked->create ? "true" : "false");
    for (size_t i = 0; i < asked->count; i++) {
        str_add(&s, i ? "," : "");
        str_quote(&s, asked->targets[i]);
    }
    str_add(&s, "]}");
    return s.data;
}

SheetAsked sheet_asked_read(Arena *mem, const char *json) {
    json_t *all = json ? json_loads(json, 0, NULL) : NULL, *targets = json_object_get(all, "targets"), *one;
    SheetAsked asked = { .list = arena_text(mem, json_string_value(json_object_get(all, "list"))), .key = arena_text(mem, json_string_value(json_object_get(all, "key"))),
        .page = (int) json_integer_value(json_object_get(all, "page")), .header = (int) json_integer_value(json_object_get(all, "header")),
        .from = all ? (Day) json_integer_value(json_object_get(all, "from")) : NO_DAY, .erase = json_is_true(json_object_get(all, "erase")),
        .create = json_is_true(json_object_get(all, "create")), .targets = NEW_ARRAY(mem, const char *, json_array_size(targets) + 1) };
    size_t i;
    json_array_foreach(targets, i, one)
        asked.targets[asked.count++] = arena_text(mem, json_string_value(one) ? json_string_value(one) : "");
    json_decref(all);
    return asked;
}

/* ---- keys ---- */

const GridKey *sheet_keys(Arena *mem, const Grid *grid) {
    if (grid->keys)
        return grid->keys;
    GridKey *only = NEW_ARRAY(mem, GridKey, 2);
    for (const GridColumn *c = grid->columns; c->key; c++)
        if (c->as == GRID_NAME)
            only[0] = (GridKey){ c->word, c->label, { c->word } };
    return only;
}

const GridKey *sheet_key(Arena *mem, const Grid *grid, const char *word) {
    for (const GridKey *k = sheet_keys(mem, grid); word && k->word; k++)
        if (str_equal(k->word, word))
            return k;
    return NULL;
}

int sheet_key_columns(Arena *mem, const SheetAsked *asked, const char *part, int places[4]) {
    int count = 0;
    for (const char *at = part; at && *at; ) {
        size_t size = strcspn(at, "/");
        const char *word = arena_text_n(mem, at, size);
        for (size_t i = 0; i < asked->count && count < 4; i++)
            if (str_equal(asked->targets[i], word))
                places[count++] = (int) i;
        at += size + (at[size] == '/');
    }
    return count;
}

/* ---- what may be brought ---- */

static bool is_in_key(const GridKey *key, const char *word) {
    for (int i = 0; i < 4 && key->columns[i]; i++)
        for (const char *at = key->columns[i]; *at; ) {
            size_t size = strcspn(at, "/");
            if (strlen(word) == size && strncmp(at, word, size) == 0)
                return true;
            at += size + (at[size] == '/');
        }
    return false;
}

bool sheet_brings(const Work *w, const Grid *grid, const GridColumn *c) {
    if (!c->word || !grid_may(w, grid, c))
        return false;
    if (grid_may_edit(w, c))
        return true;
    for (const GridKey *k = sheet_keys(w->mem, grid); k->word; k++)
        if (is_in_key(k, c->word))
            return true;
    return false;
}
