/* The objects of a PDF file: small ones share compressed streams, and the table of where all stand is a stream too (PDF 1.5). */
#include "base/must.h"
#include "document/pdf_parts.h"

#include <sodium.h>
#include <stdio.h>
#include <zlib.h>

enum { PACKED_MOST = 200, ENTRY = 7 /* bytes of the table of places: kind, at, index */ };

void pdf_file_begin(PdfFile *f, Arena *mem, Sink *to) {
    *f = (PdfFile){ .mem = mem, .to = to, .packed = str_new(mem, 16384), .packed_head = str_new(mem, 4096), .scratch = str_new(mem, 4096) };
    sink_write(to, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", 15);
    for (int i = 0; i < PDF_FIRST_FREE; i++)
        *VEC_ADD(mem, &f->places) = (PdfPlace){ 0, -1 };
}

int pdf_number(PdfFile *f) {
    *VEC_ADD(f->mem, &f->places) = (PdfPlace){ 0, -1 };
    return (int) f->places.count - 1;
}

static void place_here(PdfFile *f, int number) {
    int64_t at = sink_size(f->to);
    f->to->failed = f->to->failed || at > UINT32_MAX;
    f->places.items[number] = (PdfPlace){ (uint32_t) at, -1 };
}

void pdf_stream(PdfFile *f, int number, const char *dict, const void *bytes, size_t size, bool deflated) {
    uLongf length = size;
    if (deflated) {
        length = compressBound(size);
        f->scratch.size = 0;
        str_room(&f->scratch, length);
        must(compress2((Bytef *) f->scratch.data, &length, bytes, size, 6) == Z_OK);
        bytes = f->scratch.data;
    }
    place_here(f, number);
    str_printf(&f->to->held, "%d 0 obj\n<<%s%s/Length %lu>>stream\n", number, dict, deflated ? "/Filter/FlateDecode" : "", (unsigned long) length);
    sink_write(f->to, bytes, length);
    sink_write(f->to, "\nendstream\nendobj\n", 18);
}

static void pack(PdfFile *f) {
    if (!f->packed_count)
        return;
    char dict[80];
    Str *all = &f->packed_head;
    snprintf(dict, sizeof dict, "/Type/ObjStm/N %d/First %zu", f->packed_count, all->size);
    str_add_n(all, f->packed.data, f->packed.size);
    pdf_stream(f, f->packed_stream, dict, all->data, all->size, true);
    f->packed.size = all->size = 0;
    f->packed_count = 0;
}

Str *pdf_object(PdfFile *f, int number) {
    if (!f->packed_count)
        f->packed_stream = pdf_number(f);
    str_add_int(&f->packed_head, number);
    str_add_char(&f->packed_head, ' ');
    str_add_int(&f->packed_head, (int64_t) f->packed.size);
    str_add_char(&f->packed_head, ' ');
    f->places.items[number] = (PdfPlace){ (uint32_t) f->packed_stream, f->packed_count++ };
    return &f->packed;
}

void pdf_object_end(PdfFile *f) {
    str_add_char(&f->packed, '\n');
    if (f->packed_count == PACKED_MOST)
        pack(f);
}

/* Each entry as what changes from the one before (predictor 12), after which little is left to compress. */
static Str places(const PdfFile *f) {
    Str table = str_new(f->mem, f->places.count * (ENTRY + 1));
    unsigned char before[ENTRY] = { 0 };
    for (size_t i = 0; i < f->places.count; i++) {
        const PdfPlace *place = &f->places.items[i];
        unsigned index = place->index < 0 ? 0 : (unsigned) place->index;
        unsigned kind = i == 0 ? 0 : place->index < 0 ? 1 : 2;
        unsigned char entry[ENTRY] = { kind & 255, place->at >> 24 & 255, place->at >> 16 & 255, place->at >> 8 & 255, place->at & 255, index >> 8 & 255,
            index & 255 };
        str_add_char(&table, 2);
        for (int b = 0; b < ENTRY; b++)
            str_add_char(&table, (char) (entry[b] - before[b]));
        memcpy(before, entry, ENTRY);
    }
    return table;
}

bool pdf_file_end(PdfFile *f) {
    char dict[400], id[33];
    unsigned char hash[16];
    pack(f);
    int number = pdf_number(f);
    place_here(f, number);
    uint32_t at = f->places.items[number].at;
    Str table = places(f);
    crypto_generichash(hash, sizeof hash, (const unsigned char *) table.data, table.size, NULL, 0);
    sodium_bin2hex(id, sizeof id, hash, sizeof hash);
    snprintf(dict, sizeof dict, "/Type/XRef/Size %zu/W[1 4 2]/DecodeParms<</Predictor 12/Columns %d>>/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]", f->places.count,
        ENTRY, PDF_CATALOG, PDF_INFO, id, id);
    pdf_stream(f, number, dict, table.data, table.size, true);
    str_printf(&f->to->held, "startxref\n%u\n%%%%EOF\n", at);
    return sink_end(f->to);
}

/* ---- values ---- */

void pdf_put_hex(Str *to, unsigned number) {
    static const char digits[] = "0123456789ABCDEF";
    char *room = str_room(to, 4);
    for (int i = 0; i < 4; i++)
        room[i] = digits[number >> (12 - 4 * i) & 15];
    to->size += 4;
    room[4] = '\0';
}

uint32_t pdf_character(const char *text, size_t *bytes) {
    const unsigned char *t = (const unsigned char *) text;
    int more = *t < 0x80 ? 0 : *t < 0xe0 ? 1 : *t < 0xf0 ? 2 : 3;
    uint32_t character = more == 0 ? *t : *t & (0x3fu >> more);
    size_t read = 1;
    while (more-- > 0 && (t[read] & 0xc0) == 0x80)
        character = character << 6 | (t[read++] & 0x3f);
    *bytes = read;
    return character;
}

void pdf_put_utf16(Str *to, const char *text, size_t size) {
    for (size_t at = 0, bytes; at < size; at += bytes) {
        uint32_t c = pdf_character(text + at, &bytes);
        if (c >= 0x10000) {
            pdf_put_hex(to, 0xd800 + ((c - 0x10000) >> 10 & 0x3ff));
            c = 0xdc00 + ((c - 0x10000) & 0x3ff);
        }
        pdf_put_hex(to, c);
    }
}

void pdf_put_string(Str *to, const char *text) {
    str_add(to, "<FEFF");
    pdf_put_utf16(to, text, strlen(text));
    str_add_char(to, '>');
}

void pdf_put_length(Str *to, int hundredths) {
    unsigned size = hundredths < 0 ? -(unsigned) hundredths : (unsigned) hundredths, rest = size % 100;
    if (hundredths < 0)
        str_add_char(to, '-');
    str_add_int(to, size / 100);
    if (rest) {
        char digits[] = { '.', (char) ('0' + rest / 10), (char) ('0' + rest % 10) };
        str_add_n(to, digits, rest % 10 ? 3 : 2);
    }
    str_add_char(to, ' ');
}
