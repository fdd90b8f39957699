/* A parent gives their child another first secret: legal guardians and those in charge, of pupils who are not of age. */
#include "school/accounts/accounts_web.h"

#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"


static bool of_age(const Work *w, const Rows *r) { return !row_null(r, MY_CHILDREN_BIRTH_DAY) && day_age((Day) row_int(r, MY_CHILDREN_BIRTH_DAY), w->today) >= OF_AGE; }

Reply show_children(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_ACCOUNTS_CHILDREN);
    doc_list(d, "items");
    for (Rows r = db_rows(w->tx, &MY_CHILDREN, NO_VALUES); row_next(&r); ) {
        Doc *item = doc_add(d, "items");
        doc_int(item, "id", row_int(&r, MY_CHILDREN_PERSON));
        doc_text(item, "display_name", row_text(&r, MY_CHILDREN_DISPLAY_NAME, w->mem));
        doc_bool(item, "of_age", of_age(w, &r));
        doc_text(item, "login", row_text(&r, MY_CHILDREN_LOGIN, w->mem));
    }
    return own_page(rq, &PAGE_ACCOUNTS_CHILDREN, d);
}

Verdict is_my_child(Request *rq) {
    bool found = false;
    for (Rows r = db_rows(rq->work->tx, &MY_CHILDREN, NO_VALUES); row_next(&r); )
        found = found || row_int(&r, MY_CHILDREN_PERSON) == path_id(rq, "pupil");
    return found ? ALLOW : UNKNOWN;
}

static bool child_of_age(Work *w, int64_t pupil) {
    bool grown = false;
    for (Rows r = db_rows(w->tx, &MY_CHILDREN, NO_VALUES); row_next(&r); )
        grown = grown || (row_int(&r, MY_CHILDREN_PERSON) == pupil && of_age(w, &r));
    return grown;
}

Reply reset_child(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = path_id(rq, "pupil");
    size_t count, done;
    if (child_of_age(w, pupil)) {
        problem(w, T_CHILDREN_OF_AGE, NULL, "accounts");
        return again(rq, show_children);
    }
    Holder *h = accounts_holders(w, &pupil, 1, &count);
    const char **secrets = accounts_hand_out(w, h, count, true, &done);
    if (!done) {
        problem(w, T_CHILDREN_NO_ACCOUNT, NULL, "accounts");
        return again(rq, show_children);
    }
    h->until = w->now + (Instant) FIRST_SECRET_DAYS * 24 * 3600 * 1000;
    return secret_page(rq, h, secrets[0], "/compte/enfants");
}
