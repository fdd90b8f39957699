/* The outbox: what a decision sends. The row is written in the transaction that decided it, so a rolled back decision
 * sends nothing and a committed one is never forgotten. A worker sends due rows, in no transaction of its own meanwhile.
 *
 * At least once: a process that dies between sending and marking leaves the row in `sending`; its 60 s over, it is sent
 * again under the same dedup key, which the sender passes on so that a server that can tell does not deliver twice
 * (Message-ID, the gateway's own key, the push topic). Never lost, and never sent again once marked.
 *
 * To whom, subject and body lie sealed under a key derived from the school's secret, which is not in the base, and are
 * erased when the row is sent, has failed for good, or is recalled. What stays, for 30 days: channel, times, state, a
 * reason's word, the dedup key; so a dedup key is made of ids, never of names or addresses. */
#pragma once

#include "work/work.h"

typedef struct OutboxMessage {
    const char *channel;                /* "mail" "sms" "push" */
    const char *to, *subject, *body;    /* subject, body: NULL where the channel has none */
    const char *dedup;                  /* "password/7/1290311": the same message has the same, ever */
    Instant not_before;                 /* 0: now. BY-10: a delay in which it may be recalled */
    int64_t mailer;                     /* of mail: from which of the school's addresses it leaves (school/mailing); 0: as preau.conf says, whatever the school adds */
} OutboxMessage;
#define MAILER_USUAL (-1)               /* from the one that is the usual one when it leaves */

/* Writes it in W's transaction, in the base PLACE that this transaction writes. False: it was there already, nothing is added. */
bool outbox_add(Work *w, Place place, const OutboxMessage *message);

/* Takes back what waits. False: there is none such, or it is too late. */
bool outbox_recall(Work *w, Place place, const char *dedup);
/* A report has come: what was sent, or tried without our knowing whether it was taken, is "sent" "delivered" or "failed", and is not sent again. Once it is delivered, has
 * failed or was recalled, nothing changes it; nor what was never tried. */
void outbox_reported(Work *w, Place place, const char *dedup, const char *state, const char *reason);

typedef struct OutboxState { const char *state, *reason; int attempts; } OutboxState;
OutboxState outbox_state(Work *w, Place place, const char *dedup);      /* state NULL: there is none */
/* What became of all whose dedup key begins with PREFIX. LEFT: sent, delivered or not. REASON: of one that waits after a try, or has failed; NULL: none. Every row is
 * looked at, one at a time: a base of PostgreSQL may sort by any language, so a beginning is no range of the index. */
typedef struct OutboxTally { int64_t waiting, left, delivered, failed, recalled; const char *reason; } OutboxTally;
OutboxTally outbox_tally(Work *w, Place place, const char *prefix);

/* ---- sending ---- */

typedef enum SendResult {
    SEND_DONE,
    SEND_LATER,                         /* it may work later: tried 8 times over about a day and a half, then failed */
    SEND_NEVER,                         /* refused for good: no such address */
    SEND_HELD,                          /* not tried, because the school holds it: looked at again in five minutes, and that counts as no try */
} SendResult;

/* One way out. SEND may wait (15 s at most, well under the 60 that a row is held) and keeps nothing of the message.
 * *REASON: a word of ours, "refused" "no_route"; it is kept and shown, so never what the other side said. */
typedef struct Sender {
    const char *channel;
    SendResult (*send)(void *context, const OutboxMessage *message, const char **reason);
    void *context;
    bool (*held)(void *context, Tx *tx, Instant now);   /* NULL: never. True: nothing of the channel leaves now, and that counts as no try */
} Sender;

/* Sends one due row of the base PLACE by the sender of its channel (SENDERS end with a NULL channel). False: nothing is due, or the store
 * does not answer. Rows of a channel without a sender wait. */
bool outbox_send_one(const School *school, Place place, const Sender *senders, Instant now);

/* Would it send something? For the runner (job.h), which sends when jobs_senders has told it how. */
bool outbox_is_due(Tx *tx, Place place, const Sender *senders, Instant now);

#define OUTBOX_KEPT_DAYS 30
/* Forgets what ended so many days ago. */
void outbox_sweep(Work *w, Place place);
