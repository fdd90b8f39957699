/* sts_emp_UAI_YEAR: staff, services. Its dates are ISO, its codes attributes. */
#include "school/demo/demo_write.h"

static void write_parameters(XmlOut *o, const Demo *d) {
    put_open(o, "PARAMETRES");
    put_open_with(o, "UAJ", "CODE", d->uai);
    put_open(o, "ACADEMIE");
    put_leaf(o, "CODE", "99");
    put_leaf(o, "LIBELLE", "EXEMPLE");
    put_close(o, "ACADEMIE");
    const char *const said[][2] = { { "SIGLE", d->kind->type }, { "DENOM_PRINC", d->kind->name_1 }, { "DENOM_COMPL", d->kind->name_2 },
        { "CODE_NATURE", d->kind->nature }, { "CODE_CATEGORIE", d->kind->type }, { "ADRESSE", "1 PLACE DE LA CRAIE" }, { "COMMUNE", "EXEMPLE-SUR-ONDE" },
        { "CODE_POSTAL", "99100" }, { "BOITE_POSTALE", "" }, { "CEDEX", "" }, { "TELEPHONE", "0199009999" }, { "STATUT", "PU" },
        { "ETABLISSEMENT_SENSIBLE", "0" } };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        put_leaf(o, said[i][0], said[i][1]);
    put_close(o, "UAJ");
    put_open_with(o, "ANNEE_SCOLAIRE", "ANNEE", arena_printf(d->mem, "%d", d->year));
    put_leaf(o, "DATE_DEBUT", arena_printf(d->mem, "%04d-09-01", d->year));
    put_leaf(o, "DATE_FIN", arena_printf(d->mem, "%04d-07-03", d->year + 1));
    put_close(o, "ANNEE_SCOLAIRE");
    put_close(o, "PARAMETRES");
}

static void write_lists(XmlOut *o, const Demo *d) {
    put_open(o, "NOMENCLATURES");
    put_open(o, "MATIERES");
    for (const DemoSubject *s = demo_subjects; s->code; s++) {
        if (!taught_in(d->kind, s))
            continue;
        put_open_with(o, "MATIERE", "CODE", s->code);
        put_leaf(o, "CODE_GESTION", s->short_code);
        put_leaf(o, "LIBELLE_COURT", s->label);
        put_leaf(o, "LIBELLE_LONG", s->label);
        put_leaf(o, "LIBELLE_EDITION", s->title);
        put_close(o, "MATIERE");
    }
    put_close(o, "MATIERES");
    put_open(o, "MEFS");
    for (int i = 0; i < LEVELS; i++) {
        if (!d->kind->classes[i])
            continue;
        put_open_with(o, "MEF", "CODE", demo_levels[i].mef);
        put_leaf(o, "FORMATION", demo_levels[i].formation);
        put_leaf(o, "LIBELLE_LONG", demo_levels[i].label);
        put_leaf(o, "LIBELLE_EDITION", demo_levels[i].title);
        put_close(o, "MEF");
    }
    put_close(o, "MEFS");
    put_close(o, "NOMENCLATURES");
}

static void write_individual(XmlOut *o, const Demo *d, const Teacher *t) {
    put_open_two(o, "INDIVIDU", "ID", t->id, "TYPE", t->type);
    put_leaf(o, "SEXE", t->woman ? "2" : "1");
    put_leaf(o, "CIVILITE", t->woman ? "2" : "1");
    put_leaf(o, "NOM_USAGE", t->usage);
    put_leaf(o, "NOM_PATRONYMIQUE", t->family);
    put_leaf(o, "PRENOM", t->given);
    put_leaf(o, "DATE_NAISSANCE", t->birth);
    put_leaf(o, "GRADE", t->grade);
    put_leaf(o, "FONCTION", t->function);
    if (t->main_of != NOBODY) {
        put_open(o, "PROFS_PRINC");
        put_open(o, "PROF_PRINC");
        put_leaf(o, "CODE_STRUCTURE", d->divisions[t->main_of].code);
        put_close(o, "PROF_PRINC");
        put_close(o, "PROFS_PRINC");
    }
    if (t->discipline) {
        put_open(o, "DISCIPLINES");
        put_open_with(o, "DISCIPLINE", "CODE", t->discipline->code);
        put_leaf(o, "LIBELLE_COURT", t->discipline->label);
        put_leaf(o, "NB_HEURES", t->hours);
        put_close(o, "DISCIPLINE");
        put_close(o, "DISCIPLINES");
    }
    put_close(o, "INDIVIDU");
}

static void write_teacher(XmlOut *o, const Demo *d, int teacher) {
    if (teacher != NOBODY)
        put_empty_two(o, "ENSEIGNANT", "ID", d->teachers[teacher].id, "TYPE", d->teachers[teacher].type);
}

static void write_services(XmlOut *o, const Demo *d, bool group, int public) {
    put_open(o, "SERVICES");
    for (int i = 0; i < d->service_count; i++) {
        const Service *s = &d->services[i];
        if (s->group != group || s->public != public)
            continue;
        put_open_two(o, "SERVICE", "CODE_MATIERE", s->subject->code, "CODE_MOD_COURS", s->modality);
        put_open(o, "ENSEIGNANTS");
        write_teacher(o, d, s->teacher);
        write_teacher(o, d, s->second);
        put_close(o, "ENSEIGNANTS");
        put_close(o, "SERVICE");
    }
    put_close(o, "SERVICES");
}

static void write_head(XmlOut *o, const char *label, int pupils, int level) {
    put_leaf(o, "LIBELLE_LONG", label);
    put_int(o, "EFFECTIF_PREVU", pupils);
    put_open(o, "MEFS_APPARTENANCE");
    put_empty_with(o, "MEF_APPARTENANCE", "CODE", demo_levels[level].mef);
    put_close(o, "MEFS_APPARTENANCE");
}

static void write_structure(XmlOut *o, const Demo *d) {
    put_open(o, "STRUCTURE");
    put_open(o, "DIVISIONS");
    for (int i = 0; i < d->division_count; i++) {
        put_open_with(o, "DIVISION", "CODE", d->divisions[i].code);
        write_head(o, d->divisions[i].label, d->divisions[i].pupils, d->divisions[i].level);
        write_services(o, d, false, i);
        put_close(o, "DIVISION");
    }
    put_close(o, "DIVISIONS");
    put_open(o, "GROUPES");
    for (int i = 0; i < d->group_count; i++) {
        const Group *g = &d->groups[i];
        put_open_with(o, "GROUPE", "CODE", g->code);
        write_head(o, g->label, g->pupils, g->level);
        put_open(o, "DIVISIONS_APPARTENANCE");
        for (int k = 0; k < g->division_count; k++)
            put_empty_with(o, "DIVISION_APPARTENANCE", "CODE", d->divisions[g->first_division + k].code);
        put_close(o, "DIVISIONS_APPARTENANCE");
        write_services(o, d, true, i);
        put_close(o, "GROUPE");
    }
    put_close(o, "GROUPES");
    put_close(o, "STRUCTURE");
}

XmlOut write_sts(const Demo *d) {
    XmlOut o = put_new(d->mem, 1 << 20);
    put_open(&o, "STS_EDT");
    write_parameters(&o, d);
    write_lists(&o, d);
    put_open(&o, "DONNEES");
    put_open(&o, "INDIVIDUS");
    for (int i = 0; i < d->teacher_count; i++)
        write_individual(&o, d, &d->teachers[i]);
    put_close(&o, "INDIVIDUS");
    write_structure(&o, d);
    put_close(&o, "DONNEES");
    put_close(&o, "STS_EDT");
    return o;
}
