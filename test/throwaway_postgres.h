/* A PostgreSQL cluster for tests: made when first asked for, gone with the process. */
#pragma once

/* The folder of its socket (host=…, user=postgres, no password). Dies with a sentence when it cannot be started. */
const char *throwaway_postgres(void);
