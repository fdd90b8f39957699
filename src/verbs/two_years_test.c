/* A year is a base, the school outlives it: a second year in the same folder, the same people, last year still readable, a schema step in between, and all
 * of it elsewhere with the recovery sheet alone (architecture §8, spike 4). By the program itself, both engines; backups are SQLite's. */
#include "verbs/folder.h"

#include "base/must.h"
#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "school/access/access.h"
#include "school/accounts/accounts.h"
#include "school/calendar/calendar.h"
#include "school/rights/rights.h"
#include "store/engine.h"
#include "store/years.h"
#include "test/program.h"
#include "test/small_school.h"
#include "test/test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UAI "9990001X"
#define PASSWORD "quatre mots sans rapport"

/* ---- the program, run ---- */

typedef struct Stage { Arena *mem; StoreFixture *fixture; const char *root, *folder, *key, *store; } Stage;

#define RUN(s, input, ...) run_program((s)->mem, (s)->root, (input), (const char *const[]){ __VA_ARGS__, NULL })

static bool check_exit(Ran r, int wanted) {
    bool good = CHECK_INT(r.exit, wanted);
    if (!good)
        printf("# %.300s %.300s\n", r.out, r.err);
    return good;
}

static Ran new_year(const Stage *s, const char *year) {
    if (s->store)
        return RUN(s, NULL, "new", s->folder, "--uai", UAI, "--name", "Collège Jean-Exemple", "--year", year, "--zone", "C", "--store", s->store);
    return RUN(s, NULL, "new", s->folder, "--uai", UAI, "--name", "Collège Jean-Exemple", "--year", year, "--zone", "C");
}

static Ran import(const Stage *s, const char *year) {
    static const char *const files[] = { "siecle/Nomenclature.xml", "siecle/Communs.xml", "siecle/Structures.xml", "siecle/ElevesAvecAdresses.xml",
        "siecle/ResponsablesAvecAdresses.xml", "sts/sts_emp_9990001X_2025.xml" };
    const char *paths[6];
    for (int i = 0; i < 6; i++)
        paths[i] = sample(s->mem, files[i]);
    return RUN(s, NULL, "import", s->folder, "--json", "--accept-year", "--year", year, paths[0], paths[1], paths[2], paths[3], paths[4], paths[5]);
}

static Stage stage(StoreFixture *f) {
    char *root = arena_text(f->mem, "/tmp/preau-years-XXXXXX");
    must(mkdtemp(root));
    Stage s = { .mem = f->mem, .fixture = f, .root = root, .folder = arena_printf(f->mem, "%s/school", root), .key = arena_printf(f->mem, "%s/keys/%s.key", root, UAI) };
    setenv("PREAU_BASE_KEY_FILE", s.key, 1);
    if (f->postgres) {                  /* the fixture's database, empty */
        store_fixture_tamper(f, "SET client_min_messages = warning; DROP SCHEMA school CASCADE; DROP SCHEMA y2026 CASCADE");
        s.store = f->options.postgres;
    }
    return s;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    (void) st, (void) type, (void) ftw;
    return remove(path);
}

static void strike(const Stage *s) {
    nftw(s->root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    unsetenv("PREAU_BASE_KEY_FILE");
}

/* ---- a year, opened here ---- */

typedef struct Opened { Folder folder; SmallSchool site; } Opened;

static bool open_year(const Stage *s, const char *folder, int year, Opened *o) {
    *o = (Opened){ 0 };
    if (!CHECK_INT(folder_open(&o->folder, folder, year, FOLDER_AS_IT_IS, s->mem), 0))
        return false;
    o->site = (SmallSchool){ .mem = s->mem, .school = o->folder.school };
    o->site.site = (Site){ .school = &o->folder.school, .features = features, .listen = "127.0.0.1:0", .actor = accounts_actor };
    must(!site_check(&o->site.site, s->mem));
    return true;
}

static const char *sign_in(Opened *o, const char *login) {
    Exchange e = request(&o->site, NULL, "POST", "/connexion", arena_printf(o->site.mem, "login=%s&password=quatre+mots+sans+rapport", login), false);
    if (!CHECK_INT(e.status, 303))
        return NULL;
    for (const char *const *h = e.answer_headers; h && *h; h += 2)
        if (str_equal(h[0], "Set-Cookie"))
            return arena_text_n(o->site.mem, h[1] + strlen("sid="), 64);
    return NULL;
}

static int status(Opened *o, const char *cookie, const char *path) { return request(&o->site, cookie, "GET", path, NULL, true).status; }

/* Everyone's number beside what the ministry calls them: "1600043=12 …". */
static const char *numbers(Opened *o) {
    Str all = str_new(o->site.mem, 4096);
    int count = 0;
    Tx *tx = tx_begin(o->folder.school.store, o->site.mem, TX_READ);
    VEC(const char *) lines = { 0 };
    for (Rows r = db_rows(tx, &ALL_PUPIL, NO_VALUES); row_next(&r); )
        *VEC_ADD(o->site.mem, &lines) = arena_printf(o->site.mem, "%s=%lld", row_peek(&r, ALL_PUPIL_SIECLE_ID), (long long) row_int(&r, ALL_PUPIL_PERSON));
    for (Rows r = db_rows(tx, &ALL_GUARDIAN, NO_VALUES); row_next(&r); )
        *VEC_ADD(o->site.mem, &lines) = arena_printf(o->site.mem, "%s=%lld", row_peek(&r, ALL_GUARDIAN_SIECLE_ID), (long long) row_int(&r, ALL_GUARDIAN_PERSON));
    for (Rows r = db_rows(tx, &ALL_TEACHER, NO_VALUES); row_next(&r); )
        *VEC_ADD(o->site.mem, &lines) = arena_printf(o->site.mem, "%s=%lld", row_peek(&r, ALL_TEACHER_STS_ID), (long long) row_int(&r, ALL_TEACHER_PERSON));
    CHECK(tx_ok(tx));
    tx_rollback(tx);
    for (size_t i = 0; i < lines.count; i++)            /* in order, whatever the engine's */
        for (size_t k = i + 1; k < lines.count; k++)
            if (strcmp(lines.items[k], lines.items[i]) < 0) {
                const char *swap = lines.items[i];
                lines.items[i] = lines.items[k];
                lines.items[k] = swap;
            }
    for (size_t i = 0; i < lines.count; i++, count++)
        str_printf(&all, "%s ", lines.items[i]);
    CHECK(count > 140);
    return all.data;
}

/* ---- two years ---- */

/* A teacher who sees everybody in 2025; and its slots are the school's own. */
static void prepare_2025(const Stage *s) {
    Opened o;
    if (!open_year(s, s->folder, 2025, &o))
        return;
    /* 2025 is not closed while it is alone, however late it is. */
    CHECK(!store_is_closed(o.folder.school.store));
    Tx *tx = tx_begin(o.folder.school.store, s->mem, TX_WRITE);
    Work *w = work_new(s->mem, tx, &o.folder.school, &program_actor, "test");
    int64_t person = db_int(tx, &ALL_STAFF, NO_VALUES);
    int64_t account = accounts_add(w, KIND_STAFF, person, "ancienne", "ANCIENNE Ada");
    const char *hash = accounts_hash(s->mem, PASSWORD);
    accounts_set_hash(w, account, hash);
    accounts_set_hash(w, accounts_find(w, "superviseur"), hash);
    CHECK_INT(tx_commit(tx), TX_DONE);
    tx = tx_begin(o.folder.school.store, s->mem, TX_WRITE);
    w = work_new(s->mem, tx, &o.folder.school, &program_actor, "test");
    access_give(w, account, "secretariat");
    int64_t secretariat = db_int(tx, &ACCESS_PROFILE, VALUES(of_text("secretariat"))), own = rights_copy_set(w, secretariat, "Intendance", "name");
    rights_put(w, own, "meals.see", false, "right");
    rights_put(w, secretariat, "people.ine", false, "right");
    rights_set_idle(w, own, 1, "idle");
    change_put(tx, &TABLE_ACCESS_ACCEPTED, KEY(of_int(own), of_text("contacts")), FIELDS(SET(COL_ACCESS_ACCEPTED_REASON, of_text("Petit établissement"))));
    CHECK(!has_problems(w));
    calendar_end_slot(w, 8);
    CHECK_INT(tx_commit(tx), TX_DONE);
    folder_close(&o.folder);
}

static int count_slots(Opened *o) {
    int count = 0;
    Tx *tx = tx_begin(o->folder.school.store, o->site.mem, TX_READ);
    for (Rows r = db_rows(tx, &SLOTS_ALL, NO_VALUES); row_next(&r); )
        count++;
    tx_rollback(tx);
    return count;
}

/* Every set with what it holds, in order; how many hold one. */
static const char *sets_of(Opened *o, int64_t *holders) {
    Str all = str_new(o->site.mem, 4096);
    Tx *tx = tx_begin(o->folder.school.store, o->site.mem, TX_READ);
    Work *w = work_new(o->site.mem, tx, &o->folder.school, &program_actor, "test");
    const RightsSets *s = rights_sets(w);
    const RightInfo *right;
    *holders = 0;
    for (size_t i = 0; i < s->rows.count; i++) {
        const RightsSet *row = &s->rows.items[i];
        *holders += str_equal(row->mode, "administrative") || str_equal(row->mode, "school_life") ? row->people : 0;
        str_printf(&all, "%s %s %s %s %lld:", row->code, row->name, row->mode, row->model, (long long) row->idle);
        for (size_t n = 0; (right = access_nth(n)); n++)
            if (rights_in_set(row, right))
                str_printf(&all, " %s", right->name);
        str_add(&all, "\n");
    }
    tx_rollback(tx);
    return all.data;
}

/* The school's sets are this year's as they were last year's; nobody holds one before it is given here. */
static void check_sets(Opened *last, Opened *now) {
    int64_t held_last, held_now;
    const char *before = sets_of(last, &held_last), *sets = sets_of(now, &held_now);
    CHECK_TEXT(sets, before);
    CHECK(strstr(sets, "Intendance") != NULL);
    CHECK(held_last >= 1 && held_now == 0);
    Tx *tx = tx_begin(now->folder.school.store, now->site.mem, TX_READ);
    CHECK_INT(db_int(tx, &SHAPE_ACCEPTED, NO_VALUES) != 0, 1);
    tx_rollback(tx);
}

/* What holds wherever the two bases are opened. */
static void check_both_years(const Stage *s, const char *folder) {
    Opened last, now;
    if (!open_year(s, folder, 2025, &last) || !open_year(s, folder, 0, &now))
        return;
    CHECK_INT(now.folder.school.year, 2026);            /* the newest is what opens when nothing is said */
    CHECK_TEXT(numbers(&now), numbers(&last));
    CHECK(store_is_closed(last.folder.school.store) && !store_is_closed(now.folder.school.store));
    CHECK_INT(count_slots(&now), 7);
    check_sets(&last, &now);
    /* An account made in 2025 opens both years, with one session; rights are those of each year, and nobody has gained any. */
    const char *staff = sign_in(&now, "ancienne"), *supervisor = sign_in(&last, "superviseur");
    if (!CHECK(staff && supervisor))
        return;
    CHECK_INT(status(&now, staff, "/"), 200);
    CHECK_INT(status(&now, staff, "/bureau"), 403);
    CHECK_INT(status(&now, staff, "/bureau/eleves"), 403);
    CHECK_INT(status(&now, staff, "/bureau/annee"), 403);
    CHECK_INT(status(&now, staff, "/bureau/imports"), 403);
    CHECK_INT(status(&last, staff, "/bureau/eleves"), 200);
    CHECK_INT(status(&now, supervisor, "/bureau/eleves"), 200);
    CHECK_INT(status(&last, supervisor, "/bureau/eleves"), 200);
    /* Last year is read, not changed. */
    Exchange e = request(&last.site, supervisor, "POST", "/bureau/annee/creneaux/1", "label=M1&from_time=08:05&until_time=08:55", false);
    CHECK_INT(e.status, 403);
    CHECK(answers(&e, "close"));
    e = request(&last.site, supervisor, "POST", "/bureau/annee/creneaux/1", "label=M1&from_time=08:05&until_time=08:55", true);
    CHECK(answers(&e, "\"kind\":\"closed_year\""));
    e = request(&last.site, supervisor, "GET", "/bureau/annee", NULL, true);
    CHECK(answers(&e, "\"from_time\":\"08:00\""));
    CHECK_INT(request(&now.site, supervisor, "POST", "/bureau/annee/creneaux/1", "label=M1&from_time=08:00&until_time=08:55", false).status, 303);
    folder_close(&last.folder);
    folder_close(&now.folder);
}

/* The groups of four of the recovery sheet: the two last lines that `preau new` printed. */
static const char *sheet_of(const Stage *s, const char *out) {
    const char *end = out + strlen(out), *at = end;
    while (at > out && strspn(at - 1, "0123456789abcdef \n") >= 1)
        at--;
    return arena_text(s->mem, at);
}

static void refusals(const Stage *s) {
    Ran r = import(s, "2025");
    check_exit(r, 1);
    CHECK(strstr(r.err, "2025") != NULL);
    check_exit(import(s, "2031"), 2);
    check_exit(import(s, "20 26"), 2);
    check_exit(RUN(s, NULL, "accounts", s->folder, "--year", "2031"), 2);
    check_exit(RUN(s, NULL, "serve", s->folder, "--year", "2031"), 2);      /* serving makes no year */
    r = RUN(s, NULL, "accounts", s->folder, "--year", "2025", "--json");
    check_exit(r, 0);
    CHECK(strstr(r.out, "\"ancienne\"") != NULL);
    int *years;
    size_t count;
    Folder f;
    CHECK_INT(folder_read_conf(&f, s->folder, s->mem), 0);
    CHECK_INT(folder_years(&f, s->mem, &years, &count), 0);
    CHECK(count == 2 && years[0] == 2025 && years[1] == 2026);
    check_exit(RUN(s, NULL, "check", s->folder, "--year", "2025"), 0);
    check_exit(RUN(s, NULL, "check", s->folder), 0);
}

/* Another machine: the backup and the sheet of paper. */
static void restored_elsewhere(const Stage *s, const char *sheet) {
    const char *backup = arena_printf(s->mem, "%s/backup", s->root), *elsewhere = arena_printf(s->mem, "%s/elsewhere", s->root);
    if (s->store) {
        check_exit(RUN(s, NULL, "backup", s->folder, backup), 2);
        return;
    }
    /* Photos and documents come along, of each year. */
    static const char *const kept[] = { "2025/files/ab/ab00000000000000000000000000000f", "2026/files/0c/0c00000000000000000000000000000f" };
    for (int i = 0; i < 2; i++)
        CHECK_INT(system(arena_printf(s->mem, "mkdir -p $(dirname %s/%s) && printf sealed >%s/%s", s->folder, kept[i], s->folder, kept[i])), 0);
    check_exit(RUN(s, NULL, "backup", s->folder, backup), 0);
    CHECK_INT(access(arena_printf(s->mem, "%s/last-backup", s->folder), R_OK), 0);     /* the register of processing says when it was (work/backup_mark.h) */
    CHECK_INT(unlink(s->key), 0);
    nftw(s->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    check_exit(RUN(s, NULL, "restore", backup, elsewhere), 2);
    check_exit(RUN(s, "0000 1111", "key", UAI), 2);
    check_exit(RUN(s, sheet, "key", UAI), 0);
    check_exit(RUN(s, NULL, "restore", backup, elsewhere), 0);
    for (int i = 0; i < 2; i++)
        CHECK_INT(system(arena_printf(s->mem, "[ \"$(cat %s/%s)\" = sealed ]", elsewhere, kept[i])), 0);
    check_both_years(s, elsewhere);
}

static void two_years(StoreFixture *f) {
    Stage s = stage(f);
    Ran first = new_year(&s, "2025");
    check_exit(first, 0);
    check_exit(import(&s, "2025"), 0);
    prepare_2025(&s);
    Ran second = new_year(&s, "2026");
    check_exit(second, 0);
    CHECK(!strstr(second.out, "superviseur") && strlen(second.out) < strlen(first.out));    /* no second secret, no second sheet */
    Ran r = import(&s, "2026");
    check_exit(r, 0);
    CHECK(strstr(r.out, "\"pupil\":{\"created\":48,") != NULL);
    r = import(&s, "2026");
    CHECK(strstr(r.out, "\"pupil\":{\"created\":0,\"updated\":0,\"unchanged\":48,") != NULL);
    check_both_years(&s, s.folder);
    refusals(&s);
    check_exit(new_year(&s, "2026"), 0);                /* once more: nothing to do */
    restored_elsewhere(&s, sheet_of(&s, first.out));
    strike(&s);
}
TEST(the_same_people_live_in_two_years) { for_each_engine(two_years); }

/* ---- a key that is missing is not replaced ---- */

static void no_other_key(StoreFixture *f) {
    Stage s = stage(f);
    check_exit(new_year(&s, "2025"), 0);
    CHECK_INT(unlink(s.key), 0);
    check_exit(new_year(&s, "2026"), 2);
    CHECK(access(s.key, F_OK) != 0);
    strike(&s);
}
TEST(a_missing_key_is_said_and_not_replaced) { for_each_engine(no_other_key); }

TEST(a_year_is_over_in_august_when_another_has_begun) {
    CHECK(!folder_year_is_over(2025, 2025, day_of(2031, 1, 1)));
    CHECK(!folder_year_is_over(2025, 2026, day_of(2026, 6, 15)) && !folder_year_is_over(2025, 2026, day_of(2026, 7, 31)));
    CHECK(folder_year_is_over(2025, 2026, day_of(2026, 8, 1)));
    CHECK(!folder_year_is_over(2026, 2026, day_of(2026, 6, 15)) && !folder_year_is_over(2026, 2025, day_of(2028, 6, 15)));
}

/* ---- a schema step between the years and now ---- */

static const Statement old_year = { .name = "OLD_YEAR", .sqlite = "INSERT INTO school_year (id, first_day, last_day, zone, noon, week_days, week_cycle) "
    "VALUES (1, ?1, 20638, 'B', 750, 31, 1)", .postgres = "INSERT INTO school_year (id, first_day, last_day, zone, noon, week_days, week_cycle) "
    "VALUES (1, $1, 20638, 'B', 750, 31, 1)", .parameters = "i", .columns = "", .parameter_count = 1, .writes = true, .place = YEAR };

/* As a program of before the step would have left it. */
static void old_base(const Stage *s, int year, const uint8_t *key) {
    Migration *old = NEW_ARRAY(s->mem, Migration, (size_t) migration_count);
    int count = 0;
    for (int i = 0; i < migration_count; i++)
        if (migrations[i].place != YEAR || migrations[i].number < 30)
            old[count++] = migrations[i];
    CHECK(count < migration_count);
    StoreError error;
    StoreOptions options = { .folder = s->folder, .postgres = s->store, .uai = UAI, .year = year, .key = key, .create = true };
    Store *store = store_open_steps(&options, old, count, s->mem, &error);
    if (!CHECK(store != NULL))
        return;
    Tx *tx = tx_begin(store, s->mem, TX_WRITE);
    db_do(tx, &old_year, VALUES(of_int(day_of(year, 9, 1))));
    CHECK_INT(tx_commit(tx), TX_DONE);
    store_close(store);
}

static void step_between(StoreFixture *f) {
    Stage s = stage(f);
    uint8_t key[32];
    Folder folder;
    must(mkdir(s.folder, 0700) == 0 && key_make(s.key, key));
    FILE *conf = fopen(arena_printf(s.mem, "%s/preau.conf", s.folder), "w");
    must(conf && fprintf(conf, "uai = %s\nname = X\n%s%s\n", UAI, s.store ? "store = " : "", s.store ? s.store : "") > 0 && fclose(conf) == 0);
    old_base(&s, 2025, key);
    old_base(&s, 2026, key);
    CHECK_INT(folder_open(&folder, s.folder, 0, FOLDER_AS_IT_IS, s.mem), 2);        /* older, and nobody asked for more */
    if (CHECK_INT(folder_open(&folder, s.folder, 0, FOLDER_TO_DATE, s.mem), 0))
        folder_close(&folder);
    for (int year = 2025; year <= 2026; year++) {
        YearDates dates = { 0 };
        if (!CHECK_INT(folder_open(&folder, s.folder, year, FOLDER_AS_IT_IS, s.mem), 0))
            continue;
        Work *w = work_new(s.mem, tx_begin(folder.school.store, s.mem, TX_READ), &folder.school, &program_actor, "test");
        CHECK(calendar_dates(w, &dates));
        tx_rollback(w->tx);
        CHECK_INT(dates.first_day, day_of(year, 9, 1));
        CHECK_INT(dates.afternoons, 31);
        CHECK_INT(dates.cycle, CYCLE_SCHOOL_WEEKS);
        CHECK(dates.cycle_from == NO_DAY);
        folder_close(&folder);
    }
    strike(&s);
}
TEST(a_schema_step_reaches_every_year) { for_each_engine(step_between); }

TEST_MAIN
