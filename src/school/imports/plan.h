/* A plan: what an import would change, computed from the records of its files and a snapshot of the base, before anything is
 * written. The preview shows it, a dry run ends with it, applying carries it out through the change door.
 *
 * The base is held as tables of rows found by natural key (ELEVE_ID, kind + code…). Reading a record finds or makes rows
 * and says what they should hold; what was said and differs is the plan. The rows of one pupil, guardian, … belong to
 * one Thing, which is what the report counts. Everything lives in the arena of the import. */
#pragma once

#include "base/map.h"
#include "base/vec.h"
#include "school/imports/report.h"
#include "work/work.h"

/* What the report counts (contract.md): its kind, and where in the files it was met. */
typedef struct Thing {
    ReportKind kind;
    bool created, updated, seen;
    bool left;                          /* a pupil who has gone already: no longer missed */
    const char *label;                  /* for the preview: "DUPONT Léa" */
    const char *file;
    uint32_t line;                      /* where first met; 0: only in the base */
} Thing;

/* What a column should hold. Half a million of them in a large school: small. */
typedef struct PlanRow PlanRow;
typedef enum PlanSaid { CELL_UNSAID, CELL_VALUE, CELL_ROW /* a reference to a row whose id may not exist yet */ } PlanSaid;
typedef struct PlanCell {
    uint8_t said, kind;                 /* PlanSaid, ValueKind */
    uint32_t size;
    union { int64_t integer; const void *data; PlanRow *row; } is;
} PlanCell;

typedef struct PlanTable PlanTable;
struct PlanRow {
    PlanTable *table;
    const char *key;                    /* natural key, as text */
    const char *alias;                  /* persons: "siecle.eleve:1600043", the same before and after they have a number */
    int64_t id;                         /* auto_id tables: 0 until written; persons: 0 until they have a number */
    const Value *now;                   /* NULL: not in the base */
    PlanCell *next;                     /* NULL until something differs */
    Thing *thing;
    bool seen;                          /* the files speak of it */
    bool ended;                         /* to be taken away */
    bool listed;                        /* the files list what hangs on it: disciplines of a person, teachers of a service */
    bool edited;                        /* a person wrote some of it here, after any import: PlanTable.edited */
    bool away;                          /* new, and by the mode of this import not to be made */

    /* Pupils: the groups and classes that the file names, and what the base has. */
    struct Joining *joins;
    PlanRow *memberships, *boards, *links;
    /* What hangs on a pupil: the next one; a membership's class; how a guardianship is ordered. */
    PlanRow *sibling, *structure;
    int order;
    const char *number;
};

typedef struct Joining { PlanRow *structure; struct Joining *next; } Joining;

struct PlanTable {
    const Table *table;
    struct Plan *plan;
    Map by_key, by_id;                  /* by_id: rows of the base whose first column is a number */
    VEC(PlanRow *) rows;                /* in the order met: base first, then new ones */
    Map edited;                         /* by natural key: Edit (plan_edits.h) */
    struct Gone *gone;                  /* rows that a person took away here */
};

typedef enum PlanTableId {
    PLAN_ADDRESS, PLAN_PERSON, PLAN_PUPIL, PLAN_GUARDIAN, PLAN_TEACHER, PLAN_STAFF, PLAN_DISCIPLINE, PLAN_MEF, PLAN_SUBJECT,
    PLAN_STRUCTURE, PLAN_STRUCTURE_MEF, PLAN_GROUP_CLASS, PLAN_BOARD, PLAN_GUARDIANSHIP, PLAN_MEMBERSHIP, PLAN_OPTION,
    PLAN_PROGRAMME, PLAN_SERVICE, PLAN_SERVICE_TEACHER, PLAN_MAIN_TEACHER, PLAN_CODE,
    PLAN_SCHOOL_YEAR, PLAN_HOLIDAY, PLAN_PERIOD, PLAN_TABLES
} PlanTableId;

/* A name of the outside world that will be tied to a person; person NULL: one that has no number yet. */
typedef struct NewKey { const char *system, *theirs; PlanRow *person; int64_t number; } NewKey;

typedef struct Plan {
    Work *w;
    Arena *mem;
    PlanTable tables[PLAN_TABLES];
    VEC(Thing *) things;
    VEC(Decision) decisions;
    VEC(Decision) answers;              /* id and choice, from --decide or the form */
    ImportMode mode;
    VEC(struct Kept *) kept;            /* what stays as somebody wrote it here, though the files say otherwise */
    Report *report;
    Map person_keys;                    /* "system:theirs" → int64_t * */
    VEC(NewKey) new_keys;
    Map pupils_in_file;                 /* every ELEVE_ID of the call, before anything is read */
    Map pupils_by_ine, pupils_by_name, pupils_by_elenoet, pupils_by_siecle;    /* of the base */
    Map pupils_read, guardians_read, sts_people;                /* by their numbers in the files */
    Map boards_said;                    /* pupil's key → régime code */
    Map unknown_structures;             /* warned about once */
    bool expected[REPORT_KINDS];        /* what the files list in full: whoever is not in them is gone */
    bool pupils_addressed, guardians_addressed;                 /* their files came with addresses */
    bool main_teachers_listed;
    struct Identity *identity;          /* who is who when numbers do not say: plan_identity.c */
    Day day;                            /* as of when dated facts change: the export's date */
    Day first_day;                      /* of the school year */
    const char *root;                   /* of the file being read: "BEE_COMMUN" */
    const char *other_year;             /* the file whose days are of another year, if one was met */
    const char *file;                   /* whose record is being read */
    uint32_t line;
} Plan;

/* The base as it is, in the transaction of W. plan_bare: an empty one, without asking any (fuzzing). */
Plan *plan_new(Work *w, Report *report);
Plan *plan_bare(Work *w, Report *report);

/* The row with this natural key, made if missing; marked as seen, owned by THING (NULL: nobody's). */
PlanRow *plan_row(Plan *p, PlanTableId table, Thing *thing, const char *key);
PlanRow *plan_find(const Plan *p, PlanTableId table, const char *key);       /* NULL: not there */
const char *plan_key(Plan *p, const char *first, ...) __attribute__((sentinel));     /* parts joined */
const char *plan_number(Arena *mem, int64_t number);                            /* as text: the key of what has a number */
const char *plan_outside(Arena *mem, const char *system, const char *theirs);   /* "system:theirs" */
const PlanCell *plan_cell(const PlanRow *row, int column);
void plan_unsay(PlanRow *row, int column);

Thing *plan_thing(Plan *p, ReportKind kind, const char *label);

/* What a row should hold. */
PlanCell plan_cell_of(Value value);
void plan_set(PlanRow *row, int column, Value value);           /* unless the base's own stays (plan_edits.h) */
void plan_set_anyway(PlanRow *row, int column, Value value);    /* what follows from other rows, not from a file */
void plan_text(PlanRow *row, int column, const char *text);     /* NULL says nothing, "" erases */
void plan_ref(PlanRow *row, int column, PlanRow *to);
bool plan_differs(const PlanRow *row, int column);              /* said, and not what the base holds */
Value plan_value(const PlanRow *row, int column);               /* as said, else as in the base, else NULL */
const char *plan_value_text(const PlanRow *row, int column);

PlanRow *plan_person(Plan *p, const char *system, const char *theirs);          /* known outside as SYSTEM:THEIRS, made if unknown */
bool plan_knows(const Plan *p, const char *system, const char *theirs);         /* in the base, or met in this call */
/* Ties SYSTEM:THEIRS to a person that the base already has. */
void plan_tie(Plan *p, const char *system, const char *theirs, PlanRow *person);
/* Gives every new person a number, in a transaction that writes the school base; planning again then finds them. Ties wait until the import is applied: a
 * number that stays unused is harmless, a wrong match is not. */
void plan_reserve(Work *school_work, const Plan *p);

/* Computes what changed in each thing; fills the counts of the report. Call once, after the last record. */
void plan_settle(Plan *p);

/* Writes the plan through the change door. The transaction must hold the same base as the plan was made from: before-images are
 * compared. False: something else changed meanwhile, nothing may be committed. */
bool plan_apply(Plan *p);

/* A digest of all that the plan would write: equal digests, equal plans. Tells the report how many rows that is. */
const char *plan_digest(Plan *p);
Decision *plan_ask(Plan *p, const Decision *question);          /* with the answer in it, if one was given */
const char *plan_answer(const Plan *p, const char *decision);   /* NULL: none was given */
