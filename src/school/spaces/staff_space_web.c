/* The Spaces of staff: a teacher's, vie scolaire's, the management's; and the page of one's own account, which all Spaces share. */
#include "school/spaces/spaces_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts_web.h"

static void doc_classes(Work *w, Doc *d) {
    doc_list(d, "classes");
    for (Rows r = db_rows(w->tx, &SPACE_OWN_CLASSES, NO_VALUES); row_next(&r); ) {
        bool class = str_equal(row_peek(&r, SPACE_OWN_CLASSES_KIND), "class");
        long long id = (long long) row_int(&r, SPACE_OWN_CLASSES_ID);
        Doc *item = doc_add(d, "classes");
        doc_int(item, "id", id);
        doc_word(item, "kind", class ? "class" : "group");
        doc_text(item, "code", row_text(&r, SPACE_OWN_CLASSES_CODE, w->mem));
        doc_text(item, "label", row_text(&r, SPACE_OWN_CLASSES_LABEL, w->mem));
        doc_int(item, "count", row_int(&r, SPACE_OWN_CLASSES_COUNT));
        doc_bool(item, "main", row_int(&r, SPACE_OWN_CLASSES_MAIN));
        doc_text(item, "href", arena_printf(w->mem, class ? "/bureau/classes/%lld" : "/bureau/groupes/%lld", id));
        doc_text(item, "faces_href", space_faces_href(w, id));
    }
}

Reply show_staff_space(Request *rq) {
    Work *w = rq->work;
    Mode mode = w->actor->mode;
    ConnectedAsk connected = { 0 };
    bool manages = mode == MODE_ADMINISTRATIVE;
    Doc *d = doc_new(w, &REPLY_SPACES_STAFF);
    if (manages)
        connected = connected_ask(w);
    doc_greeting(w, d);
    doc_day(d, "day", w->today);
    doc_word(d, "space", space_words[mode]);
    doc_calendar(w, d);
    doc_bool(d, "every_class", w->actor->scope.all);
    if (!w->actor->scope.all)
        doc_classes(w, d);
    else
        doc_text(d, "faces_href", space_faces_href(w, 0));
    if (manages) {
        connected_doc(w, d, &connected);
        spaces_on_home(w, d, "management");
    }
    return page(rq, &PAGE_SPACES_STAFF, d);
}

/* ---- one's own account ---- */

Reply show_account_home(Request *rq) {
    Work *w = rq->work;
    const Actor *a = w->actor;
    Doc *d = doc_new(w, &REPLY_SPACES_ACCOUNT);
    doc_text(d, "display_name", a->display_name);
    doc_text(d, "login", a->login);
    Rows r = db_rows(w->tx, &SPACE_REACHED, VALUES(of_int(a->person))), at = db_rows(w->tx, &ACCOUNT_PASSWORD_AT, VALUES(of_int(a->account)));
    if (row_next(&r)) {
        doc_text(d, "email", row_text(&r, SPACE_REACHED_EMAIL, w->mem));
        doc_text(d, "phone", row_text(&r, SPACE_REACHED_PHONE, w->mem));
    }
    rows_end(&r);
    if (row_next(&at) && !row_null(&at, ACCOUNT_PASSWORD_AT_AT))
        doc_int(d, "password_at", row_int(&at, ACCOUNT_PASSWORD_AT_AT));
    rows_end(&at);
    doc_bool(d, "guardian", a->mode == MODE_GUARDIAN);
    doc_bool(d, "space", !a->closed && (a->mode == MODE_GUARDIAN || a->mode == MODE_PUPIL));
    if (a->mode == MODE_PUPIL)
        doc_text(d, "support_href", arena_printf(w->mem, "/compte/accompagnement/%lld", (long long) a->person));
    return own_page(rq, &PAGE_SPACES_ACCOUNT, d);
}
