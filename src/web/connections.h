/* Connections and how long each may keep us waiting (P-36). libmicrohttpd's own timeout sees idleness only: one byte now and then keeps a slow client for
 * ever. So every connection has a deadline, moved at each step of a request by one store; a thread looks a few times a second while there are connections,
 * and shuts the socket of who has passed it: the server then ends that connection by its usual road.
 * Also counts connections per address. Private to src/web; knows sockets, not the HTTP library. */
#pragma once

#include "web/conversation.h"

#include <sys/socket.h>

typedef struct Connections Connections;
typedef struct Caller Caller;           /* one connection */

Connections *connections_new(const Dispatcher *dispatcher);
void connections_free(Connections *c);                          /* no caller is left */

/* A new connection on socket FD; beyond what its address may hold it is shut at once. */
Caller *caller_new(Connections *c, int fd, const struct sockaddr *address);
void caller_free(Caller *caller);                               /* before FD is closed */

/* Steps of a request: what is waited for now, at most that long. */
void caller_sends_headers(Caller *caller);
void caller_sends_body(Caller *caller, int64_t begun, int64_t received);    /* BEGUN: caller_now() when it could begin */
void caller_waits(Caller *caller);                              /* for us: no deadline */
void caller_reads_answer(Caller *caller, int64_t size);
void caller_is_idle(Caller *caller);
int64_t caller_now(void);                                       /* milliseconds of a clock that only goes forward */

void caller_watch_peer(Caller *caller);                         /* a stream: a peer that has vanished is found by what it does not acknowledge */
