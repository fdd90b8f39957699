/* The client of script/bench: one keep-alive connection on loopback, and what the server's processes cost meanwhile.
 *     measure sign-in PORT LOGIN SECRET [PASSWORD]     prints the session's cookie; changes a first secret to PASSWORD
 *     measure get PORT PID COOKIE PATH ACCEPT COUNT    prints: status bytes median_us p99_us cpu_us (per request, all processes)
 *     measure body PORT COOKIE PATH                    prints the answer as JSON
 *     measure memory PID                               prints the Pss of PID and its children, in KiB
 *     measure load PORT COOKIE SECONDS CONNECTIONS PATH…   that many connections ask for the paths in turn; prints: answers failures
 *     measure uploads PORT PID COOKIE CLIENTS BYTES PATH…  so many at once send a PDF of BYTES to the paths in turn, a megabyte a second each; prints: seconds, the
 *                                                      most Pss meanwhile in KiB, failures
 *     measure job PORT PID COOKIE PATH BODY            posts BODY to PATH, whose answer leads to a page that is "working" for a while; prints: seconds until it is not, the
 *                                                      most Pss meanwhile in KiB, the last "state"
 *     measure changes PORT PID COOKIE PATH FILE COUNT  posts FILE to PATH, @@ in it another number each time, and takes each back; prints of one: median_us cpu_us,
 *                                                      and of its taking back: median_us cpu_us
 *     measure pairs PORT PATH BODY OTHER COUNT         posts BODY and OTHER in turn; prints the median of each, in us, and how many answers differed in status
 *     measure peak COMMAND…                            runs it; prints: seconds, and the most Pss it and its children had, in KiB
 * Figures are printed, judgement is script/bench's. */
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
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WARM_UP = 50, MAX_COUNT = 100000 };

/* ---- the verbs ---- */

static int body(int port, const char *cookie, const char *path) {
    char request[4096];
    Connection c = open_connection(port);
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: application/json\r\nCookie: %s\r\n\r\n", path, port, cookie);
    Answer a = ask(&c, request);
    puts(strstr(c.data, "\r\n\r\n"));
    return a.status == 200 ? 0 : 1;
}

static int get(int port, long pid, const char *cookie, const char *path, const char *accept, int count) {
    static double times[MAX_COUNT];
    char request[4096];
    long before, after, pss;
    Answer a = { 0 };
    Connection c = open_connection(port);
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: %s\r\nCookie: %s\r\n\r\n", path, port, accept, cookie);
    for (int i = 0; i < WARM_UP; i++)
        ask(&c, request);
    family_cost(pid, &before, &pss);
    for (int i = 0; i < count; i++) {
        double start = now_us();
        a = ask(&c, request);
        times[i] = now_us() - start;
    }
    family_cost(pid, &after, &pss);
    qsort(times, (size_t) count, sizeof *times, compare);
    printf("%d %ld %.0f %.0f %.1f\n", a.status, a.bytes, times[count / 2], times[count * 99 / 100],
        (double) (after - before) * 1e6 / (double) sysconf(_SC_CLK_TCK) / count);
    return a.status == 200 ? 0 : 1;
}

/* With PASSWORD: the secret was a first one, which opens nothing before it is changed. */
static int sign_in(int port, const char *login, const char *secret, const char *password) {
    char body[512], cookie[256] = "";
    Connection c = open_connection(port);
    snprintf(body, sizeof body, "login=%s&password=%s", login, secret);
    for (int step = 0; step < (password ? 2 : 1); step++) {
        Answer a = post(&c, port, step ? "/connexion/premiere" : "/connexion", cookie, body);
        const char *set = header(a.head, "\r\nSet-Cookie: sid=");
        if (set)
            snprintf(cookie, sizeof cookie, "sid=%.*s", (int) strcspn(set, ";\r"), set);
        if (a.status != 303 || !*cookie)
            die("signing in was refused");
        snprintf(body, sizeof body, "password=%s&password_again=%s", password, password);
    }
    printf("%s\n", cookie);
    return 0;
}

/* In turn, so that whatever else the machine does falls on both. */
static int pairs(int port, const char *path, const char *const bodies[2], int count) {
    static double times[2][MAX_COUNT];
    Connection c = open_connection(port);
    int differ = 0;
    for (int i = -WARM_UP / 10; i < count; i++) {
        int status[2];
        for (int which = 0; which < 2; which++) {
            int of = (which + i) & 1;               /* nor is one always the first */
            double start = now_us();
            status[of] = post(&c, port, path, "", bodies[of]).status;
            if (i >= 0)
                times[of][i] = now_us() - start;
        }
        differ += status[0] != status[1];
    }
    for (int which = 0; which < 2; which++)
        qsort(times[which], (size_t) count, sizeof **times, compare);
    printf("%.1f %.1f %d\n", times[0][count / 2], times[1][count / 2], differ);
    return 0;
}

/* ---- changes ---- */

static char *whole_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 1 << 20);
    if (!file || !text)
        die("no such file");
    *size = fread(text, 1, (1 << 20) - 1, file);
    fclose(file);
    return text;
}

/* TEMPLATE with NUMBER for each @@, behind the head of a POST to PATH. */
static char *numbered(int port, const char *cookie, const char *path, const char *template, int number) {
    static char body[1 << 21], request[(1 << 21) + 2048];
    size_t at = 0;
    for (const char *t = template; *t; t++)
        if (t[0] == '@' && t[1] == '@') {
            at += (size_t) snprintf(body + at, sizeof body - at, "%d", number);
            t++;
        } else if (*t != '\n') {
            body[at++] = *t;
        }
    body[at] = '\0';
    snprintf(request, sizeof request, "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nAccept: application/json\r\nCookie: %s\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s", path, port, port, cookie, at, body);
    return request;
}

/* One request that must be taken; its time goes to *US, its cost is added to *TICKS. */
static Answer timed(Connection *c, const char *request, long pid, double *us, long *ticks) {
    long before, after, pss;
    family_cost(pid, &before, &pss);
    double start = now_us();
    Answer a = ask(c, request);
    *us = now_us() - start;
    family_cost(pid, &after, &pss);
    *ticks += after - before;
    if (a.status != 200 && a.status != 303) {
        fprintf(stderr, "%d %.300s\n", a.status, strstr(c->data, "\r\n\r\n"));
        die("a change was refused");
    }
    return a;
}

static int changes(int port, long pid, const char *cookie, const char *path, const char *file, int count) {
    static double there[MAX_COUNT], back[MAX_COUNT];
    size_t size;
    char *template = whole_file(file, &size), undo[128];
    long ticks = 0, undo_ticks = 0;
    Connection c = open_connection(port);
    for (int i = -2; i < count; i++) {
        int to = i < 0 ? 0 : i;
        if (i == 0)
            ticks = undo_ticks = 0;
        Answer a = timed(&c, numbered(port, cookie, path, template, 20 + i), pid, &there[to], &ticks);
        const char *work = header(a.head, "\r\nPreau-Work: ");
        if (!work)
            die("nothing was changed");
        snprintf(undo, sizeof undo, "/bureau/historique/%ld/annuler", strtol(work, NULL, 10));
        timed(&c, numbered(port, cookie, undo, "", 0), pid, &back[to], &undo_ticks);
    }
    qsort(there, (size_t) count, sizeof *there, compare);
    qsort(back, (size_t) count, sizeof *back, compare);
    double tick = 1e6 / (double) sysconf(_SC_CLK_TCK) / count;
    printf("%.0f %.1f %.0f %.1f\n", there[count / 2], (double) ticks * tick, back[count / 2], (double) undo_ticks * tick);
    return 0;
}

/* ---- many at once ---- */

typedef struct Load { int port; const char *cookie; double until; char **paths; int path_count; } Load;

static void keep_asking(const Load *l, int first, long counts[2]) {
    char request[4096];
    Connection c = open_connection(l->port);
    for (int i = first; now_us() < l->until; i++) {
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/html\r\nCookie: %s\r\n\r\n",
            l->paths[i % l->path_count], l->port, l->cookie);
        counts[ask(&c, request).status != 200]++;
    }
}

static int load(const Load *l, int connections) {
    long total[2] = { 0 }, one[2];
    int back[2];
    if (pipe(back) != 0)
        die("no pipe");
    for (int i = 0; i < connections; i++)
        if (fork() == 0) {
            long counts[2] = { 0 };
            keep_asking(l, i, counts);
            _exit(write(back[1], counts, sizeof counts) == (ssize_t) sizeof counts ? 0 : 1);
        }
    for (int i = 0; i < connections; i++)
        wait(NULL);
    close(back[1]);
    while (read(back[0], one, sizeof one) == (ssize_t) sizeof one) {
        total[0] += one[0];
        total[1] += one[1];
    }
    printf("%ld %ld\n", total[0], total[1]);
    return total[1] ? 1 : 0;
}

/* ---- files that are sent ---- */

static bool send_all(int fd, const char *bytes, size_t size) {
    for (ssize_t sent; size > 0; bytes += sent, size -= (size_t) sent)
        if ((sent = send(fd, bytes, size, MSG_NOSIGNAL)) <= 0)
            return false;
    return true;
}

/* Its exit code: 0 when it was taken. */
static int upload(int port, const char *cookie, const char *path, long size) {
    static char piece[65536];
    static const char head[] = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\n", tail[] = "\r\n--edge--\r\n";
    char request[2048];
    Connection c = open_connection(port);
    double start = now_us();
    snprintf(request, sizeof request, "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nCookie: %s\r\n"
        "Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: %ld\r\n\r\n", path, port, port, cookie, size + (long) (strlen(head) + strlen(tail)));
    bool good = send_all(c.fd, request, strlen(request)) && send_all(c.fd, head, strlen(head));
    for (long done = 0; good && done < size; done += (long) sizeof piece) {
        long left = size - done;
        good = send_all(c.fd, piece, left < (long) sizeof piece ? (size_t) left : sizeof piece);
        double ahead = (double) done - (now_us() - start);      /* a byte a microsecond */
        if (ahead > 0)
            usleep((useconds_t) ahead);
    }
    return good && ask(&c, tail).status == 303 ? 0 : 1;
}

static int uploads(int port, long pid, const char *cookie, int clients, long size, char **paths, int path_count) {
    long most = 0, ticks, pss;
    int failures = 0, left = clients, status;
    double start = now_us();
    for (int i = 0; i < clients; i++)
        if (fork() == 0)
            _exit(upload(port, cookie, paths[i % path_count], size));
    while (left > 0) {
        family_cost(pid, &ticks, &pss);
        most = pss > most ? pss : most;
        while (left > 0 && waitpid(-1, &status, WNOHANG) > 0) {
            failures += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
            left--;
        }
        usleep(2000);
    }
    printf("%.3f %ld %d\n", (now_us() - start) / 1e6, most, failures);
    return failures ? 1 : 0;
}

static int job(int port, long pid, const char *cookie, const char *path, const char *form) {
    long most = 0, ticks, pss;
    char at[300] = "", state[40] = "";
    Connection c = open_connection(port);
    double start = now_us();
    Answer a = post(&c, port, path, cookie, form);
    const char *to = header(a.head, "\r\nLocation: ");
    if (a.status != 303 || !to)
        die("it is not begun");
    snprintf(at, sizeof at, "%.*s", (int) strcspn(to, "\r"), to);
    for (double looked = 0; !*state || strcmp(state, "working") == 0; usleep(2000)) {
        family_cost(pid, &ticks, &pss);
        most = pss > most ? pss : most;
        if (now_us() - looked < 50000)
            continue;
        looked = now_us();
        get_page(&c, port, at, "application/json", cookie);
        const char *said = header(c.data, "\"state\":\"");
        snprintf(state, sizeof state, "%.*s", said ? (int) strcspn(said, "\"") : 4, said ? said : "none");
    }
    printf("%.3f %ld %s\n", (now_us() - start) / 1e6, most, state);
    return 0;
}

static int peak(char **command) {
    long most = 0, ticks, pss;
    int status = 0;
    double start = now_us();
    pid_t pid = fork();
    if (pid == 0) {
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execvp(command[0], command);
        _exit(127);
    }
    while (waitpid(pid, &status, WNOHANG) == 0) {
        family_cost(pid, &ticks, &pss);
        most = pss > most ? pss : most;
        usleep(2000);
    }
    printf("%.3f %ld\n", (now_us() - start) / 1e6, most);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv) {
    if (argc > 6 && strcmp(argv[1], "load") == 0)
        return load(&(Load){ (int) strtol(argv[2], NULL, 10), argv[3], now_us() + 1e6 * strtod(argv[4], NULL), argv + 6, argc - 6 },
            (int) strtol(argv[5], NULL, 10));
    if (argc > 7 && strcmp(argv[1], "uploads") == 0)
        return uploads((int) strtol(argv[2], NULL, 10), strtol(argv[3], NULL, 10), argv[4], (int) strtol(argv[5], NULL, 10), strtol(argv[6], NULL, 10), argv + 7, argc - 7);
    if (argc == 7 && strcmp(argv[1], "job") == 0)
        return job((int) strtol(argv[2], NULL, 10), strtol(argv[3], NULL, 10), argv[4], argv[5], argv[6]);
    if (argc == 8 && strcmp(argv[1], "changes") == 0)
        return changes((int) strtol(argv[2], NULL, 10), strtol(argv[3], NULL, 10), argv[4], argv[5], argv[6], (int) strtol(argv[7], NULL, 10));
    if (argc == 7 && strcmp(argv[1], "pairs") == 0) {
        int count = (int) strtol(argv[6], NULL, 10);
        return count > 0 && count < MAX_COUNT ? pairs((int) strtol(argv[2], NULL, 10), argv[3], (const char *const[]){ argv[4], argv[5] }, count) : 1;
    }
    if (argc > 2 && strcmp(argv[1], "peak") == 0)
        return peak(argv + 2);
    if ((argc == 5 || argc == 6) && strcmp(argv[1], "sign-in") == 0)
        return sign_in((int) strtol(argv[2], NULL, 10), argv[3], argv[4], argv[5]);
    if (argc == 3 && strcmp(argv[1], "memory") == 0) {
        long ticks, pss;
        family_cost(strtol(argv[2], NULL, 10), &ticks, &pss);
        printf("%ld\n", pss);
        return 0;
    }
    if (argc == 5 && strcmp(argv[1], "body") == 0)
        return body((int) strtol(argv[2], NULL, 10), argv[3], argv[4]);
    int count = argc == 8 ? (int) strtol(argv[7], NULL, 10) : 0;
    if (argc != 8 || strcmp(argv[1], "get") != 0 || count < 1 || count > MAX_COUNT)
        die("usage: sign-in PORT LOGIN SECRET [PASSWORD] | get PORT PID COOKIE PATH ACCEPT COUNT | body PORT COOKIE PATH | memory PID");
    return get((int) strtol(argv[2], NULL, 10), strtol(argv[3], NULL, 10), argv[4], argv[5], argv[6], count);
}
