/* Photos and documents by their rules, on both engines; what they hold for whom, how much, how long; archives of photos; and what is not taken. */
#include "school/files/files.h"

#include "base/must.h"
#include "base/str.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/imports/reading.h"
#include "store/undo.h"
#include "test/ready_school.h"
#include "test/test.h"
#include "test/variants.h"
#include "web/feature.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- a work of its own ---- */

typedef struct Turn { ReadySchool *r; SmallSchool *s; Work *w; Tx *tx; int64_t pupil, other; } Turn;

static Turn turn_on(bool postgres) {
    ReadySchool *r = ready_school(postgres);
    store_fixture_tamper(r->small->fixture, "DELETE FROM kept_file");
    store_fixture_tamper(r->small->fixture, "DELETE FROM file");        /* those of test/things.txt */
    return (Turn){ .r = r, .s = r->small, .pupil = ready_thing(r, "pupil")->own, .other = ready_thing(r, "pupil")->other };
}

static Work *begin(Turn *t) {
    t->tx = tx_begin(t->s->school.store, t->s->mem, TX_WRITE);
    Actor *actor = NEW(t->s->mem, Actor);
    *actor = program_actor;
    actor->scope.day = day_of(2025, 10, 1);
    t->w = work_new(t->s->mem, t->tx, &t->s->school, actor, "test");
    return t->w;
}

static bool done(Turn *t) {
    if (has_problems(t->w)) {
        tx_rollback(t->tx);
        return false;
    }
    must(tx_commit(t->tx) == TX_DONE);
    return true;
}

static void on_both(void (*fn)(Turn *t)) {
    for (int postgres = 0; postgres < 2; postgres++) {
        Turn t = turn_on(postgres);
        fn(&t);
        ready_school_done(t.r);
    }
}

static int64_t number(const Turn *t, const char *sql) { return ready_number(t->s, sql); }

static const char *sealed_now(const Turn *t, const char *text) { return kept_put(&t->s->school, t->s->mem, text, strlen(text)); }

static int64_t add_document(Turn *t, const char *title, int64_t size) {
    Work *w = begin(t);
    int64_t id = document_add(w, t->pupil, &(NewDocument){ title, sealed_now(t, title), document_type_named("application/pdf"), size });
    return done(t) ? id : 0;
}

/* ---- room ---- */

static void room(Turn *t) {
    t->s->school.files_person_most = 1000;
    t->s->school.files_most = 1500;
    CHECK(add_document(t, "un", 600) > 0);
    CHECK_INT(add_document(t, "deux", 401), 0);
    CHECK_INT(t->w->problems->code, T_FILES_PERSON_FULL);
    CHECK_TEXT(t->w->problems->field, "file");
    CHECK(add_document(t, "trois", 400) > 0);           /* to the byte */
    CHECK_INT(add_document(t, "quatre", 1), 0);
    int64_t pupil = t->pupil;
    t->pupil = t->other;
    CHECK_INT(add_document(t, "cinq", 501), 0);
    CHECK_INT(t->w->problems->code, T_FILES_SCHOOL_FULL);
    CHECK(add_document(t, "six", 500) > 0);
    t->pupil = pupil;
    CHECK_INT(number(t, "SELECT count(*) FROM file"), 3);
    CHECK_INT(number(t, "SELECT count(*) FROM kept_file"), 3);
}
TEST(room_is_counted_to_the_byte) { on_both(room); }

/* ---- documents ---- */

static void documents(Turn *t) {
    int64_t id = add_document(t, "Certificat", 100);
    CHECK_INT(add_document(t, "", 100), 0);
    CHECK_INT(t->w->problems->code, T_FILES_NO_TITLE);
    document_rename(begin(t), id, "Certificat médical", "Certificat");
    CHECK(done(t));
    document_rename(begin(t), id, "Autre", "Certificat");      /* somebody was quicker */
    CHECK(tx_conflicts(t->tx) != NULL);
    tx_rollback(t->tx);
    document_rename(begin(t), id, NULL, NULL);
    CHECK(!done(t));
    document_end(begin(t), id);
    CHECK(done(t));
    CHECK_INT(number(t, "SELECT count(*) FROM file WHERE ended_at IS NOT NULL AND title = 'Certificat médical'"), 1);
    document_return(begin(t), id);
    CHECK(done(t));
    CHECK_INT(number(t, "SELECT count(*) FROM file WHERE ended_at IS NULL"), 1);
}
TEST(a_document_is_added_renamed_taken_off_and_had_back) { on_both(documents); }

/* ---- photos and the right to them ---- */

static int64_t shown(Turn *t, int64_t person, Day day) {
    Actor actor = program_actor;
    Tx *tx = tx_begin(t->s->school.store, t->s->mem, TX_READ);
    actor.scope.day = day;
    work_new(t->s->mem, tx, &t->s->school, &actor, "test");
    int64_t file = db_int(tx, &PHOTO_SHOWN, VALUES(of_int(person)));
    tx_rollback(tx);
    return file;
}

static void set_right(Turn *t, ImageRight to, Day from) {
    image_right_set(begin(t), t->pupil, to, from);
    CHECK(done(t));
}

static void photos(Turn *t) {
    Day first = day_of(2025, 10, 1), tenth = day_of(2025, 10, 10), day20 = day_of(2025, 10, 20);
    CHECK(photo_put(begin(t), t->pupil, sealed_now(t, "a"), 10));
    done(t);
    int64_t a = shown(t, t->pupil, first);
    CHECK(a > 0);                                       /* nobody has said no */
    CHECK(photo_put(begin(t), t->pupil, sealed_now(t, "b"), 10));
    done(t);
    int64_t b = shown(t, t->pupil, first);
    CHECK(b > a);
    CHECK_INT(number(t, arena_printf(t->s->mem, "SELECT count(*) FROM file WHERE id = %lld AND ended_at IS NOT NULL", (long long) a)), 1);
    set_right(t, IMAGE_NO, tenth);
    CHECK_INT(shown(t, t->pupil, first), b);
    CHECK_INT(shown(t, t->pupil, tenth), 0);            /* from that day, for nobody */
    CHECK_INT(shown(t, t->pupil, day20), 0);
    set_right(t, IMAGE_YES, day20);
    CHECK_INT(shown(t, t->pupil, tenth), 0);
    CHECK_INT(shown(t, t->pupil, day20), b);
    set_right(t, IMAGE_NO, first);
    CHECK(!photo_put(begin(t), t->pupil, sealed_now(t, "c"), 10));
    CHECK_INT(t->w->problems->code, T_PHOTO_REFUSED);
    done(t);
    set_right(t, IMAGE_UNKNOWN, first);
    CHECK(shown(t, t->pupil, first) == b);
    photo_end(begin(t), t->pupil);
    CHECK(done(t));
    CHECK_INT(shown(t, t->pupil, first), 0);
    CHECK(!photo_put(begin(t), ready_thing(t->r, "guardian")->own, sealed_now(t, "d"), 10));
    CHECK_INT(t->w->problems->code, T_PHOTO_NOT_FOR);
    done(t);
    CHECK(photo_put(begin(t), ready_thing(t->r, "teacher")->own, sealed_now(t, "e"), 10));
    CHECK(done(t));
}
TEST(a_face_is_shown_until_it_is_refused_and_then_to_nobody) { on_both(photos); }

/* ---- what goes ---- */

static Instant ahead;
static Instant later(void *context) { (void) context; return instant_now() + ahead; }

static void run_jobs(Turn *t) {
    JobRunner *runner = jobs_new(t->s->mem, &t->s->school, feature_jobs(features, t->s->mem));
    jobs_clock(runner, later, NULL);
    for (int i = 0; i < 200 && jobs_run_one(runner); i++)
        continue;
}

static void add_tidy(Turn *t) {
    job_add(begin(t), &files_jobs[FILES_JOB_TIDY], NULL, NULL);
    CHECK(done(t));
    run_jobs(t);
}

static void make_older(Turn *t, const char *sql, const char *sealed, int days) {
    if (sql)
        store_fixture_tamper(t->s->fixture, sql);
    const char *path = arena_printf(t->s->mem, "%s/%s", t->s->school.folder, kept_place(t->s->mem, t->s->school.year, sealed));
    CHECK_INT(system(arena_printf(t->s->mem, "touch -d '%d days ago' %s", days, path)), 0);
}

static bool there(const Turn *t, const char *sealed) { return kept_is_there(&t->s->school, t->s->mem, sealed); }

static void sweeping(Turn *t) {
    const char *orphan = sealed_now(t, "orphan"), *fresh = sealed_now(t, "fresh"), *wanted = sealed_now(t, "wanted"), *off = sealed_now(t, "off"), *off_long = sealed_now(t, "long");
    const char *all[] = { wanted, off, off_long };
    int64_t ids[3];
    for (int i = 0; i < 3; i++) {
        ids[i] = document_add(begin(t), t->pupil, &(NewDocument){ "x", all[i], document_type_named("application/pdf"), 5 });
        CHECK(done(t));
        make_older(t, NULL, all[i], 40);
    }
    make_older(t, NULL, orphan, 1);
    for (int i = 1; i < 3; i++) {
        document_end(begin(t), ids[i]);
        CHECK(done(t));
    }
    make_older(t, arena_printf(t->s->mem, "UPDATE file SET ended_at = %lld WHERE id = %lld", (long long) (instant_now() - 31LL * 24 * 3600 * 1000), (long long) ids[2]), off_long, 40);
    add_tidy(t);
    CHECK(!there(t, orphan) && there(t, fresh) && there(t, wanted) && there(t, off) && !there(t, off_long));
    CHECK_INT(number(t, "SELECT count(*) FROM file"), 2);
    /* Taken back from the history, its bytes wait for who takes that back in turn. */
    store_fixture_tamper(t->s->fixture, arena_printf(t->s->mem, "DELETE FROM file WHERE id = %lld", (long long) ids[0]));
    add_tidy(t);
    CHECK(there(t, wanted));
    make_older(t, arena_printf(t->s->mem, "UPDATE kept_file SET at = at - %lld WHERE sealed = '%s'", 62LL * 24 * 3600 * 1000, wanted), wanted, 40);
    add_tidy(t);
    CHECK(!there(t, wanted));
    const char *named = NULL;
    CHECK_INT(files_check(&t->s->school, t->s->mem, &named), 0);
    kept_remove(&t->s->school, off);
    CHECK_INT(files_check(&t->s->school, t->s->mem, &named), 1);
    CHECK(strstr(named, off) != NULL);
}
TEST(what_nothing_refers_to_is_swept_and_nothing_else) { on_both(sweeping); }

/* ---- archives ---- */

static const char *sample_file(const Turn *t, const char *name) { return source_path(t->s->mem, arena_printf(t->s->mem, "test/samples/requests/files/%s", name)); }

static int64_t start_archive(Turn *t, const char *path, const char *named_by) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    must(fd >= 0);
    const char *sealed = kept_copy(&t->s->school, t->s->mem, fd);
    close(fd);
    int64_t batch = photo_batch_start(begin(t), sealed, named_by);
    CHECK(done(t));
    return batch;
}

static int64_t outcomes(const Turn *t, int64_t batch, const char *outcome) {
    return number(t, arena_printf(t->s->mem, "SELECT count(*) FROM photo_entry WHERE batch = %lld AND outcome = '%s'", (long long) batch, outcome));
}

static void archive(Turn *t) {
    int64_t refused = number(t, "SELECT person FROM pupil WHERE elenoet = '10005'");
    image_right_set(begin(t), refused, IMAGE_NO, day_of(2025, 9, 1));
    CHECK(done(t));
    int64_t batch = start_archive(t, sample_file(t, "photos.zip"), "any");
    run_jobs(t);
    CHECK_INT(number(t, arena_printf(t->s->mem, "SELECT total FROM photo_batch WHERE id = %lld AND state = 'done' AND sealed IS NULL", (long long) batch)), 7);
    CHECK_INT(outcomes(t, batch, "placed"), 2);
    CHECK_INT(outcomes(t, batch, "twice"), 1);          /* by name, then by number */
    CHECK_INT(outcomes(t, batch, "refused"), 1);
    CHECK_INT(outcomes(t, batch, "unknown"), 1);
    CHECK_INT(outcomes(t, batch, "broken"), 1);
    CHECK_INT(outcomes(t, batch, "not_image"), 1);
    CHECK_INT(number(t, "SELECT count(*) FROM file WHERE kind = 'photo'"), 2);
    int64_t again = start_archive(t, sample_file(t, "photos.zip"), "siecle_id");
    run_jobs(t);
    CHECK_INT(outcomes(t, again, "replaced"), 1);
    CHECK_INT(outcomes(t, again, "unknown"), 6);        /* nothing else is a number of SIECLE */
    CHECK_INT(number(t, "SELECT count(*) FROM file WHERE kind = 'photo' AND ended_at IS NULL"), 2);

    /* One work of the history, which is taken back whole. */
    int64_t work = number(t, arena_printf(t->s->mem, "SELECT work FROM photo_batch WHERE id = %lld", (long long) again));
    Undo *undo = undo_check(begin(t)->tx, t->s->mem, YEAR, work, t->w->now);
    CHECK_INT((int64_t) undo->reason_count, 0);
    CHECK(undo_run(t->tx, undo) && done(t));
    CHECK_INT(number(t, arena_printf(t->s->mem, "SELECT count(*) FROM file WHERE batch = %lld AND ended_at IS NULL", (long long) batch)), 2);
    CHECK_INT(number(t, "SELECT count(*) FROM file WHERE kind = 'photo'"), 2);
}
TEST(an_archive_is_placed_by_number_and_name_and_never_guessed) { on_both(archive); }

/* Two who are called alike: neither gets it. A number that is one's elenoet and another's own id is nobody's, unless it was said which numbers they are. */
static void ambiguous(Turn *t) {
    Arena *mem = t->s->mem;
    store_fixture_tamper(t->s->fixture, arena_printf(mem, "UPDATE pupil SET elenoet = '%lld' WHERE person = %lld", (long long) t->other, (long long) t->pupil));
    store_fixture_tamper(t->s->fixture, arena_printf(mem, "UPDATE person SET family_name = 'ROUSSEAU', usage_name = NULL, given_name = 'Ibrahim' WHERE id = %lld", (long long) t->pupil));
    store_fixture_tamper(t->s->fixture, arena_printf(mem, "INSERT INTO person_word (word, person) VALUES ('rousseau', %lld)", (long long) t->pupil));
    const char *folder = arena_printf(mem, "%s/zip", t->s->school.folder);
    CHECK_INT(system(arena_printf(mem, "mkdir %s && cp %s '%s/ROUSSEAU Ibrahim.jpg' && cp %s %s/%lld.jpg && cd %s && python3 -m zipfile -c ../a.zip *.jpg", folder,
        sample_file(t, "portrait.jpg"), folder, sample_file(t, "portrait.jpg"), folder, (long long) t->other, folder)), 0);
    const char *path = arena_printf(mem, "%s/a.zip", t->s->school.folder);
    int64_t any = start_archive(t, path, "any"), own = start_archive(t, path, "id");
    run_jobs(t);
    CHECK_INT(outcomes(t, any, "ambiguous"), 2);
    CHECK_INT(outcomes(t, own, "placed"), 1);
    CHECK(shown(t, t->other, day_of(2025, 10, 1)) > 0 && !shown(t, t->pupil, day_of(2025, 10, 1)));
}
TEST(of_two_who_could_be_meant_neither_is) { on_both(ambiguous); }

static void bad_archives(Turn *t) {
    static const char *const names[] = { "zip_corrompu.zip", "zip_ratio.zip", "zip_traversee.zip", "zip_vide.zip", NULL };
    for (int i = 0; names[i]; i++) {
        int64_t batch = start_archive(t, sample(t->s->mem, arena_printf(t->s->mem, "negatifs/%s", names[i])), "any");
        run_jobs(t);
        CHECK_INT(number(t, arena_printf(t->s->mem, "SELECT count(*) FROM photo_batch WHERE id = %lld AND state = 'failed' AND sealed IS NULL", (long long) batch)), 1);
        CHECK_INT(number(t, "SELECT count(*) FROM file"), 0);
    }
}
TEST(an_archive_that_must_not_be_read_changes_nothing) { on_both(bad_archives); }

/* ---- what documents are, by what they hold ---- */

static const char *type_of(Arena *mem, const void *bytes, size_t size) {
    int fd = memfd_create("document", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, bytes, size) == (ssize_t) size);
    const DocumentType *type = document_type(mem, fd, (int64_t) size);
    close(fd);
    return type ? type->extension : NULL;
}

TEST(types_are_known_by_their_content) {
    static const struct { const char *bytes, *extension; } texts[] = { { "%PDF-1.7\n...", "pdf" }, { "\xff\xd8\xff\xe0....", "jpg" }, { "Bonjour, voici la liste.\n", "txt" },
        { "Élève ; classe\n", "txt" }, { "<html><script>alert(1)</script>", NULL }, { "  \n<svg onload=alert(1)>", NULL }, { "\xef\xbb\xbf<!DOCTYPE html>", NULL },
        { "MZ\x90\x01....", NULL }, { "\x7f" "ELF\2\1\1", NULL }, { "#!/bin/sh\nrm -rf /\n", NULL }, { "GIF89a/*x*/=1;alert(1)", "txt" }, { "%!PS-Adobe", NULL },
        { "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", NULL }, { "abc\x01" "def", NULL }, { "RIFF....WEBP\x01", "webp" }, { "RIFF....WAVE\x01", NULL }, { "ab", NULL } };
    Arena *mem = arena_new();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CHECK_TEXT(type_of(mem, texts[i].bytes, strlen(texts[i].bytes)), texts[i].extension);
    CHECK_TEXT(type_of(mem, "text\0with", 9), NULL);
    arena_free(mem);
}

static const char *type_of_zip(Arena *mem, const char *script) {
    char path[] = "/tmp/preau-zip-XXXXXX";
    int fd = mkstemp(path);
    must(fd >= 0);
    close(fd);
    must(system(arena_printf(mem, "python3 -c \"import zipfile; z = zipfile.ZipFile('%s', 'w'); [z.writestr(n, b) for n, b in %s]; z.close()\"", path, script)) == 0);
    size_t size;
    const char *bytes = read_whole(mem, path, &size), *type = type_of(mem, bytes, size);
    unlink(path);
    return type;
}

TEST(office_files_are_taken_without_what_runs) {
    Arena *mem = arena_new();
    CHECK_TEXT(type_of_zip(mem, "[('[Content_Types].xml','x'),('word/document.xml','x')]"), "docx");
    CHECK_TEXT(type_of_zip(mem, "[('[Content_Types].xml','x'),('xl/workbook.xml','x')]"), "xlsx");
    CHECK_TEXT(type_of_zip(mem, "[('[Content_Types].xml','x'),('word/document.xml','x'),('word/vbaProject.bin','x')]"), NULL);
    CHECK_TEXT(type_of_zip(mem, "[('mimetype','application/vnd.oasis.opendocument.text'),('content.xml','x')]"), "odt");
    CHECK_TEXT(type_of_zip(mem, "[('mimetype','application/vnd.oasis.opendocument.text'),('Basic/Standard/Module1.xml','x')]"), NULL);
    CHECK_TEXT(type_of_zip(mem, "[('photo.jpg','x')]"), NULL);
    CHECK_TEXT(type_of_zip(mem, "[('../word/document.xml','x')]"), NULL);
    arena_free(mem);
}

TEST(titles_say_what_they_are) {
    static const struct { const char *name, *title; } names[] = { { "certificat.pdf", "certificat" }, { "C:\\Users\\x\\bulletin 1.docx", "bulletin 1" }, { "../../etc/passwd", "passwd" },
        { "facture\u202Efdp.exe", "facturefdp" }, { ".pdf", ".pdf" }, { "a\nb\t.txt", "ab" }, { "photo.pdf.exe", "photo.pdf" }, { "  ", NULL }, { "\u200B\u200E", NULL },
        { "compte rendu du 12.03.2026", "compte rendu du 12.03" } };
    Arena *mem = arena_new();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        CHECK_TEXT(document_title_of(mem, names[i].name), names[i].title);
    CHECK_TEXT(document_title(mem, "Certificat 12/09.v2"), "Certificat 12/09.v2");
    Str long_one = str_new(mem, 1000);
    for (int i = 0; i < 300; i++)
        str_add(&long_one, "é");
    CHECK_INT((int64_t) strlen(document_title(mem, long_one.data)), 2 * DOCUMENT_TITLE_MOST);
    arena_free(mem);
}

int main(int argc, char **argv) {
    if (argc > 1 && str_equal(argv[1], "read-photo"))           /* what /proc/self/exe is asked to do in a sandbox */
        return photo_child(argc > 2 ? argv[2] : "");
    int status = test_main(argc, argv);
    ready_schools_end();
    return status;
}
