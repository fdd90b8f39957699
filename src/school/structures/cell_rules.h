/* What verbs share when they look at one value typed by hand (lists/cell.h): this feature's and those of later ones. */
#pragma once

#include "school/lists/cell.h"

/* COLUMN becomes VALUE, if the door still finds what was believed. */
ChangeField cell_set(const CellChange *change, int column, Value value);

/* A text of at most MAX characters, NULL when there is none; a problem at the change's place when it is too long, or missing and REQUIRED. */
bool cell_text(Work *w, const CellChange *change, int max, bool required, Value *out);
bool cell_number(Work *w, const CellChange *change, int64_t min, int64_t max, Value *out);
bool cell_word(Work *w, const CellChange *change, const char *const *words, bool required, Value *out);     /* one of WORDS, or nothing */

/* Not as it was believed, of what the door cannot compare by itself (keys, dated facts): 409, with both values as people read them. */
bool cell_believed(Work *w, const CellChange *change, const Table *table, int column, const Value *now, const char *mine, const char *theirs);
