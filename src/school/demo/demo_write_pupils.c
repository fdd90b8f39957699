/* ElevesAvecAdresses. */
#include "school/demo/demo_write.h"

#include "base/str.h"

static const char *siecle_id(const Demo *d, int pupil) { return arena_printf(d->mem, "%d", 1600043 + pupil * 7); }
static const char *school_id(const Demo *d, int pupil) { return arena_printf(d->mem, "%d", 10001 + pupil); }

/* SIECLE touches this at every export; it says nothing about the pupil. */
static const char *touched(const Demo *d) { return d->step ? day_text(d, 12, 12) : day_text(d, 3, 9); }

static void write_last_year(XmlOut *o, const Demo *d, const Pupil *p) {
    int before = p->repeats ? p->level : demo_levels[p->level].previous;
    bool here = before >= 0 && d->kind->classes[before] > 0;
    put_open(o, "SCOLARITE_AN_DERNIER");
    put_leaf(o, "CODE_MEF", before >= 0 ? demo_levels[before].mef : p->level ? "10310019110" : "00610001110");
    put_leaf(o, "CODE_STRUCTURE", before >= 0 ? arena_printf(d->mem, "%sA", demo_levels[before].prefix) : p->level ? "3A" : "CM2");
    put_leaf(o, "CODE_RNE", here ? d->uai : "9990101F");
    put_leaf(o, "CODE_NATURE", here ? d->kind->nature : p->level ? "340" : "151");
    put_leaf(o, "SIGLE", here ? d->kind->type : p->level ? "CLG" : "E.E.PU");
    put_leaf(o, "DENOM_PRINC", here ? d->kind->name_1 : p->level ? "COLLEGE" : "ECOLE ELEMENTAIRE");
    put_leaf(o, "DENOM_COMPL", here ? d->kind->name_2 : "DE L'ARDOISE");
    put_leaf(o, "LIGNE1_ADRESSE", "1 PLACE DE LA CRAIE");
    put_leaf(o, "BOITE_POSTALE", "");
    put_leaf(o, "MEL", "ce.ardoise@exemple.invalid");
    put_leaf(o, "TELEPHONE", "0199009997");
    put_leaf(o, "CODE_COMMUNE_INSEE", "99101");
    put_leaf(o, "LL_COMMUNE_INSEE", "EXEMPLE-SUR-ONDE");
    put_close(o, "SCOLARITE_AN_DERNIER");
}

static void write_identity(XmlOut *o, const Demo *d, int number, const Pupil *p) {
    const char *ine = number % 90 == 17 ? NULL : arena_printf(d->mem, "0000%sFF", school_id(d, number));        /* some have none yet */
    put_leaf(o, "ID_NATIONAL", ine);
    put_leaf(o, "INE_RNIE", ine);
    put_leaf(o, "ELENOET", school_id(d, number));
    put_leaf(o, "ID_ELEVE_ETAB", arena_printf(d->mem, "%s%.6s", school_id(d, number), d->uai + 1));
    put_leaf(o, "NOM_DE_FAMILLE", p->family);
    put_leaf(o, "NOM_USAGE", p->usage);
    put_leaf(o, "PRENOM", p->given);
    put_leaf(o, "PRENOM2", p->given_2);
    put_leaf(o, "DATE_NAISS", arena_printf(d->mem, "%02d/%02d/%04d", p->birth_day, p->birth_month, p->birth_year));
}

static void write_pupil(XmlOut *o, const Demo *d, int number) {
    const Pupil *p = &d->pupils[number];
    bool abroad = number % 19 == 5;
    put_open_two(o, "ELEVE", "ELEVE_ID", siecle_id(d, number), "ELENOET", school_id(d, number));
    write_identity(o, d, number, p);
    put_leaf(o, "DOUBLEMENT", p->repeats ? "1" : "0");
    put_leaf(o, "CODE_PAYS", abroad ? "350" : "100");
    put_leaf(o, "ACCEPTE_SMS", p->phone ? "1" : "0");
    put_leaf(o, "DATE_MODIFICATION", touched(d));
    put_leaf(o, "TEL_PORTABLE", p->phone);
    put_leaf(o, "MEL", p->email);
    put_leaf(o, "DATE_SORTIE", p->exit);
    put_leaf(o, "CODE_REGIME", p->board);
    put_leaf(o, "DATE_ENTREE", p->entry);
    put_leaf(o, "VILLE_NAISS", abroad ? "VILLE-EXEMPLE" : "");
    put_int(o, "ADRESSE_ID", 500001 + p->address);
    put_leaf(o, "CODE_MOTIF_SORTIE", p->exit_reason);
    put_leaf(o, "CODE_SEXE", p->girl ? "2" : "1");
    put_leaf(o, "CODE_PAYS_NAT", number % 57 == 5 ? "350" : "100");
    put_leaf(o, "CODE_STATUT", "ST");
    put_leaf(o, "CODE_MEF", demo_levels[p->level].mef);
    put_leaf(o, "CODE_DEPARTEMENT_NAISS", abroad ? NULL : "099");
    put_leaf(o, "CODE_COMMUNE_INSEE_NAISS", abroad ? NULL : "99101");
    put_leaf(o, "ADHESION_TRANSPORT", number % 4 == 0 ? "1" : "0");
    put_leaf(o, "CODE_PROVENANCE", abroad ? "7" : "1");
    write_last_year(o, d, p);
    put_close(o, "ELEVE");
}

static void write_option(XmlOut *o, int rank, const char *modality, const char *subject) {
    put_open(o, "OPTIONS_ELEVE");
    put_int(o, "NUM_OPTION", rank);
    put_leaf(o, "CODE_MODALITE_ELECT", modality);
    put_leaf(o, "CODE_MATIERE", subject);
    put_close(o, "OPTIONS_ELEVE");
}

static void write_options(XmlOut *o, const Demo *d, int number) {
    const Pupil *p = &d->pupils[number];
    int rank = 1;
    put_open_two(o, "OPTION", "ELEVE_ID", siecle_id(d, number), "ELENOET", school_id(d, number));
    write_option(o, rank++, "O", p->level >= 9 ? "030203" : "030201");      /* English: of BTS from level 9 on */
    for (int i = 0; i < p->group_count; i++) {
        const Group *g = &d->groups[p->groups[i]];
        if (!g->half && !str_equal(g->subject->short_code, "ACCPE"))
            write_option(o, rank++, g->language || demo_levels[p->level].choices ? "O" : "F", g->subject->code);
    }
    put_close(o, "OPTION");
}

static void write_member(XmlOut *o, const char *code, const char *type) {
    put_open(o, "STRUCTURE");
    put_leaf(o, "CODE_STRUCTURE", code);
    put_leaf(o, "TYPE_STRUCTURE", type);
    put_close(o, "STRUCTURE");
}

static void write_memberships(XmlOut *o, const Demo *d, int number) {
    const Pupil *p = &d->pupils[number];
    if (p->division == NOBODY)
        return;
    put_open_two(o, "STRUCTURES_ELEVE", "ELEVE_ID", siecle_id(d, number), "ELENOET", school_id(d, number));
    write_member(o, d->divisions[p->division].code, "D");
    for (int i = 0; i < p->group_count; i++)
        write_member(o, d->groups[p->groups[i]].code, "G");
    put_close(o, "STRUCTURES_ELEVE");
}

/* One pupil in five has a grant. */
static void write_grant(XmlOut *o, const Demo *d, int number) {
    if (number % 5 != 3)
        return;
    put_open_two(o, "BOURSE", "ELEVE_ID", siecle_id(d, number), "ELENOET", school_id(d, number));
    put_leaf(o, "CODE_BOURSE", "1");
    put_close(o, "BOURSE");
}

static void write_each(XmlOut *o, const Demo *d, const char *list, void (*write)(XmlOut *, const Demo *, int)) {
    put_open(o, list);
    for (int i = 0; i < d->pupil_count; i++)
        if (in_files(d, i))
            write(o, d, i);
    put_close(o, list);
}

XmlOut write_pupils(const Demo *d) {
    XmlOut o = siecle_begin(d, "BEE_ELEVES", "3.0", "08:30:12", (size_t) d->pupil_count * 4096);
    bool *used = NEW_ARRAY(d->mem, bool, (size_t) d->address_count + 1);
    write_each(&o, d, "ELEVES", write_pupil);
    write_each(&o, d, "OPTIONS", write_options);
    write_each(&o, d, "STRUCTURES", write_memberships);
    write_each(&o, d, "BOURSES", write_grant);
    for (int i = 0; i < d->pupil_count; i++)
        if (in_files(d, i))
            used[d->pupils[i].address] = true;
    put_open(&o, "ADRESSES");
    for (int i = 0; i < d->address_count; i++)
        if (used[i])
            write_address(&o, &d->addresses[i], i);
    put_close(&o, "ADRESSES");
    siecle_end(&o, "BEE_ELEVES");
    return o;
}
