/* Who else may come for a pupil, on both stores: what may be said, days, how many, an end, what a family asks and the school decides, two records that become one. */
#include "school/pickups/pickups.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/proposals/proposals.h"
#include "school/twins/twins.h"
#include "test/test.h"
#include "test/verb_try.h"
#include "web/feature.h"

#include <string.h>

static ReadySchool *r;

static int64_t own(void) { return ready_thing(r, "pupil")->own; }
static int64_t other(void) { return ready_thing(r, "pupil")->other; }
static int64_t all(void) { return verb_int(r, "SELECT count(*) FROM pickup"); }

static TextId add(const char *name, const char *tie, const char *phone, Day from, Day last) {
    Work *w = verb_begin(r, "edit");
    Pickup who = pickup_checked(w, name, tie, phone, "");
    pickup_add(w, own(), &who, from, last);
    return verb_end(w);
}

static void input(void) {
    int64_t before = all();
    char longest[PICKUP_NAME_MOST + 2] = { 0 };
    memset(longest, 'a', PICKUP_NAME_MOST + 1);
    CHECK_INT(add(NULL, NULL, NULL, NO_DAY, NO_DAY), T_FORM_REQUIRED);
    CHECK_INT(add("  ", NULL, NULL, NO_DAY, NO_DAY), T_FORM_REQUIRED);
    CHECK_INT(add(longest, NULL, NULL, NO_DAY, NO_DAY), T_FORM_TOO_LONG);
    CHECK_INT(add("A", longest, NULL, NO_DAY, NO_DAY), T_FORM_TOO_LONG);
    CHECK_INT(add("A", NULL, "0612", NO_DAY, NO_DAY), T_PICKUPS_BAD_PHONE);
    CHECK_INT(add("A", NULL, NULL, TRY_DAY, TRY_DAY - 1), T_PICKUPS_ENDS_BEFORE);
    CHECK_INT(all(), before);
    CHECK_INT(add(longest + 1, "", " 06 12 34 56 78 ", TRY_DAY, TRY_DAY), T_NONE);       /* one day alone */
    CHECK_TEXT(verb_text(r, "SELECT phone FROM pickup ORDER BY id DESC LIMIT 1"), "+33612345678");
    CHECK_INT(verb_int(r, "SELECT CASE WHEN tie IS NULL THEN 1 ELSE 0 END FROM pickup ORDER BY id DESC LIMIT 1"), 1);
}
TEST(bad_input_changes_nothing) { ready_on_both(&r, input); }

static void days(void) {
    Work *w = verb_begin(r, "edit");
    size_t before, count;
    Day today = w->today;
    pickups_of(w, own(), &before);
    tx_rollback(w->tx);
    CHECK_INT(add("Avant", NULL, NULL, today - 9, today - 1), T_NONE);
    CHECK_INT(add("Demain", NULL, NULL, today + 1, NO_DAY), T_NONE);
    CHECK_INT(add("Toujours", NULL, NULL, today - 9, NO_DAY), T_NONE);
    w = verb_begin(r, "edit");
    const Pickup *p = pickups_of(w, own(), &count);
    CHECK_INT((int64_t) count, (int64_t) before + 2);                   /* not who could come until yesterday */
    int64_t tomorrow = 0, always = 0;
    for (size_t i = 0; i < count; i++) {
        tomorrow = str_equal(p[i].name, "Demain") ? p[i].id : tomorrow;
        always = str_equal(p[i].name, "Toujours") ? p[i].id : always;
    }
    pickup_end(w, tomorrow);
    pickup_end(w, always);
    pickup_end(w, 987654);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM pickup WHERE id = %lld", (long long) tomorrow), 0);
    CHECK_INT(verb_int(r, "SELECT until_day FROM pickup WHERE id = %lld", (long long) always), today);
}
TEST(who_was_to_come_later_never_was_who_came_ends_today) { ready_on_both(&r, days); }

static void most(void) {
    for (int i = 0; i < PICKUPS_MOST; i++)
        add(arena_printf(r->small->mem, "Personne %d", i), NULL, NULL, NO_DAY, NO_DAY);
    int64_t before = all();
    CHECK_INT(add("Une de trop", NULL, NULL, NO_DAY, NO_DAY), T_PICKUPS_TOO_MANY);
    CHECK_INT(all(), before);
}
TEST(of_one_pupil_there_are_only_so_many) { ready_on_both(&r, most); }

/* ---- asked by a family ---- */

static int64_t ask(const char *name) {
    Work *w = verb_begin(r, "ask");
    int64_t id = proposal_ask_pickup(w, own(), name, NULL, NULL);
    return verb_end(w) == T_NONE ? id : 0;
}
static TextId accept(int64_t id) {
    Work *w = verb_begin(r, "accept");
    Proposal p;
    CHECK(proposal_read(w, id, &p));
    proposal_accept(w, &p, false);
    return verb_end(w);
}

static void asked(void) {
    int64_t before = all(), one = ask("Une"), two = ask("Deux");
    CHECK(one && two && one != two);                    /* both wait: neither takes the other back */
    CHECK_INT(all(), before);                           /* nothing changes until it is accepted */
    CHECK_INT(accept(one), T_NONE);
    CHECK_INT(accept(one), T_PROPOSALS_DECIDED);
    CHECK_INT(all(), before + 1);
    int64_t pickup = verb_int(r, "SELECT id FROM pickup WHERE name = 'Une'");
    Work *w = verb_begin(r, "ask");
    int64_t end = proposal_ask_pickup_end(w, own(), pickup);
    CHECK_INT(proposal_ask_pickup_end(w, own(), pickup), end);          /* asked twice, it waits once */
    CHECK_INT(proposal_ask_pickup_end(w, other(), pickup), 0);          /* another pupil's is none */
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(accept(end), T_NONE);
    CHECK_INT(all(), before);                           /* they were to come from today on: they never did */
    int count = 1;                                      /* one waits still */
    while (count < 50 && ask("Encore"))
        count++;
    CHECK_INT(count, PROPOSED_PICKUPS_MOST);
}
TEST(what_a_family_asks_is_done_when_it_is_accepted) { ready_on_both(&r, asked); }

static void merged(void) {
    CHECK_INT(add("Une", NULL, NULL, NO_DAY, NO_DAY), T_NONE);
    Work *w = verb_begin(r, "merge");
    people_merge(w, other(), own(), NULL, feature_references(features, w->mem));
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM pickup WHERE pupil = %lld", (long long) own()), 0);
    CHECK_INT(all(), 3);
}
TEST(they_follow_a_record_that_becomes_another) { ready_on_both(&r, merged); }

TEST(z_end) { ready_schools_end(); }

TEST_MAIN
