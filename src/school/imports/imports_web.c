/* Imports from the desk: files are sent and read by a job, a plan is shown, decisions are taken, another job applies it. Between these the files lie
 * sealed in the school folder; they go when the import is applied, abandoned, or a week old. */
#include "school/imports/imports.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/imports/sealed_files.h"
#include "store/history.h"
#include "web/feature.h"

#include <jansson.h>

RightId imports_use;
static const RightInfo rights[] = { { "imports.use", T_RIGHT_IMPORTS_USE, 2, &imports_use, BRANCH_ADMIN, OF_OFFICE, "secretariat", .changes = true }, { 0 } };

/* ---- the reports kept in the base, read again ---- */

static const char *text_of(json_t *object, const char *key, Arena *mem) {
    return arena_text(mem, json_string_value(json_object_get(object, key)));
}

/* The details of one kind: who, and in what. */
static void show_details(Doc *row, json_t *details, const char *kind, Arena *mem) {
    json_t *one, *text;
    size_t i, f;
    doc_list(row, "details");
    json_array_foreach(details, i, one) {
        if (!str_equal(json_string_value(json_object_get(one, "kind")), kind))
            continue;
        Doc *item = doc_add(row, "details");
        doc_text(item, "label", text_of(one, "label", mem));
        doc_word(item, "change", text_of(one, "change", mem));
        doc_list(item, "what");
        json_array_foreach(json_object_get(one, "fields"), f, text)
            doc_add_text(item, "what", arena_text(mem, json_string_value(text)));
    }
}

static void show_counts(Doc *d, json_t *report, Arena *mem) {
    json_t *changes = json_object_get(report, "changes"), *details = json_object_get(report, "details");
    doc_list(d, "changes");
    doc_bool(d, "detailed", json_array_size(details) > 0);
    for (int k = 0; report_kind_words[k]; k++) {
        json_t *n = json_object_get(changes, report_kind_words[k]);
        static const char *const keys[] = { "created", "updated", "unchanged", "gone" };
        int64_t total = 0;
        for (int i = 0; i < 4; i++)
            total += json_integer_value(json_object_get(n, keys[i]));
        if (!total)
            continue;
        Doc *row = doc_add(d, "changes");
        doc_word(row, "kind", report_kind_words[k]);
        doc_words(row, "label", words_find(arena_printf(mem, "report.%s", report_kind_words[k])), NULL);
        for (int i = 0; i < 4; i++)
            doc_int(row, keys[i], json_integer_value(json_object_get(n, keys[i])));
        show_details(row, details, report_kind_words[k], mem);
    }
}

static void show_lines(Doc *d, const char *key, json_t *lines, Arena *mem) {
    json_t *line;
    size_t i;
    doc_list(d, key);
    json_array_foreach(lines, i, line) {
        Doc *item = doc_add(d, key);
        doc_text(item, "file", text_of(line, "file", mem));
        doc_int(item, "line", json_integer_value(json_object_get(line, "line")));
        doc_text(item, "code", text_of(line, "code", mem));
        doc_text(item, "text", text_of(line, "text", mem));
    }
}

/* What an open decision says as a problem too stands with the decision. */
static void show_stops(Doc *d, json_t *problems, Arena *mem) {
    json_t *line;
    size_t i;
    doc_list(d, "stops");
    json_array_foreach(problems, i, line) {
        const char *code = json_string_value(json_object_get(line, "code"));
        if (str_equal(code, words_id(T_IMPORT_UNDECIDED)))
            continue;
        if (str_equal(code, words_id(T_IMPORT_OTHER_YEAR)))
            doc_bool(d, "other_year", true);
        Doc *item = doc_add(d, "stops");
        doc_text(item, "file", text_of(line, "file", mem));
        doc_int(item, "line", json_integer_value(json_object_get(line, "line")));
        doc_text(item, "text", text_of(line, "text", mem));
    }
}

static void show_decisions(Doc *d, json_t *decisions, Arena *mem) {
    json_t *one;
    size_t i;
    int64_t open = 0;
    doc_list(d, "decisions");
    json_array_foreach(decisions, i, one) {
        Doc *item = doc_add(d, "decisions");
        const char *choice = text_of(one, "choice", mem);
        doc_text(item, "decision", text_of(one, "decision", mem));
        doc_text(item, "label", text_of(one, "label", mem));
        doc_text(item, "theirs", text_of(one, "theirs", mem));
        doc_text(item, "ours", text_of(one, "ours", mem));
        doc_text(item, "facts", text_of(one, "facts", mem));
        doc_word(item, "choice", choice);
        open += choice == NULL;
    }
    doc_int(d, "undecided", open);
}

/* What stays as somebody wrote it here; each may follow the file after all. */
static void show_kept(Doc *d, json_t *report, Arena *mem) {
    static const char *const texts[] = { "decision", "label", "field", "ours", "theirs", "by", "text", "file" };
    json_t *kept = json_object_get(report, "kept"), *one;
    size_t i;
    const char *mode = text_of(report, "mode", mem);
    doc_word(d, "mode", mode ? mode : import_mode_words[MODE_OVERWRITE]);     /* of before there were modes */
    doc_int(d, "kept_count", json_integer_value(json_object_get(report, "kept_count")));
    doc_list(d, "kept");
    json_array_foreach(kept, i, one) {
        Doc *item = doc_add(d, "kept");
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
            doc_text(item, texts[t], text_of(one, texts[t], mem));
        doc_word(item, "what", text_of(one, "what", mem));
        doc_word(item, "choice", text_of(one, "choice", mem));
        doc_bool(item, "taken", str_equal(text_of(one, "choice", mem), "file"));
        doc_bool(item, "news", json_is_true(json_object_get(one, "news")));
        doc_int(item, "line", json_integer_value(json_object_get(one, "line")));
        doc_day(item, "on", day_parse_iso(text_of(one, "on", mem)));
    }
}

static void show_files(Doc *d, json_t *files, Arena *mem) {
    json_t *file;
    size_t i;
    doc_list(d, "files");
    json_array_foreach(files, i, file) {
        Doc *item = doc_add(d, "files");
        doc_text(item, "name", text_of(file, "name", mem));
        doc_text(item, "root", text_of(file, "root", mem));
    }
}

/* ---- how far its job is ---- */

static void show_progress(Work *w, Doc *d, const JobSeen *job, json_t *files) {
    Doc *p = doc_object(d, "progress");
    bool reading = job && job->note == T_IMPORT_NOTE_READING, started = job && job->note;
    const char *file = reading ? json_string_value(json_object_get(json_array_get(files, (size_t) job->done - 1), "name")) : NULL;
    if (file)
        doc_words(p, "text", T_IMPORT_READING_FILE, WITH(ARG_TEXT("file", arena_text(w->mem, file)), ARG_INT("done", job->done), ARG_INT("total", job->total)));
    else if (started)
        doc_text(p, "text", job_note(w->mem, job));
    else
        doc_words(p, "text", T_IMPORT_WAITS, NULL);
    if (started) {
        doc_int(p, "done", job->done);
        doc_int(p, "total", job->total);
    }
    doc_bool(p, "resumed", job && job->attempts > 1);
}

static bool show_job(Work *w, Doc *d, int64_t id, const char *state, json_t *files) {
    bool working = str_equal(state, "reading") || str_equal(state, "applying");
    const JobSeen *job = job_about(w, import_about(w->mem, id));
    bool stopped = str_equal(state, "failed") || str_equal(state, "planned");
    if (working)
        show_progress(w, d, job, files);
    if (job && (working || (stopped && str_equal(job->state, "failed"))))
        doc_text(d, "error", job->error);
    doc_bool(d, "working", working);
    doc_words(d, "title", str_equal(state, "reading") ? T_IMPORT_READING_NOW : str_equal(state, "applying") ? T_IMPORT_APPLYING_NOW
        : str_equal(state, "planned") ? T_IMPORT_PREVIEW : T_IMPORT_DONE, NULL);
    return working;
}

static Reply show_import(Request *rq) {
    static const char *const soon[] = { "Refresh", "2", NULL };         /* the page as it will be, with or without scripts */
    Work *w = rq->work;
    int64_t id = path_id(rq, "import");
    Rows r = db_rows(w->tx, &IMPORT_READ, VALUES(of_int(id)));
    if (!row_next(&r))
        return not_found(rq);
    Doc *d = doc_new(w, &REPLY_IMPORTS_IMPORT);
    const char *state = row_text(&r, IMPORT_READ_STATE, w->mem);
    json_t *report = json_loads(row_peek(&r, IMPORT_READ_REPORT), 0, NULL);
    doc_int(d, "id", id);
    doc_int(d, "at", row_int(&r, IMPORT_READ_AT));
    doc_text(d, "by", row_text(&r, IMPORT_READ_LOGIN, w->mem));
    doc_word(d, "state", state);
    if (!row_null(&r, IMPORT_READ_APPLIED_AT))
        doc_int(d, "applied_at", row_int(&r, IMPORT_READ_APPLIED_AT));
    int64_t work = row_int(&r, IMPORT_READ_WORK);
    rows_end(&r);
    if (work && history_work(w->tx, YEAR, work, &(WorkDone){ 0 }))      /* one that changed nothing left none */
        doc_int(d, "work", work);
    bool working = show_job(w, d, id, state, json_object_get(report, "files"));
    show_files(d, json_object_get(report, "files"), w->mem);
    show_counts(d, report, w->mem);
    show_lines(d, "warnings", json_object_get(report, "warnings"), w->mem);
    show_lines(d, "problems", json_object_get(report, "problems"), w->mem);
    show_stops(d, json_object_get(report, "problems"), w->mem);
    show_decisions(d, json_object_get(report, "decisions"), w->mem);
    show_kept(d, report, w->mem);
    json_decref(report);
    Reply reply = page(rq, &PAGE_IMPORTS_IMPORT, d);
    if (working && !rq->wants_json)
        reply.headers = soon;
    return reply;
}

static Reply show_imports(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_IMPORTS_IMPORTS);
    doc_word(d, "mode", import_mode_words[MODE_KEEP]);
    doc_list(d, "items");
    Rows r = db_rows(w->tx, &IMPORTS_LAST, NO_VALUES);
    while (row_next(&r)) {
        Doc *item = doc_add(d, "items");
        bool counted = !row_null(&r, IMPORTS_LAST_CREATED);
        doc_int(item, "id", row_int(&r, IMPORTS_LAST_ID));
        doc_int(item, "at", row_int(&r, IMPORTS_LAST_AT));
        doc_word(item, "state", row_text(&r, IMPORTS_LAST_STATE, w->mem));
        doc_text(item, "by", row_text(&r, IMPORTS_LAST_LOGIN, w->mem));
        doc_bool(item, "counted", counted);
        if (!counted)
            continue;
        doc_int(item, "created", row_int(&r, IMPORTS_LAST_CREATED));
        doc_int(item, "updated", row_int(&r, IMPORTS_LAST_UPDATED));
        doc_int(item, "gone", row_int(&r, IMPORTS_LAST_GONE));
    }
    return page(rq, &PAGE_IMPORTS_IMPORTS, d);
}

/* ---- files come in ---- */

typedef struct Start { const char *folder, *const *names; size_t count; ImportMode mode; int64_t id; } Start;
static void write_start(Work *own, void *what) {
    Start *s = what;
    s->id = import_start(own, s->folder, s->names, s->count, &(ImportAnswers){ .mode = s->mode });
}

/* Sealing 64 MB keeps no writer waiting. */
static int64_t start(Work *w, const char *folder, const char *const *names, size_t count, ImportMode mode) {
    Start s = { folder, names, count, mode, 0 };
    TxEnd end = work_apart(w, "import", write_start, &s);
    if (end == TX_FAILED || end == TX_AGAIN)
        sealed_files_remove(w->school, folder);         /* unknown: the row may be there; if not, the files are swept */
    return s.id;
}

typedef struct ModeForm { int mode; } ModeForm;
static const Field mode_fields[] = { FIELD(ModeForm, mode, .kind = FIELD_CHOICE, .choices = import_mode_words), { .kind = FIELD_END } };

/* As posted; not said, SHOWN. */
static ImportMode mode_posted(Request *rq, ImportMode shown) {
    ModeForm f = { 0 };
    form_read(rq, mode_fields, &f);
    return str_empty(form_typed(rq, "mode")) ? shown : (ImportMode) f.mode;
}

static Reply send_files(Request *rq) {
    Work *w = rq->work;
    ImportMode mode = mode_posted(rq, MODE_KEEP);
    size_t count;
    Upload *uploads = form_uploads(rq, &count);
    if (!count || count > SEALED_FILES_MOST) {
        problem(w, count ? T_IMPORT_TOO_MANY_FILES : T_IMPORT_CHOOSE_FILES, WITH(ARG_INT("n", SEALED_FILES_MOST)), "files");
    }
    if (has_problems(w))
        return again(rq, show_imports);
    const char **paths = NEW_ARRAY(rq->mem, const char *, count), **names = NEW_ARRAY(rq->mem, const char *, count);
    for (size_t i = 0; i < count; i++) {
        paths[i] = uploads[i].path;
        names[i] = uploads[i].name;
    }
    const char *folder = sealed_files_keep(w->school, rq->mem, paths, names, count);
    if (!folder) {
        problem(w, T_IMPORT_NOT_KEPT, NULL, "files");
        return again(rq, show_imports);
    }
    return see_other(rq, "/bureau/imports/%lld", (long long) start(w, folder, names, count, mode));
}

/* ---- deciding and applying ---- */

typedef struct ChoiceForm { const char *decision, *choice; } ChoiceForm;
static const Field choice_fields[] = { FIELD(ChoiceForm, decision, .kind = FIELD_WORD, .required = true), FIELD(ChoiceForm, choice, .kind = FIELD_WORD),
    { .kind = FIELD_END } };
typedef struct ApplyForm { bool accept_year; int mode; } ApplyForm;
static const Field apply_fields[] = { FIELD(ApplyForm, accept_year, .kind = FIELD_BOOL), FIELD(ApplyForm, mode, .kind = FIELD_CHOICE, .choices = import_mode_words),
    { .kind = FIELD_END } };

static Verdict import_is(Request *rq, const char *const *states) {
    Verdict verdict = UNKNOWN;
    Rows r = db_rows(rq->work->tx, &IMPORT_READ, VALUES(of_int(path_id(rq, "import"))));
    if (row_next(&r))
        for (int i = 0; states[i] && verdict == UNKNOWN; i++)
            verdict = str_equal(row_peek(&r, IMPORT_READ_STATE), states[i]) ? ALLOW : UNKNOWN;
    rows_end(&r);
    return verdict;
}

static Verdict import_is_planned(Request *rq) { return import_is(rq, (const char *const[]){ "planned", NULL }); }
static Verdict import_can_be_read(Request *rq) { return import_is(rq, (const char *const[]){ "planned", "failed", NULL }); }
static Verdict import_is_open(Request *rq) { return import_is(rq, (const char *const[]){ "reading", "planned", "failed", NULL }); }

static const char *choice_for(const ImportAnswer *answers, size_t count, const char *decision) {
    for (size_t i = 0; i < count; i++)
        if (str_equal(answers[i].decision, decision))
            return answers[i].choice;
    return NULL;
}

typedef struct Posted { ImportAnswer *items; size_t count; } Posted;

static Posted posted_in(Request *rq, const char *list) {
    Posted p;
    ChoiceForm *forms = form_list(rq, list, choice_fields, sizeof *forms, KEPT_MOST, &p.count);
    p.items = NEW_ARRAY(rq->mem, ImportAnswer, p.count + 1);
    for (size_t i = 0; i < p.count; i++)
        p.items[i] = (ImportAnswer){ forms[i].decision, forms[i].choice ? forms[i].choice : "" };
    return p;
}

/* What is kept stays kept unless its box is ticked; a page that does not post it leaves it as it was. */
static void add_taken(Request *rq, json_t *report, const ImportAnswers *shown, ImportAnswers *answers, ImportAnswer *all) {
    Posted posted = posted_in(rq, "kept");
    json_t *one;
    size_t i;
    json_array_foreach(json_object_get(report, "kept"), i, one) {
        const char *id = text_of(one, "decision", rq->mem), *choice = choice_for(posted.items, posted.count, id);
        if (str_equal(choice ? choice : choice_for(shown->items, shown->count, id), "file"))
            all[answers->count++] = (ImportAnswer){ id, "file" };
    }
}

/* What was decided before and is decided now, in the order of the questions, so that equal answers are equal texts. NEED_ALL: what is left is a problem. */
static ImportAnswers decided(Request *rq, json_t *report, const ImportAnswers *shown, bool need_all) {
    ApplyForm f = { 0 };
    size_t i;
    json_t *one, *decisions = json_object_get(report, "decisions");
    form_read(rq, apply_fields, &f);
    Posted posted = posted_in(rq, "decisions");
    ImportAnswer *all = NEW_ARRAY(rq->mem, ImportAnswer, json_array_size(decisions) + json_array_size(json_object_get(report, "kept")) + 1);
    ImportAnswers answers = { .items = all, .accept_year = f.accept_year || shown->accept_year, .mode = mode_posted(rq, shown->mode) };
    json_array_foreach(decisions, i, one) {
        const char *id = text_of(one, "decision", rq->mem), *choice = choice_for(posted.items, posted.count, id);
        if (str_empty(choice))
            choice = choice_for(shown->items, shown->count, id);
        if (choice && (str_equal(choice, "same") || str_equal(choice, "other")))
            all[answers.count++] = (ImportAnswer){ id, choice };
        else if (need_all)
            problem(rq->work, T_IMPORT_UNDECIDED, WITH(ARG_TEXT("name", text_of(one, "label", rq->mem))), "decisions.%zu.choice", i);
    }
    add_taken(rq, report, shown, &answers, all);
    return answers;
}

/* What was shown of an import, and under which answers. */
typedef struct Shown { json_t *report; ImportAnswers answers; const char *state; bool plan; } Shown;

static bool read_shown(Request *rq, Shown *out) {
    Work *w = rq->work;
    Rows r = db_rows(w->tx, &IMPORT_READ, VALUES(of_int(path_id(rq, "import"))));
    if (!row_next(&r))
        return false;
    const char *asked = row_text(&r, IMPORT_READ_ASKED, w->mem), *answers = row_text(&r, IMPORT_READ_ANSWERS, w->mem);
    *out = (Shown){ .report = json_loads(row_peek(&r, IMPORT_READ_REPORT), 0, NULL), .answers = import_answers_read(w->mem, asked ? asked : answers),
        .state = row_text(&r, IMPORT_READ_STATE, w->mem), .plan = !str_empty(row_peek(&r, IMPORT_READ_DIGEST)) };
    rows_end(&r);
    return true;
}

/* A plan that has been shown is applied; where there was none yet (files of another year) or it was of another mode, the files are read again first. */
static Reply apply_import(Request *rq) {
    int64_t id = path_id(rq, "import");
    Shown shown;
    if (!read_shown(rq, &shown))
        return not_found(rq);
    bool same_mode = mode_posted(rq, shown.answers.mode) == shown.answers.mode;
    ImportAnswers asked = decided(rq, shown.report, &shown.answers, same_mode);
    json_decref(shown.report);
    if (has_problems(rq->work))
        return again(rq, show_import);
    if (shown.plan && same_mode)
        import_start_applying(rq->work, id, &asked);
    else
        import_start_again(rq->work, id, &asked);
    return see_other(rq, "/bureau/imports/%lld", (long long) id);
}

/* After a reading that failed, or to see the plan of another mode: what was decided stays so. */
static Reply read_again(Request *rq) {
    int64_t id = path_id(rq, "import");
    Shown shown;
    if (!read_shown(rq, &shown))
        return not_found(rq);
    ImportAnswers asked = str_equal(shown.state, "failed") ? shown.answers : decided(rq, shown.report, &shown.answers, false);
    json_decref(shown.report);
    if (has_problems(rq->work))
        return again(rq, show_import);
    import_start_again(rq->work, id, &asked);
    return see_other(rq, "/bureau/imports/%lld", (long long) id);
}

static Reply abandon_import(Request *rq) {
    import_abandon(rq->work, path_id(rq, "import"));
    return see_other(rq, "/bureau/imports");
}

static Verdict import_exists(Request *rq) {
    Rows r = db_rows(rq->work->tx, &IMPORT_READ, VALUES(of_int(path_id(rq, "import"))));
    bool there = row_next(&r);
    rows_end(&r);
    return there ? ALLOW : UNKNOWN;
}

static const Route routes[] = {
    { GET, "/bureau/imports", show_imports, guard_signed_in, READ, PORTAL_DESK, "imports.use", &PAGE_IMPORTS_IMPORTS },
    { POST, "/bureau/imports", send_files, guard_signed_in, SLOW, PORTAL_DESK, "imports.use", &PAGE_IMPORTS_IMPORTS, mode_fields, .max_body = 64 * 1024 * 1024 },
    { GET, "/bureau/imports/:import", show_import, import_exists, READ, PORTAL_DESK, "imports.use", &PAGE_IMPORTS_IMPORT },
    { POST, "/bureau/imports/:import/appliquer", apply_import, import_is_planned, WRITE, PORTAL_DESK, "imports.use", &PAGE_IMPORTS_IMPORT, apply_fields },
    { POST, "/bureau/imports/:import/relire", read_again, import_can_be_read, WRITE, PORTAL_DESK, "imports.use", &PAGE_IMPORTS_IMPORT, apply_fields },
    { POST, "/bureau/imports/:import/abandonner", abandon_import, import_is_open, WRITE, PORTAL_DESK, "imports.use" },
    ROUTES_END,
};

/* Taken back from the history, or put back in force. */
static void undone(Work *w, int64_t root, bool in_force) {
    db_do(w->tx, &IMPORT_OF_WORK, VALUES(of_int(root), of_text(in_force ? "applied" : "undone")));
    change_touch(w->tx, YEAR, "imports");
}

static const ActText acts[] = { { "import", T_IMPORT_JOB_APPLY }, { 0 } };

static const Panel panels[] = { { .group = "admin", .rank = 1, .label = T_DESK_IMPORTS, .path = "/bureau/imports", .right = &imports_use, .go = "i" }, PANELS_END };
static const Command commands[] = { { T_COMMAND_IMPORT, T_COMMAND_IMPORT_WORDS, "/bureau/imports", &imports_use }, { 0 } };

static const GuardName guards[] = { GUARD(import_is_planned), GUARD(import_can_be_read), GUARD(import_is_open), GUARD(import_exists), { 0 } };

static const Topic topics[] = { { "imports", NULL, "imports.use", guard_signed_in }, { "import/:import", "imports", "imports.use", import_exists }, { 0 } };

/* A report and what was decided name whoever was in the files. */
static const ColumnText columns[] = { { &TABLE_IMPORT, COL_IMPORT_REPORT, T_EXPORTS_COLUMN_REPORT, .others = true },
    { &TABLE_IMPORT, COL_IMPORT_ANSWERS, T_EXPORTS_COLUMN_ANSWERS, .others = true }, { &TABLE_IMPORT, COL_IMPORT_ASKED, T_EXPORTS_COLUMN_ANSWERS, .others = true }, { 0 } };

static const Processing processings[] = { { "schooling", .persons = OF_EVERYBODY, .data_class = 2, .tables = OF_TABLES(&TABLE_IMPORT), .rights = "imports.use",
        .kept = T_REGISTER_KEPT_IMPORTS, .days = IMPORT_KEPT_DAYS }, { 0 } };

const Feature imports_feature = { .name = "imports", .columns = columns, .routes = routes, .topics = topics, .rights = rights, .panels = panels, .commands = commands, .jobs = import_jobs, .guards = guards, .acts = acts, .undone = undone,
    .processings = processings };
