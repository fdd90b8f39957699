#include "school/people/people_input.h"

#include "test/test.h"

TEST(telephones_are_kept_as_the_ministry_writes_them) {
    static const struct { const char *typed, *kept; } all[] = {
        { "06 12 34 56 78", "+33612345678" }, { "0612345678", "+33612345678" }, { "06.12.34.56.78", "+33612345678" }, { "06-12-34-56-78", "+33612345678" },
        { "+33 6 12 34 56 78", "+33612345678" }, { "+33 (0)6 12 34 56 78", "+33612345678" }, { "0033612345678", "+33612345678" }, { "+330612345678", "+33612345678" },
        { "06\xc2\xa0" "12\xe2\x80\xaf" "34 56 78", "+33612345678" }, { "0692 12 34 56", "+262692123456" }, { "0590 12 34 56", "+590590123456" },
        { "+32 470 12 34 56", "+32470123456" }, { "+352 123456", "+352123456" }, { "+33612345678", "+33612345678" },
        { "06 12 34 56", NULL }, { "061234567890", NULL }, { "00 00 00 00 00", NULL }, { "+33 6 12", NULL }, { "112", NULL }, { "maison", NULL },
        { "06 12 34 56 78 le soir", NULL }, { "+0612345678", NULL }, { "6+12345678", NULL }, { "", NULL } };
    Arena *mem = arena_new();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        CHECK_TEXT(phone_normal(mem, all[i].typed), all[i].kept);
    arena_free(mem);
}

TEST(an_address_of_mail_is_whole) {
    static const struct { const char *typed, *kept; } all[] = {
        { "lea.dupont@exemple.fr", "lea.dupont@exemple.fr" }, { "Lea.Dupont@Exemple.FR", "Lea.Dupont@exemple.fr" }, { "o'neil+ecole@a-b.c-d.org", "o'neil+ecole@a-b.c-d.org" },
        { "lea@exemple", NULL }, { "lea.exemple.fr", NULL }, { "@exemple.fr", NULL }, { "lea@", NULL }, { "lea@@exemple.fr", NULL }, { "lea @exemple.fr", NULL },
        { "lea@-exemple.fr", NULL }, { "lea@exemple..fr", NULL }, { ".lea@exemple.fr", NULL }, { "lea..d@exemple.fr", NULL }, { "lea@exemple.f", NULL },
        { "lea@exemple.fr\nBcc: x@y.fr", NULL }, { "léa@exemple.fr", NULL }, { "", NULL } };
    Arena *mem = arena_new();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        CHECK_TEXT(email_normal(mem, all[i].typed), all[i].kept);
    arena_free(mem);
}

TEST(an_ine_is_of_either_kind) {
    static const struct { const char *typed, *kept; } all[] = { { "1234567890a", "1234567890A" }, { "123456789 AB", "123456789AB" }, { "12345678901", NULL }, { "12345678ABC", NULL },
        { "123456789A", NULL }, { "1234567890AB", NULL }, { "A1234567890", NULL }, { "", NULL } };
    Arena *mem = arena_new();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        CHECK_TEXT(ine_normal(mem, all[i].typed), all[i].kept);
    arena_free(mem);
}

TEST_MAIN
