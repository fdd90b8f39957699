/* Canaries (P-10, P-12, P-34): every field of every person holds a token of its own; then every address is asked by every kind of person, every file of the
 * school is read, and the log at its most talkative. No token stands where it must not. */
#include "base/date.h"
#include "base/log.h"
#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "school/lists/grid.h"
#include "store/engine.h"
#include "test/canaries.h"
#include "test/http_script.h"
#include "test/requests.h"
#include "test/test.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static Arena *mem;

/* ---- whom each may see: said here once more, in other words than src/school/access/scope.sql ---- */

#define TODAY_IN "JOIN structure s ON s.id = m.structure WHERE m.until_day = 2932896 AND s.code IN "
#define PUPILS_IN(codes) "SELECT m.person FROM membership m " TODAY_IN codes
#define AND_GUARDIANS(codes) PUPILS_IN(codes) " UNION SELECT guardian FROM guardianship WHERE pupil IN (" PUPILS_IN(codes) ")"
#define COLLEAGUES " UNION SELECT person FROM teacher UNION SELECT person FROM staff"

static const char *const whom[PEOPLE] = { [SUPERVISOR] = "SELECT id FROM person", [STAFF] = "SELECT id FROM person",
    [RESTRICTED] = AND_GUARDIANS("('6A', '5 A')") COLLEAGUES, [TEACHER] = AND_GUARDIANS("('6A', '6B', '5 A')") COLLEAGUES };

/* Who lacks it, and the columns that need it. */
static const struct { const char *column; const char *right; } field_rights[] = { { "person.email", "contact" }, { "person.phone_home", "contact" },
    { "person.phone_mobile", "contact" }, { "person.phone_work", "contact" }, { "person.occupation", "contact" }, { "pupil.ine", "ine" }, { "file.title", "files" }, { "photo_entry.name", "photos" }, { NULL, NULL } };
static const char *const rights_of[PEOPLE] = { [STRANGER] = "", [SUPERVISOR] = "contact ine birth sessions imports files photos", [STAFF] = "contact ine birth imports files photos",
    [RESTRICTED] = "birth", [TEACHER] = "birth", [GUARDIAN] = "", [PUPIL] = "", [NEWCOMER] = "" };

typedef struct Crawl { ReadySchool *school; Who who; bool seen[1000], teaches[1000]; int64_t home /* the address one lives at */; int tokens, requests; int64_t wrong; } Crawl;

static bool holds_right(const Crawl *c, const char *right) { return strstr(rights_of[c->who], right) != NULL; }

static bool is_table(const Canary *t, const char *name) { return str_equal(t->table->name, name); }

static bool allowed(const Crawl *c, const Canary *t) {
    const ReadyPerson *me = &c->school->people[c->who];
    const char *column = arena_printf(mem, "%s.%s", t->table->name, t->table->columns[t->column].name);
    if (is_table(t, "address"))
        return holds_right(c, "contact") || (c->who == GUARDIAN && t->id == c->home);
    if (is_table(t, "session") && t->column == COL_SESSION_NAME)
        return t->id == me->account;    /* what somebody calls a device is for nobody else */
    if (is_table(t, "account") && t->column == COL_ACCOUNT_LOGIN && c->who == GUARDIAN && t->id == c->school->people[PUPIL].account)
        return true;                    /* their own child's */
    if (is_table(t, "account") || is_table(t, "session"))
        return t->id == me->account || holds_right(c, "sessions");
    if ((is_table(t, "person") || is_table(t, "proposal")) && t->id == me->person)
        return true;                    /* oneself, at /compte; what one has asked, and was answered */
    if (is_table(t, "person") && t->column == COL_PERSON_DISPLAY_NAME && c->teaches[t->id < 1000 && t->id > 0 ? t->id : 0])
        return true;                    /* in the Spaces of families: who teaches the child */
    if (is_table(t, "import"))
        return holds_right(c, "imports");
    if (strstr(t->table->name, "audit") || is_table(t, "person_key"))
        return false;                   /* no page shows histories yet, nor foreign numbers by this table */
    for (int i = 0; field_rights[i].column; i++)
        if (str_equal(field_rights[i].column, column) && !holds_right(c, field_rights[i].right))
            return false;
    return t->id > 0 && t->id < 1000 && c->seen[t->id];
}

/* ---- asking for everything ---- */

static void check_tokens(Crawl *c, const char *target, bool json, const char *text, size_t size) {
    Canary token;
    for (const char *at = text; canary_next(&at, text + size, &token); ) {
        c->tokens++;
        if (allowed(c, &token) || c->wrong++ > 20)
            continue;
        printf("# %s sees %s.%s of %lld at %s (%s, %s)\n", c->school->people[c->who].name, token.table->name, token.table->columns[token.column].name,
            (long long) token.id, target, json ? "JSON" : "HTML", c->school->small->fixture->postgres ? "PostgreSQL" : "SQLite");
    }
}

static void visit(Crawl *c, const char *target, bool json) {
    Exchange e = request(c->school->small, c->school->people[c->who].cookie, "GET", target, NULL, json);
    c->requests++;
    check_tokens(c, target, json, e.answer, e.answer_size);
    for (const char *const *h = e.answer_headers; *h; h++)
        check_tokens(c, target, json, *h, strlen(*h));
}

static int64_t highest(const Crawl *c, const Route *route) {
    static const struct { const char *place, *sql; } ids[] = { { "/:pupil", "SELECT max(id) FROM person" }, { "/:guardian", "SELECT max(id) FROM person" },
        { "/:teacher", "SELECT max(id) FROM person" }, { "/:staff", "SELECT max(id) FROM person" }, { "/:person", "SELECT max(id) FROM person" }, { "/:document", "SELECT max(id) FROM file" }, { "/:", "SELECT max(id) FROM structure" } };
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (strstr(route->path, ids[i].place))
            return ready_number(c->school->small, ids[i].sql);
    return 0;
}

static int64_t highest_structure(const Crawl *c) { return ready_number(c->school->small, "SELECT max(id) FROM structure"); }

/* Who sees some and not all is asked about every id; others, and on PostgreSQL, which answers to the same statements, about one in seven, another each day. */
static bool skipped(const Crawl *c, int64_t id) {
    const char *all = getenv("PREAU_TEST_ALL");
    if (all && *all == '1')
        return false;
    bool other_day = (id + instant_day(instant_now())) % 7 != 0, some = c->who == RESTRICTED || c->who == TEACHER || c->who == GUARDIAN;
    return c->school->small->fixture->postgres ? !some || other_day : !some && other_day;
}

/* What lists have at their own addresses, and their every column. */
static void visit_lists(Crawl *c, const Route *route, bool json) {
    const char *at = strstr(route->path, "/:list"), *rest = at + strlen("/:list");
    for (int f = 0; features[f]; f++)
        for (const Grid *const *g = features[f]->grids; g && *g; g++) {
            visit(c, arena_printf(mem, "%.*s/%s%s?tout=1", (int) (at - route->path), route->path, (*g)->name, rest), json);
            if (str_equal(rest, "/fichier"))
                visit(c, arena_printf(mem, "%.*s/%s%s?forme=vcf", (int) (at - route->path), route->path, (*g)->name, rest), json);
            Str all = str_new(mem, 200);
            for (const GridColumn *column = (*g)->columns; column->key; column++)
                str_printf(&all, ",%s", column->word ? column->word : "");
            visit(c, arena_printf(mem, "%s?size=5000&colonnes=%s", (*g)->base, all.data + 1), json);
        }
}

/* A list: whole, its every part, and searched for anything; a record: every id there is. */
static void visit_route(Crawl *c, const Route *route, bool json) {
    const char *parameter = strstr(route->path, "/:");
    if (strstr(route->path, "/:list")) {
        visit_lists(c, route, json);
        return;
    }
    if (parameter) {
        int64_t last = highest(c, route);
        for (int64_t id = 1; id <= last; id++)
            if (!skipped(c, id))
                visit(c, arena_printf(mem, "%.*s/%lld%s", (int) (parameter - route->path), route->path, (long long) id,
                    parameter + 2 + strcspn(parameter + 2, "/")), json);
        return;
    }
    static const char *const sheets[] = { "classe", "groupe", "equipe" };
    bool drawn = str_ends(route->path, "/fichier");     /* slow, and compressed: some of them */
    for (int64_t id = strstr(route->path, "/trombinoscope") ? highest_structure(c) : 0; id > 0; id -= drawn ? 9 : 1)
        for (int i = 0; i < 3; i++)
            visit(c, arena_printf(mem, "%s?%s=%lld", route->path, sheets[i], (long long) id), json);
    static const char *const queries[] = { "", "?size=5000", "?size=5000&part=rows", "?size=5000&q=zq", "?q=zqzq", "?size=3&sort=-nom", "?sortis=1&size=5000" };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        visit(c, arena_printf(mem, "%s%s", route->path, queries[i]), json);
}

static void mark(const Crawl *c, bool of[1000], const char *sql) {
    for (int64_t id = 0; (id = ready_number(c->school->small, arena_printf(mem, "SELECT coalesce(min(x.id), 0) FROM (SELECT id FROM person WHERE id IN (%s)) x WHERE x.id > %lld",
            sql, (long long) id))) > 0; ) {
        must(id < 1000);
        of[id] = true;
    }
}

static void find_seen(Crawl *c) {
    const ReadyPerson *people = c->school->people;
    c->home = people[c->who].person ? ready_number(c->school->small, arena_printf(mem, "SELECT coalesce(address, 0) FROM person WHERE id = %lld", (long long) people[c->who].person)) : 0;
    if (c->who == GUARDIAN || c->who == PUPIL)
        mark(c, c->teaches, arena_printf(mem, "SELECT st.teacher FROM service_teacher st JOIN service v ON v.id = st.service JOIN membership m ON m.structure = v.structure "
            "WHERE m.until_day = 2932896 AND m.person = %lld", (long long) people[PUPIL].person));
    if (c->who == GUARDIAN)             /* whose data one may take along */
        mark(c, c->seen, arena_printf(mem, "SELECT pupil FROM guardianship WHERE level = 1 AND guardian = %lld", (long long) people[GUARDIAN].person));
    else if (whom[c->who])
        mark(c, c->seen, whom[c->who]);
}

static void crawl_as(ReadySchool *school, Who who) {
    static const int least[PEOPLE] = { [SUPERVISOR] = 1000, [STAFF] = 1000, [RESTRICTED] = 1000, [TEACHER] = 1000, [GUARDIAN] = 1,
        [PUPIL] = 1 /* their own names */, [NEWCOMER] = 1 };
    const char *only = getenv("PREAU_TEST_ONLY");       /* the routes of one feature */
    Crawl c = { .school = school, .who = who };
    find_seen(&c);
    for (int f = 0; features[f]; f++)
        for (const Route *r = features[f]->routes; r && r->path; r++)
            for (int json = 0; r->method == GET && (!only || strstr(features[f]->name, only)) && json < 2; json++)
                visit_route(&c, r, json);
    CHECK_INT(c.wrong, 0);
    CHECK(c.requests > (only ? 0 : 50));
    CHECK(only || (least[who] ? c.tokens >= least[who] : c.tokens == 0));   /* who sees something sees tokens: they are where the names were */
}

static void crawl_on(bool postgres) {
    ReadySchool *school = ready_school(postgres);
    CHECK(canaries_set(school->small->fixture) > 60);
    for (Who who = STRANGER; who < PEOPLE; who++)
        crawl_as(school, who);
    ready_school_done(school);
}
TEST(nobody_sees_a_field_that_is_not_theirs_to_see) {
    crawl_on(false);
    crawl_on(true);
}

/* ---- files ---- */

static const char *write_file(const char *path, const char *text, size_t size) {
    FILE *file = fopen(path, "wb");
    CHECK(file && fwrite(text, 1, size, file) == size && fclose(file) == 0);
    return path;
}

/* A file to import in which a pupil is called like a token. */
static const char *canary_import(const char *name) {
    Str s = str_new(mem, 2000);
    char line[400];
    FILE *file = fopen(source_path(mem, "test/samples/requests/meme_eleve.xml"), "r");
    while (CHECK(file != NULL) && fgets(line, sizeof line, file)) {
        const char *at = strstr(line, "DA SILVA");
        str_add_n(&s, line, at ? (size_t) (at - line) : strlen(line));
        if (at)
            str_printf(&s, "zq0001p1000001zq%s", at + strlen("DA SILVA"));
    }
    fclose(file);
    return write_file(arena_printf(mem, "/tmp/preau-canary-%d-%s", (int) getpid(), name), s.data, s.size);
}

static void send_import(SmallSchool *s) {
    const char *path = canary_import("eleves.xml");
    Upload upload = { .field = "files", .name = "zq0001p1000002zq.xml", .path = path, .size = 1 };
    const char *const headers[] = { "Host", "127.0.0.1:8080", "Origin", "http://127.0.0.1:8080", "Cookie", arena_printf(mem, "sid=%s", s->supervisor), NULL };
    Exchange e = { .method = "POST", .target = "/bureau/imports", .headers = headers, .uploads = &upload, .upload_count = 1 };
    small_ask(s, s->mem, &e);
    CHECK_INT(e.status, 303);
    unlink(path);
}

/* A document on somebody's record: neither what it is called nor what it holds is readable in the school's folder. */
static void send_document(SmallSchool *s) {
    const char *text = arena_printf(mem, "Attestation de zq0001p1000004zq, qui nage.\n"), *path = write_file(arena_printf(mem, "/tmp/preau-canary-%d-doc", (int) getpid()), text, strlen(text));
    int64_t person = ready_number(s, "SELECT min(person) FROM pupil");
    Upload upload = { .field = "file", .name = "zq0001p1000005zq.txt", .path = path, .size = 1 };
    const char *const headers[] = { "Host", "127.0.0.1:8080", "Origin", "http://127.0.0.1:8080", "Cookie", arena_printf(mem, "sid=%s", s->supervisor), NULL };
    Exchange e = { .method = "POST", .target = arena_printf(mem, "/bureau/personnes/%lld/documents", (long long) person), .headers = headers, .uploads = &upload, .upload_count = 1 };
    small_ask(s, s->mem, &e);
    CHECK_INT(e.status, 303);
    e = request(s, s->supervisor, "GET", arena_printf(mem, "/bureau/fichiers/%lld", (long long) ready_number(s, "SELECT max(id) FROM file")), NULL, false);
    CHECK(answers(&e, "zq0001p1000004zq"));
    unlink(path);
}

static int run_preau(const char *arguments) {
    char self[512] = "";
    CHECK(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
    *strrchr(self, '/') = '\0';
    return system(arena_printf(mem, "PREAU_BASE_KEY_FILE=/tmp/preau-canary-%d-key %s/preau %s >/dev/null", (int) getpid(), self, arguments));
}

static void back_up(StoreFixture *f) {
    char hex[65];
    const char *key = arena_printf(mem, "/tmp/preau-canary-%d-key", (int) getpid());
    static const char conf[] = "uai = 0751234A\nname = Collège Ada-Lovelace\n";
    sodium_bin2hex(hex, sizeof hex, f->key, sizeof f->key);
    write_file(key, hex, 64);
    write_file(arena_printf(mem, "%s/preau.conf", f->folder), conf, strlen(conf));
    CHECK_INT(run_preau(arena_printf(mem, "backup %s %s/copy.preau", f->folder, f->folder)), 0);
    CHECK(access(arena_printf(mem, "%s/copy.preau", f->folder), R_OK) == 0);
    unlink(key);
}

TEST(no_file_of_the_school_holds_a_name) {
    StoreFixture *f = store_fixture_open_plain(false);
    SmallSchool *s = small_school(f);
    import_everything(s);
    canaries_set(f);
    CHECK(answers(&(Exchange[]){ request(s, s->supervisor, "GET", "/bureau/eleves?size=5000", NULL, true) }[0], "zq"));
    send_import(s);
    send_document(s);
    CHECK(access(arena_printf(mem, "%s/imports", f->folder), R_OK) == 0);
    CHECK(access(arena_printf(mem, "%s-wal", f->store->path_year), R_OK) == 0);
    CHECK_TEXT(canary_in_files(mem, f->folder), NULL);
    back_up(f);
    CHECK_TEXT(canary_in_files(mem, f->folder), NULL);
    const char *planted = write_file(arena_printf(mem, "%s/planted", f->folder), "names: zq0001p1000003ZQ.", 24);
    CHECK_TEXT(canary_in_files(mem, f->folder), planted);       /* it would have been seen */
    store_fixture_close(f);
}

/* ---- the log ---- */

/* What is written to standard error meanwhile. */
typedef struct Listening { int saved, fd; } Listening;

static Listening listen_in(void) {
    Listening l = { dup(STDERR_FILENO), memfd_create("log", MFD_CLOEXEC) };
    must(l.saved >= 0 && l.fd >= 0 && dup2(l.fd, STDERR_FILENO) >= 0);
    return l;
}

static const char *heard(Listening l) {
    off_t size = lseek(l.fd, 0, SEEK_END);
    char *text = arena_alloc(mem, (size_t) size + 1, 1);
    must(pread(l.fd, text, (size_t) size, 0) == size && dup2(l.saved, STDERR_FILENO) >= 0);
    close(l.saved);
    close(l.fd);
    return text;
}

/* Every request of a script, each first with its third statement failing. */
static void run_script(ReadySchool *school, const Script *script, bool json) {
    ScriptRun run = script_start(school, script, json);
    for (size_t n = 0; n < script->steps.count; n++) {
        const ScriptStep *step = &script->steps.items[n];
        if (script_aside(&run, step))
            continue;
        store_fail_once(school->small->fixture->store, 3);
        script_ask(&run, step, json, run.mem);
        store_fail_once(school->small->fixture->store, 0);
        Exchange e = script_ask(&run, step, json, run.mem);
        script_keep(&run, step, &e);
    }
}

static void check_log(const ReadySchool *school, const char *log) {
    static const char *const never[] = { "quatre mots", "cheval pile", "agrafe", "superviseur", "\"personnel\"", "restreint", "silva", "Poste de la loge",
        "exemple.invalid", "meme_eleve", "sid=" };
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (!CHECK(!strstr(log, never[i])))
            printf("# the log holds %s\n", never[i]);
    CHECK(!strstr(log, school->first_secret));
    for (int i = 0; i < PEOPLE; i++)
        CHECK(!school->people[i].cookie || !strstr(log, school->people[i].cookie));
    Tx *tx = tx_begin(school->small->school.store, mem, TX_READ);
    Rows r = db_run(tx, &(Run){ .name = "names", .text = "SELECT family_name FROM person WHERE length(family_name) > 4", .types = "", .columns = "t",
        .column_count = 1 });
    int names = 0;
    for (; row_next(&r); names++)
        if (!CHECK(!strstr(log, row_peek(&r, 0))))
            printf("# the log holds the name %s\n", row_peek(&r, 0));
    tx_rollback(tx);
    CHECK(names > 100);
}

TEST(the_log_at_its_most_talkative_holds_no_secret_and_no_name) {
    Scripts all = scripts_read(mem);
    const char *only = getenv("PREAU_TEST_ONLY");
    for (size_t i = 0; i < all.count; i++) {
        if (only && !strstr(all.items[i].path, only))
            continue;
        ReadySchool *school = ready_school(false);
        log_level(LOG_DEBUG);
        Listening l = listen_in();
        run_script(school, &all.items[i], i % 2);
        const char *log = heard(l);
        log_level(LOG_NOTHING);
        CHECK(strstr(log, "\"event\":\"fault\"") || strstr(all.items[i].path, "src/web/"));     /* it was listened to */
        check_log(school, log);
        ready_school_done(school);
    }
}

int main(int argc, char **argv) {
    int child = requests_child(argc, argv);
    if (child >= 0)
        return child;
    mem = arena_new();
    int status = test_main(argc, argv);
    ready_schools_end();
    arena_free(mem);
    return status;
}
