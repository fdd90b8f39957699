#include "school/certificates/certificate_paper.h"

#include "base/str.h"
#include "base/words.h"
#include "document/qr.h"
#include "gen/texts.h"

#include <string.h>

enum { LEFT = PDF_MM(25), WIDTH = PDF_MM(160), TOP = PDF_MM(22), LABEL = PDF_MM(38), SEAL_WIDTH = PDF_MM(75), SEAL_HEIGHT = PDF_MM(32), PROOF = PDF_MM(247), QR = PDF_MM(34) };
static const PdfStyle plain = { PDF_PLAIN, 1150 }, bold = { PDF_BOLD, 1150 }, small = { PDF_PLAIN, 900 }, title = { PDF_BOLD, 2000 }, school_style = { PDF_BOLD, 1200 }, code_style = { PDF_BOLD, 1400 };

typedef struct Sheet { Arena *mem; Pdf *pdf; int y; } Sheet;

const char *certificate_title(Arena *mem, CertificateKind kind) { return words(mem, kind == CERTIFICATE_LEAVING ? T_CERTIFICATE_TITLE_LEAVING : T_CERTIFICATE_TITLE_SCHOOLING, NULL); }
const char *certificate_year(Arena *mem, int64_t year) { return arena_printf(mem, "%lld-%lld", (long long) year, (long long) year + 1); }

static int leading(PdfStyle style) { return style.size * 14 / 10; }

/* TEXT in as many lines as it takes. */
static void flow(Sheet *s, PdfStyle style, PdfAlign align, int x, int width, const char *text) {
    size_t skip;
    for (; *text; text += skip) {
        size_t size = pdf_line(s->pdf, style, width, text, &skip);
        pdf_text_in(s->pdf, style, align, x, s->y + style.size, width, text, size);
        s->y += leading(style);
    }
}

static void paragraph(Sheet *s, PdfTag tag, PdfStyle style, PdfAlign align, const char *text, int after) {
    pdf_open(s->pdf, tag);
    flow(s, style, align, LEFT, WIDTH, text);
    pdf_close(s->pdf);
    s->y += after;
}

static void pair(Sheet *s, TextId label, const char *value) {
    const char *name = words(s->mem, label, NULL);
    if (str_empty(value))
        return;
    pdf_open(s->pdf, PDF_P);
    pdf_text_in(s->pdf, plain, PDF_LEFT, LEFT + PDF_MM(8), s->y + plain.size, LABEL - PDF_MM(8), name, strlen(name));
    flow(s, bold, PDF_LEFT, LEFT + LABEL, WIDTH - LABEL, value);
    pdf_close(s->pdf);
}

/* "1er septembre 2026", without the day of the week. */
static const char *date_of(Arena *mem, Day day) {
    const char *all = day_words(mem, day), *blank = strchr(all, ' ');
    return blank ? blank + 1 : all;
}

/* The form of a word that goes with F, m, or with neither. */
static const char *agreed(Arena *mem, const CertificateFacts *f, TextId feminine, TextId masculine, TextId either) {
    return words(mem, str_equal(f->sex, "f") ? feminine : str_equal(f->sex, "m") ? masculine : either, NULL);
}

/* ---- what it says ---- */

static void who(Sheet *s, const CertificateFacts *f) {
    pair(s, T_CERTIFICATE_FAMILY_NAME, f->family_name);
    pair(s, T_CERTIFICATE_USAGE_NAME, f->usage_name);
    pair(s, T_CERTIFICATE_GIVEN_NAMES, f->given_names);
    if (f->birth != NO_DAY) {
        const char *day = date_of(s->mem, f->birth);
        pair(s, str_equal(f->sex, "f") ? T_CERTIFICATE_BORN_F : str_equal(f->sex, "m") ? T_CERTIFICATE_BORN_M : T_CERTIFICATE_BORN,
            str_empty(f->birth_city) ? day : words(s->mem, T_CERTIFICATE_BORN_AT, WITH(ARG_TEXT("day", day), ARG_TEXT("city", f->birth_city))));
    }
    s->y += PDF_MM(4);
}

/* Behind a blank, unless it begins with a comma. */
static void add(Str *to, Arena *mem, TextId id, const char *name, const char *value) {
    const char *text = words(mem, id, WITH(ARG_TEXT(name, value)));
    str_printf(to, "%s%s", *text == ',' ? "" : " ", text);
}

/* «est inscrite dans l’établissement Collège Jean Macé, en classe de 6A, pour l’année scolaire 2026-2027, depuis le 1er septembre 2026.» */
static const char *is_here(Arena *mem, const CertificateSetting *s, const CertificateFacts *f) {
    Str all = str_new(mem, 200);
    str_add(&all, agreed(mem, f, T_CERTIFICATE_ENROLLED_F, T_CERTIFICATE_ENROLLED_M, T_CERTIFICATE_ENROLLED));
    add(&all, mem, T_CERTIFICATE_AT_SCHOOL, "school", s->school);
    if (f->class_code)
        add(&all, mem, T_CERTIFICATE_IN_CLASS, "class", f->class_code);
    add(&all, mem, T_CERTIFICATE_FOR_YEAR, "period", certificate_year(mem, s->year));
    if (f->entry != NO_DAY)
        add(&all, mem, f->entry <= s->today ? T_CERTIFICATE_SINCE : T_CERTIFICATE_STARTING, "day", date_of(mem, f->entry));
    str_add(&all, ".");
    return all.data;
}

static const char *was_here(Arena *mem, const CertificateSetting *s, const CertificateFacts *f) {
    Str all = str_new(mem, 300);
    str_add(&all, agreed(mem, f, T_CERTIFICATE_WAS_ENROLLED_F, T_CERTIFICATE_WAS_ENROLLED_M, T_CERTIFICATE_WAS_ENROLLED));
    add(&all, mem, T_CERTIFICATE_AT_SCHOOL, "school", s->school);
    if (f->last_class)
        add(&all, mem, T_CERTIFICATE_IN_CLASS, "class", f->last_class);
    if (f->entry != NO_DAY)
        add(&all, mem, T_CERTIFICATE_FROM_DAY, "day", date_of(mem, f->entry));
    add(&all, mem, f->entry != NO_DAY ? T_CERTIFICATE_TO_DAY : T_CERTIFICATE_UNTIL_DAY, "day", date_of(mem, f->exit - 1));
    str_add(&all, ".");
    return all.data;
}

static void body(Sheet *s, const CertificateSetting *of, const CertificateFacts *f) {
    bool leaving = of->kind == CERTIFICATE_LEAVING;
    paragraph(s, PDF_P, plain, PDF_LEFT, words(s->mem, T_CERTIFICATE_CERTIFIES, WITH(ARG_TEXT("name", of->signer.name), ARG_TEXT("quality", of->signer.quality))), PDF_MM(4));
    who(s, f);
    paragraph(s, PDF_P, plain, PDF_LEFT, leaving ? was_here(s->mem, of, f) : is_here(s->mem, of, f), PDF_MM(4));
    if (leaving)
        paragraph(s, PDF_P, plain, PDF_LEFT, words(s->mem, str_equal(f->sex, "f") ? T_CERTIFICATE_STRUCK_F : str_equal(f->sex, "m") ? T_CERTIFICATE_STRUCK_M : T_CERTIFICATE_STRUCK,
            WITH(ARG_TEXT("day", date_of(s->mem, f->exit)))), PDF_MM(4));
    if (leaving && !str_empty(of->reason))
        paragraph(s, PDF_P, plain, PDF_LEFT, words(s->mem, T_CERTIFICATE_REASON_SAID, WITH(ARG_TEXT("reason", of->reason))), PDF_MM(4));
    paragraph(s, PDF_P, plain, PDF_LEFT, words(s->mem, leaving ? T_CERTIFICATE_TO_HAND_ON : T_CERTIFICATE_FOR_USE, NULL), PDF_MM(8));
}

static void signature(Sheet *s, const CertificateSetting *of) {
    int x = LEFT + WIDTH - SEAL_WIDTH;
    const char *const lines[] = { words(s->mem, T_CERTIFICATE_DONE_AT, WITH(ARG_TEXT("place", of->signer.place), ARG_TEXT("day", date_of(s->mem, of->today)))), of->signer.name, of->signer.quality };
    pdf_open(s->pdf, PDF_P);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        flow(s, i == 1 ? bold : plain, PDF_LEFT, x, SEAL_WIDTH, lines[i]);
    pdf_close(s->pdf);
    const char *seal = words(s->mem, T_CERTIFICATE_SEAL, NULL);
    s->y += PDF_MM(2);
    pdf_frame(s->pdf, x, s->y, SEAL_WIDTH, SEAL_HEIGHT, 40);
    pdf_text_in(s->pdf, small, PDF_LEFT, x + PDF_MM(2), s->y + PDF_MM(2) + small.size, SEAL_WIDTH - PDF_MM(4), seal, strlen(seal));
}

/* By what anybody finds out whether it is the school's. */
static void proof(Sheet *s, const CertificateSetting *of, const Certificate *c) {
    const char *number = words(s->mem, T_CERTIFICATE_NUMBERED, WITH(ARG_TEXT("number", certificate_number(s->mem, of->year, c->number))));
    const char *how = words(s->mem, T_CERTIFICATE_HOW_TO_CHECK, NULL), *where = arena_printf(s->mem, "%s/verifier", of->site);
    pdf_rule(s->pdf, LEFT, PROOF - PDF_MM(4), LEFT + WIDTH, PROOF - PDF_MM(4), 40);
    pdf_qr(s->pdf, arena_printf(s->mem, "%s/verifier?code=%s", of->site, c->code), words(s->mem, T_CERTIFICATE_QR_SHOWS, NULL), LEFT, PROOF - PDF_MM(2), QR);
    s->y = PROOF + PDF_MM(2);
    const struct { PdfStyle style; const char *text; } lines[] = { { bold, number }, { plain, words(s->mem, T_CERTIFICATE_CODE, NULL) }, { code_style, c->code }, { small, how }, { bold, where } };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        pdf_open(s->pdf, PDF_P);
        flow(s, lines[i].style, PDF_LEFT, LEFT + QR + PDF_MM(4), WIDTH - QR - PDF_MM(4), lines[i].text);
        pdf_close(s->pdf);
    }
}

void certificate_paper(Arena *mem, Pdf *pdf, const CertificateSetting *of, const Certificate *c) {
    Sheet s = { mem, pdf, TOP };
    pdf_page(pdf, PDF_A4_SHORT, PDF_A4_LONG);
    paragraph(&s, PDF_P, school_style, PDF_LEFT, of->school, 0);
    paragraph(&s, PDF_P, small, PDF_LEFT, words(mem, T_CERTIFICATE_UAI, WITH(ARG_TEXT("uai", of->uai))), PDF_MM(18));
    paragraph(&s, PDF_H1, title, PDF_CENTER, certificate_title(mem, of->kind), PDF_MM(1));
    paragraph(&s, PDF_P, plain, PDF_CENTER, words(mem, T_CERTIFICATE_SCHOOL_YEAR, WITH(ARG_TEXT("period", certificate_year(mem, of->year)))), PDF_MM(14));
    body(&s, of, c->facts);
    signature(&s, of);
    proof(&s, of, c);
}
