/* The directives that print one value: keys, catalogue texts, words of an enumeration, dates, assets, icons. */
#include "templategen.h"

#include <string.h>

/* ---- plain keys ---- */

/* How a kind prints as text; NULL: it does not. */
static const char *printer(Kind kind) {
    static const char *const names[] = { "out_int", "out_int", NULL, "out_text", "out_text", "out_day", "out_instant", "out_minutes" };
    return kind <= K_MINUTES ? names[kind] : NULL;
}

static void write_url(Writer *w, const Directive *d, const Value *value, Position position) {
    const char *how = value->kind == K_DAY ? "out_iso" : value->kind == K_MINUTES ? "out_minutes" :
        value->kind == K_TEXT || value->kind == K_WORD ? (w->html.telephone ? "out_telephone" : "out_url_part") : printer(value->kind);
    if (position == AT_URL && value->kind != K_TEXT)
        refuse(d->at, "%s cannot be a whole address: only a TEXT that starts with / can", d->word);
    else if (!how || value->kind == K_INSTANT)
        refuse(d->at, "%s has no place in an address", d->word);
    else if (!value->key)
        write_line(w, "%s_string(out, %s);", position == AT_URL ? "out_url" : w->html.telephone ? "out_telephone" : "out_url_part", value->code);
    else
        write_line(w, "%s(out, %s);", position == AT_URL ? "out_url" : how, value->code);
}

void write_key(Writer *w, const Directive *d) {
    Value value;
    if (d->count)
        refuse(d->at, "{%s …} is neither a directive nor a key alone", d->word);
    else if (find_value(w, d->at, d->word, &value)) {
        Position position = html_position(&w->html, d->at);
        const char *how = printer(value.kind);
        if (position == AT_URL || position == AT_URL_REST)
            write_url(w, d, &value, position);
        else if (!how)
            refuse(d->at, "%s is not one value: {if %s} or {each %s}", d->word, d->word, d->word);
        else if (position == AT_TEXT && value.kind == K_WORD)
            refuse(d->at, "%s is a word of the program: {word %s \"prefix\"} prints the reader’s", d->word, d->word);
        else if (position != AT_NOWHERE && !value.key)
            write_line(w, "out_string(out, %s);", value.code);
        else if (position != AT_NOWHERE)
            write_line(w, "%s(out, %s);", how, value.code);
    }
    html_value_printed(&w->html);
}

/* ---- catalogue texts ---- */

static bool text_has(const CatalogueText *text, const char *name) {
    const char *forms[] = { text->one, text->many ? text->many : "" };
    if (text->many && !strcmp(name, "n"))
        return true;
    for (int i = 0; i < 2; i++) {
        size_t size;
        for (const char *p = forms[i]; (p = placeholder_next(p, &size));)
            if (strlen(name) == size && !strncmp(p, name, size))
                return true;
    }
    return false;
}

static void check_all_given(const Directive *d, const CatalogueText *text) {
    const char *forms[] = { text->one, text->many ? text->many : "" };
    for (int i = 0; i < 2; i++) {
        size_t size;
        for (const char *p = forms[i]; (p = placeholder_next(p, &size));)
            if (!argument_named(d, copy_n(p, size)))
                refuse(d->at, "%s needs %.*s=…", text->id, (int) size, p);
    }
    if (text->many && !argument_named(d, "n"))
        refuse(d->at, "%s has a plural: it needs n=…", text->id);
}

static char *argument_code(Writer *w, const Directive *d, const Argument *a) {
    Value value;
    if (!find_value(w, d->at, a->value, &value))
        return NULL;
    bool number = value.kind == K_INT || value.kind == K_ID;
    if (!strcmp(a->name, "n") && !number && value.kind != K_LIST && value.kind != K_TEXTS)
        refuse(d->at, "n is a number or a list");
    if (number)
        return format("ARG_INT(\"%s\", value_number(%s))", a->name, value.code);
    if (value.kind == K_LIST || value.kind == K_TEXTS)
        return format("ARG_INT(\"%s\", (int64_t) doc_items(%s))", a->name, value.code);
    if (value.kind == K_OBJECT || value.kind == K_BOOL) {
        refuse(d->at, "%s is not one value", a->value);
        return NULL;
    }
    if (!value.key)
        return format("text_argument(\"%s\", %s)", a->name, value.code);
    return format("text_argument(\"%s\", value_text(out, %s))", a->name, value.code);
}

char *words_arguments(Writer *w, const Directive *d, const CatalogueText *text, int first) {
    Text code = { 0 };
    check_all_given(d, text);
    for (int i = first; i < d->count; i++) {
        const Argument *a = &d->arguments[i];
        if (!a->name || a->quoted || !text_has(text, a->name)) {
            refuse(d->at, "%s has no {%s}", text->id, a->name ? a->name : a->value);
            return NULL;
        }
        char *one = argument_code(w, d, a);
        if (!one)
            return NULL;
        text_addf(&code, "%s%s", code.size ? ", " : "", one);
    }
    return code.size ? format("WITH(%s)", code.data) : "NULL";
}

static bool in_words_place(Writer *w, const Directive *d) {
    Position position = html_position(&w->html, d->at);
    if (position == AT_URL || position == AT_URL_REST)
        refuse(d->at, "{%s} has no place in an address", d->word);
    html_value_printed(&w->html);
    return position == AT_TEXT || position == AT_ATTRIBUTE;
}

static void t_directive(Writer *w, const Directive *d) {
    const CatalogueText *text = d->count && d->arguments[0].quoted ? known_text(d->at, d->arguments[0].value) : NULL;
    if (!d->count || !d->arguments[0].quoted)
        refuse(d->at, "{t \"some.id\" name=key}");
    char *arguments = text ? words_arguments(w, d, text, 1) : NULL;
    if (arguments && in_words_place(w, d))
        write_line(w, "out_words(out, T_%s, %s);", constant_name(text->id), arguments);
    html_value_printed(&w->html);
}

char *word_table(Writer *w, At at, const Key *key, const char *prefix) {
    char *name = format("texts_%s_%d", w->page, ++w->number);
    Text table = { 0 };
    bool complete = true;
    for (size_t i = 0; i < key->word_count; i++) {
        const CatalogueText *text = known_text(at, format("%s.%s", prefix, key->words[i]));
        complete = complete && text;
        if (text && (text->many || placeholder_next(text->one, &(size_t){ 0 })))
            refuse(at, "%s takes values: a word cannot give them", text->id);
        if (text)
            text_addf(&table, "T_%s, ", constant_name(text->id));
    }
    if (complete)
        text_addf(&w->tables, "static const TextId %s[] = { %s0 };\n", name, text_of(&table));
    return complete ? name : NULL;
}

static void word_directive(Writer *w, const Directive *d) {
    Value value;
    if (d->count != 2 || d->arguments[0].name || !d->arguments[1].quoted)
        refuse(d->at, "{word key \"prefix\"}");
    else if (find_value(w, d->at, d->arguments[0].value, &value)) {
        char *table = value.kind == K_WORD ? word_table(w, d->at, value.key, d->arguments[1].value) : NULL;
        if (value.kind != K_WORD)
            refuse(d->at, "%s is not a WORD", d->arguments[0].value);
        else if (table && in_words_place(w, d))
            write_line(w, "out_word(out, %s, %s, %s);", value.code, value.key->c_words, table);
    }
    html_value_printed(&w->html);
}

/* ---- dates ---- */

/* {day key words}, {minutes key words}, {iso key} */
static void date_directive(Writer *w, const Directive *d) {
    Value value;
    bool iso = !strcmp(d->word, "iso");
    bool formed = iso ? d->count == 1 : d->count == 2 && !strcmp(d->arguments[1].value, "words");
    if (!formed)
        refuse(d->at, "{day key words}, {minutes key words} or {iso key}");
    else if (find_value(w, d->at, d->arguments[0].value, &value)) {
        bool day = value.kind == K_DAY, minutes = value.kind == K_MINUTES;
        bool fits = iso ? day || minutes || value.kind == K_INSTANT : !strcmp(d->word, "day") ? day : minutes;
        Position position = fits ? html_position(&w->html, d->at) : AT_NOWHERE;
        if (!fits)
            refuse(d->at, "%s is not of that type", d->arguments[0].value);
        else if ((position == AT_URL_REST && !iso) || position == AT_URL)
            refuse(d->at, "{%s} has no place here in an address", d->word);
        else if (position != AT_NOWHERE)
            write_line(w, "%s(out, %s);", iso ? "out_iso" : day ? "out_day_words" : "out_minutes_words", value.code);
    }
    html_value_printed(&w->html);
}

/* {number key}: with the spaces of thousands, which a quantity has and a year or a room has not. */
static void number_directive(Writer *w, const Directive *d) {
    Value value;
    if (d->count != 1 || d->arguments[0].name)
        refuse(d->at, "{number key}");
    else if (find_value(w, d->at, d->arguments[0].value, &value)) {
        if (value.kind != K_INT && value.kind != K_LIST && value.kind != K_TEXTS)
            refuse(d->at, "%s is neither an INT nor a list", d->arguments[0].value);
        else if (in_words_place(w, d))
            write_line(w, "out_number(out, %s);", value.code);
    }
    html_value_printed(&w->html);
}

/* {phone key}: as it is read aloud in France. */
static void phone_directive(Writer *w, const Directive *d) {
    Value value;
    if (d->count != 1 || d->arguments[0].name)
        refuse(d->at, "{phone key}");
    else if (find_value(w, d->at, d->arguments[0].value, &value)) {
        if (value.kind != K_TEXT)
            refuse(d->at, "%s is not a TEXT", d->arguments[0].value);
        else if (in_words_place(w, d))
            write_line(w, "out_phone(out, %s);", value.key ? format("value_text(out, %s)", value.code) : value.code);
    }
    html_value_printed(&w->html);
}

/* ---- assets, icons, the frame ---- */

static void asset_directive(Writer *w, const Directive *d) {
    Position position = html_position(&w->html, d->at);
    if (d->count != 1 || !d->arguments[0].quoted)
        refuse(d->at, "{asset \"desk.css\"}");
    else if (position == AT_TEXT || position == AT_URL_REST)
        refuse(d->at, "{asset} is a whole address, in double quotes");
    else if (position != AT_NOWHERE)
        write_line(w, "out_string(out, asset_path(\"%s\"));", d->arguments[0].value);
    html_value_printed(&w->html);
}

static void icon_directive(Writer *w, const Directive *d) {
    Value value;
    if (!html_in_text(&w->html, d->at, "icon"))
        return;
    if (d->count == 1 && d->arguments[0].quoted)
        write_line(w, "out_icon(out, \"%s\");", d->arguments[0].value);
    else if (d->count != 1)
        refuse(d->at, "{icon \"name\"} or {icon key}");
    else if (find_value(w, d->at, d->arguments[0].value, &value)) {
        if (value.kind != K_TEXT && value.kind != K_WORD)
            refuse(d->at, "%s is not a TEXT or a WORD", d->arguments[0].value);
        else
            write_line(w, "out_icon(out, %s);", value.key ? format("value_text(out, %s)", value.code) : value.code);
    }
    html_value_printed(&w->html);
}

static void frame_directive(Writer *w, const Directive *d) {
    if (d->count || !w->layout || w->includes)
        refuse(d->at, "{%s} stands in a layout", d->word);
    else if (!strcmp(d->word, "title") ? html_position(&w->html, d->at) != AT_NOWHERE : html_in_text(&w->html, d->at, d->word))
        write_line(w, "out_%s(out);", d->word);
    html_value_printed(&w->html);
}

bool write_value_directive(Writer *w, const Directive *d) {
    static const struct { const char *word; void (*write)(Writer *, const Directive *); } directives[] = {
        { "t", t_directive }, { "word", word_directive }, { "day", date_directive }, { "minutes", date_directive }, { "iso", date_directive },
        { "number", number_directive }, { "phone", phone_directive },
        { "asset", asset_directive }, { "icon", icon_directive }, { "title", frame_directive }, { "content", frame_directive },
    };
    for (size_t i = 0; i < sizeof directives / sizeof *directives; i++)
        if (!strcmp(d->word, directives[i].word)) {
            directives[i].write(w, d);
            return true;
        }
    return false;
}
