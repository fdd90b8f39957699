/* A real Kannel: bearerbox and smsbox on free ports of loopback, an operator of our own behind them. What it takes arrives there once, as we wrote it, and its report comes back. */
#include "work/sms.h"

#include "base/must.h"
#include "base/str.h"
#include "test/gateway.h"
#include "test/store_fixture.h"
#include "test/test.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BEARERBOX "/usr/sbin/bearerbox"
#define SMSBOX "/usr/sbin/smsbox"

static int port_of(int fd) {
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t size = sizeof at;
    must(getsockname(fd, (struct sockaddr *) &at, &size) == 0);
    return ntohs(at.sin_port);
}

/* Free a moment ago. */
static void free_ports(int ports[4]) {
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    int fds[4];
    for (int i = 0; i < 4; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        must(bind(fds[i], (struct sockaddr *) &at, sizeof at) == 0);
        ports[i] = port_of(fds[i]);
    }
    for (int i = 0; i < 4; i++)
        close(fds[i]);
}

static bool answers(int port) {
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) }, .sin_port = htons((uint16_t) port) };
    for (int i = 0; i < 300; i++) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        bool there = connect(fd, (struct sockaddr *) &at, sizeof at) == 0;
        close(fd);
        if (there)
            return true;
        usleep(100000);
    }
    return false;
}

static pid_t start(const char *program, const char *conf, const char *log) {
    pid_t pid = fork();
    must(pid >= 0);
    if (pid == 0) {
        int out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(out, 1);
        dup2(out, 2);
        setenv("ASAN_OPTIONS", "", 1);
        execl(program, program, "-v", "3", conf, (char *) NULL);
        _exit(127);
    }
    return pid;
}

static void stop(pid_t pid) {
    kill(pid, SIGTERM);
    for (int i = 0; i < 100; i++) {
        if (waitpid(pid, NULL, WNOHANG) == pid)
            return;
        usleep(100000);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

typedef struct Kannel { char folder[40]; int ports[4]; pid_t bearer, box; } Kannel;

static bool kannel_start(Kannel *k, Arena *mem, int operator_port) {
    snprintf(k->folder, sizeof k->folder, "/tmp/preau-kannel-XXXXXX");
    must(mkdtemp(k->folder));
    free_ports(k->ports);
    const char *conf = arena_printf(mem, "%s/kannel.conf", k->folder), *log = arena_printf(mem, "%s/log", k->folder);
    FILE *file = fopen(conf, "w");
    must(file && fprintf(file, "group = core\nadmin-port = %d\nadmin-interface = 127.0.0.1\nadmin-password = x\nsmsbox-port = %d\nsmsbox-interface = 127.0.0.1\nbox-allow-ip = 127.0.0.1\n"
        "store-type = file\nstore-location = %s/store\n\n"
        "group = smsc\nsmsc = http\nsmsc-id = essai\nsystem-type = kannel\nport = %d\nsend-url = http://127.0.0.1:%d/operateur\nsmsc-username = u\nsmsc-password = p\nconnect-allow-ip = 127.0.0.1\n\n"
        "group = smsbox\nbearerbox-host = 127.0.0.1\nsendsms-port = %d\nsendsms-interface = 127.0.0.1\nglobal-sender = 38000\n\n"
        "group = sendsms-user\nusername = preau\npassword = a&b c\nconcatenation = true\nmax-messages = 8\n\n"
        "group = sms-service\nkeyword = default\ntext = non\nmax-messages = 0\n", k->ports[0], k->ports[1], k->folder, k->ports[2], operator_port, k->ports[3]) > 0 && fclose(file) == 0);
    k->bearer = start(BEARERBOX, conf, log);
    bool good = answers(k->ports[0]);
    k->box = start(SMSBOX, conf, log);
    return good && answers(k->ports[3]);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw) { (void) st, (void) kind, (void) ftw; return remove(path); }

static void kannel_stop(Kannel *k) {
    stop(k->box);
    stop(k->bearer);
    nftw(k->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static bool waits_for(Gateway *g, int count) {
    for (int i = 0; i < 300 && gateway_count(g) < count; i++)
        usleep(100000);
    usleep(200000);                     /* for one too many */
    return gateway_count(g) == count;
}

typedef struct Bench { StoreFixture *f; School school; SmsServer by; Gateway *operator, *us; } Bench;

static Work *begin(Bench *b) { return work_new(b->f->mem, tx_begin(b->f->store, b->f->mem, TX_WRITE), &b->school, &program_actor, "test"); }

static OutboxState state(Bench *b, const char *dedup) {
    Work *w = begin(b);
    OutboxState s = outbox_state(w, YEAR, dedup);
    tx_rollback(w->tx);
    return s;
}

static bool send_text(Bench *b, const char *dedup, const char *text) {
    Sender senders[] = { sms_sender(&b->school), { .channel = NULL } };
    Work *w = begin(b);
    CHECK(outbox_add(w, YEAR, &(OutboxMessage){ .channel = "sms", .to = "+33612345678", .body = text, .dedup = dedup }));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    return outbox_send_one(&b->school, YEAR, senders, instant_now() + 1000);
}

static const char *piece(Arena *mem, const char *address, const char *name) {
    const char *at = strstr(address, name);
    return at ? arena_text_n(mem, at + strlen(name), strcspn(at + strlen(name), "&")) : "";
}

/* What came back is what Kannel called. */
static void take_report(Bench *b, const char *what) {
    Work *w = begin(b);
    const char *called = gateway_asked(b->us, w->mem), *dedup = sms_report_of(w->mem, &b->school, piece(w->mem, called, "?m="), piece(w->mem, called, "&k="));
    CHECK(str_starts(called, SMS_REPORT "?m="));
    CHECK_TEXT(piece(w->mem, called, "&etat="), what);
    if (CHECK(dedup != NULL))
        sms_report_keep(w, dedup, piece(w->mem, called, "&etat="));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
}

static void by_kannel(Bench *b) {
    Arena *mem = b->f->mem;
    CHECK(send_text(b, "letter/1/1", "L’été à l’école : [identifiant] 50 €\nAu revoir"));
    CHECK_TEXT(state(b, "letter/1/1").state, "sent");
    CHECK(waits_for(b->operator, 1));
    const char *got = gateway_asked(b->operator, mem);
    if (!CHECK(strstr(got, "to=%2B33612345678") && strstr(got, "from=38000") && strstr(got, "text=L'%C3%A9t%C3%A9+%C3%A0+l'%C3%A9cole+%3A+%5Bidentifiant%5D+50+%E2%82%AC%0AAu+revoir")))
        printf("# %s\n", got);
    CHECK(waits_for(b->us, 1));
    take_report(b, "8");
    CHECK_TEXT(state(b, "letter/1/1").state, "sent");
    CHECK(send_text(b, "letter/1/2", "ça va"));
    CHECK(waits_for(b->operator, 2));
    got = gateway_asked(b->operator, mem);
    if (!CHECK(strstr(got, "coding=2") && strstr(got, "%00%E7%00a%00+%00v%00a")))
        printf("# %s\n", got);
    Str longer = str_new(mem, 400);
    for (int i = 0; i < 161; i++)
        str_add(&longer, "é");
    CHECK_INT(sms_count(longer.data).messages, 2);
    CHECK(send_text(b, "letter/1/3", longer.data));
    CHECK(waits_for(b->operator, 4));                      /* in as many messages as we count */
    const char *was = b->by.password;
    b->by.password = "faux";
    CHECK(send_text(b, "letter/1/4", "non"));
    CHECK_TEXT(state(b, "letter/1/4").state, "queued");
    CHECK_TEXT(state(b, "letter/1/4").reason, "login");
    b->by.password = was;
    CHECK(waits_for(b->operator, 4));
}

static void with_kannel(StoreFixture *f) {
    static uint8_t secret[32] = { 4 };
    Kannel k = { .box = 0 };
    Bench b = { .f = f, .operator = gateway_open(f->mem), .us = gateway_open(f->mem) };
    bool up = kannel_start(&k, f->mem, b.operator->port);
    b.school = (School){ .uai = "9990001X", .name = "x", .year = 2026, .folder = f->folder, .store = f->store, .secret = secret, .sms = &b.by };
    b.by = (SmsServer){ .kind = SMS_KANNEL, .url = arena_printf(f->mem, "http://127.0.0.1:%d/cgi-bin/sendsms", k.ports[3]), .user = "preau", .password = "a&b c",
        .site = arena_printf(f->mem, "http://127.0.0.1:%d", b.us->port) };
    if (CHECK(up))
        by_kannel(&b);
    kannel_stop(&k);
    CHECK(send_text(&b, "letter/1/5", "Il n'est plus là"));
    CHECK_TEXT(state(&b, "letter/1/5").state, "queued");
    CHECK_TEXT(state(&b, "letter/1/5").reason, "no_route");
    gateway_close(b.operator);
    gateway_close(b.us);
}

TEST(a_real_kannel_takes_what_we_send) {
    if (access(BEARERBOX, X_OK) != 0 || access(SMSBOX, X_OK) != 0)
        printf("# skip: no kannel\n");
    else
        for_each_engine(with_kannel);
}

TEST_MAIN
