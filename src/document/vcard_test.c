/* Cards as the RFC has them: escaped, folded, nothing empty. */
#include "document/vcard.h"

#include "test/test.h"

TEST(a_whole_card) {
    Arena *mem = arena_new();
    Str to = str_new(mem, 100);
    static const VcardPhone phones[] = { { "06 12 34 56 78", VCARD_MOBILE }, { "+33 4 77 00 00 00", VCARD_WORK }, { "", VCARD_HOME } };
    vcard_put(&to, &(Vcard){ .family = "d’Almeida", .given = "Noé", .others = "Paul,Marie", .prefix = "M.", .organisation = "Collège; dit « Préau »", .role = "Élève",
        .phones = phones, .phone_count = 3, .mail = "noe@exemple.fr", .street = "3 rue de l’Église\nBât. \\ B", .town = "Saint-Étienne", .postcode = "42000",
        .note = "a\tb\x01\x7f" "c\r\nd", .id = "preau-pupil-12" });
    CHECK_TEXT(to.data, "BEGIN:VCARD\r\nVERSION:3.0\r\nN:d’Almeida;Noé;Paul\\,Marie;M.;\r\nFN:Noé d’Almeida\r\nORG:Collège\\; dit « Préau »\r\nTITLE:Élève\r\n"
        "TEL;TYPE=CELL:06 12 34 56 78\r\nTEL;TYPE=WORK,VOICE:+33 4 77 00 00 00\r\nEMAIL;TYPE=INTERNET:noe@exemple.fr\r\n"
        "ADR;TYPE=HOME:;;3 rue de l’Église\\nBât. \\\\ B;Saint-Étienne;;42000;\r\nNOTE:a bc\\nd\r\nUID:preau-pupil-12\r\nEND:VCARD\r\n");
    arena_free(mem);
}

TEST(nothing_is_said_of_what_is_not_there) {
    Arena *mem = arena_new();
    Str to = str_new(mem, 100);
    vcard_put(&to, &(Vcard){ .family = "Curie", .mail = "", .street = "" });
    vcard_put(&to, &(Vcard){ .organisation = "Mairie" });
    CHECK_TEXT(to.data, "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Curie;;;;\r\nFN:Curie\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:;;;;\r\nFN:Mairie\r\nORG:Mairie\r\nEND:VCARD\r\n");
    arena_free(mem);
}

/* Unfolded, every line is what it was, and none was longer than 75 bytes or cut inside a letter. */
TEST(long_lines_are_folded_between_letters) {
    Arena *mem = arena_new();
    for (int shift = 0; shift < 4; shift++) {
        Str to = str_new(mem, 100), note = str_new(mem, 1000), flat = str_new(mem, 1000);
        str_add_n(&note, "xyz", (size_t) shift);
        for (int i = 0; i < 100; i++)
            str_add(&note, i % 3 ? "é" : i % 2 ? "😀" : "…");
        vcard_put(&to, &(Vcard){ .family = "A", .note = note.data });
        for (const char *line = to.data; *line; ) {
            size_t size = strcspn(line, "\r");
            CHECK(size <= 75 && str_starts(line + size, "\r\n"));
            bool folded = *line == ' ';
            CHECK(((unsigned char) line[folded] & 0xc0) != 0x80);
            str_add_n(&flat, line + folded, size - folded);
            line += size + 2;
            str_add(&flat, *line == ' ' ? "" : "\n");
        }
        CHECK(strstr(flat.data, arena_printf(mem, "\nNOTE:%s\nEND:VCARD\n", note.data)) != NULL);
    }
    arena_free(mem);
}

TEST_MAIN
