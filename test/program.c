#include "test/program.h"

#include "base/must.h"
#include "base/str.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *program(Arena *mem) {
    char self[4096] = "";
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
    must(size > 0);
    return arena_printf(mem, "%.*s/preau", (int) (strrchr(self, '/') - self), self);
}

const char *whole_file(Arena *mem, const char *path) {
    char piece[4096];
    Str all = str_new(mem, 256);
    FILE *file = fopen(path, "r");
    for (size_t n; file && (n = fread(piece, 1, sizeof piece, file)); )
        str_add_n(&all, piece, n);
    if (file)
        fclose(file);
    return all.data;
}

Ran run_program(Arena *mem, const char *root, const char *input, const char *const *words) {
    const char *in = arena_printf(mem, "%s/in", root), *out = arena_printf(mem, "%s/out", root), *err = arena_printf(mem, "%s/err", root);
    const char *argv[24] = { "preau" };
    for (int i = 0; words[i]; i++) {
        must(i < 22);
        argv[i + 1] = words[i];
    }
    FILE *typed = fopen(in, "w");
    must(typed && fputs(input ? input : "", typed) >= 0 && fclose(typed) == 0);
    pid_t pid = fork();
    if (pid == 0) {
        if (!freopen(in, "r", stdin) || !freopen(out, "w", stdout) || !freopen(err, "w", stderr))
            _exit(99);
        execv(program(mem), (char *const *) (uintptr_t) argv);
        _exit(98);
    }
    int status = 0;
    must(pid > 0 && waitpid(pid, &status, 0) == pid);
    return (Ran){ WIFEXITED(status) ? WEXITSTATUS(status) : -1, whole_file(mem, out), whole_file(mem, err) };
}
