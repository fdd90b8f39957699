/* Who is signed in at this moment (A19): figures, the sessions that have come to their end, and ending one by force. */
#include "school/accounts/accounts.h"

#include "base/str.h"
#include "base/vec.h"
#include "gen/statements.h"
#include "school/access/access.h"

#define ROUND ((Instant) 2000)          /* between two looks at ages, at least */

const char *const crowd_words[] = { "administrative", "teachers", "pupil_life", "guardians", "pupils", NULL };
const char *const client_words[] = { "desk", "timetable", "web", NULL };

Crowd accounts_crowd(Mode mode) {
    static const Crowd crowds[] = { [MODE_NONE] = CROWD_ADMINISTRATIVE, [MODE_ADMINISTRATIVE] = CROWD_ADMINISTRATIVE, [MODE_SCHOOL_LIFE] = CROWD_PUPIL_LIFE,
        [MODE_TEACHER] = CROWD_TEACHERS, [MODE_GUARDIAN] = CROWD_GUARDIANS, [MODE_PUPIL] = CROWD_PUPILS };
    return crowds[mode];
}

/* No client of the timetable and no Space of one's own yet: who has a desk is at it, the others are on the web. */
Client accounts_client(Crowd crowd) { return crowd == CROWD_GUARDIANS || crowd == CROWD_PUPILS ? CLIENT_WEB : CLIENT_DESK; }

bool accounts_client_exists(Crowd crowd, Client mode) {
    bool family = crowd == CROWD_GUARDIANS || crowd == CROWD_PUPILS;
    return mode == CLIENT_WEB || !(family || (mode == CLIENT_TIMETABLE && crowd == CROWD_PUPIL_LIFE));
}

ConnectedAsk accounts_ask_connected(Work *w) {
    ConnectedAsk ask = { .figures = db_rows(w->tx, &SESSION_FIGURES, NO_VALUES), .alarm = accounts_ask_alarm(w) };
    if (w->school->administrative_most)
        ask.administrative = db_rows(w->tx, &ADMINISTRATIVE_OPEN, NO_VALUES);
    return ask;
}

Connected accounts_connected(Work *w, ConnectedAsk *ask) {
    Connected c = { .left = -1, .alarm = accounts_alarm(&ask->alarm) };
    while (row_next(&ask->figures)) {
        Crowd crowd = accounts_crowd(access_mode(row_peek(&ask->figures, SESSION_FIGURES_MODE)));
        c.count[crowd][accounts_client(crowd)] += row_int(&ask->figures, SESSION_FIGURES_COUNT);
        c.total += row_int(&ask->figures, SESSION_FIGURES_COUNT);
    }
    if (!w->school->administrative_most)
        return c;
    int64_t used = row_next(&ask->administrative) ? row_int(&ask->administrative, ADMINISTRATIVE_OPEN_COUNT) : 0;
    rows_end(&ask->administrative);
    c.left = w->school->administrative_most > used ? w->school->administrative_most - used : 0;
    return c;
}

bool accounts_are_full(Work *w, int64_t account) {
    int64_t most = w->school->administrative_most;
    NextMode next = most ? accounts_next_mode(w, account) : (NextMode){ 0 };
    return next.mode == MODE_ADMINISTRATIVE && next.kind != KIND_SUPERVISOR && db_int(w->tx, &ADMINISTRATIVE_OPEN, NO_VALUES) >= most;
}

/* ---- the end of a session ---- */

int64_t accounts_closable(Work *w, int64_t session) {
    return db_int(w->tx, &SESSION_CLOSABLE, VALUES(of_int(session), of_int(w->actor->kind == KIND_SUPERVISOR)));
}

void accounts_close_session(Work *w, int64_t session, int64_t account) {
    change_put(w->tx, &TABLE_SESSION_CLOSING, KEY(of_int(session)), FIELDS(SET(COL_SESSION_CLOSING_CLOSED_BY, of_int(w->actor->account))));
    accounts_end_session(w, session, account);
}

typedef struct Ended { int64_t *items; size_t count, capacity; } Ended;

/* Those of the open sessions that have ended by NOW; *NEXT: before then no other one does, unless it is opened meanwhile. */
static Ended ended_by(Tx *tx, Arena *mem, Instant now, Instant *next) {
    Ended ended = { 0 };
    *next = now + ACCOUNTS_IDLE_LEAST;          /* for what is opened from now on */
    Rows r = db_rows(tx, &SESSION_AGES, NO_VALUES);
    while (row_next(&r)) {
        int64_t id = row_int(&r, SESSION_AGES_ID);
        Instant end = accounts_session_end(accounts_kind(row_peek(&r, SESSION_AGES_KIND)), row_int(&r, SESSION_AGES_OPENED_AT),
            accounts_last_seen(id, row_int(&r, SESSION_AGES_SEEN_AT)), row_int(&r, SESSION_AGES_IDLE));
        if (end < now || row_int(&r, SESSION_AGES_CLOSED))
            *VEC_ADD(mem, &ended) = id;
        else if (end < *next)
            *next = end + 1;
    }
    return ended;
}

bool accounts_end_old(Store *store, Instant now, Instant *next) {
    if (now < *next)
        return true;
    Arena *mem = arena_new();
    Tx *tx = tx_begin(store, mem, TX_READ);
    Instant then;
    Ended ended = ended_by(tx, mem, now, &then);
    bool done = tx_ok(tx);
    tx_rollback(tx);
    if (done && ended.count) {
        tx = tx_begin(store, mem, TX_WRITE);
        db_do(tx, &SESSIONS_END_OLD, VALUES(of_ids(ended.items, ended.count), of_int(now)));
        change_touch(tx, SCHOOL, "sign_in");
        done = tx_commit(tx) == TX_DONE;
    }
    *next = then > now + ROUND ? then : now + ROUND;
    arena_free(mem);
    return done;
}
