/* The parent: holds the socket, which therefore never closes, and starts a child again when one dies. It runs nothing else, so
 * there is nothing in it to die of. */
#include "web/serve.h"

#include "base/log.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t asked_to_stop;
static volatile pid_t child_now;

static void pass_on(int signal_number) {
    asked_to_stop = 1;
    if (child_now > 0)
        kill(child_now, signal_number);
}

static pid_t start(int fd, const ServeChild *child) {
    pid_t pid = -1;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fd, SERVE_CHILD_SOCKET);
    if (posix_spawn(&pid, child->program, &actions, NULL, child->argv, environ) != 0)
        pid = -1;
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

/* Dying at once again and again is not worth the processor: wait a little longer each time, up to 200 ms. */
static void pause_before(int deaths) {
    struct timespec wait = { .tv_nsec = (deaths < 10 ? deaths * 20 : 200) * 1000000L };
    nanosleep(&wait, NULL);
}

int watch_children(int fd, const ServeChild *child) {
    struct sigaction action = { .sa_handler = pass_on };
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    for (int deaths = 0;; deaths++) {
        int status = 0;
        child_now = start(fd, child);
        if (child_now < 0)
            return 2;
        while (waitpid(child_now, &status, 0) < 0 && errno == EINTR)
            continue;
        if (WIFEXITED(status))
            return WEXITSTATUS(status);
        if (asked_to_stop)
            return 0;
        log_event(LOG_ERROR, "child died", LOG_INT("signal", WTERMSIG(status)), LOG_INT("deaths", deaths + 1));
        pause_before(deaths);
    }
}
