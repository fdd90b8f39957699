/* Answers that are files to keep: what they are called (RFC 6266), and where their bytes lie. */
#include "base/must.h"
#include "base/str.h"
#include "web/answer.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_MOST 150

/* No name of elsewhere, no end of a header, nothing that another system refuses. */
static char *safe_name(Arena *mem, const char *name) {
    size_t size = strlen(name);
    if (size > NAME_MOST)
        for (size = NAME_MOST; size && ((unsigned char) name[size] & 0xc0) == 0x80; size--)
            ;
    char *safe = arena_text_n(mem, name, size);
    for (char *c = safe; *c; c++)
        if ((unsigned char) *c < ' ' || *c == 0x7f || strchr("/\\:*?\"<>|", *c) || (c == safe && *c == '.'))
            *c = '_';
    return safe;
}

/* Twice: for old programs in ASCII, each other letter a line; then as it is. */
static const char *disposition(Arena *mem, const char *name) {
    const char *safe = safe_name(mem, name);
    Str ascii = str_new(mem, strlen(safe));
    for (const char *c = safe; *c; c++)
        if (((unsigned char) *c & 0xc0) != 0x80)
            str_add_char(&ascii, (unsigned char) *c < 0x80 ? *c : '_');
    return arena_printf(mem, "attachment; filename=\"%s\"; filename*=UTF-8''%s", ascii.data, url_encode(mem, safe));
}

Reply file_reply(const Request *rq, const char *name, const char *type, const void *bytes, size_t size) {
    const char **headers = NEW_ARRAY(rq->mem, const char *, 3);
    headers[0] = "Content-Disposition";
    headers[1] = disposition(rq->mem, name);
    Reply reply = bytes_reply(type, bytes, size);
    reply.headers = headers;
    return reply;
}

static void close_file(void *file) { close((int) (intptr_t) file); }

int temporary_file(const Request *rq) {
    int made = open(request_school(rq)->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    int fd = made > 0 ? made : made == 0 ? fcntl(made, F_DUPFD_CLOEXEC, 3) : -1;        /* 0 means none */
    if (made == 0)
        close(made);
    if (fd > 0)
        arena_on_drop(rq->mem, close_file, (void *) (intptr_t) fd);
    return fd;
}

Reply open_file_reply(const Request *rq, const char *name, const char *type, int fd) {
    struct stat st;
    must(fd > 0 && fstat(fd, &st) == 0);
    Reply reply = file_reply(rq, name, type, NULL, (size_t) st.st_size);
    reply.file = fd;
    return reply;
}

Reply kept_file_reply(const Request *rq, const char *name, const char *type, const ByteSource *source, size_t size) {
    const char **headers = NEW_ARRAY(rq->mem, const char *, 5);
    headers[0] = "Content-Disposition";
    headers[1] = disposition(rq->mem, name);
    headers[2] = "Content-Security-Policy";     /* beside the one that all answers have: both hold */
    headers[3] = "sandbox; default-src 'none'";
    Reply reply = bytes_reply(type, NULL, size);
    reply.source = source;
    reply.headers = headers;
    return reply;
}
