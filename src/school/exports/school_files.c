/* What the school's copy has beside rows: the files that people left, under readable names, and the text that says what is what. */
#include "school/exports/exports.h"

#include "base/str.h"
#include "document/zip.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/files/kept_files.h"

#include <string.h>

#define FILES_AT_ONCE 100

/* ---- files ---- */

typedef struct Left { int64_t id; const char *name, *sealed; } Left;

/* «fichiers/DUPONT Léa (12)/34 Certificat.pdf» */
static Left left_of(const Rows *r, Arena *mem) {
    int64_t id = row_int(r, COPY_ALL_FILES_ID);
    const char *who = arena_printf(mem, "%s (%lld)", row_peek(r, COPY_ALL_FILES_DISPLAY_NAME), (long long) row_int(r, COPY_ALL_FILES_PERSON));
    const char *name = personal_file_name(mem, id, row_text(r, COPY_ALL_FILES_KIND, mem), row_text(r, COPY_ALL_FILES_TITLE, mem), row_text(r, COPY_ALL_FILES_TYPE, mem));
    return (Left){ id, arena_printf(mem, "%s/%s/%s", words(mem, T_EXPORTS_FOLDER, NULL), zip_safe_name(mem, who), zip_safe_name(mem, name)),
        row_text(r, COPY_ALL_FILES_SEALED, mem) };
}

static bool add_file(Work *w, Zip *zip, const Left *left) {
    Arena *mem = arena_child(w->mem);
    SealedReader *from = kept_open(w->school, mem, left->sealed);
    char *piece = arena_alloc(mem, SINK_PIECE, 1);
    int64_t got = from ? 0 : -1;
    if (from) {
        zip_begin(zip, left->name);
        while ((got = sealed_read_some(from, piece, SINK_PIECE)) > 0)
            zip_write(zip, piece, (size_t) got);
    }
    arena_free(mem);
    return got == 0;
}

static void tell_missing(Work *w, Zip *zip, const char *missing) {
    if (!*missing)
        return;
    const char *head = words(w->mem, T_EXPORTS_MISSING, NULL);
    zip_begin(zip, words(w->mem, T_EXPORTS_MISSING_NAME, NULL));
    zip_write(zip, head, strlen(head));
    zip_write(zip, missing, strlen(missing));
}

bool school_files(Work *w, Zip *zip, const CopyPace *pace, int64_t done, int64_t total) {
    Str missing = str_new(w->mem, 16);
    bool on = true;
    int64_t after = 0;
    for (int count = FILES_AT_ONCE; count == FILES_AT_ONCE && on; ) {
        Arena *mem = arena_child(w->mem);
        Left left[FILES_AT_ONCE];
        count = 0;
        for (Rows r = db_rows(w->tx, &COPY_ALL_FILES, VALUES(of_int(after), of_int(FILES_AT_ONCE))); row_next(&r); )
            left[count++] = left_of(&r, mem);
        for (int i = 0; i < count && on; i++) {
            if (!add_file(w, zip, &left[i]))
                str_printf(&missing, "\r\n%s", left[i].name);
            after = left[i].id;
            on = !pace || ++done % 10 || pace->go_on(pace->context, done, total);
        }
        arena_free(mem);
    }
    tell_missing(w, zip, missing.data);
    return on && tx_ok(w->tx);
}

/* ---- what is what ---- */

static void put(Sink *to, const char *text) { sink_write(to, text, strlen(text)); }

static void line(Sink *to, const char *text) {
    put(to, text);
    put(to, "\r\n");
}

static const char *type_words(Arena *mem, const TableColumn *c) {
    return words(mem, c->type == 't' ? T_EXPORTS_TYPE_TEXT : c->holds == 'y' ? T_EXPORTS_TYPE_YES_NO : c->holds == 'd' ? T_EXPORTS_TYPE_DAY : c->holds == 'w' ?
        T_EXPORTS_TYPE_INSTANT : T_EXPORTS_TYPE_NUMBER, NULL);
}

static void tell_column(Sink *to, Arena *mem, const Table *t, int c) {
    const TableColumn *column = &t->columns[c];
    Str s = str_new(mem, 200);
    str_printf(&s, "  %-18s %s (%s)", column->name, export_column_label(mem, t, c), type_words(mem, column));
    if (column->refers)
        str_printf(&s, " -> %s", column->refers->name);
    else if (column->whose && !column->key)
        str_printf(&s, " -> %s", column->whose == 'p' ? "person" : "account");
    line(to, s.data);
}

/* Both languages, then the tables: names are English, what they mean is French. */
void school_readme(Work *w, Sink *to) {
    static const TextId texts[] = { T_EXPORTS_README_WHAT, T_EXPORTS_README_CLEAR, T_EXPORTS_README_LOAD, T_EXPORTS_README_LEFT_OUT, T_EXPORTS_README_PHOTOS,
        T_EXPORTS_README_EN_WHAT, T_EXPORTS_README_EN_CLEAR, T_EXPORTS_README_EN_LOAD, T_EXPORTS_README_EN_LEFT_OUT, T_EXPORTS_README_TABLES };
    Arena *mem = w->mem;
    const char *year = arena_printf(mem, "%d-%d", w->school->year, w->school->year + 1);
    line(to, words(mem, T_EXPORTS_README_TITLE, WITH(ARG_TEXT("school", w->school->name), ARG_TEXT("uai", w->school->uai), ARG_TEXT("year", year),
        ARG_TEXT("date", instant_iso(mem, w->now)))));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        line(to, "");
        line(to, words(mem, texts[i], NULL));
    }
    for (const Table *const *t = all_tables; *t; t++) {
        if (!export_has(*t))
            continue;
        line(to, "");
        line(to, arena_printf(mem, "%s – %s", (*t)->name, export_table_label(mem, *t)));
        for (int c = 0; c < (*t)->column_count; c++)
            if (export_has_column(*t, c))
                tell_column(to, mem, *t, c);
        for (int i = 0; export_unsealed_name(*t, i); i++)
            line(to, arena_printf(mem, "  %-18s %s", export_unsealed_name(*t, i), export_unsealed_label(mem, *t, i)));
    }
}
