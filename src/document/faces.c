#include "document/faces.h"

#include "base/words.h"
#include "gen/texts.h"

enum { ACROSS = 5, DOWN = 6, PHOTO_WIDTH = PDF_MM(23), PHOTO_HEIGHT = PDF_MM(29), CARD_HEIGHT = PDF_MM(40), NAME_LINES = 2 };

struct Faces {
    Print print;
    Sink *to;
    size_t count;
    int top;                    /* of the first row of this page */
};

Faces *faces_new(Arena *mem, const FacesHead *head, Sink *to) {
    Faces *f = NEW(mem, Faces);
    f->to = to;
    f->print = (Print){ .mem = mem, .head = head->print, .width = PDF_A4_SHORT, .height = PDF_A4_LONG,
        .pages = head->count ? (int) ((head->count - 1) / (ACROSS * DOWN)) + 1 : 1 };
    f->print.pdf = pdf_new(mem, to, &(PdfHead){ .title = head->print.title, .subject = head->print.subtitle, .author = head->print.school, .made = head->made });
    return f;
}

static void begin_page(Faces *f) {
    print_page(&f->print);
    f->top = f->print.y + 400;
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
    size_t place = f->count++ % (ACROSS * DOWN);
    if (!place)
        begin_page(f);
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
    if (!f->count)
        begin_page(f);
    return pdf_end(f->print.pdf);
}
