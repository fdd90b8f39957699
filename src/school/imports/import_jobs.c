/* Imports as jobs. Reading: the sealed files are read and planned without a transaction, then one small write keeps the plan. Applying: read and
 * planned again, then one write holds the whole import, its row and the job's, so that a server killed at any moment has applied all of it or
 * nothing, and says which. Of the lane «imports» one job runs at a time, so that one plan is in memory. */
#include "school/imports/imports.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/imports/sealed_files.h"

#include <string.h>

#define WEEK ((Instant) IMPORT_KEPT_DAYS * 24 * 3600 * 1000)
#define ORPHAN_AGE ((Instant) 3600 * 1000)

const char *import_about(Arena *mem, int64_t import) { return arena_printf(mem, "import/%lld", (long long) import); }

static int64_t import_of(const Job *job) {
    int64_t id = 0;
    return str_starts(job->about, "import/") && str_int(job->about + strlen("import/"), 1, INT64_MAX, &id) ? id : 0;
}

/* ---- deciding ---- */

static void touch(Work *w) { change_touch(w->tx, YEAR, "imports"); }

int64_t import_start(Work *w, const char *folder, const char *const *names, size_t count, const ImportAnswers *asked) {
    Report *report = report_new(w->mem);
    report->mode = asked->mode;
    for (size_t i = 0; i < count; i++)
        *VEC_ADD(w->mem, &report->files) = (ReportFile){ .name = names[i] };
    int64_t id = db_int(w->tx, &IMPORT_ADD, VALUES(of_int(w->now), of_int(w->actor->account), of_text("reading"), of_text(report_json(report)),
        of_text(folder), of_int((int64_t) count), of_text(import_answers_json(w->mem, asked))));
    job_add(w, &import_jobs[IMPORT_JOB_READ], import_about(w->mem, id), NULL);
    touch(w);
    return id;
}

static void ask(Work *w, int64_t import, const char *state, const JobKind *kind, const ImportAnswers *asked) {
    db_do(w->tx, &IMPORT_ASK, VALUES(of_int(import), of_text(state), of_text(import_answers_json(w->mem, asked))));
    job_add(w, kind, import_about(w->mem, import), NULL);
    touch(w);
}

void import_start_again(Work *w, int64_t import, const ImportAnswers *asked) { ask(w, import, "reading", &import_jobs[IMPORT_JOB_READ], asked); }
void import_start_applying(Work *w, int64_t import, const ImportAnswers *asked) { ask(w, import, "applying", &import_jobs[IMPORT_JOB_APPLY], asked); }

void import_abandon(Work *w, int64_t import) {
    const JobSeen *job = job_about(w, import_about(w->mem, import));
    db_do(w->tx, &IMPORT_STATE, VALUES(of_int(import), of_text("abandoned")));
    if (job)
        job_cancel(w, job->id);
    job_add(w, &import_jobs[IMPORT_JOB_TIDY], NULL, NULL);      /* the files go once this is committed */
    touch(w);
}

/* ---- what both jobs do first ---- */

typedef struct Kept { int64_t id; const char *state, *folder; size_t count; ImportAsk ask; SealedFiles files; Importing *importing; } Kept;

static bool tell(void *context, ImportStage stage, size_t file) {
    static const TextId notes[] = { T_IMPORT_NOTE_READING, T_IMPORT_NOTE_COMPARING, T_IMPORT_NOTE_WRITING };
    Job *job = context;
    const Kept *k = job->kept;
    return job_progress(job, notes[stage], stage == IMPORT_READING ? (int64_t) file + 1 : (int64_t) k->ask.count, (int64_t) k->ask.count);
}

/* What the row says: which files, under which answers. NULL: no such import. */
static Kept *kept_of(Job *job) {
    Kept *k = NULL;
    Tx *tx = tx_begin(job->school->store, job->mem, TX_READ);
    Rows r = db_rows(tx, &IMPORT_READ, VALUES(of_int(import_of(job))));
    if (row_next(&r)) {
        Arena *mem = job->mem;
        const char *digest = row_text(&r, IMPORT_READ_DIGEST, mem), *asked = row_text(&r, IMPORT_READ_ASKED, mem);
        k = NEW(mem, Kept);
        *k = (Kept){ .id = import_of(job), .state = row_text(&r, IMPORT_READ_STATE, mem), .folder = row_text(&r, IMPORT_READ_FILES, mem),
            .count = (size_t) row_int(&r, IMPORT_READ_FILE_COUNT) };
        k->ask = (ImportAsk){ .details = true, .import = k->id, .program = "/proc/self/exe", .tell = tell, .context = job,
            .digest = str_empty(digest) ? NULL : digest };
        k->ask.shown = import_answers_read(mem, row_text(&r, IMPORT_READ_ANSWERS, mem));
        k->ask.answers = asked ? import_answers_read(mem, asked) : k->ask.shown;
    }
    rows_end(&r);
    if (!tx_ok(tx))
        job_retry(job, T_JOBS_STORE, NULL);
    tx_rollback(tx);
    return k;
}

/* Reads and plans; false: there is nothing for the step to do, or the job has been told what it comes to. */
static bool read_and_plan(Job *job, const char *state, bool dry_run) {
    Kept *k = job->kept = kept_of(job);
    if (!k || !str_equal(k->state, state))
        return false;                   /* abandoned meanwhile, or done already by whoever died after its commit */
    k->files = k->folder ? sealed_files_open(job->school, k->folder, k->count, job->mem) : (SealedFiles){ 0 };
    if (!k->files.count) {
        job_fail(job, T_IMPORT_FILES_GONE, NULL);
        return false;
    }
    k->ask.paths = k->files.paths;
    k->ask.names = k->files.names;
    k->ask.count = k->files.count;
    k->ask.dry_run = dry_run;
    k->ask.digest = dry_run ? NULL : k->ask.digest;
    k->importing = import_plan(job->school, job->actor, job->mem, &k->ask);
    sealed_files_close(&k->files);
    if (k->importing && import_report(k->importing)->store_fault)
        job_retry(job, T_JOBS_STORE, NULL);
    return true;
}

/* Whatever was planned counts only while the import still waits for it. */
static Importing *still_wanted(Work *w, const Job *job, const char *state) {
    const Kept *k = job->kept;
    if (!k || !k->importing)
        return NULL;
    Rows r = db_rows(w->tx, &IMPORT_READ, VALUES(of_int(k->id)));
    bool wanted = row_next(&r) && str_equal(row_peek(&r, IMPORT_READ_STATE), state);
    rows_end(&r);
    return wanted ? k->importing : NULL;
}

static void set_state(Work *w, const Job *job, const char *from, const char *to) {
    Rows r = db_rows(w->tx, &IMPORT_READ, VALUES(of_int(import_of(job))));
    bool there = row_next(&r) && str_equal(row_peek(&r, IMPORT_READ_STATE), from);
    rows_end(&r);
    if (there)
        db_do(w->tx, &IMPORT_STATE, VALUES(of_int(import_of(job)), of_text(to)));
    touch(w);
}

/* ---- reading ---- */

static void read_before(Job *job) { read_and_plan(job, "reading", true); }

static void read_step(Work *w, Job *job) {
    Importing *importing = still_wanted(w, job, "reading");
    const Kept *k = job->kept;
    if (importing)
        import_keep(w, k->id, import_report(importing)->exit == 2 ? "unreadable" : "planned", import_report(importing), &k->ask.answers);
}

static void read_ended(Work *w, Job *job) { set_state(w, job, "reading", str_equal(job->state, "cancelled") ? "abandoned" : "failed"); }

/* ---- applying ---- */

static void apply_before(Job *job) {
    if (read_and_plan(job, "applying", false))
        job_progress(job, T_IMPORT_NOTE_WRITING, 1, 1);
}

/* Not applied: another plan, or undecided; the person looks at it again. */
static void apply_step(Work *w, Job *job) {
    Importing *importing = still_wanted(w, job, "applying");
    const Kept *k = job->kept;
    if (!importing)
        return;
    import_apply(importing, w);
    const Report *report = import_report(importing);
    if (!report->applied && report->exit)
        import_keep(w, k->id, "planned", report, &k->ask.answers);
    else if (!report->applied)
        job_retry(job, tx_conflicts(w->tx) ? T_JOBS_CONFLICT : T_JOBS_STORE, NULL);
}

static void apply_ended(Work *w, Job *job) { set_state(w, job, "applying", "planned"); }

/* ---- files that are no longer needed ---- */

static bool needed(void *context, const char *folder, Instant age) {
    const Job *job = context;
    Arena *mem = arena_new();
    Tx *tx = tx_begin(job->school->store, mem, TX_READ);
    const char *state = db_text(tx, &IMPORT_OF_FILES, VALUES(of_text(folder)));
    static const char *const waiting[] = { "reading", "planned", "failed", "applying" };
    bool keep = !tx_ok(tx) || (!state && age < ORPHAN_AGE);     /* its row may not be committed yet */
    for (int i = 0; state && i < 4; i++)
        keep = keep || str_equal(state, waiting[i]);
    tx_rollback(tx);
    arena_free(mem);
    return keep;
}

static void tidy(Job *job) { sealed_files_sweep(job->school, needed, job); }

/* Committed: only now is it certain who is who. */
static void apply_after(Job *job) {
    const Kept *k = job->kept;
    if (k && k->importing && str_equal(job->state, "done"))
        import_tie(k->importing);
    tidy(job);
}

static void expire(Work *w, Job *job) {
    (void) job;
    db_do(w->tx, &IMPORTS_EXPIRE, VALUES(of_int(w->now - WEEK)));
    touch(w);
}

const JobKind import_jobs[] = {
    [IMPORT_JOB_READ] = { "import.read", T_IMPORT_JOB_READ, .lane = "imports", .page = "/bureau/imports", .topic = "imports", .before = read_before, .step = read_step,
        .ended = read_ended, .after = tidy },
    [IMPORT_JOB_APPLY] = { "import.apply", T_IMPORT_JOB_APPLY, .lane = "imports", .page = "/bureau/imports", .topic = "imports", .before = apply_before, .step = apply_step,
        .ended = apply_ended, .after = apply_after },
    [IMPORT_JOB_TIDY] = { "import.tidy", T_IMPORT_JOB_TIDY, .topic = "imports", .step = expire, .after = tidy, .every_hours = 24 },
    { .name = NULL },
};
