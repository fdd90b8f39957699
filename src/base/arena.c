#include "base/arena.h"

#include "base/must.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under AddressSanitizer what was not handed out is forbidden, with a gap after each piece; or each piece is its own malloc, when PREAU_ARENA is set. */
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_GUARDED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_GUARDED 1
#endif
#endif
#ifdef ARENA_GUARDED
#include <sanitizer/asan_interface.h>
#define LEAST_ALIGN ((size_t) 8)
#define GAP ((size_t) 8)
#define forbid(data, size) __asan_poison_memory_region((data), (size))
#define allow(data, size) __asan_unpoison_memory_region((data), (size))
#define one_by_one() (getenv("PREAU_ARENA") != NULL)
#else
#define LEAST_ALIGN ((size_t) 1)
#define GAP ((size_t) 0)
#define forbid(data, size) ((void) (data), (void) (size))
#define allow(data, size) ((void) (data), (void) (size))
#define one_by_one() false
#endif

#define CHUNK_FIRST ((size_t) 16 * 1024)
#define CHUNK_LARGEST ((size_t) 1024 * 1024)

typedef struct Chunk {
    struct Chunk *next;
    size_t size, used;
    unsigned char data[] __attribute__((aligned(16)));
} Chunk;

typedef struct Drop {
    struct Drop *next;
    void (*drop)(void *ptr);
    void *ptr;
} Drop;

struct Arena {
    Arena *parent, *children, *next, *previous;     /* the list of one parent's children */
    Chunk *chunks;                                  /* the first is the one being filled */
    Drop *drops;
    size_t bytes;
};

static _Noreturn void exhausted(void) {
    static const char message[] = "{\"level\":\"error\",\"event\":\"memory exhausted\"}\n";
    fputs(message, stderr);
    abort();
}

static void *get(size_t size) {
    void *memory = malloc(size);
    if (!memory)
        exhausted();
    return memory;
}

/* One first chunk is kept by each thread, for the next request; it goes with the thread. */
static _Thread_local Chunk *spare;
static pthread_key_t at_thread_end;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void free_spare(void *chunk) {
    allow(((Chunk *) chunk)->data, ((Chunk *) chunk)->size);
    free(chunk);
}

static void make_key(void) {
    pthread_key_create(&at_thread_end, free_spare);
}

static void keep_spare(Chunk *chunk) {
    pthread_once(&once, make_key);
    pthread_setspecific(at_thread_end, chunk);
    spare = chunk;
}

static Chunk *chunk_new(size_t size) {
    Chunk *chunk = spare;
    if (chunk && size == CHUNK_FIRST)
        keep_spare(NULL);
    else
        chunk = get(sizeof *chunk + size);
    *chunk = (Chunk){ .size = size };
    forbid(chunk->data, size);
    return chunk;
}

static void chunk_free(Chunk *chunk) {
    if (!spare && chunk->size == CHUNK_FIRST) {
        forbid(chunk->data, chunk->size);
        keep_spare(chunk);
    } else {
        allow(chunk->data, chunk->size);
        free(chunk);
    }
}

Arena *arena_new(void) {
    Arena *a = get(sizeof *a);
    *a = (Arena){ 0 };
    return a;
}

Arena *arena_child(Arena *parent) {
    Arena *a = arena_new();
    a->parent = parent;
    a->next = parent->children;
    if (a->next)
        a->next->previous = a;
    parent->children = a;
    return a;
}

static void leave_parent(Arena *a) {
    if (!a->parent)
        return;
    a->parent->bytes += a->bytes;
    if (a->previous)
        a->previous->next = a->next;
    else
        a->parent->children = a->next;
    if (a->next)
        a->next->previous = a->previous;
}

void arena_free(Arena *a) {
    if (!a)
        return;
    while (a->children)
        arena_free(a->children);
    for (Drop *d = a->drops; d; d = d->next)
        d->drop(d->ptr);
    leave_parent(a);
    for (Chunk *chunk = a->chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        chunk_free(chunk);
    }
    free(a);
}

static void *place(Chunk *chunk, size_t size, size_t align) {
    align = align < LEAST_ALIGN ? LEAST_ALIGN : align;
    size_t at = (chunk->used + align - 1) & ~(align - 1);
    if (at > chunk->size || size > chunk->size - at)
        return NULL;
    chunk->used = at + size + GAP;
    allow(chunk->data + at, size);
    return chunk->data + at;
}

static Chunk *add_chunk(Arena *a, size_t size) {
    size_t wanted = a->chunks ? a->chunks->size * 2 : CHUNK_FIRST;
    if (wanted > CHUNK_LARGEST)
        wanted = CHUNK_LARGEST;
    if (one_by_one())
        wanted = 0;
    Chunk *chunk = chunk_new(size > wanted ? size : wanted);
    if (a->chunks && size > wanted) {       /* a large piece of its own does not end the chunk being filled */
        chunk->next = a->chunks->next;
        a->chunks->next = chunk;
    } else {
        chunk->next = a->chunks;
        a->chunks = chunk;
    }
    return chunk;
}

static void *take(Arena *a, size_t size, size_t align) {
    must(align <= 16 && (align & (align - 1)) == 0);
    void *memory = a->chunks ? place(a->chunks, size, align) : NULL;
    if (!memory)
        memory = place(add_chunk(a, size), size, align);
    a->bytes += size;
    return memory;
}

void *arena_alloc(Arena *a, size_t size, size_t align) {
    return memset(take(a, size, align), 0, size);
}

void *arena_grown(Arena *a, const void *data, size_t used, size_t size) {
    return memcpy(take(a, size, 1), data, used);
}

size_t arena_times(size_t count, size_t size) {
    size_t total;
    must(!__builtin_mul_overflow(count, size, &total));
    return total;
}

void *arena_copy(Arena *a, const void *data, size_t size) {
    char *copy = take(a, size + 1, 1);
    if (size)
        memcpy(copy, data, size);
    copy[size] = '\0';
    return copy;
}

char *arena_text_n(Arena *a, const char *text, size_t size) {
    return arena_copy(a, text, size);
}

char *arena_text(Arena *a, const char *text) {
    return text ? arena_copy(a, text, strlen(text)) : NULL;
}

char *arena_vprintf(Arena *a, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    must(size >= 0);
    char *text = arena_alloc(a, (size_t) size + 1, 1);
    vsnprintf(text, (size_t) size + 1, format, args);
    return text;
}

char *arena_printf(Arena *a, const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *text = arena_vprintf(a, format, args);
    va_end(args);
    return text;
}

void arena_on_drop(Arena *a, void (*drop)(void *ptr), void *ptr) {
    Drop *d = NEW(a, Drop);
    *d = (Drop){ .next = a->drops, .drop = drop, .ptr = ptr };
    a->drops = d;
}

size_t arena_bytes(const Arena *a) {
    size_t bytes = a->bytes;
    for (const Arena *child = a->children; child; child = child->next)
        bytes += arena_bytes(child);
    return bytes;
}
