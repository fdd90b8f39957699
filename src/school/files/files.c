#include "school/files/files.h"

#include "base/str.h"
#include "base/text.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/structures/cell_rules.h"
#include "school/structures/dated.h"
#include "school/structures/structures.h"

const char *const image_right_words[] = { "unknown", "yes", "no", NULL };

/* ---- room ---- */

static int64_t megabytes(int64_t bytes) { return bytes / (1024 * 1024); }

bool files_fit(Work *w, int64_t person, int64_t size) {
    const School *s = w->school;
    if (db_int(w->tx, &FILES_SIZE_OF, VALUES(of_int(person))) + size > s->files_person_most)
        problem(w, T_FILES_PERSON_FULL, WITH(ARG_INT("n", megabytes(s->files_person_most))), "file");
    else if (db_int(w->tx, &FILES_SIZE, NO_VALUES) + size > s->files_most)
        problem(w, T_FILES_SCHOOL_FULL, WITH(ARG_INT("n", megabytes(s->files_most))), "file");
    return !has_problems(w);
}

/* ---- what both have in common ---- */

typedef struct NewFile { int64_t person; const char *kind, *title, *type, *sealed; int64_t size, instead_of, batch; } NewFile;

static int64_t add(Work *w, const NewFile *f) {
    db_do(w->tx, &KEPT_FILE_ADD, VALUES(of_text(f->sealed), of_int(w->now)));
    return change_add(w->tx, &TABLE_FILE, FIELDS(SET(COL_FILE_PERSON, of_int(f->person)), SET(COL_FILE_KIND, of_text(f->kind)),
        SET(COL_FILE_TITLE, of_text(f->title)), SET(COL_FILE_TYPE, of_text(f->type)), SET(COL_FILE_SIZE, of_int(f->size)), SET(COL_FILE_SEALED, of_text(f->sealed)),
        SET(COL_FILE_ADDED_AT, of_int(w->now)), SET(COL_FILE_ACCOUNT, of_int(w->actor->account)),
        SET(COL_FILE_INSTEAD_OF, f->instead_of ? of_int(f->instead_of) : of_null()), SET(COL_FILE_BATCH, f->batch ? of_int(f->batch) : of_null())));
}

static void set_end(Work *w, int64_t file, Value at) { change_put(w->tx, &TABLE_FILE, KEY(of_int(file)), FIELDS(SET(COL_FILE_ENDED_AT, at))); }

/* ---- documents ---- */

int64_t document_add(Work *w, int64_t person, const NewDocument *d) {
    if (str_empty(d->title))
        problem(w, T_FILES_NO_TITLE, NULL, "title");
    if (!d->type)
        problem(w, T_FILES_TYPE, NULL, "file");
    if (has_problems(w) || !files_fit(w, person, d->size))
        return 0;
    return add(w, &(NewFile){ .person = person, .kind = "document", .title = d->title, .type = d->type->type, .sealed = d->sealed, .size = d->size });
}

void document_rename(Work *w, int64_t file, const char *title, const char *was) {
    if (str_empty(title)) {
        problem(w, T_FILES_NO_TITLE, NULL, "title");
        return;
    }
    change_put(w->tx, &TABLE_FILE, KEY(of_int(file)), FIELDS(was ? SET_IF(COL_FILE_TITLE, of_text(title), of_text(was)) : SET(COL_FILE_TITLE, of_text(title))));
}

void document_end(Work *w, int64_t file) { set_end(w, file, of_int(w->now)); }
void document_return(Work *w, int64_t file) { set_end(w, file, of_null()); }

bool file_ended_for_good(const Work *w, Instant ended_at) { return ended_at && ended_at < w->now - (Instant) FILES_KEPT_DAYS * 24 * 3600 * 1000; }

/* ---- photos ---- */

bool photo_is_for(Work *w, int64_t person) {
    Rows r = db_rows(w->tx, &FILE_PERSON, VALUES(of_int(person)));
    bool is = row_next(&r) && (row_int(&r, FILE_PERSON_IS_PUPIL) || row_int(&r, FILE_PERSON_IS_TEACHER) || row_int(&r, FILE_PERSON_IS_STAFF));
    rows_end(&r);
    return is;
}

bool photo_is_refused(Work *w, int64_t person) { return db_int(w->tx, &IMAGE_REFUSED, VALUES(of_int(person))) != 0; }

bool photo_place(Work *w, int64_t person, const char *sealed, int64_t size, int64_t batch) {
    int64_t before = db_int(w->tx, &PHOTO_KEPT, VALUES(of_int(person)));
    if (before)
        set_end(w, before, of_int(w->now));
    add(w, &(NewFile){ .person = person, .kind = "photo", .title = "", .type = "image/jpeg", .sealed = sealed, .size = size, .instead_of = before, .batch = batch });
    return before != 0;
}

bool photo_may_be_put(Work *w, int64_t person) {
    if (!photo_is_for(w, person))
        problem(w, T_PHOTO_NOT_FOR, NULL, "photo");
    else if (photo_is_refused(w, person))
        problem(w, T_PHOTO_REFUSED, NULL, "photo");
    return !has_problems(w);
}

bool photo_put(Work *w, int64_t person, const char *sealed, int64_t size) {
    if (!photo_may_be_put(w, person) || !files_fit(w, person, size))
        return false;
    photo_place(w, person, sealed, size, 0);
    return true;
}

void photo_end(Work *w, int64_t person) {
    int64_t file = db_int(w->tx, &PHOTO_KEPT, VALUES(of_int(person)));
    if (file)
        set_end(w, file, of_int(w->now));
}

TextId photo_trouble_text(PhotoTrouble trouble) {
    static const TextId texts[] = { [PHOTO_NOT_IMAGE] = T_PHOTO_NOT_IMAGE, [PHOTO_TOO_LARGE] = T_PHOTO_TOO_LARGE, [PHOTO_TOO_SMALL] = T_PHOTO_TOO_SMALL,
        [PHOTO_BROKEN] = T_PHOTO_BROKEN, [PHOTO_FAILED] = T_FILES_NOT_KEPT };
    return texts[trouble];
}

/* ---- the right to one's image: a dated fact, whose word says it all ---- */

static void put_right(Work *w, int64_t person, const Dated *fact) {
    change_put(w->tx, &TABLE_IMAGE_RIGHT, KEY(of_int(person), of_int(fact->from)), FIELDS(SET(COL_IMAGE_RIGHT_UNTIL_DAY, of_int(fact->until)),
        SET(COL_IMAGE_RIGHT_ALLOWED, of_int(str_equal(fact->word, "yes")))));
}

static void erase_right(Work *w, int64_t person, const Dated *fact) { change_end(w->tx, &TABLE_IMAGE_RIGHT, KEY(of_int(person), of_int(fact->from))); }

static const DatedKind right_kind = { false, put_right, erase_right };

static DatedList rights_of(Work *w, int64_t person) {
    DatedList list = { 0 };
    for (Rows r = db_rows(w->tx, &IMAGE_RIGHTS, VALUES(of_int(person))); row_next(&r); )
        *VEC_ADD(w->mem, &list) = (Dated){ .from = (Day) row_int(&r, IMAGE_RIGHTS_FROM_DAY), .until = (Day) row_int(&r, IMAGE_RIGHTS_UNTIL_DAY),
            .word = row_int(&r, IMAGE_RIGHTS_ALLOWED) ? "yes" : "no" };
    return list;
}

ImageRight image_right_on(Work *w, int64_t person, Day day) {
    DatedList list = rights_of(w, person);
    const Dated *held = dated_on(&list, day);
    return !held ? IMAGE_UNKNOWN : str_equal(held->word, "yes") ? IMAGE_YES : IMAGE_NO;
}

void image_right_set(Work *w, int64_t person, ImageRight to, Day from) {
    if (!photo_is_for(w, person)) {
        problem(w, T_PHOTO_NOT_FOR, NULL, "image_right");
        return;
    }
    const Dated fact = { .word = image_right_words[to] };
    DatedList now = rights_of(w, person), then = dated_change(w->mem, &now, to == IMAGE_UNKNOWN ? NULL : &fact, from == NO_DAY ? w->actor->scope.day : from, DAY_OPEN);
    dated_write(w, &right_kind, person, &now, &then);
}

void image_right_change(Work *w, const CellChange *change) {
    Day from = change->from == NO_DAY ? w->actor->scope.day : change->from;
    ImageRight to = IMAGE_UNKNOWN;
    const char *word = change->value.kind == VALUE_TEXT ? change->value.data : image_right_words[IMAGE_UNKNOWN], *held = image_right_words[image_right_on(w, change->id, from)];
    while (image_right_words[to] && !str_equal(image_right_words[to], word))
        to++;
    Value known = of_text(held);
    if (!image_right_words[to])
        problem(w, T_FORM_NOT_A_CHOICE, NULL, "%s", change->at);
    else if (!photo_is_for(w, change->id))
        problem(w, T_PHOTO_NOT_FOR, NULL, "%s", change->at);
    else if (cell_believed(w, change, &TABLE_IMAGE_RIGHT, COL_IMAGE_RIGHT_ALLOWED, &known, word, held))
        image_right_set(w, change->id, to, from);
}

/* ---- are they all there? ---- */

size_t files_check(const School *school, Arena *mem, const char **named) {
    size_t missing = 0;
    Tx *tx = tx_begin(school->store, mem, TX_READ);
    for (Rows r = db_rows(tx, &FILES_ALL, NO_VALUES); row_next(&r); ) {
        Arena *one = arena_child(mem);
        if (!kept_is_there(school, one, row_peek(&r, FILES_ALL_SEALED)) && !missing++)
            *named = kept_place(mem, school->year, row_peek(&r, FILES_ALL_SEALED));
        arena_free(one);
    }
    tx_rollback(tx);
    return missing;
}
