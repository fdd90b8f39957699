/* Certificates on both stores: numbers without a gap, codes, what the paper says, who may have it, what whoever holds it is told, and how often one may guess. */
#include "school/certificates/certificates.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/exports/exports.h"
#include "test/outside.h"
#include "test/test.h"
#include "test/verb_try.h"

#include <stdio.h>
#include <string.h>

static ReadySchool *r;

static Arena *mem(void) { return r->small->mem; }
static long long own(void) { return (long long) ready_thing(r, "pupil")->own; }
static long long other(void) { return (long long) ready_thing(r, "pupil")->other; }
static int64_t rows(void) { return verb_int(r, "SELECT count(*) FROM certificate"); }

static Exchange get(Who who, const char *target) { return request(r->small, r->people[who].cookie, "GET", target, NULL, true); }
static Exchange post(Who who, const char *target, const char *body) { return request(r->small, r->people[who].cookie, "POST", target, body, true); }
static bool says(const Exchange *e, const char *words) { return e->answer && memmem(e->answer, e->answer_size, words, strlen(words)); }
static const char *at(const char *format, long long id) {
    const char *star = strchr(format, '*');
    return arena_printf(mem(), "%.*s%lld%s", (int) (star - format), format, id, star + 1);
}

__attribute__((format(printf, 2, 3))) static void tamper(Place place, const char *format, ...) {
    char sql[500];
    va_list args;
    va_start(args, format);
    must(vsnprintf(sql, sizeof sql, format, args) < (int) sizeof sql);
    va_end(args);
    store_fixture_tamper_at(r->small->fixture, place, sql);
}

static const char *paper(const Exchange *e) {
    CHECK_INT(e->status, 200);
    return outside(mem(), "pdftotext", (const char *const[]){ "-layout", outside_file(mem(), e->answer, e->answer_size), "-", NULL });
}

/* The Nth code that a paper shows. */
static const char *code_on(const char *text, int n) {
    for (size_t i = 0; strlen(text + i) >= CERTIFICATE_CODE_SHOWN; i++) {
        size_t size = strspn(text + i, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789-");
        if (size == CERTIFICATE_CODE_SHOWN && text[i + 4] == '-' && text[i + 9] == '-' && text[i + 14] == '-' && n-- == 0)
            return arena_text_n(mem(), text + i, size);
        i += size;
    }
    return "";
}

/* ---- numbers ---- */

/* For both, or (KEPT false) refused afterwards. */
static void give_both(bool kept, Certificate given[2]) {
    Work *w = verb_begin(r, "certificates");
    int64_t both[] = { own(), other() };
    size_t found;
    const CertificateFacts *facts = certificate_facts(w, both, 2, &found);
    must(found == 2);
    for (size_t i = 0; i < 2; i++)
        given[i] = (Certificate){ .facts = &facts[i] };
    CertificateGiving g = { .kind = CERTIFICATE_SCHOOLING, .certificates = given, .count = 2 };
    certificates_give(w, &g);
    if (!kept)
        problem(w, T_CERTIFICATES_NOBODY, NULL, "kind");
    CHECK_INT(verb_end(w), kept ? T_NONE : T_CERTIFICATES_NOBODY);
}

static void numbers(void) {
    Certificate given[2], first[2];
    give_both(true, first);
    CHECK_INT(first[0].number, 3);                      /* two are there */
    CHECK_INT(first[1].number, 4);
    give_both(false, given);
    CHECK_INT(given[0].number, 5);
    CHECK_INT(rows(), 4);
    for (int i = 0; i < 20; i++)
        give_both(true, given);
    CHECK_INT(given[1].number, 44);
    CHECK_INT(verb_int(r, "SELECT max(number) - count(*) FROM certificate WHERE year = 2025"), 0);
    CHECK_INT(verb_int(r, "SELECT count(DISTINCT digest) FROM certificate_code"), 44);
    CHECK(strlen(given[0].code) == CERTIFICATE_CODE_SHOWN && !str_equal(given[0].code, given[1].code) && !str_equal(given[0].code, first[0].code));
    CHECK_TEXT(certificate_number(mem(), 2025, 44), "2025-0044");
    CHECK_TEXT(certificate_number(mem(), 2025, 12345), "2025-12345");
    r->small->school.year = 2026;                       /* the next year begins again */
    give_both(true, given);
    CHECK_INT(given[0].number, 1);
    r->small->school.year = 2025;
}
TEST(numbers_leave_none_out_and_no_code_comes_twice) { ready_on_both(&r, numbers); }

/* ---- the paper, and who looks at it ---- */

static Exchange look(const char *code) { return request(r->small, NULL, "POST", "/verifier", arena_printf(mem(), "code=%s", code), true); }

static void papers(void) {
    tamper(YEAR, "UPDATE person SET family_name = 'D''ALMEIDA', usage_name = NULL, given_name = 'Éloïse', given_name_2 = NULL, given_name_3 = NULL, sex = 'f', birth_day = 16000, birth_city = 'Lyon' WHERE id = %lld", own());
    tamper(YEAR, "UPDATE pupil SET entry_day = 20332 WHERE person = %lld", own());
    Exchange e = post(STAFF, at("/bureau/eleves/*/certificats", own()), "");
    const char *text = paper(&e), *code = code_on(text, 0);
    static const char *const said[] = { "Collège Ada-Lovelace", "9990001X", "Certificat de scolarité", "2025-2026", "Mme Claire Fontaine, principale du collège", "D'ALMEIDA", "Éloïse", "Née le",
        "22 octobre 2013 à Lyon", "est inscrite", "en classe de 6A", "depuis le 1er septembre 2025", "Fait à Saint-Brieuc", "Signature et cachet", "2025-0003", "/verifier" };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (!CHECK(strstr(text, said[i])))
            printf("# the paper does not say «%s»\n", said[i]);
    CHECK_INT((int64_t) strlen(code), CERTIFICATE_CODE_SHOWN);
    CHECK(strstr(outside(mem(), "pdfinfo", (const char *const[]){ outside_file(mem(), e.answer, e.answer_size), NULL }), "Tagged:          yes"));
    CHECK(strstr(outside(mem(), "qpdf", (const char *const[]){ "--check", outside_file(mem(), e.answer, e.answer_size), NULL }), "No syntax"));
    e = look(code);
    CHECK(e.status == 200 && says(&e, "\"number\":\"2025-0003\"") && says(&e, "\"family_letter\":\"D\"") && says(&e, "\"given_letter\":\"É\"") && says(&e, "\"class_code\":\"6A\""));
    CHECK(!says(&e, "ALMEIDA") && !says(&e, "lo\xc3\xafse") && !says(&e, "2013"));
    /* What it said stays said, whatever they are called and wherever they go. */
    tamper(YEAR, "UPDATE person SET family_name = 'Zola' WHERE id = %lld", own());
    tamper(YEAR, "UPDATE structure SET code = '6Z' WHERE code = '6A'");
    e = look(code);
    CHECK(says(&e, "\"family_letter\":\"D\"") && says(&e, "\"class_code\":\"6A\""));
    CHECK_INT(post(STAFF, at("/bureau/certificats/*/annuler", (long long) verb_int(r, "SELECT id FROM certificate WHERE number = 3")), "").status, 303);
    e = look(code);
    CHECK(says(&e, "\"revoked\":true") && !says(&e, "\"class_code\"") && !says(&e, "_letter"));
    Exchange unknown = look("K7QM-2XPD-9RTW-HB4D"), malformed = look("Robert");
    CHECK_INT(unknown.status, 422);
    CHECK(unknown.answer_size == malformed.answer_size && memcmp(unknown.answer, malformed.answer, unknown.answer_size) == 0);
}
TEST(whoever_holds_the_paper_is_told_what_it_says_and_no_more) { ready_on_both(&r, papers); }

static void many(void) {
    Exchange e = post(STAFF, arena_printf(mem(), "/bureau/certificats/choisis/delivrer?ids=%lld,%lld", own(), other()), "");
    const char *text = paper(&e), *first = code_on(text, 0), *second = code_on(text, 1);
    CHECK(strstr(text, "en classe de 6A") && strstr(text, "en classe de 3B") && *second && !str_equal(first, second));
    Exchange a = look(first), b = look(second);
    CHECK(says(&a, "\"6A\"") != says(&b, "\"6A\"") && says(&a, "\"found\":true") && says(&b, "\"found\":true"));
    CHECK_INT(rows(), 4);
    CHECK_INT(post(RESTRICTED, arena_printf(mem(), "/bureau/certificats/choisis/delivrer?ids=%lld", own()), "").status, 403);
    /* Who may not know a birth gives no paper that says it. */
    tamper(YEAR, "DELETE FROM profile_right WHERE right_name = 'people.birth'");
    CHECK_INT(get(STAFF, at("/bureau/eleves/*/certificats", own())).status, 403);
    CHECK_INT(rows(), 4);
}
TEST(several_are_one_file) { ready_on_both(&r, many); }

static void leaving(void) {
    const char *here = at("/bureau/eleves/*/certificats/radiation", own());
    CHECK_INT(post(STAFF, here, "reason=Rien").status, 422);
    tamper(YEAR, "UPDATE person SET sex = 'm' WHERE id = %lld", own());
    tamper(YEAR, "UPDATE pupil SET entry_day = 20332, exit_day = 20332 WHERE person = %lld", own());
    CHECK_INT(post(STAFF, here, "").status, 422);                       /* never came */
    tamper(YEAR, "UPDATE pupil SET exit_day = 20400 WHERE person = %lld", own());
    tamper(YEAR, "UPDATE membership SET until_day = 20400 WHERE person = %lld AND until_day > 20400", own());
    Exchange e = post(STAFF, here, "reason=D%C3%A9m%C3%A9nagement");
    const char *text = paper(&e);
    CHECK(strstr(text, "exeat") && strstr(text, "a été inscrit") && strstr(text, "en classe de 6A") && strstr(text, "7 novembre 2025") && strstr(text, "Motif : Déménagement")
        && strstr(text, "8 novembre 2025"));
    e = look(code_on(text, 0));
    CHECK(says(&e, "\"kind\":\"leaving\"") && says(&e, "\"last_date\":\"2025-11-07\"") && says(&e, "\"class_code\":\"6A\""));
    CHECK_INT(post(STAFF, at("/bureau/eleves/*/certificats", own()), "").status, 422);
    CHECK_INT(get(GUARDIAN, at("/parent/enfants/*/certificat", own())).status, 404);
    CHECK_INT(post(PUPIL, "/eleve/certificat", "").status, 404);
    CHECK_INT(rows(), 3);
}
TEST(who_has_left_has_the_exeat_only) { ready_on_both(&r, leaving); }

/* ---- families ---- */

static void families(void) {
    const char *mine = at("/parent/enfants/*/certificat", own()), *theirs = at("/parent/enfants/*/certificat", other());
    CHECK_INT(post(GUARDIAN, theirs, "").status, 404);
    CHECK_INT(post(GUARDIAN, "/parent/enfants/987654/certificat", "").status, 404);
    for (int i = 0; i < CERTIFICATES_A_DAY; i++)
        CHECK_INT(post(i % 2 ? PUPIL : GUARDIAN, i % 2 ? "/eleve/certificat" : mine, "").status, 200);
    Exchange e = post(GUARDIAN, mine, "");
    CHECK(e.status == 422 && says(&e, "certificates.enough_today"));
    CHECK_INT(post(STAFF, at("/bureau/eleves/*/certificats", own()), "").status, 200);      /* the office still may */
    CHECK_INT(rows(), 2 + CERTIFICATES_A_DAY + 1);
    tamper(SCHOOL, "UPDATE certificate SET at = at - 86400000");
    CHECK_INT(post(GUARDIAN, mine, "").status, 200);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/regles", arena_printf(mem(), "rubric=space.certificate&hidden=1&class=%lld", (long long) ready_thing(r, "class")->own)).status, 303);
    CHECK(post(GUARDIAN, mine, "").status >= 403);
    CHECK_INT(post(PUPIL, "/eleve/certificat", "").status, 200);       /* theirs is another Space */
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/regles/fin", arena_printf(mem(), "rubric=space.certificate&class=%lld", (long long) ready_thing(r, "class")->own)).status, 303);
    tamper(YEAR, "UPDATE guardianship SET level = 3 WHERE pupil = %lld AND guardian = %lld", own(), (long long) r->people[GUARDIAN].person);
    tamper(YEAR, "UPDATE guardianship SET level = 1, guardian = %lld WHERE pupil = %lld AND rank = 1", (long long) r->people[GUARDIAN].person, other());
    CHECK(post(GUARDIAN, mine, "").status >= 403);                      /* a contact */
    CHECK_INT(post(GUARDIAN, theirs, "").status, 200);                  /* and now theirs */
    tamper(SCHOOL, "DELETE FROM setting WHERE name = 'certificate_quality'");
    int64_t before = rows();
    e = post(PUPIL, "/eleve/certificat", "");
    CHECK(e.status == 422 && says(&e, "certificates.no_signer"));
    e = get(PUPIL, "/eleve/certificat");
    CHECK(says(&e, "\"ready\":false"));
    CHECK_INT(rows(), before);
}
TEST(a_family_takes_its_own_and_nobody_elses) { ready_on_both(&r, families); }

/* ---- guessing ---- */

static void guessing(void) {
    const char *right = "K7QM-2XPD-9RTW-HB4C";
    r->small->site.limits = true;
    for (int i = 0; i < 40; i++)
        CHECK_INT(look(right).status, 200);             /* who is right is not counted */
    for (int i = 0; i < 25; i++)
        CHECK_INT(look(arena_printf(mem(), "K7QM-2XPD-9RTW-%04d", i)).status, 422);
    Exchange e = look("K7QM-2XPD-9RTW-AAAA"), known = look(right);
    CHECK_INT(e.status, 429);
    CHECK_INT(known.status, 429);                       /* nothing is looked at any more */
    r->small->site.limits = false;
    CHECK_INT(look(right).status, 200);
}
TEST(who_guesses_is_kept_waiting) { ready_on_both(&r, guessing); }

/* ---- what is kept of it ---- */

static void copies(void) {
    Exchange e = post(GUARDIAN, at("/parent/enfants/*/certificat", own()), "");
    const char *code = code_on(paper(&e), 0);
    Work *w = verb_begin(r, "copy");
    Whose whose = whose_data(w, own(), 0);
    Sink *to = sink_to_memory(mem());
    CHECK(personal_json(personal_new(w, &whose), w, &whose, ASKED_OFFICE, to));
    tx_rollback(w->tx);
    const char *json = arena_text_n(mem(), to->held.data, to->held.size);
    CHECK(strstr(json, "\"certificate\":{") && strstr(json, "\"number\":3"));
    CHECK(!strstr(json, code) && !strstr(json, "certificate_code"));
    /* A record that another has taken in brings its certificates along. */
    tamper(YEAR, "UPDATE person SET merged_into = %lld WHERE id = %lld", other(), own());
    e = get(STAFF, at("/bureau/eleves/*/certificats", other()));
    CHECK(e.status == 200 && says(&e, "2025-0003") && says(&e, "2025-0002"));
    CHECK_INT(verb_int(r, "SELECT count(*) FROM school_audit WHERE table_name = 'certificate'"), 1);
    CHECK_INT(post(STAFF, at("/bureau/certificats/*/annuler", (long long) verb_int(r, "SELECT id FROM certificate WHERE number = 3")), "").status, 303);
    CHECK_INT(post(STAFF, at("/bureau/certificats/*/annuler", (long long) verb_int(r, "SELECT id FROM certificate WHERE number = 3")), "").status, 303);
    CHECK_INT(verb_int(r, "SELECT count(*) FROM school_audit WHERE table_name = 'certificate'"), 2);    /* revoked once */
}
TEST(the_register_is_audited_and_in_ones_own_copy) { ready_on_both(&r, copies); }

int main(int argc, char **argv) {
    int failed = test_main(argc, argv);
    ready_schools_end();
    return failed;
}
