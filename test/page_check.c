#include "test/page_check.h"

#include "base/str.h"

#include <libxml/HTMLparser.h>
#include <string.h>

struct PageTree { htmlDocPtr doc; Arena *mem; };

static void drop(void *doc) { xmlFreeDoc(doc); }

PageTree *page_read(Arena *mem, const char *html, size_t size) {
    PageTree *page = NEW(mem, PageTree);
    page->mem = mem;
    page->doc = htmlReadMemory(html, (int) size, NULL, "UTF-8", HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    if (page->doc)
        arena_on_drop(mem, drop, page->doc);
    return page;
}

/* ---- words ---- */

/* U+00A0 and U+202F are blanks too. */
static size_t blank_at(const char *at) {
    if (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')
        return 1;
    return strncmp(at, "\xC2\xA0", 2) == 0 ? 2 : strncmp(at, "\xE2\x80\xAF", 3) == 0 ? 3 : 0;
}

static const char *one_blank(Arena *mem, const char *text) {
    Str s = str_new(mem, strlen(text));
    for (size_t size; *text; ) {
        size = blank_at(text);
        if (!size)
            str_add_char(&s, *text++);
        else if (s.size && s.data[s.size - 1] != ' ')
            str_add_char(&s, ' ');
        text += size;
    }
    return s.data;
}

static bool says(const PageTree *page, xmlNode *node, const char *words) {
    xmlChar *content = xmlNodeGetContent(node);
    bool found = content && strstr(one_blank(page->mem, (const char *) content), one_blank(page->mem, words));
    xmlFree(content);
    return found;
}

/* ---- selectors ---- */

static bool has_class(const char *classes, const char *name, size_t size) {
    for (const char *at = classes; at && *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        if (length == size && strncmp(at, name, size) == 0)
            return true;
        at += length;
    }
    return false;
}

/* An attribute must be there; VALUE NULL: whatever it says. */
static bool attribute_is(xmlNode *node, const char *name, const char *value, bool class) {
    xmlChar *got = xmlGetProp(node, (const xmlChar *) name);
    bool good = got && (!value || (class ? has_class((const char *) got, value, strlen(value)) : str_equal((const char *) got, value)));
    xmlFree(got);
    return good;
}

/* One condition of the selector at *AT, which moves behind it. */
static bool part_fits(const PageTree *page, xmlNode *node, const char **at) {
    char first = **at;
    const char *start = *at + (first == '#' || first == '.' || first == '[');
    size_t size = strcspn(start, first == '[' ? "=]" : "#.[");
    const char *word = arena_text_n(page->mem, start, size), *value = NULL;
    *at = start + size;
    if (first == '[' && **at == '=') {
        const char *open = *at + 2, *close = strchr(open, '"');
        value = arena_text_n(page->mem, open, close ? (size_t) (close - open) : strlen(open));
        *at = close ? close + 1 : open + strlen(open);
    }
    *at += first == '[' && **at == ']';
    if (first == '#' || first == '.')
        return attribute_is(node, first == '#' ? "id" : "class", word, first == '.');
    return first == '[' ? attribute_is(node, word, value, false) : str_equal((const char *) node->name, word);
}

static bool fits(const PageTree *page, xmlNode *node, const char *selector) {
    while (*selector)
        if (!part_fits(page, node, &selector))
            return false;
    return true;
}

static bool holds(const PageTree *page, xmlNode *node, const char *selector, const char *words) {
    for (; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        if (fits(page, node, selector) && (!words || says(page, node, words)))
            return true;
        if (holds(page, node->children, selector, words))
            return true;
    }
    return false;
}

bool page_holds(const PageTree *page, const char *selector, const char *words) {
    xmlNode *root = page->doc ? xmlDocGetRootElement(page->doc) : NULL;
    return root && (selector ? holds(page, root, selector, words) : says(page, root, words));
}
