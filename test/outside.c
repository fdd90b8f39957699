#include "test/outside.h"

#include "base/must.h"
#include "base/str.h"
#include "test/test.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void remove_file(void *path) { unlink(path); }

const char *outside_file(Arena *mem, const void *bytes, size_t size) {
    char *path = arena_text(mem, "/tmp/preau-outside-XXXXXX");
    int fd = mkstemp(path);
    must(fd >= 0 && write(fd, bytes, size) == (ssize_t) size);
    close(fd);
    arena_on_drop(mem, remove_file, path);
    return path;
}

static void become(const char *program, const char *const *args, int to) {
    const char *all[16] = { program };
    for (int i = 0; args[i] && i < 14; i++)
        all[i + 1] = args[i];
    dup2(to, 1);
    dup2(to, 2);
    execvp(program, (char *const *) (uintptr_t) all);
    _exit(127);
}

const char *outside(Arena *mem, const char *program, const char *const *args) {
    int pipes[2], status = -1;
    must(pipe(pipes) == 0);
    pid_t child = fork();
    must(child >= 0);
    if (child == 0)
        become(program, args, pipes[1]);
    close(pipes[1]);
    Str said = str_new(mem, 65536);
    for (ssize_t got; (got = read(pipes[0], str_room(&said, 65536), 65536)) > 0; )
        said.size += (size_t) got;
    said.data[said.size] = '\0';
    close(pipes[0]);
    must(waitpid(child, &status, 0) == child);
    bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!CHECK(good))
        CHECK_TEXT(arena_printf(mem, "%.500s", said.data), program);
    return good ? said.data : "";
}
