/* The public keys of passkeys: from COSE (RFC 9053) to the DER that is kept, and what they have signed. */
#pragma once

#include "base/arena.h"
#include "school/second/cbor.h"

/* The key that stands next in C; NULL: none that we know (ES256 on P-256, RS256 of 2048 bits or more). */
const uint8_t *passkey_key_read(Arena *mem, Cbor *c, size_t *size);

bool passkey_key_signed(const uint8_t *key, size_t key_size, const void *bytes, size_t size, const uint8_t *signature, size_t signature_size);
