/* Between the change door and the audit. Private to this folder. */
#pragma once

#include "base/vec.h"
#include "store/engine.h"

#define COLUMNS_MAX 80

/* One object that this transaction touched: as it was before the first change, as it is after the last. Rows are kept
 * packed: an import touches tens of thousands. NULL: not there. */
typedef struct Pending {
    const Table *table;
    const char *object, *source;
    const uint8_t *before, *after;
    uint64_t hash;
    bool known;                         /* before is set */
} Pending;

typedef struct Reserved { const Table *table; const int64_t *ids; size_t count, used; struct Reserved *next; } Reserved;

typedef struct Changes {
    Arena *mem;
    ChangeBy by;
    const char *source;
    int64_t work;
    Place place;
    VEC(Pending) pending;
    uint32_t *index;                    /* open addressing over pending, 1-based */
    size_t index_size;
    VEC(const char *) topics;
    Conflict *conflicts;
    Reserved *reserved;
} Changes;

void audit_note(Tx *tx, Changes *c, const Table *table, const Value *before, const Value *after);
void audit_topic(Changes *c, const char *topic);

bool audit_records(const TableColumn *column);          /* its values stand in the audit */
char *audit_object(Arena *mem, const Table *table, const Value *key);   /* "12,7": as the audit calls the row with KEY */
