/* What a request must be before anything is made of it (P-21): one length, one host, names that are names, and bounds. A request that two servers could read
 * in two ways is refused, and its connection closed. Private to src/web. */
#pragma once

#include "web/conversation.h"

#define TARGET_MOST 8192
#define HEADERS_MOST (16 * 1024)
#define HEADER_LINES_MOST 100

typedef struct Framing {
    int status;                         /* 0, or what to answer: 400, 414, 431, 505 */
    int lines, lengths, encodings, hosts;
    size_t size;
    int64_t length;                     /* of the body; -1: in chunks */
} Framing;

/* A header as it came, kept in HEADERS when it may be read. */
void framing_header(Framing *f, Arena *mem, Pairs *headers, const char *name, size_t name_size, const char *value, size_t value_size);

/* When all headers are there. */
void framing_end(Framing *f, const char *version);

/* "/a%20b?c=d" into path and query; false: bad escapes, not UTF-8, or a NUL. */
bool target_read(Conversation *c, const char *target);
