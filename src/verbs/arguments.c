#include "verbs/verbs.h"

#include "base/str.h"
#include "gen/texts.h"

#include <stdio.h>

const char *option(const Arguments *a, const char *name) {
    for (const char **o = a->options; o[0]; o += 2)
        if (str_equal(o[0], name))
            return o[1];
    return NULL;
}

bool has_option(const Arguments *a, const char *name) {
    for (const char **o = a->options; o[0]; o += 2)
        if (str_equal(o[0], name))
            return true;
    return false;
}

int say_error(Arena *mem, int exit, TextId text, const WordArg *args) {
    fprintf(stderr, "%s\n", words(mem, text, args));
    return exit;
}

int wrong_usage(const Arguments *a, Arena *mem) {
    return say_error(mem, 2, T_HELP_USAGE, WITH(ARG_TEXT("usage", words(mem, a->usage, NULL))));
}
