/* Acknowledged is durable (P-01): eight clients edit the timetable's slots while the process that serves is killed again and again; each asks
 * with its Idempotency-Key until it is acknowledged. Afterwards every edit stands in the history exactly once.
 *     kill PREAU sqlite|postgres EDITS KILLS [--without-keys]
 * All clients edit the same two slots, each edit with a name of its own: an edit done twice leaves two lines in the history unless nothing came
 * between them. --without-keys shows that: such a run finds doubled edits. A ninth sends documents meanwhile: each that was acknowledged must be there,
 * and whole (preau check reads them all). Prints TAP and figures. */
#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "store/db.h"
#include "test/throwaway_postgres.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <jansson.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS = 8, PATIENCE_SECONDS = 20, TRIES_MOST = 2000, UPLOADS_MOST = 2000, UPLOAD_SIZE = 20000 };

typedef struct Trial {
    const char *preau, *store, *work, *school;
    int edits, kills, port;
    bool keys;
    pid_t server;
    char cookie[128];
    atomic_int next, acknowledged, asked, replayed, refused;
    double outages[1000];
    int killed;
    int uploads[UPLOADS_MOST], uploaded;        /* the numbers of those that were acknowledged */
    Arena *mem;
} Trial;

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double) t.tv_sec * 1e3 + (double) t.tv_nsec / 1e6;
}

static int number(const char *text, int most) {
    int64_t n = 0;
    if (!str_int(text, 0, most, &n)) {
        fprintf(stderr, "kill PREAU sqlite|postgres EDITS KILLS [--without-keys]\n");
        exit(2);
    }
    return (int) n;
}

/* ---- programs ---- */

static pid_t start(const char *const *words, int *out) {
    int ends[2];
    must(pipe2(ends, O_CLOEXEC) == 0);
    pid_t pid = fork();
    must(pid >= 0);
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execv(words[0], (char *const *) (uintptr_t) words);
        _exit(127);
    }
    close(ends[1]);
    *out = ends[0];
    return pid;
}

/* Its exit code; what it printed is in *SAID. */
static int run(Arena *mem, const char *const *words, const char **said) {
    Str all = str_new(mem, 256);
    char some[512];
    ssize_t got;
    int out, status;
    pid_t pid = start(words, &out);
    while ((got = read(out, some, sizeof some)) > 0)
        str_add_n(&all, some, (size_t) got);
    close(out);
    waitpid(pid, &status, 0);
    *said = all.data;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static pid_t child_of(pid_t parent) {
    DIR *all = opendir("/proc");
    pid_t found = 0;
    for (struct dirent *e; all && !found && (e = readdir(all)); ) {
        char path[300], line[600] = "";
        int64_t pid;
        if (!str_int(e->d_name, 1, INT32_MAX, &pid))
            continue;
        snprintf(path, sizeof path, "/proc/%s/stat", e->d_name);
        FILE *file = fopen(path, "r");
        int ppid = 0;
        if (file && fgets(line, sizeof line, file) && strrchr(line, ')') && sscanf(strrchr(line, ')') + 2, "%*c %d", &ppid) == 1 && ppid == parent)
            found = (pid_t) pid;
        if (file)
            fclose(file);
    }
    if (all)
        closedir(all);
    return found;
}

/* ---- asking ---- */

typedef struct Answer { int status; bool replayed; char head[4096]; } Answer;

static int connected(int port) {
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t) port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
    struct timeval patience = { PATIENCE_SECONDS, 0 };
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(fd >= 0);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *) &to, sizeof to) == 0)
        return fd;
    close(fd);
    return -1;
}

/* Over the kept connection *FD, which is closed when it was lost or its answer has a body. Status 0: no answer came. */
static Answer ask(int port, int *fd, const char *request) {
    Answer a = { 0 };
    size_t size = 0;
    if (*fd < 0)
        *fd = connected(port);
    bool lost = *fd < 0 || send(*fd, request, strlen(request), MSG_NOSIGNAL) < 0;
    while (!lost && !strstr(a.head, "\r\n\r\n") && size < sizeof a.head - 1) {
        ssize_t got = recv(*fd, a.head + size, sizeof a.head - 1 - size, 0);
        lost = got <= 0;
        size += lost ? 0 : (size_t) got;
    }
    if (!lost && str_starts(a.head, "HTTP/1.1 "))
        a.status = number((const char[]){ a.head[9], a.head[10], a.head[11], '\0' }, 999);
    a.replayed = strcasestr(a.head, "\r\nIdempotency-Replayed: true") != NULL;
    if (*fd >= 0 && (lost || !strcasestr(a.head, "\r\nContent-Length: 0\r\n"))) {
        close(*fd);
        *fd = -1;
    }
    return a;
}

/* What was sent is done. A redirection to a step of signing in says nothing of the sort. */
static bool acknowledges(const Answer *a) {
    return a->status == 303 && !strcasestr(a->head, "\r\nLocation: /connexion");
}

static const char *post(Arena *mem, const Trial *t, const char *path, const char *key, const char *body) {
    const char *key_line = key ? arena_printf(mem, "Idempotency-Key: %s\r\n", key) : "";
    return arena_printf(mem, "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nCookie: %s\r\n%s"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s", path, t->port, t->port, t->cookie, key_line, strlen(body), body);
}

/* ---- a school, its server, a supervisor ---- */

static void make_school(Trial *t) {
    const char *said, *url = NULL;
    t->work = arena_text(t->mem, "/tmp/preau-kill-XXXXXX");
    must(mkdtemp((char *) (uintptr_t) t->work));
    t->school = arena_printf(t->mem, "%s/school", t->work);
    setenv("PREAU_BASE_KEY_FILE", arena_printf(t->mem, "%s/key", t->work), 1);
    if (str_equal(t->store, "postgres"))
        url = arena_printf(t->mem, "host=%s user=postgres dbname=postgres", throwaway_postgres());
    must(run(t->mem, (const char *const[]){ t->preau, "new", t->school, "--uai", "9990001X", "--name", "Collège d’essai", "--year", "2026",
        url ? "--store" : NULL, url, NULL }, &said) == 0);
}

/* People to send documents of. */
static void fill_school(Trial *t) {
    const char *said, *samples = "test/samples/fictif/siecle";
    if (access(samples, R_OK) != 0)
        samples = "../../test/samples/fictif/siecle";
    must(run(t->mem, (const char *const[]){ t->preau, "import", t->school, "--accept-year", arena_printf(t->mem, "%s/ElevesAvecAdresses.xml", samples), NULL }, &said) == 0);
}

static void serve(Trial *t) {
    char line[300] = "";
    int out;
    t->server = start((const char *const[]){ t->preau, "serve", t->school, "--listen", "127.0.0.1:0", "--limits", "off", NULL }, &out);
    for (size_t size = 0; size < sizeof line - 1 && !strchr(line, '\n'); size++)
        if (read(out, line + size, 1) != 1)
            break;
    const char *port = strstr(line, "127.0.0.1:");
    must(port);
    port += strlen("127.0.0.1:");
    t->port = number(arena_text_n(t->mem, port, strspn(port, "0123456789")), 65535);
}

static void take_cookie(Trial *t, const Answer *a) {
    const char *set = strcasestr(a->head, "\r\nSet-Cookie: sid=");
    must(a->status == 303 && set);
    set += strlen("\r\nSet-Cookie: ");
    snprintf(t->cookie, sizeof t->cookie, "%.*s", (int) strcspn(set, ";\r"), set);
}

static void sign_in(Trial *t) {
    const char *said;
    int fd = -1;
    must(run(t->mem, (const char *const[]){ t->preau, "password", t->school, "superviseur", "--json", NULL }, &said) == 0);
    json_t *all = json_loads(said, 0, NULL);
    const char *secret = json_string_value(json_object_get(all, "secret"));
    must(secret);
    Answer a = ask(t->port, &fd, post(t->mem, t, "/connexion", NULL, arena_printf(t->mem, "login=superviseur&password=%s", secret)));
    take_cookie(t, &a);
    const char *own = "corbeau-lanterne-vendredi-47";
    a = ask(t->port, &fd, post(t->mem, t, "/connexion/premiere", NULL, arena_printf(t->mem, "password=%s&password_again=%s", own, own)));
    take_cookie(t, &a);
    a = ask(t->port, &fd, post(t->mem, t, "/connexion/premiere/charte", NULL, ""));
    must(acknowledges(&a));
    json_decref(all);
    if (fd >= 0)
        close(fd);
}

/* ---- eight who edit, one who kills ---- */

static void edit(Trial *t, Arena *mem, int n, int *fd) {
    const char *key = t->keys ? arena_printf(mem, "essai-%06d-%08x%08x", n, randombytes_random(), randombytes_random()) : NULL;
    const char *times = n % 2 ? "from_time=08:00&until_time=08:55" : "from_time=08:55&until_time=09:50";
    const char *request = post(mem, t, n % 2 ? "/bureau/annee/creneaux/1" : "/bureau/annee/creneaux/2", key, arena_printf(mem, "label=e%06d&%s", n, times));
    for (int tries = 0; tries < TRIES_MOST; tries++) {
        Answer a = ask(t->port, fd, request);
        atomic_fetch_add(&t->asked, 1);
        if (acknowledges(&a)) {
            atomic_fetch_add(&t->replayed, a.replayed);
            atomic_fetch_add(&t->acknowledged, 1);
            return;
        }
        if (a.status != 0 && a.status != 503) {
            printf("# edit %d: %d\n", n, a.status);
            break;
        }
        usleep(5000);
    }
    atomic_fetch_add(&t->refused, 1);
}

static void *client(void *context) {
    Trial *t = context;
    int fd = -1;
    for (int n; (n = atomic_fetch_add(&t->next, 1)) < t->edits; ) {
        Arena *mem = arena_new();
        edit(t, mem, n, &fd);
        arena_free(mem);
    }
    if (fd >= 0)
        close(fd);
    return NULL;
}

static int done_with(Trial *t) { return atomic_load(&t->acknowledged) + atomic_load(&t->refused); }

/* Without a key: what no answer came of is not sent again. */
static void *sender(void *context) {
    Trial *t = context;
    char text[UPLOAD_SIZE + 1];
    int fd = -1;
    memset(text, 'x', UPLOAD_SIZE);
    text[UPLOAD_SIZE] = '\0';
    for (int n = 0; done_with(t) < t->edits && t->uploaded < UPLOADS_MOST; n++) {
        Arena *mem = arena_new();
        const char *body = arena_printf(mem, "--edge\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nd%06d\r\n--edge\r\n"
            "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n%s\r\n--edge--\r\n", n, text);
        Answer a = ask(t->port, &fd, arena_printf(mem, "POST /bureau/personnes/1/documents HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\n"
            "Cookie: %s\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: %zu\r\n\r\n%s", t->port, t->port, t->cookie, strlen(body), body));
        if (acknowledges(&a))
            t->uploads[t->uploaded++] = n;
        else
            usleep(5000);
        arena_free(mem);
    }
    if (fd >= 0)
        close(fd);
    return NULL;
}

static void *killer(void *context) {
    Trial *t = context;
    char request[100];
    snprintf(request, sizeof request, "GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", t->port);
    for (int k = 0; k < t->kills; k++) {
        while (done_with(t) < (int) ((int64_t) t->edits * (k + 1) / (t->kills + 1)))
            usleep(200);
        usleep(randombytes_uniform(10000));
        pid_t child = child_of(t->server);
        if (!child || done_with(t) >= t->edits || kill(child, SIGKILL) != 0)
            continue;
        double at = now_ms();
        for (Answer a = { 0 }; a.status != 200; ) {
            int fd = -1;
            a = ask(t->port, &fd, request);
            if (fd >= 0)
                close(fd);
        }
        t->outages[t->killed++] = now_ms() - at;
    }
    return NULL;
}

static double edit_all(Trial *t) {
    pthread_t threads[CLIENTS + 1], sending;
    double from = now_ms();
    must(pthread_create(&sending, NULL, sender, t) == 0);
    for (int i = 0; i <= CLIENTS; i++)
        must(pthread_create(&threads[i], NULL, i ? client : killer, t) == 0);
    for (int i = 0; i <= CLIENTS; i++)
        pthread_join(threads[i], NULL);
    pthread_join(sending, NULL);
    return now_ms() - from;
}

/* ---- afterwards ---- */

static Store *open_store(Trial *t) {
    char hex[65] = "";
    uint8_t *key = arena_alloc(t->mem, 32, 1);
    size_t size;
    StoreError error;
    FILE *file = fopen(getenv("PREAU_BASE_KEY_FILE"), "r");
    must(file && fread(hex, 1, 64, file) == 64 && sodium_hex2bin(key, 32, hex, 64, NULL, &size, NULL) == 0);
    fclose(file);
    bool postgres = str_equal(t->store, "postgres");
    StoreOptions options = { .folder = t->school, .uai = "9990001X", .year = 2026, .key = key,
        .postgres = postgres ? arena_printf(t->mem, "host=%s user=postgres dbname=postgres", throwaway_postgres()) : NULL };
    Store *store = store_open(&options, t->mem, &error);
    if (!store)
        fprintf(stderr, "the store does not open: %s\n", error.detail ? error.detail : "");
    must(store);
    return store;
}

/* How often each edit stands in the history; *LAST: the one that each slot should show. */
static void count_edits(Trial *t, Store *store, int *times, int last[3]) {
    Tx *tx = tx_begin(store, t->mem, TX_READ);
    for (Rows r = db_rows(tx, &YEAR_AUDIT_ALL, NO_VALUES); row_next(&r); ) {
        int64_t n, slot;
        json_t *fields = json_loads(row_peek(&r, YEAR_AUDIT_ALL_FIELDS), 0, NULL);
        const char *label = json_string_value(json_array_get(json_object_get(fields, "label"), 1));
        if (str_equal(row_peek(&r, YEAR_AUDIT_ALL_TABLE_NAME), "slot") && label && *label == 'e' && str_int(label + 1, 0, t->edits - 1, &n)) {
            times[n]++;
            if (str_int(row_peek(&r, YEAR_AUDIT_ALL_OBJECT), 1, 2, &slot))
                last[slot] = (int) n;
        }
        json_decref(fields);
    }
    must(tx_ok(tx));
    tx_rollback(tx);
}

static bool slots_show(Trial *t, Store *store, const int last[3]) {
    bool good = true;
    Tx *tx = tx_begin(store, t->mem, TX_READ);
    for (Rows r = db_rows(tx, &SLOTS_ALL, NO_VALUES); row_next(&r); ) {
        int64_t slot = row_int(&r, SLOTS_ALL_ID);
        int start = slot == 1 ? 8 * 60 : 8 * 60 + 55;
        if (slot <= 2)
            good = good && str_equal(row_peek(&r, SLOTS_ALL_LABEL), arena_printf(t->mem, "e%06d", last[slot])) && row_int(&r, SLOTS_ALL_FROM_TIME) == start &&
                row_int(&r, SLOTS_ALL_UNTIL_TIME) == start + 55;
    }
    tx_rollback(tx);
    return good;
}

static int missing_documents(Trial *t, Store *store) {
    bool *there = NEW_ARRAY(t->mem, bool, 1000000);
    int missing = 0;
    Tx *tx = tx_begin(store, t->mem, TX_READ);
    for (Rows r = db_rows(tx, &DOCUMENTS_OF, VALUES(of_int(1))); row_next(&r); ) {
        int64_t n;
        const char *title = row_peek(&r, DOCUMENTS_OF_TITLE);
        if (*title == 'd' && str_int(title + 1, 0, 999999, &n))
            there[n] = true;
    }
    must(tx_ok(tx));
    tx_rollback(tx);
    for (int i = 0; i < t->uploaded; i++)
        missing += !there[t->uploads[i]];
    return missing;
}

static bool says(bool good, const char *store, const char *what) {
    printf("%sok - %s: %s\n", good ? "" : "not ", store, what);
    return good;
}

static int compare(const void *a, const void *b) {
    double left = *(const double *) a, right = *(const double *) b;
    return (left > right) - (left < right);
}

static bool judge(Trial *t, double took) {
    int *times = NEW_ARRAY(t->mem, int, (size_t) t->edits), last[3] = { 0 }, lost = 0, doubled = 0;
    const char *said;
    Store *store = open_store(t);
    count_edits(t, store, times, last);
    for (int n = 0; n < t->edits; n++) {
        lost += times[n] == 0;
        doubled += times[n] > 1;
    }
    bool shown = slots_show(t, store, last);
    int missing = missing_documents(t, store);
    store_close(store);
    int check = run(t->mem, (const char *const[]){ t->preau, "check", t->school, NULL }, &said);
    qsort(t->outages, (size_t) t->killed, sizeof *t->outages, compare);
    printf("# %s: %d edits by %d clients in %.1f s (%.0f a second), asked %d times, %d answered from a receipt\n", t->store, t->edits, CLIENTS, took / 1e3,
        t->edits / took * 1e3, atomic_load(&t->asked), atomic_load(&t->replayed));
    printf("# %s: %d kills, away for %.0f ms (median), %.0f ms (most); %d lost, %d doubled\n", t->store, t->killed, t->killed ? t->outages[t->killed / 2] : 0,
        t->killed ? t->outages[t->killed - 1] : 0, lost, doubled);
    if (check != 0)
        printf("# %s\n", said);
    bool good = says(atomic_load(&t->acknowledged) == t->edits, t->store, "every edit was acknowledged in the end");
    good = says(t->killed * 10 >= t->kills * 9, t->store, "the server was killed as often as asked") && good;
    good = says(lost == 0, t->store, "no acknowledged edit is lost") && good;
    good = says(doubled == 0, t->store, "no edit was done twice") && good;
    printf("# %s: %d documents sent meanwhile, %d missing\n", t->store, t->uploaded, missing);
    good = says(t->uploaded > 0 && missing == 0, t->store, "no acknowledged document is lost") && good;
    good = says(shown, t->store, "each slot is what its last edit made it, whole") && good;
    return says(check == 0, t->store, "preau check finds nothing") && good;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    (void) st, (void) type, (void) ftw;
    return remove(path);
}

int main(int argc, char **argv) {
    Trial *t = calloc(1, sizeof *t);
    int status;
    must(t && sodium_init() >= 0);
    if (argc < 5)
        number("", 0);
    t->mem = arena_new();
    t->preau = argv[1];
    t->store = argv[2];
    t->edits = number(argv[3], 999999);
    t->kills = number(argv[4], 999);
    t->keys = argc < 6;
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    make_school(t);
    fill_school(t);
    serve(t);
    sign_in(t);
    double took = edit_all(t);
    kill(t->server, SIGTERM);
    waitpid(t->server, &status, 0);
    bool good = judge(t, took);
    nftw(t->work, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(t->mem);
    free(t);
    return good ? 0 : 1;
}
