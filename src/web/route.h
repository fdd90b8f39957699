/* Routes as data: method, path, handler, guard, transaction mode, reply. The dispatcher does the same for every request:
 * bounds → session → transaction → guard → handler → commit or rollback → print (architecture: life of a request).
 * A route without a guard keeps the server from starting. */
#pragma once

#include "web/doc.h"
#include "web/form.h"

typedef enum Method { GET, POST, PUT, DELETE } Method;

typedef enum RouteMode {
    READ,               /* a snapshot; nothing can be written */
    WRITE,              /* the one writer; runs on the writer thread */
    SLOW,               /* a READ on the bounded pool: what hashes, draws or waits */
    SLOW_WRITE,         /* first part on the pool without a transaction (Route.before), then WRITE */
    NONE,               /* no transaction: health, assets */
} RouteMode;

typedef enum Verdict { ALLOW, SIGN_IN /* 401 */, STEP_UP, FORBIDDEN /* 403 */, CLOSED /* 403: a Space that is not published now */, UNKNOWN /* 404 */ } Verdict;
typedef Verdict (*Guard)(Request *rq);

extern const char *const portal_words[];        /* "open" "desk" …, by bit, NULL-ended */
typedef enum PortalBit { PORTAL_OPEN = 1 /* nobody signed in needed */, PORTAL_DESK = 2, PORTAL_PUPIL = 4, PORTAL_PARENT = 8,
    PORTAL_TEACHER = 16, PORTAL_PUPIL_LIFE = 32, PORTAL_MANAGEMENT = 64, PORTAL_ANY = 126 /* any signed in */ } PortalBit;

/* The generated page: template and reply of the same name. */
typedef struct Out Out;                 /* where printed bytes go (template.h) */
typedef struct Page {
    const char *name;                   /* "people/pupil" */
    const ReplyType *type;
    void (*print)(Out *out, const Doc *doc, const char *part);      /* part NULL: the whole page */
    const char *const *parts;           /* names that ?part= may ask for */
    const char *layout;                 /* "desk" "plain": which frame stands around it */
    TextId title;
    void (*print_title)(Out *out, const Doc *doc);                  /* a title that takes values of the page; else NULL */
} Page;

/* Bytes in order, up to MOST of them; 0 at the end, -1 when it fails: the answer is then cut, and whoever asked can tell. Lasts as long as the work's memory,
 * and never waits but for the disk. */
typedef struct ByteSource { int64_t (*read)(void *context, void *to, size_t most); void *context; } ByteSource;

typedef struct Reply {
    int status;
    const Page *page;                   /* with doc: printed as HTML or JSON */
    const Doc *doc;
    const char *location;               /* 303 */
    const char *type;                   /* raw answers: content type and bytes (in the arena or immutable) */
    const void *bytes;
    size_t size;
    int file;                           /* 0: none; else an open file, whose SIZE bytes are sent instead */
    const struct ByteSource *source;    /* NULL: none; else SIZE bytes come from it while they are sent */
    const char *const *headers;         /* name, value, …, NULL: extra */
    bool unkept;                        /* shown once, to who asked: no receipt repeats what it says */
    bool trial;                         /* of a WRITE: nothing of it is kept, somebody only wanted to know what would come of it */
} Reply;

typedef Reply (*Handler)(Request *rq);

typedef struct Route {
    Method method;
    const char *path;                   /* "/bureau/eleves/:pupil" */
    Handler handler;
    Guard guard;                        /* object scope: `guard_open`, `guard_signed_in` or the feature's own */
    RouteMode mode;
    unsigned portals;                   /* PortalBit: who may come here at all */
    const char *right;                  /* NULL: being there is enough */
    const Page *page;                   /* what it answers, for /openapi.json and preau routes */
    const Field *form;                  /* what it takes; FIELD_END-ended; NULL: nothing */
    bool (*before)(Request *rq);        /* SLOW_WRITE: the slow part, without a transaction; false: answer rq's reply */
    int64_t max_body;                   /* 0: 1 MB */
    bool while_viewing;                 /* of what is one's own (PORTAL_ANY): also while looking as somebody else */
    unsigned behind;                    /* Gates (work.h): open to a session that still waits there */
    bool step_up;                       /* what somebody at a session left open must not do: the password or second step given within STEP_UP_LIFE (P-07) */
    bool (*ours)(const Request *rq);    /* NULL: never. The address is signed by us, for a machine that we asked to call: not counted among a stranger's requests */
    bool watches;                       /* asked by a page by itself: no visit, it does not keep a session alive */
    const char *reads;                  /* whoever has an answer of this is told to whom it is about (PRIV-03): what of theirs it is, a word that the catalogue says
                                         * (read_what.WORD). Compulsory where a key of the page is class D3, or bytes need a right of that class. READS_NOBODY: */
    bool offline;                       /* the page, in a Space and asked for by its plain address, may stay in the browser of who asked, sealed, to be read without network
                                         * (web/js/sw.js): a GET that shows nothing of class D3 and no secret */
    const char *whose;                  /* the piece of the path that is their number, "pupil"; NULL: the handler says whose it is, by reads_of */
} Route;
#define READS_NOBODY ""                 /* nobody's in particular, or what one typed oneself */
#define STEP_UP_LIFE ((Instant) 10 * 60 * 1000)
#define ROUTES_END { .path = NULL }

Verdict guard_open(Request *rq);        /* anyone, signed in or not */
Verdict guard_signed_in(Request *rq);

struct Request {
    Work *work;                         /* NULL in a NONE route and in `before` */
    const Route *route;
    Arena *mem;
    const char *path;                   /* decoded, without query */
    const char *address;                /* of the caller, for limits: behind a trusted proxy the forwarded one */
    bool wants_json;
    void *kept;                         /* the feature's own, from guard or `before` to handler */
    struct Conversation *conversation;  /* the adapter's */
};

/* What the path and the query say. An id that is not a number is 0, which no row has. */
int64_t path_id(const Request *rq, const char *name);
const char *path_word(const Request *rq, const char *name);
const char *query_text(const Request *rq, const char *name);    /* NULL when absent */
const char *query_nth(const Request *rq, const char *name, int n);      /* of several of that name; NULL: there are not so many */
const char *header_text(const Request *rq, const char *name);

/* For Route.before, which has no work: what was posted under NAME, untouched; the school; who asks, as of then; whether limits are on. */
const char *form_raw(const Request *rq, const char *name);
const char *form_nth(const Request *rq, const char *name, int n);       /* the like, of several; also where there is a work. NULL: there are not so many */
/* The pairs posted, one after the other, to be sent again once somebody has proved who they are: NULL behind the last. Secrets of the route's form are left out. */
const char *form_pair(const Request *rq, size_t *at, const char **value);
const School *request_school(const Request *rq);
const Actor *request_asker(const Request *rq);
bool request_limits(const Request *rq);
const char *request_site(const Request *rq);            /* "https://ecole.example", as people are to type it */
bool request_at_school(const Request *rq);              /* from one of the school's own networks */
const char *address_place(const Request *rq, const char *address);      /* "school" "elsewhere"; NULL: the school has named no network, or there is no address */

char *url_encode(Arena *mem, const char *text);         /* one piece of an address or a query value */

/* What is answered is about PERSON: see Route.reads. THING: which one of theirs, a document's number; 0: none in particular. */
void reads_of(Request *rq, int64_t person, int64_t thing);

/* Answers. */
Reply page(const Request *rq, const Page *page, const Doc *doc);
Reply see_other(const Request *rq, const char *format, ...) __attribute__((format(printf, 2, 3)));
Reply not_found(const Request *rq);
Reply again(Request *rq, Handler show);     /* 422: SHOW's page, with what was typed and what is wrong with it */
Reply answer_wait(const Request *rq, int seconds);      /* 429 with Retry-After */
Reply bytes_reply(const char *type, const void *bytes, size_t size);

/* A file to keep, NAME as people write it ("Élèves de 5e B.ods"); a route that makes one is SLOW. Or an open file, which has to last as long as the work:
 * temporary_file makes one that nobody else finds and that is gone with it, in the school's folder (-1: there is no room). */
Reply file_reply(const Request *rq, const char *name, const char *type, const void *bytes, size_t size);
Reply open_file_reply(const Request *rq, const char *name, const char *type, int fd);
/* What a person has left with us, never opened in its place: a file to keep whose bytes come from SOURCE, in a box of its own (P-15). */
Reply kept_file_reply(const Request *rq, const char *name, const char *type, const ByteSource *source, size_t size);
int temporary_file(const Request *rq);

/* The session cookie of this answer: a new secret (64 hex digits) or NULL to take it away. */
void set_session_cookie(Request *rq, const char *secret);
/* The cookie by which a browser is known again for a year; alone it opens nothing. As it was sent, NULL: none. */
void set_device_cookie(Request *rq, const char *secret);
const char *device_cookie(const Request *rq);
/* The school's address as browsers see it, "https://ecole.example". */
const char *request_origin(const Request *rq);
