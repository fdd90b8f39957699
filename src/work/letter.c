/* How a letter is written (RFC 5322, 2045, 2047, 3834). */
#include "work/mail.h"

#include "base/str.h"

#include <sodium.h>
#include <string.h>

#define LINE_MOST 76

/* ---- addresses ---- */

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/* Words of letters, figures and SIGNS with single dots between them. */
static bool is_dotted(const char *text, size_t size, const char *signs) {
    bool dot = true;
    for (size_t i = 0; i < size; i++) {
        if (!(text[i] == '.' ? !dot : is_letter(text[i]) || strchr(signs, text[i])))
            return false;
        dot = text[i] == '.';
    }
    return !dot;
}

bool mail_address_fits(const char *address) {
    const char *at = strchr(address, '@');
    size_t local = at ? (size_t) (at - address) : 0;
    return at && local <= 64 && strlen(address) <= 254 && is_dotted(address, local, "!#$%&'*+-/=?^_`{|}~") && is_dotted(at + 1, strlen(at + 1), "-");
}

/* ---- headers ---- */

static bool is_plain(const char *text) {
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            return false;
    return true;
}

/* In pieces short enough for a line each, none of which cuts a character in two. */
static void add_encoded(Str *to, const char *text) {
    while (*text) {
        char code[64];
        size_t size = strlen(text) < 42 ? strlen(text) : 42;
        while (size > 1 && text[size] && ((unsigned char) text[size] & 0xC0) == 0x80)
            size--;
        sodium_bin2base64(code, sizeof code, (const uint8_t *) text, size, sodium_base64_VARIANT_ORIGINAL);
        str_printf(to, "=?UTF-8?B?%s?=%s", code, text[size] ? "\r\n " : "");
        text += size;
    }
}

/* What people read in a header: one line, whatever it was. */
static const char *phrase(Arena *mem, const char *text, bool quoted) {
    Str s = str_new(mem, 128);
    char *one_line = arena_text(mem, text);
    for (char *c = one_line; *c; c++)
        if ((unsigned char) *c < ' ' || *c == 0x7F)
            *c = ' ';
    if (!is_plain(one_line) || strlen(one_line) > 60 || strstr(one_line, "=?") || (quoted && strpbrk(one_line, "\"\\")))
        add_encoded(&s, one_line);
    else
        str_printf(&s, quoted ? "\"%s\"" : "%s", one_line);
    return s.data;
}

/* In UTC, whatever the school's zone. */
static const char *date_header(Arena *mem, Instant now) {
    static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    int seconds = (int) (now / 1000 % 86400);
    Day day = (Day) (now / 86400000);
    Date d = day_date(day);
    return arena_printf(mem, "%s, %02d %s %04d %02d:%02d:%02d +0000", days[day_weekday(day) - 1], d.day, months[d.month - 1], d.year, seconds / 3600, seconds / 60 % 60, seconds % 60);
}

static const char *message_id(Arena *mem, const MailServer *by, const char *dedup) {
    uint8_t hash[16];
    char hex[33];
    const char *key = arena_printf(mem, "%s/%s", by->uai, dedup);
    crypto_generichash(hash, sizeof hash, (const uint8_t *) key, strlen(key), NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return arena_printf(mem, "<%s%s>", hex, strchr(by->from, '@'));
}

/* ---- the body: quoted-printable ---- */

static void add_quoted(Str *to, const char *text) {
    int column = 0;
    for (; *text; text++) {
        unsigned char c = (unsigned char) *text;
        bool end = text[1] == '\n' || text[1] == '\r' || !text[1];
        if (c == '\r' && text[1] == '\n')
            continue;
        if (c == '\n' || c == '\r') {
            str_add(to, "\r\n");
            column = 0;
            continue;
        }
        bool plain = c >= ' ' && c <= '~' && c != '=' && !(c == ' ' && end);
        if (column + (plain ? 1 : 3) > LINE_MOST - 1) {
            str_add(to, "=\r\n");
            column = 0;
        }
        if (plain)
            str_add_char(to, (char) c);
        else
            str_printf(to, "=%02X", c);
        column += plain ? 1 : 3;
    }
    str_add(to, column ? "\r\n" : "");
}

const char *mail_letter(Arena *mem, const MailServer *by, const OutboxMessage *m, Instant now) {
    Str s = str_new(mem, 1024);
    str_printf(&s, "Date: %s\r\n", date_header(mem, now));
    str_printf(&s, "From: %s <%s>\r\n", phrase(mem, by->name, true), by->from);
    if (by->reply_to)
        str_printf(&s, "Reply-To: <%s>\r\n", by->reply_to);
    str_printf(&s, "To: <%s>\r\n", m->to);
    str_printf(&s, "Subject: %s\r\n", phrase(mem, m->subject ? m->subject : "", false));
    str_printf(&s, "Message-ID: %s\r\n", message_id(mem, by, m->dedup));
    str_add(&s, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
    add_quoted(&s, m->body ? m->body : "");
    return s.data;
}
