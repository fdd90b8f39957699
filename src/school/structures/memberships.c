/* Who is in which class, part and group, when; who is main teacher of what. */
#include "school/structures/structures.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"

/* ---- the year, the pupil in it ---- */

bool year_days(Work *w, Day *first, Day *last) {
    Rows r = db_rows(w->tx, &YEAR_DAYS, NO_VALUES);
    bool found = row_next(&r);
    *first = found ? (Day) row_int(&r, YEAR_DAYS_FIRST_DAY) : day_of(w->school->year, 8, 1);
    *last = found ? (Day) row_int(&r, YEAR_DAYS_LAST_DAY) : day_of(w->school->year + 1, 7, 31);
    rows_end(&r);
    return found;
}

bool pupil_stay(Work *w, int64_t pupil, PupilStay *out) {
    year_days(w, &out->first_day, &out->last_day);
    Rows r = db_rows(w->tx, &PUPIL_DAYS, VALUES(of_int(pupil)));
    bool found = row_next(&r);
    bool late = found && row_int(&r, PUPIL_DAYS_ENTRY_DAY) > out->first_day;
    out->stay.start = late ? (Day) row_int(&r, PUPIL_DAYS_ENTRY_DAY) : out->first_day;
    out->stay.end = found && !row_null(&r, PUPIL_DAYS_EXIT_DAY) ? (Day) row_int(&r, PUPIL_DAYS_EXIT_DAY) : DAY_OPEN;
    rows_end(&r);
    return found;
}

static Day today_in(const Work *w, Day first, Day last) { return w->today < first ? first : w->today > last ? last : w->today; }

Day stay_day(Work *w, const PupilStay *s, Day from, const char *at) {
    Day day = from == NO_DAY ? today_in(w, s->first_day, s->last_day) : from;
    if (day < s->stay.start)
        day = s->stay.start;
    if (day > s->last_day)
        problem(w, T_DATED_OUTSIDE_YEAR, WITH(ARG_TEXT("last", day_french(w->mem, s->last_day))), "%s", at);
    else if (day >= s->stay.end)
        problem(w, T_DATED_LEFT, WITH(ARG_TEXT("date", day_french(w->mem, s->stay.end))), "%s", at);
    else
        return day;
    return NO_DAY;
}

/* ---- memberships as a list ---- */

static void put_membership(Work *w, int64_t pupil, const Dated *fact) {
    change_put(w->tx, &TABLE_MEMBERSHIP, KEY(of_int(pupil), of_int(fact->what), of_int(fact->from)),
        FIELDS(SET(COL_MEMBERSHIP_UNTIL_DAY, of_int(fact->until)), SET(COL_MEMBERSHIP_KIND, of_text(fact->word))));
}

static void erase_membership(Work *w, int64_t pupil, const Dated *fact) {
    change_end(w->tx, &TABLE_MEMBERSHIP, KEY(of_int(pupil), of_int(fact->what), of_int(fact->from)));
}

static const DatedKind membership_kind = { true, put_membership, erase_membership };

/* Of one kind, or in one structure; NULL and 0: all. */
static DatedList memberships(Work *w, int64_t pupil, const char *kind, int64_t structure) {
    DatedList list = { 0 };
    for (Rows r = db_rows(w->tx, &MEMBERSHIPS_OF, VALUES(of_int(pupil))); row_next(&r); ) {
        int64_t in = row_int(&r, MEMBERSHIPS_OF_STRUCTURE);
        if ((kind && !str_equal(row_peek(&r, MEMBERSHIPS_OF_KIND), kind)) || (structure && in != structure))
            continue;
        *VEC_ADD(w->mem, &list) = (Dated){ .from = (Day) row_int(&r, MEMBERSHIPS_OF_FROM_DAY), .until = (Day) row_int(&r, MEMBERSHIPS_OF_UNTIL_DAY), .what = in,
            .word = row_text(&r, MEMBERSHIPS_OF_KIND, w->mem) };
    }
    return list;
}

typedef struct Found { const char *kind, *code; } Found;

static Found structure_of(Work *w, int64_t structure) {
    Found found = { 0 };
    Rows r = db_rows(w->tx, &STRUCTURE_KIND, VALUES(of_int(structure)));
    if (row_next(&r))
        found = (Found){ row_text(&r, STRUCTURE_KIND_KIND, w->mem), row_text(&r, STRUCTURE_KIND_CODE, w->mem) };
    rows_end(&r);
    return found;
}

static bool no_such_pupil(Work *w, int64_t pupil, PupilStay *stay, const char *at) {
    if (pupil_stay(w, pupil, stay))
        return false;
    problem(w, T_PEOPLE_UNKNOWN, NULL, "%s", at);
    return true;
}

/* ---- class ---- */

/* Parts go with their class. */
static void leave_parts(Work *w, int64_t pupil, int64_t class_id, Day from) {
    VEC(int64_t) left = { 0 };
    for (Rows r = db_rows(w->tx, &PARTS_OF, VALUES(of_int(pupil))); row_next(&r); )
        if (row_int(&r, PARTS_OF_CLASS_ID) != class_id)
            *VEC_ADD(w->mem, &left) = row_int(&r, PARTS_OF_PART);
    for (size_t i = 0; i < left.count; i++) {
        DatedList now = memberships(w, pupil, NULL, left.items[i]), then = dated_change(w->mem, &now, NULL, from, DAY_OPEN);
        dated_write(w, &membership_kind, pupil, &now, &then);
    }
}

static bool class_as_believed(Work *w, const CellChange *change, const Dated *held, const char *wanted) {
    Value now = held ? of_int(held->what) : of_null();
    const char *theirs = held ? structure_of(w, held->what).code : NULL;
    return cell_believed(w, change, &TABLE_MEMBERSHIP, COL_MEMBERSHIP_STRUCTURE, &now, wanted, theirs);
}

void class_change(Work *w, const CellChange *change) {
    PupilStay stay;
    bool leaves = change->value.kind != VALUE_INT;
    Found class = leaves ? (Found){ 0 } : structure_of(w, change->value.integer);
    if (no_such_pupil(w, change->id, &stay, change->at))
        return;
    if (!leaves && !str_equal(class.kind, "class"))
        problem(w, T_STRUCTURES_UNKNOWN_CLASS, NULL, "%s", change->at);
    Day from = stay_day(w, &stay, change->from, change->at);
    if (has_problems(w))
        return;
    DatedList now = memberships(w, change->id, "class", 0);
    Dated to = { .what = leaves ? 0 : change->value.integer, .word = "class" };
    if (!class_as_believed(w, change, dated_on(&now, from), class.code))
        return;
    DatedList then = dated_change(w->mem, &now, leaves ? NULL : &to, from, stay.stay.end);
    if (dated_write(w, &membership_kind, change->id, &now, &then))
        leave_parts(w, change->id, to.what, from);
}

/* ---- groups and parts ---- */

static bool draws_from(Work *w, int64_t part, int64_t class_id) {
    for (Rows r = db_rows(w->tx, &GROUP_OWN_CLASSES, VALUES(of_int(part))); row_next(&r); )
        if (row_int(&r, GROUP_OWN_CLASSES_CLASS_ID) == class_id) {
            rows_end(&r);
            return true;
        }
    return false;
}

/* In a part: until the pupil leaves its class. */
static Day part_end(Work *w, int64_t pupil, int64_t part, Day from, Day end) {
    DatedList classes = memberships(w, pupil, "class", 0);
    const Dated *class = dated_on(&classes, from);
    if (!class || !draws_from(w, part, class->what))
        return NO_DAY;
    return class->until < end ? class->until : end;
}

void membership_add(Work *w, int64_t pupil, int64_t structure, Day from, const char *at) {
    PupilStay stay;
    Found found = structure_of(w, structure);
    if (no_such_pupil(w, pupil, &stay, at))
        return;
    if (!found.kind || str_equal(found.kind, "class"))
        problem(w, T_STRUCTURES_UNKNOWN_GROUP, NULL, "%s", at);
    Day day = stay_day(w, &stay, from, at), end = stay.stay.end;
    if (has_problems(w))
        return;
    DatedList now = memberships(w, pupil, NULL, structure);
    if (dated_on(&now, day))
        problem(w, T_STRUCTURES_IN_IT, WITH(ARG_TEXT("code", found.code)), "%s", at);
    if (str_equal(found.kind, "part") && (end = part_end(w, pupil, structure, day, end)) == NO_DAY)
        problem(w, T_STRUCTURES_OTHER_CLASS, WITH(ARG_TEXT("code", found.code)), "%s", at);
    if (has_problems(w))
        return;
    DatedList then = dated_change(w->mem, &now, &(Dated){ .what = structure, .word = found.kind }, day, end);
    dated_write(w, &membership_kind, pupil, &now, &then);
}

void membership_end(Work *w, int64_t pupil, int64_t structure, Day from, const char *at) {
    PupilStay stay;
    if (no_such_pupil(w, pupil, &stay, at))
        return;
    Day day = stay_day(w, &stay, from, at);
    DatedList now = memberships(w, pupil, NULL, structure);
    const Dated *held = day == NO_DAY ? NULL : dated_on(&now, day);
    if (day != NO_DAY && !held)
        problem(w, T_STRUCTURES_NOT_IN_IT, NULL, "%s", at);
    if (has_problems(w))
        return;
    bool class = str_equal(held->word, "class");
    DatedList then = dated_change(w->mem, &now, NULL, day, DAY_OPEN);
    dated_write(w, &membership_kind, pupil, &now, &then);
    if (class)
        leave_parts(w, pupil, 0, day);
}

/* Parts that began or ended with a stay in their class go on doing so when its days are mended. */
static void mend_parts(Work *w, int64_t pupil, int64_t class_id, Stay old, Stay stay) {
    VEC(int64_t) parts = { 0 };
    for (Rows r = db_rows(w->tx, &PARTS_OF, VALUES(of_int(pupil))); row_next(&r); )
        if (row_int(&r, PARTS_OF_CLASS_ID) == class_id)
            *VEC_ADD(w->mem, &parts) = row_int(&r, PARTS_OF_PART);
    for (size_t i = 0; i < parts.count; i++) {
        DatedList now = memberships(w, pupil, NULL, parts.items[i]), inside = { 0 }, then = { 0 };
        for (size_t n = 0; n < now.count; n++)
            *VEC_ADD(w->mem, now.items[n].from >= old.start && now.items[n].from < old.end ? &inside : &then) = now.items[n];
        inside = dated_stay(w->mem, &inside, old, stay);
        for (size_t n = 0; n < inside.count; n++)
            *VEC_ADD(w->mem, &then) = inside.items[n];
        dated_write(w, &membership_kind, pupil, &now, &then);
    }
}

void membership_correct(Work *w, int64_t pupil, int64_t structure, Day old_from, Day from, Day until) {
    PupilStay stay;
    if (no_such_pupil(w, pupil, &stay, "from"))
        return;
    Found found = structure_of(w, structure);
    bool class = str_equal(found.kind, "class");
    DatedList now = memberships(w, pupil, class ? "class" : NULL, class ? 0 : structure), then = { 0 };
    Day end = str_equal(found.kind, "part") ? part_end(w, pupil, structure, from, stay.stay.end) : stay.stay.end;
    if (end == NO_DAY)
        problem(w, T_STRUCTURES_OTHER_CLASS, WITH(ARG_TEXT("code", found.code)), "from");
    else if (until == NO_DAY || until > end)
        until = end;
    if (from < stay.stay.start || from > stay.last_day)
        problem(w, T_DATED_OUTSIDE_STAY, WITH(ARG_TEXT("first", day_french(w->mem, stay.stay.start)), ARG_TEXT("last", day_french(w->mem, stay.last_day))), "from");
    if (until != NO_DAY && until <= from)
        problem(w, T_DATED_ENDS_FIRST, NULL, "until");
    Day old_until = old_from;
    for (size_t i = 0; i < now.count; i++) {
        *VEC_ADD(w->mem, &then) = now.items[i];
        if (now.items[i].from == old_from)
            old_until = now.items[i].until;
    }
    if (!has_problems(w) && !dated_correct(w->mem, &then, old_from, from, until))
        problem(w, T_DATED_OVERLAPS, NULL, "from");
    if (!has_problems(w) && dated_write(w, &membership_kind, pupil, &now, &then) && class)
        mend_parts(w, pupil, structure, (Stay){ old_from, old_until }, (Stay){ from, until });
}

void memberships_stay(Work *w, int64_t pupil, Stay old, Stay stay) {
    DatedList now = memberships(w, pupil, NULL, 0), then = dated_stay(w->mem, &now, old, stay);
    dated_write(w, &membership_kind, pupil, &now, &then);
}

/* One class at a time; one stay at a time in the same group or part. */
static void fill_memberships(Work *w, int64_t kept, const char *kind, int64_t structure, const DatedList *gone) {
    DatedList now = memberships(w, kept, kind, structure), theirs = { 0 };
    for (size_t i = 0; i < gone->count; i++)
        if (structure ? gone->items[i].what == structure : str_equal(gone->items[i].word, kind))
            *VEC_ADD(w->mem, &theirs) = gone->items[i];
    DatedList then = dated_fill(w->mem, &now, &theirs);
    dated_write(w, &membership_kind, kept, &now, &then);
}

void memberships_merge(Work *w, int64_t kept, int64_t gone) {
    DatedList theirs = memberships(w, gone, NULL, 0), nothing = { 0 };
    dated_write(w, &membership_kind, gone, &theirs, &nothing);
    fill_memberships(w, kept, "class", 0, &theirs);
    for (size_t i = 0; i < theirs.count; i++)
        if (!str_equal(theirs.items[i].word, "class"))
            fill_memberships(w, kept, NULL, theirs.items[i].what, &theirs);
}

/* ---- main teachers: several at a time are allowed, each dated ---- */

static void put_main(Work *w, int64_t class_id, const Dated *fact) {
    change_put(w->tx, &TABLE_MAIN_TEACHER, KEY(of_int(class_id), of_int(fact->what), of_int(fact->from)),
        FIELDS(SET(COL_MAIN_TEACHER_UNTIL_DAY, of_int(fact->until))));
}

static void erase_main(Work *w, int64_t class_id, const Dated *fact) {
    change_end(w->tx, &TABLE_MAIN_TEACHER, KEY(of_int(class_id), of_int(fact->what), of_int(fact->from)));
}

static const DatedKind main_kind = { true, put_main, erase_main };

static DatedList main_teachers(Work *w, int64_t class_id, int64_t teacher) {
    DatedList list = { 0 };
    for (Rows r = db_rows(w->tx, &MAIN_TEACHERS_OF, VALUES(of_int(class_id))); row_next(&r); )
        if (!teacher || row_int(&r, MAIN_TEACHERS_OF_TEACHER) == teacher)
            *VEC_ADD(w->mem, &list) = (Dated){ .from = (Day) row_int(&r, MAIN_TEACHERS_OF_FROM_DAY), .until = (Day) row_int(&r, MAIN_TEACHERS_OF_UNTIL_DAY),
                .what = row_int(&r, MAIN_TEACHERS_OF_TEACHER) };
    return list;
}

/* The day, of a class that there is and, where there is one, a teacher who is here that day; NO_DAY: refused. */
static Day main_day(Work *w, int64_t class_id, int64_t teacher, Day from, const char *at) {
    PupilStay year = { .stay = { .end = DAY_OPEN } };
    year_days(w, &year.first_day, &year.last_day);
    year.stay.start = year.first_day;
    Day day = stay_day(w, &year, from, at);
    if (!str_equal(structure_of(w, class_id).kind, "class"))
        problem(w, T_STRUCTURES_UNKNOWN_CLASS, NULL, "%s", at);
    if (!teacher)
        return has_problems(w) ? NO_DAY : day;
    Rows r = db_rows(w->tx, &TEACHER_DAYS, VALUES(of_int(teacher)));
    bool known = row_next(&r);
    if (!known || (!row_null(&r, TEACHER_DAYS_EXIT_DAY) && row_int(&r, TEACHER_DAYS_EXIT_DAY) <= day))
        problem(w, T_STRUCTURES_UNKNOWN_TEACHER, NULL, "%s", at);
    rows_end(&r);
    return has_problems(w) ? NO_DAY : day;
}

static void write_main(Work *w, int64_t class_id, int64_t teacher, bool holds, Day day) {
    DatedList now = main_teachers(w, class_id, teacher), then = dated_change(w->mem, &now, holds ? &(Dated){ .what = teacher } : NULL, day, DAY_OPEN);
    dated_write(w, &main_kind, class_id, &now, &then);
}

void main_teacher_add(Work *w, int64_t class_id, int64_t teacher, Day from, const char *at) {
    Day day = main_day(w, class_id, teacher, from, at);
    if (day != NO_DAY)
        write_main(w, class_id, teacher, true, day);
}

void main_teacher_end(Work *w, int64_t class_id, int64_t teacher, Day from, const char *at) {
    Day day = main_day(w, class_id, 0, from, at);
    if (day == NO_DAY)
        return;
    DatedList held = main_teachers(w, class_id, teacher);
    if (dated_on(&held, day))
        write_main(w, class_id, teacher, false, day);
    else
        problem(w, T_STRUCTURES_NOT_MAIN, NULL, "%s", at);
}

void main_teacher_leaves(Work *w, int64_t teacher, Day day) {
    VEC(int64_t) classes = { 0 };
    for (Rows r = db_rows(w->tx, &MAIN_CLASSES_OF, VALUES(of_int(teacher))); row_next(&r); )
        *VEC_ADD(w->mem, &classes) = row_int(&r, MAIN_CLASSES_OF_STRUCTURE);
    for (size_t i = 0; i < classes.count; i++) {
        DatedList now = main_teachers(w, classes.items[i], teacher), then = dated_stay(w->mem, &now, (Stay){ NO_DAY, DAY_OPEN }, (Stay){ NO_DAY, day });
        dated_write(w, &main_kind, classes.items[i], &now, &then);
    }
}

static const char *teacher_name(Work *w, int64_t teacher) {
    return teacher ? db_text(w->tx, &TEACHER_NAME, VALUES(of_int(teacher))) : NULL;
}

void main_teacher_only(Work *w, const CellChange *change) {
    int64_t teacher = change->value.kind == VALUE_INT ? change->value.integer : 0;
    Day day = main_day(w, change->id, teacher, change->from, change->at);
    if (day == NO_DAY)
        return;
    DatedList all = main_teachers(w, change->id, 0);
    const Dated *held = dated_on(&all, day);
    Value now = held ? of_int(held->what) : of_null();
    if (!cell_believed(w, change, &TABLE_MAIN_TEACHER, COL_MAIN_TEACHER_TEACHER, &now, teacher_name(w, teacher), teacher_name(w, held ? held->what : 0)))
        return;
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i].what != teacher && all.items[i].until > day)
            write_main(w, change->id, all.items[i].what, false, day);
    if (teacher)
        write_main(w, change->id, teacher, true, day);
}
