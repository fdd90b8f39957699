#include "school/contacts/contacts.h"

#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"

#include <stdlib.h>

/* The columns of the table and of PREFERENCES_OF stand in the order of the matrix. */
_Static_assert(COL_CONTACT_PREFERENCE_SMS_NEWS - COL_CONTACT_PREFERENCE_LETTER_LIFE == CONTACT_WAYS * CONTACT_SUBJECTS - 1, "a column for each way and subject");
_Static_assert(COL_CONTACT_PREFERENCE_DISCUSSION - COL_CONTACT_PREFERENCE_LETTER_LIFE == CONTACT_WAYS * CONTACT_SUBJECTS, "discussions come last");
_Static_assert(PREFERENCES_OF_DISCUSSION - PREFERENCES_OF_LETTER_LIFE == CONTACT_WAYS * CONTACT_SUBJECTS, "read as they are written");

const Preferences preferences_usual = { .wanted = { [BY_LETTER] = { true, true, true }, [BY_MAIL] = { true, true, true }, [BY_SMS] = { true, false, false } }, .discussion = true };

static Preferences read_row(const Rows *r) {
    Preferences p = { .discussion = row_int(r, PREFERENCES_OF_DISCUSSION) };
    for (int by = 0; by < CONTACT_WAYS; by++)
        for (int about = 0; about < CONTACT_SUBJECTS; about++)
            p.wanted[by][about] = row_int(r, PREFERENCES_OF_LETTER_LIFE + by * CONTACT_SUBJECTS + about);
    return p;
}

Preferences preferences_of(Work *w, int64_t person, bool *said) {
    Preferences p = preferences_usual;
    Rows r = db_rows(w->tx, &PREFERENCES_OF, VALUES(of_ids(&person, 1)));
    bool found = row_next(&r);
    if (found)
        p = read_row(&r);
    rows_end(&r);
    if (said)
        *said = found;
    return p;
}

static int by_number(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return x < y ? -1 : x > y;
}

/* SAID[i]: PERSONS[i] has said something. */
static bool *who_said(Work *w, const int64_t *persons, size_t count) {
    bool *said = NEW_ARRAY(w->mem, bool, count + 1);
    VEC(int64_t) all = { 0 };           /* in order, as the statement has it */
    for (Rows r = db_rows(w->tx, &PREFERENCES_OF, VALUES(of_ids(persons, count))); row_next(&r); )
        *VEC_ADD(w->mem, &all) = row_int(&r, PREFERENCES_OF_PERSON);
    for (size_t i = 0; i < count && all.count; i++)
        said[i] = bsearch(&persons[i], all.items, all.count, sizeof *persons, by_number) != NULL;
    return said;
}

size_t preferences_unsaid(Work *w, const int64_t *persons, size_t count) {
    const bool *said = who_said(w, persons, count);
    size_t unsaid = 0;
    for (size_t i = 0; i < count; i++)
        unsaid += !said[i];
    return unsaid;
}

static void set_one(Work *w, int64_t person, const Preferences *to) {
    ChangeField fields[CONTACT_WAYS * CONTACT_SUBJECTS + 1];
    size_t n = 0;
    for (int by = 0; by < CONTACT_WAYS; by++)
        for (int about = 0; about < CONTACT_SUBJECTS; about++, n++)
            fields[n] = SET(COL_CONTACT_PREFERENCE_LETTER_LIFE + (int) n, of_int(to->wanted[by][about]));
    fields[n++] = SET(COL_CONTACT_PREFERENCE_DISCUSSION, of_int(to->discussion));
    change_put(w->tx, &TABLE_CONTACT_PREFERENCE, KEY(of_int(person)), fields, n);
}

void preferences_change(Work *w, const CellChange *change) {
    const int column = COL_CONTACT_PREFERENCE_LETTER_LIFE + change->field;
    bool said;
    Preferences p = preferences_of(w, change->id, &said);
    if (change->value.kind != VALUE_INT) {
        problem(w, T_FORM_REQUIRED, NULL, "%s", change->at);
        return;
    }
    if (said) {
        ChangeField field = SET(column, change->value);
        field.compare = change->compare;
        field.was = change->was;
        change_put(w->tx, &TABLE_CONTACT_PREFERENCE, KEY(of_int(change->id)), &field, 1);
        return;
    }
    if (change->field == CONTACT_WAYS * CONTACT_SUBJECTS)
        p.discussion = change->value.integer != 0;
    else
        p.wanted[change->field / CONTACT_SUBJECTS][change->field % CONTACT_SUBJECTS] = change->value.integer != 0;
    set_one(w, change->id, &p);
}

size_t preferences_set(Work *w, const int64_t *persons, size_t count, const Preferences *to, bool only_unsaid) {
    const bool *said = who_said(w, persons, count);
    size_t done = 0;
    for (size_t i = 0; i < count && ok(w); i++)
        if (!only_unsaid || !said[i]) {
            set_one(w, persons[i], to);
            done++;
        }
    return done;
}
