#include "work/outbox.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "work/job.h"
#include "work/sealed_cell.h"

#include <sodium.h>
#include <string.h>

#define SENDING ((Instant) 60 * 1000)           /* how long a row that is being sent is left alone */
#define KEPT ((Instant) OUTBOX_KEPT_DAYS * 24 * 3600 * 1000)
#define TRIES 8
#define HELD_FOR ((Instant) 5 * 60 * 1000)

typedef struct Statements { const Statement *known, *add, *due, *take, *again, *hold, *end, *reported, *recall, *state, *tally, *sweep; } Statements;
static const Statements of_place[] = {
    [YEAR] = { &YEAR_OUTBOX_KNOWN, &YEAR_OUTBOX_ADD, &YEAR_OUTBOX_DUE, &YEAR_OUTBOX_TAKE, &YEAR_OUTBOX_AGAIN, &YEAR_OUTBOX_HOLD, &YEAR_OUTBOX_END, &YEAR_OUTBOX_REPORTED,
        &YEAR_OUTBOX_RECALL, &YEAR_OUTBOX_STATE, &YEAR_OUTBOX_TALLY, &YEAR_OUTBOX_SWEEP },
    [SCHOOL] = { &SCHOOL_OUTBOX_KNOWN, &SCHOOL_OUTBOX_ADD, &SCHOOL_OUTBOX_DUE, &SCHOOL_OUTBOX_TAKE, &SCHOOL_OUTBOX_AGAIN, &SCHOOL_OUTBOX_HOLD, &SCHOOL_OUTBOX_END,
        &SCHOOL_OUTBOX_REPORTED, &SCHOOL_OUTBOX_RECALL, &SCHOOL_OUTBOX_STATE, &SCHOOL_OUTBOX_TALLY, &SCHOOL_OUTBOX_SWEEP },
};

/* ---- sealing: the three texts each with its NUL; the dedup key is authenticated with them, so that no row's content can be put under another's ---- */

static CellPlace place_of(const char *dedup) { return (CellPlace){ "preau outbox", dedup, strlen(dedup) }; }

static Value seal(const Work *w, const OutboxMessage *m) {
    Str plain = str_new(w->mem, 512);
    const char *const parts[] = { m->to, m->subject, m->body };
    const CellPlace place = place_of(m->dedup);
    for (int i = 0; i < 3; i++)
        str_add_n(&plain, parts[i] ? parts[i] : "", parts[i] ? strlen(parts[i]) + 1 : 1);
    uint8_t *sealed = arena_alloc(w->mem, plain.size + SEALED_CELL_MORE, 1);
    cell_seal(w->school, &place, plain.data, plain.size, sealed);
    sodium_memzero(plain.data, plain.size);
    return of_bytes(sealed, plain.size + SEALED_CELL_MORE);
}

/* False: another key sealed it, or somebody changed it. */
static bool open_sealed(const School *school, Arena *mem, const uint8_t *sealed, size_t size, OutboxMessage *m) {
    const CellPlace place = place_of(m->dedup);
    if (!sealed || size < SEALED_CELL_MORE + 3)
        return false;
    char *plain = arena_alloc(mem, size - SEALED_CELL_MORE + 1, 1);
    if (!cell_open(school, &place, sealed, size, plain))
        return false;
    m->to = plain;
    m->subject = m->to + strlen(m->to) + 1;
    m->body = m->subject + strlen(m->subject) + 1;
    return true;
}

/* ---- deciding ---- */

bool outbox_add(Work *w, Place place, const OutboxMessage *m) {
    const Statements *s = &of_place[place];
    must(m->channel && m->to && !str_empty(m->dedup));
    if (db_int(w->tx, s->known, VALUES(of_text(m->dedup))))
        return false;
    db_int(w->tx, s->add, VALUES(of_text(m->channel), seal(w, m), of_int(m->not_before ? m->not_before : w->now), of_text(m->dedup), of_int(w->now),
        m->mailer ? of_int(m->mailer) : of_null()));
    if (w->school->jobs)
        jobs_wake(w->school->jobs);
    return ok(w);
}

bool outbox_recall(Work *w, Place place, const char *dedup) {
    return db_int(w->tx, of_place[place].recall, VALUES(of_text(dedup), of_int(w->now))) != 0;
}

/* It may come before we have marked the row as sent. */
void outbox_reported(Work *w, Place place, const char *dedup, const char *state, const char *reason) {
    db_do(w->tx, of_place[place].reported, VALUES(of_text(dedup), of_text(state), of_int(w->now), of_text(reason)));
}

OutboxTally outbox_tally(Work *w, Place place, const char *prefix) {
    OutboxTally t = { 0 };
    for (Rows r = db_rows(w->tx, of_place[place].tally, VALUES(of_text(prefix))); row_next(&r); ) {
        const char *state = row_peek(&r, YEAR_OUTBOX_TALLY_STATE);
        int64_t n = row_int(&r, YEAR_OUTBOX_TALLY_COUNT);
        bool waits = !strcmp(state, "queued") || !strcmp(state, "sending"), failed = !strcmp(state, "failed"), arrived = !strcmp(state, "delivered");
        t.waiting += waits ? n : 0;
        t.left += arrived || !strcmp(state, "sent") ? n : 0;
        t.delivered += arrived ? n : 0;
        t.failed += failed ? n : 0;
        t.recalled += !strcmp(state, "recalled") ? n : 0;
        if ((waits || failed) && !row_null(&r, YEAR_OUTBOX_TALLY_REASON))
            t.reason = row_text(&r, YEAR_OUTBOX_TALLY_REASON, w->mem);
    }
    return t;
}

OutboxState outbox_state(Work *w, Place place, const char *dedup) {
    OutboxState state = { 0 };
    Rows r = db_rows(w->tx, of_place[place].state, VALUES(of_text(dedup)));
    if (row_next(&r))
        state = (OutboxState){ row_text(&r, YEAR_OUTBOX_STATE_STATE, w->mem), row_text(&r, YEAR_OUTBOX_STATE_REASON, w->mem),
            (int) row_int(&r, YEAR_OUTBOX_STATE_ATTEMPTS) };
    rows_end(&r);
    return state;
}

void outbox_sweep(Work *w, Place place) { db_do(w->tx, of_place[place].sweep, VALUES(of_int(w->now - KEPT))); }

/* ---- sending ---- */

typedef struct Due { int64_t id; int attempts; OutboxMessage message; const void *sealed; size_t size; } Due;

static bool is_held(const Sender *by, Tx *tx, Instant now) { return by->held && by->held(by->context, tx, now); }

/* Takes the first due row of this channel: from its commit on nobody else touches it for a minute. */
static bool take(const School *school, const Statements *s, const Sender *by, Instant now, Arena *mem, Due *due) {
    const char *channel = by->channel;
    Tx *tx = tx_begin(school->store, mem, TX_WRITE);
    Rows r = db_rows(tx, s->due, VALUES(of_int(now), of_text(channel)));
    bool found = row_next(&r);
    if (found) {
        *due = (Due){ .id = row_int(&r, YEAR_OUTBOX_DUE_ID), .attempts = (int) row_int(&r, YEAR_OUTBOX_DUE_ATTEMPTS) + 1,
            .message = { .channel = channel, .dedup = row_text(&r, YEAR_OUTBOX_DUE_DEDUP, mem), .mailer = row_int(&r, YEAR_OUTBOX_DUE_MAILER) } };
        due->sealed = row_bytes(&r, YEAR_OUTBOX_DUE_SEALED, mem, &due->size);
    }
    rows_end(&r);
    if (!found || is_held(by, tx, now)) {
        tx_rollback(tx);
        return false;
    }
    db_do(tx, s->take, VALUES(of_int(due->id), of_int(now + SENDING)));
    return tx_commit(tx) == TX_DONE;
}

/* 1 min, 5 min, 25 min, 2 h, then 10 h at most: eight tries take about a day and a half. */
static Instant pause_after(int attempts) {
    Instant minutes = 1;
    for (int i = 1; i < attempts && minutes < 600; i++)
        minutes *= 5;
    return (minutes < 600 ? minutes : 600) * 60 * 1000;
}

/* A row that another has taken since (we slept through our minute) has more attempts, and is left to them. */
static void mark(const School *school, const Statements *s, const Due *due, SendResult result, const char *reason, Instant now, Arena *mem) {
    Tx *tx = tx_begin(school->store, mem, TX_WRITE);
    bool again = result == SEND_LATER && due->attempts < TRIES;
    if (result == SEND_HELD)
        db_do(tx, s->hold, VALUES(of_int(due->id), of_int(due->attempts), of_int(now + HELD_FOR), of_text(reason)));
    else if (again)
        db_do(tx, s->again, VALUES(of_int(due->id), of_int(due->attempts), of_int(now + pause_after(due->attempts)), of_text(reason)));
    else
        db_do(tx, s->end, VALUES(of_int(due->id), of_int(due->attempts), of_text(result == SEND_DONE ? "sent" : "failed"), of_int(now),
            of_text(result == SEND_DONE ? NULL : reason ? reason : "unknown")));
    tx_commit(tx);                      /* failed: it stays in sending, and is sent again after its minute */
}

bool outbox_send_one(const School *school, Place place, const Sender *senders, Instant now) {
    Arena *mem = arena_new();
    Due due;
    const Sender *by = senders;
    while (by->channel && !take(school, &of_place[place], by, now, mem, &due))
        by++;
    if (by->channel) {
        const char *reason = NULL;
        SendResult result = SEND_NEVER;
        if (due.attempts > TRIES)
            reason = "crashed";         /* each time the process died while sending */
        else if (!open_sealed(school, mem, due.sealed, due.size, &due.message))
            reason = "unreadable";
        else
            result = by->send(by->context, &due.message, &reason);
        mark(school, &of_place[place], &due, result, reason, now, mem);
    }
    arena_free(mem);
    return by->channel != NULL;
}

bool outbox_is_due(Tx *tx, Place place, const Sender *senders, Instant now) {
    bool due = false;
    for (const Sender *by = senders; by->channel && !due; by++) {
        Rows r = db_rows(tx, of_place[place].due, VALUES(of_int(now), of_text(by->channel)));
        due = row_next(&r);
        rows_end(&r);
        due = due && !is_held(by, tx, now);
    }
    return due;
}
