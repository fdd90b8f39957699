#include "school/rights/rights.h"

#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/structures/structures.h"

#define NAME_MOST 60
#define REASON_MOST 200

/* ---- what is there ---- */

typedef struct Set { int64_t id; Mode mode; const char *code, *name, *kind, *model; bool sees_all; } Set;

static bool read_set(Work *w, int64_t id, Set *s) {
    Rows r = db_rows(w->tx, &SET_READ, VALUES(of_int(id)));
    if (!row_next(&r))
        return false;
    *s = (Set){ id, access_mode(row_peek(&r, SET_READ_MODE)), row_text(&r, SET_READ_CODE, w->mem), row_text(&r, SET_READ_NAME, w->mem),
        row_text(&r, SET_READ_KIND, w->mem), row_text(&r, SET_READ_MODEL, w->mem), row_int(&r, SET_READ_SEES_ALL) };
    rows_end(&r);
    return true;
}

static bool administers(const Set *s) { return str_equal(s->kind, "administration"); }
static bool is_built_in(const Set *s) { return str_equal(s->code, s->model); }

/* those who administer are named from above. */
static bool may_name(Work *w, const Set *s) {
    return !administers(s) || w->actor->rank > (str_equal(s->code, "super") ? 2 : 1);
}

static bool holds_all_of(Work *w, const Set *s) {
    if (administers(s))
        return true;                    /* may_name has said */
    for (Rows r = db_rows(w->tx, &PROFILE_RIGHTS, VALUES(of_int(s->id))); row_next(&r); ) {
        const RightInfo *right = access_right(row_peek(&r, PROFILE_RIGHTS_RIGHT_NAME));
        if (right && access_offered(right, MODE_ADMINISTRATIVE) && !may(w, *right->id)) {
            rows_end(&r);
            return false;
        }
    }
    return true;
}

static const char *plain_text(Work *w, const char *typed, int most, TextId missing, const char *field) {
    const char *text = typed ? text_trim(w->mem, typed) : NULL;
    if (str_empty(text) || text_length(text) > (size_t) most) {
        problem(w, missing, NULL, "%s", field);
        return NULL;
    }
    return text;
}

/* ---- sets ---- */

static const char *free_name(Work *w, Mode mode, int64_t set, const char *typed, const char *field) {
    const char *name = plain_text(w, typed, NAME_MOST, T_RIGHTS_NAME_MISSING, field);
    int64_t other = name ? db_int(w->tx, &SET_NAMED, VALUES(of_text(mode_words[mode]), of_text(name))) : 0;
    if (!other || other == set)
        return name;
    problem(w, T_RIGHTS_NAME_TAKEN, NULL, "%s", field);
    return NULL;
}

/* A copy of one that administers the school may be edited: it begins with all rights of its mode. */
static void copy_rights(Work *w, const Set *from, int64_t to) {
    if (!administers(from)) {
        for (Rows r = db_rows(w->tx, &PROFILE_RIGHTS, VALUES(of_int(from->id))); row_next(&r); )
            change_put(w->tx, &TABLE_PROFILE_RIGHT, KEY(of_int(to), of_text(row_text(&r, PROFILE_RIGHTS_RIGHT_NAME, w->mem))), NULL, 0);
        return;
    }
    const RightInfo *r;
    for (size_t i = 0; (r = access_nth(i)); i++)
        if (access_offered(r, from->mode) && may(w, *r->id))
            change_put(w->tx, &TABLE_PROFILE_RIGHT, KEY(of_int(to), of_text(r->name)), NULL, 0);
}

int64_t rights_copy_set(Work *w, int64_t from, const char *typed, const char *field) {
    Set s;
    if (!read_set(w, from, &s))
        return 0;
    if (s.mode == MODE_GUARDIAN || s.mode == MODE_PUPIL)
        problem(w, T_RIGHTS_ONE_SET, NULL, "%s", field);
    else if (!holds_all_of(w, &s))
        problem(w, T_RIGHTS_NOT_HELD, NULL, "%s", field);
    const char *name = has_problems(w) ? NULL : free_name(w, s.mode, 0, typed, field);
    if (!name)
        return 0;
    const char *code = arena_printf(w->mem, "own-%lld", (long long) db_int(w->tx, &SETS_LAST, NO_VALUES) + 1);
    int64_t id = change_add(w->tx, &TABLE_ACCESS_PROFILE, FIELDS(SET(COL_ACCESS_PROFILE_CODE, of_text(code)), SET(COL_ACCESS_PROFILE_SEES_ALL, of_int(s.sees_all)),
        SET(COL_ACCESS_PROFILE_MODE, of_text(mode_words[s.mode])), SET(COL_ACCESS_PROFILE_NAME, of_text(name)),
        SET(COL_ACCESS_PROFILE_KIND, of_text(administers(&s) ? "modification" : s.kind)),
        SET(COL_ACCESS_PROFILE_MODEL, of_text(administers(&s) ? "secretariat" : s.model))));
    copy_rights(w, &s, id);
    return id;
}

static bool may_edit(Work *w, int64_t set, Set *s, const char *field) {
    if (!read_set(w, set, s))
        return false;
    if (administers(s))
        problem(w, T_RIGHTS_SET_FIXED, NULL, "%s", field);
    return !administers(s);
}

void rights_name_set(Work *w, int64_t set, const char *typed, const char *field) {
    Set s;
    const char *name = may_edit(w, set, &s, field) ? free_name(w, s.mode, set, typed, field) : NULL;
    if (name)
        change_put(w->tx, &TABLE_ACCESS_PROFILE, KEY(of_int(set)), FIELDS(SET(COL_ACCESS_PROFILE_NAME, of_text(name))));
}

void rights_set_kind(Work *w, int64_t set, const char *kind, const char *field) {
    Set s;
    if (!may_edit(w, set, &s, field))
        return;
    if (s.mode != MODE_ADMINISTRATIVE || !(str_equal(kind, "modification") || str_equal(kind, "consultation")))
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "%s", field);
    else if (!holds_all_of(w, &s))
        problem(w, T_RIGHTS_NOT_HELD, NULL, "%s", field);
    else
        change_put(w->tx, &TABLE_ACCESS_PROFILE, KEY(of_int(set)), FIELDS(SET(COL_ACCESS_PROFILE_KIND, of_text(kind))));
}

const char *const idle_words[] = { "usual", "five", "ten", "fifteen", "twenty", NULL };
const int idle_minutes[] = { 0, 5, 10, 15, 20 };

void rights_set_idle(Work *w, int64_t set, int idle, const char *field) {
    Set s;
    if (!read_set(w, set, &s))
        return;
    if (administers(&s) && !w->actor->rank)
        problem(w, T_RIGHTS_SET_FIXED, NULL, "%s", field);
    else
        change_put(w->tx, &TABLE_ACCESS_PROFILE, KEY(of_int(set)), FIELDS(SET(COL_ACCESS_PROFILE_IDLE_MINUTES, of_int(idle_minutes[idle]))));
}

void rights_end_set(Work *w, int64_t set, const char *field) {
    Set s;
    if (!may_edit(w, set, &s, field))
        return;
    if (is_built_in(&s))
        problem(w, T_RIGHTS_BUILT_IN, NULL, "%s", field);
    else if (db_int(w->tx, &SET_HELD, VALUES(of_int(set))))
        problem(w, T_RIGHTS_STILL_HELD, NULL, "%s", field);
    if (has_problems(w))
        return;
    for (Rows r = db_rows(w->tx, &PROFILE_RIGHTS, VALUES(of_int(set))); row_next(&r); )
        change_end(w->tx, &TABLE_PROFILE_RIGHT, KEY(of_int(set), of_text(row_text(&r, PROFILE_RIGHTS_RIGHT_NAME, w->mem))));
    for (Rows r = db_rows(w->tx, &SET_ACCEPTED, VALUES(of_int(set))); row_next(&r); )
        change_end(w->tx, &TABLE_ACCESS_ACCEPTED, KEY(of_int(set), of_text(row_text(&r, SET_ACCEPTED_DANGER, w->mem))));
    change_end(w->tx, &TABLE_ACCESS_PROFILE, KEY(of_int(set)));
}

/* RIGHT as a set or an account of MODE may have it, and the actor may give it or take it away. */
static const RightInfo *right_to_give(Work *w, const char *name, Mode mode, const char *field) {
    const RightInfo *right = access_right(name);
    if (!right || !access_offered(right, mode))
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "%s", field);
    else if (access_offered(right, MODE_ADMINISTRATIVE) && !may(w, *right->id))
        problem(w, T_RIGHTS_NOT_HELD, NULL, "%s", field);
    return has_problems(w) ? NULL : right;
}

void rights_put(Work *w, int64_t set, const char *name, bool on, const char *field) {
    Set s;
    if (!may_edit(w, set, &s, field) || !right_to_give(w, name, s.mode, field))
        return;
    if (on)
        change_put(w->tx, &TABLE_PROFILE_RIGHT, KEY(of_int(set), of_text(name)), NULL, 0);
    else
        change_end(w->tx, &TABLE_PROFILE_RIGHT, KEY(of_int(set), of_text(name)));
}

/* ---- dangers ---- */

const Danger rights_dangers[] = {
    { "contacts", { "people.contact", "lists.export" }, T_DANGER_CONTACTS },
    { "documents", { "files.see", "exports.person" }, T_DANGER_DOCUMENTS },
    { "keys", { "rights.edit", "accounts.manage" }, T_DANGER_KEYS },
    { 0 } };

void rights_accept(Work *w, int64_t set, const char *code, const char *reason, const char *field) {
    Set s;
    const Danger *danger = NULL;
    for (const Danger *d = rights_dangers; d->code; d++)
        if (str_equal(d->code, code))
            danger = d;
    if (!may_edit(w, set, &s, field))
        return;
    if (!danger) {
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "%s", field);
        return;
    }
    const char *text = plain_text(w, reason, REASON_MOST, T_RIGHTS_REASON_MISSING, field);
    if (text)
        change_put(w->tx, &TABLE_ACCESS_ACCEPTED, KEY(of_int(set), of_text(danger->code)), FIELDS(SET(COL_ACCESS_ACCEPTED_REASON, of_text(text))));
}

/* ---- accounts ---- */

bool rights_account(Work *w, int64_t id, RightsAccount *a) {
    Rows r = db_rows(w->tx, &RIGHTS_ACCOUNT, VALUES(of_int(id)));
    if (!row_next(&r))
        return false;
    *a = (RightsAccount){ id, row_int(&r, RIGHTS_ACCOUNT_PERSON), row_text(&r, RIGHTS_ACCOUNT_DISPLAY_NAME, w->mem), row_text(&r, RIGHTS_ACCOUNT_LOGIN, w->mem),
        accounts_kind(row_peek(&r, RIGHTS_ACCOUNT_KIND)), str_equal(row_peek(&r, RIGHTS_ACCOUNT_STATE), "open"), row_int(&r, RIGHTS_ACCOUNT_WORKS), 0 };
    rows_end(&r);
    a->works = a->works || a->kind == KIND_STAFF || a->kind == KIND_TEACHER;
    a->modes = a->kind == KIND_SUPERVISOR ? 1U << MODE_ADMINISTRATIVE : access_modes(w, id, a->person) | access_own_mode(a->kind);
    return true;
}

bool rights_is_for(const RightsAccount *a, Mode mode) {
    return mode == MODE_TEACHER ? a->modes & 1U << MODE_TEACHER : (mode == MODE_ADMINISTRATIVE || mode == MODE_SCHOOL_LIFE) && a->works;
}

/* The line of ACCOUNT in MODE: what it has now. */
static bool has_set(Work *w, int64_t account, Mode mode, Set *s, bool *every_class) {
    for (Rows r = db_rows(w->tx, &RIGHTS_MODES_OF, VALUES(of_int(account))); row_next(&r); )
        if (access_mode(row_peek(&r, RIGHTS_MODES_OF_MODE)) == mode) {
            int64_t set = row_int(&r, RIGHTS_MODES_OF_PROFILE);
            *every_class = row_int(&r, RIGHTS_MODES_OF_EVERY_CLASS);
            rows_end(&r);
            return read_set(w, set, s);
        }
    return false;
}

/* Nobody takes their own way in, nor changes what those above them hold. */
static bool may_set(Work *w, int64_t account, Mode mode, const Set *now, const char *field) {
    RightsAccount a;
    if (!rights_account(w, account, &a))
        return false;
    if (a.kind == KIND_SUPERVISOR)
        problem(w, T_RIGHTS_SUPERVISOR, NULL, "%s", field);
    else if (mode == MODE_GUARDIAN || mode == MODE_PUPIL || mode == MODE_NONE)
        problem(w, T_RIGHTS_ONE_SET, NULL, "%s", field);
    else if (!rights_is_for(&a, mode))
        problem(w, T_RIGHTS_NOT_FOR, NULL, "%s", field);
    else if (account == w->actor->account)
        problem(w, T_RIGHTS_OWN, NULL, "%s", field);
    else if (now && !may_name(w, now))
        problem(w, T_RIGHTS_NOT_ABOVE, NULL, "%s", field);
    return !has_problems(w);
}

void rights_assign(Work *w, int64_t account, Mode mode, int64_t set, const char *field) {
    Set now, s;
    bool every_class = true, had = has_set(w, account, mode, &now, &every_class);
    if (!may_set(w, account, mode, had ? &now : NULL, field))
        return;
    if (!set) {
        if (had)
            change_end(w->tx, &TABLE_ACCOUNT_MODE, KEY(of_int(account), of_text(mode_words[mode])));
        return;
    }
    if (!read_set(w, set, &s) || s.mode != mode)
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "%s", field);
    else if (!may_name(w, &s))
        problem(w, T_RIGHTS_NOT_ABOVE, NULL, "%s", field);
    else if (!holds_all_of(w, &s))
        problem(w, T_RIGHTS_NOT_HELD, NULL, "%s", field);
    if (!has_problems(w))
        change_put(w->tx, &TABLE_ACCOUNT_MODE, KEY(of_int(account), of_text(mode_words[mode])),
            FIELDS(SET(COL_ACCOUNT_MODE_PROFILE, of_int(set)), SET(COL_ACCOUNT_MODE_EVERY_CLASS, of_int(every_class))));
}

void rights_except(Work *w, int64_t account, Mode mode, const char *name, int allowed, const char *reason, const char *field) {
    Set now;
    bool every_class, had = has_set(w, account, mode, &now, &every_class);
    if (!may_set(w, account, mode, had ? &now : NULL, field) || !right_to_give(w, name, mode, field))
        return;
    const Value key[] = { of_int(account), of_text(mode_words[mode]), of_text(name) };
    if (allowed < 0) {
        change_end(w->tx, &TABLE_ACCESS_EXCEPTION, key);
        return;
    }
    const char *text = plain_text(w, reason, REASON_MOST, T_RIGHTS_REASON_MISSING, "reason");
    if (text)
        change_put(w->tx, &TABLE_ACCESS_EXCEPTION, key, FIELDS(SET(COL_ACCESS_EXCEPTION_ALLOWED, of_int(allowed)), SET(COL_ACCESS_EXCEPTION_REASON, of_text(text))));
}

static bool is_among(const int64_t *ids, size_t count, int64_t id) {
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}

void rights_classes(Work *w, int64_t account, bool every, const int64_t *classes, size_t count, const char *field) {
    Set now;
    bool was_every = true;
    if (!has_set(w, account, MODE_SCHOOL_LIFE, &now, &was_every)) {
        problem(w, T_RIGHTS_NOT_SCHOOL_LIFE, NULL, "%s", field);
        return;
    }
    if (!may_set(w, account, MODE_SCHOOL_LIFE, &now, field))
        return;
    change_put(w->tx, &TABLE_ACCOUNT_MODE, KEY(of_int(account), of_text(mode_words[MODE_SCHOOL_LIFE])), FIELDS(SET(COL_ACCOUNT_MODE_EVERY_CLASS, of_int(every))));
    for (Rows r = db_rows(w->tx, &RIGHTS_CLASSES, VALUES(of_int(account))); row_next(&r); ) {
        int64_t id = row_int(&r, RIGHTS_CLASSES_ID);
        bool named = row_int(&r, RIGHTS_CLASSES_NAMED), wanted = !every && is_among(classes, count, id);
        if (wanted && !named)
            change_put(w->tx, &TABLE_ACCOUNT_STRUCTURE, KEY(of_int(account), of_int(id)), NULL, 0);
        if (!wanted && named && !every)
            change_end(w->tx, &TABLE_ACCOUNT_STRUCTURE, KEY(of_int(account), of_int(id)));
    }
}

void rights_change(Work *w, const CellChange *change) {
    static const Mode modes[] = { [EDIT_GROUP] = MODE_ADMINISTRATIVE, [EDIT_PROFILE] = MODE_SCHOOL_LIFE, [EDIT_TEACHER_PROFILE] = MODE_TEACHER };
    int64_t account = db_int(w->tx, &RIGHTS_ACCOUNT_OF, VALUES(of_int(change->id))), set = change->value.kind == VALUE_INT ? change->value.integer : 0;
    Mode mode = modes[change->field];
    Set now, s;
    bool every_class, had = account && has_set(w, account, mode, &now, &every_class);
    Value is = had ? of_int(now.id) : of_null();
    if (!account)
        problem(w, T_RIGHTS_NO_ACCOUNT, NULL, "%s", change->at);
    else if (cell_believed(w, change, &TABLE_ACCOUNT_MODE, COL_ACCOUNT_MODE_PROFILE, &is, set && read_set(w, set, &s) ? s.name : "", had ? now.name : ""))
        rights_assign(w, account, mode, set, change->at);
}

/* ---- the eye ---- */

typedef VEC(RightHolder) RightHolders;

static void add_holders(Work *w, RightHolders *to, Rows r) {
    while (row_next(&r))
        *VEC_ADD(w->mem, to) = (RightHolder){ row_int(&r, HOLDERS_BY_SET_ACCOUNT), row_int(&r, HOLDERS_BY_SET_PERSON), row_text(&r, HOLDERS_BY_SET_DISPLAY_NAME, w->mem),
            row_text(&r, HOLDERS_BY_SET_SET_NAME, w->mem), row_text(&r, HOLDERS_BY_SET_REASON, w->mem), access_mode(row_peek(&r, HOLDERS_BY_SET_MODE)),
            accounts_kind(row_peek(&r, HOLDERS_BY_SET_KIND)) };
}

_Static_assert((int) HOLDERS_BY_SET_REASON == (int) HOLDERS_BY_KIND_REASON && (int) HOLDERS_BY_SET_REASON == (int) HOLDERS_BY_EXCEPTION_REASON,
    "they are read by the same function");

/* Who of them sees PUPIL, as each sees: their own scope is put on, then ours again. */
static size_t only_who_see(Work *w, RightHolders *all, int64_t pupil) {
    size_t kept = 0;
    const Scope ours = w->actor->scope;
    for (size_t i = 0; i < all->count; i++) {
        RightHolder *h = &all->items[i];
        Actor actor = { .kind = h->kind, .account = h->account, .person = h->person };
        access_fill(w, &actor, h->mode, false, ours.day, ours.day);
        actor.scope.day = ours.day;
        tx_scope(w->tx, &actor.scope);
        if (actor.mode == h->mode && db_int(w->tx, &RIGHTS_PUPIL_SEEN, VALUES(of_int(pupil))))
            all->items[kept++] = *h;
    }
    tx_scope(w->tx, &ours);
    return kept;
}

RightHolder *rights_holders(Work *w, const RightInfo *right, int64_t pupil, size_t *count) {
    RightHolders all = { 0 };
    Rows s = db_rows(w->tx, &SUPERVISORS, NO_VALUES);
    Rows by_set = db_rows(w->tx, &HOLDERS_BY_SET, VALUES(of_text(right->name), of_int(access_offered(right, MODE_ADMINISTRATIVE)), of_int(right->changes)));
    Rows by_exception = db_rows(w->tx, &HOLDERS_BY_EXCEPTION, VALUES(of_text(right->name), of_int(w->actor->scope.day), of_int(right->changes))), by_kind = db_rows(w->tx, &HOLDERS_BY_KIND, VALUES(of_text(right->name), of_int(w->actor->scope.day)));
    while (row_next(&s))
        *VEC_ADD(w->mem, &all) = (RightHolder){ .account = row_int(&s, SUPERVISORS_ACCOUNT), .display_name = row_text(&s, SUPERVISORS_DISPLAY_NAME, w->mem),
            .mode = MODE_ADMINISTRATIVE, .kind = KIND_SUPERVISOR };
    add_holders(w, &all, by_set);
    add_holders(w, &all, by_exception);
    add_holders(w, &all, by_kind);
    *count = pupil ? only_who_see(w, &all, pupil) : all.count;
    return all.items;
}

bool rights_may_view(Work *w, const RightsAccount *a, Mode mode) {
    Actor other = { .account = a->id, .person = a->person, .kind = a->kind };
    const RightInfo *right;
    if (!a->open || a->kind == KIND_SUPERVISOR || a->id == w->actor->account || !w->actor->scope.all)
        return false;
    access_fill(w, &other, mode, false, w->actor->scope.day, w->actor->scope.day);
    for (size_t i = 0; (right = access_nth(i)); i++)
        if (has_right(&other, *right->id) && access_offered(right, MODE_ADMINISTRATIVE) && !may(w, *right->id))
            return false;
    return other.mode == mode;
}
