#include "base/str.h"
#include "gen/texts.h"
#include "school/imports/imports.h"
#include "verbs/folder.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* [{"decision":ID,"choice":"same"}] */
static int read_answers(const char *path, Arena *mem, ImportAsk *ask) {
    json_t *list = json_load_file(path, JSON_REJECT_DUPLICATES, NULL), *item;
    VEC(ImportAnswer) answers = { 0 };
    size_t i;
    bool good = json_is_array(list);
    json_array_foreach(list, i, item) {
        const char *decision = json_string_value(json_object_get(item, "decision")), *choice = json_string_value(json_object_get(item, "choice"));
        good = good && decision && choice;
        if (good)
            *VEC_ADD(mem, &answers) = (ImportAnswer){ arena_text(mem, decision), arena_text(mem, choice) };
    }
    json_decref(list);
    ask->answers.items = answers.items;
    ask->answers.count = answers.count;
    return good ? 0 : say_error(mem, 2, T_IMPORT_BAD_ANSWERS, WITH(ARG_TEXT("path", path)));
}

static bool read_mode(const Arguments *a, ImportMode *mode) {
    const char *asked = option(a, "--mode");
    for (int m = 0; asked && import_mode_words[m]; m++)
        if (str_equal(import_mode_words[m], asked)) {
            *mode = (ImportMode) m;
            return true;
        }
    return !asked;
}

static void print_lines(FILE *to, const ReportLine *lines, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (lines[i].file)
            fprintf(to, "%s:%u: %s\n", lines[i].file, lines[i].line, lines[i].text);
        else
            fprintf(to, "%s\n", lines[i].text);
}

static void print_report(const Report *r, Arena *mem) {
    for (int k = 0; k < REPORT_KINDS; k++) {
        const ReportCount *n = &r->changes[k];
        if (n->created || n->updated || n->unchanged || n->gone)
            printf("%s\n", words(mem, T_IMPORT_COUNTS, WITH(ARG_TEXT("kind", words(mem, words_find(arena_printf(mem, "report.%s", report_kind_words[k])), NULL)),
                ARG_INT("created", n->created), ARG_INT("updated", n->updated), ARG_INT("unchanged", n->unchanged), ARG_INT("gone", n->gone))));
    }
    printf("%s\n", words(mem, words_find(arena_printf(mem, "import_mode_means.%s", import_mode_words[r->mode])), NULL));
    for (size_t i = 0; i < r->kept.count; i++)
        printf("%s\n", r->kept.items[i].text);
    if (r->kept_count > (int64_t) r->kept.count)
        printf("%s\n", words(mem, T_IMPORT_KEPT, WITH(ARG_INT("n", r->kept_count))));
    print_lines(stdout, r->warnings.items, r->warnings.count);
    print_lines(stderr, r->problems.items, r->problems.count);
    if (!r->problems.count)
        printf("%s\n", words(mem, r->applied ? T_IMPORT_APPLIED : T_IMPORT_DRY, NULL));
}

int verb_import(const Arguments *a, Arena *mem) {
    Folder f = { 0 };
    ImportMode mode = MODE_KEEP;
    if (a->word_count < 2 || !read_mode(a, &mode))
        return wrong_usage(a, mem);
    size_t count = (size_t) a->word_count - 1;
    const char **names = NEW_ARRAY(mem, const char *, count);
    for (size_t i = 0; i < count; i++)
        names[i] = base_name(a->words[i + 1]);
    ImportAsk ask = { .paths = a->words + 1, .names = names, .count = count, .dry_run = has_option(a, "--dry-run"),
        .answers = { .accept_year = has_option(a, "--accept-year"), .mode = mode }, .program = a->program };
    int bad = option(a, "--decide") ? read_answers(option(a, "--decide"), mem, &ask) : 0;
    bad = bad ? bad : folder_open(&f, a->words[0], folder_year_asked(a), FOLDER_AS_IT_IS, mem);
    if (bad)
        return bad;
    Report *r = import_run(&f.school, &program_actor, mem, &ask);
    if (has_option(a, "--json")) {
        printf("%s\n", report_json(r));
        print_lines(stderr, r->problems.items, r->problems.count);
    } else {
        print_report(r, mem);
    }
    folder_close(&f);
    return r->exit;
}

int verb_read_file(const Arguments *a, Arena *mem) {
    (void) a, (void) mem;
    return reading_child();
}
