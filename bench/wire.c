#include "wire.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

void die(const char *what) {
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

Connection open_connection(int port) {
    Connection c = { .fd = socket(AF_INET, SOCK_STREAM, 0), .room = 1 << 20 };
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((unsigned short) port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
    struct timeval patience = { 30, 0 };
    int one = 1;
    c.data = malloc(c.room);
    if (c.fd < 0 || !c.data || connect(c.fd, (struct sockaddr *) &to, sizeof to) != 0)
        die("no connection");
    setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(c.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return c;
}

static void receive(Connection *c) {
    if (c->size + 65536 > c->room && !(c->data = realloc(c->data, c->room *= 2)))
        die("no memory");
    ssize_t got = recv(c->fd, c->data + c->size, 65535, 0);
    if (got <= 0)
        die("the server closed the connection");
    c->size += (size_t) got;
    c->data[c->size] = '\0';
}

const char *header(const char *head, const char *name) {
    const char *at = strcasestr(head, name);
    return at ? at + strlen(name) : NULL;
}

/* Where a chunked body that starts at FROM ends, or 0 when it has not all come yet. */
static size_t chunks_end(const Connection *c, size_t from, long *bytes) {
    *bytes = 0;
    while (from < c->size) {
        const char *line = strstr(c->data + from, "\r\n");
        if (!line)
            return 0;
        long size = strtol(c->data + from, NULL, 16);
        from = (size_t) (line - c->data) + 2 + (size_t) size + 2;
        *bytes += size;
        if (size == 0)
            return from <= c->size ? from : 0;
    }
    return 0;
}

Answer ask(Connection *c, const char *request) {
    Answer a = { 0 };
    char *end;
    if (send(c->fd, request, strlen(request), MSG_NOSIGNAL) < 0)
        die("cannot send");
    c->size = 0;
    c->data[0] = '\0';
    while (!(end = strstr(c->data, "\r\n\r\n")))
        receive(c);
    size_t body = (size_t) (end - c->data) + 4;
    snprintf(a.head, sizeof a.head, "%.*s", (int) body, c->data);
    a.status = (int) strtol(a.head + 9, NULL, 10);
    const char *length = header(a.head, "\r\nContent-Length:");
    if (length)
        for (a.bytes = strtol(length, NULL, 10); c->size < body + (size_t) a.bytes; )
            receive(c);
    else if (header(a.head, "\r\nTransfer-Encoding:"))
        while (!chunks_end(c, body, &a.bytes))
            receive(c);
    return a;
}

/* ---- what the server's processes cost ---- */

static long parent_of(long pid, long *ticks) {
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    FILE *file = fopen(path, "r");
    bool read = file && fgets(line, sizeof line, file);
    if (file)
        fclose(file);
    long parent = -1, user, system;
    char *after = read ? strrchr(line, ')') : NULL;
    if (!after || sscanf(after + 2, "%*c %ld %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &parent, &user, &system) != 3)
        return -1;
    *ticks = user + system;
    return parent;
}

static long pss_of(long pid) {
    char path[64], line[256];
    long pss = 0;
    snprintf(path, sizeof path, "/proc/%ld/smaps_rollup", pid);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "Pss: %ld", &pss) == 1)
            break;
    if (file)
        fclose(file);
    return pss;
}

void family_cost(long pid, long *ticks, long *pss) {
    DIR *all = opendir("/proc");
    *ticks = *pss = 0;
    for (struct dirent *e; all && (e = readdir(all)); ) {
        long id = strtol(e->d_name, NULL, 10), own = 0;
        if (id > 0 && (id == pid ? parent_of(id, &own) >= 0 : parent_of(id, &own) == pid)) {
            *ticks += own;
            *pss += pss_of(id);
        }
    }
    if (all)
        closedir(all);
}

double now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double) t.tv_sec * 1e6 + (double) t.tv_nsec / 1e3;
}

int compare(const void *a, const void *b) {
    double left = *(const double *) a, right = *(const double *) b;
    return (left > right) - (left < right);
}

Answer get_page(Connection *c, int port, const char *path, const char *accept, const char *cookie) {
    char request[4096];
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: %s\r\nCookie: %s\r\n\r\n", path, port, accept, cookie);
    return ask(c, request);
}

Answer post(Connection *c, int port, const char *path, const char *cookie, const char *body) {
    char request[2048];
    snprintf(request, sizeof request, "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nCookie: %s\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s", path, port, port, cookie, strlen(body), body);
    return ask(c, request);
}
