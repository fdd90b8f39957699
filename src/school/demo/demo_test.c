/* The invented schools, read back by the program's own reader: their counts, that all they name exists, and every hard case of features.md §E. */
#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "school/demo/demo.h"
#include "school/demo/demo_xml.h"
#include "school/imports/read_file.h"
#include "test/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILES = 6 };
typedef VEC(Record) Records;
typedef struct Made { Arena *mem; DemoOptions options; char folder[40]; Records of[RECORD_KINDS]; } Made;

static const char *file_name(const Made *m, int number) {
    static const char *const names[FILES - 1] = { "Nomenclature.xml", "Communs.xml", "Structures.xml", "ElevesAvecAdresses.xml", "ResponsablesAvecAdresses.xml" };
    return number < FILES - 1 ? names[number] : arena_printf(m->mem, "sts_emp_%s_%d.xml", demo_school_uai(m->options.school), m->options.year);
}

static const char *path_of(const Made *m, int number) {
    return arena_printf(m->mem, "%s/%s", m->folder, file_name(m, number));
}

static void take(void *context, const Record *r) {
    Made *m = context;
    Record kept = *r;
    for (int i = 0; i < RECORD_VALUES; i++)
        kept.values[i] = r->values[i] ? arena_text(m->mem, r->values[i]) : NULL;
    *VEC_ADD(m->mem, &m->of[r->kind]) = kept;
}

static Made *make(const char *school, uint64_t seed, int step) {
    Arena *mem = arena_new();
    Made *m = NEW(mem, Made);
    *m = (Made){ .mem = mem, .options = { .school = school, .seed = seed, .year = 2025, .step = step }, .folder = "/tmp/preau-demo-test.XXXXXX" };
    CHECK(mkdtemp(m->folder) != NULL);
    CHECK(demo_write_files(&m->options, m->folder, mem));
    return m;
}

static Made *make_and_read(const char *school, int step) {
    Made *m = make(school, 42, step);
    for (int i = 0; i < FILES; i++) {
        int fd = open(path_of(m, i), O_RDONLY | O_CLOEXEC);
        CHECK(fd >= 0);
        read_file(fd, file_name(m, i), (RecordSink){ take, m });
        close(fd);
    }
    CHECK_INT((int64_t) m->of[R_WARNING].count, 0);
    CHECK_INT((int64_t) m->of[R_PROBLEM].count, 0);
    return m;
}

static void drop(Made *m) {
    for (int i = 0; i < FILES; i++)
        unlink(path_of(m, i));
    rmdir(m->folder);
    arena_free(m->mem);
}

static int64_t count_where(const Made *m, RecordKind kind, int field, const char *value) {
    int64_t count = 0;
    for (size_t i = 0; i < m->of[kind].count; i++)
        count += str_equal(m->of[kind].items[i].values[field], value);
    return count;
}

/* How many different values there are; absent ones are none. */
static int64_t distinct(const Made *m, RecordKind kind, int field, int second) {
    Map seen = map_new(m->mem);
    for (size_t i = 0; i < m->of[kind].count; i++) {
        const char *const *v = m->of[kind].items[i].values;
        if (v[field])
            map_put(&seen, arena_printf(m->mem, "%s/%s", v[field], second >= 0 && v[second] ? v[second] : ""), m->mem);
    }
    return (int64_t) seen.count;
}

/* ---- counts ---- */

typedef struct Wanted { const char *school; int present, all, classes, teachers, staff, guardians, groups, subjects, services; } Wanted;

static void check_counts(const Wanted *w) {
    Made *m = make_and_read(w->school, 0);
    CHECK_INT((int64_t) m->of[R_PUPIL].count, w->all);
    CHECK_INT(count_where(m, R_PUPIL, R_PUPIL_EXIT_DATE, NULL), w->present);
    CHECK_INT(distinct(m, R_PUPIL, R_PUPIL_SIECLE_ID, -1), w->all);
    CHECK_INT(distinct(m, R_DIVISION, R_DIVISION_CODE, -1), w->classes);
    CHECK_INT(distinct(m, R_GROUP, R_GROUP_CODE, -1), w->groups);
    CHECK_INT(distinct(m, R_PERSON, R_PERSON_ID, -1), w->guardians);
    CHECK_INT(distinct(m, R_SUBJECT, R_SUBJECT_CODE, -1), w->subjects);
    CHECK_INT(distinct(m, R_STS_PERSON, R_STS_PERSON_ID, R_STS_PERSON_TYPE), w->teachers + w->staff);
    CHECK_INT(count_where(m, R_STS_PERSON, R_STS_PERSON_FUNCTION, "ENS"), w->teachers);
    Map services = map_new(m->mem);
    for (size_t i = 0; i < m->of[R_SERVICE].count; i++) {
        const char *const *v = m->of[R_SERVICE].items[i].values;
        map_put(&services, arena_printf(m->mem, "%s %s %s %s", v[0], v[1], v[2], v[3]), m->mem);
    }
    CHECK_INT((int64_t) services.count, w->services);
    drop(m);
}

TEST(the_college_has_its_counts) { check_counts(&(Wanted){ "college", 480, 486, 20, 38, 15, 820, 45, 18, 310 }); }
TEST(the_lycee_has_its_counts) { check_counts(&(Wanted){ "lycee", 1050, 1060, 32, 90, 24, 1800, 130, 34, 620 }); }
TEST(the_cite_has_its_counts) { check_counts(&(Wanted){ "cite", 2500, 2516, 95, 230, 60, 4200, 350, 60, 1700 }); }

/* ---- references ---- */

static Map index_of(const Made *m, RecordKind kind, int field) {
    Map index = map_new(m->mem);
    for (size_t i = 0; i < m->of[kind].count; i++)
        map_put(&index, m->of[kind].items[i].values[field], &m->of[kind].items[i]);
    return index;
}

/* Every FIELD of a KIND that is said is the KEY of some TARGET. */
static void check_reference(const Made *m, RecordKind kind, int field, RecordKind target, int key) {
    Map index = index_of(m, target, key);
    int64_t lost = 0;
    for (size_t i = 0; i < m->of[kind].count; i++) {
        const char *value = m->of[kind].items[i].values[field];
        lost += !str_empty(value) && !map_get(&index, value);
    }
    CHECK_INT(lost, 0);
}

static void check_references(const char *school, int step) {
    Made *m = make_and_read(school, step);
    check_reference(m, R_PUPIL, R_PUPIL_MEF, R_MEF, R_MEF_CODE);
    check_reference(m, R_PUPIL, R_PUPIL_ADDRESS, R_ADDRESS, R_ADDRESS_ID);
    check_reference(m, R_PERSON, R_PERSON_ADDRESS, R_ADDRESS, R_ADDRESS_ID);
    check_reference(m, R_OPTION, R_OPTION_PUPIL, R_PUPIL, R_PUPIL_SIECLE_ID);
    check_reference(m, R_OPTION, R_OPTION_SUBJECT, R_SUBJECT, R_SUBJECT_CODE);
    check_reference(m, R_MEMBERSHIP, R_MEMBERSHIP_PUPIL, R_PUPIL, R_PUPIL_SIECLE_ID);
    check_reference(m, R_GUARDIANSHIP, R_GUARDIANSHIP_PUPIL, R_PUPIL, R_PUPIL_SIECLE_ID);
    check_reference(m, R_GUARDIANSHIP, R_GUARDIANSHIP_PERSON, R_PERSON, R_PERSON_ID);
    check_reference(m, R_PERSON, R_PERSON_ID, R_GUARDIANSHIP, R_GUARDIANSHIP_PERSON);
    check_reference(m, R_PUPIL, R_PUPIL_SIECLE_ID, R_GUARDIANSHIP, R_GUARDIANSHIP_PUPIL);
    check_reference(m, R_DIVISION_MEF, R_DIVISION_MEF_MEF, R_MEF, R_MEF_CODE);
    check_reference(m, R_GROUP_MEF, R_GROUP_MEF_MEF, R_MEF, R_MEF_CODE);
    check_reference(m, R_GROUP_DIVISION, R_GROUP_DIVISION_DIVISION, R_DIVISION, R_DIVISION_CODE);
    check_reference(m, R_GROUP, R_GROUP_CODE, R_MEMBERSHIP, R_MEMBERSHIP_CODE);            /* no group is empty */
    check_reference(m, R_PROGRAMME, R_PROGRAMME_MEF, R_MEF, R_MEF_CODE);
    check_reference(m, R_PROGRAMME, R_PROGRAMME_SUBJECT, R_SUBJECT, R_SUBJECT_CODE);
    check_reference(m, R_SERVICE, R_SERVICE_SUBJECT, R_SUBJECT, R_SUBJECT_CODE);
    check_reference(m, R_SERVICE, R_SERVICE_TEACHER_ID, R_STS_PERSON, R_STS_PERSON_ID);
    check_reference(m, R_STS_MAIN_TEACHER, R_STS_MAIN_TEACHER_CLASS, R_DIVISION, R_DIVISION_CODE);
    CHECK_INT(distinct(m, R_STS_MAIN_TEACHER, R_STS_MAIN_TEACHER_CLASS, -1), distinct(m, R_DIVISION, R_DIVISION_CODE, -1));
    drop(m);
}

TEST(all_that_is_named_exists) { check_references("college", 0); check_references("lycee", 0); }
TEST(all_that_is_named_exists_three_months_later) { check_references("college", 1); }

/* A class and a group never have the same code, and each member is of the classes of the group. */
TEST(members_of_a_group_are_of_its_classes) {
    Made *m = make_and_read("college", 1);
    Map classes = index_of(m, R_DIVISION, R_DIVISION_CODE), class_of = map_new(m->mem), allowed = map_new(m->mem);
    int64_t wrong = 0, long_codes = 0;
    for (size_t i = 0; i < m->of[R_GROUP].count; i++) {
        const char *code = m->of[R_GROUP].items[i].values[R_GROUP_CODE];
        wrong += map_get(&classes, code) != NULL;
        long_codes += strlen(code) > 8;
    }
    for (size_t i = 0; i < m->of[R_GROUP_DIVISION].count; i++)
        map_put(&allowed, arena_printf(m->mem, "%s/%s", m->of[R_GROUP_DIVISION].items[i].values[0], m->of[R_GROUP_DIVISION].items[i].values[1]), m);
    for (size_t i = 0; i < m->of[R_MEMBERSHIP].count; i++) {
        const char *const *v = m->of[R_MEMBERSHIP].items[i].values;
        if (str_equal(v[R_MEMBERSHIP_TYPE], "D"))
            map_put(&class_of, v[R_MEMBERSHIP_PUPIL], arena_text(m->mem, v[R_MEMBERSHIP_CODE]));
        else
            wrong += !map_get(&allowed, arena_printf(m->mem, "%s/%s", v[R_MEMBERSHIP_CODE], (char *) map_get(&class_of, v[R_MEMBERSHIP_PUPIL])));
    }
    CHECK_INT(wrong, 0);
    CHECK_INT(long_codes, 0);
    drop(m);
}

/* ---- hard cases ---- */

static const char *const *person_of(const Made *m, const char *kinship) {
    Map persons = index_of(m, R_PERSON, R_PERSON_ID);
    for (size_t i = 0; i < m->of[R_GUARDIANSHIP].count; i++)
        if (str_equal(m->of[R_GUARDIANSHIP].items[i].values[R_GUARDIANSHIP_KINSHIP], kinship))
            return ((Record *) map_get(&persons, m->of[R_GUARDIANSHIP].items[i].values[R_GUARDIANSHIP_PERSON]))->values;
    return NULL;
}

static void check_names(const Made *m) {
    int64_t homonyms = 0, same_birth = 0, twins = 0, shortest = 99, longest = 0;
    const Record *p = m->of[R_PUPIL].items;
    size_t count = m->of[R_PUPIL].count;
    for (size_t i = 0; i < count; i++) {
        int64_t size = (int64_t) text_length(p[i].values[R_PUPIL_FAMILY_NAME]);
        shortest = size < shortest ? size : shortest;
        longest = size > longest ? size : longest;
        homonyms += str_equal(p[i].values[R_PUPIL_FAMILY_NAME], "MARTIN") && str_equal(p[i].values[R_PUPIL_GIVEN_NAME], "Camille");
        for (size_t k = i + 1; k < count; k++) {
            if (!str_equal(p[i].values[R_PUPIL_FAMILY_NAME], p[k].values[R_PUPIL_FAMILY_NAME])
                || !str_equal(p[i].values[R_PUPIL_BIRTH_DATE], p[k].values[R_PUPIL_BIRTH_DATE]))
                continue;
            same_birth += str_equal(p[i].values[R_PUPIL_GIVEN_NAME], p[k].values[R_PUPIL_GIVEN_NAME]);
            twins += str_equal(p[i].values[R_PUPIL_ADDRESS], p[k].values[R_PUPIL_ADDRESS]);
        }
    }
    CHECK(homonyms >= 6);
    CHECK(same_birth >= 1);
    CHECK(twins >= 1);
    CHECK_INT(shortest, 1);
    CHECK(longest >= 60);
}

static void check_guardians(const Made *m) {
    int64_t guardians = (int64_t) m->of[R_PERSON].count, silent = count_where(m, R_PERSON, R_PERSON_EMAIL, NULL), abroad = 0;
    int64_t sharing = guardians - silent - distinct(m, R_PERSON, R_PERSON_EMAIL, -1);
    for (size_t i = 0; i < m->of[R_PERSON].count; i++) {
        const char *phone = m->of[R_PERSON].items[i].values[R_PERSON_PHONE_MOBILE];
        abroad += phone && !str_starts(phone, "+33");
    }
    CHECK(silent * 100 >= guardians * 6 && silent * 100 <= guardians * 10);
    CHECK(sharing * 200 >= guardians * 7 && sharing * 200 <= guardians * 12);      /* each shared address is of two */
    CHECK(abroad > 3);
    CHECK(distinct(m, R_ADDRESS, R_ADDRESS_FOREIGN_CITY, -1) >= 2);
    const char *const *adult = person_of(m, "70"), *const *service = person_of(m, "51");
    CHECK(adult && adult[R_PERSON_GIVEN_NAME]);
    CHECK(service && !service[R_PERSON_GIVEN_NAME] && !service[R_PERSON_TITLE]);
    CHECK(count_where(m, R_GUARDIANSHIP, R_GUARDIANSHIP_LEVEL, "3") > 1);
}

static void check_school_life(const Made *m) {
    int64_t placed = 0, late = 0, mobile = 0, alone = 0, odd = 0;
    for (size_t i = 0; i < m->of[R_MEMBERSHIP].count; i++)
        placed += str_equal(m->of[R_MEMBERSHIP].items[i].values[R_MEMBERSHIP_TYPE], "D");
    CHECK_INT((int64_t) m->of[R_PUPIL].count - placed, 1);
    for (size_t i = 0; i < m->of[R_PUPIL].count; i++) {
        late += !str_equal(m->of[R_PUPIL].items[i].values[R_PUPIL_ENTRY_DATE], "01/09/2025");
        odd += !m->of[R_PUPIL].items[i].values[R_PUPIL_EXIT_DATE] != !m->of[R_PUPIL].items[i].values[R_PUPIL_EXIT_REASON];
    }
    CHECK(late >= 2);
    CHECK_INT(odd, 0);
    for (size_t i = 0; i < m->of[R_STS_DISCIPLINE].count; i++)
        mobile += str_equal(m->of[R_STS_DISCIPLINE].items[i].values[R_STS_DISCIPLINE_HOURS], "9,00");
    CHECK_INT(mobile, 1);
    CHECK_INT(count_where(m, R_STS_PERSON, R_STS_PERSON_TYPE, "local"), 1);
    CHECK(count_where(m, R_STS_PERSON, R_STS_PERSON_FUNCTION, "AESH") >= 2);
    for (size_t i = 0; i < m->of[R_SERVICE].count; i++)
        alone += str_empty(m->of[R_SERVICE].items[i].values[R_SERVICE_TEACHER_ID]);
    CHECK(alone >= 1);
}

static void check_hard_cases(const char *school) {
    Made *m = make_and_read(school, 0);
    check_names(m);
    check_guardians(m);
    check_school_life(m);
    drop(m);
}
TEST(every_hard_case_is_there) { check_hard_cases("college"); check_hard_cases("lycee"); }

/* Nothing of a real person can come out: mail is invalid, French telephones are kept for fiction (PRIV-10). */
TEST(nobody_can_be_reached) {
    Made *m = make_and_read("cite", 1);
    int64_t real = 0;
    for (size_t i = 0; i < m->of[R_PERSON].count; i++) {
        const char *const *v = m->of[R_PERSON].items[i].values, *mobile = v[R_PERSON_PHONE_MOBILE], *home = v[R_PERSON_PHONE_HOME];
        real += v[R_PERSON_EMAIL] && !str_ends(v[R_PERSON_EMAIL], "@exemple.invalid");
        real += mobile && str_starts(mobile, "+33") && !str_starts(mobile, "+3363998");
        real += home && !str_starts(home, "+3319900");
    }
    CHECK_INT(real, 0);
    drop(m);
}

/* ---- three months later ---- */

TEST(three_months_change_some) {
    Made *before = make_and_read("college", 0), *after = make_and_read("college", 1);
    Map pupils = index_of(before, R_PUPIL, R_PUPIL_SIECLE_ID), persons = index_of(before, R_PERSON, R_PERSON_ID);
    int64_t arrived = 0, left = 0, renamed = 0, phones = 0;
    for (size_t i = 0; i < after->of[R_PUPIL].count; i++) {
        const char *const *now = after->of[R_PUPIL].items[i].values;
        const Record *then = map_get(&pupils, now[R_PUPIL_SIECLE_ID]);
        arrived += !then;
        left += then && !then->values[R_PUPIL_EXIT_DATE] && now[R_PUPIL_EXIT_DATE] && now[R_PUPIL_EXIT_REASON];
        renamed += then && !str_equal(then->values[R_PUPIL_USAGE_NAME], now[R_PUPIL_USAGE_NAME]);
    }
    for (size_t i = 0; i < after->of[R_PERSON].count; i++) {
        const char *const *now = after->of[R_PERSON].items[i].values;
        const Record *then = map_get(&persons, now[R_PERSON_ID]);
        phones += then && !str_equal(then->values[R_PERSON_PHONE_MOBILE], now[R_PERSON_PHONE_MOBILE]);
    }
    CHECK_INT(arrived, 3);
    CHECK_INT(left, 4);
    CHECK(renamed >= 2);
    CHECK(phones >= 10 && phones < 60);
    CHECK_INT((int64_t) after->of[R_STS_PERSON].count, (int64_t) before->of[R_STS_PERSON].count + 1);
    drop(before);
    drop(after);
}

/* ---- bytes ---- */

static Str bytes_of(const Made *m, int number) {
    Str s = str_new(m->mem, 1 << 20);
    FILE *f = fopen(path_of(m, number), "rb");
    for (size_t got = 1; f && got; s.size += got)
        got = fread(str_room(&s, 1 << 16), 1, 1 << 16, f);
    if (f)
        fclose(f);
    return s;
}

TEST(same_options_same_bytes) {
    Made *a = make("college", 7, 1), *b = make("college", 7, 1), *c = make("college", 8, 1);
    for (int i = 0; i < FILES; i++) {
        Str first = bytes_of(a, i), again = bytes_of(b, i), other = bytes_of(c, i);
        CHECK(first.size > 1000 && first.size == again.size && memcmp(first.data, again.data, first.size) == 0);
        CHECK(i < 3 || first.size != other.size || memcmp(first.data, other.data, first.size) != 0);
    }
    drop(a);
    drop(b);
    drop(c);
}

TEST(the_ligature_is_one_byte) {
    Made *m = make("college", 42, 0);
    Str pupils = bytes_of(m, 3);
    CHECK(memmem(pupils.data, pupils.size, "D'\xbcILLET DE SAINT-C\xbcUR", 22) != NULL);
    CHECK(memmem(pupils.data, pupils.size, "FA\xbe-\xb4" "ELEZN\xdd", 11) != NULL);
    drop(m);
}

TEST(what_latin9_has_not_is_told_by_a_question_mark) {
    Arena *mem = arena_new();
    Str s = str_new(mem, 64);
    str_add(&s, "5 € l’œuf – ¤ Łódź ŠšŽžŒœŸ é\U0001F600.");
    Str bytes = put_latin9(&s);
    CHECK_TEXT(bytes.data, "5 \xa4 l'\xbduf - ? ?\xf3" "d? \xa6\xa8\xb4\xb8\xbc\xbd\xbe \xe9?.");
    CHECK_TEXT(text_from_latin9(mem, bytes.data + 2, 1), "€");
    arena_free(mem);
}

TEST(xml_is_escaped) {
    Arena *mem = arena_new();
    XmlOut o = put_new(mem, 64);
    put_open_with(&o, "A", "B", "\"<&>\"");
    put_leaf(&o, "C", "a & b < c");
    put_leaf(&o, "D", NULL);
    put_leaf(&o, "E", "");
    put_close(&o, "A");
    CHECK_TEXT(strchr(o.text.data, '\n') + 1, "<A B=\"&quot;&lt;&amp;&gt;&quot;\">\n  <C>a &amp; b &lt; c</C>\n  <E></E>\n</A>\n");
    arena_free(mem);
}

/* ---- names and numbers ---- */

TEST(the_key_letters_of_the_schools_are_right) {
    static const char *const schools[] = { "college", "lycee", "cite" };
    for (int i = 0; i < 3; i++) {
        int64_t number = 0;
        const char *uai = demo_school_uai(schools[i]);
        Arena *mem = arena_new();
        CHECK(str_int(arena_text_n(mem, uai, 7), 0, 9999999, &number));
        CHECK(uai[7] == "ABCDEFGHJKLMNPRSTUVWXYZ"[number % 23]);
        CHECK(demo_school_name(schools[i]) != NULL);
        arena_free(mem);
    }
    CHECK(demo_school_uai("ecole") == NULL);
    CHECK(demo_school_name(NULL) == NULL);
}

TEST(what_cannot_be_written_is_said) {
    Arena *mem = arena_new();
    CHECK(!demo_write_files(&(DemoOptions){ .school = "college", .year = 2025 }, "/nowhere/at/all", mem));
    CHECK(!demo_write_files(&(DemoOptions){ .school = "ecole", .year = 2025 }, "/tmp", mem));
    arena_free(mem);
}

TEST_MAIN
