#include "test.h"

#include <stdio.h>
#include <string.h>

static TestCase *first, **last = &first;
static bool failed;

void test_register(TestCase *test) {
    *last = test;
    last = &test->next;
}

bool test_check(bool good, const char *what, const char *file, int line) {
    if (!good) {
        printf("# %s:%d: %s\n", file, line, what);
        failed = true;
    }
    return good;
}

bool test_check_int(int64_t got, int64_t wanted, const char *what, const char *file, int line) {
    if (got != wanted)
        printf("# got %lld, wanted %lld\n", (long long) got, (long long) wanted);
    return test_check(got == wanted, what, file, line);
}

bool test_check_text(const char *got, const char *wanted, const char *what, const char *file, int line) {
    bool same = got && wanted ? strcmp(got, wanted) == 0 : got == wanted;
    if (!same)
        printf("# got «%s», wanted «%s»\n", got ? got : "NULL", wanted ? wanted : "NULL");
    return test_check(same, what, file, line);
}

int test_main(int argc, char **argv) {
    int count = 0, bad = 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (TestCase *t = first; t; t = t->next) {
        if (argc > 1 && !strstr(t->name, argv[1]))
            continue;
        failed = false;
        t->run();
        bad += failed;
        printf("%sok %d - %s\n", failed ? "not " : "", ++count, t->name);
    }
    printf("1..%d\n", count);
    return bad ? 1 : 0;
}
