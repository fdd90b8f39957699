/* Printing a page: the run time of the generated templates (gen/pages.c). Text becomes HTML here and nowhere else:
 * every function below escapes what it is given for the place where the compiler put the call, and the only way to
 * print markup is MARKUP, which takes a string literal. There is no unescaped output of a value, and never will be.
 * The grammar of templates is docs/templates.md. */
#pragma once

#include "base/str.h"
#include "web/route.h"

/* Where a page is being printed, and what it can see besides its document. */
struct Out {
    Str *to;
    const Page *page;
    const Doc *doc;             /* of the page, also while its layout prints */
    const Doc *frame;           /* of the layout; NULL: none of its keys is set */
    const Request *request;     /* problems and typed values; NULL: none */
};

/* Prints PAGE in its layout, or only its part PART (a name of page->parts; another name, or NULL, prints the page). */
void template_print(Str *to, const Page *page, const Doc *doc, const Doc *frame, const Request *request, const char *part);

bool page_has_part(const Page *page, const char *part);

/* The address of an embedded file, with the hash of its content: "/assets/desk.1f3a.css". Ours (assets.c). */
const char *asset_path(const char *name);

typedef struct Layout { const char *name; void (*print)(Out *out, const Doc *frame, const char *part); } Layout;
extern const Layout layouts[];          /* gen/pages.c; ends with a NULL name */

/* ---- what generated pages call ---- */

/* LITERAL must be a string literal: "" LITERAL is no expression otherwise. */
#define MARKUP(out, literal) str_add_n((out)->to, "" literal, sizeof(literal) - 1)

/* A value of a document; of no document, or not set: a value that is not set. An object: NULL. */
const DocValue *value_at(const Doc *doc, int field);
const Doc *object_at(const Doc *doc, int field);

bool value_says(const DocValue *v);                     /* set, and not 0, "", or an empty list */
bool value_is(const DocValue *v, const char *word);
int64_t value_number(const DocValue *v);                /* 0 when not set */
const char *value_text(Out *out, const DocValue *v);    /* as it reads; "" when not set */
WordArg text_argument(const char *name, const char *text);

/* Each prints nothing for a value that is not set. Text is escaped for element text and double-quoted attributes. */
void out_string(Out *out, const char *text);
void out_text(Out *out, const DocValue *v);
void out_int(Out *out, const DocValue *v);
void out_number(Out *out, const DocValue *v);           /* 1 234 with U+202F; of a list, its number of items */
void out_phone(Out *out, const char *number);           /* 06 12 34 56 78, which must not break; another country's as it is */
void out_day(Out *out, const DocValue *v);              /* 01/09/2026 */
void out_day_words(Out *out, const DocValue *v);        /* mardi 1er septembre 2026 */
void out_instant(Out *out, const DocValue *v);
void out_minutes(Out *out, const DocValue *v);          /* 08:05 */
void out_minutes_words(Out *out, const DocValue *v);    /* 8 h 05 */
void out_iso(Out *out, const DocValue *v);              /* DAY, INSTANT, MINUTES for machines */
void out_words(Out *out, TextId id, const WordArg *args);
void out_word(Out *out, const DocValue *v, const char *const *words_of, const TextId *texts);

/* In addresses: one percent-encoded piece; a telephone number; a whole address of this site ("#" when it is none). */
void out_url_part(Out *out, const DocValue *v);
void out_url_part_string(Out *out, const char *text);
void out_telephone(Out *out, const DocValue *v);
void out_telephone_string(Out *out, const char *text);
void out_url(Out *out, const DocValue *v);
void out_url_string(Out *out, const char *text);

void out_icon(Out *out, const char *name);              /* of icons.svg, hidden from screen readers */
void out_title(Out *out);                               /* of the page, in a layout */
void out_content(Out *out);                             /* the page, in a layout */

/* ---- forms ---- */

typedef struct FieldMark {
    const char *name, *type;            /* type of <input>, or "textarea" */
    TextId label, hint;                 /* hint 0: none */
    const DocValue *value;              /* NULL: none */
    const char *attributes;             /* constant markup of the template: " min=\"0\"" */
} FieldMark;

typedef struct ChoiceMark {
    const char *name;
    TextId label, hint, empty;          /* empty: text of a first choice of nothing; 0: there is none */
    const DocValue *value;
    const char *const *words;           /* the choices, NULL-ended, and their texts … */
    const TextId *texts;
    const DocValue *options;            /* … or a list whose items have an id and a label */
    int option_id, option_label;
    bool radio;
    const char *attributes;
} ChoiceMark;

/* "entries.3.minutes_late" */
const char *field_name(Out *out, const char *list, size_t i, const char *name);
void out_field(Out *out, const FieldMark *mark);
void out_choice(Out *out, const ChoiceMark *mark);
void out_typed(Out *out, const char *name);
void out_problem(Out *out, const char *name);           /* a paragraph "p-NAME" for each problem at the field */
void out_problems(Out *out);                            /* the summary, with links to the fields */
