/* One person's copy as files: JSON for programs, PDF for people, both in a ZIP with the photo and the documents. */
#include "school/exports/exports.h"

#include "base/must.h"
#include "base/str.h"
#include "document/print.h"
#include "document/zip.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/files/files.h"

#include <string.h>

const char *personal_notes(Arena *mem, int n) {
    static const TextId notes[] = { T_EXPORTS_NOTE_WHAT, T_EXPORTS_NOTE_OTHERS, T_EXPORTS_NOTE_SECRETS, T_EXPORTS_NOTE_RIGHTS };
    return n < (int) (sizeof notes / sizeof *notes) ? words(mem, notes[n], NULL) : NULL;
}

/* ---- JSON ---- */

typedef struct Json { Sink *to; Str labels, row; bool first_part, first_row, first_field; Arena *mem; } Json;

static void put(Sink *to, const char *text) { sink_write(to, text, strlen(text)); }

static void json_part(void *context, const char *name, const char *label) {
    Json *j = context;
    Str s = str_new(j->mem, 100);
    str_printf(&s, "%s\n\"%s\":{\"label\":", j->first_part ? "" : ",", name);
    str_quote(&s, label);
    str_add(&s, ",\"rows\":[");
    put(j->to, s.data);
    j->first_part = false;
    j->first_row = true;
    j->labels.size = 0;
    j->labels.data[0] = '\0';
}

static void json_row(void *context) {
    Json *j = context;
    put(j->to, j->first_row ? "\n{" : ",\n{");
    j->first_row = false;
    j->first_field = true;
}

/* Each column's label once a part, behind its rows. */
static void json_field(void *context, const char *name, const char *label, const char *json, const char *text) {
    Json *j = context;
    Arena *mem = arena_child(j->mem);
    (void) text;
    put(j->to, arena_printf(mem, "%s\"%s\":%s", j->first_field ? "" : ",", name, json));
    j->first_field = false;
    const char *key = arena_printf(mem, "\"%s\":", name), *there = strstr(j->labels.data, key);
    if (!there) {
        str_printf(&j->labels, "%s%s", j->labels.size ? "," : "", key);
        str_quote(&j->labels, label);
    }
    arena_free(mem);
}

static void json_row_end(void *context) { put(((Json *) context)->to, "}"); }

static void json_part_end(void *context) {
    Json *j = context;
    put(j->to, "],\"labels\":{");
    put(j->to, j->labels.data);
    put(j->to, "}}");
}

static void json_head(Work *w, const Whose *whose, AskedAs as, Sink *to) {
    Str s = str_new(w->mem, 2000);
    str_printf(&s, "{\"format\":\"preau-person\",\"version\":1,\"made_at\":\"%s\",\"school\":{\"uai\":\"%s\",\"name\":", instant_iso(w->mem, w->now), w->school->uai);
    str_quote(&s, w->school->name);
    str_printf(&s, "},\"year\":%d,\"asked_as\":\"%s\",\"name\":", w->school->year, asked_words[as]);
    str_quote(&s, whose->name);
    str_add(&s, ",\"notes\":[");
    for (int n = 0; personal_notes(w->mem, n); n++) {
        str_add(&s, n ? "," : "");
        str_quote(&s, personal_notes(w->mem, n));
    }
    str_add(&s, "],\"parts\":{");
    put(to, s.data);
}

bool personal_json(const Personal *p, Work *w, const Whose *whose, AskedAs as, Sink *to) {
    Json j = { .to = to, .labels = str_new(w->mem, 2000), .first_part = true, .mem = w->mem };
    json_head(w, whose, as, to);
    personal_tell(p, &(Teller){ &j, json_part, json_row, json_field, json_row_end, json_part_end });
    put(to, "\n}}\n");
    return sink_end(to);
}

/* ---- PDF: a heading a part, a table a row of it: what it is, what it says ---- */

enum { LABEL_WIDTH = PDF_MM(58), LINES_MOST = 40, SIZE = 900, PAD = 150, GAP = 500 };

static bool has_room(const Print *p, int height) { return p->y + height <= p->height - PRINT_FOOT; }

static void paragraph(Print *p, const char *text) {
    const PdfStyle plain = { PDF_PLAIN, SIZE };
    print_open(p, PDF_P);
    p->y += print_lines(p, plain, PDF_LEFT, PRINT_MARGIN, p->y, print_available(p), text, LINES_MOST) * print_leading(SIZE) + PAD * 2;
    print_close(p);
}

static void pdf_part(void *context, const char *name, const char *label) {
    const PdfStyle title = { PDF_BOLD, 1150 };
    Print *p = context;
    (void) name;
    if (!has_room(p, 6 * print_leading(title.size)))
        print_page(p);
    p->y += GAP;
    print_open(p, PDF_H2);
    p->y += print_lines(p, title, PDF_LEFT, PRINT_MARGIN, p->y, print_available(p), label, 2) * print_leading(title.size) + PAD * 2;
    print_close(p);
}

static void pdf_row(void *context) {
    Print *p = context;
    if (!has_room(p, 3 * print_leading(SIZE)))
        print_page(p);
    print_rule(p, PRINT_MARGIN, p->y, print_available(p), 20);
    p->y += PAD;
    print_open(p, PDF_TABLE);
}

static void pdf_field(void *context, const char *name, const char *label, const char *json, const char *text) {
    const PdfStyle bold = { PDF_BOLD, SIZE }, plain = { PDF_PLAIN, SIZE };
    Print *p = context, dry = *p;
    (void) name, (void) json;
    if (str_empty(text))
        return;
    int width = print_available(p) - LABEL_WIDTH - PAD, x = PRINT_MARGIN + LABEL_WIDTH + PAD;
    dry.dry = true;
    int labels = print_lines(&dry, bold, PDF_LEFT, PRINT_MARGIN, dry.y, LABEL_WIDTH, label, 4), lines = print_lines(&dry, plain, PDF_LEFT, x, dry.y, width, text, LINES_MOST);
    int height = (labels > lines ? labels : lines) * print_leading(SIZE);
    if (!has_room(p, height))
        print_page(p);
    print_open(p, PDF_TR);
    print_open(p, PDF_TH_ROW);
    print_lines(p, bold, PDF_LEFT, PRINT_MARGIN, p->y, LABEL_WIDTH, label, 4);
    print_close(p);
    print_open(p, PDF_TD);
    print_lines(p, plain, PDF_LEFT, x, p->y, width, text, LINES_MOST);
    print_close(p);
    print_close(p);
    p->y += height + 60;
}

static void pdf_row_end(void *context) {
    Print *p = context;
    print_close(p);
    p->y += PAD * 2;
}

static void pdf_part_end(void *context) { (void) context; }

static void print_all(Print *p, const Personal *who) {
    print_page(p);
    p->y += GAP;
    for (int n = 0; personal_notes(p->mem, n); n++)
        paragraph(p, personal_notes(p->mem, n));
    personal_tell(who, &(Teller){ p, pdf_part, pdf_row, pdf_field, pdf_row_end, pdf_part_end });
}

bool personal_pdf(const Personal *who, Work *w, const Whose *whose, AskedAs as, Sink *to) {
    const char *year = arena_printf(w->mem, "%d-%d", w->school->year, w->school->year + 1);
    static const TextId asked[] = { T_EXPORTS_ASKED_SELF, T_EXPORTS_ASKED_GUARDIAN, T_EXPORTS_ASKED_OFFICE };
    PrintHead head = { .title = words(w->mem, T_EXPORTS_PDF_TITLE, WITH(ARG_TEXT("name", whose->name))),
        .subtitle = words(w->mem, T_EXPORTS_PDF_SUBTITLE, WITH(ARG_TEXT("year", year), ARG_TEXT("asked", words(w->mem, asked[as], NULL)))), .school = w->school->name,
        .printed = words(w->mem, T_EXPORTS_PDF_PRINTED, WITH(ARG_TEXT("date", day_words(w->mem, w->today)))) };
    Print p = { .mem = w->mem, .head = head, .width = PDF_A4_SHORT, .height = PDF_A4_LONG };
    p.pdf = pdf_new(w->mem, to, &(PdfHead){ .title = head.title, .subject = head.subtitle, .author = head.school, .made = w->now });
    if (!p.pdf)
        return false;
    Print dry = p;
    dry.dry = true;
    print_all(&dry, who);
    p.pages = dry.page;
    print_all(&p, who);
    return pdf_end(p.pdf);
}

/* ---- ZIP ---- */

static bool into_zip(void *zip, const void *bytes, size_t size) {
    zip_write(zip, bytes, size);
    return true;
}

static void add_file(Work *w, Zip *zip, const char *name, const char *sealed) {
    Arena *mem = arena_child(w->mem);
    SealedReader *from = kept_open(w->school, mem, sealed);
    char *piece = arena_alloc(mem, SINK_PIECE, 1);
    if (from) {
        zip_begin(zip, arena_printf(mem, "%s/%s", words(mem, T_EXPORTS_FOLDER, NULL), zip_safe_name(mem, name)));
        for (int64_t got = 1; (got = sealed_read_some(from, piece, SINK_PIECE)) > 0; )
            zip_write(zip, piece, (size_t) got);
    }
    arena_free(mem);                    /* one that is gone is still in the list of files: `preau check` names it */
}

bool personal_zip(Work *w, const Whose *whose, AskedAs as, Sink *to) {
    const Personal *p = personal_new(w, whose);
    if (!tx_ok(w->tx))
        return false;
    Zip *zip = zip_new(w->mem, to);
    zip_begin(zip, words(w->mem, T_EXPORTS_JSON_NAME, NULL));
    bool good = personal_json(p, w, whose, as, sink_to(w->mem, into_zip, zip));
    zip_begin(zip, words(w->mem, T_EXPORTS_PDF_NAME, NULL));
    good = personal_pdf(p, w, whose, as, sink_to(w->mem, into_zip, zip)) && good;
    for (Rows r = db_rows(w->tx, &COPY_FILES, VALUES(of_ids(whose->persons, whose->person_count))); row_next(&r); )
        add_file(w, zip, personal_file_name(w->mem, row_int(&r, COPY_FILES_ID), row_text(&r, COPY_FILES_KIND, w->mem), row_text(&r, COPY_FILES_TITLE, w->mem),
            row_text(&r, COPY_FILES_TYPE, w->mem)), row_text(&r, COPY_FILES_SEALED, w->mem));
    return zip_end(zip) && good && tx_ok(w->tx);
}

typedef struct Told { int64_t person; AskedAs as; } Told;
static void write_told(Work *own, void *what) {
    const Told *t = what;
    change_add(own->tx, &TABLE_DATA_COPY, FIELDS(SET(COL_DATA_COPY_PERSON, t->person ? of_int(t->person) : of_null()), SET(COL_DATA_COPY_ASKED_AS, of_text(asked_words[t->as])),
        SET(COL_DATA_COPY_AT, of_int(own->now)), SET(COL_DATA_COPY_ACCOUNT, of_int(own->actor->account))));
}

bool data_copy_told(Work *w, int64_t person, AskedAs as, const char *act) { return work_apart(w, act, write_told, &(Told){ person, as }) == TX_DONE; }
