/* The journal (features.md X-19): who changed and who saw what, on one page, by person, by who did it, by kind, between two days; and as a file. It stands beside
 * /bureau/historique, which is everybody's at the desk, lists what can be taken back, and takes it back; the journal takes nothing back, and shows besides what the
 * school's base keeps (accounts, sessions, second steps) and who read what.
 *
 * Right: reads.see; reads are in scope. Works of the year for who holds history.see as well, those of the school's base for who sees everyone besides. */
#pragma once

#include "school/history/history.h"

typedef enum JournalKind { JOURNAL_OPERATION, JOURNAL_ACCOUNT, JOURNAL_READ, JOURNAL_KINDS } JournalKind;
extern const char *const journal_kinds[];       /* NULL-ended */

/* What is asked for: KINDS, a bit each; ACCOUNT, PERSON 0: anybody's. BEFORE: of each kind, the number from which on its lines have been told. */
typedef struct JournalAsk { unsigned kinds; int64_t account, person, before[JOURNAL_KINDS]; Instant since, until; } JournalAsk;

/* thing: of a read, which one of theirs. */
typedef struct JournalLine { JournalKind kind; int64_t id, at, account, undoes, objects, person, thing; const char *who, *act, *detail; } JournalLine;

/* At most MOST lines, the newest first, in W's memory; *ASK then says where the next begin. *MORE: there are some. */
JournalLine *journal_lines(Work *w, JournalAsk *ask, size_t most, size_t *count, bool *more);

/* The screens. */
extern const Field journal_fields[];
Reply show_journal(Request *rq), journal_file(Request *rq);
