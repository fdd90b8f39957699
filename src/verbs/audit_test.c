/* `preau audit verify` and backups, as whoever administers the school uses them: the heads that lie in a backup show what was cut from base and file. */
#include "base/must.h"
#include "base/str.h"
#include "test/program.h"
#include "test/test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw) { (void) st, (void) kind, (void) ftw; return remove(path); }

TEST(a_backup_holds_the_heads_that_a_base_is_compared_with) {
    Arena *mem = arena_new();
    char root[] = "/tmp/preau-audit-XXXXXX";
    must(mkdtemp(root));
    const char *school = arena_printf(mem, "%s/ecole", root), *file = arena_printf(mem, "%s/copie.preau", root), *again = arena_printf(mem, "%s/rendue", root);
    CHECK_INT(run_program(mem, root, NULL, (const char *[]){ "new", school, "--uai", "9990001X", "--name", "Essai", "--year", "2026", NULL }).exit, 0);
    Ran ran = run_program(mem, root, NULL, (const char *[]){ "audit", "verify", school, NULL });
    CHECK(ran.exit == 0 && strstr(ran.out, "Aucune tête") != NULL);
    CHECK_INT(run_program(mem, root, NULL, (const char *[]){ "backup", school, file, NULL }).exit, 0);
    ran = run_program(mem, root, NULL, (const char *[]){ "audit", "verify", school, "--json", NULL });
    CHECK(ran.exit == 0 && strstr(ran.out, "\"checkpoints\":\"whole\",\"lines\":1") != NULL);
    CHECK_INT(run_program(mem, root, NULL, (const char *[]){ "restore", file, again, NULL }).exit, 0);
    ran = run_program(mem, root, NULL, (const char *[]){ "audit", "verify", again, NULL });
    CHECK(ran.exit == 0 && strstr(ran.out, "1 tête signée") != NULL);
    /* One character of the kept heads: said, with its line. */
    const char *heads = arena_printf(mem, "%s/2026/checkpoints", again);
    FILE *f = fopen(heads, "r+");
    must(f && fseek(f, 2, SEEK_SET) == 0 && fputc('9', f) != EOF && fclose(f) == 0);
    ran = run_program(mem, root, NULL, (const char *[]){ "audit", "verify", again, NULL });
    CHECK(ran.exit == 1 && strstr(ran.out, "La ligne 1") != NULL);
    ran = run_program(mem, root, NULL, (const char *[]){ "check", again, NULL });
    CHECK(ran.exit == 1 && strstr(ran.out, "tête signée 1") != NULL);
    ran = run_program(mem, root, NULL, (const char *[]){ "audit", "verify", school, "--checkpoints", heads, "--json", NULL });
    CHECK(ran.exit == 1 && strstr(ran.out, "\"whole\":false") != NULL);
    CHECK_INT(run_program(mem, root, NULL, (const char *[]){ "audit", school, NULL }).exit, 2);
    nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(mem);
}

TEST_MAIN
