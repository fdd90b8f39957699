/* What our zips hold, read by libarchive; the same bytes each time; what does not fit is said. */
#include "document/archive.h"
#include "document/zip.h"

#include "test/test.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <locale.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char name_one[] = "dossier/Élèves.txt";

static void fill(Sink *to, Zip *z, const char *large, size_t size) {
    zip_store(z, "mimetype", "text/x-essai", 12);
    zip_put(z, name_one, "bonjour", 7);
    zip_begin(z, "grand.bin");
    for (size_t at = 0; at < size; at += 1000)
        zip_write(z, large + at, size - at < 1000 ? size - at : 1000);
    zip_put(z, "vide", "", 0);
    CHECK(zip_end(z));
    CHECK(sink_size(to) > 0);
}

static char *uneven(Arena *mem, size_t size) {
    char *bytes = arena_alloc(mem, size, 1);
    uint32_t x = 1;
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char) ((x = x * 1664525 + 1013904223) >> (i % 3 ? 24 : 30));
    return bytes;
}

static void check_next(struct archive *zip, const char *name, const char *bytes, size_t size) {
    struct archive_entry *entry;
    Arena *mem = arena_new();
    char *got = arena_alloc(mem, size + 1, 1);
    CHECK_INT(archive_read_next_header(zip, &entry), ARCHIVE_OK);
    CHECK_TEXT(archive_entry_pathname_utf8(entry), name);
    CHECK_INT(archive_read_data(zip, got, size + 1), (int64_t) size);       /* checks its sum too */
    CHECK(memcmp(got, bytes, size) == 0);
    arena_free(mem);
}

TEST(what_goes_in_comes_out) {
    Arena *mem = arena_new();
    enum { SIZE = 200001 };
    char *large = uneven(mem, SIZE);
    Sink *to = sink_to_memory(mem), *again = sink_to_memory(mem);
    fill(to, zip_new(mem, to), large, SIZE);
    fill(again, zip_new(mem, again), large, SIZE);
    CHECK(to->held.size == again->held.size && memcmp(to->held.data, again->held.data, to->held.size) == 0);
    CHECK(memcmp(to->held.data + 30, "mimetypetext/x-essai", 20) == 0);     /* at once, without an extra field: an ODS is known by that */
    setlocale(LC_CTYPE, "C.UTF-8");                                          /* libarchive gives names in the locale's letters */
    struct archive *zip = archive_read_new(), *seeking = archive_read_new();
    archive_read_support_format_zip_streamable(zip);                        /* from front to back… */
    archive_read_support_format_zip_seekable(seeking);                      /* … and by its directory */
    struct archive *const both[] = { zip, seeking };
    for (int i = 0; i < 2; i++) {
        CHECK_INT(archive_read_open_memory(both[i], to->held.data, to->held.size), ARCHIVE_OK);
        check_next(both[i], "mimetype", "text/x-essai", 12);
        check_next(both[i], name_one, "bonjour", 7);
        check_next(both[i], "grand.bin", large, SIZE);
        check_next(both[i], "vide", "", 0);
        struct archive_entry *entry;
        CHECK_INT(archive_read_next_header(both[i], &entry), ARCHIVE_EOF);
        archive_read_free(both[i]);
    }
    arena_free(mem);
}

TEST(a_file_gets_the_same_bytes_and_says_when_it_is_full) {
    Arena *mem = arena_new();
    enum { SIZE = 300000 };
    char *large = uneven(mem, SIZE);
    int fd = memfd_create("zip", MFD_CLOEXEC), full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    Sink *to = sink_to_memory(mem), *file = sink_to_file(mem, fd), *nowhere = sink_to_file(mem, full);
    fill(to, zip_new(mem, to), large, SIZE);
    fill(file, zip_new(mem, file), large, SIZE);
    char *got = arena_alloc(mem, to->held.size + 1, 1);
    CHECK_INT(pread(fd, got, to->held.size + 1, 0), (int64_t) to->held.size);
    CHECK(memcmp(got, to->held.data, to->held.size) == 0);
    CHECK_INT(sink_size(file), (int64_t) to->held.size);
    Zip *z = zip_new(mem, nowhere);
    zip_put(z, "a", large, SIZE);
    CHECK(!zip_end(z));
    ArchiveItem *items;
    CHECK_INT(archive_list(fd, mem, &items), ARCHIVE_NO_XML);               /* our own reader, which is strict, finds nothing wrong */
    close(fd);
    close(full);
    arena_free(mem);
}

TEST(too_many_entries_are_no_zip) {
    Arena *mem = arena_new();
    Sink *to = sink_to_memory(mem);
    Zip *z = zip_new(mem, to);
    for (int i = 0; i < 65535; i++)
        zip_store(z, "a", "", 0);
    zip_store(z, "un de trop", "", 0);
    CHECK(!zip_end(z));
    arena_free(mem);
}

TEST(names_of_files_are_safe_everywhere) {
    Arena *mem = arena_new();
    static const struct { const char *text, *name; } all[] = { { "Élodie d’Almeida", "Élodie d’Almeida" }, { "../../etc", "_._.._etc" }, { "", "_" }, { "...", "_" },
        { "a/b\\c:d", "a_b_c_d" }, { "fin. ", "fin" }, { ".caché", "_caché" }, { "a\nb\x7f", "a_b_" } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        CHECK_TEXT(zip_safe_name(mem, all[i].text), all[i].name);
    Str many = str_new(mem, 700);
    for (int i = 0; i < 333; i++)
        str_add(&many, "é");
    CHECK_INT((int64_t) strlen(zip_safe_name(mem, many.data)), 200);
    many.data[0] = 'x';
    many.data[1] = 'y';
    CHECK_INT((int64_t) strlen(zip_safe_name(mem, many.data + 1)), 199);    /* not half a letter */
    arena_free(mem);
}

TEST_MAIN
