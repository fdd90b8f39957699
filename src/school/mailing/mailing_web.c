/* The school's addresses on a screen: all of them, one of them, and whose address does not receive. */
#include "school/mailing/mailing.h"

#include "base/map.h"
#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people_change.h"
#include "web/feature.h"

#include <sodium.h>

#define HERE "/bureau/courriels"
#define REFUSED "/bureau/adresses-refusees"

/* ---- all of them ---- */

static void doc_state(Work *w, Doc *d, const Mailer *m) {
    doc_bool(d, "usual", m->usual);
    doc_bool(d, "paused", m->paused);
    doc_bool(d, "everyone", m->everyone);
    doc_int(d, "waiting", db_int(w->tx, &MAILER_WAITING, VALUES(of_int(m->id))));
    if (m->at)
        doc_int(d, "at", m->at);
    if (m->reason)
        doc_words(d, "why", mailing_reason(m->reason, m->host != NULL), NULL);
}

static Reply show_mailers(Request *rq) {
    Work *w = rq->work;
    size_t count;
    const Mailer *all = mailers(w, 0, &count);
    Doc *d = doc_new(w, &REPLY_MAILING_MAILERS);
    doc_list(d, "items");
    for (size_t i = 0; i < count; i++) {
        Doc *item = doc_add(d, "items");
        doc_int(item, "id", all[i].id);
        doc_text(item, "label", all[i].label);
        doc_text(item, "address", all[i].address);
        doc_text(item, "name", all[i].name);
        doc_text(item, "host", all[i].host);
        doc_int(item, "users", all[i].users);
        doc_state(w, item, &all[i]);
    }
    doc_text(d, "conf_address", w->school->mail ? w->school->mail->from : NULL);
    return page(rq, &PAGE_MAILING_MAILERS, d);
}

/* ---- one of them ---- */

static Verdict is_a_mailer(Request *rq) {
    size_t count;
    Mailer *m = rq->kept = mailers(rq->work, path_id(rq, "mailer"), &count);
    bool found = path_id(rq, "mailer") && count;
    return !rq->work->actor->account ? SIGN_IN : !may(rq->work, mailing_settings) ? FORBIDDEN : found && m->id ? ALLOW : UNKNOWN;
}

static void doc_users(Work *w, Doc *d, int64_t id) {
    doc_list(d, "users");
    for (Rows r = db_rows(w->tx, &MAILER_USERS, VALUES(of_int(id))); row_next(&r); ) {
        Doc *item = doc_add(d, "users");
        doc_int(item, "account", row_int(&r, MAILER_USERS_ACCOUNT));
        doc_text(item, "display_name", row_text(&r, MAILER_USERS_DISPLAY_NAME, w->mem));
    }
    for (Rows r = db_rows(w->tx, &MAILER_CANDIDATES, VALUES(of_int(id))); row_next(&r); ) {
        Doc *item = doc_add(d, "candidates");
        doc_int(item, "id", row_int(&r, MAILER_CANDIDATES_ACCOUNT));
        doc_text(item, "label", row_text(&r, MAILER_CANDIDATES_DISPLAY_NAME, w->mem));
    }
}

/* A trial is on its way from when it was asked until something is known since. */
static bool is_trying(const Request *rq, const Mailer *m) {
    int64_t asked = 0;
    return str_int(query_text(rq, "essai"), 1, INT64_MAX, &asked) && rq->work->now - asked < 10 * MINUTE && m->at < asked;
}

static Reply show_mailer(Request *rq) {
    Work *w = rq->work;
    const Mailer *m = rq->kept, none = { .name = w->school->name, .everyone = true };
    Doc *d = doc_new(w, &REPLY_MAILING_MAILER);
    if (m) {
        doc_int(d, "id", m->id);
        doc_state(w, d, m);
        doc_users(w, d, m->id);
        doc_bool(d, "trying", is_trying(rq, m));
        doc_bool(d, "has_password", m->sealed != NULL);
    } else {
        m = &none;
        doc_bool(d, "everyone", true);
    }
    doc_text(d, "label", m->label);
    doc_text(d, "address", m->address);
    doc_text(d, "name", m->name);
    doc_text(d, "reply_to", m->reply_to);
    doc_text(d, "host", m->host);
    doc_int(d, "port", m->host ? m->port : 587);
    doc_word(d, "security", m->host ? m->security : "starttls");
    doc_text(d, "login", m->login);
    doc_text(d, "conf_address", w->school->mail ? w->school->mail->from : NULL);
    doc_text(d, "path", m->id ? arena_printf(rq->mem, HERE "/%lld", (long long) m->id) : HERE "/nouvelle");
    return page(rq, &PAGE_MAILING_MAILER, d);
}

typedef struct Form { const char *label, *address, *name, *reply_to, *host, *login, *password; int64_t port; int security; bool everyone; } Form;
static const Field form_fields[] = { FIELD(Form, label, .kind = FIELD_TEXT, .max = MAILER_LABEL_MOST), FIELD(Form, address, .kind = FIELD_TEXT, .max = 254),
    FIELD(Form, name, .kind = FIELD_TEXT, .max = MAILER_NAME_MOST), FIELD(Form, reply_to, .kind = FIELD_TEXT, .max = 254), FIELD(Form, host, .kind = FIELD_TEXT, .max = 253),
    FIELD(Form, port, .kind = FIELD_INT, .max = 65535), FIELD(Form, security, .kind = FIELD_CHOICE, .choices = mailer_security_words), FIELD(Form, login, .kind = FIELD_TEXT),
    FIELD(Form, password, .kind = FIELD_SECRET), FIELD(Form, everyone, .kind = FIELD_BOOL), { .kind = FIELD_END } };

static Reply save(Request *rq) {
    Form f = { 0 };
    const Mailer *before = rq->kept;
    form_read(rq, form_fields, &f);
    const Mailer m = { .id = before ? before->id : 0, .label = f.label, .address = f.address, .name = f.name, .reply_to = f.reply_to, .host = f.host, .port = f.port ? f.port : 587,
        .security = mailer_security_words[f.security], .login = f.login, .everyone = f.everyone };
    int64_t id = has_problems(rq->work) ? 0 : mailer_save(rq->work, &m, str_empty(f.password) ? NULL : f.password);
    return has_problems(rq->work) ? again(rq, show_mailer) : see_other(rq, HERE "/%lld", (long long) id);
}

/* ---- what is done to it ---- */

static int64_t id_of(const Request *rq) { return ((const Mailer *) rq->kept)->id; }
static Reply back(Request *rq) { return has_problems(rq->work) ? again(rq, show_mailer) : see_other(rq, HERE "/%lld", (long long) id_of(rq)); }

static Reply try_it(Request *rq) {
    mailer_try(rq->work, rq->kept);
    return has_problems(rq->work) ? again(rq, show_mailer) : see_other(rq, HERE "/%lld?essai=%lld", (long long) id_of(rq), (long long) rq->work->now);
}

static Reply pause_it(Request *rq) {
    mailer_pause(rq->work, id_of(rq), true);
    return back(rq);
}

static Reply resume_it(Request *rq) {
    mailer_pause(rq->work, id_of(rq), false);
    return back(rq);
}

static Reply make_usual(Request *rq) {
    mailer_make_usual(rq->work, id_of(rq));
    return back(rq);
}

static Reply remove_it(Request *rq) {
    mailer_remove(rq->work, id_of(rq));
    return see_other(rq, HERE);
}

typedef struct UserForm { int64_t account; } UserForm;
static const Field user_fields[] = { FIELD(UserForm, account, .kind = FIELD_ID, .required = true), { .kind = FIELD_END } };

static Reply let_user(Request *rq) {
    UserForm f = { 0 };
    form_read(rq, user_fields, &f);
    if (!has_problems(rq->work))
        mailer_let(rq->work, id_of(rq), f.account);
    return back(rq);
}

static Reply stop_user(Request *rq) {
    UserForm f = { 0 };
    form_read(rq, user_fields, &f);
    if (!has_problems(rq->work))
        mailer_stop(rq->work, id_of(rq), f.account);
    return back(rq);
}

/* ---- whose address does not receive ---- */

static const char *hex_of(Arena *mem, const uint8_t hash[MAIL_HASH]) {
    char digits[2 * MAIL_HASH + 1];
    return arena_text(mem, sodium_bin2hex(digits, sizeof digits, hash, MAIL_HASH));
}

/* By hash, when each was refused. */
static Map refused_all(Work *w) {
    Map all = map_new(w->mem);
    size_t size;
    for (Rows r = db_rows(w->tx, &MAIL_REFUSED_ALL, NO_VALUES); row_next(&r); ) {
        const uint8_t *hash = row_bytes(&r, MAIL_REFUSED_ALL_ADDRESS, w->mem, &size);
        Instant *at = NEW(w->mem, Instant);
        *at = row_int(&r, MAIL_REFUSED_ALL_AT);
        if (size == MAIL_HASH)
            map_put(&all, hex_of(w->mem, hash), at);
    }
    return all;
}

static Reply show_refused(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_MAILING_REFUSED);
    Map all = refused_all(w);
    uint8_t hash[MAIL_HASH];
    doc_list(d, "items");
    doc_int(d, "days", REFUSED_DAYS);
    for (Rows r = db_rows(w->tx, &MAILING_PEOPLE, NO_VALUES); row_next(&r); ) {
        const char *email = row_peek(&r, MAILING_PEOPLE_EMAIL);
        bool is_address = mail_address_fits(email);
        mail_hash(w->school, email, hash);
        const Instant *at = is_address ? map_get(&all, hex_of(w->mem, hash)) : NULL;
        if (is_address && !at)
            continue;
        const char *hat = row_text(&r, MAILING_PEOPLE_HAT, w->mem);
        Doc *item = doc_add(d, "items");
        doc_int(item, "id", row_int(&r, MAILING_PEOPLE_ID));
        doc_text(item, "display_name", row_text(&r, MAILING_PEOPLE_DISPLAY_NAME, w->mem));
        doc_text(item, "email", row_text(&r, MAILING_PEOPLE_EMAIL, w->mem));
        if (hat)
            doc_word(item, "hat", hat);
        if (at)
            doc_int(item, "at", *at);
        doc_text(item, "href", person_record(w->mem, hat, row_int(&r, MAILING_PEOPLE_ID)));
    }
    return page(rq, &PAGE_MAILING_REFUSED, d);
}

static void tidy(Work *w, Job *job) {
    (void) job;
    db_do(w->tx, &MAIL_REFUSED_SWEEP, VALUES(of_int(w->now - REFUSED_DAYS * DAY_LONG)));
}

/* ---- the feature ---- */

static const RightInfo rights[] = { { "mailing.settings", T_RIGHT_MAILING_SETTINGS, 1, &mailing_settings, BRANCH_MESSAGES, OF_OFFICE, .changes = true }, { 0 } };

#define ONE HERE "/:mailer"
#define ACT(at, does, ...) { POST, ONE at, does, is_a_mailer, WRITE, PORTAL_DESK, "mailing.settings", &PAGE_MAILING_MAILER, __VA_ARGS__ }
static const Route routes[] = {
    { GET, HERE, show_mailers, guard_signed_in, READ, PORTAL_DESK, "mailing.settings", &PAGE_MAILING_MAILERS },
    { GET, REFUSED, show_refused, guard_signed_in, SLOW, PORTAL_DESK, "people.contact", &PAGE_MAILING_REFUSED },
    { GET, HERE "/nouvelle", show_mailer, guard_signed_in, READ, PORTAL_DESK, "mailing.settings", &PAGE_MAILING_MAILER },
    { POST, HERE "/nouvelle", save, guard_signed_in, WRITE, PORTAL_DESK, "mailing.settings", &PAGE_MAILING_MAILER, form_fields, .step_up = true },
    { GET, ONE, show_mailer, is_a_mailer, READ, PORTAL_DESK, "mailing.settings", &PAGE_MAILING_MAILER },
    ACT("", save, form_fields, .step_up = true),
    ACT("/essai", try_it),
    ACT("/suspendre", pause_it),
    ACT("/reprendre", resume_it),
    ACT("/habituelle", make_usual),
    ACT("/retirer", remove_it, .step_up = true),
    ACT("/personnes", let_user, user_fields),
    ACT("/personnes/retirer", stop_user, user_fields),
    ROUTES_END,
};

static const Panel panels[] = { { .group = "communication", .rank = 3, .label = T_MAILING_TITLE, .path = HERE, .right = &mailing_settings },
    { .group = "communication", .rank = 4, .label = T_MAILING_REFUSED, .path = REFUSED, .right = &people_contact }, PANELS_END };
static const GuardName guards[] = { GUARD(is_a_mailer), { 0 } };
static const Topic topics[] = { { "mailers", NULL, "mailing.settings", guard_signed_in }, { "mail_refused", NULL, "people.contact", guard_signed_in }, { 0 } };
static const JobKind jobs[] = { { "mailing.tidy", T_MAILING_TIDY, .step = tidy, .every_hours = 24 }, { .name = NULL } };
static const TableText tables[] = { { &TABLE_MAILER, T_TABLE_MAILER }, { &TABLE_MAILER_USER, T_TABLE_MAILER_USER }, { &TABLE_MAILER_STATE, T_TABLE_MAILER_STATE },
    { &TABLE_MAIL_REFUSED, T_MAILING_REFUSED }, { 0 } };

static const char *show_instant(Arena *mem, int64_t at) { return instant_words(mem, at); }

static const ColumnText columns[] = {
    { &TABLE_MAILER, COL_MAILER_LABEL, T_MAILING_LABEL }, { &TABLE_MAILER, COL_MAILER_ADDRESS, T_MAILING_ADDRESS }, { &TABLE_MAILER, COL_MAILER_NAME, T_MAILING_NAME },
    { &TABLE_MAILER, COL_MAILER_REPLY_TO, T_MAILING_REPLY_TO }, { &TABLE_MAILER, COL_MAILER_HOST, T_MAILING_HOST }, { &TABLE_MAILER, COL_MAILER_PORT, T_MAILING_PORT },
    { &TABLE_MAILER, COL_MAILER_SECURITY, T_MAILING_SECURITY, SHOWN_WORD, "mail_security" }, { &TABLE_MAILER, COL_MAILER_LOGIN, T_MAILING_LOGIN, .right = "mailing.settings" },
    { &TABLE_MAILER, COL_MAILER_EVERYONE, T_MAILING_EVERYONE, SHOWN_YES_NO }, { &TABLE_MAILER, COL_MAILER_USUAL, T_MAILING_USUAL, SHOWN_YES_NO },
    { &TABLE_MAILER, COL_MAILER_PAUSED, T_MAILING_PAUSED, SHOWN_YES_NO },
    { &TABLE_MAILER_USER, COL_MAILER_USER_MAILER, T_TABLE_MAILER }, { &TABLE_MAILER_USER, COL_MAILER_USER_ACCOUNT, T_FIELD_ACCOUNT },
    { &TABLE_MAILER_STATE, COL_MAILER_STATE_MAILER, T_TABLE_MAILER }, { &TABLE_MAILER_STATE, COL_MAILER_STATE_AT, T_TEXTING_COL_AT, .show = show_instant },
    { &TABLE_MAILER_STATE, COL_MAILER_STATE_REASON, T_MAILING_STATE }, { 0 } };
static const ActText acts[] = { { "POST " HERE "/nouvelle", T_ACT_MAILER_ADDED, .stays = true }, { "POST " ONE, T_ACT_MAILER_CHANGED, .stays = true },
    { "POST " ONE "/suspendre", T_ACT_MAILER_PAUSED, .stays = true }, { "POST " ONE "/reprendre", T_ACT_MAILER_RESUMED, .stays = true },
    { "POST " ONE "/habituelle", T_ACT_MAILER_USUAL, .stays = true }, { "POST " ONE "/retirer", T_ACT_MAILER_REMOVED, .stays = true },
    { "POST " ONE "/personnes", T_ACT_MAILER_USERS, .stays = true }, { "POST " ONE "/personnes/retirer", T_ACT_MAILER_USERS, .stays = true }, { 0 } };

/* The password is read again to send with it, and leaves in no copy. Nor do hashes, which say nothing elsewhere. */
static const Secret secrets[] = { { &TABLE_MAILER_SECRET, -1 }, { &TABLE_MAIL_REFUSED, -1 }, { 0 } };
static const Processing processings[] = {
    { "communication", .persons = OF_WHO_WORKS, .data_class = 1, .tables = OF_TABLES(&TABLE_MAILER, &TABLE_MAILER_USER, &TABLE_MAILER_STATE), .also = T_REGISTER_ALSO_MAILING,
        .rights = "mailing.settings", .kept = T_REGISTER_KEPT_MAILING },
    { "communication", .persons = OF_EVERYBODY, .data_class = 2, .tables = OF_TABLES(&TABLE_MAIL_REFUSED), .also = T_REGISTER_ALSO_REFUSED, .kept = T_REGISTER_KEPT_REFUSED,
        .days = REFUSED_DAYS }, { 0 } };

const Feature mailing_feature = { .name = "mailing", .routes = routes, .rights = rights, .panels = panels, .jobs = jobs, .guards = guards, .topics = topics, .tables = tables,
    .columns = columns, .acts = acts, .secrets = secrets, .processings = processings };
