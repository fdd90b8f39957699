/* Passkeys (W3C Web Authentication, level 2), the part that a server needs: challenges, what a browser says when one is made, and when one is used. ES256 and
 * RS256. No statement of who made the device is asked for, or looked at. Nothing here touches the store. */
#pragma once

#include "work/work.h"

/* What a challenge is good for; what was asked for one is worth nothing for another. */
typedef enum PasskeyUse { PASSKEY_SIGN_IN = 1, PASSKEY_SECOND, PASSKEY_ADD, PASSKEY_PROVE } PasskeyUse;

#define PASSKEY_WITHIN ((Instant) 5 * 60 * 1000)
#define PASSKEY_CREDENTIAL_MOST 1023
#define PASSKEY_KEY_MOST 1200           /* bytes of a public key as it is kept */

/* Who asked for it, when, and at what address: SESSION 0 for whoever is not signed in. VERIFIED: the device must have made sure whose hand it is in. */
typedef struct PasskeyAsk { const School *school; const char *origin; PasskeyUse use; int64_t session; Instant now; bool verified; } PasskeyAsk;

/* A new challenge, in base64url: it bears its own end, and a keyed hash of that, the use and the session, so that none has to be kept (one that was answered is). */
const char *passkey_challenge(Arena *mem, const PasskeyAsk *ask);

/* "ecole.example" of "https://ecole.example:8443"; NULL: an address without a name, where no browser has passkeys. */
const char *passkey_host(Arena *mem, const char *origin);

const uint8_t *passkey_bytes(Arena *mem, const char *base64url, size_t *size);      /* NULL: that it is not */

typedef enum PasskeyWrong { PASSKEY_FINE, PASSKEY_MALFORMED, PASSKEY_TYPE, PASSKEY_ORIGIN, PASSKEY_CHALLENGE, PASSKEY_HOST, PASSKEY_ABSENT /* nobody touched it */,
    PASSKEY_UNVERIFIED, PASSKEY_SIGNATURE, PASSKEY_COUNTER /* a copy of it is about */ } PasskeyWrong;

typedef struct PasskeyMade {
    const uint8_t *credential, *key;    /* key: SubjectPublicKeyInfo, DER */
    size_t credential_size, key_size;
    uint8_t host[32], flags;
    int64_t counter;
} PasskeyMade;

typedef struct PasskeyBytes { const uint8_t *bytes; size_t size; } PasskeyBytes;

/* A new passkey as the browser says it: CLIENT is its JSON, ATTESTATION its CBOR. CHALLENGE gets the challenge's hash, to be kept until it is too old. */
PasskeyWrong passkey_made(Arena *mem, const PasskeyAsk *ask, PasskeyBytes client, PasskeyBytes attestation, PasskeyMade *made, uint8_t challenge[32]);

/* One that is used, against the KEY and the COUNTER that are kept; *COUNTER becomes the new one. */
PasskeyWrong passkey_used(Arena *mem, const PasskeyAsk *ask, PasskeyBytes client, PasskeyBytes data, PasskeyBytes signature, PasskeyBytes key, int64_t *counter,
    uint8_t challenge[32]);

/* The CBOR alone. */
PasskeyWrong passkey_read_made(Arena *mem, const uint8_t *bytes, size_t size, PasskeyMade *made);
