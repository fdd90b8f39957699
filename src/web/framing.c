#include "web/framing.h"

#include "base/str.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

static bool is_token(const char *name, size_t size) {
    static const char marks[] = "!#$%&'*+-.^_`|~";
    for (size_t i = 0; i < size; i++) {
        char c = name[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr(marks, c));
        if (!plain)
            return false;
    }
    return size > 0;
}

static bool has_control(const char *value, size_t size) {
    for (size_t i = 0; i < size; i++)
        if ((unsigned char) value[i] < 0x20 ? value[i] != '\t' : value[i] == 0x7F)
            return true;
    return false;
}

static void refuse(Framing *f, int status) {
    if (!f->status)
        f->status = status;
}

/* Digits only, and a number that a sum of bytes can be. */
static void read_length(Framing *f, const char *value) {
    f->lengths++;
    if (*value == '-' || !str_int(value, 0, INT64_MAX / 2, &f->length))
        refuse(f, 400);
}

void framing_header(Framing *f, Arena *mem, Pairs *headers, const char *name, size_t name_size, const char *value, size_t value_size) {
    f->lines++;
    f->size += name_size + value_size + 4;      /* ": " and the line's end */
    if (f->lines > HEADER_LINES_MOST || f->size > HEADERS_MOST)
        refuse(f, 431);
    if (f->status == 431)
        return;
    if (!is_token(name, name_size) || has_control(value, value_size)) {
        refuse(f, 400);
        return;
    }
    char *kept = arena_text_n(mem, value, value_size), *known = arena_text_n(mem, name, name_size);
    if (strcasecmp(known, "Content-Length") == 0)
        read_length(f, kept);
    else if (strcasecmp(known, "Transfer-Encoding") == 0 && (f->encodings++ || strcasecmp(kept, "chunked") != 0))
        refuse(f, 400);
    else if (strcasecmp(known, "Host") == 0)
        f->hosts++;
    if (text_is_utf8(kept, value_size))         /* an old proxy's Latin-1 is not read, and refuses nobody */
        pairs_add(mem, headers, known, kept);
}

void framing_end(Framing *f, const char *version) {
    bool old = str_equal(version, "HTTP/1.0");
    if (!old && !str_equal(version, "HTTP/1.1"))
        refuse(f, 505);
    if (f->lengths > 1 || (f->lengths && f->encodings) || (old && f->encodings) || f->hosts > 1 || (!old && f->hosts != 1))
        refuse(f, 400);
    if (f->encodings)
        f->length = -1;
}

bool target_read(Conversation *c, const char *target) {
    const char *question = strchr(target, '?');
    size_t size = question ? (size_t) (question - target) : strlen(target);
    c->path = url_decode(c->mem, target, size, false);
    return c->path && (!question || urlencoded_read(c->mem, question + 1, strlen(question + 1), &c->query));
}
