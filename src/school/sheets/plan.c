/* From lines to changes: who each is about, what differs, what the rules say to it. */
#include "school/sheets/sheets.h"

#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "gen/texts.h"
#include "school/people/people_input.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS_MOST (TABLE_COLUMNS_MOST + 16)
#define TRIAL_NUMBER ((int64_t) 1 << 52)        /* nobody has it: of somebody who is never kept */

const char *const sheet_fate_words[] = { "refused", "ambiguous", "unknown", "new", "changed", "same", NULL };

typedef struct Match { size_t row; bool several; } Match;
typedef VEC(const char *) Texts;

typedef struct Making {
    Work *w;
    const Grid *grid;
    const SheetAsked *asked;
    SheetPlan *plan;
    const GridKey *key;
    const GridColumn *columns[COLUMNS_MOST];    /* those that are looked at */
    size_t column_count;
    struct KeyPart { size_t ours[4]; int our_count, theirs[4], their_count; } parts[4];         /* of the key: places in `columns`, columns of the sheet */
    const GridKnown *rows;
    Map by_key;                         /* → Match */
    Map lines_of;                       /* which line was about a row already */
    GridOptions *options;
    const GridColumn *targets[TABLE_COLUMNS_MOST];      /* by column of the sheet; NULL: left out */
    bool in_key[TABLE_COLUMNS_MOST];    /* it serves to know the row */
} Making;

/* ---- texts as they are compared ---- */

/* Without capitals, accents, blanks and hyphens; a number without the zeros that spreadsheets lose. An address keeps its points. */
static const char *bare(Arena *mem, const char *text) {
    bool address = strchr(text, '@') != NULL;
    char *folded = arena_text(mem, address ? text : text_fold(mem, text)), *to = folded;
    for (const char *c = folded; *c; c++)
        if (*c != ' ')
            *to++ = address && *c >= 'A' && *c <= 'Z' ? (char) (*c - 'A' + 'a') : *c;
    *to = '\0';
    bool number = strspn(folded, "0123456789") == strlen(folded);
    return number && *folded ? folded + strspn(folded, "0") : folded;
}

/* "1/9/2015", "01.09.2015 08:05", "2015-09-01" as the lists read it; anything else as it is. */
static const char *plain_day(Arena *mem, const char *text) {
    const char *day = arena_text_n(mem, text, strcspn(text, " "));
    int parts[3] = { 0 }, count = 0, digits = 0;
    if (day_parse_iso(day) != NO_DAY)
        return day;
    for (const char *c = day; *c; c++)
        if (*c >= '0' && *c <= '9' && digits < 4 && count < 3) {
            parts[count] = parts[count] * 10 + *c - '0';
            digits++;
        } else if (strchr("/.-", *c) && digits && digits < 3) {
            count++;
            digits = 0;
        } else {
            return text;
        }
    return count == 2 && digits == 4 ? arena_printf(mem, "%02d/%02d/%04d", parts[0], parts[1], parts[2]) : text;
}

/* A telephone as it is kept; one that a spreadsheet took for a number has lost its zero, or its plus. */
static const char *whole_phone(Arena *mem, const char *text) {
    size_t digits = strspn(text, "0123456789");
    const char *normal = phone_normal(mem, text);
    if (text[digits] || normal)
        return normal ? normal : text;
    if (digits == 9 && *text != '0')
        return arena_printf(mem, "0%s", text);
    return digits == 11 && str_starts(text, "33") ? arena_printf(mem, "+%s", text) : text;
}

static const char *typed_for(Arena *mem, const GridColumn *c, const char *text) {
    if (c->as == GRID_DAY || (c->edit && c->edit->as == EDIT_DAY))
        return plain_day(mem, text);
    return c->as == GRID_PHONE ? whole_phone(mem, text) : text;
}

/* What a key compares. */
static const char *key_of_text(Arena *mem, const GridColumn *c, const char *text) {
    if (c->as != GRID_DAY)
        return bare(mem, text);
    const char *plain = plain_day(mem, text);
    Day day = day_parse_iso(plain) != NO_DAY ? day_parse_iso(plain) : day_parse_french(plain);
    return day == NO_DAY ? bare(mem, text) : arena_printf(mem, "%d", day);
}

static const char *key_of_value(Arena *mem, const Value *v) {
    if (v->kind == VALUE_TEXT && *(const char *) v->data)
        return bare(mem, v->data);
    return v->kind == VALUE_INT ? arena_printf(mem, "%lld", (long long) v->integer) : NULL;
}

/* ---- what is looked at ---- */

static size_t place_of(Making *m, const GridColumn *c) {
    for (size_t i = 0; i < m->column_count; i++)
        if (m->columns[i] == c)
            return i;
    m->columns[m->column_count] = c;
    return m->column_count++;
}

/* The columns of the grid that PART names. */
static int part_columns(Making *m, const char *part, size_t places[4]) {
    int count = 0;
    for (const char *at = part; *at && count < 4; ) {
        size_t size = strcspn(at, "/");
        const GridColumn *c = grid_column(m->grid, arena_text_n(m->w->mem, at, size));
        if (c && grid_may(m->w, m->grid, c))
            places[count++] = place_of(m, c);
        at += size + (at[size] == '/');
    }
    return count;
}

/* Every way to join one of each part. */
static void join(Arena *mem, Texts *keys, const Texts *ways) {
    Texts longer = { 0 };
    for (size_t k = 0; k < (keys->count ? keys->count : 1); k++)
        for (size_t i = 0; i < ways->count; i++)
            *VEC_ADD(mem, &longer) = keys->count ? arena_printf(mem, "%s|%s", keys->items[k], ways->items[i]) : ways->items[i];
    *keys = longer;
}

static bool row_keys(Making *m, const GridKnown *row, Texts *keys) {
    for (int p = 0; p < 4 && m->key->columns[p]; p++) {
        const struct KeyPart *part = &m->parts[p];
        Texts ways = { 0 };
        for (int i = 0; i < part->our_count; i++) {
            const char *way = key_of_value(m->w->mem, &row->values[part->ours[i]]);
            if (way)
                *VEC_ADD(m->w->mem, &ways) = way;
        }
        if (!ways.count)
            return false;
        join(m->w->mem, keys, &ways);
    }
    return true;
}

static bool line_keys(Making *m, const TableLine *line, Texts *keys) {
    Arena *mem = m->w->mem;
    for (int p = 0; p < 4 && m->key->columns[p]; p++) {
        const struct KeyPart *part = &m->parts[p];
        Texts ways = { 0 };
        for (int i = 0; i < part->their_count; i++) {
            const GridColumn *target = m->targets[part->theirs[i]];
            const char *text = sheet_cell(line, (size_t) part->theirs[i]);
            if (!*text)
                continue;
            *VEC_ADD(mem, &ways) = key_of_text(mem, target, text);
            if (strchr(text, ','))          /* several first names: the first */
                *VEC_ADD(mem, &ways) = key_of_text(mem, target, arena_text_n(mem, text, strcspn(text, ",")));
        }
        if (!ways.count)
            return false;
        join(mem, keys, &ways);
    }
    return true;
}

static void index_rows(Making *m, size_t count) {
    m->by_key = map_new(m->w->mem);
    for (size_t r = 0; r < count; r++) {
        Texts keys = { 0 };
        if (!row_keys(m, &m->rows[r], &keys))
            continue;
        for (size_t i = 0; i < keys.count; i++) {
            Match *known = map_get(&m->by_key, keys.items[i]);
            if (known)
                known->several = known->several || known->row != r;
            else
                map_put(&m->by_key, keys.items[i], known = NEW(m->w->mem, Match)), *known = (Match){ r, false };
        }
    }
}

/* ---- one line ---- */

static void say(Making *m, SheetLine *line, SheetFate fate, TextId why, const WordArg *args) {
    line->fate = fate;
    *VEC_ADD(m->w->mem, &line->why) = words(m->w->mem, why, args);
}

/* Problems that come until they are fetched again belong to one line, not to the request. */
typedef struct Aside { Problem *problems, **end; } Aside;
static Aside set_aside(Work *w) {
    Aside held = { w->problems, w->problems_end };
    w->problems = NULL;
    w->problems_end = &w->problems;
    return held;
}

static Problem *fetch(Work *w, const Aside *held) {
    Problem *mine = w->problems;
    w->problems = held->problems;
    w->problems_end = held->problems ? held->end : &w->problems;
    return mine;
}

static void refuse_for(Making *m, SheetLine *line, const GridColumn *c, const Problem *problems) {
    line->fate = problems ? FATE_REFUSED : line->fate;
    for (const Problem *p = problems; p; p = p->next)
        *VEC_ADD(m->w->mem, &line->why) = c ? words(m->w->mem, T_LIST_OF_ROW, WITH(ARG_TEXT("name", words(m->w->mem, c->label, NULL)), ARG_TEXT("text", p->text))) : p->text;
}

static bool is_same(Arena *mem, const GridColumn *c, const Value *a, const Value *b) {
    if (a->kind != b->kind || a->kind != VALUE_TEXT)
        return value_equal(a, b);
    if (c->as == GRID_PHONE) {
        const char *x = phone_normal(mem, a->data), *y = phone_normal(mem, b->data);
        return x && y ? str_equal(x, y) : str_equal(a->data, b->data);
    }
    return str_equal(bare(mem, a->data), bare(mem, b->data));
}

/* One cell against what is known (ROW NULL: nobody yet). */
static void compare(Making *m, SheetLine *line, const GridKnown *row, const GridColumn *c, const char *text) {
    Work *w = m->w;
    SheetChange change = { .column = c };
    Value now = row ? row->values[place_of(m, c)] : of_null();
    const char *typed = typed_for(w->mem, c, text);
    CellTyped cell = { .value = typed, .said = true };
    if (!*text && (!m->asked->erase || c->edit->required || !row))
        return;
    Aside held = set_aside(w);
    bool good = grid_value(w, &m->options, c, &cell, "", &change.value);
    const Problem *problems = fetch(w, &held);
    refuse_for(m, line, c, problems);
    if (!good || is_same(w->mem, c, &change.value, &now))
        return;
    change.before = row ? row->shown[place_of(m, c)] : NULL;
    change.after = grid_value_words(w->mem, c, &change.value, typed);
    *VEC_ADD(w->mem, &line->changes) = change;
}

static void compare_all(Making *m, SheetLine *line, const GridKnown *row, const TableLine *cells) {
    for (size_t i = 0; i < m->asked->count; i++) {
        const GridColumn *c = m->targets[i];
        if (c && grid_may_edit(m->w, c) && !(row && m->in_key[i]))
            compare(m, line, row, c, sheet_cell(cells, i));
    }
}

/* How the line itself calls who it is about. */
static const char *called(Making *m, const TableLine *cells) {
    Str s = str_new(m->w->mem, 60);
    for (size_t i = 0; i < m->asked->count; i++)
        if (m->in_key[i] && *sheet_cell(cells, i))
            str_printf(&s, "%s%s", s.size ? " " : "", sheet_cell(cells, i));
    return s.data;
}

/* The row a line is about; NULL: LINE says why there is none. */
static const GridKnown *find_row(Making *m, SheetLine *line, const TableLine *cells) {
    Texts keys = { 0 };
    const Match *found = NULL;
    bool several = false;
    if (!line_keys(m, cells, &keys)) {
        say(m, line, FATE_REFUSED, T_SPREAD_NO_KEY_HERE, NULL);
        return NULL;
    }
    for (size_t i = 0; i < keys.count; i++) {
        const Match *match = map_get(&m->by_key, keys.items[i]);
        several = several || (match && (match->several || (found && found->row != match->row)));
        found = match ? match : found;
    }
    if (several)
        say(m, line, FATE_AMBIGUOUS, T_SPREAD_SEVERAL, NULL);
    else if (!found)
        line->fate = FATE_UNKNOWN;
    return found && !several ? &m->rows[found->row] : NULL;
}

static void about_twice(Making *m, SheetLine *line, const char *key) {
    const int *first = map_get(&m->lines_of, key);
    if (first) {
        say(m, line, FATE_REFUSED, T_SPREAD_TWICE, WITH(ARG_INT("line", *first)));
        line->changes.count = 0;
        return;
    }
    int *number = NEW(m->w->mem, int);
    *number = line->number;
    map_put(&m->lines_of, key, number);
}

static void make_somebody(Making *m, SheetLine *line, const TableLine *cells) {
    line->fate = FATE_NEW;
    compare_all(m, line, NULL, cells);
    about_twice(m, line, arena_printf(m->w->mem, "+%s", bare(m->w->mem, called(m, cells))));
}

static SheetLine plan_line(Making *m, const TableLine *cells) {
    SheetLine line = { .number = cells->number, .fate = FATE_SAME, .label = called(m, cells) };
    const GridKnown *row = find_row(m, &line, cells);
    if (row) {
        line.id = row->id;
        line.label = row->name;
        compare_all(m, &line, row, cells);
        if (line.fate == FATE_SAME && line.changes.count)
            line.fate = FATE_CHANGED;
        about_twice(m, &line, arena_printf(m->w->mem, "%lld", (long long) row->id));
    } else if (line.fate == FATE_UNKNOWN && m->asked->create && m->grid->make && may(m->w, *m->grid->make_right)) {
        make_somebody(m, &line, cells);
    }
    return line;
}

/* ---- the whole ---- */

static bool is_skipped(int number, const int *skip, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (skip[i] == number)
            return true;
    return false;
}

static void digest_text(crypto_generichash_state *h, const char *text) { crypto_generichash_update(h, (const unsigned char *) text, strlen(text) + 1); }

static void digest_change(crypto_generichash_state *h, const SheetChange *c) {
    char number[32];
    snprintf(number, sizeof number, "%d:%lld", (int) c->value.kind, (long long) c->value.integer);
    digest_text(h, c->column->word);
    digest_text(h, c->value.kind == VALUE_TEXT ? c->value.data : number);
    digest_text(h, c->before ? c->before : "");
}

/* How many of which fate, and a digest of all that would change. */
static void sum_up(Work *w, SheetPlan *plan) {
    crypto_generichash_state h;
    unsigned char out[32];
    crypto_generichash_init(&h, NULL, 0, sizeof out);
    memset(plan->totals, 0, sizeof plan->totals);
    plan->changes = plan->made = 0;
    for (size_t i = 0; i < plan->lines.count; i++) {
        const SheetLine *line = &plan->lines.items[i];
        plan->totals[line->fate]++;
        if (line->fate != FATE_NEW && line->fate != FATE_CHANGED)
            continue;
        plan->made += line->fate == FATE_NEW;
        plan->changes += line->changes.count;
        digest_text(&h, arena_printf(w->mem, "%d %lld", line->number, (long long) line->id));
        for (size_t c = 0; c < line->changes.count; c++)
            digest_change(&h, &line->changes.items[c]);
    }
    crypto_generichash_final(&h, out, sizeof out);
    char *hex = arena_alloc(w->mem, 2 * sizeof out + 1, 1);
    plan->digest = sodium_bin2hex(hex, 2 * sizeof out + 1, out, sizeof out);
}

static void look_at_columns(Making *m) {
    for (size_t i = 0; i < m->asked->count && i < TABLE_COLUMNS_MOST; i++) {
        const GridColumn *c = *m->asked->targets[i] ? grid_column(m->grid, m->asked->targets[i]) : NULL;
        m->targets[i] = c && sheet_brings(m->w, m->grid, c) ? c : NULL;
        if (m->targets[i])
            place_of(m, c);
    }
    for (int p = 0; p < 4 && m->key->columns[p]; p++) {
        struct KeyPart *part = &m->parts[p];
        part->our_count = part_columns(m, m->key->columns[p], part->ours);
        part->their_count = sheet_key_columns(m->w->mem, m->asked, m->key->columns[p], part->theirs);
        if (part->their_count)
            m->in_key[part->theirs[0]] = true;
    }
}

SheetPlan *sheet_plan(Work *w, const Grid *grid, const TableSheet *sheet, const SheetAsked *asked, const int *skip, size_t skip_count) {
    Making *m = NEW(w->mem, Making);
    size_t rows = 0;
    *m = (Making){ .w = w, .grid = grid, .asked = asked, .plan = NEW(w->mem, SheetPlan), .key = sheet_key(w->mem, grid, asked->key),
        .lines_of = map_new(w->mem) };
    *m->plan = (SheetPlan){ .grid = grid, .asked = asked };
    look_at_columns(m);
    m->rows = grid_known(w, grid, m->columns, m->column_count, &rows);
    index_rows(m, rows);
    for (size_t i = 0; i < sheet->count && ok(w); i++)
        if (sheet->lines[i].number > asked->header && !is_skipped(sheet->lines[i].number, skip, skip_count))
            *VEC_ADD(w->mem, &m->plan->lines) = plan_line(m, &sheet->lines[i]);
    sum_up(w, m->plan);
    if (m->plan->changes > SHEET_CHANGES_MOST)
        problem(w, T_SPREAD_TOO_MANY_CHANGES, WITH(ARG_INT("n", SHEET_CHANGES_MOST)), "list");
    if (m->plan->made > SHEET_NEW_MOST)
        problem(w, T_SPREAD_TOO_MANY_NEW, WITH(ARG_INT("n", SHEET_NEW_MOST)), "create");
    return m->plan;
}

/* ---- carrying it out ---- */

static CellChange cell_of(const SheetPlan *plan, const SheetChange *change, int64_t id) {
    return (CellChange){ .id = id, .field = change->column->edit->field, .value = change->value, .from = change->column->edit->dated ? plan->asked->from : NO_DAY, .at = "" };
}

static void write_line(Work *w, const SheetPlan *plan, const SheetLine *line, int64_t number) {
    CellChange *cells = NEW_ARRAY(w->mem, CellChange, line->changes.count + 1);
    for (size_t i = 0; i < line->changes.count; i++)
        cells[i] = cell_of(plan, &line->changes.items[i], line->id);
    if (line->fate == FATE_NEW) {
        plan->grid->make(w, number, cells, line->changes.count);
        return;
    }
    for (size_t i = 0; i < line->changes.count && ok(w); i++) {
        Problem **before = w->problems_end;
        line->changes.items[i].column->edit->verb(w, &cells[i]);
        for (Problem *p = *before; p; p = p->next)
            p->text = words(w->mem, T_LIST_OF_ROW, WITH(ARG_TEXT("name", words(w->mem, line->changes.items[i].column->label, NULL)), ARG_TEXT("text", p->text)));
    }
}

static bool is_written(const SheetLine *line) { return line->fate == FATE_NEW || line->fate == FATE_CHANGED; }

void sheet_try(Work *w, SheetPlan *plan) {
    Making m = { .w = w };
    for (size_t i = 0; i < plan->lines.count && ok(w); i++) {
        SheetLine *line = &plan->lines.items[i];
        if (!is_written(line))
            continue;
        Aside held = set_aside(w);
        write_line(w, plan, line, TRIAL_NUMBER + (int64_t) i);
        const Problem *problems = fetch(w, &held);
        refuse_for(&m, line, NULL, problems);
    }
    sum_up(w, plan);
}

void sheet_apply(Work *w, SheetPlan *plan, const int64_t *numbers, size_t number_count) {
    size_t given = 0;
    for (size_t i = 0; i < plan->lines.count && ok(w); i++) {
        SheetLine *line = &plan->lines.items[i];
        if (!is_written(line) || (line->fate == FATE_NEW && given >= number_count))
            continue;
        Problem **before = w->problems_end;
        write_line(w, plan, line, line->fate == FATE_NEW ? numbers[given++] : 0);
        for (Problem *p = *before; p; p = p->next)
            p->text = words(w->mem, T_SPREAD_OF_LINE, WITH(ARG_INT("line", line->number), ARG_TEXT("text", p->text)));
    }
}
