/* « Registre des traitements » at the desk: the sheet, what the school says in it, and as a file. */
#include "base/str.h"
#include "base/text.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/lists/table_file.h"
#include "school/register/register_web.h"
#include "school/rights/rights.h"
#include "school/rights/rights_web.h"

#define HERE "/bureau/registre"

RightId register_see, register_edit;
static const RightInfo rights[] = { { "register.see", T_RIGHT_REGISTER_SEE, 1, &register_see, BRANCH_PRIVACY, OF_OFFICE },
    { "register.edit", T_RIGHT_REGISTER_EDIT, 1, &register_edit, BRANCH_PRIVACY, OF_OFFICE, .changes = true }, { 0 } };

/* ---- the page ---- */

static const struct { unsigned bit; TextId label; const char *name; } persons[] = { { OF_PUPILS, T_REGISTER_PUPILS, "pupils" }, { OF_GUARDIANS, T_REGISTER_GUARDIANS, "guardians" },
    { OF_TEACHERS, T_REGISTER_TEACHERS, "teachers" }, { OF_OTHERS, T_REGISTER_OTHERS, "others" } };
#define PERSONS (sizeof persons / sizeof *persons)

/* Pupils of this year's base who have left are still in it. */
static int64_t count_of(const Register *r, size_t i) {
    const int64_t counts[] = { r->counts.pupils + r->counts.gone, r->counts.guardians, r->counts.teachers, r->counts.others };
    return counts[i];
}

static const char *persons_words(Work *w, const Register *r, size_t i) { return words(w->mem, persons[i].label, WITH(ARG_INT("n", count_of(r, i)))); }

static void doc_data(Doc *d, const RegisterActivity *a) {
    doc_list(d, "categories");
    for (size_t i = 0; i < a->data.count; i++) {
        const RegisterData *one = &a->data.items[i];
        Doc *item = doc_add(d, "categories");
        doc_text(item, "label", one->label);
        doc_text(item, "columns", one->columns);
        doc_int(item, "data_class", one->data_class);
        doc_word(item, "data", data_words[one->data_class]);
    }
}

static void doc_readers(Doc *d, const RegisterActivity *a) {
    doc_list(d, "readers");
    for (size_t i = 0; i < a->readers.count; i++) {
        const RegisterReader *one = &a->readers.items[i];
        Doc *item = doc_add(d, "readers");
        doc_text(item, "name", one->name);
        doc_word(item, "mode", one->mode);
        doc_int(item, "people", one->people);
        doc_bool(item, "all", one->all);
        doc_bool(item, "closed", one->closed);
        doc_int(item, "rules", one->rules);
        doc_text(item, "rights", one->rights);
    }
    doc_int(d, "exceptions", a->exceptions);
}

static void doc_kept(Doc *d, const RegisterActivity *a) {
    doc_list(d, "kept");
    for (size_t i = 0; i < a->kept.count; i++)
        doc_add_text(d, "kept", a->kept.items[i]);
    doc_list(d, "jobs");
    for (size_t i = 0; i < a->jobs.count; i++) {
        Doc *item = doc_add(d, "jobs");
        doc_text(item, "label", a->jobs.items[i].label);
        doc_int(item, "hours", a->jobs.items[i].hours);
        if (a->jobs.items[i].at)
            doc_int(item, "at", a->jobs.items[i].at);
    }
}

static void doc_activity(Work *w, Doc *d, const Register *r, const RegisterActivity *a) {
    static const char *const own[] = { "note", "recipients", "kept_further" };
    doc_text(d, "name", a->said->name);
    doc_words(d, "label", a->said->label, NULL);
    doc_words(d, "purpose", a->said->purpose, NULL);
    doc_words(d, "basis", a->said->basis, NULL);
    doc_int(d, "data_class", a->data_class);
    doc_word(d, "data", data_words[a->data_class]);
    doc_list(d, "persons");
    for (size_t i = 0; i < PERSONS; i++)
        if (a->persons & persons[i].bit) {
            Doc *item = doc_add(d, "persons");
            doc_text(item, "label", persons_words(w, r, i));
            doc_word(item, "kind", persons[i].name);
            doc_int(item, "count", count_of(r, i));
        }
    doc_data(d, a);
    doc_readers(d, a);
    doc_kept(d, a);
    for (int i = 0; i < OWN_COUNT; i++)
        doc_text(d, own[i], a->own[i]);
}

static void doc_measures(Doc *d, const char *name, const RegisterMeasure *all, size_t count) {
    doc_list(d, name);
    for (size_t i = 0; i < count; i++) {
        Doc *item = doc_add(d, name);
        doc_text(item, "label", all[i].label);
        doc_text(item, "text", all[i].text);
        doc_bool(item, "look", all[i].look);
    }
}

static Reply show_register(Request *rq) {
    Work *w = rq->work;
    const Register *r = register_read(rq);
    Doc *d = doc_new(w, &REPLY_REGISTER_SHEET);
    doc_text(d, "school", w->school->name);
    doc_text(d, "uai", w->school->uai);
    doc_text(d, "period", arena_printf(w->mem, "%d-%d", w->school->year, w->school->year + 1));
    doc_day(d, "day", w->today);
    doc_bool(d, "may_edit", may(w, register_edit));
    doc_bool(d, "may_see_rights", may(w, rights_see));
    for (int i = 0; i < SAID_COUNT; i++)
        doc_text(d, register_said_names[i], r->said[i]);
    doc_int(d, "pupils", r->counts.pupils);
    doc_int(d, "gone", r->counts.gone);
    doc_int(d, "guardians", r->counts.guardians);
    doc_int(d, "teachers", r->counts.teachers);
    doc_int(d, "others", r->counts.others);
    doc_int(d, "accounts", r->counts.accounts);
    doc_int(d, "supervisors", r->supervisors);
    doc_list(d, "activities");
    for (size_t i = 0; i < r->activities.count; i++)
        doc_activity(w, doc_add(d, "activities"), r, &r->activities.items[i]);
    doc_measures(d, "protects", r->measures.items, r->measures.count);
    doc_measures(d, "carriers", r->carriers.items, r->carriers.count);
    return page(rq, &PAGE_REGISTER_SHEET, d);
}

/* ---- what the school says ---- */

#define SAID(name) FIELD(SaidForm, name, .kind = FIELD_LONG_TEXT, .max = REGISTER_TEXT_MOST)
typedef struct SaidForm { const char *controller, *address, *contact, *officer, *officer_contact, *host, *transfers, *measures; } SaidForm;
static const Field said_fields[] = { SAID(controller), SAID(address), SAID(contact), SAID(officer), SAID(officer_contact), SAID(host), SAID(transfers), SAID(measures), { .kind = FIELD_END } };

static Reply save_said(Request *rq) {
    SaidForm f = { 0 };
    form_read(rq, said_fields, &f);
    const char *const texts[] = { f.controller, f.address, f.contact, f.officer, f.officer_contact, f.host, f.transfers, f.measures };
    if (has_problems(rq->work))
        return again(rq, show_register);
    for (int i = 0; i < SAID_COUNT; i++)
        register_say(rq->work, register_said_names[i], texts[i]);
    return see_other(rq, HERE);
}

#define OWN(name) FIELD(OwnForm, name, .kind = FIELD_LONG_TEXT, .max = REGISTER_TEXT_MOST)
typedef struct OwnForm { const char *note, *recipients, *kept_further; } OwnForm;
static const Field own_fields[] = { OWN(note), OWN(recipients), OWN(kept_further), { .kind = FIELD_END } };

static Verdict names_activity(Request *rq) { return register_activity(path_word(rq, "activity")) ? ALLOW : UNKNOWN; }

static Reply save_own(Request *rq) {
    OwnForm f = { 0 };
    form_read(rq, own_fields, &f);
    const char *const texts[] = { f.note, f.recipients, f.kept_further }, *name = path_word(rq, "activity");
    if (has_problems(rq->work))
        return again(rq, show_register);
    for (int i = 0; i < OWN_COUNT; i++)
        register_say(rq->work, arena_printf(rq->mem, "%s.%s", name, register_own_names[i]), texts[i]);
    return see_other(rq, HERE "#%s", name);
}

/* ---- the file ---- */

typedef struct File { Work *w; Sheet *sheet; const char *activity; } File;

static void line(const File *f, TextId part, const char *text) {
    if (!str_empty(text))
        sheet_row(f->sheet, (const Cell[]){ cell_text(f->activity), cell_text(words(f->w->mem, part, NULL)), cell_text(text) });
}

static void write_head(const File *f, const Register *r) {
    static const TextId said[] = { T_REGISTER_CONTROLLER, T_REGISTER_ADDRESS, T_REGISTER_CONTACT, T_REGISTER_OFFICER, T_REGISTER_OFFICER_CONTACT };
    line(f, T_REGISTER_SCHOOL, arena_printf(f->w->mem, "%s (%s)", f->w->school->name, f->w->school->uai));
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        line(f, said[i], r->said[i]);
    for (size_t i = 0; i < PERSONS; i++)
        line(f, T_REGISTER_PERSONS, persons_words(f->w, r, i));
}

static void write_readers(const File *f, const Register *r, const RegisterActivity *a) {
    Arena *mem = f->w->mem;
    line(f, T_REGISTER_RECEIVERS, words(mem, T_REGISTER_SUPERVISORS, WITH(ARG_INT("n", r->supervisors))));
    for (size_t i = 0; i < a->readers.count; i++) {
        const RegisterReader *one = &a->readers.items[i];
        TextId scope = words_find(arena_printf(mem, "register_scope.%s", one->all ? "all" : one->mode));
        const char *mode = words(mem, words_find(arena_printf(mem, "mode.%s", one->mode)), NULL);
        const char *who = words(mem, T_REGISTER_READER, WITH(ARG_TEXT("name", one->name), ARG_TEXT("mode", mode), ARG_INT("n", one->people), ARG_TEXT("scope", words(mem, scope, NULL))));
        const char *closed = one->closed ? words(mem, T_REGISTER_CLOSED, NULL) : one->rules ? words(mem, T_REGISTER_RULED, WITH(ARG_INT("n", one->rules))) : NULL;
        line(f, T_REGISTER_RECEIVERS, arena_printf(mem, "%s %s%s%s", who, one->rights, closed ? " – " : "", closed ? closed : ""));
    }
    if (a->exceptions)
        line(f, T_REGISTER_RECEIVERS, words(mem, T_REGISTER_EXCEPTIONS, WITH(ARG_INT("n", a->exceptions))));
    line(f, T_REGISTER_RECIPIENTS, a->own[OWN_RECIPIENTS]);
}

static void write_activity(const File *f, const Register *r, const RegisterActivity *a) {
    Arena *mem = f->w->mem;
    line(f, T_REGISTER_PURPOSE, words(mem, a->said->purpose, NULL));
    line(f, T_REGISTER_BASIS, words(mem, a->said->basis, NULL));
    line(f, T_REGISTER_NOTE, a->own[OWN_NOTE]);
    for (size_t i = 0; i < PERSONS; i++)
        if (a->persons & persons[i].bit)
            line(f, T_REGISTER_PERSONS, persons_words(f->w, r, i));
    for (size_t i = 0; i < a->data.count; i++) {
        const RegisterData *one = &a->data.items[i];
        line(f, T_REGISTER_DATA, one->columns ? words(mem, T_REGISTER_DATA_OF, WITH(ARG_TEXT("label", one->label), ARG_TEXT("columns", one->columns), ARG_INT("class", one->data_class))) : one->label);
    }
    write_readers(f, r, a);
    for (size_t i = 0; i < a->kept.count; i++)
        line(f, T_REGISTER_KEPT, a->kept.items[i]);
    for (size_t i = 0; i < a->jobs.count; i++) {
        const RegisterJob *j = &a->jobs.items[i];
        line(f, T_REGISTER_KEPT, words(mem, j->at ? T_REGISTER_JOB_AT : T_REGISTER_JOB_NEVER, WITH(ARG_TEXT("label", j->label), ARG_INT("n", j->hours),
            ARG_TEXT("at", instant_words(mem, j->at)))));
    }
    line(f, T_REGISTER_KEPT_FURTHER, a->own[OWN_KEPT]);
}

static void write_rest(File *f, const Register *r) {
    Arena *mem = f->w->mem;
    f->activity = words(mem, T_REGISTER_PROTECTS, NULL);
    for (size_t i = 0; i < r->measures.count; i++)
        sheet_row(f->sheet, (const Cell[]){ cell_text(f->activity), cell_text(r->measures.items[i].label), cell_text(r->measures.items[i].text) });
    line(f, T_REGISTER_MEASURES, r->said[SAID_MEASURES]);
    f->activity = words(mem, T_REGISTER_CARRIERS, NULL);
    for (size_t i = 0; i < r->carriers.count; i++)
        sheet_row(f->sheet, (const Cell[]){ cell_text(f->activity), cell_text(r->carriers.items[i].label), cell_text(r->carriers.items[i].text) });
    line(f, T_REGISTER_HOST, r->said[SAID_HOST]);
    line(f, T_REGISTER_TRANSFERS, r->said[SAID_TRANSFERS]);
}

static Reply register_file(Request *rq) {
    Work *w = rq->work;
    int kind = table_kind(query_text(rq, "forme"));
    if (kind < 0)
        return not_found(rq);
    const Register *r = register_read(rq);
    const SheetColumn columns[] = { { words(w->mem, T_REGISTER_ACTIVITY, NULL), CELL_TEXT }, { words(w->mem, T_REGISTER_PART, NULL), CELL_TEXT },
        { words(w->mem, T_REGISTER_TEXT, NULL), CELL_TEXT } };
    TableFile t = table_begin(rq, (SheetKind) kind, words(w->mem, T_REGISTER_TITLE, NULL), words(w->mem, T_REGISTER_ARTICLE, NULL), columns, 3);
    File f = { w, t.sheet, words(w->mem, T_REGISTER_WHO, NULL) };
    write_head(&f, r);
    for (size_t i = 0; i < r->activities.count; i++) {
        f.activity = words(w->mem, r->activities.items[i].said->label, NULL);
        write_activity(&f, r, &r->activities.items[i]);
    }
    write_rest(&f, r);
    return table_reply(rq, &t, NULL);
}

static const Route routes[] = {
    { GET, HERE, show_register, guard_signed_in, SLOW, PORTAL_DESK, "register.see", &PAGE_REGISTER_SHEET },
    { GET, HERE "/fichier", register_file, guard_signed_in, SLOW, PORTAL_DESK, "register.see" },
    { POST, HERE, save_said, guard_signed_in, WRITE, PORTAL_DESK, "register.edit", &PAGE_REGISTER_SHEET, said_fields },
    { POST, HERE "/traitements/:activity", save_own, names_activity, WRITE, PORTAL_DESK, "register.edit", &PAGE_REGISTER_SHEET, own_fields },
    ROUTES_END,
};

static const GuardName guards[] = { GUARD(names_activity), { 0 } };
static const Panel panels[] = { { .group = "admin", .rank = 7, .label = T_REGISTER_TITLE, .path = HERE, .right = &register_see }, PANELS_END };
static const Command commands[] = { { T_REGISTER_TITLE, T_COMMAND_REGISTER_WORDS, HERE, &register_see }, { 0 } };
static const ActText acts[] = { { "POST " HERE, T_ACT_REGISTER }, { "POST " HERE "/traitements/:activity", T_ACT_REGISTER }, { 0 } };

const Feature register_feature = { .name = "register", .routes = routes, .rights = rights, .panels = panels, .commands = commands, .guards = guards, .acts = acts, .processings = no_processings };
