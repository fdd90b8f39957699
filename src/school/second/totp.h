/* Codes that an application shows and that change every thirty seconds (RFC 6238: HMAC-SHA-1, six figures). */
#pragma once

#include "base/arena.h"
#include "base/date.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOTP_KEY 20                     /* bytes */
#define TOTP_FIGURES 6

int64_t totp_period(Instant at);

/* The code of PERIOD, FIGURES of them (8 at most) and a NUL. */
void totp_code(const uint8_t *key, size_t size, int64_t period, int figures, char code[9]);

/* The period in which CODE is right: that of NOW, or one step before or behind, and later than USED, so that each serves once; 0: in none. */
int64_t totp_match(const uint8_t key[TOTP_KEY], const char *code, Instant now, int64_t used);

/* As applications take a key that is typed: RFC 4648, capitals, without padding. */
const char *totp_base32(Arena *mem, const uint8_t *bytes, size_t size);
