#include "school/letters/language.h"

#include "base/text.h"
#include "gen/texts.h"

#include <string.h>

#define WORD_MOST 60                    /* bytes between brackets: what is longer is no word of ours */

typedef enum PieceKind { PIECE_TEXT, PIECE_WORD, PIECE_IF, PIECE_EACH } PieceKind;
typedef struct Piece {
    PieceKind kind;
    const char *text;                   /* PIECE_TEXT, SIZE bytes */
    size_t size;
    int id, list;                       /* of the word; of the list: 1 + its number */
    bool no;                            /* PIECE_IF: if it says nothing */
    struct Piece *inside, *otherwise, *next;
} Piece;
struct LetterText { Piece *first; };

/* ---- reading ---- */

typedef struct Open { Piece *piece, **end; int line; bool otherwise; } Open;
typedef struct Reading {
    Arena *mem;
    const LetterWords *of;
    const char *text;
    size_t at, from;                    /* text not yet taken begins at FROM */
    int line;
    Open open[LETTER_DEEP + 1];
    int deep;
    int pieces;
    LetterMistake *mistakes;
    size_t *count;
} Reading;

static void mistake_at(Reading *r, int line, TextId what, const char *word, const char *like) {
    if (*r->count < LETTER_MISTAKES)
        r->mistakes[(*r->count)++] = (LetterMistake){ line, what, word ? word : "", like ? like : "" };
}

static void mistake(Reading *r, TextId what, const char *word, const char *like) { mistake_at(r, r->line, what, word, like); }

static Piece *put(Reading *r, PieceKind kind) {
    Piece *p = NEW(r->mem, Piece);
    Open *o = &r->open[r->deep];
    *p = (Piece){ .kind = kind };
    if (++r->pieces == LETTER_PIECES)
        mistake(r, T_LETTERS_TOO_MANY, NULL, NULL);
    *o->end = p;
    o->end = &p->next;
    return p;
}

static void put_text(Reading *r, size_t from, size_t until) {
    if (until > from) {
        Piece *p = put(r, PIECE_TEXT);
        p->text = r->text + from;
        p->size = until - from;
    }
}

/* "Prénom de l’enfant" and "prenom de l enfant" are one. */
static const char *plain(Arena *mem, const char *word) {
    const char *folded = text_fold(mem, word);
    Str s = str_new(mem, strlen(folded) + 1);
    for (const char *c = folded; *c; c++)
        if (*c != ' ')
            str_add_char(&s, *c);
    return s.data;
}

static bool in_list(const Reading *r, int list) {
    for (int i = 1; i <= r->deep; i++)
        if (r->open[i].piece->kind == PIECE_EACH && r->open[i].piece->list == list)
            return true;
    return false;
}

static const LetterWord *word_called(Reading *r, const char *typed) {
    const char *folded = plain(r->mem, typed), *like = "";
    int best = strlen(folded) > 5 ? 3 : 2;
    for (size_t i = 0; i < r->of->count; i++) {
        const LetterWord *w = &r->of->words[i];
        const char *known = plain(r->mem, w->word);
        if (str_equal(folded, known))
            return w;
        int far = text_distance(folded, known, best);
        if (far < best && !w->refused) {
            best = far;
            like = w->word;
        }
    }
    mistake(r, *like ? T_LETTERS_UNKNOWN_LIKE : T_LETTERS_UNKNOWN, typed, like);
    return NULL;
}

/* The word, if it may stand here. */
static const LetterWord *word_here(Reading *r, const char *typed) {
    const LetterWord *w = word_called(r, typed);
    if (w && w->refused)
        mistake(r, T_LETTERS_NOT_HERE, w->word, NULL);
    else if (w && w->list && !in_list(r, w->list))
        mistake(r, T_LETTERS_IN_LOOP, w->word, r->of->lists[w->list - 1].one);
    return w;
}

static int list_called(Reading *r, const char *typed) {
    const char *folded = plain(r->mem, typed);
    for (size_t i = 0; i < r->of->list_count; i++)
        if (str_equal(folded, plain(r->mem, r->of->lists[i].one)) || str_equal(folded, plain(r->mem, r->of->lists[i].several)))
            return 1 + (int) i;
    mistake(r, T_LETTERS_NO_LIST, typed, NULL);
    return 0;
}

/* TYPED without the word that begins it; NULL: it does not begin so. */
static const char *behind(const char *typed, const char *word) {
    size_t size = strlen(word);
    return strncasecmp(typed, word, size) == 0 && typed[size] == ' ' ? typed + size + 1 : NULL;
}

static void step_in(Reading *r, PieceKind kind, int id, int list, bool no) {
    Piece *p = put(r, kind);
    p->id = id;
    p->list = list;
    p->no = no;
    if (r->deep == LETTER_DEEP) {
        mistake(r, T_LETTERS_TOO_DEEP, NULL, NULL);
        return;
    }
    r->open[++r->deep] = (Open){ p, &p->inside, r->line, false };
}

static void read_if(Reading *r, const char *rest) {
    const char *not = behind(rest, "pas"), *several = behind(rest, "plusieurs");
    if (several) {
        step_in(r, PIECE_IF, 0, list_called(r, several), false);
        return;
    }
    const LetterWord *w = word_here(r, not ? not : rest);
    step_in(r, PIECE_IF, w ? w->id : 0, 0, not != NULL);
}

static void read_each(Reading *r, const char *rest) {
    int list = list_called(r, rest);
    for (int i = 1; i <= r->deep; i++)
        if (r->open[i].piece->kind == PIECE_EACH)
            mistake(r, T_LETTERS_LOOP_IN_LOOP, NULL, NULL);
    step_in(r, PIECE_EACH, 0, list, false);
}

static void read_else(Reading *r) {
    Open *o = &r->open[r->deep];
    if (!r->deep || o->piece->kind != PIECE_IF || o->otherwise) {
        mistake(r, T_LETTERS_LONE_ELSE, NULL, NULL);
        return;
    }
    o->otherwise = true;
    o->end = &o->piece->otherwise;
}

static void read_end(Reading *r) {
    if (r->deep)
        r->deep--;
    else
        mistake(r, T_LETTERS_LONE_END, NULL, NULL);
}

/* [si …] and its like; false: a word. */
static bool read_turn(Reading *r, const char *typed) {
    const char *test = behind(typed, "si"), *each = behind(typed, "pour chaque");
    if (test)
        read_if(r, test);
    else if (each)
        read_each(r, each);
    else if (strcasecmp(typed, "sinon") == 0)
        read_else(r);
    else if (strcasecmp(typed, "fin") == 0)
        read_end(r);
    else
        return false;
    return true;
}

static bool is_turn(const char *typed) {
    return behind(typed, "si") || behind(typed, "pour chaque") || strcasecmp(typed, "sinon") == 0 || strcasecmp(typed, "fin") == 0;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/* Alone on its line, from *FROM to *UNTIL: then both move to take the whole line. */
static void take_line(const Reading *r, size_t *from, size_t *until) {
    size_t before = *from, after = *until;
    while (before > r->from && is_blank(r->text[before - 1]))
        before--;
    while (is_blank(r->text[after]))
        after++;
    if ((before > 0 && r->text[before - 1] != '\n') || (r->text[after] && r->text[after] != '\n'))
        return;
    *from = before;
    *until = after + (r->text[after] == '\n');
}

static void read_bracket(Reading *r) {
    const char *start = r->text + r->at + 1;
    size_t size = strcspn(start, "[]\n");
    if (start[size] != ']' || size > WORD_MOST) {
        mistake(r, T_LETTERS_OPEN_BRACKET, arena_text_n(r->mem, r->text + r->at, size < 20 ? size + 1 : 1), NULL);
        r->at++;
        return;
    }
    const char *typed = text_trim(r->mem, arena_text_n(r->mem, start, size));
    size_t from = r->at, until = r->at + size + 2;
    bool turn = is_turn(typed);
    if (turn)
        take_line(r, &from, &until);
    put_text(r, r->from, from);
    if (turn) {
        read_turn(r, typed);
    } else {
        const LetterWord *w = word_here(r, typed);
        put(r, PIECE_WORD)->id = w ? w->id : 0;
    }
    for (size_t i = r->at; i < until; i++)
        r->line += r->text[i] == '\n';
    r->at = r->from = until;
}

LetterText *letter_read(Arena *mem, const char *text, const LetterWords *of, LetterMistake mistakes[LETTER_MISTAKES], size_t *count) {
    LetterText *all = NEW(mem, LetterText);
    Reading r = { .mem = mem, .of = of, .text = text, .line = 1, .mistakes = mistakes, .count = count };
    *all = (LetterText){ 0 };
    *count = 0;
    r.open[0].end = &all->first;
    while (text[r.at] && r.pieces < LETTER_PIECES && *count < LETTER_MISTAKES) {
        if (text[r.at] != '[') {
            r.line += text[r.at++] == '\n';
        } else if (text[r.at + 1] == '[') {
            put_text(&r, r.from, r.at + 1);
            r.at = r.from = r.at + 2;
        } else {
            read_bracket(&r);
        }
    }
    put_text(&r, r.from, r.at);
    for (int i = 1; i <= r.deep; i++)
        mistake_at(&r, r.open[i].line, T_LETTERS_NOT_ENDED, r.open[i].piece->kind == PIECE_IF ? "[si]" : "[pour chaque]", NULL);
    return *count ? NULL : all;
}

const char *letter_mistake_words(Arena *mem, const LetterMistake *m) {
    return words(mem, m->what, WITH(ARG_INT("line", m->line), ARG_TEXT("word", m->word), ARG_TEXT("like", m->like)));
}

/* ---- asking ---- */

static bool has(const Piece *p, int id, int outside) {
    for (; p; p = p->next)
        if (((p->kind == PIECE_WORD || (p->kind == PIECE_IF && !p->list)) && p->id == id) || has(p->kind == PIECE_EACH && p->list == outside ? NULL : p->inside, id, outside)
                || has(p->otherwise, id, outside))
            return true;
    return false;
}

bool letter_has(const LetterText *text, int id) { return has(text->first, id, 0); }
bool letter_has_outside(const LetterText *text, int id, int list) { return has(text->first, id, list); }

/* ---- saying ---- */

typedef struct Saying { const LetterValues *values; Str *to; size_t most; int list; size_t n; bool whole; } Saying;

/* No control of any kind comes from a value: a line break in a name would begin a line of the letter. */
static void add(Saying *s, const char *text, size_t size, bool typed) {
    if (s->to->size + size > s->most) {
        s->whole = false;
        return;
    }
    if (typed) {
        str_add_n(s->to, text, size);
        return;
    }
    for (size_t i = 0; i < size; i++)
        str_add_char(s->to, (unsigned char) text[i] < 0x20 || text[i] == 0x7f ? ' ' : text[i]);
}

static void say(Saying *s, const Piece *p);

static void say_each(Saying *s, const Piece *p) {
    Saying in = *s;
    size_t count = s->values->count(s->values->context, p->list);
    in.list = p->list;
    for (in.n = 0; in.n < count && in.whole; in.n++)
        say(&in, p->inside);
    s->whole = in.whole;
}

static const char *value_of(const Saying *s, const Piece *p) {
    const char *value = s->values->value(s->values->context, p->id, s->list, s->n);
    return value ? value : "";
}

static void say(Saying *s, const Piece *p) {
    for (; p && s->whole; p = p->next)
        if (p->kind == PIECE_TEXT)
            add(s, p->text, p->size, true);
        else if (p->kind == PIECE_WORD)
            add(s, value_of(s, p), strlen(value_of(s, p)), false);
        else if (p->kind == PIECE_EACH)
            say_each(s, p);
        else if (p->list ? s->values->count(s->values->context, p->list) > 1 : (*value_of(s, p) != '\0') != p->no)
            say(s, p->inside);
        else
            say(s, p->otherwise);
}

bool letter_say(const LetterText *text, const LetterValues *values, Str *to) {
    Saying s = { .values = values, .to = to, .most = to->size + LETTER_SAID_MOST, .whole = true };
    say(&s, text->first);
    return s.whole;
}
