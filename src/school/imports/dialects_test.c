/* The same content told otherwise is the same base: encodings, spellings of XML, orders, dialects, files in any split of calls (formats.md §0–2, P-48). */
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/imports/imports.h"
#include "test/small_school.h"
#include "test/test.h"
#include "test/variants.h"

#include <stdio.h>
#include <string.h>

static const char *const samples[] = { "siecle/Nomenclature.xml", "siecle/Communs.xml", "siecle/Structures.xml", "siecle/ElevesAvecAdresses.xml",
    "siecle/ResponsablesAvecAdresses.xml", "sts/sts_emp_9990001X_2025.xml" };
enum { SAMPLES = 6 };

static void for_sqlite(void (*fn)(StoreFixture *f)) {
    StoreFixture *f = store_fixture_open(false);
    fn(f);
    store_fixture_close(f);
}

static Report *import_paths(SmallSchool *s, const char *const *paths, size_t count) {
    ImportAsk ask = { .paths = paths, .names = paths, .count = count };
    return import_run(&s->school, &program_actor, s->mem, &ask);
}

static const char *variant_path(SmallSchool *s, const char *name, const Variant *v) {
    size_t size, made;
    char *xml = read_whole(s->mem, sample(s->mem, name), &size), *bytes = variant_of(s->mem, xml, size, v, &made);
    return write_whole(s->mem, s->fixture->folder, arena_printf(s->mem, "%s-%s", v->name, strchr(name, '/') + 1), bytes, made);
}

static Report *import_variant(SmallSchool *s, const Variant *v) {
    const char *paths[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
        Variant one = *v;
        if (v->root)
            one.root = strstr(samples[i], "Eleves") ? "BEE_EPHC_ELEVES" : strstr(samples[i], "Responsables") ? "BEE_EPHC_RESPONSABLES" : NULL;
        paths[SAMPLES - 1 - i] = variant_path(s, samples[i], &one);
    }
    return import_paths(s, paths, SAMPLES);
}

static Report *import_originals(SmallSchool *s) {
    const char *paths[SAMPLES];
    for (int i = 0; i < SAMPLES; i++)
        paths[i] = sample(s->mem, samples[i]);
    return import_paths(s, paths, SAMPLES);
}

static bool nothing_new(const Report *r, const char *about) {
    int64_t gone = 0;
    for (int k = 0; k < REPORT_KINDS; k++) {
        gone += r->changes[k].gone;
        if (r->changes[k].created || r->changes[k].updated || r->changes[k].gone)
            printf("# %s: %s +%d ~%d -%d\n", about, report_kind_words[k], (int) r->changes[k].created, (int) r->changes[k].updated, (int) r->changes[k].gone);
    }
    for (size_t i = 0; i < r->problems.count; i++)
        printf("# %s: %s:%u %s\n", about, r->problems.items[i].file, r->problems.items[i].line, r->problems.items[i].text);
    return CHECK_INT(r->exit, 0) && CHECK(r->applied && report_no_change(r) && gone == 0);
}

/* ---- spellings of the same XML ---- */

static const Variant variants[] = {
    { .name = "utf8", .encoding = "UTF-8" },
    { .name = "utf8-bom-crlf", .encoding = "UTF-8", .bom = true, .crlf = true },
    { .name = "undeclared", .encoding = "UTF-8", .declared = "", .compact = true },
    { .name = "utf16le", .encoding = "UTF-16LE", .declared = "UTF-16", .bom = true },
    { .name = "utf16be", .encoding = "UTF-16BE", .declared = "UTF-16", .bom = true, .crlf = true },
    { .name = "utf16-no-mark", .encoding = "UTF-16LE", .declared = "UTF-16LE" },
    { .name = "reversed", .encoding = "ISO-8859-15", .reversed = true },
    { .name = "children", .encoding = "ISO-8859-15", .to_children = true, .compact = true },
    { .name = "cdata", .encoding = "UTF-8", .cdata = true, .noisy = true },
    { .name = "references", .encoding = "ISO-8859-15", .references = true },
    { .name = "prefixed", .encoding = "ISO-8859-15", .prefixed = true, .reversed = true },
    { .name = "padded", .encoding = "ISO-8859-15", .padded = true, .crlf = true },
    { .name = "ephc", .encoding = "ISO-8859-15", .root = "BEE_EPHC", .noisy = true },
};

static void spellings(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    CHECK(import_originals(s)->applied);
    const char *before = school_digest(s);
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        Report *r = import_variant(s, &variants[i]);
        nothing_new(r, variants[i].name);
        CHECK_INT((int64_t) r->warnings.count, 0);
    }
    CHECK_TEXT(school_digest(s), before);
}
TEST(spelt_otherwise_it_is_the_same) { for_sqlite(spellings); }

static void backwards(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    CHECK(import_variant(s, &variants[6])->applied);
    const char *before = school_digest(s);
    nothing_new(import_originals(s), "backwards");
    CHECK_TEXT(school_digest(s), before);
}
TEST(lines_and_files_in_any_order_make_the_same_school) { for_each_engine(backwards); }

static void lies(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    static const struct { Variant v; const char *code; } told[] = {
        { { .name = "says-utf8", .encoding = "ISO-8859-15", .declared = "UTF-8" }, "read.encoding" },
        { { .name = "says-nothing", .encoding = "ISO-8859-15", .declared = "" }, "read.encoding" },
        { { .name = "says-latin", .encoding = "UTF-8", .declared = "ISO-8859-15" }, "read.encoding_utf8" },
        { { .name = "says-ascii", .encoding = "UTF-8", .declared = "US-ASCII" }, "read.encoding_utf8" },
        { { .name = "says-nobodys", .encoding = "UTF-8", .declared = "X-MACHIN-7" }, "read.encoding_utf8" },
        { { .name = "says-utf7", .encoding = "ISO-8859-15", .declared = "UTF-7" }, "read.encoding" } };
    CHECK(import_originals(s)->applied);
    const char *before = school_digest(s);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const char *path = variant_path(s, "siecle/ElevesAvecAdresses.xml", &told[i].v);
        Report *r = import_paths(s, &path, 1);
        nothing_new(r, told[i].v.name);
        if (CHECK_INT((int64_t) r->warnings.count, 1))
            CHECK_TEXT(words_id(r->warnings.items[0].code), told[i].code);
    }
    CHECK_TEXT(school_digest(s), before);
}
TEST(an_encoding_that_lies_is_told_and_read) { for_sqlite(lies); }

/* Declared ISO-8859, written by Windows: its apostrophe is one. */
static void windows(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    CHECK(import_originals(s)->applied);
    static const char xml[] = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><BEE_ELEVES><PARAMETRES><UAJ>9990001X</UAJ><ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE>"
        "</PARAMETRES><DONNEES><ELEVES><ELEVE ELEVE_ID=\"1600043\"><NOM_DE_FAMILLE>D\x92\xc9TOILE</NOM_DE_FAMILLE></ELEVE></ELEVES></DONNEES></BEE_ELEVES>";
    const char *path = write_whole(s->mem, f->folder, "windows.xml", xml, sizeof xml - 1);
    CHECK(import_paths(s, &path, 1)->applied);
    Exchange e = request(s, s->supervisor, "GET", "/bureau/eleves?q=detoile", NULL, true);
    CHECK(answers(&e, "D’ÉTOILE"));
}
TEST(the_apostrophe_of_windows_is_one) { for_sqlite(windows); }

/* ---- the dialect of before 2018 ---- */

static void old_dialect(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    const char *old[] = { sample(s->mem, samples[0]), sample(s->mem, samples[2]), sample(s->mem, "siecle/ancien_format/ElevesAvecAdresses.xml"),
        sample(s->mem, "siecle/ancien_format/ResponsablesAvecAdresses.xml") };
    Report *r = import_paths(s, old, 4);
    CHECK(r->applied);
    CHECK_INT(r->changes[REPORT_PUPIL].created, 48);
    CHECK_INT(r->changes[REPORT_GUARDIAN].created, 93);
    CHECK_INT(r->changes[REPORT_GUARDIANSHIP].created, 101);
    nothing_new(import_paths(s, old, 4), "old twice");
    CHECK(import_originals(s)->applied);
    CHECK_INT(import_paths(s, old, 4)->changes[REPORT_GUARDIANSHIP].gone, 0);
}
TEST(the_old_dialect_is_read) { for_each_engine(old_dialect); }

static void same_in_both(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    CHECK(import_originals(s)->applied);
    const char *old[] = { sample(s->mem, "siecle/ancien_format/ElevesAvecAdresses.xml"), sample(s->mem, "siecle/ancien_format/ResponsablesAvecAdresses.xml") };
    Report *r = import_paths(s, old, 2);
    CHECK_INT(r->changes[REPORT_PUPIL].updated, 0);         /* NOM for NOM_DE_FAMILLE; what the dialect has not is left */
    CHECK_INT(r->changes[REPORT_GUARDIAN].updated, 0);
    CHECK_INT(r->changes[REPORT_ADDRESS].updated, 0);
    CHECK_INT(r->changes[REPORT_GUARDIANSHIP].updated, 8);  /* three in charge are contacts there; five brothers and grandparents, family */
}
TEST(both_dialects_say_the_same) { for_sqlite(same_in_both); }

/* ---- in several calls ---- */

static void one_by_one(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    for (int i = 0; i < SAMPLES; i++) {
        const char *path = sample(s->mem, samples[i]);
        Report *r = import_paths(s, &path, 1);
        CHECK(r->applied);
        for (int k = 0; k < REPORT_KINDS; k++)
            CHECK_INT(r->changes[k].gone, 0);
    }
    const char *before = school_digest(s);
    nothing_new(import_originals(s), "after one by one");
    CHECK_TEXT(school_digest(s), before);
}
TEST(one_file_a_call_makes_the_same_school) { for_each_engine(one_by_one); }

static void parts(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    CHECK(import_originals(s)->applied);
    const char *before = school_digest(s);
    static const char *const calls[][3] = { { "siecle/Structures.xml" }, { "siecle/ElevesSansAdresses.xml" }, { "siecle/ResponsablesSansAdresses.xml" },
        { "siecle/ElevesSansAdresses.xml", "siecle/ResponsablesSansAdresses.xml" }, { "siecle/Geographique.xml" }, { "sts/sts_emp_9990001X_2025.xml" },
        { "siecle/ElevesAvecAdresses.xml", "siecle/ResponsablesSansAdresses.xml", "siecle/Communs.xml" }, { "siecle/ElevesAvecAdresses.xml", "siecle/ElevesSansAdresses.xml" } };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        const char *paths[3];
        size_t count = 0;
        for (; count < 3 && calls[i][count]; count++)
            paths[count] = sample(s->mem, calls[i][count]);
        nothing_new(import_paths(s, paths, count), calls[i][0]);
    }
    CHECK_TEXT(school_digest(s), before);
}
TEST(a_part_of_the_files_makes_nobody_gone) { for_sqlite(parts); }

TEST_MAIN
