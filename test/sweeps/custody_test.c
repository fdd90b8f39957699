/* Custody (P-13): test/custody.txt, a line a family, on both engines, as pages and as JSON. */
#include "base/date.h"
#include "base/must.h"
#include "base/str.h"
#include "base/text.h"
#include "test/ready_school.h"
#include "test/test.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FAMILY, LEVEL, CHILD, LIST, COPY, READS, SUPPORT, CELLS };

static Arena *mem;
static ReadySchool *r;
static int64_t pupil, guardian, second;
static int families;

/* What nobody else may read of the second guardian. */
static const char *const private_texts[] = { "ZQSECONDNOM", "zqsecond@exemple.fr", "+33699887766", "06 99 88 77 66", "99 rue Zqcachée", NULL };

static void sql(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void sql(const char *format, ...) {
    char text[600];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    store_fixture_tamper(r->small->fixture, text);
}

static int level_of(const char *cell) { return str_starts(cell, "légal") ? 1 : str_starts(cell, "en charge") ? 2 : 3; }

/* The family of the line: the guardian who is signed in, their tie, their child. */
static void set_family(char cells[CELLS][120]) {
    Day day = instant_day(instant_now());
    Date d = day_date(day);
    const char *child = cells[CHILD];
    Day born = day_of(str_starts(child, "18") ? d.year - 18 : str_starts(child, "majeur") ? d.year - 20 : d.year - 12, d.month, d.month == 2 && d.day == 29 ? 28 : d.day);
    bool preferred = strstr(cells[FAMILY], "préférenti") != NULL;
    sql("UPDATE guardianship SET level = %d, preferred = %d, recipient = 1, until_day = %lld WHERE pupil = %lld AND guardian = %lld", level_of(cells[LEVEL]), preferred,
        strstr(cells[LEVEL], "terminé") ? (long long) day_of(2025, 10, 1) : (long long) DAY_OPEN, (long long) pupil, (long long) guardian);
    sql("UPDATE person SET birth_day = %s WHERE id = %lld", str_starts(child, "inconnu") ? "NULL" : arena_printf(mem, "%lld", (long long) born), (long long) pupil);
    sql("UPDATE pupil SET exit_day = %s WHERE person = %lld", strstr(child, "parti") ? arena_printf(mem, "%lld", (long long) day_of(2025, 10, 1)) : "NULL", (long long) pupil);
}

static void set_second(void) {
    second = ready_number(r->small, arena_printf(mem, "SELECT coalesce(min(guardian), 0) FROM guardianship WHERE pupil = %lld AND guardian <> %lld", (long long) pupil, (long long) guardian));
    if (!second) {
        second = ready_number(r->small, arena_printf(mem, "SELECT min(person) FROM guardian WHERE person <> %lld", (long long) guardian));
        sql("INSERT INTO guardianship (pupil, guardian, level, rank) VALUES (%lld, %lld, 1, 2)", (long long) pupil, (long long) second);
    }
    sql("UPDATE person SET family_name = 'ZQSECONDNOM', display_name = 'ZQSECONDNOM Ana', email = 'zqsecond@exemple.fr', phone_mobile = '+33699887766' WHERE id = %lld", (long long) second);
    sql("UPDATE address SET line1 = '99 rue Zqcachée' WHERE id = (SELECT address FROM person WHERE id = %lld)", (long long) second);
    sql("UPDATE person SET address = NULL WHERE id = %lld", (long long) guardian);
}

/* 200 and not a word of the second guardian, or as a number that nobody has. */
static bool asks(const char *family, const char *target, bool json, const char *holds) {
    Exchange e = request(r->small, r->people[GUARDIAN].cookie, "GET", target, NULL, json);
    for (int i = 0; private_texts[i]; i++)
        if (!test_check(!answers(&e, private_texts[i]), "nothing of the second guardian", __FILE__, __LINE__))
            printf("# %s: %s holds %s\n", family, target, private_texts[i]);
    if (!test_check(e.status == 200 || e.status == 404, "open, or as what does not exist", __FILE__, __LINE__))
        printf("# %s: %s answers %d\n", family, target, e.status);
    return e.status == 200 && (!holds || answers(&e, holds));
}

static void check(char cells[CELLS][120], int cell, const char *target, const char *holds) {
    for (int json = 0; json < 2; json++) {
        bool open = asks(cells[FAMILY], target, json, holds);
        if (!test_check(open == str_equal(cells[cell], "oui"), "as test/custody.txt says", __FILE__, __LINE__))
            printf("# %s, %s (%s): found %s\n", cells[FAMILY], target, json ? "JSON" : "HTML", open ? "oui" : "non");
    }
}

static void check_family(char cells[CELLS][120]) {
    const char *name = arena_printf(mem, "ZQENFANT%d", families);
    set_family(cells);
    sql("UPDATE person SET display_name = '%s' WHERE id = %lld", name, (long long) pupil);
    check(cells, LIST, "/compte/enfants", name);
    check(cells, COPY, "/compte/donnees", name);
    check(cells, READS, arena_printf(mem, "/compte/consultations/%lld", (long long) pupil), NULL);
    check(cells, SUPPORT, arena_printf(mem, "/compte/accompagnement/%lld", (long long) pupil), NULL);
    families++;
}

static bool read_cells(const char *line, char cells[CELLS][120]) {
    int n = 0;
    for (const char *at = line; n < CELLS; n++) {
        size_t size = strcspn(at, "|\n");
        snprintf(cells[n], 120, "%s", text_trim(mem, arena_text_n(mem, at, size)));
        at += size;
        if (*at != '|')
            return n == CELLS - 1;
        at++;
    }
    return false;
}

static void all_families(void) {
    char line[400], cells[CELLS][120];
    FILE *file = fopen(source_path(mem, "test/custody.txt"), "r");
    families = 0;
    pupil = ready_thing(r, "pupil")->own;
    guardian = r->people[GUARDIAN].person;
    set_second();
    while (CHECK(file != NULL) && fgets(line, sizeof line, file))
        if (line[0] != '#' && CHECK(read_cells(line, cells)))
            check_family(cells);
    fclose(file);
    CHECK(families >= 40);
}

TEST(each_guardian_sees_what_their_family_says) {
    mem = arena_new();
    ready_on_both(&r, all_families);
    ready_schools_end();
    arena_free(mem);
}

TEST_MAIN
