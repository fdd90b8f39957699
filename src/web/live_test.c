/* Live pages: the hub alone with many threads around it, then whole, over a real server, on both engines. */
#include "web/live.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "school/access/access.h"
#include "school/accounts/accounts.h"
#include "test/served.h"
#include "test/test.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void on_sqlite(void (*fn)(StoreFixture *f)) {
    StoreFixture *f = store_fixture_open(false);
    fn(f);
    store_fixture_close(f);
}

/* A change to TOPIC, as any program makes it. */
static void touch(Store *store, Place place, const char *topic) {
    Arena *mem = arena_new();
    Tx *tx = tx_begin(store, mem, TX_WRITE);
    change_touch(tx, place, topic);
    CHECK_INT(tx_commit(tx), TX_DONE);
    arena_free(mem);
}

static int64_t version_of(Store *store, const char *topic) {
    Arena *mem = arena_new();
    size_t count;
    int64_t version = 0;
    Tx *tx = tx_begin(store, mem, TX_READ);
    const TopicVersion *all = topic_versions(tx, &count);
    for (size_t i = 0; i < count; i++)
        version = str_equal(all[i].topic, topic) ? all[i].version : version;
    tx_rollback(tx);
    arena_free(mem);
    return version;
}

static int64_t session_of(SmallSchool *s, const char *secret) {
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    const Actor *actor = accounts_watcher(work_new(s->mem, tx, &s->school, &program_actor, "test"), secret, 0);
    tx_rollback(tx);
    must(actor);
    return actor->session;
}

/* ---- the hub alone ---- */

enum { LISTENERS = 4, STREAMS = 8, ROUNDS = 60 };

typedef struct Ear { _Atomic bool asleep; } Ear;
static void ear_sleeps(void *ear) { atomic_store(&((Ear *) ear)->asleep, true); }
static void ear_wakes(void *ear) { atomic_store(&((Ear *) ear)->asleep, false); }
static const LiveHost ears = { ear_sleeps, ear_wakes };

typedef struct HubTest { SmallSchool *school; LiveHub *hub; int64_t session; _Atomic bool written; } HubTest;

static LiveAsk ask_for(SmallSchool *s, Arena *mem, const char *name, int64_t session) {
    Conversation c = { .mem = mem };
    Request rq = { .mem = mem, .conversation = &c };
    LiveAsk ask = { .topics = NEW(mem, LiveTopic), .count = 1, .session = session };
    ask.topics[0] = (LiveTopic){ name, live_topic(&s->site, &rq, name), 0 };
    must(ask.topics[0].topic);
    return ask;
}

/* Reads what there is until it sleeps; the last version said, or LAST. */
static int64_t read_out(LiveStream *stream, int64_t last) {
    char text[512];
    int64_t size;
    while ((size = live_read(stream, text, sizeof text - 1)) > 0) {
        text[size] = '\0';
        const char *at = strstr(text, "\"version\":");
        char digits[24] = "";
        if (at && memchr(at + 10, '}', 20))
            memcpy(digits, at + 10, strcspn(at + 10, "}"));
        str_int(digits, 0, INT64_MAX, &last);
    }
    return last;
}

/* Opens and closes streams while others write; those open at the end hear of the last change. */
static void *listen_to(void *context) {
    HubTest *t = context;
    Arena *mem[STREAMS];
    LiveStream *streams[STREAMS] = { 0 };
    Ear heard[STREAMS] = { 0 };
    int64_t last[STREAMS] = { 0 };
    for (int round = 0; !atomic_load(&t->written) || round < 3 * STREAMS; round++) {
        int i = round % STREAMS;
        if (streams[i] && round % 3 == 0 && !atomic_load(&t->written)) {
            live_close(streams[i]);
            arena_free(mem[i]);
            streams[i] = NULL;
        }
        if (!streams[i]) {
            mem[i] = arena_new();
            LiveAsk ask = ask_for(t->school, mem[i], "pupils", t->session);
            heard[i].asleep = false;
            streams[i] = live_open(t->hub, mem[i], &ask, "", &heard[i]);
        }
        if (streams[i] && !atomic_load(&heard[i].asleep))
            last[i] = read_out(streams[i], last[i]);
        usleep(500);
    }
    int64_t wanted = version_of(t->school->school.store, "pupils"), until = test_now() + 10000;
    for (int i = 0; i < STREAMS; i++) {
        while (last[i] != wanted && test_now() < until) {
            last[i] = atomic_load(&heard[i].asleep) ? last[i] : read_out(streams[i], last[i]);
            usleep(1000);
        }
        CHECK_INT(last[i], wanted);
        live_close(streams[i]);
        arena_free(mem[i]);
    }
    return NULL;
}

static void *write_often(void *context) {
    HubTest *t = context;
    for (int i = 0; i < ROUNDS; i++) {
        touch(t->school->school.store, YEAR, "pupils");
        live_hub_touch(t->hub);
        if (i % 10 == 0)
            touch(t->school->school.store, SCHOOL, "accounts");     /* so that everybody is looked at again meanwhile */
    }
    return NULL;
}

static void hub_in_parallel(StoreFixture *f) {
    HubTest t = { .school = small_school(f) };
    Bounds b = test_bounds();
    const char *mistake;
    pthread_t listeners[LISTENERS], writers[2];
    int64_t looks, later;
    b.look_ms = 20;
    t.school->site.bounds = &b;
    t.session = session_of(t.school, t.school->supervisor);
    t.hub = live_hub_new(dispatcher_new(&t.school->site, f->mem, &mistake), &ears);
    for (int i = 0; i < LISTENERS; i++)
        must(pthread_create(&listeners[i], NULL, listen_to, &t) == 0);
    for (int i = 0; i < 2; i++)
        must(pthread_create(&writers[i], NULL, write_often, &t) == 0);
    for (int i = 0; i < 2; i++)
        pthread_join(writers[i], NULL);
    atomic_store(&t.written, true);
    for (int i = 0; i < LISTENERS; i++)
        pthread_join(listeners[i], NULL);
    CHECK_INT(live_streams(t.hub, &looks), 0);
    usleep(100000);
    live_streams(t.hub, &looks);
    usleep(300000);                             /* nobody listens: nothing is read any more */
    live_streams(t.hub, &later);
    CHECK_INT(later, looks);
    CHECK(looks > 0);
    live_hub_end(t.hub);
    live_hub_free(t.hub);
}
TEST(streams_come_and_go_while_others_write) { for_each_engine(hub_in_parallel); }

/* A line longer than there is room for comes in pieces, and nothing is lost or said twice. */
static void small_room(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    Bounds b = test_bounds();
    const char *mistake;
    Ear ear = { 0 };
    b.look_ms = 20;
    b.comment_ms = 60000;
    s->site.bounds = &b;
    LiveHub *hub = live_hub_new(dispatcher_new(&s->site, f->mem, &mistake), &ears);
    LiveAsk ask = ask_for(s, f->mem, "teachers", session_of(s, s->supervisor));
    LiveStream *stream = live_open(hub, f->mem, &ask, "data: first\n\n", &ear);
    Str all = str_new(f->mem, 256);
    char piece[8];
    for (int64_t until = test_now() + 10000; test_now() < until && !strstr(all.data, "}\n\n"); ) {
        int64_t size = atomic_load(&ear.asleep) ? 0 : live_read(stream, piece, 7);
        str_add_n(&all, piece, (size_t) size);
        if (size == 0 && version_of(f->store, "teachers") == 0)
            touch(f->store, YEAR, "teachers");
        usleep(1000);
    }
    CHECK_TEXT(all.data, "data: first\n\ndata: {\"topic\":\"teachers\",\"version\":1}\n\n");
    live_hub_end(hub);
    CHECK_INT(live_read(stream, piece, 7), LIVE_END);
    CHECK(!live_open(hub, f->mem, &ask, "", &ear));
    live_close(stream);
    live_hub_free(hub);
}
TEST(a_line_may_come_in_pieces) { on_sqlite(small_room); }

/* While many are looked at again, what has changed is told between the strokes. */
static void strokes(StoreFixture *f) {
    enum { MANY_EARS = 20 };
    SmallSchool *s = small_school(f);
    Bounds b = test_bounds();
    const char *mistake;
    static Ear all[MANY_EARS];
    LiveStream *streams[MANY_EARS];
    int64_t before, looks;
    char line[LIVE_EVENT_MOST];
    b.look_ms = 1000;
    b.recheck_stroke_ms = 0;
    s->site.bounds = &b;
    LiveHub *hub = live_hub_new(dispatcher_new(&s->site, f->mem, &mistake), &ears);
    LiveAsk ask = ask_for(s, f->mem, "teachers", session_of(s, s->supervisor));
    memset(all, 0, sizeof all);
    for (int i = 0; i < MANY_EARS; i++)
        must((streams[i] = live_open(hub, f->mem, &ask, "", &all[i])));
    live_streams(hub, &before);
    touch(f->store, SCHOOL, "accounts");
    for (int64_t until = test_now() + 5000; live_streams(hub, &looks) && looks - before < MANY_EARS && test_now() < until; )
        usleep(1000);
    CHECK(looks - before >= MANY_EARS);             /* one a second otherwise */
    for (int i = 0; i < MANY_EARS; i++)
        CHECK(live_read(streams[i], line, sizeof line) != LIVE_END);
    live_hub_end(hub);
    for (int i = 0; i < MANY_EARS; i++)
        live_close(streams[i]);
    live_hub_free(hub);
}
TEST(looking_again_at_many_keeps_nobody_waiting) { on_sqlite(strokes); }

/* ---- who may watch what ---- */

static void as_program(SmallSchool *s, void (*act)(SmallSchool *s, Work *w)) {
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    act(s, work_new(s->mem, tx, &s->school, &program_actor, "test"));
    CHECK_INT(tx_commit(tx), TX_DONE);
}

static void add_import(SmallSchool *s, Work *w) {
    (void) s;
    db_int(w->tx, &IMPORT_ADD, VALUES(of_int(w->now), of_int(0), of_text("planned"), of_text("{}"), of_text("[]"), of_int(0), of_null()));
    change_touch(w->tx, YEAR, "imports");
}

static void verdicts(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    as_program(s, add_import);
    static const struct { const char *topics; int supervisor, restricted; } table[] = { { "pupils", 200, 200 }, { "pupils,session", 200, 200 },
        { "imports", 200, 403 }, { "import/1", 200, 403 }, { "import/99", 404, 403 }, { "import/x", 404, 403 }, { "import/", 404, 404 },
        { "import", 404, 404 }, { "nonsense", 404, 404 }, { "seen_as", 404, 404 }, { "pupils,nonsense", 404, 404 }, { "", 404, 404 }, { "pupils,,session", 404, 404 },
        { "import/1/2", 404, 404 }, { "import/%22", 404, 404 }, { "session,imports", 200, 403 } };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const char *target = arena_printf(s->mem, "/live?topics=%s", table[i].topics);
        CHECK_INT(request(s, s->supervisor, "GET", target, NULL, false).status, table[i].supervisor);
        CHECK_INT(request(s, s->restricted, "GET", target, NULL, false).status, table[i].restricted);
        CHECK_INT(request(s, NULL, "GET", target, NULL, true).status, 401);
    }
    CHECK_INT(request(s, s->supervisor, "GET", "/live", NULL, false).status, 404);
    Exchange e = request(s, s->supervisor, "GET", "/live?topics=import/1,nonsense&poll=1", NULL, true);
    CHECK_INT(e.status, 404);
    e = request(s, s->supervisor, "GET", "/live?topics=import/1,sign_in&poll=1", NULL, true);
    CHECK_TEXT(arena_text_n(s->mem, e.answer, e.answer_size), arena_printf(s->mem, "{\"topics\":[{\"topic\":\"import/1\",\"version\":%lld},"
        "{\"topic\":\"sign_in\",\"version\":%lld}]}", (long long) version_of(f->store, "imports"), (long long) version_of(f->store, "sign_in")));
    CHECK(version_of(f->store, "imports") == 1 && version_of(f->store, "sign_in") == 1);
    e = request(s, s->supervisor, "GET", "/live?topics=subjects", NULL, false);
    CHECK_TEXT(arena_text_n(s->mem, e.answer, e.answer_size), arena_printf(s->mem, "data: {\"topic\":\"subjects\",\"version\":%lld}\n\n",
        (long long) version_of(f->store, "subjects")));
}
TEST(a_topic_is_guarded_as_a_route_is) { on_sqlite(verdicts); }

/* A page that is left open asks by itself: that keeps no session alive. */
static void no_visit(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    int64_t session = session_of(s, s->supervisor);
    Instant before = accounts_last_seen(session, 0);
    usleep(5000);
    CHECK_INT(request(s, s->supervisor, "GET", "/live?topics=pupils&poll=1", NULL, true).status, 200);
    const char *const headers[] = { "Host", "x", "Preau-Live", "1", "Cookie", arena_printf(s->mem, "sid=%s", s->supervisor), NULL };
    Exchange e = { .method = "GET", .target = "/bureau", .headers = headers };
    small_ask(s, s->mem, &e);
    CHECK_INT(e.status, 200);
    CHECK_INT(accounts_last_seen(session, 0), before);
    CHECK_INT(request(s, s->supervisor, "GET", "/bureau", NULL, true).status, 200);
    CHECK(accounts_last_seen(session, 0) > before);
}
TEST(what_a_page_asks_by_itself_is_no_visit) { on_sqlite(no_visit); }

/* ---- streams ---- */

static const char *live_request(const Served *served, const char *cookie, const char *topics) {
    return request_text(served, cookie, "GET", arena_printf(served->school->mem, "/live?topics=%s", topics), "", NULL);
}

/* Streams opened together, each of which has said its first line. */
static void open_streams(Served *served, int *fds, int count, const char *cookie, const char *topics) {
    const char *asked = live_request(served, cookie, topics);
    for (int i = 0; i < count; i++) {
        fds[i] = served_connect(served);
        must(fds[i] >= 0 && send_text(fds[i], asked));
    }
    for (int i = 0; i < count; i++) {
        Heard heard = hear(served->school->mem, fds[i], "}\n\n", 20000);
        if (!CHECK(status_of(&heard) == 200 && strstr(heard.text, "Content-Type: text/event-stream\r\n")))
            test_check_text(heard.text, "a stream", topics, __FILE__, __LINE__);
    }
}

static int open_stream(Served *served, const char *cookie, const char *topics) {
    int fd;
    open_streams(served, &fd, 1, cookie, topics);
    return fd;
}

static const char *event(Arena *mem, const char *topic, int64_t version) {
    return arena_printf(mem, "data: {\"topic\":\"%s\",\"version\":%lld}\n\n", topic, (long long) version);
}

/* Waits until every one of FDS has been sent WANTED, or closed when it is NULL: how long it took, -1 when not all were. */
static int64_t wait_all(Arena *mem, const int *fds, int count, const char *wanted, int64_t ms) {
    int64_t begun = test_now();
    for (int i = 0; i < count; i++) {
        int64_t left = ms - (test_now() - begun);
        Heard heard = hear(mem, fds[i], wanted, left > 0 ? left : 0);
        if (wanted ? !strstr(heard.text, wanted) : !heard.closed)
            return -1;
    }
    return test_now() - begun;
}

/* The stream has been ended: its last chunk is empty. */
static bool was_ended(Arena *mem, int fd) {
    Heard heard = hear(mem, fd, "0\r\n\r\n", 10000);
    return strstr(heard.text, "0\r\n\r\n") != NULL;
}

enum { MANY = 1000 };

static void many_streams(StoreFixture *f) {
    static int fds[MANY];
    SmallSchool *s = small_school(f);
    Bounds b = usual_bounds;
    StoreError error;
    b.streams_per_session = MANY;
    Served *served = served_start(s, &b, false);
    for (int i = 0; i < MANY; i += 100)
        open_streams(served, fds + i, 100, i % 200 ? s->supervisor : s->restricted, "pupils");
    Store *other = store_fixture_another(f, &f->options, &error);       /* another program */
    must(other);
    touch(other, YEAR, "pupils");
    store_close(other);
    int64_t took = wait_all(s->mem, fds, MANY, event(s->mem, "pupils", version_of(f->store, "pupils")), 20000);
    CHECK(took >= 0);
    printf("# %d streams heard of a change after %lld ms\n", MANY, (long long) took);
    int64_t stopping = served_stop(served);
    printf("# and stopped in %lld ms\n", (long long) stopping);
    CHECK(stopping < 15000);
    CHECK(wait_all(s->mem, fds, MANY, NULL, 5000) >= 0);
    for (int i = 0; i < MANY; i++)
        close(fds[i]);
}
TEST(a_thousand_streams_hear_of_a_change_and_stop) { for_each_engine(many_streams); }

/* Our own commits are told at once, those of others soon; comments come between. */
static void own_changes(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    Bounds b = test_bounds();
    b.look_ms = 60000;
    Served *served = served_start(s, &b, false);
    int fd = open_stream(served, s->supervisor, "sign_in,session");
    const char *r = request_text(served, s->restricted, "POST", "/deconnexion", "Connection: close\r\n", "");
    usleep(300000);                             /* the first look is over: the next would be in a minute */
    int64_t before = version_of(f->store, "session");
    Heard heard = converse(served, r, strlen(r));
    CHECK_INT(status_of(&heard), 303);
    heard = hear(s->mem, fd, event(s->mem, "session", before + 1), 10000);
    CHECK(strstr(heard.text, event(s->mem, "session", before + 1)));
    CHECK(!strstr(heard.text, "sign_in"));
    close(fd);
    served_stop(served);
}
TEST(our_own_commits_are_told_at_once) { for_each_engine(own_changes); }

static void comments(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    Bounds b = test_bounds();
    int fds[3];
    b.streams = 3;
    Served *served = served_start(s, &b, false);
    for (int i = 0; i < 3; i++)
        fds[i] = open_stream(served, s->supervisor, "pupils");
    Heard heard = hear(s->mem, fds[0], ":\n\n", 10000);
    CHECK(strstr(heard.text, ":\n\n"));
    const char *r = live_request(served, s->supervisor, "pupils");
    int more = served_connect(served);
    send_text(more, r);
    heard = hear(s->mem, more, "</html>", 10000);
    CHECK_INT(status_of(&heard), 503);
    CHECK(strstr(heard.text, "Retry-After: "));
    close(more);
    for (int i = 0; i < 3; i++)
        close(fds[i]);                          /* nobody says goodbye: comments find out */
    int status = 503;
    for (int64_t until = test_now() + 15000; status == 503 && test_now() < until; usleep(100000)) {
        more = served_connect(served);
        send_text(more, r);
        heard = hear(s->mem, more, "\n\n", 5000);
        status = status_of(&heard);
        close(more);
    }
    CHECK_INT(status, 200);
    served_stop(served);
}
TEST(comments_find_the_dead_and_make_room) { on_sqlite(comments); }

static void per_session(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    Bounds b = test_bounds();
    int fds[2];
    b.streams_per_session = 2;
    Served *served = served_start(s, &b, false);
    for (int i = 0; i < 2; i++)
        fds[i] = open_stream(served, s->supervisor, "pupils");
    int third = open_stream(served, s->supervisor, "pupils");
    CHECK(was_ended(s->mem, fds[0]));           /* the oldest makes room */
    Heard heard = hear(s->mem, fds[1], "0\r\n\r\n", 300);
    CHECK(!strstr(heard.text, "0\r\n\r\n"));
    int other = open_stream(served, s->restricted, "pupils");
    const char *r = request_text(served, s->supervisor, "HEAD", "/live?topics=pupils", "Connection: close\r\n", NULL);
    heard = converse(served, r, strlen(r));
    CHECK_INT(status_of(&heard), 200);          /* a HEAD opens nothing */
    heard = hear(s->mem, fds[1], "0\r\n\r\n", 300);
    CHECK(!strstr(heard.text, "0\r\n\r\n"));
    close(third);
    close(other);
    close(fds[0]);
    close(fds[1]);
    served_stop(served);
}
TEST(of_a_session_that_has_its_number_the_oldest_stream_makes_room) { on_sqlite(per_session); }

/* ---- losing it ---- */

static void end_restricted(SmallSchool *s, Work *w) { (void) s; accounts_end_sessions(w, accounts_find(w, "restreint")); }
static void give_all(SmallSchool *s, Work *w) { (void) s; access_give(w, accounts_find(w, "restreint"), "secretariat"); }
static void give_classes(SmallSchool *s, Work *w) {
    (void) s;
    change_end(w->tx, &TABLE_ACCOUNT_MODE, KEY(of_int(accounts_find(w, "restreint")), of_text("administrative")));
}
static void freeze(SmallSchool *s, Work *w) {
    (void) s;
    change_put(w->tx, &TABLE_ACCOUNT, KEY(of_int(accounts_find(w, "restreint"))), FIELDS(SET(COL_ACCOUNT_STATE, of_text("frozen"))));
}

static void thaw(SmallSchool *s, Work *w) {
    (void) s;
    change_put(w->tx, &TABLE_ACCOUNT, KEY(of_int(accounts_find(w, "restreint"))), FIELDS(SET(COL_ACCOUNT_STATE, of_text("open"))));
}

/* The stream of who loses TOPIC by ACT is closed; that of the supervisor lives on. */
static void loses(Served *served, const char *topics, void (*act)(SmallSchool *s, Work *w)) {
    SmallSchool *s = served->school;
    int lost = open_stream(served, s->restricted, topics), kept = open_stream(served, s->supervisor, topics);
    as_program(s, act);
    CHECK(was_ended(s->mem, lost));
    const char *r = request_text(served, s->restricted, "GET", arena_printf(s->mem, "/live?topics=%s", topics), "Connection: close\r\n", NULL);
    Heard heard = converse(served, r, strlen(r));
    CHECK(status_of(&heard) == 403 || status_of(&heard) == 401);
    touch(s->school.store, YEAR, "imports");
    touch(s->school.store, YEAR, "pupils");
    heard = hear(s->mem, kept, "\"version\":", 10000);
    CHECK(!heard.closed && strstr(heard.text, "\"version\":"));
    close(lost);
    close(kept);
}

static void losing(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    Bounds b = test_bounds();
    Served *served = served_start(s, &b, false);
    as_program(s, give_all);
    store_fixture_tamper_at(f, SCHOOL, "UPDATE session SET mode = 'administrative'");
    loses(served, "imports", give_classes);
    loses(served, "pupils", freeze);
    as_program(s, thaw);
    loses(served, "pupils", end_restricted);
    served_stop(served);
}
TEST(a_lost_right_or_session_closes_the_stream) { for_each_engine(losing); }

/* Idle for too long: found by looking again now and then, and the stream is no visit that would have kept it alive. */
static void idle_for_long(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    Bounds b = test_bounds();
    b.recheck_ms = 300;
    Served *served = served_start(s, &b, false);
    int fd = open_stream(served, s->supervisor, "pupils");
    usleep(500000);
    store_fixture_tamper(f, f->postgres ? "UPDATE school.session SET opened_at = opened_at - 86400000" : "");
    if (!f->postgres) {                         /* the tampering hand only has the year's file */
        Tx *tx = tx_begin(f->store, s->mem, TX_WRITE);
        Work *w = work_new(s->mem, tx, &s->school, &program_actor, "test");
        db_do(tx, &SESSION_END, VALUES(of_int(session_of(s, s->supervisor)), of_int(accounts_find(w, "superviseur")), of_int(w->now)));
        CHECK_INT(tx_commit(tx), TX_DONE);      /* and nobody is told */
    }
    CHECK(was_ended(s->mem, fd));
    close(fd);
    served_stop(served);
}
TEST(limits_are_looked_at_again_now_and_then) { for_each_engine(idle_for_long); }

/* Somebody ends the session of another by force: its page hears no more at once, and what it asks next is refused. */
static void by_force(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    Bounds b = test_bounds();
    Served *served = served_start(s, &b, false);
    int64_t session = session_of(s, s->restricted);
    int lost = open_stream(served, s->restricted, "session"), kept = open_stream(served, s->supervisor, "session");
    const char *r = request_text(served, s->supervisor, "POST", arena_printf(s->mem, "/bureau/connexions-en-cours/%lld/fin", (long long) session), "Connection: close\r\n", "");
    Heard heard = converse(served, r, strlen(r));
    CHECK_INT(status_of(&heard), 303);
    CHECK(was_ended(s->mem, lost));
    r = request_text(served, s->restricted, "GET", "/bureau", "Connection: close\r\n", NULL);
    heard = converse(served, r, strlen(r));
    CHECK_INT(status_of(&heard), 401);
    heard = hear(s->mem, kept, "\"version\":", 10000);
    CHECK(!heard.closed && strstr(heard.text, "\"session\""));
    close(lost);
    close(kept);
    served_stop(served);
}
TEST(a_session_ended_by_force_hears_no_more) { for_each_engine(by_force); }

/* PostgreSQL goes away and comes back: streams live on, and hear of what comes after. */
static void cut(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    Bounds b = test_bounds();
    int fds[20];
    b.recheck_ms = 200;
    Served *served = served_start(s, &b, false);
    for (int i = 0; i < 20; i++)
        fds[i] = open_stream(served, s->supervisor, "pupils");
    for (int times = 0; times < 3; times++) {
        store_fixture_cut(f);
        Tx *tx = tx_begin(f->store, s->mem, TX_WRITE);      /* the writer's connection may be the one that finds out */
        change_touch(tx, YEAR, "pupils");
        CHECK_INT(tx_commit(tx), TX_DONE);
        CHECK(wait_all(s->mem, fds, 20, event(s->mem, "pupils", version_of(f->store, "pupils")), 15000) >= 0);
    }
    for (int i = 0; i < 20; i++)
        close(fds[i]);
    served_stop(served);
}
TEST(streams_outlive_a_server_that_went_away) {
    StoreFixture *f = store_fixture_open(true);
    cut(f);
    store_fixture_close(f);
}

TEST_MAIN
