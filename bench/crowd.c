/* A school at eight in the morning: everybody of a list is signed in and holds /live open, come within some seconds; pages are asked for at an even rate, whether or not the one
 * before has come; then a Space is stopped and opened again under them.
 *     crowd PORT PID SUPERVISOR PASSWORD RATE SECONDS <PEOPLE    PEOPLE: lines "LOGIN PATH", guardians among them with /parent. Prints:
 *                                                                sessions p95_us failed most_pss_kib streams_lost publish_us told_us
 * p95_us: from when a page was due to its last byte. failed: answered by anything but 200. publish_us: from the press of « fermer » or « ouvrir » until a guardian's next request is
 * answered by it, the longest of six. told_us: until the last stream had an answer to a change every one of them watches (sign_in). */
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PEOPLE_MOST = 4000, ASKERS = 16, SIGNERS = 4, PAGES_MOST = 200000, LOOK_EVERY_US = 100000, OPEN_EVERY_US = 3000 };

typedef struct Person { char login[80], path[80], cookie[200]; Connection stream; } Person;

static Person people[PEOPLE_MOST];
static int count, port, rate, pages;
static long server, most;
static const char *password;
static double began, times[PAGES_MOST];
static atomic_int next_one, failed, lost, heard;
static atomic_bool over;

static bool signed_in(Connection *c, const char *login, char cookie[200]) {
    char body[300];
    snprintf(body, sizeof body, "login=%s&password=%s", login, password);
    Answer a = post(c, port, "/connexion", "", body);
    const char *set = header(a.head, "\r\nSet-Cookie: sid=");
    if (a.status != 303 || !set)
        return false;
    snprintf(cookie, 200, "sid=%.*s", (int) strcspn(set, ";\r"), set);
    return true;
}

static void *sign_in_some(void *none) {
    Connection c = open_connection(port);
    (void) none;
    for (int i; (i = atomic_fetch_add(&next_one, 1)) < count; )
        if (!signed_in(&c, people[i].login, people[i].cookie))
            die("signing in was refused");
    close(c.fd);
    free(c.data);
    return NULL;
}

static void open_stream(Person *p) {
    char request[500];
    p->stream = open_connection(port);
    free(p->stream.data);
    snprintf(request, sizeof request, "GET /live?topics=sign_in HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/event-stream\r\nCookie: %s\r\n\r\n", port, p->cookie);
    if (send(p->stream.fd, request, strlen(request), MSG_NOSIGNAL) < 0)
        die("cannot open a stream");
    fcntl(p->stream.fd, F_SETFL, O_NONBLOCK);
}

/* What the streams say is read and counted. */
static void *listen_to_all(void *none) {
    struct epoll_event events[256];
    char bytes[4096];
    int all = epoll_create1(0);
    (void) none;
    for (int i = 0; i < count; i++)
        epoll_ctl(all, EPOLL_CTL_ADD, people[i].stream.fd, &(struct epoll_event){ .events = EPOLLIN, .data = { .fd = people[i].stream.fd } });
    while (!atomic_load(&over))
        for (int n = epoll_wait(all, events, 256, 50), i = 0; i < n; i++) {
            ssize_t got = recv(events[i].data.fd, bytes, sizeof bytes - 1, 0);
            bytes[got > 0 ? got : 0] = '\0';
            if (got > 0)
                atomic_fetch_add(&heard, strstr(bytes, "data:") != NULL);
            else if (got == 0 || errno != EAGAIN) {
                atomic_fetch_add(&lost, 1);
                epoll_ctl(all, EPOLL_CTL_DEL, events[i].data.fd, NULL);
            }
        }
    close(all);
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

/* Each page has its moment; who comes late has waited. */
static void *ask_for_some(void *none) {
    Connection c = open_connection(port);
    (void) none;
    for (int i; (i = atomic_fetch_add(&next_one, 1)) < pages; ) {
        const Person *p = &people[(int) ((unsigned) i * 2654435761U % (unsigned) count)];
        double due = began + i * 1e6 / rate, wait = due - now_us();
        if (wait > 0)
            usleep((useconds_t) wait);
        if (get_page(&c, port, p->path, "text/html", p->cookie).status != 200)
            atomic_fetch_add(&failed, 1);
        times[i] = now_us() - due;
    }
    close(c.fd);
    return NULL;
}

static void in_threads(int threads, void *(*run)(void *)) {
    pthread_t all[ASKERS];
    atomic_store(&next_one, 0);
    for (int i = 0; i < threads; i++)
        if (pthread_create(&all[i], NULL, run, NULL) != 0)
            die("no thread");
    for (int i = 0; i < threads; i++)
        pthread_join(all[i], NULL);
}

/* From the press until GUARDIAN is answered WANTED. */
static double published(const char *supervisor, const char *verb, const Person *guardian, int wanted) {
    Connection desk = open_connection(port), family = open_connection(port);
    char path[80];
    double start = now_us();
    snprintf(path, sizeof path, "/bureau/publication/parents/%s", verb);
    if (post(&desk, port, path, supervisor, "").status != 303)
        die("publication is refused");
    while (get_page(&family, port, "/parent", "text/html", guardian->cookie).status != wanted)
        if (now_us() - start > 30e6)
            die("publication changes nothing");
    double took = now_us() - start;
    close(desk.fd), close(family.fd), free(desk.data), free(family.data);
    return took;
}

/* Somebody signs in: until every stream was told. */
static double told(const char *login) {
    Connection c = open_connection(port);
    char cookie[200];
    double start = now_us();
    atomic_store(&heard, 0);
    if (!signed_in(&c, login, cookie))
        die("signing in was refused");
    while (atomic_load(&heard) < count - atomic_load(&lost) && now_us() - start < 30e6)
        usleep(1000);
    return now_us() - start;
}

static void read_people(void) {
    while (count < PEOPLE_MOST && scanf("%79s %79s", people[count].login, people[count].path) == 2)
        count++;
}

int main(int argc, char **argv) {
    pthread_t listener, looker;
    char supervisor[200];
    double publish = 0;
    if (argc != 7)
        die("crowd PORT PID SUPERVISOR PASSWORD RATE SECONDS");
    port = (int) strtol(argv[1], NULL, 10), server = strtol(argv[2], NULL, 10), password = argv[4];
    rate = (int) strtol(argv[5], NULL, 10), pages = rate * (int) strtol(argv[6], NULL, 10);
    read_people();
    Connection desk = open_connection(port);
    if (!count || pages > PAGES_MOST || !signed_in(&desk, argv[3], supervisor))
        die("nobody is there");
    in_threads(SIGNERS, sign_in_some);
    for (int i = 0; i < count; i++)
        open_stream(&people[i]), usleep(OPEN_EVERY_US);
    if (pthread_create(&listener, NULL, listen_to_all, NULL) != 0 || pthread_create(&looker, NULL, look_at_memory, NULL) != 0)
        die("no thread");
    sleep(2);
    began = now_us();
    in_threads(ASKERS, ask_for_some);
    const Person *guardian = people;
    while (strcmp(guardian->path, "/parent") != 0)
        guardian++;
    for (int i = 0; i < 6; i++) {
        double took = published(supervisor, i % 2 ? "ouvrir" : "fermer", guardian, i % 2 ? 200 : 403);
        publish = took > publish ? took : publish;
    }
    double last = told(argv[3]);
    atomic_store(&over, true);
    pthread_join(listener, NULL);
    pthread_join(looker, NULL);
    qsort(times, (size_t) pages, sizeof *times, compare);
    printf("%d %.0f %d %ld %d %.0f %.0f\n", count, times[pages * 95 / 100], atomic_load(&failed), most, atomic_load(&lost), publish, last);
    return 0;
}
