/* Where in the markup a placeholder stands. The reader knows just enough HTML to be sure of that, and refuses what it
 * is not sure of: the templates are ours, so strictness costs nothing. */
#include "templategen.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool one_of(const char *word, const char *const *list) {
    for (; *list; list++)
        if (!strcmp(word, *list))
            return true;
    return false;
}

static bool is_void(const char *element) {
    static const char *const names[] = { "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", NULL };
    return one_of(element, names);
}

static bool is_url(const char *attribute) {
    static const char *const names[] = { "href", "src", "action", "formaction", "poster", "cite", "data", "manifest", NULL };
    return one_of(attribute, names);
}

/* Attributes that a person reads. */
static bool is_worded(const char *attribute) {
    static const char *const names[] = { "title", "alt", "placeholder", "aria-label", "aria-description", "aria-roledescription", "label", "summary", NULL };
    return one_of(attribute, names);
}

/* ---- literal markup ---- */

/* Words stand in the catalogue: two letters in a row are a word. */
static void lint_letter(Html *h, At at, char c) {
    unsigned char u = (unsigned char) c;
    if (c == '&')
        h->entity = true;
    bool letter = !h->entity && (isalpha(u) || (u >= 0xC3 && u <= 0xC9));
    if (c == ';' || isspace(u))
        h->entity = false;
    bool inside = u >= 0x80 && u < 0xC0 && h->letters;          /* the rest of a letter of two bytes */
    h->letters = letter ? h->letters + 1 : inside ? h->letters : 0;
    if (h->letters == 2)
        refuse(at, "words stand in text/fr.po: write {t \"some.id\"}");
}

static void open_element(Html *h, At at) {
    static const char *const banned[] = { "base", "object", "embed", "applet", "frame", "frameset", "plaintext", "xmp", "noembed", "noframes", NULL };
    if (one_of(h->element, banned))
        refuse(at, "<%s> has no place in a page", h->element);
    if (is_void(h->element) || h->slash)
        return;
    if (h->depth == DEEPEST) {
        refuse(at, "elements nest too deep");
        return;
    }
    memcpy(h->open[h->depth++], h->element, sizeof h->element);
}

static void close_element(Html *h, At at) {
    if (h->depth == h->floor)
        refuse(at, "</%s> closes nothing opened in this block", h->element);
    else if (strcmp(h->open[h->depth - 1], h->element))
        refuse(at, "</%s> stands where </%s> is expected", h->element, h->open[h->depth - 1]);
    else
        h->depth--;
}

static void end_tag(Html *h, At at) {
    if (h->closing)
        close_element(h, at);
    else
        open_element(h, at);
    h->where = IN_TEXT;
    h->letters = 0;
    h->entity = false;
}

static void add_to_name(char *name, size_t *size, char c) {
    if (*size < 31) {
        name[(*size)++] = (char) tolower((unsigned char) c);
        name[*size] = 0;
    }
}

static void start_name(Html *h, At at, char c) {
    if (h->glued)
        refuse(at, "a blank is missing before this attribute");
    h->where = IN_NAME;
    h->name_size = 0;
    add_to_name(h->attribute, &h->name_size, c);
}

static void end_name(const Html *h, At at) {
    if (!strncmp(h->attribute, "on", 2) || !strcmp(h->attribute, "style") || !strcmp(h->attribute, "srcdoc"))
        refuse(at, "%s=\"…\" is refused: scripts and styles stand in files", h->attribute);
}

static void start_value(Html *h) {
    h->where = IN_VALUE;
    h->value_empty = true;
    h->telephone = false;
    h->letters = 0;
    h->entity = false;
}

/* What a URL may start with, when its start is ours. */
static void lint_url_start(Html *h, At at, const char *text, size_t size) {
    static const char *const starts[] = { "/", "#", "?", "mailto:", "tel:", "https://", NULL };
    for (const char *const *s = starts; *s; s++)
        if (size >= strlen(*s) && !memcmp(text, *s, strlen(*s))) {
            h->telephone = !strcmp(*s, "tel:");
            if (**s == '/' && size > 1 && (text[1] == '/' || text[1] == '\\'))
                break;
            return;
        }
    refuse(at, "%s=\"%.*s…\": an address starts with / # ? https:// mailto: or tel:", h->attribute, size < 12 ? (int) size : 12, text);
}

static void in_tag(Html *h, At at, char c) {
    if (isspace((unsigned char) c))
        h->glued = false;
    else if (c == '>')
        end_tag(h, at);
    else if (c == '/')
        h->slash = true;
    else if (isalpha((unsigned char) c) || c == '_')
        start_name(h, at, c);
    else
        refuse(at, "\"%c\" has no place in a tag", c);
}

static void step(Html *h, At at, const char *text, size_t left);

static void after_name(Html *h, At at, const char *text, size_t left) {
    char c = *text;
    if (c == '=')
        h->where = BEFORE_VALUE;
    else if (!isspace((unsigned char) c)) {
        h->where = IN_TAG;
        step(h, at, text, left);
    } else
        h->glued = false;
}

static void in_name(Html *h, At at, const char *text, size_t left) {
    char c = *text;
    if (isalnum((unsigned char) c) || c == '-' || c == '_' || c == ':') {
        add_to_name(h->attribute, &h->name_size, c);
        return;
    }
    end_name(h, at);
    h->where = AFTER_NAME;
    h->glued = true;
    after_name(h, at, text, left);
}

static void before_value(Html *h, At at, char c) {
    if (c == '"')
        start_value(h);
    else if (c == '\'' || c == '>' || isspace((unsigned char) c)) {
        refuse(at, "attribute values stand in double quotes");
        h->where = IN_TAG;
    } else
        h->where = IN_BARE_VALUE;
}

static void in_value(Html *h, At at, const char *text, size_t left) {
    if (*text == '"') {
        h->where = IN_TAG;
        h->glued = true;
        return;
    }
    if (h->value_empty && is_url(h->attribute))
        lint_url_start(h, at, text, left);
    h->value_empty = false;
    if (is_worded(h->attribute))
        lint_letter(h, at, *text);
}

static void in_text(Html *h, At at, const char *text, size_t left) {
    bool raw = h->depth && (!strcmp(h->open[h->depth - 1], "script") || !strcmp(h->open[h->depth - 1], "style"));
    if (left >= 4 && !memcmp(text, "<!--", 4))
        h->where = IN_COMMENT;
    else if (left >= 2 && text[0] == '<' && text[1] == '!')
        h->where = IN_DOCTYPE;
    else if (*text == '<') {
        h->where = IN_TAG_NAME;
        h->name_size = 0;
        h->element[0] = 0;
        h->closing = h->slash = false;
        if (left < 2 || (!isalpha((unsigned char) text[1]) && text[1] != '/'))
            refuse(at, "a lone < is written &lt;");
    } else if (raw && !isspace((unsigned char) *text)) {
        refuse(at, "scripts and styles stand in files: <%s> is empty here", h->open[h->depth - 1]);
        h->depth--;             /* once is enough */
    } else
        lint_letter(h, at, *text);
}

static void in_tag_name(Html *h, At at, char c) {
    if (c == '/' && h->name_size == 0)
        h->closing = true;
    else if (isalnum((unsigned char) c) || c == '-')
        add_to_name(h->element, &h->name_size, c);
    else {
        h->where = IN_TAG;
        h->glued = true;
        in_tag(h, at, c);
    }
}

static void in_bare_value(Html *h, At at, char c) {
    if (is_url(h->attribute) || c == '"' || c == '<')
        refuse(at, "this value stands in double quotes");
    if (isspace((unsigned char) c) || c == '>') {
        h->where = IN_TAG;
        in_tag(h, at, c);
    }
}

static void step(Html *h, At at, const char *text, size_t left) {
    char c = *text;
    switch (h->where) {
        case IN_TEXT: in_text(h, at, text, left); break;
        case IN_TAG_NAME: in_tag_name(h, at, c); break;
        case IN_TAG: in_tag(h, at, c); break;
        case IN_NAME: in_name(h, at, text, left); break;
        case AFTER_NAME: after_name(h, at, text, left); break;
        case BEFORE_VALUE: before_value(h, at, c); break;
        case IN_VALUE: in_value(h, at, text, left); break;
        case IN_BARE_VALUE: in_bare_value(h, at, c); break;
        case IN_DOCTYPE: if (c == '>') h->where = IN_TEXT; break;
        case IN_COMMENT: if (left >= 3 && !memcmp(text, "-->", 3)) h->where = IN_DOCTYPE; break;
    }
}

void html_literal(Html *h, At at, const char *text, size_t size) {
    for (size_t i = 0; i < size; i++) {
        step(h, at, text + i, size - i);
        if (text[i] == '\n')
            at.line++;
    }
}

/* ---- places ---- */

static Position value_position(const Html *h, At at) {
    if (!strcmp(h->element, "meta") || !strcmp(h->attribute, "srcset")) {
        refuse(at, "no value may be printed in %s of <%s>", h->attribute, h->element);
        return AT_NOWHERE;
    }
    if (!is_url(h->attribute))
        return AT_ATTRIBUTE;
    return h->value_empty ? AT_URL : AT_URL_REST;
}

Position html_position(const Html *h, At at) {
    const char *inside = h->depth ? h->open[h->depth - 1] : "";
    if (h->where == IN_VALUE)
        return value_position(h, at);
    if (h->where == IN_TEXT && strcmp(inside, "script") && strcmp(inside, "style"))
        return AT_TEXT;
    refuse(at, "no value may be printed in %s", h->where == IN_TEXT ? "a script or a style" :
           h->where == IN_COMMENT ? "a comment" : h->where == IN_TAG_NAME ? "a tag name" :
           h->where == BEFORE_VALUE || h->where == IN_BARE_VALUE ? "an attribute without double quotes" :
           h->where == IN_DOCTYPE ? "a declaration" : "a tag, outside the double quotes of an attribute");
    return AT_NOWHERE;
}

void html_value_printed(Html *h) {
    h->value_empty = false;
    h->letters = 0;
}

bool html_in_text(const Html *h, At at, const char *what) {
    if (html_position(h, at) == AT_TEXT)
        return true;
    if (h->where == IN_VALUE)
        refuse(at, "{%s} makes elements: it stands between tags", what);
    return false;
}

static bool may_start_block(const Html *h) {
    return h->where == IN_TEXT || h->where == IN_VALUE || ((h->where == IN_TAG || h->where == AFTER_NAME) && !h->closing);
}

void html_block_start(Html *h, At at, Html *saved) {
    if (h->where == AFTER_NAME)
        h->where = IN_TAG;
    if (!may_start_block(h))
        refuse(at, "a block stands between tags, inside double quotes, or between two attributes");
    *saved = *h;
    h->floor = h->depth;
    h->letters = 0;
}

/* A name still being read ends with its block. */
static void settle(Html *h, At at) {
    if (h->where == IN_NAME) {
        end_name(h, at);
        h->where = IN_TAG;
        h->glued = true;
    } else if (h->where == AFTER_NAME)
        h->where = IN_TAG;
}

static void same_place(const Html *h, At at, const Html *start) {
    if (h->where != start->where || h->depth != start->depth || (h->where == IN_VALUE && strcmp(h->attribute, start->attribute)))
        refuse(at, "a block ends where it started: the same element open, the same attribute");
}

void html_block_middle(Html *h, At at, Html *saved) {
    settle(h, at);
    same_place(h, at, saved);
    Html first_end = *h;
    *h = *saved;
    h->floor = h->depth;
    h->letters = 0;
    saved->value_empty = first_end.value_empty;
    saved->glued |= first_end.glued;
}

void html_block_end(Html *h, At at, const Html *saved) {
    settle(h, at);
    same_place(h, at, saved);
    h->floor = saved->floor;
    h->glued |= saved->glued;
    h->value_empty |= saved->value_empty;
    h->letters = 0;
}

void html_end(const Html *h, At at) {
    if (h->where != IN_TEXT)
        refuse(at, "the file ends inside a tag");
    if (h->depth)
        refuse(at, "<%s> is never closed", h->open[h->depth - 1]);
}
