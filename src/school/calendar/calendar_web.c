/* The year on a screen: its dates and week, and a page for each holiday, period and slot, new ones at …/nouveau. */
#include "school/calendar/calendar.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "web/feature.h"

static RightId right_edit;
static const RightInfo rights[] = { { "calendar.edit", T_RIGHT_CALENDAR_EDIT, 1, &right_edit, BRANCH_ADMIN, OF_OFFICE, "secretariat", .changes = true }, { 0 } };

/* ---- the year as a page ---- */

static const char *const day_keys[] = { "mon", "tue", "wed", "thu", "fri", "sat", NULL };
static const TextId day_names[] = { T_DAY_MON, T_DAY_TUE, T_DAY_WED, T_DAY_THU, T_DAY_FRI, T_DAY_SAT };
#define DAYS 6

/* What was ticked, once the form came back; else what the year says. */
static bool ticked(const Request *rq, const char *half, int day, int mask) {
    if (!form_typed(rq, "first_day"))
        return mask >> day & 1;
    return form_typed(rq, arena_printf(rq->mem, "%s_%s", half, day_keys[day])) != NULL;
}

static void add_week_days(const Request *rq, Doc *d, const YearDates *y) {
    for (int i = 0; i < DAYS; i++) {
        Doc *item = doc_add(d, "week");
        doc_int(item, "day", i + 1);
        doc_text(item, "key", day_keys[i]);
        doc_words(item, "label", day_names[i], NULL);
        doc_bool(item, "morning", ticked(rq, "morning", i, y->week_days));
        doc_bool(item, "afternoon", ticked(rq, "afternoon", i, y->afternoons));
    }
}

static void add_dates(const Request *rq, Doc *d, const Calendar *c) {
    const YearDates *y = &c->dates;
    doc_day(d, "first_day", y->first_day);
    doc_day(d, "last_day", y->last_day);
    doc_day(d, "teachers_first_day", y->teachers_first_day);
    doc_int(d, "noon", y->noon);
    doc_word(d, "cycle", cycle_words[y->cycle]);
    doc_day(d, "cycle_from", y->cycle_from);
    doc_int(d, "was_week_days", y->week_days);
    doc_int(d, "was_afternoons", y->afternoons);
    add_week_days(rq, d, y);
    doc_text(d, "zone", c->zone);
    doc_bool(d, "official", calendar_is_official(rq->work->school->year, c->zone));
}

static void add_zones(Doc *d) {
    static const TextId names[] = { T_ZONE_A, T_ZONE_B, T_ZONE_C, T_ZONE_CORSE, T_ZONE_AUTRE };
    for (int i = 0; zone_words[i]; i++) {
        Doc *item = doc_add(d, "zones");
        doc_text(item, "id", zone_words[i]);
        doc_words(item, "label", names[i], NULL);
    }
}

static void add_weeks(Doc *d, const Calendar *c) {
    doc_list(d, "weeks");
    for (size_t i = 0; i < c->week_count; i++) {
        const Week *week = &c->weeks[i];
        Doc *item = doc_add(d, "weeks");
        doc_day(item, "monday", week->monday);
        doc_int(item, "iso", week->iso);
        if (week->number)
            doc_int(item, "number", week->number);
        if (week->letter)
            doc_text(item, "letter", week->letter == 'A' ? "A" : "B");
        doc_text(item, "closed_by", week->closed_by);
    }
}

static void add_slots(Work *w, Doc *d) {
    doc_list(d, "slots");
    for (Rows r = db_rows(w->tx, &SLOTS_ALL, NO_VALUES); row_next(&r); ) {
        Doc *item = doc_add(d, "slots");
        doc_int(item, "id", row_int(&r, SLOTS_ALL_ID));
        doc_text(item, "label", row_text(&r, SLOTS_ALL_LABEL, w->mem));
        doc_int(item, "from_time", row_int(&r, SLOTS_ALL_FROM_TIME));
        doc_int(item, "until_time", row_int(&r, SLOTS_ALL_UNTIL_TIME));
    }
}

static void add_holidays(Doc *d, const Calendar *c) {
    doc_list(d, "holidays");
    for (size_t i = 0; i < c->holiday_count; i++) {
        const Holiday *h = &c->holidays[i];
        Doc *item = doc_add(d, "holidays");
        doc_int(item, "id", h->id);
        doc_word(item, "kind", h->kind);
        doc_text(item, "label", h->label);
        doc_day(item, "first_day", h->first_day);
        doc_day(item, "resume_day", h->resume_day);
    }
}

static void add_periods(Work *w, Doc *d) {
    doc_list(d, "periods");
    for (Rows r = db_rows(w->tx, &PERIODS_ALL, NO_VALUES); row_next(&r); ) {
        Doc *item = doc_add(d, "periods");
        doc_int(item, "id", row_int(&r, PERIODS_ALL_ID));
        doc_word(item, "kind", row_text(&r, PERIODS_ALL_KIND, w->mem));
        doc_text(item, "label", row_text(&r, PERIODS_ALL_LABEL, w->mem));
        doc_day(item, "first_day", (Day) row_int(&r, PERIODS_ALL_FIRST_DAY));
        doc_day(item, "last_day", (Day) row_int(&r, PERIODS_ALL_LAST_DAY));
    }
}

static Reply show_year(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_CALENDAR_YEAR);
    const Calendar *c = calendar_read(w);
    if (c) {
        add_dates(rq, d, c);
        add_weeks(d, c);
        add_holidays(d, c);
    }
    add_zones(d);
    add_slots(w, d);
    add_periods(w, d);
    return page(rq, &PAGE_CALENDAR_YEAR, d);
}

/* ---- changing it ---- */

typedef struct YearForm {
    Day first_day, last_day, teachers_first_day, cycle_from, was_first_day, was_last_day, was_teachers_first_day, was_cycle_from;
    int noon, was_noon, cycle;
    const char *was_cycle, *was_week_days, *was_afternoons;
    bool morning_mon, morning_tue, morning_wed, morning_thu, morning_fri, morning_sat;
    bool afternoon_mon, afternoon_tue, afternoon_wed, afternoon_thu, afternoon_fri, afternoon_sat;
} YearForm;
#define HALF_DAYS(day) FIELD(YearForm, morning_##day, .kind = FIELD_BOOL), FIELD(YearForm, afternoon_##day, .kind = FIELD_BOOL)
static const Field year_fields[] = { FIELD(YearForm, first_day, .kind = FIELD_DAY, .required = true), FIELD(YearForm, last_day, .kind = FIELD_DAY, .required = true),
    FIELD(YearForm, teachers_first_day, .kind = FIELD_DAY), FIELD(YearForm, noon, .kind = FIELD_MINUTES, .required = true),
    HALF_DAYS(mon), HALF_DAYS(tue), HALF_DAYS(wed), HALF_DAYS(thu), HALF_DAYS(fri), HALF_DAYS(sat),
    FIELD(YearForm, cycle, .kind = FIELD_CHOICE, .required = true, .choices = cycle_words), FIELD(YearForm, cycle_from, .kind = FIELD_DAY),
    FIELD(YearForm, was_first_day, .kind = FIELD_DAY), FIELD(YearForm, was_last_day, .kind = FIELD_DAY),
    FIELD(YearForm, was_teachers_first_day, .kind = FIELD_DAY), FIELD(YearForm, was_noon, .kind = FIELD_MINUTES),
    FIELD(YearForm, was_week_days, .kind = FIELD_WORD), FIELD(YearForm, was_afternoons, .kind = FIELD_WORD), FIELD(YearForm, was_cycle, .kind = FIELD_WORD),
    FIELD(YearForm, was_cycle_from, .kind = FIELD_DAY), { .kind = FIELD_END } };

static int mask_of(const bool days[DAYS]) {
    int mask = 0;
    for (int i = 0; i < DAYS; i++)
        mask |= days[i] ? 1 << i : 0;
    return mask;
}

static int number_or_unknown(const char *text) {
    int64_t number;
    return text && str_int(text, 0, 127, &number) ? (int) number : -1;
}

static int cycle_or_unknown(const char *word) {
    for (int i = 0; cycle_words[i]; i++)
        if (str_equal(cycle_words[i], word))
            return i;
    return -1;
}

static Reply save_year(Request *rq) {
    YearForm f = { 0 };
    form_read(rq, year_fields, &f);
    if (has_problems(rq->work))
        return again(rq, show_year);
    YearDates to = { f.first_day, f.last_day, f.teachers_first_day, f.noon,
        mask_of((bool[DAYS]){ f.morning_mon, f.morning_tue, f.morning_wed, f.morning_thu, f.morning_fri, f.morning_sat }),
        mask_of((bool[DAYS]){ f.afternoon_mon, f.afternoon_tue, f.afternoon_wed, f.afternoon_thu, f.afternoon_fri, f.afternoon_sat }), f.cycle, f.cycle_from };
    YearDates was = { f.was_first_day, f.was_last_day, f.was_teachers_first_day, f.was_noon, number_or_unknown(f.was_week_days),
        number_or_unknown(f.was_afternoons), cycle_or_unknown(f.was_cycle), f.was_cycle_from };
    calendar_change_year(rq->work, &to, &was);
    return has_problems(rq->work) ? again(rq, show_year) : see_other(rq, "/bureau/annee");
}

typedef struct ZoneForm { int zone; } ZoneForm;
static const Field zone_fields[] = { FIELD(ZoneForm, zone, .kind = FIELD_CHOICE, .required = true, .choices = zone_words), { .kind = FIELD_END } };

static Reply save_zone(Request *rq) {
    ZoneForm f = { 0 };
    form_read(rq, zone_fields, &f);
    if (!has_problems(rq->work))
        calendar_change_zone(rq->work, zone_words[f.zone]);
    return has_problems(rq->work) ? again(rq, show_year) : see_other(rq, "/bureau/annee");
}

/* ---- one row: a holiday, a period, a slot ---- */

static bool is_new(const Request *rq, const char *name) { return str_equal(path_word(rq, name), "nouveau"); }

static Verdict row_exists(Request *rq, const Statement *read, const char *name) {
    return is_new(rq, name) || db_int(rq->work->tx, read, VALUES(of_int(path_id(rq, name)))) ? ALLOW : UNKNOWN;
}

static Verdict holiday_exists(Request *rq) { return row_exists(rq, &HOLIDAY_READ, "holiday"); }
static Verdict period_exists(Request *rq) { return row_exists(rq, &PERIOD_READ, "period"); }
static Verdict slot_exists(Request *rq) { return row_exists(rq, &SLOT_READ, "slot"); }

/* Where the row's forms go: /bureau/annee/conges/3, and …/fin to take it away. */
static void add_paths(const Request *rq, Doc *d, const char *folder, int64_t id) {
    doc_text(d, "path", id ? arena_printf(rq->mem, "/bureau/annee/%s/%lld", folder, (long long) id) : arena_printf(rq->mem, "/bureau/annee/%s/nouveau", folder));
    doc_text(d, "end_path", arena_printf(rq->mem, "/bureau/annee/%s/%lld/fin", folder, (long long) id));
}

static Reply show_holiday(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_CALENDAR_HOLIDAY);
    int64_t id = path_id(rq, "holiday");
    add_paths(rq, d, "conges", id);
    Rows r = db_rows(w->tx, &HOLIDAY_READ, VALUES(of_int(id)));
    if (row_next(&r)) {
        doc_int(d, "id", id);
        doc_word(d, "kind", row_text(&r, HOLIDAY_READ_KIND, w->mem));
        doc_text(d, "label", row_text(&r, HOLIDAY_READ_LABEL, w->mem));
        doc_day(d, "first_day", (Day) row_int(&r, HOLIDAY_READ_FIRST_DAY));
        doc_day(d, "resume_day", (Day) row_int(&r, HOLIDAY_READ_RESUME_DAY));
    }
    rows_end(&r);
    return page(rq, &PAGE_CALENDAR_HOLIDAY, d);
}

typedef struct HolidayForm { int kind; const char *label; Day first_day, resume_day; const char *was_kind, *was_label; Day was_first_day, was_resume_day; } HolidayForm;
static const Field holiday_fields[] = { FIELD(HolidayForm, kind, .kind = FIELD_CHOICE, .required = true, .choices = holiday_kind_words),
    FIELD(HolidayForm, label, .kind = FIELD_TEXT, .required = true, .max = 60), FIELD(HolidayForm, first_day, .kind = FIELD_DAY, .required = true),
    FIELD(HolidayForm, resume_day, .kind = FIELD_DAY, .required = true), FIELD(HolidayForm, was_kind, .kind = FIELD_WORD),
    FIELD(HolidayForm, was_label, .kind = FIELD_TEXT), FIELD(HolidayForm, was_first_day, .kind = FIELD_DAY),
    FIELD(HolidayForm, was_resume_day, .kind = FIELD_DAY), { .kind = FIELD_END } };

static Reply save_holiday(Request *rq) {
    HolidayForm f = { 0 };
    form_read(rq, holiday_fields, &f);
    if (!has_problems(rq->work))
        calendar_put_holiday(rq->work, &(Holiday){ path_id(rq, "holiday"), holiday_kind_words[f.kind], f.label, f.first_day, f.resume_day },
            &(Holiday){ 0, f.was_kind, f.was_label, f.was_first_day, f.was_resume_day });
    return has_problems(rq->work) ? again(rq, show_holiday) : see_other(rq, "/bureau/annee");
}

static Reply end_holiday(Request *rq) {
    calendar_end_holiday(rq->work, path_id(rq, "holiday"));
    return see_other(rq, "/bureau/annee");
}

static Reply show_period(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_CALENDAR_PERIOD);
    int64_t id = path_id(rq, "period");
    add_paths(rq, d, "periodes", id);
    Rows r = db_rows(w->tx, &PERIOD_READ, VALUES(of_int(id)));
    if (row_next(&r)) {
        doc_int(d, "id", id);
        doc_word(d, "kind", row_text(&r, PERIOD_READ_KIND, w->mem));
        doc_text(d, "label", row_text(&r, PERIOD_READ_LABEL, w->mem));
        doc_day(d, "first_day", (Day) row_int(&r, PERIOD_READ_FIRST_DAY));
        doc_day(d, "last_day", (Day) row_int(&r, PERIOD_READ_LAST_DAY));
    }
    rows_end(&r);
    return page(rq, &PAGE_CALENDAR_PERIOD, d);
}

typedef struct PeriodForm { int kind; const char *label; Day first_day, last_day; const char *was_kind, *was_label; Day was_first_day, was_last_day; } PeriodForm;
static const Field period_fields[] = { FIELD(PeriodForm, kind, .kind = FIELD_CHOICE, .required = true, .choices = period_kind_words),
    FIELD(PeriodForm, label, .kind = FIELD_TEXT, .required = true, .max = 60), FIELD(PeriodForm, first_day, .kind = FIELD_DAY, .required = true),
    FIELD(PeriodForm, last_day, .kind = FIELD_DAY, .required = true), FIELD(PeriodForm, was_kind, .kind = FIELD_WORD),
    FIELD(PeriodForm, was_label, .kind = FIELD_TEXT), FIELD(PeriodForm, was_first_day, .kind = FIELD_DAY),
    FIELD(PeriodForm, was_last_day, .kind = FIELD_DAY), { .kind = FIELD_END } };

static Reply save_period(Request *rq) {
    PeriodForm f = { 0 };
    form_read(rq, period_fields, &f);
    if (!has_problems(rq->work))
        calendar_put_period(rq->work, &(Period){ path_id(rq, "period"), period_kind_words[f.kind], f.label, f.first_day, f.last_day },
            &(Period){ 0, f.was_kind, f.was_label, f.was_first_day, f.was_last_day });
    return has_problems(rq->work) ? again(rq, show_period) : see_other(rq, "/bureau/annee");
}

static Reply end_period(Request *rq) {
    calendar_end_period(rq->work, path_id(rq, "period"));
    return see_other(rq, "/bureau/annee");
}

static Reply show_slot(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_CALENDAR_SLOT);
    int64_t id = path_id(rq, "slot");
    add_paths(rq, d, "creneaux", id);
    Rows r = db_rows(w->tx, &SLOT_READ, VALUES(of_int(id)));
    if (row_next(&r)) {
        doc_int(d, "id", id);
        doc_text(d, "label", row_text(&r, SLOT_READ_LABEL, w->mem));
        doc_int(d, "from_time", row_int(&r, SLOT_READ_FROM_TIME));
        doc_int(d, "until_time", row_int(&r, SLOT_READ_UNTIL_TIME));
    }
    rows_end(&r);
    return page(rq, &PAGE_CALENDAR_SLOT, d);
}

typedef struct SlotForm { const char *label; int from_time, until_time; const char *was_label; int was_from_time, was_until_time; } SlotForm;
static const Field slot_fields[] = { FIELD(SlotForm, label, .kind = FIELD_TEXT, .required = true, .max = 20),
    FIELD(SlotForm, from_time, .kind = FIELD_MINUTES, .required = true), FIELD(SlotForm, until_time, .kind = FIELD_MINUTES, .required = true),
    FIELD(SlotForm, was_label, .kind = FIELD_TEXT), FIELD(SlotForm, was_from_time, .kind = FIELD_MINUTES),
    FIELD(SlotForm, was_until_time, .kind = FIELD_MINUTES), { .kind = FIELD_END } };

static Reply save_slot(Request *rq) {
    SlotForm f = { 0 };
    form_read(rq, slot_fields, &f);
    if (!has_problems(rq->work))
        calendar_put_slot(rq->work, &(Slot){ path_id(rq, "slot"), f.label, f.from_time, f.until_time }, &(Slot){ 0, f.was_label, f.was_from_time, f.was_until_time });
    return has_problems(rq->work) ? again(rq, show_slot) : see_other(rq, "/bureau/annee");
}

static Reply end_slot(Request *rq) {
    calendar_end_slot(rq->work, path_id(rq, "slot"));
    return see_other(rq, "/bureau/annee");
}

/* ---- its columns in words ---- */

static const char *show_days(Arena *mem, int64_t mask) {
    Str s = str_new(mem, 60);
    for (int i = 0; i < DAYS; i++)
        if (mask >> i & 1) {
            str_add(&s, s.size ? ", " : "");
            str_add(&s, words(mem, day_names[i], NULL));
        }
    return s.data;
}

static const ColumnText columns[] = {
    { &TABLE_SCHOOL_YEAR, COL_SCHOOL_YEAR_FIRST_DAY, T_YEAR_FIRST_DAY, SHOWN_DAY }, { &TABLE_SCHOOL_YEAR, COL_SCHOOL_YEAR_LAST_DAY, T_YEAR_LAST_DAY, SHOWN_DAY },
    { &TABLE_SCHOOL_YEAR, COL_SCHOOL_YEAR_TEACHERS_FIRST_DAY, T_YEAR_TEACHERS_FIRST_DAY, SHOWN_DAY },
    { &TABLE_SCHOOL_YEAR, COL_SCHOOL_YEAR_NOON, T_YEAR_NOON, SHOWN_TIME }, { &TABLE_SCHOOL_YEAR, COL_SCHOOL_YEAR_ZONE, T_YEAR_ZONE, SHOWN_PLAIN },
    { &TABLE_SCHOOL_YEAR, COL_SCHOOL_YEAR_WEEK_DAYS, T_YEAR_MORNING, .show = show_days },
    { &TABLE_SCHOOL_YEAR, COL_SCHOOL_YEAR_AFTERNOONS, T_YEAR_AFTERNOON, .show = show_days },
    { &TABLE_SCHOOL_YEAR, COL_SCHOOL_YEAR_WEEK_CYCLE, T_YEAR_CYCLE, SHOWN_YES_NO },
    { &TABLE_SCHOOL_YEAR, COL_SCHOOL_YEAR_CYCLE_COUNTS_CLOSED, T_WEEK_CYCLE_ALL_WEEKS, SHOWN_YES_NO },
    { &TABLE_SCHOOL_YEAR, COL_SCHOOL_YEAR_CYCLE_FROM, T_YEAR_CYCLE_FROM, SHOWN_DAY },
    { &TABLE_PERIOD, COL_PERIOD_NUMBER, T_FIELD_PERIOD_NUMBER, SHOWN_PLAIN },
    { &TABLE_HOLIDAY, COL_HOLIDAY_KIND, T_HOLIDAY_KIND, SHOWN_WORD, "holiday_kind" }, { &TABLE_HOLIDAY, COL_HOLIDAY_LABEL, T_YEAR_HOLIDAY },
    { &TABLE_HOLIDAY, COL_HOLIDAY_FIRST_DAY, T_HOLIDAY_FIRST_DAY, SHOWN_DAY }, { &TABLE_HOLIDAY, COL_HOLIDAY_RESUME_DAY, T_HOLIDAY_RESUME_DAY, SHOWN_DAY },
    { &TABLE_PERIOD, COL_PERIOD_KIND, T_PERIOD_KIND, SHOWN_WORD, "period_kind" }, { &TABLE_PERIOD, COL_PERIOD_LABEL, T_YEAR_PERIOD },
    { &TABLE_PERIOD, COL_PERIOD_FIRST_DAY, T_YEAR_FIRST_DAY, SHOWN_DAY }, { &TABLE_PERIOD, COL_PERIOD_LAST_DAY, T_YEAR_LAST_DAY, SHOWN_DAY },
    { &TABLE_SLOT, COL_SLOT_LABEL, T_YEAR_SLOT }, { &TABLE_SLOT, COL_SLOT_FROM_TIME, T_YEAR_FROM, SHOWN_TIME },
    { &TABLE_SLOT, COL_SLOT_UNTIL_TIME, T_YEAR_UNTIL, SHOWN_TIME }, { 0 } };

static const Route routes[] = {
    { GET, "/bureau/annee", show_year, guard_signed_in, READ, PORTAL_DESK, "calendar.edit", &PAGE_CALENDAR_YEAR },
    { POST, "/bureau/annee", save_year, guard_signed_in, WRITE, PORTAL_DESK, "calendar.edit", &PAGE_CALENDAR_YEAR, year_fields },
    { POST, "/bureau/annee/zone", save_zone, guard_signed_in, WRITE, PORTAL_DESK, "calendar.edit", &PAGE_CALENDAR_YEAR, zone_fields },
    { GET, "/bureau/annee/conges/:holiday", show_holiday, holiday_exists, READ, PORTAL_DESK, "calendar.edit", &PAGE_CALENDAR_HOLIDAY },
    { POST, "/bureau/annee/conges/:holiday", save_holiday, holiday_exists, WRITE, PORTAL_DESK, "calendar.edit", &PAGE_CALENDAR_HOLIDAY, holiday_fields },
    { POST, "/bureau/annee/conges/:holiday/fin", end_holiday, holiday_exists, WRITE, PORTAL_DESK, "calendar.edit", NULL },
    { GET, "/bureau/annee/periodes/:period", show_period, period_exists, READ, PORTAL_DESK, "calendar.edit", &PAGE_CALENDAR_PERIOD },
    { POST, "/bureau/annee/periodes/:period", save_period, period_exists, WRITE, PORTAL_DESK, "calendar.edit", &PAGE_CALENDAR_PERIOD, period_fields },
    { POST, "/bureau/annee/periodes/:period/fin", end_period, period_exists, WRITE, PORTAL_DESK, "calendar.edit", NULL },
    { GET, "/bureau/annee/creneaux/:slot", show_slot, slot_exists, READ, PORTAL_DESK, "calendar.edit", &PAGE_CALENDAR_SLOT },
    { POST, "/bureau/annee/creneaux/:slot", save_slot, slot_exists, WRITE, PORTAL_DESK, "calendar.edit", &PAGE_CALENDAR_SLOT, slot_fields },
    { POST, "/bureau/annee/creneaux/:slot/fin", end_slot, slot_exists, WRITE, PORTAL_DESK, "calendar.edit", NULL },
    ROUTES_END,
};

static const TableText tables[] = { { &TABLE_SCHOOL_YEAR, T_TABLE_SCHOOL_YEAR }, { &TABLE_HOLIDAY, T_TABLE_HOLIDAY, &HOLIDAY_CALLED },
    { &TABLE_SLOT, T_TABLE_SLOT, &SLOT_CALLED }, { &TABLE_PERIOD, T_TABLE_PERIOD, &PERIOD_CALLED }, { 0 } };

static const ActText acts[] = { { "POST /bureau/annee", T_ACT_YEAR }, { "POST /bureau/annee/zone", T_ACT_YEAR_ZONE },
    { "POST /bureau/annee/conges/:holiday", T_ACT_HOLIDAY }, { "POST /bureau/annee/conges/:holiday/fin", T_ACT_HOLIDAY_END },
    { "POST /bureau/annee/periodes/:period", T_ACT_PERIOD }, { "POST /bureau/annee/periodes/:period/fin", T_ACT_PERIOD_END },
    { "POST /bureau/annee/creneaux/:slot", T_ACT_SLOT }, { "POST /bureau/annee/creneaux/:slot/fin", T_ACT_SLOT_END }, { "new", T_ACT_NEW, .stays = true }, { 0 } };

static const Panel panels[] = { { .group = "admin", .rank = 2, .label = T_DESK_YEAR, .path = "/bureau/annee", .right = &right_edit }, PANELS_END };

static const GuardName guards[] = { GUARD(holiday_exists), GUARD(period_exists), GUARD(slot_exists), { 0 } };

const Feature calendar_feature = { .name = "calendar", .routes = routes, .rights = rights, .panels = panels, .guards = guards, .columns = columns, .tables = tables, .acts = acts, .processings = no_processings };
