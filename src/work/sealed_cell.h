/* Cells that the base holds and cannot read (PRIV-12): sealed under a key derived from the school's secret, which is outside the base and its backups, for one place:
 * what they are and whose they are is authenticated with them. A cell that somebody changed, or put elsewhere, does not open. */
#pragma once

#include "work/work.h"

#define SEALED_CELL_MORE 40             /* bytes of a sealed cell beyond those of what it holds */

/* USE: what such cells are for, "preau outbox": each has a key of its own. OF: whose this one is (a row's key, whatever no other cell of that use has). SEALED has room for
 * SIZE + SEALED_CELL_MORE bytes. */
typedef struct CellPlace { const char *use; const void *of; size_t of_size; } CellPlace;
void cell_seal(const School *school, const CellPlace *place, const void *plain, size_t size, uint8_t *sealed);

/* PLAIN has room for SIZE - SEALED_CELL_MORE bytes. False: it is no such cell, or not of this place; PLAIN holds nothing then. */
bool cell_open(const School *school, const CellPlace *place, const void *sealed, size_t size, void *plain);
