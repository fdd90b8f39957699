/* Idempotency-Key: asked again, asked at once, asked of a commit of which nobody knows. Both engines. */
#include "base/must.h"
#include "base/str.h"
#include "gen/texts.h"
#include "store/engine.h"
#include "test/test.h"
#include "test/trial.h"
#include "web/receipts.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* ---- keys ---- */

static void asked_again(StoreFixture *f) {
    World w = trial_world(f, false);
    trial_start(&w);
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/conge", .key = KEY_ONE, .body = "label=un" };
    Said first = ask(&w, a), again = ask(&w, a);
    CHECK_INT(first.status, 303);
    CHECK_TEXT(first.replayed, NULL);
    CHECK_INT(again.status, 303);
    CHECK_TEXT(again.location, "/essai/un");
    CHECK_TEXT(again.replayed, "true");
    CHECK_INT(trial_count(&w, HOLIDAYS), 1);
    store_fixture_reopen(f);                /* as after a restart */
    w.s->school.store = f->store;
    CHECK_TEXT(ask(&w, a).replayed, "true");
    a.cookie = w.s->restricted;             /* somebody else's key is another one */
    CHECK_TEXT(ask(&w, a).replayed, NULL);
    a.key = NULL;                           /* without one, it is done as often as it is asked */
    CHECK_INT(ask(&w, a).status, 303);
    CHECK_INT(trial_count(&w, HOLIDAYS), 3);
    CHECK_INT(trial_count(&w, RECEIPTS), 2);
}
TEST(a_request_asked_again_with_its_key_is_not_done_again) { for_each_engine(asked_again); }

/* A session that is named again after it was named otherwise: the receipt stands in the base that was written. */
static void either_base(StoreFixture *f) {
    World w = trial_world(f, false);
    trial_start(&w);
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/reglage", .key = KEY_ONE, .body = "label=un" };
    Asked b = a;
    b.key = KEY_TWO;
    b.body = "label=deux";
    CHECK_INT(ask(&w, a).status, 303);
    CHECK_INT(ask(&w, b).status, 303);
    CHECK_TEXT(ask(&w, a).replayed, "true");
    CHECK_INT(trial_count(&w, "SELECT count(*) FROM setting WHERE name = 'essai' AND value = 'deux'"), 1);
    CHECK_INT(trial_count(&w, "SELECT count(*) FROM school_receipt"), 2);
    CHECK_INT(trial_count(&w, "SELECT count(*) FROM year_receipt"), 0);
    a.path = "/essai/conge";                /* the other base knows the key too */
    CHECK_INT(ask(&w, a).status, 422);
    CHECK_INT(trial_count(&w, HOLIDAYS), 0);
}
TEST(a_receipt_stands_in_the_base_that_was_written) { for_each_engine(either_base); }

static void another_request(StoreFixture *f) {
    World w = trial_world(f, false);
    trial_start(&w);
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
    CHECK_INT(trial_count(&w, HOLIDAYS), 1);
}
TEST(a_key_that_has_served_serves_nothing_else) { for_each_engine(another_request); }

static void refused_requests(StoreFixture *f) {
    World w = trial_world(f, false);
    trial_start(&w);
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
    CHECK_INT(trial_count(&w, RECEIPTS), 0);
    a.cookie = w.s->supervisor;             /* mended, the same key does */
    Said done = ask(&w, a);
    CHECK_INT(done.status, 303);
    CHECK_TEXT(done.replayed, NULL);
    CHECK_INT(trial_count(&w, RECEIPTS), 1);
    a.path = "/deconnexion";                /* what gives or takes a session leaves no receipt */
    a.key = KEY_TWO;
    a.body = NULL;
    CHECK_INT(ask(&w, a).status, 303);
    CHECK_INT(trial_count(&w, RECEIPTS), 1);
}
TEST(what_was_refused_leaves_no_receipt) { for_each_engine(refused_requests); }

static void bad_keys(StoreFixture *f) {
    World w = trial_world(f, false);
    trial_start(&w);
    const char *long_key = "a123456789b123456789c123456789d123456789e123456789f123456789g123456789h123456789i123456789j123456789k123456789l12345678";
    const char *const bad[] = { "", "court", "quinze-lettres-", "seize lettres et blancs", "clé-avec-un-accent-dedans", arena_printf(w.mem, "%s%s", long_key, "0123456789") };
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/conge" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        a.key = bad[i];
        Said e = ask(&w, a);
        CHECK_INT(e.status, 400);
        CHECK(strstr(e.text, "receipt.key"));
    }
    CHECK_INT(trial_count(&w, HOLIDAYS), 0);
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
    World w = trial_world(f, false);
    trial_start(&w);
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/liste", .key = KEY_ONE };
    Said first = ask(&w, a), again = ask(&w, a);
    CHECK_INT(first.status, 200);
    CHECK_INT(again.status, 200);
    CHECK_TEXT(again.text, first.text);
    CHECK_TEXT(first.text, "{\"cut\":true}");
    a.key = KEY_TWO;
    a.html = true;                          /* a page is not kept: what it shows may have changed */
    CHECK_INT(ask(&w, a).status, 200);
    again = ask(&w, a);
    CHECK_INT(again.status, 204);
    CHECK_TEXT(again.replayed, "true");
    CHECK_INT(trial_count(&w, HOLIDAYS), 2);
}
TEST(a_small_json_answer_is_given_again) { for_each_engine(kept_answers); }

static void a_day_later(StoreFixture *f) {
    World w = trial_world(f, false);
    trial_start(&w);
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/conge" };
    for (int i = 0; i < 20; i++) {
        a.key = arena_printf(w.mem, "cle-d-essai-numero-%d", i);
        CHECK_INT(ask(&w, a).status, 303);
    }
    CHECK_INT(trial_count(&w, "SELECT count(*) FROM year_receipt"), 20);
    store_fixture_tamper(f, "UPDATE year_receipt SET at = at - 86400001");
    a.key = "cle-d-essai-numero-7";
    CHECK_TEXT(ask(&w, a).replayed, NULL);  /* forgotten, though its row may still be there */
    CHECK_TEXT(ask(&w, a).replayed, "true");
    CHECK(trial_count(&w, "SELECT count(*) FROM year_receipt") <= 13);
    for (int i = 0; i < 2; i++) {
        a.key = arena_printf(w.mem, "autre-cle-d-essai-%d", i);
        CHECK_INT(ask(&w, a).status, 303);
    }
    CHECK_INT(trial_count(&w, "SELECT count(*) FROM year_receipt"), 3);
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
    World w = trial_world(f, false);
    trial_start(&w);
    trial_state.slow_problem = 0;
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
        CHECK_INT(trial_count(&w, HOLIDAYS), p + 1);
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
    World w = trial_world(f, false);
    trial_start(&w);
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
        CHECK_INT(trial_count(&w, HOLIDAYS), committed ? 2 : 0);
        e = ask(&w, a);                     /* the client asks again, and learns the truth */
        CHECK_INT(e.status, 303);
        CHECK_TEXT(e.replayed, committed ? "true" : NULL);
        CHECK_INT(trial_count(&w, HOLIDAYS), committed ? 2 : 1);
    }
}
TEST(after_a_connection_lost_in_commit_the_key_tells) { for_each_engine(lost_in_commit); }

/* ---- what is slow ---- */

static void slow_requests(StoreFixture *f) {
    World w = trial_world(f, false);
    trial_start(&w);
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/lent", .key = KEY_ONE };
    trial_state.slow_problem = T_FORM_REQUIRED;
    CHECK_INT(ask(&w, a).status, 422);
    trial_state.slow_problem = 0;
    CHECK_INT(trial_count(&w, RECEIPTS), 0);
    CHECK_TEXT(ask(&w, a).replayed, NULL);
    CHECK_TEXT(ask(&w, a).replayed, "true");
    CHECK_INT(trial_count(&w, HOLIDAYS), 1);
    a.key = KEY_TWO;
    trial_state.slow_fault = true;                      /* it ended badly: whoever asks again is told, and it is not done again */
    CHECK_INT(ask(&w, a).status, 500);
    trial_state.slow_fault = false;
    Said e = ask(&w, a);
    CHECK_INT(e.status, 409);
    CHECK(strstr(e.text, "receipt.begun"));
    CHECK_INT(trial_count(&w, HOLIDAYS), 2);
}
TEST(a_slow_request_is_begun_once) { for_each_engine(slow_requests); }

static void before_once(StoreFixture *f) {
    World w = trial_world(f, false);
    trial_start(&w);
    Asked a = { .cookie = w.s->supervisor, .method = POST, .path = "/essai/avant", .key = KEY_ONE };
    trial_state.begun = 0;
    CHECK_INT(ask(&w, a).status, 303);
    CHECK_TEXT(ask(&w, a).replayed, "true");
    a.key = "court";
    CHECK_INT(ask(&w, a).status, 400);
    a.cookie = NULL;
    CHECK_INT(ask(&w, a).status, 401);      /* nor is it trial_state.begun for a stranger */
    CHECK_INT(trial_state.begun, 1);
    CHECK_INT(trial_count(&w, HOLIDAYS), 1);
}
TEST(what_is_costly_is_not_begun_again) { for_each_engine(before_once); }

/* ---- faults, step by step ---- */

static void tortured(StoreFixture *f) {
    World w = trial_world(f, false);
    trial_start(&w);
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
        CHECK_INT(trial_count(&w, HOLIDAYS), 0);
        CHECK_INT(trial_count(&w, RECEIPTS), 0);
    }
    CHECK(nth > 6 && nth < 60);
    CHECK_TEXT(ask(&w, a).replayed, "true");
    CHECK_INT(trial_count(&w, HOLIDAYS), 1);
}
TEST(each_statement_may_fail_and_nothing_is_half_done) { for_each_engine(tortured); }

TEST_MAIN
