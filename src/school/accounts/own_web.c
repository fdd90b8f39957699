/* What everybody does with their own account, in every Space: the devices that are signed in, another password (P-07). */
#include "school/accounts/accounts_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"

bool own_of_guardian(const Work *w) { return w->actor->mode == MODE_GUARDIAN; }
int64_t own_pupil_of(const Request *rq) { return own_of_guardian(rq->work) ? path_id(rq, "pupil") : rq->work->actor->person; }
const char *own_href(Work *w, int64_t pupil, const char *guardians, const char *own) {
    return own_of_guardian(w) ? arena_printf(w->mem, "/parent/enfants/%lld%s", (long long) pupil, guardians) : arena_printf(w->mem, "/eleve/%s", own);
}

Reply own_page(const Request *rq, const Page *plain, const Doc *d) {
    const Actor *a = rq->work->actor;
    bool family = a->mode == MODE_GUARDIAN || a->mode == MODE_PUPIL;
    if (a->waits || a->mode == MODE_NONE || (family && a->closed))
        return page(rq, plain, d);
    Page *framed = NEW(rq->mem, Page);
    *framed = *plain;
    framed->layout = family ? "space" : "desk";
    return page(rq, framed, d);
}

/* ---- devices ---- */

static void add_device(Work *w, Doc *d, const Rows *r, Instant seen) {
    Doc *s = doc_add(d, "items");
    int64_t id = row_int(r, SESSIONS_OF_ID);
    doc_int(s, "id", id);
    doc_text(s, "device", row_text(r, SESSIONS_OF_LABEL, w->mem));
    doc_text(s, "name", row_text(r, SESSIONS_OF_NAME, w->mem));
    doc_int(s, "opened_at", row_int(r, SESSIONS_OF_OPENED_AT));
    doc_int(s, "seen_at", seen);
    doc_text(s, "address", row_text(r, SESSIONS_OF_ADDRESS, w->mem));
    doc_bool(s, "current", id == w->actor->session);
}

Reply show_devices(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_ACCOUNTS_DEVICES);
    int64_t others = -1;                /* this one does not count */
    doc_list(d, "items");
    Rows r = db_rows(w->tx, &SESSIONS_OF, VALUES(of_int(w->actor->account))), at = db_rows(w->tx, &ACCOUNT_PASSWORD_AT, VALUES(of_int(w->actor->account)));
    while (row_next(&r)) {
        Instant seen = accounts_last_seen(row_int(&r, SESSIONS_OF_ID), row_int(&r, SESSIONS_OF_SEEN_AT));
        if (accounts_session_ended(w->actor->kind, row_int(&r, SESSIONS_OF_OPENED_AT), seen, row_int(&r, SESSIONS_OF_IDLE), w->now))
            continue;
        add_device(w, d, &r, seen);
        others++;
    }
    if (row_next(&at) && !row_null(&at, ACCOUNT_PASSWORD_AT_AT))
        doc_int(d, "password_at", row_int(&at, ACCOUNT_PASSWORD_AT_AT));
    rows_end(&at);
    doc_int(d, "others", others > 0 ? others : 0);
    doc_bool(d, "changed", rq->route->method == GET && query_text(rq, "change"));
    return own_page(rq, &PAGE_ACCOUNTS_DEVICES, d);
}

Reply to_devices(Request *rq) { return see_other(rq, "/compte/connexions"); }

/* What a device is called says nothing to anybody else, nor does its end by this door. */
Verdict own_session(Request *rq) {
    return db_int(rq->work->tx, &SESSION_OWNER, VALUES(of_int(path_id(rq, "session")))) == rq->work->actor->account ? ALLOW : UNKNOWN;
}

Reply end_device(Request *rq) {
    int64_t id = path_id(rq, "session");
    accounts_end_session(rq->work, id, rq->work->actor->account);
    if (id == rq->work->actor->session)
        set_session_cookie(rq, NULL);
    return see_other(rq, "/compte/connexions");
}

Reply end_other_devices(Request *rq) {
    accounts_end_others(rq->work, rq->work->actor->account, rq->work->actor->session);
    return see_other(rq, "/compte/connexions");
}

typedef struct Rename { const char *device; } Rename;
const Field rename_fields[] = { FIELD(Rename, device, .kind = FIELD_TEXT, .required = true, .max = 60), { .kind = FIELD_END } };

Reply rename_device(Request *rq) {
    Work *w = rq->work;
    Rename typed = { 0 };
    form_read(rq, rename_fields, &typed);
    if (has_problems(w))
        return again(rq, show_devices);
    db_do(w->tx, &SESSION_RENAME, VALUES(of_int(path_id(rq, "session")), of_int(w->actor->account), of_text(typed.device)));
    change_touch(w->tx, SCHOOL, "sign_in");
    return see_other(rq, "/compte/connexions");
}

/* ---- another password ---- */

typedef struct PasswordForm { const char *old, *password, *password_again; } PasswordForm;
const Field password_fields[] = { FIELD(PasswordForm, old, .kind = FIELD_SECRET, .required = true, .max = 512),
    FIELD(PasswordForm, password, .kind = FIELD_SECRET, .required = true, .max = 512),
    FIELD(PasswordForm, password_again, .kind = FIELD_SECRET, .required = true, .max = 512), { .kind = FIELD_END } };

/* What the slow part found out: of the old password, and the new one as it is kept. */
typedef struct Changing { Checked old; const char *hash; } Changing;

Reply show_password(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_ACCOUNTS_PASSWORD);
    doc_text(d, "display_name", w->actor->display_name);
    doc_text(d, "login", w->actor->login);
    doc_int(d, "length", accounts_password_least(w->actor->kind));
    return own_page(rq, &PAGE_ACCOUNTS_PASSWORD, d);
}

/* Whoever sits down at a session left open is no nearer to the account: a wrong old password counts as a try to sign in (P-05, P-07). */
bool check_password(Request *rq) {
    const char *old = form_raw(rq, "old"), *password = form_raw(rq, "password");
    Changing *c = NEW(rq->mem, Changing);
    rq->kept = c;
    if (str_empty(old) || str_empty(password) || strlen(old) > 512 || strlen(password) > 512)
        return true;
    if (!check_secret(rq, request_asker(rq)->login, old, &c->old))
        return false;
    c->hash = c->old.good ? accounts_hash(rq->mem, password) : NULL;
    return true;
}

static void find_problems(Work *w, const PasswordForm *f, const Changing *c) {
    if (f->old && (!c->old.good || c->old.account != w->actor->account))
        problem(w, T_PASSWORD_OLD_WRONG, NULL, "old");
    TextId wrong = f->password ? accounts_password_problem(w, w->actor->kind, w->actor->login, w->actor->display_name, f->password) : 0;
    if (wrong)
        problem(w, wrong, NULL, "password");
    else if (f->password && f->old && str_equal(f->password, f->old))
        problem(w, T_PASSWORD_SAME, NULL, "password");
    else if (f->password && f->password_again && !str_equal(f->password, f->password_again))
        problem(w, T_ACCOUNTS_NOT_THE_SAME, NULL, "password_again");
}

Reply save_password(Request *rq) {
    Work *w = rq->work;
    const Changing *c = rq->kept;
    PasswordForm f = { 0 };
    form_read(rq, password_fields, &f);
    if (c->old.wait)
        return answer_wait(rq, c->old.wait);
    find_problems(w, &f, c);
    if (has_problems(w) || !c->hash)
        return again(rq, show_password);
    accounts_set_hash(w, w->actor->account, c->hash);
    accounts_note_password(w, w->actor->account);
    accounts_end_others(w, w->actor->account, w->actor->session);
    accounts_forget_devices(w, w->actor->account, device_cookie(rq));
    accounts_tell(w, w->actor->account, TOLD_PASSWORD, NULL, NULL, request_site(rq), NULL);
    return see_other(rq, "/compte/connexions?change=1");
}
