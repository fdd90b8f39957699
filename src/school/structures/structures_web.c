/* Forms about classes, parts, groups and subjects; new ones at …/nouveau. */
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
        if (!row_null(&r, STRUCTURE_EDITED_MAIN_TEACHER))
            doc_int(d, "main_teacher", row_int(&r, STRUCTURE_EDITED_MAIN_TEACHER));
    }
    rows_end(&r);
}

static Reply show_structure(Request *rq) {
    Work *w = rq->work;
    int64_t id = path_id(rq, "structure");
    Doc *d = doc_new(w, &REPLY_STRUCTURES_FORM);
    doc_bool(d, "of_class", is_class_path(rq));
    doc_text(d, "path", id ? arena_printf(rq->mem, "%s/%lld/modifier", base_of(rq), (long long) id) : arena_printf(rq->mem, "%s/nouveau", base_of(rq)));
    doc_text(d, "back", id ? arena_printf(rq->mem, "%s/%lld", base_of(rq), (long long) id) : base_of(rq));
    doc_structure(w, d, id);
    if (is_class_path(rq))
        doc_rows(w, d, "teachers", &CHOOSE_TEACHER);
    else
        doc_rows(w, d, "classes", &CHOOSE_CLASS);
    return page(rq, &PAGE_STRUCTURES_FORM, d);
}

typedef struct StructureForm { const char *kind, *code, *label, *was_code, *was_label; int64_t planned, was_planned, class_id, main_teacher, was_main_teacher; Day from; } StructureForm;
static const Field structure_fields[] = { FIELD(StructureForm, kind, .kind = FIELD_WORD), FIELD(StructureForm, code, .kind = FIELD_TEXT, .max = 20),
    FIELD(StructureForm, label, .kind = FIELD_TEXT, .max = 100), FIELD(StructureForm, planned, .kind = FIELD_INT, .max = 9999), FIELD(StructureForm, class_id, .kind = FIELD_ID),
    FIELD(StructureForm, main_teacher, .kind = FIELD_ID), FIELD(StructureForm, from, .kind = FIELD_DAY), FIELD(StructureForm, was_code, .kind = FIELD_TEXT),
    FIELD(StructureForm, was_label, .kind = FIELD_TEXT), FIELD(StructureForm, was_planned, .kind = FIELD_INT, .max = 9999),
    FIELD(StructureForm, was_main_teacher, .kind = FIELD_ID), { .kind = FIELD_END } };

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
    if (is_class_path(rq))
        save_value(rq, structure_change, (CellChange){ .id = id, .field = EDIT_STRUCTURE_MAIN_TEACHER, .value = number(rq, "main_teacher", f->main_teacher),
            .was = number(rq, "was_main_teacher", f->was_main_teacher), .from = f->from, .at = "main_teacher" });
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
    { GET, "/bureau/matieres/nouveau", show_subject, guard_signed_in, READ, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_SUBJECT_FORM },
    { POST, "/bureau/matieres/nouveau", save_subject, guard_signed_in, WRITE, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_SUBJECT_FORM, subject_fields },
    { GET, "/bureau/matieres/:subject/modifier", show_subject, subject_there, READ, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_SUBJECT_FORM },
    { POST, "/bureau/matieres/:subject/modifier", save_subject, subject_there, WRITE, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_SUBJECT_FORM, subject_fields },
    { POST, "/bureau/matieres/:subject/fin", remove_subject, subject_there, WRITE, PORTAL_DESK, "structures.edit", &PAGE_STRUCTURES_SUBJECT_FORM },
    ROUTES_END,
};

extern const GuardName structures_guards[];
const GuardName structures_guards[] = { GUARD(structure_there), GUARD(subject_there), { 0 } };
