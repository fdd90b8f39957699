#include "base/str.h"
#include "school/demo/demo_model.h"
#include "school/demo/demo_xml.h"

static void begin(const DemoModel *m, DemoXml *x, const char *root, const char *version) {
    demo_open(x, root, "VERSION", version, NULL, NULL);
    demo_open(x, "PARAMETRES", NULL, NULL, NULL, NULL);
    demo_leaf(x, "UAJ", m->options->uai);
    demo_leaf_int(x, "ANNEE_SCOLAIRE", m->options->year);
    demo_leaf(x, "DATE_EXPORT", arena_printf(m->mem, "%s/%d", m->options->step ? "04/12" : "28/08", m->options->year));
    demo_leaf(x, "HORODATAGE", arena_printf(m->mem, "%s/%d 08:30:12", m->options->step ? "04/12" : "28/08", m->options->year));
    demo_close(x, "PARAMETRES");
    demo_open(x, "DONNEES", NULL, NULL, NULL, NULL);
}

static bool end(DemoXml *x, const char *root) {
    demo_close(x, "DONNEES");
    demo_close(x, root);
    return demo_xml_end(x);
}

static const char *number(const DemoModel *m, long n) { return arena_printf(m->mem, "%ld", n); }

/* ---- Nomenclature ---- */

static bool used(const DemoModel *m, int level) {
    for (size_t c = 0; c < m->classes.count; c++)
        if (m->classes.items[c].level == level)
            return true;
    return false;
}

static void write_codes(DemoXml *x, const char *list, const char *entry, const char *attribute, const char *const *codes) {
    demo_open(x, list, NULL, NULL, NULL, NULL);
    for (; codes[0]; codes += 2) {
        demo_open(x, entry, attribute, codes[0], NULL, NULL);
        demo_leaf(x, "LIBELLE_COURT", codes[1]);
        demo_leaf(x, "LIBELLE_LONG", codes[1]);
        demo_close(x, entry);
    }
    demo_close(x, list);
}

static void write_lists(DemoXml *x) {
    static const char *const regimes[] = { "0", "EXTERNE LIBRE", "1", "EXTERNE SURVEILLE", "2", "DEMI-PENSIONNAIRE DANS L’ETABLISSEMENT", "3", "INTERNE DANS L’ETABLISSEMENT", NULL };
    static const char *const kinships[] = { "10", "MERE", "20", "PERE", "38", "ASCENDANT", "70", "ELEVE LUI-MEME", "90", "AUTRE LIEN", NULL };
    static const char *const exits[] = { "10", "POURSUITE D’ETUDES PUBLIC", "40", "AUTRE", "42", "DEPART A L’ETRANGER", NULL };
    static const char *const elections[] = { "S", "TRONC COMMUN", "O", "OPTION OBLIGATOIRE", "F", "OPTION FACULTATIVE", NULL };
    write_codes(x, "MODALITES_ELECTION", "MODALITE_ELECTION", "CODE_MODALITE_ELECT", elections);
    write_codes(x, "REGIMES", "REGIME", "CODE_REGIME", regimes);
    write_codes(x, "LIENS_PARENTE", "LIEN_PARENTE", "CODE_PARENTE", kinships);
    write_codes(x, "MOTIFS_SORTIE", "MOTIF_SORTIE", "CODE_MOTIF_SORTIE", exits);
}

static bool write_nomenclature(const DemoModel *m, const char *folder) {
    DemoXml x = demo_xml_begin(folder, "Nomenclature.xml");
    if (!x.out)
        return false;
    begin(m, &x, "BEE_NOMENCLATURES", "5");
    demo_open(&x, "MEFS", NULL, NULL, NULL, NULL);
    for (int l = 0; demo_levels[l].code; l++) {
        if (!used(m, l))
            continue;
        demo_open(&x, "MEF", "CODE_MEF", demo_levels[l].mef, NULL, NULL);
        demo_leaf(&x, "FORMATION", demo_levels[l].label);
        demo_leaf(&x, "LIBELLE_LONG", demo_levels[l].label_long);
        demo_leaf(&x, "CODE_MEFSTAT", demo_levels[l].mef);
        demo_close(&x, "MEF");
    }
    demo_close(&x, "MEFS");
    demo_open(&x, "MATIERES", NULL, NULL, NULL, NULL);
    for (int s = 0; s < m->size->subjects; s++) {
        demo_open(&x, "MATIERE", "CODE_MATIERE", m->subjects[s].code, NULL, NULL);
        demo_leaf(&x, "CODE_GESTION", m->subjects[s].short_code);
        demo_leaf(&x, "LIBELLE_COURT", m->subjects[s].short_code);
        demo_leaf(&x, "LIBELLE_LONG", m->subjects[s].label);
        demo_leaf(&x, "LIBELLE_EDITION", m->subjects[s].label);
        demo_close(&x, "MATIERE");
    }
    demo_close(&x, "MATIERES");
    demo_open(&x, "PROGRAMMES", NULL, NULL, NULL, NULL);
    for (int l = 0; demo_levels[l].code; l++)
        for (int s = 0; s < 13 && used(m, l); s++) {
            demo_open(&x, "PROGRAMME", NULL, NULL, NULL, NULL);
            demo_leaf(&x, "CODE_MEF", demo_levels[l].mef);
            demo_leaf(&x, "CODE_MATIERE", m->subjects[s].code);
            demo_leaf(&x, "CODE_MODALITE_ELECT", "S");
            demo_leaf(&x, "HORAIRE", s < 4 ? "4.00" : "1.50");
            demo_close(&x, "PROGRAMME");
        }
    demo_close(&x, "PROGRAMMES");
    write_lists(&x);
    return end(&x, "BEE_NOMENCLATURES");
}

/* ---- Communs ---- */

static bool write_commons(const DemoModel *m, const char *folder) {
    DemoXml x = demo_xml_begin(folder, "Communs.xml");
    int year = m->options->year;
    if (!x.out)
        return false;
    begin(m, &x, "BEE_COMMUN", "1.6");
    demo_open(&x, "UAJ", NULL, NULL, NULL, NULL);
    demo_leaf(&x, "DENOM_PRINC", m->size->name);
    demo_leaf(&x, "CODE_POSTAL", demo_cities[0].postcode);
    demo_leaf(&x, "LIBELLE_POSTAL", demo_cities[0].name);
    demo_close(&x, "UAJ");
    demo_open(&x, "ANNEE_SCOLAIRE", NULL, NULL, NULL, NULL);
    demo_leaf(&x, "DATE_DEBUT_ELEVE", arena_printf(m->mem, "01/09/%d", year));
    demo_leaf(&x, "DATE_FIN_ELEVE", arena_printf(m->mem, "03/07/%d", year + 1));
    demo_close(&x, "ANNEE_SCOLAIRE");
    return end(&x, "BEE_COMMUN");
}

/* ---- Structures ---- */

static bool write_structures(const DemoModel *m, const char *folder) {
    DemoXml x = demo_xml_begin(folder, "Structures.xml");
    if (!x.out)
        return false;
    begin(m, &x, "BEE_STRUCTURES", "2.0");
    demo_open(&x, "DIVISIONS", NULL, NULL, NULL, NULL);
    for (size_t c = 0; c < m->classes.count; c++) {
        const DemoLevel *l = &demo_levels[m->classes.items[c].level];
        demo_open(&x, "DIVISION", "CODE_STRUCTURE", m->classes.items[c].code, NULL, NULL);
        demo_leaf(&x, "LIBELLE_LONG", arena_printf(m->mem, "%s %s", l->label_long, m->classes.items[c].code + 1));
        demo_open(&x, "MEFS_APPARTENANCE", NULL, NULL, NULL, NULL);
        demo_open(&x, "MEF_APPARTENANCE", NULL, NULL, NULL, NULL);
        demo_leaf(&x, "CODE_MEF", l->mef);
        demo_close(&x, "MEF_APPARTENANCE");
        demo_close(&x, "MEFS_APPARTENANCE");
        demo_close(&x, "DIVISION");
    }
    demo_close(&x, "DIVISIONS");
    demo_open(&x, "GROUPES", NULL, NULL, NULL, NULL);
    for (size_t g = 0; g < m->groups.count; g++) {
        const DemoGroup *group = &m->groups.items[g];
        demo_open(&x, "GROUPE", "CODE_STRUCTURE", group->code, NULL, NULL);
        demo_leaf(&x, "LIBELLE_LONG", group->label);
        demo_open(&x, "DIVISIONS_APPARTENANCE", NULL, NULL, NULL, NULL);
        for (int c = group->first_class; c <= group->last_class; c++) {
            demo_open(&x, "DIVISION_APPARTENANCE", NULL, NULL, NULL, NULL);
            demo_leaf(&x, "CODE_STRUCTURE", m->classes.items[c].code);
            demo_close(&x, "DIVISION_APPARTENANCE");
        }
        demo_close(&x, "DIVISIONS_APPARTENANCE");
        demo_close(&x, "GROUPE");
    }
    demo_close(&x, "GROUPES");
    return end(&x, "BEE_STRUCTURES");
}

/* ---- Élèves ---- */

static void write_pupil(const DemoModel *m, DemoXml *x, const DemoPupil *p, int n) {
    int year = m->options->year;
    demo_open(x, "ELEVE", "ELEVE_ID", number(m, p->id), "ELENOET", arena_printf(m->mem, "%05d", 10001 + n));
    demo_leaf(x, "INE_RNIE", n % 37 == 11 ? "" : arena_printf(m->mem, "%09dFF", 10001 + n));
    demo_leaf(x, "ELENOET", arena_printf(m->mem, "%05d", 10001 + n));
    demo_leaf(x, "NOM_DE_FAMILLE", p->family);
    demo_leaf(x, "NOM_USAGE", p->usage);
    demo_leaf(x, "PRENOM", p->given);
    demo_leaf(x, "PRENOM2", p->given2);
    demo_leaf(x, "DATE_NAISS", arena_printf(m->mem, "%02d/%02d/%04d", p->birth_day, p->birth_month, p->birth_year));
    demo_leaf_int(x, "DOUBLEMENT", p->repeating);
    demo_leaf(x, "CODE_PAYS", "100");
    demo_leaf(x, "ACCEPTE_SMS", "0");
    demo_leaf(x, "DATE_MODIFICATION", arena_printf(m->mem, "%s/%d", m->options->step ? "03/12" : "27/08", year));
    demo_leaf(x, "CODE_REGIME", p->regime);
    demo_leaf(x, "DATE_ENTREE", arena_printf(m->mem, p->arrival ? "05/11/%d" : "01/09/%d", year));
    if (p->left) {
        demo_leaf(x, "DATE_SORTIE", arena_printf(m->mem, m->options->step ? "30/11/%d" : "02/09/%d", year));
        demo_leaf(x, "CODE_MOTIF_SORTIE", "10");
    }
    demo_leaf(x, "ADRESSE_ID", number(m, p->address));
    demo_leaf(x, "CODE_SEXE", p->girl ? "2" : "1");
    demo_leaf(x, "CODE_PAYS_NAT", "100");
    demo_leaf(x, "CODE_STATUT", "ST");
    demo_leaf(x, "CODE_MEF", demo_levels[p->level].mef);
    demo_leaf(x, "CODE_PROVENANCE", "1");
    demo_open(x, "SCOLARITE_AN_DERNIER", NULL, NULL, NULL, NULL);
    demo_leaf(x, "CODE_MEF", demo_levels[p->level].before);
    demo_leaf(x, "DENOM_PRINC", p->level ? m->size->name : "ECOLE ELEMENTAIRE EXEMPLE");
    demo_close(x, "SCOLARITE_AN_DERNIER");
    demo_close(x, "ELEVE");
}

static void write_options(const DemoModel *m, DemoXml *x, const DemoPupil *p, int n) {
    demo_open(x, "OPTION", "ELEVE_ID", number(m, p->id), NULL, NULL);
    for (int o = 0; o < 1 + (p->level > 0) + (n % 7 == 0); o++) {
        static const int subjects[] = { 3, 13, 16 };
        int subject = o == 1 ? 13 + n % 3 : subjects[o];
        demo_open(x, "OPTIONS_ELEVE", NULL, NULL, NULL, NULL);
        demo_leaf_int(x, "NUM_OPTION", o + 1);
        demo_leaf(x, "CODE_MODALITE_ELECT", o == 2 ? "F" : "O");
        demo_leaf(x, "CODE_MATIERE", m->subjects[subject].code);
        demo_close(x, "OPTIONS_ELEVE");
    }
    demo_close(x, "OPTION");
}

static void write_membership(DemoXml *x, const char *code, const char *type) {
    demo_open(x, "STRUCTURE", NULL, NULL, NULL, NULL);
    demo_leaf(x, "CODE_STRUCTURE", code);
    demo_leaf(x, "TYPE_STRUCTURE", type);
    demo_close(x, "STRUCTURE");
}

static void write_memberships(const DemoModel *m, DemoXml *x, const DemoPupil *p) {
    if (p->class < 0 || p->left)
        return;
    demo_open(x, "STRUCTURES_ELEVE", "ELEVE_ID", number(m, p->id), NULL, NULL);
    write_membership(x, m->classes.items[p->class].code, "D");
    for (int g = 0; g < p->group_count; g++)
        write_membership(x, m->groups.items[p->groups[g]].code, "G");
    demo_close(x, "STRUCTURES_ELEVE");
}

static void write_addresses(const DemoModel *m, DemoXml *x) {
    demo_open(x, "ADRESSES", NULL, NULL, NULL, NULL);
    for (size_t i = 0; i < m->addresses.count; i++) {
        const DemoAddress *a = &m->addresses.items[i];
        demo_open(x, "ADRESSE", "ADRESSE_ID", number(m, a->id), NULL, NULL);
        demo_leaf(x, "LIGNE1_ADRESSE", a->line1);
        demo_leaf(x, "LIGNE2_ADRESSE", a->line2 ? a->line2 : "");
        demo_leaf(x, "CODE_POSTAL", a->postcode);
        demo_leaf(x, "LIBELLE_POSTAL", a->city);
        demo_leaf(x, "COMMUNE_ETRANGERE", a->foreign);
        demo_leaf(x, "CODE_PAYS", a->foreign ? "140" : "100");
        demo_leaf(x, "LL_PAYS", a->foreign ? "SUISSE" : "FRANCE");
        demo_close(x, "ADRESSE");
    }
    demo_close(x, "ADRESSES");
}

static bool write_pupils(const DemoModel *m, const char *folder) {
    DemoXml x = demo_xml_begin(folder, "ElevesAvecAdresses.xml");
    if (!x.out)
        return false;
    begin(m, &x, "BEE_ELEVES", "3.0");
    demo_open(&x, "ELEVES", NULL, NULL, NULL, NULL);
    for (size_t i = 0; i < m->pupils.count; i++)
        write_pupil(m, &x, &m->pupils.items[i], (int) i);
    demo_close(&x, "ELEVES");
    demo_open(&x, "OPTIONS", NULL, NULL, NULL, NULL);
    for (size_t i = 0; i < m->pupils.count; i++)
        write_options(m, &x, &m->pupils.items[i], (int) i);
    demo_close(&x, "OPTIONS");
    demo_open(&x, "STRUCTURES", NULL, NULL, NULL, NULL);
    for (size_t i = 0; i < m->pupils.count; i++)
        write_memberships(m, &x, &m->pupils.items[i]);
    demo_close(&x, "STRUCTURES");
    write_addresses(m, &x);
    return end(&x, "BEE_ELEVES");
}

/* ---- Responsables ---- */

static void write_guardian(const DemoModel *m, DemoXml *x, const DemoGuardian *g) {
    demo_open(x, "PERSONNE", "PERSONNE_ID", number(m, g->id), NULL, NULL);
    demo_leaf(x, "LC_CIVILITE", g->legal_person ? "" : g->title);
    demo_leaf(x, "NOM_DE_FAMILLE", g->family);
    demo_leaf(x, "NOM_USAGE", g->usage);
    demo_leaf(x, "PRENOM", g->given);
    demo_leaf(x, "TEL_PERSONNEL", g->home);
    demo_leaf(x, "TEL_PORTABLE", g->mobile);
    demo_leaf(x, "ACCEPTE_SMS", g->id % 3 ? "1" : "0");
    demo_leaf(x, "MEL", g->email);
    demo_leaf(x, "COMMUNICATION_ADRESSE", g->id % 2 ? "1" : "0");
    demo_leaf(x, "ADRESSE_ID", number(m, g->address));
    demo_leaf(x, "CODE_PROFESSION", "52");
    demo_close(x, "PERSONNE");
}

static void write_links(const DemoModel *m, DemoXml *x, const DemoPupil *p) {
    for (int i = 0; i < p->link_count; i++) {
        const DemoLink *l = &p->links[i];
        demo_open(x, "RESPONSABLE_ELEVE", NULL, NULL, NULL, NULL);
        demo_leaf_int(x, "ELEVE_ID", p->id);
        demo_leaf_int(x, "PERSONNE_ID", l->guardian);
        demo_leaf_int(x, "NIVEAU_RESPONSABILITE", l->level);
        demo_leaf(x, "CODE_PARENTE", l->kinship);
        demo_leaf(x, "PAIE_FRAIS_SCOLAIRES", l->pays ? "true" : "false");
        demo_leaf(x, "PERCOIT_LES_AIDES", "false");
        demo_leaf(x, "HEBERGE_ELEVE", l->hosts ? "1" : "0");
        demo_leaf(x, "A_CONTACTER_EN_PRIORITE", l->first ? "true" : "false");
        demo_close(x, "RESPONSABLE_ELEVE");
    }
}

static bool write_guardians(const DemoModel *m, const char *folder) {
    DemoXml x = demo_xml_begin(folder, "ResponsablesAvecAdresses.xml");
    if (!x.out)
        return false;
    begin(m, &x, "BEE_RESPONSABLES", "2.1");
    demo_open(&x, "PERSONNES", NULL, NULL, NULL, NULL);
    for (size_t i = 0; i < m->guardians.count; i++)
        write_guardian(m, &x, &m->guardians.items[i]);
    demo_close(&x, "PERSONNES");
    demo_open(&x, "RESPONSABLES", NULL, NULL, NULL, NULL);
    for (size_t i = 0; i < m->pupils.count; i++)
        write_links(m, &x, &m->pupils.items[i]);
    demo_close(&x, "RESPONSABLES");
    write_addresses(m, &x);
    return end(&x, "BEE_RESPONSABLES");
}

bool demo_write_siecle(const DemoModel *m, const char *folder) {
    return write_nomenclature(m, folder) && write_commons(m, folder) && write_structures(m, folder) && write_pupils(m, folder) && write_guardians(m, folder);
}
