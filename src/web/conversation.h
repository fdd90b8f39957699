/* What the adapter knows of one HTTP exchange: request as received, answer as it will be sent. Private to src/web. */
#pragma once

#include "base/map.h"
#include "base/vec.h"
#include "web/serve.h"

typedef struct Pair { const char *name, *value; } Pair;
typedef VEC(Pair) Pairs;

typedef struct Conversation {
    const struct Dispatcher *dispatcher;
    Arena *mem;
    Method method;
    bool method_known, head;            /* head: a GET whose body is not sent */
    const char *path;                   /* decoded */
    const char *host;
    const char *address;
    Pairs query, headers, form;         /* form: names and values posted, in order */
    VEC(Upload) uploads;
    const char *content_type;
    const char *body;
    size_t body_size;
    bool body_read;

    Request request;
    const struct RouteEntry *entry;     /* of request.route */
    Pairs path_values;
    unsigned methods;                   /* that the path answers to: a bit each, for 405 */
    bool before_done;                   /* Route.before has run */
    const Actor *asker;                 /* for Route.before: who asked, as of when it began */
    bool counted;                       /* against its limit, once, however often it runs */
    int wait_seconds;                   /* it asks too often: for 429 */
    const char *cookie;                 /* to set: "" takes it away, NULL leaves it */
    const char *device;                 /* the like, of the browser; never taken away */
    VEC(ReadOf) reads;                  /* whose data the answer holds (Route.reads) */
    const struct LiveAsk *live;         /* the answer goes on as a stream (live.h); NULL: it does not */

    int status;                         /* the answer */
    const char *answer_type;
    const Page *answer_page;            /* NULL: raw bytes, or a redirection */
    const char *answer;
    size_t answer_size;
    int answer_file;                    /* 0: none; else its ANSWER_SIZE bytes are the answer */
    const ByteSource *answer_source;    /* NULL: none; else ANSWER_SIZE bytes come from it */
    bool answer_constant;               /* immutable bytes of the program */
    Pairs answer_headers;
    int statements;
} Conversation;

const char *cookie_of(const Conversation *c, const char *name);        /* "sid", "dev": without the prefix it has in public */
const char *pair_get(const Pairs *pairs, const char *name);
bool pairs_said_twice(const Pairs *pairs, const char *name);
void pairs_add(Arena *mem, Pairs *pairs, const char *name, const char *value);

/* "a=1&b=%C3%A9" into pairs; bad escapes and bytes that are not UTF-8 make it false. */
bool urlencoded_read(Arena *mem, const char *text, size_t size, Pairs *to);
char *url_decode(Arena *mem, const char *text, size_t size, bool plus_is_blank);        /* NULL when it is not UTF-8, or holds a NUL */
bool json_form_read(Arena *mem, const char *body, size_t size, Pairs *to);              /* entries.0.name = value */

/* ---- the dispatcher ---- */

typedef struct Dispatcher Dispatcher;
bool answers_reads(const Route *route, const Reply *reply);     /* it holds what is told to whom it concerns (Route.reads) */
Dispatcher *dispatcher_new(const Site *site, Arena *mem, const char **mistake);         /* NULL and *MISTAKE: tables that do not fit */
const Site *dispatcher_site(const Dispatcher *d);
Reply show_openapi(Request *rq);
bool dispatcher_at_school(const Dispatcher *d, const char *address);

/* What must be known before the body comes. 0: go on; else the status to answer at once. */
int dispatch_begin(const Dispatcher *d, Conversation *c, int64_t content_length);
RouteMode dispatch_mode(const Conversation *c);
/* Route.before, without a transaction, for whom it is worth beginning. False: the answer is in C. */
bool dispatch_before(const Dispatcher *d, Conversation *c);
/* Runs it (and `before`, unless that is done); the answer is in C. */
void dispatch_run(const Dispatcher *d, Conversation *c);
void dispatch_error(const Dispatcher *d, Conversation *c, int status);      /* whatever was the answer so far */
int64_t dispatch_body_most(const Conversation *c);
