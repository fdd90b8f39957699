/* Archives of photos as a job: entries are read twenty at a time, each decoded in a child of its own and sealed, and who it is decided by its name, never
 * guessed; when all are read one write places them, so that the history has one work to take back. And what goes: documents that were
 * taken off thirty days ago, and files that nothing refers to. */
#include "school/files/files.h"

#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "document/archive.h"
#include "gen/statements.h"
#include "gen/texts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define ORPHAN_AGE ((Instant) 3600 * 1000)      /* its row may not be committed yet */
#define AT_ONCE 20
#define PIECE 65536

const char *const photo_named_words[] = { "any", "siecle_id", "elenoet", "ine", "id", "name", NULL };
const char *const photo_outcome_words[] = { "ready", "placed", "replaced", "unknown", "ambiguous", "refused", "twice", "not_image", "too_large", "too_small", "broken",
    "full", NULL };

const char *photo_batch_about(Arena *mem, int64_t batch) { return arena_printf(mem, "photos/%lld", (long long) batch); }

static int64_t batch_of(const Job *job) {
    int64_t id = 0;
    return str_starts(job->about, "photos/") && str_int(job->about + strlen("photos/"), 1, INT64_MAX, &id) ? id : 0;
}

int64_t photo_batch_start(Work *w, const char *sealed, const char *named_by) {
    int64_t id = db_int(w->tx, &PHOTO_BATCH_ADD, VALUES(of_int(w->now), of_int(w->actor->account), of_text(named_by), of_text(sealed)));
    job_add(w, &files_jobs[FILES_JOB_PHOTOS], photo_batch_about(w->mem, id), NULL);
    change_touch(w->tx, YEAR, "photos");
    return id;
}

/* ---- whose photo ---- */

typedef struct Found { int64_t person; bool several; } Found;

static void take_found(Found *found, int64_t person) {
    found->several = found->several || (found->person && found->person != person);
    found->person = person;
}

static bool counts_as(const char *asked, const char *what) { return str_equal(asked, "any") || str_equal(asked, what); }

static void find_number(Tx *tx, Arena *mem, const char *named_by, const char *stem, Found *found) {
    int64_t id = 0;
    str_int(stem, 1, INT64_MAX, &id);
    for (Rows r = db_rows(tx, &PHOTO_OF_NUMBER, VALUES(of_text(text_upper(mem, stem)), of_int(id))); row_next(&r); )
        if (counts_as(named_by, row_peek(&r, PHOTO_OF_NUMBER_NAMED_BY)))
            take_found(found, row_int(&r, PHOTO_OF_NUMBER_PERSON));
}

/* «DUPONT Léa», by the name in use or the one of birth; the order is ours: NOM Prénom. */
static bool is_called(Arena *mem, const Rows *r, const char *folded) {
    const char *given = row_peek(r, PHOTO_OF_WORD_GIVEN_NAME);
    const int names[] = { PHOTO_OF_WORD_FAMILY_NAME, PHOTO_OF_WORD_USAGE_NAME };
    for (int i = 0; i < 2; i++) {
        const char *name = row_peek(r, names[i]);
        if (name && str_equal(text_trim(mem, text_fold(mem, arena_printf(mem, "%s %s", name, given ? given : ""))), folded))
            return true;
    }
    return false;
}

static void find_name(Tx *tx, Arena *mem, const char *stem, Found *found) {
    const char *folded = text_trim(mem, text_fold(mem, stem));
    const char *word = arena_text_n(mem, folded, strcspn(folded, " "));
    if (!*word)
        return;
    for (Rows r = db_rows(tx, &PHOTO_OF_WORD, VALUES(of_text(word))); row_next(&r); )
        if (is_called(mem, &r, folded))
            take_found(found, row_int(&r, PHOTO_OF_WORD_PERSON));
}

/* The entry's name without folders and ending, as text; older systems write it in Latin 9. */
static const char *stem_of(Arena *mem, const char *name) {
    const char *slash = strrchr(name, '/'), *last = slash ? slash + 1 : name;
    const char *text = text_is_utf8(last, strlen(last)) ? text_nfc(mem, last) : text_from_latin9(mem, last, strlen(last)), *dot = strrchr(text, '.');
    char *stem = arena_text_n(mem, text, dot && dot > text ? (size_t) (dot - text) : strlen(text));
    for (char *c = stem; *c; c++)
        *c = *c == '_' ? ' ' : *c;
    return text_trim(mem, stem);
}

/* ---- reading some of its entries, without a transaction ---- */

typedef struct Entry { int number; const char *name, *outcome, *sealed; int64_t person, size; } Entry;
typedef struct Reading {
    int64_t batch;
    const char *named_by;
    int archive;                        /* in clear, without a name */
    const ArchiveItem *items;
    int total, done;
    VEC(Entry) entries;
} Reading;

static void close_file(void *fd) { close((int) (intptr_t) fd); }

/* In clear only in a file without a name, which goes with the job. */
static int in_clear(const Job *job, const char *sealed) {
    SealedReader *from = kept_open(job->school, job->mem, sealed);
    int fd = from ? open(job->school->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600) : -1;
    char *piece = arena_alloc(job->mem, PIECE, 1);
    bool good = fd >= 0;
    if (good)
        arena_on_drop(job->mem, close_file, (void *) (intptr_t) fd);
    for (int64_t got = 1; good && got > 0; ) {
        got = sealed_read_some(from, piece, PIECE);
        good = got >= 0 && write(fd, piece, (size_t) got) == (ssize_t) got;
    }
    return good ? fd : -1;
}

/* One entry in a file of memory; -1: too large, or broken. */
static int entry_file(Arena *mem, int archive, int place, bool *large) {
    ArchiveEntry *entry = archive_open(archive, place, mem);
    int fd = entry ? memfd_create("photo", MFD_CLOEXEC) : -1, got = 1;
    char *piece = arena_alloc(mem, PIECE, 1);
    int64_t size = 0;
    while (fd >= 0 && got > 0 && size <= PHOTO_FILE_MOST) {
        got = archive_read(entry, piece, PIECE);
        size += got > 0 ? got : 0;
        got = got > 0 && write(fd, piece, (size_t) got) != got ? -1 : got;
    }
    *large = size > PHOTO_FILE_MOST;
    if (fd >= 0 && got == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static const char *trouble_word(PhotoTrouble trouble) {
    static const char *const outcomes[] = { [PHOTO_NOT_IMAGE] = "not_image", [PHOTO_TOO_LARGE] = "too_large", [PHOTO_TOO_SMALL] = "too_small",
        [PHOTO_BROKEN] = "broken", [PHOTO_FAILED] = "broken" };
    return outcomes[trouble];
}

static bool was_in(const Reading *r, Tx *tx, int64_t person) {
    for (size_t i = 0; i < r->entries.count; i++)
        if (r->entries.items[i].person == person && str_equal(r->entries.items[i].outcome, "ready"))
            return true;
    Rows rows = db_rows(tx, &PHOTO_READY_IN, VALUES(of_int(r->batch), of_int(person)));
    bool was = row_next(&rows);
    rows_end(&rows);
    return was;
}

/* Who it is, and whether they may have it: all that is asked of the base for one entry. */
static void whose(const Job *job, const Reading *r, Entry *e, Arena *mem) {
    Found found = { 0 };
    Tx *tx = tx_begin(job->school->store, mem, TX_READ);
    Work *w = work_new(mem, tx, job->school, job->actor, "photos");
    const char *stem = stem_of(mem, r->items[e->number].name);
    if (!strchr(stem, ' '))
        find_number(tx, mem, r->named_by, stem, &found);
    if (counts_as(r->named_by, "name"))
        find_name(tx, mem, stem, &found);
    e->person = found.several ? 0 : found.person;
    e->outcome = found.several ? "ambiguous" : !found.person ? "unknown" : was_in(r, tx, found.person) ? "twice" : photo_is_refused(w, found.person) ? "refused" : "ready";
    if (!tx_ok(tx))
        e->outcome = NULL;
    tx_rollback(tx);
}

static bool seal_photo(const Job *job, const Reading *r, Entry *e, Arena *mem) {
    bool large = false;
    int fd = entry_file(mem, r->archive, r->items[e->number].place, &large);
    Photo photo = { .trouble = large ? PHOTO_TOO_LARGE : PHOTO_BROKEN };
    if (fd >= 0) {
        photo = photo_read(mem, "/proc/self/exe", fd, (PhotoCrop){ 0 });
        close(fd);
    }
    if (photo.trouble) {
        e->outcome = trouble_word(photo.trouble);
        return true;
    }
    e->sealed = arena_text(job->mem, kept_put(job->school, mem, photo.bytes, photo.size));
    e->size = (int64_t) photo.size;
    return e->sealed != NULL;
}

/* False: the store or the disk failed; later may be better. */
static bool read_entry(const Job *job, Reading *r, int number) {
    Arena *mem = arena_child(job->mem);
    const char *name = r->items[number].name;
    Entry e = { .number = number };
    e.name = text_is_utf8(name, strlen(name)) ? name : text_from_latin9(job->mem, name, strlen(name));
    whose(job, r, &e, mem);
    bool good = e.outcome && (!str_equal(e.outcome, "ready") || seal_photo(job, r, &e, mem));
    arena_free(mem);
    if (good)
        *VEC_ADD(job->mem, &r->entries) = e;
    return good;
}

/* What the row says. NULL: there is nothing to do any more. */
static Reading *reading_of(Job *job, const char **sealed) {
    Reading *r = NULL;
    int64_t id = batch_of(job);
    Tx *tx = tx_begin(job->school->store, job->mem, TX_READ);
    Rows row = db_rows(tx, &PHOTO_BATCH_READ, VALUES(of_int(id)));
    if (row_next(&row) && str_equal(row_peek(&row, PHOTO_BATCH_READ_STATE), "reading")) {
        r = NEW(job->mem, Reading);
        *r = (Reading){ .batch = id, .named_by = row_text(&row, PHOTO_BATCH_READ_NAMED_BY, job->mem) };
        *sealed = row_text(&row, PHOTO_BATCH_READ_SEALED, job->mem);
    }
    rows_end(&row);
    if (r)
        r->done = (int) db_int(tx, &PHOTO_ENTRIES_DONE, VALUES(of_int(id)));
    if (!tx_ok(tx))
        job_retry(job, T_JOBS_STORE, NULL);
    tx_rollback(tx);
    return r;
}

static void photos_before(Job *job) {
    static const char *const ids[] = { [ARCHIVE_BROKEN] = "read.zip_broken", [ARCHIVE_EMPTY_ZIP] = "read.zip_empty", [ARCHIVE_NO_XML] = "photos.none_in",
        [ARCHIVE_BAD_NAME] = "read.zip_bad_name", [ARCHIVE_TOO_MANY] = "read.zip_too_many", [ARCHIVE_TOO_LARGE] = "read.zip_too_large",
        [ARCHIVE_RATIO] = "read.zip_ratio", [ARCHIVE_NESTED] = "read.zip_nested", [ARCHIVE_LINK] = "read.zip_link",
        [ARCHIVE_ENCRYPTED] = "read.zip_encrypted", [ARCHIVE_OVERLAP] = "read.zip_overlap" };
    const char *sealed = NULL;
    ArchiveItem *items;
    Reading *r = job->kept = reading_of(job, &sealed);
    if (!r)
        return;
    r->archive = in_clear(job, sealed);
    ArchiveTrouble trouble = r->archive < 0 ? ARCHIVE_BROKEN : archive_list_all(r->archive, job->mem, &items);
    if (trouble != ARCHIVE_FINE) {
        job_fail(job, r->archive < 0 ? T_FILES_GONE : words_find(ids[trouble]), NULL);
        return;
    }
    r->items = items;
    while (items[r->total].name)
        r->total++;
    for (int i = r->done; i < r->total && i < r->done + AT_ONCE; i++) {
        if (!read_entry(job, r, i))
            job_retry(job, T_JOBS_STORE, NULL);
        if ((int) r->entries.count != i - r->done + 1 || !job_progress(job, T_PHOTOS_NOTE, i + 1, r->total))
            return;
    }
}

/* ---- keeping what was read, and placing all of it at the end ---- */

typedef struct Ready { int64_t number, person, size; const char *sealed; } Ready;

/* ROOM: bytes that the school still has. */
static const char *place_one(Work *w, const Reading *r, const Ready *e, int64_t *room) {
    int64_t held = db_int(w->tx, &FILES_SIZE_OF, VALUES(of_int(e->person)));
    if (photo_is_refused(w, e->person))
        return "refused";               /* since it was read */
    if (e->size > *room || held + e->size > w->school->files_person_most)
        return "full";
    *room -= e->size;
    return photo_place(w, e->person, e->sealed, e->size, r->batch) ? "replaced" : "placed";
}

static void place_all(Work *w, const Reading *r) {
    VEC(Ready) all = { 0 };
    int64_t room = w->school->files_most - db_int(w->tx, &FILES_SIZE, NO_VALUES);
    for (Rows rows = db_rows(w->tx, &PHOTO_ENTRIES_READY, VALUES(of_int(r->batch))); row_next(&rows); )
        *VEC_ADD(w->mem, &all) = (Ready){ row_int(&rows, PHOTO_ENTRIES_READY_NUMBER), row_int(&rows, PHOTO_ENTRIES_READY_PERSON),
            row_int(&rows, PHOTO_ENTRIES_READY_SIZE), row_text(&rows, PHOTO_ENTRIES_READY_SEALED, w->mem) };
    for (size_t i = 0; i < all.count && tx_ok(w->tx); i++)
        db_do(w->tx, &PHOTO_ENTRY_END, VALUES(of_int(r->batch), of_int(all.items[i].number), of_text(place_one(w, r, &all.items[i], &room))));
    int64_t work = change_work(w->tx);
    db_do(w->tx, &PHOTO_BATCH_END, VALUES(of_int(r->batch), of_text("done"), work ? of_int(work) : of_null()));
}

static void photos_step(Work *w, Job *job) {
    Reading *r = job->kept;
    if (!r || !r->items)
        return;
    for (size_t i = 0; i < r->entries.count; i++) {
        const Entry *e = &r->entries.items[i];
        db_do(w->tx, &PHOTO_ENTRY_ADD, VALUES(of_int(r->batch), of_int(e->number), of_text(e->name), of_text(e->outcome), e->person ? of_int(e->person) : of_null(),
            of_text(e->sealed), of_int(e->size)));
    }
    db_do(w->tx, &PHOTO_BATCH_TOTAL, VALUES(of_int(r->batch), of_int(r->total)));
    if (r->done + (int) r->entries.count < r->total)
        job_next(job);
    else
        place_all(w, r);
    change_touch(w->tx, YEAR, "photos");
}

static void photos_ended(Work *w, Job *job) {
    int64_t id = batch_of(job);
    db_do(w->tx, &PHOTO_ENTRIES_DROP, VALUES(of_int(id)));
    db_do(w->tx, &PHOTO_BATCH_END, VALUES(of_int(id), of_text("failed"), of_null()));
    change_touch(w->tx, YEAR, "photos");
}

/* ---- what goes ---- */

/* Taken off thirty days ago: the row goes, its bytes after it. What the history can no longer put in force again needs no bytes either. */
static void tidy_step(Work *w, Job *job) {
    VEC(int64_t) gone = { 0 };
    (void) job;
    for (Rows r = db_rows(w->tx, &FILES_ENDED, VALUES(of_int(w->now - FILES_KEPT_DAYS * DAY_LONG))); row_next(&r); )
        *VEC_ADD(w->mem, &gone) = row_int(&r, FILES_ENDED_ID);
    for (size_t i = 0; i < gone.count && tx_ok(w->tx); i++) {
        db_do(w->tx, &KEPT_FILE_END, VALUES(of_int(gone.items[i])));
        change_end(w->tx, &TABLE_FILE, KEY(of_int(gone.items[i])));
    }
    db_do(w->tx, &KEPT_FILES_END, VALUES(of_int(w->now - FILES_HELD_DAYS * DAY_LONG)));
}

static KeptFate fate_of(void *context, const char *name, Instant age) {
    const Job *job = context;
    if (age < ORPHAN_AGE)
        return KEPT_STAYS;
    Arena *mem = arena_new();
    Tx *tx = tx_begin(job->school->store, mem, TX_READ);
    Rows r = db_rows(tx, &FILE_OF_SEALED, VALUES(of_text(name), of_int(instant_now() - FILES_HELD_DAYS * DAY_LONG)));
    bool wanted = row_next(&r);
    rows_end(&r);
    KeptFate fate = wanted || !tx_ok(tx) ? KEPT_STAYS : KEPT_GOES;
    tx_rollback(tx);
    arena_free(mem);
    return fate;
}

static void tidy_after(Job *job) { kept_walk(job->school->folder, job->school->year, fate_of, job); }

const JobKind files_jobs[] = {
    [FILES_JOB_PHOTOS] = { "photos.read", T_PHOTOS_JOB, .lane = "photos", .page = "/bureau/photos", .topic = "photos", .before = photos_before, .step = photos_step,
        .ended = photos_ended },
    [FILES_JOB_TIDY] = { "files.tidy", T_FILES_JOB_TIDY, .step = tidy_step, .after = tidy_after, .every_hours = 24 },
    { .name = NULL },
};
