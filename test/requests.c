#include "test/requests.h"

#include "base/date.h"
#include "base/str.h"
#include "document/table_read.h"
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

typedef struct Turn { bool postgres, json; } Turn;

static Arena *mem;
static Map served, met;

const char *route_name(const Route *r) {
    static const char *const methods[] = { "GET", "POST", "PUT", "DELETE" };
    return arena_printf(mem, "%s %s", methods[r->method], r->path);
}

/* ---- torture ---- */

#define STATEMENTS_MOST 400
#define SECONDS_MOST 20

static int requests, tortured, failures;

static bool whole(void) {
    const char *all = getenv("PREAU_TEST_ALL");
    return all && *all == '1';
}

/* On PostgreSQL the scripts run as HTML one day and as JSON the next. */
static bool is_todays(bool postgres, int json) { return !postgres || whole() || (json + (int) instant_day(instant_now())) % 2 == 0; }

static bool chosen(const Turn *turn) {
    requests++;
    if (whole())
        return true;
    return (requests + (int) instant_day(instant_now())) % (!turn->postgres && !turn->json ? 5 : 10) == 0;
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
        if (script_aside(&run, step))
            continue;
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

Answered requests_run(bool postgres, Arena *into) {
    mem = into;
    served = map_new(mem);
    met = map_new(mem);
    Scripts all = scripts();
    CHECK(all.count > 0);
    for (int json = 0; json < 2; json++)
        for (size_t i = 0; i < all.count && is_todays(postgres, json); i++)
            run_script(&all.items[i], &(const Turn){ postgres, json });
    printf("# %d requests, %d of them tortured: %d failures made\n", requests, tortured, failures);
    CHECK(failures > 0 || getenv("PREAU_TEST_ONLY"));
    return (Answered){ served, met };
}

int requests_child(int argc, char **argv) {
    if (argc > 1 && str_equal(argv[1], "read-file"))
        return reading_child();
    if (argc > 1 && str_equal(argv[1], "read-table"))
        return table_child();
    if (argc > 1 && str_equal(argv[1], "read-photo"))
        return photo_child(argc > 2 ? argv[2] : "");
    return -1;
}

int requests_main(int argc, char **argv) {
    int child = requests_child(argc, argv);
    if (child >= 0)
        return child;
    int status = test_main(argc, argv);
    ready_schools_end();
    return status;
}
