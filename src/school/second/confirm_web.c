/* P-07: before an act that matters, who sits at the session gives the password, or the second step, once more. What was typed comes along. */
#include "school/second/second_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/texts.h"

#define KEPT_MOST 200
#define KEPT_BYTES ((size_t) 64 * 1024)
#define HERE "/compte/confirmer"

typedef struct ConfirmForm { const char *password, *code, *page; int means; bool posted; } ConfirmForm;
const Field confirm_fields[] = { FIELD(ConfirmForm, password, .kind = FIELD_SECRET, .max = 512), FIELD(ConfirmForm, means, .kind = FIELD_CHOICE, .choices = means_words),
    FIELD(ConfirmForm, code, .kind = FIELD_SECRET, .max = 40), FIELD(ConfirmForm, page, .kind = FIELD_TEXT, .max = 200), FIELD(ConfirmForm, posted, .kind = FIELD_BOOL),
    { .kind = FIELD_END } };

typedef struct KeptPair { const char *name, *value; } KeptPair;
static const Field pair_fields[] = { FIELD(KeptPair, name, .kind = FIELD_TEXT), FIELD(KeptPair, value, .kind = FIELD_LONG_TEXT), { .kind = FIELD_END } };

static bool asked_elsewhere(const Request *rq) { return !str_starts(rq->route->path, HERE); }

static void add_pair(Doc *d, const char *name, const char *value) {
    Doc *pair = doc_add(d, "kept");
    doc_text(pair, "name", name);
    doc_text(pair, "value", value ? value : "");
}

/* What was typed at the address where this page stands instead of the answer; its secrets are typed again. */
static void keep_typed(Request *rq, Doc *d) {
    const char *name, *value;
    size_t at = 0, count = 0, bytes = 0;
    doc_list(d, "kept");
    while ((name = form_pair(rq, &at, &value)) && count < KEPT_MOST && bytes < KEPT_BYTES) {
        add_pair(d, name, value);
        bytes += strlen(name) + strlen(value);
        count++;
    }
    form_uploads(rq, &count);
    doc_bool(d, "lost", name || count);
}

static void keep_again(Request *rq, Doc *d) {
    size_t count;
    const KeptPair *pairs = form_list(rq, "kept", pair_fields, sizeof *pairs, KEPT_MOST, &count);
    doc_list(d, "kept");
    for (size_t i = 0; i < count; i++)
        if (pairs[i].name)
            add_pair(d, pairs[i].name, pairs[i].value);
}

static void where_to(Request *rq, Doc *d) {
    if (asked_elsewhere(rq)) {
        doc_text(d, "page", page_kept(rq->path));
        doc_bool(d, "posted", rq->route->method != GET);
        if (rq->route->method != GET)
            keep_typed(rq, d);
        return;
    }
    const char *posted = form_raw(rq, "posted");
    doc_text(d, "page", page_kept(rq->route->method == GET ? query_text(rq, "page") : form_raw(rq, "page")));
    doc_bool(d, "posted", posted && str_equal(posted, "1"));
    if (rq->route->method != GET)
        keep_again(rq, d);
}

Reply show_confirm(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_SECOND_CONFIRM);
    MeansList all = means_of(w, w->actor->account);
    int asked = card_asked(w, w->actor->account);
    doc_text(d, "school", w->school->name);
    doc_text(d, "login", w->actor->login);
    where_to(rq, d);
    for (int i = MEANS_APP; i <= MEANS_PIN; i++)
        if (means_has(&all, (Means) i) && !(i == MEANS_CARD && !asked)) {
            doc_word(d, "means", means_words[i]);
            break;
        }
    doc_int(d, "number", asked);
    if (means_has(&all, MEANS_PASSKEY))
        passkey_doc(rq, d, PASSKEY_PROVE, w->actor->account);
    return page(rq, &PAGE_SECOND_CONFIRM, d);
}

/* What the slow part found: whether the password is right. */
typedef struct Proof { Tried tried; Checked password; bool code; } Proof;

/* Counted as a second step first, and a password as a try to sign in as well. */
bool check_confirm(Request *rq) {
    Proof *p = NEW(rq->mem, Proof);
    const char *password = form_raw(rq, "password"), *code = form_raw(rq, "code");
    const Actor *a = request_asker(rq);
    rq->kept = p;
    p->code = str_empty(password) && !str_empty(code);
    if ((str_empty(password) && !p->code) || (password && strlen(password) > 512))
        return true;
    if (request_limits(rq) && !count_in_base(rq, a->account, &p->tried))
        return false;
    return p->code || p->tried.wait || check_secret(rq, a->login, password, &p->password);
}

/* Back to where it was asked; what was typed there is sent on by a button, since only its own page may. */
static Reply proved(Request *rq, const char *page_word, bool posted) {
    Work *w = rq->work;
    set_session_cookie(rq, accounts_renew_session(w, w->actor, w->actor->waits));
    if (!posted || !page_kept(page_word))
        return see_other(rq, "%s", page_kept(page_word) ? page_word : "/compte/securite");
    Doc *d = doc_new(w, &REPLY_SECOND_GO_ON);
    doc_text(d, "school", w->school->name);
    doc_text(d, "page", page_word);
    keep_again(rq, d);
    return page(rq, &PAGE_SECOND_GO_ON, d);
}

static bool is_right(Request *rq, const Proof *p, const ConfirmForm *f) {
    const Actor *a = rq->work->actor;
    return p->code ? second_check(rq->work, a->account, (Means) f->means, f->code) : p->password.good && p->password.account == a->account;
}

Reply confirm(Request *rq) {
    Work *w = rq->work;
    const Proof *p = rq->kept;
    ConfirmForm f = { .means = MEANS_KINDS };
    form_read(rq, confirm_fields, &f);
    if (p->tried.wait || p->password.wait)
        return answer_wait(rq, p->tried.wait ? p->tried.wait : p->password.wait);
    if (!f.password && !f.code)
        problem(w, T_SECOND_NOTHING_GIVEN, NULL, "password");
    if (has_problems(w))
        return again(rq, show_confirm);
    if (!is_right(rq, p, &f))
        return wrong_code(rq, &p->tried, p->code ? T_SECOND_WRONG : T_PASSWORD_OLD_WRONG, p->code ? "code" : "password", show_confirm);
    second_try_was_right(w, p->tried.id);
    return proved(rq, f.page, f.posted);
}

typedef struct KeyForm { const char *credential, *client, *data, *signature, *page; bool posted; } KeyForm;
const Field confirm_key_fields[] = { FIELD(KeyForm, credential, .kind = FIELD_SECRET, .required = true, .max = 8192),
    FIELD(KeyForm, client, .kind = FIELD_SECRET, .required = true, .max = 8192), FIELD(KeyForm, data, .kind = FIELD_SECRET, .required = true, .max = 8192),
    FIELD(KeyForm, signature, .kind = FIELD_SECRET, .required = true, .max = 8192), FIELD(KeyForm, page, .kind = FIELD_TEXT, .max = 200),
    FIELD(KeyForm, posted, .kind = FIELD_BOOL), { .kind = FIELD_END } };

Reply confirm_by_key(Request *rq) {
    KeyForm f = { 0 };
    PasskeyKept kept;
    form_read(rq, confirm_key_fields, &f);
    if (!has_problems(rq->work) && !passkey_proves(rq, rq->work, PASSKEY_PROVE, rq->work->actor->account, &kept))
        problem(rq->work, T_PASSKEY_REFUSED, NULL, "credential");
    return has_problems(rq->work) ? again(rq, show_confirm) : proved(rq, f.page, f.posted);
}
