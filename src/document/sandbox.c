#include "document/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void limit(int what, rlim_t most) {
    struct rlimit l = { most, most };
    setrlimit(what, &l);
}

/* Whatever else a parser is made to do, it can read, write, have memory and be handed files. */
static bool lock_up(void) {
    static const int allowed[] = { SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(readv), SCMP_SYS(lseek), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(fstat),
        SCMP_SYS(newfstatat), SCMP_SYS(close), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(brk),
        SCMP_SYS(futex), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(clock_gettime),
        SCMP_SYS(gettimeofday), SCMP_SYS(getrandom), SCMP_SYS(sched_yield), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill), SCMP_SYS(restart_syscall),
        SCMP_SYS(recvmsg), SCMP_SYS(exit), SCMP_SYS(exit_group) };
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EACCES));
    bool done = filter != NULL;
    for (size_t i = 0; done && i < sizeof allowed / sizeof *allowed; i++)
        done = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
    done = done && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return done;
}

bool sandbox_enter(int seconds, size_t memory) {
    limit(RLIMIT_CPU, (rlim_t) seconds);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
#ifndef __SANITIZE_ADDRESS__
    limit(RLIMIT_AS, memory);
#else
    (void) memory;
#endif
    close_range(STDERR_FILENO + 1, ~0u, 0);
    return lock_up();
}

pid_t sandbox_start(const char *program, char *const argv[], int file, int *from) {
    int pipe_ends[2];
    pid_t child = -1;
    posix_spawn_file_actions_t actions;
    char *const envp[] = { "PATH=/nowhere", NULL };
    if (pipe2(pipe_ends, O_CLOEXEC) != 0)
        return -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, file, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
    if (posix_spawn(&child, program, &actions, NULL, argv, envp) != 0)
        child = -1;
    posix_spawn_file_actions_destroy(&actions);
    close(pipe_ends[1]);
    if (child < 0)
        close(pipe_ends[0]);
    *from = pipe_ends[0];
    return child;
}

int sandbox_end(pid_t child, int from, bool kill_it) {
    int status = 0;
    close(from);
    if (kill_it)
        kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) && !kill_it ? WEXITSTATUS(status) : -1;
}

Str sandbox_take(Arena *mem, int fd, size_t most) {
    Str all = str_new(mem, 64 * 1024);
    while (all.size <= most) {
        ssize_t got = read(fd, str_room(&all, 64 * 1024), 64 * 1024);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        all.size += (size_t) got;
    }
    return all;
}
