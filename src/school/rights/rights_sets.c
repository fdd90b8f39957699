/* All sets at once, with what they hold and how many hold them: the matrix of the page « Autorisations », and of the register of processing. */
#include "base/str.h"
#include "gen/statements.h"
#include "school/rights/rights.h"

RightsSet *rights_set_of(const RightsSets *s, int64_t id) {
    for (size_t i = 0; i < s->rows.count; i++)
        if (s->rows.items[i].id == id)
            return &s->rows.items[i];
    return NULL;
}

static RightsSet *set_called(const RightsSets *s, const char *code) {
    for (size_t i = 0; i < s->rows.count; i++)
        if (str_equal(s->rows.items[i].code, code))
            return &s->rows.items[i];
    return NULL;
}

bool rights_in_set(const RightsSet *row, const RightInfo *right) {
    if (str_equal(row->kind, "administration"))
        return access_offered(right, access_mode(row->mode));
    return rights_hold(&row->has, *right->id);
}

bool rights_has_danger(const RightsSet *row, const Danger *d) {
    if (str_equal(row->kind, "administration"))
        return false;                   /* they hold everything, on purpose */
    for (int i = 0; i < 3 && d->rights[i]; i++) {
        const RightInfo *right = access_right(d->rights[i]);
        if (!right || !rights_in_set(row, right))
            return false;
    }
    return true;
}

static void read_people(RightsSets *s, Rows kinds, Rows supervisors) {
    while (row_next(&kinds)) {
        RightsSet *row = set_called(s, row_peek(&kinds, SETS_BY_THEMSELVES_CODE));
        if (row)
            row->people += row_int(&kinds, SETS_BY_THEMSELVES_COUNT);
    }
    while (row_next(&supervisors))
        s->supervisors++;
}

static void read_held(Work *w, RightsSets *s, Rows held, Rows exceptions) {
    while (row_next(&held)) {
        const RightInfo *right = access_right(row_peek(&held, SETS_RIGHTS_RIGHT_NAME));
        RightsSet *row = rights_set_of(s, row_int(&held, SETS_RIGHTS_PROFILE));
        if (right && row)
            rights_add(&row->has, *right->id);
    }
    while (row_next(&exceptions)) {
        const RightInfo *right = access_right(row_peek(&exceptions, EXCEPTIONS_ALL_RIGHT_NAME));
        if (right)
            *VEC_ADD(w->mem, &s->exceptions) = (RightsExcept){ right, row_int(&exceptions, EXCEPTIONS_ALL_ALLOWED), access_mode(row_peek(&exceptions, EXCEPTIONS_ALL_MODE)),
                row_int(&exceptions, EXCEPTIONS_ALL_PROFILE) };
    }
}

RightsSets *rights_sets(Work *w) {
    RightsSets *s = NEW(w->mem, RightsSets);
    Rows all = db_rows(w->tx, &SETS_ALL, NO_VALUES), kinds = db_rows(w->tx, &SETS_BY_THEMSELVES, VALUES(of_int(w->actor->scope.day))), supervisors = db_rows(w->tx, &SUPERVISORS, NO_VALUES);
    Rows held = db_rows(w->tx, &SETS_RIGHTS, NO_VALUES), exceptions = db_rows(w->tx, &EXCEPTIONS_ALL, NO_VALUES);
    while (row_next(&all))
        *VEC_ADD(w->mem, &s->rows) = (RightsSet){ .id = row_int(&all, SETS_ALL_ID), .people = row_int(&all, SETS_ALL_GIVEN), .code = row_text(&all, SETS_ALL_CODE, w->mem),
            .name = row_text(&all, SETS_ALL_NAME, w->mem), .kind = row_text(&all, SETS_ALL_KIND, w->mem), .model = row_text(&all, SETS_ALL_MODEL, w->mem),
            .mode = row_text(&all, SETS_ALL_MODE, w->mem), .sees_all = row_int(&all, SETS_ALL_SEES_ALL), .idle = row_int(&all, SETS_ALL_IDLE) };
    read_people(s, kinds, supervisors);
    read_held(w, s, held, exceptions);
    for (size_t i = 0; i < s->rows.count; i++)
        for (const Danger *d = rights_dangers; d->code; d++)
            s->rows.items[i].danger = s->rows.items[i].danger || rights_has_danger(&s->rows.items[i], d);
    return s;
}

bool rights_gives(const RightsSet *row, const RightInfo *right) { return rights_in_set(row, right) && !(right->changes && str_equal(row->kind, "consultation")); }

/* How many persons hold RIGHT, as rights_holders counts them: the supervisors, by sets, and what exceptions change. */
int64_t rights_count(const RightsSets *s, const RightInfo *right) {
    int64_t count = s->supervisors;
    for (size_t i = 0; i < s->rows.count; i++)
        if (rights_gives(&s->rows.items[i], right))
            count += s->rows.items[i].people;
    for (size_t i = 0; i < s->exceptions.count; i++) {
        const RightsExcept *e = &s->exceptions.items[i];
        const RightsSet *row = e->set ? rights_set_of(s, e->set) : set_called(s, access_first_set(e->mode));
        if (e->right != right || !row)
            continue;
        bool may_hold = e->allowed && !(right->changes && str_equal(row->kind, "consultation"));
        count += may_hold - rights_gives(row, right);
    }
    return count;
}
