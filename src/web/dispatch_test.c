/* Requests through the dispatcher, with a feature of the tests' own: keys that are asked again, limits, faults, methods. Both engines. */
#include "base/must.h"
#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "store/engine.h"
#include "test/small_school.h"
#include "test/test.h"
#include "web/conversation.h"
#include "web/limits.h"
#include "web/receipts.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* ---- a feature that makes holidays: done twice, there are two of them ---- */

static int begun;
static StoreFixture *to_cut;
static TextId slow_problem;
static bool slow_fault;

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
    Doc *d = doc_new(rq->work, &REPLY_ACCOUNTS_SESSIONS);
    doc_bool(d, "everybody", true);
    return page(rq, &PAGE_ACCOUNTS_SESSIONS, d);
}

static Reply make_slowly(Request *rq) {
    Work *w = rq->work;
    if (slow_problem) {
        problem(w, slow_problem, NULL, "label");
        return see_other(rq, "/essai/lent");
    }
    Tx *tx = tx_begin(w->school->store, rq->mem, TX_WRITE);
    add_holiday(work_new(rq->mem, tx, w->school, w->actor, "test"));
    must(tx_commit(tx) == TX_DONE);
    if (slow_fault)
        tx_fail(w->tx, "test", "made to fail");
    return see_other(rq, "/essai/lent");
}

static bool prepare(Request *rq) { (void) rq; return ++begun > 0; }

static Reply cut_off(Request *rq) {
    add_holiday(rq->work);
    store_fixture_cut(to_cut);
    return see_other(rq, "/essai/coupe");
}

static Verdict never_twice(Request *rq) { return db_int(rq->work->tx, &YEAR_IS_SET_UP, NO_VALUES) ? ALLOW : UNKNOWN; }

static const Route routes[] = {
    { POST, "/essai/conge", make_holiday, guard_signed_in, WRITE, PORTAL_ANY, NULL },
    { POST, "/essai/reglage", make_setting, never_twice, WRITE, PORTAL_ANY, NULL },
    { POST, "/essai/liste", say_sessions, guard_signed_in, WRITE, PORTAL_ANY, NULL, &PAGE_ACCOUNTS_SESSIONS },
    { POST, "/essai/lent", make_slowly, guard_signed_in, SLOW, PORTAL_ANY, NULL },
    { POST, "/essai/avant", make_holiday, guard_signed_in, SLOW_WRITE, PORTAL_ANY, NULL, .before = prepare },
    { POST, "/essai/coupe", cut_off, guard_signed_in, WRITE, PORTAL_ANY, NULL },
    { PUT, "/essai/conge", make_holiday, guard_signed_in, WRITE, PORTAL_ANY, NULL },
    { DELETE, "/essai/:mot/x", make_holiday, guard_signed_in, WRITE, PORTAL_ANY, NULL },
    ROUTES_END,
};
static const Feature trial = { .name = "trial", .routes = routes };

/* ---- asking ---- */

typedef struct World { SmallSchool *s; Site site; Dispatcher *d; Arena *mem; } World;

static World world(StoreFixture *f, bool limits) {
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

static World *start(World *w) {
    const char *mistake = NULL;
    w->d = dispatcher_new(&w->site, w->mem, &mistake);
    CHECK_TEXT(mistake, NULL);
    return w;
}

typedef struct Asked { const char *cookie, *path, *key, *body; Method method; bool html; const char *address; } Asked;
typedef struct Said { int status; const char *text, *location, *replayed, *wait; const Pairs *headers; } Said;

static Conversation *conversation(const World *w, Arena *mem, const Asked *a) {
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
    (void) w;
    return c;
}

static Said said(const Conversation *c) {
    const Pairs *h = &c->answer_headers;
    return (Said){ c->status, arena_text_n(c->mem, c->answer, c->answer_size), pair_get(h, "Location"), pair_get(h, "Idempotency-Replayed"), pair_get(h, "Retry-After"), h };
}

static Said ask_in(const World *w, Arena *mem, Asked a) {
    Conversation *c = conversation(w, mem, &a);
    int status = dispatch_begin(w->d, c, 0);
    if (status)
        dispatch_error(w->d, c, status);
    else
        dispatch_run(w->d, c);
    return said(c);
}

static Said ask(const World *w, Asked a) { return ask_in(w, w->mem, a); }

static int64_t count(const World *w, const char *sql) {
    Tx *tx = tx_begin(w->s->school.store, w->mem, TX_READ);
    Run run = { .name = "count", .text = sql, .types = "", .columns = "i", .column_count = 1 };
    Rows r = db_run(tx, &run);
    int64_t n = row_next(&r) ? row_int(&r, 0) : -1;
    rows_end(&r);
    tx_rollback(tx);
    return n;
}

#define HOLIDAYS "SELECT count(*) FROM holiday WHERE label = 'essai'"
#define RECEIPTS "SELECT (SELECT count(*) FROM year_receipt) + (SELECT count(*) FROM school_receipt)"
#define KEY_ONE "cle-d-essai-numero-1"
#define KEY_TWO "cle-d-essai-numero-2"

/* ---- keys ---- */

static void asked_again(StoreFixture *f) {
    World w = world(f, false);
    start(&w);
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/conge", .key = KEY_ONE, .body = "label=un" };
    Said first = ask(&w, a), again = ask(&w, a);
    CHECK_INT(first.status, 303);
    CHECK_TEXT(first.replayed, NULL);
    CHECK_INT(again.status, 303);
    CHECK_TEXT(again.location, "/essai/un");
    CHECK_TEXT(again.replayed, "true");
    CHECK_INT(count(&w, HOLIDAYS), 1);
    store_fixture_reopen(f);                /* as after a restart */
    w.s->school.store = f->store;
    CHECK_TEXT(ask(&w, a).replayed, "true");
    a.cookie = w.s->restricted;             /* somebody else's key is another one */
    CHECK_TEXT(ask(&w, a).replayed, NULL);
    a.key = NULL;                           /* without one, it is done as often as it is asked */
    CHECK_INT(ask(&w, a).status, 303);
    CHECK_INT(count(&w, HOLIDAYS), 3);
    CHECK_INT(count(&w, RECEIPTS), 2);
}
TEST(a_request_asked_again_with_its_key_is_not_done_again) { for_each_engine(asked_again); }

/* A session that is named again after it was named otherwise: the receipt stands in the base that was written. */
static void either_base(StoreFixture *f) {
    World w = world(f, false);
    start(&w);
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/reglage", .key = KEY_ONE, .body = "label=un" };
    Asked b = a;
    b.key = KEY_TWO;
    b.body = "label=deux";
    CHECK_INT(ask(&w, a).status, 303);
    CHECK_INT(ask(&w, b).status, 303);
    CHECK_TEXT(ask(&w, a).replayed, "true");
    CHECK_INT(count(&w, "SELECT count(*) FROM setting WHERE name = 'essai' AND value = 'deux'"), 1);
    CHECK_INT(count(&w, "SELECT count(*) FROM school_receipt"), 2);
    CHECK_INT(count(&w, "SELECT count(*) FROM year_receipt"), 0);
    a.path = "/essai/conge";                /* the other base knows the key too */
    CHECK_INT(ask(&w, a).status, 422);
    CHECK_INT(count(&w, HOLIDAYS), 0);
}
TEST(a_receipt_stands_in_the_base_that_was_written) { for_each_engine(either_base); }

static void another_request(StoreFixture *f) {
    World w = world(f, false);
    start(&w);
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/conge", .key = KEY_ONE, .body = "label=un" };
    CHECK_INT(ask(&w, a).status, 303);
    const Asked others[] = { { .path = "/essai/conge", .body = "label=deux" }, { .path = "/essai/conge", .body = "label=un&label=un" },
        { .path = "/essai/conge" }, { .path = "/essai/conge", .body = "labe=lun" }, { .path = "/essai/conge", .body = "label=un", .method = PUT },
        { .path = "/essai/liste", .body = "label=un" } };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        Asked b = others[i];
        b.cookie = a.cookie;
        b.key = a.key;
        b.method = b.method == PUT ? PUT : POST;
        Said e = ask(&w, b);
        CHECK_INT(e.status, 422);
        CHECK(strstr(e.text, "\"field\":\"Idempotency-Key\",\"code\":\"receipt.other\""));
        b.html = true;
        CHECK(strstr(ask(&w, b).text, "Cette clé a déjà servi"));
    }
    CHECK_INT(count(&w, HOLIDAYS), 1);
}
TEST(a_key_that_has_served_serves_nothing_else) { for_each_engine(another_request); }

static void refused_requests(StoreFixture *f) {
    World w = world(f, false);
    start(&w);
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/bureau/annee/creneaux/1", .key = KEY_ONE, .body = "label=M1&from_time=09:00&until_time=08:55" };
    CHECK_INT(ask(&w, a).status, 422);
    CHECK_INT(ask(&w, a).status, 422);
    a.body = "label=M1&from_time=08:10&until_time=08:55&was_from_time=08:05";
    CHECK_INT(ask(&w, a).status, 409);
    a.body = "label=M1&from_time=08:05&until_time=08:55";
    a.cookie = w.s->restricted;
    CHECK_INT(ask(&w, a).status, 403);
    a.cookie = NULL;
    CHECK_INT(ask(&w, a).status, 401);
    CHECK_INT(count(&w, RECEIPTS), 0);
    a.cookie = w.s->supervisor;             /* mended, the same key does */
    Said done = ask(&w, a);
    CHECK_INT(done.status, 303);
    CHECK_TEXT(done.replayed, NULL);
    CHECK_INT(count(&w, RECEIPTS), 1);
    a.path = "/deconnexion";                /* what gives or takes a session leaves no receipt */
    a.key = KEY_TWO;
    a.body = NULL;
    CHECK_INT(ask(&w, a).status, 303);
    CHECK_INT(count(&w, RECEIPTS), 1);
}
TEST(what_was_refused_leaves_no_receipt) { for_each_engine(refused_requests); }

static void bad_keys(StoreFixture *f) {
    World w = world(f, false);
    start(&w);
    const char *long_key = "a123456789b123456789c123456789d123456789e123456789f123456789g123456789h123456789i123456789j123456789k123456789l12345678";
    const char *const bad[] = { "", "court", "quinze-lettres-", "seize lettres et blancs", "clé-avec-un-accent-dedans", arena_printf(w.mem, "%s%s", long_key, "0123456789") };
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/conge" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        a.key = bad[i];
        Said e = ask(&w, a);
        CHECK_INT(e.status, 400);
        CHECK(strstr(e.text, "receipt.key"));
    }
    CHECK_INT(count(&w, HOLIDAYS), 0);
    CHECK_INT(strlen(long_key), 119);
    a.key = arena_printf(w.mem, "%s%s", long_key, "012345678");
    CHECK_INT(ask(&w, a).status, 303);
    a.key = "seize-lettres---";
    CHECK_INT(ask(&w, a).status, 303);
    a = (Asked){ .cookie = w.s->supervisor, .path = "/bureau/annee", .key = "x" };      /* it says nothing to a GET */
    CHECK_INT(ask(&w, a).status, 200);
}
TEST(a_key_has_16_to_128_visible_characters) { for_each_engine(bad_keys); }

static void kept_answers(StoreFixture *f) {
    World w = world(f, false);
    start(&w);
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/liste", .key = KEY_ONE };
    Said first = ask(&w, a), again = ask(&w, a);
    CHECK_INT(first.status, 200);
    CHECK_INT(again.status, 200);
    CHECK_TEXT(again.text, first.text);
    CHECK_TEXT(first.text, "{\"everybody\":true}");
    a.key = KEY_TWO;
    a.html = true;                          /* a page is not kept: what it shows may have changed */
    CHECK_INT(ask(&w, a).status, 200);
    again = ask(&w, a);
    CHECK_INT(again.status, 204);
    CHECK_TEXT(again.replayed, "true");
    CHECK_INT(count(&w, HOLIDAYS), 2);
}
TEST(a_small_json_answer_is_given_again) { for_each_engine(kept_answers); }

static void a_day_later(StoreFixture *f) {
    World w = world(f, false);
    start(&w);
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/conge" };
    for (int i = 0; i < 20; i++) {
        a.key = arena_printf(w.mem, "cle-d-essai-numero-%d", i);
        CHECK_INT(ask(&w, a).status, 303);
    }
    CHECK_INT(count(&w, "SELECT count(*) FROM year_receipt"), 20);
    store_fixture_tamper(f, "UPDATE year_receipt SET at = at - 86400001");
    a.key = "cle-d-essai-numero-7";
    CHECK_TEXT(ask(&w, a).replayed, NULL);  /* forgotten, though its row may still be there */
    CHECK_TEXT(ask(&w, a).replayed, "true");
    CHECK(count(&w, "SELECT count(*) FROM year_receipt") <= 13);
    for (int i = 0; i < 2; i++) {
        a.key = arena_printf(w.mem, "autre-cle-d-essai-%d", i);
        CHECK_INT(ask(&w, a).status, 303);
    }
    CHECK_INT(count(&w, "SELECT count(*) FROM year_receipt"), 3);
}
TEST(receipts_are_kept_a_day_and_swept_little_by_little) { for_each_engine(a_day_later); }

/* ---- many at once ---- */

typedef struct Hurry { const World *w; const char *path; atomic_int *done, *replayed, *begun; pthread_t thread; } Hurry;

static void *hurry(void *context) {
    Hurry *h = context;
    Arena *mem = arena_new();
    Said e = ask_in(h->w, mem, (Asked){ .cookie = h->w->s->supervisor, .method = POST, .path = h->path, .key = KEY_ONE, .body = "label=un" });
    atomic_fetch_add(h->done, e.status == 303 && !e.replayed);
    atomic_fetch_add(h->replayed, e.status == 303 && e.replayed);
    atomic_fetch_add(h->begun, e.status == 409);
    arena_free(mem);
    return NULL;
}

static void at_once(StoreFixture *f) {
    static const char *const paths[] = { "/essai/conge", "/essai/lent" };
    World w = world(f, false);
    start(&w);
    slow_problem = 0;
    for (int p = 0; p < 2; p++) {
        Hurry all[8];
        atomic_int done = 0, replayed = 0, in_hand = 0;
        store_fixture_tamper(f, "DELETE FROM year_receipt");
        for (int i = 0; i < 8; i++) {
            all[i] = (Hurry){ &w, paths[p], &done, &replayed, &in_hand, 0 };
            must(pthread_create(&all[i].thread, NULL, hurry, &all[i]) == 0);
        }
        for (int i = 0; i < 8; i++)
            pthread_join(all[i].thread, NULL);
        CHECK_INT(atomic_load(&done), 1);
        CHECK_INT(atomic_load(&replayed) + atomic_load(&in_hand), 7);
        CHECK(p == 1 || atomic_load(&in_hand) == 0);
        CHECK_INT(count(&w, HOLIDAYS), p + 1);
    }
}
TEST(of_eight_at_once_one_is_done) { for_each_engine(at_once); }

/* ---- a commit of which nobody knows ---- */

static Engine unsure;
static const Engine *real;
static bool really;

static Outcome unsure_commit(Connection *c) {
    if (really)
        real->commit(c);
    else
        real->rollback(c);
    return UNSURE;
}

static void lost_in_commit(StoreFixture *f) {
    World w = world(f, false);
    start(&w);
    for (int committed = 0; committed < 2; committed++) {
        Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/conge", .key = committed ? KEY_ONE : KEY_TWO, .body = "label=un" };
        real = f->store->engine;
        unsure = *real;
        unsure.commit = unsure_commit;
        really = committed;
        f->store->engine = &unsure;
        Said e = ask(&w, a);
        f->store->engine = real;
        CHECK_INT(e.status, 503);
        CHECK(e.wait && strstr(e.text, "\"reference\":"));
        CHECK_INT(count(&w, HOLIDAYS), committed ? 2 : 0);
        e = ask(&w, a);                     /* the client asks again, and learns the truth */
        CHECK_INT(e.status, 303);
        CHECK_TEXT(e.replayed, committed ? "true" : NULL);
        CHECK_INT(count(&w, HOLIDAYS), committed ? 2 : 1);
    }
}
TEST(after_a_connection_lost_in_commit_the_key_tells) { for_each_engine(lost_in_commit); }

TEST(a_store_that_went_away_is_503_and_comes_back) {
    StoreFixture *f = store_fixture_open(true);
    World w = world(f, false);
    start(&w);
    to_cut = f;
    for (int keyed = 0; keyed < 2; keyed++) {
        Said e = ask(&w, (Asked){ .cookie = w.s->supervisor, .method = POST, .path = "/essai/coupe", .key = keyed ? KEY_ONE : NULL });
        CHECK_INT(e.status, 503);
        CHECK(e.wait != NULL);
        CHECK_INT(ask(&w, (Asked){ .cookie = w.s->supervisor, .path = "/bureau/annee" }).status, 200);
        CHECK_INT(count(&w, HOLIDAYS), 0);
    }
    store_fixture_close(f);
}

/* ---- what is slow ---- */

static void slow_requests(StoreFixture *f) {
    World w = world(f, false);
    start(&w);
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/lent", .key = KEY_ONE };
    slow_problem = T_FORM_REQUIRED;
    CHECK_INT(ask(&w, a).status, 422);
    slow_problem = 0;
    CHECK_INT(count(&w, RECEIPTS), 0);
    CHECK_TEXT(ask(&w, a).replayed, NULL);
    CHECK_TEXT(ask(&w, a).replayed, "true");
    CHECK_INT(count(&w, HOLIDAYS), 1);
    a.key = KEY_TWO;
    slow_fault = true;                      /* it ended badly: whoever asks again is told, and it is not done again */
    CHECK_INT(ask(&w, a).status, 500);
    slow_fault = false;
    Said e = ask(&w, a);
    CHECK_INT(e.status, 409);
    CHECK(strstr(e.text, "receipt.begun"));
    CHECK_INT(count(&w, HOLIDAYS), 2);
}
TEST(a_slow_request_is_begun_once) { for_each_engine(slow_requests); }

static void before_once(StoreFixture *f) {
    World w = world(f, false);
    start(&w);
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/avant", .key = KEY_ONE };
    begun = 0;
    CHECK_INT(ask(&w, a).status, 303);
    CHECK_TEXT(ask(&w, a).replayed, "true");
    a.key = "court";
    CHECK_INT(ask(&w, a).status, 400);
    a.cookie = NULL;
    CHECK_INT(ask(&w, a).status, 401);      /* nor is it begun for a stranger */
    CHECK_INT(begun, 1);
    CHECK_INT(count(&w, HOLIDAYS), 1);
}
TEST(what_is_costly_is_not_begun_again) { for_each_engine(before_once); }

/* ---- limits ---- */

static int times(const World *w, Asked a, int most, Said *last) {
    int good = 0;
    for (int i = 0; i < most; i++) {
        Arena *mem = arena_new();
        Said e = ask_in(w, mem, a);
        good += e.status != 429;
        *last = e;
        last->text = arena_text(w->mem, e.text);
        last->wait = arena_text(w->mem, e.wait);
        arena_free(mem);
    }
    return good;
}

static void asked_too_often(StoreFixture *f) {
    World w = world(f, true);
    start(&w);
    Said e;
    Asked stranger = { .path = "/connexion", .address = "203.0.113.9" };
    CHECK_INT(times(&w, stranger, LIMIT_STRANGER + 10, &e), LIMIT_STRANGER);
    CHECK_INT(e.status, 429);
    CHECK(e.wait && strstr(e.text, "\"kind\":\"too_many\",\"wait_seconds\":"));
    stranger.html = true;
    CHECK_INT(times(&w, stranger, 1, &e), 0);
    CHECK(strstr(e.text, "Trop de demandes"));
    stranger.cookie = "0123456789012345678901234567890123456789012345678901234567890123";    /* a session that is none helps nobody */
    CHECK_INT(times(&w, stranger, 1, &e), 0);
    stranger = (Asked){ .path = "/nulle/part", .address = "203.0.113.9" };
    CHECK_INT(times(&w, stranger, 1, &e), 0);
    stranger.path = "/healthz";             /* files and health are for everybody */
    CHECK_INT(times(&w, stranger, 10, &e), 10);
    stranger.path = "/assets/rien";
    CHECK_INT(times(&w, stranger, 10, &e), 10);
    stranger = (Asked){ .path = "/connexion", .address = "192.0.2.9" };     /* the school's own network */
    CHECK_INT(times(&w, stranger, LIMIT_STRANGER + 10, &e), LIMIT_STRANGER + 10);
    begun = 0;
    stranger = (Asked){ .path = "/essai/avant", .address = "203.0.113.9", .method = POST, .cookie = "0123456789" };
    CHECK_INT(times(&w, stranger, 1, &e), 0);
    CHECK_INT(begun, 0);
    w.site.limits = false;
    start(&w);
    stranger = (Asked){ .path = "/connexion", .address = "203.0.113.9" };
    CHECK_INT(times(&w, stranger, LIMIT_STRANGER + 10, &e), LIMIT_STRANGER + 10);
}
TEST(who_asks_too_often_waits) { for_each_engine(asked_too_often); }

TEST(a_person_has_one_limit_for_all_sessions) {
    StoreFixture *f = store_fixture_open(false);
    World w = world(f, true);
    start(&w);
    Said e;
    Asked a = { .path = "/readyz", .cookie = w.s->supervisor };
    CHECK_INT(times(&w, a, LIMIT_USER + 10, &e), LIMIT_USER);
    CHECK_INT(e.status, 429);
    a.cookie = w.s->restricted;
    CHECK_INT(times(&w, a, 10, &e), 10);
    store_fixture_close(f);
}

TEST(a_session_has_eight_requests_on_their_way) {
    StoreFixture *f = store_fixture_open(false);
    World w = world(f, true);
    start(&w);
    Arena *mem[LIMIT_IN_FLIGHT + 1];
    Asked a = { .path = "/bureau", .cookie = w.s->supervisor };
    for (int i = 0; i <= LIMIT_IN_FLIGHT; i++) {
        mem[i] = arena_new();
        Conversation *c = conversation(&w, mem[i], &a);
        CHECK_INT(dispatch_begin(w.d, c, 0), i < LIMIT_IN_FLIGHT ? 0 : 429);
        if (i == LIMIT_IN_FLIGHT) {
            dispatch_error(w.d, c, 429);
            CHECK_TEXT(said(c).wait, "1");
        }
    }
    Conversation *other = conversation(&w, f->mem, &(Asked){ .path = "/bureau", .cookie = w.s->restricted });
    CHECK_INT(dispatch_begin(w.d, other, 0), 0);
    for (int i = 0; i <= LIMIT_IN_FLIGHT; i++)
        arena_free(mem[i]);
    CHECK_INT(ask(&w, a).status, 200);
    store_fixture_close(f);
}

TEST(school_networks_that_are_none_keep_it_from_starting) {
    StoreFixture *f = store_fixture_open(false);
    World w = world(f, true);
    w.site.networks = "192.0.2.0/24, ecole";
    CHECK_TEXT(site_check(&w.site, f->mem), "school_networks: ecole is no network");
    store_fixture_close(f);
}

/* Behind a proxy the address is what the proxy saw, not what the client claims. */
TEST(the_last_forwarder_is_believed) {
    StoreFixture *f = store_fixture_open(false);
    World w = world(f, true);
    w.site.behind = "https://ecole.example";
    start(&w);
    for (int i = 0; i <= LIMIT_STRANGER; i++) {
        Arena *mem = arena_new();
        Conversation *c = conversation(&w, mem, &(Asked){ .path = "/connexion" });
        if (i % 2)
            pairs_add(mem, &c->headers, "X-Forwarded-For", arena_printf(mem, "198.51.100.%d", i % 256));
        pairs_add(mem, &c->headers, "X-Forwarded-For", i % 2 ? "203.0.113.9" : arena_printf(mem, "198.51.100.%d, 203.0.113.9", i % 256));
        CHECK_INT(dispatch_begin(w.d, c, 0), i < LIMIT_STRANGER ? 0 : 429);
        CHECK_TEXT(c->request.address, "203.0.113.9");
        arena_free(mem);
    }
    store_fixture_close(f);
}

/* ---- faults, step by step ---- */

static void tortured(StoreFixture *f) {
    World w = world(f, false);
    start(&w);
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/conge", .key = KEY_ONE };
    int nth = 1;
    for (; nth < 60; nth++) {
        store_fail_at(f->store, nth);
        Said e = ask(&w, a);
        store_fail_at(f->store, 0);
        if (e.status == 303)
            break;
        CHECK_INT(e.status, 500);
        CHECK(strstr(e.text, "\"reference\":") && !e.wait);
        CHECK_INT(count(&w, HOLIDAYS), 0);
        CHECK_INT(count(&w, RECEIPTS), 0);
    }
    CHECK(nth > 6 && nth < 60);
    CHECK_TEXT(ask(&w, a).replayed, "true");
    CHECK_INT(count(&w, HOLIDAYS), 1);
}
TEST(each_statement_may_fail_and_nothing_is_half_done) { for_each_engine(tortured); }

TEST_MAIN
