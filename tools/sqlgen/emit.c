/* C text: names, literals, tables with the statements of the change door, schema steps. */
#include "sqlgen.h"

#include <string.h>

static struct { char **items; size_t count; } names;

void name_once(At at, const char *name) {
    for (size_t i = 0; i < names.count; i++)
        if (!strcmp(names.items[i], name))
            refuse(at, "the name %s is given twice", name);
    names.items = more(names.items, sizeof(char *), names.count);
    names.items[names.count++] = copy_n(name, strlen(name));
}

void emit_string(Text *out, const char *s) {
    if (!s) {
        text_add(out, "NULL");
        return;
    }
    int width = 0;
    text_add(out, "\"");
    for (; *s; s++, width++) {
        if (*s == '\n')
            text_add(out, "\\n");
        else if (*s == '"' || *s == '\\')
            text_addf(out, "\\%c", *s);
        else
            text_add_n(out, s, 1);
        if (width > 100 && (*s == ' ' || *s == '\n') && s[1])
            text_add(out, "\"\n        \""), width = 0;
    }
    text_add(out, "\"");
}

void emit_columns_enum(Output *out, At at, const char *prefix, char *const *columns, int count) {
    if (count == 0)
        return;
    text_add(&out->header, "enum {");
    for (int i = 0; i < count; i++) {
        char *name = format("%s_%s", prefix, constant_name(columns[i]));
        name_once(at, name);
        text_addf(&out->header, "%s%s", i ? ", " : " ", name);
    }
    text_add(&out->header, " };\n");
}

/* ---- tables ---- */

static const char *cast_of(char type) {
    return type == 'i' ? "bigint" : type == 't' ? "text" : "bytea";
}

static char *placeholder(char engine, int number, char type) {
    return engine == 's' ? format("?%d", number) : format("$%d::%s", number, cast_of(type));
}

static char *where_key(const Table *t, char engine, int first) {
    Text out = { 0 };
    for (int i = 0; i < t->key_count; i++)
        text_addf(&out, "%s%s = %s", i ? " AND " : " WHERE ", t->columns[i].name,
                  placeholder(engine, first + i, t->columns[i].type));
    return out.data;
}

static char *read_text(const Table *t, char engine) {
    Text out = { 0 };
    for (int i = 0; i < t->column_count; i++)
        text_addf(&out, "%s%s", i ? ", " : "SELECT ", t->columns[i].name);
    text_addf(&out, " FROM %s%s", t->name, where_key(t, engine, 1));
    return out.data;
}

/* All columns in order; an id of the engine's choosing is asked for by NULL. */
static char *insert_text(const Table *t, char engine) {
    Text out = { 0 };
    for (int i = 0; i < t->column_count; i++)
        text_addf(&out, "%s%s", i ? ", " : format("INSERT INTO %s (", t->name), t->columns[i].name);
    for (int i = 0; i < t->column_count; i++) {
        text_add(&out, i ? ", " : ") VALUES (");
        if (i == 0 && t->auto_id && engine == 'p')
            text_addf(&out, "coalesce($1::bigint, nextval(pg_get_serial_sequence('%s', '%s')))", t->name, t->columns[0].name);
        else
            text_add(&out, placeholder(engine, i + 1, t->columns[i].type));
    }
    text_addf(&out, t->auto_id ? ") RETURNING %s" : ")", t->columns[0].name);
    return out.data;
}

/* The columns beside the key, then the key. */
static char *update_text(const Table *t, char engine) {
    Text out = { 0 };
    int number = 0;
    for (int i = t->key_count; i < t->column_count; i++) {
        number++;
        text_addf(&out, "%s%s = %s", number > 1 ? ", " : format("UPDATE %s SET ", t->name), t->columns[i].name,
                  placeholder(engine, number, t->columns[i].type));
    }
    text_add(&out, where_key(t, engine, number + 1));
    return out.data;
}

static char *erase_text(const Table *t, char engine) {
    return format("DELETE FROM %s%s", t->name, where_key(t, engine, 1));
}

static void add_types(Text *out, const Table *t, int from, int to) {
    for (int i = from; i < to; i++)
        text_add_n(out, &t->columns[i].type, 1);
}

static void emit_door(Output *out, const Table *t, const char *verb, char *(*spelt)(const Table *, char)) {
    Text parameters = { 0 }, columns = { 0 };
    bool read = !strcmp(verb, "read"), insert = !strcmp(verb, "insert"), update = !strcmp(verb, "update");
    text_add(&parameters, ""), text_add(&columns, "");
    if (insert)
        add_types(&parameters, t, 0, t->column_count);
    if (update)
        add_types(&parameters, t, t->key_count, t->column_count);
    if (!insert)
        add_types(&parameters, t, 0, t->key_count);
    if (read)
        add_types(&columns, t, 0, t->column_count);
    if (insert && t->auto_id)
        add_types(&columns, t, 0, 1);
    text_addf(&out->source, "static const Statement %s_%s = { .name = \"%s:%s\", .feature = \"store\",\n    .sqlite = ", t->name,
              verb, t->name, verb);
    emit_string(&out->source, spelt(t, 's'));
    text_add(&out->source, ",\n    .postgres = ");
    emit_string(&out->source, spelt(t, 'p'));
    text_addf(&out->source, ",\n    .parameters = \"%s\", .columns = \"%s\", .parameter_count = %zu, .column_count = %zu, "
              ".writes = %s, .place = %s };\n", parameters.data, columns.data, parameters.size, columns.size,
              read ? "false" : "true", t->place ? "SCHOOL" : "YEAR");
    text_addf(&out->statement_index, "    &%s_%s,\n", t->name, verb);
}

static void emit_table(Output *out, const Table *t) {
    char *name = constant_name(t->name);
    char **columns = NULL;
    bool update = t->column_count > t->key_count;
    text_addf(&out->source, "static const TableColumn %s_columns[] = {\n", t->name);
    for (int i = 0; i < t->column_count; i++) {
        const Column *c = &t->columns[i];
        text_addf(&out->source, "    { \"%s\", '%c', %s, %s, %s, %lldLL, ", c->name, c->type, c->key ? "true" : "false",
                  c->silent ? "true" : "false", c->has_default ? "true" : "false", c->number);
        emit_string(&out->source, c->word);
        text_add(&out->source, " },\n");
        columns = more(columns, sizeof(char *), (size_t) i);
        columns[i] = c->name;
    }
    text_add(&out->source, "};\n");
    emit_door(out, t, "read", read_text);
    emit_door(out, t, "insert", insert_text);
    if (update)
        emit_door(out, t, "update", update_text);
    emit_door(out, t, "erase", erase_text);
    name_once(t->at, format("TABLE_%s", name));
    text_addf(&out->header, "extern const Table TABLE_%s;\n", name);
    emit_columns_enum(out, t->at, format("COL_%s", name), columns, t->column_count);
    text_addf(&out->source, "const Table TABLE_%s = { .name = \"%s\", .place = %s, .audited = %s, .person = %s, .auto_id = %s,\n"
              "    .topic = ", name, t->name, t->place ? "SCHOOL" : "YEAR", t->audited ? "true" : "false",
              t->person ? "true" : "false", t->auto_id ? "true" : "false");
    emit_string(&out->source, t->topic);
    text_addf(&out->source, ", .columns = %s_columns, .column_count = %d, .key_count = %d,\n    .read = &%s_read, "
              ".insert = &%s_insert, .update = %s, .erase = &%s_erase };\n\n", t->name, t->column_count, t->key_count, t->name,
              t->name, update ? format("&%s_update", t->name) : "NULL", t->name);
}

void emit_tables(Output *out) {
    for (size_t i = out->first_table; i < tables.count; i++)
        emit_table(out, &tables.items[i]);
    text_addf(&out->source, "const Table *const %sall_tables[] = {\n", out->prefix);
    for (size_t i = out->first_table; i < tables.count; i++)
        text_addf(&out->source, "    &TABLE_%s,\n", constant_name(tables.items[i].name));
    text_add(&out->source, "    NULL\n};\n\n");
}

void emit_steps(Output *out) {
    text_addf(&out->source, "const Migration %smigrations[] = {\n", out->prefix);
    for (size_t i = 0; i < steps.count; i++) {
        const Step *s = &steps.items[i];
        text_addf(&out->source, "    { %s, %d, \"%s\",\n        ", s->place ? "SCHOOL" : "YEAR", s->number, s->name);
        emit_string(&out->source, s->sqlite.data ? s->sqlite.data : "");
        text_add(&out->source, ",\n        ");
        emit_string(&out->source, s->postgres.data ? s->postgres.data : "");
        text_add(&out->source, " },\n");
    }
    text_add(&out->source, "    { 0 }\n};\n");
    text_addf(&out->source, "const int %smigration_count = %zu;\n", out->prefix, steps.count);
}
