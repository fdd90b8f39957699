/* The adapter: the only file that knows libmicrohttpd. Poll mode, because its epoll mode hangs with many busy connections (stack.md §2).
 * I/O threads run only what never waits: reads. Writes go to one writer's thread, slow work to a small bounded pool, the
 * connection suspended meanwhile. */
#include "web/serve.h"

#include "base/log.h"
#include "base/must.h"
#include "base/str.h"
#include "web/compress.h"
#include "web/conversation.h"
#include "web/work_queue.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTION_MEMORY (24 * 1024)
#define IDLE_SECONDS 30
#define CONNECTIONS_MOST 4096
#define URL_MOST 8192

typedef struct Server {
    Dispatcher *dispatcher;
    const Site *site;
    struct MHD_Daemon *daemon;
    WorkQueue *writer, *pool;
} Server;

/* One request on its way. */
typedef struct Flight {
    Server *server;
    Conversation c;
    struct MHD_Connection *connection;
    struct MHD_PostProcessor *post;
    Str body;
    int64_t received;
    bool refused, ran;
    int upload_fd;
} Flight;

/* ---- reading the request ---- */

static enum MHD_Result take_pair(void *context, enum MHD_ValueKind kind, const char *name, const char *value) {
    Flight *f = context;
    pairs_add(f->c.mem, kind == MHD_HEADER_KIND ? &f->c.headers : &f->c.query, arena_text(f->c.mem, name), arena_text(f->c.mem, value ? value : ""));
    return MHD_YES;
}

static const char *caller_address(struct MHD_Connection *connection, Arena *mem) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char host[NI_MAXHOST] = "";
    if (info && info->client_addr)
        getnameinfo(info->client_addr, info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in), host,
            sizeof host, NULL, 0, NI_NUMERICHOST);
    return arena_text(mem, host);
}

static bool known_method(const char *word, Method *method) {
    static const char *const words[] = { "GET", "POST", "PUT", "DELETE" };
    for (int i = 0; i < 4; i++)
        if (str_equal(words[i], word)) {
            *method = (Method) i;
            return true;
        }
    *method = GET;
    return str_equal(word, "HEAD");
}

static Flight *flight_new(Server *server, struct MHD_Connection *connection, const char *url, const char *method) {
    Arena *mem = arena_new();
    Flight *f = NEW(mem, Flight);
    f->server = server;
    f->connection = connection;
    f->upload_fd = -1;
    f->c.mem = mem;
    f->c.method_known = known_method(method, &f->c.method);
    f->c.path = strlen(url) <= URL_MOST ? url_decode(mem, url, strlen(url), false) : NULL;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, take_pair, f);
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, take_pair, f);
    f->c.host = pair_get(&f->c.headers, "Host");
    const char *forwarded = server->site->behind ? pair_get(&f->c.headers, "X-Forwarded-For") : NULL;
    f->c.address = forwarded ? forwarded : caller_address(connection, mem);
    f->c.content_type = pair_get(&f->c.headers, "Content-Type");
    return f;
}

/* ---- bodies ---- */

/* Uploads stream to a nameless file in the school folder: nothing stays behind, whatever happens. */
static bool open_upload(Flight *f, const char *field, const char *name) {
    f->upload_fd = open(f->server->site->school->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (f->upload_fd < 0)
        return false;
    Upload *u = VEC_ADD(f->c.mem, &f->c.uploads);
    *u = (Upload){ .field = arena_text(f->c.mem, field), .name = arena_text(f->c.mem, name),
        .path = arena_printf(f->c.mem, "/proc/self/fd/%d", f->upload_fd) };
    return true;
}

static enum MHD_Result take_part(void *context, enum MHD_ValueKind kind, const char *key, const char *filename, const char *type, const char *encoding,
        const char *data, uint64_t offset, size_t size) {
    Flight *f = context;
    (void) kind; (void) type; (void) encoding;
    if (filename) {
        if (offset == 0 && *filename && !open_upload(f, key, filename))
            return MHD_NO;
        if (!*filename)
            return MHD_YES;
        f->c.uploads.items[f->c.uploads.count - 1].size += (int64_t) size;
        return size == 0 || write(f->upload_fd, data, size) == (ssize_t) size ? MHD_YES : MHD_NO;
    }
    if (offset == 0) {
        pairs_add(f->c.mem, &f->c.form, arena_text(f->c.mem, key), arena_text_n(f->c.mem, data, size));
    } else {
        Pair *last = &f->c.form.items[f->c.form.count - 1];
        last->value = arena_printf(f->c.mem, "%s%.*s", last->value, (int) size, data);
    }
    return MHD_YES;
}

static void take_body(Flight *f, const char *data, size_t size) {
    f->received += (int64_t) size;
    if (f->received > dispatch_body_most(&f->c)) {
        f->refused = true;
        return;
    }
    if (str_starts(f->c.content_type, "multipart/form-data")) {
        if (!f->post)
            f->post = MHD_create_post_processor(f->connection, 64 * 1024, take_part, f);
        f->refused = f->refused || !f->post || MHD_post_process(f->post, data, size) != MHD_YES;
        return;
    }
    if (!f->body.data)
        f->body = str_new(f->c.mem, size);
    str_add_n(&f->body, data, size);
}

/* The whole body is there: into names and values. */
static bool read_body(Flight *f) {
    if (f->post || !f->body.size)
        return true;
    if (str_starts(f->c.content_type, "application/x-www-form-urlencoded"))
        return urlencoded_read(f->c.mem, f->body.data, f->body.size, &f->c.form);
    return str_starts(f->c.content_type, "application/json") && json_form_read(f->c.mem, f->body.data, f->body.size, &f->c.form);
}

/* ---- answering ---- */

static enum MHD_Result send_answer(Flight *f) {
    Conversation *c = &f->c;
    compress_answer(c);
    struct MHD_Response *response = MHD_create_response_from_buffer(c->answer_size, (void *) (uintptr_t) c->answer, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", c->answer_type);
    for (size_t i = 0; i < c->answer_headers.count; i++)
        MHD_add_response_header(response, c->answer_headers.items[i].name, c->answer_headers.items[i].value);
    enum MHD_Result done = MHD_queue_response(f->connection, (unsigned) c->status, response);
    MHD_destroy_response(response);
    return done;
}

static enum MHD_Result send_error(Flight *f, int status) {
    dispatch_error(f->server->dispatcher, &f->c, status);
    return send_answer(f);
}

static void run_elsewhere(void *context) {
    Flight *f = context;
    dispatch_run(f->server->dispatcher, &f->c);
    f->ran = true;
    MHD_resume_connection(f->connection);
}

static enum MHD_Result run(Flight *f) {
    RouteMode mode = dispatch_mode(&f->c);
    if (mode == READ || mode == NONE) {
        dispatch_run(f->server->dispatcher, &f->c);
        return send_answer(f);
    }
    MHD_suspend_connection(f->connection);
    if (work_queue_add(mode == WRITE ? f->server->writer : f->server->pool, run_elsewhere, f))
        return MHD_YES;
    MHD_resume_connection(f->connection);
    f->ran = true;
    dispatch_error(f->server->dispatcher, &f->c, 503);
    return MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
        const char *data, size_t *size, void **state) {
    Flight *f = *state;
    (void) version;
    if (!f) {
        *state = f = flight_new(context, connection, url, method);
        const char *length = pair_get(&f->c.headers, "Content-Length");
        int64_t body = 0;
        if (length && !str_int(length, 0, INT64_MAX, &body))
            return send_error(f, 400);
        int status = dispatch_begin(f->server->dispatcher, &f->c, body);
        return status ? send_error(f, status) : MHD_YES;
    }
    if (f->ran)
        return send_answer(f);
    if (*size) {
        if (!f->refused)
            take_body(f, data, *size);
        *size = 0;
        return MHD_YES;
    }
    if (f->refused)
        return send_error(f, 413);
    if (!read_body(f))
        return send_error(f, 400);
    return run(f);
}

static void on_end(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code) {
    Flight *f = *state;
    (void) context; (void) connection; (void) code;
    if (!f)
        return;
    if (f->post)
        MHD_destroy_post_processor(f->post);
    for (size_t i = 0; i < f->c.uploads.count; i++) {
        int64_t fd;
        if (str_int(f->c.uploads.items[i].path + strlen("/proc/self/fd/"), 0, INT32_MAX, &fd))
            close((int) fd);
    }
    arena_free(f->c.mem);
    *state = NULL;
}

/* ---- the daemon ---- */

static void quiet(void *context, const char *format, va_list args) {
    (void) context; (void) format; (void) args;
}

static int listen_on(const char *listen_at, int *port) {
    Arena *mem = arena_new();
    const char *colon = strrchr(listen_at, ':');
    struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE, .ai_socktype = SOCK_STREAM }, *found = NULL;
    char *host = colon ? arena_text_n(mem, listen_at, (size_t) (colon - listen_at)) : NULL;
    if (host && *host == '[')
        host = arena_text_n(mem, host + 1, strlen(host) - 2);
    int fd = -1, yes = 1;
    if (host && getaddrinfo(host, colon + 1, &hints, &found) == 0) {
        fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        struct sockaddr_storage bound;
        socklen_t size = sizeof bound;
        if (bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, 511) != 0 || getsockname(fd, (struct sockaddr *) &bound, &size) != 0) {
            close(fd);
            fd = -1;
        } else {
            *port = ntohs(bound.ss_family == AF_INET6 ? ((struct sockaddr_in6 *) &bound)->sin6_port : ((struct sockaddr_in *) &bound)->sin_port);
        }
        freeaddrinfo(found);
    }
    arena_free(mem);
    return fd;
}

static unsigned io_threads(void) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 2 ? 2 : cores > 8 ? 8 : (unsigned) cores;
}

static int serve_socket(const Site *site, int fd) {
    Arena *mem = arena_new();
    const char *mistake = NULL;
    Server server = { .site = site };
    sigset_t stop;
    int got;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);        /* before the threads: they inherit it */
    signal(SIGPIPE, SIG_IGN);
    server.dispatcher = dispatcher_new(site, mem, &mistake);
    if (!server.dispatcher) {
        log_event(LOG_ERROR, "tables", LOG_WORD("mistake", mistake));
        return 2;
    }
    server.writer = work_queue_new(1, 256);
    server.pool = work_queue_new(2, 64);
    server.daemon = MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL, on_request, &server,
        MHD_OPTION_EXTERNAL_LOGGER, quiet, NULL, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL,
        MHD_OPTION_THREAD_POOL_SIZE, io_threads(), MHD_OPTION_CONNECTION_TIMEOUT, (unsigned) IDLE_SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) CONNECTION_MEMORY, MHD_OPTION_CONNECTION_LIMIT, (unsigned) CONNECTIONS_MOST,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    must(server.daemon);
    sigwait(&stop, &got);
    MHD_quiesce_daemon(server.daemon);
    work_queue_free(server.pool);       /* what was accepted is answered */
    work_queue_free(server.writer);
    MHD_stop_daemon(server.daemon);
    arena_free(mem);
    return 0;
}

int serve(const Site *site, void (*ready)(int port, void *arg), void *arg) {
    int port = 0, fd = listen_on(site->listen, &port);
    if (fd < 0)
        return 2;
    if (ready)
        ready(port, arg);
    return serve_socket(site, fd);
}

/* ---- parent and child ---- */

int serve_watched(const Site *site, const ServeChild *child, void (*ready)(int port, void *arg), void *arg) {
    int port = 0, fd = listen_on(site->listen, &port);
    if (fd < 0)
        return 2;
    if (ready)
        ready(port, arg);
    return watch_children(fd, child);
}

int serve_inherited(const Site *site, int fd) { return serve_socket(site, fd); }

/* ---- without a socket ---- */

static void read_target(Conversation *c, const char *target) {
    const char *question = strchr(target, '?');
    size_t size = question ? (size_t) (question - target) : strlen(target);
    c->path = url_decode(c->mem, target, size, false);
    if (question)
        urlencoded_read(c->mem, question + 1, strlen(question + 1), &c->query);
}

void serve_exchange(const Site *site, Arena *mem, Exchange *e) {
    const char *mistake = NULL;
    Dispatcher *d = dispatcher_new(site, mem, &mistake);
    must(d);
    Flight f = { .c = { .mem = mem } };
    f.c.method_known = known_method(e->method, &f.c.method);
    read_target(&f.c, e->target);
    for (const char *const *h = e->headers; h && *h; h += 2)
        pairs_add(mem, &f.c.headers, h[0], h[1]);
    f.c.host = pair_get(&f.c.headers, "Host");
    f.c.address = "127.0.0.1";
    f.c.content_type = pair_get(&f.c.headers, "Content-Type");
    for (size_t i = 0; i < e->upload_count; i++)
        *VEC_ADD(mem, &f.c.uploads) = e->uploads[i];
    int status = dispatch_begin(d, &f.c, (int64_t) e->body_size);
    if (!status && e->body_size) {
        f.body = str_new(mem, e->body_size);
        str_add_n(&f.body, e->body, e->body_size);
        status = read_body(&f) ? 0 : 400;
    }
    size_t before = arena_bytes(mem);
    if (status)
        dispatch_error(d, &f.c, status);
    else
        dispatch_run(d, &f.c);
    e->status = f.c.status;
    e->answer = f.c.answer;
    e->answer_size = f.c.answer_size;
    e->statements = f.c.statements;
    e->bytes = arena_bytes(mem) - before;
    VEC(const char *) headers = { 0 };
    for (size_t i = 0; i < f.c.answer_headers.count; i++) {
        *VEC_ADD(mem, &headers) = f.c.answer_headers.items[i].name;
        *VEC_ADD(mem, &headers) = f.c.answer_headers.items[i].value;
    }
    *VEC_ADD(mem, &headers) = NULL;
    e->answer_headers = headers.items;
}
