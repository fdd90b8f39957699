#include "test/dummy_hooks.h"

#include "base/text.h"
#include "gen/dummy_statements.h"
#include "store/engine.h"

static void keep_words(Tx *tx, const Value *key, const Value *before, const Value *after) {
    if (before)
        db_do(tx, &DUMMY_WORD_CLEAR, VALUES(key[0]));
    if (after)
        db_do(tx, &DUMMY_WORD_ADD, VALUES(after[COL_DUMMY_NAME], key[0]));
}

static void derive(Arena *mem, const Value *before, Value *row) {
    (void) before;
    const char *name = row[COL_DUMMY_NAME].data;
    row[COL_DUMMY_SHOUT] = of_text(text_upper(mem, name));
    row[COL_DUMMY_SORT_KEY] = of_bytes(name, row[COL_DUMMY_NAME].size);
}

static const TableHook hooks[] = { { &TABLE_DUMMY, keep_words, derive, &TABLE_DUMMY_WORD } };

void dummy_hooks_set(StoreFixture *f) {
    change_hooks(f->store, hooks, 1);
    f->store->tables = dummy_all_tables;
}
