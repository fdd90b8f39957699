/* Jobs: what takes longer than a request. A job is a row written in the transaction that decided it, so a rolled back
 * decision leaves none; a runner in the serving process takes it within moments and pages follow its progress.
 *
 * A job goes in steps. A step has a slow part without a transaction (reading files, asking a server) and a part that
 * writes, in one WRITE with the job's own row: either both are kept or neither, whatever dies when. The slow part
 * may run again after a crash and must not mind. While a step runs its lease (30 s) is renewed; when its holder dies
 * somebody takes it over after the lease, and at once when a process starts and no other serves this folder (a lock on
 * the folder says so; where the lock errs, the holder's name in the row still keeps a second writer out).
 *
 * Jobs live in the year's base. A decision of the school's base that wants one first commits, then adds it.
 * Neither row nor log ever holds a person's name: parameters and errors are ids, words and numbers. */
#pragma once

#include "work/outbox.h"

typedef struct JobRunner JobRunner;

/* One job while it runs. */
typedef struct Job {
    int64_t id, account, person;        /* who asked; 0: the program */
    const char *kind, *about, *parameters;
    int step;                           /* 0, 1, … */
    int attempts;                       /* of this step, this one included: above 1 after a crash or a retry */
    Instant created_at;
    const School *school;
    const Actor *actor;                 /* sees all and may all, under the name of who asked */
    Arena *mem;                         /* until this run ends; not kept from one attempt to the next */
    void *kept;                         /* the kind's own, from `before` to `step` */
    const char *state;                  /* for `ended` and `after`: "done" "failed" "cancelled" */
    struct JobRun *run;                 /* the runner's */
} Job;

/* A kind of job, as its feature declares it (Feature.jobs; the table ends with a NULL name). */
#define JOBS_KEPT_DAYS 30                /* what ended is remembered so long */
typedef struct JobKind {
    const char *name;                   /* "import.read" */
    TextId label;
    const char *lane;                   /* jobs of one lane run one at a time; NULL: no lane */
    const char *page;                   /* where what it works on is seen: "/bureau/imports", then the /ID of its ABOUT; NULL: nowhere */
    const char *topic;                  /* bumped with «jobs» whenever one of them goes on; NULL: «jobs» alone */
    void (*before)(Job *job);           /* the slow part, without a transaction; may be NULL */
    void (*step)(Work *w, Job *job);    /* the writing part; may be NULL */
    void (*ended)(Work *w, Job *job);   /* failed or cancelled, in the transaction that says so; may be NULL */
    void (*after)(Job *job);            /* committed, whatever became of it: files that go. Missed when the process dies here; may be NULL */
    int tries;                          /* attempts at one step; 0: 3 */
    int every_hours;                    /* the runner itself adds one this often; 0: only when asked */
} JobKind;

/* Adds a job in W's transaction; the runner is woken and finds it once that has committed. ABOUT and PARAMETERS may be NULL. */
int64_t job_add(Work *w, const JobKind *kind, const char *about, const char *parameters);

/* Asks to end it: between steps, or where the slow part looks. False: it has ended already, or was asked before. */
bool job_cancel(Work *w, int64_t id);

/* ---- from within a job ---- */

/* How far it is: NOTE is a text with {done} and {total} (0: none). A short write of its own, so once a file or a hundred rows,
 * and never while the caller holds a transaction. False: stop here and return, the job was cancelled, taken over, or the server stops. */
bool job_progress(Job *job, TextId note, int64_t done, int64_t total);

/* From `step`: another step follows. Otherwise the job is done. */
void job_next(Job *job);
/* From `before` or `step`: it cannot be done, for good. Nothing of this step is kept. ARGS: no name of a person. */
void job_fail(Job *job, TextId why, const WordArg *args);
/* The same, but later may be better: again after a pause, at most `tries` times. */
void job_retry(Job *job, TextId why, const WordArg *args);

/* ---- for pages ---- */

typedef struct JobSeen {
    int64_t id, account, done, total;
    const char *kind, *about, *state, *error;   /* error: why it failed or tries again, in words; NULL */
    TextId note;
    int attempts;
    bool cancel;
    Instant created_at, started_at, ended_at;   /* 0: not yet */
} JobSeen;
JobSeen *job_read(Work *w, int64_t id);                 /* NULL: there is none */
JobSeen *job_about(Work *w, const char *about);         /* the newest about this; NULL: none */
const char *job_note(Arena *mem, const JobSeen *job);   /* its note in words, "" when there is none */
const char *job_error(Arena *mem, const char *error, const char *values);

/* ---- the runner (job_runner.c) ---- */

typedef Instant (*JobClock)(void *context);

/* A runner of the kinds in KINDS (tables as in Feature.jobs, NULL-ended). It does nothing until started. MEM and the rest must outlive it. */
JobRunner *jobs_new(Arena *mem, School *school, const JobKind *const *kinds);
void jobs_clock(JobRunner *runner, JobClock clock, void *context);      /* tests; before it starts */
void jobs_senders(JobRunner *runner, const Sender *senders);            /* it sends the outbox too, when no job is due; before it starts */

/* Two threads that run jobs and one that keeps leases and looks around every few seconds. From now on job_add wakes them. */
void jobs_start(JobRunner *runner);
/* Waits for running steps to end, or for their slow part to look at job_progress; what is left is free for the next process at once. */
void jobs_stop(JobRunner *runner);

/* Without threads, for tests: takes the first job that is due and runs it to its end, or until it must wait. False: none was due. */
bool jobs_run_one(JobRunner *runner);
void jobs_begin(JobRunner *runner);     /* what a start does first: takes the folder's lock, frees what a dead process held */
void jobs_keep(JobRunner *runner);      /* renews leases, adds what is due by every_hours, forgets jobs that ended 30 days ago */
void jobs_wake(JobRunner *runner);
