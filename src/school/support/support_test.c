/* Support plans on both stores: what may be said, days to both ends, what lies in the base, a moved version, who sees, undoing, what goes. */
#include "school/support/support.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/reads/reads.h"
#include "store/undo.h"
#include "test/test.h"
#include "test/verb_try.h"

#include <string.h>

#define SAID "zqconfidentielzq"
static ReadySchool *r;

static int64_t own(void) { return ready_thing(r, "pupil")->own; }
static int64_t other(void) { return ready_thing(r, "pupil")->other; }
static const SupportText some = { .kind = 2, .reference = "LPI-" SAID, .adaptations = " " SAID " premier \n\n Tiers  temps \r\n", .note = SAID };

static int64_t added(int64_t pupil, const SupportText *text, Day from, Day last, TextId *wrong) {
    Work *w = verb_begin(r, "edit");
    int64_t id = support_add(w, pupil, text, from, last);
    *wrong = verb_end(w);
    return id;
}

static bool plan_of(int64_t id, SupportPlan *p) {
    Work *w = verb_begin(r, "edit");
    bool found = support_plan(w, id, p);
    tx_rollback(w->tx);
    return found;
}

static int64_t plans(void) { return verb_int(r, "SELECT count(*) FROM support_plan"); }
static int64_t versions(void) { return verb_int(r, "SELECT count(*) FROM support_text"); }

/* ---- what may be said ---- */

static const char *lines(int count, int size) {
    Str s = str_new(r->small->mem, 100);
    for (int i = 0; i < count; i++, str_add(&s, "\n"))
        for (int c = 0; c < size; c++)
            str_add(&s, "é");
    return s.data;
}

static TextId refused(SupportText text, Day from, Day last) {
    TextId wrong;
    CHECK_INT(added(own(), &text, from, last, &wrong), 0);
    return wrong;
}

static void input(void) {
    int64_t before = plans(), texts = versions();
    TextId wrong;
    CHECK_INT(refused((SupportText){ .kind = SUPPORT_OTHER }, TRY_DAY, NO_DAY), T_SUPPORT_WHICH);
    CHECK_INT(refused((SupportText){ .note = lines(1, SUPPORT_NOTE_MOST + 1) }, TRY_DAY, NO_DAY), T_SUPPORT_TOO_LONG);
    CHECK_INT(refused((SupportText){ .adaptations = lines(1, SUPPORT_LINE_MOST + 1) }, TRY_DAY, NO_DAY), T_SUPPORT_LONG_LINE);
    CHECK_INT(refused((SupportText){ .adaptations = lines(SUPPORT_LINES_MOST + 1, 3) }, TRY_DAY, NO_DAY), T_SUPPORT_MANY_LINES);
    CHECK_INT(refused(some, TRY_DAY, TRY_DAY - 1), T_SUPPORT_ENDS_BEFORE);
    CHECK_INT(refused(some, NO_DAY, NO_DAY), T_FORM_REQUIRED);
    CHECK(plans() == before && versions() == texts);
    CHECK(added(own(), &(SupportText){ .adaptations = lines(SUPPORT_LINES_MOST, SUPPORT_LINE_MOST) }, TRY_DAY, TRY_DAY, &wrong) && wrong == T_NONE);
}
TEST(bad_input_changes_nothing) { ready_on_both(&r, input); }

/* ---- what lies in the base ---- */

static bool holds(const void *bytes, size_t size, const char *text) {
    return bytes && memmem(bytes, size, text, strlen(text)) != NULL;
}

static void sealed(void) {
    TextId wrong;
    SupportPlan p;
    int64_t id = added(own(), &some, TRY_DAY, TRY_DAY, &wrong);
    CHECK(id && wrong == T_NONE && plan_of(id, &p));
    CHECK(p.readable && p.pupil == own() && p.from == TRY_DAY && p.until == TRY_DAY + 1 && p.text.kind == 2 && !p.text.label);
    CHECK_TEXT(p.text.adaptations, SAID " premier\nTiers temps");
    CHECK_TEXT(p.text.note, SAID);
    Work *w = verb_begin(r, "edit");
    Rows rows = db_rows(w->tx, &SUPPORT_PLAN_READ, VALUES(of_int(id)));
    CHECK(row_next(&rows));
    size_t size;
    const void *bytes = row_bytes(&rows, SUPPORT_PLAN_READ_SEALED, w->mem, &size);
    rows_end(&rows);
    tx_rollback(w->tx);
    CHECK(bytes && size > 60 && !holds(bytes, size, "confidentiel") && !holds(bytes, size, "pai"));
    const char *audit = verb_text(r, "SELECT fields FROM year_audit WHERE table_name = 'support_plan' AND object = '%lld'", (long long) id);
    CHECK(strstr(audit, "\"from_day\"") && !strstr(audit, "confidentiel") && !strstr(audit, "pai"));
    CHECK_INT(verb_int(r, "SELECT count(*) FROM year_audit WHERE fields LIKE '%%confidentiel%%'"), 0);
}
TEST(what_it_says_is_in_no_table_and_no_history) { ready_on_both(&r, sealed); }

static void tamper(const char *format, int64_t a, int64_t b) {
    store_fixture_tamper(r->small->fixture, arena_printf(r->small->mem, format, (long long) a, (long long) b));
}

static bool reads(int64_t id) {
    SupportPlan p;
    return plan_of(id, &p) && p.readable;
}

static void moved(void) {
    TextId wrong;
    SupportPlan a, b;
    int64_t one = added(own(), &some, TRY_DAY, NO_DAY, &wrong), two = added(other(), &(SupportText){ .kind = 1 }, TRY_DAY, NO_DAY, &wrong);
    CHECK(plan_of(one, &a) && plan_of(two, &b));
    tamper("UPDATE support_plan SET text = %lld WHERE id = %lld", a.version, two);                      /* another's version */
    CHECK(!reads(two) && reads(one));
    tamper("UPDATE support_text SET written_for = %lld WHERE id = %lld", other(), a.version);           /* said to be theirs */
    CHECK(!reads(two) && !reads(one));
    tamper("UPDATE support_text SET written_for = %lld WHERE id = %lld", own(), a.version);
    tamper("UPDATE support_plan SET text = %lld WHERE id = %lld", b.version, two);
    CHECK(reads(two) && reads(one));
    tamper("UPDATE support_text SET sealed = (SELECT t.sealed FROM support_text t WHERE t.id = %lld) WHERE id = %lld", a.version, b.version);   /* its bytes */
    CHECK(!reads(two));
    tamper("UPDATE support_plan SET pupil = %lld WHERE id = %lld", other(), one);                       /* the whole row */
    CHECK(!reads(one));
    tamper("UPDATE person SET merged_into = %lld WHERE id = %lld", other(), own());                     /* but two records that became one are one pupil */
    CHECK(reads(one));
}
TEST(a_version_put_elsewhere_does_not_open) { ready_on_both(&r, moved); }

/* ---- changes, undoing ---- */

static void undone(void) {
    TextId wrong;
    SupportPlan before, after;
    int64_t id = added(own(), &some, TRY_DAY, NO_DAY, &wrong);
    CHECK(plan_of(id, &before));
    Work *w = verb_begin(r, "edit");
    support_change(w, id, &(SupportText){ .kind = 1, .adaptations = "Autre chose" }, TRY_DAY, TRY_DAY + 9, &before);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK(plan_of(id, &after) && after.version != before.version && after.until == TRY_DAY + 10 && after.text.kind == 1);
    w = verb_begin(r, "edit");
    support_change(w, id, &some, TRY_DAY, NO_DAY, &before);                     /* as it was believed, and is no longer */
    CHECK_INT(verb_end(w), T_ERROR_CONFLICT);
    int64_t texts = versions();
    w = verb_begin(r, "edit");
    support_change(w, id, &after.text, after.from, after.until - 1, &after);    /* the same again */
    CHECK_INT(verb_end(w), T_NONE);
    CHECK_INT(versions(), texts);
    w = verb_begin(r, "edit");
    support_tidy(w);                    /* a version that may come back stays */
    CHECK_INT(verb_end(w), T_NONE);
    int64_t work = verb_int(r, "SELECT max(work) FROM year_audit WHERE table_name = 'support_plan'");
    Tx *tx = tx_begin(r->small->school.store, r->small->mem, TX_WRITE);
    w = work_new(r->small->mem, tx, &r->small->school, &program_actor, "undo");
    Undo *u = undo_check(tx, w->mem, YEAR, work, w->now);
    CHECK_INT(u->reason_count, 0);
    CHECK(undo_run(tx, u));
    CHECK_INT(tx_commit(tx), TX_DONE);
    CHECK(plan_of(id, &after) && after.readable && after.version == before.version && after.until == DAY_OPEN);
    CHECK_TEXT(after.text.note, SAID);
}
TEST(undoing_brings_back_what_it_said) { ready_on_both(&r, undone); }

static void ended(void) {
    TextId wrong;
    SupportPlan p;
    int64_t id = added(own(), &some, TRY_DAY, NO_DAY, &wrong);
    Work *w = verb_begin(r, "edit");
    support_end(w, id, TRY_DAY - 1);
    CHECK_INT(verb_end(w), T_SUPPORT_ENDS_BEFORE);
    w = verb_begin(r, "edit");
    support_end(w, id, TRY_DAY);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK(plan_of(id, &p) && p.until == TRY_DAY + 1);
}
TEST(it_ends_on_its_first_day_at_the_earliest) { ready_on_both(&r, ended); }

static void many(void) {
    size_t done, had;
    const int64_t both[] = { own(), other(), 987654 };
    Work *w = verb_begin(r, "edit");
    support_add_all(w, both, 3, &(SupportText){ .kind = 3 }, TRY_DAY, TRY_DAY + 5, &done, &had);
    CHECK_INT(verb_end(w), T_NONE);
    CHECK(done == 2 && had == 0);
    w = verb_begin(r, "edit");
    support_add_all(w, both, 3, &(SupportText){ .kind = 3 }, TRY_DAY + 5, NO_DAY, &done, &had);     /* its last day */
    CHECK(done == 0 && had == 2);
    support_add_all(w, both, 3, &(SupportText){ .kind = 3 }, TRY_DAY + 6, NO_DAY, &done, &had);     /* the day behind */
    CHECK(done == 2 && had == 0);
    CHECK_INT(verb_end(w), T_NONE);
}
TEST(who_has_one_already_gets_no_other) { ready_on_both(&r, many); }

/* ---- who is shown what, and what goes ---- */

static Exchange get(Who who, const char *path, bool json) { return request(r->small, r->people[who].cookie, "GET", path, NULL, json); }
static int64_t told(void) {
    CHECK(reads_flush(r->small->school.reads, r->small->school.store));
    return ready_number(r->small, "SELECT count(*) FROM read_line WHERE what = 'support'");
}

static void shown(void) {
    Arena *mem = r->small->mem;
    const char *mine = arena_printf(mem, "/bureau/eleves/%lld/accompagnement", (long long) own()), *theirs = arena_printf(mem, "/bureau/eleves/%lld/accompagnement", (long long) other());
    Exchange e = get(TEACHER, theirs, false), missing = get(TEACHER, "/bureau/eleves/987654/accompagnement", false);
    CHECK(e.status == 404 && missing.status == 404 && e.answer_size == missing.answer_size && !answers(&e, "Trousse"));
    CHECK_INT(get(RESTRICTED, mine, false).status, 403);
    CHECK_INT(get(SUPERVISOR, arena_printf(mem, "/bureau/eleves/%lld", (long long) own()), true).status, 200);
    CHECK_INT(told(), 0);               /* the record says nothing of it */
    e = get(TEACHER, mine, true);
    CHECK(e.status == 200 && answers(&e, "Tiers temps"));
    CHECK_INT(told(), 1);
    e = get(PUPIL, arena_printf(mem, "/compte/consultations/%lld", (long long) own()), false);
    CHECK(e.status == 200 && answers(&e, "les accompagnements"));
    e = get(TEACHER, arena_printf(mem, "/compte/accompagnement/%lld", (long long) own()), true);
    CHECK_INT(e.status, 404);
    e = get(GUARDIAN, arena_printf(mem, "/compte/accompagnement/%lld", (long long) own()), true);
    CHECK(e.status == 200 && answers(&e, "Tiers temps"));
    tamper("UPDATE person SET birth_day = %lld WHERE id = %lld", day_of(2000, 1, 1), own());            /* of age */
    CHECK_INT(get(GUARDIAN, arena_printf(mem, "/compte/accompagnement/%lld", (long long) own()), true).status, 404);
}
TEST(the_team_sees_others_do_not_and_each_reading_is_told) { ready_on_both(&r, shown); }

static void tidy(Day today) {
    Work *w = verb_begin(r, "support.tidy");
    w->today = today;
    w->now = instant_of(today, 0);
    support_tidy(w);
    CHECK_INT(verb_end(w), T_NONE);
}

static void gone(void) {
    TextId wrong;
    int64_t id = added(own(), &some, TRY_DAY - 10, TRY_DAY - 1, &wrong), open = plans() - 1, texts = versions() - 1;
    SupportPlan p;
    CHECK(plan_of(id, &p));
    tamper("UPDATE support_text SET at = %lld WHERE id = %lld", instant_of(TRY_DAY, 0), p.version);
    tidy(TRY_DAY + SUPPORT_KEPT_DAYS - 1);
    CHECK_INT(plans(), open + 1);
    tidy(TRY_DAY + SUPPORT_KEPT_DAYS + 1);
    CHECK_INT(plans(), open);           /* those without an end stay */
    CHECK_INT(versions(), texts + 1);
    tidy(TRY_DAY + SUPPORT_KEPT_DAYS + SUPPORT_LOOSE_DAYS + 2);
    CHECK_INT(versions(), texts);
}
TEST(after_three_years_nothing_of_it_is_left) { ready_on_both(&r, gone); }

TEST(z_end) { ready_schools_end(); }

TEST_MAIN
