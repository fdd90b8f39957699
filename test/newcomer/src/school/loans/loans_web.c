#include "school/loans/loans.h"

#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "web/feature.h"

static RightId right_lend;
static const RightInfo rights[] = { { "loans.lend", T_RIGHT_LOANS_LEND, 2, &right_lend, BRANCH_PEOPLE, OF_STAFF, "secretariat", .changes = true }, { 0 } };

static Verdict sees_loan(Request *rq) { return db_int(rq->work->tx, &LOAN_SEEN, VALUES(of_int(path_id(rq, "loan")))) ? ALLOW : UNKNOWN; }

static Reply show_loans(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_LOANS_LOANS);
    doc_list(d, "items");
    for (Rows r = db_rows(w->tx, &LOANS_OPEN, NO_VALUES); row_next(&r); ) {
        Doc *item = doc_add(d, "items");
        doc_int(item, "id", row_int(&r, LOANS_OPEN_ID));
        doc_int(item, "pupil", row_int(&r, LOANS_OPEN_PUPIL));
        doc_text(item, "display_name", row_text(&r, LOANS_OPEN_DISPLAY_NAME, w->mem));
        doc_text(item, "number", row_text(&r, LOANS_OPEN_NUMBER, w->mem));
        doc_day(item, "since_day", (Day) row_int(&r, LOANS_OPEN_SINCE_DAY));
    }
    return page(rq, &PAGE_LOANS_LOANS, d);
}

typedef struct LendForm { int64_t pupil; const char *number; Day since_day; } LendForm;
static const Field lend_fields[] = { FIELD(LendForm, pupil, .kind = FIELD_ID, .required = true),
    FIELD(LendForm, number, .kind = FIELD_TEXT, .required = true, .max = 20), FIELD(LendForm, since_day, .kind = FIELD_DAY, .required = true),
    { .kind = FIELD_END } };

static Reply lend(Request *rq) {
    LendForm f = { 0 };
    form_read(rq, lend_fields, &f);
    if (!has_problems(rq->work))
        loans_lend(rq->work, f.pupil, f.number, f.since_day);
    return has_problems(rq->work) ? again(rq, show_loans) : see_other(rq, "/bureau/prets");
}

typedef struct BackForm { Day returned_day; } BackForm;
static const Field back_fields[] = { FIELD(BackForm, returned_day, .kind = FIELD_DAY, .required = true), { .kind = FIELD_END } };

static Reply take_back(Request *rq) {
    BackForm f = { 0 };
    form_read(rq, back_fields, &f);
    if (!has_problems(rq->work))
        loans_take_back(rq->work, path_id(rq, "loan"), f.returned_day);
    return has_problems(rq->work) ? again(rq, show_loans) : see_other(rq, "/bureau/prets");
}

static const Route routes[] = {
    { GET, "/bureau/prets", show_loans, guard_signed_in, READ, PORTAL_DESK, "loans.lend", &PAGE_LOANS_LOANS },
    { POST, "/bureau/prets", lend, guard_signed_in, WRITE, PORTAL_DESK, "loans.lend", &PAGE_LOANS_LOANS, lend_fields },
    { POST, "/bureau/prets/:loan/retour", take_back, sees_loan, WRITE, PORTAL_DESK, "loans.lend", &PAGE_LOANS_LOANS, back_fields },
    ROUTES_END,
};

static const Panel panels[] = { { .group = "people", .rank = 9, .label = T_LOANS_TITLE, .path = "/bureau/prets", .right = &right_lend }, PANELS_END };

static const ColumnText columns[] = { { &TABLE_LOAN, COL_LOAN_NUMBER, T_LOANS_NUMBER }, { &TABLE_LOAN, COL_LOAN_SINCE_DAY, T_LOANS_SINCE, SHOWN_DAY },
    { &TABLE_LOAN, COL_LOAN_RETURNED_DAY, T_LOANS_BACK, SHOWN_DAY }, { 0 } };

static const GuardName guards[] = { GUARD(sees_loan), { 0 } };

static const Processing processings[] = {
    { "schooling", .persons = OF_PUPILS, .data_class = 2, .tables = OF_TABLES(&TABLE_LOAN), .rights = "loans.lend", .kept = T_REGISTER_KEPT_YEAR }, { 0 } };

const Feature loans_feature = { .name = "loans", .routes = routes, .rights = rights, .panels = panels, .guards = guards, .columns = columns, .processings = processings };
