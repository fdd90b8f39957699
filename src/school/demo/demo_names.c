#include "school/demo/demo_model.h"

#define COUNT(list) ((int) (sizeof(list) / sizeof *(list)))

const DemoSize demo_sizes[] = {
    { "college", "Collège Jean-Exemple", "9990001X", 480, 20, 38, 15, 820, 45, 18, 310, "6543" },
    { "lycee", "Lycée Marie-Exemple", "9990002Y", 1050, 32, 90, 24, 1800, 130, 34, 620, "21T" },
    { "cite", "Cité scolaire Exemple", "9990003Z", 2500, 95, 230, 60, 4200, 350, 60, 1700, "654321T" },
    { 0 },
};

const DemoLevel demo_levels[] = {
    { '6', "10010012110", "6EME", "SIXIEME", "00610001110", 11 }, { '5', "10110001110", "5EME", "CINQUIEME", "10010012110", 12 },
    { '4', "10210001110", "4EME", "QUATRIEME", "10110001110", 13 }, { '3', "10310019110", "3EME", "TROISIEME", "10210001110", 14 },
    { '2', "20010015110", "2NDE G-T", "SECONDE GENERALE ET TECHNO", "10310019110", 15 }, { '1', "20110014110", "1GENE", "PREMIERE GENERALE", "20010015110", 16 },
    { 'T', "20210014110", "TGENE", "TERMINALE GENERALE", "20110014110", 17 }, { 0 },
};

const DemoSubject demo_subjects[] = {
    { "020700", "FRANC", "Français" }, { "061300", "MATHS", "Mathématiques" }, { "042100", "HIGEO", "Histoire et géographie" }, { "030201", "AGL1", "Anglais lv1" },
    { "062900", "SVT", "Sciences de la vie et de la terre" }, { "062300", "PH-CH", "Physique-chimie" }, { "100100", "EPS", "Éducation physique et sportive" },
    { "070800", "TECHN", "Technologie" }, { "080300", "A-PLA", "Arts plastiques" }, { "081300", "EDMUS", "Éducation musicale" }, { "043700", "EMC", "Enseignement moral et civique" },
    { "999000", "VIECL", "Vie de classe" }, { "006600", "ACCPE", "Accompagnement personnalisé" }, { "030602", "ESP2", "Espagnol lv2" }, { "030102", "ALL2", "Allemand lv2" },
    { "030702", "ITA2", "Italien lv2" }, { "020300", "LATIN", "Lca latin" }, { "020400", "GREC", "Lca grec" }, { "013000", "PHILO", "Philosophie" },
    { "040400", "SES", "Sciences économiques et sociales" }, { "050300", "SNT", "Sciences numériques et technologie" }, { "061500", "NSI", "Numérique et sciences informatiques" },
    { "043800", "HGGSP", "Histoire-géographie, géopolitique" }, { "031700", "LLCE", "Littérature anglaise" }, { "020900", "HLP", "Humanités, littérature et philosophie" },
    { "062500", "ENSCI", "Enseignement scientifique" }, { "061900", "MEXP", "Mathématiques expertes" }, { "061700", "MCOMP", "Mathématiques complémentaires" },
    { "080100", "THEAT", "Théâtre" }, { "082100", "CINEM", "Cinéma-audiovisuel" }, { "031302", "CHI2", "Chinois lv2" }, { "030902", "POR2", "Portugais lv2" },
    { "030402", "ARA2", "Arabe lv2" }, { "031502", "RUS2", "Russe lv2" },
};
const int demo_subject_count = COUNT(demo_subjects);

const char *const demo_family_names[] = {
    "MARTIN", "BERNARD", "THOMAS", "PETIT", "ROBERT", "RICHARD", "DURAND", "DUBOIS", "MOREAU", "LAURENT", "SIMON", "MICHEL", "LEFÈVRE", "LEROY", "ROUX", "DAVID", "BERTRAND",
    "MOREL", "FOURNIER", "GIRARD", "BONNET", "DUPONT", "LAMBERT", "FONTAINE", "ROUSSEAU", "VINCENT", "MULLER", "FAURE", "ANDRÉ", "MERCIER", "BLANC", "GUÉRIN", "BOYER",
    "GARNIER", "CHEVALIER", "FRANÇOIS", "LEGRAND", "GAUTHIER", "GARCIA", "PERRIN", "ROBIN", "CLÉMENT", "MORIN", "NICOLAS", "HENRY", "ROUSSEL", "MATHIEU", "GAUTIER", "MASSON",
    "MARCHAND", "DUVAL", "DENIS", "DUMONT", "MARIE", "LEMAIRE", "NOËL", "MEYER", "DUFOUR", "MEUNIER", "BRUN", "BLANCHARD", "GIRAUD", "JOLY", "RIVIÈRE", "LUCAS", "BRUNET",
    "GAILLARD", "BARBIER", "ARNAUD", "MARTINEZ", "GÉRARD", "ROCHE", "RENARD", "SCHMITT", "ROY", "LEROUX", "COLIN", "VIDAL", "CARON", "PICARD", "ROGER", "FABRE", "AUBERT",
    "LEMOINE", "RENAUD", "DUMAS", "LACROIX", "OLIVIER", "PHILIPPE", "BOURGEOIS", "PIERRE", "BENOÎT", "REY", "LECLERC", "PAYET", "ROLLAND", "LECLERCQ", "GUILLAUME", "LECOMTE",
    "LOPEZ", "JEAN", "DUPUY", "GUILLOT", "HUBERT", "BERGER", "CARPENTIER", "SÁNCHEZ", "DUPUIS", "MOULIN", "LOUIS", "DESCHAMPS", "HUET", "VASSEUR", "PEREZ", "BOUCHER", "FLEURY",
    "ROYER", "KLEIN", "JACQUET", "ADAM", "PARIS", "POIRIER", "MARTY", "AUBRY", "GUYOT", "CARRÉ", "CHARLES", "RENAULT", "CHARPENTIER", "MÉNARD", "MAILLARD", "BARON", "BERTIN",
    "BAILLY", "HERVÉ", "SCHNEIDER", "FERNANDEZ", "LE GALL", "COLLET", "LÉGER", "BOUVIER", "JULIEN", "PREVOST", "MILLET", "PERROT", "DANIEL", "LE ROUX", "COUSIN", "GERMAIN",
    "BRETON", "BESSON", "LANGLOIS", "RÉMY", "LE GOFF", "PELLETIER", "LÉVÊQUE", "PERRIER", "LEBLANC", "BARRÉ", "LEBRUN", "MARCHAL", "WEBER", "MALLET", "HAMON", "BOULANGER",
    "JACOB", "MONNIER", "MICHAUD", "RODRIGUEZ", "GUICHARD", "GILLET", "ÉTIENNE", "GRONDIN", "POULAIN", "TESSIER", "CHEVALLIER", "COLLIN", "CHAUVIN", "DA SILVA", "BOUCHET",
    "GAY", "LEMAÎTRE", "BÉNARD", "MARÉCHAL", "HUMBERT", "REYNAUD", "ANTOINE", "HOARAU", "PERRET", "BARTHÉLEMY", "CORDIER", "PICHON", "LEJEUNE", "GILBERT", "LAMY", "DELAUNAY",
    "PASQUIER", "CARLIER", "LAPORTE", "NGUYỄN", "TRẦN", "BEN AMAR", "EL KHATIB", "DIALLO", "TRAORÉ", "KONATÉ", "COULIBALY", "HADDAD", "BENALI", "YILMAZ", "KAYA", "WIŚNIEWSKI",
    "KOWALSKI", "D’ALMEIDA", "DE LA TOUR", "D’ŒUVRE", "ŒUVRARD", "SAINT-JEAN", "O’BRIEN", "MÜLLER", "JØRGENSEN", "ŁUKASZEWSKI", "FERREIRA", "PEREIRA", "COSTA", "SILVA",
    "IONESCU", "POPESCU", "CHEN", "WANG", "RAKOTO", "MBAPPA", "NDIAYE", "SOW", "BA", "CISSÉ", "KEITA", "ABDALLAH", "HASSAN", "ISMAËL", "COHEN", "LÉVY", "ZIDI", "Ó SÉ",
};
const int demo_family_count = COUNT(demo_family_names);

const char *const demo_girls[] = { "Emma", "Jade", "Louise", "Alice", "Chloé", "Lina", "Rose", "Léa", "Anna", "Mila", "Inès", "Ambre", "Julia", "Mia", "Léonie", "Juliette", "Lou",
    "Camille", "Lucie", "Agathe", "Zoé", "Jeanne", "Romane", "Nina", "Éva", "Inaya", "Sarah", "Victoire", "Olivia", "Sofia", "Romy", "Margaux", "Louna", "Yasmine", "Adèle", "Iris",
    "Élise", "Maëlys", "Anaïs", "Charlotte", "Manon", "Clémence", "Héloïse", "Aïcha", "Fatou", "Mariam", "Awa", "Kenza", "Nour", "Salomé", "Apolline", "Noémie", "Maryam", "Elsa",
    "Gabrielle", "Théa", "Capucine", "Ève", "Océane", "Marie-Lou", "Anne-Sophie", "Thị Mai", "Zofia", "Ana" };
const int demo_girl_count = COUNT(demo_girls);
const char *const demo_boys[] = { "Gabriel", "Léo", "Raphaël", "Louis", "Arthur", "Jules", "Adam", "Maël", "Lucas", "Hugo", "Noah", "Liam", "Gabin", "Sacha", "Paul", "Nathan", "Aaron",
    "Mohamed", "Ethan", "Tom", "Éden", "Léon", "Noé", "Tiago", "Théo", "Isaac", "Marius", "Victor", "Ayden", "Martin", "Naël", "Mathis", "Axel", "Robin", "Timéo", "Enzo", "Marceau",
    "Valentin", "Nino", "Eliott", "Nolan", "Malo", "Milo", "Antoine", "Samuel", "Augustin", "Amir", "Lyam", "Rayan", "Yanis", "Ibrahim", "Gaspard", "Sohan", "Clément", "Mathéo", "Baptiste",
    "Simon", "Maxence", "Imran", "Kaïs", "Côme", "Soan", "Evan", "Maxime", "Camille", "Alexandre", "Owen", "Jean-Baptiste", "Loïc", "Björn", "Łukasz", "Yusuf", "Ugo", "Éloi" };
const int demo_boy_count = COUNT(demo_boys);

const char *const demo_streets[] = { "RUE DES ACACIAS", "RUE DE LA FONTAINE", "AVENUE DU PRÉAU", "PLACE DU MARCHÉ", "CHEMIN DES ÉCOLIERS", "RUE DU MOULIN", "IMPASSE DES LILAS",
    "BOULEVARD DES PLATANES", "RUE DE L’ÉGLISE", "ALLÉE DES TILLEULS", "RUE DES JARDINS", "QUAI DES BRUMES", "RUE DU FOUR", "ROUTE DE LA PLAINE", "SQUARE DES ROSES", "RUE HAUTE" };
const int demo_street_count = COUNT(demo_streets);
const struct DemoCity demo_cities[] = { { "99100", "EXEMPLEVILLE" }, { "99110", "SAINT-MODÈLE" }, { "99120", "VAL-D’ESSAI" }, { "99130", "LES ÉPREUVES" }, { "99140", "MONT-FICTIF" },
    { "99150", "L’HAŸ-LES-TESTS" } };
const int demo_city_count = COUNT(demo_cities);
