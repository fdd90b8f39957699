/* A list of persons as address cards (.vcf): those that correspond or are selected, each part to who may see it. */
#include "school/lists/grid_parts.h"

#include "base/str.h"
#include "document/vcard.h"
#include "gen/statements.h"
#include "gen/texts.h"

#define ROWS_AT_ONCE 500

enum { ID, FAMILY, GIVEN, OTHERS, TITLE, MOBILE, HOME, WORK, MAIL, LINE1, LINE4 = LINE1 + 3, POSTCODE, CITY, COUNTRY };

static const char *street(Arena *mem, const Rows *r) {
    Str s = str_new(mem, 60);
    for (int i = LINE1; i <= LINE4; i++)
        if (!str_empty(row_peek(r, i)))
            str_printf(&s, "%s%s", s.size ? "\n" : "", row_peek(r, i));
    return s.data;
}

static void put_card(Request *rq, const GridCards *cards, const Rows *r, bool contact, Str *to) {
    Arena *mem = arena_child(rq->mem);
    static const VcardUse uses[] = { VCARD_MOBILE, VCARD_HOME, VCARD_WORK };
    const School *school = rq->work->school;
    VcardPhone phones[3];
    Vcard card = { .family = row_text(r, FAMILY, mem), .given = row_text(r, GIVEN, mem), .others = row_text(r, OTHERS, mem), .prefix = row_text(r, TITLE, mem),
        .organisation = cards->of_school ? school->name : NULL, .role = words(mem, cards->role, NULL), .phones = phones, .address_use = VCARD_HOME,
        .id = arena_printf(mem, "preau-%s-%lld", school->uai, (long long) row_int(r, ID)) };
    for (int i = 0; contact && i < 3; i++)
        if (!str_empty(row_peek(r, MOBILE + i)))
            phones[card.phone_count++] = (VcardPhone){ row_text(r, MOBILE + i, mem), uses[i] };
    if (contact) {
        card.mail = row_text(r, MAIL, mem);
        card.street = street(mem, r);
        card.town = row_text(r, CITY, mem);
        card.postcode = row_text(r, POSTCODE, mem);
        card.country = row_text(r, COUNTRY, mem);
    }
    vcard_put(to, &card);
    arena_free(mem);
}

/* In the list's order; a statement answers the cards of a page in any. */
static const char *put_page(Request *rq, GridTurn *t, bool contact, Str *to) {
    int64_t *ids = NEW_ARRAY(rq->mem, int64_t, ROWS_AT_ONCE);
    Str *cards = NEW_ARRAY(rq->mem, Str, ROWS_AT_ONCE);
    size_t count = 0;
    Rows r = list_rows(rq->work->tx, t->grid->list, &t->ask);
    for (; row_next(&r); count++)
        ids[count] = row_int(&r, 0);
    const char *next = list_next(&r, rq->mem);
    for (r = db_rows(rq->work->tx, t->grid->cards->rows, VALUES(of_ids(ids, count))); row_next(&r); )
        for (size_t i = 0; i < count; i++)
            if (ids[i] == row_int(&r, ID) && !cards[i].data) {
                cards[i] = str_new(rq->mem, 400);
                put_card(rq, t->grid->cards, &r, contact, &cards[i]);
            }
    for (size_t i = 0; i < count; i++)
        if (cards[i].data)
            str_add_n(to, cards[i].data, cards[i].size);
    return next;
}

Reply grid_cards(Request *rq, const Grid *grid) {
    static const int only_id[] = { 0 };
    GridTurn *t = grid_turn(rq, grid);
    grid_leave_out(rq, t);
    Str all = str_new(rq->mem, 4096);
    bool contact = may(rq->work, *grid->cards->contact);
    t->ask.columns = only_id;
    t->ask.column_count = 1;
    t->ask.size = ROWS_AT_ONCE;
    t->ask.from = 0;
    t->ask.after = NULL;
    do
        t->ask.after = put_page(rq, t, contact, &all);
    while (t->ask.after && ok(rq->work));
    const char *name = arena_printf(rq->mem, "%s %s.vcf", words(rq->mem, grid->label, NULL), day_iso(rq->mem, rq->work->today));
    return file_reply(rq, name, VCARD_TYPE, all.data, all.size);
}
