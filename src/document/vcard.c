#include "document/vcard.h"

enum { LINE_MOST = 75 };

/* A value: what separates is marked, an end of line is «\n», no other control character. */
static void put_value(Str *line, const char *text) {
    for (; text && *text; text++) {
        if (*text == '\n')
            str_add(line, "\\n");
        else if ((unsigned char) *text >= ' ' && *text != 0x7f) {
            if (strchr("\\;,", *text))
                str_add_char(line, '\\');
            str_add_char(line, *text);
        } else if (*text == '\t') {
            str_add_char(line, ' ');
        }
    }
}

/* Folded between characters: a blank begins each line that goes on. */
static void put_line(Str *to, const Str *line) {
    size_t at = 0, room = LINE_MOST;
    while (line->size - at > room) {
        size_t end = at + room;
        while ((line->data[end] & 0xc0) == 0x80)
            end--;
        str_add_n(to, line->data + at, end - at);
        str_add(to, "\r\n ");
        at = end;
        room = LINE_MOST - 1;
    }
    str_add_n(to, line->data + at, line->size - at);
    str_add(to, "\r\n");
}

static bool any(const char *const *values, int count) {
    bool found = false;
    for (int i = 0; i < count; i++)
        found = found || !str_empty(values[i]);
    return found;
}

/* NAME:one;two;three, if there is any of them. */
static void put(Str *to, const char *name, const char *const *values, int count) {
    if (!any(values, count))
        return;
    Str line = str_new(to->arena, 100);
    str_add(&line, name);
    for (int i = 0; i < count; i++) {
        str_add_char(&line, i ? ';' : ':');
        put_value(&line, values[i]);
    }
    put_line(to, &line);
}

static void put_one(Str *to, const char *name, const char *value) {
    put(to, name, &value, 1);
}

static const char *full_name(Arena *mem, const Vcard *c) {
    bool person = !str_empty(c->family) || !str_empty(c->given), both = !str_empty(c->family) && !str_empty(c->given);
    if (!person)
        return c->organisation;
    return arena_printf(mem, "%s%s%s", c->given ? c->given : "", both ? " " : "", c->family ? c->family : "");
}

void vcard_put(Str *to, const Vcard *c) {
    static const char *const phones[] = { "TEL;TYPE=HOME,VOICE", "TEL;TYPE=WORK,VOICE", "TEL;TYPE=CELL" };
    str_add(to, "BEGIN:VCARD\r\nVERSION:3.0\r\n");
    str_add(to, any((const char *const[]){ c->family, c->given, c->others, c->prefix }, 4) ? "" : "N:;;;;\r\n");      /* compulsory */
    put(to, "N", (const char *const[]){ c->family, c->given, c->others, c->prefix, NULL }, 5);
    put_one(to, "FN", full_name(to->arena, c));
    put_one(to, "ORG", c->organisation);
    put_one(to, "TITLE", c->role);
    for (size_t i = 0; i < c->phone_count; i++)
        put_one(to, phones[c->phones[i].use], c->phones[i].number);
    put_one(to, "EMAIL;TYPE=INTERNET", c->mail);
    put(to, c->address_use == VCARD_WORK ? "ADR;TYPE=WORK" : "ADR;TYPE=HOME",
        (const char *const[]){ NULL, NULL, c->street, c->town, NULL, c->postcode, c->country }, 7);
    put_one(to, "NOTE", c->note);
    put_one(to, "UID", c->id);
    str_add(to, "END:VCARD\r\n");
}
