#include "school/accounts/slips.h"

#include "base/str.h"
#include "gen/texts.h"

enum { ACROSS = 2, HEIGHT = PDF_MM(60), INSIDE = PDF_MM(5), FOLD = PDF_MM(24) };
static const PrintCards cards = { ACROSS, HEIGHT };

Slips *slips_new(Work *w, const char *site, const char *title) {
    Slips *s = NEW(w->mem, Slips);
    s->site = site;
    s->to = sink_to_memory(w->mem);
    s->print = (Print){ .mem = w->mem, .head = { .title = title, .subtitle = words(w->mem, T_SLIPS_ABOUT, NULL), .printed = day_words(w->mem, w->today), .school = w->school->name },
        .width = PDF_A4_SHORT, .height = PDF_A4_LONG };
    s->print.pdf = pdf_new(w->mem, s->to, &(PdfHead){ .title = title, .author = w->school->name, .made = w->now });
    return s->print.pdf ? s : NULL;
}

/* A line of the inside: what it is, and the thing itself to be typed. */
static void put_pair(const Print *p, int x, int y, int width, TextId label, const char *value, PdfStyle style) {
    const PdfStyle small = { PDF_PLAIN, 800 };
    int label_width = width * 2 / 5;
    print_open(p, PDF_P);
    print_line(p, small, PDF_LEFT, x, y, label_width, words(p->mem, label, NULL));
    print_line(p, style, PDF_LEFT, x + label_width, y, width - label_width, value);
    print_close(p);
}

static void put_slip(const Slips *s, const Holder *h, const char *secret, Instant until, int x, int y, int width) {
    const Print *p = &s->print;
    const PdfStyle small = { PDF_PLAIN, 800 }, name = { PDF_BOLD, 1200 }, plain = { PDF_PLAIN, 950 }, bold = { PDF_BOLD, 1100 };
    int left = x + INSIDE, inner = width - 2 * INSIDE, below = y + FOLD;
    const char *address = str_starts(s->site, "https://") ? s->site + strlen("https://") : s->site;
    pdf_frame(p->pdf, x, y, width, HEIGHT, 30);
    print_open(p, PDF_P);
    print_line(p, small, PDF_LEFT, left, y + 1700, inner, p->head.school);
    print_line(p, name, PDF_LEFT, left, y + 3700, inner, h->name);
    if (h->about)
        print_lines(p, plain, PDF_LEFT, left, y + 4000, inner, h->about, 2);
    print_close(p);
    print_rule(p, x, below, PDF_MM(4), 30);             /* where it is folded */
    print_rule(p, x + width - PDF_MM(4), below, PDF_MM(4), 30);
    put_pair(p, left, below + 1900, inner, T_SLIPS_ADDRESS, address, plain);
    put_pair(p, left, below + 3700, inner, T_SLIPS_LOGIN, h->login, bold);
    put_pair(p, left, below + 5500, inner, T_SLIPS_SECRET, secret, bold);
    print_open(p, PDF_P);
    print_lines(p, small, PDF_LEFT, left, below + 6400, inner, words(p->mem, T_SLIPS_THEN, WITH(ARG_TEXT("date", day_french(p->mem, instant_day(until))))), 3);
    print_close(p);
}

bool slips_print(Slips *s, const Holder *holders, const char *const *secrets, size_t count) {
    Print *p = &s->print;
    size_t all = 0, left = 0, place = 0;
    int top = 0, width = print_available(p) / ACROSS;
    for (size_t i = 0; i < count; i++)
        all += secrets[i] != NULL;
    p->pages = print_pages_for(*p, cards, all);
    if (!all)
        print_page(p);
    for (size_t i = 0; i < count; i++) {
        if (!secrets[i])
            continue;
        if (place == left) {
            print_page(p);
            top = p->y + PRINT_CARDS_BELOW;
            left = print_places(p, cards);
            place = 0;
        }
        put_slip(s, &holders[i], secrets[i], holders[i].until, PRINT_MARGIN + (int) (place % ACROSS) * width, top + (int) (place / ACROSS) * HEIGHT, width);
        place++;
    }
    return pdf_end(p->pdf);
}
