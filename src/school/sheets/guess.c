/* What the titles of a sheet say: its columns by the words people use for them. The catalogue has those words, by the column's own: "spread.known.prenom". */
#include "school/sheets/sheets.h"

#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "gen/texts.h"

#include <sodium.h>
#include <string.h>

#define FIRST_LINES 10                  /* among these the titles stand */

const char *sheet_cell(const TableLine *line, size_t column) { return line && column < (size_t) line->count ? line->cells[column] : ""; }

const TableLine *sheet_line(const TableSheet *sheet, int number) {
    for (size_t i = 0; number && i < sheet->count; i++)
        if (sheet->lines[i].number == number)
            return &sheet->lines[i];
    return NULL;
}

/* ---- words ---- */

typedef struct Vocabulary { Arena *mem; Map columns /* by what they are called */, skipped; } Vocabulary;

/* « Nom de l’élève » is « nom »: words that only say whose it is are left out, if something is left. */
static const char *essence(const Vocabulary *v, const char *text) {
    const char *folded = text_trim(v->mem, text_fold(v->mem, text));
    Str s = str_new(v->mem, strlen(folded));
    for (const char *at = folded; *at; ) {
        size_t size = strcspn(at, " ");
        const char *word = arena_text_n(v->mem, at, size);
        if (!map_get(&v->skipped, word))
            str_printf(&s, "%s%s", s.size ? " " : "", word);
        at += size + (at[size] == ' ');
    }
    return s.size ? s.data : folded;
}

typedef void (*Take)(Vocabulary *v, const char *word, const void *what);

static void each_word(Vocabulary *v, TextId all, Take take, const void *what) {
    for (const char *at = all ? words(v->mem, all, NULL) : ""; *at; ) {
        size_t size = strcspn(at, ",");
        take(v, arena_text_n(v->mem, at, size), what);
        at += size + (at[size] == ',');
    }
}

static void take_skipped(Vocabulary *v, const char *word, const void *what) {
    (void) what;
    map_put(&v->skipped, text_trim(v->mem, text_fold(v->mem, word)), v);
}

static void take_name(Vocabulary *v, const char *word, const void *column) {
    const char *name = essence(v, word);
    if (*name)
        map_add(&v->columns, name, (void *) (uintptr_t) column);
}

/* "spread.known.nom_usage", of nom-usage. */
static TextId known_as(Arena *mem, const char *word) {
    char *id = arena_printf(mem, "spread.known.%s", word);
    for (char *c = id; *c; c++)
        *c = *c == '-' ? '_' : *c;
    return words_find(id);
}

static Vocabulary vocabulary_of(Work *w, const Grid *grid) {
    Vocabulary v = { w->mem, map_new(w->mem), map_new(w->mem) };
    each_word(&v, T_SPREAD_SKIPPED, take_skipped, NULL);
    for (const GridColumn *c = grid->columns; c->key; c++)
        if (sheet_brings(w, grid, c))
            take_name(&v, words(w->mem, c->label, NULL), c);
    for (const GridColumn *c = grid->columns; c->key; c++)
        if (sheet_brings(w, grid, c))
            each_word(&v, known_as(w->mem, c->word), take_name, c);
    return v;
}

static const GridColumn *column_called(const Vocabulary *v, const char *title) { return *title ? map_get(&v->columns, essence(v, title)) : NULL; }

/* ---- which line has the titles ---- */

static bool has_digit(const TableLine *line) {
    for (int i = 0; i < line->count; i++)
        if (strpbrk(line->cells[i], "0123456789"))
            return true;
    return false;
}

int sheet_header_guess(Work *w, const Grid *grid, const TableSheet *sheet) {
    Vocabulary v = vocabulary_of(w, grid);
    int best = 0, most = 0;
    for (size_t i = 0; i < sheet->count && i < FIRST_LINES; i++) {
        int known = 0;
        for (int c = 0; c < sheet->lines[i].count; c++)
            known += column_called(&v, sheet->lines[i].cells[c]) != NULL;
        if (known > most) {
            most = known;
            best = sheet->lines[i].number;
        }
    }
    if (!most && sheet->count > 1 && !has_digit(&sheet->lines[0]))
        best = sheet->lines[0].number;
    return best;
}

/* ---- which column is which ---- */

static bool is_taken(const SheetAsked *asked, const char *word) {
    for (size_t i = 0; i < asked->count; i++)
        if (str_equal(asked->targets[i], word))
            return true;
    return false;
}

/* « Nom » alone, without first names anywhere, holds both. */
static void name_alone(Work *w, const Grid *grid, const TableLine *titles, SheetAsked *asked) {
    const GridColumn *name = grid->columns;
    while (name->as != GRID_NAME)
        name++;
    if (is_taken(asked, "prenom") || is_taken(asked, name->word))
        return;
    for (size_t i = 0; i < asked->count; i++)
        if (str_equal(asked->targets[i], "nom-de-naissance") && str_equal(text_fold(w->mem, sheet_cell(titles, i)), "nom"))
            asked->targets[i] = name->word;
}

void sheet_targets_guess(Work *w, const Grid *grid, const TableSheet *sheet, SheetAsked *asked) {
    Vocabulary v = vocabulary_of(w, grid);
    const TableLine *titles = sheet_line(sheet, asked->header);
    asked->count = (size_t) sheet->width;
    asked->targets = NEW_ARRAY(w->mem, const char *, asked->count + 1);
    for (size_t i = 0; i < asked->count; i++) {
        const GridColumn *c = column_called(&v, sheet_cell(titles, i));
        asked->targets[i] = "";
        if (c && !is_taken(asked, c->word))
            asked->targets[i] = c->word;
    }
    name_alone(w, grid, titles, asked);
}

/* ---- by what lines are known ---- */

static bool says(const TableLine *line, const int *places, int count) {
    for (int i = 0; i < count; i++)
        if (*sheet_cell(line, (size_t) places[i]))
            return true;
    return false;
}

/* How many lines say all that KEY looks at; -1: it cannot be used. */
static int lines_with(Work *w, const TableSheet *sheet, const SheetAsked *asked, const GridKey *key) {
    int places[4][4], counts[4], parts = 0, with = 0;
    for (; parts < 4 && key->columns[parts]; parts++)
        if (!(counts[parts] = sheet_key_columns(w->mem, asked, key->columns[parts], places[parts])))
            return -1;
    for (size_t i = 0; i < sheet->count; i++) {
        bool all = sheet->lines[i].number > asked->header;
        for (int p = 0; p < parts && all; p++)
            all = says(&sheet->lines[i], places[p], counts[p]);
        with += all;
    }
    return with;
}

/* The surest that nearly all lines have; else the one that most have. */
const char *sheet_key_guess(Work *w, const Grid *grid, const TableSheet *sheet, const SheetAsked *asked) {
    const char *best = NULL;
    int most = -1, lines = 0;
    for (size_t i = 0; i < sheet->count; i++)
        lines += sheet->lines[i].number > asked->header;
    for (const GridKey *k = sheet_keys(w->mem, grid); k->word; k++) {
        int with = lines_with(w, sheet, asked, k);
        if (with * 10 >= lines * 9 && with > 0)
            return k->word;
        if (with > most) {
            most = with;
            best = k->word;
        }
    }
    return best;
}

/* ---- the same titles again ---- */

const char *sheet_headers_hash(Arena *mem, const TableSheet *sheet, int header) {
    const TableLine *titles = sheet_line(sheet, header);
    unsigned char out[16];
    if (!titles)
        return "";
    Str all = str_new(mem, 200);
    for (int i = 0; i < sheet->width; i++)
        str_printf(&all, "%s|", text_fold(mem, sheet_cell(titles, (size_t) i)));
    crypto_generichash(out, sizeof out, (const unsigned char *) all.data, all.size, NULL, 0);
    char *hex = arena_alloc(mem, 2 * sizeof out + 1, 1);
    return sodium_bin2hex(hex, 2 * sizeof out + 1, out, sizeof out);
}
