/* Every request script, as HTML and as JSON; and torture: each statement of each request fails in turn, which answers 500 or 503, changes no row and no
 * file, and takes no time; every JSON answer is what its .reply says (architecture.md §9). One test program for each engine.
 *
 * Torture takes one request in five as HTML on SQLite and one in ten elsewhere, others each day; on PostgreSQL scripts run as HTML one day and
 * as JSON the next. PREAU_TEST_ALL=1 (script/test --all) takes all. PREAU_TEST_ONLY=loans runs the scripts whose path holds that. */
#pragma once

#include "base/map.h"
#include "web/route.h"

/* served: "GET /bureau" for each route that a script had an answer below 400 from. met: keys of replies that an answer held, "desk/pupils.items.sex". */
typedef struct Answered { Map served, met; } Answered;

/* Checks (test/test.h) all scripts; what it returns lives in INTO. */
Answered requests_run(bool postgres, Arena *into);

/* "GET /bureau"; lives in the arena of requests_run. */
const char *route_name(const Route *r);

/* Imports start the very program that asks again, to read a file in a sandbox: its exit code when this is such a start, else -1. */
int requests_child(int argc, char **argv);

/* The program that such a test is. */
int requests_main(int argc, char **argv);
