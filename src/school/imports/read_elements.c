/* Which element becomes which record, as tables: name of the attribute or child → field. Formats: formats.md §1.2, §2.1. */
#include "school/imports/read_file.h"

#include "base/str.h"
#include "base/text.h"
#include "document/xml.h"

typedef struct Leaf { const char *name; int field; } Leaf;

static void fill(Emitter *e, Record *r, const XmlNode *element, const Leaf *leaves) {
    for (; leaves->name; leaves++) {
        const char *value = xml_value(element, leaves->name, e->mem);
        if (value && str_empty(r->values[leaves->field]))
            r->values[leaves->field] = value;
    }
}

static Record record_at(RecordKind kind, const XmlNode *element) {
    return (Record){ .kind = kind, .line = xml_node_line(element) };
}

static void send(Emitter *e, const Record *r) {
    e->sink.take(e->sink.context, r);
}

/* ---- SIECLE: pupils ---- */

static void read_pupil(Emitter *e, const XmlNode *element) {
    static const Leaf leaves[] = { { "ELEVE_ID", R_PUPIL_SIECLE_ID }, { "ELENOET", R_PUPIL_ELENOET }, { "INE_RNIE", R_PUPIL_INE },
        { "ID_NATIONAL", R_PUPIL_INE }, { "INE_BEA", R_PUPIL_INE }, { "NOM_DE_FAMILLE", R_PUPIL_FAMILY_NAME }, { "NOM", R_PUPIL_FAMILY_NAME },
        { "NOM_USAGE", R_PUPIL_USAGE_NAME }, { "PRENOM", R_PUPIL_GIVEN_NAME }, { "PRENOM2", R_PUPIL_GIVEN_NAME_2 },
        { "PRENOM3", R_PUPIL_GIVEN_NAME_3 }, { "DATE_NAISS", R_PUPIL_BIRTH_DATE }, { "VILLE_NAISS", R_PUPIL_BIRTH_CITY },
        { "CODE_COMMUNE_INSEE_NAISS", R_PUPIL_BIRTH_INSEE }, { "CODE_DEPARTEMENT_NAISS", R_PUPIL_BIRTH_DEPARTMENT },
        { "CODE_PAYS", R_PUPIL_BIRTH_COUNTRY }, { "CODE_PAYS_NAT", R_PUPIL_NATIONALITY }, { "CODE_SEXE", R_PUPIL_SEX },
        { "CODE_MEF", R_PUPIL_MEF }, { "CODE_STATUT", R_PUPIL_STATUS }, { "CODE_REGIME", R_PUPIL_REGIME }, { "DOUBLEMENT", R_PUPIL_REPEATING },
        { "CODE_PROVENANCE", R_PUPIL_PROVENANCE }, { "DATE_ENTREE", R_PUPIL_ENTRY_DATE }, { "DATE_SORTIE", R_PUPIL_EXIT_DATE },
        { "CODE_MOTIF_SORTIE", R_PUPIL_EXIT_REASON }, { "ADRESSE_ID", R_PUPIL_ADDRESS }, { "MEL", R_PUPIL_EMAIL },
        { "TEL_PERSONNEL", R_PUPIL_PHONE_HOME }, { "TEL_PORTABLE", R_PUPIL_PHONE_MOBILE }, { "TEL_PROFESSIONNEL", R_PUPIL_PHONE_WORK },
        { "ACCEPTE_SMS", R_PUPIL_ACCEPTS_SMS }, { "ADHESION_TRANSPORT", R_PUPIL_TRANSPORT }, { NULL, 0 } };
    static const Leaf before[] = { { "CODE_MEF", R_PUPIL_PREVIOUS_MEF }, { "CODE_STRUCTURE", R_PUPIL_PREVIOUS_CLASS },
        { "CODE_RNE", R_PUPIL_PREVIOUS_UAI }, { NULL, 0 } };
    Record r = record_at(R_PUPIL, element);
    fill(e, &r, element, leaves);
    const XmlNode *last_year = xml_child(element, "SCOLARITE_AN_DERNIER");
    if (last_year) {
        const char *kind = xml_value(last_year, "DENOM_PRINC", e->mem), *name = xml_value(last_year, "DENOM_COMPL", e->mem);
        fill(e, &r, last_year, before);
        if (kind || name)
            r.values[R_PUPIL_PREVIOUS_SCHOOL] = text_trim(e->mem, arena_printf(e->mem, "%s %s", kind ? kind : "", name ? name : ""));
    }
    send(e, &r);
}

static void read_options(Emitter *e, const XmlNode *element) {
    static const Leaf leaves[] = { { "NUM_OPTION", R_OPTION_NUMBER }, { "CODE_MODALITE_ELECT", R_OPTION_MODALITY },
        { "CODE_MATIERE", R_OPTION_SUBJECT }, { NULL, 0 } };
    for (const XmlNode *o = xml_child(element, "OPTIONS_ELEVE"); o; o = xml_sibling(o, "OPTIONS_ELEVE")) {
        Record r = record_at(R_OPTION, o);
        r.values[R_OPTION_PUPIL] = xml_value(element, "ELEVE_ID", e->mem);
        fill(e, &r, o, leaves);
        send(e, &r);
    }
}

static void read_memberships(Emitter *e, const XmlNode *element) {
    static const Leaf leaves[] = { { "CODE_STRUCTURE", R_MEMBERSHIP_CODE }, { "TYPE_STRUCTURE", R_MEMBERSHIP_TYPE }, { NULL, 0 } };
    for (const XmlNode *s = xml_child(element, "STRUCTURE"); s; s = xml_sibling(s, "STRUCTURE")) {
        Record r = record_at(R_MEMBERSHIP, s);
        r.values[R_MEMBERSHIP_PUPIL] = xml_value(element, "ELEVE_ID", e->mem);
        fill(e, &r, s, leaves);
        send(e, &r);
    }
}

/* ---- SIECLE: what is one record an element ---- */

static const Leaf address_leaves[] = { { "ADRESSE_ID", R_ADDRESS_ID }, { "LIGNE1_ADRESSE", R_ADDRESS_LINE1 }, { "LIGNE2_ADRESSE", R_ADDRESS_LINE2 },
    { "LIGNE3_ADRESSE", R_ADDRESS_LINE3 }, { "LIGNE4_ADRESSE", R_ADDRESS_LINE4 }, { "BOITE_POSTALE", R_ADDRESS_PO_BOX },
    { "CODE_POSTAL", R_ADDRESS_POSTCODE }, { "LIBELLE_POSTAL", R_ADDRESS_CITY }, { "CODE_COMMUNE_INSEE", R_ADDRESS_INSEE },
    { "COMMUNE_ETRANGERE", R_ADDRESS_FOREIGN_CITY }, { "CODE_PAYS", R_ADDRESS_COUNTRY_CODE }, { "LL_PAYS", R_ADDRESS_COUNTRY }, { NULL, 0 } };
static const Leaf person_leaves[] = { { "PERSONNE_ID", R_PERSON_ID }, { "LC_CIVILITE", R_PERSON_TITLE },
    { "LL_CIVILITE", R_PERSON_TITLE }, { "NOM_DE_FAMILLE", R_PERSON_FAMILY_NAME },
    { "NOM", R_PERSON_FAMILY_NAME }, { "NOM_USAGE", R_PERSON_USAGE_NAME }, { "PRENOM", R_PERSON_GIVEN_NAME },
    { "TEL_PERSONNEL", R_PERSON_PHONE_HOME }, { "TEL_PORTABLE", R_PERSON_PHONE_MOBILE }, { "TEL_PROFESSIONNEL", R_PERSON_PHONE_WORK },
    { "ACCEPTE_SMS", R_PERSON_ACCEPTS_SMS }, { "MEL", R_PERSON_EMAIL }, { "COMMUNICATION_ADRESSE", R_PERSON_SHARE_ADDRESS },
    { "ADRESSE_ID", R_PERSON_ADDRESS }, { "CODE_PROFESSION", R_PERSON_OCCUPATION }, { NULL, 0 } };
static const Leaf guardianship_leaves[] = { { "ELEVE_ID", R_GUARDIANSHIP_PUPIL }, { "PERSONNE_ID", R_GUARDIANSHIP_PERSON },
    { "NIVEAU_RESPONSABILITE", R_GUARDIANSHIP_LEVEL }, { "RESP_LEGAL", R_GUARDIANSHIP_LEGAL_OLD }, { "CODE_PARENTE", R_GUARDIANSHIP_KINSHIP },
    { "PAIE_FRAIS_SCOLAIRES", R_GUARDIANSHIP_PAYS_FEES }, { "RESP_FINANCIER", R_GUARDIANSHIP_PAYS_FEES },
    { "PERCOIT_LES_AIDES", R_GUARDIANSHIP_RECEIVES_AID }, { "PERS_PAIEMENT", R_GUARDIANSHIP_RECEIVES_AID },
    { "PERS_PAIMENT", R_GUARDIANSHIP_RECEIVES_AID }, { "HEBERGE_ELEVE", R_GUARDIANSHIP_HOSTS },
    { "A_CONTACTER_EN_PRIORITE", R_GUARDIANSHIP_CONTACT_FIRST }, { "PERS_CONTACT", R_GUARDIANSHIP_CONTACT_FIRST }, { NULL, 0 } };
static const Leaf mef_leaves[] = { { "CODE_MEF", R_MEF_CODE }, { "CODE", R_MEF_CODE }, { "FORMATION", R_MEF_LABEL }, { "LIBELLE_COURT", R_MEF_LABEL },
    { "LIBELLE_LONG", R_MEF_LABEL_LONG }, { "CODE_MEFSTAT", R_MEF_MEFSTAT }, { NULL, 0 } };
static const Leaf subject_leaves[] = { { "CODE_MATIERE", R_SUBJECT_CODE }, { "CODE", R_SUBJECT_CODE }, { "CODE_GESTION", R_SUBJECT_CODE_SHORT },
    { "LIBELLE_COURT", R_SUBJECT_LABEL_SHORT }, { "LIBELLE_LONG", R_SUBJECT_LABEL_LONG }, { "LIBELLE_EDITION", R_SUBJECT_LABEL_PRINT }, { NULL, 0 } };
static const Leaf programme_leaves[] = { { "CODE_MEF", R_PROGRAMME_MEF }, { "CODE_MATIERE", R_PROGRAMME_SUBJECT },
    { "CODE_MODALITE_ELECT", R_PROGRAMME_MODALITY }, { "HORAIRE", R_PROGRAMME_HOURS }, { NULL, 0 } };
static const Leaf school_leaves[] = { { "DENOM_PRINC", R_SCHOOL_NAME }, { "DENOM_COMPL", R_SCHOOL_NAME_2 }, { "NUM_SIREN", R_SCHOOL_SIREN },
    { "NOM_RESP", R_SCHOOL_HEAD }, { NULL, 0 } };
static const Leaf year_leaves[] = { { "DATE_DEBUT_ELEVE", R_YEAR_FIRST }, { "DATE_DEB_ELEVE", R_YEAR_FIRST }, { "DATE_FIN_ELEVE", R_YEAR_LAST },
    { "DATE_DEBUT_PROF", R_YEAR_TEACHERS_FIRST }, { "DATE_DEB_PROF", R_YEAR_TEACHERS_FIRST }, { "DATE_FIN_PROF", R_YEAR_TEACHERS_LAST },
    { NULL, 0 } };
static const Leaf period_leaves[] = { { "CODE_PERIODE", R_PERIOD_CODE }, { "DATE_DEBUT", R_PERIOD_FIRST }, { "DATE_FIN", R_PERIOD_LAST },
    { "LL_PERIODE", R_PERIOD_LABEL }, { "INDICE", R_PERIOD_NUMBER }, { "CODE_TYPE_PERIODE", R_PERIOD_TYPE }, { NULL, 0 } };
static const Leaf closure_leaves[] = { { "LL_MOTIF", R_CLOSURE_LABEL }, { "LL_FERMETURE", R_CLOSURE_LABEL }, { "LC_MOTIF", R_CLOSURE_LABEL }, { "DATE_DEBUT", R_CLOSURE_FIRST },
    { "DATE_FIN", R_CLOSURE_LAST }, { NULL, 0 } };

static void send_shape(Emitter *e, RecordKind kind, const Leaf *leaves, const XmlNode *element) {
    Record r = record_at(kind, element);
    fill(e, &r, element, leaves);
    send(e, &r);
}

static void read_address(Emitter *e, const XmlNode *element) { send_shape(e, R_ADDRESS, address_leaves, element); }
static void read_person(Emitter *e, const XmlNode *element) { send_shape(e, R_PERSON, person_leaves, element); }
static void read_guardianship(Emitter *e, const XmlNode *element) { send_shape(e, R_GUARDIANSHIP, guardianship_leaves, element); }
static void read_mef(Emitter *e, const XmlNode *element) { send_shape(e, R_MEF, mef_leaves, element); }
static void read_subject(Emitter *e, const XmlNode *element) { send_shape(e, R_SUBJECT, subject_leaves, element); }
static void read_programme(Emitter *e, const XmlNode *element) { send_shape(e, R_PROGRAMME, programme_leaves, element); }

/* Communs: nobody has published what its periods and closures stand in, so they are known by what they hold (formats.md §1.1). */
static void read_common(Emitter *e, const XmlNode *element, int depth) {
    if (str_equal(xml_node_name(element), "UAJ"))
        send_shape(e, R_SCHOOL, school_leaves, element);
    else if (str_equal(xml_node_name(element), "ANNEE_SCOLAIRE"))
        send_shape(e, R_YEAR, year_leaves, element);
    else if (xml_child(element, "CODE_PERIODE"))
        send_shape(e, R_PERIOD, period_leaves, element);
    else if (xml_child(element, "LL_MOTIF") || xml_child(element, "LC_MOTIF") || xml_child(element, "LL_FERMETURE"))
        send_shape(e, R_CLOSURE, closure_leaves, element);
    else
        for (const XmlNode *c = depth < 8 ? xml_child(element, NULL) : NULL; c; c = xml_sibling(c, NULL))
            read_common(e, c, depth + 1);
}

/* ---- code lists: each entry has its code in CODE_x ---- */

static const char *const code_lists[] = { "MODALITES_ELECTION", "REGIMES", "LIENS_PARENTE", "PROFESSIONS", "PROVENANCES", "MOTIFS_SORTIE",
    "STATUTS_ELEVE", "SITUATIONS_EMPLOI", "CIVILITES", "MODALITES_COURS", NULL };

static bool is_code_list(const char *name) {
    for (int i = 0; code_lists[i]; i++)
        if (str_equal(code_lists[i], name))
            return true;
    return false;
}

static void read_code_list(Emitter *e, const char *name, const XmlNode *element) {
    static const Leaf leaves[] = { { "LIBELLE_COURT", R_CODE_LABEL_SHORT }, { "LIBELLE_LONG", R_CODE_LABEL_LONG }, { NULL, 0 } };
    for (const XmlNode *entry = xml_child(element, NULL); entry; entry = xml_sibling(entry, NULL)) {
        Record r = record_at(R_CODE, entry);
        r.values[R_CODE_LIST] = name;
        r.values[R_CODE_CODE] = xml_value_like(entry, "CODE", e->mem);
        fill(e, &r, entry, leaves);
        send(e, &r);
    }
}

/* ---- classes and groups, in both dialects ---- */

static void send_pair(Emitter *e, RecordKind kind, const XmlNode *at, const char *first, const char *second) {
    Record r = record_at(kind, at);
    r.values[0] = first;
    r.values[1] = second;
    send(e, &r);
}

/* CODE_MEF as a child (SIECLE), CODE as an attribute (STS), or the text itself. */
static const char *code_in(Emitter *e, const XmlNode *element, const char *name) {
    const char *code = xml_value(element, name, e->mem);
    if (!code)
        code = xml_value(element, "CODE", e->mem);
    return code ? code : xml_text(element, e->mem);
}

static void read_links(Emitter *e, const XmlNode *element, const char *code, bool group) {
    const XmlNode *mefs = xml_child(element, "MEFS_APPARTENANCE"), *classes = xml_child(element, "DIVISIONS_APPARTENANCE");
    for (const XmlNode *m = mefs ? xml_child(mefs, "MEF_APPARTENANCE") : NULL; m; m = xml_sibling(m, "MEF_APPARTENANCE"))
        send_pair(e, group ? R_GROUP_MEF : R_DIVISION_MEF, m, code, code_in(e, m, "CODE_MEF"));
    for (const XmlNode *c = classes ? xml_child(classes, "DIVISION_APPARTENANCE") : NULL; c; c = xml_sibling(c, "DIVISION_APPARTENANCE"))
        send_pair(e, R_GROUP_DIVISION, c, code, code_in(e, c, "CODE_STRUCTURE"));
}

static void read_service(Emitter *e, const XmlNode *service, const char *code, bool group) {
    Record r = record_at(R_SERVICE, service);
    r.values[R_SERVICE_PUBLIC_CODE] = code;
    r.values[R_SERVICE_PUBLIC_KIND] = group ? "G" : "D";
    r.values[R_SERVICE_SUBJECT] = xml_value(service, "CODE_MATIERE", e->mem);
    r.values[R_SERVICE_MODALITY] = xml_value(service, "CODE_MOD_COURS", e->mem);
    const XmlNode *teachers = xml_child(service, "ENSEIGNANTS");
    const XmlNode *t = teachers ? xml_child(teachers, "ENSEIGNANT") : NULL;
    if (!t) {
        r.values[R_SERVICE_TEACHER_ID] = teachers ? "" : NULL;      /* an empty list is one */
        send(e, &r);
    }
    for (; t; t = xml_sibling(t, "ENSEIGNANT")) {
        r.values[R_SERVICE_TEACHER_ID] = xml_value(t, "ID", e->mem);
        r.values[R_SERVICE_TEACHER_TYPE] = xml_value(t, "TYPE", e->mem);
        send(e, &r);
    }
}

static void read_structure(Emitter *e, const XmlNode *element, bool group) {
    static const Leaf leaves[] = { { "CODE_STRUCTURE", R_DIVISION_CODE }, { "CODE", R_DIVISION_CODE }, { "LIBELLE_LONG", R_DIVISION_LABEL },
        { "EFFECTIF_PREVU", R_DIVISION_PLANNED }, { NULL, 0 } };
    Record r = record_at(group ? R_GROUP : R_DIVISION, element);
    fill(e, &r, element, leaves);
    send(e, &r);
    const char *code = r.values[R_DIVISION_CODE];
    read_links(e, element, code, group);
    const XmlNode *services = xml_child(element, "SERVICES");
    for (const XmlNode *s = services ? xml_child(services, "SERVICE") : NULL; s; s = xml_sibling(s, "SERVICE"))
        read_service(e, s, code, group);
}

/* ---- STS: people ---- */

static void read_sts_person(Emitter *e, const XmlNode *element) {
    static const Leaf leaves[] = { { "ID", R_STS_PERSON_ID }, { "TYPE", R_STS_PERSON_TYPE }, { "SEXE", R_STS_PERSON_SEX },
        { "CIVILITE", R_STS_PERSON_TITLE }, { "NOM_USAGE", R_STS_PERSON_USAGE_NAME }, { "NOM_PATRONYMIQUE", R_STS_PERSON_FAMILY_NAME },
        { "PRENOM", R_STS_PERSON_GIVEN_NAME }, { "DATE_NAISSANCE", R_STS_PERSON_BIRTH_DATE }, { "GRADE", R_STS_PERSON_GRADE },
        { "FONCTION", R_STS_PERSON_FUNCTION }, { NULL, 0 } };
    static const Leaf discipline[] = { { "CODE", R_STS_DISCIPLINE_CODE }, { "LIBELLE_COURT", R_STS_DISCIPLINE_LABEL },
        { "NB_HEURES", R_STS_DISCIPLINE_HOURS }, { NULL, 0 } };
    Record r = record_at(R_STS_PERSON, element);
    fill(e, &r, element, leaves);
    send(e, &r);
    const XmlNode *main_of = xml_child(element, "PROFS_PRINC"), *disciplines = xml_child(element, "DISCIPLINES");
    for (const XmlNode *m = main_of ? xml_child(main_of, "PROF_PRINC") : NULL; m; m = xml_sibling(m, "PROF_PRINC")) {
        Record of = record_at(R_STS_MAIN_TEACHER, m);
        of.values[R_STS_MAIN_TEACHER_PERSON] = r.values[R_STS_PERSON_ID];
        of.values[R_STS_MAIN_TEACHER_TYPE] = r.values[R_STS_PERSON_TYPE];
        of.values[R_STS_MAIN_TEACHER_CLASS] = code_in(e, m, "CODE_STRUCTURE");
        send(e, &of);
    }
    const XmlNode *first = disciplines ? xml_child(disciplines, "DISCIPLINE") : NULL;
    for (const XmlNode *d = first ? first : disciplines; d; d = first ? xml_sibling(d, "DISCIPLINE") : NULL) {      /* an empty list is one */
        Record of = record_at(R_STS_DISCIPLINE, d);
        of.values[R_STS_DISCIPLINE_PERSON] = r.values[R_STS_PERSON_ID];
        of.values[R_STS_DISCIPLINE_TYPE] = r.values[R_STS_PERSON_TYPE];
        fill(e, &of, d, discipline);
        send(e, &of);
    }
}

/* ---- which element is whose ---- */

typedef void (*ElementReader)(Emitter *e, const XmlNode *element);
static void read_class(Emitter *e, const XmlNode *element) { read_structure(e, element, false); }
static void read_group(Emitter *e, const XmlNode *element) { read_structure(e, element, true); }

static const struct Named { const char *element; Dialect dialect; ElementReader read; } named[] = {
    { "ELEVE", DIALECT_PUPILS, read_pupil }, { "OPTION", DIALECT_PUPILS, read_options }, { "STRUCTURES_ELEVE", DIALECT_PUPILS, read_memberships },
    { "ADRESSE", DIALECT_PUPILS, read_address }, { "ADRESSE", DIALECT_GUARDIANS, read_address }, { "PERSONNE", DIALECT_GUARDIANS, read_person },
    { "RESPONSABLE_ELEVE", DIALECT_GUARDIANS, read_guardianship }, { "MEF", DIALECT_NOMENCLATURES, read_mef },
    { "MATIERE", DIALECT_NOMENCLATURES, read_subject }, { "PROGRAMME", DIALECT_NOMENCLATURES, read_programme },
    { "DIVISION", DIALECT_STRUCTURES, read_class }, { "GROUPE", DIALECT_STRUCTURES, read_group }, { "DIVISION", DIALECT_STS, read_class },
    { "GROUPE", DIALECT_STS, read_group }, { "INDIVIDU", DIALECT_STS, read_sts_person }, { "MEF", DIALECT_STS, read_mef },
    { "MATIERE", DIALECT_STS, read_subject } };

static const struct Named *find_named(const char *name, Dialect dialect) {
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (named[i].dialect == dialect && str_equal(named[i].element, name))
            return &named[i];
    return NULL;
}

void read_element(Emitter *e, const char *name, const XmlNode *element) {
    const struct Named *n = find_named(name, e->dialect);
    if (n)
        n->read(e, element);
    else if (e->dialect == DIALECT_COMMUN)
        read_common(e, element, 0);
    else
        read_code_list(e, name, element);
}

bool read_knows(const char *name, int depth, Dialect dialect) {
    if (dialect == DIALECT_COMMUN)
        return depth == 2 || (depth == 1 && !str_equal(name, "DONNEES"));
    return find_named(name, dialect) || (dialect == DIALECT_NOMENCLATURES && is_code_list(name));
}
