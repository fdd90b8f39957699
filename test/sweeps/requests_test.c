/* Every request script, as HTML and as JSON, on both engines; every route has one; and torture: each statement of each request fails in turn, which
 * answers 500 or 503, changes no row and no file, and takes no time; every JSON answer is what its .reply says (architecture.md §9).
 *
 * Torture takes one request in two as HTML on SQLite, the others the next day; elsewhere one in ten, another tenth each day. PREAU_TEST_ALL=1 (script/test --all) takes all.
 * PREAU_TEST_ONLY=loans runs the scripts whose path holds that. */
#include "base/date.h"
#include "base/str.h"
#include "document/table_read.h"
#include "gen/pages.h"
#include "school/files/files.h"
#include "school/imports/reading.h"
#include "store/engine.h"
#include "test/http_script.h"
#include "test/reply_check.h"
#include "test/snapshot.h"
#include "test/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Which of the four runs: HTML and JSON, on SQLite and on PostgreSQL. */
typedef struct Turn { bool postgres, json; } Turn;
static const Turn turns[] = { { false, false }, { false, true }, { true, false }, { true, true } };

static Arena *mem;
static Map served;                      /* "GET /bureau": a script had an answer below 400 from it */

static Map met;                         /* keys of replies that an answer held: "desk/pupils.items.sex" */

static const char *route_name(const Route *r) {
    static const char *const methods[] = { "GET", "POST", "PUT", "DELETE" };
    return arena_printf(mem, "%s %s", methods[r->method], r->path);
}

/* ---- torture ---- */

#define STATEMENTS_MOST 400
#define SECONDS_MOST 20

static int requests, tortured, failures;

static bool chosen(const Turn *turn) {
    const char *all = getenv("PREAU_TEST_ALL");
    requests++;
    if (all && *all == '1')
        return true;
    return (requests + (int) instant_day(instant_now())) % (!turn->postgres && !turn->json ? 2 : 10) == 0;
}

/* What may stay although the request failed: «POST /bureau/… table: reason» in test/torture.txt. */
static const char *excused_table(const Route *route, Arena *scratch) {
    char line[300];
    const char *table = NULL, *wanted = arena_printf(scratch, "%s ", route_name(route));
    FILE *file = fopen(source_path(scratch, "test/torture.txt"), "r");
    while (file && fgets(line, sizeof line, file))
        if (str_starts(line, wanted))
            table = arena_text_n(scratch, line + strlen(wanted), strcspn(line + strlen(wanted), ":"));
    if (file)
        fclose(file);
    return table;
}

static void check_failure(ScriptRun *run, const ScriptStep *step, const Exchange *e, int nth, const Snapshot *before, Arena *scratch) {
    const char *changed = snapshot_changed(run->school->small->fixture, scratch, before, excused_table(e->route, scratch));
    bool good = (e->status == 500 || e->status == 503) && !changed;
    failures++;
    if (!good)
        printf("# %s:%d: %s %s as %s, statement %d fails (%s, %s): answered %d%s%s\n", run->script->path, step->line, step->method, e->target, step->who, nth,
            run->json ? "JSON" : "HTML", run->school->small->fixture->postgres ? "PostgreSQL" : "SQLite", e->status, changed ? ", changed " : "", changed ? changed : "");
    const char *wrong = run->json && e->page ? reply_check(mem, &met, e->page->type, e->answer, e->answer_size) : NULL;
    if (wrong)
        printf("# %s:%d: as answered to a fault: %s: %.*s\n", run->script->path, step->line, wrong, (int) e->answer_size, e->answer);
    test_check(!wrong, "the answer to a fault is what its reply says", __FILE__, __LINE__);
    test_check(good, "a failing store answers 500 or 503 and changes nothing", __FILE__, __LINE__);
}

/* Every statement fails once; the last turn, in which none does, is the request itself. */
static Exchange torture(ScriptRun *run, const ScriptStep *step) {
    Store *store = run->school->small->fixture->store;
    Exchange e = { 0 };
    Arena *scratch = arena_new();
    Snapshot before = snapshot_take(run->school->small->fixture, scratch);
    Instant start = instant_now();
    int nth = 1;
    tortured++;
    for (bool failed = true; failed && nth <= STATEMENTS_MOST; nth++) {
        Arena *work = arena_child(run->mem);
        store_fail_once(store, nth);
        e = script_ask(run, step, run->json, work);
        failed = store_fail_once(store, 0) == 0;
        if (failed) {
            check_failure(run, step, &e, nth, &before, work);
            arena_free(work);           /* the answer that counts stays */
        }
    }
    CHECK(nth <= STATEMENTS_MOST);
    CHECK(instant_now() - start < SECONDS_MOST * 1000);
    arena_free(scratch);
    return e;
}

/* ---- what JSON answers hold ---- */

static void check_reply(const ScriptRun *run, const ScriptStep *step, const Exchange *e) {
    const char *wrong = NULL;
    if (!run->json || !e->page)
        return;
    if (e->status == 422)
        wrong = reply_check_problems(mem, e->answer, e->answer_size);
    else
        wrong = reply_check(mem, &met, e->page->type, e->answer, e->answer_size);
    if (wrong)
        printf("# %s:%d: %s %s as %s: %s: %s\n", run->script->path, step->line, step->method, e->target, step->who, e->page->name, wrong);
    test_check(!wrong, "a JSON answer is what its reply says", __FILE__, __LINE__);
}

/* ---- the scripts ---- */

static void run_script(const Script *script, const Turn *turn) {
    ReadySchool *school = ready_school(turn->postgres);
    ScriptRun run = script_start(school, script, turn->json);
    for (size_t i = 0; i < script->steps.count; i++) {
        const ScriptStep *step = &script->steps.items[i];
        if (step->jobs) {
            script_jobs(&run);
            continue;
        }
        Exchange e = chosen(turn) ? torture(&run, step) : script_ask(&run, step, turn->json, run.mem);
        script_check(&run, step, &e);
        check_reply(&run, step, &e);
        if (e.route && e.status < 400)
            map_put(&served, route_name(e.route), &served);
    }
    ready_school_done(school);
}

static Scripts scripts(void) {
    const char *only = getenv("PREAU_TEST_ONLY");
    Scripts all = scripts_read(mem), some = { 0 };
    for (size_t i = 0; i < all.count; i++)
        if (!only || strstr(all.items[i].path, only))
            *VEC_ADD(mem, &some) = all.items[i];
    return some;
}

TEST(every_script_is_answered_as_it_says) {
    mem = arena_new();
    served = map_new(mem);
    met = map_new(mem);
    Scripts all = scripts();
    CHECK(all.count > 0);
    for (size_t t = 0; t < 4; t++)
        for (size_t i = 0; i < all.count; i++)
            run_script(&all.items[i], &turns[t]);
    printf("# %d requests, %d of them tortured: %d failures made\n", requests, tortured, failures);
    CHECK(failures > 0);
}

/* Of a feature, or of a page of one: "loans", "loans/loans". */
static bool asked_for(const char *name) {
    const char *only = getenv("PREAU_TEST_ONLY");
    return !only || strstr(name, only);
}

TEST(every_route_has_a_script_that_is_served) {
    for (int f = 0; features[f]; f++)
        for (const Route *r = features[f]->routes; asked_for(features[f]->name) && r && r->path; r++)
            if (!map_get(&served, route_name(r))) {
                printf("# %s: no line of src/…/*.http gets an answer below 400 from it\n", route_name(r));
                test_check(false, "a route without a request script", __FILE__, __LINE__);
            }
}

/* «desk/pupil.past.kind: reason» in test/replies.txt. A line that excuses nothing any more fails as well. */
static Map excuses(void) {
    Map all = map_new(mem);
    char line[300];
    FILE *file = fopen(source_path(mem, "test/replies.txt"), "r");
    while (file && fgets(line, sizeof line, file)) {
        size_t size = strcspn(line, ":\n");
        if (line[0] != '#' && line[size] == ':')
            map_put(&all, arena_text_n(mem, line, size), map_get(&met, arena_text_n(mem, line, size)) ? NULL : &met);
        if (line[0] != '#' && map_get(&met, arena_text_n(mem, line, size)))
            printf("# test/replies.txt: %.*s is met, and needs no excuse\n", (int) size, line);
        CHECK(line[0] == '#' || !map_get(&met, arena_text_n(mem, line, size)));
    }
    if (file)
        fclose(file);
    return all;
}

TEST(every_key_of_every_reply_is_met_by_a_script) {
    Map excused = excuses();
    for (int p = 0; pages[p]; p++) {
        ReplyKeys keys = { 0 };
        if (!asked_for(pages[p]->name))
            continue;
        reply_keys(mem, pages[p]->type, &keys);
        for (size_t i = 0; i < keys.count; i++)
            if (!map_get(&met, keys.items[i]) && !map_get(&excused, keys.items[i])) {
                printf("# %s: no script meets it (say why in test/replies.txt)\n", keys.items[i]);
                test_check(false, "a key of a reply that no script meets", __FILE__, __LINE__);
            }
    }
}

int main(int argc, char **argv) {
    if (argc > 1 && str_equal(argv[1], "read-file"))    /* imports start this very program again, to read a file in a sandbox */
        return reading_child();
    if (argc > 1 && str_equal(argv[1], "read-table"))
        return table_child();
    if (argc > 1 && str_equal(argv[1], "read-photo"))
        return photo_child(argc > 2 ? argv[2] : "");
    int status = test_main(argc, argv);
    ready_schools_end();
    arena_free(mem);
    return status;
}
