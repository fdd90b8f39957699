#include "school/second/cbor.h"

#include <string.h>

#define DEPTH_MOST 16

Cbor cbor_over(const void *bytes, size_t size) {
    const uint8_t *at = bytes;
    return (Cbor){ at, at + size, false };
}

static CborItem bad(Cbor *c) {
    c->bad = true;
    c->at = c->end;
    return (CborItem){ .kind = CBOR_BAD };
}

/* The number that a head carries: in itself, or in the 1, 2, 4 or 8 bytes behind. False: cut short, reserved, or indefinite. */
static bool head_number(Cbor *c, unsigned info, uint64_t *number) {
    size_t size = info < 24 ? 0 : (size_t) 1 << (info - 24);
    *number = info;
    if (info > 27 || (size_t) (c->end - c->at) < size)
        return false;
    for (size_t i = 0; i < size; i++)
        *number = i ? *number << 8 | c->at[i] : c->at[0];
    c->at += size;
    return true;
}

CborItem cbor_next(Cbor *c) {
    static const CborKind kinds[] = { CBOR_NUMBER, CBOR_NUMBER, CBOR_BYTES, CBOR_TEXT, CBOR_ARRAY, CBOR_MAP, CBOR_TAG, CBOR_SIMPLE };
    uint64_t number;
    if (c->bad || c->at == c->end)
        return bad(c);
    unsigned type = *c->at >> 5, info = *c->at & 31;
    c->at++;
    if (!head_number(c, info, &number) || number > INT64_MAX)
        return bad(c);
    CborItem item = { .kind = kinds[type], .number = type == 1 ? -1 - (int64_t) number : (int64_t) number };
    if (item.kind == CBOR_BYTES || item.kind == CBOR_TEXT) {
        if (number > (uint64_t) (c->end - c->at))
            return bad(c);
        item.bytes = c->at;
        item.size = (size_t) number;
        c->at += item.size;
    }
    /* Each item takes a byte at least: more cannot be there. */
    if ((item.kind == CBOR_ARRAY || item.kind == CBOR_MAP) && number > (uint64_t) (c->end - c->at))
        return bad(c);
    return item;
}

void cbor_skip(Cbor *c) {
    int64_t left[DEPTH_MOST] = { 1 };
    int depth = 0;
    while (depth >= 0 && !c->bad) {
        if (left[depth] == 0) {
            depth--;
            continue;
        }
        left[depth]--;
        CborItem item = cbor_next(c);
        int64_t inside = item.kind == CBOR_ARRAY ? item.number : item.kind == CBOR_MAP ? 2 * item.number : item.kind == CBOR_TAG ? 1 : 0;
        if (!inside)
            continue;
        if (depth + 1 == DEPTH_MOST)
            bad(c);
        else
            left[++depth] = inside;
    }
}

bool cbor_is_text(const CborItem *item, const char *text) {
    return item->kind == CBOR_TEXT && item->size == strlen(text) && memcmp(item->bytes, text, item->size) == 0;
}
