/* Statements: "-- NAME (parameter TYPE, …) -> column TYPE, …  [unscoped: reason]" and the SQL below. */
#include "sqlgen.h"

#include <string.h>

typedef struct Head { Parameter *parameters; int parameter_count; char **columns; Text column_types; int column_count; } Head;

/* "name TYPE": false when it is not that. */
static bool read_pair(const char **cursor, At at, char **name, char *type) {
    Token n = next_token(cursor, at), t = next_token(cursor, at);
    *type = type_letter(t.at, t.size);
    *name = copy_n(n.at, n.size);
    if (n.kind != T_WORD || !*type)
        refuse(at, "the head needs pairs «name TYPE» (ID INT BOOL DAY INSTANT TEXT BYTES IDS), not «%.*s %.*s»",
               (int) n.size, n.at, (int) t.size, t.at);
    return n.kind == T_WORD && *type;
}

static void read_parameters(Head *head, const char **cursor, At at) {
    Token t = next_token(cursor, at);
    const char *back = *cursor;
    if (!token_is(&t, "(")) {
        refuse(at, "( expected after the name");
        return;
    }
    for (t = next_token(cursor, at); !token_is(&t, ")"); t = next_token(cursor, at)) {
        Parameter p = { 0 };
        if (!token_is(&t, ","))
            *cursor = back;
        if (t.kind == T_END || !read_pair(cursor, at, &p.name, &p.type))
            return;
        for (int i = 0; i < head->parameter_count; i++)
            if (!strcmp(head->parameters[i].name, p.name))
                refuse(at, "the parameter %s is declared twice", p.name);
        head->parameters = more(head->parameters, sizeof p, (size_t) head->parameter_count);
        head->parameters[head->parameter_count++] = p;
        back = *cursor;
    }
}

static void read_columns(Head *head, const char **cursor, At at) {
    text_add(&head->column_types, "");
    for (;;) {
        char *name, type;
        if (!read_pair(cursor, at, &name, &type))
            return;
        head->columns = more(head->columns, sizeof(char *), (size_t) head->column_count);
        head->columns[head->column_count++] = name;
        text_add_n(&head->column_types, &type, 1);
        Token t = next_token(cursor, at);
        if (t.kind == T_END)
            return;
        if (!token_is(&t, ",")) {
            refuse(at, "«, » expected between columns, not «%.*s»", (int) t.size, t.at);
            return;
        }
    }
}

static Head read_head(const Block *b) {
    Head head = { 0 };
    const char *arrow = strstr(b->head, "->"), *cursor = b->head;
    text_add(&head.column_types, "");
    read_parameters(&head, &cursor, b->at);
    if (arrow) {
        cursor = arrow + 2;
        read_columns(&head, &cursor, b->at);
    } else if (*trimmed(cursor, strlen(cursor))) {
        refuse(b->at, "the head ends in -> columns, or nothing");
    }
    return head;
}

static const Block *spelt_apart(const Block *b, char engine) {
    for (size_t i = 0; i < blocks.count; i++)
        if (blocks.items[i].kind == BLOCK_STATEMENT && blocks.items[i].engine == engine &&
            !strcmp(blocks.items[i].name, b->name))
            return &blocks.items[i];
    return NULL;
}

static char *spell_for(const Block *b, Head *head, char engine, bool *scoped) {
    const Block *apart = spelt_apart(b, engine);
    Spelling how = { .at = apart ? apart->at : b->at, .engine = engine, .parameters = head->parameters,
                     .count = head->parameter_count };
    char *text = spell(&how, apart ? apart->body : b->body);
    *scoped |= how.scoped;
    return text;
}

static void emit_one(Output *out, const Block *b) {
    Head head = read_head(b);
    bool scoped = false, writes = false;
    int place = 0;
    char *sqlite = spell_for(b, &head, 's', &scoped), *postgres = spell_for(b, &head, 'p', &scoped);
    check_uses(b, looks_at_actor(b->body), &writes, &place);
    for (int i = 0; i < head.parameter_count; i++)
        if (!head.parameters[i].used)
            refuse(b->at, "the parameter %s is never used", head.parameters[i].name);
    if (!*sqlite)
        refuse(b->at, "%s has no SQL", b->name);

    name_once(b->at, b->name);
    text_addf(&out->header, "extern const Statement %s;\n", b->name);
    emit_columns_enum(out, b->at, b->name, head.columns, head.column_count);
    text_addf(&out->source, "const Statement %s = { .name = \"%s\", .feature = \"%s\",\n    .sqlite = ", b->name, b->name,
              b->feature);
    emit_string(&out->source, sqlite);
    text_add(&out->source, ",\n    .postgres = ");
    emit_string(&out->source, postgres);
    text_add(&out->source, ",\n    .parameters = \"");
    for (int i = 0; i < head.parameter_count; i++)
        text_add_n(&out->source, &head.parameters[i].type, 1);
    text_addf(&out->source, "\", .columns = \"%s\", .parameter_count = %d, .column_count = %d, .scoped = %s, .writes = %s, "
              ".place = %s };\n", head.column_types.data, head.parameter_count, head.column_count,
              scoped ? "true" : "false", writes ? "true" : "false", place ? "SCHOOL" : "YEAR");
    text_addf(&out->statement_index, "    &%s,\n", b->name);
    if (b->unscoped)
        text_addf(&out->unscoped, "%s\t%s\t%s\n", b->feature, b->name, b->unscoped);
}

void emit_statements(Output *out) {
    size_t count = 0, apart = 0;
    for (size_t i = out->first_block; i < blocks.count; i++) {
        const Block *b = &blocks.items[i];
        if (b->kind != BLOCK_STATEMENT)
            continue;
        if (b->engine) {
            apart++;
            continue;
        }
        count++;
        emit_one(out, b);
    }
    if (apart > 3 && apart * 20 > count)
        refuse((At){ "sqlgen", 0 }, "%zu of %zu statements are spelt for one engine only: more than 5 %%", apart, count);
}
