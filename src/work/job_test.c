/* Jobs: kept with their decision, run once whatever dies, told about; by one runner, by two, by threads, by a process that is killed. */
#include "work/job.h"

#include "base/log.h"
#include "base/must.h"
#include "base/str.h"
#include "gen/dummy_statements.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "test/store_fixture.h"
#include "test/test.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- a school, a clock, and kinds whose steps each leave one row ---- */

typedef struct Bench { StoreFixture *f; School school; JobRunner *a, *b; } Bench;

static Instant clock_now;
static atomic_int began, ended_calls, after_calls;
static int fail_times;
static void (*meanwhile)(Bench *bench, Job *job);       /* called in the slow part */
static Bench *bench_now;
static char last_state[16];

static Instant fake_clock(void *context) {
    (void) context;
    return clock_now;
}

static void slow(Job *job) {
    atomic_fetch_add(&began, 1);
    if (meanwhile)
        meanwhile(bench_now, job);
}

static void leave_row(Work *w) {
    change_add(w->tx, &TABLE_DUMMY, FIELDS(SET(COL_DUMMY_NAME, of_text("kept")), SET(COL_DUMMY_SORT_KEY, of_bytes("k", 1))));
}

static void one_row(Work *w, Job *job) {
    (void) job;
    leave_row(w);
}

static void three_steps(Work *w, Job *job) {
    leave_row(w);
    if (job->step < 2)
        job_next(job);
}

static void fails_at_first(Work *w, Job *job) {
    leave_row(w);
    if (fail_times-- > 0)
        job_retry(job, T_IMPORT_OTHER_SCHOOL, WITH(ARG_TEXT("theirs", "A\nB"), ARG_TEXT("ours", "B")));
}

static void refuses(Work *w, Job *job) {
    leave_row(w);
    job_fail(job, T_IMPORT_NOTHING, NULL);
}

static void has_a_problem(Work *w, Job *job) {
    (void) job;
    leave_row(w);
    problem(w, T_IMPORT_NOTHING, NULL, "x");
}

static void ended(Work *w, Job *job) {
    atomic_fetch_add(&ended_calls, 1);
    CHECK(tx_ok(w->tx) && job->state);
}

static void after(Job *job) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    atomic_fetch_add(&after_calls, 1);
    pthread_mutex_lock(&lock);
    memcpy(last_state, job->state, strlen(job->state) + 1);
    pthread_mutex_unlock(&lock);
}

enum { PLAIN, THREE, RETRIES, REFUSES, PROBLEM, LANED, DAILY };
static const JobKind kinds[] = {
    { "plain", T_IMPORTS_READ, NULL, NULL, "tests", slow, one_row, ended, after }, { "three", T_IMPORTS_READ, NULL, NULL, "tests", slow, three_steps, ended, after },
    { "retries", T_IMPORTS_READ, NULL, NULL, "tests", slow, fails_at_first, ended, after }, { "refuses", T_IMPORTS_READ, NULL, NULL, "tests", slow, refuses, ended, after },
    { "problem", T_IMPORTS_READ, NULL, NULL, "tests", slow, has_a_problem, ended, after }, { "laned", T_IMPORTS_READ, "lane", NULL, NULL, slow, one_row, ended, after }, { 0 } };
static const JobKind regular[] = { { "daily", T_IMPORTS_READ, NULL, NULL, NULL, NULL, one_row, NULL, NULL, .every_hours = 24 }, { 0 } };
static const JobKind unknown = { "of another program", T_IMPORTS_READ, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0 };
static const JobKind *const tables[] = { kinds, NULL }, *const with_regular[] = { kinds, regular, NULL };
static uint8_t secret[32] = { 7 };

static Bench *bench_new(StoreFixture *f) {
    Bench *b = NEW(f->mem, Bench);
    log_level(LOG_NOTHING);
    b->f = f;
    b->school = (School){ .uai = "0751234A", .name = "x", .folder = f->folder, .year = 2026, .store = f->store, .secret = secret };
    b->a = jobs_new(f->mem, &b->school, tables);
    b->b = jobs_new(f->mem, &b->school, tables);
    jobs_clock(b->a, fake_clock, NULL);
    jobs_clock(b->b, fake_clock, NULL);
    clock_now = instant_now() + 1000;
    began = ended_calls = after_calls = 0;
    fail_times = 0;
    meanwhile = NULL;
    bench_now = b;
    return b;
}

static int64_t add(Bench *b, const JobKind *kind, bool keep) {
    Tx *tx = tx_begin(b->f->store, b->f->mem, TX_WRITE);
    Work *w = work_new(b->f->mem, tx, &b->school, &program_actor, "test");
    int64_t id = job_add(w, kind, "import/7", "p");
    if (keep)
        CHECK_INT(tx_commit(tx), TX_DONE);
    else
        tx_rollback(tx);
    return id;
}

static JobSeen seen(Bench *b, int64_t id) {
    Tx *tx = tx_begin(b->f->store, b->f->mem, TX_READ);
    JobSeen *j = job_read(work_new(b->f->mem, tx, &b->school, &program_actor, "test"), id);
    CHECK(tx_ok(tx));
    tx_rollback(tx);
    return j ? *j : (JobSeen){ .state = "none" };
}

static bool cancel(Bench *b, int64_t id) {
    Tx *tx = tx_begin(b->f->store, b->f->mem, TX_WRITE);
    bool done = job_cancel(work_new(b->f->mem, tx, &b->school, &program_actor, "test"), id);
    CHECK_INT(tx_commit(tx), TX_DONE);
    return done;
}

static int64_t rows(Bench *b) {
    Tx *tx = tx_begin(b->f->store, b->f->mem, TX_READ);
    int64_t count = db_int(tx, &DUMMY_COUNT, NO_VALUES);
    CHECK(tx_ok(tx));
    tx_rollback(tx);
    return count;
}

static int64_t version(Bench *b, const char *topic) {
    size_t count;
    int64_t found = 0;
    Tx *tx = tx_begin(b->f->store, b->f->mem, TX_READ);
    TopicVersion *all = topic_versions(tx, &count);
    for (size_t i = 0; i < count; i++)
        if (str_equal(all[i].topic, topic))
            found = all[i].version;
    tx_rollback(tx);
    return found;
}

/* ---- with the decision, or not at all ---- */

static void kept_with_it(StoreFixture *f) {
    Bench *b = bench_new(f);
    add(b, &kinds[PLAIN], false);
    CHECK(!jobs_run_one(b->a));
    int64_t id = add(b, &kinds[PLAIN], true), before = version(b, "tests");
    CHECK_TEXT(seen(b, id).state, "waiting");
    CHECK(before > 0 && version(b, "jobs") > 0);
    CHECK(jobs_run_one(b->a));
    CHECK_TEXT(seen(b, id).state, "done");
    CHECK(seen(b, id).ended_at > 0);
    CHECK(version(b, "tests") > before);
    CHECK_INT(rows(b), 1);
    CHECK_INT(after_calls, 1);
    CHECK_INT(ended_calls, 0);
    CHECK_TEXT(last_state, "done");
    CHECK(!jobs_run_one(b->a));
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    Work *w = work_new(f->mem, tx, &b->school, &program_actor, "test");
    CHECK_INT(job_about(w, "import/7")->id, id);
    CHECK(!job_about(w, "import/8"));
    tx_rollback(tx);
}
TEST(a_job_is_kept_with_its_decision_or_not_at_all) { for_each_engine(kept_with_it); }

static void tell(Bench *b, Job *job) {
    CHECK(job_progress(job, T_IMPORT_NOTE_READING, 2, 6));
    JobSeen j = seen(b, job->id);
    CHECK_TEXT(j.state, "running");
    CHECK_INT(j.done, 2);
    CHECK_INT(j.total, 6);
    CHECK(strstr(job_note(b->f->mem, &j), "6"));
    CHECK_TEXT(job->parameters, "p");
}

static void told(StoreFixture *f) {
    Bench *b = bench_new(f);
    meanwhile = tell;
    int64_t id = add(b, &kinds[THREE], true);
    CHECK(jobs_run_one(b->a));
    CHECK_INT(began, 3);
    CHECK_INT(rows(b), 3);
    CHECK_TEXT(seen(b, id).state, "done");
}
TEST(steps_follow_each_other_and_say_how_far_they_are) { for_each_engine(told); }

/* ---- the lease ---- */

static void other_tries(Bench *b, Job *job) {
    if (job->attempts > 1)
        return;                         /* the one that took over */
    CHECK(!jobs_run_one(b->b));
    clock_now += 20000;
    jobs_keep(b->a);
    clock_now += 20000;
    CHECK(!jobs_run_one(b->b));         /* renewed meanwhile */
    clock_now += 31000;
    CHECK(jobs_run_one(b->b));          /* not renewed: taken over, and done by the other */
    CHECK_INT(rows(b), 1);
    CHECK(!job_progress(job, 0, 1, 1));
}

static void other_tries_silently(Bench *b, Job *job) {
    if (job->attempts > 1)
        return;
    clock_now += 31000;
    CHECK(jobs_run_one(b->b));          /* and the first goes on as if nothing were */
}

static void taken_over(StoreFixture *f) {
    void (*const ways[])(Bench *, Job *) = { other_tries, other_tries_silently };
    for (int i = 0; i < 2; i++) {
        Bench *b = bench_new(f);
        int64_t before = rows(b), id = add(b, &kinds[PLAIN], true);
        meanwhile = ways[i];
        CHECK(jobs_run_one(b->a));
        CHECK_INT(rows(b) - before, 1);
        CHECK_INT(after_calls, 1);
        CHECK_INT(began, 2);
        CHECK_TEXT(seen(b, id).state, "done");
    }
}
TEST(a_lapsed_lease_is_taken_over_and_the_first_keeps_nothing) { for_each_engine(taken_over); }

static void begin_again(Bench *b, Job *job) {
    if (job->attempts > 1)
        return;
    jobs_begin(b->b);                   /* another process on the same folder: a holds the lock, nothing lapses */
    CHECK(!jobs_run_one(b->b));
}

static void restarted(StoreFixture *f) {
    Bench *b = bench_new(f);
    jobs_begin(b->a);
    meanwhile = begin_again;
    add(b, &kinds[PLAIN], true);
    CHECK(jobs_run_one(b->a));
    CHECK_INT(rows(b), 1);
    CHECK_INT(began, 1);
}
TEST(a_second_process_frees_nothing_while_the_first_lives) { for_each_engine(restarted); }

static void in_lane(Bench *b, Job *job) {
    meanwhile = NULL;
    add(b, &kinds[LANED], true);
    CHECK(!jobs_run_one(b->b));
    add(b, &kinds[PLAIN], true);
    CHECK(jobs_run_one(b->b));          /* past the one that must wait */
    (void) job;
}

static void lanes(StoreFixture *f) {
    Bench *b = bench_new(f);
    meanwhile = in_lane;
    add(b, &kinds[LANED], true);
    CHECK(jobs_run_one(b->a));
    CHECK(jobs_run_one(b->b));
    CHECK(!jobs_run_one(b->b));
    CHECK_INT(rows(b), 3);
}
TEST(of_one_lane_one_runs_at_a_time) { for_each_engine(lanes); }

/* ---- cancelled, failed, again ---- */

static void cancel_it(Bench *b, Job *job) {
    if (job->step < 1)
        return;
    CHECK(cancel(b, job->id));
    CHECK(!cancel(b, job->id));
}

static void cancel_and_look(Bench *b, Job *job) {
    CHECK(cancel(b, job->id));
    CHECK(!job_progress(job, 0, 1, 2));
}

static void cancelled(StoreFixture *f) {
    Bench *b = bench_new(f);
    int64_t id = add(b, &kinds[PLAIN], true);
    CHECK(cancel(b, id));
    CHECK(jobs_run_one(b->a));          /* waiting: ended without having begun */
    CHECK_TEXT(seen(b, id).state, "cancelled");
    CHECK_INT(began, 0);
    CHECK_INT(rows(b), 0);
    meanwhile = cancel_it;
    id = add(b, &kinds[THREE], true);
    CHECK(jobs_run_one(b->a));
    CHECK_TEXT(seen(b, id).state, "cancelled");
    CHECK_INT(rows(b), 1);              /* the first step is kept, the second sees the wish before it writes */
    meanwhile = cancel_and_look;
    id = add(b, &kinds[PLAIN], true);
    CHECK(jobs_run_one(b->a));
    CHECK_TEXT(seen(b, id).state, "cancelled");
    CHECK_INT(rows(b), 1);
    CHECK_INT(ended_calls, 3);
    CHECK_INT(after_calls, 3);
    CHECK(!cancel(b, id));
    CHECK(!cancel(b, 999999));
}
TEST(a_job_is_cancelled_between_its_steps) { for_each_engine(cancelled); }

static void again(StoreFixture *f) {
    Bench *b = bench_new(f);
    fail_times = 2;
    int64_t id = add(b, &kinds[RETRIES], true);
    CHECK(jobs_run_one(b->a));
    CHECK_TEXT(seen(b, id).state, "waiting");
    CHECK(strstr(seen(b, id).error, "A B"));
    CHECK(!jobs_run_one(b->a));         /* a pause first */
    clock_now += 60000;
    CHECK(jobs_run_one(b->a));
    clock_now += 60000;
    CHECK(jobs_run_one(b->a));
    CHECK_TEXT(seen(b, id).state, "done");
    CHECK(!seen(b, id).error);
    CHECK_INT(rows(b), 1);
    fail_times = 99;
    id = add(b, &kinds[RETRIES], true);
    for (int i = 0; i < 10; i++) {
        jobs_run_one(b->a);
        clock_now += 60000;
    }
    CHECK_TEXT(seen(b, id).state, "failed");
    CHECK_INT(fail_times, 96);          /* three attempts, no more */
    CHECK(strstr(seen(b, id).error, "A B"));
    CHECK_INT(rows(b), 1);
    CHECK_INT(ended_calls, 1);
}
TEST(a_step_that_fails_is_tried_three_times) { for_each_engine(again); }

static void failed(StoreFixture *f) {
    Bench *b = bench_new(f);
    static const struct { const JobKind *kind; TextId why; } cases[] = { { &kinds[REFUSES], T_IMPORT_NOTHING }, { &kinds[PROBLEM], T_JOBS_REFUSED },
        { &unknown, T_JOBS_UNKNOWN_KIND } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t id = add(b, cases[i].kind, true);
        CHECK(jobs_run_one(b->a));
        CHECK_TEXT(seen(b, id).state, "failed");
        CHECK_TEXT(seen(b, id).error, words(f->mem, cases[i].why, NULL));
        CHECK(!jobs_run_one(b->a));
    }
    CHECK_INT(rows(b), 0);
    CHECK_INT(ended_calls, 2);
}
TEST(a_job_that_cannot_be_done_says_why) { for_each_engine(failed); }

static void store_failures(StoreFixture *f) {
    Bench *b = bench_new(f);
    for (int nth = 1; nth < 25; nth++) {
        int64_t before = rows(b), id = add(b, &kinds[PLAIN], true);
        store_fail_at(f->store, nth);
        jobs_run_one(b->a);
        jobs_keep(b->a);
        store_fail_at(f->store, 0);
        bool kept = rows(b) - before == 1;
        CHECK(kept == str_equal(seen(b, id).state, "done"));
        clock_now += 60000;
        if (!kept)
            CHECK(jobs_run_one(b->a));
        CHECK_TEXT(seen(b, id).state, "done");
        CHECK_INT(rows(b) - before, 1);
    }
}
TEST(a_failing_store_keeps_all_of_a_step_or_nothing) { for_each_engine(store_failures); }

/* ---- what the runner does by itself ---- */

static void house(StoreFixture *f) {
    Bench *b = bench_new(f);
    JobRunner *r = jobs_new(f->mem, &b->school, with_regular);
    jobs_clock(r, fake_clock, NULL);
    jobs_keep(r);
    jobs_keep(r);
    CHECK(jobs_run_one(r));
    CHECK(!jobs_run_one(r));
    int64_t id = add(b, &kinds[PLAIN], true);
    CHECK(jobs_run_one(r));
    clock_now += (Instant) 23 * 3600 * 1000;
    jobs_keep(r);
    CHECK(!jobs_run_one(r));
    clock_now += (Instant) 2 * 3600 * 1000;
    jobs_keep(r);
    CHECK(jobs_run_one(r));
    CHECK_TEXT(seen(b, id).state, "done");
    clock_now += (Instant) 30 * 24 * 3600 * 1000;
    jobs_keep(r);
    CHECK_TEXT(seen(b, id).state, "none");
}
TEST(regular_jobs_come_by_themselves_and_old_ones_go) { for_each_engine(house); }

/* ---- threads ---- */

static void wait_for_rows(Bench *b, int64_t wanted) {
    for (int i = 0; i < 6000 && rows(b) < wanted; i++)
        usleep(10000);
    CHECK_INT(rows(b), wanted);
}

static void *add_ten(void *context) {
    for (int i = 0; i < 10; i++) {
        Bench *b = context;
        Arena *mem = arena_new();
        Tx *tx = tx_begin(b->f->store, mem, TX_WRITE);
        job_add(work_new(mem, tx, &b->school, &program_actor, "test"), &kinds[i % 2 ? THREE : LANED], NULL, NULL);
        if (i == 7)
            tx_rollback(tx);
        else
            must(tx_commit(tx) == TX_DONE);
        arena_free(mem);
    }
    return NULL;
}

static void threads(StoreFixture *f) {
    Bench *b = bench_new(f);
    pthread_t adders[2];
    JobRunner *r = jobs_new(f->mem, &b->school, tables);
    jobs_start(r);
    for (int i = 0; i < 2; i++)
        must(pthread_create(&adders[i], NULL, add_ten, b) == 0);
    for (int i = 0; i < 2; i++)
        pthread_join(adders[i], NULL);
    wait_for_rows(b, 2 * (5 + 4 * 3));
    jobs_stop(r);
    CHECK_INT(began, 2 * (5 + 4 * 3));
    CHECK(!b->school.jobs);
}
TEST(threads_run_each_job_once_as_soon_as_it_is_added) { for_each_engine(threads); }

static atomic_bool running;

static void until_told(Bench *b, Job *job) {
    (void) b;
    atomic_store(&running, true);
    while (job_progress(job, 0, 0, 0))
        usleep(5000);
}

static void stopped(StoreFixture *f) {
    Bench *b = bench_new(f);
    JobRunner *r = jobs_new(f->mem, &b->school, tables);
    meanwhile = until_told;
    atomic_store(&running, false);
    jobs_start(r);
    int64_t id = add(b, &kinds[PLAIN], true);
    jobs_wake(r);
    for (int i = 0; i < 6000 && !atomic_load(&running); i++)
        usleep(5000);
    jobs_stop(r);
    CHECK_TEXT(seen(b, id).state, "waiting");
    CHECK_INT(seen(b, id).attempts, 0);
    CHECK_INT(rows(b), 0);
    meanwhile = NULL;
    clock_now = instant_now() + 1000;
    CHECK(jobs_run_one(b->a));
    CHECK_INT(rows(b), 1);
}
TEST(a_stop_leaves_a_job_free_for_the_next_process) { for_each_engine(stopped); }

/* ---- killed ---- */

static int told_by;

static void say_and_sleep(Bench *b, Job *job) {
    (void) b, (void) job;
    must(write(told_by, "x", 1) == 1);
    for (;;)
        pause();
}

/* A process that takes the job and is killed in its slow part. */
static void die_in_it(Bench *b) {
    int ends[2];
    char got;
    must(pipe(ends) == 0);
    pid_t child = fork();
    must(child >= 0);
    if (child == 0) {
        StoreError error;
        School school = b->school;
        Arena *mem = arena_new();
        told_by = ends[1];
        meanwhile = say_and_sleep;
        school.store = store_fixture_another(b->f, &b->f->options, &error);
        JobRunner *r = jobs_new(mem, &school, tables);
        jobs_begin(r);
        jobs_run_one(r);
        _exit(1);
    }
    close(ends[1]);
    CHECK_INT(read(ends[0], &got, 1), 1);
    close(ends[0]);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

static void killed(StoreFixture *f) {
    Bench *b = bench_new(f);
    int64_t id = add(b, &kinds[PLAIN], true);
    die_in_it(b);
    CHECK_TEXT(seen(b, id).state, "running");
    clock_now = instant_now();
    CHECK(!jobs_run_one(b->a));         /* its lease still stands … */
    jobs_begin(b->a);                   /* … until a process starts and finds nobody else */
    CHECK(jobs_run_one(b->a));
    CHECK_TEXT(seen(b, id).state, "done");
    CHECK_INT(rows(b), 1);
}
TEST(what_a_killed_process_left_is_taken_up_at_once_by_the_next) { for_each_engine(killed); }

static void kills(StoreFixture *f) {
    Bench *b = bench_new(f);
    int64_t id = add(b, &kinds[PLAIN], true);
    for (int i = 0; i < 3; i++)
        die_in_it(b);
    jobs_begin(b->a);
    CHECK(jobs_run_one(b->a));
    CHECK_TEXT(seen(b, id).state, "failed");
    CHECK_TEXT(seen(b, id).error, words(f->mem, T_JOBS_CRASHED, NULL));
    CHECK_INT(rows(b), 0);
}
TEST(a_job_that_kills_its_process_is_given_up) { for_each_engine(kills); }

TEST_MAIN
