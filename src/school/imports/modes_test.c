/* What becomes of what the base has already: keep, create, overwrite, against what is new, changed, corrected here, gone, in another class. Who wrote
 * last is what counts. Both engines. */
#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "school/imports/imports.h"
#include "school/people/people_change.h"
#include "store/engine.h"
#include "store/undo.h"
#include "test/small_school.h"
#include "test/test.h"

#include <stdio.h>
#include <string.h>

static const char *pupil(SmallSchool *s, const char *siecle, int column) { return value_in(s, &ALL_PUPIL, COL_PUPIL_SIECLE_ID, siecle, column); }
static const char *pupil_id(SmallSchool *s, const char *siecle) { return pupil(s, siecle, COL_PUPIL_PERSON); }
static const char *guardian_id(SmallSchool *s, const char *siecle) { return value_in(s, &ALL_GUARDIAN, COL_GUARDIAN_SIECLE_ID, siecle, COL_GUARDIAN_PERSON); }
static const char *human(SmallSchool *s, const char *siecle, int column) { return value_in(s, &ALL_PERSON, COL_PERSON_ID, pupil_id(s, siecle), column); }

static int64_t number(const char *text) {
    int64_t n = 0;
    must(str_int(text, 1, INT64_MAX, &n));
    return n;
}

static bool kept(const Report *r, const char *text) {
    for (size_t i = 0; i < r->kept.count; i++)
        if (strstr(r->kept.items[i].text, text))
            return true;
    for (size_t i = 0; i < r->kept.count; i++)
        printf("# %s\n", r->kept.items[i].text);
    return false;
}

static void set_text(SmallSchool *s, int64_t person, int column, const char *text) {
    Work *w = by_hand(s);
    CHECK(change_put(w->tx, &TABLE_PERSON, KEY(of_int(person)), FIELDS(SET(column, of_text(text)))));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
}

static int count_where(SmallSchool *s, const Statement *table, int a, int64_t is_a, int b, int64_t is_b) {
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    int count = 0;
    for (Rows r = db_rows(tx, table, NO_VALUES); row_next(&r); )
        count += row_int(&r, a) == is_a && row_int(&r, b) == is_b;
    tx_rollback(tx);
    return count;
}

static int64_t structure(SmallSchool *s, const char *kind, const char *code) {
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    int64_t id = db_int(tx, &STRUCTURE_BY_CODE, VALUES(of_text(kind), of_text(code)));
    tx_rollback(tx);
    return id;
}

/* In it on the day after the export, 6 September. */
static bool is_in(SmallSchool *s, const char *siecle, const char *kind, const char *code) {
    int64_t person = number(pupil_id(s, siecle)), where = structure(s, kind, code);
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    bool in = false;
    for (Rows r = db_rows(tx, &ALL_MEMBERSHIP, NO_VALUES); row_next(&r); )
        in = in || (row_int(&r, COL_MEMBERSHIP_PERSON) == person && row_int(&r, COL_MEMBERSHIP_STRUCTURE) == where
            && row_int(&r, COL_MEMBERSHIP_FROM_DAY) <= day_of(2025, 9, 6) && row_int(&r, COL_MEMBERSHIP_UNTIL_DAY) > day_of(2025, 9, 6));
    tx_rollback(tx);
    return in;
}

/* ---- each mode against each case ---- */

#define ELEVE(id, elements) "<ELEVE ELEVE_ID='" id "'>" elements "</ELEVE>"
#define IN(id, code) "<STRUCTURES_ELEVE ELEVE_ID='" id "'><STRUCTURE><CODE_STRUCTURE>" code "</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE>"

static const char before[] = "<ELEVES>" ELEVE("1600113", "<TEL_PORTABLE>0600000006</TEL_PORTABLE>") ELEVE("1600161", "<MEL>fichier@exemple.invalid</MEL>")
    ELEVE("1600128", "<TEL_PORTABLE>0611111110</TEL_PORTABLE>") "</ELEVES>";

/* New; changed; corrected here, then changed there; corrected here, the same there; left; in another class. */
static const char after[] = "<ELEVES>" ELEVE("1699001", "<NOM_DE_FAMILLE>NOUVEAU</NOM_DE_FAMILLE><PRENOM>Ana</PRENOM><CODE_REGIME>2</CODE_REGIME>")
    ELEVE("1600128", "<TEL_PORTABLE>0611111111</TEL_PORTABLE>") ELEVE("1600113", "<TEL_PORTABLE>0600000008</TEL_PORTABLE>")
    ELEVE("1600161", "<MEL>fichier@exemple.invalid</MEL>") ELEVE("1600166", "<DATE_SORTIE>04/09/2025</DATE_SORTIE>") ELEVE("1600208", "") "</ELEVES>"
    "<STRUCTURES>" IN("1699001", "6A") IN("1600208", "5 A") "</STRUCTURES>";

typedef struct Wanted {
    ImportMode mode;
    int64_t updated, kept;
    const char *changed, *changed_too, *as_before;      /* mobile of 1600128, of 1600113, e-mail of 1600161 */
    bool left, moved;
} Wanted;

static const Wanted wanted[] = {
    { MODE_KEEP, 3, 2, "0611111111", "0600000007", "ici@exemple.invalid", true, true },
    { MODE_CREATE, 0, 0, "0611111110", "0600000007", "ici@exemple.invalid", false, false },
    { MODE_OVERWRITE, 5, 0, "0611111111", "0600000008", "fichier@exemple.invalid", true, true },
};

static void check_state(SmallSchool *s, const Wanted *is) {
    CHECK(is_in(s, "1699001", "class", "6A"));
    CHECK_TEXT(value_in(s, &ALL_BOARD, COL_BOARD_PERSON, pupil_id(s, "1699001"), COL_BOARD_STATUS), "half_board");
    CHECK_TEXT(human(s, "1600128", COL_PERSON_PHONE_MOBILE), is->changed);
    CHECK_TEXT(human(s, "1600113", COL_PERSON_PHONE_MOBILE), is->changed_too);
    CHECK_TEXT(human(s, "1600161", COL_PERSON_EMAIL), is->as_before);
    CHECK(is->left == !str_equal(pupil(s, "1600166", COL_PUPIL_EXIT_DAY), "") && is->left == !is_in(s, "1600166", "class", "6A"));
    CHECK(is_in(s, "1600208", "class", is->moved ? "5 A" : "6A") && !is_in(s, "1600208", "class", is->moved ? "6A" : "5 A"));
}

static void check_mode(SmallSchool *s, const Wanted *is) {
    import_everything(s);
    CHECK(import_body(s, "BEE_ELEVES", before, NULL)->applied);
    set_text(s, number(pupil_id(s, "1600113")), COL_PERSON_PHONE_MOBILE, "0600000007");
    set_text(s, number(pupil_id(s, "1600161")), COL_PERSON_EMAIL, "ici@exemple.invalid");
    Report *r = import_body_as(s, is->mode, "BEE_ELEVES", after, NULL);
    CHECK(r->applied && r->mode == is->mode);
    CHECK_INT(r->changes[REPORT_PUPIL].created, 1);
    CHECK_INT(r->changes[REPORT_PUPIL].updated, is->updated);
    CHECK_INT(r->kept_count, is->kept);
    CHECK(strstr(report_json(r), arena_printf(s->mem, "\"mode\":\"%s\",\"kept_count\":%lld", import_mode_words[is->mode], (long long) is->kept)) != NULL);
    check_state(s, is);
    const char *digest = school_digest(s);
    r = import_body_as(s, is->mode, "BEE_ELEVES", after, NULL);     /* twice is once, in every mode */
    CHECK(r->applied && report_no_change(r));
    CHECK_INT(r->kept_count, is->kept);
    CHECK_TEXT(school_digest(s), digest);
}

static void keeping(StoreFixture *f) { check_mode(small_school(f), &wanted[0]); }
static void creating(StoreFixture *f) { check_mode(small_school(f), &wanted[1]); }
static void overwriting(StoreFixture *f) { check_mode(small_school(f), &wanted[2]); }
TEST(what_was_corrected_here_is_kept) { for_each_engine(keeping); }
TEST(only_what_is_missing_is_created) { for_each_engine(creating); }
TEST(the_files_win_when_they_are_told_to) { for_each_engine(overwriting); }

/* ---- who wrote last ---- */

static Report *says_phone(SmallSchool *s, ImportMode mode, const char *phone, const char *answers) {
    return import_body_as(s, mode, "BEE_ELEVES", arena_printf(s->mem, "<ELEVES><ELEVE ELEVE_ID='1600113'><TEL_PORTABLE>%s</TEL_PORTABLE></ELEVE></ELEVES>", phone), answers);
}

static void who_last(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    CHECK(says_phone(s, MODE_KEEP, "0600000001", NULL)->applied);
    int64_t person = number(pupil_id(s, "1600113"));
    set_text(s, person, COL_PERSON_PHONE_MOBILE, "0600000002");
    set_text(s, person, COL_PERSON_PHONE_MOBILE, "0600000003");
    Report *r = says_phone(s, MODE_KEEP, "0600000001", NULL);
    CHECK(r->kept.count == 1 && !r->kept.items[0].news);        /* two corrections, one file: nothing new in it */
    const char *today = day_french(s->mem, instant_day(instant_now()));
    CHECK(kept(r, arena_printf(s->mem, "Gardé\u00A0: KONATÉ Chloé, téléphone mobile «\u00A00600000003\u00A0», corrigé ici le %s par superviseur\u202F; "
        "le fichier dit «\u00A00600000001\u00A0».", today)));
    CHECK_TEXT(r->kept.items[0].ours, "0600000003");
    CHECK_TEXT(r->kept.items[0].theirs, "0600000001");
    r = says_phone(s, MODE_KEEP, "", NULL);                     /* erased there */
    CHECK(kept(r, "le fichier dit maintenant «\u00A0(vide)\u00A0»") && r->kept.items[0].news && report_no_change(r));
    r = says_phone(s, MODE_KEEP, "0600000003", NULL);           /* the ministry has come to the same */
    CHECK(r->applied && !r->kept.count && report_no_change(r));
    CHECK(says_phone(s, MODE_OVERWRITE, "0600000004", NULL)->applied);
    CHECK_TEXT(human(s, "1600113", COL_PERSON_PHONE_MOBILE), "0600000004");
    r = says_phone(s, MODE_KEEP, "0600000005", NULL);           /* an import wrote last */
    CHECK(r->applied && !r->kept.count);
    CHECK_TEXT(human(s, "1600113", COL_PERSON_PHONE_MOBILE), "0600000005");
    /* What the program itself writes is nobody's correction. */
    Work *w = work_new(s->mem, tx_begin(f->store, s->mem, TX_WRITE), &s->school, &program_actor, "test");
    change_put(w->tx, &TABLE_PERSON, KEY(of_int(person)), FIELDS(SET(COL_PERSON_PHONE_MOBILE, of_text("0600000006"))));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    CHECK(!says_phone(s, MODE_KEEP, "0600000007", NULL)->kept.count);
    CHECK_TEXT(human(s, "1600113", COL_PERSON_PHONE_MOBILE), "0600000007");
}
TEST(who_wrote_last_is_what_counts) { for_each_engine(who_last); }

/* What is taken back was never written, whoever took it back; done again, it was. */
static int64_t take_back(SmallSchool *s, int64_t work) {
    Work *w = by_hand(s);
    Undo *u = undo_check(w->tx, s->mem, YEAR, work, w->now);
    CHECK_INT((int64_t) u->reason_count, 0);
    CHECK(!u->reason_count && undo_run(w->tx, u));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    return change_work(w->tx);
}

static int64_t work_of(SmallSchool *s, const Report *r) {
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    Rows rows = db_rows(tx, &IMPORT_READ, VALUES(of_int(r->import)));
    int64_t work = row_next(&rows) ? row_int(&rows, IMPORT_READ_WORK) : 0;
    rows_end(&rows);
    tx_rollback(tx);
    return work;
}

static void taken_back(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    CHECK(says_phone(s, MODE_KEEP, "0600000001", NULL)->applied);
    Work *w = by_hand(s);
    CHECK(change_put(w->tx, &TABLE_PERSON, KEY(of_int(number(pupil_id(s, "1600113")))), FIELDS(SET(COL_PERSON_PHONE_MOBILE, of_text("0600000002")))));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    int64_t back = take_back(s, change_work(w->tx));
    CHECK(!says_phone(s, MODE_KEEP, "0600000001", NULL)->kept.count);
    take_back(s, back);                                         /* done again */
    CHECK_INT(says_phone(s, MODE_KEEP, "0600000001", NULL)->kept_count, 1);
    Report *r = says_phone(s, MODE_OVERWRITE, "0600000003", NULL);
    CHECK(r->applied);
    take_back(s, work_of(s, r));                                /* an import that undid the correction */
    CHECK_TEXT(human(s, "1600113", COL_PERSON_PHONE_MOBILE), "0600000002");
    r = says_phone(s, MODE_KEEP, "0600000003", NULL);
    CHECK(r->applied && report_no_change(r) && kept(r, "KONATÉ Chloé, téléphone mobile «\u00A00600000002\u00A0»"));
}
TEST(what_was_taken_back_was_never_written) { for_each_engine(taken_back); }

/* An import that somebody took back is as if it had not been: nothing of it was taken away by hand. */
static void import_taken_back(StoreFixture *f) {
    static const char body[] = "<PERSONNES><PERSONNE PERSONNE_ID='300900'><NOM_DE_FAMILLE>TANTE</NOM_DE_FAMILLE><PRENOM>Une</PRENOM></PERSONNE></PERSONNES>"
        "<RESPONSABLES><RESPONSABLE_ELEVE><ELEVE_ID>1600043</ELEVE_ID><PERSONNE_ID>300900</PERSONNE_ID><NIVEAU_RESPONSABILITE>3</NIVEAU_RESPONSABILITE>"
        "</RESPONSABLE_ELEVE></RESPONSABLES>";
    SmallSchool *s = small_school(f);
    import_everything(s);
    const char *digest = school_digest(s);
    Report *r = import_body(s, "BEE_RESPONSABLES", body, NULL);
    CHECK(r->applied && !str_equal(school_digest(s), digest));
    const char *with = school_digest(s);
    take_back(s, work_of(s, r));
    CHECK_TEXT(school_digest(s), digest);
    r = import_body(s, "BEE_RESPONSABLES", body, NULL);
    CHECK(r->applied && !r->kept.count);
    CHECK_INT(r->changes[REPORT_GUARDIANSHIP].created, 1);
    CHECK_TEXT(school_digest(s), with);
}
TEST(an_import_taken_back_leaves_no_correction) { for_each_engine(import_taken_back); }

static void one_by_one(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    int64_t person = number(pupil_id(s, "1600113"));
    set_text(s, person, COL_PERSON_PHONE_MOBILE, "0600000002");
    set_text(s, person, COL_PERSON_GIVEN_NAME, "Khloé");
    const char *body = "<ELEVES><ELEVE ELEVE_ID='1600113'><TEL_PORTABLE>0600000001</TEL_PORTABLE><PRENOM>Chloé</PRENOM></ELEVE></ELEVES>";
    Report *r = import_body(s, "BEE_ELEVES", body, NULL);
    CHECK_INT(r->kept_count, 2);
    const char *follow = arena_printf(s->mem, "keep-person-%lld-phone_mobile=file;keep-person-%lld-given_name=keep", (long long) person, (long long) person);
    r = import_body(s, "BEE_ELEVES", body, follow);
    CHECK(r->applied);
    CHECK_INT(r->kept_count, 1);
    CHECK_INT((int64_t) r->kept.count, 2);
    CHECK(kept(r, "Suivi\u00A0: KONATÉ Khloé, téléphone mobile «\u00A00600000002\u00A0»") && strstr(report_json(r), "\"choice\":\"file\""));
    CHECK_TEXT(human(s, "1600113", COL_PERSON_PHONE_MOBILE), "0600000001");
    CHECK_TEXT(human(s, "1600113", COL_PERSON_GIVEN_NAME), "Khloé");
    CHECK_TEXT(human(s, "1600113", COL_PERSON_DISPLAY_NAME), "KONATÉ Khloé");
    r = import_body(s, "BEE_ELEVES", body, NULL);
    CHECK(r->applied && report_no_change(r) && r->kept.count == 1);
    /* A name that stays counts in the name that is shown. */
    r = import_body(s, "BEE_ELEVES", "<ELEVES><ELEVE ELEVE_ID='1600113'><NOM_DE_FAMILLE>DIOP</NOM_DE_FAMILLE><PRENOM>Chloé</PRENOM></ELEVE></ELEVES>", NULL);
    CHECK(r->applied);
    CHECK_TEXT(human(s, "1600113", COL_PERSON_DISPLAY_NAME), "DIOP Khloé");
}
TEST(one_kept_value_may_follow_the_file) { for_each_engine(one_by_one); }

/* ---- what is never held against the files ---- */

static void official(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    int64_t person = number(pupil_id(s, "1600113")), six_b = structure(s, "class", "5 A"), six_a = structure(s, "class", "6A");
    Work *w = by_hand(s);
    change_put(w->tx, &TABLE_PUPIL, KEY(of_int(person)), FIELDS(SET(COL_PUPIL_INE, of_text("000010009FF")), SET(COL_PUPIL_EXIT_DAY, of_int(day_of(2025, 9, 3))),
        SET(COL_PUPIL_PREVIOUS_CLASS, of_text("CM1"))));
    change_put(w->tx, &TABLE_MEMBERSHIP, KEY(of_int(person), of_int(six_a), of_int(day_of(2025, 9, 1))), FIELDS(SET(COL_MEMBERSHIP_UNTIL_DAY, of_int(day_of(2025, 9, 3)))));
    change_put(w->tx, &TABLE_MEMBERSHIP, KEY(of_int(person), of_int(six_b), of_int(day_of(2025, 9, 3))), FIELDS(SET(COL_MEMBERSHIP_UNTIL_DAY, of_int(DAY_OPEN)),
        SET(COL_MEMBERSHIP_KIND, of_text("class"))));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    Report *r = import_body(s, "BEE_ELEVES", "<ELEVES><ELEVE ELEVE_ID='1600113'><INE_RNIE>000010002FF</INE_RNIE><DATE_SORTIE/><SCOLARITE_AN_DERNIER>"
        "<CODE_STRUCTURE>CM2</CODE_STRUCTURE></SCOLARITE_AN_DERNIER></ELEVE></ELEVES><STRUCTURES>" IN("1600113", "6A") "</STRUCTURES>", NULL);
    CHECK(r->applied);
    CHECK_INT(r->kept_count, 1);
    CHECK(kept(r, "classe de l’an dernier «\u00A0CM1\u00A0»"));
    CHECK_TEXT(pupil(s, "1600113", COL_PUPIL_INE), "000010002FF");
    CHECK_TEXT(pupil(s, "1600113", COL_PUPIL_EXIT_DAY), "");
    CHECK(is_in(s, "1600113", "class", "6A") && !is_in(s, "1600113", "class", "5 A"));
}
TEST(numbers_and_enrolment_follow_the_files) { for_each_engine(official); }

/* ---- rows added and taken away here ---- */

#define LINK(pupil, person, level) "<RESPONSABLE_ELEVE><ELEVE_ID>" pupil "</ELEVE_ID><PERSONNE_ID>" person "</PERSONNE_ID><NIVEAU_RESPONSABILITE>" level \
    "</NIVEAU_RESPONSABILITE></RESPONSABLE_ELEVE>"

static const char links[] = "<RESPONSABLES>" LINK("1600043", "300001", "1") LINK("1600043", "300002", "1")
    "</RESPONSABLES><PERSONNES><PERSONNE PERSONNE_ID='300001'/><PERSONNE PERSONNE_ID='300002'/></PERSONNES>";

static void guardians(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    int64_t child = number(pupil_id(s, "1600043")), other_child = number(pupil_id(s, "1600113"));
    int64_t mother = number(guardian_id(s, "300001")), father = number(guardian_id(s, "300002"));
    Work *w = by_hand(s);
    CHECK(change_end(w->tx, &TABLE_GUARDIANSHIP, KEY(of_int(child), of_int(father))));
    change_put(w->tx, &TABLE_GUARDIANSHIP, KEY(of_int(child), of_int(mother)), FIELDS(SET(COL_GUARDIANSHIP_LEVEL, of_int(2))));
    change_put(w->tx, &TABLE_GUARDIANSHIP, KEY(of_int(other_child), of_int(father)), FIELDS(SET(COL_GUARDIANSHIP_LEVEL, of_int(3)), SET(COL_GUARDIANSHIP_RANK, of_int(3))));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    for (int i = 0; i < 2; i++) {
        Report *r = import_body(s, "BEE_RESPONSABLES", links, NULL);
        CHECK(r->applied && report_no_change(r));
        CHECK_INT(r->kept_count, 2);
        CHECK(kept(r, "DA SILVA Théo, responsables, retiré ici le ") && kept(r, "niveau de responsabilité «\u00A02\u00A0»"));
        CHECK_INT(count_where(s, &ALL_GUARDIANSHIP, 0, child, 1, father), 0);
        CHECK_INT(count_where(s, &ALL_GUARDIANSHIP, 0, other_child, 1, father), 1);
    }
    CHECK(report_no_change(import_body_as(s, MODE_CREATE, "BEE_RESPONSABLES", links, NULL)));
    CHECK_INT(count_where(s, &ALL_GUARDIANSHIP, 0, child, 1, father), 0);
    Report *r = import_body(s, "BEE_RESPONSABLES", links, arena_printf(s->mem, "keep-guardianship-%lld.%lld-row=file", (long long) child, (long long) father));
    CHECK(r->applied && kept(r, "Suivi"));
    CHECK_INT(r->changes[REPORT_GUARDIANSHIP].created, 1);
    CHECK_INT(count_where(s, &ALL_GUARDIANSHIP, 0, child, 1, father), 1);
    CHECK_INT(import_body(s, "BEE_RESPONSABLES", links, NULL)->kept_count, 1);      /* the level still */
}
TEST(a_guardian_taken_away_here_does_not_come_back_unsaid) { for_each_engine(guardians); }

/* By the rules of people: somebody answers for a pupil until a day, a colleague leaves on one. */
static void ended(StoreFixture *f) {
    static const char sts[] = "<INDIVIDUS><INDIVIDU ID='1001' TYPE='epp'/></INDIVIDUS>";
    SmallSchool *s = small_school(f);
    import_everything(s);
    int64_t child = number(pupil_id(s, "1600043")), father = number(guardian_id(s, "300002"));
    const char *teacher = value_in(s, &ALL_TEACHER, COL_TEACHER_STS_ID, "1001", COL_TEACHER_PERSON);
    Work *w = by_hand(s);
    guardianship_end(w, child, father, day_of(2025, 12, 1), "day");
    teacher_change(w, &(CellChange){ .id = number(teacher), .field = EDIT_LEFT_DAY, .value = of_int(day_of(2025, 12, 1)), .from = NO_DAY, .at = "day" });
    CHECK(!has_problems(w));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    Report *r = import_body(s, "BEE_RESPONSABLES", links, NULL);
    CHECK(r->applied && report_no_change(r) && kept(r, "fin de la responsabilité «\u00A001/12/2025\u00A0»"));
    r = import_body(s, "STS_EDT", sts, NULL);
    CHECK(r->applied && report_no_change(r) && kept(r, "date de départ «\u00A001/12/2025\u00A0»"));
    CHECK(import_body_as(s, MODE_OVERWRITE, "BEE_RESPONSABLES", links, NULL)->changes[REPORT_GUARDIANSHIP].updated == 1);
    CHECK(import_body_as(s, MODE_OVERWRITE, "STS_EDT", sts, NULL)->changes[REPORT_TEACHER].updated == 1);
    CHECK_TEXT(value_in(s, &ALL_TEACHER, COL_TEACHER_PERSON, teacher, COL_TEACHER_EXIT_DAY), "");
}
TEST(what_was_ended_here_stays_ended) { for_each_engine(ended); }

#define SERVICE(teachers) "<STRUCTURE><DIVISIONS><DIVISION CODE='6A'><SERVICES><SERVICE CODE_MATIERE='020700' CODE_MOD_COURS='CG'><ENSEIGNANTS>" teachers \
    "</ENSEIGNANTS></SERVICE></SERVICES></DIVISION></DIVISIONS></STRUCTURE>"

static void teachers(StoreFixture *f) {
    static const char body[] = "<INDIVIDUS><INDIVIDU ID='1001' TYPE='epp'/></INDIVIDUS>" SERVICE("<ENSEIGNANT ID='1001' TYPE='epp'/>");
    SmallSchool *s = small_school(f);
    import_everything(s);
    int64_t six_a = structure(s, "class", "6A"), service = 0, other = number(value_in(s, &ALL_TEACHER, COL_TEACHER_STS_ID, "1003", COL_TEACHER_PERSON));
    int64_t french = number(value_in(s, &ALL_SUBJECT, COL_SUBJECT_CODE, "020700", COL_SUBJECT_ID));
    Tx *tx = tx_begin(f->store, s->mem, TX_READ);
    for (Rows r = db_rows(tx, &ALL_SERVICE, NO_VALUES); row_next(&r); )
        if (row_int(&r, COL_SERVICE_STRUCTURE) == six_a && row_int(&r, COL_SERVICE_SUBJECT) == french)
            service = row_int(&r, COL_SERVICE_ID);
    tx_rollback(tx);
    Work *w = by_hand(s);
    change_put(w->tx, &TABLE_SERVICE_TEACHER, KEY(of_int(service), of_int(other)), NULL, 0);
    change_put(w->tx, &TABLE_SUBJECT, KEY(of_int(french)), FIELDS(SET(COL_SUBJECT_LABEL_PRINT, of_text("Lettres"))));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    Report *r = import_body(s, "STS_EDT", body, NULL);
    CHECK(r->applied && report_no_change(r) && kept(r, "6A 020700 – ") && kept(r, ", professeurs, ajouté ici le "));
    CHECK_INT(count_where(s, &ALL_SERVICE_TEACHER, 0, service, 1, other), 1);
    CHECK(report_no_change(import_body_as(s, MODE_CREATE, "STS_EDT", body, NULL)));
    r = import_samples(s, false, "siecle/Nomenclature.xml", NULL);      /* sorted by the name that stays */
    CHECK(r->applied && report_no_change(r) && kept(r, "020700, libellé d’édition «\u00A0Lettres\u00A0»"));
    r = import_body(s, "STS_EDT", body, arena_printf(s->mem, "keep-service_teacher-%lld.%lld-row=file", (long long) service, (long long) other));
    CHECK(r->applied && kept(r, "est retiré"));
    CHECK_INT(count_where(s, &ALL_SERVICE_TEACHER, 0, service, 1, other), 0);
}
TEST(a_teacher_added_here_stays) { for_each_engine(teachers); }

/* Half-board until the 3rd, then none, chosen here: the file still says half-board; when the pupil leaves, that ends too. */
static void boards(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    int64_t person = number(pupil_id(s, "1600113"));
    Work *w = by_hand(s);
    change_put(w->tx, &TABLE_BOARD, KEY(of_int(person), of_int(day_of(2025, 9, 1))), FIELDS(SET(COL_BOARD_UNTIL_DAY, of_int(day_of(2025, 9, 3)))));
    change_put(w->tx, &TABLE_BOARD, KEY(of_int(person), of_int(day_of(2025, 9, 3))), FIELDS(SET(COL_BOARD_UNTIL_DAY, of_int(DAY_OPEN)),
        SET(COL_BOARD_STATUS, of_text("external"))));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    for (int i = 0; i < 2; i++) {
        Report *r = import_body(s, "BEE_ELEVES", "<ELEVES><ELEVE ELEVE_ID='1600113'><CODE_REGIME>2</CODE_REGIME></ELEVE></ELEVES>", NULL);
        CHECK(r->applied && report_no_change(r) && kept(r, "régime «\u00A0Externe\u00A0»"));
        CHECK_INT(count_where(s, &ALL_BOARD, COL_BOARD_PERSON, person, COL_BOARD_UNTIL_DAY, DAY_OPEN), 1);
    }
    CHECK(import_body(s, "BEE_ELEVES", "<ELEVES><ELEVE ELEVE_ID='1600113'><CODE_REGIME>2</CODE_REGIME><DATE_SORTIE>10/10/2025</DATE_SORTIE></ELEVE></ELEVES>", NULL)->applied);
    CHECK_INT(count_where(s, &ALL_BOARD, COL_BOARD_PERSON, person, COL_BOARD_UNTIL_DAY, DAY_OPEN), 0);
    CHECK(import_body_as(s, MODE_OVERWRITE, "BEE_ELEVES", "<ELEVES><ELEVE ELEVE_ID='1600113'><CODE_REGIME>2</CODE_REGIME><DATE_SORTIE/></ELEVE></ELEVES>", NULL)->applied);
    CHECK_TEXT(value_in(s, &ALL_BOARD, COL_BOARD_UNTIL_DAY, arena_printf(s->mem, "%d", DAY_OPEN), COL_BOARD_STATUS), "half_board");
}
TEST(a_board_chosen_here_stays_until_the_pupil_leaves) { for_each_engine(boards); }

static void addresses(StoreFixture *f) {
    static const char body[] = "<ADRESSES><ADRESSE ADRESSE_ID='500002'><LIGNE1_ADRESSE>9 RUE NEUVE</LIGNE1_ADRESSE><CODE_POSTAL>75000</CODE_POSTAL></ADRESSE></ADRESSES>"
        "<ELEVES><ELEVE ELEVE_ID='1600113'><ADRESSE_ID>500002</ADRESSE_ID></ELEVE></ELEVES>";
    SmallSchool *s = small_school(f);
    import_everything(s);
    int64_t person = number(pupil_id(s, "1600113")), address = number(human(s, "1600113", COL_PERSON_ADDRESS));
    Work *w = by_hand(s);
    change_put(w->tx, &TABLE_ADDRESS, KEY(of_int(address)), FIELDS(SET(COL_ADDRESS_LINE1, of_text("8 RUE NEUVE"))));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    Report *r = import_body(s, "BEE_ELEVES", body, NULL);      /* street from here, postcode from there: nowhere */
    CHECK(r->applied && report_no_change(r) && r->kept.count == 1 && r->kept.items[0].news);
    CHECK(kept(r, ", adresse «\u00A08 RUE NEUVE, 2") && kept(r, "le fichier dit maintenant «\u00A09 RUE NEUVE, 75000"));
    r = import_body(s, "BEE_ELEVES", body, arena_printf(s->mem, "keep-address-%lld-all=file", (long long) address));
    CHECK(r->applied && kept(r, "Suivi") && r->changes[REPORT_ADDRESS].updated == 1);
    CHECK_TEXT(value_in(s, &ALL_ADDRESS, COL_ADDRESS_SIECLE_ID, "500002", COL_ADDRESS_LINE1), "9 RUE NEUVE");
    CHECK(report_no_change(import_body(s, "BEE_ELEVES", body, NULL)));
    w = by_hand(s);
    int64_t mine = change_add(w->tx, &TABLE_ADDRESS, FIELDS(SET(COL_ADDRESS_LINE1, of_text("1 RUE D’ICI"))));
    change_put(w->tx, &TABLE_PERSON, KEY(of_int(person)), FIELDS(SET(COL_PERSON_ADDRESS, of_int(mine))));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    r = import_body(s, "BEE_ELEVES", body, NULL);
    CHECK(r->applied && report_no_change(r) && kept(r, "KONATÉ Chloé, adresse «\u00A01 RUE D’ICI\u00A0»") && kept(r, "le fichier dit «\u00A09 RUE NEUVE, 75000"));
    CHECK_INT(number(human(s, "1600113", COL_PERSON_ADDRESS)), mine);
}
TEST(addresses_corrected_or_changed_here_stay) { for_each_engine(addresses); }

/* ---- create: links of what is new, and of nothing else ---- */

static void create_links(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    int64_t child = number(pupil_id(s, "1600043")), classes = structure(s, "class", "6Z");
    CHECK_INT(classes, 0);
    Report *r = import_body_as(s, MODE_CREATE, "BEE_STRUCTURES", "<DIVISIONS><DIVISION CODE_STRUCTURE='6Z'/><DIVISION CODE_STRUCTURE='6A'><LIBELLE_LONG>AUTRE</LIBELLE_LONG>"
        "<MEFS_APPARTENANCE><MEF_APPARTENANCE><CODE_MEF>99999999999</CODE_MEF></MEF_APPARTENANCE></MEFS_APPARTENANCE></DIVISION></DIVISIONS>"
        "<GROUPES><GROUPE CODE_STRUCTURE='GNEUF'><DIVISIONS_APPARTENANCE><DIVISION_APPARTENANCE><CODE_STRUCTURE>6A</CODE_STRUCTURE></DIVISION_APPARTENANCE>"
        "</DIVISIONS_APPARTENANCE></GROUPE></GROUPES>", NULL);
    CHECK(r->applied && r->changes[REPORT_CLASS].created == 1 && r->changes[REPORT_GROUP].created == 1 && r->changes[REPORT_CLASS].updated == 0);
    CHECK_INT(count_where(s, &ALL_GROUP_CLASS, 0, structure(s, "group", "GNEUF"), 1, structure(s, "class", "6A")), 1);
    CHECK_TEXT(value_in(s, &ALL_STRUCTURE_MEF, COL_STRUCTURE_MEF_MEF, "99999999999", 0), "?");
    /* Both are there by now: who is here already does not move. A new option of an old pupil is a change, too. */
    r = import_body_as(s, MODE_CREATE, "BEE_ELEVES", "<ELEVES><ELEVE ELEVE_ID='1600113'/></ELEVES><STRUCTURES>" IN("1600113", "6Z") "</STRUCTURES>"
        "<OPTIONS><OPTION ELEVE_ID='1600113'><OPTIONS_ELEVE><CODE_MATIERE>020700</CODE_MATIERE></OPTIONS_ELEVE></OPTION></OPTIONS>", NULL);
    CHECK(r->applied && report_no_change(r));
    CHECK(is_in(s, "1600113", "class", "6A") && !is_in(s, "1600113", "class", "6Z"));
    /* A new guardian of a child who is known, called after those who are known; an address where somebody new lives, none where nobody does. */
    r = import_body_as(s, MODE_CREATE, "BEE_RESPONSABLES", "<ADRESSES><ADRESSE ADRESSE_ID='777'><LIGNE1_ADRESSE>ICI</LIGNE1_ADRESSE></ADRESSE>"
        "<ADRESSE ADRESSE_ID='778'><LIGNE1_ADRESSE>AILLEURS</LIGNE1_ADRESSE></ADRESSE></ADRESSES>"
        "<PERSONNES><PERSONNE PERSONNE_ID='300900'><NOM_DE_FAMILLE>TANTE</NOM_DE_FAMILLE><PRENOM>Une</PRENOM><ADRESSE_ID>777</ADRESSE_ID></PERSONNE>"
        "<PERSONNE PERSONNE_ID='300001'><PRENOM>Autre</PRENOM><ADRESSE_ID>778</ADRESSE_ID></PERSONNE><PERSONNE PERSONNE_ID='300002'/><PERSONNE PERSONNE_ID='300003'/></PERSONNES>"
        "<RESPONSABLES>" LINK("1600043", "300900", "1") LINK("1600043", "300001", "1") LINK("1600043", "300002", "3") LINK("1600043", "300003", "1") "</RESPONSABLES>", NULL);
    CHECK(r->applied);
    CHECK_INT(r->changes[REPORT_GUARDIAN].created, 1);
    CHECK_INT(r->changes[REPORT_GUARDIANSHIP].created, 1);
    CHECK_INT(r->changes[REPORT_ADDRESS].created, 1);
    CHECK_INT(r->changes[REPORT_GUARDIAN].updated + r->changes[REPORT_GUARDIANSHIP].updated, 0);
    CHECK_INT(count_where(s, &ALL_GUARDIANSHIP, COL_GUARDIANSHIP_PUPIL, child, COL_GUARDIANSHIP_GUARDIAN, number(guardian_id(s, "300003"))), 0);
    CHECK_TEXT(value_in(s, &ALL_GUARDIANSHIP, COL_GUARDIANSHIP_GUARDIAN, guardian_id(s, "300900"), COL_GUARDIANSHIP_RANK), "3");
    CHECK_TEXT(value_in(s, &ALL_ADDRESS, COL_ADDRESS_SIECLE_ID, "778", COL_ADDRESS_LINE1), "?");
}
TEST(create_makes_the_links_of_what_is_new) { for_each_engine(create_links); }

/* On an empty base all modes are one. */
static void empty_base(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    const char *path = sample(s->mem, "siecle/ElevesAvecAdresses.xml");
    ImportAsk ask = { .paths = &path, .names = &path, .count = 1, .dry_run = true };
    const char *digest = NULL;
    for (ask.answers.mode = MODE_KEEP; ask.answers.mode <= MODE_OVERWRITE; ask.answers.mode++) {
        Report *r = import_run(&s->school, &program_actor, s->mem, &ask);
        CHECK_INT(r->changes[REPORT_PUPIL].created, 48);
        CHECK(!digest || str_equal(digest, r->digest));
        digest = r->digest;
    }
}
TEST(on_an_empty_base_all_modes_are_one) { for_each_engine(empty_base); }

/* ---- who is who is written once it is certain ---- */

static int64_t tied(SmallSchool *s, const char *theirs) {
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    int64_t person = db_int(tx, &PERSON_KEY_FIND, VALUES(of_text("siecle.eleve"), of_text(theirs)));
    tx_rollback(tx);
    return person;
}

static void failed_after_same(StoreFixture *f) {
    static const char body[] = "<ELEVES>" ELEVE("99", "<NOM>Konaté</NOM><PRENOM>Chloé</PRENOM><DATE_NAISS>23/07/2014</DATE_NAISS>") "</ELEVES>";
    SmallSchool *s = small_school(f);
    import_everything(s);
    int64_t known = number(pupil_id(s, "1600113"));
    const char *digest = school_digest(s), *same = arena_printf(s->mem, "pupil-99-%lld=same", (long long) known);
    bool applied = false, lost = false;
    for (int nth = 1; !applied && nth < 500; nth++) {
        store_fail_once(f->store, nth);
        applied = import_body(s, "BEE_ELEVES", body, same)->applied;
        bool happened = store_fail_once(f->store, 0) == 0;
        if (!applied) {
            CHECK_INT(tied(s, "99"), 0);        /* as if nobody had said anything */
            CHECK_TEXT(school_digest(s), digest);
        }
        lost = applied && happened && !tied(s, "99");
    }
    CHECK(applied && lost);                     /* the first failure that it survives is the writing of who is who: the year tells it */
    CHECK_TEXT(pupil_id(s, "99"), arena_printf(s->mem, "%lld", (long long) known));
    Report *r = import_body(s, "BEE_ELEVES", body, NULL);
    CHECK(r->applied && report_no_change(r) && !r->decisions.count);
    CHECK_INT(tied(s, "99"), known);
    CHECK_INT(tied(s, "1600113"), known);
}
TEST(a_decision_is_written_down_with_the_import_or_not_at_all) { for_each_engine(failed_after_same); }

TEST_MAIN
