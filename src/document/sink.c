#include "document/sink.h"

#include <errno.h>
#include <unistd.h>

static Sink *new_sink(Arena *mem, int fd, size_t room) {
    Sink *to = NEW(mem, Sink);
    *to = (Sink){ .held = str_new(mem, room), .fd = fd };
    return to;
}

Sink *sink_to_memory(Arena *mem) { return new_sink(mem, -1, 16 * 1024); }
Sink *sink_to_file(Arena *mem, int fd) { return new_sink(mem, fd, SINK_PIECE + 8192); }

Sink *sink_to(Arena *mem, bool (*take)(void *context, const void *bytes, size_t size), void *context) {
    Sink *to = new_sink(mem, -1, SINK_PIECE + 8192);
    to->take = take;
    to->context = context;
    return to;
}

void sink_flush(Sink *to) {
    size_t done = 0;
    while (to->fd >= 0 && !to->failed && done < to->held.size) {
        ssize_t wrote = write(to->fd, to->held.data + done, to->held.size - done);
        if (wrote > 0)
            done += (size_t) wrote;
        else if (wrote == 0 || errno != EINTR)
            to->failed = true;
    }
    if (to->take && to->held.size && !to->failed)
        to->failed = !to->take(to->context, to->held.data, to->held.size);
    if (to->fd < 0 && !to->take)
        return;
    to->sent += (int64_t) to->held.size;        /* where things would stand: offsets go on */
    to->held.size = 0;
    to->held.data[0] = '\0';
}

bool sink_end(Sink *to) {
    sink_flush(to);
    return !to->failed;
}
