/* What one element says: absent, empty, odd; numbers, codes, days, classes; what is refused. One small file after another, over the sample school. */
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

static const char *pupil(SmallSchool *s, const char *siecle, int column) { return value_in(s, &ALL_PUPIL, COL_PUPIL_SIECLE_ID, siecle, column); }

static const char *human(SmallSchool *s, const char *siecle, int column) {
    return value_in(s, &ALL_PERSON, COL_PERSON_ID, pupil(s, siecle, COL_PUPIL_PERSON), column);
}

static Report *pupil_says(SmallSchool *s, const char *elements) {
    return import_body(s, "BEE_ELEVES", arena_printf(s->mem, "<ELEVES><ELEVE ELEVE_ID='1600113'>%s</ELEVE></ELEVES>", elements), NULL);
}

static const char *first_warning(const Report *r) {
    return r->warnings.count ? words_id(r->warnings.items[0].code) : "";
}

static const char *first_problem(const Report *r) {
    return r->problems.count ? words_id(r->problems.items[0].code) : "";
}

/* ---- absent, empty ---- */

static void absent_says_nothing(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    const char *before = school_digest(s);
    Report *r = pupil_says(s, "");
    CHECK(r->applied);
    CHECK_INT(r->changes[REPORT_PUPIL].unchanged, 1);
    CHECK_INT(r->changes[REPORT_PUPIL].gone, 45);           /* two of 48 had left */
    CHECK_INT(r->changes[REPORT_OPTION].gone + r->changes[REPORT_ADDRESS].gone, 0);
    r = pupil_says(s, "<DATE_MODIFICATION>12/11/2025</DATE_MODIFICATION>");
    CHECK(report_no_change(r));
    r = import_body(s, "BEE_RESPONSABLES", "<RESPONSABLES><RESPONSABLE_ELEVE><ELEVE_ID>1600043</ELEVE_ID><PERSONNE_ID>300001</PERSONNE_ID></RESPONSABLE_ELEVE>"
        "</RESPONSABLES><PERSONNES><PERSONNE PERSONNE_ID='300001'/></PERSONNES>", NULL);
    CHECK_INT(r->changes[REPORT_GUARDIANSHIP].unchanged, 1);
    CHECK(report_no_change(r));
    r = import_body(s, "STS_EDT", "<INDIVIDUS><INDIVIDU ID='1001' TYPE='epp'/></INDIVIDUS>", NULL);
    CHECK_INT(r->changes[REPORT_TEACHER].unchanged, 1);
    CHECK(report_no_change(r));
    CHECK_TEXT(school_digest(s), before);
    r = import_body(s, "STS_EDT", "<INDIVIDUS><INDIVIDU ID='1001' TYPE='epp'><FONCTION>ENS</FONCTION><DISCIPLINES/></INDIVIDU></INDIVIDUS>", NULL);
    CHECK_INT(r->changes[REPORT_TEACHER].updated, 1);
    CHECK_TEXT(human(s, "1600113", COL_PERSON_FAMILY_NAME), "KONATÉ");
}
TEST(what_is_absent_says_nothing) { for_each_engine(absent_says_nothing); }

static void empty_erases(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    Report *r = pupil_says(s, "<PRENOM2/><CODE_SEXE></CODE_SEXE><INE_RNIE/><ID_NATIONAL> </ID_NATIONAL><ADRESSE_ID/><CODE_REGIME/><DATE_NAISS/><ELENOET/>"
        "<ACCEPTE_SMS/><NOM_DE_FAMILLE/>");
    CHECK(r->applied);
    CHECK_INT(r->changes[REPORT_PUPIL].updated, 1);
    CHECK_TEXT(human(s, "1600113", COL_PERSON_GIVEN_NAME_2), "");
    CHECK_TEXT(human(s, "1600113", COL_PERSON_SEX), "");
    CHECK_TEXT(human(s, "1600113", COL_PERSON_ADDRESS), "");
    CHECK_TEXT(human(s, "1600113", COL_PERSON_BIRTH_DAY), "");
    CHECK_TEXT(human(s, "1600113", COL_PERSON_ACCEPTS_SMS), "");
    CHECK_TEXT(pupil(s, "1600113", COL_PUPIL_INE), "");
    CHECK_TEXT(pupil(s, "1600113", COL_PUPIL_ELENOET), "");
    CHECK_TEXT(human(s, "1600113", COL_PERSON_FAMILY_NAME), "KONATÉ");         /* nobody is without a name */
    const char *until = value_in(s, &ALL_BOARD, COL_BOARD_PERSON, pupil(s, "1600113", COL_PUPIL_PERSON), COL_BOARD_UNTIL_DAY);
    CHECK(!str_equal(until, "?") ? str_equal(until, arena_printf(s->mem, "%d", day_of(2025, 9, 5))) : false);
    r = pupil_says(s, "<PRENOM2/><CODE_SEXE></CODE_SEXE><CODE_REGIME/>");
    CHECK(report_no_change(r));
}
TEST(what_is_empty_is_erased) { for_each_engine(empty_erases); }

/* ---- odd spellings of the same ---- */

static void same_value(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    const char *before = school_digest(s);
    static const char *const same[] = { "<ELENOET>010002</ELENOET>", "<INE_RNIE>000010002ff</INE_RNIE>", "<INE_BEA>000010002FF</INE_BEA><INE_RNIE/>",
        "<DATE_NAISS>2014-07-23</DATE_NAISS>", "<DATE_NAISS>23/07/2014 00:00:00</DATE_NAISS>", "<ACCEPTE_SMS>false</ACCEPTE_SMS>", "<ACCEPTE_SMS>N</ACCEPTE_SMS>",
        "<NOM_DE_FAMILLE>  KONATE\xCC\x81\n </NOM_DE_FAMILLE>", "<NOM>KONAT&#xC9;</NOM>", "<PRENOM><![CDATA[Chlo]]>é</PRENOM>",
        "<SCOLARITE_AN_DERNIER><CODE_RNE>9990101F</CODE_RNE></SCOLARITE_AN_DERNIER>" };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        Report *r = pupil_says(s, same[i]);
        if (!CHECK(r->applied && report_no_change(r) && !r->warnings.count))
            printf("# %s %s\n", same[i], first_warning(r));
    }
    CHECK_TEXT(school_digest(s), before);
}
TEST(the_same_spelt_otherwise_is_no_change) { for_each_engine(same_value); }

static void doubtful(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    const char *before = school_digest(s);
    static const struct { const char *elements, *code; } odd[] = { { "<DATE_NAISS>31/02/2014</DATE_NAISS>", "import.bad_date" },
        { "<DATE_ENTREE>hier</DATE_ENTREE>", "import.bad_date" }, { "<CODE_SEXE>3</CODE_SEXE>", "import.bad_code" },
        { "<ACCEPTE_SMS>peut-être</ACCEPTE_SMS>", "import.bad_code" }, { "<CODE_REGIME>77</CODE_REGIME>", "import.bad_board" } };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        Report *r = pupil_says(s, odd[i].elements);
        CHECK(r->applied && report_no_change(r));
        CHECK_TEXT(first_warning(r), odd[i].code);
        CHECK_INT(r->warnings.count ? r->warnings.items[0].line : 0, 3);
    }
    CHECK_TEXT(school_digest(s), before);
    Report *r = pupil_says(s, "<INE_RNIE>12345</INE_RNIE>");
    CHECK_TEXT(first_warning(r), "import.bad_ine");
    CHECK(!strstr(r->warnings.items[0].text, "12345"));     /* FX13: never shown where it need not be */
    CHECK_TEXT(pupil(s, "1600113", COL_PUPIL_INE), "12345");
}
TEST(doubtful_values_are_told_and_left) { for_sqlite(doubtful); }

/* ---- classes ---- */

static Report *pupil_in(SmallSchool *s, const char *structures) {
    return import_body(s, "BEE_ELEVES", arena_printf(s->mem, "<STRUCTURES><STRUCTURES_ELEVE ELEVE_ID='1600113'>%s</STRUCTURES_ELEVE></STRUCTURES>"
        "<ELEVES><ELEVE ELEVE_ID='1600113'/></ELEVES>", structures), NULL);
}

static const char *class_of(SmallSchool *s) {
    Exchange e = request(s, s->supervisor, "GET", arena_printf(s->mem, "/bureau/eleves/%s", pupil(s, "1600113", COL_PUPIL_PERSON)), NULL, true);
    const char *at = strstr(e.answer, "\"memberships\"");
    return at ? at : e.answer;
}

static void one_class(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    Report *r = pupil_in(s, "<STRUCTURE><CODE_STRUCTURE>6A</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE>"
        "<STRUCTURE><CODE_STRUCTURE>5 A</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE>");
    CHECK_TEXT(first_warning(r), "import.two_classes");
    CHECK(report_no_change(r));             /* in 6A already */
    r = pupil_in(s, "<STRUCTURE><CODE_STRUCTURE>6A</CODE_STRUCTURE></STRUCTURE>");
    CHECK(report_no_change(r) && !r->warnings.count);
    r = pupil_in(s, "<STRUCTURE><CODE_STRUCTURE>6Z</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE>");
    CHECK_TEXT(first_warning(r), "import.unknown_class");
    CHECK_INT(r->changes[REPORT_PUPIL].updated, 1);
    CHECK(!strstr(class_of(s), "\"6A\"") || strstr(class_of(s), "2025-09-05"));
    CHECK_INT(r->changes[REPORT_CLASS].gone, 0);
}
TEST(a_pupil_is_in_one_class_that_is_known) { for_each_engine(one_class); }

/* From 6A to 6B on the day of the file: one class, and the other one remembered. */
static void moves(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    const char *there = "<STRUCTURE><CODE_STRUCTURE>6B</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE>";
    Report *r = pupil_in(s, there);
    CHECK_INT(r->changes[REPORT_PUPIL].updated, 1);
    Exchange e = request(s, s->supervisor, "GET", "/bureau/eleves?q=konate+chloe", NULL, true);
    CHECK(answers(&e, "\"code\":\"6B\"") && !answers(&e, "\"code\":\"6A\"") && answers(&e, "\"total\":1"));
    CHECK(report_no_change(pupil_in(s, there)));
    CHECK(strstr(class_of(s), "2025-09-05") != NULL);
    r = pupil_says(s, "<DATE_SORTIE>20/12/2025</DATE_SORTIE><CODE_MOTIF_SORTIE>12</CODE_MOTIF_SORTIE>");
    CHECK_INT(r->changes[REPORT_PUPIL].updated, 1);
    CHECK(report_no_change(pupil_says(s, "<DATE_SORTIE>20/12/2025</DATE_SORTIE>")));
    CHECK_INT(pupil_says(s, "<DATE_SORTIE/>")->changes[REPORT_PUPIL].updated, 1);
    CHECK_TEXT(pupil(s, "1600113", COL_PUPIL_EXIT_DAY), "");
}
TEST(a_pupil_changes_class_leaves_and_comes_back) { for_each_engine(moves); }

/* A group that only STS knows, named by the pupils' file of the same call. */
static void group_of_sts(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    Report *r = import_body(s, "BEE_STRUCTURES", "<GROUPES><GROUPE CODE_STRUCTURE='G1'><DIVISIONS_APPARTENANCE><DIVISION_APPARTENANCE><CODE_STRUCTURE>6A</CODE_STRUCTURE>"
        "</DIVISION_APPARTENANCE></DIVISIONS_APPARTENANCE></GROUPE></GROUPES><DIVISIONS><DIVISION CODE_STRUCTURE='6A'/></DIVISIONS>", NULL);
    CHECK(r->applied);
    CHECK(!str_equal(value_in(s, &ALL_GROUP_CLASS, 0, value_in(s, &ALL_STRUCTURE, COL_STRUCTURE_CODE, "G1", 0), 1), "?"));
}
TEST(a_group_may_stand_before_its_class) { for_sqlite(group_of_sts); }

/* ---- who answers for whom ---- */

static Report *link_says(SmallSchool *s, const char *elements) {
    return import_body(s, "BEE_RESPONSABLES", arena_printf(s->mem, "<PERSONNES><PERSONNE PERSONNE_ID='300001'/></PERSONNES><RESPONSABLES>%s</RESPONSABLES>", elements), NULL);
}

#define LINK(more) "<RESPONSABLE_ELEVE><ELEVE_ID>1600043</ELEVE_ID><PERSONNE_ID>300001</PERSONNE_ID>" more "</RESPONSABLE_ELEVE>"

static const char *link_of(SmallSchool *s, int column) {
    return value_in(s, &ALL_GUARDIANSHIP, COL_GUARDIANSHIP_GUARDIAN, value_in(s, &ALL_GUARDIAN, COL_GUARDIAN_SIECLE_ID, "300001", 0), column);
}

static void links(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    CHECK_TEXT(link_of(s, COL_GUARDIANSHIP_KINSHIP), "mother");
    CHECK(report_no_change(link_says(s, LINK("<CODE_PARENTE>2</CODE_PARENTE>"))));          /* the old list's mother */
    CHECK(report_no_change(link_says(s, LINK("<RESP_LEGAL>2</RESP_LEGAL><PERS_PAIMENT>1</PERS_PAIMENT>"))));
    CHECK(report_no_change(link_says(s, LINK("<NIVEAU_RESPONSABILITE>3</NIVEAU_RESPONSABILITE>") LINK("<NIVEAU_RESPONSABILITE>1</NIVEAU_RESPONSABILITE>"))));
    CHECK(report_no_change(link_says(s, LINK("<NIVEAU_RESPONSABILITE>1</NIVEAU_RESPONSABILITE>") LINK("<NIVEAU_RESPONSABILITE>3</NIVEAU_RESPONSABILITE>"))));
    Report *r = link_says(s, LINK("<NIVEAU_RESPONSABILITE>8</NIVEAU_RESPONSABILITE>"));
    CHECK_TEXT(first_warning(r), "import.bad_level");
    CHECK_TEXT(link_of(s, COL_GUARDIANSHIP_LEVEL), "3");
    r = link_says(s, LINK("<NIVEAU_RESPONSABILITE>2</NIVEAU_RESPONSABILITE><CODE_PARENTE/><HEBERGE_ELEVE>false</HEBERGE_ELEVE>"));
    CHECK_TEXT(link_of(s, COL_GUARDIANSHIP_LEVEL), "2");
    CHECK_TEXT(link_of(s, COL_GUARDIANSHIP_KINSHIP), "");
    CHECK_TEXT(link_of(s, COL_GUARDIANSHIP_HOSTS), "0");
    CHECK_TEXT(first_warning(link_says(s, LINK("<CODE_PARENTE>77</CODE_PARENTE>"))), "import.bad_code");
    import_body(s, "BEE_NOMENCLATURES", "<LIENS_PARENTE><LIEN_PARENTE CODE_PARENTE='77'><LIBELLE_LONG>PERE</LIBELLE_LONG></LIEN_PARENTE></LIENS_PARENTE>", NULL);
    CHECK(!link_says(s, LINK("<CODE_PARENTE>77</CODE_PARENTE>"))->warnings.count);
    CHECK_TEXT(link_of(s, COL_GUARDIANSHIP_KINSHIP), "father");                             /* by its label */
}
TEST(links_are_read_in_both_dialects) { for_each_engine(links); }

/* A legal person has no given name; a name may stand in NOM_USAGE only; the title in its long form. */
static void persons(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    Report *r = import_body(s, "BEE_RESPONSABLES", "<PERSONNES><PERSONNE PERSONNE_ID='8'><NOM_DE_FAMILLE>FOYER DES TILLEULS</NOM_DE_FAMILLE></PERSONNE>"
        "<PERSONNE PERSONNE_ID='9'><NOM_USAGE>SEULE</NOM_USAGE><LL_CIVILITE>MADAME</LL_CIVILITE></PERSONNE><PERSONNE PERSONNE_ID='10'/><PERSONNE/></PERSONNES>", NULL);
    CHECK_INT(r->changes[REPORT_GUARDIAN].created, 2);
    CHECK_INT((int64_t) r->warnings.count, 2);
    const char *alone = value_in(s, &ALL_GUARDIAN, COL_GUARDIAN_SIECLE_ID, "9", 0);
    CHECK_TEXT(value_in(s, &ALL_PERSON, 0, alone, COL_PERSON_FAMILY_NAME), "SEULE");
    CHECK_TEXT(value_in(s, &ALL_PERSON, 0, alone, COL_PERSON_TITLE), "MME");
}
TEST(persons_of_all_kinds) { for_each_engine(persons); }

/* ---- the file's own identity ---- */

static Report *import_raw(SmallSchool *s, const char *xml, bool accept_year) {
    const char *path = arena_printf(s->mem, "%s/raw.xml", s->fixture->folder);
    FILE *out = fopen(path, "wb");
    if (!out || fputs(xml, out) < 0 || fclose(out) != 0)
        return NULL;
    ImportAsk ask = { .paths = &path, .names = &path, .count = 1, .answers.accept_year = accept_year };
    return import_run(&s->school, &program_actor, s->mem, &ask);
}

static void identity_of_files(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    static const struct { const char *parameters; int exit; const char *code; } heads[] = {
        { "<UAJ>9990001X</UAJ><ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE>", 0, "" }, { "<UAJ> 9990001x </UAJ><ANNEE_SCOLAIRE>2025-2026</ANNEE_SCOLAIRE>", 0, "" },
        { "<UAJ CODE='9990001X'/><ANNEE_SCOLAIRE ANNEE='2025'/>", 0, "" }, { "<UAJ>9990002Y</UAJ><ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE>", 1, "import.other_school" },
        { "<ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE>", 1, "import.no_school" }, { "<UAJ>9990001X</UAJ><ANNEE_SCOLAIRE>2024</ANNEE_SCOLAIRE>", 1, "import.other_year" },
        { "<UAJ>9990001X</UAJ>", 1, "import.other_year" } };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        const char *xml = arena_printf(s->mem, "<BEE_STRUCTURES><DONNEES/><PARAMETRES>%s</PARAMETRES></BEE_STRUCTURES>", heads[i].parameters);
        Report *r = import_raw(s, xml, false);
        CHECK_INT(r->exit, heads[i].exit);
        CHECK_TEXT(first_problem(r), heads[i].code);
    }
    CHECK_INT(import_raw(s, "<BEE_STRUCTURES><PARAMETRES><UAJ>9990001X</UAJ><ANNEE_SCOLAIRE>2024</ANNEE_SCOLAIRE></PARAMETRES></BEE_STRUCTURES>", true)->exit, 0);
    CHECK_INT(import_raw(s, "<BEE_STRUCTURES><PARAMETRES><UAJ>9990002Y</UAJ><ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE></PARAMETRES></BEE_STRUCTURES>", true)->exit, 1);
    s->school.uai = "9990001A";
    Report *r = import_raw(s, "<BEE_STRUCTURES><PARAMETRES><UAJ>9990001A</UAJ><ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE></PARAMETRES></BEE_STRUCTURES>", false);
    CHECK_INT(r->exit, 0);
    CHECK_TEXT(first_warning(r), "import.uai_key");
    CHECK_INT(import_raw(s, "<EDT_STS/>", false)->exit, 2);
    CHECK_INT(import_raw(s, "<LIVRE/>", false)->exit, 2);
}
TEST(a_file_is_of_a_school_and_a_year) { for_sqlite(identity_of_files); }

static void twice(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    const char *before = school_digest(s);
    Report *r = import_body(s, "BEE_RESPONSABLES", "<PERSONNES><PERSONNE PERSONNE_ID='1'><NOM>A</NOM></PERSONNE>\n<PERSONNE PERSONNE_ID='1'><NOM>B</NOM></PERSONNE></PERSONNES>", NULL);
    CHECK_INT(r->exit, 1);
    CHECK_TEXT(first_problem(r), "import.person_twice");
    CHECK(r->problems.items[0].line == 4 && strstr(r->problems.items[0].text, "3"));
    r = import_body(s, "STS_EDT", "<INDIVIDUS><INDIVIDU ID='1' TYPE='epp'/><INDIVIDU ID='1' TYPE='EPP'/></INDIVIDUS>", NULL);
    CHECK_INT(r->exit, 1);
    r = import_body(s, "STS_EDT", "<INDIVIDUS><INDIVIDU ID='1'><NOM_USAGE>A</NOM_USAGE></INDIVIDU><INDIVIDU ID='1' TYPE='LOCAL'><NOM_USAGE>B</NOM_USAGE></INDIVIDU></INDIVIDUS>", NULL);
    CHECK_INT(r->exit, 0);                  /* local 1 is not epp 1 */
    CHECK_INT(r->changes[REPORT_STAFF].created, 2);
    CHECK(!str_equal(school_digest(s), before));
}
TEST(one_number_names_one_person) { for_sqlite(twice); }

/* ---- Communs, whatever its wrappers ---- */

static void communs(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    CHECK_INT(import_body(s, "BEE_COMMUN", "<LES_PERIODES><UNE><CODE_PERIODE>T1</CODE_PERIODE><DATE_DEBUT>01/09/2025</DATE_DEBUT></UNE></LES_PERIODES>"
        "<X><Y><Z><LL_FERMETURE>PONT</LL_FERMETURE><DATE_DEBUT>01/05/2026</DATE_DEBUT></Z></Y></X>", NULL)->exit, 0);
}
TEST(communs_is_known_by_its_leaves) { for_sqlite(communs); }

TEST_MAIN
