/* templategen OUTDIR SRCROOT: reads every .reply and .html file under src/, and writes pages.h and pages.c: the shape of
 * each answer as a table, and each template as straight-line C that escapes every value for the place where it stands.
 * There is no unescaped placeholder. What cannot be made safe, a key that no reply declares and a word that is not in
 * the catalogue stop the build with file and line. The grammar is docs/templates.md. */
#pragma once

#include "../common/common.h"

extern Catalogue catalogue;
extern const char *source_root;
extern Text files_read;         /* for the depfile: " path path …" */
const CatalogueText *known_text(At at, const char *id);         /* refuses an unknown one */

/* ---- reply.c: what an answer may hold ---- */

/* In the order of ReplyKind (src/web/doc.h). */
typedef enum Kind { K_INT, K_ID, K_BOOL, K_TEXT, K_WORD, K_DAY, K_INSTANT, K_MINUTES, K_OBJECT, K_LIST, K_TEXTS } Kind;

typedef struct Shape Shape;
typedef struct Key {
    At at;
    char *name;
    Kind kind;
    int data_class;
    char *right;                /* NULL: the route's own */
    bool html_only, nullable;
    char **words;               /* of a WORD */
    size_t word_count;
    char *c_words;              /* name of their C array */
    Shape *of;                  /* of an OBJECT or a LIST */
} Key;
struct Shape { char *name, *c_name; Key *keys; size_t count; };

typedef struct Reply { char *path, *name; Shape shape; int data_class; bool reading, read; } Reply;
typedef struct Replies { Reply *items; size_t count; } Replies;

extern Replies replies;
void read_replies(const Paths *paths);
const Reply *reply_named(const char *name);
char *page_name(const char *path, const char *suffix);          /* "…/src/school/people/pupil.html" → "people/pupil" */
int shape_index(const Shape *shape, const char *key, size_t size);      /* -1: no such key */

/* ---- html.c: where in the markup a placeholder stands ---- */

typedef enum Where { IN_TEXT, IN_TAG_NAME, IN_TAG, IN_NAME, AFTER_NAME, BEFORE_VALUE, IN_VALUE, IN_BARE_VALUE, IN_COMMENT, IN_DOCTYPE } Where;

#define DEEPEST 64
typedef struct Html {
    Where where;
    char element[32], attribute[32];    /* the names being read, or last read */
    size_t name_size;
    bool closing, slash;                /* </x>, <x/ */
    bool glued;                         /* an attribute name here would touch what stands before */
    bool value_empty;                   /* IN_VALUE: nothing has been printed in it yet */
    bool telephone;                     /* a URL that starts with tel: */
    int depth, floor;                   /* open elements; those below floor belong to an outer block */
    char open[DEEPEST][32];
    int letters;                        /* literal letters in a row */
    bool entity;                        /* within &…; */
} Html;

void html_literal(Html *h, At at, const char *text, size_t size);

typedef enum Position { AT_NOWHERE /* refused already */, AT_TEXT, AT_ATTRIBUTE, AT_URL, AT_URL_REST } Position;
Position html_position(const Html *h, At at);           /* where a value may be printed; refuses where none may */
void html_value_printed(Html *h);
bool html_in_text(const Html *h, At at, const char *what);      /* refuses elsewhere */
void html_block_start(Html *h, At at, Html *saved);
void html_block_middle(Html *h, At at, Html *saved);    /* {else}: *saved becomes the end of the first branch */
void html_block_end(Html *h, At at, const Html *saved);
void html_end(const Html *h, At at);                    /* all elements closed */

/* ---- directive.c: {word argument name=argument "text"} ---- */

typedef struct Argument { char *name, *value; bool quoted; } Argument;
#define ARGUMENTS_MAX 32
typedef struct Directive { At at; char *word; Argument arguments[ARGUMENTS_MAX]; int count; } Directive;

/* Reads the directive at CURSOR ('{'); returns what follows its '}', or NULL when it has been refused. */
const char *directive_read(const char *cursor, At at, Directive *d);
const char *argument_named(const Directive *d, const char *name);       /* its value, or NULL */

/* ---- template.c: a template becomes C ---- */

/* The keys that can be named at one place, innermost first. */
typedef struct Scope {
    const Shape *shape;         /* NULL in an {each} over texts: the only key is item */
    char *doc;                  /* C variable: "d0"; of an {each} over texts, the expression of the text */
    char *form;                 /* {each entries fields}: field names start with "entries.N." … */
    char *index;                /* … this C variable being N */
    bool used;
    struct Scope *outer;
} Scope;

typedef enum BlockKind { BLOCK_IF, BLOCK_EACH, BLOCK_PART } BlockKind;
typedef struct Block {
    BlockKind kind;
    At at;
    const char *file;           /* where it must end */
    Html html;
    bool has_else;
    Text code;                  /* of the surrounding block, while this one is written */
    char *head;
    struct Scope *scope;
    struct Block *outer;
} Block;

typedef struct Writer {
    const char *page;           /* "people_pupil" */
    Html html;
    Text run;                   /* constant markup not written yet */
    Text code;                  /* of the innermost block */
    Text functions;             /* finished parts */
    Text tables;                /* word tables */
    char **parts;
    size_t part_count;
    Scope *scope;
    Block *block;
    int number, includes;       /* for C names; depth of {include} */
    bool layout, has_page, keeps_blanks;
    char *layout_name, *title;  /* from {page} */
    char *title_code;           /* when the title takes values */
} Writer;

void write_template(Writer *w, const char *path, const Shape *shape);

void write_line(Writer *w, const char *pattern, ...) __attribute__((format(printf, 2, 3)));     /* one statement, after the pending run */
int indent_of(const Writer *w);

typedef struct Value { const Key *key; Kind kind; char *code; } Value;  /* code: a const DocValue *; text of an {each} over texts: const char * */
bool find_value(Writer *w, At at, const char *path, Value *value);      /* refuses an unknown key */
bool find_value_quietly(Writer *w, const char *path, Value *value);
char *words_arguments(Writer *w, const Directive *d, const CatalogueText *text, int first);   /* "NULL" or "WITH(…)"; NULL: refused */
char *word_table(Writer *w, At at, const Key *key, const char *prefix); /* name of a table of TextId; NULL: refused */

/* ---- value.c, forms.c: the directives that print; false: not one of theirs ---- */
bool write_value_directive(Writer *w, const Directive *d);
bool write_form_directive(Writer *w, const Directive *d);
void write_key(Writer *w, const Directive *d);

/* ---- emit.c ---- */

typedef struct Output { Text header, source, index, layouts; } Output;
void emit_reply(Output *out, const Reply *reply);
void emit_template(Output *out, const char *name, const Writer *w);     /* the print functions */
void emit_page(Output *out, const char *name, const Writer *w);         /* the Page; w NULL: JSON only */
