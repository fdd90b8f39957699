/* The rules of lending, on both stores. */
#include "school/loans/loans.h"

#include "gen/texts.h"
#include "test/ready_school.h"
#include "test/test.h"

static Work *begin(ReadySchool *r) {
    SmallSchool *s = r->small;
    return work_new(s->mem, tx_begin(s->school.store, s->mem, TX_WRITE), &s->school, &program_actor, "test");
}

static TextId problem_of(const Work *w) { return w->problems && !w->problems->next ? w->problems->code : T_NONE; }

static TextId lending(ReadySchool *r, int64_t pupil, const char *number, int days) {
    Work *w = begin(r);
    CHECK(loans_lend(w, pupil, number, w->today + days) == 0);
    TextId code = problem_of(w);
    tx_rollback(w->tx);
    return code;
}

static void lent_once(bool postgres) {
    ReadySchool *r = ready_school(postgres);
    int64_t pupil = ready_thing(r, "pupil")->own;
    Work *w = begin(r);
    int64_t loan = loans_lend(w, pupil, "C-100", w->today);
    CHECK(loan > 0 && !has_problems(w));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    CHECK_INT(lending(r, pupil, "C-100", 0), T_LOANS_LENT_ALREADY);
    CHECK_INT(lending(r, pupil, "C-101", 1), T_LOANS_NOT_YET);
    CHECK_INT(lending(r, ready_thing(r, "guardian")->own, "C-101", 0), T_LOANS_NO_SUCH_PUPIL);
    w = begin(r);
    loans_take_back(w, loan, w->today - 1);
    CHECK_INT(problem_of(w), T_LOANS_BACK_WHEN);
    tx_rollback(w->tx);
    w = begin(r);
    loans_take_back(w, loan, w->today);
    CHECK(!has_problems(w));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    w = begin(r);
    loans_take_back(w, loan, w->today);
    CHECK_INT(problem_of(w), T_LOANS_BACK_ALREADY);
    tx_rollback(w->tx);
    ready_school_done(r);
}

TEST(a_calculator_is_with_one_pupil_at_a_time) {
    lent_once(false);
    lent_once(true);
    ready_schools_end();
}

TEST_MAIN
