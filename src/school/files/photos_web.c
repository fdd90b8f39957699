/* Photos by the archive: sent, sealed as it came, read by a job; and what became of each of its entries. */
#include "school/files/files_parts.h"

#include "base/str.h"
#include "document/archive.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "store/years.h"

#include <fcntl.h>
#include <unistd.h>

Reply show_photos(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_FILES_PHOTOS);
    doc_word(d, "named_by", photo_named_words[0]);
    doc_list(d, "items");
    for (Rows r = db_rows(w->tx, &PHOTO_BATCHES, NO_VALUES); row_next(&r); ) {
        Doc *item = doc_add(d, "items");
        doc_int(item, "id", row_int(&r, PHOTO_BATCHES_ID));
        doc_int(item, "at", row_int(&r, PHOTO_BATCHES_AT));
        doc_text(item, "added_by", row_text(&r, PHOTO_BATCHES_ADDED_BY, w->mem));
        doc_word(item, "state", row_text(&r, PHOTO_BATCHES_STATE, w->mem));
        doc_int(item, "total", row_int(&r, PHOTO_BATCHES_TOTAL));
        doc_int(item, "placed", row_int(&r, PHOTO_BATCHES_PLACED));
    }
    return page(rq, &PAGE_FILES_PHOTOS, d);
}

typedef struct ArchiveForm { int named_by; } ArchiveForm;
static const Field archive_fields[] = { FIELD(ArchiveForm, named_by, .kind = FIELD_CHOICE, .choices = photo_named_words), { .kind = FIELD_END } };

typedef struct Starting { int named_by; int64_t batch; } Starting;
static void start(Work *w, const char *sealed, void *what) {
    Starting *s = what;
    s->batch = photo_batch_start(w, sealed, photo_named_words[s->named_by]);
}

static const char *seal_archive(Request *rq, const Upload *sent) {
    Work *w = rq->work;
    const char *sealed = NULL;
    int fd = open(sent->path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && !archive_is_zip(fd))
        problem(w, T_PHOTOS_NOT_ZIP, NULL, "archive");
    else if (fd < 0 || !(sealed = kept_copy(w->school, rq->mem, fd)))
        problem(w, T_FILES_NOT_KEPT, NULL, "archive");
    if (fd >= 0)
        close(fd);
    return sealed;
}

Reply send_photos(Request *rq) {
    Work *w = rq->work;
    ArchiveForm f = { 0 };
    const Upload *sent = upload_named(rq, "archive");
    form_read(rq, archive_fields, &f);
    if (!sent)
        problem(w, T_PHOTOS_CHOOSE, NULL, "archive");
    if (store_is_closed(w->school->store))
        problem(w, T_FILES_CLOSED_YEAR, NULL, "archive");
    Starting s = { .named_by = f.named_by };
    const char *sealed = has_problems(w) ? NULL : seal_archive(rq, sent);
    if (!sealed || !kept_written(rq, "POST /bureau/photos", sealed, start, &s))
        return again(rq, show_photos);
    return see_other(rq, "/bureau/photos/%lld", (long long) s.batch);
}

/* ---- what became of it ---- */

static void show_job(Work *w, Doc *d, int64_t id, const char *state) {
    const JobSeen *job = job_about(w, photo_batch_about(w->mem, id));
    bool working = str_equal(state, "reading");
    doc_bool(d, "working", working);
    if (working)
        doc_text(d, "progress", job && job->note ? job_note(w->mem, job) : words(w->mem, T_PHOTOS_WAITS, NULL));
    if (job && job->error && !str_equal(state, "done"))
        doc_text(d, "error", job->error);
}

static void show_entries(Work *w, Doc *d, int64_t id) {
    int64_t placed = 0;
    doc_list(d, "left_out");
    doc_list(d, "taken");
    for (Rows r = db_rows(w->tx, &PHOTO_ENTRIES, VALUES(of_int(id))); row_next(&r); ) {
        const char *outcome = row_text(&r, PHOTO_ENTRIES_OUTCOME, w->mem);
        bool done = str_equal(outcome, "placed") || str_equal(outcome, "replaced"), taken = done || str_equal(outcome, "ready");
        Doc *item = doc_add(d, taken ? "taken" : "left_out");
        doc_text(item, "name", row_text(&r, PHOTO_ENTRIES_NAME, w->mem));
        doc_word(item, "outcome", outcome);
        if (!row_null(&r, PHOTO_ENTRIES_PERSON))
            doc_int(item, "person", row_int(&r, PHOTO_ENTRIES_PERSON));
        doc_text(item, "display_name", row_text(&r, PHOTO_ENTRIES_DISPLAY_NAME, w->mem));
        placed += done;
    }
    doc_int(d, "placed", placed);
}

Reply show_photo_batch(Request *rq) {
    static const char *const soon[] = { "Refresh", "2", NULL };
    Work *w = rq->work;
    int64_t id = path_id(rq, "batch");
    Rows r = db_rows(w->tx, &PHOTO_BATCH_READ, VALUES(of_int(id)));
    if (!row_next(&r))
        return not_found(rq);
    Doc *d = doc_new(w, &REPLY_FILES_PHOTO_BATCH);
    const char *state = row_text(&r, PHOTO_BATCH_READ_STATE, w->mem);
    doc_int(d, "id", id);
    doc_int(d, "at", row_int(&r, PHOTO_BATCH_READ_AT));
    doc_text(d, "added_by", row_text(&r, PHOTO_BATCH_READ_ADDED_BY, w->mem));
    doc_word(d, "state", state);
    doc_word(d, "named_by", row_text(&r, PHOTO_BATCH_READ_NAMED_BY, w->mem));
    doc_int(d, "total", row_int(&r, PHOTO_BATCH_READ_TOTAL));
    if (!row_null(&r, PHOTO_BATCH_READ_WORK))
        doc_int(d, "work", row_int(&r, PHOTO_BATCH_READ_WORK));
    rows_end(&r);
    show_job(w, d, id, state);
    show_entries(w, d, id);
    Reply reply = page(rq, &PAGE_FILES_PHOTO_BATCH, d);
    if (str_equal(state, "reading") && !rq->wants_json)
        reply.headers = soon;
    return reply;
}
