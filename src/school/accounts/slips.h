/* What is cut out and handed over: a slip each, folded so that the secret is inside. */
#pragma once

#include "document/print.h"
#include "school/accounts/accounts_many.h"

typedef struct Slips { Print print; Sink *to; const char *site; } Slips;

/* NULL: it cannot be drawn, and no secret is to be made. SITE: the address to type. */
Slips *slips_new(Work *w, const char *site, const char *title);

/* Those of HOLDERS who have a secret. False: it could not be written. */
bool slips_print(Slips *s, const Holder *holders, const char *const *secrets, size_t count);
