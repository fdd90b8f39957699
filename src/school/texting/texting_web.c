/* What a gateway brings: reports of text messages (work/sms.h), and what is answered to them; the school's rules for them; a number that answered STOP. */
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people_change.h"
#include "school/people/people_input.h"
#include "school/texting/texting.h"
#include "web/feature.h"
#include "work/sms.h"

#define HERE "/bureau/sms"
#define STOPS HERE "/arrets"

/* ---- reports: an address that only we can have written, asked by a machine ---- */

typedef struct Report { const char *dedup, *what; } Report;

static const char *whose(const Request *rq) { return sms_report_of(rq->mem, request_school(rq), query_text(rq, "m"), query_text(rq, "k")); }
static bool is_ours(const Request *rq) { return whose(rq) != NULL; }

static void keep(Work *own, void *what) {
    const Report *r = what;
    sms_report_keep(own, r->dedup, r->what);
}

/* A GET that writes, because Kannel asks no other way: not from a page, since no page knows the signature, and only what the address is of. Whoever made it up is told the same. */
static Reply take_report(Request *rq) {
    Report r = { whose(rq), query_text(rq, "etat") };
    if (r.dedup && r.what)
        work_apart(rq->work, "sms", keep, &r);
    return bytes_reply("text/plain; charset=utf-8", "ok\n", 3);
}

/* ---- what comes in ---- */

static bool is_from_gateway(const Request *rq) { return sms_incoming_is(request_school(rq), query_text(rq, "k")); }

static void stop_number(Work *own, void *what) { texting_stop(own, what); }

/* Only STOP is heard, and nothing else of it kept. Nothing is answered: it would go out as a message. */
static Reply take_incoming(Request *rq) {
    const char *text = query_text(rq, "texte"), *number = texting_number(rq->mem, query_text(rq, "de"));
    if (is_from_gateway(rq) && number && text && texting_says_stop(rq->mem, text))
        work_apart(rq->work, "sms.stop", stop_number, (void *) (uintptr_t) number);
    return bytes_reply("text/plain; charset=utf-8", "", 0);
}

/* ---- the rules ---- */

static const Field rule_fields[] = { FIELD(TextingRules, quiet_from, .kind = FIELD_MINUTES, .required = true), FIELD(TextingRules, quiet_until, .kind = FIELD_MINUTES, .required = true),
    FIELD(TextingRules, quiet_days, .kind = FIELD_BOOL), FIELD(TextingRules, quota, .kind = FIELD_INT, .max = TEXTING_QUOTA_MOST), { .kind = FIELD_END } };

static Reply show_rules(Request *rq) {
    Work *w = rq->work;
    TextingRules rules = texting_rules(w->tx);
    TextingRoom room = texting_room(w);
    Doc *d = doc_new(w, &REPLY_TEXTING_SETTINGS);
    doc_int(d, "quiet_from", rules.quiet_from);
    doc_int(d, "quiet_until", rules.quiet_until);
    doc_bool(d, "quiet_days", rules.quiet_days);
    doc_int(d, "quota", rules.quota);
    doc_int(d, "used", room.used);
    doc_bool(d, "warned", texting_warns(&room, 0));
    doc_bool(d, "open", w->school->sms != NULL);
    if (w->school->sms && w->school->sms->kind == SMS_KANNEL)
        doc_text(d, "incoming", sms_incoming_address(w->mem, w->school, request_site(rq)));
    return page(rq, &PAGE_TEXTING_SETTINGS, d);
}

static Reply save_rules(Request *rq) {
    TextingRules rules = { 0 };
    form_read(rq, rule_fields, &rules);
    if (!has_problems(rq->work))
        texting_set_rules(rq->work, &rules);
    return has_problems(rq->work) ? again(rq, show_rules) : see_other(rq, HERE);
}

/* ---- somebody's number ---- */

typedef struct Owner { const char *name, *number, *record; } Owner;

static bool find_owner(Work *w, int64_t person, Owner *owner) {
    Rows r = db_rows(w->tx, &TEXTING_PERSON, VALUES(of_int(person)));
    bool found = row_next(&r);
    if (found)
        *owner = (Owner){ row_text(&r, TEXTING_PERSON_DISPLAY_NAME, w->mem), row_null(&r, TEXTING_PERSON_MOBILE) ? NULL : phone_normal(w->mem, row_peek(&r, TEXTING_PERSON_MOBILE)),
            person_record(w->mem, row_text(&r, TEXTING_PERSON_HAT, w->mem), person) };
    rows_end(&r);
    return found;
}

static Verdict has_owner(Request *rq) {
    Owner *owner = rq->kept = NEW(rq->mem, Owner);
    return !rq->work->actor->account ? SIGN_IN : !may(rq->work, people_contact) ? FORBIDDEN : find_owner(rq->work, path_id(rq, "person"), owner) ? ALLOW : UNKNOWN;
}

static Reply show_stop(Request *rq) {
    Work *w = rq->work;
    const Owner *owner = rq->kept;
    Doc *d = doc_new(w, &REPLY_TEXTING_STOP);
    bool stopped = false;
    doc_int(d, "id", path_id(rq, "person"));
    doc_text(d, "display_name", owner->name);
    doc_text(d, "mobile", owner->number);
    doc_text(d, "back", owner->record);
    doc_list(d, "stops");
    Rows r = db_rows(w->tx, &SMS_STOPS_OF, VALUES(of_text(owner->number)));
    while (row_next(&r)) {
        Doc *item = doc_add(d, "stops");
        bool lifted = !row_null(&r, SMS_STOPS_OF_LIFTED_AT);
        stopped = stopped || !lifted;
        doc_int(item, "at", row_int(&r, SMS_STOPS_OF_AT));
        if (lifted)
            doc_int(item, "lifted_at", row_int(&r, SMS_STOPS_OF_LIFTED_AT));
        doc_text(item, "who", row_text(&r, SMS_STOPS_OF_WHO, w->mem));
        doc_text(item, "reason", row_text(&r, SMS_STOPS_OF_REASON, w->mem));
    }
    doc_bool(d, "stopped", stopped);
    return page(rq, &PAGE_TEXTING_STOP, d);
}

typedef struct LiftForm { const char *reason; } LiftForm;
static const Field lift_fields[] = { FIELD(LiftForm, reason, .kind = FIELD_TEXT, .max = TEXTING_REASON_MOST), { .kind = FIELD_END } };

static Reply lift_stop(Request *rq) {
    LiftForm f = { 0 };
    const Owner *owner = rq->kept;
    form_read(rq, lift_fields, &f);
    if (!has_problems(rq->work))
        texting_lift_stop(rq->work, owner->number, f.reason);
    return has_problems(rq->work) ? again(rq, show_stop) : see_other(rq, STOPS "/%lld", (long long) path_id(rq, "person"));
}

/* Whose number has answered STOP, on their record: to whoever sees how they are reached. */
void texting_on_record(Work *w, struct Doc *d, int64_t person) {
    Owner owner;
    Instant at = 0;
    if (!may(w, people_contact) || !find_owner(w, person, &owner) || !owner.number)
        return;
    for (Rows r = db_rows(w->tx, &SMS_STOPS_OF, VALUES(of_text(owner.number))); row_next(&r); )
        at = row_null(&r, SMS_STOPS_OF_LIFTED_AT) ? row_int(&r, SMS_STOPS_OF_AT) : at;
    if (!at)
        return;
    Doc *stop = doc_object(d, "sms_stopped");
    doc_int(stop, "at", at);
    if (may(w, texting_lift))
        doc_text(stop, "href", arena_printf(w->mem, STOPS "/%lld", (long long) person));
}

/* ---- the feature ---- */

static const RightInfo rights[] = { { "texting.settings", T_RIGHT_TEXTING_SETTINGS, 1, &texting_settings, BRANCH_MESSAGES, OF_OFFICE, .changes = true },
    { "texting.lift", T_RIGHT_TEXTING_LIFT, 2, &texting_lift, BRANCH_MESSAGES, OF_OFFICE, "secretariat", .changes = true }, { 0 } };

static const Route routes[] = {
    { GET, SMS_REPORT, take_report, guard_open, SLOW, PORTAL_OPEN, .behind = GATE_ALL, .ours = is_ours },
    { GET, SMS_INCOMING, take_incoming, guard_open, SLOW, PORTAL_OPEN, .behind = GATE_ALL, .ours = is_from_gateway },
    { GET, HERE, show_rules, guard_signed_in, READ, PORTAL_DESK, "texting.settings", &PAGE_TEXTING_SETTINGS },
    { POST, HERE, save_rules, guard_signed_in, WRITE, PORTAL_DESK, "texting.settings", &PAGE_TEXTING_SETTINGS, rule_fields },
    { GET, STOPS "/:person", show_stop, has_owner, READ, PORTAL_DESK, "texting.lift", &PAGE_TEXTING_STOP },
    { POST, STOPS "/:person", lift_stop, has_owner, WRITE, PORTAL_DESK, "texting.lift", &PAGE_TEXTING_STOP, lift_fields },
    ROUTES_END,
};

static const Panel panels[] = { { .group = "communication", .rank = 2, .label = T_TEXTING_SETTINGS, .path = HERE, .right = &texting_settings }, PANELS_END };
static const GuardName guards[] = { GUARD(has_owner), { 0 } };
static const Topic topics[] = { { "sms_stops", NULL, "texting.lift", guard_signed_in }, { 0 } };
static const TableText tables[] = { { &TABLE_SMS_STOP, T_TABLE_SMS_STOP }, { &TABLE_SMS_USE, T_TABLE_SMS_USE }, { 0 } };

static const char *show_instant(Arena *mem, int64_t at) { return instant_words(mem, at); }

static const ColumnText columns[] = {
    { &TABLE_SMS_STOP, COL_SMS_STOP_NUMBER, T_TEXTING_COL_NUMBER, .right = "people.contact" }, { &TABLE_SMS_STOP, COL_SMS_STOP_AT, T_TEXTING_COL_AT, .show = show_instant },
    { &TABLE_SMS_STOP, COL_SMS_STOP_LIFTED_AT, T_TEXTING_COL_LIFTED_AT, .show = show_instant }, { &TABLE_SMS_STOP, COL_SMS_STOP_LIFTED_BY, T_TEXTING_COL_LIFTED_BY },
    { &TABLE_SMS_STOP, COL_SMS_STOP_REASON, T_TEXTING_REASON, .others = true },
    { &TABLE_SMS_USE, COL_SMS_USE_AT, T_TEXTING_COL_AT, .show = show_instant }, { &TABLE_SMS_USE, COL_SMS_USE_ACCOUNT, T_FIELD_ACCOUNT }, { &TABLE_SMS_USE, COL_SMS_USE_ABOUT, T_TEXTING_COL_ABOUT },
    { &TABLE_SMS_USE, COL_SMS_USE_SEGMENTS, T_LETTERS_COL_SEGMENTS }, { 0 } };
static const ActText acts[] = { { "POST " HERE, T_ACT_TEXTING_RULES, .stays = true }, { "POST " STOPS "/:person", T_ACT_TEXTING_LIFTED, .stays = true },
    { "sms.stop", T_ACT_TEXTING_STOP, .stays = true }, { 0 } };

static const Processing processings[] = { { "communication", .persons = OF_EVERYBODY, .data_class = 2, .tables = OF_TABLES(&TABLE_SMS_STOP, &TABLE_SMS_USE), .rights = "texting.lift",
    .kept = T_REGISTER_KEPT_TEXTING }, { 0 } };

const Feature texting_feature = { .name = "texting", .routes = routes, .rights = rights, .panels = panels, .guards = guards, .topics = topics, .tables = tables, .columns = columns, .acts = acts,
    .processings = processings };
