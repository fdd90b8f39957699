/* Imports from the desk: files are sent, a plan is shown, decisions are taken, the plan is applied. Between these the files lie sealed in the school
 * folder; they go when the import is applied or abandoned. */
#include "school/imports/imports.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/imports/sealed_files.h"
#include "web/feature.h"

#include <jansson.h>
#include <string.h>

static RightId use;
static const RightInfo rights[] = { { "imports.use", T_RIGHT_IMPORTS_USE, 2, &use }, { 0 } };

#define FILES_MOST 20

/* ---- the reports kept in the base, read again ---- */

static const char *text_of(json_t *object, const char *key, Arena *mem) {
    return arena_text(mem, json_string_value(json_object_get(object, key)));
}

static void show_counts(Doc *d, json_t *changes, Arena *mem) {
    doc_list(d, "changes");
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
        doc_word(item, "choice", choice);
        open += choice == NULL;
    }
    doc_int(d, "undecided", open);
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

static Reply show_import(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "import");
    Rows r = db_rows(w->tx, &IMPORT_READ, VALUES(of_int(id)));
    if (!row_next(&r))
        return not_found(rq);
    Doc *d = doc_new(w, &REPLY_IMPORTS_IMPORT);
    json_t *report = json_loads(row_peek(&r, IMPORT_READ_REPORT), 0, NULL);
    doc_int(d, "id", id);
    doc_int(d, "at", row_int(&r, IMPORT_READ_AT));
    doc_text(d, "by", row_text(&r, IMPORT_READ_LOGIN, w->mem));
    doc_word(d, "state", row_text(&r, IMPORT_READ_STATE, w->mem));
    rows_end(&r);
    show_files(d, json_object_get(report, "files"), w->mem);
    show_counts(d, json_object_get(report, "changes"), w->mem);
    show_lines(d, "warnings", json_object_get(report, "warnings"), w->mem);
    show_lines(d, "problems", json_object_get(report, "problems"), w->mem);
    show_decisions(d, json_object_get(report, "decisions"), w->mem);
    json_decref(report);
    return page(rq, &PAGE_IMPORTS_IMPORT, d);
}

static Reply show_imports(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_IMPORTS_IMPORTS);
    doc_list(d, "items");
    Rows r = db_rows(w->tx, &IMPORTS_LAST, NO_VALUES);
    while (row_next(&r)) {
        Doc *item = doc_add(d, "items");
        doc_int(item, "id", row_int(&r, IMPORTS_LAST_ID));
        doc_int(item, "at", row_int(&r, IMPORTS_LAST_AT));
        doc_word(item, "state", row_text(&r, IMPORTS_LAST_STATE, w->mem));
        doc_text(item, "by", row_text(&r, IMPORTS_LAST_LOGIN, w->mem));
    }
    return page(rq, &PAGE_IMPORTS_IMPORTS, d);
}

/* ---- planning what was sent ---- */

/* A row of its own transaction: the import exists before its files are sealed under its number. */
static int64_t add_import(const Work *w, const Report *report) {
    Tx *tx = tx_begin(w->school->store, w->mem, TX_WRITE);
    int64_t id = db_int(tx, &IMPORT_ADD, VALUES(of_int(w->now), of_int(w->actor->account), of_text("planned"),
        of_text(report->digest ? report->digest : ""), of_text(report_json(report))));
    return tx_commit(tx) == TX_DONE ? id : 0;
}

static void update_import(const Work *w, int64_t id, const char *state, const Report *report) {
    Tx *tx = tx_begin(w->school->store, w->mem, TX_WRITE);
    db_do(tx, &IMPORT_REPORT, VALUES(of_int(id), of_text(state), of_text(report->digest ? report->digest : ""), of_text(report_json(report)),
        of_null(), of_null()));
    tx_commit(tx);
}

static Reply send_files(Request *rq) {
    Work *w = rq->work;
    size_t count;
    Upload *uploads = form_uploads(rq, &count);
    if (!count || count > FILES_MOST) {
        problem(w, count ? T_IMPORT_TOO_MANY_FILES : T_IMPORT_CHOOSE_FILES, WITH(ARG_INT("n", FILES_MOST)), "files");
        return again(rq, show_imports);
    }
    const char **paths = NEW_ARRAY(rq->mem, const char *, count), **names = NEW_ARRAY(rq->mem, const char *, count);
    for (size_t i = 0; i < count; i++) {
        paths[i] = uploads[i].path;
        names[i] = uploads[i].name;
    }
    ImportAsk ask = { .paths = paths, .names = names, .count = count, .dry_run = true, .program = "/proc/self/exe" };
    Report *report = import_run(w->school, w->actor, rq->mem, &ask);
    int64_t id = add_import(w, report);
    if (!id || (report->exit < 2 && !sealed_files_keep(w->school, id, paths, names, count))) {
        problem(w, T_IMPORT_NOT_KEPT, NULL, "files");
        return again(rq, show_imports);
    }
    return see_other(rq, "/bureau/imports/%lld", (long long) id);
}

/* ---- deciding and applying ---- */

typedef struct ChoiceForm { const char *decision, *choice; } ChoiceForm;
static const Field choice_fields[] = { FIELD(ChoiceForm, decision, .kind = FIELD_WORD, .required = true), FIELD(ChoiceForm, choice, .kind = FIELD_WORD),
    { .kind = FIELD_END } };
typedef struct ApplyForm { bool accept_year; } ApplyForm;
static const Field apply_fields[] = { FIELD(ApplyForm, accept_year, .kind = FIELD_BOOL), { .kind = FIELD_END } };

static Verdict import_is_planned(Request *rq) {
    Rows r = db_rows(rq->work->tx, &IMPORT_READ, VALUES(of_int(path_id(rq, "import"))));
    bool planned = row_next(&r) && str_equal(row_peek(&r, IMPORT_READ_STATE), "planned");
    rows_end(&r);
    return planned ? ALLOW : UNKNOWN;
}

static ImportAsk ask_again(Request *rq, int64_t id, SealedFiles *files) {
    ApplyForm f = { 0 };
    size_t count;
    form_read(rq, apply_fields, &f);
    ChoiceForm *choices = form_list(rq, "decisions", choice_fields, sizeof *choices, 500, &count);
    ImportAnswer *answers = NEW_ARRAY(rq->mem, ImportAnswer, count + 1);
    size_t given = 0;
    for (size_t i = 0; i < count; i++)
        if (choices[i].choice)
            answers[given++] = (ImportAnswer){ choices[i].decision, choices[i].choice };
    *files = sealed_files_open(rq->work->school, id, rq->mem);
    return (ImportAsk){ .paths = files->paths, .names = files->names, .count = files->count, .answers = answers, .answer_count = given,
        .accept_year = f.accept_year, .import = id, .program = "/proc/self/exe" };
}

static Reply apply_import(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "import");
    SealedFiles files;
    ImportAsk ask = ask_again(rq, id, &files);
    Report *report = import_run(w->school, w->actor, rq->mem, &ask);
    sealed_files_close(&files);
    if (report->applied)
        sealed_files_remove(w->school, id);
    else
        update_import(w, id, "planned", report);
    return see_other(rq, "/bureau/imports/%lld", (long long) id);
}

static Reply abandon_import(Request *rq) {
    int64_t id = path_id(rq, "import");
    db_do(rq->work->tx, &IMPORT_STATE, VALUES(of_int(id), of_text("abandoned")));
    sealed_files_remove(rq->work->school, id);
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
    { POST, "/bureau/imports", send_files, guard_signed_in, SLOW, PORTAL_DESK, "imports.use", &PAGE_IMPORTS_IMPORTS, .max_body = 64 * 1024 * 1024 },
    { GET, "/bureau/imports/:import", show_import, import_exists, READ, PORTAL_DESK, "imports.use", &PAGE_IMPORTS_IMPORT },
    { POST, "/bureau/imports/:import/appliquer", apply_import, import_is_planned, SLOW, PORTAL_DESK, "imports.use", &PAGE_IMPORTS_IMPORT, apply_fields },
    { POST, "/bureau/imports/:import/abandonner", abandon_import, import_is_planned, WRITE, PORTAL_DESK, "imports.use" },
    ROUTES_END,
};

static const Panel panels[] = { { .group = "admin", .rank = 1, .label = T_DESK_IMPORTS, .path = "/bureau/imports", .right = &use }, PANELS_END };

static const GuardName guards[] = { GUARD(import_is_planned), GUARD(import_exists), { 0 } };

const Feature imports_feature = { .name = "imports", .routes = routes, .rights = rights, .panels = panels, .guards = guards };
