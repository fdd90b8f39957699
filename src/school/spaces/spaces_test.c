/* What a Space shows, to whom and when: by the clock, by class and by day; what is not published is not there. On both engines. */
#include "school/spaces/spaces.h"

#include "base/must.h"
#include "base/str.h"
#include "test/ready_school.h"
#include "test/test.h"

#include <stdio.h>
#include <string.h>

static ReadySchool *r;

static Exchange get(Who who, const char *target) { return request(r->small, r->people[who].cookie, "GET", target, NULL, true); }
static Exchange post(Who who, const char *target, const char *body) { return request(r->small, r->people[who].cookie, "POST", target, body, true); }

static bool says(const Exchange *e, const char *words) { return e->answer && memmem(e->answer, e->answer_size, words, strlen(words)); }
static bool home_says(Who who, const char *home, const char *words) {
    Exchange e = get(who, home);
    CHECK_INT(e.status, 200);
    return says(&e, words);
}

__attribute__((format(printf, 1, 2))) static void tamper(const char *format, ...) {
    char sql[500];
    va_list args;
    va_start(args, format);
    must(vsnprintf(sql, sizeof sql, format, args) < (int) sizeof sql);
    va_end(args);
    store_fixture_tamper(r->small->fixture, sql);
}

/* ---- today ---- */

static void today(void) {
    int day = instant_day(instant_now());
    tamper("DELETE FROM holiday");
    tamper("UPDATE school_year SET first_day = %d, last_day = %d, week_days = 127, afternoons = 127", day - 100, day + 100);
    CHECK(home_says(GUARDIAN, "/parent", "\"now\":\"school\""));
    tamper("UPDATE school_year SET afternoons = 0");
    CHECK(home_says(GUARDIAN, "/parent", "\"now\":\"morning\""));
    tamper("UPDATE school_year SET week_days = 0, afternoons = 127");
    CHECK(home_says(PUPIL, "/eleve", "\"now\":\"afternoon\""));
    tamper("UPDATE school_year SET afternoons = 0");
    CHECK(home_says(TEACHER, "/professeur", "\"now\":\"none\""));
    tamper("UPDATE school_year SET week_days = 127");
    tamper("INSERT INTO holiday (kind, label, first_day, resume_day) VALUES ('vacation', 'Vacances du test', %d, %d)", day - 1, day + 9);
    tamper("INSERT INTO holiday (kind, label, first_day, resume_day) VALUES ('public', 'Le jour d''après', %d, %d)", day + 9, day + 10);
    CHECK(home_says(GUARDIAN, "/parent", "\"holiday\":\"Vacances du test\""));
    /* Nobody goes back on a public holiday. */
    char iso[40], *words = iso;
    snprintf(words, sizeof iso, "\"resumes_on\":\"%s\"", day_iso(r->small->mem, day + 10));
    CHECK(home_says(PUPIL, "/eleve", words));
    CHECK(home_says(PUPIL, "/eleve", "\"next\":[{\"kind\":\"public\""));
    tamper("UPDATE school_year SET first_day = %d", day + 20);
    CHECK(home_says(TEACHER, "/professeur", "\"now\":\"before\""));
    tamper("UPDATE school_year SET first_day = %d, last_day = %d", day - 100, day - 50);
    CHECK(home_says(GUARDIAN, "/parent", "\"now\":\"after\""));
}
TEST(a_home_says_what_today_is) { ready_on_both(&r, today); }

/* ---- by the clock ---- */

static void clock_opens(void) {
    long long now = (long long) instant_now();
    tamper("UPDATE space SET opens_at = %lld WHERE mode = 'guardian'", now + 3600000);
    CHECK_INT(get(GUARDIAN, "/parent").status, 403);
    CHECK(home_says(GUARDIAN, "/", "\"opens_at\""));
    tamper("UPDATE space SET opens_at = %lld WHERE mode = 'guardian'", now - 1000);
    CHECK_INT(get(GUARDIAN, "/parent").status, 200);
    tamper("UPDATE space SET closes_at = %lld WHERE mode = 'guardian'", now - 500);
    CHECK_INT(get(GUARDIAN, "/parent").status, 403);
    CHECK_INT(get(PUPIL, "/eleve").status, 200);
    CHECK_INT(get(GUARDIAN, "/compte/connexions").status, 200);
    CHECK(!home_says(GUARDIAN, "/", "\"opens_at\""));
}
TEST(a_space_opens_and_closes_by_itself) { ready_on_both(&r, clock_opens); }

/* ---- two children ---- */

/* Another child of the guardian's, of 3B: never under the first one's name. */
static void children(void) {
    long long first = (long long) ready_thing(r, "pupil")->own, second = (long long) ready_thing(r, "pupil")->other, guardian = (long long) r->people[GUARDIAN].person;
    const char *page = arena_printf(r->small->mem, "/parent/enfants/%lld", first), *other = arena_printf(r->small->mem, "/parent/enfants/%lld", second);
    CHECK_INT(get(GUARDIAN, other).status, 404);
    tamper("UPDATE guardianship SET guardian = %lld WHERE pupil = %lld AND level = 1 AND rank = (SELECT min(rank) FROM guardianship WHERE pupil = %lld AND level = 1)", guardian, second, second);
    CHECK_INT(get(GUARDIAN, other).status, 200);
    tamper("INSERT INTO membership (person, structure, kind, from_day, until_day) SELECT %lld, id, 'group', 1, 2932896 FROM structure WHERE code = '5SVTG1'", first);
    Exchange e = get(GUARDIAN, page);
    CHECK(says(&e, "\"class_code\":\"6A\"") && says(&e, "\"groups\":[{\"code\":\"5SVTG1\"") && !says(&e, "3B"));
    e = request(r->small, r->people[GUARDIAN].cookie, "GET", page, NULL, false);
    CHECK(says(&e, other));                             /* one tap away */
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/regles", arena_printf(r->small->mem, "rubric=space.record&hidden=1&class=%lld", (long long) ready_thing(r, "class")->other)).status, 303);
    CHECK_INT(get(GUARDIAN, page).status, 200);
    CHECK_INT(get(GUARDIAN, other).status, 404);        /* the other's class is not shown it: there is none */
    e = request(r->small, r->people[GUARDIAN].cookie, "GET", page, NULL, false);
    CHECK(!says(&e, other));
    e = get(GUARDIAN, "/parent");
    CHECK(says(&e, "3B"));                              /* the child is still there, without a page */
    CHECK_INT(get(GUARDIAN, arena_printf(r->small->mem, "%s/equipe", other)).status, 200);
    tamper("UPDATE guardianship SET level = 3 WHERE pupil = %lld AND guardian = %lld", second, guardian);
    CHECK_INT(get(GUARDIAN, arena_printf(r->small->mem, "%s/equipe", other)).status, 404);
    tamper("UPDATE pupil SET exit_day = 1 WHERE person = %lld", first);
    e = get(GUARDIAN, "/parent");
    CHECK(says(&e, "\"pupils\":[]"));                   /* who left is no longer among them */
}
TEST(each_child_by_themselves_and_as_their_class_is_shown) { ready_on_both(&r, children); }

/* ---- by level ---- */

/* Kept as the level: a class that comes later follows; a class's own rule comes first; of two levels both must show. */
static void levels(void) {
    Arena *mem = r->small->mem;
    int64_t class = ready_thing(r, "class")->own, pupil = ready_thing(r, "pupil")->own;
    const char *page = arena_printf(mem, "/parent/enfants/%lld", (long long) pupil);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/regles", "rubric=space.record&level=2111&hidden=1").status, 303);
    CHECK_INT(get(GUARDIAN, page).status, 403);         /* their only child: there is nothing of it left */
    tamper("INSERT INTO structure (kind, code, sort_key) SELECT 'class', '6N', sort_key FROM structure WHERE kind = 'class' AND code = '6A'");
    tamper("UPDATE membership SET structure = (SELECT id FROM structure WHERE code = '6N') WHERE person = %lld AND kind = 'class'", (long long) pupil);
    CHECK_INT(get(GUARDIAN, page).status, 200);         /* of no level yet */
    tamper("INSERT INTO structure_mef (structure, mef) SELECT s.id, f.code FROM structure s, mef f WHERE s.code = '6N' AND substr(f.mefstat, 1, 4) = '2111'");
    CHECK_INT(get(GUARDIAN, page).status, 403);
    int64_t new_class = ready_number(r->small, "SELECT id FROM structure WHERE code = '6N'");
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/regles", arena_printf(mem, "rubric=space.record&class=%lld", (long long) new_class)).status, 303);
    CHECK_INT(get(GUARDIAN, page).status, 200);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/regles/fin", arena_printf(mem, "rubric=space.record&class=%lld", (long long) new_class)).status, 303);
    tamper("UPDATE space_level_rule SET shown = 1");
    CHECK_INT(get(GUARDIAN, page).status, 200);
    tamper("INSERT INTO structure_mef (structure, mef) SELECT s.id, f.code FROM structure s, mef f WHERE s.code = '6N' AND substr(f.mefstat, 1, 4) = '2112'");
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/regles", "rubric=space.record&level=2112&from=2099-01-01").status, 303);
    CHECK_INT(get(GUARDIAN, page).status, 403);         /* of two levels, one is not shown yet */
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/regles", "rubric=space.record&hidden=1").status, 303);
    tamper("DELETE FROM space_level_rule WHERE level = '2112'");
    CHECK_INT(get(GUARDIAN, page).status, 200);         /* the level's comes before everybody's */
    tamper("DELETE FROM space_level_rule");
    CHECK_INT(get(GUARDIAN, page).status, 403);
    CHECK(class != new_class);
}
TEST(a_rule_by_level_follows_the_classes) { ready_on_both(&r, levels); }

/* ---- the settings as a file ---- */

static const char *encoded(const char *text) { return url_encode(r->small->mem, text); }

static void kept_as_a_file(void) {
    Arena *mem = r->small->mem;
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/regles", arena_printf(mem, "rubric=space.record&hidden=1&class=%lld", (long long) ready_thing(r, "class")->own)).status, 303);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/eleves/regles", "rubric=space.team&level=2111&from=2025-10-01&last=2025-12-19").status, 303);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/rubriques", "rubric=space.year").status, 303);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/message", "message=En+travaux").status, 303);
    Exchange file = request(r->small, r->people[SUPERVISOR].cookie, "GET", "/bureau/publication/reglages/fichier?nom=Essai", NULL, false);
    CHECK_INT(file.status, 200);
    const char *body = arena_printf(mem, "text=%s", encoded(arena_text_n(mem, file.answer, file.answer_size)));
    Exchange plan = post(SUPERVISOR, "/bureau/publication/reglages", body);
    CHECK(plan.status == 200 && says(&plan, "\"lines\":[]") && says(&plan, "\"left\":[]"));      /* it is what is there */
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/origine", "").status, 303);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/eleves/origine", "").status, 303);
    CHECK_INT(ready_number(r->small, "SELECT (SELECT count(*) FROM space_rule) + (SELECT count(*) FROM space_level_rule)"), 0);
    const char *before = school_digest(r->small);
    plan = post(SUPERVISOR, "/bureau/publication/reglages", body);
    CHECK(plan.status == 200 && says(&plan, "masquée") && says(&plan, "6A masqué"));
    CHECK_TEXT(school_digest(r->small), before);        /* a look changes nothing */
    const char *at = memmem(plan.answer, plan.answer_size, "\"seen\":\"", 8);
    must(at);
    body = arena_printf(mem, "%s&seen=%.32s", body, at + 8);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/reglages/appliquer", body).status, 303);
    CHECK_INT(ready_number(r->small, "SELECT count(*) FROM space_rule WHERE mode = 'guardian' AND right_name = 'space.record' AND shown = 0"), 1);
    CHECK_INT(ready_number(r->small, "SELECT count(*) FROM space_level_rule WHERE mode = 'pupil' AND level = '2111'"), 1);
    CHECK_INT(ready_number(r->small, "SELECT count(*) FROM profile_right WHERE right_name = 'space.year' AND profile = (SELECT id FROM access_profile WHERE code = 'guardians')"), 0);
    CHECK_INT(ready_number(r->small, "SELECT opens_at FROM space WHERE mode = 'guardian'"), 1756700000000);     /* it opens as it did */
}
TEST(settings_leave_and_come_back) { ready_on_both(&r, kept_as_a_file); }

/* Nothing of a bad file is taken, whatever stands before what is wrong. */
static void bad_files(void) {
    static const char *const bad[] = { "", "[]", "null", "{\"format\":\"preau.publication\"}", "{\"format\":\"autre\",\"version\":1,\"spaces\":[]}",
        "{\"format\":\"preau.publication\",\"version\":1}", "{\"format\":\"preau.publication\",\"version\":1,\"spaces\":[7]}",
        "{\"format\":\"preau.publication\",\"version\":1,\"spaces\":[{\"space\":\"parent\",\"message\":\"non\",\"rubrics\":[]},{\"space\":\"parent\",\"rubrics\":[]}]}",
        "{\"format\":\"preau.publication\",\"version\":1,\"spaces\":[{\"space\":\"lune\",\"rubrics\":[]}]}",
        "{\"format\":\"preau.publication\",\"version\":1,\"spaces\":[{\"space\":\"parent\",\"message\":\"non\",\"rubrics\":[{\"name\":\"space.year\",\"on\":false,\"rules\":[{\"shown\":true,\"from\":\"hier\"}]}]}]}",
        "{\"format\":\"preau.publication\",\"version\":1,\"spaces\":[{\"space\":\"parent\",\"rubrics\":[{\"name\":\"space.year\",\"on\":false,\"rules\":[{\"shown\":true,\"from\":\"2026-02-02\",\"last\":\"2026-01-01\"}]}]}]}",
        "{\"format\":\"preau.publication\",\"version\":1,\"format\":\"preau.publication\",\"spaces\":[]}" };
    const char *before = school_digest(r->small);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *body = arena_printf(r->small->mem, "seen=00&text=%s", encoded(bad[i]));
        if (post(SUPERVISOR, "/bureau/publication/reglages", body).status != 422 || post(SUPERVISOR, "/bureau/publication/reglages/appliquer", body).status != 422)
            CHECK_TEXT(bad[i], "refused");
    }
    CHECK_TEXT(school_digest(r->small), before);
    Str large = str_new(r->small->mem, 80000);
    str_add(&large, "text=");
    for (int i = 0; i < 66000; i++)
        str_add(&large, "x");
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/reglages", large.data).status, 422);
}
TEST(a_bad_file_changes_nothing) { ready_on_both(&r, bad_files); }

/* ---- before it is published ---- */

static void preview(void) {
    const char *look = arena_printf(r->small->mem, "/bureau/autorisations/comptes/%lld/voir-comme", (long long) r->people[GUARDIAN].account);
    tamper("DELETE FROM space");
    CHECK_INT(get(GUARDIAN, "/parent").status, 403);
    CHECK_INT(get(TEACHER, "/professeur").status, 403);
    Exchange e = get(TEACHER, "/");
    CHECK_INT(e.status, 303);                           /* to the desk, which is no Space */
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/rubriques", "rubric=space.team").status, 303);
    CHECK_INT(post(SUPERVISOR, look, "mode=guardian").status, 303);
    e = get(SUPERVISOR, "/parent");
    CHECK(e.status == 200 && says(&e, "\"class_code\":\"6A\"") && !says(&e, "team_href"));
    CHECK_INT(get(SUPERVISOR, "/direction").status, 403);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/ouvrir", "").status, 403);
    CHECK_INT(post(SUPERVISOR, "/compte/voir-comme/fin", "").status, 303);
    CHECK_INT(get(SUPERVISOR, "/parent").status, 403);
    CHECK_INT(get(SUPERVISOR, "/direction").status, 200);       /* the supervisor's is never closed to them */
}
TEST(a_space_is_looked_at_before_it_is_published) { ready_on_both(&r, preview); }

/* Taken back like anything else that was done. */
static void undone(void) {
    Exchange e = post(SUPERVISOR, "/bureau/publication/eleves/fermer", "");
    const char *work = NULL;
    for (const char *const *h = e.answer_headers; h && *h; h += 2)
        if (str_equal(*h, "Preau-Work"))
            work = h[1];
    must(work);
    CHECK_INT(get(PUPIL, "/eleve").status, 403);
    CHECK_INT(post(SUPERVISOR, arena_printf(r->small->mem, "/bureau/historique/%s/annuler", work), "").status, 303);
    CHECK_INT(get(PUPIL, "/eleve").status, 200);
}
TEST(a_publication_is_taken_back) { ready_on_both(&r, undone); }

int main(int argc, char **argv) {
    int failed = test_main(argc, argv);
    ready_schools_end();
    return failed;
}
