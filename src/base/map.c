#include "base/map.h"

#include <string.h>

/* FNV-1a. Tables double at half load, so even keys made to collide cost at most the bounded size of one import. */
static uint64_t hash_text(const char *text) {
    uint64_t h = 1469598103934665603u;
    for (; *text; text++)
        h = (h ^ (unsigned char) *text) * 1099511628211u;
    return h;
}

Map map_new(Arena *a) {
    return (Map){ .arena = a };
}

static struct MapEntry *slot_of(const Map *m, const char *key, uint64_t hash) {
    size_t at = hash & (m->capacity - 1);
    while (m->entries[at].key && (m->entries[at].hash != hash || strcmp(m->entries[at].key, key) != 0))
        at = (at + 1) & (m->capacity - 1);
    return &m->entries[at];
}

static void grow(Map *m) {
    Map larger = { .arena = m->arena, .count = m->count, .capacity = m->capacity ? m->capacity * 2 : 64 };
    larger.entries = NEW_ARRAY(m->arena, struct MapEntry, larger.capacity);
    for (size_t i = 0; i < m->capacity; i++)
        if (m->entries[i].key)
            *slot_of(&larger, m->entries[i].key, m->entries[i].hash) = m->entries[i];
    *m = larger;
}

void *map_get(const Map *m, const char *key) {
    if (!key || !m->capacity)
        return NULL;
    return slot_of(m, key, hash_text(key))->value;
}

static struct MapEntry *entry_for(Map *m, const char *key, bool copy) {
    if (2 * (m->count + 1) > m->capacity)
        grow(m);
    uint64_t hash = hash_text(key);
    struct MapEntry *e = slot_of(m, key, hash);
    if (!e->key) {
        *e = (struct MapEntry){ .key = copy ? arena_text(m->arena, key) : key, .hash = hash };
        m->count++;
    }
    return e;
}

void map_put(Map *m, const char *key, void *value) {
    entry_for(m, key, true)->value = value;
}

void map_keep(Map *m, const char *key, void *value) {
    entry_for(m, key, false)->value = value;
}

bool map_add(Map *m, const char *key, void *value) {
    if (map_get(m, key))
        return false;
    map_put(m, key, value);
    return true;
}
