/* «Publication des Espaces» (A32, W-01, W-02): each Space on or off, when, what it says meanwhile; of families', what they are shown, to whom and until when. */
#include "school/spaces/spaces_web.h"

#include "base/map.h"
#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"

#define HERE "/bureau/publication"

static const struct { const char *path; Mode mode; } places[] = { { "parents", MODE_GUARDIAN }, { "eleves", MODE_PUPIL }, { "professeurs", MODE_TEACHER },
    { "vie-scolaire", MODE_SCHOOL_LIFE }, { "direction", MODE_ADMINISTRATIVE } };
#define PLACES (sizeof places / sizeof *places)

static Mode space_asked(const Request *rq) {
    const char *word = path_word(rq, "space");
    for (size_t i = 0; i < PLACES; i++)
        if (str_equal(word, places[i].path))
            return places[i].mode;
    return word ? MODE_NONE : MODE_GUARDIAN;
}

static const char *path_of(Mode mode) {
    for (size_t i = 0; i < PLACES; i++)
        if (places[i].mode == mode)
            return places[i].path;
    return places[0].path;
}

Verdict names_space(Request *rq) { return space_asked(rq) ? ALLOW : UNKNOWN; }

/* ---- all of them at a glance ---- */

static Kind kind_of(Mode mode) {
    static const Kind kinds[] = { [MODE_TEACHER] = KIND_TEACHER, [MODE_GUARDIAN] = KIND_GUARDIAN, [MODE_PUPIL] = KIND_PUPIL };
    return mode == MODE_ADMINISTRATIVE || mode == MODE_SCHOOL_LIFE ? KIND_STAFF : kinds[mode];
}

typedef struct Came { int64_t accounts, personalised; } Came;

static void read_came(Work *w, Came of[KIND_PROGRAM + 1]) {
    for (Rows r = db_rows(w->tx, &SPACE_PERSONALISED, NO_VALUES); row_next(&r); )
        for (int kind = 0; kind_words[kind]; kind++)
            if (str_equal(kind_words[kind], row_peek(&r, SPACE_PERSONALISED_KIND)))
                of[kind] = (Came){ row_int(&r, SPACE_PERSONALISED_ACCOUNTS), row_int(&r, SPACE_PERSONALISED_PERSONALISED) };
}

/* All of them in one statement, those without a row included. */
static void read_all(Work *w, Space of[MODE_PUPIL + 1]) {
    for (Mode mode = MODE_NONE; mode <= MODE_PUPIL; mode++)
        of[mode] = (Space){ .mode = mode };
    for (Rows r = db_rows(w->tx, &SPACES_ALL, NO_VALUES); row_next(&r); ) {
        Space *s = &of[access_mode(row_peek(&r, SPACES_ALL_MODE))];
        s->opens_at = row_null(&r, SPACES_ALL_OPENS_AT) ? 0 : row_int(&r, SPACES_ALL_OPENS_AT);
        s->closes_at = row_null(&r, SPACES_ALL_CLOSES_AT) ? 0 : row_int(&r, SPACES_ALL_CLOSES_AT);
    }
}

void spaces_on_home(Work *w, Doc *d, const char *back) {
    Space all[MODE_PUPIL + 1];
    if (!may(w, spaces_publish))
        return;
    read_all(w, all);
    doc_word(d, "back", back);
    doc_list(d, "spaces");
    for (size_t i = 0; i < PLACES; i++) {
        Space s = all[places[i].mode];
        Doc *item = doc_add(d, "spaces");
        doc_word(item, "space", space_words[s.mode]);
        doc_bool(item, "open", access_is_open(s.opens_at, s.closes_at, w->now));
        if (s.opens_at > w->now)
            doc_int(item, "opens_at", s.opens_at);
        if (s.closes_at > w->now)
            doc_int(item, "closes_at", s.closes_at);
        doc_text(item, "href", arena_printf(w->mem, HERE "/%s", places[i].path));
        doc_bool(item, "may_publish", !w->actor->viewing);
    }
}

/* ---- one ---- */

/* What classes and levels are called. */
typedef struct Called { Map classes, levels; } Called;

static const char *key_of(Work *w, int64_t id) { return arena_printf(w->mem, "%lld", (long long) id); }

static Called doc_choices(Work *w, Doc *d) {
    Called c = { map_new(w->mem), map_new(w->mem) };
    Rows classes = db_rows(w->tx, &SPACE_CLASSES, NO_VALUES), levels = db_rows(w->tx, &SPACE_LEVELS, NO_VALUES);
    doc_list(d, "classes");
    while (row_next(&classes)) {
        Doc *item = doc_add(d, "classes");
        const char *code = row_text(&classes, SPACE_CLASSES_CODE, w->mem);
        doc_int(item, "id", row_int(&classes, SPACE_CLASSES_ID));
        doc_text(item, "label", code);
        map_put(&c.classes, key_of(w, row_int(&classes, SPACE_CLASSES_ID)), (void *) (uintptr_t) code);
    }
    doc_list(d, "levels");
    while (row_next(&levels)) {
        Doc *item = doc_add(d, "levels");
        const char *label = row_text(&levels, SPACE_LEVELS_LABEL, w->mem);
        doc_text(item, "level", row_text(&levels, SPACE_LEVELS_LEVEL, w->mem));
        doc_text(item, "label", label);
        doc_int(item, "count", row_int(&levels, SPACE_LEVELS_CLASSES));
        map_put(&c.levels, row_peek(&levels, SPACE_LEVELS_LEVEL), (void *) (uintptr_t) label);
    }
    return c;
}

static void doc_rule(Work *w, Doc *d, const SpaceRule *rule, const Called *c) {
    if (rule->structure)
        doc_int(d, "structure", rule->structure);
    const char *label = rule->level ? map_get(&c->levels, rule->level) : map_get(&c->classes, key_of(w, rule->structure));
    doc_text(d, "code", rule->level ? NULL : label);
    doc_text(d, "level", rule->level);
    doc_text(d, "level_label", rule->level && !label ? rule->level : rule->level ? label : NULL);
    doc_bool(d, "shown", rule->shown);
    doc_day(d, "from_date", rule->from);
    doc_day(d, "last_date", rule->until == NO_DAY ? NO_DAY : rule->until - 1);
}

static void doc_rubric(Work *w, Doc *d, const SpaceStanding *one, const Called *c) {
    Doc *item = doc_add(d, "rubrics");
    TextId about = words_find(arena_printf(w->mem, "rubric_about.%s", one->right->name));
    doc_text(item, "name", one->right->name);
    doc_int(item, "number", *one->right->id);
    doc_words(item, "label", one->right->label, NULL);
    if (about)
        doc_words(item, "about", about, NULL);
    doc_bool(item, "on", one->on);
    doc_bool(item, "delivered", one->delivered);
    doc_bool(item, "differs", space_differs(one));
    doc_list(item, "rules");
    for (size_t i = 0; i < one->rules.count; i++)
        doc_rule(w, doc_add(item, "rules"), &one->rules.items[i], c);
}

static void doc_rubrics(Work *w, Doc *d, Mode mode) {
    int64_t shown = 0, differ = 0;
    const SpaceStandings *all = space_standings(w, mode);
    Called c = doc_choices(w, d);
    doc_list(d, "rubrics");
    for (size_t i = 0; i < all->rubrics.count; i++) {
        doc_rubric(w, d, &all->rubrics.items[i], &c);
        shown += all->rubrics.items[i].on;
        differ += space_differs(&all->rubrics.items[i]);
    }
    doc_int(d, "shown", shown);
    doc_int(d, "total", (int64_t) all->rubrics.count);
    doc_int(d, "differs", differ);
}

static void doc_sample(Work *w, Doc *d, Mode mode) {
    RightId *view_as = access_right("rights.view_as")->id;
    if (mode < MODE_TEACHER || !may(w, *view_as))
        return;
    for (Rows r = db_rows(w->tx, &SPACE_SAMPLE, VALUES(of_text(kind_words[kind_of(mode)]))); row_next(&r); ) {
        doc_int(d, "sample", row_int(&r, SPACE_SAMPLE_ID));
        doc_text(d, "sample_name", row_text(&r, SPACE_SAMPLE_DISPLAY_NAME, w->mem));
        doc_word(d, "sample_mode", mode_words[mode]);
    }
}

static void doc_tabs(Work *w, Doc *d, Mode mode) {
    Space all[MODE_PUPIL + 1];
    read_all(w, all);
    for (size_t i = 0; i < PLACES; i++) {
        Space s = all[places[i].mode];
        Doc *tab = doc_add(d, "tabs");
        doc_word(tab, "space", space_words[s.mode]);
        doc_bool(tab, "open", access_is_open(s.opens_at, s.closes_at, w->now));
        doc_text(tab, "href", arena_printf(w->mem, HERE "/%s", places[i].path));
        doc_bool(tab, "current", s.mode == mode);
    }
}

Reply show_publication(Request *rq) {
    Work *w = rq->work;
    Mode mode = space_asked(rq);
    Space s = space_read(w, mode);
    Came came[KIND_PROGRAM + 1] = { 0 };
    Doc *d = doc_new(w, &REPLY_SPACES_PUBLICATION);
    read_came(w, came);
    doc_word(d, "space", space_words[mode]);
    doc_words(d, "name", words_find(arena_printf(w->mem, "space.%s", space_words[mode])), NULL);
    doc_text(d, "here", arena_printf(w->mem, HERE "/%s", path_of(mode)));
    doc_bool(d, "open", access_is_open(s.opens_at, s.closes_at, w->now));
    if (s.opens_at)
        doc_int(d, "opens_at", s.opens_at);
    if (s.closes_at > w->now)
        doc_int(d, "closes_at", s.closes_at);
    doc_text(d, "message", s.message);
    doc_text(d, "site", request_site(rq));
    doc_tabs(w, d, mode);
    doc_bool(d, "family", mode >= MODE_GUARDIAN);
    if (mode >= MODE_GUARDIAN)
        doc_rubrics(w, d, mode);
    doc_int(d, "accounts", came[kind_of(mode)].accounts);
    doc_int(d, "personalised", came[kind_of(mode)].personalised);
    doc_sample(w, d, mode);
    return page(rq, &PAGE_SPACES_PUBLICATION, d);
}

/* ---- changing it ---- */

static Reply after(Request *rq) {
    if (has_problems(rq->work))
        return again(rq, show_publication);
    const char *back = form_raw(rq, "back");
    if (str_equal(back, "home") || str_equal(back, "management"))
        return see_other(rq, "%s", str_equal(back, "home") ? "/bureau" : space_home(MODE_ADMINISTRATIVE));
    return see_other(rq, HERE "/%s", path_of(space_asked(rq)));
}

typedef struct Moment { Day opens_on, closes_on; int opens_time, closes_time; const char *back; } Moment;
const Field space_open_fields[] = { FIELD(Moment, opens_on, .kind = FIELD_DAY), FIELD(Moment, opens_time, .kind = FIELD_MINUTES), FIELD(Moment, back, .kind = FIELD_WORD, .max = 10), { .kind = FIELD_END } };
const Field space_close_fields[] = { FIELD(Moment, closes_on, .kind = FIELD_DAY), FIELD(Moment, closes_time, .kind = FIELD_MINUTES), FIELD(Moment, back, .kind = FIELD_WORD, .max = 10), { .kind = FIELD_END } };

/* The moment typed, at USUAL minutes where no time was; what is over is a problem at FIELD. No day: now. */
static Instant moment(Work *w, Day day, int minutes, int usual, const char *field) {
    if (day == NO_DAY)
        return w->now;
    Instant at = instant_of(day, minutes < 0 ? usual : minutes);
    if (at <= w->now)
        problem(w, T_SPACES_IS_PAST, NULL, "%s", field);
    return at;
}

Reply open_space(Request *rq) {
    Moment f = { .opens_on = NO_DAY, .opens_time = -1 };
    form_read(rq, space_open_fields, &f);
    Instant at = moment(rq->work, f.opens_on, f.opens_time, 8 * 60, "opens_on");
    if (!has_problems(rq->work))
        space_publish(rq->work, space_asked(rq), at);
    return after(rq);
}

/* Now: not published any more. Later: until then. */
Reply close_space(Request *rq) {
    Moment f = { .closes_on = NO_DAY, .closes_time = -1 };
    form_read(rq, space_close_fields, &f);
    Instant at = moment(rq->work, f.closes_on, f.closes_time, 18 * 60, "closes_on");
    if (has_problems(rq->work))
        return after(rq);
    if (f.closes_on == NO_DAY)
        space_publish(rq->work, space_asked(rq), 0);
    else
        space_close_at(rq->work, space_asked(rq), at);
    return after(rq);
}

typedef struct Said { const char *message; } Said;
const Field space_message_fields[] = { FIELD(Said, message, .kind = FIELD_LONG_TEXT, .max = SPACE_MESSAGE_MOST), { .kind = FIELD_END } };

Reply say_in_space(Request *rq) {
    Said f = { 0 };
    form_read(rq, space_message_fields, &f);
    if (!has_problems(rq->work))
        space_say(rq->work, space_asked(rq), f.message);
    return after(rq);
}

typedef struct Rubric { const char *rubric; bool on; } Rubric;
const Field space_rubric_fields[] = { FIELD(Rubric, rubric, .kind = FIELD_WORD, .required = true, .max = 60), FIELD(Rubric, on, .kind = FIELD_BOOL), { .kind = FIELD_END } };

Reply show_rubric(Request *rq) {
    Rubric f = { 0 };
    form_read(rq, space_rubric_fields, &f);
    if (!has_problems(rq->work))
        space_show(rq->work, space_asked(rq), f.rubric, f.on);
    return after(rq);
}

/* whom: what the page's one list of choices says, "classe-12" or "niveau-2111"; programs name the one or the other. */
typedef struct Rule { const char *rubric, *level, *whom; int64_t class; bool hidden; Day from, last; } Rule;
#define OF_WHOM FIELD(Rule, rubric, .kind = FIELD_WORD, .required = true, .max = 60), FIELD(Rule, class, .kind = FIELD_ID), FIELD(Rule, level, .kind = FIELD_WORD, .max = 20)
const Field space_rule_fields[] = { OF_WHOM, FIELD(Rule, whom, .kind = FIELD_WORD, .max = 30), FIELD(Rule, hidden, .kind = FIELD_BOOL), FIELD(Rule, from, .kind = FIELD_DAY),
    FIELD(Rule, last, .kind = FIELD_DAY), { .kind = FIELD_END } };
const Field space_rule_end_fields[] = { OF_WHOM, { .kind = FIELD_END } };

static void read_whom(Work *w, Rule *f) {
    static const char of_class[] = "classe-", of_level[] = "niveau-";
    if (str_starts(f->whom, of_level))
        f->level = f->whom + sizeof of_level - 1;
    else if (f->whom && !(str_starts(f->whom, of_class) && str_int(f->whom + sizeof of_class - 1, 1, INT64_MAX, &f->class)))
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "class");
}

Reply add_rule(Request *rq) {
    Rule f = { .from = NO_DAY, .last = NO_DAY };
    form_read(rq, space_rule_fields, &f);
    read_whom(rq->work, &f);
    if (!has_problems(rq->work))
        space_rule(rq->work, space_asked(rq), f.rubric, &(SpaceRule){ f.class, f.level, !f.hidden, f.hidden ? NO_DAY : f.from, f.hidden || f.last == NO_DAY ? NO_DAY : f.last + 1, NULL });
    return after(rq);
}

Reply end_rule(Request *rq) {
    Rule f = { 0 };
    form_read(rq, space_rule_end_fields, &f);
    if (!has_problems(rq->work))
        space_rule_end(rq->work, space_asked(rq), f.rubric, f.class, f.level);
    return after(rq);
}

/* ---- as it was delivered ---- */

typedef struct Restored { const char *rubric; } Restored;
const Field space_restore_fields[] = { FIELD(Restored, rubric, .kind = FIELD_WORD, .max = 60), { .kind = FIELD_END } };

/* One rubric; without one, all of them. */
Reply restore_rubrics(Request *rq) {
    Restored f = { 0 };
    form_read(rq, space_restore_fields, &f);
    if (!has_problems(rq->work))
        space_restore(rq->work, space_asked(rq), f.rubric);
    return after(rq);
}
