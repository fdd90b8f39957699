/* Many busy connections, each of which must go on being answered: busy PORT CONNECTIONS SECONDS LOGIN PASSWORD PATH. Signs in once, then every connection
 * asks for PATH again as soon as it is answered. Prints TAP and figures; libmicrohttpd's epoll mode fails here (stack.md §2): it forgets connections whose
 * requests wait in the kernel, one after the other, while new ones are served. Needs nothing but the C library. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MOST = 512 * 1024, SILENCE_MOST_MS = 5000, WAITS_MOST = 4 * 1000 * 1000 };

typedef struct Connection { int fd; char *answer; size_t got, wanted; double asked, silence; long answers; } Connection;
typedef struct Load { int port; const char *request; size_t request_size; double *waits; size_t wait_count; long errors; } Load;

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double) t.tv_sec * 1e3 + (double) t.tv_nsec / 1e6;
}

static void die(const char *what) {
    printf("not ok - busy: %s (%s)\n", what, strerror(errno));
    exit(1);
}

static int connect_to(int port) {
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t) port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *) &to, sizeof to) != 0)
        die("cannot connect");
    return fd;
}

/* The session cookie of LOGIN. */
static void sign_in(int port, const char *login, const char *password, char cookie[128]) {
    static char text[16384];
    char body[512];
    int size = snprintf(body, sizeof body, "login=%s&password=%s", login, password), fd = connect_to(port);
    size = snprintf(text, sizeof text, "POST /connexion HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nConnection: close\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", port, port, size, body);
    if (send(fd, text, (size_t) size, 0) != size)
        die("cannot ask");
    size_t got = 0;
    for (ssize_t more; got < sizeof text - 1 && (more = recv(fd, text + got, sizeof text - 1 - got, 0)) > 0; )
        got += (size_t) more;
    text[got] = '\0';
    close(fd);
    const char *at = strstr(text, "Set-Cookie: ");
    if (!at)
        die("was not let in");
    snprintf(cookie, 128, "%.*s", (int) strcspn(at + 12, ";"), at + 12);
}

static void ask(Load *l, Connection *c) {
    c->got = c->wanted = 0;
    c->asked = now_ms();
    if (send(c->fd, l->request, l->request_size, MSG_NOSIGNAL) != (ssize_t) l->request_size)
        l->errors++;
}

/* True when the whole answer is there. */
static bool take(Load *l, Connection *c) {
    ssize_t more = recv(c->fd, c->answer + c->got, ANSWER_MOST - 1 - c->got, 0);
    if (more <= 0) {
        l->errors++;
        close(c->fd);
        c->fd = connect_to(l->port);
        ask(l, c);
        return false;
    }
    c->got += (size_t) more;
    c->answer[c->got] = '\0';
    const char *end = c->wanted ? NULL : strstr(c->answer, "\r\n\r\n"), *length = end ? strstr(c->answer, "Content-Length: ") : NULL;
    if (length)
        c->wanted = (size_t) (end - c->answer) + 4 + strtoul(length + 16, NULL, 10);
    return c->wanted && c->got >= c->wanted;
}

static void answered(Load *l, Connection *c, double now) {
    double wait = now - c->asked;
    if (strncmp(c->answer, "HTTP/1.1 200", 12) != 0)
        l->errors++;
    c->silence = wait > c->silence ? wait : c->silence;
    c->answers++;
    if (l->wait_count < WAITS_MOST)
        l->waits[l->wait_count++] = wait;
}

static int compare(const void *a, const void *b) {
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int report(Load *l, Connection *all, int count, double seconds) {
    long total = 0, least = all[0].answers, most = 0;
    double silence = 0, end = now_ms();
    for (int i = 0; i < count; i++) {
        double waiting = end - all[i].asked;
        total += all[i].answers;
        least = all[i].answers < least ? all[i].answers : least;
        most = all[i].answers > most ? all[i].answers : most;
        silence = all[i].silence > silence ? all[i].silence : silence;
        silence = waiting > silence ? waiting : silence;
    }
    qsort(l->waits, l->wait_count, sizeof *l->waits, compare);
    bool some = l->wait_count > 0;
    double turn = total ? seconds * 1e3 * count / (double) total : 0, patience = turn * 10 > SILENCE_MOST_MS ? turn * 10 : SILENCE_MOST_MS;
    printf("# %d connections: %.0f answers a second; half within %.1f ms, 99 in 100 within %.1f ms; longest silence %.0f ms\n", count,
        (double) total / seconds, some ? l->waits[l->wait_count / 2] : 0, some ? l->waits[l->wait_count * 99 / 100] : 0, silence);
    printf("# answers on one connection: %ld to %ld, %ld in all, %ld errors\n", least, most, total, l->errors);
    bool good = l->errors == 0, fair = least > 0 && silence < patience && least * 10 >= total / count;
    printf("%s - %d busy connections, not one error\n", good ? "ok" : "not ok", count);
    printf("%s - and none of them is forgotten\n", fair ? "ok" : "not ok");
    return good && fair ? 0 : 1;
}

static void run(Load *l, Connection *all, int count, double until) {
    struct pollfd *fds = calloc((size_t) count, sizeof *fds);
    for (int i = 0; i < count; i++)
        ask(l, &all[i]);
    for (double now = now_ms(); now < until; now = now_ms()) {
        for (int i = 0; i < count; i++)
            fds[i] = (struct pollfd){ .fd = all[i].fd, .events = POLLIN };
        if (poll(fds, (nfds_t) count, 100) <= 0)
            continue;
        for (int i = 0; i < count; i++)
            if (fds[i].revents && take(l, &all[i])) {
                answered(l, &all[i], now_ms());
                ask(l, &all[i]);
            }
    }
    free(fds);
}

int main(int argc, char **argv) {
    char cookie[128], request[1024];
    struct rlimit files = { 4096, 4096 };
    if (argc != 7)
        return fprintf(stderr, "busy PORT CONNECTIONS SECONDS LOGIN PASSWORD PATH\n"), 2;
    Load l = { .port = atoi(argv[1]), .request = request, .waits = calloc(WAITS_MOST, sizeof(double)) };
    int count = atoi(argv[2]), seconds = atoi(argv[3]);
    Connection *all = calloc((size_t) count, sizeof *all);
    setrlimit(RLIMIT_NOFILE, &files);
    if (!l.waits || !all)
        die("no memory");
    sign_in(l.port, argv[4], argv[5], cookie);
    l.request_size = (size_t) snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: %s\r\n\r\n", argv[6], l.port, cookie);
    for (int i = 0; i < count; i++) {
        all[i] = (Connection){ .fd = connect_to(l.port), .answer = malloc(ANSWER_MOST) };
        if (!all[i].answer)
            die("no memory");
    }
    run(&l, all, count, now_ms() + seconds * 1e3);
    return report(&l, all, count, seconds);
}
