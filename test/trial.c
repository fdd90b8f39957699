#include "test/trial.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "store/engine.h"
#include "test/test.h"

#include <string.h>
#include <unistd.h>

/* ---- a feature that makes holidays: done twice, there are two of them ---- */

TrialState trial_state;

static void add_holiday(Work *w) {
    change_add(w->tx, &TABLE_HOLIDAY, FIELDS(SET(COL_HOLIDAY_KIND, of_text("closure")), SET(COL_HOLIDAY_LABEL, of_text("essai")),
        SET(COL_HOLIDAY_FIRST_DAY, of_int(20000)), SET(COL_HOLIDAY_RESUME_DAY, of_int(20001))));
}

static Reply make_holiday(Request *rq) {
    add_holiday(rq->work);
    return see_other(rq, "/essai/%s", form_raw(rq, "label") ? form_raw(rq, "label") : "rien");
}

static Reply make_setting(Request *rq) {
    change_put(rq->work->tx, &TABLE_SETTING, KEY(of_text("essai")), FIELDS(SET(COL_SETTING_VALUE, of_text(form_raw(rq, "label")))));
    return see_other(rq, "/essai/reglage");
}

static Reply say_sessions(Request *rq) {
    add_holiday(rq->work);
    Doc *d = doc_new(rq->work, &REPLY_ACCOUNTS_CONNECTED);
    doc_bool(d, "cut", true);
    return page(rq, &PAGE_ACCOUNTS_CONNECTED, d);
}

static Reply make_slowly(Request *rq) {
    Work *w = rq->work;
    if (trial_state.slow_problem) {
        problem(w, trial_state.slow_problem, NULL, "label");
        return see_other(rq, "/essai/lent");
    }
    Tx *tx = tx_begin(w->school->store, rq->mem, TX_WRITE);
    add_holiday(work_new(rq->mem, tx, w->school, w->actor, "test"));
    must(tx_commit(tx) == TX_DONE);
    if (trial_state.slow_fault)
        tx_fail(w->tx, "test", "made to fail");
    return see_other(rq, "/essai/lent");
}

static bool prepare(Request *rq) { (void) rq; return ++trial_state.begun > 0; }

static Reply cut_off(Request *rq) {
    add_holiday(rq->work);
    store_fixture_cut(trial_state.to_cut);
    return see_other(rq, "/essai/coupe");
}

/* A file to keep: its letters from memory, or again and again in an open file. */
static Reply give_file(Request *rq) {
    return file_reply(rq, query_text(rq, "nom"), "text/csv; charset=utf-8", "a;b\r\n", 5);
}

static Reply give_open_file(Request *rq) {
    int fd = temporary_file(rq);
    char piece[4096];
    memset(piece, 'z', sizeof piece);
    must(fd > 0);
    for (int i = 0; i < TRIAL_PIECES; i++)
        must(write(fd, piece, sizeof piece) == sizeof piece);
    return open_file_reply(rq, "Classe/5e B.csv", "text/csv; charset=utf-8", fd);
}

static Verdict never_twice(Request *rq) { return db_int(rq->work->tx, &YEAR_IS_SET_UP, NO_VALUES) ? ALLOW : UNKNOWN; }

static const Route routes[] = {
    { POST, "/essai/conge", make_holiday, guard_signed_in, WRITE, PORTAL_ANY, NULL },
    { POST, "/essai/reglage", make_setting, never_twice, WRITE, PORTAL_ANY, NULL },
    { POST, "/essai/liste", say_sessions, guard_signed_in, WRITE, PORTAL_ANY, NULL, &PAGE_ACCOUNTS_CONNECTED },
    { POST, "/essai/lent", make_slowly, guard_signed_in, SLOW, PORTAL_ANY, NULL },
    { POST, "/essai/avant", make_holiday, guard_signed_in, SLOW_WRITE, PORTAL_ANY, NULL, .before = prepare },
    { POST, "/essai/coupe", cut_off, guard_signed_in, WRITE, PORTAL_ANY, NULL },
    { PUT, "/essai/conge", make_holiday, guard_signed_in, WRITE, PORTAL_ANY, NULL },
    { DELETE, "/essai/:mot/x", make_holiday, guard_signed_in, WRITE, PORTAL_ANY, NULL },
    { GET, "/essai/fichier", give_file, guard_signed_in, SLOW, PORTAL_ANY, NULL },
    { GET, "/essai/grand", give_open_file, guard_signed_in, SLOW, PORTAL_ANY, NULL },
    ROUTES_END,
};
static const Feature trial = { .name = "trial", .routes = routes };

/* ---- asking ---- */

World trial_world(StoreFixture *f, bool limits) {
    World w = { .s = small_school(f), .mem = f->mem };
    const Feature **all = NEW_ARRAY(f->mem, const Feature *, 64);
    int n = 0;
    for (; features[n]; n++)
        all[n] = features[n];
    all[n] = &trial;
    w.site = w.s->site;
    w.site.features = all;
    w.site.limits = limits;
    w.site.networks = "192.0.2.0/24, 2001:db8:5::/48";
    return w;
}

void trial_start(World *w) {
    const char *mistake = NULL;
    w->d = dispatcher_new(&w->site, w->mem, &mistake);
    CHECK_TEXT(mistake, NULL);
}

Conversation *trial_conversation(Arena *mem, const Asked *a) {
    Conversation *c = NEW(mem, Conversation);
    *c = (Conversation){ .mem = mem, .method = a->method, .method_known = true, .path = a->path, .host = "localhost:1", .address = a->address ? a->address : "127.0.0.1" };
    pairs_add(mem, &c->headers, "Sec-Fetch-Site", "same-origin");
    if (!a->html)
        pairs_add(mem, &c->headers, "Accept", "application/json");
    if (a->cookie)
        pairs_add(mem, &c->headers, "Cookie", arena_printf(mem, "sid=%s", a->cookie));
    if (a->key)
        pairs_add(mem, &c->headers, "Idempotency-Key", a->key);
    if (a->body)
        must(urlencoded_read(mem, a->body, strlen(a->body), &c->form));
    return c;
}

Said trial_said(const Conversation *c) {
    const Pairs *h = &c->answer_headers;
    return (Said){ c->status, arena_text_n(c->mem, c->answer, c->answer_size), pair_get(h, "Location"), pair_get(h, "Idempotency-Replayed"), pair_get(h, "Retry-After") };
}

Said ask_in(const World *w, Arena *mem, Asked a) {
    Conversation *c = trial_conversation(mem, &a);
    int status = dispatch_begin(w->d, c, 0);
    if (status)
        dispatch_error(w->d, c, status);
    else
        dispatch_run(w->d, c);
    return trial_said(c);
}

Said ask(const World *w, Asked a) { return ask_in(w, w->mem, a); }

int64_t trial_count(const World *w, const char *sql) {
    Tx *tx = tx_begin(w->s->school.store, w->mem, TX_READ);
    Run run = { .name = "count", .text = sql, .types = "", .columns = "i", .column_count = 1 };
    Rows r = db_run(tx, &run);
    int64_t n = row_next(&r) ? row_int(&r, 0) : -1;
    rows_end(&r);
    tx_rollback(tx);
    return n;
}
