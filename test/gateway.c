#include "test/gateway.h"

#include "base/must.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Up to the blank line. */
static bool read_request(int fd, char *to, size_t room) {
    size_t size = 0;
    ssize_t got;
    while (size < room - 1 && (got = read(fd, to + size, room - 1 - size)) > 0) {
        size += (size_t) got;
        to[size] = '\0';
        if (strstr(to, "\r\n\r\n"))
            return true;
    }
    return false;
}

static void take(Gateway *g, int fd) {
    char request[8000] = "";
    if (!read_request(fd, request, sizeof request)) {
        close(fd);
        return;
    }
    pthread_mutex_lock(&g->lock);
    g->count++;
    const char *path = strchr(request, ' ');
    if (path)
        snprintf(g->asked, sizeof g->asked, "%.*s", (int) strcspn(path + 1, " "), path + 1);
    const char *answer = g->answer;
    if (!answer && g->held_count < 16)
        g->held[g->held_count++] = fd;
    pthread_mutex_unlock(&g->lock);
    if (answer) {
        ssize_t sent = write(fd, answer, strlen(answer));
        (void) sent;
        close(fd);
    }
}

static void *serve(void *context) {
    Gateway *g = context;
    for (int fd; (fd = accept(g->fd, NULL, NULL)) >= 0; )
        take(g, fd);
    return NULL;
}

Gateway *gateway_open(Arena *mem) {
    Gateway *g = NEW(mem, Gateway);
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof at;
    g->answer = GATEWAY_TAKES;
    g->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(bind(g->fd, (struct sockaddr *) &at, sizeof at) == 0 && listen(g->fd, 8) == 0 && getsockname(g->fd, (struct sockaddr *) &at, &size) == 0);
    g->port = ntohs(at.sin_port);
    pthread_mutex_init(&g->lock, NULL);
    must(pthread_create(&g->thread, NULL, serve, g) == 0);
    return g;
}

void gateway_close(Gateway *g) {
    shutdown(g->fd, SHUT_RDWR);
    pthread_join(g->thread, NULL);
    close(g->fd);
    for (int i = 0; i < g->held_count; i++)
        close(g->held[i]);
}

void gateway_answer(Gateway *g, const char *answer) {
    pthread_mutex_lock(&g->lock);
    g->answer = answer;
    pthread_mutex_unlock(&g->lock);
}

int gateway_count(Gateway *g) {
    pthread_mutex_lock(&g->lock);
    int count = g->count;
    pthread_mutex_unlock(&g->lock);
    return count;
}

const char *gateway_asked(Gateway *g, Arena *mem) {
    pthread_mutex_lock(&g->lock);
    const char *asked = arena_text(mem, g->asked);
    pthread_mutex_unlock(&g->lock);
    return asked;
}
