/* FR-01: the spaces French puts before high punctuation and inside guillemets, the apostrophe, the ellipsis, accented
 * capitals. A text that breaks one stops the build: readers see typography before they see features. */
#include "textgen.h"

#include <ctype.h>
#include <string.h>

#define NARROW "\u202F"         /* before ; ! ? */
#define WIDE "\u00A0"           /* before : % € and inside « » */

static bool ends_before(const char *text, const char *at, const char *wanted) {
    size_t size = strlen(wanted);
    return (size_t) (at - text) >= size && !memcmp(at - size, wanted, size);
}

static void lint_high(const CatalogueText *t, const char *text, const char *c) {
    bool in_row = c > text && (c[-1] == '!' || c[-1] == '?');
    if ((*c == ';' || *c == '!' || *c == '?') && !in_row && !ends_before(text, c, NARROW))
        refuse(t->at, "%s: before %c stands a narrow no-break space (U+202F)", t->id, *c);
    bool inside = c[0] == ':' && c[1] && c[1] != ' ';           /* 08:05, https://… */
    if (*c == ':' && !inside && !ends_before(text, c, WIDE))
        refuse(t->at, "%s: before : stands a no-break space (U+00A0)", t->id);
    bool percent = *c == '%' && c > text && (isdigit((unsigned char) c[-1]) || c[-1] == '}' || c[-1] == ' ');
    if (percent)
        refuse(t->at, "%s: before %% stands a no-break space (U+00A0)", t->id);
}

static void lint_signs(const CatalogueText *t, const char *text, const char *c) {
    if (*c == '\'')
        refuse(t->at, "%s: the apostrophe is ’", t->id);
    if (*c == '"')
        refuse(t->at, "%s: quotes are « and »", t->id);
    if (!strncmp(c, "...", 3) && (c == text || c[-1] != '.'))
        refuse(t->at, "%s: three dots are one sign, …", t->id);
    if (!strncmp(c, "«", 2) && strncmp(c + 2, WIDE, 2))
        refuse(t->at, "%s: after « stands a no-break space (U+00A0)", t->id);
    if (!strncmp(c, "»", 2) && !ends_before(text, c, WIDE))
        refuse(t->at, "%s: before » stands a no-break space (U+00A0)", t->id);
    if (!strncmp(c, "€", 3) && !ends_before(text, c, WIDE) && c > text && !isspace((unsigned char) c[-1]) && c[-1] != '(')
        refuse(t->at, "%s: before € stands a no-break space (U+00A0)", t->id);
    if (c[0] == ' ' && (c[1] == ' ' || c[1] == 0 || c == text))
        refuse(t->at, "%s: a blank too many", t->id);
}

static bool starts_word(const char *text, const char *c) {
    return c == text || (!isalnum((unsigned char) c[-1]) && (unsigned char) c[-1] < 0x80) || ends_before(text, c, "’") ||
           ends_before(text, c, WIDE) || ends_before(text, c, NARROW);
}

static void lint_words(const CatalogueText *t, const char *text, const char *c) {
    static const char *const bare[] = { "Etat", "Ecole", "Eleve", "Etablissement", "Education", "Evaluation", "Etude", "Equipe",
        "Epreuve", "Echec", "Ecran", "Edit", "Etape", "Evenement", "Echang", "Ecrire", "Ecrit", "Etes", "Egal", NULL };
    static const char *const brands[] = { "PRONOTE", "Pronote", "EDT", "Index \u00C9ducation", "INDEX EDUCATION", NULL };
    if (!starts_word(text, c))
        return;
    for (const char *const *w = bare; *w; w++)
        if (!strncmp(c, *w, strlen(*w)))
            refuse(t->at, "%s: capitals keep their accents (%s…)", t->id, *w);
    for (const char *const *w = brands; *w; w++)
        if (!strncmp(c, *w, strlen(*w)))
            refuse(t->at, "%s: another program’s name (%s) has no place here", t->id, *w);
}

void lint_text(const CatalogueText *t, const char *text) {
    for (const char *c = text; *c; c++) {
        lint_high(t, text, c);
        lint_signs(t, text, c);
        if (isupper((unsigned char) *c))
            lint_words(t, text, c);
    }
}

int longest_sentence(const char *text) {
    int longest = 0, words_so_far = 0;
    bool in_word = false;
    for (const char *c = text; *c; c++) {
        bool blank = *c == ' ' || *c == '\n' || !strncmp(c, WIDE, 2) || !strncmp(c, NARROW, 3);
        bool letter = isalnum((unsigned char) *c) || ((unsigned char) *c >= 0xC3 && (unsigned char) *c <= 0xC5) || *c == '{';
        if (letter && !in_word)
            words_so_far++;
        in_word = letter || (in_word && !blank);
        bool stop = (*c == '.' || *c == '!' || *c == '?' || *c == '\n') && (c[1] == ' ' || c[1] == 0 || *c == '\n');
        if (words_so_far > longest)
            longest = words_so_far;
        if (stop)
            words_so_far = 0;
    }
    return longest;
}
