/* The directives of forms: an input with its label, what was typed, and what is wrong with it, in one line. */
#include "templategen.h"

#include <string.h>

static bool is_field_name(const char *s) {
    return *s && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(s);
}

/* The C expression of a field's posted name: "name", or "entries.N.name" within {each entries fields}. */
static char *field_name_code(Writer *w, const Directive *d) {
    const char *name = d->count && !d->arguments[0].name && !d->arguments[0].quoted ? d->arguments[0].value : "";
    if (!is_field_name(name)) {
        refuse(d->at, "{%s name …}: the name of a field comes first", d->word);
        return NULL;
    }
    for (Scope *s = w->scope; s; s = s->outer)
        if (s->form)
            return format("field_name(out, \"%s\", %s, \"%s\")", s->form, s->index, name);
    return format("\"%s\"", name);
}

static bool listed(const char *word, const char *const *list) {
    for (; *list; list++)
        if (!strcmp(word, *list))
            return true;
    return false;
}

static char *text_member(const Directive *d, const char *name, bool *good) {
    const char *id = argument_named(d, name);
    const CatalogueText *text = id ? known_text(d->at, id) : NULL;
    if (!id)
        return "0";
    if (text && (text->many || placeholder_next(text->one, &(size_t){ 0 })))
        refuse(d->at, "%s takes values: %s= cannot give them", id, name);
    *good = *good && text;
    return text ? format("T_%s", constant_name(id)) : "0";
}

/* Constant attributes of the control, ready to print. */
static char *attributes_member(const Directive *d, bool *good) {
    static const char *const named[] = { "min", "max", "step", "minlength", "maxlength", "autocomplete", "inputmode", "rows", "cols",
        "size", "accept", "class", "form", "list", "spellcheck", "autocapitalize", "enterkeyhint", NULL };
    static const char *const bare[] = { "required", "readonly", "autofocus", "multiple", "disabled", NULL };
    static const char *const ours[] = { "label", "hint", "type", "value", "words", "empty", "options", "as", NULL };
    Text markup = { 0 }, code = { 0 };
    for (int i = 1; i < d->count; i++) {
        const Argument *a = &d->arguments[i];
        if (a->name && listed(a->name, ours))
            continue;
        if (a->name && listed(a->name, named) && !strpbrk(a->value, "\"<>&"))
            text_addf(&markup, " %s=\"%s\"", a->name, a->value);
        else if (!a->name && !a->quoted && listed(a->value, bare))
            text_addf(&markup, " %s", a->value);
        else {
            refuse(d->at, "{%s}: what is \"%s\"?", d->word, a->name ? a->name : a->value);
            *good = false;
        }
    }
    add_literal(&code, text_of(&markup), markup.size);
    return code.data;
}

/* value=key, or the key of the same name where there is one. */
static bool control_value(Writer *w, const Directive *d, Value *value) {
    const char *given = argument_named(d, "value");
    return given ? find_value(w, d->at, given, value) : find_value_quietly(w, d->arguments[0].value, value);
}

static void field_directive(Writer *w, const Directive *d) {
    static const char *const types[] = { "text", "password", "email", "tel", "url", "date", "time", "number", "search", "file", "checkbox",
        "hidden", "textarea", NULL };
    bool good = html_in_text(&w->html, d->at, "field");
    const char *type = argument_named(d, "type");
    char *name = field_name_code(w, d);
    if (!name)
        return;
    type = type ? type : "text";
    if (!listed(type, types)) {
        refuse(d->at, "{field}: no type \"%s\"", type);
        return;
    }
    if (!argument_named(d, "label") && strcmp(type, "hidden"))
        refuse(d->at, "{field} has a label=\"some.id\"");
    Value value = { 0 };
    bool kept = strcmp(type, "password") && strcmp(type, "file");
    bool has_value = kept && control_value(w, d, &value) && value.key && value.kind <= K_MINUTES;
    if (kept && argument_named(d, "value") && !has_value)
        refuse(d->at, "value= names a key that holds one value");
    char *label = text_member(d, "label", &good), *hint = text_member(d, "hint", &good), *attributes = attributes_member(d, &good);
    if (good)
        write_line(w, "out_field(out, &(FieldMark){ .name = %s, .type = \"%s\", .label = %s, .hint = %s, .value = %s, .attributes = %s });",
                   name, type, label, hint, has_value ? value.code : "NULL", attributes);
}

/* From a list of the document: its items have id and label. */
static char *options_member(Writer *w, const Directive *d, const char *list) {
    Value value;
    if (!find_value(w, d->at, list, &value))
        return NULL;
    int id = value.key && value.kind == K_LIST ? shape_index(value.key->of, "id", 2) : -1;
    int label = value.key && value.kind == K_LIST ? shape_index(value.key->of, "label", 5) : -1;
    if (id < 0 || label < 0 || value.key->of->keys[id].kind > K_WORD || value.key->of->keys[label].kind != K_TEXT) {
        refuse(d->at, "options=%s: a list whose items have an id and a label TEXT", list);
        return NULL;
    }
    return format(".options = %s, .option_id = %d, .option_label = %d", value.code, id, label);
}

static void choice_directive(Writer *w, const Directive *d) {
    bool good = html_in_text(&w->html, d->at, "choice");
    char *name = field_name_code(w, d);
    if (!name)
        return;
    Value value = { 0 };
    bool has_value = control_value(w, d, &value) && value.key && value.kind <= K_WORD;
    const char *prefix = argument_named(d, "words"), *list = argument_named(d, "options"), *as = argument_named(d, "as");
    char *choices = NULL;
    if (!argument_named(d, "label"))
        refuse(d->at, "{choice} has a label=\"some.id\"");
    if (as && strcmp(as, "radio") && strcmp(as, "select"))
        refuse(d->at, "{choice}: as=select or as=radio");
    if (list)
        choices = options_member(w, d, list);
    else if (!prefix || !has_value || value.kind != K_WORD)
        refuse(d->at, "{choice name label=\"…\" words=\"prefix\"} with a WORD key of that name (or value=key), or options=list");
    else {
        char *table = word_table(w, d->at, value.key, prefix);
        choices = table ? format(".words = %s, .texts = %s", value.key->c_words, table) : NULL;
    }
    char *label = text_member(d, "label", &good), *hint = text_member(d, "hint", &good), *empty = text_member(d, "empty", &good);
    char *attributes = attributes_member(d, &good);
    if (good && choices)
        write_line(w, "out_choice(out, &(ChoiceMark){ .name = %s, .label = %s, .hint = %s, .empty = %s, .value = %s, %s, .radio = %s, "
                   ".attributes = %s });", name, label, hint, empty, has_value ? value.code : "NULL", choices,
                   as && !strcmp(as, "radio") ? "true" : "false", attributes);
}

static void problem_directive(Writer *w, const Directive *d) {
    char *name = html_in_text(&w->html, d->at, "problem") ? field_name_code(w, d) : NULL;
    if (name)
        write_line(w, "out_problem(out, %s);", name);
}

static void problems_directive(Writer *w, const Directive *d) {
    if (d->count)
        refuse(d->at, "{problems} stands alone");
    else if (html_in_text(&w->html, d->at, "problems"))
        write_line(w, "out_problems(out);");
}

/* {typed name}: what was typed; {at name}: the posted name of the field. */
static void name_directive(Writer *w, const Directive *d) {
    char *name = field_name_code(w, d);
    Position position = html_position(&w->html, d->at);
    if (d->count != 1)
        refuse(d->at, "{%s name}", d->word);
    else if (position == AT_URL || position == AT_URL_REST)
        refuse(d->at, "{%s} has no place in an address", d->word);
    else if (name && position != AT_NOWHERE)
        write_line(w, "out_%s(out, %s);", strcmp(d->word, "at") ? "typed" : "string", name);
    html_value_printed(&w->html);
}

bool write_form_directive(Writer *w, const Directive *d) {
    static const struct { const char *word; void (*write)(Writer *, const Directive *); } directives[] = {
        { "field", field_directive }, { "choice", choice_directive }, { "problem", problem_directive },
        { "problems", problems_directive }, { "typed", name_directive }, { "at", name_directive },
    };
    for (size_t i = 0; i < sizeof directives / sizeof *directives; i++)
        if (!strcmp(d->word, directives[i].word)) {
            directives[i].write(w, d);
            return true;
        }
    return false;
}
