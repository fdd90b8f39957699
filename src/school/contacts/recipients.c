/* To which of a pupil's guardians what goes home is sent. */
#include "school/contacts/contacts.h"

#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "school/people/people_change.h"

#include <string.h>

enum { LEGAL = 1, CONTACT_ONLY = 3 };

static bool may_be(const Tie *t) { return t->level < CONTACT_ONLY || t->preferred; }

static bool before(const Tie *a, const Tie *b) {
    if (a->preferred != b->preferred)
        return a->preferred;
    if ((a->level == LEGAL) != (b->level == LEGAL))
        return a->level == LEGAL;
    if (a->first != b->first)
        return a->first;
    return a->rank != b->rank ? a->rank < b->rank : a->guardian < b->guardian;
}

static bool together(const Tie *a, const Tie *b) { return *a->place && str_equal(a->place, b->place); }

void recipients_choose(const Tie *ties, size_t count, bool *to) {
    for (size_t i = 0; i < count; i++) {
        to[i] = may_be(&ties[i]);
        for (size_t k = 0; k < count && to[i]; k++)
            to[i] = k == i || !may_be(&ties[k]) || !together(&ties[i], &ties[k]) || before(&ties[i], &ties[k]);
    }
}

const char *contact_place(Arena *mem, const char *address) {
    const char *folded = text_fold(mem, address);
    Str close = str_new(mem, strlen(folded) + 1);
    for (const char *c = folded; *c; c++)
        if (*c != ' ' && *c != ',' && *c != '.' && *c != '-' && *c != '\'')
            str_add_n(&close, c, 1);
    return close.data;
}

static Tie read_tie(Work *w, const Rows *r) {
    return (Tie){ row_int(r, TIES_TO_TELL_PUPIL), row_int(r, TIES_TO_TELL_GUARDIAN), (int) row_int(r, TIES_TO_TELL_LEVEL), (int) row_int(r, TIES_TO_TELL_RANK),
        row_int(r, TIES_TO_TELL_PREFERRED), row_int(r, TIES_TO_TELL_CONTACT_FIRST), row_int(r, TIES_TO_TELL_RECIPIENT),
        contact_place(w->mem, row_text(r, TIES_TO_TELL_PLACE, w->mem)) };
}

static void tell(Work *w, const Tie *ties, size_t count, bool set, Recipients *all) {
    bool *to = NEW_ARRAY(w->mem, bool, count);
    size_t told = 0;
    recipients_choose(ties, count, to);
    for (size_t i = 0; i < count; i++) {
        bool changes = ties[i].recipient != to[i];
        told += to[i];
        all->changed += changes;
        if (set && changes)
            guardianship_recipient(w, ties[i].pupil, ties[i].guardian, to[i]);
    }
    all->pupils++;
    all->one += told == 1;
    all->several += told > 1;
    all->none += told == 0;
}

Recipients recipients_reset(Work *w, const int64_t *guardians, size_t count, bool set) {
    VEC(Tie) ties = { 0 };
    Recipients all = { 0 };
    for (Rows r = db_rows(w->tx, &TIES_TO_TELL, VALUES(of_ids(guardians, count))); row_next(&r); )
        *VEC_ADD(w->mem, &ties) = read_tie(w, &r);
    for (size_t i = 0, next; i < ties.count && ok(w); i = next) {
        for (next = i; next < ties.count && ties.items[next].pupil == ties.items[i].pupil; )
            next++;
        tell(w, &ties.items[i], next - i, set, &all);
    }
    return all;
}
