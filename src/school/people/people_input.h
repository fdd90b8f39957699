/* What people type about people, as it is kept. NULL: it cannot be that. */
#pragma once

#include "base/arena.h"

/* "06 12 34 56 78", "+33 6 12…", "0033 (0)6…" → "+33612345678", as the ministry's files have it; numbers of La Réunion, the Antilles and Guyane under their
 * own prefix; of elsewhere with their "+" and eight to fifteen digits. */
const char *phone_normal(Arena *mem, const char *typed);

/* Somebody at a name of the Internet, which is written in small letters. */
const char *email_normal(Arena *mem, const char *typed);

/* Eleven characters, ten digits and a letter or nine and two (formats.md FX13), in capitals. */
const char *ine_normal(Arena *mem, const char *typed);
