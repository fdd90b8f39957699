/* The trombinoscope (PE-14): a class, a group, the teachers of a class; on screen and as PDF. Who refuses has a card like who has no photo. A sheet that leaves the
 * school (?dehors=1) shows only whose agreement is noted: nobody said no is enough to know each other inside, not to be handed out. */
#include "school/files/files_parts.h"
#include "school/files/photo_web.h"

#include "base/str.h"
#include "base/vec.h"
#include "document/faces.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people.h"

typedef struct Sheet { int kind; int64_t structure; const char *code, *label; bool outside; } Sheet;
enum { OF_CLASS, OF_GROUP, OF_TEAM, NO_SHEET };
static const char *const kind_words_of_sheets[] = { "class", "group", "team" }, *const parameters[] = { "classe", "groupe", "equipe" };

/* What the address asks for. False: for something that there is not. */
static bool asked_sheet(const Request *rq, Sheet *s) {
    *s = (Sheet){ .kind = NO_SHEET, .outside = query_text(rq, "dehors") != NULL };
    for (int i = 0; i < NO_SHEET; i++)
        if (query_text(rq, parameters[i])) {
            s->kind = i;
            str_int(query_text(rq, parameters[i]), 1, INT64_MAX, &s->structure);
            break;
        }
    if (s->kind == NO_SHEET)
        return true;
    Work *w = rq->work;
    Rows r = db_rows(w->tx, &FACE_STRUCTURE, VALUES(of_int(s->structure), of_text(s->kind == OF_GROUP ? "group" : "class")));
    bool there = row_next(&r);
    if (there) {
        s->code = row_text(&r, FACE_STRUCTURE_CODE, w->mem);
        s->label = row_text(&r, FACE_STRUCTURE_LABEL, w->mem);
    }
    rows_end(&r);
    return there;
}

/* FACES_OF_STRUCTURE has the columns of FACES_OF_TEAM but the last. */
static Rows faces_of(Work *w, const Sheet *s) {
    return db_rows(w->tx, s->kind == OF_TEAM ? &FACES_OF_TEAM : &FACES_OF_STRUCTURE, VALUES(of_int(s->structure)));
}

static const char *detail_of(Work *w, const Sheet *s, const Rows *r) { return s->kind == OF_TEAM ? row_text(r, FACES_OF_TEAM_DETAIL, w->mem) : NULL; }

/* The sheet has a photo of them, and it may stand on it. */
static bool stands_on(const Sheet *s, const Rows *r) { return !row_null(r, FACES_OF_TEAM_FILE) && (!s->outside || row_int(r, FACES_OF_TEAM_AGREED)); }

static const char *sheet_href(Work *w, const char *path, const Sheet *s, bool outside) {
    return arena_printf(w->mem, "%s?%s=%lld%s", path, parameters[s->kind], (long long) s->structure, outside ? "&dehors=1" : "");
}

static void show_choices(Work *w, Doc *d, int64_t chosen) {
    doc_list(d, "classes");
    doc_list(d, "groups");
    for (Rows r = db_rows(w->tx, &FACE_STRUCTURES, NO_VALUES); row_next(&r); ) {
        Doc *item = doc_add(d, str_equal(row_peek(&r, FACE_STRUCTURES_KIND), "class") ? "classes" : "groups");
        doc_int(item, "id", row_int(&r, FACE_STRUCTURES_ID));
        doc_text(item, "label", row_text(&r, FACE_STRUCTURES_CODE, w->mem));
        doc_bool(item, "selected", row_int(&r, FACE_STRUCTURES_ID) == chosen);
    }
}

static void show_faces(Work *w, Doc *d, const Sheet *s) {
    int64_t count = 0, hidden = 0;
    doc_list(d, "items");
    for (Rows r = faces_of(w, s); row_next(&r); count++) {
        Doc *item = doc_add(d, "items");
        const char *name = row_text(&r, FACES_OF_TEAM_DISPLAY_NAME, w->mem);
        long long person = (long long) row_int(&r, FACES_OF_TEAM_PERSON);
        doc_int(item, "id", person);
        doc_text(item, "display_name", name);
        doc_text(item, "initials", names_initials(w->mem, name));
        hidden += !row_null(&r, FACES_OF_TEAM_FILE) && !stands_on(s, &r);
        if (stands_on(s, &r))
            doc_text(item, "photo", photo_address(w->mem, person, row_int(&r, FACES_OF_TEAM_FILE)));
        doc_text(item, "detail", detail_of(w, s, &r));
        doc_text(item, "href", arena_printf(w->mem, s->kind == OF_TEAM ? "/bureau/professeurs/%lld" : "/bureau/eleves/%lld", person));
    }
    doc_int(d, "count", count);
    doc_int(d, "hidden", hidden);
}

Reply show_face_sheet(Request *rq) {
    Work *w = rq->work;
    Sheet s;
    if (!asked_sheet(rq, &s))
        return not_found(rq);
    Doc *d = doc_new(w, &REPLY_FILES_FACE_SHEET);
    doc_bool(d, "chosen", s.kind != NO_SHEET);
    show_choices(w, d, s.structure);
    if (s.kind != NO_SHEET) {
        doc_word(d, "kind", kind_words_of_sheets[s.kind]);
        doc_int(d, "structure", s.structure);
        doc_text(d, "code", s.code);
        doc_text(d, "label", s.label);
        doc_bool(d, "outside", s.outside);
        doc_text(d, "pdf_href", sheet_href(w, "/bureau/trombinoscope/fichier", &s, s.outside));
        doc_text(d, "other_href", sheet_href(w, "/bureau/trombinoscope", &s, !s.outside));
        show_faces(w, d, &s);
    }
    return page(rq, &PAGE_FILES_FACE_SHEET, d);
}

/* ---- as PDF ---- */

typedef struct Card { const char *name, *detail, *sealed; } Card;

/* Its bytes for as long as MEM; NULL: gone, and the frame stays empty. */
static const void *photo_bytes(const School *school, Arena *mem, const char *sealed, size_t *size) {
    SealedReader *from = sealed ? kept_open(school, mem, sealed) : NULL;
    char *bytes = from ? arena_alloc(mem, PHOTO_BYTES_MOST, 1) : NULL;
    int64_t got = 1;
    for (*size = 0; from && got > 0 && *size < PHOTO_BYTES_MOST; *size += got > 0 ? (size_t) got : 0)
        got = sealed_read_some(from, bytes + *size, PHOTO_BYTES_MOST - *size);
    return from && got == 0 ? bytes : NULL;
}

static void print_card(Work *w, Faces *f, const Card *card) {
    Arena *one = arena_child(w->mem);
    FaceCard face = { .name = card->name, .detail = card->detail };
    face.photo = photo_bytes(w->school, one, card->sealed, &face.photo_size);
    faces_card(f, &face);
    arena_free(one);
}

Reply print_face_sheet(Request *rq) {
    Work *w = rq->work;
    Sheet s;
    VEC(Card) cards = { 0 };
    if (!asked_sheet(rq, &s) || s.kind == NO_SHEET)
        return not_found(rq);
    for (Rows r = faces_of(w, &s); row_next(&r); )
        *VEC_ADD(w->mem, &cards) = (Card){ row_text(&r, FACES_OF_TEAM_DISPLAY_NAME, w->mem), detail_of(w, &s, &r),
            stands_on(&s, &r) ? row_text(&r, FACES_OF_TEAM_SEALED, w->mem) : NULL };
    const char *title = words(w->mem, s.kind == OF_TEAM ? T_FACE_SHEET_TEAM_OF : T_FACE_SHEET_OF, WITH(ARG_TEXT("code", s.code)));
    Sink *to = sink_to_memory(rq->mem);
    Faces *f = faces_new(rq->mem, &(FacesHead){ .print = { .title = title, .subtitle = words(w->mem, s.outside ? T_FACE_SHEET_COUNT_OUTSIDE : T_FACE_SHEET_COUNT, WITH(ARG_INT("n", (int64_t) cards.count))),
        .school = w->school->name, .printed = day_words(w->mem, w->today) }, .made = w->now, .count = cards.count }, to);
    for (size_t i = 0; i < cards.count; i++)
        print_card(w, f, &cards.items[i]);
    if (!faces_end(f)) {
        tx_fail(w->tx, "faces", "not made");
        return not_found(rq);
    }
    return file_reply(rq, arena_printf(rq->mem, "%s.pdf", title), "application/pdf", to->held.data, to->held.size);
}
