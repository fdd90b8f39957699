/* How this folder's secrets are kept: sealed with the school's key where they must be read again, else as hashes keyed by it. Private to the folder. */
#pragma once

#include "work/work.h"

#define DEVICE_LIFE ((Instant) 365 * 24 * 60 * 60 * 1000)
#define SEALED_ROOM 128                 /* bytes of a sealed secret, at most */

/* SIZE bytes (32 at most), for this account only: another's row does not open with them. */
size_t secret_seal(const School *school, int64_t account, const void *secret, size_t size, uint8_t sealed[SEALED_ROOM]);
bool secret_unseal(const School *school, int64_t account, const void *sealed, size_t sealed_size, void *secret, size_t size);

/* What was typed, keyed by the school, the account and WHAT it is. */
void secret_hash(const School *school, int64_t account, const char *what, const char *typed, uint8_t hash[32]);
