/* A map from text to pointers, in an arena. Keys are copied; a value may be replaced but not taken out. Iterate over your own
 * array where the order matters: the map has none. */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct Map {
    Arena *arena;
    struct MapEntry { const char *key; uint64_t hash; void *value; } *entries;
    size_t count, capacity;
} Map;

Map map_new(Arena *a);
void *map_get(const Map *m, const char *key);                   /* NULL: no such key (NULL has none) */
void map_put(Map *m, const char *key, void *value);             /* replaces */
void map_keep(Map *m, const char *key, void *value);            /* the same without copying the key: it lives as long as the map */
bool map_add(Map *m, const char *key, void *value);             /* false, and nothing done, when the key is there */
