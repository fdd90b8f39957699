#include "school/demo/demo_names.h"

#include <stddef.h>

const char *const girls[] = { "Adèle", "Agathe", "Aïcha", "Alice", "Amandine", "Ambre", "Amina", "Anaïs", "Andréa", "Anne-Sophie", "Apolline",
    "Assia", "Aurore", "Awa", "Aya", "Béatrice", "Bérénice", "Camille", "Capucine", "Carla", "Cécile", "Chaïma", "Charlotte", "Chloé", "Clara",
    "Clémence", "Coline", "Constance", "Daphné", "Diane", "Dounia", "Éléa", "Eléonore", "Élisa", "Élise", "Emma", "Emmanuelle", "Esther", "Eva",
    "Fanny", "Fanta", "Fatima", "Fatoumata", "Flavie", "Florine", "Gabrielle", "Garance", "Gwenaëlle", "Hanaé", "Hawa", "Héloïse", "Hortense",
    "Imane", "Inès", "Inaya", "Iris", "Jade", "Jeanne", "Joséphine", "Julia", "Juliette", "Justine", "Kadiatou", "Kenza", "Khadija", "Laëtitia",
    "Lana", "Laure", "Léa", "Léna", "Léonie", "Leïla", "Lila", "Lina", "Lisa", "Livia", "Lola", "Lou", "Louise", "Lucie", "Lydia", "Maëlle",
    "Maëlys", "Maïwenn", "Manon", "Margaux", "Margot", "Mariam", "Marie", "Marie-Lou", "Marine", "Marion", "Mathilde", "Maya", "Mégane", "Mélina",
    "Mélissa", "Mia", "Mila", "Myriam", "Naïma", "Ndeye", "Nina", "Noémie", "Nour", "Océane", "Olivia", "Ophélie", "Oriane", "Pauline", "Perrine",
    "Rania", "Rokhaya", "Romane", "Rose", "Roxane", "Sabrina", "Safia", "Salomé", "Samia", "Sarah", "Sirine", "Sofia", "Soline", "Solène", "Sophie",
    "Soraya", "Suzanne", "Tess", "Thaïs", "Thi Mai", "Valentine", "Victoire", "Victoria", "Violette", "Wendy", "Xinyi", "Yasmine", "Yuna", "Zélie",
    "Zoé", NULL };

const char *const boys[] = { "Aaron", "Abdoulaye", "Abel", "Achille", "Adam", "Adel", "Adrien", "Alassane", "Alexandre", "Alexis", "Amadou", "Amaury",
    "Amine", "Anatole", "André", "Antoine", "Antonin", "Armand", "Arthur", "Aubin", "Augustin", "Aurélien", "Axel", "Ayoub", "Baptiste", "Basile",
    "Bastien", "Benjamin", "Benoît", "Bilal", "Boubacar", "Brahim", "Camille", "Charles", "Cheikh", "Clément", "Côme", "Corentin", "Cyprien",
    "Damien", "Daniel", "David", "Diego", "Dylan", "Edgar", "Édouard", "Elias", "Éliott", "Émile", "Enzo", "Erwan", "Esteban", "Étienne", "Evan",
    "Fabien", "Félix", "Ferdinand", "Florian", "François-Xavier", "Gabin", "Gabriel", "Gaël", "Gaspard", "Gauthier", "Grégoire", "Guillaume",
    "Gustave", "Hamza", "Henri", "Hippolyte", "Hugo", "Ibrahim", "Idriss", "Ilyès", "Imran", "Isaac", "Ismaël", "Issa", "Jean", "Jean-Baptiste",
    "Jérémy", "Joachim", "Joao", "Joël", "Jonas", "Joseph", "Joshua", "Jules", "Julien", "Karim", "Kévin", "Killian", "Léandre", "Léo", "Léon",
    "Léonard", "Liam", "Loïc", "Louis", "Louka", "Lucas", "Maël", "Malik", "Malo", "Mamadou", "Marc", "Marceau", "Marius", "Martin", "Mathéo",
    "Mathieu", "Mathis", "Matteo", "Maxence", "Maxime", "Mehdi", "Milan", "Mohamed", "Moussa", "Naël", "Nathan", "Nicolas", "Nils", "Noah", "Noé",
    "Noël", "Nolan", "Octave", "Oscar", "Oumar", "Ousmane", "Owen", "Paul", "Pierre", "Pierre-Louis", "Quentin", "Raphaël", "Rayan", "Rémi", "Robin",
    "Romain", "Ruben", "Sacha", "Saïd", "Salim", "Samuel", "Simon", "Sohan", "Souleymane", "Stéphane", "Tao", "Théo", "Théodore", "Thibault",
    "Thomas", "Tiago", "Timéo", "Titouan", "Tom", "Tristan", "Ulysse", "Valentin", "Victor", "Vincent", "Wassim", "William", "Yanis", "Yann", "Youssef",
    "Yvan", "Zacharie", NULL };
