#include "school/imports/reading.h"

#include "base/str.h"
#include "base/text.h"
#include "document/sandbox.h"
#include "gen/texts.h"
#include "school/imports/read_file.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS_MOST 30
#define SECONDS_WORN 1                                  /* after so many a child is not handed another file: each has nearly all its time */
#define MEMORY_MOST ((size_t) 1024 * 1024 * 1024)       /* address space, not what is used */
#define STREAM_MOST ((size_t) 512 * 1024 * 1024)
#define FILE_MOST ((off_t) 64 * 1024 * 1024)
#define FRAME_MOST ((uint32_t) 1024 * 1024)
#define NAME_MOST 4096
#define FILE_IS_READ RECORD_KINDS                       /* the kind of the frame that ends a file */

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

/* The next file, its name in NAME; -1: there is none any more. */
static int next_file(char name[NAME_MOST]) {
    union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(int))]; } control;
    struct iovec part = { name, NAME_MOST - 1 };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
    ssize_t got;
    do
        got = recvmsg(STDIN_FILENO, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    struct cmsghdr *c = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    int file = -1;
    if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS && c->cmsg_len == CMSG_LEN(sizeof file))
        memcpy(&file, CMSG_DATA(c), sizeof file);
    name[got > 0 ? got : 0] = '\0';
    return file;
}

int reading_child(void) {
    static const FrameHead end = { 0, FILE_IS_READ, 0 };
    char name[NAME_MOST];
    Writer w = { .mem = arena_new() };
    w.out = str_new(w.mem, 128 * 1024);
    warm_up(w.mem);
    if (!sandbox_enter(SECONDS_MOST, MEMORY_MOST))
        return 4;
    for (int file; (file = next_file(name)) >= 0; close(file)) {
        read_file(file, name, (RecordSink){ write_record, &w });
        str_add_n(&w.out, (const char *) &end, sizeof end);
        flush(&w);
    }
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

/* What has come through the pipe and is not yet used: from `at` to `end`. */
typedef struct Stream { Arena *mem; int fd; char *bytes; size_t at, end, room; } Stream;

/* The next SIZE bytes without taking them; NULL: they do not come. */
static const char *look(Stream *s, size_t size) {
    if (s->room < size || !s->bytes) {
        size_t room = size > 128 * 1024 ? size : 128 * 1024;
        char *larger = arena_alloc(s->mem, room, 1);
        if (s->end > s->at)
            memcpy(larger, s->bytes + s->at, s->end - s->at);
        *s = (Stream){ .mem = s->mem, .fd = s->fd, .bytes = larger, .end = s->end - s->at, .room = room };
    } else if (s->room - s->at < size) {
        memmove(s->bytes, s->bytes + s->at, s->end - s->at);
        s->end -= s->at;
        s->at = 0;
    }
    while (s->end - s->at < size) {
        ssize_t got = read(s->fd, s->bytes + s->end, s->room - s->end);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return NULL;
        s->end += (size_t) got;
    }
    return s->bytes + s->at;
}

/* One file's frames, up to the one that ends it. False when the stream is not what our own child writes. */
static bool take_file(Gather *g, Stream *s) {
    FrameHead head;
    Record r;
    for (size_t total = 0; ; s->at += sizeof head + head.size) {
        const char *frame = look(s, sizeof head);
        if (!frame)
            return false;
        memcpy(&head, frame, sizeof head);
        if (head.kind == FILE_IS_READ && head.size == 0) {
            s->at += sizeof head;
            return true;
        }
        if (head.size > FRAME_MOST || (total += head.size) > STREAM_MOST)
            return false;
        frame = look(s, sizeof head + head.size);
        if (!frame || !parse_frame(frame, sizeof head + head.size, &r))
            return false;
        take_record(g, &r);
    }
}

/* ---- the child, as its parent sees it ---- */

struct Reading {
    Arena *mem;
    Sources *sources;
    Report *report;
    const char *program;
    pid_t child;                        /* 0: none yet */
    int to;                             /* the socket by which it is handed files */
    Stream from;
};

Reading *reading_begin(Arena *mem, Sources *sources, Report *report, const char *program) {
    Reading *r = NEW(mem, Reading);
    *r = (Reading){ .mem = mem, .sources = sources, .report = report, .program = program, .from.mem = arena_child(mem) };
    return r;
}

static void end_child(Reading *r, bool kill_it) {
    int status;
    if (!r->child)
        return;
    close(r->to);
    close(r->from.fd);
    if (kill_it)
        kill(r->child, SIGKILL);
    while (waitpid(r->child, &status, 0) < 0 && errno == EINTR)
        continue;
    r->child = 0;
}

static bool is_worn(const Reading *r) {
    clockid_t clock;
    struct timespec used;
    return clock_getcpuclockid(r->child, &clock) != 0 || clock_gettime(clock, &used) != 0 || used.tv_sec >= SECONDS_WORN;
}

static pid_t spawn(const char *program, int in, int out) {
    pid_t child = 0;
    posix_spawn_file_actions_t actions;
    char *const argv[] = { "preau", "read-file", NULL }, *const envp[] = { "PATH=/nowhere", NULL };
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    if (posix_spawn(&child, program, &actions, NULL, argv, envp) != 0)
        child = 0;
    posix_spawn_file_actions_destroy(&actions);
    return child;
}

static bool start_child(Reading *r) {
    int files[2], records[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, files) != 0)
        return false;
    if (pipe2(records, O_CLOEXEC) != 0) {
        close(files[0]), close(files[1]);
        return false;
    }
    r->child = spawn(r->program, files[1], records[1]);
    r->to = files[0];
    r->from.fd = records[0];
    r->from.at = r->from.end = 0;
    close(files[1]);
    close(records[1]);
    if (!r->child)
        close(r->to), close(r->from.fd);
    return r->child != 0;
}

/* The name with its NUL, so that no message is empty. */
static bool hand_over(const Reading *r, int file, const char *name) {
    union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(int))]; } control = { 0 };
    size_t size = strlen(name) + 1;
    struct iovec part = { (char *) (uintptr_t) name, size < NAME_MOST ? size : NAME_MOST - 1 };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
    struct cmsghdr *c = CMSG_FIRSTHDR(&message);
    *c = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof file) };
    memcpy(CMSG_DATA(c), &file, sizeof file);
    ssize_t sent;
    do
        sent = sendmsg(r->to, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent > 0;
}

static bool read_in_child(Reading *r, Gather *g, int file, const char *name) {
    bool handed = r->child && !is_worn(r) && hand_over(r, file, name);
    if (!handed) {
        end_child(r, true);             /* it waits, or is dead since the last file */
        handed = start_child(r) && hand_over(r, file, name);
    }
    bool good = handed && take_file(g, &r->from);
    if (!good)
        end_child(r, true);
    return good;
}

void reading_end(Reading *r) {
    end_child(r, false);
    arena_free(r->from.mem);
}

/* ---- one file ---- */

/* An ordinary file of a size that people send; its trouble, else 0. */
static TextId refused(int file) {
    struct stat st;
    if (file < 0 || fstat(file, &st) != 0 || !S_ISREG(st.st_mode))
        return T_READ_UNREADABLE;
    return st.st_size > FILE_MOST ? T_READ_FILE_TOO_LARGE : (TextId) 0;
}

void reading_add(Reading *r, const char *path, const char *name) {
    if (!text_is_utf8(name, strlen(name)))
        name = text_from_latin9(r->mem, name, strlen(name));
    Gather g = { .sources = r->sources, .report = r->report, .mem = r->mem, .scratch = arena_child(r->mem), .name = name };
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    TextId trouble = refused(file);
    if (trouble) {
        report_problem(r->report, 2, name, 0, trouble, WITH(ARG_TEXT("file", name)));
        if (file >= 0)
            close(file);
        return;
    }
    if (!r->program)
        read_file(file, name, (RecordSink){ take_record, &g });
    else if (!read_in_child(r, &g, file, name))
        report_problem(r->report, 2, name, 0, T_READ_KILLED, WITH(ARG_TEXT("file", name)));
    close_source(&g);
    arena_free(g.scratch);
    close(file);
}
