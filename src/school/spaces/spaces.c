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

void space_rule(Work *w, Mode mode, const char *name, const SpaceRule *rule) {
    if (!rubric_of(w, mode, name))
        return;
    if (rule->structure && !db_int(w->tx, &SPACE_CLASS, VALUES(of_int(rule->structure))))
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "class");
    if (rule->from != NO_DAY && rule->until != NO_DAY && rule->until <= rule->from)
        problem(w, T_SPACES_DAYS_ORDER, NULL, "last");
    if (!has_problems(w))
        change_put(w->tx, &TABLE_SPACE_RULE, KEY(of_text(mode_words[mode]), of_text(name), of_int(rule->structure)),
            FIELDS(SET(COL_SPACE_RULE_SHOWN, of_int(rule->shown)), SET(COL_SPACE_RULE_FROM_DAY, day_or_null(rule->from)), SET(COL_SPACE_RULE_UNTIL_DAY, day_or_null(rule->until))));
}

void space_rule_end(Work *w, Mode mode, const char *name, int64_t structure) {
    change_end(w->tx, &TABLE_SPACE_RULE, KEY(of_text(mode_words[mode]), of_text(name), of_int(structure)));
}
