/* The audit read again: works, what each changed, as typed values. The rows are those of change.h; this is how pages, undoing and tests read them. */
#pragma once

#include "store/change.h"

/* One transaction that changed something. undoes: the work that it took back, 0 for none. */
typedef struct WorkDone { int64_t id, at, account, person, undoes; const char *act; } WorkDone;
bool history_work(Tx *tx, Place place, int64_t work, WorkDone *out);    /* false: there is none */

/* What one work did to one object. */
typedef enum HistoryKind { HISTORY_MADE, HISTORY_CHANGED, HISTORY_ENDED } HistoryKind;
typedef struct HistoryField { int column; Value before, after; } HistoryField;
typedef struct HistoryDeed {
    int64_t id, work;
    const Table *table;
    const char *object, *source;        /* object: its key as the audit writes it, "12,7" */
    Value *key;                         /* key_count values */
    HistoryKind kind;
    HistoryField *fields;               /* of what was made or ended too: all that it held, the key left out */
    size_t count;
} HistoryDeed;

/* False: the text is none of the audit's, or nothing of it is known to this program; columns that are gone are left out. Values point into MEM. */
bool history_deed(Arena *mem, const Table *table, const char *object, const char *fields, HistoryDeed *out);
const Table *history_table(const Tx *tx, const char *name);             /* an audited table by its name, or NULL */
bool history_key(Arena *mem, const Table *table, const char *object, Value *key);

/* The work's deeds in their order, AFTER an audit id (0: from the first), at most MOST. A deed that cannot be read has a NULL table. */
HistoryDeed *history_deeds(Tx *tx, Arena *mem, Place place, int64_t work, int64_t after, int64_t most, size_t *count);

/* Works that count for nothing, seen from the time of WORK: what was done and taken back since (or taken back and done again), and what took it back. Each
 * time that a work is taken back, or this is taken back in turn, it is in force or no longer: what this was done to an even number of times since then
 * is as it was. *BY: WORK itself is no longer in force (or, if it took one back, that is in force again), because of this work; 0: it stands. */
typedef struct HistoryVoid { const int64_t *works; size_t count; } HistoryVoid;
HistoryVoid history_void(Tx *tx, Arena *mem, Place place, int64_t work, int64_t *by);
bool history_is_void(const HistoryVoid *v, int64_t work);

/* Of each of these WORKS what took it back, if that stands, else 0: for lists. */
void history_undone(Tx *tx, Arena *mem, Place place, const int64_t *works, int64_t *by, size_t count);
