#include "school/imports/reading.h"

#include "base/str.h"
#include "base/text.h"
#include "gen/texts.h"
#include "school/imports/read_file.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <seccomp.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS_MOST 30
#define MEMORY_MOST ((rlim_t) 1024 * 1024 * 1024)       /* address space, not what is used */
#define STREAM_MOST ((size_t) 512 * 1024 * 1024)
#define FILE_MOST ((off_t) 64 * 1024 * 1024)
#define FRAME_MOST ((uint32_t) 1024 * 1024)

/* ---- frames (record.h) ---- */

static void add_frame(Str *out, const Record *r) {
    size_t at = out->size;
    FrameHead head = { 0, (uint32_t) r->kind, r->line };
    str_add_n(out, (const char *) &head, sizeof head);
    for (uint32_t i = 0; i < RECORD_VALUES; i++) {
        if (!r->values[i])
            continue;
        FrameValue value = { i, (uint32_t) strlen(r->values[i]) };
        str_add_n(out, (const char *) &value, sizeof value);
        str_add_n(out, r->values[i], value.size + 1);
    }
    head.size = (uint32_t) (out->size - at - sizeof head);
    memcpy(out->data + at, &head, sizeof head);
}

static bool write_all(int fd, const char *bytes, size_t size) {
    while (size) {
        ssize_t done = write(fd, bytes, size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        bytes += done;
        size -= (size_t) done;
    }
    return true;
}

typedef struct Writer { Arena *mem; Str out; } Writer;

static void flush(Writer *w) {
    if (!write_all(STDOUT_FILENO, w->out.data, w->out.size))
        _exit(3);
    w->out.size = 0;
}

static void write_record(void *context, const Record *r) {
    Writer *w = context;
    add_frame(&w->out, r);
    if (w->out.size > 64 * 1024)
        flush(w);
}

/* ---- the child ---- */

static void limit(int what, rlim_t most) {
    struct rlimit l = { most, most };
    setrlimit(what, &l);
}

/* Whatever else the parser is made to do, it can read, write and have memory: it cannot open, connect, run or trace anything. */
static bool lock_up(void) {
    static const int allowed[] = { SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(readv), SCMP_SYS(lseek), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(fstat),
        SCMP_SYS(newfstatat), SCMP_SYS(close), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(brk),
        SCMP_SYS(futex), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(clock_gettime),
        SCMP_SYS(gettimeofday), SCMP_SYS(getrandom), SCMP_SYS(sched_yield), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill), SCMP_SYS(restart_syscall),
        SCMP_SYS(exit), SCMP_SYS(exit_group) };
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EACCES));
    bool done = filter != NULL;
    for (size_t i = 0; done && i < sizeof allowed / sizeof *allowed; i++)
        done = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
    done = done && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return done;
}

/* What glibc and ICU would open later is opened now. */
static void warm_up(Arena *mem) {
    iconv_t latin9 = iconv_open("UTF-8", "ISO-8859-15"), latin1 = iconv_open("UTF-8", "WINDOWS-1252");
    char in[] = "\xe9", out[8], *from = in, *to = out;
    size_t left = 1, room = sizeof out;
    iconv(latin9, &from, &left, &to, &room);
    iconv_close(latin9);
    iconv_close(latin1);
    text_nfc(mem, "e\xCC\x81");
}

int reading_child(const char *argument) {
    Writer w = { .mem = arena_new() };
    w.out = str_new(w.mem, 128 * 1024);
    limit(RLIMIT_CPU, SECONDS_MOST);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
#ifndef __SANITIZE_ADDRESS__
    limit(RLIMIT_AS, MEMORY_MOST);
#endif
    close_range(STDERR_FILENO + 1, ~0u, 0);
    warm_up(w.mem);
    if (!lock_up())
        return 4;
    read_file(STDIN_FILENO, argument, (RecordSink){ write_record, &w });
    flush(&w);
    _exit(0);               /* nothing else may run in here: no exit handlers, no leak checkers that would trace us */
}

/* ---- the parent ---- */

/* Frames grow in SCRATCH, which goes with the file; what stays is as long as it is. */
typedef struct Gather { Sources *sources; Report *report; Arena *mem, *scratch; Str frames; size_t count; const char *name; } Gather;

static void close_source(Gather *g) {
    if (g->count)
        *VEC_ADD(g->mem, g->sources) = (Source){ .name = g->name, .frames = arena_copy(g->mem, g->frames.data, g->frames.size), .size = g->frames.size,
            .count = g->count };
    g->count = 0;
    g->frames.size = 0;
}

static void take_trouble(Gather *g, const Record *r) {
    TextId text = words_find(r->values[R_PROBLEM_TEXT]);
    const WordArg *args = WITH(ARG_TEXT("detail", r->values[R_PROBLEM_DETAIL]), ARG_TEXT("file", g->name));
    if (r->kind == R_WARNING)
        report_warning(g->report, g->name, r->line, text, args);
    else
        report_problem(g->report, read_problem_exit(r->values[R_PROBLEM_TEXT]), g->name, r->line, text, args);
}

static void take_record(void *context, const Record *r) {
    Gather *g = context;
    if (r->kind == R_WARNING || r->kind == R_PROBLEM) {
        take_trouble(g, r);
        return;
    }
    if (r->kind == R_FILE) {
        close_source(g);
        g->name = arena_text(g->mem, r->values[R_FILE_NAME]);
    }
    if (!g->frames.data)
        g->frames = str_new(g->scratch, 256 * 1024);
    add_frame(&g->frames, r);
    g->count++;
}

/* One frame from the child: what it holds must be whole, its texts UTF-8. */
static bool parse_frame(const char *frame, size_t size, Record *out) {
    Source one = { .frames = frame, .size = size, .count = 1 };
    size_t at = 0;
    if (!record_next(&one, &at, out) || at != size)
        return false;
    for (int i = 0; i < RECORD_VALUES; i++)
        if (out->values[i] && !text_is_utf8(out->values[i], strlen(out->values[i])))
            return false;
    if (out->kind == R_FILE)
        return out->values[R_FILE_NAME] && out->values[R_FILE_ROOT];
    return (out->kind != R_WARNING && out->kind != R_PROBLEM) || (out->values[R_PROBLEM_TEXT] && words_find(out->values[R_PROBLEM_TEXT]));
}

static bool read_all(int fd, void *to, size_t size) {
    for (char *at = to; size; ) {
        ssize_t got = read(fd, at, size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        size -= (size_t) got;
    }
    return true;
}

/* False when the stream is not what our own child writes. */
static bool take_stream(Gather *g, int fd) {
    FrameHead head;
    size_t total = 0;
    bool good = true;
    Arena *scratch = arena_new();
    Str frame = str_new(scratch, 64 * 1024);
    while (good && read_all(fd, &head, sizeof head)) {
        Record r;
        good = head.size <= FRAME_MOST && (total += head.size) <= STREAM_MOST;
        frame.size = 0;
        str_add_n(&frame, (const char *) &head, sizeof head);
        good = good && read_all(fd, str_room(&frame, head.size), head.size) && parse_frame(frame.data, sizeof head + head.size, &r);
        if (good)
            take_record(g, &r);
    }
    arena_free(scratch);
    return good;
}

static pid_t start_child(const char *program, int file, const char *name, int *from) {
    int pipe_ends[2];
    pid_t child = -1;
    posix_spawn_file_actions_t actions;
    char *const argv[] = { "preau", "read-file", (char *) name, NULL }, *const envp[] = { "PATH=/nowhere", NULL };
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

static bool run_child(Gather *g, const char *program, int file, const char *name) {
    int from, status = 0;
    pid_t child = start_child(program, file, name, &from);
    if (child < 0)
        return false;
    bool good = take_stream(g, from);
    close(from);
    if (!good)
        kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return good && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* An ordinary file of a size that people send; its trouble, else 0. */
static TextId refused(int file) {
    struct stat st;
    if (file < 0 || fstat(file, &st) != 0 || !S_ISREG(st.st_mode))
        return T_READ_UNREADABLE;
    return st.st_size > FILE_MOST ? T_READ_FILE_TOO_LARGE : (TextId) 0;
}

void reading_add(Sources *sources, Report *report, Arena *mem, const char *program, const char *path, const char *name) {
    if (!text_is_utf8(name, strlen(name)))
        name = text_from_latin9(mem, name, strlen(name));
    Gather g = { .sources = sources, .report = report, .mem = mem, .scratch = arena_child(mem), .name = name };
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    TextId trouble = refused(file);
    if (trouble) {
        report_problem(report, 2, name, 0, trouble, WITH(ARG_TEXT("file", name)));
        if (file >= 0)
            close(file);
        return;
    }
    if (!program)
        read_file(file, name, (RecordSink){ take_record, &g });
    else if (!run_child(&g, program, file, name))
        report_problem(report, 2, name, 0, T_READ_KILLED, WITH(ARG_TEXT("file", name)));
    close_source(&g);
    arena_free(g.scratch);
    close(file);
}
