#include "school/imports/imports.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/imports/import_details.h"
#include "school/imports/plan_edits.h"
#include "school/imports/plan_read.h"
#include "school/people/people.h"
#include "store/years.h"

#include <jansson.h>
#include <string.h>

typedef struct Importing {
    const School *school;
    const Actor *actor;
    Arena *mem;
    const ImportAsk *ask;
    Report *report;
    Sources sources;
    VEC(NewKey) ties;                   /* numbers to be tied to known persons once it is applied */
    size_t warnings;                    /* those of reading: planning again says its own again */
    int left_out;
    bool stopped;
    Instant start;
} Run;

#define FRAMES_MOST ((size_t) 512 * 1024 * 1024)        /* what all files of a call may come to, once read */

/* ---- what a person has said ---- */

const char *import_answers_json(Arena *mem, const ImportAnswers *answers) {
    Str s = str_new(mem, 256);
    str_printf(&s, "{\"mode\":\"%s\",\"accept_year\":%s,\"choices\":[", import_mode_words[answers->mode], answers->accept_year ? "true" : "false");
    for (size_t i = 0; i < answers->count; i++) {
        str_add(&s, i ? ",{\"decision\":" : "{\"decision\":");
        str_quote(&s, answers->items[i].decision);
        str_add(&s, ",\"choice\":");
        str_quote(&s, answers->items[i].choice);
        str_add(&s, "}");
    }
    str_add(&s, "]}");
    return s.data;
}

ImportAnswers import_answers_read(Arena *mem, const char *json) {
    json_t *all = json ? json_loads(json, 0, NULL) : NULL, *choices = json_object_get(all, "choices"), *one;
    ImportAnswer *items = NEW_ARRAY(mem, ImportAnswer, json_array_size(choices) + 1);
    ImportAnswers answers = { .items = items, .accept_year = json_is_true(json_object_get(all, "accept_year")) };
    const char *mode = json_string_value(json_object_get(all, "mode"));
    size_t i;
    for (int m = 0; import_mode_words[m]; m++)
        if (str_equal(import_mode_words[m], mode))
            answers.mode = (ImportMode) m;
    json_array_foreach(choices, i, one)
        items[answers.count++] = (ImportAnswer){ arena_text(mem, json_string_value(json_object_get(one, "decision"))),
            arena_text(mem, json_string_value(json_object_get(one, "choice"))) };
    json_decref(all);
    return answers;
}

static bool same_answers(const ImportAnswers *a, const ImportAnswers *b) {
    bool same = a->count == b->count && a->mode == b->mode;
    for (size_t i = 0; same && i < a->count; i++)
        same = str_equal(a->items[i].decision, b->items[i].decision) && str_equal(a->items[i].choice, b->items[i].choice);
    return same;
}

/* ---- the right school, the right year, no number twice ---- */

static void note_file(Run *r, const Source *s) {
    Record first, *head = &first;
    int64_t year = 0;
    size_t start = 0;
    if (!record_next(s, &start, head))
        return;
    const char *said = head->values[R_FILE_YEAR];       /* some write 2025-2026 */
    if (said)
        str_int(arena_text_n(r->mem, said, strspn(said, "0123456789")), 1990, 2200, &year);
    *VEC_ADD(r->mem, &r->report->files) = (ReportFile){ .name = s->name, .format = str_equal(head->values[R_FILE_ROOT], "STS_EDT") ? "sts" : "siecle",
        .root = head->values[R_FILE_ROOT], .uai = head->values[R_FILE_UAI], .year = (int) year };
}

static void check_file(Run *r, const ReportFile *f) {
    if (str_empty(f->root))
        return;                         /* unreadable: that has been said */
    if (str_empty(f->uai))
        report_problem(r->report, 1, f->name, 1, T_IMPORT_NO_SCHOOL, NULL);
    else if (strcasecmp(f->uai, r->school->uai) != 0)
        report_problem(r->report, 1, f->name, 1, T_IMPORT_OTHER_SCHOOL, WITH(ARG_TEXT("theirs", f->uai), ARG_TEXT("ours", r->school->uai)));
    else if (f->year != r->school->year && !r->ask->answers.accept_year)
        report_problem(r->report, 1, f->name, 1, T_IMPORT_OTHER_YEAR, WITH(ARG_INT("year", f->year), ARG_TEXT("ours", arena_printf(r->mem, "%d", r->school->year))));
}

static bool told_to_stop(Run *r, ImportStage stage, size_t file) {
    r->stopped = r->stopped || (r->ask->tell && !r->ask->tell(r->ask->context, stage, file));
    return r->stopped;
}

/* Each file has its bounds; all of them together must fit into memory too. */
static bool fits(Run *r) {
    size_t total = 0;
    for (size_t i = 0; i < r->sources.count; i++)
        total += r->sources.items[i].size;
    if (total > FRAMES_MOST)
        report_problem(r->report, 2, NULL, 0, T_IMPORT_TOO_LARGE, NULL);
    return total <= FRAMES_MOST;
}

static void read_all_files(Run *r) {
    Reading *reading = reading_begin(r->mem, &r->sources, r->report, r->ask->program);
    for (size_t i = 0; i < r->ask->count && !told_to_stop(r, IMPORT_READING, i) && fits(r); i++)
        reading_add(reading, r->ask->paths[i], r->ask->names[i]);
    reading_end(reading);
    for (size_t i = 0; i < r->sources.count; i++)
        note_file(r, &r->sources.items[i]);
    if (r->report->exit == 2)
        return;
    for (size_t i = 0; i < r->report->files.count; i++)
        check_file(r, &r->report->files.items[i]);
    for (size_t i = 0; i < r->sources.count; i++)
        plan_check_numbers(r->report, &r->sources.items[i]);
    if (!r->sources.count && !r->report->exit)
        report_problem(r->report, 2, NULL, 0, T_IMPORT_NOTHING, NULL);
}

/* ---- planning ---- */

static Plan *make_plan(Run *r, Work *w, const ImportAnswers *answers) {
    r->report->warnings.count = r->warnings;
    r->report->left_out = r->left_out;
    Plan *p = plan_new(w, r->report);
    p->first_day = (Day) db_int(w->tx, &IMPORT_YEAR, NO_VALUES);
    for (size_t i = 0; i < answers->count; i++)
        *VEC_ADD(w->mem, &p->answers) = (Decision){ .id = answers->items[i].decision, .choice = answers->items[i].choice };
    p->mode = answers->mode;
    plan_load_edits(p);
    plan_read(p, r->sources.items, r->sources.count);
    return p;
}

/* The plan goes, the report stays: what it says of it is copied. */
static void show_plan(Run *r, Plan *p) {
    Arena *mem = r->mem;
    r->report->digest = arena_text(mem, plan_digest(p));
    r->report->decisions.count = 0;
    for (size_t i = 0; i < p->decisions.count; i++) {
        const Decision *d = &p->decisions.items[i];
        *VEC_ADD(mem, &r->report->decisions) = (Decision){ .id = arena_text(mem, d->id), .kind = d->kind, .label = arena_text(mem, d->label),
            .theirs = arena_text(mem, d->theirs), .ours = arena_text(mem, d->ours), .facts = arena_text(mem, d->facts), .file = d->file, .line = d->line, .choice = arena_text(mem, d->choice) };
    }
    for (size_t i = 0; i < p->decisions.count; i++)
        if (!p->decisions.items[i].choice)
            report_problem(r->report, 1, p->decisions.items[i].file, p->decisions.items[i].line, T_IMPORT_UNDECIDED,
                WITH(ARG_TEXT("name", p->decisions.items[i].label)));
    if (r->ask->details)
        import_details(r->report, p);
    import_kept(r->report, p);
}

static void store_failed(Run *r, const char *statement) {
    r->report->store_fault = arena_text(r->mem, statement);
    report_problem(r->report, 2, NULL, 0, T_IMPORT_STORE_FAILED, WITH(ARG_TEXT("reason", statement)));
}

/* The base has changed since the plan was shown: under the same answers it would be another one now. */
static bool shown_is_stale(Run *r, Work *w) {
    if (!r->ask->digest || same_answers(&r->ask->shown, &r->ask->answers))
        return false;                   /* then the one plan tells */
    Arena *mem = arena_child(w->mem);   /* one plan at a time in memory */
    bool stale = !str_equal(plan_digest(make_plan(r, work_new(mem, w->tx, w->school, w->actor, "import"), &r->ask->shown)), r->ask->digest);
    arena_free(mem);
    return stale;
}

static void keep_ties(Run *r, const Plan *p) {
    for (size_t i = 0; i < p->new_keys.count; i++) {
        const NewKey *k = &p->new_keys.items[i];
        if (k->person)
            *VEC_ADD(r->mem, &r->ties) = (NewKey){ .system = k->system, .theirs = arena_text(r->mem, k->theirs), .number = k->person->id };
    }
}

void import_tie(Run *r) {
    if (!r->report->applied || !r->ties.count)
        return;
    Arena *mem = arena_child(r->mem);
    Work *w = work_new(mem, tx_begin(r->school->store, mem, TX_WRITE), r->school, r->actor, "import");
    for (size_t i = 0; i < r->ties.count; i++)
        person_tie(w, r->ties.items[i].system, r->ties.items[i].theirs, r->ties.items[i].number);
    tx_commit(w->tx);
    arena_free(mem);
}

/* Numbers for new people are given in the school's own base: an import that then fails leaves some unused. */
static void reserve(Run *r, Arena *mem, const Plan *p) {
    Tx *tx = tx_begin(r->school->store, mem, TX_WRITE);
    plan_reserve(work_new(mem, tx, r->school, r->actor, "import"), p);
    if (tx_commit(tx) != TX_DONE)
        store_failed(r, "person_number");
}

/* Reads the base and plans, in one snapshot. */
static void plan_first(Run *r) {
    Arena *mem = arena_child(r->mem);
    Tx *tx = tx_begin(r->school->store, mem, TX_READ);
    Work *w = work_new(mem, tx, r->school, r->actor, "import");
    bool stale = shown_is_stale(r, w);
    Plan *p = make_plan(r, w, &r->ask->answers);
    if (tx_ok(tx))
        show_plan(r, p);
    else
        store_failed(r, tx_fault(tx)->statement);
    tx_rollback(tx);
    if (stale || (r->ask->digest && r->report->digest && same_answers(&r->ask->shown, &r->ask->answers) && !str_equal(r->ask->digest, r->report->digest)))
        report_problem(r->report, 1, NULL, 0, T_IMPORT_BASE_CHANGED, NULL);
    keep_ties(r, p);
    if (!r->report->exit && !r->ask->dry_run && p->new_keys.count > r->ties.count)
        reserve(r, mem, p);
    arena_free(mem);
}

Importing *import_plan(const School *school, const Actor *actor, Arena *mem, const ImportAsk *ask) {
    Run *r = NEW(mem, Run);
    *r = (Run){ .school = school, .actor = actor, .mem = mem, .ask = ask, .report = report_new(mem), .start = instant_now() };
    r->report->mode = ask->answers.mode;
    if (store_is_closed(school->store))
        report_problem(r->report, 1, NULL, 0, T_IMPORT_CLOSED_YEAR, WITH(ARG_INT("year", school->year)));
    else
        read_all_files(r);
    r->warnings = r->report->warnings.count;
    r->left_out = r->report->left_out;
    if (!r->stopped && !r->report->exit && !told_to_stop(r, IMPORT_COMPARING, 0))
        plan_first(r);
    r->report->milliseconds = instant_now() - r->start;
    return r->stopped ? NULL : r;
}

Report *import_report(const Importing *r) { return r->report; }

/* ---- applying ---- */

void import_keep(Work *w, int64_t import, const char *state, const Report *report, const ImportAnswers *shown) {
    int64_t created = 0, updated = 0, gone = 0;
    for (int k = 0; k < REPORT_KINDS; k++) {
        created += report->changes[k].created;
        updated += report->changes[k].updated;
        gone += report->changes[k].gone;
    }
    bool applied = str_equal(state, "applied");
    db_do(w->tx, &IMPORT_KEEP, VALUES(of_int(import), of_text(state), of_text(report->digest ? report->digest : ""), of_text(report_json(report)),
        of_text(import_answers_json(w->mem, shown)), of_int(created), of_int(updated), of_int(gone), applied ? of_int(w->now) : of_null(),
        applied ? of_int(change_work(w->tx)) : of_null()));
    change_touch(w->tx, YEAR, "imports");
}

void import_apply(Importing *r, Work *w) {
    Report *report = r->report;
    if (report->exit)
        return;
    const char *digest = report->digest;
    Plan *p = report->rows ? make_plan(r, w, &r->ask->answers) : NULL;      /* the same files again: only that they were read is kept */
    if (!tx_ok(w->tx))
        return;
    if (p && !str_equal(plan_digest(p), digest)) {
        show_plan(r, p);
        report_problem(report, 1, NULL, 0, T_IMPORT_BASE_CHANGED, NULL);
        return;
    }
    if (p && !plan_apply(p))
        return;
    report->applied = true;
    report->import = r->ask->import;
    if (!report->import)
        report->import = db_int(w->tx, &IMPORT_ADD, VALUES(of_int(w->now), of_int(r->actor->account), of_text("applied"), of_text("{}"), of_null(), of_null(), of_null()));
    report->milliseconds = instant_now() - r->start;
    import_keep(w, report->import, "applied", report, &r->ask->answers);
}

static void apply_alone(Run *r) {
    Arena *mem = arena_child(r->mem);
    Tx *tx = tx_begin(r->school->store, mem, TX_WRITE);
    Work *w = work_new(mem, tx, r->school, r->actor, "import");
    import_apply(r, w);
    bool refused = r->report->exit != 0;
    const char *fault = !tx_ok(tx) ? arena_text(r->mem, tx_fault(tx)->statement) : tx_conflicts(tx) ? "conflict" : NULL;
    if (fault || refused)
        tx_rollback(tx);
    else if (tx_commit(tx) != TX_DONE)
        fault = "commit";
    arena_free(mem);
    if (fault)
        store_failed(r, fault);
    if (fault || refused) {
        r->report->applied = false;
        r->report->import = 0;
    }
}

Report *import_run(const School *school, const Actor *actor, Arena *mem, const ImportAsk *ask) {
    Run *r = import_plan(school, actor, mem, ask);
    must(r);                            /* nobody told it to stop */
    if (!r->report->exit && !ask->dry_run) {
        apply_alone(r);
        import_tie(r);
    }
    r->report->milliseconds = instant_now() - r->start;
    return r->report;
}
