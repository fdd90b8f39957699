#include "school/access/access.h"

#include "base/str.h"
#include "gen/statements.h"
#include "web/feature.h"

static const RightInfo *right_named(const char *name) {
    for (int f = 0; features[f]; f++)
        for (const RightInfo *r = features[f]->rights; r && r->name; r++)
            if (str_equal(r->name, name))
                return r;
    return NULL;                /* a right of an older program: nobody has it any more */
}

static void give(Actor *actor, RightId right) {
    actor->rights.bits[right / 64] |= UINT64_C(1) << (right % 64);
}

static Day clamped(Day today, Day first, Day last) {
    return today < first ? first : last >= first && today > last ? last : today;
}

static void fill_from_profile(Work *w, Actor *actor) {
    Rows rows = db_rows(w->tx, &ACCESS_OF, VALUES(of_int(actor->account)));
    if (!row_next(&rows))
        return;
    int64_t profile = row_int(&rows, ACCESS_OF_PROFILE);
    actor->scope.all = row_int(&rows, ACCESS_OF_SEES_ALL);
    rows_end(&rows);
    Rows rights = db_rows(w->tx, &ACCESS_RIGHTS, VALUES(of_int(profile)));
    while (row_next(&rights)) {
        const RightInfo *r = right_named(row_peek(&rights, ACCESS_RIGHTS_RIGHT_NAME));
        if (r)
            give(actor, *r->id);
    }
}

void access_fill(Work *w, Actor *actor, Day first_day, Day last_day) {
    actor->scope = (Scope){ .account = actor->account, .person = actor->person, .day = clamped(w->today, first_day, last_day) };
    if (actor->kind != KIND_SUPERVISOR) {
        fill_from_profile(w, actor);
        return;
    }
    actor->scope.all = true;
    actor->rights = program_actor.rights;
}

/* ---- set-up ---- */

static int64_t add_profile(Work *w, const char *code, bool sees_all) {
    return change_add(w->tx, &TABLE_ACCESS_PROFILE, FIELDS(SET(COL_ACCESS_PROFILE_CODE, of_text(code)), SET(COL_ACCESS_PROFILE_SEES_ALL, of_int(sees_all))));
}

static void allow(Work *w, int64_t profile, const char *right) {
    change_put(w->tx, &TABLE_PROFILE_RIGHT, KEY(of_int(profile), of_text(right)), NULL, 0);
}

void access_set_up(Work *w) {
    static const char *const restricted[] = { "desk.lists", "people.birth", NULL };
    static const char *const everything[] = { "desk.lists", "people.birth", "people.contact", "people.ine", "imports.use", "calendar.edit", "people.edit", "structures.edit",
        "files.see", "files.edit", "photos.edit", "history.see", "history.undo", "accounts.connected", NULL };
    int64_t all = add_profile(w, "all", true), classes = add_profile(w, "classes", false);
    for (int i = 0; everything[i]; i++)
        allow(w, all, everything[i]);
    for (int i = 0; restricted[i]; i++)
        allow(w, classes, restricted[i]);
}

void access_give(Work *w, int64_t account, const char *code) {
    int64_t profile = db_int(w->tx, &ACCESS_PROFILE, VALUES(of_text(code)));
    if (profile)
        change_put(w->tx, &TABLE_ACCOUNT_PROFILE, KEY(of_int(account)), FIELDS(SET(COL_ACCOUNT_PROFILE_PROFILE, of_int(profile))));
}

void access_show_class(Work *w, int64_t account, int64_t structure) {
    change_put(w->tx, &TABLE_ACCOUNT_STRUCTURE, KEY(of_int(account), of_int(structure)), NULL, 0);
}
