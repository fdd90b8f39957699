/* Two records of one human, on both stores: who is proposed, what merging moves, and that nothing points at a person that merging does not know. */
#include "school/twins/twins.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "test/test.h"
#include "test/verb_try.h"
#include "web/feature.h"

#include <sqlite3.h>
#include <stdio.h>

#define DAY(month, day) day_of((month) >= 8 ? 2025 : 2026, month, day)

static ReadySchool *r;

static void on_both(void (*fn)(void)) { ready_on_both(&r, fn); }

static TextId merges(int64_t kept, int64_t gone, const bool *theirs) {
    Work *w = verb_begin(r, "merge");
    people_merge(w, kept, gone, theirs, feature_references(features, w->mem));
    return verb_end(w);
}

static bool proposed(int64_t one, int64_t other, TwinWhy why) {
    size_t count;
    Work *w = verb_begin(r, "look");
    Twins *all = people_twins(w, &count);
    bool found = false;
    for (size_t i = 0; i < count; i++)
        found = found || (all[i].one == (one < other ? one : other) && all[i].other == (one < other ? other : one) && all[i].why == why);
    tx_rollback(w->tx);
    return found;
}

static int64_t adds(int64_t (*add)(Work *, int64_t, const NewPerson *), NewPerson *who, int64_t class_id) {
    int64_t number = verb_number(r);
    Work *w = verb_begin(r, "add");
    who->anyway = true;
    int64_t id = add ? add(w, number, who) : pupil_add(w, number, who, class_id);
    CHECK_INT(verb_end(w), T_NONE);
    return id;
}

static const char *of_person(const char *column, int64_t person) { return verb_text(r, "SELECT %s FROM person WHERE id = %lld", column, (long long) person); }
static int64_t count_of(const char *table, const char *column, int64_t person) {
    return verb_int(r, "SELECT count(*) FROM %s WHERE %s = %lld", table, column, (long long) person);
}

/* The pupil of the sample school again, as somebody who typed fast would have written them. */
static int64_t second(int64_t pupil, Day birth) {
    NewPerson who = { .birth_day = birth, .entry_day = DAY(9, 1) };
    who.values[EDIT_FAMILY_NAME] = arena_printf(r->small->mem, "%se", of_person("family_name", pupil));
    who.values[EDIT_GIVEN_NAME] = of_person("given_name", pupil);
    who.values[EDIT_BIRTH_CITY] = "Ailleurs";
    who.values[EDIT_OCCUPATION] = "Élève";
    return adds(NULL, &who, ready_thing(r, "class")->other);
}

static void propose_tests(void) {
    int64_t pupil = ready_thing(r, "pupil")->own;
    Day birth = (Day) verb_int(r, "SELECT birth_day FROM person WHERE id = %lld", (long long) pupil);
    int64_t twin = second(pupil, birth), namesake = second(pupil, birth + 1);
    CHECK(proposed(pupil, twin, TWIN_BIRTH));
    CHECK(!proposed(pupil, namesake, TWIN_BIRTH) && !proposed(twin, namesake, TWIN_BIRTH));       /* a name alone is nobody's */
    NewPerson who = { .birth_day = NO_DAY, .entry_day = NO_DAY };
    who.values[EDIT_FAMILY_NAME] = "Double";
    who.values[EDIT_GIVEN_NAME] = "Anne";
    who.values[EDIT_PHONE_MOBILE] = "06 11 11 11 11";
    int64_t one = adds(teacher_add, &who, 0);
    int64_t other = adds(staff_add, &who, 0);
    CHECK(proposed(one, other, TWIN_PHONE));
    who.values[EDIT_PHONE_MOBILE] = NULL;
    int64_t third = adds(staff_add, &who, 0);
    CHECK(!proposed(one, third, TWIN_PHONE) && !proposed(one, third, TWIN_EMAIL));
    Work *w = verb_begin(r, "two");
    people_not_twins(w, other, one);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK(!proposed(one, other, TWIN_PHONE));
    w = verb_begin(r, "two");
    people_not_twins(w, one, one);
    CHECK_INT(verb_end(w), T_TWINS_NOT_TWO);
}
TEST(who_is_alike_is_proposed_until_somebody_says_otherwise) { on_both(propose_tests); }

static void merge_tests(void) {
    int64_t pupil = ready_thing(r, "pupil")->own, guardian = ready_thing(r, "guardian")->own;
    int64_t twin = second(pupil, (Day) verb_int(r, "SELECT birth_day FROM person WHERE id = %lld", (long long) pupil));
    const char *city = of_person("birth_city", pupil), *siecle = verb_text(r, "SELECT siecle_id FROM pupil WHERE person = %lld", (long long) pupil);
    Work *w = verb_begin(r, "tie");
    guardianship_add(w, twin, guardian, &(Guardianship){ .level = 3 });
    guardianship_add(w, twin, ready_thing(r, "guardian")->other, &(Guardianship){ .level = 2 });
    guardianship_add(w, twin, pupil, &(Guardianship){ .level = 3 });            /* absurd, and gone when they are one */
    option_add(w, twin, "020700", "X");
    CHECK_INT(verb_end(w), T_NONE);
    int64_t ties = count_of("guardianship", "pupil", pupil), places = count_of("membership", "person", pupil);
    CHECK_INT(merges(pupil, pupil, NULL), T_TWINS_NOT_TWO);
    CHECK_INT(merges(pupil, 999999, NULL), T_TWINS_NOT_TWO);
    CHECK_INT(merges(pupil, twin, NULL), T_NONE);
    CHECK_TEXT(of_person("birth_city", pupil), city ? city : "Ailleurs");
    CHECK_TEXT(of_person("occupation", pupil), "Élève");                        /* only the other one said it */
    CHECK_TEXT(verb_text(r, "SELECT siecle_id FROM pupil WHERE person = %lld", (long long) pupil), siecle);
    CHECK_INT(count_of("guardianship", "pupil", pupil), ties + 1);
    CHECK_INT(verb_int(r, "SELECT level FROM guardianship WHERE pupil = %lld AND guardian = %lld", (long long) pupil, (long long) guardian), 1);
    CHECK_INT(count_of("membership", "person", pupil), places);                 /* they had a class all the time: theirs stays */
    CHECK_INT(count_of("pupil_option", "modality = 'X' AND person", pupil), 1);
    CHECK_INT(verb_int(r, "SELECT merged_into FROM person WHERE id = %lld", (long long) twin), pupil);
    CHECK_INT(count_of("pupil", "person", twin) + count_of("person_word", "person", twin) + count_of("membership", "person", twin) + count_of("guardianship", "guardian", pupil), 0);
    CHECK_INT(merges(pupil, twin, NULL), T_TWINS_NOT_TWO);                      /* once */
    CHECK_TEXT(verb_text(r, "SELECT act FROM year_work ORDER BY id DESC LIMIT 1"), "merge");
}
TEST(what_pointed_at_one_points_at_the_other) { on_both(merge_tests); }

static void choice_tests(void) {
    int64_t pupil = ready_thing(r, "pupil")->own, twin = second(pupil, (Day) verb_int(r, "SELECT birth_day FROM person WHERE id = %lld", (long long) pupil));
    int64_t third = second(pupil, DAY(9, 1));
    bool theirs[PERSON_EDITS] = { [EDIT_FAMILY_NAME] = true, [EDIT_BIRTH_CITY] = true };
    const char *family = of_person("family_name", twin), *key = verb_text(r, "SELECT siecle_id FROM pupil WHERE person = %lld", (long long) pupil);
    CHECK_INT(merges(pupil, twin, theirs), T_NONE);
    CHECK_TEXT(of_person("family_name", pupil), family);
    CHECK_TEXT(of_person("birth_city", pupil), "Ailleurs");
    CHECK(str_starts(of_person("display_name", pupil), text_upper(r->small->mem, family)));
    CHECK_INT(merges(third, pupil, NULL), T_NONE);                              /* and on: whoever became the one who goes, goes along */
    CHECK_INT(verb_int(r, "SELECT count(*) FROM person WHERE merged_into = %lld", (long long) third), 2);
    CHECK_TEXT(verb_text(r, "SELECT siecle_id FROM pupil WHERE person = %lld", (long long) third), key);
    Work *w = verb_begin(r, "key");
    CHECK_INT(person_of_key(w, "siecle.eleve", key), third);                    /* the ministry's number now names the one who stays */
    tx_rollback(w->tx);
    Report *again = import_samples(r->small, true, "siecle/ElevesAvecAdresses.xml", NULL);
    CHECK(again && !again->problems.count);
}
TEST(values_are_chosen_and_numbers_follow) { on_both(choice_tests); }

/* ---- every column that points at a person ---- */

static bool is_known(const char *table, const char *column) {
    for (int f = 0; features[f]; f++)
        for (const Reference *ref = features[f]->references; ref && ref->table; ref++)
            if (str_equal(ref->table->name, table) && str_equal(ref->table->columns[ref->column].name, column))
                return true;
    return str_equal(table, "person_word") || str_equal(table, "photo_entry");         /* follows the names by its hook; an archive's log of who was meant then */
}

TEST(no_column_that_points_at_a_person_is_forgotten) {
    StoreFixture *f = store_fixture_open_plain(false);
    sqlite3 *db = store_fixture_raw(f, YEAR);
    sqlite3_stmt *s = NULL;
    int found = 0;
    CHECK_INT(sqlite3_prepare_v2(db, "SELECT m.name, k.\"from\" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) k WHERE m.type = 'table' AND k.\"table\" = 'person'", -1, &s, NULL), SQLITE_OK);
    while (s && sqlite3_step(s) == SQLITE_ROW) {
        const char *table = (const char *) sqlite3_column_text(s, 0), *column = (const char *) sqlite3_column_text(s, 1);
        found++;
        if (!CHECK(is_known(table, column)))
            printf("# %s.%s points at a person: Feature.references\n", table, column);
    }
    sqlite3_finalize(s);
    sqlite3_close(db);
    CHECK(found >= 15);
    store_fixture_close(f);
    ready_schools_end();
}

TEST_MAIN
