/* The screens: one's own record, a child's, and at the desk anybody's, by name. */
#include "school/reads/reads_web.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts.h"
#include "school/accounts/accounts_web.h"

#define PAGE_LINES 50

RightId reads_see;
static const RightInfo rights[] = { { "reads.see", T_RIGHT_READS_SEE, 2, &reads_see, BRANCH_PRIVACY, OF_OFFICE }, { 0 } };

bool reads_told(const Work *w, const char *what, const ReadOf *of, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!reads_note(w, what, of[i].person, of[i].thing))
            return false;
    return true;
}

void reads_on_record(Work *w, struct Doc *d, int64_t person) {
    doc_text(d, "reads_href", arena_printf(w->mem, "/bureau/personnes/%lld/consultations", (long long) person));
}

/* ---- lines ---- */

static Rows ask_lines(Request *rq, int64_t person) {
    int64_t before = INT64_MAX;
    str_int(query_text(rq, "avant") ? query_text(rq, "avant") : "", 1, INT64_MAX, &before);
    return db_rows(rq->work->tx, &READS_OF, VALUES(of_int(person), of_int(before), of_int(PAGE_LINES + 1)));
}

static void add_line(Work *w, Doc *item, const Rows *r) {
    const char *what = row_text(r, READS_OF_WHAT, w->mem);
    doc_int(item, "id", row_int(r, READS_OF_ID));
    doc_int(item, "at", row_int(r, READS_OF_AT));
    doc_word(item, "kind", row_peek(r, READS_OF_KIND));
    doc_word(item, "mode", row_peek(r, READS_OF_MODE));
    doc_text(item, "what", what);
    doc_text(item, "label", reads_what(w->mem, what));
    if (row_int(r, READS_OF_THING))
        doc_int(item, "thing", row_int(r, READS_OF_THING));
}

/* At PATH is the page itself. */
static void add_lines(Request *rq, Doc *d, Rows r, bool named, const char *path) {
    Work *w = rq->work;
    int64_t last = 0;
    doc_list(d, "items");
    for (int count = 0; row_next(&r); count++) {
        if (count == PAGE_LINES) {
            doc_int(d, "next", last);
            doc_text(d, "next_href", arena_printf(w->mem, "%s?avant=%lld", path, (long long) last));
            break;
        }
        Doc *item = doc_add(d, "items");
        add_line(w, item, &r);
        last = row_int(&r, READS_OF_ID);
        if (named) {
            doc_int(item, "account", row_int(&r, READS_OF_ACCOUNT));
            doc_text(item, "by", row_text(&r, READS_OF_WHO, w->mem));
        }
    }
    rows_end(&r);
}

/* ---- one's own ---- */

static void add_person(Doc *d, int64_t id, const char *name, int64_t shown) {
    Doc *item = doc_add(d, "people");
    doc_int(item, "id", id);
    doc_text(item, "display_name", name);
    doc_bool(item, "current", id == shown);
    if (id == shown)
        doc_text(d, "display_name", name);
}

/* Whom one may ask about: oneself, and one's children who are under age. */
static void add_people(Work *w, Doc *d, int64_t shown) {
    doc_list(d, "people");
    if (w->actor->person)
        add_person(d, w->actor->person, w->actor->display_name, shown);
    size_t count;
    const OwnChild *children = accounts_own_children(w, &count);
    for (size_t i = 0; i < count; i++)
        add_person(d, children[i].person, children[i].name, shown);
}

static Reply show_reads_of(Request *rq, int64_t person, const char *path) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_READS_OWN);
    Rows lines = ask_lines(rq, person);
    doc_text(d, "school", w->school->name);
    add_people(w, d, person);
    if (person)
        doc_int(d, "person", person);
    doc_bool(d, "child", person && person != w->actor->person);
    add_lines(rq, d, lines, false, path);
    return own_page(rq, &PAGE_READS_OWN, d);
}

static Reply show_own(Request *rq) { return show_reads_of(rq, rq->work->actor->person, "/compte/consultations"); }

static Reply show_child(Request *rq) {
    return show_reads_of(rq, path_id(rq, "person"), arena_printf(rq->mem, "/compte/consultations/%lld", (long long) path_id(rq, "person")));
}

/* One's own record has an address of its own too, so that the page may link to each alike. */
static Verdict is_own_or_child(Request *rq) {
    int64_t person = rq->work->actor->person;
    return (person && person == path_id(rq, "person")) || accounts_is_own_child(rq->work, path_id(rq, "person")) ? ALLOW : UNKNOWN;
}

/* ---- at the desk ---- */

static Verdict sees_person(Request *rq) { return db_text(rq->work->tx, &READ_PERSON, VALUES(of_int(path_id(rq, "person")))) ? ALLOW : UNKNOWN; }

static Reply show_person(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "person");
    Rows lines = ask_lines(rq, id), r = db_rows(w->tx, &READ_PERSON, VALUES(of_int(id)));
    Doc *d = doc_new(w, &REPLY_READS_PERSON);
    doc_int(d, "id", id);
    if (row_next(&r)) {
        const char *base = row_int(&r, READ_PERSON_IS_PUPIL) ? "eleves" : row_int(&r, READ_PERSON_IS_TEACHER) ? "professeurs" :
            row_int(&r, READ_PERSON_IS_STAFF) ? "personnels" : "responsables";
        doc_text(d, "display_name", row_text(&r, READ_PERSON_DISPLAY_NAME, w->mem));
        doc_text(d, "back_href", arena_printf(w->mem, "/bureau/%s/%lld", base, (long long) id));
    }
    rows_end(&r);
    add_lines(rq, d, lines, true, arena_printf(w->mem, "/bureau/personnes/%lld/consultations", (long long) id));
    return page(rq, &PAGE_READS_PERSON, d);
}

/* ---- the feature ---- */

static const Route routes[] = {
    { GET, "/compte/consultations", show_own, guard_signed_in, READ, PORTAL_ANY, NULL, &PAGE_READS_OWN },
    { GET, "/compte/consultations/:person", show_child, is_own_or_child, READ, PORTAL_ANY, NULL, &PAGE_READS_OWN },
    { GET, "/bureau/personnes/:person/consultations", show_person, sees_person, READ, PORTAL_DESK, "reads.see", &PAGE_READS_PERSON },
    ROUTES_END,
};

static const Command commands[] = { { T_READS_OWN_TITLE, T_COMMAND_OWN_READS_WORDS, "/compte/consultations", NULL }, { 0 } };
static const GuardName guards[] = { GUARD(is_own_or_child), GUARD(sees_person), { 0 } };
static const Topic topics[] = { { "reads", NULL, "reads.see", guard_signed_in }, { 0 } };
static const TableText tables[] = { { &TABLE_READ_LINE, T_TABLE_READ_LINE }, { 0 } };
static const ColumnText columns[] = { { &TABLE_READ_LINE, COL_READ_LINE_AT, T_EXPORTS_COLUMN_AT }, { &TABLE_READ_LINE, COL_READ_LINE_QUARTER, T_FIELD_QUARTER },
    { &TABLE_READ_LINE, COL_READ_LINE_ACCOUNT, T_FIELD_ACCOUNT }, { &TABLE_READ_LINE, COL_READ_LINE_PERSON, T_EXPORTS_COLUMN_PERSON },
    { &TABLE_READ_LINE, COL_READ_LINE_MODE, T_FIELD_MODE, SHOWN_WORD, "mode" }, { &TABLE_READ_LINE, COL_READ_LINE_WHAT, T_FIELD_READ_WHAT, SHOWN_WORD, "read_what" },
    { &TABLE_READ_LINE, COL_READ_LINE_THING, T_FIELD_READ_THING }, { 0 } };

static const Processing processings[] = { { "traces", .persons = OF_EVERYBODY, .data_class = 2, .tables = OF_TABLES(&TABLE_READ_LINE), .rights = "reads.see",
        .kept = T_REGISTER_KEPT_READS }, { 0 } };

const Feature reads_feature = { .name = "reads", .routes = routes, .rights = rights, .commands = commands, .guards = guards, .topics = topics, .tables = tables, .columns = columns,
    .processings = processings };
