/* The second step itself, after the password; and signing in with a passkey, which is both steps at once. */
#include "school/second/second_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/texts.h"

/* ---- counting ---- */

bool count_in_base(Request *rq, int64_t account, Tried *tried) {
    Tx *tx = tx_begin(request_school(rq)->store, rq->mem, TX_WRITE);
    Work *w = work_new(rq->mem, tx, request_school(rq), &program_actor, "second step");
    *tried = second_count_try(w, account);
    return tx_commit(tx) == TX_DONE;
}

bool count_code(Request *rq) {
    Tried *tried = NEW(rq->mem, Tried);
    rq->kept = tried;
    return str_empty(form_raw(rq, "code")) || !request_limits(rq) || count_in_base(rq, request_asker(rq)->account, tried);
}

Reply wrong_code(Request *rq, const Tried *tried, TextId text, const char *field, Handler show) {
    const Actor *a = rq->work->actor;
    if (tried->last) {
        accounts_end_session(rq->work, a->session, a->account);
        set_session_cookie(rq, NULL);
        return see_other(rq, "/connexion?essais=1");
    }
    problem(rq->work, text, NULL, "%s", field);
    return again(rq, show);
}

/* ---- which one is asked for ---- */

static Means asked_means(const Request *rq, const MeansList *all, bool card_empty) {
    static const Means order[] = { MEANS_APP, MEANS_CARD, MEANS_PIN, MEANS_PASSKEY };
    const char *word = rq->route->method == GET ? query_text(rq, "moyen") : form_raw(rq, "means");
    Means wanted = means_named(word);
    if (wanted == MEANS_RECOVERY || (wanted < MEANS_RECOVERY && means_has(all, wanted)))
        return wanted;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (means_has(all, order[i]) && !(order[i] == MEANS_CARD && card_empty))
            return order[i];
    return MEANS_RECOVERY;
}

static void ask_doc(Request *rq, Doc *d) {
    Work *w = rq->work;
    int64_t account = w->actor->account;
    MeansList all = means_of(w, account);
    int asked = means_has(&all, MEANS_CARD) ? card_asked(w, account) : 0;
    Means means = asked_means(rq, &all, !asked);
    doc_word(d, "means", means_words[means]);
    if (means == MEANS_CARD && asked)
        doc_int(d, "number", asked);
    doc_bool(d, "card_empty", means == MEANS_CARD && !asked);
    doc_list(d, "others");
    for (int i = 0; i < MEANS_KINDS; i++)
        if ((Means) i != means && (i == MEANS_RECOVERY ? all.recovery_left > 0 : means_has(&all, (Means) i)))
            doc_word(doc_add(d, "others"), "means", means_words[i]);
    if (means == MEANS_PASSKEY)
        passkey_doc(rq, d, PASSKEY_SECOND, account);
}

/* ---- the second step ---- */

typedef struct StepForm { int means; const char *code, *page; bool trust; } StepForm;
const Field step_fields[] = { FIELD(StepForm, means, .kind = FIELD_CHOICE, .required = true, .choices = means_words),
    FIELD(StepForm, code, .kind = FIELD_SECRET, .required = true, .max = 40), FIELD(StepForm, page, .kind = FIELD_TEXT, .max = 200),
    FIELD(StepForm, trust, .kind = FIELD_BOOL), { .kind = FIELD_END } };

Verdict at_second_gate(Request *rq) { return rq->work->actor->waits & GATE_SECOND ? ALLOW : UNKNOWN; }

Reply show_step(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_SECOND_STEP);
    const char *page_word = rq->route->method == GET ? query_text(rq, "page") : form_raw(rq, "page");
    doc_text(d, "school", w->school->name);
    doc_text(d, "display_name", w->actor->display_name);
    doc_text(d, "page", page_kept(page_word));
    doc_bool(d, "may_trust", w->actor->kind != KIND_SUPERVISOR);
    doc_bool(d, "for_month", w->actor->kind == KIND_STAFF || w->actor->kind == KIND_TEACHER);
    ask_doc(rq, d);
    return page(rq, &PAGE_SECOND_STEP, d);
}

/* P-06: under a new number. */
static Reply passed(Request *rq, const char *page_word, bool trust, bool recovery) {
    Work *w = rq->work;
    const Actor *a = w->actor;
    set_session_cookie(rq, accounts_renew_session(w, a, a->waits & ~GATE_SECOND));
    const char *device = device_cookie(rq);
    if (trust && a->kind != KIND_SUPERVISOR)
        device = device_trust(w, a->account, device, accounts_device(rq->mem, header_text(rq, "User-Agent")));
    note_device(rq, a->account, device);
    return see_other(rq, "%s", recovery ? "/compte/securite" : page_kept(page_word) ? page_word : "/");
}

Reply pass_step(Request *rq) {
    Work *w = rq->work;
    const Tried *tried = rq->kept;
    StepForm f = { .means = MEANS_KINDS };
    form_read(rq, step_fields, &f);
    if (tried->wait)
        return answer_wait(rq, tried->wait);
    if (has_problems(w))
        return again(rq, show_step);
    if (!second_check(w, w->actor->account, (Means) f.means, f.code))
        return wrong_code(rq, tried, T_SECOND_WRONG, "code", show_step);
    second_try_was_right(w, tried->id);
    return passed(rq, f.page, f.trust, f.means == MEANS_RECOVERY);
}

Reply pass_step_by_key(Request *rq) {
    PasskeyForm f = { 0 };
    PasskeyKept kept;
    form_read(rq, passkey_fields, &f);
    if (!has_problems(rq->work) && !passkey_proves(rq, rq->work, PASSKEY_SECOND, rq->work->actor->account, &kept))
        problem(rq->work, T_PASSKEY_REFUSED, NULL, "credential");
    return has_problems(rq->work) ? again(rq, show_step) : passed(rq, f.page, f.trust, false);
}

/* ---- a passkey alone ---- */

Reply show_key_sign_in(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_SECOND_KEY_SIGN_IN);
    doc_text(d, "school", w->school->name);
    doc_text(d, "page", page_kept(rq->route->method == GET ? query_text(rq, "page") : form_raw(rq, "page")));
    passkey_doc(rq, d, PASSKEY_SIGN_IN, 0);
    return page(rq, &PAGE_SECOND_KEY_SIGN_IN, d);
}

/* What the limits of an address are about is known before the writer is asked for; whether it is right is looked at there once more. */
typedef struct KeyLook { int wait; bool wrong; } KeyLook;

static bool note_key_failure(const Request *rq) {
    Tx *tx = tx_begin(request_school(rq)->store, rq->mem, TX_WRITE);
    accounts_failed_from(work_new(rq->mem, tx, request_school(rq), &program_actor, "sign-in"), rq->address);
    return tx_commit(tx) == TX_DONE;
}

bool look_at_key(Request *rq) {
    KeyLook *look = NEW(rq->mem, KeyLook);
    PasskeyKept kept;
    Tx *tx = tx_begin(request_school(rq)->store, rq->mem, TX_WRITE);
    Work *w = work_new(rq->mem, tx, request_school(rq), &program_actor, "sign-in");
    look->wait = request_limits(rq) ? accounts_address_wait(w, rq->address, request_at_school(rq)) : 0;
    look->wrong = !look->wait && !passkey_proves(rq, w, PASSKEY_SIGN_IN, 0, &kept);
    bool known = tx_ok(tx);
    tx_rollback(tx);
    rq->kept = look;
    return known && (!look->wrong || !request_limits(rq) || note_key_failure(rq));
}

Reply key_sign_in(Request *rq) {
    Work *w = rq->work;
    const KeyLook *look = rq->kept;
    PasskeyForm f = { 0 };
    PasskeyKept kept = { 0 };
    form_read(rq, passkey_fields, &f);
    if (look->wait)
        return answer_wait(rq, look->wait);
    if (!has_problems(w) && (look->wrong || !passkey_proves(rq, w, PASSKEY_SIGN_IN, 0, &kept)))
        problem(w, T_PASSKEY_REFUSED, NULL, "credential");
    else if (!has_problems(w) && accounts_are_full(w, kept.account))
        problem(w, T_ACCOUNTS_FULL, WITH(ARG_INT("n", w->school->administrative_most)), "credential");
    if (has_problems(w))
        return again(rq, show_key_sign_in);
    if (w->actor->session)
        accounts_end_session(w, w->actor->session, w->actor->account);
    open_session(rq, kept.account, false, session_gates(rq, kept.account) & ~(unsigned) GATE_SECOND, f.shared);
    return see_other(rq, "%s", page_kept(f.page) ? f.page : "/");
}
