/* The schema steps: our types spelt for each engine, and the tables as the change door must know them. */
#include "sqlgen.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

Tables tables;
Steps steps;
Blocks blocks;

Table *table_named(const char *name) {
    for (size_t i = 0; i < tables.count; i++)
        if (!strcasecmp(tables.items[i].name, name))
            return &tables.items[i];
    return NULL;
}

/* Words that one engine or the other does not take as a name. */
bool reserved_word(const char *word) {
    static const char *const words[] = { "add", "all", "alter", "analyse", "analyze", "and", "any", "array", "as", "asc",
        "asymmetric", "autoincrement", "between", "both", "case", "cast", "check", "collate", "column", "commit",
        "constraint", "create", "default", "deferrable", "delete", "desc", "distinct", "do", "drop", "else", "end",
        "escape", "except", "exists", "false", "fetch", "for", "foreign", "from", "grant", "group", "having", "in",
        "index", "initially", "insert", "intersect", "into", "is", "isnull", "join", "lateral", "leading", "limit",
        "localtime", "not", "nothing", "notnull", "null", "offset", "on", "only", "or", "order", "placing", "primary",
        "references", "returning", "select", "set", "some", "symmetric", "table", "then", "to", "trailing",
        "transaction", "true", "union", "unique", "update", "user", "using", "values", "variadic", "when", "where",
        "window", "with", "natural", "left", "right", "inner", "outer", "cross", "full", "freeze", "ilike", "like" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcasecmp(words[i], word))
            return true;
    return false;
}

/* ---- cutting a step into statements, and a table into items ---- */

typedef struct Piece { char *text, *comment; int line; } Piece;        /* the SQL, and the comments that go with it */
typedef struct Pieces { Piece *items; size_t count; } Pieces;

static void add_piece(Pieces *pieces, Text *text, Text *comment, int line) {
    char *s = trimmed(text->data ? text->data : "", text->size);
    if (*s) {
        pieces->items = more(pieces->items, sizeof(Piece), pieces->count);
        pieces->items[pieces->count++] = (Piece){ s, copy_n(comment->data ? comment->data : "", comment->size), line };
        comment->size = 0;
    }
    text->size = 0;
}

/* Cuts at SEPARATOR outside parentheses and texts. A comment belongs to the piece it stands above or behind. */
static Pieces cut(const char *sql, char separator, int line) {
    Pieces pieces = { 0 };
    Text text = { 0 }, comment = { 0 };
    int depth = 0, first_line = line;
    bool quoted = false, fresh_line = true;
    for (const char *s = sql; *s; s++) {
        if (*s == '\n')
            line++, fresh_line = true;
        if (!quoted && s[0] == '-' && s[1] == '-') {
            size_t size = strcspn(s, "\n");
            bool behind = !fresh_line && text.size == 0 && pieces.count;
            if (depth)
                text_add_n(&text, s, size);         /* kept for the cut of what is inside */
            else if (behind)
                pieces.items[pieces.count - 1].comment =
                    format("%s%.*s\n", pieces.items[pieces.count - 1].comment, (int) size, s);
            else
                text_add_n(&comment, s, size), text_add(&comment, "\n");
            s += size - 1;
            continue;
        }
        quoted ^= *s == '\'';
        depth += quoted ? 0 : (*s == '(') - (*s == ')');
        if (*s == separator && depth == 0 && !quoted) {
            add_piece(&pieces, &text, &comment, first_line);
            fresh_line = false;
            continue;
        }
        if (text.size == 0 && isspace((unsigned char) *s))
            continue;
        if (text.size == 0)
            first_line = line;
        fresh_line = false;
        text_add_n(&text, s, 1);
    }
    add_piece(&pieces, &text, &comment, first_line);
    return pieces;
}

/* Calls for each mark of the comment lines: "-- audited, person, topic pupils". */
static bool has_mark(const char *comment, const char *mark, char **value) {
    size_t size = strlen(mark);
    for (const char *s = comment; *s; s += *s ? 1 : 0) {
        const char *word = s + strspn(s, "- ,\t");
        size_t length = strcspn(word, ",\n");
        char *one = trimmed(word, length);
        if (!strncmp(one, mark, size) && (value ? one[size] == ' ' : !one[size])) {
            if (value)
                *value = trimmed(one + size, strlen(one + size));
            return true;
        }
        s = word + length;
        if (!*s)
            break;
    }
    return false;
}

/* ---- columns ---- */

static void spell_type(const char *name, const char *type, At at, Text *sqlite, Text *postgres) {
    bool is_auto = !strcmp(type, "AUTO");
    char letter = type_letter(type, strlen(type));
    if (!is_auto && (!letter || letter == 'a')) {
        refuse(at, "%s: unknown type %s (ID INT BOOL DAY INSTANT TEXT BYTES AUTO)", name, type);
        return;
    }
    text_addf(sqlite, "%s %s", name, is_auto ? "INTEGER PRIMARY KEY AUTOINCREMENT" : letter == 'i' ? "INTEGER" :
              letter == 't' ? "TEXT" : "BLOB");
    text_addf(postgres, "%s %s", name, is_auto ? "bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY" :
              letter == 'i' ? "bigint" : letter == 't' ? "text" : "bytea");
    if (!strcmp(type, "BOOL")) {
        text_addf(sqlite, " CHECK (%s IN (0, 1))", name);
        text_addf(postgres, " CHECK (%s IN (0, 1))", name);
    }
}

static char *text_inside(const Token *t) {
    Text out = { 0 };
    text_add(&out, "");
    for (size_t i = 1; i + 1 < t->size; i++) {
        text_add_n(&out, t->at + i, 1);
        i += t->at[i] == '\'';
    }
    return out.data;
}

static void read_default(Column *c, const char **cursor, At at) {
    Token t = next_token(cursor, at);
    bool minus = token_is(&t, "-");
    if (minus)
        t = next_token(cursor, at);
    c->has_default = true;
    if (t.kind == T_NUMBER && c->type == 'i')
        c->number = (minus ? -1 : 1) * atoll(copy_n(t.at, t.size));
    else if (t.kind == T_STRING && c->type == 't')
        c->word = text_inside(&t);
    else
        refuse(at, "%s: a DEFAULT is a plain number or text of the column's type", c->name);
}

/* What follows the type: defaults, keys and references, as the change door and the two bases need them. */
static void read_rest(const Table *table, Column *c, const char *rest, At at) {
    Token before = { 0 };
    const char *cursor = rest;
    for (Token t; (t = next_token(&cursor, at)).kind != T_END; before = t) {
        if (token_is(&t, "NULL") && token_is(&before, "NOT"))
            c->not_null = true;
        else if (token_is(&t, "KEY") && token_is(&before, "PRIMARY"))
            c->key = true;
        else if (token_is(&t, "DEFAULT"))
            read_default(c, &cursor, at);
    }
    if (c->has_default && !c->not_null)
        refuse(at, "%s.%s: a DEFAULT needs NOT NULL", table->name, c->name);
}

/* Undoing asks who refers to what (store/undo.h): a reference is one ID column. */
static void read_reference(const Table *table, Column *c, const char *item, At at) {
    const char *cursor = item;
    for (Token t; (t = next_token(&cursor, at)).kind != T_END;) {
        if (!token_is(&t, "REFERENCES"))
            continue;
        t = next_token(&cursor, at);
        const Table *other = table_named(copy_n(t.at, t.size));
        if (!other)
            refuse(at, "%s refers to a table that no earlier step makes: %.*s", table->name, (int) t.size, t.at);
        else if (other->place != table->place)
            refuse(at, "%s refers to %s, which lives in the other base", table->name, other->name);
        else if (c->type != 'i')
            refuse(at, "%s.%s: a reference is an ID", table->name, c->name);
        else
            c->refers = other->name;
    }
}

static void add_column(Table *table, const Piece *item, At at, Text *sqlite, Text *postgres) {
    const char *cursor = item->text;
    Token name = next_token(&cursor, at), type = next_token(&cursor, at);
    table->columns = more(table->columns, sizeof(Column), (size_t) table->column_count);
    Column *c = &table->columns[table->column_count++];
    char *type_word = copy_n(type.at, type.size), *rest = trimmed(cursor, strlen(cursor));
    *c = (Column){ .name = copy_n(name.at, name.size), .silent = has_mark(item->comment, "silent", NULL) };
    c->type = !strcmp(type_word, "AUTO") ? 'i' : type_letter(type.at, type.size);
    c->holds = !strcmp(type_word, "DAY") ? 'd' : !strcmp(type_word, "INSTANT") ? 'w' : !strcmp(type_word, "BOOL") ? 'y' : c->type;
    if (reserved_word(c->name))
        refuse(at, "the column name %s is a word of SQL: choose another", c->name);
    spell_type(c->name, type_word, at, sqlite, postgres);
    read_rest(table, c, rest, at);
    read_reference(table, c, rest, at);
    if (!strcmp(type_word, "AUTO"))
        c->key = table->auto_id = true;
    if (*rest) {
        text_addf(sqlite, " %s", rest);
        text_addf(postgres, " %s", rest);
    }
}

/* PRIMARY KEY (a, b): true when it was one, and marks its columns. */
static bool read_key(Table *table, const char *item, At at) {
    if (strncasecmp(item, "PRIMARY KEY", 11))
        return false;
    const char *cursor = strchr(item, '(') ? strchr(item, '(') + 1 : "";
    int place = 0;
    for (Token t; (t = next_token(&cursor, at)).kind == T_WORD; place++) {
        if (place >= table->column_count || !token_is(&t, table->columns[place].name))
            refuse(at, "%s: key columns come first, in the key's order", table->name);
        else
            table->columns[place].key = true;
        t = next_token(&cursor, at);
        if (!token_is(&t, ","))
            break;
    }
    return true;
}

static bool is_constraint(const char *item) {
    static const char *const words[] = { "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "CONSTRAINT" };
    size_t size = strcspn(item, " (\n");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == size && !strncasecmp(words[i], item, size))
            return true;
    return false;
}

static void finish_table(Table *table) {
    while (table->key_count < table->column_count && table->columns[table->key_count].key)
        table->key_count++;
    for (int i = table->key_count; i < table->column_count; i++)
        if (table->columns[i].key)
            refuse(table->at, "%s: key columns come first", table->name);
    if (table->key_count == 0)
        refuse(table->at, "%s has no primary key", table->name);
    if (reserved_word(table->name))
        refuse(table->at, "the table name %s is a word of SQL: choose another", table->name);
}

static void create_table(Step *step, const Piece *piece, const char *path) {
    At at = { path, piece->line };
    const char *open = strchr(piece->text, '('), *close = strrchr(piece->text, ')');
    const char *cursor = piece->text + strlen("CREATE TABLE");
    Token name = next_token(&cursor, at);
    if (!open || !close || name.kind != T_WORD) {
        refuse(at, "CREATE TABLE name (…) expected");
        return;
    }
    if (table_named(copy_n(name.at, name.size)))
        refuse(at, "the table %.*s exists already (names are unique over both bases)", (int) name.size, name.at);
    tables.items = more(tables.items, sizeof(Table), tables.count);
    Table *table = &tables.items[tables.count++];
    *table = (Table){ .at = at, .name = copy_n(name.at, name.size), .place = step->place };
    table->audited = has_mark(piece->comment, "audited", NULL);
    table->person = has_mark(piece->comment, "person", NULL);
    has_mark(piece->comment, "topic", &table->topic);

    bool long_key = false;
    Pieces items = cut(copy_n(open + 1, (size_t) (close - open - 1)), ',', piece->line);
    text_addf(&step->sqlite, "CREATE TABLE %s (", table->name);
    text_addf(&step->postgres, "CREATE TABLE %s (", table->name);
    for (size_t i = 0; i < items.count; i++) {
        At here = { path, items.items[i].line };
        text_add(&step->sqlite, i ? ", " : "");
        text_add(&step->postgres, i ? ", " : "");
        if (is_constraint(items.items[i].text)) {
            if (!read_key(table, items.items[i].text, here))
                refuse(here, "%s: a reference stands behind its column, what is unique has a CREATE UNIQUE INDEX", table->name);
            long_key = true;
            text_add(&step->sqlite, items.items[i].text);
            text_add(&step->postgres, items.items[i].text);
        } else {
            add_column(table, &items.items[i], here, &step->sqlite, &step->postgres);
        }
    }
    text_add(&step->sqlite, long_key ? ") STRICT, WITHOUT ROWID;\n" : ") STRICT;\n");
    text_add(&step->postgres, ");\n");
    finish_table(table);
}

/* What its rows held there is gone; the audit still tells it. */
static void drop_column(Step *step, Table *table, const char *cursor, At at) {
    Token name = next_token(&cursor, at);
    int place = 0;
    while (place < table->column_count && !token_is(&name, table->columns[place].name))
        place++;
    if (place == table->column_count || table->columns[place].key) {
        refuse(at, "%s has no such column, or it is its key", table->name);
        return;
    }
    table->column_count--;
    memmove(&table->columns[place], &table->columns[place + 1], (size_t) (table->column_count - place) * sizeof *table->columns);
    text_addf(&step->sqlite, "ALTER TABLE %s DROP COLUMN %.*s;\n", table->name, (int) name.size, name.at);
    text_addf(&step->postgres, "ALTER TABLE %s DROP COLUMN %.*s;\n", table->name, (int) name.size, name.at);
}

static void alter_table(Step *step, const Piece *piece, const char *path) {
    At at = { path, piece->line };
    const char *cursor = piece->text + strlen("ALTER TABLE");
    Token name = next_token(&cursor, at), verb = next_token(&cursor, at), column = next_token(&cursor, at);
    Table *table = table_named(copy_n(name.at, name.size));
    if (!table || !(token_is(&verb, "ADD") || token_is(&verb, "DROP")) || !token_is(&column, "COLUMN")) {
        refuse(at, "ALTER TABLE known_table ADD COLUMN name TYPE … or DROP COLUMN name expected");
        return;
    }
    if (token_is(&verb, "DROP")) {
        drop_column(step, table, cursor, at);
        return;
    }
    Piece item = { trimmed(cursor, strlen(cursor)), piece->comment, piece->line };
    text_addf(&step->sqlite, "ALTER TABLE %s ADD COLUMN ", table->name);
    text_addf(&step->postgres, "ALTER TABLE %s ADD COLUMN ", table->name);
    add_column(table, &item, at, &step->sqlite, &step->postgres);
    text_add(&step->sqlite, ";\n");
    text_add(&step->postgres, ";\n");
}

static int column_named(const Table *table, const Token *name) {
    for (int i = 0; i < table->column_count; i++)
        if (token_is(name, table->columns[i].name))
            return i;
    return -1;
}

/* CREATE INDEX name ON table …: its columns, a condition's too, are those that cost more to write. */
static void mark_indexed(const Piece *piece, const char *path) {
    At at = { path, piece->line };
    const char *cursor = strstr(piece->text, " ON ");
    Table *table = NULL;
    if (cursor) {
        cursor += strlen(" ON ");
        Token name = next_token(&cursor, at);
        table = table_named(copy_n(name.at, name.size));
    }
    if (!table) {
        refuse(at, "CREATE INDEX name ON known_table … expected");
        return;
    }
    for (Token t; (t = next_token(&cursor, at)).kind != T_END; ) {
        int column = t.kind == T_WORD ? column_named(table, &t) : -1;
        if (column >= 0)
            table->columns[column].indexed = true;
    }
}

/* CREATE UNIQUE INDEX name ON table (a, b): undoing must know what may not be there twice. */
static void read_unique(const Piece *piece, const char *path) {
    At at = { path, piece->line };
    const char *cursor = strchr(piece->text, '(');
    const char *before = piece->text + strlen("CREATE UNIQUE INDEX ");
    next_token(&before, at), next_token(&before, at);
    Token name = next_token(&before, at);
    Table *table = table_named(copy_n(name.at, name.size));
    if (!table || !cursor) {
        refuse(at, "CREATE UNIQUE INDEX name ON known_table (columns) expected");
        return;
    }
    Unique u = { .count = 0 };
    cursor++;
    for (Token t; (t = next_token(&cursor, at)).kind == T_WORD; next_token(&cursor, at)) {
        int column = column_named(table, &t);
        if (column < 0 || u.count == 8)
            refuse(at, "an index that is unique names up to 8 columns, as they are");
        else
            u.columns[u.count++] = column;
    }
    table->uniques = more(table->uniques, sizeof u, (size_t) table->unique_count);
    table->uniques[table->unique_count++] = u;
}

static void read_step(const char *path, int place) {
    const char *file = strrchr(path, '/') + 1;
    steps.items = more(steps.items, sizeof(Step), steps.count);
    Step *step = &steps.items[steps.count++];
    *step = (Step){ .place = place, .number = atoi(file), .name = copy_n(file, strlen(file) - 4) };
    if (strlen(file) < 6 || strspn(file, "0123456789") != 4 || file[4] != '-' || step->number < 1)
        refuse((At){ path, 0 }, "a step is called NNNN-name.sql");
    for (const Step *other = steps.items; other < step; other++)
        if (other->place == place && other->number >= step->number)
            refuse((At){ path, 0 }, "%s bears the number of a later step", other->name);
    Pieces pieces = cut(read_source(path), ';', 1);
    for (size_t i = 0; i < pieces.count; i++) {
        const Piece *p = &pieces.items[i];
        if (!strncasecmp(p->text, "CREATE TABLE ", 13)) {
            create_table(step, p, path);
        } else if (!strncasecmp(p->text, "ALTER TABLE ", 12)) {
            alter_table(step, p, path);
        } else {
            tables_used(p->text, (At){ path, p->line });
            if (!strncasecmp(p->text, "CREATE UNIQUE INDEX ", 20))
                read_unique(p, path);
            if (!strncasecmp(p->text, "CREATE UNIQUE INDEX ", 20) || !strncasecmp(p->text, "CREATE INDEX ", 13))
                mark_indexed(p, path);
            text_addf(&step->sqlite, "%s;\n", p->text);
            text_addf(&step->postgres, "%s;\n", p->text);
        }
    }
}

void read_schema(const char *root) {
    static const char *const folders[] = { "schema/year", "schema/school" };
    for (int place = 0; place < 2; place++) {
        Paths paths = find_sql(root, folders[place]);
        for (size_t i = 0; i < paths.count; i++)
            read_step(paths.items[i], place);
    }
}
