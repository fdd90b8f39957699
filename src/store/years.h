/* The years of a school: which have a base, and which are closed. */
#pragma once

#include "store/db.h"

/* The years that have a base there, oldest first, whatever state it is in; OPTIONS' own year is not looked at. False: *ERROR (in MEM) says why. */
bool store_years(const StoreOptions *options, Arena *mem, int **years, size_t *count, StoreError *error);

/* Opened with read_only: its year's base takes no change any more; the school's (sessions, accounts) does. */
bool store_is_closed(const Store *store);

/* The transaction failed because it tried to change a closed year. */
bool tx_met_closed_year(const Tx *tx);
