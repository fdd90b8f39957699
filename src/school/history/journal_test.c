/* The journal, on both engines: the three kinds told together by time, each once over all pages; what concerns one person, their account and its sessions included;
 * by whom, between which days; to whom. What one address answers: history.http. */
#include "school/history/journal.h"

#include "base/str.h"
#include "gen/statements.h"
#include "school/accounts/accounts.h"
#include "school/reads/reads.h"
#include "test/ready_school.h"
#include "test/test.h"

#include <string.h>

static ReadySchool *r;

static Actor everything(Who who) {
    Actor a = program_actor;
    a.account = r->people[who].account;
    a.scope.day = day_of(2025, 10, 1);
    return a;
}

#define ALL_KINDS 7u

static JournalAsk whole(unsigned kinds) { return (JournalAsk){ .kinds = kinds, .before = { INT64_MAX, INT64_MAX, INT64_MAX }, .until = INT64_MAX }; }

/* As one line each: "account 12 parent", the newest first, read MOST at a time. */
static const char *told(JournalAsk ask, size_t most) {
    SmallSchool *s = r->small;
    Actor a = everything(SUPERVISOR);
    Str out = str_new(s->mem, 1000);
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    Work *w = work_new(s->mem, tx, &s->school, &a, "test");
    size_t count;
    for (bool more = true; more && tx_ok(tx); ) {
        JournalLine *lines = journal_lines(w, &ask, most, &count, &more);
        CHECK(count <= most);
        for (size_t i = 0; i < count; i++)
            str_printf(&out, "%s %lld %s\n", journal_kinds[lines[i].kind], (long long) lines[i].id, lines[i].detail ? lines[i].detail : "-");
    }
    CHECK(tx_ok(tx));
    tx_rollback(tx);
    return out.data;
}

static int64_t lines_in(const char *text) {
    int64_t count = 0;
    for (; *text; text++)
        count += *text == '\n';
    return count;
}

/* What the school's base is to tell: an account frozen, a session ended by force, a means of the second step taken away; each by somebody. */
static void do_things(void) {
    SmallSchool *s = r->small;
    Actor a = everything(SUPERVISOR);
    int64_t parent = r->people[GUARDIAN].account;
    Tx *tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    work_new(s->mem, tx, &s->school, &a, "freeze");
    CHECK(change_put(tx, &TABLE_ACCOUNT, KEY(of_int(parent)), FIELDS(SET(COL_ACCOUNT_STATE, of_text("frozen")))));
    CHECK_INT(tx_commit(tx), TX_DONE);
    tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    accounts_close_session(work_new(s->mem, tx, &s->school, &a, "close"), r->people[GUARDIAN].session, parent);
    CHECK_INT(tx_commit(tx), TX_DONE);
    tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    work_new(s->mem, tx, &s->school, &a, "means");
    int64_t means = change_add(tx, &TABLE_SECOND_MEANS, FIELDS(SET(COL_SECOND_MEANS_ACCOUNT, of_int(parent)), SET(COL_SECOND_MEANS_KIND, of_text("pin")),
        SET(COL_SECOND_MEANS_MADE_AT, of_int(1))));
    CHECK_INT(tx_commit(tx), TX_DONE);
    tx = tx_begin(s->school.store, s->mem, TX_WRITE);
    work_new(s->mem, tx, &s->school, &a, "reset");
    CHECK(change_end(tx, &TABLE_SECOND_MEANS, KEY(of_int(means))));
    CHECK_INT(tx_commit(tx), TX_DONE);
}

static void one_person(void) {
    do_things();
    JournalAsk ask = whole(1u << JOURNAL_ACCOUNT);
    ask.person = r->people[GUARDIAN].person;
    ask.account = r->people[SUPERVISOR].account;
    const char *all = told(ask, 40);
    CHECK_INT(lines_in(all), 4);                        /* all four, the one whose row is gone too, and by the name of whose account it is */
    for (const char *at = all; *at; at += strcspn(at, "\n") + 1)
        CHECK(str_ends(arena_text_n(r->small->mem, at, strcspn(at, "\n")), " parent"));
    ask.person = r->people[PUPIL].person;
    CHECK_INT(lines_in(told(ask, 40)), 0);
    ask.person = r->people[PUPIL].person;
    ask.kinds = 1u << JOURNAL_OPERATION;
    ask.account = 0;
    all = told(ask, 40);
    CHECK(lines_in(all) > 0 && lines_in(all) < ready_number(r->small, "SELECT count(*) FROM year_work"));
}
TEST(what_concerns_one_person_is_found) { ready_on_both(&r, one_person); }

static void together(void) {
    SmallSchool *s = r->small;
    do_things();
    Exchange e = request(s, r->people[STAFF].cookie, "GET", arena_printf(s->mem, "/bureau/eleves/%lld", (long long) ready_thing(r, "pupil")->own), NULL, true);
    CHECK(e.status == 200 && reads_flush(s->school.reads, s->school.store));
    const char *all = told(whole(ALL_KINDS), 1000);
    CHECK_INT(lines_in(all), ready_number(s, "SELECT (SELECT count(*) FROM year_work) + (SELECT count(*) FROM school_work) + (SELECT count(*) FROM read_line)"));
    CHECK(str_starts(all, "read "));
    CHECK_TEXT(told(whole(ALL_KINDS), 3), all);         /* each once, in the same order, however long a page is */
    JournalAsk ask = whole(ALL_KINDS);
    ask.account = r->people[STAFF].account;
    CHECK_INT(lines_in(told(ask, 10)), 1);
    ask = whole(ALL_KINDS);
    ask.until = 1;
    CHECK_TEXT(told(ask, 10), "");
    ask = whole(0);
    CHECK_TEXT(told(ask, 10), "");
    CHECK_INT(lines_in(told(whole(1u << JOURNAL_READ), 10)), 1);
}
TEST(all_kinds_are_told_together) { ready_on_both(&r, together); }

/* Who sees some classes is told of no account, and of reads of those they see. */
static void in_scope(void) {
    SmallSchool *s = r->small;
    do_things();
    store_fixture_tamper(s->fixture, arena_printf(s->mem, "INSERT INTO access_exception (account, mode, right_name, allowed, reason) VALUES (%lld, 'school_life', 'reads.see', 1, 'x')",
        (long long) r->people[RESTRICTED].account));
    for (int other = 0; other < 2; other++) {
        int64_t pupil = other ? ready_thing(r, "pupil")->other : ready_thing(r, "pupil")->own;
        Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
        Actor a = everything(STAFF);
        CHECK(reads_note(work_new(s->mem, tx, &s->school, &a, "test"), "documents", pupil, 0));
        tx_rollback(tx);
    }
    CHECK(reads_flush(s->school.reads, s->school.store));
    Exchange e = request(s, r->people[SUPERVISOR].cookie, "GET", "/bureau/journal?quoi=read", NULL, true);
    CHECK(e.status == 200 && answers(&e, arena_printf(s->mem, "\"person\":%lld", (long long) ready_thing(r, "pupil")->other)));
    e = request(s, r->people[RESTRICTED].cookie, "GET", "/bureau/journal", NULL, true);
    if (e.status == 200) {
        CHECK(answers(&e, arena_printf(s->mem, "\"person\":%lld", (long long) ready_thing(r, "pupil")->own)));
        CHECK(!answers(&e, arena_printf(s->mem, "\"person\":%lld", (long long) ready_thing(r, "pupil")->other)));
        CHECK(!answers(&e, "\"kind\":\"account\"") && !answers(&e, "\"kind\":\"operation\""));
    } else {
        CHECK_INT(e.status, 403);       /* reads.see is no right of that mode */
    }
}
TEST(the_journal_keeps_to_the_scope) { ready_on_both(&r, in_scope); }

int main(int argc, char **argv) {
    int code = test_main(argc, argv);
    ready_schools_end();
    return code;
}
