/* What must happen when the program is wrong: the process dies, and says where. Each case dies in a child. */
#include "base/arena.h"
#include "base/log.h"
#include "base/must.h"
#include "base/str.h"
#include "test/test.h"

#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void fail(void) { must(1 + 1 == 3); }
static void overflow(void) { arena_times(SIZE_MAX / 2, 3); }
static void misalign(void) { arena_alloc(arena_new(), 1, 3); }
static void log_some(void) {
    log_event(LOG_DEBUG, "hidden");
    log_event(LOG_INFO, "served", LOG_INT("status", 200), LOG_WORD("route", "/a\"b\\\n"));
    log_level(LOG_ERROR);
    log_event(LOG_WARNING, "hidden too");
    log_event(LOG_ERROR, "bare");
}

/* What RUN wrote to standard error, and how its process ended (the wait status). */
static char *errors_of(Arena *a, void (*run)(void), int *status) {
    int ends[2];
    if (pipe(ends) != 0)
        return "";
    pid_t child = fork();
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
        dup2(ends[1], STDERR_FILENO);
        run();
        _exit(0);
    }
    close(ends[1]);
    Str all = str_new(a, 4096);
    for (ssize_t got; (got = read(ends[0], str_room(&all, 4096), 4096)) > 0; )
        all.size += (size_t) got;
    all.data[all.size] = '\0';
    close(ends[0]);
    waitpid(child, status, 0);
    return all.data;
}

static bool died(void (*run)(void), const char *said) {
    Arena *a = arena_new();
    int status = 0;
    char *errors = errors_of(a, run, &status);
    bool dead = WIFSIGNALED(status) || (WIFEXITED(status) && WEXITSTATUS(status) != 0);   /* a sanitizer may turn the signal into an exit */
    bool good = dead && strstr(errors, said) != NULL;
    arena_free(a);
    return good;
}

TEST(a_false_must_ends_the_process_and_names_itself) {
    CHECK(died(fail, "\"condition\":\"1 + 1 == 3\",\"file\""));
    CHECK(died(fail, "_test("));                /* the backtrace */
}

TEST(a_size_that_overflows_ends_the_process) {
    CHECK(died(overflow, "\"event\":\"must\""));
}

TEST(an_impossible_alignment_ends_the_process) {
    CHECK(died(misalign, "\"event\":\"must\""));
}

/* The line without its date: {"at":"…", is always as long. */
static const char *after_date(const char *line) {
    return strlen(line) > 33 ? line + 33 : line;
}

TEST(a_log_line_is_one_json_object) {
    Arena *a = arena_new();
    int status = 0;
    char *errors = errors_of(a, log_some, &status), *second = strchr(errors, '\n');
    CHECK(second != NULL);
    if (second) {
        *second = '\0';
        CHECK(str_starts(errors, "{\"at\":\"2"));
        CHECK_TEXT(after_date(errors), "\"level\":\"info\",\"event\":\"served\",\"status\":200,\"route\":\"/a\\\"b\\\\\\u000a\"}");
        CHECK_TEXT(after_date(second + 1), "\"level\":\"error\",\"event\":\"bare\"}\n");
    }
    arena_free(a);
}

TEST_MAIN
