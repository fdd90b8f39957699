/* Whose face and name whom a Space shows: families the class of their child and by a noted agreement, staff who they teach. On both engines. */
#include "school/spaces/spaces.h"

#include "base/must.h"
#include "base/str.h"
#include "school/files/kept_files.h"
#include "test/ready_school.h"
#include "test/test.h"

#include <stdio.h>
#include <string.h>

static ReadySchool *r;
static long long pupil, mate, class;

static Exchange get(Who who, const char *target) { return request(r->small, r->people[who].cookie, "GET", target, NULL, true); }
static Exchange post(Who who, const char *target, const char *body) { return request(r->small, r->people[who].cookie, "POST", target, body, true); }
static bool says(const Exchange *e, const char *words) { return e->answer && memmem(e->answer, e->answer_size, words, strlen(words)); }

__attribute__((format(printf, 1, 2))) static const char *said(const char *format, ...) {
    static char text[700];
    va_list args;
    va_start(args, format);
    must(vsnprintf(text, sizeof text, format, args) < (int) sizeof text);
    va_end(args);
    return arena_text(r->small->mem, text);
}
#define TAMPER(...) store_fixture_tamper(r->small->fixture, said(__VA_ARGS__))

static int today(void) { return instant_day(instant_now()); }

/* A photo of PERSON; its bytes are any. */
static void add_photo(long long person) {
    TAMPER("INSERT INTO file (person, kind, title, type, size, sealed, added_at, account) VALUES (%lld, 'photo', '', 'image/jpeg', 5, '%s', 1, 1)", person,
        kept_put(&r->small->school, r->small->mem, "photo", 5));
}

static void say_right(long long person, int allowed, int from, int until) {
    TAMPER("DELETE FROM image_right WHERE person = %lld", person);
    TAMPER("INSERT INTO image_right (person, from_day, until_day, allowed) VALUES (%lld, %d, %d, %d)", person, from, until, allowed);
}

#define ALWAYS 1, 2932896
static const char *page_of(long long child) { return said("/parent/enfants/%lld/trombinoscope", child); }
static const char *photo_of(long long child, long long person) { return said("/parent/enfants/%lld/trombinoscope/%lld", child, person); }
static int photo_status(Who who, long long person) { return get(who, who == PUPIL ? said("/eleve/trombinoscope/%lld", person) : photo_of(pupil, person)).status; }

/* Is PERSON on the page of the child (1), and with a photo (2)? */
static int shown(Who who, long long person) {
    Exchange e = get(who, who == PUPIL ? "/eleve/trombinoscope" : page_of(pupil));
    return e.status != 200 ? -e.status : says(&e, said("\"id\":%lld,\"display_name\":", person)) ? 1 + says(&e, said("/trombinoscope/%lld?v=", person)) : 0;
}

/* The page and the address of the photo say the same. */
static bool agree(long long person, int expected) {
    bool same = true;
    for (int i = 0; i < 2; i++)
        same = shown(i ? PUPIL : GUARDIAN, person) == expected && photo_status(i ? PUPIL : GUARDIAN, person) == (expected == 2 ? 200 : 404) && same;
    return same;
}

/* The rubric open to both, the year around today, a classmate with a photo. */
static void begin(void) {
    pupil = (long long) ready_thing(r, "pupil")->own;
    class = (long long) ready_thing(r, "class")->own;
    mate = (long long) ready_number(r->small, said("SELECT max(person) FROM membership WHERE structure = %lld AND person <> %lld AND until_day = 2932896", class, pupil));
    TAMPER("UPDATE school_year SET first_day = %d, last_day = %d", today() - 100, today() + 100);
    TAMPER("UPDATE membership SET from_day = %d WHERE from_day > %d", today() - 90, today() - 90);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/rubriques", "rubric=space.faces&on=1").status, 303);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/eleves/rubriques", "rubric=space.faces&on=1").status, 303);
    add_photo(mate);
}

/* ---- the right to one's image ---- */

static void agreed(void) {
    begin();
    CHECK(agree(mate, 1));                              /* nobody has asked: shown at the desk, not to other families */
    CHECK(agree(pupil, 2));                             /* oneself, and one's own child, by the desk's rule */
    say_right(mate, 1, ALWAYS);
    CHECK(agree(mate, 2));
    say_right(mate, 0, ALWAYS);
    CHECK(agree(mate, 1));
    say_right(mate, 1, 1, today());                     /* it held until yesterday */
    CHECK(agree(mate, 1));
    say_right(mate, 1, today() + 1, 2932896);
    CHECK(agree(mate, 1));
    say_right(mate, 1, today(), today() + 1);           /* for today alone */
    CHECK(agree(mate, 2));
    say_right(mate, 0, ALWAYS);
    Exchange refused = get(GUARDIAN, photo_of(pupil, mate)), missing = get(GUARDIAN, photo_of(pupil, 987654)), elsewhere = get(GUARDIAN, photo_of(pupil, (long long) ready_thing(r, "pupil")->other));
    CHECK(refused.answer_size == missing.answer_size && memcmp(refused.answer, missing.answer, missing.answer_size) == 0);     /* nothing tells why */
    CHECK(elsewhere.answer_size == missing.answer_size && memcmp(elsewhere.answer, missing.answer, missing.answer_size) == 0);
    say_right(pupil, 0, ALWAYS);
    CHECK(agree(pupil, 1));
    TAMPER("UPDATE file SET ended_at = 1 WHERE person = %lld", mate);
    CHECK(agree(mate, 1));                              /* taken off */
}
TEST(a_face_needs_an_agreement_of_that_day_and_one_s_own_none) { ready_on_both(&r, agreed); }

/* ---- who is in the class ---- */

static void in_class(void) {
    begin();
    say_right(mate, 1, ALWAYS);
    CHECK(agree(mate, 2));
    TAMPER("UPDATE membership SET until_day = %d WHERE person = %lld AND structure = %lld", today(), mate, class);
    CHECK(agree(mate, 0));                              /* left the class this morning */
    TAMPER("UPDATE membership SET until_day = 2932896, from_day = %d WHERE person = %lld AND structure = %lld", today() + 1, mate, class);
    CHECK(agree(mate, 0));                              /* comes tomorrow */
    TAMPER("UPDATE membership SET from_day = 1 WHERE person = %lld AND structure = %lld", mate, class);
    TAMPER("UPDATE pupil SET exit_day = %d WHERE person = %lld", today() + 1, mate);
    CHECK(agree(mate, 2));
    TAMPER("UPDATE pupil SET exit_day = %d WHERE person = %lld", today(), mate);
    CHECK(agree(mate, 0));                              /* left the school, whatever their class says */
    TAMPER("UPDATE pupil SET exit_day = NULL WHERE person = %lld", mate);
    TAMPER("UPDATE membership SET structure = %lld WHERE person = %lld AND kind = 'class'", (long long) ready_thing(r, "class")->other, mate);
    TAMPER("INSERT INTO membership (person, structure, kind, from_day, until_day) SELECT p.id, s.id, 'group', 1, 2932896 FROM person p, structure s WHERE p.id IN (%lld, %lld) AND s.code = '5SVTG1'", pupil, mate);
    CHECK(agree(mate, 0));                              /* the same group is not the same class */
    TAMPER("UPDATE membership SET until_day = %d WHERE person = %lld", today(), pupil);
    Exchange e = get(GUARDIAN, page_of(pupil));
    CHECK(e.status == 200 && says(&e, "\"count\":0") && says(&e, "\"pupils\":[]"));       /* without a class there is nobody */
    CHECK_INT(photo_status(GUARDIAN, pupil), 404);
}
TEST(the_class_is_that_of_today) { ready_on_both(&r, in_class); }

/* ---- whose child ---- */

static void own_child(void) {
    begin();
    long long second = (long long) ready_thing(r, "pupil")->other, guardian = (long long) r->people[GUARDIAN].person;
    say_right(mate, 1, ALWAYS);
    say_right(second, 1, ALWAYS);
    CHECK_INT(get(GUARDIAN, page_of(second)).status, 404);
    CHECK_INT(get(GUARDIAN, page_of(mate)).status, 404);                /* a classmate is nobody's way to another class */
    CHECK_INT(get(GUARDIAN, photo_of(mate, mate)).status, 404);
    TAMPER("UPDATE guardianship SET guardian = %lld WHERE pupil = %lld AND level = 1 AND rank = (SELECT min(rank) FROM guardianship WHERE pupil = %lld AND level = 1)", guardian, second, second);
    CHECK_INT(get(GUARDIAN, page_of(second)).status, 200);
    CHECK_INT(get(GUARDIAN, photo_of(second, second)).status, 200);
    CHECK_INT(get(GUARDIAN, photo_of(second, mate)).status, 404);       /* each class by its own child */
    CHECK_INT(get(GUARDIAN, photo_of(pupil, second)).status, 404);
    Exchange e = request(r->small, r->people[GUARDIAN].cookie, "GET", page_of(pupil), NULL, false);
    CHECK(says(&e, page_of(second)));                                   /* one tap away */
    TAMPER("DELETE FROM image_right WHERE person = %lld", second);
    TAMPER("UPDATE membership SET structure = %lld WHERE person = %lld AND kind = 'class'", class, second);
    CHECK_INT(get(GUARDIAN, photo_of(pupil, second)).status, 200);      /* brothers and sisters of one class are one's own on both pages */
    CHECK_INT(photo_status(PUPIL, second), 404);                        /* … but not the pupil's own */
    TAMPER("UPDATE guardianship SET level = 3 WHERE guardian = %lld AND pupil = %lld", guardian, pupil);
    CHECK_INT(shown(GUARDIAN, mate), -404);                             /* a mere contact */
    CHECK_INT(photo_status(GUARDIAN, mate), 404);
    TAMPER("UPDATE guardianship SET level = 1, until_day = %d WHERE guardian = %lld AND pupil = %lld", today(), guardian, pupil);
    CHECK_INT(shown(GUARDIAN, mate), -404);                             /* it has ended */
    TAMPER("UPDATE guardianship SET until_day = 2932896 WHERE guardian = %lld AND pupil = %lld", guardian, pupil);
    TAMPER("UPDATE pupil SET exit_day = %d WHERE person = %lld", today(), pupil);
    CHECK_INT(shown(GUARDIAN, mate), -404);                             /* their own child has left */
    CHECK_INT(photo_status(GUARDIAN, mate), 404);
    CHECK_INT(shown(PUPIL, mate), -404);
}
TEST(a_family_sees_the_class_of_its_own_child_alone) { ready_on_both(&r, own_child); }

/* ---- published ---- */

static void published(void) {
    begin();
    say_right(mate, 1, ALWAYS);
    CHECK_INT(photo_status(GUARDIAN, mate), 200);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/regles", said("rubric=space.faces&class=%lld&hidden=1", class)).status, 303);
    CHECK_INT(shown(GUARDIAN, mate), -403);             /* at once, the address of a photo as well; their only child: nothing of it is left */
    CHECK_INT(photo_status(GUARDIAN, mate), 403);
    CHECK_INT(photo_status(PUPIL, mate), 200);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/origine", "rubric=space.faces").status, 303);
    Exchange e = get(GUARDIAN, "/parent");
    CHECK(e.status == 200 && !says(&e, "trombinoscope"));               /* it is delivered off */
    CHECK_INT(photo_status(GUARDIAN, mate), 403);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/rubriques", "rubric=space.faces&on=1").status, 303);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/regles", "rubric=space.faces&hidden=1").status, 303);
    CHECK_INT(photo_status(GUARDIAN, mate), 403);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/regles", "rubric=space.faces&level=2111").status, 303);
    CHECK_INT(photo_status(GUARDIAN, mate), 200);       /* a level opens what is shut for all */
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/eleves/fermer", "").status, 303);
    CHECK_INT(photo_status(PUPIL, mate), 403);
}
TEST(what_is_not_published_has_no_address) { ready_on_both(&r, published); }

/* ---- who teaches them ---- */

static void teachers(void) {
    begin();
    long long own = (long long) ready_thing(r, "teacher")->own, staff = (long long) ready_thing(r, "staff")->own;
    long long stranger = (long long) ready_number(r->small, said("SELECT max(t.person) FROM teacher t WHERE NOT EXISTS (SELECT 1 FROM service_teacher st JOIN service v ON v.id = st.service"
        " JOIN membership m ON m.structure = v.structure WHERE st.teacher = t.person AND m.person = %lld)", pupil));
    add_photo(own);
    add_photo(staff);
    CHECK(agree(own, 1));
    say_right(own, 1, ALWAYS);
    say_right(staff, 1, ALWAYS);
    CHECK(agree(own, 2));
    CHECK(agree(staff, 0));
    if (stranger) {
        add_photo(stranger);
        say_right(stranger, 1, ALWAYS);
        CHECK(agree(stranger, 0));
    }
    say_right(own, 0, ALWAYS);
    CHECK(agree(own, 1));
    say_right(own, 1, ALWAYS);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/parents/rubriques", "rubric=space.team").status, 303);
    CHECK_INT(shown(GUARDIAN, own), 0);
    CHECK_INT(photo_status(GUARDIAN, own), 404);
    CHECK_INT(photo_status(PUPIL, own), 200);
}
TEST(who_teaches_is_shown_by_their_own_agreement_and_rubric) { ready_on_both(&r, teachers); }

/* ---- staff ---- */

static int seen_by_staff(Who who, const char *page, long long person) {
    Exchange e = get(who, page);
    return e.status != 200 ? -e.status : says(&e, said("\"id\":%lld,\"display_name\":", person)) ? 1 + says(&e, said("/personnes/%lld/photo?v=", person)) : 0;
}

static void staff(void) {
    begin();
    const char *page = said("/professeur/trombinoscope/%lld", class), *other = said("/professeur/trombinoscope/%lld", (long long) ready_thing(r, "class")->other);
    long long group = (long long) ready_thing(r, "group")->own;
    CHECK_INT(seen_by_staff(TEACHER, page, mate), 2);   /* nobody said no */
    say_right(mate, 0, ALWAYS);
    CHECK_INT(seen_by_staff(TEACHER, page, mate), 1);   /* refused is refused, staff included */
    CHECK_INT(get(TEACHER, said("/bureau/personnes/%lld/photo", mate)).status, 404);
    CHECK_INT(get(TEACHER, other).status, 404);
    CHECK_INT(get(TEACHER, said("/professeur/trombinoscope/%lld", group)).status, 404);
    TAMPER("UPDATE service SET structure = %lld WHERE id = (SELECT min(st.service) FROM service_teacher st WHERE st.teacher = %lld)", group, (long long) r->people[TEACHER].person);
    CHECK_INT(get(TEACHER, said("/professeur/trombinoscope/%lld", group)).status, 200);
    TAMPER("DELETE FROM service_teacher WHERE teacher = %lld", (long long) r->people[TEACHER].person);
    CHECK_INT(get(TEACHER, page).status, 404);
    CHECK_INT(post(SUPERVISOR, "/bureau/publication/vie-scolaire/ouvrir", "").status, 303);
    page = said("/viescolaire/trombinoscope/%lld", class);
    CHECK_INT(seen_by_staff(RESTRICTED, page, mate), 1);
    TAMPER("DELETE FROM account_structure");
    CHECK_INT(get(RESTRICTED, page).status, 404);
    TAMPER("DELETE FROM profile_right WHERE right_name = 'desk.lists'");
    CHECK_INT(get(RESTRICTED, page).status, 403);       /* the right of the desk is asked here too */
}
TEST(staff_see_who_they_teach_or_were_given) { ready_on_both(&r, staff); }

/* ---- on paper ---- */

static size_t sheet_size(const char *more) {
    Exchange e = get(STAFF, said("/bureau/trombinoscope/fichier?classe=%lld%s", class, more));
    CHECK_INT(e.status, 200);
    return e.answer_size;
}

/* A real picture, whose bytes stand in the sheet as they are. */
static void on_paper(void) {
    begin();
    static char jpeg[400000];
    FILE *file = fopen(source_path(r->small->mem, "test/samples/requests/files/portrait.jpg"), "re");
    must(file);
    size_t size = fread(jpeg, 1, sizeof jpeg, file);
    must(fclose(file) == 0 && size > 3000 && size < sizeof jpeg);
    TAMPER("UPDATE file SET sealed = '%s', size = %lld WHERE person = %lld AND kind = 'photo'", kept_put(&r->small->school, r->small->mem, jpeg, size), (long long) size, mate);
    size_t inside = sheet_size(""), outside = sheet_size("&dehors=1");
    CHECK(inside > outside + size / 2);                 /* nobody has asked: not on what leaves the school */
    say_right(mate, 1, ALWAYS);
    CHECK(sheet_size("&dehors=1") > outside + size / 2);
    say_right(mate, 0, ALWAYS);
    CHECK(sheet_size("") < outside + size / 2 && sheet_size("&dehors=1") < outside + size / 2);
}
TEST(a_sheet_that_leaves_the_school_bears_who_agreed) { ready_on_both(&r, on_paper); }

/* ---- what it costs ---- */

static void cost(void) {
    begin();
    int few = get(GUARDIAN, page_of(pupil)).statements, few_of_staff = get(TEACHER, said("/professeur/trombinoscope/%lld", class)).statements;
    TAMPER("UPDATE membership SET structure = %lld WHERE kind = 'class' AND person IN (SELECT p.person FROM pupil p WHERE p.exit_day IS NULL AND p.person < 60)", class);
    for (long long person = 1; person < 60; person++)
        if (ready_number(r->small, said("SELECT count(*) FROM pupil WHERE person = %lld", person))) {
            add_photo(person);
            say_right(person, 1, ALWAYS);
        }
    Exchange e = get(GUARDIAN, page_of(pupil)), f = get(TEACHER, said("/professeur/trombinoscope/%lld", class)), photo = get(GUARDIAN, photo_of(pupil, mate));
    int64_t count = ready_number(r->small, said("SELECT count(*) FROM membership WHERE structure = %lld AND until_day = 2932896", class));
    printf("# %lld pupils: %d statements for families, %d for staff, %d a photo\n", (long long) count, e.statements, f.statements, photo.statements);
    CHECK(e.status == 200 && f.status == 200 && photo.status == 200 && count >= 25);
    CHECK_INT(e.statements, few);
    CHECK_INT(f.statements, few_of_staff);
    CHECK(e.statements <= 12 && f.statements <= 12 && photo.statements <= 6);
}
TEST(a_class_of_thirty_asks_as_much_as_one_of_eight) { ready_on_both(&r, cost); }

int main(int argc, char **argv) {
    int failed = test_main(argc, argv);
    ready_schools_end();
    return failed;
}
