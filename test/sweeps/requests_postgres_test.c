/* The request scripts on PostgreSQL. */
#include "test/requests.h"
#include "test/test.h"

#include <stdlib.h>

TEST(every_script_is_answered_as_it_says) {
    Arena *mem = arena_new();
    requests_run(true, mem);
    arena_free(mem);
}

/* A server of its own: what others commit would be asked about after each fault (snapshot.c). */
int main(int argc, char **argv) {
    unsetenv("PREAU_TEST_POSTGRES");
    return requests_main(argc, argv);
}
