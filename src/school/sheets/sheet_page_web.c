/* The page of one spreadsheet: what its columns are taken for, and what was shown of it. */
#include "school/sheets/sheets_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "store/history.h"

#include <jansson.h>

#define EXAMPLES 3

/* ---- what its columns are taken for ---- */

/* As it was told the last time that these titles came, if it still fits. */
static bool remembered(Work *w, const Grid *grid, const TableSheet *sheet, SheetAsked *asked) {
    const char *hash = sheet_headers_hash(w->mem, sheet, asked->header);
    const char *json = *hash ? db_text(w->tx, &SPREADSHEET_LIKE, VALUES(of_text(hash), of_text(grid->name))) : NULL;
    SheetAsked before = sheet_asked_read(w->mem, json);
    if (!json || before.count > (size_t) sheet->width)
        return false;
    asked->targets = NEW_ARRAY(w->mem, const char *, (size_t) sheet->width + 1);
    asked->count = (size_t) sheet->width;
    for (size_t i = 0; i < asked->count; i++) {
        const GridColumn *c = i < before.count && *before.targets[i] ? grid_column(grid, before.targets[i]) : NULL;
        asked->targets[i] = c && sheet_brings(w, grid, c) ? c->word : "";
    }
    asked->key = sheet_key(w->mem, grid, before.key) ? before.key : NULL;
    asked->erase = before.erase;
    return true;
}

/* What is proposed for LIST, PAGE and HEADER; HEADER -1: the line is looked for. */
static SheetAsked proposed(Work *w, const Seen *s, const Grid *grid, int page, int header) {
    const TableSheet *sheet = &s->book.sheets[page];
    SheetAsked asked = { .list = grid->name, .page = page, .header = header >= 0 ? header : sheet_header_guess(w, grid, sheet), .from = NO_DAY };
    if (!remembered(w, grid, sheet, &asked))
        sheet_targets_guess(w, grid, sheet, &asked);
    if (!asked.key)
        asked.key = sheet_key_guess(w, grid, sheet, &asked);
    return asked;
}

/* What the page shows: what was just posted, what the address asks, what was told before, or a proposal. NULL: this person may bring nothing anywhere. */
static const Grid *asked_now(Request *rq, const Seen *s, SheetAsked *out) {
    const SheetAsked *posted = rq->kept;
    const char *list = query_text(rq, "list"), *page = query_text(rq, "page"), *header = query_text(rq, "header");
    const Grid *told = s->asked.list ? sheet_grid(s, s->asked.list) : NULL, *grid = list ? sheet_grid(s, list) : NULL;
    int64_t page_number = 0, header_number = -1;
    if (posted && posted->list && sheet_grid(s, posted->list) && (size_t) posted->page < s->book.count) {
        *out = *posted;
        return sheet_grid(s, posted->list);
    }
    if (!grid && told && (size_t) s->asked.page < s->book.count) {
        *out = s->asked;
        return told;
    }
    grid = grid ? grid : told ? told : s->grids[0];
    if (!page || !str_int(page, 0, (int64_t) s->book.count - 1, &page_number))
        page_number = 0;
    if (!header || !str_int(header, 0, 1048576, &header_number))
        header_number = -1;
    if (grid)
        *out = proposed(rq->work, s, grid, (int) page_number, (int) header_number);
    return grid;
}

static void add_options(Work *w, Doc *item, const Grid *grid, const char *target) {
    doc_list(item, "options");
    for (const GridColumn *c = grid->columns; c->key; c++)
        if (sheet_brings(w, grid, c)) {
            Doc *option = doc_add(item, "options");
            doc_text(option, "value", c->word);
            doc_words(option, "label", c->label, NULL);
            doc_bool(option, "on", str_equal(c->word, target));
        }
}

static void add_examples(Doc *item, const TableSheet *sheet, int header, size_t column) {
    int shown = 0;
    doc_list(item, "examples");
    for (size_t l = 0; l < sheet->count && shown < EXAMPLES; l++) {
        const char *text = sheet_cell(&sheet->lines[l], column);
        if (sheet->lines[l].number <= header || !*text)
            continue;
        doc_add_text(item, "examples", text);
        shown++;
    }
}

/* "B", "AC": as spreadsheets call it. */
static const char *letters(Arena *mem, size_t column) {
    return column < 26 ? arena_printf(mem, "%c", (char) ('A' + column)) : arena_printf(mem, "%c%c", (char) ('A' + column / 26 - 1), (char) ('A' + column % 26));
}

static void show_columns(Work *w, Doc *d, const Grid *grid, const TableSheet *sheet, const SheetAsked *asked) {
    const TableLine *titles = sheet_line(sheet, asked->header);
    doc_list(d, "columns");
    for (size_t i = 0; i < (size_t) sheet->width; i++) {
        Doc *item = doc_add(d, "columns");
        const char *target = i < asked->count ? asked->targets[i] : "", *title = sheet_cell(titles, i);
        doc_text(item, "title", *title ? title : NULL);
        doc_text(item, "place", letters(w->mem, i));
        doc_text(item, "target", *target ? target : NULL);
        add_examples(item, sheet, asked->header, i);
        add_options(w, item, grid, target);
    }
}

static void add_option(Doc *d, const char *list, const char *id, const char *label) {
    Doc *item = doc_add(d, list);
    doc_text(item, "id", id);
    doc_text(item, "label", label);
}

static void show_choices(Work *w, Doc *d, const Seen *s, const Grid *grid) {
    doc_list(d, "lists");
    doc_list(d, "pages");
    doc_list(d, "keys");
    for (const Grid **g = s->grids; *g; g++)
        add_option(d, "lists", (*g)->name, words(w->mem, (*g)->label, NULL));
    for (size_t i = 0; i < s->book.count; i++)
        add_option(d, "pages", arena_printf(w->mem, "%zu", i), *s->book.sheets[i].name ? s->book.sheets[i].name : s->name);
    for (const GridKey *k = sheet_keys(w->mem, grid); k->word; k++)
        add_option(d, "keys", k->word, words(w->mem, k->label, NULL));
    doc_bool(d, "several_pages", s->book.count > 1);
}

static void show_mapping(Request *rq, Doc *d, const Seen *s) {
    Work *w = rq->work;
    SheetAsked asked = { 0 };
    const Grid *grid = asked_now(rq, s, &asked);
    if (!grid)
        return;
    doc_text(d, "list", grid->name);
    doc_int(d, "page", asked.page);
    doc_int(d, "header", asked.header);
    doc_text(d, "key", asked.key);
    doc_day(d, "from", asked.from);
    doc_bool(d, "erase", asked.erase);
    doc_bool(d, "create", asked.create);
    doc_bool(d, "may_create", grid->make && may(w, *grid->make_right));
    for (const GridColumn *c = grid->columns; c->key; c++)
        if (c->edit && c->edit->dated && grid_may_edit(w, c))
            doc_bool(d, "dated", true);
    show_columns(w, d, grid, &s->book.sheets[asked.page], &asked);
    show_choices(w, d, s, grid);
}

/* ---- what was shown ---- */

static const char *text_of(json_t *object, const char *key, Arena *mem) { return arena_text(mem, json_string_value(json_object_get(object, key))); }

/* What this person may not see is not there: their rights may have changed since. */
static void show_changes(Work *w, Doc *item, const Grid *grid, json_t *changes) {
    json_t *one;
    size_t i;
    doc_list(item, "changes");
    json_array_foreach(changes, i, one) {
        const GridColumn *c = grid_column(grid, json_string_value(json_object_get(one, "column")));
        if (!c || !grid_may(w, grid, c))
            continue;
        Doc *change = doc_add(item, "changes");
        doc_text(change, "column", c->word);
        doc_words(change, "label", c->label, NULL);
        doc_text(change, "before", text_of(one, "before", w->mem));
        doc_text(change, "after", text_of(one, "after", w->mem));
    }
}

static void show_line(Work *w, Doc *d, const Grid *grid, json_t *line) {
    json_t *one;
    size_t i;
    Doc *item = doc_add(d, "lines");
    int64_t person = json_integer_value(json_object_get(line, "person"));
    doc_int(item, "line", json_integer_value(json_object_get(line, "line")));
    doc_word(item, "fate", text_of(line, "fate", w->mem));
    doc_text(item, "label", text_of(line, "label", w->mem));
    if (person) {
        doc_int(item, "person", person);
        doc_text(item, "href", arena_printf(w->mem, "%s/%lld", grid->base, (long long) person));
    }
    doc_list(item, "why");
    json_array_foreach(json_object_get(line, "why"), i, one)
        doc_add_text(item, "why", arena_text(w->mem, json_string_value(one)));
    show_changes(w, item, grid, json_object_get(line, "changes"));
}

static void show_report(Work *w, Doc *d, const Seen *s, const Grid *grid) {
    json_t *report = s->report ? json_loads(s->report, 0, NULL) : NULL, *totals = json_object_get(report, "totals"), *lines = json_object_get(report, "lines"), *line;
    size_t i;
    int64_t all = 0;
    if (!report)
        return;
    Doc *sum = doc_object(d, "totals");
    for (int f = 0; f < SHEET_FATES; f++) {
        int64_t n = json_integer_value(json_object_get(totals, sheet_fate_words[f]));
        doc_int(sum, sheet_fate_words[f], n);
        all += f == FATE_SAME ? 0 : n;
    }
    doc_list(d, "lines");
    json_array_foreach(lines, i, line)
        show_line(w, d, grid, line);
    doc_int(d, "further", all - (int64_t) json_array_size(lines));
    json_decref(report);
}

Reply show_spreadsheet(Request *rq) {
    Work *w = rq->work;
    Seen *s = sheet_seen(rq);
    if (!s)
        return not_found(rq);
    Doc *d = doc_new(w, &REPLY_SHEETS_SPREADSHEET);
    const Grid *grid = s->asked.list ? sheet_grid(s, s->asked.list) : NULL;
    doc_int(d, "id", s->id);
    doc_int(d, "at", s->at);
    doc_text(d, "name", s->name);
    doc_text(d, "title", *s->name ? s->name : words(w->mem, T_SHEETS_PASTED, NULL));
    doc_word(d, "state", s->state);
    doc_bool(d, "open", s->open);
    doc_bool(d, "mapped", str_equal(s->state, "planned"));
    doc_bool(d, "some", s->changed + s->made > 0);
    doc_int(d, "changed", s->changed);
    if (s->work && history_work(w->tx, YEAR, s->work, &(WorkDone){ 0 }))
        doc_int(d, "work", s->work);
    if (grid) {
        doc_words(d, "list_label", grid->label, NULL);
        doc_text(d, "list_href", grid->base);
        show_report(w, d, s, grid);
    }
    if (s->open)
        show_mapping(rq, d, s);
    return page(rq, &PAGE_SHEETS_SPREADSHEET, d);
}
