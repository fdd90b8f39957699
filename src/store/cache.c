/* Prepared statements of one connection, found by the address of a fixed text or by the words of a made one. */
#include "base/must.h"
#include "store/engine.h"

#include <stdlib.h>
#include <string.h>

void cache_init(Cache *cache, void (*drop)(void *owner, void *handle), void *owner) {
    memset(cache, 0, sizeof *cache);
    memset(cache->buckets, -1, sizeof cache->buckets);
    cache->drop = drop;
    cache->owner = owner;
}

static uint64_t hash_text(const char *text, bool fixed) {
    if (fixed)
        return ((uint64_t) (uintptr_t) text >> 3) * 0x9E3779B97F4A7C15u;
    uint64_t hash = 0xCBF29CE484222325u;
    for (const char *c = text; *c; c++)
        hash = (hash ^ (uint8_t) *c) * 0x100000001B3u;
    return hash;
}

static int *bucket_of(Cache *cache, uint64_t hash) {
    return &cache->buckets[(hash >> 32) % CACHE_SIZE];
}

CacheEntry *cache_find(Cache *cache, const char *text, bool fixed) {
    uint64_t hash = hash_text(text, fixed);
    for (int i = *bucket_of(cache, hash); i >= 0; i = cache->entries[i].next) {
        CacheEntry *e = &cache->entries[i];
        if (e->hash == hash && e->fixed == fixed && (fixed ? e->text == text : !strcmp(e->text, text))) {
            e->used = ++cache->clock;
            return e;
        }
    }
    return NULL;
}

static void take_out(Cache *cache, CacheEntry *e, bool drop) {
    int place = (int) (e - cache->entries), *link = bucket_of(cache, e->hash);
    while (*link != place)
        link = &cache->entries[*link].next;
    *link = e->next;
    if (drop)
        cache->drop(cache->owner, e->handle);
    if (!e->fixed)
        free((char *) e->text);
    *e = (CacheEntry){ 0 };
}

static CacheEntry *free_place(Cache *cache) {
    if (cache->count < CACHE_SIZE)
        return &cache->entries[cache->count++];
    CacheEntry *oldest = NULL;
    for (int i = 0; i < CACHE_SIZE; i++) {
        CacheEntry *e = &cache->entries[i];
        if (!e->busy && (!oldest || e->used < oldest->used))
            oldest = e;
    }
    if (oldest)
        take_out(cache, oldest, true);
    return oldest;
}

CacheEntry *cache_add(Cache *cache, const char *text, bool fixed, void *handle) {
    CacheEntry *e = free_place(cache);
    if (!e)
        return NULL;
    uint64_t hash = hash_text(text, fixed);
    int *bucket = bucket_of(cache, hash);
    char *copy = fixed ? NULL : strdup(text);
    must(fixed || copy);
    *e = (CacheEntry){ .text = fixed ? text : copy, .hash = hash, .used = ++cache->clock, .handle = handle, .fixed = fixed,
                       .next = *bucket };
    *bucket = (int) (e - cache->entries);
    return e;
}

void cache_clear(Cache *cache, bool drop) {
    for (int i = 0; i < cache->count; i++)
        if (cache->entries[i].handle)
            take_out(cache, &cache->entries[i], drop);
    cache->count = 0;
}
