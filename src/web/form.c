#include "web/form.h"

#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "gen/texts.h"
#include "web/conversation.h"

#include <string.h>

/* ---- where values come from ---- */

static const Pairs *given(const Request *rq) {
    return rq->route->method == GET ? &rq->conversation->query : &rq->conversation->form;
}

const char *form_typed(const Request *rq, const char *name) {
    for (const Field *f = rq->route->form; f && f->kind != FIELD_END; f++)
        if (f->kind == FIELD_SECRET && str_equal(f->name, name))
            return NULL;
    return pair_get(given(rq), name);
}

void form_retype(Request *rq, const char *name, const char *value) {
    Pairs *form = &rq->conversation->form;
    for (size_t i = 0; i < form->count; i++)
        if (str_equal(form->items[i].name, name))
            form->items[i].value = value;
}

Upload *form_uploads(Request *rq, size_t *count) {
    *count = rq->conversation->uploads.count;
    return rq->conversation->uploads.items;
}

/* ---- one value ---- */

typedef struct Reading { Request *rq; const Field *f; const char *name, *raw; void *at; } Reading;

static void wrong(Reading *r, TextId text, const WordArg *args) {
    problem(r->rq->work, text, args, "%s", r->name);
}

static char *kept_lines(Arena *mem, const char *raw) {
    Str s = str_new(mem, strlen(raw));
    for (; *raw; raw++)
        if (*raw == '\n' || *raw == '\t' || (unsigned char) *raw >= 0x20)
            str_add_char(&s, *raw);
    return s.data;
}

static void read_text(Reading *r) {
    Arena *mem = r->rq->mem;
    bool lines = r->f->kind == FIELD_LONG_TEXT;
    const char *text = text_nfc(mem, r->raw);
    text = lines ? kept_lines(mem, text) : text_trim(mem, text);
    int64_t most = r->f->max ? r->f->max : lines ? FORM_LONG_TEXT_MOST : FORM_TEXT_MOST;
    if ((int64_t) text_length(text) > most)
        wrong(r, T_FORM_TOO_LONG, WITH(ARG_INT("n", most)));
    else if (*text)
        *(const char **) r->at = text;
    else if (r->f->required)
        wrong(r, T_FORM_REQUIRED, NULL);
}

static void read_secret(Reading *r) {
    int64_t most = r->f->max ? r->f->max : FORM_SECRET_MOST;
    if ((int64_t) strlen(r->raw) > most)
        wrong(r, T_FORM_TOO_LONG, WITH(ARG_INT("n", most)));
    else if (*r->raw)
        *(const char **) r->at = r->raw;
    else if (r->f->required)
        wrong(r, T_FORM_REQUIRED, NULL);
}

static void read_number(Reading *r, const char *text) {
    int64_t least = r->f->kind == FIELD_ID ? 1 : r->f->min, most = r->f->kind == FIELD_ID ? INT64_MAX : r->f->max;
    if (!str_int(text, INT64_MIN, INT64_MAX, (int64_t *) r->at))
        wrong(r, T_FORM_NOT_A_NUMBER, NULL);
    else if (*(int64_t *) r->at < least || *(int64_t *) r->at > most)
        wrong(r, T_FORM_OUT_OF_RANGE, WITH(ARG_INT("least", least), ARG_INT("most", most)));
}

static void read_choice(Reading *r, const char *text) {
    for (int i = 0; r->f->choices[i]; i++)
        if (str_equal(r->f->choices[i], text)) {
            *(int *) r->at = i;
            return;
        }
    wrong(r, T_FORM_NOT_A_CHOICE, NULL);
}

static void read_day(Reading *r, const char *text) {
    Day day = day_parse_iso(text);
    if (day == NO_DAY)
        day = day_parse_french(text);
    *(Day *) r->at = day;
    if (day == NO_DAY)
        wrong(r, T_FORM_NOT_A_DATE, NULL);
}

/* "08:05" "8h05" "8 h 05" "8h" */
static int minutes_of(const char *text) {
    int parts[2] = { 0, 0 }, digits[2] = { 0, 0 }, at = 0;
    for (; *text; text++) {
        if (*text >= '0' && *text <= '9') {
            parts[at] = parts[at] * 10 + (*text - '0');
            if (++digits[at] > 2)
                return -1;
        } else if ((*text == ':' || *text == 'h' || *text == 'H') && at == 0 && digits[0]) {
            at = 1;
        } else if (*text != ' ' && (unsigned char) *text != 0xC2 && (unsigned char) *text != 0xA0) {
            return -1;
        }
    }
    return at == 1 && parts[0] < 24 && parts[1] < 60 ? parts[0] * 60 + parts[1] : -1;
}

static void read_minutes(Reading *r, const char *text) {
    *(int *) r->at = minutes_of(text);
    if (*(int *) r->at < 0)
        wrong(r, T_FORM_NOT_A_TIME, NULL);
}

static void read_word(Reading *r, const char *text) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    if (strlen(text) > FORM_TEXT_MOST || text[strspn(text, letters)])
        wrong(r, T_FORM_NOT_A_CHOICE, NULL);
    else
        *(const char **) r->at = text;
}

static bool says_yes(const char *text) {
    return str_equal(text, "on") || str_equal(text, "1") || str_equal(text, "true");
}

static void set_empty(Reading *r) {
    if (r->f->kind == FIELD_DAY)
        *(Day *) r->at = NO_DAY;
    if (r->f->kind == FIELD_MINUTES)
        *(int *) r->at = -1;
}

static void read_value(Reading *r) {
    if (r->f->kind == FIELD_TEXT || r->f->kind == FIELD_LONG_TEXT || r->f->kind == FIELD_SECRET) {
        if (!r->raw)
            r->raw = "";
        if (r->f->kind == FIELD_SECRET)
            read_secret(r);
        else
            read_text(r);
        return;
    }
    const char *text = r->raw ? text_trim(r->rq->mem, r->raw) : "";
    if (r->f->kind == FIELD_BOOL)
        *(bool *) r->at = says_yes(text);
    else if (!*text && r->f->required)
        wrong(r, T_FORM_REQUIRED, NULL);
    else if (!*text)
        return;
    else if (r->f->kind == FIELD_INT || r->f->kind == FIELD_ID)
        read_number(r, text);
    else if (r->f->kind == FIELD_CHOICE)
        read_choice(r, text);
    else if (r->f->kind == FIELD_DAY)
        read_day(r, text);
    else if (r->f->kind == FIELD_MINUTES)
        read_minutes(r, text);
    else
        read_word(r, text);
}

/* PAIRS by the fields' own names; problems stand at those names behind PREFIX. */
static void read_fields(Request *rq, const Field *fields, const Pairs *pairs, const char *prefix, void *out) {
    for (const Field *f = fields; f->kind != FIELD_END; f++) {
        Reading r = { .rq = rq, .f = f, .name = prefix ? arena_printf(rq->mem, "%s.%s", prefix, f->name) : f->name, .at = (char *) out + f->offset };
        r.raw = pair_get(pairs, f->name);
        set_empty(&r);
        read_value(&r);
    }
}

void form_read(Request *rq, const Field *fields, void *out) {
    read_fields(rq, fields, given(rq), NULL, out);
}

/* "cells.12.value" of the list "cells": 12, *REST "value"; -1: not an entry of it, or one beyond MAX. */
static int64_t entry_of(const char *name, const char *list, int64_t max, const char **rest) {
    size_t size = strlen(list);
    int64_t n = 0;
    if (strncmp(name, list, size) != 0 || name[size] != '.')
        return -1;
    const char *at = name + size + 1, *end = at;
    for (; *end >= '0' && *end <= '9' && n <= max; end++)
        n = n * 10 + (*end - '0');
    if (end == at || *end != '.' || n > max || (*at == '0' && end > at + 1))
        return -1;
    *rest = end + 1;
    return n;
}

/* The pairs of each entry, in one walk of them all: a paste is thousands. *COUNT entries without a hole; the first number that is missing ends the list. */
static Pairs *sort_out(Request *rq, const char *name, size_t max, size_t *count) {
    const Pairs *all = given(rq);
    const char *rest;
    int64_t last = -1;
    for (size_t i = 0; i < all->count; i++) {
        int64_t n = entry_of(all->items[i].name, name, (int64_t) max, &rest);
        last = n > last ? n : last;
    }
    Pairs *entries = NEW_ARRAY(rq->mem, Pairs, (size_t) (last + 1));
    for (size_t i = 0; i < all->count; i++) {
        int64_t n = entry_of(all->items[i].name, name, last, &rest);
        if (n >= 0)
            pairs_add(rq->mem, &entries[n], rest, all->items[i].value);
    }
    *count = 0;
    while ((int64_t) *count <= last && entries[*count].count)
        (*count)++;
    return entries;
}

void *form_list(Request *rq, const char *name, const Field *fields, size_t size, size_t max, size_t *count) {
    size_t n;
    Pairs *entries = sort_out(rq, name, max, &n);
    if (n > max) {
        problem(rq->work, T_FORM_TOO_MANY, WITH(ARG_INT("n", (int64_t) max)), "%s", name);
        n = max;
    }
    char *list = arena_alloc(rq->mem, arena_times(n, size), 16);
    for (size_t i = 0; i < n; i++)
        read_fields(rq, fields, &entries[i], arena_printf(rq->mem, "%s.%zu", name, i), list + i * size);
    *count = n;
    return list;
}
