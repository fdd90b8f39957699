/* `preau import --mode`, by the program itself: what each mode does and says, as words and as JSON. Both engines. */
#include "verbs/folder.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "school/accounts/accounts.h"
#include "test/program.h"
#include "test/small_school.h"
#include "test/test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UAI "9990001X"

typedef struct Stage { Arena *mem; const char *root, *folder, *pupils; } Stage;

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    (void) st, (void) type, (void) ftw;
    return remove(path);
}

static bool ends_with(Ran r, int exit) {
    bool good = CHECK_INT(r.exit, exit);
    if (!good)
        printf("# %.300s %.300s\n", r.out, r.err);
    return good;
}

#define RUN(s, ...) run_program((s)->mem, (s)->root, NULL, (const char *const[]){ __VA_ARGS__, NULL })

static Stage stage(StoreFixture *f) {
    char *root = arena_text(f->mem, "/tmp/preau-modes-XXXXXX");
    must(mkdtemp(root));
    Stage s = { f->mem, root, arena_printf(f->mem, "%s/school", root), sample(f->mem, "siecle/ElevesAvecAdresses.xml") };
    setenv("PREAU_BASE_KEY_FILE", arena_printf(f->mem, "%s/key", root), 1);
    if (f->postgres)                    /* the fixture's database, empty */
        store_fixture_tamper(f, "SET client_min_messages = warning; DROP SCHEMA school CASCADE; DROP SCHEMA y2026 CASCADE");
    ends_with(f->postgres ? RUN(&s, "new", s.folder, "--uai", UAI, "--name", "Collège", "--year", "2025", "--zone", "C", "--store", f->options.postgres)
        : RUN(&s, "new", s.folder, "--uai", UAI, "--name", "Collège", "--year", "2025", "--zone", "C"), 0);
    ends_with(RUN(&s, "import", s.folder, s.pupils, sample(f->mem, "siecle/Structures.xml")), 0);
    return s;
}

/* Somebody corrects the date of birth of a pupil. */
static const char *correct(const Stage *s) {
    Folder folder = { 0 };
    must(folder_open(&folder, s->folder, 2025, FOLDER_AS_IT_IS, s->mem) == 0);
    Tx *tx = tx_begin(folder.school.store, s->mem, TX_WRITE);
    Work *w = work_new(s->mem, tx, &folder.school, &program_actor, "test");
    int64_t pupil = 0;
    for (Rows r = db_rows(tx, &ALL_PUPIL, NO_VALUES); row_next(&r); )
        pupil = str_equal(row_peek(&r, COL_PUPIL_SIECLE_ID), "1600113") ? row_int(&r, COL_PUPIL_PERSON) : pupil;
    Actor actor = program_actor;
    actor.account = accounts_find(w, "superviseur");
    work_actor(w, &actor, "test");
    CHECK(change_put(tx, &TABLE_PERSON, KEY(of_int(pupil)), FIELDS(SET(COL_PERSON_BIRTH_DAY, of_int(day_of(2014, 7, 24))))));
    CHECK_INT(tx_commit(tx), TX_DONE);
    folder_close(&folder);
    return arena_printf(s->mem, "keep-person-%lld-birth_day", (long long) pupil);
}

static void modes(StoreFixture *f) {
    Stage s = stage(f);
    const char *decision = correct(&s);
    Ran r = RUN(&s, "import", s.folder, s.pupils, "--mode", "parfois");
    ends_with(r, 2);
    CHECK(strstr(r.err, "--mode") != NULL && !*r.out);
    r = RUN(&s, "import", s.folder, s.pupils);
    ends_with(r, 0);
    CHECK(strstr(r.out, "Gardé\u00A0: KONATÉ Chloé, date de naissance «\u00A024/07/2014\u00A0»") && strstr(r.out, "sauf ce que quelqu’un a corrigé ici"));
    r = RUN(&s, "import", s.folder, s.pupils, "--json", "--mode", "keep", "--dry-run");
    ends_with(r, 0);
    CHECK(strstr(r.out, "\"mode\":\"keep\",\"kept_count\":1,") && strstr(r.out, arena_printf(s.mem, "\"decision\":\"%s\",\"what\":\"value\",\"label\":\"KONATÉ Chloé\"", decision)));
    CHECK(strstr(r.out, "\"pupil\":{\"created\":0,\"updated\":0,\"unchanged\":48,\"gone\":0}") != NULL);
    r = RUN(&s, "import", s.folder, s.pupils, "--mode", "create");
    ends_with(r, 0);
    CHECK(!strstr(r.out, "Gardé") && strstr(r.out, "Seul ce qui manque est créé"));
    r = RUN(&s, "import", s.folder, s.pupils, "--json", "--mode", "overwrite", "--dry-run");
    ends_with(r, 0);
    CHECK(strstr(r.out, "\"pupil\":{\"created\":0,\"updated\":1,\"unchanged\":47,\"gone\":0}") && strstr(r.out, "\"kept\":[]"));
    const char *answers = arena_printf(s.mem, "%s/answers.json", s.root);
    FILE *file = fopen(answers, "w");
    must(file && fprintf(file, "[{\"decision\":\"%s\",\"choice\":\"file\"}]", decision) > 0 && fclose(file) == 0);
    r = RUN(&s, "import", s.folder, s.pupils, "--decide", answers);
    ends_with(r, 0);
    CHECK(strstr(r.out, "Suivi\u00A0: KONATÉ Chloé") != NULL);
    r = RUN(&s, "import", s.folder, s.pupils, "--json");
    CHECK(strstr(r.out, "\"kept_count\":0,") && strstr(r.out, "\"pupil\":{\"created\":0,\"updated\":0,\"unchanged\":48,\"gone\":0}"));
    nftw(s.root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    unsetenv("PREAU_BASE_KEY_FILE");
}
TEST(the_mode_is_said_and_followed) { for_each_engine(modes); }

/* preau undo DIR IMPORT: all of it, once; then the same files may come again. */
static void taken_back(StoreFixture *f) {
    Stage s = stage(f);
    ends_with(RUN(&s, "undo", s.folder), 2);
    ends_with(RUN(&s, "undo", s.folder, "un"), 2);
    Ran r = RUN(&s, "undo", s.folder, "99");
    ends_with(r, 1);
    CHECK(strstr(r.err, "Aucun import") != NULL && !*r.out);
    r = RUN(&s, "undo", s.folder, "1", "--json");
    ends_with(r, 0);
    CHECK(strstr(r.out, "\"import\":1,\"undone\":true,") != NULL);
    r = RUN(&s, "undo", s.folder, "1", "--json");
    ends_with(r, 1);
    CHECK(strstr(r.out, "\"undone\":false,") && strstr(r.out, "\"text\":\"Elle a déjà été annulée") && strstr(r.err, "Elle a déjà été annulée"));
    r = RUN(&s, "import", s.folder, s.pupils, sample(f->mem, "siecle/Structures.xml"), "--json");
    ends_with(r, 0);
    CHECK(strstr(r.out, "\"pupil\":{\"created\":48,") != NULL);
    r = RUN(&s, "undo", s.folder, "2");
    ends_with(r, 0);
    CHECK(strstr(r.out, "L’import est annulé") != NULL);
    nftw(s.root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    unsetenv("PREAU_BASE_KEY_FILE");
}
TEST(an_import_is_taken_back_from_the_command_line) { for_each_engine(taken_back); }

TEST_MAIN
