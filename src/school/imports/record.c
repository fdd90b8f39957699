#include "school/imports/record.h"

#include <string.h>

static bool read_value(const char *body, size_t size, size_t *at, Record *out) {
    FrameValue value;
    if (size - *at < sizeof value)
        return false;
    memcpy(&value, body + *at, sizeof value);
    *at += sizeof value;
    if (value.index >= RECORD_VALUES || value.size >= size - *at || body[*at + value.size])
        return false;
    out->values[value.index] = body + *at;
    *at += value.size + 1;
    return true;
}

bool record_next(const Source *source, size_t *at, Record *out) {
    FrameHead head;
    if (source->size - *at < sizeof head)
        return false;
    memcpy(&head, source->frames + *at, sizeof head);
    const char *body = source->frames + *at + sizeof head;
    if (head.kind >= RECORD_KINDS || head.size > source->size - *at - sizeof head)
        return false;
    *out = (Record){ .kind = (RecordKind) head.kind, .line = head.line };
    for (size_t in = 0; in < head.size; )
        if (!read_value(body, head.size, &in, out))
            return false;
    *at += sizeof head + head.size;
    return true;
}
