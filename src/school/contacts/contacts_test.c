/* To whom it goes (PE-08), and what each wants to be told (PE-09), on both stores. */
#include "school/contacts/contacts.h"

#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people_change.h"
#include "test/test.h"
#include "test/verb_try.h"

/* ---- the rule: guardians 1, 2, 3 … in the order written ---- */

#define FAMILY(...) (const Tie[]){ __VA_ARGS__ }, sizeof((const Tie[]){ __VA_ARGS__ }) / sizeof(Tie)

/* The ranks of those it goes to, one digit each. */
static int told(const Tie *ties, size_t count) {
    bool to[8];
    int all = 0;
    recipients_choose(ties, count, to);
    for (size_t i = 0; i < count; i++)
        all = to[i] ? all * 10 + ties[i].rank : all;
    return all;
}

#define T(rank_, level_, place_, ...) { .pupil = 1, .guardian = rank_, .rank = rank_, .level = level_, .place = place_, __VA_ARGS__ }

TEST(one_for_each_address) {
    CHECK_INT(told(FAMILY(T(1, 1, "a"), T(2, 1, "a"))), 1);
    CHECK_INT(told(FAMILY(T(1, 1, "a"), T(2, 1, "b"))), 12);
    CHECK_INT(told(FAMILY(T(1, 1, "a"), T(2, 1, "b"), T(3, 2, "b"))), 12);
    CHECK_INT(told(FAMILY(T(1, 1, "a"))), 1);
    CHECK_INT(told(NULL, 0), 0);
}

TEST(who_lives_nowhere_that_is_known_is_by_themselves) {
    CHECK_INT(told(FAMILY(T(1, 1, ""), T(2, 1, ""))), 12);
    CHECK_INT(told(FAMILY(T(1, 1, "a"), T(2, 1, ""))), 12);
}

TEST(at_one_address_the_preferred_then_the_legal_then_the_first_to_call) {
    CHECK_INT(told(FAMILY(T(1, 1, "a"), T(2, 1, "a", .preferred = true))), 2);
    CHECK_INT(told(FAMILY(T(1, 2, "a"), T(2, 1, "a"))), 2);
    CHECK_INT(told(FAMILY(T(1, 1, "a"), T(2, 1, "a", .first = true))), 2);
    CHECK_INT(told(FAMILY(T(1, 2, "a", .preferred = true), T(2, 1, "a"))), 1);
}

TEST(a_contact_is_told_nothing_unless_preferred) {
    CHECK_INT(told(FAMILY(T(1, 1, "a"), T(2, 3, "b"))), 1);
    CHECK_INT(told(FAMILY(T(1, 3, "a"))), 0);
    CHECK_INT(told(FAMILY(T(1, 1, "a"), T(2, 3, "b", .preferred = true))), 12);
    CHECK_INT(told(FAMILY(T(1, 1, "a"), T(2, 3, "a"))), 1);
}

/* ---- on the stores ---- */

static ReadySchool *r;
static void on_both(void (*fn)(void)) { ready_on_both(&r, fn); }
static int64_t own(const char *thing) { return ready_thing(r, thing)->own; }

static int64_t recipients(int64_t pupil) { return verb_int(r, "SELECT coalesce(sum(CASE WHEN recipient = 1 THEN 1 ELSE 0 END), -1) FROM guardianship WHERE pupil = %lld", (long long) pupil); }

static void reset_tests(void) {
    int64_t pupil = own("pupil"), guardian = own("guardian");
    int64_t all = verb_int(r, "SELECT count(*) FROM guardianship WHERE pupil = %lld", (long long) pupil);
    CHECK_INT(recipients(pupil), all);          /* nobody has chosen yet */
    Work *w = verb_begin(r, "reset");
    Recipients would = recipients_reset(w, &guardian, 1, false);
    CHECK(would.pupils >= 1 && would.one + would.several + would.none == would.pupils);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(recipients(pupil), all);          /* only asked */
    w = verb_begin(r, "reset");
    Recipients done = recipients_reset(w, &guardian, 1, true);
    CHECK_INT((int64_t) done.changed, (int64_t) would.changed);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK(recipients(pupil) >= 1 && recipients(pupil) <= all);
    w = verb_begin(r, "reset");
    CHECK_INT((int64_t) recipients_reset(w, &guardian, 1, true).changed, 0);
    CHECK_INT(verb_end(w), T_NONE);
}
TEST(recipients_are_asked_about_then_set_and_stay) { on_both(reset_tests); }

/* Two spellings of one address are one; a move makes two. */
static void address_tests(void) {
    int64_t pupil = own("pupil"), guardian = own("guardian");
    int64_t second = verb_int(r, "SELECT coalesce(min(guardian), 0) FROM guardianship WHERE pupil = %lld AND guardian <> %lld AND level < 3", (long long) pupil, (long long) guardian);
    if (!second) {
        second = own("teacher");
        Work *w = verb_begin(r, "add");
        guardianship_add(w, pupil, second, &(Guardianship){ .level = 1, .kinship = "father" });
        CHECK_INT(verb_end(w), T_NONE);
    }
    Work *w = verb_begin(r, "move");
    person_moves(w, guardian, &(Address){ .line1 = "3 bis, rue de l’Église", .postcode = "69001", .city = "Lyon" });
    person_moves(w, second, &(Address){ .line1 = "3 BIS RUE DE L'EGLISE", .postcode = "69001", .city = "LYON" });
    recipients_reset(w, &guardian, 1, true);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(recipients(pupil), 1);
    w = verb_begin(r, "move");
    person_moves(w, second, &(Address){ .line1 = "5 rue de l’Église", .postcode = "69001", .city = "Lyon" });
    recipients_reset(w, &guardian, 1, true);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(recipients(pupil), 2);
    w = verb_begin(r, "prefer");
    guardianship_change(w, pupil, &(CellChange){ .id = second, .field = EDIT_PREFERRED, .value = of_int(1), .at = "preferred" });
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(verb_int(r, "SELECT rank FROM guardianship WHERE pupil = %lld AND guardian = %lld", (long long) pupil, (long long) second), 1);
    w = verb_begin(r, "prefer");
    guardianship_change(w, pupil, &(CellChange){ .id = guardian, .field = EDIT_PREFERRED, .value = of_int(1), .at = "preferred" });
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM guardianship WHERE pupil = %lld AND preferred = 1", (long long) pupil), 1);
    CHECK_INT(verb_int(r, "SELECT rank FROM guardianship WHERE pupil = %lld AND guardian = %lld", (long long) pupil, (long long) guardian), 1);
}
TEST(spellings_of_one_address_are_one_and_one_alone_is_preferred) { on_both(address_tests); }

static void preference_tests(void) {
    int64_t both[] = { own("guardian"), own("teacher") };
    Preferences quiet = { .wanted = { [BY_LETTER] = { true, true, false } } };
    bool said;
    Work *w = verb_begin(r, "preferences");
    CHECK(preferences_of(w, both[0], &said).discussion && !said);
    CHECK_INT((int64_t) preferences_set(w, both, 1, &quiet, false), 1);
    CHECK_INT((int64_t) preferences_unsaid(w, both, 2), 1);
    CHECK_INT((int64_t) preferences_set(w, both, 2, &preferences_usual, true), 1);
    CHECK_INT(verb_end(w), T_NONE);
    w = verb_begin(r, "preferences");
    Preferences kept = preferences_of(w, both[0], &said), other = preferences_of(w, both[1], NULL);
    CHECK(said && kept.wanted[BY_LETTER][ABOUT_RESULTS] && !kept.wanted[BY_LETTER][ABOUT_NEWS] && !kept.wanted[BY_MAIL][ABOUT_LIFE] && !kept.discussion);
    CHECK(other.wanted[BY_SMS][ABOUT_LIFE] && !other.wanted[BY_SMS][ABOUT_NEWS] && other.discussion);
    CHECK_INT((int64_t) preferences_set(w, both, 2, &preferences_usual, false), 2);
    CHECK(preferences_of(w, both[0], NULL).discussion);
    CHECK_INT(verb_end(w), T_NONE);
}
TEST(what_somebody_said_stays_unless_all_are_set) { on_both(preference_tests); }

/* A cell: who had said nothing has then said what is usual, but for this; somebody quicker is a conflict. */
static void cell_tests(void) {
    enum { SMS_LIFE = 6, DISCUSSION = 9 };
    int64_t guardian = own("guardian");
    bool said;
    Work *w = verb_begin(r, "cell");
    preferences_change(w, &(CellChange){ .id = guardian, .field = SMS_LIFE, .value = of_int(0), .compare = true, .was = of_int(1), .at = "v" });
    CHECK_INT(verb_end(w), T_NONE);
    w = verb_begin(r, "cell");
    Preferences p = preferences_of(w, guardian, &said);
    CHECK(said && !p.wanted[BY_SMS][ABOUT_LIFE] && p.wanted[BY_MAIL][ABOUT_LIFE] && !p.wanted[BY_SMS][ABOUT_NEWS] && p.discussion);
    preferences_change(w, &(CellChange){ .id = guardian, .field = DISCUSSION, .value = of_int(0), .compare = true, .was = of_int(1), .at = "v" });
    CHECK_INT(verb_end(w), T_NONE);
    w = verb_begin(r, "cell");
    CHECK(!preferences_of(w, guardian, NULL).discussion);
    preferences_change(w, &(CellChange){ .id = guardian, .field = DISCUSSION, .value = of_int(1), .compare = true, .was = of_int(1), .at = "v" });
    CHECK_INT(verb_end(w), T_ERROR_CONFLICT);
    w = verb_begin(r, "cell");
    preferences_change(w, &(CellChange){ .id = guardian, .field = DISCUSSION, .value = of_null(), .at = "v" });
    CHECK_INT(verb_end(w), T_FORM_REQUIRED);
}
TEST(a_preference_is_a_cell_of_the_list) { on_both(cell_tests); }

int main(int argc, char **argv) {
    int status = test_main(argc, argv);
    ready_schools_end();
    return status;
}
