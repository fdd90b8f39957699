#include "web/connections.h"

#include "base/must.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NEVER INT64_MAX
#define BUCKETS 1024

typedef struct Peer Peer;
struct Peer { uint64_t network[2]; int connections; bool at_school; Peer *next; };

struct Caller {
    Connections *all;
    _Atomic int64_t deadline;
    int fd;
    Peer *peer;                         /* NULL: not counted */
    Caller *next, *previous;
};

struct Connections {
    const Dispatcher *dispatcher;
    const Bounds *bounds;
    bool per_address;
    pthread_t thread;
    pthread_mutex_t lock;               /* guards what follows */
    pthread_cond_t changed;
    Caller *first;
    Peer *peers[BUCKETS];
    bool ending;
};

int64_t caller_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- the thread that looks ---- */

/* A socket is shut under the lock: caller_free waits for it, so the number cannot be another connection's meanwhile. */
static void shut_late(Connections *c) {
    int64_t now = caller_now();
    for (Caller *at = c->first; at; at = at->next)
        if (atomic_load_explicit(&at->deadline, memory_order_relaxed) < now) {
            atomic_store_explicit(&at->deadline, NEVER, memory_order_relaxed);
            shutdown(at->fd, SHUT_RDWR);
        }
}

static int least(int a, int b) { return a < b ? a : b; }

/* Often enough for the shortest deadline to be kept within a quarter. */
static int tick(const Bounds *b) {
    return least(least(b->headers_ms, b->idle_ms), least(b->body_grace_ms, b->answer_ms)) / 4 + 1;
}

static void *look(void *context) {
    Connections *c = context;
    int wait = least(tick(c->bounds), 1000);
    pthread_mutex_lock(&c->lock);
    while (!c->ending) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += wait % 1000 * 1000000L;
        until.tv_sec += wait / 1000 + until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        if (c->first)
            pthread_cond_timedwait(&c->changed, &c->lock, &until);
        else
            pthread_cond_wait(&c->changed, &c->lock);
        shut_late(c);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

Connections *connections_new(const Dispatcher *dispatcher) {
    const Site *site = dispatcher_site(dispatcher);
    Connections *c = calloc(1, sizeof *c);
    pthread_condattr_t monotonic;
    must(c);
    c->bounds = site_bounds(site);
    c->dispatcher = dispatcher;
    c->per_address = !site->behind && site->limits;     /* behind a proxy everyone has its address */
    pthread_mutex_init(&c->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&c->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    must(pthread_create(&c->thread, NULL, look, c) == 0);
    return c;
}

void connections_free(Connections *c) {
    pthread_mutex_lock(&c->lock);
    c->ending = true;
    pthread_cond_signal(&c->changed);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    must(!c->first);
    pthread_cond_destroy(&c->changed);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

/* ---- connections per address ---- */

/* IPv4 whole, IPv6 by its first half: who has one address there has the 2^64 of its network. */
static bool network_of(const struct sockaddr *from, uint64_t network[2]) {
    const struct in6_addr *six = &((const struct sockaddr_in6 *) from)->sin6_addr;
    bool mapped = from->sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(six);
    network[0] = mapped ? AF_INET : from->sa_family;
    network[1] = 0;
    if (from->sa_family == AF_INET)
        memcpy(&network[1], &((const struct sockaddr_in *) from)->sin_addr, 4);
    else if (from->sa_family == AF_INET6)
        memcpy(&network[1], mapped ? &six->s6_addr[12] : six->s6_addr, mapped ? 4 : 8);
    return from->sa_family == AF_INET || from->sa_family == AF_INET6;
}

static bool at_school(const Connections *c, const struct sockaddr *from) {
    char text[NI_MAXHOST];
    socklen_t size = from->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    return getnameinfo(from, size, text, sizeof text, NULL, 0, NI_NUMERICHOST) == 0 && dispatcher_at_school(c->dispatcher, text);
}

static Peer **place_of(Connections *c, const uint64_t network[2]) {
    uint64_t hash = (network[0] ^ network[1]) * 0x9E3779B97F4A7C15u;
    Peer **place = &c->peers[(hash >> 32) % BUCKETS];
    while (*place && memcmp((*place)->network, network, sizeof (*place)->network) != 0)
        place = &(*place)->next;
    return place;
}

static Peer *peer_of(Connections *c, const struct sockaddr *from) {
    uint64_t network[2];
    if (!c->per_address || !from || !network_of(from, network))
        return NULL;
    Peer **place = place_of(c, network);
    if (!*place) {
        *place = calloc(1, sizeof **place);
        must(*place);
        memcpy((*place)->network, network, sizeof network);
        (*place)->at_school = at_school(c, from);
    }
    (*place)->connections++;
    return *place;
}

static void leave_peer(Connections *c, Peer *peer) {
    if (!peer || --peer->connections)
        return;
    *place_of(c, peer->network) = peer->next;
    free(peer);
}

static bool too_many(const Connections *c, const Peer *peer) {
    return peer && peer->connections > (peer->at_school ? c->bounds->per_school_address : c->bounds->per_address);
}

/* ---- one connection ---- */

Caller *caller_new(Connections *c, int fd, const struct sockaddr *address) {
    Caller *caller = calloc(1, sizeof *caller);
    must(caller);
    caller->all = c;
    caller->fd = fd;
    caller_sends_headers(caller);
    pthread_mutex_lock(&c->lock);
    caller->peer = peer_of(c, address);
    if (too_many(c, caller->peer))
        shutdown(fd, SHUT_RDWR);
    caller->next = c->first;
    if (c->first)
        c->first->previous = caller;
    else
        pthread_cond_signal(&c->changed);
    c->first = caller;
    pthread_mutex_unlock(&c->lock);
    return caller;
}

void caller_free(Caller *caller) {
    if (!caller)
        return;
    Connections *c = caller->all;
    pthread_mutex_lock(&c->lock);
    if (caller->previous)
        caller->previous->next = caller->next;
    else
        c->first = caller->next;
    if (caller->next)
        caller->next->previous = caller->previous;
    leave_peer(c, caller->peer);
    pthread_mutex_unlock(&c->lock);
    free(caller);
}

static void until(Caller *caller, int64_t when) {
    atomic_store_explicit(&caller->deadline, when, memory_order_relaxed);
}

void caller_sends_headers(Caller *caller) { until(caller, caller_now() + caller->all->bounds->headers_ms); }

void caller_sends_body(Caller *caller, int64_t begun, int64_t received) {
    until(caller, begun + caller->all->bounds->body_grace_ms + received * 1000 / caller->all->bounds->body_rate);
}

void caller_waits(Caller *caller) { until(caller, NEVER); }

void caller_reads_answer(Caller *caller, int64_t size) {
    until(caller, caller_now() + caller->all->bounds->answer_ms + size * 1000 / caller->all->bounds->body_rate);
}

void caller_is_idle(Caller *caller) { until(caller, caller_now() + caller->all->bounds->idle_ms); }

void caller_watch_peer(Caller *caller) {
    unsigned milliseconds = (unsigned) caller->all->bounds->answer_ms;
    caller_waits(caller);
    setsockopt(caller->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
}
