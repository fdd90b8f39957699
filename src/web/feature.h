/* A feature is a folder, and this table is all that the rest of the program knows of it. src/school/features.c lists them in
 * order; a feature may include the headers of earlier ones only. What spans features (the home page, a record's tabs,
 * the checklist, purge, exports) walks these tables. */
#pragma once

#include "web/route.h"
#include "work/job.h"
#include "work/rights.h"

typedef struct Frame Frame;             /* what the frame around a page is to know, asked and not read yet (Site.ask_frame, web/serve.h) */

/* A screen of the desk's rail: which group it stands in ("people", "admin"), where in it, who may open it (the feature's own
 * RightId; NULL: whoever is at the desk), and what counts it: COLUMN of the one row that COUNTS answers, NULL for none. Neighbours
 * that share COUNTS share its run. GO: the letter that leads there after g (NULL: none); h, a, n, e, c and m are kept (experience 2.1). */
typedef struct Panel { const char *group; int rank; TextId label; const char *path; const RightId *right; const Statement *counts; int column; const char *go; } Panel;
#define PANELS_END { .group = NULL }
/* What the palette (Ctrl K) and the search page offer to do, beside persons, lists and screens: « Se déconnecter ». PATH is the page where it is done, or
 * what is posted. WORDS: others one may look for it by; 0: none. Lists bring « Nouvel élève » and the like by themselves (school/lists/grid.h). */
typedef struct Command { TextId label, words; const char *path; const RightId *right; bool post; } Command;
/* What live pages may watch (GET /live). NAME as it is asked for, a topic of the schema; or "import/:import", one of them all: it follows OF, the topic
 * "imports" (that word and an s). RIGHT as in a route, NULL: none; GUARD as in a route, compulsory: it finds the id by path_id. Both are looked at
 * when a stream opens and again while it lasts. */
typedef struct Topic { const char *name, *of, *right; Guard guard; } Topic;

/* What a column is called, and how its values are read by a person: conflicts, histories. RIGHT: the one its key has in replies; who lacks it does not see
 * what it was either. Every column of an audited table has one (history_test.c); what refers to another table is shown by its name (TableText). */
typedef enum ShownAs { SHOWN_PLAIN, SHOWN_DAY, SHOWN_TIME, SHOWN_YES_NO, SHOWN_WORD /* the catalogue's WORDS.value */ } ShownAs;
typedef struct ColumnText { const Table *table; int column; TextId label; ShownAs as; const char *words;
    const char *(*show)(Arena *mem, int64_t value); /* another way */ const char *right;
    bool others;                                    /* it may name anybody: not in one person's data */
    int about;                                      /* 1 + the column that names whom alone it says something of, where a row is about two */ } ColumnText;

/* What one row of a table is called («classe ou groupe»), and by which statement a row's own name is found: (ids IDS) -> id ID, name TEXT, in the reader's
 * scope; NULL: its key says what it is. */
typedef struct TableText { const Table *table; TextId label; const Statement *find; } TableText;

/* What somebody did, by the act that its work bears: a route ("POST /bureau/annee") or a word given to work_new. Jobs have their label.
 * stays: what a base begins with, which is not taken back. */
typedef struct ActText { const char *act; TextId label; bool stays; } ActText;

/* What never leaves the school, in no copy of its data: what opens something, or proves who one is. COLUMN -1: the whole table. Bytes never do. */
typedef struct Secret { const Table *table; int column; } Secret;

/* What a row keeps sealed and no walk over columns finds, in clear for the copies of data that leave (school/exports): as many texts as COLUMNS say (8 at most), NULL for none, of
 * the row with that number. False: it does not open, and nothing of it leaves. */
typedef struct UnsealedColumn { const char *name; TextId label; } UnsealedColumn;
typedef struct Unsealed { const Table *table; const UnsealedColumn *columns /* end with a NULL name */; bool (*open)(Work *w, int64_t id, const char **texts); } Unsealed;

/* What a guard of the feature's own is called by `preau routes` and /openapi.json. */
typedef struct GuardName { Guard guard; const char *name; } GuardName;
#define GUARD(guard) { guard, #guard }

/* A feature's part in an activity of the register of processing (RGPD, article 30; school/register): what it keeps of persons there and who may see it. NAME is the
 * activity; one part of it says what it is (label, purpose, basis), any feature may have another. Every table that names a person or an account is in exactly one part, every
 * right to data of class D2 or D3 in one at least (register_test.c). What is declared here is what the school's sheet says. */
enum { OF_PUPILS = 1, OF_GUARDIANS = 2, OF_TEACHERS = 4, OF_OTHERS = 8 /* the rest of the staff */, OF_WHO_WORKS = OF_TEACHERS | OF_OTHERS, OF_EVERYBODY = 15 };
typedef struct Processing {
    const char *name;                   /* "schooling" */
    TextId label, purpose, basis;       /* of the activity; 0: another part says it */
    unsigned persons;                   /* whose data: OF_PUPILS … */
    int data_class;                     /* of its columns that no right of their own (ColumnText.right) guards */
    const Table *const *tables;         /* NULL-ended; NULL: it only gives a right */
    TextId also;                        /* what of it stands in no copy (Secret, bytes) or has no words of its own; 0: nothing */
    const char *rights;                 /* by which it is seen: "people.birth people.contact"; NULL: by those of the other parts */
    TextId kept;                        /* how long, as the program does it; its text may take n: */
    int64_t days;
} Processing;
#define OF_TABLES(...) ((const Table *const[]){ __VA_ARGS__, NULL })
extern const Processing no_processings[];       /* of a feature that keeps nothing of persons by itself */

typedef struct Feature {
    const char *name;
    const Route *routes;                /* ROUTES_END */
    const RightInfo *rights;            /* ends with a NULL name, as the tables below */
    const Panel *panels;                /* PANELS_END */
    const Command *commands;            /* ends with a NULL path */
    const TableHook *hooks;             /* ends with a NULL table */
    const Reference *references;        /* every column of its tables that points at a person */
    const ColumnText *columns;
    const JobKind *jobs;
    const GuardName *guards;
    const Topic *topics;
    const struct Grid *const *grids;    /* its lists (school/lists/grid.h), NULL-ended */
    const TableText *tables;
    const ActText *acts;
    const Secret *secrets;              /* ends with a NULL table */
    const Unsealed *unsealed;           /* ends with a NULL table */
    const Processing *processings;      /* ends with a NULL name; compulsory */
    /* What a session of ACCOUNT that this request is about to open must do first: Gates (work.h). Every way in asks all features (session_gates, accounts_web.h). May be NULL. */
    unsigned (*gates)(Request *rq, int64_t account);
    /* The cookie of a browser (device_cookie) has another value; both as secret_digest keeps them. May be NULL. */
    void (*device_renewed)(Work *w, const uint8_t old[32], const uint8_t new[32]);
    /* In the transaction that takes back the year's work ROOT, or puts it back in force: what no audit holds follows. May be NULL. */
    void (*undone)(Work *w, int64_t root, bool in_force);
} Feature;

extern const Feature *const features[];     /* src/school/features.c, NULL-ended */

/* The tables of jobs of all FEATURES, for jobs_new. */
const JobKind *const *feature_jobs(const Feature *const *of, Arena *mem);

/* What points at persons in the tables of all FEATURES, NULL-ended; lives as long as MEM. */
const Reference *const *feature_references(const Feature *const *of, Arena *mem);

/* What comes with the tables of all FEATURES, for change_hooks; lives as long as MEM. */
const TableHook *feature_hooks(const Feature *const *of, Arena *mem, size_t *count);
