/* Imports of the ministry's files: read, plan, apply (R-10…R-14). The web page and `preau import` run the same code. One call is one
 * report and one transaction; files are taken in the order their roots require; nothing changes unless all is well.
 *
 * From the desk it goes in two jobs (import_jobs.c): reading, which ends with a plan to look at, and applying.
 *
 * Right: imports.use. */
#pragma once

#include "school/imports/plan.h"
#include "school/imports/reading.h"
#include "work/job.h"

#define IMPORT_KEPT_DAYS 7              /* of files that were read and not applied */

extern RightId imports_use;             /* the right imports.use */

typedef struct ImportAnswer { const char *decision, *choice; } ImportAnswer;     /* choice: "same" "other"; of what is kept "keep" "file" */

/* What a person has said about an import: kept as JSON text in its row. */
typedef struct ImportAnswers {
    const ImportAnswer *items;
    size_t count;
    bool accept_year;                   /* files of another year than the base: the person has said so */
    ImportMode mode;
} ImportAnswers;

typedef enum ImportStage { IMPORT_READING, IMPORT_COMPARING, IMPORT_WRITING } ImportStage;

typedef struct ImportAsk {
    const char *const *paths, *const *names;    /* files, and what they are called in the report */
    size_t count;
    ImportAnswers answers;
    bool dry_run;                       /* end with the plan */
    bool details;                       /* the report also names what would change */
    const char *digest;                 /* apply only if the plan that was shown is still this one; NULL: whatever it is */
    ImportAnswers shown;                /* the answers under which it was shown */
    int64_t import;                     /* the row that keeps the report; 0: a new one when applied */
    const char *program;                /* reads files in a child: "/proc/self/exe"; NULL: in this process (tests) */
    bool (*tell)(void *context, ImportStage stage, size_t file);    /* how far it is; false: stop. NULL: nobody listens */
    void *context;
} ImportAsk;

/* Runs it with its own transactions: call it outside any write. The report is in MEM; report->exit is what `preau import` ends with. */
Report *import_run(const School *school, const Actor *actor, Arena *mem, const ImportAsk *ask);

/* The same in parts. First, outside any write: reads and plans. NULL: it was told to stop. */
typedef struct Importing Importing;
Importing *import_plan(const School *school, const Actor *actor, Arena *mem, const ImportAsk *ask);
Report *import_report(const Importing *importing);
/* Then, in W's WRITE, which commits: plans again and carries it out, if the plan is still the same; else the report says so and holds the new plan. */
void import_apply(Importing *importing, Work *w);
/* Once W has committed: what was decided of who is who is written in the school's base, in a WRITE of its own. Missed when the process dies here; then the
 * next import does it. */
void import_tie(Importing *importing);
/* Keeps the report in the row of the import, which is in STATE from now on; SHOWN: the answers it was made with. */
void import_keep(Work *w, int64_t import, const char *state, const Report *report, const ImportAnswers *shown);

const char *import_answers_json(Arena *mem, const ImportAnswers *answers);
ImportAnswers import_answers_read(Arena *mem, const char *json);        /* NULL: nothing has been said */

/* ---- as jobs ---- */

extern const JobKind import_jobs[];     /* ends with a NULL name */
enum { IMPORT_JOB_READ, IMPORT_JOB_APPLY, IMPORT_JOB_TIDY };

/* In W's WRITE: the import whose files lie sealed in FOLDER, about to be read. */
int64_t import_start(Work *w, const char *folder, const char *const *names, size_t count, const ImportAnswers *asked);
void import_start_again(Work *w, int64_t import, const ImportAnswers *asked);   /* reads the same files once more */
void import_start_applying(Work *w, int64_t import, const ImportAnswers *asked);
void import_abandon(Work *w, int64_t import);
const char *import_about(Arena *mem, int64_t import);                   /* "import/7": what its jobs are about */
