/* Which line of the route tables a request asks for: a tree of path segments, built and checked once, before anything is served.
 * A segment that is spelled out goes before one that may be anything: /eleves/nouveau before /eleves/:pupil. Private to src/web. */
#pragma once

#include "web/conversation.h"

#define SEGMENTS_MOST 16
#define METHOD_COUNT 4
extern const char *const method_words[];        /* "GET" "POST" "PUT" "DELETE", by Method */

/* A line of a table, with what is looked up once at start. */
typedef struct RouteEntry { const Route *route; const char *feature; RightId right; } RouteEntry;

typedef struct Routing Routing;

Routing *routing_new(Arena *mem);

/* NULL, or the mistake: no guard, a mode that does not go with the method, a path that is answered already … */
const char *routing_add(Routing *routing, const RouteEntry *entry);

/* NULL: nothing there; *METHODS has a bit for each method that the path does answer to. VALUES gets what stands at ":name", in MEM. */
const RouteEntry *routing_find(const Routing *routing, Method method, const char *path, Arena *mem, Pairs *values, unsigned *methods);

/* "open", "signed_in", what its feature calls it, or "object". */
const char *routing_guard_name(const Feature *const *of, Guard guard);

/* All of them, in the order of the tables. */
const RouteEntry *routing_at(const Routing *routing, size_t i);         /* NULL behind the last */

/* May ACTOR come where PORTALS may? By the mode they are in: the desk, and a Space while it is published. Who has no mode is still at home in what is everybody's
 * (PORTAL_ANY): their devices, their password. ALLOW, FORBIDDEN or CLOSED. */
Verdict portal_verdict(const Actor *actor, unsigned portals);
