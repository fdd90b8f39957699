/* Between the two halves of undoing. Private to this folder. */
#pragma once

#include "base/map.h"
#include "store/engine.h"
#include "store/undo.h"

typedef struct UndoPlan {
    Arena *mem, *scratch;
    Place place;
    HistoryDeed *deeds;                 /* in the order in which they were done */
    size_t count;
    Map wanted;                         /* what is unique and will be had by a deed's object → HistoryDeed */
    int *let_go;                        /* of each deed, from 1 on: a unique column that must be empty before others are as they were; 0: none */
    Map of_object;                      /* undo_name → HistoryDeed */
} UndoPlan;

const char *undo_name(Arena *mem, const Table *table, const char *object);
const HistoryDeed *undo_deed(const UndoPlan *p, const Table *table, const char *object);        /* NULL: the work did nothing to it */
