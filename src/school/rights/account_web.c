/* What one account may do, in which mode and why; its sets, classes and exceptions; and looking at the school as it does. */
#include "school/rights/rights_web.h"

#include "base/str.h"
#include "base/vec.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "school/accounts/accounts.h"

#define CLASSES_MOST 400

/* ---- what it is ---- */

typedef struct Seen { int64_t id, person; const char *display_name, *login; Kind kind; unsigned modes; Mode mode; } Seen;

static bool read_account(Work *w, int64_t id, Seen *s) {
    Rows r = db_rows(w->tx, &RIGHTS_ACCOUNT, VALUES(of_int(id)));
    if (!row_next(&r))
        return false;
    *s = (Seen){ id, row_int(&r, RIGHTS_ACCOUNT_PERSON), row_text(&r, RIGHTS_ACCOUNT_DISPLAY_NAME, w->mem), row_text(&r, RIGHTS_ACCOUNT_LOGIN, w->mem),
        accounts_kind(row_peek(&r, RIGHTS_ACCOUNT_KIND)), 0, MODE_NONE };
    rows_end(&r);
    s->modes = s->kind == KIND_SUPERVISOR ? 1U << MODE_ADMINISTRATIVE : access_modes(w, id, s->person) | access_own_mode(s->kind);
    return true;
}

Verdict account_is_there(Request *rq) {
    Seen s;
    return rq->work->actor->scope.all && read_account(rq->work, path_id(rq, "account"), &s) ? ALLOW : UNKNOWN;
}

static Mode mode_asked(const char *word, unsigned modes) {
    Mode mode = word ? access_mode(word) : MODE_NONE;
    if (mode && modes & 1U << mode)
        return mode;
    for (mode = MODE_ADMINISTRATIVE; mode <= MODE_PUPIL; mode++)
        if (modes & 1U << mode)
            return mode;
    return MODE_NONE;
}

/* ---- the page ---- */

static void show_options(Work *w, Doc *item, Mode mode) {
    static const Statement *const options[] = { [MODE_ADMINISTRATIVE] = &GROUP_OPTIONS, [MODE_SCHOOL_LIFE] = &PROFILE_OPTIONS, [MODE_TEACHER] = &TEACHER_PROFILE_OPTIONS };
    for (Rows r = db_rows(w->tx, options[mode], NO_VALUES); row_next(&r); ) {
        Doc *o = doc_add(item, "options");
        doc_int(o, "id", row_int(&r, GROUP_OPTIONS_ID));
        doc_text(o, "label", row_text(&r, GROUP_OPTIONS_LABEL, w->mem));
    }
}

/* Staff may be given the two modes of staff; who teaches has that of teachers. */
static bool may_be_set(Work *w, const Seen *s, Mode mode) {
    if (!may(w, rights_edit) || s->kind == KIND_SUPERVISOR || s->id == w->actor->account)
        return false;
    return ((mode == MODE_ADMINISTRATIVE || mode == MODE_SCHOOL_LIFE) && s->kind != KIND_GUARDIAN && s->kind != KIND_PUPIL) || (mode == MODE_TEACHER && s->modes & 1U << MODE_TEACHER);
}

static void show_modes(Work *w, Doc *d, const Seen *s) {
    int64_t sets[MODE_PUPIL + 1] = { 0 };
    const char *names[MODE_PUPIL + 1] = { 0 };
    bool every_class = true;
    for (Rows r = db_rows(w->tx, &RIGHTS_MODES_OF, VALUES(of_int(s->id))); row_next(&r); ) {
        Mode mode = access_mode(row_peek(&r, RIGHTS_MODES_OF_MODE));
        sets[mode] = row_int(&r, RIGHTS_MODES_OF_PROFILE);
        names[mode] = row_text(&r, RIGHTS_MODES_OF_NAME, w->mem);
        every_class = mode == MODE_SCHOOL_LIFE ? row_int(&r, RIGHTS_MODES_OF_EVERY_CLASS) : every_class;
    }
    for (Mode mode = MODE_ADMINISTRATIVE; mode <= MODE_PUPIL; mode++) {
        bool on = s->modes & 1U << mode, may_set = may_be_set(w, s, mode);
        if (!on && !may_set)
            continue;
        Doc *item = doc_add(d, "modes");
        doc_word(item, "mode", mode_words[mode]);
        doc_bool(item, "on", on);
        doc_bool(item, "by_itself", on && !sets[mode]);
        doc_bool(item, "current", mode == s->mode);
        if (sets[mode])
            doc_int(item, "set", sets[mode]);
        doc_text(item, "set_name", names[mode]);
        doc_bool(item, "may_set", may_set);
        doc_bool(item, "may_view", on && may(w, rights_view_as) && rights_may_view(w, s->id, mode));
        if (may_set)
            show_options(w, item, mode);
    }
    doc_bool(d, "every_class", every_class);
}

static void show_classes(Work *w, Doc *d, int64_t account) {
    for (Rows r = db_rows(w->tx, &RIGHTS_CLASSES, VALUES(of_int(account))); row_next(&r); ) {
        Doc *item = doc_add(d, "classes");
        doc_int(item, "id", row_int(&r, RIGHTS_CLASSES_ID));
        doc_text(item, "code", row_text(&r, RIGHTS_CLASSES_CODE, w->mem));
        doc_bool(item, "named", row_int(&r, RIGHTS_CLASSES_NAMED));
    }
}

/* What the account is told apart by, in the mode that is shown. */
typedef struct Effect { Actor actor; const char *reasons[RIGHTS_MAX]; bool consults; } Effect;

static Effect *effect_of(Work *w, const Seen *s) {
    Effect *e = NEW(w->mem, Effect);
    e->actor = (Actor){ .kind = s->kind, .account = s->id, .person = s->person };
    access_fill(w, &e->actor, s->mode, false, w->actor->scope.day, w->actor->scope.day);
    e->consults = e->actor.reading;
    for (Rows r = db_rows(w->tx, &RIGHTS_EXCEPTIONS_OF, VALUES(of_int(s->id))); row_next(&r); ) {
        const RightInfo *right = access_right(row_peek(&r, RIGHTS_EXCEPTIONS_OF_RIGHT_NAME));
        if (right && access_mode(row_peek(&r, RIGHTS_EXCEPTIONS_OF_MODE)) == s->mode)
            e->reasons[*right->id] = row_text(&r, RIGHTS_EXCEPTIONS_OF_REASON, w->mem);
    }
    return e;
}

static const char *why(const Effect *e, const RightInfo *right, bool on) {
    if (e->reasons[*right->id])
        return "exception";
    if (on)
        return e->actor.manages ? "everything" : "set";
    return e->consults && right->changes ? "reading" : NULL;
}

static void show_effect(Work *w, Doc *d, const Seen *s, const Effect *e) {
    bool may_set = may_be_set(w, s, s->mode);
    for (int b = 0; b < BRANCHES; b++) {
        Doc *branch = NULL;
        int64_t held = 0, total = 0;
        for (int f = 0; features[f]; f++)
            for (const RightInfo *r = features[f]->rights; r && r->name; r++) {
                if ((int) r->branch != b || !access_offered(r, s->mode))
                    continue;
                bool on = has_right(&e->actor, *r->id);
                branch = branch ? branch : doc_add(d, "branches");
                Doc *leaf = doc_add(branch, "rights");
                doc_text(leaf, "name", r->name);
                doc_words(leaf, "label", r->label, NULL);
                doc_word(leaf, "data", data_words[r->data_class]);
                doc_bool(leaf, "on", on);
                doc_word(leaf, "by", why(e, r, on));
                doc_text(leaf, "reason", e->reasons[*r->id]);
                doc_bool(leaf, "may_give", may_set && !e->actor.manages && may(w, *r->id));
                held += on;
                total++;
            }
        if (!branch)
            continue;
        doc_words(branch, "label", branch_label((RightBranch) b), NULL);
        doc_int(branch, "held", held);
        doc_int(branch, "total", total);
    }
}

Reply show_account(Request *rq) {
    Work *w = rq->work;
    Seen s;
    if (!read_account(w, path_id(rq, "account"), &s))
        return not_found(rq);           /* the guard has seen it: the store has failed since */
    s.mode = mode_asked(rq->route->method == GET ? query_text(rq, "mode") : form_raw(rq, "mode"), s.modes);
    Doc *d = doc_new(w, &REPLY_RIGHTS_ACCOUNT);
    doc_int(d, "id", s.id);
    doc_text(d, "display_name", s.display_name);
    doc_text(d, "login", s.login);
    doc_word(d, "kind", kind_words[s.kind]);
    doc_bool(d, "may_edit", may(w, rights_edit) && s.id != w->actor->account);
    doc_bool(d, "supervisor", s.kind == KIND_SUPERVISOR);
    doc_list(d, "modes");
    doc_list(d, "branches");
    show_modes(w, d, &s);
    if (s.modes & 1U << MODE_SCHOOL_LIFE)
        show_classes(w, d, s.id);
    if (s.mode) {
        doc_word(d, "mode", mode_words[s.mode]);
        show_effect(w, d, &s, effect_of(w, &s));
    }
    return page(rq, &PAGE_RIGHTS_ACCOUNT, d);
}

/* ---- changing it ---- */

static Reply back_to_account(Request *rq, int mode) {
    if (has_problems(rq->work))
        return again(rq, show_account);
    return see_other(rq, "/bureau/autorisations/comptes/%lld%s%s", (long long) path_id(rq, "account"), mode ? "?mode=" : "", mode ? mode_words[mode] : "");
}

typedef struct AssignForm { int mode; int64_t set; } AssignForm;
const Field assign_fields[] = { FIELD(AssignForm, mode, .kind = FIELD_CHOICE, .required = true, .choices = mode_words), FIELD(AssignForm, set, .kind = FIELD_ID), { .kind = FIELD_END } };

Reply assign_set(Request *rq) {
    AssignForm f = { 0 };
    form_read(rq, assign_fields, &f);
    if (!has_problems(rq->work))
        rights_assign(rq->work, path_id(rq, "account"), (Mode) f.mode, f.set, "set");
    return back_to_account(rq, f.mode);
}

typedef struct ClassesForm { bool every; } ClassesForm;
const Field classes_fields[] = { FIELD(ClassesForm, every, .kind = FIELD_BOOL), { .kind = FIELD_END } };

Reply set_classes(Request *rq) {
    ClassesForm f = { 0 };
    int64_t ids[CLASSES_MOST];
    size_t count = 0;
    const char *one;
    form_read(rq, classes_fields, &f);
    for (int n = 0; (one = form_nth(rq, "classe", n)) && count < CLASSES_MOST; n++)
        if (!str_int(one, 1, INT64_MAX, &ids[count++]))
            problem(rq->work, T_FORM_NOT_A_CHOICE, NULL, "classe");
    if (!has_problems(rq->work))
        rights_classes(rq->work, path_id(rq, "account"), f.every, ids, count, "classe");
    return back_to_account(rq, MODE_SCHOOL_LIFE);
}

static const char *const allowed_words[] = { "no", "yes", "none", NULL };
typedef struct ExceptionForm { int mode, allowed; const char *right, *reason; } ExceptionForm;
const Field exception_fields[] = { FIELD(ExceptionForm, mode, .kind = FIELD_CHOICE, .required = true, .choices = mode_words),
    FIELD(ExceptionForm, right, .kind = FIELD_WORD, .required = true, .max = 60), FIELD(ExceptionForm, allowed, .kind = FIELD_CHOICE, .required = true, .choices = allowed_words),
    FIELD(ExceptionForm, reason, .kind = FIELD_TEXT, .max = 200), { .kind = FIELD_END } };

Reply set_exception(Request *rq) {
    ExceptionForm f = { 0 };
    form_read(rq, exception_fields, &f);
    if (!has_problems(rq->work))
        rights_except(rq->work, path_id(rq, "account"), (Mode) f.mode, f.right, f.allowed == 2 ? -1 : f.allowed, f.reason, "right");
    return back_to_account(rq, f.mode);
}

/* ---- looking as it does ---- */

typedef struct ViewForm { int mode; } ViewForm;
const Field view_fields[] = { FIELD(ViewForm, mode, .kind = FIELD_CHOICE, .required = true, .choices = mode_words), { .kind = FIELD_END } };

Verdict may_view_as(Request *rq) {
    const char *word = form_raw(rq, "mode");
    Mode mode = word ? access_mode(word) : MODE_NONE;
    Verdict there = account_is_there(rq);
    return there != ALLOW || !mode || rights_may_view(rq->work, path_id(rq, "account"), mode) ? there : FORBIDDEN;
}

Reply view_as(Request *rq) {
    ViewForm f = { 0 };
    form_read(rq, view_fields, &f);
    if (!has_problems(rq->work) && !f.mode)
        problem(rq->work, T_FORM_NOT_A_CHOICE, NULL, "mode");
    if (has_problems(rq->work))
        return again(rq, show_account);
    accounts_look_as(rq->work, path_id(rq, "account"), (Mode) f.mode);
    return see_other(rq, "/");
}
