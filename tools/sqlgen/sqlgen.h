/* sqlgen OUTDIR SRCROOT: reads the schema steps and every .sql file beside the rules, and writes statements.h and
 * statements.c: statements, tables, lists and schema steps as C data, one spelling for each engine. What breaks a rule
 * of the house (an unknown parameter, people read without scope, a write past the change door) stops the build with
 * file, line and a sentence. The grammar is described in HACKING.md. The process is short: memory is never given back. */
#pragma once

#include "../common/common.h"

/* ---- read.c: files and blocks ---- */

typedef enum BlockKind { BLOCK_STATEMENT, BLOCK_LIST, BLOCK_SEEN, BLOCK_TERM } BlockKind;
typedef struct Block {
    BlockKind kind;
    At at;
    char *name, *feature;
    char *head;             /* after the name, continuation lines joined */
    char *body;             /* the SQL; in a list its "-- column …" lines too */
    char engine;            /* 's', 'p': spelt for this engine only; 0: for both */
    char *unscoped;         /* the reason, or NULL */
} Block;
typedef struct Blocks { Block *items; size_t count; } Blocks;

Paths find_sql(const char *root, const char *folder);   /* sorted, below ROOT/FOLDER */
char *read_source(const char *path);                    /* what cannot be read is refused, and is then empty */
void read_blocks(const char *path, Blocks *blocks);

/* ---- terms.c ---- */

void expand_terms(Blocks *blocks);      /* in all of them, once all are read */

/* ---- sql.c: words of SQL, and their spelling for an engine ---- */

typedef enum TokenKind { T_END, T_WORD, T_NUMBER, T_STRING, T_PARAMETER, T_MACRO, T_SYMBOL } TokenKind;
typedef struct Token { TokenKind kind; const char *at; size_t size; bool blank_before; } Token;
Token next_token(const char **cursor, At at);
bool token_is(const Token *t, const char *word);        /* without regard to case */
char type_letter(const char *word, size_t size);        /* i t b a(IDS), 0: no such type */

typedef struct Parameter { char *name; char type; bool used; } Parameter;
typedef struct Spelling {           /* how one text is spelt */
    At at;
    char engine;                    /* 's' or 'p' */
    bool fragment;                  /* of a list: {value} and {seen_…} stay for the run time */
    enum { SEEN_PROBED, SEEN_ALL, SEEN_SET } reader;    /* {seen …}: a probe an object · for who sees everyone · one of the actor's set */
    Parameter *parameters;
    int count;
    bool scoped;                    /* out: holds {seen …} or $seen_… */
} Spelling;
char *spell(Spelling *how, const char *sql);

typedef struct Use { char *table; bool write; } Use;
typedef struct Uses { Use *items; size_t count; } Uses;
Uses tables_used(const char *sql, At at);               /* and refuses banned words */
bool looks_at_actor(const char *sql);    /* holds {seen …} or asks who the actor is; a day alone is not enough */
void check_uses(const Block *b, bool sees, bool *writes, int *place);
int top_level(const char *sql, At at, const char *word);        /* offset of the word outside parentheses, or -1 */

/* ---- schema.c ---- */

typedef struct Column { char *name; char type, holds /* of the schema's type: i d w y t b */; bool key, silent, not_null, has_default, indexed; long long number; char *word, *refers /* a table, or NULL */; } Column;
typedef struct Unique { int columns[8], count; } Unique;
typedef struct Table {
    At at;
    char *name, *topic;
    int place;              /* 0 year, 1 school */
    bool audited, person, auto_id;
    Column *columns;
    int column_count, key_count;
    Unique *uniques;        /* beside the key */
    int unique_count;
} Table;
typedef struct Tables { Table *items; size_t count; } Tables;
typedef struct Step { int place, number; char *name; Text sqlite, postgres; } Step;
typedef struct Steps { Step *items; size_t count; } Steps;

extern Tables tables;
extern Steps steps;
extern Blocks blocks;
void read_schema(const char *root);
Table *table_named(const char *name);
bool reserved_word(const char *word);

/* ---- statement.c, list.c, emit.c ---- */

typedef struct Output {
    const char *prefix;                     /* of the arrays' names */
    size_t first_table, first_block;        /* earlier ones are known, not written */
    Text header, source, unscoped, statement_index, list_index;
} Output;
void name_once(At at, const char *name);                /* refuses a C name given twice */
void emit_string(Text *out, const char *s);             /* a C literal, wrapped */
void emit_columns_enum(Output *out, At at, const char *prefix, char *const *names, int count);
void emit_statements(Output *out);
void emit_lists(Output *out);
void emit_tables(Output *out);
void emit_steps(Output *out);
