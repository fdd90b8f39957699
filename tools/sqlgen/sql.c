/* The words of SQL: enough of a lexer to spell parameters and macros for each engine, and to see which tables a
 * statement reads and writes. What SQL means is left to the engines: a test prepares every statement on both. */
#include "sqlgen.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

Token next_token(const char **cursor, At at) {
    const char *s = *cursor;
    Token t = { 0 };
    for (;;) {
        if (isspace((unsigned char) *s))
            s++;
        else if (s[0] == '-' && s[1] == '-')
            s += strcspn(s, "\n");
        else
            break;
        t.blank_before = true;
    }
    const char *end = s + 1;
    t.at = s;
    if (!*s) {
        end = s;
    } else if (isalpha((unsigned char) *s) || *s == '_' || *s == '$') {
        t.kind = *s == '$' ? T_PARAMETER : T_WORD;
        while (isalnum((unsigned char) *end) || *end == '_')
            end++;
    } else if (isdigit((unsigned char) *s)) {
        t.kind = T_NUMBER;
        while (isalnum((unsigned char) *end) || *end == '.')
            end++;
    } else if (*s == '\'') {
        t.kind = T_STRING;
        while (*end && (*end != '\'' || end[1] == '\''))
            end += *end == '\'' ? 2 : 1;
        if (!*end)
            refuse(at, "a text in '…' is not closed");
        end += *end ? 1 : 0;
    } else if (*s == '{') {
        t.kind = T_MACRO;
        end = strchr(s, '}');
        if (!end)
            refuse(at, "a macro {…} is not closed");
        end = end ? end + 1 : s + strlen(s);
    } else {
        t.kind = T_SYMBOL;
        if (*s == '"' || *s == '`' || *s == '?')
            refuse(at, "'%c' has no place in our SQL: names are plain words, parameters are $name", *s);
    }
    t.size = (size_t) (end - s);
    *cursor = end;
    return t;
}

bool token_is(const Token *t, const char *word) {
    return t->kind != T_STRING && strlen(word) == t->size && !strncasecmp(t->at, word, t->size);
}

char type_letter(const char *word, size_t size) {
    static const struct { const char *word; char letter; } types[] = {
        { "ID", 'i' }, { "INT", 'i' }, { "BOOL", 'i' }, { "DAY", 'i' }, { "INSTANT", 'i' },
        { "TEXT", 't' }, { "BYTES", 'b' }, { "IDS", 'a' },
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strlen(types[i].word) == size && !strncmp(word, types[i].word, size))
            return types[i].letter;
    return 0;
}

/* ---- spelling ---- */

static const char *cast_of(char type) {
    return type == 'i' ? "bigint" : type == 't' ? "text" : type == 'b' ? "bytea" : "bigint[]";
}

static void spell_number(const Spelling *how, Text *out, int number, char type) {
    if (how->engine == 's')
        text_addf(out, "?%d", number);
    else
        text_addf(out, "$%d::%s", number, cast_of(type));
}

static Parameter *spell_parameter(Spelling *how, Text *out, const char *name, size_t size) {
    static const char *const hidden[] = { "seen_all", "seen_account", "seen_person", "seen_teacher", "seen_guardian", "seen_day" };
    for (int i = 0; i < how->count; i++)
        if (strlen(how->parameters[i].name) == size && !strncmp(how->parameters[i].name, name, size)) {
            how->parameters[i].used = true;
            if (how->fragment)
                text_addf(out, "{%s}", how->parameters[i].name);
            else
                spell_number(how, out, i + 1, how->parameters[i].type);
            return &how->parameters[i];
        }
    for (int i = 0; i < 6; i++)
        if (strlen(hidden[i]) == size && !strncmp(hidden[i], name, size)) {
            how->scoped = true;
            if (how->fragment)
                text_addf(out, "{%s}", hidden[i]);
            else
                spell_number(how, out, how->count + i + 1, 'i');
            return NULL;
        }
    refuse(how->at, "the parameter $%.*s is not declared in the head", (int) size, name);
    return NULL;
}

/* "x = {any $ids}" (the = may be left out): the one operator that differs: IN (…) over a list given as one parameter. */
static void spell_any(Spelling *how, Text *out, const char *inside) {
    const char *dollar = strchr(inside, '$');
    if (!dollar) {
        refuse(how->at, "{any $ids} names one parameter");
        return;
    }
    while (out->size && (out->data[out->size - 1] == ' ' || out->data[out->size - 1] == '='))
        out->data[--out->size] = 0;
    text_add(out, how->engine == 's' ? " IN (SELECT value FROM json_each(" : " = ANY(");
    Parameter *p = spell_parameter(how, out, dollar + 1, strcspn(dollar + 1, " "));
    text_add(out, how->engine == 's' ? "))" : ")");
    if (p && p->type != 'a')
        refuse(how->at, "the parameter of {any $%s} must be declared IDS", p->name);
}

/* "-- SEEN pupil (id)" says whether one id is seen, "-- SEEN pupil (set)" selects all that are: for lists, which then read no others. */
static const Block *seen_block(const char *kind, size_t size, const char *form) {
    for (size_t i = 0; i < blocks.count; i++)
        if (blocks.items[i].kind == BLOCK_SEEN && strlen(blocks.items[i].name) == size &&
            !strncmp(blocks.items[i].name, kind, size) && !strcmp(blocks.items[i].head, form))
            return &blocks.items[i];
    return NULL;
}

static void spell_into(Spelling *how, Text *out, const char *sql, const char *id);

static void spell_seen(Spelling *how, Text *out, const char *inside, const char *id) {
    size_t size = strcspn(inside, " ");
    bool bare = !strcmp(trimmed(inside + size, strlen(inside + size)), "(set)");        /* {seen pupil (set)}: the set itself, whoever asks */
    const Block *set = bare || how->reader == SEEN_SET ? seen_block(inside, size, "(set)") : NULL;
    const Block *b = set ? set : seen_block(inside, size, "(id)");
    how->scoped = true;
    if (bare && !set) {
        refuse(how->at, "no block -- SEEN %.*s (set) says who is seen", (int) size, inside);
        return;
    }
    if (b && !bare && how->reader == SEEN_ALL) {
        text_add(out, "(1 = 1)");
        return;
    }
    if (!b) {
        refuse(how->at, "no block -- SEEN %.*s (id) says who is seen", (int) size, inside);
        return;
    }
    if (id)
        refuse(how->at, "{seen …} inside a SEEN block");
    char *object = trimmed(inside + size, strlen(inside + size));
    if (!*object)
        refuse(how->at, "{seen %s …} needs the expression of an id", b->name);
    Text spelt = { 0 };
    spell_into(how, &spelt, b->body, object);
    char *text = trimmed(spelt.data, spelt.size);
    size_t end = strlen(text);
    if (end && text[end - 1] == ';')
        text[end - 1] = 0;
    if (bare)
        text_addf(out, "(%s)", text);
    else if (set)
        text_addf(out, "%s IN (%s)", object, text);
    else
        text_addf(out, "(%s)", text);
}

/* "{on m}": the dated fact m, an interval [from_day, until_day), holds on the actor's day. */
static void spell_on(Spelling *how, Text *out, const char *alias) {
    text_addf(out, "(%s.from_day <= ", alias);
    spell_parameter(how, out, "seen_day", strlen("seen_day"));
    text_addf(out, " AND %s.until_day > ", alias);
    spell_parameter(how, out, "seen_day", strlen("seen_day"));
    text_add(out, ")");
}

static void spell_macro(Spelling *how, Text *out, const Token *t, const char *id) {
    char *inside = trimmed(t->at + 1, t->size - 2);
    if (!strncmp(inside, "seen ", 5))
        spell_seen(how, out, inside + 5, id);
    else if (!strncmp(inside, "any ", 4))
        spell_any(how, out, inside + 4);
    else if (!strncmp(inside, "on ", 3))
        spell_on(how, out, trimmed(inside + 3, strlen(inside + 3)));
    else
        refuse(how->at, "unknown macro {%s}", inside);
}

static void spell_into(Spelling *how, Text *out, const char *sql, const char *id) {
    const char *cursor = sql;
    for (Token t; (t = next_token(&cursor, how->at)).kind != T_END;) {
        if (t.blank_before && out->size)
            text_add(out, " ");
        if (id && token_is(&t, "$id"))
            text_add(out, id);
        else if (t.kind == T_PARAMETER)
            spell_parameter(how, out, t.at + 1, t.size - 1);
        else if (t.kind == T_MACRO)
            spell_macro(how, out, &t, id);
        else
            text_add_n(out, t.at, t.size);
    }
}

char *spell(Spelling *how, const char *sql) {
    Text out = { 0 };
    text_add(&out, "");
    spell_into(how, &out, sql, NULL);
    char *text = trimmed(out.data, out.size);
    size_t end = strlen(text);
    if (end && text[end - 1] == ';')
        text[--end] = 0;
    if (strchr(text, ';') && !strchr(text, '\''))
        refuse(how->at, "one statement to a head");
    return trimmed(text, end);
}

/* ---- what a statement touches ---- */

static void refuse_banned(const Token *t, bool call, At at) {
    static const char *const words[] = { "LIKE", "ILIKE", "GLOB", "REGEXP", "TEMPORARY", "TEMP", "REAL", "FLOAT", "DOUBLE",
        "NUMERIC", "DECIMAL", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIMESTAMP", "ROWID", "CTID" };
    static const char *const calls[] = { "avg", "now", "random", "strftime", "date", "datetime", "julianday", "changes",
        "last_insert_rowid", "group_concat", "upper", "lower" };
    if (t->kind != T_WORD)
        return;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (token_is(t, words[i]))
            refuse(at, "%s is banned: it differs between engines, or is not ours to use", words[i]);
    for (size_t i = 0; call && i < sizeof calls / sizeof *calls; i++)
        if (token_is(t, calls[i]))
            refuse(at, "%s( is banned: it differs between engines, or is not ours to use", calls[i]);
}

static bool one_of(const Token *t, const char *const *words) {
    for (; *words; words++)
        if (t->kind == T_WORD && token_is(t, *words))
            return true;
    return false;
}

static void add_use(Uses *uses, const Token *t, bool write) {
    uses->items = more(uses->items, sizeof(Use), uses->count);
    uses->items[uses->count++] = (Use){ copy_n(t->at, t->size), write };
}

Uses tables_used(const char *sql, At at) {
    static const char *const ends[] = { "WHERE", "GROUP", "ORDER", "HAVING", "UNION", "EXCEPT", "INTERSECT", "LIMIT",
        "RETURNING", "SELECT", "SET", "VALUES", NULL };
    Uses uses = { 0 };
    bool in_from[64] = { false };
    int depth = 0;
    Token before = { 0 }, t = { 0 };
    for (const char *cursor = sql;; before = t) {
        t = next_token(&cursor, at);
        if (t.kind == T_END)
            return uses;
        const char *ahead = cursor;
        Token after = next_token(&ahead, at);
        refuse_banned(&t, token_is(&after, "("), at);
        if (token_is(&t, "(") && depth < 63)
            in_from[++depth] = false;
        else if (token_is(&t, ")") && depth > 0)
            depth--;
        else if (one_of(&t, ends))
            in_from[depth] = false;
        bool from = token_is(&t, "FROM") && !token_is(&before, "DISTINCT");
        if (from || token_is(&t, "JOIN"))
            in_from[depth] = true;
        bool read = from || token_is(&t, "JOIN") || (token_is(&t, ",") && in_from[depth]);
        bool write = token_is(&t, "INTO") || (from && token_is(&before, "DELETE")) ||
                     (token_is(&t, "UPDATE") && !token_is(&after, "SET"));
        if ((read || write) && after.kind == T_WORD)
            add_use(&uses, &after, write);
    }
}

/* Naming a day is not looking at who asks. */
bool looks_at_actor(const char *sql) {
    return strstr(sql, "{seen ") || strstr(sql, "$seen_all") || strstr(sql, "$seen_account") || strstr(sql, "$seen_person") || strstr(sql, "$seen_teacher") ||
           strstr(sql, "$seen_guardian");
}

void check_uses(const Block *b, bool sees, bool *writes, int *place) {
    Uses uses = tables_used(b->body, b->at);
    *writes = false, *place = 0;
    for (size_t i = 0; i < uses.count; i++) {
        const Table *t = table_named(uses.items[i].table);
        bool write = uses.items[i].write;
        if (t && t->person && !write && !sees && !b->unscoped && b->kind != BLOCK_SEEN)
            refuse(b->at, "%s reads %s, which bears persons: add {seen … id} or say [unscoped: reason]", b->name, t->name);
        if (t && t->audited && write)
            refuse(b->at, "%s writes %s, which is audited: go through change_add, change_put or change_end", b->name, t->name);
        if (t && write && *writes && *place != t->place)
            refuse(b->at, "%s writes both bases", b->name);
        if (write)
            *writes = true, *place = t ? t->place : *place;
    }
}

int top_level(const char *sql, At at, const char *word) {
    int depth = 0;
    const char *cursor = sql;
    for (Token t; (t = next_token(&cursor, at)).kind != T_END;) {
        if (token_is(&t, "("))
            depth++;
        else if (token_is(&t, ")"))
            depth--;
        else if (depth == 0 && token_is(&t, word))
            return (int) (t.at - sql);
    }
    return -1;
}
