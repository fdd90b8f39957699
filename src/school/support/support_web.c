#include "school/support/support.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts.h"
#include "school/lists/grid.h"
#include "school/rights/rights.h"
#include "web/feature.h"
#include "school/accounts/accounts_web.h"

#include <string.h>

#define NAMES_SHOWN 20
#define CHOSEN "/bureau/accompagnements/choisis"

RightId support_read, support_edit;
static const RightInfo rights[] = { { "support.read", T_RIGHT_SUPPORT_READ, 3, &support_read, BRANCH_PEOPLE, OF_DESK, "cpe teacher" },
    { "support.edit", T_RIGHT_SUPPORT_EDIT, 3, &support_edit, BRANCH_PEOPLE, OF_DESK, "cpe", .changes = true }, { 0 } };

/* ---- guards ---- */

static Verdict sees_supported(Request *rq) { return db_text(rq->work->tx, &PUPIL_NAMED, VALUES(of_int(path_id(rq, "pupil")))) ? ALLOW : UNKNOWN; }
/* A page to change a plan shows it: who may not read plans changes none. */
static Verdict sees_plan(Request *rq) {
    if (!may(rq->work, support_read))
        return FORBIDDEN;
    return db_int(rq->work->tx, &SUPPORT_PLAN_SEEN, VALUES(of_int(path_id(rq, "plan")))) ? ALLOW : UNKNOWN;
}

/* A pupil's own; a child's who is not of age. */
static Verdict is_own_support(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = path_id(rq, "pupil");
    if (pupil && w->actor->person == pupil)
        return db_text(w->tx, &SUPPORT_CALLED, VALUES(of_int(pupil))) ? ALLOW : UNKNOWN;
    return accounts_is_own_child(w, pupil) ? ALLOW : UNKNOWN;
}

/* ---- one pupil's ---- */

static Day last_of(const SupportPlan *p) { return p->until == DAY_OPEN ? NO_DAY : p->until - 1; }

static void doc_plan(Work *w, Doc *d, const SupportPlan *p, bool edit) {
    Day day = w->actor->scope.day ? w->actor->scope.day : w->today;
    doc_int(d, "id", p->id);
    doc_word(d, "state", p->until <= day ? "past" : p->from > day ? "coming" : "current");
    doc_day(d, "from_date", p->from);
    doc_day(d, "until_date", p->until == DAY_OPEN ? NO_DAY : p->until);
    doc_day(d, "last_date", last_of(p));
    doc_bool(d, "readable", p->readable);
    if (edit)
        doc_text(d, "edit_href", arena_printf(w->mem, "/bureau/accompagnements/%lld", (long long) p->id));
    if (!p->readable)
        return;
    doc_word(d, "kind", support_kind_words[p->text.kind]);
    doc_text(d, "label", p->text.label);
    doc_text(d, "reference", p->text.reference);
    doc_text(d, "note", p->text.note);
    doc_list(d, "adaptations");
    for (const char *at = p->text.adaptations ? p->text.adaptations : ""; *at; ) {
        size_t size = strcspn(at, "\n");
        doc_add_text(d, "adaptations", arena_text_n(w->mem, at, size));
        at += size + (at[size] == '\n');
    }
}

static void doc_plans(Work *w, Doc *d, int64_t pupil, bool edit) {
    size_t count;
    const SupportPlan *plans = support_plans(w, pupil, &count);
    doc_list(d, "plans");
    for (size_t i = 0; i < count; i++)
        doc_plan(w, doc_add(d, "plans"), &plans[i], edit);
}

static Reply show_plans(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = path_id(rq, "pupil");
    Doc *d = doc_new(w, &REPLY_SUPPORT_PLANS);
    doc_int(d, "id", pupil);
    doc_text(d, "display_name", db_text(w->tx, &PUPIL_NAMED, VALUES(of_int(pupil))));
    doc_text(d, "back", arena_printf(rq->mem, "/bureau/eleves/%lld", (long long) pupil));
    if (may(w, support_edit))
        doc_text(d, "support_new", arena_printf(rq->mem, "/bureau/eleves/%lld/accompagnement/nouveau", (long long) pupil));
    doc_plans(w, d, pupil, may(w, support_edit));
    return page(rq, &PAGE_SUPPORT_PLANS, d);
}

static Reply show_own(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = path_id(rq, "pupil");
    Doc *d = doc_new(w, &REPLY_SUPPORT_OWN);
    doc_int(d, "id", pupil);
    doc_text(d, "display_name", db_text(w->tx, &SUPPORT_CALLED, VALUES(of_int(pupil))));
    doc_plans(w, d, pupil, false);
    return own_page(rq, &PAGE_SUPPORT_OWN, d);
}

void support_on_record(Work *w, struct Doc *d, int64_t pupil) {
    if (!may(w, support_read))
        return;
    doc_text(d, "support_href", arena_printf(w->mem, "/bureau/eleves/%lld/accompagnement", (long long) pupil));
    doc_bool(d, "support_edit", may(w, support_edit));
    doc_bool(d, "support_who", may(w, rights_see));
}

/* ---- one plan ---- */

typedef struct PlanForm { int kind; const char *label, *reference, *adaptations, *note; Day from, last, was_from, was_last; int64_t version; } PlanForm;
#define SAYS FIELD(PlanForm, kind, .kind = FIELD_CHOICE, .choices = support_kind_words, .required = true), FIELD(PlanForm, label, .kind = FIELD_TEXT, .max = SUPPORT_LABEL_MOST), \
    FIELD(PlanForm, reference, .kind = FIELD_TEXT, .max = SUPPORT_REFERENCE_MOST), FIELD(PlanForm, adaptations, .kind = FIELD_LONG_TEXT), \
    FIELD(PlanForm, note, .kind = FIELD_LONG_TEXT, .max = SUPPORT_NOTE_MOST), FIELD(PlanForm, from, .kind = FIELD_DAY, .required = true), FIELD(PlanForm, last, .kind = FIELD_DAY)
static const Field new_fields[] = { SAYS, { .kind = FIELD_END } };
static const Field plan_fields[] = { SAYS, FIELD(PlanForm, version, .kind = FIELD_ID), FIELD(PlanForm, was_from, .kind = FIELD_DAY), FIELD(PlanForm, was_last, .kind = FIELD_DAY),
    { .kind = FIELD_END } };

static SupportText text_of(const PlanForm *f) { return (SupportText){ f->kind, f->label, f->reference, f->adaptations, f->note }; }

static Reply form_page(Request *rq, Doc *d, int64_t pupil, const char *action) {
    Work *w = rq->work;
    const char *list = arena_printf(rq->mem, "/bureau/eleves/%lld/accompagnement", (long long) pupil);
    doc_int(d, "pupil", pupil);
    doc_text(d, "display_name", db_text(w->tx, &PUPIL_NAMED, VALUES(of_int(pupil))));
    doc_text(d, "action", action ? action : list);
    doc_text(d, "back", list);
    return page(rq, &PAGE_SUPPORT_PLAN, d);
}

static Reply show_new(Request *rq) {
    Doc *d = doc_new(rq->work, &REPLY_SUPPORT_PLAN);
    doc_day(d, "from_date", rq->work->actor->scope.day);
    return form_page(rq, d, path_id(rq, "pupil"), NULL);
}

static Reply show_plan(Request *rq) {
    Work *w = rq->work;
    SupportPlan p;
    if (!support_plan(w, path_id(rq, "plan"), &p))
        return not_found(rq);
    Doc *d = doc_new(w, &REPLY_SUPPORT_PLAN);
    reads_of(rq, p.pupil, p.id);
    doc_int(d, "id", p.id);
    doc_int(d, "version", p.version);
    doc_bool(d, "readable", p.readable);
    doc_day(d, "from_date", p.from);
    doc_day(d, "until_date", p.until == DAY_OPEN ? NO_DAY : p.until);
    doc_day(d, "last_date", last_of(&p));
    if (p.readable) {
        doc_word(d, "kind", support_kind_words[p.text.kind]);
        doc_text(d, "label", p.text.label);
        doc_text(d, "reference", p.text.reference);
        doc_text(d, "adaptation_lines", p.text.adaptations);
        doc_text(d, "note", p.text.note);
    }
    return form_page(rq, d, p.pupil, arena_printf(rq->mem, "/bureau/accompagnements/%lld", (long long) p.id));
}

static Reply to_list(Request *rq, int64_t pupil) { return see_other(rq, "/bureau/eleves/%lld/accompagnement", (long long) pupil); }

static Reply save_new(Request *rq) {
    PlanForm f = { 0 };
    form_read(rq, new_fields, &f);
    SupportText text = text_of(&f);
    if (!has_problems(rq->work))
        support_add(rq->work, path_id(rq, "pupil"), &text, f.from, f.last);
    return has_problems(rq->work) ? again(rq, show_new) : to_list(rq, path_id(rq, "pupil"));
}

static Reply after_plan(Request *rq) {
    int64_t pupil = db_int(rq->work->tx, &SUPPORT_PLAN_SEEN, VALUES(of_int(path_id(rq, "plan"))));
    return has_problems(rq->work) ? again(rq, show_plan) : to_list(rq, pupil);
}

/* Who does not say what their page showed believes what is there. */
static Reply save_plan(Request *rq) {
    PlanForm f = { 0 };
    SupportPlan was = { 0 };
    form_read(rq, plan_fields, &f);
    SupportText text = text_of(&f);
    if (has_problems(rq->work) || !support_plan(rq->work, path_id(rq, "plan"), &was))
        return after_plan(rq);
    if (f.version) {
        was.version = f.version;
        was.from = f.was_from == NO_DAY ? was.from : f.was_from;
        was.until = f.was_last == NO_DAY ? DAY_OPEN : f.was_last + 1;
    }
    support_change(rq->work, was.id, &text, f.from, f.last, &was);
    return after_plan(rq);
}

typedef struct EndForm { Day ends; } EndForm;
static const Field end_fields[] = { FIELD(EndForm, ends, .kind = FIELD_DAY, .required = true), { .kind = FIELD_END } };

static Reply end_plan(Request *rq) {
    EndForm f = { 0 };
    form_read(rq, end_fields, &f);
    if (!has_problems(rq->work))
        support_end(rq->work, path_id(rq, "plan"), f.ends);
    return after_plan(rq);
}

/* ---- some pupils ---- */

static Reply chosen_page(Request *rq, size_t done, size_t had) {
    Work *w = rq->work;
    GridWhom whom = grid_whom(rq, grid_find("eleves"), CHOSEN);
    Doc *d = doc_new(w, &REPLY_SUPPORT_MANY);
    int64_t count = 0;
    doc_list(d, "names");
    for (Rows r = db_rows(w->tx, &PUPILS_NAMED, VALUES(of_ids(whom.ids, whom.count))); row_next(&r); count++)
        if (count < NAMES_SHOWN)
            doc_add_text(d, "names", row_text(&r, PUPILS_NAMED_DISPLAY_NAME, w->mem));
    doc_int(d, "count", count);
    doc_int(d, "further", count > NAMES_SHOWN ? count - NAMES_SHOWN : 0);
    doc_int(d, "done", (int64_t) done);
    doc_int(d, "had", (int64_t) had);
    grid_carry(whom.turn, d);
    if (!done && !had) {
        doc_text(d, "add_href", arena_printf(rq->mem, CHOSEN "/ajouter%s", whom.here + strlen(CHOSEN)));
        doc_day(d, "from_date", w->actor->scope.day);
    }
    return page(rq, &PAGE_SUPPORT_MANY, d);
}

static Reply show_many(Request *rq) { return chosen_page(rq, 0, 0); }

static Reply add_chosen(Request *rq) {
    PlanForm f = { 0 };
    size_t done = 0, had = 0;
    GridWhom whom = grid_whom(rq, grid_find("eleves"), CHOSEN);
    form_read(rq, new_fields, &f);
    SupportText text = text_of(&f);
    if (!has_problems(rq->work))
        support_add_all(rq->work, whom.ids, whom.count, &text, f.from, f.last, &done, &had);
    return has_problems(rq->work) ? again(rq, show_many) : chosen_page(rq, done, had);
}

/* ---- the feature ---- */

static void tidy_step(Work *w, Job *job) {
    (void) job;
    support_tidy(w);
}
static const JobKind jobs[] = { { "support.tidy", T_SUPPORT_JOB_TIDY, .step = tidy_step, .every_hours = 24 }, { .name = NULL } };

#define TOLD .reads = "support", .whose = "pupil"
static const Route routes[] = {
    { GET, "/bureau/eleves/:pupil/accompagnement", show_plans, sees_supported, READ, PORTAL_DESK, "support.read", &PAGE_SUPPORT_PLANS, TOLD },
    { POST, "/bureau/eleves/:pupil/accompagnement", save_new, sees_supported, WRITE, PORTAL_DESK, "support.edit", &PAGE_SUPPORT_PLAN, new_fields, TOLD },
    { GET, "/bureau/eleves/:pupil/accompagnement/nouveau", show_new, sees_supported, READ, PORTAL_DESK, "support.edit", &PAGE_SUPPORT_PLAN, TOLD },
    { GET, "/bureau/accompagnements/choisis", show_many, guard_signed_in, READ, PORTAL_DESK, "support.edit", &PAGE_SUPPORT_MANY },
    { POST, "/bureau/accompagnements/choisis", show_many, guard_signed_in, SLOW, PORTAL_DESK, "support.edit", &PAGE_SUPPORT_MANY },
    { POST, "/bureau/accompagnements/choisis/ajouter", add_chosen, guard_signed_in, WRITE, PORTAL_DESK, "support.edit", &PAGE_SUPPORT_MANY, new_fields },
    { GET, "/bureau/accompagnements/:plan", show_plan, sees_plan, READ, PORTAL_DESK, "support.edit", &PAGE_SUPPORT_PLAN, .reads = "support" },
    { POST, "/bureau/accompagnements/:plan", save_plan, sees_plan, WRITE, PORTAL_DESK, "support.edit", &PAGE_SUPPORT_PLAN, plan_fields, .reads = "support" },
    { POST, "/bureau/accompagnements/:plan/fin", end_plan, sees_plan, WRITE, PORTAL_DESK, "support.edit", &PAGE_SUPPORT_PLAN, end_fields, .reads = "support" },
    { GET, "/compte/accompagnement/:pupil", show_own, is_own_support, READ, PORTAL_ANY, NULL, &PAGE_SUPPORT_OWN, TOLD },
    ROUTES_END,
};

static const GuardName guards[] = { GUARD(sees_supported), GUARD(sees_plan), GUARD(is_own_support), { 0 } };
static const Topic topics[] = { { "support", NULL, "support.read", guard_signed_in }, { 0 } };
static const TableText tables[] = { { &TABLE_SUPPORT_PLAN, T_TABLE_SUPPORT_PLAN, &SUPPORT_NAMES }, { &TABLE_SUPPORT_TEXT, T_TABLE_SUPPORT_TEXT }, { 0 } };
static const Reference references[] = { { &TABLE_SUPPORT_PLAN, COL_SUPPORT_PLAN_PUPIL, &REF_SUPPORT_PLAN }, { 0 } };

/* The history says that it was changed, not what it says. */
static const char *show_version(Arena *mem, int64_t version) {
    return words(mem, T_SUPPORT_VERSION, WITH(ARG_TEXT("number", arena_printf(mem, "%lld", (long long) version))));
}
#define READ_COLUMN .right = "support.read"
static const ColumnText columns[] = { { &TABLE_SUPPORT_PLAN, COL_SUPPORT_PLAN_PUPIL, T_FIELD_SUPPORT_PUPIL, READ_COLUMN },
    { &TABLE_SUPPORT_PLAN, COL_SUPPORT_PLAN_FROM_DAY, T_SUPPORT_FROM, SHOWN_DAY, READ_COLUMN },
    { &TABLE_SUPPORT_PLAN, COL_SUPPORT_PLAN_UNTIL_DAY, T_FIELD_SUPPORT_UNTIL, SHOWN_DAY, READ_COLUMN },
    { &TABLE_SUPPORT_PLAN, COL_SUPPORT_PLAN_TEXT, T_FIELD_SUPPORT_TEXT, .show = show_version, READ_COLUMN }, { 0 } };

static const ActText acts[] = { { "POST /bureau/eleves/:pupil/accompagnement", T_ACT_SUPPORT_ADDED }, { "POST /bureau/accompagnements/choisis/ajouter", T_ACT_SUPPORT_ADDED },
    { "POST /bureau/accompagnements/:plan", T_ACT_SUPPORT }, { "POST /bureau/accompagnements/:plan/fin", T_ACT_SUPPORT_END }, { 0 } };

/* The versions never leave sealed: what they say leaves with their plans. */
static const Secret secrets[] = { { &TABLE_SUPPORT_TEXT, -1 }, { NULL, 0 } };
static const UnsealedColumn unsealed_columns[] = { { "kind", T_SUPPORT_KIND }, { "label", T_SUPPORT_LABEL }, { "reference", T_SUPPORT_REFERENCE },
    { "adaptations", T_SUPPORT_ADAPTATIONS }, { "note", T_SUPPORT_NOTE }, { NULL, 0 } };
static const Unsealed unsealed[] = { { &TABLE_SUPPORT_PLAN, unsealed_columns, support_unseal }, { 0 } };

static const Processing processings[] = { { "support", T_REGISTER_SUPPORT, T_REGISTER_SUPPORT_WHY, T_REGISTER_SUPPORT_BASIS, OF_PUPILS, 3,
        OF_TABLES(&TABLE_SUPPORT_PLAN, &TABLE_SUPPORT_TEXT), .rights = "support.read support.edit", .kept = T_REGISTER_KEPT_SUPPORT, .days = SUPPORT_KEPT_DAYS + SUPPORT_LOOSE_DAYS }, { 0 } };

const Feature support_feature = { .name = "support", .routes = routes, .rights = rights, .guards = guards, .topics = topics, .tables = tables, .references = references,
    .columns = columns, .jobs = jobs, .acts = acts, .secrets = secrets, .unsealed = unsealed, .processings = processings };
