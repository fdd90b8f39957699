/* Spreadsheets brought to lists, whole, on both stores: what is seen in them, what would come of them, what came, and that nothing else did. */
#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/desk/desk.h"
#include "school/people/people_change.h"
#include "school/sheets/sheets.h"
#include "test/test.h"
#include "test/verb_try.h"

static ReadySchool *r;

static void on_both(void (*fn)(void)) { ready_on_both(&r, fn); }

static TableSheet *sheet_of(Arena *mem, const char *text) {
    const char *packed;
    size_t size;
    TableBook *book = NEW(mem, TableBook);
    must(table_read_text(mem, text, &packed, &size) == TABLE_FINE && table_unpack(mem, packed, size, book));
    return book->sheets;
}

static SheetAsked guessed(Work *w, const Grid *grid, const TableSheet *sheet) {
    SheetAsked asked = { .list = grid->name, .header = sheet_header_guess(w, grid, sheet), .from = NO_DAY };
    sheet_targets_guess(w, grid, sheet, &asked);
    asked.key = sheet_key_guess(w, grid, sheet, &asked);
    return asked;
}

/* What the titles are taken for: "3:ine,,naissance:ine", the line, the columns, the key. */
static const char *taken_for(Work *w, const Grid *grid, const char *text) {
    const TableSheet *sheet = sheet_of(w->mem, text);
    SheetAsked asked = guessed(w, grid, sheet);
    Str s = str_new(w->mem, 100);
    str_printf(&s, "%d:", asked.header);
    for (size_t i = 0; i < asked.count; i++)
        str_printf(&s, "%s%s", i ? "," : "", asked.targets[i]);
    str_printf(&s, ":%s", asked.key ? asked.key : "-");
    return s.data;
}

/* ---- titles ---- */

static void title_tests(void) {
    Work *w = verb_begin(r, "edit");
    CHECK_TEXT(taken_for(w, &pupils_grid, "Nom de l’élève;PRENOM;Date de naissance;N° INE;Division;Rég.\nA;B;01/01/2014;1;6A;x\n"), "1:nom-de-naissance,prenom,naissance,ine,classe,:ine");
    CHECK_TEXT(taken_for(w, &pupils_grid, "Collège;2025\nListe des élèves;x\nNom;Prénom;Né(e) le\nA;B;01/01/2014\n"), "3:nom-de-naissance,prenom,naissance:naissance");
    CHECK_TEXT(taken_for(w, &pupils_grid, "Nom;Classe\nDUPONT Léa;6A\n"), "1:nom,classe:nom");
    CHECK_TEXT(taken_for(w, &pupils_grid, "Nom, prénom;Nom d’usage;Tél. portable;E-mail;Email\na;b;c;d;e\n"), "1:nom,nom-usage,portable,courriel,:nom");
    CHECK_TEXT(taken_for(w, &pupils_grid, "DUPONT;01/01/2014\nMARTIN;02/02/2014\n"), "0:,:-");
    CHECK_TEXT(taken_for(w, &pupils_grid, "INE;Nom;Prénom\n;A;B\n;C;D\n1;E;F\n"), "1:ine,nom-de-naissance,prenom:noms");
    CHECK_TEXT(taken_for(w, &teachers_grid, "Nom;Prénom;Mél;Civilité\na;b;c;d\n"), "1:nom-de-naissance,prenom,courriel,civilite:noms");
    CHECK_TEXT(taken_for(w, &classes_grid, "Classe;Libellé\n6A;Sixième A\n"), "1:code,libelle:code");
    verb_end(w);
}
TEST(titles_say_what_columns_are) { on_both(title_tests); }

/* ---- lines ---- */

/* The fates of all lines, tried and rolled back, and why the first that was refused is: "changed new refused/…". */
static const char *fates(const Grid *grid, const char *text, bool create, bool erase) {
    Work *w = verb_begin(r, "edit");
    const TableSheet *sheet = sheet_of(w->mem, text);
    SheetAsked asked = guessed(w, grid, sheet);
    asked.create = create;
    asked.erase = erase;
    SheetPlan *plan = sheet_plan(w, grid, sheet, &asked, NULL, 0);
    Str s = str_new(r->small->mem, 200);
    if (!has_problems(w))
        sheet_try(w, plan);
    CHECK(!has_problems(w) && ok(w));
    for (size_t i = 0; i < plan->lines.count; i++) {
        str_printf(&s, "%s%s", i ? " " : "", sheet_fate_words[plan->lines.items[i].fate]);
        for (size_t c = 0; c < plan->lines.items[i].changes.count && plan->lines.items[i].fate == FATE_CHANGED; c++)
            str_printf(&s, "(%s)", plan->lines.items[i].changes.items[c].after ? plan->lines.items[i].changes.items[c].after : "");
    }
    tx_rollback(w->tx);
    return s.data;
}

#define PUPIL "ROUSSEAU;Ibrahim;15/08/2014;"

static void line_tests(void) {
    int64_t before = verb_int(r, "SELECT count(*) FROM year_audit");
    CHECK_TEXT(fates(&pupils_grid, "Nom;Prénom;Né le;Portable\n" PUPIL "612345678\n", false, false), "changed(06\u00a012\u00a034\u00a056\u00a078)");
    CHECK_TEXT(fates(&pupils_grid, "Nom;Prénom;Né le;Portable\nrousseau;IBRAHIM;15/8/2014;+33 6 12 34 56 78\n", false, false), "changed(06\u00a012\u00a034\u00a056\u00a078)");
    CHECK_TEXT(fates(&pupils_grid, "Nom;Prénom;Né le;Portable\nRousseau;Ibrahim;16/08/2014;0612345678\n", false, false), "unknown");
    CHECK_TEXT(fates(&pupils_grid, "Nom;Prénom;Né le;Régime\nLe Breton;Mathéo;2014-11-10;Interne\nBRAHIMI;Matheo;10.11.2014;DP\n", false, false), "changed(Interne) refused");
    CHECK_TEXT(fates(&pupils_grid, "INE;Nom;Prénom\n000010003ff;ROUSSEAU;IBRAHIM\n000010005FF;WEISS;Agatha\n", false, false), "same changed(Agatha)");
    CHECK_TEXT(fates(&pupils_grid, "INE;Sexe;Classe\n000010003FF;garçon;6A\n000010005FF;?;6A\n000010006FF;;9Z\n;F;6A\n", false, false), "same refused refused refused");
    CHECK_TEXT(fates(&pupils_grid, "Prénom;Nom;Portable\nSacha;FOURNIER;0612345678\n", false, false), "changed(06\u00a012\u00a034\u00a056\u00a078)");
    CHECK_TEXT(fates(&pupils_grid, "N° interne;INE\n010003;000010003FF\n10005;000010005FF\n", false, false), "same same");
    CHECK_TEXT(fates(&pupils_grid, "INE;Courriel\n000010003FF;a@b.fr\n000010003FF;c@d.fr\n", false, false), "changed(a@b.fr) refused");
    CHECK_TEXT(fates(&pupils_grid, "INE;Courriel\n000010003FF;pas une adresse\n", false, false), "refused");
    CHECK_TEXT(fates(&pupils_grid, "INE;Régime\n000010003FF;\n", false, false), "same");
    CHECK_TEXT(fates(&pupils_grid, "INE;Régime\n000010003FF;\n", false, true), "changed()");
    CHECK_TEXT(fates(&pupils_grid, "Nom;Prénom;Né le;Classe\nNEUF;Nina;01/02/2014;6A\nNEUF;Nina;01/02/2014;6A\nVIEUX;Vic;01/02/2050;\n", true, false), "new refused refused");
    CHECK_TEXT(fates(&guardians_grid, "Nom;Prénom;Courriel\nINCONNU;Jean;a@b.fr\n", true, false), "unknown");
    CHECK_TEXT(fates(&teachers_grid, "Nom;Prénom;Mél\nNOUVELLE;Anne;anne@exemple.fr\n", true, false), "new");
    CHECK_TEXT(fates(&classes_grid, "Classe;Libellé\n6a;Sixième A bis\n9Z;Rien\n", false, false), "changed(Sixième A bis) unknown");
    CHECK_INT(verb_int(r, "SELECT count(*) FROM year_audit"), before);
}
TEST(lines_are_known_or_told) { on_both(line_tests); }

static void homonym_tests(void) {
    int64_t number = verb_number(r);
    Work *w = verb_begin(r, "edit");
    NewPerson twin = { .values = { [EDIT_FAMILY_NAME] = "Rousseau", [EDIT_GIVEN_NAME] = "Ibrahim" }, .birth_day = NO_DAY, .entry_day = NO_DAY };
    CHECK(pupil_add(w, number, &twin, 0) != 0);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_TEXT(fates(&pupils_grid, "Nom;Prénom;Portable\nROUSSEAU;Ibrahim;0612345678\n", true, false), "ambiguous");
    CHECK_TEXT(fates(&pupils_grid, "Nom;Prénom;Né le;Portable\n" PUPIL "0612345678\n", true, false), "changed(06\u00a012\u00a034\u00a056\u00a078)");
}
TEST(of_two_nobody_is_guessed) { on_both(homonym_tests); }

/* ---- applying ---- */

static SheetPlan *planned(Work *w, const char *text, const int *skip, size_t count) {
    const TableSheet *sheet = sheet_of(w->mem, text);
    SheetAsked *asked = NEW(w->mem, SheetAsked);
    *asked = guessed(w, &pupils_grid, sheet);
    asked->create = true;
    return sheet_plan(w, &pupils_grid, sheet, asked, skip, count);
}

static void apply_tests(void) {
    static const char text[] = "Nom;Prénom;Né le;Classe;Courriel\n" PUPIL "5 A;ibrahim@exemple.fr\nNEUF;Nina;01/02/2014;6A;\nWEISS;Agathe;13/09/2014;;x\n";
    int64_t number = verb_number(r), pupil = verb_int(r, "SELECT person FROM pupil WHERE ine = '000010003FF'");
    Work *w = verb_begin(r, "edit");
    SheetPlan *plan = planned(w, text, NULL, 0);
    sheet_try(w, plan);
    const char *shown = arena_text(r->small->mem, plan->digest);
    CHECK_INT((int64_t) plan->totals[FATE_CHANGED] + plan->totals[FATE_NEW] * 10 + plan->totals[FATE_REFUSED] * 100, 111);
    tx_rollback(w->tx);
    w = verb_begin(r, "edit");
    plan = planned(w, text, (const int[]){ 4 }, 1);
    CHECK_TEXT(plan->digest, shown);
    sheet_apply(w, plan, &number, 1);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_TEXT(verb_text(r, "SELECT email FROM person WHERE id = %lld", (long long) pupil), "ibrahim@exemple.fr");
    CHECK_TEXT(verb_text(r, "SELECT display_name FROM person WHERE id = %lld", (long long) number), "NEUF Nina");
    CHECK_TEXT(verb_text(r, "SELECT s.code FROM membership m JOIN structure s ON s.id = m.structure WHERE m.kind = 'class' AND m.person = %lld", (long long) number), "6A");
    CHECK_INT(verb_int(r, "SELECT count(DISTINCT work) FROM year_audit WHERE table_name = 'person' AND object IN ('%lld', '%lld')", (long long) number, (long long) pupil) >= 1, 1);
    w = verb_begin(r, "edit");
    plan = planned(w, text, (const int[]){ 4 }, 1);
    CHECK_INT((int64_t) plan->changes, 0);         /* a second time changes nothing */
    plan = planned(w, "INE;Courriel\n000010003FF;mauvais\n", NULL, 0);
    plan->lines.items[0].fate = FATE_CHANGED;
    *VEC_ADD(w->mem, &plan->lines.items[0].changes) = (SheetChange){ .column = grid_column(&pupils_grid, "courriel"), .value = of_text("mauvais") };
    sheet_apply(w, plan, NULL, 0);
    CHECK(has_problems(w) && strstr(w->problems->text, "Ligne 2") != NULL);
    verb_end(w);
}
TEST(applied_once_and_as_it_was_shown) { on_both(apply_tests); }

TEST(what_was_said_is_kept_as_text) {
    Arena *mem = arena_new();
    const char *targets[] = { "ine", "", "nom \"x\"" };
    SheetAsked asked = { .list = "eleves", .page = 2, .header = 7, .key = "ine", .from = day_of(2025, 11, 15), .erase = true, .targets = targets, .count = 3 };
    SheetAsked read = sheet_asked_read(mem, sheet_asked_json(mem, &asked));
    CHECK(str_equal(read.list, "eleves") && read.page == 2 && read.header == 7 && str_equal(read.key, "ine") && read.from == asked.from && read.erase && !read.create);
    CHECK(read.count == 3 && str_equal(read.targets[0], "ine") && str_equal(read.targets[1], "") && str_equal(read.targets[2], "nom \"x\""));
    CHECK(sheet_asked_read(mem, NULL).list == NULL && sheet_asked_read(mem, "{").list == NULL);
    arena_free(mem);
}

int main(int argc, char **argv) {
    int status = test_main(argc, argv);
    ready_schools_end();
    return status;
}
