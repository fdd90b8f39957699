/* What follows from other columns of subjects and structures: what they are sorted by. */
#include "base/str.h"
#include "base/text.h"
#include "gen/statements.h"
#include "school/structures/structures.h"

static const char *text_at(const Value *row, int column) { return row[column].kind == VALUE_TEXT ? row[column].data : NULL; }

const char *subject_shown(const char *label_print, const char *label_long, const char *code) {
    return !str_empty(label_print) ? label_print : !str_empty(label_long) ? label_long : code;
}

static void derive_subject(Arena *mem, const Value *before, Value *row) {
    (void) before;
    SortKey key = text_sort_key(mem, subject_shown(text_at(row, COL_SUBJECT_LABEL_PRINT), text_at(row, COL_SUBJECT_LABEL_LONG), text_at(row, COL_SUBJECT_CODE)));
    row[COL_SUBJECT_SORT_KEY] = of_bytes(key.bytes, key.size);
}

static void derive_structure(Arena *mem, const Value *before, Value *row) {
    (void) before;
    SortKey key = text_sort_key(mem, text_at(row, COL_STRUCTURE_CODE));
    row[COL_STRUCTURE_SORT_KEY] = of_bytes(key.bytes, key.size);
}

const TableHook structures_hooks[] = { { &TABLE_SUBJECT, .derive = derive_subject }, { &TABLE_STRUCTURE, .derive = derive_structure }, { 0 } };
