/* « Connexions en cours » (A19): the figures, and for who holds the right the sessions behind them, each with its end. */
#include "school/accounts/accounts_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/access/access.h"

#define SHOWN_MOST 200
#define CLOSED_MOST 10
#define CLOSED_SINCE ((Instant) 30 * 24 * 3600 * 1000)

/* Words in addresses, as the rows of the table. */
static const char *const row_words[] = { "administratifs", "professeurs", "vie-scolaire", "responsables", "eleves", NULL };

typedef struct CloseForm { int qui; } CloseForm;
const Field close_fields[] = { FIELD(CloseForm, qui, .kind = FIELD_CHOICE, .choices = row_words), { .kind = FIELD_END } };

ConnectedAsk connected_ask(Work *w) { return may(w, right_connected) ? accounts_ask_connected(w) : (ConnectedAsk){ 0 }; }

static void add_mode(Doc *row, const Connected *c, Crowd crowd, Client mode) {
    static const char *const keys[] = { "desk", "timetable", "web" }, *const missing[] = { "no_desk", "no_timetable", "no_web" };
    if (accounts_client_exists(crowd, mode))
        doc_int(row, keys[mode], c->count[crowd][mode]);
    else if (mode != CLIENT_WEB)          /* which everybody has */
        doc_bool(row, missing[mode], true);
}

void connected_doc(Work *w, Doc *d, ConnectedAsk *ask) {
    if (!may(w, right_connected))
        return;
    Connected c = accounts_connected(w, ask);
    for (int crowd = 0; crowd < CROWDS; crowd++) {
        Doc *row = doc_add(d, "connected");
        doc_word(row, "who", crowd_words[crowd]);
        if (may(w, right_sessions))
            doc_text(row, "only", row_words[crowd]);
        for (int mode = 0; mode < CLIENTS; mode++)
            add_mode(row, &c, (Crowd) crowd, (Client) mode);
    }
    doc_int(d, "connected_total", c.total);
    if (c.alarm.from_at) {
        Doc *alarm = doc_object(d, "alarm");
        doc_int(alarm, "from_at", c.alarm.from_at);
        doc_int(alarm, "last_at", c.alarm.last_at);
        doc_int(alarm, "logins", c.alarm.logins);
    }
    if (c.left < 0)
        return;
    doc_int(d, "administrative_left", c.left);
    doc_int(d, "administrative_most", w->school->administrative_most);
}

/* ---- the sessions behind the figures ---- */

/* The row that is asked for; CROWDS: all of them. */
static Crowd asked_crowd(const Request *rq) {
    const char *word = query_text(rq, "qui");
    for (int i = 0; word && row_words[i]; i++)
        if (str_equal(row_words[i], word))
            return (Crowd) i;
    return CROWDS;
}

static Rows ask_sessions(Work *w, Crowd only) {
    static const char *const modes[] = { [CROWD_ADMINISTRATIVE] = "administrative", [CROWD_TEACHERS] = "teacher", [CROWD_PUPIL_LIFE] = "school_life",
        [CROWD_GUARDIANS] = "guardian", [CROWD_PUPILS] = "pupil", [CROWDS] = "" };
    return db_rows(w->tx, &SESSIONS_OPEN, VALUES(of_text(modes[only]), of_int(SHOWN_MOST)));
}

static void add_session(Request *rq, Doc *d, const Rows *r, Crowd crowd) {
    Work *w = rq->work;
    int64_t id = row_int(r, SESSIONS_OPEN_ID);
    const char *address = row_text(r, SESSIONS_OPEN_ADDRESS, w->mem);
    bool supervisors = accounts_kind(row_peek(r, SESSIONS_OPEN_KIND)) == KIND_SUPERVISOR;
    Doc *s = doc_add(d, "items");
    doc_int(s, "id", id);
    doc_text(s, "display_name", row_text(r, SESSIONS_OPEN_DISPLAY_NAME, w->mem));
    doc_text(s, "login", row_text(r, SESSIONS_OPEN_LOGIN, w->mem));
    doc_word(s, "who", crowd_words[crowd]);
    doc_word(s, "mode", client_words[accounts_client(crowd)]);
    doc_text(s, "device", row_text(r, SESSIONS_OPEN_LABEL, w->mem));
    doc_word(s, "place", address_place(rq, address));
    doc_text(s, "address", address);
    doc_int(s, "opened_at", row_int(r, SESSIONS_OPEN_OPENED_AT));
    doc_int(s, "seen_at", accounts_last_seen(id, row_int(r, SESSIONS_OPEN_SEEN_AT)));
    doc_bool(s, "current", id == w->actor->session);
    doc_bool(s, "may_close", id != w->actor->session && (!supervisors || w->actor->kind == KIND_SUPERVISOR));
}

static void add_sessions(Request *rq, Doc *d, Rows r) {
    Work *w = rq->work;
    int64_t shown = 0;
    doc_list(d, "items");
    for (; row_next(&r); shown++) {
        Kind kind = accounts_kind(row_peek(&r, SESSIONS_OPEN_KIND));
        Instant seen = accounts_last_seen(row_int(&r, SESSIONS_OPEN_ID), row_int(&r, SESSIONS_OPEN_SEEN_AT));
        if (!accounts_session_ended(kind, row_int(&r, SESSIONS_OPEN_OPENED_AT), seen, row_int(&r, SESSIONS_OPEN_IDLE), w->now))
            add_session(rq, d, &r, accounts_crowd(access_mode(row_peek(&r, SESSIONS_OPEN_MODE))));
    }
    doc_bool(d, "cut", shown == SHOWN_MOST);
}

static void add_closed(Work *w, Doc *d, Rows r) {
    while (row_next(&r)) {
        Doc *c = doc_add(d, "closed");
        doc_int(c, "id", row_int(&r, SESSIONS_CLOSED_ID));
        doc_text(c, "display_name", row_text(&r, SESSIONS_CLOSED_DISPLAY_NAME, w->mem));
        doc_text(c, "by", row_text(&r, SESSIONS_CLOSED_CLOSED_BY, w->mem));
        doc_int(c, "at", row_int(&r, SESSIONS_CLOSED_AT));
    }
}

Reply show_connected(Request *rq) {
    Work *w = rq->work;
    Crowd only = asked_crowd(rq);
    bool listed = may(w, right_sessions) && !str_equal(query_text(rq, "part"), "figures");
    Rows sessions = { 0 }, closed = { 0 };
    ConnectedAsk figures = connected_ask(w);
    if (listed) {
        sessions = ask_sessions(w, only);
        closed = db_rows(w->tx, &SESSIONS_CLOSED, VALUES(of_int(w->now - CLOSED_SINCE), of_int(CLOSED_MOST)));
    }
    Doc *d = doc_new(w, &REPLY_ACCOUNTS_CONNECTED);
    connected_doc(w, d, &figures);
    doc_bool(d, "listed", listed);
    if (only != CROWDS) {
        doc_word(d, "only_who", crowd_words[only]);
        doc_text(d, "only_row", row_words[only]);
    }
    if (listed) {
        add_sessions(rq, d, sessions);
        add_closed(w, d, closed);
    }
    return page(rq, &PAGE_ACCOUNTS_CONNECTED, d);
}

/* ---- ending one ---- */

Verdict may_close_session(Request *rq) { return accounts_closable(rq->work, path_id(rq, "session")) ? ALLOW : UNKNOWN; }

Reply close_session(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "session");
    CloseForm f = { .qui = -1 };
    const char *row = form_raw(rq, "qui");
    form_read(rq, close_fields, &f);
    accounts_close_session(w, id, accounts_closable(w, id));
    if (id == w->actor->session)
        set_session_cookie(rq, NULL);
    return str_empty(row) ? see_other(rq, "/bureau/connexions-en-cours") : see_other(rq, "/bureau/connexions-en-cours?qui=%s", row_words[f.qui < 0 ? 0 : f.qui]);
}
