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

Verdict account_is_there(Request *rq) {
    RightsAccount a;
    return rq->work->actor->scope.all && rights_account(rq->work, path_id(rq, "account"), &a) ? ALLOW : UNKNOWN;
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

static void show_options(Work *w, Doc *item, Mode mode, int64_t chosen) {
    static const Statement *const options[] = { [MODE_ADMINISTRATIVE] = &GROUP_OPTIONS, [MODE_SCHOOL_LIFE] = &PROFILE_OPTIONS, [MODE_TEACHER] = &TEACHER_PROFILE_OPTIONS };
    for (Rows r = db_rows(w->tx, options[mode], NO_VALUES); row_next(&r); ) {
        Doc *o = doc_add(item, "options");
        doc_int(o, "id", row_int(&r, GROUP_OPTIONS_ID));
        doc_text(o, "label", row_text(&r, GROUP_OPTIONS_LABEL, w->mem));
        doc_bool(o, "selected", row_int(&r, GROUP_OPTIONS_ID) == chosen);
    }
}

static bool may_be_set(Work *w, const RightsAccount *a, Mode mode) {
    return may(w, rights_edit) && a->kind != KIND_SUPERVISOR && a->id != w->actor->account && rights_is_for(a, mode);
}

static void show_modes(Work *w, Doc *d, const RightsAccount *s, Mode shown) {
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
        doc_bool(item, "current", mode == shown);
        if (sets[mode])
            doc_int(item, "set", sets[mode]);
        doc_text(item, "set_name", names[mode]);
        doc_bool(item, "may_set", may_set);
        doc_bool(item, "may_view", on && may(w, rights_view_as) && rights_may_view(w, s, mode));
        if (may_set)
            show_options(w, item, mode, sets[mode]);
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

/* What it may do in the mode that is shown, and the reasons of its exceptions. */
typedef struct Effect { Work *w; Actor actor; const char *reasons[RIGHTS_MAX]; bool may_set; } Effect;

static Effect *effect_of(Work *w, const RightsAccount *a, Mode mode) {
    Effect *e = NEW(w->mem, Effect);
    e->w = w;
    e->actor = (Actor){ .kind = a->kind, .account = a->id, .person = a->person };
    e->may_set = may_be_set(w, a, mode);
    access_fill(w, &e->actor, mode, false, w->actor->scope.day, w->actor->scope.day);
    for (Rows r = db_rows(w->tx, &RIGHTS_EXCEPTIONS_OF, VALUES(of_int(a->id))); row_next(&r); ) {
        const RightInfo *right = access_right(row_peek(&r, RIGHTS_EXCEPTIONS_OF_RIGHT_NAME));
        if (right && access_mode(row_peek(&r, RIGHTS_EXCEPTIONS_OF_MODE)) == mode)
            e->reasons[*right->id] = row_text(&r, RIGHTS_EXCEPTIONS_OF_REASON, w->mem);
    }
    return e;
}

static const char *why(const Effect *e, const RightInfo *right, bool on) {
    if (e->reasons[*right->id])
        return "exception";
    if (on)
        return e->actor.rank ? "everything" : "set";
    return e->actor.reading && right->changes ? "reading" : NULL;
}

static bool effect_leaf(void *context, Doc *leaf, const RightInfo *right) {
    const Effect *e = context;
    bool on = has_right(&e->actor, *right->id);
    doc_word(leaf, "by", why(e, right, on));
    doc_text(leaf, "reason", e->reasons[*right->id]);
    doc_bool(leaf, "may_give", e->may_set && !e->actor.rank && may(e->w, *right->id));
    return on;
}

Reply show_account(Request *rq) {
    Work *w = rq->work;
    RightsAccount s;
    if (!rights_account(w, path_id(rq, "account"), &s))
        return not_found(rq);           /* the guard has seen it: the store has failed since */
    Mode mode = mode_asked(rq->route->method == GET ? query_text(rq, "mode") : form_raw(rq, "mode"), s.modes);
    Doc *d = doc_new(w, &REPLY_RIGHTS_ACCOUNT);
    doc_int(d, "id", s.id);
    doc_text(d, "display_name", s.display_name);
    doc_text(d, "login", s.login);
    doc_word(d, "kind", kind_words[s.kind]);
    doc_bool(d, "may_edit", may(w, rights_edit) && s.id != w->actor->account);
    doc_bool(d, "supervisor", s.kind == KIND_SUPERVISOR);
    doc_list(d, "modes");
    doc_list(d, "branches");
    show_modes(w, d, &s, mode);
    if (s.modes & 1U << MODE_SCHOOL_LIFE)
        show_classes(w, d, s.id);
    if (mode) {
        doc_word(d, "mode", mode_words[mode]);
        rights_tree(w, d, mode, NULL, effect_leaf, effect_of(w, &s, mode));
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
    Work *w = rq->work;
    const char *word = form_raw(rq, "mode");
    Mode mode = word ? access_mode(word) : MODE_NONE;
    RightsAccount a;
    if (!w->actor->scope.all || !rights_account(w, path_id(rq, "account"), &a))
        return UNKNOWN;
    return !mode || rights_may_view(w, &a, mode) ? ALLOW : FORBIDDEN;
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
