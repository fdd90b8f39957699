/* P-37: so many sign-ins a second, each by another name and from another address, as a botnet would; and what becomes of the others meanwhile.
 *     flood PORT PID LOGIN PASSWORD RATE SECONDS    the server stands behind https://ecole.example, its limits on; LOGIN is signed in and asks for /bureau
 *                                                   25 times a second. Prints: served limited busy wrong page_p95_us most_pss_kib
 * served: looked at, and refused or let in (303, 422); limited: 429; busy: 503, both with Retry-After. wrong: anything else, and no answer within 30 s. */
#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ORIGIN "https://ecole.example"
enum { OPEN_MOST = 8192, PAGES_MOST = 100000, PATIENCE_MS = 30000, PAGE_EVERY_US = 40000, LOOK_EVERY_US = 50000 };

typedef struct Call { int fd; double begun; size_t sent, size, got; char request[700], answer[2048]; } Call;

static int port;
static long server;
static atomic_bool over;
static char cookie[200];
static double times[PAGES_MOST];
static int pages;
static long most;

static int connected(bool waits) {
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((unsigned short) port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
    int fd = socket(AF_INET, SOCK_STREAM | (waits ? 0 : SOCK_NONBLOCK), 0);
    if (fd < 0 || (connect(fd, (struct sockaddr *) &to, sizeof to) != 0 && errno != EINPROGRESS))
        die("no connection");
    return fd;
}

static size_t sign_in_request(char *to, size_t room, const char *login, const char *password, unsigned from) {
    char body[300];
    snprintf(body, sizeof body, "login=%s&password=%s", login, password);
    return (size_t) snprintf(to, room, "POST /connexion HTTP/1.1\r\nHost: ecole.example\r\nOrigin: " ORIGIN "\r\nX-Forwarded-For: 11.%u.%u.%u\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s", from >> 16 & 255, from >> 8 & 255, from & 255, strlen(body), body);
}

/* One answer on a connection that waits. Its head is in TO. */
static void whole_answer(int fd, char *to, size_t room) {
    size_t got = 0, wanted = 0;
    while (!wanted || got < wanted) {
        ssize_t n = recv(fd, to + got, room - 1 - got, 0);
        if (n <= 0)
            die("the page's connection was cut");
        got += (size_t) n;
        to[got] = '\0';
        char *end = strstr(to, "\r\n\r\n"), *length = strcasestr(to, "\r\nContent-Length:");
        if (end && length)
            wanted = (size_t) (end - to) + 4 + (size_t) strtol(length + 17, NULL, 10);
    }
}

/* ---- the others meanwhile ---- */

static void *ask_for_pages(void *none) {
    static char answer[1 << 20];
    char request[600];
    int fd = connected(true), size = snprintf(request, sizeof request, "GET /bureau HTTP/1.1\r\nHost: ecole.example\r\nX-Forwarded-For: 12.0.0.1\r\nCookie: %s\r\n\r\n", cookie);
    (void) none;
    while (!atomic_load(&over) && pages < PAGES_MOST) {
        double start = now_us();
        if (send(fd, request, (size_t) size, MSG_NOSIGNAL) != size)
            die("cannot ask for a page");
        whole_answer(fd, answer, sizeof answer);
        times[pages++] = now_us() - start;
        if (strncmp(answer, "HTTP/1.1 200", 12) != 0)
            die("a page was refused");
        double left = PAGE_EVERY_US - (now_us() - start);
        if (left > 0)
            usleep((useconds_t) left);
    }
    close(fd);
    return NULL;
}

static void *look_at_memory(void *none) {
    (void) none;
    for (long ticks, pss; !atomic_load(&over); usleep(LOOK_EVERY_US)) {
        family_cost(server, &ticks, &pss);
        most = pss > most ? pss : most;
    }
    return NULL;
}

/* ---- the flood ---- */

typedef struct Counts { long served, limited, busy, wrong; } Counts;

static void count(Counts *c, const char *answer) {
    int status = strncmp(answer, "HTTP/1.1 ", 9) == 0 ? (int) strtol(answer + 9, NULL, 10) : 0;
    bool wait = strcasestr(answer, "\r\nRetry-After:");
    if (status == 303 || status == 422)
        c->served++;
    else if (status == 429 && wait)
        c->limited++;
    else if (status == 503 && wait)
        c->busy++;
    else
        c->wrong++;
}

/* True: it is over, and counted. */
static bool go_on(Call *call, Counts *counts, short events) {
    if (events & POLLOUT && call->sent < call->size) {
        ssize_t n = send(call->fd, call->request + call->sent, call->size - call->sent, MSG_NOSIGNAL);
        call->sent += n > 0 ? (size_t) n : 0;
    }
    ssize_t n = events & (POLLIN | POLLHUP | POLLERR) ? recv(call->fd, call->answer + call->got, sizeof call->answer - 1 - call->got, 0) : -1;
    call->got += n > 0 ? (size_t) n : 0;
    call->answer[call->got] = '\0';
    bool done = strstr(call->answer, "\r\n\r\n") || call->got == sizeof call->answer - 1;
    bool lost = n == 0 || now_us() - call->begun > PATIENCE_MS * 1e3;
    if (!done && !lost)
        return false;
    count(counts, done ? call->answer : "");
    close(call->fd);
    return true;
}

static void begin(Call *call, unsigned number) {
    char login[40];
    snprintf(login, sizeof login, "inconnu%u", number);
    *call = (Call){ .fd = connected(false), .begun = now_us() };
    call->size = sign_in_request(call->request, sizeof call->request, login, "devine+encore+une+fois", number);
}

static Counts flood(int rate, int seconds) {
    static Call calls[OPEN_MOST];
    static struct pollfd polled[OPEN_MOST];
    Counts counts = { 0 };
    int open = 0;
    unsigned number = 0, all = (unsigned) (rate * seconds);
    for (double start = now_us(); number < all || open; ) {
        while (number < all && open < OPEN_MOST && (now_us() - start) * rate >= number * 1e6)
            begin(&calls[open++], number++);
        for (int i = 0; i < open; i++)
            polled[i] = (struct pollfd){ .fd = calls[i].fd, .events = (short) (POLLIN | (calls[i].sent < calls[i].size ? POLLOUT : 0)) };
        poll(polled, (nfds_t) open, 2);
        for (int i = open - 1; i >= 0; i--)
            if (go_on(&calls[i], &counts, polled[i].revents))
                calls[i] = calls[--open];
    }
    return counts;
}

static void sign_in(const char *login, const char *password) {
    char request[700];
    static char answer[65536];
    int fd = connected(true);
    size_t size = sign_in_request(request, sizeof request, login, password, 1);
    if (send(fd, request, size, MSG_NOSIGNAL) != (ssize_t) size)
        die("cannot sign in");
    whole_answer(fd, answer, sizeof answer);
    const char *set = strcasestr(answer, "\r\nSet-Cookie: ");
    if (!set || strncmp(answer, "HTTP/1.1 303", 12) != 0)
        die("signing in was refused");
    snprintf(cookie, sizeof cookie, "%.*s", (int) strcspn(set + 14, ";\r"), set + 14);
    close(fd);
}

int main(int argc, char **argv) {
    pthread_t reader, looker;
    if (argc != 7)
        die("flood PORT PID LOGIN PASSWORD RATE SECONDS");
    port = (int) strtol(argv[1], NULL, 10);
    server = strtol(argv[2], NULL, 10);
    sign_in(argv[3], argv[4]);
    if (pthread_create(&reader, NULL, ask_for_pages, NULL) != 0 || pthread_create(&looker, NULL, look_at_memory, NULL) != 0)
        die("no thread");
    Counts c = flood((int) strtol(argv[5], NULL, 10), (int) strtol(argv[6], NULL, 10));
    atomic_store(&over, true);
    pthread_join(reader, NULL);
    pthread_join(looker, NULL);
    qsort(times, (size_t) pages, sizeof *times, compare);
    printf("%ld %ld %ld %ld %.0f %ld\n", c.served, c.limited, c.busy, c.wrong, pages ? times[pages * 95 / 100] : 0, most);
    return 0;
}
