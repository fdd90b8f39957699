/* The parent: holds the socket, which therefore never closes, and starts a child again when one dies. It runs nothing else, so
 * there is nothing in it to die of. Signals are waited for, never handled: none comes between two lines. */
#include "web/serve.h"

#include "base/log.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LONG_LIFE 10                    /* seconds after which a death is the first again */

static sigset_t awaited(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGCHLD);
    return signals;
}

static pid_t start(int fd, const ServeChild *child, const sigset_t *mask) {
    pid_t pid = -1;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fd, SERVE_CHILD_SOCKET);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, mask);
    if (posix_spawn(&pid, child->program, &actions, &attributes, child->argv, environ) != 0)
        pid = -1;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

/* Waits for the child's end, telling it to stop when we are told: its status. */
static int wait_for(pid_t child, const sigset_t *signals, bool *stopping) {
    int got, status = 0;
    for (;;) {
        pid_t ended = waitpid(child, &status, WNOHANG);
        if (ended == child || (ended < 0 && errno == ECHILD))
            return status;
        if (sigwait(signals, &got) == 0 && got != SIGCHLD) {
            *stopping = true;
            kill(child, got);
        }
    }
}

/* Dying at once again and again is not worth the processor: wait a little longer each time, up to 200 ms; a signal ends the wait. */
static void pause_before(int deaths, sigset_t signals, bool *stopping) {
    struct timespec wait = { .tv_nsec = (deaths < 10 ? deaths * 20 : 200) * 1000000L };
    sigdelset(&signals, SIGCHLD);
    *stopping = (deaths && sigtimedwait(&signals, NULL, &wait) > 0) || *stopping;
}

int watch_children(int fd, const ServeChild *child) {
    sigset_t signals = awaited(), before;
    bool stopping = false;
    sigprocmask(SIG_BLOCK, &signals, &before);
    for (int deaths = 0; !stopping; deaths++) {
        time_t started = time(NULL);
        pid_t pid = start(fd, child, &before);
        if (pid < 0)
            return 2;
        int status = wait_for(pid, &signals, &stopping);
        if (WIFEXITED(status))
            return WEXITSTATUS(status);
        log_event(LOG_ERROR, "child died", LOG_INT("signal", WTERMSIG(status)), LOG_INT("deaths", deaths + 1));
        deaths = time(NULL) - started > LONG_LIFE ? 0 : deaths;
        pause_before(deaths, signals, &stopping);
    }
    return 0;
}
