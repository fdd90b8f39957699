/* A throw-away PostgreSQL for many test programs at once: prints the folder of its socket (PREAU_TEST_POSTGRES), and ends with its standard input. */
#include "test/throwaway_postgres.h"

#include <stdio.h>

int main(void) {
    printf("%s\n", throwaway_postgres());
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return 0;
}
