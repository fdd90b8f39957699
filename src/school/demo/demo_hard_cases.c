/* What real schools have and tidy programs break on (features.md §E). Positions are the same in every school; all are checked by demo_test.c. */
#include "school/demo/demo_model.h"

/* The next pupil from NUMBER on who is in no other case. Nobody's household is shared with a brother or sister: their names can be changed alone. */
static Pupil *alone_after(Demo *d, int number) {
    for (;; number++) {
        Pupil *p = &d->pupils[number % d->kind->pupils];
        int others = 0;
        for (int i = 0; i < d->pupil_count; i++)
            others += d->pupils[i].household == p->household;
        if (others == 1 && number % d->kind->pupils > 4 && !p->marked) {
            p->marked = true;
            return p;
        }
    }
}

static void name(Demo *d, Pupil *p, const char *family, const char *given, bool girl) {
    d->households[p->household].name = p->family = family;
    p->given = given;
    p->given_2 = NULL;
    p->girl = girl;
}

static void make_homonyms(Demo *d) {
    for (int i = 0; i < 6; i++)
        name(d, alone_after(d, d->kind->pupils * (i + 1) / 8), "MARTIN", "Camille", i % 2);
    Pupil *a = alone_after(d, d->kind->pupils / 3), *b = alone_after(d, d->kind->pupils / 3 + 20);
    name(d, a, "NGUYEN", "Thi Mai", true);
    name(d, b, "NGUYEN", "Thi Mai", true);
    b->birth_year = a->birth_year;
    b->birth_month = a->birth_month;
    b->birth_day = a->birth_day;
}

static void make_twins(Demo *d) {
    Pupil *a = &d->pupils[1], *b = &d->pupils[2];
    b->birth_year = a->birth_year;
    b->birth_month = a->birth_month;
    b->birth_day = a->birth_day;
    b->repeats = a->repeats;
    b->girl = a->girl = true;
    a->given = "Maëlle";
    b->given = "Maëlys";
}

static void make_names(Demo *d) {
    int at = d->kind->pupils / 5;
    name(d, alone_after(d, at), "O", "Y", false);
    name(d, alone_after(d, at + 9), "DE LA ROCHE-IMAGINAIRE DE MONTMORENCY-EXEMPLE ET D'ŒUVRELIEU", "Marie-Joséphine", true);
    name(d, alone_after(d, at + 18), "D'ŒILLET DE SAINT-CŒUR", "Anne-Gaëlle", true);
    name(d, alone_after(d, at + 27), "FAŸ-ŽELEZNÝ", "Noël", false);
    Pupil *p = alone_after(d, at + 36);
    p->usage = "LE BRETON-N'DIAYE";
}

/* Grown up since February, lives alone, answers for himself: the guardians know him by his name and CODE_PARENTE 70. */
static void make_adult(Demo *d) {
    Pupil *p = alone_after(d, d->kind->pupils - 12);
    p->birth_year = d->year - 18;
    p->birth_month = 2;
    p->email = "majeur@exemple.invalid";
    d->households[p->household].single = true;
    d->households[p->household].first_person = NOBODY;      /* make_guardians makes him one */
}

void make_hard_cases(Demo *d) {
    make_homonyms(d);
    make_twins(d);
    make_names(d);
    make_adult(d);
}
