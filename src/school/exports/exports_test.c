/* Copies, on both engines: one person's holds every field of theirs and nothing of anybody else's; the school's loads again row by row, and holds no secret. */
#include "school/exports/exports.h"

#include "base/map.h"
#include "base/must.h"
#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/files/kept_files.h"
#include "school/history/history.h"
#include "test/canaries.h"
#include "test/ready_school.h"
#include "test/test.h"
#include "test/verb_try.h"
#include "web/feature.h"
#include "web/shown.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <locale.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static ReadySchool *r;
static Arena *mem;

static void on_both(void (*fn)(void)) {
    for (int postgres = 0; postgres < 2; postgres++) {
        r = ready_school(postgres);
        mem = r->small->mem;
        fn();
        ready_school_done(r);
    }
}

/* ---- what is in a ZIP ---- */

typedef struct Entry { const char *name, *bytes; size_t size; } Entry;
typedef VEC(Entry) Entries;

static Entries entries_of(const void *bytes, size_t size) {
    Entries all = { 0 };
    struct archive *zip = archive_read_new();
    struct archive_entry *entry;
    archive_read_support_format_zip(zip);
    CHECK_INT(archive_read_open_memory(zip, bytes, size), ARCHIVE_OK);
    while (archive_read_next_header(zip, &entry) == ARCHIVE_OK) {
        Str s = str_new(mem, 4096);
        char piece[4096];
        for (ssize_t got; (got = archive_read_data(zip, piece, sizeof piece)) > 0; )
            str_add_n(&s, piece, (size_t) got);
        *VEC_ADD(mem, &all) = (Entry){ arena_text(mem, archive_entry_pathname_utf8(entry)), s.data, s.size };
    }
    archive_read_free(zip);
    return all;
}

static const Entry *entry_named(const Entries *all, const char *name) {
    for (size_t i = 0; i < all->count; i++)
        if (str_equal(all->items[i].name, name))
            return &all->items[i];
    return NULL;
}

static Work *begin_read(const Actor *actor) {
    SmallSchool *s = r->small;
    return work_new(mem, tx_begin(s->school.store, mem, TX_READ), &s->school, actor, "test");
}

static Entries school_copy(void) {
    Work *w = begin_read(&program_actor);
    Sink *to = sink_to_memory(mem);
    CHECK(school_zip(w, to, NULL));
    tx_rollback(w->tx);
    return entries_of(to->held.data, to->held.size);
}

static Entries person_copy(int64_t person, int64_t account, int64_t reader) {
    Actor actor = program_actor;
    actor.person = reader;
    Work *w = begin_read(&actor);
    Whose whose = whose_data(w, person, account);
    Sink *to = sink_to_memory(mem);
    CHECK(personal_zip(w, &whose, reader == person ? ASKED_SELF : ASKED_OFFICE, to));
    tx_rollback(w->tx);
    return entries_of(to->held.data, to->held.size);
}

static const char *json_of(const Entries *all) {
    const Entry *e = entry_named(all, "donnees.json");
    return CHECK(e != NULL) ? e->bytes : "";
}

/* ---- one person: all of theirs, nothing of others ---- */

typedef struct Person { int64_t id, account, address; } Person;

static const char *const id_columns[] = { "person", "pupil", "guardian", "teacher", "account", "id", NULL };

/* As test/canaries.c numbers its tokens, said once more: whom the number of this one means. */
static bool is_theirs(const Canary *c, const Person *who) {
    const char *table = c->table->name;
    if (str_equal(table, "person"))
        return c->id == who->id;
    if (str_equal(table, "account"))
        return c->id == who->account;
    if (str_equal(table, "address"))
        return c->id == who->address;
    for (int n = 0; n < 5; n++)
        for (int k = 0; k < c->table->column_count; k++)
            if (str_equal(c->table->columns[k].name, id_columns[n]))
                return c->id == (n < 4 ? who->id : who->account);
    return false;
}

/* Searched by, not kept of anybody; and what may name anybody. */
static bool may_miss(const Canary *c) {
    const ColumnText *text = shown_column(features, c->table, c->column);
    return str_equal(c->table->name, "person_word") || (text && text->others);
}

static Map tokens_in(const char *text, size_t size) {
    Map all = map_new(mem);
    Canary c;
    for (const char *at = text; canary_next(&at, text + size, &c); )
        map_put(&all, arena_printf(mem, "%.16s", at - CANARY_SIZE), "");
    return all;
}

static int check_all_in(const Entry *base, const Map *given, const Person *who) {
    Canary c;
    int count = 0;
    for (const char *at = base->bytes; canary_next(&at, base->bytes + base->size, &c); ) {
        if (!is_theirs(&c, who) || may_miss(&c))
            continue;
        count++;
        if (!CHECK(map_get(given, arena_printf(mem, "%.16s", at - CANARY_SIZE)) != NULL))
            printf("# %s.%s of %lld is not in their copy\n", c.table->name, c.table->columns[c.column].name, (long long) c.id);
    }
    return count;
}

static void check_none_else(const char *json, const Person *who) {
    Canary c;
    for (const char *at = json, *end = json + strlen(json); canary_next(&at, end, &c); )
        if (!CHECK(is_theirs(&c, who)))
            printf("# the copy of %lld holds %s.%s of %lld\n", (long long) who->id, c.table->name, c.table->columns[c.column].name, (long long) c.id);
}

static Person person_of(Who who) {
    const ReadyPerson *p = &r->people[who];
    return (Person){ p->person, p->account, ready_number(r->small, arena_printf(mem, "SELECT coalesce(address, 0) FROM person WHERE id = %lld", (long long) p->person)) };
}

static void canaries(void) {
    static const struct { Who who; int least; } all[] = { { PUPIL, 20 }, { GUARDIAN, 15 }, { TEACHER, 15 }, { STAFF, 12 } };
    CHECK(canaries_set(r->small->fixture) > 60);
    Entries school = school_copy();
    const Entry *base = entry_named(&school, "base.sql");
    CHECK(base != NULL);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        Person who = person_of(all[i].who);
        Entries copy = person_copy(who.id, 0, 0);
        const char *json = json_of(&copy);
        Map given = tokens_in(json, strlen(json));
        CHECK(check_all_in(base, &given, &who) >= all[i].least);
        check_none_else(json, &who);
        for (size_t k = 0; k < copy.count; k++)
            check_none_else(copy.items[k].name, &who);
        const Entry *pdf = entry_named(&copy, "donnees.pdf");
        CHECK(pdf && strncmp(pdf->bytes, "%PDF-1.7", 8) == 0);
    }
}
TEST(a_persons_copy_holds_all_of_theirs_and_nothing_of_others) { on_both(canaries); }

/* A guardian in their child's copy stands by name, the other one by a number; what is said of the other guardian alone is not said. */
static void readers(void) {
    int64_t pupil = r->people[PUPIL].person, guardian = r->people[GUARDIAN].person;
    const char *name = verb_text(r, "SELECT display_name FROM person WHERE id = %lld", (long long) guardian);
    const char *child = verb_text(r, "SELECT display_name FROM person WHERE id = %lld", (long long) pupil);
    Entries copy = person_copy(pupil, 0, 0);
    CHECK(strstr(json_of(&copy), child) && !strstr(json_of(&copy), name) && strstr(json_of(&copy), "\"guardian\":\"other-1\""));
    CHECK(!strstr(json_of(&copy), "receives_aid"));
    copy = person_copy(pupil, 0, guardian);
    CHECK(strstr(json_of(&copy), arena_printf(mem, "\"guardian\":\"%s\"", name)) && strstr(json_of(&copy), "receives_aid"));
    copy = person_copy(guardian, 0, guardian);
    CHECK(!strstr(json_of(&copy), arena_printf(mem, "\"%s\"", child)) && strstr(json_of(&copy), "\"pupil\":\"other-1\"") && strstr(json_of(&copy), "receives_aid"));
}
TEST(nobody_else_is_named_but_who_reads) { on_both(readers); }

/* What lies sealed leaves in clear, as words, JSON and SQL; the versions themselves do not leave. */
static void unsealed(void) {
    int64_t pupil = r->people[PUPIL].person;
    Entries copy = person_copy(pupil, 0, 0), school = school_copy();
    const Entry *sql = entry_named(&school, "base.sql"), *lines = entry_named(&school, "donnees/support_plan.jsonl");
    CHECK(strstr(json_of(&copy), "\"support_plan\":{") && strstr(json_of(&copy), "\"kind\":\"PAP\"") && strstr(json_of(&copy), "\"adaptations\":\"Tiers temps\""));
    CHECK(!strstr(json_of(&copy), "Trousse de soins") && !strstr(json_of(&copy), "support_text"));
    CHECK(sql && strstr(sql->bytes, "'PAP'") && strstr(sql->bytes, "'Trousse de soins'") && !strstr(sql->bytes, "CREATE TABLE support_text"));
    CHECK(lines && strstr(lines->bytes, "\"adaptations\":\"Tiers temps\"") && strstr(lines->bytes, "\"note\":null"));
}
TEST(what_lies_sealed_leaves_in_clear) { on_both(unsealed); }

static void histories(void) {
    int64_t pupil = r->people[PUPIL].person, staff = r->people[STAFF].account;
    SmallSchool *s = r->small;
    Tx *tx = tx_begin(s->school.store, mem, TX_WRITE);
    Actor actor = program_actor;
    actor.account = staff;
    work_new(mem, tx, &s->school, &actor, "POST /bureau/eleves/:pupil/identite");
    change_put(tx, &TABLE_PERSON, KEY(of_int(pupil)), FIELDS(SET(COL_PERSON_BIRTH_CITY, of_text("Saint-Brieuc"))));
    CHECK_INT(tx_commit(tx), TX_DONE);
    Work *w = begin_read(&program_actor);
    CHECK(data_copy_told(w, pupil, ASKED_GUARDIAN, "POST /compte/donnees/:person"));
    tx_rollback(w->tx);
    Entries copy = person_copy(pupil, 0, 0);
    const char *json = json_of(&copy);
    CHECK(strstr(json, "\"history_by\":\"staff\"") && strstr(json, "\"Saint-Brieuc\"]"));
    CHECK(!strstr(json, "personnel\""));                    /* the login of who did it */
    CHECK(strstr(json, "\"data_copy\":{") && strstr(json, "\"asked_as\":\"guardian\""));
    CHECK(strstr(json, "Certificat") && strstr(json, ".pdf") && strstr(json, "photo.jpg"));
    int files = 0;
    for (size_t i = 0; i < copy.count; i++)
        files += str_starts(copy.items[i].name, "fichiers/");
    CHECK_INT(files, verb_int(r, "SELECT count(*) FROM file WHERE person = %lld", (long long) pupil));
    for (int64_t id = 0; (id = verb_int(r, "SELECT coalesce(min(id), 0) FROM person WHERE id > %lld", (long long) id)); )
        if (id != pupil && !CHECK(!strstr(json, verb_text(r, "SELECT display_name FROM person WHERE id = %lld", (long long) id))))
            printf("# %lld is named\n", (long long) id);
}
TEST(what_was_done_to_it_is_told_without_names) { on_both(histories); }

/* ---- who may ---- */

static int status_of(Who who, const char *path) { return request(r->small, r->people[who].cookie, "POST", path, "", true).status; }

static void guardians(void) {
    int64_t pupil = r->people[PUPIL].person, guardian = r->people[GUARDIAN].person;
    StoreFixture *f = r->small->fixture;
    const char *path = arena_printf(mem, "/compte/donnees/%lld", (long long) pupil);
    CHECK_INT(status_of(GUARDIAN, path), 200);
    int64_t told = verb_int(r, "SELECT count(*) FROM data_copy WHERE person = %lld AND asked_as = 'guardian'", (long long) pupil);
    CHECK_INT(told, 1);
    store_fixture_tamper(f, arena_printf(mem, "UPDATE person SET birth_day = 7000 WHERE id = %lld", (long long) pupil));
    CHECK_INT(status_of(GUARDIAN, path), 404);              /* of age: they ask themselves */
    CHECK_INT(status_of(PUPIL, "/compte/donnees"), 200);
    store_fixture_tamper(f, arena_printf(mem, "UPDATE person SET birth_day = 16000 WHERE id = %lld; UPDATE guardianship SET level = 2 WHERE guardian = %lld", (long long) pupil, (long long) guardian));
    CHECK_INT(status_of(GUARDIAN, path), 404);              /* in charge, not legal */
    store_fixture_tamper(f, arena_printf(mem, "UPDATE guardianship SET level = 1, until_day = 10 WHERE guardian = %lld", (long long) guardian));
    CHECK_INT(status_of(GUARDIAN, path), 404);              /* no longer */
    CHECK_INT(verb_int(r, "SELECT count(*) FROM data_copy WHERE person = %lld", (long long) pupil), 2);
}
TEST(a_guardian_asks_for_a_child_under_age) { on_both(guardians); }

static void closed(void) {
    StoreFixture *f = r->small->fixture;
    f->options.read_only = true;
    store_fixture_reopen(f);
    r->small->school.store = f->store;
    Exchange e = request(r->small, r->people[SUPERVISOR].cookie, "POST", arena_printf(mem, "/bureau/personnes/%lld/donnees", (long long) r->people[PUPIL].person), "", true);
    CHECK_INT(e.status, 422);
    CHECK(answers(&e, "exports.closed_year"));
}
TEST(what_cannot_be_told_is_not_given) { on_both(closed); }

/* ---- the school's, loaded again ---- */

typedef struct Sum { int64_t rows; uint64_t sum; } Sum;

static uint64_t fnv(uint64_t h, const char *text) {
    for (; *text; text++)
        h = (h ^ (unsigned char) *text) * 1099511628211u;
    return (h ^ 0x1f) * 1099511628211u;
}

/* Each value as text; days and instants as the numbers that the base has. */
static Sum sum_base(const Table *t) {
    Sum sum = { 0 };
    Tx *tx = tx_begin(r->small->school.store, mem, TX_READ);
    for (Rows rows = db_rows(tx, t->walk, VALUES(of_int(10000000))); row_next(&rows); sum.rows++) {
        uint64_t h = 14695981039346656037u;
        for (int c = 0; c < t->column_count; c++) {
            char number[32];
            if (!export_has_column(t, c))
                continue;
            snprintf(number, sizeof number, "%lld", t->columns[c].type == 'i' ? (long long) row_int(&rows, c) : 0LL);
            h = fnv(h, row_null(&rows, c) ? "\x01" : t->columns[c].type == 'i' ? number : row_peek(&rows, c));
        }
        sum.sum += h;
    }
    CHECK(tx_ok(tx));
    tx_rollback(tx);
    return sum;
}

static Sum sum_loaded(sqlite3 *db, const Table *t) {
    Sum sum = { 0 };
    sqlite3_stmt *st;
    Str s = str_new(mem, 400);
    for (int c = 0; c < t->column_count; c++) {
        const char *name = t->columns[c].name;
        if (!export_has_column(t, c))
            continue;
        str_add(&s, s.size ? ", " : "SELECT ");
        str_add(&s, t->columns[c].holds == 'd' ? arena_printf(mem, "CAST(julianday(%s) - 2440587.5 AS INTEGER)", name) : t->columns[c].holds == 'w' ?
            arena_printf(mem, "CAST(round((julianday(%s) - 2440587.5) * 86400000) AS INTEGER)", name) : name);
    }
    CHECK_INT(sqlite3_prepare_v2(db, arena_printf(mem, "%s FROM %s", s.data, t->name), -1, &st, NULL), SQLITE_OK);
    for (; sqlite3_step(st) == SQLITE_ROW; sum.rows++) {
        uint64_t h = 14695981039346656037u;
        for (int c = 0; c < sqlite3_column_count(st); c++)
            h = fnv(h, sqlite3_column_type(st, c) == SQLITE_NULL ? "\x01" : (const char *) sqlite3_column_text(st, c));
        sum.sum += h;
    }
    sqlite3_finalize(st);
    return sum;
}

static int64_t lines_of_text(const Entry *e) {
    int64_t count = 0;
    for (size_t i = 0; e && i < e->size; i++)
        count += e->bytes[i] == '\n';
    return count;
}

static void loads(void) {
    sqlite3 *db;
    int64_t rows = 0;
    store_fixture_tamper(r->small->fixture, "UPDATE person SET occupation = 'l''artisan \\ \"deux\"\nlignes' WHERE id = 2");
    Entries copy = school_copy();
    const Entry *base = entry_named(&copy, "base.sql");
    must(base && sqlite3_open(":memory:", &db) == SQLITE_OK);
    char *error = NULL;
    if (!CHECK_INT(sqlite3_exec(db, base->bytes, NULL, NULL, &error), SQLITE_OK))
        printf("# %s\n", error);
    for (const Table *const *t = all_tables; *t; t++) {
        const Entry *lines = entry_named(&copy, arena_printf(mem, "donnees/%s.jsonl", (*t)->name));
        CHECK((lines != NULL) == export_has(*t));
        if (!export_has(*t))
            continue;
        Sum kept = sum_base(*t), loaded = sum_loaded(db, *t);
        rows += kept.rows;
        if (!CHECK(kept.rows == loaded.rows && kept.sum == loaded.sum) || !CHECK_INT(lines_of_text(lines), kept.rows))
            printf("# %s: %lld rows, %lld loaded\n", (*t)->name, (long long) kept.rows, (long long) loaded.rows);
    }
    sqlite3_close(db);
    CHECK(rows > 2000);
    if (!r->small->fixture->postgres)
        return;
    store_fixture_tamper(r->small->fixture, arena_printf(mem, "CREATE SCHEMA copie; SET search_path TO copie; %s", base->bytes));
    CHECK_INT(verb_int(r, "SELECT count(*) FROM copie.person"), verb_int(r, "SELECT count(*) FROM person"));
    CHECK_INT(verb_int(r, "SELECT count(*) FROM copie.person a JOIN person b ON b.id = a.id WHERE a.display_name = b.display_name"), verb_int(r, "SELECT count(*) FROM person"));
}
TEST(what_is_written_loads_again) { on_both(loads); }

static void files_in(void) {
    Entries copy = school_copy();
    int files = 0, same = 0;
    for (size_t i = 0; i < copy.count; i++) {
        files += str_starts(copy.items[i].name, "fichiers/");
        same += str_ends(copy.items[i].name, "Certificat.pdf") && copy.items[i].size == 8 && strncmp(copy.items[i].bytes, "%PDF-1.4", 8) == 0;
    }
    CHECK_INT(files, verb_int(r, "SELECT count(*) FROM file"));
    CHECK_INT(same, 2);
    const Entry *readme = entry_named(&copy, "LISEZ-MOI.txt");
    CHECK(readme && strstr(readme->bytes, "n’est chiffré") && strstr(readme->bytes, "not even") && strstr(readme->bytes, "guardianship – "));
    kept_remove(&r->small->school, verb_text(r, "SELECT min(sealed) FROM file"));
    copy = school_copy();
    const Entry *missing = entry_named(&copy, "fichiers-manquants.txt");
    CHECK(missing && strstr(missing->bytes, "fichiers/"));
}
TEST(files_are_in_under_readable_names) { on_both(files_in); }

/* ---- no secret ---- */

static bool holds(const Entries *all, const char *secret) {
    for (size_t i = 0; i < all->count; i++)
        if (memmem(all->items[i].bytes, all->items[i].size, secret, strlen(secret)))
            return true;
    return false;
}

static void secrets(void) {
    static const char *const tables[] = { "account_secret", "sign_in_failure", "year_receipt", "school_receipt" };
    char key[65];
    Entries copy = school_copy(), own = person_copy(r->people[STAFF].person, r->people[STAFF].account, r->people[STAFF].person);
    sodium_bin2hex(key, sizeof key, r->small->fixture->key, 32);
    const Entries *const both[] = { &copy, &own };
    CHECK(holds(&copy, "personnel"));                       /* it would be seen */
    for (int i = 0; i < 2; i++) {
        CHECK(!holds(both[i], "$argon2id") && !holds(both[i], key) && !holds(both[i], r->first_secret));
        for (int p = SUPERVISOR; p < PEOPLE; p++)
            CHECK(!holds(both[i], r->people[p].cookie));
        for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
            CHECK(!holds(both[i], arena_printf(mem, "TABLE %s", tables[t])) && !entry_named(both[i], arena_printf(mem, "donnees/%s.jsonl", tables[t])));
    }
}
TEST(no_secret_leaves) { on_both(secrets); }

/* A later feature's too: what is called like a secret is declared as one. */
TEST(what_is_called_a_secret_stays) {
    static const char *const words_of_secrets[] = { "hash", "secret", "password", "token", "private", "totp", "credential", NULL };
    int columns = 0;
    for (const Table *const *t = all_tables; *t; t++)
        for (int c = 0; c < (*t)->column_count; c++) {
            bool secret = (*t)->columns[c].type == 'b';
            for (int n = 0; words_of_secrets[n]; n++)
                secret = secret || strstr((*t)->columns[c].name, words_of_secrets[n]) || strstr((*t)->name, words_of_secrets[n]);
            columns += secret;
            if (secret && !CHECK(!export_has_column(*t, c)))
                printf("# %s.%s would leave the school: say so in its feature's Secret table (web/feature.h)\n", (*t)->name, (*t)->columns[c].name);
        }
    CHECK(columns > 10);
}

TEST(all_that_leaves_has_words) {
    for (const Table *const *t = all_tables; *t; t++) {
        if (export_has(*t) && !CHECK(export_table_named(*t)))
            printf("# %s has no TableText\n", (*t)->name);
        for (int c = 0; c < (*t)->column_count; c++)
            if (export_has_column(*t, c) && !CHECK(export_column_named(*t, c)))
                printf("# %s.%s has no ColumnText: what would the README say it is?\n", (*t)->name, (*t)->columns[c].name);
    }
}

/* ---- the job ---- */

static void run_jobs(void) {
    SmallSchool *s = r->small;
    JobRunner *runner = jobs_new(mem, &s->school, feature_jobs(features, mem));
    while (jobs_run_one(runner))
        continue;
}

static const char *waiting_file(void) {
    const char *sealed = verb_text(r, "SELECT sealed FROM school_copy WHERE state = 'ready'");
    return arena_printf(mem, "%s/exports/%s", r->small->school.folder, sealed ? sealed : "none");
}

static void jobs(void) {
    SmallSchool *s = r->small;
    const char *cookie = r->people[SUPERVISOR].cookie;
    if (!s->fixture->postgres)
        canaries_set(s->fixture);
    CHECK_INT(request(s, cookie, "POST", "/bureau/exports", "understood=on", false).status, 303);
    run_jobs();
    int64_t id = verb_int(r, "SELECT id FROM school_copy WHERE state = 'ready'");
    const char *file = waiting_file();
    struct stat st;
    CHECK(id && stat(file, &st) == 0 && (st.st_mode & 077) == 0);
    if (!s->fixture->postgres)
        CHECK_TEXT(canary_in_files(mem, s->school.folder), NULL);        /* sealed while it waits */
    Exchange e = request(s, cookie, "GET", arena_printf(mem, "/bureau/exports/%lld/fichier", (long long) id), NULL, false);
    CHECK_INT(e.status, 200);
    CHECK_INT((int64_t) e.answer_size, verb_int(r, "SELECT size FROM school_copy WHERE id = %lld", (long long) id));
    Entries copy = entries_of(e.answer, e.answer_size);
    CHECK(entry_named(&copy, "base.sql") && entry_named(&copy, "LISEZ-MOI.txt"));
    store_fixture_tamper(s->fixture, "UPDATE school_copy SET ended_at = ended_at - 90000000 WHERE state = 'ready'");
    const struct timespec old[] = { { .tv_sec = time(NULL) - 90000 }, { .tv_sec = time(NULL) - 90000 } };
    CHECK_INT(utimensat(AT_FDCWD, file, old, 0), 0);
    Work *w = verb_begin(r, "test");
    job_add(w, &exports_jobs[EXPORTS_JOB_TIDY], NULL, NULL);
    CHECK_INT(verb_end(w), T_NONE);
    run_jobs();
    CHECK(stat(file, &st) != 0);
    CHECK_TEXT(verb_text(r, "SELECT state FROM school_copy WHERE id = %lld", (long long) id), "gone");
}
TEST(a_copy_waits_sealed_and_goes_after_a_day) { on_both(jobs); }

static void tells(void) {
    CHECK_INT(request(r->small, r->people[SUPERVISOR].cookie, "POST", "/bureau/exports", "understood=on", false).status, 303);
    int64_t work = verb_int(r, "SELECT max(id) FROM year_work");
    CHECK_TEXT(verb_text(r, "SELECT act FROM year_work WHERE id = %lld", (long long) work), "POST /bureau/exports");
    Exchange e = request(r->small, r->people[SUPERVISOR].cookie, "GET", arena_printf(mem, "/bureau/historique/%lld", (long long) work), NULL, true);
    CHECK(answers(&e, "\"code\":\"stays\""));
}
TEST(that_somebody_took_it_stays_in_the_history) { on_both(tells); }

int main(int argc, char **argv) {
    setlocale(LC_CTYPE, "C.UTF-8");     /* libarchive gives names in the locale's letters */
    int status = test_main(argc, argv);
    ready_schools_end();
    return status;
}
