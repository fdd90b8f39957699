/* The school's copy as a job, and copies that nobody fetched. */
#include "school/exports/exports.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"

#include <string.h>


const char *school_copy_about(Arena *mem, int64_t copy) { return arena_printf(mem, "export/%lld", (long long) copy); }

static int64_t copy_of(const Job *job) {
    int64_t id = 0;
    return str_starts(job->about, "export/") && str_int(job->about + strlen("export/"), 1, INT64_MAX, &id) ? id : 0;
}

typedef struct Made { const char *name; int64_t size; } Made;

/* The snapshot stays open meanwhile: progress is written beside it. */
static bool go_on(void *job, int64_t done, int64_t total) { return job_progress(job, T_EXPORTS_PROGRESS, done, total); }

static void make_copy(Job *job) {
    CopyFile *file = copy_file_begin(job->school, job->mem, EXPORTS_FOLDER);
    Made *made = NEW(job->mem, Made);
    job->kept = made;
    if (!file) {
        job_retry(job, T_EXPORTS_NO_ROOM, NULL);
        return;
    }
    Tx *tx = tx_begin(job->school->store, job->mem, TX_READ);
    Work *w = work_new(job->mem, tx, job->school, job->actor, "exports.school");
    bool good = school_zip(w, copy_file_sink(file), &(CopyPace){ go_on, job });
    bool read = tx_ok(tx);
    tx_rollback(tx);
    made->name = good ? copy_file_end(file, &made->size) : NULL;
    if (!read)
        job_retry(job, T_JOBS_STORE, NULL);
    else if (!made->name)
        job_fail(job, T_EXPORTS_FAILED, NULL);          /* of one that was cancelled, that counts first */
}

static void keep_copy(Work *w, Job *job) {
    const Made *made = job->kept;
    if (made->name)
        db_do(w->tx, &SCHOOL_COPY_READY, VALUES(of_int(copy_of(job)), of_text(made->name), of_int(made->size), of_int(w->now)));
    change_touch(w->tx, YEAR, "exports");
}

static void copy_ended(Work *w, Job *job) {
    db_do(w->tx, &SCHOOL_COPY_END, VALUES(of_int(copy_of(job)), of_text("failed"), of_int(w->now)));
    change_touch(w->tx, YEAR, "exports");
}

/* ---- what goes ---- */

static void tidy(Work *w, Job *job) {
    int64_t ids[100];
    size_t count = 0;
    (void) job;
    for (Rows r = db_rows(w->tx, &SCHOOL_COPIES_OLD, VALUES(of_int(w->now - EXPORT_HOURS * HOUR))); row_next(&r); )
        if (count < 100)
            ids[count++] = row_int(&r, SCHOOL_COPIES_OLD_ID);
    for (size_t i = 0; i < count; i++)
        db_do(w->tx, &SCHOOL_COPY_END, VALUES(of_int(ids[i]), of_text("gone"), of_int(w->now)));
    if (count)
        change_touch(w->tx, YEAR, "exports");
}

typedef struct Sweep { Job *job; const Statement *of; } Sweep;

static bool is_wanted(void *context, const char *name, Instant age) {
    const Sweep *s = context;
    if (age < HOUR)
        return true;                    /* its row may not be written yet */
    Arena *mem = arena_new();
    Tx *tx = tx_begin(s->job->school->store, mem, TX_READ);
    bool wanted = db_int(tx, s->of, VALUES(of_text(name))) != 0 || !tx_ok(tx);
    tx_rollback(tx);
    arena_free(mem);
    return wanted;
}

void copy_folder_sweep(Job *job, const char *folder, const Statement *of) {
    copy_file_remove(job->school, folder, job->parameters);
    copy_files_sweep(job->school, folder, is_wanted, &(Sweep) { job, of });
}

static void sweep(Job *job) { copy_folder_sweep(job, EXPORTS_FOLDER, &SCHOOL_COPY_OF); }

const JobKind exports_jobs[] = {
    [EXPORTS_JOB_SCHOOL] = { "exports.school", T_EXPORTS_JOB, .lane = "exports", .topic = "exports", .before = make_copy, .step = keep_copy, .ended = copy_ended },
    [EXPORTS_JOB_TIDY] = { "exports.tidy", T_EXPORTS_JOB_TIDY, .step = tidy, .after = sweep, .every_hours = 1 },
    { .name = NULL },
};
