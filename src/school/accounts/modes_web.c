/* Changing to another of one's modes, and no longer looking as somebody else. */
#include "school/accounts/accounts_web.h"

#include "gen/statements.h"
#include "gen/texts.h"
#include "school/access/access.h"
#include "web/answer.h"

typedef struct ModeForm { int mode; } ModeForm;
const Field mode_fields[] = { FIELD(ModeForm, mode, .kind = FIELD_CHOICE, .required = true, .choices = mode_words), { .kind = FIELD_END } };

/* Another mode is another number: that of before is worth nothing afterwards (P-06). When there are as many administrative connections as the school
 * wants, it is one in consultation. It proves nothing: whoever sits at a session left open is asked as before (P-07). */
Reply change_mode(Request *rq) {
    Work *w = rq->work;
    const Actor *a = w->actor;
    ModeForm f = { 0 };
    form_read(rq, mode_fields, &f);
    NextMode next = accounts_next_mode(w, a->account);
    if (!has_problems(w) && !(next.may & 1U << f.mode & ~1U))
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "mode");
    if (has_problems(w))
        return answer_error(rq, 422);
    int64_t most = w->school->administrative_most;
    bool reading = f.mode == MODE_ADMINISTRATIVE && most && next.kind != KIND_SUPERVISOR && db_int(w->tx, &ADMINISTRATIVE_OPEN, NO_VALUES) >= most;
    set_session_cookie(rq, accounts_change_mode(w, a, (Mode) f.mode, next.may, reading));
    return see_other(rq, "/");
}

Reply look_no_more(Request *rq) {
    accounts_look_no_more(rq->work);
    return see_other(rq, "/bureau/autorisations");
}
