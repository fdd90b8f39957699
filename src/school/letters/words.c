/* What a letter may say: its words as a table, and what each says in one case. */
#include "school/letters/letters.h"

#include "gen/texts.h"

#include <string.h>

const char *const letter_to_words[] = { "staff", "teacher", "guardian", "pupil", NULL }, *const letter_way_words[] = { "letter", "label", "mail", "sms", NULL };

typedef enum Said { SAID_NOTHING, SAID_CIVILITY, SAID_GIVEN, SAID_FAMILY, SAID_NAME, SAID_CLASS, SAID_LOGIN, SAID_SECRET, SAID_UNTIL, SAID_SITE, SAID_SCHOOL, SAID_YEAR, SAID_DATE,
    SAID_CHILD_GIVEN, SAID_CHILD_FAMILY, SAID_CHILD_CLASS } Said;
enum { IN_CHILDREN = 1, IN_PEOPLE = 2 };

#define FOR(to) (1U << (to))
#define ALL_OF_THEM (FOR(TO_STAFF) | FOR(TO_TEACHERS) | FOR(TO_GUARDIANS) | FOR(TO_PUPILS))
#define BY(way) (1U << (way))
#define ON_PAPER (BY(WAY_LETTER) | BY(WAY_LABEL))
#define ANY_WAY (ON_PAPER | BY(WAY_MAIL) | BY(WAY_SMS))

/* What leaves by mail or SMS passes others: no full name in it (P-33). */
typedef struct WordOf { Said said; TextId word, about; int list; unsigned to, by; } WordOf;
static const WordOf all[] = {
    { SAID_LOGIN, T_LETTERS_WORD_LOGIN, T_LETTERS_ABOUT_LOGIN, 0, ALL_OF_THEM, ANY_WAY },
    { SAID_SECRET, T_LETTERS_WORD_SECRET, T_LETTERS_ABOUT_SECRET, 0, ALL_OF_THEM, ANY_WAY },
    { SAID_UNTIL, T_LETTERS_WORD_UNTIL, T_LETTERS_ABOUT_UNTIL, 0, ALL_OF_THEM, ANY_WAY },
    { SAID_SITE, T_LETTERS_WORD_SITE, T_LETTERS_ABOUT_SITE, 0, ALL_OF_THEM, ANY_WAY },
    { SAID_CIVILITY, T_LETTERS_WORD_CIVILITY, T_LETTERS_ABOUT_CIVILITY, 0, ALL_OF_THEM & ~FOR(TO_PUPILS), ANY_WAY },
    { SAID_GIVEN, T_LETTERS_WORD_GIVEN, T_LETTERS_ABOUT_GIVEN, 0, ALL_OF_THEM, ANY_WAY },
    { SAID_FAMILY, T_LETTERS_WORD_FAMILY, T_LETTERS_ABOUT_FAMILY, 0, ALL_OF_THEM, ON_PAPER },
    { SAID_NAME, T_LETTERS_WORD_NAME, T_LETTERS_ABOUT_NAME, 0, ALL_OF_THEM, ON_PAPER },
    { SAID_CLASS, T_LETTERS_WORD_CLASS, T_LETTERS_ABOUT_CLASS, 0, FOR(TO_PUPILS), ANY_WAY },
    { SAID_CHILD_GIVEN, T_LETTERS_WORD_CHILD_GIVEN, T_LETTERS_ABOUT_CHILD_GIVEN, IN_CHILDREN, FOR(TO_GUARDIANS), ANY_WAY },
    { SAID_CHILD_FAMILY, T_LETTERS_WORD_CHILD_FAMILY, T_LETTERS_ABOUT_CHILD_FAMILY, IN_CHILDREN, FOR(TO_GUARDIANS), ON_PAPER },
    { SAID_CHILD_CLASS, T_LETTERS_WORD_CHILD_CLASS, T_LETTERS_ABOUT_CHILD_CLASS, IN_CHILDREN, FOR(TO_GUARDIANS), ANY_WAY },
    { SAID_SCHOOL, T_LETTERS_WORD_SCHOOL, T_LETTERS_ABOUT_SCHOOL, 0, ALL_OF_THEM, ANY_WAY },
    { SAID_YEAR, T_LETTERS_WORD_YEAR, T_LETTERS_ABOUT_YEAR, 0, ALL_OF_THEM, ANY_WAY },
    { SAID_DATE, T_LETTERS_WORD_DATE, T_LETTERS_ABOUT_DATE, 0, ALL_OF_THEM, ANY_WAY },
};
#define WORDS (sizeof all / sizeof *all)

static bool allowed(const WordOf *w, LetterTo to, LetterWay way) { return (w->to & FOR(to)) && (w->by & BY(way)); }

LetterWords letter_words(Arena *mem, LetterTo to, LetterWay way) {
    LetterWord *words_of = NEW_ARRAY(mem, LetterWord, WORDS);
    LetterList *lists = NEW_ARRAY(mem, LetterList, 2);
    for (size_t i = 0; i < WORDS; i++)
        words_of[i] = (LetterWord){ words(mem, all[i].word, NULL), (int) all[i].said, all[i].list, !allowed(&all[i], to, way) };
    lists[IN_CHILDREN - 1] = (LetterList){ words(mem, T_LETTERS_CHILD, NULL), words(mem, T_LETTERS_CHILDREN, NULL) };
    lists[IN_PEOPLE - 1] = (LetterList){ words(mem, T_LETTERS_PERSON, NULL), words(mem, T_LETTERS_PERSONS, NULL) };
    return (LetterWords){ words_of, WORDS, lists, 2 };
}

LetterWordSeen *letter_words_seen(Arena *mem, LetterTo to, LetterWay way, size_t *count) {
    LetterWordSeen *seen = NEW_ARRAY(mem, LetterWordSeen, WORDS);
    *count = WORDS;
    for (size_t i = 0; i < WORDS; i++)
        seen[i] = (LetterWordSeen){ words(mem, all[i].word, NULL), words(mem, all[i].about, NULL), allowed(&all[i], to, way) };
    return seen;
}

bool letter_says_secret(const LetterParts *parts) {
    return (parts->head && letter_has(parts->head, SAID_SECRET)) || (parts->subject && letter_has(parts->subject, SAID_SECRET)) || letter_has(parts->body, SAID_SECRET);
}

bool letter_names_all(const LetterParts *parts) {
    return letter_has(parts->body, SAID_SECRET) && !letter_has_outside(parts->body, SAID_LOGIN, IN_PEOPLE) && !letter_has_outside(parts->body, SAID_SECRET, IN_PEOPLE);
}

/* ---- what they say ---- */

typedef struct Telling { Arena *mem; const LetterCase *c; const LetterSetting *s; } Telling;

static const char *civility(Arena *mem, const LetterPerson *p) {
    TextId said = str_equal(p->title, "M.") ? T_LETTERS_SIR : str_equal(p->title, "MME") || str_equal(p->title, "MLLE") ? T_LETTERS_MADAM : T_NONE;
    return said ? words(mem, said, NULL) : NULL;
}

static const char *site_of(const char *site) { return str_starts(site, "https://") ? site + strlen("https://") : site; }

static const char *of_person(const Telling *t, Said said, const LetterPerson *p) {
    switch (said) {
    case SAID_CIVILITY: return civility(t->mem, p);
    case SAID_GIVEN: return p->given;
    case SAID_FAMILY: return p->family;
    case SAID_NAME: return p->display_name;
    case SAID_CLASS: return p->class_code;
    case SAID_LOGIN: return p->login;
    case SAID_SECRET: return p->secret;
    case SAID_UNTIL: return day_french(t->mem, t->s->until);
    case SAID_SITE: return site_of(t->s->site);
    case SAID_SCHOOL: return t->s->school;
    case SAID_YEAR: return arena_printf(t->mem, "%d-%d", t->s->year, t->s->year + 1);
    case SAID_DATE: return day_words(t->mem, t->s->day);
    default: return NULL;
    }
}

static const char *value(void *context, int id, int list, size_t n) {
    const Telling *t = context;
    const LetterCase *c = t->c;
    const LetterChild *child = list == IN_CHILDREN && n < c->child_count ? &c->children[n] : NULL;
    if (id == SAID_CHILD_GIVEN)
        return child ? child->given : NULL;
    if (id == SAID_CHILD_FAMILY)
        return child ? child->family : NULL;
    if (id == SAID_CHILD_CLASS)
        return child ? child->class_code : NULL;
    return of_person(t, (Said) id, &c->people[list == IN_PEOPLE && n < c->count ? n : 0]);
}

static size_t count_of(void *context, int list) {
    const Telling *t = context;
    return list == IN_CHILDREN ? t->c->child_count : t->c->count;
}

const char *letter_said(Arena *mem, const LetterText *part, const LetterCase *c, const LetterSetting *s) {
    Telling t = { mem, c, s };
    Str said = str_new(mem, 1024);
    return !part ? "" : letter_say(part, &(LetterValues){ &t, value, count_of }, &said) ? said.data : NULL;
}

/* ---- on paper ---- */

/* Names, then where they live: a line for each name, one address. */
static const char *const *lines_to(Arena *mem, const LetterCase *c) {
    const char **to = NEW_ARRAY(mem, const char *, LETTER_TO_MOST + 1);
    size_t n = 0, lines = 0;
    while (c->people[0].lines[lines])
        lines++;
    for (size_t i = 0; i < c->count && n + lines < LETTER_TO_MOST; i++) {
        const LetterPerson *p = &c->people[i];
        TextId shortly = str_equal(p->title, "M.") ? T_LETTERS_TO_SIR : str_equal(p->title, "MME") || str_equal(p->title, "MLLE") ? T_LETTERS_TO_MADAM : T_NONE;
        to[n++] = shortly ? arena_printf(mem, "%s %s", words(mem, shortly, NULL), p->display_name) : p->display_name;
    }
    for (size_t i = 0; i < lines && n < LETTER_TO_MOST; i++)
        to[n++] = c->people[0].lines[i];
    to[n] = NULL;
    return to;
}

PaperLetter letter_paper(Arena *mem, const LetterParts *parts, const LetterCase *c, const LetterSetting *s) {
    return (PaperLetter){ .head = letter_said(mem, parts->head, c, s), .subject = letter_said(mem, parts->subject, c, s), .body = letter_said(mem, parts->body, c, s),
        .day = words(mem, T_LETTERS_DAY, WITH(ARG_TEXT("day", day_words(mem, s->day)))), .to = lines_to(mem, c) };
}

PaperLabel letter_label(Arena *mem, const LetterParts *parts, const LetterCase *c, const LetterSetting *s) {
    const char *code = arena_printf(mem, "%s/connexion?identifiant=%s", s->site, c->people->login);
    return (PaperLabel){ letter_said(mem, parts->body, c, s), code, words(mem, T_LETTERS_CODE_SHOWS, WITH(ARG_TEXT("site", site_of(s->site)))) };
}
