/* Spreadsheets from the desk: sent or pasted, their columns told, what would come of it looked at, applied. Whoever sent one sees it, and nobody else. */
#include "school/sheets/sheets_web.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/imports/imports.h"
#include "school/people/people_change.h"
#include "store/years.h"

#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>

#define WEEK ((Instant) SHEET_KEPT_DAYS * 24 * 3600 * 1000)
#define APPLY "POST /bureau/imports/tableau/:sheet/appliquer"

static Verdict sheet_in(Request *rq, const char *const *states) {
    const char *state = db_text(rq->work->tx, &SPREADSHEET_OF, VALUES(of_int(path_id(rq, "sheet")), of_int(rq->work->actor->account)));
    for (int i = 0; state && states[i]; i++)
        if (str_equal(state, states[i]))
            return ALLOW;
    return state && !states[0] ? ALLOW : UNKNOWN;
}

static Verdict sheet_is_mine(Request *rq) { return sheet_in(rq, (const char *const[]){ NULL }); }
static Verdict sheet_is_open(Request *rq) { return sheet_in(rq, (const char *const[]){ "read", "planned", NULL }); }
static Verdict sheet_is_planned(Request *rq) { return sheet_in(rq, (const char *const[]){ "planned", NULL }); }

/* ---- sending ---- */

static Reply show_spreadsheets(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_SHEETS_SPREADSHEETS);
    doc_list(d, "items");
    for (Rows r = db_rows(w->tx, &SPREADSHEETS_OF, VALUES(of_int(w->actor->account))); row_next(&r); ) {
        Doc *item = doc_add(d, "items");
        const char *state = row_text(&r, SPREADSHEETS_OF_STATE, w->mem);
        const Grid *grid = grid_find(row_peek(&r, SPREADSHEETS_OF_LIST));
        doc_int(item, "id", row_int(&r, SPREADSHEETS_OF_ID));
        doc_int(item, "at", row_int(&r, SPREADSHEETS_OF_AT));
        doc_text(item, "name", row_text(&r, SPREADSHEETS_OF_NAME, w->mem));
        doc_word(item, "state", state);
        if (grid) {
            doc_text(item, "list", grid->name);
            doc_words(item, "list_label", grid->label, NULL);
        }
        doc_int(item, "made", row_int(&r, SPREADSHEETS_OF_MADE));
        doc_int(item, "changed", row_int(&r, SPREADSHEETS_OF_CHANGED));
        doc_bool(item, "counted", !str_equal(state, "read"));
    }
    return page(rq, &PAGE_SHEETS_SPREADSHEETS, d);
}

typedef struct SendForm { const char *text; } SendForm;
static const Field send_fields[] = { FIELD(SendForm, text, .kind = FIELD_LONG_TEXT, .max = 1000000), { .kind = FIELD_END } };

typedef struct Sent { const char *name, *packed; size_t size; int64_t id; } Sent;

static const TextId troubles[] = { [TABLE_NOT_TABLE] = T_SHEETS_NOT_TABLE, [TABLE_OLD] = T_SHEETS_OLD, [TABLE_EMPTY] = T_SHEETS_EMPTY, [TABLE_TOO_LARGE] = T_SHEETS_TOO_LARGE,
    [TABLE_TOO_LONG] = T_SHEETS_TOO_LONG, [TABLE_TOO_WIDE] = T_SHEETS_TOO_WIDE, [TABLE_BROKEN] = T_SHEETS_BROKEN, [TABLE_HARMFUL] = T_SHEETS_HARMFUL, [TABLE_FAILED] = T_SHEETS_FAILED };

static void read_sent(Request *rq, const Upload *file, const char *pasted, Sent *sent) {
    int fd = file ? open(file->path, O_RDONLY | O_CLOEXEC) : -1;
    TableTrouble trouble = TABLE_FAILED;
    if (file && fd >= 0)
        trouble = table_read(rq->mem, "/proc/self/exe", fd, &sent->packed, &sent->size);
    else if (!file)
        trouble = table_read_text(rq->mem, pasted, &sent->packed, &sent->size);
    if (fd >= 0)
        close(fd);
    if (trouble)
        problem(rq->work, troubles[trouble], WITH(ARG_INT("lines", TABLE_LINES_MOST), ARG_INT("columns", TABLE_COLUMNS_MOST)), file ? "file" : "text");
}

static void add_sent(Work *w, void *what) {
    Sent *s = what;
    s->id = db_int(w->tx, &SPREADSHEET_ADD, VALUES(of_int(w->now), of_int(w->actor->account), of_text(s->name), of_bytes(s->packed, s->size)));
}

static Reply send_spreadsheet(Request *rq) {
    Work *w = rq->work;
    SendForm form = { 0 };
    size_t count;
    const Upload *uploads = form_uploads(rq, &count), *file = count && uploads[0].size ? uploads : NULL;
    const char *pasted = form_raw(rq, "text");
    form_read(rq, send_fields, &form);
    Sent sent = { .name = file ? file->name : "" };
    if (!file && !form.text)
        problem(w, T_SHEETS_CHOOSE, NULL, "file");
    if (store_is_closed(w->school->store))
        problem(w, T_FILES_CLOSED_YEAR, NULL, "file");
    if (!has_problems(w))
        read_sent(rq, file, pasted ? pasted : "", &sent);
    if (has_problems(w) || work_apart(w, "sheet", add_sent, &sent) != TX_DONE)
        return again(rq, show_spreadsheets);
    return see_other(rq, "/bureau/imports/tableau/%lld", (long long) sent.id);
}

/* ---- what is known of one ---- */

static bool may_change_some(const Work *w, const Grid *grid) {
    for (const GridColumn *c = grid->columns; c->key; c++)
        if (c->word && grid_may(w, grid, c) && grid_may_edit(w, c))
            return true;
    return false;
}

static const Grid **sheet_grids(const Work *w) {
    VEC(const Grid *) grids = { 0 };
    for (int f = 0; features[f]; f++)
        for (const struct Grid *const *g = features[f]->grids; g && *g; g++)
            if (may(w, *(*g)->right) && may_change_some(w, *g))
                *VEC_ADD(w->mem, &grids) = *g;
    *VEC_ADD(w->mem, &grids) = NULL;
    return grids.items;
}

Seen *sheet_seen(Request *rq) {
    Work *w = rq->work;
    Seen *s = NEW(w->mem, Seen);
    Rows r = db_rows(w->tx, &SPREADSHEET_READ, VALUES(of_int(path_id(rq, "sheet"))));
    if (!row_next(&r))
        return NULL;
    size_t size = 0;
    const void *content = row_bytes(&r, SPREADSHEET_READ_CONTENT, w->mem, &size);
    *s = (Seen){ .id = path_id(rq, "sheet"), .at = row_int(&r, SPREADSHEET_READ_AT), .state = row_text(&r, SPREADSHEET_READ_STATE, w->mem),
        .name = row_text(&r, SPREADSHEET_READ_NAME, w->mem), .report = row_text(&r, SPREADSHEET_READ_REPORT, w->mem),
        .digest = row_text(&r, SPREADSHEET_READ_DIGEST, w->mem), .made = row_int(&r, SPREADSHEET_READ_MADE), .changed = row_int(&r, SPREADSHEET_READ_CHANGED),
        .work = row_int(&r, SPREADSHEET_READ_WORK), .asked = sheet_asked_read(w->mem, row_text(&r, SPREADSHEET_READ_ASKED, w->mem)) };
    rows_end(&r);
    s->open = str_equal(s->state, "read") || str_equal(s->state, "planned");
    s->grids = sheet_grids(w);
    s->open = s->open && content && table_unpack(w->mem, content, size, &s->book);
    return s;
}

const Grid *sheet_grid(const Seen *s, const char *name) {
    for (const Grid **g = s->grids; *g; g++)
        if (str_equal((*g)->name, name))
            return *g;
    return NULL;
}

/* ---- looking at what would come of it ---- */

typedef struct MapForm { const char *list, *key; int64_t page, header; Day from; bool erase, create; } MapForm;
static const Field map_fields[] = { FIELD(MapForm, list, .kind = FIELD_WORD, .required = true), FIELD(MapForm, key, .kind = FIELD_WORD),
    FIELD(MapForm, page, .kind = FIELD_INT, .min = 0, .max = TABLE_SHEETS_MOST), FIELD(MapForm, header, .kind = FIELD_INT, .min = 0, .max = 1048576),
    FIELD(MapForm, from, .kind = FIELD_DAY), FIELD(MapForm, erase, .kind = FIELD_BOOL), FIELD(MapForm, create, .kind = FIELD_BOOL), { .kind = FIELD_END } };
typedef struct TargetForm { const char *target; } TargetForm;
static const Field target_fields[] = { FIELD(TargetForm, target, .kind = FIELD_WORD), { .kind = FIELD_END } };

static SheetAsked asked_in(Request *rq) {
    MapForm f = { .from = NO_DAY };
    size_t count;
    form_read(rq, map_fields, &f);
    const TargetForm *in = form_list(rq, "columns", target_fields, sizeof *in, TABLE_COLUMNS_MOST, &count);
    SheetAsked asked = { .list = f.list, .key = f.key, .page = (int) f.page, .header = (int) f.header, .from = f.from, .erase = f.erase, .create = f.create,
        .targets = NEW_ARRAY(rq->mem, const char *, count + 1), .count = count };
    for (size_t i = 0; i < count; i++)
        asked.targets[i] = in[i].target ? in[i].target : "";
    return asked;
}

/* Each column once, and all that the key looks at. */
static void check_targets(Work *w, const Grid *grid, const SheetAsked *asked) {
    bool some = asked->create && grid->make;
    for (size_t i = 0; i < asked->count; i++) {
        const GridColumn *c = *asked->targets[i] ? grid_column(grid, asked->targets[i]) : NULL;
        if (*asked->targets[i] && (!c || !sheet_brings(w, grid, c)))
            problem(w, T_FORM_NOT_A_CHOICE, NULL, "columns.%zu.target", i);
        for (size_t before = 0; c && before < i; before++)
            if (str_equal(asked->targets[before], asked->targets[i]))
                problem(w, T_SPREAD_TARGET_TWICE, WITH(ARG_TEXT("name", words(w->mem, c->label, NULL))), "columns.%zu.target", i);
        some = some || (c && grid_may_edit(w, c));
    }
    if (!some && !has_problems(w))
        problem(w, T_SPREAD_NOTHING_MAPPED, NULL, "key");
}

static void check_key(Work *w, const Grid *grid, const TableSheet *sheet, SheetAsked *asked) {
    const GridKey *key = sheet_key(w->mem, grid, str_empty(asked->key) ? sheet_key_guess(w, grid, sheet, asked) : asked->key);
    int places[4];
    if (!key) {
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "key");
        return;
    }
    asked->key = key->word;
    for (int p = 0; p < 4 && key->columns[p]; p++)
        if (!sheet_key_columns(w->mem, asked, key->columns[p], places)) {
            problem(w, T_SPREAD_KEY_MISSING, WITH(ARG_TEXT("name", words(w->mem, key->label, NULL))), "key");
            return;
        }
}

/* The grid and the sheet it speaks of; NULL: the problem is told. */
static const Grid *check_asked(Work *w, const Seen *s, SheetAsked *asked) {
    if (!s->open) {
        problem(w, T_SPREAD_GONE, NULL, "list");
        return NULL;
    }
    const Grid *grid = asked->list ? sheet_grid(s, asked->list) : NULL;
    if (!grid || (size_t) asked->page >= s->book.count) {
        problem(w, T_FORM_NOT_A_CHOICE, NULL, grid ? "page" : "list");
        return NULL;
    }
    const TableSheet *sheet = &s->book.sheets[asked->page];
    if (asked->count > (size_t) sheet->width)
        asked->count = (size_t) sheet->width;
    check_targets(w, grid, asked);
    check_key(w, grid, sheet, asked);
    return grid;
}

/* All that would happen, in a transaction that is then rolled back. NULL: the problems are told, or the request has failed. */
static SheetPlan *tried(Request *rq, const Grid *grid, const TableSheet *sheet, const SheetAsked *asked) {
    Work *w = rq->work;
    if (!tx_ok(w->tx))
        return NULL;
    Tx *tx = tx_begin(w->school->store, w->mem, TX_WRITE);
    Work *own = work_new(w->mem, tx, w->school, w->actor, APPLY);
    SheetPlan *plan = sheet_plan(own, grid, sheet, asked, NULL, 0);
    if (!has_problems(own))
        sheet_try(own, plan);
    bool good = tx_ok(tx);
    tx_rollback(tx);
    problems_take(w, own);
    if (!good)
        tx_fail(w->tx, "SPREADSHEET", "not tried");
    return good && !has_problems(w) ? plan : NULL;
}

typedef struct Planned { int64_t id; const SheetPlan *plan; const char *headers; } Planned;
static void keep_plan(Work *w, void *what) {
    const Planned *p = what;
    const SheetPlan *plan = p->plan;
    db_do(w->tx, &SPREADSHEET_PLAN, VALUES(of_int(p->id), of_text(plan->grid->name), of_text(sheet_asked_json(w->mem, plan->asked)), of_text(p->headers),
        of_text(sheet_report_json(w->mem, plan)), of_text(plan->digest), of_int((int64_t) plan->made), of_int((int64_t) plan->changes)));
}

static Reply preview_spreadsheet(Request *rq) {
    Work *w = rq->work;
    Seen *s = sheet_seen(rq);
    SheetAsked asked = asked_in(rq);
    if (!s)
        return not_found(rq);
    rq->kept = &asked;
    const Grid *grid = check_asked(w, s, &asked);
    const TableSheet *sheet = grid ? &s->book.sheets[asked.page] : NULL;
    const SheetPlan *plan = has_problems(w) ? NULL : tried(rq, grid, sheet, &asked);
    Planned planned = { s->id, plan, sheet ? sheet_headers_hash(w->mem, sheet, asked.header) : "" };
    if (!plan || work_apart(w, "sheet", keep_plan, &planned) != TX_DONE)
        return again(rq, show_spreadsheet);
    return see_other(rq, "/bureau/imports/tableau/%lld", (long long) s->id);
}

/* ---- applying ---- */

/* Numbers for those who are new, in the school's base, before the transaction of the year: what stays unused is harmless. */
typedef struct Numbers { int64_t *items; size_t count; } Numbers;
static bool numbers_before(Request *rq) {
    const School *school = request_school(rq);
    Numbers *n = NEW(rq->mem, Numbers);
    Tx *tx = tx_begin(school->store, rq->mem, TX_READ);
    int64_t made = db_int(tx, &SPREADSHEET_MADE, VALUES(of_int(path_id(rq, "sheet"))));
    bool good = tx_ok(tx);
    tx_rollback(tx);
    rq->kept = n;
    if (made <= 0 || made > SHEET_NEW_MOST)
        return good;
    n->count = (size_t) made;
    n->items = NEW_ARRAY(rq->mem, int64_t, n->count);
    return person_numbers_before(rq, n->items, n->count);
}

/* The lines that were refused when it was shown. */
static int *skipped(Arena *mem, const char *report, size_t *count) {
    json_t *all = report ? json_loads(report, 0, NULL) : NULL, *skip = json_object_get(all, "skip"), *one;
    int *numbers = NEW_ARRAY(mem, int, json_array_size(skip) + 1);
    size_t i;
    json_array_foreach(skip, i, one)
        numbers[i] = (int) json_integer_value(one);
    *count = json_array_size(skip);
    json_decref(all);
    return numbers;
}

static void apply_as_shown(Work *w, const Seen *s, const Grid *grid, const Numbers *numbers) {
    size_t count;
    const int *skip = skipped(w->mem, s->report, &count);
    SheetPlan *plan = sheet_plan(w, grid, &s->book.sheets[s->asked.page], &s->asked, skip, count);
    if (!plan->changes && !plan->made && !has_problems(w))
        problem(w, T_SPREAD_NOTHING_TO_DO, NULL, "key");
    else if (!str_equal(plan->digest, s->digest) || plan->made > numbers->count)
        problem(w, T_SPREAD_BASE_CHANGED, NULL, "key");
    if (!has_problems(w))
        sheet_apply(w, plan, numbers->items, numbers->count);
}

static Reply apply_spreadsheet(Request *rq) {
    Work *w = rq->work;
    Numbers *numbers = rq->kept;
    Seen *s = sheet_seen(rq);
    rq->kept = NULL;                    /* to the page it is what was asked */
    if (!s)
        return not_found(rq);
    const Grid *grid = check_asked(w, s, &s->asked);
    if (!has_problems(w))
        apply_as_shown(w, s, grid, numbers);
    if (has_problems(w))
        return again(rq, show_spreadsheet);
    rq->kept = numbers;                 /* the engine may want all this once more */
    int64_t work = change_work(w->tx);
    db_do(w->tx, &SPREADSHEET_APPLY, VALUES(of_int(s->id), of_int(w->now), work ? of_int(work) : of_null()));
    return see_other(rq, "/bureau/imports/tableau/%lld", (long long) s->id);
}

static Reply abandon_spreadsheet(Request *rq) {
    db_do(rq->work->tx, &SPREADSHEET_ABANDON, VALUES(of_int(path_id(rq, "sheet"))));
    return see_other(rq, "/bureau/imports/tableau");
}

/* ---- the tables ---- */

static const Route routes[] = {
    { GET, "/bureau/imports/tableau", show_spreadsheets, guard_signed_in, READ, PORTAL_DESK, "imports.use", &PAGE_SHEETS_SPREADSHEETS },
    { POST, "/bureau/imports/tableau", send_spreadsheet, guard_signed_in, SLOW, PORTAL_DESK, "imports.use", &PAGE_SHEETS_SPREADSHEETS, send_fields,
        .max_body = TABLE_FILE_MOST + 1024 * 1024 },
    { GET, "/bureau/imports/tableau/:sheet", show_spreadsheet, sheet_is_mine, READ, PORTAL_DESK, "imports.use", &PAGE_SHEETS_SPREADSHEET },
    { POST, "/bureau/imports/tableau/:sheet/apercu", preview_spreadsheet, sheet_is_open, SLOW, PORTAL_DESK, "imports.use", &PAGE_SHEETS_SPREADSHEET, map_fields },
    { POST, "/bureau/imports/tableau/:sheet/appliquer", apply_spreadsheet, sheet_is_planned, SLOW_WRITE, PORTAL_DESK, "imports.use", &PAGE_SHEETS_SPREADSHEET,
        .before = numbers_before },
    { POST, "/bureau/imports/tableau/:sheet/abandonner", abandon_spreadsheet, sheet_is_open, WRITE, PORTAL_DESK, "imports.use" },
    ROUTES_END,
};

static const GuardName guards[] = { GUARD(sheet_is_mine), GUARD(sheet_is_open), GUARD(sheet_is_planned), { 0 } };
static const ActText acts[] = { { APPLY, T_ACT_SHEET }, { 0 } };
static const Command commands[] = { { T_COMMAND_SHEET, T_COMMAND_SHEET_WORDS, "/bureau/imports/tableau", &imports_use }, { 0 } };

/* Taken back from the history, or put back in force. */
static void undone(Work *w, int64_t root, bool in_force) {
    db_do(w->tx, &SPREADSHEET_OF_WORK, VALUES(of_int(root), of_text(in_force ? "applied" : "undone")));
}

static void expire(Work *w, Job *job) {
    (void) job;
    db_do(w->tx, &SPREADSHEETS_EXPIRE, VALUES(of_int(w->now - WEEK)));
}

static const JobKind jobs[] = { { "sheets.tidy", T_SHEETS_JOB_TIDY, .step = expire, .every_hours = 24 }, { .name = NULL } };

/* What was shown of a table names whoever is in it, and so may its titles and its name. */
static const ColumnText columns[] = { { &TABLE_SPREADSHEET, COL_SPREADSHEET_NAME, T_EXPORTS_COLUMN_NAME, .others = true },
    { &TABLE_SPREADSHEET, COL_SPREADSHEET_ASKED, T_EXPORTS_COLUMN_ANSWERS, .others = true },
    { &TABLE_SPREADSHEET, COL_SPREADSHEET_REPORT, T_EXPORTS_COLUMN_REPORT, .others = true }, { 0 } };
static const TableText tables[] = { { &TABLE_SPREADSHEET, T_TABLE_SPREADSHEET }, { 0 } };

static const Processing processings[] = { { "schooling", .persons = OF_EVERYBODY, .data_class = 2, .tables = OF_TABLES(&TABLE_SPREADSHEET), .kept = T_REGISTER_KEPT_SHEETS, .days = SHEET_KEPT_DAYS }, { 0 } };

const Feature sheets_feature = { .name = "sheets", .columns = columns, .tables = tables, .routes = routes, .guards = guards, .acts = acts, .commands = commands, .jobs = jobs, .undone = undone,
    .processings = processings };
