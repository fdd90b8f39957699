/* Who may do what: the four models, what is shown of them and who may set them (SC-7, A31, X-01, X-05). On both engines. */
#include "school/rights/rights_changes.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts.h"
#include "test/ready_school.h"
#include "test/test.h"

#include <stdio.h>
#include <string.h>

static ReadySchool *r;

static Work *begin_as(TxMode mode, const Actor *actor) {
    SmallSchool *s = r->small;
    return work_new(s->mem, tx_begin(s->school.store, s->mem, mode), &s->school, actor, "test");
}
static Work *begin(TxMode mode) { return begin_as(mode, &program_actor); }

/* Kept, or taken back with its first problem. */
static TextId end(Work *w) {
    TextId code = w->problems ? w->problems->code : 0;
    if (code)
        tx_rollback(w->tx);
    else
        CHECK_INT(tx_commit(w->tx), TX_DONE);
    return code;
}

static int64_t set_called(const char *code) {
    Work *w = begin(TX_READ);
    int64_t id = db_int(w->tx, &ACCESS_PROFILE, VALUES(of_text(code)));
    tx_rollback(w->tx);
    return id;
}

static Exchange get(Who who, const char *target) { return request(r->small, r->people[who].cookie, "GET", target, NULL, true); }
static Exchange post(Who who, const char *target, const char *body) { return request(r->small, r->people[who].cookie, "POST", target, body, true); }

static const Actor *actor_of(Who who) {
    Work *w = begin(TX_READ);
    const Actor *a = accounts_watcher(w, NULL, r->people[who].session);
    tx_rollback(w->tx);
    must(a);
    return a;
}

static const char *set_path(const char *code, const char *rest) { return arena_printf(r->small->mem, "/bureau/autorisations/%lld%s", (long long) set_called(code), rest); }
static const char *account_path(Who who, const char *rest) { return arena_printf(r->small->mem, "/bureau/autorisations/comptes/%lld%s", (long long) r->people[who].account, rest); }

/* ---- the tree ---- */

static bool field_needs(const ReplyType *type, const char *right) {
    for (int i = 0; type && i < type->count; i++)
        if (str_equal(type->fields[i].right, right) || field_needs(type->fields[i].of, right))
            return true;
    return false;
}

static bool guards_something(const RightInfo *right) {
    for (int f = 0; features[f]; f++) {
        for (const Route *route = features[f]->routes; route && route->path; route++)
            if (str_equal(route->right, right->name))
                return true;
        for (const Panel *p = features[f]->panels; p && p->group; p++)
            if (p->right == right->id)
                return true;
    }
    for (int p = 0; pages[p]; p++)
        if (field_needs(pages[p]->type, right->name))
            return true;
    return false;
}

/* SC-7a. Three rights are asked for by rules alone. */
TEST(every_leaf_guards_something_is_of_some_model_and_begins_in_sets_there_are) {
    for (int f = 0; features[f]; f++)
        for (const RightInfo *right = features[f]->rights; right && right->name; right++) {
            bool by_rule = str_equal(right->name, "history.see") || str_equal(right->name, "history.undo") || str_equal(right->name, "jobs.see_all");
            if (!CHECK(by_rule != guards_something(right)))
                printf("# %s\n", right->name);
            CHECK(right->modes && !(right->modes & ~(OF_DESK | 1U << MODE_GUARDIAN | 1U << MODE_PUPIL)) && right->branch < BRANCHES);
            for (const char *at = right->starts; at && *at; at += strcspn(at, " "), at += *at == ' ') {
                const BuiltIn *found = NULL;
                for (const BuiltIn *b = access_built_in; b->code; b++)
                    if (strlen(b->code) == strcspn(at, " ") && str_starts(at, b->code))
                        found = b;
                if (!CHECK(found && access_offered(right, found->mode)))
                    printf("# %s begins in %s\n", right->name, at);
            }
        }
}

/* ---- the four models ---- */

static void models(void) {
    const Actor *staff = actor_of(STAFF), *restricted = actor_of(RESTRICTED), *teacher = actor_of(TEACHER), *guardian = actor_of(GUARDIAN), *pupil = actor_of(PUPIL);
    CHECK(staff->mode == MODE_ADMINISTRATIVE && staff->scope.all && !staff->rank && !staff->reading);
    CHECK(restricted->mode == MODE_SCHOOL_LIFE && !restricted->scope.all && restricted->scope.account && !restricted->scope.teacher);
    CHECK(teacher->mode == MODE_TEACHER && teacher->scope.teacher == r->people[TEACHER].person && !teacher->scope.account && !teacher->scope.guardian);
    CHECK(guardian->mode == MODE_GUARDIAN && guardian->scope.guardian == r->people[GUARDIAN].person && !guardian->scope.teacher);
    CHECK(pupil->mode == MODE_PUPIL && !pupil->scope.guardian && pupil->scope.person == r->people[PUPIL].person);
    Work *w = begin(TX_WRITE);
    access_give(w, r->people[TEACHER].account, "librarian");
    CHECK_INT(end(w), 0);
    teacher = actor_of(TEACHER);
    CHECK(teacher->mode == MODE_TEACHER && teacher->scope.all);
    w = begin(TX_WRITE);
    access_give(w, r->people[STAFF].account, "council");
    CHECK_INT(end(w), 0);
    staff = actor_of(STAFF);
    CHECK(staff->reading && has_right(staff, *access_right("desk.lists")->id) && !has_right(staff, *access_right("people.edit")->id));
    w = begin(TX_WRITE);
    access_give(w, r->people[STAFF].account, "administration");
    CHECK_INT(end(w), 0);
    staff = actor_of(STAFF);
    CHECK(staff->rank == 1 && has_right(staff, *access_right("exports.school")->id) && has_right(staff, *access_right("rights.edit")->id));
}
TEST(each_model_has_its_own_rights_and_scope) { ready_on_both(&r, models); }

/* SC-7b: at once, for who is signed in. */
static void at_once(void) {
    CHECK_INT(get(STAFF, "/bureau/exports").status == 403 || get(STAFF, "/bureau/autorisations").status == 403, true);
    CHECK_INT(get(STAFF, "/bureau/autorisations").status, 403);
    CHECK_INT(post(SUPERVISOR, set_path("secretariat", "/droits"), "right=rights.see&on=1").status, 303);
    CHECK_INT(get(STAFF, "/bureau/autorisations").status, 200);
    CHECK_INT(post(SUPERVISOR, account_path(STAFF, "/exceptions"), "mode=administrative&right=rights.see&allowed=no&reason=Essai").status, 303);
    CHECK_INT(get(STAFF, "/bureau/autorisations").status, 403);
    CHECK_INT(post(SUPERVISOR, account_path(STAFF, "/exceptions"), "mode=administrative&right=rights.see&allowed=none").status, 303);
    CHECK_INT(get(STAFF, "/bureau/autorisations").status, 200);
    CHECK_INT(post(SUPERVISOR, account_path(STAFF, "/mode"), "mode=administrative&set=").status, 303);
    CHECK_INT(get(STAFF, "/bureau").status, 403);
    CHECK_INT(get(STAFF, "/").status, 200);
}
TEST(a_change_holds_at_once) { ready_on_both(&r, at_once); }

/* ---- who may set ---- */

static TextId assign(const Actor *by, Who whom, const char *code) {
    int64_t set = set_called(code);
    Work *w = begin_as(TX_WRITE, by);
    rights_assign(w, r->people[whom].account, MODE_ADMINISTRATIVE, set, "set");
    return end(w);
}

static TextId put(const Actor *by, const char *code, const char *right, bool on) {
    int64_t set = set_called(code);
    Work *w = begin_as(TX_WRITE, by);
    rights_put(w, set, right, on, "right");
    return end(w);
}

static void above(void) {
    const Actor *staff = actor_of(STAFF), *supervisor = actor_of(SUPERVISOR);
    CHECK_INT(put(staff, "assistants", "exports.school", true), T_RIGHTS_NOT_HELD);
    CHECK_INT(put(staff, "assistants", "people.contact", false), 0);
    CHECK_INT(put(supervisor, "administration", "people.contact", false), T_RIGHTS_SET_FIXED);
    CHECK_INT(put(supervisor, "guardians", "people.contact", true), T_FORM_NOT_A_CHOICE);
    CHECK_INT(assign(staff, NEWCOMER, "administration"), T_RIGHTS_NOT_ABOVE);
    CHECK_INT(assign(staff, NEWCOMER, "super"), T_RIGHTS_NOT_ABOVE);
    CHECK_INT(assign(staff, STAFF, "assistants"), T_RIGHTS_OWN);
    CHECK_INT(assign(staff, SUPERVISOR, "assistants"), T_RIGHTS_SUPERVISOR);
    CHECK_INT(assign(supervisor, SUPERVISOR, "assistants"), T_RIGHTS_SUPERVISOR);
    CHECK_INT(assign(supervisor, STAFF, "administration"), 0);
    staff = actor_of(STAFF);
    CHECK_INT(assign(staff, NEWCOMER, "administration"), T_RIGHTS_NOT_ABOVE);
    CHECK_INT(put(staff, "assistants", "exports.school", true), 0);
    CHECK_INT(assign(supervisor, STAFF, "super"), 0);
    staff = actor_of(STAFF);
    CHECK_INT(assign(staff, NEWCOMER, "administration"), 0);
    CHECK_INT(assign(staff, NEWCOMER, "super"), T_RIGHTS_NOT_ABOVE);
    CHECK_INT(assign(actor_of(NEWCOMER), STAFF, "assistants"), T_RIGHTS_NOT_ABOVE);
    CHECK_INT(assign(supervisor, NEWCOMER, "teacher"), T_FORM_NOT_A_CHOICE);
}
TEST(nobody_gives_what_they_lack_nor_changes_who_stands_above) { ready_on_both(&r, above); }

static void sets(void) {
    const Actor *supervisor = actor_of(SUPERVISOR);
    int64_t from = set_called("secretariat"), pupils = set_called("pupils");
    Work *w = begin_as(TX_WRITE, supervisor);
    int64_t copy = rights_copy_set(w, from, "  Intendance ", "name");
    CHECK_INT(end(w), 0);
    Exchange e = get(SUPERVISOR, arena_printf(r->small->mem, "/bureau/autorisations/%lld", (long long) copy));
    CHECK(answers(&e, "\"name\":\"Intendance\"") && answers(&e, "\"differs\":0") && answers(&e, "\"own\":true"));
    w = begin_as(TX_WRITE, supervisor);
    rights_copy_set(w, from, "Intendance", "name");
    CHECK_INT(end(w), T_RIGHTS_NAME_TAKEN);
    w = begin_as(TX_WRITE, supervisor);
    rights_copy_set(w, pupils, "Élèves de 3e", "name");
    CHECK_INT(end(w), T_RIGHTS_ONE_SET);
    w = begin_as(TX_WRITE, supervisor);
    rights_end_set(w, from, "set");
    CHECK_INT(end(w), T_RIGHTS_BUILT_IN);
    w = begin_as(TX_WRITE, supervisor);
    rights_assign(w, r->people[STAFF].account, MODE_ADMINISTRATIVE, copy, "set");
    CHECK_INT(end(w), 0);
    w = begin_as(TX_WRITE, supervisor);
    rights_end_set(w, copy, "set");
    CHECK_INT(end(w), T_RIGHTS_STILL_HELD);
    w = begin_as(TX_WRITE, supervisor);
    rights_assign(w, r->people[STAFF].account, MODE_ADMINISTRATIVE, from, "set");
    CHECK_INT(end(w), 0);
    w = begin_as(TX_WRITE, supervisor);
    rights_end_set(w, copy, "set");
    CHECK_INT(end(w), 0);
    CHECK_INT(get(SUPERVISOR, arena_printf(r->small->mem, "/bureau/autorisations/%lld", (long long) copy)).status, 404);
}
TEST(a_set_is_copied_named_and_ended_when_nobody_has_it) { ready_on_both(&r, sets); }

/* Who manages accounts does not come by more rights so: the account of who administers is touched from above only. */
static void accounts_above(void) {
    const char *secret = arena_printf(r->small->mem, "/bureau/comptes/%lld/mot-de-passe", (long long) r->people[TEACHER].person);
    CHECK_INT(post(SUPERVISOR, account_path(STAFF, "/exceptions"), "mode=administrative&right=accounts.manage&allowed=yes&reason=Essai").status, 303);
    CHECK_INT(post(STAFF, secret, "").status, 200);
    CHECK_INT(assign(actor_of(SUPERVISOR), TEACHER, "administration"), 0);
    CHECK_INT(post(STAFF, secret, "").status, 422);
    CHECK_INT(post(SUPERVISOR, secret, "").status, 200);
    CHECK_INT(assign(actor_of(SUPERVISOR), STAFF, "administration"), 0);
    CHECK_INT(post(STAFF, secret, "").status, 422);
    CHECK_INT(assign(actor_of(SUPERVISOR), STAFF, "super"), 0);
    CHECK_INT(post(STAFF, secret, "").status, 200);
}
TEST(the_account_of_who_administers_is_touched_from_above) { ready_on_both(&r, accounts_above); }

/* ---- classes of who works in school life mode ---- */

static void classes(void) {
    int64_t own = ready_thing(r, "pupil")->own, other = ready_thing(r, "pupil")->other;
    const char *there = arena_printf(r->small->mem, "/bureau/eleves/%lld", (long long) other), *here = arena_printf(r->small->mem, "/bureau/eleves/%lld", (long long) own);
    CHECK(get(RESTRICTED, here).status == 200 && get(RESTRICTED, there).status == 404);
    CHECK_INT(post(SUPERVISOR, account_path(RESTRICTED, "/classes"), "every=1").status, 303);
    CHECK(get(RESTRICTED, here).status == 200 && get(RESTRICTED, there).status == 200);
    CHECK_INT(post(SUPERVISOR, account_path(RESTRICTED, "/classes"), "").status, 303);
    CHECK(get(RESTRICTED, here).status == 404 && get(RESTRICTED, there).status == 404);
    CHECK_INT(post(SUPERVISOR, account_path(RESTRICTED, "/classes"), arena_printf(r->small->mem, "classe=%lld", (long long) ready_thing(r, "class")->own)).status, 303);
    CHECK(get(RESTRICTED, here).status == 200 && get(RESTRICTED, there).status == 404);
    CHECK_INT(post(SUPERVISOR, account_path(STAFF, "/classes"), "every=1").status, 422);
}
TEST(in_school_life_mode_one_sees_every_class_or_those_that_are_named) { ready_on_both(&r, classes); }

/* ---- the eye ---- */

static bool is_among(const RightHolder *all, size_t count, int64_t account, Mode mode) {
    for (size_t i = 0; i < count; i++)
        if (all[i].account == account && all[i].mode == mode)
            return true;
    return false;
}

/* By asking each account, in each mode it may be in, whether it holds the right and sees the pupil. */
static size_t by_brute_force(Work *w, const RightInfo *right, int64_t pupil, const RightHolder *told, size_t count) {
    size_t found = 0;
    const Scope ours = w->actor->scope;
    for (int who = SUPERVISOR; who < PEOPLE; who++) {
        static const Kind kinds[PEOPLE] = { [SUPERVISOR] = KIND_SUPERVISOR, [STAFF] = KIND_STAFF, [RESTRICTED] = KIND_STAFF, [TEACHER] = KIND_TEACHER,
            [GUARDIAN] = KIND_GUARDIAN, [PUPIL] = KIND_PUPIL, [NEWCOMER] = KIND_STAFF };
        for (Mode mode = MODE_ADMINISTRATIVE; mode <= MODE_PUPIL; mode++) {
            Actor a = { .kind = kinds[who], .account = r->people[who].account, .person = r->people[who].person };
            access_fill(w, &a, mode, false, ours.day, ours.day);
            if (a.mode != mode || !has_right(&a, *right->id))
                continue;
            tx_scope(w->tx, &a.scope);
            bool sees = db_int(w->tx, &RIGHTS_PUPIL_SEEN, VALUES(of_int(pupil))) != 0;
            tx_scope(w->tx, &ours);
            found += sees;
            if (!CHECK(sees == is_among(told, count, a.account, mode)))
                printf("# %s, pupil %lld: %s in mode %s %s\n", right->name, (long long) pupil, r->people[who].name, mode_words[mode], sees ? "sees" : "does not see");
        }
    }
    return found;
}

/* SC-7c: who may see is who does, for 500 rights and pupils; under whom nothing is left of the scopes that were tried on. */
static void who_may_see(void) {
    CHECK_INT(post(SUPERVISOR, account_path(TEACHER, "/exceptions"), "mode=teacher&right=people.contact&allowed=yes&reason=Professeure principale").status, 303);
    CHECK_INT(post(SUPERVISOR, account_path(STAFF, "/exceptions"), "mode=administrative&right=people.birth&allowed=no&reason=Essai").status, 303);
    Work *w = begin_as(TX_READ, actor_of(SUPERVISOR));
    int64_t pupils[100];
    size_t pupil_count = 0, rights_count = 0, seen = 0;
    const RightInfo *all[RIGHTS_MAX];
    for (Rows p = db_rows(w->tx, &ALL_PUPIL, NO_VALUES); row_next(&p) && pupil_count < 100; )
        pupils[pupil_count++] = row_int(&p, 0);
    for (int f = 0; features[f]; f++)
        for (const RightInfo *right = features[f]->rights; right && right->name; right++)
            all[rights_count++] = right;
    unsigned seed = 7 + r->small->fixture->postgres;        /* 250 on each engine, not the same */
    for (int i = 0; i < 250; i++) {
        size_t count;
        seed = seed * 1103515245 + 12345;
        const RightInfo *right = all[(seed >> 8) % rights_count];
        int64_t pupil = pupils[(seed >> 16) % pupil_count];
        const RightHolder *told = rights_holders(w, right, pupil, &count);
        size_t found = by_brute_force(w, right, pupil, told, count);
        CHECK_INT(count, found);
        seen += found;
    }
    CHECK(seen > 250 && tx_ok(w->tx));        /* there was something to see */
    tx_rollback(w->tx);
}
/* What the eye counts is what it shows when it is opened: supervisors, sets, exceptions, and those who only consult. */
static int64_t number_behind(const Exchange *e, const char *place, const char *key) {
    const char *at = strstr(e->answer, place), *found = at ? strstr(at, key) : NULL;
    int64_t number = -1;
    if (found)
        str_int(arena_text_n(r->small->mem, found + strlen(key), strspn(found + strlen(key), "0123456789")), 0, INT64_MAX, &number);
    return number;
}

static void counts(void) {
    CHECK_INT(post(SUPERVISOR, account_path(STAFF, "/exceptions"), "mode=administrative&right=people.contact&allowed=no&reason=Essai").status, 303);
    CHECK_INT(post(SUPERVISOR, account_path(STAFF, "/exceptions"), "mode=administrative&right=exports.person&allowed=yes&reason=Essai").status, 303);
    CHECK_INT(post(SUPERVISOR, account_path(STAFF, "/exceptions"), "mode=administrative&right=people.birth&allowed=yes&reason=Essai").status, 303);
    CHECK_INT(post(SUPERVISOR, account_path(TEACHER, "/exceptions"), "mode=teacher&right=people.contact&allowed=yes&reason=Essai").status, 303);
    CHECK_INT(assign(actor_of(SUPERVISOR), NEWCOMER, "council"), 0);
    CHECK_INT(post(SUPERVISOR, account_path(NEWCOMER, "/exceptions"), "mode=administrative&right=people.edit&allowed=yes&reason=Essai").status, 303);
    for (int f = 0; features[f]; f++)
        for (const RightInfo *right = features[f]->rights; right && right->name; right++) {
            const char *name = arena_printf(r->small->mem, "\"name\":\"%s\"", right->name);
            Exchange e = get(SUPERVISOR, set_path("secretariat", arena_printf(r->small->mem, "?droit=%s", right->name)));
            if (!access_offered(right, MODE_ADMINISTRATIVE))
                continue;
            int64_t counted = number_behind(&e, name, "\"people\":"), shown = number_behind(&e, "\"right\":{", "\"total\":");
            if (!CHECK(counted > 0 && counted == shown))
                printf("# %s: counts %lld, shows %lld\n", right->name, (long long) counted, (long long) shown);
        }
}
TEST(the_eye_counts_whom_it_shows) { ready_on_both(&r, counts); }

/* A set of those who work here is for them only. */
static void families(void) {
    CHECK_INT(assign(actor_of(SUPERVISOR), GUARDIAN, "secretariat"), T_RIGHTS_NOT_FOR);
    CHECK_INT(assign(actor_of(SUPERVISOR), PUPIL, "assistants"), T_RIGHTS_NOT_FOR);
    CHECK_INT(assign(actor_of(SUPERVISOR), TEACHER, "secretariat"), 0);
}
TEST(families_are_given_no_set_of_staff) { ready_on_both(&r, families); }

TEST(who_may_see_something_of_a_pupil_is_who_does) { ready_on_both(&r, who_may_see); }

/* ---- looking as somebody else ---- */

static void looking(void) {
    int64_t other = ready_thing(r, "pupil")->other;
    const char *there = arena_printf(r->small->mem, "/bureau/eleves/%lld", (long long) other);
    CHECK_INT(get(SUPERVISOR, there).status, 200);
    CHECK_INT(post(SUPERVISOR, account_path(SUPERVISOR, "/voir-comme"), "mode=administrative").status, 403);
    CHECK_INT(post(SUPERVISOR, account_path(RESTRICTED, "/voir-comme"), "mode=teacher").status, 403);
    CHECK_INT(post(SUPERVISOR, account_path(RESTRICTED, "/voir-comme"), "mode=school_life").status, 303);
    CHECK(get(SUPERVISOR, there).status == 404 && get(SUPERVISOR, "/bureau/autorisations").status == 403);
    Exchange e = get(SUPERVISOR, "/bureau/eleves");
    CHECK(e.status == 200);
    e = request(r->small, r->people[SUPERVISOR].cookie, "GET", "/bureau/eleves", NULL, false);
    CHECK(answers(&e, "restreint") && answers(&e, "/compte/voir-comme/fin"));
    CHECK_INT(post(SUPERVISOR, "/bureau/raccourcis", "off=1").status, 403);
    CHECK_INT(get(SUPERVISOR, "/compte/connexions").status, 403);
    CHECK_INT(get(SUPERVISOR, "/compte/donnees").status, 403);
    CHECK_INT(post(SUPERVISOR, "/compte/voir-comme/fin", "").status, 303);
    CHECK(get(SUPERVISOR, there).status == 200 && get(SUPERVISOR, "/bureau/autorisations").status == 200);
    CHECK_INT(ready_number(r->small, "SELECT count(*) FROM seen_as WHERE until_at IS NOT NULL"), 1);
    CHECK_INT(post(SUPERVISOR, account_path(GUARDIAN, "/voir-comme"), "mode=guardian").status, 303);
    CHECK(get(SUPERVISOR, "/bureau").status == 403 && get(SUPERVISOR, "/parent").status == 200);
    CHECK_INT(post(SUPERVISOR, "/compte/voir-comme/fin", "").status, 303);
    /* Who lacks a right does not come by it so. */
    CHECK_INT(post(SUPERVISOR, account_path(STAFF, "/exceptions"), "mode=administrative&right=rights.see&allowed=yes&reason=Essai").status, 303);
    CHECK_INT(post(SUPERVISOR, account_path(STAFF, "/exceptions"), "mode=administrative&right=rights.view_as&allowed=yes&reason=Essai").status, 303);
    CHECK_INT(post(SUPERVISOR, account_path(NEWCOMER, "/exceptions"), "mode=administrative&right=exports.school&allowed=yes&reason=Essai").status, 303);
    CHECK_INT(post(STAFF, account_path(NEWCOMER, "/voir-comme"), "mode=administrative").status, 403);
    CHECK_INT(post(STAFF, account_path(RESTRICTED, "/voir-comme"), "mode=school_life").status, 303);
}
TEST(one_looks_as_somebody_else_reading_only_and_it_is_kept) { ready_on_both(&r, looking); }

/* ---- a base of before ---- */

static void older(void) {
    SmallSchool *s = r->small;
    Work *w = begin(TX_WRITE);
    int64_t all = change_add(w->tx, &TABLE_ACCESS_PROFILE, FIELDS(SET(COL_ACCESS_PROFILE_CODE, of_text("all")), SET(COL_ACCESS_PROFILE_SEES_ALL, of_int(1))));
    change_put(w->tx, &TABLE_PROFILE_RIGHT, KEY(of_int(all), of_text("desk.lists")), NULL, 0);
    change_end(w->tx, &TABLE_ACCOUNT_MODE, KEY(of_int(r->people[STAFF].account), of_text("administrative")));
    change_put(w->tx, &TABLE_ACCOUNT_PROFILE, KEY(of_int(r->people[STAFF].account)), FIELDS(SET(COL_ACCOUNT_PROFILE_PROFILE, of_int(all))));
    CHECK_INT(end(w), 0);
    store_fixture_tamper(s->fixture, "DELETE FROM right_known WHERE right_name = 'people.contact'");
    store_fixture_tamper(s->fixture, "DELETE FROM profile_right WHERE right_name = 'people.contact'");
    w = begin(TX_READ);
    CHECK(!access_is_up(w));
    tx_rollback(w->tx);
    w = begin(TX_WRITE);
    access_bring_up(w);
    CHECK(access_is_up(w));
    CHECK_INT(end(w), 0);
    const Actor *staff = actor_of(STAFF);
    CHECK(staff->mode == MODE_ADMINISTRATIVE && has_right(staff, *access_right("people.contact")->id) && !set_called("all"));
    w = begin(TX_WRITE);
    access_bring_up(w);
    CHECK_INT(change_work(w->tx), 0);                   /* nothing is new */
    CHECK_INT(end(w), 0);
}
TEST(a_base_of_before_gets_the_models_and_the_rights_that_are_new) { ready_on_both(&r, older); }

/* ---- what changed ---- */

static const RightsChange *changed(const RightsChange *all, size_t count, RightsChangeKind kind, const char *right) {
    for (size_t i = 0; i < count; i++)
        if (all[i].kind == kind && (!right || str_equal(all[i].right, right)))
            return &all[i];
    return NULL;
}

/* Net: what was given and taken back, made and ended within the days says nothing. */
static void changes(void) {
    int64_t secretariat = set_called("secretariat"), life = set_called("school_life"), account = r->people[STAFF].account;
    size_t count;
    Work *w = begin(TX_READ);
    Instant before = w->now + 1;
    tx_rollback(w->tx);
    while (instant_now() <= before)
        continue;
    w = begin(TX_WRITE);
    rights_put(w, secretariat, "people.ine", false, "right");
    rights_put(w, secretariat, "rights.see", true, "right");
    CHECK_INT(end(w), 0);
    w = begin(TX_WRITE);
    rights_put(w, secretariat, "rights.see", false, "right");
    int64_t copy = rights_copy_set(w, secretariat, "Intendance", "name");
    rights_except(w, account, MODE_ADMINISTRATIVE, "support.read", 1, "Référente", "reason");
    rights_assign(w, account, MODE_SCHOOL_LIFE, life, "set");
    rights_assign(w, account, MODE_ADMINISTRATIVE, set_called("assistants"), "set");
    rights_set_idle(w, secretariat, 1, "idle");
    CHECK_INT(end(w), 0);
    w = begin(TX_READ);
    const RightsChange *all = rights_changes(w, before, w->now + 1, &count), *c;
    CHECK_INT((int64_t) count, 6);
    CHECK((c = changed(all, count, CHANGE_LOST, "people.ine")) && c->set == secretariat && c->at > before && !c->by && str_equal(c->mode, "administrative"));
    CHECK(!changed(all, count, CHANGE_GAINED, NULL));
    CHECK((c = changed(all, count, CHANGE_MADE, NULL)) && c->set == copy && str_equal(c->whose, "Intendance"));
    CHECK((c = changed(all, count, CHANGE_EXCEPTION, "support.read")) && c->account == account && !c->before && str_equal(c->after, "1") && str_equal(c->reason, "Référente"));
    CHECK((c = changed(all, count, CHANGE_IDLE, NULL)) && c->set == secretariat && str_equal(c->before, "0") && str_equal(c->after, "5"));
    int moved = 0;                      /* one set for another, with both names; and one where there was none */
    for (size_t i = 0; i < count; i++)
        if (all[i].kind == CHANGE_SET && CHECK(all[i].account == account && all[i].after)) {
            bool administrative = str_equal(all[i].mode, "administrative");
            CHECK(administrative ? all[i].before && !str_equal(all[i].before, all[i].after) : !all[i].before && str_equal(all[i].mode, "school_life"));
            moved++;
        }
    CHECK_INT(moved, 2);
    CHECK(all[0].set && all[count - 1].account);                        /* sets first */
    tx_rollback(w->tx);
    w = begin(TX_WRITE);
    rights_end_set(w, copy, "set");
    rights_put(w, secretariat, "people.ine", true, "right");
    rights_except(w, account, MODE_ADMINISTRATIVE, "support.read", -1, "", "reason");
    rights_assign(w, account, MODE_SCHOOL_LIFE, 0, "set");
    rights_assign(w, account, MODE_ADMINISTRATIVE, secretariat, "set");
    rights_set_idle(w, secretariat, 0, "idle");
    CHECK_INT(end(w), 0);
    w = begin(TX_READ);
    rights_changes(w, before, w->now + 1, &count);
    CHECK_INT((int64_t) count, 0);
    all = rights_changes(w, 0, before, &count);                         /* how the base began */
    CHECK(changed(all, count, CHANGE_MADE, NULL) && !changed(all, count, CHANGE_GAINED, NULL));
    tx_rollback(w->tx);
}
TEST(what_changed_of_rights_is_told_net) { ready_on_both(&r, changes); }

int main(int argc, char **argv) {
    int failed = test_main(argc, argv);
    ready_schools_end();
    return failed;
}
