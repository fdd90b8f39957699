/* «Rentrée»: what is left to do before the pupils come, counted live, each with the screen that does it (A35, SC-8). Nothing is ticked by hand: a step is done when it is so. */
#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/spaces/spaces.h"
#include "web/feature.h"
#include "work/mail.h"

#include <string.h>

static RightId see;
static const RightInfo rights[] = { { "start.see", T_RIGHT_START_SEE, 0, &see, BRANCH_ADMIN, OF_OFFICE, "secretariat" }, { 0 } };

/* ---- what is counted ---- */

typedef struct Counts {
    Day first, last;
    int64_t periods, pupils, guardians, teachers, staff, services, classes, unclassed, boardless, exitless, mainless, homeless, locked_out;
    int64_t none, to_hand, personalised, accounts;      /* of all who are to have an account */
    int published;
    Instant imported_at;
    bool mail;
} Counts;

static void count_year(Work *w, Counts *c) {
    Rows r = db_rows(w->tx, &START_YEAR, NO_VALUES);
    if (!row_next(&r))
        return;
    int64_t *const to[] = { &c->periods, &c->pupils, &c->guardians, &c->teachers, &c->staff, &c->services, &c->classes, &c->unclassed, &c->boardless, &c->exitless, &c->mainless, &c->homeless,
        &c->imported_at };
    c->first = row_null(&r, START_YEAR_FIRST_DAY) ? NO_DAY : (Day) row_int(&r, START_YEAR_FIRST_DAY);
    c->last = row_null(&r, START_YEAR_LAST_DAY) ? NO_DAY : (Day) row_int(&r, START_YEAR_LAST_DAY);
    for (size_t i = 0; i < sizeof to / sizeof *to; i++)
        *to[i] = row_int(&r, START_YEAR_PERIODS + (int) i);
    rows_end(&r);
}

static void count_accounts(Work *w, Counts *c) {
    for (Rows r = db_rows(w->tx, &HOLDER_COUNTS, NO_VALUES); row_next(&r); ) {
        const char *state = row_peek(&r, HOLDER_COUNTS_STATE);
        int64_t n = row_int(&r, HOLDER_COUNTS_COUNT);
        c->none += str_equal(state, "none") ? n : 0;
        c->to_hand += str_equal(state, "to_hand") ? n : 0;
        c->personalised += str_equal(state, "personalised") ? n : 0;
        c->accounts += str_equal(state, "none") ? 0 : n;
    }
    c->locked_out = db_int(w->tx, &START_LOCKED_OUT, NO_VALUES);
    for (Mode mode = MODE_TEACHER; mode <= MODE_PUPIL; mode++) {
        Space s = space_read(w, mode);
        c->published += access_is_open(s.opens_at, s.closes_at, w->now);
    }
    c->mail = w->school->mail && w->school->mail->host;
}

/* ---- the steps ---- */

typedef enum StepState { STEP_DONE, STEP_NEXT, STEP_TODO, STEP_BLOCKED } StepState;
static const char *const state_words[] = { "done", "next", "todo", "blocked" };

typedef struct Step { const char *name; TextId label; const char *href; const char *right; bool (*done)(const Counts *c); bool (*blocked)(const Counts *c); const char *(*says)(Work *w, const Counts *c); } Step;

static const char *say(Work *w, TextId id, int64_t n, int64_t all) { return words(w->mem, id, WITH(ARG_INT("n", n), ARG_INT("all", all))); }

static bool year_done(const Counts *c) { return c->periods > 0 && c->first != NO_DAY; }
static const char *year_says(Work *w, const Counts *c) {
    return !year_done(c) ? words(w->mem, T_START_YEAR_TODO, NULL) : words(w->mem, T_START_YEAR_SAYS, WITH(ARG_TEXT("from", day_words(w->mem, c->first)), ARG_TEXT("until", day_words(w->mem, c->last))));
}
static bool families_done(const Counts *c) { return c->pupils && c->guardians; }
static const char *families_says(Work *w, const Counts *c) {
    return families_done(c) ? say(w, T_START_FAMILIES_SAYS, c->pupils, c->guardians) : words(w->mem, T_START_FAMILIES_TODO, NULL);
}
static bool teachers_done(const Counts *c) { return c->teachers && c->services; }
static const char *teachers_says(Work *w, const Counts *c) {
    return teachers_done(c) ? say(w, T_START_TEACHERS_SAYS, c->teachers, c->staff) : words(w->mem, T_START_TEACHERS_TODO, NULL);
}
static bool nobody(const Counts *c) { return !c->pupils && !c->teachers && !c->staff; }
static bool accounts_done(const Counts *c) { return !nobody(c) && !c->none; }
static const char *accounts_says(Work *w, const Counts *c) {
    return nobody(c) ? words(w->mem, T_START_NOBODY, NULL) : c->none ? say(w, T_START_ACCOUNTS_TODO, c->none, c->none + c->accounts) : say(w, T_START_ACCOUNTS_SAYS, c->accounts, 0);
}
static bool no_accounts(const Counts *c) { return !c->accounts; }
static bool rights_done(const Counts *c) { return c->accounts && !c->locked_out; }
static const char *rights_says(Work *w, const Counts *c) {
    return no_accounts(c) ? words(w->mem, T_START_NO_ACCOUNT, NULL) : c->locked_out ? say(w, T_START_RIGHTS_TODO, c->locked_out, 0) : words(w->mem, T_START_RIGHTS_SAYS, NULL);
}
static bool handing_done(const Counts *c) { return c->accounts && !c->to_hand; }
static const char *handing_says(Work *w, const Counts *c) {
    return no_accounts(c) ? words(w->mem, T_START_NO_ACCOUNT, NULL) : c->to_hand ? say(w, T_START_HANDING_TODO, c->to_hand, c->accounts) : say(w, T_START_HANDING_SAYS, c->personalised, c->accounts);
}
static bool spaces_done(const Counts *c) { return c->published == 3; }
static const char *spaces_says(Work *w, const Counts *c) { return say(w, T_START_SPACES_SAYS, c->published, 3); }

static const Step steps[] = {
    { "year", T_START_YEAR, "/bureau/annee", NULL, year_done, NULL, year_says },
    { "families", T_START_FAMILIES, "/bureau/imports", "imports.use", families_done, NULL, families_says },
    { "teachers", T_START_TEACHERS, "/bureau/imports", "imports.use", teachers_done, NULL, teachers_says },
    { "accounts", T_START_ACCOUNTS, "/bureau/comptes/remettre", "accounts.manage", accounts_done, nobody, accounts_says },
    { "rights", T_START_RIGHTS, "/bureau/personnels", "rights.see", rights_done, no_accounts, rights_says },
    { "handing", T_START_HANDING, "/bureau/comptes/remettre", "accounts.manage", handing_done, no_accounts, handing_says },
    { "spaces", T_START_SPACES, "/bureau/publication", "spaces.publish", spaces_done, NULL, spaces_says },
};
#define STEPS (sizeof steps / sizeof *steps)

static void doc_steps(Work *w, Doc *d, const Counts *c) {
    int64_t done = 0;
    bool next = false;
    for (size_t i = 0; i < STEPS; i++) {
        const Step *s = &steps[i];
        StepState state = s->done(c) ? STEP_DONE : s->blocked && s->blocked(c) ? STEP_BLOCKED : next ? STEP_TODO : STEP_NEXT;
        Doc *item = doc_add(d, "steps");
        next = next || state == STEP_NEXT;
        done += state == STEP_DONE;
        doc_word(item, "name", s->name);
        doc_words(item, "label", s->label, NULL);
        doc_text(item, "says", s->says(w, c));
        doc_word(item, "state", state_words[state]);
        if (state != STEP_BLOCKED && (!s->right || may(w, *access_right(s->right)->id)))
            doc_text(item, "href", s->href);
        doc_words(item, "action", state == STEP_DONE ? T_START_AGAIN : state == STEP_NEXT ? T_START_GO_ON : T_START_OPEN, NULL);
    }
    doc_int(d, "done", done);
    doc_int(d, "total", STEPS);
}

/* ---- what is to be looked at ---- */

static void check(Doc *d, bool asked, TextId good, TextId bad, int64_t n, const char *href) {
    if (!asked)
        return;
    Doc *item = doc_add(d, "checks");
    doc_words(item, "label", n ? bad : good, WITH(ARG_INT("n", n)));
    doc_int(item, "count", n);
    doc_bool(item, "ok", !n);
    doc_text(item, "href", href);
}

static void doc_checks(Doc *d, const Counts *c) {
    doc_list(d, "checks");
    check(d, c->pupils, T_START_CLASSED, T_START_UNCLASSED, c->unclassed, "/bureau/eleves?sans_classe=1");
    check(d, c->pupils, T_START_BOARDED, T_START_BOARDLESS, c->boardless, "/bureau/eleves?sort=regime");
    check(d, c->pupils, T_START_EXITS, T_START_EXITLESS, c->exitless, "/bureau/eleves?sort=classe&colonnes=nom,classe,regime,sortie-autorisee");
    check(d, c->classes, T_START_MAIN, T_START_MAINLESS, c->mainless, "/bureau/classes");
    check(d, c->guardians, T_START_HOMES, T_START_HOMELESS, c->homeless, "/bureau/responsables?sort=ville");
    check(d, true, T_START_MAIL, T_START_NO_MAIL, !c->mail, NULL);
}

static Reply show_start_list(Request *rq) {
    Work *w = rq->work;
    Counts c = { 0 };
    Doc *d = doc_new(w, &REPLY_START_START);
    count_year(w, &c);
    count_accounts(w, &c);
    doc_text(d, "school", w->school->name);
    doc_text(d, "years", arena_printf(w->mem, "%d – %d", w->school->year, w->school->year + 1));
    doc_steps(w, d, &c);
    doc_checks(d, &c);
    return page(rq, &PAGE_START_START, d);
}

static const Route routes[] = { { GET, "/bureau/rentree", show_start_list, guard_signed_in, READ, PORTAL_DESK, "start.see", &PAGE_START_START }, ROUTES_END };
static const Panel panels[] = { { .group = "admin", .rank = 1, .label = T_START_TITLE, .path = "/bureau/rentree", .right = &see }, PANELS_END };
static const Command commands[] = { { T_START_TITLE, T_COMMAND_START_WORDS, "/bureau/rentree", &see }, { 0 } };

const Feature start_feature = { .name = "start", .routes = routes, .rights = rights, .panels = panels, .commands = commands, .processings = no_processings };
