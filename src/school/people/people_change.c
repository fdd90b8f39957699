/* One value of somebody, changed; who leaves and comes back. */
#include "school/people/people_rules.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"

_Static_assert((int) COL_TEACHER_FUNCTION == (int) COL_STAFF_FUNCTION && (int) COL_TEACHER_GRADE == (int) COL_STAFF_GRADE &&
    (int) COL_TEACHER_EXIT_DAY == (int) COL_STAFF_EXIT_DAY, "one rule for both");

/* ---- who ---- */

static bool wears(Work *w, int64_t person, int hat, const char *at) {
    Rows r = db_rows(w->tx, &PERSON_HATS, VALUES(of_int(person)));
    bool does = row_next(&r) && row_int(&r, hat);
    rows_end(&r);
    if (!does)
        problem(w, T_PEOPLE_UNKNOWN, NULL, "%s", at);
    return does;
}

/* ---- names ---- */

void name_fields(Work *w, const Names *names, ChangeField out[2]) {
    SortKey key = names_sort_key(w->mem, names);
    out[0] = SET(COL_PERSON_DISPLAY_NAME, of_text(names_display(w->mem, names)));
    out[1] = SET(COL_PERSON_SORT_KEY, of_bytes(key.bytes, key.size));
}

static void put_name(Work *w, const CellChange *change, const EditRule *rule, const Value *value) {
    Names n = { 0 };
    const char **parts[] = { &n.family_name, &n.usage_name, &n.given_name, &n.given_name_2, &n.given_name_3 };
    ChangeField fields[3] = { cell_set(change, rule->column, *value) };
    Rows r = db_rows(w->tx, &PERSON_NAMES, VALUES(of_int(change->id)));
    if (row_next(&r))
        for (int i = 0; i < 5; i++)
            *parts[i] = row_text(&r, i, w->mem);
    rows_end(&r);
    *parts[change->field - EDIT_FAMILY_NAME] = value->kind == VALUE_TEXT ? value->data : NULL;
    name_fields(w, &n, fields + 1);
    change_put(w->tx, &TABLE_PERSON, KEY(of_int(change->id)), fields, 3);
}

/* A plain value: read, then put where it belongs. */
static void put_plain(Work *w, const CellChange *change, const Table *table) {
    const EditRule *rule = &edit_rules[change->field];
    Value value;
    if (!rule->read(w, change, rule, &value) || has_problems(w))
        return;
    if (change->field <= EDIT_GIVEN_NAME_3)
        put_name(w, change, rule, &value);
    else
        change_put(w->tx, table ? table : rule->table, KEY(of_int(change->id)), FIELDS(cell_set(change, rule->column, value)));
}

/* ---- régime, permission to leave ---- */

static void put_board(Work *w, int64_t pupil, const Dated *fact) {
    change_put(w->tx, &TABLE_BOARD, KEY(of_int(pupil), of_int(fact->from)), FIELDS(SET(COL_BOARD_UNTIL_DAY, of_int(fact->until)),
        SET(COL_BOARD_STATUS, of_text(fact->word)), SET(COL_BOARD_CODE, of_text(fact->code))));
}

static void erase_board(Work *w, int64_t pupil, const Dated *fact) { change_end(w->tx, &TABLE_BOARD, KEY(of_int(pupil), of_int(fact->from))); }

static void put_exits(Work *w, int64_t pupil, const Dated *fact) {
    change_put(w->tx, &TABLE_EXIT_PERMISSION, KEY(of_int(pupil), of_int(fact->from)), FIELDS(SET(COL_EXIT_PERMISSION_UNTIL_DAY, of_int(fact->until)),
        SET(COL_EXIT_PERMISSION_STATUS, of_text(fact->word))));
}

static void erase_exits(Work *w, int64_t pupil, const Dated *fact) { change_end(w->tx, &TABLE_EXIT_PERMISSION, KEY(of_int(pupil), of_int(fact->from))); }

const char *board_code(Work *w, const char *status) {
    static const char *const usual[][2] = { { "external", "0" }, { "half_board", "2" }, { "boarder", "3" }, { "boarder_external", "4" }, { "hosted_boarder", "5" } };
    const char *code = NULL;
    for (Rows r = db_rows(w->tx, &CODES_OF, VALUES(of_text("REGIMES"))); row_next(&r); )
        if (!code && str_equal(board_of_code(row_peek(&r, CODES_OF_CODE)), status))
            code = row_text(&r, CODES_OF_CODE, w->mem);
    for (size_t i = 0; !code && i < sizeof usual / sizeof *usual; i++)
        code = str_equal(usual[i][0], status) ? usual[i][1] : NULL;
    return code;
}

const FactKind board_facts = { { false, put_board, erase_board }, &BOARDS_OF, &TABLE_BOARD, COL_BOARD_STATUS, EDIT_BOARD, board_code };
const FactKind exit_facts = { { false, put_exits, erase_exits }, &EXITS_OF, &TABLE_EXIT_PERMISSION, COL_EXIT_PERMISSION_STATUS, EDIT_EXITS, NULL };
static const FactKind *const fact_kinds[] = { &board_facts, &exit_facts };
enum { FACT_KINDS = sizeof fact_kinds / sizeof *fact_kinds };
_Static_assert((int) BOARDS_OF_FROM_DAY == (int) EXITS_OF_FROM_DAY && (int) BOARDS_OF_UNTIL_DAY == (int) EXITS_OF_UNTIL_DAY && (int) BOARDS_OF_STATUS == (int) EXITS_OF_STATUS, "read alike");

DatedList pupil_facts(Work *w, const FactKind *kind, int64_t pupil) {
    DatedList list = { 0 };
    for (Rows r = db_rows(w->tx, kind->of, VALUES(of_int(pupil))); row_next(&r); )
        *VEC_ADD(w->mem, &list) = (Dated){ .from = (Day) row_int(&r, BOARDS_OF_FROM_DAY), .until = (Day) row_int(&r, BOARDS_OF_UNTIL_DAY),
            .word = row_text(&r, BOARDS_OF_STATUS, w->mem), .code = kind->code ? row_text(&r, BOARDS_OF_CODE, w->mem) : NULL };
    return list;
}

static void fact_change(Work *w, const FactKind *kind, const CellChange *change, const PupilStay *stay) {
    Value status;
    const EditRule *rule = &edit_rules[kind->edit];
    Day from = stay_day(w, stay, change->from, change->at);
    if (!rule->read(w, change, rule, &status) || has_problems(w))
        return;
    DatedList now = pupil_facts(w, kind, change->id);
    const Dated *held = dated_on(&now, from);
    Value known = of_text(held ? held->word : NULL);
    if (!cell_believed(w, change, kind->table, kind->column, &known, status.data, known.data))
        return;
    bool said = status.kind == VALUE_TEXT;
    Dated to = { .word = status.data, .code = said && kind->code ? kind->code(w, status.data) : NULL };
    DatedList then = dated_change(w->mem, &now, said ? &to : NULL, from, stay->stay.end);
    dated_write(w, &kind->dated, change->id, &now, &then);
}

void fact_correct(Work *w, int64_t pupil, bool exits, Day old_from, Day from, Day until) {
    const FactKind *kind = exits ? &exit_facts : &board_facts;
    PupilStay stay;
    if (!pupil_stay(w, pupil, &stay))
        problem(w, T_PEOPLE_UNKNOWN, NULL, "from");
    else if (from < stay.stay.start || from > stay.last_day)
        problem(w, T_DATED_OUTSIDE_STAY, WITH(ARG_TEXT("first", day_french(w->mem, stay.stay.start)), ARG_TEXT("last", day_french(w->mem, stay.last_day))), "from");
    if (until == NO_DAY || until > stay.stay.end)
        until = stay.stay.end;
    if (until <= from)
        problem(w, T_DATED_ENDS_FIRST, NULL, "until");
    if (has_problems(w))
        return;
    DatedList now = pupil_facts(w, kind, pupil), then = pupil_facts(w, kind, pupil);
    if (dated_correct(w->mem, &then, old_from, from, until))
        dated_write(w, &kind->dated, pupil, &now, &then);
    else
        problem(w, T_DATED_OVERLAPS, NULL, "from");
}

void pupil_facts_merge(Work *w, int64_t kept, int64_t gone) {
    for (int k = 0; k < FACT_KINDS; k++) {
        const DatedKind *dated = &fact_kinds[k]->dated;
        DatedList theirs = pupil_facts(w, fact_kinds[k], gone), now = pupil_facts(w, fact_kinds[k], kept), nothing = { 0 };
        DatedList then = dated_fill(w->mem, &now, &theirs);
        dated_write(w, dated, gone, &theirs, &nothing);
        dated_write(w, dated, kept, &now, &then);
    }
}

/* ---- coming and going ---- */

/* What was dated by the old stay is dated by the new one. */
static void move_stay(Work *w, int64_t pupil, Stay old, Stay stay) {
    for (int k = 0; k < FACT_KINDS; k++) {
        DatedList now = pupil_facts(w, fact_kinds[k], pupil), then = dated_stay(w->mem, &now, old, stay);
        dated_write(w, &fact_kinds[k]->dated, pupil, &now, &then);
    }
    memberships_stay(w, pupil, old, stay);
}

static Stay stay_with(const PupilStay *s, int field, const Value *value) {
    Stay stay = s->stay;
    Day day = value->kind == VALUE_INT ? (Day) value->integer : NO_DAY;
    if (field == EDIT_ENTRY_DAY)
        stay.start = day > s->first_day ? day : s->first_day;
    else
        stay.end = day == NO_DAY ? DAY_OPEN : day;
    return stay;
}

static void change_stay(Work *w, const CellChange *change, const PupilStay *s) {
    const EditRule *rule = &edit_rules[change->field];
    Value value;
    if (!rule->read(w, change, rule, &value))
        return;
    Stay stay = stay_with(s, change->field, &value);
    if (change->field == EDIT_ENTRY_DAY && stay.start > s->last_day)
        problem(w, T_PEOPLE_OUTSIDE_YEAR, NULL, "%s", change->at);
    if (stay.end < stay.start)
        problem(w, T_PEOPLE_LEAVES_FIRST, NULL, "%s", change->at);
    if (has_problems(w))
        return;
    if (change_put(w->tx, &TABLE_PUPIL, KEY(of_int(change->id)), FIELDS(cell_set(change, rule->column, value))))
        move_stay(w, change->id, s->stay, stay);
}

void pupil_leave(Work *w, int64_t pupil, Day day, const char *reason) {
    PupilStay stay;
    CellChange left = { .id = pupil, .field = EDIT_EXIT_DAY, .value = of_int(day), .at = "exit_date" },
        why = { .id = pupil, .field = EDIT_EXIT_REASON, .value = of_text(reason), .at = "exit_reason" };
    Value said;
    if (!pupil_stay(w, pupil, &stay))
        problem(w, T_PEOPLE_UNKNOWN, NULL, "exit_date");
    if (day == NO_DAY)
        problem(w, T_FORM_REQUIRED, NULL, "exit_date");
    edit_rules[EDIT_EXIT_REASON].read(w, &why, &edit_rules[EDIT_EXIT_REASON], &said);
    if (has_problems(w))
        return;
    change_stay(w, &left, &stay);
    if (!has_problems(w))
        put_plain(w, &why, NULL);
}

/* As it was when they left, from DAY on. */
static void facts_again(Work *w, int64_t pupil, Day day) {
    for (int k = 0; k < FACT_KINDS; k++) {
        DatedList now = pupil_facts(w, fact_kinds[k], pupil);
        if (!now.count)
            continue;
        DatedList then = dated_change(w->mem, &now, &now.items[now.count - 1], day, DAY_OPEN);
        dated_write(w, &fact_kinds[k]->dated, pupil, &now, &then);
    }
}

void pupil_return(Work *w, int64_t pupil, Day day, int64_t class_id) {
    PupilStay stay;
    if (!pupil_stay(w, pupil, &stay))
        problem(w, T_PEOPLE_UNKNOWN, NULL, "date");
    else if (stay.stay.end == DAY_OPEN)
        problem(w, T_PEOPLE_NOT_LEFT, NULL, "date");
    else if (day < stay.stay.end || day > stay.last_day)
        problem(w, T_DATED_OUTSIDE_STAY, WITH(ARG_TEXT("first", day_french(w->mem, stay.stay.end)), ARG_TEXT("last", day_french(w->mem, stay.last_day))), "date");
    if (has_problems(w))
        return;
    change_put(w->tx, &TABLE_PUPIL, KEY(of_int(pupil)), FIELDS(SET(COL_PUPIL_EXIT_DAY, of_null()), SET(COL_PUPIL_EXIT_REASON, of_null())));
    if (day == stay.stay.end)
        move_stay(w, pupil, stay.stay, (Stay){ stay.stay.start, DAY_OPEN });
    else
        facts_again(w, pupil, day);
    if (class_id)
        class_change(w, &(CellChange){ .id = pupil, .value = of_int(class_id), .from = day, .at = "class" });
}

/* ---- the verbs of lists ---- */

void pupil_change(Work *w, const CellChange *change) {
    PupilStay stay;
    must(change->field >= 0 && change->field <= EDIT_CLASS);
    if (!wears(w, change->id, PERSON_HATS_PUPIL, change->at) || !pupil_stay(w, change->id, &stay))
        return;
    if (change->field == EDIT_BOARD || change->field == EDIT_EXITS)
        fact_change(w, change->field == EDIT_BOARD ? &board_facts : &exit_facts, change, &stay);
    else if (change->field == EDIT_CLASS)
        class_change(w, change);
    else if (change->field == EDIT_ENTRY_DAY || change->field == EDIT_EXIT_DAY)
        change_stay(w, change, &stay);
    else
        put_plain(w, change, NULL);
}

void guardian_change(Work *w, const CellChange *change) {
    must(change->field >= 0 && (change->field <= EDIT_OCCUPATION || change->field == EDIT_SHARE_ADDRESS));
    if (wears(w, change->id, PERSON_HATS_GUARDIAN, change->at))
        put_plain(w, change, NULL);
}

static void colleague_change(Work *w, const CellChange *change, const Table *post, int hat) {
    must(change->field >= 0 && (change->field <= EDIT_OCCUPATION || (change->field >= EDIT_FUNCTION && change->field <= EDIT_LEFT_DAY)));
    if (!wears(w, change->id, hat, change->at))
        return;
    put_plain(w, change, change->field >= EDIT_FUNCTION ? post : NULL);
    if (change->field == EDIT_LEFT_DAY && post == &TABLE_TEACHER && change->value.kind == VALUE_INT && !has_problems(w))
        main_teacher_leaves(w, change->id, (Day) change->value.integer);
}

void teacher_change(Work *w, const CellChange *change) { colleague_change(w, change, &TABLE_TEACHER, PERSON_HATS_TEACHER); }
void staff_change(Work *w, const CellChange *change) { colleague_change(w, change, &TABLE_STAFF, PERSON_HATS_STAFF); }
