#include "web/compress.h"

#include "base/str.h"

#include <string.h>
#include <zlib.h>

#define WORTH_IT 1024

static bool accepts_gzip(const Conversation *c) {
    const char *accept = pair_get(&c->headers, "Accept-Encoding");
    return accept && strstr(accept, "gzip");
}

void compress_answer(Conversation *c) {
    if (c->answer_size <= WORTH_IT || c->answer_file || !accepts_gzip(c) || !c->answer_type || pair_get(&c->answer_headers, "Content-Encoding")
            || !(str_starts(c->answer_type, "text/") || str_starts(c->answer_type, "application/json")))
        return;
    z_stream z = { 0 };
    if (deflateInit2(&z, 4, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return;
    uLong room = deflateBound(&z, c->answer_size);
    unsigned char *packed = arena_alloc(c->mem, room, 1);
    z.next_in = (unsigned char *) (uintptr_t) c->answer;
    z.avail_in = (uInt) c->answer_size;
    z.next_out = packed;
    z.avail_out = (uInt) room;
    if (deflate(&z, Z_FINISH) == Z_STREAM_END) {
        c->answer = (const char *) packed;
        c->answer_size = z.total_out;
        pairs_add(c->mem, &c->answer_headers, "Content-Encoding", "gzip");
    }
    deflateEnd(&z);
}
