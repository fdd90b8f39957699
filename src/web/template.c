#include "web/template.h"

#include "base/must.h"
#include "base/text.h"
#include "gen/texts.h"

#include <string.h>

/* ---- values ---- */

static const DocValue nothing = { 0 };

const DocValue *value_at(const Doc *doc, int field) {
    return doc ? doc_at(doc, field) : &nothing;
}

const Doc *object_at(const Doc *doc, int field) {
    const DocValue *v = value_at(doc, field);
    return v->set ? v->object : NULL;
}

bool value_says(const DocValue *v) {
    if (!v->set)
        return false;
    switch (v->kind) {
        case REPLY_INT: case REPLY_ID: case REPLY_BOOL: return v->number != 0;
        case REPLY_TEXT: case REPLY_WORD: return !str_empty(v->text);
        case REPLY_DAY: case REPLY_INSTANT: case REPLY_MINUTES: case REPLY_OBJECT: return true;
        case REPLY_LIST: case REPLY_TEXTS: return doc_items(v) > 0;
    }
    must(!"a kind of value without a truth");
    return false;
}

bool value_is(const DocValue *v, const char *word) {
    return v->set && str_equal(v->text, word);
}

int64_t value_number(const DocValue *v) {
    return v->set ? v->number : 0;
}

const char *value_text(Out *out, const DocValue *v) {
    Arena *a = out->to->arena;
    if (!v->set)
        return "";
    switch (v->kind) {
        case REPLY_TEXT: case REPLY_WORD: return v->text ? v->text : "";
        case REPLY_INT: case REPLY_ID: return arena_printf(a, "%lld", (long long) v->number);
        case REPLY_DAY: return day_french(a, (Day) v->number);
        case REPLY_INSTANT: return instant_words(a, v->number);
        case REPLY_MINUTES: return minutes_clock(a, (int) v->number);
        default: return "";
    }
}

WordArg text_argument(const char *name, const char *text) {
    return ARG_TEXT(name, text);
}

/* ---- escaping ---- */

static const char *const entities[256] = { ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;" };

void out_string(Out *out, const char *text) {
    const char *start = text ? text : "";
    for (const char *c = start; *c; c++) {
        const char *entity = entities[(unsigned char) *c];
        if (entity) {
            str_add_n(out->to, start, (size_t) (c - start));
            str_add(out->to, entity);
            start = c + 1;
        }
    }
    str_add(out->to, start);
}

static bool plain_in_url(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
           c == '~' || c == '@';
}

static void percent_encode(Out *out, const char *text, const char *also_plain) {
    static const char digits[] = "0123456789ABCDEF";
    const char *start = text ? text : "";
    for (const char *c = start; *c; c++) {
        unsigned char u = (unsigned char) *c;
        bool ampersand = u == '&' && *also_plain;
        if (plain_in_url(u) || (!ampersand && *also_plain && strchr(also_plain, u)))
            continue;
        str_add_n(out->to, start, (size_t) (c - start));
        if (ampersand)
            MARKUP(out, "&amp;");
        else
            str_add_n(out->to, (char[]){ '%', digits[u >> 4], digits[u & 15] }, 3);
        start = c + 1;
    }
    str_add(out->to, start);
}

void out_url_part_string(Out *out, const char *text) {
    percent_encode(out, text, "");
}

void out_url_part(Out *out, const DocValue *v) {
    if (v->set)
        percent_encode(out, v->text, "");
}

/* "+33 6 12…": the plus is part of the number, spaces are not. */
void out_telephone_string(Out *out, const char *text) {
    for (; text && *text; text++)
        if ((*text >= '0' && *text <= '9') || *text == '+')
            str_add_char(out->to, *text);
}

void out_telephone(Out *out, const DocValue *v) {
    if (v->set)
        out_telephone_string(out, v->text);
}

/* An address of this site starts with one slash; browsers read a backslash as a slash, and skip control characters. */
void out_url_string(Out *out, const char *text) {
    bool ours = text && text[0] == '/' && text[1] != '/' && text[1] != '\\' && (unsigned char) text[1] > 31;
    if (!ours)
        MARKUP(out, "#");
    else
        percent_encode(out, text, "/?=%#+,:;!$*()");
}

void out_url(Out *out, const DocValue *v) {
    out_url_string(out, v->set ? v->text : NULL);
}

/* ---- values, printed ---- */

void out_text(Out *out, const DocValue *v) {
    if (v->set)
        out_string(out, v->text);
}

void out_int(Out *out, const DocValue *v) {
    if (v->set)
        str_add_int(out->to, v->number);
}

void out_number(Out *out, const DocValue *v) {
    int64_t number = v->kind == REPLY_INT ? v->number : (int64_t) doc_items(v);
    if (v->set)
        str_add(out->to, text_thousands(out->to->arena, number));
}

void out_phone(Out *out, const char *number) {
    char pairs[PHONE_PAIRS];
    size_t size = phone_pairs(pairs, number);
    if (size)
        str_add_n(out->to, pairs, size);
    else
        out_string(out, number);
}

static void add_two(Str *to, int number, char after) {
    char two[3] = { (char) ('0' + number / 10 % 10), (char) ('0' + number % 10), after };
    str_add_n(to, two, after ? 3 : 2);
}

/* Grids hold hundreds of days: no formatted printing. */
void out_day(Out *out, const DocValue *v) {
    if (!v->set)
        return;
    Date date = day_date((Day) v->number);
    add_two(out->to, date.day, '/');
    add_two(out->to, date.month, '/');
    add_two(out->to, date.year / 100, 0);
    add_two(out->to, date.year % 100, 0);
}

void out_day_words(Out *out, const DocValue *v) {
    if (v->set)
        str_add(out->to, day_words(out->to->arena, (Day) v->number));
}

void out_instant(Out *out, const DocValue *v) {
    if (v->set)
        str_add(out->to, instant_words(out->to->arena, v->number));
}

void out_minutes(Out *out, const DocValue *v) {
    if (!v->set)
        return;
    add_two(out->to, (int) v->number / 60, ':');
    add_two(out->to, (int) v->number % 60, 0);
}

void out_minutes_words(Out *out, const DocValue *v) {
    if (v->set)
        str_add(out->to, minutes_words(out->to->arena, (int) v->number));
}

void out_iso(Out *out, const DocValue *v) {
    if (v->set && v->kind == REPLY_DAY)
        str_add(out->to, day_iso(out->to->arena, (Day) v->number));
    else if (v->set && v->kind == REPLY_INSTANT)
        str_add(out->to, instant_iso(out->to->arena, v->number));
    else if (v->set && v->kind == REPLY_MINUTES)
        out_minutes(out, v);
}

void out_words(Out *out, TextId id, const WordArg *args) {
    out_string(out, words(out->to->arena, id, args));
}

void out_word(Out *out, const DocValue *v, const char *const *words_of, const TextId *texts) {
    for (size_t i = 0; v->set && words_of[i]; i++)
        if (str_equal(words_of[i], v->text))
            out_words(out, texts[i], NULL);
}

void out_icon(Out *out, const char *name) {
    if (str_empty(name))
        return;
    MARKUP(out, "<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\"><use href=\"");
    out_string(out, asset_path("icons.svg"));
    MARKUP(out, "#");
    out_url_part_string(out, name);
    MARKUP(out, "\"></use></svg>");
}

/* ---- page and layout ---- */

void out_title(Out *out) {
    if (out->page->print_title)
        out->page->print_title(out, out->doc);
    else if (out->page->title)
        out_words(out, out->page->title, NULL);
}

void out_content(Out *out) {
    out->page->print(out, out->doc, NULL);
}

bool page_has_part(const Page *page, const char *part) {
    for (const char *const *p = page->parts; part && p && *p; p++)
        if (str_equal(*p, part))
            return true;
    return false;
}

static const Layout *layout_named(const char *name) {
    for (const Layout *l = layouts; l->name; l++)
        if (str_equal(l->name, name))
            return l;
    return NULL;
}

void template_print(Str *to, const Page *page, const Doc *doc, const Doc *frame, const Request *request, const char *part) {
    must(page->print);
    Out out = { .to = to, .page = page, .doc = doc, .frame = frame, .request = request };
    const Layout *layout = page->layout ? layout_named(page->layout) : NULL;
    if (page_has_part(page, part))
        page->print(&out, doc, part);
    else if (layout)
        layout->print(&out, frame, NULL);
    else
        page->print(&out, doc, NULL);
}
