/* A device with one passkey, as WebAuthn has it speak: for the tests of those who listen. What it says is in base64url, as browsers send it. */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Authenticator Authenticator;
Authenticator *authenticator_new(bool rsa);
void authenticator_free(Authenticator *a);
const Authenticator *authenticator_of_scripts(void);    /* one for the whole program: request scripts */

/* What it is asked, or pretends to have been. FLAGS: 1 touched, 4 whose hand it is in, 64 with its new key. */
typedef struct Said { const char *type, *challenge, *origin, *host; bool crossed; uint8_t flags; uint32_t counter; } Said;

const char *authenticator_credential(const Authenticator *a, Arena *mem);
const char *authenticator_client(Arena *mem, const Said *said);
const char *authenticator_data(const Authenticator *a, Arena *mem, const Said *said);
const char *authenticator_attestation(const Authenticator *a, Arena *mem, const Said *said);
const char *authenticator_signature(const Authenticator *a, Arena *mem, const Said *said);

/* The COSE key alone, SIZE bytes. */
const uint8_t *authenticator_cose(const Authenticator *a, Arena *mem, size_t *size);
