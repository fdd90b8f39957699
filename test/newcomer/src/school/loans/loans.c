#include "school/loans/loans.h"

#include "gen/statements.h"
#include "gen/texts.h"

int64_t loans_lend(Work *w, int64_t pupil, const char *number, Day since) {
    if (!db_int(w->tx, &LOAN_PUPIL, VALUES(of_int(pupil))))
        problem(w, T_LOANS_NO_SUCH_PUPIL, NULL, "pupil");
    if (db_int(w->tx, &LOAN_OF_NUMBER, VALUES(of_text(number))))
        problem(w, T_LOANS_LENT_ALREADY, WITH(ARG_TEXT("number", number)), "number");
    if (since > w->today)
        problem(w, T_LOANS_NOT_YET, NULL, "since_day");
    if (has_problems(w) || !ok(w))
        return 0;
    return change_add(w->tx, &TABLE_LOAN, FIELDS(SET(COL_LOAN_PUPIL, of_int(pupil)), SET(COL_LOAN_NUMBER, of_text(number)),
        SET(COL_LOAN_SINCE_DAY, of_int(since))));
}

void loans_take_back(Work *w, int64_t loan, Day returned) {
    Rows r = db_rows(w->tx, &LOAN_SINCE, VALUES(of_int(loan)));
    if (!row_next(&r))
        return;                 /* the store has failed; an unknown loan was the guard's 404 */
    if (!row_null(&r, LOAN_SINCE_RETURNED_DAY))
        problem(w, T_LOANS_BACK_ALREADY, NULL, "returned_day");
    else if (returned < row_int(&r, LOAN_SINCE_SINCE_DAY) || returned > w->today)
        problem(w, T_LOANS_BACK_WHEN, NULL, "returned_day");
    rows_end(&r);
    if (!has_problems(w))
        change_put(w->tx, &TABLE_LOAN, KEY(of_int(loan)), FIELDS(SET(COL_LOAN_RETURNED_DAY, of_int(returned))));
}
