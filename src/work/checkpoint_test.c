/* The signed heads: what somebody who can write the base, chain and all, and the file beside it, cannot hide (P-22). On both engines. */
#include "work/checkpoint.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "test/store_fixture.h"
#include "test/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const uint8_t secret[32] = "a secret of thirty-two bytes...", another[32] = "another secret of 32 bytes.....";
static School school;

static void open_school(StoreFixture *f) {
    school = (School){ .uai = "0751234A", .folder = f->folder, .year = 2026, .store = f->store, .secret = secret };
    mkdir(arena_printf(f->mem, "%s/2026", f->folder), 0700);
    unlink(checkpoints_path(f->mem, &school));
}

static void change(StoreFixture *f, const char *label) {
    Tx *tx = tx_begin(f->store, f->mem, TX_WRITE);
    work_new(f->mem, tx, &school, &program_actor, "test");
    change_add(tx, &TABLE_SUBJECT, FIELDS(SET(COL_SUBJECT_CODE, of_text(label)), SET(COL_SUBJECT_SORT_KEY, of_bytes("k", 1))));
    must(tx_commit(tx) == TX_DONE);
}

static CheckpointReport verify(StoreFixture *f, const char *path) {
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    CheckpointReport r = checkpoints_verify(&school, tx, path);
    CHECK(tx_ok(tx));
    tx_rollback(tx);
    return r;
}

static char *file_text(StoreFixture *f, size_t *size) {
    char *text = arena_alloc(f->mem, 20000, 1);
    FILE *file = fopen(checkpoints_path(f->mem, &school), "r");
    must(file);
    *size = fread(text, 1, 19999, file);
    text[*size] = '\0';
    fclose(file);
    return text;
}

static void write_file(const char *path, const char *text, size_t size) {
    FILE *file = fopen(path, "w");
    must(file && fwrite(text, 1, size, file) == size && fclose(file) == 0);
}

static void signing(StoreFixture *f) {
    open_school(f);
    CHECK(verify(f, NULL).trouble == CHECKPOINT_NONE);
    change(f, "A");
    for (int i = 0; i < 3; i++)
        CHECK(checkpoint_write(&school, 1000 + i));     /* nothing has changed since the first */
    CheckpointReport r = verify(f, NULL);
    CHECK(r.trouble == CHECKPOINT_WHOLE && r.lines == 1 && r.last == 1000);
    change(f, "B");
    CHECK(checkpoint_write(&school, 2000));
    /* What a crash left of a line is no line, and goes. */
    size_t size;
    char *text = file_text(f, &size);
    strcpy(text + size, "3 2500 99 ab");
    write_file(checkpoints_path(f->mem, &school), text, size + 12);
    CHECK(verify(f, NULL).trouble == CHECKPOINT_WHOLE);
    change(f, "C");
    CHECK(checkpoint_write(&school, 3000));
    r = verify(f, NULL);
    CHECK(r.trouble == CHECKPOINT_WHOLE && r.lines == 3 && r.last == 3000);
    school.secret = another;
    r = verify(f, NULL);
    CHECK(r.trouble == CHECKPOINT_LINE && r.line == 1);
    school.secret = secret;
    school.uai = "0759999Z";                            /* another school's lines are not ours */
    CHECK(verify(f, NULL).trouble == CHECKPOINT_LINE);
}
TEST(heads_are_signed_when_something_changed) { for_each_engine(signing); }

/* The tail is cut, or a row is put in the place of another: the chain alone says nothing of the first. */
static void tampering(StoreFixture *f) {
    open_school(f);
    const char *copy = arena_printf(f->mem, "%s/copy", f->folder);
    for (int i = 0; i < 6; i++) {
        change(f, arena_printf(f->mem, "S%d", i));
        must(checkpoint_write(&school, 1000 * (i + 1)));
    }
    size_t size;
    char *whole = file_text(f, &size);
    write_file(copy, whole, size);
    store_fixture_tamper(f, "DELETE FROM year_audit WHERE id = 6");
    store_fixture_tamper(f, "DELETE FROM year_work WHERE id = (SELECT max(id) FROM year_work)");
    Tx *tx = tx_begin(f->store, f->mem, TX_READ);
    CHECK_INT(change_verify(tx, YEAR), 0);              /* it does not see it */
    tx_rollback(tx);
    CheckpointReport r = verify(f, NULL);
    CHECK(r.trouble == CHECKPOINT_ROW && r.place == YEAR && r.row == 6 && r.line == 6 && r.lines == 5);
    /* The file cut too: a copy kept elsewhere still tells. */
    char *last = whole + size - 1;
    while (last > whole && last[-1] != '\n')
        last--;
    write_file(checkpoints_path(f->mem, &school), whole, (size_t) (last - whole));
    CHECK(verify(f, NULL).trouble == CHECKPOINT_WHOLE);
    CHECK(verify(f, copy).trouble == CHECKPOINT_ROW);
    /* All chained anew behind an edited row, as who has the program could: the hashes that were signed are gone. */
    store_fixture_tamper(f, "UPDATE year_audit SET hash = (SELECT o.hash FROM year_audit o WHERE o.id = 2) WHERE id = 3");
    r = verify(f, NULL);
    CHECK(r.trouble == CHECKPOINT_ROW && r.row == 3);
}
TEST(a_tail_that_was_cut_and_a_chain_made_anew_show) { for_each_engine(tampering); }

/* Any change of the file: a character, a line less, two lines in each other's place, a line again. */
static void forging(StoreFixture *f) {
    open_school(f);
    int tries = getenv("PREAU_TEST_ALL") ? 10000 : 300;
    unsigned seed = 11;
    for (int i = 0; i < 5; i++) {
        change(f, arena_printf(f->mem, "S%d", i));
        must(checkpoint_write(&school, 1000 * (i + 1)));
    }
    size_t size;
    const char *whole = file_text(f, &size), *path = checkpoints_path(f->mem, &school);
    for (int t = 0; t < tries; t++) {
        seed = seed * 1103515245 + 12345;
        Arena *mem = arena_child(f->mem);
        char *text = arena_text_n(mem, whole, size);
        size_t at = (seed >> 8) % (size - 1), now = size;
        size_t line = size / 5;                         /* all but the numbers are as long, so not quite a line: never whole */
        if (t % 3 == 0)
            text[at] = text[at] == 'a' ? 'b' : 'a';
        else if (t % 3 == 1)
            memmove(text + at, text + at + 1, size - at - 1), now--;
        else
            memmove(text + at % (4 * line), text + at % (4 * line) + line, size - at % (4 * line) - line), now -= line;
        write_file(path, text, now);
        bool same = now == size && memcmp(text, whole, size) == 0;
        CheckpointReport r = verify(f, NULL);
        if (!CHECK(same || r.trouble != CHECKPOINT_WHOLE || r.lines < 5))
            printf("# try %d at %zu\n", t, at);
        arena_free(mem);
    }
}
TEST(no_edit_of_the_file_passes) { for_each_engine(forging); }

TEST_MAIN
