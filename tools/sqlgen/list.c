/* Lists: a FROM, then columns, filters and sorts, each a fragment that the run time may join to the others. */
#include "sqlgen.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct Part { char *kind, *name, *type, *expression, *right; At at; } Part;
typedef struct Parts { Part *items; size_t count; } Parts;

/* "-- column id ID: p.id  [right x]" and the lines below up to the next "-- " (blanks may follow the dashes). */
static void read_part(Parts *parts, const char *line, At at) {
    char *colon = strchr(line, ':'), *right = strstr(line, "[right ");
    if (!colon) {
        refuse(at, "a line of a list is «-- column|filter|sort name TYPE: expression»");
        return;
    }
    Part p = { .at = at };
    const char *cursor = line;
    Token t = next_token(&cursor, at);
    p.kind = copy_n(t.at, t.size);
    t = next_token(&cursor, at);
    p.name = copy_n(t.at, t.size);
    t = next_token(&cursor, at);
    p.type = t.at < colon ? copy_n(t.at, t.size) : NULL;
    if (right) {
        p.right = trimmed(right + 7, strcspn(right + 7, "]"));
        *right = 0;
    }
    p.expression = trimmed(colon + 1, strlen(colon + 1));
    parts->items = more(parts->items, sizeof p, parts->count);
    parts->items[parts->count++] = p;
}

static bool is_part(const char *line) {
    return !strncmp(line, "-- column ", 10) || !strncmp(line, "-- filter ", 10) || !strncmp(line, "-- sort ", 8);
}

/* Cuts the body into the FROM text (returned) and its parts. */
static char *read_parts(const Block *b, Parts *parts) {
    Text from = { 0 }, part = { 0 };
    At at = b->at, part_at = at;
    text_add(&from, "");
    for (const char *line = b->body; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        at.line++;
        char *copy = copy_n(line, strcspn(line, "\n"));
        bool further = part.size && !strncmp(copy, "--    ", 6);
        bool comment = !further && !strncmp(copy, "--", 2);
        if (comment && part.size)
            read_part(parts, part.data, part_at), part = (Text){ 0 };
        if (is_part(copy))
            text_add(&part, copy + 3), part_at = at;
        else if (!comment)
            text_addf(part.size ? &part : &from, "\n%s", further ? copy + 2 : copy);
    }
    if (part.size)
        read_part(parts, part.data, part_at);
    return from.data;
}

/* The FROM as READER sees it; NULL where it says nothing of who is seen. */
static char *spell_from(const Block *b, char engine, const char *sql, int reader, bool *scoped) {
    Spelling how = { .at = b->at, .engine = engine, .fragment = true, .reader = reader };
    char *text = spell(&how, sql);
    *scoped |= how.scoped;
    return how.scoped || reader == SEEN_ALL ? text : NULL;
}

static char *spell_fragment(const Block *b, At at, char engine, const char *sql, char value_type, bool *scoped, bool *used) {
    Parameter value = { "value", value_type, false };
    Spelling how = { .at = at, .engine = engine, .fragment = true, .parameters = &value, .count = value_type ? 1 : 0 };
    Block fragment = *b;
    bool writes;
    int place;
    char *text = spell(&how, sql);
    fragment.body = (char *) sql;
    fragment.at = at;
    *scoped |= how.scoped;
    check_uses(&fragment, true, &writes, &place);
    if (used)
        *used = value.used;
    return text;
}

/* The FROM closed so that "AND filter" may follow. */
static char *closed_from(const char *text, At at) {
    int where = top_level(text, at, "WHERE");
    if (strncasecmp(text, "FROM ", 5))
        refuse(at, "a list starts with FROM");
    if (top_level(text, at, "GROUP") >= 0 || top_level(text, at, "ORDER") >= 0)
        refuse(at, "a list has no GROUP BY nor ORDER BY: group in a subquery, order by a sort");
    if (where < 0)
        return format("%s WHERE 1 = 1", text);
    return format("%.*sWHERE (%s)", where, text, trimmed(text + where + 5, strlen(text + where + 5)));
}

/* The FROM without its LEFT JOINs, for counting when no filter is in force: they add columns to a row, never rows (a list has one row
 * an id). NULL when an inner join follows them. */
static char *counted_from(const char *text, At at) {
    char *closed = closed_from(text, at);
    int left = top_level(closed, at, "LEFT"), where = top_level(closed, at, "WHERE");
    if (left < 0 || left > where)
        return NULL;
    for (const char *join = closed + left; (join = strstr(join, "JOIN ")) && join < closed + where; join += 5)
        if (join - closed < 5 || strncmp(join - 5, "LEFT ", 5))
            return NULL;
    return format("%.*s%s", left, closed, closed + where);
}

static char part_type(const Part *p) {
    char type = p->type ? type_letter(p->type, strlen(p->type)) : 0;
    if (!type)
        refuse(p->at, "%s %s needs a type", p->kind, p->name);
    return type ? type : 'i';
}

static void emit_column(Output *out, const Block *b, const Part *p, bool *scoped) {
    text_addf(&out->source, "    { \"%s\", '%c', ", p->name, part_type(p));
    emit_string(&out->source, spell_fragment(b, p->at, 's', p->expression, 0, scoped, NULL));
    text_add(&out->source, ", ");
    emit_string(&out->source, spell_fragment(b, p->at, 'p', p->expression, 0, scoped, NULL));
    text_add(&out->source, ", ");
    emit_string(&out->source, p->right);
    text_add(&out->source, " },\n");
}

static void emit_filter(Output *out, const Block *b, const Part *p, bool *scoped) {
    bool used;
    char type = part_type(p);
    text_addf(&out->source, "    { \"%s\", '%c', ", p->name, type);
    emit_string(&out->source, spell_fragment(b, p->at, 's', p->expression, type, scoped, &used));
    text_add(&out->source, ", ");
    emit_string(&out->source, spell_fragment(b, p->at, 'p', p->expression, type, scoped, NULL));
    text_add(&out->source, " },\n");
    if (!used)
        refuse(p->at, "the filter %s does not use $value", p->name);
}

/* "expr TYPE, expr TYPE": the type is the last word of each. The id closes every sort. */
static int emit_sort_keys(Output *out, const Block *b, const Part *p, const char *id, Text *types, bool *scoped) {
    Text sqlite = { 0 }, postgres = { 0 };
    char *all = format("%s, %s ID", p->expression, id), *start = all;
    int count = 0, depth = 0;
    text_add(types, "");
    for (char *s = all;; s++) {
        depth += (*s == '(') - (*s == ')');
        if (*s && (*s != ',' || depth))
            continue;
        char *one = trimmed(start, (size_t) (s - start)), *type = strrchr(one, ' ');
        char letter = type ? type_letter(type + 1, strlen(type + 1)) : 0;
        if (!letter || letter == 'a')
            refuse(p->at, "sort %s: «expression TYPE» expected, not «%s»", p->name, one);
        if (type)
            *type = 0;
        text_add(&sqlite, count ? ", " : "{ ");
        emit_string(&sqlite, spell_fragment(b, p->at, 's', one, 0, scoped, NULL));
        text_add(&postgres, count ? ", " : "{ ");
        emit_string(&postgres, spell_fragment(b, p->at, 'p', one, 0, scoped, NULL));
        text_add_n(types, letter ? &letter : "i", 1);
        start = s + 1;
        count++;
        if (!*s)
            break;
    }
    text_addf(&out->source, "static const char *const list_%s_sort_%s_s[] = %s };\n", b->name, p->name, sqlite.data);
    text_addf(&out->source, "static const char *const list_%s_sort_%s_p[] = %s };\n", b->name, p->name, postgres.data);
    return count;
}

static void emit_sorts(Output *out, const Block *b, const Parts *parts, const char *id, bool *scoped) {
    Text table = { 0 };
    for (size_t i = 0; i < parts->count; i++) {
        const Part *p = &parts->items[i];
        if (strcmp(p->kind, "sort"))
            continue;
        Text types = { 0 };
        int count = emit_sort_keys(out, b, p, id, &types, scoped);
        text_addf(&table, "    { \"%s\", list_%s_sort_%s_s, list_%s_sort_%s_p, \"%s\", %d },\n", p->name, b->name, p->name,
                  b->name, p->name, types.data, count);
    }
    text_addf(&out->source, "static const ListSort list_%s_sorts[] = {\n%s};\n", b->name, table.data ? table.data : "");
    if (!table.size)
        refuse(b->at, "%s has no sort", b->name);
}

static int emit_enum(Output *out, const Block *b, const Parts *parts, const char *kind, const char *infix) {
    char **names = NULL;
    int count = 0;
    for (size_t i = 0; i < parts->count; i++) {
        if (strcmp(parts->items[i].kind, kind))
            continue;
        names = more(names, sizeof(char *), (size_t) count);
        names[count++] = parts->items[i].name;
    }
    emit_columns_enum(out, b->at, format("%s%s", b->name, infix), names, count);
    return count;
}

static void emit_parts(Output *out, const Block *b, const Parts *parts, const char *kind, bool *scoped) {
    bool column = !strcmp(kind, "column");
    int count = 0;
    text_addf(&out->source, "static const List%s list_%s_%ss[] = {\n", column ? "Column" : "Filter", b->name, kind);
    for (size_t i = 0; i < parts->count; i++)
        if (!strcmp(parts->items[i].kind, kind)) {
            (column ? emit_column : emit_filter)(out, b, &parts->items[i], scoped);
            count++;
        }
    text_add(&out->source, count ? "};\n" : "    { 0 }\n};\n");
}

static void emit_text(Output *out, const char *name, const char *engine, const char *text) {
    text_addf(&out->source, ",\n    .%s_%s = ", name, engine);
    emit_string(&out->source, text);
}

static void emit_from(Output *out, const Block *b, const char *from, char letter, const char *engine, bool *scoped) {
    char *all = spell_from(b, letter, from, SEEN_ALL, scoped), *some = spell_from(b, letter, from, SEEN_SET, scoped);
    emit_text(out, "from", engine, closed_from(all, b->at));
    emit_text(out, "count", engine, counted_from(all, b->at));
    emit_text(out, "from_some", engine, some ? closed_from(some, b->at) : NULL);
    emit_text(out, "count_some", engine, some ? counted_from(some, b->at) : NULL);
}

static void emit_list(Output *out, const Block *b) {
    Parts parts = { 0 };
    bool scoped = false, writes;
    int place;
    char *from = trimmed(read_parts(b, &parts), strlen(read_parts(b, &(Parts){ 0 })));
    const char *id = NULL;
    for (size_t i = 0; i < parts.count; i++)
        if (!strcmp(parts.items[i].kind, "column") && !strcmp(parts.items[i].name, "id"))
            id = parts.items[i].expression;
    if (!id) {
        refuse(b->at, "%s has no column id", b->name);
        return;
    }
    Block whole = *b;
    whole.body = from;
    check_uses(&whole, looks_at_actor(from), &writes, &place);
    emit_parts(out, b, &parts, "column", &scoped);
    emit_parts(out, b, &parts, "filter", &scoped);
    emit_sorts(out, b, &parts, id, &scoped);

    name_once(b->at, format("LIST_%s", b->name));
    text_addf(&out->header, "extern const List LIST_%s;\n", b->name);
    int columns = emit_enum(out, b, &parts, "column", ""), filters = emit_enum(out, b, &parts, "filter", "_FILTER");
    int sorts = emit_enum(out, b, &parts, "sort", "_SORT");
    text_addf(&out->source, "const List LIST_%s = { .name = \"%s\", .feature = \"%s\"", b->name, b->name, b->feature);
    emit_from(out, b, from, 's', "sqlite", &scoped);
    emit_from(out, b, from, 'p', "postgres", &scoped);
    text_addf(&out->source, ",\n    .scoped = %s, .columns = list_%s_columns, .column_count = %d, .filters = list_%s_filters, "
              ".filter_count = %d, .sorts = list_%s_sorts, .sort_count = %d };\n", scoped ? "true" : "false", b->name, columns,
              b->name, filters, b->name, sorts);
    text_addf(&out->list_index, "    &LIST_%s,\n", b->name);
    if (b->unscoped)
        text_addf(&out->unscoped, "%s\tLIST_%s\t%s\n", b->feature, b->name, b->unscoped);
}

void emit_lists(Output *out) {
    for (size_t i = out->first_block; i < blocks.count; i++)
        if (blocks.items[i].kind == BLOCK_LIST)
            emit_list(out, &blocks.items[i]);
}
