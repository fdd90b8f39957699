/* ResponsablesAvecAdresses. */
#include "school/demo/demo_write.h"

static void write_person(XmlOut *o, const Demo *d, int number) {
    const Person *p = &d->persons[number];
    put_open_with(o, "PERSONNE", "PERSONNE_ID", arena_printf(d->mem, "%d", 300001 + number));
    if (!p->legal_person) {
        put_leaf(o, "LC_CIVILITE", p->woman ? "MME" : "M.");
        put_leaf(o, "LL_CIVILITE", p->woman ? "MADAME" : "MONSIEUR");
    }
    put_leaf(o, "NOM_DE_FAMILLE", p->family);
    put_leaf(o, "NOM_USAGE", p->usage);
    put_leaf(o, "PRENOM", p->given);
    put_leaf(o, "TEL_PERSONNEL", p->phone_home);
    put_leaf(o, "TEL_PORTABLE", p->phone_mobile);
    put_leaf(o, "ACCEPTE_SMS", p->accepts_sms ? "1" : "0");
    put_leaf(o, "TEL_PROFESSIONNEL", "");
    put_leaf(o, "MEL", p->email);
    put_leaf(o, "COMMUNICATION_ADRESSE", p->shares ? "1" : "0");
    put_int(o, "ADRESSE_ID", 500001 + p->address);
    put_leaf(o, "CODE_PROFESSION", p->legal_person ? NULL : arena_printf(d->mem, "%d", p->occupation));
    put_close(o, "PERSONNE");
}

/* SIECLE mixes 0/1 and false/true. */
static void write_guardianship(XmlOut *o, const Guardianship *g) {
    put_open(o, "RESPONSABLE_ELEVE");
    put_int(o, "ELEVE_ID", 1600043 + g->pupil * 7);
    put_int(o, "PERSONNE_ID", 300001 + g->person);
    put_int(o, "NIVEAU_RESPONSABILITE", g->level);
    put_leaf(o, "CODE_PARENTE", g->kinship);
    put_leaf(o, "PAIE_FRAIS_SCOLAIRES", g->pays ? "1" : "0");
    put_leaf(o, "PERCOIT_LES_AIDES", g->pays ? "true" : "false");
    put_leaf(o, "HEBERGE_ELEVE", g->hosts ? "true" : "false");
    put_leaf(o, "A_CONTACTER_EN_PRIORITE", g->first ? "true" : "false");
    put_close(o, "RESPONSABLE_ELEVE");
}

XmlOut write_guardians(const Demo *d) {
    XmlOut o = siecle_begin(d, "BEE_RESPONSABLES", "2.1", "08:31:02", (size_t) d->person_count * 2048);
    put_open(&o, "PERSONNES");
    for (int i = 0; i < d->person_count; i++)
        write_person(&o, d, i);
    put_close(&o, "PERSONNES");
    put_open(&o, "RESPONSABLES");
    for (int i = 0; i < d->guardianship_count; i++)
        write_guardianship(&o, &d->guardianships[i]);
    put_close(&o, "RESPONSABLES");
    put_open(&o, "ADRESSES");
    for (int i = 0; i < d->address_count; i++)
        write_address(&o, &d->addresses[i], i);
    put_close(&o, "ADRESSES");
    siecle_end(&o, "BEE_RESPONSABLES");
    return o;
}
