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

/* The next character of UTF-8; whatever is none counts byte by byte. */
static unsigned next_character(const unsigned char **at) {
    unsigned c = *(*at)++;
    int more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC0 ? 1 : 0;
    c &= more == 3 ? 0x07 : more == 2 ? 0x0F : more == 1 ? 0x1F : 0xFF;
    for (; more && (**at & 0xC0) == 0x80; more--)
        c = c << 6 | (*(*at)++ & 0x3F);
    return c;
}

/* Ten times the bits of one of so many: in steps of the tenth root of two, so that the browser counts the same. */
static int tenths_of_bits(int many) {
    int tenths = 0;
    for (double reached = 1; reached < many; tenths++)
        reached *= 1.0717734625362931;
    return tenths;
}

int accounts_password_level(const char *password) {
    bool lower = false, upper = false, figure = false, sign = false, other = false;
    int quarters = 0;
    unsigned before = 0;
    for (const unsigned char *at = (const unsigned char *) password; *at; ) {
        unsigned c = next_character(&at);
        quarters += before && (c == before || c == before + 1 || c + 1 == before) ? 1 : 4;
        lower = lower || (c >= 'a' && c <= 'z');
        upper = upper || (c >= 'A' && c <= 'Z');
        figure = figure || (c >= '0' && c <= '9');
        other = other || c > 0x7F;
        sign = sign || (c <= 0x7F && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9'));
        before = c;
    }
    int bits = quarters * tenths_of_bits(26 * lower + 26 * upper + 10 * figure + 33 * sign + 100 * other) / 40;
    return bits < 45 ? 0 : bits < 60 ? 1 : bits < 75 ? 2 : 3;
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
    if (is_monotonous(password) || accounts_password_level(password) == 0 || (*folded && is_only(well_known, folded, used, 0)))
        return T_PASSWORD_GUESSABLE;
    for (char **word = about; *word; word++)
        *VEC_ADD(w->mem, &known) = *word;
    for (int i = 0; well_known[i]; i++)
        *VEC_ADD(w->mem, &known) = well_known[i];
    *VEC_ADD(w->mem, &known) = NULL;
    return *folded && is_only(known.items, folded, used, 0) ? T_PASSWORD_ABOUT_YOU : T_NONE;
}
