/* Meals at the desk: one day's, a pupil's, those of some pupils, and what the kitchen serves. */
#include "school/meals/meals_web.h"

#include "base/str.h"
#include "base/text.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/lists/grid.h"
#include "school/lists/table_file.h"

#define NAMES_SHOWN 12
#define PUPIL_DAYS 28                   /* four weeks ahead on a pupil's page */

const char *const meal_day_keys[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL };
static const TextId day_names[] = { T_DAY_MON, T_DAY_TUE, T_DAY_WED, T_DAY_THU, T_DAY_FRI, T_DAY_SAT, T_DAY_SUN };
static const TextId day_short[] = { T_MEALS_MON, T_MEALS_TUE, T_MEALS_WED, T_MEALS_THU, T_MEALS_FRI, T_MEALS_SAT, T_MEALS_SUN };

/* ---- a week to be ticked ---- */

int week_mask(const WeekForm *week, Meal meal) {
    int mask = 0;
    for (int i = 0; i < 7; i++)
        mask |= week->days[meal][i] ? 1 << i : 0;
    return mask;
}

void doc_week(const Request *rq, Doc *d, const char *asked, const int days[MEALS], const int offered[MEALS]) {
    bool again = form_typed(rq, asked) != NULL;
    doc_list(d, "week");
    for (int i = 0; i < 7; i++) {
        if (!((offered[LUNCH] | offered[DINNER]) >> i & 1))
            continue;
        Doc *item = doc_add(d, "week");
        doc_text(item, "key", meal_day_keys[i]);
        doc_words(item, "label", day_names[i], NULL);
        for (int meal = 0; meal < MEALS; meal++) {
            const char *box = arena_printf(rq->mem, "%s_%s", meal_words[meal], meal_day_keys[i]);
            doc_bool(item, meal == LUNCH ? "lunch_offered" : "dinner_offered", offered[meal] >> i & 1);
            doc_bool(item, meal_words[meal], again ? form_typed(rq, box) != NULL : days[meal] >> i & 1);
        }
    }
    doc_bool(d, "dinners", offered[DINNER] != 0);
}

/* ---- one day ---- */

typedef struct Count { int expected, more, less; } Count;

static Eater eater_in(const Rows *r, int board, int lunch_days, int dinner_days, int lunch, int dinner) {
    return (Eater){ row_null(r, board) ? NULL : row_peek(r, board), { meals_said(r, lunch_days), meals_said(r, dinner_days) }, { meals_said(r, lunch), meals_said(r, dinner) } };
}
#define EATER_IN(r, S) eater_in(r, S##_BOARD, S##_LUNCH_DAYS, S##_DINNER_DAYS, S##_LUNCH, S##_DINNER)

static Day day_asked(const Request *rq, const MealYear *y) {
    Day day = query_text(rq, "jour") ? day_parse_iso(query_text(rq, "jour")) : NO_DAY;
    if (day == NO_DAY)
        day = meals_next_day(y, rq->work->today, 1);
    return day == NO_DAY ? rq->work->today : day;
}

static void doc_classes(Work *w, Doc *d, const MealYear *y, Day day, Count counts[MEALS]) {
    Doc *line = NULL;
    int64_t of = -1;
    int eat[MEALS] = { 0, 0 };
    doc_list(d, "classes");
    for (Rows r = db_rows(w->tx, &MEALS_GROUPS, VALUES(of_int(day))); row_next(&r); ) {
        const Eater e = EATER_IN(&r, MEALS_GROUPS);
        int64_t class = row_null(&r, MEALS_GROUPS_CLASS) ? 0 : row_int(&r, MEALS_GROUPS_CLASS);
        if (class != of) {
            eat[LUNCH] = eat[DINNER] = 0;
            of = class;
            line = doc_add(d, "classes");
            if (class)
                doc_int(line, "class", class);
            doc_text(line, "class_code", row_text(&r, MEALS_GROUPS_CLASS_CODE, w->mem));
        }
        for (int meal = 0; meal < MEALS; meal++) {
            int pupils = (int) row_int(&r, MEALS_GROUPS_PUPILS);
            bool eats = meals_eats(y, &e, day, meal), usual = meals_served(y, day, meal) && meals_usual(&e, day, meal);
            eat[meal] += eats ? pupils : 0;
            counts[meal].expected += eats ? pupils : 0;
            counts[meal].more += eats && !usual ? pupils : 0;
            counts[meal].less += !eats && usual ? pupils : 0;
            doc_int(line, meal_words[meal], eat[meal]);
        }
    }
}

static void doc_changed(Work *w, Doc *d, const MealYear *y, Day day) {
    doc_list(d, "changes");
    for (Rows r = db_rows(w->tx, &MEALS_CHANGED, VALUES(of_int(day))); row_next(&r); ) {
        const Eater e = EATER_IN(&r, MEALS_CHANGED);
        for (int meal = 0; meal < MEALS; meal++) {
            if (e.change[meal] == MEALS_NOT_SAID || !meals_served(y, day, meal) || e.change[meal] == meals_usual(&e, day, meal))
                continue;
            Doc *item = doc_add(d, "changes");
            doc_int(item, "pupil", row_int(&r, MEALS_CHANGED_PUPIL));
            doc_text(item, "display_name", row_text(&r, MEALS_CHANGED_DISPLAY_NAME, w->mem));
            doc_text(item, "class_code", row_text(&r, MEALS_CHANGED_CLASS_CODE, w->mem));
            doc_word(item, "meal", meal_words[meal]);
            doc_bool(item, "eats", e.change[meal] != 0);
        }
    }
}

static void doc_meals(Work *w, Doc *d, const MealYear *y, Day day, const Count counts[MEALS]) {
    doc_list(d, "meals");
    for (int meal = 0; meal < MEALS; meal++) {
        bool served = meals_served(y, day, meal);
        if (!served && !y->rules.days[meal])
            continue;
        Doc *item = doc_add(d, "meals");
        doc_word(item, "meal", meal_words[meal]);
        doc_bool(item, "served", served);
        doc_int(item, "expected", counts[meal].expected);
        doc_int(item, "more", counts[meal].more);
        doc_int(item, "less", counts[meal].less);
        doc_int(item, "closes_at", meals_closes_at(y, day, meal));
        doc_bool(item, "closed", w->now >= meals_closes_at(y, day, meal));
    }
    doc_bool(d, "dinners", y->rules.days[DINNER] || meals_served(y, day, DINNER));
}

Reply show_meals_day(Request *rq) {
    Work *w = rq->work;
    const MealYear *y = meals_year(w);
    Day day = day_asked(rq, y), earlier = meals_next_day(y, day - 1, -1), later = meals_next_day(y, day + 1, 1);
    const MealDay *other = meals_other_day(y, day);
    Count counts[MEALS] = { 0 };
    Doc *d = doc_new(w, &REPLY_MEALS_DAY);
    doc_day(d, "day", day);
    doc_day(d, "earlier", earlier);
    doc_day(d, "later", later);
    doc_bool(d, "served", meals_served(y, day, LUNCH) || meals_served(y, day, DINNER));
    doc_bool(d, "year_known", y->calendar != NULL);
    doc_text(d, "why", other ? other->label : NULL);
    doc_bool(d, "may_set", may(w, meals_settings));
    doc_classes(w, d, y, day, counts);
    doc_changed(w, d, y, day);
    doc_meals(w, d, y, day, counts);
    return page(rq, &PAGE_MEALS_DAY, d);
}

/* ---- the list at the door ---- */

static int index_of(const char *word, const char *const *all) {
    for (int i = 0; word && all[i]; i++)
        if (str_equal(word, all[i]))
            return i;
    return -1;
}

static void write_eaters(Work *w, Sheet *sheet, const MealYear *y, Day day, Meal meal) {
    for (Rows r = db_rows(w->tx, &MEALS_ALL, VALUES(of_int(day))); row_next(&r); ) {
        const Eater e = EATER_IN(&r, MEALS_ALL);
        if (!meals_eats(y, &e, day, meal))
            continue;
        Arena *line = arena_child(w->mem);
        bool more = !meals_usual(&e, day, meal);
        sheet_row(sheet, (const Cell[]){ cell_text(row_text(&r, MEALS_ALL_CLASS_CODE, line)), cell_text(row_text(&r, MEALS_ALL_DISPLAY_NAME, line)),
            cell_text(more ? words(line, T_MEALS_MORE, NULL) : NULL) });
        arena_free(line);
    }
}

Reply meals_list(Request *rq) {
    Work *w = rq->work;
    int kind = table_kind(query_text(rq, "forme")), meal = index_of(query_text(rq, "repas"), meal_words);
    Day day = query_text(rq, "jour") ? day_parse_iso(query_text(rq, "jour")) : NO_DAY;
    if (kind < 0 || meal < 0 || day == NO_DAY)
        return not_found(rq);
    const MealYear *y = meals_year(w);
    const SheetColumn columns[] = { { words(w->mem, T_LIST_CLASS, NULL), CELL_TEXT }, { words(w->mem, T_LIST_NAME, NULL), CELL_TEXT }, { words(w->mem, T_MEALS_REMARK, NULL), CELL_TEXT } };
    const char *title = words(w->mem, meal == LUNCH ? T_MEALS_LUNCH_OF : T_MEALS_DINNER_OF, WITH(ARG_TEXT("day", day_words(w->mem, day))));
    TableFile t = table_begin(rq, (SheetKind) kind, title, NULL, columns, 3);
    write_eaters(w, t.sheet, y, day, meal);
    return table_reply(rq, &t, title);
}

/* ---- one pupil ---- */

Verdict feeds_pupil(Request *rq) { return db_text(rq->work->tx, &MEALS_PUPIL, VALUES(of_int(path_id(rq, "pupil")))) ? ALLOW : UNKNOWN; }

/* What the régime says today, and how many days a week SIECLE speaks of. */
static void doc_board(Work *w, Doc *d, int64_t pupil) {
    for (Rows r = db_rows(w->tx, &BOARDS_OF, VALUES(of_int(pupil))); row_next(&r); ) {
        if (row_int(&r, BOARDS_OF_FROM_DAY) > w->today || row_int(&r, BOARDS_OF_UNTIL_DAY) <= w->today)
            continue;
        int days = meals_board_days(row_text(&r, BOARDS_OF_CODE, w->mem));
        doc_word(d, "board", row_text(&r, BOARDS_OF_STATUS, w->mem));
        if (days)
            doc_int(d, "board_days", days);
    }
}

const char *meals_show_days(Arena *mem, int64_t mask) {
    Str s = str_new(mem, 60);
    for (int i = 0; i < 7; i++)
        if (mask >> i & 1)
            str_printf(&s, "%s%s", s.size ? ", " : "", words(mem, day_short[i], NULL));
    return s.size ? s.data : words(mem, T_MEALS_NO_DAY, NULL);
}

/* Facts in words; DAYS: those of today or, before they begin, of the first to come. */
static bool doc_usual(Work *w, Doc *d, int64_t pupil, int days[MEALS]) {
    bool said = false;
    doc_list(d, "usual");
    for (Rows r = db_rows(w->tx, &MEALS_DAYS_OF, VALUES(of_int(pupil))); row_next(&r); ) {
        Day from = (Day) row_int(&r, MEALS_DAYS_OF_FROM_DAY), until = (Day) row_int(&r, MEALS_DAYS_OF_UNTIL_DAY);
        const int these[MEALS] = { (int) row_int(&r, MEALS_DAYS_OF_LUNCH), (int) row_int(&r, MEALS_DAYS_OF_DINNER) };
        Doc *item = doc_add(d, "usual");
        doc_day(item, "from_date", from);
        if (until != DAY_OPEN) {
            doc_day(item, "until_date", until);
            doc_day(item, "last_date", until - 1);
        }
        doc_text(item, "lunches", meals_show_days(w->mem, these[LUNCH]));
        doc_text(item, "dinners", these[DINNER] ? meals_show_days(w->mem, these[DINNER]) : NULL);
        if (until > w->today && !said) {
            said = true;
            days[LUNCH] = these[LUNCH];
            days[DINNER] = these[DINNER];
        }
    }
    return said;
}

Reply show_pupil_meals(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = path_id(rq, "pupil");
    const MealYear *y = meals_year(w);
    Rows r = db_rows(w->tx, &MEALS_PUPIL, VALUES(of_int(pupil)));
    int days[MEALS] = { 0, 0 };
    if (!row_next(&r))
        return not_found(rq);
    Doc *d = doc_new(w, &REPLY_MEALS_PUPIL);
    doc_int(d, "id", pupil);
    doc_text(d, "display_name", row_text(&r, MEALS_PUPIL_DISPLAY_NAME, w->mem));
    doc_text(d, "class_code", row_text(&r, MEALS_PUPIL_CLASS_CODE, w->mem));
    rows_end(&r);
    doc_board(w, d, pupil);
    bool said = doc_usual(w, d, pupil, days);
    doc_word(d, "by", said ? "days" : "board");
    doc_bool(d, "may_edit", may(w, meals_edit));
    doc_text(d, "say_href", arena_printf(w->mem, "/bureau/eleves/%lld/repas/jour", (long long) pupil));
    doc_week(rq, d, "by", said ? days : y->rules.days, y->rules.days);
    Day from = day_asked(rq, y);
    doc_day(d, "shown_from", from);
    doc_day(d, "earlier", y->calendar && from - PUPIL_DAYS > y->calendar->dates.first_day - PUPIL_DAYS ? from - PUPIL_DAYS : NO_DAY);
    doc_day(d, "later", y->calendar && from + PUPIL_DAYS <= y->calendar->dates.last_day ? from + PUPIL_DAYS : NO_DAY);
    doc_coming(w, d, pupil, &(Ahead){ y, from, from + PUPIL_DAYS, false, may(w, meals_edit) });
    return page(rq, &PAGE_MEALS_PUPIL, d);
}

static const char *const by_words[] = { "board", "days", NULL };
typedef struct DaysForm { WeekForm week; int by; Day from; } DaysForm;
const Field meals_days_fields[] = { MEAL_WEEK(DaysForm), FIELD(DaysForm, by, .kind = FIELD_CHOICE, .required = true, .choices = by_words), FIELD(DaysForm, from, .kind = FIELD_DAY),
    { .kind = FIELD_END } };

static void days_typed(const DaysForm *f, int days[MEALS]) {
    for (int meal = 0; meal < MEALS; meal++)
        days[meal] = f->by == 0 ? MEALS_NOT_SAID : week_mask(&f->week, meal);
}

Reply save_meal_days(Request *rq) {
    DaysForm f = { 0 };
    int days[MEALS];
    form_read(rq, meals_days_fields, &f);
    days_typed(&f, days);
    if (!has_problems(rq->work))
        meals_set_days(rq->work, path_id(rq, "pupil"), f.from, days);
    return has_problems(rq->work) ? again(rq, show_pupil_meals) : see_other(rq, "/bureau/eleves/%lld/repas", (long long) path_id(rq, "pupil"));
}

const Field meals_say_fields[] = { FIELD(SayForm, day, .kind = FIELD_DAY, .required = true), FIELD(SayForm, meal, .kind = FIELD_CHOICE, .required = true, .choices = meal_words),
    FIELD(SayForm, eats, .kind = FIELD_BOOL), { .kind = FIELD_END } };

Reply say_meal(Request *rq) {
    SayForm f = { 0 };
    form_read(rq, meals_say_fields, &f);
    if (!has_problems(rq->work))
        meals_say(rq->work, path_id(rq, "pupil"), f.day, (Meal) f.meal, f.eats, false);
    if (has_problems(rq->work))
        return again(rq, show_pupil_meals);
    const char *there = arena_printf(rq->mem, "/bureau/eleves/%lld/repas", (long long) path_id(rq, "pupil"));
    return f.day < rq->work->today ? see_other(rq, "%s?jour=%s#jours", there, day_iso(rq->mem, f.day)) : see_other(rq, "%s#jours", there);
}

/* ---- some pupils ---- */

static Reply chosen_page(Request *rq, size_t done) {
    Work *w = rq->work;
    GridWhom whom = grid_whom(rq, grid_find("eleves"), MEALS_CHOSEN);
    const MealYear *y = meals_year(w);
    Doc *d = doc_new(w, &REPLY_MEALS_CHOSEN);
    int64_t count = 0;
    doc_list(d, "names");
    for (Rows r = db_rows(w->tx, &PUPILS_NAMED, VALUES(of_ids(whom.ids, whom.count))); row_next(&r); count++)
        if (count < NAMES_SHOWN)
            doc_add_text(d, "names", row_text(&r, PUPILS_NAMED_DISPLAY_NAME, w->mem));
    doc_int(d, "count", count);
    doc_int(d, "further", count > NAMES_SHOWN ? count - NAMES_SHOWN : 0);
    doc_int(d, "done", (int64_t) done);
    grid_carry(whom.turn, d);
    doc_text(d, "save_href", arena_printf(w->mem, MEALS_CHOSEN "/jours%s", whom.here + strlen(MEALS_CHOSEN)));
    doc_word(d, "by", "days");
    doc_week(rq, d, "by", y->rules.days, y->rules.days);
    return page(rq, &PAGE_MEALS_CHOSEN, d);
}

Reply show_meals_chosen(Request *rq) { return chosen_page(rq, 0); }

Reply save_meals_chosen(Request *rq) {
    DaysForm f = { 0 };
    int days[MEALS];
    size_t done = 0;
    GridWhom whom = grid_whom(rq, grid_find("eleves"), MEALS_CHOSEN);
    form_read(rq, meals_days_fields, &f);
    days_typed(&f, days);
    if (!has_problems(rq->work))
        done = meals_set_days_all(rq->work, whom.ids, whom.count, f.from, days);
    return has_problems(rq->work) ? again(rq, show_meals_chosen) : chosen_page(rq, done);
}

/* ---- what the kitchen serves ---- */

Reply show_meals_rules(Request *rq) {
    Work *w = rq->work;
    const MealYear *y = meals_year(w);
    Doc *d = doc_new(w, &REPLY_MEALS_RULES);
    doc_week(rq, d, "until", y->rules.days, (const int[MEALS]){ ALL_WEEK, ALL_WEEK });
    doc_int(d, "ahead", y->rules.ahead);
    doc_int(d, "until", y->rules.until);
    doc_bool(d, "adds", y->rules.adds);
    doc_list(d, "others");
    for (size_t i = 0; i < y->others.count; i++) {
        const MealDay *o = &y->others.items[i];
        Doc *item = doc_add(d, "others");
        doc_day(item, "day", o->day);
        for (int meal = 0; meal < MEALS; meal++)
            doc_word(item, meal_words[meal], o->served[meal] == MEALS_NOT_SAID ? "usual" : o->served[meal] ? "yes" : "no");
        doc_text(item, "label", o->label);
    }
    return page(rq, &PAGE_MEALS_RULES, d);
}

typedef struct RulesForm { WeekForm week; int64_t ahead; int until; bool adds; } RulesForm;
const Field meals_rules_fields[] = { MEAL_WEEK(RulesForm), FIELD(RulesForm, ahead, .kind = FIELD_INT, .max = MEALS_AHEAD_MOST), FIELD(RulesForm, until, .kind = FIELD_MINUTES, .required = true),
    FIELD(RulesForm, adds, .kind = FIELD_BOOL), { .kind = FIELD_END } };

Reply save_meals_rules(Request *rq) {
    RulesForm f = { 0 };
    form_read(rq, meals_rules_fields, &f);
    if (!has_problems(rq->work))
        meals_set_rules(rq->work, &(MealRules){ { week_mask(&f.week, LUNCH), week_mask(&f.week, DINNER) }, (int) f.ahead, f.until, f.adds });
    return has_problems(rq->work) ? again(rq, show_meals_rules) : see_other(rq, MEALS_HERE "/reglages");
}

static const char *const served_words[] = { "usual", "no", "yes", NULL };
typedef struct OtherForm { Day day; int lunch, dinner; const char *label; } OtherForm;
const Field meals_other_fields[] = { FIELD(OtherForm, day, .kind = FIELD_DAY, .required = true), FIELD(OtherForm, lunch, .kind = FIELD_CHOICE, .choices = served_words),
    FIELD(OtherForm, dinner, .kind = FIELD_CHOICE, .choices = served_words), FIELD(OtherForm, label, .kind = FIELD_TEXT, .max = MEALS_LABEL_MOST), { .kind = FIELD_END } };

Reply save_meals_other(Request *rq) {
    OtherForm f = { 0 };
    form_read(rq, meals_other_fields, &f);
    if (!has_problems(rq->work))                /* the words stand in the order of -1, 0, 1 */
        meals_set_other_day(rq->work, &(MealDay){ f.day, { f.lunch - 1, f.dinner - 1 }, f.label });
    return has_problems(rq->work) ? again(rq, show_meals_rules) : see_other(rq, MEALS_HERE "/reglages#autres");
}

typedef struct EndForm { Day day; } EndForm;
const Field meals_end_fields[] = { FIELD(EndForm, day, .kind = FIELD_DAY, .required = true), { .kind = FIELD_END } };

Reply end_meals_other(Request *rq) {
    EndForm f = { 0 };
    form_read(rq, meals_end_fields, &f);
    if (!has_problems(rq->work))
        meals_end_other_day(rq->work, f.day);
    return has_problems(rq->work) ? again(rq, show_meals_rules) : see_other(rq, MEALS_HERE "/reglages#autres");
}

/* ---- on the record ---- */

void meals_on_record(Work *w, struct Doc *d, int64_t pupil) {
    if (!may(w, meals_see))
        return;
    doc_text(d, "meals_href", arena_printf(w->mem, "/bureau/eleves/%lld/repas", (long long) pupil));
    for (Rows r = db_rows(w->tx, &MEALS_DAYS_OF, VALUES(of_int(pupil))); row_next(&r); )
        if (row_int(&r, MEALS_DAYS_OF_FROM_DAY) <= w->today && w->today < row_int(&r, MEALS_DAYS_OF_UNTIL_DAY)) {
            doc_text(d, "meals_lunches", meals_show_days(w->mem, row_int(&r, MEALS_DAYS_OF_LUNCH)));
            if (row_int(&r, MEALS_DAYS_OF_DINNER))
                doc_text(d, "meals_dinners", meals_show_days(w->mem, row_int(&r, MEALS_DAYS_OF_DINNER)));
        }
}
