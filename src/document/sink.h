/* Where a document's bytes go: into memory that grows, or into a file or whatever takes them, 64 KB at a time. Writers never look at each write: a failure
 * sticks, and sink_end says it. */
#pragma once

#include "base/str.h"

typedef struct Sink {
    Str held;               /* what is written and, for a file, not on it yet */
    int fd;                 /* -1: none */
    bool (*take)(void *context, const void *bytes, size_t size);        /* NULL: none; with neither, memory */
    void *context;
    int64_t sent;           /* bytes already on the file */
    bool failed;
} Sink;

Sink *sink_to_memory(Arena *mem);
Sink *sink_to_file(Arena *mem, int fd);         /* at its position; it stays open */
Sink *sink_to(Arena *mem, bool (*take)(void *context, const void *bytes, size_t size), void *context);         /* a sealed file, an entry of a zip */

void sink_flush(Sink *to);                      /* by the writers, now and then */
bool sink_end(Sink *to);                        /* false: a write failed (the disk is full) */

static inline int64_t sink_size(const Sink *to) { return to->sent + (int64_t) to->held.size; }

#define SINK_PIECE ((size_t) 64 * 1024)

/* Between two pieces of a few hundred bytes: a file's are sent once they are many. */
static inline void sink_pause(Sink *to) {
    if ((to->fd >= 0 || to->take) && to->held.size >= SINK_PIECE)
        sink_flush(to);
}

static inline void sink_write(Sink *to, const void *bytes, size_t size) {
    str_add_n(&to->held, bytes, size);
    sink_pause(to);
}
