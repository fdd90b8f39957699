/* Numbers that change, people who come back: who is asked about, who is not, and what is the same afterwards (R-13, decisions). */
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/imports/imports.h"
#include "test/small_school.h"
#include "test/test.h"

#include <stdio.h>
#include <string.h>

/* What depends on no engine. */
static void for_sqlite(void (*fn)(StoreFixture *f)) {
    StoreFixture *f = store_fixture_open(false);
    fn(f);
    store_fixture_close(f);
}

static int64_t person_of(SmallSchool *s, const char *system, const char *theirs) {
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    int64_t person = 0;
    for (Rows r = db_rows(tx, &PLAN_PERSON_KEYS, NO_VALUES); row_next(&r); )
        if (str_equal(row_peek(&r, PLAN_PERSON_KEYS_SYSTEM), system) && str_equal(row_peek(&r, PLAN_PERSON_KEYS_THEIRS), theirs))
            person = row_int(&r, PLAN_PERSON_KEYS_PERSON);
    tx_rollback(tx);
    return person;
}

/* A body that must be asked about, is not applied, then is with CHOICE; the person behind the new number. */
typedef struct Case { const char *root, *body, *kind, *system, *before, *after, *facts; } Case;

static void check_asked(SmallSchool *s, const Case *c) {
    const char *digest = school_digest(s);
    int64_t known = person_of(s, c->system, c->before);
    Report *r = import_body(s, c->root, c->body, NULL);
    CHECK(known > 0);
    CHECK_INT(r->exit, 1);
    if (!CHECK_INT((int64_t) r->decisions.count, 1))
        return;
    const Decision *d = &r->decisions.items[0];
    CHECK_TEXT(d->kind, c->kind);
    if (!CHECK(strstr(d->facts, c->facts) != NULL))
        printf("# %s\n", d->facts);
    CHECK(strstr(d->ours, c->before) && strstr(d->theirs, c->after) && *d->label);
    CHECK(strstr(report_json(r), "\"facts\":\"") != NULL);
    CHECK_TEXT(school_digest(s), digest);
    r = import_body(s, c->root, c->body, arena_printf(s->mem, "%s=same", d->id));
    CHECK(r->applied);
    CHECK_INT(person_of(s, c->system, c->after), known);
    r = import_body(s, c->root, c->body, NULL);             /* no question any more */
    CHECK_INT((int64_t) r->decisions.count, 0);
    CHECK(r->applied && report_no_change(r));
}

static void check_other(SmallSchool *s, const Case *c) {
    int64_t known = person_of(s, c->system, c->before);
    Report *r = import_body(s, c->root, c->body, NULL);
    if (!CHECK_INT((int64_t) r->decisions.count, 1))
        return;
    r = import_body(s, c->root, c->body, arena_printf(s->mem, "%s=other", r->decisions.items[0].id));
    CHECK(r->applied);
    CHECK(person_of(s, c->system, c->after) > 0 && person_of(s, c->system, c->after) != known);
    r = import_body(s, c->root, c->body, NULL);
    CHECK_INT((int64_t) r->decisions.count, 0);
    CHECK(r->applied && report_no_change(r));
}

static void check_not_asked(SmallSchool *s, const char *root, const char *body) {
    Report *r = import_body(s, root, body, NULL);
    CHECK_INT((int64_t) r->decisions.count, 0);
    CHECK(r->applied);
}

#define GUARDIAN(id, more) "<PERSONNES><PERSONNE PERSONNE_ID='" id "'><NOM_DE_FAMILLE>Da Silva</NOM_DE_FAMILLE><PRENOM>THÉO</PRENOM>" more "</PERSONNE></PERSONNES>"
#define TEACHER(type, id, more) "<INDIVIDUS><INDIVIDU TYPE='" type "' ID='" id "'><NOM_USAGE>MARTIN</NOM_USAGE><PRENOM>Zoé</PRENOM><FONCTION>ENS</FONCTION>" more \
    "</INDIVIDU></INDIVIDUS>"
#define PUPIL(id, more) "<ELEVES><ELEVE ELEVE_ID='" id "'>" more "</ELEVE></ELEVES>"

static const Case cases[] = {
    { "BEE_RESPONSABLES", GUARDIAN("777001", "<TEL_PORTABLE>06 39 98 00 01</TEL_PORTABLE>"), "same_guardian", "siecle.personne", "300002", "777001", "même téléphone" },
    { "BEE_RESPONSABLES", GUARDIAN("777002", "<MEL>Responsable1@Exemple.invalid</MEL>"), "same_guardian", "siecle.personne", "300002", "777002", "même adresse électronique" },
    { "BEE_RESPONSABLES", GUARDIAN("777003", "<ADRESSE_ID>500001</ADRESSE_ID>"), "same_guardian", "siecle.personne", "300002", "777003", "même adresse" },
    { "BEE_RESPONSABLES", GUARDIAN("777004", "") "<RESPONSABLES><RESPONSABLE_ELEVE><PERSONNE_ID>777004</PERSONNE_ID><ELEVE_ID>1600043</ELEVE_ID>"
        "<NIVEAU_RESPONSABILITE>1</NIVEAU_RESPONSABILITE></RESPONSABLE_ELEVE></RESPONSABLES>", "same_guardian", "siecle.personne", "300002", "777004", "même élève" },
    { "STS_EDT", TEACHER("epp", "4242", "<DATE_NAISSANCE>1995-01-02</DATE_NAISSANCE>"), "same_colleague", "sts.local", "9", "4242", "même date de naissance" },
    { "STS_EDT", TEACHER("epp", "4243", "<DISCIPLINES><DISCIPLINE CODE='L1800'/></DISCIPLINES>"), "same_colleague", "sts.local", "9", "4243", "même discipline" },
    { "BEE_ELEVES", PUPIL("99", "<NOM>Konaté</NOM><PRENOM>Chloé</PRENOM><DATE_NAISS>23/07/2014</DATE_NAISS>"), "same_pupil", "siecle.eleve", "1600113", "99", "naissance" },
    { "BEE_ELEVES", PUPIL("98", "<NOM>AUTRE</NOM><ELENOET>10002</ELENOET>"), "same_pupil", "siecle.eleve", "1600113", "98", "numéro" },
};

/* The system of the new number may be another one: sts.local 9 becomes sts.epp 4242. */
static Case renumbered(const Case *c) {
    Case other = *c;
    if (str_equal(c->system, "sts.local"))
        other.system = "sts.epp";
    return other;
}

static void asked(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (i && strcmp(cases[i].kind, cases[i - 1].kind) == 0)
            continue;               /* one of each: those that follow name somebody who has a new number by now */
        if (str_equal(cases[i].kind, "same_colleague")) {
            int64_t known = person_of(s, "sts.local", "9");
            Report *r = import_body(s, cases[i].root, cases[i].body, "colleague-epp:4242-0=same");
            CHECK_INT(r->exit, 1);
            r = import_body(s, cases[i].root, cases[i].body, arena_printf(s->mem, "%s=same", r->decisions.items[0].id));
            CHECK(r->applied && known > 0);
            CHECK_INT(person_of(s, "sts.epp", "4242"), known);
            CHECK(report_no_change(import_body(s, cases[i].root, cases[i].body, NULL)));
        } else {
            check_asked(s, &cases[i]);
        }
    }
}
TEST(a_new_number_is_asked_about_once) { for_each_engine(asked); }

static void facts(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Case c = renumbered(&cases[i]);
        Report *r = import_body(s, c.root, c.body, NULL);
        if (CHECK_INT((int64_t) r->decisions.count, 1) && !CHECK(strstr(r->decisions.items[0].facts, c.facts) != NULL))
            printf("# %s\n", r->decisions.items[0].facts);
    }
}
TEST(the_question_says_what_is_the_same) { for_sqlite(facts); }

static void other(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    check_other(s, &cases[0]);
    Case teacher = renumbered(&cases[4]);
    check_other(s, &teacher);
    check_other(s, &cases[6]);
}
TEST(another_person_is_a_new_one_for_ever) { for_each_engine(other); }

static void homonyms(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    check_not_asked(s, "BEE_RESPONSABLES", GUARDIAN("777010", "<TEL_PORTABLE>0600000000</TEL_PORTABLE><MEL>x@exemple.invalid</MEL>"));     /* a name alone */
    check_not_asked(s, "STS_EDT", TEACHER("epp", "4250", ""));
    check_not_asked(s, "STS_EDT", TEACHER("epp", "4251", "<DATE_NAISSANCE>1980-01-02</DATE_NAISSANCE><DISCIPLINES><DISCIPLINE CODE='L1800'/></DISCIPLINES>"));
    check_not_asked(s, "BEE_ELEVES", PUPIL("97", "<NOM>Konaté</NOM><PRENOM>Chloé</PRENOM><DATE_NAISS>24/07/2014</DATE_NAISS>"));
    /* Somebody who stands in the same file under the number that we know is nobody else. */
    check_not_asked(s, "BEE_RESPONSABLES", "<PERSONNES><PERSONNE PERSONNE_ID='777011'><NOM>DA SILVA</NOM><PRENOM>Théo</PRENOM><ADRESSE_ID>500001</ADRESSE_ID></PERSONNE>"
        "<PERSONNE PERSONNE_ID='300002'/><PERSONNE PERSONNE_ID='777010'/></PERSONNES>");
}
TEST(a_name_alone_is_nobody) { for_sqlite(homonyms); }

/* INE is enough, and asks nothing (decisions). A leaver who comes back keeps the number; a file of last year's number too. */
static void come_back(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    int64_t known = person_of(s, "siecle.eleve", "1600113");
    check_not_asked(s, "BEE_ELEVES", PUPIL("1700113", "<INE_RNIE>000010002ff</INE_RNIE><NOM>KONATÉ-DIOP</NOM>"));
    CHECK_INT(person_of(s, "siecle.eleve", "1700113"), known);
    check_not_asked(s, "BEE_ELEVES", PUPIL("1600113", "<DATE_SORTIE>10/10/2025</DATE_SORTIE>"));
    CHECK_INT(person_of(s, "siecle.eleve", "1600113"), known);
    Report *r = import_body(s, "BEE_ELEVES", PUPIL("1600113", "<DATE_SORTIE/>"), NULL);
    CHECK(r->applied && !r->decisions.count);
}
TEST(an_ine_needs_no_question) { for_each_engine(come_back); }

static void whole_school_again(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    /* Ninety-three guardians, everyone with a new number: as many questions as there are people, none twice. */
    Str body = str_new(s->mem, 1 << 16);
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    int64_t guardians = 0;
    str_add(&body, "<PERSONNES>");
    for (Rows r = db_rows(tx, &ALL_PERSON, NO_VALUES); row_next(&r); )
        if (!row_null(&r, COL_PERSON_ADDRESS) && !row_null(&r, COL_PERSON_TITLE) && row_null(&r, COL_PERSON_BIRTH_DAY)) {
            str_printf(&body, "<PERSONNE PERSONNE_ID='88%lld'><NOM>%s</NOM>", (long long) ++guardians, row_peek(&r, COL_PERSON_FAMILY_NAME));
            if (!row_null(&r, COL_PERSON_GIVEN_NAME))
                str_printf(&body, "<PRENOM>%s</PRENOM>", row_peek(&r, COL_PERSON_GIVEN_NAME));
            if (!row_null(&r, COL_PERSON_EMAIL))
                str_printf(&body, "<MEL>%s</MEL>", row_peek(&r, COL_PERSON_EMAIL));
            str_add(&body, "</PERSONNE>");
        }
    tx_rollback(tx);
    str_add(&body, "</PERSONNES>");
    Report *r = import_body(s, "BEE_RESPONSABLES", body.data, NULL);
    CHECK(guardians > 80);
    CHECK((int64_t) r->decisions.count <= guardians && r->decisions.count > 60);
    Map seen = map_new(s->mem);
    for (size_t i = 0; i < r->decisions.count; i++)
        CHECK(map_add(&seen, r->decisions.items[i].id, s));
}
TEST(nobody_is_asked_about_twice) { for_sqlite(whole_school_again); }

TEST_MAIN
