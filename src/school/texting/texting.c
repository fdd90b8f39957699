/* Quiet hours, the quota of a month, STOP. */
#include "school/texting/texting.h"

#include "base/str.h"
#include "base/text.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/calendar/calendar.h"
#include "school/people/people_input.h"
#include "work/sms.h"

#include <string.h>

#define MIDNIGHT (24 * 60)
#define SUNDAY 7

RightId texting_settings, texting_lift;

static const char *const setting_names[] = { "sms_quiet_from", "sms_quiet_until", "sms_quiet_days", "sms_quota" };
enum { SETTINGS = sizeof setting_names / sizeof *setting_names };

/* ---- the rules ---- */

TextingRules texting_rules(Tx *tx) {
    int64_t values[SETTINGS] = { 20 * 60, 8 * 60, 1, 0 };
    for (Rows r = db_rows(tx, &TEXTING_SETTINGS, NO_VALUES); row_next(&r); )
        for (size_t i = 0; i < SETTINGS; i++)
            if (!strcmp(row_peek(&r, TEXTING_SETTINGS_NAME), setting_names[i]))
                (void) str_int(row_peek(&r, TEXTING_SETTINGS_VALUE), 0, TEXTING_QUOTA_MOST, &values[i]);
    return (TextingRules){ (int) values[0], (int) values[1], values[2] != 0, values[3] };
}

void texting_set_rules(Work *w, const TextingRules *rules) {
    const int64_t values[SETTINGS] = { rules->quiet_from, rules->quiet_until, rules->quiet_days, rules->quota };
    if (rules->quiet_from < 0)
        problem(w, T_FORM_REQUIRED, NULL, "quiet_from");
    if (rules->quiet_until < 0)
        problem(w, T_FORM_REQUIRED, NULL, "quiet_until");
    for (size_t i = 0; i < SETTINGS && !has_problems(w); i++)
        change_put(w->tx, &TABLE_SETTING, KEY(of_text(setting_names[i])), FIELDS(SET(COL_SETTING_VALUE, of_text(arena_printf(w->mem, "%lld", (long long) values[i])))));
}

static bool is_of_rest(Day day) {
    size_t count;
    if (day_weekday(day) == SUNDAY)
        return true;
    Arena *mem = arena_new();
    const Holiday *all = calendar_public_holidays(mem, day_school_year(day), &count);
    bool found = false;
    for (size_t i = 0; i < count; i++)
        found = found || (all[i].first_day <= day && day < all[i].resume_day);
    arena_free(mem);
    return found;
}

/* The minute of that day until which it is quiet at MINUTE; MINUTE: it is not. Beyond midnight: until then of the next day. */
static int quiet_until(const TextingRules *r, Day day, int minute) {
    if (r->quiet_days && is_of_rest(day))
        return MIDNIGHT;
    if (r->quiet_from < r->quiet_until)
        return minute >= r->quiet_from && minute < r->quiet_until ? r->quiet_until : minute;
    if (r->quiet_from > r->quiet_until)
        return minute >= r->quiet_from ? MIDNIGHT : minute < r->quiet_until ? r->quiet_until : minute;
    return minute;
}

Instant texting_leaves(const TextingRules *rules, Instant at) {
    Day day = instant_day(at);
    int minute = instant_minutes(at);
    for (int i = 0; i < 20; i++) {      /* Easter is three days of rest at most, each of two turns */
        int until = quiet_until(rules, day, minute);
        if (until == minute)
            return i ? instant_of(day, minute) : at;
        day += until == MIDNIGHT;
        minute = until == MIDNIGHT ? 0 : until;
    }
    return instant_of(day, minute);
}

/* ---- how many ---- */

TextingRoom texting_room(Work *w) {
    Date today = day_date(instant_day(w->now));
    Instant since = instant_of(day_of(today.year, today.month, 1), 0);
    return (TextingRoom){ db_int(w->tx, &SMS_USED, VALUES(of_int(since))), texting_rules(w->tx).quota };
}

bool texting_fits(const TextingRoom *room, int64_t segments) { return !room->quota || room->used + segments <= room->quota; }
bool texting_warns(const TextingRoom *room, int64_t segments) { return room->quota && (room->used + segments) * 100 >= room->quota * TEXTING_WARN; }

void texting_count(Work *w, const char *about, int64_t segments) {
    db_do(w->tx, &SMS_USE_ADD, VALUES(of_int(w->now), of_int(w->actor->account), of_text(about), of_int(segments)));
}

void texting_uncount(Work *w, const char *about, int64_t segments) { db_do(w->tx, &SMS_USE_BACK, VALUES(of_text(about), of_int(segments))); }

/* ---- STOP ---- */

static int64_t stop_of(Tx *tx, const char *number) {
    int64_t id = 0;
    for (Rows r = db_rows(tx, &SMS_STOPS_OF, VALUES(of_text(number))); row_next(&r); )
        if (row_null(&r, SMS_STOPS_OF_LIFTED_AT))
            id = row_int(&r, SMS_STOPS_OF_ID);
    return id;
}

bool texting_is_stopped(Tx *tx, const char *number) { return stop_of(tx, number) != 0; }

bool texting_says_stop(Arena *mem, const char *text) {
    const char *folded = text_fold(mem, text);
    size_t skip = strspn(folded, " \n\r\t«»\"'.!*-"), size = strcspn(folded + skip, " \n\r\t.!,;:*-");
    return size == 4 && strncmp(folded + skip, "stop", 4) == 0;
}

const char *texting_number(Arena *mem, const char *from) {
    size_t size = from ? strspn(from, "0123456789") : 0;
    if (!from)
        return NULL;
    bool bare = !from[size] && size == 11 && str_starts(from, "33");
    return phone_normal(mem, bare ? arena_printf(mem, "+%s", from) : from);
}

void texting_stop(Work *w, const char *number) {
    if (!texting_is_stopped(w->tx, number))
        change_add(w->tx, &TABLE_SMS_STOP, FIELDS(SET(COL_SMS_STOP_NUMBER, of_text(number)), SET(COL_SMS_STOP_AT, of_int(w->now))));
}

void texting_lift_stop(Work *w, const char *number, const char *reason) {
    int64_t id = number ? stop_of(w->tx, number) : 0;
    if (str_empty(reason))
        problem(w, T_FORM_REQUIRED, NULL, "reason");
    else if (!id)
        problem(w, T_TEXTING_NOT_STOPPED, NULL, "reason");
    else
        change_put(w->tx, &TABLE_SMS_STOP, KEY(of_int(id)), FIELDS(SET(COL_SMS_STOP_LIFTED_AT, of_int(w->now)), SET(COL_SMS_STOP_LIFTED_BY, of_int(w->actor->account)),
            SET(COL_SMS_STOP_REASON, of_text(reason))));
}

/* ---- the ways out ---- */

static bool is_held(void *context, Tx *tx, Instant now) {
    (void) context;
    TextingRules rules = texting_rules(tx);
    return texting_leaves(&rules, now) > now;
}

static SendResult send_by(void *context, const OutboxMessage *m, const char **reason) {
    const School *school = context;
    Arena *mem = arena_new();
    Tx *tx = tx_begin(school->store, mem, TX_READ);
    bool stopped = texting_is_stopped(tx, m->to), known = tx_ok(tx);
    tx_rollback(tx);
    arena_free(mem);
    if (stopped || !known) {
        *reason = stopped ? "stopped" : "busy";
        return stopped ? SEND_NEVER : SEND_LATER;
    }
    return sms_send(school->sms, school, m, reason);
}

Sender texting_sender(const School *school, bool urgent) {
    return (Sender){ urgent ? TEXTING_URGENT : "sms", send_by, (void *) (uintptr_t) school, urgent ? NULL : is_held };
}
