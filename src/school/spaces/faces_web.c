/* The trombinoscope in the Spaces (PE-14).
 *
 * Families (rubric space.faces, off until the school opens it): the class of one's child, of nobody else's, and who teaches them where space.team is shown as well.
 * To show a minor's face to other families is to hand it out: it takes an agreement that is noted. Refused, or nobody asked: initials; the name stays. One's own
 * child is shown by the desk's rule. A photo has an address below the child by whom it is reached, so that the guard of the page is the photo's; it stays in no cache.
 *
 * Staff: who they teach, or were given, in their own Space, by the right and the rule of the desk: to know each other inside the school is no handing out, so nobody is
 * asked first; but who refused is shown to nobody at all, staff included (files.h, PRIV-06). Photos are the desk's own addresses. */
#include "school/spaces/spaces_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts_web.h"
#include "school/files/photo_web.h"
#include "school/people/people.h"

/* One card: the keys of spaces/face_card. PHOTO: its address, NULL: initials. */
static Doc *doc_face(Work *w, Doc *d, const char *list, int64_t person, const char *name, const char *photo) {
    Doc *item = doc_add(d, list);
    doc_int(item, "id", person);
    doc_text(item, "display_name", name);
    doc_text(item, "initials", names_initials(w->mem, name));
    doc_text(item, "photo", photo);
    return item;
}

/* ---- families ---- */

/* The address changes with the photo, FILE. */
static const char *family_photo(Work *w, int64_t pupil, int64_t person, int64_t file) {
    return file ? arena_printf(w->mem, "%s/%lld?v=%lld", own_href(w, pupil, "/trombinoscope", "trombinoscope"), (long long) person, (long long) file) : NULL;
}

static void doc_classmates(Work *w, Doc *d, int64_t pupil, Rows r) {
    int64_t count = 0;
    doc_list(d, "pupils");
    for (; row_next(&r); count++)
        doc_face(w, d, "pupils", row_int(&r, SPACE_CLASSMATES_PERSON), row_text(&r, SPACE_CLASSMATES_DISPLAY_NAME, w->mem),
            family_photo(w, pupil, row_int(&r, SPACE_CLASSMATES_PERSON), row_null(&r, SPACE_CLASSMATES_PHOTO) ? 0 : row_int(&r, SPACE_CLASSMATES_PHOTO)));
    doc_int(d, "count", count);
}

static void doc_teachers(Work *w, Doc *d, int64_t pupil, Rows r) {
    doc_list(d, "teachers");
    while (row_next(&r)) {
        int64_t teacher = row_int(&r, SPACE_FACES_TEAM_TEACHER);
        Doc *item = doc_face(w, d, "teachers", teacher, row_text(&r, SPACE_FACES_TEAM_DISPLAY_NAME, w->mem),
            family_photo(w, pupil, teacher, row_null(&r, SPACE_FACES_TEAM_PHOTO) ? 0 : row_int(&r, SPACE_FACES_TEAM_PHOTO)));
        doc_text(item, "detail", row_text(&r, SPACE_FACES_TEAM_DETAIL, w->mem));
    }
}

/* What will surely be shown is asked for at once: as many statements whatever the class. */
Reply show_family_faces(Request *rq) {
    Work *w = rq->work;
    int64_t pupil = own_pupil_of(rq);
    const Value id = of_int(pupil);
    bool team = space_shows(w, SPACE_TEAM, pupil), record = space_shows(w, SPACE_RECORD, pupil);
    Rows one = db_rows(w->tx, &SPACE_PUPIL, &id, 1), class = db_rows(w->tx, &SPACE_CLASSMATES, &id, 1), teachers = { 0 };
    if (team)
        teachers = db_rows(w->tx, &SPACE_FACES_TEAM, &id, 1);
    Doc *d = doc_new(w, &REPLY_SPACES_FACES);
    doc_int(d, "id", pupil);
    if (row_next(&one)) {
        doc_text(d, "display_name", row_text(&one, SPACE_PUPIL_DISPLAY_NAME, w->mem));
        doc_text(d, "class_code", row_text(&one, SPACE_PUPIL_CLASS_CODE, w->mem));
    }
    rows_end(&one);
    doc_classmates(w, d, pupil, class);
    if (team)
        doc_teachers(w, d, pupil, teachers);
    doc_bool(d, "guardian", own_of_guardian(w));
    if (own_of_guardian(w)) {
        doc_text(d, "back", record ? own_href(w, pupil, "", "") : "/parent");
        doc_words(d, "back_label", record ? T_SPACES_PAGE_OF : T_SPACES_HOME, NULL);
        doc_others(w, d, pupil, SPACE_FACES, "/trombinoscope");
    }
    return page(rq, &PAGE_SPACES_FACES, d);
}

typedef struct Shown { const char *sealed; int64_t size; } Shown;

/* SPACE_FACE and SPACE_FACE_OF_TEAM have the same columns. */
static Shown shown_by(Request *rq, const Statement *statement) {
    Shown shown = { 0 };
    Rows r = db_rows(rq->work->tx, statement, VALUES(of_int(own_pupil_of(rq)), of_int(path_id(rq, "person"))));
    if (row_next(&r))
        shown = (Shown){ row_text(&r, SPACE_FACE_SEALED, rq->mem), row_int(&r, SPACE_FACE_SIZE) };
    rows_end(&r);
    return shown;
}

/* Whatever keeps a face from being shown is told by nothing: there is none. */
Reply show_family_face(Request *rq) {
    Shown shown = shown_by(rq, &SPACE_FACE);
    if (!shown.sealed && space_shows(rq->work, SPACE_TEAM, own_pupil_of(rq)))
        shown = shown_by(rq, &SPACE_FACE_OF_TEAM);
    return shown.sealed ? photo_reply(rq, shown.sealed, shown.size) : not_found(rq);
}

/* ---- staff ---- */

/* One that they teach or were given, or any for who sees the whole school; another's is not there. */
Verdict sees_structure_faces(Request *rq) {
    Rows r = db_rows(rq->work->tx, &SPACE_STRUCTURE, VALUES(of_int(path_id(rq, "structure"))));
    bool seen = row_next(&r);
    rows_end(&r);
    return seen ? ALLOW : UNKNOWN;
}

/* Those one may choose from. FACE_STRUCTURES and SPACE_OWN_CLASSES begin with the same columns. */
static void doc_structures(Work *w, Doc *d, int64_t current) {
    doc_list(d, "classes");
    doc_list(d, "groups");
    for (Rows r = db_rows(w->tx, w->actor->scope.all ? &FACE_STRUCTURES : &SPACE_OWN_CLASSES, NO_VALUES); row_next(&r); ) {
        Doc *item = doc_add(d, str_equal(row_peek(&r, FACE_STRUCTURES_KIND), "class") ? "classes" : "groups");
        int64_t id = row_int(&r, FACE_STRUCTURES_ID);
        doc_int(item, "id", id);
        doc_text(item, "code", row_text(&r, FACE_STRUCTURES_CODE, w->mem));
        doc_text(item, "href", space_faces_href(w, id));
        doc_bool(item, "current", id == current);
    }
}

const char *space_faces_href(Work *w, int64_t structure) {
    const char *all = arena_printf(w->mem, "%s/trombinoscope", space_home(w->actor->mode));
    return structure ? arena_printf(w->mem, "%s/%lld", all, (long long) structure) : all;
}

Reply show_faces_choice(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_SPACES_FACES_CHOICE);
    doc_text(d, "back", space_home(w->actor->mode));
    doc_structures(w, d, 0);
    return page(rq, &PAGE_SPACES_FACES_CHOICE, d);
}

/* FACES_OF_STRUCTURE has the columns of FACES_OF_TEAM but the last. */
static void doc_desk_faces(Work *w, Doc *d, const char *list, const char *record, bool team, Rows r) {
    int64_t count = 0;
    doc_list(d, list);
    for (; row_next(&r); count++) {
        int64_t person = row_int(&r, FACES_OF_TEAM_PERSON), file = row_null(&r, FACES_OF_TEAM_FILE) ? 0 : row_int(&r, FACES_OF_TEAM_FILE);
        Doc *item = doc_face(w, d, list, person, row_text(&r, FACES_OF_TEAM_DISPLAY_NAME, w->mem), file ? photo_address(w->mem, person, file) : NULL);
        doc_text(item, "href", arena_printf(w->mem, "%s/%lld", record, (long long) person));
        if (team)
            doc_text(item, "detail", row_text(&r, FACES_OF_TEAM_DETAIL, w->mem));
    }
    if (!team)
        doc_int(d, "count", count);
}

Reply show_structure_faces(Request *rq) {
    Work *w = rq->work;
    bool group = false;
    int64_t id = path_id(rq, "structure");
    const Value of = of_int(id);
    Rows one = db_rows(w->tx, &SPACE_STRUCTURE, &of, 1), pupils = db_rows(w->tx, &FACES_OF_STRUCTURE, &of, 1), team = db_rows(w->tx, &FACES_OF_TEAM, &of, 1);
    Doc *d = doc_new(w, &REPLY_SPACES_CLASS_FACES);
    doc_int(d, "id", id);
    if (row_next(&one)) {
        group = str_equal(row_peek(&one, SPACE_STRUCTURE_KIND), "group");
        doc_text(d, "code", row_text(&one, SPACE_STRUCTURE_CODE, w->mem));
        doc_text(d, "label", row_text(&one, SPACE_STRUCTURE_LABEL, w->mem));
    }
    rows_end(&one);
    doc_word(d, "kind", group ? "group" : "class");
    doc_desk_faces(w, d, "pupils", "/bureau/eleves", false, pupils);
    doc_desk_faces(w, d, "teachers", "/bureau/professeurs", true, team);
    doc_text(d, "back", space_faces_href(w, 0));
    doc_text(d, "pdf_href", arena_printf(w->mem, "/bureau/trombinoscope/fichier?%s=%lld", group ? "groupe" : "classe", (long long) id));
    if (!w->actor->scope.all)           /* who sees the whole school has too many for a line: the page before lists them */
        doc_structures(w, d, id);
    return page(rq, &PAGE_SPACES_CLASS_FACES, d);
}
