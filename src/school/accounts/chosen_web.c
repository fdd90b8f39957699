/* What is done with the accounts of some, or of one: made, handed out, frozen, their sessions closed. */
#include "school/accounts/accounts_web.h"

#include "base/log.h"
#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/access/access.h"
#include "school/accounts/slips.h"
#include "store/undo.h"
#include "store/years.h"

#define NAMES_SHOWN 20
#define HERE "/bureau/comptes/choisis"

/* ---- whom it is about: a list's selection, or the one whom the address names ---- */

typedef struct Whom { int64_t *persons; size_t count; const char *query; const struct GridTurn *turn; } Whom;

static Whom whom(Request *rq) {
    Whom all = { .query = "" };
    if (path_word(rq, "person")) {
        all.persons = NEW(rq->mem, int64_t);
        *all.persons = path_id(rq, "person");
        all.count = 1;
        return all;
    }
    GridWhom chosen = grid_whom(rq, &holders_grid, HERE);
    return (Whom){ chosen.ids, chosen.count, chosen.here + strlen(HERE), chosen.turn };
}

static Holder *holders_of(Request *rq, size_t *count) {
    Whom all = whom(rq);
    return accounts_holders(rq->work, all.persons, all.count, count);
}

Verdict has_holder(Request *rq) {
    size_t count;
    int64_t person = path_id(rq, "person");
    accounts_holders(rq->work, &person, 1, &count);
    return count ? ALLOW : UNKNOWN;
}

/* ---- one ---- */

static const char *record_of(Arena *mem, const Holder *h) {
    static const char *const lists[] = { [KIND_SUPERVISOR] = "personnels", [KIND_STAFF] = "personnels", [KIND_TEACHER] = "professeurs", [KIND_GUARDIAN] = "responsables", [KIND_PUPIL] = "eleves" };
    return h->here ? arena_printf(mem, "/bureau/%s/%lld", lists[h->kind], (long long) h->person) : NULL;
}

void holder_doc(const Work *w, Doc *d, const Holder *h) {
    doc_word(d, "state", holder_words[h->state]);
    doc_text(d, "login", h->login);
    if (h->last_at)
        doc_int(d, "last_at", h->last_at);
    if (h->handed_at)
        doc_int(d, "handed_at", h->handed_at);
    if (h->until && h->state == HOLDER_HANDED)
        doc_int(d, "until", h->until);
    doc_bool(d, "gone", !h->here);
    doc_bool(d, "may_make", h->state == HOLDER_NONE);
    doc_bool(d, "may_hand", accounts_may_touch(w, h) && h->state != HOLDER_FROZEN);
    doc_bool(d, "may_freeze", accounts_may_freeze(w, h) && h->state != HOLDER_FROZEN);
    doc_bool(d, "may_thaw", accounts_may_freeze(w, h) && h->state == HOLDER_FROZEN);
    doc_bool(d, "may_close", accounts_may_touch(w, h));
}

Rows holder_ask(Work *w, int64_t person) { return may(w, right_manage) ? accounts_ask_holders(w, &person, 1) : (Rows){ 0 }; }

void holder_on_record(Work *w, Doc *d, Rows asked) {
    if (row_next(&asked)) {
        Holder h = accounts_read_holder(&asked, w->mem);
        holder_doc(w, doc_object(d, "account"), &h);
    }
    rows_end(&asked);
}

Reply show_holder(Request *rq) {
    Work *w = rq->work;
    size_t count;
    Holder *h = holders_of(rq, &count);
    if (!count)
        return not_found(rq);
    Doc *d = doc_new(w, &REPLY_ACCOUNTS_HOLDER);
    doc_int(d, "id", h->person);
    doc_text(d, "display_name", h->name);
    doc_word(d, "kind", kind_words[h->kind]);
    doc_text(d, "about", h->about);
    doc_text(d, "record_href", record_of(rq->mem, h));
    holder_doc(w, d, h);
    return page(rq, &PAGE_ACCOUNTS_HOLDER, d);
}

/* ---- some ---- */

typedef struct Counts { int64_t none, waiting, personalised, frozen, freezable, touched; } Counts;

static Counts counts_of(const Work *w, const Holder *holders, size_t count) {
    Counts c = { 0 };
    for (size_t i = 0; i < count; i++) {
        const Holder *h = &holders[i];
        bool mine = accounts_may_touch(w, h), waits = h->state == HOLDER_TO_HAND || h->state == HOLDER_HANDED || h->state == HOLDER_EXPIRED;
        c.none += h->state == HOLDER_NONE;
        c.waiting += mine && waits;
        c.personalised += h->state == HOLDER_PERSONALISED;
        c.frozen += accounts_may_freeze(w, h) && h->state == HOLDER_FROZEN;
        c.freezable += accounts_may_freeze(w, h) && h->state != HOLDER_FROZEN;
        c.touched += mine;
    }
    return c;
}

Reply show_chosen(Request *rq) {
    static const char *const keys[] = { "make_href", "hand_href", "freeze_href", "thaw_href", "close_href" }, *const words_of[] = { "creer", "coupons", "geler", "retablir", "sessions" };
    Work *w = rq->work;
    Whom all = whom(rq);
    size_t count;
    Holder *holders = accounts_holders(w, all.persons, all.count, &count);
    Counts c = counts_of(w, holders, count);
    Doc *d = doc_new(w, &REPLY_ACCOUNTS_CHOSEN);
    doc_int(d, "count", (int64_t) count);
    doc_int(d, "none", c.none);
    doc_int(d, "waiting", c.waiting);
    doc_int(d, "personalised", c.personalised);
    doc_int(d, "frozen", c.frozen);
    doc_int(d, "freezable", c.freezable);
    doc_int(d, "touched", c.touched);
    grid_carry(all.turn, d);
    for (int i = 0; i < 5; i++)
        doc_text(d, keys[i], arena_printf(rq->mem, HERE "/%s%s", words_of[i], all.query));
    if (c.waiting || c.personalised)
        doc_text(d, "letters_href", arena_printf(rq->mem, "/bureau/courriers/envoi%s", all.query));
    for (size_t i = 0; i < count && i < NAMES_SHOWN; i++)
        doc_add_text(d, "names", holders[i].about ? arena_printf(rq->mem, "%s · %s", holders[i].name, holders[i].about) : holders[i].name);
    doc_int(d, "further", count > NAMES_SHOWN ? (int64_t) (count - NAMES_SHOWN) : 0);
    return page(rq, &PAGE_ACCOUNTS_CHOSEN, d);
}

/* ---- made: one work in the school's base, then one in the year's ---- */

static Reply after(Request *rq) {
    const char *person = path_word(rq, "person");
    return person ? see_other(rq, "/bureau/comptes/%s", person) : see_other(rq, "/bureau/comptes/remettre");
}

static Reply refused(Request *rq) { return again(rq, path_word(rq, "person") ? show_holder : show_chosen); }

static Reply nobody(Request *rq) {
    problem(rq->work, T_HOLDERS_NOBODY, NULL, "accounts");
    return refused(rq);
}

typedef struct Making { Whom whom; NewAccount *made; size_t count; int64_t work; } Making;

static void make(Work *own, void *what) {
    Making *m = what;
    m->made = accounts_make(own, m->whom.persons, m->whom.count, &m->count);
    m->work = change_work(own->tx);
}

static void begin(Work *own, void *what) {
    Making *m = what;
    for (size_t i = 0; i < m->count && ok(own); i++)
        access_begin(own, m->made[i].id, m->made[i].kind, m->made[i].person);
}

/* No account without what it may do: W has failed, so that this is a transaction of its own. */
static void take_back(const Work *w, int64_t work) {
    Tx *tx = tx_begin(w->school->store, w->mem, TX_WRITE);
    Work *own = work_new(w->mem, tx, w->school, w->actor, "undo");
    Undo *u = undo_check(tx, w->mem, SCHOOL, work, own->now);
    if (tx_ok(tx) && !u->reason_count)
        undo_run(tx, u);
    if (tx_commit(tx) != TX_DONE)
        log_event(LOG_WARNING, "accounts without rights", LOG_INT("work", work));
}

Reply make_accounts(Request *rq) {
    Work *w = rq->work;
    Making m = { .whom = whom(rq) };
    if (store_is_closed(w->school->store)) {
        problem(w, T_HOLDERS_CLOSED_YEAR, NULL, "accounts");
        return refused(rq);
    }
    if (work_apart(w, MAKING_ACT, make, &m) != TX_DONE)
        return refused(rq);
    if (!m.count)
        return nobody(rq);
    if (work_apart(w, MAKING_ACT, begin, &m) == TX_DONE)
        return after(rq);
    take_back(w, m.work);
    return refused(rq);
}

/* ---- handed out ---- */

typedef struct Handing { Whom whom; bool chosen; Holder *holders; size_t count, done; const char **secrets; } Handing;

static void hand_out(Work *own, void *what) {
    Handing *h = what;
    h->holders = accounts_holders(own, h->whom.persons, h->whom.count, &h->count);
    h->secrets = accounts_hand_out(own, h->holders, h->count, h->chosen, &h->done);
    for (size_t i = 0; i < h->count; i++)
        h->holders[i].until = own->now + (Instant) FIRST_SECRET_DAYS * 24 * 3600 * 1000;
}

/* The paper comes first: a secret that cannot be printed is not made. */
Reply print_slips(Request *rq) {
    Work *w = rq->work;
    const char *title = words(rq->mem, T_SLIPS_TITLE, NULL);
    Handing h = { .whom = whom(rq) };
    Slips *slips = slips_new(w, request_site(rq), title);
    if (!slips) {
        tx_fail(w->tx, "slips", "not made");
        return not_found(rq);
    }
    if (work_apart(w, "secrets", hand_out, &h) != TX_DONE)
        return refused(rq);
    if (!h.done)
        return nobody(rq);
    if (!slips_print(slips, h.holders, h.secrets, h.count))
        tx_fail(w->tx, "slips", "not printed");
    return file_reply(rq, arena_printf(rq->mem, "%s %s.pdf", title, day_iso(rq->mem, w->today)), "application/pdf", slips->to->held.data, slips->to->held.size);
}

Reply secret_page(Request *rq, const Holder *h, const char *secret, const char *back) {
    Doc *d = doc_new(rq->work, &REPLY_ACCOUNTS_HANDED);
    doc_int(d, "id", h->person);
    doc_text(d, "display_name", h->name);
    doc_text(d, "about", h->about);
    doc_text(d, "site", request_site(rq));
    doc_text(d, "login", h->login);
    doc_text(d, "secret", secret);
    doc_day(d, "until", instant_day(h->until));
    doc_text(d, "back", back);
    Reply reply = own_page(rq, &PAGE_ACCOUNTS_HANDED, d);
    reply.unkept = true;
    return reply;
}

/* Of one, who is named: a password that they have chosen is replaced too. */
Reply show_secret(Request *rq) {
    Handing h = { .whom = whom(rq), .chosen = true };
    hand_out(rq->work, &h);
    return h.done ? secret_page(rq, h.holders, h.secrets[0], arena_printf(rq->mem, "/bureau/comptes/%lld", (long long) h.holders->person)) : nobody(rq);
}

/* ---- frozen, thawed, closed ---- */

static Reply done_with(Request *rq, size_t (*verb)(Work *w, const Holder *holders, size_t count)) {
    size_t count;
    Holder *holders = holders_of(rq, &count);
    return verb(rq->work, holders, count) ? after(rq) : nobody(rq);
}

Reply freeze_accounts(Request *rq) { return done_with(rq, accounts_freeze); }
Reply thaw_accounts(Request *rq) { return done_with(rq, accounts_thaw); }
Reply close_accounts(Request *rq) { return done_with(rq, accounts_close); }
