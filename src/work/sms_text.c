/* What a text message counts for: GSM 03.38 and its extension table, else UCS-2. Pure. */
#include "work/sms.h"

#include "base/str.h"

#include <string.h>

/* One character of well-formed UTF-8; its bytes. */
static size_t read_one(const char *at, uint32_t *code) {
    const unsigned char *u = (const unsigned char *) at;
    size_t size = *u < 0x80 ? 1 : *u < 0xE0 ? 2 : *u < 0xF0 ? 3 : 4;
    *code = size == 1 ? *u : *u & (0xFFU >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if ((u[i] & 0xC0) != 0x80) {    /* not well-formed: nothing that a form lets in */
            *code = 0xFFFD;
            return i;
        }
        *code = *code << 6 | (u[i] & 0x3FU);
    }
    return size;
}

static bool stands_in(const char *all, const char *one, size_t size) {
    for (const char *at = all; (at = strchr(at, *one)); at++)
        if (strncmp(at, one, size) == 0)
            return true;
    return false;
}

/* 1; 2: in the extension table; 0: not in the alphabet. */
static int septets(const char *one, size_t size) {
    static const char letters[] = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà", extension[] = "^{}\\[~]|€";
    if (size == 1 && ((*one >= ' ' && *one <= '~' && !strchr("`^{}\\[~]|", *one)) || *one == '\n' || *one == '\r'))
        return 1;
    return stands_in(extension, one, size) ? 2 : stands_in(letters, one, size) ? 1 : 0;
}

/* In how many messages, none of which cuts a character in two. */
static int messages_of(const char *text, bool unicode, int characters) {
    const int alone = unicode ? 70 : 160, each = unicode ? 67 : 153;
    int messages = 1, used = 0;
    if (characters <= alone)
        return characters > 0;
    for (size_t size; *text; text += size) {
        uint32_t code;
        size = read_one(text, &code);
        int more = unicode ? 1 + (code > 0xFFFF) : septets(text, size);
        if (used + more > each) {
            messages++;
            used = 0;
        }
        used += more;
    }
    return messages;
}

SmsCount sms_count(const char *text) {
    SmsCount c = { 0 };
    int gsm = 0, units = 0;
    uint32_t code;
    size_t size;
    for (const char *at = text; *at; at += size) {
        size = read_one(at, &code);
        int more = septets(at, size);
        if (!more && !c.unicode) {
            c.unicode = true;
            memcpy(c.culprit, at, size);
        }
        gsm += more;
        units += 1 + (code > 0xFFFF);
    }
    c.characters = c.unicode ? units : gsm;
    c.messages = messages_of(text, c.unicode, c.characters);
    return c;
}

/* ---- spelt plainly ---- */

typedef struct Spelling { const char *signs, *plain; } Spelling;

/* SIGNS: several, of which each is written PLAIN. */
static const char *spelt(const Spelling *all, const char *one, size_t size) {
    for (; all->signs; all++)
        if (stands_in(all->signs, one, size))
            return all->plain;
    return NULL;
}

static const Spelling typographic[] = { { "’‘ʼ′", "'" }, { "«»“”„″", "\"" }, { "–—‑‐−", "-" }, { "…", "..." }, { "\u00a0\u202f\u2009\u2007\t\v\f", " " }, { "•·", "-" }, { NULL, NULL } };
static const Spelling letters[] = { { "âáãăąā", "a" }, { "ÀÂÁÃĂĄĀ", "A" }, { "çćčċ", "c" }, { "ĆČĊ", "C" }, { "êëęěēė", "e" }, { "ÈÊËĘĚĒĖ", "E" }, { "îïíīįı", "i" }, { "ÎÏÌÍĪĮİ", "I" },
    { "ôóõőō", "o" }, { "ÔÒÓÕŐŌ", "O" }, { "ûúůűū", "u" }, { "ÛÙÚŮŰŪ", "U" }, { "ÿý", "y" }, { "ŸÝ", "Y" }, { "œ", "oe" }, { "Œ", "OE" }, { "ńňņ", "n" }, { "ŃŇŅ", "N" },
    { "šśşș", "s" }, { "ŠŚŞȘ", "S" }, { "žźż", "z" }, { "ŽŹŻ", "Z" }, { "ďđ", "d" }, { "ĎĐ", "D" }, { "ğģ", "g" }, { "ĞĢ", "G" }, { "łľĺļ", "l" }, { "ŁĽĹĻ", "L" }, { "řŕ", "r" }, { "ŘŔ", "R" },
    { "ťţț", "t" }, { "ŤŢȚ", "T" }, { "`", "'" }, { NULL, NULL } };

static const char *rewritten(Arena *mem, const char *text, bool plain) {
    Str s = str_new(mem, strlen(text) + 16);
    uint32_t code;
    for (size_t size; *text; text += size) {
        size = read_one(text, &code);
        const char *sign = spelt(typographic, text, size);
        if (!sign && plain && !septets(text, size))
            sign = spelt(letters, text, size);
        if (code == '\r' || code == 0xFEFF)
            continue;
        if (!sign && ((code < ' ' && code != '\n') || (code >= 0x7F && code < 0xA0)))
            sign = " ";
        str_add_n(&s, sign ? sign : text, sign ? strlen(sign) : size);
    }
    return s.data;
}

const char *sms_written(Arena *mem, const char *text) { return rewritten(mem, text, false); }
const char *sms_plain(Arena *mem, const char *text) { return rewritten(mem, text, true); }

/* ---- numbers ---- */

/* Mobiles of mainland France and of its departments overseas begin with 6 or 7, behind their prefix. */
bool sms_number_fits(const char *number) {
    static const char *const french[] = { "+33", "+262", "+590", "+594", "+596", NULL };
    size_t digits = number && *number == '+' ? strspn(number + 1, "0123456789") : 0;
    if (digits < 8 || digits > 15 || number[1 + digits] || number[1] == '0')
        return false;
    for (int i = 0; french[i]; i++)
        if (str_starts(number, french[i])) {
            const char *national = number + strlen(french[i]);
            return strlen(national) == 9 && (*national == '6' || *national == '7');
        }
    return true;
}
