/* The parent of the server: its socket never closes, a child that dies is replaced, and it stops when told to. This program is its own child. */
#include "web/serve.h"

#include "base/log.h"
#include "base/must.h"
#include "base/str.h"
#include "test/test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define AS_CHILD "as-child"
#define AS_DYING_CHILD "as-dying-child"
#define AS_ENDING_CHILD "as-ending-child"

/* Tells its number to whoever connects; ends well when told to. */
static int be_child(void) {
    int64_t me = getpid();
    for (;;) {
        int fd = accept(SERVE_CHILD_SOCKET, NULL, NULL);
        if (fd < 0)
            return 9;
        if (send(fd, &me, sizeof me, MSG_NOSIGNAL) != sizeof me)
            return 9;
        close(fd);
    }
}

static void end_well(int number) { (void) number; _exit(0); }

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t) t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int listening(int *port) {
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(fd >= 0 && bind(fd, (const struct sockaddr *) &at, sizeof at) == 0 && listen(fd, 16) == 0);
    must(getsockname(fd, (struct sockaddr *) &at, &size) == 0);
    *port = ntohs(at.sin_port);
    return fd;
}

/* The number of the child that answers; waits for it as a client would. */
static int64_t child_at(int port) {
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t) port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int64_t number = 0;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (CHECK(connect(fd, (const struct sockaddr *) &to, sizeof to) == 0))     /* never refused */
        CHECK(recv(fd, &number, sizeof number, MSG_WAITALL) == sizeof number || number == 0);
    close(fd);
    return number;
}

/* A process that watches, and its port. */
static pid_t watch(const char *how, int *port) {
    int fd = listening(port);
    char *const argv[] = { (char *) "watch_test", (char *) (uintptr_t) how, NULL };
    ServeChild child = { .program = "/proc/self/exe", .argv = argv };
    pid_t watcher = fork();
    if (watcher == 0) {
        log_level(LOG_NOTHING);
        _exit(watch_children(fd, &child));
    }
    close(fd);
    return watcher;
}

static int end_of(pid_t watcher) {
    int status = 0;
    for (int64_t until = now() + 20000; now() < until; usleep(5000))
        if (waitpid(watcher, &status, WNOHANG) == watcher)
            return WIFEXITED(status) ? WEXITSTATUS(status) : 1000;
    kill(watcher, SIGKILL);
    waitpid(watcher, &status, 0);
    return 2000;
}

TEST(a_child_that_dies_is_replaced_and_nobody_is_refused) {
    int port;
    pid_t watcher = watch(AS_CHILD, &port);
    int64_t first = child_at(port), slowest = 0;
    for (int i = 0; i < 4; i++) {
        int64_t begun = now();
        kill((pid_t) first, SIGKILL);
        int64_t next = first;
        while (next == first || next == 0)      /* who was being served when it died hears nothing: it asks again */
            next = child_at(port);
        CHECK(next != watcher);
        slowest = now() - begun > slowest ? now() - begun : slowest;
        first = next;
    }
    CHECK(slowest < 5000);                      /* 200 ms is the aim; this machine may be busy */
    kill(watcher, SIGTERM);
    CHECK_INT(end_of(watcher), 0);
    CHECK(kill((pid_t) first, 0) != 0);         /* it took its child along */
}

TEST(told_to_stop_between_two_children_it_stops) {
    int port;
    pid_t watcher = watch(AS_DYING_CHILD, &port);
    usleep(1500000);                            /* by now it waits 100 ms and more between two deaths */
    int64_t begun = now();
    kill(watcher, SIGTERM);
    CHECK_INT(end_of(watcher), 0);
    CHECK(now() - begun < 5000);
}

TEST(a_child_that_ends_by_itself_ends_its_parent) {
    int port;
    CHECK_INT(end_of(watch(AS_ENDING_CHILD, &port)), 7);
    char *const argv[] = { (char *) "x", NULL };
    ServeChild none = { .program = "/nulle/part", .argv = argv };
    int fd = listening(&port);
    sigset_t before;
    sigprocmask(SIG_SETMASK, NULL, &before);
    CHECK_INT(watch_children(fd, &none), 2);
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(fd);
}

int main(int argc, char **argv) {
    if (argc > 1 && str_equal(argv[1], AS_CHILD)) {
        signal(SIGTERM, end_well);
        return be_child();
    }
    if (argc > 1 && str_equal(argv[1], AS_DYING_CHILD))
        raise(SIGKILL);
    if (argc > 1 && str_equal(argv[1], AS_ENDING_CHILD))
        return 7;
    return test_main(argc, argv);
}
