/* Communs.xml: the year, periods and closures follow it, save what somebody changed by hand; twice is once. Both engines (R-01, formats.md §1). */
#include "base/str.h"
#include "gen/statements.h"
#include "school/calendar/calendar.h"
#include "test/small_school.h"
#include "test/test.h"

#include <stdio.h>
#include <string.h>

static Day iso(const char *text) { return day_parse_iso(text); }

static ImportMode mode_asked;

/* The sample's Communs with some texts replaced (from, to, …, NULL), read as an import. */
static Report *import_changed(SmallSchool *s, bool accept_year, const char *const *changes) {
    static int files;
    Str all = str_new(s->mem, 8192);
    char piece[4096];
    FILE *from = fopen(sample(s->mem, "siecle/Communs.xml"), "r");
    for (size_t n; from && (n = fread(piece, 1, sizeof piece, from)); )
        str_add_n(&all, piece, n);
    if (from)
        fclose(from);
    for (; changes && *changes; changes += 2) {
        const char *at = strstr(all.data, changes[0]);
        CHECK(at != NULL);
        Str next = str_new(s->mem, all.size + 64);
        str_add_n(&next, all.data, at ? (size_t) (at - all.data) : all.size);
        if (at) {
            str_add(&next, changes[1]);
            str_add(&next, at + strlen(changes[0]));
        }
        all = next;
    }
    const char *path = arena_printf(s->mem, "%s/Communs%d.xml", s->school.folder, ++files), *name = "Communs.xml";
    FILE *to = fopen(path, "w");
    CHECK(to && fwrite(all.data, 1, all.size, to) == all.size && fclose(to) == 0);
    ImportAsk ask = { .paths = &path, .names = &name, .count = 1, .answers = { .accept_year = accept_year, .mode = mode_asked } };
    return import_run(&s->school, &program_actor, s->mem, &ask);
}

#define CHANGED(s, ...) import_changed((s), false, (const char *const[]){ __VA_ARGS__, NULL })

static bool warned(const Report *r, const char *text) {
    for (size_t i = 0; i < r->warnings.count; i++)
        if (strstr(r->warnings.items[i].text, text))
            return true;
    return false;
}

static const Calendar *read_calendar(SmallSchool *s) {
    Work *w = work_new(s->mem, tx_begin(s->school.store, s->mem, TX_READ), &s->school, &program_actor, "test");
    const Calendar *c = calendar_read(w);
    tx_rollback(w->tx);
    return c;
}

static bool has_period(SmallSchool *s, const char *kind, const char *first, const char *last) {
    bool found = false;
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    for (Rows r = db_rows(tx, &PERIODS_ALL, NO_VALUES); row_next(&r); )
        found = found || (str_equal(row_peek(&r, PERIODS_ALL_KIND), kind) && row_int(&r, PERIODS_ALL_FIRST_DAY) == iso(first)
            && row_int(&r, PERIODS_ALL_LAST_DAY) == iso(last));
    tx_rollback(tx);
    return found;
}

static bool has_holiday(SmallSchool *s, const char *kind, const char *first, const char *resume) {
    const Calendar *c = read_calendar(s);
    for (size_t i = 0; i < c->holiday_count; i++)
        if (str_equal(c->holidays[i].kind, kind) && c->holidays[i].first_day == iso(first) && c->holidays[i].resume_day == iso(resume))
            return true;
    return false;
}

/* The Communs again, in this mode. */
static Report *import_in(SmallSchool *s, ImportMode mode, const char *const *changes) {
    mode_asked = mode;
    Report *r = import_changed(s, false, changes);
    mode_asked = MODE_KEEP;
    return r;
}

static bool kept(const Report *r, const char *text) {
    for (size_t i = 0; i < r->kept.count; i++)
        if (strstr(r->kept.items[i].text, text))
            return true;
    for (size_t i = 0; i < r->kept.count; i++)
        printf("# %s\n", r->kept.items[i].text);
    return false;
}

static void edit(SmallSchool *s, const char *list) {
    Work *w = by_hand(s);
    const Calendar *c = calendar_read(w);
    YearDates y = c->dates;
    y.last_day--;
    if (str_equal(list, "periods"))
        calendar_put_period(w, &(Period){ 0, "custom", "Stage", iso("2026-01-05"), iso("2026-01-16") }, NULL);
    else if (str_equal(list, "holidays"))
        calendar_put_holiday(w, &(Holiday){ 0, "closure", "Pont", iso("2025-11-10"), iso("2025-11-11") }, NULL);
    else
        calendar_change_year(w, &y, NULL);
    CHECK(!has_problems(w));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
}

/* ---- what nobody changed follows the file ---- */

static void follows(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    Report *r = CHANGED(s, "CODE_TYPE_ETAB", "CODE_TYPE_ETAB");
    CHECK(r->applied);
    CHECK_INT(r->changes[REPORT_CALENDAR].created, 0);
    CHECK_INT(r->changes[REPORT_CALENDAR].updated, 3);          /* the trimesters */
    CHECK_INT(r->changes[REPORT_CALENDAR].unchanged, 6);        /* the year, five closures */
    CHECK_INT(r->warnings.count, 0);
    CHECK(has_period(s, "trimester", "2025-09-01", "2025-11-28") && has_period(s, "trimester", "2025-12-01", "2026-03-13") &&
          has_period(s, "trimester", "2026-03-14", "2026-07-03"));
    r = CHANGED(s, "CODE_TYPE_ETAB", "CODE_TYPE_ETAB");
    CHECK(r->applied && report_no_change(r));
    CHECK_INT(r->changes[REPORT_CALENDAR].unchanged, 9);
    /* Other dates of the year, a closure moved, a new one, semesters; the summer says nothing. */
    const char *const more[] = { "<DATE_DEBUT_ELEVE>01/09/2025", "<DATE_DEBUT_ELEVE>02/09/2025", "<DATE_DEBUT>01/09/2025", "<DATE_DEBUT>02/09/2025",
        "<DATE_FIN>08/03/2026", "<DATE_FIN>09/03/2026",
        "</CALENDRIER_FERMETURES>", "<CALENDRIER_FERMETURE><LL_MOTIF>JOURNEE DE SOLIDARITE</LL_MOTIF><DATE_DEBUT>10/11/2025</DATE_DEBUT><DATE_FIN>10/11/2025</DATE_FIN>"
        "</CALENDRIER_FERMETURE><CALENDRIER_FERMETURE><LL_MOTIF>VACANCES D'ETE</LL_MOTIF><DATE_DEBUT>04/07/2026</DATE_DEBUT><DATE_FIN>31/08/2026</DATE_FIN>"
        "</CALENDRIER_FERMETURE></CALENDRIER_FERMETURES>",
        "</PERIODES>", "<PERIODE><CODE_PERIODE>S1</CODE_PERIODE><DATE_DEBUT>02/09/2025</DATE_DEBUT><DATE_FIN>31/01/2026</DATE_FIN><INDICE>1</INDICE>"
        "<CODE_TYPE_PERIODE>S</CODE_TYPE_PERIODE></PERIODE></PERIODES>", NULL };
    r = import_changed(s, false, more);
    CHECK(r->applied);
    CHECK_INT(r->warnings.count, 0);
    CHECK_INT(r->changes[REPORT_CALENDAR].created, 2);
    CHECK_INT(r->changes[REPORT_CALENDAR].updated, 3);          /* the year, the first trimester, winter */
    CHECK_INT(read_calendar(s)->dates.first_day, iso("2025-09-02"));
    CHECK(has_holiday(s, "closure", "2025-11-10", "2025-11-11") && has_holiday(s, "vacation", "2026-02-21", "2026-03-10") && has_period(s, "semester", "2025-09-02", "2026-01-31"));
    CHECK(report_no_change(import_changed(s, false, more)));
}
TEST(what_nobody_changed_follows_the_file_and_twice_is_once) { for_each_engine(follows); }

/* The year alone: its periods keep to its ends; facts of the same import are dated from its new first day. */
static void with_people(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    const char *const later[] = { "<DATE_DEBUT_ELEVE>01/09/2025", "<DATE_DEBUT_ELEVE>03/09/2025", "<DATE_DEBUT>01/09/2025", "<DATE_DEBUT>03/09/2025", NULL };
    CHECK(import_changed(s, false, later)->applied);
    Report *r = import_samples(s, false, "siecle/Nomenclature.xml", "siecle/Structures.xml", "siecle/ElevesAvecAdresses.xml", NULL);
    CHECK(r->applied);
    r = import_samples(s, false, "siecle/Nomenclature.xml", "siecle/Communs.xml", "siecle/Structures.xml", "siecle/ElevesAvecAdresses.xml", NULL);
    CHECK(r->applied);
    CHECK_INT(r->changes[REPORT_CALENDAR].updated, 2);
    CHECK_INT(r->changes[REPORT_PUPIL].updated, 0);             /* who is where since when does not move with it */
    CHECK_INT(read_calendar(s)->dates.first_day, iso("2025-09-01"));
    CHECK(report_no_change(import_samples(s, false, "siecle/Communs.xml", "siecle/ElevesAvecAdresses.xml", "siecle/Structures.xml", NULL)));
}
TEST(the_first_day_moves_and_memberships_stay) { for_each_engine(with_people); }

/* ---- what somebody changed stays, and the difference is said ---- */

static int64_t holiday_from(SmallSchool *s, const char *first) {
    const Calendar *c = read_calendar(s);
    for (size_t i = 0; i < c->holiday_count; i++)
        if (c->holidays[i].first_day == iso(first))
            return c->holidays[i].id;
    return 0;
}

static int64_t period_from(SmallSchool *s, const char *first) {
    int64_t id = 0;
    Tx *tx = tx_begin(s->school.store, s->mem, TX_READ);
    for (Rows r = db_rows(tx, &PERIODS_ALL, NO_VALUES); row_next(&r); )
        id = row_int(&r, PERIODS_ALL_FIRST_DAY) == iso(first) ? row_int(&r, PERIODS_ALL_ID) : id;
    tx_rollback(tx);
    return id;
}

static void put_holiday(SmallSchool *s, int64_t id, const char *label, const char *first, const char *resume) {
    Work *w = by_hand(s);
    calendar_put_holiday(w, &(Holiday){ id, id ? "vacation" : "closure", label, iso(first), iso(resume) }, NULL);
    CHECK(!has_problems(w));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
}

static const char *const later[] = { "<DATE_FIN_ELEVE>03/07/2026", "<DATE_FIN_ELEVE>04/07/2026", "<DATE_FIN>28/11/2025", "<DATE_FIN>29/11/2025",
    "<DATE_FIN>08/03/2026", "<DATE_FIN>09/03/2026", NULL };

/* One end of a period, one of a holiday, one day of the year: those stay, everything beside them follows. */
static void by_hand_one(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    CHECK(CHANGED(s, "CODE_TYPE_ETAB", "CODE_TYPE_ETAB")->applied);
    Work *w = by_hand(s);
    calendar_put_period(w, &(Period){ period_from(s, "2025-09-01"), "trimester", "Trimestre 1", iso("2025-09-01"), iso("2025-11-26") }, NULL);
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    edit(s, "dates");
    Report *r = CHANGED(s, "CODE_TYPE_ETAB", "CODE_TYPE_ETAB");
    CHECK(r->applied && report_no_change(r));
    CHECK(r->warnings.count == 1 && warned(r, "Trimestre 3"));      /* the file's ends after the year does here */
    CHECK_INT(r->kept_count, 2);
    CHECK(kept(r, "Trimestre 1, dernier jour «\u00A026/11/2025\u00A0», corrigé ici le ") && kept(r, "par superviseur\u202F; le fichier dit «\u00A028/11/2025\u00A0»."));
    CHECK(kept(r, "année scolaire, dernier jour «\u00A002/07/2026\u00A0»"));
    r = import_in(s, MODE_KEEP, later);
    CHECK(r->applied);
    CHECK(r->kept.count == 2 && r->kept.items[0].news && kept(r, "le fichier dit maintenant «\u00A029/11/2025\u00A0»"));
    CHECK(has_period(s, "trimester", "2025-09-01", "2025-11-26"));
    CHECK(has_holiday(s, "vacation", "2026-02-21", "2026-03-10"));  /* nobody touched that one */
    CHECK_INT(read_calendar(s)->dates.last_day, iso("2026-07-02"));
    r = import_in(s, MODE_CREATE, later);
    CHECK(r->applied && report_no_change(r) && !r->kept.count);
    r = import_in(s, MODE_OVERWRITE, later);
    CHECK(r->applied && !r->kept.count);
    CHECK(has_period(s, "trimester", "2025-09-01", "2025-11-29"));
    CHECK_INT(read_calendar(s)->dates.last_day, iso("2026-07-04"));
    r = CHANGED(s, "CODE_TYPE_ETAB", "CODE_TYPE_ETAB");             /* the file wrote last: it is followed again */
    CHECK(r->applied && !r->kept.count && has_period(s, "trimester", "2025-09-01", "2025-11-28"));
}
TEST(a_day_changed_by_hand_stays_and_both_values_are_said) { for_each_engine(by_hand_one); }

static void by_hand_rows(StoreFixture *f) {
    static const char *const more[] = { "</CALENDRIER_FERMETURES>", "<CALENDRIER_FERMETURE><LL_MOTIF>FOIRE</LL_MOTIF>"
        "<DATE_DEBUT>12/01/2026</DATE_DEBUT><DATE_FIN>12/01/2026</DATE_FIN></CALENDRIER_FERMETURE></CALENDRIER_FERMETURES>", NULL };
    SmallSchool *s = small_school(f);
    edit(s, "holidays");                        /* one that no file has */
    CHECK(import_in(s, MODE_KEEP, more)->applied);
    CHECK(has_holiday(s, "closure", "2026-01-12", "2026-01-13") && has_holiday(s, "closure", "2025-11-10", "2025-11-11"));
    Work *w = by_hand(s);
    calendar_end_holiday(w, holiday_from(s, "2026-01-12"));
    calendar_end_period(w, period_from(s, "2025-09-01"));
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    for (ImportMode mode = MODE_KEEP; mode <= MODE_CREATE; mode++) {
        Report *r = import_in(s, mode, more);
        CHECK(r->applied && report_no_change(r));
        CHECK(kept(r, "FOIRE, congé, retiré ici le ") && kept(r, "Trimestre 1, période, retiré ici le "));
        CHECK(!has_holiday(s, "closure", "2026-01-12", "2026-01-13") && !has_period(s, "trimester", "2025-09-01", "2025-11-28"));
    }
    Report *r = import_in(s, MODE_OVERWRITE, more);
    CHECK(r->applied && !r->kept.count);
    CHECK(has_holiday(s, "closure", "2026-01-12", "2026-01-13") && has_period(s, "trimester", "2025-09-01", "2025-11-28"));
    CHECK(has_holiday(s, "closure", "2025-11-10", "2025-11-11"));
}
TEST(a_holiday_taken_away_by_hand_stays_away) { for_each_engine(by_hand_rows); }

/* Its last day was moved here before its new first day there: nothing that ends before it begins. */
static void reversed(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    CHECK(CHANGED(s, "CODE_TYPE_ETAB", "CODE_TYPE_ETAB")->applied);
    put_holiday(s, holiday_from(s, "2026-02-21"), "Vacances d’hiver", "2026-02-21", "2026-02-25");
    Report *r = CHANGED(s, "<DATE_DEBUT>21/02/2026", "<DATE_DEBUT>26/02/2026");
    CHECK(r->applied && warned(r, "26/02/2026"));
    CHECK(has_holiday(s, "vacation", "2026-02-21", "2026-02-25"));
}
TEST(what_stays_and_what_follows_never_cross) { for_each_engine(reversed); }

/* Another zone is the ministry's choice of days, not somebody's: the files go on being followed. */
static void zone(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    Work *w = by_hand(s);
    calendar_change_zone(w, "A");
    CHECK_INT(tx_commit(w->tx), TX_DONE);
    Report *r = CHANGED(s, "CODE_TYPE_ETAB", "CODE_TYPE_ETAB");
    CHECK(r->applied && !r->kept.count);
    CHECK(has_holiday(s, "vacation", "2026-02-21", "2026-03-09"));
}
TEST(days_of_another_zone_follow_the_file) { for_each_engine(zone); }

/* ---- what makes no sense is left out, with a word ---- */

static void bad_communs(StoreFixture *f) {
    static const struct { const char *from, *to, *warning; } bad[] = {
        { "<DATE_FIN>28/11/2025", "<DATE_FIN>31/11/2025", "31/11/2025" }, { "<DATE_FIN>28/11/2025", "<DATE_FIN>28/08/2025", "Trimestre 1" },
        { "<DATE_FIN>28/11/2025", "<DATE_FIN>02/12/2025", "chevaucherait" }, { "<DATE_DEBUT>18/10/2025", "<DATE_DEBUT>18/10/20x5", "18/10/20x5" },
        { "<DATE_FIN>17/05/2026", "<DATE_FIN>17/07/2026", "17/07/2026" }, { "<DATE_FIN>04/01/2026", "<DATE_FIN>22/02/2026", "chevaucherait" },
        { "<DATE_DEBUT_ELEVE>01/09/2025", "<DATE_DEBUT_ELEVE>01/09/2024", "2025" }, { "<DATE_FIN_ELEVE>03/07/2026", "<DATE_FIN_ELEVE>03/07/2025", "2025" } };
    SmallSchool *s = small_school(f);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Report *r = CHANGED(s, bad[i].from, bad[i].to);
        if (!CHECK(r->applied && warned(r, bad[i].warning)))
            printf("# %s\n", bad[i].to);
        const Calendar *c = read_calendar(s);
        CHECK(c->dates.first_day == iso("2025-09-01") && c->dates.last_day == iso("2026-07-03"));
        CHECK(has_holiday(s, "vacation", "2025-10-18", "2025-11-03") && has_holiday(s, "vacation", "2025-12-20", "2026-01-05") && has_holiday(s, "vacation", "2026-02-21", "2026-03-09"));
        CHECK_INT(c->holiday_count, 14);
    }
}
TEST(dates_that_make_no_sense_are_left_out_with_a_warning) { for_each_engine(bad_communs); }

static void another_year(StoreFixture *f) {
    SmallSchool *s = small_school(f);
    s->school.year = 2024;              /* the base says it is of 2024; its days are those of 2025, all the same */
    Report *r = import_changed(s, true, NULL);
    CHECK(r->applied && report_no_change(r) && warned(r, "2024"));
}
TEST(a_file_of_another_year_says_nothing_of_this_one) { for_each_engine(another_year); }

TEST_MAIN
