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

/* "SELECT all, its, columns FROM it". */
static Text select_all(const Table *t) {
    Text out = { 0 };
    for (int i = 0; i < t->column_count; i++)
        text_addf(&out, "%s%s", i ? ", " : "SELECT ", t->columns[i].name);
    text_addf(&out, " FROM %s", t->name);
    return out;
}

static char *read_text(const Table *t, char engine) {
    Text out = select_all(t);
    text_add(&out, where_key(t, engine, 1));
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

/* The next so many ids, where a statement waits for its server. */
static char *reserve_text(const Table *t, char engine) {
    return engine == 's' ? format("SELECT ?1 WHERE ?1 < 0")
        : format("SELECT nextval(pg_get_serial_sequence('%s', '%s')) FROM generate_series(1, $1::bigint)", t->name, t->columns[0].name);
}

/* What is written without an index or another table being looked at. SQLite does that for all columns that a statement names, changed or not. */
static bool is_plain(const Column *c) { return !c->key && !c->indexed && !c->refers; }
static bool plain_differs(const Table *t) {
    int plain = 0;
    for (int i = t->key_count; i < t->column_count; i++)
        plain += is_plain(&t->columns[i]);
    return plain && plain < t->column_count - t->key_count;
}

/* The columns beside the key, all or the plain ones, then the key. */
static char *set_text(const Table *t, char engine, bool all) {
    Text out = { 0 };
    int number = 0;
    for (int i = t->key_count; i < t->column_count; i++) {
        if (!all && !is_plain(&t->columns[i]))
            continue;
        number++;
        text_addf(&out, "%s%s = %s", number > 1 ? ", " : format("UPDATE %s SET ", t->name), t->columns[i].name,
                  placeholder(engine, number, t->columns[i].type));
    }
    text_add(&out, where_key(t, engine, number + 1));
    return out.data;
}

static char *update_text(const Table *t, char engine) { return set_text(t, engine, true); }
static char *plain_text(const Table *t, char engine) { return set_text(t, engine, false); }

static char *erase_text(const Table *t, char engine) {
    return format("DELETE FROM %s%s", t->name, where_key(t, engine, 1));
}

static void add_types(Text *out, const Table *t, int from, int to) {
    for (int i = from; i < to; i++)
        text_add_n(out, &t->columns[i].type, 1);
}

static void emit_door(Output *out, const Table *t, const char *verb, char *(*spelt)(const Table *, char)) {
    Text parameters = { 0 }, columns = { 0 };
    bool insert = !strcmp(verb, "insert"), update = !strcmp(verb, "update"), reserve = !strcmp(verb, "reserve"), walk = !strcmp(verb, "walk");
    bool walk_on = !strcmp(verb, "walk_on"), read = !strcmp(verb, "read") || walk || walk_on;
    bool plain = !strcmp(verb, "plain");
    text_add(&parameters, ""), text_add(&columns, "");
    if (insert)
        add_types(&parameters, t, 0, t->column_count);
    if (update)
        add_types(&parameters, t, t->key_count, t->column_count);
    for (int i = t->key_count; plain && i < t->column_count; i++)
        if (is_plain(&t->columns[i]))
            add_types(&parameters, t, i, i + 1);
    if (!insert && !walk)
        add_types(&parameters, t, 0, t->key_count);
    if (walk || walk_on)
        text_add(&parameters, "i");
    if (read)
        add_types(&columns, t, 0, t->column_count);
    if ((insert && t->auto_id) || reserve)
        add_types(&columns, t, 0, 1);
    text_addf(&out->source, "static const Statement %s_%s = { .name = \"%s:%s\", .feature = \"store\",\n    .sqlite = ", t->name,
              verb, t->name, verb);
    emit_string(&out->source, spelt(t, 's'));
    text_add(&out->source, ",\n    .postgres = ");
    emit_string(&out->source, spelt(t, 'p'));
    text_addf(&out->source, ",\n    .parameters = \"%s\", .columns = \"%s\", .parameter_count = %zu, .column_count = %zu, "
              ".writes = %s, .place = %s };\n", parameters.data, columns.data, parameters.size, columns.size,
              read || reserve ? "false" : "true", t->place ? "SCHOOL" : "YEAR");
    text_addf(&out->statement_index, "    &%s_%s,\n", t->name, verb);
}

/* ---- what undoing asks ---- */

static char *keys_of(const Table *t) {
    Text out = { 0 };
    for (int i = 0; i < t->key_count; i++)
        text_addf(&out, "%s%s", i ? ", " : "", t->columns[i].name);
    return out.data;
}

/* A statement that answers the keys of some rows of T, and behind them the column ALSO. */
static void emit_finder(Output *out, const Table *t, const char *name, const char *title, const char *also, const char *sqlite, const char *postgres, const char *parameters) {
    Text types = { 0 };
    char *answer = also ? format("%s, %s", keys_of(t), also) : keys_of(t);
    add_types(&types, t, 0, t->key_count);
    text_add(&types, also ? "i" : "");
    text_addf(&out->source, "static const Statement %s = { .name = \"%s\", .feature = \"store\",\n"
              "    .sqlite = \"SELECT %s FROM %s WHERE %s\",\n    .postgres = \"SELECT %s FROM %s WHERE %s\",\n"
              "    .parameters = \"%s\", .columns = \"%s\", .parameter_count = %zu, .column_count = %zu, .place = %s };\n", name, title, answer, t->name,
              sqlite, answer, t->name, postgres, parameters, types.data, strlen(parameters), types.size, t->place ? "SCHOOL" : "YEAR");
    text_addf(&out->statement_index, "    &%s,\n", name);
}

/* The rows whose COLUMN is one of many ids: who refers to them, or which of them are there. */
static void emit_among(Output *out, const Table *t, const char *column) {
    emit_finder(out, t, format("%s_among_%s", t->name, column), format("%s:among:%s", t->name, column), column, format("%s IN (SELECT value FROM json_each(?1))", column),
                format("%s = ANY($1::bigint[])", column), "a");
}

static void emit_unique(Output *out, const Table *t, int number) {
    const Unique *u = &t->uniques[number];
    Text sqlite = { 0 }, postgres = { 0 }, types = { 0 };
    for (int i = 0; i < u->count; i++) {
        const Column *c = &t->columns[u->columns[i]];
        text_addf(&sqlite, "%s%s = %s", i ? " AND " : "", c->name, placeholder('s', i + 1, c->type));
        text_addf(&postgres, "%s%s = %s", i ? " AND " : "", c->name, placeholder('p', i + 1, c->type));
        text_add_n(&types, &c->type, 1);
    }
    emit_finder(out, t, format("%s_unique_%d", t->name, number), format("%s:unique:%d", t->name, number), NULL, sqlite.data, postgres.data, types.data);
}

static bool is_one_id(const Table *t) { return t->key_count == 1 && t->columns[0].type == 'i'; }

static bool has_column(const Table *t, const char *name) {
    for (int i = 0; i < t->column_count; i++)
        if (!strcmp(t->columns[i].name, name))
            return true;
    return false;
}

/* Whose number stands there, beyond what the engine keeps: 'p' a person's, 'a' an account's, 0. References stay in one base, so the year's `account` has none;
 * a `person` beside an `account` without reference is who acted. */
static char whose(const Table *t, int column) {
    const Column *c = &t->columns[column];
    bool people = !strcmp(t->name, "person") || !strcmp(t->name, "person_number");
    if (c->type != 'i')
        return 0;
    if (c->refers)
        return !strcmp(c->refers, "person") || !strcmp(c->refers, "person_number") ? 'p' : !strcmp(c->refers, "account") ? 'a' : 0;
    if (!strcmp(c->name, "id"))
        return people ? 'p' : !strcmp(t->name, "account") ? 'a' : 0;
    if (!strcmp(c->name, "account"))
        return 'a';
    return !strcmp(c->name, "person") && !has_column(t, "account") ? 'p' : 0;
}

/* All its rows, so many at a time, in the order of their keys: from the first on, and behind one. */
static char *walk_text(const Table *t, char engine) {
    Text out = select_all(t);
    text_addf(&out, " ORDER BY %s LIMIT coalesce(%s, 0)", keys_of(t), placeholder(engine, 1, 'i'));
    return out.data;
}

static char *walk_on_text(const Table *t, char engine) {
    Text out = select_all(t);
    text_addf(&out, " WHERE (%s) > (", keys_of(t));
    for (int i = 0; i < t->key_count; i++)
        text_addf(&out, "%s%s", i ? ", " : "", placeholder(engine, i + 1, t->columns[i].type));
    text_addf(&out, ") ORDER BY %s LIMIT coalesce(%s, 0)", keys_of(t), placeholder(engine, t->key_count + 1, 'i'));
    return out.data;
}

static void emit_finders(Output *out, const Table *t) {
    if (is_one_id(t))
        emit_among(out, t, t->columns[0].name);
    for (int i = 0; i < t->column_count; i++)
        if ((t->columns[i].refers || whose(t, i)) && !(is_one_id(t) && i == 0))
            emit_among(out, t, t->columns[i].name);
    for (int i = 0; i < t->unique_count; i++)
        emit_unique(out, t, i);
    if (!t->unique_count)
        return;
    text_addf(&out->source, "static const TableUnique %s_uniques[] = {\n", t->name);
    for (int i = 0; i < t->unique_count; i++) {
        text_addf(&out->source, "    { &%s_unique_%d, %d, {", t->name, i, t->uniques[i].count);
        for (int c = 0; c < t->uniques[i].count; c++)
            text_addf(&out->source, "%s%d", c ? ", " : " ", t->uniques[i].columns[c]);
        text_add(&out->source, " } },\n");
    }
    text_add(&out->source, "};\n");
}

static void emit_table(Output *out, const Table *t) {
    char *name = constant_name(t->name);
    char **columns = NULL;
    bool update = t->column_count > t->key_count;
    emit_finders(out, t);
    text_addf(&out->source, "static const TableColumn %s_columns[] = {\n", t->name);
    for (int i = 0; i < t->column_count; i++) {
        const Column *c = &t->columns[i];
        text_addf(&out->source, "    { \"%s\", '%c', %s, %s, %s, %s, %s, %lldLL, ", c->name, c->type, c->key ? "true" : "false",
                  c->silent ? "true" : "false", is_plain(c) ? "true" : "false", c->key || c->not_null ? "true" : "false", c->has_default ? "true" : "false", c->number);
        emit_string(&out->source, c->word);
        if (c->refers)
            text_addf(&out->source, ", &TABLE_%s, &%s_among_%s", constant_name(c->refers), t->name, c->name);
        text_addf(&out->source, ", .holds = '%c'", c->holds);
        if (whose(t, i))
            text_addf(&out->source, ", .whose = '%c', .of = &%s_among_%s", whose(t, i), t->name, c->name);
        text_add(&out->source, " },\n");
        columns = more(columns, sizeof(char *), (size_t) i);
        columns[i] = c->name;
    }
    text_add(&out->source, "};\n");
    emit_door(out, t, "read", read_text);
    emit_door(out, t, "insert", insert_text);
    if (update)
        emit_door(out, t, "update", update_text);
    if (plain_differs(t))
        emit_door(out, t, "plain", plain_text);
    emit_door(out, t, "erase", erase_text);
    emit_door(out, t, "walk", walk_text);
    emit_door(out, t, "walk_on", walk_on_text);
    if (t->auto_id)
        emit_door(out, t, "reserve", reserve_text);
    name_once(t->at, format("TABLE_%s", name));
    text_addf(&out->header, "extern const Table TABLE_%s;\n", name);
    emit_columns_enum(out, t->at, format("COL_%s", name), columns, t->column_count);
    text_addf(&out->source, "const Table TABLE_%s = { .name = \"%s\", .place = %s, .audited = %s, .person = %s, .auto_id = %s,\n"
              "    .topic = ", name, t->name, t->place ? "SCHOOL" : "YEAR", t->audited ? "true" : "false",
              t->person ? "true" : "false", t->auto_id ? "true" : "false");
    emit_string(&out->source, t->topic);
    if (is_one_id(t))
        text_addf(&out->source, ", .known = &%s_among_%s", t->name, t->columns[0].name);
    if (t->unique_count)
        text_addf(&out->source, ", .uniques = %s_uniques, .unique_count = %d", t->name, t->unique_count);
    text_addf(&out->source, ", .columns = %s_columns, .column_count = %d, .key_count = %d,\n    .read = &%s_read, "
              ".insert = &%s_insert, .update = %s, .update_plain = %s, .erase = &%s_erase, .walk = &%s_walk, .walk_on = &%s_walk_on, .reserve = %s };\n\n", t->name, t->column_count,
              t->key_count, t->name, t->name, update ? format("&%s_update", t->name) : "NULL", plain_differs(t) ? format("&%s_plain", t->name) : "NULL", t->name, t->name, t->name,
              t->auto_id ? format("&%s_reserve", t->name) : "NULL");
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
