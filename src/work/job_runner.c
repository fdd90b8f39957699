/* Who runs jobs: takes what is due, holds its lease, keeps what became of it. Two threads run, one looks after them. Everything that must
 * not happen twice happens in a WRITE that first asks whether the lease is still ours: a process that slept through its lease, or a second
 * one on the same folder, finds that it is not, and keeps nothing. */
#include "work/job.h"

#include "base/log.h"
#include "base/must.h"
#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "work/job_run.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define THREADS 2
#define LOOK_SECONDS 5                  /* for what other processes add, and leases that lapse; a third of a lease at most */
#define TRIES 3
#define AGAIN_MOST 3                    /* reruns that the engine asks for */
#define KEPT (JOBS_KEPT_DAYS * 24 * HOUR)           /* how long ended jobs are remembered */

struct JobRunner {
    School *school;
    const JobKind *const *kinds;
    const Sender *senders;              /* NULL: the outbox waits */
    JobClock clock;
    void *clock_context;
    char name[33];
    int folder;                         /* whose lock says that no other process runs jobs here; -1: not ours */
    Instant kept_at;                    /* when every_hours was last looked at */

    pthread_mutex_t lock;               /* guards what follows */
    pthread_cond_t more, tick;
    bool look, stopping, over;          /* over: no job runs any more */
    int64_t taken;
    JobRun *running;
    pthread_t threads[THREADS], keeper;
};

static Instant real_clock(void *context) {
    (void) context;
    return instant_now();
}

JobRunner *jobs_new(Arena *mem, School *school, const JobKind *const *kinds) {
    JobRunner *r = NEW(mem, JobRunner);
    unsigned char name[16];
    pthread_condattr_t monotonic;
    *r = (JobRunner){ .school = school, .kinds = kinds, .clock = real_clock, .folder = -1 };
    randombytes_buf(name, sizeof name);
    sodium_bin2hex(r->name, sizeof r->name, name, sizeof name);
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->more, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&r->tick, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return r;
}

void jobs_clock(JobRunner *r, JobClock clock, void *context) {
    r->clock = clock;
    r->clock_context = context;
}

void jobs_senders(JobRunner *r, const Sender *senders) { r->senders = senders; }

Instant runner_now(const JobRunner *r) { return r->clock(r->clock_context); }

bool runner_stopping(JobRunner *r) {
    pthread_mutex_lock(&r->lock);
    bool stopping = r->stopping;
    pthread_mutex_unlock(&r->lock);
    return stopping;
}

void jobs_wake(JobRunner *r) {
    pthread_mutex_lock(&r->lock);
    r->look = true;
    pthread_cond_signal(&r->more);
    pthread_mutex_unlock(&r->lock);
}

/* ---- taking ---- */

static const JobKind *kind_named(const JobRunner *r, const char *name) {
    for (int t = 0; r->kinds[t]; t++)
        for (const JobKind *k = r->kinds[t]; k->name; k++)
            if (str_equal(k->name, name))
                return k;
    return NULL;
}

static const char *new_holder(JobRunner *r, Arena *mem) {
    pthread_mutex_lock(&r->lock);
    int64_t number = ++r->taken;
    pthread_mutex_unlock(&r->lock);
    return arena_printf(mem, "%s.%lld", r->name, (long long) number);
}

static void read_job(Tx *tx, JobRun *run, int64_t id, Arena *mem) {
    Job *j = &run->job;
    Rows r = db_rows(tx, &JOB_READ, VALUES(of_int(id)));
    if (row_next(&r)) {
        j->id = id;
        j->account = row_int(&r, JOB_READ_ACCOUNT);
        j->person = row_int(&r, JOB_READ_PERSON);
        j->kind = row_text(&r, JOB_READ_KIND, mem);
        j->about = row_text(&r, JOB_READ_ABOUT, mem);
        j->parameters = row_text(&r, JOB_READ_PARAMETERS, mem);
        j->step = (int) row_int(&r, JOB_READ_STEP);
        j->attempts = (int) row_int(&r, JOB_READ_ATTEMPTS) + 1;
        j->created_at = row_int(&r, JOB_READ_CREATED_AT);
        run->error = row_text(&r, JOB_READ_ERROR, mem);
        run->error_values = row_text(&r, JOB_READ_ERROR_VALUES, mem);
        if (row_int(&r, JOB_READ_CANCEL))
            run->verdict = JOB_IS_CANCELLED;
    }
    rows_end(&r);
}

/* The job runs under the name of who asked for it, with the program's rights: what it may do was asked when it was added. */
static const Actor *actor_of(const Job *j, Arena *mem) {
    Actor *a = NEW(mem, Actor);
    *a = program_actor;
    a->account = j->account;
    a->person = j->person;
    return a;
}

static JobRun *take(JobRunner *r, Arena *mem) {
    Instant now = runner_now(r);
    Tx *tx = tx_begin(r->school->store, mem, TX_WRITE);
    int64_t id = db_int(tx, &JOB_DUE, VALUES(of_int(now)));
    if (!id) {
        tx_rollback(tx);
        return NULL;
    }
    JobRun *run = NEW(mem, JobRun);
    *run = (JobRun){ .runner = r, .holder = new_holder(r, mem) };
    read_job(tx, run, id, mem);
    db_do(tx, &JOB_TAKE, VALUES(of_int(id), of_text(run->holder), of_int(now + JOB_LEASE), of_int(now)));
    run->kind = kind_named(r, run->job.kind ? run->job.kind : "");
    job_touched(tx, run->kind);
    run->job.run = run;
    run->job.school = r->school;
    run->job.mem = mem;
    run->job.actor = actor_of(&run->job, mem);
    return tx_commit(tx) == TX_DONE ? run : NULL;
}

/* ---- one step ---- */

static int tries_of(const JobRun *run) { return run->kind && run->kind->tries ? run->kind->tries : TRIES; }

static Work *work_of(JobRun *run, Tx *tx) {
    return work_new(run->job.mem, tx, run->job.school, run->job.actor, run->job.kind);
}

static void keep_step(JobRun *run, Tx *tx) {
    if (run->next)
        db_do(tx, &JOB_STEP, VALUES(of_int(run->job.id), of_int(run->job.step + 1)));
    else
        db_do(tx, &JOB_END, VALUES(of_int(run->job.id), of_text("done"), of_int(runner_now(run->runner)), of_null(), of_null()));
    job_touched(tx, run->kind);
}

/* False: the engine asks to rerun it. */
static bool write_once(JobRun *run) {
    Tx *tx = tx_begin(run->job.school->store, run->job.mem, TX_WRITE);
    Work *w = work_of(run, tx);
    run->next = false;
    JobVerdict held = job_hold(tx, run);
    if (tx_ok(tx))
        run->verdict = held;
    if (run->verdict == JOB_GOES_ON && run->kind->step && tx_ok(tx))
        run->kind->step(w, &run->job);
    if (has_problems(w))
        job_fail(&run->job, T_JOBS_REFUSED, NULL);
    if (tx_conflicts(tx))
        job_retry(&run->job, T_JOBS_CONFLICT, NULL);
    if (run->verdict != JOB_GOES_ON) {
        tx_rollback(tx);
        return true;
    }
    keep_step(run, tx);
    TxEnd end = tx_commit(tx);
    if (end == TX_UNKNOWN)
        run->verdict = JOB_IS_LOST;     /* done or not: the row says so to whoever takes it after the lease */
    else if (end == TX_FAILED)
        job_retry(&run->job, T_JOBS_STORE, NULL);
    return end != TX_AGAIN;
}

static void run_step(JobRun *run) {
    if (!run->kind)
        job_fail(&run->job, T_JOBS_UNKNOWN_KIND, NULL);
    else if (run->job.attempts > tries_of(run) && run->verdict == JOB_GOES_ON) {
        run->verdict = JOB_FAILS;       /* each time the process died under it */
        run->error = run->error ? run->error : words_id(T_JOBS_CRASHED);
    }
    if (run->verdict != JOB_GOES_ON)
        return;
    if (run->kind->before)
        run->kind->before(&run->job);
    for (int i = 0; run->verdict == JOB_GOES_ON; i++) {
        if (i == AGAIN_MOST)
            job_retry(&run->job, T_JOBS_STORE, NULL);
        else if (write_once(run))
            break;
    }
}

/* ---- what became of it ---- */

static void after(JobRun *run, const char *state) {
    log_event(run->verdict == JOB_FAILS ? LOG_WARNING : LOG_INFO, "job", LOG_INT("id", run->job.id), LOG_WORD("kind", run->kind ? run->kind->name : "unknown"),
        LOG_WORD("state", state), LOG_WORD("why", run->error ? run->error : ""), LOG_INT("ms", runner_now(run->runner) - run->started));
    run->job.state = state;
    if (run->kind && run->kind->after)
        run->kind->after(&run->job);
}

/* Failed or cancelled. When even this cannot be written the lease lapses, and it is tried again then. */
static void end_as(JobRun *run, const char *state) {
    bool failed = run->verdict == JOB_FAILS;
    Tx *tx = tx_begin(run->job.school->store, run->job.mem, TX_WRITE);
    Work *w = work_of(run, tx);
    if (job_hold(tx, run) == JOB_IS_LOST) {
        tx_rollback(tx);
        return;
    }
    run->job.state = state;
    if (run->kind && run->kind->ended)
        run->kind->ended(w, &run->job);
    db_do(tx, &JOB_END, VALUES(of_int(run->job.id), of_text(state), of_int(runner_now(run->runner)), of_text(failed ? run->error : NULL),
        of_text(failed ? run->error_values : NULL)));
    job_touched(tx, run->kind);
    if (tx_commit(tx) == TX_DONE)
        after(run, state);
}

/* Back among those that wait. */
static void put_back(JobRun *run, int attempts, Instant next_at) {
    Tx *tx = tx_begin(run->job.school->store, run->job.mem, TX_WRITE);
    if (job_hold(tx, run) == JOB_IS_LOST) {
        tx_rollback(tx);
        return;
    }
    db_do(tx, &JOB_AGAIN, VALUES(of_int(run->job.id), of_int(attempts), of_int(next_at), of_text(run->error), of_text(run->error_values)));
    job_touched(tx, run->kind);
    tx_commit(tx);
}

static Instant pause_after(int attempts) { return attempts <= 1 ? 2000 : 15000; }

/* True: another step follows at once. */
static bool conclude(JobRun *run) {
    Job *j = &run->job;
    if (run->verdict == JOB_TRIES_AGAIN && j->attempts >= tries_of(run))
        run->verdict = JOB_FAILS;
    switch (run->verdict) {
    case JOB_GOES_ON:
        if (!run->next) {
            after(run, "done");
            return false;
        }
        j->step++;
        j->attempts = 1;
        if (!runner_stopping(run->runner))
            return true;
        put_back(run, 0, runner_now(run->runner));
        return false;
    case JOB_FAILS: end_as(run, "failed"); return false;
    case JOB_IS_CANCELLED: end_as(run, "cancelled"); return false;
    case JOB_TRIES_AGAIN: put_back(run, j->attempts, runner_now(run->runner) + pause_after(j->attempts)); return false;
    case JOB_IS_LEFT: put_back(run, j->attempts - 1, runner_now(run->runner)); return false;
    case JOB_IS_LOST: return false;
    }
    return false;
}

static void enlist(JobRunner *r, JobRun *run) {
    pthread_mutex_lock(&r->lock);
    run->other = r->running;
    r->running = run;
    pthread_mutex_unlock(&r->lock);
}

static void delist(JobRunner *r, const JobRun *run) {
    pthread_mutex_lock(&r->lock);
    JobRun **at = &r->running;
    while (*at != run)
        at = &(*at)->other;
    *at = run->other;
    pthread_mutex_unlock(&r->lock);
}

bool jobs_run_one(JobRunner *r) {
    Arena *mem = arena_new();
    JobRun *run = take(r, mem);
    if (run) {
        enlist(r, run);
        jobs_wake(r);                   /* perhaps there is one for the other thread too */
        run->started = runner_now(r);
        do
            run_step(run);
        while (conclude(run));
        delist(r, run);
    }
    arena_free(mem);
    return run != NULL;
}

static bool send_one(JobRunner *r) {
    return r->senders && (outbox_send_one(r->school, YEAR, r->senders, runner_now(r)) || outbox_send_one(r->school, SCHOOL, r->senders, runner_now(r)));
}

/* ---- looking after ---- */

static bool lock_folder(JobRunner *r) {
    r->folder = open(r->school->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (r->folder >= 0 && flock(r->folder, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (r->folder >= 0)
        close(r->folder);
    r->folder = -1;
    return false;
}

void jobs_begin(JobRunner *r) {
    if (!lock_folder(r))
        return;
    Arena *mem = arena_new();
    Tx *tx = tx_begin(r->school->store, mem, TX_WRITE);
    db_do(tx, &JOBS_LAPSE, NO_VALUES);
    tx_commit(tx);                      /* failed: they lapse by themselves */
    arena_free(mem);
}

static void keep_leases(JobRunner *r, Arena *mem) {
    VEC(JobRun) held = { 0 };
    pthread_mutex_lock(&r->lock);
    for (const JobRun *run = r->running; run; run = run->other)
        *VEC_ADD(mem, &held) = (JobRun){ .job = { .id = run->job.id }, .runner = r, .holder = arena_text(mem, run->holder) };
    pthread_mutex_unlock(&r->lock);
    if (!held.count)
        return;
    Tx *tx = tx_begin(r->school->store, mem, TX_WRITE);
    for (size_t i = 0; i < held.count; i++)
        job_hold(tx, &held.items[i]);   /* one that is lost is told so when it writes */
    tx_commit(tx);
}

static void add_regular(Work *w, const JobKind *k) {
    if (k->every_hours && db_int(w->tx, &JOB_LAST, VALUES(of_text(k->name))) <= w->now - k->every_hours * HOUR)
        job_add(w, k, NULL, NULL);
}

static void keep_house(JobRunner *r, Arena *mem) {
    Instant now = runner_now(r);
    if (now - r->kept_at < HOUR)
        return;
    Tx *tx = tx_begin(r->school->store, mem, TX_WRITE);
    Work *w = work_new(mem, tx, r->school, &program_actor, "jobs");
    w->now = now;
    for (int t = 0; r->kinds[t]; t++)
        for (const JobKind *k = r->kinds[t]; k->name; k++)
            add_regular(w, k);
    db_do(tx, &JOBS_SWEEP, VALUES(of_int(now - KEPT)));
    outbox_sweep(w, YEAR);
    bool done = tx_commit(tx) == TX_DONE;
    tx = tx_begin(r->school->store, mem, TX_WRITE);
    w = work_new(mem, tx, r->school, &program_actor, "jobs");
    w->now = now;
    outbox_sweep(w, SCHOOL);
    if (tx_commit(tx) == TX_DONE && done)
        r->kept_at = now;
}

void jobs_keep(JobRunner *r) {
    Arena *mem = arena_new();
    keep_leases(r, mem);
    keep_house(r, mem);
    Instant now = runner_now(r);
    Tx *tx = tx_begin(r->school->store, mem, TX_READ);
    bool due = db_int(tx, &JOB_DUE, VALUES(of_int(now))) != 0
        || (r->senders && (outbox_is_due(tx, YEAR, r->senders, now) || outbox_is_due(tx, SCHOOL, r->senders, now)));
    tx_rollback(tx);
    arena_free(mem);
    if (due)
        jobs_wake(r);
}

/* ---- threads ---- */

static void *run_jobs(void *context) {
    JobRunner *r = context;
    pthread_mutex_lock(&r->lock);
    while (!r->stopping) {
        if (!r->look) {
            pthread_cond_wait(&r->more, &r->lock);
            continue;
        }
        r->look = false;
        bool ran = true;
        while (ran && !r->stopping) {
            pthread_mutex_unlock(&r->lock);
            ran = jobs_run_one(r) || send_one(r);
            pthread_mutex_lock(&r->lock);
        }
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

static void *look_around(void *context) {
    JobRunner *r = context;
    for (bool over = false; !over; ) {
        struct timespec until;
        jobs_keep(r);
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += LOOK_SECONDS;
        pthread_mutex_lock(&r->lock);
        if (!r->over)
            pthread_cond_timedwait(&r->tick, &r->lock, &until);
        over = r->over;
        pthread_mutex_unlock(&r->lock);
    }
    return NULL;
}

/* Signals stay with the main thread, which waits for them. */
void jobs_start(JobRunner *r) {
    sigset_t all, before;
    jobs_begin(r);
    r->school->jobs = r;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    must(pthread_create(&r->keeper, NULL, look_around, r) == 0);
    for (int i = 0; i < THREADS; i++)
        must(pthread_create(&r->threads[i], NULL, run_jobs, r) == 0);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void jobs_stop(JobRunner *r) {
    pthread_mutex_lock(&r->lock);
    r->stopping = true;
    pthread_cond_broadcast(&r->more);
    pthread_mutex_unlock(&r->lock);
    for (int i = 0; i < THREADS; i++)
        pthread_join(r->threads[i], NULL);
    pthread_mutex_lock(&r->lock);
    r->over = true;                     /* the keeper goes last: leases are kept until then */
    pthread_cond_signal(&r->tick);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->keeper, NULL);
    r->school->jobs = NULL;
    if (r->folder >= 0)
        close(r->folder);
    r->folder = -1;
}
