/* How many requests one person, or one stranger's address, may make (promises.md 6.3). Counts are kept in a table of fixed size in the process
 * that serves: nobody can make it grow, and who is looked up costs the same whether known or not. A full place forgets whoever asked least.
 * Any thread may call any of these. Private to src/web.
 *
 * A window slides over five minutes by halves of two windows: the last one counts for the part of it that is not yet five minutes old. */
#pragma once

#include "base/arena.h"
#include "base/date.h"

#include <stdbool.h>

#define LIMIT_PERIOD ((Instant) 5 * 60 * 1000)
#define LIMIT_USER 1500                 /* a person, whatever the number of sessions */
#define LIMIT_STRANGER 300              /* an address; in IPv6 its /64 */
#define LIMIT_SCHOOL 20000              /* an address of the school's own networks: everyone is behind one */
#define LIMIT_IN_FLIGHT 8               /* of one session at a time */

typedef struct Limits Limits;

/* NETWORKS: "10.0.0.0/8, 2001:db8::/32", NULL or "" for none (setting school_networks). NULL: *BAD, in MEM, is no network. */
Limits *limits_new(Arena *mem, const char *networks, const char **bad);
bool limits_networks_fit(const char *networks, Arena *mem, const char **bad);

/* Counts one request at NOW. 0: welcome; else not counted, and the seconds after which the next one is. */
int limits_user(Limits *limits, int64_t account, Instant now);
int limits_address(Limits *limits, const char *address, Instant now);
bool limits_at_school(const Limits *limits, const char *address);

/* One more request of SESSION (as the browser sent it) is on its way, until limits_leave gets back what this returns. NULL: there are too
 * many, and nothing was taken. Two sessions may share a count: 65,536 stand for all of them. */
void *limits_enter(Limits *limits, const char *session);
void limits_leave(void *entered);
