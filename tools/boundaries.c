/* The rules of the house that a program can check (ARCHITECTURE.md): who may include whom, which functions stay where,
 * and sizes. boundaries FILE… (from the root) prints one TAP line per rule. What is let through, and why, stands in test/house.txt:
 * «rule place: reason»; a line there that lets nothing through any more fails too, so that the list only gets shorter. */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_OF_FUNCTION = 60, LINES_OF_FILE = 600, LINES_OF_HEADER = 150, MAX_FEATURES = 200, MAX_EXCEPTIONS = 200 };

typedef enum Rule { DIRECTION, LIBRARY, BANNED, GLOBAL, FUNCTION, FILE_SIZE, RULES } Rule;
static const struct { const char *word, *says; } rules[RULES] = {
    { "direction", "every include follows the order of layers and features" },
    { "library", "every foreign library stays behind its door" },
    { "banned", "no banned function is called" },
    { "global", "nothing outside main.c keeps state of its own" },
    { "function", "every function fits a screen" },
    { "file", "every file and header stays small" },
};

typedef struct Exception { char line[240]; bool used; } Exception;
typedef struct House {
    char features[MAX_FEATURES][64];
    int feature_count;
    Exception exceptions[MAX_EXCEPTIONS];
    int exception_count;
    int broken[RULES];
} House;

typedef struct Source { const char *path, *name; bool header, test; int lines; } Source;

static bool starts(const char *text, const char *prefix) { return strncmp(text, prefix, strlen(prefix)) == 0; }
static bool ends(const char *text, const char *suffix) {
    size_t n = strlen(text), m = strlen(suffix);
    return n >= m && strcmp(text + n - m, suffix) == 0;
}

/* Reports that PLACE breaks RULE, unless test/house.txt lets it. */
static void breaks(House *h, Rule rule, const char *place, int line, const char *what) {
    char key[200];
    snprintf(key, sizeof key, "%s %s:", rules[rule].word, place);
    for (int i = 0; i < h->exception_count; i++)
        if (starts(h->exceptions[i].line, key)) {
            h->exceptions[i].used = true;
            return;
        }
    printf("# %s:%d: %s (%s)\n", place, line, what, rules[rule].word);
    h->broken[rule]++;
}

/* ---- who may include whom ---- */

static const struct { const char *layer, *may; } layers[] = {
    { "base", "base " }, { "store", "base store " }, { "work", "base store work " }, { "web", "base store work web " },
    { "document", "base work document " }, { "school", "base store work web document school " },
    { "verbs", "base store work web document school verbs " },
};

static int feature_of(const House *h, const char *path) {       /* "school/people/people.h" */
    for (int i = 0; i < h->feature_count; i++) {
        size_t size = strlen(h->features[i]);
        if (strncmp(path + 7, h->features[i], size) == 0 && path[7 + size] == '/')
            return i;
    }
    return -1;
}

static void check_include(House *h, const Source *s, int line, const char *included) {
    char wanted[64], what[200];
    const char *inside = s->path + 4;       /* after "src/" */
    if (!starts(s->path, "src/") || s->test || starts(included, "gen/") || !strchr(included, '/') || !strchr(inside, '/'))
        return;
    snprintf(wanted, sizeof wanted, "%.*s ", (int) strcspn(included, "/"), included);
    snprintf(what, sizeof what, "may not include %s", included);
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
        if (starts(inside, layers[i].layer) && inside[strlen(layers[i].layer)] == '/' && !strstr(layers[i].may, wanted))
            breaks(h, DIRECTION, s->path, line, what);
    if (!starts(inside, "school/") || strcmp(s->name, "features.c") == 0)
        return;
    if (starts(included, "school/") && h->feature_count && feature_of(h, included) > feature_of(h, inside))
        breaks(h, DIRECTION, s->path, line, what);
    if (starts(included, "web/") && !ends(s->name, "_web.c") && !ends(s->name, "_feature.c"))
        breaks(h, DIRECTION, s->path, line, "rules know nothing of the web: this belongs in a file ending in _web.c");
}

static void check_library(House *h, const Source *s, int line, const char *included) {
    static const struct { const char *header, *door; } doors[] = { { "sqlite3.h", "src/store/" }, { "libpq-fe.h", "src/store/" },
        { "microhttpd.h", "src/web/" }, { "libxml/", "src/document/" }, { "archive", "src/document/" }, { "unicode/", "src/base/" },
        { "curl/", "src/work/" }, { "hb", "src/document/" }, { "turbojpeg.h", "src/document/" }, { "png.h", "src/document/" },
        { "seccomp.h", "src/document/" }, { "openssl/", "src/school/second/" }, { "qrencode.h", "src/document/" } };
    for (size_t i = 0; i < sizeof doors / sizeof *doors; i++)
        if (starts(s->path, "src/") && !s->test && starts(included, doors[i].header) && !starts(s->path, doors[i].door)) {
            char what[200];
            snprintf(what, sizeof what, "<%s> is used in %s only", included, doors[i].door);
            breaks(h, LIBRARY, s->path, line, what);
        }
}

/* ---- what a line may hold ---- */

static const char *const banned_everywhere[] = { "strtol", "strtoul", "strtoll", "strtoull", "atoi", "atol", "atoll", "strtod", "atof", "sprintf", "vsprintf",
    "strcpy", "strcat", "strncpy", "strncat", "strtok", "gets", "system", "popen", "tmpnam", "mktemp", "alloca", "rand", "asctime", "ctime", "localtime",
    "gmtime", "mktime", "setjmp", "longjmp", "scanf", "sscanf", "fscanf" };
static const char *const banned_above_the_store[] = { "sqlite3_exec", "PQexec", "malloc", "calloc", "realloc", "strdup", "free" };

/* Calls only: the word, then a parenthesis, and no letter before it. */
static bool calls(const char *line, const char *function) {
    size_t size = strlen(function);
    for (const char *at = line; (at = strstr(at, function)); at += size)
        if (at[size] == '(' && (at == line || !(isalnum((unsigned char) at[-1]) || at[-1] == '_' || at[-1] == '.' || at[-1] == '>')))
            return true;
    return false;
}

static void check_calls(House *h, const Source *s, int number, const char *line, const char *const *banned, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (calls(line, banned[i])) {
            char what[100];
            snprintf(what, sizeof what, "%s() is banned here", banned[i]);
            breaks(h, BANNED, s->path, number, what);
        }
}

static void check_line(House *h, const Source *s, int number, char *line) {
    if (!starts(s->path, "src/") || s->test)
        return;
    char *comment = strstr(line, "/*");
    if (comment)
        *comment = '\0';
    check_calls(h, s, number, line, banned_everywhere, sizeof banned_everywhere / sizeof *banned_everywhere);
    if (starts(s->path, "src/school/") || starts(s->path, "src/work/"))
        check_calls(h, s, number, line, banned_above_the_store, sizeof banned_above_the_store / sizeof *banned_above_the_store);
    /* A RightId gets its number once, when the program starts: a constant that features share. */
    bool variable = starts(line, "static ") && !starts(line, "static RightId ") && !strstr(line, "const") && !strchr(line, '(') && strpbrk(line, ";=");
    if (variable && strcmp(s->path, "src/main.c") != 0)
        breaks(h, GLOBAL, s->path, number, "state that outlives the work");
}

static void check_directive(House *h, const Source *s, int number, const char *line) {
    char included[160];
    if (sscanf(line, "#include \"%159[^\"]\"", included) == 1)
        check_include(h, s, number, included);
    else if (sscanf(line, "#include <%159[^>]>", included) == 1)
        check_library(h, s, number, included);
}

/* A function starts where a line at the margin ends in «) {», and ends at the brace at the margin. */
static void check_file(House *h, Source *s) {
    FILE *file = fopen(s->path, "r");
    char line[4000], what[100];
    int start = 0;
    while (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        s->lines++;
        if (line[0] == '#')
            check_directive(h, s, s->lines, line);
        else if (line[0] == '}' && start) {
            snprintf(what, sizeof what, "a function of %d lines", s->lines - start + 1);
            if (s->lines - start + 1 > LINES_OF_FUNCTION)
                breaks(h, FUNCTION, s->path, start, what);
            start = 0;
        } else if (isalpha((unsigned char) line[0]) && ends(line, ") {"))
            start = s->lines;
        check_line(h, s, s->lines, line);
    }
    if (file)
        fclose(file);
    snprintf(what, sizeof what, "%d lines", s->lines);
    if (s->lines > (s->header ? LINES_OF_HEADER : LINES_OF_FILE))
        breaks(h, FILE_SIZE, s->path, 1, what);
}

/* ---- the order of features, and what is let through ---- */

static void read_features(House *h) {
    FILE *file = fopen("src/school/features.c", "r");
    char text[8000];
    size_t size = file ? fread(text, 1, sizeof text - 1, file) : 0;
    text[size] = '\0';
    if (file)
        fclose(file);
    static const char word[] = "FEATURE(";
    for (char *at = text; (at = strstr(at, word)) && h->feature_count < MAX_FEATURES; ) {
        at += sizeof word - 1;
        size_t length = strcspn(at, ")\n");
        if (length > 8 && length < 64 && starts(at + length - 8, "_feature"))
            snprintf(h->features[h->feature_count++], 64, "%.*s", (int) length - 8, at);
    }
}

static void read_exceptions(House *h) {
    FILE *file = fopen("test/house.txt", "r");
    while (file && h->exception_count < MAX_EXCEPTIONS && fgets(h->exceptions[h->exception_count].line, 240, file))
        h->exception_count += isalpha((unsigned char) h->exceptions[h->exception_count].line[0]) != 0;
    if (file)
        fclose(file);
}

int main(int argc, char **argv) {
    static House house;
    int bad = 0, stale = 0;
    read_features(&house);
    read_exceptions(&house);
    for (int i = 1; i < argc; i++) {
        const char *slash = strrchr(argv[i], '/');
        Source s = { .path = argv[i], .name = slash ? slash + 1 : argv[i], .header = ends(argv[i], ".h"),
            .test = ends(argv[i], "_test.c") || ends(argv[i], "_fuzz.c") };
        check_file(&house, &s);
    }
    for (int r = 0; r < RULES; r++) {
        printf("%sok %d - %s\n", house.broken[r] ? "not " : "", r + 1, rules[r].says);
        bad += house.broken[r];
    }
    for (int i = 0; i < house.exception_count; i++)
        if (!house.exceptions[i].used) {
            printf("# test/house.txt: nothing needs this any more: %s", house.exceptions[i].line);
            stale++;
        }
    printf("%sok %d - every exception is still needed\n1..%d\n", stale ? "not " : "", RULES + 1, RULES + 1);
    return bad || stale ? 1 : 0;
}
