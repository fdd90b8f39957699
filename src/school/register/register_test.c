/* The register of processing: nothing that features keep of persons is left out of it, and it follows rights, Spaces and data at once. On both engines. */
#include "school/register/register_web.h"

#include "base/map.h"
#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "school/access/access.h"
#include "test/ready_school.h"
#include "test/test.h"
#include "work/backup_mark.h"
#include "work/sms.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- what is declared ---- */

static int parts_with(const Table *t) {
    int parts = 0;
    for (int f = 0; features[f]; f++)
        for (const Processing *p = features[f]->processings; p && p->name; p++)
            for (const Table *const *one = p->tables; one && *one; one++)
                parts += *one == t;
    return parts;
}

static bool names_somebody(const Table *t) {
    for (int i = 0; i < t->column_count; i++)
        if (t->columns[i].whose)
            return true;
    return t->person;
}

TEST(every_table_that_names_somebody_is_in_one_activity) {
    for (const Table *const *t = all_tables; *t; t++) {
        int parts = parts_with(*t);
        if (names_somebody(*t) ? parts != 1 : parts > 1)
            CHECK_TEXT((*t)->name, "in exactly one Processing, of the feature that keeps it (web/feature.h)");
    }
}

static bool word_in(const char *all, const char *word) {
    size_t size = strlen(word);
    for (const char *at = all; (at = at ? strstr(at, word) : NULL); at += size)
        if ((at == all || at[-1] == ' ') && (!at[size] || at[size] == ' '))
            return true;
    return false;
}

TEST(every_right_to_personal_data_opens_an_activity) {
    for (int f = 0; features[f]; f++)
        for (const RightInfo *right = features[f]->rights; right && right->name; right++) {
            bool found = right->data_class < 2;
            for (int g = 0; features[g] && !found; g++)
                for (const Processing *p = features[g]->processings; p && p->name; p++)
                    found = found || word_in(p->rights, right->name);
            if (!found)
                CHECK_TEXT(right->name, "named by a Processing (.rights)");
        }
}

TEST(an_activity_says_what_it_is_once_and_by_what_it_is_seen) {
    for (int f = 0; features[f]; f++) {
        if (!features[f]->processings)
            CHECK_TEXT(features[f]->name, "says its processings, or no_processings");
        for (const Processing *p = features[f]->processings; p && p->name; p++) {
            int said = 0;
            for (int g = 0; features[g]; g++)
                for (const Processing *q = features[g]->processings; q && q->name; q++)
                    said += q->label && str_equal(q->name, p->name);
            if (said != 1 || !p->persons || (p->label && (!p->purpose || !p->basis || !p->kept)) || (p->tables && (!p->kept || !p->data_class)))
                CHECK_TEXT(p->name, "said by one part: label, purpose, basis; each part whose, how long, of what class");
            for (const char *at = p->rights; at && *at; at += strcspn(at, " "), at += *at == ' ') {
                Arena *mem = arena_new();
                if (!access_right(arena_text_n(mem, at, strcspn(at, " "))))
                    CHECK_TEXT(at, "a right of the program");
                arena_free(mem);
            }
        }
    }
}

/* What is told to whom it is about (Route.reads) is class D3 there too. */
TEST(what_readers_are_told_of_is_sensitive_in_the_register_too) {
    static const char *const others[] = { "exports" };      /* a copy holds what the other activities say */
    for (int f = 0; features[f]; f++) {
        bool reads = false, sensitive = str_equal(features[f]->name, others[0]);
        for (const Route *r = features[f]->routes; r && r->path; r++)
            reads = reads || !str_empty(r->reads);
        for (const Processing *p = features[f]->processings; p && p->name; p++)
            sensitive = sensitive || p->data_class == 3;
        bool keeps = features[f]->tables != NULL;
        if (reads && keeps && !sensitive)
            CHECK_TEXT(features[f]->name, "has a Processing of class 3");
    }
}

/* ---- what is shown ---- */

static ReadySchool *r;

static json_t *sheet(void) {
    Exchange e = request(r->small, r->people[SUPERVISOR].cookie, "GET", "/bureau/registre", NULL, true);
    CHECK_INT(e.status, 200);
    json_t *doc = json_loadb(e.answer, e.answer_size, 0, NULL);
    must(doc);
    return doc;
}

static json_t *one_of(json_t *list, const char *key, const char *value) {
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
        if (str_equal(json_string_value(json_object_get(item, key)), value))
            return item;
    return NULL;
}

static json_t *activity(json_t *doc, const char *name) { return one_of(json_object_get(doc, "activities"), "name", name); }

static bool reads(json_t *doc, const char *name, const char *mode) { return one_of(json_object_get(activity(doc, name), "readers"), "mode", mode) != NULL; }

static int64_t whole(const json_t *of, const char *key) { return json_integer_value(json_object_get(of, key)); }

static Exchange post(const char *target, const char *body) { return request(r->small, r->people[SUPERVISOR].cookie, "POST", target, body, true); }

static void follows(void) {
    json_t *doc = sheet();
    CHECK(reads(doc, "support", "teacher") && reads(doc, "certificates", "guardian") && !reads(doc, "support", "pupil"));
    CHECK_INT(whole(activity(doc, "support"), "data_class"), 3);
    CHECK_INT(whole(doc, "pupils"), ready_number(r->small, "SELECT count(*) FROM pupil WHERE exit_day IS NULL"));
    json_decref(doc);
    int64_t teachers = ready_number(r->small, "SELECT id FROM access_profile WHERE code = 'teacher'");
    CHECK_INT(post(arena_printf(r->small->mem, "/bureau/autorisations/%lld/droits", (long long) teachers), "right=support.read").status, 303);
    CHECK_INT(post("/bureau/publication/parents/rubriques", "rubric=space.certificate").status, 303);
    CHECK_INT(post("/bureau/publication/eleves/fermer", "").status, 303);
    CHECK_INT(post("/bureau/publication/parents/regles", "rubric=space.record&hidden=1").status, 303);
    doc = sheet();
    CHECK(!reads(doc, "support", "teacher") && !reads(doc, "certificates", "guardian"));
    json_t *spaces = json_object_get(activity(doc, "spaces"), "readers");
    CHECK(json_is_true(json_object_get(one_of(spaces, "mode", "pupil"), "closed")));
    CHECK(json_is_false(json_object_get(one_of(spaces, "mode", "guardian"), "closed")));
    CHECK_INT(whole(one_of(spaces, "mode", "guardian"), "rules"), 1);
    json_decref(doc);
}
TEST(a_change_of_rights_or_publication_shows_at_once) { ready_on_both(&r, follows); }

static json_t *measure(json_t *doc, const char *begins) {
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(doc, "protects"), i, item)
        if (str_starts(json_string_value(json_object_get(item, "label")), begins))
            return item;
    return NULL;
}

static bool looks(json_t *doc, const char *begins) { return json_is_true(json_object_get(measure(doc, begins), "look")); }

static void protects(void) {
    School *school = &r->small->school;
    char folder[] = "/tmp/register-XXXXXX";
    must(mkdtemp(folder));
    const char *kept = school->folder, *mark = arena_printf(r->small->mem, "%s/last-backup", folder);
    static const SmsServer sms = { .url = "https://moi:secret@sms.exemple.fr:8443/envoi?cle=42" };
    school->folder = folder;
    school->sms = &sms;
    json_t *doc = sheet();
    CHECK(looks(doc, "Sauvegardes") && looks(doc, "Chiffrement des échanges"));
    CHECK_TEXT(json_string_value(json_object_get(one_of(json_object_get(doc, "carriers"), "label", "Envoi des SMS"), "text")), "sms.exemple.fr");
    json_decref(doc);
    backup_mark(school, instant_now() - 3 * DAY_LONG);
    doc = sheet();
    CHECK(looks(doc, "Sauvegardes"));           /* too old */
    json_decref(doc);
    backup_mark(school, instant_now());
    doc = sheet();
    CHECK_INT(looks(doc, "Sauvegardes"), store_is_postgres(school->store));
    CHECK(looks(doc, "Seconde étape : Personnel"));
    CHECK_INT(looks(doc, "Chiffrement de la base"), store_is_postgres(school->store));
    json_decref(doc);
    FILE *file = fopen(mark, "we");
    must(file && fputs("hier\n", file) >= 0 && fclose(file) == 0);
    CHECK_INT(backup_marked(r->small->mem, school), 0);
    CHECK_INT(post("/bureau/securite", "supervisor=required&staff=required&teacher=required&guardian=off&pupil=off").status, 303);
    doc = sheet();
    CHECK(!looks(doc, "Seconde étape : Personnel"));
    json_decref(doc);
    unlink(mark);
    rmdir(folder);
    school->folder = kept;
    school->sms = NULL;
}
TEST(what_protects_is_looked_for_not_typed) { ready_on_both(&r, protects); }

static void tidied(void) {
    json_t *doc = sheet(), *job = json_array_get(json_object_get(activity(doc, "support"), "jobs"), 0);
    CHECK_INT(whole(job, "hours"), 24);
    CHECK(!json_object_get(job, "at"));
    json_decref(doc);
    store_fixture_tamper(r->small->fixture, "INSERT INTO job (kind, lane, about, parameters, note, account, person, state, step, done, total, attempts, next_at, cancel, created_at, ended_at)"
        " VALUES ('support.tidy', '', '', '', '', 0, 0, 'done', 0, 0, 0, 0, 0, 0, 1756700000000, 1756700000000),"
        " ('support.tidy', '', '', '', '', 0, 0, 'failed', 0, 0, 0, 0, 0, 0, 1756800000000, 1756800000000)");
    doc = sheet();
    job = json_array_get(json_object_get(activity(doc, "support"), "jobs"), 0);
    CHECK(str_starts(json_string_value(json_object_get(job, "at")), "2025-09-01T"));       /* the last that ended well */
    json_decref(doc);
}
TEST(what_tidies_says_when_it_last_did) { ready_on_both(&r, tidied); }

static void files(void) {
    static const char *const begins[] = { "\xef\xbb\xbf", "PK", "%PDF-" };
    static const char *const forms[] = { "csv", "ods", "pdf" };
    CHECK_INT(post("/bureau/registre/traitements/support", "note=Convention+avec+le+CMS&recipients=M%C3%A9decin+scolaire&kept_further=").status, 303);
    for (int i = 0; i < 3; i++) {
        Exchange e = request(r->small, r->people[SUPERVISOR].cookie, "GET", arena_printf(r->small->mem, "/bureau/registre/fichier?forme=%s", forms[i]), NULL, false);
        CHECK_INT(e.status, 200);
        CHECK(e.answer_size > 3000 && memcmp(e.answer, begins[i], strlen(begins[i])) == 0);
        if (i == 0)
            CHECK(answers(&e, "Médecin scolaire") && answers(&e, "Convention avec le CMS") && answers(&e, "article 9, paragraphe 2"));
    }
}
TEST(the_sheet_leaves_as_a_file) { ready_on_both(&r, files); }

int main(int argc, char **argv) {
    int failed = test_main(argc, argv);
    ready_schools_end();
    return failed;
}
