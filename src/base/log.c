#include "base/log.h"

#include "base/date.h"
#include "base/str.h"

#include <stdatomic.h>
#include <unistd.h>

static _Atomic LogLevel least_level = LOG_INFO;

void log_level(LogLevel least) {
    least_level = least;
}

void log_write(LogLevel level, const char *event, const LogField *fields) {
    static const char *const names[] = { "debug", "info", "warning", "error" };
    if (level < least_level)
        return;
    Arena *mem = arena_new();
    Str line = str_new(mem, 200);
    str_printf(&line, "{\"at\":\"%s\",\"level\":\"%s\",\"event\":", instant_iso(mem, instant_now()), names[level]);
    str_quote(&line, event);
    for (; fields->key; fields++) {
        str_add_char(&line, ',');
        str_quote(&line, fields->key);
        str_add_char(&line, ':');
        if (fields->word)
            str_quote(&line, fields->word);
        else
            str_add_int(&line, fields->number);
    }
    str_add(&line, "}\n");
    ssize_t written = write(STDERR_FILENO, line.data, line.size);     /* one write: lines of several threads never mix */
    (void) written;
    arena_free(mem);
}
