/* What a sealed file keeps, and that no change to it passes. */
#include "document/sealed.h"

#include "test/test.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const uint8_t key[32] = { 1, 2, 3 }, other[32] = { 1, 2, 4 };

static int new_file(void) {
    char path[] = "/tmp/preau-sealed-XXXXXX";
    int fd = mkstemp(path);
    unlink(path);
    return fd;
}

static uint8_t *noise(Arena *mem, size_t size) {
    uint8_t *bytes = arena_alloc(mem, size + 1, 1);
    randombytes_buf(bytes, size + 1);
    return bytes;
}

static int sealed(Arena *mem, const uint8_t *bytes, size_t size) {
    int fd = new_file();
    SealedWriter *to = sealed_create(mem, fd, key, "9990001X");
    CHECK(to && sealed_write(to, bytes, size / 3) && sealed_write(to, bytes + size / 3, size - size / 3) && sealed_finish(to));
    return fd;
}

static bool reads_back(Arena *mem, int fd, const uint8_t *bytes, size_t size) {
    SealedReader *from = sealed_open(mem, fd, key);
    uint8_t *back = arena_alloc(mem, size + 1, 1);
    return from && sealed_read(from, back, size) && memcmp(back, bytes, size) == 0 && sealed_at_end(from);
}

TEST(what_is_sealed_reads_back_at_every_size) {
    static const size_t sizes[] = { 0, 1, 65535, 65536, 65537, 131072, 300000 };
    CHECK(sodium_init() >= 0);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        Arena *mem = arena_new();
        uint8_t *bytes = noise(mem, sizes[i]);
        int fd = sealed(mem, bytes, sizes[i]);
        CHECK_TEXT(sealed_label(mem, fd), "9990001X");
        CHECK(sealed_is_whole(mem, fd));
        CHECK(reads_back(mem, fd, bytes, sizes[i]));
        close(fd);
        arena_free(mem);
    }
}

TEST(another_key_opens_nothing) {
    Arena *mem = arena_new();
    int fd = sealed(mem, noise(mem, 1000), 1000);
    CHECK(sealed_open(mem, fd, other) == NULL);
    close(fd);
    arena_free(mem);
}

TEST(a_changed_byte_is_seen_with_and_without_the_key) {
    Arena *mem = arena_new();
    uint8_t *bytes = noise(mem, 70000), byte;
    int fd = sealed(mem, bytes, 70000);
    off_t end = lseek(fd, 0, SEEK_END);
    for (off_t at = 0; at < end; at += at < 200 || at > end - 200 ? 1 : 997) {
        CHECK(pread(fd, &byte, 1, at) == 1);
        byte ^= 1;
        CHECK(pwrite(fd, &byte, 1, at) == 1);
        CHECK(!sealed_is_whole(mem, fd));
        if (at < end - 32)
            CHECK(!reads_back(mem, fd, bytes, 70000));
        byte ^= 1;
        CHECK(pwrite(fd, &byte, 1, at) == 1);
    }
    CHECK(reads_back(mem, fd, bytes, 70000));
    close(fd);
    arena_free(mem);
}

TEST(a_cut_file_is_seen) {
    Arena *mem = arena_new();
    uint8_t *bytes = noise(mem, 70000);
    int fd = sealed(mem, bytes, 70000);
    off_t end = lseek(fd, 0, SEEK_END);
    for (off_t size = end - 1; size >= 0; size -= size > end - 100 || size < 200 ? 1 : 977) {
        CHECK(ftruncate(fd, size) == 0);
        CHECK(!sealed_is_whole(mem, fd));
        CHECK(!reads_back(mem, fd, bytes, 70000));
    }
    close(fd);
    arena_free(mem);
}

TEST(nothing_of_the_text_stands_in_the_file) {
    Arena *mem = arena_new();
    const char *canary = "CANARI-ELEVE-DUPONT";
    int fd = sealed(mem, (const uint8_t *) canary, strlen(canary));
    char raw[400];
    ssize_t n = pread(fd, raw, sizeof raw, 0);
    CHECK(n > 0 && memmem(raw, (size_t) n, canary, 12) == NULL);
    close(fd);
    arena_free(mem);
}

TEST_MAIN
