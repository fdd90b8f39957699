/* « Mot de passe oublié ? »: the three pages (recovery.h). Each answer carries the ticket to the next one; no address holds it. */
#include "school/accounts/accounts.h"
#include "school/accounts/entry.h"
#include "school/recovery/recovery.h"
#include "web/feature.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"

#define SAVE "/connexion/oubli/mot-de-passe"

/* ---- limits ---- */

/* One more from this address, in a transaction of its own. False: the store has failed. */
static bool count_from(const Request *rq, int *wait) {
    Tx *tx = tx_begin(request_school(rq)->store, rq->mem, TX_WRITE);
    Work *w = work_new(rq->mem, tx, request_school(rq), &program_actor, "recovery");
    *wait = accounts_address_wait(w, rq->address, request_at_school(rq));
    if (!*wait)
        accounts_failed_from(w, rq->address);
    return tx_commit(tx) == TX_DONE;
}

/* ---- who ---- */

typedef struct AskForm { const char *who; } AskForm;
static const Field ask_fields[] = { FIELD(AskForm, who, .kind = FIELD_TEXT, .required = true, .max = 254), { .kind = FIELD_END } };
typedef struct Asked { RecoveryWho who; int wait; } Asked;

static Reply show_ask(Request *rq) {
    Doc *d = doc_new(rq->work, &REPLY_RECOVERY_ASK);
    doc_text(d, "school", rq->work->school->name);
    doc_bool(d, "mail", rq->work->school->mail != NULL);
    return page(rq, &PAGE_RECOVERY_ASK, d);
}

/* The walk over the accounts keeps no writer waiting. */
static bool look_up(Request *rq) {
    const char *typed = form_raw(rq, "who");
    Asked *a = NEW(rq->mem, Asked);
    rq->kept = a;
    a->who.email = "";
    if (str_empty(typed) || strlen(typed) > 254 || !request_school(rq)->mail)
        return true;
    if (request_limits(rq) && !count_from(rq, &a->wait))
        return false;
    if (a->wait)
        return true;
    Tx *tx = tx_begin(request_school(rq)->store, rq->mem, TX_READ);
    a->who = recovery_find(work_new(rq->mem, tx, request_school(rq), &program_actor, "recovery"), typed);
    bool known = tx_ok(tx);
    tx_rollback(tx);
    return known;
}

static Reply code_page(Request *rq, const char *ticket) {
    Doc *d = doc_new(rq->work, &REPLY_RECOVERY_CODE);
    doc_text(d, "school", rq->work->school->name);
    doc_text(d, "ticket", ticket);
    Reply reply = page(rq, &PAGE_RECOVERY_CODE, d);
    reply.unkept = true;
    return reply;
}

static Reply ask_code(Request *rq) {
    Work *w = rq->work;
    const Asked *a = rq->kept;
    AskForm f = { 0 };
    form_read(rq, ask_fields, &f);
    if (!w->school->mail)
        problem(w, T_RECOVERY_NO_MAIL, NULL, "who");
    if (has_problems(w))
        return again(rq, show_ask);
    return a->wait ? answer_wait(rq, a->wait) : code_page(rq, recovery_ask(w, &a->who));
}

/* ---- the code ---- */

typedef struct CodeForm { const char *ticket, *code; } CodeForm;
static const Field code_fields[] = { FIELD(CodeForm, ticket, .kind = FIELD_SECRET, .required = true, .max = 64), FIELD(CodeForm, code, .kind = FIELD_SECRET, .required = true, .max = 40),
    { .kind = FIELD_END } };
typedef struct Counted { bool counts; int wait; } Counted;

static Reply show_code(Request *rq) { return code_page(rq, form_raw(rq, "ticket")); }

/* Before it is looked at, so that parallel guesses cannot outrun the count. */
static bool count_code(Request *rq) {
    Counted *c = NEW(rq->mem, Counted);
    rq->kept = c;
    if (str_empty(form_raw(rq, "code")))
        return true;
    if (request_limits(rq) && !count_from(rq, &c->wait))
        return false;
    if (c->wait)
        return true;
    Tx *tx = tx_begin(request_school(rq)->store, rq->mem, TX_WRITE);
    c->counts = recovery_count_try(work_new(rq->mem, tx, request_school(rq), &program_actor, "recovery"), form_raw(rq, "ticket"));
    return tx_commit(tx) == TX_DONE;
}

static Reply over(Request *rq) {
    problem(rq->work, T_RECOVERY_OVER, NULL, "who");
    return again(rq, show_ask);
}

static Reply password_page(Request *rq, const Recovering *who) {
    Doc *d = doc_new(rq->work, &REPLY_RECOVERY_PASSWORD);
    doc_text(d, "ticket", form_raw(rq, "ticket"));
    doc_text(d, "login", who->login);
    doc_int(d, "length", accounts_password_least(who->kind));
    Reply reply = page(rq, &PAGE_RECOVERY_PASSWORD, d);
    reply.unkept = true;
    return reply;
}

static Reply give_code(Request *rq) {
    Work *w = rq->work;
    const Counted *c = rq->kept;
    CodeForm f = { 0 };
    form_read(rq, code_fields, &f);
    if (c->wait)
        return answer_wait(rq, c->wait);
    if (has_problems(w))
        return again(rq, show_code);
    if (!c->counts)
        return over(rq);
    if (!recovery_is_right(w, f.ticket, f.code)) {
        problem(w, T_RECOVERY_WRONG, NULL, "code");
        return again(rq, show_code);
    }
    Recovering who = recovery_proven(w, f.ticket);
    return who.account ? password_page(rq, &who) : over(rq);
}

/* ---- the new password ---- */

typedef struct PasswordForm { const char *ticket, *password, *password_again; } PasswordForm;
static const Field password_fields[] = { FIELD(PasswordForm, ticket, .kind = FIELD_SECRET, .required = true, .max = 64),
    FIELD(PasswordForm, password, .kind = FIELD_SECRET, .required = true, .max = 512), FIELD(PasswordForm, password_again, .kind = FIELD_SECRET, .required = true, .max = 512),
    { .kind = FIELD_END } };

static Reply show_password(Request *rq) {
    Recovering who = recovery_proven(rq->work, form_raw(rq, "ticket"));
    return password_page(rq, &who);
}

/* Hashing costs: only for who has given the code. */
static bool hash_new(Request *rq) {
    const char *password = form_raw(rq, "password");
    Tx *tx = tx_begin(request_school(rq)->store, rq->mem, TX_READ);
    Recovering who = recovery_proven(work_new(rq->mem, tx, request_school(rq), &program_actor, "recovery"), form_raw(rq, "ticket"));
    bool known = tx_ok(tx);
    tx_rollback(tx);
    rq->kept = (void *) (uintptr_t) (!who.account || str_empty(password) || strlen(password) > 512 ? NULL : accounts_hash(rq->mem, password));
    return known;
}

static void find_problems(Work *w, const PasswordForm *f, const Recovering *who) {
    TextId wrong = f->password ? accounts_password_problem(w, who->kind, who->login, who->display_name, f->password) : 0;
    if (wrong)
        problem(w, wrong, NULL, "password");
    else if (f->password && f->password_again && !str_equal(f->password, f->password_again))
        problem(w, T_ACCOUNTS_NOT_THE_SAME, NULL, "password_again");
}

/* In the history it is their owner's doing: nobody else had the code. */
static Reply save_password(Request *rq) {
    Work *w = rq->work;
    const Actor *before = w->actor;
    PasswordForm f = { 0 };
    form_read(rq, password_fields, &f);
    Recovering who = recovery_proven(w, f.ticket);
    if (!who.account)
        return over(rq);
    find_problems(w, &f, &who);
    if (has_problems(w) || !rq->kept)
        return again(rq, show_password);
    Actor *owner = NEW(rq->mem, Actor);
    *owner = (Actor){ .kind = who.kind, .account = who.account, .login = who.login, .display_name = who.display_name };
    work_actor(w, owner, "POST " SAVE);
    recovery_finish(w, &who, rq->kept);
    w->actor = before;                  /* who asks is signed in no more than they were */
    return see_other(rq, "/connexion?change=1");
}

#define OPEN PORTAL_OPEN, NULL
static const Route routes[] = {
    { GET, "/connexion/oubli", show_ask, guard_open, READ, OPEN, &PAGE_RECOVERY_ASK, .behind = GATE_ALL },
    { POST, "/connexion/oubli", ask_code, guard_open, SLOW_WRITE, OPEN, &PAGE_RECOVERY_CODE, ask_fields, look_up, .behind = GATE_ALL },
    { POST, "/connexion/oubli/code", give_code, guard_open, SLOW_WRITE, OPEN, &PAGE_RECOVERY_PASSWORD, code_fields, count_code, .behind = GATE_ALL },
    { POST, SAVE, save_password, guard_open, SLOW_WRITE, OPEN, &PAGE_RECOVERY_PASSWORD, password_fields, hash_new, .behind = GATE_ALL },
    ROUTES_END,
};

static const ActText acts[] = { { "POST " SAVE, T_ACT_PASSWORD, .stays = true }, { 0 } };
static const Secret secrets[] = { { &TABLE_RECOVERY, -1 }, { 0 } };

static const Processing processings[] = { { "accounts", .persons = OF_EVERYBODY, .data_class = 2, .tables = OF_TABLES(&TABLE_RECOVERY),
        .also = T_REGISTER_ALSO_RECOVERY, .kept = T_REGISTER_KEPT_RECOVERY, .days = RECOVERY_KEPT_DAYS }, { 0 } };

const Feature recovery_feature = { .name = "recovery", .routes = routes, .acts = acts, .secrets = secrets, .processings = processings };
