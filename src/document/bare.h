/* A picture as it was sent, without what it says of where, when, by whom and with what it was taken: what a JPEG, a PNG or a WebP says besides its pixels lies in
 * pieces of its own, which are left out. The pixels stay as they are, to the byte; so does the way round in which they are seen. Nothing is decoded here, only
 * lengths are read. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef enum BareKind { BARE_JPEG, BARE_PNG, BARE_WEBP } BareKind;

/* The open file FROM of SIZE bytes into the empty file TO. False: its pieces do not follow each other as they must (what they hold cannot be known then), or TO
 * has no room. */
bool bare_copy(BareKind kind, int from, int64_t size, int to);
