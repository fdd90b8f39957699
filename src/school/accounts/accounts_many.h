/* The accounts of the school's persons, one or all at once: made, handed out, frozen, closed. Who is to have one stands in holders.sql.
 *
 * One person has one account, whatever they are here; it is of the kind of their first hat: staff, teacher, guardian, pupil. What is asked of those whom the actor
 * does not see, or of an account that may not be touched, is passed over: each verb says how many it was done to. The account of who administers the school is
 * touched from above only, the supervisor's by the supervisor, and never frozen; nobody freezes their own. Transactions of the school's base, unless said otherwise.
 *
 * Right: accounts.manage. */
#pragma once

#include "school/accounts/accounts.h"

typedef enum HolderState { HOLDER_NONE, HOLDER_TO_HAND, HOLDER_HANDED, HOLDER_EXPIRED, HOLDER_PERSONALISED, HOLDER_FROZEN, HOLDER_STATES } HolderState;
extern const char *const holder_words[];        /* "none" "to_hand" …, NULL-ended */

typedef struct Holder {
    int64_t person, account;            /* account 0: none yet */
    Kind kind, account_kind;
    HolderState state;
    const char *name, *about, *login;   /* about: their class, or whom they answer for; NULL: nothing */
    Instant last_at, handed_at, until;  /* 0: never */
    bool here;                          /* has not left */
    int rank;                           /* as Actor.rank */
} Holder;

/* Those of PERSONS whom the actor sees and who have an account or are to have one: by kind, pupils by class, then by name. */
Holder *accounts_holders(Work *w, const int64_t *persons, size_t count, size_t *found);
Rows accounts_ask_holders(Work *w, const int64_t *persons, size_t count);     /* the same in two: asked, then each read */
Holder accounts_read_holder(const Rows *r, Arena *mem);
bool accounts_may_touch(const Work *w, const Holder *h);        /* has an account, and the actor stands above whoever administers */
bool accounts_may_freeze(const Work *w, const Holder *h);

/* Accounts for those of PERSONS who are to have one and have none. Logins from the surname, with a number for homonyms. What each may do at first is said by
 * access_begin, in a transaction of the year's base after this one. */
typedef struct NewAccount { int64_t id, person; Kind kind; } NewAccount;
NewAccount *accounts_make(Work *w, const int64_t *persons, size_t count, size_t *made);

/* A new first secret for each: shown by the caller now, or never. A password that somebody has chosen is replaced only if CHOSEN; a frozen account gets none.
 * Their sessions end, and they count as handed out. Secrets in the order of the holders; NULL: none. */
const char **accounts_hand_out(Work *w, const Holder *holders, size_t count, bool chosen, size_t *done);

/* The same in two, for who prints them before they are anybody's (accounts_new_secret): may this one get one; kept, where SECRETS has one. How many. */
bool accounts_may_hand(const Work *w, const Holder *h, bool chosen);
size_t accounts_keep_secrets(Work *w, const Holder *holders, const char *const *secrets, size_t count);

size_t accounts_freeze(Work *w, const Holder *holders, size_t count);
size_t accounts_thaw(Work *w, const Holder *holders, size_t count);
size_t accounts_close(Work *w, const Holder *holders, size_t count);    /* ends their sessions */

/* Two persons become one (school/twins), in the year's base: one account goes on, the one that is chosen by ACCOUNTS_OF_TWO; the other opens no more. */
void accounts_merge(Work *w, int64_t kept, int64_t gone);

/* First secrets that are too old are taken out of the base; each hour. False: it could not be done. */
bool accounts_end_old_secrets(Store *store, Instant now);
