#include "test/served.h"

#include "base/must.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

Bounds test_bounds(void) {
    Bounds b = usual_bounds;
    b.headers_ms = b.body_grace_ms = b.answer_ms = b.idle_ms = 10000;
    b.stop_ms = 1000;
    b.look_ms = 50;
    b.comment_ms = 300;
    b.recheck_ms = 60000;
    b.streams_per_session = 2000;
    return b;
}

int64_t test_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- the server ---- */

static void note_port(int port, void *served) { __atomic_store_n(&((Served *) served)->port, port, __ATOMIC_RELEASE); }

static void *serve_it(void *context) {
    Served *served = context;
    must(serve(&served->site, note_port, served) == 0);
    return NULL;
}

/* The signal is for that thread only: it is blocked before the thread begins, so that it never ends the test program. */
Served *served_start(SmallSchool *s, const Bounds *bounds, bool limits) {
    Served *served = NEW(s->mem, Served);
    sigset_t term, before;
    *served = (Served){ .school = s, .site = s->site, .bounds = *bounds };
    served->site.bounds = &served->bounds;
    served->site.limits = limits;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &term, &before);
    must(pthread_create(&served->thread, NULL, serve_it, served) == 0);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    int fd = -1;
    for (int tries = 0; tries < 500 && fd < 0; tries++) {
        usleep(10000);
        fd = __atomic_load_n(&served->port, __ATOMIC_ACQUIRE) ? served_connect(served) : -1;
    }
    must(send_text(fd, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    Heard heard = hear(s->mem, fd, NULL, 20000);
    must(status_of(&heard) == 200);
    close(fd);
    return served;
}

int64_t served_stop(Served *served) {
    int64_t begun = test_now();
    pthread_kill(served->thread, SIGTERM);
    pthread_join(served->thread, NULL);
    return test_now() - begun;
}

void with_server(bool postgres, const Bounds *bounds, bool limits, void (*fn)(Served *served)) {
    StoreFixture *f = store_fixture_open(postgres);
    Bounds b = bounds ? *bounds : test_bounds();
    Served *served = served_start(small_school(f), &b, limits);
    fn(served);
    must(served_stop(served) < 20000);
    store_fixture_close(f);
}

/* ---- the client ---- */

int served_connect(const Served *served) {
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t) served->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *) &to, sizeof to) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

bool send_bytes(int fd, const char *bytes, size_t size) {
    while (size > 0) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;               /* it may have been answered already, and closed */
        bytes += sent;
        size -= (size_t) sent;
    }
    return true;
}

bool send_text(int fd, const char *text) { return send_bytes(fd, text, strlen(text)); }

Heard hear(Arena *mem, int fd, const char *wanted, int64_t ms) {
    Str all = str_new(mem, 4096);
    int64_t until = test_now() + ms;
    bool closed = false;
    while (!closed && !(wanted && memmem(all.data, all.size, wanted, strlen(wanted)))) {
        struct pollfd p = { .fd = fd, .events = POLLIN };
        int64_t left = until - test_now();
        if (left <= 0 || poll(&p, 1, (int) left) == 0)
            break;
        ssize_t got = recv(fd, str_room(&all, 65536), 65536, 0);
        closed = got <= 0;
        all.size += got > 0 ? (size_t) got : 0;
        all.data[all.size] = '\0';
    }
    return (Heard){ all.data, all.size, closed };
}

Heard converse(const Served *served, const char *bytes, size_t size) {
    int fd = served_connect(served);
    must(fd >= 0);
    send_bytes(fd, bytes, size);
    Heard heard = hear(served->school->mem, fd, NULL, 20000);
    close(fd);
    return heard;
}

int status_of(const Heard *heard) {
    bool answer = heard->size > 12 && memcmp(heard->text, "HTTP/1.", 7) == 0;
    int64_t status = 0;
    char digits[4] = "";
    if (answer)
        memcpy(digits, heard->text + 9, 3);
    return str_int(digits, 100, 599, &status) ? (int) status : 0;
}

int answers_in(const Heard *heard) {
    int count = 0;
    for (const char *at = heard->text, *end = at + heard->size; (at = memmem(at, (size_t) (end - at), "HTTP/1.1 ", 9)); at += 9)
        count++;
    return count;
}

const char *request_text(const Served *served, const char *cookie, const char *method, const char *target, const char *more, const char *body) {
    Str r = str_new(served->school->mem, 512);
    str_printf(&r, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\n%s", method, target, served->port, served->port, more);
    if (cookie)
        str_printf(&r, "Cookie: sid=%s\r\n", cookie);
    if (body)
        str_printf(&r, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n", strlen(body));
    str_printf(&r, "\r\n%s", body ? body : "");
    return r.data;
}

const char *post_head(const Served *served, const char *more) {
    return arena_printf(served->school->mem, "POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n" FORM "%s\r\n", more);
}
