#include "base/text.h"

#include "base/str.h"
#include "base/vec.h"

#include <string.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/uversion.h>

/* ---- UTF-8 ---- */

/* Reads one code point and moves on; the text is well-formed. */
static uint32_t next_point(const unsigned char **at) {
    const unsigned char *p = *at;
    if (*p < 0x80) {
        *at = p + 1;
        return *p;
    }
    int more = *p >= 0xF0 ? 3 : *p >= 0xE0 ? 2 : 1;
    uint32_t point = *p & (0x3F >> more);
    for (int i = 1; i <= more; i++)
        point = point << 6 | (p[i] & 0x3F);
    *at = p + more + 1;
    return point;
}

static void add_point(Str *s, uint32_t point) {
    if (point < 0x80) {
        str_add_char(s, (char) point);
        return;
    }
    int more = point >= 0x10000 ? 3 : point >= 0x800 ? 2 : 1;
    static const unsigned char first[] = { 0, 0xC0, 0xE0, 0xF0 };
    str_add_char(s, (char) (first[more] | point >> (6 * more)));
    for (int i = more - 1; i >= 0; i--)
        str_add_char(s, (char) (0x80 | (point >> (6 * i) & 0x3F)));
}

static int sequence_size(const unsigned char *p, size_t left) {
    static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
    if (*p < 0x80)
        return *p ? 1 : 0;
    int more = *p >= 0xF0 && *p < 0xF5 ? 3 : *p >= 0xE0 && *p < 0xF0 ? 2 : *p >= 0xC2 && *p < 0xE0 ? 1 : 0;
    if (!more || left < (size_t) more + 1)
        return 0;
    uint32_t point = *p & (0x3F >> more);
    for (int i = 1; i <= more; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        point = point << 6 | (p[i] & 0x3F);
    }
    return point < least[more] || (point >= 0xD800 && point < 0xE000) || point > 0x10FFFF ? 0 : more + 1;
}

bool text_is_utf8(const char *bytes, size_t size) {
    const unsigned char *p = (const unsigned char *) bytes, *end = p + size;
    while (p < end) {
        int n = sequence_size(p, (size_t) (end - p));
        if (!n)
            return false;
        p += n;
    }
    return true;
}

size_t text_length(const char *utf8) {
    size_t length = 0;
    for (; *utf8; utf8++)
        length += ((unsigned char) *utf8 & 0xC0) != 0x80;
    return length;
}

char *text_from_latin9(Arena *a, const char *bytes, size_t size) {
    static const struct { unsigned char byte; uint32_t point; } differs[] = { { 0xA4, 0x20AC }, { 0xA6, 0x160 }, { 0xA8, 0x161 }, { 0xB4, 0x17D },
        { 0xB8, 0x17E }, { 0xBC, 0x152 }, { 0xBD, 0x153 }, { 0xBE, 0x178 } };
    Str s = str_new(a, size * 2);
    for (size_t i = 0; i < size; i++) {
        uint32_t point = (unsigned char) bytes[i];
        for (size_t d = 0; d < sizeof differs / sizeof *differs; d++)
            if (differs[d].byte == point)
                point = differs[d].point;
        add_point(&s, point);
    }
    return s.data;
}

static bool is_ascii(const char *text) {
    for (; *text; text++)
        if ((unsigned char) *text >= 0x80)
            return false;
    return true;
}

static bool is_blank(uint32_t c) {
    return c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || c == 0x202F || c == 0x2009 || c == 0x3000;
}

char *text_trim(Arena *a, const char *utf8) {
    Str s = str_new(a, strlen(utf8));
    bool waiting = false;
    for (const unsigned char *at = (const unsigned char *) utf8; *at; ) {
        uint32_t c = next_point(&at);
        if (is_blank(c)) {
            waiting = s.size > 0;
            continue;
        }
        if (waiting)
            str_add_char(&s, ' ');
        waiting = false;
        add_point(&s, c);
    }
    return s.data;
}

/* ---- ICU: its texts are UTF-16 ---- */

typedef struct Wide { UChar *data; int32_t size; } Wide;

static Wide wide_of(Arena *a, const char *utf8) {
    int32_t room = (int32_t) strlen(utf8) + 1;
    Wide w = { .data = NEW_ARRAY(a, UChar, (size_t) room) };
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF8WithSub(w.data, room, &w.size, utf8, -1, 0xFFFD, NULL, &status);
    return w;
}

static char *narrow_of(Arena *a, const UChar *data, int32_t size) {
    int32_t room = size * 3 + 1;
    char *utf8 = arena_alloc(a, (size_t) room, 1);
    UErrorCode status = U_ZERO_ERROR;
    u_strToUTF8WithSub(utf8, room, NULL, data, size, 0xFFFD, NULL, &status);
    return utf8;
}

static Wide normal_form(Arena *a, const char *utf8, const UNormalizer2 *form) {
    Wide from = wide_of(a, utf8);
    int32_t room = from.size * 4 + 16;
    Wide to = { .data = NEW_ARRAY(a, UChar, (size_t) room) };
    UErrorCode status = U_ZERO_ERROR;
    to.size = unorm2_normalize(form, from.data, from.size, to.data, room, &status);
    return U_SUCCESS(status) ? to : from;
}

char *text_nfc(Arena *a, const char *utf8) {
    if (is_ascii(utf8))
        return arena_text(a, utf8);
    UErrorCode status = U_ZERO_ERROR;
    Wide w = normal_form(a, utf8, unorm2_getNFCInstance(&status));
    return narrow_of(a, w.data, w.size);
}

char *text_upper(Arena *a, const char *utf8) {
    Wide from = wide_of(a, utf8);
    int32_t room = from.size * 3 + 1;
    UChar *to = NEW_ARRAY(a, UChar, (size_t) room);
    UErrorCode status = U_ZERO_ERROR;
    int32_t size = u_strToUpper(to, room, from.data, from.size, "", &status);
    return narrow_of(a, to, size);
}

static _Thread_local UCollator *collator;       /* opening one costs a millisecond; it is not shared between threads */

static bool is_apostrophe(uint32_t c) { return c == '\'' || c == 0x2019 || c == 0x2BC || c == 0x2018 || c == '`' || c == 0xB4; }

static void add_key(Str *key, Wide text) {
    int32_t size = ucol_getSortKey(collator, text.data, text.size, NULL, 0);
    ucol_getSortKey(collator, text.data, text.size, (uint8_t *) str_room(key, (size_t) size), size);
    key->size += (size_t) size - 1;                 /* without the final NUL */
}

/* CLDR gives apostrophes a weight of their own, which would put Da Costa between d’Almeida and Dalmeida. So the key is that of
 * the text without them; a NUL and the key of the whole text then tell the two apart. */
SortKey text_sort_key(Arena *a, const char *utf8) {
    UErrorCode status = U_ZERO_ERROR;
    if (!collator) {
        collator = ucol_open("", &status);      /* CLDR root, FR-04; punctuation counts, so that a blank sorts before letters */
        ucol_setAttribute(collator, UCOL_NORMALIZATION_MODE, UCOL_ON, &status);
    }
    Wide whole = wide_of(a, utf8 ? utf8 : ""), bare = { .data = NEW_ARRAY(a, UChar, (size_t) whole.size + 1) };
    for (int32_t i = 0; i < whole.size; i++)
        if (!is_apostrophe(whole.data[i]))
            bare.data[bare.size++] = whole.data[i];
    Str key = str_new(a, 96);
    add_key(&key, bare);
    if (bare.size < whole.size) {
        str_add_char(&key, '\0');
        add_key(&key, whole);
    }
    return (SortKey){ (const uint8_t *) key.data, key.size };
}

const char *text_collation_version(void) {
    return U_ICU_VERSION;
}

/* ---- folding for search ---- */

/* Letters that the normal form does not take apart (FR-05). */
static const char *folded_letter(uint32_t c) {
    switch (c) {
    case 0x152: case 0x153: return "oe";
    case 0xC6: case 0xE6: return "ae";
    case 0x141: case 0x142: return "l";
    case 0xD8: case 0xF8: return "o";
    case 0x110: case 0x111: case 0xD0: case 0xF0: return "d";
    case 0xDF: case 0x1E9E: return "ss";
    case 0x131: return "i";
    case 0xDE: case 0xFE: return "th";
    case 0x126: case 0x127: return "h";
    default: return NULL;
    }
}

static bool is_mark(uint32_t c) { return c >= 0x300 && c <= 0x36F; }

static bool is_separator(uint32_t c) {
    return is_blank(c) || (c < 0x80 && !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) ||
        (c >= 0x2010 && c <= 0x2015) || c == 0xAD || c == 0xB7 || c == 0xAB || c == 0xBB;
}

static void fold_point(Str *s, uint32_t c, bool *waiting) {
    if (is_mark(c) || is_apostrophe(c))
        return;
    if (is_separator(c)) {
        *waiting = s->size > 0;
        return;
    }
    if (*waiting)
        str_add_char(s, ' ');
    *waiting = false;
    if (folded_letter(c))
        str_add(s, folded_letter(c));
    else
        add_point(s, (uint32_t) u_tolower((UChar32) c));
}

char *text_fold(Arena *a, const char *utf8) {
    Str s = str_new(a, strlen(utf8));
    bool waiting = false;
    if (is_ascii(utf8)) {
        for (; *utf8; utf8++)
            fold_point(&s, (unsigned char) *utf8, &waiting);
        return s.data;
    }
    UErrorCode status = U_ZERO_ERROR;
    Wide w = normal_form(a, utf8, unorm2_getNFDInstance(&status));
    for (int32_t i = 0; i < w.size; ) {
        UChar32 c;
        U16_NEXT(w.data, i, w.size, c);
        fold_point(&s, (uint32_t) c, &waiting);
    }
    return s.data;
}

typedef VEC(char *) Words;

static void add_word(Arena *a, Words *all, const char *word, size_t size) {
    for (size_t i = 0; i < all->count; i++)
        if (strlen(all->items[i]) == size && memcmp(all->items[i], word, size) == 0)
            return;
    if (size)
        *VEC_ADD(a, all) = arena_text_n(a, word, size);
}

/* "Jean-Pierre" also as "jeanpierre": each blank-separated piece of the raw text is folded whole. */
static void add_joined(Arena *a, Words *all, const char *utf8) {
    for (const char *at = utf8; *at; ) {
        size_t size = strcspn(at, " ");
        char *folded = text_fold(a, arena_text_n(a, at, size));
        if (strchr(folded, ' ')) {
            Str joined = str_new(a, size);
            for (const char *c = folded; *c; c++)
                if (*c != ' ')
                    str_add_char(&joined, *c);
            add_word(a, all, joined.data, joined.size);
        }
        at += size + (at[size] == ' ');
    }
}

char **text_search_words(Arena *a, const char *utf8) {
    Words all = { 0 };
    char *folded = text_fold(a, utf8);
    for (const char *at = folded; *at; ) {
        size_t size = strcspn(at, " ");
        add_word(a, &all, at, size);
        at += size + (at[size] == ' ');
    }
    add_joined(a, &all, utf8);
    *VEC_ADD(a, &all) = NULL;
    return all.items;
}

bool text_begins_word(const char *folded, const char *typed) {
    size_t size = strlen(typed);
    for (const char *at = folded; at; at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL)
        if (strncmp(at, typed, size) == 0)
            return true;
    return false;
}

#define WORD_MAX 63

int text_distance(const char *a, const char *b, int limit) {
    size_t n = strlen(a), m = strlen(b);
    int rows[3][WORD_MAX + 1];
    if (n > WORD_MAX || m > WORD_MAX || (n > m ? n - m : m - n) > (size_t) limit)
        return limit + 1;
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = (int) j;
    for (size_t i = 1; i <= n; i++) {
        int *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3], best;
        row[0] = best = (int) i;
        for (size_t j = 1; j <= m; j++) {
            int edits = above[j - 1] + (a[i - 1] != b[j - 1]);
            if (above[j] + 1 < edits)
                edits = above[j] + 1;
            if (row[j - 1] + 1 < edits)
                edits = row[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && two_above[j - 2] + 1 < edits)
                edits = two_above[j - 2] + 1;
            row[j] = edits;
            best = edits < best ? edits : best;
        }
        if (best > limit)
            return limit + 1;
    }
    int edits = rows[n % 3][m];
    return edits > limit ? limit + 1 : edits;
}

char *text_thousands(Arena *a, int64_t number) {
    Str digits = str_new(a, 24);
    str_add_int(&digits, number);
    Str s = str_new(a, 40);
    size_t size = digits.size, sign = *digits.data == '-';
    for (size_t i = 0; i < size; i++) {
        if (i > sign && (size - i) % 3 == 0)
            str_add(&s, "\u202F");
        str_add_char(&s, digits.data[i]);
    }
    return s.data;
}

size_t phone_pairs(char to[PHONE_PAIRS], const char *number) {
    const char *n = !number ? "" : strncmp(number, "+33", 3) == 0 ? number + 3 : number[0] == '0' ? number + 1 : "";
    size_t size = 0;
    if (strlen(n) != 9 || strspn(n, "0123456789") != 9)
        return 0;
    to[size++] = '0';
    for (int i = 0; i < 9; i++) {
        to[size++] = n[i];
        if (i % 2 == 0 && i < 8) {
            to[size++] = '\xc2';
            to[size++] = '\xa0';
        }
    }
    to[size] = '\0';
    return size;
}
