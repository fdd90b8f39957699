#include "school/twins/twins.h"

#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts_many.h"
#include "school/people/people_input.h"
#include "school/people/people_rules.h"

#define PAIRS_MOST 200
#define COLUMNS_MOST 64
#define KEYS_MOST 8

/* ---- who may be the same ---- */

static bool near(Arena *mem, const char *a, const char *b) {
    if (str_empty(a) || str_empty(b))
        return str_empty(a) && str_empty(b);
    const char *x = text_fold(mem, a), *y = text_fold(mem, b);
    int slips = strlen(x) < 4 ? 0 : strlen(x) < 8 ? 1 : 2;
    return text_distance(x, y, slips) <= slips;
}

static const char *at(const Rows *r, int column) { return row_peek(r, column); }

/* One surname of each near one of the other's, and near given names. */
static bool near_names(Arena *mem, const Rows *r) {
    const char *ours[] = { at(r, TWINS_BY_BIRTH_ONE_FAMILY), at(r, TWINS_BY_BIRTH_ONE_USAGE) }, *theirs[] = { at(r, TWINS_BY_BIRTH_OTHER_FAMILY), at(r, TWINS_BY_BIRTH_OTHER_USAGE) };
    bool surname = false;
    for (int i = 0; i < 4; i++)
        surname = surname || (!str_empty(ours[i / 2]) && !str_empty(theirs[i % 2]) && near(mem, ours[i / 2], theirs[i % 2]));
    return surname && near(mem, at(r, TWINS_BY_BIRTH_ONE_GIVEN), at(r, TWINS_BY_BIRTH_OTHER_GIVEN));
}

static bool same_phone(Arena *mem, const char *a, const char *b) {
    const char *x = str_empty(a) ? NULL : phone_normal(mem, a), *y = str_empty(b) ? NULL : phone_normal(mem, b);
    return x && y && str_equal(x, y);
}

typedef VEC(Twins) Pairs;

static bool known(const Pairs *pairs, int64_t one, int64_t other) {
    for (size_t i = 0; i < pairs->count; i++)
        if (pairs->items[i].one == one && pairs->items[i].other == other)
            return true;
    return false;
}

static void by_birth(Work *w, Pairs *pairs) {
    for (Rows r = db_rows(w->tx, &TWINS_BY_BIRTH, NO_VALUES); row_next(&r); ) {
        Arena *scratch = arena_child(w->mem);
        if (pairs->count < PAIRS_MOST && near_names(scratch, &r))
            *VEC_ADD(w->mem, pairs) = (Twins){ row_int(&r, TWINS_BY_BIRTH_ONE), row_int(&r, TWINS_BY_BIRTH_OTHER), row_text(&r, TWINS_BY_BIRTH_ONE_NAME, w->mem),
                row_text(&r, TWINS_BY_BIRTH_OTHER_NAME, w->mem), TWIN_BIRTH };
        arena_free(scratch);
    }
}

static void by_name(Work *w, Pairs *pairs) {
    for (Rows r = db_rows(w->tx, &TWINS_BY_NAME, NO_VALUES); row_next(&r); ) {
        Arena *scratch = arena_child(w->mem);
        bool email = !str_empty(at(&r, TWINS_BY_NAME_ONE_EMAIL)) && !str_empty(at(&r, TWINS_BY_NAME_OTHER_EMAIL)) &&
            strcasecmp(at(&r, TWINS_BY_NAME_ONE_EMAIL), at(&r, TWINS_BY_NAME_OTHER_EMAIL)) == 0;
        bool phone = same_phone(scratch, at(&r, TWINS_BY_NAME_ONE_MOBILE), at(&r, TWINS_BY_NAME_OTHER_MOBILE)) ||
            same_phone(scratch, at(&r, TWINS_BY_NAME_ONE_HOME), at(&r, TWINS_BY_NAME_OTHER_HOME));
        int64_t one = row_int(&r, TWINS_BY_NAME_ONE), other = row_int(&r, TWINS_BY_NAME_OTHER);
        if (pairs->count < PAIRS_MOST && (email || phone) && !known(pairs, one, other))
            *VEC_ADD(w->mem, pairs) = (Twins){ one, other, row_text(&r, TWINS_BY_NAME_ONE_NAME, w->mem), row_text(&r, TWINS_BY_NAME_OTHER_NAME, w->mem),
                email ? TWIN_EMAIL : TWIN_PHONE };
        arena_free(scratch);
    }
}

Twins *people_twins(Work *w, size_t *count) {
    Pairs pairs = { 0 };
    by_birth(w, &pairs);
    by_name(w, &pairs);
    *count = pairs.count;
    return pairs.items;
}

void people_not_twins(Work *w, int64_t one, int64_t other) {
    bool both = one != other;
    for (int i = 0; i < 2; i++) {
        Rows r = db_rows(w->tx, &PERSON_HATS, VALUES(of_int(i ? other : one)));
        both = row_next(&r) && both;
        rows_end(&r);
    }
    if (both)
        change_put(w->tx, &TABLE_NOT_TWIN, KEY(of_int(one < other ? one : other), of_int(one < other ? other : one)), NULL, 0);
    else
        problem(w, T_TWINS_NOT_TWO, NULL, "other");
}

/* ---- one row: from GONE to KEPT ---- */

/* What the row of KEPT does not say and this one does. */
static void fill(Work *w, const Table *table, const Value *key, const Value *from) {
    Value now[COLUMNS_MOST];
    ChangeField fields[COLUMNS_MOST];
    size_t count = 0;
    bool there = change_read(w->tx, table, key, now, w->mem);
    for (int c = table->key_count; c < table->column_count; c++)
        if (!there || (now[c].kind == VALUE_NULL && from[c].kind != VALUE_NULL))
            fields[count++] = SET(c, from[c]);
    change_put(w->tx, table, key, fields, count);
}

static bool of_oneself(const Table *table, const Value *key) {
    return (table == &TABLE_GUARDIANSHIP || table == &TABLE_NOT_TWIN) && key[0].integer == key[1].integer;
}

static void move_row(Work *w, const Reference *ref, const Value *key, int64_t kept) {
    const Table *table = ref->table;
    Value row[COLUMNS_MOST], moved[KEYS_MOST];
    must(table->column_count <= COLUMNS_MOST && table->key_count <= KEYS_MOST);
    if (ref->column >= table->key_count) {
        change_put(w->tx, table, key, FIELDS(SET(ref->column, of_int(kept))));
        return;
    }
    if (!change_read(w->tx, table, key, row, w->mem))
        return;
    for (int i = 0; i < table->key_count; i++)
        moved[i] = i == ref->column ? of_int(kept) : key[i];
    if (table == &TABLE_NOT_TWIN && moved[0].integer > moved[1].integer) {
        Value first = moved[0];
        moved[0] = moved[1];
        moved[1] = first;
    }
    change_end(w->tx, table, key);
    if (!of_oneself(table, moved))
        fill(w, table, moved, row);
}

static void move_rows(Work *w, const Reference *ref, int64_t kept, int64_t gone) {
    typedef struct Key { Value values[KEYS_MOST]; } Key;
    VEC(Key) keys = { 0 };
    for (Rows r = db_rows(w->tx, ref->rows, VALUES(of_int(gone))); row_next(&r); ) {
        Key *key = VEC_ADD(w->mem, &keys);
        for (int i = 0; i < ref->table->key_count; i++)
            key->values[i] = ref->table->columns[i].type == 't' ? of_text(row_text(&r, i, w->mem)) : of_int(row_int(&r, i));
    }
    for (size_t i = 0; i < keys.count; i++)
        move_row(w, ref, keys.items[i].values, kept);
}

/* ---- the persons themselves ---- */

static void merge_values(Work *w, int64_t kept, int64_t gone, const bool *theirs) {
    Value ours[COLUMNS_MOST], other[COLUMNS_MOST];
    ChangeField fields[PERSON_EDITS + 4];
    size_t count = 0;
    if (!change_read(w->tx, &TABLE_PERSON, KEY(of_int(kept)), ours, w->mem) || !change_read(w->tx, &TABLE_PERSON, KEY(of_int(gone)), other, w->mem))
        return;
    for (PersonEdit edit = EDIT_FAMILY_NAME; edit <= EDIT_OCCUPATION; edit++) {
        int c = edit_rules[edit].column;
        if ((theirs && theirs[edit]) || ours[c].kind == VALUE_NULL)
            ours[c] = other[c];
        fields[count++] = SET(c, ours[c]);
    }
    if (ours[COL_PERSON_ADDRESS].kind == VALUE_NULL)
        fields[count++] = SET(COL_PERSON_ADDRESS, other[COL_PERSON_ADDRESS]);
    Names names = { ours[COL_PERSON_FAMILY_NAME].data, ours[COL_PERSON_USAGE_NAME].data, ours[COL_PERSON_GIVEN_NAME].data, ours[COL_PERSON_GIVEN_NAME_2].data,
        ours[COL_PERSON_GIVEN_NAME_3].data };
    name_fields(w, &names, fields + count);
    change_put(w->tx, &TABLE_PERSON, KEY(of_int(kept)), fields, count + 2);
}

static bool is_there(Work *w, int64_t person) {
    Rows r = db_rows(w->tx, &PERSON_HATS, VALUES(of_int(person)));
    bool there = row_next(&r);
    rows_end(&r);
    return there;
}

void people_merge(Work *w, int64_t kept, int64_t gone, const bool *theirs, const Reference *const *pointing) {
    if (kept == gone || !is_there(w, kept) || !is_there(w, gone)) {
        problem(w, T_TWINS_NOT_TWO, NULL, "other");
        return;
    }
    accounts_merge(w, kept, gone);
    pupil_facts_merge(w, kept, gone);
    memberships_merge(w, kept, gone);
    for (; *pointing; pointing++)
        for (const Reference *ref = *pointing; ref->table; ref++)
            if (ref->merge)
                ref->merge(w, kept, gone);
            else
                move_rows(w, ref, kept, gone);
    merge_values(w, kept, gone, theirs);
    change_put(w->tx, &TABLE_PERSON, KEY(of_int(gone)), FIELDS(SET(COL_PERSON_MERGED_INTO, of_int(kept))));
}
