/* What the generators refuse, each with file, line and the reason, and what they make of the sample pages. They run as
 * programs, as in the build, over a small source tree made in a temporary folder. */
#include "base/str.h"
#include "test/test.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* NAME and DETAIL are printed when it fails. */
static void check(bool good, const char *name, const char *detail) {
    if (!test_check(good, name, __FILE__, __LINE__))
        printf("# %s\n", detail);
}

static char tools[512], root[64];

static void find_tools(void) {
    char self[512];
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
    self[size > 0 ? size : 0] = 0;
    const char *given = getenv("PREAU_TOOLS");
    if (given)
        snprintf(tools, sizeof tools, "%s", given);
    else
        snprintf(tools, sizeof tools, "%.480s/gen", dirname(self));
}

static void write_file(const char *path, const char *text) {
    char full[256];
    snprintf(full, sizeof full, "%s/%s", root, path);
    FILE *f = fopen(full, "wb");
    if (f) {
        fputs(text, f);
        fclose(f);
    }
}

static char *read_file(Arena *a, const char *path) {
    FILE *f = fopen(path, "rb");
    Str text = str_new(a, 4096);
    for (int c; f && (c = fgetc(f)) != EOF;)
        str_add_char(&text, (char) c);
    if (f)
        fclose(f);
    return text.data;
}

/* Runs TOOL over the small tree; what it said is in ROOT/said. */
static int run(const char *tool) {
    char command[1024];
    snprintf(command, sizeof command, "%s/%s %s/out %s >%s/said 2>&1", tools, tool, root, root, root);
    return system(command);
}

static void make_tree(void) {
    snprintf(root, sizeof root, "/tmp/preau-templates-XXXXXX");
    if (!mkdtemp(root))
        return;
    static const char *const folders[] = { "out", "text", "src", "src/school", "src/school/a", "src/web", "src/web/layout" };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", root, folders[i]);
        mkdir(path, 0700);
    }
    write_file("text/fr.po", "msgid \"a.title\"\nmsgstr \"Titre\"\nmsgid \"a.count\"\nmsgid_plural \"a.count\"\nmsgstr[0] \"{n} fiche\"\n"
               "msgstr[1] \"{n} fiches\"\n\nmsgid \"state.on\"\nmsgstr \"Oui\"\nmsgid \"a.name\"\nmsgstr \"De {name}\"\n");
}

static Arena *start(void) {
    find_tools();
    make_tree();
    return arena_new();
}

static void end(Arena *a) {
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", root);
    CHECK_INT(system(command), 0);
    arena_free(a);
}

static const char reply[] = "page  class D2\n  name TEXT\n  n INT\n  yes BOOL\n  day DAY\n  at INSTANT\n  start MINUTES\n  state WORD on off\n"
    "  who\n    city TEXT\n  list[]\n    x TEXT\n    state WORD on off\n  words[] TEXT\n";

static void refusal(Arena *a, const char *tool, const char *what, const char *file, int line, const char *said_part) {
    char said_path[128], wanted[64];
    snprintf(said_path, sizeof said_path, "%s/said", root);
    snprintf(wanted, sizeof wanted, "%s:%d:", file, line);
    int code = run(tool);
    char *said = read_file(a, said_path);
    check(code != 0 && strstr(said, wanted) && strstr(said, said_part), what, said);
}

/* BODY stands on line 2 and after. */
static const struct { const char *what, *body; int line; const char *said; } bad_templates[] = {
    { "unknown key", "<p>{nobody}</p>", 2, "no key nobody" },
    { "unknown member", "<p>{who.zip}</p>", 2, "no key who.zip" },
    { "item key outside its list", "<p>{x}</p>", 2, "no key x" },
    { "list printed", "<p>{list}</p>", 2, "not one value" },
    { "boolean printed", "<p>{yes}</p>", 2, "not one value" },
    { "word printed", "<p>{state}</p>", 2, "word of the program" },
    { "value in a script", "<script>{name}</script>", 2, "script or a style" },
    { "script in the page", "<script>let a</script>", 2, "stand in files" },
    { "value in a style", "<style>{name}</style>", 2, "script or a style" },
    { "on… attribute", "<p onclick=\"x\"></p>", 2, "onclick" },
    { "style attribute", "<p style=\"color:{name}\"></p>", 2, "style" },
    { "srcdoc", "<iframe srcdoc=\"{name}\"></iframe>", 2, "srcdoc" },
    { "unquoted value", "<p class={name}></p>", 2, "without double quotes" },
    { "single quotes", "<p class='{name}'></p>", 2, "double quotes" },
    { "unquoted address", "<a href=/x></a>", 2, "double quotes" },
    { "value in a comment", "<!-- {name} -->", 2, "a comment" },
    { "value as tag name", "<{name}></p>", 2, "lone <" },
    { "value within a tag name", "<h{n}></h1>", 2, "a tag name" },
    { "value as attribute", "<p {name}></p>", 2, "outside the double quotes" },
    { "value within an attribute name", "<p data-{name}=\"1\"></p>", 2, "outside the double quotes" },
    { "value in a declaration", "<!doctype {name}>", 2, "a declaration" },
    { "value in srcset", "<img srcset=\"{name}\">", 2, "srcset" },
    { "value in meta", "<meta content=\"{name}\">", 2, "meta" },
    { "base", "<base href=\"/\">", 2, "no place" },
    { "javascript address", "<a href=\"javascript:{name}\"></a>", 2, "an address starts with" },
    { "address split by a block", "<a href=\"{if yes}{else}javascript:0{/if}\"></a>", 2, "an address starts with" },
    { "address of another host", "<a href=\"//x{name}\"></a>", 2, "an address starts with" },
    { "number as an address", "<a href=\"{n}\"></a>", 2, "whole address" },
    { "text in an address", "<a href=\"/{t \"a.title\"}\"></a>", 2, "no place in an address" },
    { "instant in an address", "<a href=\"/{at}\"></a>", 2, "no place in an address" },
    { "words outside the catalogue", "<p>\n\nBonjour</p>", 4, "text/fr.po" },
    { "accented words", "<p>é</p><p>Été</p>", 2, "text/fr.po" },
    { "words in a title", "<p title=\"Bonjour\"></p>", 2, "text/fr.po" },
    { "unknown text", "<p>{t \"a.none\"}</p>", 2, "no text a.none" },
    { "plural without n", "<p>{t \"a.count\"}</p>", 2, "n=" },
    { "text without its value", "<p>{t \"a.name\"}</p>", 2, "needs name=" },
    { "value the text has not", "<p>{t \"a.title\" name=name}</p>", 2, "has no {name}" },
    { "n of a text", "<p>{t \"a.count\" n=name}</p>", 2, "n is a number" },
    { "word without text", "<p>{word state \"state\"}</p>", 2, "no text state.off" },
    { "word of a number", "<p>{word n \"state\"}</p>", 2, "not a WORD" },
    { "unclosed if", "<p>{if yes}</p>", 2, "never closed" },
    { "unclosed block", "{if yes}<p></p>", 2, "never closed" },
    { "wrong end", "{if yes}<p></p>{/each}", 2, "closes nothing" },
    { "else alone", "{else}", 2, "{else} stands" },
    { "two else", "{if yes}{else}{else}{/if}", 2, "{else} stands" },
    { "block across elements", "{if yes}<p>{/if}</p>", 2, "a block ends where it started" },
    { "block closing an outer element", "<p>{if yes}</p>{/if}", 2, "closes nothing opened in this block" },
    { "branches that differ", "{if yes}<p></p>{else}<p>{/if}", 2, "a block ends where it started" },
    { "block ending elsewhere", "<p class=\"{if yes}\"{/if}></p>", 2, "a block ends where it started" },
    { "block in a tag name", "<p{if yes}q{/if}></p>", 2, "a block stands between" },
    { "attributes glued by a block", "<p a=\"1\"{if yes}b{/if}></p>", 2, "a blank is missing" },
    { "word never said", "{if state = maybe}{/if}", 2, "never \"maybe\"" },
    { "text compared without quotes", "{if name = late}{/if}", 2, "is compared with" },
    { "number of a text", "<p>{number name}</p>", 2, "neither an INT nor a list" },
    { "each over a text", "{each name}{/each}", 2, "not a list" },
    { "part in each", "{each list}{part p}{/part}{/each}", 2, "no {each}" },
    { "part twice", "{part p}{/part}{part p}{/part}", 2, "twice" },
    { "unclosed element", "<div><p></p>", 1, "<div> is never closed" },
    { "crossed elements", "<div><p></div></p>", 2, "</p> is expected" },
    { "unclosed tag", "<p", 1, "inside a tag" },
    { "unknown directive", "{raw name}", 2, "neither a directive nor a key" },
    { "unclosed directive", "{if yes\n<p>", 2, "malformed" },
    { "unclosed quotes", "{t \"a.title}", 2, "malformed" },
    { "stray brace", "<p>{ }</p>", 2, "a brace starts" },
    { "date of a text", "<p>{day name words}</p>", 2, "not of that type" },
    { "field without label", "{field name}", 2, "label" },
    { "field with a script", "{field name label=\"a.title\" onclick=\"x\"}", 2, "what is \"onclick\"" },
    { "field of no type", "{field name label=\"a.title\" type=image}", 2, "no type" },
    { "field in an attribute", "<p class=\"{field name label=\"a.title\"}\"></p>", 2, "between tags" },
    { "choice of a text", "{choice name label=\"a.title\" words=\"state\"}", 2, "WORD key" },
    { "content in a page", "{content}", 2, "in a layout" },
    { "second page", "{page \"a.title\" layout=none}", 2, "first line" },
    { "asset in text", "<p>{asset \"x.css\"}</p>", 2, "whole address" },
    { "unknown fragment", "{include \"a/none\"}", 2, "names a .html file" },
    { "fragment of itself", "{include \"a/page\"}", 1, "" },
};

TEST(what_is_unsafe_or_unknown_in_a_template_is_refused) {
    Arena *a = start();
    char path[128];
    snprintf(path, sizeof path, "%s/src/school/a/page.html", root);
    write_file("src/school/a/page.reply", reply);
    for (size_t i = 0; i < sizeof bad_templates / sizeof *bad_templates; i++) {
        write_file("src/school/a/page.html", arena_printf(a, "{page \"a.title\" layout=none}\n%s\n", bad_templates[i].body));
        refusal(a, "templategen", bad_templates[i].what, path, bad_templates[i].line, bad_templates[i].said);
    }
    write_file("src/school/a/page.html", "{page \"a.title\"}\n");
    refusal(a, "templategen", "unknown layout", path, 1, "no layout desk");
    write_file("src/school/a/page.html", "<p></p>\n");
    refusal(a, "templategen", "page line missing", path, 1, "starts with {page");
    write_file("src/school/a/page.html", "{page \"a.title\" layout=none}\n{page}<p>{list}</p>");
    refusal(a, "templategen", "lonely directive", path, 2, "first line");
    end(a);
}

static const struct { const char *what, *text; int line; const char *said; } bad_replies[] = {
    { "head missing", "name TEXT\n", 1, "names the reply" },
    { "class missing", "page\n  name TEXT\n", 1, "class of the data" },
    { "class D7", "page  class D7\n", 1, "D0 to D4" },
    { "unknown type", "page  class D1\n  name STRING\n", 2, "what is \"STRING\"" },
    { "key twice", "page  class D1\n  name TEXT\n  name INT\n", 3, "declared twice" },
    { "word list missing", "page  class D1\n  state WORD\n", 2, "lists its words" },
    { "type and keys", "page  class D1\n  who TEXT\n    city TEXT\n", 2, "nothing inside" },
    { "neither", "page  class D1\n  who\n", 2, "neither" },
    { "odd blanks", "page  class D1\n   who TEXT\n", 2, "two spaces" },
    { "list of numbers", "page  class D1\n  n[] INT\n", 2, "holds TEXT" },
    { "unknown reply", "page  class D1\n  use a/none\n", 2, "another reply" },
    { "use of itself", "page  class D1\n  use a/page\n", 2, "uses itself" },
    { "capital letter", "page  class D1\n  Name TEXT\n", 2, "a key is made of" },
};

TEST(what_is_malformed_in_a_reply_is_refused) {
    Arena *a = start();
    char path[128];
    snprintf(path, sizeof path, "%s/src/school/a/page.reply", root);
    write_file("src/school/a/page.html", "{page \"a.title\" layout=none}\n");
    for (size_t i = 0; i < sizeof bad_replies / sizeof *bad_replies; i++) {
        write_file("src/school/a/page.reply", bad_replies[i].text);
        refusal(a, "templategen", bad_replies[i].what, path, bad_replies[i].line, bad_replies[i].said);
    }
    end(a);
}

static const struct { const char *what, *text; int line; const char *said; } bad_texts[] = {
    { "bare semicolon", "msgid \"a\"\nmsgstr \"Oui; non\"\n", 1, "U+202F" },
    { "blank before !", "msgid \"a\"\nmsgstr \"Oui !\"\n", 1, "U+202F" },
    { "wide space before ?", "msgid \"a\"\nmsgstr \"Oui\u00A0?\"\n", 1, "U+202F" },
    { "blank before :", "msgid \"a\"\nmsgstr \"Nom : {x}\"\n", 1, "U+00A0" },
    { "bare guillemets", "msgid \"a\"\nmsgstr \"«Nom»\"\n", 1, "U+00A0" },
    { "straight apostrophe", "msgid \"a\"\nmsgstr \"l'an\"\n", 1, "apostrophe" },
    { "straight quotes", "msgid \"a\"\nmsgstr \"un \\\"mot\\\"\"\n", 1, "quotes" },
    { "three dots", "msgid \"a\"\nmsgstr \"Un...\"\n", 1, "…" },
    { "two blanks", "msgid \"a\"\nmsgstr \"Un  deux\"\n", 1, "blank" },
    { "bare percent", "msgid \"a\"\nmsgstr \"12%\"\n", 1, "%" },
    { "capital without accent", "msgid \"a\"\nmsgstr \"Eleves\"\n", 1, "accents" },
    { "another program", "msgid \"a\"\nmsgstr \"Depuis PRONOTE\"\n", 1, "another program" },
    { "id twice", "msgid \"a\"\nmsgstr \"Un\"\n\nmsgid \"a\"\nmsgstr \"Un\"\n", 4, "also at line 1" },
    { "same constant", "msgid \"a.b\"\nmsgstr \"Un\"\nmsgid \"a_b\"\nmsgstr \"Un\"\n", 3, "same constant" },
    { "no text", "msgid \"a\"\nmsgstr \"\"\n", 1, "has no text" },
    { "half a plural", "msgid \"a\"\nmsgid_plural \"a\"\nmsgstr[0] \"Un\"\n", 1, "a plural is" },
    { "stray brace in a text", "msgid \"a\"\nmsgstr \"Un {x\"\n", 1, "brace" },
    { "bad id", "msgid \"A-b\"\nmsgstr \"Un\"\n", 1, "an id is made of" },
    { "unclosed text", "msgid \"a\"\nmsgstr \"Un\n", 2, "ends with a double quote" },
};

TEST(bad_typography_and_doubled_texts_are_refused) {
    Arena *a = start();
    char path[128];
    snprintf(path, sizeof path, "%s/text/fr.po", root);
    for (size_t i = 0; i < sizeof bad_texts / sizeof *bad_texts; i++) {
        write_file("text/fr.po", bad_texts[i].text);
        refusal(a, "textgen", bad_texts[i].what, path, bad_texts[i].line, bad_texts[i].said);
    }
    write_file("text/fr.po", "msgid \"a.b\"\nmsgstr \"Oui\u202F! «\u00A0Nom\u00A0»\u00A0: {x}… 08:05, 12\u00A0%\"\nmsgid \"a.c\"\nmsgstr \"\"\n\"En \"\n\"deux\"\n");
    check(run("textgen") == 0, "good texts pass", "refused");
    char out[128];
    snprintf(out, sizeof out, "%s/out/texts.h", root);
    check(strstr(read_file(a, out), "T_A_B,\n    T_A_C,") != NULL, "ids become constants in order", "not so");
    snprintf(out, sizeof out, "%s/out/texts.c", root);
    check(strstr(read_file(a, out), "\"En deux\"") != NULL, "lines of a text are joined", "not so");
    end(a);
}

/* The sample under test/templates, against the C we want: readable, and the same on every machine. */
TEST(the_sample_makes_readable_c) {
    Arena *a = start();
    char command[2048], out[128];
    snprintf(command, sizeof command, "rm -r %s/src %s/text && cp -r test/templates/src %s/src && cp -r text %s/text", root, root, root, root);
    bool copied = system(command) == 0;
    bool made = copied && run("templategen") == 0;
    snprintf(out, sizeof out, "%s/out/pages.c", root);
    const char *now = read_file(a, out), *wanted = read_file(a, "test/templates/sample_pages.c");
    check(made && str_equal(now, wanted), "the sample page makes the C of test/templates/sample_pages.c",
          "run templategen over test/templates and compare");
    end(a);
}

TEST_MAIN
