/* Who saw what of whom, on both engines: lines that are written once, a queue that is bounded, a store that refuses them, what is shown to whom; and that no route
 * forgets. What one address answers: reads.http. */
#include "school/reads/reads_web.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/pages.h"
#include "gen/texts.h"
#include "school/lists/grid.h"
#include "test/ready_school.h"
#include "test/test.h"

#include <stdio.h>
#include <string.h>

static ReadySchool *r;

static int64_t lines(void) { return ready_number(r->small, "SELECT count(*) FROM read_line"); }
static bool flush(void) { return reads_flush(r->small->school.reads, r->small->school.store); }

/* WHO reads, at NOW; what they are is as the session has it. */
static bool notes(Who who, Instant now, const char *what, int64_t person, int64_t thing) {
    SmallSchool *s = r->small;
    Actor a = { .kind = KIND_STAFF, .account = r->people[who].account, .person = r->people[who].person, .mode = MODE_SCHOOL_LIFE };
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    Work *w = work_new(s->mem, tx, &s->school, &a, "test");
    w->now = now;
    bool told = reads_note(w, what, person, thing);
    tx_rollback(tx);
    return told;
}

static Exchange get(Who who, const char *path, bool json) { return request(r->small, r->people[who].cookie, "GET", path, NULL, json); }
static const char *at(const char *format, int64_t id) { return arena_printf(r->small->mem, "%s%lld", format, (long long) id); }
static int64_t own_pupil(void) { return ready_thing(r, "pupil")->own; }

/* ---- the queue ---- */

static void once(void) {
    int64_t pupil = own_pupil(), other = ready_thing(r, "pupil")->other;
    Instant quarter = 2000000 * READS_QUARTER;
    CHECK(notes(STAFF, quarter, "documents", pupil, 0) && notes(STAFF, quarter + READS_QUARTER - 1, "documents", pupil, 0));
    CHECK_INT(lines(), 0);                              /* nobody waited for the writer */
    CHECK(flush());
    CHECK_INT(lines(), 1);
    CHECK(notes(STAFF, quarter + 5, "documents", pupil, 0) && flush());
    CHECK_INT(lines(), 1);                              /* the base has it already */
    CHECK(notes(STAFF, quarter + READS_QUARTER, "documents", pupil, 0));
    CHECK(notes(STAFF, quarter, "document", pupil, 7) && notes(STAFF, quarter, "document", pupil, 8));
    CHECK(notes(SUPERVISOR, quarter, "documents", pupil, 0) && notes(STAFF, quarter, "documents", other, 0));
    CHECK(notes(STAFF, quarter, "documents", r->people[STAFF].person, 0));      /* one's own */
    CHECK(flush() && flush());
    CHECK_INT(lines(), 6);
    CHECK_INT(ready_number(r->small, "SELECT count(*) FROM read_line WHERE mode = 'school_life' AND quarter = 2000000"), 5);
    CHECK(!notes(STRANGER, quarter, "documents", pupil, 0));                    /* nobody is told of nobody */
    CHECK(!notes(STAFF, quarter, "documents", 0, 0));
}
TEST(a_read_is_one_line_a_quarter) { ready_on_both(&r, once); }

static void bounded(void) {
    int64_t pupil = own_pupil();
    for (int i = 1; i <= READS_MOST; i++)
        if (!notes(STAFF, 1, "document", pupil, i))
            CHECK_INT(i, 0);
    CHECK(!notes(STAFF, 1, "document", pupil, READS_MOST + 1));
    CHECK(notes(STAFF, 1, "document", pupil, 3));       /* which waits already */
    Exchange e = get(STAFF, at("/bureau/fichiers/", ready_thing(r, "document")->own), false);
    CHECK_INT(e.status, 503);
    CHECK(!answers(&e, "%PDF"));
    CHECK(flush());
    CHECK_INT(lines(), READS_MOST);
    CHECK_INT(get(STAFF, at("/bureau/fichiers/", ready_thing(r, "document")->own), false).status, 200);
}
TEST(the_queue_is_bounded) { ready_on_both(&r, bounded); }

/* What the store refuses waits; after a minute of that nobody is shown anything more of the kind. */
static void refused(void) {
    Store *store = r->small->school.store;
    Instant now = instant_now();
    int64_t pupil = own_pupil();
    CHECK(notes(STAFF, now, "documents", pupil, 0));
    store_fail_at(store, 1);
    CHECK(!flush());
    CHECK(notes(STAFF, now, "document", pupil, 1));     /* not yet */
    CHECK(!notes(STAFF, now + READS_LATE + 60000, "document", pupil, 2));
    CHECK(!flush());
    store_fail_at(store, 0);
    CHECK_INT(lines(), 0);
    CHECK(flush());
    CHECK_INT(lines(), 2);
    CHECK(notes(STAFF, now + READS_LATE + 60000, "document", pupil, 2));
}
TEST(a_store_that_refuses_lines_ends_reading) { ready_on_both(&r, refused); }

/* ---- who is shown what ---- */

static void shown(void) {
    const char *record = at("/bureau/eleves/", own_pupil()), *mine = at("/compte/consultations/", own_pupil());
    const char *named = arena_printf(r->small->mem, "/bureau/personnes/%lld/consultations", (long long) own_pupil());
    Exchange e = get(RESTRICTED, record, false);        /* who may not see documents has seen none */
    CHECK(e.status == 200 && flush());
    CHECK_INT(lines(), 0);
    e = get(STAFF, record, false);
    CHECK(e.status == 200 && answers(&e, "Certificat") && flush());
    CHECK_INT(lines(), 1);
    e = get(GUARDIAN, mine, false);
    CHECK(e.status == 200 && answers(&e, "les documents du dossier") && answers(&e, "Personnel, mode administratif"));
    CHECK(!answers(&e, "Certificat"));
    e = get(GUARDIAN, mine, true);
    CHECK(answers(&e, "\"what\":\"documents\"") && !answers(&e, "\"by\"") && !answers(&e, "\"account\"") && !answers(&e, "personnel"));
    CHECK_INT(get(TEACHER, mine, false).status, 404);
    e = get(SUPERVISOR, named, true);
    CHECK(e.status == 200 && answers(&e, "\"by\":\"personnel\""));
    CHECK_INT(get(STAFF, named, false).status, 403);
    store_fixture_tamper(r->small->fixture, arena_printf(r->small->mem, "UPDATE file SET ended_at = 1756700000000 WHERE person = %lld AND kind = 'document'", (long long) own_pupil()));
    e = get(SUPERVISOR, record, true);                  /* there is nothing of the kind to see */
    CHECK(e.status == 200 && flush());
    CHECK_INT(lines(), 1);
}
TEST(whom_it_concerns_is_told) { ready_on_both(&r, shown); }

static void pages_of_lines(void) {
    for (int i = 0; i < 60; i++)
        CHECK(notes(STAFF, READS_QUARTER * (i + 1), "documents", own_pupil(), 0));
    CHECK(flush());
    const char *mine = at("/compte/consultations/", own_pupil());
    Exchange e = get(PUPIL, mine, true);
    const char *next = strstr(e.answer, "\"next\":");
    CHECK(e.status == 200 && next);
    int64_t last = 0;
    CHECK(next && str_int(arena_text_n(r->small->mem, next + 7, strspn(next + 7, "0123456789")), 1, INT64_MAX, &last));
    e = get(PUPIL, arena_printf(r->small->mem, "%s?avant=%lld", mine, (long long) last), true);
    CHECK(e.status == 200 && !strstr(e.answer, "\"next\":") && answers(&e, "\"what\":\"documents\""));
    CHECK(!answers(&e, arena_printf(r->small->mem, "\"id\":%lld,", (long long) last)));
}
TEST(lines_come_in_pages) { ready_on_both(&r, pages_of_lines); }

/* A program that can tell nobody shows nothing. */
static void without_a_queue(void) {
    r->small->school.reads = NULL;
    Exchange e = get(STAFF, at("/bureau/eleves/", own_pupil()), false);
    CHECK(e.status == 503 && !answers(&e, "Certificat"));
    e = get(STAFF, at("/bureau/fichiers/", ready_thing(r, "document")->own), true);
    CHECK(e.status == 503 && !answers(&e, "%PDF"));
    CHECK_INT(get(RESTRICTED, at("/bureau/eleves/", own_pupil()), false).status, 200);
}
TEST(what_cannot_be_told_is_not_shown) { ready_on_both(&r, without_a_queue); }

/* ---- no route forgets ---- */

static Reply nothing(Request *rq) { return not_found(rq); }

static const char *checked_with(const Route *route) {
    static Feature forgetful;
    static Route routes[2];
    SmallSchool *s = r->small;
    const Feature *all[64] = { 0 };
    int n = 0;
    while (features[n])
        all[n] = features[n], n++;
    routes[0] = *route;
    forgetful = (Feature){ .name = "forgetful", .routes = routes };
    all[n] = &forgetful;
    Site site = s->site;
    site.features = all;
    const char *mistake = site_check(&site, s->mem);
    return mistake ? mistake : "";
}

TEST(a_route_that_forgets_keeps_the_server_from_starting) {
    r = ready_school(false);
    Route page = { GET, "/bureau/infirmerie/:pupil", nothing, guard_signed_in, READ, PORTAL_DESK, "desk.lists", &PAGE_FILES_PERSON };
    CHECK(strstr(checked_with(&page), "class D3"));
    page.reads = "documents";
    page.whose = "person";
    CHECK(strstr(checked_with(&page), "«person»"));
    page.whose = "pupil";
    CHECK_TEXT(checked_with(&page), "");
    Route bytes = { GET, "/bureau/infirmerie/:pupil/fichier", nothing, guard_signed_in, READ, PORTAL_DESK, "files.see" };
    CHECK(strstr(checked_with(&bytes), "class D3"));
    bytes.reads = READS_NOBODY;
    CHECK_TEXT(checked_with(&bytes), "");
    ready_school_done(r);
}

/* Whatever is told has words; and no list shows a column of the kind, since a list tells nobody yet. */
TEST(what_is_told_has_words) {
    Arena *mem = arena_new();
    int told = 0;
    for (int f = 0; features[f]; f++) {
        for (const Route *route = features[f]->routes; route && route->path; route++)
            if (!str_empty(route->reads)) {
                told++;
                if (!CHECK(words_find(arena_printf(mem, "read_what.%s", route->reads))))
                    printf("# %s\n", route->reads);
            }
        for (const Grid *const *g = features[f]->grids; g && *g; g++)
            CHECK(!reply_holds_told((*g)->page->type));
    }
    CHECK(told >= 11);
    arena_free(mem);
}

int main(int argc, char **argv) {
    int code = test_main(argc, argv);
    ready_schools_end();
    return code;
}
