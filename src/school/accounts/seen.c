/* When each session was last seen: in memory, because writing it at each request would make a write of every read (architecture: life of a request).
 * accounts_seen_flush writes it to the base from time to time; a crash forgets a minute at most. */
#include "school/accounts/accounts.h"

#include "gen/statements.h"

#include <pthread.h>

#define SLOTS 8192              /* a collision forgets the older session's last visit: at worst it signs in again */

static struct Slot { int64_t session; Instant at; bool written; } slots[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

Instant accounts_seen(int64_t session, Instant stored, Instant now, Instant idle) {
    struct Slot *slot = &slots[session % SLOTS];
    pthread_mutex_lock(&lock);
    Instant seen = slot->session == session && slot->at > stored ? slot->at : stored;
    if (now - seen <= idle)
        *slot = (struct Slot){ session, now, false };
    pthread_mutex_unlock(&lock);
    return seen;
}

Instant accounts_last_seen(int64_t session, Instant stored) {
    const struct Slot *slot = &slots[session % SLOTS];
    pthread_mutex_lock(&lock);
    Instant seen = slot->session == session && slot->at > stored ? slot->at : stored;
    pthread_mutex_unlock(&lock);
    return seen;
}

/* What is to be written is copied first: the lock is never held while the base is waited for. */
static size_t take_unwritten(struct Slot *to) {
    size_t count = 0;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < SLOTS; i++)
        if (slots[i].session && !slots[i].written) {
            to[count++] = slots[i];
            slots[i].written = true;
        }
    pthread_mutex_unlock(&lock);
    return count;
}

bool accounts_seen_flush(Store *store) {
    Arena *mem = arena_new();
    struct Slot *unwritten = NEW_ARRAY(mem, struct Slot, SLOTS);
    size_t count = take_unwritten(unwritten);
    bool done = true;
    if (count) {
        Tx *tx = tx_begin(store, mem, TX_WRITE);
        for (size_t i = 0; i < count; i++)
            db_send(tx, &SESSION_SEEN, VALUES(of_int(unwritten[i].session), of_int(unwritten[i].at)));
        done = tx_commit(tx) == TX_DONE;
    }
    arena_free(mem);
    return done;
}
