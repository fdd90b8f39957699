/* Doc: the answer of a route as a tree, printed as HTML by its template or as JSON, from the same values. What may be
 * in it is declared in a .reply file beside the template (gen/pages.h); a key the actor has no right to is silently
 * not kept, so both printings hide the same things. Values are copied by reference: keep them in the work's arena. */
#pragma once

#include "work/work.h"

typedef enum ReplyKind {
    REPLY_INT, REPLY_ID, REPLY_BOOL, REPLY_TEXT, REPLY_WORD,
    REPLY_DAY,          /* JSON "2026-09-01", HTML 01/09/2026 */
    REPLY_INSTANT,      /* JSON "2026-09-01T06:05:00.000Z", HTML mardi 1er septembre 2026 à 8 h 05 */
    REPLY_MINUTES,      /* minutes since midnight: JSON "08:05", HTML 08:05 */
    REPLY_OBJECT, REPLY_LIST /* of objects */, REPLY_TEXTS /* list of texts */,
} ReplyKind;

typedef struct ReplyType ReplyType;
typedef struct ReplyField {
    const char *key, *json;             /* json: as printed, the comma before it included: ,"key": */
    size_t json_size;
    ReplyKind kind;
    int data_class;                     /* 0–4, promises.md 6.1 */
    const char *right;                  /* NULL: the route's own suffices */
    RightId right_id;                   /* found at start */
    bool html_only;                     /* words and links the page needs, not part of the JSON document */
    bool nullable;                      /* printed as null in JSON when not said; otherwise left out */
    const char *const *words;           /* REPLY_WORD: allowed words, NULL-ended */
    ReplyType *of;                      /* REPLY_OBJECT, REPLY_LIST */
} ReplyField;
struct ReplyType { const char *name; ReplyField *fields; int count; };

typedef struct Doc Doc;

Doc *doc_new(Work *w, const ReplyType *type);

/* An undeclared key, or a value of another kind than declared, is our own mistake: must(). */
void doc_int(Doc *d, const char *key, int64_t number);          /* REPLY_INT, REPLY_ID, REPLY_MINUTES, REPLY_INSTANT */
void doc_bool(Doc *d, const char *key, bool yes);
void doc_text(Doc *d, const char *key, const char *text);       /* NULL: left out */
void doc_words(Doc *d, const char *key, TextId id, const WordArg *args);    /* rendered from the catalogue */
void doc_word(Doc *d, const char *key, const char *word);       /* WORD need not last: row_peek will do */
void doc_day(Doc *d, const char *key, Day day);                 /* NO_DAY: left out */
void doc_add_text(Doc *d, const char *key, const char *text);   /* to a REPLY_TEXTS; an empty list needs doc_list */
Doc *doc_object(Doc *d, const char *key);                       /* never NULL: a hidden object swallows what it is given */
Doc *doc_add(Doc *d, const char *key);                          /* a new item of a REPLY_LIST */
void doc_list(Doc *d, const char *key);                         /* says that the list is known, even if empty */
/* Puts the items of a list in the order of their REPLY_INT BY; equal ones stay as they came. What the actor may not see orders nothing. */
void doc_sort(Doc *d, const char *key, const char *by);

/* Of class D3, what is told to whom it is about (D4 are secrets, which their owner alone is shown, once): keys that TYPE declares; such a value, or an item of
 * such a list, that D will print. */
#define CLASS_TOLD 3
bool reply_holds_told(const ReplyType *type);
bool doc_shows_told(const Doc *d);

/* For templates and tests. */
typedef struct DocValue {               /* small: a list of 2,500 pupils has 100,000 of them */
    ReplyKind kind;
    bool set;                           /* else no more is known of it */
    union { int64_t number; const char *text; const Doc *object; struct DocItems *items; };
} DocValue;
const DocValue *doc_get(const Doc *d, const char *key);
const DocValue *doc_at(const Doc *d, int field);                /* by position in its ReplyType: what generated pages use */
size_t doc_items(const DocValue *v);
const Doc *doc_item(const DocValue *v, size_t i);
const char *doc_item_text(const DocValue *v, size_t i);
const ReplyType *doc_type(const Doc *d);
