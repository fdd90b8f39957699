/* When each session was last seen: in memory, because writing it at each request would make a write of every read (architecture: life of a request). A
 * restart forgets it; what the base has then counts. */
#include "school/accounts/accounts.h"

#include <pthread.h>

#define SLOTS 8192              /* a collision forgets the older session's last visit: at worst it signs in again */

static struct Slot { int64_t session; Instant at; } slots[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

Instant accounts_seen(int64_t session, Instant stored, Instant now, Instant idle) {
    struct Slot *slot = &slots[session % SLOTS];
    pthread_mutex_lock(&lock);
    Instant seen = slot->session == session && slot->at > stored ? slot->at : stored;
    if (now - seen <= idle)
        *slot = (struct Slot){ session, now };
    pthread_mutex_unlock(&lock);
    return seen;
}
