#include "base/str.h"
#include "school/demo/demo_model.h"
#include "school/demo/demo_xml.h"

#include <sys/stat.h>

static const char *number(const DemoModel *m, long n) { return arena_printf(m->mem, "%ld", n); }

static void write_parameters(const DemoModel *m, DemoXml *x) {
    demo_open(x, "PARAMETRES", NULL, NULL, NULL, NULL);
    demo_open(x, "UAJ", "CODE", m->options->uai, NULL, NULL);
    demo_leaf(x, "DENOM_PRINC", m->size->name);
    demo_close(x, "UAJ");
    demo_open(x, "ANNEE_SCOLAIRE", "ANNEE", number(m, m->options->year), NULL, NULL);
    demo_leaf(x, "DATE_DEBUT", arena_printf(m->mem, "%d-09-01", m->options->year));
    demo_leaf(x, "DATE_FIN", arena_printf(m->mem, "%d-07-03", m->options->year + 1));
    demo_close(x, "ANNEE_SCOLAIRE");
    demo_close(x, "PARAMETRES");
}

static void write_subjects(const DemoModel *m, DemoXml *x) {
    demo_open(x, "NOMENCLATURES", NULL, NULL, NULL, NULL);
    demo_open(x, "MATIERES", NULL, NULL, NULL, NULL);
    for (int s = 0; s < m->size->subjects; s++) {
        demo_open(x, "MATIERE", "CODE", m->subjects[s].code, NULL, NULL);
        demo_leaf(x, "CODE_GESTION", m->subjects[s].short_code);
        demo_leaf(x, "LIBELLE_COURT", m->subjects[s].short_code);
        demo_leaf(x, "LIBELLE_LONG", m->subjects[s].label);
        demo_leaf(x, "LIBELLE_EDITION", m->subjects[s].label);
        demo_close(x, "MATIERE");
    }
    demo_close(x, "MATIERES");
    demo_close(x, "NOMENCLATURES");
}

static void write_person(const DemoModel *m, DemoXml *x, const DemoTeacher *t, int n) {
    demo_open(x, "INDIVIDU", "ID", number(m, t->id), "TYPE", t->local ? "local" : "epp");
    demo_leaf(x, "SEXE", t->woman ? "2" : "1");
    demo_leaf(x, "CIVILITE", t->woman ? "2" : "1");
    demo_leaf(x, "NOM_USAGE", t->family);
    demo_leaf(x, "NOM_PATRONYMIQUE", t->family);
    demo_leaf(x, "PRENOM", t->given);
    demo_leaf(x, "DATE_NAISSANCE", arena_printf(m->mem, "%d-%02d-%02d", 1962 + n % 35, 1 + n % 12, 1 + n % 28));
    demo_leaf(x, "GRADE", t->grade);
    demo_leaf(x, "FONCTION", t->function);
    if (t->main_class >= 0) {
        demo_open(x, "PROFS_PRINC", NULL, NULL, NULL, NULL);
        demo_open(x, "PROF_PRINC", NULL, NULL, NULL, NULL);
        demo_leaf(x, "CODE_STRUCTURE", m->classes.items[t->main_class].code);
        demo_close(x, "PROF_PRINC");
        demo_close(x, "PROFS_PRINC");
    }
    if (t->discipline) {
        demo_open(x, "DISCIPLINES", NULL, NULL, NULL, NULL);
        demo_open(x, "DISCIPLINE", "CODE", t->discipline, NULL, NULL);
        demo_leaf(x, "LIBELLE_COURT", "LETTRES MODERNES");
        demo_leaf(x, "NB_HEURES", "18,00");
        demo_close(x, "DISCIPLINE");
        demo_close(x, "DISCIPLINES");
    }
    demo_close(x, "INDIVIDU");
}

static void write_teacher(const DemoModel *m, DemoXml *x, int teacher) {
    if (teacher < 0)
        return;
    const DemoTeacher *t = &m->teachers.items[teacher];
    demo_open(x, "ENSEIGNANT", "ID", number(m, t->id), "TYPE", t->local ? "local" : "epp");
    demo_close(x, "ENSEIGNANT");
}

static void write_services(const DemoModel *m, DemoXml *x, bool group, int structure) {
    demo_open(x, "SERVICES", NULL, NULL, NULL, NULL);
    for (size_t i = 0; i < m->services.count; i++) {
        const DemoService *s = &m->services.items[i];
        if (s->group != group || s->structure != structure)
            continue;
        demo_open(x, "SERVICE", "CODE_MATIERE", m->subjects[s->subject].code, "CODE_MOD_COURS", s->modality);
        demo_open(x, "ENSEIGNANTS", NULL, NULL, NULL, NULL);
        write_teacher(m, x, s->teacher);
        write_teacher(m, x, s->second);
        demo_close(x, "ENSEIGNANTS");
        demo_close(x, "SERVICE");
    }
    demo_close(x, "SERVICES");
}

static void write_structures(const DemoModel *m, DemoXml *x) {
    demo_open(x, "STRUCTURE", NULL, NULL, NULL, NULL);
    demo_open(x, "DIVISIONS", NULL, NULL, NULL, NULL);
    for (size_t c = 0; c < m->classes.count; c++) {
        demo_open(x, "DIVISION", "CODE", m->classes.items[c].code, NULL, NULL);
        demo_leaf(x, "EFFECTIF_PREVU", "26");
        write_services(m, x, false, (int) c);
        demo_close(x, "DIVISION");
    }
    demo_close(x, "DIVISIONS");
    demo_open(x, "GROUPES", NULL, NULL, NULL, NULL);
    for (size_t g = 0; g < m->groups.count; g++) {
        demo_open(x, "GROUPE", "CODE", m->groups.items[g].code, NULL, NULL);
        demo_leaf(x, "EFFECTIF_PREVU", "14");
        write_services(m, x, true, (int) g);
        demo_close(x, "GROUPE");
    }
    demo_close(x, "GROUPES");
    demo_close(x, "STRUCTURE");
}

bool demo_write_sts(const DemoModel *m, const char *folder) {
    DemoXml x = demo_xml_begin(folder, arena_printf(m->mem, "sts_emp_%s_%d.xml", m->options->uai, m->options->year));
    if (!x.out)
        return false;
    demo_open(&x, "STS_EDT", NULL, NULL, NULL, NULL);
    write_parameters(m, &x);
    write_subjects(m, &x);
    demo_open(&x, "DONNEES", NULL, NULL, NULL, NULL);
    demo_open(&x, "INDIVIDUS", NULL, NULL, NULL, NULL);
    for (size_t i = 0; i < m->teachers.count; i++)
        write_person(m, &x, &m->teachers.items[i], (int) i);
    demo_close(&x, "INDIVIDUS");
    write_structures(m, &x);
    demo_close(&x, "DONNEES");
    demo_close(&x, "STS_EDT");
    return demo_xml_end(&x);
}

bool demo_write_files(const DemoOptions *o, const char *folder, Arena *mem) {
    DemoModel *m = demo_model(o, mem);
    mkdir(folder, 0755);
    return m && demo_write_siecle(m, folder) && demo_write_sts(m, folder);
}
