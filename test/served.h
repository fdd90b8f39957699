/* A small school served on a free port of loopback, by a thread of the test program, and a client that speaks raw bytes: what a library would not send. */
#pragma once

#include "test/small_school.h"

#include <pthread.h>

typedef struct Served {
    SmallSchool *school;
    Site site;
    Bounds bounds;
    int port;
    pthread_t thread;
} Served;

/* Bounds for tests: nobody honest is cut on a slow machine, and what happens now and then happens often. */
Bounds test_bounds(void);

/* Pieces of raw requests. */
#define HOST "Host: 127.0.0.1\r\n"
#define CLOSE "Connection: close\r\n"
#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"

/* Serves a small school without its people to FN, on SQLite or POSTGRES; BOUNDS NULL: test_bounds. */
void with_server(bool postgres, const Bounds *bounds, bool limits, void (*fn)(Served *served));

Served *served_start(SmallSchool *s, const Bounds *bounds, bool limits);
int64_t served_stop(Served *served);            /* as SIGTERM does; milliseconds that it took */

/* A client's socket; reading waits a moment only (see below). */
int served_connect(const Served *served);
bool send_bytes(int fd, const char *bytes, size_t size);
bool send_text(int fd, const char *text);

/* What comes until the other side closes, or WANTED is in it (NULL: to the end), or MS have passed. */
typedef struct Heard { const char *text; size_t size; bool closed; } Heard;
Heard hear(Arena *mem, int fd, const char *wanted, int64_t ms);

/* A connection of its own: sends BYTES and hears all that comes until it is closed. */
Heard converse(const Served *served, const char *bytes, size_t size);
int status_of(const Heard *heard);              /* of the first answer; 0: none */
int answers_in(const Heard *heard);             /* how many answers came */

/* A whole request of COOKIE (NULL: a stranger), ready to be sent. MORE: further header lines, each with its end; "" none. */
const char *request_text(const Served *served, const char *cookie, const char *method, const char *target, const char *more, const char *body);
const char *post_head(const Served *served, const char *more);      /* of a POST /connexion, whose body follows */
int64_t test_now(void);                         /* milliseconds */
