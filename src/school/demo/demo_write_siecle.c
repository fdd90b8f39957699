/* Nomenclature, Communs, Structures. The code lists are those of demo_codes.c. */
#include "school/demo/demo_write.h"

#include "base/text.h"
#include "school/calendar/calendar.h"
#include "school/demo/demo_codes.h"

#include <string.h>

const char *export_day(const Demo *d) {
    return d->step ? day_text(d, 18, 12) : day_text(d, 30, 9);
}

XmlOut siecle_begin(const Demo *d, const char *root, const char *version, const char *time, size_t expected) {
    XmlOut o = put_new(d->mem, expected);
    put_open_with(&o, root, "VERSION", version);
    put_open(&o, "PARAMETRES");
    put_leaf(&o, "UAJ", d->uai);
    put_int(&o, "ANNEE_SCOLAIRE", d->year);
    put_leaf(&o, "DATE_EXPORT", export_day(d));
    put_leaf(&o, "HORODATAGE", arena_printf(d->mem, "%s %s", export_day(d), time));
    put_close(&o, "PARAMETRES");
    put_open(&o, "DONNEES");
    return o;
}

void siecle_end(XmlOut *o, const char *root) {
    put_close(o, "DONNEES");
    put_close(o, root);
}

void write_address(XmlOut *o, const Address *a, int number) {
    put_open_with(o, "ADRESSE", "ADRESSE_ID", arena_printf(o->text.arena, "%d", 500001 + number));
    put_leaf(o, "LIGNE1_ADRESSE", a->line_1);
    put_leaf(o, "LIGNE2_ADRESSE", a->line_2 ? a->line_2 : "");
    put_leaf(o, "LIGNE3_ADRESSE", "");
    put_leaf(o, "LIGNE4_ADRESSE", "");
    put_leaf(o, "COMMUNE_ETRANGERE", a->foreign_city);
    put_leaf(o, "CODE_POSTAL", a->postcode);
    put_leaf(o, "CODE_PAYS", a->country_code);
    put_leaf(o, "CODE_COMMUNE_INSEE", a->insee);
    put_leaf(o, "LL_PAYS", a->country);
    put_leaf(o, "CODE_DEPARTEMENT", a->postcode ? "099" : NULL);
    put_leaf(o, "LIBELLE_POSTAL", a->postcode ? a->city : NULL);
    put_close(o, "ADRESSE");
}

/* ---- Nomenclature ---- */

static void write_mef(XmlOut *o, const DemoLevel *l) {
    static const char *const said[][2] = { { "NB_OPT_OBLIG", "0" }, { "NB_OPT_MINI", "1" }, { "RENFORCEMENT_LANGUES", "0" }, { "INSCRIPTION_ETAB", "1" },
        { "MEF_ORIGINE", "1" }, { "MEF_SELECTIONNE", "1" }, { "MEF_SELORIG", "1" }, { "DATE_OUVERTURE", "01/09/2002" }, { "DATE_FERMETURE", "31/12/9999" } };
    put_open_with(o, "MEF", "CODE_MEF", l->mef);
    put_leaf(o, "FORMATION", l->formation);
    put_leaf(o, "LIBELLE_LONG", l->label);
    put_leaf(o, "LIBELLE_EDITION", arena_printf(o->text.arena, "%-60s", l->title));     /* SIECLE fills with blanks */
    put_leaf(o, "STATUT_MEF", "1");
    put_leaf(o, "MEF_RATTACHEMENT", l->mef);
    put_leaf(o, "CODE_MEFSTAT", l->mefstat);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        put_leaf(o, said[i][0], said[i][1]);
    put_close(o, "MEF");
}

static void write_subjects(XmlOut *o, const Demo *d) {
    put_open(o, "MATIERES");
    for (const DemoSubject *s = demo_subjects; s->code; s++) {
        if (!taught_in(d->kind, s))
            continue;
        put_open_with(o, "MATIERE", "CODE_MATIERE", s->code);
        put_leaf(o, "CODE_GESTION", s->short_code);
        put_leaf(o, "LIBELLE_COURT", s->label);
        put_leaf(o, "LIBELLE_LONG", s->label);
        put_leaf(o, "LIBELLE_EDITION", s->title);
        put_leaf(o, "MATIERE_ETP", "1");
        put_close(o, "MATIERE");
    }
    put_close(o, "MATIERES");
}

static void write_programme_of(XmlOut *o, const Demo *d, const DemoLevel *l, const char *list, const char *modality) {
    const char *word;
    int size;
    while ((word = next_word(&list, &size))) {
        const DemoSubject *s = subject_of(word, size);
        if (!taught_in(d->kind, s))
            continue;
        put_open(o, "PROGRAMME");
        put_leaf(o, "CODE_MEF", l->mef);
        put_leaf(o, "CODE_MATIERE", s->code);
        put_leaf(o, "CODE_MODALITE_ELECT", modality);
        put_leaf(o, "HORAIRE", s->hours);
        put_close(o, "PROGRAMME");
    }
}

static void write_compulsory(XmlOut *o, const Demo *d, const DemoLevel *l) {
    const char *list = l->languages, *word;
    int size, rank = 1;
    while ((word = next_word(&list, &size)))
        if (taught_in(d->kind, subject_of(word, size))) {
            put_open(o, "OPTION_OBLIGATOIRE");
            put_leaf(o, "CODE_MEF", l->mef);
            put_leaf(o, "CODE_MATIERE", subject_of(word, size)->code);
            put_int(o, "RANG_OPTION", rank++);
            put_close(o, "OPTION_OBLIGATOIRE");
        }
}

static void write_levels(XmlOut *o, const Demo *d, const char *list) {
    put_open(o, list);
    for (int i = 0; i < LEVELS; i++) {
        const DemoLevel *l = &demo_levels[i];
        if (!d->kind->classes[i])
            continue;
        if (*list == 'M') {
            write_mef(o, l);
        } else if (*list == 'O') {
            write_compulsory(o, d, l);
        } else {
            write_programme_of(o, d, l, l->core, "S");
            write_programme_of(o, d, l, l->languages, "O");
            write_programme_of(o, d, l, l->options, l->choices ? "O" : "F");
        }
    }
    put_close(o, list);
}

XmlOut write_nomenclature(const Demo *d) {
    XmlOut o = siecle_begin(d, "BEE_NOMENCLATURES", "3.1", "08:29:00", 1 << 18);
    write_levels(&o, d, "MEFS");
    write_subjects(&o, d);
    write_levels(&o, d, "PROGRAMMES");
    write_levels(&o, d, "OPTIONS_OBLIGATOIRES");
    for (const CodeList *l = demo_code_lists; l->list; l++) {
        put_open(&o, l->list);
        for (const Code *c = l->codes; c->code; c++) {
            put_open_with(&o, l->entry, l->attribute, c->code);
            put_leaf(&o, "LIBELLE_COURT", c->label_short);
            put_leaf(&o, "LIBELLE_LONG", c->label);
            put_close(&o, l->entry);
        }
        put_close(&o, l->list);
    }
    siecle_end(&o, "BEE_NOMENCLATURES");
    return o;
}

/* ---- Communs ---- */

static void write_school(XmlOut *o, const Demo *d) {
    const char *const said[][2] = { { "ETAB_UAJ_ID", "4242" }, { "NUM_SIREN", "999000001" }, { "DENOM_PRINC", d->kind->name_1 },
        { "DENOM_COMPL", d->kind->name_2 }, { "NOM_RESP", d->teachers[d->kind->teachers + d->kind->school_life].usage }, { "QUAL_RESP", "PROVISEUR" },
        { "LIGNE1_ADRESSE", "1 PLACE DE LA CRAIE" }, { "LIGNE2_ADRESSE", "" }, { "LIGNE3_ADRESSE", "" }, { "LIGNE4_ADRESSE", "" }, { "BOITE_POST", "" },
        { "TELEPHONE", "0199009999" }, { "TELECOPIE", "0199009998" }, { "MEL_1", arena_printf(d->mem, "ce.%s@exemple.invalid", d->uai) },
        { "CODE_TYPE_ETAB", d->kind->type }, { "SECTEUR_CODE", "PU" }, { "CODE_POSTAL", "99100" }, { "CODE_COMMUNE_INSEE", "99101" }, { "CODE_PAYS", "100" },
        { "LIBELLE_POSTAL", "EXEMPLE-SUR-ONDE" } };
    put_open(o, "UAJ");
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        put_leaf(o, said[i][0], said[i][1]);
    put_close(o, "UAJ");
}

/* Trimesters that meet: the first and the last with the year's own ends. */
static void write_periods(XmlOut *o, const Demo *d, Day first, Day last) {
    const Day from[] = { first, day_of(d->year, 11, 29), day_of(d->year + 1, 3, 14), last + 1 };
    put_open(o, "PERIODES");
    for (int i = 0; i < 3; i++) {
        put_open(o, "PERIODE");
        put_leaf(o, "CODE_PERIODE", arena_printf(d->mem, "T%d", i + 1));
        put_leaf(o, "DATE_DEBUT", day_french(d->mem, from[i]));
        put_leaf(o, "DATE_FIN", day_french(d->mem, from[i + 1] - 1));
        put_leaf(o, "LL_PERIODE", arena_printf(d->mem, "TRIMESTRE %d", i + 1));
        put_int(o, "INDICE", i + 1);
        put_leaf(o, "CODE_TYPE_PERIODE", "T");
        put_close(o, "PERIODE");
    }
    put_close(o, "PERIODES");
}

/* The official ones of the zone that `preau demo` makes its schools in. */
static void write_closures(XmlOut *o, const Demo *d) {
    size_t count;
    const Holiday *vacations = calendar_vacations(d->mem, d->year, "A", &count);
    put_open(o, "CALENDRIER_FERMETURES");
    for (size_t i = 0; i < count; i++) {
        const char *label = text_upper(d->mem, vacations[i].label);
        put_open(o, "CALENDRIER_FERMETURE");
        put_leaf(o, "LC_MOTIF", label);
        put_leaf(o, "LL_MOTIF", label);
        put_leaf(o, "DATE_DEBUT", day_french(d->mem, vacations[i].first_day));
        put_leaf(o, "DATE_FIN", day_french(d->mem, vacations[i].resume_day - 1));
        put_leaf(o, "LL_FERMETURE", label);
        put_close(o, "CALENDRIER_FERMETURE");
    }
    put_close(o, "CALENDRIER_FERMETURES");
}

XmlOut write_communs(const Demo *d) {
    Day first = calendar_first_day(d->year, "A"), last = calendar_last_day(d->year);
    XmlOut o = siecle_begin(d, "BEE_COMMUN", "1.6", "08:33:10", 1 << 13);
    write_school(&o, d);
    put_open(&o, "ANNEE_SCOLAIRE");
    put_leaf(&o, "DATE_DEBUT_ELEVE", day_french(d->mem, first));
    put_leaf(&o, "DATE_FIN_ELEVE", day_french(d->mem, last));
    put_leaf(&o, "DATE_DEBUT_PROF", day_french(d->mem, first - (day_weekday(first) == 1 ? 3 : 1)));
    put_leaf(&o, "DATE_FIN_PROF", day_french(d->mem, last));
    put_close(&o, "ANNEE_SCOLAIRE");
    write_periods(&o, d, first, last);
    write_closures(&o, d);
    siecle_end(&o, "BEE_COMMUN");
    return o;
}

/* ---- Structures ---- */

static void write_mef_of(XmlOut *o, int level) {
    put_open(o, "MEFS_APPARTENANCE");
    put_open(o, "MEF_APPARTENANCE");
    put_leaf(o, "CODE_MEF", demo_levels[level].mef);
    put_close(o, "MEF_APPARTENANCE");
    put_close(o, "MEFS_APPARTENANCE");
}

static void write_group(XmlOut *o, const Demo *d, const Group *g) {
    put_open_with(o, "GROUPE", "CODE_STRUCTURE", g->code);
    put_leaf(o, "LIBELLE_LONG", g->label);
    write_mef_of(o, g->level);
    put_open(o, "DIVISIONS_APPARTENANCE");
    for (int i = 0; i < g->division_count; i++) {
        put_open(o, "DIVISION_APPARTENANCE");
        put_leaf(o, "CODE_STRUCTURE", d->divisions[g->first_division + i].code);
        put_close(o, "DIVISION_APPARTENANCE");
    }
    put_close(o, "DIVISIONS_APPARTENANCE");
    put_close(o, "GROUPE");
}

XmlOut write_structures(const Demo *d) {
    XmlOut o = siecle_begin(d, "BEE_STRUCTURES", "2.0", "08:32:40", 1 << 18);
    put_open(&o, "DIVISIONS");
    for (int i = 0; i < d->division_count; i++) {
        put_open_with(&o, "DIVISION", "CODE_STRUCTURE", d->divisions[i].code);
        put_leaf(&o, "LIBELLE_LONG", d->divisions[i].label);
        put_leaf(&o, "CODE_RNE", d->uai);
        write_mef_of(&o, d->divisions[i].level);
        put_close(&o, "DIVISION");
    }
    put_close(&o, "DIVISIONS");
    put_open(&o, "GROUPES");
    for (int i = 0; i < d->group_count; i++)
        write_group(&o, d, &d->groups[i]);
    put_close(&o, "GROUPES");
    siecle_end(&o, "BEE_STRUCTURES");
    return o;
}
