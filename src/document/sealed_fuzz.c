/* Any bytes as a sealed file are refused; a file that was sealed and then changed by one byte never opens to its end. */
#include "base/must.h"
#include "document/sealed.h"

#include <sodium.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[32] = { 1, 2, 3 };

static bool opens(Arena *mem, int fd, const uint8_t *wanted, size_t size) {
    SealedReader *from = sealed_open(mem, fd, key);
    uint8_t *read = arena_alloc(mem, size + 1, 1);
    bool whole = from && sealed_read(from, read, size) && sealed_at_end(from);
    must(!whole || memcmp(read, wanted, size) == 0);
    return whole;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *mem = arena_new();
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    must(sodium_init() >= 0 && fd >= 0);
    if (size < 4 || data[0] % 2) {
        must(write(fd, data, size) == (ssize_t) size);
        sealed_label(mem, fd);
        sealed_is_whole(mem, fd);
        must(!opens(mem, fd, data, size));
    } else {
        SealedWriter *to = sealed_create(mem, fd, key, "preau essai 1");
        must(to && sealed_write(to, data, size) && sealed_finish(to) && sealed_is_whole(mem, fd) && opens(mem, fd, data, size));
        off_t end = lseek(fd, 0, SEEK_END), at = (data[1] | data[2] << 8) % end;
        uint8_t byte;
        must(pread(fd, &byte, 1, at) == 1);
        byte ^= data[3] ? data[3] : 1;
        must(pwrite(fd, &byte, 1, at) == 1);
        must(!sealed_is_whole(mem, fd));
        must(at >= end - 32 || !opens(mem, fd, data, size));    /* the checksum at the end is for who has no key */
    }
    close(fd);
    arena_free(mem);
    return 0;
}
