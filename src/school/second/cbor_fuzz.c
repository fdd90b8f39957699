/* Whatever a browser may send as an attestation. */
#include "school/second/cbor.h"
#include "school/second/passkey.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *mem = arena_new();
    Cbor c = cbor_over(data, size);
    PasskeyMade made;
    cbor_skip(&c);
    passkey_read_made(mem, data, size, &made);
    arena_free(mem);
    return 0;
}
