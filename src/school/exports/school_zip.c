/* The school's copy: the same rows twice, as SQL that sqlite3 and psql read, and as a line of JSON each; then what people left as files. Rows come by pages in the order of
 * their keys, so that neither engine holds a table in memory. */
#include "school/exports/exports.h"

#include "base/must.h"
#include "base/str.h"
#include "document/zip.h"
#include "gen/statements.h"
#include "gen/texts.h"

#include <string.h>

#define ROWS_AT_ONCE 500
#define KEYS_MOST 8

static void put(Sink *to, const char *text) { sink_write(to, text, strlen(text)); }

/* ---- values ---- */

static void sql_text(Str *s, const char *text) {
    str_add(s, "'");
    for (const char *quote; (quote = strchr(text, '\'')); text = quote + 1) {
        str_add_n(s, text, (size_t) (quote - text) + 1);
        str_add(s, "'");
    }
    str_add(s, text);
    str_add(s, "'");
}

/* Days and instants as both engines take them for DATE and TIMESTAMP. */
static void put_value(Str *s, const TableColumn *c, const Rows *r, int at, bool json) {
    Arena *mem = s->arena;
    if (row_null(r, at))
        str_add(s, json ? "null" : "NULL");
    else if (c->type == 't' && json)
        str_quote(s, row_peek(r, at));
    else if (c->type == 't')
        sql_text(s, row_peek(r, at));
    else if (c->holds == 'y')
        str_add(s, row_int(r, at) ? json ? "true" : "TRUE" : json ? "false" : "FALSE");
    else if (c->holds == 'd')
        str_printf(s, json ? "\"%s\"" : "'%s'", day_iso(mem, (Day) row_int(r, at)));
    else if (c->holds == 'w')
        str_printf(s, json ? "\"%s\"" : "'%s'", instant_iso(mem, row_int(r, at)));
    else
        str_add_int(s, row_int(r, at));
}

/* ---- the shape ---- */

static const char *sql_type(const TableColumn *c) {
    return c->type == 't' ? "TEXT" : c->holds == 'y' ? "BOOLEAN" : c->holds == 'd' ? "DATE" : c->holds == 'w' ? "TIMESTAMP WITH TIME ZONE" : "BIGINT";
}

static bool whole_key(const Table *t) {
    for (int c = 0; c < t->key_count; c++)
        if (!export_has_column(t, c))
            return false;
    return t->key_count > 0;
}

static void put_table(Sink *to, Arena *mem, const Table *t) {
    Str s = str_new(mem, 1000);
    str_printf(&s, "\n-- %s\nCREATE TABLE %s (", export_table_label(mem, t), t->name);
    bool first = true;
    for (int c = 0; c < t->column_count; c++) {
        if (!export_has_column(t, c))
            continue;
        str_printf(&s, "%s\n    %s %s%s", first ? "" : ",", t->columns[c].name, sql_type(&t->columns[c]), t->columns[c].not_null ? " NOT NULL" : "");
        first = false;
    }
    for (int i = 0; export_unsealed_name(t, i); i++)
        str_printf(&s, ",\n    %s TEXT", export_unsealed_name(t, i));
    if (whole_key(t)) {
        str_add(&s, ",\n    PRIMARY KEY (");
        for (int c = 0; c < t->key_count; c++)
            str_printf(&s, "%s%s", c ? ", " : "", t->columns[c].name);
        str_add(&s, ")");
    }
    str_add(&s, "\n);\n");
    put(to, s.data);
}

static const char *insert_head(Arena *mem, const Table *t) {
    Str s = str_new(mem, 300);
    str_printf(&s, "INSERT INTO %s (", t->name);
    bool first = true;
    for (int c = 0; c < t->column_count; c++)
        if (export_has_column(t, c)) {
            str_printf(&s, "%s%s", first ? "" : ", ", t->columns[c].name);
            first = false;
        }
    for (int i = 0; export_unsealed_name(t, i); i++)
        str_printf(&s, ", %s", export_unsealed_name(t, i));
    str_add(&s, ") VALUES");
    return s.data;
}

/* ---- rows ---- */

typedef struct Copying { Work *w; Sink *to; const CopyPace *pace; int64_t done, total; bool json, stopped; } Copying;

/* What lies sealed, in clear. */
static void put_unsealed(const Copying *copying, const Table *t, int64_t id, Str *s) {
    const char *texts[UNSEALED_MOST] = { NULL }, *name;
    Work at_once = *copying->w;
    at_once.mem = s->arena;
    if (!export_unseal(&at_once, t, id, texts))
        memset(texts, 0, sizeof texts);
    for (int i = 0; (name = export_unsealed_name(t, i)); i++) {
        if (copying->json)
            str_printf(s, ",\"%s\":", name);
        else
            str_add(s, ",");
        if (!texts[i])
            str_add(s, copying->json ? "null" : "NULL");
        else if (copying->json)
            str_quote(s, texts[i]);
        else
            sql_text(s, texts[i]);
    }
}

static void put_row(Copying *copying, const Table *t, const Rows *r, bool first) {
    Arena *mem = arena_child(copying->w->mem);
    Str s = str_new(mem, 500);
    bool begun = false;
    str_add(&s, copying->json ? "{" : first ? "\n(" : ",\n(");
    for (int c = 0; c < t->column_count; c++) {
        if (!export_has_column(t, c))
            continue;
        str_add(&s, begun ? "," : "");
        if (copying->json)
            str_printf(&s, "\"%s\":", t->columns[c].name);
        put_value(&s, &t->columns[c], r, c, copying->json);
        begun = true;
    }
    if (export_unsealed_name(t, 0))
        put_unsealed(copying, t, row_int(r, 0), &s);
    str_add(&s, copying->json ? "}\n" : ")");
    put(copying->to, s.data);
    arena_free(mem);
}

static Value key_value(const Rows *r, const TableColumn *c, int at, Arena *mem) {
    return c->type == 't' ? of_text(row_text(r, at, mem)) : of_int(row_int(r, at));
}

/* One page; how many rows it had. KEY: the last one's, in MEM. */
static int64_t put_page(Copying *copying, const Table *t, Value *key, bool begun, Arena *mem) {
    Value values[KEYS_MOST + 1];
    int64_t count = 0;
    memcpy(values, key, sizeof *key * (size_t) t->key_count);
    values[t->key_count] = of_int(ROWS_AT_ONCE);
    Rows r = begun ? db_rows(copying->w->tx, t->walk_on, values, (size_t) t->key_count + 1) : db_rows(copying->w->tx, t->walk, &values[t->key_count], 1);
    for (; row_next(&r); count++) {
        if (!count && !copying->json)
            put(copying->to, insert_head(mem, t));
        put_row(copying, t, &r, !count);
        for (int i = 0; count == ROWS_AT_ONCE - 1 && i < t->key_count; i++)
            key[i] = key_value(&r, &t->columns[i], i, mem);
    }
    if (count && !copying->json)
        put(copying->to, ";\n");
    return count;
}

static bool goes_on(Copying *copying) {
    const CopyPace *pace = copying->pace;
    copying->stopped = copying->stopped || !tx_ok(copying->w->tx) || (pace && !pace->go_on(pace->context, copying->done, copying->total));
    return !copying->stopped;
}

static void put_rows(Copying *copying, const Table *t) {
    Arena *mem = arena_child(copying->w->mem), *before = NULL;
    Value key[KEYS_MOST] = { 0 };
    must(t->key_count <= KEYS_MOST);
    for (int64_t count = ROWS_AT_ONCE, page = 0; count == ROWS_AT_ONCE && (page % 20 || goes_on(copying)); page++) {
        count = put_page(copying, t, key, page > 0, mem);
        if (before)
            arena_free(before);
        before = mem;                   /* it holds the key that the next page begins with */
        mem = arena_child(copying->w->mem);
    }
    arena_free(mem);
    if (before)
        arena_free(before);
    copying->done++;
}

/* A table whose key does not leave is walked all the same: keys are read, not written. */
static bool walks(const Table *t) {
    for (int c = 0; c < t->key_count; c++)
        if (t->columns[c].type == 'b')
            return false;
    return export_has(t);
}

static int64_t table_count(void) {
    int64_t count = 0;
    for (const Table *const *t = all_tables; *t; t++)
        count += walks(*t);
    return count;
}

/* ---- the archive ---- */

static bool into_zip(void *zip, const void *bytes, size_t size) {
    zip_write(zip, bytes, size);
    return true;
}

static void put_sql(Copying *copying, Zip *zip) {
    Work *w = copying->w;
    zip_begin(zip, "base.sql");
    Sink *to = copying->to = sink_to(w->mem, into_zip, zip);
    copying->json = false;
    put(to, words(w->mem, T_EXPORTS_SQL_HEAD, WITH(ARG_TEXT("school", w->school->uai), ARG_TEXT("date", instant_iso(w->mem, w->now)))));
    put(to, "\nBEGIN;\n");
    for (const Table *const *t = all_tables; *t; t++)
        if (walks(*t) && !copying->stopped) {
            put_table(to, w->mem, *t);
            put_rows(copying, *t);
        }
    put(to, "\nCOMMIT;\n");
    sink_end(to);
}

static void put_json(Copying *copying, Zip *zip) {
    copying->json = true;
    for (const Table *const *t = all_tables; *t; t++) {
        if (!walks(*t) || copying->stopped)
            continue;
        zip_begin(zip, arena_printf(copying->w->mem, "%s/%s.jsonl", words(copying->w->mem, T_EXPORTS_DATA_FOLDER, NULL), (*t)->name));
        copying->to = sink_to(copying->w->mem, into_zip, zip);
        put_rows(copying, *t);
        sink_end(copying->to);
    }
}

bool school_zip(Work *w, Sink *to, const CopyPace *pace) {
    Zip *zip = zip_new(w->mem, to);
    int64_t tables = table_count(), files = db_int(w->tx, &COPY_FILE_COUNT, NO_VALUES);
    Copying copying = { .w = w, .pace = pace, .total = 2 * tables + files };
    zip_begin(zip, words(w->mem, T_EXPORTS_README_NAME, NULL));
    Sink *readme = sink_to(w->mem, into_zip, zip);
    school_readme(w, readme);
    sink_end(readme);
    put_sql(&copying, zip);
    put_json(&copying, zip);
    bool good = !copying.stopped && school_files(w, zip, pace, copying.done, copying.total);
    return zip_end(zip) && good && tx_ok(w->tx);
}

const char *school_copy_name(Arena *mem, const School *school, Day day) {
    return words(mem, T_EXPORTS_SCHOOL_FILE, WITH(ARG_TEXT("school", school->uai), ARG_TEXT("year", arena_printf(mem, "%d-%d", school->year, school->year + 1)),
        ARG_TEXT("date", day_iso(mem, day))));
}
