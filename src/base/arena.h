/* An arena is the memory of one work: a request, a job step, an import. Everything a work makes lives as long as
 * the work and is given back in one stroke; features never call free().
 *
 * Memory comes zeroed and the functions never return NULL: when the machine truly has no memory left the process
 * aborts and its parent starts another. So sizes are bounded at the door (bodies, rows, list sizes), not here.
 * An arena belongs to one thread at a time. Built with AddressSanitizer, PREAU_ARENA=pieces in the environment gives every piece its own
 * malloc, so that each overrun and each leak is seen. */
#pragma once

#include <stdarg.h>
#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_new(void);
Arena *arena_child(Arena *parent);              /* dies with its parent, or sooner by arena_free */
void arena_free(Arena *a);                      /* NULL is allowed; runs the drops, newest first */

void *arena_alloc(Arena *a, size_t size, size_t align);
void *arena_copy(Arena *a, const void *data, size_t size);           /* one NUL byte follows the copy */
void *arena_grown(Arena *a, const void *data, size_t used, size_t size);     /* SIZE bytes that begin with USED of DATA; the rest is not set */
char *arena_text(Arena *a, const char *text);                        /* copy; NULL stays NULL */
char *arena_text_n(Arena *a, const char *text, size_t size);
char *arena_printf(Arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(Arena *a, const char *format, va_list args);

/* Calls DROP(PTR) when the arena ends: for handles that are not memory. */
void arena_on_drop(Arena *a, void (*drop)(void *ptr), void *ptr);

/* Bytes handed out so far, children included: what the budgets of the request scripts count. */
size_t arena_bytes(const Arena *a);

#define NEW(arena, type) ((type *) arena_alloc((arena), sizeof(type), _Alignof(type)))
#define NEW_ARRAY(arena, type, count) ((type *) arena_alloc((arena), arena_times((count), sizeof(type)), _Alignof(type)))

size_t arena_times(size_t count, size_t size);  /* the product; dies on overflow */
