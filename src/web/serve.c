/* The adapter to libmicrohttpd (with body.c). Poll mode, because its epoll mode hangs with many busy connections (stack.md §2).
 * I/O threads run only what never waits: reads, on SQLite. Writes go to one writer's thread, hashing, slow work and PostgreSQL's reads to bounded pools of
 * their own, the connection suspended meanwhile; a queue that is full answers 503. */
#include "web/serve.h"

#include "base/log.h"
#include "base/must.h"
#include "base/text.h"
#include "web/body.h"
#include "web/compress.h"
#include "web/connections.h"
#include "web/conversation.h"
#include "web/framing.h"
#include "web/listen.h"
#include "web/live.h"
#include "web/work_queue.h"

#include <fcntl.h>
#include <microhttpd.h>
#include <netdb.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTION_MEMORY (48 * 1024)     /* a target of 8 KB, headers of 16 KB, the same kept apart, and the answer's headers */
#define EVENT_BLOCK 1024
#define SOURCE_BLOCK (32 * 1024)
#define HASH_THREADS 2
#define SLOW_THREADS 2

/* promises.md 6.3 */
const Bounds usual_bounds = { .headers_ms = 10000, .body_grace_ms = 5000, .body_rate = 500, .answer_ms = 30000, .idle_ms = 30000, .stop_ms = 4000,
    .connections = 8192, .per_address = 256, .per_school_address = 4096, .writes = 256, .reads = 256, .slow = 64, .hashes = 64,
    .streams = 4000, .streams_per_session = 6, .look_ms = 500, .comment_ms = 15000, .recheck_ms = 60000, .recheck_stroke_ms = 50 };

const Bounds *site_bounds(const Site *site) { return site->bounds ? site->bounds : &usual_bounds; }

#define LOOPS_MOST 8
#define SEND_ROOM (128 * 1024)          /* a page goes in one stroke, not in a round over all connections for each 16 KB */

/* One I/O thread, with its connections. */
typedef struct Loop { struct Server *server; struct MHD_Daemon *daemon; _Atomic int connections; } Loop;

typedef struct Server {
    Dispatcher *dispatcher;
    const Site *site;
    Acceptor *acceptor;
    Loop loops[LOOPS_MOST];
    int loop_count, connections_most;
    Connections *connections;
    LiveHub *hub;
    WorkQueue *writer, *slow, *hashes;
    WorkQueue *reads;                   /* NULL on SQLite: reading never waits there, and runs where it arrived */
    _Atomic int flights;                /* requests that are not answered yet */
    _Atomic bool stopping;
} Server;

/* One request on its way. */
typedef struct Flight {
    Server *server;
    Conversation c;
    struct MHD_Connection *connection;
    Caller *caller;
    const char *target;                 /* NULL: too long */
    const char *target_end;             /* where it stood; the version follows */
    Body body;
    int64_t body_begun;
    bool begun, ran, has_body;
    LiveStream *stream;
} Flight;

/* ---- reading the request ---- */

typedef struct Heading { Flight *f; Framing *framing; } Heading;

/* libmicrohttpd 0.9.75 hides three things that two servers read in two ways. A header folded over two lines has its second joined to its *name*
 * ("Content-Lengt: 9", " h"), in another place; a NUL ends a value; a line feed alone ends a line. What came as it should lies as it came: name, colon (now
 * a NUL), blanks, value, carriage return and line feed (now NULs). */
static bool as_it_came(const char *name, size_t name_size, const char *value, size_t value_size) {
    const char *end = name + name_size;
    if (!value || (uintptr_t) value <= (uintptr_t) end || (uintptr_t) value - (uintptr_t) end > CONNECTION_MEMORY)
        return false;
    for (const char *between = end; between < value; between++)
        if (between == end ? *between : *between != ' ' && *between != '\t')
            return false;
    return !value[value_size] && !value[value_size + 1];
}

static enum MHD_Result take_header(void *context, enum MHD_ValueKind kind, const char *name, size_t name_size, const char *value, size_t value_size) {
    const Heading *h = context;
    (void) kind;
    if (as_it_came(name, name_size, value, value_size))
        framing_header(h->framing, h->f->c.mem, &h->f->c.headers, name, name_size, value, value_size);
    else
        h->framing->status = 400;
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

static bool known_method(const char *word, Conversation *c) {
    static const char *const words[] = { "GET", "POST", "PUT", "DELETE" };
    c->head = str_equal(word, "HEAD");
    c->method = GET;
    for (int i = 0; i < 4; i++)
        if (str_equal(words[i], word)) {
            c->method = (Method) i;
            return true;
        }
    return c->head;
}

static Caller *caller_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* The first line of a request has come: its target as it was sent. */
static void *on_target(void *context, const char *target, struct MHD_Connection *connection) {
    Arena *mem = arena_new();
    Flight *f = NEW(mem, Flight);
    f->server = context;
    f->connection = connection;
    f->caller = caller_of(connection);
    f->c.mem = mem;
    f->target_end = target + strlen(target);
    f->target = f->target_end - target <= TARGET_MOST ? arena_text(mem, target) : NULL;
    caller_sends_headers(f->caller);
    return f;
}

/* All headers have come. 0: go on; else the status to answer at once. */
static int begin(Flight *f, const char *method, const char *version) {
    Framing framing = { 0 };
    Conversation *c = &f->c;
    f->begun = true;
    atomic_fetch_add(&f->server->flights, 1);
    MHD_get_connection_values_n(f->connection, MHD_HEADER_KIND, take_header, &(Heading){ f, &framing });
    framing_end(&framing, version);
    if (f->target_end + 1 != version)   /* a NUL in it, or blanks */
        framing.status = 400;
    c->method_known = known_method(method, c);
    c->host = pair_get(&c->headers, "Host");
    c->address = caller_address(f->connection, c->mem);
    c->content_type = pair_get(&c->headers, "Content-Type");
    f->has_body = framing.length != 0;
    if (framing.status)
        return framing.status;
    if (!f->target)
        return 414;
    if (!target_read(c, f->target))
        return 400;
    int status = dispatch_begin(f->server->dispatcher, c, framing.length);
    if (status)
        return status;
    f->body_begun = caller_now();
    caller_sends_body(f->caller, f->body_begun, 0);
    return body_begin(&f->body, c, f->server->site->school->folder, framing.length, f->connection);
}

/* ---- answering ---- */

static int64_t read_stream(void *context, uint64_t position, char *to, size_t most) {
    Flight *f = context;
    (void) position;
    int64_t size = live_read(f->stream, to, most);
    return size == LIVE_END ? MHD_CONTENT_READER_END_OF_STREAM : size;
}

static struct MHD_Response *stream_response(Flight *f) {
    Conversation *c = &f->c;
    f->stream = live_open(f->server->hub, c->mem, c->live, c->answer, f->connection);
    if (!f->stream) {
        dispatch_error(f->server->dispatcher, c, 503);
        return NULL;
    }
    caller_watch_peer(f->caller);
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, EVENT_BLOCK, read_stream, f, NULL);
}

/* The library closes what it sends; ours lasts as long as the work. NULL: no descriptor is left. */
static struct MHD_Response *file_response(Flight *f) {
    Conversation *c = &f->c;
    int fd = fcntl(c->answer_file, F_DUPFD_CLOEXEC, 0);
    struct MHD_Response *response = fd < 0 ? NULL : MHD_create_response_from_fd64(c->answer_size, fd);
    if (response) {
        caller_reads_answer(f->caller, (int64_t) c->answer_size);
        return response;
    }
    if (fd >= 0)
        close(fd);
    dispatch_error(f->server->dispatcher, c, 503);
    return NULL;
}

static int64_t read_source(void *context, uint64_t position, char *to, size_t most) {
    const ByteSource *source = context;
    (void) position;
    int64_t got = source->read(source->context, to, most);
    return got > 0 ? got : got == 0 ? MHD_CONTENT_READER_END_OF_STREAM : MHD_CONTENT_READER_END_WITH_ERROR;
}

/* Opened, unsealed or made while it goes: never whole in memory, nor readable on the disk. */
static struct MHD_Response *source_response(Flight *f) {
    Conversation *c = &f->c;
    caller_reads_answer(f->caller, (int64_t) c->answer_size);
    return MHD_create_response_from_callback(c->answer_size, SOURCE_BLOCK, read_source, (void *) (uintptr_t) c->answer_source, NULL);
}

static struct MHD_Response *whole_response(Flight *f) {
    Conversation *c = &f->c;
    compress_answer(c);
    caller_reads_answer(f->caller, (int64_t) c->answer_size);
    return MHD_create_response_from_buffer(c->answer_size, (void *) (uintptr_t) c->answer, MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result send_answer(Flight *f) {
    Conversation *c = &f->c;
    struct MHD_Response *response = c->live ? stream_response(f) : c->answer_file ? file_response(f) : c->answer_source ? source_response(f) : NULL;
    if (!response)
        response = whole_response(f);
    MHD_add_response_header(response, "Content-Type", c->answer_type);
    for (size_t i = 0; i < c->answer_headers.count; i++)
        MHD_add_response_header(response, c->answer_headers.items[i].name, c->answer_headers.items[i].value);
    if (atomic_load(&f->server->stopping))
        MHD_add_response_header(response, "Connection", "close");
    enum MHD_Result done = MHD_queue_response(f->connection, (unsigned) c->status, response);
    MHD_destroy_response(response);
    return done;
}

/* Where a body was not read, or a request not understood, what follows on this connection is not the next request. */
static enum MHD_Result send_error(Flight *f, int status) {
    bool not_here = status == 403 || status == 404 || status == 405;
    dispatch_error(f->server->dispatcher, &f->c, status);
    if (f->has_body || !not_here)
        pairs_add(f->c.mem, &f->c.answer_headers, "Connection", "close");
    return send_answer(f);
}

/* ---- running ---- */

static void land(Flight *f) {
    f->ran = true;
    MHD_resume_connection(f->connection);
}

static void run_elsewhere(void *context) {
    Flight *f = context;
    dispatch_run(f->server->dispatcher, &f->c);
    if (dispatch_mode(&f->c) != READ)
        live_hub_touch(f->server->hub);
    land(f);
}

/* The slow part of a SLOW_WRITE, which then queues for the writer. */
static void run_before(void *context) {
    Flight *f = context;
    if (!dispatch_before(f->server->dispatcher, &f->c)) {
        land(f);
    } else if (!work_queue_add(f->server->writer, run_elsewhere, f)) {
        dispatch_error(f->server->dispatcher, &f->c, 503);
        land(f);
    }
}

static WorkQueue *queue_for(const Server *s, RouteMode mode) {
    switch (mode) {
    case READ: return s->reads;
    case WRITE: return s->writer;
    case SLOW: return s->slow;
    case SLOW_WRITE: return s->hashes;
    case NONE: break;
    }
    return NULL;
}

static enum MHD_Result run(Flight *f) {
    RouteMode mode = dispatch_mode(&f->c);
    WorkQueue *queue = queue_for(f->server, mode);
    caller_waits(f->caller);
    if (!queue) {
        dispatch_run(f->server->dispatcher, &f->c);
        return send_answer(f);
    }
    MHD_suspend_connection(f->connection);
    if (!work_queue_add(queue, mode == SLOW_WRITE ? run_before : run_elsewhere, f)) {
        dispatch_error(f->server->dispatcher, &f->c, 503);
        land(f);
    }
    return MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
        const char *data, size_t *size, void **state) {
    Flight *f = *state;
    (void) context; (void) connection; (void) url;
    if (!f->begun) {
        int status = begin(f, method, version);
        return status ? send_error(f, status) : MHD_YES;
    }
    if (f->ran)
        return send_answer(f);
    if (*size) {
        bool go_on = body_take(&f->body, data, *size);
        caller_sends_body(f->caller, f->body_begun, f->body.received);
        *size = 0;
        return go_on ? MHD_YES : MHD_NO;
    }
    int status = body_end(&f->body);
    return status ? send_error(f, status) : run(f);
}

static void on_end(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code) {
    Flight *f = *state;
    (void) context; (void) connection; (void) code;
    if (!f)
        return;
    live_close(f->stream);
    body_free(&f->body);
    if (f->begun)
        atomic_fetch_sub(&f->server->flights, 1);
    caller_is_idle(f->caller);
    arena_free(f->c.mem);
    *state = NULL;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **state, enum MHD_ConnectionNotificationCode code) {
    Loop *loop = context;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        caller_free(*state);
        atomic_fetch_sub(&loop->connections, 1);
        return;
    }
    int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    *state = caller_new(loop->server->connections, fd, MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
}

static void quiet(void *context, const char *format, va_list args) {
    (void) context; (void) format; (void) args;
}

/* ---- I/O threads ---- */

static int io_threads(void) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 2 ? 2 : cores > LOOPS_MOST ? LOOPS_MOST : (int) cores;
}

/* Connections are files: room for all that we allow, and for the bases. */
static int connections_most(const Bounds *b) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return 512;
    rlim_t wanted = (rlim_t) b->connections + 512;
    if (files.rlim_cur < wanted) {
        files.rlim_cur = wanted < files.rlim_max ? wanted : files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    return files.rlim_cur >= wanted ? b->connections : files.rlim_cur > 1024 ? (int) files.rlim_cur - 512 : (int) files.rlim_cur / 2;
}

static bool has_room(void *context) {
    Server *s = context;
    int connections = 0;
    for (int i = 0; i < s->loop_count; i++)
        connections += atomic_load(&s->loops[i].connections);
    return connections < s->connections_most;
}

/* A newcomer goes where the fewest are. */
static void hand_out(void *context, int fd, const struct sockaddr *from, socklen_t size) {
    Server *s = context;
    Loop *to = &s->loops[0];
    int room = SEND_ROOM;
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    for (int i = 1; i < s->loop_count; i++)
        to = atomic_load(&s->loops[i].connections) < atomic_load(&to->connections) ? &s->loops[i] : to;
    atomic_fetch_add(&to->connections, 1);
    if (MHD_add_connection(to->daemon, fd, from, size) != MHD_YES)
        atomic_fetch_sub(&to->connections, 1);
}

static void start_loop(Server *s, Loop *loop) {
    const Bounds *b = site_bounds(s->site);
    int idle = b->answer_ms > b->idle_ms ? b->answer_ms : b->idle_ms;
    loop->server = s;
    loop->daemon = MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
        on_request, s, MHD_OPTION_EXTERNAL_LOGGER, quiet, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_end, s,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, loop, MHD_OPTION_URI_LOG_CALLBACK, on_target, s,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned) ((idle + 999) / 1000), MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) CONNECTION_MEMORY,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned) s->connections_most, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    must(loop->daemon);
}

static void sleep_connection(void *connection) { MHD_suspend_connection(connection); }
static void wake_connection(void *connection) { MHD_resume_connection(connection); }

static void start(Server *s, int fd) {
    static const LiveHost host = { sleep_connection, wake_connection };
    const Bounds *b = site_bounds(s->site);
    Store *store = s->site->school->store;
    int readers = store_readers(store) - SLOW_THREADS;
    s->connections_most = connections_most(b);
    s->connections = connections_new(s->dispatcher);
    s->hub = live_hub_new(s->dispatcher, &host);
    s->writer = work_queue_new(1, b->writes);
    s->slow = work_queue_new(SLOW_THREADS, b->slow);
    s->hashes = work_queue_new(HASH_THREADS, b->hashes);
    s->reads = store_is_postgres(store) ? work_queue_new(readers > 1 ? readers : 1, b->reads) : NULL;
    s->loop_count = io_threads();
    for (int i = 0; i < s->loop_count; i++)
        start_loop(s, &s->loops[i]);
    s->acceptor = acceptor_new(fd, &(AcceptorHost){ has_room, hand_out, s });
}

/* What was accepted is answered, live pages are closed, a client too slow for that is cut; then nothing is left that could call us. */
static void stop(Server *s) {
    int64_t until = caller_now() + site_bounds(s->site)->stop_ms;
    atomic_store(&s->stopping, true);
    acceptor_stop(s->acceptor);
    live_hub_end(s->hub);
    work_queue_end(s->hashes);          /* before the writer, whom it still gives work */
    work_queue_end(s->slow);
    if (s->reads)
        work_queue_end(s->reads);
    work_queue_end(s->writer);
    while (atomic_load(&s->flights) && caller_now() < until)
        nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
    for (int i = 0; i < s->loop_count; i++)
        MHD_stop_daemon(s->loops[i].daemon);
    live_hub_free(s->hub);
    work_queue_free(s->hashes);
    work_queue_free(s->slow);
    work_queue_free(s->reads);
    work_queue_free(s->writer);
    connections_free(s->connections);
}

static int serve_socket(const Site *site, int fd) {
    Arena *mem = arena_new();
    const char *mistake = NULL;
    Server server = { .site = site };
    sigset_t stop_signals;
    int got;
    sigemptyset(&stop_signals);
    sigaddset(&stop_signals, SIGTERM);
    sigaddset(&stop_signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop_signals, NULL);        /* before the threads: they inherit it */
    signal(SIGPIPE, SIG_IGN);
    server.dispatcher = dispatcher_new(site, mem, &mistake);
    if (!server.dispatcher) {
        log_event(LOG_ERROR, "tables", LOG_WORD("mistake", mistake));
        arena_free(mem);
        return 2;
    }
    start(&server, fd);
    sigwait(&stop_signals, &got);
    stop(&server);
    arena_free(mem);
    return 0;
}

int serve(const Site *site, void (*ready)(int port, void *arg), void *arg) {
    int port = 0, fd = listen_on(site->listen, &port);
    if (fd < 0)
        return 2;
    if (ready)
        ready(port, arg);
    int code = serve_socket(site, fd);
    close(fd);
    return code;
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

/* A parent that was killed leaves nobody behind who holds the socket. */
int serve_inherited(const Site *site, int fd) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    return serve_socket(site, fd);
}

/* ---- without a socket ---- */

static const char *read_file(Arena *mem, int fd, size_t size) {
    char *bytes = arena_alloc(mem, size + 1, 1);
    size_t done = 0;
    for (ssize_t got; done < size && (got = pread(fd, bytes + done, size - done, (off_t) done)) > 0; )
        done += (size_t) got;
    must(done == size);
    return bytes;
}

/* What its socket would have carried: all of it, or as far as it came. */
static const char *read_whole(Arena *mem, const ByteSource *source, size_t *size) {
    char *bytes = arena_alloc(mem, *size + 1, 1);
    size_t done = 0;
    for (int64_t got; done < *size && (got = source->read(source->context, bytes + done, *size - done)) > 0; )
        done += (size_t) got;
    *size = done;
    return bytes;
}

void serve_exchange(const Site *site, Arena *mem, Exchange *e) {
    const char *mistake = NULL;
    Dispatcher *d = e->dispatcher ? e->dispatcher : dispatcher_new(site, mem, &mistake);
    must(d);
    e->dispatcher = d;
    Flight f = { .c = { .mem = mem } };
    f.c.method_known = known_method(e->method, &f.c);
    bool readable = target_read(&f.c, e->target);
    for (const char *const *h = e->headers; h && *h; h += 2)
        pairs_add(mem, &f.c.headers, h[0], h[1]);
    f.c.host = pair_get(&f.c.headers, "Host");
    f.c.address = "127.0.0.1";
    f.c.content_type = pair_get(&f.c.headers, "Content-Type");
    for (size_t i = 0; i < e->upload_count; i++)
        *VEC_ADD(mem, &f.c.uploads) = e->uploads[i];
    int status = readable ? dispatch_begin(d, &f.c, (int64_t) e->body_size) : 400;
    if (!status)
        status = body_begin(&f.body, &f.c, NULL, (int64_t) e->body_size, NULL);
    if (!status && e->body_size)
        body_take(&f.body, e->body, e->body_size);
    if (!status)
        status = body_end(&f.body);
    size_t before = arena_bytes(mem);
    if (status)
        dispatch_error(d, &f.c, status);
    else
        dispatch_run(d, &f.c);
    e->status = f.c.status;
    e->answer = f.c.answer_file ? read_file(mem, f.c.answer_file, f.c.answer_size) : f.c.answer_source ? read_whole(mem, f.c.answer_source, &f.c.answer_size) : f.c.answer;
    e->answer_size = f.c.answer_size;
    e->answer_type = f.c.answer_type;
    e->route = f.c.request.route;
    e->page = f.c.answer_page;
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
