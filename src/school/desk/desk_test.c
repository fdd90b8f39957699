/* Whole requests through the dispatcher: who sees what, as a page and as JSON. Both engines. */
#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "test/small_school.h"
#include "test/test.h"

#include <stdlib.h>
#include <string.h>

static void strangers_sign_in(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    Exchange e = request(s, NULL, "GET", "/bureau/eleves", NULL, false);
    CHECK_INT(e.status, 401);
    CHECK(answers(&e, "name=\"password\""));
    CHECK_INT(request(s, NULL, "GET", "/bureau/eleves", NULL, true).status, 401);
    CHECK_INT(request(s, "00", "GET", "/bureau", NULL, false).status, 401);
    CHECK_INT(request(s, NULL, "GET", "/nulle/part", NULL, false).status, 404);
    CHECK_INT(request(s, NULL, "POST", "/bureau", "", false).status, 405);
}
TEST(strangers_see_the_sign_in_form_and_nothing_else) { for_each_engine(strangers_sign_in); }

static void lists_answer(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    static const char *const lists[] = { "/bureau", "/bureau/eleves", "/bureau/responsables", "/bureau/professeurs", "/bureau/personnels", "/bureau/classes",
        "/bureau/groupes", "/bureau/matieres", "/bureau/imports", "/bureau/annee", "/bureau/connexions-en-cours", "/compte/connexions", "/bureau/recherche?q=noe" };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        CHECK_INT(request(s, s->supervisor, "GET", lists[i], NULL, false).status, 200);
        CHECK_INT(request(s, s->supervisor, "GET", lists[i], NULL, true).status, 200);
    }
    Exchange e = request(s, s->supervisor, "GET", "/bureau/eleves?size=10&q=Noe", NULL, true);
    CHECK(answers(&e, "DA SILVA Noé"));
    CHECK(answers(&e, "\"next\":null"));
    e = request(s, s->supervisor, "GET", "/bureau/eleves?size=10", NULL, true);
    CHECK(answers(&e, "\"total\":48"));
    CHECK(!answers(&e, "\"next\":null"));
}
TEST(every_list_answers_as_a_page_and_as_json) { for_each_engine(lists_answer); }

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *) a, *(char *const *) b); }

/* Every row as a line, the lines in their own order; NULL ends. */
static char **lines_of(SmallSchool *s, Rows rows) {
    VEC(char *) lines = { 0 };
    while (row_next(&rows)) {
        Str line = str_new(s->mem, 80);
        for (int c = 0; rows.columns[c]; c++)
            if (rows.columns[c] == 'i')
                str_printf(&line, "%lld|", (long long) row_int(&rows, c));
            else
                str_printf(&line, "%s|", row_null(&rows, c) ? "-" : row_peek(&rows, c));
        *VEC_ADD(s->mem, &lines) = line.data;
    }
    qsort(lines.items, lines.count, sizeof *lines.items, by_text);
    *VEC_ADD(s->mem, &lines) = NULL;
    return lines.items;
}

/* The walk over everyone says of each pupil what looking them up says; the document puts them by rank. */
static void guardians_either_way(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    int64_t ids[200];
    size_t count = 0;
    Tx *tx = tx_begin(f->store, s->mem, TX_READ);
    tx_scope(tx, &program_actor.scope);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        ids[i] = (int64_t) i + 1;
    char **each = lines_of(s, db_rows(tx, &GUARDIANS_OF_PUPILS, VALUES(of_ids(ids, sizeof ids / sizeof *ids))));
    char **all = lines_of(s, db_rows(tx, &GUARDIANS_OF_ALL, NO_VALUES));
    for (; each[count] && all[count]; count++)
        CHECK_TEXT(all[count], each[count]);
    CHECK(count > 48 && !each[count] && !all[count]);
    int64_t last = 0;
    for (Rows r = db_rows(tx, &GUARDIANS_OF_ALL, NO_VALUES); row_next(&r); last = row_int(&r, GUARDIANS_OF_ALL_PUPIL))
        CHECK(row_int(&r, GUARDIANS_OF_ALL_PUPIL) >= last);
    tx_rollback(tx);
}
TEST(guardians_are_the_same_from_either_statement) { for_each_engine(guardians_either_way); }

/* The restricted account sees 6A and 5 A: 14 pupils, no telephone, no INE. */
static void scope_and_fields(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    Exchange all = request(s, s->supervisor, "GET", "/bureau/eleves?size=100", NULL, true);
    Exchange some = request(s, s->restricted, "GET", "/bureau/eleves?size=100", NULL, true);
    CHECK(answers(&all, "\"total\":48") && answers(&all, "\"ine\":"));
    CHECK(answers(&some, "\"total\":14") && !answers(&some, "\"ine\":"));
    CHECK(answers(&some, "\"code\":\"6A\"") && !answers(&some, "\"code\":\"3B\""));
    Exchange guardians = request(s, s->restricted, "GET", "/bureau/responsables?size=100", NULL, true);
    CHECK_INT(guardians.status, 200);
    CHECK(!answers(&guardians, "exemple.invalid") && !answers(&guardians, "postcode"));
    Exchange home = request(s, s->restricted, "GET", "/bureau", NULL, true);
    CHECK(answers(&home, "\"pupils\":14,"));              /* counts too are of those one sees (A05) */
    Exchange found = request(s, s->restricted, "GET", "/bureau/recherche?q=kerguelen", NULL, true);
    CHECK(answers(&found, "KERGUELEN Yann"));           /* a colleague */
    CHECK_INT(request(s, s->restricted, "GET", "/bureau/imports", NULL, true).status, 403);
    CHECK_INT(request(s, s->restricted, "GET", "/bureau/annee", NULL, false).status, 403);
    all = request(s, s->supervisor, "GET", "/compte/connexions", NULL, false);         /* nor does the rail lead there */
    some = request(s, s->restricted, "GET", "/compte/connexions", NULL, false);
    CHECK(answers(&all, "href=\"/bureau/imports\"") && !answers(&some, "href=\"/bureau/imports\""));
}
TEST(scope_and_field_rights_hold_in_lists) { for_each_engine(scope_and_fields); }

/* A class change that is decided but not yet there: the pupil stays where they are until the day comes. */
static int count_of(const char *text, const char *what) {
    int count = 0;
    while ((text = strstr(text, what))) {
        count++;
        text += strlen(what);
    }
    return count;
}

/* The same address, by two readers: names are everybody's who has the list, how to reach people is not; and only who is in sight has a card. */
static void cards(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    store_fixture_tamper(f, "UPDATE person SET phone_mobile = '06 11 22 33 44', email = 'une@exemple.invalid'");
    Exchange all = request(s, s->supervisor, "GET", "/bureau/listes/eleves/fichier?forme=vcf", NULL, false);
    Exchange some = request(s, s->restricted, "GET", "/bureau/listes/eleves/fichier?forme=vcf", NULL, false);
    int cards_of_some = count_of(some.answer, "BEGIN:VCARD");
    CHECK_INT(count_of(all.answer, "BEGIN:VCARD"), 48);
    CHECK(cards_of_some > 0 && cards_of_some < 48);
    CHECK(answers(&all, "06 11 22 33 44") && answers(&all, "une@exemple.invalid") && answers(&all, "ADR;TYPE=HOME"));
    CHECK(!answers(&some, "TEL") && !answers(&some, "EMAIL") && !answers(&some, "ADR"));
    CHECK(answers(&some, "DA SILVA;Noé"));
    all = request(s, s->supervisor, "GET", "/bureau/listes/eleves/fichier?forme=vcf&q=Noe", NULL, false);
    CHECK(answers(&all, "DA SILVA;Noé") && answers(&all, "UID:preau-"));
    all = request(s, s->supervisor, "GET", "/bureau/listes/professeurs/fichier?forme=vcf", NULL, false);
    CHECK(answers(&all, "ORG:") && answers(&all, "TITLE:Professeur"));
    Str ids = str_new(s->mem, 2000);
    for (int id = 1; id < 300; id++)
        str_printf(&ids, "%d,", id);
    some = request(s, s->restricted, "GET", arena_printf(s->mem, "/bureau/listes/eleves/fichier?forme=vcf&ids=%s", ids.data), NULL, false);
    CHECK_INT(count_of(some.answer, "BEGIN:VCARD"), cards_of_some);        /* whoever is asked for, only those in sight */
}
TEST(address_cards_hold_what_the_reader_may_see) { for_each_engine(cards); }

/* 2,500 boxes, one of them not ticked: they are posted, whoever of them there is; what follows sends them on, and no address grows with them. */
static void thousands_chosen(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    Str ids = str_new(s->mem, 20000);
    Exchange all = request(s, s->supervisor, "GET", "/bureau/eleves?size=1", NULL, true);
    const char *at = strstr(all.answer, "\"id\":") + 5;
    int64_t one = 0;
    CHECK(str_int(arena_text_n(s->mem, at, strspn(at, "0123456789")), 3, 2500, &one));
    for (int id = 1; id <= 2500; id++)
        if (id != one)
            str_printf(&ids, "%s%d", ids.size ? "%2C" : "ids=", id);
    Exchange page = request(s, s->supervisor, "POST", "/bureau/listes/eleves/choix", arena_printf(s->mem, "%s&champ=regime", ids.data), false);
    CHECK_INT(page.status, 200);
    CHECK(answers(&page, "47 ") && answers(&page, "name=\"ids\" value=\"1,2,") && answers(&page, "action=\"/bureau/listes/eleves/modifier?champ=regime\""));
    CHECK(count_of(page.answer, "?ids=") == 0 && count_of(page.answer, "&amp;ids=") == 0);
    page = request(s, s->supervisor, "POST", "/bureau/listes/eleves/modifier?champ=regime", arena_printf(s->mem, "%s&column=regime&value=external", ids.data), false);
    CHECK_INT(page.status, 422);        /* two have left: the page that says so still has all of them */
    CHECK(answers(&page, "a quitté") && answers(&page, "name=\"ids\" value=\"1,2,"));
    page = request(s, s->supervisor, "POST", "/bureau/listes/eleves/modifier?champ=courriel", arena_printf(s->mem, "%s&column=courriel&value=tous@exemple.fr", ids.data), false);
    CHECK_INT(page.status, 303);
    all = request(s, s->supervisor, "GET", "/bureau/listes/eleves/fichier?forme=csv&colonnes=courriel", NULL, false);
    CHECK_INT(count_of(all.answer, "tous@exemple.fr"), 47);
    page = request(s, s->supervisor, "POST", "/bureau/listes/eleves/fichier", arena_printf(s->mem, "%s&forme=vcf", ids.data), false);
    CHECK_INT(count_of(page.answer, "BEGIN:VCARD"), 47);
    page = request(s, s->supervisor, "POST", "/bureau/comptes/choisis", ids.data, false);
    CHECK_INT(page.status, 200);
    CHECK(answers(&page, "name=\"ids\" value=\"1,2,") && answers(&page, "action=\"/bureau/comptes/choisis/creer\""));
    page = request(s, s->supervisor, "POST", "/bureau/listes/eleves/fichier", arena_printf(s->mem, "forme=vcf&tout=1&sauf=%lld", (long long) one), false);
    CHECK_INT(count_of(page.answer, "BEGIN:VCARD"), 47);
}
TEST(thousands_are_chosen_in_the_body_of_a_form) { for_each_engine(thousands_chosen); }

static void as_of_a_day(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    Tx *tx = tx_begin(f->store, s->mem, TX_WRITE);
    work_new(s->mem, tx, &s->school, &program_actor, "test");
    int64_t here = db_int(tx, &STRUCTURE_BY_CODE, VALUES(of_text("class"), of_text("6A"))), there = db_int(tx, &STRUCTURE_BY_CODE, VALUES(of_text("class"), of_text("3B")));
    Rows r = db_rows(tx, &STRUCTURE_PUPILS, VALUES(of_int(here)));
    CHECK(row_next(&r));
    int64_t pupil = row_int(&r, STRUCTURE_PUPILS_ID), count = 1;
    while (row_next(&r))
        count++;
    int64_t first = 0, last = 0;
    for (Rows m = db_rows(tx, &PUPIL_MEMBERSHIPS, VALUES(of_int(pupil))); row_next(&m); )
        if (row_int(&m, PUPIL_MEMBERSHIPS_STRUCTURE) == here)
            first = row_int(&m, PUPIL_MEMBERSHIPS_FROM_DAY);
    Rows y = db_rows(tx, &YEAR_READ, NO_VALUES);
    CHECK(row_next(&y));
    last = row_int(&y, YEAR_READ_LAST_DAY);
    rows_end(&y);
    CHECK(change_put(tx, &TABLE_MEMBERSHIP, KEY(of_int(pupil), of_int(here), of_int(first)), FIELDS(SET(COL_MEMBERSHIP_UNTIL_DAY, of_int(last + 1)))));
    change_put(tx, &TABLE_MEMBERSHIP, KEY(of_int(pupil), of_int(there), of_int(last + 1)), FIELDS(SET(COL_MEMBERSHIP_UNTIL_DAY, of_int(DAY_OPEN)),
        SET(COL_MEMBERSHIP_KIND, of_text("class"))));
    CHECK(tx_commit(tx) == TX_DONE);
    Exchange e = request(s, s->supervisor, "GET", arena_printf(s->mem, "/bureau/eleves/%lld", (long long) pupil), NULL, true);
    CHECK(answers(&e, arena_printf(s->mem, "\"class\":{\"id\":%lld", (long long) here)));
    e = request(s, s->supervisor, "GET", arena_printf(s->mem, "/bureau/classes/%lld", (long long) here), NULL, true);
    CHECK(answers(&e, arena_printf(s->mem, "\"count\":%lld", (long long) count)));
    CHECK_INT(request(s, s->restricted, "GET", arena_printf(s->mem, "/bureau/eleves/%lld", (long long) pupil), NULL, true).status, 200);
}
TEST(what_will_change_has_not_changed_yet) { for_each_engine(as_of_a_day); }

/* What is out of scope answers exactly as what does not exist (P-12). */
static void out_of_scope_is_missing(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    Exchange all = request(s, s->supervisor, "GET", "/bureau/eleves?size=100&classe=6", NULL, true);
    const char *at = strstr(all.answer, "{\"id\":");
    CHECK(at != NULL);
    int64_t id = 0;
    if (at)
        str_int(arena_text_n(s->mem, at + 6, strspn(at + 6, "0123456789")), 1, INT64_MAX, &id);
    const char *path = arena_printf(s->mem, "/bureau/eleves/%lld", (long long) id);
    Exchange seen = request(s, s->supervisor, "GET", path, NULL, true);
    Exchange hidden = request(s, s->restricted, "GET", path, NULL, true), missing = request(s, s->restricted, "GET", "/bureau/eleves/987654", NULL, true);
    CHECK_INT(seen.status, 200);
    CHECK_INT(hidden.status, 404);
    CHECK_INT(missing.status, 404);
    CHECK_TEXT(arena_text_n(s->mem, hidden.answer, hidden.answer_size), arena_text_n(s->mem, missing.answer, missing.answer_size));
}
TEST(out_of_scope_answers_as_missing) { for_each_engine(out_of_scope_is_missing); }

/* Classes by their code and screens by their name are found with persons; a screen one may not open is not. */
static void places_are_found(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    Exchange e = request(s, s->supervisor, "GET", "/bureau/recherche?q=6a", NULL, true);
    CHECK(answers(&e, "\"kind\":\"class\"") && answers(&e, "\"display_name\":\"6A\""));
    e = request(s, s->supervisor, "GET", "/bureau/recherche?q=scol", NULL, true);
    CHECK(answers(&e, "\"href\":\"/bureau/annee\"") && answers(&e, "\"kind\":\"screen\""));
    e = request(s, s->restricted, "GET", "/bureau/recherche?q=scol", NULL, true);
    CHECK(e.status == 200 && !answers(&e, "/bureau/annee"));
    e = request(s, s->supervisor, "GET", "/bureau/recherche?q=%25", NULL, true);
    CHECK(answers(&e, "\"total\":0"));
}
TEST(classes_and_screens_are_found_too) { for_each_engine(places_are_found); }

/* A record knows the list it was opened from: the way back, and its neighbours there, within the actor's scope. */
static void records_have_neighbours(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    Exchange list = request(s, s->supervisor, "GET", "/bureau/eleves?sort=-nom&regime=half_board", NULL, false);
    CHECK(answers(&list, "?regime=half_board&amp;sort=-nom\""));
    CHECK(answers(&list, "Régime\u00a0: Demi-pensionnaire"));
    CHECK(answers(&list, "<input type=\"checkbox\" name=\"regime\" value=\"half_board\" checked>"));
    CHECK(answers(&list, "<input type=\"hidden\" name=\"sort\" value=\"-nom\">"));
    int64_t turns = 0, id = 0;
    Exchange e = request(s, s->restricted, "GET", "/bureau/eleves?size=1", NULL, true);
    for (const char *at = strstr(e.answer, "\"id\":"); at && !id; )
        CHECK(str_int(arena_text_n(s->mem, at + 5, strspn(at + 5, "0123456789")), 1, INT64_MAX, &id));
    for (; id && turns < 100; turns++) {        /* from the first on: each pupil this actor sees, once */
        e = request(s, s->restricted, "GET", arena_printf(s->mem, "/bureau/eleves/%lld?sort=nom", (long long) id), NULL, false);
        CHECK_INT(e.status, 200);
        CHECK(answers(&e, "href=\"/bureau/eleves?sort=nom\" data-back") && (turns == 0) == !answers(&e, "rel=\"prev\""));
        const char *next = strstr(e.answer, "?sort=nom\" rel=\"next\"");
        for (id = 0; next && next[-1] != '/'; next--)
            ;
        CHECK(!next || str_int(arena_text_n(s->mem, next, strspn(next, "0123456789")), 1, INT64_MAX, &id));
    }
    CHECK_INT(turns, 14);
    CHECK(!answers(&(Exchange[]){ request(s, s->supervisor, "GET", "/bureau/eleves/1", NULL, true) }[0], "href"));
}
TEST(a_record_knows_the_list_it_was_opened_from) { for_each_engine(records_have_neighbours); }

/* A stranger is asked to sign in where they wanted to go, and goes there; nowhere else. */
static void page_is_kept(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    Exchange e = request(s, NULL, "GET", "/bureau/classes", NULL, false);
    CHECK(e.status == 401 && answers(&e, "name=\"page\" value=\"/bureau/classes\""));
    e = request(s, NULL, "POST", "/connexion", "login=personne&password=rien&page=/bureau/classes", false);
    CHECK(e.status == 422 && answers(&e, "name=\"page\" value=\"/bureau/classes\""));
    static const char *const elsewhere[] = { "//mechant.example", "/bureau//mechant.example?x", "https://mechant.example", "/bureau/%22", "/", "/deconnexion" };
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
        e = request(s, NULL, "POST", "/connexion", arena_printf(s->mem, "login=personne&password=rien&page=%s", elsewhere[i]), false);
        CHECK(e.status == 422 && !answers(&e, "name=\"page\""));
    }
}
TEST(the_page_asked_for_is_kept_through_the_sign_in) { for_each_engine(page_is_kept); }

static void slots_are_edited(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    const char *path = "/bureau/annee/creneaux/1";
    CHECK_INT(request(s, s->supervisor, "POST", path, "label=M1&from_time=08:05&until_time=08:55&was_from_time=08:00", false).status, 303);
    Exchange e = request(s, s->supervisor, "GET", "/bureau/annee", NULL, true);
    CHECK(answers(&e, "\"from_time\":\"08:05\""));
    /* Two people on one record: the second is told, nothing is lost. */
    e = request(s, s->supervisor, "POST", path, "label=M1&from_time=08:10&until_time=08:55&was_from_time=08:00", true);
    CHECK_INT(e.status, 409);
    CHECK(answers(&e, "from_time"));
    e = request(s, s->supervisor, "POST", path, "label=M1&from_time=09:00&until_time=08:55", true);
    CHECK_INT(e.status, 422);
    CHECK(answers(&e, "\"field\":\"until_time\""));
    CHECK_INT(request(s, s->supervisor, "POST", path, "label=M1&from_time=08:05&until_time=09:30", true).status, 422);   /* overlaps the next */
    CHECK_INT(request(s, s->supervisor, "POST", "/bureau/annee/creneaux/999", "label=M1&from_time=08:05&until_time=08:50", true).status, 404);
    CHECK_INT(request(s, s->restricted, "POST", path, "label=M1&from_time=08:05&until_time=08:50", true).status, 403);
}
TEST(a_slot_is_edited_and_two_people_never_overwrite_each_other) { for_each_engine(slots_are_edited); }

/* P-20: no change from elsewhere, whatever the cookie. */
static void sent_from_elsewhere(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    const char *cookie = arena_printf(s->mem, "sid=%s", s->supervisor), *body = "label=X&from_time=08:05&until_time=08:55";
    const char *const foreign[][10] = {
        { "Host", "127.0.0.1:8080", "Cookie", cookie, "Content-Type", "application/x-www-form-urlencoded", "Origin", "https://mechant.example", NULL },
        { "Host", "127.0.0.1:8080", "Cookie", cookie, "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site", NULL },
        { "Host", "127.0.0.1:8080", "Cookie", cookie, "Content-Type", "application/x-www-form-urlencoded", NULL } };
    for (size_t i = 0; i < 3; i++) {
        Exchange e = { .method = "POST", .target = "/bureau/annee/creneaux/1", .headers = foreign[i], .body = body, .body_size = strlen(body) };
        small_ask(s, s->mem, &e);
        CHECK_INT(e.status, 403);
    }
}
TEST(foreign_pages_change_nothing) { for_each_engine(sent_from_elsewhere); }

/* Torture: each statement of a page fails in turn; the answer is an error, the next request is well. */
static void torture(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    static const char *const targets[] = { "/bureau", "/bureau/eleves", "/bureau/eleves/1", "/bureau/responsables/60", "/bureau/classes/1", "/bureau/recherche?q=da", "/bureau/annee" };
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        int nth = 1;
        for (; nth < 60; nth++) {
            store_fail_at(f->store, nth);
            Exchange e = request(s, s->supervisor, "GET", targets[i], NULL, false);
            store_fail_at(f->store, 0);
            if (e.status == 200 || e.status == 404)
                break;
            CHECK(e.status == 500 || e.status == 503);
        }
        CHECK(nth > 1 && nth < 60);
    }
}
TEST(each_statement_may_fail_and_nothing_worse_happens) { for_each_engine(torture); }

TEST_MAIN
