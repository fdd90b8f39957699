#include "school/imports/imports.h"

#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people.h"
#include "store/years.h"

typedef struct Run { const School *school; const Actor *actor; Arena *mem; const ImportAsk *ask; Report *report; Sources sources; Day exported; } Run;

/* ---- the right school, the right year, no number twice ---- */

static void note_file(Run *r, const Source *s) {
    Record first, *head = &first;
    int64_t year = 0;
    size_t start = 0;
    if (!record_next(s, &start, head))
        return;
    if (head->values[R_FILE_YEAR])
        str_int(head->values[R_FILE_YEAR], 1990, 2200, &year);
    *VEC_ADD(r->mem, &r->report->files) = (ReportFile){ .name = s->name, .format = str_equal(head->values[R_FILE_ROOT], "STS_EDT") ? "sts" : "siecle",
        .root = head->values[R_FILE_ROOT], .uai = head->values[R_FILE_UAI], .year = (int) year };
    Day exported = head->values[R_FILE_EXPORTED] ? day_parse_french(head->values[R_FILE_EXPORTED]) : NO_DAY;
    if (exported != NO_DAY && exported > r->exported)
        r->exported = exported;
}

static void check_file(Run *r, const ReportFile *f) {
    if (str_empty(f->root))
        return;                         /* unreadable: that has been said */
    if (!str_equal(f->uai, r->school->uai))
        report_problem(r->report, 1, f->name, 1, T_IMPORT_OTHER_SCHOOL, WITH(ARG_TEXT("theirs", f->uai), ARG_TEXT("ours", r->school->uai)));
    else if (f->year != r->school->year && !r->ask->accept_year)
        report_problem(r->report, 1, f->name, 1, T_IMPORT_OTHER_YEAR, WITH(ARG_INT("year", f->year), ARG_TEXT("ours", arena_printf(r->mem, "%d", r->school->year))));
}

/* One ELEVE_ID names one pupil: a file edited by hand may say otherwise, and must be mended first. */
static void check_numbers(Run *r, const Source *s) {
    Map lines = map_new(r->mem);
    Record rec;
    for (size_t at = 0; record_next(s, &at, &rec); ) {
        if (rec.kind != R_PUPIL || str_empty(rec.values[R_PUPIL_SIECLE_ID]))
            continue;
        uint32_t *first = map_get(&lines, rec.values[R_PUPIL_SIECLE_ID]);
        if (first) {
            report_problem(r->report, 1, s->name, rec.line, T_IMPORT_NUMBER_TWICE,
                WITH(ARG_TEXT("number", rec.values[R_PUPIL_SIECLE_ID]), ARG_INT("line", *first)));
            continue;
        }
        first = NEW(r->mem, uint32_t);
        *first = rec.line;
        map_put(&lines, rec.values[R_PUPIL_SIECLE_ID], first);
    }
}

static void read_all_files(Run *r) {
    for (size_t i = 0; i < r->ask->count; i++)
        reading_add(&r->sources, r->report, r->mem, r->ask->program, r->ask->paths[i], r->ask->names[i]);
    for (size_t i = 0; i < r->sources.count; i++)
        note_file(r, &r->sources.items[i]);
    if (r->report->exit == 2)
        return;
    for (size_t i = 0; i < r->report->files.count; i++)
        check_file(r, &r->report->files.items[i]);
    for (size_t i = 0; i < r->sources.count; i++)
        check_numbers(r, &r->sources.items[i]);
    if (!r->sources.count && !r->report->exit)
        report_problem(r->report, 2, NULL, 0, T_IMPORT_NOTHING, NULL);
}

/* ---- planning ---- */

static Plan *make_plan(Run *r, Work *w) {
    Plan *p = plan_new(w, r->report);
    p->first_day = (Day) db_int(w->tx, &IMPORT_YEAR, NO_VALUES);
    p->day = r->exported > p->first_day ? r->exported : p->first_day;
    for (size_t i = 0; i < r->ask->answer_count; i++)
        *VEC_ADD(r->mem, &p->answers) = (Decision){ .id = r->ask->answers[i].decision, .choice = r->ask->answers[i].choice };
    plan_read(p, r->sources.items, r->sources.count);
    return p;
}

static void refuse_undecided(Run *r, const Plan *p) {
    Arena *mem = r->mem;
    for (size_t i = 0; i < p->decisions.count; i++) {           /* the plan goes, the report stays */
        const Decision *d = &p->decisions.items[i];
        *VEC_ADD(mem, &r->report->decisions) = (Decision){ .id = arena_text(mem, d->id), .kind = d->kind, .label = arena_text(mem, d->label),
            .theirs = arena_text(mem, d->theirs), .ours = arena_text(mem, d->ours), .file = d->file, .line = d->line, .choice = arena_text(mem, d->choice) };
    }
    for (size_t i = 0; i < p->decisions.count; i++)
        if (!p->decisions.items[i].choice)
            report_problem(r->report, 1, p->decisions.items[i].file, p->decisions.items[i].line, T_IMPORT_UNDECIDED,
                WITH(ARG_TEXT("name", p->decisions.items[i].label)));
}

static void store_failed(Run *r, const Tx *tx) {
    const Fault *fault = tx_fault(tx);
    report_problem(r->report, 2, NULL, 0, T_IMPORT_STORE_FAILED, WITH(ARG_TEXT("reason", fault ? fault->statement : "")));
}

/* Reads the base and plans; the digest in MEM, NULL when something stands in the way. Numbers for new people are given here, in the school's own
 * base: an import that then fails leaves some unused. */
static const char *plan_first(Run *r) {
    Arena *mem = arena_child(r->mem);
    const char *digest = NULL;
    Tx *tx = tx_begin(r->school->store, mem, TX_READ);
    Work *w = work_new(mem, tx, r->school, r->actor, "import");
    Plan *p = make_plan(r, w);
    if (!tx_ok(tx))
        store_failed(r, tx);
    else
        refuse_undecided(r, p);
    if (!r->report->exit)
        digest = arena_text(r->mem, plan_digest(p));
    tx_rollback(tx);
    if (digest && !r->ask->dry_run && p->new_keys.count) {
        tx = tx_begin(r->school->store, mem, TX_WRITE);
        plan_reserve(work_new(mem, tx, r->school, r->actor, "import"), p);
        if (tx_commit(tx) != TX_DONE) {
            report_problem(r->report, 2, NULL, 0, T_IMPORT_STORE_FAILED, WITH(ARG_TEXT("reason", "person_number")));
            digest = NULL;
        }
    }
    arena_free(mem);
    return digest;
}

/* ---- applying ---- */

static void keep_report(Run *r, Work *w, const char *digest) {
    r->report->applied = true;
    r->report->import = r->ask->import;
    if (!r->report->import)
        r->report->import = db_int(w->tx, &IMPORT_ADD, VALUES(of_int(w->now), of_int(r->actor->account), of_text("applied"), of_text(digest), of_text("{}")));
    db_do(w->tx, &IMPORT_REPORT, VALUES(of_int(r->report->import), of_text("applied"), of_text(digest), of_text(report_json(r->report)),
        of_int(w->now), of_int(change_work(w->tx))));
}

static void apply(Run *r, const char *digest) {
    Arena *mem = arena_child(r->mem);
    Tx *tx = tx_begin(r->school->store, mem, TX_WRITE);
    Work *w = work_new(mem, tx, r->school, r->actor, "import");
    size_t warnings = r->report->warnings.count;
    Plan *p = make_plan(r, w);
    r->report->warnings.count = warnings;       /* the second reading says the same again */
    if (tx_ok(tx) && !str_equal(plan_digest(p), digest)) {
        report_problem(r->report, 1, NULL, 0, T_IMPORT_BASE_CHANGED, NULL);
        tx_rollback(tx);
        arena_free(mem);
        return;
    }
    if (plan_apply(p))
        keep_report(r, w, digest);
    if (!tx_ok(tx) || tx_conflicts(tx)) {
        store_failed(r, tx);
        tx_rollback(tx);
        r->report->applied = false;
    } else if (tx_commit(tx) != TX_DONE) {
        report_problem(r->report, 2, NULL, 0, T_IMPORT_STORE_FAILED, WITH(ARG_TEXT("reason", "commit")));
        r->report->applied = false;
    }
    arena_free(mem);
    if (!r->report->applied)
        r->report->import = 0;
}

Report *import_run(const School *school, const Actor *actor, Arena *mem, const ImportAsk *ask) {
    Instant start = instant_now();
    Run r = { .school = school, .actor = actor, .mem = mem, .ask = ask, .report = report_new(mem) };
    if (store_is_closed(school->store))
        report_problem(r.report, 1, NULL, 0, T_IMPORT_CLOSED_YEAR, WITH(ARG_INT("year", school->year)));
    else
        read_all_files(&r);
    const char *digest = r.report->exit ? NULL : plan_first(&r);
    r.report->digest = digest;
    if (digest && ask->digest && !str_equal(ask->digest, digest))
        report_problem(r.report, 1, NULL, 0, T_IMPORT_BASE_CHANGED, NULL);
    else if (digest && !ask->dry_run)
        apply(&r, digest);
    r.report->milliseconds = instant_now() - start;
    return r.report;
}
