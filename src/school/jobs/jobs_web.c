/* The screen of jobs: what the server is doing, for whom, how far it is, what came of it; and a button to stop it.
 *
 * Right: jobs.see_all (everybody's; one's own need none). */
#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "web/feature.h"

#include <string.h>

static RightId see_all;
static const RightInfo rights[] = { { "jobs.see_all", T_RIGHT_JOBS_SEE_ALL, 1, &see_all, BRANCH_ADMIN, OF_OFFICE }, { 0 } };

static const JobKind *kind_named(const char *name) {
    for (int f = 0; features[f]; f++)
        for (const JobKind *k = features[f]->jobs; k && k->name; k++)
            if (str_equal(k->name, name))
                return k;
    return NULL;
}

static void show_kind(Doc *item, const char *name, const char *about, Arena *mem) {
    const JobKind *kind = kind_named(name);
    const char *slash = strchr(about, '/');
    doc_text(item, "kind", name);
    doc_words(item, "label", kind ? kind->label : T_JOBS_OTHER_KIND, NULL);
    if (kind && kind->page && slash)
        doc_text(item, "href", arena_printf(mem, "%s%s", kind->page, slash));
}

static void show_times(Doc *item, const Rows *r) {
    doc_int(item, "created_at", row_int(r, JOBS_RECENT_CREATED_AT));
    if (!row_null(r, JOBS_RECENT_STARTED_AT))
        doc_int(item, "started_at", row_int(r, JOBS_RECENT_STARTED_AT));
    if (!row_null(r, JOBS_RECENT_ENDED_AT))
        doc_int(item, "ended_at", row_int(r, JOBS_RECENT_ENDED_AT));
}

static void show_job(Work *w, Doc *item, const Rows *r) {
    Arena *mem = w->mem;
    int64_t account = row_int(r, JOBS_RECENT_ACCOUNT);
    const char *state = row_text(r, JOBS_RECENT_STATE, mem);
    bool open = str_equal(state, "waiting") || str_equal(state, "running"), cancel = row_int(r, JOBS_RECENT_CANCEL);
    JobSeen seen = { .note = words_find(row_peek(r, JOBS_RECENT_NOTE)), .done = row_int(r, JOBS_RECENT_DONE), .total = row_int(r, JOBS_RECENT_TOTAL) };
    doc_int(item, "id", row_int(r, JOBS_RECENT_ID));
    show_kind(item, row_text(r, JOBS_RECENT_KIND, mem), row_text(r, JOBS_RECENT_ABOUT, mem), mem);
    if (account)
        doc_text(item, "by", row_text(r, JOBS_RECENT_LOGIN, mem));
    else
        doc_words(item, "by", T_JOBS_BY_ITSELF, NULL);
    doc_bool(item, "mine", account == w->actor->account);
    doc_word(item, "state", state);
    if (open && seen.note)
        doc_text(item, "progress", job_note(mem, &seen));
    doc_int(item, "done", seen.done);
    doc_int(item, "total", seen.total);
    doc_bool(item, "cancel_asked", open && cancel);
    doc_bool(item, "may_cancel", open && !cancel);
    doc_text(item, "error", job_error(mem, row_text(r, JOBS_RECENT_ERROR, mem), row_text(r, JOBS_RECENT_ERROR_VALUES, mem)));
    show_times(item, r);
}

static Reply show_jobs(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_JOBS_JOBS);
    bool everybody = may(w, see_all);
    doc_bool(d, "everybody", everybody);
    doc_list(d, "items");
    Rows r = db_rows(w->tx, &JOBS_RECENT, VALUES(of_int(w->actor->account), of_int(everybody)));
    while (row_next(&r))
        show_job(w, doc_add(d, "items"), &r);
    return page(rq, &PAGE_JOBS_JOBS, d);
}

static Verdict may_cancel(Request *rq) {
    const JobSeen *job = job_read(rq->work, path_id(rq, "job"));
    return job && ((job->account && job->account == rq->work->actor->account) || may(rq->work, see_all)) ? ALLOW : UNKNOWN;
}

/* One that has ended meanwhile stays as it is: the page says so. */
static Reply cancel_job(Request *rq) {
    job_cancel(rq->work, path_id(rq, "job"));
    return see_other(rq, "/bureau/taches");
}

static const Route routes[] = {
    { GET, "/bureau/taches", show_jobs, guard_signed_in, READ, PORTAL_DESK, NULL, &PAGE_JOBS_JOBS },
    { POST, "/bureau/taches/:job/annuler", cancel_job, may_cancel, WRITE, PORTAL_DESK, NULL },
    ROUTES_END,
};

static const Panel panels[] = { { .group = "admin", .rank = 3, .label = T_JOBS_TITLE, .path = "/bureau/taches" }, PANELS_END };

static const GuardName guards[] = { GUARD(may_cancel), { 0 } };

static const Topic topics[] = { { "jobs", .guard = guard_signed_in }, { 0 } };

static const Processing processings[] = { { "traces", .persons = OF_WHO_WORKS, .data_class = 1, .tables = OF_TABLES(&TABLE_JOB), .rights = "jobs.see_all",
        .kept = T_REGISTER_KEPT_JOBS, .days = JOBS_KEPT_DAYS }, { 0 } };

const Feature jobs_feature = { .name = "jobs", .routes = routes, .topics = topics, .rights = rights, .panels = panels, .guards = guards,
    .processings = processings };
