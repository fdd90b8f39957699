/* Imports from the desk, whole: files sent, read by a job, looked at, decided, applied by another; abandoned, expired, interrupted, killed. */
#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/imports/imports.h"
#include "school/imports/sealed_files.h"
#include "test/small_school.h"
#include "test/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ALL_FILES "siecle/Nomenclature.xml", "siecle/Communs.xml", "siecle/Structures.xml", "siecle/ElevesAvecAdresses.xml", \
    "siecle/ResponsablesAvecAdresses.xml", "sts/sts_emp_9990001X_2025.xml", NULL

/* ---- sending, running, looking ---- */

static Instant ahead;           /* how far the runner's clock is before ours */

static Instant clock_ahead(void *context) {
    (void) context;
    return instant_now() + ahead;
}

static JobRunner *runner(SmallSchool *s) {
    JobRunner *r = jobs_new(s->mem, &s->school, feature_jobs(features, s->mem));
    ahead = 1000;
    jobs_clock(r, clock_ahead, NULL);
    return r;
}

static void run_all(JobRunner *r) {
    while (jobs_run_one(r))
        continue;
}

/* As a browser would: several files in one form. Paths that begin with / are taken as they are. */
static Exchange send_paths(SmallSchool *s, const char *cookie, const char *const *paths, size_t count) {
    const char *const headers[] = { "Host", "127.0.0.1:8080", "Origin", "http://127.0.0.1:8080", "Cookie", arena_printf(s->mem, "sid=%s", cookie), NULL };
    Upload *uploads = NEW_ARRAY(s->mem, Upload, count + 1);
    for (size_t i = 0; i < count; i++) {
        const char *name = strrchr(paths[i], '/');
        uploads[i] = (Upload){ .field = "files", .name = name ? name + 1 : paths[i], .path = *paths[i] == '/' ? paths[i] : sample(s->mem, paths[i]) };
    }
    Exchange e = { .method = "POST", .target = "/bureau/imports", .headers = headers, .uploads = uploads, .upload_count = count };
    small_ask(s, s->mem, &e);
    return e;
}

static const char *location(const Exchange *e) {
    for (const char *const *h = e->answer_headers; *h; h += 2)
        if (str_equal(h[0], "Location"))
            return h[1];
    return "";
}

static const char *header(const Exchange *e, const char *name) {
    for (const char *const *h = e->answer_headers; *h; h += 2)
        if (str_equal(h[0], name))
            return h[1];
    return NULL;
}

static const char *send_files(SmallSchool *s, const char *first, ...) __attribute__((sentinel));
static const char *send_files(SmallSchool *s, const char *first, ...) {
    const char *paths[40];
    size_t count = 0;
    va_list more;
    va_start(more, first);
    for (const char *p = first; p; p = va_arg(more, const char *))
        paths[count++] = p;
    va_end(more);
    Exchange e = send_paths(s, s->supervisor, paths, count);
    CHECK_INT(e.status, 303);
    return location(&e);
}

static Exchange get(SmallSchool *s, const char *path, bool json) { return request(s, s->supervisor, "GET", path, NULL, json); }

static bool is_state(SmallSchool *s, const char *path, const char *state) {
    Exchange e = get(s, path, true);
    bool is = answers(&e, arena_printf(s->mem, "\"state\":\"%s\"", state));
    if (!is)
        printf("# %s: %.*s\n", path, (int) (e.answer_size < 200 ? e.answer_size : 200), e.answer);
    return is;
}

static int post(SmallSchool *s, const char *path, const char *act, const char *body) {
    return request(s, s->supervisor, "POST", arena_printf(s->mem, "%s/%s", path, act), body, false).status;
}

static int sealed_folders(SmallSchool *s) {
    int count = 0;
    DIR *dir = opendir(arena_printf(s->mem, "%s/imports", s->school.folder));
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir))
        count += e->d_name[0] != '.';
    if (dir)
        closedir(dir);
    return count;
}

/* A sample with some bytes replaced, as a file of the same name elsewhere. */
static const char *changed(SmallSchool *s, const char *name, const char *from, const char *to) {
    char *folder = arena_printf(s->mem, "%s/changed-XXXXXX", s->school.folder);
    must(mkdtemp(folder));
    const char *slash = strrchr(name, '/'), *path = arena_printf(s->mem, "%s/%s", folder, slash ? slash + 1 : name);
    char *all = arena_alloc(s->mem, 4 * 1024 * 1024, 1);
    FILE *in = fopen(*name == '/' ? name : sample(s->mem, name), "rb"), *out = fopen(path, "wb");
    must(in && out);
    size_t size = fread(all, 1, 4 * 1024 * 1024 - 1, in);
    for (const char *at = all; ; ) {
        const char *hit = memmem(at, size - (size_t) (at - all), from, strlen(from));
        fwrite(at, 1, hit ? (size_t) (hit - at) : size - (size_t) (at - all), out);
        if (!hit)
            break;
        fputs(to, out);
        at = hit + strlen(from);
    }
    fclose(in);
    fclose(out);
    return path;
}

static bool chain_holds(StoreFixture *f) {
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    bool holds = change_verify(tx, YEAR) == 0 && tx_ok(tx);
    tx_rollback(tx);
    return holds;
}

/* ---- the way it usually goes ---- */

static void usual_way(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    JobRunner *r = runner(s);
    const char *empty = school_digest(s), *path = send_files(s, ALL_FILES);
    CHECK(str_starts(path, "/bureau/imports/"));
    CHECK(is_state(s, path, "reading"));
    Exchange e = get(s, path, false);
    CHECK_TEXT(header(&e, "Refresh"), "2");
    CHECK(answers(&e, "ElevesAvecAdresses.xml"));
    CHECK(answers(&e, words(s->mem, T_IMPORT_WAITS, NULL)));
    CHECK_INT(post(s, path, "appliquer", ""), 404);
    run_all(r);
    CHECK(is_state(s, path, "planned"));
    e = get(s, path, false);
    CHECK(!header(&e, "Refresh"));
    CHECK(answers(&e, words(s->mem, T_IMPORT_PREVIEW, NULL)));
    CHECK(answers(&e, "DA SILVA"));             /* who would be created */
    e = get(s, path, true);
    CHECK(answers(&e, "\"kind\":\"pupil\",\"created\":48,\"updated\":0"));
    CHECK_TEXT(school_digest(s), empty);
    CHECK_INT(sealed_folders(s), 1);
    CHECK_INT(post(s, path, "appliquer", ""), 303);
    CHECK(is_state(s, path, "applying"));
    CHECK_INT(post(s, path, "appliquer", ""), 404);
    CHECK_INT(post(s, path, "abandonner", ""), 404);
    run_all(r);
    CHECK(is_state(s, path, "applied"));
    CHECK_INT(sealed_folders(s), 0);
    const char *full = school_digest(s);
    CHECK(!str_equal(full, empty));

    path = send_files(s, ALL_FILES);            /* a second time changes nothing */
    run_all(r);
    CHECK(is_state(s, path, "planned"));
    CHECK_INT(post(s, path, "appliquer", ""), 303);
    run_all(r);
    CHECK(is_state(s, path, "applied"));
    e = get(s, path, true);
    CHECK(answers(&e, "\"kind\":\"pupil\",\"created\":0,\"updated\":0,\"unchanged\":48"));
    CHECK_TEXT(school_digest(s), full);
    e = get(s, "/bureau/imports", true);
    CHECK(answers(&e, "\"state\":\"applied\",\"created\":0,\"updated\":0"));
    CHECK(answers(&e, "\"by\":\"superviseur\""));
    CHECK(chain_holds(f));
}
TEST(files_are_read_looked_at_and_applied_and_a_second_time_changes_nothing) { for_each_engine(usual_way); }

static void who_and_how_many(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    const char *many[SEALED_FILES_MOST + 1];
    for (int i = 0; i <= SEALED_FILES_MOST; i++)
        many[i] = "siecle/Communs.xml";
    CHECK_INT(send_paths(s, "0000", many, 1).status, 401);
    CHECK_INT(send_paths(s, s->restricted, many, 1).status, 403);
    CHECK_INT(send_paths(s, s->supervisor, many, 0).status, 422);
    CHECK_INT(send_paths(s, s->supervisor, many, SEALED_FILES_MOST + 1).status, 422);
    CHECK_INT(sealed_folders(s), 0);
    CHECK_INT(send_paths(s, s->supervisor, many, SEALED_FILES_MOST).status, 303);
    CHECK_INT(get(s, "/bureau/imports/999999", false).status, 404);
    CHECK_INT(post(s, "/bureau/imports/999999", "appliquer", ""), 404);
}
TEST(only_those_who_may_send_files_and_not_too_many) { for_each_engine(who_and_how_many); }

/* ---- decisions ---- */

static void decisions(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    JobRunner *r = runner(s);
    import_everything(s);
    const char *before = school_digest(s);
    const char *file = changed(s, changed(s, "siecle/ElevesAvecAdresses.xml", "1600043", "1699043"), "000010001FF", "000099901FF");
    const char *path = send_files(s, file, NULL);
    run_all(r);
    Exchange e = get(s, path, true);
    CHECK(answers(&e, "\"undecided\":1"));
    const char *at = strstr(arena_text_n(s->mem, e.answer, e.answer_size), "\"decision\":\"");
    must(at);
    const char *decision = arena_text_n(s->mem, at + 12, strcspn(at + 12, "\""));
    CHECK_INT(post(s, path, "appliquer", ""), 422);
    CHECK_INT(post(s, path, "appliquer", arena_printf(s->mem, "decisions.0.decision=%s&decisions.0.choice=maybe", decision)), 422);
    CHECK(is_state(s, path, "planned"));
    CHECK_TEXT(school_digest(s), before);
    CHECK_INT(post(s, path, "appliquer", arena_printf(s->mem, "decisions.0.decision=%s&decisions.0.choice=same", decision)), 303);
    run_all(r);
    CHECK(is_state(s, path, "applied"));
    e = get(s, path, true);
    CHECK(answers(&e, "\"kind\":\"pupil\",\"created\":0"));
    CHECK(!str_equal(school_digest(s), before));
}
TEST(what_must_be_decided_is_decided_before_anything_is_applied) { for_each_engine(decisions); }

static void details(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    JobRunner *r = runner(s);
    import_everything(s);
    const char *path = send_files(s, changed(s, "siecle/ElevesAvecAdresses.xml", "<PRENOM>Ibrahim<", "<PRENOM>Ibrahima<"), NULL);
    run_all(r);
    Exchange e = get(s, path, true);
    CHECK(answers(&e, "\"change\":\"updated\""));
    CHECK(answers(&e, "Ibrahim → Ibrahima"));
    CHECK(!answers(&e, "\"change\":\"created\""));
}
TEST(the_preview_says_who_changes_and_in_what) { for_each_engine(details); }

/* ---- two people ---- */

static void two_people(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    JobRunner *r = runner(s);
    const char *first = send_files(s, ALL_FILES), *second = send_files(s, ALL_FILES);
    run_all(r);
    CHECK_INT(post(s, first, "appliquer", ""), 303);
    CHECK_INT(post(s, second, "appliquer", ""), 303);
    run_all(r);
    CHECK(is_state(s, first, "applied"));
    CHECK(is_state(s, second, "planned"));      /* the base is another one now: look again */
    Exchange e = get(s, second, true);
    CHECK(answers(&e, "import.base_changed"));
    CHECK(answers(&e, "\"kind\":\"pupil\",\"created\":0,\"updated\":0,\"unchanged\":48"));
    CHECK_INT(post(s, second, "appliquer", ""), 303);
    run_all(r);
    CHECK(is_state(s, second, "applied"));
}
TEST(of_two_imports_the_second_is_shown_again) { for_each_engine(two_people); }

static void decided_on_another_base(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    JobRunner *r = runner(s);
    import_everything(s);
    const char *file = changed(s, changed(s, "siecle/ElevesAvecAdresses.xml", "1600043", "1699043"), "000010001FF", "000099901FF");
    const char *path = send_files(s, file, NULL);
    run_all(r);
    Exchange e = get(s, path, true);
    const char *at = strstr(arena_text_n(s->mem, e.answer, e.answer_size), "\"decision\":\"");
    must(at);
    const char *answer = arena_printf(s->mem, "decisions.0.decision=%s&decisions.0.choice=other", arena_text_n(s->mem, at + 12, strcspn(at + 12, "\"")));
    const char *other = send_files(s, changed(s, "siecle/ElevesAvecAdresses.xml", "<PRENOM>Ibrahim<", "<PRENOM>Ibrahima<"), NULL);
    run_all(r);
    CHECK_INT(post(s, other, "appliquer", ""), 303);
    run_all(r);                                 /* somebody else changes a pupil of whom this file speaks */
    CHECK(is_state(s, other, "applied"));
    const char *before = school_digest(s);
    CHECK_INT(post(s, path, "appliquer", answer), 303);
    run_all(r);
    CHECK(is_state(s, path, "planned"));
    e = get(s, path, true);
    CHECK(answers(&e, "import.base_changed"));
    CHECK(answers(&e, "\"choice\":\"other\"")); /* what was decided stays decided */
    CHECK_TEXT(school_digest(s), before);
    CHECK_INT(post(s, path, "appliquer", ""), 303);
    run_all(r);
    CHECK(is_state(s, path, "applied"));
}
TEST(decisions_on_a_plan_that_no_longer_holds_are_shown_again) { for_each_engine(decided_on_another_base); }

/* ---- not applied ---- */

static void abandoned(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    JobRunner *r = runner(s);
    const char *empty = school_digest(s), *early = send_files(s, ALL_FILES);
    CHECK_INT(post(s, early, "abandonner", ""), 303);
    CHECK(is_state(s, early, "abandoned"));
    run_all(r);
    CHECK(is_state(s, early, "abandoned"));
    const char *late = send_files(s, ALL_FILES);
    run_all(r);
    CHECK_INT(post(s, late, "abandonner", ""), 303);
    run_all(r);
    CHECK(is_state(s, late, "abandoned"));
    CHECK_INT(post(s, late, "appliquer", ""), 404);
    CHECK_INT(sealed_folders(s), 0);
    CHECK_TEXT(school_digest(s), empty);
}
TEST(an_abandoned_import_leaves_nothing) { for_each_engine(abandoned); }

static void unreadable(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    JobRunner *r = runner(s);
    const char *empty = school_digest(s), *path = send_files(s, "siecle/Structures.xml", "negatifs/xxe.xml", NULL);
    run_all(r);
    CHECK(is_state(s, path, "unreadable"));
    Exchange e = get(s, path, false);
    CHECK(answers(&e, words(s->mem, T_IMPORT_UNREADABLE_MEANS, NULL)));
    CHECK_INT(sealed_folders(s), 0);
    path = send_files(s, "negatifs/uaj_different.xml", NULL);
    run_all(r);
    CHECK(is_state(s, path, "planned"));
    CHECK_INT(post(s, path, "appliquer", ""), 303);
    run_all(r);
    CHECK(is_state(s, path, "planned"));
    path = send_files(s, "negatifs/annee_precedente.xml", NULL);
    run_all(r);
    e = get(s, path, false);
    CHECK(answers(&e, "accept_year"));
    CHECK_INT(post(s, path, "appliquer", "accept_year=on"), 303);
    run_all(r);                                 /* read again, shown, not applied unseen */
    CHECK(is_state(s, path, "planned"));
    e = get(s, path, true);
    CHECK(!answers(&e, "import.other_year"));
    CHECK_TEXT(school_digest(s), empty);
}
TEST(files_that_cannot_be_taken_say_so_and_change_nothing) { for_each_engine(unreadable); }

static void expired(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    JobRunner *r = runner(s);
    const char *path = send_files(s, ALL_FILES);
    run_all(r);
    jobs_keep(r);
    run_all(r);
    CHECK(is_state(s, path, "planned"));
    CHECK_INT(sealed_folders(s), 1);
    Tx *tx = tx_begin(f->store, f->mem, TX_WRITE);
    Work *w = work_new(f->mem, tx, &s->school, &program_actor, "test");
    w->now += (Instant) 8 * 24 * 3600 * 1000;
    import_jobs[IMPORT_JOB_TIDY].step(w, NULL);
    CHECK_INT(tx_commit(tx), TX_DONE);
    ahead += (Instant) 25 * 3600 * 1000;
    jobs_keep(r);                               /* it comes by itself every day */
    run_all(r);
    CHECK(is_state(s, path, "expired"));
    CHECK_INT(sealed_folders(s), 0);
    CHECK_INT(post(s, path, "appliquer", ""), 404);
    Exchange e = get(s, path, false);
    CHECK(answers(&e, words(s->mem, T_IMPORT_EXPIRED_MEANS, NULL)));
}
TEST(after_a_week_the_files_go) { for_each_engine(expired); }

static void files_gone(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    JobRunner *r = runner(s);
    const char *path = send_files(s, ALL_FILES), *all = arena_printf(s->mem, "%s/imports", s->school.folder);
    DIR *dir = opendir(all);
    struct dirent *e = readdir(dir);
    while (e->d_name[0] == '.')
        e = readdir(dir);
    const char *third = arena_printf(s->mem, "%s/%s/2", all, e->d_name);
    closedir(dir);
    must(truncate(third, 100) == 0);            /* one of six: none is taken without it */
    run_all(r);
    CHECK(is_state(s, path, "failed"));
    Exchange shown = get(s, path, false);
    CHECK(answers(&shown, words(s->mem, T_IMPORT_FILES_GONE, NULL)));
    CHECK_INT(post(s, path, "appliquer", ""), 404);
    CHECK_INT(post(s, path, "relire", ""), 303);
    CHECK(is_state(s, path, "reading"));
    run_all(r);
    CHECK(is_state(s, path, "failed"));
    CHECK_INT(post(s, path, "abandonner", ""), 303);
    run_all(r);
    CHECK_INT(sealed_folders(s), 0);
}
TEST(files_that_no_longer_open_fail_all_together) { for_each_engine(files_gone); }

/* ---- the store fails, the server dies ---- */

static void torn(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    JobRunner *r = runner(s);
    const char *empty = school_digest(s), *path = send_files(s, "siecle/Structures.xml", "siecle/Communs.xml", NULL);
    run_all(r);
    for (int nth = 1; nth < 4000; nth += 1 + nth / 2) {
        if (!is_state(s, path, "planned"))
            break;
        CHECK_INT(post(s, path, "appliquer", ""), 303);
        store_fail_at(f->store, nth);
        for (int i = 0; i < 5; i++) {
            jobs_run_one(r);
            ahead += 60000;
        }
        store_fail_at(f->store, 0);
        CHECK_TEXT(school_digest(s), empty);
        for (int i = 0; i < 5; i++) {
            jobs_run_one(r);
            ahead += 60000;
        }
        bool applied = is_state(s, path, "applied");
        if (applied || !CHECK(is_state(s, path, "planned")))
            break;
        Exchange e = get(s, path, false);
        CHECK(answers(&e, words(s->mem, T_IMPORT_APPLYING_STOPPED, NULL)));
    }
    CHECK(is_state(s, path, "applied"));
}
TEST(a_failing_store_applies_nothing_and_says_so) { for_each_engine(torn); }

/* A process that runs the jobs and is killed after so many milliseconds. */
static void killed_after(SmallSchool *s, int milliseconds) {
    pid_t child = fork();
    must(child >= 0);
    if (child == 0) {
        StoreError error;
        Arena *mem = arena_new();
        School school = s->school;
        school.store = store_fixture_another(s->fixture, &s->fixture->options, &error);
        JobRunner *r = jobs_new(mem, &school, feature_jobs(features, mem));
        jobs_begin(r);
        run_all(r);
        _exit(0);
    }
    usleep((unsigned) milliseconds * 1000);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

static void killed(StoreFixture *f) {
    static const int delays[] = { 5, 30, 80, 160, 320, 500, 800, 1200 };
    SmallSchool *s = small_school(f);
    const char *empty = school_digest(s), *path = send_files(s, ALL_FILES);
    for (size_t i = 0; i < 3; i++)
        killed_after(s, delays[i]);
    CHECK_TEXT(school_digest(s), empty);
    JobRunner *r = runner(s);
    jobs_begin(r);
    ahead += 60000;         /* a reader that outlives its killed parent by a moment may still hold the lock: then the lease decides */
    run_all(r);
    if (!is_state(s, path, "planned"))          /* killed three times while reading: given up, and may be read again */
        CHECK_INT(post(s, path, "relire", ""), 303);
    run_all(r);
    CHECK(is_state(s, path, "planned"));
    CHECK_INT(post(s, path, "appliquer", ""), 303);
    for (size_t i = 0; i < sizeof delays / sizeof *delays; i++) {
        killed_after(s, delays[i]);
        Exchange e = get(s, path, true);
        bool applied = answers(&e, "\"state\":\"applied\"");
        CHECK(applied == !str_equal(school_digest(s), empty));     /* all of it or nothing, and the page knows which */
        if (answers(&e, "\"state\":\"planned\""))                  /* given up after three */
            CHECK_INT(post(s, path, "appliquer", ""), 303);
        if (applied)
            break;
    }
    jobs_begin(r);
    ahead += 60000;
    run_all(r);
    Exchange last = get(s, path, true);
    if (answers(&last, "\"state\":\"planned\"")) {
        CHECK_INT(post(s, path, "appliquer", ""), 303);
        run_all(r);
    }
    CHECK(is_state(s, path, "applied"));
    CHECK(chain_holds(f));
}
TEST(killed_at_any_moment_it_has_applied_all_or_nothing) { for_each_engine(killed); }

int main(int argc, char **argv) {
    if (argc > 1 && str_equal(argv[1], "read-file"))            /* what /proc/self/exe is asked to do in a sandbox */
        return reading_child();
    return test_main(argc, argv);
}
