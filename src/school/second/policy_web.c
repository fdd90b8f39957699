/* At the desk: what the school asks of each kind of person, and what somebody has lost. */
#include "school/second/second_web.h"

#include "base/str.h"
#include "base/text.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"

#include <string.h>

#define LOST_SHOWN 50
#define HERE "/bureau/securite"

static const Kind kinds[] = { KIND_SUPERVISOR, KIND_STAFF, KIND_TEACHER, KIND_GUARDIAN, KIND_PUPIL };
#define KINDS (sizeof kinds / sizeof *kinds)

/* ---- the policy ---- */

typedef struct PolicyForm { int supervisor, staff, teacher, guardian, pupil; } PolicyForm;
const Field policy_fields[] = { FIELD(PolicyForm, supervisor, .kind = FIELD_CHOICE, .required = true, .choices = policy_words),
    FIELD(PolicyForm, staff, .kind = FIELD_CHOICE, .required = true, .choices = policy_words), FIELD(PolicyForm, teacher, .kind = FIELD_CHOICE, .required = true, .choices = policy_words),
    FIELD(PolicyForm, guardian, .kind = FIELD_CHOICE, .required = true, .choices = policy_words), FIELD(PolicyForm, pupil, .kind = FIELD_CHOICE, .required = true, .choices = policy_words),
    { .kind = FIELD_END } };

Reply show_policy(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_SECOND_POLICY);
    int64_t all[KIND_PROGRAM + 1] = { 0 }, with[KIND_PROGRAM + 1] = { 0 };
    for (Rows r = db_rows(w->tx, &SECOND_FIGURES, NO_VALUES); row_next(&r); ) {
        Kind kind = accounts_kind(row_peek(&r, SECOND_FIGURES_KIND));
        all[kind] = row_int(&r, SECOND_FIGURES_ACCOUNTS);
        with[kind] = row_int(&r, SECOND_FIGURES_EQUIPPED);
    }
    for (size_t i = 0; i < KINDS; i++) {
        Policy policy = second_policy(w, kinds[i]);
        Doc *item = doc_add(d, "figures");
        doc_word(d, kind_words[kinds[i]], policy_words[policy]);
        doc_word(item, "kind", kind_words[kinds[i]]);
        doc_word(item, "policy", policy_words[policy]);
        doc_int(item, "accounts", all[kinds[i]]);
        doc_int(item, "equipped", with[kinds[i]]);
    }
    doc_bool(d, "advise", second_policy(w, KIND_SUPERVISOR) != POLICY_REQUIRED || second_policy(w, KIND_STAFF) != POLICY_REQUIRED || second_policy(w, KIND_TEACHER) != POLICY_REQUIRED);
    doc_bool(d, "may_reset", may(w, right_second_reset));
    return page(rq, &PAGE_SECOND_POLICY, d);
}

Reply save_policy(Request *rq) {
    Work *w = rq->work;
    PolicyForm f = { 0 };
    form_read(rq, policy_fields, &f);
    if (has_problems(w))
        return again(rq, show_policy);
    const int chosen[] = { f.supervisor, f.staff, f.teacher, f.guardian, f.pupil };
    for (size_t i = 0; i < KINDS; i++)
        if (second_policy(w, kinds[i]) != (Policy) chosen[i])
            second_set_policy(w, kinds[i], (Policy) chosen[i]);
    return see_other(rq, HERE);
}

/* ---- what somebody has lost ---- */

typedef struct LostForm { int64_t account; const char *q; } LostForm;
const Field lost_fields[] = { FIELD(LostForm, account, .kind = FIELD_ID, .required = true), FIELD(LostForm, q, .kind = FIELD_TEXT, .max = 60), { .kind = FIELD_END } };

static void add_account(Work *w, Doc *d, const Rows *r) {
    Doc *item = doc_add(d, "items");
    doc_int(item, "account", row_int(r, SECOND_ACCOUNTS_ACCOUNT));
    doc_text(item, "display_name", row_text(r, SECOND_ACCOUNTS_DISPLAY_NAME, w->mem));
    doc_text(item, "login", row_text(r, SECOND_ACCOUNTS_LOGIN, w->mem));
    doc_word(item, "kind", row_peek(r, SECOND_ACCOUNTS_KIND));
    doc_int(item, "count", row_int(r, SECOND_ACCOUNTS_MEANS));
}

static bool fits(Work *w, const Rows *r, const char *wanted) {
    return strstr(text_fold(w->mem, row_peek(r, SECOND_ACCOUNTS_DISPLAY_NAME)), wanted) || strstr(row_peek(r, SECOND_ACCOUNTS_LOGIN), wanted);
}

Reply show_lost(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_SECOND_LOST);
    const char *q = rq->route->method == GET ? query_text(rq, "q") : form_raw(rq, "q"), *wanted = text_fold(w->mem, q ? q : "");
    int64_t shown = 0;
    doc_text(d, "q", q);
    doc_list(d, "items");
    for (Rows r = db_rows(w->tx, &SECOND_ACCOUNTS, VALUES(of_int(w->actor->kind == KIND_SUPERVISOR))); row_next(&r); )
        if (fits(w, &r, wanted) && shown++ < LOST_SHOWN)
            add_account(w, d, &r);
    doc_bool(d, "cut", shown > LOST_SHOWN);
    return page(rq, &PAGE_SECOND_LOST, d);
}

/* Out of reach, without a second step or unknown: the same words. */
Reply reset_lost(Request *rq) {
    Work *w = rq->work;
    LostForm f = { 0 };
    form_read(rq, lost_fields, &f);
    if (!has_problems(w) && !db_int(w->tx, &SECOND_RESETTABLE, VALUES(of_int(f.account), of_int(w->actor->kind == KIND_SUPERVISOR))))
        problem(w, T_SECOND_NOT_RESETTABLE, NULL, "account");
    if (has_problems(w))
        return again(rq, show_lost);
    means_reset(w, f.account);
    accounts_tell(w, f.account, TOLD_SECOND, NULL, NULL, request_site(rq), NULL);
    if (f.account == w->actor->account)
        set_session_cookie(rq, NULL);
    return see_other(rq, HERE "/comptes");
}
