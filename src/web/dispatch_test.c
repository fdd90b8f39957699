/* Requests through the dispatcher: a store that is away, what is run again, who asks too often. Both engines. */
#include "base/must.h"
#include "base/str.h"
#include "store/engine.h"
#include "test/test.h"
#include "test/trial.h"
#include "web/limits.h"
#include "work/sms.h"

#include <string.h>

/* ---- a store that is not there, or asks to run it again ---- */

static Engine odd;
static const Engine *real;
static int begins, retries;

static Outcome lost_begin(Connection *c, TxMode mode) {
    (void) c; (void) mode;
    return LOST;
}

static Outcome counted_begin(Connection *c, TxMode mode) {
    begins++;
    return real->begin(c, mode);
}

static Outcome again_commit(Connection *c) {
    if (retries-- <= 0)
        return real->commit(c);
    real->rollback(c);
    return RETRY;
}

static void not_there(StoreFixture *f) {
    World w = trial_world(f, false);
    trial_start(&w);
    real = f->store->engine;
    odd = *real;
    odd.begin = lost_begin;
    f->store->engine = &odd;
    const Asked all[] = { { .path = "/bureau" }, { .path = "/readyz" }, { .method = POST, .path = "/essai/conge", .key = KEY_ONE },
        { .method = POST, .path = "/essai/avant" }, { .path = "/bureau", .html = true } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        Asked a = all[i];
        a.cookie = w.s->supervisor;
        Said e = ask(&w, a);
        CHECK_INT(e.status, 503);
        CHECK(e.wait != NULL);
    }
    f->store->engine = real;
    CHECK_INT(ask(&w, (Asked){ .cookie = w.s->supervisor, .path = "/bureau" }).status, 200);
}
TEST(without_a_store_everything_is_503) { for_each_engine(not_there); }

static void run_again(StoreFixture *f) {
    World w = trial_world(f, false);
    trial_start(&w);
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/conge", .key = KEY_ONE };
    real = f->store->engine;
    odd = *real;
    odd.begin = counted_begin;
    odd.commit = again_commit;
    f->store->engine = &odd;
    begins = 0;
    retries = 2;
    Said e = ask(&w, a);
    CHECK_INT(e.status, 303);
    CHECK_INT(begins, 3);
    begins = 0;
    retries = 9;
    a.key = KEY_TWO;
    e = ask(&w, a);                         /* three times, no more */
    CHECK_INT(e.status, 503);
    CHECK(e.wait != NULL);
    CHECK_INT(begins, 3);
    f->store->engine = real;
    CHECK_INT(trial_count(&w, HOLIDAYS), 1);
    CHECK_INT(trial_count(&w, RECEIPTS), 1);
}
TEST(what_the_engine_asks_to_run_again_runs_three_times_at_most) { for_each_engine(run_again); }

TEST(a_store_that_went_away_is_503_and_comes_back) {
    StoreFixture *f = store_fixture_open(true);
    World w = trial_world(f, false);
    trial_start(&w);
    trial_state.to_cut = f;
    for (int keyed = 0; keyed < 2; keyed++) {
        Said e = ask(&w, (Asked){ .cookie = w.s->supervisor, .method = POST, .path = "/essai/coupe", .key = keyed ? KEY_ONE : NULL });
        CHECK_INT(e.status, 503);
        CHECK(e.wait != NULL);
        CHECK_INT(ask(&w, (Asked){ .cookie = w.s->supervisor, .path = "/bureau/annee" }).status, 200);
        CHECK_INT(trial_count(&w, HOLIDAYS), 0);
    }
    store_fixture_close(f);
}

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
    World w = trial_world(f, true);
    trial_start(&w);
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
    trial_state.begun = 0;
    stranger = (Asked){ .path = "/essai/avant", .address = "203.0.113.9", .method = POST, .cookie = "0123456789" };
    CHECK_INT(times(&w, stranger, 1, &e), 0);
    CHECK_INT(trial_state.begun, 0);
    w.site.limits = false;
    trial_start(&w);
    stranger = (Asked){ .path = "/connexion", .address = "203.0.113.9" };
    CHECK_INT(times(&w, stranger, LIMIT_STRANGER + 10, &e), LIMIT_STRANGER + 10);
}
TEST(who_asks_too_often_waits) { for_each_engine(asked_too_often); }

TEST(a_person_has_one_limit_for_all_sessions) {
    StoreFixture *f = store_fixture_open(false);
    World w = trial_world(f, true);
    trial_start(&w);
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
    World w = trial_world(f, true);
    trial_start(&w);
    Arena *mem[LIMIT_IN_FLIGHT + 1];
    Asked a = { .path = "/bureau", .cookie = w.s->supervisor };
    for (int i = 0; i <= LIMIT_IN_FLIGHT; i++) {
        mem[i] = arena_new();
        Conversation *c = trial_conversation(mem[i], &a);
        CHECK_INT(dispatch_begin(w.d, c, 0), i < LIMIT_IN_FLIGHT ? 0 : 429);
        if (i == LIMIT_IN_FLIGHT) {
            dispatch_error(w.d, c, 429);
            CHECK_TEXT(trial_said(c).wait, "1");
        }
    }
    Conversation *other = trial_conversation(f->mem, &(Asked){ .path = "/bureau", .cookie = w.s->restricted });
    CHECK_INT(dispatch_begin(w.d, other, 0), 0);
    for (int i = 0; i <= LIMIT_IN_FLIGHT; i++)
        arena_free(mem[i]);
    CHECK_INT(ask(&w, a).status, 200);
    store_fixture_close(f);
}

TEST(school_networks_that_are_none_keep_it_from_starting) {
    StoreFixture *f = store_fixture_open(false);
    World w = trial_world(f, true);
    w.site.networks = "192.0.2.0/24, ecole";
    CHECK_TEXT(site_check(&w.site, f->mem), "school_networks: ecole is no network");
    store_fixture_close(f);
}

/* Behind a proxy the address is what the proxy saw, not what the client claims. */
TEST(the_last_forwarder_is_believed) {
    StoreFixture *f = store_fixture_open(false);
    World w = trial_world(f, true);
    w.site.behind = "https://ecole.example";
    trial_start(&w);
    for (int i = 0; i <= LIMIT_STRANGER; i++) {
        Arena *mem = arena_new();
        Conversation *c = trial_conversation(mem, &(Asked){ .path = "/connexion" });
        if (i % 2)
            pairs_add(mem, &c->headers, "X-Forwarded-For", arena_printf(mem, "198.51.100.%d", i % 256));
        pairs_add(mem, &c->headers, "X-Forwarded-For", i % 2 ? "203.0.113.9" : arena_printf(mem, "198.51.100.%d, 203.0.113.9", i % 256));
        CHECK_INT(dispatch_begin(w.d, c, 0), i < LIMIT_STRANGER ? 0 : 429);
        CHECK_TEXT(c->request.address, "203.0.113.9");
        arena_free(mem);
    }
    store_fixture_close(f);
}

/* An address that only we can have written is for a machine that we asked to call: it is not counted, whatever comes from there. */
TEST(what_we_have_signed_is_not_counted) {
    StoreFixture *f = store_fixture_open(false);
    World w = trial_world(f, true);
    trial_start(&w);
    const char *k = strstr(sms_report_address(f->mem, &w.s->school, "", "letter/1/1"), "&k=") + 3;
    for (int i = 0; i < 2 * LIMIT_STRANGER + 20; i++) {
        Arena *mem = arena_new();
        bool ours = i >= LIMIT_STRANGER && i < 2 * LIMIT_STRANGER;
        Conversation *c = trial_conversation(mem, &(Asked){ .path = SMS_REPORT, .address = "203.0.113.9" });
        pairs_add(mem, &c->query, "m", "bGV0dGVyLzEvMQ");
        pairs_add(mem, &c->query, "k", ours ? arena_text_n(mem, k, 32) : "00000000000000000000000000000000");
        CHECK_INT(dispatch_begin(w.d, c, 0), ours || i < LIMIT_STRANGER ? 0 : 429);
        arena_free(mem);
    }
    store_fixture_close(f);
}

TEST_MAIN
