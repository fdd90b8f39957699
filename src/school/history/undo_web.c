/* Taking a work back: at once when it is small, by a job when it is large. */
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/history/history.h"
#include "web/shown.h"

const char *history_about(Arena *mem, int64_t work) { return arena_printf(mem, "work/%lld", (long long) work); }

/* Whoever took back a work that took back another has put the first in force again. */
static void tell_features(Work *w, int64_t work) {
    WorkDone done;
    bool in_force = false;
    while (history_work(w->tx, YEAR, work, &done) && done.undoes) {
        work = done.undoes;
        in_force = !in_force;
    }
    for (int f = 0; features[f] && ok(w); f++)
        if (features[f]->undone)
            features[f]->undone(w, work, in_force);
}

void history_undo(Work *w, int64_t work) {
    Undo *u = undo_check(w->tx, w->mem, YEAR, work, w->now);
    if (!ok(w))
        return;
    if (u->work.act && shown_act_stays(features, u->work.act)) {
        problem(w, T_UNDO_STAYS, NULL, "undo");
        return;
    }
    if (!u->reason_count) {
        if (undo_run(w->tx, u))
            tell_features(w, work);
        return;
    }
    Telling *t = telling_new(w);
    for (size_t i = 0; i < u->reason_count && i < UNDO_REASONS; i++)
        problem(w, T_UNDO_REASON, WITH(ARG_TEXT("reason", reason_text(t, &u->reasons[i]))), "undo");
}

/* ---- as a job ---- */

static int64_t work_of(const Job *job) {
    int64_t id = 0;
    return str_starts(job->about, "work/") && str_int(job->about + 5, 1, INT64_MAX, &id) ? id : 0;
}

static void before(Job *job) { job_progress(job, T_HISTORY_JOB_NOTE, 0, 0); }

static void step(Work *w, Job *job) {
    history_undo(w, work_of(job));
    if (has_problems(w))
        job_fail(job, T_HISTORY_JOB_REFUSED, NULL);         /* its page says why */
}

/* Of the lane of imports, which change as much: one at a time. */
const JobKind history_jobs[] = { { "history.undo", T_HISTORY_JOB, .lane = "imports", .page = "/bureau/historique", .before = before, .step = step }, { .name = NULL } };
