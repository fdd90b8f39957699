/* A pupil's year: class, régime and groups with their days, options; leaving and coming back. */
#include "school/people/people_parts.h"

#include "base/str.h"
#include "base/vec.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/people/people_rules.h"

static int64_t pupil_of(const Request *rq) { return path_id(rq, "pupil"); }

static Reply back_to(Request *rq, Handler show, const char *place) {
    return has_problems(rq->work) ? again(rq, show) : see_other(rq, "/bureau/eleves/%lld%s", (long long) pupil_of(rq), place);
}

/* ---- dated facts: where they are, under which régime ---- */

typedef struct Fact { int64_t structure; const char *kind, *code, *board, *exits; /* a régime, a permission to leave: no structure */ Day from, until; } Fact;
typedef struct Facts { Fact *items; size_t count, capacity; } Facts;

/* Classes, then groups and parts, then régimes, then permissions to leave; each in order. */
static Facts facts_of(Work *w, int64_t pupil) {
    Facts all = { 0 };
    for (Rows r = db_rows(w->tx, &PUPIL_STAYS, VALUES(of_int(pupil))); row_next(&r); )
        *VEC_ADD(w->mem, &all) = (Fact){ .structure = row_int(&r, PUPIL_STAYS_STRUCTURE), .kind = row_text(&r, PUPIL_STAYS_KIND, w->mem),
            .code = row_text(&r, PUPIL_STAYS_CODE, w->mem), .from = (Day) row_int(&r, PUPIL_STAYS_FROM_DAY), .until = (Day) row_int(&r, PUPIL_STAYS_UNTIL_DAY) };
    DatedList boards = pupil_facts(w, &board_facts, pupil), exits = pupil_facts(w, &exit_facts, pupil);
    for (size_t i = 0; i < boards.count; i++)
        *VEC_ADD(w->mem, &all) = (Fact){ .board = boards.items[i].word, .from = boards.items[i].from, .until = boards.items[i].until };
    for (size_t i = 0; i < exits.count; i++)
        *VEC_ADD(w->mem, &all) = (Fact){ .exits = exits.items[i].word, .from = exits.items[i].from, .until = exits.items[i].until };
    return all;
}

static void doc_fact(Doc *item, const Fact *f) {
    if (f->structure)
        doc_int(item, "structure", f->structure);
    doc_word(item, "fact_kind", f->kind);
    doc_text(item, "code", f->code);
    doc_word(item, "board_status", f->board);
    doc_word(item, "exit_permission", f->exits);
    doc_day(item, "from_date", f->from);
    if (f->until != DAY_OPEN)
        doc_day(item, "until_date", f->until);
}

/* What holds on the day one looks at. */
static void doc_now(Doc *d, const Fact *f) {
    if (f->board) {
        doc_word(d, "board_status", f->board);
    } else if (f->exits) {
        doc_word(d, "exit_permission", f->exits);
    } else if (str_equal(f->kind, "class")) {
        doc_int(d, "class", f->structure);
    } else {
        Doc *item = doc_add(d, "groups");
        doc_int(item, "id", f->structure);
        doc_text(item, "code", f->code);
        doc_day(item, "from_date", f->from);
    }
}

static void doc_facts(Work *w, Doc *d, int64_t pupil) {
    Facts all = facts_of(w, pupil);
    Day day = w->actor->scope.day;
    doc_list(d, "groups");
    doc_list(d, "facts");
    for (size_t i = 0; i < all.count; i++) {
        const Fact *f = &all.items[i];
        Doc *item = doc_add(d, "facts");
        doc_fact(item, f);
        if (f->until != DAY_OPEN)
            doc_day(item, "last_date", f->until - 1);
        if (f->from <= day && day < f->until)
            doc_now(d, f);
    }
}

static void doc_options(Work *w, Doc *d, int64_t pupil) {
    doc_list(d, "options");
    for (Rows r = db_rows(w->tx, &OPTIONS_OF, VALUES(of_int(pupil))); row_next(&r); ) {
        Doc *item = doc_add(d, "options");
        doc_text(item, "subject", row_text(&r, OPTIONS_OF_SUBJECT, w->mem));
        doc_text(item, "label", row_text(&r, OPTIONS_OF_LABEL, w->mem));
        doc_text(item, "modality", row_text(&r, OPTIONS_OF_MODALITY, w->mem));
        doc_text(item, "modality_label", row_text(&r, OPTIONS_OF_MODALITY_LABEL, w->mem));
    }
    doc_choice(w, d, "subjects", &CHOOSE_SUBJECT);
    doc_choice(w, d, "modalities", &CHOOSE_MODALITY);
}

Reply show_schooling(Request *rq) {
    Work *w = rq->work;
    Doc *d = person_edited(rq, &PAGE_PEOPLE_SCHOOLING);
    doc_text(d, "path", arena_printf(rq->mem, "/bureau/eleves/%lld/scolarite", (long long) pupil_of(rq)));
    doc_facts(w, d, pupil_of(rq));
    doc_numbered_choice(w, d, "classes", &CHOOSE_CLASS);
    doc_choice(w, d, "mefs", &CHOOSE_MEF);
    doc_numbered_choice(w, d, "others", &CHOOSE_GROUP);
    doc_options(w, d, pupil_of(rq));
    return page(rq, &PAGE_PEOPLE_SCHOOLING, d);
}

Reply save_schooling(Request *rq) { return person_save(rq, show_schooling); }

/* ---- groups, options ---- */

typedef struct GroupForm { int64_t group; Day group_from; } GroupForm;
const Field group_fields[] = { FIELD(GroupForm, group, .kind = FIELD_ID, .required = true), FIELD(GroupForm, group_from, .kind = FIELD_DAY), { .kind = FIELD_END } };

static Reply save_group(Request *rq, void (*verb)(Work *, int64_t, int64_t, Day, const char *)) {
    GroupForm f = { 0 };
    form_read(rq, group_fields, &f);
    if (!has_problems(rq->work))
        verb(rq->work, pupil_of(rq), f.group, f.group_from, "group");
    return back_to(rq, show_schooling, "/scolarite");
}

Reply join_group(Request *rq) { return save_group(rq, membership_add); }
Reply leave_group(Request *rq) { return save_group(rq, membership_end); }

typedef struct OptionForm { const char *subject, *modality; } OptionForm;
const Field option_fields[] = { FIELD(OptionForm, subject, .kind = FIELD_TEXT, .max = 20, .required = true), FIELD(OptionForm, modality, .kind = FIELD_TEXT, .max = 10),
    { .kind = FIELD_END } };

static Reply save_option(Request *rq, void (*verb)(Work *, int64_t, const char *, const char *)) {
    OptionForm f = { 0 };
    form_read(rq, option_fields, &f);
    if (!has_problems(rq->work))
        verb(rq->work, pupil_of(rq), f.subject, f.modality);
    return back_to(rq, show_schooling, "/scolarite");
}

Reply add_option(Request *rq) { return save_option(rq, option_add); }
Reply end_option(Request *rq) { return save_option(rq, option_end); }

/* ---- the days of one fact, mended: what it is about is said by its structure (none: a régime; with `exits`, a permission to leave) and the day it began ---- */

typedef struct DatesForm { int64_t structure; bool exits; Day old_from, from, until; } DatesForm;
const Field dates_fields[] = { FIELD(DatesForm, structure, .kind = FIELD_ID), FIELD(DatesForm, exits, .kind = FIELD_BOOL), FIELD(DatesForm, old_from, .kind = FIELD_DAY, .required = true),
    FIELD(DatesForm, from, .kind = FIELD_DAY, .required = true), FIELD(DatesForm, until, .kind = FIELD_DAY), { .kind = FIELD_END } };

/* NULL: there is none. */
static const Fact *fact_told(Request *rq, const char *structure, const char *exits, const char *old_from) {
    int64_t which = 0;
    Facts all = facts_of(rq->work, pupil_of(rq));
    Day from = old_from ? day_parse_iso(old_from) : NO_DAY;
    if (!str_empty(structure) && !str_int(structure, 1, INT64_MAX, &which))
        return NULL;
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i].structure == which && all.items[i].from == from && (which || (all.items[i].exits != NULL) == !str_empty(exits)))
            return &all.items[i];
    return NULL;
}

static Reply dates_page(Request *rq, const Fact *f) {
    if (!f)
        return not_found(rq);
    Doc *d = person_edited(rq, &PAGE_PEOPLE_DATES);
    doc_fact(d, f);
    return page(rq, &PAGE_PEOPLE_DATES, d);
}

static Reply dates_again(Request *rq) { return dates_page(rq, rq->kept); }

Reply show_dates(Request *rq) { return dates_page(rq, fact_told(rq, query_text(rq, "structure"), query_text(rq, "exits"), query_text(rq, "old_from"))); }

Reply save_dates(Request *rq) {
    Work *w = rq->work;
    DatesForm f = { 0 };
    const Fact *fact = fact_told(rq, form_typed(rq, "structure"), form_typed(rq, "exits"), form_typed(rq, "old_from"));
    if (!fact)
        return not_found(rq);
    form_read(rq, dates_fields, &f);
    if (!has_problems(w) && fact->structure)
        membership_correct(w, pupil_of(rq), fact->structure, fact->from, f.from, f.until);
    else if (!has_problems(w))
        fact_correct(w, pupil_of(rq), fact->exits != NULL, fact->from, f.from, f.until);
    rq->kept = (void *) fact;
    return back_to(rq, dates_again, "/scolarite");
}

/* ---- leaving, coming back ---- */

Reply show_leaving(Request *rq) {
    Doc *d = person_edited(rq, &PAGE_PEOPLE_LEAVING);
    doc_choice(rq->work, d, "reasons", &CHOOSE_EXIT_REASON);
    doc_numbered_choice(rq->work, d, "classes", &CHOOSE_CLASS);
    return page(rq, &PAGE_PEOPLE_LEAVING, d);
}

typedef struct LeavingForm { Day exit_date; const char *exit_reason; } LeavingForm;
const Field leaving_fields[] = { FIELD(LeavingForm, exit_date, .kind = FIELD_DAY, .required = true), FIELD(LeavingForm, exit_reason, .kind = FIELD_TEXT, .max = 10),
    { .kind = FIELD_END } };
typedef struct ReturnForm { Day date; int64_t class_id; } ReturnForm;
const Field return_fields[] = { FIELD(ReturnForm, date, .kind = FIELD_DAY, .required = true),
    { .name = "class", .kind = FIELD_ID, .offset = offsetof(ReturnForm, class_id) }, { .kind = FIELD_END } };

Reply save_leaving(Request *rq) {
    LeavingForm f = { 0 };
    form_read(rq, leaving_fields, &f);
    if (!has_problems(rq->work))
        pupil_leave(rq->work, pupil_of(rq), f.exit_date, f.exit_reason);
    return back_to(rq, show_leaving, "");
}

Reply save_return(Request *rq) {
    ReturnForm f = { 0 };
    form_read(rq, return_fields, &f);
    if (!has_problems(rq->work))
        pupil_return(rq->work, pupil_of(rq), f.date, f.class_id);
    return back_to(rq, show_leaving, "");
}
