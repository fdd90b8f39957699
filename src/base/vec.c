#include "base/vec.h"

#include <string.h>

void *vec_room(Arena *a, void *items, size_t item_size, size_t count, size_t *capacity) {
    if (count < *capacity)
        return items;
    size_t wanted = *capacity ? *capacity * 2 : 8;
    void *moved = arena_alloc(a, arena_times(wanted, item_size), 16);
    if (count)
        memcpy(moved, items, count * item_size);
    *capacity = wanted;
    return moved;
}
