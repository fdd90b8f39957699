/* Jobs as rows: added, asked about, told how far they are. Who runs them: job_runner.c. */
#include "work/job.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "work/job_run.h"

void job_touched(Tx *tx, const JobKind *kind) {
    change_touch(tx, YEAR, "jobs");
    if (kind && kind->topic)
        change_touch(tx, YEAR, kind->topic);
}

int64_t job_add(Work *w, const JobKind *kind, const char *about, const char *parameters) {
    int64_t id = db_int(w->tx, &JOB_ADD, VALUES(of_text(kind->name), of_text(kind->lane ? kind->lane : ""), of_text(about ? about : ""),
        of_text(parameters ? parameters : ""), of_int(w->actor->account), of_int(w->actor->person), of_int(w->now)));
    job_touched(w->tx, kind);
    if (w->school->jobs)
        jobs_wake(w->school->jobs);     /* it looks in a WRITE of its own, which begins after this one has ended */
    return id;
}

bool job_cancel(Work *w, int64_t id) {
    if (!db_do(w->tx, &JOB_CANCEL, VALUES(of_int(id), of_int(w->now))))
        return false;
    job_touched(w->tx, NULL);
    if (w->school->jobs)
        jobs_wake(w->school->jobs);
    return true;
}

/* ---- from within ---- */

JobVerdict job_hold(Tx *tx, const JobRun *run) {
    Rows r = db_rows(tx, &JOB_HOLD, VALUES(of_int(run->job.id), of_text(run->holder), of_int(runner_now(run->runner) + JOB_LEASE)));
    bool held = row_next(&r), cancel = held && row_int(&r, JOB_HOLD_CANCEL);
    while (row_next(&r))
        continue;
    rows_end(&r);
    return !held || !tx_ok(tx) ? JOB_IS_LOST : cancel ? JOB_IS_CANCELLED : JOB_GOES_ON;
}

bool job_progress(Job *job, TextId note, int64_t done, int64_t total) {
    JobRun *run = job->run;
    if (run->verdict != JOB_GOES_ON)
        return false;
    Arena *mem = arena_new();
    Tx *tx = tx_begin(job->school->store, mem, TX_WRITE);
    JobVerdict verdict = job_hold(tx, run);
    db_do(tx, &JOB_PROGRESS, VALUES(of_int(job->id), of_text(note ? words_id(note) : ""), of_int(done), of_int(total)));
    job_touched(tx, run->kind);
    bool failed = !tx_ok(tx);           /* a store that fails now is seen again by the step, which can say so */
    if (verdict == JOB_IS_LOST)
        tx_rollback(tx);
    else
        failed = tx_commit(tx) != TX_DONE;
    arena_free(mem);
    if (!failed)
        run->verdict = verdict;
    if (run->verdict == JOB_GOES_ON && runner_stopping(run->runner))
        run->verdict = JOB_IS_LEFT;
    return run->verdict == JOB_GOES_ON;
}

void job_next(Job *job) { job->run->next = true; }

static void stop_with(Job *job, JobVerdict verdict, TextId why, const WordArg *args) {
    JobRun *run = job->run;
    if (run->verdict != JOB_GOES_ON)
        return;                         /* what was said first counts */
    run->verdict = verdict;
    run->error = words_id(why);
    run->error_values = words_keep(job->mem, args);
}

void job_fail(Job *job, TextId why, const WordArg *args) { stop_with(job, JOB_FAILS, why, args); }
void job_retry(Job *job, TextId why, const WordArg *args) { stop_with(job, JOB_TRIES_AGAIN, why, args); }

/* ---- for pages ---- */

const char *job_error(Arena *mem, const char *error, const char *values) {
    const char *text = str_empty(error) ? NULL : words_kept(mem, error, values);
    return text || str_empty(error) ? text : words(mem, T_JOBS_BROKEN, NULL);
}

const char *job_note(Arena *mem, const JobSeen *job) {
    const char *text = job->note ? words_kept(mem, words_id(job->note), words_keep(mem, WITH(ARG_INT("done", job->done), ARG_INT("total", job->total))))
        : NULL;
    return text ? text : "";
}

JobSeen *job_read(Work *w, int64_t id) {
    JobSeen *j = NULL;
    Rows r = db_rows(w->tx, &JOB_READ, VALUES(of_int(id)));
    if (row_next(&r)) {
        j = NEW(w->mem, JobSeen);
        *j = (JobSeen){ .id = row_int(&r, JOB_READ_ID), .account = row_int(&r, JOB_READ_ACCOUNT), .done = row_int(&r, JOB_READ_DONE),
            .total = row_int(&r, JOB_READ_TOTAL), .kind = row_text(&r, JOB_READ_KIND, w->mem), .about = row_text(&r, JOB_READ_ABOUT, w->mem),
            .state = row_text(&r, JOB_READ_STATE, w->mem), .note = words_find(row_peek(&r, JOB_READ_NOTE)), .attempts = (int) row_int(&r, JOB_READ_ATTEMPTS),
            .cancel = row_int(&r, JOB_READ_CANCEL), .created_at = row_int(&r, JOB_READ_CREATED_AT), .started_at = row_int(&r, JOB_READ_STARTED_AT),
            .ended_at = row_int(&r, JOB_READ_ENDED_AT) };
        j->error = job_error(w->mem, row_text(&r, JOB_READ_ERROR, w->mem), row_text(&r, JOB_READ_ERROR_VALUES, w->mem));
    }
    rows_end(&r);
    return j;
}

JobSeen *job_about(Work *w, const char *about) {
    return job_read(w, db_int(w->tx, &JOB_ABOUT, VALUES(of_text(about))));
}
