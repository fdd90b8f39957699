/* The web server of one school: libmicrohttpd is known to serve.c and body.c only. */
#pragma once

#include "web/feature.h"

/* How long and how many (promises.md 6.3): milliseconds, bytes a second, numbers. Tests make them short. */
typedef struct Bounds {
    int headers_ms;                     /* from the connection, or the request's first line, to the end of its headers */
    int body_grace_ms, body_rate;       /* a body may take the grace, and then this many bytes a second on the average */
    int answer_ms;                      /* an answer of which nothing is read for so long is cut; the whole: this and its size at body_rate */
    int idle_ms;                        /* between requests */
    int stop_ms;                        /* what was accepted is answered within, when told to stop */
    int connections, per_address, per_school_address;
    int writes, reads, slow, hashes;    /* works that may wait in each queue; one more is answered 503 */
    int streams, streams_per_session;   /* GET /live */
    int look_ms, comment_ms, recheck_ms;        /* other programs' changes are seen within; dead peers are sought; rights and limits are looked at again */
    int recheck_stroke_ms;              /* … so long at a stroke, then what has changed is told first */
} Bounds;
extern const Bounds usual_bounds;

/* Somebody's most private data, in an answer (Route.reads). */
typedef struct ReadOf { int64_t person, thing; } ReadOf;

typedef struct Site {
    const School *school;
    const Feature *const *features;
    const char *listen;                 /* "127.0.0.1:8080"; port 0: any free port */
    const char *behind;                 /* public address "https://ecole.example", or NULL on plain loopback */
    bool limits;                        /* rate limits on */
    const char *networks;               /* the school's own, "10.0.0.0/8, …": everyone there is behind one address; NULL: none */
    const Bounds *bounds;               /* NULL: usual_bounds */
    /* The actor behind a session cookie: reads only, in TX. NULL: none, or ended. SECRET is as the browser sent it. */
    const Actor *(*actor)(Work *w, const char *secret);
    /* The same without its being a visit, so that a page left open does not keep its session alive. SECRET NULL: of SESSION, known from before. */
    const Actor *(*watcher)(Work *w, const char *secret, int64_t session);
    /* W's actor is about to have WHAT of these persons: told to them within a minute. False: it cannot be told, and they do not get it. NULL: nobody gets any. */
    bool (*note_reads)(const Work *w, const char *what, const ReadOf *of, size_t count);
    /* The frame document (school, person, rail, counts) around a page of LAYOUT "desk" or "space". What it must know is asked before the page's own
     * statements, so that on PostgreSQL all goes in one flight. */
    Frame *(*ask_frame)(Work *w, const char *path, const char *layout);
    const Doc *(*frame)(Work *w, Frame *asked);
} Site;

const Bounds *site_bounds(const Site *site);

/* Serves until told to stop (SIGTERM, SIGINT: graceful, running requests end, /live closes). READY is called once with the
 * bound port. Returns the exit code. */
int serve(const Site *site, void (*ready)(int port, void *arg), void *arg);

/* The parent holds the socket and restarts the child that serves, within 200 ms, until it ends by itself. The child is the same program,
 * started with ARGV, and calls serve_inherited on descriptor SERVE_CHILD_SOCKET. */
#define SERVE_CHILD_SOCKET 3
typedef struct ServeChild { const char *program; char *const *argv; } ServeChild;
int serve_watched(const Site *site, const ServeChild *child, void (*ready)(int port, void *arg), void *arg);
int serve_inherited(const Site *site, int fd);
int watch_children(int fd, const ServeChild *child);

/* Checks the tables before serving: each route has a guard, right and reply that exist; returns the first mistake, NULL when none. */
const char *site_check(const Site *site, Arena *mem);

/* One request without a socket, for tests and the request scripts: full dispatcher, real transaction. UPLOADS are the files that would have come
 * as multipart/form-data; the other fields of such a form come as a body. ROUTE and PAGE say what answered. */
typedef struct Exchange {
    const char *method, *target;
    const char *const *headers;         /* name, value, …, NULL; NULL: none */
    const char *body;
    size_t body_size;
    const Upload *uploads;
    size_t upload_count;

    int status;
    const char *answer;
    size_t answer_size;
    const char *const *answer_headers;  /* name, value, …, NULL */
    const char *answer_type;
    const Route *route;                 /* NULL: no route has this address */
    const Page *page;                   /* NULL: raw bytes, or a redirection */
    int statements;
    size_t bytes;
    struct Dispatcher *dispatcher;      /* NULL: one is made of the site, and stands here; the next exchange over the same site may begin with it */
} Exchange;
void serve_exchange(const Site *site, Arena *mem, Exchange *exchange);
