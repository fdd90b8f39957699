/* The server as a whole: who is slow, who asks for too much at a time, and how it stops (P-36, P-37). */
#include "base/must.h"
#include "base/str.h"
#include "test/served.h"
#include "test/test.h"
#include "web/assets.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- slow clients (P-36) ---- */

/* Sends BYTES one by one, MS apart, until the other side has closed: how long that took, -1 when it never did. */
static int64_t trickle(Served *served, const char *bytes, int ms) {
    int fd = served_connect(served);
    int64_t begun = test_now();
    bool closed = false;
    for (const char *at = bytes; *at && !closed; at++) {
        send_bytes(fd, at, 1);
        Heard heard = hear(served->school->mem, fd, NULL, ms);
        closed = heard.closed;
    }
    close(fd);
    return closed ? test_now() - begun : -1;
}

static void slow_senders(Served *served) {
    Arena *mem = served->school->mem;
    Str headers = str_new(mem, 1000), body = str_new(mem, 1000);
    str_add(&headers, "GET /healthz HTTP/1.1\r\n" HOST);
    str_add(&body, post_head(served, "Content-Length: 100000\r\n"));
    for (int i = 0; i < 100; i++) {
        str_printf(&headers, "X-%d: a\r\n", i);
        str_add_char(&body, 'a');
    }
    int64_t line = trickle(served, "GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 50);
    int64_t late = trickle(served, headers.data, 50), slow = trickle(served, body.data, 50);
    CHECK(line > 0 && line < 8000);             /* half a second was given, and one byte a twentieth came all along */
    CHECK(late > 0 && late < 10000);
    CHECK(slow > 0 && slow < 20000);
    CHECK(trickle(served, "", 0) == -1);
    int fd = served_connect(served);            /* silence */
    Heard heard = hear(mem, fd, NULL, 10000);
    CHECK(heard.closed && heard.size == 0);
    close(fd);
    fd = served_connect(served);                /* silence after an answer */
    CHECK(send_text(fd, "GET /healthz HTTP/1.1\r\n" HOST "\r\n"));
    heard = hear(mem, fd, NULL, 10000);
    CHECK(heard.closed && status_of(&heard) == 200);
    close(fd);
}
static Bounds hasty(void) {
    Bounds b = test_bounds();
    b.headers_ms = b.body_grace_ms = b.idle_ms = b.answer_ms = 500;
    return b;
}

TEST(a_slow_sender_is_cut) {
    Bounds b = hasty();
    with_server(false, &b, false, slow_senders);
}

/* A body that comes slowly but steadily enough is waited for: the rate counts, not the whole time. */
static void steady_sender(Served *served) {
    const char *head = post_head(served, "Content-Length: 4000\r\n" CLOSE);
    char piece[1000];
    memset(piece, 'a', sizeof piece);
    int fd = served_connect(served);
    bool sending = send_text(fd, head);
    for (int i = 0; i < 4 && sending; i++) {    /* 1 s in all, with a grace of half a second: 4000 bytes at 500 a second would be 8 */
        usleep(250000);
        sending = send_bytes(fd, piece, sizeof piece);
    }
    Heard heard = hear(served->school->mem, fd, NULL, 10000);
    CHECK_INT(status_of(&heard), 422);
    close(fd);
}
TEST(a_steady_sender_is_waited_for) {
    Bounds b = test_bounds();
    b.body_grace_ms = 500;
    with_server(false, &b, false, steady_sender);
}

/* Asks for much and reads nothing of it. */
static void slow_reader(Served *served) {
    Str many = str_new(served->school->mem, 1 << 20);
    for (int i = 0; i < 3000; i++)
        str_printf(&many, "GET %s HTTP/1.1\r\n" HOST "\r\n", asset_named("desk.css")->path);
    int fd = served_connect(served), small = 4096;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    send_bytes(fd, many.data, many.size);
    sleep(2);
    int64_t got = 0;
    for (;;) {                                  /* what was on its way, and then the end */
        Heard heard = hear(served->school->mem, fd, NULL, 300);
        got += (int64_t) heard.size;
        if (heard.closed || heard.size == 0) {
            CHECK(heard.closed);
            break;
        }
    }
    CHECK(got > 0 && got < (int64_t) asset_named("desk.css")->plain_size * 3000);
    close(fd);
}
TEST(who_does_not_read_an_answer_is_cut) {
    Bounds b = hasty();
    b.body_rate = 1000000;
    with_server(false, &b, false, slow_reader);
}

/* ---- how many ---- */

static int opened(Served *served, int *fds, int count) {
    int alive = 0;
    for (int i = 0; i < count; i++) {
        fds[i] = served_connect(served);
        send_text(fds[i], "GET /healthz HTTP/1.1\r\n" HOST "\r\n");
        Heard heard = hear(served->school->mem, fds[i], "ok\n", 5000);
        alive += status_of(&heard) == 200;
    }
    return alive;
}

static void close_all(int *fds, int count) {
    for (int i = 0; i < count; i++)
        close(fds[i]);
}

static void one_address(Served *served) {
    int fds[8];
    CHECK_INT(opened(served, fds, 8), 5);
    close_all(fds, 8);
    usleep(300000);
    CHECK_INT(opened(served, fds, 3), 3);       /* who has left is no longer counted */
    close_all(fds, 3);
}

TEST(one_address_holds_so_many_connections) {
    Bounds b = test_bounds();
    b.per_address = 5;
    b.per_school_address = 7;
    b.idle_ms = b.headers_ms = 10000;
    with_server(false, &b, true, one_address);
}

static void declared(bool school, const char *behind, int wanted) {
    StoreFixture *f = store_fixture_open(false);
    SmallSchool *s = small_school(f);
    Bounds b = test_bounds();
    int fds[8];
    b.per_address = 5;
    b.per_school_address = 7;
    b.idle_ms = b.headers_ms = 10000;
    s->site.networks = school ? "127.0.0.0/8" : "10.0.0.0/8";
    s->site.behind = behind;
    Served *served = served_start(s, &b, true);
    CHECK_INT(opened(served, fds, 8), wanted);
    close_all(fds, 8);
    served_stop(served);
    store_fixture_close(f);
}
TEST(a_declared_network_holds_more) { declared(true, NULL, 7); declared(false, NULL, 5); }
TEST(behind_a_proxy_addresses_are_not_counted) { declared(false, "https://ecole.example", 8); }

/* ---- queues ---- */

static int ask(Served *served, const char *cookie, const char *method, const char *target, const char *body) {
    int fd = served_connect(served);
    must(send_text(fd, request_text(served, cookie, method, target, CLOSE, body)));
    return fd;
}

static int heard_status(Served *served, int fd, int64_t ms, bool *retry) {
    Heard heard = hear(served->school->mem, fd, NULL, ms);
    *retry = strstr(heard.text, "Retry-After: ") != NULL;
    close(fd);
    return status_of(&heard);
}

/* The writer is held elsewhere: one write waits for it, one in the queue, the next is told to come again. Reading goes on. */
static void writers_queue(Served *served) {
    SmallSchool *s = served->school;
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    bool retry;
    int first = ask(served, s->supervisor, "POST", "/deconnexion", ""), second, third;
    usleep(200000);
    second = ask(served, s->supervisor, "POST", "/deconnexion", "");
    usleep(200000);
    third = ask(served, s->supervisor, "POST", "/deconnexion", "");
    CHECK_INT(heard_status(served, third, 10000, &retry), 503);
    CHECK(retry);
    CHECK_INT(heard_status(served, ask(served, s->supervisor, "GET", "/bureau", NULL), 10000, &retry), 200);
    tx_rollback(tx);
    CHECK_INT(heard_status(served, first, 10000, &retry), 303);
    CHECK_INT(heard_status(served, second, 10000, &retry), 303);
}

TEST(a_full_writers_queue_says_so_and_reading_goes_on) {
    Bounds b = test_bounds();
    b.writes = 1;
    with_server(false, &b, false, writers_queue);
    with_server(true, &b, false, writers_queue);
}

/* On PostgreSQL reading waits for the server, on the pool: whatever happens there, what needs no store is answered at once. */
static void readers_queue(Served *served) {
    SmallSchool *s = served->school;
    int readers = store_readers(s->school.store), waiting[64], busy = 0;
    Tx *held[32];
    bool retry;
    for (int i = 0; i < readers; i++)
        held[i] = tx_begin(s->school.store, s->mem, TX_READ);
    for (int i = 0; i < readers + 8; i++)
        waiting[i] = ask(served, s->supervisor, "GET", "/bureau", NULL);
    usleep(500000);
    CHECK_INT(heard_status(served, ask(served, NULL, "GET", "/healthz", NULL), 10000, &retry), 200);
    CHECK_INT(heard_status(served, ask(served, NULL, "GET", asset_named("desk.css")->path, NULL), 10000, &retry), 200);
    for (int i = 0; i < readers; i++)
        tx_rollback(held[i]);
    for (int i = 0; i < readers + 8; i++) {
        int status = heard_status(served, waiting[i], 20000, &retry);
        CHECK(status == 200 || (status == 503 && retry));
        busy += status == 503;
    }
    CHECK(busy >= 8 && busy < readers + 8);
}

TEST(postgresql_is_read_on_the_pool_which_says_when_it_is_full) {
    Bounds b = test_bounds();
    b.reads = 2;
    with_server(true, &b, false, readers_queue);
}

/* Passwords are hashed by two threads of their own: a flood of sign-ins is refused, and nobody else waits for it (P-37). */
static void sign_in_flood(Served *served) {
    int fds[24], busy = 0, tried = 0;
    bool retry;
    for (int i = 0; i < 24; i++)
        fds[i] = ask(served, NULL, "POST", "/connexion", "login=personne&password=au-hasard-des-mots");
    CHECK_INT(heard_status(served, ask(served, served->school->supervisor, "GET", "/bureau", NULL), 10000, &retry), 200);
    for (int i = 0; i < 24; i++) {
        int status = heard_status(served, fds[i], 60000, &retry);
        busy += status == 503 && retry;
        tried += status == 422;
    }
    CHECK_INT(busy + tried, 24);
    CHECK(busy > 0 && tried >= 2);
}

TEST(a_flood_of_sign_ins_stays_in_its_own_queue) {
    Bounds b = test_bounds();
    b.hashes = 2;
    with_server(false, &b, false, sign_in_flood);
}

/* ---- stopping ---- */

typedef struct Stopping { Served *served; int64_t took; } Stopping;

static void *stop_it(void *context) {
    Stopping *s = context;
    s->took = served_stop(s->served);
    return NULL;
}

/* A write that was accepted is answered, a body that never ends is cut, a connection that asks nothing is closed. */
static void graceful(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    Bounds b = test_bounds();
    b.body_grace_ms = b.headers_ms = b.idle_ms = 30000;
    Served *served = served_start(s, &b, false);
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    int accepted = ask(served, s->supervisor, "POST", "/deconnexion", ""), endless = served_connect(served);
    int idle = served_connect(served);
    send_text(endless, post_head(served, "Content-Length: 100\r\n"));
    usleep(300000);
    pthread_t stopper;
    Stopping stopping = { .served = served };
    must(pthread_create(&stopper, NULL, stop_it, &stopping) == 0);
    usleep(300000);
    tx_rollback(tx);
    Heard answer = hear(s->mem, accepted, NULL, 10000);
    CHECK_INT(status_of(&answer), 303);
    CHECK(strstr(answer.text, "Connection: close") && answer.closed);
    pthread_join(stopper, NULL);
    CHECK(stopping.took < 15000);               /* 1.5 s is what it was given */
    CHECK(hear(s->mem, endless, NULL, 1000).closed && hear(s->mem, idle, NULL, 1000).closed);
    CHECK_INT(served_connect(served), -1);
    close(accepted);
    close(endless);
    close(idle);
}
TEST(stopping_answers_what_was_accepted_and_waits_for_nobody_else) { for_each_engine(graceful); }

TEST_MAIN
