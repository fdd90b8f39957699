/* The part of the template run time that prints forms: labels, inputs, what was typed, what is wrong with it. */
#include "web/template.h"

#include "gen/texts.h"

#include <string.h>

const char *field_name(Out *out, const char *list, size_t i, const char *name) {
    return arena_printf(out->to->arena, "%s.%zu.%s", list, i, name);
}

static const Problem *problems_of(const Out *out) {
    return out->request && out->request->work ? out->request->work->problems : NULL;
}

static const char *typed(const Out *out, const char *name) {
    return out->request ? form_typed(out->request, name) : NULL;
}

static bool is_wrong(const Out *out, const char *name) {
    for (const Problem *p = problems_of(out); p; p = p->next)
        if (str_equal(p->field, name))
            return true;
    return false;
}

void out_typed(Out *out, const char *name) {
    out_string(out, typed(out, name));
}

void out_problem(Out *out, const char *name) {
    if (!is_wrong(out, name))
        return;
    MARKUP(out, "<p class=\"problem\" id=\"p-");
    out_string(out, name);
    MARKUP(out, "\">");
    bool first = true;
    for (const Problem *p = problems_of(out); p; p = p->next) {
        if (!str_equal(p->field, name))
            continue;
        if (!first)
            MARKUP(out, "<br>");
        out_string(out, p->text);
        first = false;
    }
    MARKUP(out, "</p>");
}

void out_problems(Out *out) {
    int64_t count = 0;
    for (const Problem *p = problems_of(out); p; p = p->next)
        count++;
    if (!count)
        return;
    MARKUP(out, "<div class=\"problems\" id=\"problems\" role=\"alert\" tabindex=\"-1\"><h2>");
    out_words(out, T_PROBLEMS_TITLE, WITH(ARG_INT("n", count)));
    MARKUP(out, "</h2><ul>");
    for (const Problem *p = problems_of(out); p; p = p->next) {
        MARKUP(out, "<li>");
        if (!str_empty(p->field)) {
            MARKUP(out, "<a href=\"#f-");
            out_url_part_string(out, p->field);
            MARKUP(out, "\">");
        }
        out_string(out, p->text);
        if (!str_empty(p->field))
            MARKUP(out, "</a>");
        MARKUP(out, "</li>");
    }
    MARKUP(out, "</ul></div>");
}

/* ---- one control ---- */

static void out_attribute_name(Out *out, const char *name) {
    MARKUP(out, " id=\"f-");
    out_string(out, name);
    MARKUP(out, "\" name=\"");
    out_string(out, name);
    MARKUP(out, "\"");
}

/* What explains the control: its hint and its problem. */
static void out_described(Out *out, const char *name, bool hint) {
    bool wrong = is_wrong(out, name);
    if (wrong)
        MARKUP(out, " aria-invalid=\"true\"");
    if (!wrong && !hint)
        return;
    MARKUP(out, " aria-describedby=\"");
    if (hint) {
        MARKUP(out, "h-");
        out_string(out, name);
    }
    if (wrong) {
        if (hint)
            MARKUP(out, " ");
        MARKUP(out, "p-");
        out_string(out, name);
    }
    MARKUP(out, "\"");
}

static void out_label(Out *out, const char *name, TextId label) {
    MARKUP(out, "<label for=\"f-");
    out_string(out, name);
    MARKUP(out, "\">");
    out_words(out, label, NULL);
    MARKUP(out, "</label>");
}

static void out_hint(Out *out, const char *name, TextId hint) {
    if (!hint)
        return;
    MARKUP(out, "<p class=\"hint\" id=\"h-");
    out_string(out, name);
    MARKUP(out, "\">");
    out_words(out, hint, NULL);
    MARKUP(out, "</p>");
}

/* What was typed wins over what is stored; a date field speaks ISO. */
static void out_control_value(Out *out, const FieldMark *mark) {
    const char *text = typed(out, mark->name);
    bool machine = str_equal(mark->type, "date") || str_equal(mark->type, "time");
    if (text)
        out_string(out, text);
    else if (mark->value && machine)
        out_iso(out, mark->value);
    else if (mark->value)
        out_string(out, value_text(out, mark->value));
}

static void out_textarea(Out *out, const FieldMark *mark) {
    MARKUP(out, "<textarea");
    out_attribute_name(out, mark->name);
    out_described(out, mark->name, mark->hint);
    str_add(out->to, mark->attributes);
    MARKUP(out, ">\n");         /* a browser drops the first line break: this one, not the text's */
    out_control_value(out, mark);
    MARKUP(out, "</textarea>");
}

static void out_input(Out *out, const FieldMark *mark) {
    MARKUP(out, "<input");
    out_attribute_name(out, mark->name);
    MARKUP(out, " type=\"");
    out_string(out, mark->type);
    MARKUP(out, "\"");
    if (!str_equal(mark->type, "password") && !str_equal(mark->type, "file")) {
        MARKUP(out, " value=\"");
        out_control_value(out, mark);
        MARKUP(out, "\"");
    }
    out_described(out, mark->name, mark->hint);
    str_add(out->to, mark->attributes);
    MARKUP(out, ">");
}

/* A posted form says nothing of a box left empty: once there are problems, what was not typed is off. */
static void out_checkbox(Out *out, const FieldMark *mark) {
    bool on = typed(out, mark->name) || (!problems_of(out) && mark->value && value_says(mark->value));
    MARKUP(out, "<div class=\"field field-check\"><input type=\"checkbox\"");
    out_attribute_name(out, mark->name);
    MARKUP(out, " value=\"1\"");
    if (on)
        MARKUP(out, " checked");
    out_described(out, mark->name, mark->hint);
    str_add(out->to, mark->attributes);
    MARKUP(out, ">");
    out_label(out, mark->name, mark->label);
    out_hint(out, mark->name, mark->hint);
    out_problem(out, mark->name);
    MARKUP(out, "</div>");
}

void out_field(Out *out, const FieldMark *mark) {
    if (str_equal(mark->type, "hidden")) {
        out_input(out, mark);
        return;
    }
    if (str_equal(mark->type, "checkbox")) {
        out_checkbox(out, mark);
        return;
    }
    MARKUP(out, "<div class=\"field\">");
    out_label(out, mark->name, mark->label);
    out_hint(out, mark->name, mark->hint);
    if (str_equal(mark->type, "textarea"))
        out_textarea(out, mark);
    else
        out_input(out, mark);
    out_problem(out, mark->name);
    MARKUP(out, "</div>");
}

/* ---- choices ---- */

static const char *chosen(Out *out, const ChoiceMark *mark) {
    const char *text = typed(out, mark->name);
    return text ? text : mark->value ? value_text(out, mark->value) : "";
}

static void out_option(Out *out, const char *value, const char *label, const char *current) {
    MARKUP(out, "<option value=\"");
    out_string(out, value);
    MARKUP(out, "\"");
    if (str_equal(value, current))
        MARKUP(out, " selected");
    MARKUP(out, ">");
    out_string(out, label);
    MARKUP(out, "</option>");
}

static void out_radio(Out *out, const ChoiceMark *mark, size_t i, const char *value, const char *label, const char *current) {
    MARKUP(out, "<label class=\"choice\"><input type=\"radio\" name=\"");
    out_string(out, mark->name);
    MARKUP(out, "\" value=\"");
    out_string(out, value);
    MARKUP(out, "\"");
    if (i == 0) {               /* what the summary of problems points at */
        MARKUP(out, " id=\"f-");
        out_string(out, mark->name);
        MARKUP(out, "\"");
    }
    if (str_equal(value, current))
        MARKUP(out, " checked");
    str_add(out->to, mark->attributes);
    MARKUP(out, "> ");
    out_string(out, label);
    MARKUP(out, "</label>");
}

static void out_one_choice(Out *out, const ChoiceMark *mark, size_t i, const char *value, const char *label, const char *current) {
    if (mark->radio)
        out_radio(out, mark, i, value, label, current);
    else
        out_option(out, value, label, current);
}

static void out_choices(Out *out, const ChoiceMark *mark) {
    const char *current = chosen(out, mark);
    Arena *a = out->to->arena;
    size_t n = 0;
    if (mark->empty)
        out_one_choice(out, mark, n++, "", words(a, mark->empty, NULL), current);
    for (size_t i = 0; mark->words && mark->words[i]; i++)
        out_one_choice(out, mark, n++, mark->words[i], words(a, mark->texts[i], NULL), current);
    for (size_t i = 0; mark->options && i < doc_items(mark->options); i++) {
        const Doc *item = doc_item(mark->options, i);
        out_one_choice(out, mark, n++, value_text(out, value_at(item, mark->option_id)), value_text(out, value_at(item, mark->option_label)),
                       current);
    }
}

static void out_radios(Out *out, const ChoiceMark *mark) {
    MARKUP(out, "<fieldset class=\"field\"");
    out_described(out, mark->name, mark->hint);
    MARKUP(out, "><legend>");
    out_words(out, mark->label, NULL);
    MARKUP(out, "</legend>");
    out_hint(out, mark->name, mark->hint);
    out_choices(out, mark);
    out_problem(out, mark->name);
    MARKUP(out, "</fieldset>");
}

void out_choice(Out *out, const ChoiceMark *mark) {
    if (mark->radio) {
        out_radios(out, mark);
        return;
    }
    MARKUP(out, "<div class=\"field\">");
    out_label(out, mark->name, mark->label);
    out_hint(out, mark->name, mark->hint);
    MARKUP(out, "<select");
    out_attribute_name(out, mark->name);
    out_described(out, mark->name, mark->hint);
    str_add(out->to, mark->attributes);
    MARKUP(out, ">");
    out_choices(out, mark);
    MARKUP(out, "</select>");
    out_problem(out, mark->name);
    MARKUP(out, "</div>");
}
