#include "school/spaces/spaces.h"

#include "base/str.h"
#include "base/text.h"
#include "gen/statements.h"
#include "gen/texts.h"

const char *const space_words[] = { "none", "management", "pupil_life", "teacher", "parent", "pupil", NULL };

const char *space_home(Mode mode) {
    static const char *const homes[] = { [MODE_ADMINISTRATIVE] = "/direction", [MODE_SCHOOL_LIFE] = "/viescolaire", [MODE_TEACHER] = "/professeur",
        [MODE_GUARDIAN] = "/parent", [MODE_PUPIL] = "/eleve" };
    return homes[mode];
}

/* ---- when it is open ---- */

Space space_read(Work *w, Mode mode) {
    Space s = { .mode = mode };
    Rows r = db_rows(w->tx, &SPACE_READ, VALUES(of_text(mode_words[mode])));
    if (!row_next(&r))
        return s;
    s.opens_at = row_null(&r, SPACE_READ_OPENS_AT) ? 0 : row_int(&r, SPACE_READ_OPENS_AT);
    s.closes_at = row_null(&r, SPACE_READ_CLOSES_AT) ? 0 : row_int(&r, SPACE_READ_CLOSES_AT);
    s.message = row_text(&r, SPACE_READ_MESSAGE, w->mem);
    rows_end(&r);
    return s;
}

static Value instant_or_null(Instant at) { return at ? of_int(at) : of_null(); }

static void put(Work *w, Mode mode, const Space *s) {
    change_put(w->tx, &TABLE_SPACE, KEY(of_text(mode_words[mode])), FIELDS(SET(COL_SPACE_OPENS_AT, instant_or_null(s->opens_at)),
        SET(COL_SPACE_CLOSES_AT, instant_or_null(s->closes_at)), SET(COL_SPACE_MESSAGE, str_empty(s->message) ? of_null() : of_text(s->message))));
}

void space_publish(Work *w, Mode mode, Instant at) {
    Space s = space_read(w, mode);
    s.opens_at = at;
    s.closes_at = 0;
    put(w, mode, &s);
}

void space_close_at(Work *w, Mode mode, Instant at) {
    Space s = space_read(w, mode);
    if (at && s.opens_at && at <= s.opens_at) {
        problem(w, T_SPACES_ENDS_BEFORE, NULL, "closes_on");
        return;
    }
    s.closes_at = at;
    put(w, mode, &s);
}

void space_say(Work *w, Mode mode, const char *message) {
    Space s = space_read(w, mode);
    s.message = message ? text_trim(w->mem, message) : NULL;
    put(w, mode, &s);
}

/* ---- what of it is shown ---- */

static const RightInfo *rubric_of(Work *w, Mode mode, const char *name) {
    const RightInfo *right = access_right(name);
    if (right && right->branch == BRANCH_SPACES && access_offered(right, mode))
        return right;
    problem(w, T_FORM_NOT_A_CHOICE, NULL, "rubric");
    return NULL;
}

bool space_show(Work *w, Mode mode, const char *name, bool on) {
    const RightInfo *right = rubric_of(w, mode, name);
    int64_t set = right ? db_int(w->tx, &SPACE_SET, VALUES(of_text(mode_words[mode]))) : 0;
    if (!set)
        return false;
    if (on)
        change_put(w->tx, &TABLE_PROFILE_RIGHT, KEY(of_int(set), of_text(right->name)), NULL, 0);
    else
        change_end(w->tx, &TABLE_PROFILE_RIGHT, KEY(of_int(set), of_text(right->name)));
    return true;
}

static Value day_or_null(Day day) { return day == NO_DAY ? of_null() : of_int(day); }

static bool has_level(Work *w, const char *level) {
    bool found = false;
    for (Rows r = db_rows(w->tx, &SPACE_LEVELS, NO_VALUES); row_next(&r); )
        found = found || str_equal(row_peek(&r, SPACE_LEVELS_LEVEL), level);
    return found;
}

static void put_rule(Work *w, Mode mode, const char *name, const SpaceRule *rule) {
    Value m = of_text(mode_words[mode]), shown = of_int(rule->shown), from = day_or_null(rule->from), until = day_or_null(rule->until);
    if (rule->level)
        change_put(w->tx, &TABLE_SPACE_LEVEL_RULE, KEY(m, of_text(name), of_text(rule->level)),
            FIELDS(SET(COL_SPACE_LEVEL_RULE_SHOWN, shown), SET(COL_SPACE_LEVEL_RULE_FROM_DAY, from), SET(COL_SPACE_LEVEL_RULE_UNTIL_DAY, until)));
    else
        change_put(w->tx, &TABLE_SPACE_RULE, KEY(m, of_text(name), of_int(rule->structure)),
            FIELDS(SET(COL_SPACE_RULE_SHOWN, shown), SET(COL_SPACE_RULE_FROM_DAY, from), SET(COL_SPACE_RULE_UNTIL_DAY, until)));
}

void space_rule(Work *w, Mode mode, const char *name, const SpaceRule *rule) {
    if (!rubric_of(w, mode, name))
        return;
    if (rule->structure && !db_int(w->tx, &SPACE_CLASS, VALUES(of_int(rule->structure))))
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "class");
    if (rule->level && (rule->structure || !has_level(w, rule->level)))
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "level");
    if (rule->from != NO_DAY && rule->until != NO_DAY && rule->until <= rule->from)
        problem(w, T_SPACES_DAYS_ORDER, NULL, "last");
    if (!has_problems(w))
        put_rule(w, mode, name, rule);
}

void space_rule_end(Work *w, Mode mode, const char *name, int64_t structure, const char *level) {
    if (level)
        change_end(w->tx, &TABLE_SPACE_LEVEL_RULE, KEY(of_text(mode_words[mode]), of_text(name), of_text(level)));
    else
        change_end(w->tx, &TABLE_SPACE_RULE, KEY(of_text(mode_words[mode]), of_text(name), of_int(structure)));
}

/* ---- beside what is delivered ---- */

static SpaceStanding *standing_called(SpaceStandings *all, const char *name) {
    for (size_t i = 0; i < all->rubrics.count; i++)
        if (str_equal(all->rubrics.items[i].right->name, name))
            return &all->rubrics.items[i];
    return NULL;
}

static Day day_cell(const Rows *r, int column) { return row_null(r, column) ? NO_DAY : (Day) row_int(r, column); }

static void read_rules(Work *w, Mode mode, SpaceStandings *all) {
    SpaceStanding *of;
    for (Rows r = db_rows(w->tx, &SPACE_RULES, VALUES(of_text(mode_words[mode]))); row_next(&r); )
        if ((of = standing_called(all, row_peek(&r, SPACE_RULES_RIGHT_NAME))))
            *VEC_ADD(w->mem, &of->rules) = (SpaceRule){ row_int(&r, SPACE_RULES_STRUCTURE), NULL, row_int(&r, SPACE_RULES_SHOWN),
                day_cell(&r, SPACE_RULES_FROM_DAY), day_cell(&r, SPACE_RULES_UNTIL_DAY), row_text(&r, SPACE_RULES_CODE, w->mem) };
    for (Rows r = db_rows(w->tx, &SPACE_LEVEL_RULES, VALUES(of_text(mode_words[mode]))); row_next(&r); )
        if ((of = standing_called(all, row_peek(&r, SPACE_LEVEL_RULES_RIGHT_NAME))))
            *VEC_ADD(w->mem, &of->rules) = (SpaceRule){ 0, row_text(&r, SPACE_LEVEL_RULES_LEVEL, w->mem), row_int(&r, SPACE_LEVEL_RULES_SHOWN),
                day_cell(&r, SPACE_LEVEL_RULES_FROM_DAY), day_cell(&r, SPACE_LEVEL_RULES_UNTIL_DAY), NULL };
}

SpaceStandings *space_standings(Work *w, Mode mode) {
    SpaceStandings *all = NEW(w->mem, SpaceStandings);
    const RightInfo *right;
    if (mode < MODE_GUARDIAN)
        return all;
    for (size_t n = 0; (right = access_nth(n)); n++)
        if (right->branch == BRANCH_SPACES && access_offered(right, mode))
            *VEC_ADD(w->mem, &all->rubrics) = (SpaceStanding){ .right = right, .delivered = access_starts(right, access_first_set(mode)) };
    int64_t set = db_int(w->tx, &SPACE_SET, VALUES(of_text(mode_words[mode])));
    for (Rows r = db_rows(w->tx, &PROFILE_RIGHTS, VALUES(of_int(set))); row_next(&r); ) {
        SpaceStanding *of = standing_called(all, row_peek(&r, PROFILE_RIGHTS_RIGHT_NAME));
        if (of)
            of->on = true;
    }
    read_rules(w, mode, all);
    return all;
}

bool space_differs(const SpaceStanding *rubric) { return rubric->on != rubric->delivered || rubric->rules.count; }

void space_restore(Work *w, Mode mode, const char *name) {
    const SpaceStandings *all = space_standings(w, mode);
    if (name && !rubric_of(w, mode, name))
        return;
    for (size_t i = 0; i < all->rubrics.count; i++) {
        const SpaceStanding *one = &all->rubrics.items[i];
        if ((name && !str_equal(one->right->name, name)) || !space_differs(one))
            continue;
        space_show(w, mode, one->right->name, one->delivered);
        for (size_t n = 0; n < one->rules.count; n++)
            space_rule_end(w, mode, one->right->name, one->rules.items[n].structure, one->rules.items[n].level);
    }
}
