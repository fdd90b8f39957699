/* A PostgreSQL cluster for tests: made when first asked for, gone with the process. */
#pragma once

/* The folder of its socket (host=…, user=postgres, no password). Dies with a sentence when it cannot be started. */
const char *throwaway_postgres(void);

/* Where tests put what they throw away: memory where the machine has a gigabyte of it to lend as /dev/shm, else /tmp. */
const char *throwaway_place(void);
