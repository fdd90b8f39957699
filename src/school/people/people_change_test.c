/* People edited by hand, on both stores: each verb with what is good and what is not; names, words and sort keys follow; history says the act. */
#include "school/people/people_change.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "test/test.h"
#include "test/verb_try.h"

#define DAY(month, day) day_of((month) >= 8 ? 2025 : 2026, month, day)

static ReadySchool *r;

static void on_both(void (*fn)(void)) { ready_on_both(&r, fn); }

static int64_t own(const char *thing) { return ready_thing(r, thing)->own; }
static int64_t other(const char *thing) { return ready_thing(r, thing)->other; }

static TextId edits(CellVerb verb, int64_t id, int field, Value value, Day from) {
    Work *w = verb_begin(r, "edit");
    verb(w, &(CellChange){ .id = id, .field = field, .value = value, .from = from, .at = "cells.0.value" });
    TextId code = verb_end(w);
    CHECK(code == T_NONE || str_equal(verb_at(w), "cells.0.value"));
    return code;
}

static TextId says(int64_t pupil, int field, const char *text) { return edits(pupil_change, pupil, field, of_text(text), NO_DAY); }
static const char *kept(const char *column, int64_t person) { return verb_text(r, "SELECT %s FROM person WHERE id = %lld", column, (long long) person); }
static int64_t of_pupil(const char *column, int64_t person) { return verb_int(r, "SELECT %s FROM pupil WHERE person = %lld", column, (long long) person); }

static bool found_by(const char *word, int64_t person) {
    return verb_int(r, "SELECT count(*) FROM person_word WHERE word = '%s' AND person = %lld", word, (long long) person) > 0;
}

/* ---- values ---- */

static void name_tests(void) {
    int64_t pupil = own("pupil"), next = other("pupil");
    CHECK_INT(says(pupil, EDIT_FAMILY_NAME, ""), T_FORM_REQUIRED);
    CHECK_INT(says(pupil, EDIT_FAMILY_NAME, "  d’Almeida  Œuvrard "), T_NONE);
    CHECK_INT(says(pupil, EDIT_USAGE_NAME, NULL), T_NONE);
    CHECK_INT(says(pupil, EDIT_GIVEN_NAME, "Noë"), T_NONE);
    CHECK_TEXT(kept("family_name", pupil), "d’Almeida Œuvrard");
    CHECK_TEXT(kept("display_name", pupil), "D’ALMEIDA ŒUVRARD Noë");
    CHECK(found_by("dalmeida", pupil) && found_by("oeuvrard", pupil) && found_by("noe", pupil));
    CHECK_INT(says(next, EDIT_FAMILY_NAME, "Dalmeidat"), T_NONE);
    CHECK_INT(says(next, EDIT_USAGE_NAME, NULL), T_NONE);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM person a JOIN person b ON a.sort_key < b.sort_key WHERE a.id = %lld AND b.id = %lld", (long long) pupil, (long long) next), 1);
    CHECK_INT(says(pupil, EDIT_USAGE_NAME, "Éla"), T_NONE);
    CHECK_TEXT(kept("display_name", pupil), "ÉLA Noë");
    CHECK(found_by("ela", pupil) && found_by("oeuvrard", pupil));
    CHECK_TEXT(verb_text(r, "SELECT fields FROM year_audit ORDER BY id DESC LIMIT 1"), "{\"usage_name\":[null,\"Éla\"]}");
    CHECK_TEXT(verb_text(r, "SELECT act FROM year_work ORDER BY id DESC LIMIT 1"), "edit");
    Work *w = verb_begin(r, "edit");
    pupil_change(w, &(CellChange){ .id = pupil, .field = EDIT_GIVEN_NAME, .value = of_text("Léo"), .compare = true, .was = of_text("Léa"), .at = "v" });
    CHECK_INT(verb_end(w), T_ERROR_CONFLICT);
    CHECK_TEXT(kept("given_name", pupil), "Noë");
}
TEST(a_name_is_shown_sorted_and_found_as_it_now_is) { on_both(name_tests); }

static void value_tests(void) {
    int64_t pupil = own("pupil");
    static const struct { int field; const char *typed; TextId wrong; const char *column, *kept; } all[] = {
        { EDIT_TITLE, "MME", T_NONE, "title", "MME" }, { EDIT_TITLE, "Docteur", T_FORM_NOT_A_CHOICE, "title", "MME" }, { EDIT_SEX, "x", T_FORM_NOT_A_CHOICE, NULL, NULL },
        { EDIT_SEX, "f", T_NONE, "sex", "f" }, { EDIT_BIRTH_CITY, "Saint-Étienne", T_NONE, "birth_city", "Saint-Étienne" },
        { EDIT_EMAIL, "Lea@Exemple.FR", T_NONE, "email", "Lea@exemple.fr" }, { EDIT_EMAIL, "lea@", T_PEOPLE_BAD_EMAIL, "email", "Lea@exemple.fr" },
        { EDIT_EMAIL, "", T_NONE, "email", NULL }, { EDIT_PHONE_MOBILE, "06 12 34 56 78", T_NONE, "phone_mobile", "+33612345678" },
        { EDIT_PHONE_HOME, "12", T_PEOPLE_BAD_PHONE, NULL, NULL }, { EDIT_PHONE_WORK, "+32 2 123 45 67", T_NONE, "phone_work", "+3221234567" },
        { EDIT_INE, "123", T_PEOPLE_BAD_INE, NULL, NULL }, { EDIT_ELENOET, "12a", T_FORM_NOT_A_NUMBER, NULL, NULL }, { EDIT_ELENOET, "98765", T_NONE, NULL, NULL },
        { EDIT_MEF, "1", T_STRUCTURES_UNKNOWN_MEF, NULL, NULL }, { EDIT_STATUS, "ZZ", T_FORM_NOT_A_CHOICE, NULL, NULL }, { EDIT_EXIT_REASON, "ZZ", T_FORM_NOT_A_CHOICE, NULL, NULL },
        { EDIT_OCCUPATION, "Artisan", T_NONE, "occupation", "Artisan" }, { EDIT_NATIONALITY, "100", T_NONE, "nationality", "100" } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        CHECK_INT(says(pupil, all[i].field, all[i].typed), all[i].wrong);
        if (all[i].column)
            CHECK_TEXT(kept(all[i].column, pupil), all[i].kept);
    }
    CHECK_INT(says(pupil, EDIT_INE, "1234567890z"), T_NONE);
    CHECK_INT(says(other("pupil"), EDIT_INE, "1234567890Z"), T_PEOPLE_INE_TAKEN);
    CHECK_INT(says(other("pupil"), EDIT_ELENOET, "98765"), T_PEOPLE_ELENOET_TAKEN);
    CHECK_INT(says(pupil, EDIT_INE, "1234567890Z"), T_NONE);            /* one's own */
    CHECK_INT(edits(pupil_change, pupil, EDIT_BIRTH_DAY, of_int(TRY_DAY + 1), NO_DAY), T_PEOPLE_BAD_BIRTH);
    CHECK_INT(edits(pupil_change, pupil, EDIT_BIRTH_DAY, of_int(day_of(1899, 12, 31)), NO_DAY), T_PEOPLE_BAD_BIRTH);
    CHECK_INT(edits(pupil_change, pupil, EDIT_BIRTH_DAY, of_int(day_of(2013, 2, 28)), NO_DAY), T_NONE);
    CHECK_INT(edits(pupil_change, pupil, EDIT_REPEATING, of_int(2), NO_DAY), T_FORM_OUT_OF_RANGE);
    CHECK_INT(edits(pupil_change, pupil, EDIT_REPEATING, of_int(1), NO_DAY), T_NONE);
    CHECK_INT(of_pupil("repeating", pupil), 1);
    CHECK_INT(says(own("teacher"), EDIT_FAMILY_NAME, "X"), T_PEOPLE_UNKNOWN);
    CHECK_INT(says(999999, EDIT_FAMILY_NAME, "X"), T_PEOPLE_UNKNOWN);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM person WHERE id = 999999"), 0);
    CHECK_INT(edits(guardian_change, own("guardian"), EDIT_SHARE_ADDRESS, of_int(0), NO_DAY), T_NONE);
    CHECK_INT(edits(guardian_change, pupil, EDIT_EMAIL, of_null(), NO_DAY), T_PEOPLE_UNKNOWN);
    CHECK_INT(edits(teacher_change, own("teacher"), EDIT_GRADE, of_text("AGREGE"), NO_DAY), T_NONE);
    CHECK_INT(edits(staff_change, own("teacher"), EDIT_GRADE, of_text("AGREGE"), NO_DAY), T_PEOPLE_UNKNOWN);
    CHECK_INT(edits(staff_change, own("staff"), EDIT_FUNCTION, of_text("EDU"), NO_DAY), T_NONE);
    CHECK_TEXT(verb_text(r, "SELECT function FROM staff WHERE person = %lld", (long long) own("staff")), "EDU");
}
TEST(each_value_is_read_as_what_it_is) { on_both(value_tests); }

/* ---- régime ---- */

static const char *boards_of_pupil(int64_t pupil) {
    Str s = str_new(r->small->mem, 60);
    int count = (int) verb_int(r, "SELECT count(*) FROM board WHERE person = %lld", (long long) pupil);
    for (int i = 0; i < count; i++) {
        Day from = (Day) verb_int(r, "SELECT from_day FROM board WHERE person = %lld ORDER BY from_day LIMIT 1 OFFSET %d", (long long) pupil, i);
        Day until = (Day) verb_int(r, "SELECT until_day FROM board WHERE person = %lld AND from_day = %d", (long long) pupil, from);
        str_printf(&s, "%s%s %s–%s", i ? ", " : "", verb_text(r, "SELECT status FROM board WHERE person = %lld AND from_day = %d", (long long) pupil, from),
            day_iso(r->small->mem, from) + 5, until == DAY_OPEN ? "" : day_iso(r->small->mem, until) + 5);
    }
    return s.data;
}

static TextId eats(int64_t pupil, const char *status, Day from) { return edits(pupil_change, pupil, EDIT_BOARD, of_text(status), from); }

static void board_tests(void) {
    int64_t pupil = own("pupil");
    CHECK_INT(eats(pupil, "external", DAY(9, 1)), T_NONE);
    CHECK_TEXT(boards_of_pupil(pupil), "external 09-01–");
    CHECK_TEXT(board_of_code(verb_text(r, "SELECT code FROM board WHERE person = %lld", (long long) pupil)), "external");
    CHECK_INT(eats(pupil, "half_board", DAY(11, 3)), T_NONE);
    CHECK_INT(eats(pupil, "boarder", DAY(10, 6)), T_NONE);
    CHECK_TEXT(boards_of_pupil(pupil), "external 09-01–10-06, boarder 10-06–11-03, half_board 11-03–");
    CHECK_INT(eats(pupil, "half_board", DAY(10, 6)), T_NONE);
    CHECK_TEXT(boards_of_pupil(pupil), "external 09-01–10-06, half_board 10-06–");
    CHECK_INT(eats(pupil, "half_board", DAY(10, 6)), T_NONE);           /* nothing new: nothing written */
    CHECK_INT(eats(pupil, "breakfast", DAY(10, 6)), T_FORM_NOT_A_CHOICE);
    CHECK_INT(eats(pupil, "external", DAY(7, 30)), T_DATED_OUTSIDE_YEAR);
    CHECK_INT(eats(pupil, NULL, DAY(12, 1)), T_NONE);
    CHECK_TEXT(boards_of_pupil(pupil), "external 09-01–10-06, half_board 10-06–12-01");
    Work *w = verb_begin(r, "edit");
    pupil_change(w, &(CellChange){ .id = pupil, .field = EDIT_BOARD, .value = of_text("boarder"), .compare = true, .was = of_text("external"), .from = DAY(11, 1), .at = "v" });
    CHECK_INT(verb_end(w), T_ERROR_CONFLICT);
    w = verb_begin(r, "mend");
    fact_correct(w, pupil, false, DAY(10, 6), DAY(10, 1), NO_DAY);
    CHECK_INT(verb_end(w), T_DATED_OVERLAPS);
    w = verb_begin(r, "mend");
    fact_correct(w, pupil, false, DAY(10, 6), DAY(10, 8), DAY(12, 24));
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_TEXT(boards_of_pupil(pupil), "external 09-01–10-06, half_board 10-08–12-24");
}
TEST(a_regime_holds_from_a_day_on) { on_both(board_tests); }

static int64_t exits_on(int64_t pupil, const char *status, Day day) {
    return verb_int(r, "SELECT count(*) FROM exit_permission WHERE person = %lld AND status = '%s' AND from_day <= %d AND until_day > %d", (long long) pupil, status, day, day);
}

/* PE-02: beside the régime, by the same rules. */
static void exit_tests(void) {
    int64_t pupil = own("pupil");
    CHECK_INT(edits(pupil_change, pupil, EDIT_EXITS, of_text("anything"), NO_DAY), T_FORM_NOT_A_CHOICE);
    CHECK_INT(edits(pupil_change, pupil, EDIT_EXITS, of_text("half_day"), DAY(9, 1)), T_NONE);
    CHECK_INT(edits(pupil_change, pupil, EDIT_EXITS, of_text("free"), DAY(11, 3)), T_NONE);
    CHECK(exits_on(pupil, "half_day", DAY(11, 2)) == 1 && exits_on(pupil, "free", DAY(11, 3)) == 1 && exits_on(pupil, "free", DAY(11, 2)) == 0);
    Work *w = verb_begin(r, "dates");
    fact_correct(w, pupil, true, DAY(11, 3), DAY(10, 6), NO_DAY);
    CHECK_INT(verb_end(w), T_DATED_OVERLAPS);
    CHECK_INT(edits(pupil_change, pupil, EDIT_EXITS, of_null(), DAY(12, 1)), T_NONE);
    CHECK(exits_on(pupil, "free", DAY(11, 30)) == 1 && exits_on(pupil, "free", DAY(12, 1)) == 0);
    w = verb_begin(r, "dates");
    fact_correct(w, pupil, true, DAY(11, 3), DAY(11, 5), DAY(12, 24));
    CHECK_INT(verb_end(w), T_NONE);
    CHECK(exits_on(pupil, "free", DAY(12, 23)) == 1 && exits_on(pupil, "free", DAY(11, 4)) == 0);
    w = verb_begin(r, "leave");
    pupil_leave(w, pupil, DAY(12, 10), NULL);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK(exits_on(pupil, "free", DAY(12, 9)) == 1 && exits_on(pupil, "free", DAY(12, 10)) == 0);
}
TEST(a_permission_to_leave_holds_from_a_day_on) { on_both(exit_tests); }

/* ---- coming and going ---- */

static TextId leaves(int64_t pupil, Day day, const char *reason) {
    Work *w = verb_begin(r, "leave");
    pupil_leave(w, pupil, day, reason);
    return verb_end(w);
}

static TextId returns(int64_t pupil, Day day, int64_t class_id) {
    Work *w = verb_begin(r, "return");
    pupil_return(w, pupil, day, class_id);
    return verb_end(w);
}

static int64_t open_facts(int64_t pupil) {
    return verb_int(r, "SELECT (SELECT count(*) FROM membership WHERE person = %lld AND until_day = %d) + (SELECT count(*) FROM board WHERE person = %lld AND until_day = %d)",
        (long long) pupil, DAY_OPEN, (long long) pupil, DAY_OPEN);
}

static void stay_tests(void) {
    int64_t pupil = own("pupil"), class_id = own("class"), open = open_facts(pupil);
    const char *reason = verb_text(r, "SELECT min(code) FROM code_entry WHERE list = 'MOTIFS_SORTIE'");
    CHECK(open >= 2);
    CHECK_INT(leaves(pupil, NO_DAY, reason), T_FORM_REQUIRED);
    CHECK_INT(leaves(pupil, DAY(8, 15), reason), T_PEOPLE_LEAVES_FIRST);
    CHECK_INT(leaves(pupil, DAY(12, 1), "ZZ"), T_FORM_NOT_A_CHOICE);
    CHECK_INT(returns(pupil, DAY(12, 1), 0), T_PEOPLE_NOT_LEFT);
    CHECK_INT(leaves(pupil, DAY(12, 1), reason), T_NONE);
    CHECK_INT(open_facts(pupil), 0);
    CHECK_INT(verb_int(r, "SELECT max(until_day) FROM membership WHERE person = %lld", (long long) pupil), DAY(12, 1));
    CHECK_INT(eats(pupil, "boarder", DAY(12, 1)), T_DATED_LEFT);
    CHECK_INT(edits(pupil_change, pupil, EDIT_CLASS, of_int(class_id), DAY(12, 15)), T_DATED_LEFT);
    CHECK_INT(edits(pupil_change, pupil, EDIT_EXIT_DAY, of_int(DAY(12, 8)), NO_DAY), T_NONE);           /* mended: what ended with it moves along */
    CHECK_INT(verb_int(r, "SELECT max(until_day) FROM membership WHERE person = %lld", (long long) pupil), DAY(12, 8));
    CHECK_INT(returns(pupil, DAY(12, 8), 0), T_NONE);           /* they never left */
    CHECK_INT(open_facts(pupil), open);
    CHECK_INT(of_pupil("exit_day", pupil), 0);
    CHECK(!verb_text(r, "SELECT exit_reason FROM pupil WHERE person = %lld", (long long) pupil));
    CHECK_INT(leaves(pupil, DAY(12, 8), reason), T_NONE);
    CHECK_INT(returns(pupil, DAY(12, 7), class_id), T_DATED_OUTSIDE_STAY);
    CHECK_INT(returns(pupil, DAY(2, 2), class_id), T_NONE);     /* gone from December to February */
    CHECK_INT(verb_int(r, "SELECT count(*) FROM membership WHERE person = %lld AND kind = 'class'", (long long) pupil), 2);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM board WHERE person = %lld AND from_day = %d", (long long) pupil, DAY(2, 2)), 1);
    CHECK_INT(open_facts(pupil), 2);
}
TEST(who_leaves_leaves_everything_and_may_come_back) { on_both(stay_tests); }

static void entry_tests(void) {
    int64_t pupil = own("pupil");
    CHECK_INT(edits(pupil_change, pupil, EDIT_ENTRY_DAY, of_int(DAY(9, 15)), NO_DAY), T_NONE);
    CHECK_INT(verb_int(r, "SELECT min(from_day) FROM membership WHERE person = %lld", (long long) pupil), DAY(9, 15));
    CHECK_INT(verb_int(r, "SELECT min(from_day) FROM board WHERE person = %lld", (long long) pupil), DAY(9, 15));
    CHECK_INT(edits(pupil_change, pupil, EDIT_ENTRY_DAY, of_int(DAY(9, 1)), NO_DAY), T_NONE);
    CHECK_INT(verb_int(r, "SELECT min(from_day) FROM membership WHERE person = %lld", (long long) pupil), DAY(9, 1));
    CHECK_INT(edits(pupil_change, pupil, EDIT_ENTRY_DAY, of_int(DAY(7, 31)), NO_DAY), T_PEOPLE_OUTSIDE_YEAR);
    CHECK_INT(leaves(pupil, DAY(9, 1), NULL), T_NONE);          /* never came */
    CHECK_INT(verb_int(r, "SELECT count(*) FROM membership WHERE person = %lld", (long long) pupil), 0);
}
TEST(who_comes_later_was_in_no_class_before) { on_both(entry_tests); }

/* ---- arriving ---- */

static NewPerson named(const char *family, const char *given, Day birth) {
    NewPerson who = { .birth_day = birth, .entry_day = NO_DAY };
    who.values[EDIT_FAMILY_NAME] = family;
    who.values[EDIT_GIVEN_NAME] = given;
    return who;
}

static TextId arrives(const NewPerson *who, int64_t class_id, int64_t *id) {
    int64_t number = verb_number(r);
    Work *w = verb_begin(r, "pupil_add");
    *id = pupil_add(w, number, who, class_id);
    return verb_end(w);
}

static void arrival_tests(void) {
    int64_t id, again;
    NewPerson who = named("Nouvelle", "Zoé", day_of(2014, 5, 6));
    who.entry_day = DAY(10, 6);
    who.values[EDIT_BOARD] = "half_board";
    who.values[EDIT_PHONE_MOBILE] = "06 00 00 00 01";
    CHECK_INT(arrives(&who, own("class"), &id), T_NONE);
    CHECK_TEXT(kept("display_name", id), "NOUVELLE Zoé");
    CHECK_TEXT(kept("phone_mobile", id), "+33600000001");
    CHECK(found_by("nouvelle", id));
    CHECK_TEXT(boards_of_pupil(id), "half_board 10-06–");
    CHECK_INT(verb_int(r, "SELECT from_day FROM membership WHERE person = %lld", (long long) id), DAY(10, 6));
    who.values[EDIT_FAMILY_NAME] = "NOUVÈLLE";           /* accents and capitals make no other name */
    CHECK_INT(arrives(&who, 0, &again), T_PEOPLE_HERE_ALREADY);
    who.anyway = true;
    CHECK_INT(arrives(&who, 0, &again), T_NONE);
    CHECK(again && again != id);
    who = named("Nouvelle", "Zoé", day_of(2014, 5, 7));         /* a name alone is nobody's */
    CHECK_INT(arrives(&who, 999999, &again), T_STRUCTURES_UNKNOWN_CLASS);
    CHECK_INT(again, 0);
    who.values[EDIT_INE] = "12";
    CHECK_INT(arrives(&who, 0, &again), T_PEOPLE_BAD_INE);
    who = named(NULL, "Zoé", NO_DAY);
    CHECK_INT(arrives(&who, 0, &again), T_FORM_REQUIRED);
    who = named("Tard", "Zoé", NO_DAY);
    who.entry_day = DAY(7, 20);
    CHECK_INT(arrives(&who, 0, &again), T_PEOPLE_OUTSIDE_YEAR);
    who.entry_day = NO_DAY;
    CHECK_INT(arrives(&who, 0, &again), T_NONE);
    CHECK_INT(of_pupil("entry_day", again), TRY_DAY);
}
TEST(a_new_pupil_is_there_from_a_day_and_not_twice) { on_both(arrival_tests); }

static TextId colleague(int64_t (*add)(Work *, int64_t, const NewPerson *), const NewPerson *who, int64_t *id) {
    int64_t number = verb_number(r);
    Work *w = verb_begin(r, "colleague_add");
    *id = add(w, number, who);
    return verb_end(w);
}

static void colleague_tests(void) {
    int64_t id, again;
    NewPerson who = named("Remplaçant", "Yves", NO_DAY);
    who.values[EDIT_EMAIL] = "yves@exemple.fr";
    who.values[EDIT_FUNCTION] = "ENS";
    CHECK_INT(colleague(teacher_add, &who, &id), T_NONE);
    CHECK_INT(verb_int(r, "SELECT person FROM teacher WHERE person = %lld", (long long) id), id);
    CHECK_INT(colleague(staff_add, &who, &again), T_PEOPLE_HERE_ALREADY);               /* of adults the e-mail says enough */
    who = (NewPerson){ .person = id, .birth_day = NO_DAY, .entry_day = NO_DAY };
    CHECK_INT(colleague(staff_add, &who, &again), T_NONE);                              /* the same human, another hat */
    CHECK_INT(again, id);
    CHECK_INT(colleague(teacher_add, &who, &again), T_PEOPLE_HAS_HAT);
    Work *w = verb_begin(r, "main");
    main_teacher_add(w, own("class"), id, DAY(10, 1), "teacher");
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(edits(teacher_change, id, EDIT_LEFT_DAY, of_int(DAY(12, 20)), NO_DAY), T_NONE);
    CHECK_INT(verb_int(r, "SELECT until_day FROM main_teacher WHERE teacher = %lld", (long long) id), DAY(12, 20));
    CHECK_INT(edits(structure_change, own("class"), EDIT_STRUCTURE_MAIN_TEACHER, of_int(id), DAY(1, 10)), T_STRUCTURES_UNKNOWN_TEACHER);
}
TEST(a_colleague_may_wear_two_hats_and_leaves_on_a_day) { on_both(colleague_tests); }

/* ---- guardians, addresses ---- */

static int64_t tie(const char *column, int64_t pupil, int64_t guardian) {
    return verb_int(r, "SELECT %s FROM guardianship WHERE pupil = %lld AND guardian = %lld", column, (long long) pupil, (long long) guardian);
}

static void guardian_tests(void) {
    int64_t pupil = own("pupil"), guardian = own("guardian"), number = verb_number(r);
    int64_t house = verb_int(r, "SELECT address FROM person WHERE id = %lld", (long long) pupil), count = verb_int(r, "SELECT count(*) FROM guardianship WHERE pupil = %lld", (long long) pupil);
    NewPerson who = named("Marâtre", "Anne", NO_DAY);
    Work *w = verb_begin(r, "guardian_add");
    CHECK_INT(guardian_add(w, number, &who, pupil, &(Guardianship){ .level = 4 }, house, NULL), 0);
    CHECK_INT(verb_end(w), T_FORM_NOT_A_CHOICE);
    w = verb_begin(r, "guardian_add");
    int64_t id = guardian_add(w, number, &who, pupil, &(Guardianship){ .level = 2, .kinship = "other_family", .hosts = true }, house, NULL);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(tie("rank", pupil, id), count + 1);
    CHECK_INT(verb_int(r, "SELECT address FROM person WHERE id = %lld", (long long) id), house);
    w = verb_begin(r, "tie");
    guardianship_add(w, pupil, id, &(Guardianship){ .level = 1 });
    CHECK_INT(verb_end(w), T_PEOPLE_ANSWERS_ALREADY);
    w = verb_begin(r, "order");
    guardianship_order(w, pupil, (int64_t[]){ id, guardian }, 2);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(tie("rank", pupil, id), 1);
    CHECK_INT(tie("rank", pupil, guardian), 2);
    w = verb_begin(r, "order");
    guardianship_order(w, pupil, (int64_t[]){ id, id }, 2);
    CHECK_INT(verb_end(w), T_PEOPLE_NOT_GUARDIAN);
    w = verb_begin(r, "level");
    guardianship_change(w, pupil, &(CellChange){ .id = id, .field = EDIT_LEVEL, .value = of_int(3), .compare = true, .was = of_int(2), .at = "level" });
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(tie("level", pupil, id), 3);
    w = verb_begin(r, "level");
    guardianship_change(w, pupil, &(CellChange){ .id = id, .field = EDIT_KINSHIP, .value = of_text("cousin"), .at = "kinship" });
    CHECK_INT(verb_end(w), T_FORM_NOT_A_CHOICE);
}
TEST(a_guardian_answers_for_a_pupil_in_an_order) { on_both(guardian_tests); }

/* Whom the guardian's own account sees. */
static bool sees(int64_t guardian, int64_t pupil, Day day) {
    Tx *tx = tx_begin(r->small->school.store, r->small->mem, TX_READ);
    tx_scope(tx, &(Scope){ .person = guardian, .guardian = guardian, .day = day });
    bool seen = db_int(tx, &PUPIL_SEEN, VALUES(of_int(pupil))) != 0;
    tx_rollback(tx);
    return seen;
}

static TextId ends(int64_t pupil, int64_t guardian, Day day) {
    Work *w = verb_begin(r, "end");
    guardianship_end(w, pupil, guardian, day, "day");
    return verb_end(w);
}

static void end_tests(void) {
    int64_t pupil = own("pupil"), guardian = own("guardian");
    CHECK(sees(guardian, pupil, DAY(12, 1)));
    CHECK_INT(ends(pupil, guardian, DAY(7, 30)), T_DATED_OUTSIDE_YEAR);
    CHECK_INT(ends(pupil, own("teacher"), DAY(12, 1)), T_PEOPLE_NOT_GUARDIAN);
    CHECK_INT(ends(pupil, guardian, DAY(12, 1)), T_NONE);
    CHECK(sees(guardian, pupil, DAY(11, 30)) && !sees(guardian, pupil, DAY(12, 1)));
    CHECK_INT(ends(pupil, guardian, DAY(12, 2)), T_PEOPLE_NOT_GUARDIAN);
    import_everything(r->small);                                /* the file still names them: what was ended here stays ended */
    CHECK_INT(tie("until_day", pupil, guardian), DAY(12, 1));
    Work *w = verb_begin(r, "again");
    guardianship_add(w, pupil, guardian, &(Guardianship){ .level = 1, .kinship = "mother" });
    CHECK_INT(verb_end(w), T_NONE);
    CHECK(sees(guardian, pupil, DAY(12, 1)));
}
TEST(who_no_longer_answers_for_a_pupil_no_longer_sees_them) { on_both(end_tests); }

static void address_tests(void) {
    int64_t pupil = own("pupil"), guardian = own("guardian");
    int64_t house = verb_int(r, "SELECT address FROM person WHERE id = %lld", (long long) pupil);
    Work *w = verb_begin(r, "address");
    address_change(w, house, &(Address){ .line1 = "1 rue Neuve", .postcode = "6900", .city = "" }, NULL);
    CHECK_INT(verb_end(w), T_FORM_REQUIRED);
    w = verb_begin(r, "address");
    address_change(w, house, &(Address){ .line1 = "1 rue Neuve", .postcode = "6900", .city = "LYON" }, NULL);
    CHECK_INT(verb_end(w), T_PEOPLE_BAD_POSTCODE);
    w = verb_begin(r, "address");
    address_change(w, house, &(Address){ .line1 = "1 rue Neuve", .postcode = "69001", .city = "LYON" }, &(Address){ .line1 = "jamais" });
    CHECK_INT(verb_end(w), T_ERROR_CONFLICT);
    w = verb_begin(r, "address");
    address_change(w, house, &(Address){ .line1 = "1 rue Neuve", .postcode = "69001", .city = "LYON" }, NULL);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_TEXT(verb_text(r, "SELECT a.city FROM person n JOIN address a ON a.id = n.address WHERE n.id = %lld", (long long) pupil), "LYON");
    w = verb_begin(r, "move");
    person_moves(w, guardian, &(Address){ .line1 = "2 place Vieille", .postcode = "B-4000", .city = "Liège", .country = "Belgique" });
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_TEXT(verb_text(r, "SELECT a.foreign_city FROM person n JOIN address a ON a.id = n.address WHERE n.id = %lld", (long long) guardian), "Liège");
    CHECK_INT(verb_int(r, "SELECT address FROM person WHERE id = %lld", (long long) pupil), house);
    w = verb_begin(r, "join");
    person_joins(w, guardian, 999999);
    CHECK_INT(verb_end(w), T_PEOPLE_NO_ADDRESS);
    w = verb_begin(r, "join");
    person_joins(w, guardian, house);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(verb_int(r, "SELECT address FROM person WHERE id = %lld", (long long) guardian), house);
    w = verb_begin(r, "move");
    person_moves(w, 999999, NULL);
    CHECK_INT(verb_end(w), T_PEOPLE_UNKNOWN);
}
TEST(a_household_moves_together_or_somebody_alone) {
    on_both(address_tests);
    ready_schools_end();
}

TEST_MAIN
