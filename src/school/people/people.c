#include "school/people/people.h"

#include "base/str.h"
#include "gen/statements.h"

#include <string.h>

const char *const exit_words[] = { "none", "half_day", "no_lesson", "free", NULL };
const char *const board_words[] = { "external", "half_board", "boarder", "boarder_external", "hosted_boarder", NULL };
const char *const kinship_words[] = { "mother", "father", "sibling", "grandparent", "other_family", "educator", "foster_carer",
    "tutor", "child_welfare", "self", "other", NULL };
const char *const sex_words[] = { "f", "m", NULL };

/* R-11, formats.md §1.3: 0 and 1 external, 2x, 6 and 29 half-board, 3x boarder, 4 boarder-external, 5 hosted. */
const char *board_of_code(const char *code) {
    if (str_empty(code))
        return NULL;
    if (strlen(code) == 2)
        return code[0] == '2' ? "half_board" : code[0] == '3' ? "boarder" : NULL;
    if (strlen(code) != 1)
        return NULL;
    switch (code[0]) {
    case '0': case '1': return "external";
    case '2': case '6': return "half_board";
    case '3': return "boarder";
    case '4': return "boarder_external";
    case '5': return "hosted_boarder";
    default: return NULL;
    }
}

typedef struct CodeWord { const char *code, *word; } CodeWord;

static const char *word_of(const CodeWord *table, const char *code) {
    for (; code && table->code; table++)
        if (str_equal(table->code, code))
            return table->word;
    return NULL;
}

const char *kinship_of_code(const char *code) {
    static const CodeWord table[] = { { "10", "mother" }, { "20", "father" }, { "37", "sibling" }, { "38", "grandparent" },
        { "39", "other_family" }, { "41", "educator" }, { "42", "foster_carer" }, { "50", "tutor" }, { "51", "child_welfare" },
        { "70", "self" }, { "90", "other" }, { NULL, NULL } };
    return word_of(table, code);
}

const char *kinship_of_old_code(const char *code) {
    static const CodeWord table[] = { { "1", "father" }, { "2", "mother" }, { "3", "tutor" }, { "4", "other_family" },
        { "5", "child_welfare" }, { "6", "other" }, { "7", "self" }, { NULL, NULL } };
    return word_of(table, code);
}

int64_t person_of_key(Work *w, const char *system, const char *theirs) {
    return db_int(w->tx, &PERSON_KEY_FIND, VALUES(of_text(system), of_text(theirs)));
}

int64_t person_number_new(Work *w) {
    return db_int(w->tx, &PERSON_NUMBER_ADD, VALUES(of_int(w->now)));
}

Rows person_numbers_new(Work *w, size_t count) {
    return db_rows(w->tx, &PERSON_NUMBERS_ADD, VALUES(of_int(w->now), of_int((int64_t) count)));
}

void person_tie(Work *w, const char *system, const char *theirs, int64_t person) {
    db_send(w->tx, &PERSON_KEY_ADD, VALUES(of_text(system), of_text(theirs), of_int(person)));
}

/* ---- search words ---- */

static const int name_columns[] = { COL_PERSON_FAMILY_NAME, COL_PERSON_USAGE_NAME, COL_PERSON_GIVEN_NAME, COL_PERSON_GIVEN_NAME_2,
    COL_PERSON_GIVEN_NAME_3 };

static const char *name_at(const Value *row, int column) {
    return row[column].kind == VALUE_TEXT ? row[column].data : NULL;
}

static bool same_names(const Value *before, const Value *after) {
    for (size_t i = 0; i < sizeof name_columns / sizeof *name_columns; i++)
        if (!str_equal(name_at(before, name_columns[i]), name_at(after, name_columns[i])))
            return false;
    return true;
}

static Names names_of(const Value *row) {
    return (Names){ name_at(row, COL_PERSON_FAMILY_NAME), name_at(row, COL_PERSON_USAGE_NAME), name_at(row, COL_PERSON_GIVEN_NAME),
        name_at(row, COL_PERSON_GIVEN_NAME_2), name_at(row, COL_PERSON_GIVEN_NAME_3) };
}

static bool is_merged(const Value *row) { return row[COL_PERSON_MERGED_INTO].kind == VALUE_INT; }

/* Who was made one with somebody else is found under that one's names only. */
static void refresh_words(Tx *tx, const Value *key, const Value *before, const Value *after) {
    if (before && after && same_names(before, after) && is_merged(before) == is_merged(after))
        return;
    if (before)
        db_send(tx, &PERSON_WORDS_END, key, 1);
    if (!after || is_merged(after))
        return;
    Arena *mem = arena_new();
    Names n = names_of(after);
    for (char **word = names_words(mem, &n); *word; word++)
        db_send(tx, &PERSON_WORD_ADD, VALUES(of_text(*word), key[0]));
    arena_free(mem);
}

/* ---- columns that follow from others ---- */

static void derive_person(Arena *mem, const Value *before, Value *row) {
    if (before && same_names(before, row))
        return;
    Names n = names_of(row);
    SortKey key = names_sort_key(mem, &n);
    row[COL_PERSON_DISPLAY_NAME] = of_text(names_display(mem, &n));
    row[COL_PERSON_SORT_KEY] = of_bytes(key.bytes, key.size);
}

const TableHook people_hooks[] = { { &TABLE_PERSON, refresh_words, derive_person, &TABLE_PERSON_WORD }, { 0 } };

const char *person_record(Arena *mem, const char *hat, int64_t person) {
    static const struct { const char *hat, *list; } lists[] = { { "pupil", "eleves" }, { "guardian", "responsables" }, { "teacher", "professeurs" }, { "staff", "personnels" } };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (str_equal(lists[i].hat, hat))
            return arena_printf(mem, "/bureau/%s/%lld", lists[i].list, (long long) person);
    return NULL;
}
