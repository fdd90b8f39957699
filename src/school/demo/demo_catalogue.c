#include "school/demo/demo_catalogue.h"

#include "base/must.h"
#include "base/str.h"

#include <string.h>

const DemoDiscipline demo_disciplines[] = { { "L0202", "LETTRES MODERNES" }, { "L1300", "MATHEMATIQUES" }, { "L1000", "HISTOIRE GEOGRAPHIE" },
    { "L0422", "ANGLAIS" }, { "L0426", "ESPAGNOL" }, { "L0421", "ALLEMAND" }, { "L0429", "ITALIEN" }, { "L0201", "LETTRES CLASSIQUES" },
    { "L1600", "SC. DE LA VIE" }, { "L1500", "SCIENCES PHYSIQUES" }, { "L1400", "TECHNOLOGIE" }, { "L1800", "ARTS PLASTIQUES" },
    { "L1700", "EDUCATION MUSICALE" }, { "L1900", "E. P. S" }, { "L1100", "SC. ECO. ET SOCIALES" }, { "L0100", "PHILOSOPHIE" },
    { "L8010", "ECONOMIE GESTION" }, { "L0424", "CHINOIS" }, { NULL, NULL } };

const DemoSubject demo_subjects[] = {
    { "020700", "FRANC", "FRANCAIS", "Français", "CL", "L0202", "4.50" },
    { "061300", "MATHS", "MATHEMATIQUES", "Mathématiques", "CL", "L1300", "4.00" },
    { "042100", "HIGEO", "HIST.-GEO", "Histoire et géographie", "CL", "L1000", "3.00" },
    { "043600", "EMC", "ENS.MORAL & CIVIQUE", "Enseignement moral et civique", "CL", "L1000", "0.50" },
    { "030201", "AGL1", "ANGLAIS LV1", "Anglais LV1", "CL", "L0422", "3.00" },
    { "100100", "EPS", "ED.PHYSIQUE & SPORT.", "Éducation physique et sportive", "CL", "L1900", "3.00" },
    { "062900", "SVT", "SCIENCES VIE & TERRE", "Sciences de la vie et de la Terre", "CL", "L1600", "1.50" },
    { "062300", "PH-CH", "PHYSIQUE-CHIMIE", "Physique-chimie", "CL", "L1500", "1.50" },
    { "070800", "TECHN", "TECHNOLOGIE", "Technologie", "C", "L1400", "1.50" },
    { "090100", "A-PLA", "ARTS PLASTIQUES", "Arts plastiques", "C", "L1800", "1.00" },
    { "081300", "EDMUS", "EDUCATION MUSICALE", "Éducation musicale", "C", "L1700", "1.00" },
    { "008400", "VICLA", "VIE DE CLASSE", "Vie de classe", "CL", "L0202", "0.50" },
    { "008500", "ACCPE", "ACCOMPAGNEMENT PERSO", "Accompagnement personnalisé", "CL", "L1300", "1.00" },
    { "008600", "DEVFA", "DEVOIRS FAITS", "Devoirs faits", "C", "L0202", "1.00" },
    { "030602", "ESP2", "ESPAGNOL LV2", "Espagnol LV2", "CL", "L0426", "2.50" },
    { "030102", "ALL2", "ALLEMAND LV2", "Allemand LV2", "CL", "L0421", "2.50" },
    { "030902", "ITA2", "ITALIEN LV2", "Italien LV2", "CL", "L0429", "2.50" },
    { "020100", "LATIN", "LATIN", "Latin", "CL", "L0201", "2.00" },
    { "110300", "SES", "SC.ECONO.& SOCIALES", "Sciences économiques et sociales", "L", "L1100", "1.50" },
    { "069700", "SNT", "SC.NUMER.TECHNOL.", "Sciences numériques et technologie", "L", "L1300", "1.50" },
    { "013000", "PHILO", "PHILOSOPHIE", "Philosophie", "L", "L0100", "4.00" },
    { "069800", "ENSSC", "ENS.SCIENTIFIQUE", "Enseignement scientifique", "L", "L1500", "2.00" },
    { "008700", "ORIEN", "ORIENTATION", "Accompagnement à l'orientation", "L", "L1100", "0.50" },
    { "061400", "SMATH", "SPE MATHEMATIQUES", "Mathématiques (spécialité)", "L", "L1300", "4.00" },
    { "062400", "SPHCH", "SPE PHYSIQUE-CHIMIE", "Physique-chimie (spécialité)", "L", "L1500", "4.00" },
    { "063000", "SSVT", "SPE SVT", "Sciences de la vie et de la Terre (spécialité)", "L", "L1600", "4.00" },
    { "110400", "SSES", "SPE SES", "Sciences économiques et sociales (spécialité)", "L", "L1100", "4.00" },
    { "042200", "HGGSP", "SPE HGGSP", "Histoire-géographie, géopolitique et sciences politiques", "L", "L1000", "4.00" },
    { "020800", "HLPHI", "SPE HUMANITES", "Humanités, littérature et philosophie", "L", "L0100", "4.00" },
    { "030301", "LLCER", "SPE LLCER ANGLAIS", "Langues, littératures et cultures étrangères : anglais", "L", "L0422", "4.00" },
    { "069900", "NSINF", "SPE NSI", "Numérique et sciences informatiques", "L", "L1300", "4.00" },
    { "110500", "SDGN", "SC.GESTION & NUMER.", "Sciences de gestion et numérique", "L", "L8010", "7.00" },
    { "110600", "MANAG", "MANAGEMENT", "Management", "L", "L8010", "4.00" },
    { "110700", "DROEC", "DROIT ET ECONOMIE", "Droit et économie", "L", "L8010", "4.00" },
    { "020200", "GREC", "GREC ANCIEN", "Grec ancien", "L", "L0201", "3.00" },
    { "030702", "CHI2", "CHINOIS LV2", "Chinois LV2", "L", "L0424", "2.50" },
    { "092000", "THEAT", "THEATRE", "Théâtre", "L", "L0202", "3.00" },
    { "061500", "MAEXP", "MATHS EXPERTES", "Mathématiques expertes", "L", "L1300", "3.00" },
    { "020900", "CGENX", "CULTURE GEN.& EXPR.", "Culture générale et expression", "", "L0202", "2.00" },
    { "110800", "CEJM", "CULT.ECO JUR.& MANAG", "Culture économique, juridique et managériale", "", "L8010", "4.00" },
    { "110900", "ECOMG", "ECONOMIE GESTION", "Économie et gestion", "", "L8010", "3.00" },
    { "111000", "INFGE", "INFORMATIQUE GESTION", "Informatique de gestion", "", "L8010", "3.00" },
    { "111100", "COMPT", "COMPTABILITE", "Comptabilité", "", "L8010", "5.00" },
    { "111200", "GRHUM", "RELATIONS SOCIALES", "Gestion des relations sociales", "", "L8010", "2.00" },
    { "111300", "FISCA", "OBLIGATIONS FISCALES", "Gestion des obligations fiscales", "", "L8010", "3.00" },
    { "111400", "PROJT", "CONDUITE DE PROJET", "Conduite de projet", "", "L8010", "2.00" },
    { "030203", "ANGBT", "ANGLAIS BTS", "Anglais (BTS)", "", "L0422", "3.00" },
    { "111500", "ATPRO", "ATELIERS PROFESS.", "Ateliers professionnels", "", "L8010", "3.00" },
    { "031202", "RUS2", "RUSSE LV2", "Russe LV2", "", "L0421", "2.50" },
    { "030402", "ARA2", "ARABE LV2", "Arabe LV2", "", "L0426", "2.50" },
    { "031102", "POR2", "PORTUGAIS LV2", "Portugais LV2", "", "L0426", "2.50" },
    { "081400", "CHORA", "CHORALE", "Chant choral", "", "L1700", "2.00" },
    { "091000", "HIDAR", "HISTOIRE DES ARTS", "Histoire des arts", "", "L1800", "3.00" },
    { "091100", "CINAV", "CINEMA-AUDIOVISUEL", "Cinéma et audiovisuel", "", "L1800", "3.00" },
    { "091200", "DANSE", "DANSE", "Danse", "", "L1900", "3.00" },
    { "030204", "EURAN", "SECTION EURO ANGLAIS", "Section européenne : anglais", "", "L0422", "1.00" },
    { "021000", "FLS", "FRANCAIS LANGUE SEC.", "Français langue seconde", "", "L0202", "9.00" },
    { "070900", "SCING", "SC. DE L'INGENIEUR", "Sciences de l'ingénieur", "", "L1400", "4.00" },
    { "110550", "DGEMC", "DROIT GDS ENJEUX", "Droit et grands enjeux du monde contemporain", "", "L1100", "3.00" },
    { "061600", "MCOMP", "MATHS COMPLEMENT.", "Mathématiques complémentaires", "", "L1300", "3.00" },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL } };

#define COLLEGE "FRANC MATHS HIGEO EMC AGL1 EPS SVT PH-CH TECHN A-PLA EDMUS VICLA ACCPE"
#define SPECIALITIES "SMATH SPHCH SSVT SSES HGGSP HLPHI LLCER NSINF"
#define LV2_LYCEE "ESP2 ALL2 ITA2 CHI2"
#define BTS_CORE "CGENX MATHS ANGBT CEJM ECOMG INFGE COMPT GRHUM FISCA PROJT ATPRO"

const DemoLevel demo_levels[LEVELS] = {
    { "6", "SIXIEME", "10010012110", "21110010012", "6EME", "6eme", 11, -1, COLLEGE " DEVFA", "SVT TECHN", NULL, "CHORA", 0 },
    { "5 ", "CINQUIEME", "10110001110", "21120010001", "5EME", "5eme", 12, 0, COLLEGE, "SVT TECHN", "ESP2 ALL2 ITA2", "LATIN", 0 },
    { "4", "QUATRIEME", "10210001110", "21130010001", "4EME", "4eme", 13, 1, COLLEGE, "SVT PH-CH", "ESP2 ALL2 ITA2", "LATIN", 0 },
    { "3", "TROISIEME", "10310019110", "21140010019", "3EME", "3eme", 14, 2, COLLEGE, "SVT PH-CH", "ESP2 ALL2 ITA2", "LATIN FLS EURAN", 0 },
    { "2", "SECONDE", "20010015110", "22110010015", "2DE GT", "2de générale et technologique", 15, -1,
        "FRANC MATHS HIGEO EMC AGL1 EPS SVT PH-CH SES SNT VICLA ACCPE ORIEN", "SVT PH-CH", LV2_LYCEE, "LATIN GREC THEAT HIDAR CINAV DANSE SCING", 0 },
    { "1G", "PREMIERE GENERALE", "20110019110", "22120010019", "1G", "1re générale", 16, 4, "FRANC HIGEO EMC AGL1 EPS ENSSC VICLA ACCPE ORIEN",
        "ENSSC AGL1", LV2_LYCEE, SPECIALITIES, 3 },
    { "TG", "TERMINALE GENERALE", "20210019110", "22130010019", "TG", "Terminale générale", 17, 5, "PHILO HIGEO EMC AGL1 EPS ENSSC VICLA ACCPE ORIEN",
        "ENSSC AGL1", LV2_LYCEE, SPECIALITIES " MAEXP MCOMP DGEMC", 2 },
    { "1T", "PREMIERE STMG", "21131015110", "22221031015", "1STMG", "1re STMG", 16, 4, "FRANC MATHS HIGEO EMC AGL1 EPS SDGN MANAG DROEC VICLA ORIEN",
        "SDGN", LV2_LYCEE, NULL, 0 },
    { "TT", "TERMINALE STMG", "21231015110", "22231031015", "TSTMG", "Terminale STMG", 17, 7, "PHILO MATHS HIGEO EMC AGL1 EPS SDGN MANAG DROEC VICLA ORIEN",
        "SDGN", LV2_LYCEE, NULL, 0 },
    { "B1/", "BTS 1 COMPTABILITE ET GESTION", "31131409210", "24111031409", "1BTS", "BTS1 Comptabilité et gestion", 18, -1, BTS_CORE, "INFGE COMPT",
        "RUS2 POR2", NULL, 0 },
    { "B2/", "BTS 2 COMPTABILITE ET GESTION", "31131409220", "24112031409", "2BTS", "BTS2 Comptabilité et gestion", 19, 9, BTS_CORE, "INFGE COMPT",
        "ARA2 POR2", NULL, 0 },
};

static const DemoKind kinds[] = {
    { "college", "9990001X", "Collège Jean-Exemple", "COLLEGE", "JEAN-EXEMPLE", "CLG", "340", "C", 480, 6, 3, 820, 38, 8, 7, 45, 310, { 5, 5, 5, 5 } },
    { "lycee", "9990002Y", "Lycée Marie-Modèle", "LYCEE GENERAL ET TECHNOLOGIQUE", "MARIE-MODELE", "LYC", "302", "L", 1050, 10, 6, 1800, 90, 12, 12, 130,
        620, { 0, 0, 0, 0, 12, 8, 8, 2, 2 } },
    { "cite", "9990003Z", "Cité scolaire de l’Échantillon", "CITE SCOLAIRE", "DE L'ÉCHANTILLON", "LYC", "306", "CL", 2500, 16, 12, 4200, 230, 30, 30, 350,
        1700, { 10, 10, 10, 10, 16, 13, 13, 3, 3, 4, 3 } },
};

const DemoKind *kind_of(const char *school) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_equal(kinds[i].school, school))
            return &kinds[i];
    return NULL;
}

bool taught_in(const DemoKind *k, const DemoSubject *s) {
    return k->letter[1] || strstr(s->schools, k->letter) != NULL;
}

const DemoSubject *subject_of(const char *short_code, int size) {
    for (const DemoSubject *s = demo_subjects; s->code; s++)
        if (strlen(s->short_code) == (size_t) size && memcmp(s->short_code, short_code, (size_t) size) == 0)
            return s;
    must(!"a subject of the catalogue");
    return NULL;
}

const char *next_word(const char **list, int *size) {
    if (!*list || !**list)
        return NULL;
    const char *word = *list;
    *size = (int) strcspn(word, " ");
    *list = word + *size + (word[*size] == ' ');
    return word;
}

int word_count(const char *list) {
    int count = 0, size;
    while (next_word(&list, &size))
        count++;
    return count;
}
