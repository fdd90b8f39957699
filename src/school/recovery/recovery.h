/* Another password for who has forgotten theirs, by a code sent to their address (features.md X-10). Three steps: who, the code, the new password; then one signs in as
 * always, second step included. Nobody learns whether an account exists: each step does the same work and says the same whoever it is about, and what is
 * sent goes by the outbox; to nobody, it goes there too.
 *
 * A letter is sent to an account that is open, whose owner has already chosen a password (a first secret is handed over in person), and whose address no other account
 * has; five times in half an hour and ten times a day at most. */
#pragma once

#include "work/work.h"

#define RECOVERY_LIFE ((Instant) 15 * 60 * 1000)    /* of a code, and of the right to choose once it was given */
#define RECOVERY_KEPT_DAYS 1
#define RECOVERY_TRIES 5

typedef struct RecoveryWho { int64_t account; const char *email; } RecoveryWho;     /* account 0: nobody */

/* Whom a letter would go to, of a login or an address; reads only, and as much for nobody. */
RecoveryWho recovery_find(Work *w, const char *typed);

/* Notes that they asked, and sends the code. The ticket, 64 hexadecimal digits: only the page that holds it may give the code. */
const char *recovery_ask(Work *w, const RecoveryWho *who);

/* Counts a try before the code is looked at, in a transaction of its own. False: there is no such ticket, it is too old, or has been tried too often. */
bool recovery_count_try(Work *w, const char *ticket);
bool recovery_is_right(Work *w, const char *ticket, const char *code);     /* and notes that it was */

typedef struct Recovering { int64_t account; Kind kind; const char *login, *display_name, *email; } Recovering;
Recovering recovery_proven(Work *w, const char *ticket);    /* account 0: the right code was not given, or too long ago */

/* The account has this password now: its sessions end, its tries and codes are forgotten, a letter says so. */
void recovery_finish(Work *w, const Recovering *who, const char *hash);
