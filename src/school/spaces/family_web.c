/* The Spaces of families: a guardian's children, each by themselves; a pupil. What the school does not publish of them is not there (access_shows). */
#include "school/spaces/spaces_web.h"

#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts.h"
#include "school/accounts/accounts_web.h"
#include "school/calendar/calendar.h"
#include "school/certificates/certificates.h"
#include "school/meals/meals.h"
#include "school/people/people.h"

#define NEXT_MOST 3

bool space_shows(Work *w, int rubric, int64_t pupil) { return access_shows(w, &spaces_rights[rubric], pupil); }

/* ---- today, and what comes ---- */

static Day next_open(const Calendar *c, Day day) {
    for (Day d = day; d <= c->dates.last_day; d++)
        if (calendar_is_open(c, d, MORNING) || calendar_is_open(c, d, AFTERNOON))
            return d;
    return NO_DAY;
}

static const Holiday *vacation_on(const Calendar *c, Day day) {
    for (size_t i = 0; i < c->holiday_count; i++)
        if (c->holidays[i].first_day <= day && day < c->holidays[i].resume_day)
            return &c->holidays[i];
    return NULL;
}

static void doc_today(Work *w, Doc *d, const Calendar *c) {
    Day day = w->today;
    const Holiday *closed = c ? vacation_on(c, day) : NULL;
    bool morning = c && calendar_is_open(c, day, MORNING), afternoon = c && calendar_is_open(c, day, AFTERNOON);
    const char *now = !c ? "unknown" : day < c->dates.first_day ? "before" : day > c->dates.last_day ? "after" : closed ? "holiday" :
        morning && afternoon ? "school" : morning ? "morning" : afternoon ? "afternoon" : "none";
    doc_word(d, "now", now);
    if (str_equal(now, "before"))
        doc_day(d, "resumes_on", c->dates.first_day);
    if (!closed || !str_equal(now, "holiday"))
        return;
    doc_text(d, "holiday", closed->label);
    doc_day(d, "resumes_on", next_open(c, closed->resume_day));
}

static void doc_holiday(Doc *item, const Calendar *c, const Holiday *h) {
    doc_word(item, "kind", h->kind);
    doc_text(item, "label", h->label);
    doc_day(item, "from_date", h->first_day);
    Day back = next_open(c, h->resume_day);
    doc_day(item, "resumes_on", back == NO_DAY ? h->resume_day : back);
}

static void doc_next(Work *w, Doc *d, const Calendar *c) {
    int count = 0;
    doc_list(d, "next");
    for (size_t i = 0; c && i < c->holiday_count && count < NEXT_MOST; i++)
        if (c->holidays[i].first_day > w->today) {
            doc_holiday(doc_add(d, "next"), c, &c->holidays[i]);
            count++;
        }
}

void doc_calendar(Work *w, Doc *d) {
    const Calendar *c = calendar_read(w);
    doc_today(w, d, c);
    doc_next(w, d, c);
}

/* ---- home ---- */

static void doc_main_teachers(Work *w, Doc *d, int64_t class) {
    doc_list(d, "main_teachers");
    for (Rows r = db_rows(w->tx, &SPACE_MAIN_TEACHERS, VALUES(of_int(class))); row_next(&r); )
        doc_add_text(d, "main_teachers", row_text(&r, SPACE_MAIN_TEACHERS_DISPLAY_NAME, w->mem));
}

static void doc_pupil(Work *w, Doc *d, const Rows *r) {
    int64_t pupil = row_int(r, SPACE_PUPILS_ID);
    const char *name = row_text(r, SPACE_PUPILS_DISPLAY_NAME, w->mem), *given = row_text(r, SPACE_PUPILS_GIVEN_NAME, w->mem);
    bool record = space_shows(w, SPACE_RECORD, pupil), team = space_shows(w, SPACE_TEAM, pupil), faces = space_shows(w, SPACE_FACES, pupil);
    const char *certificate = certificates_own_href(w, pupil), *meals = meals_own_href(w, pupil);
    doc_int(d, "id", pupil);
    doc_text(d, "display_name", name);
    doc_text(d, "given_name", given ? given : name);
    doc_text(d, "initials", names_initials(w->mem, name));
    doc_text(d, "class_code", row_text(r, SPACE_PUPILS_CLASS_CODE, w->mem));
    doc_text(d, "class_label", row_text(r, SPACE_PUPILS_CLASS_LABEL, w->mem));
    if (record) {
        doc_word(d, "board", row_text(r, SPACE_PUPILS_BOARD, w->mem));
        doc_word(d, "exits", row_text(r, SPACE_PUPILS_EXITS, w->mem));
        doc_text(d, "href", own_href(w, pupil, "", "fiche"));
    }
    doc_text(d, "certificate_href", certificate);
    doc_text(d, "meals_href", meals);
    if (faces)
        doc_text(d, "faces_href", own_href(w, pupil, "/trombinoscope", "trombinoscope"));
    doc_bool(d, "linked", team || faces || certificate || meals);
    if (team) {
        doc_text(d, "team_href", own_href(w, pupil, "/equipe", "equipe"));
        if (!row_null(r, SPACE_PUPILS_CLASS))
            doc_main_teachers(w, d, row_int(r, SPACE_PUPILS_CLASS));
    }
}

/* «Bonjour M. Benali», «Bonjour Léa». */
void doc_greeting(Work *w, Doc *d) {
    Rows r = db_rows(w->tx, &SPACE_ONESELF, VALUES(of_int(w->actor->person)));
    if (!row_next(&r)) {                /* the supervisor is nobody of the school */
        doc_words(d, "greeting", T_SPACES_HELLO, WITH(ARG_TEXT("name", w->actor->display_name)));
        return;
    }
    const char *title = names_civility(row_text(&r, SPACE_ONESELF_TITLE, w->mem)), *family = row_text(&r, SPACE_ONESELF_USAGE_NAME, w->mem), *given = row_text(&r, SPACE_ONESELF_GIVEN_NAME, w->mem);
    if (!family)
        family = row_text(&r, SPACE_ONESELF_FAMILY_NAME, w->mem);
    rows_end(&r);
    const char *name = w->actor->mode == MODE_PUPIL && given ? given : title ? arena_printf(w->mem, "%s %s", title, family) : given ? arena_printf(w->mem, "%s %s", given, family) : family;
    doc_words(d, "greeting", T_SPACES_HELLO, WITH(ARG_TEXT("name", name)));
}

static void doc_tasks(Work *w, Doc *d) {
    doc_list(d, "tasks");
    if (!own_of_guardian(w) || db_int(w->tx, &SPACE_SAID, VALUES(of_int(w->actor->person))))
        return;
    Doc *t = doc_add(d, "tasks");
    doc_words(t, "label", T_SPACES_TASK_PREFERENCES, NULL);
    doc_words(t, "detail", T_SPACES_TASK_PREFERENCES_WHY, NULL);
    doc_words(t, "action", T_SPACES_TASK_CHOOSE, NULL);
    doc_text(t, "href", "/compte/preferences");
    doc_text(t, "icon", "mail");
}

Reply show_family_home(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_SPACES_HOME);
    doc_greeting(w, d);
    doc_day(d, "day", w->today);
    doc_list(d, "pupils");
    for (Rows r = db_rows(w->tx, &SPACE_PUPILS, NO_VALUES); row_next(&r); )
        doc_pupil(w, doc_add(d, "pupils"), &r);
    doc_tasks(w, d);
    if (may(w, space_year)) {
        doc_calendar(w, d);
        doc_text(d, "year_href", own_of_guardian(w) ? "/parent/annee" : "/eleve/annee");
    }
    return page(rq, &PAGE_SPACES_HOME, d);
}

/* ---- one pupil ---- */

/* The pupil of the address, or the one who asks. */

/* One's own child, or oneself (STILL_HERE: who has not left), and what the school shows of them. Not shown is not there. */
static Verdict own_pupil(Request *rq, int rubric, bool still_here) {
    int64_t pupil = own_pupil_of(rq);
    Rows r = db_rows(rq->work->tx, &SPACE_PUPIL, VALUES(of_int(pupil)));
    bool own = row_next(&r) && (!still_here || row_int(&r, SPACE_PUPIL_HERE));
    rows_end(&r);
    return own && space_shows(rq->work, rubric, pupil) ? ALLOW : UNKNOWN;
}
Verdict sees_record(Request *rq) { return own_pupil(rq, SPACE_RECORD, false); }
Verdict sees_team(Request *rq) { return own_pupil(rq, SPACE_TEAM, false); }
Verdict sees_faces(Request *rq) { return own_pupil(rq, SPACE_FACES, true); }

/* A guardian of several: the others are one tap away. */
void doc_others(Work *w, Doc *d, int64_t pupil, int rubric, const char *tail) {
    typedef struct Child { int64_t id; const char *name; } Child;
    VEC(Child) children = { 0 };
    if (!own_of_guardian(w))
        return;
    for (Rows r = db_rows(w->tx, &SPACE_PUPILS, NO_VALUES); row_next(&r); ) {
        const char *given = row_text(&r, SPACE_PUPILS_GIVEN_NAME, w->mem);
        if (space_shows(w, rubric, row_int(&r, SPACE_PUPILS_ID)))
            *VEC_ADD(w->mem, &children) = (Child){ row_int(&r, SPACE_PUPILS_ID), given ? given : row_text(&r, SPACE_PUPILS_DISPLAY_NAME, w->mem) };
    }
    for (size_t i = 0; i < children.count && children.count > 1; i++) {
        Doc *o = doc_add(d, "others");
        doc_text(o, "given_name", children.items[i].name);
        doc_text(o, "href", own_href(w, children.items[i].id, tail, ""));
        doc_bool(o, "current", children.items[i].id == pupil);
    }
}

static void doc_identity(Work *w, Doc *d, const Rows *r) {
    const char *name = row_text(r, SPACE_PUPIL_DISPLAY_NAME, w->mem);
    Str given = str_new(w->mem, 40);
    for (int i = 0; i < 3; i++)
        if (!row_null(r, SPACE_PUPIL_GIVEN_NAME + i))
            str_printf(&given, "%s%s", given.size ? ", " : "", row_text(r, SPACE_PUPIL_GIVEN_NAME + i, w->mem));
    doc_text(d, "display_name", name);
    doc_text(d, "initials", names_initials(w->mem, name));
    doc_text(d, "family_name", row_text(r, SPACE_PUPIL_FAMILY_NAME, w->mem));
    doc_text(d, "usage_name", row_text(r, SPACE_PUPIL_USAGE_NAME, w->mem));
    doc_text(d, "given_line", given.data);
    doc_day(d, "birth_date", row_null(r, SPACE_PUPIL_BIRTH_DAY) ? NO_DAY : (Day) row_int(r, SPACE_PUPIL_BIRTH_DAY));
    doc_text(d, "birth_city", row_text(r, SPACE_PUPIL_BIRTH_CITY, w->mem));
    doc_text(d, "class_code", row_text(r, SPACE_PUPIL_CLASS_CODE, w->mem));
    doc_text(d, "class_label", row_text(r, SPACE_PUPIL_CLASS_LABEL, w->mem));
    doc_text(d, "mef_label", row_text(r, SPACE_PUPIL_MEF_LABEL, w->mem));
    doc_day(d, "entry_date", row_null(r, SPACE_PUPIL_ENTRY_DAY) ? NO_DAY : (Day) row_int(r, SPACE_PUPIL_ENTRY_DAY));
    doc_word(d, "board", row_text(r, SPACE_PUPIL_BOARD, w->mem));
    doc_word(d, "exits", row_text(r, SPACE_PUPIL_EXITS, w->mem));
}

static void doc_schooling(Work *w, Doc *d, int64_t pupil) {
    doc_list(d, "groups");
    for (Rows r = db_rows(w->tx, &SPACE_GROUPS, VALUES(of_int(pupil))); row_next(&r); ) {
        Doc *g = doc_add(d, "groups");
        doc_text(g, "code", row_text(&r, SPACE_GROUPS_CODE, w->mem));
        doc_text(g, "label", row_text(&r, SPACE_GROUPS_LABEL, w->mem));
    }
    doc_list(d, "options");
    for (Rows r = db_rows(w->tx, &SPACE_OPTIONS, VALUES(of_int(pupil))); row_next(&r); )
        doc_add_text(d, "options", row_text(&r, SPACE_OPTIONS_LABEL, w->mem));
}

static void doc_tie(Work *w, Doc *d, int64_t pupil) {
    Rows r = db_rows(w->tx, &SPACE_TIE, VALUES(of_int(pupil), of_int(w->actor->person)));
    if (!row_next(&r))
        return;
    doc_int(d, "level", row_int(&r, SPACE_TIE_LEVEL));
    doc_word(d, "kinship", row_text(&r, SPACE_TIE_KINSHIP, w->mem));
    doc_bool(d, "recipient", row_int(&r, SPACE_TIE_RECIPIENT));
    rows_end(&r);
}

Reply show_record(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = own_pupil_of(rq);
    Rows r = db_rows(w->tx, &SPACE_PUPIL, VALUES(of_int(pupil)));
    if (!row_next(&r))
        return not_found(rq);
    Doc *d = doc_new(w, &REPLY_SPACES_RECORD);
    doc_int(d, "id", pupil);
    doc_identity(w, d, &r);
    bool here = row_int(&r, SPACE_PUPIL_HERE);
    rows_end(&r);
    doc_schooling(w, d, pupil);
    if (own_of_guardian(w)) {
        doc_text(d, "back", "/parent");
        doc_tie(w, d, pupil);
        doc_others(w, d, pupil, SPACE_RECORD, "");
    }
    if (space_shows(w, SPACE_TEAM, pupil))
        doc_text(d, "team_href", own_href(w, pupil, "/equipe", "equipe"));
    if (here) {
        if (space_shows(w, SPACE_FACES, pupil))
            doc_text(d, "faces_href", own_href(w, pupil, "/trombinoscope", "trombinoscope"));
        doc_text(d, "certificate_href", certificates_own_href(w, pupil));
        doc_text(d, "meals_href", meals_own_href(w, pupil));
    }
    if (!own_of_guardian(w) || accounts_is_own_child(w, pupil))
        doc_text(d, "support_href", arena_printf(w->mem, "/compte/accompagnement/%lld", (long long) pupil));
    return page(rq, &PAGE_SPACES_RECORD, d);
}

Reply show_team(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = own_pupil_of(rq), last = 0;
    Doc *d = doc_new(w, &REPLY_SPACES_TEAM), *item = NULL;
    doc_int(d, "id", pupil);
    for (Rows r = db_rows(w->tx, &SPACE_PUPIL, VALUES(of_int(pupil))); row_next(&r); )
        doc_text(d, "display_name", row_text(&r, SPACE_PUPIL_DISPLAY_NAME, w->mem));
    doc_list(d, "items");
    for (Rows r = db_rows(w->tx, &SPACE_TEAM_OF, VALUES(of_int(pupil))); row_next(&r); ) {
        int64_t teacher = row_int(&r, SPACE_TEAM_OF_TEACHER);
        if (!item || teacher != last) {
            const char *name = row_text(&r, SPACE_TEAM_OF_DISPLAY_NAME, w->mem);
            item = doc_add(d, "items");
            doc_int(item, "id", teacher);
            doc_text(item, "display_name", name);
            doc_text(item, "initials", names_initials(w->mem, name));
            doc_bool(item, "main", row_int(&r, SPACE_TEAM_OF_MAIN));
            doc_list(item, "subjects");
        }
        doc_add_text(item, "subjects", row_text(&r, SPACE_TEAM_OF_SUBJECT, w->mem));
        last = teacher;
    }
    if (own_of_guardian(w)) {
        bool record = space_shows(w, SPACE_RECORD, pupil);
        doc_text(d, "back", record ? own_href(w, pupil, "", "") : "/parent");
        doc_words(d, "back_label", record ? T_SPACES_PAGE_OF : T_SPACES_HOME, NULL);
        doc_others(w, d, pupil, SPACE_TEAM, "/equipe");
    }
    return page(rq, &PAGE_SPACES_TEAM, d);
}

/* ---- the year ---- */

Reply show_year(Request *rq) {
    Work *w = rq->work;
    const Calendar *c = calendar_read(w);
    Doc *d = doc_new(w, &REPLY_SPACES_YEAR);
    doc_list(d, "items");
    doc_list(d, "periods");
    if (!c)
        return page(rq, &PAGE_SPACES_YEAR, d);
    doc_day(d, "first_date", c->dates.first_day);
    doc_day(d, "last_date", c->dates.last_day);
    doc_text(d, "zone", c->zone);
    for (size_t i = 0; i < c->holiday_count; i++) {
        Doc *item = doc_add(d, "items");
        doc_holiday(item, c, &c->holidays[i]);
        doc_bool(item, "past", c->holidays[i].resume_day <= w->today);
    }
    for (Rows r = db_rows(w->tx, &PERIODS_ALL, NO_VALUES); row_next(&r); ) {
        Day from = (Day) row_int(&r, PERIODS_ALL_FIRST_DAY), last = (Day) row_int(&r, PERIODS_ALL_LAST_DAY);
        Doc *item = doc_add(d, "periods");
        doc_text(item, "label", row_text(&r, PERIODS_ALL_LABEL, w->mem));
        doc_day(item, "from_date", from);
        doc_day(item, "last_date", last);
        doc_bool(item, "current", from <= w->today && w->today <= last);
    }
    return page(rq, &PAGE_SPACES_YEAR, d);
}
