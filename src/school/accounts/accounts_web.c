#include "school/accounts/accounts_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "work/secret.h"

#include <string.h>

RightId right_sessions, right_connected, right_manage;
static RightId right_addresses;
static const RightInfo rights[] = { { "accounts.sessions", T_RIGHT_ACCOUNTS_SESSIONS, 1, &right_sessions, BRANCH_ADMIN, OF_STAFF, .changes = true },
    { "accounts.connected", T_RIGHT_ACCOUNTS_CONNECTED, 1, &right_connected, BRANCH_ADMIN, OF_STAFF, "secretariat" },
    { "accounts.addresses", T_RIGHT_ACCOUNTS_ADDRESSES, 2, &right_addresses, BRANCH_PRIVACY, OF_OFFICE },
    { "accounts.manage", T_RIGHT_ACCOUNTS_MANAGE, 2, &right_manage, BRANCH_ADMIN, OF_OFFICE, .changes = true }, { 0 } };

/* ---- signing in ---- */

typedef struct SignIn { const char *login, *password, *page; bool reading, shared; } SignIn;
static const Field sign_in_fields[] = { FIELD(SignIn, login, .kind = FIELD_TEXT, .required = true, .max = 64),
    FIELD(SignIn, password, .kind = FIELD_SECRET, .required = true, .max = 512),
    FIELD(SignIn, page, .kind = FIELD_TEXT, .max = 200), FIELD(SignIn, reading, .kind = FIELD_BOOL),
    FIELD(SignIn, shared, .kind = FIELD_BOOL), { .kind = FIELD_END } };

/* The page that was asked for, to go there afterwards: an address of the desk or of one's account, and nothing that could lead elsewhere. */
const char *page_kept(const char *page) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789/-";
    return page && (str_starts(page, "/bureau") || str_starts(page, "/compte/")) && strlen(page) < 200 && page[strspn(page, plain)] == '\0' ? page : NULL;
}

static Reply show_sign_in(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_ACCOUNTS_SIGN_IN);
    doc_text(d, "school", w->school->name);
    doc_bool(d, "tried", has_problems(w));
    for (const Problem *p = w->problems; p; p = p->next)
        if (p->code == T_ACCOUNTS_FULL)
            doc_bool(d, "full", true);
    doc_bool(d, "sent_back", rq->route->method == GET && query_text(rq, "essais"));
    doc_bool(d, "changed", rq->route->method == GET && query_text(rq, "change"));
    doc_text(d, "login", rq->route->method == GET ? query_text(rq, "identifiant") : NULL);      /* of a code on paper (school/letters) */
    doc_text(d, "page", page_kept(rq->route->method == GET ? rq->path : form_raw(rq, "page")));
    return page(rq, &PAGE_ACCOUNTS_SIGN_IN, d);
}

static From from_where(const Request *rq) { return (From){ rq->address, device_cookie(rq), request_at_school(rq) }; }

/* Counts the try in a transaction of its own, before the password is looked at: parallel guesses cannot outrun the count (P-05). */
static Try count_try(const Request *rq, const char *login) {
    Tx *tx = tx_begin(request_school(rq)->store, rq->mem, TX_WRITE);
    const From from = from_where(rq);
    Try t = accounts_count_try(work_new(rq->mem, tx, request_school(rq), &program_actor, "sign-in"), login, &from);
    return tx_commit(tx) == TX_DONE ? t : (Try){ .wait = 5 };
}

/* What became of it. What is not forgiven is forgotten in a while, and a base that cannot be written lets nobody in anyway. */
static void note_try(const Request *rq, const Try *t, bool right) {
    Tx *tx = tx_begin(request_school(rq)->store, rq->mem, TX_WRITE);
    Work *w = work_new(rq->mem, tx, request_school(rq), &program_actor, "sign-in");
    const From from = from_where(rq);
    if (right)
        accounts_try_was_right(w, t);
    else
        accounts_try_was_wrong(w, &from);
    tx_commit(tx);
}

/* False: the store has failed, and nobody knows whether it was the right one. */
static bool look_at_secret(const School *school, Arena *mem, const char *login, const char *password, Checked *c) {
    Tx *tx = tx_begin(school->store, mem, TX_READ);
    Work *w = work_new(mem, tx, school, &program_actor, "sign-in");
    Arena *scratch = arena_child(mem);
    Rows r = db_rows(tx, &ACCOUNT_SECRET, VALUES(of_text(accounts_login(scratch, login))));
    const char *hash = NULL;
    size_t size = 0;
    if (row_next(&r) && str_equal(row_peek(&r, ACCOUNT_SECRET_STATE), "open")) {
        c->account = row_int(&r, ACCOUNT_SECRET_ID);
        hash = row_text(&r, ACCOUNT_SECRET_HASH, mem);
        const void *first = row_bytes(&r, ACCOUNT_SECRET_FIRST_HASH, mem, &size);
        bool valid = !hash && first && row_int(&r, ACCOUNT_SECRET_FIRST_UNTIL) > w->now;
        c->good = valid && accounts_is_first_secret(school, password, first, size);
    }
    bool known = tx_ok(tx);
    tx_rollback(tx);
    bool verified = accounts_verify(hash, password);      /* always: someone unknown costs the same time */
    c->good = c->good || verified;
    arena_free(scratch);
    return known;
}

bool check_secret(Request *rq, const char *login, const char *password, Checked *c) {
    Try t = request_limits(rq) ? count_try(rq, login) : (Try){ 0 };
    c->wait = t.wait;
    if (c->wait)
        return true;
    if (!look_at_secret(request_school(rq), rq->mem, login, password, c))
        return false;
    if (request_limits(rq))
        note_try(rq, &t, c->good);
    return true;
}

/* Argon2id takes its time: here, on the pool, without a transaction. */
static bool check_sign_in(Request *rq) {
    const char *login = form_raw(rq, "login"), *password = form_raw(rq, "password");
    Checked *c = NEW(rq->mem, Checked);
    rq->kept = c;
    return str_empty(login) || str_empty(password) || strlen(login) > 200 || strlen(password) > 512 || check_secret(rq, login, password, c);
}

unsigned session_gates(Request *rq, int64_t account) {
    unsigned gates = 0;
    for (int f = 0; features[f]; f++)
        gates |= features[f]->gates ? features[f]->gates(rq, account) : 0;
    return gates;
}

void open_session(Request *rq, int64_t account, bool reading, unsigned waits, bool shared) {
    const Actor *a = rq->work->actor;
    const char *label = accounts_device(rq->mem, header_text(rq, "User-Agent"));
    NextMode next = accounts_next_mode(rq->work, account);
    set_session_cookie(rq, accounts_open_session_as(rq->work, account, &(NewSession){ next.mode, next.may, waits, reading, 0, label, rq->address,
        shared || request_at_school(rq) || (a->shared && a->account == account) }));
    if (!(waits & GATE_SECOND))
        note_device(rq, account, device_cookie(rq));
}

/* To whom the account is another one on it, it gets another value: a copy that somebody has put there, or taken, is worth nothing from then on. */
static const char *new_device(Request *rq, const char *device) {
    Work *w = rq->work;
    char *secret = arena_alloc(rq->mem, SECRET_DIGITS + 1, 1);
    uint8_t old[32], hash[32];
    secret_random(secret);
    secret_digest(secret, hash);
    if (!secret_digest(device, old))
        return secret;
    accounts_renew_device(w, old, hash);
    for (int f = 0; features[f]; f++)
        if (features[f]->device_renewed)
            features[f]->device_renewed(w, old, hash);
    return secret;
}

void note_device(Request *rq, int64_t account, const char *device) {
    Work *w = rq->work;
    const char *label = accounts_device(rq->mem, header_text(rq, "User-Agent"));
    bool known = accounts_device_known(w, account, device);
    const char *secret = known ? device : new_device(rq, device);
    set_device_cookie(rq, secret);
    if (accounts_sign_device(w, account, secret, label))
        accounts_tell(w, account, TOLD_DEVICE, label, rq->address, request_site(rq), NULL);
}

static Reply sign_in(Request *rq) {
    Work *w = rq->work;
    SignIn typed = { 0 };
    const Checked *c = rq->kept;
    form_read(rq, sign_in_fields, &typed);
    if (has_problems(w))
        return again(rq, show_sign_in);
    if (c->wait)
        return answer_wait(rq, c->wait);
    if (!c->good) {
        problem(w, T_ACCOUNTS_WRONG, NULL, "password");
        return again(rq, show_sign_in);
    }
    if (w->actor->session)              /* P-06: the number of before is worth nothing afterwards */
        accounts_end_session(w, w->actor->session, w->actor->account);
    bool full = accounts_are_full(w, c->account);
    if (full && !typed.reading) {
        problem(w, T_ACCOUNTS_FULL, WITH(ARG_INT("n", w->school->administrative_most)), "login");
        return again(rq, show_sign_in);
    }
    open_session(rq, c->account, full, session_gates(rq, c->account), typed.shared);
    return see_other(rq, "%s", page_kept(typed.page) ? typed.page : "/");
}

/* Not "cookies": the session's is taken away here, and the browser's is to be known again next time. */
static Reply sign_out(Request *rq) {
    static const char *const clear[] = { "Clear-Site-Data", "\"cache\", \"storage\"", NULL };
    const Actor *a = rq->work->actor;
    accounts_end_session(rq->work, a->session, a->account);
    set_session_cookie(rq, NULL);
    Reply reply = see_other(rq, "/connexion");
    reply.headers = clear;
    return reply;
}

/* ---- the first sign-in: one's own password ---- */

typedef struct FirstForm { const char *password, *password_again; } FirstForm;
static const Field first_fields[] = { FIELD(FirstForm, password, .kind = FIELD_SECRET, .required = true, .max = 512),
    FIELD(FirstForm, password_again, .kind = FIELD_SECRET, .required = true, .max = 512), { .kind = FIELD_END } };

/* For the first time only: who has a password and wants another must give it (P-07), else a session left open would be enough to take an account. Hence
 * first_password before what is posted. */
static Verdict still_first(Request *rq) { return rq->work->actor->waits & GATE_FIRST ? ALLOW : UNKNOWN; }

Reply show_first(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_ACCOUNTS_FIRST);
    doc_text(d, "school", w->school->name);
    doc_text(d, "display_name", w->actor->display_name);
    doc_text(d, "login", w->actor->login);
    doc_int(d, "length", accounts_password_least(w->actor->kind));
    return page(rq, &PAGE_ACCOUNTS_FIRST, d);
}

static bool hash_first(Request *rq) {
    const char *password = form_raw(rq, "password");
    rq->kept = (void *) (uintptr_t) (str_empty(password) || strlen(password) > 512 ? NULL : accounts_hash(rq->mem, password));
    return true;
}

static Reply save_first(Request *rq) {
    Work *w = rq->work;
    FirstForm f = { 0 };
    form_read(rq, first_fields, &f);
    TextId wrong = f.password ? accounts_password_problem(w, w->actor->kind, w->actor->login, w->actor->display_name, f.password) : 0;
    if (wrong)
        problem(w, wrong, NULL, "password");
    else if (f.password && f.password_again && !str_equal(f.password, f.password_again))
        problem(w, T_ACCOUNTS_NOT_THE_SAME, NULL, "password_again");
    if (has_problems(w) || !rq->kept)
        return again(rq, show_first);
    accounts_set_hash(w, w->actor->account, rq->kept);
    accounts_note_password(w, w->actor->account);
    accounts_end_sessions(w, w->actor->account);
    open_session(rq, w->actor->account, false, w->actor->waits, w->actor->shared);
    return first_chosen(rq);
}

/* ---- shortcuts ---- */

typedef struct KeysForm { bool off; const char *page; } KeysForm;
static const Field keys_fields[] = { FIELD(KeysForm, off, .kind = FIELD_BOOL), FIELD(KeysForm, page, .kind = FIELD_TEXT, .max = 200), { .kind = FIELD_END } };

static Reply save_keys(Request *rq) {
    Work *w = rq->work;
    KeysForm f = { 0 };
    form_read(rq, keys_fields, &f);
    change_put(w->tx, &TABLE_ACCOUNT, KEY(of_int(w->actor->account)), FIELDS(SET(COL_ACCOUNT_KEYS_OFF, of_int(f.off))));
    return see_other(rq, "%s", page_kept(f.page) ? f.page : "/bureau");
}

/* The same of the chosen ones of a list, and of one. */
#define DONE_WITH(base, guard, shows) \
    { POST, base "/creer", make_accounts, guard, SLOW, PORTAL_DESK, "accounts.manage", shows }, \
    { POST, base "/coupons", print_slips, guard, SLOW, PORTAL_DESK, "accounts.manage", shows }, \
    { POST, base "/geler", freeze_accounts, guard, WRITE, PORTAL_DESK, "accounts.manage", shows }, \
    { POST, base "/retablir", thaw_accounts, guard, WRITE, PORTAL_DESK, "accounts.manage", shows }, \
    { POST, base "/sessions", close_accounts, guard, WRITE, PORTAL_DESK, "accounts.manage", shows }

static const Route routes[] = {
    { GET, "/connexion", show_sign_in, guard_open, READ, PORTAL_OPEN, NULL, &PAGE_ACCOUNTS_SIGN_IN, .behind = GATE_ALL },
    { POST, "/connexion", sign_in, guard_open, SLOW_WRITE, PORTAL_OPEN, NULL, &PAGE_ACCOUNTS_SIGN_IN, sign_in_fields, check_sign_in, .behind = GATE_ALL },
    { POST, "/deconnexion", sign_out, guard_open, WRITE, PORTAL_OPEN, NULL, .behind = GATE_ALL, .while_viewing = true },
    { GET, "/connexion/premiere", show_first_step, still_first, READ, PORTAL_ANY, NULL, &PAGE_ACCOUNTS_FIRST, .behind = GATE_FIRST | GATE_ENROL },
    { POST, "/connexion/premiere", save_first, first_password, SLOW_WRITE, PORTAL_ANY, NULL, &PAGE_ACCOUNTS_FIRST, first_fields, hash_first, .behind = GATE_FIRST | GATE_ENROL },
    { GET, "/connexion/premiere/coordonnees", show_first_contact, first_contact, READ, PORTAL_ANY, NULL, &PAGE_ACCOUNTS_FIRST_CONTACT, .behind = GATE_FIRST | GATE_ENROL },
    { POST, "/connexion/premiere/coordonnees", save_first_contact, first_contact, WRITE, PORTAL_ANY, NULL, &PAGE_ACCOUNTS_FIRST_CONTACT, first_contact_fields, .behind = GATE_FIRST | GATE_ENROL },
    { POST, "/connexion/premiere/coordonnees/exactes", take_first_contact, first_contact, WRITE, PORTAL_ANY, NULL, .behind = GATE_FIRST | GATE_ENROL },
    { GET, "/connexion/premiere/charte", show_first_charter, first_charter, READ, PORTAL_ANY, NULL, &PAGE_ACCOUNTS_FIRST_CHARTER, .behind = GATE_FIRST | GATE_ENROL },
    { POST, "/connexion/premiere/charte", accept_charter, first_charter, WRITE, PORTAL_ANY, NULL, .behind = GATE_FIRST | GATE_ENROL },
    { GET, "/bureau/connexions", to_devices, guard_signed_in, READ, PORTAL_DESK, NULL },       /* where it was */
    { GET, "/bureau/connexions-en-cours", show_connected, guard_signed_in, READ, PORTAL_DESK, "accounts.connected", &PAGE_ACCOUNTS_CONNECTED },
    { POST, "/bureau/connexions-en-cours/:session/fin", close_session, may_close_session, WRITE, PORTAL_DESK, "accounts.sessions", .form = close_fields },
    { GET, "/bureau/comptes", show_holders, guard_signed_in, READ, PORTAL_DESK, "accounts.manage", &PAGE_ACCOUNTS_HOLDERS },
    { GET, "/bureau/comptes/remettre", show_handing, guard_signed_in, READ, PORTAL_DESK, "accounts.manage", &PAGE_ACCOUNTS_HANDING },
    { POST, "/bureau/comptes/creations/:making/annuler", undo_making, may_undo_making, WRITE, PORTAL_DESK, "accounts.manage", &PAGE_ACCOUNTS_HANDING },
    { GET, "/bureau/comptes/charte", show_charter, guard_signed_in, READ, PORTAL_DESK, "accounts.manage", &PAGE_ACCOUNTS_CHARTER },
    { POST, "/bureau/comptes/charte", save_charter, guard_signed_in, WRITE, PORTAL_DESK, "accounts.manage", &PAGE_ACCOUNTS_CHARTER, charter_fields },
    { GET, "/bureau/comptes/choisis", show_chosen, guard_signed_in, READ, PORTAL_DESK, "accounts.manage", &PAGE_ACCOUNTS_CHOSEN },
    { POST, "/bureau/comptes/choisis", show_chosen, guard_signed_in, SLOW, PORTAL_DESK, "accounts.manage", &PAGE_ACCOUNTS_CHOSEN },
    DONE_WITH("/bureau/comptes/choisis", guard_signed_in, &PAGE_ACCOUNTS_CHOSEN),
    { GET, "/bureau/comptes/:person", show_holder, has_holder, READ, PORTAL_DESK, "accounts.manage", &PAGE_ACCOUNTS_HOLDER },
    { POST, "/bureau/comptes/:person/mot-de-passe", show_secret, has_holder, WRITE, PORTAL_DESK, "accounts.manage", &PAGE_ACCOUNTS_HANDED },
    DONE_WITH("/bureau/comptes/:person", has_holder, &PAGE_ACCOUNTS_HOLDER),
    { GET, "/compte/connexions", show_devices, guard_signed_in, READ, PORTAL_ANY, NULL, &PAGE_ACCOUNTS_DEVICES },
    { POST, "/compte/connexions/autres", end_other_devices, guard_signed_in, WRITE, PORTAL_ANY, NULL },
    { POST, "/compte/connexions/:session/nom", rename_device, own_session, WRITE, PORTAL_ANY, NULL, &PAGE_ACCOUNTS_DEVICES, rename_fields },
    { POST, "/compte/connexions/:session/fin", end_device, own_session, WRITE, PORTAL_ANY, NULL },
    { GET, "/compte/mot-de-passe", show_password, guard_signed_in, READ, PORTAL_ANY, NULL, &PAGE_ACCOUNTS_PASSWORD },
    { POST, "/compte/mot-de-passe", save_password, guard_signed_in, SLOW_WRITE, PORTAL_ANY, NULL, &PAGE_ACCOUNTS_PASSWORD, password_fields, check_password },
    { POST, "/compte/mode", change_mode, guard_signed_in, WRITE, PORTAL_ANY, NULL, .form = mode_fields },
    { POST, "/compte/voir-comme/fin", look_no_more, guard_signed_in, WRITE, PORTAL_ANY, NULL, .while_viewing = true },
    { GET, "/compte/enfants", show_children, guard_signed_in, READ, PORTAL_ANY, NULL, &PAGE_ACCOUNTS_CHILDREN },
    { POST, "/compte/enfants/:pupil/mot-de-passe", reset_child, is_my_child, WRITE, PORTAL_ANY, NULL, &PAGE_ACCOUNTS_HANDED },
    { POST, "/bureau/raccourcis", save_keys, guard_signed_in, WRITE, PORTAL_DESK, NULL, .form = keys_fields },
    ROUTES_END,
};

static const Panel panels[] = { { .group = "people", .rank = 8, .label = T_HOLDERS_TITLE, .path = "/bureau/comptes", .right = &right_manage },
    { .group = "admin", .rank = 4, .label = T_CONNECTED_TITLE, .path = "/bureau/connexions-en-cours", .right = &right_connected },
    { .group = "admin", .rank = 5, .label = T_SESSIONS_TITLE, .path = "/compte/connexions" }, PANELS_END };

static const Grid *const grids[] = { &holders_grid, NULL };

static const Command commands[] = { { T_PASSWORD_TITLE, T_COMMAND_PASSWORD_WORDS, "/compte/mot-de-passe" }, { T_PAGE_SIGN_OUT, T_COMMAND_SIGN_OUT_WORDS, "/deconnexion", NULL, .post = true }, { 0 } };

static const GuardName guards[] = { GUARD(may_close_session), GUARD(own_session), GUARD(still_first), GUARD(may_undo_making), GUARD(has_holder), GUARD(first_password), GUARD(first_contact),
    GUARD(first_charter), GUARD(is_my_child), { 0 } };

/* "session": somebody ended one; "sign_in": one was opened or named, or ended by itself. Apart, because the first has everybody's right to listen looked at again. */
static const Topic topics[] = { { "session", .guard = guard_signed_in }, { "sign_in", .guard = guard_signed_in },
    { "accounts", NULL, "accounts.manage", guard_signed_in }, { 0 } };

/* ---- what changed, in words ---- */

static const char *show_instant(Arena *mem, int64_t at) { return instant_words(mem, at); }

static const ColumnText columns[] = {
    { &TABLE_ACCOUNT, COL_ACCOUNT_LOGIN, T_FIELD_LOGIN, SHOWN_PLAIN }, { &TABLE_ACCOUNT, COL_ACCOUNT_KIND, T_FIELD_ACCOUNT_KIND, SHOWN_WORD, "kind" },
    { &TABLE_ACCOUNT, COL_ACCOUNT_PERSON, T_FIELD_ACCOUNT_PERSON, SHOWN_PLAIN },
    { &TABLE_ACCOUNT, COL_ACCOUNT_DISPLAY_NAME, T_FIELD_DISPLAY_NAME, SHOWN_PLAIN },
    { &TABLE_ACCOUNT, COL_ACCOUNT_STATE, T_FIELD_STATE, SHOWN_PLAIN }, { &TABLE_ACCOUNT, COL_ACCOUNT_KEYS_OFF, T_FIELD_KEYS_OFF, SHOWN_YES_NO },
    { &TABLE_ACCOUNT, COL_ACCOUNT_PASSWORD_AT, T_FIELD_PASSWORD_AT, SHOWN_PLAIN, .show = show_instant },
    { &TABLE_SEEN_AS, COL_SEEN_AS_ACCOUNT, T_FIELD_ACCOUNT, SHOWN_PLAIN }, { &TABLE_SEEN_AS, COL_SEEN_AS_VIEWED, T_FIELD_VIEWED, SHOWN_PLAIN },
    { &TABLE_SEEN_AS, COL_SEEN_AS_MODE, T_FIELD_MODE, SHOWN_WORD, "mode" }, { &TABLE_SEEN_AS, COL_SEEN_AS_FROM_AT, T_FIELD_SEEN_FROM, SHOWN_PLAIN, .show = show_instant },
    { &TABLE_SEEN_AS, COL_SEEN_AS_UNTIL_AT, T_FIELD_SEEN_UNTIL, SHOWN_PLAIN, .show = show_instant },
    { &TABLE_ACCOUNT, COL_ACCOUNT_HANDED_AT, T_FIELD_HANDED_AT, SHOWN_PLAIN, .show = show_instant }, { &TABLE_ACCOUNT, COL_ACCOUNT_CHARTER_AT, T_FIELD_CHARTER_AT, SHOWN_PLAIN, .show = show_instant },
    { &TABLE_ACCOUNT, COL_ACCOUNT_FIRST_STEP, T_FIELD_FIRST_STEP, SHOWN_WORD, "first_step" },
    { &TABLE_PERSON_ACCOUNT, COL_PERSON_ACCOUNT_PERSON, T_FIELD_ACCOUNT_PERSON, SHOWN_PLAIN }, { &TABLE_PERSON_ACCOUNT, COL_PERSON_ACCOUNT_ACCOUNT, T_FIELD_ACCOUNT, SHOWN_PLAIN },
    { &TABLE_SESSION, COL_SESSION_WAITS, T_FIELD_SESSION_WAITS, SHOWN_PLAIN }, { &TABLE_SESSION, COL_SESSION_SHARED, T_FIELD_SESSION_SHARED, SHOWN_YES_NO }, { &TABLE_SESSION, COL_SESSION_PROVED_AT, T_FIELD_SESSION_PROVED_AT, SHOWN_PLAIN, .show = show_instant },
    { &TABLE_SIGN_IN_ALARM, COL_SIGN_IN_ALARM_FROM_AT, T_FIELD_ALARM_FROM, SHOWN_PLAIN, .show = show_instant }, { &TABLE_SIGN_IN_ALARM, COL_SIGN_IN_ALARM_LOGINS, T_FIELD_ALARM_LOGINS, SHOWN_PLAIN },
    { &TABLE_SIGN_IN_ALARM_LAST, COL_SIGN_IN_ALARM_LAST_ALARM, T_FIELD_ALARM, SHOWN_PLAIN }, { &TABLE_SIGN_IN_ALARM_LAST, COL_SIGN_IN_ALARM_LAST_LAST_AT, T_FIELD_ALARM_LAST, SHOWN_PLAIN, .show = show_instant },
    { &TABLE_SIGNED_DEVICE, COL_SIGNED_DEVICE_ACCOUNT, T_FIELD_ACCOUNT, SHOWN_PLAIN }, { &TABLE_SIGNED_DEVICE, COL_SIGNED_DEVICE_LABEL, T_FIELD_SECOND_DEVICE, SHOWN_PLAIN },
    { &TABLE_SIGNED_DEVICE, COL_SIGNED_DEVICE_FIRST_AT, T_FIELD_DEVICE_FIRST, SHOWN_PLAIN, .show = show_instant }, { &TABLE_SIGNED_DEVICE, COL_SIGNED_DEVICE_SEEN_AT, T_FIELD_DEVICE_SEEN, SHOWN_PLAIN, .show = show_instant },
    { &TABLE_SIGNED_DEVICE, COL_SIGNED_DEVICE_KNOWN, T_FIELD_DEVICE_KNOWN, SHOWN_YES_NO },
    { &TABLE_SESSION_CLOSING, COL_SESSION_CLOSING_SESSION, T_FIELD_SESSION, SHOWN_PLAIN }, { &TABLE_SESSION_CLOSING, COL_SESSION_CLOSING_CLOSED_BY, T_FIELD_CLOSED_BY, SHOWN_PLAIN },
    { 0 } };

static const TableText tables[] = {
    { &TABLE_ACCOUNT, T_TABLE_ACCOUNT }, { &TABLE_SESSION_CLOSING, T_TABLE_SESSION_CLOSING }, { &TABLE_SIGN_IN_ALARM, T_TABLE_SIGN_IN_ALARM }, { &TABLE_SIGN_IN_ALARM_LAST, T_TABLE_SIGN_IN_ALARM_LAST }, { &TABLE_SIGNED_DEVICE, T_TABLE_SIGNED_DEVICE },
    { &TABLE_SEEN_AS, T_TABLE_SEEN_AS }, { &TABLE_PERSON_ACCOUNT, T_TABLE_PERSON_ACCOUNT }, { 0 } };

static const Reference references[] = { { &TABLE_PERSON_ACCOUNT, COL_PERSON_ACCOUNT_PERSON, &REF_PERSON_ACCOUNT }, { 0 } };

/* An account whose making is taken back goes with its secret. */
static void drop_secret(Tx *tx, const Value *key, const Value *before, const Value *after) {
    if (before && !after)
        db_send(tx, &ACCOUNT_SECRET_GONE, key, 1);
}

static const TableHook hooks[] = { { &TABLE_ACCOUNT, drop_secret, NULL, &TABLE_ACCOUNT_SECRET }, { 0 } };

/* Hashes of passwords and of who mistyped them; how old a password is. */
static const Secret secrets[] = { { &TABLE_ACCOUNT_SECRET, -1 }, { &TABLE_SIGN_IN_FAILURE, -1 }, { &TABLE_ACCOUNT, COL_ACCOUNT_PASSWORD_AT }, { 0 } };

#define DONE_ACTS(base) { "POST " base "/geler", T_ACT_FROZEN }, { "POST " base "/retablir", T_ACT_THAWED }
static const ActText acts[] = { { ALARM_ACT, T_ACT_SIGN_IN_ALARM, .stays = true }, { "POST /bureau/connexions-en-cours/:session/fin", T_ACT_SESSION_CLOSED }, { "POST /compte/mot-de-passe", T_ACT_PASSWORD },
    { "POST /connexion/premiere", T_ACT_PASSWORD }, { "POST /connexion/premiere/coordonnees", T_ACT_CONTACT },
    { "POST /connexion/premiere/coordonnees/exactes", T_ACT_FIRST_STEP }, { "POST /connexion/premiere/charte", T_ACT_CHARTER_ACCEPTED }, { "POST /bureau/comptes/charte", T_ACT_CHARTER },
    { "POST /compte/enfants/:pupil/mot-de-passe", T_ACT_SECRETS }, { MAKING_ACT, T_ACT_ACCOUNTS_MADE }, { "secrets", T_ACT_SECRETS }, { "POST /bureau/comptes/:person/mot-de-passe", T_ACT_SECRETS },
    DONE_ACTS("/bureau/comptes/choisis"), DONE_ACTS("/bureau/comptes/:person"), { 0 } };

static const Processing processings[] = { { "accounts", T_REGISTER_ACCOUNTS, T_REGISTER_ACCOUNTS_WHY, T_REGISTER_ACCOUNTS_BASIS, OF_EVERYBODY, 2,
        OF_TABLES(&TABLE_ACCOUNT, &TABLE_PERSON_ACCOUNT, &TABLE_ACCOUNT_SECRET, &TABLE_SESSION, &TABLE_SESSION_CLOSING, &TABLE_SIGN_IN_FAILURE, &TABLE_SIGNED_DEVICE, &TABLE_SEEN_AS),
        .also = T_REGISTER_ALSO_SECRETS, .rights = "accounts.manage accounts.sessions accounts.connected accounts.addresses", .kept = T_REGISTER_KEPT_ACCOUNTS, .days = SIGNED_DEVICE_LIFE / DAY_LONG }, { 0 } };

const Feature accounts_feature = { .name = "accounts", .hooks = hooks, .references = references, .secrets = secrets, .columns = columns, .tables = tables, .acts = acts, .routes = routes, .topics = topics, .rights = rights, .panels = panels, .commands = commands, .guards = guards, .grids = grids,
    .processings = processings };
