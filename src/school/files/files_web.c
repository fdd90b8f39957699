/* Photo and documents of one person: the page, what is sent to it, what is had back from it. */
#include "school/files/files_parts.h"
#include "school/files/photo_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people.h"
#include "store/years.h"

#include <fcntl.h>
#include <unistd.h>

RightId files_see, files_edit, photos_edit;
static const RightInfo rights[] = { { "files.see", T_RIGHT_FILES_SEE, 3, &files_see, BRANCH_PEOPLE, OF_DESK, "secretariat cpe" },
    { "files.edit", T_RIGHT_FILES_EDIT, 3, &files_edit, BRANCH_PEOPLE, OF_STAFF, "secretariat", .changes = true },
    { "photos.edit", T_RIGHT_PHOTOS_EDIT, 3, &photos_edit, BRANCH_PEOPLE, OF_STAFF, "secretariat cpe", .changes = true }, { 0 } };

/* ---- guards ---- */

static Verdict sees_person(Request *rq) { return db_int(rq->work->tx, &FILE_PERSON_SEEN, VALUES(of_int(path_id(rq, "person")))) ? ALLOW : UNKNOWN; }

static Verdict document_is(Request *rq, bool ended) {
    Rows r = db_rows(rq->work->tx, &DOCUMENT_SEEN, VALUES(of_int(path_id(rq, "document"))));
    Verdict verdict = UNKNOWN;
    if (row_next(&r) && row_null(&r, DOCUMENT_SEEN_ENDED_AT) != ended && !file_ended_for_good(rq->work, row_int(&r, DOCUMENT_SEEN_ENDED_AT)))
        verdict = ALLOW;
    rows_end(&r);
    return verdict;
}

static Verdict sees_document(Request *rq) { return document_is(rq, false); }
static Verdict sees_ended_document(Request *rq) { return document_is(rq, true); }

/* An archive names anybody. */
static Verdict sees_everyone(Request *rq) { return rq->work->actor->scope.all ? ALLOW : FORBIDDEN; }

static Verdict batch_exists(Request *rq) {
    Rows r = db_rows(rq->work->tx, &PHOTO_BATCH_READ, VALUES(of_int(path_id(rq, "batch"))));
    bool there = row_next(&r);
    rows_end(&r);
    return rq->work->actor->scope.all && there ? ALLOW : UNKNOWN;
}

/* ---- what is shared ---- */

const char *record_href(Work *w, int64_t person) {
    const char *base = "/bureau/responsables";
    Rows r = db_rows(w->tx, &FILE_PERSON, VALUES(of_int(person)));
    if (row_next(&r))
        base = row_int(&r, FILE_PERSON_IS_PUPIL) ? "/bureau/eleves" : row_int(&r, FILE_PERSON_IS_TEACHER) ? "/bureau/professeurs"
            : row_int(&r, FILE_PERSON_IS_STAFF) ? "/bureau/personnels" : base;
    rows_end(&r);
    return arena_printf(w->mem, "%s/%lld", base, (long long) person);
}

const char *photo_address(Arena *mem, int64_t person, int64_t file) { return arena_printf(mem, "/bureau/personnes/%lld/photo?v=%lld", (long long) person, (long long) file); }

static const char *photo_at(Work *w, int64_t person, int64_t file) { return file ? photo_address(w->mem, person, file) : NULL; }

const char *photo_href(Work *w, int64_t person) { return photo_at(w, person, db_int(w->tx, &PHOTO_SHOWN, VALUES(of_int(person)))); }

const char *size_words(Arena *mem, int64_t size) {
    int64_t tenths = size * 10 / (1024 * 1024);
    if (tenths < 10)
        return words(mem, T_FILES_KB, WITH(ARG_INT("n", size < 1024 ? 1 : size / 1024)));
    return words(mem, T_FILES_MB, WITH(ARG_TEXT("size", arena_printf(mem, "%lld,%lld", (long long) tenths / 10, (long long) tenths % 10))));
}

static void doc_document(Work *w, Doc *item, const Rows *r) {
    const char *type = row_text(r, DOCUMENTS_OF_TYPE, w->mem);
    const DocumentType *known = document_type_named(type);
    doc_int(item, "id", row_int(r, DOCUMENTS_OF_ID));
    doc_text(item, "title", row_text(r, DOCUMENTS_OF_TITLE, w->mem));
    doc_text(item, "type", type);
    doc_word(item, "type_word", known ? known->word : "plain");
    doc_int(item, "size", row_int(r, DOCUMENTS_OF_SIZE));
    doc_text(item, "size_words", size_words(w->mem, row_int(r, DOCUMENTS_OF_SIZE)));
    doc_int(item, "added_at", row_int(r, DOCUMENTS_OF_ADDED_AT));
    doc_text(item, "added_by", row_text(r, DOCUMENTS_OF_ADDED_BY, w->mem));
}

static void take_documents(Work *w, Doc *d, Rows r) {
    while (row_next(&r))
        if (row_null(&r, DOCUMENTS_OF_ENDED_AT))
            doc_document(w, doc_add(d, "documents"), &r);
}

void doc_documents(Work *w, Doc *d, int64_t person) {
    doc_list(d, "documents");
    if (may(w, files_see))
        take_documents(w, d, db_rows(w->tx, &DOCUMENTS_OF, VALUES(of_int(person))));
}

FilesAsked files_ask(Work *w, int64_t person) {
    const Value id = of_int(person);
    FilesAsked asked = { .person = person, .photo = db_rows(w->tx, &PHOTO_SHOWN, &id, 1), .rights = db_rows(w->tx, &IMAGE_RIGHTS, &id, 1), .seen = may(w, files_see) };
    if (asked.seen)
        asked.documents = db_rows(w->tx, &DOCUMENTS_OF, &id, 1);
    return asked;
}

void files_on_record(Work *w, struct Doc *d, FilesAsked *asked) {
    ImageRight right = IMAGE_UNKNOWN;
    int64_t file = row_next(&asked->photo) ? row_int(&asked->photo, 0) : 0;
    rows_end(&asked->photo);
    for (Day today = w->actor->scope.day; row_next(&asked->rights); )
        if (row_int(&asked->rights, IMAGE_RIGHTS_FROM_DAY) <= today && row_int(&asked->rights, IMAGE_RIGHTS_UNTIL_DAY) > today)
            right = row_int(&asked->rights, IMAGE_RIGHTS_ALLOWED) ? IMAGE_YES : IMAGE_NO;
    doc_text(d, "photo", photo_at(w, asked->person, file));
    doc_word(d, "image_right", image_right_words[right]);
    doc_text(d, "files_href", arena_printf(w->mem, "/bureau/personnes/%lld/fichiers", (long long) asked->person));
    doc_bool(d, "files_seen", asked->seen);
    doc_list(d, "documents");
    if (asked->seen)
        take_documents(w, d, asked->documents);
}

const Upload *upload_named(Request *rq, const char *field) {
    size_t count;
    const Upload *all = form_uploads(rq, &count);
    for (size_t i = 0; i < count; i++)
        if (str_equal(all[i].field, field))
            return &all[i];
    return NULL;
}

typedef struct KeptWrite { KeptVerb verb; const char *sealed; void *what; } KeptWrite;
static void write_kept(Work *own, void *what) {
    const KeptWrite *k = what;
    k->verb(own, k->sealed, k->what);
}

bool kept_written(Request *rq, const char *act, const char *sealed, KeptVerb verb, void *what) {
    TxEnd end = work_apart(rq->work, act, write_kept, &(KeptWrite){ verb, sealed, what });
    if (end == TX_FAILED || end == TX_AGAIN)
        kept_remove(rq->work->school, sealed);          /* unknown: the row may be there; if not, the file is swept */
    return end == TX_DONE;
}

static int64_t read_sealed(void *from, void *to, size_t most) { return sealed_read_some(from, to, most); }

Reply sealed_reply(Request *rq, const char *sealed, const char *type, int64_t size, const char *name) {
    ByteSource *source = NEW(rq->mem, ByteSource);
    *source = (ByteSource){ read_sealed, kept_open(rq->work->school, rq->mem, sealed) };
    if (!source->context)
        return not_found(rq);           /* `preau check` says which */
    if (name)
        return kept_file_reply(rq, name, type, source, (size_t) size);
    Reply reply = bytes_reply(type, NULL, (size_t) size);
    reply.source = source;
    return reply;
}

/* ---- the page ---- */

static void show_image_rights(Work *w, Doc *d, int64_t person) {
    doc_word(d, "image_right", image_right_words[image_right_on(w, person, w->actor->scope.day)]);
    doc_list(d, "image_rights");
    for (Rows r = db_rows(w->tx, &IMAGE_RIGHTS, VALUES(of_int(person))); row_next(&r); ) {
        Doc *item = doc_add(d, "image_rights");
        Day until = (Day) row_int(&r, IMAGE_RIGHTS_UNTIL_DAY);
        doc_word(item, "image_right", row_int(&r, IMAGE_RIGHTS_ALLOWED) ? "yes" : "no");
        doc_day(item, "from_date", (Day) row_int(&r, IMAGE_RIGHTS_FROM_DAY));
        doc_day(item, "until_date", until == DAY_OPEN ? NO_DAY : until);
    }
}

static void show_ended(Work *w, Doc *d, int64_t person) {
    doc_list(d, "ended");
    if (!may(w, files_edit))
        return;
    for (Rows r = db_rows(w->tx, &DOCUMENTS_OF, VALUES(of_int(person))); row_next(&r); ) {
        if (row_null(&r, DOCUMENTS_OF_ENDED_AT) || file_ended_for_good(w, row_int(&r, DOCUMENTS_OF_ENDED_AT)))
            continue;
        Doc *item = doc_add(d, "ended");
        doc_int(item, "id", row_int(&r, DOCUMENTS_OF_ID));
        doc_text(item, "title", row_text(&r, DOCUMENTS_OF_TITLE, w->mem));
        doc_int(item, "size", row_int(&r, DOCUMENTS_OF_SIZE));
        doc_text(item, "size_words", size_words(w->mem, row_int(&r, DOCUMENTS_OF_SIZE)));
        doc_int(item, "ended_at", row_int(&r, DOCUMENTS_OF_ENDED_AT));
    }
}

Reply show_person_files(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "person");
    Doc *d = doc_new(w, &REPLY_FILES_PERSON);
    const char *name = db_text(w->tx, &FILE_PERSON, VALUES(of_int(id)));
    bool for_photo = photo_is_for(w, id);
    doc_int(d, "id", id);
    doc_text(d, "display_name", name);
    doc_text(d, "initials", name ? names_initials(w->mem, name) : NULL);
    doc_text(d, "back_href", record_href(w, id));
    doc_text(d, "photo", photo_href(w, id));
    doc_bool(d, "for_photo", for_photo);
    doc_bool(d, "has_photo", db_int(w->tx, &PHOTO_KEPT, VALUES(of_int(id))) != 0);
    doc_bool(d, "may_photo", for_photo && may(w, photos_edit));
    doc_bool(d, "may_see", may(w, files_see));
    doc_bool(d, "may_edit", may(w, files_edit));
    if (for_photo)
        show_image_rights(w, d, id);
    doc_documents(w, d, id);
    show_ended(w, d, id);
    return page(rq, &PAGE_FILES_PERSON, d);
}

static Reply back_to_person(Request *rq, int64_t person) { return see_other(rq, "/bureau/personnes/%lld/fichiers", (long long) person); }

/* ---- photos ---- */

Reply photo_reply(Request *rq, const char *sealed, int64_t size) { return sealed_reply(rq, sealed, "image/jpeg", size, NULL); }

static Reply show_photo(Request *rq) {
    Work *w = rq->work;
    Rows r = db_rows(w->tx, &PHOTO_SHOWN, VALUES(of_int(path_id(rq, "person"))));
    if (!row_next(&r))
        return not_found(rq);
    const char *sealed = row_text(&r, PHOTO_SHOWN_SEALED, rq->mem);
    int64_t size = row_int(&r, PHOTO_SHOWN_SIZE);
    rows_end(&r);
    return photo_reply(rq, sealed, size);
}

typedef struct PhotoForm { int64_t x, y, size; } PhotoForm;
static const Field photo_fields[] = { FIELD(PhotoForm, x, .kind = FIELD_INT, .max = 1000), FIELD(PhotoForm, y, .kind = FIELD_INT, .max = 1000),
    FIELD(PhotoForm, size, .kind = FIELD_INT, .max = 1000), { .kind = FIELD_END } };

typedef struct PhotoToPut { int64_t person, size; } PhotoToPut;
static void put_photo(Work *w, const char *sealed, void *what) {
    const PhotoToPut *p = what;
    photo_put(w, p->person, sealed, p->size);
}

/* What keeps anything from being taken in at all. */
static bool is_open(Work *w, const char *field) {
    if (store_is_closed(w->school->store))
        problem(w, T_FILES_CLOSED_YEAR, NULL, "%s", field);
    return !has_problems(w);
}

static Photo decode(Request *rq, const Upload *sent, PhotoCrop crop) {
    int fd = open(sent->path, O_RDONLY | O_CLOEXEC);
    Photo photo = { .trouble = PHOTO_FAILED };
    if (fd >= 0) {
        photo = photo_read(rq->mem, "/proc/self/exe", fd, crop);
        close(fd);
    }
    return photo;
}

static Reply send_photo(Request *rq) {
    Work *w = rq->work;
    int64_t person = path_id(rq, "person");
    PhotoForm f = { 0 };
    const Upload *sent = upload_named(rq, "photo");
    form_read(rq, photo_fields, &f);
    if (!sent)
        problem(w, T_PHOTO_CHOOSE, NULL, "photo");
    if (!is_open(w, "photo") || !photo_may_be_put(w, person))
        return again(rq, show_person_files);
    Photo photo = decode(rq, sent, (PhotoCrop){ (int) f.x, (int) f.y, (int) f.size });
    if (photo.trouble)
        problem(w, photo_trouble_text(photo.trouble), NULL, "photo");
    const char *sealed = photo.trouble ? NULL : kept_put(w->school, rq->mem, photo.bytes, photo.size);
    if (!photo.trouble && !sealed)
        problem(w, T_FILES_NOT_KEPT, NULL, "photo");
    if (!sealed || !kept_written(rq, "POST /bureau/personnes/:person/photo", sealed, put_photo, &(PhotoToPut){ person, (int64_t) photo.size }))
        return again(rq, show_person_files);
    return back_to_person(rq, person);
}

static Reply remove_photo(Request *rq) {
    photo_end(rq->work, path_id(rq, "person"));
    return back_to_person(rq, path_id(rq, "person"));
}

typedef struct RightForm { int image_right; Day from; } RightForm;
static const Field right_fields[] = { FIELD(RightForm, image_right, .kind = FIELD_CHOICE, .choices = image_right_words, .required = true),
    FIELD(RightForm, from, .kind = FIELD_DAY), { .kind = FIELD_END } };

static Reply set_image_right(Request *rq) {
    RightForm f = { 0 };
    form_read(rq, right_fields, &f);
    if (!has_problems(rq->work))
        image_right_set(rq->work, path_id(rq, "person"), (ImageRight) f.image_right, f.from);
    return has_problems(rq->work) ? again(rq, show_person_files) : back_to_person(rq, path_id(rq, "person"));
}

/* ---- documents ---- */

typedef struct TitleForm { const char *title, *was_title; } TitleForm;
static const Field title_fields[] = { FIELD(TitleForm, title, .kind = FIELD_TEXT, .max = DOCUMENT_TITLE_MOST),
    FIELD(TitleForm, was_title, .kind = FIELD_TEXT, .max = DOCUMENT_TITLE_MOST), { .kind = FIELD_END } };

typedef struct DocumentToAdd { int64_t person; NewDocument d; } DocumentToAdd;
static void add_document(Work *w, const char *sealed, void *what) {
    DocumentToAdd *a = what;
    a->d.sealed = sealed;
    document_add(w, a->person, &a->d);
}

/* The file to keep: FD itself, or a picture without what it says of where and when it was taken. A picture whose pieces cannot be told apart is refused: as it
 * is, nobody would know what it gives away. -1: the problem is told. */
static int without_traces(Request *rq, int fd, NewDocument *d) {
    BareKind kind;
    if (!document_bare_kind(d->type, &kind))
        return fd;
    int bare = temporary_file(rq);
    if (bare >= 0 && bare_copy(kind, fd, d->size, bare)) {
        d->size = lseek(bare, 0, SEEK_END);
        return bare;
    }
    problem(rq->work, bare < 0 ? T_FILES_NOT_KEPT : T_FILES_PICTURE_BROKEN, NULL, "file");
    return -1;
}

/* The real size is the file's own. */
static const char *seal_document(Request *rq, const Upload *sent, NewDocument *d) {
    Work *w = rq->work;
    const char *sealed = NULL;
    int kept;
    int fd = open(sent->path, O_RDONLY | O_CLOEXEC);
    d->size = fd >= 0 ? lseek(fd, 0, SEEK_END) : 0;
    if (fd < 0)
        problem(w, T_FILES_NOT_KEPT, NULL, "file");
    else if (d->size == 0)
        problem(w, T_FILES_EMPTY, NULL, "file");
    else if (d->size > DOCUMENT_MOST)
        problem(w, T_FILES_TOO_LARGE, NULL, "file");
    else if (!(d->type = document_type(rq->mem, fd, d->size)))
        problem(w, T_FILES_TYPE, NULL, "file");
    else if (files_fit(w, path_id(rq, "person"), d->size) && (kept = without_traces(rq, fd, d)) >= 0 && !(sealed = kept_copy(w->school, rq->mem, kept)))
        problem(w, T_FILES_NOT_KEPT, NULL, "file");
    if (fd >= 0)
        close(fd);
    return sealed;
}

static Reply send_document(Request *rq) {
    Work *w = rq->work;
    TitleForm f = { 0 };
    DocumentToAdd a = { .person = path_id(rq, "person") };
    const Upload *sent = upload_named(rq, "file");
    form_read(rq, title_fields, &f);
    if (!sent)
        problem(w, T_FILES_CHOOSE, NULL, "file");
    if (!is_open(w, "file"))
        return again(rq, show_person_files);
    a.d.title = f.title ? document_title(rq->mem, f.title) : NULL;
    if (!a.d.title)
        a.d.title = document_title_of(rq->mem, sent->name);
    const char *sealed = seal_document(rq, sent, &a.d);
    if (!sealed || !kept_written(rq, "POST /bureau/personnes/:person/documents", sealed, add_document, &a))
        return again(rq, show_person_files);
    return back_to_person(rq, a.person);
}

static Reply get_document(Request *rq) {
    Rows r = db_rows(rq->work->tx, &DOCUMENT_SEEN, VALUES(of_int(path_id(rq, "document"))));
    if (!row_next(&r))
        return not_found(rq);
    reads_of(rq, row_int(&r, DOCUMENT_SEEN_PERSON), path_id(rq, "document"));
    const char *title = row_text(&r, DOCUMENT_SEEN_TITLE, rq->mem), *type = row_text(&r, DOCUMENT_SEEN_TYPE, rq->mem), *sealed = row_text(&r, DOCUMENT_SEEN_SEALED, rq->mem);
    const DocumentType *known = document_type_named(type);
    int64_t size = row_int(&r, DOCUMENT_SEEN_SIZE);
    rows_end(&r);
    return sealed_reply(rq, sealed, known ? type : "application/octet-stream", size, arena_printf(rq->mem, "%s.%s", title, known ? known->extension : "bin"));
}

static Reply back_from_document(Request *rq) { return back_to_person(rq, db_int(rq->work->tx, &DOCUMENT_SEEN, VALUES(of_int(path_id(rq, "document"))))); }

static Reply rename_document(Request *rq) {
    TitleForm f = { 0 };
    form_read(rq, title_fields, &f);
    document_rename(rq->work, path_id(rq, "document"), f.title ? document_title(rq->mem, f.title) : NULL, f.was_title);
    return back_from_document(rq);
}

static Reply end_document(Request *rq) {
    document_end(rq->work, path_id(rq, "document"));
    return back_from_document(rq);
}

static Reply return_document(Request *rq) {
    document_return(rq->work, path_id(rq, "document"));
    return back_from_document(rq);
}

/* ---- the tables ---- */

#define MULTIPART_ROOM (1024 * 1024)    /* boundaries, names, the other fields */

static const Route routes[] = {
    { GET, "/bureau/personnes/:person/fichiers", show_person_files, sees_person, READ, PORTAL_DESK, "desk.lists", &PAGE_FILES_PERSON, .reads = "documents", .whose = "person" },
    { GET, "/bureau/personnes/:person/photo", show_photo, sees_person, READ, PORTAL_DESK, "desk.lists" },
    { POST, "/bureau/personnes/:person/photo", send_photo, sees_person, SLOW, PORTAL_DESK, "photos.edit", &PAGE_FILES_PERSON, photo_fields, .max_body = PHOTO_FILE_MOST + MULTIPART_ROOM,
        .reads = "documents", .whose = "person" },
    { POST, "/bureau/personnes/:person/photo/retirer", remove_photo, sees_person, WRITE, PORTAL_DESK, "photos.edit" },
    { POST, "/bureau/personnes/:person/droit-image", set_image_right, sees_person, WRITE, PORTAL_DESK, "photos.edit", &PAGE_FILES_PERSON, right_fields, .reads = "documents", .whose = "person" },
    { POST, "/bureau/personnes/:person/documents", send_document, sees_person, SLOW, PORTAL_DESK, "files.edit", &PAGE_FILES_PERSON, title_fields, .max_body = DOCUMENT_MOST + MULTIPART_ROOM,
        .reads = "documents", .whose = "person" },
    { GET, "/bureau/fichiers/:document", get_document, sees_document, READ, PORTAL_DESK, "files.see", .reads = "document" },
    { POST, "/bureau/fichiers/:document", rename_document, sees_document, WRITE, PORTAL_DESK, "files.edit", NULL, title_fields },
    { POST, "/bureau/fichiers/:document/fin", end_document, sees_document, WRITE, PORTAL_DESK, "files.edit" },
    { POST, "/bureau/fichiers/:document/reprendre", return_document, sees_ended_document, WRITE, PORTAL_DESK, "files.edit" },
    { GET, "/bureau/photos", show_photos, sees_everyone, READ, PORTAL_DESK, "photos.edit", &PAGE_FILES_PHOTOS },
    { POST, "/bureau/photos", send_photos, sees_everyone, SLOW, PORTAL_DESK, "photos.edit", &PAGE_FILES_PHOTOS, .max_body = 256 * 1024 * 1024 },
    { GET, "/bureau/photos/:batch", show_photo_batch, batch_exists, READ, PORTAL_DESK, "photos.edit", &PAGE_FILES_PHOTO_BATCH },
    { GET, "/bureau/trombinoscope", show_face_sheet, guard_signed_in, READ, PORTAL_DESK, "desk.lists", &PAGE_FILES_FACE_SHEET },
    { GET, "/bureau/trombinoscope/fichier", print_face_sheet, guard_signed_in, SLOW, PORTAL_DESK, "desk.lists" },
    ROUTES_END,
};

static const GuardName guards[] = { GUARD(sees_person), GUARD(sees_document), GUARD(sees_ended_document), GUARD(sees_everyone), GUARD(batch_exists), { 0 } };

static const Panel panels[] = { { .group = "people", .rank = 8, .label = T_FACE_SHEET_TITLE, .path = "/bureau/trombinoscope" },
    { .group = "admin", .rank = 4, .label = T_PHOTOS_TITLE, .path = "/bureau/photos", .right = &photos_edit }, PANELS_END };

static const Topic topics[] = { { "files", NULL, "desk.lists", guard_signed_in }, { "photos", NULL, "photos.edit", sees_everyone }, { 0 } };

static const char *show_instant(Arena *mem, int64_t at) { return instant_words(mem, at); }

static const ColumnText columns[] = {
    { &TABLE_FILE, COL_FILE_PERSON, T_COLUMN_FILE_PERSON }, { &TABLE_FILE, COL_FILE_KIND, T_COLUMN_FILE_KIND, SHOWN_WORD, "file_kind" },
    { &TABLE_FILE, COL_FILE_TITLE, T_FILES_NAME, .right = "files.see" }, { &TABLE_FILE, COL_FILE_TYPE, T_COLUMN_FILE_TYPE, .right = "files.see" },
    { &TABLE_FILE, COL_FILE_SIZE, T_COLUMN_FILE_SIZE, .right = "files.see" }, { &TABLE_FILE, COL_FILE_SEALED, T_COLUMN_FILE_SEALED, .right = "files.see" },
    { &TABLE_FILE, COL_FILE_ADDED_AT, T_COLUMN_FILE_ADDED_AT, .show = show_instant }, { &TABLE_FILE, COL_FILE_ACCOUNT, T_COLUMN_FILE_ACCOUNT },
    { &TABLE_FILE, COL_FILE_ENDED_AT, T_COLUMN_FILE_ENDED_AT, .show = show_instant }, { &TABLE_FILE, COL_FILE_INSTEAD_OF, T_COLUMN_FILE_INSTEAD_OF },
    { &TABLE_FILE, COL_FILE_BATCH, T_COLUMN_FILE_BATCH },
    { &TABLE_IMAGE_RIGHT, COL_IMAGE_RIGHT_PERSON, T_COLUMN_FILE_PERSON }, { &TABLE_IMAGE_RIGHT, COL_IMAGE_RIGHT_FROM_DAY, T_IMAGE_RIGHT_FROM, SHOWN_DAY },
    { &TABLE_IMAGE_RIGHT, COL_IMAGE_RIGHT_UNTIL_DAY, T_COLUMN_IMAGE_RIGHT_UNTIL, SHOWN_DAY }, { &TABLE_IMAGE_RIGHT, COL_IMAGE_RIGHT_ALLOWED, T_IMAGE_RIGHT_TITLE, SHOWN_YES_NO },
    { 0 } };

static const TableText tables[] = { { &TABLE_FILE, T_TABLE_FILE, &FILE_NAMES }, { &TABLE_IMAGE_RIGHT, T_TABLE_IMAGE_RIGHT }, { 0 } };

static const ActText acts[] = { { "POST /bureau/personnes/:person/photo", T_ACT_PHOTO }, { "POST /bureau/personnes/:person/photo/retirer", T_ACT_PHOTO_REMOVE },
    { "POST /bureau/personnes/:person/droit-image", T_ACT_IMAGE_RIGHT }, { "POST /bureau/personnes/:person/documents", T_ACT_DOCUMENT },
    { "POST /bureau/fichiers/:document", T_ACT_DOCUMENT_RENAME }, { "POST /bureau/fichiers/:document/fin", T_ACT_DOCUMENT_END },
    { "POST /bureau/fichiers/:document/reprendre", T_ACT_DOCUMENT_RETURN }, { 0 } };

/* The photos of an archive, taken back from the history, or put in force again. */
static void undone(Work *w, int64_t root, bool in_force) {
    db_do(w->tx, &PHOTO_BATCH_OF_WORK, VALUES(of_int(root), of_text(in_force ? "done" : "undone")));
    change_touch(w->tx, YEAR, "photos");
}

static const Reference references[] = { { &TABLE_FILE, COL_FILE_PERSON, &REF_FILE }, { &TABLE_IMAGE_RIGHT, COL_IMAGE_RIGHT_PERSON, &REF_IMAGE_RIGHT }, { 0 } };

static const Processing processings[] = {
    { "documents", T_REGISTER_DOCUMENTS, T_REGISTER_DOCUMENTS_WHY, T_REGISTER_DOCUMENTS_BASIS, OF_PUPILS | OF_WHO_WORKS, 3,
        OF_TABLES(&TABLE_FILE, &TABLE_KEPT_FILE), .also = T_REGISTER_ALSO_FILES, .rights = "files.see files.edit", .kept = T_REGISTER_KEPT_FILES, .days = FILES_KEPT_DAYS },
    { "photos", T_REGISTER_PHOTOS, T_REGISTER_PHOTOS_WHY, T_REGISTER_PHOTOS_BASIS, OF_PUPILS | OF_WHO_WORKS, 3,
        OF_TABLES(&TABLE_IMAGE_RIGHT, &TABLE_PHOTO_BATCH, &TABLE_PHOTO_ENTRY), .also = T_REGISTER_ALSO_PHOTOS, .rights = "photos.edit desk.lists space.faces", .kept = T_REGISTER_KEPT_FILES, .days = FILES_KEPT_DAYS }, { 0 } };

const Feature files_feature = { .name = "files", .routes = routes, .rights = rights, .panels = panels, .references = references, .columns = columns, .jobs = files_jobs,
    .guards = guards, .topics = topics, .tables = tables, .acts = acts, .undone = undone, .processings = processings };
