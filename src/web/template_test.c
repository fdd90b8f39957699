/* P-14: whatever a person writes, wherever it is printed, the page keeps the same elements and attributes. Every
 * payload goes through every position of the sample page, and libxml2 reads the result. Then every page of the program
 * is printed with something in every key and parsed. */
#if __has_include("web/doc.c") && __has_include("work/work.c")
#include "web/template.h"

#include "test/test.h"
#include "web/json.h"

#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <string.h>

#define pages sample_pages
#define layouts sample_layouts
#include "../../test/templates/sample_pages.c"
#undef pages
#undef layouts
extern const Page *const pages[];

/* NAME and DETAIL are printed when it fails. */
static void check(bool good, const char *name, const char *detail) {
    if (!test_check(good, name, __FILE__, __LINE__))
        printf("# %s\n", detail);
}

/* ---- printing the sample with one text everywhere ---- */

/* No server is linked here: what was typed is what the test says. */
static const char *typed_text;
__attribute__((weak)) const char *form_typed(const Request *rq, const char *name) {
    return str_equal(name, "name") || str_equal(name, "kind") ? typed_text : NULL;
}
__attribute__((weak)) const char *asset_path(const char *name) {
    return str_equal(name, "icons.svg") ? "/assets/icons.svg" : "/assets/other";
}

static Work *test_work(Arena *a) {
    static const Actor everybody = { .kind = KIND_PROGRAM };
    Work *w = NEW(a, Work);
    *w = (Work){ .mem = a, .actor = &everybody };
    w->problems_end = &w->problems;
    return w;
}

static const Doc *sample_doc(Work *w, const char *text) {
    Doc *d = doc_new(w, &REPLY_SAMPLE_ROLL);
    doc_int(d, "lesson", 7);
    doc_text(d, "name", text);
    doc_text(d, "link", text);
    doc_day(d, "day", day_of(2026, 9, 1));
    doc_int(d, "start", 485);
    doc_word(d, "kind", "search");
    doc_add_text(d, "remarks", text);
    doc_text(doc_object(d, "address"), "city", text);
    for (int i = 0; i < 2; i++) {
        Doc *entry = doc_add(d, "entries");
        doc_int(entry, "id", i + 1);
        doc_text(entry, "display", text);
        doc_int(entry, "minutes_late", i);
        Doc *room = doc_add(d, "rooms");
        doc_int(room, "id", i + 6);
        doc_text(room, "label", text);
    }
    return d;
}

static const char *print_sample(Arena *a, const char *text, bool problems) {
    Work *w = test_work(a);
    Problem *at_field = NEW(a, Problem), *whole = NEW(a, Problem);
    *at_field = (Problem){ .field = "name", .code = T_PAGE_SKIP, .text = text, .next = whole };
    *whole = (Problem){ .field = "", .code = T_PAGE_SKIP, .text = text };
    w->problems = problems ? at_field : NULL;
    typed_text = problems ? text : NULL;
    Request request = { .work = w, .mem = a, .path = "/" };
    Str out = str_new(a, 8192);
    template_print(&out, &PAGE_SAMPLE_ROLL, sample_doc(w, text), NULL, problems ? &request : NULL, NULL);
    return out.data;
}

/* ---- reading it ---- */

static htmlDocPtr parse(const char *html) {
    return htmlReadMemory(html, (int) strlen(html), NULL, "UTF-8", HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
}

/* Names of all elements and attributes, in order, without any value. */
static void skeleton(Str *out, const xmlNode *node) {
    for (; node; node = node->next) {
        if (node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE)
            str_add(out, "(other)");
        if (node->type != XML_ELEMENT_NODE)
            continue;
        str_printf(out, "<%s", (const char *) node->name);
        for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
            str_printf(out, " %s", (const char *) attribute->name);
        str_add(out, ">");
        skeleton(out, node->children);
        str_add(out, "</>");
    }
}

static const char *skeleton_of(Arena *a, const char *html) {
    Str out = str_new(a, 4096);
    htmlDocPtr doc = parse(html);
    if (doc) {
        skeleton(&out, xmlDocGetRootElement(doc));
        xmlFreeDoc(doc);
    }
    return out.data;
}

static bool safe_address(const char *s) {
    bool site = s[0] == '#' || (s[0] == '/' && s[1] != '/' && s[1] != '\\');
    if (str_starts(s, "tel:"))
        return strspn(s + 4, "0123456789+") == strlen(s + 4);
    return (site || str_starts(s, "mailto:")) && !strpbrk(s, "\"'<> \t\n\r\\");
}

static bool safe_addresses(const xmlNode *node) {
    for (; node; node = node->next) {
        for (const xmlAttr *attribute = node->type == XML_ELEMENT_NODE ? node->properties : NULL; attribute; attribute = attribute->next) {
            const char *name = (const char *) attribute->name;
            bool address = str_equal(name, "href") || str_equal(name, "src") || str_equal(name, "action");
            if (address && attribute->children && !safe_address((const char *) attribute->children->content))
                return false;
        }
        if (!safe_addresses(node->children))
            return false;
    }
    return true;
}

static const xmlNode *first_element(const xmlNode *node, const char *name) {
    for (; node; node = node->next) {
        if (node->type == XML_ELEMENT_NODE && str_equal((const char *) node->name, name))
            return node;
        const xmlNode *inside = first_element(node->children, name);
        if (inside)
            return inside;
    }
    return NULL;
}

/* The text comes back as it was, from between tags and from an attribute. */
static bool reads_back(const xmlNode *tree, const char *text) {
    const xmlNode *h1 = first_element(tree, "h1");
    xmlChar *inside = h1 ? xmlNodeGetContent(h1) : NULL, *title = h1 ? xmlGetProp(h1, (const xmlChar *) "title") : NULL;
    bool same = inside && title && str_equal((char *) inside, text) && str_equal((char *) title, text);
    xmlFree(inside);
    xmlFree(title);
    return same;
}

/* ---- payloads ---- */

static const char *const cores[] = {
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)>", "<body onload=alert(1)>", "<a href=javascript:alert(1)>x</a>", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)", "//evil.example/x", "/\\evil.example", "/\t/evil.example", "https://evil.example", "&#106;avascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&quot; onmouseover=&quot;alert(1)", "\" onmouseover=\"alert(1)", "' onmouseover='alert(1)",
    "\"><script>alert(1)</script>", "'><script>alert(1)</script>", "` onmouseover=`alert(1)", " onfocus=alert(1) autofocus ", "x\" style=\"x",
    "<math><mtext></mtext></math>", "<template><b>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<style>*{color:red}</style>", "<style><!--</style><script>alert(1)</script>", "<plaintext>", "<xmp>", "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>", "<link rel=stylesheet href=//evil.example>", "<form action=//evil.example>",
    "<input autofocus onfocus=alert(1)>", "<select onchange=alert(1)>", "<button formaction=javascript:alert(1)>", "<table><tr><td>",
    "<object data=x>", "<embed src=x>", "<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)>", "<!--", "-->", "<![CDATA[",
    "]]>", "<?php echo 1 ?>", "%3Cscript%3E", "\\u003cscript\\u003e", "{{constructor}}", "${alert(1)}", "{name}", "=cmd|'/C calc'!A0",
    ("<\xCC\xB8" "b>"), "\xE2\x80\xAE<b>", "é<b>œ&", "<a/**/href=x>",
};

static const char *const wrappings[] = { "%s", "</textarea>%s", "</title></option></select>%s", "\">%s", "'-->%s<!--" };

TEST(no_payload_changes_the_page) {
    Arena *a = arena_new();
    const char *wanted = skeleton_of(a, print_sample(a, "x", false)), *wanted_wrong = skeleton_of(a, print_sample(a, "x", true));
    int payloads = 0, moved = 0, unread = 0, unsafe = 0;
    for (size_t i = 0; i < sizeof cores / sizeof *cores; i++)
        for (size_t k = 0; k < sizeof wrappings / sizeof *wrappings; k++) {
            Arena *mem = arena_child(a);
            Str text = str_new(mem, 256);
            const char *hole = strstr(wrappings[k], "%s");
            str_add_n(&text, wrappings[k], (size_t) (hole - wrappings[k]));
            str_add(&text, cores[i]);
            str_add(&text, hole + 2);
            const char *html = print_sample(mem, text.data, false), *wrong = print_sample(mem, text.data, true);
            htmlDocPtr doc = parse(html);
            moved += !str_equal(skeleton_of(mem, html), wanted) || !str_equal(skeleton_of(mem, wrong), wanted_wrong);
            unread += !reads_back(xmlDocGetRootElement(doc), text.data);
            unsafe += !safe_addresses(xmlDocGetRootElement(doc));
            if (moved + unread + unsafe == 1)
                printf("# first with %s\n", text.data);
            xmlFreeDoc(doc);
            arena_free(mem);
            payloads++;
        }
    check(payloads >= 300, "at least 300 payloads", arena_printf(a, "%d", payloads));
    check(moved == 0, "no payload adds or removes an element or an attribute", arena_printf(a, "%d do", moved));
    check(unread == 0, "each reads back as it was written", arena_printf(a, "%d do not", unread));
    check(unsafe == 0, "no address leaves the site or runs", arena_printf(a, "%d do", unsafe));
    arena_free(a);
}

/* ---- what is printed, word for word ---- */

TEST(values_print_as_the_grammar_says) {
    Arena *a = arena_new();
    const char *html = print_sample(a, "O’Neil & <fils>", true);
    static const char *const wanted[] = {
        "<h1 title=\"O’Neil &amp; &lt;fils&gt;\" class=\"roll\" data-open=\"search\">O’Neil &amp; &lt;fils&gt;</h1>",
        "<a href=\"#\">01/09/2026</a>",
        "<a href=\"/x/O%E2%80%99Neil%20%26%20%3Cfils%3E?q=O%E2%80%99Neil%20%26%20%3Cfils%3E&amp;day=2026-09-01#top\">mardi 1er septembre 2026</a>",
        "08:05 7 2</p>", "<p>Rechercher une personne</p>", "2 corrections sont nécessaires</p>",
        "<li><a href=\"#f-name\">O’Neil &amp; &lt;fils&gt;</a></li>",
        " aria-invalid=\"true\" aria-describedby=\"h-name p-name\" required maxlength=\"40\">",
        "<p class=\"problem\" id=\"p-name\">O’Neil &amp; &lt;fils&gt;</p>",
        "name=\"entries.1.id\" value=\"2\"", "name=\"entries.1.minutes_late\"", "type=\"radio\" name=\"room\" value=\"7\" checked",
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        check(strstr(html, wanted[i]) != NULL, wanted[i], html);
    arena_free(a);
}

TEST(json_says_keys_in_their_order_and_words_of_its_own) {
    Arena *a = arena_new();
    Str out = str_new(a, 64), empty = str_new(a, 64);
    char word[] = "search";
    Work *w = test_work(a);
    Doc *d = (Doc *) (uintptr_t) sample_doc(w, "a\"b");
    doc_bool(d, "closed", true);
    doc_word(d, "kind", word);
    memset(word, 'x', strlen(word));        /* what was given need not last */
    json_doc(&out, d);
    CHECK_TEXT(out.data, "{\"lesson\":7,\"name\":\"a\\\"b\",\"day\":\"2026-09-01\",\"taken\":null,\"start\":\"08:05\",\"closed\":true,\"kind\":\"search\","
        "\"remarks\":[\"a\\\"b\"],\"address\":{\"city\":\"a\\\"b\"},\"entries\":[{\"id\":1,\"display\":\"a\\\"b\",\"minutes_late\":0},{\"id\":2,\"display\":\"a\\\"b\",\"minutes_late\":1}],"
        "\"rooms\":[{\"id\":6,\"label\":\"a\\\"b\"},{\"id\":7,\"label\":\"a\\\"b\"}]}");
    json_doc(&empty, doc_new(w, &REPLY_SAMPLE_ROLL));
    CHECK_TEXT(empty.data, "{\"taken\":null}");
    arena_free(a);
}

TEST(a_list_is_sorted_by_a_number_and_equals_stay_as_they_came) {
    static const int late[] = { 5, 0, 5, 3, 0, 3, 9, 5, 1 };
    static const int wanted[] = { 2, 5, 9, 4, 6, 1, 3, 8, 7 };
    Arena *a = arena_new();
    Doc *d = doc_new(test_work(a), &REPLY_SAMPLE_ROLL);
    doc_sort(d, "entries", "minutes_late");             /* of a list not known yet nothing is sorted */
    CHECK(!doc_get(d, "entries")->set);
    for (int i = 0; i < 9; i++) {
        Doc *entry = doc_add(d, "entries");
        doc_int(entry, "id", i + 1);
        if (late[i])
            doc_int(entry, "minutes_late", late[i]);
    }
    doc_sort(d, "entries", "minutes_late");
    const DocValue *entries = doc_get(d, "entries");
    CHECK_INT(doc_items(entries), 9);
    for (size_t i = 0; i < 9; i++)
        CHECK_INT(doc_get(doc_item(entries, i), "id")->number, wanted[i]);
    arena_free(a);
}

TEST(telephones_read_as_in_france) {
    static const char *const numbers[][2] = { { "+33639980068", "06\u00a039\u00a098\u00a000\u00a068" }, { "0439980068", "04\u00a039\u00a098\u00a000\u00a068" },
        { "+4930123456", "+4930123456" }, { "+33639", "+33639" }, { "06 39 98 00 68", "06 39 98 00 68" }, { "<b>", "&lt;b&gt;" }, { "", "" }, { NULL, "" } };
    Arena *a = arena_new();
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        Str s = str_new(a, 40);
        out_phone(&(Out){ .to = &s }, numbers[i][0]);
        check(str_equal(s.data, numbers[i][1]), numbers[i][1], s.data);
    }
    arena_free(a);
}

TEST(parts_and_titles) {
    Arena *a = arena_new();
    Work *w = test_work(a);
    Str part = str_new(a, 4096), title = str_new(a, 64);
    template_print(&part, &PAGE_SAMPLE_ROLL, sample_doc(w, "x"), NULL, NULL, "entries");
    check(strstr(part.data, "<tr>") && !strstr(part.data, "<form"), "a part is answered alone", part.data);
    check(page_has_part(&PAGE_SAMPLE_ROLL, "entries") && !page_has_part(&PAGE_SAMPLE_ROLL, "rows"), "parts are named", "not so");
    Out out = { .to = &title, .page = &PAGE_SAMPLE_ROLL, .doc = sample_doc(w, "x") };
    out_title(&out);
    check(str_equal(title.data, "7 corrections sont nécessaires"), "a title takes values", title.data);
    arena_free(a);
}

/* ---- every page of the program ---- */

typedef struct Filling { Arena *mem; int number; } Filling;

static void fill(Doc *d, const ReplyType *type, Filling *all) {
    for (int i = 0; i < type->count; i++) {
        const ReplyField *f = &type->fields[i];
        switch (f->kind) {
            case REPLY_INT: case REPLY_ID: doc_int(d, f->key, ++all->number); break;
            case REPLY_MINUTES: case REPLY_INSTANT: doc_int(d, f->key, 485); break;
            case REPLY_BOOL: doc_bool(d, f->key, ++all->number % 2); break;
            case REPLY_TEXT: doc_text(d, f->key, arena_printf(all->mem, "/a<b>&\"c%d", ++all->number)); break;
            case REPLY_WORD: doc_word(d, f->key, f->words[0]); break;
            case REPLY_DAY: doc_day(d, f->key, day_of(2026, 9, 1)); break;
            case REPLY_OBJECT: fill(doc_object(d, f->key), f->of, all); break;
            case REPLY_TEXTS: doc_add_text(d, f->key, "<i>&\""); break;
            case REPLY_LIST:
                for (int k = 0; k < 2; k++)
                    fill(doc_add(d, f->key), f->of, all);
        }
    }
}

/* libxml2 knows HTML 4: elements and the few habits of HTML 5 that it does not know are no mistakes. */
static void note_error(void *arg, xmlErrorPtr error) {
    Str *said = arg;
    if (error->code != XML_HTML_UNKNOWN_TAG)
        str_printf(said, "%s (line %d)", error->message, error->line);
}

static void test_page(Arena *a, const Page *page, const ReplyType *frame_type) {
    Work *w = test_work(a);
    Filling all = { .mem = a };
    Doc *doc = doc_new(w, page->type), *frame = doc_new(w, frame_type);
    fill(doc, page->type, &all);
    fill(frame, frame_type, &all);
    Str html = str_new(a, 16384), said = str_new(a, 64);
    template_print(&html, page, doc, frame, NULL, NULL);
    xmlSetStructuredErrorFunc(&said, note_error);
    htmlDocPtr parsed = htmlReadMemory(html.data, (int) html.size, NULL, "UTF-8", HTML_PARSE_NONET);
    xmlSetStructuredErrorFunc(NULL, NULL);
    check(parsed && said.size == 0, page->name, said.data);
    check(!parsed || safe_addresses(xmlDocGetRootElement(parsed)), "its addresses", page->name);
    xmlFreeDoc(parsed);
    Str empty = str_new(a, 4096);
    template_print(&empty, page, doc_new(w, page->type), NULL, NULL, NULL);
    check(empty.size > 0, "printed with nothing known", page->name);
}

extern ReplyType REPLY_LAYOUT_FRAME;

/* The sample in each layout of the program. */
TEST(each_layout_stands_around_a_page) {
    Arena *a = arena_new();
    for (const Layout *l = layouts; l->name; l++) {
        Page framed = { .name = l->name, .type = &REPLY_SAMPLE_ROLL, .print = print_sample_roll, .parts = parts_sample_roll,
            .layout = l->name, .title = T_PAGE_PRODUCT };
        test_page(a, &framed, &REPLY_LAYOUT_FRAME);
    }
    arena_free(a);
}

TEST(every_page_of_the_program_parses) {
    Arena *a = arena_new();
    for (const Page *const *p = pages; *p; p++)
        if ((*p)->print) {
            Arena *mem = arena_child(a);
            test_page(mem, *p, &REPLY_LAYOUT_FRAME);
            arena_free(mem);
        }
    arena_free(a);
}

TEST_MAIN
#else
#include <stdio.h>
int main(void) {
    puts("1..0 # SKIP no documents yet");
    return 0;
}
#endif
