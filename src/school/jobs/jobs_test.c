/* The screen of jobs: whose are seen, how far they are, and who may stop them. */
#include "base/must.h"
#include "base/str.h"
#include "gen/texts.h"
#include "school/accounts/accounts.h"
#include "test/small_school.h"
#include "test/test.h"

#include <string.h>

/* As if this account had asked; jobs of a kind that the program knows, and of one that it does not. */
static int64_t add_job(SmallSchool *s, const char *login, const JobKind *kind, const char *about) {
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    Work *w = work_new(s->mem, tx, &s->school, &program_actor, "test");
    Actor actor = program_actor;
    actor.account = login ? accounts_find(w, login) : 0;
    w->actor = &actor;
    int64_t id = job_add(w, kind, about, NULL);
    must(tx_commit(tx) == TX_DONE);
    return id;
}

static int64_t count_of(const Exchange *e, const char *text) {
    int64_t count = 0;
    for (const char *at = e->answer; (at = memmem(at, e->answer_size - (size_t) (at - e->answer), text, strlen(text))); at++)
        count++;
    return count;
}

static int cancel(SmallSchool *s, const char *cookie, int64_t id) {
    return request(s, cookie, "POST", arena_printf(s->mem, "/bureau/taches/%lld/annuler", (long long) id), "", false).status;
}

static const JobKind foreign = { .name = "of.tomorrow", .label = T_JOBS_OTHER_KIND };

static void whose(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    CHECK_INT(request(s, NULL, "GET", "/bureau/taches", NULL, true).status, 401);
    Exchange e = request(s, s->restricted, "GET", "/bureau/taches", NULL, false);
    CHECK_INT(e.status, 200);
    CHECK(answers(&e, words(s->mem, T_JOBS_NONE, NULL)));
    int64_t mine = add_job(s, "restreint", &import_jobs[IMPORT_JOB_READ], "import/41"), theirs = add_job(s, "superviseur", &foreign, NULL),
        nobodys = add_job(s, NULL, &import_jobs[IMPORT_JOB_TIDY], NULL);
    e = request(s, s->restricted, "GET", "/bureau/taches", NULL, true);
    CHECK_INT(count_of(&e, "\"id\":"), 1);
    CHECK(answers(&e, "\"kind\":\"import.read\"") && answers(&e, "\"mine\":true") && answers(&e, "\"may_cancel\":true"));
    e = request(s, s->supervisor, "GET", "/bureau/taches", NULL, true);
    CHECK_INT(count_of(&e, "\"id\":"), 3);
    CHECK(answers(&e, "\"by\":\"restreint\""));
    e = request(s, s->supervisor, "GET", "/bureau/taches", NULL, false);
    CHECK(answers(&e, "href=\"/bureau/imports/41\""));
    CHECK(answers(&e, words(s->mem, T_JOBS_OTHER_KIND, NULL)));

    CHECK_INT(cancel(s, NULL, mine), 401);
    CHECK_INT(cancel(s, s->restricted, theirs), 404);
    CHECK_INT(cancel(s, s->restricted, nobodys), 404);
    CHECK_INT(cancel(s, s->restricted, 999999), 404);
    CHECK_INT(cancel(s, s->restricted, mine), 303);
    CHECK_INT(cancel(s, s->restricted, mine), 303);             /* twice is once */
    e = request(s, s->restricted, "GET", "/bureau/taches", NULL, true);
    CHECK(answers(&e, "\"cancel_asked\":true") && answers(&e, "\"may_cancel\":false"));
    JobRunner *r = jobs_new(s->mem, &s->school, feature_jobs(features, s->mem));
    while (jobs_run_one(r))
        continue;
    e = request(s, s->supervisor, "GET", "/bureau/taches", NULL, true);
    CHECK(answers(&e, "\"state\":\"cancelled\"") && answers(&e, "\"state\":\"failed\"") && answers(&e, "\"state\":\"done\""));
    CHECK(answers(&e, words(s->mem, T_JOBS_UNKNOWN_KIND, NULL)));
    CHECK(!answers(&e, "\"may_cancel\":true"));
    CHECK_INT(cancel(s, s->supervisor, theirs), 303);
    e = request(s, s->supervisor, "GET", "/bureau/taches?part=rows", NULL, false);
    CHECK_INT(e.status, 200);
    CHECK(!answers(&e, "<html"));
}
TEST(jobs_are_seen_and_stopped_by_whose_they_are_and_by_who_may) { for_each_engine(whose); }

TEST_MAIN
