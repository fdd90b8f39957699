/* Between a job (job.c) and its runner (job_runner.c). Private to src/work. */
#pragma once

#include "work/job.h"

typedef enum JobVerdict { JOB_GOES_ON, JOB_FAILS, JOB_TRIES_AGAIN, JOB_IS_CANCELLED, JOB_IS_LOST, JOB_IS_LEFT } JobVerdict;

/* One taking of one job. */
typedef struct JobRun {
    Job job;
    JobRunner *runner;
    const JobKind *kind;                /* NULL: this program does not know it */
    const char *holder;                 /* this taking's own name, in the row while the lease is ours */
    JobVerdict verdict;
    bool next;                          /* another step follows */
    const char *error, *error_values;
    Instant started;
    struct JobRun *other;               /* the runner's list of what runs */
} JobRun;

#define JOB_LEASE ((Instant) 30 * 1000)

Instant runner_now(const JobRunner *runner);
bool runner_stopping(JobRunner *runner);

/* In a WRITE: the lease is ours still, and 30 s longer. JOB_GOES_ON, JOB_IS_CANCELLED (asked to), JOB_IS_LOST (taken over, or the store failed). */
JobVerdict job_hold(Tx *tx, const JobRun *run);
/* Pages that watch see it again. */
void job_touched(Tx *tx, const JobKind *kind);
