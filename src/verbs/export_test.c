/* `preau export`, by the program itself: one file in clear that nobody else can read, said in the history; nothing is written over. Both engines. */
#include "base/must.h"
#include "base/str.h"
#include "test/program.h"
#include "test/small_school.h"
#include "test/test.h"

#include <archive.h>
#include <archive_entry.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define RUN(...) run_program(mem, root, NULL, (const char *const[]){ __VA_ARGS__, NULL })

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    (void) st, (void) type, (void) ftw;
    return remove(path);
}

static int entries_of(const char *path, bool *pupils) {
    struct archive *zip = archive_read_new();
    struct archive_entry *entry;
    int count = 0;
    archive_read_support_format_zip(zip);
    CHECK_INT(archive_read_open_filename(zip, path, 65536), ARCHIVE_OK);
    for (; archive_read_next_header(zip, &entry) == ARCHIVE_OK; count++)
        *pupils = *pupils || str_equal(archive_entry_pathname(entry), "donnees/pupil.jsonl");
    archive_read_free(zip);
    return count;
}

static void export_by_program(StoreFixture *f) {
    Arena *mem = f->mem;
    struct stat st;
    bool pupils = false;
    char *root = arena_text(mem, "/tmp/preau-export-XXXXXX");
    must(mkdtemp(root));
    const char *folder = arena_printf(mem, "%s/school", root), *file = arena_printf(mem, "%s/copie.zip", root);
    setenv("PREAU_BASE_KEY_FILE", arena_printf(mem, "%s/key", root), 1);
    if (f->postgres)                    /* the fixture's database, empty */
        store_fixture_tamper(f, "SET client_min_messages = warning; DROP SCHEMA school CASCADE; DROP SCHEMA y2026 CASCADE");
    CHECK_INT((f->postgres ? RUN("new", folder, "--uai", "9990001X", "--name", "Collège", "--year", "2025", "--zone", "C", "--store", f->options.postgres)
        : RUN("new", folder, "--uai", "9990001X", "--name", "Collège", "--year", "2025", "--zone", "C")).exit, 0);
    CHECK_INT(RUN("export", folder).exit, 2);
    CHECK_INT(RUN("export", folder, arena_printf(mem, "%s/nowhere/copie.zip", root)).exit, 2);
    Ran ran = RUN("export", folder, file);
    CHECK_INT(ran.exit, 0);
    CHECK(strstr(ran.out, "chiffrée") != NULL);
    CHECK(stat(file, &st) == 0 && (st.st_mode & 077) == 0 && st.st_size > 1000);
    CHECK(access(arena_printf(mem, "%s.part", file), F_OK) != 0);
    CHECK(entries_of(file, &pupils) > 40 && pupils);
    ran = RUN("export", folder, file);
    CHECK_INT(ran.exit, 1);
    CHECK(strstr(ran.err, "existe déjà") != NULL);
    ran = RUN("export", folder, arena_printf(mem, "%s/autre.zip", root), "--json");
    CHECK(ran.exit == 0 && str_starts(ran.out, "{\"bytes\":"));
    nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
TEST(a_school_is_written_out_by_its_verb) { for_each_engine(export_by_program); }

TEST_MAIN
