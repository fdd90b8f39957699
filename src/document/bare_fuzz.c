/* Pictures of strangers, cut into their pieces: whatever comes out has nothing more to lose. */
#include "base/must.h"
#include "document/bare.h"

#include <stddef.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int file_with(const uint8_t *bytes, size_t size) {
    int fd = memfd_create("picture", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, bytes, size) == (ssize_t) size);
    return fd;
}

static int64_t size_of(int fd) {
    struct stat st;
    must(fstat(fd, &st) == 0);
    return st.st_size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 13)
        return 0;
    BareKind kind = (BareKind) (data[0] % 3);
    int from = file_with(data + 1, size - 1), once = file_with(NULL, 0), twice = file_with(NULL, 0);
    if (bare_copy(kind, from, (int64_t) size - 1, once)) {
        must(bare_copy(kind, once, size_of(once), twice));
        must(size_of(once) == size_of(twice));
    }
    close(from);
    close(once);
    close(twice);
    return 0;
}
