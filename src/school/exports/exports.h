/* Data that leave the school: one person's, whole (PRIV-01), and the school's, whole (BY-16). Both walk the schema and the words that features gave to their
 * tables, so what a later feature keeps comes in by itself. What never leaves: bytes (hashes, seals, sort keys) and the Secret tables of features.
 *
 * ONE PERSON'S COPY is a ZIP: donnees.json, donnees.pdf, fichiers/ (photo, documents). In it are
 *   - every row whose subject the person is. Subjects are the columns of a table's key that name persons; where none does, its first that does. Who only
 *     wrote a row about somebody else has nothing of it; records merged into this one count as the same person;
 *   - rows that the person's own row refers to (the address), rows of the person's accounts in tables that are about nobody (sessions, columns of lists, works),
 *     but no column that may name anybody (ColumnText.others), nor what a row about two says of the other one alone (ColumnText.about: who gets the aid);
 *   - the history of all that, and who asked for such a copy.
 * Need to know, decided so: no other person is named, whatever the tie. A guardian in a pupil's copy, a pupil in a guardian's, is «autre personne n° 1», the same
 * number all through; only who reads the copy, if they are named in it (a guardian in their child's), stands by name. Who changed something is told by what they
 * are (personnel, professeur), as PRIV-03 does. Texts that somebody wrote freely are given as they are.
 * Who may ask: oneself; a legal guardian (level 1) for a child who is under 18; who holds exports.person for whoever they see. Each copy is a row of
 * data_copy, so a line in the person's history. It is of the year in service and of what outlives years.
 *
 * THE SCHOOL'S COPY is a ZIP in clear: base.sql, donnees/TABLE.jsonl, fichiers/, LISEZ-MOI.txt that says what each table and column is. Read through one snapshot, some
 * hundred rows at a time. From the desk a job makes it, sealed with the school's key until its asker fetches it, EXPORT_HOURS at most; `preau export` writes it.
 *
 * Rights: exports.person, exports.school (who must see everyone too). */
#pragma once

#include "document/sealed.h"
#include "document/zip.h"
#include "work/job.h"

extern RightId exports_person, exports_school;

#define EXPORT_HOURS 24

/* ---- what leaves, and what it is called ---- */

bool export_has(const Table *t);
bool export_has_column(const Table *t, int column);
const char *export_table_label(Arena *mem, const Table *t);             /* its own name where nobody gave it words: exports_test.c looks that none is left */
const char *export_column_label(Arena *mem, const Table *t, int column);
/* What a row keeps sealed (Unsealed, web/feature.h), behind its own columns: name and label of the Nth, NULL: no more; what they say, false: nothing that opens. */
#define UNSEALED_MOST 8
const char *export_unsealed_name(const Table *t, int n), *export_unsealed_label(Arena *mem, const Table *t, int n);
bool export_unseal(Work *w, const Table *t, int64_t id, const char **texts);
bool export_table_named(const Table *t), export_column_named(const Table *t, int column);

/* ---- one person ---- */

extern const char *const asked_words[];                 /* self guardian office school, NULL-ended */
typedef enum AskedAs { ASKED_SELF, ASKED_GUARDIAN, ASKED_OFFICE, ASKED_SCHOOL } AskedAs;

/* persons: the record and those merged into it; none for an account without one. reader: who may be named. */
typedef struct Whose { const int64_t *persons, *accounts; size_t person_count, account_count; int64_t reader; const char *name; } Whose;
Whose whose_data(Work *w, int64_t person, int64_t account);    /* ACCOUNT 0: those of the person only */

/* What is told, in order, to whoever makes a file of it. A part has at least one row. JSON: the value as JSON writes it; TEXT: as a person reads it, NULL: nothing. */
typedef struct Teller {
    void *context;
    void (*part)(void *context, const char *name, const char *label);
    void (*row)(void *context);
    void (*field)(void *context, const char *name, const char *label, const char *json, const char *text);
    void (*row_end)(void *context);
    void (*part_end)(void *context);
} Teller;
typedef struct Personal Personal;
Personal *personal_new(Work *w, const Whose *whose);    /* found at once, kept as long as W: what is kept of one person */
void personal_tell(const Personal *p, const Teller *to);
const char *personal_file_name(Arena *mem, int64_t id, const char *kind, const char *title, const char *type);

/* The whole ZIP into TO; false: it could not be written. */
bool personal_zip(Work *w, const Whose *whose, AskedAs as, Sink *to);
bool personal_json(const Personal *p, Work *w, const Whose *whose, AskedAs as, Sink *to);
bool personal_pdf(const Personal *p, Work *w, const Whose *whose, AskedAs as, Sink *to);
const char *personal_notes(Arena *mem, int n);          /* what the reader is told first; NULL: no more */

/* The row that says so, in a write of its own: nothing is given that is not told. False: not written. */
bool data_copy_told(Work *w, int64_t person, AskedAs as, const char *act);

/* ---- the school ---- */

/* Between two pages of rows. False: stop. May be NULL. */
typedef struct CopyPace { bool (*go_on)(void *context, int64_t done, int64_t total); void *context; } CopyPace;
bool school_zip(Work *w, Sink *to, const CopyPace *pace);       /* W: a READ of the program's. False: stopped, a read failed, too large for a ZIP, not written */
const char *school_copy_name(Arena *mem, const School *school, Day day);        /* "Préau 0751234A 2025-2026 2026-10-03.zip" */
void school_readme(Work *w, Sink *to);
bool school_files(Work *w, Zip *zip, const CopyPace *pace, int64_t done, int64_t total);

/* A file that was made and waits to be fetched: FOLDER/IN/NAME, sealed; in no backup. IN: a folder of the feature's own. */
#define EXPORTS_FOLDER "exports"
typedef struct CopyFile CopyFile;
CopyFile *copy_file_begin(const School *school, Arena *mem, const char *in);    /* NULL: there is no room */
Sink *copy_file_sink(CopyFile *f);
const char *copy_file_end(CopyFile *f, int64_t *size);          /* its name; NULL: not written */
SealedReader *copy_file_open(const School *school, Arena *mem, const char *in, const char *name);
void copy_file_remove(const School *school, const char *in, const char *name);
void copy_files_sweep(const School *school, const char *in, bool (*keep)(void *context, const char *name, Instant age), void *context);
/* What a tidying job does after its step: away with the file its parameters name, and with every one that no row has any more. OF: name TEXT -> an int, not 0: a row has it. */
void copy_folder_sweep(Job *job, const char *in, const Statement *of);

extern const JobKind exports_jobs[];    /* ends with a NULL name */
enum { EXPORTS_JOB_SCHOOL, EXPORTS_JOB_TIDY };
const char *school_copy_about(Arena *mem, int64_t copy);

/* ---- on records ---- */

struct Doc;
void exports_on_record(Work *w, struct Doc *d, int64_t person);         /* the keys of exports/on_record.reply */
