/* Forms about classes, parts, groups, subjects and MEF; new ones at …/nouveau. */
#include "school/structures/structures.h"

#include "base/str.h"
#include "gen/pages.h"
#include "gen/statements.h"
#include "gen/texts.h"
#include "web/feature.h"

static bool is_class_path(const Request *rq) { return str_starts(rq->route->path, "/bureau/classes"); }
static const char *base_of(const Request *rq) { return is_class_path(rq) ? "/bureau/classes" : "/bureau/groupes"; }

/* A class at the classes' address; a group or a part at the groups'. */
static Verdict structure_there(Request *rq) {
    const char *kind = db_text(rq->work->tx, &STRUCTURE_KIND, VALUES(of_int(path_id(rq, "structure"))));
    return kind && str_equal(kind, "class") == is_class_path(rq) ? ALLOW : UNKNOWN;
}

static Verdict mef_there(Request *rq) { return db_text(rq->work->tx, &MEF_NAMED, VALUES(of_text(path_word(rq, "mef")))) ? ALLOW : UNKNOWN; }
static Verdict subject_there(Request *rq) { return db_text(rq->work->tx, &SUBJECT_NAMES, VALUES(of_int(path_id(rq, "subject")))) ? ALLOW : UNKNOWN; }

static void doc_rows(Work *w, Doc *d, const char *key, const Statement *all) {
    doc_list(d, key);
    for (Rows r = db_rows(w->tx, all, NO_VALUES); row_next(&r); ) {
        Doc *item = doc_add(d, key);
        doc_int(item, "id", row_int(&r, 0));
        doc_text(item, "label", row_text(&r, 1, w->mem));
    }
}

/* ---- classes, groups, parts ---- */

static void doc_structure(Work *w, Doc *d, int64_t id) {
    Rows r = db_rows(w->tx, &STRUCTURE_EDITED, VALUES(of_int(id)));
    if (row_next(&r)) {
        doc_int(d, "id", id);
        doc_word(d, "kind", row_text(&r, STRUCTURE_EDITED_KIND, w->mem));
        doc_text(d, "code", row_text(&r, STRUCTURE_EDITED_CODE, w->mem));
        doc_text(d, "label", row_text(&r, STRUCTURE_EDITED_LABEL, w->mem));
        if (!row_null(&r, STRUCTURE_EDITED_PLANNED))
            doc_int(d, "planned", row_int(&r, STRUCTURE_EDITED_PLANNED));
    }
    rows_end(&r);
}

static const char *const main_words[] = { "add", "instead", "end", NULL };
enum { MAIN_ADD, MAIN_INSTEAD, MAIN_END };

static void doc_main_teachers(Work *w, Doc *d, int64_t class_id) {
    doc_list(d, "main_teachers");
    for (Rows r = db_rows(w->tx, &MAIN_TEACHERS_TOLD, VALUES(of_int(class_id))); row_next(&r); ) {
        Day until = (Day) row_int(&r, MAIN_TEACHERS_TOLD_UNTIL_DAY);
        Doc *item = doc_add(d, "main_teachers");
        doc_int(item, "id", row_int(&r, MAIN_TEACHERS_TOLD_TEACHER));
        doc_text(item, "display_name", row_text(&r, MAIN_TEACHERS_TOLD_DISPLAY_NAME, w->mem));
        doc_day(item, "from_date", (Day) row_int(&r, MAIN_TEACHERS_TOLD_FROM_DAY));
        if (until != DAY_OPEN) {
            doc_day(item, "until_date", until);
            doc_day(item, "last_date", until - 1);
        }
    }
    doc_word(d, "does", main_words[MAIN_ADD]);
    doc_rows(w, d, "teachers", &CHOOSE_TEACHER);
}

/* All MEF with those of this class, or all classes with those this group draws on. */
static void doc_ties(Work *w, Doc *d, int64_t id, bool of_class) {
    const char *list = of_class ? "mefs" : "classes";
    doc_list(d, list);
    for (Rows r = db_rows(w->tx, of_class ? &MEFS_BESIDE : &CLASSES_BESIDE, VALUES(of_int(id))); row_next(&r); ) {
        Doc *item = doc_add(d, list);
        if (of_class)
            doc_text(item, "code", row_text(&r, MEFS_BESIDE_CODE, w->mem));
        else
            doc_int(item, "id", row_int(&r, CLASSES_BESIDE_ID));
        doc_text(item, "label", row_text(&r, 1, w->mem));
        doc_bool(item, "on", row_int(&r, 2));
    }
}

static Reply show_structure(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "structure");
    Doc *d = doc_new(w, &REPLY_STRUCTURES_FORM);
    doc_bool(d, "of_class", is_class_path(rq));
    doc_text(d, "path", id ? arena_printf(rq->mem, "%s/%lld/modifier", base_of(rq), (long long) id) : arena_printf(rq->mem, "%s/nouveau", base_of(rq)));
    doc_text(d, "back", id ? arena_printf(rq->mem, "%s/%lld", base_of(rq), (long long) id) : base_of(rq));
    doc_structure(w, d, id);
    doc_ties(w, d, id, is_class_path(rq));
    if (is_class_path(rq))
        doc_main_teachers(w, d, id);
    return page(rq, &PAGE_STRUCTURES_FORM, d);
}

typedef struct StructureForm { const char *kind, *code, *label, *was_code, *was_label; int64_t planned, was_planned, class_id; } StructureForm;
static const Field structure_fields[] = { FIELD(StructureForm, kind, .kind = FIELD_WORD), FIELD(StructureForm, code, .kind = FIELD_TEXT, .max = 20),
    FIELD(StructureForm, label, .kind = FIELD_TEXT, .max = 100), FIELD(StructureForm, planned, .kind = FIELD_INT, .max = 9999), FIELD(StructureForm, class_id, .kind = FIELD_ID),
    FIELD(StructureForm, was_code, .kind = FIELD_TEXT), FIELD(StructureForm, was_label, .kind = FIELD_TEXT), FIELD(StructureForm, was_planned, .kind = FIELD_INT, .max = 9999),
    { .kind = FIELD_END } };

static Value number(const Request *rq, const char *name, int64_t value) { return str_empty(form_typed(rq, name)) ? of_null() : of_int(value); }

/* What was sent and is not what the page showed. */
static void save_value(Request *rq, CellVerb verb, CellChange change) {
    change.compare = form_typed(rq, arena_printf(rq->mem, "was_%s", change.at)) != NULL;
    if (form_typed(rq, change.at) && !(change.compare && value_equal(&change.value, &change.was)))
        verb(rq->work, &change);
}

static void change_all(Request *rq, const StructureForm *f) {
    int64_t id = path_id(rq, "structure");
    save_value(rq, structure_change, (CellChange){ .id = id, .field = EDIT_STRUCTURE_CODE, .value = of_text(f->code), .was = of_text(f->was_code), .at = "code" });
    save_value(rq, structure_change, (CellChange){ .id = id, .field = EDIT_STRUCTURE_LABEL, .value = of_text(f->label), .was = of_text(f->was_label), .at = "label" });
    save_value(rq, structure_change, (CellChange){ .id = id, .field = EDIT_STRUCTURE_PLANNED, .value = number(rq, "planned", f->planned),
        .was = number(rq, "was_planned", f->was_planned), .at = "planned" });
}

static Reply save_structure(Request *rq) {
    StructureForm f = { 0 };
    int64_t id = path_id(rq, "structure");
    form_read(rq, structure_fields, &f);
    if (has_problems(rq->work))
        return again(rq, show_structure);
    if (id)
        change_all(rq, &f);
    else
        id = structure_add(rq->work, &(NewStructure){ is_class_path(rq) ? "class" : f.kind ? f.kind : "group", f.code, f.label,
            str_empty(form_typed(rq, "planned")) ? -1 : (int) f.planned, f.class_id });
    return has_problems(rq->work) ? again(rq, show_structure) : see_other(rq, "%s/%lld", base_of(rq), (long long) id);
}

static Reply remove_structure(Request *rq) {
    structure_remove(rq->work, path_id(rq, "structure"));
    return has_problems(rq->work) ? again(rq, show_structure) : see_other(rq, "%s", base_of(rq));
}

/* ---- what a class or a group is tied to ---- */

/* One box: what it stands for, whether it is ticked, and whether it was when the page was shown. */
typedef struct Tick { const char *code; int64_t id; bool on; const char *was; } Tick;
static const Field tick_fields[] = { FIELD(Tick, code, .kind = FIELD_TEXT, .max = 20), FIELD(Tick, id, .kind = FIELD_ID), FIELD(Tick, on, .kind = FIELD_BOOL),
    FIELD(Tick, was, .kind = FIELD_WORD), { .kind = FIELD_END } };
#define TICKS_MOST 500

/* Only what was ticked or unticked here: what somebody else did meanwhile stays. */
static Reply save_ties(Request *rq, const char *list) {
    size_t count;
    int64_t id = path_id(rq, "structure");
    const Tick *ticks = form_list(rq, list, tick_fields, sizeof *ticks, TICKS_MOST, &count);
    for (size_t i = 0; i < count && !has_problems(rq->work); i++) {
        const Tick *t = &ticks[i];
        if (t->was && str_equal(t->was, "yes") == t->on)
            continue;
        if (is_class_path(rq))
            structure_mef_put(rq->work, id, t->code, t->on);
        else
            group_class_put(rq->work, id, t->id, t->on);
    }
    return has_problems(rq->work) ? again(rq, show_structure) : see_other(rq, "%s/%lld/modifier", base_of(rq), (long long) id);
}

static Reply save_mefs(Request *rq) { return save_ties(rq, "mefs"); }
static Reply save_classes(Request *rq) { return save_ties(rq, "classes"); }

typedef struct MainForm { int64_t teacher; Day from; int does; } MainForm;
static const Field main_fields[] = { FIELD(MainForm, teacher, .kind = FIELD_ID, .required = true), FIELD(MainForm, from, .kind = FIELD_DAY),
    FIELD(MainForm, does, .kind = FIELD_CHOICE, .required = true, .choices = main_words), { .kind = FIELD_END } };

static Reply save_main_teacher(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "structure");
    MainForm f = { 0 };
    form_read(rq, main_fields, &f);
    if (has_problems(w))
        return again(rq, show_structure);
    if (f.does == MAIN_END)
        main_teacher_end(w, id, f.teacher, f.from, "from");
    else if (f.does == MAIN_INSTEAD)
        structure_change(w, &(CellChange){ .id = id, .field = EDIT_STRUCTURE_MAIN_TEACHER, .value = of_int(f.teacher), .from = f.from, .at = "from" });
    else
        main_teacher_add(w, id, f.teacher, f.from, "from");
    return has_problems(w) ? again(rq, show_structure) : see_other(rq, "/bureau/classes/%lld/modifier", (long long) id);
}

/* ---- MEF ---- */

static Reply show_mefs(Request *rq) {
    Work *w = rq->work;
    Doc *d = doc_new(w, &REPLY_STRUCTURES_MEFS);
    int64_t total = 0;
    doc_list(d, "items");
    for (Rows r = db_rows(w->tx, &MEFS_ALL, NO_VALUES); row_next(&r); total++) {
        Doc *item = doc_add(d, "items");
        const char *code = row_text(&r, MEFS_ALL_CODE, w->mem), *label = row_text(&r, MEFS_ALL_LABEL, w->mem), *longer = row_text(&r, MEFS_ALL_LABEL_LONG, w->mem);
        doc_text(item, "code", code);
        doc_text(item, "label", label);
        doc_text(item, "label_long", longer);
        doc_text(item, "name", !str_empty(longer) ? longer : !str_empty(label) ? label : code);
        doc_text(item, "mefstat", row_text(&r, MEFS_ALL_MEFSTAT, w->mem));
        doc_int(item, "pupils", row_int(&r, MEFS_ALL_PUPILS));
        doc_int(item, "classes", row_int(&r, MEFS_ALL_CLASSES));
    }
    doc_int(d, "total", total);
    return page(rq, &PAGE_STRUCTURES_MEFS, d);
}

static Mef mef_now(Work *w, const char *code) {
    Mef mef = { .code = code };
    Rows r = db_rows(w->tx, &MEF_EDITED, VALUES(of_text(code)));
    if (row_next(&r)) {
        mef.label = row_text(&r, MEF_EDITED_LABEL, w->mem);
        mef.label_long = row_text(&r, MEF_EDITED_LABEL_LONG, w->mem);
        mef.mefstat = row_text(&r, MEF_EDITED_MEFSTAT, w->mem);
    }
    rows_end(&r);
    return mef;
}

static Reply show_mef(Request *rq) {
    Doc *d = doc_new(rq->work, &REPLY_STRUCTURES_MEF_FORM);
    const char *code = path_word(rq, "mef");
    doc_text(d, "path", rq->path);
    if (code) {
        Mef mef = mef_now(rq->work, code);
        doc_bool(d, "made", true);
        doc_text(d, "code", code);
        doc_text(d, "label", mef.label);
        doc_text(d, "label_long", mef.label_long);
        doc_text(d, "mefstat", mef.mefstat);
    }
    return page(rq, &PAGE_STRUCTURES_MEF_FORM, d);
}

typedef struct MefForm { const char *code, *label, *label_long, *mefstat; } MefForm;
static const Field mef_fields[] = { FIELD(MefForm, code, .kind = FIELD_TEXT, .max = 20), FIELD(MefForm, label, .kind = FIELD_TEXT, .max = 100),
    FIELD(MefForm, label_long, .kind = FIELD_TEXT, .max = 100), FIELD(MefForm, mefstat, .kind = FIELD_TEXT, .max = 20), { .kind = FIELD_END } };

/* What was sent and is not what the page showed (…was); the rest as it is NOW. */
static void mef_value(const Request *rq, const char *name, const char *now, const char **to, const char **was) {
    const char *shown = form_typed(rq, arena_printf(rq->mem, "was_%s", name));
    bool touched = form_typed(rq, name) && !(shown && str_equal(*to ? *to : "", shown));
    *was = touched ? shown : NULL;
    if (!touched)
        *to = now;
}

static Reply save_mef(Request *rq) {
    Work *w = rq->work;
    const char *code = path_word(rq, "mef");
    MefForm f = { 0 };
    form_read(rq, mef_fields, &f);
    Mef to = { code ? code : f.code, f.label, f.label_long, f.mefstat }, was = { .code = code };
    if (code) {
        Mef now = mef_now(w, code);
        mef_value(rq, "label", now.label, &to.label, &was.label);
        mef_value(rq, "label_long", now.label_long, &to.label_long, &was.label_long);
        mef_value(rq, "mefstat", now.mefstat, &to.mefstat, &was.mefstat);
    }
    if (!has_problems(w))
        mef_put(w, &to, code ? &was : NULL);
    return has_problems(w) ? again(rq, show_mef) : see_other(rq, "/bureau/formations");
}

static Reply remove_mef(Request *rq) {
    mef_remove(rq->work, path_word(rq, "mef"));
    return has_problems(rq->work) ? again(rq, show_mef) : see_other(rq, "/bureau/formations");
}

/* ---- subjects ---- */

static Reply show_subject(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "subject");
    Doc *d = doc_new(w, &REPLY_STRUCTURES_SUBJECT_FORM);
    static const char *const keys[] = { "code", "code_short", "label", "label_long", "label_print" };
    doc_text(d, "path", id ? arena_printf(rq->mem, "/bureau/matieres/%lld/modifier", (long long) id) : "/bureau/matieres/nouveau");
    doc_text(d, "back", id ? arena_printf(rq->mem, "/bureau/matieres/%lld", (long long) id) : "/bureau/matieres");
    Rows r = db_rows(w->tx, &SUBJECT_EDITED, VALUES(of_int(id)));
    if (row_next(&r)) {
        doc_int(d, "id", id);
        for (int i = 0; i < 5; i++)
            doc_text(d, keys[i], row_text(&r, i, w->mem));
    }
    rows_end(&r);
    return page(rq, &PAGE_STRUCTURES_SUBJECT_FORM, d);
}

typedef struct SubjectForm { const char *code, *code_short, *label, *label_long, *label_print, *was_code, *was_code_short, *was_label, *was_label_long, *was_label_print; } SubjectForm;
#define TOLD(member, most) FIELD(SubjectForm, member, .kind = FIELD_TEXT, .max = most), FIELD(SubjectForm, was_##member, .kind = FIELD_TEXT)
static const Field subject_fields[] = { TOLD(code, 20), TOLD(code_short, 20), TOLD(label, 100), TOLD(label_long, 100), TOLD(label_print, 100), { .kind = FIELD_END } };

static Reply save_subject(Request *rq) {
    SubjectForm f = { 0 };
    int64_t id = path_id(rq, "subject");
    form_read(rq, subject_fields, &f);
    const char *const to[] = { f.code, f.code_short, f.label, f.label_long, f.label_print },
        *const was[] = { f.was_code, f.was_code_short, f.was_label, f.was_label_long, f.was_label_print }, *const names[] = { "code", "code_short", "label", "label_long", "label_print" };
    for (int i = 0; id && !has_problems(rq->work) && i < 5; i++)
        save_value(rq, subject_change, (CellChange){ .id = id, .field = i, .value = of_text(to[i]), .was = of_text(was[i]), .at = names[i] });
    if (!id && !has_problems(rq->work))
        id = subject_add(rq->work, &(NewSubject){ f.code, f.code_short, f.label, f.label_long, f.label_print });
    return has_problems(rq->work) ? again(rq, show_subject) : see_other(rq, "/bureau/matieres/%lld", (long long) id);
}

static Reply remove_subject(Request *rq) {
    subject_remove(rq->work, path_id(rq, "subject"));
    return has_problems(rq->work) ? again(rq, show_subject) : see_other(rq, "/bureau/matieres");
}

#define FORMS(base) \
    { GET, base "/nouveau", show_structure, guard_signed_in, READ, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_FORM }, \
    { POST, base "/nouveau", save_structure, guard_signed_in, WRITE, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_FORM, structure_fields }, \
    { GET, base "/:structure/modifier", show_structure, structure_there, READ, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_FORM }, \
    { POST, base "/:structure/modifier", save_structure, structure_there, WRITE, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_FORM, structure_fields }, \
    { POST, base "/:structure/fin", remove_structure, structure_there, WRITE, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_FORM }

extern const Route structures_routes[];
const Route structures_routes[] = {
    FORMS("/bureau/classes"), FORMS("/bureau/groupes"),
    { POST, "/bureau/classes/:structure/formations", save_mefs, structure_there, WRITE, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_FORM },
    { POST, "/bureau/classes/:structure/principaux", save_main_teacher, structure_there, WRITE, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_FORM, main_fields },
    { POST, "/bureau/groupes/:structure/classes", save_classes, structure_there, WRITE, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_FORM },
    { GET, "/bureau/formations", show_mefs, guard_signed_in, READ, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_MEFS },
    { GET, "/bureau/formations/nouveau", show_mef, guard_signed_in, READ, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_MEF_FORM },
    { POST, "/bureau/formations/nouveau", save_mef, guard_signed_in, WRITE, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_MEF_FORM, mef_fields },
    { GET, "/bureau/formations/:mef/modifier", show_mef, mef_there, READ, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_MEF_FORM },
    { POST, "/bureau/formations/:mef/modifier", save_mef, mef_there, WRITE, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_MEF_FORM, mef_fields },
    { POST, "/bureau/formations/:mef/fin", remove_mef, mef_there, WRITE, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_MEF_FORM },
    { GET, "/bureau/matieres/nouveau", show_subject, guard_signed_in, READ, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_SUBJECT_FORM },
    { POST, "/bureau/matieres/nouveau", save_subject, guard_signed_in, WRITE, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_SUBJECT_FORM, subject_fields },
    { GET, "/bureau/matieres/:subject/modifier", show_subject, subject_there, READ, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_SUBJECT_FORM },
    { POST, "/bureau/matieres/:subject/modifier", save_subject, subject_there, WRITE, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_SUBJECT_FORM, subject_fields },
    { POST, "/bureau/matieres/:subject/fin", remove_subject, subject_there, WRITE, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_SUBJECT_FORM },
    ROUTES_END,
};

extern const GuardName structures_guards[];
const GuardName structures_guards[] = { GUARD(structure_there), GUARD(subject_there), GUARD(mef_there), { 0 } };
