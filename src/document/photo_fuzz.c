/* The child's side of a photo: any bytes, any crop. */
#include "base/must.h"
#include "document/photo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 3)
        return 0;
    Arena *mem = arena_new();
    PhotoCrop crop = { data[0] * 4 % 1001, data[1] * 4 % 1001, data[2] * 4 % 1001 };
    Photo photo = photo_make(mem, data + 3, size - 3, crop);
    must((photo.trouble == PHOTO_FINE) == (photo.bytes != NULL));
    must(!photo.bytes || photo_is_bare(photo.bytes, photo.size));
    arena_free(mem);
    return 0;
}
