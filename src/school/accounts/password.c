/* Passwords: Argon2id, and what is refused (promises.md 6.3): too short for the person's kind, or made of words that anyone would try. No
 * other rule: neither capitals nor figures nor signs are asked for. */
#include "school/accounts/accounts.h"

#include "base/str.h"
#include "base/text.h"
#include "base/vec.h"
#include "gen/texts.h"

#include <sodium.h>
#include <string.h>

#define MEMORY ((size_t) 46 * 1024 * 1024)

const char *accounts_hash(Arena *mem, const char *password) {
    char *text = arena_alloc(mem, crypto_pwhash_STRBYTES, 1);
    return crypto_pwhash_str(text, password, strlen(password), 1, MEMORY) == 0 ? text : NULL;
}

bool accounts_verify(const char *hash, const char *password) {
    /* Someone unknown costs the same time as someone known. */
    static const char nobody[] = "$argon2id$v=19$m=47104,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    return crypto_pwhash_str_verify(hash ? hash : nobody, password, strlen(password)) == 0 && hash;
}

int accounts_password_least(Kind kind) {
    return kind == KIND_SUPERVISOR ? 16 : kind == KIND_STAFF || kind == KIND_TEACHER ? 12 : 10;
}

/* The words that head every published list of French and English passwords, and those of a school. */
static const char *const well_known[] = {
    "motdepasse", "passe", "mdp", "password", "passw0rd", "pass", "word", "secret", "azertyuiop", "azerty", "qsdfghjklm", "qsdfgh", "wxcvbn", "qwertyuiop", "qwerty",
    "asdfghjkl", "zxcvbnm", "abcdefghij", "abcdef", "abcd", "abc", "aze", "qwe", "admin", "administrateur", "administrator", "superviseur", "supervisor", "root",
    "user", "utilisateur", "login", "compte", "acces", "access", "test", "demo", "temp", "changeme", "changezmoi", "default", "bonjour", "bonsoir", "salut", "coucou", "hello",
    "welcome", "bienvenue", "merci", "soleil", "lune", "etoile", "chouchou", "doudou", "loulou", "nounours", "cheval", "chat", "chien", "chaton", "minou", "licorne",
    "princesse", "princess", "prince", "dragon", "monkey", "tigrou", "mickey", "pikachu", "pokemon", "minecraft", "fortnite", "superman", "batman", "spiderman", "starwars",
    "naruto", "football", "foot", "basket", "rugby", "tennis", "handball", "judo", "marseille", "olympique", "paris", "psg", "lyon", "lille", "bordeaux", "toulouse",
    "nantes", "nice", "rennes", "france", "bretagne", "allezlom", "jetaime", "teamo", "iloveyou", "love", "amour", "coeur", "bisous", "bebe", "maman", "papa", "famille",
    "vacances", "noel", "plage", "musique", "guitare", "piano", "chocolat", "cookie", "nutella", "camille", "thomas", "nicolas", "julien", "alexandre", "maxime",
    "antoine", "kevin", "lucas", "hugo", "nathan", "enzo", "theo", "leo", "louis", "jules", "arthur", "gabriel", "raphael", "adam", "mohamed", "emma", "lea", "chloe", "manon",
    "ines", "jade", "louise", "alice", "sarah", "laura", "marine", "julie", "marie", "pauline", "charlotte", "caroline", "celine", "sophie", "isabelle", "nathalie",
    "stephane", "laurent", "philippe", "patrick", "michel", "jean", "pierre", "paul", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "janvier",
    "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre", "printemps", "ete", "automne", "hiver", "college", "lycee",
    "ecole", "school", "eleve", "professeur", "prof", "direction", "principal", "proviseur", "viescolaire", "secretariat", "intendance", "cantine", "rentree",
    "classe", "cahier", "preau", "liberte", "egalite", "fraternite", "computer", "ordinateur", "internet", "google", "facebook", "master", "shadow", "sunshine", "letmein",
    "baseball", "trustno", "freedom", "whatever", "monmotdepasse", "monpass", "moi", "toi", "mon", "mes", "les", NULL,
};

/* One or two words of KNOWN, however often and with whatever figures around. USED holds those met so far. */
static bool is_only(const char *const *known, const char *text, const char *used[2], int count) {
    if (!*text)
        return true;
    if (*text >= '0' && *text <= '9' && is_only(known, text + 1, used, count))
        return true;
    for (const char *const *word = known; *word; word++) {
        size_t size = strlen(*word);
        int now = count;
        if (size < 3 || strncmp(text, *word, size) != 0)
            continue;
        if (!(count > 0 && str_equal(used[0], *word)) && !(count > 1 && str_equal(used[1], *word))) {
            if (count == 2)
                continue;
            used[now++] = *word;
        }
        if (is_only(known, text + size, used, now))
            return true;
    }
    return false;
}

static bool is_monotonous(const char *password) {
    bool seen[256] = { false };
    int different = 0;
    for (; *password; password++) {
        different += !seen[(unsigned char) *password];
        seen[(unsigned char) *password] = true;
    }
    return different < 5;
}

TextId accounts_password_problem(Work *w, Kind kind, const char *login, const char *display_name, const char *password) {
    size_t length = text_length(password);
    const char *folded = accounts_login(w->mem, password), *used[2];
    char **about = text_search_words(w->mem, arena_printf(w->mem, "%s %s %s %s", login, display_name, w->school->name, w->school->uai));
    VEC(const char *) known = { 0 };
    if (length < (size_t) accounts_password_least(kind))
        return T_PASSWORD_TOO_SHORT;
    if (length > 128)
        return T_PASSWORD_TOO_LONG;
    if (is_monotonous(password) || (*folded && is_only(well_known, folded, used, 0)))
        return T_PASSWORD_GUESSABLE;
    for (char **word = about; *word; word++)
        *VEC_ADD(w->mem, &known) = *word;
    for (int i = 0; well_known[i]; i++)
        *VEC_ADD(w->mem, &known) = well_known[i];
    *VEC_ADD(w->mem, &known) = NULL;
    return *folded && is_only(known.items, folded, used, 0) ? T_PASSWORD_ABOUT_YOU : T_NONE;
}
