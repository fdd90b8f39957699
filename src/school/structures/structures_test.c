/* Classes, groups and who is in them, edited by hand, on both stores. */
#include "school/structures/structures.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "test/test.h"
#include "test/verb_try.h"

#define DAY(month, day) day_of((month) >= 8 ? 2025 : 2026, month, day)

static ReadySchool *r;

static void on_both(void (*fn)(void)) { ready_on_both(&r, fn); }

static int64_t structure(const char *kind, const char *code) {
    return verb_int(r, "SELECT id FROM structure WHERE kind = '%s' AND code = '%s'", kind, code);
}

static int64_t own(const char *thing) { return ready_thing(r, thing)->own; }

static TextId moves(int64_t pupil, int64_t class_id, Day from) {
    Work *w = verb_begin(r, "class");
    class_change(w, &(CellChange){ .id = pupil, .value = class_id ? of_int(class_id) : of_null(), .from = from, .at = "class" });
    return verb_end(w);
}

/* "6A 01/09–01/10, 3B 01/10–" */
static const char *classes_of(int64_t pupil) {
    Str s = str_new(r->small->mem, 60);
    int count = (int) verb_int(r, "SELECT count(*) FROM membership WHERE person = %lld AND kind = 'class'", (long long) pupil);
    for (int i = 0; i < count; i++) {
        Day from = (Day) verb_int(r, "SELECT from_day FROM membership WHERE person = %lld AND kind = 'class' ORDER BY from_day LIMIT 1 OFFSET %d", (long long) pupil, i);
        Day until = (Day) verb_int(r, "SELECT until_day FROM membership WHERE person = %lld AND from_day = %d AND kind = 'class'", (long long) pupil, from);
        str_printf(&s, "%s%s %s–%s", i ? ", " : "", verb_text(r, "SELECT s.code FROM membership m JOIN structure s ON s.id = m.structure WHERE m.person = %lld "
            "AND m.from_day = %d AND m.kind = 'class'", (long long) pupil, from), day_iso(r->small->mem, from) + 5, until == DAY_OPEN ? "" : day_iso(r->small->mem, until) + 5);
    }
    return s.data;
}

static void class_tests(void) {
    int64_t pupil = own("pupil"), b = structure("class", "3B"), a = structure("class", "6A"), c = structure("class", "5 A");
    Day first = (Day) verb_int(r, "SELECT from_day FROM membership WHERE person = %lld AND kind = 'class'", (long long) pupil);
    CHECK_INT(first, DAY(9, 1));
    CHECK_INT(moves(pupil, b, DAY(10, 1)), T_NONE);
    CHECK_TEXT(classes_of(pupil), "6A 09-01–10-01, 3B 10-01–");
    CHECK_INT(moves(pupil, c, DAY(10, 1)), T_NONE);             /* the same day: mended */
    CHECK_TEXT(classes_of(pupil), "6A 09-01–10-01, 5 A 10-01–");
    CHECK_INT(moves(pupil, b, DAY(9, 15)), T_NONE);             /* before: between the two */
    CHECK_TEXT(classes_of(pupil), "6A 09-01–09-15, 3B 09-15–10-01, 5 A 10-01–");
    CHECK_INT(moves(pupil, a, DAY(8, 1)), T_NONE);              /* before the year: from its first day, where it is so already */
    CHECK_TEXT(classes_of(pupil), "6A 09-01–09-15, 3B 09-15–10-01, 5 A 10-01–");
    CHECK_INT(moves(pupil, 0, DAY(10, 1)), T_NONE);
    CHECK_TEXT(classes_of(pupil), "6A 09-01–09-15, 3B 09-15–10-01");
    CHECK_INT(moves(pupil, a, NO_DAY), T_NONE);                 /* today */
    CHECK_TEXT(classes_of(pupil), "6A 09-01–09-15, 3B 09-15–10-01, 6A 11-15–");
    CHECK_TEXT(verb_text(r, "SELECT act FROM year_work ORDER BY id DESC LIMIT 1"), "class");
    CHECK_INT(moves(pupil, a, DAY(7, 31)), T_DATED_OUTSIDE_YEAR);
    CHECK_INT(moves(pupil, own("group"), NO_DAY), T_STRUCTURES_UNKNOWN_CLASS);
    CHECK_INT(moves(pupil, 999999, NO_DAY), T_STRUCTURES_UNKNOWN_CLASS);
    CHECK_INT(moves(own("teacher"), a, NO_DAY), T_PEOPLE_UNKNOWN);
    CHECK_INT(moves(999999, a, NO_DAY), T_PEOPLE_UNKNOWN);
}
TEST(a_pupil_is_in_one_class_at_a_time_as_of_a_day) { on_both(class_tests); }

static void belief_tests(void) {
    int64_t pupil = own("pupil"), a = structure("class", "6A"), b = structure("class", "3B"), c = structure("class", "5 A");
    Work *w = verb_begin(r, "class");
    class_change(w, &(CellChange){ .id = pupil, .value = of_int(b), .compare = true, .was = of_int(c), .from = DAY(10, 1), .at = "class" });
    const Conflict *conflict = tx_conflicts(w->tx);
    CHECK(conflict && str_equal(conflict->mine.data, "3B") && str_equal(conflict->theirs.data, "6A"));
    CHECK_INT(verb_end(w), T_ERROR_CONFLICT);
    CHECK_TEXT(classes_of(pupil), "6A 09-01–");
    w = verb_begin(r, "class");
    class_change(w, &(CellChange){ .id = pupil, .value = of_int(b), .compare = true, .was = of_int(a), .from = DAY(10, 1), .at = "class" });
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_TEXT(classes_of(pupil), "6A 09-01–10-01, 3B 10-01–");
}
TEST(a_class_that_is_not_as_believed_is_a_conflict_with_both_codes) { on_both(belief_tests); }

static TextId joins(int64_t pupil, int64_t in, Day from) {
    Work *w = verb_begin(r, "join");
    membership_add(w, pupil, in, from, "structure");
    return verb_end(w);
}

static TextId leaves(int64_t pupil, int64_t in, Day from) {
    Work *w = verb_begin(r, "leave");
    membership_end(w, pupil, in, from, "structure");
    return verb_end(w);
}

static int64_t adds(const char *kind, const char *code, int64_t class_id, TextId *wrong) {
    Work *w = verb_begin(r, "structure_add");
    int64_t id = structure_add(w, &(NewStructure){ .kind = kind, .code = code, .planned = -1, .class_id = class_id });
    *wrong = verb_end(w);
    return id;
}

static void group_tests(void) {
    int64_t pupil = own("pupil"), a = structure("class", "6A"), b = structure("class", "3B");
    TextId wrong;
    int64_t group = adds("group", "CHORALE", 0, &wrong), part = adds("part", "6A-1", a, &wrong);
    CHECK(group && part);
    CHECK_INT(joins(pupil, group, DAY(9, 10)), T_NONE);
    CHECK_INT(joins(pupil, group, DAY(10, 10)), T_STRUCTURES_IN_IT);
    CHECK_INT(leaves(pupil, group, DAY(11, 1)), T_NONE);
    CHECK_INT(leaves(pupil, group, DAY(11, 2)), T_STRUCTURES_NOT_IN_IT);
    CHECK_INT(joins(pupil, group, DAY(11, 10)), T_NONE);                /* comes back */
    CHECK_INT(verb_int(r, "SELECT count(*) FROM membership WHERE person = %lld AND structure = %lld", (long long) pupil, (long long) group), 2);
    CHECK_INT(joins(pupil, a, DAY(11, 10)), T_STRUCTURES_UNKNOWN_GROUP);
    CHECK_INT(joins(pupil, part, DAY(9, 1)), T_NONE);
    CHECK_INT(joins(ready_thing(r, "pupil")->other, part, DAY(9, 1)), T_STRUCTURES_OTHER_CLASS);
    CHECK_INT(moves(pupil, b, DAY(12, 1)), T_NONE);                     /* the part goes with its class, the group stays */
    CHECK_INT(verb_int(r, "SELECT until_day FROM membership WHERE person = %lld AND structure = %lld", (long long) pupil, (long long) part), DAY(12, 1));
    CHECK_INT(verb_int(r, "SELECT max(until_day) FROM membership WHERE person = %lld AND structure = %lld", (long long) pupil, (long long) group), DAY_OPEN);
    CHECK_INT(joins(pupil, part, DAY(12, 2)), T_STRUCTURES_OTHER_CLASS);
}
TEST(groups_are_left_and_joined_again_and_parts_go_with_their_class) { on_both(group_tests); }

static TextId corrects(int64_t pupil, int64_t in, Day old_from, Day from, Day until) {
    Work *w = verb_begin(r, "correct");
    membership_correct(w, pupil, in, old_from, from, until);
    return verb_end(w);
}

static void correct_tests(void) {
    int64_t pupil = own("pupil"), a = structure("class", "6A"), b = structure("class", "3B");
    CHECK_INT(moves(pupil, b, DAY(10, 1)), T_NONE);
    CHECK_INT(corrects(pupil, b, DAY(10, 1), DAY(9, 20), NO_DAY), T_DATED_OVERLAPS);
    CHECK_INT(corrects(pupil, a, DAY(9, 1), DAY(9, 1), DAY(9, 20)), T_NONE);
    CHECK_INT(corrects(pupil, b, DAY(10, 1), DAY(9, 20), NO_DAY), T_NONE);
    CHECK_TEXT(classes_of(pupil), "6A 09-01–09-20, 3B 09-20–");
    CHECK_INT(corrects(pupil, b, DAY(9, 20), DAY(9, 25), DAY(9, 25)), T_DATED_ENDS_FIRST);
    CHECK_INT(corrects(pupil, b, DAY(9, 20), DAY(8, 25), DAY(9, 25)), T_DATED_OUTSIDE_STAY);
    CHECK_INT(corrects(pupil, b, DAY(9, 21), DAY(9, 25), NO_DAY), T_DATED_OVERLAPS);
}
TEST(days_are_mended_unless_they_overlap) { on_both(correct_tests); }

/* "09-01–10-01" of the pupil in one structure. */
static const char *days_in(int64_t pupil, int64_t in) {
    Day from = (Day) verb_int(r, "SELECT min(from_day) FROM membership WHERE person = %lld AND structure = %lld", (long long) pupil, (long long) in);
    Day until = (Day) verb_int(r, "SELECT max(until_day) FROM membership WHERE person = %lld AND structure = %lld", (long long) pupil, (long long) in);
    return arena_printf(r->small->mem, "%s–%s", day_iso(r->small->mem, from) + 5, until == DAY_OPEN ? "" : day_iso(r->small->mem, until) + 5);
}

static void mended_parts_tests(void) {
    int64_t pupil = own("pupil"), a = structure("class", "6A"), b = structure("class", "3B");
    TextId wrong;
    int64_t whole = adds("part", "6A-1", a, &wrong), some = adds("part", "6A-2", a, &wrong);
    CHECK_INT(joins(pupil, whole, DAY(9, 1)), T_NONE);                  /* as long as the class */
    CHECK_INT(joins(pupil, some, DAY(9, 10)), T_NONE);
    CHECK_INT(leaves(pupil, some, DAY(9, 15)), T_NONE);                 /* a few days of it */
    CHECK_INT(moves(pupil, b, DAY(10, 1)), T_NONE);
    CHECK_TEXT(days_in(pupil, whole), "09-01–10-01");
    CHECK_INT(corrects(pupil, a, DAY(9, 1), DAY(9, 2), DAY(9, 20)), T_NONE);
    CHECK_TEXT(days_in(pupil, whole), "09-02–09-20");                   /* the part follows its class … */
    CHECK_TEXT(days_in(pupil, some), "09-10–09-15");                    /* … and what lies within stays */
    CHECK_INT(corrects(pupil, some, DAY(9, 10), DAY(9, 12), NO_DAY), T_NONE);
    CHECK_TEXT(days_in(pupil, some), "09-12–09-20");                    /* never longer than the class */
    CHECK_INT(corrects(pupil, some, DAY(9, 12), DAY(9, 25), NO_DAY), T_STRUCTURES_OTHER_CLASS);
    CHECK_TEXT(days_in(pupil, some), "09-12–09-20");
}
TEST(parts_follow_the_mended_days_of_their_class) { on_both(mended_parts_tests); }

static TextId edits(void (*verb)(Work *, const CellChange *), int64_t id, int field, Value value) {
    Work *w = verb_begin(r, "edit");
    verb(w, &(CellChange){ .id = id, .field = field, .value = value, .from = NO_DAY, .at = "cells.0.value" });
    TextId code = verb_end(w);
    CHECK(code == T_NONE || code == T_ERROR_CONFLICT || str_equal(verb_at(w), "cells.0.value"));
    return code;
}

static TextId ends_main(int64_t class_id, int64_t teacher, Day from) {
    Work *w = verb_begin(r, "main_end");
    main_teacher_end(w, class_id, teacher, from, "from");
    return verb_end(w);
}

static void main_tests(void) {
    int64_t a = structure("class", "6A"), teacher = own("teacher"), other = ready_thing(r, "teacher")->other;
    CHECK_INT(edits(structure_change, a, EDIT_STRUCTURE_MAIN_TEACHER, of_int(teacher)), T_NONE);
    Work *w = verb_begin(r, "main_add");
    main_teacher_add(w, a, other, DAY(12, 1), "from");
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(ends_main(a, other, DAY(11, 20)), T_STRUCTURES_NOT_MAIN);         /* not yet */
    CHECK_INT(ends_main(a, other, DAY(1, 5)), T_NONE);
    CHECK_INT(ends_main(a, other, DAY(1, 5)), T_STRUCTURES_NOT_MAIN);           /* no longer */
    CHECK_INT(verb_int(r, "SELECT until_day FROM main_teacher WHERE structure = %lld AND teacher = %lld", (long long) a, (long long) other), DAY(1, 5));
    CHECK_INT(verb_int(r, "SELECT max(until_day) FROM main_teacher WHERE structure = %lld AND teacher = %lld", (long long) a, (long long) teacher), DAY_OPEN);
}
TEST(a_class_has_several_main_teachers_each_with_their_days) { on_both(main_tests); }

static void structure_tests(void) {
    int64_t a = structure("class", "6A"), teacher = own("teacher"), other = ready_thing(r, "teacher")->other;
    TextId wrong;
    CHECK_INT(edits(structure_change, a, EDIT_STRUCTURE_CODE, of_text("3B")), T_STRUCTURES_CODE_TAKEN);
    CHECK_INT(edits(structure_change, a, EDIT_STRUCTURE_CODE, of_text("  ")), T_FORM_REQUIRED);
    CHECK_INT(edits(structure_change, a, EDIT_STRUCTURE_CODE, of_text("012345678901234567890")), T_FORM_TOO_LONG);
    CHECK_INT(edits(structure_change, 999999, EDIT_STRUCTURE_LABEL, of_text("x")), T_STRUCTURES_UNKNOWN);
    CHECK_INT(edits(structure_change, a, EDIT_STRUCTURE_CODE, of_text(" 6 A ")), T_NONE);
    CHECK_INT(structure("class", "6 A"), a);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM structure one JOIN structure two ON one.sort_key < two.sort_key WHERE one.id = %lld AND two.code = '5 A'", (long long) a), 0);
    CHECK_INT(edits(structure_change, a, EDIT_STRUCTURE_PLANNED, of_int(-1)), T_FORM_OUT_OF_RANGE);
    CHECK_INT(edits(structure_change, a, EDIT_STRUCTURE_PLANNED, of_int(28)), T_NONE);
    CHECK_INT(edits(structure_change, a, EDIT_STRUCTURE_LABEL, of_text("Sixième A")), T_NONE);
    CHECK_INT(edits(structure_change, a, EDIT_STRUCTURE_MAIN_TEACHER, of_int(own("pupil"))), T_STRUCTURES_UNKNOWN_TEACHER);
    CHECK_INT(edits(structure_change, a, EDIT_STRUCTURE_MAIN_TEACHER, of_int(other)), T_NONE);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM main_teacher WHERE structure = %lld AND until_day = %d", (long long) a, DAY_OPEN), 1);
    CHECK_INT(edits(structure_change, a, EDIT_STRUCTURE_MAIN_TEACHER, of_int(teacher)), T_NONE);
    CHECK_INT(verb_int(r, "SELECT teacher FROM main_teacher WHERE structure = %lld AND until_day = %d", (long long) a, DAY_OPEN), teacher);
    CHECK_INT(edits(structure_change, a, EDIT_STRUCTURE_MAIN_TEACHER, of_null()), T_NONE);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM main_teacher WHERE structure = %lld AND until_day > %d", (long long) a, TRY_DAY), 0);
    CHECK_INT(adds("class", "3B", 0, &wrong), 0);
    CHECK_INT(wrong, T_STRUCTURES_CODE_TAKEN);
    CHECK(adds("group", "3B", 0, &wrong) > 0);                          /* a group may be called as a class is */
    adds("part", "6A-2", own("group"), &wrong);
    CHECK_INT(wrong, T_STRUCTURES_UNKNOWN_CLASS);
    adds("club", "X", 0, &wrong);
    CHECK_INT(wrong, T_FORM_NOT_A_CHOICE);
}
TEST(a_structure_has_its_own_code_and_one_main_teacher) { on_both(structure_tests); }

static TextId removes(void (*verb)(Work *, int64_t), int64_t id, const char **text) {
    Work *w = verb_begin(r, "remove");
    verb(w, id);
    *text = w->problems ? w->problems->text : "";
    return verb_end(w);
}

static void remove_tests(void) {
    const char *text;
    TextId wrong;
    int64_t a = structure("class", "6A");
    CHECK_INT(removes(structure_remove, a, &text), T_STRUCTURES_HELD);
    CHECK(strstr(text, "6A") && strstr(text, "élèves y sont") && strstr(text, "enseignement"));
    int64_t group = adds("group", "VIDE", 0, &wrong), part = adds("part", "6A-1", a, &wrong);
    Work *w = verb_begin(r, "draws");
    group_class_put(w, group, a, true);
    structure_mef_put(w, group, verb_text(r, "SELECT min(code) FROM mef"), true);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(removes(structure_remove, group, &text), T_NONE);
    CHECK_INT(removes(structure_remove, part, &text), T_NONE);
    CHECK_INT(structure("group", "VIDE") + structure("part", "6A-1"), 0);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM structure WHERE code = '6A'"), 1);
    CHECK_INT(removes(subject_remove, own("subject"), &text), T_STRUCTURES_HELD);
    w = verb_begin(r, "subject_add");
    int64_t subject = subject_add(w, &(NewSubject){ .code = "999900", .label_print = "Échecs" });
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(removes(subject_remove, subject, &text), T_NONE);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM subject WHERE code = '999900'"), 0);
}
TEST(only_what_holds_nothing_is_removed_and_it_says_what_holds_the_rest) { on_both(remove_tests); }

static TextId puts_mef(const char *code, const char *label, const Mef *was) {
    Work *w = verb_begin(r, "mef_put");
    mef_put(w, &(Mef){ .code = code, .label = label }, was);
    return verb_end(w);
}

static void subject_tests(void) {
    int64_t subject = own("subject"), pupil = own("pupil");
    const char *mef = verb_text(r, "SELECT min(code) FROM mef");
    CHECK_INT(edits(subject_change, subject, EDIT_SUBJECT_LABEL_PRINT, of_text("Lettres")), T_NONE);
    CHECK_INT(edits(subject_change, subject, EDIT_SUBJECT_CODE, of_text("020100")), T_STRUCTURES_CODE_TAKEN);
    CHECK_INT(edits(subject_change, 999999, EDIT_SUBJECT_CODE, of_text("020100")), T_STRUCTURES_UNKNOWN_SUBJECT);
    CHECK_INT(puts_mef(mef, "Autre", NULL), T_STRUCTURES_CODE_TAKEN);
    CHECK_INT(puts_mef("99999999999", "Autre", &(Mef){ 0 }), T_STRUCTURES_UNKNOWN_MEF);
    CHECK_INT(puts_mef(mef, "Autre", &(Mef){ .label = "jamais dit" }), T_ERROR_CONFLICT);
    CHECK_INT(puts_mef(mef, "Autre", &(Mef){ .label = verb_text(r, "SELECT label FROM mef WHERE code = '%s'", mef) }), T_NONE);
    CHECK_INT(puts_mef("..", "Nouveau", NULL), T_STRUCTURES_BAD_MEF);
    CHECK_INT(puts_mef("99999999999", "Nouveau", NULL), T_NONE);
    Work *w = verb_begin(r, "mef_remove");
    mef_remove(w, mef);
    CHECK_INT(verb_end(w), T_STRUCTURES_HELD);
    w = verb_begin(r, "mef_remove");
    mef_remove(w, "99999999999");
    CHECK_INT(verb_end(w), T_NONE);
    w = verb_begin(r, "option");
    option_add(w, pupil, "999999", "O");
    CHECK_INT(verb_end(w), T_STRUCTURES_UNKNOWN_SUBJECT);
    w = verb_begin(r, "option");
    option_add(w, pupil, "020700", "X");
    CHECK_INT(verb_end(w), T_NONE);
    w = verb_begin(r, "option");
    option_add(w, pupil, "020700", "X");
    CHECK_INT(verb_end(w), T_STRUCTURES_OPTION_TAKEN);
    w = verb_begin(r, "option");
    option_add(w, pupil, "020700", "12345678901");
    CHECK_INT(verb_end(w), T_FORM_TOO_LONG);
    w = verb_begin(r, "codes");                                         /* the ministry's list, once it is known: nothing else */
    change_put(w->tx, &TABLE_CODE_ENTRY, KEY(of_text("MODALITES_ELECTION"), of_text("F")), FIELDS(SET(COL_CODE_ENTRY_LABEL_LONG, of_text("Facultatif"))));
    CHECK_INT(verb_end(w), T_NONE);
    w = verb_begin(r, "option");
    option_add(w, pupil, "020700", "Y");
    CHECK_INT(verb_end(w), T_FORM_NOT_A_CHOICE);
    CHECK_TEXT(verb_at(w), "modality");
    w = verb_begin(r, "option");
    option_add(w, pupil, "020700", "F");
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(edits(subject_change, subject, EDIT_SUBJECT_CODE, of_text("020799")), T_STRUCTURES_CODE_USED);
    w = verb_begin(r, "option");
    option_end(w, pupil, "020700", "X");
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM pupil_option WHERE person = %lld AND modality = 'X'", (long long) pupil), 0);
}
TEST(subjects_mef_and_options_by_hand) {
    on_both(subject_tests);
    ready_schools_end();
}

TEST_MAIN
