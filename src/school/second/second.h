/* The second step at sign-in: with what one proves who one is beside the password, what the school asks of each kind of person, how often one may try
 * (promises.md 6.3), on which browsers it is not asked for again. Secrets never leave their tables. */
#pragma once

#include "work/work.h"

typedef enum Policy { POLICY_OFF /* never asked for */, POLICY_OPTIONAL /* of who has set one up */, POLICY_REQUIRED } Policy;
extern const char *const policy_words[];        /* "off" "optional" "required", NULL-ended */

/* A new school: optional for the supervisor, staff and teachers, so that nobody is kept out on the first day; off for guardians and pupils. */
Policy second_policy(Work *w, Kind kind);
void second_set_policy(Work *w, Kind kind, Policy policy);

/* App: codes that change every 30 seconds. Card: 40 numbered codes on paper, one of which is asked for. PIN: of four figures or more. Recovery: ten codes, each good
 * once, for who has lost the rest; no means of its own, they come with the first. */
typedef enum Means { MEANS_APP, MEANS_CARD, MEANS_PIN, MEANS_PASSKEY, MEANS_RECOVERY, MEANS_KINDS } Means;
extern const char *const means_words[];         /* "app" "card" …, NULL-ended */
Means means_named(const char *word);            /* MEANS_KINDS: none */

/* The card is for who works at the school, the PIN for families. */
bool means_offered(Kind kind, Means means);

/* What ACCOUNT has. */
typedef struct MeansLine { int64_t id; Means kind; const char *label; Instant made_at, used_at /* 0: never */; } MeansLine;
typedef struct MeansList { MeansLine *items; size_t count; int64_t recovery_left; } MeansList;
MeansList means_of(Work *w, int64_t account);
bool means_has(const MeansList *all, Means kind);

/* The gates of a session of ACCOUNT that is about to be opened on the browser that sent DEVICE (its cookie; NULL: none). */
unsigned second_gates(Work *w, int64_t account, const char *device);

/* ---- setting one up ---- */

#define DRAFT_LIFE ((Instant) 30 * 60 * 1000)
#define CARD_CODES 40
#define CARD_LENGTH 6
#define PIN_LEAST 4
#define PIN_MOST 12
#define RECOVERY_CODES 10
#define PASSKEYS_MOST 10

typedef struct Draft { Means kind; uint8_t key[32]; int asked; } Draft;
void means_draft(Work *w, Means kind);                          /* of the actor: an app or a card; the one before is forgotten */
bool means_drafted(Work *w, Means kind, Draft *draft);          /* false: none, or it is too old */
bool means_confirm(Work *w, Means kind, const char *code);      /* it has been used once, and counts from now on; takes the place of another of its kind */

const char *card_code(Arena *mem, const uint8_t seed[32], int number);     /* NUMBER from 1 */
TextId pin_problem(const char *pin);                            /* 0: none */
void means_set_pin(Work *w, const char *pin);
/* False: somebody has it already. KEY as passkey.h gives it. */
bool means_add_passkey(Work *w, const char *label, const void *credential, size_t credential_size, const void *key, size_t key_size, int64_t counter);

/* Ten new recovery codes, shown once; those of before are worth nothing. */
const char **recovery_new(Work *w, int64_t account);

/* Takes one of the actor's away. With the last means its recovery codes and known browsers go. False: it has none such. */
bool means_remove(Work *w, int64_t means);
/* All that ACCOUNT has: its owner has lost it. Its sessions end. */
void means_reset(Work *w, int64_t account);

/* ---- giving it ---- */

/* Counts a try of ACCOUNT, in a transaction of its own, before anything is looked at: 5 in five minutes, 10 a day (P-05). WAIT: seconds until the next is looked
 * at, 0: now. LAST: after this one there is none for a while. ID: of the try, to be taken back when it was right. */
typedef struct Tried { int64_t id; int wait; bool last; } Tried;
Tried second_count_try(Work *w, int64_t account);
void second_try_was_right(Work *w, int64_t id);

/* Whether CODE is right for this means of ACCOUNT; it is used up by being asked. */
bool second_check(Work *w, int64_t account, Means kind, const char *code);
int card_asked(Work *w, int64_t account);       /* the number that is asked for; 0: no card, or all its codes are used */
int card_left(Work *w, int64_t account);

/* The key that presents itself as CREDENTIAL; 0: none, or of an account that is not open. ACCOUNT 0: whoever's. */
typedef struct PasskeyKept { int64_t means, account; const void *key; size_t key_size; int64_t counter; } PasskeyKept;
PasskeyKept passkey_kept(Work *w, const void *credential, size_t size);
/* It has been used, by the answer to this challenge. False: that challenge has been answered before. */
bool passkey_note(Work *w, const PasskeyKept *kept, int64_t counter, const uint8_t challenge[32]);
bool passkey_answered(Work *w, const uint8_t challenge[32]);   /* notes that it is; false: it was already */
/* Credentials of ACCOUNT, in base64url, NULL-ended. */
const char **passkeys_of(Work *w, int64_t account);

/* ---- browsers ---- */

/* From now on the browser that sent DEVICE (NULL: none) is known for ACCOUNT: the new value of its cookie. For other accounts it stays known, by the new value
 * only: a copy of the old one is worth nothing. */
const char *device_trust(Work *w, int64_t account, const char *device, const char *label);
bool device_forget(Work *w, int64_t id, int64_t account);
