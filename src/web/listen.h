/* The listening socket, and the thread that accepts. libmicrohttpd in poll mode accepts one connection for each round over all that it has: with many of
 * them busy a newcomer would wait for seconds, and threads would share connections as it happens. So newcomers are accepted here and handed out.
 * Private to src/web; knows sockets, not the HTTP library. */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

int listen_on(const char *at, int *port);       /* "127.0.0.1:8080", "[::1]:0"; -1: it cannot be had */

typedef struct Acceptor Acceptor;
typedef struct AcceptorHost {
    bool (*has_room)(void *context);            /* false: newcomers wait in the kernel */
    void (*accepted)(void *context, int fd, const struct sockaddr *from, socklen_t size);      /* FD is its own from now on */
    void *context;
} AcceptorHost;

Acceptor *acceptor_new(int fd, const AcceptorHost *host);
void acceptor_stop(Acceptor *a);                /* accepts nothing more, and is gone; FD stays open */
