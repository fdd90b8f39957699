/* Two weeks of one pupil's meals, and in the Spaces: what a child eats, and until when their guardian may say otherwise. */
#include "school/meals/meals_web.h"

#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts_web.h"

#define OWN_DAYS 14

/* ---- what comes, day after day ---- */

/* One pupil over some days: three statements, whatever their number. */
typedef struct Fact { Day from, until; const char *board; int days[MEALS]; } Fact;
typedef struct Story { VEC(Fact) boards, usual; VEC(Fact) changes; } Story;

static Story story_of(Work *w, int64_t pupil, Day from, Day until) {
    Story s = { 0 };
    Rows boards = db_rows(w->tx, &BOARDS_OF, VALUES(of_int(pupil))), usual = db_rows(w->tx, &MEALS_DAYS_OF, VALUES(of_int(pupil)));
    Rows changes = db_rows(w->tx, &MEALS_CHANGES_OF, VALUES(of_int(pupil), of_int(from), of_int(until)));
    while (row_next(&boards))
        *VEC_ADD(w->mem, &s.boards) = (Fact){ (Day) row_int(&boards, BOARDS_OF_FROM_DAY), (Day) row_int(&boards, BOARDS_OF_UNTIL_DAY),
            row_text(&boards, BOARDS_OF_STATUS, w->mem), { 0, 0 } };
    while (row_next(&usual))
        *VEC_ADD(w->mem, &s.usual) = (Fact){ (Day) row_int(&usual, MEALS_DAYS_OF_FROM_DAY), (Day) row_int(&usual, MEALS_DAYS_OF_UNTIL_DAY), NULL,
            { (int) row_int(&usual, MEALS_DAYS_OF_LUNCH), (int) row_int(&usual, MEALS_DAYS_OF_DINNER) } };
    while (row_next(&changes)) {
        Day day = (Day) row_int(&changes, MEALS_CHANGES_OF_DAY);
        *VEC_ADD(w->mem, &s.changes) = (Fact){ day, day + 1, NULL, { meals_said(&changes, MEALS_CHANGES_OF_LUNCH), meals_said(&changes, MEALS_CHANGES_OF_DINNER) } };
    }
    return s;
}

static const Fact *fact_on(const Fact *facts, size_t count, Day day) {
    for (size_t i = 0; i < count; i++)
        if (facts[i].from <= day && day < facts[i].until)
            return &facts[i];
    return NULL;
}

static Eater eater_of(const Story *s, Day day) {
    const Fact *board = fact_on(s->boards.items, s->boards.count, day), *usual = fact_on(s->usual.items, s->usual.count, day), *change = fact_on(s->changes.items, s->changes.count, day);
    Eater e = { board ? board->board : NULL, { MEALS_NOT_SAID, MEALS_NOT_SAID }, { MEALS_NOT_SAID, MEALS_NOT_SAID } };
    for (int meal = 0; meal < MEALS; meal++) {
        e.days[meal] = usual ? usual->days[meal] : MEALS_NOT_SAID;
        e.change[meal] = change ? change->days[meal] : MEALS_NOT_SAID;
    }
    return e;
}

/* A family is not shown the dinners of a school where their child only ever has lunch. */
static bool concerns(const Eater *e, Meal meal) {
    return e->change[meal] != MEALS_NOT_SAID || (e->days[meal] == MEALS_NOT_SAID ? meals_of_board(e->board, meal) : e->days[meal]) != 0;
}

static void doc_meal(Work *w, Doc *list, const Ahead *a, const Eater *e, Day day, Meal meal) {
    bool eats = meals_eats(a->year, e, day, meal), usual = meals_usual(e, day, meal);
    Instant closes_at = meals_closes_at(a->year, day, meal);
    Doc *item = doc_add(list, "meals");
    doc_word(item, "meal", meal_words[meal]);
    doc_bool(item, "eats", eats);
    doc_bool(item, "changed", eats != usual);
    doc_int(item, "closes_at", closes_at);
    doc_bool(item, "open", a->may_say && (!a->family || (w->now < closes_at && (eats || usual || a->year->rules.adds))));
}

void doc_coming(Work *w, Doc *d, int64_t pupil, const Ahead *a) {
    doc_list(d, "coming");
    if (a->from == NO_DAY)
        return;
    Story story = story_of(w, pupil, a->from, a->until);
    for (Day day = a->from; day < a->until; day++) {
        const Eater e = eater_of(&story, day);
        Doc *item = NULL;
        for (int meal = 0; meal < MEALS; meal++) {
            if (!meals_served(a->year, day, (Meal) meal) || (a->family && !a->year->rules.adds && !concerns(&e, (Meal) meal)))
                continue;
            if (!item) {
                item = doc_add(d, "coming");
                doc_day(item, "day", day);
            }
            doc_meal(w, item, a, &e, day, (Meal) meal);
        }
    }
}

/* ---- in the Spaces ---- */

static const char *own_path(Work *w, int64_t pupil) { return own_href(w, pupil, "/repas", "repas"); }

const char *meals_own_href(Work *w, int64_t pupil) { return access_shows(w, &meals_rights[SPACE_MEALS], pupil) ? own_path(w, pupil) : NULL; }

typedef struct Own { const char *name, *given; bool legal; } Own;

static bool own_of(Request *rq, Own *own) {
    Work *w = rq->work;
    Rows r = db_rows(w->tx, &MEALS_OWN, VALUES(of_int(own_pupil_of(rq))));
    bool found = row_next(&r);
    if (found) {
        *own = (Own){ row_text(&r, MEALS_OWN_DISPLAY_NAME, w->mem), row_text(&r, MEALS_OWN_GIVEN_NAME, w->mem), row_int(&r, MEALS_OWN_LEGAL) != 0 };
        own->given = own->given ? own->given : own->name;
    }
    rows_end(&r);
    return found;
}

static bool says(Request *rq, const Own *own) { return own->legal && access_shows(rq->work, &meals_rights[SPACE_MEALS_CHANGE], own_pupil_of(rq)); }

/* One's own child, or oneself; not shown is not there. */
Verdict feeds_own(Request *rq) {
    Own *own = rq->kept = NEW(rq->mem, Own);
    return own_of(rq, own) && access_shows(rq->work, &meals_rights[SPACE_MEALS], own_pupil_of(rq)) ? ALLOW : UNKNOWN;
}

Verdict speaks_for(Request *rq) { return feeds_own(rq) == ALLOW && says(rq, rq->kept) ? ALLOW : UNKNOWN; }

Reply show_own_meals(Request *rq) {
    Work *w = rq->work;
    const Own *own = rq->kept;
    int64_t pupil = own_pupil_of(rq);
    const MealYear *y = meals_year(w);
    bool guardian = own_of_guardian(w), may_say = guardian && says(rq, own);
    Doc *d = doc_new(w, &REPLY_MEALS_OWN);
    doc_int(d, "id", pupil);
    doc_text(d, "display_name", own->name);
    doc_text(d, "given_name", own->given);
    doc_text(d, "here", own_path(w, pupil));
    doc_text(d, "back", guardian ? "/parent" : "/eleve");
    doc_bool(d, "may_say", may_say);
    doc_text(d, "say_href", own_path(w, pupil));
    if (guardian) {
        doc_int(d, "ahead", y->rules.ahead);
        doc_int(d, "until", y->rules.until);
        doc_bool(d, "adds", y->rules.adds);
    }
    doc_coming(w, d, pupil, &(Ahead){ y, w->today, w->today + OWN_DAYS, true, may_say });
    return page(rq, &PAGE_MEALS_OWN, d);
}

Reply say_own(Request *rq) {
    SayForm f = { 0 };
    form_read(rq, meals_say_fields, &f);
    if (!has_problems(rq->work))
        meals_say(rq->work, own_pupil_of(rq), f.day, (Meal) f.meal, f.eats, true);
    return has_problems(rq->work) ? again(rq, show_own_meals) : see_other(rq, "%s#jours", own_path(rq->work, own_pupil_of(rq)));
}
