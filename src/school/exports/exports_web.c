/* The screens of copies: one's own data, somebody's at the desk, the whole school's. */
#include "school/exports/exports.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts.h"
#include "school/files/files_parts.h"
#include "school/people/people.h"
#include "store/years.h"
#include "school/accounts/accounts_web.h"


RightId exports_person, exports_school;
static const RightInfo rights[] = { { "exports.person", T_RIGHT_EXPORTS_PERSON, 3, &exports_person, BRANCH_PRIVACY, OF_OFFICE },
    { "exports.school", T_RIGHT_EXPORTS_SCHOOL, 3, &exports_school, BRANCH_PRIVACY, OF_OFFICE }, { 0 } };

/* ---- guards ---- */

static Verdict sees_person(Request *rq) { return db_int(rq->work->tx, &COPY_PERSON_SEEN, VALUES(of_int(path_id(rq, "person")))) ? ALLOW : UNKNOWN; }

static Verdict is_own_child(Request *rq) { return accounts_is_own_child(rq->work, path_id(rq, "person")) ? ALLOW : UNKNOWN; }

static Verdict sees_everyone(Request *rq) { return rq->work->actor->scope.all ? ALLOW : FORBIDDEN; }

/* Whoever asked for it fetches it; others make their own, and the history says so. */
static Verdict own_copy(Request *rq) {
    Work *w = rq->work;
    int64_t account = db_int(w->tx, &SCHOOL_COPY, VALUES(of_int(path_id(rq, "copy"))));
    return w->actor->scope.all && account && account == w->actor->account ? ALLOW : UNKNOWN;
}

/* ---- one person's ---- */

/* First the file, then the row that tells of it, then the answer: nothing is told that is not given, nothing given that is not told. */
static Reply give(Request *rq, int64_t person, int64_t account, AskedAs as, Handler show) {
    Work *w = rq->work;
    if (store_is_closed(w->school->store)) {
        problem(w, T_EXPORTS_CLOSED_YEAR, NULL, "person");
        return again(rq, show);
    }
    Whose whose = whose_data(w, person, account);
    int fd = temporary_file(rq);
    bool good = fd > 0 && personal_zip(w, &whose, as, sink_to_file(rq->mem, fd));
    const char *act = arena_printf(rq->mem, "%s %s", "POST", rq->route->path);
    if (!good || !data_copy_told(w, person, as, act)) {
        tx_fail(w->tx, "personal copy", "not written");
        return again(rq, show);
    }
    return open_file_reply(rq, words(rq->mem, T_EXPORTS_PERSON_FILE, WITH(ARG_TEXT("name", whose.name), ARG_TEXT("date", day_iso(rq->mem, w->today)))), "application/zip", fd);
}

static Reply show_own(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_EXPORTS_OWN);
    doc_text(d, "school", w->school->name);
    doc_text(d, "display_name", w->actor->display_name);
    doc_bool(d, "has_record", w->actor->person != 0);
    doc_list(d, "children");
    size_t count;
    const OwnChild *children = accounts_own_children(w, &count);
    for (size_t i = 0; i < count; i++) {
        Doc *child = doc_add(d, "children");
        doc_int(child, "id", children[i].person);
        doc_text(child, "display_name", children[i].name);
    }
    return own_page(rq, &PAGE_EXPORTS_OWN, d);
}

static Reply give_own(Request *rq) { return give(rq, rq->work->actor->person, rq->work->actor->account, ASKED_SELF, show_own); }
static Reply give_child(Request *rq) { return give(rq, path_id(rq, "person"), 0, ASKED_GUARDIAN, show_own); }

static Reply show_person(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "person");
    Rows r = db_rows(w->tx, &COPY_PERSON_SEEN, VALUES(of_int(id)));
    const char *name = row_next(&r) ? row_text(&r, COPY_PERSON_SEEN_DISPLAY_NAME, w->mem) : NULL;
    rows_end(&r);
    Doc *d = doc_new(w, &REPLY_EXPORTS_PERSON);
    doc_int(d, "id", id);
    doc_text(d, "display_name", name);
    doc_text(d, "initials", name ? names_initials(w->mem, name) : NULL);
    doc_text(d, "back_href", record_href(w, id));
    return page(rq, &PAGE_EXPORTS_PERSON, d);
}

static Reply give_person(Request *rq) { return give(rq, path_id(rq, "person"), 0, ASKED_OFFICE, show_person); }

void exports_on_record(Work *w, struct Doc *d, int64_t person) {
    doc_text(d, "data_href", arena_printf(w->mem, "/bureau/personnes/%lld/donnees", (long long) person));
}

/* ---- the school's ---- */

static Reply show_copies(Request *rq) {
    Work *w = rq->work;
    bool working = false;
    Doc *d = doc_new(w, &REPLY_EXPORTS_COPIES);
    doc_list(d, "items");
    Rows r = db_rows(w->tx, &SCHOOL_COPIES, NO_VALUES);
    while (row_next(&r)) {
        Doc *item = doc_add(d, "items");
        int64_t id = row_int(&r, SCHOOL_COPIES_ID), size = row_int(&r, SCHOOL_COPIES_SIZE);
        const char *state = row_text(&r, SCHOOL_COPIES_STATE, w->mem), *who = row_text(&r, SCHOOL_COPIES_WHO, w->mem);
        doc_int(item, "id", id);
        doc_int(item, "at", row_int(&r, SCHOOL_COPIES_AT));
        doc_text(item, "by", who ? who : words(w->mem, T_JOBS_BY_ITSELF, NULL));
        doc_bool(item, "mine", row_int(&r, SCHOOL_COPIES_ACCOUNT) == w->actor->account);
        doc_word(item, "state", state);
        if (str_equal(state, "ready")) {
            doc_int(item, "size", size);
            doc_text(item, "size_words", size_words(w->mem, size));
            doc_int(item, "until", row_int(&r, SCHOOL_COPIES_ENDED_AT) + EXPORT_HOURS * HOUR);
        }
        working = working || str_equal(state, "working");
        const JobSeen *job = str_equal(state, "working") ? job_about(w, school_copy_about(w->mem, id)) : NULL;
        if (job && job->note)
            doc_text(item, "progress", job_note(w->mem, job));
    }
    doc_bool(d, "working", working);
    return page(rq, &PAGE_EXPORTS_COPIES, d);
}

typedef struct StartForm { bool understood; } StartForm;
static const Field start_fields[] = { FIELD(StartForm, understood, .kind = FIELD_BOOL), { .kind = FIELD_END } };

static Reply start_copy(Request *rq) {
    Work *w = rq->work;
    StartForm f = { 0 };
    form_read(rq, start_fields, &f);
    if (!f.understood)
        problem(w, T_EXPORTS_NOT_UNDERSTOOD, NULL, "understood");
    if (has_problems(w))
        return again(rq, show_copies);
    int64_t id = db_int(w->tx, &SCHOOL_COPY_ADD, VALUES(of_int(w->now), of_int(w->actor->account)));
    change_add(w->tx, &TABLE_DATA_COPY, FIELDS(SET(COL_DATA_COPY_PERSON, of_null()), SET(COL_DATA_COPY_ASKED_AS, of_text(asked_words[ASKED_SCHOOL])),
        SET(COL_DATA_COPY_AT, of_int(w->now)), SET(COL_DATA_COPY_ACCOUNT, of_int(w->actor->account))));
    job_add(w, &exports_jobs[EXPORTS_JOB_SCHOOL], school_copy_about(w->mem, id), NULL);
    return see_other(rq, "/bureau/exports");
}

static int64_t read_sealed(void *from, void *to, size_t most) { return sealed_read_some(from, to, most); }

static Reply get_copy(Request *rq) {
    Work *w = rq->work;
    Rows r = db_rows(w->tx, &SCHOOL_COPY, VALUES(of_int(path_id(rq, "copy"))));
    bool ready = row_next(&r) && str_equal(row_peek(&r, SCHOOL_COPY_STATE), "ready");
    const char *sealed = ready ? row_text(&r, SCHOOL_COPY_SEALED, rq->mem) : NULL;
    int64_t size = ready ? row_int(&r, SCHOOL_COPY_SIZE) : 0;
    Day day = ready ? instant_day(row_int(&r, SCHOOL_COPY_AT)) : NO_DAY;
    rows_end(&r);
    ByteSource *source = NEW(rq->mem, ByteSource);
    *source = (ByteSource){ read_sealed, ready ? copy_file_open(w->school, rq->mem, EXPORTS_FOLDER, sealed) : NULL };
    if (!source->context)
        return not_found(rq);
    return kept_file_reply(rq, school_copy_name(rq->mem, w->school, day), "application/zip", source, (size_t) size);
}

/* Its file goes once this is committed. */
static Reply drop_copy(Request *rq) {
    Work *w = rq->work;
    Rows r = db_rows(w->tx, &SCHOOL_COPY, VALUES(of_int(path_id(rq, "copy"))));
    const char *sealed = row_next(&r) ? row_text(&r, SCHOOL_COPY_SEALED, w->mem) : NULL;
    rows_end(&r);
    db_do(w->tx, &SCHOOL_COPY_END, VALUES(of_int(path_id(rq, "copy")), of_text("gone"), of_int(w->now)));
    job_add(w, &exports_jobs[EXPORTS_JOB_TIDY], NULL, sealed);
    change_touch(w->tx, YEAR, "exports");
    return see_other(rq, "/bureau/exports");
}

/* ---- the feature ---- */

static const Route routes[] = {
    { GET, "/compte/donnees", show_own, guard_signed_in, READ, PORTAL_ANY, NULL, &PAGE_EXPORTS_OWN },
    { POST, "/compte/donnees", give_own, guard_signed_in, SLOW, PORTAL_ANY, NULL, &PAGE_EXPORTS_OWN, .step_up = true },
    { POST, "/compte/donnees/:person", give_child, is_own_child, SLOW, PORTAL_ANY, NULL, &PAGE_EXPORTS_OWN, .step_up = true, .reads = "copy", .whose = "person" },
    { GET, "/bureau/personnes/:person/donnees", show_person, sees_person, READ, PORTAL_DESK, "exports.person", &PAGE_EXPORTS_PERSON },
    { POST, "/bureau/personnes/:person/donnees", give_person, sees_person, SLOW, PORTAL_DESK, "exports.person", &PAGE_EXPORTS_PERSON, .step_up = true, .reads = "copy", .whose = "person" },
    { GET, "/bureau/exports", show_copies, sees_everyone, READ, PORTAL_DESK, "exports.school", &PAGE_EXPORTS_COPIES },
    { POST, "/bureau/exports", start_copy, sees_everyone, WRITE, PORTAL_DESK, "exports.school", &PAGE_EXPORTS_COPIES, start_fields, .step_up = true },
    { GET, "/bureau/exports/:copy/fichier", get_copy, own_copy, SLOW, PORTAL_DESK, "exports.school", NULL, .step_up = true, .reads = READS_NOBODY },
    { POST, "/bureau/exports/:copy/fin", drop_copy, own_copy, WRITE, PORTAL_DESK, "exports.school", NULL },
    ROUTES_END,
};

static const Panel panels[] = { { .group = "admin", .rank = 6, .label = T_EXPORTS_SCHOOL_TITLE, .path = "/bureau/exports", .right = &exports_school }, PANELS_END };
static const Command commands[] = { { T_EXPORTS_OWN_TITLE, T_COMMAND_OWN_DATA_WORDS, "/compte/donnees", NULL }, { 0 } };
static const GuardName guards[] = { GUARD(sees_person), GUARD(is_own_child), GUARD(sees_everyone), GUARD(own_copy), { 0 } };
static const Topic topics[] = { { "exports", NULL, "exports.school", sees_everyone }, { 0 } };
static const Reference references[] = { { &TABLE_DATA_COPY, COL_DATA_COPY_PERSON, &REF_DATA_COPY }, { 0 } };
static const TableText tables[] = { { &TABLE_DATA_COPY, T_TABLE_DATA_COPY }, { 0 } };
static const ColumnText columns[] = { { &TABLE_DATA_COPY, COL_DATA_COPY_PERSON, T_FIELD_PERSON },
    { &TABLE_DATA_COPY, COL_DATA_COPY_ASKED_AS, T_EXPORTS_COLUMN_ASKED_AS, SHOWN_WORD, "asked_as" }, { &TABLE_DATA_COPY, COL_DATA_COPY_AT, T_EXPORTS_COLUMN_AT },
    { &TABLE_DATA_COPY, COL_DATA_COPY_ACCOUNT, T_FIELD_ACCOUNT }, { 0 } };
static const ActText acts[] = { { "POST /compte/donnees", T_ACT_OWN_DATA, .stays = true }, { "POST /compte/donnees/:person", T_ACT_CHILDS_DATA, .stays = true },
    { "POST /bureau/personnes/:person/donnees", T_ACT_PERSONS_DATA, .stays = true }, { "POST /bureau/exports", T_ACT_SCHOOLS_DATA, .stays = true },
    { "export", T_ACT_SCHOOLS_DATA, .stays = true }, { 0 } };

static const Processing processings[] = { { "copies", T_REGISTER_COPIES, T_REGISTER_COPIES_WHY, T_REGISTER_COPIES_BASIS, OF_EVERYBODY, 2,
        OF_TABLES(&TABLE_DATA_COPY, &TABLE_SCHOOL_COPY), .rights = "exports.person exports.school", .kept = T_REGISTER_KEPT_COPIES, .days = EXPORT_HOURS }, { 0 } };

const Feature exports_feature = { .name = "exports", .routes = routes, .rights = rights, .panels = panels, .commands = commands, .guards = guards, .topics = topics,
    .references = references, .tables = tables, .columns = columns, .acts = acts, .jobs = exports_jobs, .processings = processings };
