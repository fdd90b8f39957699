/* As much of CBOR (RFC 8949) as passkeys need: definite lengths, whole numbers, bytes, texts, arrays, maps, tags and simple values. Nothing is copied: what is
 * read points into what was given. Whatever is cut short, too deep or of indefinite length makes the reader bad, and stays so. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Cbor { const uint8_t *at, *end; bool bad; } Cbor;
typedef enum CborKind { CBOR_NUMBER, CBOR_BYTES, CBOR_TEXT, CBOR_ARRAY, CBOR_MAP, CBOR_TAG, CBOR_SIMPLE, CBOR_BAD } CborKind;

/* NUMBER: a number below zero too; of an array or a map how many items or pairs follow. BYTES: of bytes and texts, stepped over. */
typedef struct CborItem { CborKind kind; int64_t number; const uint8_t *bytes; size_t size; } CborItem;

Cbor cbor_over(const void *bytes, size_t size);
CborItem cbor_next(Cbor *c);
void cbor_skip(Cbor *c);                /* one whole value, with all there is in it */
bool cbor_is_text(const CborItem *item, const char *text);
