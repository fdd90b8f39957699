/* The report of an import: what was read, what would change or changed, what is doubtful or wrong (contract.md). */
#pragma once

#include "base/date.h"
#include "base/vec.h"
#include "base/words.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum ReportKind { REPORT_PUPIL, REPORT_GUARDIAN, REPORT_GUARDIANSHIP, REPORT_ADDRESS, REPORT_TEACHER, REPORT_STAFF, REPORT_CLASS,
    REPORT_GROUP, REPORT_SUBJECT, REPORT_MEF, REPORT_OPTION, REPORT_SERVICE, REPORT_LESSON, REPORT_CALENDAR, REPORT_KINDS } ReportKind;
extern const char *const report_kind_words[];       /* "pupil" … as in the JSON, NULL-ended */

/* What becomes of what the base has already. A value that somebody corrected here is kept unless it is said otherwise: what is lost silently nobody can
 * miss, what is kept is listed at each import with what the file says. */
typedef enum ImportMode { MODE_KEEP, MODE_CREATE, MODE_OVERWRITE } ImportMode;
extern const char *const import_mode_words[];       /* "keep" "create" "overwrite", NULL-ended */

typedef struct ReportFile { const char *name, *format, *root, *uai; int year; } ReportFile;
typedef struct ReportCount { int64_t created, updated, unchanged, gone; } ReportCount;
typedef struct ReportLine { const char *file; uint32_t line; TextId code; const char *text; } ReportLine;

/* A question the program must not answer alone; its id is the same each time the same files are read. */
typedef struct Decision {
    const char *id, *kind;              /* kind: "same_pupil" "same_guardian" "same_colleague" */
    const char *label, *theirs, *ours;  /* what each side holds, rendered */
    const char *facts;                  /* what both have in common: why it is asked at all */
    const char *file;
    uint32_t line;
    const char *choice;                 /* "same" "other", NULL while undecided */
} Decision;

/* One of those that would change; change: "created" "updated" "gone"; fields: in what, in words. */
typedef struct ReportDetail { ReportKind kind; const char *change, *label; VEC(const char *) fields; } ReportDetail;

/* What stays as somebody wrote it here, though the files say otherwise. */
typedef enum KeptWhat { KEPT_VALUE, KEPT_ADDED, KEPT_REMOVED } KeptWhat;    /* a value; a row that the files lack; one that they still have */
extern const char *const kept_what_words[];         /* "value" "added" "removed", NULL-ended */
typedef struct ReportKept {
    const char *decision;               /* its id; choice "file" follows the files after all */
    KeptWhat what;
    const char *label, *field, *ours, *theirs;      /* whose, in what; ours and theirs of a value, NULL: nothing */
    Instant at;                         /* when it was written here, and by whom */
    const char *by;
    bool news;                          /* the file said something else when it was */
    bool taken;                         /* it was chosen to follow the file: it is changed after all */
    const char *file;
    uint32_t line;
    const char *text;                   /* all of it, in a sentence */
} ReportKept;
#define KEPT_MOST 500

typedef struct Report {
    Arena *mem;
    VEC(ReportFile) files;
    ReportCount changes[REPORT_KINDS];
    VEC(ReportLine) warnings, problems;
    VEC(Decision) decisions;
    VEC(ReportDetail *) details;                    /* when asked for (ImportAsk), some of each kind */
    ImportMode mode;
    VEC(ReportKept) kept;                           /* the first KEPT_MOST of KEPT_COUNT, news first */
    int64_t kept_count;                             /* those not taken */
    int left_out;                                   /* warnings and problems beyond the first 1,000 */
    const char *digest;                             /* of the plan, NULL when there is none */
    int64_t rows;                                   /* that the plan writes */
    int exit;                                       /* 0, 1 refused by a rule, 2 unreadable: the worst so far */
    bool applied;
    const char *store_fault;                        /* the statement that failed in the store, NULL: none did; then nothing is applied */
    int64_t import;
    int64_t milliseconds;
} Report;

Report *report_new(Arena *mem);

/* LINE 0: the whole file. At most 1,000 of each are kept; left_out counts the others. */
void report_warning(Report *r, const char *file, uint32_t line, TextId code, const WordArg *args);
void report_problem(Report *r, int exit, const char *file, uint32_t line, TextId code, const WordArg *args);

/* Nothing to write: every count of created, updated is 0. */
bool report_no_change(const Report *r);

const char *report_json(const Report *r);           /* in the report's arena */
