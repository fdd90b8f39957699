/* What a list of 2,500 rows × 12 columns costs in each format, and a class's faces, letters, labels with codes and certificates, in CPU time of this thread. Prints lines «name;milliseconds;must» for script/bench.
 *     bench-out
 *     bench-out --write FOLDER     leaves the files there, to be looked at */
#include "base/must.h"
#include "document/faces.h"
#include "document/sheet.h"
#include "school/certificates/certificate_paper.h"
#include "school/letters/paper.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { RUNS = 7, ROWS = 2500, COLUMNS = 12 };

static const SheetColumn columns[COLUMNS] = { { "Nom" }, { "Prénom" }, { "Né le", CELL_DAY }, { "Sexe" }, { "Classe" }, { "Régime" }, { "Téléphone" },
    { "Courriel" }, { "Adresse" }, { "Commune" }, { "Absences", CELL_INT }, { "INE" } };

static double cpu_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double) t.tv_sec * 1e3 + (double) t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *) a, y = *(const double *) b;
    return (x > y) - (x < y);
}

static const char *one_of(const char *const *words, int count, int number) { return words[(unsigned) number * 2654435761u % (unsigned) count]; }

static void put_row(Arena *mem, Sheet *s, int i) {
    static const char *const names[] = { "LEFÈVRE", "MARTIN", "D’ALMEIDA-NOÉ", "BŒUF", "NGUYEN", "DE LA FONTAINE", "ÖZTÜRK", "LE GOFF" };
    static const char *const first[] = { "Anaïs", "Jean-Baptiste", "Zoé", "Noé", "Maëlys", "Léo", "Chloé", "Inès", "Loïc" };
    static const char *const boards[] = { "Externe", "Demi-pensionnaire", "Interne" }, *const towns[] = { "Saint-Étienne", "Lyon", "Firminy" };
    const char *name = one_of(names, 8, i), *given = one_of(first, 9, i / 3);
    sheet_row(s, (const Cell[]){ cell_text(arena_printf(mem, "%s %d", name, i % 300)), cell_text(given), cell_day(day_of(2010 + i % 6, i % 12 + 1, i % 28 + 1)),
        cell_text(i % 2 ? "F" : "M"), cell_text(arena_printf(mem, "%de %c", 3 + i % 4, 'A' + i % 7)), cell_text(one_of(boards, 3, i)),
        cell_text(i % 9 ? arena_printf(mem, "06 %02d %02d %02d %02d", i % 97, i / 97, i % 89, i % 61) : NULL),
        cell_text(arena_printf(mem, "famille.%d@exemple.fr", i)), cell_text(arena_printf(mem, "%d rue de l’Église", i % 120)), cell_text(one_of(towns, 3, i / 5)),
        cell_int(i % 40), cell_text(arena_printf(mem, "%09d%c%c", i * 7919 % 999999999, 'A' + i % 26, 'A' + i / 26 % 26)) });
}

static bool whole(SheetKind kind, Arena *mem, Sink *to) {
    const SheetHead head = { .title = "Élèves de l’établissement", .subtitle = "Tous les régimes · 2 500 élèves", .school = "Collège de mesure",
        .printed = "Édité le samedi 3 octobre 2026", .made = 1790000000000, .columns = columns, .count = COLUMNS };
    Sheet *s = sheet_new(mem, kind, &head, to);
    for (int i = 0; i < ROWS; i++) {
        Arena *row = arena_child(mem);
        put_row(row, s, i);
        arena_free(row);
    }
    return sheet_end(s);
}

static void measure(SheetKind kind, const char *name, int most) {
    double times[RUNS];
    for (int run = 0; run < RUNS; run++) {
        Arena *mem = arena_new();
        double start = cpu_ms();
        must(whole(kind, mem, sink_to_memory(mem)));
        times[run] = cpu_ms() - start;
        if (run == 0)
            fprintf(stderr, "# %s: %zu KB of arena\n", name, arena_bytes(mem) / 1024);
        arena_free(mem);
    }
    qsort(times, RUNS, sizeof *times, by_value);
    printf("%s;%.1f;%d\n", name, times[RUNS / 2], most);
}

/* 28 photos of 20 KB: of a JPEG only its head is looked at. */
static void faces(const char *name, int most) {
    static unsigned char photo[20000] = { 0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 1, 0x40, 0, 0xf0, 3, 1, 0x11, 0 };
    double times[RUNS];
    for (int run = 0; run < RUNS; run++) {
        Arena *mem = arena_new();
        double start = cpu_ms();
        Faces *f = faces_new(mem, &(FacesHead){ .print = { .title = "Trombinoscope de la 5e B" }, .count = 28 }, sink_to_memory(mem));
        for (int i = 0; i < 28; i++)
            faces_card(f, &(FaceCard){ photo, sizeof photo, arena_printf(mem, "Élodie-%d D’ALMEIDA", i), "5e B" });
        must(faces_end(f));
        times[run] = cpu_ms() - start;
        arena_free(mem);
    }
    qsort(times, RUNS, sizeof *times, by_value);
    printf("%s;%.1f;%d\n", name, times[RUNS / 2], most);
}

static void put_letter(Arena *mem, Pdf *pdf, int i) {
    const char *const to[] = { arena_printf(mem, "Mme LEFÈVRE-%d Anaïs", i), arena_printf(mem, "%d rue de l’Église", i % 120), "34500 BÉZIERS", NULL };
    paper_letter(mem, pdf, &(PaperLetter){ .head = "Collège de mesure\n4, avenue des Platanes", .day = "Le lundi 31 août 2026", .subject = "Vos identifiants de connexion", .to = to,
        .body = arena_printf(mem, "Madame,\n\nVotre espace est ouvert. Vous y suivrez la scolarité de vos enfants, jour après jour.\n\n> Adresse : ecole.example\n> Identifiant : lefevre%d\n"
            "> Mot de passe provisoire : ABCD-EFGH-JKMN\n\nCe mot de passe sert une fois, jusqu’au 30/09/2026 : vous choisirez ensuite le vôtre. Cette lettre pourra alors être "
            "détruite.\n\nChaque responsable a son propre accès. Ne le donnez à personne, pas même à votre enfant.\n\nCollège de mesure", i) });
}

static void put_label(Arena *mem, Pdf *pdf, int i) {
    const LabelSheet *sheet = &label_formats[0].sheet;
    const char *text = arena_printf(mem, "LEFÈVRE Anaïs-%d · 5e B\necole.example\n> Identifiant : lefevre%d\n> Mot de passe : ABCD-EFGH-JKMN\nValable jusqu’au 30/09/2026", i, i);
    must(label_fits(mem, pdf, sheet, text));
    paper_label(mem, pdf, sheet, (size_t) i, &(PaperLabel){ text, arena_printf(mem, "https://ecole.example/connexion?identifiant=lefevre%d", i), "Code QR" });
}

static void put_certificate(Arena *mem, Pdf *pdf, int i) {
    const CertificateSetting s = { .kind = CERTIFICATE_SCHOOLING, .signer = { "Mme Claire Fontaine", "principale du collège", "Saint-Brieuc" }, .school = "Collège de mesure", .uai = "0221234A",
        .site = "https://ecole.example", .year = 2026, .today = day_of(2026, 10, 3) };
    const CertificateFacts f = { .family_name = arena_printf(mem, "LEFÈVRE-%d", i), .given_names = "Anaïs, Marie", .sex = "f", .birth_city = "Béziers", .class_code = "5B", .birth = day_of(2014, 3, 12),
        .entry = day_of(2026, 9, 1), .exit = NO_DAY };
    certificate_paper(mem, pdf, &s, &(Certificate){ .facts = &f, .number = i + 1, .code = "K7QM-2XPD-9RTW-HB4C" });
}

static void papers(const char *name, void (*put)(Arena *mem, Pdf *pdf, int i), int count, int most) {
    double times[RUNS];
    for (int run = 0; run < RUNS; run++) {
        Arena *mem = arena_new();
        double start = cpu_ms();
        Pdf *pdf = paper_new(mem, sink_to_memory(mem), &(PdfHead){ .title = "Courriers" });
        for (int i = 0; i < count; i++)
            put(mem, pdf, i);
        must(pdf_end(pdf));
        times[run] = cpu_ms() - start;
        if (run == 0)
            fprintf(stderr, "# %s: %zu KB of arena\n", name, arena_bytes(mem) / 1024);
        arena_free(mem);
    }
    qsort(times, RUNS, sizeof *times, by_value);
    printf("%s;%.1f;%d\n", name, times[RUNS / 2], most);
}

static int write_all(const char *folder) {
    for (SheetKind kind = SHEET_CSV; kind <= SHEET_PDF; kind++) {
        Arena *mem = arena_new();
        int fd = open(arena_printf(mem, "%s/list.%s", folder, sheet_words[kind]), O_CREAT | O_TRUNC | O_WRONLY, 0644);
        must(fd >= 0 && whole(kind, mem, sink_to_file(mem, fd)));
        close(fd);
        arena_free(mem);
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 3)
        return write_all(argv[2]);
    measure(SHEET_CSV, "2,500 × 12 as CSV", 50);
    measure(SHEET_ODS, "2,500 × 12 as ODS", 300);
    measure(SHEET_PDF, "2,500 × 12 as PDF", 500);
    faces("28 faces as PDF", 300);
    papers("1,353 letters as PDF", put_letter, 1353, 5000);
    papers("480 labels with codes as PDF", put_label, 480, 500);
    papers("30 certificates as PDF", put_certificate, 30, 100);
    return 0;
}
