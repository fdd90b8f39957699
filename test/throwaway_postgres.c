#include "throwaway_postgres.h"

#include <fcntl.h>
#include <ftw.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];
static pid_t server, owner;

static _Noreturn void give_up(const char *what) {
    fprintf(stderr, "throw-away PostgreSQL: %s\n", what);
    exit(99);
}

static const char *tool(const char *name) {
    static const char *const places[] = { "/usr/lib/postgresql/15/bin", "/usr/local/bin", "/usr/bin" };
    static char path[128];
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        snprintf(path, sizeof path, "%s/%s", places[i], name);
        if (access(path, X_OK) == 0)
            return path;
    }
    give_up("postgresql-15 is not installed");
}

/* The server refuses to be root: it runs as the user postgres then. */
static void become_postgres(const struct passwd *user) {
    if (geteuid() == 0 && (setgid(user->pw_gid) || setuid(user->pw_uid)))
        _exit(98);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    int log = chdir(folder) ? -1 : open("log", O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (log < 0 || dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
        _exit(98);
    close(STDIN_FILENO);
}

static pid_t run(const struct passwd *user, const char *const *words) {
    pid_t pid = fork();
    if (pid == 0) {
        become_postgres(user);
        execv(words[0], (char *const *) words);
        _exit(97);
    }
    return pid;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    (void) st, (void) type, (void) ftw;
    return remove(path);
}

static void stop(void) {
    if (owner != getpid())              /* a child of a test must not end its parent's server */
        return;
    kill(server, SIGQUIT);
    waitpid(server, NULL, 0);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *throwaway_place(void) {
    struct statvfs shm;
    bool roomy = statvfs("/dev/shm", &shm) == 0 && (unsigned long long) shm.f_bavail * shm.f_frsize > (1ULL << 30) && access("/dev/shm", W_OK) == 0;
    return roomy ? "/dev/shm" : "/tmp";
}

static void start(void) {
    struct passwd *user = geteuid() == 0 ? getpwnam("postgres") : getpwuid(geteuid());
    int status = 1;
    char initdb[128], postgres[128], url[128];
    snprintf(folder, sizeof folder, "%s/preau-pg-XXXXXX", throwaway_place());
    if (!user || !mkdtemp(folder) || (geteuid() == 0 && chown(folder, user->pw_uid, user->pw_gid)))
        give_up("no folder or no user postgres");
    snprintf(initdb, sizeof initdb, "%s", tool("initdb"));
    snprintf(postgres, sizeof postgres, "%s", tool("postgres"));
    pid_t made = run(user, (const char *const[]){ initdb, "-D", "d", "-A", "trust", "-U", "postgres", "-E", "UTF8",
                                                  "--locale=C.UTF-8", "--no-sync", NULL });
    waitpid(made, &status, 0);
    if (status)
        give_up("initdb failed");
    owner = getpid();
    server = run(user, (const char *const[]){ postgres, "-D", "d", "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off",
        "-c", "full_page_writes=off", "-c", "shared_buffers=64MB", "-c", "max_connections=300", "-c", "autovacuum=off", "-c", "wal_level=minimal", "-c", "max_wal_senders=0", NULL });
    atexit(stop);
    snprintf(url, sizeof url, "host=%s user=postgres dbname=postgres", folder);
    for (int tries = 0; tries < 500; tries++, usleep(20000))
        if (PQping(url) == PQPING_OK)
            return;
    give_up("it does not answer");
}

const char *throwaway_postgres(void) {
    const char *shared = getenv("PREAU_TEST_POSTGRES");
    if (shared && *shared)
        return shared;
    if (!server)
        start();
    return folder;
}
