#include "document/faces.h"

#include "base/words.h"
#include "gen/texts.h"

enum { ACROSS = 5, PHOTO_WIDTH = PDF_MM(21), PHOTO_HEIGHT = PDF_MM(28), CARD_HEIGHT = PDF_MM(41), NAME_LINES = 2 };
static const PrintCards cards = { ACROSS, CARD_HEIGHT };

struct Faces {
    Print print;
    Sink *to;
    size_t left, place;         /* LEFT: places on this page, from PLACE */
    int top;                    /* of its first row */
};

Faces *faces_new(Arena *mem, const FacesHead *head, Sink *to) {
    Faces *f = NEW(mem, Faces);
    f->to = to;
    f->print = (Print){ .mem = mem, .head = head->print, .width = PDF_A4_SHORT, .height = PDF_A4_LONG };
    f->print.pdf = pdf_new(mem, to, &(PdfHead){ .title = head->print.title, .subject = head->print.subtitle, .author = head->print.school, .made = head->made });
    if (f->print.pdf)
        f->print.pages = print_pages_for(f->print, cards, head->count);
    return f;
}

static void begin_page(Faces *f) {
    print_page(&f->print);
    f->top = f->print.y + PRINT_CARDS_BELOW;
    f->left = print_places(&f->print, cards);
    f->place = 0;
}

static void put_photo(Faces *f, const FaceCard *card, int x, int y) {
    Pdf *pdf = f->print.pdf;
    PdfImage image = card->photo ? pdf_jpeg(pdf, card->photo, card->photo_size) : (PdfImage){ 0 };
    if (!image.number) {
        pdf_frame(pdf, x, y, PHOTO_WIDTH, PHOTO_HEIGHT, 40);
        return;
    }
    pdf_open_figure(pdf, words(f->print.mem, T_FACES_PHOTO, WITH(ARG_TEXT("name", card->name))), x, y, PHOTO_WIDTH, PHOTO_HEIGHT);
    pdf_image(pdf, image, x, y, PHOTO_WIDTH, PHOTO_HEIGHT);
    pdf_close(pdf);
}

void faces_card(Faces *f, const FaceCard *card) {
    const PdfStyle name = { PDF_BOLD, 800 }, detail = { PDF_PLAIN, 750 };
    if (!f->print.pdf)
        return;
    if (!f->left)
        begin_page(f);
    size_t place = f->place++;
    f->left--;
    int width = print_available(&f->print) / ACROSS, x = PRINT_MARGIN + (int) (place % ACROSS) * width, y = f->top + (int) (place / ACROSS) * CARD_HEIGHT;
    put_photo(f, card, x + (width - PHOTO_WIDTH) / 2, y);
    y += PHOTO_HEIGHT + 150;
    pdf_open(f->print.pdf, PDF_P);
    y += print_lines(&f->print, name, PDF_CENTER, x + 200, y, width - 400, card->name, NAME_LINES) * print_leading(name.size);
    if (!str_empty(card->detail))
        print_line(&f->print, detail, PDF_CENTER, x + 200, y + detail.size, width - 400, card->detail);
    pdf_close(f->print.pdf);
}

bool faces_end(Faces *f) {
    if (!f->print.pdf) {
        f->to->failed = true;
        return sink_end(f->to);
    }
    if (!f->print.page)
        begin_page(f);
    return pdf_end(f->print.pdf);
}
