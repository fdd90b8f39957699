/* History and undoing over the sample school, on both engines: an import taken back and done again, leavers, edits told to who may see them, works that are
 * taken back by a job, two at once. What one address answers: history.http. */
#include "school/history/history.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "test/ready_school.h"
#include "test/test.h"
#include "web/shown.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* ---- a school, and what is done to it ---- */

static int64_t number(SmallSchool *s, const char *sql) { return ready_number(s, sql); }
static int64_t last_work(SmallSchool *s) { return number(s, "SELECT max(id) FROM year_work"); }
static int64_t last_of(SmallSchool *s, const char *act) { return number(s, arena_printf(s->mem, "SELECT max(id) FROM year_work WHERE act = '%s'", act)); }

static int64_t changed(SmallSchool *s, const Table *table, int64_t id, int column, Value value) {
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    work_new(s->mem, tx, &s->school, &program_actor, "test");
    CHECK(change_put(tx, table, KEY(of_int(id)), FIELDS(SET(column, value))));
    CHECK_INT(tx_commit(tx), TX_DONE);
    return change_work(tx);
}

/* Somebody at the desk: what they write imports leave alone, unless it was taken back. */
static const Actor *somebody(SmallSchool *s) {
    Actor *a = NEW(s->mem, Actor);
    *a = program_actor;
    a->account = number(s, "SELECT id FROM account WHERE login = 'superviseur'");
    CHECK(a->account > 0);
    return a;
}

/* The number of the work that took it back; 0: problems, whose texts are in *WHY. */
static int64_t taken_back_at(SmallSchool *s, int64_t work, Instant now, const char **why) {
    Str text = str_new(s->mem, 100);
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    Work *w = work_new(s->mem, tx, &s->school, somebody(s), "test");
    w->now = now;
    history_undo(w, work);
    for (const Problem *p = w->problems; p; p = p->next)
        str_printf(&text, "%s\n", p->text);
    *why = text.data;
    if (has_problems(w)) {
        tx_rollback(tx);
        return 0;
    }
    CHECK_INT(tx_commit(tx), TX_DONE);
    CHECK_TEXT(tx_fault(tx) ? tx_fault(tx)->reason : NULL, NULL);
    return change_work(tx);
}

static int64_t taken_back(SmallSchool *s, int64_t work) {
    const char *why;
    int64_t undo = taken_back_at(s, work, instant_now(), &why);
    CHECK_TEXT(why, "");
    return undo;
}

static const char *why_not(SmallSchool *s, int64_t work) {
    const char *why;
    CHECK_INT(taken_back_at(s, work, instant_now(), &why), 0);
    return why;
}

static void check_chain(SmallSchool *s) {
    size_t count;
    store_check(s->school.store, s->mem, &count);
    CHECK_INT(count, 0);
}

static Exchange get(SmallSchool *s, const char *cookie, bool json, const char *target) { return request(s, cookie, "GET", target, NULL, json); }

/* ---- an import ---- */

static Report *import_all(SmallSchool *s) {
    Report *r = import_samples(s, false, "sts/sts_emp_9990001X_2025.xml", "siecle/ResponsablesAvecAdresses.xml", "siecle/ElevesAvecAdresses.xml",
        "siecle/Structures.xml", "siecle/Communs.xml", "siecle/Nomenclature.xml", NULL);
    CHECK(r->applied);
    return r;
}

/* Persons are the same by number and name; what the engine numbers (classes, addresses) has new numbers. */
static int64_t persons(SmallSchool *s) { return number(s, "SELECT CAST(sum(id * (7 + length(display_name))) AS bigint) FROM person"); }
static int64_t facts(SmallSchool *s) {
    return number(s, "SELECT (SELECT count(*) FROM pupil) + 100 * (SELECT count(*) FROM guardianship) + 100000 * (SELECT count(*) FROM membership) "
        "+ 100000000 * (SELECT count(*) FROM person_word) + 1000000000000 * (SELECT count(*) FROM service_teacher)");
}

static void import_and_back(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    const char *empty = school_digest(s);
    import_all(s);
    int64_t first = last_of(s, "import"), people = persons(s), known = facts(s), keys = number(s, "SELECT count(*) FROM person_key");
    const char *full = school_digest(s);
    CHECK(people > 0 && strcmp(empty, full) != 0);
    CHECK(number(s, arena_printf(s->mem, "SELECT count(*) FROM import WHERE state = 'applied' AND work = %lld", (long long) first)) == 1);
    int64_t undo = taken_back(s, first);
    CHECK_TEXT(school_digest(s), empty);
    CHECK_INT(number(s, "SELECT count(*) FROM person_word"), 0);
    CHECK_INT(number(s, "SELECT count(*) FROM import WHERE state = 'undone'"), 1);
    CHECK_INT(number(s, "SELECT count(*) FROM person_key"), keys);      /* their numbers stay theirs */
    int64_t redo = taken_back(s, undo);
    CHECK_TEXT(school_digest(s), full);                 /* silent columns and all */
    CHECK_INT(number(s, "SELECT count(*) FROM import WHERE state = 'applied'"), 1);
    CHECK_INT(facts(s), known);
    taken_back(s, redo);
    CHECK_TEXT(school_digest(s), empty);
    import_all(s);                                      /* the same files once more: the same people by their keys */
    CHECK_INT(persons(s), people);
    CHECK_INT(facts(s), known);
    CHECK_INT(number(s, "SELECT count(*) FROM person_key"), keys);
    check_chain(s);
    Exchange e = get(s, s->supervisor, true, "/bureau/eleves?q=du");
    CHECK(e.status == 200 && answers(&e, "\"display_name\""));
}
TEST(an_import_is_taken_back_and_done_again) { for_each_engine(import_and_back); }

/* A pupil who left, by a file; and what was made later in the way. */
static void leavers(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_all(s);
    int64_t import = last_of(s, "import"), pupil = number(s, "SELECT min(person) FROM pupil WHERE exit_day IS NULL");
    const char *siecle = NULL;
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    Rows r = db_rows(tx, TABLE_PUPIL.read, VALUES(of_int(pupil)));
    if (CHECK(row_next(&r)))
        siecle = row_text(&r, COL_PUPIL_SIECLE_ID, s->mem);
    rows_end(&r);
    tx_rollback(tx);
    const char *before = school_digest(s);
    Report *left = import_body(s, "BEE_ELEVES", arena_printf(s->mem, "<ELEVES><ELEVE ELEVE_ID='%s'><ID_NATIONAL/><DATE_SORTIE>15/09/2025</DATE_SORTIE></ELEVE></ELEVES>", siecle), NULL);
    if (!CHECK(left->applied && left->changes[REPORT_PUPIL].updated == 1))
        printf("# %s\n", report_json(left));
    int64_t leaving = last_of(s, "import");
    CHECK(strcmp(before, school_digest(s)) != 0);
    const char *why = why_not(s, import);
    CHECK(strstr(why, arena_printf(s->mem, "opération n°\u00a0%lld", (long long) leaving)) != NULL);
    CHECK(strstr(why, "date de sortie") != NULL);
    taken_back(s, leaving);
    CHECK_TEXT(school_digest(s), before);
    const char *old;
    CHECK_INT(taken_back_at(s, import, instant_now() + (Instant) 31 * 24 * 3600 * 1000, &old), 0);
    CHECK(strstr(old, "30 jours") != NULL);
    taken_back(s, import);
    CHECK_INT(number(s, "SELECT count(*) FROM person"), 0);
}
TEST(leavers_come_back_and_later_works_stand_in_the_way) { for_each_engine(leavers); }

/* A correction that was taken back no longer stands against the files; one that was not does. */
static void corrections(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_all(s);
    int64_t pupil = number(s, "SELECT min(person) FROM pupil WHERE exit_day IS NULL"), known = number(s, "SELECT CAST(siecle_id AS bigint) FROM pupil WHERE person = (SELECT min(person) FROM pupil WHERE exit_day IS NULL)");
    const char *said = arena_printf(s->mem, "<ELEVES><ELEVE ELEVE_ID='%lld'><MEL>fichier@exemple.fr</MEL></ELEVE></ELEVES>", (long long) known);
    const char *from_file = arena_printf(s->mem, "SELECT count(*) FROM person WHERE id = %lld AND email = 'fichier@exemple.fr'", (long long) pupil);
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    work_new(s->mem, tx, &s->school, somebody(s), "test");
    CHECK(change_put(tx, &TABLE_PERSON, KEY(of_int(pupil)), FIELDS(SET(COL_PERSON_EMAIL, of_text("main@exemple.fr")))));
    CHECK_INT(tx_commit(tx), TX_DONE);
    import_body(s, "BEE_ELEVES", said, NULL);
    CHECK_INT(number(s, from_file), 0);
    taken_back(s, change_work(tx));
    import_body(s, "BEE_ELEVES", said, NULL);
    CHECK_INT(number(s, from_file), 1);
}
TEST(a_correction_that_was_taken_back_no_longer_stands_against_files) { for_each_engine(corrections); }

/* ---- a name, and who may read what ---- */

static void names_and_rights(StoreFixture *f) {
    ReadySchool *r = ready_school(f->postgres);
    SmallSchool *s = r->small;
    const char *staff = r->people[STAFF].cookie, *restricted = r->people[RESTRICTED].cookie;
    int64_t pupil = ready_thing(r, "pupil")->own, address = number(s, arena_printf(s->mem, "SELECT address FROM person WHERE id = %lld", (long long) pupil));
    const char *path = arena_printf(s->mem, "/bureau/eleves/%lld/historique", (long long) pupil);
    int64_t name = changed(s, &TABLE_PERSON, pupil, COL_PERSON_FAMILY_NAME, of_text("ZÉPHYRIN"));
    CHECK_INT(number(s, arena_printf(s->mem, "SELECT count(*) FROM person_word WHERE person = %lld AND word = 'zephyrin'", (long long) pupil)), 1);
    Exchange e = get(s, staff, true, "/bureau/eleves?sort=-nom&size=1");
    CHECK(answers(&e, "ZÉPHYRIN"));                     /* shown and sorted by the new name, though nobody said how */
    changed(s, &TABLE_PERSON, pupil, COL_PERSON_PHONE_MOBILE, of_text("0611223344"));
    changed(s, &TABLE_ADDRESS, address, COL_ADDRESS_CITY, of_text("Montcuq-en-Quercy"));
    changed(s, &TABLE_PUPIL, pupil, COL_PUPIL_INE, of_text("0123456789A"));
    changed(s, &TABLE_PERSON, pupil, COL_PERSON_BIRTH_DAY, of_int(15000));
    e = get(s, staff, true, path);
    CHECK(answers(&e, "a changé «\u00a0nom\u00a0»\u00a0: ") && answers(&e, "→ ZÉPHYRIN") && answers(&e, "0611223344") && answers(&e, "Montcuq") && answers(&e, "0123456789A"));
    e = get(s, staff, false, path);
    CHECK(answers(&e, "Montcuq") && answers(&e, "téléphone mobile"));
    for (int json = 0; json < 2; json++) {
        e = get(s, restricted, json, path);             /* may see birth dates, but neither contacts nor INE */
        CHECK(e.status == 200 && answers(&e, "ZÉPHYRIN") && answers(&e, "naissance"));
        CHECK(!answers(&e, "0611223344") && !answers(&e, "Montcuq") && !answers(&e, "0123456789A") && !answers(&e, "phone_mobile"));
    }
    taken_back(s, name);
    CHECK_INT(number(s, arena_printf(s->mem, "SELECT count(*) FROM person_word WHERE person = %lld AND word = 'zephyrin'", (long long) pupil)), 0);
    e = get(s, staff, true, "/bureau/eleves?sort=-nom&size=1");
    CHECK(!answers(&e, "ZÉPHYRIN"));
    ready_school_done(r);
}
TEST(a_column_is_told_to_those_who_may_see_it) { for_each_engine(names_and_rights); }

/* Of a class one may read who came and left only as far as one sees them. */
static void scope(StoreFixture *f) {
    ReadySchool *r = ready_school(f->postgres);
    SmallSchool *s = r->small;
    const char *path = arena_printf(s->mem, "/bureau/classes/%lld/historique", (long long) ready_thing(r, "class")->other);
    Exchange all = get(s, r->people[STAFF].cookie, true, path), some = get(s, r->people[RESTRICTED].cookie, true, path);
    CHECK(answers(&all, "\"membership\""));
    CHECK(some.status == 200 && answers(&some, "\"structure\"") && !answers(&some, "\"membership\""));
    path = arena_printf(s->mem, "/bureau/professeurs/%lld/historique", (long long) ready_thing(r, "teacher")->own);
    all = get(s, r->people[STAFF].cookie, true, path), some = get(s, r->people[RESTRICTED].cookie, true, path);
    CHECK(answers(&all, "birth_day") && answers(&all, "service_teacher"));
    CHECK(answers(&some, "service_teacher") && !answers(&some, "birth_day"));       /* as on their records */
    ready_school_done(r);
}
TEST(who_is_out_of_sight_is_out_of_histories) { for_each_engine(scope); }

/* ---- pages ---- */

static void paging(StoreFixture *f) {
    ReadySchool *r = ready_school(f->postgres);
    SmallSchool *s = r->small;
    const char *staff = r->people[STAFF].cookie;
    int64_t pupil = ready_thing(r, "pupil")->own;
    for (int i = 0; i < 70; i++)
        changed(s, &TABLE_PERSON, pupil, COL_PERSON_OCCUPATION, of_text(arena_printf(s->mem, "métier %d", i)));
    Exchange e = get(s, staff, true, "/bureau/historique");
    char next[200] = "";
    const char *at = memmem(e.answer, e.answer_size, "\"next\":\"", 8);
    CHECK(at && answers(&e, "métier 69") && !answers(&e, "métier 28 →"));
    if (at)
        snprintf(next, sizeof next, "%.*s", (int) strcspn(at + 8, "\""), (const char *) at + 8);
    e = get(s, staff, true, arena_printf(s->mem, "/bureau/historique?after=%s", url_encode(s->mem, next)));
    CHECK(e.status == 200 && answers(&e, "métier 29") && !answers(&e, "métier 31"));
    e = get(s, staff, false, "/bureau/historique");
    CHECK(answers(&e, "rel=\"next\""));
    const char *path = arena_printf(s->mem, "/bureau/eleves/%lld/historique", (long long) pupil);
    e = get(s, staff, true, path);
    at = memmem(e.answer, e.answer_size, "\"next\":", 7);
    CHECK(at && answers(&e, "\"before\":\"métier 68\",\"after\":\"métier 69\"") && !answers(&e, "métier 8\""));
    e = get(s, staff, true, arena_printf(s->mem, "%s?avant=%.*s", path, at ? (int) strspn(at + 7, "0123456789") : 0, at ? at + 7 : ""));
    CHECK(answers(&e, "métier 8\"") && !answers(&e, "métier 69"));
    const char *day = day_iso(s->mem, instant_day(instant_now()));
    e = get(s, staff, true, arena_printf(s->mem, "/bureau/historique?jour=%s", day));
    CHECK(answers(&e, "métier 69"));
    e = get(s, staff, true, "/bureau/historique?jour=2001-02-03");
    CHECK(e.status == 200 && !answers(&e, "métier"));
    ready_school_done(r);
}
TEST(pages_are_turned_by_key) { for_each_engine(paging); }

/* ---- by a job, and twice at once ---- */

static void by_a_job(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_all(s);
    int64_t import = last_of(s, "import");
    JobRunner *runner = jobs_new(s->mem, &s->school, feature_jobs(features, s->mem));
    for (int turn = 0; turn < 2; turn++) {
        Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
        job_add(work_new(s->mem, tx, &s->school, &program_actor, "test"), &history_jobs[0], history_about(s->mem, import), NULL);
        CHECK_INT(tx_commit(tx), TX_DONE);
        const char *path = arena_printf(s->mem, "/bureau/historique/%lld", (long long) import);
        Exchange e = get(s, s->supervisor, true, path);
        CHECK(answers(&e, "\"progress\":"));
        e = get(s, s->supervisor, false, path);
        CHECK(answers(&e, "data-live=\"jobs\"") && answers(&e, "attend son tour"));
        while (jobs_run_one(runner))
            continue;
        e = get(s, s->supervisor, true, path);          /* the second finds that it is taken back already */
        CHECK(answers(&e, "\"undone_by\":") && answers(&e, "\"error\":") == (turn == 1));
        CHECK_INT(number(s, "SELECT count(*) FROM person"), 0);
    }
    CHECK_INT(number(s, "SELECT count(*) FROM year_work WHERE undoes > 0"), 1);
}
TEST(a_large_one_is_taken_back_by_a_job) { for_each_engine(by_a_job); }

typedef struct Racer { SmallSchool *s; const char *cookie, *target; Arena *mem; int status; pthread_t thread; } Racer;

static void *race(void *context) {
    Racer *r = context;
    const char *const headers[] = { "Host", "127.0.0.1:8080", "Origin", "http://127.0.0.1:8080", "Cookie", arena_printf(r->mem, "sid=%s", r->cookie),
        "Content-Type", "application/x-www-form-urlencoded", NULL };
    Exchange e = { .method = "POST", .target = r->target, .headers = headers, .body = "", .body_size = 0 };
    small_ask(r->s, r->mem, &e);
    r->status = e.status;
    return NULL;
}

static void racing(StoreFixture *f) {
    ReadySchool *r = ready_school(f->postgres);
    SmallSchool *s = r->small;
    int64_t work = changed(s, &TABLE_PERSON, ready_thing(r, "pupil")->own, COL_PERSON_OCCUPATION, of_text("x"));
    Racer racers[4];
    for (int i = 0; i < 4; i++) {
        racers[i] = (Racer){ .s = s, .cookie = r->people[i % 2 ? STAFF : SUPERVISOR].cookie, .mem = arena_new(),
            .target = arena_printf(s->mem, "/bureau/historique/%lld/annuler", (long long) work) };
        must(pthread_create(&racers[i].thread, NULL, race, &racers[i]) == 0);
    }
    int done = 0, refused = 0;
    for (int i = 0; i < 4; i++) {
        pthread_join(racers[i].thread, NULL);
        done += racers[i].status == 303;
        refused += racers[i].status == 422;
        arena_free(racers[i].mem);
    }
    CHECK_INT(done, 1);
    CHECK_INT(refused, 3);
    CHECK_INT(number(s, "SELECT count(*) FROM year_work WHERE undoes > 0"), 1);
    ready_school_done(r);
}
TEST(of_several_at_once_one_takes_it_back) { for_each_engine(racing); }

/* What `preau new` made stays. */
static void beginnings(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    int64_t first = number(s, "SELECT min(id) FROM year_work");
    store_fixture_tamper(f, arena_printf(s->mem, "UPDATE year_work SET act = 'new' WHERE id = %lld", (long long) first));
    CHECK(strstr(why_not(s, first), "ne s’annule pas") != NULL);
    const char *path = arena_printf(s->mem, "/bureau/historique/%lld", (long long) first);
    Exchange e = get(s, s->supervisor, true, path);
    CHECK(answers(&e, "\"can_undo\":false") && answers(&e, "\"code\":\"stays\""));
    e = get(s, s->supervisor, false, "/bureau/historique");
    CHECK(answers(&e, "Création de l’année") && !answers(&e, arena_printf(s->mem, "%s/annuler", path)));
    e = request(s, s->supervisor, "POST", arena_printf(s->mem, "%s/annuler", path), "", true);
    CHECK_INT(e.status, 422);
}
TEST(what_a_year_begins_with_stays) { for_each_engine(beginnings); }

/* ---- a mass edit ---- */

static void mass_edit(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_all(s);
    const char *before = school_digest(s);
    int64_t ids[2000], count = 0;
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    work_new(s->mem, tx, &s->school, &program_actor, "test");
    tx_scope(tx, &(Scope){ .all = true, .day = 1 });
    for (Rows r = db_rows(tx, &ALL_PERSON, NO_VALUES); row_next(&r) && count < 2000; )
        ids[count++] = row_int(&r, ALL_PERSON_ID);
    for (int64_t i = 0; i < count; i++)
        change_put(tx, &TABLE_PERSON, KEY(of_int(ids[i])), FIELDS(SET(COL_PERSON_USAGE_NAME, of_text(arena_printf(s->mem, "Usage %d", (int) i))), SET(COL_PERSON_SEX, of_text("f"))));
    CHECK_INT(tx_commit(tx), TX_DONE);
    CHECK(count > 100 && strcmp(before, school_digest(s)) != 0);
    int64_t work = last_work(s);
    tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    Work *w = work_new(s->mem, tx, &s->school, &program_actor, "test");
    history_undo(w, work);
    CHECK(!has_problems(w) && tx_statements(tx) < 20 * count);      /* names have words: some statements a person, none a field */
    CHECK_INT(tx_commit(tx), TX_DONE);
    CHECK_TEXT(school_digest(s), before);
    check_chain(s);
}
TEST(a_mass_edit_is_taken_back_in_one_go) { for_each_engine(mass_edit); }

/* ---- words for everything ---- */

TEST(every_audited_column_has_words) {
    int columns = 0;
    for (const Table *const *t = all_tables; *t; t++) {
        if (!(*t)->audited)
            continue;
        if (!CHECK(shown_table(features, *t) != NULL))
            printf("# %s has no TableText\n", (*t)->name);
        for (int c = (*t)->auto_id; c < (*t)->column_count; c++) {
            const TableColumn *column = &(*t)->columns[c];
            bool own_id = c == 0 && (*t)->key_count == 1 && column->type == 'i' && !column->refers;
            if (column->silent || column->type == 'b' || own_id)
                continue;
            columns++;
            if (!CHECK(shown_column(features, *t, c) != NULL))
                printf("# %s.%s has no ColumnText: how would a history call it? (web/feature.h)\n", (*t)->name, column->name);
        }
    }
    CHECK(columns > 100);
}

static bool is_derived(const Table *table) {
    for (int f = 0; features[f]; f++)
        for (const TableHook *h = features[f]->hooks; h && h->table; h++)
            if (h->table == table && h->derive)
                return true;
    return false;
}

TEST(what_the_audit_leaves_out_is_derived) {
    int derived = 0;
    for (const Table *const *t = all_tables; *t; t++)
        for (int c = 0; (*t)->audited && c < (*t)->column_count; c++)
            if ((*t)->columns[c].silent || (*t)->columns[c].type == 'b') {
                derived++;
                if (!CHECK(is_derived(*t)))
                    printf("# %s.%s is not in the audit and nobody derives it: a row that is taken away could not be made again (TableHook.derive)\n", (*t)->name, (*t)->columns[c].name);
            }
    CHECK(derived > 0);
}

static bool is_route(const char *act) {
    static const char *const methods[] = { "GET", "POST", "PUT", "DELETE" };
    for (int f = 0; features[f]; f++)
        for (const Route *r = features[f]->routes; r && r->path; r++) {
            size_t size = strlen(methods[r->method]);
            if (strncmp(act, methods[r->method], size) == 0 && act[size] == ' ' && str_equal(act + size + 1, r->path))
                return true;
        }
    return false;
}

TEST(acts_are_those_of_routes) {
    for (int f = 0; features[f]; f++)
        for (const ActText *a = features[f]->acts; a && a->act; a++)
            if (!CHECK(!strchr(a->act, ' ') || is_route(a->act)))
                printf("# %s is no route\n", a->act);
}

TEST(rights_of_columns_exist) {
    for (int f = 0; features[f]; f++)
        for (const ColumnText *c = features[f]->columns; c && c->table; c++) {
            bool found = !c->right;
            for (int g = 0; features[g] && !found; g++)
                for (const RightInfo *r = features[g]->rights; r && r->name; r++)
                    found = found || str_equal(r->name, c->right);
            CHECK(found);
        }
}

int main(int argc, char **argv) {
    int status = test_main(argc, argv);
    ready_schools_end();
    return status;
}
