/* Imports of the ministry's files: read, plan, apply (R-10…R-14). The web page and `preau import` run the same code. One call is one
 * report and one transaction; files are taken in the order their roots require; nothing changes unless all is well.
 *
 * Right: imports.use. */
#pragma once

#include "school/imports/plan.h"
#include "school/imports/reading.h"
#include "work/work.h"

typedef struct ImportAnswer { const char *decision, *choice; } ImportAnswer;

typedef struct ImportAsk {
    const char *const *paths, *const *names;    /* files, and what they are called in the report */
    size_t count;
    const ImportAnswer *answers;
    size_t answer_count;
    bool dry_run;                       /* end with the plan */
    bool accept_year;                   /* files of another year than the base: the person has said so */
    const char *digest;                 /* apply only if the plan is still this one; NULL: whatever it is */
    int64_t import;                     /* the row that keeps the report; 0: a new one when applied */
    const char *program;                /* reads files in a child: "/proc/self/exe"; NULL: in this process (tests) */
} ImportAsk;

/* Runs it with its own transactions: call it outside any write. The report is in MEM; report->exit is what `preau import` ends with. */
Report *import_run(const School *school, const Actor *actor, Arena *mem, const ImportAsk *ask);
