#include "web/listen.h"

#include "base/must.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

struct Acceptor { int fd, stop; AcceptorHost host; pthread_t thread; };

static int bind_to(const struct addrinfo *found, int *port) {
    struct sockaddr_storage bound;
    socklen_t size = sizeof bound;
    int yes = 1, fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, SOMAXCONN) != 0 || getsockname(fd, (struct sockaddr *) &bound, &size) != 0) {
        close(fd);
        return -1;
    }
    *port = ntohs(bound.ss_family == AF_INET6 ? ((struct sockaddr_in6 *) &bound)->sin6_port : ((struct sockaddr_in *) &bound)->sin_port);
    return fd;
}

int listen_on(const char *at, int *port) {
    Arena *mem = arena_new();
    const char *colon = strrchr(at, ':');
    struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE, .ai_socktype = SOCK_STREAM }, *found = NULL;
    char *host = colon ? arena_text_n(mem, at, (size_t) (colon - at)) : NULL;
    if (host && *host == '[' && str_ends(host, "]"))
        host = arena_text_n(mem, host + 1, strlen(host) - 2);
    int fd = -1;
    if (host && getaddrinfo(host, colon + 1, &hints, &found) == 0) {
        fd = bind_to(found, port);
        freeaddrinfo(found);
    }
    arena_free(mem);
    return fd;
}

/* ---- the thread ---- */

/* The socket is shared with the parent and with a child before us: whether it blocks is not ours to say, so it is asked first. */
static void accept_one(Acceptor *a) {
    struct sockaddr_storage from;
    socklen_t size = sizeof from;
    int fd = accept4(a->fd, (struct sockaddr *) &from, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0)
        a->host.accepted(a->host.context, fd, (const struct sockaddr *) &from, size);
    else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)
        nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
}

static void *accept_all(void *context) {
    Acceptor *a = context;
    for (;;) {
        bool room = a->host.has_room(a->host.context);
        struct pollfd fds[] = { { .fd = a->stop, .events = POLLIN }, { .fd = a->fd, .events = POLLIN } };
        int ready = poll(fds, room ? 2 : 1, room ? -1 : 50);
        if (ready > 0 && fds[0].revents)
            return NULL;
        if (ready > 0 && room && fds[1].revents)
            accept_one(a);
    }
}

Acceptor *acceptor_new(int fd, const AcceptorHost *host) {
    Acceptor *a = calloc(1, sizeof *a);
    must(a);
    *a = (Acceptor){ .fd = fd, .stop = eventfd(0, EFD_CLOEXEC), .host = *host };
    must(a->stop >= 0);
    must(pthread_create(&a->thread, NULL, accept_all, a) == 0);
    return a;
}

void acceptor_stop(Acceptor *a) {
    uint64_t one = 1;
    must(write(a->stop, &one, sizeof one) == sizeof one);
    pthread_join(a->thread, NULL);
    close(a->stop);
    free(a);
}
