/* History and undoing, as people see them (BY-08): every operation, every object and every person in plain French, and a button that takes an operation
 * back, or why there is none. The rules of undoing are the store's (store/undo.h); what tables and columns are called is said by their features
 * (TableText, ColumnText in web/feature.h), and a column is told to those only who may see it.
 *
 * An edit elsewhere offers to be undone like this: the answer to the request that made it bears `Preau-Work: 123` (dispatch.c), or the handler takes
 * change_work(w->tx); then POST /bureau/historique/123/annuler takes it back. Whoever did it may, and so may who holds history.undo.
 *
 * Rights: history.see (everybody's operations; one's own need none), history.undo (the same for taking them back). */
#pragma once

#include "store/undo.h"
#include "web/feature.h"

extern RightId history_see;

/* Takes the year's WORK back, in W's WRITE, and tells the features (Feature.undone). Problems at "undo", each reason in words, and then nothing has changed;
 * a conflict of the transaction when a row is not as the work left it. */
void history_undo(Work *w, int64_t work);

/* Larger works than this are taken back by a job, and not looked through when their page is only asked for. */
#define HISTORY_LARGE 2000

/* The page of all that happened to the row of ROOT with ID, and to what hangs on it: rows whose key names it, and those it refers to by FOLLOW (a column of
 * ROOT, NULL: none). LABEL and BACK: what it is and where its record is. COLLEAGUE: columns that need any right need people.contact too, as on
 * the records of teachers and staff. The guard of the record guards this too. */
typedef struct HistorySubject { const char *root; int64_t id; const char *follow, *label, *back; bool colleague; } HistorySubject;
Reply history_page(Request *rq, const HistorySubject *subject);

/* ---- between the files of this folder ---- */

/* One deed on its way to a page. */
typedef struct Line { HistoryDeed deed; int64_t at, account; const char *who; } Line;
typedef struct Telling { Work *w; bool strict; const Table *root; int64_t id; struct Map *names; struct Wanted *wanted; } Telling;

Telling *telling_new(Work *w);
void telling_note(Telling *t, const HistoryDeed *d);            /* it will be told: what it names is found with others … */
void telling_learn(Telling *t);                                 /* … by one statement a table */
bool telling_shows(Telling *t, const HistoryDeed *d);           /* every person it names is in sight, and something of it may be seen */
void telling_add(Telling *t, Doc *item, const Line *line);      /* fills a history/line */
const char *telling_name(Telling *t, const Table *table, const char *object);      /* "élève DUPONT Léa" */
const char *telling_detail(Telling *t, const HistoryDeed *d);  /* what was done to which row, in a line */

const char *history_what(Work *w, const char *act, int64_t undoes);     /* what was done, by the act of its work */
const char *history_by(Work *w, int64_t account, const char *name);

const char *reason_text(Telling *t, const UndoReason *r);
Line *lines_of(Work *w, const HistorySubject *s, int64_t before, size_t most, size_t *count);

extern const JobKind history_jobs[];
const char *history_about(Arena *mem, int64_t work);            /* "work/12": what its job is about */
