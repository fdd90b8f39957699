#include "base/must.h"

#include <execinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

_Noreturn void must_failed(const char *condition, const char *file, int line) {
    void *frames[64];
    fprintf(stderr, "{\"level\":\"error\",\"event\":\"must\",\"condition\":\"%s\",\"file\":\"%s\",\"line\":%d}\n", condition, file, line);
    fflush(stderr);
    backtrace_symbols_fd(frames, backtrace(frames, 64), STDERR_FILENO);
    abort();
}
