/* Files on the disk: sealed, whole or not there, one never another, and swept when nothing wants them. */
#include "school/files/kept_files.h"

#include "base/must.h"
#include "base/str.h"
#include "test/store_fixture.h"
#include "test/test.h"
#include "test/throwaway_postgres.h"

#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const uint8_t key[32] = { 7, 7 }, other_key[32] = { 7, 8 };

static School new_school(Arena *mem) {
    char *folder = arena_printf(mem, "%s/preau-kept-XXXXXX", throwaway_place());
    must(sodium_init() >= 0 && mkdtemp(folder));
    return (School){ .uai = "0751234A", .folder = folder, .year = 2026, .secret = key };
}

static void end_school(Arena *mem, const School *s) {
    CHECK_INT(system(arena_printf(mem, "rm -rf %s", s->folder)), 0);
    arena_free(mem);
}

static const char *read_back(Arena *mem, const School *s, const char *name, size_t *size) {
    SealedReader *from = kept_open(s, mem, name);
    Str all = str_new(mem, 1000);
    int64_t got = from ? 1 : -1;
    while (got > 0) {
        got = sealed_read_some(from, str_room(&all, 7000), 7000);
        all.size += got > 0 ? (size_t) got : 0;
    }
    *size = all.size;
    return got == 0 ? all.data : NULL;
}

static const char *path_of(Arena *mem, const School *s, const char *name) { return arena_printf(mem, "%s/%s", s->folder, kept_place(mem, s->year, name)); }

TEST(what_is_kept_reads_back_at_every_size) {
    static const size_t sizes[] = { 0, 1, 65535, 65536, 65537, 500000 };
    Arena *mem = arena_new();
    School s = new_school(mem);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        uint8_t *bytes = arena_alloc(mem, sizes[i] + 1, 1);
        size_t size = 0;
        randombytes_buf(bytes, sizes[i]);
        const char *name = kept_put(&s, mem, bytes, sizes[i]), *back = name ? read_back(mem, &s, name, &size) : NULL;
        CHECK(name && strlen(name) == KEPT_NAME && back && size == sizes[i] && memcmp(back, bytes, size) == 0);
        CHECK(kept_is_there(&s, mem, name));
    }
    end_school(mem, &s);
}

TEST(nothing_of_it_is_readable_and_no_file_passes_for_another) {
    static const char secret[] = "zqCANARYzq of a record";
    Arena *mem = arena_new();
    School s = new_school(mem), thief = s;
    size_t size;
    const char *a = kept_put(&s, mem, secret, sizeof secret), *b = kept_put(&s, mem, "other", 5);
    CHECK(a && b && !str_equal(a, b));
    CHECK(system(arena_printf(mem, "grep -rq CANARY %s", s.folder)) != 0);
    thief.secret = other_key;
    CHECK(kept_open(&thief, mem, a) == NULL);
    CHECK_INT(rename(path_of(mem, &s, b), path_of(mem, &s, a)), 0);
    CHECK(kept_open(&s, mem, a) == NULL && !kept_is_there(&s, mem, a));
    CHECK(read_back(mem, &s, "../../../../../../etc/passwd", &size) == NULL);
    CHECK(kept_open(&s, mem, "0123456789abcdef0123456789abcdef") == NULL);
    end_school(mem, &s);
}

TEST(a_changed_or_cut_file_says_so_before_its_end) {
    Arena *mem = arena_new();
    School s = new_school(mem);
    size_t size;
    char *bytes = arena_alloc(mem, 300000, 1);
    const char *name = kept_put(&s, mem, bytes, 300000), *path = path_of(mem, &s, name);
    CHECK_INT(truncate(path, 200000), 0);
    CHECK(read_back(mem, &s, name, &size) == NULL && !kept_is_there(&s, mem, name));
    name = kept_put(&s, mem, bytes, 300000);
    int fd = open(path_of(mem, &s, name), O_RDWR);
    CHECK(fd >= 0 && pwrite(fd, "x", 1, 150000) == 1);
    close(fd);
    CHECK(read_back(mem, &s, name, &size) == NULL && !kept_is_there(&s, mem, name));
    end_school(mem, &s);
}

typedef struct Seen { int count; const char *goes; } Seen;
static KeptFate look(void *context, const char *name, Instant age) {
    Seen *seen = context;
    seen->count++;
    CHECK(strlen(name) == KEPT_NAME && age < 600000);
    return str_equal(name, seen->goes) ? KEPT_GOES : KEPT_STAYS;
}

TEST(the_sweeper_sees_all_and_takes_what_it_is_told) {
    Arena *mem = arena_new();
    School s = new_school(mem);
    Seen seen = { 0 };
    for (int i = 0; i < 20; i++)
        seen.goes = kept_put(&s, mem, "x", 1);
    CHECK_INT(system(arena_printf(mem, "touch %s/2026/files/readme %s/2026/files/$(ls %s/2026/files | head -1)/notes", s.folder, s.folder, s.folder)), 0);
    kept_walk(s.folder, 2026, look, &seen);
    CHECK_INT(seen.count, 20);
    CHECK(!kept_is_there(&s, mem, seen.goes));
    seen.count = 0;
    kept_walk(s.folder, 2026, look, &seen);
    CHECK_INT(seen.count, 19);
    kept_walk(s.folder, 2025, look, &seen);     /* of a year without files: nothing */
    CHECK_INT(seen.count, 19);
    end_school(mem, &s);
}

/* Not begun, then gone without being ended: nothing is left, whatever was written. */
TEST(what_is_not_ended_was_never_there) {
    Arena *mem = arena_new();
    School s = new_school(mem);
    Seen seen = { 0 };
    Arena *one = arena_child(mem);
    KeptWriter *to = kept_begin(&s, one);
    char *bytes = arena_alloc(mem, 200000, 1);
    CHECK(to && kept_write(to, bytes, 200000));
    arena_free(one);
    kept_walk(s.folder, 2026, look, &seen);
    CHECK_INT(seen.count, 0);
    end_school(mem, &s);
}

/* Killed at any moment: every name there is stands for a whole file, and every name that was told is there. */
TEST(killed_while_it_writes_a_name_is_a_whole_file) {
    Arena *mem = arena_new();
    School s = new_school(mem);
    for (int turn = 0; turn < 12; turn++) {
        int ends[2];
        char name[KEPT_NAME];
        must(pipe(ends) == 0);
        pid_t child = fork();
        must(child >= 0);
        if (child == 0) {
            for (Arena *own = arena_new(); ; ) {
                const char *done = kept_put(&s, own, arena_alloc(own, 150000, 1), 150000);
                if (!done || write(ends[1], done, KEPT_NAME) != KEPT_NAME)
                    _exit(1);
                arena_free(own);
                own = arena_new();
            }
        }
        usleep(3000 + (unsigned) turn * 4000);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        close(ends[1]);
        while (read(ends[0], name, KEPT_NAME) == KEPT_NAME)
            CHECK(kept_is_there(&s, mem, arena_text_n(mem, name, KEPT_NAME)));
        close(ends[0]);
    }
    CHECK_INT(system(arena_printf(mem, "for f in %s/2026/files/*/*; do [ -s \"$f\" ] || exit 1; done", s.folder)), 0);
    end_school(mem, &s);
}

TEST(a_disk_that_is_not_there_keeps_nothing) {
    Arena *mem = arena_new();
    School s = { .folder = "/proc/nowhere", .year = 2026, .secret = key };
    CHECK(kept_put(&s, mem, "x", 1) == NULL);
    arena_free(mem);
}

TEST_MAIN
