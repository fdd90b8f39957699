/* The sample school, imported: its counts, itself again, other dialects, bad files. Both engines. */
#include "base/str.h"
#include "gen/statements.h"
#include "school/imports/imports.h"
#include "test/small_school.h"
#include "test/test.h"

#include <stdio.h>
#include <string.h>

#define ALL_FILES "siecle/Nomenclature.xml", "siecle/Communs.xml", "siecle/Structures.xml", "siecle/ElevesAvecAdresses.xml", \
    "siecle/ResponsablesAvecAdresses.xml", "sts/sts_emp_9990001X_2025.xml", NULL

static int64_t created(const Report *r, ReportKind kind) { return r->changes[kind].created; }

/* ---- COMPTES.csv ---- */

static int64_t present_in(SmallSchool *s, const char *kind, const char *code) {
    Exchange e = request(s, s->supervisor, "GET", arena_printf(s->mem, "/bureau/%s?size=100", str_equal(kind, "class") ? "classes" : "groupes"), NULL, true);
    const char *at = strstr(e.answer, arena_printf(s->mem, "\"code\":\"%s\"", code)), *count = at ? strstr(at, "\"count\":") : NULL;
    int64_t number = -1;
    if (count)
        str_int(arena_text_n(s->mem, count + 8, strspn(count + 8, "0123456789")), 0, 999, &number);
    return number;
}

static void check_presence(SmallSchool *s) {
    char line[256];
    FILE *counts = fopen(sample(s->mem, "COMPTES.csv"), "r");
    int checked = 0;
    while (counts && fgets(line, sizeof line, counts)) {
        char place[64], code[64];
        int wanted;
        if (sscanf(line, "%63[^;];effectif présent %63[^;];%d", place, code, &wanted) != 3)
            continue;
        CHECK_INT(present_in(s, str_equal(place, "divisions") ? "class" : "group", code), wanted);
        checked++;
    }
    if (counts)
        fclose(counts);
    CHECK_INT(checked, 13);
}

static void counts_are_those_of_the_sample(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    Report *r = import_samples(s, false, ALL_FILES);
    CHECK(r->applied);
    CHECK_INT(r->exit, 0);
    CHECK_INT(created(r, REPORT_PUPIL), 48);
    CHECK_INT(created(r, REPORT_GUARDIAN), 93);
    CHECK_INT(created(r, REPORT_GUARDIANSHIP), 101);
    CHECK_INT(created(r, REPORT_CLASS), 6);
    CHECK_INT(created(r, REPORT_GROUP), 7);
    CHECK_INT(created(r, REPORT_MEF), 4);
    CHECK_INT(created(r, REPORT_SUBJECT), 14);
    CHECK_INT(created(r, REPORT_TEACHER) + created(r, REPORT_STAFF), 17);
    CHECK_INT(created(r, REPORT_SERVICE), 70);
    check_presence(s);
}
TEST(the_sample_school_has_its_counts) { for_each_engine(counts_are_those_of_the_sample); }

/* ---- twice is once ---- */

static void again_changes_nothing(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    const char *before = school_digest(s);
    Report *r = import_samples(s, false, ALL_FILES);
    CHECK(r->applied);
    CHECK(report_no_change(r));
    CHECK_INT(r->changes[REPORT_PUPIL].unchanged, 48);
    CHECK_INT(r->changes[REPORT_PUPIL].gone, 0);
    CHECK_TEXT(school_digest(s), before);
}
TEST(a_second_import_changes_nothing) { for_each_engine(again_changes_nothing); }

static void dry_run_changes_nothing(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    const char *before = school_digest(s);
    Report *r = import_samples(s, true, ALL_FILES);
    CHECK_INT(created(r, REPORT_PUPIL), 48);
    CHECK(!r->applied);
    CHECK_TEXT(school_digest(s), before);
}
TEST(a_dry_run_changes_nothing) { for_each_engine(dry_run_changes_nothing); }

static void without_addresses_keeps_them(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    const char *before = school_digest(s);
    Report *r = import_samples(s, false, "siecle/ElevesSansAdresses.xml", "siecle/ExportXML_Nomenclature.zip", NULL);
    CHECK(report_no_change(r));
    CHECK_TEXT(school_digest(s), before);
}
TEST(a_file_without_addresses_keeps_those_known) { for_each_engine(without_addresses_keeps_them); }

/* ---- bad files: ATTENDU.csv to the letter ---- */

static void check_negative(SmallSchool *s, const char *name, int exit, bool written) {
    const char *path = arena_printf(s->mem, "negatifs/%s", name), *before = school_digest(s);
    Report *r = import_samples(s, false, path, NULL);
    if (!CHECK_INT(r->exit, exit) || !CHECK(r->applied == written))
        printf("# %s\n", name);
    if (exit)
        CHECK(r->problems.count > 0 && *r->problems.items[0].text);
    if (!written)
        CHECK_TEXT(school_digest(s), before);
}

static void negatives(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    char line[512], name[128], written[8];
    int exit, checked = 0;
    import_everything(s);
    FILE *expected = fopen(sample(s->mem, "negatifs/ATTENDU.csv"), "r");
    while (expected && fgets(line, sizeof line, expected))
        if (sscanf(line, "%127[^;];%d;%7[^;];", name, &exit, written) == 3) {
            check_negative(s, name, exit, str_equal(written, "oui"));
            checked++;
        }
    if (expected)
        fclose(expected);
    CHECK_INT(checked, 18);
}
TEST(bad_files_get_what_is_written_for_them) { for_each_engine(negatives); }

static void warned(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    import_everything(s);
    static const struct { const char *file, *code; } warnings[] = { { "negatifs/date_invalide.xml", "import.bad_date" },
        { "negatifs/division_inconnue.xml", "import.unknown_class" }, { "negatifs/encodage_menteur.xml", "read.encoding" },
        { "negatifs/responsable_eleve_inconnu.xml", "import.link_unknown_pupil" } };
    for (size_t i = 0; i < 4; i++) {
        Report *r = import_samples(s, true, warnings[i].file, NULL);
        CHECK(r->warnings.count > 0);
        CHECK_TEXT(words_id(r->warnings.items[0].code), warnings[i].code);
        CHECK(r->warnings.items[0].line > 0);
    }
}
TEST(doubtful_files_are_read_with_a_warning_at_its_line) { for_each_engine(warned); }

/* ---- a store that fails leaves nothing half done ---- */

static void torn(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    const char *before = school_digest(s);
    for (int nth = 1; nth < 2000; nth = nth * 3 + 1) {
        store_fail_at(f->store, nth);
        Report *r = import_samples(s, false, ALL_FILES);
        store_fail_at(f->store, 0);
        if (r->applied)
            break;
        CHECK_INT(r->exit, 2);
        CHECK_TEXT(school_digest(s), before);
    }
}
TEST(a_failing_store_leaves_nothing_half_imported) { for_each_engine(torn); }

TEST_MAIN
