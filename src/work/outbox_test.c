/* The outbox: written with its decision, sent at least once, never lost, never readable, forgotten. Both bases, both engines. */
#include "work/outbox.h"

#include "base/log.h"
#include "base/must.h"
#include "base/str.h"
#include "gen/texts.h"
#include "test/store_fixture.h"
#include "test/test.h"
#include "work/job.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define BODY "Votre mot de passe provisoire : canari-4471"

typedef struct Bench { StoreFixture *f; School school; Place place; Instant now; } Bench;

/* ---- the tests' sender: it writes what it is given to a file, and answers as it was told to ---- */

typedef struct Collector { const char *path; SendResult answer; const char *reason; void (*meanwhile)(void *context); void *context; int sent; } Collector;

static SendResult collect(void *context, const OutboxMessage *m, const char **reason) {
    Collector *c = context;
    int fd = open(c->path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    Arena *mem = arena_new();
    const char *line = arena_printf(mem, "%s|%s|%s|%s|%s\n", m->channel, m->to, m->subject, m->body, m->dedup);
    must(fd >= 0 && write(fd, line, strlen(line)) == (ssize_t) strlen(line));
    close(fd);
    arena_free(mem);
    c->sent++;
    *reason = c->reason;
    if (c->meanwhile)
        c->meanwhile(c->context);
    return c->answer;
}

static int lines_with(const char *path, const char *text) {
    char line[600];
    int count = 0;
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        count += strstr(line, text) != NULL;
    if (file)
        fclose(file);
    return count;
}

static uint8_t secret[32] = { 9, 9 };

static Bench *bench_new(StoreFixture *f, Place place) {
    Bench *b = NEW(f->mem, Bench);
    log_level(LOG_NOTHING);
    *b = (Bench){ .f = f, .place = place, .now = instant_now() + 1000,
        .school = { .uai = "0751234A", .name = "x", .folder = f->folder, .year = 2026, .store = f->store, .secret = secret } };
    return b;
}

static Collector collector(Bench *b, SendResult answer, const char *reason) {
    static int number;
    return (Collector){ .path = arena_printf(b->f->mem, "/tmp/preau-outbox-%d-%d", (int) getpid(), ++number), .answer = answer, .reason = reason };
}

static bool add(Bench *b, const char *dedup, Instant not_before, bool keep) {
    Tx *tx = tx_begin(b->f->store, b->f->mem, TX_WRITE);
    Work *w = work_new(b->f->mem, tx, &b->school, &program_actor, "test");
    bool added = outbox_add(w, b->place, &(OutboxMessage){ .channel = "mail", .to = "adresse-secrete@exemple.fr", .subject = "Bonjour", .body = BODY,
        .dedup = dedup, .not_before = not_before });
    if (keep)
        CHECK_INT(tx_commit(tx), TX_DONE);
    else
        tx_rollback(tx);
    return added;
}

static OutboxState state(Bench *b, const char *dedup) {
    Tx *tx = tx_begin(b->f->store, b->f->mem, TX_READ);
    OutboxState s = outbox_state(work_new(b->f->mem, tx, &b->school, &program_actor, "test"), b->place, dedup);
    CHECK(tx_ok(tx));
    tx_rollback(tx);
    return s;
}

static bool send_one(Bench *b, Collector *c) {
    const Sender senders[] = { { "sms", collect, c }, { "mail", collect, c }, { 0 } };
    return outbox_send_one(&b->school, b->place, senders, b->now);
}

static void both_places(StoreFixture *f, void (*run)(Bench *b)) {
    run(bench_new(f, YEAR));
    run(bench_new(f, SCHOOL));
}

/* ---- with the decision ---- */

static void sent(Bench *b) {
    Collector c = collector(b, SEND_DONE, NULL);
    CHECK(add(b, "a/1", 0, false));
    CHECK(!state(b, "a/1").state);
    CHECK(!send_one(b, &c));
    CHECK(add(b, "a/1", 0, true));
    CHECK(!add(b, "a/1", 0, true));             /* the same message twice is one */
    CHECK_TEXT(state(b, "a/1").state, "queued");
    CHECK(send_one(b, &c));
    CHECK(!send_one(b, &c));
    CHECK_TEXT(state(b, "a/1").state, "sent");
    CHECK_INT(lines_with(c.path, "mail|adresse-secrete@exemple.fr|Bonjour|" BODY "|a/1"), 1);
    CHECK(!add(b, "a/1", 0, true));             /* nor is it sent again later */
    CHECK(!send_one(b, &c));
    unlink(c.path);
}
static void sent_everywhere(StoreFixture *f) { both_places(f, sent); }
TEST(a_message_is_sent_once_its_decision_is_kept) { for_each_engine(sent_everywhere); }

static void later(Bench *b) {
    Collector c = collector(b, SEND_DONE, NULL);
    CHECK(add(b, "b/1", b->now + 60000, true));
    CHECK(!send_one(b, &c));
    Tx *tx = tx_begin(b->f->store, b->f->mem, TX_WRITE);
    Work *w = work_new(b->f->mem, tx, &b->school, &program_actor, "test");
    CHECK(outbox_recall(w, b->place, "b/1"));
    CHECK(!outbox_recall(w, b->place, "b/1"));
    CHECK(!outbox_recall(w, b->place, "nothing"));
    CHECK_INT(tx_commit(tx), TX_DONE);
    CHECK(add(b, "b/2", b->now + 60000, true));
    b->now += 61000;
    CHECK(send_one(b, &c));
    CHECK(!send_one(b, &c));
    CHECK_TEXT(state(b, "b/1").state, "recalled");
    CHECK_TEXT(state(b, "b/2").state, "sent");
    CHECK_INT(lines_with(c.path, "b/1"), 0);
    unlink(c.path);
}
static void later_everywhere(StoreFixture *f) { both_places(f, later); }
TEST(a_message_waits_for_its_time_and_may_be_recalled) { for_each_engine(later_everywhere); }

/* ---- failures ---- */

static void gives_up(Bench *b) {
    Collector c = collector(b, SEND_LATER, "no_answer");
    CHECK(add(b, "c/1", 0, true));
    for (int i = 0; i < 20; i++) {
        send_one(b, &c);
        CHECK(!send_one(b, &c));                /* never twice without a pause */
        b->now += (Instant) 11 * 3600 * 1000;
    }
    CHECK_INT(c.sent, 8);
    CHECK_TEXT(state(b, "c/1").state, "failed");
    CHECK_TEXT(state(b, "c/1").reason, "no_answer");
    c = collector(b, SEND_NEVER, "refused");
    CHECK(add(b, "c/2", 0, true));
    CHECK(send_one(b, &c));
    CHECK(!send_one(b, &c));
    CHECK_TEXT(state(b, "c/2").state, "failed");
    CHECK_TEXT(state(b, "c/2").reason, "refused");
    unlink(c.path);
}
static void gives_up_everywhere(StoreFixture *f) { both_places(f, gives_up); }
TEST(tries_are_bounded_and_the_reason_is_kept) { for_each_engine(gives_up_everywhere); }

/* What the school holds is looked at again every five minutes, for as long as it is held, and was never tried. */
static void held(Bench *b) {
    Collector c = collector(b, SEND_HELD, "paused");
    CHECK(add(b, "h/1", 0, true));
    for (int i = 0; i < 20; i++) {
        CHECK(send_one(b, &c));
        CHECK(!send_one(b, &c));
        CHECK_TEXT(state(b, "h/1").state, "queued");
        CHECK_TEXT(state(b, "h/1").reason, "paused");
        CHECK_INT(state(b, "h/1").attempts, 0);
        b->now += (Instant) 5 * 60 * 1000;
    }
    c.answer = SEND_DONE;
    c.reason = NULL;
    CHECK(send_one(b, &c));
    CHECK_TEXT(state(b, "h/1").state, "sent");
    CHECK_INT(state(b, "h/1").attempts, 1);
    CHECK_INT(c.sent, 21);
    unlink(c.path);
}
static void held_everywhere(StoreFixture *f) { both_places(f, held); }
TEST(what_is_held_waits_without_a_try) { for_each_engine(held_everywhere); }

static void torn(Bench *b) {
    Collector c = collector(b, SEND_DONE, NULL);
    for (int nth = 1; nth < 6; nth++) {
        const char *dedup = arena_printf(b->f->mem, "d/%d", nth);
        CHECK(add(b, dedup, 0, true));
        store_fail_at(b->f->store, nth);
        send_one(b, &c);
        store_fail_at(b->f->store, 0);
        int before = lines_with(c.path, dedup);
        b->now += 61000;
        while (send_one(b, &c))
            continue;
        CHECK_TEXT(state(b, dedup).state, "sent");
        int times = lines_with(c.path, dedup);
        CHECK(times == 1 || (times == 2 && before == 1));
    }
    unlink(c.path);
}
static void torn_everywhere(StoreFixture *f) { both_places(f, torn); }
TEST(a_failing_store_loses_no_message) { for_each_engine(torn_everywhere); }

static void foreign_key(Bench *b) {
    Collector c = collector(b, SEND_DONE, NULL);
    CHECK(add(b, "e/1", 0, true));
    static const uint8_t other[32] = { 1 };
    b->school.secret = other;
    CHECK(send_one(b, &c));
    CHECK_TEXT(state(b, "e/1").state, "failed");
    CHECK_TEXT(state(b, "e/1").reason, "unreadable");
    CHECK_INT(c.sent, 0);
}
static void foreign_key_everywhere(StoreFixture *f) { both_places(f, foreign_key); }
TEST(what_no_longer_opens_fails_and_is_not_sent) { for_each_engine(foreign_key_everywhere); }

/* ---- killed between sending and marking ---- */

static void die(void *context) {
    (void) context;
    kill(getpid(), SIGKILL);
}

static void killed(Bench *b) {
    Collector c = collector(b, SEND_DONE, NULL);
    CHECK(add(b, "f/1", 0, true));
    pid_t child = fork();
    must(child >= 0);
    if (child == 0) {
        StoreError error;
        b->school.store = store_fixture_another(b->f, &b->f->options, &error);
        c.meanwhile = die;
        send_one(b, &c);
        _exit(1);
    }
    waitpid(child, NULL, 0);
    CHECK_INT(lines_with(c.path, "f/1"), 1);
    CHECK_TEXT(state(b, "f/1").state, "sending");
    CHECK(!send_one(b, &c));                    /* its minute first */
    b->now += 61000;
    CHECK(send_one(b, &c));
    CHECK_INT(lines_with(c.path, "|f/1"), 2);   /* the same key: a receiver that looks drops the second */
    CHECK_TEXT(state(b, "f/1").state, "sent");
    CHECK(!send_one(b, &c));
    unlink(c.path);
}
static void killed_everywhere(StoreFixture *f) { both_places(f, killed); }
TEST(killed_between_sending_and_marking_it_is_sent_again_under_its_key) { for_each_engine(killed_everywhere); }

/* Another has taken the row while we slept in the sender: what it wrote stays. */
static void other_sends(void *context) {
    Bench *b = context;
    Collector c = collector(b, SEND_NEVER, "refused");
    b->now += 61000;
    CHECK(send_one(b, &c));
    unlink(c.path);
}

static void overtaken(Bench *b) {
    Collector c = collector(b, SEND_DONE, NULL);
    CHECK(add(b, "g/1", 0, true));
    c.meanwhile = other_sends;
    c.context = b;
    CHECK(send_one(b, &c));
    CHECK_TEXT(state(b, "g/1").state, "failed");
    CHECK_INT(state(b, "g/1").attempts, 2);
    unlink(c.path);
}
static void overtaken_everywhere(StoreFixture *f) { both_places(f, overtaken); }
TEST(who_slept_through_its_minute_marks_nothing) { for_each_engine(overtaken_everywhere); }

/* ---- what stays ---- */

static void nothing_stays(Bench *b) {
    Collector c = collector(b, SEND_DONE, NULL);
    const char *table = b->place == YEAR ? "outbox" : "school_outbox";
    CHECK(add(b, "h/1", 0, true));
    if (b->place == YEAR)                       /* were it readable in the row, its key would change, and the next line fail */
        store_fixture_tamper(b->f, b->f->postgres ? "UPDATE outbox SET dedup = 'h/clear' WHERE dedup = 'h/1' AND position('canari'::bytea in sealed) > 0"
            : "UPDATE outbox SET dedup = 'h/clear' WHERE dedup = 'h/1' AND instr(sealed, CAST('canari' AS BLOB)) > 0");
    CHECK_TEXT(state(b, "h/1").state, "queued");
    CHECK(send_one(b, &c));
    if (b->place == YEAR)                       /* the sealed text has gone, or this would fail */
        store_fixture_tamper(b->f, arena_printf(b->f->mem, "UPDATE %s SET dedup = 'h/erased' WHERE dedup = 'h/1' AND sealed IS NULL", table));
    CHECK_TEXT(state(b, b->place == YEAR ? "h/erased" : "h/1").state, "sent");
    Tx *tx = tx_begin(b->f->store, b->f->mem, TX_WRITE);
    Work *w = work_new(b->f->mem, tx, &b->school, &program_actor, "test");
    outbox_reported(w, b->place, "h/1", "delivered", NULL);
    outbox_reported(w, b->place, "h/erased", "delivered", NULL);
    w->now = b->now + (Instant) 29 * 24 * 3600 * 1000;
    outbox_sweep(w, b->place);
    CHECK_INT(tx_commit(tx), TX_DONE);
    CHECK_TEXT(state(b, b->place == YEAR ? "h/erased" : "h/1").state, "delivered");
    tx = tx_begin(b->f->store, b->f->mem, TX_WRITE);
    w = work_new(b->f->mem, tx, &b->school, &program_actor, "test");
    w->now = b->now + (Instant) 31 * 24 * 3600 * 1000;
    outbox_sweep(w, b->place);
    CHECK_INT(tx_commit(tx), TX_DONE);
    CHECK(!state(b, "h/1").state && !state(b, "h/erased").state);
    unlink(c.path);
}
static void nothing_stays_anywhere(StoreFixture *f) { both_places(f, nothing_stays); }
TEST(texts_are_sealed_then_erased_then_the_row_goes) { for_each_engine(nothing_stays_anywhere); }

/* ---- what becomes of it is reported ---- */

static void report(Bench *b, const char *dedup, const char *state, const char *reason) {
    Tx *tx = tx_begin(b->f->store, b->f->mem, TX_WRITE);
    outbox_reported(work_new(b->f->mem, tx, &b->school, &program_actor, "test"), b->place, dedup, state, reason);
    CHECK_INT(tx_commit(tx), TX_DONE);
}

static OutboxTally tally(Bench *b, const char *prefix) {
    Tx *tx = tx_begin(b->f->store, b->f->mem, TX_READ);
    OutboxTally t = outbox_tally(work_new(b->f->mem, tx, &b->school, &program_actor, "test"), b->place, prefix);
    tx_rollback(tx);
    return t;
}

static void reported(Bench *b) {
    Collector c = collector(b, SEND_LATER, "silent");
    CHECK(add(b, "r/1", 0, true));
    report(b, "r/1", "delivered", NULL);
    CHECK_TEXT(state(b, "r/1").state, "queued");        /* never tried: nobody can have it */
    CHECK(send_one(b, &c));
    CHECK_TEXT(state(b, "r/1").state, "queued");
    report(b, "r/1", "sent", NULL);                     /* it was taken after all */
    CHECK_TEXT(state(b, "r/1").state, "sent");
    b->now += (Instant) 11 * 3600 * 1000;
    CHECK(!send_one(b, &c));                            /* so it is not sent again */
    CHECK_INT(c.sent, 1);
    report(b, "r/1", "delivered", NULL);
    report(b, "r/1", "failed", "rejected");
    report(b, "r/1", "sent", NULL);
    report(b, "nothing", "sent", NULL);
    CHECK_TEXT(state(b, "r/1").state, "delivered");     /* what it is once it is over */
    c = collector(b, SEND_DONE, NULL);
    CHECK(add(b, "r/2", 0, true));
    CHECK(send_one(b, &c));
    report(b, "r/2", "failed", "undelivered");
    report(b, "r/2", "delivered", NULL);
    CHECK_TEXT(state(b, "r/2").state, "failed");
    CHECK_TEXT(state(b, "r/2").reason, "undelivered");
    CHECK(add(b, "r/3", 0, true) && add(b, "r1/1", 0, true));
    OutboxTally t = tally(b, "r/");                     /* of one beginning, not of what only resembles it */
    CHECK_INT(t.waiting, 1);
    CHECK_INT(t.left, 1);
    CHECK_INT(t.delivered, 1);
    CHECK_INT(t.failed, 1);
    CHECK_INT(t.recalled, 0);
    CHECK_TEXT(t.reason, "undelivered");
    t = tally(b, "s/");
    CHECK(!t.waiting && !t.left && !t.failed && !t.reason);
    unlink(c.path);
}
static void reported_everywhere(StoreFixture *f) { both_places(f, reported); }
TEST(a_report_says_what_became_of_it_once) { for_each_engine(reported_everywhere); }

/* ---- by the runner ---- */

static void by_runner(Bench *b) {
    static const JobKind *const none[] = { NULL };
    Collector c = collector(b, SEND_DONE, NULL);
    const Sender senders[] = { { "mail", collect, &c }, { 0 } };
    JobRunner *r = jobs_new(b->f->mem, &b->school, none);
    jobs_senders(r, senders);
    jobs_start(r);
    CHECK(add(b, "i/1", 0, true));
    for (int i = 0; i < 6000 && !str_equal(state(b, "i/1").state, "sent"); i++)
        usleep(10000);
    jobs_stop(r);
    CHECK_TEXT(state(b, "i/1").state, "sent");
    CHECK_INT(c.sent, 1);
    unlink(c.path);
}
static void by_runner_everywhere(StoreFixture *f) { both_places(f, by_runner); }
TEST(the_runner_sends_when_it_has_been_told_how) { for_each_engine(by_runner_everywhere); }

TEST_MAIN
