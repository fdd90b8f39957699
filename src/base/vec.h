/* Growing arrays in an arena:
 *     VEC(Pupil) pupils = {0};
 *     *VEC_ADD(arena, &pupils) = (Pupil){ … };
 *     for (size_t i = 0; i < pupils.count; i++) … pupils.items[i] …
 * Old pieces stay in the arena until it ends, at most as much again as the final array. */
#pragma once

#include "base/arena.h"

#define VEC(type) struct { type *items; size_t count, capacity; }
#define VEC_ADD(arena, vec) \
    ((vec)->items = vec_room((arena), (vec)->items, sizeof *(vec)->items, (vec)->count, &(vec)->capacity), \
     &(vec)->items[(vec)->count++])

/* ITEMS, moved if needed so that one more fits after COUNT; the new room is zeroed. */
void *vec_room(Arena *a, void *items, size_t item_size, size_t count, size_t *capacity);
