/* The screens: operations, one operation, one object. */
#include "school/history/journal.h"

#include "base/str.h"
#include "base/vec.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/reads/reads.h"
#include "store/list.h"
#include "store/years.h"
#include "web/shown.h"

#define PAGE_WORKS 40
#define PAGE_LINES 60

static RightId undo;
RightId history_see;
static const RightInfo rights[] = { { "history.see", T_RIGHT_HISTORY_SEE, 2, &history_see, BRANCH_PRIVACY, OF_STAFF, "secretariat" },
    { "history.undo", T_RIGHT_HISTORY_UNDO, 2, &undo, BRANCH_PRIVACY, OF_OFFICE, "secretariat", .changes = true }, { 0 } };

/* ---- words ---- */

const char *history_what(Work *w, const char *act, int64_t undoes) {
    WorkDone undone;
    if (undoes)
        return words(w->mem, history_work(w->tx, YEAR, undoes, &undone) && undone.undoes ? T_ACT_REDO : T_ACT_UNDO, WITH(ARG_TEXT("number",
            arena_printf(w->mem, "%lld", (long long) undoes))));
    TextId text = shown_act(features, act);
    return words(w->mem, text ? text : T_ACT_OTHER, NULL);
}

const char *history_by(Work *w, int64_t account, const char *name) {
    return account && !str_empty(name) ? name : words(w->mem, account ? T_HISTORY_SOMEBODY : T_JOBS_BY_ITSELF, NULL);
}

static bool young(const Work *w, Instant at) { return w->now - at <= UNDO_DAYS * DAY_LONG && !store_is_closed(w->school->store); }
static bool may_undo(const Work *w, int64_t account) { return may(w, undo) || (account && account == w->actor->account); }

/* ---- operations ---- */

typedef struct Shown { int64_t id, at, account, undoes, objects; const char *who, *act; } Shown;
typedef VEC(Shown) ShownList;

static ShownList read_works(Work *w, const ListAsk *ask, const char **next) {
    ShownList all = { 0 };
    Rows r = list_rows(w->tx, &LIST_WORKS, ask);
    while (row_next(&r))
        *VEC_ADD(w->mem, &all) = (Shown){ row_int(&r, WORKS_ID), row_int(&r, WORKS_AT), row_int(&r, WORKS_ACCOUNT), row_int(&r, WORKS_UNDOES), row_int(&r, WORKS_OBJECTS),
            row_text(&r, WORKS_WHO, w->mem), row_text(&r, WORKS_ACT, w->mem) };
    *next = list_next(&r, w->mem);
    return all;
}

/* Of a work that touched one object: what it did to it, in a line. */
static const char **details_of(Work *w, const ShownList *works) {
    int64_t *ids = NEW_ARRAY(w->mem, int64_t, works->count + 1);
    const char **details = NEW_ARRAY(w->mem, const char *, works->count + 1);
    VEC(HistoryDeed) deeds = { 0 };
    size_t count = 0;
    for (size_t i = 0; i < works->count; i++)
        if (works->items[i].objects == 1)
            ids[count++] = works->items[i].id;
    Rows r = db_rows(w->tx, &WORKS_OF_ONE, VALUES(of_ids(ids, count)));
    while (row_next(&r)) {
        HistoryDeed d;
        const Table *table = history_table(w->tx, row_peek(&r, WORKS_OF_ONE_TABLE_NAME));
        if (!table || !history_deed(w->mem, table, row_text(&r, WORKS_OF_ONE_OBJECT, w->mem), row_peek(&r, WORKS_OF_ONE_FIELDS), &d))
            continue;
        d.work = row_int(&r, WORKS_OF_ONE_WORK);
        *VEC_ADD(w->mem, &deeds) = d;
    }
    Telling *t = telling_new(w);
    for (size_t k = 0; k < deeds.count; k++)
        telling_note(t, &deeds.items[k]);
    telling_learn(t);
    for (size_t i = 0; i < works->count; i++)
        for (size_t k = 0; k < deeds.count; k++)
            if (deeds.items[k].work == works->items[i].id && telling_shows(t, &deeds.items[k]))
                details[i] = telling_detail(t, &deeds.items[k]);
    return details;
}

static void add_work(Work *w, Doc *d, const Shown *s, const char *detail, int64_t by) {
    Doc *item = doc_add(d, "items");
    doc_int(item, "id", s->id);
    doc_int(item, "at", s->at);
    doc_text(item, "by", history_by(w, s->account, s->who));
    if (s->account)
        doc_int(item, "account", s->account);
    doc_text(item, "act", s->act);
    doc_text(item, "what", history_what(w, s->act, s->undoes));
    doc_text(item, "detail", detail);
    doc_int(item, "objects", s->objects);
    if (s->undoes)
        doc_int(item, "undoes", s->undoes);
    if (by)
        doc_int(item, "undone_by", by);
    doc_bool(item, "may_undo", !by && young(w, s->at) && !shown_act_stays(features, s->act) && may_undo(w, s->account));
}

static void add_works(Work *w, Doc *d, const ShownList *works) {
    const char **details = details_of(w, works);
    int64_t *ids = NEW_ARRAY(w->mem, int64_t, works->count + 1), *by = NEW_ARRAY(w->mem, int64_t, works->count + 1);
    for (size_t i = 0; i < works->count; i++)
        ids[i] = works->items[i].id;
    history_undone(w->tx, w->mem, YEAR, ids, by, works->count);
    for (size_t i = 0; i < works->count; i++)
        add_work(w, d, &works->items[i], details[i], by[i]);
}

typedef struct HistoryForm { int64_t par; Day jour; } HistoryForm;
static const Field history_fields[] = { FIELD(HistoryForm, par, .kind = FIELD_ID), FIELD(HistoryForm, jour, .kind = FIELD_DAY), { .kind = FIELD_END } };

static void add_people(Work *w, Doc *d) {
    doc_list(d, "people");
    Rows r = db_rows(w->tx, &WORKS_BY, NO_VALUES);
    while (row_next(&r)) {
        Doc *item = doc_add(d, "people");
        doc_int(item, "id", row_int(&r, WORKS_BY_ID));
        doc_text(item, "label", row_text(&r, WORKS_BY_LABEL, w->mem));
    }
}

static void add_next(Request *rq, Doc *d, const HistoryForm *f, const char *next) {
    Str s = str_new(rq->mem, 80);
    if (!next)
        return;
    doc_text(d, "next", next);
    str_printf(&s, "/bureau/historique?after=%s", url_encode(rq->mem, next));
    if (f->par)
        str_printf(&s, "&par=%lld", (long long) f->par);
    if (f->jour != NO_DAY)
        str_printf(&s, "&jour=%s", day_iso(rq->mem, f->jour));
    doc_text(d, "next_href", s.data);
}

static Reply show_history(Request *rq) {
    Work *w = rq->work;
    HistoryForm f = { .jour = NO_DAY };
    const char *next;
    form_read(rq, history_fields, &f);
    bool everybody = may(w, history_see), has_day = f.jour != NO_DAY && !has_problems(w);
    if (!everybody)
        f.par = w->actor->account;
    const Value filters[] = { [WORKS_FILTER_ACCOUNT] = f.par ? of_int(f.par) : of_null(), [WORKS_FILTER_SINCE] = has_day ? of_int(instant_of(f.jour, 0)) : of_null(),
        [WORKS_FILTER_UNTIL] = has_day ? of_int(instant_of(f.jour + 1, 0)) : of_null() };
    ListAsk ask = { .filters = filters, .sort = WORKS_SORT_NUMBER, .descending = true, .after = query_text(rq, "after"), .size = PAGE_WORKS };
    if (ask.after && !list_after_valid(&LIST_WORKS, &ask))
        ask.after = NULL;
    Doc *d = doc_new(w, &REPLY_HISTORY_HISTORY);
    doc_bool(d, "everybody", everybody);
    doc_list(d, "items");
    ShownList works = read_works(w, &ask, &next);
    add_works(w, d, &works);
    add_next(rq, d, &f, next);
    if (everybody)
        add_people(w, d);
    if (everybody && f.par)
        doc_int(d, "account", f.par);
    doc_day(d, "day", f.jour);
    doc_bool(d, "filtered", (everybody && f.par) || has_day);
    Reply reply = page(rq, &PAGE_HISTORY_HISTORY, d);
    reply.status = has_problems(w) ? 422 : 200;
    return reply;
}

/* ---- one operation ---- */

static Verdict sees_work(Request *rq) {
    WorkDone done;
    Work *w = rq->work;
    if (!history_work(w->tx, YEAR, path_id(rq, "work"), &done))
        return UNKNOWN;
    return may(w, history_see) || (done.account && done.account == w->actor->account) ? ALLOW : UNKNOWN;
}

static Verdict undoes_work(Request *rq) {
    WorkDone done;
    return history_work(rq->work->tx, YEAR, path_id(rq, "work"), &done) && may_undo(rq->work, done.account) ? ALLOW : UNKNOWN;
}

static void show_reasons(Work *w, Doc *d, const Undo *u) {
    static const char *const codes[] = { [UNDO_UNKNOWN] = "unknown", [UNDO_OLD] = "old", [UNDO_DONE] = "done", [UNDO_TOUCHED] = "touched", [UNDO_REFERRED] = "referred",
        [UNDO_MISSING] = "missing", [UNDO_TAKEN] = "taken" };
    Telling *t = telling_new(w);
    doc_list(d, "reasons");
    doc_int(d, "reason_count", (int64_t) u->reason_count);
    for (size_t i = 0; i < u->reason_count && i < UNDO_REASONS; i++) {
        Doc *item = doc_add(d, "reasons");
        doc_word(item, "code", codes[u->reasons[i].why]);
        doc_text(item, "text", reason_text(t, &u->reasons[i]));
        if (u->reasons[i].work)
            doc_int(item, "work", u->reasons[i].work);
    }
}

/* A large one that nothing simple forbids is looked through when it is taken back. */
static void show_undo(Work *w, Doc *d, const WorkDone *done, int64_t objects) {
    int64_t by;
    bool large = objects > HISTORY_LARGE;
    history_undone(w->tx, w->mem, YEAR, &done->id, &by, 1);
    if (by)
        doc_int(d, "undone_by", by);
    doc_bool(d, "large", large);
    if (shown_act_stays(features, done->act)) {
        doc_bool(d, "can_undo", false);
        Doc *item = doc_add(d, "reasons");
        doc_word(item, "code", "stays");
        doc_words(item, "text", T_UNDO_STAYS, NULL);
        doc_int(d, "reason_count", 1);
        return;
    }
    if (large && !by && young(w, done->at)) {
        doc_bool(d, "may_undo", may_undo(w, done->account));
        return;
    }
    const Undo *u = undo_check(w->tx, w->mem, YEAR, done->id, w->now);
    bool can = u->reason_count == 0 && !store_is_closed(w->school->store);
    doc_bool(d, "can_undo", can);
    doc_bool(d, "may_undo", can && may_undo(w, done->account));
    show_reasons(w, d, u);
}

static bool goes_on(const JobSeen *job) { return job && (str_equal(job->state, "waiting") || str_equal(job->state, "running")); }

static bool show_job(Work *w, Doc *d, int64_t work) {
    const JobSeen *job = job_about(w, history_about(w->mem, work));
    bool working = goes_on(job);
    doc_bool(d, "working", working);
    if (working)
        doc_words(d, "progress", job->note ? job->note : T_HISTORY_JOB_WAITS, NULL);
    if (job && str_equal(job->state, "failed"))
        doc_text(d, "error", job->error);
    return working;
}

static void show_tables(Work *w, Doc *d, int64_t work) {
    doc_list(d, "tables");
    Rows r = db_rows(w->tx, &WORK_TABLES, VALUES(of_int(work)));
    while (row_next(&r)) {
        const Table *table = history_table(w->tx, row_peek(&r, WORK_TABLES_TABLE_NAME));
        const TableText *text = table ? shown_table(features, table) : NULL;
        Doc *item = doc_add(d, "tables");
        doc_text(item, "table", row_text(&r, WORK_TABLES_TABLE_NAME, w->mem));
        if (text)
            doc_words(item, "label", text->label, NULL);
        else
            doc_text(item, "label", row_text(&r, WORK_TABLES_TABLE_NAME, w->mem));
        doc_int(item, "objects", row_int(&r, WORK_TABLES_OBJECTS));
    }
}

static void show_lines(Request *rq, Doc *d, int64_t work) {
    Work *w = rq->work;
    int64_t after = 0;
    size_t count;
    str_int(query_text(rq, "apres") ? query_text(rq, "apres") : "", 0, INT64_MAX, &after);
    Telling *t = telling_new(w);
    HistoryDeed *deeds = history_deeds(w->tx, w->mem, YEAR, work, after, PAGE_LINES + 1, &count);
    doc_list(d, "lines");
    for (size_t i = 0; i < count && i < PAGE_LINES; i++)
        telling_note(t, &deeds[i]);
    telling_learn(t);
    for (size_t i = 0; i < count && i < PAGE_LINES; i++)
        if (telling_shows(t, &deeds[i]))
            telling_add(t, doc_add(d, "lines"), &(Line){ .deed = deeds[i] });
    if (count > PAGE_LINES)
        doc_int(d, "next", deeds[PAGE_LINES - 1].id);
}

static Reply show_work(Request *rq) {
    static const char *const soon[] = { "Refresh", "2", NULL };
    Work *w = rq->work;
    WorkDone done;
    int64_t work = path_id(rq, "work"), objects = 0;
    const char *who = NULL;
    if (!history_work(w->tx, YEAR, work, &done))
        return not_found(rq);
    Rows r = db_rows(w->tx, &WORK_WHO, VALUES(of_int(work)));
    if (row_next(&r)) {
        who = row_text(&r, WORK_WHO_WHO, w->mem);
        objects = row_int(&r, WORK_WHO_OBJECTS);
    }
    rows_end(&r);
    Doc *d = doc_new(w, &REPLY_HISTORY_WORK);
    doc_int(d, "id", work);
    doc_int(d, "at", done.at);
    doc_text(d, "by", history_by(w, done.account, who));
    doc_text(d, "act", done.act);
    doc_text(d, "what", history_what(w, done.act, done.undoes));
    doc_int(d, "objects", objects);
    if (done.undoes)
        doc_int(d, "undoes", done.undoes);
    show_undo(w, d, &done, objects);
    bool working = show_job(w, d, work);
    show_tables(w, d, work);
    show_lines(rq, d, work);
    Reply reply = page(rq, &PAGE_HISTORY_WORK, d);
    if (working && !rq->wants_json)
        reply.headers = soon;
    return reply;
}

static Reply undo_work(Request *rq) {
    Work *w = rq->work;
    int64_t work = path_id(rq, "work"), objects = 0;
    Rows r = db_rows(w->tx, &WORK_WHO, VALUES(of_int(work)));
    if (row_next(&r))
        objects = row_int(&r, WORK_WHO_OBJECTS);
    rows_end(&r);
    if (objects > HISTORY_LARGE) {
        if (!goes_on(job_about(w, history_about(w->mem, work))))
            job_add(w, &history_jobs[0], history_about(w->mem, work), NULL);
        return see_other(rq, "/bureau/historique/%lld", (long long) work);
    }
    history_undo(w, work);
    if (has_problems(w))
        return again(rq, show_work);
    return see_other(rq, "/bureau/historique/%lld", (long long) change_work(w->tx));
}

/* ---- one object ---- */

Reply history_page(Request *rq, const HistorySubject *s) {
    Work *w = rq->work;
    int64_t before = INT64_MAX;
    size_t count;
    str_int(query_text(rq, "avant") ? query_text(rq, "avant") : "", 1, INT64_MAX, &before);
    Telling *t = telling_new(w);
    t->strict = s->colleague;
    t->root = history_table(w->tx, s->root);
    t->id = s->id;
    Doc *d = doc_new(w, &REPLY_HISTORY_OBJECT);
    doc_text(d, "name", s->label);
    doc_text(d, "back", s->back);
    doc_list(d, "lines");
    Line *lines = lines_of(w, s, before, PAGE_LINES + 1, &count);
    for (size_t i = 0; i < count && i < PAGE_LINES; i++)
        telling_note(t, &lines[i].deed);
    telling_learn(t);
    for (size_t i = 0; i < count && i < PAGE_LINES; i++) {
        lines[i].who = history_by(w, lines[i].account, lines[i].who);
        if (telling_shows(t, &lines[i].deed))
            telling_add(t, doc_add(d, "lines"), &lines[i]);
    }
    if (count > PAGE_LINES) {
        doc_int(d, "next", lines[PAGE_LINES - 1].deed.id);
        doc_text(d, "next_href", arena_printf(w->mem, "%s/historique?avant=%lld", s->back, (long long) lines[PAGE_LINES - 1].deed.id));
    }
    return page(rq, &PAGE_HISTORY_OBJECT, d);
}

/* ---- the feature ---- */

static const Route routes[] = {
    { GET, "/bureau/historique", show_history, guard_signed_in, SLOW, PORTAL_DESK, NULL, &PAGE_HISTORY_HISTORY, history_fields },
    { GET, "/bureau/historique/:work", show_work, sees_work, SLOW, PORTAL_DESK, NULL, &PAGE_HISTORY_WORK },
    { POST, "/bureau/historique/:work/annuler", undo_work, undoes_work, WRITE, PORTAL_DESK, NULL, &PAGE_HISTORY_WORK },
    { GET, "/bureau/journal", show_journal, guard_signed_in, SLOW, PORTAL_DESK, "reads.see", &PAGE_HISTORY_JOURNAL, journal_fields },
    { GET, "/bureau/journal/fichier", journal_file, guard_signed_in, SLOW, PORTAL_DESK, "reads.see", NULL, journal_fields },
    ROUTES_END,
};

static const Panel panels[] = { { .group = "admin", .rank = 4, .label = T_HISTORY_TITLE, .path = "/bureau/historique" },
    { .group = "admin", .rank = 4, .label = T_JOURNAL_TITLE, .path = "/bureau/journal", .right = &reads_see }, PANELS_END };

static const GuardName guards[] = { GUARD(sees_work), GUARD(undoes_work), { 0 } };

static const Processing processings[] = { { "traces", T_REGISTER_TRACES, T_REGISTER_TRACES_WHY, T_REGISTER_TRACES_BASIS, OF_EVERYBODY, 2,
        OF_TABLES(&TABLE_YEAR_WORK, &TABLE_YEAR_AUDIT, &TABLE_SCHOOL_WORK, &TABLE_SCHOOL_AUDIT), .rights = "history.see history.undo", .kept = T_REGISTER_KEPT_TRACES }, { 0 } };

const Feature history_feature = { .name = "history", .routes = routes, .rights = rights, .panels = panels, .guards = guards, .jobs = history_jobs,
    .processings = processings };
