/* Unit tests: one program per *_test.c, TAP on standard output.
 *     TEST(a_late_pupil_needs_minutes) { CHECK(…); CHECK_INT(got, wanted); }
 *     TEST_MAIN
 * A check that fails prints where and what, and the test goes on. An argument runs only the tests whose name holds it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct TestCase { const char *name; void (*run)(void); struct TestCase *next; } TestCase;

void test_register(TestCase *test);
int test_main(int argc, char **argv);
bool test_check(bool good, const char *what, const char *file, int line);
bool test_check_int(int64_t got, int64_t wanted, const char *what, const char *file, int line);
bool test_check_text(const char *got, const char *wanted, const char *what, const char *file, int line);

#define TEST(title) \
    static void title(void); \
    __attribute__((constructor)) static void title##_register(void) { \
        static TestCase test = { #title, title, NULL }; \
        test_register(&test); \
    } \
    static void title(void)

#define TEST_MAIN int main(int argc, char **argv) { return test_main(argc, argv); }

#define CHECK(condition) test_check((condition), #condition, __FILE__, __LINE__)
#define CHECK_INT(got, wanted) test_check_int((got), (wanted), #got, __FILE__, __LINE__)
#define CHECK_TEXT(got, wanted) test_check_text((got), (wanted), #got, __FILE__, __LINE__)
